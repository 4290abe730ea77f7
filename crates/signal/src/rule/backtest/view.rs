//! The outcome of a backtest as pages show it.

use kernel::{Act, Ctx, Lang};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{format, list as lists, parts};

use super::super::{SignalRule, State};
use super::{Asked, Nearness, Score, Scored, Tested};
use crate::words::{backtest as w, backtest_event, backtest_nearness, signal_rule as rule};

pub(crate) const VIEW: Act = Act("signal_rule.backtest");

/// What was compared with what, for a list of facts.
pub fn asked_facts(lang: Lang, asked: &Asked) -> Vec<(&'static str, Markup)> {
    let kinds: Vec<&str> = asked.kinds.iter().map(|it| backtest_event::of(lang, it.word())).collect();
    let nearness = match asked.nearness {
        Nearness::Distance => w::within(lang, asked.kilometres),
        other => backtest_nearness::of(lang, other.word()).to_owned(),
    };
    vec![
        (w::period(lang), html! { span.nowrap { (w::from_to(lang, asked.from, asked.to)) } }),
        (w::events(lang), html! { (kinds.join(w::and(lang))) }),
        (w::near(lang), html! { (nearness) }),
        (w::before(lang), html! { (w::hours(lang, asked.before_hours)) }),
        (w::after(lang), html! { (w::hours(lang, asked.after_hours)) }),
    ]
}

/// How much there was to go by.
fn read_facts(lang: Lang, it: &Tested) -> Vec<(&'static str, Markup)> {
    let read = &it.read;
    let span = read.first.zip(read.last).map_or_else(parts::dash, |(first, last)| {
        html! { span.nowrap { (w::from_to(lang, first, last)) } }
    });
    vec![
        (w::readings(lang), html! { (format::count(read.readings)) }),
        (w::devices(lang), html! { (w::heard_of(lang, read.heard, read.devices)) }),
        (w::with_readings(lang), span),
    ]
}

/// Every colour of the draft, each beside that of the edition in force.
pub fn scores(lang: Lang, it: &Tested) -> Markup {
    let columns = [
        Column::title(w::colour(lang)),
        Column::text(w::edition(lang)),
        Column::number(w::conditions(lang)),
        Column::number(w::hits(lang)),
        Column::number(w::misses(lang)),
        Column::number(w::false_alarms(lang)),
        Column::number(w::late(lang)),
        Column::number(w::detection(lang)),
        Column::number(w::false_alarm_ratio(lang)),
        Column::number(w::success_index(lang)),
        Column::number(w::lead(lang)),
        Column::number(w::warned(lang)),
    ];
    let mut rows = Vec::new();
    for colour in crate::Colour::ALL.iter().rev() {
        let mut is_first = true;
        for (scored, name) in [(Some(&it.draft), w::this(lang)), (it.in_force.as_ref(), w::in_force(lang))] {
            let Some(scored) = scored else { continue };
            let Some(score) = scored.scores.iter().find(|score| score.colour == *colour) else { continue };
            let mark = if std::mem::take(&mut is_first) { colour.mark(lang) } else { Markup::default() };
            rows.push(row(lang, it, (mark, &edition(lang, scored, name)), score));
        }
    }
    lists::table(w::outcome(lang), &columns, &rows)
}

fn edition(lang: Lang, scored: &Scored, name: &str) -> String {
    format!("{} {name}", rule::edition_n(lang, scored.edition))
}

fn row(lang: Lang, it: &Tested, (mark, edition): (Markup, &str), score: &Score) -> Row {
    let percent = |ratio: Option<f64>| match ratio {
        Some(ratio) => html! { (format!("{:.0}%", ratio * 100.0)) },
        None => parts::dash(),
    };
    let lead = score.lead_minutes.map_or_else(parts::dash, |minutes| html! { (lead(lang, minutes)) });
    let per_year = match it.read.device_days {
        0 => parts::dash(),
        days => {
            html! { (w::hours_n(lang, format::count((score.warned_minutes as f64 / 60.0 * 365.0 / days as f64).round() as i64))) }
        }
    };
    Row::new(vec![
        mark,
        html! { span.nowrap { (edition) } },
        html! { (format::count(score.conditions)) },
        html! { (score.hits) "/" (score.events) },
        html! { (score.misses()) },
        html! { (format::count(score.false_alarms())) },
        html! { (score.late) },
        percent(score.detection()),
        percent(score.false_alarm_ratio()),
        score.success_index().map_or_else(parts::dash, |it| html! { (format!("{it:.2}")) }),
        lead,
        per_year,
    ])
}

/// `3.5 小时`, `40 分钟`
pub fn lead(lang: Lang, minutes: i64) -> String {
    if minutes < 120 { w::minutes_n(lang, minutes) } else { w::hours_n(lang, format!("{:.1}", minutes as f64 / 60.0)) }
}

/// One line for the story: hits, misses and false alarms of the least colour.
pub(in crate::rule) fn brief(lang: Lang, it: &Tested) -> String {
    match it.draft.scores.first().filter(|_| it.read.readings > 0) {
        Some(score) => w::brief(lang, score.hits, score.misses(), score.false_alarms()),
        None => w::no_readings(lang).to_owned(),
    }
}

/// What to think of the figures, where they say little.
pub fn doubts(lang: Lang, it: &Tested) -> Vec<String> {
    let mut said = Vec::new();
    let events = it.draft.scores.first().map_or(0, |score| score.events);
    if it.read.readings == 0 {
        said.push(w::no_readings(lang).to_owned());
    } else if events == 0 {
        said.push(w::no_events(lang).to_owned());
    } else if events < 5 {
        said.push(w::few_events(lang, events));
    }
    if it.draft.beyond > 0 {
        said.push(w::beyond(lang, it.draft.beyond));
    }
    said
}

/// Everything that is recorded of a backtest.
pub fn tested(lang: Lang, it: &Tested) -> Markup {
    let mut facts = asked_facts(lang, &it.asked);
    facts.extend(read_facts(lang, it));
    html! {
        @for doubt in doubts(lang, it) { p.in.in-text { (doubt) } }
        @if it.read.readings > 0 { (scores(lang, it)) }
        (parts::facts(&facts))
    }
}

/// On the page of an edition: what its backtest came to, or the way to one.
pub(in crate::rule) fn card(lang: Lang, ctx: &Ctx, it: &SignalRule) -> Markup {
    if !ctx.may(VIEW) || it.state == State::Discarded {
        return Markup::default();
    }
    let path = format!("{}/{}/backtest", super::super::PATH, it.id);
    let (link, body) = match &it.tested {
        Some(found) => (w::to_details(lang), tested(lang, found)),
        None => (w::begin(lang), html! { p.in.in-text.muted { (w::none_yet(lang)) } }),
    };
    parts::card(w::title(lang), None, Some((link, &path)), body)
}

/// Above the form that switches a draft on.
pub(in crate::rule) fn before_switching(lang: Lang, it: &SignalRule) -> Markup {
    let body = match &it.tested {
        Some(found) => tested(lang, found),
        None => html! { p.in.in-text { (w::never(lang)) } },
    };
    parts::card(w::title(lang), None, None, body)
}
