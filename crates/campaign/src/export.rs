//! The list of campaigns on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use crate::model::{PlanState, State};
use crate::query::{Filter, gate_name};
use crate::web::{PATH, VIEW, list};
use crate::words::{campaign as w, campaign_state, member as mw, plan_state, task as tw};

pub const CAMPAIGNS: ExportList = ExportList { name: "campaigns", path: PATH, act: VIEW, head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let columns = vec![
        Column::text("number", w::number(lang)).width(10),
        Column::text("title", w::name(lang)).width(48),
        Column::text("time", w::time(lang)).width(26),
        Column::text("stage", w::stage_now(lang)).width(16),
        Column::choice("plan", w::plan(lang), PlanState::ALL.iter().map(|it| plan_state::of(lang, it.word()))),
        Column::text("closed", tw::parts_closed(lang)).width(14),
        Column::number("late", w::late_parts(lang)),
        Column::text("gaps", mw::gaps(lang)).width(16),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| campaign_state::of(lang, it.word()))),
        Column::text("plan_number", w::plan_number(lang)).width(20),
        Column::text("goal", w::goal(lang)).width(48),
    ];
    let said = vec![campaign_state::of(lang, filter.state.map_or("all", State::word)).to_owned()];
    Ok(ListHead { title: w::title(lang).to_owned(), said, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    for line in list::lines(r, ctx, &Filter::from_query(query))? {
        let it = &line.it;
        let goal = it.goal.as_ref().and_then(|it| it.as_str()).unwrap_or_default();
        let cells = vec![
            text(&it.number),
            text(it.title.as_str().unwrap_or_default()),
            text(&format!("{} – {}", it.from, it.to)),
            text(&line.now.as_ref().map_or(w::all_passed(lang).to_owned(), |gate| gate_name(lang, gate))),
            text(plan_state::of(lang, it.plan.word())),
            text(&format!("{}/{}", line.tally.closed, line.tally.parts)),
            paper::Value::Number(line.tally.late as f64),
            text(&list::gaps_text(lang, line.gaps)),
            text(campaign_state::of(lang, it.state.word())),
            text(it.plan_number.as_deref().unwrap_or_default()),
            text(goal),
        ];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
    }
    Ok(())
}
