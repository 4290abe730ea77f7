//! The desk: what I owe, what is owed to me, what is late, what is silent.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Error, Instant, Lang, OrganisationId, Span};
use ledger::{Db, Reader};
use maud::{Markup, html};
use obligation::query::{Counts, Filter, Page, Row};
use page::{Doc, Json, Reply, Screen, format, parts};
use serde::Serialize;

use super::figures;
use crate::words::{desk as w, duty};

/// Rows a list of the desk shows; the rest is one click away.
const ROWS: u32 = 17;
/// How many silent organisations and subjects are named.
const SILENT_ROWS: usize = 12;
/// An organisation that has entered nothing for this long is silent.
const SILENT_AFTER_DAYS: i64 = 30;

/// Everything the desk shows, gathered at one moment.
pub struct Desk {
    counts: Counts,
    i_owe: Vec<Row>,
    owed_to_me: Vec<Row>,
    figures: figures::Figures,
    silent: Silent,
}

/// What nothing was heard of. Zero and unknown never look alike.
#[derive(Debug, Clone, Default)]
pub struct Silent {
    organisations: Vec<(OrganisationId, String, Option<Instant>)>,
    organisations_in_all: usize,
    never_checked: usize,
    without_responsible: i64,
    shown: bool,
}

pub async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    let asked = Arc::clone(&ctx);
    let desk = db.read(move |r| gather(r, &asked)).await?;
    let lang = screen.lang();
    Ok(screen.page(w::title(lang), &[], body(&ctx, lang, &desk)))
}

fn gather(r: &Reader<'_>, ctx: &Ctx) -> Result<Desk, Error> {
    Ok(Desk {
        counts: obligation::query::counts(r, ctx)?,
        i_owe: obligation::query::i_owe(r, ctx, &Filter::default(), &first_page())?,
        owed_to_me: obligation::query::owed_to_me(r, ctx, &Filter::default(), &first_page())?,
        figures: figures::fetch(r, ctx)?,
        silent: silent(r, ctx)?,
    })
}

fn first_page() -> Page {
    Page { after: None, at_most: ROWS }
}

/// Only who may see the registers is told what is missing in them.
fn silent(r: &Reader<'_>, ctx: &Ctx) -> Result<Silent, Error> {
    if !ctx.may(Act("responsibility.view")) {
        return Ok(Silent::default());
    }
    let scoped = Ctx { scope: ctx.scope_of(Act("subject.view")), ..ctx.clone() };
    let reporters = registry::query::reporting_organisations(r, &scoped)?;
    let ids: Vec<OrganisationId> = reporters.iter().map(|(id, _)| *id).collect();
    let since = ctx.now - Span::days(SILENT_AFTER_DAYS);
    let mut quiet = hazard::query::silent_reporters(r, &scoped, &ids, since)?;
    quiet.sort_by_key(|(_, last)| *last);
    let name =
        |id: OrganisationId| reporters.iter().find(|(i, _)| *i == id).map(|(_, n)| n.clone()).unwrap_or_default();
    Ok(Silent {
        organisations_in_all: quiet.len(),
        organisations: quiet.into_iter().take(SILENT_ROWS).map(|(id, last)| (id, name(id), last)).collect(),
        never_checked: hazard::query::count_never_found(r, &scoped, &registry::query::subject_ids(r, &scoped)?)?,
        without_responsible: registry::query::count_gaps(r, &scoped, ctx.now.day())?,
        shown: true,
    })
}

fn body(ctx: &Ctx, lang: Lang, desk: &Desk) -> Markup {
    let acts = html! {
        @if ctx.may(Act("hazard.report")) { (parts::primary_link(w::report(lang), "/hazards/new")) }
    };
    html! {
        (parts::head(w::title(lang), parts::fresh(lang, ctx.now, Some(60)), acts))
        div.desk data-live="/" {
            (owed_card(lang, ctx, &OwedCard {
                title: w::i_owe(lang), href: "/obligations", count: desk.counts.i_owe.open, late: desk.counts.i_owe.late,
                rows: &desk.i_owe, others: false, empty: w::i_owe_nothing(lang),
            }))
            (owed_card(lang, ctx, &OwedCard {
                title: w::owed_to_me(lang), href: "/obligations?side=owed_to_me", count: desk.counts.owed_to_me.open,
                late: desk.counts.owed_to_me.late, rows: &desk.owed_to_me, others: true,
                empty: w::owed_nothing(lang),
            }))
            div.stack { (figures::cards(lang, &desk.figures)) (silent_card(lang, ctx, &desk.silent)) (duty_card(lang, ctx)) }
        }
    }
}

struct OwedCard<'a> {
    title: &'a str,
    href: &'a str,
    count: i64,
    late: i64,
    rows: &'a [Row],
    /// Whether others owe it: then their name is shown instead of the source.
    others: bool,
    empty: &'a str,
}

