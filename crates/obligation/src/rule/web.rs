//! The list of deadline rules with the form for a new one, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Ctx, Day, Error, Lang, Problem};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Reply, Screen, Values, list, parts};
use serde::{Deserialize, Serialize};

use super::entry::{RuleBody, from_form};
use super::{DeadlineRule, DeadlineRuleId, Level, Unit, end, set};
use crate::web::{duty_word, options};
use crate::words::{self, grade, level, rules as w, unit, unit_one};

pub(crate) const PATH: &str = "/deadline-rules";
const SET: Act = Act("deadline_rule.set");

pub(crate) async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
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
            (list::tools(html! {}, "", html! {
                (list::export_link(lang, PATH, &Values::default())) (parts::print_button(lang))
            }))
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

fn table(screen: &Screen, rules: &[DeadlineRule], today: Day, may_set: bool) -> Markup {
    let lang = screen.lang();
    let mut columns = vec![
        Column::title(w::duty(lang)),
        Column::text(w::amount(lang)),
        Column::text(w::period(lang)),
        Column::text(w::state(lang)),
        Column::text(w::level(lang)).wide_only(),
        Column::text(w::source(lang)),
        Column::text(w::ladder(lang)).wide_only(),
    ];
    if may_set {
        columns.push(Column::acts(w::acts(lang)));
    }
    let row = |rule: &DeadlineRule| {
        let mut cells = cells(lang, rule, today);
        if may_set {
            cells.push(ending(screen, rule, today));
        }
        Row::new(cells)
    };
    list::table(w::title(lang), &columns, &rules.iter().map(row).collect::<Vec<_>>())
}

/// A rule in words, for the page and for the export.
pub(crate) struct Shown {
    pub duty: String,
    pub grade: Option<String>,
    pub amount: String,
    pub period: String,
    pub state: &'static str,
    pub ladder: String,
}

impl Shown {
    pub fn of(lang: Lang, rule: &DeadlineRule, today: Day) -> Self {
        let period = match rule.to {
            Some(to) => w::closed_end(lang, rule.from, to),
            None => w::open_end(lang, rule.from),
        };
        let state = match rule.to {
            _ if rule.from > today => w::coming(lang),
            Some(to) if to < today => w::ended(lang),
            _ => w::in_force(lang),
        };
        let unit =
            if rule.amount == 1 { unit_one::of(lang, rule.unit.word()) } else { unit::of(lang, rule.unit.word()) };
        let amount = format!("{} {unit}", rule.amount);
        let graded = rule.grade.as_deref().map(|g| match grade::of(lang, g) {
            words::UNKNOWN => g,
            word => word,
        });
        let ladder = match &rule.ladder {
            Some(ladder) => w::own(lang, ladder.0.len()),
            None => w::standard(lang).to_owned(),
        };
        let (duty, grade) = (duty_word(lang, &rule.duty), graded.map(str::to_owned));
        Self { duty, grade, amount, period, state, ladder }
    }
}

fn cells(lang: Lang, rule: &DeadlineRule, today: Day) -> Vec<Markup> {
    let Shown { duty, grade, amount, period, state, ladder } = Shown::of(lang, rule, today);
    vec![
        html! { span title=(rule.duty) { (duty) } @if let Some(g) = &grade { " " (parts::tag(g)) } },
        html! { span.nowrap { (amount) } },
        html! { span.nowrap { (period) } },
        html! { span.nowrap { (state) } },
        html! { span.nowrap { (level::of(lang, rule.level.word())) } },
        html! { (rule.source) },
        html! { span.nowrap { (ladder) } },
    ]
}

/// A rule that is in force or coming can be given its last day.
fn ending(screen: &Screen, rule: &DeadlineRule, today: Day) -> Markup {
    if rule.to.is_some_and(|to| to < today) {
        return html! {};
    }
    let lang = screen.lang();
    let path = format!("{PATH}/{}/ending", rule.id);
    let last = today.max(rule.from).to_string();
    let inside = html! {
        input type="text" name="to" value=(last) aria-label=(w::end_on(lang)) autocomplete="off" inputmode="numeric";
        (parts::submit_grave(w::end(lang)))
    };
    html! { details.rare { summary { (w::end(lang)) } (form::button_form(screen, &path, inside)) } }
}

