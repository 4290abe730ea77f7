//! The list of checks: filters in the address, pages.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Day, Division, Error, Lang, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Query, Reply, Screen, Values, format, list, parts};
use registry::SubjectId;

use super::query::{self, Check, Filter, Found, Slice};
use crate::model::{HazardId, Source};
use crate::web::{Names, options};
use crate::words::{check as w, detail, found, list as l, risk as r, sector, source};

const ROWS: u32 = 50;
pub(super) const PATH: &str = "/checks";

impl Filter {
    /// From the address; what can't be read there is left out, and its chip is missing.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            division: query.reads::<Division>("division"),
            sector: query.word("sector", Sector::from_word),
            source: query.word("source", Source::from_word),
            found: query.word("found", Found::from_word),
            subject: query.word("subject", kernel::Identity::parse),
            from: query.reads::<Day>("from"),
            to: query.reads::<Day>("to"),
        }
    }
}

/// The names beside the rows.
pub(super) struct Around {
    subjects: HashMap<SubjectId, String>,
    /// Whose pages the visitor may open; who checked one need not reach it.
    opens: HashSet<SubjectId>,
    places: Vec<(Division, String)>,
    hazards: HashMap<HazardId, String>,
    names: Names,
}

impl Around {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, rows: &[Check], filter: &Filter) -> Result<Around, Error> {
        let subjects: Vec<_> = rows.iter().map(|it| it.subject).chain(filter.subject).collect();
        let people: Vec<_> = rows.iter().filter_map(|it| it.checker).collect();
        let bodies: Vec<_> = rows.iter().filter_map(|it| it.checker_organisation).collect();
        let seen = Ctx { scope: ctx.scope_of(Act("hazard.view")), ..ctx.clone() };
        let reaches = Ctx { scope: ctx.scope_of(Act("subject.view")), ..ctx.clone() };
        let mut opens = HashSet::new();
        for id in subjects.iter().collect::<HashSet<_>>() {
            opens.extend(registry::query::subject(r, &reaches, *id)?.map(|it| it.id));
        }
        let mut hazards = HashMap::new();
        for id in rows.iter().flat_map(|it| &it.hazards) {
            if let Some(number) = crate::query::number(r, &seen, *id)? {
                hazards.insert(*id, number);
            }
        }
        Ok(Around {
            subjects: registry::query::subject_names(r, ctx, &subjects)?,
            opens,
            places: registry::query::townships(r, ctx)?,
            hazards,
            names: Names::fetch(r, ctx, &people, &bodies)?,
        })
    }

    pub fn subject(&self, it: &Check) -> &str {
        self.subjects.get(&it.subject).map_or("", String::as_str)
    }

    pub fn place(&self, it: Division) -> &str {
        let township = it.township();
        self.places.iter().find(|(code, _)| *code == township).map_or("", |(_, name)| name.as_str())
    }

    pub fn who(&self, it: &Check) -> String {
        self.names.both(it.checker, it.checker_organisation)
    }

    /// Numbers of the hazards that the visitor may see.
    pub fn numbers<'a>(&'a self, it: &'a Check) -> impl Iterator<Item = (HazardId, &'a str)> {
        it.hazards.iter().filter_map(|id| Some((*id, self.hazards.get(id)?.as_str())))
    }

    /// The conditions of the address in words: label, field, value.
    pub fn conditions(&self, lang: Lang, f: &Filter) -> Vec<Condition> {
        let subject = f.subject.map(|id| self.subjects.get(&id).cloned().unwrap_or_default());
        vec![
            (r::division(lang), "division", f.division.map(|it| self.place(it).to_owned())),
            (r::sector(lang), "sector", f.sector.map(|it| sector::of(lang, it.word()).to_owned())),
            (w::source(lang), "source", f.source.map(|it| source::of(lang, it.word()).to_owned())),
            (w::result(lang), "found", f.found.map(|it| found::of(lang, it.word()).to_owned())),
            (r::subject(lang), "subject", subject),
            (w::from(lang), "from", f.from.map(|it| it.to_string())),
            (w::to(lang), "to", f.to.map(|it| it.to_string())),
        ]
    }
}

