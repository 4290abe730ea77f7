//! How the statistics look: filters, one table with bars, what the numbers mean.

use kernel::{Ctx, Lang, Sector};
use maud::{Markup, html};
use page::list::{Chip, Pager};
use page::{Values, format, list, parts};

use super::Month;
use super::compare::{Line, is_silent, years_before};
use super::query::{Ask, By, Counts, Measure};
use super::web::{PATH, Shown, heading};
use crate::model::{Grade, Source};
use crate::web::{bar, options};
use crate::words::{grade, list as l, sector, source, statistics as w};

/// Combinations can have thousands of rows; the export has them all.
const ROWS: usize = 100;

pub(super) struct StatisticsView<'a> {
    pub lang: Lang,
    pub ctx: &'a Ctx,
    pub query: &'a Values,
    pub ask: &'a Ask,
    pub shown: &'a Shown,
}

impl StatisticsView<'_> {
    pub fn body(&self) -> Markup {
        let lang = self.lang;
        let as_of = html! { span.muted.small { (l::as_of(lang, format::clock_seconds(self.ctx.now))) } };
        let rows = self.shown.found.rows.len();
        html! {
            (parts::print_head(w::title(lang), &format!("{} — {}", self.ask.from, self.ask.to)))
            (parts::head(w::title(lang), as_of, html! {}))
            (list::list(html! {
                (list::query(lang, PATH, self.fields(), Some(self.more_fields())))
                (list::tools(list::chips(lang, PATH, &self.chips()), &list::total(lang, rows as u64), self.tools()))
                @if rows == 0 {
                    (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {}))
                } @else {
                    (self.table())
                    (self.pager())
                }
                div.in.muted.small {
                    p { (w::adds_up(lang)) }
                    p { (w::meaning(lang)) }
                    @if self.ask.to >= Month::of(self.ctx.now.day()) { p { (w::unfinished(lang, self.ask.to)) } }
                }
            }))
        }
    }

    fn fields(&self) -> Markup {
        let lang = self.lang;
        let by = options(By::ALL, By::word, |it| heading(lang, it));
        let mut then = vec![(String::new(), w::not_divided(lang).to_owned())];
        then.extend(by.iter().cloned());
        let given = |place: usize| self.ask.by.get(place).map_or("", |it| it.word());
        html! {
            (choice(w::by(lang), "by", &by, given(0)))
            (choice(w::then(lang), "then", &then, given(1)))
            span.range role="group" aria-label=(w::months(lang)) {
                span.muted { (w::months(lang)) }
                (month(l::found_from(lang), "from", self.ask.from))
                span.muted aria-hidden="true" { "—" }
                (month(l::found_to(lang), "to", self.ask.to))
            }
        }
    }

    fn more_fields(&self) -> Markup {
        let lang = self.lang;
        let places: Vec<_> = self.shown.places.iter().map(|(d, name)| (d.to_string(), name.clone())).collect();
        let sectors = options(Sector::ALL, Sector::word, |s| sector::of(lang, s.word()));
        let sources = options(Source::ALL, Source::word, |s| source::of(lang, s.word()));
        let grades = options(Grade::ALL, Grade::word, |g| grade::of(lang, g.word()));
        html! {
            (list::query_select(lang, l::division(lang), "division", &places, self.query))
            (list::query_select(lang, l::sector(lang), "sector", &sectors, self.query))
            (list::query_select(lang, l::source(lang), "source", &sources, self.query))
            (list::query_select(lang, l::grade(lang), "grade", &grades, self.query))
        }
    }

    fn chips(&self) -> Vec<Chip> {
        let said = self.ask.said(self.lang, &self.shown.places);
        Chip::of(self.query, PATH, said.into_iter().filter(|(_, name, _)| *name != "from"))
    }

    fn tools(&self) -> Markup {
        html! { (list::export_link(self.lang, PATH, self.query)) (parts::print_button(self.lang)) }
    }

    fn page(&self) -> usize {
        let last = self.shown.found.rows.len().div_ceil(ROWS).max(1);
        self.query.reads::<usize>("page").unwrap_or(1).clamp(1, last)
    }

    fn table(&self) -> Markup {
        let lang = self.lang;
        let found = &self.shown.found;
        let most = found.rows.values().map(|line| line.counts.found).max().unwrap_or_default();
        html! {
            table.tb.is-cards.is-grid {
                caption.unseen { (w::title(lang)) }
                thead { tr {
                    @for by in &self.ask.by { th scope="col" { (heading(lang, *by)) } }
                    @for (label, _) in measures(lang) { th.num scope="col" { (label) } }
                    th.num scope="col" { (w::closure_rate(lang)) }
                    th.num scope="col" { (w::in_time_rate(lang)) }
                    th.num scope="col" { (w::before(lang)) }
                    th.num scope="col" { (w::change(lang)) }
                    th.wide-only scope="col" { (w::bar(lang)) }
                } }
                tbody {
                    @for (key, line) in found.rows.iter().skip((self.page() - 1) * ROWS).take(ROWS) {
                        tr {
                            @for label in self.shown.labels.of(lang, key) { td { (label) } }
                            @if is_silent(self.ask, line) { (self.silent(line)) } @else { (self.numbers(key, line)) }
                            td.wide-only { (progress(line, most)) }
                        }
                    }
                }
                tfoot {
                    tr.sum {
                        th scope="row" colspan=(self.ask.by.len()) { (w::total(lang)) }
                        (self.numbers(&[], &found.total))
                        td.wide-only {}
                    }
                }
            }
        }
    }

    fn numbers(&self, key: &[String], line: &Line) -> Markup {
        let lang = self.lang;
        let it = &line.counts;
        let numbers =
            [it.found, it.closed, it.closed_in_time, it.closed_late, it.open(), it.late, it.major, it.recurring];
        html! {
            @for ((label, measure), number) in measures(lang).into_iter().zip(numbers) {
                td.num data-label=(label) { (opens(number, self.ask, key, measure)) }
            }
            td.num data-label=(w::closure_rate(lang)) { (closure_rate(it)) }
            td.num data-label=(w::in_time_rate(lang)) { (in_time_rate(it)) }
            td.num data-label=(w::before(lang)) { (self.before(key, line.before)) }
            td.num data-label=(w::change(lang)) { (page::compare::change(lang, it.found, line.before)) }
        }
    }

    fn before(&self, key: &[String], number: i64) -> Markup {
        let months = |it: Month| it.years_before(1);
        let earlier = Ask { from: months(self.ask.from), to: months(self.ask.to), ..self.ask.clone() };
        let key = years_before(&self.ask.by, key, 1);
        opens(number, &earlier, &key, Measure::Found)
    }

    fn silent(&self, line: &Line) -> Markup {
        let lang = self.lang;
        html! {
            td.silent colspan=(measures(lang).len() + 2) title=(w::silent_hint(lang)) { (parts::silent_mark(w::silent(lang))) }
            td.num data-label=(w::before(lang)) { (format::count(line.before)) }
            td.num data-label=(w::change(lang)) { (parts::dash()) }
        }
    }

    fn pager(&self) -> Markup {
        let (page, total) = (self.page(), self.shown.found.rows.len());
        let (from, to) = ((page - 1) * ROWS + 1, (page * ROWS).min(total));
        let at = |page: usize| self.query.clone().with("page", page.to_string()).at(PATH);
        list::pager(
            self.lang,
            &Pager {
                from: from as u64,
                to: to as u64,
                total: Some(total as u64),
                prev: (page > 1).then(|| at(page - 1)),
                next: (to < total).then(|| at(page + 1)),
            },
        )
    }
}

