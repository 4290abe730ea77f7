//! The page of one disaster: who has reported and who has not, the totals by township, what went upward, and what may be done.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Act, Ctx, Division, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, parts, story};
use serde::Serialize;

use super::list::{self, PATH, kind_label, silence_mark, state_mark};
use super::query::{self, Sent};
use super::timeline;
use super::{Disaster, DisasterId, Fact, State};
use crate::Figures;
use crate::measure::Measure;
use crate::sheet::query::{Board, Line};
use crate::sheet::{roads, totals};
use crate::victim;
use crate::web::{self, Visitor};
use crate::words::{disaster as w, disaster_kind, loss_phase};
use page::sheet::{Typed, answer};
use registry::forms::{at_by, person, said};

struct Shown {
    it: Disaster,
    board: Board,
    reports: Vec<(Sent, Option<String>)>,
    registered_by: Option<String>,
    ended_by: Option<String>,
    closed_by: Option<String>,
    history: Vec<(ledger::Recorded<Fact>, Option<String>)>,
    /// Nothing for whoever may not see names.
    victims: Option<victim::Standing>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let mut reports = Vec::new();
    for sent in query::reports(r, ctx, id)? {
        let by = person(r, ctx, sent.by)?;
        reports.push((sent, by));
    }
    let mut history = Vec::new();
    for it in r.history::<Fact>(ctx.district, id)? {
        let by = person(r, ctx, it.at.person)?;
        history.push((it, by));
    }
    let board = crate::sheet::query::board(r, ctx, &it)?;
    Ok(Shown {
        history,
        victims: victims(r, ctx, &it, &board)?,
        board,
        reports,
        registered_by: person(r, ctx, it.registered_by)?,
        ended_by: person(r, ctx, it.ended_by)?,
        closed_by: person(r, ctx, it.closed_by)?,
        it,
    })
}

/// As far as the visitor may see names.
fn victims(r: &Reader<'_>, ctx: &Ctx, it: &Disaster, board: &Board) -> Result<Option<victim::Standing>, Error> {
    let seen = Ctx { scope: ctx.scope_of(victim::VIEW), ..ctx.clone() };
    if seen.scope.is_empty() {
        return Ok(None);
    }
    let register = victim::compared(r, &seen, it)?;
    Ok(Some(victim::Standing { register, names: board.names.clone() }))
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

pub(super) async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: DisasterId, typed: &Typed) -> Reply<Response> {
    // The page is seen as far as the visitor sees, whatever act its form is of.
    let seen = Arc::new(Ctx { scope: ctx.scope_of(Act("disaster.view")), ..Ctx::clone(ctx) });
    let asked = Arc::clone(&seen);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let title = shown.it.title().to_owned();
    let labels = [
        ("note", w::note(lang)),
        ("to", w::end_to(lang)),
        ("reason", w::dismiss_reason(lang)),
        ("places", w::places(lang)),
    ];
    let body = html! {
        (form::error_summary(lang, &typed.problems, &labels))
        (parts::head(&title, html! { (parts::tag(kind_label(lang, &shown.it))) " " (state_mark(lang, shown.it.state)) }, html! {
            @if shown.it.state.takes_sheets() && seen.may(Act("disaster.register")) { (parts::link_button(w::correct(lang), &format!("{PATH}/{id}/correction"))) " " }
            @if shown.it.state == State::Open && seen.may(Act("disaster.register")) { (parts::link_button(w::add_places(lang), &format!("{PATH}/{id}/places"))) }
            (parts::print_button(lang))
        }))
        (tabs(lang, &seen, id, w::overview(lang)))
        (parts::card(w::one(lang), None, None, parts::facts(&facts(lang, &seen, &shown))))
        (heard(lang, &seen, &shown))
        (totals::card(lang, id, &shown.board))
        (roads::card(lang, &shown.board))
        @if let Some(standing) = &shown.victims { (victim::card(lang, &seen, &shown.it, standing)) }
        @if !shown.reports.is_empty() { (upward(lang, &shown)) }
        (forms(screen, &seen, &shown.it, typed))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&timeline::entries(lang, shown.board.whole, &shown.history)))))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title.as_str())];
    Ok(answer(screen, &title, &crumbs, typed, body))
}

