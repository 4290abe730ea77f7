//! The list of incidents: its views, its search, its table, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Error, Lang, OrganisationId, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{self, Chip, Column, Condition as Said, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, parts};
use serde::Serialize;

use super::marks::{fault_marks, grade_mark, number, scaled, stage_mark};
use super::{Around, PATH, Visitor};
use crate::figures::Figures;
use crate::model::{Category, Grade, IncidentId, Stage};
use crate::query::{self, ALL, AT_FAULT, Filter, Line};
use crate::words::{by, category, condition, field, grade, having, incident as w, stage};
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
    let may_register = ctx.may(Act("incident.register"));
    let acts = html! { @if may_register { (parts::primary_link(w::register(lang), "/incidents/new")) } };
    let body = html! {
        (parts::head(w::title(lang), html! {}, acts))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::section(lang)), Crumb::here(w::title(lang))], body))
}

/// The views, by their words in the address.
fn words() -> impl Iterator<Item = &'static str> {
    [ALL].into_iter().chain(Stage::ALL.iter().map(|it| it.word())).chain([AT_FAULT])
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, (page - 1) * ROWS, ROWS)?;
    let mut counts = Vec::new();
    for word in words() {
        let view = Filter { stage: Stage::from_word(word), at_fault: word == AT_FAULT, ..filter.clone() };
        counts.push((word, query::count(r, ctx, &view)?));
    }
    let units: Vec<_> = lines.iter().filter_map(|it| it.unit).chain(filter.unit).collect();
    let around = Around::fetch(r, ctx, &units, &[])?;
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
    let categories = options(Category::ALL, Category::word, |it| category::of(lang, it));
    let grades = options(Grade::ALL, Grade::word, |it| grade::of(lang, it));
    let sectors = options(Sector::ALL, Sector::word, |it| registry::words::sector::of(lang, it));
    html! {
        input type="hidden" name="stage" value=(filter.word());
        @for name in ["unit", "kind", "road", "project", "having", "blank"] {
            @if !query.get(name).is_empty() { input type="hidden" name=(name) value=(query.get(name)); }
        }
        (list::query_text(w::words(lang), "words", w::words_hint(lang), query))
        (list::query_select(lang, field::of(lang, "category"), "category", &categories, query))
        (list::query_select(lang, w::grade(lang), "grade", &grades, query))
        (list::query_select(lang, field::of(lang, "sector"), "sector", &sectors, query))
        (list::query_select(lang, field::of(lang, "division"), "township", &townships, query))
        (list::query_days(lang, w::happened(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(crate) fn conditions(lang: Lang, filter: &Filter, around: &Around) -> Vec<Said> {
    vec![
        (w::words(lang), "words", filter.words.clone()),
        (field::of(lang, "category"), "category", filter.category.map(|it| category::of(lang, it.word()).to_owned())),
        (w::grade(lang), "grade", filter.grade.map(|it| grade::of(lang, it.word()).to_owned())),
        (
            field::of(lang, "sector"),
            "sector",
            filter.sector.map(|it| registry::words::sector::of(lang, it.word()).to_owned()),
        ),
        (field::of(lang, "division"), "township", filter.township.map(|code| around.place(code).to_owned())),
        (field::of(lang, "unit"), "unit", filter.unit.map(|id| around.organisation(id).to_owned())),
        (field::of(lang, "kind"), "kind", filter.kind.as_ref().map(|key| query::kind_label(lang, key))),
        (field::of(lang, "road"), "road", filter.road.clone()),
        (field::of(lang, "project"), "project", filter.project.clone()),
        (w::having(lang), "having", filter.having.map(|it| having::of(lang, it.word()).to_owned())),
        (w::blank(lang), "blank", filter.blank.map(|it| by::of(lang, it.word()).to_owned())),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::name(lang)),
        Column::text(w::grade(lang)),
        Column::day(w::happened(lang)),
        Column::text(field::of(lang, "division")),
        Column::number(condition::of(lang, "dead")),
        Column::number(condition::of(lang, "missing")),
        Column::number(condition::of(lang, "severely_injured")),
        Column::number(condition::of(lang, "injured")),
        Column::number(w::loss(lang)).wide_only(),
        Column::text(w::stage(lang)),
    ];
    let row = |it: &Line| {
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.title.as_str().unwrap_or("--"), &format!("{PATH}/{}", it.id)),
            grade_mark(lang, it.category, it.figures.grade, it.grade_complete),
            html! { span.nowrap { (format::instant(it.happened_at)) } },
            html! { (listed.around.place(it.division)) },
            number(lang, it.figures.dead),
            number(lang, it.figures.missing),
            number(lang, it.figures.severely_injured),
            number(lang, it.figures.injured),
            scaled(lang, it.figures.loss_yuan),
            html! { span.nowrap { (stage_mark(lang, it.stage, it.editions)) } (fault_marks(lang, it.faults())) },
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// One line for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IncidentLine {
    #[schema(value_type = String)]
    id: IncidentId,
    version: i64,
    number: String,
    title: Option<String>,
    /// `reporting`, `reported`, `dismissed`
    stage: String,
    category: String,
    sector: String,
    #[schema(value_type = String)]
    division: kernel::Division,
    #[schema(value_type = Option<String>)]
    unit: Option<OrganisationId>,
    #[schema(value_type = String)]
    happened_at: kernel::Instant,
    figures: Figures,
    grade_complete: bool,
    /// `late`, `omitted`, `false`, `concealed`
    faults: Vec<String>,
}

/// A page of incidents for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IncidentLines {
    incidents: Vec<IncidentLine>,
    total: i64,
}

fn line(it: Line) -> IncidentLine {
    IncidentLine {
        id: it.id,
        version: it.version,
        faults: it.faults().map(|it| it.word().to_owned()).collect(),
        number: it.number,
        title: it.title.as_str().map(str::to_owned),
        stage: it.stage.word().to_owned(),
        category: it.category.word().to_owned(),
        sector: it.sector.word().to_owned(),
        division: it.division,
        unit: it.unit,
        happened_at: it.happened_at,
        figures: it.figures,
        grade_complete: it.grade_complete,
    }
}

pub(super) async fn get(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<IncidentLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let answer = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(IncidentLines { incidents: lines.into_iter().map(line).collect(), total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Incidents, the latest first, fifty a page; what was dismissed stands in its own view")
        .returns::<IncidentLines>()
        .query("stage", "all (default), reporting, reported, dismissed or at_fault")
        .query("category", "production_safety, road_traffic, fire, forest_fire, geological_disaster or other")
        .query("grade", "ordinary, considerable, major or extraordinary")
        .query("sector", "as in the register of subjects")
        .query("township", "twelve digits")
        .query("unit", "id of an organisation")
        .query("from", "happened on or after this day, yyyy-MM-dd")
        .query("to", "happened on or before this day, yyyy-MM-dd")
        .query("kind", "a kind of GB 6441 as edition/number: gb_6441_2025/10, with what became of earlier kinds")
        .query("road", "name of a road")
        .query("project", "name of a project")
        .query("having", "deaths, injured, loss, one of these with _unknown, or unsigned")
        .query("blank", "of which this is not said: grade, township, kind, unit, road or project")
        .query("words", "words of its name, place or description")
        .query("page", "from 1")
}
