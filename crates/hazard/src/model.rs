//! What a hazard is and what can have happened to it.

use evidence::Digest;
use kernel::{Division, Instant, OrganisationId, PersonId, Personal, Sector, words};
use obligation::{ObligationId, Owner};
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use crate::statistics::Closing;

kernel::ids! {
    /// One hazard, from finding to closing.
    HazardId,
}

words! {
    /// Where the hazard stands in its loop; the order is the order of the ring.
    pub enum Status {
        ToAssign = "to_assign",
        ToRectify = "to_rectify",
        Rectifying = "rectifying",
        ToVerify = "to_verify",
        Returned = "returned",
        ToClose = "to_close",
        Closed = "closed",
        /// Recorded twice: the other record is kept.
        Merged = "merged",
        /// Really several: each part goes its own loop.
        Divided = "divided",
    }
}

words! {
    /// How soon it is ordered to be rectified.
    #[derive(Default)]
    pub enum Demand {
        #[default]
        ByDeadline = "by_deadline",
        /// Within the hours of the rule [`crate::RULE_AT_ONCE`].
        AtOnce = "at_once",
    }
}

impl Demand {
    fn is_by_deadline(&self) -> bool {
        *self == Demand::ByDeadline
    }
}

impl Status {
    /// While its loop goes on.
    pub fn is_open(self) -> bool {
        !matches!(self, Status::Closed | Status::Merged | Status::Divided)
    }

    /// It ended without having been rectified, and is counted nowhere.
    pub fn is_uncounted(self) -> bool {
        matches!(self, Status::Merged | Status::Divided)
    }
}

words! {
    pub enum Grade {
        Ordinary = "ordinary",
        Major = "major",
    }
}

words! {
    /// How it was found.
    pub enum Source {
        DepartmentInspection = "department_inspection",
        EnterpriseSelfCheck = "enterprise_self_check",
        PublicReport = "public_report",
        ExpertReview = "expert_review",
        UnannouncedVisit = "unannounced_visit",
        Ledger = "ledger",
    }
}

words! {
    /// The kind of accident it may lead to, by the national classification of casualty accidents.
    pub enum Harm {
        ObjectStrike = "object_strike",
        VehicleInjury = "vehicle_injury",
        MechanicalInjury = "mechanical_injury",
        LiftingInjury = "lifting_injury",
        ElectricShock = "electric_shock",
        Drowning = "drowning",
        Burns = "burns",
        Fire = "fire",
        FallFromHeight = "fall_from_height",
        Collapse = "collapse",
        RoofFall = "roof_fall",
        WaterInrush = "water_inrush",
        Blasting = "blasting",
        GasExplosion = "gas_explosion",
        BoilerExplosion = "boiler_explosion",
        VesselExplosion = "vessel_explosion",
        OtherExplosion = "other_explosion",
        Poisoning = "poisoning",
        Other = "other",
    }
}

/// What is said of a hazard when it is first recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub year: i16,
    pub number: i64,
    pub subject: SubjectId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_organisation: Option<OrganisationId>,
    pub division: Division,
    pub sector: Sector,
    pub source: Source,
    /// The first is the main one.
    pub harms: Vec<Harm>,
    pub grade: Grade,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade_reason: Option<Personal<String>>,
    pub title: Personal<String>,
    pub description: Personal<String>,
    pub place: Personal<String>,
    pub found_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter_organisation: Option<OrganisationId>,
}

/// What a row of somebody else's ledger said about the rest of the loop, kept as it was written there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hearsay {
    pub unit: String,
    pub responsible: Option<Personal<String>>,
    pub measure: Option<Personal<String>>,
    pub recheck: Option<Personal<String>>,
    pub rechecked_at: Option<Instant>,
    pub due: Option<Instant>,
    pub closed: bool,
    /// Sheet and row, so that anyone can look it up.
    pub sheet: String,
    pub row: u32,
}

