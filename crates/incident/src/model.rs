//! What an incident is, and everything that can happen to one. No input or output.

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, Sector, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};
use standards::accident::clock::{self, Window};
use standards::accident::grade::{self, Scale};

use crate::figures::Figures;

kernel::ids! {
    /// One incident, from the call to its last report.
    IncidentId,
}

words! {
    /// What sort of event it is; it decides the scale of its grade and how long a death counts.
    pub enum Category {
        ProductionSafety = "production_safety",
        RoadTraffic = "road_traffic",
        Fire = "fire",
        ForestFire = "forest_fire",
        GeologicalDisaster = "geological_disaster",
        Other = "other",
    }
}

impl Category {
    pub fn scale(self) -> &'static Scale {
        match self {
            Category::ForestFire => &grade::FOREST_FIRE_2008,
            Category::GeologicalDisaster => &grade::GEOLOGICAL_DISASTER_2003,
            _ => &grade::ORDER_493_2007,
        }
    }

    pub fn window(self) -> Window {
        match self {
            Category::RoadTraffic | Category::Fire => Window::RoadOrFire,
            _ => Window::Other,
        }
    }

    /// Kinds of GB 6441 are kinds of accidents at work.
    pub fn has_kinds(self) -> bool {
        matches!(self, Category::ProductionSafety | Category::RoadTraffic | Category::Fire)
    }
}

words! {
    /// How exactly a time is known.
    pub enum Exactness {
        Minute = "minute",
        Hour = "hour",
        Day = "day",
    }
}

words! {
    /// Who told first.
    pub enum Source {
        /// The unit where it happened.
        Unit = "unit",
        Township = "township",
        Department = "department",
        /// The public, by telephone or on the spot.
        Public = "public",
        /// Police, fire brigade or ambulance.
        Rescue = "rescue",
        Media = "media",
        /// From above.
        Higher = "higher",
        /// Nobody called: it was taken over from a list.
        Ledger = "ledger",
    }
}

impl Source {
    /// Who can call.
    pub const CALLERS: &[Source] = &[
        Source::Unit,
        Source::Township,
        Source::Department,
        Source::Public,
        Source::Rescue,
        Source::Media,
        Source::Higher,
    ];
}

words! {
    /// How somebody is now; one row is one person.
    pub enum Condition {
        Dead = "dead",
        Missing = "missing",
        Trapped = "trapped",
        /// With acute poisoning at work.
        SeverelyInjured = "severely_injured",
        Injured = "injured",
        /// Found or freed without harm.
        Safe = "safe",
    }
}

impl Condition {
    /// What the form of the call asks for.
    pub const COUNTED: [Condition; 5] =
        [Condition::Dead, Condition::Missing, Condition::Trapped, Condition::SeverelyInjured, Condition::Injured];

    /// Its place in the set of conditions whose number is known.
    pub fn bit(self) -> i64 {
        1 << (self as u8)
    }
}

words! {
    pub enum Stage {
        /// Reports are owed.
        Reporting = "reporting",
        /// The final report is signed.
        Reported = "reported",
        /// It was no incident, or is recorded elsewhere.
        Dismissed = "dismissed",
    }
}

words! {
    pub enum Sort {
        First = "first",
        FollowUp = "follow_up",
        Final = "final",
        /// After the final one: the toll changed.
        Supplement = "supplement",
    }
}

words! {
    /// Whom somebody has to tell. The order is the order of the clocks.
    pub enum Recipient {
        /// The district's duty desk, by a township or a unit.
        County = "county",
        /// The leaders of the district.
        Leaders = "leaders",
        /// Police, health and the other departments concerned.
        Departments = "departments",
        /// The next level, by telephone.
        Higher = "higher",
        /// The next level, in writing: a signed edition.
        Written = "written",
        Other = "other",
    }
}

impl Recipient {
    /// Whom the district tells once it knows.
    pub const BY_COUNTY: [Recipient; 4] =
        [Recipient::Leaders, Recipient::Departments, Recipient::Higher, Recipient::Written];

    /// The duty to tell, and the name of its deadline rule.
    pub fn duty(self) -> Option<&'static str> {
        match self {
            Recipient::County => Some("incident.report.county"),
            Recipient::Leaders => Some("incident.report.leaders"),
            Recipient::Departments => Some("incident.report.departments"),
            Recipient::Higher => Some("incident.report.higher"),
            Recipient::Written => Some("incident.report.written"),
            Recipient::Other => None,
        }
    }
}

