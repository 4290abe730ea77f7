//! The page of one edition: its criteria, who drafted it and put it in force, and what may be done with it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Day, Error, Lang, PersonId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};
use registry::field::{Field, Kind as Asks, may, must};
use registry::forms::{at_by, options, said};
use registry::measure::{MEASURES, Measure, write_hundredths};
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::act::{self, authors};
use super::list::{self, state_mark};
use super::{
    AttentionCriteriaId, Criteria, Criterion, DiscardCriteria, DropCriterion, Fact, PutInForce, SetCriterion, State,
    decide_force, query,
};
use crate::key::list::PATH as LISTS;
use crate::key::shown::{asked_text, limit_text, treatments};
use crate::key::{Comparison, Kind, Treatment};
use crate::web::{Told, Visitor, entry, known, told};
use crate::words::{
    attention_act, attention_comparison, attention_criteria_fact, attention_kind, attention_treatment, key as w,
};

pub(crate) const PATH: &str = "/attention-criteria";
pub(super) const VIEW: Act = Act("attention_criteria.view");
pub(super) const DRAFT: Act = Act("attention_criteria.draft");
const FORCE: Act = Act("attention_criteria.put_in_force");

/// Editions, as their acts need them.
struct Editions;

/// One edition, for its page and its forms.
pub(super) struct Shown {
    it: Criteria,
    criteria: Vec<Criterion>,
    authors: Vec<PersonId>,
    story: Vec<Told<Fact>>,
    drafted_by: Option<String>,
    put_by: Option<String>,
}