/// Duties that have deadlines, and those that run through a whole loop and have deadlines for its later phases too.
const DUTIES: &[&str] = &[
    "hazard.assign",
    "hazard.rectify",
    "hazard.transfer_answer",
    "hazard.transfer_decision",
    "hazard.extension",
    "risk.review",
    "check.due",
    "hazard.rectify.at_once",
    "stop.sign",
    "stop.examine",
    "stop.reopen",
    "stop.revisit",
    "stop.answer",
    "campaign.task",
    "meeting.resolution",
    "meeting.minutes",
    "oversight.examine",
    "oversight.object",
    "oversight.answer",
    "oversight.publish",
    "oversight.problem",
    "special_period.sweep",
    "special_period.roster",
    "mass_event.outcome.check",
    "attention.object",
    "attention.answer",
    "attention.sign",
    "attention.treat",
    "report.answer",
    "standardisation.validity",
    "standardisation.ahead",
    "standardisation.renew",
    "credit.objection",
    "letter.answer",
    "letter.commitment",
    "accountability.statement",
    "accountability.outcome",
    "inspection.report",
    "condition.acknowledge",
    "earthquake.check",
    "warning.acknowledge",
    "warning.forward",
    "incident.report.county",
    "incident.report.leaders",
    "incident.report.departments",
    "incident.report.higher",
    "incident.report.written",
    "incident.follow_up",
    "incident.supplement",
    "incident.window",
    "incident.window.road_or_fire",
    "disaster.report.village",
    "disaster.report.township",
    "disaster.report.first",
    "disaster.report.daily",
    "disaster.verify",
    "campaign.group",
    "campaign.plan",
    "campaign.receive",
    "campaign.gate",
    "directive.study",
    "directive.answer",
];
const LOOPS: &[&str] = &[
    "hazard.rectify",
    "campaign.task",
    "meeting.resolution",
    "oversight.problem",
    "attention.treat",
    "letter.commitment",
];
const GRADES: &[&str] = &["ordinary", "major", "blue", "yellow", "orange", "red"];

fn duties(lang: Lang) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for duty in DUTIES {
        let phases: &[&str] = if LOOPS.contains(duty) { &["", ".again", ".check", ".close"] } else { &[""] };
        for phase in phases {
            let name = format!("{duty}{phase}");
            let word = duty_word(lang, &name);
            all.push((name, word));
        }
    }
    all
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 10] {
    [
        ("duty", w::duty(lang)),
        ("grade", w::grade(lang)),
        ("amount", w::amount(lang)),
        ("unit", w::unit(lang)),
        ("end_of_day", w::end_of_day(lang)),
        ("from", w::from(lang)),
        ("to", w::to(lang)),
        ("level", w::level(lang)),
        ("source", w::source(lang)),
        ("ladder", w::ladder(lang)),
    ]
}

