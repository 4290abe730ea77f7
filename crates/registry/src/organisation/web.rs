//! The list of organisations, the file of one, suggestions for forms, and the same for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Division, Error, Identity, Lang, OrganisationId, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, form, list, parts};

use super::{amend, appoint_head, dissolve, register};
use crate::OrganisationKind;
use crate::query::{self, Listed, Organisation, OrganisationFilter, OrganisationName};
use crate::web::{Names, Visitor, chips, joined, options, pager, paging, total, township_options, typed, whole};
use crate::words::{common as c, organisation as w, organisation_kind, sector};

pub(crate) const VIEW: Act = Act("organisation.view");
pub(crate) const LIST: &str = "/organisations";
const SUGGESTIONS: i64 = 12;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, LIST, VIEW, show)
        .page(Method::GET, "/organisations/suggestions", VIEW, suggest)
        .page(Method::GET, "/organisations/{id}", VIEW, show_one)
        .api(Method::GET, LIST, VIEW, get_api, list_doc())
        .api(Method::GET, "/organisations/{id}", VIEW, get_one_api, one_doc())
        .and(register::web::routes())
        .and(amend::web::routes())
        .and(appoint_head::web::routes())
        .and(dissolve::web::routes())
}

pub(crate) fn filter(query: &Values) -> OrganisationFilter {
    OrganisationFilter {
        division: query.reads::<Division>("division"),
        kind: query.word("kind", OrganisationKind::from_word),
        sector: query.word("sector", Sector::from_word),
        text: query.get("q").trim().to_owned(),
        dissolved: query.get("dissolved") == "yes",
    }
}

