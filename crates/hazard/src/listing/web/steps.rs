//! The forms of a listing's steps: one form each on its page, one resource each for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Ctx, Day, Error, Lang, Problem, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values, parts};
use serde::{Deserialize, Serialize};

use super::{Back, Shown, answer, fetch, may};
use crate::listing::{ListingId, Said, Status, Step, query, step, take};
use crate::words::{listing_form as w, listing_step};

/// The act that a step needs.
pub fn act(it: Step) -> &'static str {
    match it {
        Step::Decision | Step::Delisting => "listing.decide",
        Step::Extension | Step::Application => "listing.apply",
        Step::Publication | Step::DelistingPublication | Step::ExtensionDecision | Step::Acceptance => {
            "listing.supervise"
        }
    }
}

/// Its resource, for pages and programs alike.
pub fn path(it: Step) -> &'static str {
    match it {
        Step::Decision => "/listings/{id}/decision",
        Step::Publication => "/listings/{id}/publication",
        Step::Extension => "/listings/{id}/extension",
        Step::ExtensionDecision => "/listings/{id}/extension-decision",
        Step::Application => "/listings/{id}/acceptance-application",
        Step::Acceptance => "/listings/{id}/acceptance",
        Step::Delisting => "/listings/{id}/delisting",
        Step::DelistingPublication => "/listings/{id}/delisting-publication",
    }
}

pub(super) fn labels(lang: Lang, step: Step) -> [(&'static str, &'static str); 4] {
    [("text", text_label(lang, step)), ("place", w::place(lang)), ("day", w::day(lang)), ("until", w::until(lang))]
}

fn text_label(lang: Lang, step: Step) -> &'static str {
    if step == Step::Application { w::report(lang) } else { w::text(lang) }
}

pub(super) fn forms(screen: &Screen, ctx: &Ctx, shown: &Shown, back: Option<&Back<'_>>) -> Markup {
    let lang = screen.lang();
    let open = step::open(&shown.listing);
    let nothing = Values::default();
    html! {
        @for it in open.into_iter().filter(|it| may(ctx, shown, *it)) {
            @let back = back.filter(|back| back.step == it);
            @let (values, problems) = back.map_or((&nothing, &[][..]), |back| (back.values, back.problems));
            section.card.gap-top {
                header { h2 { (step_word(lang, it)) } }
                @if it == Step::Application && !step::is_reported(shown.hazard.hazard.status) { (parts::inside(html! { p.muted { (w::not_ready(lang)) } })) }
                @else { (form::form(screen, &format!("/listings/{}/{}", shown.listing.id, it), fields(lang, shown, it, values, problems))) }
            }
        }
    }
}

fn step_word(lang: Lang, it: Step) -> &'static str {
    listing_step::of(lang, &it.word().replace('-', "_"))
}

fn fields(lang: Lang, shown: &Shown, it: Step, values: &Values, problems: &[Problem]) -> Markup {
    let spec = |name, label| FieldSpec::new(name, label).within(it.word());
    let area = |spec: FieldSpec<'_>| form::text_area(&spec, 2, values, problems, lang);
    let said = || area(spec("text", text_label(lang, it)).required());
    let note = || area(spec("text", text_label(lang, it)).hint(w::text_hint(lang)));
    let day = |name, label| form::date(&spec(name, label).required(), values, problems, lang);
    let submit = parts::submit(step_word(lang, it));
    let answers = html! {
        button.btn.is-grave type="submit" name="agreed" value="no" { (w::no(lang)) } " "
        button.btn.is-primary type="submit" name="agreed" value="yes" { (w::yes(lang)) }
    };
    html! {
        @match it {
            Step::Publication | Step::DelistingPublication => {
                (day("day", w::day(lang)))
                (form::text(&spec("place", w::place(lang)).hint(w::place_hint(lang)).required(), values, problems, lang))
                (form::wide(submit))
            }
            Step::Extension => {
                @if let Some(limit) = &shown.limit { (form::wide(html! { p.muted { (w::limit(lang, limit.last, &limit.source)) } })) }
                (day("until", w::until(lang)))
                (said())
                (form::wide(submit))
            }
            Step::Decision | Step::ExtensionDecision | Step::Acceptance => { (note()) (form::wide(answers)) }
            Step::Application => { (said()) (form::wide(submit)) }
            Step::Delisting => { (note()) (form::wide(submit)) }
        }
    }
}

fn parse(values: &Values) -> Result<Said, Error> {
    let mut text = Text::new();
    // Publication and extension stand on one page, each with a field of its own; one form sends one of them.
    let mut read =
        |name| text.read_optional(name, values.get(name), "write the day as 2026-06-18", |it| it.parse::<Day>().ok());
    let day = read("day").or(read("until"));
    let said = text.optional("text", values.get("text"), 2_000).unwrap_or_default();
    let place = text.optional("place", values.get("place"), 200).unwrap_or_default();
    text.finish()?;
    let agreed = match values.get("agreed") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    Ok(Said { agreed, text: said, place, day })
}

pub async fn post(
    step: Step,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<ListingId>,
    values: Values,
) -> Reply {
    let done = match parse(&values) {
        Ok(said) => db.write("listing.step", &ctx, move |tx, ctx| take(tx, ctx, id, step, &said)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/listings/{id}")).into_response()),
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
pub struct StepBody {
    /// Decision, decision on an extension, acceptance.
    agreed: Option<bool>,
    /// Reason, report or note.
    #[serde(default)]
    text: String,
    /// Where it was published.
    #[serde(default)]
    place: String,
    /// On which day it was published, or until when an extension is asked for.
    #[schema(value_type = Option<String>)]
    day: Option<Day>,
}

/// Where a listing stands after a step.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Done {
    #[schema(value_type = String)]
    id: ListingId,
    version: i64,
    #[schema(value_type = String)]
    status: Status,
    #[schema(value_type = String)]
    deadline: Day,
}

impl Done {
    pub(super) fn of(r: &ledger::Reader<'_>, ctx: &Ctx, id: ListingId) -> Result<Done, Error> {
        let it = query::load(r, ctx, id)?;
        Ok(Done { id, version: it.version, status: it.status, deadline: it.deadline })
    }
}

pub async fn post_api(
    step: Step,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<ListingId>,
    Json(body): Json<StepBody>,
) -> Reply<Json<Done>> {
    let said = Said { agreed: body.agreed, text: body.text, place: body.place, day: body.day };
    let done = db
        .write("listing.step by program", &ctx, move |tx, ctx| {
            take(tx, ctx, id, step, &said)?;
            Done::of(tx, ctx, id)
        })
        .await?;
    Ok(Json(done))
}

pub fn doc(step: Step) -> Doc {
    let what = match step {
        Step::Decision => "Decide a proposed listing; agreed, it gets its number",
        Step::Publication => "Say where and when a listing was published",
        Step::Extension => "Ask for more time, so long before the deadline as the rule says",
        Step::ExtensionDecision => "Grant or refuse the time asked for; never by whoever asked",
        Step::Application => "Ask for acceptance on the spot once the rectification is reported done",
        Step::Acceptance => "Accept on the spot, or go on with the supervision; never by whoever applied",
        Step::Delisting => "Delist what was accepted; never by whoever accepted it",
        Step::DelistingPublication => "Say where and when the delisting was published",
    };
    Doc::new(what).body::<StepBody>().returns::<Done>()
}
