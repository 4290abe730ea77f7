//! What was asked of whom, counted from the duties: of everybody, because the totals are public.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Ctx, Day, Error, Instant, OrganisationId, Personal};
use ledger::{Reader, params};

/// Minutes of a duty from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    pub duty: String,
    pub minutes: u32,
    pub from: Day,
    pub source: String,
}

/// By duty, the newest first.
pub fn costs(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Cost>, Error> {
    let sql = "SELECT duty, minutes, from_at, source FROM burden_cost WHERE district = $1 ORDER BY duty, from_at DESC";
    r.rows(sql, params![ctx.district], |row| {
        let from: Instant = row.get(2)?;
        Ok(Cost { duty: row.get(0)?, minutes: row.get(1)?, from: from.day(), source: row.get(3)? })
    })
}

/// What one request of a duty costs on a day.
pub fn minutes(r: &Reader<'_>, ctx: &Ctx, duty: &str, on: Day) -> Result<Option<u32>, Error> {
    let sql = "SELECT minutes FROM burden_cost WHERE district = $1 AND duty = $2 AND from_at <= $3
               ORDER BY from_at DESC LIMIT 1";
    r.row(sql, params![ctx.district, duty, on.start()], |row| row.get(0))
}

/// Requests and what they cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub requests: i64,
    pub minutes: i64,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.requests += other.requests;
        self.minutes += other.minutes;
    }
}

/// What was asked in a period, by what was asked for, by who asked, by who was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    pub all: Sum,
    pub duties: BTreeMap<String, (Sum, BTreeSet<OrganisationId>)>,
    pub askers: BTreeMap<OrganisationId, Sum>,
    pub asked: BTreeMap<OrganisationId, Sum>,
}

impl Totals {
    /// What was asked in other days, too.
    pub fn add(&mut self, other: Totals) {
        self.all.add(other.all);
        for (duty, (sum, asked)) in other.duties {
            let known = self.duties.entry(duty).or_default();
            known.0.add(sum);
            known.1.extend(asked);
        }
        for (known, more) in [(&mut self.askers, other.askers), (&mut self.asked, other.asked)] {
            more.into_iter().for_each(|(id, sum)| known.entry(id).or_default().add(sum));
        }
    }
}

/// From a first to a last day.
pub fn totals(r: &Reader<'_>, ctx: &Ctx, from: Day, to: Day) -> Result<Totals, Error> {
    let sql = "SELECT duty, owed_to_organisation, owner_organisation, COUNT(*), CAST(SUM(minutes) AS BIGINT) FROM (
                   SELECT o.duty, o.owed_to_organisation, o.owner_organisation,
                          (SELECT c.minutes FROM burden_cost c WHERE c.district = o.district AND c.duty = o.duty
                                  AND c.from_at <= o.opened_at ORDER BY c.from_at DESC LIMIT 1) AS minutes
                   FROM obligation o
                   WHERE o.district = $1 AND o.opened_at >= $2 AND o.opened_at < $3
                         AND o.owner_organisation <> o.owed_to_organisation) AS asked
               WHERE minutes > 0 GROUP BY duty, owed_to_organisation, owner_organisation";
    let mut totals = Totals::default();
    r.each(sql, params![ctx.district, from.start(), to.plus_days(1).start()], |row| {
        let (asker, asked): (OrganisationId, OrganisationId) = (row.get(1)?, row.get(2)?);
        let sum = Sum { requests: row.get(3)?, minutes: row.get(4)? };
        totals.all.add(sum);
        let duty = totals.duties.entry(row.get(0)?).or_default();
        duty.0.add(sum);
        duty.1.insert(asked);
        totals.askers.entry(asker).or_default().add(sum);
        totals.asked.entry(asked).or_default().add(sum);
        Ok(())
    })?;
    Ok(totals)
}

/// The last requests of a duty, whoever they were made to: when, by whom, to how many, and the title of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Last {
    pub at: Day,
    pub asker: OrganisationId,
    pub asked: i64,
    pub title: Option<Personal<String>>,
}

/// Those of a day together, the latest first.
pub fn last(r: &Reader<'_>, ctx: &Ctx, duty: &str, since: Day) -> Result<Vec<Last>, Error> {
    let sql = "SELECT o.opened_at, o.owed_to_organisation, t.title FROM obligation o
               JOIN obligation_text t ON t.district = o.district AND t.id = o.id
               WHERE o.district = $1 AND o.duty = $2 AND o.opened_at >= $3
                     AND o.owner_organisation <> o.owed_to_organisation ORDER BY o.opened_at DESC, o.id LIMIT 2000";
    let mut all: Vec<Last> = Vec::new();
    r.each(sql, params![ctx.district, duty, since.start()], |row| {
        let (at, asker): (Instant, OrganisationId) = (row.get(0)?, row.get(1)?);
        let (at, title) = (at.day(), row.get::<Option<String>>(2)?.map(Personal::Known));
        match all.last_mut().filter(|it| it.at == at && it.asker == asker) {
            Some(same) => same.asked += 1,
            None => all.push(Last { at, asker, asked: 1, title }),
        }
        Ok(())
    })?;
    Ok(all)
}
