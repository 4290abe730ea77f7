//! Parts of a catchment's page: what comes, who lives below, critical rain, what the forecast is made of, how good it was.

use kernel::{Ctx, Error, Instant, Lang};
use maud::{Markup, html};
use page::list::{Column, Row, table};
use page::{format, parts};
use readings::Metric;
use signal::device::DeviceId;

use super::detail::{Shown, ago};
use super::hydrograph::Drawn;
use super::parts::{Outlook, mm, percent};
use super::{Catchment, Pond, Threshold};
use crate::forecast::{CRITICAL_HOURS, Forecast, Parameter};
use crate::live::Latest;
use crate::rainfall;
use crate::web::{flow, lead, with_unit};
use crate::words::{flood as w, flood_parameter, flood_threshold};

/// What is coming, in a sentence and in figures.
pub(super) fn outlook(lang: Lang, ctx: &Ctx, shown: &Shown, it: &Outlook, forecast: &Forecast) -> Markup {
    let now = ctx.now.millis();
    let (peak_at, peak) = forecast.peak();
    let when = |at: i64| html! { (format::instant_short(Instant::from_millis(at), ctx.now)) };
    let mut facts = vec![(w::outlook(lang), html! { b { (it.sentence(lang, now)) } })];
    for (which, value) in shown.it.thresholds() {
        let word = html! { (with_unit(value)) " " @match forecast.reaches(value) {
            None => span.muted { (w::not_reached(lang)) },
            Some(at) if at <= now => b { (w::reached_now(lang)) },
            Some(at) => b { (w::in_lead(lang, lead(lang, at - now))) "（" (when(at)) "）" },
        } };
        facts.push((flood_threshold::of(lang, which.word()), word));
    }
    facts.push((w::flow_now(lang), html! { (with_unit(forecast.now)) }));
    let peak = if peak_at <= forecast.at { w::falling(lang).to_owned() } else { with_unit(peak) };
    facts.push((w::peak(lang), html! { (peak) @if peak_at > forecast.at { " " (when(peak_at)) } }));
    let within =
        [1, 3, 6, 24].map(|hours| format!("{} {}", w::hours(lang, hours), flow(forecast.highest_within(hours))));
    facts.push((w::highest(lang), html! { (within.join("，")) " m³/s" }));
    facts.push((w::expected(lang), rainfall::in_words(lang, ctx.now, shown.expected.as_ref())));
    facts.push((w::made_at(lang), html! { (format::instant(Instant::from_millis(forecast.at))) }));
    parts::card(w::outlook_title(lang), None, None, parts::facts(&facts))
}

/// Villages in the order in which the water comes to them.
pub(super) fn villages(lang: Lang, shown: &Shown, outlook: &Outlook) -> Markup {
    let title = w::villages(lang);
    let said = &shown.it.said;
    if said.villages.is_empty() {
        return parts::card(title, None, None, html! { p.in.muted { (w::no_villages(lang)) } });
    }
    let columns = [
        Column::title(w::village(lang)),
        Column::number(w::travel(lang)),
        Column::text(w::arrival(lang)),
        Column::number(w::households(lang)),
        Column::number(w::people(lang)),
        Column::text(w::mover(lang)),
    ];
    let count = |it: Option<u32>| it.map_or_else(parts::dash, |n| html! { (format::count(n)) });
    let row = |it: &super::Village| {
        let arrival = match outlook.reached {
            Some((_, _, at)) => {
                html! { (format::instant(Instant::from_millis(at + i64::from(it.minutes) * 60_000))) }
            }
            None => parts::dash(),
        };
        let name = it.mover.map(|it| shown.people.get(&it.person).map_or("--", String::as_str));
        Row::new(vec![
            html! { span lang="zh-CN" { (shown.places.get(&it.division).map_or("--", String::as_str)) } },
            html! { (w::minutes(lang, it.minutes)) },
            arrival,
            count(it.households),
            count(it.people),
            match name {
                Some(name) => html! { span lang="zh-CN" { (name) } },
                None => parts::silent_mark(w::nobody(lang)),
            },
        ])
    };
    let rows: Vec<Row> = said.villages.iter().map(row).collect();
    let sum = |of: fn(&super::Village) -> Option<u32>| said.villages.iter().filter_map(of).map(u64::from).sum::<u64>();
    let reached = outlook.reached.map(|(which, ..)| w::arrival_of(lang, flood_threshold::of(lang, which.word())));
    parts::card(
        title,
        Some(rows.len() as u64),
        None,
        html! {
            (table(title, &columns, &rows))
            p.in.muted.small {
                (w::villages_sum(lang, format::count(sum(|it| it.households)), format::count(sum(|it| it.people))))
                @if let Some(reached) = reached { " " (reached) }
            }
        },
    )
}

/// A device by name; a link where the visitor may open it.
fn device(lang: Lang, shown: &Shown, id: DeviceId) -> Markup {
    match shown.devices.get(&id) {
        Some(it) if shown.open.contains(&id) => {
            html! { a href=(format!("/devices/{id}/readings")) lang="zh-CN" { (it.said.name) } }
        }
        Some(_) => html! { span.muted { (w::outside(lang)) } },
        None => parts::dash(),
    }
}

