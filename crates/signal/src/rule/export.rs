//! The list of rules on its way out.

use kernel::{Ctx, Error, Identity as _, Lang};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::detail::VIEW;
use super::list::{PATH, conditions, fetch, period, span, target, thresholds, what};
use super::query::Filter;
use super::{SignalRule, State, model};
use crate::words::{signal_rule as w, signal_rule_state, signal_rule_view};

pub const SIGNAL_RULES: ExportList =
    ExportList { name: "signal_rules", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![signal_rule_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter)));
    let columns = vec![
        Column::text("code", w::code(lang)).width(16),
        Column::text("title", w::name(lang)).width(28),
        Column::text("what", w::what(lang)).width(24),
        Column::text("thresholds", w::thresholds(lang)).width(44),
        Column::text("target", w::target(lang)).width(24),
        Column::text("period", w::period(lang)).width(24),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| signal_rule_state::of(lang, it.word()))),
        Column::text("times", w::times(lang)).width(40),
        Column::text("basis", w::basis(lang)).width(40),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

/// How long it must be passed, and kept, and how late a reading may come; the parameters of a model, where it has one.
fn times(lang: Lang, it: &SignalRule) -> String {
    let said = &it.said;
    let of = |label: &str, minutes| format!("{label} {}", span(lang, minutes));
    let all = [
        of(w::hold(lang), said.hold_minutes),
        of(w::clear(lang), said.clear_minutes),
        of(w::lateness(lang), said.lateness_minutes),
    ];
    let all = all.into_iter().chain(Some(model::said(lang, &it.said)).filter(|it| !it.is_empty()));
    all.collect::<Vec<_>>().join("; ")
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let cells = vec![
                text(&format!("{} {}", it.code, w::edition_n(lang, it.edition))),
                text(it.title()),
                text(&what(lang, it)),
                text(&thresholds(lang, it).join(" ")),
                text(&target(lang, it, &listed.townships)),
                text(&period(lang, it)),
                text(signal_rule_state::of(lang, it.state.word())),
                text(&times(lang, it)),
                text(it.said.basis.as_str().unwrap_or_default()),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
