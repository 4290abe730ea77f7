//! What an investigation is, and everything that can happen to one. No input or output.

use kernel::{Day, Division, Error, OrganisationId, PersonId, Personal, Sector, words};
use obligation::ObligationId;
use obligation::supervision::{Listed, Turn};
use registry::SubjectId;
use serde::{Deserialize, Serialize};
use standards::accident::clock;

use crate::model::{Grade, IncidentId, Level};

kernel::ids! {
    /// One investigation of one incident, from its opening to its place in the library.
    InvestigationId,
}

words! {
    /// What it waits for, or how it ended.
    pub enum Stage {
        /// The report is owed.
        Investigating = "investigating",
        /// The report is with the government.
        Submitted = "submitted",
        /// Replied: what was decided is being done.
        Replied = "replied",
        Evaluated = "evaluated",
        Closed = "closed",
        /// A higher level investigates itself.
        TakenOver = "taken_over",
    }
}

impl Stage {
    pub fn stands(self) -> bool {
        !matches!(self, Stage::Closed | Stage::TakenOver)
    }

    pub fn is_replied(self) -> bool {
        matches!(self, Stage::Replied | Stage::Evaluated | Stage::Closed)
    }
}

words! {
    /// The four that must all end: 四不放过.
    pub enum Track {
        Cause = "cause",
        Responsible = "responsible",
        Measures = "measures",
        Education = "education",
    }
}

impl Track {
    pub fn bit(self) -> i64 {
        1 << (self as u8)
    }
}

words! {
    /// A member's part in the group.
    pub enum Part {
        /// Exactly one.
        Leader = "leader",
        Deputy = "deputy",
        Member = "member",
        /// Asked for their knowledge.
        Expert = "expert",
        /// Invited, as the procuratorate is.
        Invited = "invited",
    }
}

words! {
    /// How a member stands.
    pub enum Standing {
        In = "in",
        Left = "left",
        Recused = "recused",
    }
}

