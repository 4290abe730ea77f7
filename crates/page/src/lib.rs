//! The web kit: layout, list, form and detail parts, extractors, routes, and what an error looks like.
//!
//! Always true: every page works without a script; no inline style or script leaves this crate; text comes from the
//! locale tables or from the caller; what a person typed is escaped and never cut by bytes.
//! Not here: queries, sessions, the policy (`server`), the words of a concept (its own crate).
//!
//! How a page is made:
//!
//! ```
//! use maud::html;
//! use page::{Crumb, Screen, parts};
//!
//! async fn get(screen: Screen) -> axum::response::Response {
//!     let body = html! {
//!         (parts::head("隐患台账", html! {}, parts::primary_link("登记隐患", "/hazards/new")))
//!         (parts::card("五落实", Some(5), None, html! { "…" }))
//!     };
//!     screen.page("隐患台账", &[Crumb::link("隐患治理", "/hazards"), Crumb::here("隐患台账")], body)
//! }
//! ```

mod asked;
mod assets;
pub mod chart;
pub mod compare;
pub mod curve;
mod download;
mod error_words;
pub mod files;
pub mod form;
pub mod format;
mod frame;
mod gate;
mod json;
pub mod list;
mod openapi;
pub mod parts;
pub mod past;
mod reply;
mod routes;
pub mod sheet;
pub mod shell;
pub mod story;
mod values;

pub mod words {
    //! The kit's own words; those of a concept stand in its crate.
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use assets::{Asset, asset, href};
pub use axum::http::Method;
pub use download::download;
pub use error_words::{error_text, thing_text};
pub use form::{FieldSpec, REQUEST_KEY};
pub use gate::sign_in;
pub use json::Json;
pub use maud::{Markup, PreEscaped, html};
pub use openapi::{Doc, openapi};
pub use parts::{NoteKind, Ring, WarningColour};
pub use reply::{Failure, Reply, RequestFace, finish_failure};
pub use routes::{Route, RouteKind, Routes};
pub use shell::{
    ACCOUNT, BURDEN, COMPLAINTS, Crumb, HELP, HOME, INBOX, LANG_PARAMETER, MenuItem, REPORT, SEARCH, SIGN_IN, SIGN_OUT,
    SIZE_PARAMETER, Screen, Shell, TextSize, VisitorName,
};
pub use values::{Query, Values};
