//! The cards of an incident's page that hold a table.

use kernel::{Ctx, Lang, Personal, Span};
use maud::{Markup, html};
use page::list::{self, Column, Row};
use page::{format, parts};

use super::PATH;
use super::acts::RECORD;
use super::detail::Shown;
use super::marks::{number, scaled};
use crate::figures::Figures;
use crate::model::{Condition, Sort, Stage};
use crate::query::{Casualty, ClockRow, Detail, Edition};
use crate::words::{act, condition, incident as w, recipient, sort};

/// Whom it has to be told to, by when, and how that went.
pub(super) fn clocks(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    if shown.detail.clocks.is_empty() {
        return html! {};
    }
    let columns = [
        Column::text(w::whom(lang)),
        Column::text(w::owes(lang)),
        Column::day(w::due(lang)),
        Column::day(w::told_at(lang)),
        Column::text(w::outcome(lang)),
    ];
    let row = |it: &ClockRow| {
        Row::new(vec![
            html! { (recipient::of(lang, it.recipient.word())) },
            html! { (shown.around.organisation(it.owner)) },
            html! { span.nowrap { (format::instant(it.due)) } },
            html! { @if let Some(at) = it.told_at { span.nowrap { (format::instant(at)) } } @else { (parts::dash()) } },
            outcome(lang, ctx, shown.detail.it.stage, it),
        ])
    };
    let rows: Vec<_> = shown.detail.clocks.iter().map(row).collect();
    parts::card(w::clocks(lang), None, None, list::table(w::clocks(lang), &columns, &rows))
}

fn outcome(lang: Lang, ctx: &Ctx, stage: Stage, it: &ClockRow) -> Markup {
    match (it.told_at, it.late_seconds.unwrap_or(0)) {
        (Some(_), 0) => parts::ticked(w::in_time(lang)),
        (Some(_), seconds) => parts::late_tag(lang, Span::seconds(seconds)),
        (None, _) if stage == Stage::Dismissed => parts::dash(),
        (None, _) => parts::due(lang, it.due, ctx.now, false),
    }
}

/// Cumulative, and new since the edition in force.
pub(super) fn figures(lang: Lang, ctx: &Ctx, it: &Detail) -> Markup {
    let signed = it.editions.iter().rev().find(|it| it.signed_at.is_some());
    let before = signed.map(|it| it.figures);
    if !it.sees_record {
        return signed_figures(lang, it);
    }
    let columns = [
        Column::text(w::figure(lang)),
        Column::number(w::now(lang)),
        Column::number(w::in_force(lang)),
        Column::number(w::new(lang)),
    ];
    let people = Condition::COUNTED.map(|one| {
        let old = before.map(|before| before.of(one).map(i64::from));
        let now = it.figures.of(one);
        line(lang, condition::of(lang, one.word()), number(lang, now), (now.map(i64::from), old), i64::to_string)
    });
    let money = |label, now: Option<i64>, old: Option<Option<i64>>| {
        line(lang, label, scaled(lang, now), (now, old), |n| crate::figures::scaled_text(*n))
    };
    let mut rows: Vec<Row> = people.into_iter().collect();
    rows.push(money(w::loss(lang), it.figures.loss_yuan, before.map(|it| it.loss_yuan)));
    if it.it.category == crate::model::Category::ForestFire {
        rows.push(money(w::area(lang), it.figures.area_m2, before.map(|it| it.area_m2)));
    }
    let evacuated = it.figures.evacuated;
    let old = before.map(|it| it.evacuated.map(i64::from));
    rows.push(line(lang, w::evacuated(lang), number(lang, evacuated), (evacuated.map(i64::from), old), i64::to_string));
    let later = it.figures.died_later;
    let note = parts::inside(html! {
        p.muted.small {
            @match signed { Some(signed) => (w::in_force_text(lang, signed.edition)), None => (w::none_in_force(lang)) }
            @if later > 0 { " " (w::died_later(lang, later)) }
        }
    });
    let right = html! { @if may_record(ctx, it) { (parts::small_link(act::of(lang, "measures"), &format!("{PATH}/{}/measures", it.it.id))) } };
    let table = html! { (list::table(w::figures(lang), &columns, &rows)) (note) };
    parts::card_with(w::figures(lang), html! {}, right, table)
}

