//! What the pages of this crate share: a form on a sheet of its own, picking things by name, pages of a list.

use std::collections::HashMap;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Ctx, Day, Division, Error, Identity, Instant, Lang, OrganisationId, PersonId, Problem, Text};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::Pager;
use page::{Crumb, Failure, Json, NoteKind, Reply, Screen, Values, format, parts};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::query::{self, Listed, Paging};
use crate::words::common as w;

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub type Visitor = axum::Extension<std::sync::Arc<Ctx>>;

/// The visitor goes on to this page.
pub fn to(path: String) -> Response {
    Redirect::to(&path).into_response()
}

/// What was made, for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Made {
    id: String,
}

pub fn made<I: Identity>(id: I) -> (StatusCode, Json<Made>) {
    (StatusCode::CREATED, Json(Made { id: id.to_text() }))
}

/// Why a form is shown again.
#[derive(Default)]
pub struct Told {
    pub problems: Vec<Problem>,
    refused: Option<(&'static str, Option<String>)>,
}

impl Told {
    /// Whoever filled in a form sees problems and refusals beside what was typed; other errors have pages of their own.
    pub fn of(error: Error) -> Result<Told, Failure> {
        match error {
            Error::Invalid(problems) => Ok(Told { problems: problems.0, refused: None }),
            Error::Refused { why, with } => Ok(Told { problems: Vec::new(), refused: Some((why, with)) }),
            other => Err(other.into()),
        }
    }
}

/// Reads what was typed and does it; whatever was wrong with either is one error.
pub async fn typed_act<C: Send + Sync + 'static, T: Serialize + DeserializeOwned + Send + 'static>(
    db: &Db,
    ctx: &Arc<Ctx>,
    act: &'static str,
    values: &Values,
    parse: impl FnOnce(&Reader<'_>, &Ctx, &Values) -> Result<C, Error> + Send + 'static,
    run: impl Fn(&mut Tx<'_>, &Ctx, &C) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (asked, typed) = (Arc::clone(ctx), values.clone());
    let cmd = db.read(move |r| parse(r, &asked, &typed)).await?;
    db.write(act, ctx, move |tx, ctx| run(tx, ctx, &cmd)).await
}

/// On to the next page, or the form again with what was wrong.
pub fn answer<T>(
    done: Result<T, Error>,
    next: impl FnOnce(T) -> String,
    again: impl FnOnce(&Told) -> Response,
) -> Reply {
    match done {
        Ok(made) => Ok(to(next(made))),
        Err(error) => Ok(again(&Told::of(error)?)),
    }
}

/// A page with one form.
pub struct Sheet<'a> {
    pub title: &'a str,
    pub crumbs: Vec<Crumb>,
    pub action: String,
    pub back: String,
    /// What happens next, at the left of the footer.
    pub then: &'a str,
    pub submit: Markup,
    pub labels: Vec<(&'static str, &'a str)>,
}

impl Sheet<'_> {
    pub fn show(&self, screen: &Screen, told: &Told, fields: Markup) -> Response {
        let lang = screen.lang();
        let acts = html! { (parts::link_button(w::cancel(lang), &self.back)) (self.submit) };
        let inside = html! {
            (form::error_summary(lang, &told.problems, &self.labels))
            (fields)
            (parts::actions(lang, html! { span.muted.small { (self.then) } }, acts))
        };
        let body = html! {
            (parts::head(self.title, html! {}, html! {}))
            @if let Some((why, with)) = &told.refused {
                (parts::note(NoteKind::Bad, &page::error_text(lang, why), html! { (parts::or_dash(with.as_deref())) }))
            }
            (form::form(screen, &self.action, inside))
        };
        match (&told.refused, told.problems.is_empty()) {
            (Some(_), _) => screen.page_with_status(StatusCode::CONFLICT, self.title, &self.crumbs, body),
            (None, false) => screen.invalid(self.title, &self.crumbs, body),
            (None, true) => screen.page(self.title, &self.crumbs, body),
        }
    }
}

/// What `Text::read` gave once `finish` was content.
pub fn given<T>(value: Option<T>) -> Result<T, Error> {
    value.ok_or_else(|| Error::internal("a field without a value and without a problem"))
}

/// A day as forms have it.
pub fn read_day(text: &mut Text, field: &'static str, values: &Values) -> Option<Day> {
    text.read(field, values.get(field), "write the day as 2026-06-18", |day| day.parse().ok())
}

pub fn read_day_or_none(text: &mut Text, field: &'static str, values: &Values) -> Option<Day> {
    text.read_optional(field, values.get(field), "write the day as 2026-06-18", |day| day.parse().ok())
}

/// A moment as forms have it.
pub fn read_instant(text: &mut Text, field: &'static str, values: &Values) -> Option<Instant> {
    text.read(field, values.get(field), "write the time as 2026-06-18 21:46", Instant::read)
}

/// The field of a reason: the one thing that every ending asks for.
pub fn reason(screen: &Screen, label: &str, values: &Values, told: &Told) -> Markup {
    let spec = FieldSpec::new("reason", label).required();
    form::text_area(&spec, 3, values, &told.problems, screen.lang())
}

/// The options of a closed list, in its order.
pub fn options<T: Copy>(
    all: &[T],
    word: impl Fn(T) -> &'static str,
    text: impl Fn(Lang, &str) -> &'static str,
    lang: Lang,
) -> Vec<(String, String)> {
    all.iter().map(|it| (word(*it).to_owned(), text(lang, word(*it)).to_owned())).collect()
}

/// The words of several values, `、` between them.
pub fn joined<'a>(lang: Lang, words: impl IntoIterator<Item = &'a str>) -> String {
    let between = if lang == Lang::Zh { "、" } else { ", " };
    words.into_iter().collect::<Vec<_>>().join(between)
}

