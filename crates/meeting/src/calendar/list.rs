//! The calendar of a year: each kind with its periods, which has its meeting, which is owed, which is late; and the rules.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::said;
use serde::Serialize;

use super::query;
use super::reckon::{label, part};
use super::web::{PeriodAnswer, RULES, SET, answer};
use super::{MeetingPeriodId, MeetingRule, Period, PeriodState, Standing};
use crate::model::{Kind, MeetingId};
use crate::web::Visitor;
use crate::words::{UNKNOWN, every, meeting as w, meeting_kind, period_standing};

pub(crate) const PATH: &str = "/meeting-calendar";
pub(crate) const PERIODS: &str = "/meeting-periods";

pub(crate) struct Year {
    pub year: i16,
    pub periods: Vec<Period>,
    pub convened: HashMap<MeetingPeriodId, (MeetingId, String)>,
    pub rules: Vec<MeetingRule>,
    pub names: HashMap<OrganisationId, String>,
    /// The years that have periods.
    years: Option<(i16, i16)>,
}

impl Year {
    pub fn name(&self, id: OrganisationId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }
}

/// The year of the address, else this one.
pub(crate) fn year_of(ctx: &Ctx, query: &Values) -> i16 {
    query.reads("year").filter(|it| (1990..=2100).contains(it)).unwrap_or(ctx.now.day().year())
}

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, year: i16) -> Result<Year, Error> {
    let (periods, rules) = (query::of_year(r, ctx, year)?, query::rules(r, ctx)?);
    let bodies: Vec<_> = periods.iter().map(|it| it.owner).chain(rules.iter().map(|it| it.said.owner)).collect();
    Ok(Year {
        convened: query::convened(r, ctx, year)?,
        names: registry::query::organisation_names(r, ctx, &bodies)?,
        years: query::years(r, ctx)?,
        year,
        periods,
        rules,
    })
}

/// `2026年第三季度安全生产专题会议`
pub(crate) fn period_name(lang: Lang, it: &Period) -> String {
    w::period_name(lang, label(lang, it.every, it.first), meeting_kind::of(lang, it.kind.word()))
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let year = year_of(&ctx, &query);
    let asked = Arc::clone(&ctx);
    let it = db.read(move |r| fetch(r, &asked, year)).await?;
    let lang = screen.lang();
    let title = w::calendar(lang);
    let summary = summary(lang, &ctx, &it);
    let body = html! {
        (parts::head(title, html! { span.muted { (w::of_year(lang, year)) } }, html! {
            (parts::link_button(w::rules(lang), RULES))
        }))
        (years(lang, &it))
        (board(lang, &ctx, &it))
        (list::list(html! {
            (list::tools(html! {}, &summary, html! { (list::export_link(lang, PATH, &query)) (parts::print_button(lang)) }))
            @if it.periods.is_empty() { (parts::empty(w::periods_nothing(lang), w::periods_nothing_text(lang), html! {
                @if ctx.may(SET) && it.rules.is_empty() { (parts::primary_link(w::set_rule(lang), &format!("{RULES}/new"))) }
            })) }
            @else { (table(lang, &ctx, &it)) }
        }))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), "/meetings"), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn summary(lang: Lang, ctx: &Ctx, it: &Year) -> String {
    let of = |wanted: Standing| it.periods.iter().filter(|one| one.standing(ctx.now) == wanted).count();
    let done = of(Standing::InTime) + of(Standing::DoneLate);
    w::calendar_summary(lang, it.periods.len(), done, of(Standing::Owed), of(Standing::Late))
}

fn years(lang: Lang, it: &Year) -> Markup {
    let Some((first, last)) = it.years else { return html! {} };
    let tab = |year: i16| parts::Tab {
        label: year.to_string(),
        href: format!("{PATH}?year={year}"),
        current: year == it.year,
    };
    parts::tabs(lang, &(first..=last.max(first)).rev().map(tab).collect::<Vec<_>>())
}

pub(super) fn standing_mark(lang: Lang, it: Standing) -> Markup {
    let word = period_standing::of(lang, it.word());
    match it {
        Standing::Late => parts::bad_tag(word),
        Standing::DoneLate => html! { (parts::status(parts::Ring::Full, word)) },
        Standing::InTime => parts::status(parts::Ring::Full, word),
        Standing::Owed => parts::status(parts::Ring::Empty, word),
        Standing::Waived => parts::status(parts::Ring::Back, word),
    }
}

/// One row a kind, one cell a period: the year at a glance.
fn board(lang: Lang, ctx: &Ctx, it: &Year) -> Markup {
    let kinds: Vec<Kind> =
        Kind::ALL.iter().copied().filter(|kind| it.periods.iter().any(|one| one.kind == *kind)).collect();
    if kinds.is_empty() {
        return html! {};
    }
    let cell = |one: &Period| {
        let (standing, short) = (one.standing(ctx.now), part(lang, one.every, one.first));
        html! {
            li.silent[standing == Standing::Late] {
                b { a href=(format!("{PERIODS}/{}", one.id)) { (short) } }
                span { (standing_mark(lang, standing)) }
            }
        }
    };
    parts::card(
        w::year_board(lang),
        None,
        None,
        parts::inside(html! {
            @for kind in kinds {
                h3 { (meeting_kind::of(lang, kind.word())) }
                ul.towns { @for one in it.periods.iter().filter(|one| one.kind == kind) { (cell(one)) } }
            }
        }),
    )
}

