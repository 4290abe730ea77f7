//! One request and its answer, without a socket.

use std::cell::Cell;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, Method, Request, StatusCode, header};
use serde_json::Value;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// What no answer of ours is longer than.
const LONGEST_ANSWER: usize = 16 << 20;

/// The router with a thread to run it on.
pub struct Site {
    router: Router,
    runtime: Runtime,
    pub asked: Cell<usize>,
}

impl Site {
    pub fn new(router: Router) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { router, runtime, asked: Cell::new(0) }
    }

    pub fn ask(&self, ask: &Ask) -> Answer {
        self.asked.set(self.asked.get() + 1);
        let mut request = Request::builder().method(ask.method.clone()).uri(&ask.path);
        for (name, value) in &ask.headers {
            request = request.header(name, value);
        }
        if !ask.body.is_empty() && !ask.chunked {
            request = request.header(header::CONTENT_LENGTH, ask.body.len());
        }
        let request = request.body(Body::from(ask.body.clone())).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, LONGEST_ANSWER).await.unwrap();
            let body = String::from_utf8_lossy(&bytes).into_owned();
            Answer { status: parts.status, headers: parts.headers, bytes: bytes.into(), body }
        })
    }

    pub fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask(&Ask::get(path).by(cookie))
    }

    pub fn form(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        self.ask(&Ask::post(path).form(fields).by(cookie))
    }

    pub fn json(&self, path: &str, cookie: &str, body: &Value) -> Answer {
        self.ask(&Ask::post(path).json(body).by(cookie))
    }
}

#[derive(Debug, Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    headers: Vec<(HeaderName, String)>,
    body: Vec<u8>,
    chunked: bool,
}

impl Ask {
    pub fn new(method: Method, path: &str) -> Self {
        Self { method, path: path.to_owned(), headers: Vec::new(), body: Vec::new(), chunked: false }
    }

    pub fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    pub fn post(path: &str) -> Self {
        Self::new(Method::POST, path)
    }

    /// Nobody's cookie is empty.
    pub fn by(self, cookie: &str) -> Self {
        if cookie.is_empty() { self } else { self.with(header::COOKIE, cookie) }
    }

    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.body("application/x-www-form-urlencoded", body.into_bytes())
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string().into_bytes())
    }

    pub fn body(mut self, kind: &str, body: Vec<u8>) -> Self {
        self.body = body;
        self.with(header::CONTENT_TYPE, kind)
    }

    /// Doesn't say beforehand how long the body is.
    pub fn chunked(self) -> Self {
        Self { chunked: true, ..self }
    }

    /// A workbook as the import page sends it.
    pub fn file(self, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Self {
        self.files(fields, "file", &[(name, bytes)])
    }

    /// A form with files, each with its name.
    pub fn files(self, fields: &[(&str, &str)], field: &str, files: &[(&str, &[u8])]) -> Self {
        const EDGE: &str = "----edge";
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (name, bytes) in files {
            let head = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
        self.body(&format!("multipart/form-data; boundary={EDGE}"), body)
    }
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub body: String,
}

impl Answer {
    pub fn code(&self) -> u16 {
        self.status.as_u16()
    }

    pub fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    pub fn location(&self) -> &str {
        self.header(header::LOCATION)
    }

    pub fn kind(&self) -> &str {
        self.header(header::CONTENT_TYPE)
    }

    pub fn is_page(&self) -> bool {
        self.kind().starts_with("text/html")
    }

    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok()).collect()
    }

    pub fn value(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("no JSON ({e}): {}", self.body))
    }

    /// The value of an input of a page's form.
    pub fn field(&self, name: &str) -> Option<&str> {
        let from = self.body.find(&format!("name=\"{name}\""))?;
        let tag = &self.body[from..from + self.body[from..].find('>')?];
        let value = tag.split("value=\"").nth(1)?;
        value.split('"').next()
    }
}
