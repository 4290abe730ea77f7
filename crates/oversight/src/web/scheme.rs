//! The page of one scheme: its items, the grid of organisations and items, its documents and its story.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story;
use page::{Crumb, NoteKind, Reply, Screen, parts};
use registry::forms::{at_by, said};

use super::course::{self, Story};
use super::list::{number, state_mark};
use super::{DRAFT, SCHEMES, Visitor, grid, scheme_acts};
use crate::marks::Marks;
use crate::printed::{self, method, way};
use crate::scheme::query::{self, Detail};
use crate::scheme::{Fact, Item, OversightSchemeId, Scheme, State};
use crate::words::{oversight as w, scheme_document, scheme_kind};

struct Shown {
    of: Detail,
    drafted_by: Option<String>,
    issued_by: Option<String>,
    published_by: Option<String>,
    story: Story<Fact>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Shown, Error> {
    let of = query::one(r, ctx, id)?;
    let name = |id| registry::forms::person(r, ctx, id);
    Ok(Shown {
        drafted_by: name(of.it.drafted_by)?,
        issued_by: name(of.it.issued_by)?,
        published_by: name(of.it.published_by)?,
        story: course::told(r, ctx, query::history(r, ctx, id)?)?,
        of,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OversightSchemeId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.of.it;
    let marks = html! {
        span.muted { (number(lang, it)) } " " (parts::tag(scheme_kind::of(lang, it.kind.word()))) " " (state_mark(lang, it.state))
    };
    let body = html! {
        (parts::head(it.title(), marks, parts::print_button(lang)))
        (stands(lang, &shown.of))
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &shown))))
        (items(lang, &ctx, &shown.of))
        @if it.issued_at.is_some() { (grid::grid(lang, &shown.of)) }
        (documents(lang, &shown.of))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&course::of_scheme(lang, &shown.story)))))
        (parts::actions(lang, html! { span.muted.small { (next(lang, &shown.of)) } }, scheme_acts::buttons(lang, &ctx, &shown.of)))
    };
    let crumbs = [Crumb::link(w::title(lang), SCHEMES), Crumb::here(it.number.as_str())];
    Ok(screen.page(it.title(), &crumbs, body))
}

/// It stands no more, or another edition is coming.
fn stands(lang: Lang, of: &Detail) -> Markup {
    let link = |id: OversightSchemeId, word| html! { a.in-text href=(format!("{SCHEMES}/{id}")) { (word) } };
    let it = &of.it;
    html! {
        @if let Some(reason) = &it.note {
            @let title = if it.state == State::Withdrawn { w::withdrawn(lang) } else { w::succeeded(lang) };
            (parts::note(NoteKind::Plain, title, html! { p { (said(reason)) } @if let Some(next) = it.followed_by { p { (link(next, w::to_next(lang))) } } }))
        } @else if let Some(next) = of.next {
            (parts::note(NoteKind::Plain, w::next_drafted(lang), html! { p { (link(next, w::to_next(lang))) } }))
        }
        @if let Some(before) = it.follows {
            (parts::note(NoteKind::Plain, w::follows(lang), html! {
                @if let Some(reason) = &it.reason { p { (said(reason)) } }
                p { (link(before, w::to_before(lang))) }
            }))
        }
    }
}

fn next(lang: Lang, of: &Detail) -> String {
    let confirmed = of.lines.iter().filter(|it| it.examination.confirmed_at.is_some()).count();
    match of.it.state {
        State::Draft if of.items.is_empty() => w::next_items(lang).to_owned(),
        State::Draft => w::next_issue(lang).to_owned(),
        State::Issued if confirmed == of.lines.len() => w::next_publish(lang).to_owned(),
        State::Issued => w::next_confirmed(lang, confirmed, of.lines.len()),
        State::Published | State::Succeeded | State::Withdrawn => String::new(),
    }
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it: &Scheme = &shown.of.it;
    let names: Vec<&str> = shown.of.organisations.iter().map(|id| shown.of.name(*id)).collect();
    let mut rows = vec![
        (w::days(lang), html! { span.nowrap { (it.first) } " – " span.nowrap { (it.last) } }),
        (w::organisations(lang), html! { span lang="zh-CN" { (names.join("、")) } }),
        (w::drafted(lang), at_by(Some(it.drafted_at), shown.drafted_by.as_ref())),
    ];
    if it.issued_at.is_some() {
        rows.push((w::issued(lang), at_by(it.issued_at, shown.issued_by.as_ref())));
    }
    if it.published_at.is_some() {
        rows.push((w::published(lang), at_by(it.published_at, shown.published_by.as_ref())));
    }
    rows
}

fn items(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    let changes = of.it.state == State::Draft && ctx.may(DRAFT);
    let full: Marks = of.items.iter().filter_map(|it| it.weight).sum();
    let right = html! {
        @if of.it.has_marks() { span.muted { (w::full_sum(lang, full.to_string())) } " " }
        @if changes { (scheme_acts::small(lang, of.it.id, "items", "item")) }
    };
    parts::card_with(
        w::items(lang),
        parts::count_mark(of.items.len() as u64),
        right,
        html! {
            @if of.items.is_empty() { (parts::empty(w::items_nothing(lang), w::items_nothing_text(lang), html! {})) }
            @else { div.scroll tabindex="0" role="region" aria-label=(w::items(lang)) { table.tb {
                caption.unseen { (w::items(lang)) }
                thead { tr {
                    th scope="col" { (w::no(lang)) } th scope="col" { (w::item(lang)) } th scope="col" { (w::source(lang)) }
                    th scope="col" { (w::method(lang)) }
                    @if of.it.has_marks() { th.num scope="col" { (w::full(lang)) } }
                    @if changes { th scope="col" { (w::acts(lang)) } }
                } }
                tbody { @for it in &of.items { (item(lang, of, it, changes)) } }
            } } }
        },
    )
}

fn item(lang: Lang, of: &Detail, it: &Item, changes: bool) -> Markup {
    html! { tr {
        td { (it.no) }
        td { (said(&it.text)) }
        td { span lang="zh-CN" { (it.source) } }
        td { (method(lang, it)) @if let Some(it) = it.way() { br; span.muted.small { (way(lang, it)) } } }
        @if of.it.has_marks() { td.num { @match it.weight { Some(weight) => (weight), None => (parts::dash()) } } }
        @if changes { td {
            (scheme_acts::small(lang, of.it.id, &format!("items/{}", it.no), "item_change")) " "
            (scheme_acts::small(lang, of.it.id, &format!("items/{}/removal", it.no), "item_removal"))
        } }
    } }
}

fn documents(lang: Lang, of: &Detail) -> Markup {
    if of.documents.is_empty() {
        return html! {};
    }
    let href = |no: u32| format!("{SCHEMES}/{}/documents/{no}", of.it.id);
    parts::card(
        w::documents(lang),
        Some(of.documents.len() as u64),
        None,
        html! { ul.rows.is-even { @for it in &of.documents {
            li {
                a.cut href=(href(it.no)) { (scheme_document::of(lang, it.kind.word())) " " (printed::number(lang, it)) }
                span { a.nowrap href=(format!("{}/file", href(it.no))) { (w::word_file(lang)) } " " span.muted.nowrap { (page::format::instant(it.issued_at)) } }
            }
        } } },
    )
}
