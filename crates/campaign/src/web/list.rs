//! The list of campaigns, the latest first, each with how far it is and what is missing.

use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row, View};
use page::{Crumb, Query, Reply, Screen, Values, list, parts};

use super::{PATH, Visitor};
use crate::model::{Campaign, Gate, PlanState, State};
use crate::progress::{self, Tally};
use crate::query::{self, Filter, gate_name};
use crate::words::{campaign as w, campaign_state, member as mw, plan_state, task as tw};
use crate::{member, store};

pub(crate) struct Line {
    pub it: Campaign,
    /// The stage that is next to be decided; none once all are.
    pub now: Option<Gate>,
    pub tally: Tally,
    pub gaps: usize,
}

pub(crate) fn line(r: &Reader<'_>, ctx: &Ctx, it: Campaign) -> Result<Line, Error> {
    let gates = store::gates(r, ctx, it.id)?;
    let members = member::query::of(r, ctx, it.id)?;
    Ok(Line {
        now: gates.into_iter().find(|gate| gate.stage.is_some() && gate.passed_at.is_none()),
        tally: progress::total_of(r, ctx, it.id)?,
        gaps: members.iter().filter(|it| it.has_gap()).count(),
        it,
    })
}

pub(crate) fn lines(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Line>, Error> {
    query::list(r, ctx, filter)?.into_iter().map(|it| line(r, ctx, it)).collect()
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let read = move |r: &Reader<'_>| {
        let mut counts = Vec::new();
        for state in [None].into_iter().chain(State::ALL.iter().copied().map(Some)) {
            counts.push((state, query::count(r, &asked, &Filter { state })?));
        }
        Ok((lines(r, &asked, &wanted)?, counts))
    };
    let (lines, counts) = db.read(read).await?;
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(super::SET) { (parts::primary_link(w::announce(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &filter, &counts)))
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, lines.len() as u64), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &lines)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::section(lang)), Crumb::here(w::title(lang))], body))
}

fn views(lang: Lang, filter: &Filter, counts: &[(Option<State>, i64)]) -> Vec<View> {
    let view = |(state, count): &(Option<State>, i64)| View {
        label: campaign_state::of(lang, state.map_or("all", State::word)).to_owned(),
        href: Values::default().with("state", state.map_or("", State::word)).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.state == *state,
    };
    counts.iter().map(view).collect()
}

pub(crate) fn state_mark(lang: Lang, it: State) -> Markup {
    let ring = if it == State::Closed { parts::Ring::Full } else { parts::Ring::Half };
    parts::status(ring, campaign_state::of(lang, it.word()))
}

pub(crate) fn plan_mark(lang: Lang, it: PlanState) -> Markup {
    let word = plan_state::of(lang, it.word());
    match it {
        PlanState::Missing => parts::silent_mark(word),
        PlanState::Draft => parts::status(parts::Ring::Quarter, word),
        PlanState::Approved => parts::status(parts::Ring::Half, word),
        PlanState::Issued => parts::status(parts::Ring::Full, word),
    }
}

fn table(lang: Lang, lines: &[Line]) -> Markup {
    let columns = [
        Column::text(w::number(lang)).wide_only(),
        Column::title(w::name(lang)),
        Column::text(w::time(lang)),
        Column::text(w::stage_now(lang)),
        Column::text(w::plan(lang)),
        Column::number(tw::parts_closed(lang)),
        Column::number(w::late_parts(lang)),
        Column::text(mw::gaps(lang)),
        Column::text(w::state(lang)),
    ];
    let row = |line: &Line| {
        let it = &line.it;
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (it.from) " – " (it.to) } },
            match &line.now {
                Some(gate) => html! { (gate_name(lang, gate)) },
                None => html! { span.muted { (w::all_passed(lang)) } },
            },
            plan_mark(lang, it.plan),
            html! { (line.tally.closed) "/" (line.tally.parts) },
            html! { @if line.tally.late > 0 { span.late { (line.tally.late) } } @else { "0" } },
            gaps_mark(lang, line.gaps),
            state_mark(lang, it.state),
        ])
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn gaps_text(lang: Lang, gaps: usize) -> String {
    match gaps {
        0 => mw::no_gaps(lang).to_owned(),
        n => mw::gaps_n(lang, n),
    }
}

pub(crate) fn gaps_mark(lang: Lang, gaps: usize) -> Markup {
    match gaps {
        0 => html! { span.muted { (gaps_text(lang, gaps)) } },
        _ => parts::silent_mark(&gaps_text(lang, gaps)),
    }
}
