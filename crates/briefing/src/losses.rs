//! Filling a form over disasters: each row is some disasters, or the part of one township in each of them, with their losses
//! as the pages of the disasters have them.
//!
//! Always true: a sum is made of the same losses as the rows above it; what nobody reported is said so and is never 0; where
//! somebody is silent the figure is marked, and so is every sum that holds it. No title stands here: an issued table is kept
//! for good, and titles may be erased.

use std::collections::BTreeMap;

use disaster::across::{self, Loss, Lost};
use disaster::amount::Amount;
use disaster::event::{Disaster, Kind};
use disaster::measure::Measure;
use disaster::words::{disaster_kind, disaster_state, disaster_sub_kind};
use incident::numbers::a_year_before;
use kernel::{Act, Ctx, Day, Error, Lang};
use ledger::Reader;
use page::Values;
use page::compare::{Known, change, difference};
use registry::query::division_names;

use crate::form::{About, Basis, ByLoss, Column, Form, OfDisasters, OfLoss};
use crate::table::{Cell, Filled, Line, Period};

/// Whose losses a table counts: as far as the visitor sees disasters.
const SEEN: Act = Act("disaster.view");
const DISASTERS: &str = "/disasters";
const SHEETS: &str = "/loss-sheets";

/// Losses of one disaster that stand in one row.
struct Share<'a> {
    of: &'a Disaster,
    loss: &'a Loss,
}

/// One row: its shares of the period and of the same days a year before, and the lists they open.
#[derive(Default)]
struct Group<'a> {
    label: String,
    now: Vec<Share<'a>>,
    before: Vec<Share<'a>>,
    /// Of the period and of the year before.
    lists: [String; 2],
}

pub(crate) fn filled(
    r: &Reader<'_>,
    ctx: &Ctx,
    (form, of): (&Form, &OfDisasters),
    period: Period,
) -> Result<Filled, Error> {
    let ctx = &Ctx { scope: ctx.scope_of(SEEN), ..ctx.clone() };
    let earlier = year_before(period);
    let asks_before = of.columns.iter().any(|it| it.basis != Basis::Period);
    let now = across::of_period(r, ctx, period.from, period.to)?;
    let before = if asks_before { across::of_period(r, ctx, earlier.from, earlier.to)? } else { Vec::new() };
    let groups = match of.by {
        ByLoss::Disaster => one_by_one(&now),
        ByLoss::Kind => by_kind((&now, &before), [period, earlier]),
        ByLoss::Township => by_township(r, ctx, (&now, &before), [period, earlier])?,
        ByLoss::Month => by_month((&now, &before), period),
    };
    let rows: Vec<Line> = groups.iter().map(|it| line(of, it, false)).collect();
    let notes = notes(of, &groups);
    let sum = form.sum.as_ref().map(|label| line(of, &whole(label, groups, [period, earlier]), true));
    Ok(Filled { rows, sum, notes })
}

/// The same days a year before.
pub(crate) fn year_before(period: Period) -> Period {
    Period { from: a_year_before(period.from), to: a_year_before(period.to) }
}

/// Disasters of these days that count.
fn list(period: Period) -> Values {
    Values::default()
        .with("from", period.from.to_string())
        .with("to", period.to.to_string())
        .with("only", "counted".to_owned())
}

fn share(it: &Lost) -> Share<'_> {
    Share { of: &it.disaster, loss: &it.whole }
}

fn one_by_one(now: &[Lost]) -> Vec<Group<'_>> {
    let group = |it| {
        let it: &Lost = it;
        let list = format!("{SHEETS}?disaster={}", it.disaster.id);
        Group {
            label: it.disaster.number.clone(),
            now: vec![share(it)],
            lists: [list, String::new()],
            ..Group::default()
        }
    };
    now.iter().map(group).collect()
}

/// Both periods in one order, a row for each key that either has.
fn grouped<'a, K: Ord + Copy>(
    (now, before): (&'a [Lost], &'a [Lost]),
    keys: impl IntoIterator<Item = K>,
    key: impl Fn(&Lost) -> K,
) -> BTreeMap<K, Group<'a>> {
    let mut all: BTreeMap<K, Group<'a>> = keys.into_iter().map(|it| (it, Group::default())).collect();
    for it in now {
        all.entry(key(it)).or_default().now.push(share(it));
    }
    for it in before {
        all.entry(key(it)).or_default().before.push(share(it));
    }
    all
}

fn by_kind<'a>(both: (&'a [Lost], &'a [Lost]), periods: [Period; 2]) -> Vec<Group<'a>> {
    let groups = grouped(both, [], |it| it.disaster.kind);
    let named = |(kind, group): (Kind, Group<'a>)| Group {
        label: disaster_kind::of(Lang::Zh, kind.word()).to_owned(),
        lists: periods.map(|it| list(it).with("kind", kind.word().to_owned()).at(DISASTERS)),
        ..group
    };
    groups.into_iter().map(named).collect()
}

