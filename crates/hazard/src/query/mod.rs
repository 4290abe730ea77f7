//! Reads that pages, the API and other crates use. All of them see only what the visitor's scope covers.

mod conditions;

use std::collections::HashSet;

use kernel::{Ctx, Day, Division, Error, Instant, OrganisationId, PersonId, Personal, Sector};
use ledger::{Clause, Reader, Recorded, Row, ScopeColumns, params};
use registry::SubjectId;

use crate::model::{Demand, Fact, Grade, Harm, HazardId, Source, Status};
use crate::root_cause::RootCause;
use crate::statistics::Closing;
use crate::store;

pub(crate) use conditions::conditions;

/// Where a hazard belongs, for every list of this crate.
pub(crate) const SCOPE: ScopeColumns<'static> = ScopeColumns {
    division: "h.division",
    organisations: &[
        "h.subject_organisation",
        "h.reporter_organisation",
        "h.owner_organisation",
        "h.checker_organisation",
    ],
    persons: &["h.reporter", "h.owner", "h.checker"],
    sector: Some("h.sector"),
};

/// More than this is counted as "more than".
pub const COUNTED_TO: i64 = 10_000;

/// More than any sheet may have.
const EXPORTED_TO: i64 = 1_000_000;

kernel::words! {
    /// The ready-made questions above the list.
    pub enum View {
        Open = "open",
        Late = "late",
        /// Late while it is the owner's move: what waits for whoever verifies or closes it is not the owner's lateness.
        OwnerLate = "owner_late",
        ToCheck = "to_check",
        Major = "major",
        All = "all",
    }
}

/// The state of a list; it stands in the address.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub view: View,
    pub division: Option<Division>,
    /// Only what is noted for the division itself, and not for a place within it.
    pub itself: bool,
    pub sector: Option<Sector>,
    pub status: Option<Status>,
    pub grade: Option<Grade>,
    pub source: Option<Source>,
    pub found_from: Option<Day>,
    pub found_to: Option<Day>,
    pub subject: Option<SubjectId>,
    pub owner: Option<OrganisationId>,
    /// Who found it.
    pub reporter: Option<OrganisationId>,
    /// The main kind of accident it may lead to.
    pub harm: Option<Harm>,
    /// How soon it was ordered to be rectified.
    pub demand: Option<Demand>,
    /// Only what was found again.
    pub recurring: bool,
    /// Only of this root cause.
    pub cause: Option<RootCause>,
    /// Major by somebody's word, and not judged by any criteria yet.
    pub unjudged: bool,
    /// Listed for supervision and not delisted yet.
    pub listed: bool,
    pub closing: Option<Closing>,
    /// Who verifies, and so answers for the closing.
    pub checker: Option<OrganisationId>,
    /// Open when this day began.
    pub open_on: Option<Day>,
    pub closed_from: Option<Day>,
    pub closed_to: Option<Day>,
    pub text: Option<String>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            view: View::Open,
            division: None,
            itself: false,
            sector: None,
            status: None,
            grade: None,
            source: None,
            found_from: None,
            found_to: None,
            subject: None,
            owner: None,
            reporter: None,
            harm: None,
            demand: None,
            recurring: false,
            cause: None,
            unjudged: false,
            listed: false,
            closing: None,
            checker: None,
            open_on: None,
            closed_from: None,
            closed_to: None,
            text: None,
        }
    }
}

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Slice {
    /// For pages: rows `from`, counted from 0.
    Page { from: u32, rows: u32 },
    /// For programs: what comes after this row, newest finding first.
    After { last: Option<(Instant, HazardId)>, rows: u32 },
}

#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    pub id: HazardId,
    pub number: String,
    pub title: Personal<String>,
    pub grade: Grade,
    pub status: Status,
    pub source: Source,
    pub sector: Sector,
    pub division: Division,
    pub subject: SubjectId,
    pub owner_organisation: Option<OrganisationId>,
    pub unit: Option<String>,
    pub found_at: Instant,
    pub due: Option<Instant>,
    pub imported: bool,
    pub demand: Demand,
}

/// `2026-000123`
pub fn number_text(year: i64, number: i64) -> String {
    format!("{year}-{number:06}")
}

