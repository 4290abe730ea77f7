//! The page of one enterprise: grades, credit that counts, trainings of this year, its subjects, and what other concepts
//! say of it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use kernel::{Act, Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Reply, Screen, format, parts};
use registry::query::{Organisation, Subject, SubjectFilter};
use registry::words::sector;

use super::EnterprisePanels;
use super::list::PATH;
use crate::credit_record::{self, CreditRecord};
use crate::standardisation::{self, Standardisation};
use crate::training::query::Sum;
use crate::training::{self, hours_text};
use crate::unit;
use crate::web::{Visitor, day_or_dash};
use crate::words::{credit, standardisation as s, standardisation_grade, training as t, training_sort, view as w};

/// Rows of one card; the rest is one click away.
const ROWS: u32 = 10;
const SUBJECTS: usize = 20;

/// Everything on record of one enterprise, read at one moment.
pub(super) struct File {
    pub unit: Organisation,
    pub place: String,
    pub grades: Vec<Standardisation>,
    pub ahead: Option<i64>,
    pub credit: Vec<CreditRecord>,
    pub year: Vec<Sum>,
    pub high_hazard: bool,
    pub subjects: Vec<Subject>,
    /// Of the visitor, where it is their own.
    pub owed: Option<obligation::query::Count>,
}

fn doing(ctx: &Ctx, act: &'static str) -> Ctx {
    Ctx { scope: ctx.scope_of(Act(act)), ..ctx.clone() }
}

