//! Reads of meetings: the list, one with all that hangs on it, and the materials across meetings.

use std::collections::HashMap;

use kernel::{Ctx, Day, Error, Instant, OrganisationId, PersonId, Personal};
use ledger::{Clause, Reader, params};
use page::Values;
use registry::forms::day_of;

use crate::calendar::Period;
use crate::model::{Attendance, Document, Headquarters, Kind, Meeting, MeetingId, State};
use crate::resolution::{self, Resolution, ResolutionId};
use crate::said::Standing;
use crate::store::{self, COLUMNS, load, read, text, within};

/// The view that shows every state.
pub(crate) const ALL: &str = "all";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub kind: Option<Kind>,
    /// Begins on or after.
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    /// From the address; what can't be read there is left out. Without a state: all of them.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            state: query.word("state", State::from_word),
            kind: query.word("kind", Kind::from_word),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
        }
    }

    pub(crate) fn word(&self) -> &'static str {
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
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("t.starts_at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("t.starts_at < {to}"));
    }
    within(&mut clause, ctx);
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Meeting>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM meeting t WHERE {} ORDER BY t.starts_at DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM meeting t WHERE {}", clause.text()), &clause.params())
}

/// How many were asked, came, and are not heard of; how many resolutions are open, of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub asked: i64,
    pub answered: i64,
    pub came: i64,
    pub absent: i64,
    pub open: i64,
    pub resolutions: i64,
}

/// Of one meeting of the list; resolutions within the visitor's reach.
pub fn counts(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Counts, Error> {
    let mut counts = Counts::default();
    for (answer, attendance) in r.rows(
        "SELECT answer, attendance FROM meeting_invitation WHERE district = $1 AND meeting = $2 LIMIT 1000",
        params![ctx.district, id],
        |row| Ok((row.get::<Option<Attendance>>(0)?, row.get::<Option<Attendance>>(1)?)),
    )? {
        counts.asked += 1;
        counts.answered += i64::from(answer.is_some());
        counts.came += i64::from(matches!(attendance, Some(Attendance::Present | Attendance::Represented)));
        counts.absent += i64::from(attendance == Some(Attendance::Absent));
    }
    for it in resolution::query::of_meeting(r, ctx, id)? {
        counts.resolutions += 1;
        counts.open += i64::from(it.state.is_open());
    }
    Ok(counts)
}

#[derive(Debug, Clone, PartialEq)]
pub struct Invitation {
    pub no: u32,
    pub organisation: OrganisationId,
    pub post: Option<String>,
    pub speaks: bool,
    pub answer: Option<Attendance>,
    pub answered_at: Option<Instant>,
    pub attendance: Option<Attendance>,
    pub name: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub no: u32,
    pub organisation: OrganisationId,
    pub statement: Option<Personal<String>>,
    pub problems: Vec<Problem>,
}

/// A problem that a statement named, and the resolution that follows it up.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub no: u32,
    pub statement: u32,
    pub organisation: OrganisationId,
    pub problem: Option<Personal<String>>,
    pub resolution: Option<ResolutionId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    pub meeting: MeetingId,
    pub meeting_title: Personal<String>,
    pub no: u32,
    pub headquarters: Headquarters,
    pub organisation: OrganisationId,
    pub due: Instant,
    pub title: Option<Personal<String>>,
    pub received_at: Option<Instant>,
    pub standing: Standing,
}

/// A document that was given out.
#[derive(Debug, Clone, PartialEq)]
pub struct Issued {
    pub no: u32,
    pub kind: Document,
    pub year: i64,
    pub number: i64,
    pub step: i64,
    pub issued_at: Instant,
    pub issued_by: Option<PersonId>,
}