fn table(lang: Lang, ctx: &Ctx, it: &Year) -> Markup {
    let columns = [
        Column::title(w::period(lang)),
        Column::text(w::kind(lang)),
        Column::text(w::owner(lang)),
        Column::day(w::due(lang)),
        Column::text(w::state(lang)),
        Column::text(w::done_by(lang)),
        Column::day(w::done_at(lang)),
    ];
    let row = |one: &Period| {
        let standing = one.standing(ctx.now);
        Row::new(vec![
            list::title_cell(&label(lang, one.every, one.first), &format!("{PERIODS}/{}", one.id)),
            html! { span.nowrap { (meeting_kind::of(lang, one.kind.word())) } },
            html! { span lang="zh-CN" { (it.name(one.owner)) } },
            html! { (page::format::instant(one.due)) },
            standing_mark(lang, standing),
            done_by(lang, it, one),
            html! { @match one.done_at { Some(at) => (page::format::instant(at)), None => (parts::dash()) } },
        ])
        .late(standing == Standing::Late)
    };
    list::table(w::calendar(lang), &columns, &it.periods.iter().map(row).collect::<Vec<_>>())
}

/// The meeting that counts or is convened, the report, or the reason it was given up.
fn done_by(lang: Lang, it: &Year, one: &Period) -> Markup {
    match (it.convened.get(&one.id), &one.document, &one.note) {
        (Some((id, title)), ..) => html! {
            a href=(format!("/meetings/{id}")) lang="zh-CN" { (title) }
            @if one.state == PeriodState::Owed { " " span.muted { (w::convened_only(lang)) } }
        },
        (None, Some(document), _) => said(document),
        (None, None, Some(note)) => said(note),
        (None, None, None) => parts::dash(),
    }
}

/// The same in words.
pub(super) fn done_by_text(it: &Year, one: &Period) -> String {
    let words = it.convened.get(&one.id).map(|(_, title)| title.clone());
    let known = [&one.document, &one.note].into_iter().flatten().find_map(|it| it.as_str().map(str::to_owned));
    words.or(known).unwrap_or_default()
}

/// The periods of a year for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CalendarAnswer {
    year: i16,
    periods: Vec<PeriodAnswer>,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<CalendarAnswer>> {
    let year = year_of(&ctx, &query);
    let read = move |r: &Reader<'_>| {
        let periods = query::of_year(r, &ctx, year)?;
        Ok(CalendarAnswer { year, periods: periods.iter().map(|it| answer(it, ctx.now)).collect() })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new(
        "The calendar of meetings and reports of a year: which period has had its own, which is owed, which is late",
    )
    .returns::<CalendarAnswer>()
    .query("year", "this year without it")
}

pub(super) async fn show_rules(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    let asked = Arc::clone(&ctx);
    let it = db.read(move |r| fetch(r, &asked, asked.now.day().year())).await?;
    let lang = screen.lang();
    let title = w::rules(lang);
    let body = html! {
        (parts::head(title, html! {}, html! {
            @if ctx.may(SET) { (parts::primary_link(w::set_rule(lang), &format!("{RULES}/new"))) }
        }))
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, it.rules.len() as u64), html! {
                (list::export_link(lang, RULES, &Values::default())) (parts::print_button(lang))
            }))
            @if it.rules.is_empty() { (parts::empty(w::rules_nothing(lang), w::rules_nothing_text(lang), html! {})) }
            @else { (rule_table(lang, &ctx, &it)) }
        }))
    };
    let crumbs = [
        Crumb::here(w::section(lang)),
        Crumb::link(w::title(lang), "/meetings"),
        Crumb::link(w::calendar(lang), PATH),
        Crumb::here(title),
    ];
    Ok(screen.page(title, &crumbs, body))
}

/// `每季度，期末前 5 天`
pub(super) fn asks(lang: Lang, it: &MeetingRule) -> String {
    match it.said.days_before {
        0 => w::asks_last_day(lang, every::of(lang, it.said.every.word())),
        days => w::asks(lang, every::of(lang, it.said.every.word()), days),
    }
}

pub(super) fn until(it: &MeetingRule) -> String {
    it.said.to.map_or(UNKNOWN.to_owned(), |day| day.to_string())
}

fn rule_table(lang: Lang, ctx: &Ctx, it: &Year) -> Markup {
    let columns = [
        Column::text(w::kind(lang)),
        Column::text(w::asked_for(lang)),
        Column::text(w::owner(lang)),
        Column::day(w::from(lang)),
        Column::day(w::to(lang)),
        Column::text(w::source(lang)),
        Column::acts(""),
    ];
    let row = |rule: &MeetingRule| {
        let ended = rule.said.to.is_some_and(|to| to < ctx.now.day());
        Row::new(vec![
            html! { (meeting_kind::of(lang, rule.said.sort.word())) },
            html! { (asks(lang, rule)) },
            html! { span lang="zh-CN" { (it.name(rule.said.owner)) } },
            html! { (rule.said.from) },
            html! { (until(rule)) },
            html! { span lang="zh-CN" { (rule.said.source) } },
            html! { @if ctx.may(SET) && !ended { (parts::small_link(w::end_rule(lang), &format!("{RULES}/{}/ending", rule.id))) } },
        ])
    };
    list::table(w::rules(lang), &columns, &it.rules.iter().map(row).collect::<Vec<_>>())
}
