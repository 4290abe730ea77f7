//! Measures: what the record can say of an organisation in a period. Here stands what they are called and which list is counted;
//! the concepts that know the values lie beside this crate, so `server` gives the functions.

use kernel::{Act, Ctx, Day, Error, Lang, OrganisationId};
use ledger::Reader;

use crate::marks::Value;
use crate::words::{measure, measure_meaning};

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
}

const fn row(name: &'static str, unit: Unit, list: &'static str, act: &'static str) -> Measure {
    Measure { name, unit, list, act: Act(act) }
}

/// In the order of the form.
pub const MEASURES: &[Measure] = &[
    row("hazards_found", Unit::Cases, "/hazards", "hazard.list"),
    row("hazards_closed", Unit::Cases, "/hazards", "hazard.list"),
    row("hazards_closed_in_time", Unit::Share, "/hazards", "hazard.list"),
    row("hazards_late", Unit::Cases, "/hazards", "hazard.list"),
    row("major_hazards_open", Unit::Cases, "/hazards", "hazard.list"),
    row("hazards_recurring", Unit::Cases, "/hazards", "hazard.list"),
    row("checks", Unit::Cases, "/checks", "check.list"),
    row("tasks_late", Unit::Cases, "/tasks", "task.view"),
    row("resolutions_late", Unit::Cases, "/resolutions", "resolution.view"),
    row("resolutions_closed", Unit::Share, "/resolutions", "resolution.view"),
    row("letters_unanswered", Unit::Cases, "/letters", "follow_up.view"),
    row("duties_overdue", Unit::Cases, "/obligations", "obligation.list"),
    row("directives_unstudied", Unit::Cases, "/directives", "directive.view"),
    row("materials_late", Unit::Cases, "/meeting-materials", "meeting.view"),
    row("materials_missing", Unit::Cases, "/meeting-materials", "meeting.view"),
    row("incidents", Unit::Cases, "/incidents", "incident.view"),
    row("deaths", Unit::People, "/incidents", "incident.view"),
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

/// Of whom, and of which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    pub organisation: OrganisationId,
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

/// What `server` gives at its start: each measure by its name.
#[derive(Debug, Clone, Copy)]
pub struct Values(pub &'static [(&'static str, ValueOf)]);

impl Values {
    pub fn of(&self, r: &Reader<'_>, ctx: &Ctx, measure: &str, ask: &Ask) -> Result<Figure, Error> {
        match self.0.iter().find(|(name, _)| *name == measure) {
            Some((_, value)) => value(r, ctx, ask),
            // An edition may name a measure that this program does not know any more.
            None => Ok(Figure::not_on_record()),
        }
    }
}
