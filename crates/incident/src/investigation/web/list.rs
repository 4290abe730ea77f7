//! The list of investigations, which is the library of cases, too: its views, its search, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Error, Lang, OrganisationId, Personal, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{self, Chip, Column, Condition as Said, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, parts};
use serde::Serialize;

use super::super::model::{InvestigationId, Stage, Track};
use super::super::owed::end_of;
use super::super::query::{self, ALL, Filter, LISTED, Line};
use super::PATH;
use super::cards::{listed_mark, stage_mark};
use crate::model::{Grade, Level};
use crate::web::marks::grade_mark;
use crate::web::{Around, Visitor};
use crate::words::{field, grade, incident as iw, investigation as w, investigation_stage as stage, level};
use registry::forms::options;

const ROWS: u32 = 50;

struct Listed {
    lines: Vec<Line>,
    around: Around,
    counts: Vec<(&'static str, i64)>,
    total: u64,
}

pub(super) async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, page)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.around)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(iw::section(lang)), Crumb::here(w::title(lang))], body))
}

/// The views, by their words in the address.
fn words() -> impl Iterator<Item = &'static str> {
    [ALL].into_iter().chain(Stage::ALL.iter().map(|it| it.word())).chain([LISTED])
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, (page - 1) * ROWS, ROWS)?;
    let mut counts = Vec::new();
    for word in words() {
        let view = Filter { stage: Stage::from_word(word), listed: word == LISTED, ..filter.clone() };
        counts.push((word, query::count(r, ctx, &view)?));
    }
    let around = Around::fetch(r, ctx, &[], &[])?;
    Ok(Listed { around, counts, total: query::count(r, ctx, filter)?.unsigned_abs(), lines })
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let view = |(word, count): &(&'static str, i64)| View {
        label: stage::of(lang, word).to_owned(),
        href: query.clone().without("page").with("stage", *word).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.word() == *word,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Markup {
    let townships: Vec<_> = listed.around.places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let grades = options(Grade::ALL, Grade::word, |it| grade::of(lang, it));
    let levels = options(Level::ALL, Level::word, |it| level::of(lang, it));
    let sectors = options(Sector::ALL, Sector::word, |it| registry::words::sector::of(lang, it));
    html! {
        input type="hidden" name="stage" value=(filter.word());
        @if !query.get("incident").is_empty() { input type="hidden" name="incident" value=(query.get("incident")); }
        (list::query_text(iw::words(lang), "words", w::words_hint(lang), query))
        (list::query_select(lang, iw::grade(lang), "grade", &grades, query))
        (list::query_select(lang, w::level(lang), "level", &levels, query))
        (list::query_select(lang, field::of(lang, "sector"), "sector", &sectors, query))
        (list::query_select(lang, field::of(lang, "division"), "township", &townships, query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(in super::super) fn conditions(lang: Lang, filter: &Filter, around: &Around) -> Vec<Said> {
    vec![
        (iw::words(lang), "words", filter.words.clone()),
        (iw::grade(lang), "grade", filter.grade.map(|it| grade::of(lang, it.word()).to_owned())),
        (w::level(lang), "level", filter.level.map(|it| level::of(lang, it.word()).to_owned())),
        (
            field::of(lang, "sector"),
            "sector",
            filter.sector.map(|it| registry::words::sector::of(lang, it.word()).to_owned()),
        ),
        (field::of(lang, "division"), "township", filter.township.map(|code| around.place(code).to_owned())),
    ]
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(iw::number(lang)),
        Column::title(w::case(lang)),
        Column::text(iw::grade(lang)),
        Column::day(iw::happened(lang)),
        Column::text(field::of(lang, "division")),
        Column::number(w::tracks(lang)),
        Column::day(w::due(lang)),
        Column::text(iw::stage(lang)),
    ];
    let row = |it: &Line| {
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            html! {
                (list::title_cell(it.title.as_str().unwrap_or("--"), &format!("{PATH}/{}", it.id)))
                @if let Some(cause) = it.cause.as_ref().and_then(Personal::as_str) { div.muted.small { (cause) } }
            },
            grade_mark(lang, it.category, it.grade, it.grade_complete),
            html! { span.nowrap { (it.happened) } },
            html! { (listed.around.place(it.division)) },
            html! { (it.ended.count_ones()) "/" (Track::ALL.len()) },
            html! {
                @if it.appraised { span.muted { (w::stopped(lang)) } }
                @else if let Some(due) = it.due { (parts::due(lang, end_of(due), ctx.now, false)) }
                @else { (parts::dash()) }
            },
            html! { span.nowrap { (stage_mark(lang, it.stage)) } (listed_mark(lang, it.listed_until.is_some())) },
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// One line for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvestigationLine {
    #[schema(value_type = String)]
    id: InvestigationId,
    version: i64,
    number: String,
    title: Option<String>,
    /// `investigating`, `submitted`, `replied`, `evaluated`, `closed`, `taken_over`
    stage: String,
    grade: Option<String>,
    /// `county`, `city`, `province`, `state`
    level: String,
    /// The level that the grade asks for now, where it is above.
    raised: Option<String>,
    sector: String,
    #[schema(value_type = String)]
    division: kernel::Division,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    happened: String,
    due: Option<String>,
    appraised: bool,
    /// Tracks that are ended.
    ended: Vec<String>,
    listed_until: Option<String>,
    cause: Option<String>,
    lessons: Option<String>,
}

/// A page of investigations for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvestigationLines {
    investigations: Vec<InvestigationLine>,
    total: i64,
}

fn line(it: Line) -> InvestigationLine {
    let text = |it: Option<Personal<String>>| it.as_ref().and_then(Personal::as_str).map(str::to_owned);
    InvestigationLine {
        id: it.id,
        version: it.version,
        number: it.number,
        title: text(Some(it.title)),
        stage: it.stage.word().to_owned(),
        grade: it.grade.map(|it| it.word().to_owned()),
        level: it.level.word().to_owned(),
        raised: it.raised.map(|it| it.word().to_owned()),
        sector: it.sector.word().to_owned(),
        division: it.division,
        organisation: it.organisation,
        happened: it.happened.to_string(),
        due: it.due.map(|it| it.to_string()),
        appraised: it.appraised,
        ended: Track::ALL.iter().filter(|one| it.ended & one.bit() != 0).map(|one| one.word().to_owned()).collect(),
        listed_until: it.listed_until.map(|it| it.to_string()),
        cause: text(it.cause),
        lessons: text(it.lessons),
    }
}

pub(super) async fn get(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<InvestigationLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let answer = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let total = query::count(r, &ctx, &filter)?;
        Ok(InvestigationLines { investigations: lines.into_iter().map(line).collect(), total })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Investigations, those of the latest incidents first, fifty a page; closed ones are the library of cases")
        .returns::<InvestigationLines>()
        .query("stage", "all (default), investigating, submitted, replied, evaluated, closed, taken_over or listed")
        .query("grade", "ordinary, considerable, major or extraordinary")
        .query("level", "county, city, province or state")
        .query("sector", "as in the register of subjects")
        .query("township", "twelve digits")
        .query("incident", "id of an incident")
        .query("words", "words of its name, findings, measures or lessons")
        .query("page", "from 1")
}
