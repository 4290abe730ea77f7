//! Marks of an investigation, and the cards of its page that hold a table.

use kernel::{Ctx, Lang, Personal};
use maud::{Markup, html};
use obligation::supervision;
use obligation::words::listing_status;
use page::list::{self, Column, Row};
use page::parts::{self, Ring};

use super::super::model::{Investigation, MeasureState, Stage, Standing, Track};
use super::super::owed::end_of;
use super::super::query::{Check, Finding, Measure, Member};
use super::super::{Fact, measures};
use super::acts::{self, CHECK, MEASURE, card_link, row_link};
use super::detail::Shown;
use crate::words::{
    incident as iw, investigation as w, investigation_stage as stage, level, measure_state, part, standing, track,
};

pub(super) fn ring(it: Stage) -> Ring {
    match it {
        Stage::Investigating => Ring::Quarter,
        Stage::Submitted => Ring::Half,
        Stage::Replied | Stage::Evaluated => Ring::ThreeQuarters,
        Stage::Closed => Ring::Full,
        Stage::TakenOver => Ring::Back,
    }
}

pub(super) fn stage_mark(lang: Lang, it: Stage) -> Markup {
    parts::status(ring(it), stage::of(lang, it.word()))
}

pub(super) fn listed_mark(lang: Lang, listed: bool) -> Markup {
    html! { @if listed { " " (parts::bad_tag(stage::of(lang, "listed"))) } }
}

/// The four, each with whether it is ended.
pub(super) fn track_marks(lang: Lang, ended: i64) -> Markup {
    html! {
        @for one in Track::ALL {
            span.nowrap { (track_mark(lang, *one, ended)) } " "
        }
    }
}

fn track_mark(lang: Lang, one: Track, ended: i64) -> Markup {
    let ring = if ended & one.bit() != 0 { Ring::Full } else { Ring::Quarter };
    parts::status(ring, track::of(lang, one.word()))
}

fn said(it: Option<&Personal<String>>) -> &str {
    it.and_then(Personal::as_str).unwrap_or("--")
}

/// By when what is due, and what moved it.
pub(super) fn clocks(lang: Lang, ctx: &Ctx, it: &Investigation) -> Markup {
    let due = |due: kernel::Day, done: Option<kernel::Day>| {
        html! {
            (due) " "
            @match done {
                Some(on) => span.muted { (w::done_on(lang, on)) },
                None if it.stage.stands() => (parts::due(lang, end_of(due), ctx.now, false)),
                None => {}
            }
        }
    };
    let mut rows = vec![(
        w::report_due(lang),
        html! {
            @match it.appraised_since {
                Some(since) => { span.muted { (w::stopped_since(lang, since)) } }
                None => (due(it.due, it.submitted_on)),
            }
        },
    )];
    let mut counted = vec![w::counted(lang, it.happened)];
    if it.appraised_days > 0 {
        counted.push(w::counted_appraisal(lang, it.appraised_days));
    }
    if it.extended_days > 0 {
        counted.push(w::counted_extension(lang, it.extended_days));
    }
    rows.push((w::how_counted(lang), html! { span.muted { (counted.join(w::semicolon(lang))) } }));
    if let Some(day) = it.reply_due {
        rows.push((w::reply_due(lang), due(day, it.replied_on)));
    }
    if let Some(day) = it.evaluation_due {
        rows.push((w::evaluation_due(lang), due(day, it.evaluated_on)));
    }
    parts::card(w::clocks(lang), None, None, parts::inside(parts::facts_single(&rows)))
}

