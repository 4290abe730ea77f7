//! What the page of a hazard from another ledger says besides: where it was written, what that ledger knew, and which steps
//! are only its word.

use kernel::{Lang, Personal};
use maud::{Markup, html};
use page::parts;
use page::story::Step;

use crate::model::{Fact, Hearsay};
use crate::query::Detail;
use crate::words::imported as w;

/// What the other ledger said; none for a hazard that was reported here.
pub fn hearsay(d: &Detail) -> Option<&Hearsay> {
    d.history.iter().find_map(|entry| match &entry.fact {
        Fact::Imported { said, .. } => Some(said),
        _ => None,
    })
}

/// The day of finding: other ledgers know no hour.
pub fn found(d: &Detail) -> String {
    if d.imported { d.found_at.day().to_string() } else { page::format::instant(d.found_at) }
}

/// The step of a stage that lies behind and that nobody here has done: the other ledger's word, and its day where it
/// gave one.
pub fn step(lang: Lang, d: &Detail, stage: usize, stages: usize, step: Step) -> Step {
    let day = match stage {
        0 => Some(d.found_at),
        last if last + 1 == stages => d.closed_at,
        _ => None,
    };
    Step { who: w::by(lang).to_owned(), when: day.map(|at| at.day().to_string()).unwrap_or_default(), ..step }
}

pub fn card(lang: Lang, said: &Hearsay) -> Markup {
    let text = |it: &Option<Personal<String>>| it.as_ref().and_then(|it| it.as_str()).map(str::to_owned);
    let day = |at: Option<kernel::Instant>| at.map(|at| at.day().to_string());
    let state = if said.closed { w::closed(lang) } else { w::open(lang) };
    let rows = [
        (w::place(lang), Some(w::sheet_and_row(lang, &said.sheet, said.row))),
        (w::unit(lang), Some(said.unit.clone())),
        (w::state(lang), Some(state.to_owned())),
        (w::responsible(lang), text(&said.responsible)),
        (w::due(lang), day(said.due)),
        (w::measure(lang), text(&said.measure)),
        (w::recheck(lang), text(&said.recheck)),
        (w::rechecked_at(lang), day(said.rechecked_at)),
    ];
    let known: Vec<_> = rows.into_iter().filter_map(|(label, value)| Some((label, value?))).collect();
    let facts: Vec<_> = known.iter().map(|(label, value)| (*label, html! { (value) })).collect();
    let inside = html! { p.muted.small { (w::note(lang)) } (parts::facts_single(&facts)) };
    parts::card(w::title(lang), None, None, parts::inside(inside))
}
