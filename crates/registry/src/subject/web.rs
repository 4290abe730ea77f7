//! The list of subjects, suggestions for forms, and the same for programs. The file of one stands in `file`.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Division, Error, Identity, Lang, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, form, list, parts};

use super::{amend, file, register, withdraw};
use crate::query::{self, Listed, Subject, SubjectFilter};
use crate::web::{Names, Visitor, chips, options, pager, paging, total, township_options, typed, whole};
use crate::words::{common as c, sector, subject as w, subject_kind, subject_status};
use crate::{SubjectId, SubjectKind, SubjectStatus};

pub(crate) const VIEW: Act = Act("subject.view");
pub(crate) const LIST: &str = "/subjects";
const SUGGESTIONS: i64 = 12;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, LIST, VIEW, show)
        .page(Method::GET, "/subjects/suggestions", VIEW, suggest)
        .page(Method::GET, "/subjects/{id}", VIEW, file::show)
        .api(Method::GET, LIST, VIEW, get_api, list_doc())
        .api(Method::GET, "/subjects/{id}", VIEW, get_one_api, one_doc())
        .and(register::web::routes())
        .and(amend::web::routes())
        .and(withdraw::web::routes())
}

/// What the address asks of a list of subjects; gaps ask the same.
pub(crate) fn filter(query: &Values) -> SubjectFilter {
    SubjectFilter {
        division: query.reads::<Division>("division"),
        sector: query.word("sector", Sector::from_word),
        kind: query.word("kind", SubjectKind::from_word),
        organisation: query.word("organisation", Identity::parse),
        text: query.get("q").trim().to_owned(),
        withdrawn: query.get("withdrawn") == "yes",
    }
}

pub(crate) fn names_of(r: &Reader<'_>, ctx: &Ctx, filter: &SubjectFilter, rows: &[&Subject]) -> Result<Names, Error> {
    let mut bodies: Vec<_> = rows.iter().filter_map(|s| s.organisation).collect();
    bodies.extend(filter.organisation);
    let mut places: Vec<_> = rows.iter().map(|s| s.division).collect();
    places.extend(filter.division);
    Ok(Names {
        organisations: query::organisation_names(r, ctx, &bodies)?,
        places: query::division_names(r, ctx, &places)?,
        ..Names::default()
    })
}

/// The conditions of the address as chips.
pub(crate) fn said(
    lang: Lang,
    filter: &SubjectFilter,
    names: &Names,
) -> Vec<(&'static str, &'static str, Option<String>)> {
    let body_name = filter.organisation.and_then(|id| names.organisations.get(&id).cloned());
    vec![
        (c::division(lang), "division", filter.division.map(|code| names.place(code).to_owned())),
        (c::sector(lang), "sector", filter.sector.map(|s| sector::of(lang, s.word()).to_owned())),
        (c::kind(lang), "kind", filter.kind.map(|k| subject_kind::of(lang, k.word()).to_owned())),
        (c::organisation(lang), "organisation", body_name),
        (c::text(lang), "q", Some(filter.text.clone())),
    ]
}

pub(crate) fn query_fields(lang: Lang, query: &Values, townships: &[(Division, String)]) -> Markup {
    let kinds = options(SubjectKind::ALL, SubjectKind::word, subject_kind::of, lang);
    html! {
        @if !query.get("organisation").is_empty() { (form::hidden("organisation", query.get("organisation"))) }
        (list::query_select(lang, c::division(lang), "division", &township_options(townships), query))
        (list::query_select(lang, c::sector(lang), "sector", &options(Sector::ALL, Sector::word, sector::of, lang), query))
        (list::query_select(lang, c::kind(lang), "kind", &kinds, query))
        (list::query_text(c::text(lang), "q", w::text_hint(lang), query))
    }
}

