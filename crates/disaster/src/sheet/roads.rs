//! Roads that are cut, of all sheets of a disaster together: which road and section, since when, and when it was open again.
//!
//! Each stands with the place that says it; a road that two places say stands twice. Not here: how a sheet takes them.

use std::collections::HashMap;

use kernel::{Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::parts;
use registry::forms::said;

use super::query::{Board, Line, of_disaster};
use super::{LossSheet, Road};
use crate::event::DisasterId;
use crate::words::sheet as w;

/// Nothing where no sheet speaks of one.
pub(crate) fn card(lang: Lang, board: &Board) -> Markup {
    let mut cut: Vec<(&Line, &LossSheet, &Road)> = board
        .lines
        .iter()
        .filter_map(|line| Some((line, line.sheet.as_ref()?)))
        .flat_map(|(line, sheet)| sheet.roads.iter().map(move |road| (line, sheet, road)))
        .collect();
    // What is still cut first, then the longest ago.
    cut.sort_by_key(|(_, _, road)| (road.to.is_some(), road.from));
    if cut.is_empty() {
        return html! {};
    }
    parts::card(
        w::roads(lang),
        Some(cut.len() as u64),
        None,
        html! {
            div.scroll { table.tb.is-cards {
                caption.unseen { (w::roads(lang)) }
                thead { tr {
                    th scope="col" { (w::road_section(lang)) } th scope="col" { (w::place(lang)) }
                    th scope="col" { (w::road_since(lang)) } th scope="col" { (w::road_open(lang)) }
                } }
                tbody {
                    @for (line, sheet, road) in cut {
                        tr {
                            td data-label=(w::road_section(lang)) lang="zh-CN" { (said(&road.road)) }
                            td data-label=(w::place(lang)) lang="zh-CN" { a href=(format!("/loss-sheets/{}", sheet.id)) { (line.name) } }
                            td.nowrap data-label=(w::road_since(lang)) { (page::format::instant(road.from)) }
                            td.nowrap data-label=(w::road_open(lang)) {
                                @match road.to { Some(to) => (page::format::instant(to)), None => (parts::bad_tag(w::still_cut(lang))) }
                            }
                        }
                    }
                }
            } }
        },
    )
}

/// Of each of these disasters, as far as the visitor reaches; those still cut first.
pub fn cut(r: &Reader<'_>, ctx: &Ctx, ids: &[DisasterId]) -> Result<HashMap<DisasterId, Vec<Road>>, Error> {
    let mut all = HashMap::new();
    for id in ids {
        let sheets = of_disaster(r, ctx, *id)?.into_iter().filter(|it| !it.withdrawn);
        let mut roads: Vec<Road> = sheets.flat_map(|it| it.roads).collect();
        roads.sort_by_key(|it| (it.to.is_some(), it.from));
        all.insert(*id, roads);
    }
    Ok(all)
}
