//! Hazards of the sample county that were recorded twice or held several: merged, one of them taken apart again, and one
//! divided into its parts.

use hazard::divide::{Divide, Part, divide};
use hazard::merge::{Merge, is_free, merge, unmerge};
use hazard::query::{self, Filter, Slice, View};
use hazard::report::{Report, report};
use hazard::{Grade, Harm, Source, Status};
use kernel::{Ctx, Error, Instant, Role};
use ledger::{Db, Reader};
use sample::District;

use super::{Ids, Teller};

/// Reported a second time.
const TWICE: usize = 4;
/// Which of them turned out to be another one.
const UNDONE: usize = 2;

/// In the name of the Safety Office's clerk, of ordinary hazards whose rectification is owed now.
pub fn write(db: &Db, county: &District, ids: &Ids, teller: &mut Teller, now: Instant) -> Result<(), Error> {
    let Some(clerk) = county.accounts.iter().find(|account| account.role == Role::DistrictClerk) else {
        return Ok(());
    };
    let mut context = || -> Result<Ctx, Error> {
        Ok(teller.person(now, ids.person(clerk.person)?, ids.organisation(clerk.organisation)?, clerk.role))
    };
    let filter = Filter { view: View::Open, grade: Some(Grade::Ordinary), ..Filter::default() };
    let asked = context()?;
    // Which of them are about to be handed over depends on the hour.
    let free = |r: &Reader<'_>| {
        let mut rows = query::list(r, &asked, &filter, Slice::Page { from: 0, rows: 400 })?;
        let mut free = Vec::new();
        for row in rows.drain(..) {
            if is_free(r, &asked, row.id)? {
                free.push(row);
            }
        }
        Ok(free)
    };
    let rows = db.read_blocking(free)?;
    let owed = rows.iter().filter(|row| row.status == Status::ToRectify && row.owner_organisation.is_some());
    let mut owed = owed.filter(|row| row.owner_organisation != ids.organisation(clerk.organisation).ok());
    for (n, row) in owed.by_ref().take(TWICE).enumerate() {
        let found = again(&row.title, row.subject, now);
        let kept = row.id;
        db.write_blocking("sample", &context()?, move |tx, ctx| {
            let twice = report(tx, ctx, &found)?;
            let reason = "与此前登记的为同一处、同一问题，群众举报件并入办理。".to_owned();
            merge(tx, ctx, twice, &Merge { into: kept, reason })?;
            if n != UNDONE {
                return Ok(());
            }
            unmerge(tx, ctx, twice, "经现场核实，举报反映的是另一栋厂房，须单独整改。")
        })?;
    }
    let Some(whole) = owed.next().map(|row| row.id) else { return Ok(()) };
    db.write_blocking("sample", &context()?, move |tx, ctx| divide(tx, ctx, whole, &parts()).map(drop))
}

fn again(title: &kernel::Personal<String>, subject: registry::SubjectId, now: Instant) -> Report {
    Report {
        subject,
        place: "厂区内".into(),
        description: format!("群众反映：{}。", heard_of(title.as_str().unwrap_or_default())),
        harm: Harm::Other,
        source: Source::PublicReport,
        grade: Grade::Ordinary,
        grade_reason: None,
        found_at: now,
        evidence: Vec::new(),
    }
}

/// What somebody told already is not told of again.
fn heard_of(title: &str) -> &str {
    title.split_once("群众反映").and_then(|(_, said)| said.split_once('：')).map_or(title, |(_, said)| said)
}

fn parts() -> Divide {
    let part = |place: &str, description: &str| Part { place: place.into(), description: description.into() };
    Divide {
        parts: vec![
            part("一层通道", "一层疏散通道堆放杂物，占用宽度超过一半。"),
            part("配电间", "配电间门未上锁，配电箱前堆放纸箱等可燃物。"),
        ],
        reason: "一条记录包含两处不同的隐患，整改责任人不同。".into(),
    }
}
