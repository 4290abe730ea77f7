//! The page of one examination: what was found item by item, with the lists that were counted, objections, problems, its story.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use kernel::{Ctx, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::past::AS_OF;
use page::story::{self, StepState};
use page::{Crumb, NoteKind, Reply, Ring, Screen, Values, parts};
use registry::forms::{at_by, said};

use super::course::{self, Story};
use super::examination_acts as acts;
use super::grid::{examination_mark, origin_mark};
use super::{EXAMINATIONS, SCHEMES, Visitor};
use crate::examination::query::{self, Detail};
use crate::examination::{Fact, Finding, Objection, OversightExaminationId, State};
use crate::printed::{method, value, way};
use crate::problem::{self, Problem};
use crate::scheme::Item;
use crate::words::{examination_station as station, objection_result, oversight as w};
use registry::measure::Measure;

struct Shown {
    of: Detail,
    story: Story<Fact>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<Shown, Error> {
    let of = query::one(r, ctx, id)?;
    Ok(Shown { story: course::told(r, ctx, query::history(r, ctx, id)?)?, of })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OversightExaminationId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let (lang, of) = (screen.lang(), &shown.of);
    let marks = html! { span.muted { (of.scheme.number) } " " (examination_mark(lang, of.it.state)) };
    let body = html! {
        (parts::head(&of.organisation, marks, parts::print_button(lang)))
        (story::steps(lang, &steps(lang, of)))
        @if let Some(reason) = &of.it.note { (parts::note(NoteKind::Plain, w::dropped(lang), html! { p { (said(reason)) } })) }
        @if of.hidden { (parts::note(NoteKind::Plain, w::hidden(lang), html! { p { (w::hidden_text(lang)) } })) }
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &ctx, of))))
        (table(lang, &ctx, of))
        (objections(lang, &ctx, of))
        (problems(lang, ctx.now, of))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&course::of_examination(lang, &shown.story)))))
        (parts::actions(lang, html! { span.muted.small { (next(lang, ctx.now, of)) } }, acts::buttons(lang, &ctx, of)))
    };
    let crumbs = [
        Crumb::link(w::title(lang), SCHEMES),
        Crumb::link(of.scheme.number.as_str(), format!("{SCHEMES}/{}", of.scheme.id)),
        Crumb::here(of.organisation.as_str()),
    ];
    Ok(screen.page(&of.organisation, &crumbs, body))
}

fn steps(lang: Lang, of: &Detail) -> Vec<story::Step> {
    let it = &of.it;
    let stations = [
        (station::opened(lang), Some(it.opened_at), ""),
        (station::told(lang), it.told_at, of.person(it.told_by)),
        (station::confirmed(lang), it.confirmed_at, of.person(it.confirmed_by)),
        (station::published(lang), it.published_at, ""),
    ];
    let mut now = it.state != State::Dropped;
    let step = |(label, at, who): (&str, Option<Instant>, &str)| story::Step {
        state: match at {
            Some(_) => StepState::Done,
            None if std::mem::take(&mut now) => StepState::Now,
            None => StepState::Next,
        },
        ring: if it.state == State::Dropped { Ring::Back } else { Ring::Quarter },
        label: label.to_owned(),
        who: who.to_owned(),
        when: at.map_or(String::new(), page::format::instant),
        note: String::new(),
    };
    stations.into_iter().map(step).collect()
}

fn next(lang: Lang, now: Instant, of: &Detail) -> String {
    let it = &of.it;
    let unanswered = of.objections.iter().filter(|it| it.answered_at.is_none()).count();
    let missing = of.items.iter().filter(|item| of.stands(item.no).is_none()).count();
    match it.state {
        State::Open if of.group.is_empty() => w::next_group(lang).to_owned(),
        State::Open if of.hidden => String::new(),
        State::Open if missing > 0 => w::next_examine(lang, missing),
        State::Open => w::next_tell(lang).to_owned(),
        State::Told if unanswered > 0 => w::next_answer(lang, unanswered),
        State::Told => match it.object_until.filter(|until| it.agreed_at.is_none() && now <= *until) {
            Some(until) => w::next_object(lang, page::format::instant(until)),
            None => w::next_confirm(lang).to_owned(),
        },
        State::Confirmed => w::next_publish_all(lang).to_owned(),
        State::Published | State::Dropped => String::new(),
    }
}

