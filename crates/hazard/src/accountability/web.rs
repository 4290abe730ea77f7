//! What may be done with a case: one form each, and the same for programs.

use axum::http::Method;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Routes, Values, parts};
use registry::field::{Kind, may, must};
use registry::forms::options;
use registry::step::{Step, Subject, nothing};

use super::act::{self, Ask, AskStatement, Conclude, Reasoned, Refer, Speak, concerned};
use super::detail::{self, CaseAnswer, Shown};
use super::{Case, CaseId, Outcome, PATH, State, cards, list};
use crate::words::{
    accountability as w, accountability_act, accountability_field, accountability_hint, accountability_outcome,
    accountability_then, detail as section,
};

const VIEW: Act = Act("accountability.view");
const DECIDE: Act = Act("accountability.decide");
const RECORD: Act = Act("accountability.record");
const STATE: Act = Act("accountability.state");

/// Cases, as their acts need them.
struct Cases;

impl Subject for Cases {
    type Id = CaseId;
    type Shown = Shown;
    type Answer = CaseAnswer;

    const WORDS: registry::field::Words = registry::field::Words {
        label: accountability_field::of,
        hint: accountability_hint::of,
        act: accountability_act::of,
        then: accountability_then::of,
    };

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: CaseId) -> Result<Shown, Error> {
        detail::fetch(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: CaseId) -> Result<CaseAnswer, Error> {
        detail::whole(r, ctx, id)
    }

    fn page(id: CaseId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Shown) -> Vec<Crumb> {
        vec![
            Crumb::here(section::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(Self::about(shown), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &Shown) -> &str {
        shown.it.title.as_str().unwrap_or("--")
    }

    fn start_row(_: &Shown, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("CaseId"))
    }

    /// Whoever decides has read what the organisation says; whoever answers has read what was decided.
    fn above(lang: Lang, shown: &Shown, word: &str) -> Markup {
        match word {
            "statement_request" | "outcome_request" => html! {},
            _ => html! { (cards::course(lang, shown)) (cards::statements(lang, shown)) },
        }
    }
}

fn outcomes(lang: Lang) -> Vec<(String, String)> {
    options(Outcome::ALL, Outcome::word, |word| accountability_outcome::of(lang, word))
}

static ASKING: Step<Cases, AskStatement> = Step {
    name: "statement-request",
    word: "statement_request",
    act: RECORD,
    write: ["accountability.ask_statement", "accountability.ask_statement by program"],
    doc: "Ask the organisation concerned for a statement, where nobody did when the case was opened",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::ask_statement(tx, ctx, id, cmd),
};

static SPEAKING: Step<Cases, Speak> = Step {
    name: "statement",
    word: "statement",
    act: STATE,
    write: ["accountability.state", "accountability.state by program"],
    doc: "Make a statement on a case, before a decision or after one; only by the organisation concerned",
    fields: &[must("statement", Kind::Area(8))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::speak(tx, ctx, id, cmd),
};

static SETTING_ASIDE: Step<Cases, Reasoned> = Step {
    name: "setting-aside",
    word: "setting_aside",
    act: DECIDE,
    write: ["accountability.set_aside", "accountability.set_aside by program"],
    doc: "Set a case aside, with the reason; never one of one's own organisation, nor before it could answer",
    fields: &[must("reason", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::set_aside(tx, ctx, id, cmd),
};

static INTERVIEWING: Step<Cases, Reasoned> = Step {
    name: "interview",
    word: "interview",
    act: DECIDE,
    write: ["accountability.interview", "accountability.interview by program"],
    doc: "Decide on an interview, which the office then owes holding; never with one's own organisation",
    fields: &[must("reason", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::decide_interview(tx, ctx, id, cmd),
};

static REVOKING: Step<Cases, Reasoned> = Step {
    name: "interview-revocation",
    word: "interview_revocation",
    act: DECIDE,
    write: ["accountability.revoke_interview", "accountability.revoke_interview by program"],
    doc: "Take back the decision on an interview that was not held, with the reason: the case is to be decided anew",
    fields: &[must("reason", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::revoke_interview(tx, ctx, id, cmd),
};

static REFERRING: Step<Cases, Refer> = Step {
    name: "referral",
    word: "referral",
    act: DECIDE,
    write: ["accountability.refer", "accountability.refer by program"],
    doc: "Hand a case over to whoever examines conduct, under a document; also one of one's own organisation",
    fields: &[must("to", Kind::Text), must("document", Kind::Text), must("reason", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::refer(tx, ctx, id, cmd),
};

static ASKING_AFTER: Step<Cases, Ask> = Step {
    name: "outcome-request",
    word: "outcome_request",
    act: RECORD,
    write: ["accountability.ask_outcome", "accountability.ask_outcome by program"],
    doc: "Record that the other body was asked what became of a referral, and what it said",
    fields: &[must("answer", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::ask_outcome(tx, ctx, id, cmd),
};

static CONCLUDING: Step<Cases, Conclude> = Step {
    name: "outcome",
    word: "outcome",
    act: RECORD,
    write: ["accountability.conclude", "accountability.conclude by program"],
    doc: "Record what became of a referral: the case ends, and the organisation concerned is told",
    fields: &[
        must("outcome", Kind::Select(outcomes)),
        must("on", Kind::Day),
        must("body", Kind::Text),
        must("document", Kind::Text),
        may("text", Kind::Area(4)),
    ],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::conclude(tx, ctx, id, cmd),
};

/// Cases of neglect.
pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/accountability", VIEW, list::show)
        .page(Method::GET, "/accountability/{id}", VIEW, detail::show)
        .api(Method::GET, "/accountability", VIEW, list::get, list::doc())
        .api(Method::GET, "/accountability/{id}", VIEW, detail::get, detail::doc())
        .and(ASKING.routes("/accountability/{id}/statement-request"))
        .and(SPEAKING.routes("/accountability/{id}/statement"))
        .and(SETTING_ASIDE.routes("/accountability/{id}/setting-aside"))
        .and(INTERVIEWING.routes("/accountability/{id}/interview"))
        .and(REVOKING.routes("/accountability/{id}/interview-revocation"))
        .and(REFERRING.routes("/accountability/{id}/referral"))
        .and(ASKING_AFTER.routes("/accountability/{id}/outcome-request"))
        .and(CONCLUDING.routes("/accountability/{id}/outcome"))
}

/// What the visitor may do now; the graver the later.
pub(super) fn buttons(lang: Lang, ctx: &Ctx, it: &Case) -> Markup {
    let link = |word: &str, name: &str| parts::link_button(accountability_act::of(lang, word), &path(it, name));
    let primary = |word: &str, name: &str| parts::primary_link(accountability_act::of(lang, word), &path(it, name));
    let decides = ctx.may(DECIDE) && act::may_decide(it, ctx).is_ok();
    let settles = decides && act::may_settle(it, ctx).is_ok();
    let revokes = ctx.may(DECIDE) && act::may_revoke(it, ctx).is_ok();
    let follows = ctx.may(RECORD) && act::may_conclude(it).is_ok();
    html! {
        @if ctx.may(RECORD) && act::may_be_asked(it).is_ok() { (link("statement_request", "statement-request")) " " }
        @if settles { (link("setting_aside", "setting-aside")) " " (link("interview", "interview")) " " }
        @if decides { (primary("referral", "referral")) }
        @if revokes { (link("interview_revocation", "interview-revocation")) }
        @if follows { (link("outcome_request", "outcome-request")) " " (primary("outcome", "outcome")) }
        @if ctx.may(STATE) && concerned(ctx, it) { (primary("statement", "statement")) }
    }
}

fn path(it: &Case, name: &str) -> String {
    format!("{PATH}/{}/{name}", it.id)
}

/// What comes next, in a sentence.
pub(super) fn next(lang: Lang, ctx: &Ctx, it: &Case) -> String {
    match (it.state, it.heard_until(ctx.now)) {
        (State::Candidate, Some(due)) => w::next_statement(lang, page::format::instant(due)),
        (State::Candidate, None) => w::next_decide(lang).to_owned(),
        (State::Interview, _) => w::next_interview(lang).to_owned(),
        (State::HandedOver, _) => w::next_outcome(lang).to_owned(),
        (State::SetAside | State::Concluded, _) => String::new(),
    }
}
