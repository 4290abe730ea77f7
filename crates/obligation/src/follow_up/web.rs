//! The forms of the steps: one form each on the page, one resource each for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Act, Ctx, Day, Error, Lang, Problem, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values, parts};
use serde::Deserialize;

use super::act::{self, acts_for};
use super::commitment::Promise;
use super::detail::{self, Back, LetterAnswer};
use super::{FollowUp, FollowUpId, PATH, Said, Step, take};
use crate::words::{follow_up as w, follow_up_step};

/// The act that a step needs.
pub(crate) fn act(it: Step) -> Act {
    match it {
        Step::Text | Step::Interview | Step::SettingAside => Act("follow_up.write"),
        Step::Issue => Act("follow_up.issue"),
        Step::Answer => Act("follow_up.answer"),
    }
}

/// Its resource, for pages and programs alike.
pub(crate) fn path(it: Step) -> &'static str {
    match it {
        Step::Text => "/letters/{id}/text",
        Step::Issue => "/letters/{id}/issue",
        Step::Interview => "/letters/{id}/interview",
        Step::SettingAside => "/letters/{id}/setting-aside",
        Step::Answer => "/letters/{id}/answer",
    }
}

pub(super) fn labels(lang: Lang, step: Step) -> [(&'static str, &'static str); 4] {
    [
        ("text", text_label(lang, step)),
        ("day", w::held_on(lang)),
        ("present", w::present(lang)),
        ("commitments", w::commitments(lang)),
    ]
}

fn text_label(lang: Lang, step: Step) -> &'static str {
    match step {
        Step::Text => w::letter(lang),
        Step::SettingAside => w::reason(lang),
        Step::Interview => w::record(lang),
        Step::Answer | Step::Issue => w::answer(lang),
    }
}

pub(super) fn forms(screen: &Screen, ctx: &Ctx, it: &FollowUp, letter: &str, back: Option<&Back<'_>>) -> Markup {
    let lang = screen.lang();
    let may = |step: &Step| ctx.may(act(*step)) && (*step != Step::Answer || acts_for(ctx, it));
    html! {
        @for step in act::steps(it).iter().copied().filter(may) {
            @let back = back.filter(|back| back.step == step);
            @let typed = back.map_or_else(|| begun(step, letter), |back| back.values.clone());
            @let problems = back.map(|back| back.problems).unwrap_or_default();
            section.card.gap-top {
                header { h2 { (step_word(lang, step)) } }
                (form::form(screen, &format!("{PATH}/{}/{step}", it.id), fields(lang, step, &typed, problems)))
            }
        }
    }
}

fn step_word(lang: Lang, it: Step) -> &'static str {
    follow_up_step::of(lang, &it.word().replace('-', "_"))
}

/// The letter is edited from what it says now.
fn begun(step: Step, letter: &str) -> Values {
    if step == Step::Text { Values::default().with("text", letter) } else { Values::default() }
}

fn fields(lang: Lang, step: Step, values: &Values, problems: &[Problem]) -> Markup {
    let rows = match step {
        Step::Text => 12,
        Step::SettingAside => 2,
        Step::Interview => 6,
        Step::Answer | Step::Issue => 5,
    };
    html! {
        @if step == Step::Interview {
            (form::date(&FieldSpec::new("day", w::held_on(lang)).within(step.word()).required(), values, problems, lang))
            (form::text(&FieldSpec::new("present", w::present(lang)).within(step.word()).hint(w::present_hint(lang)).required(), values, problems, lang))
        }
        @if step == Step::Issue { (form::wide(html! { p.muted { (w::issue_hint(lang)) } })) }
        @else { (form::text_area(&FieldSpec::new("text", text_label(lang, step)).within(step.word()).required(), rows, values, problems, lang)) }
        @if matches!(step, Step::Interview | Step::Answer) {
            (form::text_area(&FieldSpec::new("commitments", w::commitments(lang)).within(step.word()).hint(w::commitments_hint(lang)), 3, values, problems, lang))
        }
        (form::wide(if step == Step::SettingAside { parts::submit_grave(step_word(lang, step)) } else { parts::submit(step_word(lang, step)) }))
    }
}

fn parse(values: &Values) -> Result<Said, Error> {
    let mut text = Text::new();
    let day = text.read_optional("day", values.get("day"), "write the day as 2026-06-18", |it| it.parse::<Day>().ok());
    let said = text.optional("text", values.get("text"), 5_000).unwrap_or_default();
    let present = text.optional("present", values.get("present"), 500).unwrap_or_default();
    let lines = values.get("commitments").lines().map(str::trim).filter(|line| !line.is_empty());
    let commitments: Option<Vec<Promise>> = lines.map(promise).collect();
    if commitments.is_none() {
        text.problem("commitments", "end each line with a day: 2026-06-18", values.get("commitments"));
    }
    text.finish()?;
    Ok(Said { text: said, present, day, commitments: commitments.unwrap_or_default() })
}

/// `更换除尘管道 2026-08-30`
fn promise(line: &str) -> Option<Promise> {
    let (what, day) = line.rsplit_once(char::is_whitespace)?;
    Some(Promise { what: what.trim().to_owned(), due: day.parse().ok()? })
}

pub(crate) async fn post(
    step: Step,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<FollowUpId>,
    values: Values,
) -> Reply {
    let done = match parse(&values) {
        Ok(said) => db.write("follow_up.step", &ctx, move |tx, ctx| take(tx, ctx, id, step, &said)).await,
        Err(error) => Err(error),
    };
    match done {
        // Whoever may not read drafts may not have taken a step that leads to one.
        Ok(()) => Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let asked = Arc::clone(&ctx);
            let shown = db.read(move |r| detail::fetch(r, &asked, id)).await?;
            let back = Back { step, values: &values, problems: &problems.0 };
            Ok(detail::answer(&screen, &ctx, &shown, Some(&back)))
        }
        Err(other) => Err(other.into()),
    }
}

/// What a step may say; which of it is needed depends on the step.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LetterBody {
    /// The letter, the record of the interview, the reason or the answer.
    #[serde(default)]
    text: String,
    /// Who was present at the interview.
    #[serde(default)]
    present: String,
    /// On which day it was held.
    #[schema(value_type = Option<String>)]
    day: Option<Day>,
    /// What is promised with an answer or in an interview; ten at most.
    #[serde(default)]
    commitments: Vec<Promise>,
}

pub(crate) async fn post_api(
    step: Step,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<FollowUpId>,
    Json(body): Json<LetterBody>,
) -> Reply<Json<LetterAnswer>> {
    let said = Said { text: body.text, present: body.present, day: body.day, commitments: body.commitments };
    let done = db
        .write("follow_up.step by program", &ctx, move |tx, ctx| {
            take(tx, ctx, id, step, &said)?;
            detail::whole(tx, ctx, id)
        })
        .await?;
    Ok(Json(done))
}

pub(crate) fn doc(step: Step) -> Doc {
    let what = match step {
        Step::Text => "Edit the draft of a letter",
        Step::Issue => "Issue a letter: it gets its number, and the addressee owes an answer",
        Step::Interview => "Record an interview that was held",
        Step::SettingAside => "Set a draft or a suggested interview aside, with a reason",
        Step::Answer => "Answer a letter; only by its addressee",
    };
    Doc::new(what).body::<LetterBody>().returns::<LetterAnswer>()
}
