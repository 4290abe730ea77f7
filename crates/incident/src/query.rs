//! Reads of incidents: the list, one with everything about it.

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, OrganisationId, PersonId, Personal, Sector};
use ledger::{Clause, Reader, Recorded, Row, ScopeColumns, params};
use page::Values;
use standards::accident::gb_6441::{self, Edition as Classification};

use crate::figures::Figures;
use crate::model::{
    AccidentKind, Category, Condition, Exactness, Fact, Fault, Grade, Incident, IncidentId, Particulars, Recipient,
    Sort, Source, Stage, number_text,
};
use crate::narrow::{self, Blank, Having};
use crate::{sight, store};

/// Where an incident belongs; its table has the alias `i`.
pub const SCOPE: ScopeColumns<'static> = ScopeColumns {
    division: "i.division",
    organisations: &["i.organisation", "i.unit"],
    persons: &[],
    sector: Some("i.sector"),
};

/// The view that shows every stage but what was dismissed.
pub const ALL: &str = "all";
/// The view of those whose report is at fault.
pub const AT_FAULT: &str = "at_fault";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub stage: Option<Stage>,
    pub at_fault: bool,
    pub category: Option<Category>,
    pub grade: Option<Grade>,
    pub sector: Option<Sector>,
    pub township: Option<Division>,
    pub unit: Option<OrganisationId>,
    /// Happened on or after, on or before.
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// `gb_6441_2025/10`: with what became of the earlier edition's kinds.
    pub kind: Option<String>,
    pub road: Option<String>,
    pub project: Option<String>,
    /// Only those in which there is this.
    pub having: Option<Having>,
    /// Only those of which this is not said.
    pub blank: Option<Blank>,
    pub words: Option<String>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        let text = |name: &str| {
            let given = query.get(name).trim();
            (!given.is_empty()).then(|| given.to_owned())
        };
        Filter {
            stage: query.word("stage", Stage::from_word),
            at_fault: query.has("stage", AT_FAULT),
            category: query.word("category", Category::from_word),
            grade: query.word("grade", Grade::from_word),
            sector: query.word("sector", Sector::from_word),
            township: query.reads("township"),
            unit: query.word("unit", OrganisationId::parse),
            from: query.reads("from"),
            to: query.reads("to"),
            kind: text("kind"),
            road: text("road"),
            project: text("project"),
            having: Having::from_word(query.get("having")),
            blank: Blank::from_word(query.get("blank")),
            words: text("words"),
        }
    }

    /// Where the list is.
    pub fn address(&self) -> String {
        let mut values = Values::default();
        let mut set = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                values.set(name, value);
            }
        };
        set("stage", Some(self.word().to_owned()).filter(|it| it != ALL));
        set("category", self.category.map(|it| it.word().to_owned()));
        set("grade", self.grade.map(|it| it.word().to_owned()));
        set("sector", self.sector.map(|it| it.word().to_owned()));
        set("township", self.township.map(|it| it.to_string()));
        set("unit", self.unit.map(|it| it.to_text()));
        set("from", self.from.map(|it| it.to_string()));
        set("to", self.to.map(|it| it.to_string()));
        set("kind", self.kind.clone());
        set("road", self.road.clone());
        set("project", self.project.clone());
        set("having", self.having.map(|it| it.word().to_owned()));
        set("blank", self.blank.map(|it| it.word().to_owned()));
        set("words", self.words.clone());
        values.at(crate::web::PATH)
    }

    /// The word of the view in the address.
    pub fn word(&self) -> &'static str {
        match self.stage {
            _ if self.at_fault => AT_FAULT,
            Some(stage) => stage.word(),
            None => ALL,
        }
    }
}

/// A kind of the edition by which is classed: an earlier kind is what it became where that is one, else it stays itself.
pub(crate) fn later_kind(word: &str, code: i64, edition: Classification) -> String {
    let known = Classification::from_word(word)
        .and_then(|it| it.kinds().iter().find(|kind| i64::from(kind.code) == code))
        .filter(|kind| kind.edition < edition);
    let mut later = known.into_iter().flat_map(gb_6441::later);
    match (later.next(), later.next()) {
        (Some(only), None) => format!("{}/{}", only.edition.word(), only.code),
        _ => format!("{word}/{code}"),
    }
}

