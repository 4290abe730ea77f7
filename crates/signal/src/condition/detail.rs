//! The page of one condition: what it is, its course, and acknowledging it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};
use registry::field::{Kind, must};
use registry::forms::{at_by, said};
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::list::{self, Named, PATH, axes, reading, what};
use super::{Acknowledge, Condition, ConditionId, Fact, Place, acknowledge, query};
use crate::web::{Told, Visitor, entry, known, told};
use crate::words::{condition as w, condition_fact, condition_sort, signal as sw, signal_act};
use crate::{Colour, device, rule};

pub(super) const VIEW: Act = Act("condition.view");
const ACKNOWLEDGE: Act = Act("condition.acknowledge");

/// Conditions, as their acts need them.
struct Conditions;

impl Subject for Conditions {
    type Id = ConditionId;
    type Shown = Condition;
    type Answer = ConditionAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: ConditionId) -> Result<Condition, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: ConditionId) -> Result<ConditionAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?))
    }

    fn page(id: ConditionId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Condition) -> Vec<Crumb> {
        vec![
            Crumb::here(sw::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.number.clone(), Self::page(shown.id)),
        ]
    }

    fn about(shown: &Condition) -> &str {
        &shown.number
    }

    fn start_row(_: &Condition, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("ConditionId"))
    }
}

static ACKNOWLEDGING: Step<Conditions, Acknowledge> = Step {
    name: "acknowledgement",
    word: "acknowledgement",
    act: ACKNOWLEDGE,
    write: ["condition.acknowledge", "condition.acknowledge by program"],
    doc: "Acknowledge a condition, with what is done about it",
    fields: &[must("note", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| acknowledge(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::GET, "/conditions/{id}", VIEW, show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::GET, "/conditions/{id}", VIEW, get, doc())
        .and(ACKNOWLEDGING.routes("/conditions/{id}/acknowledgement"))
}

struct Shown {
    it: Condition,
    named: Named,
    rule: Option<String>,
    story: Vec<Told<Fact>>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: ConditionId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let rule = match it.rule {
        Some(id) => rule::query::one(r, &ctx.beyond_scope(), id)?.said.title.as_str().map(str::to_owned),
        None => None,
    };
    Ok(Shown {
        named: Named::fetch(r, ctx, std::slice::from_ref(&it))?,
        rule,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        it,
    })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<ConditionId>) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let title = format!("{} · {}", shown.named.of(&it.place), condition_sort::of(lang, it.sort.word()));
    let marks = html! { span.muted { (it.number) } " " (it.colour.mark(lang)) " " (axes(lang, it)) };
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, one)).collect();
    let acknowledges = !it.is_acknowledged() && ctx.may(ACKNOWLEDGE);
    let body = html! {
        (parts::head(&title, marks, parts::print_button(lang)))
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &ctx, &shown))))
        (parts::card(w::course(lang), Some(shown.story.len() as u64), None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, html! {
            @if acknowledges {
                (parts::primary_link(signal_act::of(lang, "acknowledgement"), &format!("{PATH}/{id}/acknowledgement")))
            }
        }))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title.clone())];
    Ok(screen.page(&title, &crumbs, body))
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let (it, named) = (&shown.it, &shown.named);
    let name = named.of(&it.place);
    let place = match &it.place {
        Place::Device(id) if ctx.may(Act("device.view")) => {
            html! { a href=(format!("{}/{id}", device::PATH)) lang="zh-CN" { (name) } }
        }
        Place::Site(id) if ctx.may(Act("subject.view")) => {
            html! { a href=(format!("/subjects/{id}")) lang="zh-CN" { (name) } }
        }
        _ => html! { span lang="zh-CN" { (name) } },
    };
    let mut rows = vec![
        (w::place(lang), place),
        (w::sort(lang), what(lang, it)),
        (w::colour(lang), it.colour.mark(lang)),
        (w::worst(lang), it.worst.mark(lang)),
        (w::reading(lang), html! { (reading(lang, it.reading)) }),
        (w::raised_at(lang), html! { (page::format::instant(it.raised_at)) }),
        (w::last_at(lang), html! { (page::format::instant(it.last_at)) }),
        (w::repeats(lang), html! { (it.repeats) }),
        (w::township(lang), html! { span lang="zh-CN" { (named.place(it.division)) } }),
        (w::owner(lang), html! { span lang="zh-CN" { (named.body(it.owner)) } }),
        (w::holder(lang), html! { span lang="zh-CN" { (named.holder(it.holder)) } }),
    ];
    if let Some((id, title)) = it.rule.zip(shown.rule.as_ref()) {
        let label = html! { (it.rule_code.as_deref().unwrap_or_default()) " " span lang="zh-CN" { (title) } };
        let seen = ctx.may(rule::VIEW);
        rows.push((
            w::rule(lang),
            html! {
                @if seen { a href=(format!("{}/{id}", rule::PATH)) { (label) } } @else { (label) }
            },
        ));
    }
    if let Some(at) = it.cleared_at {
        rows.push((w::cleared_at(lang), html! { (page::format::instant(at)) }));
    }
    rows.push((w::due(lang), parts::due_on_case(lang, it.owed.due, ctx.now, it.is_acknowledged())));
    if let Some(at) = it.acknowledged_at {
        let who = it.acknowledged_by.map(|id| named.person(id).to_owned());
        rows.push((w::acknowledged_at(lang), at_by(Some(at), who.as_ref())));
    }
    if let Some(note) = &it.note {
        rows.push((w::note(lang), said(note)));
    }
    rows
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = condition_fact::of(lang, ledger::Fact::kind(fact));
    let (colour, value, quote, back) = match fact {
        Fact::Raised(it) => (Some(it.colour), it.reading, None, true),
        Fact::Worsened { colour, reading, .. } => (Some(*colour), *reading, None, true),
        Fact::Eased { colour, reading } => (Some(*colour), *reading, None, false),
        Fact::Repeated { reading } | Fact::Cleared { reading } => (None, *reading, None, false),
        Fact::Late { colour, reading } => (*colour, *reading, None, false),
        Fact::Acknowledged { note } => (None, None, Some(note), false),
    };
    let what = html! {
        (word)
        @if let Some(colour) = colour { " " (colour.mark(lang)) }
        @if value.is_some() { " " (reading(lang, value)) }
    };
    entry(one, what, quote, back)
}

