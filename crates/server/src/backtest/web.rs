//! The routes of backtests: see what came of one, begin, stop.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::{Act, Ctx, Error, Identity as _, Instant};
use ledger::Db;
use page::sheet::Typed;
use page::{Doc, Json, Method, Reply, Routes, Screen, Values};
use serde::{Deserialize, Serialize};
use signal::Colour;
use signal::rule::backtest::{Asked, EventKind, Scored, Tested};
use signal::rule::{self, SignalRule, SignalRuleId, State as RuleState};

use super::jobs::{Backtests, Ended, Standing};
use super::kept::Details;
use super::{page as view, plan};

pub(super) const TRY: Act = Act("signal_rule.backtest");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/signal-rules/{id}/backtest", TRY, show)
        .page(Method::POST, "/signal-rules/{id}/backtest", TRY, post)
        .page(Method::POST, "/signal-rules/{id}/backtest/cancellation", TRY, post_cancellation)
        .api(Method::GET, "/signal-rules/{id}/backtest", TRY, get, doc())
        .api(Method::POST, "/signal-rules/{id}/backtest", TRY, post_api, post_doc())
        .api(Method::POST, "/signal-rules/{id}/backtest/cancellation", TRY, cancel_api, cancel_doc())
}

type Visitor = Extension<Arc<Ctx>>;

async fn edition(db: &Db, ctx: &Arc<Ctx>, id: SignalRuleId) -> Result<SignalRule, Error> {
    let asked = Arc::clone(ctx);
    db.read(move |r| rule::query::one(r, &asked, id)).await
}

async fn show(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Extension(all): Extension<Backtests>,
    screen: Screen,
    Path(id): Path<SignalRuleId>,
) -> Reply {
    shown(&db, &ctx, &all, &screen, id, None).await
}

async fn shown(
    db: &Db,
    ctx: &Arc<Ctx>,
    all: &Backtests,
    screen: &Screen,
    id: SignalRuleId,
    typed: Option<Typed>,
) -> Reply {
    let asked = Arc::clone(ctx);
    let standing = all.standing(id);
    let folder = db.clone();
    let look = move |r: &ledger::Reader<'_>| {
        let it = rule::query::one(r, &asked, id)?;
        let details = Details::of(&folder, &it);
        view::Shown::read(r, &asked, it, details)
    };
    let shown = db.read(look).await?;
    let typed = typed.unwrap_or_else(|| Typed { values: filled(&shown.it, ctx), problems: Vec::new() });
    Ok(view::show(screen, ctx, &shown, &standing, &typed))
}

/// The form as it was last asked, else as is usual.
fn filled(it: &SignalRule, ctx: &Ctx) -> Values {
    let usual = plan::usual(it, ctx.now.day());
    let asked = it.tested.as_ref().map_or(&usual, |it| &it.asked);
    let mut values = Values::default()
        .with("from", asked.from.to_string())
        .with("to", asked.to.to_string())
        .with("nearness", asked.nearness.word())
        .with("kilometres", asked.kilometres.to_string())
        .with("before", asked.before_hours.to_string())
        .with("after", asked.after_hours.to_string());
    for kind in &asked.kinds {
        values.add("kinds", kind.word());
    }
    values
}

async fn begin(db: &Db, ctx: &Arc<Ctx>, all: &Backtests, id: SignalRuleId, values: &Values) -> Result<(), Error> {
    let it = edition(db, ctx, id).await?;
    if it.state == RuleState::Discarded {
        return Err(Error::refused("this draft was discarded"));
    }
    let today = ctx.now.day();
    let asked = plan::typed(values, &plan::usual(&it, today), today)?;
    all.begin(db.clone(), Arc::clone(ctx), id, asked)
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Extension(all): Extension<Backtests>,
    screen: Screen,
    Path(id): Path<SignalRuleId>,
    values: Values,
) -> Reply {
    match begin(&db, &ctx, &all, id, &values).await {
        Ok(()) => Ok(to(id)),
        Err(Error::Invalid(problems)) => {
            shown(&db, &ctx, &all, &screen, id, Some(Typed { values, problems: problems.0 })).await
        }
        Err(other) => Err(other.into()),
    }
}

fn to(id: SignalRuleId) -> Response {
    Redirect::to(&format!("/signal-rules/{id}/backtest")).into_response()
}