/// Who supervises it in public, where that stands, and the steps this visitor may take.
pub(super) fn listing(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.detail.it;
    let Some(listed) = it.listing else { return html! {} };
    let last = shown.detail.history.iter().rev().find_map(|one| match &one.fact {
        Fact::Listed { by, number, .. } => Some((*by, number.as_str())),
        _ => None,
    });
    let (by, number) = last.map_or(("", ""), |(by, number)| (level::of(lang, by.word()), number));
    let notice = format!("{}/{}/notice", super::PATH, it.id);
    let stands = listed.status.stands();
    let mut rows = vec![
        (w::notice_number(lang), html! { a href=(notice) { (number) } }),
        (w::supervised_by(lang), html! { (by) }),
        (w::listing_status(lang), html! { (listing_status::of(lang, listed.status.word())) }),
        (
            w::listed_until(lang),
            html! { (listed.deadline) " " @if stands { (parts::due(lang, end_of(listed.deadline), ctx.now, false)) } },
        ),
    ];
    if let Some(until) = listed.asked_until {
        rows.push((w::asked_until(lang), html! { (until) }));
    }
    let right = html! {
        @for step in supervision::open(listed.status, listed.asked_until.is_some()) {
            @if super::supervision::may_supervise(ctx, &listed, step) {
                (card_link(lang, it, super::supervision::listing_path(step), &super::supervision::listing_word(step))) " "
            }
        }
    };
    parts::card_with(w::listed(lang), html! {}, right, parts::inside(parts::facts(&rows)))
}

pub(super) fn group(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.detail.it;
    let columns = [
        Column::text(w::part(lang)),
        Column::text(w::member(lang)),
        Column::text(w::works_at(lang)),
        Column::text(w::signature(lang)),
        Column::acts(iw::acts(lang)),
    ];
    let works = acts::works(ctx, it);
    let row = |one: &Member| {
        let inside = one.standing == Standing::In;
        let signs = inside && it.stage == Stage::Investigating && it.found != 0 && one.signed_on.is_none();
        Row::new(vec![
            html! { (part::of(lang, one.part.word())) },
            html! { (said(one.name.as_ref())) },
            html! { (one.organisation) },
            html! {
                @if !inside { span.muted { (standing::of(lang, one.standing.word())) "：" (said(one.reason.as_ref())) } }
                @else if let Some(on) = one.signed_on { (parts::ticked(&w::signed_on(lang, on))) }
                @else { (parts::dash()) }
            },
            html! { @if works && inside {
                @if signs { (row_link(lang, it, "members", one.no, "signature", "signature")) " " }
                (row_link(lang, it, "members", one.no, "recusal", "recusal")) " "
                (row_link(lang, it, "members", one.no, "leaving", "leaving"))
            } },
        ])
    };
    let rows: Vec<_> = shown.detail.members.iter().map(row).collect();
    let right = html! { @if works { (card_link(lang, it, "members", "members")) } };
    table_card(w::group(lang), &columns, &rows, right, w::no_group(lang))
}

fn table_card(title: &str, columns: &[Column], rows: &[Row], right: Markup, nothing: &str) -> Markup {
    let body = html! {
        @if rows.is_empty() { (parts::inside(html! { p.muted { (nothing) } })) } @else { (list::table(title, columns, rows)) }
    };
    parts::card_with(title, parts::count_mark(rows.len() as u64), right, body)
}

/// The four tracks, each with its findings and whether it is ended.
pub(super) fn tracks(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.detail.it;
    let works = acts::works(ctx, it);
    let columns = [Column::text(w::track(lang)), Column::text(w::findings(lang))];
    let row = |one: &Track| {
        let findings: Vec<&Finding> = shown.detail.findings.iter().filter(|it| it.track == *one).collect();
        Row::new(vec![
            html! { span.nowrap { (track_mark(lang, *one, it.ended)) } },
            html! {
                @for finding in &findings { p.said { (said(finding.finding.as_ref())) } }
                @if findings.is_empty() { (parts::dash()) }
            },
        ])
    };
    let rows: Vec<_> = Track::ALL.iter().map(row).collect();
    let right = html! { @if works {
        (card_link(lang, it, "findings", "findings")) " " (card_link(lang, it, "track-ending", "track_ending"))
    } };
    parts::card_with(w::four_tracks(lang), html! {}, right, list::table(w::four_tracks(lang), &columns, &rows))
}

fn state_mark(lang: Lang, it: MeasureState) -> Markup {
    let ring = match it {
        MeasureState::Set => Ring::Quarter,
        MeasureState::Reported => Ring::ThreeQuarters,
        MeasureState::Returned => Ring::Back,
        MeasureState::Accepted => Ring::Full,
    };
    parts::status(ring, measure_state::of(lang, it.word()))
}

