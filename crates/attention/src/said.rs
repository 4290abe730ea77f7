//! Reading what a form or a program said: days, and organisations by id or name.

use kernel::{Ctx, Day, Error, OrganisationId, Text};
use ledger::Reader;
use registry::OrganisationKind;
use registry::query::{Organisation, OrganisationFilter};

pub(crate) const DAY: &str = "write the day as 2026-06-18";
pub(crate) const MINUTE: &str = "write the time as 2026-06-18 21:46";
pub(crate) const CHOOSE: &str = "choose one of the list";
pub(crate) const NO_BODY: &str = "no office, department or township has this name";

/// A duty ends with the working day.
pub(crate) const LAST_HOUR: i8 = 18;

pub(crate) fn day(text: &mut Text, field: &'static str, given: &str) -> Option<Day> {
    text.read(field, given, DAY, |it| it.parse().ok())
}

/// A number of people, places, hazards.
pub(crate) fn count(text: &mut Text, field: &'static str, given: &str, least: i64, most: i64) -> Option<i64> {
    text.read(field, given, "write a whole number", |it| {
        it.trim().parse::<i64>().ok().filter(|n| (least..=most).contains(n))
    })
}

/// Bodies of the state that may be asked: the office, departments, townships; in the order of the register.
pub(crate) struct Bodies(pub Vec<Organisation>);

impl Bodies {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Bodies, Error> {
        let all = registry::query::every_organisation(r, &ctx.beyond_scope(), &OrganisationFilter::default())?;
        let asked = |it: &Organisation| {
            matches!(it.kind, OrganisationKind::Office | OrganisationKind::Department | OrganisationKind::Township)
                && it.dissolved_on.is_none()
        };
        Ok(Bodies(all.into_iter().filter(asked).collect()))
    }

    pub fn of(&self, kind: OrganisationKind) -> impl Iterator<Item = &Organisation> {
        self.0.iter().filter(move |it| it.kind == kind)
    }

    /// By identity, name or short name.
    pub fn named(&self, given: &str) -> Option<&Organisation> {
        let given = given.trim();
        let id: Option<OrganisationId> = given.parse().ok();
        self.0.iter().find(|it| Some(it.id) == id || it.name == given || it.short_name == given)
    }

    pub fn read_one(&self, text: &mut Text, field: &'static str, given: &str) -> Option<OrganisationId> {
        text.read(field, given, NO_BODY, |it| self.named(it)).map(|it| it.id)
    }

    /// One name a line.
    pub fn read(&self, text: &mut Text, field: &'static str, given: &str) -> Vec<OrganisationId> {
        let mut found = Vec::new();
        for line in given.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match self.named(line) {
                Some(it) => found.push(it.id),
                None => text.problem(field, NO_BODY, line),
            }
        }
        found
    }
}
