//! The page of one period, the form of a rule, their acts, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::{Act, Ctx, Day, Error, Instant, Lang, OrganisationId, Personal};
use ledger::{Db, Reader};
use maud::html;
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};
use registry::forms::{options, said};
use serde::{Deserialize, Serialize};

use super::list::{self, PATH, PERIODS, period_name, standing_mark};
use super::rule::{EndRule, SetRule, end_rule, set_rule};
use super::{Every, MeetingPeriodId, MeetingRule, MeetingRuleId, Period, PeriodState, Report, Waive, query};
use crate::model::{Kind as Meets, MeetingId};
use crate::web::{CONVENE, Visitor};
use crate::words::{every, meeting as w, meeting_act, meeting_kind};
use registry::field::{Field, Kind, labels, may, must, show_all};
use registry::step::{Step, Subject, nothing};

pub(crate) const VIEW: Act = Act("meeting_period.view");
const REPORT: Act = Act("meeting_period.report");
const WAIVE: Act = Act("meeting_period.waive");
pub(super) const SET: Act = Act("meeting_rule.set");
pub(super) const RULES: &str = "/meeting-rules";

/// Periods, as their acts need them.
struct Periods;

impl Subject for Periods {
    type Id = MeetingPeriodId;
    type Shown = Period;
    type Answer = PeriodAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: MeetingPeriodId) -> Result<Period, Error> {
        query::period(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: MeetingPeriodId) -> Result<PeriodAnswer, Error> {
        Ok(answer(&query::period(r, ctx, id)?, ctx.now))
    }

    fn page(id: MeetingPeriodId) -> String {
        format!("{PERIODS}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Period) -> Vec<Crumb> {
        let mut all = crumbs(lang);
        all.push(Crumb::link(period_name(lang, shown), Self::page(shown.id)));
        all
    }

    fn about(_: &Period) -> &str {
        ""
    }

    fn start_row(_: &Period, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("MeetingPeriodId"))
    }
}

fn crumbs(lang: Lang) -> Vec<Crumb> {
    vec![Crumb::here(w::section(lang)), Crumb::link(w::title(lang), "/meetings"), Crumb::link(w::calendar(lang), PATH)]
}

/// Rules, as their end needs them.
struct Rules;

impl Subject for Rules {
    type Id = MeetingRuleId;
    type Shown = MeetingRule;
    type Answer = MeetingRuleAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: MeetingRuleId) -> Result<MeetingRule, Error> {
        query::rule(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: MeetingRuleId) -> Result<MeetingRuleAnswer, Error> {
        Ok(rule_answer(&query::rule(r, ctx, id)?))
    }

    fn page(_: MeetingRuleId) -> String {
        RULES.to_owned()
    }

    fn base(id: MeetingRuleId) -> String {
        format!("{RULES}/{id}")
    }

    fn crumbs(lang: Lang, _: &MeetingRule) -> Vec<Crumb> {
        let mut all = crumbs(lang);
        all.push(Crumb::link(w::rules(lang), RULES));
        all
    }

    fn about(shown: &MeetingRule) -> &str {
        &shown.said.source
    }

    fn start_row(_: &MeetingRule, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("MeetingRuleId"))
    }
}

static REPORTING: Step<Periods, Report> = Step {
    name: "report",
    word: "report_given",
    act: REPORT,
    write: ["meeting_period.report", "meeting_period.report by program"],
    doc: "The report of this period was given to the committee and the government",
    fields: &[must("on", Kind::Day), must("document", Kind::Text)],
    start: |ctx, _, values| values.set("on", ctx.now.day().to_string()),
    run: |tx, ctx, id, _, cmd| super::report(tx, ctx, id, cmd),
};

static WAIVING: Step<Periods, Waive> = Step {
    name: "waiver",
    word: "waiver",
    act: WAIVE,
    write: ["meeting_period.waive", "meeting_period.waive by program"],
    doc: "Nothing is owed for this period any more, with a reason",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| super::waive(tx, ctx, id, cmd),
};

static ENDING: Step<Rules, EndRule> = Step {
    name: "ending",
    word: "rule_ending",
    act: SET,
    write: ["meeting_rule.end", "meeting_rule.end by program"],
    doc: "The last day of a rule of the calendar; periods that are open stay owed",
    fields: &[must("to", Kind::Day)],
    start: |ctx, _, values| values.set("to", ctx.now.day().to_string()),
    run: |tx, ctx, id, _, cmd| end_rule(tx, ctx, id, cmd),
};

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::GET, "/meeting-periods/{id}", VIEW, show)
        .page(Method::GET, RULES, VIEW, list::show_rules)
        .page(Method::POST, RULES, SET, post_rule)
        .page(Method::GET, "/meeting-rules/new", SET, show_rule_form)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::GET, "/meeting-periods/{id}", VIEW, get, doc())
        .api(Method::GET, RULES, VIEW, get_rules, rules_doc())
        .api(Method::POST, RULES, SET, post_rule_api, rule_doc())
        .and(REPORTING.routes("/meeting-periods/{id}/report"))
        .and(WAIVING.routes("/meeting-periods/{id}/waiver"))
        .and(ENDING.routes("/meeting-rules/{id}/ending"))
}

