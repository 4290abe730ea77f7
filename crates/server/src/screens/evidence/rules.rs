//! The list of rules that ask for photos, with the form for a new one, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use evidence::rule::{self, EvidenceRule, EvidenceRuleId, SetRule};
use hazard::{DUTY_RECTIFY, Grade};
use kernel::{Ctx, Day, Error, Lang, Problem, Problems, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Reply, Screen, Values, list, parts};
use serde::{Deserialize, Serialize};

use super::RULE_SET;
use crate::words::evidence_rule as w;

const PATH: &str = "/evidence-rules";
/// Duties whose forms take files.
const DUTIES: &[&str] = &[DUTY_RECTIFY];

pub async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    listed(&db, &ctx, &screen, &Values::default(), &[]).await
}

async fn listed(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, values: &Values, problems: &[Problem]) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let rules = db.read(move |r| rule::list(r, &asked)).await?;
    let lang = screen.lang();
    let may_set = ctx.may(RULE_SET);
    let body = html! {
        (form::error_summary(lang, problems, &labels(lang)))
        (parts::head(w::title(lang), parts::count_mark(rules.len() as u64), html! {
            @if may_set { a.btn href="#new" { (w::new(lang)) } }
        }))
        (list::list(html! {
            @if rules.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), html! {})) }
            @else { (table(screen, &rules, ctx.now.day(), may_set)) }
        }))
        @if may_set { div id="new" {
            (parts::card(w::new(lang), None, None, form::form(screen, PATH, fields(lang, values, problems))))
        } }
    };
    let crumbs = [Crumb::here(w::title(lang))];
    Ok(if problems.is_empty() {
        screen.page(w::title(lang), &crumbs, body)
    } else {
        screen.invalid(w::title(lang), &crumbs, body)
    })
}

fn grade_word(lang: Lang, grade: Option<&str>) -> String {
    grade.map_or_else(|| w::every_grade(lang).to_owned(), |grade| hazard::words::grade::of(lang, grade).to_owned())
}

fn table(screen: &Screen, rules: &[EvidenceRule], today: Day, may_set: bool) -> Markup {
    let lang = screen.lang();
    let mut columns = vec![
        Column::title(w::duty(lang)),
        Column::text(w::grade(lang)),
        Column::number(w::photos(lang)),
        Column::text(w::period(lang)),
        Column::text(w::state(lang)),
        Column::text(w::reason(lang)),
        Column::text(w::source(lang)),
    ];
    if may_set {
        columns.push(Column::acts(w::acts(lang)));
    }
    let row = |rule: &EvidenceRule| {
        let period = match rule.to {
            Some(to) => w::closed_end(lang, rule.from, to),
            None => w::open_end(lang, rule.from),
        };
        let state = match rule.to {
            _ if rule.is_in_force(today) => w::in_force(lang),
            _ if rule.from > today => w::coming(lang),
            _ => w::ended(lang),
        };
        let mut cells = vec![
            html! { (obligation::duty_word(lang, &rule.duty)) },
            html! { span.nowrap { (grade_word(lang, rule.grade.as_deref())) } },
            html! { (rule.photos) },
            html! { span.nowrap { (period) } },
            html! { span.nowrap { (state) } },
            html! { span.wrap { (rule.reason) } },
            html! { span.wrap { (rule.source) } },
        ];
        if may_set {
            cells.push(ending(screen, rule, today));
        }
        Row::new(cells)
    };
    list::table(w::title(lang), &columns, &rules.iter().map(row).collect::<Vec<_>>())
}

/// A rule that is in force or coming can be given its last day.
fn ending(screen: &Screen, rule: &EvidenceRule, today: Day) -> Markup {
    if rule.to.is_some_and(|to| to < today) {
        return html! {};
    }
    let lang = screen.lang();
    let last = today.max(rule.from).to_string();
    let inside = html! {
        input type="text" name="to" value=(last) aria-label=(w::end_on(lang)) autocomplete="off" inputmode="numeric";
        (parts::submit_grave(w::end(lang)))
    };
    let path = format!("{PATH}/{}/ending", rule.id);
    html! { details.rare { summary { (w::end(lang)) } (form::button_form(screen, &path, inside)) } }
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 7] {
    [
        ("duty", w::duty(lang)),
        ("grade", w::grade(lang)),
        ("photos", w::photos(lang)),
        ("reason", w::reason(lang)),
        ("source", w::source(lang)),
        ("from", w::from(lang)),
        ("to", w::to(lang)),
    ]
}

fn fields(lang: Lang, values: &Values, problems: &[Problem]) -> Markup {
    let duties: Vec<_> = DUTIES.iter().map(|duty| ((*duty).to_owned(), obligation::duty_word(lang, duty))).collect();
    let grades: Vec<_> =
        Grade::ALL.iter().map(|grade| (grade.word().to_owned(), grade_word(lang, Some(grade.word())))).collect();
    let spec = FieldSpec::new;
    html! {
        (form::select(&spec("duty", w::duty(lang)).required(), &duties, values, problems, lang))
        (form::select(&spec("grade", w::grade(lang)).hint(w::grade_hint(lang)), &grades, values, problems, lang))
        (form::text(&spec("photos", w::photos(lang)).required(), values, problems, lang))
        (form::text(&spec("source", w::source(lang)).hint(w::source_hint(lang)).required(), values, problems, lang))
        (form::text_area(&spec("reason", w::reason(lang)).hint(w::reason_hint(lang)).required(), 2, values, problems, lang))
        (form::date(&spec("from", w::from(lang)).required(), values, problems, lang))
        (form::date(&spec("to", w::to(lang)), values, problems, lang))
        div.foot { (parts::submit(w::save(lang))) span.muted.small { (w::save_then(lang)) } }
    }
}

