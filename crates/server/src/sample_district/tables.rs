//! The monthly table of accidents, issued in the first days of the next month, and once more where figures have changed since;
//! at the end of a quarter the briefing and the leader's talking points from the same figures.

use briefing::edition;
use briefing::issue::{Issue, has_changed, issue};
use briefing::text::Name;
use briefing::{Form, Forms, Period};
use kernel::{Ctx, Day, Error};
use ledger::{Db, Tx};

use super::letters::Who;
use super::{Teller, letters};
use crate::policy::POLICY;

const FORM: &str = "work_safety_monthly";
/// The day of the next month on which it is issued, and looked at again.
const ISSUED_AFTER: i64 = 5;
const AGAIN_AFTER: i64 = 25;
const LATEST_AFTER: i64 = 35;
const CHANGED: &str = "统计期内事故续报后伤亡和损失有变动，按续报更正。";
/// What the office adds to the problems and to what comes next.
const ADDED: [(&str, &str); 3] = [
    ("少数企业主体责任不落实，事故隐患自查自改流于形式。", "各乡镇（街道）要在一周内召开专题会议，对照通报逐项研究。"),
    ("个别乡镇隐患底数不清，灾情报送不及时、不准确。", "县安委会将对工作滞后的单位开展专项督导。"),
    ("部分行业领域安全监管力量不足，夜间和节假日巡查存在空档。", "各部门要把本通报传达到每个监管对象。"),
];

/// How far the issues have come.
pub(super) struct Tables {
    form: Form,
    /// Who drafts, and who issues.
    office: Option<[Who; 2]>,
    next: Period,
    again: Option<Period>,
}

impl Tables {
    pub fn from_2020(office: Option<&letters::Office>) -> Result<Tables, Error> {
        let first = Day::new(2020, 1, 1).ok_or_else(|| Error::internal("a day of this file"))?;
        let forms = Forms::read([]).map_err(Error::internal)?;
        let form = forms.of(FORM, first).ok_or(Error::NotFound("Form"))?.clone();
        let office = office.map(|it| [it.clerk(), it.leader()]);
        Ok(Tables { form, office, next: until_end_of(first)?, again: None })
    }

    /// What is due by now.
    pub fn round(&mut self, db: &Db, teller: &mut Teller, now: kernel::Instant) -> Result<(), Error> {
        let Some(office) = self.office else { return Ok(()) };
        while self.next.to.plus_days(ISSUED_AFTER) <= now.day() {
            // A month that nobody could issue in time was not issued.
            if now.day() <= self.next.to.plus_days(LATEST_AFTER) {
                self.issue(db, teller, now, office, self.next)?;
                self.again = Some(self.next);
            }
            self.next = until_end_of(self.next.to.plus_days(1))?;
        }
        if let Some(period) = self.again.filter(|it| it.to.plus_days(AGAIN_AFTER) <= now.day()) {
            self.issue(db, teller, now, office, period)?;
            self.again = None;
        }
        Ok(())
    }

    /// Nothing where nothing has changed.
    fn issue(
        &self,
        db: &Db,
        teller: &mut Teller,
        now: kernel::Instant,
        [clerk, leader]: [Who; 2],
        period: Period,
    ) -> Result<(), Error> {
        let mut context = |it: Who| Ctx { policy: POLICY, ..teller.person(now, it.person, it.organisation, it.role) };
        let (form, signer) = (self.form.clone(), context(leader));
        let issued = db.write_blocking("sample", &signer, move |tx: &mut Tx<'_>, ctx| {
            let (from, to) = (period.from.to_string(), period.to.to_string());
            let changed = has_changed(tx, ctx, &form, period)?;
            if changed {
                issue(tx, ctx, &form, &Issue { from, to, reason: CHANGED.into() })?;
            }
            Ok(changed)
        })?;
        if !issued || period.to.month() % 3 != 0 {
            return Ok(());
        }
        for name in Name::ALL {
            let (cmd, drafter) = (drafted(*name, period), context(clerk));
            let written = db.write_blocking("sample", &context(leader), move |tx: &mut Tx<'_>, ctx| {
                let id = edition::draft(tx, &drafter, None, &cmd)?;
                edition::issue(tx, ctx, id, &edition::Issue { draft: 1 })
            });
            // The table has changed, but nothing of which this text speaks: nobody drafts it then.
            match written {
                Err(Error::Refused { why: "nothing has changed since the last issue", .. }) => {}
                other => drop(other?),
            }
        }
        Ok(())
    }
}

fn drafted(name: Name, period: Period) -> edition::Draft {
    let (problems, next) = ADDED[(period.to.month() / 3) as usize % ADDED.len()];
    edition::Draft {
        name: name.word().to_owned(),
        from: period.from.to_string(),
        to: period.to.to_string(),
        problems: problems.to_owned(),
        next: next.to_owned(),
        reason: CHANGED.into(),
        ..edition::Draft::default()
    }
}

/// From the first of January to the end of the day's month.
fn until_end_of(day: Day) -> Result<Period, Error> {
    let end = day.plus_days(31);
    let end = Day::new(end.year(), end.month(), 1).map(|it| it.plus_days(-1));
    let from = Day::new(day.year(), 1, 1);
    let whole = from.zip(end).ok_or_else(|| Error::internal("a month of the calendar"))?;
    Ok(Period { from: whole.0, to: whole.1 })
}