/// By the month of the year, so that both years stand in one row; a month in which nothing happened has its row, too.
fn by_month<'a>(both: (&'a [Lost], &'a [Lost]), period: Period) -> Vec<Group<'a>> {
    let at = |day: Day| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    let (first, last) = (at(period.from), at(period.to));
    // A disaster of the year before began twelve months ahead of its row.
    let of_now = grouped((both.0, &[]), first..=last, |it| at(it.disaster.from.day()));
    let mut of_before = grouped((&[], both.1), [], |it| at(it.disaster.from.day()) + 12);
    let named = |(n, group): (i32, Group<'a>)| {
        let (year, month) = (n.div_euclid(12), n.rem_euclid(12) + 1);
        let within = |year: i32, limits: Period| {
            let first = i16::try_from(year).ok().zip(i8::try_from(month).ok());
            let first = first.and_then(|(year, month)| Day::new(year, month, 1)).unwrap_or(limits.from);
            let next = first.plus_days(31);
            let last = Day::new(next.year(), next.month(), 1).unwrap_or(next).plus_days(-1);
            let days = Period { from: first.max(limits.from), to: last.min(limits.to) };
            list(days).at(DISASTERS)
        };
        let before = of_before.remove(&n).map(|it| it.before).unwrap_or_default();
        Group {
            label: format!("{year}年{month}月"),
            before,
            lists: [within(year, period), within(year - 1, year_before(period))],
            ..group
        }
    };
    of_now.into_iter().map(named).collect()
}

fn by_township<'a>(
    r: &Reader<'_>,
    ctx: &Ctx,
    (now, before): (&'a [Lost], &'a [Lost]),
    periods: [Period; 2],
) -> Result<Vec<Group<'a>>, Error> {
    let mut groups: BTreeMap<kernel::Division, Group<'a>> = BTreeMap::new();
    for it in now {
        for (code, loss) in &it.townships {
            groups.entry(*code).or_default().now.push(Share { of: &it.disaster, loss });
        }
    }
    for it in before {
        for (code, loss) in &it.townships {
            groups.entry(*code).or_default().before.push(Share { of: &it.disaster, loss });
        }
    }
    let codes: Vec<_> = groups.keys().copied().collect();
    let names = division_names(r, ctx, &codes)?;
    let named = |(code, group): (kernel::Division, Group<'a>)| Group {
        label: names.get(&code).cloned().unwrap_or_else(|| code.to_string()),
        lists: periods.map(|it| list(it).with("township", code.to_string()).at(DISASTERS)),
        ..group
    };
    Ok(groups.into_iter().map(named).collect())
}

/// Every share of every row once more: so the sum is that of the rows.
fn whole<'a>(label: &str, groups: Vec<Group<'a>>, periods: [Period; 2]) -> Group<'a> {
    let mut all =
        Group { label: label.to_owned(), lists: periods.map(|it| list(it).at(DISASTERS)), ..Group::default() };
    for it in groups {
        all.now.extend(it.now);
        all.before.extend(it.before);
    }
    all
}

/// A figure of a row: what is known of it, and of how many disasters something is missing.
#[derive(Clone, Copy, Default)]
struct Figure {
    /// Nothing where nobody said it.
    known: Option<Amount>,
    partial: i64,
    /// Somebody who is asked has said nothing at all.
    silent: bool,
}

impl Figure {
    /// As it is compared: at least so much where somebody is silent.
    fn compared(self) -> Option<Known> {
        self.known.map(|it| Known { n: it.parts(), open: self.partial > 0 || self.silent })
    }
}

