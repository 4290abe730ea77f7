//! The tables as pages and for programs: which there are, one filled, those issued and what has changed since.

mod briefing;
mod change;
mod change_losses;
mod edition;
mod edition_list;
mod edition_program;
mod grid;
mod issued;
mod leader;
mod list;
mod overview;
mod program;
mod table;

use std::sync::Arc;

use axum::Extension;
use axum::http::Method;
use axum::response::Response;
use kernel::{Act, Ctx, Error};
use ledger::Db;
use page::{Reply, Routes, Values};

use crate::{Forms, Table};

pub(crate) use edition_list::{conditions as edition_conditions, number_text as edition_number};
pub(crate) use list::{conditions, period_text};

const PATH: &str = "/tables";
pub(crate) const ISSUED: &str = "/issued-tables";
pub(crate) const EDITIONS: &str = "/issued-briefings";
const VIEW: Act = Act("table.view");
/// What was issued counts the whole district: for those who see all of it.
pub(crate) const ISSUED_VIEW: Act = Act("issued_table.view");
/// It speaks of the whole district.
const BRIEFING: Act = Act("briefing.view");
const ISSUE: Act = Act("table.issue");
/// Briefings and talking points: their drafts and editions, as far as one sees the whole district.
pub(crate) const EDITION_VIEW: Act = Act("issued_briefing.view");
const DRAFT: Act = Act("briefing.draft");
const SIGN: Act = Act("briefing.issue");

/// Who asks, with the scope of the route's act; `server` puts it into the request.
type Visitor = Extension<Arc<Ctx>>;
/// The forms of this district; `server` puts them into the request.
type OfDistrict = Extension<Arc<Forms>>;

pub fn routes() -> Routes<Db> {
    let (one, file, issues) = ("/tables/{id}", "/tables/{id}/file", "/tables/{id}/issues");
    let (issued, issued_file) = ("/issued-tables/{id}", "/issued-tables/{id}/file");
    Routes::new()
        .page(Method::GET, "/briefing", BRIEFING, briefing::show)
        .page(Method::GET, "/briefing/file", BRIEFING, briefing::file)
        .api(Method::GET, "/briefing", BRIEFING, briefing::get, briefing::doc())
        .and(edition::routes())
        .page(Method::GET, "/leader", BRIEFING, leader::show)
        .api(Method::GET, "/leader", BRIEFING, leader::get, leader::doc())
        .page(Method::GET, PATH, VIEW, overview::show)
        .page(Method::GET, one, VIEW, table::show)
        .page(Method::GET, file, VIEW, table::file)
        .page(Method::POST, issues, ISSUE, table::post)
        .page(Method::GET, ISSUED, ISSUED_VIEW, list::show)
        .page(Method::GET, issued, ISSUED_VIEW, issued::show)
        .page(Method::GET, issued_file, ISSUED_VIEW, issued::file)
        .api(Method::GET, PATH, VIEW, program::forms, program::forms_doc())
        .api(Method::GET, one, VIEW, program::table, program::table_doc())
        .api(Method::POST, issues, ISSUE, program::issue, program::issue_doc())
        .api(Method::GET, ISSUED, ISSUED_VIEW, program::list, program::list_doc())
        .api(Method::GET, issued, ISSUED_VIEW, program::issued, program::issued_doc())
}

/// As the address asks for it: `as=csv`, else a workbook.
fn download(query: &Values, table: &Table) -> Reply<Response> {
    let form = table.form();
    let name = format!("{} {} {}", table.title, table.from, table.to);
    Ok(match query.get("as") {
        "csv" => {
            page::download(&format!("{name}.csv"), "text/csv; charset=utf-8", form.csv().map_err(Error::internal)?)
        }
        _ => page::download(&format!("{name}.xlsx"), XLSX, form.xlsx().map_err(Error::internal)?),
    })
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
