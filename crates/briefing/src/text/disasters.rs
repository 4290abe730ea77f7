//! What a text says of disasters: each with its losses, and the whole text of the other office.
//!
//! Across disasters only what may be added is added: people are counted once within a disaster, so their sum is that of
//! person-times; the dead, the missing, the collapsed rooms and the loss add up. What nobody reported is no zero.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use disaster::Figures;
use disaster::amount::Amount;
use disaster::event::{Disaster, DisasterId};
use disaster::measure::{Measure, PERSON_TIMES};
use kernel::Lang;
use page::compare::Known;
use page::format;

use super::compose::{LEADING, NAMED, day_of_year, numbered};
use super::sentence::{Writer, compared};
use super::{Part, Piece, Record};
use crate::words::briefing as w;

fn list_of(it: &Record) -> String {
    format!("/disasters?from={}&to={}", it.period.from, it.period.to)
}

pub(super) fn said(lang: Lang, it: &Record, part: Part) -> Vec<Vec<Piece>> {
    match part {
        Part::Overview => overview(lang, it),
        Part::Features => features(lang, it),
        Part::Disasters if it.disasters.is_empty() => vec![vec![Piece::Said(w::no_disasters(lang).to_owned())]],
        Part::Disasters => one_by_one(lang, it),
        Part::Problems => problems(lang, it),
        Part::Next => next(lang, it),
        Part::Hazards | Part::Campaigns => Vec::new(),
    }
}

/// The sum over disasters of what may be added, and how many of them have not reported it.
fn sum<'a>(losses: impl Iterator<Item = &'a Figures>, name: &str) -> (Option<Amount>, i64) {
    let Some(measure) = Measure::named(name) else { return (None, 0) };
    let all: Vec<Option<Amount>> = losses.map(|it| it.get(measure)).collect();
    let silent = all.iter().filter(|it| it.is_none()).count() as i64;
    let known = all.iter().flatten().copied();
    ((silent < all.len() as i64).then(|| known.sum()), silent)
}

/// What may be added across disasters, in the order of the report.
const ADDED: [&str; 5] = [PERSON_TIMES, "deaths", "missing", "rooms_collapsed", "loss_10k_yuan"];

fn with_unit(lang: Lang, measure: Measure, amount: Amount) -> String {
    let gap = if lang == Lang::Zh { "" } else { " " };
    format!("{}{gap}{}", amount.shown(), measure.unit(lang))
}

fn overview(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut text = Writer::default();
    let list = Some(list_of(it));
    let n = it.disasters.len() as i64;
    let counted = |n: i64| w::events(lang, format::count(n));
    let (from, to) = (day_of_year(lang, it.period.from), day_of_year(lang, it.period.to));
    let change = text.figure(compared(lang, n, it.disasters_before, counted), None);
    let words = w::disaster_count(lang, from, to, text.count(n, list.clone()), change);
    let mut paragraphs = vec![text.pieces(&words)];
    if n == 0 {
        return paragraphs;
    }
    let mut text = Writer::default();
    let items = ADDED.iter().filter_map(|name| {
        let measure = Measure::named(name)?;
        let (now, silent) = sum(it.losses.values(), name);
        let figure = match now {
            Some(amount) => with_unit(lang, measure, amount),
            None => w::not_reported(lang).to_owned(),
        };
        let item = w::loss_item(lang, measure.label(lang), text.figure(figure, list.clone()));
        Some(if now.is_some() && silent > 0 { format!("{item}{}", w::loss_silent(lang, silent)) } else { item })
    });
    let words = w::losses_all(lang, items.collect::<Vec<_>>().join(w::comma(lang)));
    paragraphs.push(text.pieces(&words));
    paragraphs.extend(against_before(lang, it));
    paragraphs
}

