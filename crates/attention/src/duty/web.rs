//! The page of one thing that is owed: what was reported, its story, and what may be done with it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Day, Error, Instant, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};
use registry::forms::{at_by, said};
use serde::{Deserialize, Serialize};

use super::act::{self, may_look, must_owe};
use super::list::{self, PATH, nothing_button, said_text, state_mark};
use super::{Fact, Look, Nothing, Report, ReportSweep, Sort, SpecialDuty, SpecialDutyId, Waive, query};
use crate::period::summary::{Figure, Sources};
use crate::period::{self, SpecialPeriodId};
use crate::web::{Told, Visitor, entry, known, told, verdicts};
use crate::words::{attention_act, special as sw, special_duty as w, special_duty_fact, special_sort};
use registry::field::{Kind, may, must};
use registry::step::{Step, Subject, nothing};

pub(super) const VIEW: Act = Act("special_duty.view");
const REPORT: Act = Act("special_duty.report");
const LOOK: Act = Act("special_duty.look");
const WAIVE: Act = Act("special_duty.waive");

/// Duties, as their acts need them.
struct Duties;

impl Subject for Duties {
    type Id = SpecialDutyId;
    type Shown = SpecialDuty;
    type Answer = SpecialDutyAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: SpecialDutyId) -> Result<SpecialDuty, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: SpecialDutyId) -> Result<SpecialDutyAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?, ctx.now))
    }

    fn page(id: SpecialDutyId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &SpecialDuty) -> Vec<Crumb> {
        vec![
            Crumb::here(sw::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(title(lang, shown), Self::page(shown.id)),
        ]
    }

    fn about(shown: &SpecialDuty) -> &str {
        shown.period_title.as_str().unwrap_or("--")
    }

    fn start_row(_: &SpecialDuty, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("SpecialDutyId"))
    }

    fn above(lang: Lang, shown: &SpecialDuty, word: &str) -> Markup {
        match (word, &shown.text) {
            ("look", Some(text)) => {
                let figures = shown.visited.zip(shown.found).map(|(visited, found)| w::swept(lang, visited, found));
                let body = html! { @if let Some(figures) = figures { p { (figures) } } p { (said(text)) } };
                parts::card(w::said(lang), None, None, parts::inside(body))
            }
            _ => html! {},
        }
    }
}

/// `Zero report 2026-10-02`
fn title(lang: Lang, it: &SpecialDuty) -> String {
    let sort = special_sort::of(lang, it.sort.word());
    if it.sort == Sort::ZeroReport { format!("{sort} {}", it.day) } else { sort.to_owned() }
}

static NOTHING: Step<Duties, Nothing> = Step {
    name: "nothing",
    word: "nothing",
    act: REPORT,
    write: ["special_duty.nothing", "special_duty.nothing by program"],
    doc: "There is nothing to report of this day",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::nothing(tx, ctx, id, cmd),
};

