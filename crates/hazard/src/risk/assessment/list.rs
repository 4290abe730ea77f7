//! The four-colour list: ready-made views by colour, filters in the address, pages.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Division, Error, Lang, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View as ViewTab};
use page::{Crumb, Query, Reply, Screen, Values, format, list, parts};
use registry::SubjectId;

use super::query::{self, Filter, Risk, Slice, View};
use super::web::colour_mark;
use crate::risk::scheme::Method;
use crate::web::options;
use crate::words::{detail, method, risk as w, risk_view, sector};

const ROWS: u32 = 50;
pub(super) const PATH: &str = "/risks";

impl Filter {
    /// From the address; what can't be read there is left out, and its chip is missing.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("view", View::from_word).unwrap_or(View::Current),
            division: query.reads::<Division>("division"),
            sector: query.word("sector", Sector::from_word),
            method: query.word("method", Method::from_word),
            subject: query.word("subject", kernel::Identity::parse),
        }
    }
}

/// The names beside the rows.
pub(super) struct Around {
    pub subjects: std::collections::HashMap<SubjectId, String>,
    pub places: Vec<(Division, String)>,
}

impl Around {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, rows: &[Risk], filter: &Filter) -> Result<Around, Error> {
        let subjects: Vec<_> = rows.iter().map(|it| it.subject).chain(filter.subject).collect();
        Ok(Around {
            subjects: registry::query::subject_names(r, ctx, &subjects)?,
            places: registry::query::townships(r, ctx)?,
        })
    }

    pub fn subject(&self, id: SubjectId) -> &str {
        self.subjects.get(&id).map_or("", String::as_str)
    }

    pub fn place(&self, it: Division) -> &str {
        let township = it.township();
        self.places.iter().find(|(code, _)| *code == township).map_or("", |(_, name)| name.as_str())
    }

    /// The conditions of the address in words: label, field, value.
    pub fn conditions(&self, lang: Lang, f: &Filter) -> Vec<Condition> {
        vec![
            (w::division(lang), "division", f.division.map(|it| self.place(it).to_owned())),
            (w::sector(lang), "sector", f.sector.map(|it| sector::of(lang, it.word()).to_owned())),
            (w::method(lang), "method", f.method.map(|it| method::of(lang, it.word()).to_owned())),
            (w::subject(lang), "subject", f.subject.map(|it| self.subject(it).to_owned())),
        ]
    }
}

struct Listed {
    rows: Vec<Risk>,
    around: Around,
    counts: Vec<i64>,
    total: i64,
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
    let listed = db.read(move |r| fetch(r, &asked, &wanted, page)).await?;
    let lang = screen.lang();
    let view = ListView { lang, ctx: &ctx, query: &query, filter: &filter, listed: &listed, page };
    let crumbs = [Crumb::here(detail::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, view.body()))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: u32) -> Result<Listed, Error> {
    let rows = query::list(r, ctx, filter, Slice::Page { from: (page - 1) * ROWS, rows: ROWS })?;
    let around = Around::fetch(r, ctx, &rows, filter)?;
    let count = |view: &View| query::count(r, ctx, &Filter { view: *view, ..filter.clone() });
    let counts = View::ALL.iter().map(count).collect::<Result<_, Error>>()?;
    Ok(Listed { rows, around, counts, total: query::count(r, ctx, filter)? })
}

struct ListView<'a> {
    lang: Lang,
    ctx: &'a Ctx,
    query: &'a Values,
    filter: &'a Filter,
    listed: &'a Listed,
    page: u32,
}

