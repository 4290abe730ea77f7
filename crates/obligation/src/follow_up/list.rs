//! Letters and interviews as a list: what waits for a decision, what was sent, what was answered.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Pager, Row, View as ViewTab};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use serde::Serialize;

use super::detail::{LetterAnswer, answer_of};
use super::query::{self, Filter, View};
use super::{FollowUp, PATH, State as Stands, text};
use crate::leaders::{self, Names};
use crate::model::Owner;
use crate::web::duty_word;
use crate::words::{follow_up as w, follow_up_sort, follow_up_state, follow_up_view};

const ROWS: u32 = 50;

struct Listed {
    rows: Vec<FollowUp>,
    names: Names,
    counts: Vec<(View, i64)>,
    total: i64,
}

/// The names of every organisation that a list names.
pub(super) fn names(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, rows: &[FollowUp]) -> Result<Names, Error> {
    let party = |organisation| Owner { organisation, person: None };
    leaders::names(r, ctx, rows.iter().map(|it| it.organisation).chain(filter.organisation).map(party))
}

/// Whoever sees no drafts is not asked about them.
fn views(ctx: &Ctx) -> impl Iterator<Item = View> {
    let drafts = query::sees_drafts(ctx);
    let all = [View::All, View::Drafts, View::Unanswered, View::Letters, View::Candidates, View::Interviews];
    all.into_iter().filter(move |view| drafts || !matches!(view, View::Drafts | View::Candidates))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: u32) -> Result<Listed, Error> {
    let rows = query::list(r, ctx, filter, (page - 1) * ROWS, ROWS)?;
    let mut counts = Vec::new();
    for view in views(ctx) {
        counts.push((view, query::count(r, ctx, &Filter { view, ..filter.clone() })?));
    }
    let names = names(r, ctx, filter, &rows)?;
    Ok(Listed { rows, names, counts, total: query::count(r, ctx, filter)? })
}

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, page)).await?;
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::views(lang, &tabs(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::tools(list::chips(lang, PATH, &chips(lang, &query, &filter, &listed.names)), &list::total(lang, listed.total.unsigned_abs()), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.rows.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &Pager::numbered(&query, PATH, page, ROWS, listed.rows.len(), listed.total.unsigned_abs()))) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body))
}

fn tabs(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<ViewTab> {
    let tab = |(view, count): &(View, i64)| ViewTab {
        label: follow_up_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("view", view.word()).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.view == *view,
    };
    listed.counts.iter().map(tab).collect()
}

/// The one condition besides the view: an organisation, in words.
pub(super) fn organisation(filter: &Filter, names: &Names) -> Option<String> {
    filter.organisation.map(|id| names.organisation(id))
}

fn chips(lang: Lang, query: &Values, filter: &Filter, names: &Names) -> Vec<Chip> {
    Chip::of(query, PATH, [(w::organisation(lang), "organisation", organisation(filter, names))])
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number_label(lang)),
        Column::title(w::matter(lang)),
        Column::text(w::sort(lang)),
        Column::text(w::organisation(lang)),
        Column::text(w::duty(lang)).wide_only(),
        Column::text(w::state(lang)),
        Column::text(w::drafted(lang)).wide_only(),
        Column::text(w::due(lang)),
    ];
    let row = |it: &FollowUp| {
        Row::new(vec![
            html! { span.nowrap { (parts::or_dash(text::number(lang, it).as_deref())) } },
            list::title_cell(it.title.as_str().unwrap_or(crate::words::UNKNOWN), &format!("{PATH}/{}", it.id)),
            html! { (follow_up_sort::of(lang, it.sort.word())) },
            html! { span.cut-name { (listed.names.organisation(it.organisation)) } },
            html! { (duty_word(lang, &it.duty)) },
            state_mark(lang, it.state),
            html! { span.nowrap { (format::day_short(it.drafted_at.day(), ctx.now)) } },
            match it.due {
                Some(due) => parts::due(lang, due, ctx.now, false),
                None => parts::dash(),
            },
        ])
        .late(it.due.is_some_and(|due| due <= ctx.now))
    };
    let rows: Vec<Row> = listed.rows.iter().map(row).collect();
    list::table(w::title(lang), &columns, &rows)
}

pub(super) fn state_mark(lang: Lang, it: Stands) -> Markup {
    let word = follow_up_state::of(lang, it.word());
    match it {
        Stands::Answered | Stands::Held => parts::good_tag(word),
        Stands::SetAside | Stands::Lapsed => html! { span.muted { (word) } },
        Stands::Draft | Stands::Candidate | Stands::Issued => parts::tag(word),
    }
}

/// A page of letters and interviews for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LetterLines {
    letters: Vec<LetterAnswer>,
    total: i64,
}

pub(crate) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<LetterLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let lang = ctx.lang;
    let (rows, total) = db
        .read(move |r| Ok((query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?, query::count(r, &ctx, &filter)?)))
        .await?;
    Ok(Json(LetterLines { letters: rows.into_iter().map(|it| answer_of(lang, it)).collect(), total }))
}

pub(crate) fn doc() -> Doc {
    Doc::new("Work-suggestion letters and interviews, the latest first, fifty a page")
        .returns::<LetterLines>()
        .query("view", "drafts, unanswered, letters, candidates, interviews or all (default)")
        .query("organisation", "id of the organisation that is late")
        .query("page", "from 1")
}
