//! The table of contents of a crate: each route with its act. `server` merges the tables, adds the layers and refuses to
//! start when an act has no policy row.

use std::convert::Infallible;

use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::routing::{MethodFilter, MethodRouter, on};
use kernel::Act;

use crate::asked::{Known, answered};
use crate::openapi::Doc;

/// Under it lies everything that answers in JSON.
pub(crate) const API: &str = "/api/v1";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteKind {
    /// HTML, and the forms posted by it.
    Page,
    Api,
}

#[derive(Clone)]
pub struct Route<S> {
    pub method: Method,
    pub path: String,
    pub act: Act,
    pub kind: RouteKind,
    pub handler: MethodRouter<S, Infallible>,
    pub doc: Option<Doc>,
}

/// `S` is the state of the router. The kit doesn't know it.
#[derive(Clone)]
pub struct Routes<S>(Vec<Route<S>>);

impl<S> Default for Routes<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn page<H, T>(self, method: Method, path: impl Into<String>, act: Act, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(method, path.into(), act, RouteKind::Page, handler, None)
    }

    /// The path gets `/api/v1` before it.
    pub fn api<H, T>(self, method: Method, path: &'static str, act: Act, handler: H, doc: Doc) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(method, format!("{API}{path}"), act, RouteKind::Api, handler, Some(doc))
    }

    pub fn and(mut self, other: Routes<S>) -> Self {
        self.0.extend(other.0);
        self
    }

    pub fn rows(&self) -> &[Route<S>] {
        &self.0
    }

    pub fn into_rows(self) -> Vec<Route<S>> {
        self.0
    }

    fn add<H, T>(
        mut self,
        method: Method,
        path: String,
        act: Act,
        kind: RouteKind,
        handler: H,
        doc: Option<Doc>,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("routes are written with standard methods");
        let mut handler = on(filter, handler);
        if method == Method::GET {
            let known: Option<Known> = (kind == RouteKind::Api).then(|| doc.iter().flat_map(Doc::queries).collect());
            handler =
                handler.layer(from_fn(move |request: Request, next: Next| answered(known.clone(), request, next)));
        }
        self.0.push(Route { method, path, act, kind, handler, doc });
        self
    }
}
