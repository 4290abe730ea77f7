//! The hazard ledger as a list: ready-made views, filters in the address, pages, and the same for programs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Day, Division, Error, Identity as _, Instant, Lang, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Order, Pager, Row, View as ViewTab};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use serde::Serialize;

use crate::assign::bulk;
use crate::model::{Demand, Grade, Harm, HazardId, Source, Status};
use crate::query::{self, Filter, ListRow, Slice, View};
use crate::root_cause::RootCause;
use crate::statistics::Closing;
use crate::web::{Names, grade_tag, options, status_mark};
use crate::words::{assign, by, closing, demand, grade, harm, list as w, root_cause, sector, source, status, view};
use crate::{five_elements, judge, listing};

const ROWS: u32 = 50;
/// Where some are chosen, to be assigned at once.
const ROWS_TO_CHOOSE: u32 = bulk::MOST as u32;

impl Filter {
    /// From the address; what can't be read there is left out, and its chip is missing.
    pub fn from_query(query: &Values) -> Filter {
        let text = query.get("q").trim();
        Filter {
            view: query.word("view", View::from_word).unwrap_or(View::Open),
            division: query.reads::<Division>("division"),
            itself: query.has("itself", "1"),
            sector: query.word("sector", Sector::from_word),
            status: query.word("status", Status::from_word),
            grade: query.word("grade", Grade::from_word),
            source: query.word("source", Source::from_word),
            found_from: query.reads::<Day>("found_from"),
            found_to: query.reads::<Day>("found_to"),
            subject: query.word("subject", kernel::Identity::parse),
            owner: query.word("owner", kernel::Identity::parse),
            reporter: query.word("reporter", kernel::Identity::parse),
            harm: query.word("harm", Harm::from_word),
            demand: query.word("demand", Demand::from_word),
            recurring: query.has("recurring", "1"),
            cause: query.word("cause", RootCause::from_word),
            unjudged: query.has("unjudged", "1"),
            listed: query.has("listed", "1"),
            closing: query.word("closing", Closing::from_word),
            checker: query.word("checker", kernel::Identity::parse),
            open_on: query.reads::<Day>("open_on"),
            closed_from: query.reads::<Day>("closed_from"),
            closed_to: query.reads::<Day>("closed_to"),
            text: (!text.is_empty()).then(|| text.to_owned()),
        }
    }

    /// The address that opens this list: what [`Filter::from_query`] reads.
    pub fn address(&self) -> String {
        let text = |it: Option<&dyn ToString>| it.map(|it| it.to_string()).unwrap_or_default();
        let pairs = [
            ("view", self.view.word().to_owned()),
            ("division", text(self.division.as_ref().map(|it| it as _))),
            ("itself", if self.itself { "1" } else { "" }.to_owned()),
            ("sector", self.sector.map_or("", Sector::word).to_owned()),
            ("status", self.status.map_or("", Status::word).to_owned()),
            ("grade", self.grade.map_or("", Grade::word).to_owned()),
            ("source", self.source.map_or("", Source::word).to_owned()),
            ("found_from", text(self.found_from.as_ref().map(|it| it as _))),
            ("found_to", text(self.found_to.as_ref().map(|it| it as _))),
            ("subject", self.subject.map(|it| it.to_text()).unwrap_or_default()),
            ("owner", self.owner.map(|it| it.to_text()).unwrap_or_default()),
            ("reporter", self.reporter.map(|it| it.to_text()).unwrap_or_default()),
            ("harm", self.harm.map_or("", Harm::word).to_owned()),
            ("demand", self.demand.map_or("", Demand::word).to_owned()),
            ("recurring", if self.recurring { "1" } else { "" }.to_owned()),
            ("cause", self.cause.map_or("", RootCause::word).to_owned()),
            ("unjudged", if self.unjudged { "1" } else { "" }.to_owned()),
            ("listed", if self.listed { "1" } else { "" }.to_owned()),
            ("closing", self.closing.map_or("", Closing::word).to_owned()),
            ("checker", self.checker.map(|it| it.to_text()).unwrap_or_default()),
            ("open_on", text(self.open_on.as_ref().map(|it| it as _))),
            ("closed_from", text(self.closed_from.as_ref().map(|it| it as _))),
            ("closed_to", text(self.closed_to.as_ref().map(|it| it as _))),
            ("q", self.text.clone().unwrap_or_default()),
        ];
        let add = |query: Values, (name, value): (&str, String)| query.with(name, value);
        pairs.into_iter().fold(Values::default(), add).at("/hazards")
    }
}

