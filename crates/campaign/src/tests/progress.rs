//! The progress of 5,000 tasks over 60 organisations is read in less than 100 ms.

use std::time::{Duration, Instant as Moment};

use kernel::{Identity, Instant, OrganisationId, Personal, Role};

use super::Story;
use crate::progress::{self, Filter};
use crate::task::{self, Difficulty, PartSet, Sheet, TaskId, Urgency, WasSet};
use crate::{CampaignId, Stage};

const TASKS: u32 = 5_000;
const BODIES: u32 = 60;
const TOPICS: u32 = 11;
/// Of one task; in all 15,000.
const PARTS: u32 = 3;

fn body(n: u32) -> OrganisationId {
    let mut bytes = [7; 16];
    bytes[12..].copy_from_slice(&(n % BODIES).to_be_bytes());
    OrganisationId::from_bytes(bytes)
}

/// As the act records it, without what is owed.
fn set(campaign: CampaignId, n: u32, now: Instant) -> task::Fact {
    // A third of them lies behind.
    let due = now.day().plus_days(i64::from(n % 300) - 100).at(18, 0);
    let part = |k: u32| PartSet {
        organisation: body(n * 7 + k * 13),
        division: "530999101000".parse().unwrap(),
        words: None,
        due,
        obligation: Identity::from_bytes([9; 16]),
    };
    task::Fact::Set(WasSet {
        campaign,
        number: format!("2026-{n:04}"),
        topic: i64::from(n % TOPICS) + 1,
        stage: Stage::ALL[(n / 17) as usize % 4],
        sheet: Sheet::Work,
        title: Personal::text(format!("任务{n}")),
        measure: None,
        urgency: Urgency::Ordinary,
        difficulty: Difficulty::Medium,
        directive: None,
        solves: None,
        parts: (0..PARTS).map(part).collect(),
    })
}

#[test]
#[expect(clippy::disallowed_methods, reason = "measures how long a read takes")]
fn five_thousand_tasks_of_sixty_organisations() {
    let s = Story::begin();
    let campaign = s.campaign();
    for piece in 0..10 {
        let write = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| {
            for n in 0..TASKS / 10 {
                let (id, fact): (TaskId, _) = (ctx.mint(), set(campaign, piece * (TASKS / 10) + n, ctx.now));
                let at = tx.record(ctx, id, 0, &fact)?;
                task::project(tx, &at, id, &fact)?;
            }
            Ok(())
        };
        s.act(Role::DistrictClerk, write).unwrap();
    }
    let ctx = s.ctx(Role::DistrictClerk, "see");
    let read = || s.t.db.read_blocking(|r| progress::counts(r, &ctx, campaign, &Filter::default())).unwrap();
    let cells = read();
    let all = progress::sum(cells.iter());
    assert_eq!(all.parts, i64::from(TASKS * PARTS));
    assert!(all.late > all.parts / 4 && all.late < all.parts / 2, "{}", all.late);
    let began = Moment::now();
    for _ in 0..5 {
        read();
    }
    let each = began.elapsed() / 5;
    println!("{} cells of {} parts, {} late: {each:?}", cells.len(), all.parts, all.late);
    assert!(each < Duration::from_millis(100), "{each:?}");
    let filter = task::query::Filter { campaign: Some(campaign), ..Default::default() };
    let began = Moment::now();
    let listed = s.t.db.read_blocking(|r| task::query::list(r, &ctx, &filter, 0, 50)).unwrap();
    println!("the first {} of the list: {:?}", listed.len(), began.elapsed());
    assert_eq!(listed.len(), 50);
}