/// One meeting with all that hangs on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    pub it: Meeting,
    pub agenda: Vec<Personal<String>>,
    pub invitations: Vec<Invitation>,
    pub statements: Vec<Statement>,
    pub materials: Vec<Material>,
    pub documents: Vec<Issued>,
    /// Within the visitor's reach.
    pub resolutions: Vec<Resolution>,
    pub period: Option<Period>,
    /// The notice tells its present time.
    pub noticed: bool,
    /// Who wrote for each sub-headquarters the last time.
    pub writers: HashMap<Headquarters, OrganisationId>,
    /// The names of the organisations here.
    pub names: HashMap<OrganisationId, String>,
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Detail, Error> {
    let it = load(r, ctx, id)?;
    let mut detail = Detail {
        agenda: agenda(r, ctx, id)?,
        invitations: invitations(r, ctx, id)?,
        statements: statements(r, ctx, id)?,
        materials: materials_of(r, ctx, &it)?,
        documents: documents(r, ctx, id)?,
        resolutions: resolution::query::of_meeting(r, &seen(ctx), id)?,
        period: it.period.map(|id| crate::calendar::query::period(r, &ctx.beyond_scope(), id)).transpose()?,
        noticed: store::noticed_since(r, ctx, id)?,
        writers: writers(r, ctx)?,
        names: HashMap::new(),
        it,
    };
    let mut bodies = vec![detail.it.host];
    bodies.extend(detail.invitations.iter().map(|it| it.organisation));
    bodies.extend(detail.materials.iter().map(|it| it.organisation));
    bodies.extend(detail.resolutions.iter().map(|it| it.owner));
    bodies.extend(detail.writers.values());
    detail.names = registry::query::organisation_full_names(r, ctx, &bodies)?;
    Ok(detail)
}

/// The page is seen as far as the visitor sees, whatever act its form is of.
fn seen(ctx: &Ctx) -> Ctx {
    let scope = ctx.scope_of(crate::web::VIEW);
    if scope.is_empty() { ctx.clone() } else { Ctx { scope, ..ctx.clone() } }
}

impl Detail {
    pub fn name(&self, id: OrganisationId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }
}

