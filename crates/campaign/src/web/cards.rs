//! The cards of a campaign's page.

use kernel::{Ctx, Lang};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::parts::{self, Tile};
use page::sheet::Typed;
use page::{Screen, Values};
use registry::forms::{at_by, said};

use super::detail::Shown;
use super::list::{gaps_mark, plan_mark};
use super::{APPROVE, DECIDE, PATH, SET, adjusting};
use crate::member::{self, Member};
use crate::model::{Gate, PlanState, Stage, State, TopicSort};
use crate::progress::{self, Tally};
use crate::query::gate_name;
use crate::words::{campaign as w, campaign_act, member as mw, progress as pw, stage, task as tw, topic_sort};

pub(super) fn overview(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.it;
    let all = progress::sum(shown.cells.iter());
    let tasks = |state: &str| format!("/tasks?campaign={}&state={state}", it.id);
    let tile = |label: &str, figure: Markup, href: String| Tile {
        label: label.to_owned(),
        figure,
        unit: String::new(),
        href: Some(href),
    };
    let late = html! { @if all.late > 0 { span.late { (all.late) } } @else { "0" } };
    let of = |sort| shown.topics.iter().filter(|it| it.sort == sort).count();
    let mut rows = vec![
        (w::number(lang), html! { (it.number) }),
        (w::time(lang), html! { span.nowrap { (it.from) " – " (it.to) } }),
        (w::topic(lang), html! { (w::topics_of(lang, of(TopicSort::Topic), of(TopicSort::Sector))) }),
        (w::announced(lang), at_by(Some(it.announced_at), shown.person(it.announced_by))),
    ];
    if let Some(goal) = &it.goal {
        rows.push((w::goal(lang), said(goal)));
    }
    if shown.directives > 0 {
        rows.push((
            w::directives(lang),
            html! { a href=(format!("/directives?campaign={}", it.id)) { (shown.directives) } },
        ));
    }
    html! {
        (parts::tiles(&[
            tile(tw::parts_all(lang), html! { (all.parts) }, tasks("all")),
            tile(tw::parts_closed_head(lang), html! { (all.closed) }, tasks("all")),
            tile(tw::to_verify(lang), html! { (all.done) }, tasks("to_verify")),
            tile(w::late_parts(lang), late, tasks("late")),
        ]))
        (parts::card(w::one(lang), None, None, parts::facts(&rows)))
    }
}

/// Stages and milestones by their last day, each with its criteria.
pub(super) fn gates(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    parts::card(
        w::gates(lang),
        Some(shown.gates.len() as u64),
        None,
        html! {
            div.scroll { table.tb {
                thead { tr {
                    th scope="col" { (w::gate(lang)) }
                    th scope="col" { (w::time(lang)) }
                    th scope="col" { (w::criteria(lang)) }
                    th.num scope="col" { (tw::parts_closed(lang)) }
                    th scope="col" { (w::decision(lang)) }
                } }
                tbody { @for gate in &shown.gates { (gate_row(lang, ctx, shown, gate)) } }
            } }
        },
    )
}

fn gate_row(lang: Lang, ctx: &Ctx, shown: &Shown, gate: &Gate) -> Markup {
    let due = crate::said::due(gate.to);
    let tally = gate.stage.map(|stage| progress::sum(shown.cells.iter().filter(|it| it.stage == stage)));
    html! {
        tr.is-late[gate.passed_at.is_none() && due <= ctx.now] {
            td { b { (gate_name(lang, gate)) } @if gate.stage.is_none() { " " (parts::tag(w::milestone(lang))) } }
            td { span.nowrap { @if gate.from != gate.to { (gate.from) " – " } (gate.to) } }
            td { ol { @for it in &gate.criteria {
                li {
                    @match it.met {
                        Some(true) => { (parts::ticked(it.words.as_ref().and_then(|it| it.as_str()).unwrap_or("--"))) },
                        Some(false) => { (it.words.as_ref().and_then(|it| it.as_str()).unwrap_or("--")) " " (parts::bad_tag(w::not_met(lang))) },
                        None => { (it.words.as_ref().and_then(|it| it.as_str()).unwrap_or("--")) },
                    }
                    @if let Some(reason) = &it.reason { p.muted { (w::why(lang)) " " (said(reason)) } }
                }
            } } }
            td.num { @match tally { Some(it) => { (it.closed) "/" (it.parts) }, None => (parts::dash()) } }
            td {
                @match gate.passed_at {
                    Some(_) => { (parts::status(parts::Ring::Full, w::passed(lang))) " " (at_by(gate.passed_at, shown.person(gate.passed_by))) @if let Some(note) = &gate.note { p { (said(note)) } } },
                    None => {
                        (parts::due_on_case(lang, due, ctx.now, false))
                        @if shown.it.state == State::Open && ctx.may(APPROVE) { " " (adjusting::link(lang, "prolong", &format!("{PATH}/{}/gates/{}/prolonging", shown.it.id, gate.no))) }
                    },
                }
            }
        }
    }
}