words! {
    /// What a measure waits for.
    pub enum MeasureState {
        Set = "set",
        Reported = "reported",
        Returned = "returned",
        Accepted = "accepted",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub year: i64,
    pub number: i64,
    pub incident: IncidentId,
    /// The incident's name on that day.
    pub title: Personal<String>,
    pub level: Level,
    /// Who leads it, and owes its report.
    pub organisation: OrganisationId,
    /// The paper by which a level below the one of the law investigates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrusted: Option<String>,
    pub happened: Day,
    pub due: Day,
    pub obligation: ObligationId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Opened(Box<Opened>),
    Joined {
        no: u32,
        part: Part,
        name: Personal<String>,
        /// Registered, or only named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        /// As it was said.
        organisation: String,
    },
    Left {
        no: u32,
        reason: Personal<String>,
    },
    /// On record: takes no part and signs nothing from then on.
    Recused {
        no: u32,
        reason: Personal<String>,
    },
    /// A technical appraisal stops the clock.
    AppraisalBegun {
        what: Personal<String>,
        on: Day,
        until: Day,
        obligation: ObligationId,
    },
    /// The clock runs again, later by the appraisal's own days.
    AppraisalEnded {
        result: Personal<String>,
        on: Day,
        days: u32,
        due: Day,
        obligation: ObligationId,
    },
    Extended {
        days: u32,
        due: Day,
        reason: Personal<String>,
    },
    TrackFound {
        no: u32,
        track: Track,
        finding: Personal<String>,
    },
    TrackEnded {
        track: Track,
    },
    /// A member's signature under the report.
    Signed {
        no: u32,
        on: Day,
    },
    Submitted {
        on: Day,
        to: String,
        reply_due: Day,
        obligation: ObligationId,
    },
    Replied {
        on: Day,
        number: String,
        decision: Personal<String>,
        evaluation_due: Day,
        obligation: ObligationId,
    },
    MeasureSet {
        no: u32,
        measure: Personal<String>,
        owner: OrganisationId,
        checker: OrganisationId,
        due: Day,
        obligation: ObligationId,
    },
    MeasureReported {
        no: u32,
        done: Personal<String>,
    },
    MeasureAccepted {
        no: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    MeasureReturned {
        no: u32,
        reason: Personal<String>,
    },
    /// Like subjects are to be checked: 举一反三.
    ChecksDemanded {
        no: u32,
        demand: Personal<String>,
        subjects: Vec<SubjectId>,
        owner: OrganisationId,
        due: Day,
        obligation: ObligationId,
    },
    LikeChecked {
        no: u32,
        on: Day,
        result: Personal<String>,
    },
    Circulated {
        to: Vec<OrganisationId>,
        text: Personal<String>,
        on: Day,
    },
    Evaluated {
        on: Day,
        result: Personal<String>,
        /// Where the result was made public.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        published: Option<String>,
    },
    /// A level above supervises it in public.
    Listed {
        by: Level,
        number: String,
        deadline: Day,
        obligation: ObligationId,
    },
    Delisted {
        on: Day,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    /// The toll lifted the grade: a higher level may take over.
    LevelRaised {
        level: Level,
        grade: Grade,
    },
    TakenOver {
        by: Level,
        on: Day,
        number: String,
    },
    Closed {
        lessons: Personal<String>,
    },
    /// A step of its listing, by the words that every listing has.
    #[serde(untagged)]
    Supervised(Turn),
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "investigation";
    type Id = InvestigationId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Opened(_) => "opened",
            Fact::Joined { .. } => "joined",
            Fact::Left { .. } => "left",
            Fact::Recused { .. } => "recused",
            Fact::AppraisalBegun { .. } => "appraisal_begun",
            Fact::AppraisalEnded { .. } => "appraisal_ended",
            Fact::Extended { .. } => "extended",
            Fact::TrackFound { .. } => "track_found",
            Fact::TrackEnded { .. } => "track_ended",
            Fact::Signed { .. } => "signed",
            Fact::Submitted { .. } => "submitted",
            Fact::Replied { .. } => "replied",
            Fact::MeasureSet { .. } => "measure_set",
            Fact::MeasureReported { .. } => "measure_reported",
            Fact::MeasureAccepted { .. } => "measure_accepted",
            Fact::MeasureReturned { .. } => "measure_returned",
            Fact::ChecksDemanded { .. } => "checks_demanded",
            Fact::LikeChecked { .. } => "like_checked",
            Fact::Circulated { .. } => "circulated",
            Fact::Evaluated { .. } => "evaluated",
            Fact::Listed { .. } => "listed",
            Fact::Delisted { .. } => "delisted",
            Fact::LevelRaised { .. } => "level_raised",
            Fact::TakenOver { .. } => "taken_over",
            Fact::Closed { .. } => "closed",
            Fact::Supervised(turn) => turn.kind(),
        }
    }
}

/// An investigation as its rules need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Investigation {
    pub id: InvestigationId,
    pub version: i64,
    pub year: i64,
    pub number: i64,
    pub stage: Stage,
    pub incident: IncidentId,
    pub level: Level,
    pub raised: Option<Level>,
    pub organisation: OrganisationId,
    pub opened_by: Option<PersonId>,
    pub happened: Day,
    /// By when the report is due.
    pub due: Day,
    /// Since when an appraisal has stopped the clock.
    pub appraised_since: Option<Day>,
    pub appraised_days: u32,
    pub extended_days: u32,
    pub submitted_on: Option<Day>,
    pub reply_due: Option<Day>,
    pub replied_on: Option<Day>,
    pub evaluation_due: Option<Day>,
    pub evaluated_on: Option<Day>,
    pub found: i64,
    pub ended: i64,
    /// The highest numbers given.
    pub members: u32,
    pub findings: u32,
    pub measures: u32,
    pub checks: u32,
    pub listed_by: Option<Level>,
    pub listed_until: Option<Day>,
    /// Where its last listing stands.
    pub listing: Option<Listed>,
    pub title: Personal<String>,
    /// Of its incident, as that stands now.
    pub division: Division,
    pub sector: Sector,
    pub unit: Option<OrganisationId>,
    pub grade: Option<Grade>,
}

impl Investigation {
    /// `2026-0012`
    pub fn number_text(&self) -> String {
        crate::model::number_text(self.year, self.number)
    }

    pub fn has_ended(&self, track: Track) -> bool {
        self.ended & track.bit() != 0
    }

    pub fn has_found(&self, track: Track) -> bool {
        self.found & track.bit() != 0
    }
}

/// By when the report is due: 60 days from the incident, the days of appraisals and of the extension more.
pub fn report_due(happened: Day, appraised_days: u32, extended_days: u32) -> Result<Day, Error> {
    let counted = clock::investigation_due(civil(happened), appraised_days);
    day(counted).map(|due| due.plus_days(i64::from(extended_days)))
}

/// The latest day that an extension can give.
pub fn report_due_at_most(happened: Day, appraised_days: u32) -> Result<Day, Error> {
    day(clock::investigation_due_extended(civil(happened), appraised_days))
}

/// An ungraded incident is an ordinary one.
pub fn reply_due(submitted: Day, grade: Option<Grade>) -> Result<Day, Error> {
    day(clock::reply_due(civil(submitted), grade.unwrap_or(Grade::Ordinary).standard()))
}

pub fn evaluation_due(replied: Day) -> Result<Day, Error> {
    day(clock::evaluation_due(civil(replied)))
}

fn civil(day: Day) -> jiff::civil::Date {
    day.start().civil().date()
}

fn day(it: Result<jiff::civil::Date, standards::Error>) -> Result<Day, Error> {
    let it = it.map_err(Error::internal)?;
    Day::new(it.year(), it.month(), it.day()).ok_or_else(|| Error::internal("a day beyond the calendar"))
}
