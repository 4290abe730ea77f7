//! Reads of investigations: the list that is also the library, one with everything about it.

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, OrganisationId, PersonId, Personal, Sector};
use ledger::{Clause, Reader, Recorded, Row, ScopeColumns, params};
use page::Values;

use super::model::{Fact, Investigation, InvestigationId, MeasureState, Part, Stage, Standing, Track};
use super::store;
use crate::model::{Category, Grade, IncidentId, Level};
use crate::query::SIGNED_FIGURES;
use crate::sight;

/// Where an investigation belongs: to its incident's place and sector, to who leads it, and once replied to its unit. Its
/// table has the alias `v`, that of its incident `i`.
pub const SCOPE: ScopeColumns<'static> = ScopeColumns {
    division: "i.division",
    organisations: &["v.organisation", "CASE WHEN v.replied_on IS NOT NULL THEN i.unit END"],
    persons: &[],
    sector: Some("i.sector"),
};

/// The view of all.
pub const ALL: &str = "all";
/// The view of those that a level above supervises.
pub const LISTED: &str = "listed";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub stage: Option<Stage>,
    pub listed: bool,
    pub level: Option<Level>,
    pub grade: Option<Grade>,
    pub sector: Option<Sector>,
    pub township: Option<Division>,
    pub incident: Option<IncidentId>,
    pub words: Option<String>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        let words = query.get("words").trim();
        Filter {
            stage: query.word("stage", Stage::from_word),
            listed: query.has("stage", LISTED),
            level: query.word("level", Level::from_word),
            grade: query.word("grade", Grade::from_word),
            sector: query.word("sector", Sector::from_word),
            township: query.reads("township"),
            incident: query.word("incident", IncidentId::parse),
            words: (!words.is_empty()).then(|| words.to_owned()),
        }
    }

    /// The word of the view in the address.
    pub fn word(&self) -> &'static str {
        match self.stage {
            _ if self.listed => LISTED,
            Some(stage) => stage.word(),
            None => ALL,
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("v.district", ctx.district);
    if let Some(stage) = filter.stage {
        clause.and_equals("v.stage", stage);
    }
    if filter.listed {
        clause.and("v.listed_by IS NOT NULL");
    }
    if let Some(level) = filter.level {
        clause.and_equals("v.level", level);
    }
    if let Some(incident) = filter.incident {
        clause.and_equals("v.incident", incident);
    }
    if let Some(grade) = filter.grade {
        crate::query::of_grade(&mut clause, ctx, grade);
    }
    if let Some(sector) = filter.sector {
        clause.and_equals("i.sector", sector);
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("i.division BETWEEN {first} AND {last}"));
    }
    if let Some(words) = &filter.words {
        ledger::search::condition(&mut clause, ctx, <Fact as ledger::Fact>::STREAM, "v.id", words);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: InvestigationId,
    pub version: i64,
    pub number: String,
    pub title: Personal<String>,
    pub stage: Stage,
    pub category: Category,
    pub grade: Option<Grade>,
    pub grade_complete: bool,
    pub level: Level,
    pub raised: Option<Level>,
    pub sector: Sector,
    pub division: Division,
    pub organisation: OrganisationId,
    pub happened: Day,
    /// What it waits for is due then; none where nothing is, or while an appraisal stops the clock.
    pub due: Option<Day>,
    pub appraised: bool,
    pub ended: i64,
    pub dead: Option<u32>,
    pub listed_until: Option<Day>,
    /// Its first finding of the cause.
    pub cause: Option<Personal<String>>,
    pub lessons: Option<Personal<String>>,
}

const COLUMNS: &str = "v.id, v.version, v.year, v.number, vt.title, v.stage, i.category, i.grade, i.grade_complete, \
     v.level, v.raised, i.sector, i.division, v.organisation, v.happened, \
     CASE v.stage WHEN 'investigating' THEN CASE WHEN v.appraised_since IS NULL THEN v.due END \
          WHEN 'submitted' THEN v.reply_due WHEN 'replied' THEN v.evaluation_due END, \
     v.appraised_since IS NOT NULL, v.ended, i.dead, v.listed_until, \
     (SELECT f.finding FROM investigation_finding f WHERE f.district = v.district AND f.investigation = v.id \
             AND f.track = 'cause' ORDER BY f.no LIMIT 1), vt.lessons";

