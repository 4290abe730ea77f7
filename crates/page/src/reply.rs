//! What an answer is when something was wrong: one error, two faces. A page tells a person what to do next, in the
//! visitor's language; the API tells a program in problem+json (RFC 9457).
//!
//! A handler doesn't know which face it has, so [`Failure`] only leaves the error in the response, and a layer of `server`
//! calls [`finish_failure`] with what it knows of the request.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Lang, Problem, Problems};
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::asked::Expected;
use crate::error_words::{error_text, sentence};
use crate::frame;
use crate::json::Unfit;
use crate::parts::{self, NoteKind};
use crate::shell::{Shell, title_of};
use crate::words::{error as w, error_next, error_title};

pub type Reply<T = Response> = Result<T, Failure>;

/// An error on its way out.
#[derive(Debug)]
pub struct Failure(pub Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(problem.into())
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self(problems.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = (status(&self.0), self.0.to_string()).into_response();
        response.extensions_mut().insert(Arc::new(self.0));
        response
    }
}

/// Who reads the answer, as far as `server` knows.
#[derive(Debug, Clone)]
pub struct RequestFace {
    pub api: bool,
    pub lang: Lang,
    pub shell: Option<Arc<Shell>>,
}

/// Gives a failed answer its face. Answers that succeeded, pages that tell of problems themselves, and what already has
/// its face pass unchanged.
pub fn finish_failure(face: &RequestFace, response: Response) -> Response {
    let code = response.status();
    let left = response.extensions().get::<Arc<Error>>().cloned();
    let unfit = response.extensions().get::<Unfit>().cloned();
    if left.is_none() && unfit.is_none() && (code.as_u16() < 400 || has_face(&response)) {
        return response;
    }
    let fault = Fault { code, error: left, expected: response.extensions().get::<Expected>().cloned(), unfit };
    let mut answer = if face.api { fault.problem_json() } else { fault.page(face.lang, face.shell.as_deref()) };
    for name in [header::ALLOW, header::RETRY_AFTER, header::WWW_AUTHENTICATE, header::SET_COOKIE] {
        for value in response.headers().get_all(&name) {
            answer.headers_mut().append(&name, value.clone());
        }
    }
    if code == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("2"));
    }
    answer
}

