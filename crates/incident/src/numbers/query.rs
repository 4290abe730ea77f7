//! Counting: one statement a period, whatever the dimension.

use std::collections::BTreeMap;

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, OrganisationId};
use ledger::{Reader, Row};
use standards::accident::gb_6441::Edition;

use super::{Ask, By};
use crate::narrow::{DEATHS_UNKNOWN, INJURED_UNKNOWN, LOSS_UNKNOWN};
use crate::query::{Filter, later_kind};

/// What is counted; sums leave out what is not known and say of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub accidents: i64,
    /// With the missing.
    pub deaths: i64,
    pub injured: i64,
    pub loss_yuan: i64,
    /// Accidents whose deaths, injured or loss are not known.
    pub deaths_unknown: i64,
    pub injured_unknown: i64,
    pub loss_unknown: i64,
}

impl Counts {
    pub fn add(&mut self, it: Counts) {
        self.accidents += it.accidents;
        self.deaths += it.deaths;
        self.injured += it.injured;
        self.loss_yuan += it.loss_yuan;
        self.deaths_unknown += it.deaths_unknown;
        self.injured_unknown += it.injured_unknown;
        self.loss_unknown += it.loss_unknown;
    }
}

impl Counts {
    /// What is left without these.
    pub fn take(&mut self, it: Counts) {
        self.accidents -= it.accidents;
        self.deaths -= it.deaths;
        self.injured -= it.injured;
        self.loss_yuan -= it.loss_yuan;
        self.deaths_unknown -= it.deaths_unknown;
        self.injured_unknown -= it.injured_unknown;
        self.loss_unknown -= it.loss_unknown;
    }
}

/// A row, and the same a year before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    pub now: Counts,
    pub before: Counts,
}

/// The rows by their keys, and what they add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    pub rows: BTreeMap<String, Line>,
    pub total: Line,
}

pub fn compared(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Compared, Error> {
    let mut found = Compared::default();
    let edition = ask.edition();
    for (key, counts) in counted(r, ctx, ask, edition)? {
        found.rows.entry(key).or_default().now.add(counts);
        found.total.now.add(counts);
    }
    for (key, counts) in counted(r, ctx, &ask.before(), edition)? {
        // A month of the year before stands beside the same month of this one.
        let key = if ask.by == By::Month { a_year_on(&key) } else { key };
        found.rows.entry(key).or_default().before.add(counts);
        found.total.before.add(counts);
    }
    Ok(found)
}

fn a_year_on(month: &str) -> String {
    match month.split_once('-').map(|(year, rest)| (year.parse::<i32>(), rest)) {
        Some((Ok(year), rest)) => format!("{:04}-{rest}", year + 1),
        _ => month.to_owned(),
    }
}

/// Beijing has one time zone and the ledger counts microseconds: a day is a quotient.
const DAY: &str = "(i.happened_at + 28800000000) / 86400000000";

fn counted(r: &Reader<'_>, ctx: &Ctx, ask: &Ask, edition: Edition) -> Result<Vec<(String, Counts)>, Error> {
    let clause = crate::query::conditions(ctx, &ask.filter());
    let (key, group) = match ask.by {
        By::Category => ("i.category", "i.category"),
        By::Grade => ("i.grade", "i.grade"),
        By::Sector => ("i.sector", "i.sector"),
        By::Township => ("i.division / 1000", "i.division / 1000"),
        By::Kind => ("i.kind_edition, i.kind_code", "i.kind_edition, i.kind_code"),
        By::Unit => ("i.unit", "i.unit"),
        By::Road => ("i.road", "i.road"),
        By::Project => ("i.project", "i.project"),
        By::Month => (DAY, DAY),
    };
    let sql = format!(
        "SELECT COUNT(*),
                SUM(COALESCE(i.dead, 0) + COALESCE(i.missing, 0)),
                SUM(COALESCE(i.severely_injured, 0) + COALESCE(i.injured, 0)),
                SUM(COALESCE(i.loss_yuan, 0)),
                SUM(CASE WHEN {DEATHS_UNKNOWN} THEN 1 ELSE 0 END),
                SUM(CASE WHEN {INJURED_UNKNOWN} THEN 1 ELSE 0 END),
                SUM(CASE WHEN {LOSS_UNKNOWN} THEN 1 ELSE 0 END), {key}
         FROM incident i WHERE {} GROUP BY {group}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        let counts = Counts {
            accidents: row.get(0)?,
            deaths: row.get(1)?,
            injured: row.get(2)?,
            loss_yuan: row.get(3)?,
            deaths_unknown: row.get(4)?,
            injured_unknown: row.get(5)?,
            loss_unknown: row.get(6)?,
        };
        Ok((key_of(ask.by, row, edition)?, counts))
    })
}

/// The first column behind the counts.
const KEY: usize = 7;

/// The key of a row; empty where there is none.
fn key_of(by: By, row: &Row<'_>, edition: Edition) -> Result<String, Error> {
    Ok(match by {
        By::Category | By::Grade | By::Sector | By::Road | By::Project => {
            row.get::<Option<String>>(KEY)?.unwrap_or_default()
        }
        By::Township => {
            let code: i64 = row.get(KEY)?;
            Division::new(code * 1000).map(|it| it.township().to_string()).unwrap_or_default()
        }
        By::Unit => row.get::<Option<OrganisationId>>(KEY)?.map(|it| it.to_text()).unwrap_or_default(),
        By::Kind => match (row.get::<Option<String>>(KEY)?, row.get::<Option<i64>>(KEY + 1)?) {
            (Some(word), Some(code)) => later_kind(&word, code, edition),
            _ => String::new(),
        },
        By::Month => {
            let days: i64 = row.get(KEY)?;
            let day = Instant::from_micros(days * 86_400_000_000).day();
            format!("{:04}-{:02}", day.year(), day.month())
        }
    })
}

/// The day of the last accident of the grade 较大 or above until the end of the period, and how many days lie between that
/// and the end, or today where the period is not over.
pub fn since_last(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Option<(Day, i64)>, Error> {
    let mut clause = crate::query::conditions(ctx, &Filter { from: None, ..filter.clone() });
    clause.and("i.grade IN ('considerable', 'major', 'extraordinary')");
    let sql = format!("SELECT MAX(i.happened_at) FROM incident i WHERE {}", clause.text());
    let last: Option<Instant> = r.value(&sql, &clause.params())?;
    let today = ctx.now.day();
    let end = filter.to.map_or(today, |to| to.min(today));
    Ok(last.map(|at| (at.day(), at.day().days_until(end))))
}
