//! One organisation within a campaign: its leading group, its own plan, and its receipt of the campaign's plan.
//!
//! Always true: each member owes its group and its plan from the announcement on, the receipt from the issuing on; what is
//! missing is a gap and is listed. Whoever leaves has no task left to do, and owes nothing here any more.

mod act;
mod detail;
pub mod query;
mod routes;
mod store;

pub use act::{FilePlan, Join, Leave, NameGroup, file_plan, join_later, leave, name_group, receive};
pub(crate) use act::{join, send_plan};
pub use detail::MemberAnswer;
pub(crate) use detail::{PATH, answer_of};
pub use routes::routes;
pub use store::project;

use kernel::{Division, Instant, OrganisationId, PersonId, Personal};
use serde::{Deserialize, Serialize};

use crate::{CampaignId, Owed};

kernel::ids! {
    /// One organisation within one campaign.
    CampaignMemberId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Joined {
        campaign: CampaignId,
        organisation: OrganisationId,
        division: Division,
        group: Owed,
        plan: Owed,
        /// Why it comes to a campaign that was announced without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<String>>,
    },
    /// Again where the group changed.
    GroupNamed {
        head: Personal<String>,
        responsible: Personal<String>,
        document: String,
    },
    PlanFiled {
        title: Personal<String>,
        document: String,
    },
    /// The campaign's plan was sent to it.
    PlanSent {
        receipt: Owed,
    },
    Received,
    /// It takes part no more.
    Left {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "campaign_member";
    type Id = CampaignMemberId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Joined { .. } => "joined",
            Fact::GroupNamed { .. } => "group_named",
            Fact::PlanFiled { .. } => "plan_filed",
            Fact::PlanSent { .. } => "plan_sent",
            Fact::Received => "received",
            Fact::Left { .. } => "left",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub id: CampaignMemberId,
    pub version: i64,
    pub campaign: CampaignId,
    pub organisation: OrganisationId,
    pub division: Division,
    pub group_owed: Owed,
    pub group_at: Option<Instant>,
    pub group_by: Option<PersonId>,
    pub head: Option<Personal<String>>,
    pub responsible: Option<Personal<String>>,
    pub group_document: Option<String>,
    pub plan_owed: Owed,
    pub plan_at: Option<Instant>,
    pub plan_by: Option<PersonId>,
    pub plan_title: Option<Personal<String>>,
    pub plan_document: Option<String>,
    pub receipt_owed: Option<Owed>,
    pub received_at: Option<Instant>,
    pub received_by: Option<PersonId>,
    /// Of one that came after the announcement.
    pub joined_at: Option<Instant>,
    pub joined_by: Option<PersonId>,
    pub joined_reason: Option<Personal<String>>,
    pub left_at: Option<Instant>,
    pub left_by: Option<PersonId>,
    pub left_reason: Option<Personal<String>>,
}

impl Member {
    /// Something that every member must have is missing.
    pub fn has_gap(&self) -> bool {
        self.group_at.is_none() || self.plan_at.is_none()
    }

    /// The plan was sent and not received.
    pub fn owes_receipt(&self) -> bool {
        self.receipt_owed.is_some() && self.received_at.is_none()
    }
}
