//! JSON of programs. A body that does not fit is told by its field and what was expected there, in both languages.

use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// In and out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
        }
        let body = axum::body::Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        let mut reader = serde_json::Deserializer::from_slice(&body);
        let read = serde_path_to_error::deserialize(&mut reader).map_err(|e| (e.path().to_string(), e.into_inner()));
        let read = read.and_then(|it| reader.end().map(|()| it).map_err(|e| (String::new(), e)));
        read.map(Json).map_err(|(path, cause)| refused(&path, &cause))
    }
}

fn refused(path: &str, cause: &serde_json::Error) -> Response {
    let unfit = Unfit::of(path, cause);
    let code = if cause.is_data() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
    let mut response = (code, unfit.detail.0.clone()).into_response();
    response.extensions_mut().insert(unfit);
    response
}

/// Why a body is not what the document of the route says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unfit {
    /// `measures[2].due`; empty: the body as a whole.
    pub field: String,
    /// English, Chinese.
    pub problem: (&'static str, &'static str),
    pub expected: String,
    pub detail: (String, String),
}

impl Unfit {
    fn of(path: &str, cause: &serde_json::Error) -> Unfit {
        let said = cause.to_string();
        let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
        let path = if path == "." { "" } else { path };
        if !cause.is_data() {
            let (line, column) = (cause.line(), cause.column());
            return Unfit {
                field: String::new(),
                problem: ("not JSON", "不是 JSON"),
                expected: "JSON".into(),
                detail: (
                    format!("Not JSON, from line {line}, column {column}"),
                    format!("第 {line} 行第 {column} 列起不是 JSON"),
                ),
            };
        }
        let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
        let below = |name: String| if path.is_empty() { name } else { format!("{path}.{name}") };
        let expected = said.rsplit_once("expected ").map_or("", |(_, it)| it).replace('`', "");
        let (field, problem, expected) = if said.starts_with("missing field") {
            (below(quoted(said)), ("missing", "缺少此项"), "a value".to_owned())
        } else if said.starts_with("unknown field") {
            // The path ends with the field that is not known.
            (path.to_owned(), ("no such field", "没有此项"), expected)
        } else if expected.is_empty() {
            (path.to_owned(), ("does not fit", "不合要求"), said.to_owned())
        } else {
            (path.to_owned(), ("does not fit", "类型不符"), expected)
        };
        let (at, at_zh) = match field.as_str() {
            "" => ("The body", "整个请求体"),
            field => (field, field),
        };
        let detail = match problem.0 {
            "missing" => (format!("{at}: missing"), format!("{at_zh}：缺少此项")),
            word => (
                format!("{at}: {word}, expected {expected}"),
                format!("{at_zh}：{}，应为{}", problem.1, chinese(&expected)),
            ),
        };
        Unfit { field, problem, expected, detail }
    }

    pub(crate) fn value(&self) -> Value {
        json!([{
            "field": self.field,
            "problem": self.problem.0,
            "problem_zh": self.problem.1,
            "expected": self.expected,
            "expected_zh": chinese(&self.expected),
            "given": "",
        }])
    }
}

/// What the reader of JSON expects, in Chinese.
fn chinese(expected: &str) -> String {
    match expected {
        "a string" | "a borrowed string" | "str" => "文本".into(),
        "a boolean" => "true 或 false".into(),
        "a sequence" => "数组".into(),
        "a map" | "JSON" => "对象".into(),
        "a value" => "一个值".into(),
        "f64" | "f32" => "数".into(),
        it if it.starts_with("struct ") => "对象".into(),
        it if it.len() <= 5 && it.starts_with(['i', 'u']) && it[1..].parse::<u8>().is_ok() => "整数".into(),
        it => match it.strip_prefix("one of ") {
            Some(words) => format!("以下之一：{}", words.replace(", ", "、")),
            None => it.replace(" or ", "或"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Order,
        Reply,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Body {
        days: i64,
        kind: Option<Kind>,
        parts: Vec<Vec<bool>>,
    }

    async fn said(body: &str) -> (u16, String, String) {
        let request = Request::post("/").header("content-type", "application/json; charset=utf-8");
        let request = request.body(axum::body::Body::from(body.to_owned())).unwrap();
        let response = Json::<Body>::from_request(request, &()).await.unwrap_err();
        let unfit = response.extensions().get::<Unfit>().unwrap();
        (response.status().as_u16(), unfit.detail.0.clone(), unfit.detail.1.clone())
    }

    #[tokio::test]
    async fn a_body_that_does_not_fit_is_told_by_its_field() {
        for (body, code, en, zh) in [
            (r#"{"parts": []}"#, 422, "days: missing", "days：缺少此项"),
            (r#"{"days": "x", "parts": []}"#, 422, "days: does not fit, expected i64", "days：类型不符，应为整数"),
            (
                r#"{"days": 1, "parts": [[true], [7]]}"#,
                422,
                "parts[1][0]: does not fit, expected a boolean",
                "parts[1][0]：类型不符，应为true 或 false",
            ),
            (
                r#"{"days": 1, "kind": "zz", "parts": []}"#,
                422,
                "kind: does not fit, expected order or reply",
                "kind：类型不符，应为order或reply",
            ),
            (
                r#"{"days": 1, "due": 2, "parts": []}"#,
                422,
                "due: no such field, expected one of days, kind, parts",
                "due：没有此项，应为以下之一：days、kind、parts",
            ),
            ("{\"days\": 1,", 400, "Not JSON, from line 1, column 11", "第 1 行第 11 列起不是 JSON"),
        ] {
            assert_eq!(said(body).await, (code, en.to_owned(), zh.to_owned()), "{body}");
        }
    }
}