/// Each is an obligation of its owner.
pub(super) fn measures(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.detail.it;
    let columns = [
        Column::text(iw::no(lang)),
        Column::text(w::measure(lang)),
        Column::text(w::owner(lang)),
        Column::text(w::checker(lang)),
        Column::day(w::due(lang)),
        Column::text(iw::stage(lang)),
        Column::acts(iw::acts(lang)),
    ];
    let row = |one: &Measure| {
        let over = one.state == MeasureState::Accepted;
        let owes = matches!(one.state, MeasureState::Set | MeasureState::Returned);
        let stands = it.stage.stands();
        let reports = stands && owes && ctx.may(MEASURE) && measures::holds(ctx, one.owner);
        let looks = acts::works(ctx, it) && one.state == MeasureState::Reported;
        Row::new(vec![
            html! { (one.no) },
            html! { (said(one.measure.as_ref())) },
            html! { (shown.around.organisation(one.owner)) },
            html! { (shown.around.organisation(one.checker)) },
            html! { span.nowrap { (one.due) } " " @if stands && !over { (parts::due(lang, end_of(one.due), ctx.now, over)) } },
            state_mark(lang, one.state),
            html! {
                @if reports { (row_link(lang, it, "measures", one.no, "report", "measure_report")) }
                @if looks { (row_link(lang, it, "measures", one.no, "verification", "measure_verification")) }
            },
        ])
    };
    let rows: Vec<_> = shown.detail.measures.iter().map(row).collect();
    let may = acts::works(ctx, it) && it.stage.is_replied() && !it.has_ended(Track::Measures);
    let right = html! { @if may { (card_link(lang, it, "measures", "measures")) } };
    table_card(w::measures(lang), &columns, &rows, right, w::no_measures(lang))
}

/// What was learnt here, looked for elsewhere.
pub(super) fn checks(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.detail.it;
    let columns = [
        Column::text(iw::no(lang)),
        Column::text(w::demand(lang)),
        Column::number(w::subjects(lang)),
        Column::text(w::owner(lang)),
        Column::day(w::due(lang)),
        Column::text(w::result(lang)),
        Column::acts(iw::acts(lang)),
    ];
    let row = |one: &Check| {
        let stands = it.stage.stands();
        let may = stands && one.checked_on.is_none() && ctx.may(CHECK);
        Row::new(vec![
            html! { (one.no) },
            html! { (said(one.demand.as_ref())) },
            html! { (one.subjects) },
            html! { (shown.around.organisation(one.owner)) },
            html! {
                span.nowrap { (one.due) } " "
                @if stands && one.checked_on.is_none() { (parts::due(lang, end_of(one.due), ctx.now, false)) }
            },
            html! {
                @match one.checked_on {
                    Some(on) => { span.nowrap { (on) } " " (said(one.result.as_ref())) }
                    None => (parts::dash()),
                }
            },
            html! { @if may { (row_link(lang, it, "checks", one.no, "result", "check_result")) } },
        ])
    };
    let rows: Vec<_> = shown.detail.checks.iter().map(row).collect();
    let right = html! { @if acts::works(ctx, it) { (card_link(lang, it, "checks", "checks")) } };
    table_card(w::checks(lang), &columns, &rows, right, w::no_checks(lang))
}

/// To whom the case went, and in which words.
pub(super) fn circulation(lang: Lang, shown: &Shown) -> Markup {
    let columns = [Column::day(w::day(lang)), Column::text(w::to(lang)), Column::text(w::text(lang))];
    let row = |it: &ledger::Recorded<Fact>| match &it.fact {
        Fact::Circulated { to, text, on } => {
            let names: Vec<_> = to.iter().map(|id| shown.around.organisation(*id)).collect();
            Some(Row::new(vec![
                html! { span.nowrap { (on) } },
                html! { (names.join(iw::comma(lang))) },
                html! { span.said { (said(Some(text))) } },
            ]))
        }
        _ => None,
    };
    let rows: Vec<_> = shown.detail.history.iter().filter_map(row).collect();
    html! { @if !rows.is_empty() { (table_card(w::circulation(lang), &columns, &rows, html! {}, "")) } }
}
