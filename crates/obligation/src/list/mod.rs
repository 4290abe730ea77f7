//! The personal list as a page: what I have to do, what I wait for. The same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Error, Identity, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Pager, Row as Line, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use crate::model::{ObligationId, Status};
use crate::query::{self, Counts, Filter, Page, Place, Row};
use crate::rule;
use crate::web::{duty_word, href, move_word, status_mark};
use crate::words::list as w;

pub(crate) const PATH: &str = "/obligations";
const ROWS: u32 = 50;
/// A day, three days, a week.
const WITHIN: [u32; 3] = [24, 72, 168];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Mine,
    Others,
}

impl Tab {
    pub(crate) fn of(query: &Values) -> Self {
        if query.get("tab") == "others" { Tab::Others } else { Tab::Mine }
    }
}

/// From the address; what can't be read there is left out.
pub(crate) fn filter(query: &Values) -> Filter {
    let duty = query.get("duty").trim();
    Filter {
        late_only: query.get("late") == "yes",
        duty: (!duty.is_empty()).then(|| duty.to_owned()),
        within_hours: query.reads("within"),
        organisation: query.word("organisation", Identity::parse),
    }
}

/// `due-id` of the last row of the page before.
fn place(text: &str) -> Option<Place> {
    let (due, id) = text.split_once('-')?;
    Some(Place { due: Instant::from_micros(due.parse().ok()?), id: id.parse().ok()? })
}

struct Listed {
    rows: Vec<Row>,
    next: Option<String>,
    counts: Counts,
    duties: Vec<String>,
    /// Of one organisation: its name, and how many there are.
    of: Option<(String, i64)>,
}

/// One page of the list that the address asks for.
pub(crate) fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, page: &Page) -> Result<Vec<Row>, Error> {
    let filter = filter(query);
    match (filter.organisation, Tab::of(query)) {
        (Some(organisation), _) => query::held_by(r, ctx, organisation, &filter, page),
        (None, Tab::Mine) => query::i_owe(r, ctx, &filter, page),
        (None, Tab::Others) => query::owed_to_me(r, ctx, &filter, page),
    }
}

/// What the list of one organisation is called.
pub(crate) fn name_of(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Option<String>, Error> {
    let Some(id) = filter.organisation else { return Ok(None) };
    let names = registry::query::organisation_names(r, ctx, &[id])?;
    Ok(Some(names.into_values().next().unwrap_or_default()))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<Listed, Error> {
    // One more than shown says whether there is a next page.
    let page = Page { after: place(query.get("after")), at_most: ROWS + 1 };
    let mut rows = rows(r, ctx, query, &page)?;
    let more = rows.len() > ROWS as usize;
    rows.truncate(ROWS as usize);
    let next = rows.last().filter(|_| more).map(|row| format!("{}-{}", row.due.micros(), row.id));
    let filter = filter(query);
    let of = match (filter.organisation, name_of(r, ctx, &filter)?) {
        (Some(id), Some(name)) => Some((name, query::count_held_by(r, ctx, id, &filter)?)),
        _ => None,
    };
    Ok(Listed { rows, next, counts: query::counts(r, ctx)?, duties: rule::duties(r, ctx)?, of })
}

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let (asked, wanted) = (Arc::clone(&ctx), query.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted)).await?;
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), parts::fresh(lang, ctx.now, None), html! {}))
        (list::views(lang, &views(lang, &query, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &listed), None))
            (list::tools(html! {}, &listed.of.as_ref().map_or_else(String::new, |(_, n)| list::total(lang, n.unsigned_abs())), html! { (list::export_link(lang, PATH, &query)) (parts::print_button(lang)) }))
            @if listed.rows.is_empty() { (nothing(lang, Tab::of(&query))) }
            @else { (table(lang, &ctx, &listed.rows)) (pager(lang, &query, &listed)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body))
}

fn views(lang: Lang, query: &Values, listed: &Listed) -> Vec<View> {
    let (now, counts) = (Tab::of(query), listed.counts);
    let tabs = [
        (Tab::Mine, w::mine(lang), PATH.to_owned(), counts.i_owe),
        (Tab::Others, w::others(lang), format!("{PATH}?tab=others"), counts.owed_to_me),
    ];
    let view = |(tab, label, href, count): (Tab, &str, String, query::Count)| View {
        label: label.to_owned(),
        href,
        count: Some(count.open.unsigned_abs()),
        late: count.late > 0,
        current: listed.of.is_none() && tab == now,
    };
    let of = listed.of.as_ref().map(|(name, count)| View {
        label: name.clone(),
        href: query.clone().without("after").without("from").at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: true,
    });
    tabs.into_iter().map(view).chain(of).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let duties: Vec<_> = listed.duties.iter().map(|duty| (duty.clone(), duty_word(lang, duty))).collect();
    let late = [("yes".to_owned(), w::only_late_yes(lang).to_owned())];
    let within = WITHIN.map(|hours| (hours.to_string(), w::within_hours(lang, hours)));
    html! {
        @if listed.of.is_some() { input type="hidden" name="organisation" value=(query.get("organisation")); }
        @else if Tab::of(query) == Tab::Others { input type="hidden" name="tab" value="others"; }
        (list::query_select(lang, w::duty(lang), "duty", &duties, query))
        (list::query_select(lang, w::only_late(lang), "late", &late, query))
        (list::query_select(lang, w::within(lang), "within", &within, query))
    }
}