struct Listed {
    rows: Vec<ListRow>,
    names: Names,
    /// Major ones that no criteria judged yet.
    unjudged: HashSet<HazardId>,
    /// Those listed for supervision, and what the plans of major ones hold.
    listed: HashSet<HazardId>,
    plans: HashMap<HazardId, five_elements::Filled>,
    places: Vec<(Division, String)>,
    counts: Vec<(View, i64)>,
    total: i64,
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let choosing = !query.get("choose").is_empty() && ctx.may(Act("hazard.assign"));
    let per_page = if choosing { ROWS_TO_CHOOSE } else { ROWS };
    let page = list::page_number(&query, per_page);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page, per_page))).await?;
    let lang = screen.lang();
    let view =
        ListView { screen: &screen, lang, ctx: &ctx, query: &query, filter: &filter, listed: &listed, page, choosing };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, view.body()))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, (page, per_page): (u32, u32)) -> Result<Listed, Error> {
    let rows = query::list(r, ctx, filter, Slice::Page { from: (page - 1) * per_page, rows: per_page })?;
    let owners: Vec<_> = rows.iter().filter_map(|row| row.owner_organisation).collect();
    let names = Names::fetch(r, ctx, &[], &owners)?;
    let count = |view| query::count(r, ctx, &Filter { view, subject: filter.subject, ..Filter::default() });
    let counts = [View::Open, View::Late, View::ToCheck, View::Major].map(|view| (view, count(view)));
    let counts = counts.into_iter().map(|(view, n)| Ok((view, n?))).collect::<Result<_, Error>>()?;
    let total = query::count(r, ctx, filter)?;
    let unjudged = judge::unjudged(r, ctx, &rows)?;
    let listed = listing::query::of_rows(r, ctx, &rows)?;
    let plans = five_elements::of_rows(r, ctx, &rows)?;
    let places = registry::query::townships(r, ctx)?;
    Ok(Listed { rows, names, unjudged, listed, plans, places, counts, total })
}

/// The conditions of the address in words.
pub(crate) fn conditions(lang: Lang, f: &Filter, places: &[(Division, String)]) -> Vec<Condition> {
    let place = |d: &Division| places.iter().find(|(code, _)| code == d).map_or(d.to_string(), |p| p.1.clone());
    vec![
        (w::division(lang), "division", f.division.as_ref().map(place)),
        (w::village(lang), "itself", f.itself.then(|| w::no_village(lang).to_owned())),
        (w::sector(lang), "sector", f.sector.map(|s| sector::of(lang, s.word()).to_owned())),
        (w::status(lang), "status", f.status.map(|s| status::of(lang, s.word()).to_owned())),
        (w::grade(lang), "grade", f.grade.map(|g| grade::of(lang, g.word()).to_owned())),
        (w::source(lang), "source", f.source.map(|s| source::of(lang, s.word()).to_owned())),
        (w::found_from(lang), "found_from", f.found_from.map(|d| d.to_string())),
        (w::found_to(lang), "found_to", f.found_to.map(|d| d.to_string())),
        (w::subject(lang), "subject", f.subject.map(|_| w::this_subject(lang).to_owned())),
        (by::of(lang, "reporter"), "reporter", f.reporter.map(|_| w::this_organisation(lang).to_owned())),
        (by::of(lang, "harm"), "harm", f.harm.map(|it| harm::of(lang, it.word()).to_owned())),
        (assign::demand(lang), "demand", f.demand.map(|it| demand::of(lang, it.word()).to_owned())),
        (w::recurrence(lang), "recurring", f.recurring.then(|| w::recurring(lang).to_owned())),
        (w::cause(lang), "cause", f.cause.map(|c| root_cause::of(lang, c.word()).to_owned())),
        (w::judgement(lang), "unjudged", f.unjudged.then(|| w::unjudged(lang).to_owned())),
        (w::supervision(lang), "listed", f.listed.then(|| w::listed(lang).to_owned())),
        (w::closing(lang), "closing", f.closing.map(|c| closing::of(lang, c.word()).to_owned())),
        (w::checker(lang), "checker", f.checker.map(|_| w::this_organisation(lang).to_owned())),
        (w::owner(lang), "owner", f.owner.map(|_| w::this_organisation(lang).to_owned())),
        (w::open_on(lang), "open_on", f.open_on.map(|d| d.to_string())),
        (w::closed_from(lang), "closed_from", f.closed_from.map(|d| d.to_string())),
        (w::closed_to(lang), "closed_to", f.closed_to.map(|d| d.to_string())),
        (w::text(lang), "q", f.text.clone()),
    ]
}

