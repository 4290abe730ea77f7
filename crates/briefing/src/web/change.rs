//! What lies between two moments: by how much the totals differ, and the accidents that make the difference, each with what
//! was recorded about it.

use incident::numbers::{Ask, By, Case, Counts, Difference, MOST, address, differences, reason};
use kernel::{Ctx, Error, Instant, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{format, list, parts};

use super::grid::number;
use crate::Period;
use crate::words::table as w;

pub(super) struct Changes {
    pub moments: (Instant, Instant),
    pub differences: Vec<Difference>,
    cut: bool,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, period: Period, moments: (Instant, Instant)) -> Result<Changes, Error> {
    let ask = Ask { by: By::Category, from: period.from, to: period.to, category: None, sector: None, township: None };
    let (differences, cut) = differences(r, ctx, &ask, moments)?;
    Ok(Changes { moments, differences, cut })
}

pub(super) fn body(lang: Lang, it: &Changes) -> Markup {
    if it.differences.is_empty() {
        return parts::inside(html! { p { (w::no_change(lang)) } });
    }
    html! {
        div.in {
            @for (year_before, label) in [(false, w::this_period(lang)), (true, w::year_before(lang))] {
                @if let Some(text) = total(lang, it, year_before) { p { b { (label) } " " (text) } }
            }
            @if it.cut { p { (w::cut(lang, MOST)) } }
        }
        (rows(lang, it))
    }
}

/// By how much the totals differ, in words; none where nothing of that period differs.
fn total(lang: Lang, it: &Changes, year_before: bool) -> Option<String> {
    let mut sum = Counts::default();
    let mut any = false;
    for one in it.differences.iter().filter(|one| one.year_before == year_before) {
        sum.add(one.counts());
        any = true;
    }
    let signed = |n: f64| if n > 0.0 { format!("+{}", number(n)) } else { number(n) };
    any.then(|| {
        w::total_change(
            lang,
            signed(sum.accidents as f64),
            signed(sum.deaths as f64),
            signed(sum.injured as f64),
            signed(sum.loss_yuan as f64 / 10_000.0),
        )
    })
}

fn rows(lang: Lang, it: &Changes) -> Markup {
    let columns = [
        Column::title(w::accident(lang)),
        Column::text(w::of_period(lang)),
        Column::day(w::happened(lang)),
        Column::text(w::was(lang)),
        Column::text(w::is(lang)),
        Column::text(w::why(lang)),
    ];
    let row = |it: &Difference| {
        let of = if it.year_before { w::year_before(lang) } else { w::this_period(lang) };
        let case = it.after.as_ref().or(it.before.as_ref());
        Row::new(vec![
            list::title_cell(&it.number, &address(it.id)),
            html! { span.nowrap { (of) } },
            html! { @if let Some(case) = case { (format::instant(case.happened_at)) } },
            counted(lang, it.before.as_ref()),
            counted(lang, it.after.as_ref()),
            reasons(lang, it),
        ])
    };
    list::table(w::since_before(lang), &columns, &it.differences.iter().map(row).collect::<Vec<_>>())
}

fn counted(lang: Lang, case: Option<&Case>) -> Markup {
    let Some(case) = case else { return html! { span.muted { (w::not_counted(lang)) } } };
    let it = &case.counts;
    let known =
        |n: i64, unknown: i64| if unknown > 0 && n == 0 { w::unknown(lang).to_owned() } else { format::count(n) };
    let loss = if it.loss_unknown > 0 { w::unknown(lang).to_owned() } else { number(it.loss_yuan as f64 / 10_000.0) };
    html! { (w::counted(lang, known(it.deaths, it.deaths_unknown), known(it.injured, it.injured_unknown), loss)) }
}

fn reasons(lang: Lang, it: &Difference) -> Markup {
    html! {
        @for fact in &it.facts {
            @let (what, said) = reason(lang, &fact.fact);
            div { span.nowrap.muted { (format::instant(fact.at.effective_at)) } " " (what)
                @if let Some(said) = said { "：" span lang="zh-CN" { (said) } } }
        }
    }
}
