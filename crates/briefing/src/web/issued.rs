//! One issue as it was handed in, and the accidents or the sheets behind what has changed: since the issue before, or until now.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Ctx, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::past::AS_OF;
use page::{Crumb, Query, Reply, Screen, parts};
use registry::forms::{at_by, person, said};

use super::list::period_text;
use super::overview::address;
use super::{ISSUED, OfDistrict, PATH, Visitor, change, change_losses, grid, table};
use crate::issue::{Issued, IssuedTableId, Listed, query};
use crate::words::table as w;
use crate::{Forms, Over};

struct Shown {
    listed: Listed,
    issued: Issued,
    by: Option<String>,
    before: Option<Listed>,
    changes: Changes,
}

/// What has changed, as what the table is over asks for it.
enum Changes {
    Accidents(change::Changes),
    Losses(change_losses::Changes),
    /// There is no such form any more by which it could be filled again.
    Unknown,
}

fn fetch(
    r: &Reader<'_>,
    ctx: &Ctx,
    (lang, forms): (Lang, &Forms),
    id: IssuedTableId,
    until_now: bool,
) -> Result<Shown, Error> {
    let (listed, issued) = query::one(r, ctx, id)?;
    let before = query::before(r, ctx, &listed.form, listed.period, listed.issue)?;
    let earlier = before.as_ref().filter(|_| !until_now);
    let changes = match issued.table.over {
        Over::Accidents => {
            let moments = earlier.map_or((listed.as_of, ctx.now), |it| (it.as_of, listed.as_of));
            Changes::Accidents(change::fetch(r, ctx, listed.period, moments)?)
        }
        Over::Disasters => match earlier {
            Some(earlier) => {
                let (_, earlier) = query::one(r, ctx, earlier.id)?;
                let both = (&earlier.table, &issued.table);
                Changes::Losses(change_losses::fetch(r, ctx, lang, both, listed.period)?)
            }
            None => match forms.of(&listed.form, listed.period.to) {
                Some(form) => {
                    let now = crate::table(r, ctx, form, listed.period)?;
                    Changes::Losses(change_losses::fetch(r, ctx, lang, (&issued.table, &now), listed.period)?)
                }
                None => Changes::Unknown,
            },
        },
    };
    Ok(Shown { by: person(r, ctx, listed.issued_by)?, changes, before, listed, issued })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    axum::Extension(forms): OfDistrict,
    screen: Screen,
    Path(id): Path<IssuedTableId>,
    Query(query): Query,
) -> Reply {
    let until_now = query.has("since", "now");
    let asked = Arc::clone(&ctx);
    let lang = screen.lang();
    let shown = db.read(move |r| fetch(r, &asked, (lang, &forms), id, until_now)).await?;
    let (it, filled) = (&shown.listed, &shown.issued.table);
    let file = |kind: &str| format!("{ISSUED}/{id}/file?as={kind}");
    let body = html! {
        (parts::print_head(&it.title, &period_text(lang, it.period)))
        (parts::head(&it.title, html! { (parts::tag(&w::issue(lang, it.issue))) }, html! {
            (parts::link_button(w::workbook(lang), &file("xlsx"))) (parts::link_button("CSV", &file("csv"))) (parts::print_button(lang))
        }))
        (parts::card(w::issued(lang), None, None, parts::facts(&facts(lang, &shown))))
        section.card { (grid::table(lang, filled, Some(filled.as_of))) }
        (table::below(lang, filled, &it.hash))
        (since(lang, &shown, until_now))
    };
    let crumbs = [
        Crumb::here(w::section(lang)),
        Crumb::link(w::title(lang), PATH),
        Crumb::link(w::issued_list(lang), ISSUED),
        Crumb::here(it.title.as_str()),
    ];
    Ok(screen.page(&it.title, &crumbs, body))
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.listed;
    let mut rows = vec![
        (w::period_head(lang), html! { (period_text(lang, it.period)) }),
        (w::edition(lang), html! { (w::since(lang, it.edition)) }),
        (w::issued_at(lang), at_by(Some(it.issued_at), shown.by.as_ref())),
        (w::again(lang), again(lang, it)),
    ];
    if let Some(before) = &shown.before {
        let said = w::last_issue(lang, before.issue, page::format::instant(before.as_of));
        rows.push((w::before(lang), html! { a href=(format!("{ISSUED}/{}", before.id)) { (said) } }));
    }
    if let Some(reason) = &it.reason {
        rows.push((w::reason(lang), said(reason)));
    }
    rows
}

/// The way to the same table, counted from the record as it was known then.
fn again(lang: Lang, it: &Listed) -> Markup {
    let href = format!("{}&{AS_OF}={}", address(&it.form, it.period), grid::moment(it.as_of));
    html! { a href=(href) { (w::again_link(lang)) } }
}

fn since(lang: Lang, shown: &Shown, until_now: bool) -> Markup {
    let here = format!("{ISSUED}/{}", shown.listed.id);
    let of_now = until_now || shown.before.is_none();
    let tab = |label: &str, href: String, current| parts::Tab { label: label.to_owned(), href, current };
    let title = if of_now { w::since_issue(lang) } else { w::since_before(lang) };
    html! {
        @if shown.before.is_some() {
            (parts::tabs(lang, &[
                tab(w::since_before(lang), here.clone(), !of_now),
                tab(w::since_issue(lang), format!("{here}?since=now"), of_now),
            ]))
        }
        (changes(lang, title, &shown.changes))
    }
}

fn changes(lang: Lang, title: &str, it: &Changes) -> Markup {
    let said = |(earlier, later): (Instant, Instant), words: fn(Lang, String, String) -> String| {
        words(lang, page::format::instant(earlier), page::format::instant(later))
    };
    let (count, words, body) = match it {
        Changes::Accidents(it) => (it.differences.len(), said(it.moments, w::between), change::body(lang, it)),
        Changes::Losses(it) => (it.cells.len(), said(it.moments, w::between_losses), change_losses::body(lang, it)),
        Changes::Unknown => return parts::card(title, None, None, parts::inside(html! { p { (w::no_form(lang)) } })),
    };
    parts::card(title, Some(count as u64), None, html! { p.in.muted { (words) } (body) })
}

pub(super) async fn file(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<IssuedTableId>,
    Query(query): Query,
) -> Reply<Response> {
    let issued = db.read(move |r| Ok::<_, Error>(crate::issue::query::one(r, &ctx, id)?.1)).await?;
    super::download(&query, &issued.table)
}
