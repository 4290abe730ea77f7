//! The leader's page: thirty seconds, one sheet of A4, the same on paper. What happened this year beside the last, what is late,
//! what runs, and what the briefing calls problems.

use std::sync::Arc;

use axum::extract::State as Shared;
use hazard::statistics::query::Measure;
use incident::numbers::{By, Measure as Counted};
use incident::query::Filter;
use kernel::{Ctx, Day, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use meeting::resolution::query::{Filter as Resolutions, View};
use page::compare::{Known, change};
use page::parts::Tile;
use page::{Crumb, Doc, Json, Reply, Screen, format, parts};
use serde::Serialize;

use super::Visitor;
use super::briefing::shown;
use crate::Period;
use crate::text::{self, Piece, Record, fetch};
use crate::words::{briefing as b, briefing_part as part_title, leader as w, table as t};

/// One figure, for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LeaderFigure {
    pub name: String,
    pub figure: i64,
    /// It is at least so many: parts of it are not known.
    pub at_least: bool,
    /// The same days a year before, in words; empty where there is nothing to compare.
    pub change: String,
    /// Where its list is.
    pub list: String,
}

/// What the leader's page says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LeaderPage {
    /// The first of January.
    pub from: String,
    pub to: String,
    pub figures: Vec<LeaderFigure>,
    /// The paragraphs: of the situation, the campaigns and the problems.
    pub situation: Vec<Vec<Piece>>,
    pub campaigns: Vec<Vec<Piece>>,
    pub problems: Vec<Vec<Piece>>,
}

/// The first of January until today.
fn this_year(today: Day) -> Period {
    Period { from: Day::new(today.year(), 1, 1).unwrap_or(today), to: today }
}

fn made(r: &Reader<'_>, ctx: &Ctx, lang: Lang) -> Result<LeaderPage, Error> {
    let period = this_year(ctx.now.day());
    let record = fetch(r, ctx, period)?;
    let late = Resolutions { view: View::Late, ..Resolutions::default() };
    let resolutions = meeting::resolution::query::count(r, ctx, &late)?;
    let [situation, campaigns, problems] = text::summary(lang, &record);
    Ok(LeaderPage {
        from: period.from.to_string(),
        to: period.to.to_string(),
        figures: figures(lang, &record, resolutions),
        situation,
        campaigns,
        problems,
    })
}

fn figures(lang: Lang, it: &Record, late_resolutions: i64) -> Vec<LeaderFigure> {
    let (now, before) = (it.sectors.total.now, it.sectors.total.before);
    let filter = it.ask(By::Category).filter();
    let incidents = filter.address();
    let with_deaths = Filter { having: Counted::Deaths.having(), ..filter }.address();
    let hazards = |measure| it.hazard_ask().list(&[], measure).map_or(String::new(), |filter| filter.address());
    let figure = |name: &str, n: Known, change: String, list: String| LeaderFigure {
        name: name.to_owned(),
        figure: n.n,
        at_least: n.open,
        change,
        list,
    };
    let plain = |name, n: i64, list| figure(name, n.into(), String::new(), list);
    let deaths = Counted::Deaths.of(&now);
    let mut all = vec![
        figure(w::accidents(lang), now.accidents.into(), change(lang, now.accidents, before.accidents), incidents),
        figure(w::deaths(lang), deaths, change(lang, deaths, Counted::Deaths.of(&before)), with_deaths),
        plain(w::late_hazards(lang), it.hazards.total.late, hazards(Measure::Late)),
        plain(w::major_hazards(lang), it.hazards.total.major, hazards(Measure::Major)),
    ];
    if let Some((day, days)) = it.last_grave {
        all.push(plain(w::days_since(lang), days, format!("/incidents?from={day}&to={day}")));
    }
    let late_tasks: i64 = it.campaigns.iter().map(|(.., tally)| tally.late).sum();
    all.push(plain(w::late_tasks(lang), late_tasks, "/tasks?state=late".to_owned()));
    all.push(plain(w::late_resolutions(lang), late_resolutions, "/resolutions?state=late".to_owned()));
    all.push(plain(w::disasters(lang), it.disasters.len() as i64, format!("/disasters?from={}", it.period.from)));
    all
}

pub(super) async fn show(Shared(db): Shared<Db>, axum::Extension(ctx): Visitor, screen: Screen) -> Reply {
    let lang = screen.lang();
    let asked = Arc::clone(&ctx);
    let it = db.read(move |r| made(r, &asked, lang)).await?;
    let until = w::until(lang, format::instant(ctx.now));
    let tile = |one: &LeaderFigure| Tile {
        label: one.name.clone(),
        figure: html! { (format::count(one.figure)) @if one.at_least { " +?" } },
        unit: one.change.clone(),
        href: Some(one.list.clone()),
    };
    let body = html! {
        (parts::print_head(w::title(lang), &until))
        (parts::head(w::title(lang), html! { span.muted { (until) } }, html! {
            (parts::link_button(b::page_title(lang), "/briefing")) (parts::print_button(lang))
        }))
        (parts::tiles(&it.figures.iter().map(tile).collect::<Vec<_>>()))
        (card(part_title::overview(lang), &it.situation))
        (card(part_title::problems(lang), &it.problems))
        (card(part_title::campaigns(lang), &it.campaigns))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(t::section(lang)), Crumb::here(w::title(lang))], body))
}

fn card(title: &str, paragraphs: &[Vec<Piece>]) -> Markup {
    let body =
        html! { @for paragraph in paragraphs { p.in-text { @for piece in paragraph { (shown(piece, None)) } } } };
    parts::card(title, None, None, parts::inside(body))
}

pub(super) async fn get(Shared(db): Shared<Db>, axum::Extension(ctx): Visitor) -> Reply<Json<LeaderPage>> {
    let asked = Arc::clone(&ctx);
    Ok(Json(db.read(move |r| made(r, &asked, asked.lang)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("The leader's page: the year so far beside the last, what is late, and the sentences of the briefing")
        .returns::<LeaderPage>()
}