pub(super) fn ponds(lang: Lang, shown: &Shown) -> Markup {
    let ponds = &shown.it.said.ponds;
    if ponds.is_empty() {
        return html! {};
    }
    let line = |it: &Pond| match it {
        Pond::Device(id) => device(lang, shown, *id),
        Pond::Subject(id) => match shown.subjects.get(id) {
            Some(name) => html! { a href=(format!("/subjects/{id}")) lang="zh-CN" { (name) } },
            None => html! { span.muted { (w::outside(lang)) } },
        },
    };
    parts::card(
        w::ponds(lang),
        Some(ponds.len() as u64),
        None,
        parts::inside(html! {
            ul.in-text { @for it in ponds { li { (line(it)) } } }
        }),
    )
}

/// How much within the next hours brings each of the two flows.
pub(super) fn critical(lang: Lang, it: &Catchment, latest: &Latest) -> Result<Markup, Error> {
    let thresholds = it.thresholds();
    if thresholds.is_empty() {
        return Ok(parts::card(w::critical(lang), None, None, html! { p.in.muted { (w::unset(lang)) } }));
    }
    let mut columns = vec![Column::title(w::within(lang))];
    columns.extend(thresholds.iter().map(|(which, _)| Column::number(flood_threshold::of(lang, which.word()))));
    let mut rows = Vec::new();
    for hours in CRITICAL_HOURS {
        let mut cells = vec![html! { (w::hours(lang, hours)) }];
        for (_, value) in &thresholds {
            let found = latest.situation.critical_mm(*value, hours).map_err(Error::internal)?;
            cells.push(match found {
                Some(0.0) => html! { b { (w::no_more_rain(lang)) } },
                Some(found) => html! { (mm(found)) " mm" },
                None => html! { (w::beyond_all(lang)) },
            });
        }
        rows.push(Row::new(cells));
    }
    Ok(parts::card(
        w::critical(lang),
        None,
        None,
        html! {
            (table(w::critical(lang), &columns, &rows)) p.in.muted.small { (w::critical_text(lang)) }
        },
    ))
}

/// Rules over the forecast's own series, and what is active by them.
pub(super) fn rules(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.it;
    let mut begun = page::Values::default()
        .with("title", w::rule_title(lang, &it.said.name))
        .with("metric", Metric::FlowWithin3h.code())
        .with("aggregate", "last")
        .with("window", "0")
        .with("sort", signal::device::Sort::CatchmentForecast.word())
        .with("devices", it.said.code.clone());
    for (field, value) in [("orange", it.said.ready_m3_s), ("red", it.said.immediate_m3_s)] {
        value.iter().for_each(|value| begun.set(field, value.to_string()));
    }
    let may_draft = it.state == super::State::Kept && ctx.may(kernel::Act("signal_rule.draft"));
    let threshold = |it: &signal::rule::Threshold| format!("{} ≥ {}", it.colour.text(lang), it.value);
    let rules = html! {
        @if shown.rules.is_empty() { p { (w::no_rules(lang)) } }
        ul.in-text { @for it in &shown.rules {
            li {
                a href=(format!("/signal-rules/{}", it.id)) lang="zh-CN" { (it.title()) } " "
                span.muted.small { (it.said.thresholds.iter().map(threshold).collect::<Vec<_>>().join("，")) }
            }
        } }
        @if may_draft { p { (parts::small_link(w::draft_rule(lang), &begun.at("/signal-rules/new"))) } }
        @for it in &shown.conditions {
            p.in-text {
                (it.colour.mark(lang)) " " a href=(format!("/conditions/{}", it.id)) { (it.number) } " "
                (format::instant(it.raised_at)) " "
                @if !it.is_acknowledged() { (parts::bad_tag(w::unacknowledged(lang))) }
            }
        }
    };
    let link = format!("/devices/{}", shown.it.device);
    parts::card(w::rules(lang), Some(shown.rules.len() as u64), Some((w::to_device(lang), &link)), parts::inside(rules))
}

