//! The page of one edition: what it says, which devices it watches, its other editions, and what happened to it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, list as lists, parts};
use registry::field::{Kind, must};
use registry::forms::said;
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::list::{self, PATH, period, span, state_mark, target, thresholds, what};
use super::model::{Model, WetnessAnswer};
use super::{
    Discard, Fact, Per, SignalRule, SignalRuleId, State, SwitchOff, SwitchOn, act, backtest, form, model, query,
};
use crate::device::{self, Device};
use crate::web::{Told, Visitor, entry, known, told};
use crate::words::{signal as sw, signal_act, signal_per, signal_rule as w, signal_rule_fact};

pub(crate) const VIEW: Act = Act("signal_rule.view");
pub(super) const DRAFT: Act = Act("signal_rule.draft");
const SWITCH: Act = Act("signal_rule.switch");

/// Editions, as their acts need them.
struct Rules;

impl Subject for Rules {
    type Id = SignalRuleId;
    type Shown = SignalRule;
    type Answer = SignalRuleAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: SignalRuleId) -> Result<SignalRule, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: SignalRuleId) -> Result<SignalRuleAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?))
    }

    fn page(id: SignalRuleId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &SignalRule) -> Vec<Crumb> {
        vec![
            Crumb::here(sw::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.title(), Self::page(shown.id)),
        ]
    }

    fn about(shown: &SignalRule) -> &str {
        shown.title()
    }

    fn start_row(_: &SignalRule, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("SignalRuleId"))
    }

    fn above(lang: Lang, shown: &SignalRule, word: &str) -> Markup {
        match word {
            "rule_switching_on" => html! {
                (parts::card(w::says(lang), None, None, parts::facts(&says(lang, shown))))
                (backtest::view::before_switching(lang, shown))
            },
            _ => Markup::default(),
        }
    }
}

fn today(ctx: &Ctx, shown: &SignalRule, values: &mut Values) {
    values.set("version", shown.version.to_string());
    values.set("from", ctx.now.day().to_string());
}

static SWITCHING_ON: Step<Rules, SwitchOn> = Step {
    name: "switching-on",
    word: "rule_switching_on",
    act: SWITCH,
    write: ["signal_rule.switch_on", "signal_rule.switch_on by program"],
    doc: "Switch an edition on from a day, with a reason, by somebody who did not draft it",
    fields: &[must("version", Kind::Hidden), must("from", Kind::Day), must("reason", Kind::Area(3))],
    start: today,
    run: |tx, ctx, id, _, cmd| act::switch_on(tx, ctx, id, cmd),
};

static SWITCHING_OFF: Step<Rules, SwitchOff> = Step {
    name: "switching-off",
    word: "rule_switching_off",
    act: SWITCH,
    write: ["signal_rule.switch_off", "signal_rule.switch_off by program"],
    doc: "Switch an edition off from a day, with a reason, by somebody who did not draft it",
    fields: &[must("to", Kind::Day), must("reason", Kind::Area(3))],
    start: |ctx, _, values| values.set("to", ctx.now.day().to_string()),
    run: |tx, ctx, id, _, cmd| act::switch_off(tx, ctx, id, cmd),
};

static DISCARDING: Step<Rules, Discard> = Step {
    name: "discarding",
    word: "rule_discarding",
    act: DRAFT,
    write: ["signal_rule.discard", "signal_rule.discard by program"],
    doc: "Give a draft up, with a reason",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::discard(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::POST, PATH, DRAFT, form::post)
        .page(Method::GET, "/signal-rules/new", DRAFT, form::show)
        .page(Method::GET, "/signal-rules/{id}", VIEW, show)
        .page(Method::GET, "/signal-rules/{id}/draft", DRAFT, form::show_again)
        .page(Method::POST, "/signal-rules/{id}/draft", DRAFT, form::post_again)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, DRAFT, form::post_api, form::doc())
        .api(Method::GET, "/signal-rules/{id}", VIEW, get, doc())
        .api(Method::POST, "/signal-rules/{id}/draft", DRAFT, form::post_again_api, form::again_doc())
        .and(SWITCHING_ON.routes("/signal-rules/{id}/switching-on"))
        .and(SWITCHING_OFF.routes("/signal-rules/{id}/switching-off"))
        .and(DISCARDING.routes("/signal-rules/{id}/discarding"))
}

/// Chosen devices and editions that the page names.
const EDITIONS: u32 = 50;