pub(crate) const LIST_COLUMNS: &str =
    "h.id, h.number_year, h.number, t.title, h.grade, h.status, h.source, h.sector, h.division,
    h.subject, h.owner_organisation, t.unit, h.found_at, h.due, h.imported, h.demand";
/// How many columns these are.
pub(crate) const LIST_WIDTH: usize = 16;

pub(crate) fn list_row(row: &Row<'_>) -> Result<ListRow, Error> {
    Ok(ListRow {
        id: row.get(0)?,
        number: number_text(row.get(1)?, row.get(2)?),
        title: row.get(3)?,
        grade: row.get(4)?,
        status: row.get(5)?,
        source: row.get(6)?,
        sector: row.get(7)?,
        division: row.get(8)?,
        subject: row.get(9)?,
        owner_organisation: row.get(10)?,
        unit: row.get(11)?,
        found_at: row.get(12)?,
        due: row.get(13)?,
        imported: row.get(14)?,
        demand: row.get(15)?,
    })
}

/// A row of the list with its words and its version, as it is exported.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeRow {
    pub row: ListRow,
    pub version: i64,
    pub description: Personal<String>,
    pub place: Personal<String>,
}

const WHOLE_COLUMNS: &str = "h.version, t.description, t.place";
const WHOLE_TABLES: &str = "hazard h JOIN hazard_text t ON t.district = h.district AND t.id = h.id";

fn whole_row(row: &Row<'_>) -> Result<WholeRow, Error> {
    Ok(WholeRow {
        row: list_row(row)?,
        version: row.get(LIST_WIDTH)?,
        description: row.get(LIST_WIDTH + 1)?,
        place: row.get(LIST_WIDTH + 2)?,
    })
}

/// Every row of the page's list in its order, one after the other.
pub fn each(
    r: &Reader<'_>,
    ctx: &Ctx,
    filter: &Filter,
    mut row: impl FnMut(WholeRow) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut clause = conditions(ctx, filter);
    let order = order(filter, true);
    let at_most = clause.bind(EXPORTED_TO);
    let sql = format!(
        "SELECT {LIST_COLUMNS}, {WHOLE_COLUMNS} FROM {WHOLE_TABLES}
         WHERE {} ORDER BY {order} LIMIT {at_most}",
        clause.text()
    );
    r.each(&sql, &clause.params(), |found| row(whole_row(found)?))
}

/// One row of the list, if it lies within the visitor's reach.
pub fn one(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Option<WholeRow>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district).and_equals("h.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {LIST_COLUMNS}, {WHOLE_COLUMNS} FROM {WHOLE_TABLES} WHERE {}", clause.text());
    r.row(&sql, &clause.params(), whole_row)
}

/// Open ones by what is due first, all others by what was found last; programs always by the latter.
fn order(filter: &Filter, by_page: bool) -> &'static str {
    let by_due = by_page && matches!(filter.view, View::Open | View::Late | View::OwnerLate | View::ToCheck);
    if by_due { "h.due, h.id" } else { "h.found_at DESC, h.id DESC" }
}

pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, slice: Slice) -> Result<Vec<ListRow>, Error> {
    let mut clause = conditions(ctx, filter);
    let order = order(filter, matches!(slice, Slice::Page { .. }));
    let mut skipped = None;
    let rows = match slice {
        Slice::Page { from, rows } => {
            skipped = (from > 0).then(|| clause.bind(from));
            rows
        }
        Slice::After { last, rows } => {
            if let Some((found_at, id)) = last {
                let (found_at, id) = (clause.bind(found_at), clause.bind(id));
                clause.and(&format!("(h.found_at, h.id) < ({found_at}, {id})"));
            }
            rows
        }
    };
    let rows = clause.bind(rows);
    let texts = "hazard_text t ON t.district = h.district AND t.id = h.id";
    let sql = match skipped {
        None => format!(
            "SELECT {LIST_COLUMNS} FROM hazard h JOIN {texts} WHERE {} ORDER BY {order} LIMIT {rows}",
            clause.text()
        ),
        // What is skipped is skipped on the narrow table; texts are fetched for the page alone.
        Some(skipped) => format!(
            "SELECT {LIST_COLUMNS} FROM
               (SELECT * FROM hazard h WHERE {} ORDER BY {order} LIMIT {rows} OFFSET {skipped}) h
             JOIN {texts} ORDER BY {order}",
            clause.text()
        ),
    };
    r.rows(&sql, &clause.params(), list_row)
}