/// For the unit: what was signed last, and nothing beside it.
fn signed_figures(lang: Lang, it: &Detail) -> Markup {
    let Some(signed) = it.editions.last() else {
        return parts::card(w::figures(lang), None, None, parts::inside(html! { p.muted { (w::none_signed(lang)) } }));
    };
    let columns = [Column::text(w::figure(lang)), Column::number(w::in_force(lang))];
    let row = |label: &str, shown: Markup| Row::new(vec![html! { (label) }, shown]);
    let people = |one: Condition| row(condition::of(lang, one.word()), number(lang, signed.figures.of(one)));
    let mut rows: Vec<Row> = Condition::COUNTED.map(people).into_iter().collect();
    rows.push(row(w::loss(lang), scaled(lang, signed.figures.loss_yuan)));
    if it.it.category == crate::model::Category::ForestFire {
        rows.push(row(w::area(lang), scaled(lang, signed.figures.area_m2)));
    }
    rows.push(row(w::evacuated(lang), number(lang, signed.figures.evacuated)));
    let note = parts::inside(html! { p.muted.small { (w::in_force_only(lang, signed.edition)) } });
    let table = html! { (list::table(w::figures(lang), &columns, &rows)) (note) };
    parts::card(w::figures(lang), None, None, table)
}

fn may_record(ctx: &Ctx, it: &Detail) -> bool {
    it.it.stage != Stage::Dismissed && ctx.may(RECORD)
}

type Pair = (Option<i64>, Option<Option<i64>>);

/// One figure; `pair` is now and in the edition in force, if there is one.
fn line(lang: Lang, label: &str, shown: Markup, pair: Pair, text: impl Fn(&i64) -> String) -> Row {
    let (now, before) = pair;
    let known = |it: Option<i64>| match it {
        Some(n) => html! { (text(&n)) },
        None => html! { span.muted { (w::unknown(lang)) } },
    };
    let difference = match (now, before) {
        (Some(now), Some(Some(before))) if now > before => html! { "+" (text(&(now - before))) },
        (Some(now), Some(Some(before))) if now < before => html! { "−" (text(&(before - now))) },
        (Some(_), Some(Some(_))) => html! { "0" },
        _ => parts::dash(),
    };
    Row::new(vec![html! { (label) }, shown, before.map_or_else(parts::dash, known), difference])
}

/// The rows behind the figures: each is one person.
pub(super) fn people(lang: Lang, ctx: &Ctx, it: &Detail) -> Markup {
    if !it.sees_record {
        return html! {};
    }
    let columns = [
        Column::text(w::no(lang)),
        Column::text(w::person(lang)),
        Column::text(w::condition(lang)),
        Column::day(w::since(lang)),
        Column::text(w::counts(lang)),
        Column::acts(w::acts(lang)),
    ];
    let may = may_record(ctx, it);
    let row = |one: &Casualty| {
        let here = format!("{PATH}/{}/casualties/{}", it.it.id, one.no);
        let acts = html! {
            @if may && one.struck.is_none() {
                (parts::small_link(act::of(lang, "casualty"), &here)) " "
                (parts::small_link(act::of(lang, "strike"), &format!("{here}/strike")))
            }
        };
        Row::new(vec![
            html! { (one.no) },
            html! { (one.name.as_ref().and_then(Personal::as_str).unwrap_or(w::unnamed(lang))) },
            html! { (condition::of(lang, one.condition.word())) },
            html! { (one.on) },
            counts(lang, one),
            acts,
        ])
    };
    let rows: Vec<_> = it.casualties.iter().map(row).collect();
    let right = html! { @if may { (parts::small_link(act::of(lang, "casualties"), &format!("{PATH}/{}/casualties", it.it.id))) } };
    let standing = it.casualties.iter().filter(|it| it.struck.is_none()).count() as u64;
    let table = html! {
        @if rows.is_empty() { (parts::inside(html! { p.muted { (w::nobody(lang)) } })) }
        @else { (list::table(w::people_title(lang), &columns, &rows)) }
    };
    parts::card_with(w::people_title(lang), parts::count_mark(standing), right, table)
}

