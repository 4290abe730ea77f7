//! The subjects behind a figure of the table.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Division, Lang, Sector};
use ledger::Db;
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Query, Reply, Screen, Values, format, list, parts};

use super::query::{self, Filter};
use super::table::{LIST, PATH};
use super::{Group, Line, Standing};
use crate::risk::assessment::colour_mark;
use crate::web::options;
use crate::words::{check as c, coverage as w, coverage_group, detail, risk as r, sector, standing};

const ROWS: usize = 50;

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, f: &Filter, places: &[(Division, String)]) -> Vec<Condition> {
    let place = |code: &Division| places.iter().find(|(it, _)| it == code).map_or(code.to_string(), |it| it.1.clone());
    let assessed = |yes: bool| if yes { w::assessed(lang) } else { r::not_assessed(lang) };
    vec![
        (w::scope(lang), "group", Some(coverage_group::of(lang, f.group.word()).to_owned())),
        (r::division(lang), "division", f.division.as_ref().map(place)),
        (r::sector(lang), "sector", f.sector.map(|it| sector::of(lang, it.word()).to_owned())),
        (w::standing(lang), "standing", f.standing.map(|it| standing::of(lang, it.word()).to_owned())),
        (r::card(lang), "assessed", f.assessed.map(|it| assessed(it).to_owned())),
    ]
}

struct Listed {
    lines: Vec<Line>,
    places: Vec<(Division, String)>,
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(asked): Query,
) -> Reply {
    let filter = Filter::from_query(&asked);
    let (visitor, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db
        .read(move |r| {
            let lines = query::list(r, &visitor, &wanted)?;
            Ok(Listed { lines, places: registry::query::townships(r, &visitor)? })
        })
        .await?;
    let lang = screen.lang();
    let page = asked.get("page").parse::<usize>().unwrap_or(1).clamp(1, listed.lines.len().div_ceil(ROWS).max(1));
    let crumbs = [Crumb::here(detail::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::list(lang))];
    Ok(screen.page(w::list(lang), &crumbs, body(lang, &ctx, &asked, &filter, &listed, page)))
}

fn body(lang: Lang, ctx: &Ctx, asked: &Values, filter: &Filter, listed: &Listed, page: usize) -> Markup {
    let said = conditions(lang, filter, &listed.places).into_iter();
    let chips = Chip::of(asked, LIST, said.filter(|(_, name, _)| !asked.get(name).is_empty()));
    let tools = html! { (list::export_link(lang, LIST, asked)) (parts::print_button(lang)) };
    html! {
        (parts::head(w::list(lang), html! {}, html! {}))
        (list::list(html! {
            (list::query(lang, LIST, fields(lang, asked, listed), None))
            (list::tools(list::chips(lang, LIST, &chips), &list::total(lang, listed.lines.len() as u64), tools))
            @if listed.lines.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), html! {})) }
            @else { (table(lang, ctx, listed, page)) (pager(lang, asked, listed.lines.len(), page)) }
        }))
    }
}

fn fields(lang: Lang, asked: &Values, listed: &Listed) -> Markup {
    let places: Vec<_> = listed.places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let groups = options(Group::ALL, Group::word, |it| coverage_group::of(lang, it.word()));
    let sectors = options(Sector::ALL, Sector::word, |it| sector::of(lang, it.word()));
    let standings = options(Standing::ALL, Standing::word, |it| standing::of(lang, it.word()));
    let assessed =
        [("yes".to_owned(), w::assessed(lang).to_owned()), ("no".to_owned(), r::not_assessed(lang).to_owned())];
    html! {
        (list::query_select(lang, w::scope(lang), "group", &groups, asked))
        (list::query_select(lang, r::division(lang), "division", &places, asked))
        (list::query_select(lang, r::sector(lang), "sector", &sectors, asked))
        (list::query_select(lang, w::standing(lang), "standing", &standings, asked))
        (list::query_select(lang, r::card(lang), "assessed", &assessed, asked))
    }
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed, page: usize) -> Markup {
    let mut columns = vec![
        Column::title(r::subject(lang)),
        Column::text(r::division(lang)),
        Column::text(r::sector(lang)).wide_only(),
        Column::text(r::colour(lang)),
        Column::text(c::last(lang)),
        Column::text(c::next(lang)),
        Column::text(w::standing(lang)),
    ];
    let may_record = ctx.may(Act("check.record"));
    if may_record {
        columns.push(Column::acts(w::acts(lang)));
    }
    let day = |day: Option<kernel::Day>| match day {
        Some(day) => html! { span.nowrap { (format::day_short(day, ctx.now)) } },
        None => parts::dash(),
    };
    let row = |it: &Line| {
        let township = it.subject.division.township();
        let place = listed.places.iter().find(|(code, _)| *code == township).map(|(_, name)| name.as_str());
        let mut cells = vec![
            list::title_cell(&it.subject.name, &format!("/subjects/{}", it.id())),
            html! { span.nowrap { (parts::or_dash(place)) } },
            html! { (sector::of(lang, it.subject.sector.word())) },
            it.colour.map_or_else(|| parts::silent_mark(r::not_assessed(lang)), |colour| colour_mark(lang, colour)),
            day(it.last),
            day(it.due),
            mark(lang, ctx, it),
        ];
        if may_record {
            cells.push(html! { a.nowrap href=(format!("/checks/new?subject={}", it.id())) { (c::new(lang)) } });
        }
        Row::new(cells).late(it.standing == Standing::Overdue)
    };
    let shown: Vec<_> = listed.lines.iter().skip((page - 1) * ROWS).take(ROWS).map(row).collect();
    list::table(w::list(lang), &columns, &shown)
}

fn mark(lang: Lang, ctx: &Ctx, it: &Line) -> Markup {
    let word = standing::of(lang, it.standing.word());
    match (it.standing, it.due) {
        (Standing::Overdue, Some(due)) => {
            html! { span.nowrap { (word) " " (parts::late_tag(lang, ctx.now.since(due.plus_days(1).start()))) } }
        }
        (Standing::Never, _) => parts::silent_mark(word),
        (Standing::InPeriod, _) => parts::ticked(word),
        _ => parts::tag(word),
    }
}

fn pager(lang: Lang, asked: &Values, total: usize, page: usize) -> Markup {
    let at = |page: usize| asked.clone().with("page", page.to_string()).at(LIST);
    let (from, to) = ((page - 1) * ROWS + 1, (page * ROWS).min(total));
    let prev = (page > 1).then(|| at(page - 1));
    let next = (to < total).then(|| at(page + 1));
    list::pager(lang, &Pager { from: from as u64, to: to as u64, total: Some(total as u64), prev, next })
}
