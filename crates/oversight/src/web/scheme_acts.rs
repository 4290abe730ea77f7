//! What is done with a scheme from its page: each act is a row with its fields, its command and its words.

use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Routes, Values, parts};

use super::program::{SchemeAnswer, read_scheme};
use super::{DRAFT, ISSUE, PUBLISH, SCHEMES, seeing};
use crate::examination;
use crate::marks::{Way, write_hundredths};
use crate::printed::method;
use crate::scheme::query::{self, Detail};
use crate::scheme::{self, Drop, Issue, Publish, Revise, SetItem, State, Succeed, Withdraw};
use crate::scheme::{OversightSchemeId, act::JUDGED};
use crate::words::{oversight as w, oversight_act as act, way as way_word};
use registry::field::{Field, Kind as Asks, may, must};
use registry::measure::MEASURES;
use registry::step::{Step, Subject, nothing};

/// Schemes, as their acts need them.
struct Schemes;

impl Subject for Schemes {
    type Id = OversightSchemeId;
    type Shown = Detail;
    type Answer = SchemeAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Detail, Error> {
        query::one(r, &seeing(ctx), id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<SchemeAnswer, Error> {
        read_scheme(r, ctx, id)
    }

    fn page(id: OversightSchemeId) -> String {
        format!("{SCHEMES}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Detail) -> Vec<Crumb> {
        vec![Crumb::link(w::title(lang), SCHEMES), Crumb::link(shown.it.number.as_str(), Self::page(shown.it.id))]
    }

    fn about(shown: &Detail) -> &str {
        shown.it.title()
    }

    fn start_row(shown: &Detail, word: &str, no: u32, values: &mut Values) -> Result<(), Error> {
        let item = shown.items.iter().find(|it| it.no == no).ok_or(Error::NotFound("OversightItem"))?;
        if word != "item_change" {
            return Ok(());
        }
        values.set("text", item.text.as_str().unwrap_or_default());
        values.set("source", item.source.as_str());
        values.set("weight", item.weight.map(|it| it.to_string()).unwrap_or_default());
        values.set("method", item.measure().unwrap_or(JUDGED));
        match item.way() {
            Some(Way::Linear { full_at, zero_at }) => {
                values.set("way", "linear");
                values.set("full_at", write_hundredths(full_at));
                values.set("zero_at", write_hundredths(zero_at));
            }
            Some(Way::Deduct { each }) => {
                values.set("way", "deduct");
                values.set("each", each.to_string());
            }
            None => {}
        }
        Ok(())
    }

    fn above(lang: Lang, shown: &Detail, word: &str) -> Markup {
        if word != "issue" {
            return html! {};
        }
        let list = html! { ol { @for it in &shown.items {
            li value=(it.no) { span lang="zh-CN" { (it.text()) } " " span.muted { (method(lang, it)) @if let Some(weight) = it.weight { " " (weight) } } }
        } } };
        parts::card(w::items(lang), Some(shown.items.len() as u64), None, parts::inside(list))
    }
}

fn methods(lang: Lang) -> Vec<(String, String)> {
    let judged = [(JUDGED.to_owned(), w::judged(lang).to_owned())];
    let computed = MEASURES.iter().map(|it| (it.name.to_owned(), w::computed(lang, it.label(lang))));
    judged.into_iter().chain(computed).collect()
}

fn ways(lang: Lang) -> Vec<(String, String)> {
    ["linear", "deduct"].map(|it| (it.to_owned(), way_word::of(lang, it).to_owned())).to_vec()
}

const ITEM: &[Field] = &[
    must("text", Asks::Area(3)),
    must("source", Asks::Text),
    must("method", Asks::Select(methods)),
    may("weight", Asks::Text),
    may("way", Asks::Select(ways)),
    may("full_at", Asks::Text),
    may("zero_at", Asks::Text),
    may("each", Asks::Text),
];

fn as_it_is(_: &Ctx, shown: &Detail, values: &mut Values) {
    let names: Vec<&str> = shown.organisations.iter().map(|id| shown.name(*id)).collect();
    values.set("title", shown.it.title.as_str().unwrap_or_default());
    values.set("first", shown.it.first.to_string());
    values.set("last", shown.it.last.to_string());
    values.set("organisations", names.join("\n"));
}

static REVISING: Step<Schemes, Revise> = Step {
    name: "revision",
    word: "revision",
    act: DRAFT,
    write: ["oversight_scheme.revise", "oversight_scheme.revise by program"],
    doc: "Change title, days and organisations of a draft",
    fields: &[
        must("title", Asks::Text),
        must("first", Asks::Day),
        must("last", Asks::Day),
        must("organisations", Asks::Area(8)),
    ],
    start: as_it_is,
    run: |tx, ctx, id, _, cmd| scheme::revise(tx, ctx, id, cmd),
};

static ADDING: Step<Schemes, SetItem> = Step {
    name: "items",
    word: "item",
    act: DRAFT,
    write: ["oversight_scheme.add_item", "oversight_scheme.add_item by program"],
    doc: "Add an item to a draft: judged by a person, or computed from a measure that the record knows",
    fields: ITEM,
    start: nothing,
    run: |tx, ctx, id, _, cmd| scheme::set_item(tx, ctx, id, 0, cmd),
};

static CHANGING: Step<Schemes, SetItem> = Step {
    name: "items/{no}",
    word: "item_change",
    act: DRAFT,
    write: ["oversight_scheme.set_item", "oversight_scheme.set_item by program"],
    doc: "Say an item of a draft otherwise",
    fields: ITEM,
    start: nothing,
    run: |tx, ctx, id, no, cmd| scheme::set_item(tx, ctx, id, no, cmd),
};

static REMOVING: Step<Schemes, Drop> = Step {
    name: "items/{no}/removal",
    word: "item_removal",
    act: DRAFT,
    write: ["oversight_scheme.drop_item", "oversight_scheme.drop_item by program"],
    doc: "Take an item out of a draft",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, no, _| scheme::drop_item(tx, ctx, id, no),
};

static ISSUING: Step<Schemes, Issue> = Step {
    name: "issue",
    word: "issue",
    act: ISSUE,
    write: ["oversight_scheme.issue", "oversight_scheme.issue by program"],
    doc: "Issue the draft that was read, by a second person; each organisation gets its examination",
    fields: &[must("version", Asks::Hidden)],
    start: |_, shown, values| values.set("version", shown.it.version.to_string()),
    run: |tx, ctx, id, _, cmd| scheme::issue(tx, ctx, id, cmd),
};

static SUCCEEDING: Step<Schemes, Succeed> = Step {
    name: "edition",
    word: "edition",
    act: DRAFT,
    write: ["oversight_scheme.succeed", "oversight_scheme.succeed by program"],
    doc: "Draft the next edition of a scheme, with a reason; once issued, it takes the place of this one",
    fields: &[must("reason", Asks::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| scheme::succeed(tx, ctx, id, cmd).map(drop),
};

static WITHDRAWING: Step<Schemes, Withdraw> = Step {
    name: "withdrawal",
    word: "withdrawal",
    act: ISSUE,
    write: ["oversight_scheme.withdraw", "oversight_scheme.withdraw by program"],
    doc: "Withdraw a scheme, with a reason; its examinations fall with it, problems that were found stay owed",
    fields: &[must("reason", Asks::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| scheme::withdraw(tx, ctx, id, cmd),
};

static PUBLISHING: Step<Schemes, Publish> = Step {
    name: "publication",
    word: "publication",
    act: PUBLISH,
    write: ["oversight_scheme.publish", "oversight_scheme.publish by program"],
    doc: "Publish the confirmed results to every organisation that was examined",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, _, _| scheme::publish(tx, ctx, id),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .and(REVISING.routes("/oversight-schemes/{id}/revision"))
        .and(ADDING.routes("/oversight-schemes/{id}/items"))
        .and(CHANGING.routes("/oversight-schemes/{id}/items/{no}"))
        .and(REMOVING.routes("/oversight-schemes/{id}/items/{no}/removal"))
        .and(ISSUING.routes("/oversight-schemes/{id}/issue"))
        .and(SUCCEEDING.routes("/oversight-schemes/{id}/edition"))
        .and(WITHDRAWING.routes("/oversight-schemes/{id}/withdrawal"))
        .and(PUBLISHING.routes("/oversight-schemes/{id}/publication"))
}

pub(super) fn small(lang: Lang, id: OversightSchemeId, name: &str, word: &str) -> Markup {
    parts::small_link(act::of(lang, word), &format!("{SCHEMES}/{id}/{name}"))
}

pub(super) fn buttons(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    let it = &of.it;
    let path = |name: &str| format!("{SCHEMES}/{}/{name}", it.id);
    let issues = ctx.may(ISSUE) && scheme::act::decide_issue(it, ctx, &of.authors, of.items.len()).is_ok();
    let confirmed = of.lines.iter().all(|it| it.examination.state == examination::State::Confirmed);
    html! {
        @if matches!(it.state, State::Draft | State::Issued) && ctx.may(ISSUE) {
            (parts::grave_link(act::withdrawal(lang), &path("withdrawal"))) " "
        }
        @if it.state == State::Draft && ctx.may(DRAFT) { (parts::link_button(act::revision(lang), &path("revision"))) " " }
        @if it.state == State::Issued && of.next.is_none() && ctx.may(DRAFT) {
            (parts::link_button(act::edition(lang), &path("edition"))) " "
        }
        @if issues { (parts::primary_link(act::issue(lang), &path("issue"))) }
        @if it.state == State::Issued && confirmed && ctx.may(PUBLISH) {
            (parts::primary_link(act::publication(lang), &path("publication")))
        }
    }
}
