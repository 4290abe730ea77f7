//! A page with one form, and the form again with what was wrong; a detail page whose forms stand below it.

use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::{Error, Problem};
use maud::{Markup, html};
use page::form;
use page::{Crumb, Reply, Screen, Values, parts};

use crate::words::act as w;

/// What stands in the forms again.
#[derive(Default)]
pub(crate) struct Typed {
    pub values: Values,
    pub problems: Vec<Problem>,
}

pub(crate) struct FormPage<'a> {
    pub title: &'a str,
    /// Whom it is about, beside the title.
    pub about: &'a str,
    pub crumbs: Vec<Crumb>,
    pub action: String,
    pub back: String,
    /// What happens next, at the left of the footer.
    pub then: &'a str,
    pub labels: Vec<(&'static str, &'a str)>,
}

impl FormPage<'_> {
    pub fn show(&self, screen: &Screen, typed: &Typed, above: Markup, fields: Markup) -> Response {
        let lang = screen.lang();
        let inside = html! {
            (fields)
            (parts::actions(lang, html! { span.muted.small { (self.then) } }, html! {
                (parts::link_button(w::cancel(lang), &self.back)) (parts::submit(self.title))
            }))
        };
        let body = html! {
            (parts::head(self.title, html! { span.muted { (self.about) } }, html! {}))
            (form::error_summary(lang, &typed.problems, &self.labels))
            (above)
            section.card { (form::form(screen, &self.action, inside)) }
        };
        answer(screen, self.title, &self.crumbs, typed, body)
    }
}

/// The page, said to be invalid where something is wrong.
pub(crate) fn answer(screen: &Screen, title: &str, crumbs: &[Crumb], typed: &Typed, body: Markup) -> Response {
    if typed.problems.is_empty() { screen.page(title, crumbs, body) } else { screen.invalid(title, crumbs, body) }
}

/// On to the next page, or what was wrong, for the form to be shown again.
pub(crate) fn done<T>(
    done: Result<T, Error>,
    values: Values,
    next: impl FnOnce(T) -> String,
) -> Reply<Result<Response, Typed>> {
    match done {
        Ok(made) => Ok(Ok(Redirect::to(&next(made)).into_response())),
        Err(Error::Invalid(problems)) => Ok(Err(Typed { values, problems: problems.0 })),
        Err(other) => Err(other.into()),
    }
}
