//! What is done with a list from its page: telling, objecting, answering, signing, giving it up.

use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Routes, Values, parts};
use registry::field::{Kind, must};
use registry::forms::said;
use registry::step::{Step, Subject, nothing};

use super::web::{self, AttentionListAnswer, DRAFT, PATH, SIGN, Shown};
use super::{
    AnswerObjection, AttentionList, AttentionListId, DiscardList, Listed, ObjectToEntry, SignList, TellList, act,
    decide_answer, decide_object,
};
use crate::key::shown;
use crate::words::{attention_act, attention_verdict, key as w};

const OBJECT: Act = Act("attention_list.object");
const ANSWER: Act = Act("attention_list.answer");

/// Lists, as their acts need them.
struct Lists;

impl Subject for Lists {
    type Id = AttentionListId;
    type Shown = Shown;
    type Answer = AttentionListAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId) -> Result<Shown, Error> {
        web::fetch(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId) -> Result<AttentionListAnswer, Error> {
        web::read_answer(r, ctx, id)
    }

    fn page(id: AttentionListId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Shown) -> Vec<Crumb> {
        vec![Crumb::link(w::title(lang), PATH), Crumb::link(shown.it.title(), Self::page(shown.it.id))]
    }

    fn about(shown: &Shown) -> &str {
        shown.it.title()
    }

    /// The row itself is read above the form.
    fn start_row(shown: &Shown, _: &str, no: u32, _: &mut Values) -> Result<(), Error> {
        let known = shown.rows.iter().any(|row| row.entry.no == no);
        if known { Ok(()) } else { Err(Error::NotFound("AttentionListEntry")) }
    }

    /// Whose entry it is, why, and what was objected.
    fn row(lang: Lang, shown: &Shown, _: &str, no: u32) -> Markup {
        let Some(row) = shown.rows.iter().find(|row| row.entry.no == no) else { return html! {} };
        let body = html! {
            p { b { (shown::subject(lang, &shown.names, &row.entry.subject)) } }
            @for reason in &row.entry.reasons { p.muted { (shown::reason_text(lang, reason)) } }
            @if let Some(reason) = row.objection.as_ref().and_then(|it| it.reason.as_ref()) {
                p { (w::objection(lang)) (said(reason)) }
            }
        };
        parts::card(w::this_entry(lang), None, None, parts::inside(body))
    }
}

fn verdicts(lang: Lang) -> Vec<(String, String)> {
    ["upheld", "rejected"].map(|it| (it.to_owned(), attention_verdict::of(lang, it).to_owned())).to_vec()
}

static TELLING: Step<Lists, TellList> = Step {
    name: "telling",
    word: "list_telling",
    act: DRAFT,
    write: ["attention_list.tell", "attention_list.tell by program"],
    doc: "Those on the list are told, and may object for as long as the rule says",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, _, _| act::tell(tx, ctx, id),
};

static OBJECTING: Step<Lists, ObjectToEntry> = Step {
    name: "objections/{no}",
    word: "list_objection",
    act: OBJECT,
    write: ["attention_list.object", "attention_list.object by program"],
    doc: "Whoever is on the list objects to it, with a reason",
    fields: &[must("reason", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, no, cmd| act::object(tx, ctx, id, no, cmd),
};

static ANSWERING: Step<Lists, AnswerObjection> = Step {
    name: "answers/{no}",
    word: "list_answer",
    act: ANSWER,
    write: ["attention_list.answer", "attention_list.answer by program"],
    doc: "The Safety Office answers an objection: upheld, the entry is off the list; rejected, it stays",
    fields: &[must("result", Kind::Choice(verdicts)), must("reason", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, no, cmd| act::answer(tx, ctx, id, no, cmd),
};

static SIGNING: Step<Lists, SignList> = Step {
    name: "signature",
    word: "list_signature",
    act: SIGN,
    write: ["attention_list.sign", "attention_list.sign by program"],
    doc: "Sign the list that was read, by a second person; each of its entries is owed something from now on",
    fields: &[must("version", Kind::Hidden)],
    start: |_, shown, values| values.set("version", shown.it.version.to_string()),
    run: |tx, ctx, id, _, cmd| act::sign(tx, ctx, id, cmd),
};

static DISCARDING: Step<Lists, DiscardList> = Step {
    name: "discarding",
    word: "list_discarding",
    act: DRAFT,
    write: ["attention_list.discard", "attention_list.discard by program"],
    doc: "Give up a list that is not signed, with a reason",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::discard(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .and(TELLING.routes("/attention-lists/{id}/telling"))
        .and(OBJECTING.routes("/attention-lists/{id}/objections/{no}"))
        .and(ANSWERING.routes("/attention-lists/{id}/answers/{no}"))
        .and(SIGNING.routes("/attention-lists/{id}/signature"))
        .and(DISCARDING.routes("/attention-lists/{id}/discarding"))
}

/// What this visitor may do with a row.
pub(super) fn row_buttons(lang: Lang, ctx: &Ctx, it: &AttentionList, row: &Listed) -> Markup {
    let path = |name: &str| format!("{PATH}/{}/{name}/{}", it.id, row.entry.no);
    html! {
        @if ctx.may(OBJECT) && decide_object(it, row, ctx).is_ok() {
            div { (parts::small_link(attention_act::of(lang, "list_objection"), &path("objections"))) }
        }
        @if ctx.may(ANSWER) && decide_answer(it, row, ctx).is_ok() {
            div { (parts::small_link(attention_act::of(lang, "list_answer"), &path("answers"))) }
        }
    }
}
