//! The board as a page and for programs. Its state stands in the address.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Day, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use serde::Serialize;

use super::export::rate;
use super::{Ask, Board, By, Counts, Measure, board};
use crate::query::{self, ListRow, Slice};
use crate::statistics::year_so_far;
use crate::web::{KeyNames, Keys, bar, options};
use crate::words::{list as l, sector, zeroing as w};

pub(crate) const ACT: Act = Act("hazard.statistics");
pub(crate) const PATH: &str = "/zeroing";
const MAJORS: u32 = 20;

impl Ask {
    /// From the address.
    pub fn from_query(query: &Values, now: Instant) -> Ask {
        let (from, to) = year_so_far(query, now);
        Ask { by: query.word("by", By::from_word).unwrap_or(By::Township), from, to }
    }
}

pub(super) fn heading(lang: Lang, by: By) -> &'static str {
    match by {
        By::Township => w::township(lang),
        By::Sector => w::sector(lang),
        By::Checker => w::checker(lang),
    }
}

/// The keys of the rows in words.
pub(super) struct Labels {
    by: By,
    names: KeyNames,
}

impl Labels {
    pub(super) fn fetch<'k>(
        r: &Reader<'_>,
        ctx: &Ctx,
        by: By,
        keys: impl Iterator<Item = &'k String>,
    ) -> Result<Labels, Error> {
        let what = match by {
            By::Township => Keys::Places,
            By::Checker => Keys::Organisations,
            By::Sector => Keys::Words,
        };
        Ok(Labels { by, names: KeyNames::fetch(r, ctx, what, keys)? })
    }

    pub(super) fn of(&self, lang: Lang, key: &str) -> String {
        match self.by {
            By::Sector => sector::of(lang, key).to_owned(),
            By::Checker if key.is_empty() => w::nobody(lang).to_owned(),
            By::Township | By::Checker => self.names.of(key),
        }
    }
}

struct Shown {
    board: Board,
    labels: Labels,
    majors: Vec<ListRow>,
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let ask = Ask::from_query(&query, ctx.now);
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, &ask)).await?;
    let lang = screen.lang();
    let view = BoardView { lang, ctx: &ctx, query: &query, ask: &ask, shown: &shown };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, view.body()))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Shown, Error> {
    let board = board(r, ctx, ask)?;
    let labels = Labels::fetch(r, ctx, ask.by, board.rows.keys())?;
    let majors = match ask.list(None, Measure::Major) {
        Some(filter) => query::list(r, ctx, &filter, Slice::Page { from: 0, rows: MAJORS })?,
        None => Vec::new(),
    };
    Ok(Shown { board, labels, majors })
}

struct BoardView<'a> {
    lang: Lang,
    ctx: &'a Ctx,
    query: &'a Values,
    ask: &'a Ask,
    shown: &'a Shown,
}