fn facts(lang: Lang, ctx: &Ctx, of: &Detail) -> Vec<(&'static str, Markup)> {
    let it = &of.it;
    let group: Vec<&str> = of.group.iter().map(|id| of.person(Some(*id))).collect();
    let title = of.scheme.title();
    let over = matches!(it.state, State::Published | State::Dropped);
    let mut rows = vec![
        (w::scheme(lang), html! { a href=(format!("{SCHEMES}/{}", of.scheme.id)) lang="zh-CN" { (title) } }),
        (w::days(lang), html! { span.nowrap { (of.scheme.first) } " – " span.nowrap { (of.scheme.last) } }),
        (
            w::group(lang),
            html! { @if group.is_empty() { (parts::dash()) } @else { span lang="zh-CN" { (group.join("、")) } } },
        ),
        (w::due(lang), parts::due_on_case(lang, it.due, ctx.now, over)),
    ];
    if of.scheme.has_marks() && !of.findings.is_empty() {
        let (marks, full) = of.total();
        rows.push((w::total(lang), html! { b { (w::of_full(lang, marks.to_string(), full.to_string())) } }));
    }
    if let Some(until) = it.object_until {
        rows.push((w::object_until(lang), html! { span.nowrap { (page::format::instant(until)) } }));
    }
    if it.agreed_at.is_some() {
        rows.push((w::agreed(lang), at_by(it.agreed_at, None)));
    }
    rows
}

fn table(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    let marked = of.scheme.has_marks();
    let right = html! { @if acts::examines(ctx, of) && of.items.iter().any(|it| it.measure().is_some()) {
        (acts::small(lang, of.it.id, "taking", "taking"))
    } };
    parts::card_with(
        w::findings(lang),
        parts::count_mark(of.items.len() as u64),
        right,
        html! { div.scroll tabindex="0" role="region" aria-label=(w::findings(lang)) { table.tb {
            caption.unseen { (w::findings(lang)) }
            thead { tr {
                th scope="col" { (w::no(lang)) } th scope="col" { (w::item(lang)) } th scope="col" { (w::found(lang)) }
                @if marked { th.num scope="col" { (w::marks(lang)) } }
                th scope="col" { (w::acts(lang)) }
            } }
            tbody { @for item in &of.items { (row(lang, ctx, of, item)) } }
        } } },
    )
}

fn row(lang: Lang, ctx: &Ctx, of: &Detail, item: &Item) -> Markup {
    let stands = of.stands(item.no);
    let before: Vec<&Finding> = of
        .findings
        .iter()
        .filter(|it| it.item == item.no && Some(it.revision) != stands.map(|it| it.revision))
        .collect();
    html! { tr id=(format!("item-{}", item.no)) {
        td { (item.no) }
        td {
            (said(&item.text)) br;
            span.muted.small { span lang="zh-CN" { (item.source) } " · " (method(lang, item)) @if let Some(it) = item.way() { " · " (way(lang, it)) } }
        }
        td {
            @match stands { Some(it) => (finding(lang, ctx, of, it)), None => (parts::silent_mark(w::not_examined(lang))) }
            @if !before.is_empty() { details { summary { (w::before(lang, before.len())) }
                @for it in before { div { (finding(lang, ctx, of, it)) @if let Some(marks) = it.marks { " " (w::marks_of(lang, marks.to_string())) } } }
            } }
        }
        @if of.scheme.has_marks() { td.num { (marks(lang, item, stands)) } }
        td { (acts::of_item(lang, ctx, of, item)) }
    } }
}

fn marks(lang: Lang, item: &Item, stands: Option<&Finding>) -> Markup {
    match (stands.map(|it| it.marks), item.weight) {
        (Some(Some(marks)), Some(full)) => {
            html! { span.nowrap { (w::of_full(lang, marks.to_string(), full.to_string())) } }
        }
        (Some(None), Some(_)) => html! { (w::no_marks(lang)) },
        _ => parts::dash(),
    }
}

/// The list as it was at the moment of taking.
fn as_of(address: &str, at: Instant) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    Values::from_query(query).with(AS_OF, at.to_string()).at(path)
}

