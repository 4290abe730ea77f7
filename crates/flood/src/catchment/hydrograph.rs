//! Flow and rain of a catchment over time, drawn and as a table; what was measured at the outlet beside, and how good forecasts
//! were. Not here: the same for programs (`out`).

use std::sync::Arc;

use kernel::{Error, Instant, Lang};
use maud::{Markup, html};
use page::curve::{Beyond, Curve, Limit};
use page::list::{Column, Row, table as tabled};
use page::{format, parts};
use readings::Metric;

use super::detail::Shown;
use super::list::PATH;
use super::parts::{Outlook, mm};
use crate::forecast::{Forecast, STEP_MS, STEPS_A_DAY, Skill, skill};
use crate::live::{Forecasts, Latest, outlet_metric};
use crate::web::flow;
use crate::words::{flood as w, flood_threshold};

/// How much of it is drawn: a day and a half back, a day ahead.
const BACK: usize = STEPS_A_DAY + STEPS_A_DAY / 2;
const DRAWN_AHEAD: usize = STEPS_A_DAY;
/// Over so many days forecasts are compared with what was measured.
const COMPARED_MS: i64 = 30 * 86_400_000;
const LEADS: [(u32, Metric); 3] = [(1, Metric::FlowWithin1h), (3, Metric::FlowWithin3h), (6, Metric::FlowWithin6h)];

/// Everything that is drawn besides the forecast.
pub(super) struct Drawn {
    pub outlook: Outlook,
    pub latest: Option<Arc<Latest>>,
    /// Flow at the outlet's gauge, in order of time.
    pub outlet: Vec<(i64, f64)>,
    pub skill: Vec<(u32, Option<Skill>)>,
}

/// Reads what the outlet measured, and how good the forecasts were.
pub(super) async fn measured(
    shown: Shown,
    forecasts: Option<Forecasts>,
    (outlook, latest): (Outlook, Option<Arc<Latest>>),
    now: Instant,
) -> Result<(Shown, Drawn), Error> {
    let outlet = shown.it.said.outlet.and_then(|id| shown.devices.get(&id));
    let outlet = outlet.filter(|it| outlet_metric(it) == Some(Metric::Flow)).map(|it| it.said.code.clone());
    let (Some(forecasts), Some(outlet)) = (forecasts, outlet) else {
        return Ok((shown, Drawn { outlook, latest, outlet: Vec::new(), skill: Vec::new() }));
    };
    let mut series = vec![(outlet, Metric::Flow)];
    series.extend(LEADS.map(|(_, metric)| (shown.it.said.code.clone(), metric)));
    let from = Instant::from_millis(now.millis() - COMPARED_MS);
    let read = move || {
        let mut found = vec![Vec::new(); series.len()];
        let until = Instant::from_millis(now.millis() + 1);
        forecasts.readings.each(&series, from, until, &mut |place, readings| found[place] = readings)?;
        Ok::<_, Error>(found)
    };
    let mut found = tokio::task::spawn_blocking(read).await.map_err(Error::internal)??.into_iter();
    let outlet = found.next().unwrap_or_default();
    let of = |((hours, _), said): ((u32, Metric), Vec<(i64, f64)>)| (hours, skill(&said, &outlet, hours));
    let skill = LEADS.into_iter().zip(found).map(of).collect();
    Ok((shown, Drawn { outlook, latest, outlet, skill }))
}

/// The steps before the forecast, oldest first.
pub(super) fn before<'a>(
    forecast: &Forecast,
    values: &'a [f64],
    most: usize,
) -> impl Iterator<Item = (Instant, f64)> + use<'a> {
    let (at, count) = (forecast.at, values.len().min(most) as i64);
    let last = &values[values.len() - count as usize..];
    (0..).zip(last).map(move |(n, value)| (Instant::from_millis(at - (count - 1 - n) * STEP_MS), *value))
}

/// Those after it.
pub(super) fn after<'a>(
    forecast: &Forecast,
    values: &'a [f64],
    most: usize,
) -> impl Iterator<Item = (Instant, f64)> + use<'a> {
    let at = forecast.at;
    (1..).zip(values.iter().take(most)).map(move |(n, value)| (Instant::from_millis(at + n * STEP_MS), *value))
}

