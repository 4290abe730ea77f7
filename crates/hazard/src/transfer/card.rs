//! On the page of a hazard: the offers to hand it over, and what became of each.

use kernel::{Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::{format, parts};

use super::list::{PATH, decided, names, state_mark, wrapped};
use super::query::{self, Line, OF_ONE};
use crate::model::HazardId;
use crate::web::Names;
use crate::words::transfer as w;

#[derive(Default)]
pub(crate) struct Shown {
    lines: Vec<Line>,
    names: Names,
    /// The address of all of them, where there are more than are shown.
    all: Option<String>,
}

impl Shown {
    /// For those who loaded the hazard.
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Shown, Error> {
        let mut lines = query::of_hazard(r, ctx, hazard)?;
        let all = (lines.len() > OF_ONE as usize).then(|| format!("{PATH}?hazard={hazard}"));
        lines.truncate(OF_ONE as usize);
        let names =
            if lines.is_empty() { Names::default() } else { names(r, ctx, lines.iter().map(|line| &line.transfer))? };
        Ok(Shown { lines, names, all })
    }

    /// An offer waits for its answer or its decision.
    pub fn waits(&self) -> bool {
        self.lines.iter().any(|line| line.transfer.state.is_open())
    }
}

pub(crate) fn card(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    if shown.lines.is_empty() {
        return html! {};
    }
    let opens = ctx.may(kernel::Act("transfer.view"));
    let name = |organisation| shown.names.organisation(Some(organisation));
    let body = html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::offered(lang)) } th scope="col" { (w::sides(lang)) }
            th scope="col" { (w::state(lang)) } th scope="col" { (w::why_refused(lang)) } th scope="col" { (w::decided(lang)) }
        } }
        tbody { @for Line { transfer: it, .. } in &shown.lines { tr {
            td.nowrap data-label=(w::offered(lang)) {
                @if opens { a href=(format!("{PATH}/{}", it.id)) { (format::instant(it.offered_at)) } }
                @else { (format::instant(it.offered_at)) }
            }
            td data-label=(w::sides(lang)) { span.wrap { (name(it.from)) " → " (name(it.to)) } }
            td data-label=(w::state(lang)) { (state_mark(lang, it.state)) }
            td data-label=(w::why_refused(lang)) { (wrapped(it.refusal.as_ref().and_then(|text| text.as_str()))) }
            td data-label=(w::decided(lang)) { (wrapped(decided(lang, &shown.names, it).as_deref())) }
        } } }
    } };
    let all = shown.all.as_deref().filter(|_| ctx.may(kernel::Act("transfer.list")));
    parts::card(w::card(lang), None, all.map(|href| (w::all_of_it(lang), href)), body)
}