fn owed_card(lang: Lang, ctx: &Ctx, card: &OwedCard<'_>) -> Markup {
    let beside = html! {
        (parts::count_mark(card.count.unsigned_abs()))
        @if card.late > 0 { (parts::late_count(lang, card.late.unsigned_abs())) }
    };
    let right = html! { @if ctx.may(Act("obligation.list")) { a href=(card.href) { (w::all(lang)) } } };
    let body = if card.rows.is_empty() {
        html! { p.in.muted { (card.empty) } }
    } else {
        html! {
            table.tb.is-cards {
                thead { tr {
                    th scope="col" { (w::due(lang)) }
                    th scope="col" { @if card.others { (w::who(lang)) } @else { (w::duty(lang)) } }
                    th scope="col" { (w::what(lang)) }
                    @if !card.others { th.wide-only scope="col" { (w::source(lang)) } }
                } }
                tbody { @for row in card.rows { (owed_row(lang, ctx, row, card.others)) } }
            }
        }
    };
    parts::card_with(card.title, beside, right, body)
}

fn owed_row(lang: Lang, ctx: &Ctx, row: &Row, others: bool) -> Markup {
    let title = row.title.as_str().unwrap_or("--");
    let source = row.source.as_deref().unwrap_or_default();
    html! {
        tr.is-late[row.due <= ctx.now] {
            td.nowrap { (parts::due(lang, row.due, ctx.now, false)) }
            td.nowrap.strong[!others] { @if others { (row.holder_organisation) } @else { (duty_word(lang, row)) } }
            td.cut { a href=(obligation::href(&row.about, row.id)) title=(title) { (title) } }
            @if !others { td.small.muted.cut-source.wide-only title=(source) { (source) } }
        }
    }
}

/// The word for what has to be done now: short where the desk has one, else the duty's own; or that of its phase.
fn duty_word(lang: Lang, row: &Row) -> String {
    use obligation::Status;
    match row.status {
        Status::Done => duty::verify(lang).to_owned(),
        Status::Verified => duty::close(lang).to_owned(),
        _ => match duty::of(lang, &row.duty.replace('.', "_")) {
            crate::words::UNKNOWN => obligation::duty_word(lang, &row.duty),
            word => word.to_owned(),
        },
    }
}

fn silent_card(lang: Lang, ctx: &Ctx, silent: &Silent) -> Markup {
    if !silent.shown {
        return html! {};
    }
    let figure = |n: i64, href: &str| html! { a href=(href) { (format::count(n)) } };
    let body = html! {
        ul.rows.is-even {
            li { span { (w::never_checked(lang)) } span.figure { (figure(silent.never_checked as i64, "/subjects?silent=never_checked")) } }
            li { span { (w::without_responsible(lang)) } span.figure { (figure(silent.without_responsible, "/responsibilities")) } }
            @for (id, name, last) in &silent.organisations {
                li {
                    a.cut href=(format!("/organisations/{id}")) { (name) }
                    (parts::silent_mark(&heard(lang, ctx, *last)))
                }
            }
        }
    };
    let note = html! { (w::silent_rule(lang, SILENT_AFTER_DAYS)) };
    parts::card_with(w::silent(lang), parts::count_mark(silent.organisations_in_all as u64), note, body)
}

fn heard(lang: Lang, ctx: &Ctx, last: Option<Instant>) -> String {
    match last {
        Some(at) => w::silent_for(lang, format::span_brief(lang, ctx.now.since(at))),
        None => w::never_heard(lang).to_owned(),
    }
}

/// Filled by the frame's own figures on every page; here the way to the roster.
fn duty_card(lang: Lang, ctx: &Ctx) -> Markup {
    parts::card_with(
        w::help(lang),
        html! {},
        html! {},
        html! { ul.rows.is-even {
            li { a href="/help" { (w::help_loop(lang)) } span {} }
            @if ctx.may(Act("deadline_rule.view")) { li { a href="/deadline-rules" { (w::help_rules(lang)) } span {} } }
            @if ctx.may(Act("account.manage")) { li { a href="/accounts" { (w::help_accounts(lang)) } span {} } }
            @if ctx.may(Act("complaint.list")) { li { a href="/complaints" { (w::help_complaints(lang)) } span {} } }
        } },
    )
}

/// The desk for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeskAnswer {
    i_owe: OwedAnswer,
    owed_to_me: OwedAnswer,
    subjects_never_checked: usize,
    subjects_without_responsible: i64,
    organisations_silent: usize,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OwedAnswer {
    open: i64,
    late: i64,
}

pub async fn get_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>) -> Reply<Json<DeskAnswer>> {
    let desk = db.read(move |r| gather(r, &ctx)).await?;
    Ok(Json(DeskAnswer {
        i_owe: OwedAnswer { open: desk.counts.i_owe.open, late: desk.counts.i_owe.late },
        owed_to_me: OwedAnswer { open: desk.counts.owed_to_me.open, late: desk.counts.owed_to_me.late },
        subjects_never_checked: desk.silent.never_checked,
        subjects_without_responsible: desk.silent.without_responsible,
        organisations_silent: desk.silent.organisations_in_all,
    }))
}

pub fn doc() -> Doc {
    Doc::new("What the visitor owes and is owed, and what is silent").returns::<DeskAnswer>()
}
