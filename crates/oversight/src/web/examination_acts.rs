//! What is done with an examination from its page: each act is a row with its fields, its command and its words.

use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Routes, Values, parts};
use registry::forms::said;

use super::examination::path;
use super::program::{ExaminationAnswer, read_examination};
use super::{CONFIRM, EXAMINATIONS, EXAMINE, OBJECT, SCHEMES, seeing};
use crate::examination::query::{self, Detail};
use crate::examination::{self, Agree, Answer, Confirm, Judge, Object, OversightExaminationId, SetGroup, State, Tell};
use crate::problem::{self, Find};
use crate::scheme::{Item, Method};
use crate::words::{objection_result, oversight as w, oversight_act as act};
use registry::field::{Kind as Asks, may, must};
use registry::step::{Step, Subject, nothing};

/// Examinations, as their acts need them.
struct Examinations;

impl Subject for Examinations {
    type Id = OversightExaminationId;
    type Shown = Detail;
    type Answer = ExaminationAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<Detail, Error> {
        query::one(r, &seeing(ctx), id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<ExaminationAnswer, Error> {
        read_examination(r, ctx, id)
    }

    fn page(id: OversightExaminationId) -> String {
        path(id)
    }

    fn crumbs(lang: Lang, shown: &Detail) -> Vec<Crumb> {
        vec![
            Crumb::link(w::title(lang), SCHEMES),
            Crumb::link(w::examinations(lang), EXAMINATIONS),
            Crumb::link(shown.organisation.as_str(), path(shown.it.id)),
        ]
    }

    fn about(shown: &Detail) -> &str {
        &shown.organisation
    }

    fn start_row(shown: &Detail, word: &str, no: u32, values: &mut Values) -> Result<(), Error> {
        let item = |no: u32| shown.items.iter().find(|it| it.no == no).ok_or(Error::NotFound("OversightItem"));
        let no = match word {
            "answer" => {
                let objection = shown.objections.iter().find(|it| it.no == no);
                objection.ok_or(Error::NotFound("OversightObjection"))?.item
            }
            _ => no,
        };
        item(no)?;
        let Some(stands) = shown.stands(no).filter(|_| matches!(word, "answer" | "judgement")) else { return Ok(()) };
        values.set("marks", stands.marks.map(|it| it.to_string()).unwrap_or_default());
        let text = |it: Option<&kernel::Personal<String>>| it.and_then(|it| it.as_str()).unwrap_or_default().to_owned();
        values.set("finding", text(stands.finding.as_ref()));
        if word == "judgement" {
            values.set("reason", text(stands.reason.as_ref()));
        }
        Ok(())
    }

    /// What is answered is read beside the form; so is the result that is told or confirmed.
    fn above(lang: Lang, shown: &Detail, word: &str) -> Markup {
        match word {
            "answer" => objected(lang, shown),
            "confirmation" | "telling" => standing(lang, shown),
            "judgement" | "objection" | "problem" => items(lang, shown),
            _ => html! {},
        }
    }
}

fn items(lang: Lang, of: &Detail) -> Markup {
    let list = html! { ol { @for it in &of.items {
        li value=(it.no) { (said(&it.text)) @if let Some(weight) = it.weight { " " span.muted { (weight) } } }
    } } };
    parts::card(w::items(lang), None, None, parts::inside(list))
}

fn objected(lang: Lang, of: &Detail) -> Markup {
    let waits = of.objections.iter().filter(|it| it.answered_at.is_none());
    let list = html! { ol { @for it in waits {
        li value=(it.no) { span lang="zh-CN" { (of.items.iter().find(|one| one.no == it.item).map_or("--", Item::text)) } br; @if let Some(reason) = &it.reason { (said(reason)) } }
    } } };
    parts::card(w::objections(lang), None, None, parts::inside(list))
}

fn standing(lang: Lang, of: &Detail) -> Markup {
    let list = html! {
        ol { @for item in &of.items {
            li value=(item.no) {
                (said(&item.text))
                @if let Some(it) = of.stands(item.no) {
                    " " @if it.measure.is_some() { b { (crate::printed::value(lang, it.value)) } }
                    @if let Some(text) = &it.finding { " " (said(text)) }
                    @if let Some(marks) = it.marks { " " (w::marks_of(lang, marks.to_string())) }
                }
            }
        } }
        @if of.scheme.has_marks() {
            @let (marks, full) = of.total();
            p { b { (w::total(lang)) " " (w::of_full(lang, marks.to_string(), full.to_string())) } }
        }
    };
    parts::card(w::findings(lang), None, None, parts::inside(list))
}

fn results(lang: Lang) -> Vec<(String, String)> {
    ["accepted", "refused"].map(|it| (it.to_owned(), objection_result::of(lang, it).to_owned())).to_vec()
}

static GROUPING: Step<Examinations, SetGroup> = Step {
    name: "group",
    word: "group",
    act: EXAMINE,
    write: ["oversight_examination.set_group", "oversight_examination.set_group by program"],
    doc: "Name the people who examine; nobody of the examined organisation",
    fields: &[must("people", Asks::Area(5))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| examination::set_group(tx, ctx, id, cmd),
};

static JUDGING: Step<Examinations, Judge> = Step {
    name: "items/{no}/judgement",
    word: "judgement",
    act: EXAMINE,
    write: ["oversight_examination.judge", "oversight_examination.judge by program"],
    doc: "Say what was found of an item, with marks in an assessment, and why",
    fields: &[must("finding", Asks::Area(4)), may("marks", Asks::Text), must("reason", Asks::Area(2))],
    start: nothing,
    run: |tx, ctx, id, no, cmd| examination::judge(tx, ctx, id, no, cmd),
};

static FINDING: Step<Examinations, Find> = Step {
    name: "items/{no}/problems",
    word: "problem",
    act: EXAMINE,
    write: ["oversight_problem.find", "oversight_problem.find by program"],
    doc: "A problem that was found: the organisation owes it from now on",
    fields: &[must("problem", Asks::Area(3)), may("due", Asks::Day)],
    start: nothing,
    run: |tx, ctx, id, no, cmd| problem::find(tx, ctx, id, no, cmd).map(drop),
};

static TELLING: Step<Examinations, Tell> = Step {
    name: "telling",
    word: "telling",
    act: EXAMINE,
    write: ["oversight_examination.tell", "oversight_examination.tell by program"],
    doc: "Tell the organisation the draft of the result; its time for objections begins",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, _, _| examination::tell(tx, ctx, id),
};

static OBJECTING: Step<Examinations, Object> = Step {
    name: "items/{no}/objection",
    word: "objection",
    act: OBJECT,
    write: ["oversight_examination.object", "oversight_examination.object by program"],
    doc: "The organisation objects to one item, with its reason",
    fields: &[must("reason", Asks::Area(4))],
    start: nothing,
    run: |tx, ctx, id, no, cmd| examination::object(tx, ctx, id, no, cmd),
};

static AGREEING: Step<Examinations, Agree> = Step {
    name: "agreement",
    word: "agreement",
    act: OBJECT,
    write: ["oversight_examination.agree", "oversight_examination.agree by program"],
    doc: "The organisation says that it does not object any more",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, _, _| examination::agree(tx, ctx, id),
};

static ANSWERING: Step<Examinations, Answer> = Step {
    name: "objections/{no}/answer",
    word: "answer",
    act: EXAMINE,
    write: ["oversight_examination.answer", "oversight_examination.answer by program"],
    doc: "Answer an objection: accepted, it changes marks or words, and what stood before stays visible",
    fields: &[
        must("result", Asks::Choice(results)),
        must("reason", Asks::Area(3)),
        may("marks", Asks::Text),
        may("finding", Asks::Area(3)),
    ],
    start: nothing,
    run: |tx, ctx, id, no, cmd| examination::answer(tx, ctx, id, no, cmd),
};

static CONFIRMING: Step<Examinations, Confirm> = Step {
    name: "confirmation",
    word: "confirmation",
    act: CONFIRM,
    write: ["oversight_examination.confirm", "oversight_examination.confirm by program"],
    doc: "The leader confirms the result that was read, once objections are answered and their time is over",
    fields: &[must("version", Asks::Hidden)],
    start: |_, shown, values| values.set("version", shown.it.version.to_string()),
    run: |tx, ctx, id, _, cmd| examination::confirm(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .and(GROUPING.routes("/oversight-examinations/{id}/group"))
        .and(JUDGING.routes("/oversight-examinations/{id}/items/{no}/judgement"))
        .and(FINDING.routes("/oversight-examinations/{id}/items/{no}/problems"))
        .and(TELLING.routes("/oversight-examinations/{id}/telling"))
        .and(OBJECTING.routes("/oversight-examinations/{id}/items/{no}/objection"))
        .and(AGREEING.routes("/oversight-examinations/{id}/agreement"))
        .and(ANSWERING.routes("/oversight-examinations/{id}/objections/{no}/answer"))
        .and(CONFIRMING.routes("/oversight-examinations/{id}/confirmation"))
}

pub(super) fn small(lang: Lang, id: OversightExaminationId, name: &str, word: &str) -> Markup {
    parts::small_link(act::of(lang, word), &format!("{}/{name}", path(id)))
}

/// The visitor is of the group, and may still record.
pub(super) fn examines(ctx: &Ctx, of: &Detail) -> bool {
    ctx.may(EXAMINE) && examination::act::decide_examiner(&of.it, ctx, &of.group).is_ok()
}

pub(super) fn answers(ctx: &Ctx, of: &Detail) -> bool {
    of.it.state == State::Told && ctx.may(EXAMINE) && !ctx.is_of(of.it.organisation)
}

/// Beside an item: what may be done with it now.
pub(super) fn of_item(lang: Lang, ctx: &Ctx, of: &Detail, item: &Item) -> Markup {
    let at = |name: &str| format!("items/{}/{name}", item.no);
    let objects = ctx.may(OBJECT)
        && ctx.is_of(of.it.organisation)
        && examination::object::decide_objection(&of.it, ctx, item.no, &of.objections).is_ok();
    html! {
        @if examines(ctx, of) {
            @if item.method == Method::Judged { (small(lang, of.it.id, &at("judgement"), "judgement")) " " }
            (small(lang, of.it.id, &at("problems"), "problem"))
        }
        @if objects { (small(lang, of.it.id, &at("objection"), "objection")) }
    }
}

pub(super) fn buttons(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    let it = &of.it;
    let to = |name: &str| format!("{}/{name}", path(it.id));
    let complete = of.items.iter().all(|item| of.stands(item.no).is_some());
    let confirms =
        ctx.may(CONFIRM) && examination::act::decide_confirmation(it, ctx, &of.group, &of.objections).is_ok();
    let own = ctx.may(OBJECT) && ctx.is_of(it.organisation);
    html! {
        @if it.state == State::Open && ctx.may(EXAMINE) && !ctx.is_of(it.organisation) {
            (parts::link_button(act::group(lang), &to("group"))) " "
        }
        @if examines(ctx, of) && complete { (parts::primary_link(act::telling(lang), &to("telling"))) }
        @if own && it.state == State::Told && it.agreed_at.is_none() {
            (parts::primary_link(act::agreement(lang), &to("agreement")))
        }
        @if confirms { (parts::primary_link(act::confirmation(lang), &to("confirmation"))) }
    }
}