/// The dead and missing and the loss against the same days of the year before, where both are known.
fn against_before(lang: Lang, it: &Record) -> Option<Vec<Piece>> {
    let known = |losses: &HashMap<DisasterId, Figures>, name: &str| {
        let (sum, silent) = sum(losses.values(), name);
        // No disaster is no loss; of which somebody is silent, it is at least so much.
        let sum = if losses.is_empty() { Some(Amount::default()) } else { sum };
        sum.map(|it| Known { n: it.to_f64().round() as i64, open: silent > 0 })
    };
    let both = |name: &str| known(&it.losses, name).zip(known(&it.losses_before, name));
    let ((dead, dead_before), (missing, missing_before)) = (both("deaths")?, both("missing")?);
    let (loss, loss_before) = both("loss_10k_yuan")?;
    let with = |a: Known, b: Known| Known { n: a.n + b.n, open: a.open || b.open };
    let people = |n: i64| w::people(lang, format::count(n));
    let money = |n: i64| w::ten_thousand(lang, format::count(n));
    let mut text = Writer::default();
    let words = w::losses_compared(
        lang,
        text.figure(compared(lang, with(dead, missing), with(dead_before, missing_before), people), None),
        text.figure(compared(lang, loss, loss_before, money), None),
    );
    Some(text.pieces(&words))
}

/// Most first; among equals in the order of the words.
fn most<K: Ord + Clone>(keys: impl Iterator<Item = K>) -> Vec<(K, i64)> {
    let mut counts: BTreeMap<K, i64> = BTreeMap::new();
    keys.for_each(|key| *counts.entry(key).or_default() += 1);
    let mut all: Vec<(K, i64)> = counts.into_iter().collect();
    all.sort_by_key(|(_, n)| Reverse(*n));
    all
}

/// Which kinds came, in which month most, and which cost most.
fn features(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    if it.disasters.is_empty() {
        return vec![vec![Piece::Said(w::no_disasters(lang).to_owned())]];
    }
    let mut text = Writer::default();
    let list = list_of(it);
    let kinds = most(it.disasters.iter().map(|one| one.kind.word()));
    let named = kinds.iter().map(|(kind, n)| {
        let label = disaster::words::disaster_kind::of(lang, kind);
        w::disaster_kind_item(lang, label, text.count(*n, Some(format!("{list}&kind={kind}"))))
    });
    let mut words = w::disaster_kinds(lang, named.collect::<Vec<_>>().join(w::comma(lang)));
    let months = most(it.disasters.iter().map(|one| one.from.day().month()));
    if let [(month, n), rest @ ..] = months.as_slice()
        && *n > 1
        && rest.first().is_none_or(|(_, next)| next < n)
    {
        words.push_str(&w::disaster_month(lang, *month, text.count(*n, Some(list.clone()))));
    }
    let loss = Measure::named("loss_10k_yuan");
    let of = |one: &Disaster| loss.and_then(|measure| it.losses.get(&one.id)?.get(measure));
    let mut dearest: Vec<(&Disaster, Amount)> = it.disasters.iter().filter_map(|one| Some((one, of(one)?))).collect();
    dearest.retain(|(_, amount)| *amount > Amount::default());
    dearest.sort_by_key(|(one, amount)| (Reverse(*amount), one.from));
    let named = dearest.iter().take(LEADING).map(|(one, amount)| {
        let page = Some(format!("/disasters/{}", one.id));
        let shown = loss.map_or_else(String::new, |measure| with_unit(lang, measure, *amount));
        w::dearest_item(lang, text.figure(one.title(), page.clone()), text.figure(shown, page))
    });
    let named: Vec<String> = named.collect();
    if !named.is_empty() && it.disasters.len() > 1 {
        words.push_str(&w::dearest(lang, named.join(w::comma(lang))));
    }
    vec![text.pieces(&words)]
}

/// Losses that nobody has reported, and disasters whose losses are not verified yet.
fn problems(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    use disaster::event::State;
    let mut text = Writer::default();
    let mut found = Vec::new();
    let silent = it.disasters.iter().filter(|one| it.losses.get(&one.id).is_none_or(Figures::is_empty)).count() as i64;
    if silent > 0 {
        found.push(w::disasters_silent(lang, text.count(silent, Some(list_of(it)))));
    }
    let open = it.disasters.iter().filter(|one| one.state == State::Ended).count() as i64;
    if open > 0 {
        found.push(w::disasters_unverified(lang, text.count(open, Some(format!("{}&state=ended", list_of(it))))));
    }
    if found.is_empty() {
        return vec![vec![Piece::Said(w::no_disaster_problems(lang).to_owned())]];
    }
    numbered(lang, found).iter().map(|words| text.pieces(words)).collect()
}

