//! The page of one assessment: the colour with its whole calculation, the measures and who owes them, what came before.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Act, Ctx, Error, Lang, Problem};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, NoteKind, Reply, Screen, Values, form, parts};

use super::list::overdue_tag;
use super::query::{self, Risk};
use super::web::{bands, choices, colour_mark, factor_word, formula, matrix, term};
use super::{RiskAssessmentId, measure_web};
use crate::risk::grade::Factors;
use crate::risk::scheme::{self, Method, RiskScheme};
use crate::web::Names;
use crate::words::{detail, edition, method, risk as w, sector};

pub(super) struct Shown {
    pub risk: Risk,
    pub scheme: RiskScheme,
    earlier: Vec<Risk>,
    subject: String,
    township: String,
    hazard: Option<String>,
    pub names: Names,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: RiskAssessmentId) -> Result<Shown, Error> {
    let risk = query::load(r, ctx, id)?;
    let people: Vec<_> = risk.measures.iter().filter_map(|it| it.owner.person).chain(risk.assessor).collect();
    let bodies = risk.measures.iter().map(|it| it.owner.organisation);
    let bodies: Vec<_> = bodies.chain(risk.assessor_organisation).collect();
    let seen = Ctx { scope: ctx.scope_of(Act("hazard.view")), ..ctx.clone() };
    let hazard = risk.hazard.map(|id| crate::query::number(r, &seen, id)).transpose()?.flatten();
    Ok(Shown {
        scheme: scheme::load(r, ctx, risk.scheme)?,
        earlier: query::superseded(r, ctx, &risk)?,
        subject: registry::query::subject_names(r, ctx, &[risk.subject])?.remove(&risk.subject).unwrap_or_default(),
        township: registry::query::division_name(r, ctx, risk.division.township())?,
        hazard,
        names: Names::fetch(r, ctx, &people, &bodies)?,
        risk,
    })
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<RiskAssessmentId>,
) -> Reply {
    answer(&db, &ctx, &screen, id, &Values::default(), &[]).await
}

/// The page, or the page again with what was wrong in a form of its measures.
pub(super) async fn answer(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: RiskAssessmentId,
    values: &Values,
    problems: &[Problem],
) -> Reply<Response> {
    // The page belongs to whoever may see the assessment, also where it answers an act.
    let asked = Ctx { scope: ctx.scope_of(Act("risk.view")), ..Ctx::clone(ctx) };
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let title = shown.risk.risk_point.as_str().unwrap_or("--").to_owned();
    let crumbs =
        [Crumb::here(detail::section(lang)), Crumb::link(w::title(lang), super::list::PATH), Crumb::here(&title)];
    let body = html! {
        (form::error_summary(lang, problems, &[("note", w::note(lang))]))
        (body(screen, ctx, &shown, values, problems))
    };
    Ok(if problems.is_empty() { screen.page(&title, &crumbs, body) } else { screen.invalid(&title, &crumbs, body) })
}

fn body(screen: &Screen, ctx: &Ctx, shown: &Shown, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let it = &shown.risk;
    let overdue = it.superseded_by.is_none() && it.next_review < ctx.now.day();
    let marks = html! { (colour_mark(lang, it.colour)) @if overdue { (overdue_tag(lang, it, ctx)) } };
    html! {
        (parts::print_head(w::print_title(lang), &ctx.now.to_minute()))
        (parts::head(it.risk_point.as_str().unwrap_or("--"), marks, html! {}))
        @if let Some(by) = it.superseded_by {
            (parts::note(NoteKind::Plain, w::superseded(lang), html! { p { a href=(format!("/risks/{by}")) { (w::to_newer(lang)) } } }))
        }
        div.cols.gap-top {
            div {
                (calculation(lang, shown))
                (measure_web::card(screen, ctx, shown, values, problems))
            }
            aside {
                (parts::card(w::facts(lang), None, None, parts::inside(parts::facts_single(&facts(lang, ctx, shown)))))
                (earlier(lang, shown))
            }
        }
        (parts::print_foot(&[w::sign_assessor(lang), w::sign_subject(lang)], ""))
        (parts::actions(lang, html! {}, acts(lang, ctx, it)))
    }
}

