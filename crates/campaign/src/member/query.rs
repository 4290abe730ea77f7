//! Reads of members.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, params};

use super::store::{self, COLUMNS, SCOPE};
use super::{CampaignMemberId, Member};
use crate::CampaignId;
use crate::task::PartState;

const MOST: u32 = 500;

/// Those that take part in a campaign, within the visitor's reach, by place.
pub fn of(r: &Reader<'_>, ctx: &Ctx, campaign: CampaignId) -> Result<Vec<Member>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.campaign", campaign);
    clause.and("t.left_at IS NULL");
    clause.within(&ctx.scope, &SCOPE);
    let sql = format!(
        "SELECT {COLUMNS} FROM campaign_member t WHERE {} ORDER BY t.division, t.id LIMIT {MOST}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), store::read)
}

/// Those that came after the announcement or left, within the visitor's reach.
pub(crate) fn moved(r: &Reader<'_>, ctx: &Ctx, campaign: CampaignId) -> Result<Vec<Member>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.campaign", campaign);
    clause.and("(t.left_at IS NOT NULL OR t.joined_at IS NOT NULL)");
    clause.within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM campaign_member t WHERE {} ORDER BY t.id LIMIT {MOST}", clause.text());
    r.rows(&sql, &clause.params(), store::read)
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: CampaignMemberId) -> Result<Member, Error> {
    store::load(r, ctx, id)
}

/// Its parts of tasks of this campaign that are not closed or withdrawn.
pub(crate) fn open_parts(r: &Reader<'_>, ctx: &Ctx, it: &Member) -> Result<i64, Error> {
    r.value(
        "SELECT COUNT(*) FROM task_part WHERE district = $1 AND organisation = $2 AND campaign = $3
         AND state NOT IN ($4, $5)",
        params![ctx.district, it.organisation, it.campaign, PartState::Closed, PartState::Withdrawn],
    )
}