struct Shown {
    it: Period,
    duty_opens: bool,
    owner: String,
    meeting: Option<(MeetingId, String)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: MeetingPeriodId) -> Result<Shown, Error> {
    let it = query::period(r, ctx, id)?;
    let meeting = match crate::store::of_period(r, ctx, id)? {
        // A meeting is for those who were asked to come.
        Some(id) => match crate::store::load(r, &crate::web::seeing(ctx), id) {
            Ok(it) => Some((id, it.title().to_owned())),
            Err(Error::NotFound(_)) => None,
            Err(other) => return Err(other),
        },
        None => None,
    };
    Ok(Shown {
        duty_opens: obligation::query::opens(r, ctx, it.obligation)?,
        owner: registry::query::organisation_full_names(r, ctx, &[it.owner])?.remove(&it.owner).unwrap_or_default(),
        meeting,
        it,
    })
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<MeetingPeriodId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let title = period_name(lang, it);
    let path = |name: &str| format!("{PERIODS}/{id}/{name}");
    let owed = it.state == PeriodState::Owed;
    let acts = html! {
        @if owed && shown.meeting.is_none() && ctx.may(WAIVE) {
            (parts::link_button(meeting_act::of(lang, "waiver"), &path("waiver"))) " "
        }
        @if owed && it.kind.is_meeting() && shown.meeting.is_none() && ctx.may(CONVENE) {
            (parts::primary_link(w::convene(lang), &format!("/meetings/new?period={id}")))
        }
        @if owed && !it.kind.is_meeting() && ctx.may(REPORT) {
            (parts::primary_link(meeting_act::of(lang, "report_given"), &path("report")))
        }
    };
    let mut rows = vec![
        (w::from_to(lang), html! { span.nowrap { (it.first) " – " (it.last) } }),
        (w::owner(lang), html! { span lang="zh-CN" { (shown.owner) } }),
        (w::due(lang), parts::due_on_case(lang, it.due, ctx.now, !owed)),
    ];
    if shown.duty_opens {
        let link = html! { a href=(format!("/obligations/{}", it.obligation)) { (w::duty_link(lang)) } };
        rows.push((w::duty(lang), link));
    }
    if let Some((id, title)) = &shown.meeting {
        rows.push((w::of_meeting(lang), html! { a href=(format!("/meetings/{id}")) lang="zh-CN" { (title) } }));
    }
    if let Some(at) = it.done_at {
        rows.push((w::done_at(lang), html! { (page::format::instant(at)) }));
    }
    if let Some(document) = &it.document {
        rows.push((w::report(lang), said(document)));
    }
    if let Some(note) = &it.note {
        rows.push((w::note(lang), said(note)));
    }
    let body = html! {
        (parts::head(&title, standing_mark(lang, it.standing(ctx.now)), parts::print_button(lang)))
        (parts::card(w::what(lang), None, None, parts::facts(&rows)))
        (parts::actions(lang, html! {}, acts))
    };
    let mut crumbs = crumbs(lang);
    crumbs.push(Crumb::here(title.clone()));
    Ok(screen.page(&title, &crumbs, body))
}

fn kinds(lang: Lang) -> Vec<(String, String)> {
    options(Meets::ALL, Meets::word, |it| meeting_kind::of(lang, it))
}

fn everies(lang: Lang) -> Vec<(String, String)> {
    options(Every::ALL, Every::word, |it| every::of(lang, it))
}

const RULE: &[Field] = &[
    must("kind", Kind::Select(kinds)),
    must("every", Kind::Select(everies)),
    must("days_before", Kind::Text),
    must("owner", Kind::Organisation),
    must("from", Kind::Day),
    may("to", Kind::Day),
    must("source", Kind::Text),
];

async fn show_rule_form(Extension(ctx): Visitor, screen: Screen) -> Reply {
    let mut typed = Typed::default();
    typed.values.set("days_before", "5");
    typed.values.set("from", ctx.now.day().to_string());
    Ok(rule_form(&screen, &typed))
}