/// By the season that begins.
fn next(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let season = match it.period.to.plus_days(1).month() {
        5..=8 => w::next_disaster_flood(lang),
        9 | 10 => w::next_disaster_autumn(lang),
        11 | 12 | 1 => w::next_disaster_winter(lang),
        _ => w::next_disaster_spring(lang),
    };
    let all = vec![season.to_owned(), w::next_disaster_losses(lang).to_owned(), w::next_duty(lang).to_owned()];
    numbered(lang, all).into_iter().map(|words| vec![Piece::Said(words)]).collect()
}

/// Each disaster with its losses.
pub(super) fn each(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    if it.disasters.is_empty() {
        return vec![vec![Piece::Said(w::no_disasters(lang).to_owned())]];
    }
    let mut text = Writer::default();
    let n = it.disasters.len() as i64;
    let counted = |n: i64| w::events(lang, format::count(n));
    let words = w::disasters_all(
        lang,
        text.count(n, Some(list_of(it))),
        text.figure(compared(lang, n, it.disasters_before, counted), None),
    );
    let mut paragraphs = vec![text.pieces(&words)];
    paragraphs.extend(one_by_one(lang, it));
    paragraphs
}

fn one_by_one(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut paragraphs = Vec::new();
    for one in it.disasters.iter().take(NAMED) {
        paragraphs.push(disaster_one(lang, it, one));
    }
    if it.disasters.len() > NAMED {
        paragraphs.push(vec![Piece::Said(w::more_disasters(lang).to_owned())]);
    }
    paragraphs
}

/// What nobody reported stands as not reported.
fn disaster_one(lang: Lang, it: &Record, one: &Disaster) -> Vec<Piece> {
    let mut text = Writer::default();
    let list = Some(format!("/disasters/{}", one.id));
    let figures = it.losses.get(&one.id);
    let mut figure = |name: &str| {
        let measure = Measure::named(name);
        let said = measure.and_then(|measure| figures.and_then(|all| all.get(measure)).map(|n| (measure, n)));
        match said {
            Some((measure, n)) => text.figure(with_unit(lang, measure, n), list.clone()),
            None => text.figure(w::not_reported(lang), list.clone()),
        }
    };
    let (people, moved, crops, lost, loss) = (
        figure("affected"),
        figure("relocated"),
        figure("crops_affected_ha"),
        figure("crops_lost_ha"),
        figure("loss_10k_yuan"),
    );
    let title = text.figure(one.title(), list.clone());
    let words = w::disaster_one(
        lang,
        day_of_year(lang, one.from.day()),
        title,
        people,
        moved,
        w::crops(lang, crops, lost),
        loss,
    );
    let words = format!("{words}{}", roads(lang, &mut text, it, one));
    text.pieces(&words)
}

/// Roads that a sentence names.
const ROADS_NAMED: usize = 5;

/// Which roads were cut and how many still are; nothing where nobody says one.
fn roads(lang: Lang, text: &mut Writer, it: &Record, one: &Disaster) -> String {
    let Some(cut) = it.roads_cut.get(&one.id).filter(|all| !all.is_empty()) else { return String::new() };
    let page = Some(format!("/disasters/{}", one.id));
    let named: Vec<_> = cut.iter().take(ROADS_NAMED).map(|it| it.road.as_str().unwrap_or(w::erased(lang))).collect();
    let rest = if cut.len() > ROADS_NAMED { w::and_others(lang) } else { "" };
    let still = cut.iter().filter(|it| it.to.is_none()).count() as i64;
    let still = match still {
        0 => w::roads_open(lang).to_owned(),
        n => w::roads_still(lang, text.count(n, page.clone())),
    };
    w::roads_cut(lang, text.count(cut.len() as i64, page), named.join(w::comma(lang)), rest, still)
}
