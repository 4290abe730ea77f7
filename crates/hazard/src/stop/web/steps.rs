//! The forms of an order's steps: one form each on its page, one resource each for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Ctx, Error, Identity as _, Lang, Problem, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values, parts};
use serde::{Deserialize, Serialize};

use super::propose::option;
use super::{Back, Shown, answer, fetch, may};
use crate::model::HazardId;
use crate::stop::list::PATH;
use crate::stop::{Outcome, Said, Standing, Step, StopId, query, step, take};
use crate::web::options;
use crate::words::{stop_form as w, stop_outcome, stop_step};

/// The act that a step needs.
pub fn act(it: Step) -> &'static str {
    match it {
        Step::Signature | Step::Reopening => "stop.sign",
        Step::Addition | Step::Examination | Step::Outcome => "stop.examine",
        Step::Revisit => "stop.revisit",
        Step::Resumption => "stop.tell",
        Step::Application => "stop.apply",
    }
}

/// Its resource, for pages and programs alike.
pub fn path(it: Step) -> &'static str {
    match it {
        Step::Signature => "/stop-orders/{id}/signature",
        Step::Addition => "/stop-orders/{id}/addition",
        Step::Application => "/stop-orders/{id}/application",
        Step::Examination => "/stop-orders/{id}/examination",
        Step::Reopening => "/stop-orders/{id}/reopening",
        Step::Revisit => "/stop-orders/{id}/revisit",
        Step::Resumption => "/stop-orders/{id}/resumption",
        Step::Outcome => "/stop-orders/{id}/outcome",
    }
}

/// The field of what is said at a step, as the rule names it; forms that stand on one page have different ones.
fn field(it: Step) -> &'static str {
    match it {
        Step::Application => "statement",
        Step::Examination => "opinion",
        Step::Revisit => "found",
        Step::Resumption => "seen",
        Step::Outcome => "done",
        _ => "reason",
    }
}

pub(super) fn labels(lang: Lang) -> [(&'static str, &'static str); 9] {
    [
        ("reason", w::note(lang)),
        ("statement", w::statement(lang)),
        ("opinion", w::opinion(lang)),
        ("hazards", w::addition(lang)),
        ("found", w::found(lang)),
        ("seen", w::found(lang)),
        ("done", w::found(lang)),
        ("sign", w::sign_of(lang)),
        ("outcome", w::outcome(lang)),
    ]
}

pub(super) fn forms(screen: &Screen, ctx: &Ctx, shown: &Shown, back: Option<&Back<'_>>) -> Markup {
    let lang = screen.lang();
    let nothing = Values::default();
    let open = step::open(&shown.line.stop).into_iter().filter(|it| may(ctx, shown, *it));
    html! {
        @for it in open.filter(|it| has_something(shown, *it)) {
            @let back = back.filter(|back| back.step == it);
            @let (values, problems) = back.map_or((&nothing, &[][..]), |back| (back.values, back.problems));
            section.card.gap-top {
                header { h2 { (stop_step::of(lang, it.word())) } }
                @if it == Step::Application && !shown.is_ready() { (parts::inside(html! { p.muted { (w::not_ready(lang)) } })) }
                @else { (form::form(screen, &format!("{PATH}/{}/{it}", shown.line.stop.id), fields(lang, shown, it, values, problems))) }
            }
        }
    }
}

/// A form without anything to choose is not shown.
fn has_something(shown: &Shown, it: Step) -> bool {
    match it {
        Step::Addition => !shown.more.is_empty(),
        Step::Outcome => shown.signs.iter().any(|sign| sign.outcome.is_none()),
        _ => true,
    }
}

fn fields(lang: Lang, shown: &Shown, it: Step, values: &Values, problems: &[Problem]) -> Markup {
    // Signing needs no words, refusing to sign does.
    let said = |label, hint| {
        let spec = FieldSpec::new(field(it), label).hint(hint);
        let spec = if matches!(it, Step::Signature | Step::Reopening) { spec } else { spec.required() };
        form::text_area(&spec, 2, values, problems, lang)
    };
    let submit = form::wide(parts::submit(stop_step::of(lang, it.word())));
    let answers = |no, yes| {
        form::wide(html! {
            button.btn.is-grave type="submit" name="agreed" value="no" { (no) } " "
            button.btn.is-primary type="submit" name="agreed" value="yes" { (yes) }
        })
    };
    html! {
        @match it {
            Step::Signature => { (said(w::note(lang), w::note_hint(lang))) (answers(w::decline(lang), w::sign(lang))) }
            Step::Addition => {
                @let more: Vec<_> = shown.more.iter().map(option).collect();
                (form::select(&FieldSpec::new("hazards", w::addition(lang)).hint(w::addition_hint(lang)).required(), &more, values, problems, lang))
                (submit)
            }
            Step::Application => { (said(w::statement(lang), w::statement_hint(lang))) (submit) }
            Step::Examination => { (said(w::opinion(lang), w::opinion_hint(lang))) (answers(w::not_passed(lang), w::passed(lang))) }
            Step::Revisit => { (said(w::found(lang), w::revisit_hint(lang))) (answers(w::at_work(lang), w::stands_still(lang))) }
            Step::Resumption => { (said(w::found(lang), w::resumption_hint(lang))) (submit) }
            Step::Outcome => {
                @let open = shown.signs.iter().filter(|sign| sign.outcome.is_none());
                @let open: Vec<_> = open.map(|it| (it.number.to_string(), format!("{} {}", it.seen_at.to_minute(), shown.seen(it.number)))).collect();
                @let outcomes = options(Outcome::ALL, Outcome::word, |it| stop_outcome::of(lang, it.word()));
                (form::select(&FieldSpec::new("sign", w::sign_of(lang)).required(), &open, values, problems, lang))
                (form::select(&FieldSpec::new("outcome", w::outcome(lang)).required(), &outcomes, values, problems, lang))
                (said(w::found(lang), w::outcome_hint(lang))) (submit)
            }
            Step::Reopening => { (said(w::note(lang), w::note_hint(lang))) (answers(w::refuse(lang), w::reopen(lang))) }
        }
    }
}

