//! What stands around every page, and how a handler gives a page back.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Instant, Lang, words as closed};
use maud::{Markup, html};

use crate::asked::{self, Asked};
use crate::frame;
use crate::reply::Failure;
use crate::words::shell as w;

/// Addresses the frame links to; `server` and the concepts answer them.
pub const HOME: &str = "/";
pub const INBOX: &str = "/obligations";
pub const SEARCH: &str = "/search";
pub const SIGN_IN: &str = "/sign-in";
/// A form is posted here.
pub const SIGN_OUT: &str = "/sign-out";
pub const ACCOUNT: &str = "/account";
pub const COMPLAINTS: &str = "/complaints/new";
/// Anybody reports a hazard here, without an account.
pub const REPORT: &str = "/report";
/// What is asked of local bodies, for everybody.
pub const BURDEN: &str = "/burden/published";
pub const HELP: &str = "/help";
/// `?lang=en` and `?size=large` on any page: `server` keeps the choice in a cookie and answers with the page.
pub const LANG_PARAMETER: &str = "lang";
pub const SIZE_PARAMETER: &str = "size";

closed! {
    /// The size of type: 14, 16 or 18 px at the root.
    pub enum TextSize {
        Normal = "normal",
        Large = "large",
        Largest = "largest",
    }
}

/// Who is signed in, in words of the visitor's language.
#[derive(Debug, Clone, Default)]
pub struct VisitorName {
    pub name: String,
    pub organisation: String,
    pub role: String,
}

/// One line of the menu. `sub` lines stand under the one before.
#[derive(Debug, Clone, Default)]
pub struct MenuItem {
    pub label: String,
    pub href: String,
    pub count: Option<u64>,
    pub sub: bool,
}

/// A week that is played: how many times as fast, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replay {
    pub pace: i64,
    pub until: Instant,
}

/// Built by `server` for each request; `page` never queries.
#[derive(Debug, Clone)]
pub struct Shell {
    pub district_name: String,
    pub lang: Lang,
    pub size: TextSize,
    pub visitor: Option<VisitorName>,
    pub leader_on_duty: Option<String>,
    pub duty_officer: Option<String>,
    pub menu: Vec<MenuItem>,
    pub inbox: u64,
    pub inbox_late: u64,
    pub now: Instant,
    /// The district is the invented one: every page says so.
    pub sample: bool,
    /// An exercise is running: frame, colour and words change.
    pub exercise: bool,
    /// What is shown is what was known at this moment, not now.
    pub as_of: Option<Instant>,
    /// Readings of a past week come in as if they were measured now.
    pub replay: Option<Replay>,
    /// Path and query of this request.
    pub here: String,
    /// The head of the ledger, one or two lines at the foot of the menu.
    pub head: Option<String>,
    /// Names the form's request; a repeated post has the same key.
    pub request_key: String,
    pub session_ends: Option<Instant>,
    pub version: &'static str,
}

/// One step of the way to this page; the last has no link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

impl Crumb {
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()) }
    }

    pub fn here(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None }
    }
}

/// The page about to be answered. Takes `Arc<Shell>` from the request's extensions.
#[derive(Debug, Clone)]
pub struct Screen {
    shell: Arc<Shell>,
    /// htmx asked for the main part alone.
    fragment: bool,
    /// What the address asks for, as far as it was not understood.
    asked: Asked,
}

impl<S: Send + Sync> FromRequestParts<S> for Screen {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let shell = parts.extensions.get::<Arc<Shell>>().cloned();
        let shell = shell.ok_or_else(|| Failure(Error::internal("no shell in the request")))?;
        let said = |name: &str| parts.headers.get(name).is_some_and(|value| value == "true");
        // A boosted link and a restored history entry replace the whole page.
        let fragment = said("hx-request") && !said("hx-boosted") && !said("hx-history-restore-request");
        let asked = parts.extensions.get::<Asked>().cloned().unwrap_or_default();
        Ok(Self { shell, fragment, asked })
    }
}

impl Screen {
    /// Outside a request: tests and pictures of pages.
    pub fn new(shell: Arc<Shell>) -> Self {
        Self { shell, fragment: false, asked: Asked::default() }
    }

    pub fn lang(&self) -> Lang {
        self.shell.lang
    }

    pub fn shell(&self) -> &Shell {
        &self.shell
    }