fn rule_form(screen: &Screen, typed: &Typed) -> Response {
    let lang = screen.lang();
    let mut crumbs = crumbs(lang);
    crumbs.extend([Crumb::link(w::rules(lang), RULES), Crumb::here(w::set_rule(lang))]);
    let sheet = Sheet {
        title: w::set_rule(lang),
        about: "",
        crumbs,
        action: RULES.to_owned(),
        back: RULES.to_owned(),
        then: w::set_rule_then(lang),
        labels: labels(lang, crate::web::WORDS, RULE),
    };
    sheet.show(screen, typed, html! {}, show_all(lang, crate::web::WORDS, RULE, typed))
}

async fn post_rule(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = SetRule {
        kind: text("kind"),
        every: text("every"),
        days_before: text("days_before"),
        owner: text("owner"),
        from: text("from"),
        to: text("to"),
        source: text("source"),
    };
    let made = db.write("meeting_rule.set", &ctx, move |tx, ctx| set_rule(tx, ctx, &cmd)).await;
    match done(made, values, |_| RULES.to_owned())? {
        Ok(next) => Ok(next),
        Err(again) => Ok(rule_form(&screen, &again)),
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MeetingRuleCreated {
    #[schema(value_type = String)]
    id: MeetingRuleId,
}

async fn post_rule_api(Shared(db): Shared<Db>, Extension(ctx): Visitor, Json(cmd): Json<SetRule>) -> Reply<Response> {
    let id = db.write("meeting_rule.set by program", &ctx, move |tx, ctx| set_rule(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(MeetingRuleCreated { id })).into_response())
}

fn rule_doc() -> Doc {
    Doc::new("Set a rule of the calendar: what is asked for in every period, so many days before its end, of whom")
        .body::<SetRule>()
        .creates::<MeetingRuleCreated>()
}

/// A rule of the calendar for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MeetingRuleAnswer {
    #[schema(value_type = String)]
    id: MeetingRuleId,
    version: i64,
    /// `special`, `plenary`, `liaison`, `coordination`, `report`
    kind: String,
    /// `month`, `quarter`, `half_year`, `year`
    every: String,
    days_before: u32,
    #[schema(value_type = String)]
    owner: OrganisationId,
    #[schema(value_type = String)]
    from: Day,
    #[schema(value_type = Option<String>)]
    to: Option<Day>,
    source: String,
}

fn rule_answer(it: &MeetingRule) -> MeetingRuleAnswer {
    MeetingRuleAnswer {
        id: it.id,
        version: it.version,
        kind: it.said.sort.word().to_owned(),
        every: it.said.every.word().to_owned(),
        days_before: it.said.days_before,
        owner: it.said.owner,
        from: it.said.from,
        to: it.said.to,
        source: it.said.source.clone(),
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MeetingRuleLines {
    rules: Vec<MeetingRuleAnswer>,
}

async fn get_rules(Shared(db): Shared<Db>, Extension(ctx): Visitor) -> Reply<Json<MeetingRuleLines>> {
    let read =
        move |r: &Reader<'_>| Ok(MeetingRuleLines { rules: query::rules(r, &ctx)?.iter().map(rule_answer).collect() });
    Ok(Json(db.read(read).await?))
}

fn rules_doc() -> Doc {
    Doc::new("The rules of the calendar of meetings, by kind, the newest first").returns::<MeetingRuleLines>()
}

/// A period of the calendar for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PeriodAnswer {
    #[schema(value_type = String)]
    id: MeetingPeriodId,
    version: i64,
    #[schema(value_type = String)]
    rule: MeetingRuleId,
    kind: String,
    every: String,
    #[schema(value_type = String)]
    first: Day,
    #[schema(value_type = String)]
    last: Day,
    #[schema(value_type = String)]
    owner: OrganisationId,
    #[schema(value_type = String)]
    obligation: obligation::ObligationId,
    #[schema(value_type = String)]
    due: Instant,
    /// `owed`, `late`, `in_time`, `done_late`, `waived`
    standing: String,
    #[schema(value_type = Option<String>)]
    meeting: Option<MeetingId>,
    #[schema(value_type = Option<String>)]
    done_at: Option<Instant>,
    document: Option<String>,
}

pub(super) fn answer(it: &Period, now: Instant) -> PeriodAnswer {
    PeriodAnswer {
        id: it.id,
        version: it.version,
        rule: it.rule,
        kind: it.kind.word().to_owned(),
        every: it.every.word().to_owned(),
        first: it.first,
        last: it.last,
        owner: it.owner,
        obligation: it.obligation,
        due: it.due,
        standing: it.standing(now).word().to_owned(),
        meeting: it.meeting,
        done_at: it.done_at,
        document: it.document.as_ref().and_then(Personal::as_str).map(str::to_owned),
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<MeetingPeriodId>,
) -> Reply<Json<PeriodAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::period(r, &ctx, id)?, ctx.now))).await?))
}

fn doc() -> Doc {
    Doc::new("One period of the calendar: who owes its meeting or report, by when, and what it had")
        .returns::<PeriodAnswer>()
}