fn from_form(values: &Values) -> Result<SetRule, Problems> {
    let mut text = Text::new();
    let day = |given: &str| given.parse::<Day>().ok();
    let duty = text.required("duty", values.get("duty"), 3, 80);
    let grade = text.optional("grade", values.get("grade"), 40);
    let photos = text.read("photos", values.get("photos"), "from one photo to nine", |n| n.parse().ok());
    let source = text.required("source", values.get("source"), 2, 200);
    let reason = text.required("reason", values.get("reason"), 6, 500);
    let from = text.read("from", values.get("from"), "write the day as 2026-06-18", day);
    let to = text.read_optional("to", values.get("to"), "write the day as 2026-06-18", day);
    text.finish()?;
    let (Some(photos), Some(from)) = (photos, from) else { return Err(Problems(Vec::new())) };
    Ok(SetRule { duty, grade, photos, reason, source, from, to })
}

pub async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let done = match from_form(&values) {
        Ok(it) => db.write("evidence_rule.set", &ctx, move |tx, ctx| rule::set(tx, ctx, &it)).await,
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
    Path(id): Path<EvidenceRuleId>,
    values: Values,
) -> Reply {
    let given = values.get("to").trim().to_owned();
    let to: Day = given.parse().map_err(|_| Problem { field: "to", problem: "write the day as 2026-06-18", given })?;
    db.write("evidence_rule.end", &ctx, move |tx, ctx| rule::end(tx, ctx, id, to)).await?;
    Ok(Redirect::to(PATH).into_response())
}

/// A rule that asks for photos.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRuleBody {
    /// Object and verb: `hazard.rectify`.
    duty: String,
    /// Holds for this grade only: `major`.
    #[serde(default)]
    grade: Option<String>,
    photos: u32,
    /// Why it can't do without.
    reason: String,
    source: String,
    #[schema(value_type = String)]
    from: Day,
    /// The last day it is in force.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    to: Option<Day>,
}

/// The same with its id.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EvidenceRuleLine {
    #[schema(value_type = String)]
    id: EvidenceRuleId,
    #[serde(flatten)]
    rule: EvidenceRuleBody,
}

impl From<EvidenceRule> for EvidenceRuleLine {
    fn from(it: EvidenceRule) -> Self {
        let (duty, grade, photos) = (it.duty, it.grade, it.photos);
        let rule =
            EvidenceRuleBody { duty, grade, photos, reason: it.reason, source: it.source, from: it.from, to: it.to };
        Self { id: it.id, rule }
    }
}

pub async fn show_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>) -> Reply<Json<Vec<EvidenceRuleLine>>> {
    let rules = db.read(move |r| rule::list(r, &ctx)).await?;
    Ok(Json(rules.into_iter().map(EvidenceRuleLine::from).collect()))
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<EvidenceRuleBody>,
) -> Reply<Json<EvidenceRuleLine>> {
    let (duty, grade, photos) = (body.duty, body.grade, body.photos);
    let it = SetRule { duty, grade, photos, reason: body.reason, source: body.source, from: body.from, to: body.to };
    let id = db.write("evidence_rule.set", &ctx, move |tx, ctx| rule::set(tx, ctx, &it)).await?;
    answer(&db, ctx, id).await
}

/// The last day a rule is in force.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceEndingBody {
    #[schema(value_type = String)]
    to: Day,
}

pub async fn post_ending_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<EvidenceRuleId>,
    Json(body): Json<EvidenceEndingBody>,
) -> Reply<Json<EvidenceRuleLine>> {
    db.write("evidence_rule.end", &ctx, move |tx, ctx| rule::end(tx, ctx, id, body.to)).await?;
    answer(&db, ctx, id).await
}

async fn answer(db: &Db, ctx: Arc<Ctx>, id: EvidenceRuleId) -> Reply<Json<EvidenceRuleLine>> {
    let it = db.read(move |r| rule::load(r, &ctx, id)).await?;
    Ok(Json(it.into()))
}

pub fn list_doc() -> Doc {
    Doc::new("Every rule that asks for photos, by duty, the newest first").returns_list::<EvidenceRuleLine>()
}

pub fn set_doc() -> Doc {
    Doc::new("Ask for photos of a duty, with the reason and the text; it holds from its first day on")
        .body::<EvidenceRuleBody>()
        .returns::<EvidenceRuleLine>()
}

pub fn end_doc() -> Doc {
    Doc::new("Give a rule its last day").body::<EvidenceEndingBody>().returns::<EvidenceRuleLine>()
}
