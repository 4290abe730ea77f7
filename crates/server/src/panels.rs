//! One concept's view on another's page. All of them.

use attention::period::Sources;
use enterprise::EnterprisePanels;
use incident::investigation::{self, InvestigationPanels};
use kernel::{Ctx, Error, Lang, OrganisationId};
use ledger::Reader;
use maud::{Markup, html};
use page::list::{Column, Row, table};
use page::parts;
use registry::{SubjectId, SubjectPanels};

use crate::words::panel as w;

/// On the file of a subject.
pub const SUBJECT: SubjectPanels =
    SubjectPanels(&[hazard::risk::assessment::of_subject, hazard::check::of_subject, subject_hazards, subject_devices]);

/// On the page of an enterprise.
pub const ENTERPRISE: EnterprisePanels = EnterprisePanels(&[enterprise_hazards, enterprise_incidents]);

/// On the page of an investigation.
pub const INVESTIGATION: InvestigationPanels = InvestigationPanels(&[like_checks]);

/// Devices that the page of a subject names; the rest is one click away.
const SUBJECT_DEVICES: u32 = 10;

/// What hazards and incidents say of a special period.
pub const PERIOD: Sources =
    Sources { figures: crate::supplied::period::figures, found_by: crate::supplied::period::found_by };

/// What happened in it, for those who may see that.
fn enterprise_incidents(r: &Reader<'_>, ctx: &Ctx, lang: Lang, unit: OrganisationId) -> Result<Markup, Error> {
    use incident::query::{Filter, count, list};
    let view = kernel::Act("incident.view");
    if !ctx.may(view) {
        return Ok(html! {});
    }
    let scoped = Ctx { scope: ctx.scope_of(view), ..ctx.clone() };
    let all = Filter { unit: Some(unit), ..Filter::default() };
    let tile = |label: &str, filter: Filter| -> Result<parts::Tile, Error> {
        let n = page::format::count(count(r, &scoped, &filter)?);
        let figure = html! { span.figure { a href=(filter.address()) { (n) } } };
        Ok(parts::Tile { label: label.to_owned(), figure, unit: String::new(), href: None })
    };
    let tiles = [
        tile(w::reporting(lang), Filter { stage: Some(incident::Stage::Reporting), ..all.clone() })?,
        tile(w::at_fault(lang), Filter { at_fault: true, ..all.clone() })?,
        tile(w::all(lang), all.clone())?,
    ];
    let last = list(r, &scoped, &all, 0, 3)?;
    let body = html! {
        (parts::tiles(&tiles))
        @for it in &last {
            p.in.in-text {
                a href=(format!("/incidents/{}", it.id)) { (it.number) } " " (it.title.as_str().unwrap_or("--")) " "
                span.muted.nowrap { (page::format::instant(it.happened_at)) }
            }
        }
    };
    Ok(parts::card(w::incidents(lang), None, Some((w::to_list(lang), &all.address())), body))
}

/// How far the checks of like subjects have come, and what they found.
fn like_checks(r: &Reader<'_>, ctx: &Ctx, lang: Lang, it: &investigation::query::Detail) -> Result<Markup, Error> {
    let columns = [
        Column::text(w::demand(lang)),
        Column::number(w::subjects(lang)),
        Column::number(w::looked(lang)),
        Column::number(w::still_to_look(lang)),
        Column::number(w::found(lang)),
    ];
    let mut rows = Vec::new();
    for one in &it.history {
        let investigation::Fact::ChecksDemanded { demand, subjects, .. } = &one.fact else { continue };
        let so_far = hazard::check::progress(r, ctx, subjects, one.at.effective_at)?;
        rows.push(Row::new(vec![
            html! { (demand.as_str().unwrap_or("--")) },
            html! { (so_far.subjects) },
            html! { (so_far.looked) },
            waiting(r, ctx, &so_far.waiting)?,
            html! { (w::hazards_at(lang, so_far.hazards, so_far.with_hazards)) },
        ]));
    }
    if rows.is_empty() {
        return Ok(html! {});
    }
    let table = table(w::like_checks(lang), &columns, &rows);
    let note = parts::inside(html! { p.muted.small { (w::like_text(lang)) } });
    Ok(parts::card(w::like_checks(lang), None, None, html! { (table) (note) }))
}

