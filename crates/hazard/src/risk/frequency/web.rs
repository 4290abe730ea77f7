//! The list of inspection frequencies, with the form for a new one, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Ctx, Day, Error, Lang, Problem, Problems, Sector, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Reply, Screen, Values, list, parts};
use serde::{Deserialize, Serialize};

use super::{InspectionFrequency, InspectionFrequencyId, Party, Period, SetFrequency, Unit};
use crate::risk::assessment::{Colour, colour_mark};
use crate::risk::period::{during, standing};
use crate::web::options;
use crate::words::{check_party, colour, detail, frequency as w, risk as r, risk_scheme as s, sector, unit};

pub(super) const PATH: &str = "/inspection-frequencies";
const SET: Act = Act("inspection_frequency.set");
/// In the form: never assessed.
const UNASSESSED: &str = "unassessed";

pub(crate) fn period_word(lang: Lang, it: Period) -> String {
    match it.unit {
        Unit::Days => w::every_days(lang, it.amount),
        Unit::Months => w::every_months(lang, it.amount),
    }
}

pub async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    listed(&db, &ctx, &screen, &Values::default(), &[]).await
}

async fn listed(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, values: &Values, problems: &[Problem]) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let rules = db.read(move |r| super::list(r, &asked)).await?;
    let lang = screen.lang();
    let may_set = ctx.may(SET);
    let body = html! {
        (form::error_summary(lang, problems, &labels(lang)))
        (parts::head(w::title(lang), parts::count_mark(rules.len() as u64), html! {
            @if may_set { a.btn href="#new" { (w::new(lang)) } }
        }))
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, rules.len() as u64), list::export_link(lang, PATH, &Values::default())))
            @if rules.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), html! {})) }
            @else { (table(screen, &rules, ctx.now.day(), may_set)) }
        }))
        @if may_set { div id="new" {
            (parts::card(w::new(lang), None, None, form::form(screen, PATH, fields(lang, values, problems))))
        } }
    };
    let crumbs = [Crumb::here(detail::section(lang)), Crumb::here(w::title(lang))];
    Ok(if problems.is_empty() {
        screen.page(w::title(lang), &crumbs, body)
    } else {
        screen.invalid(w::title(lang), &crumbs, body)
    })
}

fn table(screen: &Screen, rules: &[InspectionFrequency], today: Day, may_set: bool) -> Markup {
    let lang = screen.lang();
    let mut columns = vec![
        Column::text(w::party(lang)),
        Column::text(r::colour(lang)),
        Column::text(r::sector(lang)),
        Column::title(w::period(lang)),
        Column::text(s::period(lang)),
        Column::text(s::state(lang)),
        Column::text(s::source(lang)),
    ];
    if may_set {
        columns.push(Column::acts(s::acts(lang)));
    }
    let row = |it: &InspectionFrequency| {
        let mut cells = vec![
            html! { span.nowrap { (check_party::of(lang, it.party.word())) } },
            it.colour.map_or_else(|| parts::silent_mark(r::not_assessed(lang)), |colour| colour_mark(lang, colour)),
            html! { (it.sector.map_or(w::every_sector(lang), |only| sector::of(lang, only.word()))) },
            html! { span.nowrap { (period_word(lang, it.period)) } },
            html! { span.nowrap { (during(lang, it.from, it.to)) } },
            html! { span.nowrap { (standing(lang, it.from, it.to, today)) } },
            html! { span.wrap { (it.source) } },
        ];
        if may_set {
            cells.push(ending(screen, it, today));
        }
        Row::new(cells)
    };
    list::table(w::title(lang), &columns, &rules.iter().map(row).collect::<Vec<_>>())
}

/// One that is in force or coming can be given its last day.
fn ending(screen: &Screen, it: &InspectionFrequency, today: Day) -> Markup {
    if it.to.is_some_and(|to| to < today) {
        return html! {};
    }
    let lang = screen.lang();
    let last = today.max(it.from).to_string();
    let inside = html! {
        input type="text" name="to" value=(last) aria-label=(s::end_on(lang)) autocomplete="off" inputmode="numeric";
        (parts::submit_grave(s::end(lang)))
    };
    let path = format!("{PATH}/{}/ending", it.id);
    html! { details.rare { summary { (s::end(lang)) } (form::button_form(screen, &path, inside)) } }
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 8] {
    [
        ("party", w::party(lang)),
        ("colour", r::colour(lang)),
        ("sector", r::sector(lang)),
        ("amount", w::amount(lang)),
        ("unit", w::unit(lang)),
        ("source", s::source(lang)),
        ("from", s::from(lang)),
        ("to", s::to(lang)),
    ]
}

fn fields(lang: Lang, values: &Values, problems: &[Problem]) -> Markup {
    let spec = |name: &'static str| {
        FieldSpec::new(name, labels(lang).iter().find(|(known, _)| *known == name).map_or("", |(_, label)| *label))
    };
    let parties = options(Party::ALL, Party::word, |it| check_party::of(lang, it.word()));
    let mut colours = options(Colour::ALL, Colour::word, |it| colour::of(lang, it.word()));
    colours.push((UNASSESSED.to_owned(), r::not_assessed(lang).to_owned()));
    let sectors = options(Sector::ALL, Sector::word, |it| sector::of(lang, it.word()));
    let units = options(Unit::ALL, Unit::word, |it| unit::of(lang, it.word()));
    html! {
        (form::select(&spec("party").required(), &parties, values, problems, lang))
        (form::select(&spec("colour").required(), &colours, values, problems, lang))
        (form::select(&spec("sector").hint(w::sector_hint(lang)), &sectors, values, problems, lang))
        (form::text(&spec("amount").required(), values, problems, lang))
        (form::select(&spec("unit").required(), &units, values, problems, lang))
        (form::text(&spec("source").hint(s::source_hint(lang)).required(), values, problems, lang))
        (form::date(&spec("from").required(), values, problems, lang))
        (form::date(&spec("to"), values, problems, lang))
        div.foot { (parts::submit(w::save(lang))) }
    }
}