struct Shown {
    it: SignalRule,
    townships: Vec<(kernel::Division, String)>,
    /// Those chosen one by one that lie within reach.
    devices: Vec<Device>,
    editions: Vec<SignalRule>,
    story: Vec<Told<Fact>>,
    /// Whether this visitor wrote at it, so that another must switch it.
    wrote: bool,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: SignalRuleId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let authors = act::authors(r, ctx, id)?;
    let filter = query::Filter { code: it.code.clone(), ..Default::default() };
    let seen = Ctx { scope: ctx.scope_of(Act("device.view")), ..ctx.clone() };
    Ok(Shown {
        townships: registry::query::townships(r, &ctx.beyond_scope())?,
        devices: device::query::among(r, &seen, &it.said.target.devices)?,
        editions: query::list(r, ctx, &filter, 0, EDITIONS)?,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        wrote: ctx.person().is_some_and(|it| authors.contains(&it)),
        it,
    })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<SignalRuleId>) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let marks = html! {
        span.muted { (it.code) " " (w::edition_n(lang, it.edition)) } " " (state_mark(lang, it.state))
    };
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, one)).collect();
    let mut rows = says(lang, it);
    rows.push((w::target(lang), targets(lang, &shown)));
    rows.push((w::period(lang), html! { (period(lang, it)) }));
    let found = format!("{}?rule={}&state=all", crate::condition::PATH, it.code);
    let body = html! {
        (parts::head(it.title(), marks, parts::print_button(lang)))
        (parts::card(w::says(lang), None, Some((w::conditions(lang), &found)), parts::facts(&rows)))
        (backtest::view::card(lang, &ctx, it))
        (parts::card(w::editions(lang), Some(shown.editions.len() as u64), None, editions(lang, &shown)))
        (parts::card(sw::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {
            @if shown.wrote && it.state == State::Draft { span.muted.small { (w::another_switches(lang)) } }
        }, buttons(lang, &ctx, &shown)))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.title())];
    Ok(screen.page(it.title(), &crumbs, body))
}

fn says(lang: Lang, it: &SignalRule) -> Vec<(&'static str, Markup)> {
    let time = |minutes| html! { (span(lang, minutes)) };
    let mut rows = vec![(w::what(lang), html! { (what(lang, it)) })];
    if let Some(model) = &it.said.model {
        rows.push((w::model(lang), html! { (model::in_words(lang, model)) }));
    }
    if let Some(wetness) = &it.said.wetness {
        rows.push((w::wetness(lang), html! { (model::ground_in_words(lang, wetness)) }));
    }
    rows.extend([
        (w::per(lang), html! { (per(lang, it)) }),
        (w::thresholds(lang), html! { @for one in thresholds(lang, it) { span.nowrap { (one) } br; } }),
        (w::hold(lang), time(it.said.hold_minutes)),
        (w::clear(lang), time(it.said.clear_minutes)),
        (w::lateness(lang), time(it.said.lateness_minutes)),
        (w::basis(lang), said(&it.said.basis)),
    ]);
    rows
}

fn per(lang: Lang, it: &SignalRule) -> String {
    match it.said.per_site {
        Some(it) => model::per_site_in_words(lang, it),
        None => signal_per::of(lang, Per::Device.word()).to_owned(),
    }
}

fn targets(lang: Lang, shown: &Shown) -> Markup {
    html! {
        span lang="zh-CN" { (target(lang, &shown.it, &shown.townships)) }
        @for it in &shown.devices {
            br; a href=(format!("{}/{}", device::PATH, it.id)) lang="zh-CN" { (it.said.code) " " (it.said.name) }
        }
    }
}

fn editions(lang: Lang, shown: &Shown) -> Markup {
    let columns = [
        Column::title(w::edition(lang)),
        Column::text(w::what(lang)),
        Column::text(w::thresholds(lang)),
        Column::text(w::period(lang)),
        Column::text(w::state(lang)),
    ];
    let row = |it: &SignalRule| {
        Row::new(vec![
            lists::title_cell(&w::edition_n(lang, it.edition), &format!("{PATH}/{}", it.id)),
            html! { (what(lang, it)) },
            html! { (thresholds(lang, it).join("，")) },
            html! { span.nowrap { (period(lang, it)) } },
            state_mark(lang, it.state),
        ])
    };
    lists::table(w::editions(lang), &columns, &shown.editions.iter().map(row).collect::<Vec<_>>())
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = signal_rule_fact::of(lang, ledger::Fact::kind(fact));
    let (what, quote, back) = match fact {
        Fact::SwitchedOn { from, reason } => (html! { (word) " " (from) }, Some(reason), false),
        Fact::SwitchedOff { to, reason } => (html! { (word) " " (to) }, Some(reason), true),
        Fact::Discarded { reason } => (html! { (word) }, Some(reason), true),
        Fact::Tested(it) => (html! { (word) " " (backtest::view::brief(lang, it)) }, None, false),
        Fact::Drafted(_) | Fact::Redrafted { .. } => (html! { (word) }, None, false),
    };
    entry(one, what, quote, back)
}

