//! The cards of a meeting's page.

use kernel::{Ctx, Lang};
use maud::{Markup, html};
use page::parts;
use registry::forms::{at_by, said};

use super::detail::Shown;
use super::{CONVENE, PATH, RECORD, acts};
use crate::model::{Attendance, State};
use crate::query::{Detail, Invitation, Material, Problem};
use crate::resolution;
use crate::said::Standing;
use crate::words::{attendance, headquarters, material_standing, meeting as w, meeting_act as act, meeting_document};

pub(super) fn agenda(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    let change = of.it.state == State::Planned && ctx.may(CONVENE);
    if of.agenda.is_empty() && of.it.imported {
        return html! {};
    }
    parts::card_with(
        w::agenda(lang),
        parts::count_mark(of.agenda.len() as u64),
        html! { @if change { (acts::small(lang, &of.it, "agenda", "agenda")) } },
        parts::inside(html! { ol { @for item in &of.agenda { li { (said(item)) } } } }),
    )
}

fn taking_part(lang: Lang, it: &Invitation) -> Markup {
    match (it.attendance, it.answer) {
        (Some(Attendance::Absent), _) => parts::bad_tag(attendance::of(lang, Attendance::Absent.word())),
        (Some(it), _) => html! { (attendance::of(lang, it.word())) },
        (None, Some(it)) => html! { (w::answer_of(lang, attendance::of(lang, it.word()))) },
        (None, None) => parts::silent_mark(w::unanswered(lang)),
    }
}

/// Before the meeting those who have not answered come first, after it those who did not come.
pub(super) fn invitations(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    let it = &of.it;
    if of.invitations.is_empty() && it.imported {
        return html! {};
    }
    let mut all: Vec<&Invitation> = of.invitations.iter().collect();
    all.sort_by_key(|it| match (it.attendance, it.answer) {
        (Some(Attendance::Absent), _) | (None, None) => 0,
        (Some(Attendance::Excused), _) => 1,
        _ => 2,
    });
    let came = |it: &&&Invitation| matches!(it.attendance, Some(Attendance::Present | Attendance::Represented));
    let summary = if it.attended {
        w::came_of(lang, all.iter().filter(came).count() as i64, all.len() as i64)
    } else {
        w::answered_of(lang, all.iter().filter(|it| it.answer.is_some()).count() as i64, all.len() as i64)
    };
    let right = html! {
        span.muted { (summary) } " "
        @if it.state == State::Planned && ctx.may(CONVENE) { (acts::small(lang, it, "invitations", "invitations")) }
        @if it.is_being_recorded() && ctx.may(RECORD) { (acts::small(lang, it, "attendance", "attendance")) }
    };
    parts::card_with(
        w::invitations(lang),
        parts::count_mark(all.len() as u64),
        right,
        html! { div.scroll { table.tb {
            thead { tr {
                th scope="col" { (w::organisation(lang)) } th scope="col" { (w::post(lang)) }
                th scope="col" { (w::attendance(lang)) } th scope="col" { (w::who(lang)) } th scope="col" { (w::answered(lang)) }
            } }
            tbody { @for it in all { tr {
                td { span lang="zh-CN" { (of.name(it.organisation)) } @if it.speaks { " " (parts::tag(w::speaks(lang))) } }
                td { span lang="zh-CN" { (parts::or_dash(it.post.as_deref())) } }
                td { (taking_part(lang, it)) }
                td { @match &it.name { Some(name) => (said(name)), None => (parts::dash()) } }
                td { @match it.answered_at { Some(at) => span.nowrap { (page::format::instant(at)) }, None => (parts::dash()) } }
            } } }
        } } },
    )
}

pub(crate) fn standing_mark(lang: Lang, it: Standing) -> Markup {
    let word = material_standing::of(lang, it.word());
    match it {
        Standing::Missing => parts::silent_mark(word),
        Standing::Late => parts::bad_tag(word),
        Standing::InTime => parts::good_tag(word),
        Standing::Waited | Standing::Dropped => html! { span.muted { (word) } },
    }
}

pub(super) fn materials(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    let it = &of.it;
    let may_ask = it.state == State::Planned && ctx.may(CONVENE) && of.materials.len() < crate::Headquarters::ALL.len();
    if of.materials.is_empty() && !may_ask {
        return html! {};
    }
    let waits = |one: &Material| one.received_at.is_none() && it.state != State::Cancelled;
    parts::card_with(
        w::materials(lang),
        parts::count_mark(of.materials.len() as u64),
        html! { @if may_ask { (acts::small(lang, it, "materials", "materials")) } },
        html! {
            @if of.materials.is_empty() { (parts::inside(html! { p.muted { (w::materials_nobody(lang)) } })) }
            @else { div.scroll { table.tb {
                thead { tr {
                    th scope="col" { (w::headquarters(lang)) } th scope="col" { (w::organisation(lang)) } th scope="col" { (w::due(lang)) }
                    th scope="col" { (w::received(lang)) } th scope="col" { (w::state(lang)) } th scope="col" { (w::material(lang)) }
                } }
                tbody { @for one in &of.materials { tr {
                    td { (headquarters::of(lang, one.headquarters.word())) }
                    td { span lang="zh-CN" { (of.name(one.organisation)) } }
                    td { span.nowrap { (page::format::instant(one.due)) } }
                    td { @match one.received_at { Some(at) => span.nowrap { (page::format::instant(at)) }, None => (parts::dash()) } }
                    td { (standing_mark(lang, one.standing)) }
                    td {
                        @match &one.title { Some(title) => (said(title)), None => (parts::dash()) }
                        @if waits(one) && acts::answers_for(ctx, one.organisation) {
                            " " (acts::small(lang, it, &format!("materials/{}/receipt", one.no), "receipt"))
                        }
                    }
                } } }
            } } }
        },
    )
}