struct ListView<'a> {
    screen: &'a Screen,
    lang: Lang,
    ctx: &'a Ctx,
    query: &'a Values,
    filter: &'a Filter,
    listed: &'a Listed,
    page: u32,
    /// With a box before each row that can be assigned.
    choosing: bool,
}

impl ListView<'_> {
    fn body(&self) -> Markup {
        let lang = self.lang;
        let acts = html! {
            @if self.ctx.may(Act("hazard.report")) { (parts::primary_link(w::report(lang), "/hazards/new")) }
        };
        html! {
            (parts::head(w::title(lang), html! { span.muted.small { (w::as_of(lang, format::clock_seconds(self.ctx.now))) } }, acts))
            (list::views(lang, &self.views()))
            (list::list(html! {
                (list::query(lang, "/hazards", self.fields(), Some(self.more_fields())))
                (list::tools(list::chips(lang, "/hazards", &self.chips()), &list::total(lang, self.listed.total.unsigned_abs()), self.tools()))
                @if self.listed.rows.is_empty() { (self.nothing()) } @else if self.choosing { (self.choices()) (self.pager()) }
                @else { (self.table()) (self.pager()) }
            }))
        }
    }

    fn views(&self) -> Vec<ViewTab> {
        // Whose lateness it is, is asked by measures: a tab of its own only where such a list was opened.
        let shown = |view: &&View| **view != View::OwnerLate || self.filter.view == View::OwnerLate;
        View::ALL
            .iter()
            .filter(shown)
            .map(|view| ViewTab {
                label: view::of(self.lang, view.word()).to_owned(),
                href: self.query.clone().without("page").with("view", view.word()).at("/hazards"),
                count: self.listed.counts.iter().find(|(v, _)| v == view).map(|(_, n)| n.unsigned_abs()),
                late: matches!(view, View::Late | View::OwnerLate),
                current: self.filter.view == *view,
            })
            .collect()
    }

    fn fields(&self) -> Markup {
        let lang = self.lang;
        let places: Vec<_> = self.listed.places.iter().map(|(d, name)| (d.to_string(), name.clone())).collect();
        let sectors = options(Sector::ALL, Sector::word, |s| sector::of(lang, s.word()));
        let states = options(Status::ALL, Status::word, |s| status::of(lang, s.word()));
        html! {
            @if self.choosing { input type="hidden" name="choose" value=(self.query.get("choose")); }
            @if self.filter.view != View::Open { input type="hidden" name="view" value=(self.filter.view.word()); }
            (list::query_select(lang, w::division(lang), "division", &places, self.query))
            (list::query_select(lang, w::sector(lang), "sector", &sectors, self.query))
            (list::query_select(lang, w::status(lang), "status", &states, self.query))
            (list::query_text(w::text(lang), "q", w::text_hint(lang), self.query))
        }
    }

    fn more_fields(&self) -> Markup {
        let lang = self.lang;
        let grades = options(Grade::ALL, Grade::word, |g| grade::of(lang, g.word()));
        let harms = options(Harm::ALL, Harm::word, |h| harm::of(lang, h.word()));
        let causes = options(RootCause::ALL, RootCause::word, |c| root_cause::of(lang, c.word()));
        let sources = options(Source::ALL, Source::word, |s| source::of(lang, s.word()));
        html! {
            (list::query_select(lang, assign::demand(lang), "demand", &options(Demand::ALL, Demand::word, |d| demand::of(lang, d.word())), self.query))
            (list::query_select(lang, w::recurrence(lang), "recurring", &[("1".to_owned(), w::recurring(lang).to_owned())], self.query))
            (list::query_select(lang, w::judgement(lang), "unjudged", &[("1".to_owned(), w::unjudged(lang).to_owned())], self.query))
            (list::query_select(lang, w::supervision(lang), "listed", &[("1".to_owned(), w::listed(lang).to_owned())], self.query))
            (list::query_select(lang, by::of(lang, "harm"), "harm", &harms, self.query))
            (list::query_select(lang, w::cause(lang), "cause", &causes, self.query))
            (list::query_select(lang, w::grade(lang), "grade", &grades, self.query))
            (list::query_select(lang, w::source(lang), "source", &sources, self.query))
            (list::query_select(lang, w::closing(lang), "closing", &options(Closing::ALL, Closing::word, |c| closing::of(lang, c.word())), self.query))
            (list::query_days(lang, w::found(lang), "found_from", "found_to", self.query))
        }
    }

    fn chips(&self) -> Vec<Chip> {
        Chip::of(self.query, "/hazards", conditions(self.lang, self.filter, &self.listed.places))
    }

    fn tools(&self) -> Markup {
        let lang = self.lang;
        html! {
            @if self.choosing { (parts::small_link(w::choose_all(lang), &self.query.clone().with("choose", "all").at("/hazards"))) }
            @else if self.ctx.may(Act("hazard.assign")) { (parts::small_link(w::bulk(lang), bulk::web::CHOOSE)) }
            @if self.ctx.may(Act("import.use")) { (parts::small_link(w::import(lang), "/imports/new?kind=hazards")) }
            (list::export_link(lang, "/hazards", self.query))
            (parts::print_button(lang))
        }
    }

    fn nothing(&self) -> Markup {
        let lang = self.lang;
        let acts = html! {
            (parts::link_button(w::all_hazards(lang), "/hazards?view=all"))
            @if self.ctx.may(Act("hazard.report")) { (parts::primary_link(w::report(lang), "/hazards/new")) }
        };
        let text = if self.filter == &Filter::default() { w::none_open(lang) } else { w::nothing_text(lang) };
        parts::empty(w::nothing(lang), text, acts)
    }

    /// The table as one form: what is ticked is assigned at once, after a preview.
    fn choices(&self) -> Markup {
        let lang = self.lang;
        html! {
            form method="post" action=(bulk::web::PATH) {
                (page::form::hidden(page::REQUEST_KEY, &self.screen.shell().request_key))
                (self.table())
                (parts::actions(lang, html! { span.muted.small { (w::then_bulk(lang)) } }, html! {
                    (parts::link_button(crate::words::act::cancel(lang), "/hazards")) (parts::submit(w::bulk_next(lang)))
                }))
            }
        }
    }

    fn number(&self, row: &ListRow) -> Markup {
        let number = html! { span.muted.nowrap { (row.number) } };
        if !self.choosing || row.status != Status::ToAssign {
            return number;
        }
        let all = self.query.has("choose", "all");
        html! { label.tick { input type="checkbox" name="id" value=(row.id.to_text()) checked[all]; " " (number) } }
    }

    fn table(&self) -> Markup {
        let lang = self.lang;
        let by_due = matches!(self.filter.view, View::Open | View::Late | View::OwnerLate | View::ToCheck);
        let here = self.query.at("/hazards");
        let sorted = |column: Column, on: bool, order| if on { column.sorted(&here, Some(order)) } else { column };
        let columns = [
            Column::text(w::number(lang)),
            Column::title(w::hazard(lang)),
            Column::text(w::grade(lang)),
            Column::text(w::division(lang)).wide_only(),
            Column::text(w::owner(lang)).wide_only(),
            Column::text(w::status(lang)),
            sorted(Column::text(w::found(lang)), !by_due, Order::Falling),
            sorted(Column::text(w::due(lang)), by_due, Order::Rising),
        ];
        let rows: Vec<Row> = self.listed.rows.iter().map(|row| self.row(row)).collect();
        list::table(w::title(lang), &columns, &rows)
    }

    fn row(&self, row: &ListRow) -> Row {
        let lang = self.lang;
        let now = self.ctx.now;
        let township = row.division.township();
        let place = self.listed.places.iter().find(|(code, _)| *code == township).map_or("", |(_, name)| name.as_str());
        let owner = match row.owner_organisation {
            Some(id) => self.listed.names.organisation(Some(id)),
            None => row.unit.as_deref().unwrap_or_default(),
        };
        let closed = !row.status.is_open();
        Row::new(vec![
            self.number(row),
            list::title_cell(row.title.as_str().unwrap_or("--"), &format!("/hazards/{}", row.id)),
            self.grade(row),
            html! { span.nowrap { (parts::or_dash(Some(place).filter(|p| !p.is_empty()))) } },
            html! { span.cut-name { (parts::or_dash(Some(owner).filter(|o| !o.is_empty()))) } },
            status_mark(lang, row.status),
            html! { span.nowrap { (format::day_short(row.found_at.day(), now)) } },
            match row.due {
                Some(due) => html! {
                    (parts::due(lang, due, now, closed))
                    @if row.demand == Demand::AtOnce { " " (parts::tag(demand::at_once(lang))) }
                },
                None => parts::dash(),
            },
        ])
        .late(!closed && row.due.is_some_and(|due| due < now))
    }

    /// With what a major one still lacks, and whether it is supervised.
    fn grade(&self, row: &ListRow) -> Markup {
        let lang = self.lang;
        let plan = self.listed.plans.get(&row.id).filter(|_| row.status.is_open());
        html! {
            (grade_tag(lang, row.grade))
            @if self.listed.unjudged.contains(&row.id) { " " (parts::tag(w::unjudged_tag(lang))) }
            @if self.listed.listed.contains(&row.id) { " " (parts::tag(w::listed(lang))) }
            @if let Some(filled) = plan { " " (five_elements::bar(lang, *filled)) }
        }
    }

    fn pager(&self) -> Markup {
        let per_page = if self.choosing { ROWS_TO_CHOOSE } else { ROWS };
        let (shown, total) = (self.listed.rows.len(), self.listed.total.unsigned_abs());
        list::pager(self.lang, &Pager::numbered(self.query, "/hazards", self.page, per_page, shown, total))
    }
}

