//! What was typed, kept as typed: it is shown again when something was wrong.

use std::str::FromStr;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use kernel::{Day, Problem};

use crate::asked::Asked;
use crate::reply::Failure;

/// Names are few and typed by us; more pairs than this come from no form of ours.
const PAIRS_MAX: usize = 5_000;

/// Ten years of days.
const SPAN_MOST: i64 = 3_653;

/// An ordered multimap of field names to what was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    pairs: Vec<(String, String)>,
    asked: Asked,
}

impl Values {
    /// From the part of an address after `?`, or from a form body.
    pub fn from_query(query: &str) -> Self {
        let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        pairs.truncate(PAIRS_MAX);
        Self { pairs, asked: Asked::default() }
    }

    /// The first value, or nothing typed.
    pub fn get(&self, name: &str) -> &str {
        self.asked.read(name);
        self.pairs.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.asked.read(name);
        self.pairs.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        let has = self.all(name).any(|given| given == value);
        if has {
            self.asked.understood(name);
        }
        has
    }

    /// The first value as what it should be. One that is no such thing is noted: the page says so, a program gets 422.
    pub fn reads<T: FromStr>(&self, name: &'static str) -> Option<T> {
        self.word(name, |text| text.parse().ok())
    }

    /// The same by any function, such as `from_word` of a closed enum.
    pub fn word<T>(&self, name: &'static str, of: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let given = self.get(name).trim();
        if given.is_empty() {
            return None;
        }
        let read = of(given);
        match read {
            Some(_) => self.asked.understood(name),
            // What leaves the filter out says so by this word.
            None if given == "all" => self.asked.understood(name),
            None => self.asked.not_understood(name, given),
        }
        read
    }

    /// The days `from` and `to` of the address, the earlier first, and no more than ten years of them: who draws a row for
    /// each month or counts each day would never end.
    pub fn span(&self, from: Day, to: Day) -> (Day, Day) {
        let (from, to) = (self.reads("from").unwrap_or(from), self.reads("to").unwrap_or(to));
        if from > to {
            self.note("from", "the first day is after the last");
        }
        let (from, to) = (from.min(to), from.max(to));
        let earliest = to.plus_days(1 - SPAN_MOST);
        if from < earliest {
            self.note("from", "at most ten years at once");
        }
        (from.max(earliest), to)
    }

    /// What was asked for can't be answered so.
    pub fn note(&self, field: &'static str, problem: &'static str) {
        self.asked.note(Problem { field, problem, given: self.get(field).to_owned() });
    }

    /// What was noted so far.
    pub fn noted(&self) -> Vec<Problem> {
        self.asked.problems()
    }

    /// Replaces every value of the name.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.add(name, value);
    }

    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.push((name.to_owned(), value.into()));
    }

    pub fn remove(&mut self, name: &str) {
        self.pairs.retain(|(field, _)| field != name);
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.remove(name);
        self
    }

    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// `a=1&b=2`, without empty values: the state of a list, in its address.
    pub fn to_query(&self) -> String {
        let given: Vec<_> = self.pairs().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(given).unwrap_or_default()
    }

    /// The path with these values as its query.
    pub fn at(&self, path: &str) -> String {
        let query = self.to_query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// The body of a form, or the query of a GET. The body limit of the router holds.
impl<S: Send + Sync> FromRequest<S> for Values {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if request.method() == Method::GET || request.method() == Method::HEAD {
            let asked = request.extensions().get::<Asked>().cloned().unwrap_or_default();
            return Ok(Self { asked, ..Self::from_query(request.uri().query().unwrap_or_default()) });
        }
        let form = request.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !form.starts_with("application/x-www-form-urlencoded") {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
        }
        let body = axum::body::Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_bytes(&body).map_err(|_| StatusCode::BAD_REQUEST.into_response())?;
        if pairs.len() > PAIRS_MAX {
            Err(StatusCode::PAYLOAD_TOO_LARGE.into_response())
        } else {
            Ok(Self { pairs, asked: Asked::default() })
        }
    }
}

/// The query of the address, beside other extractors.
#[derive(Debug, Clone, Default)]
pub struct Query(pub Values);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let asked = parts.extensions.get::<Asked>().cloned().unwrap_or_default();
        Ok(Self(Values { asked, ..Values::from_query(parts.uri.query().unwrap_or_default()) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_typed() {
        let values = Values::from_query("a=1&b=%F0%AC%BA%88+%F0%A0%80%8B&a=2&empty=");
        assert_eq!(values.get("a"), "1");
        assert_eq!(values.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(values.get("b"), "𬺈 𠀋");
        assert_eq!(values.get("missing"), "");
        assert_eq!(values.clone().with("a", "乙").without("b").to_query(), "a=%E4%B9%99");
        assert_eq!(Values::default().at("/hazards"), "/hazards");
        assert_eq!(values.with("a", "3").at("/h"), "/h?b=%F0%AC%BA%88+%F0%A0%80%8B&a=3");
    }
}