fn acts(lang: Lang, ctx: &Ctx, it: &Risk) -> Markup {
    let report = format!("/hazards/new?subject={}", it.subject);
    html! {
        (parts::print_button(lang))
        @if ctx.may(Act("hazard.report")) { (parts::link_button(w::report_hazard(lang), &report)) }
        @if it.superseded_by.is_none() && ctx.may(Act("risk.assess")) {
            (parts::primary_link(w::again(lang), &format!("/risks/new?again={}", it.id)))
        }
    }
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.risk;
    let assessor = shown.names.both(it.assessor, it.assessor_organisation);
    let mut rows = vec![
        (w::subject(lang), {
            let place = (it.division, it.subject_organisation, it.sector);
            crate::web::subject(ctx, it.subject, &shown.subject, place)
        }),
        (w::division(lang), parts::or_dash(Some(&shown.township))),
        (w::sector(lang), html! { (sector::of(lang, it.sector.word())) }),
        (w::assessor(lang), parts::or_dash(Some(&assessor))),
        (w::day(lang), html! { (it.day) }),
        (
            w::next_review(lang),
            html! {
                (it.next_review)
                @if it.superseded_by.is_none() && it.next_review < ctx.now.day() { " " (overdue_tag(lang, it, ctx)) }
            },
        ),
    ];
    if let (Some(id), Some(number)) = (it.hazard, &shown.hazard) {
        let link = html! { a href=(format!("/hazards/{id}")) { (detail::number(lang, number)) } };
        rows.insert(1, (w::hazard(lang), link));
    }
    rows
}

/// Factors with the words of their tables, the product, the band it lies in and the line it met, and the text behind it all.
fn calculation(lang: Lang, shown: &Shown) -> Markup {
    let (it, scheme) = (&shown.risk, &shown.scheme);
    let kind = it.edition.method();
    let score = it.score.parse().ok();
    let met = it.edition.borders().lines.iter().any(|line| Some(line.at) == score);
    let body = html! {
        (parts::inside(html! {
            p.strong { (method::of(lang, kind.word())) "：" (formula(kind, &it.factors, &it.score)) }
            @if met { p { (w::on_the_line(lang, &it.score, edition::of(lang, it.edition.word()))) } }
            @if let Some(why) = &it.direct_red { p { (w::direct_red(lang)) "：" b { (why) } } }
        }))
        (factors(lang, kind, &it.factors))
        @if kind == Method::Matrix { (matrix(lang, it.edition, Some(&it.factors))) } @else { (bands(lang, it.edition, score)) }
        (parts::inside(basis(lang, scheme)))
    };
    parts::card(w::calculation(lang), None, None, body)
}

fn factors(lang: Lang, kind: Method, given: &[String]) -> Markup {
    let meaning = |name: &str, value: &str| {
        let known = choices(kind, name).into_iter().find(|(known, _)| known.to_string() == value);
        known.and_then(|(_, meaning)| meaning).map(|it| term(lang, it))
    };
    html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::factor(lang)) } th scope="col" { (w::value(lang)) } th scope="col" { (w::meaning(lang)) }
        } }
        tbody { @for (name, value) in Factors::names(kind).iter().zip(given) { tr {
            td data-label=(w::factor(lang)) { (factor_word(lang, kind, name)) }
            td.num data-label=(w::value(lang)) { (value) }
            td data-label=(w::meaning(lang)) { (parts::or_dash(meaning(name, value))) }
        } } }
    } }
}

/// Which edition, by whose decision and which text.
pub(super) fn basis(lang: Lang, scheme: &RiskScheme) -> Markup {
    let certain = scheme.edition.borders().certain;
    html! {
        p.muted.small { (w::basis(lang, edition::of(lang, scheme.edition.word()), &scheme.source, scheme.from)) }
        @if !certain { p.muted.small { (w::uncertain(lang)) } }
    }
}

fn earlier(lang: Lang, shown: &Shown) -> Markup {
    if shown.earlier.is_empty() {
        return html! {};
    }
    let rows = html! { ul { @for it in &shown.earlier { li {
        a href=(format!("/risks/{}", it.id)) { (it.day) } " " (colour_mark(lang, it.colour)) " " (it.score)
    } } } };
    parts::card(w::earlier(lang), None, None, parts::inside(rows))
}