fn counts(lang: Lang, it: &Casualty) -> Markup {
    match &it.struck {
        Some(reason) => html! { span.muted { (w::struck(lang, reason.as_str().unwrap_or("--"))) } },
        None if it.condition == Condition::Dead && !it.within => html! { span.muted { (w::too_late(lang)) } },
        None if it.condition == Condition::Safe => parts::dash(),
        None => html! { (w::counted(lang)) },
    }
}

/// Each edition with what is new in it; the last signed one is in force.
pub(super) fn editions(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.detail;
    let columns = [
        Column::title(w::edition(lang)),
        Column::number(condition::of(lang, "dead")),
        Column::number(condition::of(lang, "missing")),
        Column::number(condition::of(lang, "severely_injured")),
        Column::number(condition::of(lang, "injured")),
        Column::text(w::why(lang)),
        Column::text(w::signed(lang)),
    ];
    let row = |(n, one): (usize, &Edition)| {
        let before = n.checked_sub(1).map(|n| it.editions[n].figures);
        let figure = |condition| changed(lang, one.figures, before, condition);
        let title = edition_title(lang, one.edition, one.sort);
        let signed = match one.signed_at {
            Some(at) => html! { span.nowrap { (format::instant(at)) } " " (shown.around.person(one.signed_by)) },
            None => html! { span.muted { (w::unsigned(lang)) } },
        };
        let why = one.explained.as_ref().map(|it| it.as_str().unwrap_or("--"));
        Row::new(vec![
            list::title_cell(&title, &format!("{PATH}/{}/editions/{}", it.it.id, one.edition)),
            figure(Condition::Dead),
            figure(Condition::Missing),
            figure(Condition::SeverelyInjured),
            figure(Condition::Injured),
            parts::or_dash(why),
            signed,
        ])
    };
    let rows: Vec<_> = it.editions.iter().enumerate().map(row).collect();
    let table = html! {
        @if rows.is_empty() { (parts::inside(html! { p.muted { (w::no_editions(lang)) } })) }
        @else { (list::table(w::editions(lang), &columns, &rows)) }
    };
    parts::card(w::editions(lang), Some(rows.len() as u64), None, table)
}

/// `3（+1）`
fn changed(lang: Lang, now: Figures, before: Option<Figures>, condition: Condition) -> Markup {
    let value = now.of(condition);
    let difference =
        value.zip(before.and_then(|it| it.of(condition))).map(|(new, old)| i64::from(new) - i64::from(old));
    html! {
        (number(lang, value))
        @match difference {
            Some(n) if n > 0 => span.muted { " +" (n) },
            Some(n) if n < 0 => span.muted { " −" (-n) },
            _ => {}
        }
    }
}

pub(super) fn edition_title(lang: Lang, edition: u32, it: Sort) -> String {
    w::edition_title(lang, edition, sort::of(lang, it.word()))
}

/// What a form has to be read beside.
pub(super) fn above_form(lang: Lang, shown: &Detail, word: &str) -> Markup {
    if word != "draft" {
        return html! {};
    }
    let text = super::marks::toll_text(lang, &shown.figures);
    let signed = shown.editions.iter().rev().find(|it| it.signed_at.is_some());
    let reason = signed.is_some_and(|it| shown.figures.needs_reason(it.figures));
    let body = html! {
        p { (w::draft_figures(lang, text)) }
        @if reason { p { (w::draft_reason(lang)) } }
    };
    parts::note(page::NoteKind::Plain, w::draft_about(lang), body)
}