impl Hearsay {
    /// Whether that ledger had it closed in time, by day; it may not say.
    pub fn closing(&self) -> Closing {
        match (self.due, self.rechecked_at) {
            (Some(due), Some(looked)) if looked.day() > due.day() => Closing::Late,
            (Some(_), Some(_)) => Closing::InTime,
            _ => Closing::Unknown,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Reported {
        #[serde(flatten)]
        finding: Finding,
        dispatch: ObligationId,
        due: Instant,
        /// The files shown with it, by their hashes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Digest>,
    },
    /// From another ledger: the finding and what that ledger said became of it.
    Imported {
        #[serde(flatten)]
        finding: Finding,
        said: Hearsay,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dispatch: Option<ObligationId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Instant>,
    },
    Assigned {
        owner: Owner,
        checker: Owner,
        due: Instant,
        obligation: ObligationId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
        #[serde(default, skip_serializing_if = "Demand::is_by_deadline")]
        demand: Demand,
    },
    Started,
    Submitted {
        work: Personal<String>,
        doer_organisation: OrganisationId,
        due: Instant,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Digest>,
    },
    Returned {
        reason: Personal<String>,
        due: Instant,
    },
    Verified {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
        due: Instant,
    },
    Extended {
        due: Instant,
        reason: Personal<String>,
    },
    /// Whoever owes it asks for more time; the checker owes the decision.
    ExtensionAsked {
        due: Instant,
        reason: Personal<String>,
        organisation: OrganisationId,
        decision: ObligationId,
    },
    ExtensionRefused {
        reason: Personal<String>,
    },
    /// The words of the finding, said better; what it is about stays.
    Corrected {
        title: Personal<String>,
        description: Personal<String>,
        place: Personal<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<String>>,
    },
    Closed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
        /// Whether it was reported rectified by its deadline; unsaid before this was counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_time: Option<bool>,
    },
    /// The rule found that the subject had it before.
    Planned(Box<crate::five_elements::Plan>),
    Inquired(Box<crate::inquiry::Inquiry>),
    Judged(crate::judge::Judged),
    Graded(crate::judge::Graded),
    /// The second person did not agree that it is an ordinary one.
    GradeKept {
        reason: Personal<String>,
    },
    Recurs(crate::recurrence::Link),
    CauseFound(crate::root_cause::Found),
    /// A person said that it is not the same as the earlier one.
    RecurrenceDenied {
        earlier: HazardId,
        reason: Personal<String>,
    },
    /// A person said which earlier one came back.
    RecurrenceLinked {
        #[serde(flatten)]
        link: crate::recurrence::Link,
        reason: Personal<String>,
    },
    /// The same was recorded already; that record is kept.
    Merged {
        into: HazardId,
        reason: Personal<String>,
    },
    /// It was another one after all, and is to be assigned anew.
    Unmerged {
        reason: Personal<String>,
        dispatch: ObligationId,
        due: Instant,
    },
    Divided {
        into: Vec<HazardId>,
        reason: Personal<String>,
    },
    /// Somebody else took it over, or was given it; the deadline stays.
    Transferred {
        owner: Owner,
        transfer: crate::transfer::TransferId,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "hazard";
    type Id = HazardId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Reported { .. } => "reported",
            Fact::Imported { .. } => "imported",
            Fact::Assigned { .. } => "assigned",
            Fact::Started => "started",
            Fact::Submitted { .. } => "submitted",
            Fact::Returned { .. } => "returned",
            Fact::Verified { .. } => "verified",
            Fact::Extended { .. } => "extended",
            Fact::ExtensionAsked { .. } => "extension_asked",
            Fact::ExtensionRefused { .. } => "extension_refused",
            Fact::Corrected { .. } => "corrected",
            Fact::Planned(_) => "planned",
            Fact::Inquired(_) => "inquired",
            Fact::Judged(_) => "judged",
            Fact::Graded(_) => "graded",
            Fact::GradeKept { .. } => "grade_kept",
            Fact::Closed { .. } => "closed",
            Fact::Recurs(_) => "recurs",
            Fact::CauseFound(_) => "cause_found",
            Fact::RecurrenceDenied { .. } => "recurrence_denied",
            Fact::RecurrenceLinked { .. } => "recurrence_linked",
            Fact::Merged { .. } => "merged",
            Fact::Unmerged { .. } => "unmerged",
            Fact::Divided { .. } => "divided",
            Fact::Transferred { .. } => "transferred",
        }
    }
}

/// A hazard as a rule needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hazard {
    pub id: HazardId,
    pub version: i64,
    pub status: Status,
    pub grade: Grade,
    pub sector: Sector,
    pub division: Division,
    pub subject: SubjectId,
    pub subject_organisation: Option<OrganisationId>,
    pub reporter: Option<PersonId>,
    pub reporter_organisation: Option<OrganisationId>,
    pub owner: Option<Owner>,
    pub checker: Option<Owner>,
    pub doer: Option<PersonId>,
    pub doer_organisation: Option<OrganisationId>,
    pub obligation: Option<ObligationId>,
    pub due: Option<Instant>,
}

impl Hazard {
    /// The obligation that is open now. An open hazard always has one.
    pub fn open_obligation(&self) -> Result<ObligationId, kernel::Error> {
        self.obligation.ok_or_else(|| kernel::Error::internal("an open hazard without an obligation"))
    }
}
