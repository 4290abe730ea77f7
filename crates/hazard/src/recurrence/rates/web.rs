//! The rates as a page and for programs. Its state stands in the address.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Day, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use serde::Serialize;

use super::export::rate;
use super::{Ask, By, Counts, Rates, rates};
use crate::recurrence::rule::{self, Measure};
use crate::statistics::year_so_far;
use crate::web::{KeyNames, Keys, options};
use crate::words::{harm, list as l, recurrence_rates as w, zeroing};

pub(crate) const ACT: Act = Act("hazard.statistics");
pub(crate) const PATH: &str = "/recurrence";

impl Ask {
    /// From the address.
    pub fn from_query(query: &Values, now: Instant) -> Ask {
        let (from, to) = year_so_far(query, now);
        Ask { by: query.word("by", By::from_word).unwrap_or(By::Harm), from, to }
    }
}

pub(super) fn heading(lang: Lang, by: By) -> &'static str {
    match by {
        By::Harm => w::harm(lang),
        By::Township => w::township(lang),
        By::Owner => w::owner(lang),
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
            By::Owner => Keys::Organisations,
            By::Harm => Keys::Words,
        };
        Ok(Labels { by, names: KeyNames::fetch(r, ctx, what, keys)? })
    }

    pub(super) fn of(&self, lang: Lang, key: &str) -> String {
        match self.by {
            By::Harm => harm::of(lang, key).to_owned(),
            By::Owner if key.is_empty() => w::nobody(lang).to_owned(),
            By::Township | By::Owner => self.names.of(key),
        }
    }
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let ask = Ask::from_query(&query, ctx.now);
    let asked = Arc::clone(&ctx);
    let (found, labels, measure) = db
        .read(move |r| {
            let found = rates(r, &asked, &ask)?;
            let labels = Labels::fetch(r, &asked, ask.by, found.rows.keys())?;
            Ok((found, labels, rule::in_force(r, &asked, asked.now.day())?))
        })
        .await?;
    let lang = screen.lang();
    let view = View { lang, ctx: &ctx, query: &query, ask: &ask, found: &found, labels: &labels, measure: &measure };
    let crumbs = [Crumb::here(zeroing::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, view.body()))
}

struct View<'a> {
    lang: Lang,
    ctx: &'a Ctx,
    query: &'a Values,
    ask: &'a Ask,
    found: &'a Rates,
    labels: &'a Labels,
    measure: &'a Measure,
}

impl View<'_> {
    fn body(&self) -> Markup {
        let lang = self.lang;
        let as_of = html! { span.muted.small { (l::as_of(lang, format::clock_seconds(self.ctx.now))) } };
        let rows = self.found.rows.len();
        let tools = html! {
            (parts::small_link(w::rules(lang), crate::recurrence::rule_web::PATH))
            (list::export_link(lang, PATH, self.query)) (parts::print_button(lang))
        };
        let it = self.measure;
        html! {
            (parts::print_head(w::title(lang), &format!("{} — {}", self.ask.from, self.ask.to)))
            (parts::head(w::title(lang), as_of, html! {}))
            (list::list(html! {
                (list::query(lang, PATH, self.fields(), None))
                (list::tools(html! {}, &list::total(lang, rows as u64), tools))
                @if rows == 0 { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) } @else { (self.table()) }
                div.in.muted.small {
                    p { (w::meaning(lang)) }
                    p { (w::by_rule(lang, it.days, it.likeness / 10, it.likeness_same_harm / 10)) " " (it.source) }
                }
            }))
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
        html! {
            table.tb.is-cards.is-grid {
                caption.unseen { (w::title(lang)) }
                thead { tr {
                    th scope="col" { (heading(lang, self.ask.by)) }
                    th.num scope="col" { (w::found(lang)) } th.num scope="col" { (w::recurring(lang)) } th.num scope="col" { (w::rate(lang)) }
                } }
                tbody { @for (key, it) in self.found.ranked() { tr { td { (self.labels.of(lang, key)) } (self.numbers(Some(key), it)) } } }
                tfoot { tr.sum { th scope="row" { (w::total(lang)) } (self.numbers(None, &self.found.total)) } }
            }
        }
    }

    fn numbers(&self, key: Option<&str>, it: &Counts) -> Markup {
        let lang = self.lang;
        let opens = |number: i64, recurring: bool| {
            let filter = self.ask.list(key, recurring).filter(|_| number > 0);
            html! { @match filter {
                Some(filter) => a href=(filter.address()) { (format::count(number)) },
                None => (format::count(number)),
            } }
        };
        html! {
            td.num data-label=(w::found(lang)) { (opens(it.found, false)) }
            td.num data-label=(w::recurring(lang)) { (opens(it.recurring, true)) }
            td.num data-label=(w::rate(lang)) { (rate(it)) }
        }
    }
}

/// One row for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RecurrenceRate {
    /// A word of an accident kind, a division code or the id of an organisation; empty: nobody rectifies yet, or the total.
    key: String,
    found: i64,
    recurring: i64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RecurrenceRates {
    by: &'static str,
    #[schema(value_type = String)]
    from: Day,
    #[schema(value_type = String)]
    to: Day,
    rows: Vec<RecurrenceRate>,
    total: RecurrenceRate,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<RecurrenceRates>> {
    let ask = Ask::from_query(&query, ctx.now);
    let found = db.read(move |r| rates(r, &ctx, &ask)).await?;
    let line =
        |key: &str, it: &Counts| RecurrenceRate { key: key.to_owned(), found: it.found, recurring: it.recurring };
    Ok(Json(RecurrenceRates {
        by: ask.by.word(),
        from: ask.from,
        to: ask.to,
        rows: found.ranked().into_iter().map(|(key, it)| line(key, it)).collect(),
        total: line("", &found.total),
    }))
}

pub fn doc() -> Doc {
    Doc::new("How much of what was found in a period had been found before")
        .returns::<RecurrenceRates>()
        .query("by", "harm (default), township or owner")
        .query("from", "first day of finding, yyyy-MM-dd; without it, 1 January")
        .query("to", "last day of finding, yyyy-MM-dd; without it, today")
}