impl Subject for Editions {
    type Id = AttentionCriteriaId;
    type Shown = Shown;
    type Answer = AttentionCriteriaAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: AttentionCriteriaId) -> Result<Shown, Error> {
        fetch(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: AttentionCriteriaId) -> Result<AttentionCriteriaAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?, &query::criteria(r, ctx, id)?))
    }

    fn page(id: AttentionCriteriaId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Shown) -> Vec<Crumb> {
        vec![
            Crumb::link(w::title(lang), LISTS),
            Crumb::link(w::criteria(lang), PATH),
            Crumb::link(shown.it.number.as_str(), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &Shown) -> &str {
        shown.it.title()
    }

    fn start_row(shown: &Shown, word: &str, no: u32, values: &mut Values) -> Result<(), Error> {
        let it = shown.criteria.iter().find(|it| it.no == no).ok_or(Error::NotFound("AttentionCriterion"))?;
        if word == "criterion_change" {
            values.set("sort", it.sort.word());
            values.set("measure", it.measure.as_str());
            values.set("months", it.months.map(|n| n.to_string()).unwrap_or_default());
            values.set("comparison", it.comparison.word());
            values.set("threshold", write_hundredths(it.threshold));
            values.set("treatment", it.treatment.word());
        }
        Ok(())
    }

    fn above(lang: Lang, shown: &Shown, word: &str) -> Markup {
        if word == "criteria_force" {
            table(lang, shown, false)
        } else {
            html! {}
        }
    }
}

fn sorts(lang: Lang) -> Vec<(String, String)> {
    options(Kind::ALL, Kind::word, |it| attention_kind::of(lang, it))
}

fn measures(lang: Lang) -> Vec<(String, String)> {
    let label =
        |it: &Measure| if it.by_sector { it.label(lang).to_owned() } else { w::no_sector(lang, it.label(lang)) };
    MEASURES.iter().map(|it| (it.name.to_owned(), label(it))).collect()
}

fn comparisons(lang: Lang) -> Vec<(String, String)> {
    options(Comparison::ALL, Comparison::word, |it| attention_comparison::of(lang, it))
}

fn called_for(lang: Lang) -> Vec<(String, String)> {
    options(Treatment::ALL, Treatment::word, |it| attention_treatment::of(lang, it))
}

const CRITERION: &[Field] = &[
    must("sort", Asks::Choice(sorts)),
    must("measure", Asks::Select(measures)),
    may("months", Asks::Text),
    must("comparison", Asks::Choice(comparisons)),
    must("threshold", Asks::Text),
    must("treatment", Asks::Choice(called_for)),
];

static ADDING: Step<Editions, SetCriterion> = Step {
    name: "criteria",
    word: "criterion",
    act: DRAFT,
    write: ["attention_criteria.add", "attention_criteria.add by program"],
    doc: "Add a criterion to a draft: which measure of which kind of subject, and what it calls for",
    fields: CRITERION,
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::set_criterion(tx, ctx, id, 0, cmd),
};

static CHANGING: Step<Editions, SetCriterion> = Step {
    name: "criteria/{no}",
    word: "criterion_change",
    act: DRAFT,
    write: ["attention_criteria.set", "attention_criteria.set by program"],
    doc: "Say a criterion of a draft otherwise",
    fields: CRITERION,
    start: nothing,
    run: |tx, ctx, id, no, cmd| act::set_criterion(tx, ctx, id, no, cmd),
};

static DROPPING: Step<Editions, DropCriterion> = Step {
    name: "criteria/{no}/removal",
    word: "criterion_removal",
    act: DRAFT,
    write: ["attention_criteria.drop", "attention_criteria.drop by program"],
    doc: "Take a criterion out of a draft",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, no, _| act::drop_criterion(tx, ctx, id, no),
};

static FORCING: Step<Editions, PutInForce> = Step {
    name: "force",
    word: "criteria_force",
    act: FORCE,
    write: ["attention_criteria.put_in_force", "attention_criteria.put_in_force by program"],
    doc: "Put the draft that was read in force from a day on, by a second person",
    fields: &[must("version", Asks::Hidden), must("from", Asks::Day)],
    start: |ctx, shown, values| {
        values.set("version", shown.it.version.to_string());
        values.set("from", ctx.now.day().to_string());
    },
    run: |tx, ctx, id, _, cmd| act::put_in_force(tx, ctx, id, cmd),
};

static DISCARDING: Step<Editions, DiscardCriteria> = Step {
    name: "discarding",
    word: "criteria_discarding",
    act: DRAFT,
    write: ["attention_criteria.discard", "attention_criteria.discard by program"],
    doc: "Give a draft of the criteria up, with a reason",
    fields: &[must("reason", Asks::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::discard(tx, ctx, id, cmd),
};

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::POST, PATH, DRAFT, list::post)
        .page(Method::GET, "/attention-criteria/new", DRAFT, list::form)
        .page(Method::GET, "/attention-criteria/{id}", VIEW, show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, DRAFT, list::post_api, list::post_doc())
        .api(Method::GET, "/attention-criteria/{id}", VIEW, get, doc())
        .and(ADDING.routes("/attention-criteria/{id}/criteria"))
        .and(CHANGING.routes("/attention-criteria/{id}/criteria/{no}"))
        .and(DROPPING.routes("/attention-criteria/{id}/criteria/{no}/removal"))
        .and(FORCING.routes("/attention-criteria/{id}/force"))
        .and(DISCARDING.routes("/attention-criteria/{id}/discarding"))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: AttentionCriteriaId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    Ok(Shown {
        criteria: query::criteria(r, ctx, id)?,
        authors: authors(r, ctx, id)?,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        drafted_by: registry::forms::person(r, ctx, it.drafted_by)?,
        put_by: registry::forms::person(r, ctx, it.put_by)?,
        it,
    })
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<AttentionCriteriaId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let writes = it.state == State::Draft && ctx.may(DRAFT);
    let marks = html! { span.muted { (it.number) } " " (state_mark(lang, it.state)) };
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, one)).collect();
    let body = html! {
        (parts::head(it.title(), marks, parts::print_button(lang)))
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &shown))))
        (table(lang, &shown, writes))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, buttons(lang, &ctx, &shown)))
    };
    let crumbs = [Crumb::link(w::title(lang), LISTS), Crumb::link(w::criteria(lang), PATH), Crumb::here(it.title())];
    Ok(screen.page(it.title(), &crumbs, body))
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let mut rows = vec![(w::drafted(lang), at_by(Some(it.drafted_at), shown.drafted_by.as_ref()))];
    if let Some(reason) = &it.reason {
        rows.push((w::reason_of(lang), said(reason)));
    }
    if let Some(from) = it.from {
        rows.push((w::from(lang), html! { (from) }));
        rows.push((w::put_in_force(lang), at_by(it.put_at, shown.put_by.as_ref())));
    }
    if let Some(note) = &it.note {
        rows.push((w::note(lang), said(note)));
    }
    rows
}

