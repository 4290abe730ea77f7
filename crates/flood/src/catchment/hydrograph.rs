//! Flow and rain of a catchment over time: drawn, as a table, as CSV, and for programs; what was measured at the outlet beside.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::IntoResponse as _;
use axum::{Extension, Json};
use kernel::{Ctx, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::curve::{Beyond, Curve, Limit};
use page::list::{Column, Row, table as tabled};
use page::{Doc, Query, Reply, format, parts};
use readings::Metric;
use serde::Serialize;

use super::detail::Shown;
use super::list::PATH;
use super::parts::{Outlook, mm};
use super::{Catchment, CatchmentId, State, query};
use crate::forecast::{AHEAD, Forecast, STEP_MS, STEPS_A_DAY, Skill, skill};
use crate::live::{Forecasts, Latest, outlet_metric};
use crate::rainfall::{self, ExpectedRain};
use crate::web::{Visitor, flow};
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
    outlook: Outlook,
    now: Instant,
) -> Result<(Shown, Drawn), Error> {
    let latest = forecasts.as_ref().and_then(|all| all.latest(shown.it.id));
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
fn before<'a>(forecast: &Forecast, values: &'a [f64], most: usize) -> impl Iterator<Item = (Instant, f64)> + use<'a> {
    let (at, count) = (forecast.at, values.len().min(most) as i64);
    let last = &values[values.len() - count as usize..];
    (0..).zip(last).map(move |(n, value)| (Instant::from_millis(at - (count - 1 - n) * STEP_MS), *value))
}

/// Those after it.
fn after<'a>(forecast: &Forecast, values: &'a [f64], most: usize) -> impl Iterator<Item = (Instant, f64)> + use<'a> {
    let at = forecast.at;
    (1..).zip(values.iter().take(most)).map(move |(n, value)| (Instant::from_millis(at + n * STEP_MS), *value))
}

/// Ten minutes' rain as hours, so that bars can be seen.
fn hours(steps: impl Iterator<Item = (Instant, f64)>) -> Vec<(Instant, f64)> {
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

/// A forecast for programs.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub struct CatchmentForecast {
    /// From when; nothing of the rest where there is none.
    at: Option<String>,
    /// Why there is none: `uncovered`, `poor`, `not_yet`
    gap: Option<&'static str>,
    /// The part of the catchment of which rain is known.
    covered: Option<f64>,
    flow_now: Option<f64>,
    flow_within_1h: Option<f64>,
    flow_within_3h: Option<f64>,
    flow_within_6h: Option<f64>,
    flow_within_24h: Option<f64>,
    /// When people get ready and move at once; nothing where it does not come to that.
    ready_at: Option<String>,
    immediate_at: Option<String>,
    /// Who told of the rain that is expected; without it none is.
    expected_source: Option<String>,
    unit: &'static str,
    /// Seconds since 1970, each ten minutes.
    t: Vec<f64>,
    /// Computed until now, forecast from now on, measured at the outlet; of rain what fell and what is expected.
    v: Vec<Option<f64>>,
    guess: Vec<Option<f64>>,
    beside: Vec<Option<f64>>,
}

pub(super) fn doc() -> Doc {
    Doc::new(
        "The forecast of a catchment as it stands: flow or rain in steps of ten minutes, three days back, two ahead",
    )
    .returns::<CatchmentForecast>()
    .query("of", "flow or rain; flow without it")
}

struct Asked {
    it: Catchment,
    expected: Option<ExpectedRain>,
    outlet: Option<signal::device::Device>,
}

async fn asked(db: &Db, ctx: &Arc<Ctx>, id: CatchmentId) -> Result<Asked, Error> {
    let ctx = Arc::clone(ctx);
    db.read(move |r: &Reader<'_>| {
        let it = query::one(r, &ctx, id)?;
        let outlet: Vec<_> = it.said.outlet.into_iter().collect();
        let outlet = signal::device::query::among(r, &ctx.beyond_scope(), &outlet)?.pop();
        let all = rainfall::query::valid(r, &ctx)?;
        Ok(Asked { expected: rainfall::of_catchment(&all, id, ctx.now).cloned(), outlet, it })
    })
    .await
}

/// The forecast with the situation that it goes on from.
fn standing(asked: &Asked, forecasts: Option<&Forecasts>) -> Result<(Outlook, Option<Arc<Latest>>), Error> {
    let forecasts = forecasts.filter(|_| asked.it.state == State::Kept);
    let latest = forecasts.and_then(|all| all.latest(asked.it.id));
    Ok((Outlook::of(&asked.it, latest.as_deref(), asked.expected.as_ref())?, latest))
}