words! {
    pub enum Means {
        Telephone = "telephone",
        InPerson = "in_person",
        Fax = "fax",
        Network = "network",
    }
}

words! {
    /// What is wrong with how it was reported: the four offences of the law.
    pub enum Fault {
        /// Told after its time: 迟报.
        Late = "late",
        /// Left out without intent: 漏报.
        Omitted = "omitted",
        /// Told untruly: 谎报.
        False = "false",
        /// Kept secret: 瞒报.
        Concealed = "concealed",
    }
}

words! {
    /// Four grades; forest fires and geological disasters have their own lines.
    pub enum Grade {
        Ordinary = "ordinary",
        Considerable = "considerable",
        Major = "major",
        Extraordinary = "extraordinary",
    }
}

words! {
    /// Who investigates.
    pub enum Level {
        County = "county",
        City = "city",
        Province = "province",
        State = "state",
    }
}

impl From<grade::Grade> for Grade {
    fn from(it: grade::Grade) -> Self {
        Grade::ALL[it as usize]
    }
}

impl Grade {
    pub fn standard(self) -> grade::Grade {
        grade::Grade::ALL[self as usize]
    }

    pub fn investigated_by(self) -> Level {
        level(clock::investigated_by(self.standard()))
    }

    pub fn reported_up_to(self) -> Level {
        level(clock::reported_up_to(self.standard()))
    }
}

fn level(it: clock::Level) -> Level {
    Level::ALL[it as usize]
}

/// A kind of GB 6441 in the edition of the day it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccidentKind {
    /// `gb_6441_1986`, `gb_6441_2025`
    pub edition: String,
    pub code: u8,
}

/// Where and what, as far as it can be corrected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Particulars {
    pub category: Category,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<AccidentKind>,
    pub sector: Sector,
    pub division: Division,
    pub place: Personal<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub road: Option<String>,
    /// `K12+300`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chainage: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_section: Option<String>,
    /// Where it happened, if it is registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrganisationId>,
    /// As it was said, where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<Personal<String>>,
    pub happened_at: Instant,
    pub exactness: Exactness,
    /// When the head of the unit knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<Instant>,
    pub summary: Personal<String>,
}

impl Particulars {
    /// From when the unit's hour runs: the latest moment that what is known allows.
    pub fn unit_knew_at(&self) -> Instant {
        self.known_at.unwrap_or(match self.exactness {
            Exactness::Minute => self.happened_at,
            Exactness::Hour => self.happened_at + kernel::Span::hours(1),
            Exactness::Day => self.happened_at.day().plus_days(1).start(),
        })
    }
}

/// People in one condition, numbered from `first`; none where their number is known to be zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub first: u32,
    pub people: u32,
    pub condition: Condition,
    pub on: Day,
    /// Whether a death falls into the days in which it counts.
    pub within: bool,
}

