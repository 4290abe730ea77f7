//! The bodies of the district that can be examined, and the people who examine.

use std::collections::BTreeSet;

use kernel::{Ctx, Error, OrganisationId, PersonId, Text};
use ledger::Reader;
use registry::OrganisationKind;
use registry::query::{Organisation, OrganisationFilter};

pub(crate) const CHOOSE: &str = "choose one of the list";
pub(crate) const DAY: &str = "write the day as 2026-06-18";
const MOST_EXAMINED: usize = 200;
const MOST_EXAMINERS: usize = 20;
const NO_BODY: &str = "no office, department or township has this name";

/// Public bodies in the order of the register: never an enterprise.
pub(crate) struct Bodies(Vec<Organisation>);

impl Bodies {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Bodies, Error> {
        let all = registry::query::every_organisation(r, &ctx.beyond_scope(), &OrganisationFilter::default())?;
        Ok(Bodies(all.into_iter().filter(|it| it.kind.is_public() && it.dissolved_on.is_none()).collect()))
    }

    fn named(&self, name: &str) -> Option<&Organisation> {
        self.0.iter().find(|it| it.name == name || it.short_name == name)
    }

    /// Whom the groups and the names mean, each once; the Safety Office, which examines, is not examined by itself.
    pub fn examined(&self, text: &mut Text, groups: &[String], names: &str) -> Vec<OrganisationId> {
        let mut wanted = BTreeSet::new();
        let of = |kind: OrganisationKind| self.0.iter().filter(move |it| it.kind == kind).map(|it| it.id);
        for group in groups.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
            match group {
                "townships" => wanted.extend(of(OrganisationKind::Township)),
                "departments" => wanted.extend(of(OrganisationKind::Department)),
                _ => text.problem("groups", CHOOSE, group),
            }
        }
        for line in names.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match self.named(line) {
                Some(it) if it.kind == OrganisationKind::Office => {
                    text.problem("organisations", "the Safety Office does not examine itself", line);
                }
                Some(it) => drop(wanted.insert(it.id)),
                None => text.problem("organisations", NO_BODY, line),
            }
        }
        if wanted.is_empty() {
            text.problem("organisations", "say who is examined", "");
        }
        if wanted.len() > MOST_EXAMINED {
            text.problem("organisations", "too many organisations at once", "");
        }
        self.0.iter().map(|it| it.id).filter(|id| wanted.contains(id)).collect()
    }

    /// One person a line: `organisation name`, or a name of the Safety Office.
    pub fn people(
        &self,
        r: &Reader<'_>,
        ctx: &Ctx,
        text: &mut Text,
        names: &str,
    ) -> Result<Vec<(PersonId, OrganisationId)>, Error> {
        let mut found: Vec<(PersonId, OrganisationId)> = Vec::new();
        for line in names.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (body, name) = match line.split_once(char::is_whitespace) {
                Some((body, name)) => (self.named(body).map(|it| it.id), name.trim()),
                None => (self.0.iter().find(|it| it.kind == OrganisationKind::Office).map(|it| it.id), line),
            };
            let Some(body) = body else {
                text.problem("people", NO_BODY, line);
                continue;
            };
            match registry::query::people_named(r, ctx, body, name)?.as_slice() {
                [] => text.problem("people", "nobody of this organisation has this name", line),
                [one] if found.iter().all(|(known, _)| known != one) => found.push((*one, body)),
                [_] => {}
                _ => text.problem("people", "several people of this organisation have this name", line),
            }
        }
        if names.trim().is_empty() {
            text.problem("people", "fill in this field", "");
        }
        if found.len() > MOST_EXAMINERS {
            text.problem("people", "too long", "");
        }
        Ok(found)
    }
}