/// Topics and sectors by stage, each figure the list behind it.
pub(super) fn topics(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let changes = shown.it.state == State::Open && ctx.may(SET);
    let link = |topic: i64, stage: Option<Stage>, tally: Tally| {
        let href = Values::default()
            .with("campaign", shown.it.id.to_string())
            .with("state", "all")
            .with("topic", topic.to_string())
            .with("stage", stage.map_or("", Stage::word))
            .at("/tasks");
        html! {
            @if tally.parts > 0 { a.nowrap href=(href) { (tally.closed) "/" (tally.parts) } @if tally.late > 0 { " " span.late title=(pw::late(lang)) { (tally.late) } } }
            @else { (parts::dash()) }
        }
    };
    parts::card(
        w::topics(lang),
        Some(shown.topics.len() as u64),
        Some((pw::title(lang), &format!("{PATH}/{}/progress", shown.it.id))),
        html! {
            div.scroll { table.tb {
                thead { tr {
                    th scope="col" { (w::topic(lang)) }
                    th scope="col" { (tw::lead(lang)) }
                    @for it in Stage::ALL { th.num scope="col" { (stage::of(lang, it.word())) } }
                    th.num scope="col" { (pw::sum(lang)) }
                } }
                tbody { @for topic in &shown.topics {
                    tr {
                        th scope="row" { span lang="zh-CN" { (topic.title()) } " " (parts::tag(topic_sort::of(lang, topic.sort.word()))) }
                        td { span lang="zh-CN" { (shown.name(topic.lead)) } @if changes { " " (adjusting::link(lang, "lead_topic", &format!("{PATH}/{}/topics/{}/lead", shown.it.id, topic.no))) } }
                        @for it in Stage::ALL { td.num { (link(topic.no, Some(*it), progress::sum(shown.cells.iter().filter(|cell| cell.topic == topic.no && cell.stage == *it)))) } }
                        td.num { (link(topic.no, None, progress::sum(shown.cells.iter().filter(|cell| cell.topic == topic.no)))) }
                    }
                } }
            } }
            @if changes { div.foot { (parts::link_button(campaign_act::of(lang, "add_topic"), &format!("{PATH}/{}/topics", shown.it.id))) } }
        },
    )
}

/// Who takes part; those with a gap first.
pub(super) fn members(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let mut all: Vec<&Member> = shown.members.iter().collect();
    all.sort_by_key(|it| (!it.has_gap(), !it.owes_receipt()));
    let gaps = shown.members.iter().filter(|it| it.has_gap()).count();
    let row = |it: &Member| {
        html! {
            tr {
                th scope="row" { a lang="zh-CN" href=(format!("{}/{}", member::PATH, it.id)) { (shown.name(it.organisation)) } }
                td { @if it.group_at.is_some() { (words(it.head.as_ref())) } @else { (parts::silent_mark(mw::no_group(lang))) " " (parts::due_on_case(lang, it.group_owed.due, ctx.now, false)) } }
                td { (words(it.responsible.as_ref())) }
                td { @if it.plan_at.is_some() { (it.plan_document.as_deref().unwrap_or("--")) } @else { (parts::silent_mark(mw::no_plan(lang))) " " (parts::due_on_case(lang, it.plan_owed.due, ctx.now, false)) } }
                td { @match (it.receipt_owed, it.received_at) {
                    (_, Some(at)) => span.nowrap { (page::format::instant(at)) },
                    (Some(owed), None) => { (parts::silent_mark(mw::no_receipt(lang))) " " (parts::due_on_case(lang, owed.due, ctx.now, false)) },
                    (None, None) => span.muted { (mw::not_issued(lang)) },
                } }
            }
        }
    };
    parts::card_with(
        mw::title(lang),
        parts::count_mark(shown.members.len() as u64),
        gaps_mark(lang, gaps),
        html! {
            div.scroll { table.tb {
                thead { tr {
                    th scope="col" { (tw::organisation(lang)) }
                    th scope="col" { (mw::head(lang)) }
                    th scope="col" { (mw::responsible(lang)) }
                    th scope="col" { (mw::plan(lang)) }
                    th scope="col" { (mw::receipt(lang)) }
                } }
                tbody { @for it in all { (row(it)) } }
            } }
            @if shown.it.state == State::Open && ctx.may(SET) { div.foot { (parts::link_button(campaign_act::of(lang, "join"), &format!("{PATH}/{}/members", shown.it.id))) } }
        },
    )
}

fn words(it: Option<&kernel::Personal<String>>) -> Markup {
    html! { @match it { Some(text) => (said(text)), None => (parts::dash()) } }
}