struct Found {
    listed: Listed<Organisation>,
    names: Names,
    townships: Vec<(Division, String)>,
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let (filter, paging) = (filter(&query), paging(&query));
    let asked = ctx.clone();
    let wanted = filter.clone();
    let found = db
        .read(move |r| {
            let listed = query::organisations(r, &asked, &wanted, &paging)?;
            let names = names_of(r, &asked, &listed.rows)?;
            Ok(Found { listed, names, townships: query::townships(r, &asked)? })
        })
        .await?;
    let lang = screen.lang();
    let acts = html! { @if ctx.may(Act("organisation.register")) { (parts::primary_link(w::register(lang), "/organisations/new")) } };
    let said = said(lang, &filter, &found.townships);
    let tools = html! { (list::export_link(lang, LIST, &query)) (parts::print_button(lang)) };
    let body = html! {
        (parts::head(w::title(lang), html! {}, acts))
        (list::list(html! {
            (list::query(lang, LIST, fields(lang, &query, &found.townships), None))
            (list::tools(chips(lang, LIST, &query, &said), &total(lang, &found.listed), tools))
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

/// The conditions of the address as chips.
pub(crate) fn said(
    lang: Lang,
    filter: &OrganisationFilter,
    townships: &[(Division, String)],
) -> [(&'static str, &'static str, Option<String>); 4] {
    let place = filter.division.and_then(|d| townships.iter().find(|(code, _)| *code == d));
    [
        (c::division(lang), "division", place.map(|(_, name)| name.clone())),
        (c::kind(lang), "kind", filter.kind.map(|k| organisation_kind::of(lang, k.word()).to_owned())),
        (c::sector(lang), "sector", filter.sector.map(|s| sector::of(lang, s.word()).to_owned())),
        (c::text(lang), "q", Some(filter.text.clone())),
    ]
}

pub(crate) fn names_of(r: &Reader<'_>, ctx: &Ctx, rows: &[Organisation]) -> Result<Names, Error> {
    let heads: Vec<_> = rows.iter().filter_map(|o| o.head).collect();
    let parents: Vec<_> = rows.iter().flat_map(|o| [o.parent, o.successor]).flatten().collect();
    let places: Vec<_> = rows.iter().map(|o| o.division).collect();
    Ok(Names {
        people: query::person_names(r, ctx, &heads)?,
        organisations: query::organisation_names(r, ctx, &parents)?,
        places: query::division_names(r, ctx, &places)?,
        people_unlinked: !ctx.may(Act("person.view")),
    })
}

fn fields(lang: Lang, query: &Values, townships: &[(Division, String)]) -> Markup {
    let kinds = options(OrganisationKind::ALL, OrganisationKind::word, organisation_kind::of, lang);
    html! {
        (list::query_select(lang, c::kind(lang), "kind", &kinds, query))
        (list::query_select(lang, c::division(lang), "division", &township_options(townships), query))
        (list::query_select(lang, w::regulates(lang), "sector", &options(Sector::ALL, Sector::word, sector::of, lang), query))
        (list::query_text(c::text(lang), "q", w::text_hint(lang), query))
    }
}

fn table(lang: Lang, found: &Found) -> Markup {
    let columns = [
        Column::title(c::name(lang)),
        Column::text(w::short_name(lang)),
        Column::text(c::kind(lang)),
        Column::text(c::division(lang)),
        Column::text(w::head(lang)),
        Column::text(w::uscc(lang)).wide_only(),
    ];
    let row = |o: &Organisation| {
        Row::new(vec![
            list::title_cell(&o.name, &format!("{LIST}/{}", o.id)),
            whole(&o.short_name),
            whole(organisation_kind::of(lang, o.kind.word())),
            whole(found.names.place(o.division)),
            whole(found.names.person(o.head)),
            whole(parts::or_dash(o.uscc.as_deref())),
        ])
    };
    let rows: Vec<Row> = found.listed.rows.iter().map(row).collect();
    list::table(w::title(lang), &columns, &rows)
}

struct File {
    it: Organisation,
    names: Names,
    regulates: Vec<Sector>,
    past: Vec<OrganisationName>,
}

async fn show_one(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OrganisationId>,
) -> Reply {
    let asked = ctx.clone();
    let file = db
        .read(move |r| {
            let missing = Error::NotFound(OrganisationId::NAME);
            let it = query::organisation_in_scope(r, &asked, id)?.ok_or(missing)?;
            let names = names_of(r, &asked, std::slice::from_ref(&it))?;
            let regulates = query::regulates(r, &asked, id)?;
            Ok(File { it, names, regulates, past: query::organisation_past_names(r, &asked, id)? })
        })
        .await?;
    let lang = screen.lang();
    let crumbs = [Crumb::link(w::title(lang), LIST), Crumb::here(file.it.short_name.clone())];
    Ok(screen.page(&file.it.name, &crumbs, file_body(lang, &ctx, &file)))
}

fn file_body(lang: Lang, ctx: &Ctx, file: &File) -> Markup {
    let it = &file.it;
    let path = format!("{LIST}/{}", it.id);
    let beside = html! {
        (parts::tag(organisation_kind::of(lang, it.kind.word())))
        @if let Some(day) = it.dissolved_on { (parts::bad_tag(&w::dissolved_on(lang, day))) }
    };
    let changes = it.dissolved_on.is_none();
    let acts = html! {
        @if changes && ctx.may(Act("organisation.dissolve")) { (parts::link_button(w::dissolve(lang), &format!("{path}/dissolution"))) }
        @if changes && ctx.may(Act("organisation.appoint_head")) { (parts::link_button(w::appoint_head(lang), &format!("{path}/head"))) }
        @if changes && ctx.may(Act("organisation.amend")) { (parts::primary_link(c::amend(lang), &format!("{path}/amendment"))) }
    };
    let regulates = joined(lang, file.regulates.iter().map(|s| sector::of(lang, s.word())));
    let facts = parts::facts(&[
        (c::name(lang), html! { (it.name) }),
        (w::short_name(lang), html! { (it.short_name) }),
        (c::division(lang), html! { (file.names.place(it.division)) " " span.muted { (it.division) } }),
        (w::parent(lang), file.names.organisation(it.parent)),
        (w::head(lang), file.names.person(it.head)),
        (w::uscc(lang), parts::or_dash(it.uscc.as_deref())),
        (w::regulates(lang), parts::or_dash(Some(&regulates))),
        (w::successor(lang), file.names.organisation(it.successor)),
    ]);
    let past = html! {
        table.tb {
            thead { tr { th scope="col" { (c::since(lang)) } th scope="col" { (c::name(lang)) } th scope="col" { (w::short_name(lang)) } } }
            tbody { @for name in &file.past { tr { td { (name.from) } td { (name.name) } td { (name.short_name) } } } }
        }
    };
    let links = html! {
        @if ctx.may(Act("person.view")) { (parts::small_link(w::its_people(lang), &format!("/people?organisation={}", it.id))) " " }
        @if ctx.may(Act("subject.view")) { (parts::small_link(w::its_subjects(lang), &format!("/subjects?organisation={}", it.id))) " " }
        @if ctx.may(Act("responsibility.view")) { (parts::small_link(w::its_duties(lang), &format!("/responsibilities/list?organisation={}", it.id))) }
    };
    html! {
        (parts::head(&it.name, beside, acts))
        (parts::card_with(c::facts(lang), html! {}, links, parts::inside(facts)))
        (parts::card(w::past_names(lang), Some(file.past.len() as u64), None, past))
    }
}

async fn suggest(State(db): State<Db>, Extension(ctx): Visitor, Query(values): Query) -> Reply<Markup> {
    let texts = db.read(move |r| suggestions(r, &ctx, &typed(&values))).await?;
    Ok(form::suggestions(&texts))
}

/// What the visitor reaches first, then the public bodies, whose names are everybody's.
fn suggestions(r: &Reader<'_>, ctx: &Ctx, typed: &str) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> =
        query::suggest_organisations(r, ctx, typed, SUGGESTIONS)?.into_iter().map(|o| o.name).collect();
    if !ctx.scope.is_empty() && names.len() < SUGGESTIONS as usize {
        let all = Ctx { scope: kernel::Scope::everything(ctx.district), ..ctx.clone() };
        let public = query::suggest_organisations(r, &all, typed, SUGGESTIONS * 2)?;
        names.extend(public.into_iter().filter(|o| o.kind.is_public()).map(|o| o.name));
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names.truncate(SUGGESTIONS as usize);
    }
    Ok(names)
}

async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Query(values): Query,
) -> Reply<Json<Listed<Organisation>>> {
    let (filter, paging) = (filter(&values), paging(&values));
    Ok(Json(db.read(move |r| query::organisations(r, &ctx, &filter, &paging)).await?))
}

fn list_doc() -> Doc {
    Doc::new("Organisations within the visitor's reach, by division")
        .returns::<Listed<Organisation>>()
        .query("kind", "government, office, department, township, enterprise or village")
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word: those that regulate it")
        .query("dissolved", "yes: dissolved ones too")
        .query("q", "a part of the name, its pinyin initials, or the beginning of the credit code")
        .query("after", "the `next` of the answer before")
}

async fn get_one_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<OrganisationId>,
) -> Reply<Json<Organisation>> {
    let found = db.read(move |r| query::organisation_in_scope(r, &ctx, id)).await?;
    Ok(Json(found.ok_or(Error::NotFound(OrganisationId::NAME))?))
}

fn one_doc() -> Doc {
    Doc::new("One organisation").returns::<Organisation>()
}