/// How many subjects nobody looked at, and their names as far as the visitor reaches.
fn waiting(r: &Reader<'_>, ctx: &Ctx, subjects: &[SubjectId]) -> Result<Markup, Error> {
    if subjects.is_empty() {
        return Ok(html! { "0" });
    }
    let scoped = Ctx { scope: ctx.scope_of(kernel::Act("subject.view")), ..ctx.clone() };
    let mut names = Vec::new();
    for id in subjects {
        names.extend(registry::query::subject(r, &scoped, *id)?);
    }
    Ok(html! {
        details {
            summary { (subjects.len()) }
            @for it in &names { p { a href=(format!("/subjects/{}", it.id)) lang="zh-CN" { (it.name) } } }
        }
    })
}

/// What it rectifies.
fn enterprise_hazards(r: &Reader<'_>, ctx: &Ctx, lang: Lang, owner: OrganisationId) -> Result<Markup, Error> {
    use hazard::query::{Filter, View, count};
    let scoped = Ctx { scope: ctx.scope_of(kernel::Act("hazard.list")), ..ctx.clone() };
    let href = |view: View| format!("/hazards?view={view}&owner={owner}");
    let tile = |label: &str, view: View| -> Result<parts::Tile, Error> {
        let n = count(r, &scoped, &Filter { view, owner: Some(owner), ..Filter::default() })?;
        let figure = html! { span.figure { a href=(href(view)) { (page::format::count(n)) } } };
        Ok(parts::Tile { label: label.to_owned(), figure, unit: String::new(), href: None })
    };
    let tiles = [tile(w::open(lang), View::Open)?, tile(w::late(lang), View::Late)?, tile(w::all(lang), View::All)?];
    let right = html! {
        @if ctx.may(kernel::Act("follow_up.view")) { a href=(format!("/letters?organisation={owner}")) { (w::letters(lang)) } " · " }
        a href=(href(View::All)) { (w::to_list(lang)) }
    };
    Ok(parts::card_with(w::rectified(lang), html! {}, right, parts::tiles(&tiles)))
}

/// What measures there, and what is wrong with it, where something measures.
fn subject_devices(r: &Reader<'_>, ctx: &Ctx, lang: Lang, subject: SubjectId) -> Result<Markup, Error> {
    use signal::device::query::{Filter, list};
    let view = kernel::Act("device.view");
    if !ctx.may(view) {
        return Ok(html! {});
    }
    let scoped = Ctx { scope: ctx.scope_of(view), ..ctx.clone() };
    let all = Filter { subject: Some(subject), ..Filter::default() };
    let devices = list(r, &scoped, &all, 0, SUBJECT_DEVICES)?;
    if devices.is_empty() {
        return Ok(html! {});
    }
    let body = html! {
        ul.rows.is-even { @for it in &devices {
            li { a href=(format!("/devices/{}", it.id)) lang="zh-CN" { (it.said.name) } span.muted { (it.said.code) } }
        } }
    };
    Ok(parts::card(w::devices(lang), None, Some((w::to_list(lang), &all.address())), body))
}

/// Its hazards.
fn subject_hazards(r: &Reader<'_>, ctx: &Ctx, lang: Lang, subject: SubjectId) -> Result<Markup, Error> {
    let scoped = Ctx { scope: ctx.scope_of(kernel::Act("hazard.view")), ..ctx.clone() };
    let figures = hazard::query::figures_of_subject(r, &scoped, subject)?;
    let href = |view: &str| format!("/hazards?view={view}&subject={subject}");
    let figure = |n: i64, view: &str| html! { span.figure { a href=(href(view)) { (page::format::count(n)) } } };
    let body = if figures.all == 0 {
        html! { p.in { (parts::silent_mark(w::never_checked(lang))) } }
    } else {
        parts::tiles(&[
            parts::Tile {
                label: w::open(lang).into(),
                figure: figure(figures.open, "open"),
                unit: String::new(),
                href: None,
            },
            parts::Tile {
                label: w::late(lang).into(),
                figure: figure(figures.late, "late"),
                unit: String::new(),
                href: None,
            },
            parts::Tile {
                label: w::all(lang).into(),
                figure: figure(figures.all, "all"),
                unit: String::new(),
                href: None,
            },
        ])
    };
    Ok(parts::card(w::hazards(lang), None, Some((w::to_list(lang), &href("all"))), body))
}