/// The criteria by kind of subject; of a draft each can be changed.
fn table(lang: Lang, shown: &Shown, writes: bool) -> Markup {
    let path = |no: u32, rest: &str| format!("{PATH}/{}/criteria/{no}{rest}", shown.it.id);
    let body = html! { div.scroll tabindex="0" role="region" aria-label=(w::criteria(lang)) { table.tb {
        caption.unseen { (w::criteria(lang)) }
        thead { tr {
            th scope="col" { (w::sort(lang)) } th scope="col" { (w::measure(lang)) } th scope="col" { (w::threshold(lang)) }
            th scope="col" { (w::treatment(lang)) } @if writes { th scope="col" { (w::acts(lang)) } }
        } }
        tbody { @for sort in Kind::ALL { @for it in shown.criteria.iter().filter(|it| it.sort == *sort) { tr {
            td { span.nowrap { (attention_kind::of(lang, it.sort.word())) } }
            td { (asked_text(lang, &it.measure, it.months)) }
            td { span.nowrap { (limit_text(lang, &it.measure, (it.comparison, it.threshold))) } }
            td { (treatments(lang, &[it.treatment])) }
            @if writes { td {
                (parts::small_link(attention_act::of(lang, "criterion_change"), &path(it.no, ""))) " "
                (parts::small_link(attention_act::of(lang, "criterion_removal"), &path(it.no, "/removal")))
            } }
        } } } }
    } } };
    parts::card(w::criteria(lang), Some(shown.criteria.len() as u64), None, body)
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = attention_criteria_fact::of(lang, ledger::Fact::kind(fact));
    match fact {
        Fact::Drafted(it) => entry(one, html! { (word) }, Some(&it.reason), false),
        Fact::CriterionSet { criterion: it } => {
            let what = html! {
                (word) " " (attention_kind::of(lang, it.sort.word())) " " (asked_text(lang, &it.measure, it.months)) " "
                (limit_text(lang, &it.measure, (it.comparison, it.threshold)))
            };
            entry(one, what, None, false)
        }
        Fact::CriterionDropped { no } => entry(one, html! { (word) " " (no) }, None, false),
        Fact::PutInForce { from } => entry(one, html! { (word) " " (from) }, None, false),
        Fact::Discarded { reason } => entry(one, html! { (word) }, Some(reason), true),
    }
}

/// Only what this visitor may do with the edition as it stands.
fn buttons(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.it;
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let writes = it.state == State::Draft && ctx.may(DRAFT);
    let forces = ctx.may(FORCE) && decide_force(it, ctx, &shown.authors, shown.criteria.len()).is_ok();
    html! {
        @if writes {
            (parts::grave_link(attention_act::of(lang, "criteria_discarding"), &path("discarding"))) " "
            (parts::link_button(attention_act::of(lang, "criterion"), &path("criteria"))) " "
        }
        @if forces { (parts::primary_link(attention_act::of(lang, "criteria_force"), &path("force"))) }
    }
}

/// One criterion for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AttentionCriterionAnswer {
    no: u32,
    /// `township`, `sector`, `unit`
    sort: String,
    measure: String,
    months: Option<u32>,
    /// `at_least`, `above`, `at_most`, `below`
    comparison: String,
    /// Cases, people or per cent.
    threshold: String,
    /// `inspection`, `control`, `guidance`
    treatment: String,
}

/// One edition for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AttentionCriteriaAnswer {
    #[schema(value_type = String)]
    id: AttentionCriteriaId,
    version: i64,
    number: String,
    title: Option<String>,
    reason: Option<String>,
    /// `draft`, `in_force`, `discarded`
    state: String,
    #[schema(value_type = Option<String>)]
    from: Option<Day>,
    criteria: Vec<AttentionCriterionAnswer>,
}

pub(super) fn answer(it: &Criteria, criteria: &[Criterion]) -> AttentionCriteriaAnswer {
    let one = |it: &Criterion| AttentionCriterionAnswer {
        no: it.no,
        sort: it.sort.word().to_owned(),
        measure: it.measure.clone(),
        months: it.months,
        comparison: it.comparison.word().to_owned(),
        threshold: write_hundredths(it.threshold),
        treatment: it.treatment.word().to_owned(),
    };
    AttentionCriteriaAnswer {
        id: it.id,
        version: it.version,
        number: it.number.clone(),
        title: known(Some(&it.title)),
        reason: known(it.reason.as_ref()),
        state: it.state.word().to_owned(),
        from: it.from,
        criteria: criteria.iter().map(one).collect(),
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<AttentionCriteriaId>,
) -> Reply<Json<AttentionCriteriaAnswer>> {
    let read = move |r: &Reader<'_>| Ok(answer(&query::one(r, &ctx, id)?, &query::criteria(r, &ctx, id)?));
    Ok(Json(db.read(read).await?))
}

fn doc() -> Doc {
    Doc::new("One edition of the criteria of key-attention lists").returns::<AttentionCriteriaAnswer>()
}