fn nothing(lang: Lang, tab: Tab) -> Markup {
    let title = if tab == Tab::Mine { w::none_mine(lang) } else { w::none_others(lang) };
    parts::empty(title, w::none_text(lang), html! {})
}

fn table(lang: Lang, ctx: &Ctx, rows: &[Row]) -> Markup {
    let columns = [
        Column::text(w::due(lang)),
        Column::title(w::what(lang)),
        Column::text(w::duty(lang)),
        Column::text(w::status(lang)),
        Column::text(w::holder(lang)).wide_only(),
        Column::text(w::source(lang)).wide_only(),
    ];
    let lines: Vec<Line> = rows.iter().map(|row| line(lang, ctx, row)).collect();
    list::table(w::title(lang), &columns, &lines)
}

/// `宋砚 · 县市场监管局`
pub(crate) fn holder(row: &Row) -> String {
    match &row.holder_person {
        Some(person) => format!("{person} · {}", row.holder_organisation),
        None => row.holder_organisation.clone(),
    }
}

fn line(lang: Lang, ctx: &Ctx, row: &Row) -> Line {
    let holder = holder(row);
    let title = row.title.as_str().unwrap_or(crate::words::UNKNOWN);
    Line::new(vec![
        parts::due(lang, row.due, ctx.now, false),
        list::title_cell(title, &href(&row.about, row.id)),
        html! { span.nowrap { (move_word(lang, &row.duty, row.status)) } },
        status_mark(lang, row.status),
        html! { span.cut-name { (parts::or_dash(Some(&holder))) } },
        html! { span.cut-name title=[row.source.as_deref()] { (parts::or_dash(row.source.as_deref())) } },
    ])
    .late(row.late_since.is_some())
}

fn pager(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let from = query.reads::<u64>("from").unwrap_or(1).max(1);
    let to = from + listed.rows.len() as u64 - 1;
    let next = listed
        .next
        .as_ref()
        .map(|place| query.clone().with("after", place.clone()).with("from", (to + 1).to_string()).at(PATH));
    let prev = (from > 1).then(|| query.clone().without("after").without("from").at(PATH));
    list::pager(lang, &Pager { from, to, total: None, prev, next })
}

/// One obligation in a list for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ObligationLine {
    #[schema(value_type = String)]
    id: ObligationId,
    /// Object and verb: `hazard.rectify`.
    duty: String,
    #[schema(value_type = String)]
    status: Status,
    title: Option<String>,
    #[schema(value_type = String)]
    due: Instant,
    #[schema(value_type = Option<String>)]
    late_since: Option<Instant>,
    /// Whose move it is.
    holder_organisation: String,
    holder_person: Option<String>,
    /// The text the duty comes from.
    source: Option<String>,
    /// Where it is worked.
    page: String,
    /// Hand it back as `after` to read on from here.
    place: String,
}

impl From<Row> for ObligationLine {
    fn from(row: Row) -> Self {
        Self {
            page: href(&row.about, row.id),
            place: format!("{}-{}", row.due.micros(), row.id),
            id: row.id,
            duty: row.duty,
            status: row.status,
            title: row.title.known().cloned(),
            due: row.due,
            late_since: row.late_since,
            holder_organisation: row.holder_organisation,
            holder_person: row.holder_person,
            source: row.source,
        }
    }
}

pub(crate) async fn show_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<Vec<ObligationLine>>> {
    let listed = db.read(move |r| fetch(r, &ctx, &query)).await?;
    Ok(Json(listed.rows.into_iter().map(ObligationLine::from).collect()))
}

pub(crate) fn doc() -> Doc {
    Doc::new("What you have to do (or, with tab=others, wait for), late first, 50 at a time")
        .query("tab", "`others`: what is owed to you and somebody else's move")
        .query("late", "`yes`: only what is late")
        .query("within", "due within so many hours")
        .query("duty", "only this duty")
        .query(
            "organisation",
            "id of an organisation: what it has to do, as far as you see it, instead of your own lists",
        )
        .query("after", "the `place` of the last line read")
        .returns_list::<ObligationLine>()
}
