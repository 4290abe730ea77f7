//! The page of a backtest: how far it is, what came of it, event by event and condition by condition, and the form that begins.

use std::collections::HashMap;

use kernel::{Act, Ctx, Error, Instant, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::list::{Column, Row};
use page::sheet::{self, Typed};
use page::{Crumb, NoteKind, Screen, form, format, list as lists, parts};
use registry::field::{self, Field, Kind, Words, may};
use signal::condition::Reading;
use signal::device::{Device, DeviceId};
use signal::rule::SignalRule;
use signal::rule::backtest::{EventKind, Nearness, lead, tested};
use signal::words::{backtest_event, backtest_nearness};

use super::events::{self, Happened, Source};
use super::jobs::{Ended, Standing};
use super::kept::{Details, EventLine, Line};
use crate::words::{backtest as w, backtest_field, backtest_hint};

const WORDS: Words =
    Words { label: backtest_field::of, hint: backtest_hint::of, act: backtest_field::of, then: backtest_field::of };
/// Conditions shown on the page; a program gets all that are kept.
const SHOWN: usize = 50;
/// How often a page that waits asks again, in seconds.
const EVERY: u32 = 1;

fn kinds(lang: Lang) -> Vec<(String, String)> {
    EventKind::ALL.iter().map(|it| (it.word().to_owned(), backtest_event::of(lang, it.word()).to_owned())).collect()
}

fn nearnesses(lang: Lang) -> Vec<(String, String)> {
    Nearness::ALL.iter().map(|it| (it.word().to_owned(), backtest_nearness::of(lang, it.word()).to_owned())).collect()
}

const FIELDS: [Field; 7] = [
    may("from", Kind::Day),
    may("to", Kind::Day),
    may("kinds", Kind::Ticks(kinds)),
    may("nearness", Kind::Select(nearnesses)),
    may("kilometres", Kind::Text),
    may("before", Kind::Text),
    may("after", Kind::Text),
];

/// What a page needs beside how it stands.
pub(super) struct Shown {
    pub it: SignalRule,
    details: Option<Details>,
    /// Those within the visitor's reach.
    devices: HashMap<DeviceId, Device>,
    events: HashMap<Source, Happened>,
}

impl Shown {
    pub fn read(r: &Reader<'_>, ctx: &Ctx, it: SignalRule, details: Option<Details>) -> Result<Shown, Error> {
        let mut shown = Shown { it, details, devices: HashMap::new(), events: HashMap::new() };
        let Some(details) = &shown.details else { return Ok(shown) };
        let mut ids: Vec<DeviceId> = details.conditions.iter().take(SHOWN).map(|it| it.device).collect();
        ids.sort_unstable();
        ids.dedup();
        let seen = |act: &'static str| Ctx { scope: ctx.scope_of(Act(act)), ..ctx.clone() };
        let devices = signal::device::query::among(r, &seen("device.view"), &ids)?;
        shown.devices = devices.into_iter().map(|it| (it.id, it)).collect();
        let asked = &details.tested.asked;
        // Of each source as far as this visitor sees it.
        for (act, of_incidents) in [("incident.view", true), ("disaster.view", false)] {
            let found = events::fetch(r, &seen(act), &asked.kinds, (asked.from, asked.to))?;
            let own = found.into_iter().filter(|it| matches!(it.source, Source::Incident(_)) == of_incidents);
            shown.events.extend(own.map(|it| (it.source, it)));
        }
        Ok(shown)
    }
}

pub(super) fn show(
    screen: &Screen,
    ctx: &Ctx,
    shown: &Shown,
    standing: &Standing,
    typed: &Typed,
) -> axum::response::Response {
    let (lang, it) = (screen.lang(), &shown.it);
    let here = format!("/signal-rules/{}/backtest", it.id);
    let name = html! { span.muted { (it.title()) " " (it.code) " " (w::edition_n(lang, it.edition)) } };
    let running = matches!(standing, Standing::Running { .. });
    let labels = field::labels(lang, WORDS, &FIELDS);
    let body = html! {
        (parts::head(w::title(lang), name, parts::print_button(lang)))
        (form::error_summary(lang, &typed.problems, &labels))
        @if running { (parts::live("backtest", &here, EVERY, running_card(screen, &here, standing))) }
        @else { div id="backtest" {
            @if let Standing::Ended(ended) = standing { (note(lang, ended)) }
            (outcome(lang, ctx, shown))
        } }
        @if !running { (asking(screen, &here, shown, typed)) }
    };
    let crumbs = [
        Crumb::here(w::section(lang)),
        Crumb::link(w::rules(lang), "/signal-rules"),
        Crumb::link(it.title(), format!("/signal-rules/{}", it.id)),
        Crumb::here(w::title(lang)),
    ];
    sheet::answer(screen, &format!("{} {}", it.title(), w::title(lang)), &crumbs, typed, body)
}

/// While it runs the page renews itself, without a script too.
fn running_card(screen: &Screen, here: &str, standing: &Standing) -> Markup {
    let lang = screen.lang();
    let (done, all) = match standing {
        Standing::Running { done, all } => (*done, *all),
        _ => (0, 0),
    };
    let stop = html! { button.btn type="submit" { (w::stop(lang)) } };
    let body = html! {
        div.in {
            @if all > 0 {
                progress.wide max=(all) value=(done) aria-label=(w::running(lang)) {}
                p.small { (w::days_of(lang, format::count(done as u64), format::count(all as u64))) }
            } @else {
                progress.wide aria-label=(w::running(lang)) {}
                p.small { (w::waiting(lang)) }
            }
            p.small.muted { (w::running_text(lang)) }
        }
        noscript { meta http-equiv="refresh" content="2"; p.in { a href="" { (w::renew(lang)) } } }
    };
    html! {
        (parts::card(w::running(lang), None, None, body))
        (parts::actions(lang, html! {}, form::button_form(screen, &format!("{here}/cancellation"), stop)))
    }
}

fn note(lang: Lang, ended: &Ended) -> Markup {
    match ended {
        Ended::Stopped => parts::note(NoteKind::Plain, w::stopped(lang), html! {}),
        Ended::Refused { why, with } => parts::note(
            NoteKind::Bad,
            w::refused(lang),
            html! { (page::error_text(lang, why)) @if let Some(with) = with { " " span.muted { (with) } } },
        ),
        Ended::Failed => parts::note(NoteKind::Bad, w::failed(lang), html! {}),
    }
}

fn outcome(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let Some(found) = shown.details.as_ref().map(|it| &it.tested).or(shown.it.tested.as_ref()) else {
        return parts::empty(w::nothing(lang), w::nothing_text(lang), html! {});
    };
    html! {
        (parts::card(w::outcome(lang), None, None, tested(lang, found)))
        @match &shown.details {
            None => (parts::note(NoteKind::Plain, w::lists_gone(lang), html! {})),
            Some(details) if details.tested.read.readings == 0 => {},
            Some(details) => {
                (parts::card(w::events(lang), Some(details.events.len() as u64), None, event_table(lang, ctx, shown, details)))
                (parts::card(w::conditions(lang), Some(details.all as u64), None, condition_table(lang, ctx, shown, details)))
                p.foot.small.muted { (w::made_at(lang, format::instant(details.made_at))) }
            }
        }
    }
}

fn instant(millis: i64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

/// Where an event stands on record, as far as this visitor sees it.
fn event_link(lang: Lang, shown: &Shown, it: &EventLine) -> Markup {
    match shown.events.get(&it.source) {
        Some(known) => html! {
            a href=(it.source.address()) { (known.number) } " " span lang="zh-CN" { (known.title) }
        },
        None => html! { span.muted { (w::not_seen(lang)) } },
    }
}

fn event_table(lang: Lang, ctx: &Ctx, shown: &Shown, details: &Details) -> Markup {
    if details.events.is_empty() {
        return html! { p.in.in-text.muted { (w::no_events(lang)) } };
    }
    let compared = details.tested.in_force.is_some();
    let mut columns = vec![
        Column::title(w::event(lang)),
        Column::text(w::kind(lang)).wide_only(),
        Column::text(w::at(lang)),
        Column::text(w::this(lang)),
    ];
    if compared {
        columns.push(Column::text(w::in_force(lang)));
    }
    let row = |it: &EventLine| {
        let mut cells = vec![
            event_link(lang, shown, it),
            html! { span.nowrap { (backtest_event::of(lang, it.kind.word())) } },
            html! { span.nowrap { (format::instant_short(instant(it.at), ctx.now)) } },
            told(lang, it, &it.lead),
        ];
        if compared {
            cells.push(it.in_force.as_ref().map_or_else(parts::dash, |lead| told(lang, it, lead)));
        }
        Row::new(cells)
    };
    lists::table(w::events(lang), &columns, &details.events.iter().map(row).collect::<Vec<_>>())
}

/// The worst colour that was reached before it, and how long before the first was.
fn told(lang: Lang, it: &EventLine, leads: &[Option<i64>; 4]) -> Markup {
    let worst = signal::Colour::ALL.iter().rev().find(|colour| leads[**colour as usize].is_some());
    let first = leads.iter().flatten().max();
    match (worst, first) {
        (Some(worst), Some(minutes)) => {
            html! { (worst.mark(lang)) " " span.nowrap { (w::ahead(lang, lead(lang, *minutes))) } }
        }
        _ if it.could => parts::bad_tag(w::missed(lang)),
        _ if it.has_device => html! { span.muted { (w::no_readings(lang)) } },
        _ => html! { span.muted { (w::no_device(lang)) } },
    }
}

fn condition_table(lang: Lang, ctx: &Ctx, shown: &Shown, details: &Details) -> Markup {
    if details.conditions.is_empty() {
        return html! { p.in.in-text.muted { (w::no_conditions(lang)) } };
    }
    let columns = [
        Column::title(w::device(lang)),
        Column::text(w::worst(lang)),
        Column::text(w::from(lang)),
        Column::text(w::until(lang)),
        Column::number(w::figure(lang)),
        Column::text(w::verdict(lang)),
    ];
    let row = |it: &Line| {
        let event = details.event(it);
        let verdict = match event {
            None => parts::bad_tag(w::false_alarm(lang)),
            Some(event) if it.is_late => html! { (parts::tag(w::too_late(lang))) " " (event_link(lang, shown, event)) },
            Some(event) => html! { (parts::good_tag(w::hit(lang))) " " (event_link(lang, shown, event)) },
        };
        let time = |at: i64| html! { span.nowrap { (format::instant_short(instant(at), ctx.now)) } };
        Row::new(vec![
            device_link(lang, shown, it),
            it.worst.mark(lang),
            time(it.from),
            it.until.map_or_else(|| html! { (w::still(lang)) }, time),
            it.figure.map_or_else(parts::dash, |it| html! { span.nowrap { (it.value) " " (unit(it)) } }),
            verdict,
        ])
    };
    let rows: Vec<Row> = details.conditions.iter().take(SHOWN).map(row).collect();
    html! {
        @if details.all > rows.len() { p.in.small.muted { (w::first_of(lang, rows.len(), format::count(details.all as u64))) } }
        (lists::table(w::conditions(lang), &columns, &rows))
    }
}

fn unit(it: Reading) -> String {
    it.by.map_or_else(|| it.metric.unit().to_owned(), |by| signal::rule::unit(by, it.metric))
}

/// The readings of that time.
fn device_link(lang: Lang, shown: &Shown, it: &Line) -> Markup {
    let Some(device) = shown.devices.get(&it.device) else { return html! { span.muted { (w::not_seen(lang)) } } };
    let until = instant(it.until.unwrap_or(it.from)).day().plus_days(1);
    let address = format!("/devices/{}/readings?metric={}&span=week&until={until}", device.id, it.metric);
    html! { a href=(address) lang="zh-CN" { (device.said.name) } " " span.muted.nowrap { (device.said.code) } @if it.at_site { " " span.muted { (w::at_site(lang)) } } }
}

fn asking(screen: &Screen, here: &str, shown: &Shown, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let again = shown.details.is_some() || shown.it.tested.is_some();
    let submit = if again { w::again(lang) } else { w::begin(lang) };
    let inside = html! {
        (field::show_all(lang, WORDS, &FIELDS, typed))
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, parts::submit(submit)))
    };
    parts::card(w::asking(lang), None, None, form::form(screen, here, inside))
}
