//! Measures: what the record can say of an organisation in a period. Here stands what they are called and which list is counted;
//! the concepts that know the values lie above this crate, so `server` gives the functions.

use std::collections::HashMap;

use kernel::{Act, Ctx, Day, Error, Lang, OrganisationId, Sector};
use ledger::Reader;
use serde::{Deserialize, Serialize};

use crate::words::{measure, measure_meaning, measured};

kernel::words! {
    pub enum Unit {
        Cases = "cases",
        People = "people",
        Share = "share",
    }
}

/// One measure. Name and meaning stand in the tables of words under its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    pub name: &'static str,
    pub unit: Unit,
    /// The list whose rows are counted.
    pub list: &'static str,
    /// Who may open that list.
    pub act: Act,
    /// As it stands at the moment of asking: the first of the days says nothing.
    pub standing: bool,
    /// It can be asked of one sector of a department.
    pub by_sector: bool,
}

const fn row(name: &'static str, unit: Unit, list: &'static str, act: &'static str) -> Measure {
    Measure { name, unit, list, act: Act(act), standing: false, by_sector: false }
}

const fn standing(name: &'static str, list: &'static str, act: &'static str) -> Measure {
    Measure { standing: true, ..row(name, Unit::Cases, list, act) }
}

const fn by_sector(it: Measure) -> Measure {
    Measure { by_sector: true, ..it }
}

/// In the order of the form.
pub const MEASURES: &[Measure] = &[
    by_sector(row("hazards_found", Unit::Cases, "/hazards", "hazard.list")),
    by_sector(row("hazards_closed", Unit::Cases, "/hazards", "hazard.list")),
    by_sector(row("hazards_closed_in_time", Unit::Share, "/hazards", "hazard.list")),
    by_sector(standing("hazards_late", "/hazards", "hazard.list")),
    by_sector(standing("major_hazards_open", "/hazards", "hazard.list")),
    by_sector(standing("major_hazards_late", "/hazards", "hazard.list")),
    by_sector(row("hazards_recurring", Unit::Cases, "/hazards", "hazard.list")),
    by_sector(row("checks", Unit::Cases, "/checks", "check.list")),
    standing("tasks_late", "/tasks", "task.view"),
    row("resolutions_late", Unit::Cases, "/resolutions", "resolution.view"),
    row("resolutions_closed", Unit::Share, "/resolutions", "resolution.view"),
    standing("letters_unanswered", "/letters", "follow_up.view"),
    standing("duties_overdue", "/obligations", "obligation.list"),
    standing("directives_unstudied", "/directives", "directive.view"),
    row("materials_late", Unit::Cases, "/meeting-materials", "meeting.view"),
    row("materials_missing", Unit::Cases, "/meeting-materials", "meeting.view"),
    by_sector(row("incidents", Unit::Cases, "/incidents", "incident.view")),
    by_sector(row("deaths", Unit::People, "/incidents", "incident.view")),
];

impl Measure {
    pub fn find(name: &str) -> Option<&'static Measure> {
        MEASURES.iter().find(|it| it.name == name)
    }

    pub fn label(&self, lang: Lang) -> &'static str {
        measure::of(lang, self.name)
    }

    pub fn meaning(&self, lang: Lang) -> &'static str {
        measure_meaning::of(lang, self.name)
    }
}

/// A decimal number of at most two places, in hundredths.
pub fn read_hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |it: &str| it.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let hundredths: i64 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + hundredths)
}

/// `12`, `12.5`, `12.25`: no zeros that say nothing.
pub fn write_hundredths(it: i64) -> String {
    let (sign, it) = (if it < 0 { "-" } else { "" }, it.unsigned_abs());
    match (it / 100, it % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) if part % 10 == 0 => format!("{sign}{whole}.{}", part / 10),
        (whole, part) => format!("{sign}{whole}.{part:02}"),
    }
}

/// What the record knew of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Value {
    Count {
        n: i64,
    },
    Share {
        part: i64,
        whole: i64,
    },
    /// A sum of which a part is unknown: so many are on record, and there may be more. Kept as a part of a whole of none.
    AtLeast {
        n: i64,
    },
    /// Nobody knows; that is no zero.
    NotOnRecord,
}