fn measures(lang: Lang) -> [(&'static str, Measure); 8] {
    [
        (w::found(lang), Measure::Found),
        (w::closed(lang), Measure::Closed),
        (w::closed_in_time(lang), Measure::ClosedInTime),
        (w::closed_late(lang), Measure::ClosedLate),
        (w::open(lang), Measure::Open),
        (w::late(lang), Measure::Late),
        (w::major(lang), Measure::Major),
        (w::recurring(lang), Measure::Recurring),
    ]
}

fn opens(number: i64, ask: &Ask, key: &[String], measure: Measure) -> Markup {
    let list = ask.list(key, measure).filter(|_| number > 0);
    html! {
        @match list {
            Some(filter) => a href=(filter.address()) { (format::count(number)) },
            None => (format::count(number)),
        }
    }
}

pub(super) fn closure_rate(it: &Counts) -> String {
    format::percent(it.closed.unsigned_abs(), it.found.unsigned_abs())
}

pub(super) fn in_time_rate(it: &Counts) -> String {
    format::percent(it.closed_in_time.unsigned_abs(), it.due().unsigned_abs())
}

/// As wide as what was found: closed, under way, late.
fn progress(line: &Line, most: i64) -> Markup {
    let it = &line.counts;
    bar(&[("f-done", it.closed), ("f-way", it.open() - it.late), ("f-late", it.late)], most)
}

fn choice(label: &str, name: &str, options: &[(String, String)], given: &str) -> Markup {
    html! {
        label {
            span { (label) }
            select name=(name) {
                @for (value, text) in options { option value=(value) selected[value == given] { (text) } }
            }
        }
    }
}

fn month(label: &str, name: &str, given: Month) -> Markup {
    html! {
        input type="text" name=(name) value=(given) aria-label=(label) placeholder="2026-01" autocomplete="off" inputmode="numeric";
    }
}
