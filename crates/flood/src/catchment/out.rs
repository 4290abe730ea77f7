//! A catchment's forecast for programs, as JSON and as CSV.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::response::IntoResponse as _;
use kernel::{Ctx, Error, Instant};
use ledger::{Db, Reader};
use page::{Doc, Json, Query, Reply};
use readings::Metric;
use serde::Serialize;

use super::hydrograph::{after, before, hours};
use super::parts::Outlook;
use super::{Catchment, CatchmentId, State, query};
use crate::forecast::{AHEAD, Forecast, STEP_MS};
use crate::live::{Forecasts, Latest, outlet_metric};
use crate::rainfall::{self, ExpectedRain};
use crate::web::Visitor;

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
fn standing(
    asked: &Asked,
    forecasts: Option<&Forecasts>,
    now: Instant,
) -> Result<(Outlook, Option<Arc<Latest>>), Error> {
    let forecasts = forecasts.filter(|_| asked.it.state == State::Kept);
    let latest = forecasts.and_then(|all| all.latest(asked.it.id, now));
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
    let (outlook, latest) = standing(&asked, forecasts.as_deref(), ctx.now)?;
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
            // The hour in which the forecast was made has rain that fell and rain that is to come.
            if self.t.last() == Some(&(at.millis() as f64 / 1_000.0)) {
                self.guess.pop();
                self.guess.push(Some(rounded(value)));
                continue;
            }
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
    let (outlook, latest) = standing(&asked, forecasts.as_deref(), ctx.now)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_of_the_forecast_has_what_fell_and_what_is_to_come() {
        let hour = |n: i64| Instant::from_millis(n * 3_600_000);
        let mut rain = CatchmentForecast { unit: "mm", ..CatchmentForecast::default() };
        rain.fill(vec![(hour(1), 2.0), (hour(2), 1.0)], vec![(hour(2), 0.5), (hour(3), 4.0)], &[]);
        assert_eq!(rain.t, [3_600.0, 7_200.0, 10_800.0]);
        assert_eq!((rain.v, rain.guess), (vec![Some(2.0), Some(1.0), None], vec![None, Some(0.5), Some(4.0)]));
        // Of flow both lines meet where the one ends; what was measured stands at the step in which it was.
        let mut flow = CatchmentForecast { unit: "m³/s", ..CatchmentForecast::default() };
        flow.fill(vec![(hour(1), 2.0)], vec![(hour(2), 3.0)], &[(3_300_000, 1.5), (9_000_000, 9.0)]);
        assert_eq!((flow.v, flow.guess), (vec![Some(2.0), None], vec![Some(2.0), Some(3.0)]));
        assert_eq!(flow.beside, [Some(1.5), None]);
    }
}
