//! One person: what is known, and what was recorded, corrected or taken back and why.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use kernel::{Ctx, Division, Error, Instant, Lang};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::story::{Entry, EntryKind, timeline};
use page::{Crumb, Doc, Json, Reply, Screen, parts};
use serde::{Deserialize, Serialize};

use super::list::{PATH, named, sex_and_age};
use super::query;
use super::{Condition, Fact, RECORD, Victim, VictimId, WITHDRAW};
use crate::event::{self, Disaster, DisasterId, PATH as DISASTERS, State};
use crate::web::Visitor;
use crate::words::{disaster as d, victim as w, victim_cause, victim_condition, victim_fact};
use registry::forms::{at_by, person, said};

pub(super) struct Shown {
    pub it: Victim,
    pub disaster: Disaster,
    pub place: String,
    by: Option<String>,
    history: Vec<(Recorded<Fact>, Option<String>)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: VictimId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let mut history = Vec::new();
    for fact in query::history(r, ctx, id)? {
        let by = person(r, ctx, fact.at.person)?;
        history.push((fact, by));
    }
    let place = named(r, ctx, std::iter::once(it.known.division))?.remove(&it.known.division);
    Ok(Shown {
        disaster: event::query::one(r, ctx, it.disaster)?,
        place: place.unwrap_or_default(),
        by: person(r, ctx, it.recorded_by)?,
        history,
        it,
    })
}

pub(super) fn crumbs(lang: Lang, disaster: &Disaster) -> Vec<Crumb> {
    vec![
        Crumb::here(d::section(lang)),
        Crumb::link(disaster.title(), format!("{DISASTERS}/{}", disaster.id)),
        Crumb::link(w::title(lang), format!("{PATH}?disaster={}", disaster.id)),
    ]
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<VictimId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let open = !it.withdrawn && shown.disaster.state != State::Dismissed;
    let link = |last: &str| format!("{PATH}/{id}/{last}");
    let condition = victim_condition::of(lang, it.known.condition.word());
    let marks = html! {
        @if it.withdrawn { (parts::bad_tag(victim_condition::of(lang, query::WITHDRAWN))) } @else { (parts::tag(condition)) }
    };
    let acts = html! {
        @if open && it.known.condition == Condition::Missing && ctx.may(RECORD) {
            (parts::primary_link(w::outcome(lang), &link("outcome"))) " "
        }
        @if open && ctx.may(RECORD) { (parts::link_button(w::correct(lang), &link("correction"))) " " }
        @if open && ctx.may(WITHDRAW) { (parts::link_button(w::withdraw(lang), &link("withdrawal"))) " " }
        (parts::print_button(lang))
    };
    let body = html! {
        (parts::head(it.name(), marks, acts))
        (parts::card(shown.disaster.title(), None, None, parts::facts(&facts(lang, &shown))))
        (parts::card(w::history(lang), Some(shown.history.len() as u64), None, parts::inside(timeline(&entries(lang, &shown)))))
    };
    let mut crumbs = crumbs(lang, &shown.disaster);
    crumbs.push(Crumb::here(w::one(lang)));
    Ok(screen.page(w::one(lang), &crumbs, body))
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let (it, known) = (&shown.it, &shown.it.known);
    let mut rows = vec![
        (w::name(lang), html! { span lang="zh-CN" { (it.name()) } }),
        (w::sex_age(lang), html! { (sex_and_age(lang, it)) }),
        (w::condition(lang), html! { (victim_condition::of(lang, known.condition.word())) }),
        (w::division(lang), html! { span lang="zh-CN" { (shown.place) } }),
        (w::place(lang), html! { @match &known.place { Some(place) => (said(place)), None => (parts::dash()) } }),
        (w::cause(lang), html! { (victim_cause::of(lang, known.cause.word())) }),
        (w::since(lang), html! { span.nowrap { (page::format::instant(known.since)) } }),
        (w::recorded(lang), at_by(Some(it.recorded_at), shown.by.as_ref())),
    ];
    if let Some(note) = &known.note {
        rows.push((w::note(lang), said(note)));
    }
    rows
}

fn entries(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let entry = |(it, by): &(Recorded<Fact>, Option<String>)| {
        let (condition, quote) = match &it.fact {
            Fact::Recorded { known, .. } => (Some(known.condition), known.note.as_ref()),
            Fact::Corrected { known, reason } => (Some(known.condition), Some(reason)),
            Fact::Found { condition, note, .. } => (Some(*condition), note.as_ref()),
            Fact::Withdrawn { reason } => (None, Some(reason)),
        };
        Entry {
            when: page::format::instant(it.at.effective_at),
            gap: None,
            who: by.clone().unwrap_or_default(),
            what: html! {
                b { (victim_fact::of(lang, ledger::Fact::kind(&it.fact))) }
                @if let Some(condition) = condition { " " (victim_condition::of(lang, condition.word())) }
            },
            quote: quote.and_then(|it| it.as_str()).map(str::to_owned),
            kind: if condition.is_some() { EntryKind::Act } else { EntryKind::Back },
        }
    };
    shown.history.iter().rev().map(entry).collect()
}

/// One person for programs; what was erased is missing.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VictimAnswer {
    #[schema(value_type = String)]
    id: VictimId,
    version: i64,
    #[schema(value_type = String)]
    disaster: DisasterId,
    name: Option<String>,
    /// `male`, `female`
    sex: Option<String>,
    /// In years, when it happened.
    age: Option<String>,
    #[schema(value_type = String)]
    division: Division,
    place: Option<String>,
    cause: String,
    /// `dead`, `missing`, `found`
    condition: String,
    #[schema(value_type = String)]
    since: Instant,
    note: Option<String>,
    withdrawn: bool,
    #[schema(value_type = String)]
    recorded_at: Instant,
}

pub(super) fn answer(it: Victim) -> VictimAnswer {
    let known = it.known;
    let text = |it: Option<kernel::Personal<String>>| it.and_then(|it| it.known().cloned());
    VictimAnswer {
        id: it.id,
        version: it.version,
        disaster: it.disaster,
        name: known.name.known().cloned(),
        sex: text(known.sex),
        age: text(known.age),
        division: known.division,
        place: text(known.place),
        cause: known.cause.word().to_owned(),
        condition: known.condition.word().to_owned(),
        since: known.since,
        note: text(known.note),
        withdrawn: it.withdrawn,
        recorded_at: it.recorded_at,
    }
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<VictimId>,
) -> Reply<Json<VictimAnswer>> {
    Ok(Json(db.read(move |r| Ok::<_, Error>(answer(query::one(r, &ctx, id)?))).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One dead or missing person of a disaster").returns::<VictimAnswer>()
}
