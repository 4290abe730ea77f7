//! The list of people, the file of one with their roles, suggestions for forms, and the same for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Division, Error, Identity, Lang, MembershipStatus, PersonId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, form, list, parts};

use super::{amend, register};
use crate::query::{self, Listed, MembershipRow, PeopleFilter, Person};
use crate::web::{Names, Visitor, chips, joined, pager, paging, total, township_options};
use crate::words::{common as c, membership as m, membership_status, person as w, role, sector};

pub(crate) const VIEW: Act = Act("person.view");
pub(crate) const LIST: &str = "/people";
const SUGGESTIONS: i64 = 12;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, LIST, VIEW, show)
        .page(Method::GET, "/people/suggestions", VIEW, suggest)
        .page(Method::GET, "/people/{id}", VIEW, show_one)
        .api(Method::GET, LIST, VIEW, get_api, list_doc())
        .api(Method::GET, "/people/{id}", VIEW, get_one_api, one_doc())
        .and(register::web::routes())
        .and(amend::web::routes())
}

pub(crate) fn filter(query: &Values) -> PeopleFilter {
    PeopleFilter {
        division: query.reads::<Division>("division"),
        organisation: query.word("organisation", Identity::parse),
        text: query.get("q").trim().to_owned(),
    }
}

struct Found {
    listed: Listed<Person>,
    names: Names,
    townships: Vec<(Division, String)>,
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let (filter, paging) = (filter(&query), paging(&query));
    let asked = ctx.clone();
    let wanted = filter.clone();
    let found = db
        .read(move |r| {
            let listed = query::people(r, &asked, &wanted, &paging)?;
            let names = names_of(r, &asked, &wanted, &listed.rows)?;
            Ok(Found { listed, names, townships: query::townships(r, &asked)? })
        })
        .await?;
    let lang = screen.lang();
    let acts =
        html! { @if ctx.may(Act("person.register")) { (parts::primary_link(w::register(lang), "/people/new")) } };
    let said = said(lang, &filter, &found.names, &found.townships);
    let fields = html! {
        @if filter.organisation.is_some() { (form::hidden("organisation", query.get("organisation"))) }
        (list::query_select(lang, c::division(lang), "division", &township_options(&found.townships), &query))
        (list::query_text(c::text(lang), "q", w::text_hint(lang), &query))
    };
    let body = html! {
        (parts::head(w::title(lang), html! {}, acts))
        (list::list(html! {
            (list::query(lang, LIST, fields, None))
            (list::tools(chips(lang, LIST, &query, &said), &total(lang, &found.listed), list::export_link(lang, LIST, &query)))
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

pub(crate) fn names_of(r: &Reader<'_>, ctx: &Ctx, filter: &PeopleFilter, rows: &[Person]) -> Result<Names, Error> {
    let mut bodies: Vec<_> = rows.iter().map(|p| p.organisation).collect();
    bodies.extend(filter.organisation);
    Ok(Names { organisations: query::organisation_names(r, ctx, &bodies)?, ..Names::default() })
}

/// The conditions of the address as chips.
pub(crate) fn said(
    lang: Lang,
    filter: &PeopleFilter,
    names: &Names,
    townships: &[(Division, String)],
) -> [(&'static str, &'static str, Option<String>); 3] {
    let place = filter.division.and_then(|d| townships.iter().find(|(code, _)| *code == d));
    let body_name = filter.organisation.and_then(|id| names.organisations.get(&id).cloned());
    [
        (c::division(lang), "division", place.map(|(_, name)| name.clone())),
        (c::organisation(lang), "organisation", body_name),
        (c::text(lang), "q", Some(filter.text.clone())),
    ]
}

fn table(lang: Lang, found: &Found) -> Markup {
    let columns = [
        Column::text(w::name(lang)),
        Column::text(c::organisation(lang)),
        Column::text(w::position(lang)),
        Column::text(w::phone(lang)),
    ];
    let row = |p: &Person| {
        Row::new(vec![
            list::title_cell(&p.name, &format!("{LIST}/{}", p.id)),
            found.names.organisation(Some(p.organisation)),
            parts::or_dash(Some(&p.position)),
            parts::or_dash(p.phone.as_deref().map(hidden_phone).as_deref()),
        ])
    };
    list::table(w::title(lang), &columns, &found.listed.rows.iter().map(row).collect::<Vec<_>>())
}

/// `139****0217`: a list is read over shoulders; the file shows the number.
pub fn hidden_phone(phone: &str) -> String {
    let length = phone.chars().count();
    let shown = |place: usize| place < length.min(3) || place + 4 >= length;
    phone.chars().enumerate().map(|(i, c)| if shown(i) || length < 8 { c } else { '*' }).collect()
}

struct File {
    it: Person,
    names: Names,
    memberships: Vec<MembershipRow>,
}

async fn show_one(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<PersonId>) -> Reply {
    let asked = ctx.clone();
    let file = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let crumbs = [Crumb::link(w::title(lang), LIST), Crumb::here(file.it.name.clone())];
    Ok(screen.page(&file.it.name, &crumbs, file_body(lang, &ctx, &file)))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: PersonId) -> Result<File, Error> {
    let it = query::person_in_scope(r, ctx, id)?.ok_or(Error::NotFound(PersonId::NAME))?;
    let scoped = Ctx { scope: ctx.scope_of(Act("membership.grant")), ..ctx.clone() };
    // Whoever may see the person sees their roles; those who grant see all of them.
    let seen = if scoped.scope.is_empty() { ctx } else { &scoped };
    let memberships = query::memberships_of(r, seen, id)?;
    let deputised: Vec<_> = memberships.iter().filter_map(|m| m.membership.deputy_for).collect();
    let places: Vec<_> = memberships.iter().map(|m| m.membership.division).collect();
    let names = Names {
        people: query::person_names(r, ctx, &deputised)?,
        organisations: query::organisation_names(r, ctx, &[it.organisation])?,
        places: query::division_names(r, ctx, &places)?,
        ..Names::default()
    };
    Ok(File { it, names, memberships })
}

fn file_body(lang: Lang, ctx: &Ctx, file: &File) -> Markup {
    let it = &file.it;
    let acts = html! {
        @if ctx.may(Act("membership.grant")) { (parts::link_button(m::grant(lang), &format!("{LIST}/{}/memberships/new", it.id))) }
        @if ctx.may(Act("person.amend")) { (parts::primary_link(c::amend(lang), &format!("{LIST}/{}/amendment", it.id))) }
    };
    let facts = parts::facts(&[
        (w::name(lang), html! { (it.name) }),
        (c::organisation(lang), file.names.organisation(Some(it.organisation))),
        (w::position(lang), parts::or_dash(Some(&it.position))),
        (w::phone(lang), parts::or_dash(it.phone.as_deref())),
    ]);
    let duties = html! {
        @if ctx.may(Act("responsibility.view")) {
            (parts::small_link(w::its_duties(lang), &format!("/responsibilities/list?person={}", it.id)))
        }
    };
    html! {
        (parts::head(&it.name, html! {}, acts))
        (parts::card_with(c::facts(lang), html! {}, duties, parts::inside(facts)))
        (parts::card(m::title(lang), Some(file.memberships.len() as u64), None, memberships(lang, ctx, file)))
    }
}

fn memberships(lang: Lang, ctx: &Ctx, file: &File) -> Markup {
    if file.memberships.is_empty() {
        return html! { p.in.muted { (m::none(lang)) } };
    }
    let columns = [
        Column::text(m::role(lang)),
        Column::text(c::organisation(lang)),
        Column::text(c::division(lang)),
        Column::text(c::sector(lang)),
        Column::text(m::term(lang)),
        Column::text(c::status(lang)),
        Column::acts(""),
    ];
    let may = ctx.may(Act("membership.change"));
    let row = |row: &MembershipRow| {
        let it = &row.membership;
        let sectors = joined(lang, it.sectors.iter().map(|s| sector::of(lang, s.word())));
        let until = it.to.map(|to| to.to_minute());
        Row::new(vec![
            html! {
                (role::of(lang, it.role.word()))
                @if it.deputy_for.is_some() { " " span.muted { (m::acting_for(lang)) " " (file.names.person(it.deputy_for)) } }
            },
            html! { (row.organisation_name) },
            html! { (file.names.place(it.division)) },
            html! { @if sectors.is_empty() { (m::all_sectors(lang)) } @else { (sectors) } },
            html! { (it.from.to_minute()) " — " (parts::or_dash(until.as_deref())) },
            html! { (membership_status::of(lang, it.status.word())) },
            html! {
                @if may && it.status != MembershipStatus::Ended { a href=(format!("/memberships/{}/status", row.id)) { (m::change(lang)) } }
            },
        ])
    };
    list::table(m::title(lang), &columns, &file.memberships.iter().map(row).collect::<Vec<_>>())
}

/// Names of people, of one organisation when its name is given.
async fn suggest(State(db): State<Db>, Extension(ctx): Visitor, Query(values): Query) -> Reply<Markup> {
    let texts = db
        .read(move |r| {
            let organisation = match values.get("organisation") {
                "" => None,
                name => query::organisation_by_name(r, &ctx, name)?.map(|o| o.id),
            };
            let found = query::suggest_people(r, &ctx, organisation, values.get("q"), SUGGESTIONS)?;
            Ok(found.into_iter().map(|p| p.name).collect::<Vec<_>>())
        })
        .await?;
    Ok(form::suggestions(&texts))
}

async fn get_api(State(db): State<Db>, Extension(ctx): Visitor, Query(values): Query) -> Reply<Json<Listed<Person>>> {
    let (filter, paging) = (filter(&values), paging(&values));
    Ok(Json(db.read(move |r| query::people(r, &ctx, &filter, &paging)).await?))
}

fn list_doc() -> Doc {
    Doc::new("People within the visitor's reach, by division")
        .returns::<Listed<Person>>()
        .query("division", "division code of their organisation; everything below it is included")
        .query("organisation", "id of their organisation")
        .query("q", "a part of the name or position, or pinyin initials")
        .query("after", "the `next` of the answer before")
}

async fn get_one_api(State(db): State<Db>, Extension(ctx): Visitor, Path(id): Path<PersonId>) -> Reply<Json<Person>> {
    let found = db.read(move |r| query::person_in_scope(r, &ctx, id)).await?;
    Ok(Json(found.ok_or(Error::NotFound(PersonId::NAME))?))
}

fn one_doc() -> Doc {
    Doc::new("One person").returns::<Person>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_in_lists() {
        //    phone            shown
        check("13900000217", "139****0217");
        check("0871-6500123", "087*****0123");
        check("12350", "12350");
    }

    fn check(phone: &str, shown: &str) {
        assert_eq!(hidden_phone(phone), shown);
    }
}