pub(super) fn statements(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    let it = &of.it;
    let writes = it.is_being_recorded() && ctx.may(RECORD);
    if of.statements.is_empty() && !writes {
        return html! {};
    }
    let spoke = |one: &&Invitation| of.statements.iter().any(|said| said.organisation == one.organisation);
    let listed = of.invitations.iter().filter(|it| it.speaks);
    let (heard, asked) = (listed.clone().filter(spoke).count(), listed.count());
    let right = html! {
        @if asked > 0 { span.muted { (w::spoke_of(lang, heard, asked)) } " " }
        @if writes { (acts::small(lang, it, "statements", "statements")) }
    };
    parts::card_with(
        w::statements(lang),
        parts::count_mark(of.statements.len() as u64),
        right,
        parts::inside(html! {
            @if of.statements.is_empty() { p.muted { (w::statements_nobody(lang)) } }
            @for one in &of.statements {
                h3 lang="zh-CN" { (of.name(one.organisation)) }
                @if let Some(text) = &one.statement { p { (said(text)) } }
                @if !one.problems.is_empty() { ol { @for it in &one.problems { li { (problem(lang, of, it, writes)) } } } }
            }
        }),
    )
}

/// A problem with the resolution that follows it up.
fn problem(lang: Lang, of: &Detail, it: &Problem, writes: bool) -> Markup {
    let followed = it.resolution.and_then(|id| of.resolutions.iter().find(|one| one.id == id));
    html! {
        @match &it.problem { Some(text) => (said(text)), None => (parts::dash()) }
        " "
        @match (followed, it.resolution) {
            (Some(one), _) => span.in-text { a.nowrap href=(format!("{}/{}", resolution::PATH, one.id)) { (w::followed_up(lang, &one.number)) } },
            (None, Some(_)) => span.muted { (w::followed_elsewhere(lang)) },
            (None, None) if writes => (acts::small(lang, &of.it, &format!("problems/{}/resolution", it.no), "follow_up")),
            (None, None) => span.muted { (w::not_followed(lang)) },
        }
    }
}

pub(super) fn resolutions(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    let writes = of.it.is_being_recorded() && ctx.may(RECORD);
    if of.resolutions.is_empty() && !writes {
        return html! {};
    }
    parts::card_with(
        w::resolutions(lang),
        parts::count_mark(of.resolutions.len() as u64),
        html! { @if writes { (acts::small(lang, &of.it, "resolutions", "resolutions")) } },
        html! {
            @if of.resolutions.is_empty() { (parts::inside(html! { p.muted { (w::resolutions_none(lang)) } })) }
            @else { div.scroll { table.tb {
                thead { tr {
                    th scope="col" { (w::number(lang)) } th scope="col" { (w::resolution(lang)) } th scope="col" { (w::owner(lang)) }
                    th scope="col" { (w::due(lang)) } th scope="col" { (w::state(lang)) }
                } }
                tbody { @for one in &of.resolutions { tr {
                    td { a.nowrap href=(format!("{}/{}", resolution::PATH, one.id)) { (one.number) } }
                    td { span lang="zh-CN" { (one.text()) } }
                    td { span lang="zh-CN" { (of.name(one.owner)) } }
                    td { @match one.due { Some(due) => (parts::due_on_case(lang, due, ctx.now, !one.state.is_open())), None => (parts::dash()) } }
                    td { (resolution::state_mark(lang, one.state)) }
                } } }
            } } }
        },
    )
}

/// The draft, until it is a document: for those who write and sign it. What a ledger says is no draft.
pub(super) fn minutes(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.detail.it;
    if let Some(text) = it.draft.as_ref().filter(|_| it.imported) {
        let lines = html! { @for line in text.as_str().unwrap_or("--").lines() { p lang="zh-CN" { (line) } } };
        return parts::card(w::ledger_text(lang), None, None, parts::inside(lines));
    }
    let Some(draft) = it.draft.as_ref().filter(|_| it.state == State::Held && super::sees_drafts(ctx)) else {
        return html! {};
    };
    parts::card_with(
        w::draft(lang),
        html! {},
        html! { span.muted { (at_by(it.drafted_at, shown.drafted_by.as_ref())) } },
        parts::inside(html! {
            @for line in draft.as_str().unwrap_or("--").lines() { p lang="zh-CN" { (line) } }
            p.muted.small { (w::draft_then(lang)) }
        }),
    )
}

pub(super) fn documents(lang: Lang, of: &Detail) -> Markup {
    if of.documents.is_empty() {
        return html! {};
    }
    parts::card(
        w::documents(lang),
        Some(of.documents.len() as u64),
        None,
        html! { div.scroll { table.tb {
            thead { tr {
                th scope="col" { (w::document_number(lang)) } th scope="col" { (w::document(lang)) } th scope="col" { (w::issued(lang)) } th scope="col" { (w::file(lang)) }
            } }
            tbody { @for one in &of.documents {
                @let href = format!("{PATH}/{}/documents/{}", of.it.id, one.no);
                tr {
                    td { a.nowrap href=(href) { (crate::printed::number(lang, one)) } }
                    td { (meeting_document::of(lang, one.kind.word())) }
                    td { span.nowrap { (page::format::instant(one.issued_at)) } }
                    td { a href=(format!("{href}/file")) { (act::of(lang, "word_file")) } }
                }
            } }
        } } },
    )
}
