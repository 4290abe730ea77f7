//! The form for everybody, the receipt, and the list for those who answer.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use kernel::{Act, Ctx, Error, Lang, Problem};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Pager, Row};
use page::{Crumb, NoteKind, Query, Reply, Routes, Screen, Values, format, list, parts};

use super::{Complaint, Sent, send, sent};
use crate::gate::PUBLIC;
use crate::words::complaint as w;

const LIST: Act = Act("complaint.list");
const PATH: &str = "/complaints";
const ROWS: i64 = 50;
/// How far one turns pages.
const LAST_PAGE: i64 = 200;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, page::COMPLAINTS, PUBLIC, show)
        .page(Method::POST, page::COMPLAINTS, PUBLIC, post)
        .page(Method::GET, PATH, LIST, show_list)
}

async fn show(screen: Screen) -> Response {
    form_page(&screen, &Values::default(), &[])
}

async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let read = match Complaint::read(&values) {
        Ok(read) => read,
        Err(Error::Invalid(problems)) => return Ok(form_page(&screen, &values, &problems.0)),
        Err(other) => return Err(other.into()),
    };
    let number = db.write("complaint.send", &ctx, move |tx, ctx| send(tx, ctx, &read)).await?;
    Ok(receipt(&screen, &number))
}

fn crumbs(lang: Lang) -> [Crumb; 1] {
    [Crumb::here(w::title(lang))]
}

fn form_page(screen: &Screen, values: &Values, problems: &[Problem]) -> Response {
    let lang = screen.lang();
    let labels = [("text", w::text(lang)), ("contact", w::contact(lang))];
    let spec = |i: usize, hint| FieldSpec::new(labels[i].0, labels[i].1).hint(hint);
    let fields = html! {
        (form::text_area(&spec(0, w::text_hint(lang)).required(), 6, values, problems, lang))
        (form::text(&spec(1, w::contact_hint(lang)), values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, html! {
            (parts::link_button(w::cancel(lang), page::HOME))
            (parts::submit(w::send(lang)))
        }))
    };
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &labels))
        (parts::card(w::about(lang), None, None, parts::inside(html! {
            p { (w::about_text(lang)) }
            p { (w::urgent(lang)) }
            p.muted { (w::privacy(lang)) }
        })))
        section.card.gap-top { (form::form(screen, page::COMPLAINTS, fields)) }
    };
    let crumbs = crumbs(lang);
    if problems.is_empty() {
        screen.page(w::title(lang), &crumbs, body)
    } else {
        screen.invalid(w::title(lang), &crumbs, body)
    }
}

fn receipt(screen: &Screen, number: &str) -> Response {
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (parts::note(NoteKind::Done, w::received(lang), html! {
            p { (w::number(lang)) " " b { (number) } }
            p { (w::received_text(lang)) }
        }))
        p.gap-top { (parts::link_button(w::home(lang), page::HOME)) }
    };
    screen.page(w::received(lang), &crumbs(lang), body)
}

async fn show_list(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let page = query.get("page").parse::<i64>().unwrap_or(1).clamp(1, LAST_PAGE);
    let from = (page - 1) * ROWS;
    let (rows, all) = db.read(move |r| sent(r, &ctx, from, ROWS)).await?;
    let lang = screen.lang();
    let at = |page: i64| Values::default().with("page", page.to_string()).at(PATH);
    let pager = Pager {
        from: from.unsigned_abs() + 1,
        to: from.unsigned_abs() + rows.len() as u64,
        total: Some(all.unsigned_abs()),
        prev: (page > 1).then(|| at(page - 1)),
        next: (from + ROWS < all).then(|| at(page + 1)),
    };
    let body = html! {
        (parts::head(w::list(lang), html! {}, html! {}))
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, all.unsigned_abs()), html! { (parts::print_button(lang)) }))
            @if rows.is_empty() {
                (parts::empty(w::none(lang), w::none_text(lang), html! {}))
            } @else {
                (table(&screen, &rows))
                (list::pager(lang, &pager))
            }
        }))
    };
    Ok(screen.page(w::list(lang), &[Crumb::here(w::list(lang))], body))
}

fn table(screen: &Screen, rows: &[Sent]) -> Markup {
    let lang = screen.lang();
    let columns = [
        Column::text(w::number(lang)),
        Column::text(w::sent(lang)),
        Column::text(w::text(lang)),
        Column::text(w::contact(lang)),
    ];
    let row = |it: &Sent| {
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            html! { span.nowrap { (format::instant_short(it.at, screen.now())) } },
            html! { span.said { (it.text) } },
            parts::or_dash(it.contact.as_deref()),
        ])
    };
    list::table(w::list(lang), &columns, &rows.iter().map(row).collect::<Vec<_>>())
}