impl Value {
    /// In words.
    pub fn shown(self, lang: Lang) -> String {
        match self {
            Value::Count { n } => page::format::count(n),
            Value::Share { part, whole } => {
                measured::share(lang, part, whole, page::format::percent(part.unsigned_abs(), whole.unsigned_abs()))
            }
            Value::AtLeast { n } => measured::at_least(lang, page::format::count(n)),
            Value::NotOnRecord => measured::not_on_record(lang).to_owned(),
        }
    }

    /// A share of nothing says nothing.
    pub fn share(part: i64, whole: i64) -> Value {
        if whole > 0 { Value::Share { part, whole } } else { Value::NotOnRecord }
    }

    pub fn columns(self) -> (Option<i64>, Option<i64>) {
        match self {
            Value::Count { n } => (Some(n), None),
            Value::Share { part, whole } => (Some(part), Some(whole)),
            // No share is of nothing.
            Value::AtLeast { n } => (Some(n), Some(0)),
            Value::NotOnRecord => (None, None),
        }
    }

    pub fn of_columns(part: Option<i64>, whole: Option<i64>) -> Value {
        match (part, whole) {
            (Some(n), None) => Value::Count { n },
            (Some(n), Some(0)) => Value::AtLeast { n },
            (Some(part), Some(whole)) => Value::Share { part, whole },
            (None, _) => Value::NotOnRecord,
        }
    }

    /// In hundredths, as a fraction: of a case, or of a per cent.
    pub fn hundredths(self) -> Option<(i128, i128)> {
        match self {
            Value::Count { n } => Some((i128::from(n) * 100, 1)),
            Value::Share { part, whole } if whole > 0 => Some((i128::from(part) * 10_000, i128::from(whole))),
            Value::Share { .. } | Value::AtLeast { .. } | Value::NotOnRecord => None,
        }
    }
}

/// Of whom, and of which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    pub organisation: OrganisationId,
    /// Only of this one of its sectors.
    pub sector: Option<Sector>,
    pub first: Day,
    pub last: Day,
}

/// The value, and the lists whose rows were counted: of a share the part, then the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub value: Value,
    pub evidence: Vec<String>,
}

impl Figure {
    pub fn not_on_record() -> Figure {
        Figure { value: Value::NotOnRecord, evidence: Vec::new() }
    }
}

/// Asks the record; the context reaches the whole district.
pub type ValueOf = fn(&Reader<'_>, &Ctx, &Ask) -> Result<Figure, Error>;

/// Those of which a measure says more than nothing in these days, as the owner, finder or unit; with the count, where that is the
/// value already.
pub type Having = fn(&Reader<'_>, &Ctx, (Day, Day)) -> Result<Vec<(OrganisationId, Option<i64>)>, Error>;

/// What `server` gives at its start: each measure by its name, and those that enterprises are found by at once.
#[derive(Debug, Clone, Copy)]
pub struct Values(pub &'static [(&'static str, ValueOf)], pub &'static [(&'static str, Having)]);

/// The one context in which measures are asked: whoever asks, the answer is the same.
fn anybody(ctx: &Ctx) -> Ctx {
    Ctx { lang: ctx.lang, ..Ctx::rule("measure", ctx.district, ctx.now, ctx.request, ctx.chance) }
}

impl Values {
    pub fn of(&self, r: &Reader<'_>, ctx: &Ctx, measure: &str, ask: &Ask) -> Result<Figure, Error> {
        match self.0.iter().find(|(name, _)| *name == measure) {
            Some((_, value)) => value(r, &anybody(ctx), ask),
            // An edition may name a measure that this program does not know any more.
            None => Ok(Figure::not_on_record()),
        }
    }

    /// Every enterprise of which the measure says more than nothing, and others perhaps; `None` where each has to be asked.
    pub fn having(
        &self,
        r: &Reader<'_>,
        ctx: &Ctx,
        measure: &str,
        days: (Day, Day),
    ) -> Result<Option<HashMap<OrganisationId, Option<i64>>>, Error> {
        match self.1.iter().find(|(name, _)| *name == measure) {
            Some((_, having)) => Ok(Some(having(r, &anybody(ctx), days)?.into_iter().collect())),
            None => Ok(None),
        }
    }
}