fn fields(lang: Lang, values: &Values, problems: &[Problem]) -> Markup {
    let units = options(Unit::ALL, Unit::word, |u| unit::of(lang, u.word()));
    let levels = options(Level::ALL, Level::word, |l| level::of(lang, l.word()));
    let grades: Vec<_> = GRADES.iter().map(|g| ((*g).to_owned(), grade::of(lang, g).to_owned())).collect();
    let own_ladder = !values.get("ladder").is_empty() || problems.iter().any(|p| p.field == "ladder");
    let spec = FieldSpec::new;
    let duty = spec("duty", w::duty(lang)).hint(w::duty_hint(lang)).required();
    let graded = spec("grade", w::grade(lang)).hint(w::grade_hint(lang));
    let end_of_day = spec("end_of_day", w::end_of_day(lang)).hint(w::end_of_day_hint(lang));
    let source = spec("source", w::source(lang)).hint(w::source_hint(lang)).required();
    let ladder = spec("ladder", w::ladder(lang)).hint(w::ladder_hint(lang));
    html! {
        (form::select(&duty, &duties(lang), values, problems, lang))
        (form::select(&graded, &grades, values, problems, lang))
        (form::text(&spec("amount", w::amount(lang)).required(), values, problems, lang))
        (form::select(&spec("unit", w::unit(lang)).required(), &units, values, problems, lang))
        (form::text(&end_of_day, values, problems, lang))
        (form::select(&spec("level", w::level(lang)).required(), &levels, values, problems, lang))
        (form::date(&spec("from", w::from(lang)).required(), values, problems, lang))
        (form::date(&spec("to", w::to(lang)), values, problems, lang))
        (form::text(&source, values, problems, lang))
        details.wide open[own_ladder] {
            summary { (w::own_ladder(lang)) }
            (form::text_area(&ladder, 4, values, problems, lang))
        }
        div.foot { (parts::submit(w::save(lang))) span.muted.small { (w::save_then(lang)) } }
    }
}

pub(crate) async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    values: Values,
) -> Reply {
    let done = match from_form(&values) {
        Ok(rule) => db.write("deadline_rule.set", &ctx, move |tx, ctx| set(tx, ctx, &rule)).await,
        Err(problems) => Err(problems.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to(PATH).into_response()),
        Err(Error::Invalid(problems)) => listed(&db, &ctx, &screen, &values, &problems.0).await,
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn post_ending(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<DeadlineRuleId>,
    values: Values,
) -> Reply {
    let given = values.get("to").trim().to_owned();
    let to: Day = given.parse().map_err(|_| Problem { field: "to", problem: "write the day as 2026-06-18", given })?;
    db.write("deadline_rule.end", &ctx, move |tx, ctx| end(tx, ctx, id, to)).await?;
    Ok(Redirect::to(PATH).into_response())
}

/// One deadline rule for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RuleLine {
    #[schema(value_type = String)]
    id: DeadlineRuleId,
    #[serde(flatten)]
    rule: RuleBody,
}

impl From<DeadlineRule> for RuleLine {
    fn from(rule: DeadlineRule) -> Self {
        Self { id: rule.id, rule: RuleBody::from(rule) }
    }
}

pub(crate) async fn show_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>) -> Reply<Json<Vec<RuleLine>>> {
    let rules = db.read(move |r| super::list(r, &ctx)).await?;
    Ok(Json(rules.into_iter().map(RuleLine::from).collect()))
}

pub(crate) async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<RuleBody>,
) -> Reply<Json<RuleLine>> {
    let rule = body.into_command();
    let id = db.write("deadline_rule.set", &ctx, move |tx, ctx| set(tx, ctx, &rule)).await?;
    answer(&db, ctx, id).await
}

/// The last day a rule is in force.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndingBody {
    #[schema(value_type = String)]
    to: Day,
}

pub(crate) async fn post_ending_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<DeadlineRuleId>,
    Json(body): Json<EndingBody>,
) -> Reply<Json<RuleLine>> {
    db.write("deadline_rule.end", &ctx, move |tx, ctx| end(tx, ctx, id, body.to)).await?;
    answer(&db, ctx, id).await
}

async fn answer(db: &Db, ctx: Arc<Ctx>, id: DeadlineRuleId) -> Reply<Json<RuleLine>> {
    let rule = db.read(move |r| super::load(r, &ctx, id)).await?;
    Ok(Json(rule.into()))
}

pub(crate) fn list_doc() -> Doc {
    Doc::new("Every deadline rule, by duty, the newest first").returns_list::<RuleLine>()
}

pub(crate) fn set_doc() -> Doc {
    Doc::new("Set a deadline rule; it holds for what is opened from its first day on")
        .body::<RuleBody>()
        .returns::<RuleLine>()
}

pub(crate) fn end_doc() -> Doc {
    Doc::new("Give a deadline rule its last day").body::<EndingBody>().returns::<RuleLine>()
}