/// How many there are, up to [`COUNTED_TO`] and one more.
pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    count_to(r, ctx, filter, COUNTED_TO + 1)
}

/// How many there are, however many.
pub fn count_all(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM hazard h WHERE {}", clause.text()), &clause.params())
}

/// As which party an organisation has to do with a hazard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    Owner,
    Reporter,
}

/// How many of them each organisation has as this party, of those that have any, in the order of their ids.
pub fn count_by(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, party: Party) -> Result<Vec<(OrganisationId, i64)>, Error> {
    let column = match party {
        Party::Owner => "h.owner_organisation",
        Party::Reporter => "h.reporter_organisation",
    };
    let clause = conditions(ctx, filter);
    let sql = format!(
        "SELECT {column}, COUNT(*) FROM hazard h WHERE {} AND {column} IS NOT NULL GROUP BY {column} ORDER BY {column}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn count_to(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, most: i64) -> Result<i64, Error> {
    let mut clause = conditions(ctx, filter);
    let most = clause.bind(most);
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM hazard h WHERE {} LIMIT {most}) counted", clause.text());
    r.value(&sql, &clause.params())
}

/// Everything the page of one hazard shows.
#[derive(Debug, Clone)]
pub struct Detail {
    pub hazard: crate::Hazard,
    pub number: String,
    pub title: Personal<String>,
    pub description: Personal<String>,
    pub place: Personal<String>,
    pub grade_reason: Option<Personal<String>>,
    pub unit: Option<String>,
    pub harms: Vec<crate::Harm>,
    pub source: Source,
    pub found_at: Instant,
    pub returns: i64,
    pub extensions: i64,
    pub imported: bool,
    pub closed_at: Option<Instant>,
    pub history: Vec<Recorded<Fact>>,
}