fn finding(lang: Lang, ctx: &Ctx, of: &Detail, it: &Finding) -> Markup {
    // Whoever may not see a list is not led to it.
    let opens = it.measure.as_deref().and_then(Measure::find).is_some_and(|it| ctx.may(it.act));
    let evidence = it.evidence.iter().filter(|_| opens);
    html! {
        @if it.measure.is_some() { b { (value(lang, it.value)) } " " }
        @if let Some(text) = &it.finding { (said(text)) " " }
        @if let Some(reason) = &it.reason { span.muted { (w::because(lang)) (said(reason)) } " " }
        (origin_mark(lang, it.origin)) " "
        (at_by(Some(it.found_at), Some(&of.person(it.found_by).to_owned()).filter(|it| !it.is_empty())))
        @for (n, address) in (1..).zip(evidence) {
            " " a.nowrap href=(as_of(address, taken_at(of, it))) {
                @match (it.evidence.len(), n) { (1, _) => (w::evidence(lang)), (_, 1) => (w::evidence_part(lang)), _ => (w::evidence_whole(lang)) }
            }
        }
    }
}

/// Of an answer, the moment at which its value was taken.
fn taken_at(of: &Detail, it: &Finding) -> Instant {
    let taken = |one: &&Finding| {
        one.item == it.item && one.revision <= it.revision && one.origin == crate::examination::Origin::Taken
    };
    of.findings.iter().rev().find(taken).map_or(it.found_at, |one| one.found_at)
}

fn objections(lang: Lang, ctx: &Ctx, of: &Detail) -> Markup {
    if of.objections.is_empty() {
        return html! {};
    }
    let item = |no: u32| of.items.iter().find(|it| it.no == no).map_or("--", Item::text);
    parts::card(
        w::objections(lang),
        Some(of.objections.len() as u64),
        None,
        html! { div.scroll tabindex="0" role="region" aria-label=(w::objections(lang)) { table.tb {
            caption.unseen { (w::objections(lang)) }
            thead { tr {
                th scope="col" { (w::no(lang)) } th scope="col" { (w::item(lang)) } th scope="col" { (w::reason(lang)) }
                th scope="col" { (w::answer(lang)) } th scope="col" { (w::due(lang)) }
            } }
            tbody { @for it in &of.objections { tr {
                td { (it.no) }
                td { a href=(format!("#item-{}", it.item)) lang="zh-CN" { (item(it.item)) } }
                td { @if let Some(reason) = &it.reason { (said(reason)) } br; (at_by(Some(it.objected_at), Some(&of.person(it.objected_by).to_owned()))) }
                td { (answered(lang, ctx, of, it)) }
                td { (parts::due_on_case(lang, it.due, ctx.now, it.answered_at.is_some())) }
            } } }
        } } },
    )
}

fn answered(lang: Lang, ctx: &Ctx, of: &Detail, it: &Objection) -> Markup {
    let Some(accepted) = it.accepted else {
        return html! {
            (parts::silent_mark(w::unanswered(lang)))
            @if acts::answers(ctx, of) { " " (acts::small(lang, of.it.id, &format!("objections/{}/answer", it.no), "answer")) }
        };
    };
    let word = objection_result::of(lang, if accepted { "accepted" } else { "refused" });
    html! {
        @if accepted { (parts::good_tag(word)) } @else { (parts::tag(word)) } " "
        @if let Some(answer) = &it.answer { (said(answer)) } br;
        (at_by(it.answered_at, Some(&of.person(it.answered_by).to_owned())))
    }
}

fn problems(lang: Lang, now: Instant, of: &Detail) -> Markup {
    let list = Values::default().with("state", "all").with("examination", of.it.id.to_string()).at(problem::PATH);
    let row = |it: &Problem| {
        let over = !matches!(it.state, problem::State::Set | problem::State::Returned);
        html! { tr {
            td { (it.item) }
            td { a href=(format!("{}/{}", problem::PATH, it.id)) lang="zh-CN" { (it.text()) } }
            td { (parts::due(lang, it.due, now, over)) }
            td { (problem::state_mark(lang, it.state)) }
        } }
    };
    if of.problems.is_empty() {
        return parts::card(
            w::problems(lang),
            Some(0),
            None,
            parts::inside(html! { p.muted { (w::problems_nothing(lang)) } }),
        );
    }
    let table = html! { div.scroll tabindex="0" role="region" aria-label=(w::problems(lang)) { table.tb {
        caption.unseen { (w::problems(lang)) }
        thead { tr {
            th scope="col" { (w::item(lang)) } th scope="col" { (w::problem(lang)) } th scope="col" { (w::due(lang)) } th scope="col" { (w::state(lang)) }
        } }
        tbody { @for it in &of.problems { (row(it)) } }
    } } };
    parts::card(w::problems(lang), Some(of.problems.len() as u64), Some((w::to_list(lang), &list)), table)
}

/// Where its acts lie under.
pub(super) fn path(id: OversightExaminationId) -> String {
    format!("{EXAMINATIONS}/{id}")
}
