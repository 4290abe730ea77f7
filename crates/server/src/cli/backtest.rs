//! `anlan backtest`: an edition of a rule over the stored readings, against what happened. Nothing is recorded.

use std::io::IsTerminal as _;

use clap::Args;
use kernel::{Ctx, Day, Lang};
use ledger::{Clock as _, Reader, SystemClock};
use page::Values;
use signal::rule::backtest::{Score, Scored, lead};
use signal::rule::query::Filter;
use signal::rule::{self, SignalRule};

use super::{Failed, Given};
use crate::backtest::{self, Details, Plan, typed, usual};
use crate::cli::out::out;
use crate::gate::machine_ctx;
use crate::installation;

#[derive(Debug, Args)]
pub struct Backtest {
    /// The number of the rule: R2026-001
    #[arg(long)]
    rule: String,
    /// One of its editions; without it the last.
    #[arg(long)]
    edition: Option<u32>,
    /// Days, the last one included; without them the past three years.
    #[arg(long)]
    from: Option<Day>,
    #[arg(long)]
    to: Option<Day>,
    /// What it is compared with: flood, geological, wind_and_hail, cold_and_snow, drought, wildfire, fire, production.
    #[arg(long, value_delimiter = ',')]
    kinds: Vec<String>,
    /// village, township, district, distance
    #[arg(long, default_value = "")]
    nearness: String,
    #[arg(long)]
    kilometres: Option<u32>,
    /// Hours before an event in which a condition counts.
    #[arg(long)]
    before: Option<u32>,
    /// Hours after it in which one is too late.
    #[arg(long)]
    after: Option<u32>,
}

impl Backtest {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let db = given.config.store.open_existing()?;
        let ctx = machine_ctx("keeper", installation::of(&db)?.district, SystemClock.now())?;
        let plan = db.read_blocking(|r| {
            let it = self.edition(r, &ctx)?;
            let asked = typed(&self.values(), &usual(&it, ctx.now.day()), ctx.now.day())?;
            Plan::read(r, &ctx, it.id, asked)
        })?;
        let talks = std::io::stderr().is_terminal();
        let go_on = |done: usize, all: usize| {
            if talks && (done.is_multiple_of(50) || done == all) {
                eprint!("\r{done}/{all} days");
            }
            true
        };
        let details = backtest::run(&plan, &backtest::folder(&db), ctx.now, go_on)?;
        if talks {
            eprintln!();
        }
        let Some(details) = details else { return Err(Failed::Fault("it was stopped".to_owned())) };
        if given.json {
            let outcome = backtest::web::outcome(&details.tested, Some(&details));
            out!("{}", serde_json::to_string_pretty(&outcome).map_err(|e| Failed::Fault(e.to_string()))?);
        } else {
            self.print(&plan, &details);
        }
        Ok(())
    }

    fn edition(&self, r: &Reader<'_>, ctx: &Ctx) -> Result<SignalRule, kernel::Error> {
        let filter = Filter { code: self.rule.clone(), ..Filter::default() };
        let editions = rule::query::list(r, ctx, &filter, 0, 1_000)?;
        let asked = |it: &SignalRule| self.edition.is_none_or(|edition| it.edition == edition);
        editions.into_iter().find(asked).ok_or_else(|| kernel::Error::Refused {
            why: "there is no such edition of a rule",
            with: Some(self.rule.clone()),
        })
    }

    fn values(&self) -> Values {
        let text = |it: Option<String>| it.unwrap_or_default();
        let mut values = Values::default()
            .with("from", text(self.from.map(|it| it.to_string())))
            .with("to", text(self.to.map(|it| it.to_string())))
            .with("nearness", self.nearness.clone())
            .with("kilometres", text(self.kilometres.map(|it| it.to_string())))
            .with("before", text(self.before.map(|it| it.to_string())))
            .with("after", text(self.after.map(|it| it.to_string())));
        self.kinds.iter().for_each(|it| values.add("kinds", it.clone()));
        values
    }

    fn print(&self, plan: &Plan, details: &Details) {
        let (tested, it) = (&details.tested, &plan.rule);
        let read = &tested.read;
        out!("{} edition {}: {}", it.code, it.edition, it.title());
        out!(
            "{} to {}, {} readings of {} of {} devices",
            tested.asked.from,
            tested.asked.to,
            read.readings,
            read.heard,
            read.devices
        );
        out!("colour  edition  raised  hits/events  missed  false  late   POD   FAR   CSI  lead");
        let lines = |scored: &Scored| scored.scores.iter().rev().for_each(|score| out!("{}", line(scored, score)));
        lines(&tested.draft);
        tested.in_force.iter().for_each(lines);
        if tested.draft.beyond > 0 {
            out!("{} more events had no device near, or none with readings", tested.draft.beyond);
        }
    }
}

fn line(scored: &Scored, it: &Score) -> String {
    let ratio = |it: Option<f64>| it.map_or_else(|| "-".to_owned(), |it| format!("{it:.2}"));
    format!(
        "{:7} {:7} {:7} {:>12} {:7} {:6} {:5} {:>5} {:>5} {:>5}  {}",
        it.colour.word(),
        scored.edition,
        it.conditions,
        format!("{}/{}", it.hits, it.events),
        it.misses(),
        it.false_alarms(),
        it.late,
        ratio(it.detection()),
        ratio(it.false_alarm_ratio()),
        ratio(it.success_index()),
        it.lead_minutes.map_or_else(|| "-".to_owned(), |minutes| lead(Lang::En, minutes)),
    )
}
