//! Reads of members.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader};

use super::store::{self, COLUMNS, SCOPE};
use super::{CampaignMemberId, Member};
use crate::CampaignId;

const MOST: u32 = 500;

/// Those of a campaign within the visitor's reach, by place.
pub fn of(r: &Reader<'_>, ctx: &Ctx, campaign: CampaignId) -> Result<Vec<Member>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.campaign", campaign);
    clause.within(&ctx.scope, &SCOPE);
    let sql = format!(
        "SELECT {COLUMNS} FROM campaign_member t WHERE {} ORDER BY t.division, t.id LIMIT {MOST}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), store::read)
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: CampaignMemberId) -> Result<Member, Error> {
    store::load(r, ctx, id)
}
