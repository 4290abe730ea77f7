//! Every place of a disaster in one grid: a line a place, a column an indicator, each number a link to its sheet; who has sent
//! nothing is hatched. Each township stands above its places as their sum.

use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Act, Ctx, Division, Error, Identity as _, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Condition};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::detail::{LossSheetAnswer, answer_of};
use super::query::{self, Board, Line};
use super::totals::{part_mark, times_mark};
use crate::event::{self, Disaster, DisasterId, PATH as DISASTERS};
use crate::measure::Measure;
use crate::web::Visitor;
use crate::words::{disaster as d, sheet as w};

pub(super) const PATH: &str = "/loss-sheets";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    /// Without one: the latest within reach.
    disaster: Option<DisasterId>,
    township: Option<Division>,
    pub silent: bool,
    /// All indicators, not only those with figures.
    all: bool,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            disaster: query.word("disaster", DisasterId::parse),
            township: query.reads("township"),
            silent: query.has("only", "silent"),
            all: query.has("columns", "all"),
        }
    }

    pub fn keeps(&self, line: &Line) -> bool {
        self.township.is_none_or(|it| it.contains(line.place.division))
            && (!self.silent || line.asked.is_some() && line.sheet.is_none())
    }
}

/// The disasters to choose from, the latest first.
const CHOICES: u32 = 200;

pub(super) struct Shown {
    pub it: Disaster,
    pub board: Board,
    pub measures: Vec<Measure>,
    choices: Vec<(String, String)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Option<Shown>, Error> {
    let all = event::query::list(r, ctx, &event::query::Filter::default(), 0, CHOICES)?;
    let it = match filter.disaster {
        Some(id) => event::query::one(r, ctx, id)?,
        None => match all.first() {
            Some(it) => it.clone(),
            None => return Ok(None),
        },
    };
    let board = query::board(r, ctx, &it)?;
    let measures = if filter.all { Measure::of(it.kind).collect() } else { board.spoken() };
    let choices = all.iter().map(|it| (it.id.to_string(), format!("{} {}", it.number, it.title()))).collect();
    Ok(Some(Shown { it, board, measures, choices }))
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let shown = db.read(move |r| fetch(r, &asked, &wanted)).await?;
    let lang = screen.lang();
    let crumbs =
        |last: &str| vec![Crumb::here(d::section(lang)), Crumb::link(d::title(lang), DISASTERS), Crumb::here(last)];
    let Some(shown) = shown else {
        let body = html! {
            (parts::head(w::title(lang), html! {}, html! {}))
            (list::list(html! {
                (list::tools(html! {}, &list::total(lang, 0), html! { (list::export_link(lang, PATH, &query)) }))
                (parts::empty(w::no_disaster(lang), w::no_disaster_text(lang), html! {}))
            }))
        };
        return Ok(screen.page(w::title(lang), &crumbs(w::title(lang)), body));
    };
    let lines: Vec<&Line> = shown.board.lines.iter().filter(|it| filter.keeps(it)).collect();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &shown)));
    let body = html! {
        (parts::head(shown.it.title(), html! { (event::state_mark(lang, shown.it.state)) }, html! {}))
        (event::tabs(lang, &ctx, shown.it.id, d::grid(lang)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &shown), None))
            (list::tools(chips, &list::total(lang, lines.len() as u64), html! {
                (list::export_link(lang, PATH, &query.clone().with("disaster", shown.it.id.to_string()))) (parts::print_button(lang))
            }))
            @if lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &shown, &filter, &lines)) }
        }))
    };
    Ok(screen.page(shown.it.title(), &crumbs(shown.it.title()), body))
}