fn parse(step: Step, values: &Values) -> Result<Said, Error> {
    let mut text = Text::new();
    let said = text.optional(field(step), values.get(field(step)), 2_000).unwrap_or_default();
    let hazard = text.read_optional("hazards", values.get("hazards"), "choose one of the list", HazardId::parse);
    let sign = text.read_optional("sign", values.get("sign"), "choose one of the list", |it| it.parse::<i64>().ok());
    let outcome = text.read_optional("outcome", values.get("outcome"), "choose one of the list", Outcome::from_word);
    text.finish()?;
    let agreed = match values.get("agreed") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    Ok(Said { agreed, text: said, hazard, sign, outcome })
}

pub async fn post(
    step: Step,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<StopId>,
    values: Values,
) -> Reply {
    let done = match parse(step, &values) {
        Ok(said) => db.write("stop.step", &ctx, move |tx, ctx| take(tx, ctx, id, step, &said)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let asked = Arc::clone(&ctx);
            let shown = db.read(move |r| fetch(r, &asked, id)).await?;
            let back = Back { step, values: &values, problems: &problems.0 };
            Ok(answer(&screen, &ctx, &shown, Some(&back)))
        }
        Err(other) => Err(other.into()),
    }
}

/// What a step may say; which of it is needed depends on the step.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StopStepBody {
    /// Signature, examination, reopening; of a revisit, whether it stands still.
    agreed: Option<bool>,
    /// Statement, opinion or reason.
    #[serde(default)]
    text: String,
    /// Which hazard is added.
    #[schema(value_type = Option<String>)]
    hazard: Option<HazardId>,
    /// Which sign of resumption is answered: its number.
    sign: Option<i64>,
    /// What came of it: `unfounded`, `halted`, `penalised` or `referred`.
    #[schema(value_type = Option<String>)]
    outcome: Option<Outcome>,
}

/// Where an order stands after a step.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StopDone {
    #[schema(value_type = String)]
    id: StopId,
    version: i64,
    #[schema(value_type = String)]
    standing: Standing,
    number: Option<String>,
    reopening: Option<String>,
}

impl StopDone {
    pub(super) fn of(r: &ledger::Reader<'_>, ctx: &Ctx, id: StopId) -> Result<StopDone, Error> {
        let it = query::load(r, ctx, id)?;
        let (version, standing) = (it.stop.version, it.stop.standing);
        Ok(StopDone { id, version, standing, number: it.number, reopening: it.reopening })
    }
}

pub async fn post_api(
    step: Step,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<StopId>,
    Json(body): Json<StopStepBody>,
) -> Reply<Json<StopDone>> {
    let StopStepBody { agreed, text, hazard, sign, outcome } = body;
    let said = Said { agreed, text, hazard, sign, outcome };
    let done = db
        .write("stop.step by program", &ctx, move |tx, ctx| {
            take(tx, ctx, id, step, &said)?;
            StopDone::of(tx, ctx, id)
        })
        .await?;
    Ok(Json(done))
}

pub fn doc(step: Step) -> Doc {
    let what = match step {
        Step::Signature => {
            "Sign a proposed stop order, which gives it its number, or decline it; never by its proposer"
        }
        Step::Addition => "Name one more hazard of the same subject; an application for reopening falls with it",
        Step::Application => "Apply for the reopening once every hazard is verified",
        Step::Examination => "Examine the application on the spot; never by whoever applied",
        Step::Revisit => "Look at it on the spot; found at work, it is a sign of secret resumption",
        Step::Resumption => "Tell of a sign that it works in spite of the order",
        Step::Outcome => "Say what came of such a sign; nothing is reopened before",
        Step::Reopening => "Sign the reopening or refuse it; never by whoever applied or examined",
    };
    Doc::new(what).body::<StopStepBody>().returns::<StopDone>()
}