pub fn detail(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Detail, Error> {
    let hazard = store::load(r, ctx, id)?;
    let history = r.history::<Fact>(ctx.district, id)?;
    let detail = r.row(
        "SELECT h.number_year, h.number, t.title, t.description, t.place, t.grade_reason, t.unit, h.harm, h.source,
                h.found_at, h.returns, h.extensions, h.imported, h.closed_at
         FROM hazard h JOIN hazard_text t ON t.district = h.district AND t.id = h.id
         WHERE h.district = $1 AND h.id = $2",
        params![ctx.district, id],
        |row| {
            let harms: String = row.get(7)?;
            Ok(Detail {
                hazard,
                number: number_text(row.get(0)?, row.get(1)?),
                title: row.get(2)?,
                description: row.get(3)?,
                place: row.get(4)?,
                grade_reason: row.get::<Option<String>>(5)?.map(Personal::Known),
                unit: row.get(6)?,
                harms: harms.split(' ').filter_map(crate::Harm::from_word).collect(),
                source: row.get(8)?,
                found_at: row.get(9)?,
                returns: row.get(10)?,
                extensions: row.get(11)?,
                imported: row.get(12)?,
                closed_at: row.get(13)?,
                history,
            })
        },
    )?;
    detail.ok_or(Error::NotFound("HazardId"))
}

/// The number of a hazard that the visitor may see; none for every other.
pub fn number(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Option<String>, Error> {
    match store::load(r, ctx, id) {
        Ok(_) => {}
        Err(Error::NotFound(_)) => return Ok(None),
        Err(other) => return Err(other),
    }
    r.row("SELECT number_year, number FROM hazard WHERE district = $1 AND id = $2", params![ctx.district, id], |row| {
        Ok(number_text(row.get(0)?, row.get(1)?))
    })
}

/// The hazard of a number (`2026-000123`), if the visitor may see it.
pub(crate) fn by_number(r: &Reader<'_>, ctx: &Ctx, text: &str) -> Result<Option<HazardId>, Error> {
    let Some((year, number)) = text.split_once('-') else { return Ok(None) };
    let (Ok(year), Ok(number)) = (year.parse::<i64>(), number.parse::<i64>()) else { return Ok(None) };
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district).and_equals("h.number_year", year).and_equals("h.number", number);
    clause.within(&ctx.scope, &SCOPE);
    r.row(&format!("SELECT h.id FROM hazard h WHERE {} LIMIT 1", clause.text()), &clause.params(), |row| row.get(0))
}

/// Where a hazard lies, for those who decide about what belongs to it.
pub fn place(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<(Division, Sector), Error> {
    let found = r.row(
        "SELECT division, sector FROM hazard WHERE district = $1 AND id = $2",
        params![ctx.district, id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    found.ok_or(Error::NotFound("HazardId"))
}

/// Where one hazard stands.
pub fn status(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Status, Error> {
    store::load(r, ctx, id).map(|it| it.status)
}

/// For those who already loaded the hazard: when it was found.
pub(crate) fn found_at(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Instant, Error> {
    r.value("SELECT found_at FROM hazard WHERE district = $1 AND id = $2", params![ctx.district, id])
}

/// For those who already loaded the hazard: its title.
pub(crate) fn title(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Personal<String>, Error> {
    let found =
        r.row("SELECT title FROM hazard_text WHERE district = $1 AND id = $2", params![ctx.district, id], |row| {
            row.get(0)
        })?;
    Ok(found.unwrap_or_default())
}

/// The words of a hazard, for those who already loaded it.
pub(crate) fn said(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<crate::correct::Said, Error> {
    let found = r.row(
        "SELECT description, place FROM hazard_text WHERE district = $1 AND id = $2",
        params![ctx.district, id],
        |row| Ok(crate::correct::Said { description: row.get(0)?, place: row.get(1)? }),
    )?;
    found.ok_or(Error::NotFound("HazardId"))
}

/// The figures of one subject's hazards, for its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubjectFigures {
    pub open: i64,
    pub late: i64,
    pub all: i64,
}

pub fn figures_of_subject(r: &Reader<'_>, ctx: &Ctx, subject: SubjectId) -> Result<SubjectFigures, Error> {
    let of = |view| count(r, ctx, &Filter { view, subject: Some(subject), ..Filter::default() });
    Ok(SubjectFigures { open: of(View::Open)?, late: of(View::Late)?, all: of(View::All)? })
}

/// Organisations that reported hazards before but none since `since`: silence, with the last time anything was heard.
pub fn silent_reporters(
    r: &Reader<'_>,
    ctx: &Ctx,
    organisations: &[OrganisationId],
    since: Instant,
) -> Result<Vec<(OrganisationId, Option<Instant>)>, Error> {
    let mut silent = Vec::new();
    for organisation in organisations {
        let last: Option<Instant> = r.value(
            "SELECT MAX(found_at) FROM hazard WHERE district = $1 AND reporter_organisation = $2",
            params![ctx.district, organisation],
        )?;
        if last.is_none_or(|at| at < since) {
            silent.push((*organisation, last));
        }
    }
    Ok(silent)
}

/// People named in the facts of a history, so that their names can be fetched at once.
pub fn people_in(history: &[Recorded<Fact>]) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = Vec::new();
    for entry in history {
        people.extend(entry.at.person);
        match &entry.fact {
            Fact::Assigned { owner, checker, .. } => {
                people.extend([owner.person, checker.person].into_iter().flatten())
            }
            Fact::Transferred { owner, .. } => people.extend(owner.person),
            Fact::Planned(plan) => people.extend(plan.person),
            _ => {}
        }
    }
    people.sort_unstable();
    people.dedup();
    people
}

/// How many of these subjects nobody ever recorded a hazard of. The index is walked from subject to subject, so that many
/// hazards of one cost no more than one.
pub fn count_never_found(r: &Reader<'_>, ctx: &Ctx, subjects: &[SubjectId]) -> Result<usize, Error> {
    let found: HashSet<SubjectId> = r
        .rows(
            "WITH RECURSIVE found(subject) AS (
                 SELECT (SELECT h.subject FROM hazard h WHERE h.district = $1 ORDER BY h.subject LIMIT 1)
                 UNION ALL
                 SELECT (SELECT h.subject FROM hazard h WHERE h.district = $1 AND h.subject > found.subject
                         ORDER BY h.subject LIMIT 1)
                 FROM found WHERE found.subject IS NOT NULL)
             SELECT subject FROM found WHERE subject IS NOT NULL",
            params![ctx.district],
            |row| row.get(0),
        )?
        .into_iter()
        .collect();
    Ok(subjects.iter().filter(|subject| !found.contains(subject)).count())
}
