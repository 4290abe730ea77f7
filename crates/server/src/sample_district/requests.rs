//! Requests for more time of today, so that the decision on them stands on somebody's desk: some wait, one was refused.

use hazard::extend::ask::{Ask, ask, refuse};
use hazard::query::{self, Filter, Slice, View};
use hazard::{HazardId, Status};
use kernel::{Ctx, Error, Instant, Role, Span};
use ledger::Db;
use sample::District;

use super::letters::Office;
use super::{Ids, Teller};

/// How many ask.
const ASKED: usize = 6;

pub(super) fn ask_for_time(
    db: &Db,
    county: &District,
    ids: &Ids,
    teller: &mut Teller,
    now: Instant,
) -> Result<(), Error> {
    let Some(office) = Office::of(county, ids)? else { return Ok(()) };
    let rule = teller.rule("sample", now);
    let filter = Filter { view: View::Open, status: Some(Status::Rectifying), ..Filter::default() };
    let rows = db.read_blocking(|r| query::list(r, &rule, &filter, Slice::Page { from: 0, rows: 200 }))?;
    let in_time = rows.into_iter().filter(|row| row.due.is_some_and(|due| due > now));
    let mut asked: Vec<HazardId> = Vec::new();
    for row in in_time {
        let (Some(due), Some(owner)) = (row.due, row.owner_organisation.and_then(|it| office.speaks_for(it))) else {
            continue;
        };
        let ctx: Ctx = teller.person(now, owner.person, owner.organisation, owner.role);
        let (id, reason) = (row.id, "更换的设备须定制，供货周期较长，已落实临时防范措施。".to_owned());
        let cmd = Ask { due: due + Span::days(20), reason };
        db.write_blocking("sample", &ctx, move |tx, ctx| ask(tx, ctx, id, &cmd))?;
        asked.push(id);
        if asked.len() == ASKED {
            break;
        }
    }
    let Some(id) = asked.pop() else { return Ok(()) };
    let ctx = teller.person(now, office.clerk.person, office.clerk.organisation, Role::DistrictClerk);
    let why = "临时防范措施尚未到位，不影响先行整改的部分应按期完成。";
    db.write_blocking("sample", &ctx, move |tx, ctx| refuse(tx, ctx, id, why))
}