/// Gauges with their ages, how much of the catchment they cover, how wet the ground is taken to be.
pub(super) fn made_of(lang: Lang, ctx: &Ctx, shown: &Shown, latest: &Latest) -> Markup {
    let whole: f64 = latest.gauges.iter().map(|it| it.weight).sum();
    let columns = [
        Column::title(w::gauge(lang)),
        Column::number(w::weight(lang)),
        Column::text(w::last(lang)),
        Column::number(w::rain_1h(lang)),
        Column::number(w::rain_24h(lang)),
    ];
    let row = |it: &crate::live::GaugeNow| {
        let last = match (it.last, it.heard) {
            (None, _) => parts::silent_mark(w::never(lang)),
            (Some(at), true) => html! { (ago(lang, ctx.now, at)) },
            (Some(at), false) => parts::silent_mark(&ago(lang, ctx.now, at)),
        };
        let cells = [percent(it.weight / whole)].map(|it| html! { (it) });
        let [weight] = cells;
        Row::new(vec![device(lang, shown, it.device), weight, last, mm(it.hour_mm), mm(it.day_mm)])
    };
    let rows: Vec<Row> = latest.gauges.iter().map(row).collect();
    let it = &latest.situation;
    let short = it.known_days() < 20.0;
    let facts = [
        (w::covered(lang), html! { (percent(it.covered())) }),
        (w::poor_hours(lang), html! { (w::hours(lang, format!("{:.1}", it.poor_hours()))) }),
        (w::soil(lang), html! { (percent(it.soil())) }),
        (
            w::known_days(lang),
            html! {
                (w::days(lang, format!("{:.0}", it.known_days()))) @if short { " " (parts::bad_tag(w::short_warm_up(lang))) }
            },
        ),
        (w::outlet(lang), shown.it.said.outlet.map_or_else(parts::dash, |id| device(lang, shown, id))),
    ];
    parts::card(
        w::made_of(lang),
        None,
        None,
        html! {
            (table(w::made_of(lang), &columns, &rows)) (parts::facts_single(&facts))
        },
    )
}

/// Forecasts of the last days against what was measured.
pub(super) fn skill(lang: Lang, shown: &Shown, drawn: &Drawn) -> Markup {
    let title = w::skill(lang);
    if drawn.skill.iter().all(|it| it.1.is_none()) {
        let why = match shown.it.said.outlet {
            None => w::no_outlet(lang),
            Some(_) => w::no_skill(lang),
        };
        return parts::card(title, None, None, html! { p.in.muted { (why) } });
    }
    let columns = [
        Column::title(w::lead_time(lang)),
        Column::number(w::nash(lang)),
        Column::number(w::peak_error(lang)),
        Column::number(w::peaks(lang)),
    ];
    let row = |(hours, it): &(u32, Option<crate::forecast::Skill>)| {
        let figure =
            |it: Option<f64>, digits: usize| it.map_or_else(parts::dash, |it| html! { (format!("{it:.digits$}")) });
        Row::new(vec![
            html! { (w::hours(lang, *hours)) },
            figure(it.and_then(|it| it.nash_sutcliffe), 2),
            it.and_then(|it| it.peak_error_percent).map_or_else(parts::dash, |it| html! { (format!("{it:+.0} %")) }),
            it.map_or_else(parts::dash, |it| html! { (flow(it.forecast_peak)) " / " (flow(it.measured_peak)) }),
        ])
    };
    let rows: Vec<Row> = drawn.skill.iter().map(row).collect();
    parts::card(title, None, None, html! { (table(title, &columns, &rows)) p.in.muted.small { (w::skill_text(lang)) } })
}

/// What is said of the catchment.
pub(super) fn about(lang: Lang, shown: &Shown) -> Markup {
    let said = &shown.it.said;
    let threshold = |which: Threshold| {
        let value = shown.it.thresholds().into_iter().find(|it| it.0 == which);
        value.map_or_else(parts::dash, |it| html! { (with_unit(it.1)) })
    };
    let watcher = said.watcher.map(|it| shown.people.get(&it.person).map_or("--", String::as_str));
    let facts = [
        (
            w::place(lang),
            html! { span lang="zh-CN" { (shown.places.get(&said.division).map_or("--", String::as_str)) } },
        ),
        (w::area(lang), html! { (said.area_km2) " km²" }),
        (flood_threshold::of(lang, "ready"), threshold(Threshold::Ready)),
        (flood_threshold::of(lang, "immediate"), threshold(Threshold::Immediate)),
        (w::basis(lang), said.basis.as_ref().map_or_else(parts::dash, registry::forms::said)),
        (w::owner(lang), html! { span lang="zh-CN" { (shown.bodies.get(&said.owner).map_or("--", String::as_str)) } }),
        (
            w::watcher(lang),
            watcher.map_or_else(|| parts::silent_mark(w::nobody(lang)), |it| html! { span lang="zh-CN" { (it) } }),
        ),
        (w::since(lang), html! { (said.since) }),
    ];
    let columns = [Column::title(w::parameter(lang)), Column::text(w::symbol(lang)), Column::number(w::value(lang))];
    let row = |it: &Parameter| {
        let value = said.parameters.0.get(it).map_or_else(parts::dash, |value| html! { (value) " " (it.unit()) });
        Row::new(vec![html! { (flood_parameter::of(lang, it.word())) }, html! { (it.symbol()) }, value])
    };
    let rows: Vec<Row> = Parameter::ALL.iter().map(row).collect();
    let evaporation: Vec<String> = said.evaporation.iter().map(ToString::to_string).collect();
    parts::card(
        w::about(lang),
        None,
        None,
        html! {
            (parts::facts(&facts))
            details.in { summary { (w::parameters(lang)) }
                (table(w::parameters(lang), &columns, &rows))
                p.small { (w::evaporation(lang)) "：" (evaporation.join(" ")) }
            }
        },
    )
}
