//! The parts of a period's page.

use kernel::{Act, Ctx, Lang};
use maud::{Markup, html};
use page::list::{Column, Row, table};
use page::parts;
use registry::PostKind;
use registry::forms::{at_by, said};

use super::list::rules_text;
use super::web::Shown;
use super::{SpecialPeriod, roster};
use crate::duty::query::{Filter, tally};
use crate::duty::{self, Sort, Standing};
use crate::event;
use crate::web::{name, named};
use crate::words::{special as w, special_duty as dw, special_post, special_sort, special_standing};

/// What is missing now, on the page; the list has all.
const SHOWN: usize = 20;

/// What is opened: the rules with their hours and days.
pub(super) fn rules(lang: Lang, it: &SpecialPeriod) -> Vec<(&'static str, Markup)> {
    let mut rows = vec![
        (
            w::days(lang),
            html! { span.nowrap { (it.from) " – " (it.to) } " " span.muted { (w::days_n(lang, it.days())) } },
        ),
        (w::rules(lang), html! { (rules_text(lang, it)) }),
    ];
    if it.tightening.sweep {
        rows.push((
            w::sweep_by(lang),
            match it.tightening.sweep_by {
                Some(day) => html! { (day) },
                None => html! { (w::by_rule(lang)) },
            },
        ));
    }
    if let Some(hour) = it.tightening.report_hour {
        rows.push((w::report_hour(lang), html! { (format!("{hour:02}:00")) }));
    }
    if let Some(reason) = &it.reason {
        rows.push((w::reason(lang), said(reason)));
    }
    if let Some(document) = &it.document {
        rows.push((w::document(lang), said(document)));
    }
    rows
}

pub(super) fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let mut rows = rules(lang, it);
    let places = match shown.places.as_slice() {
        [] => html! { (w::whole_district(lang)) },
        places => html! { span lang="zh-CN" { (places.join("、")) } },
    };
    rows.insert(1, (w::places(lang), places));
    rows.push((w::drafted(lang), at_by(Some(it.drafted_at), shown.drafted_by.as_ref())));
    if it.opened_at.is_some() {
        rows.push((w::opened(lang), at_by(it.opened_at, shown.opened_by.as_ref())));
    }
    if it.closed_at.is_some() {
        rows.push((w::closed(lang), at_by(it.closed_at, None)));
    }
    if let Some(note) = &it.note {
        rows.push((w::note(lang), said(note)));
    }
    rows
}

/// Sort by sort, how much came when; each number opens its list.
pub(super) fn duties(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let tally = tally(&shown.duties, ctx.now);
    let mut columns = vec![Column::text(dw::sort(lang)), Column::number(dw::asked(lang))];
    columns.extend(Standing::ALL.iter().map(|it| Column::number(special_standing::of(lang, it.word()))));
    let may = ctx.may(Act("special_duty.view"));
    let cell = |sort: Sort, standing: Option<Standing>, n: i64| {
        let filter = Filter { standing, sort: Some(sort), period: Some(shown.it.id), ..Filter::default() };
        html! { @if n > 0 && may { a href=(filter.address()) { (n) } } @else { (n) } }
    };
    let row = |sort: Sort| {
        let of = |standing: &Standing| tally.get(&(sort, *standing)).copied().unwrap_or(0);
        let all: i64 = Standing::ALL.iter().map(of).sum();
        let mut cells = vec![html! { span.nowrap { (special_sort::of(lang, sort.word())) } }, cell(sort, None, all)];
        cells.extend(Standing::ALL.iter().map(|it| cell(sort, Some(*it), of(it))));
        Row::new(cells).late(of(&Standing::Missing) > 0)
    };
    let asked = |sort: &&Sort| tally.keys().any(|(it, _)| it == *sort);
    let rows: Vec<Row> = Sort::ALL.iter().filter(asked).map(|it| row(*it)).collect();
    let body = if rows.is_empty() {
        parts::inside(html! { p.muted { (w::nothing_owed(lang)) } })
    } else {
        table(w::duties(lang), &columns, &rows)
    };
    let list = Filter { period: Some(shown.it.id), ..Filter::default() }.address();
    parts::card(w::duties(lang), None, may.then_some((w::to_list(lang), list.as_str())), body)
}

/// Who is silent now, by deadline.
pub(super) fn missing(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let mut all: Vec<_> = shown.duties.iter().filter(|it| it.standing(ctx.now) == Standing::Missing).collect();
    all.sort_by_key(|it| (it.due, it.id));
    if all.is_empty() {
        return html! {};
    }
    let list = Filter { standing: Some(Standing::Missing), period: Some(shown.it.id), ..Filter::default() }.address();
    let body = html! {
        div.in { ul.towns {
            @for it in all.iter().take(SHOWN) {
                li.silent {
                    a href=(format!("{}/{}", duty::PATH, it.id)) { b lang="zh-CN" { (name(&shown.names, it.organisation)) } }
                    span { (special_sort::of(lang, it.sort.word())) @if it.sort == Sort::ZeroReport { " " (it.day) } }
                    span { (parts::due_on_case(lang, it.due, ctx.now, false)) }
                }
            }
        } }
    };
    parts::card(w::silent(lang), Some(all.len() as u64), Some((w::to_list(lang), list.as_str())), body)
}

/// Day by day which roster lacks whom, and who owes filling it.
pub(super) fn rosters(lang: Lang, shown: &Shown) -> Markup {
    if !shown.it.tightening.of_duty() {
        return html! {};
    }
    let columns = [
        Column::day(w::day(lang)),
        Column::text(w::roster_of(lang)),
        Column::text(w::post(lang)),
        Column::number(w::needs(lang)),
        Column::number(w::has(lang)),
    ];
    let word = |post: PostKind| special_post::of(lang, post.word());
    let row = |it: &roster::Gap| {
        Row::new(vec![
            html! { (it.day) },
            named(&shown.names, it.organisation),
            html! { (word(it.post)) },
            html! { (it.needs) },
            html! { (it.has) },
        ])
    };
    let of = &shown.rosters;
    let body = html! {
        @if of.kept.is_empty() { div.in { p.muted { (w::no_roster(lang)) } } }
        @else if of.gaps.is_empty() { div.in { p { (w::rosters_full(lang, of.kept.len())) } } }
        @else { (table(w::rosters(lang), &columns, &of.gaps.iter().map(row).collect::<Vec<_>>())) }
        @if !of.unknown.is_empty() && !of.kept.is_empty() {
            div.in { p.muted.small { (w::rosters_unknown(lang, of.unknown.len())) } }
        }
    };
    parts::card(w::rosters(lang), Some(of.gaps.len() as u64), None, body)
}

pub(super) fn events(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    if !ctx.may(Act("mass_event.view")) {
        return html! {};
    }
    let list = event::query::Filter { period: Some(shown.it.id), ..Default::default() }.address();
    let body = html! {
        @if shown.events.is_empty() { div.in { p.muted { (w::no_events(lang)) } } }
        @else { (event::table(lang, ctx, &shown.events)) }
    };
    parts::card(w::events(lang), Some(shown.events_all.unsigned_abs()), Some((w::to_list(lang), list.as_str())), body)
}

pub(super) fn asked(lang: Lang, shown: &Shown) -> Markup {
    let names: Vec<&str> = shown.asked.iter().map(|it| name(&shown.names, *it)).collect();
    let body = parts::inside(html! { p lang="zh-CN" { (names.join("、")) } });
    parts::card(w::whom(lang), Some(names.len() as u64), None, body)
}