async fn post_cancellation(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Extension(all): Extension<Backtests>,
    Path(id): Path<SignalRuleId>,
) -> Reply {
    edition(&db, &ctx, id).await?;
    all.stop(id);
    Ok(to(id))
}

/// What is compared, as it was typed; what is left out is as usual.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BacktestBegin {
    /// Days, the last one included: the past three years without them.
    from: String,
    to: String,
    /// `flood`, `geological`, `wind_and_hail`, `cold_and_snow`, `drought`, `wildfire`, `fire`, `production`; by the metric without it.
    kinds: Vec<String>,
    /// `village`, `township`, `district`, `distance`; the township without it.
    nearness: String,
    kilometres: String,
    /// Hours before an event in which a condition counts, and after it in which one is too late.
    before: String,
    after: String,
}

/// How it stands, and what came of the last one.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BacktestAnswer {
    /// `nothing`, `running`, `stopped`, `refused`, `failed`
    state: &'static str,
    why: Option<String>,
    days_done: usize,
    days: usize,
    /// Of the edition as it is written now.
    outcome: Option<BacktestOutcome>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BacktestOutcome {
    from: String,
    to: String,
    kinds: Vec<&'static str>,
    nearness: &'static str,
    kilometres: u32,
    before_hours: u32,
    after_hours: u32,
    readings: u64,
    devices: u32,
    devices_with_readings: u32,
    editions: Vec<BacktestEdition>,
    /// The latest of all, of the edition itself.
    conditions: Vec<BacktestCondition>,
    conditions_in_all: usize,
    events: Vec<BacktestEvent>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BacktestEdition {
    edition: u32,
    in_force: bool,
    /// Events that no watched device near them could tell of.
    events_beyond: u32,
    /// Of each colour: what reached it or worse.
    colours: Vec<BacktestColour>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BacktestColour {
    colour: &'static str,
    conditions: u32,
    false_alarms: u32,
    too_late: u32,
    events: u32,
    hits: u32,
    misses: u32,
    probability_of_detection: Option<f64>,
    false_alarm_ratio: Option<f64>,
    critical_success_index: Option<f64>,
    median_lead_minutes: Option<i64>,
    warned_minutes: i64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BacktestCondition {
    device: String,
    metric: String,
    from: String,
    until: Option<String>,
    worst: &'static str,
    figure: Option<String>,
    /// `right`, `late`, `false`
    verdict: &'static str,
    event: Option<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BacktestEvent {
    /// Where it stands on record.
    address: String,
    kind: &'static str,
    at: String,
    /// Whether a watched device near it had readings.
    could_be_told: bool,
    /// Minutes from the first condition at this colour or worse: blue, yellow, orange, red.
    lead_minutes: [Option<i64>; 4],
    in_force_lead_minutes: Option<[Option<i64>; 4]>,
}

fn time(millis: i64) -> String {
    Instant::from_micros(millis * 1_000).to_string()
}

pub(super) fn edition_answer(scored: &Scored, in_force: bool) -> BacktestEdition {
    let colour = |it: &rule::backtest::Score| BacktestColour {
        colour: Colour::word(it.colour),
        conditions: it.conditions,
        false_alarms: it.false_alarms(),
        too_late: it.late,
        events: it.events,
        hits: it.hits,
        misses: it.misses(),
        probability_of_detection: it.detection(),
        false_alarm_ratio: it.false_alarm_ratio(),
        critical_success_index: it.success_index(),
        median_lead_minutes: it.lead_minutes,
        warned_minutes: it.warned_minutes,
    };
    BacktestEdition {
        edition: scored.edition,
        in_force,
        events_beyond: scored.beyond,
        colours: scored.scores.iter().map(colour).collect(),
    }
}

/// The outcome for programs; without the lists where those are not kept any more.
pub fn outcome(tested: &Tested, details: Option<&Details>) -> BacktestOutcome {
    let Asked { from, to, kinds, nearness, kilometres, before_hours, after_hours } = &tested.asked;
    let condition = |details: &Details, it: &super::kept::Line| BacktestCondition {
        device: it.device.to_text(),
        metric: it.metric.clone(),
        from: time(it.from),
        until: it.until.map(time),
        worst: it.worst.word(),
        figure: it.figure.map(|it| it.value.to_string()),
        verdict: match it.event {
            None => "false",
            Some(_) if it.is_late => "late",
            Some(_) => "right",
        },
        event: details.event(it).map(|it| it.source.address()),
    };
    let event = |it: &super::kept::EventLine| BacktestEvent {
        address: it.source.address(),
        kind: it.kind.word(),
        at: time(it.at),
        could_be_told: it.could,
        lead_minutes: it.lead,
        in_force_lead_minutes: it.in_force,
    };
    let own = std::iter::once(edition_answer(&tested.draft, false));
    BacktestOutcome {
        from: from.to_string(),
        to: to.to_string(),
        kinds: kinds.iter().copied().map(EventKind::word).collect(),
        nearness: nearness.word(),
        kilometres: *kilometres,
        before_hours: *before_hours,
        after_hours: *after_hours,
        readings: tested.read.readings,
        devices: tested.read.devices,
        devices_with_readings: tested.read.heard,
        editions: own.chain(tested.in_force.as_ref().map(|it| edition_answer(it, true))).collect(),
        conditions: details.map_or_else(Vec::new, |all| all.conditions.iter().map(|it| condition(all, it)).collect()),
        conditions_in_all: details.map_or(0, |it| it.all),
        events: details.map_or_else(Vec::new, |all| all.events.iter().map(event).collect()),
    }
}

fn answer(it: &SignalRule, details: Option<&Details>, standing: &Standing) -> BacktestAnswer {
    let (state, why, days_done, days) = match standing {
        Standing::Nothing => ("nothing", None, 0, 0),
        Standing::Running { done, all } => ("running", None, *done, *all),
        Standing::Ended(Ended::Stopped) => ("stopped", None, 0, 0),
        Standing::Ended(Ended::Refused { why, with }) => {
            ("refused", Some(with.as_ref().map_or_else(|| (*why).to_owned(), |with| format!("{why}: {with}"))), 0, 0)
        }
        Standing::Ended(Ended::Failed) => ("failed", None, 0, 0),
    };
    let tested = details.map(|it| &it.tested).or(it.tested.as_ref());
    BacktestAnswer { state, why, days_done, days, outcome: tested.map(|it| outcome(it, details)) }
}

async fn answered(db: &Db, ctx: &Arc<Ctx>, all: &Backtests, id: SignalRuleId) -> Reply<Json<BacktestAnswer>> {
    // First how it stands: what ends between the two looks is seen as running once more, never as nothing.
    let standing = all.standing(id);
    let it = edition(db, ctx, id).await?;
    let details = Details::of(db, &it);
    Ok(Json(answer(&it, details.as_ref(), &standing)))
}

async fn get(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Extension(all): Extension<Backtests>,
    Path(id): Path<SignalRuleId>,
) -> Reply<Json<BacktestAnswer>> {
    answered(&db, &ctx, &all, id).await
}

fn doc() -> Doc {
    Doc::new(
        "What an edition of a rule would have warned over past readings, against what happened: hits, misses and false alarms \
         by colour, beside the edition in force",
    )
    .returns::<BacktestAnswer>()
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Extension(all): Extension<Backtests>,
    Path(id): Path<SignalRuleId>,
    Json(cmd): Json<BacktestBegin>,
) -> Reply<Response> {
    let mut values = Values::default()
        .with("from", cmd.from)
        .with("to", cmd.to)
        .with("nearness", cmd.nearness)
        .with("kilometres", cmd.kilometres)
        .with("before", cmd.before)
        .with("after", cmd.after);
    cmd.kinds.into_iter().for_each(|it| values.add("kinds", it));
    begin(&db, &ctx, &all, id, &values).await?;
    Ok((StatusCode::OK, answered(&db, &ctx, &all, id).await?).into_response())
}

fn post_doc() -> Doc {
    Doc::new("Begin the backtest of an edition; ask again for how far it is")
        .body::<BacktestBegin>()
        .returns::<BacktestAnswer>()
}

async fn cancel_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Extension(all): Extension<Backtests>,
    Path(id): Path<SignalRuleId>,
) -> Reply<Json<BacktestAnswer>> {
    edition(&db, &ctx, id).await?;
    all.stop(id);
    answered(&db, &ctx, &all, id).await
}

fn cancel_doc() -> Doc {
    Doc::new("Stop a backtest that runs").returns::<BacktestAnswer>()
}