/// The pages about one disaster; `current` is the label of this one.
pub(crate) fn tabs(lang: Lang, ctx: &Ctx, id: DisasterId, current: &str) -> Markup {
    let tab = |label: &str, href: String| parts::Tab { label: label.to_owned(), href, current: label == current };
    let mut all =
        vec![tab(w::overview(lang), format!("{PATH}/{id}")), tab(w::grid(lang), format!("/loss-sheets?disaster={id}"))];
    if ctx.may(Act("loss_sheet.send")) {
        all.push(tab(w::paste(lang), format!("{PATH}/{id}/paste")));
    }
    parts::tabs(lang, &all)
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let until = it.to.map_or_else(|| w::goes_on(lang).to_owned(), page::format::instant);
    let mut rows = vec![
        (w::number(lang), html! { (it.number) }),
        (w::kind(lang), html! { (disaster_kind::of(lang, it.kind.word())) }),
        (w::from_to(lang), html! { span.nowrap { (page::format::instant(it.from)) } " – " span.nowrap { (until) } }),
        (w::trigger(lang), html! { @match &it.trigger { Some(text) => (said(text)), None => (parts::dash()) } }),
        (w::registered(lang), at_by(Some(it.registered_at), shown.registered_by.as_ref())),
    ];
    if shown.board.whole {
        if let Some(owed) = it.reporting {
            rows.push((w::report_due(lang), parts::due_on_case(lang, owed.due, ctx.now, false)));
        }
        if let Some(owed) = it.verifying {
            rows.push((w::verify_due(lang), parts::due_on_case(lang, owed.due, ctx.now, false)));
        }
    }
    if it.ended_at.is_some() {
        rows.push((w::ended(lang), at_by(it.ended_at, shown.ended_by.as_ref())));
    }
    if it.closed_at.is_some() {
        let label = if it.state == State::Dismissed { w::dismissed(lang) } else { w::verified(lang) };
        rows.push((label, at_by(it.closed_at, shown.closed_by.as_ref())));
    }
    if let Some(note) = &it.note {
        rows.push((w::note(lang), said(note)));
    }
    rows
}

/// Each township with how many of it are silent; then those that are, hatched, each with the way to report.
fn heard(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let (board, id) = (&shown.board, shown.it.id);
    let silent = board.silent();
    let may_send = ctx.may(Act("loss_sheet.send")) && shown.it.state.takes_sheets();
    let late = board.lines.iter().filter(|it| it.late().is_some()).count();
    let silence = list::Silence { silent: silent.len() as i64, asked: board.asked() as i64 };
    let heard = w::heard_of(lang, board.asked() - silent.len(), board.asked());
    let right = html! { span.muted { (heard) } " " (silence_mark(lang, silence)) };
    parts::card_with(
        w::who(lang),
        html! { @if late > 0 { (parts::tag(&format!("{} {late}", w::late_heard(lang)))) } },
        right,
        html! {
            ul.towns {
                @for (code, name) in &board.townships {
                    @let (silent, asked) = board.silence_of(*code);
                    li.silent[silent > 0] {
                        b { a href=(format!("/loss-sheets?disaster={id}&township={code}")) lang="zh-CN" { (name) } }
                        span { (w::heard_of(lang, asked - silent, asked)) }
                    }
                }
            }
            @if !silent.is_empty() {
                div.in {
                    h3 { (w::not_heard(lang)) }
                    ul.towns { @for line in &silent { (silent_one(lang, board, id, line, may_send)) } }
                }
            }
        },
    )
}

fn silent_one(lang: Lang, board: &Board, id: DisasterId, line: &Line, may_send: bool) -> Markup {
    let town = board.names.get(&line.place.division.township()).map_or("", String::as_str);
    let href = format!("{PATH}/{id}/sheets/{}", line.place.division);
    let title = format!("{town} {}", line.name);
    html! {
        li.silent title=(title) lang="zh-CN" {
            b { @if may_send { a href=(href) aria-label=(format!("{} {title}", w::send_for(lang))) { (line.name) } } @else { (line.name) } }
        }
    }
}

fn upward(lang: Lang, shown: &Shown) -> Markup {
    let main: Vec<Measure> = list::main().collect();
    parts::card(
        w::reports(lang),
        Some(shown.reports.len() as u64),
        None,
        html! {
            div.scroll { table.tb {
                thead { tr {
                    th scope="col" { (w::edition_head(lang)) }
                    th scope="col" { (w::sent_at(lang)) }
                    @for it in &main { th.num scope="col" { (it.label(lang)) } }
                    th scope="col" { (w::silent(lang)) }
                    th scope="col" { (w::note(lang)) }
                } }
                tbody {
                    @for (sent, by) in &shown.reports {
                        tr {
                            td { span.nowrap { (w::edition(lang, sent.edition)) " " (loss_phase::of(lang, sent.phase.word())) } }
                            td { (at_by(Some(sent.at), by.as_ref())) }
                            @for it in &main { td.num { @match sent.figures.get(*it) { Some(n) => (n.shown()), None => (parts::dash()) } } }
                            td { (w::silent_then(lang, sent.silent, sent.asked)) }
                            td { @match &sent.note { Some(note) => (said(note)), None => (parts::dash()) } }
                        }
                    }
                }
            } }
        },
    )
}