const TABLES: &str = "investigation v \
     JOIN investigation_text vt ON vt.district = v.district AND vt.id = v.id \
     JOIN incident i ON i.district = v.district AND i.id = v.incident";

fn text(row: &Row<'_>, column: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
}

fn line(row: &Row<'_>) -> Result<Line, Error> {
    Ok(Line {
        id: row.get(0)?,
        version: row.get(1)?,
        number: crate::model::number_text(row.get(2)?, row.get(3)?),
        title: row.get(4)?,
        stage: row.get(5)?,
        category: row.get(6)?,
        grade: row.get(7)?,
        grade_complete: row.get(8)?,
        level: row.get(9)?,
        raised: row.get(10)?,
        sector: row.get(11)?,
        division: row.get(12)?,
        organisation: row.get(13)?,
        happened: row.get(14)?,
        due: row.get(15)?,
        appraised: row.get(16)?,
        ended: row.get(17)?,
        dead: row.get(18)?,
        listed_until: row.get(19)?,
        cause: text(row, 20)?,
        lessons: text(row, 21)?,
    })
}

/// A row as the unit sees it: with what is signed of its incident.
fn signed_line(row: &Row<'_>) -> Result<Line, Error> {
    let signed = crate::query::signed_figures(row, 22)?;
    Ok(Line { grade: signed.grade, grade_complete: true, raised: None, dead: signed.dead, ..line(row)? })
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Line>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let whole = sight::sees_record(ctx);
    let signed = if whole { "NULL" } else { SIGNED_FIGURES };
    let sql = format!(
        "SELECT {COLUMNS}, {signed} FROM {TABLES} WHERE {} ORDER BY v.happened DESC, v.id DESC
         LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), if whole { line } else { signed_line })
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM {TABLES} WHERE {}", clause.text()), &clause.params())
}

/// The latest of an incident, if this visitor may see it.
pub fn of_incident(r: &Reader<'_>, ctx: &Ctx, incident: IncidentId) -> Result<Option<Line>, Error> {
    let filter = Filter { incident: Some(incident), ..Filter::default() };
    let mut all = list(r, ctx, &filter, 0, 20)?;
    all.sort_by_key(|it| (!it.stage.stands(), std::cmp::Reverse(it.number.clone())));
    Ok(all.into_iter().next())
}

/// Whether an investigation of the incident stands, whoever asks.
pub fn stands(r: &Reader<'_>, ctx: &Ctx, incident: IncidentId) -> Result<bool, Error> {
    Ok(store::of_incident(r, ctx, incident)?.is_some_and(|it| it.stage.stands()))
}

/// Somebody of the group.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub no: u32,
    pub part: Part,
    pub person: Option<PersonId>,
    pub name: Option<Personal<String>>,
    pub organisation: String,
    pub standing: Standing,
    pub reason: Option<Personal<String>>,
    pub signed_on: Option<Day>,
}

/// What a track found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub no: u32,
    pub track: Track,
    pub finding: Option<Personal<String>>,
    pub found_at: Instant,
    pub found_by: Option<PersonId>,
}

/// A measure and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub no: u32,
    pub measure: Option<Personal<String>>,
    pub owner: OrganisationId,
    pub checker: OrganisationId,
    pub due: Day,
    pub state: MeasureState,
}

/// Like subjects that are to be checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub no: u32,
    pub demand: Option<Personal<String>>,
    pub subjects: u32,
    pub owner: OrganisationId,
    pub due: Day,
    pub checked_on: Option<Day>,
    pub result: Option<Personal<String>>,
}