/// Ten minutes' rain as hours, so that bars can be seen.
pub(super) fn hours(steps: impl Iterator<Item = (Instant, f64)>) -> Vec<(Instant, f64)> {
    let mut sums: Vec<(Instant, f64)> = Vec::new();
    for (at, mm) in steps {
        let hour = at.millis() - 1 - (at.millis() - 1).rem_euclid(3_600_000) + 3_600_000;
        let hour = Instant::from_millis(hour);
        match sums.last_mut().filter(|it| it.0 == hour) {
            Some(sum) => sum.1 += mm,
            None => sums.push((hour, mm)),
        }
    }
    sums
}

pub(super) fn card(lang: Lang, shown: &Shown, drawn: &Drawn, forecast: &Forecast) -> Markup {
    let Some(latest) = &drawn.latest else { return html! {} };
    let it = &shown.it;
    let from = Instant::from_millis(forecast.at - BACK as i64 * STEP_MS);
    let to = Instant::from_millis(forecast.at + DRAWN_AHEAD as i64 * STEP_MS);
    let now = Instant::from_millis(forecast.at);
    let line: Vec<_> = before(forecast, latest.situation.flow(), BACK).collect();
    let guess: Vec<_> =
        std::iter::once((now, forecast.now)).chain(after(forecast, &forecast.flow, DRAWN_AHEAD)).collect();
    let beside: Vec<_> = drawn
        .outlet
        .iter()
        .map(|(at, value)| (Instant::from_millis(*at), *value))
        .filter(|it| (from..=to).contains(&it.0))
        .collect();
    let thresholds = it.thresholds();
    let limit = |(n, (which, value)): (usize, &(super::Threshold, f64))| Limit {
        value: *value,
        word: format!("{} {} m³/s", flood_threshold::of(lang, which.word()), flow(*value)),
        is_top: n + 1 == thresholds.len(),
    };
    let limits: Vec<Limit> = thresholds.iter().enumerate().map(limit).collect();
    let beyond = Beyond {
        now,
        now_word: w::from_here(lang),
        word: w::computed(lang),
        guess: &guess,
        guess_word: w::forecast(lang),
        beside: &beside,
        beside_word: w::at_outlet(lang),
    };
    let points = format!("/api/v1{PATH}/{}/forecast", it.id);
    let flows = Curve {
        title: &format!("{} {}", it.said.name, w::flow_title(lang)),
        unit: "m³/s",
        from,
        to,
        bars: &[],
        line: &line,
        silences: &[],
        limits: &limits,
        points: &points,
        beyond: Some(&beyond),
    };
    let (fell, expected) =
        (hours(before(forecast, latest.situation.rain(), BACK)), hours(after(forecast, &forecast.rain, DRAWN_AHEAD)));
    let expected: Vec<_> = expected.into_iter().filter(|it| it.1 > 0.0).collect();
    let rain = Beyond {
        word: w::rain_fell(lang),
        guess: &expected,
        guess_word: w::rain_expected(lang),
        beside: &[],
        ..beyond
    };
    let rains = Curve {
        title: &format!("{} {}", it.said.name, w::rain_title(lang)),
        unit: "mm",
        bars: &fell,
        line: &[],
        limits: &[],
        points: &format!("{points}?of=rain"),
        beyond: Some(&rain),
        ..flows.clone()
    };
    html! {
        (parts::card(w::flow_title(lang), None, None, flows.draw(lang)))
        (parts::card(w::rain_title(lang), None, None, rains.draw(lang)))
    }
}

/// Every hour from now on for a day.
pub(super) fn table(lang: Lang, shown: &Shown, forecast: &Forecast) -> Markup {
    let columns = [Column::title(w::time(lang)), Column::number(w::rain_mm(lang)), Column::number(w::flow_m3_s(lang))];
    let rain = hours(after(forecast, &forecast.rain, DRAWN_AHEAD));
    let row = |(at, value): (Instant, f64)| {
        let fell = rain.iter().find(|it| it.0 == at).map_or(0.0, |it| it.1);
        Row::new(vec![html! { (format::instant(at)) }, mm(fell), html! { (flow(value)) }])
    };
    let whole_hours = after(forecast, &forecast.flow, DRAWN_AHEAD).filter(|it| it.0.millis() % 3_600_000 == 0);
    let rows: Vec<Row> = whole_hours.map(row).collect();
    let link = format!("{PATH}/{}/forecast.csv", shown.it.id);
    parts::card(w::table(lang), None, Some((w::csv(lang), &link)), tabled(w::table(lang), &columns, &rows))
}
