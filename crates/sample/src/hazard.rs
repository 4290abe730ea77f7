//! Hazards as the ledger holds them: what was seen, and each step of its life in order.

use kernel::{Instant, Sector};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    DepartmentInspection,
    EnterpriseSelfCheck,
    PublicReport,
    ExpertReview,
    UnannouncedVisit,
}

impl Source {
    pub const fn word(self) -> &'static str {
        match self {
            Source::DepartmentInspection => "department_inspection",
            Source::EnterpriseSelfCheck => "enterprise_self_check",
            Source::PublicReport => "public_report",
            Source::ExpertReview => "expert_review",
            Source::UnannouncedVisit => "unannounced_visit",
        }
    }
}

/// The kind of accident it may lead to, by the classes of GB 6441.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccidentKind {
    ObjectStrike,
    VehicleInjury,
    MachineInjury,
    LiftingInjury,
    ElectricShock,
    Drowning,
    Burn,
    Fire,
    FallFromHeight,
    Collapse,
    ExplosivesBlast,
    BoilerExplosion,
    VesselExplosion,
    OtherExplosion,
    PoisoningSuffocation,
    OtherInjury,
}

impl AccidentKind {
    pub const fn name(self) -> &'static str {
        match self {
            AccidentKind::ObjectStrike => "物体打击",
            AccidentKind::VehicleInjury => "车辆伤害",
            AccidentKind::MachineInjury => "机械伤害",
            AccidentKind::LiftingInjury => "起重伤害",
            AccidentKind::ElectricShock => "触电",
            AccidentKind::Drowning => "淹溺",
            AccidentKind::Burn => "灼烫",
            AccidentKind::Fire => "火灾",
            AccidentKind::FallFromHeight => "高处坠落",
            AccidentKind::Collapse => "坍塌",
            AccidentKind::ExplosivesBlast => "火药爆炸",
            AccidentKind::BoilerExplosion => "锅炉爆炸",
            AccidentKind::VesselExplosion => "容器爆炸",
            AccidentKind::OtherExplosion => "其他爆炸",
            AccidentKind::PoisoningSuffocation => "中毒和窒息",
            AccidentKind::OtherInjury => "其他伤害",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grade {
    Ordinary,
    Major { reason: &'static str },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    ToAssign,
    ToRectify,
    Rectifying,
    ToVerify,
    Returned,
    ToClose,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: Instant,
    pub by: u32,
    pub deed: Deed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Assigned {
        to_organisation: u32,
        to_person: u32,
        due: Instant,
        checker_organisation: u32,
        checker_person: u32,
    },
    Started,
    Submitted {
        done: String,
    },
    Returned {
        reason: String,
    },
    /// `by` granted it.
    Extended {
        asked_by: u32,
        due: Instant,
        reason: &'static str,
    },
    Verified {
        note: String,
    },
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hazard {
    pub key: u32,
    pub subject: u32,
    pub reporter: u32,
    pub source: Source,
    /// Within the subject.
    pub place: String,
    pub title: String,
    pub description: String,
    pub kind: AccidentKind,
    pub grade: Grade,
    pub sector: Sector,
    pub found: Instant,
    /// The same thing at the same subject, found, closed, and here again.
    pub again_after: Option<u32>,
    pub steps: Vec<Step>,
}

impl Hazard {
    pub fn state(&self) -> State {
        let last = self.steps.iter().rev().find(|step| !matches!(step.deed, Deed::Extended { .. }));
        match last.map(|step| &step.deed) {
            None | Some(Deed::Extended { .. }) => State::ToAssign,
            Some(Deed::Assigned { .. }) => State::ToRectify,
            Some(Deed::Started) => State::Rectifying,
            Some(Deed::Submitted { .. }) => State::ToVerify,
            Some(Deed::Returned { .. }) => State::Returned,
            Some(Deed::Verified { .. }) => State::ToClose,
            Some(Deed::Closed) => State::Closed,
        }
    }

    /// When it must be put right, after every extension.
    pub fn due(&self) -> Option<Instant> {
        self.steps.iter().rev().find_map(|step| match step.deed {
            Deed::Assigned { due, .. } | Deed::Extended { due, .. } => Some(due),
            _ => None,
        })
    }

    /// Not yet reported put right, and the day has passed.
    pub fn is_overdue(&self, now: Instant) -> bool {
        let unfinished = matches!(self.state(), State::ToRectify | State::Rectifying | State::Returned);
        unfinished && self.due().is_some_and(|due| due < now)
    }

    pub fn is_major(&self) -> bool {
        matches!(self.grade, Grade::Major { .. })
    }
}
