//! One table of one period, filled now, and the form that issues it.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Ctx, Error, Lang, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Typed, answer, done};
use page::{Crumb, Query, Reply, Screen, Values, list, parts};

use super::list::period_text;
use super::overview::address;
use super::{ISSUE, ISSUED, ISSUED_VIEW, OfDistrict, PATH, VIEW, Visitor, grid};
use crate::issue::{Issue, Listed, issue, query, says_the_same};
use crate::words::table as w;
use crate::{Form, Forms, Period, Table, table};

/// The form in force at the end of the period that the address asks for; without days the year so far.
pub(super) fn asked<'f>(forms: &'f Forms, ctx: &Ctx, name: &str, query: &Values) -> Result<(&'f Form, Period), Error> {
    let period = period_of(ctx, query)?;
    Ok((forms.of(name, period.to).ok_or(Error::NotFound("Form"))?, period))
}

/// By its days, or as `period=2026-01/2026-05`. Refused where it can't be read: a table of another period would stand there.
fn period_of(ctx: &Ctx, query: &Values) -> Result<Period, Error> {
    let mut text = Text::new();
    let whole = text.read_optional("period", query.get("period"), PERIOD, Period::read);
    let mut day = |field| text.read_optional(field, query.get(field), DAY, |it| it.parse().ok());
    let (from, to) = (day("from"), day("to"));
    text.finish()?;
    let otherwise = whole.unwrap_or_else(|| Period::so_far(ctx.now.day()));
    let (from, to) = (from.unwrap_or(otherwise.from), to.unwrap_or(otherwise.to));
    Ok(Period { from: from.min(to), to: from.max(to) })
}

const DAY: &str = "write the day as 2026-06-18";
const PERIOD: &str = "write the period as 2026, 2026-05 or 2026-01/2026-05";

struct Shown {
    table: Table,
    hash: String,
    /// The last issue of this period, and whether the table says the same as it.
    last: Option<(Listed, bool)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, form: &Form, period: Period) -> Result<Shown, Error> {
    let table = table(r, ctx, form, period)?;
    let sees_issued = Ctx { scope: ctx.scope_of(ISSUED_VIEW), ..ctx.clone() };
    let last = match query::last(r, &sees_issued, &form.name, period)? {
        Some(last) => Some((last.clone(), says_the_same(&table, &last)?)),
        None => None,
    };
    // What was issued early has another hash of the same: its own.
    let hash = match &last {
        Some((last, true)) => last.hash.clone(),
        _ => table.hash()?,
    };
    Ok(Shown { hash, last, table })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    axum::Extension(forms): OfDistrict,
    screen: Screen,
    Path(name): Path<String>,
    Query(query): Query,
) -> Reply {
    page(&db, &ctx, &screen, (&forms, &name, &query), &Typed::default()).await
}

async fn page(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    (forms, name, query): (&Forms, &str, &Values),
    typed: &Typed,
) -> Reply<Response> {
    let (form, period) = asked(forms, ctx, name, query)?;
    // The page is seen as far as the visitor sees, whatever act its form is of.
    let seen = Arc::new(Ctx { scope: ctx.scope_of(VIEW), ..Ctx::clone(ctx) });
    let (asking, wanted) = (Arc::clone(&seen), form.clone());
    let shown = db.read(move |r| fetch(r, &asking, &wanted, period)).await?;
    let lang = screen.lang();
    let title = form.title.as_str();
    let file = |kind: &str| {
        let address = address(name, period).replacen('?', "/file?", 1);
        format!("{address}&as={kind}")
    };
    let body = html! {
        (form::error_summary(lang, &typed.problems, &[("reason", w::reason(lang))]))
        (parts::print_head(title, &period_text(lang, period)))
        (parts::head(title, html! { span.muted { (period_text(lang, period)) } }, html! {
            (parts::link_button(w::workbook(lang), &file("xlsx"))) (parts::link_button("CSV", &file("csv"))) (parts::print_button(lang))
        }))
        (list::list(html! {
            (list::query(lang, &format!("{PATH}/{name}"), days(lang, period), None))
            (grid::table(lang, &shown.table, None))
        }))
        (below(lang, &shown.table, &shown.hash))
        (issuing(screen, &seen, name, period, &shown, typed))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title)];
    Ok(answer(screen, title, &crumbs, typed, body))
}

