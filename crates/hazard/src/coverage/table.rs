//! The table: key enterprises, major risks and each township against assessed, in its period, overdue and never.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Division, Error, Lang, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Query, Reply, Screen, Values, format, list, parts};

use super::query::{self, Filter};
use super::{Counts, Group, Line, Standing};
use crate::web::options;
use crate::words::{coverage as w, coverage_group, detail, list as l, risk as r, sector, standing};

pub(super) const PATH: &str = "/coverage";
pub(super) const LIST: &str = "/coverage/list";

pub(super) struct TableRow {
    pub group: Group,
    pub division: Option<Division>,
    pub name: String,
    /// The name is a township's own, not a word of ours.
    pub own_name: bool,
    pub counts: Counts,
}

/// The two groups, then each township, then what lies in none of them.
pub(super) fn rows(
    reader: &Reader<'_>,
    ctx: &Ctx,
    division: Option<Division>,
    sector: Option<Sector>,
) -> Result<Vec<TableRow>, Error> {
    let lines = query::lines(reader, ctx, division, sector)?;
    let places = registry::query::townships(reader, ctx)?;
    let group = |group: Group| TableRow {
        group,
        division,
        name: coverage_group::of(ctx.lang, group.word()).to_owned(),
        own_name: false,
        counts: Counts::count(lines.iter().filter(|line| line.is_of(group))),
    };
    let of = |line: &&Line, code: Division| line.subject.division.township() == code;
    let area = |(code, name): (Division, String)| TableRow {
        group: Group::Area,
        division: Some(code),
        counts: Counts::count(lines.iter().filter(|line| of(line, code))),
        name,
        own_name: true,
    };
    let shown = |row: &TableRow| row.counts.all > 0 || division.is_none_or(|only| row.division == Some(only));
    let mut rows = vec![group(Group::Key), group(Group::Major), group(Group::Area)];
    rows.extend(places.into_iter().map(area).filter(shown));
    Ok(rows)
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(asked): Query,
) -> Reply {
    let filter = Filter::from_query(&asked);
    let (visitor, wanted) = (Arc::clone(&ctx), filter.clone());
    let (rows, places) = db
        .read(move |r| {
            let rows = rows(r, &visitor, wanted.division, wanted.sector)?;
            Ok((rows, registry::query::townships(r, &visitor)?))
        })
        .await?;
    let lang = screen.lang();
    let crumbs = [Crumb::here(detail::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body(lang, &ctx, &asked, &filter, &rows, &places)))
}

fn body(
    lang: Lang,
    ctx: &Ctx,
    asked: &Values,
    filter: &Filter,
    rows: &[TableRow],
    places: &[(Division, String)],
) -> Markup {
    let places: Vec<_> = places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let sectors = options(Sector::ALL, Sector::word, |it| sector::of(lang, it.word()));
    let fields = html! {
        (list::query_select(lang, r::division(lang), "division", &places, asked))
        (list::query_select(lang, r::sector(lang), "sector", &sectors, asked))
    };
    let tools = html! {
        (parts::small_link(w::frequencies(lang), "/inspection-frequencies"))
        (list::export_link(lang, LIST, asked)) (parts::print_button(lang))
    };
    html! {
        (parts::head(w::title(lang), html! { span.muted.small { (l::as_of(lang, format::clock_seconds(ctx.now))) } }, html! {}))
        (list::list(html! {
            (list::query(lang, PATH, fields, None))
            (list::tools(html! { span.muted.small { (w::adds_up(lang)) } }, "", tools))
            (table(lang, filter, rows))
        }))
        (parts::inside(html! { p.muted.small { (w::key_means(lang)) } p.muted.small { (w::looks_mean(lang)) } }))
    }
}

fn table(lang: Lang, filter: &Filter, rows: &[TableRow]) -> Markup {
    html! { table.tb.is-cards {
        caption.unseen { (w::title(lang)) }
        thead { tr {
            th scope="col" { (w::scope(lang)) } th.num scope="col" { (w::all(lang)) }
            th.num scope="col" { (w::assessed(lang)) } th.num scope="col" { (r::not_assessed(lang)) }
            @for it in [Standing::InPeriod, Standing::Overdue, Standing::NoPeriod, Standing::Never] {
                th.num scope="col" { (standing::of(lang, it.word())) }
            }
        } }
        tbody { @for row in rows { (one(lang, filter, row)) } }
    } }
}

fn one(lang: Lang, filter: &Filter, row: &TableRow) -> Markup {
    let counts = &row.counts;
    let href = |name: &str, value: &str| {
        let mut to = Values::default().with("group", row.group.word());
        if let Some(division) = row.division {
            to.set("division", division.to_string());
        }
        if let Some(sector) = filter.sector {
            to.set("sector", sector.word());
        }
        if name.is_empty() { to.at(LIST) } else { to.with(name, value).at(LIST) }
    };
    let cell = |label: &str, n: u64, silent: bool, href: String| {
        html! { td.num.silent[silent && n > 0] data-label=(label) { @if n > 0 { a href=(href) { (format::count(n)) } } @else { "0" } } }
    };
    let of =
        |it: Standing, silent| cell(standing::of(lang, it.word()), counts.of(it), silent, href("standing", it.word()));
    html! { tr {
        th scope="row" { @if row.own_name { span lang="zh-CN" { (row.name) } } @else { (row.name) } }
        (cell(w::all(lang), counts.all, false, href("", "")))
        (cell(w::assessed(lang), counts.assessed, false, href("assessed", "yes")))
        (cell(r::not_assessed(lang), counts.not_assessed(), true, href("assessed", "no")))
        (of(Standing::InPeriod, false)) (of(Standing::Overdue, false)) (of(Standing::NoPeriod, false)) (of(Standing::Never, true))
    } }
}