fn fields(lang: Lang, query: &Values, shown: &Shown) -> Markup {
    let towns: Vec<_> = shown.board.townships.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let only = [("silent".to_owned(), w::only_silent(lang).to_owned())];
    let columns = [("all".to_owned(), w::columns_all(lang).to_owned())];
    let chosen = query.clone().with("disaster", shown.it.id.to_string());
    html! {
        (list::query_select(lang, w::disaster(lang), "disaster", &shown.choices, &chosen))
        (list::query_select(lang, w::township(lang), "township", &towns, query))
        (list::query_select(lang, w::only(lang), "only", &only, query))
        (list::query_select_from(w::columns(lang), "columns", w::columns_spoken(lang), &columns, query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, shown: &Shown) -> Vec<Condition> {
    let town = filter.township.map(|code| shown.board.names.get(&code).cloned().unwrap_or_else(|| code.to_string()));
    vec![
        (w::township(lang), "township", town),
        (w::only(lang), "only", filter.silent.then(|| w::only_silent(lang).to_owned())),
        (w::columns(lang), "columns", filter.all.then(|| w::columns_all(lang).to_owned())),
    ]
}

/// With its unit, on the screen and in the sheet that goes out.
pub(super) fn heading(lang: Lang, it: Measure) -> String {
    format!("{}（{}）", it.label(lang), it.unit(lang))
}

fn table(lang: Lang, ctx: &Ctx, shown: &Shown, filter: &Filter, lines: &[&Line]) -> Markup {
    let (board, measures) = (&shown.board, &shown.measures);
    let may_send = ctx.may(Act("loss_sheet.send")) && shown.it.state.takes_sheets();
    let whole = board.whole && filter.township.is_none() && !filter.silent;
    html! {
        div.scroll { table.tb.is-cards.is-grid.losses {
            caption.unseen { (w::title(lang)) }
            thead { tr {
                th scope="col" { (w::place(lang)) }
                th scope="col" { (w::sent_at(lang)) }
                @for it in measures { th.num scope="col" { (heading(lang, *it)) } }
            } }
            tbody {
                @for (code, name) in &board.townships {
                    @let of: Vec<&&Line> = lines.iter().filter(|it| code.contains(it.place.division)).collect();
                    @if !of.is_empty() && !filter.silent { (township(lang, shown, *code, name)) }
                    @for line in of { (one(lang, shown, line, may_send)) }
                }
            }
            @if whole {
                tfoot { tr.sum {
                    th scope="row" { (d::district(lang)) }
                    td {}
                    @for it in measures { td.num {
                        @match board.county(*it) { Some(n) => (n.shown()), None => (parts::dash()) }
                        (part_mark(lang, board.part_of_county(*it)))
                        (times_mark(lang, board, board.district(), *it))
                    } }
                } }
            }
        } }
    }
}

fn township(lang: Lang, shown: &Shown, code: Division, name: &str) -> Markup {
    let board = &shown.board;
    let (silent, asked) = board.silence_of(code);
    html! {
        tr.sum {
            th scope="row" lang="zh-CN" { (name) }
            td.nowrap { (d::heard_of(lang, asked - silent, asked)) }
            @for it in &shown.measures {
                @let sum = board.sum(code, *it);
                td.num.silent[silent > 0] data-label=(it.label(lang)) {
                    @match sum.figure() { Some(n) => { a href=(format!("{PATH}?disaster={}&township={code}", shown.it.id)) { (n.shown()) } }, None => (parts::dash()) }
                    (part_mark(lang, board.part_of(code, *it)))
                    (times_mark(lang, board, code, *it))
                    @if let Some(own) = sum.differs() { " " span.tag.is-bad title=(d::own_hint(lang)) { (d::own_says(lang, own.shown())) } }
                }
            }
        }
    }
}

/// A township stands in the grid as the sum of its villages; its own sheet is one line among them.
pub(super) fn line_name(lang: Lang, line: &Line) -> String {
    let township = line.place.division.township() == line.place.division;
    if township { w::own_of(lang, &line.name) } else { line.name.clone() }
}

fn one(lang: Lang, shown: &Shown, line: &Line, may_send: bool) -> Markup {
    let form = format!("{DISASTERS}/{}/sheets/{}", shown.it.id, line.place.division);
    html! {
        tr {
            th scope="row" lang="zh-CN" { (line_name(lang, line)) }
            @match &line.sheet {
                None => {
                    td.silent colspan=(shown.measures.len() + 1) {
                        @if may_send { a href=(form) { (w::not_sent(lang)) } } @else { (parts::silent_mark(w::not_sent(lang))) }
                    }
                },
                Some(sheet) => {
                    @let href = format!("{PATH}/{}", sheet.id);
                    td.nowrap {
                        a href=(href) { (page::format::instant(sheet.sent_at)) }
                        @if sheet.zero { " " (parts::tag(w::zero_short(lang))) }
                        @if let Some(late) = line.late() { " " (parts::tag(&d::late_by(lang, page::format::span_brief(lang, late)))) }
                    }
                    @let said = sheet.said();
                    @for it in &shown.measures {
                        td.num data-label=(it.label(lang)) { @match said.get(*it) { Some(n) => { a href=(href) { (n.shown()) } }, None => (parts::dash()) } }
                    }
                },
            }
        }
    }
}

/// The places of one disaster for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LossSheetLines {
    #[schema(value_type = Option<String>)]
    disaster: Option<DisasterId>,
    sheets: Vec<LossSheetAnswer>,
    /// Asked within reach, and nothing sent.
    #[schema(value_type = Vec<String>)]
    silent: Vec<Division>,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<LossSheetLines>> {
    let filter = Filter::from_query(&query);
    let answer = move |r: &Reader<'_>| {
        let Some(shown) = fetch(r, &ctx, &filter)? else {
            return Ok(LossSheetLines { disaster: None, sheets: Vec::new(), silent: Vec::new() });
        };
        let kept = |it: &&Line| filter.keeps(it);
        let silent = shown.board.silent().into_iter().filter(kept).map(|it| it.place.division).collect();
        let sheets = shown.board.lines.iter().filter(kept).filter_map(|it| it.sheet.clone()).map(answer_of).collect();
        Ok(LossSheetLines { disaster: Some(shown.it.id), sheets, silent })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("The sheets of one disaster by place, and who is silent")
        .returns::<LossSheetLines>()
        .query("disaster", "id of a disaster; the latest without it")
        .query("township", "twelve digits")
        .query("only", "silent: only those asked that sent nothing")
}