/// Whether the visitor acts for it.
fn is_own(ctx: &Ctx, id: OrganisationId) -> bool {
    ctx.scope_of(Act("enterprise.own")).grants.iter().any(|grant| grant.organisation == id)
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<File, Error> {
    let unit = unit::load(r, ctx, id)?;
    let counts = credit_record::query::Filter { organisation: Some(id), ..credit_record::query::Filter::default() };
    let of = SubjectFilter { organisation: Some(id), ..SubjectFilter::default() };
    let place = registry::query::townships(r, ctx)?.into_iter().find(|(code, _)| *code == unit.division.township());
    let own = is_own(ctx, id);
    Ok(File {
        place: place.map(|(_, name)| name).unwrap_or_default(),
        grades: standardisation::query::standing(r, &doing(ctx, "standardisation.view"), id)?,
        ahead: standardisation::query::ahead(r, ctx)?,
        credit: credit_record::query::list(r, &doing(ctx, "credit.view"), &counts, 0, ROWS)?,
        year: training::query::of_year(r, &doing(ctx, "training.view"), id, ctx.now.day().year())?,
        high_hazard: training::query::is_high_hazard(r, ctx, id)?,
        subjects: registry::query::every_subject(r, &doing(ctx, "subject.view"), &of)?,
        owed: own.then(|| obligation::query::counts(r, ctx)).transpose()?.map(|it| it.i_owe),
        unit,
    })
}

/// The organisation that the visitor acts for.
pub(super) fn own(ctx: &Ctx) -> Result<OrganisationId, Error> {
    ctx.scope.widest().map(|grant| grant.organisation).ok_or(Error::NotFound("OrganisationId"))
}

pub(super) async fn show_own(
    shared: Shared<Db>,
    axum::Extension(ctx): Visitor,
    panels: Extension<EnterprisePanels>,
    screen: Screen,
) -> Reply {
    let id = own(&ctx)?;
    show(shared, axum::Extension(ctx), panels, screen, Path(id)).await
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Extension(panels): Extension<EnterprisePanels>,
    screen: Screen,
    Path(id): Path<OrganisationId>,
) -> Reply {
    let (asked, lang) = (Arc::clone(&ctx), screen.lang());
    let (file, others) = db
        .read(move |r| {
            let file = fetch(r, &asked, id)?;
            let panel = |it: &super::Panel| it(r, &asked, lang, id);
            Ok((file, panels.0.iter().map(panel).collect::<Result<Vec<_>, Error>>()?))
        })
        .await?;
    let title = file.unit.name.as_str();
    let mut crumbs = vec![Crumb::here(w::section(lang))];
    if ctx.may(Act("enterprise.list")) {
        crumbs.push(Crumb::link(w::title(lang), PATH));
    }
    crumbs.push(Crumb::here(title));
    let body = html! {
        (parts::head(title, html! { span.muted { (file.place) } }, html! { (parts::print_button(lang)) }))
        @if let Some(owed) = file.owed { (duties(lang, owed)) }
        (grades(lang, &ctx, &file))
        (credit(lang, &ctx, &file))
        (trainings(lang, &ctx, &file))
        @for panel in &others { (panel) }
        (subjects(lang, &ctx, &file))
    };
    Ok(screen.page(title, &crumbs, body))
}

fn duties(lang: Lang, owed: obligation::query::Count) -> Markup {
    let figure = |n: i64| html! { span.figure { a href="/obligations" { (format::count(n)) } } };
    let tile =
        |label: &str, n| parts::Tile { label: label.to_owned(), figure: figure(n), unit: String::new(), href: None };
    let tiles = [tile(w::owed(lang), owed.open), tile(w::owed_late(lang), owed.late)];
    parts::card(w::duties(lang), None, Some((w::to_list(lang), "/obligations")), parts::tiles(&tiles))
}

/// At the right of a card: the way to enter, and the whole list.
fn beside(lang: Lang, enter: Option<Markup>, list: &str) -> Markup {
    html! { @if let Some(enter) = enter { (enter) " " } a href=(list) { (w::to_list(lang)) } }
}

fn grades(lang: Lang, ctx: &Ctx, file: &File) -> Markup {
    let id = file.unit.id;
    let may = unit::covers(&doing(ctx, "standardisation.record"), file.unit.division, id);
    let enter = may.then(|| parts::small_link(s::record(lang), &format!("{PATH}/{id}/standardisations")));
    let today = ctx.now.day();
    let body = if file.grades.is_empty() {
        html! { p.in { (parts::silent_mark(s::none(lang))) } }
    } else {
        html! { table.tb.is-cards {
            thead { tr {
                th scope="col" { (s::sector(lang)) } th scope="col" { (s::grade(lang)) }
                th scope="col" { (s::certificate(lang)) } th scope="col" { (s::valid_to(lang)) }
                th scope="col" { (s::state(lang)) }
            } }
            tbody { @for it in &file.grades { tr {
                td.nowrap { (sector::of(lang, it.sector.word())) }
                td.nowrap { a href=(format!("/standardisations/{}", it.id)) { (standardisation_grade::of(lang, it.grade.word())) } }
                td { (it.certificate) }
                td.nowrap { (it.valid_to) }
                td.nowrap { (standardisation::state_mark(lang, it.state(today, file.ahead))) }
            } } }
        } }
    };
    let list = format!("/standardisations?state=all&organisation={id}");
    parts::card_with(s::title(lang), html! {}, beside(lang, enter, &list), body)
}

fn credit(lang: Lang, ctx: &Ctx, file: &File) -> Markup {
    let id = file.unit.id;
    let may = unit::covers(&doing(ctx, "credit.enter"), file.unit.division, id);
    let enter = may.then(|| parts::small_link(credit::enter(lang), &format!("{PATH}/{id}/credit-records")));
    let body = if file.credit.is_empty() {
        html! { p.in.muted { (w::no_credit_counts(lang)) } }
    } else {
        html! { table.tb.is-cards {
            thead { tr {
                th scope="col" { (credit::sort(lang)) } th scope="col" { (credit::reason(lang)) }
                th scope="col" { (credit::to(lang)) } th scope="col" { (credit::state(lang)) }
            } }
            tbody { @for it in &file.credit { tr {
                td.nowrap { (credit_record::sort_mark(lang, it.sort)) }
                td { a href=(format!("/credit-records/{}", it.id)) { (it.reason.as_str().unwrap_or("--")) } }
                td.nowrap { (day_or_dash(it.to)) }
                td.nowrap { (credit_record::state_mark(lang, it, ctx)) }
            } } }
        } }
    };
    let list = format!("/credit-records?state=all&organisation={id}");
    parts::card_with(credit::title(lang), html! {}, beside(lang, enter, &list), body)
}

fn trainings(lang: Lang, ctx: &Ctx, file: &File) -> Markup {
    let id = file.unit.id;
    let may = unit::covers(&doing(ctx, "training.record"), file.unit.division, id);
    let enter = may.then(|| parts::small_link(t::record(lang), &format!("{PATH}/{id}/trainings")));
    let year = ctx.now.day().year();
    let list = |sort: &str| format!("/trainings?organisation={id}&sort={sort}&from={year}-01-01&to={year}-12-31");
    let row = |it: &Sum| {
        let number = |n: i64| html! { @if it.times == 0 { (parts::dash()) } @else { (format::count(n)) } };
        html! { tr {
            td { (training_sort::of(lang, it.sort.word())) }
            td.num data-label=(t::times(lang)) {
                @if it.times == 0 && it.required.is_some() { (parts::silent_mark(t::not_entered(lang))) }
                @else { a href=(list(it.sort.word())) { (format::count(it.times)) } }
            }
            td.num data-label=(t::people_in_all(lang)) { (number(it.people)) }
            td.num data-label=(t::passed_in_all(lang)) { (number(it.passed)) }
            td.num data-label=(t::hours(lang)) { @if it.times == 0 { (parts::dash()) } @else { (hours_text(it.half_hours)) } }
            td.num data-label=(t::required_hours(lang)) { (parts::or_dash(it.required.map(|n| n.to_string()).as_deref())) }
            td.nowrap { @if let Some(missing) = it.short_of() { (parts::tag(&t::short_of(lang, hours_text(missing)))) } }
        } }
    };
    let body = html! {
        table.tb.is-cards {
            thead { tr {
                th scope="col" { (t::sort(lang)) } th.num scope="col" { (t::times(lang)) }
                th.num scope="col" { (t::people_in_all(lang)) } th.num scope="col" { (t::passed_in_all(lang)) }
                th.num scope="col" { (t::hours(lang)) } th.num scope="col" { (t::required_hours(lang)) }
                th scope="col" { (t::compared(lang)) }
            } }
            tbody { @for it in &file.year { (row(it)) } }
        }
        p.in.muted.small {
            (t::meaning(lang, t::required_source(lang))) " "
            @if file.high_hazard { (t::high_hazard(lang)) }
        }
    };
    let right = beside(lang, enter, &format!("/trainings?organisation={id}"));
    parts::card_with(&t::of_this_year(lang, year), html! {}, right, body)
}

fn subjects(lang: Lang, ctx: &Ctx, file: &File) -> Markup {
    if !ctx.may(Act("subject.view")) || file.subjects.is_empty() {
        return html! {};
    }
    let checks = ctx.may(Act("check.list"));
    let hazards = ctx.may(Act("hazard.list"));
    let body = html! { ul.rows {
        @for it in file.subjects.iter().take(SUBJECTS) {
            li {
                span.k { (sector::of(lang, it.sector.word())) }
                span.cut { a href=(format!("/subjects/{}", it.id)) { (it.name) } }
                span.nowrap {
                    @if checks { a href=(format!("/checks?source=enterprise_self_check&subject={}", it.id)) { (w::self_checks(lang)) } }
                    @if hazards { " · " a href=(format!("/hazards?view=all&subject={}", it.id)) { (w::hazards(lang)) } }
                }
            }
        }
    } };
    parts::card(w::subjects(lang), Some(file.subjects.len() as u64), None, body)
}
