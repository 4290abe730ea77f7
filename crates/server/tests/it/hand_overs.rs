//! Hazards that one organisation offered to another, each waiting for another word.

use hazard::transfer::{self, TransferId};
use hazard::{HazardId, assign};
use kernel::OrganisationId;
use ledger::testing::TestDb;

/// Offers that each wait for another word.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Transfers {
    pub offered: TransferId,
    pub refused: TransferId,
    pub asked: TransferId,
}

/// The holder owes them all, and offered three of them to the other.
pub fn offered(
    t: &TestDb,
    [holder, other]: [OrganisationId; 2],
    kept: HazardId,
    [offered, refused, asked]: [HazardId; 3],
) -> Transfers {
    let order = hazard::testing::order(holder, None, other);
    let made = t.db.write_blocking("transfers", &t.rule(), move |tx, ctx| {
        assign::assign(tx, ctx, kept, &order)?;
        let mut offer = |id| {
            assign::assign(tx, ctx, id, &order)?;
            transfer::offer(tx, ctx, id, &transfer::Offer { to: other, reason: "不属本单位职责".into() })
        };
        let [offered, refused, asked] = [offer(offered)?, offer(refused)?, offer(asked)?];
        for id in [refused, asked] {
            let no = transfer::Answer { accepted: false, reason: "亦无此职责".into() };
            transfer::answer(tx, ctx, id, &no)?;
        }
        transfer::ask(tx, ctx, asked, "双方意见不一")?;
        Ok(Transfers { offered, refused, asked })
    });
    made.unwrap()
}
