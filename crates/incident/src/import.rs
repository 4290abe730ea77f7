//! Accidents from other lists: what happened before this system was there. The history is marked as imported, nobody is asked
//! to tell anybody about it, and the same row twice changes nothing.

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, Lang, OrganisationId, Personal, Sector};
use ledger::{Reader, Tx, params};
use paper::fault::Fault;
use paper::moment::Precision;
use paper::{Learned, PaperError, RowReader, Shape, Value, Workbook, cell};
use registry::import::{Kind, Outcome, Parsed, Placed, one_of, place, word};
use sha2::{Digest as _, Sha256};
use standards::accident::gb_6441;

use crate::figures::unscaled;
use crate::model::{
    AccidentKind, Category, Condition, Counted, Exactness, Fact, IncidentId, Particulars, Registered, Source,
};
use crate::register::{SERIES, edition_on, may_register, whole};
use crate::store;
use crate::words::category;

const NOT_PEOPLE: Fault = Fault { problem: "give a whole number up to 10,000", advice: "write the number of people" };
const NOT_MONEY: Fault =
    Fault { problem: "give a number with at most four decimals", advice: "write the loss in 10,000 yuan" };
const NO_KIND: Fault = Fault {
    problem: "no such kind in the edition in force on that day",
    advice: "write the name of the kind as GB 6441 has it, or leave it empty",
};
const SHORT: Fault = Fault { problem: "say in a few words what happened", advice: "write at least five characters" };
/// Said of rows without the column.
const CATEGORY_OF_SECTOR: &str = "without a category it follows from the sector";

/// One row, with other things named as the file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    pub happened_at: Instant,
    pub exactness: Exactness,
    pub summary: String,
    pub category: Category,
    pub kind: Option<u8>,
    /// That of the file, where the row says nothing.
    pub sector: Option<Sector>,
    /// Code or name; that of the file, where empty.
    pub division: String,
    pub place: String,
    pub road: Option<String>,
    pub unit: Option<String>,
    /// In the order of [`CONDITIONS`].
    pub people: [Option<u32>; CONDITIONS.len()],
    /// Yuan.
    pub loss_yuan: Option<i64>,
}

/// The columns of people.
pub const CONDITIONS: [(&str, Condition); 4] = [
    ("dead", Condition::Dead),
    ("missing", Condition::Missing),
    ("severely_injured", Condition::SeverelyInjured),
    ("injured", Condition::Injured),
];

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<IncidentRow>, PaperError> {
    let identity = |row: &IncidentRow| identity_of(row);
    let kind = Kind { shape: Shape::incident(), needed: &["happened", "summary"], read: row, identity };
    kind.parse(book, learned)
}

fn row(cells: &mut RowReader<'_>) -> Option<IncidentRow> {
    let happened = cells.required("happened", moment);
    let summary = cells.required("summary", |value| {
        let text = cell::text(value)?;
        if text.chars().count() < 5 { Err(SHORT) } else { Ok(text) }
    });
    let sector = cells.optional("sector", |value| {
        word(value, |given| one_of(Sector::ALL, given, Sector::word, registry::words::sector::of))
    });
    let named = cells
        .optional("category", |value| word(value, |given| one_of(Category::ALL, given, Category::word, category::of)));
    let people = CONDITIONS.map(|(field, _)| cells.optional(field, people));
    let loss_yuan = cells.optional("loss", |value| unscaled(&said(value)?).ok_or(NOT_MONEY));
    let division = cells.text("division").unwrap_or_default();
    let place = cells.text("place").unwrap_or_default();
    let (road, unit) = (cells.text("road"), cells.text("unit"));
    let (happened_at, exactness) = happened?;
    let kind = cells.optional("kind", |value| {
        let edition = edition_on(happened_at.day()).ok_or(NO_KIND)?;
        gb_6441::kind(edition, &said(value)?).map(|it| it.code).map_err(|_| NO_KIND)
    });
    let category = named.unwrap_or_else(|| {
        cells.assume("category", CATEGORY_OF_SECTOR, "");
        of_sector(sector)
    });
    Some(IncidentRow {
        happened_at,
        exactness,
        summary: summary?,
        category,
        kind: kind.filter(|_| category.has_kinds()),
        sector,
        division,
        place,
        road,
        unit,
        people,
        loss_yuan,
    })
}

fn said(value: &Value) -> Result<String, Fault> {
    Ok(cell::narrow(&cell::text(value)?))
}

fn people(value: &Value) -> Result<u32, Fault> {
    let text = said(value)?;
    whole(text.trim_end_matches('人').trim()).ok_or(NOT_PEOPLE)
}