fn has_face(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/html") || kind.starts_with("application/")
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Refused { .. } | Error::Conflict => StatusCode::CONFLICT,
        Error::Forbidden { .. } => StatusCode::FORBIDDEN,
        Error::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What went wrong: ours with its meaning, or a bare status of the framework.
struct Fault {
    code: StatusCode,
    error: Option<Arc<Error>>,
    expected: Option<Expected>,
    unfit: Option<Unfit>,
}

impl Fault {
    /// The name under which programs and the locale table know it.
    fn word(&self) -> &'static str {
        match (self.error.as_deref(), self.code.as_u16()) {
            (Some(Error::Conflict), _) => "conflict",
            (Some(Error::Refused { .. }), _) => "refused",
            (_, 401) => "unauthenticated",
            // Rules say no with an error; a bare status comes from the layer that looks where a form was sent from.
            (None, 403) => "cross_site",
            (_, 403) => "forbidden",
            (_, 404) => "not_found",
            (_, 405) => "method",
            (_, 429) => "too_many",
            (_, 408 | 503 | 504) => "unavailable",
            (_, 409) => "conflict",
            (_, 413) => "too_large",
            (_, 415) => "media_type",
            (_, 422) => "invalid",
            (_, 400..=499) => "unreadable",
            _ => "internal",
        }
    }

    fn detail(&self, lang: Lang) -> String {
        match (&self.error, &self.unfit) {
            (Some(error), _) => sentence(lang, error),
            (None, Some(unfit)) => if lang == Lang::Zh { &unfit.detail.1 } else { &unfit.detail.0 }.clone(),
            (None, None) => error_title::of(lang, self.word()).into(),
        }
    }

    fn problem_json(&self) -> Response {
        let word = self.word();
        let mut body = json!({
            "type": format!("urn:anlan:problem:{word}"),
            "title": error_title::of(Lang::En, word),
            "title_zh": error_title::of(Lang::Zh, word),
            "status": self.code.as_u16(),
            "detail": self.detail(Lang::En),
            "detail_zh": self.detail(Lang::Zh),
        });
        match self.error.as_deref() {
            Some(Error::Invalid(problems)) => {
                body["errors"] = problems.0.iter().map(|it| self.problem_value(it)).collect()
            }
            Some(Error::Refused { with: Some(with), .. }) => body["with"] = json!(with),
            _ => {}
        }
        if let Some(unfit) = &self.unfit {
            body["errors"] = unfit.value();
        }
        let mut response = (self.code, body.to_string()).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }

    fn problem_value(&self, problem: &Problem) -> Value {
        let mut value = json!({
            "field": problem.field,
            "problem": problem.problem,
            "problem_zh": error_text(Lang::Zh, problem.problem),
            // What was typed into a secret field is not said again.
            "given": if problem.field.contains("password") { "" } else { problem.given.as_str() },
        });
        if let Some(expected) = &self.expected {
            value["expected"] = json!(expected.of(problem));
        }
        value
    }

    fn page(&self, lang: Lang, shell: Option<&Shell>) -> Response {
        let title = error_title::of(lang, self.word());
        let body = html! {
            (parts::head(title, html! {}, html! {}))
            div data-failure { (parts::note(NoteKind::Bad, &self.detail(lang), self.explained(lang))) }
        };
        let shown = match shell {
            Some(shell) => frame::whole(shell, &title_of(shell, title, false), &[], body),
            None => frame::without_shell(lang, title, body),
        };
        (self.code, shown).into_response()
    }

    fn explained(&self, lang: Lang) -> Markup {
        html! {
            @match self.error.as_deref() {
                Some(Error::Invalid(problems)) => ul {
                    @for problem in &problems.0 { li { (error_text(lang, problem.problem)) } }
                },
                Some(Error::Refused { with: Some(with), .. }) => p.quote { (with) },
                _ => {}
            }
            p { (error_next::of(lang, self.word())) }
            p { a href=(crate::shell::HOME) { (w::to_desk(lang)) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn finished(api: bool, response: impl IntoResponse) -> (u16, String, String) {
        let answer = finish_failure(&RequestFace { api, lang: Lang::Zh, shell: None }, response.into_response());
        let kind = answer.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        let code = answer.status().as_u16();
        let bytes = axum::body::to_bytes(answer.into_body(), 100_000).await.unwrap();
        (code, kind, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn programs_get_problem_json() {
        let cases = [
            (Error::NotFound("HazardId"), 404, "not_found", "This hazard does not exist"),
            (Error::refused("too long"), 409, "refused", "Too long"),
            (Error::Conflict, 409, "conflict", "Somebody else changed it first"),
            (Error::Forbidden { action: "do this" }, 403, "forbidden", "You may not do this"),
            (Error::Unavailable, 503, "unavailable", "Try again shortly"),
            (Error::internal("the disk at /dev/sda"), 500, "internal", "Internal fault"),
            (Problem { field: "due", problem: "too long", given: "x".into() }.into(), 422, "invalid", "1 thing"),
        ];
        for (error, status, word, detail) in cases {
            let (code, kind, body) = finished(true, Failure(error)).await;
            let body: Value = serde_json::from_str(&body).unwrap();
            assert_eq!((code, kind.as_str()), (status, "application/problem+json"));
            assert_eq!(body["type"], format!("urn:anlan:problem:{word}"));
            assert_eq!(body["status"], status);
            assert!(body["detail"].as_str().unwrap().starts_with(detail), "{body}");
            assert!(!body.to_string().contains("/dev/sda"));
        }
    }

    #[tokio::test]
    async fn every_problem_of_a_form_is_told() {
        let problems = vec![
            Problem { field: "due", problem: "fill in this field", given: "昨天".into() },
            Problem { field: "password", problem: "too long", given: "secret".into() },
        ];
        let (_, _, body) = finished(true, Failure::from(Problems(problems))).await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["errors"][0]["field"], "due");
        assert_eq!(body["errors"][0]["problem"], "fill in this field");
        assert_eq!(body["errors"][0]["problem_zh"], "请填写此项");
        assert_eq!(body["errors"][0]["given"], "昨天");
        assert_eq!(body["errors"][1]["given"], "");
    }

    #[tokio::test]
    async fn people_get_a_page_that_says_what_next() {
        let (code, kind, body) = finished(false, Failure(Error::NotFound("HazardId"))).await;
        assert_eq!((code, kind.as_str()), (404, "text/html; charset=utf-8"));
        assert!(body.contains("没有找到这个隐患") && body.contains("回到工作台"));
        let (code, _, body) = finished(false, StatusCode::METHOD_NOT_ALLOWED).await;
        assert!(code == 405 && body.contains("<h1"));
        let (_, _, body) = finished(false, Failure(Error::internal("the disk at /dev/sda"))).await;
        assert!(!body.contains("/dev/sda"));
    }

    #[tokio::test]
    async fn what_has_a_face_keeps_it() {
        let own = (StatusCode::UNPROCESSABLE_ENTITY, html! { p { "form" } });
        assert_eq!(finished(false, own).await.2, "<p>form</p>");
        assert_eq!(finished(false, "fine").await.2, "fine");
        let face = RequestFace { api: true, lang: Lang::En, shell: None };
        let once = finish_failure(&face, Failure(Error::Conflict).into_response());
        assert!(finished(false, once).await.1.starts_with("application/problem+json"));
    }
}