/// The kinds that stand behind a key: itself, and the earlier ones that became it and nothing else.
fn kinds_behind(key: &str) -> Vec<(String, i64)> {
    let Some((edition, kind)) = kind_of(key) else { return Vec::new() };
    let earlier = Classification::ALL.into_iter().filter(|it| *it < edition).flat_map(|it| it.kinds());
    let same = earlier.filter(|old| later_kind(old.edition.word(), i64::from(old.code), edition) == key);
    same.chain([kind]).map(|it| (it.edition.word().to_owned(), i64::from(it.code))).collect()
}

fn kind_of(key: &str) -> Option<(Classification, &'static gb_6441::Kind)> {
    let (edition, code) = key.split_once('/')?;
    let edition = Classification::from_word(edition)?;
    Some((edition, edition.kinds().iter().find(|kind| kind.code.to_string() == code)?))
}

/// The name of a kind; one of an earlier edition that became several says so.
pub(crate) fn kind_label(lang: kernel::Lang, key: &str) -> String {
    let Some((edition, kind)) = kind_of(key) else { return key.to_owned() };
    match edition {
        Classification::Of2025 => kind.name.to_owned(),
        Classification::Of1986 => crate::words::numbers::of_1986(lang, kind.name),
    }
}

/// Incidents `i` of a grade, as far as this visitor sees: what is not signed is not found either.
pub(crate) fn of_grade(clause: &mut Clause, ctx: &Ctx, grade: Grade) {
    if sight::sees_record(ctx) {
        clause.and_equals("i.grade", grade);
        return;
    }
    let signed = clause.bind(format!("%\"grade\":\"{}\"%", grade.word()));
    clause.and(&format!("{SIGNED_FIGURES} LIKE {signed}"));
}

