//! Reads of schemes: the list, and one with its grid of organisations and items.

use std::collections::HashMap;

use kernel::{Ctx, Error, Instant, OrganisationId, PersonId};
use ledger::{Clause, Reader, Recorded, params};
use page::Values;

use super::store::{COLUMNS, items, load, next_edition, organisations, own, read, within};
use super::{Document, Fact, Item, Kind, OversightSchemeId, Scheme, State};
use crate::examination::{self, Examination, Finding, OversightExaminationId};
use crate::problem;

/// The word of the view without a state.
pub(crate) const ALL: &str = "all";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub kind: Option<Kind>,
    pub words: Option<String>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        let words = query.get("words").trim();
        Filter {
            state: query.word("state", State::from_word),
            kind: query.word("kind", Kind::from_word),
            words: (!words.is_empty()).then(|| words.to_owned()),
        }
    }

    pub fn word(&self) -> &'static str {
        self.state.map_or(ALL, State::word)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    if let Some(state) = filter.state {
        clause.and_equals("t.state", state);
    }
    if let Some(kind) = filter.kind {
        clause.and_equals("t.kind", kind);
    }
    if let Some(words) = &filter.words {
        ledger::search::condition(&mut clause, ctx, <Fact as ledger::Fact>::STREAM, "t.id", words);
    }
    within(&mut clause, ctx);
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Scheme>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM oversight_scheme t WHERE {} ORDER BY t.drafted_at DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM oversight_scheme t WHERE {}", clause.text()), &clause.params())
}

/// How far the examinations of a scheme are, within the visitor's reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub examinations: i64,
    pub told: i64,
    pub confirmed: i64,
}

pub fn counts(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Counts, Error> {
    let mut clause = Clause::new();
    clause.and_equals("e.district", ctx.district).and_equals("e.scheme", id);
    examination::within(&mut clause, ctx);
    let sql = format!("SELECT e.state FROM oversight_examination e WHERE {} LIMIT 1000", clause.text());
    let mut counts = Counts::default();
    for state in r.rows(&sql, &clause.params(), |row| row.get::<examination::State>(0))? {
        counts.examinations += 1;
        counts.told += i64::from(!matches!(state, examination::State::Open | examination::State::Dropped));
        counts.confirmed += i64::from(matches!(state, examination::State::Confirmed | examination::State::Published));
    }
    Ok(counts)
}

/// A document that was given out.
#[derive(Debug, Clone, PartialEq)]
pub struct Issued {
    pub no: u32,
    pub kind: Document,
    pub year: i64,
    pub number: i64,
    pub issued_at: Instant,
    pub issued_by: Option<PersonId>,
}

pub fn documents(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Vec<Issued>, Error> {
    r.rows(
        "SELECT no, kind, year, number, issued_at, issued_by FROM oversight_document
         WHERE district = $1 AND scheme = $2 ORDER BY no LIMIT 10",
        params![ctx.district, id],
        |row| {
            Ok(Issued {
                no: row.get(0)?,
                kind: row.get(1)?,
                year: row.get(2)?,
                number: row.get(3)?,
                issued_at: row.get(4)?,
                issued_by: row.get(5)?,
            })
        },
    )
}

/// A row of the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub examination: Examination,
    /// What stands of each item; nothing where the visitor may not know it yet.
    pub found: Vec<Finding>,
    /// The visitor may open its page.
    pub opens: bool,
}

/// One scheme with all that hangs on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    pub it: Scheme,
    pub items: Vec<Item>,
    /// In the order of the register.
    pub organisations: Vec<OrganisationId>,
    pub lines: Vec<Line>,
    /// Problems by examination and item, within the visitor's reach.
    pub problems: HashMap<(OversightExaminationId, u32), i64>,
    pub documents: Vec<Issued>,
    /// The next edition, once it is drafted; a draft is of those who see drafts.
    pub next: Option<OversightSchemeId>,
    pub names: HashMap<OrganisationId, String>,
    /// Who wrote at it.
    pub authors: Vec<PersonId>,
}

impl Detail {
    pub fn name(&self, id: OrganisationId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }
}

/// How much of an examination the visitor may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight {
    /// Its page, objections and problems.
    pub opens: bool,
    /// What was found.
    pub found: bool,
}

/// What was found is known to those who see the whole district, to the group, to the organisation once it was told, and to all
/// that were examined once it is published.
pub(crate) fn sight(r: &Reader<'_>, ctx: &Ctx, it: &Examination) -> Result<Sight, Error> {
    let Some(own) = own(ctx) else { return Ok(Sight { opens: true, found: true }) };
    let published = it.state == examination::State::Published;
    if own.contains(&it.organisation) {
        return Ok(Sight { opens: true, found: it.is_told() });
    }
    let examines = match ctx.person() {
        Some(person) => examination::group(r, ctx, it.id)?.contains(&person),
        None => false,
    };
    Ok(Sight { opens: examines, found: examines || published })
}

fn lines(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Vec<Line>, Error> {
    let mut lines = Vec::new();
    for it in examination::of_scheme(r, ctx, id)? {
        let sight = sight(r, ctx, &it)?;
        if !sight.opens && !sight.found {
            continue;
        }
        let all = if sight.found { examination::findings(r, ctx, it.id)? } else { Vec::new() };
        let found = examination::standing(&all).into_iter().cloned().collect();
        lines.push(Line { examination: it, found, opens: sight.opens });
    }
    Ok(lines)
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Detail, Error> {
    let it = load(r, ctx, id)?;
    let organisations = organisations(r, ctx, id)?;
    let next = next_edition(r, ctx, id)?.filter(|next| load(r, ctx, *next).is_ok());
    Ok(Detail {
        items: items(r, ctx, id)?,
        lines: lines(r, ctx, id)?,
        problems: problem::query::counted(r, &crate::web::seeing(ctx), id)?,
        documents: documents(r, ctx, id)?,
        names: registry::query::organisation_names(r, ctx, &organisations)?,
        authors: super::act::authors(r, ctx, id)?,
        next,
        organisations,
        it,
    })
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Vec<Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