/// One condition for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ConditionAnswer {
    #[schema(value_type = String)]
    id: ConditionId,
    version: i64,
    number: String,
    /// `rule`, `silent`, `stuck`, `jumping`, `impossible`, `unevaluable`, `intake_lost`, `engine_behind`
    sort: String,
    device: Option<String>,
    site: Option<String>,
    intake: Option<String>,
    /// The edition by which it was raised, and the rule's code.
    rule: Option<String>,
    rule_code: Option<String>,
    division: String,
    #[schema(value_type = String)]
    owner: OrganisationId,
    /// `blue`, `yellow`, `orange`, `red`: as it stands, or stood when it was cleared.
    colour: String,
    worst: String,
    active: bool,
    acknowledged: bool,
    raised_at: String,
    last_at: String,
    cleared_at: Option<String>,
    metric: Option<String>,
    /// Where the value is the figure of a named model: `intensity_duration`, `tangent_angle`, `inverse_velocity`.
    figure: Option<String>,
    value: Option<f64>,
    repeats: i64,
    due: String,
    acknowledged_at: Option<String>,
    note: Option<String>,
}

pub(super) fn answer(it: &Condition) -> ConditionAnswer {
    let minute = kernel::Instant::to_minute;
    ConditionAnswer {
        id: it.id,
        version: it.version,
        number: it.number.clone(),
        sort: it.sort.word().to_owned(),
        device: it.place.device().map(|id| id.to_string()),
        site: it.place.site().map(|id| id.to_string()),
        intake: it.place.intake().map(str::to_owned),
        rule: it.rule.map(|id| id.to_string()),
        rule_code: it.rule_code.clone(),
        division: it.division.to_string(),
        owner: it.owner,
        colour: Colour::word(it.colour).to_owned(),
        worst: Colour::word(it.worst).to_owned(),
        active: it.is_active(),
        acknowledged: it.is_acknowledged(),
        raised_at: minute(it.raised_at),
        last_at: minute(it.last_at),
        cleared_at: it.cleared_at.map(minute),
        metric: it.reading.map(|it| it.metric.code().to_owned()),
        value: it.reading.map(|it| it.value.value()),
        figure: it.reading.and_then(|it| it.by).map(|it| it.word().to_owned()),
        repeats: it.repeats,
        due: minute(it.owed.due),
        acknowledged_at: it.acknowledged_at.map(minute),
        note: known(it.note.as_ref()),
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<ConditionId>,
) -> Reply<Json<ConditionAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?))).await?))
}

fn doc() -> Doc {
    Doc::new("One condition: what is wrong where, by which rule, since when, and who acknowledged it")
        .returns::<ConditionAnswer>()
}