fn days(lang: Lang, period: Period) -> Markup {
    let values = Values::default().with("from", period.from.to_string()).with("to", period.to.to_string());
    list::query_days(lang, w::period_head(lang), "from", "to", &values)
}

/// Notes, of which moment it is, and the mark by which the same table is known again.
pub(super) fn below(lang: Lang, table: &Table, hash: &str) -> Markup {
    html! {
        div.muted.small {
            @for note in &table.notes { p lang="zh-CN" { (note) } }
            p { (w::known_until(lang, page::format::instant(table.as_of))) }
            p title=(hash) { (w::hash(lang)) " " code { (&hash[..16.min(hash.len())]) } " · " (w::hash_text(lang)) }
        }
    }
}

fn issuing(screen: &Screen, ctx: &Ctx, name: &str, period: Period, shown: &Shown, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let last = shown.last.as_ref();
    let last_line = html! {
        @if let Some((it, same)) = last {
            p { @if *same { (w::same(lang)) " " } a href=(format!("{ISSUED}/{}", it.id)) { (w::last_issue(lang, it.issue, page::format::instant(it.as_of))) } }
        }
    };
    let same = last.is_some_and(|(_, same)| *same);
    if same || !ctx.may(ISSUE) || period.to > ctx.now.day() {
        return html! { @if last.is_some() { (parts::card(w::issued_list(lang), None, None, parts::inside(last_line))) } };
    }
    let spec = FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)).required();
    let body = html! {
        (form::hidden("from", &period.from.to_string()))
        (form::hidden("to", &period.to.to_string()))
        @if last.is_some() { (last_line) (form::text_area(&spec, 2, &typed.values, &typed.problems, lang)) }
        @else { p { (w::issue_text(lang)) } }
        div.foot { (parts::submit(w::issue_now(lang))) }
    };
    parts::card(w::issue_now(lang), None, None, form::form(screen, &format!("{PATH}/{name}/issues"), body))
}

pub(super) async fn file(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    axum::Extension(forms): OfDistrict,
    Path(name): Path<String>,
    Query(query): Query,
) -> Reply<Response> {
    let (form, period) = asked(&forms, &ctx, &name, &query)?;
    let form = form.clone();
    let filled = db.read(move |r| table(r, &ctx, &form, period)).await?;
    super::download(&query, &filled)
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    axum::Extension(forms): OfDistrict,
    screen: Screen,
    Path(name): Path<String>,
    values: Values,
) -> Reply {
    let (form, period) = asked(&forms, &ctx, &name, &values)?;
    let form = form.clone();
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let cmd = Issue { from, to, reason: values.get("reason").to_owned() };
    let made = db.write("table.issue", &ctx, move |tx, ctx| issue(tx, ctx, &form, &cmd)).await;
    match done(made, values, |id| format!("{ISSUED}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => {
            let query = again.values.clone();
            page(&db, &ctx, &screen, (&forms, &name, &query), &again).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_that_is_not_understood_is_refused() {
        let (t, _) = crate::tests::district();
        let ctx = t.rule();
        let read = |query: &str| period_of(&ctx, &Values::from_query(query));
        let days = |query: &str| read(query).map(|it| format!("{} {}", it.from, it.to)).unwrap();
        assert_eq!(days("period=2026-01/2026-05"), "2026-01-01 2026-05-31");
        assert_eq!(days("from=2026-02-01&to=2026-02-28"), "2026-02-01 2026-02-28");
        assert_eq!(days(""), "2026-01-01 2026-10-31");
        for query in ["period=2026-13", "from=2026-13-01", "to=yesterday"] {
            assert!(matches!(read(query), Err(Error::Invalid(_))), "{query}");
        }
    }
}
