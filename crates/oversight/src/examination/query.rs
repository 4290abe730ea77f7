//! Reads of examinations: the list, and one with what was found, objected to and answered.

use std::collections::HashMap;

use kernel::{Ctx, Error, OrganisationId, PersonId, Personal};
use ledger::{Clause, Reader, Recorded};
use page::Values;

use super::store::{COLUMNS, findings, group, load, objections, read, standing, within};
use super::{Examination, Fact, Finding, Objection, OversightExaminationId, State, total};
use crate::marks::Marks;
use crate::problem::{self, Problem};
use crate::scheme::query::sight;
use crate::scheme::{self, Item, Kind, OversightSchemeId, Scheme};

/// The word of the view without a state.
pub(crate) const ALL: &str = "all";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub scheme: Option<OversightSchemeId>,
    pub organisation: Option<OrganisationId>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            state: query.word("state", State::from_word),
            scheme: query.reads("scheme"),
            organisation: query.reads("organisation"),
        }
    }

    pub fn word(&self) -> &'static str {
        self.state.map_or(ALL, State::word)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("e.district", ctx.district);
    if let Some(state) = filter.state {
        clause.and_equals("e.state", state);
    }
    if let Some(scheme) = filter.scheme {
        clause.and_equals("e.scheme", scheme);
    }
    if let Some(organisation) = filter.organisation {
        clause.and_equals("e.organisation", organisation);
    }
    within(&mut clause, ctx);
    clause
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub it: Examination,
    pub scheme_number: String,
    pub scheme_title: Personal<String>,
    pub kind: Kind,
    pub objections: i64,
    pub unanswered: i64,
    /// Of an assessment whose marks the visitor may know.
    pub total: Option<(Marks, Marks)>,
}

/// What is open by its deadline, then what is over, the latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Line>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS}, s.number, s.title, s.kind FROM oversight_examination e
         JOIN oversight_scheme s ON s.district = e.district AND s.id = e.scheme
         WHERE {} ORDER BY CASE WHEN e.state IN ('published', 'dropped') THEN 1 ELSE 0 END, e.due, e.id
         LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    let lines = r.rows(&sql, &clause.params(), |row| Ok((read(row)?, row.get(17)?, row.get(18)?, row.get(19)?)))?;
    let mut all = Vec::with_capacity(lines.len());
    for (it, scheme_number, scheme_title, kind) in lines {
        let objections = objections(r, ctx, it.id)?;
        let total = match kind == Kind::Assessment && sight(r, ctx, &it)?.found {
            true => {
                let found = findings(r, ctx, it.id)?;
                Some(total(&scheme::items(r, ctx, it.scheme)?, standing(&found).into_iter()))
            }
            false => None,
        };
        all.push(Line {
            objections: objections.len() as i64,
            unanswered: objections.iter().filter(|it| it.answered_at.is_none()).count() as i64,
            it,
            scheme_number,
            scheme_title,
            kind,
            total,
        });
    }
    Ok(all)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM oversight_examination e WHERE {}", clause.text()), &clause.params())
}

/// One examination with all that hangs on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    pub it: Examination,
    pub scheme: Scheme,
    pub items: Vec<Item>,
    pub group: Vec<PersonId>,
    /// Every revision; nothing where the visitor may not know it yet.
    pub findings: Vec<Finding>,
    pub objections: Vec<Objection>,
    pub problems: Vec<Problem>,
    /// The visitor's organisation was not told yet.
    pub hidden: bool,
    pub organisation: String,
    pub people: HashMap<PersonId, String>,
}

impl Detail {
    pub fn person(&self, id: Option<PersonId>) -> &str {
        id.and_then(|id| self.people.get(&id)).map_or("", String::as_str)
    }

    pub fn standing(&self) -> Vec<&Finding> {
        standing(&self.findings)
    }

    pub fn stands(&self, item: u32) -> Option<&Finding> {
        self.standing().into_iter().find(|it| it.item == item)
    }

    pub fn total(&self) -> (Marks, Marks) {
        total(&self.items, self.standing().into_iter())
    }
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<Detail, Error> {
    let it = load(r, ctx, id)?;
    let hidden = !sight(r, ctx, &it)?.found;
    let findings = if hidden { Vec::new() } else { findings(r, ctx, id)? };
    let (group, objections) = (group(r, ctx, id)?, objections(r, ctx, id)?);
    let mut people: Vec<PersonId> = group.clone();
    people.extend([it.told_by, it.confirmed_by].into_iter().flatten());
    people.extend(findings.iter().filter_map(|it| it.found_by));
    people.extend(objections.iter().flat_map(|it| [it.objected_by, it.answered_by]).flatten());
    Ok(Detail {
        scheme: scheme::load(r, &ctx.beyond_scope(), it.scheme)?,
        items: scheme::items(r, ctx, it.scheme)?,
        problems: problem::query::of_examination(r, ctx, id)?,
        organisation: registry::query::organisation_names(r, ctx, &[it.organisation])?
            .remove(&it.organisation)
            .unwrap_or_default(),
        people: registry::query::person_names(r, ctx, &people)?,
        group,
        findings,
        objections,
        hidden,
        it,
    })
}

/// Everything that happened to it, oldest first; before it was told, the organisation sees no finding.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<Vec<Recorded<Fact>>, Error> {
    let it = load(r, ctx, id)?;
    let mut all = r.history::<Fact>(ctx.district, id)?;
    if !sight(r, ctx, &it)?.found {
        all.retain(|one| !matches!(one.fact, Fact::Taken { .. } | Fact::Judged { .. }));
    }
    Ok(all)
}
