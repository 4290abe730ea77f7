//! Every write to `campaign_member`, and its load.

use kernel::{Ctx, Error, Instant};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};
use obligation::ObligationId;

use super::{CampaignMemberId, Fact, Member};
use crate::Owed;
use crate::store::text;

pub(super) const COLUMNS: &str = "t.id, t.version, t.campaign, t.organisation, t.division, t.group_owed, t.group_due, \
     t.group_at, t.group_by, t.head, t.responsible, t.group_document, t.plan_owed, t.plan_due, t.plan_at, t.plan_by, \
     t.plan_title, t.plan_document, t.receipt_owed, t.receipt_due, t.received_at, t.received_by, \
     t.left_at, t.left_by, t.left_reason, t.joined_at, t.joined_by, t.joined_reason";

pub(super) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &["t.organisation"], persons: &[], sector: None };

pub(super) fn read(row: &Row<'_>) -> Result<Member, Error> {
    let owed =
        |column: usize| -> Result<Owed, Error> { Ok(Owed { obligation: row.get(column)?, due: row.get(column + 1)? }) };
    let receipt = row.get::<Option<ObligationId>>(18)?.zip(row.get::<Option<Instant>>(19)?);
    Ok(Member {
        id: row.get(0)?,
        version: row.get(1)?,
        campaign: row.get(2)?,
        organisation: row.get(3)?,
        division: row.get(4)?,
        group_owed: owed(5)?,
        group_at: row.get(7)?,
        group_by: row.get(8)?,
        head: text(row, 9)?,
        responsible: text(row, 10)?,
        group_document: row.get(11)?,
        plan_owed: owed(12)?,
        plan_at: row.get(14)?,
        plan_by: row.get(15)?,
        plan_title: text(row, 16)?,
        plan_document: row.get(17)?,
        receipt_owed: receipt.map(|(obligation, due)| Owed { obligation, due }),
        received_at: row.get(20)?,
        received_by: row.get(21)?,
        left_at: row.get(22)?,
        left_by: row.get(23)?,
        left_reason: text(row, 24)?,
        joined_at: row.get(25)?,
        joined_by: row.get(26)?,
        joined_reason: text(row, 27)?,
    })
}

/// Within the visitor's reach; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: CampaignMemberId) -> Result<Member, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    clause.within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM campaign_member t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("CampaignMemberId"))
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: CampaignMemberId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Joined { campaign, organisation, division, group, plan, reason } => tx.execute(
            "INSERT INTO campaign_member (district, id, version, campaign, organisation, division, group_owed, group_due,
                                          plan_owed, plan_due, joined_at, joined_by, joined_reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            params![
                at.district,
                id,
                at.version,
                campaign,
                organisation,
                division,
                group.obligation,
                group.due,
                plan.obligation,
                plan.due,
                reason.as_ref().map(|_| at.effective_at),
                reason.as_ref().and(at.person),
                reason
            ],
        ),
        Fact::GroupNamed { head, responsible, document } => tx.execute(
            "UPDATE campaign_member SET version = $3, head = $4, responsible = $5, group_document = $6, group_at = $7,
                    group_by = $8
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, head, responsible, document, at.effective_at, at.person],
        ),
        Fact::PlanFiled { title, document } => tx.execute(
            "UPDATE campaign_member SET version = $3, plan_title = $4, plan_document = $5, plan_at = $6, plan_by = $7
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, title, document, at.effective_at, at.person],
        ),
        Fact::PlanSent { receipt } => tx.execute(
            "UPDATE campaign_member SET version = $3, receipt_owed = $4, receipt_due = $5
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, receipt.obligation, receipt.due],
        ),
        Fact::Received => tx.execute(
            "UPDATE campaign_member SET version = $3, received_at = $4, received_by = $5
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at, at.person],
        ),
        Fact::Left { reason } => tx.execute(
            "UPDATE campaign_member SET version = $3, left_at = $4, left_by = $5, left_reason = $6
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at, at.person, reason],
        ),
    }
    .map(drop)
}