pub(crate) fn agenda(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Vec<Personal<String>>, Error> {
    let sql = "SELECT item FROM meeting_item WHERE district = $1 AND meeting = $2 ORDER BY no LIMIT 100";
    r.rows(sql, params![ctx.district, id], |row| row.get(0))
}

fn invitations(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Vec<Invitation>, Error> {
    r.rows(
        "SELECT no, organisation, post, speaks, answer, answered_at, attendance, name FROM meeting_invitation
         WHERE district = $1 AND meeting = $2 ORDER BY no LIMIT 1000",
        params![ctx.district, id],
        |row| {
            Ok(Invitation {
                no: row.get(0)?,
                organisation: row.get(1)?,
                post: row.get(2)?,
                speaks: row.get(3)?,
                answer: row.get(4)?,
                answered_at: row.get(5)?,
                attendance: row.get(6)?,
                name: text(row, 7)?,
            })
        },
    )
}

/// The problems that were named at a meeting, by number.
pub(crate) fn problems(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Vec<Problem>, Error> {
    r.rows(
        "SELECT p.no, p.statement, p.organisation, p.problem, r.id FROM meeting_problem p
         LEFT JOIN resolution r ON r.district = p.district AND r.meeting = p.meeting AND r.problem = p.no
              AND r.state <> $3
         WHERE p.district = $1 AND p.meeting = $2 ORDER BY p.no LIMIT 1000",
        params![ctx.district, id, resolution::State::Withdrawn],
        |row| {
            Ok(Problem {
                no: row.get(0)?,
                statement: row.get(1)?,
                organisation: row.get(2)?,
                problem: text(row, 3)?,
                resolution: row.get(4)?,
            })
        },
    )
}

fn statements(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Vec<Statement>, Error> {
    let mut all = r.rows(
        "SELECT no, organisation, statement FROM meeting_statement WHERE district = $1 AND meeting = $2
         ORDER BY no LIMIT 500",
        params![ctx.district, id],
        |row| {
            Ok(Statement { no: row.get(0)?, organisation: row.get(1)?, statement: text(row, 2)?, problems: Vec::new() })
        },
    )?;
    for it in problems(r, ctx, id)? {
        if let Some(statement) = all.iter_mut().find(|one| one.no == it.statement) {
            statement.problems.push(it);
        }
    }
    Ok(all)
}

fn materials_of(r: &Reader<'_>, ctx: &Ctx, it: &Meeting) -> Result<Vec<Material>, Error> {
    let line = |one: store::Material| Material {
        meeting: it.id,
        meeting_title: it.title.clone(),
        no: one.no,
        headquarters: one.headquarters,
        organisation: one.organisation,
        due: one.due,
        standing: Standing::of(one.due, one.received_at, one.dropped, ctx.now),
        title: one.title,
        received_at: one.received_at,
    };
    Ok(store::materials(r, ctx, it.id)?.into_iter().map(line).collect())
}

/// Who wrote for each sub-headquarters the last time it was asked.
fn writers(r: &Reader<'_>, ctx: &Ctx) -> Result<HashMap<Headquarters, OrganisationId>, Error> {
    let rows = r.rows(
        "SELECT headquarters, organisation FROM meeting_material WHERE district = $1 ORDER BY due DESC, meeting, no LIMIT 40",
        params![ctx.district],
        |row| Ok((row.get::<Headquarters>(0)?, row.get(1)?)),
    )?;
    Ok(rows.into_iter().rev().collect())
}

pub(crate) fn documents(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Vec<Issued>, Error> {
    r.rows(
        "SELECT no, kind, year, number, step, issued_at, issued_by FROM meeting_document
         WHERE district = $1 AND meeting = $2 ORDER BY no LIMIT 100",
        params![ctx.district, id],
        |row| {
            Ok(Issued {
                no: row.get(0)?,
                kind: row.get(1)?,
                year: row.get(2)?,
                number: row.get(3)?,
                step: row.get(4)?,
                issued_at: row.get(5)?,
                issued_by: row.get(6)?,
            })
        },
    )
}

/// Materials across meetings; the state of the list stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MaterialFilter {
    pub standing: Option<Standing>,
    pub headquarters: Option<Headquarters>,
    /// Who was asked for it.
    pub organisation: Option<OrganisationId>,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl MaterialFilter {
    pub fn from_query(query: &Values) -> MaterialFilter {
        MaterialFilter {
            standing: query.word("state", Standing::from_word),
            headquarters: query.word("headquarters", Headquarters::from_word),
            organisation: query.reads("organisation"),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
        }
    }
}

fn material_conditions(ctx: &Ctx, filter: &MaterialFilter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("a.district", ctx.district);
    if let Some(standing) = filter.standing {
        let mut waits = |than: &str| {
            let now = clause.bind(ctx.now);
            clause.and(&format!("a.received_at IS NULL AND a.dropped = 0 AND a.due {than} {now}"));
        };
        match standing {
            Standing::Waited => waits(">="),
            Standing::Missing => waits("<"),
            Standing::InTime => drop(clause.and("a.received_at <= a.due")),
            Standing::Late => drop(clause.and("a.received_at > a.due")),
            Standing::Dropped => drop(clause.and("a.received_at IS NULL AND a.dropped = 1")),
        }
    }
    if let Some(headquarters) = filter.headquarters {
        clause.and_equals("a.headquarters", headquarters);
    }
    if let Some(organisation) = filter.organisation {
        clause.and_equals("a.organisation", organisation);
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("a.due >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("a.due < {to}"));
    }
    within(&mut clause, ctx);
    clause
}

const MATERIALS: &str = "meeting_material a JOIN meeting t ON t.district = a.district AND t.id = a.meeting";

/// The latest first.
pub fn materials(
    r: &Reader<'_>,
    ctx: &Ctx,
    filter: &MaterialFilter,
    from: u32,
    rows: u32,
) -> Result<Vec<Material>, Error> {
    let mut clause = material_conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT a.meeting, t.title, a.no, a.headquarters, a.organisation, a.due, a.title, a.received_at, a.dropped
         FROM {MATERIALS} WHERE {} ORDER BY a.due DESC, a.meeting, a.no LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        let (due, received_at) = (row.get(5)?, row.get(7)?);
        Ok(Material {
            meeting: row.get(0)?,
            meeting_title: row.get(1)?,
            no: row.get(2)?,
            headquarters: row.get(3)?,
            organisation: row.get(4)?,
            due,
            title: text(row, 6)?,
            received_at,
            standing: Standing::of(due, received_at, row.get(8)?, ctx.now),
        })
    })
}

pub fn count_materials(r: &Reader<'_>, ctx: &Ctx, filter: &MaterialFilter) -> Result<i64, Error> {
    let clause = material_conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM {MATERIALS} WHERE {}", clause.text()), &clause.params())
}