pub(super) async fn points(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    forecasts: Option<Extension<Forecasts>>,
    Path(id): Path<CatchmentId>,
    Query(query): Query,
) -> Reply<Json<CatchmentForecast>> {
    let asked = asked(&db, &ctx, id).await?;
    let (outlook, latest) = standing(&asked, forecasts.as_deref())?;
    let is_rain = query.get("of") == "rain";
    let mut answer = CatchmentForecast {
        unit: if is_rain { "mm" } else { "m³/s" },
        covered: latest.as_ref().map(|it| it.situation.covered()),
        expected_source: asked.expected.as_ref().and_then(|it| it.told.source.as_str()).map(str::to_owned),
        ..CatchmentForecast::default()
    };
    let (Some(forecast), Some(latest)) = (&outlook.forecast, latest) else {
        answer.gap = Some(match outlook.gap {
            Some(crate::forecast::Gap::Uncovered) => "uncovered",
            Some(crate::forecast::Gap::Poor) => "poor",
            None => "not_yet",
        });
        return Ok(Json(answer));
    };
    let when = |flow: Option<signal::Quantity>| {
        flow.and_then(|it| forecast.reaches(it.value())).map(|at| Instant::from_millis(at).to_string())
    };
    answer.at = Some(Instant::from_millis(forecast.at).to_string());
    answer.flow_now = Some(forecast.now);
    answer.flow_within_1h = Some(forecast.highest_within(1));
    answer.flow_within_3h = Some(forecast.highest_within(3));
    answer.flow_within_6h = Some(forecast.highest_within(6));
    answer.flow_within_24h = Some(forecast.highest_within(24));
    (answer.ready_at, answer.immediate_at) = (when(asked.it.said.ready_m3_s), when(asked.it.said.immediate_m3_s));
    match is_rain {
        true => {
            let (fell, comes) = (
                hours(before(forecast, latest.situation.rain(), usize::MAX)),
                hours(after(forecast, &forecast.rain, AHEAD)),
            );
            answer.fill(fell, comes, &[]);
        }
        false => {
            let outlet = outlet(&asked, forecasts.map(|it| it.0), forecast).await?;
            let flows = before(forecast, latest.situation.flow(), usize::MAX).collect();
            answer.fill(flows, after(forecast, &forecast.flow, AHEAD).collect(), &outlet);
        }
    }
    Ok(Json(answer))
}

impl CatchmentForecast {
    fn fill(&mut self, before: Vec<(Instant, f64)>, after: Vec<(Instant, f64)>, outlet: &[(i64, f64)]) {
        let rounded = |it: f64| (it * 1_000.0).round() / 1_000.0;
        let last = before.len().saturating_sub(1);
        let is_flow = self.unit != "mm";
        for (n, (at, value)) in before.into_iter().enumerate() {
            self.t.push(at.millis() as f64 / 1_000.0);
            self.v.push(Some(rounded(value)));
            // Both lines meet where the one ends.
            self.guess.push((n == last && is_flow).then(|| rounded(value)));
        }
        for (at, value) in after {
            self.t.push(at.millis() as f64 / 1_000.0);
            self.v.push(None);
            self.guess.push(Some(rounded(value)));
        }
        let measured = |seconds: &f64| {
            let at = (seconds * 1_000.0) as i64;
            let here = outlet.partition_point(|it| it.0 <= at);
            outlet[..here].last().filter(|it| it.0 > at - STEP_MS).map(|it| it.1)
        };
        self.beside = self.t.iter().map(measured).collect();
    }
}

async fn outlet(asked: &Asked, forecasts: Option<Forecasts>, forecast: &Forecast) -> Result<Vec<(i64, f64)>, Error> {
    let of = asked.outlet.as_ref().filter(|it| outlet_metric(it) == Some(Metric::Flow));
    let (Some(forecasts), Some(of)) = (forecasts, of) else { return Ok(Vec::new()) };
    let series = vec![(of.said.code.clone(), Metric::Flow)];
    let from = Instant::from_millis(forecast.at - 3 * 86_400_000);
    let until = Instant::from_millis(forecast.at + STEP_MS);
    let read = move || {
        let mut found = Vec::new();
        forecasts.readings.each(&series, from, until, &mut |_, readings| found = readings)?;
        Ok::<_, Error>(found)
    };
    tokio::task::spawn_blocking(read).await.map_err(Error::internal)?
}

pub(super) async fn csv(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    forecasts: Option<Extension<Forecasts>>,
    Path(id): Path<CatchmentId>,
) -> Reply {
    let asked = asked(&db, &ctx, id).await?;
    let (outlook, latest) = standing(&asked, forecasts.as_deref())?;
    // Excel reads it as UTF-8 by its first bytes.
    let mut text = "\u{feff}time,kind,rain_mm,flow_m3_s\r\n".to_owned();
    let mut line = |at: Instant, kind: &str, rain: f64, flow: f64| {
        text.push_str(&format!("{at},{kind},{rain:.2},{flow:.3}\r\n"));
    };
    if let (Some(forecast), Some(latest)) = (&outlook.forecast, latest) {
        let it = &latest.situation;
        let past = before(forecast, it.flow(), usize::MAX).zip(it.rain());
        past.for_each(|((at, flow), rain)| line(at, "computed", *rain, flow));
        let rain = forecast.rain.iter().copied().chain(std::iter::repeat(0.0));
        after(forecast, &forecast.flow, AHEAD)
            .zip(rain)
            .for_each(|((at, flow), rain)| line(at, "forecast", rain, flow));
    }
    let name = format!("{}-forecast.csv", asked.it.said.code);
    Ok(page::download(&name, "text/csv; charset=utf-8", text.into_bytes()).into_response())
}