    pub fn now(&self) -> Instant {
        self.shell.now
    }

    /// The whole page, or its main part for htmx. A body without a first heading gets the title as one.
    pub fn page(&self, title: &str, crumbs: &[Crumb], body: Markup) -> Response {
        self.page_with_status(StatusCode::OK, title, crumbs, body)
    }

    /// A form shown again with its problems: status 422, and the title begins with 错误.
    pub fn invalid(&self, title: &str, crumbs: &[Crumb], body: Markup) -> Response {
        self.page_with_status(StatusCode::UNPROCESSABLE_ENTITY, title, crumbs, body)
    }

    pub fn page_with_status(&self, status: StatusCode, title: &str, crumbs: &[Crumb], body: Markup) -> Response {
        let body = frame::with_heading(title, body);
        let body = html! { (asked::notice(self.lang(), &self.asked)) (body) };
        let title = title_of(&self.shell, title, status == StatusCode::UNPROCESSABLE_ENTITY);
        let shown = match self.fragment {
            true => frame::fragment(&self.shell, &title, crumbs, body),
            false => frame::whole(&self.shell, &title, crumbs, body),
        };
        answer(status, shown)
    }

    /// Without bar and menu: the sign-in.
    pub fn bare(&self, title: &str, body: Markup) -> Response {
        self.bare_with_status(StatusCode::OK, title, body)
    }

    pub fn bare_with_status(&self, status: StatusCode, title: &str, body: Markup) -> Response {
        let title = title_of(&self.shell, title, status == StatusCode::UNPROCESSABLE_ENTITY);
        answer(status, frame::bare(&self.shell, &title, body))
    }
}

fn answer(status: StatusCode, shown: Markup) -> Response {
    let mut response = (status, shown).into_response();
    // One address, two bodies: a cache must not give the fragment to a browser that wants the page.
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("HX-Request, Cookie"));
    response
}

/// What the tab shows. An exercise is named even there.
pub(crate) fn title_of(shell: &Shell, title: &str, wrong: bool) -> String {
    let error = if wrong { w::error_prefix(shell.lang) } else { "" };
    let drill = if shell.exercise { w::exercise_prefix(shell.lang) } else { "" };
    format!("{error}{drill}{title} · {}", w::product(shell.lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn shell() -> Shell {
        Shell {
            district_name: "望澜县".into(),
            lang: Lang::Zh,
            size: TextSize::Normal,
            visitor: Some(VisitorName { name: "沈𬺈川".into(), ..VisitorName::default() }),
            leader_on_duty: None,
            duty_officer: None,
            menu: Vec::new(),
            inbox: 14,
            inbox_late: 2,
            now: Instant::read("2026-06-18 21:46:08").unwrap(),
            sample: true,
            exercise: false,
            as_of: None,
            replay: None,
            here: "/hazards?status=open".into(),
            head: None,
            request_key: "k".into(),
            session_ends: None,
            version: "1",
        }
    }

    async fn asked(headers: &[(&str, &str)]) -> String {
        let mut request = Request::builder().uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut parts = request.extension(Arc::new(shell())).body(()).unwrap().into_parts().0;
        let screen = Screen::from_request_parts(&mut parts, &()).await.unwrap();
        let response = screen.invalid("登记隐患", &[], html! { p { "…" } });
        assert_eq!(response.status(), 422);
        String::from_utf8(axum::body::to_bytes(response.into_body(), 100_000).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn whole_pages_and_fragments() {
        let whole = asked(&[]).await;
        assert!(whole.starts_with("<!DOCTYPE html>") && whole.contains("沈𬺈川"));
        assert!(whole.contains("<title>错误：登记隐患 · 安澜</title>"));
        assert_eq!(whole.matches("<h1").count(), 1);
        assert_eq!(whole.matches("<main").count(), 1);
        assert!(!whole.contains("style="), "no inline style");
        assert!(!whole.contains("<script>"), "no inline script");

        let fragment = asked(&[("hx-request", "true")]).await;
        assert!(!fragment.contains("<html") && fragment.contains("<main") && fragment.contains("<title>"));
        assert!(asked(&[("hx-request", "true"), ("hx-boosted", "true")]).await.contains("<html"));
        assert!(asked(&[("hx-request", "true"), ("hx-history-restore-request", "true")]).await.contains("<html"));
    }
}