/// Only what this visitor may do to the edition as it stands.
fn buttons(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.it;
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let (drafts, switches) = (ctx.may(DRAFT), ctx.may(SWITCH) && !shown.wrote);
    let draft = it.state == State::Draft;
    html! {
        @if draft && drafts { (parts::grave_link(signal_act::of(lang, "rule_discarding"), &path("discarding"))) " " }
        @if draft && drafts { (parts::link_button(w::redraft(lang), &path("draft"))) " " }
        @if it.state == State::On && switches { (parts::grave_link(signal_act::of(lang, "rule_switching_off"), &path("switching-off"))) " " }
        @if matches!(it.state, State::On | State::Off) && drafts {
            (parts::link_button(w::new_edition(lang), &format!("{PATH}/new?follows={}", it.id))) " "
        }
        @if draft && switches { (parts::primary_link(signal_act::of(lang, "rule_switching_on"), &path("switching-on"))) }
    }
}

/// One edition of a rule for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SignalRuleAnswer {
    #[schema(value_type = String)]
    id: SignalRuleId,
    version: i64,
    code: String,
    edition: u32,
    title: Option<String>,
    basis: Option<String>,
    metric: String,
    /// Of the thresholds.
    unit: String,
    window_minutes: u32,
    /// `sum`, `last`, `max`, `min`, `mean`, `rise`, `rate`, `intensity_duration`, `tangent_angle`, `inverse_velocity`
    aggregate: String,
    /// Of `intensity_duration`: I = factor·D^(-exponent); of `tangent_angle` the uniform speed in mm a day.
    factor: Option<f64>,
    exponent: Option<f64>,
    shortest_minutes: Option<u32>,
    uniform_speed: Option<f64>,
    wetness: Option<WetnessAnswer>,
    /// `device`, `site`
    per: String,
    /// Of `site`: how many of its devices must agree.
    agree: Option<u32>,
    /// `above`, `below`
    direction: String,
    blue: Option<f64>,
    yellow: Option<f64>,
    orange: Option<f64>,
    red: Option<f64>,
    hold_minutes: u32,
    clear_minutes: u32,
    lateness_minutes: u32,
    /// Of devices of one kind, of one township; none of all.
    sort: Option<String>,
    township: Option<String>,
    /// How many devices were chosen one by one; 0: all that fit.
    chosen: usize,
    /// `draft`, `on`, `off`, `discarded`
    state: String,
    from: Option<String>,
    to: Option<String>,
}

pub(super) fn answer(it: &SignalRule) -> SignalRuleAnswer {
    use crate::Colour;
    let at = |colour: Colour| it.said.thresholds.iter().find(|one| one.colour == colour).map(|one| one.value.value());
    let (curve, uniform_speed) = match it.said.model {
        Some(Model::IntensityDuration { factor, exponent, shortest_minutes }) => {
            (Some((factor, exponent, shortest_minutes)), None)
        }
        Some(Model::TangentAngle { uniform_speed }) => (None, Some(uniform_speed.value())),
        None => (None, None),
    };
    SignalRuleAnswer {
        id: it.id,
        version: it.version,
        code: it.code.clone(),
        edition: it.edition,
        title: known(Some(&it.said.title)),
        basis: known(Some(&it.said.basis)),
        metric: it.said.metric.code().to_owned(),
        unit: model::unit(it.said.aggregate, it.said.metric),
        window_minutes: it.said.window_minutes,
        aggregate: it.said.aggregate.word().to_owned(),
        factor: curve.map(|it| it.0.value()),
        exponent: curve.map(|it| it.1.value()),
        shortest_minutes: curve.map(|it| it.2),
        uniform_speed,
        wetness: it.said.wetness.as_ref().map(WetnessAnswer::of),
        per: it.said.per_site.map_or(Per::Device, |_| Per::Site).word().to_owned(),
        agree: it.said.per_site.map(|it| it.agree),
        direction: it.said.direction.word().to_owned(),
        blue: at(Colour::Blue),
        yellow: at(Colour::Yellow),
        orange: at(Colour::Orange),
        red: at(Colour::Red),
        hold_minutes: it.said.hold_minutes,
        clear_minutes: it.said.clear_minutes,
        lateness_minutes: it.said.lateness_minutes,
        sort: it.said.target.sort.map(|it| it.word().to_owned()),
        township: it.said.target.township.map(|it| it.to_string()),
        chosen: it.said.target.devices.len(),
        state: it.state.word().to_owned(),
        from: it.on.as_ref().map(|it| it.day.to_string()),
        to: it.off.as_ref().map(|it| it.day.to_string()),
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<SignalRuleId>,
) -> Reply<Json<SignalRuleAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?))).await?))
}

fn doc() -> Doc {
    Doc::new("One edition of a rule of monitoring: what it says, of which devices, and when it holds")
        .returns::<SignalRuleAnswer>()
}