impl ListView<'_> {
    fn body(&self) -> Markup {
        let lang = self.lang;
        html! {
            (parts::head(w::title(lang), html! { span.muted.small { (w::as_of(lang, format::clock_seconds(self.ctx.now))) } }, self.assess()))
            (list::views(lang, &self.views()))
            (list::list(html! {
                (list::query(lang, PATH, self.fields(), None))
                (list::tools(list::chips(lang, PATH, &self.chips()), &list::total(lang, self.listed.total.unsigned_abs()), self.tools()))
                @if self.listed.rows.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), self.assess())) }
                @else { (self.table()) (self.pager()) }
            }))
        }
    }

    fn assess(&self) -> Markup {
        html! { @if self.ctx.may(Act("risk.assess")) { (parts::primary_link(w::assess(self.lang), "/risks/new")) } }
    }

    fn views(&self) -> Vec<ViewTab> {
        let tab = |(view, count): (&View, &i64)| ViewTab {
            label: risk_view::of(self.lang, view.word()).to_owned(),
            href: self.query.clone().without("page").with("view", view.word()).at(PATH),
            count: Some(count.unsigned_abs()),
            late: *view == View::ReviewDue,
            current: self.filter.view == *view,
        };
        View::ALL.iter().zip(&self.listed.counts).map(tab).collect()
    }

    fn fields(&self) -> Markup {
        let lang = self.lang;
        let places: Vec<_> = self.listed.around.places.iter().map(|(d, name)| (d.to_string(), name.clone())).collect();
        let sectors = options(Sector::ALL, Sector::word, |s| sector::of(lang, s.word()));
        let methods = options(Method::ALL, Method::word, |m| method::of(lang, m.word()));
        html! {
            @if self.filter.view != View::Current { input type="hidden" name="view" value=(self.filter.view.word()); }
            @if let Some(subject) = self.filter.subject { input type="hidden" name="subject" value=(subject); }
            (list::query_select(lang, w::division(lang), "division", &places, self.query))
            (list::query_select(lang, w::sector(lang), "sector", &sectors, self.query))
            (list::query_select(lang, w::method(lang), "method", &methods, self.query))
        }
    }

    fn chips(&self) -> Vec<Chip> {
        Chip::of(self.query, PATH, self.listed.around.conditions(self.lang, self.filter))
    }

    fn tools(&self) -> Markup {
        let lang = self.lang;
        html! {
            (parts::small_link(crate::words::risk_map::title(lang), "/risks/map"))
            @if self.ctx.may(Act("risk_scheme.view")) { (parts::small_link(w::schemes(lang), "/risk-schemes")) }
            (list::export_link(lang, PATH, self.query))
            (parts::print_button(lang))
        }
    }

    fn table(&self) -> Markup {
        let lang = self.lang;
        let columns = [
            Column::text(w::colour(lang)),
            Column::title(w::risk_point(lang)),
            Column::text(w::subject(lang)),
            Column::text(w::division(lang)).wide_only(),
            Column::text(w::sector(lang)).wide_only(),
            Column::text(w::score(lang)),
            Column::text(w::day(lang)).wide_only(),
            Column::text(w::next_review(lang)),
        ];
        let rows: Vec<Row> = self.listed.rows.iter().map(|it| self.row(it)).collect();
        list::table(w::title(lang), &columns, &rows)
    }

    fn row(&self, it: &Risk) -> Row {
        let lang = self.lang;
        let (around, now) = (&self.listed.around, self.ctx.now);
        let overdue = it.superseded_by.is_none() && it.next_review < now.day();
        Row::new(vec![
            colour_mark(lang, it.colour),
            list::title_cell(it.risk_point.as_str().unwrap_or("--"), &format!("{PATH}/{}", it.id)),
            html! { span.cut-name { (parts::or_dash(Some(around.subject(it.subject)))) } },
            html! { span.nowrap { (parts::or_dash(Some(around.place(it.division)))) } },
            html! { (sector::of(lang, it.sector.word())) },
            html! { span.nowrap { (method::of(lang, it.edition.method().word())) " " (it.score) } },
            html! { span.nowrap { (format::day_short(it.day, now)) } },
            html! { span.nowrap { (format::day_short(it.next_review, now)) @if overdue { " " (overdue_tag(lang, it, self.ctx)) } } },
        ])
        .late(overdue)
    }

    fn pager(&self) -> Markup {
        let (shown, total) = (self.listed.rows.len(), self.listed.total.unsigned_abs());
        list::pager(self.lang, &Pager::numbered(self.query, PATH, self.page, ROWS, shown, total))
    }
}

/// `逾期 12 天`
pub(super) fn overdue_tag(lang: Lang, it: &Risk, ctx: &Ctx) -> Markup {
    parts::late_tag(lang, ctx.now.since(it.next_review.plus_days(1).start()))
}
