//! What a campaign is, and everything that can happen to one. No input or output.

use kernel::{Day, Instant, OrganisationId, PersonId, Personal, words};
use obligation::ObligationId;
pub use obligation::Owed;
use serde::{Deserialize, Serialize};

kernel::ids! {
    /// One campaign.
    CampaignId,
}

/// Owed by the Safety Office: the decision on a stage or milestone.
pub const DUTY_GATE: &str = "campaign.gate";
/// Owed by each member: its leading group, its own plan, the receipt of the campaign's.
pub const DUTY_GROUP: &str = "campaign.group";
pub const DUTY_PLAN: &str = "campaign.plan";
pub const DUTY_RECEIVE: &str = "campaign.receive";
/// Owed by whoever holds a part of a task.
pub const DUTY_TASK: &str = "campaign.task";

words! {
    /// 四个阶段.
    pub enum Stage {
        Mobilise = "mobilise",
        Inspect = "inspect",
        Storm = "storm",
        Consolidate = "consolidate",
    }
}

impl Stage {
    /// From 0.
    pub fn place(self) -> usize {
        match self {
            Stage::Mobilise => 0,
            Stage::Inspect => 1,
            Stage::Storm => 2,
            Stage::Consolidate => 3,
        }
    }
}

words! {
    /// 专题, 行业领域.
    pub enum TopicSort {
        Topic = "topic",
        Sector = "sector",
    }
}

words! {
    pub enum State {
        Open = "open",
        /// Its last stage is passed.
        Closed = "closed",
    }
}

words! {
    /// How far the campaign's own document is.
    pub enum PlanState {
        Missing = "missing",
        Draft = "draft",
        Approved = "approved",
        Issued = "issued",
    }
}

/// A stage, or a milestone where no stage is named. It is passed by a decision on its criteria.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GateSet {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Personal<String>>,
    pub from: Day,
    pub to: Day,
    pub criteria: Vec<Personal<String>>,
    pub obligation: ObligationId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopicSet {
    pub sort: TopicSort,
    pub title: Personal<String>,
    pub lead: OrganisationId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Announced {
    pub number: String,
    pub title: Personal<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Personal<String>>,
    pub from: Day,
    pub to: Day,
    /// By their last day; numbered from 1 in this order.
    pub gates: Vec<GateSet>,
    /// Numbered from 1 in this order.
    pub topics: Vec<TopicSet>,
}

/// One criterion of a gate, as it was decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    pub met: bool,
    /// Why it goes on although this is not fulfilled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Announced(Announced),
    PlanDrafted {
        title: Personal<String>,
        text: Personal<String>,
    },
    PlanApproved {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    PlanIssued {
        number: String,
    },
    /// `criteria` in the order of the gate's. With the last stage the campaign is over.
    GatePassed {
        gate: i64,
        criteria: Vec<Checked>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
        last: bool,
    },
    /// A stage or milestone goes on until a later day; the stage after it then begins later, or the campaign ends later.
    GateProlonged {
        gate: i64,
        to: Day,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_from: Option<Day>,
        whole: bool,
        reason: Personal<String>,
    },
    TopicAdded {
        topic: TopicSet,
        reason: Personal<String>,
    },
    /// Another organisation leads it from now on.
    TopicLed {
        topic: i64,
        lead: OrganisationId,
        reason: Personal<String>,
    },
    /// Its name or goal was written wrong.
    Corrected {
        title: Personal<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        goal: Option<Personal<String>>,
        reason: Personal<String>,
    },
}

impl Fact {
    /// Why the campaign goes on otherwise than announced.
    pub fn adjusts(&self) -> Option<&Personal<String>> {
        match self {
            Fact::GateProlonged { reason, .. }
            | Fact::TopicAdded { reason, .. }
            | Fact::TopicLed { reason, .. }
            | Fact::Corrected { reason, .. } => Some(reason),
            _ => None,
        }
    }
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "campaign";
    type Id = CampaignId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Announced(_) => "announced",
            Fact::PlanDrafted { .. } => "plan_drafted",
            Fact::PlanApproved { .. } => "plan_approved",
            Fact::PlanIssued { .. } => "plan_issued",
            Fact::GatePassed { .. } => "gate_passed",
            Fact::GateProlonged { .. } => "gate_prolonged",
            Fact::TopicAdded { .. } => "topic_added",
            Fact::TopicLed { .. } => "topic_led",
            Fact::Corrected { .. } => "corrected",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    pub id: CampaignId,
    pub version: i64,
    pub number: String,
    pub title: Personal<String>,
    pub goal: Option<Personal<String>>,
    pub from: Day,
    pub to: Day,
    pub state: State,
    pub announced_at: Instant,
    pub announced_by: Option<PersonId>,
    pub closed_at: Option<Instant>,
    pub plan: PlanState,
    pub plan_title: Option<Personal<String>>,
    pub plan_text: Option<Personal<String>>,
    pub drafted_at: Option<Instant>,
    pub drafted_by: Option<PersonId>,
    pub approved_at: Option<Instant>,
    pub approved_by: Option<PersonId>,
    pub approval: Option<Personal<String>>,
    pub plan_number: Option<String>,
    pub issued_at: Option<Instant>,
    pub issued_by: Option<PersonId>,
}

impl Campaign {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }
}

/// A stage or milestone as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    pub no: i64,
    pub stage: Option<Stage>,
    pub title: Option<Personal<String>>,
    pub from: Day,
    pub to: Day,
    pub obligation: ObligationId,
    pub passed_at: Option<Instant>,
    pub passed_by: Option<PersonId>,
    pub note: Option<Personal<String>>,
    pub criteria: Vec<Criterion>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    pub no: i64,
    pub words: Option<Personal<String>>,
    pub met: Option<bool>,
    pub reason: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    pub no: i64,
    pub sort: TopicSort,
    pub title: Option<Personal<String>>,
    pub lead: OrganisationId,
}

impl Topic {
    pub fn title(&self) -> &str {
        self.title.as_ref().and_then(Personal::as_str).unwrap_or("--")
    }
}
