//! Timetable and roadmap as a picture: topics over months, how much of each stage is closed, milestones, and today.
//!
//! It prints on A3 landscape. The table on the campaign's page says the same in figures.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use kernel::{Day, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::{Crumb, Reply, Screen, parts};

use super::detail::{self, Shown};
use super::{Visitor, crumbs, tabs};
use crate::CampaignId;
use crate::model::{Gate, Stage, Topic};
use crate::progress;
use crate::query::gate_name;
use crate::words::{campaign as w, stage};

const WIDTH: i64 = 1_400;
/// Where the time begins; names stand before it.
const LEFT: i64 = 250;
const HEAD: i64 = 74;
const ROW: i64 = 34;

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| detail::fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let body = html! {
        (parts::head(it.title(), html! {}, parts::print_button(lang)))
        (tabs(lang, id, w::roadmap(lang)))
        div.a3 { (parts::card(w::roadmap(lang), None, None, html! {
            (picture(lang, &shown, ctx.now.day()))
            p.in.muted.small { (w::roadmap_legend(lang)) }
        })) }
    };
    Ok(screen.page(w::roadmap(lang), &crumbs(lang, it, Crumb::here(w::roadmap(lang))), body))
}

/// Days to places on the axis.
struct Axis {
    from: Day,
    days: i64,
}

impl Axis {
    fn x(&self, day: Day) -> i64 {
        let at = self.from.days_until(day).clamp(0, self.days);
        LEFT + at * (WIDTH - LEFT - 20) / self.days.max(1)
    }
}

fn picture(lang: Lang, shown: &Shown, today: Day) -> Markup {
    let axis = Axis { from: shown.it.from, days: shown.it.from.days_until(shown.it.to) };
    let rows = i64::try_from(shown.topics.len()).unwrap_or(0);
    let bottom = HEAD + rows * ROW;
    let milestones: Vec<&Gate> = shown.gates.iter().filter(|it| it.stage.is_none()).collect();
    let height = bottom + 34;
    html! {
        figure.chart tabindex="0" {
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(w::roadmap(lang)) {
                @for gate in shown.gates.iter().filter(|it| it.stage.is_some()) { (band(lang, &axis, gate, bottom)) }
                @for day in quarters(&axis, shown.it.to) {
                    line.grid x1=(axis.x(day)) x2=(axis.x(day)) y1=(HEAD - 18) y2=(bottom) {}
                    text x=(axis.x(day)) y=(HEAD - 22) { (format!("{}-{:02}", day.year(), day.month())) }
                }
                @for (n, topic) in (0_i64..).zip(&shown.topics) { (row(&axis, shown, topic, HEAD + n * ROW)) }
                @for it in milestones { (milestone(lang, &axis, it, bottom)) }
                @if shown.it.from <= today && today <= shown.it.to {
                    line.curve x1=(axis.x(today)) x2=(axis.x(today)) y1=(HEAD - 18) y2=(bottom) {}
                    text.say x=(axis.x(today)) y=(bottom + 28) { (w::today(lang)) }
                }
            }
        }
    }
}

fn quarters(axis: &Axis, to: Day) -> Vec<Day> {
    let first = axis.from.year();
    let all = (first..=to.year()).flat_map(|year| [1, 4, 7, 10].map(|month| Day::new(year, month, 1)));
    all.flatten().filter(|day| axis.from <= *day && *day <= to).collect()
}

/// A stage across all topics, its name above, a line where it ends.
fn band(lang: Lang, axis: &Axis, gate: &Gate, bottom: i64) -> Markup {
    let (from, to) = (axis.x(gate.from), axis.x(gate.to));
    let passed = if gate.passed_at.is_some() { "f-done" } else { "f-track" };
    html! {
        rect class=(passed) x=(from) y="8" width=((to - from - 2).max(2)) height="6" {}
        text.say x=(i64::midpoint(from, to)) y="30" { (gate.stage.map_or("", |it| stage::of(lang, it.word()))) }
        line.limit x1=(to) x2=(to) y1="8" y2=(bottom) {}
    }
}

/// One topic: a bar for each stage, filled as far as its parts are closed.
fn row(axis: &Axis, shown: &Shown, topic: &Topic, y: i64) -> Markup {
    let bar = |gate: &Gate, stage: Stage| {
        let of = shown.cells.iter().filter(|it| it.topic == topic.no && it.stage == stage);
        let tally = progress::sum(of);
        let (from, to) = (axis.x(gate.from) + 2, axis.x(gate.to) - 3);
        let width = (to - from).max(1);
        let filled = width * tally.closed / tally.parts.max(1);
        html! {
            @if tally.parts > 0 {
                rect.f-track x=(from) y=(y + 10) width=(width) height="14" {}
                rect class=(if tally.late > 0 { "f-late" } else { "f-lan" }) x=(from) y=(y + 10) width=(filled) height="14" {}
                text x=(i64::midpoint(from, to)) y=(y + 8) { (tally.closed) "/" (tally.parts) }
            }
        }
    };
    html! {
        text.at x="0" y=(y + 21) { (topic.title()) }
        line.grid x1="0" x2=(WIDTH - 20) y1=(y + ROW) y2=(y + ROW) {}
        @for gate in &shown.gates { @if let Some(stage) = gate.stage { (bar(gate, stage)) } }
    }
}

fn milestone(lang: Lang, axis: &Axis, gate: &Gate, bottom: i64) -> Markup {
    let x = axis.x(gate.to);
    let passed = if gate.passed_at.is_some() { "f-done" } else { "f-ink" };
    html! {
        path class=(passed) d=(format!("M{x} {} l7 8 l-7 8 l-7 -8 z", bottom + 2)) {}
        text x=(x - 12) y=(bottom + 28) { (gate_name(lang, gate)) }
    }
}