/// One hazard in a list for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HazardLine {
    #[schema(value_type = String)]
    id: HazardId,
    number: String,
    title: Option<String>,
    #[schema(value_type = String)]
    grade: Grade,
    #[schema(value_type = String)]
    status: Status,
    #[schema(value_type = String)]
    source: Source,
    #[schema(value_type = String)]
    sector: Sector,
    #[schema(value_type = String)]
    division: Division,
    #[schema(value_type = String)]
    found_at: Instant,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    imported: bool,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HazardLines {
    hazards: Vec<HazardLine>,
    /// Give it as `after` to get the next ones; absent at the end.
    next: Option<String>,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<HazardLines>> {
    let filter =
        Filter { view: query.word("view", View::from_word).unwrap_or(View::All), ..Filter::from_query(&query) };
    let last = query
        .get("after")
        .split_once('~')
        .and_then(|(at, id)| Some((Instant::from_micros(at.parse().ok()?), kernel::Identity::parse(id)?)));
    let rows = db.read(move |r| query::list(r, &ctx, &filter, Slice::After { last, rows: ROWS })).await?;
    let next =
        rows.last().filter(|_| rows.len() == ROWS as usize).map(|row| format!("{}~{}", row.found_at.micros(), row.id));
    Ok(Json(HazardLines { hazards: rows.into_iter().map(line).collect(), next }))
}

fn line(row: ListRow) -> HazardLine {
    HazardLine {
        id: row.id,
        number: row.number,
        title: row.title.known().cloned(),
        grade: row.grade,
        status: row.status,
        source: row.source,
        sector: row.sector,
        division: row.division,
        found_at: row.found_at,
        due: row.due,
        imported: row.imported,
    }
}

pub fn doc() -> Doc {
    Doc::new("Hazards within the visitor's reach, newest finding first")
        .returns::<HazardLines>()
        .query("view", "open, late, to_check, major or all (default)")
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word")
        .query("status", "status word")
        .query("grade", "ordinary or major")
        .query("source", "source word")
        .query("listed", "1: listed for supervision and not delisted")
        .query("found_from", "first day of finding, yyyy-MM-dd")
        .query("found_to", "last day of finding, yyyy-MM-dd")
        .query("subject", "id of a subject")
        .query("checker", "id of the organisation that verifies")
        .query("open_on", "open when this day began, yyyy-MM-dd")
        .query("closed_from", "first day of closing, yyyy-MM-dd")
        .query("closed_to", "last day of closing, yyyy-MM-dd")
        .query("closing", "closed ones by the deadline of their rectification: in_time, late or unknown")
        .query("harm", "accident kind it may lead to first")
        .query("demand", "how soon it was ordered to be rectified: by_deadline or at_once")
        .query("cause", "root cause: people, equipment, management or environment")
        .query("recurring", "1: only what was found again")
        .query("owner", "id of the organisation that rectifies")
        .query("reporter", "id of the organisation that found it")
        .query("q", "a number or words of the text")
        .query("after", "the `next` of the answer before")
}
