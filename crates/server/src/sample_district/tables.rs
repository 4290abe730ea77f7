//! The monthly table of accidents, issued in the first days of the next month, and once more where figures have changed since.

use briefing::issue::{Issue, has_changed, issue};
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

/// How far the issues have come.
pub(super) struct Tables {
    form: Form,
    leader: Option<Who>,
    next: Period,
    again: Option<Period>,
}

impl Tables {
    pub fn from_2020(office: Option<&letters::Office>) -> Result<Tables, Error> {
        let first = Day::new(2020, 1, 1).ok_or_else(|| Error::internal("a day of this file"))?;
        let forms = Forms::read([]).map_err(Error::internal)?;
        let form = forms.of(FORM, first).ok_or(Error::NotFound("Form"))?.clone();
        let leader = office.map(letters::Office::leader);
        Ok(Tables { form, leader, next: until_end_of(first)?, again: None })
    }

    /// What is due by now.
    pub fn round(&mut self, db: &Db, teller: &mut Teller, now: kernel::Instant) -> Result<(), Error> {
        let Some(who) = self.leader else { return Ok(()) };
        while self.next.to.plus_days(ISSUED_AFTER) <= now.day() {
            // A month that nobody could issue in time was not issued.
            if now.day() <= self.next.to.plus_days(LATEST_AFTER) {
                let ctx = Ctx { policy: POLICY, ..teller.person(now, who.person, who.organisation, who.role) };
                self.issue(db, &ctx, self.next)?;
                self.again = Some(self.next);
            }
            self.next = until_end_of(self.next.to.plus_days(1))?;
        }
        if let Some(period) = self.again.filter(|it| it.to.plus_days(AGAIN_AFTER) <= now.day()) {
            let ctx = Ctx { policy: POLICY, ..teller.person(now, who.person, who.organisation, who.role) };
            self.issue(db, &ctx, period)?;
            self.again = None;
        }
        Ok(())
    }

    /// Nothing where nothing has changed.
    fn issue(&self, db: &Db, ctx: &Ctx, period: Period) -> Result<(), Error> {
        let form = self.form.clone();
        db.write_blocking("sample", ctx, move |tx: &mut Tx<'_>, ctx| {
            let cmd = Issue {
                from: period.from.to_string(),
                to: period.to.to_string(),
                reason: "统计期内事故续报后伤亡和损失有变动，按续报更正。".into(),
            };
            if has_changed(tx, ctx, &form, period)? { issue(tx, ctx, &form, &cmd).map(drop) } else { Ok(()) }
        })
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
