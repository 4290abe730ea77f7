//! The list of responsibility (责任清单): what a person, an organisation or a place answers for on a day, to be printed.

use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use kernel::{Ctx, Day, Division, Error, Identity, Lang, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, form, list, parts};

use super::web::{LIST, VIEW};
use crate::Party;
use crate::query::{self, DutyFilter, DutyRow, LONGEST_PAGE, Listed, Paging};
use crate::web::{Names, Visitor, chips, options, pager, paging, total, township_options, whole};
use crate::words::{common as c, party, responsibility as w, sector, subject_kind};

pub(crate) const PATH: &str = "/responsibilities/list";

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, PATH, VIEW, show).api(Method::GET, LIST, VIEW, get_api, doc())
}

pub(crate) fn filter(query: &Values) -> DutyFilter {
    DutyFilter {
        person: query.word("person", Identity::parse),
        organisation: query.word("organisation", Identity::parse),
        division: query.reads::<Division>("division"),
        party: query.word("party", Party::from_word),
        sector: query.word("sector", Sector::from_word),
    }
}

struct Found {
    listed: Listed<DutyRow>,
    names: Names,
    townships: Vec<(Division, String)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, day: Day, filter: &DutyFilter, paging: &Paging) -> Result<Found, Error> {
    let listed = query::duty_list(r, ctx, day, filter, paging)?;
    let names = names_of(r, ctx, filter, &listed.rows)?;
    Ok(Found { listed, names, townships: query::townships(r, ctx)? })
}

pub(crate) fn names_of(r: &Reader<'_>, ctx: &Ctx, filter: &DutyFilter, rows: &[DutyRow]) -> Result<Names, Error> {
    let mut places: Vec<_> = rows.iter().map(|row| row.division).collect();
    places.extend(filter.division);
    Ok(Names {
        people: query::person_names(r, ctx, filter.person.as_slice())?,
        organisations: query::organisation_names(r, ctx, filter.organisation.as_slice())?,
        places: query::division_names(r, ctx, &places)?,
        ..Names::default()
    })
}

/// The day that the address asks about.
pub(crate) fn day(query: &Values, ctx: &Ctx) -> Day {
    query.reads::<Day>("on").unwrap_or(ctx.now.day())
}

/// The conditions of the address as chips.
pub(crate) fn said(
    lang: Lang,
    filter: &DutyFilter,
    names: &Names,
) -> [(&'static str, &'static str, Option<String>); 5] {
    let organisation = filter.organisation.and_then(|id| names.organisations.get(&id).cloned());
    [
        (w::person(lang), "person", filter.person.and_then(|id| names.people.get(&id).cloned())),
        (c::organisation(lang), "organisation", organisation),
        (c::division(lang), "division", filter.division.map(|code| names.place(code).to_owned())),
        (w::party(lang), "party", filter.party.map(|p| party::of(lang, p.word()).to_owned())),
        (c::sector(lang), "sector", filter.sector.map(|s| sector::of(lang, s.word()).to_owned())),
    ]
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let (day, filter) = (day(&query, &ctx), filter(&query));
    // It is printed, so its pages are long.
    let paging = Paging { limit: LONGEST_PAGE, ..paging(&query) };
    let wanted = filter.clone();
    let found = db.read(move |r| fetch(r, &ctx, day, &wanted, &paging)).await?;
    let lang = screen.lang();
    let whose = whose(&filter, &found.names);
    let title =
        if whose.is_empty() { w::duty_list(lang).to_owned() } else { format!("{whose} · {}", w::duty_list(lang)) };
    let said = said(lang, &filter, &found.names);
    let tools = html! { (list::export_link(lang, PATH, &query)) (parts::print_button(lang)) };
    // Nine columns: on paper they need the long side of the sheet.
    let body = html! { div.wide-sheet {
        (parts::print_head(&title, &w::as_of_day(lang, day)))
        // On paper the print head has said both.
        div.no-print { (parts::head(&title, html! { span.muted { (w::as_of_day(lang, day)) } }, html! {})) }
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &found.townships), None))
            (list::tools(chips(lang, PATH, &query, &said), &total(lang, &found.listed), tools))
            @if found.listed.rows.is_empty() {
                (parts::empty(w::no_duties(lang), w::no_duties_text(lang), html! {}))
            } @else {
                (table(lang, &found))
                (pager(lang, PATH, &query, &found.listed))
            }
        }))
        (parts::print_foot(&[w::signed_by(lang), w::checked_by(lang)], screen.shell().head.as_deref().unwrap_or_default()))
    } };
    Ok(screen.page(&title, &[Crumb::link(w::title(lang), LIST), Crumb::here(w::duty_list(lang))], body))
}