/// Only what this visitor may do to the disaster as it stands.
fn forms(screen: &Screen, ctx: &Ctx, it: &Disaster, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let may = |act| ctx.may(Act(act));
    let path = |last: &str| format!("{PATH}/{}/{last}", it.id);
    let own = it.ended_by.is_some() && it.ended_by == ctx.person();
    let note = |title, last: &str, field, label, hint, required, submit| web::Act {
        title,
        path: path(last),
        field,
        label,
        hint,
        required,
        submit,
    };
    let report = if it.reports == 0 { w::report_first(lang) } else { w::report_next(lang) };
    html! {
        @if it.state == State::Open && may("disaster.report") {
            (note(report, "report", "note", w::report_note(lang), w::report_note_hint(lang), false, parts::submit(report)).card(screen, typed))
        }
        @if it.state == State::Open && it.reports > 0 && may("disaster.end") { (ending(screen, &path("ending"), typed)) }
        @if it.state == State::Ended && may("disaster.verify") {
            @if own { (parts::note(page::NoteKind::Plain, w::not_yours(lang), html! {})) }
            @else { (note(w::verify(lang), "verification", "note", w::verify_note(lang), w::verify_hint(lang), false, parts::submit(w::verify(lang))).card(screen, typed)) }
        }
        @if it.state.takes_sheets() && may("disaster.dismiss") {
            (note(w::dismiss(lang), "dismissal", "reason", w::dismiss_reason(lang), w::dismiss_hint(lang), true, parts::submit_grave(w::dismiss(lang))).card(screen, typed))
        }
    }
}

fn ending(screen: &Screen, path: &str, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let spec = FieldSpec::new("to", w::end_to(lang)).hint(w::end_hint(lang)).required();
    let body = html! {
        (form::datetime(&spec, &typed.values, &typed.problems, lang))
        div.foot { (parts::submit_as(w::end(lang), "act", "end")) }
    };
    parts::card(w::end(lang), None, None, form::form(screen, path, body))
}

/// One disaster for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DisasterAnswer {
    #[schema(value_type = String)]
    id: DisasterId,
    version: i64,
    number: String,
    kind: String,
    sub_kind: Option<String>,
    title: Option<String>,
    trigger: Option<String>,
    #[schema(value_type = String)]
    from: Instant,
    #[schema(value_type = Option<String>)]
    to: Option<Instant>,
    /// `open`, `ended`, `verified`, `dismissed`
    state: String,
    /// Who is asked within reach, and by when the first sheet is due.
    places: Vec<DisasterPlace>,
    /// How many of those have sent nothing.
    silent: i64,
    /// The sums within reach by measure; what nobody said is missing.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    figures: Figures,
    /// How often the district reported upward.
    reports: i64,
}

/// A place that is asked.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DisasterPlace {
    #[schema(value_type = String)]
    division: Division,
    #[schema(value_type = String)]
    due: Instant,
}

pub(super) fn answer_of(r: &Reader<'_>, ctx: &Ctx, it: Disaster) -> Result<DisasterAnswer, Error> {
    let silence = query::silence(r, ctx, it.id)?;
    let places = query::asked(r, ctx, it.id)?;
    let figures = crate::sheet::query::main_figures(r, ctx, &[it.id])?.remove(&it.id).unwrap_or_default();
    Ok(DisasterAnswer {
        id: it.id,
        version: it.version,
        number: it.number,
        kind: it.kind.word().to_owned(),
        sub_kind: it.sub_kind.map(|it| it.word().to_owned()),
        title: it.title.known().cloned(),
        trigger: it.trigger.and_then(|it| it.known().cloned()),
        from: it.from,
        to: it.to,
        state: it.state.word().to_owned(),
        places: places.into_iter().map(|it| DisasterPlace { division: it.division, due: it.due }).collect(),
        silent: silence.silent,
        figures,
        reports: it.reports,
    })
}

/// As it is answered after an act, too: as far as the visitor sees.
pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<DisasterAnswer, Error> {
    let seen = Ctx { scope: ctx.scope_of(Act("disaster.view")), ..ctx.clone() };
    answer_of(r, &seen, query::one(r, &seen, id)?)
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DisasterId>,
) -> Reply<Json<DisasterAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One disaster: who is asked, who is silent, and the sums").returns::<DisasterAnswer>()
}