/// One investigation with everything about it.
#[derive(Debug, Clone)]
pub struct Detail {
    pub it: Investigation,
    pub category: Category,
    pub grade_complete: bool,
    pub lessons: Option<Personal<String>>,
    pub members: Vec<Member>,
    pub findings: Vec<Finding>,
    pub measures: Vec<Measure>,
    pub checks: Vec<Check>,
    pub history: Vec<Recorded<Fact>>,
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Detail, Error> {
    let it = store::load(r, ctx, id)?;
    let sql = format!(
        "SELECT i.category, i.grade_complete, vt.lessons, {SIGNED_FIGURES} FROM {TABLES}
         WHERE v.district = $1 AND v.id = $2"
    );
    let around = r.row(&sql, params![ctx.district, id], |row| {
        let signed = crate::query::signed_figures(row, 3)?;
        Ok((row.get::<Category>(0)?, row.get::<bool>(1)?, text(row, 2)?, signed.grade))
    })?;
    let (category, grade_complete, lessons, signed) = around.ok_or(Error::NotFound("InvestigationId"))?;
    let whole = Detail {
        category,
        grade_complete,
        lessons,
        members: members(r, ctx, id)?,
        findings: findings(r, ctx, id)?,
        measures: measures(r, ctx, id)?,
        checks: checks(r, ctx, id)?,
        history: r.history::<Fact>(ctx.district, id)?,
        it,
    };
    Ok(if sight::sees_record(ctx) { whole } else { whole.with_signed(signed) })
}

impl Detail {
    /// As the unit sees it: the grade that is signed, and not the level that an unsigned one asks for.
    fn with_signed(mut self, grade: Option<Grade>) -> Detail {
        (self.it.grade, self.grade_complete, self.it.raised) = (grade, true, None);
        self.history.retain(|it| !matches!(it.fact, Fact::LevelRaised { .. }));
        self
    }
}

fn members(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Vec<Member>, Error> {
    let sql = "SELECT no, part, person, name, organisation, standing, reason, signed_on FROM investigation_member
               WHERE district = $1 AND investigation = $2 ORDER BY no LIMIT 500";
    r.rows(sql, params![ctx.district, id], |row| {
        Ok(Member {
            no: row.get(0)?,
            part: row.get(1)?,
            person: row.get(2)?,
            name: text(row, 3)?,
            organisation: row.get(4)?,
            standing: row.get(5)?,
            reason: text(row, 6)?,
            signed_on: row.get(7)?,
        })
    })
}

fn findings(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Vec<Finding>, Error> {
    let sql = "SELECT no, track, finding, found_at, found_by FROM investigation_finding
               WHERE district = $1 AND investigation = $2 ORDER BY no LIMIT 500";
    r.rows(sql, params![ctx.district, id], |row| {
        Ok(Finding {
            no: row.get(0)?,
            track: row.get(1)?,
            finding: text(row, 2)?,
            found_at: row.get(3)?,
            found_by: row.get(4)?,
        })
    })
}

fn measures(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Vec<Measure>, Error> {
    let sql = "SELECT no, measure, owner, checker, due, state FROM investigation_measure
               WHERE district = $1 AND investigation = $2 ORDER BY no LIMIT 500";
    r.rows(sql, params![ctx.district, id], |row| {
        Ok(Measure {
            no: row.get(0)?,
            measure: text(row, 1)?,
            owner: row.get(2)?,
            checker: row.get(3)?,
            due: row.get(4)?,
            state: row.get(5)?,
        })
    })
}

fn checks(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Vec<Check>, Error> {
    let sql = "SELECT no, demand, subjects, owner, due, checked_on, result FROM investigation_check
               WHERE district = $1 AND investigation = $2 ORDER BY no LIMIT 500";
    r.rows(sql, params![ctx.district, id], |row| {
        Ok(Check {
            no: row.get(0)?,
            demand: text(row, 1)?,
            subjects: row.get(2)?,
            owner: row.get(3)?,
            due: row.get(4)?,
            checked_on: row.get(5)?,
            result: text(row, 6)?,
        })
    })
}
