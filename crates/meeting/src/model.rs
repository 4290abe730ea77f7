//! What a meeting is, and everything that can happen to one. No input or output.

use kernel::{Instant, OrganisationId, PersonId, Personal, words};
pub use obligation::Owed;
use serde::{Deserialize, Serialize};

use crate::calendar::MeetingPeriodId;

kernel::ids! {
    /// One meeting.
    MeetingId,
}

words! {
    /// What the calendar can ask for.
    pub enum Kind {
        /// 安全生产专题会议.
        Special = "special",
        /// 安委会全体会议.
        Plenary = "plenary",
        /// 联络员会议.
        Liaison = "liaison",
        /// 协调会.
        Coordination = "coordination",
        /// 向县委、县政府的报告: owed like a meeting, but none.
        Report = "report",
    }
}

impl Kind {
    /// Those that people come together for.
    pub const MEETINGS: &'static [Kind] = &[Kind::Special, Kind::Plenary, Kind::Liaison, Kind::Coordination];

    pub fn is_meeting(self) -> bool {
        self != Kind::Report
    }
}

words! {
    pub enum State {
        Planned = "planned",
        /// It took place; the minutes are owed.
        Held = "held",
        /// The minutes are signed, and stand.
        Signed = "signed",
        Cancelled = "cancelled",
    }
}

words! {
    /// How an organisation takes part.
    pub enum Attendance {
        Present = "present",
        /// Somebody else than whom the invitation names.
        Represented = "represented",
        /// Told beforehand that nobody comes.
        Excused = "excused",
        Absent = "absent",
    }
}

words! {
    /// 四个分指挥部.
    pub enum Headquarters {
        FloodAndDrought = "flood_and_drought",
        ForestFire = "forest_fire",
        Geological = "geological",
        Earthquake = "earthquake",
    }
}

words! {
    pub enum Document {
        Notice = "notice",
        Minutes = "minutes",
    }
}

/// An organisation that is asked, and whom of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invited {
    pub no: u32,
    pub organisation: OrganisationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// It is on the list of those who speak.
    pub speaks: bool,
}

/// A written material that a sub-headquarters owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub no: u32,
    pub headquarters: Headquarters,
    pub organisation: OrganisationId,
    pub owed: Owed,
}

/// One line of the roll.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attended {
    pub organisation: OrganisationId,
    pub attendance: Attendance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal<String>>,
}

/// A problem that a statement names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Named {
    pub no: u32,
    pub problem: Personal<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Convened {
    pub number: String,
    pub sort: Kind,
    pub title: Personal<String>,
    pub place: Personal<String>,
    /// Who presides.
    pub chair: Personal<String>,
    pub host: OrganisationId,
    pub starts: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<MeetingPeriodId>,
    pub agenda: Vec<Personal<String>>,
    pub invited: Vec<Invited>,
}

/// What a ledger says of a meeting that was held before it came in. It stands as it is: nobody is asked about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    pub number: String,
    pub sort: Kind,
    pub title: Personal<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair: Option<Personal<String>>,
    pub host: OrganisationId,
    pub starts: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Instant>,
    /// That waited for a meeting and has it with this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<MeetingPeriodId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda: Vec<Personal<String>>,
    /// Those that came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attended: Vec<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Personal<String>>,
    /// Number of the minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Convened(Box<Convened>),
    Imported(Box<Imported>),
    AgendaSet {
        agenda: Vec<Personal<String>>,
    },
    Invited {
        invited: Vec<Invited>,
    },
    Answered {
        organisation: OrganisationId,
        answer: Attendance,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Personal<String>>,
    },
    MaterialsAsked {
        asked: Vec<Asked>,
    },
    MaterialReceived {
        no: u32,
        title: Personal<String>,
    },
    Postponed {
        to: Instant,
        reason: Personal<String>,
    },
    Cancelled {
        reason: Personal<String>,
    },
    /// The notice got its number.
    Noticed {
        year: i16,
        number: i64,
    },
    Held {
        ended: Instant,
        minutes: Owed,
    },
    RollTaken {
        roll: Vec<Attended>,
    },
    Stated {
        no: u32,
        organisation: OrganisationId,
        statement: Personal<String>,
        problems: Vec<Named>,
    },
    MinutesDrafted {
        edition: i64,
        text: Personal<String>,
    },
    MinutesSigned {
        edition: i64,
        year: i16,
        number: i64,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "meeting";
    type Id = MeetingId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Convened(_) => "convened",
            Fact::Imported(_) => "imported",
            Fact::AgendaSet { .. } => "agenda_set",
            Fact::Invited { .. } => "invited",
            Fact::Answered { .. } => "answered",
            Fact::MaterialsAsked { .. } => "materials_asked",
            Fact::MaterialReceived { .. } => "material_received",
            Fact::Postponed { .. } => "postponed",
            Fact::Cancelled { .. } => "cancelled",
            Fact::Noticed { .. } => "noticed",
            Fact::Held { .. } => "held",
            Fact::RollTaken { .. } => "roll_taken",
            Fact::Stated { .. } => "stated",
            Fact::MinutesDrafted { .. } => "minutes_drafted",
            Fact::MinutesSigned { .. } => "minutes_signed",
        }
    }
}

/// One meeting as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    pub id: MeetingId,
    pub version: i64,
    pub number: String,
    pub kind: Kind,
    pub title: Personal<String>,
    pub place: Personal<String>,
    pub chair: Personal<String>,
    pub host: OrganisationId,
    pub starts: Instant,
    pub state: State,
    pub period: Option<MeetingPeriodId>,
    pub postponed: i64,
    pub convened_at: Instant,
    pub convened_by: Option<PersonId>,
    pub ended: Option<Instant>,
    /// The roll was taken.
    pub attended: bool,
    pub note: Option<Personal<String>>,
    /// Having the minutes signed.
    pub minutes: Option<Owed>,
    /// Of the draft; 0 without one.
    pub edition: i64,
    pub draft: Option<Personal<String>>,
    pub drafted_at: Option<Instant>,
    pub drafted_by: Option<PersonId>,
    pub signed_at: Option<Instant>,
    pub signed_by: Option<PersonId>,
    /// The last numbers of what hangs on it.
    pub invited: u32,
    pub statements: u32,
    pub problems: u32,
    pub materials: u32,
    pub documents: u32,
    /// It came in from a ledger and stands as it is.
    pub imported: bool,
    /// Number of its minutes, as that ledger has it.
    pub document: Option<String>,
}

impl Meeting {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }

    /// It took place.
    pub fn was_held(&self) -> bool {
        matches!(self.state, State::Held | State::Signed)
    }

    /// Who came and what was said and decided is still written down.
    pub fn is_being_recorded(&self) -> bool {
        self.state == State::Held && !self.imported
    }
}