/// Whose list it is: the narrowest thing that the address names.
fn whose(filter: &DutyFilter, names: &Names) -> String {
    let person = filter.person.and_then(|id| names.people.get(&id).cloned());
    let organisation = filter.organisation.and_then(|id| names.organisations.get(&id).cloned());
    let place = filter.division.map(|code| names.place(code).to_owned());
    person.or(organisation).or(place).unwrap_or_default()
}

fn fields(lang: Lang, query: &Values, townships: &[(Division, String)]) -> Markup {
    let parties = options(Party::ALL, Party::word, party::of, lang);
    let sectors = options(Sector::ALL, Sector::word, sector::of, lang);
    html! {
        @for name in ["person", "organisation"] {
            @if !query.get(name).is_empty() { (form::hidden(name, query.get(name))) }
        }
        (list::query_select(lang, c::division(lang), "division", &township_options(townships), query))
        (list::query_select(lang, w::party(lang), "party", &parties, query))
        (list::query_select(lang, c::sector(lang), "sector", &sectors, query))
        (list::query_text(w::day(lang), "on", "2026-06-18", query))
    }
}

fn table(lang: Lang, found: &Found) -> Markup {
    let columns = [
        Column::text(w::subject(lang)),
        Column::text(c::kind(lang)),
        Column::text(c::sector(lang)),
        Column::text(c::division(lang)),
        Column::text(w::party(lang)),
        Column::text(w::person(lang)),
        Column::text(c::organisation(lang)),
        Column::text(c::since(lang)),
        Column::text(w::document(lang)),
    ];
    let row = |row: &DutyRow| {
        let it = &row.responsible;
        Row::new(vec![
            list::title_cell(&row.subject_name, &format!("/subjects/{}", it.subject)),
            whole(subject_kind::of(lang, row.subject_kind.word())),
            whole(sector::of(lang, row.sector.word())),
            html! { (found.names.place(row.division)) },
            whole(party::of(lang, it.party.word())),
            html! { (it.person_name) @if it.acting { " " (parts::tag(w::acting(lang))) } },
            html! { span.wrap { (it.organisation_name) } },
            html! { span.nowrap { (it.from) } @if let Some(to) = it.to { " " span.muted.nowrap { (w::until(lang, to)) } } },
            html! { span.wrap { (parts::or_dash(Some(&it.document))) } },
        ])
    };
    list::table(w::duty_list(lang), &columns, &found.listed.rows.iter().map(row).collect::<Vec<_>>())
}

async fn get_api(State(db): State<Db>, Extension(ctx): Visitor, Query(values): Query) -> Reply<Json<Listed<DutyRow>>> {
    let day = values.reads("on").unwrap_or(ctx.now.day());
    let (filter, paging) = (filter(&values), paging(&values));
    Ok(Json(db.read(move |r| query::duty_list(r, &ctx, day, &filter, &paging)).await?))
}

fn doc() -> Doc {
    Doc::new("The list of responsibility on a day: who answers for which subject as which party")
        .returns::<Listed<DutyRow>>()
        .query("on", "the day, yyyy-MM-dd; default today")
        .query("person", "id of a person")
        .query("organisation", "id of an organisation")
        .query("division", "division code of the subjects; everything below it is included")
        .query("party", "enterprise, territory or department")
        .query("sector", "sector word")
        .query("after", "the `next` of the answer before")
}