pub(crate) fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("i.district", ctx.district);
    match filter.stage {
        Some(stage) => {
            clause.and_equals("i.stage", stage);
        }
        None => {
            clause.and("i.stage <> 'dismissed'");
        }
    }
    if filter.at_fault {
        clause.and("i.faults > 0");
    }
    if let Some(category) = filter.category {
        clause.and_equals("i.category", category);
    }
    if let Some(grade) = filter.grade {
        of_grade(&mut clause, ctx, grade);
    }
    if let Some(sector) = filter.sector {
        clause.and_equals("i.sector", sector);
    }
    if let Some(unit) = filter.unit {
        clause.and_equals("i.unit", unit);
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("i.division BETWEEN {first} AND {last}"));
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("i.happened_at >= {from}"));
    }
    if let Some(to) = filter.to {
        let end = clause.bind(to.plus_days(1).start());
        clause.and(&format!("i.happened_at < {end}"));
    }
    if let Some(key) = &filter.kind {
        let kinds = kinds_behind(key).into_iter().map(|(edition, code)| {
            let (edition, code) = (clause.bind(edition), clause.bind(code));
            format!("(i.kind_edition = {edition} AND i.kind_code = {code})")
        });
        let kinds: Vec<_> = kinds.collect();
        clause.and(&if kinds.is_empty() { "1 = 0".to_owned() } else { format!("({})", kinds.join(" OR ")) });
    }
    if let Some(road) = &filter.road {
        clause.and_equals("i.road", road.clone());
    }
    if let Some(project) = &filter.project {
        clause.and_equals("i.project", project.clone());
    }
    narrow::narrow(&mut clause, ctx, filter.having, filter.blank);
    if let Some(words) = &filter.words {
        ledger::search::condition(&mut clause, ctx, <Fact as ledger::Fact>::STREAM, "i.id", words);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The incident of a number, `2026-0012`, within reach or not.
pub fn id_of_number(r: &Reader<'_>, ctx: &Ctx, number: &str) -> Result<Option<IncidentId>, Error> {
    let parsed = number.trim().split_once('-').and_then(|(year, n)| Some((year.parse().ok()?, n.parse().ok()?)));
    let Some((year, n)) = parsed else { return Ok(None) };
    let (year, n): (i64, i64) = (year, n);
    let sql = "SELECT id FROM incident WHERE district = $1 AND year = $2 AND number = $3";
    r.row(sql, params![ctx.district, year, n], |row| row.get(0))
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: IncidentId,
    pub version: i64,
    pub number: String,
    pub title: Personal<String>,
    pub stage: Stage,
    pub category: Category,
    pub sector: Sector,
    pub division: Division,
    pub unit: Option<OrganisationId>,
    pub happened_at: Instant,
    pub exactness: Exactness,
    pub told_at: Option<Instant>,
    pub figures: Figures,
    pub grade_complete: bool,
    pub faults: i64,
    pub editions: u32,
    pub signed_at: Option<Instant>,
}

impl Line {
    pub fn faults(&self) -> impl Iterator<Item = Fault> + use<> {
        faults(self.faults)
    }
}

/// Which faults a set of bits names.
pub fn faults(bits: i64) -> impl Iterator<Item = Fault> {
    Fault::ALL.iter().copied().filter(move |it| bits & (1 << (*it as u8)) != 0)
}

const COLUMNS: &str = "i.id, i.version, i.year, i.number, t.title, i.stage, i.category, i.sector, i.division, i.unit, \
     i.happened_at, i.exactness, i.told_at, i.dead, i.missing, i.trapped, i.severely_injured, i.injured, i.loss_yuan, \
     i.area_m2, i.evacuated, i.grade, i.grade_complete, i.faults, i.editions, i.signed_at";

/// What was signed last of an incident, as its editions keep figures.
/// The figures in force of the incident `i`; none before the first signature.
pub(crate) const SIGNED_FIGURES: &str = "(SELECT e.figures FROM incident_edition e WHERE e.district = i.district \
     AND e.incident = i.id AND e.edition = i.editions)";

const TABLES: &str = "incident i JOIN incident_text t ON t.district = i.district AND t.id = i.id";

fn line(row: &Row<'_>) -> Result<Line, Error> {
    Ok(Line {
        id: row.get(0)?,
        version: row.get(1)?,
        number: number_text(row.get(2)?, row.get(3)?),
        title: row.get(4)?,
        stage: row.get(5)?,
        category: row.get(6)?,
        sector: row.get(7)?,
        division: row.get(8)?,
        unit: row.get(9)?,
        happened_at: row.get(10)?,
        exactness: row.get(11)?,
        told_at: row.get(12)?,
        figures: Figures {
            dead: row.get(13)?,
            died_later: 0,
            missing: row.get(14)?,
            trapped: row.get(15)?,
            severely_injured: row.get(16)?,
            injured: row.get(17)?,
            loss_yuan: row.get(18)?,
            area_m2: row.get(19)?,
            evacuated: row.get(20)?,
            grade: row.get(21)?,
        },
        grade_complete: row.get(22)?,
        faults: row.get(23)?,
        editions: row.get(24)?,
        signed_at: row.get(25)?,
    })
}

/// A row as the unit sees it: with the figures in force, all unknown before the first signature.
fn signed_line(row: &Row<'_>) -> Result<Line, Error> {
    Ok(Line { figures: signed_figures(row, 26)?, ..line(row)? })
}

/// What [`SIGNED_FIGURES`] gave.
pub(crate) fn signed_figures(row: &Row<'_>, column: usize) -> Result<Figures, Error> {
    let signed: Option<String> = row.get(column)?;
    let signed = signed.map(|it| serde_json::from_str(&it).map_err(Error::internal)).transpose()?;
    Ok(signed.unwrap_or_default())
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Line>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let whole = sight::sees_record(ctx);
    let signed = if whole { "NULL" } else { SIGNED_FIGURES };
    let sql = format!(
        "SELECT {COLUMNS}, {signed} FROM {TABLES} WHERE {} ORDER BY i.happened_at DESC, i.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), if whole { line } else { signed_line })
}

/// The deaths of a list by the figures in force, whoever asks: the sum of what is known, and of how many it is not.
pub fn deaths(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<(i64, i64), Error> {
    let clause = conditions(ctx, filter);
    let (mut known, mut unknown) = (0, 0);
    let sql = format!("SELECT {SIGNED_FIGURES} FROM incident i WHERE {}", clause.text());
    r.each(&sql, &clause.params(), |row| {
        match signed_figures(row, 0)?.dead {
            Some(dead) => known += i64::from(dead),
            None => unknown += 1,
        }
        Ok(())
    })?;
    Ok((known, unknown))
}

/// How many of a list each unit has, of those that have any, in the order of their ids.
pub fn count_by_unit(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<(OrganisationId, i64)>, Error> {
    let clause = conditions(ctx, filter);
    let sql = format!(
        "SELECT i.unit, COUNT(*) FROM incident i WHERE {} AND i.unit IS NOT NULL GROUP BY i.unit ORDER BY i.unit",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM incident i WHERE {}", clause.text()), &clause.params())
}

/// Its name, whoever asks.
pub(crate) fn title(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Personal<String>, Error> {
    let sql = "SELECT title FROM incident_text WHERE district = $1 AND id = $2";
    r.row(sql, params![ctx.district, id], |row| row.get(0))?.ok_or(Error::NotFound("IncidentId"))
}

/// What was said last of where and what.
pub fn particulars(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Particulars, Error> {
    last_particulars(&r.history::<Fact>(ctx.district, id)?).cloned().ok_or(Error::NotFound("IncidentId"))
}

pub(crate) fn last_particulars(history: &[Recorded<Fact>]) -> Option<&Particulars> {
    history.iter().rev().find_map(|it| match &it.fact {
        Fact::Registered(registered) | Fact::Imported { registered, .. } => Some(&registered.particulars),
        Fact::Corrected { particulars, .. } => Some(particulars.as_ref()),
        _ => None,
    })
}

pub(crate) fn edition_sort(r: &Reader<'_>, ctx: &Ctx, id: IncidentId, edition: u32) -> Result<Sort, Error> {
    let sql = "SELECT sort FROM incident_edition WHERE district = $1 AND incident = $2 AND edition = $3";
    r.row(sql, params![ctx.district, id, edition], |row| row.get(0))?.ok_or(Error::NotFound("Edition"))
}

/// When an edition was drafted as it stands.
pub(crate) fn drafted_at(r: &Reader<'_>, ctx: &Ctx, id: IncidentId, edition: u32) -> Result<Option<Instant>, Error> {
    let sql = "SELECT drafted_at FROM incident_edition WHERE district = $1 AND incident = $2 AND edition = $3";
    r.row(sql, params![ctx.district, id, edition], |row| row.get(0))
}

/// One person.
#[derive(Debug, Clone, PartialEq)]
pub struct Casualty {
    pub no: u32,
    pub condition: Condition,
    pub on: Day,
    pub within: bool,
    pub name: Option<Personal<String>>,
    /// Why it was counted wrongly.
    pub struck: Option<Personal<String>>,
}

/// A duty to tell, and how it went.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockRow {
    pub recipient: Recipient,
    pub owner: OrganisationId,
    pub due: Instant,
    pub told_at: Option<Instant>,
    pub late_seconds: Option<i64>,
}

/// One edition of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    pub edition: u32,
    pub sort: Sort,
    pub situation: Option<Personal<String>>,
    pub response: Option<Personal<String>>,
    pub next: Option<Personal<String>>,
    pub explained: Option<Personal<String>>,
    pub figures: Figures,
    pub drafted_at: Instant,
    pub drafted_by: Option<PersonId>,
    pub signed_at: Option<Instant>,
    pub signed_by: Option<PersonId>,
}

/// One incident with everything about it.
#[derive(Debug, Clone)]
pub struct Detail {
    pub it: Incident,
    pub title: Personal<String>,
    pub source: Source,
    pub kind: Option<AccidentKind>,
    pub particulars: Particulars,
    pub told_by: Option<Personal<String>>,
    pub told_phone: Option<Personal<String>>,
    pub registered_at: Instant,
    pub written_at: Option<Instant>,
    pub written_from: Option<Personal<String>>,
    pub faults: i64,
    /// As its people and measures are now.
    pub figures: Figures,
    pub casualties: Vec<Casualty>,
    pub clocks: Vec<ClockRow>,
    pub editions: Vec<Edition>,
    pub history: Vec<Recorded<Fact>>,
    /// Whether these are the figures on record, or only those in force.
    pub sees_record: bool,
}

fn text(row: &Row<'_>, column: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Detail, Error> {
    let it = store::load(r, ctx, id)?;
    let history = r.history::<Fact>(ctx.district, id)?;
    let particulars = last_particulars(&history).cloned().ok_or(Error::NotFound("IncidentId"))?;
    let sql = format!(
        "SELECT t.title, i.source, t.told_by, t.told_phone, i.registered_at, i.written_at, t.written_from, i.faults
         FROM {TABLES} WHERE i.district = $1 AND i.id = $2"
    );
    let found = r.row(&sql, params![ctx.district, id], |row| {
        Ok(Detail {
            title: row.get(0)?,
            source: row.get(1)?,
            kind: particulars.kind.clone(),
            told_by: text(row, 2)?,
            told_phone: text(row, 3)?,
            registered_at: row.get(4)?,
            written_at: row.get(5)?,
            written_from: text(row, 6)?,
            faults: row.get(7)?,
            figures: Figures::default(),
            casualties: Vec::new(),
            clocks: Vec::new(),
            editions: Vec::new(),
            history: Vec::new(),
            sees_record: true,
            it: it.clone(),
            particulars: particulars.clone(),
        })
    })?;
    let detail = found.ok_or(Error::NotFound("IncidentId"))?;
    Ok(Detail {
        figures: crate::figures::now(r, ctx, &it)?,
        casualties: casualties(r, ctx, id)?,
        clocks: clocks(r, ctx, id)?,
        editions: editions(r, ctx, id)?,
        history,
        ..detail
    })
}

fn casualties(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Vec<Casualty>, Error> {
    let sql = "SELECT no, state, on_day, within, name, struck FROM incident_casualty
               WHERE district = $1 AND incident = $2 ORDER BY no";
    r.rows(sql, params![ctx.district, id], |row| {
        Ok(Casualty {
            no: row.get(0)?,
            condition: row.get(1)?,
            on: row.get(2)?,
            within: row.get(3)?,
            name: text(row, 4)?,
            struck: text(row, 5)?,
        })
    })
}

fn clocks(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Vec<ClockRow>, Error> {
    let sql = "SELECT recipient, owner, due, told_at, late_seconds FROM incident_clock
               WHERE district = $1 AND incident = $2 ORDER BY due, recipient";
    r.rows(sql, params![ctx.district, id], |row| {
        Ok(ClockRow {
            recipient: row.get(0)?,
            owner: row.get(1)?,
            due: row.get(2)?,
            told_at: row.get(3)?,
            late_seconds: row.get(4)?,
        })
    })
}

fn editions(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Vec<Edition>, Error> {
    let sql = "SELECT edition, sort, situation, response, next, explained, figures, drafted_at, drafted_by, signed_at,
                      signed_by FROM incident_edition WHERE district = $1 AND incident = $2 ORDER BY edition";
    r.rows(sql, params![ctx.district, id], |row| {
        Ok(Edition {
            edition: row.get(0)?,
            sort: row.get(1)?,
            situation: text(row, 2)?,
            response: text(row, 3)?,
            next: text(row, 4)?,
            explained: text(row, 5)?,
            figures: serde_json::from_str(&row.get::<String>(6)?).map_err(Error::internal)?,
            drafted_at: row.get(7)?,
            drafted_by: row.get(8)?,
            signed_at: row.get(9)?,
            signed_by: row.get(10)?,
        })
    })
}