impl BoardView<'_> {
    fn body(&self) -> Markup {
        let lang = self.lang;
        let as_of = html! { span.muted.small { (l::as_of(lang, format::clock_seconds(self.ctx.now))) } };
        let rows = self.shown.board.rows.len();
        let tools = html! { (list::export_link(lang, PATH, self.query)) (parts::print_button(lang)) };
        html! {
            (parts::print_head(w::title(lang), &format!("{} — {}", self.ask.from, self.ask.to)))
            (parts::head(w::title(lang), as_of, html! {}))
            (list::list(html! {
                (list::query(lang, PATH, self.fields(), None))
                (list::tools(html! {}, &list::total(lang, rows as u64), tools))
                @if rows == 0 {
                    (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {}))
                } @else {
                    (self.table())
                }
                div.in.muted.small { p { (w::adds_up(lang)) } p { (w::rate_meaning(lang)) } }
            }))
            div.gap-top { (parts::card(w::months(lang), None, None, self.months())) }
            div.gap-top { (self.majors()) }
        }
    }

    fn fields(&self) -> Markup {
        let lang = self.lang;
        let days = self.query.clone().with("from", self.ask.from.to_string()).with("to", self.ask.to.to_string());
        html! {
            label {
                span { (w::by(lang)) }
                select name="by" {
                    @for (value, text) in options(By::ALL, By::word, |by| heading(lang, by)) {
                        option value=(value) selected[value == self.ask.by.word()] { (text) }
                    }
                }
            }
            (list::query_days(lang, w::period(lang), "from", "to", &days))
        }
    }

    fn table(&self) -> Markup {
        let lang = self.lang;
        let board = &self.shown.board;
        html! {
            table.tb.is-cards.is-grid {
                caption.unseen { (w::title(lang)) }
                thead { tr {
                    th scope="col" { (heading(lang, self.ask.by)) }
                    @for (label, _) in measures(lang) { th.num scope="col" { (label) } }
                    th.num scope="col" { (w::rate(lang)) }
                    th.wide-only scope="col" { (w::bar(lang)) }
                } }
                tbody {
                    @for (key, counts) in &board.rows {
                        tr.is-late[counts.late > 0] {
                            td {
                                (self.shown.labels.of(lang, key))
                                @if counts.left() == 0 { " " (parts::good_tag(w::cleared(lang))) }
                            }
                            (self.numbers(Some(key), counts))
                        }
                    }
                }
                tfoot { tr.sum { th scope="row" { (w::total(lang)) } (self.numbers(None, &board.total)) } }
            }
        }
    }

    fn numbers(&self, key: Option<&str>, it: &Counts) -> Markup {
        let lang = self.lang;
        let numbers = [it.opening, it.found, it.closed, it.left(), it.late, it.major];
        let whole = it.opening + it.found;
        html! {
            @for ((label, measure), number) in measures(lang).into_iter().zip(numbers) {
                td.num data-label=(label) { (self.opens(number, key, measure)) }
            }
            td.num data-label=(w::rate(lang)) { (rate(it)) }
            td.wide-only { (bar(&[("f-done", it.closed), ("f-way", it.left() - it.late), ("f-late", it.late)], whole)) }
        }
    }

    fn opens(&self, number: i64, key: Option<&str>, measure: Measure) -> Markup {
        html! {
            @match self.ask.list(key, measure).filter(|_| number > 0) {
                Some(filter) => a href=(filter.address()) { (format::count(number)) },
                None => (format::count(number)),
            }
        }
    }

    fn months(&self) -> Markup {
        let lang = self.lang;
        let months = &self.shown.board.months;
        let most = months.iter().map(|(_, open)| *open).max().unwrap_or_default();
        html! {
            table.tb {
                thead { tr { th scope="col" { (w::month(lang)) } th.num scope="col" { (w::left(lang)) } th.cut scope="col" { span.unseen { (w::months(lang)) } } } }
                tbody {
                    @for (day, open) in months {
                        @let until = Ask { to: *day, ..*self.ask };
                        tr {
                            td.nowrap { (day) }
                            td.num {
                                @match until.list(None, Measure::Left).filter(|_| *open > 0) {
                                    Some(filter) => a href=(filter.address()) { (format::count(*open)) },
                                    None => (format::count(*open)),
                                }
                            }
                            td.cut { (bar(&[("f-way", *open)], most)) }
                        }
                    }
                }
            }
        }
    }

    fn majors(&self) -> Markup {
        let lang = self.lang;
        let all = self.ask.list(None, Measure::Major).map(|filter| filter.address()).unwrap_or_default();
        let count = self.shown.board.total.major.unsigned_abs();
        let body = html! {
            @if self.shown.majors.is_empty() { p.in.muted { (w::no_majors(lang)) } } @else {
                table.tb.is-cards {
                    thead { tr { th scope="col" { (w::hazard(lang)) } th scope="col" { (w::due(lang)) } } }
                    tbody { @for row in &self.shown.majors { tr {
                        td.cut { (list::title_cell(row.title.as_str().unwrap_or("--"), &format!("/hazards/{}", row.id))) }
                        td.nowrap { @match row.due { Some(due) => (parts::due(lang, due, self.ctx.now, false)), None => (parts::dash()) } }
                    } } }
                }
            }
        };
        parts::card(w::majors(lang), Some(count), Some((w::all_majors(lang), &all)), body)
    }
}

fn measures(lang: Lang) -> [(&'static str, Measure); 6] {
    [
        (w::opening(lang), Measure::Opening),
        (w::found(lang), Measure::Found),
        (w::closed(lang), Measure::Closed),
        (w::left(lang), Measure::Left),
        (w::late(lang), Measure::Late),
        (w::major(lang), Measure::Major),
    ]
}

/// One row of the board for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ZeroingLine {
    /// A division code, a sector word or the id of an organisation; empty: nobody verifies yet, or the total.
    key: String,
    open_at_start: i64,
    found: i64,
    closed: i64,
    left: i64,
    /// Of those left: past their deadline now.
    late: i64,
    major: i64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ZeroingMonth {
    #[schema(value_type = String)]
    day: Day,
    /// Open after this day.
    open: i64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Zeroing {
    by: &'static str,
    #[schema(value_type = String)]
    from: Day,
    #[schema(value_type = String)]
    to: Day,
    rows: Vec<ZeroingLine>,
    total: ZeroingLine,
    months: Vec<ZeroingMonth>,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<Zeroing>> {
    let ask = Ask::from_query(&query, ctx.now);
    let found = db.read(move |r| board(r, &ctx, &ask)).await?;
    Ok(Json(Zeroing {
        by: ask.by.word(),
        from: ask.from,
        to: ask.to,
        rows: found.rows.iter().map(|(key, counts)| line(key, counts)).collect(),
        total: line("", &found.total),
        months: found.months.into_iter().map(|(day, open)| ZeroingMonth { day, open }).collect(),
    }))
}

fn line(key: &str, it: &Counts) -> ZeroingLine {
    ZeroingLine {
        key: key.to_owned(),
        open_at_start: it.opening,
        found: it.found,
        closed: it.closed,
        left: it.left(),
        late: it.late,
        major: it.major,
    }
}

pub fn doc() -> Doc {
    Doc::new("What was open at the start of a period, found and closed since, and left")
        .returns::<Zeroing>()
        .query("by", "township (default), sector or checker")
        .query("from", "first day, yyyy-MM-dd; without it, 1 January")
        .query("to", "last day, yyyy-MM-dd; without it, today")
}