struct Listed {
    rows: Vec<Check>,
    around: Around,
    total: u64,
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db
        .read(move |r| {
            let rows = query::list(r, &asked, &wanted, Slice::Page { from: (page - 1) * ROWS, rows: ROWS })?;
            let around = Around::fetch(r, &asked, &rows, &wanted)?;
            Ok(Listed { rows, around, total: query::count(r, &asked, &wanted)?.unsigned_abs() })
        })
        .await?;
    let lang = screen.lang();
    let crumbs = [Crumb::here(detail::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body(lang, &ctx, &query, &filter, &listed, page)))
}

fn body(lang: Lang, ctx: &Ctx, query: &Values, filter: &Filter, listed: &Listed, page: u32) -> Markup {
    let new = match filter.subject {
        Some(subject) => format!("/checks/new?subject={subject}"),
        None => "/checks/new".to_owned(),
    };
    let record = html! { @if ctx.may(Act("check.record")) { (parts::primary_link(w::new(lang), &new)) } };
    let chips = Chip::of(query, PATH, listed.around.conditions(lang, filter));
    let tools = html! { (list::export_link(lang, PATH, query)) (parts::print_button(lang)) };
    html! {
        (parts::head(w::title(lang), html! { span.muted.small { (l::as_of(lang, format::clock_seconds(ctx.now))) } }, html! { (record) }))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, query, listed), Some(list::query_days(lang, w::at(lang), "from", "to", query))))
            (list::tools(list::chips(lang, PATH, &chips), &list::total(lang, listed.total), tools))
            @if listed.rows.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), record)) }
            @else { (table(lang, ctx, listed)) (list::pager(lang, &Pager::numbered(query, PATH, page, ROWS, listed.rows.len(), listed.total))) }
        }))
    }
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let places: Vec<_> = listed.around.places.iter().map(|(d, name)| (d.to_string(), name.clone())).collect();
    let sectors = options(Sector::ALL, Sector::word, |it| sector::of(lang, it.word()));
    let looks: Vec<_> =
        Source::ALL.iter().copied().filter(|it| !matches!(it, Source::PublicReport | Source::Ledger)).collect();
    let sources = options(&looks, Source::word, |it| source::of(lang, it.word()));
    let results = options(Found::ALL, Found::word, |it| found::of(lang, it.word()));
    html! {
        @if !query.get("subject").is_empty() { input type="hidden" name="subject" value=(query.get("subject")); }
        (list::query_select(lang, r::division(lang), "division", &places, query))
        (list::query_select(lang, r::sector(lang), "sector", &sectors, query))
        (list::query_select(lang, w::source(lang), "source", &sources, query))
        (list::query_select(lang, w::result(lang), "found", &results, query))
    }
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::at(lang)),
        Column::text(r::subject(lang)),
        Column::text(r::division(lang)).wide_only(),
        Column::text(w::source(lang)),
        Column::text(w::who(lang)),
        Column::title(w::looked_at(lang)),
        Column::text(w::result(lang)),
    ];
    let around = &listed.around;
    let row = |it: &Check| {
        Row::new(vec![
            html! { span.nowrap { (format::instant_short(it.at, ctx.now)) } },
            html! {
                @if around.opens.contains(&it.subject) {
                    a.cut-name href=(format!("/subjects/{}", it.subject)) { (around.subject(it)) }
                } @else {
                    span.cut-name { (around.subject(it)) }
                }
            },
            html! { span.nowrap { (parts::or_dash(Some(around.place(it.division)))) } },
            html! { span.nowrap { (source::of(lang, it.source.word())) } },
            parts::or_dash(Some(&around.who(it))),
            html! { span.wrap { (it.looked_at.as_str().unwrap_or("--")) } },
            result(lang, ctx, around, it),
        ])
    };
    list::table(w::title(lang), &columns, &listed.rows.iter().map(row).collect::<Vec<_>>())
}

fn result(lang: Lang, ctx: &Ctx, around: &Around, it: &Check) -> Markup {
    let reports = ctx.may(Act("hazard.report")) && super::find::is_own(ctx, it);
    html! { span.in-text {
        @if it.hazards.is_empty() { (parts::ticked(w::nothing_found(lang))) }
        @else {
            (w::found(lang, it.hazards.len()))
            @for (id, number) in around.numbers(it) { " " a.nowrap href=(format!("/hazards/{id}")) { (number) } }
        }
        @if reports { " " a.nowrap href=(format!("/hazards/new?check={}", it.id)) { (r::report_hazard(lang)) } }
    } }
}