/// The campaign's own document.
pub(super) fn plan(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.it;
    let received = shown.members.iter().filter(|it| it.received_at.is_some()).count();
    let mut rows = vec![(w::state(lang), plan_mark(lang, it.plan))];
    if let Some(number) = &it.plan_number {
        rows.push((w::plan_number(lang), html! { (number) }));
    }
    if it.drafted_at.is_some() {
        rows.push((w::plan_title(lang), words(it.plan_title.as_ref())));
        rows.push((w::drafted(lang), at_by(it.drafted_at, shown.person(it.drafted_by))));
    }
    if it.approved_at.is_some() {
        rows.push((w::approved(lang), html! { (at_by(it.approved_at, shown.person(it.approved_by))) " " @if let Some(note) = &it.approval { (said(note)) } }));
    }
    if it.issued_at.is_some() {
        rows.push((w::issued(lang), at_by(it.issued_at, shown.person(it.issued_by))));
        rows.push((w::received(lang), html! { (w::received_of(lang, received, shown.members.len())) }));
    }
    parts::card(
        w::plan(lang),
        None,
        None,
        html! {
            (parts::facts(&rows))
            @if let Some(text) = it.plan_text.as_ref().and_then(|it| it.as_str()) {
                details.in { summary { (w::plan_text(lang)) } @for line in text.lines() { p lang="zh-CN" { (line) } } }
            }
        },
    )
}

/// Only what this visitor may do to the campaign as it stands.
pub(super) fn forms(screen: &Screen, ctx: &Ctx, shown: &Shown, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let it = &shown.it;
    let path = |last: &str| format!("{PATH}/{}/{last}", it.id);
    let next = shown.gates.iter().filter(|gate| gate.passed_at.is_none() && gate.from <= ctx.now.day());
    let own = it.drafted_by.is_some() && it.drafted_by == ctx.person();
    html! {
        @if matches!(it.plan, PlanState::Missing | PlanState::Draft) && ctx.may(SET) { (drafting(screen, shown, &path("plan"), typed)) }
        @if it.plan == PlanState::Draft && ctx.may(APPROVE) {
            @if own { (parts::note(page::NoteKind::Plain, w::not_yours(lang), html! {})) }
            @else { (one_text(screen, w::approve(lang), &path("approval"), &FieldSpec::new("note", w::approval(lang)).hint(w::approve_hint(lang)), typed)) }
        }
        @if it.plan == PlanState::Approved && ctx.may(SET) {
            (one_text(screen, w::issue(lang), &path("issue"), &FieldSpec::new("word", w::document_word(lang)).hint(w::document_word_hint(lang)).required(), typed))
        }
        @if it.state == State::Open && it.plan == PlanState::Issued && ctx.may(DECIDE) {
            @for gate in next.take(1) { (deciding(screen, gate, &path(&format!("gates/{}/decision", gate.no)), typed)) }
        }
    }
}

fn drafting(screen: &Screen, shown: &Shown, path: &str, typed: &Typed) -> Markup {
    let lang = screen.lang();
    // What was drafted before stands in the form.
    let mut values = typed.values.clone();
    for (name, before) in [("title", &shown.it.plan_title), ("text", &shown.it.plan_text)] {
        if values.get(name).is_empty() {
            values.set(name, before.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
        }
    }
    let body = html! {
        (form::text(&FieldSpec::new("title", w::plan_title(lang)).required(), &values, &typed.problems, lang))
        (form::text_area(&FieldSpec::new("text", w::plan_text(lang)).hint(w::plan_text_hint(lang)).required(), 6, &values, &typed.problems, lang))
        div.foot { (parts::submit(w::draft(lang))) }
    };
    parts::card(w::draft(lang), None, None, form::form(screen, path, body))
}

fn one_text(screen: &Screen, title: &str, path: &str, spec: &FieldSpec<'_>, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let body = html! {
        (form::text(spec, &typed.values, &typed.problems, lang))
        div.foot { (parts::submit(title)) }
    };
    parts::card(title, None, None, form::form(screen, path, body))
}

/// Each criterion is decided by itself.
fn deciding(screen: &Screen, gate: &Gate, path: &str, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let both = [("yes".to_owned(), w::met(lang).to_owned()), ("no".to_owned(), w::not_met(lang).to_owned())];
    let title = w::decide_gate(lang, gate_name(lang, gate));
    let fields = |it: &crate::model::Criterion| {
        let names = [format!("met_{}", it.no), format!("reason_{}", it.no)];
        let words = it.words.as_ref().and_then(|it| it.as_str()).unwrap_or("--");
        let (label, why) = (w::criterion_n(lang, it.no), w::why_n(lang, it.no));
        html! {
            (form::wide(html! { p lang="zh-CN" { b { (words) } } }))
            (form::choice(&FieldSpec::new(&names[0], &label).required(), &both, &typed.values, &typed.problems, lang))
            (form::text(&FieldSpec::new(&names[1], &why).hint(w::why_hint(lang)), &typed.values, &typed.problems, lang))
        }
    };
    let body = html! {
        (form::mistakes(&FieldSpec::new("criteria", w::criteria(lang)), &typed.problems, lang))
        @for it in &gate.criteria { (fields(it)) }
        (form::text_area(&FieldSpec::new("note", w::note(lang)), 2, &typed.values, &typed.problems, lang))
        div.foot { (parts::submit(&title)) }
    };
    parts::card(&title, None, None, form::form(screen, path, body))
}