fn figure(indicator: OfLoss, shares: &[Share<'_>]) -> Figure {
    let total = |of: &dyn Fn(&Loss) -> i64| Figure {
        known: Some(Amount::whole(shares.iter().map(|it| of(it.loss)).sum())),
        ..Figure::default()
    };
    let measure = match indicator {
        OfLoss::About(About::Asked) => return total(&|it| it.asked),
        OfLoss::About(About::Silent) => return total(&|it| it.silent),
        OfLoss::About(_) => return total(&|_| 1),
        OfLoss::Measure(measure) => measure,
    };
    // No disaster is no loss.
    if shares.is_empty() {
        return Figure { known: Some(Amount::ZERO), ..Figure::default() };
    }
    let said: Vec<Option<Amount>> = shares.iter().map(|it| it.loss.figures.get(measure)).collect();
    let silent = |it: &Share<'_>| it.loss.silent > 0;
    let is_partial = |(share, said): &(&Share<'_>, &Option<Amount>)| said.is_none() || silent(share);
    let sum: Amount = said.iter().flatten().copied().sum();
    let (some, all) = (said.iter().any(Option::is_some), said.iter().all(Option::is_some));
    // A nought of some is no nought of all: beside those that said nothing it is not a figure.
    let is_figure = some && (all || sum != Amount::ZERO);
    Figure {
        known: is_figure.then_some(sum),
        partial: shares.iter().zip(&said).filter(is_partial).count() as i64,
        silent: shares.iter().any(silent) || some && !all,
    }
}

const NOT_REPORTED: &str = "未报";
const NONE: &str = "—";

fn line(of: &OfDisasters, group: &Group<'_>, is_sum: bool) -> Line {
    Line { label: group.label.clone(), cells: of.columns.iter().map(|it| cell(of.by, it, group, is_sum)).collect() }
}

fn cell(by: ByLoss, column: &Column<OfLoss>, group: &Group<'_>, is_sum: bool) -> Cell {
    if let (OfLoss::About(about), [one]) = (column.indicator, group.now.as_slice())
        && about.is_said()
        && !is_sum
    {
        let list = Some(format!("{DISASTERS}/{}", one.of.id));
        return Cell { text: Some(said(about, one.of)), list, ..Cell::default() };
    }
    if is_sum && !adds_up(by, column.indicator) {
        return Cell { text: Some(NONE.to_owned()), ..Cell::default() };
    }
    let (now, before) = (figure(column.indicator, &group.now), figure(column.indicator, &group.before));
    let both = now.compared().zip(before.compared());
    let partial = Some(now.partial + before.partial).filter(|n| *n > 0);
    let none = || Cell { text: Some(NONE.to_owned()), partial, ..Cell::default() };
    match column.basis {
        Basis::Period => shown(now, &group.lists[0]),
        Basis::YearBefore => shown(before, &group.lists[1]),
        Basis::Difference => both.map_or_else(none, |(now, before)| {
            let is_whole = !now.open && !before.open;
            let by = Amount::of_parts(now.n - before.n).to_f64();
            let said = || difference(Lang::Zh, now, before, |n| Amount::of_parts(n).shown());
            Cell { number: is_whole.then_some(by), text: (!is_whole).then(said), partial, ..Cell::default() }
        }),
        Basis::Change => both.map_or_else(none, |(now, before)| Cell {
            text: Some(change(Lang::Zh, now, before)),
            partial,
            ..Cell::default()
        }),
    }
}

/// What is said of one disaster has no sum; a disaster that lies in two townships is one.
fn adds_up(by: ByLoss, indicator: OfLoss) -> bool {
    match indicator {
        OfLoss::About(About::Disasters) => by != ByLoss::Township,
        OfLoss::About(about) => !about.is_said(),
        OfLoss::Measure(measure) => measure.adds_across(),
    }
}

fn shown(it: Figure, list: &str) -> Cell {
    let list = Some(list.to_owned());
    let partial = Some(it.partial).filter(|n| *n > 0);
    match it.known {
        Some(amount) => Cell { number: Some(amount.to_f64()), list, partial, ..Cell::default() },
        None => {
            let text = if it.silent { NOT_REPORTED } else { NONE };
            Cell { text: Some(text.to_owned()), list, partial, ..Cell::default() }
        }
    }
}

fn said(about: About, it: &Disaster) -> String {
    match about {
        About::Kind => match it.sub_kind {
            Some(sub) => disaster_sub_kind::of(Lang::Zh, sub.word()).to_owned(),
            None => disaster_kind::of(Lang::Zh, it.kind.word()).to_owned(),
        },
        About::Began => it.from.to_minute(),
        About::Ended => it.to.map_or_else(|| "持续中".to_owned(), |it| it.to_minute()),
        About::State => disaster_state::of(Lang::Zh, it.state.word()).to_owned(),
        About::Disasters | About::Asked | About::Silent => String::new(),
    }
}

/// What the figures are of, who is silent, and which figures nobody gave.
fn notes(of: &OfDisasters, groups: &[Group<'_>]) -> Vec<String> {
    let mut notes = vec![
        "按灾害发生时间归入统计期，不含已撤销的灾害过程；数字取各单位最近一次报送之和，与灾害过程页面一致。".to_owned(),
    ];
    let measures: Vec<(&Column<OfLoss>, Measure)> = of
        .columns
        .iter()
        .filter_map(|it| match it.indicator {
            OfLoss::Measure(measure) => Some((it, measure)),
            OfLoss::About(_) => None,
        })
        .collect();
    if measures.iter().any(|(_, it)| it.adds_as_times()) {
        notes.push(
            "跨灾害过程相加时，除死亡、失踪外的人数和面积按次累计：两次受灾的同一人、同一地块计两次。".to_owned(),
        );
    }
    let silent = |it: &Group<'_>| it.now.iter().chain(&it.before).map(|it| it.loss.silent).sum::<i64>();
    let rows: Vec<String> = groups
        .iter()
        .filter_map(|it| Some(silent(it)).filter(|n| *n > 0).map(|n| format!("{}（{n} 个单位）", it.label)))
        .collect();
    if !rows.is_empty() {
        notes.push(format!("尚有单位未报，数字为已报部分，未报的不计为 0：{}。", rows.join("、")));
    }
    let unsaid = |measure| {
        let shares = groups.iter().flat_map(|it| &it.now);
        shares.filter(|it| it.loss.figures.get(measure).is_none()).count()
    };
    let columns: Vec<String> = measures
        .iter()
        .filter(|(it, _)| it.basis == Basis::Period)
        .filter_map(|(_, measure)| {
            let n = unsaid(*measure);
            (n > 0).then(|| format!("{} {n} 处", measure.label(Lang::Zh)))
        })
        .collect();
    if !columns.is_empty() {
        notes.push(format!("没有单位报送的指标未计入，也不计为 0：{}。", columns.join("、")));
    }
    notes
}