struct Found {
    listed: Listed<Subject>,
    names: Names,
    townships: Vec<(Division, String)>,
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let (filter, paging) = (filter(&query), paging(&query));
    let (asked, wanted) = (ctx.clone(), filter.clone());
    let found = db
        .read(move |r| {
            let listed = query::subjects(r, &asked, &wanted, &paging)?;
            let names = names_of(r, &asked, &wanted, &listed.rows.iter().collect::<Vec<_>>())?;
            Ok(Found { listed, names, townships: query::townships(r, &asked)? })
        })
        .await?;
    let lang = screen.lang();
    let acts =
        html! { @if ctx.may(Act("subject.register")) { (parts::primary_link(w::register(lang), "/subjects/new")) } };
    let tools = html! {
        @if ctx.may(Act("responsibility.view")) { (parts::small_link(w::gaps(lang), "/responsibilities")) }
        (list::export_link(lang, LIST, &query))
        (parts::print_button(lang))
    };
    let chips = chips(lang, LIST, &query, &said(lang, &filter, &found.names));
    let body = html! {
        (parts::head(w::title(lang), html! {}, acts))
        (list::list(html! {
            (list::query(lang, LIST, query_fields(lang, &query, &found.townships), None))
            (list::tools(chips, &total(lang, &found.listed), tools))
            @if found.listed.rows.is_empty() {
                (parts::empty(c::nothing(lang), w::none_text(lang), html! {}))
            } @else {
                (table(lang, &found))
                (pager(lang, LIST, &query, &found.listed))
            }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(c::registers(lang)), Crumb::here(w::title(lang))], body))
}

fn table(lang: Lang, found: &Found) -> Markup {
    let columns = [
        Column::title(c::name(lang)),
        Column::text(c::kind(lang)),
        Column::text(c::sector(lang)),
        Column::text(c::division(lang)),
        Column::text(c::organisation(lang)),
        Column::text(c::status(lang)).wide_only(),
    ];
    let row = |s: &Subject| {
        Row::new(vec![
            list::title_cell(&s.name, &format!("{LIST}/{}", s.id)),
            whole(subject_kind::of(lang, s.kind.word())),
            whole(sector::of(lang, s.sector.word())),
            whole(found.names.place(s.division)),
            whole(found.names.organisation(s.organisation)),
            whole(status(lang, s.status)),
        ])
    };
    list::table(w::title(lang), &columns, &found.listed.rows.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn status(lang: Lang, status: SubjectStatus) -> Markup {
    let word = subject_status::of(lang, status.word());
    match status {
        SubjectStatus::Active => html! { (word) },
        SubjectStatus::Withdrawn => html! { span.muted { (word) } },
    }
}

async fn suggest(State(db): State<Db>, Extension(ctx): Visitor, Query(values): Query) -> Reply<Markup> {
    let found = db.read(move |r| query::suggest_subjects(r, &ctx, &typed(&values), SUGGESTIONS)).await?;
    Ok(form::suggestions(&found.into_iter().map(|s| s.name).collect::<Vec<_>>()))
}

async fn get_api(State(db): State<Db>, Extension(ctx): Visitor, Query(values): Query) -> Reply<Json<Listed<Subject>>> {
    let (filter, paging) = (filter(&values), paging(&values));
    Ok(Json(db.read(move |r| query::subjects(r, &ctx, &filter, &paging)).await?))
}

fn list_doc() -> Doc {
    Doc::new("Supervised subjects within the visitor's reach, by division")
        .returns::<Listed<Subject>>()
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word")
        .query("kind", "kind word")
        .query("organisation", "id of the organisation that runs it")
        .query("withdrawn", "yes: withdrawn ones too")
        .query("q", "a part of the name or address, or pinyin initials")
        .query("after", "the `next` of the answer before")
}

async fn get_one_api(State(db): State<Db>, Extension(ctx): Visitor, Path(id): Path<SubjectId>) -> Reply<Json<Subject>> {
    let found = db.read(move |r| query::subject(r, &ctx, id)).await?;
    Ok(Json(found.ok_or(Error::NotFound(SubjectId::NAME))?))
}

fn one_doc() -> Doc {
    Doc::new("One supervised subject").returns::<Subject>()
}