fn of_sector(sector: Option<Sector>) -> Category {
    match sector {
        Some(Sector::RoadTransport) => Category::RoadTraffic,
        Some(Sector::Fire) => Category::Fire,
        _ => Category::ProductionSafety,
    }
}

fn moment(value: &Value) -> Result<(Instant, Exactness), Fault> {
    let (at, precision) = paper::moment::moment(value)?;
    let exactness = match precision {
        Precision::Minute => Exactness::Minute,
        Precision::Hour => Exactness::Hour,
        Precision::Day => Exactness::Day,
    };
    Ok((at, exactness))
}

/// What a row says is what it is. The id begins with the time of the accident, so that numbers follow it.
pub fn identity_of(row: &IncidentRow) -> IncidentId {
    let unit = row.unit.as_deref().unwrap_or_default();
    let said = format!("incident\0{}\0{unit}\0{}\0{}", row.happened_at.micros(), row.place, row.summary);
    let digest = Sha256::digest(said);
    let mut bytes: [u8; 16] = std::array::from_fn(|at| digest[at]);
    let millis = row.happened_at.micros().max(0).unsigned_abs() / 1_000;
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    IncidentId::from_bytes(bytes)
}

/// Where rows belong that do not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elsewhere {
    pub division: Division,
    pub sector: Sector,
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, otherwise: Elsewhere, rows: &[Placed<IncidentRow>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| import(tx, ctx, otherwise, row))
}

fn is_known(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM incident WHERE district = $1 AND id = $2";
    Ok(r.row(sql, params![ctx.district, id], |_| Ok(()))?.is_some())
}

/// False where it is there already.
fn import(tx: &mut Tx<'_>, ctx: &Ctx, otherwise: Elsewhere, row: &IncidentRow) -> Result<bool, Error> {
    let id = identity_of(row);
    if is_known(tx, ctx, id)? {
        return Ok(false);
    }
    if row.happened_at > ctx.now {
        return Err(kernel::Problem::at("happened", "this time lies in the future").into());
    }
    let particulars = particulars(tx, ctx, otherwise, row)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let organisation = ctx.scope.widest().map(|grant| grant.organisation);
    let organisation = organisation.filter(|it| *it != OrganisationId::from_bytes([0; 16])).unwrap_or(office);
    if !may_register(ctx, &particulars, organisation) {
        return Err(Error::Forbidden { action: "register an incident that is not in your area" });
    }
    let civil_year = row.happened_at.day().year();
    let fact = Fact::Imported {
        registered: Box::new(Registered {
            year: i64::from(civil_year),
            number: tx.next_number(ctx, SERIES, civil_year)?,
            organisation,
            particulars,
            source: Source::Ledger,
            told_at: None,
            told_by: None,
            told_phone: None,
            counted: counted(row),
            clocks: Vec::new(),
        }),
        loss_yuan: row.loss_yuan,
    };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    let it = store::again(tx, ctx, id)?;
    store::grade_anew(tx, ctx, it)?;
    Ok(true)
}

fn particulars(r: &Reader<'_>, ctx: &Ctx, otherwise: Elsewhere, row: &IncidentRow) -> Result<Particulars, Error> {
    let division = if row.division.is_empty() { otherwise.division } else { place(r, ctx, &row.division)? };
    let unit = match &row.unit {
        Some(name) => registry::query::organisation_by_name(r, ctx, name)?.map(|it| it.id),
        None => None,
    };
    // A list seldom says more of the place than the township.
    let place = if row.place.is_empty() { row.division.clone() } else { row.place.clone() };
    let edition = edition_on(row.happened_at.day());
    Ok(Particulars {
        category: row.category,
        kind: row.kind.zip(edition).map(|(code, edition)| AccidentKind { edition: edition.word().to_owned(), code }),
        sector: row.sector.unwrap_or(otherwise.sector),
        division,
        place: Personal::text(place),
        road: row.road.clone(),
        chainage: None,
        project: None,
        contract_section: None,
        unit,
        unit_name: row.unit.clone().map(Personal::text),
        happened_at: row.happened_at,
        exactness: row.exactness,
        known_at: None,
        summary: Personal::text(row.summary.clone()),
    })
}

/// As of the day of the accident; a list says the final numbers, in which every death counts.
fn counted(row: &IncidentRow) -> Vec<Counted> {
    let on: Day = row.happened_at.day();
    let mut first = 1;
    let mut all = Vec::new();
    for ((_, condition), people) in CONDITIONS.iter().zip(row.people) {
        let Some(people) = people else { continue };
        all.push(Counted { first, people, condition: *condition, on, within: true });
        first += people;
    }
    all
}

/// A word of a category as a list shows it.
pub fn category_text(lang: Lang, it: Category) -> &'static str {
    category::of(lang, it.word())
}
