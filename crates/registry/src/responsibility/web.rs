//! Gaps, where nobody answers for a subject, and lists of responsibility (责任清单) by person, organisation or place.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Day, Division, Error, Identity, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::list::{Column, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, list, parts};

use super::{appoint, duties, end, hand_over};
use crate::query::{self, Gap, GapCounts, Listed, Responsible};
use crate::subject::web::{filter, names_of, query_fields, said};
use crate::web::{Names, Visitor, chips, joined, pager, paging, total, whole};
use crate::words::{common as c, party, responsibility as w, sector, subject_kind};
use crate::{Party, SubjectId};

pub(crate) const VIEW: Act = Act("responsibility.view");
pub(crate) const LIST: &str = "/responsibilities";

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, LIST, VIEW, show)
        .api(Method::GET, "/responsibilities/gaps", VIEW, get_api, doc())
        .api(Method::GET, "/subjects/{id}/responsibilities", VIEW, get_subject_api, subject_doc())
        .and(duties::routes())
        .and(appoint::web::routes())
        .and(end::web::routes())
        .and(hand_over::web::routes())
}

struct Found {
    listed: Listed<Gap>,
    counts: GapCounts,
    names: Names,
    townships: Vec<(Division, String)>,
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let (filter, paging) = (filter(&query), paging(&query));
    let lacking = query.word("party", Party::from_word);
    let (asked, wanted) = (ctx.clone(), filter.clone());
    let found = db
        .read(move |r| {
            let today = asked.now.day();
            let listed = query::gaps(r, &asked, today, &wanted, lacking, &paging)?;
            let subjects: Vec<_> = listed.rows.iter().map(|gap| &gap.subject).collect();
            let names = names_of(r, &asked, &wanted, &subjects)?;
            let counts = query::gap_counts(r, &asked, today, &wanted)?;
            Ok(Found { counts, names, townships: query::townships(r, &asked)?, listed })
        })
        .await?;
    let lang = screen.lang();
    let counted = found.counts;
    let summary = w::gap_summary(lang, page::format::count(counted.lacking), page::format::count(counted.subjects));
    let chips = chips(lang, LIST, &query, &said(lang, &filter, &found.names));
    let tools = html! { (parts::small_link(w::duty_list(lang), "/responsibilities/list")) (list::export_link(lang, LIST, &query)) (parts::print_button(lang)) };
    let may = ctx.may(Act("responsibility.appoint"));
    let body = html! {
        (parts::head(w::title(lang), html! { span.muted { (summary) } }, html! {}))
        (list::views(lang, &views(lang, &query, lacking, &counted)))
        (list::list(html! {
            (list::query(lang, LIST, query_fields(lang, &query, &found.townships), None))
            (list::tools(chips, &total(lang, &found.listed), tools))
            @if found.listed.rows.is_empty() {
                (parts::empty(w::no_gaps(lang), w::no_gaps_text(lang), html! {}))
            } @else {
                (table(lang, &found, may))
                (pager(lang, LIST, &query, &found.listed))
            }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body))
}

fn views(lang: Lang, query: &Values, lacking: Option<Party>, counts: &GapCounts) -> Vec<View> {
    let view = |label: String, word: &str, count: i64, current: bool| View {
        label,
        href: query.clone().without("after").without("from").with("party", word).at(LIST),
        count: Some(count.unsigned_abs()),
        late: false,
        current,
    };
    let mut views = vec![view(w::any_gap(lang).to_owned(), "", counts.lacking, lacking.is_none())];
    views.extend(Party::ALL.iter().map(|p| {
        let label = w::without(lang, party::of(lang, p.word()));
        view(label, p.word(), counts.of(*p), lacking == Some(*p))
    }));
    views
}

fn table(lang: Lang, found: &Found, may: bool) -> Markup {
    let columns = [
        Column::title(c::name(lang)),
        Column::text(c::kind(lang)),
        Column::text(c::sector(lang)),
        Column::text(c::division(lang)),
        Column::text(c::organisation(lang)).wide_only(),
        Column::text(w::missing(lang)),
        Column::acts(""),
    ];
    let row = |gap: &Gap| {
        let s = &gap.subject;
        let missing = joined(lang, gap.missing.iter().map(|p| party::of(lang, p.word())));
        let first = gap.missing.first().map_or("", |p| p.word());
        Row::new(vec![
            list::title_cell(&s.name, &format!("/subjects/{}", s.id)),
            whole(subject_kind::of(lang, s.kind.word())),
            whole(sector::of(lang, s.sector.word())),
            whole(found.names.place(s.division)),
            whole(found.names.organisation(s.organisation)),
            whole(parts::silent_mark(&missing)),
            html! { @if may { a href=(format!("/subjects/{}/responsibilities?party={first}", s.id)) { (w::appoint(lang)) } } },
        ])
    };
    list::table(w::title(lang), &columns, &found.listed.rows.iter().map(row).collect::<Vec<_>>())
}

async fn get_api(State(db): State<Db>, Extension(ctx): Visitor, Query(values): Query) -> Reply<Json<Listed<Gap>>> {
    let (filter, paging) = (filter(&values), paging(&values));
    let lacking = Party::from_word(values.get("party"));
    let day = values.reads("on").unwrap_or(ctx.now.day());
    Ok(Json(db.read(move |r| query::gaps(r, &ctx, day, &filter, lacking, &paging)).await?))
}

fn doc() -> Doc {
    Doc::new("Subjects for which nobody answers as one of the three parties")
        .returns::<Listed<Gap>>()
        .query("on", "the day, yyyy-MM-dd; default today")
        .query("party", "enterprise, territory or department: only those that lack this one")
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word")
        .query("kind", "kind word")
        .query("q", "a part of the name or address, or pinyin initials")
        .query("after", "the `next` of the answer before")
}

/// On a day: the one answer a party. Without a day: everything that ever was.
async fn get_subject_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<SubjectId>,
    Query(values): Query,
) -> Reply<Json<Vec<Responsible>>> {
    let day = match values.get("on") {
        "" => None,
        text => Some(text.parse::<Day>().map_err(|_| kernel::Problem {
            field: "on",
            problem: "write the day as 2026-06-18",
            given: text.to_owned(),
        })?),
    };
    let found = db
        .read(move |r| {
            query::subject(r, &ctx, id)?.ok_or(Error::NotFound(SubjectId::NAME))?;
            match day {
                Some(day) => query::responsible(r, &ctx, id, day),
                None => query::responsibilities(r, &ctx, id),
            }
        })
        .await?;
    Ok(Json(found))
}

fn subject_doc() -> Doc {
    Doc::new("Who answers for a subject: everything that ever was, or the one answer a party on a day")
        .returns_list::<Responsible>()
        .query("on", "the day, yyyy-MM-dd")
}