/// `东门村 530999101201`, as suggestions show a place.
pub fn place_text(code: Division, name: &str) -> String {
    format!("{name} {code}")
}

/// A place typed as suggested, as its code, or by a name that only one place has.
pub fn pick_place(
    r: &Reader<'_>,
    ctx: &Ctx,
    field: &'static str,
    values: &Values,
    text: &mut Text,
) -> Result<Option<Division>, Error> {
    let given = text.required(field, values.get(field), 1, 80);
    if given.is_empty() {
        return Ok(None);
    }
    let last = given.rsplit(' ').next().unwrap_or_default();
    let typed = if last.parse::<Division>().is_ok() { last } else { given.as_str() };
    match crate::import::place(r, ctx, typed) {
        Ok(code) => Ok(Some(code)),
        Err(Error::Invalid(problems)) => {
            for problem in problems.0 {
                text.problem(field, problem.problem, &given);
            }
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

/// An organisation by its exact name or code; an empty field is none.
pub fn pick_organisation(
    r: &Reader<'_>,
    ctx: &Ctx,
    field: &'static str,
    values: &Values,
    text: &mut Text,
) -> Result<Option<OrganisationId>, Error> {
    match crate::import::named(r, ctx, field, values.get(field).trim()) {
        Err(Error::Invalid(_)) => {
            text.problem(field, "no registered organisation has this name", values.get(field));
            Ok(None)
        }
        found => found,
    }
}

/// The one person of this name in an organisation.
pub fn pick_person(
    r: &Reader<'_>,
    ctx: &Ctx,
    organisation: OrganisationId,
    field: &'static str,
    values: &Values,
    text: &mut Text,
) -> Result<Option<PersonId>, Error> {
    let given = text.required(field, values.get(field), 1, 60);
    if given.is_empty() {
        return Ok(None);
    }
    match query::people_named(r, ctx, organisation, &given)?.as_slice() {
        [only] => Ok(Some(*only)),
        [] => {
            text.problem(field, "this organisation has nobody of this name", &given);
            Ok(None)
        }
        _ => {
            text.problem(field, "several people of this organisation have this name", &given);
            Ok(None)
        }
    }
}

/// A cell that is not broken: beside the one wide column the others are as wide as they must be.
pub fn whole(cell: impl maud::Render) -> Markup {
    html! { span.nowrap { (cell) } }
}

/// Names beside ids.
#[derive(Debug, Default, Clone)]
pub struct Names {
    pub people: HashMap<PersonId, String>,
    pub organisations: HashMap<OrganisationId, String>,
    pub places: HashMap<Division, String>,
    /// Set for those who may not open a person's file: a link would lead them nowhere.
    pub people_unlinked: bool,
}

impl Names {
    pub fn person(&self, id: Option<PersonId>) -> Markup {
        let name = id.and_then(|id| self.people.get(&id).map(|name| (id, name)));
        html! {
            @match name {
                Some((_, name)) if self.people_unlinked => (name),
                Some((id, name)) => a href=(format!("/people/{id}")) { (name) },
                None => (parts::dash()),
            }
        }
    }

    pub fn organisation(&self, id: Option<OrganisationId>) -> Markup {
        let name = id.and_then(|id| self.organisations.get(&id).map(|name| (id, name)));
        html! {
            @match name {
                Some((id, name)) => a href=(format!("/organisations/{id}")) { (name) },
                None => (parts::dash()),
            }
        }
    }

    pub fn place(&self, code: Division) -> &str {
        self.places.get(&code).map_or("", String::as_str)
    }
}

/// What a field of suggestions asks: as `q`, or under the name the field has on its form.
pub fn typed(values: &Values) -> String {
    let asked = values.pairs().find(|(name, _)| *name == "q").or_else(|| values.pairs().next());
    asked.map_or_else(String::new, |(_, text)| text.trim().to_owned())
}

/// Which page of a list the address asks for.
pub fn paging(values: &Values) -> Paging {
    Paging::after(Some(values.get("after")))
}

/// `共 46 条`
pub fn total<T>(lang: Lang, listed: &Listed<T>) -> String {
    let shown = if listed.total.capped { listed.total.to_string() } else { format::count(listed.total.counted) };
    page::words::list::total(lang, shown)
}

/// The pager: a list that is read by key goes on, or back to its beginning.
pub fn pager<T>(lang: Lang, path: &str, values: &Values, listed: &Listed<T>) -> Markup {
    let from: u64 = values.get("from").parse().unwrap_or(1).max(1);
    let to = from + (listed.rows.len() as u64).saturating_sub(1);
    let next = listed
        .next
        .as_ref()
        .map(|cursor| values.clone().with("after", cursor.as_str()).with("from", (to + 1).to_string()).at(path));
    let prev = (!values.get("after").is_empty()).then(|| values.clone().without("after").without("from").at(path));
    let total = (!listed.total.capped).then_some(listed.total.counted.unsigned_abs());
    page::list::pager(lang, &Pager { from, to, total, prev, next })
}

/// The chips of the conditions that the address holds: label, field, shown value.
pub fn chips(lang: Lang, path: &str, values: &Values, said: &[(&str, &str, Option<String>)]) -> Markup {
    let chip = |(label, name, value): &(&str, &str, Option<String>)| {
        let value = value.as_deref().filter(|value| !value.is_empty())?;
        let remove_href = values.clone().without(name).without("after").without("from").at(path);
        Some(page::list::Chip { label: format!("{label}：{value}"), remove_href })
    };
    let chips: Vec<_> = said.iter().filter_map(chip).collect();
    page::list::chips(lang, path, &chips)
}

/// The places to choose from in a query: townships, or nothing else where a district has none yet.
pub fn township_options(places: &[(Division, String)]) -> Vec<(String, String)> {
    places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect()
}