fn colour_from(word: &str) -> Option<Option<Colour>> {
    if word == UNASSESSED { Some(None) } else { Colour::from_word(word).map(Some) }
}

fn from_form(values: &Values) -> Result<SetFrequency, Problems> {
    let mut text = Text::new();
    let day = |given: &str| given.parse::<Day>().ok();
    let choose = "choose one of the list";
    let party = text.read("party", values.get("party"), choose, Party::from_word);
    let colour = text.read("colour", values.get("colour"), choose, colour_from);
    let sector = text.read_optional("sector", values.get("sector"), choose, Sector::from_word);
    let amount = text.read("amount", values.get("amount"), "from one to 3650", |it| it.parse().ok());
    let unit = text.read("unit", values.get("unit"), choose, Unit::from_word);
    let source = text.required("source", values.get("source"), 2, 200);
    let from = text.read("from", values.get("from"), "write the day as 2026-06-18", day);
    let to = text.read_optional("to", values.get("to"), "write the day as 2026-06-18", day);
    text.finish()?;
    match (party, colour, amount, unit, from) {
        (Some(party), Some(colour), Some(amount), Some(unit), Some(from)) => {
            Ok(SetFrequency { colour, sector, party, period: Period { amount, unit }, source, from, to })
        }
        _ => Err(Problems(Vec::new())),
    }
}

pub async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let done = match from_form(&values) {
        Ok(it) => db.write("inspection_frequency.set", &ctx, move |tx, ctx| super::set(tx, ctx, &it)).await,
        Err(problems) => Err(problems.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to(PATH).into_response()),
        Err(Error::Invalid(problems)) => listed(&db, &ctx, &screen, &values, &problems.0).await,
        Err(other) => Err(other.into()),
    }
}

pub async fn post_ending(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<InspectionFrequencyId>,
    values: Values,
) -> Reply {
    let given = values.get("to").trim().to_owned();
    let to: Day = given.parse().map_err(|_| Problem { field: "to", problem: "write the day as 2026-06-18", given })?;
    db.write("inspection_frequency.end", &ctx, move |tx, ctx| super::end(tx, ctx, id, to)).await?;
    Ok(Redirect::to(PATH).into_response())
}

/// How often a party looks at subjects of a colour.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionFrequencyBody {
    /// `red`, `orange`, `yellow`, `blue`; absent for what was never assessed.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    colour: Option<Colour>,
    /// Absent for every sector.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    sector: Option<Sector>,
    /// `department`, `township`, `enterprise`
    #[schema(value_type = String)]
    party: Party,
    amount: u32,
    /// `days` or `months`
    #[schema(value_type = String)]
    unit: Unit,
    source: String,
    #[schema(value_type = String)]
    from: Day,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    to: Option<Day>,
}

/// The same with its id.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InspectionFrequencyLine {
    #[schema(value_type = String)]
    id: InspectionFrequencyId,
    #[serde(flatten)]
    rule: InspectionFrequencyBody,
}

impl From<InspectionFrequency> for InspectionFrequencyLine {
    fn from(it: InspectionFrequency) -> Self {
        let rule = InspectionFrequencyBody {
            colour: it.colour,
            sector: it.sector,
            party: it.party,
            amount: it.period.amount,
            unit: it.period.unit,
            source: it.source,
            from: it.from,
            to: it.to,
        };
        Self { id: it.id, rule }
    }
}

pub async fn show_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
) -> Reply<Json<Vec<InspectionFrequencyLine>>> {
    let rules = db.read(move |r| super::list(r, &ctx)).await?;
    Ok(Json(rules.into_iter().map(InspectionFrequencyLine::from).collect()))
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<InspectionFrequencyBody>,
) -> Reply<Json<InspectionFrequencyLine>> {
    let period = Period { amount: body.amount, unit: body.unit };
    let (colour, sector, party) = (body.colour, body.sector, body.party);
    let it = SetFrequency { colour, sector, party, period, source: body.source, from: body.from, to: body.to };
    let id = db.write("inspection_frequency.set", &ctx, move |tx, ctx| super::set(tx, ctx, &it)).await?;
    answer(&db, ctx, id).await
}

/// The last day a frequency is in force.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FrequencyEndingBody {
    #[schema(value_type = String)]
    to: Day,
}

pub async fn post_ending_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<InspectionFrequencyId>,
    Json(body): Json<FrequencyEndingBody>,
) -> Reply<Json<InspectionFrequencyLine>> {
    db.write("inspection_frequency.end", &ctx, move |tx, ctx| super::end(tx, ctx, id, body.to)).await?;
    answer(&db, ctx, id).await
}

async fn answer(db: &Db, ctx: Arc<Ctx>, id: InspectionFrequencyId) -> Reply<Json<InspectionFrequencyLine>> {
    let it = db.read(move |r| super::load(r, &ctx, id)).await?;
    Ok(Json(it.into()))
}

pub fn list_doc() -> Doc {
    Doc::new("How often subjects are looked at, by party and colour").returns_list::<InspectionFrequencyLine>()
}

pub fn set_doc() -> Doc {
    Doc::new("Say how often a party looks at subjects of a colour; it holds from its first day on")
        .body::<InspectionFrequencyBody>()
        .returns::<InspectionFrequencyLine>()
}

pub fn end_doc() -> Doc {
    Doc::new("Give a frequency its last day").body::<FrequencyEndingBody>().returns::<InspectionFrequencyLine>()
}