static REPORTING: Step<Duties, Report> = Step {
    name: "report",
    word: "day_report",
    act: REPORT,
    write: ["special_duty.report", "special_duty.report by program"],
    doc: "What is to be reported of this day, or why a roster was not filled",
    fields: &[must("text", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::report(tx, ctx, id, cmd),
};

static SWEEPING: Step<Duties, ReportSweep> = Step {
    name: "sweep",
    word: "sweep_report",
    act: REPORT,
    write: ["special_duty.report_sweep", "special_duty.report_sweep by program"],
    doc: "The sweep is done: places visited, hazards found, and what it came to",
    fields: &[must("visited", Kind::Text), must("found", Kind::Text), must("text", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::report_sweep(tx, ctx, id, cmd),
};

static LOOKING: Step<Duties, Look> = Step {
    name: "look",
    word: "look",
    act: LOOK,
    write: ["special_duty.look", "special_duty.look by program"],
    doc: "Somebody who did not report the sweep accepts it or sends it back",
    fields: &[must("result", Kind::Choice(verdicts)), may("note", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::look(tx, ctx, id, cmd),
};

static WAIVING: Step<Duties, Waive> = Step {
    name: "waiver",
    word: "waiver",
    act: WAIVE,
    write: ["special_duty.waive", "special_duty.waive by program"],
    doc: "Nothing is owed here any more, with a reason; nobody lets their own organisation off",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::waive(tx, ctx, id, cmd),
};

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::GET, "/special-duties/{id}", VIEW, show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::GET, "/special-duties/{id}", VIEW, get, doc())
        .and(NOTHING.routes("/special-duties/{id}/nothing"))
        .and(REPORTING.routes("/special-duties/{id}/report"))
        .and(SWEEPING.routes("/special-duties/{id}/sweep"))
        .and(LOOKING.routes("/special-duties/{id}/look"))
        .and(WAIVING.routes("/special-duties/{id}/waiver"))
}

struct Shown {
    it: SpecialDuty,
    duty_opens: bool,
    organisation: String,
    reported_by: Option<String>,
    /// Hazards on record that they found in the days of the period; none where the visitor may not see hazards.
    found_by: Option<Figure>,
    story: Vec<Told<Fact>>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: SpecialDutyId, sources: &Sources) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let names = registry::query::organisation_full_names(r, ctx, &[it.organisation])?;
    let found_by = match it.sort {
        Sort::Sweep => {
            let period = period::load(r, &ctx.beyond_scope(), it.period)?;
            (sources.found_by)(r, ctx, &period, it.organisation)?
        }
        Sort::ZeroReport | Sort::Roster => None,
    };
    Ok(Shown {
        duty_opens: obligation::query::opens(r, ctx, it.obligation)?,
        organisation: names.get(&it.organisation).cloned().unwrap_or_default(),
        reported_by: registry::forms::person(r, ctx, it.reported_by)?,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        found_by,
        it,
    })
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(sources): Extension<Sources>,
    screen: Screen,
    Path(id): Path<SpecialDutyId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id, &sources)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let title = title(lang, it);
    let marks = html! { span.muted lang="zh-CN" { (shown.organisation) } " " (state_mark(lang, it.standing(ctx.now))) };
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, one)).collect();
    let body = html! {
        (parts::head(&title, marks, parts::print_button(lang)))
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &ctx, &shown))))
        (parts::card(sw::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, buttons(&screen, &ctx, it)))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title.as_str())];
    Ok(screen.page(&title, &crumbs, body))
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let mut rows = vec![
        (
            w::period(lang),
            html! { a href=(format!("{}/{}", period::PATH, it.period)) lang="zh-CN" { (it.period_title.as_str().unwrap_or("--")) } },
        ),
        (w::organisation(lang), html! { span lang="zh-CN" { (shown.organisation) } }),
        (w::due(lang), parts::due_on_case(lang, it.due, ctx.now, !it.state.is_owners())),
    ];
    if shown.duty_opens {
        let link = html! { a href=(format!("/obligations/{}", it.obligation)) { (w::duty_link(lang)) } };
        rows.push((w::duty(lang), link));
    }
    if it.reported_at.is_some() {
        rows.push((
            w::reported(lang),
            html! { (at_by(it.reported_at, shown.reported_by.as_ref())) @if it.late { " " (parts::bad_tag(w::was_late(lang))) } },
        ));
        rows.push(match &it.text {
            Some(text) => (w::said(lang), said(text)),
            None => (w::said(lang), html! { (said_text(lang, it)) }),
        });
    }
    if let Some((visited, found)) = it.visited.zip(it.found) {
        rows.push((w::figures(lang), html! { (w::swept(lang, visited, found)) }));
    }
    if let Some(figure) = &shown.found_by {
        let n = page::format::count(figure.n);
        rows.push((
            w::on_record(lang),
            html! { @match &figure.list { Some(list) => a href=(list) { (n) }, None => (n) } },
        ));
    }
    if let Some(note) = &it.note {
        rows.push((sw::note(lang), said(note)));
    }
    rows
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = special_duty_fact::of(lang, ledger::Fact::kind(fact));
    let (what, quote, back) = match fact {
        Fact::Swept { visited, found, text } => {
            (html! { (word) " " (w::swept(lang, *visited, *found)) }, Some(text), false)
        }
        Fact::Reported { text: None } => (html! { (w::nothing_to_report(lang)) }, None, false),
        Fact::Reported { text } => (html! { (word) }, text.as_ref(), false),
        Fact::Accepted { note } => (html! { (word) }, note.as_ref(), false),
        Fact::Returned { reason, .. } | Fact::Lapsed { reason } | Fact::Waived { reason } => {
            (html! { (word) }, Some(reason), true)
        }
        Fact::Asked(_) | Fact::Filled => (html! { (word) }, None, false),
    };
    entry(one, what, quote, back)
}

/// Only what this visitor may do to it as it stands.
fn buttons(screen: &Screen, ctx: &Ctx, it: &SpecialDuty) -> Markup {
    let lang = screen.lang();
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let owes = |sort| ctx.may(REPORT) && must_owe(it, ctx, &[sort]).is_ok();
    html! {
        @if it.state.is_open() && ctx.may(WAIVE) {
            (parts::link_button(attention_act::of(lang, "waiver"), &path("waiver"))) " "
        }
        @if owes(Sort::ZeroReport) || owes(Sort::Roster) {
            (parts::link_button(attention_act::of(lang, "day_report"), &path("report"))) " "
        }
        (nothing_button(screen, ctx, it))
        @if owes(Sort::Sweep) { (parts::primary_link(attention_act::of(lang, "sweep_report"), &path("sweep"))) }
        @if ctx.may(LOOK) && may_look(it, ctx).is_ok() {
            (parts::primary_link(attention_act::of(lang, "look"), &path("look")))
        }
    }
}

/// One thing that is owed, for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SpecialDutyAnswer {
    #[schema(value_type = String)]
    id: SpecialDutyId,
    version: i64,
    #[schema(value_type = String)]
    period: SpecialPeriodId,
    /// `sweep`, `zero_report`, `roster`
    sort: String,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    #[schema(value_type = String)]
    day: Day,
    #[schema(value_type = String)]
    obligation: obligation::ObligationId,
    #[schema(value_type = String)]
    due: Instant,
    /// `owed`, `missing`, `reported`, `in_time`, `late`, `lapsed`, `waived`
    state: String,
    late: bool,
    /// It was reported that there is nothing.
    nothing: bool,
    visited: Option<i64>,
    found: Option<i64>,
    text: Option<String>,
    #[schema(value_type = Option<String>)]
    reported_at: Option<Instant>,
    note: Option<String>,
}

pub(super) fn answer(it: &SpecialDuty, now: Instant) -> SpecialDutyAnswer {
    SpecialDutyAnswer {
        id: it.id,
        version: it.version,
        period: it.period,
        sort: it.sort.word().to_owned(),
        organisation: it.organisation,
        day: it.day,
        obligation: it.obligation,
        due: it.due,
        state: it.standing(now).word().to_owned(),
        late: it.late,
        nothing: it.nothing,
        visited: it.visited,
        found: it.found,
        text: known(it.text.as_ref()),
        reported_at: it.reported_at,
        note: known(it.note.as_ref()),
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<SpecialDutyId>,
) -> Reply<Json<SpecialDutyAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?, ctx.now))).await?))
}

fn doc() -> Doc {
    Doc::new("One sweep, daily report or roster that is owed in a special period").returns::<SpecialDutyAnswer>()
}