/// A duty to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub recipient: Recipient,
    pub owner: OrganisationId,
    pub obligation: ObligationId,
    pub due: Instant,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    pub year: i64,
    pub number: i64,
    /// Whose people registered it.
    pub organisation: OrganisationId,
    pub particulars: Particulars,
    pub source: Source,
    /// When the district was told; not yet, where a township or a unit registers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_by: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_phone: Option<Personal<String>>,
    pub counted: Vec<Counted>,
    pub clocks: Vec<Clock>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Registered(Box<Registered>),
    /// Taken over from a list: over long ago, and nobody owes anything.
    Imported {
        registered: Box<Registered>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        loss_yuan: Option<i64>,
    },
    Corrected {
        particulars: Box<Particulars>,
        reason: Personal<String>,
    },
    /// Somebody told somebody, at `at`; `clocks` are what follows where the district is told.
    Told {
        recipient: Recipient,
        to: Personal<String>,
        means: Means,
        at: Instant,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<Personal<String>>,
        /// How long after its time, where a clock ran.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late_seconds: Option<i64>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        clocks: Vec<Clock>,
    },
    /// The unit's own report came in writing.
    WrittenReceived {
        at: Instant,
        from: Personal<String>,
    },
    CasualtiesAdded {
        counted: Counted,
        /// Of one person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Personal<String>>,
    },
    /// One person's condition changed, or became known.
    CasualtyChanged {
        no: u32,
        condition: Condition,
        on: Day,
        within: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Personal<String>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<String>>,
    },
    /// Counted wrongly: the row counts no more.
    CasualtyStruck {
        no: u32,
        reason: Personal<String>,
    },
    /// Whole as they are known now.
    Measured {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        loss_yuan: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        area_m2: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evacuated: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<String>>,
    },
    /// What its toll makes of it; `complete` when every measure of its scale is known, else it is at least that.
    Graded {
        grade: Grade,
        /// `deaths`, `serious_injuries`, `direct_loss_10k_yuan`, `area_ha`
        by: Vec<String>,
        complete: bool,
        level: Level,
    },
    /// An edition as it will be signed; another draft of the same number takes its place.
    Drafted {
        edition: u32,
        sort: Sort,
        situation: Personal<String>,
        response: Personal<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Personal<String>>,
        /// Why a figure fell or the grade changed since the edition before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explained: Option<Personal<String>>,
        figures: Figures,
    },
    /// From now on these figures are the ones in force. `next` is what is owed then.
    Signed {
        edition: u32,
        sort: Sort,
    },
    /// After the final report the toll changed: one more edition is owed.
    SupplementOwed {
        obligation: ObligationId,
        due: Instant,
    },
    FaultFound {
        fault: Fault,
        organisation: OrganisationId,
        found: Personal<String>,
        /// How long, where it is late.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late_seconds: Option<i64>,
    },
    Dismissed {
        reason: Personal<String>,
    },
    /// The times were corrected: the unit told this late, or not late any more. What was weighed before stays on record.
    LatenessRecounted {
        organisation: OrganisationId,
        was_seconds: i64,
        /// None: within its hour.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late_seconds: Option<i64>,
        /// Whether somebody else told late, so that the incident stays marked.
        others_late: bool,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "incident";
    type Id = IncidentId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Registered(_) => "registered",
            Fact::Imported { .. } => "imported",
            Fact::Corrected { .. } => "corrected",
            Fact::Told { .. } => "told",
            Fact::WrittenReceived { .. } => "written_received",
            Fact::CasualtiesAdded { .. } => "casualties_added",
            Fact::CasualtyChanged { .. } => "casualty_changed",
            Fact::CasualtyStruck { .. } => "casualty_struck",
            Fact::Measured { .. } => "measured",
            Fact::Graded { .. } => "graded",
            Fact::Drafted { .. } => "drafted",
            Fact::Signed { .. } => "signed",
            Fact::SupplementOwed { .. } => "supplement_owed",
            Fact::FaultFound { .. } => "fault_found",
            Fact::Dismissed { .. } => "dismissed",
            Fact::LatenessRecounted { .. } => "lateness_recounted",
        }
    }
}

/// An incident as its rules need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    pub id: IncidentId,
    pub version: i64,
    pub year: i64,
    pub number: i64,
    pub stage: Stage,
    pub category: Category,
    pub sector: Sector,
    pub division: Division,
    pub unit: Option<OrganisationId>,
    pub organisation: OrganisationId,
    pub registered_by: Option<PersonId>,
    pub happened_at: Instant,
    pub told_at: Option<Instant>,
    pub grade: Option<Grade>,
    pub grade_complete: bool,
    /// Bits of the conditions whose number is known.
    pub known: i64,
    /// The highest number of a casualty row.
    pub last_casualty: u32,
    pub loss_yuan: Option<i64>,
    pub area_m2: Option<i64>,
    pub evacuated: Option<u32>,
    /// Signed editions.
    pub editions: u32,
    pub signed_at: Option<Instant>,
    /// The edition that waits for its signature.
    pub draft: Option<u32>,
    pub drafted_by: Option<PersonId>,
    /// A supplement is owed.
    pub supplement: Option<ObligationId>,
}

impl Incident {
    /// `2026-0012`
    pub fn number_text(&self) -> String {
        number_text(self.year, self.number)
    }
}

pub fn number_text(year: i64, number: i64) -> String {
    format!("{year}-{number:04}")
}
