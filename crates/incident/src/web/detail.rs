//! The page of one incident: its three times, its clocks, its figures and the people behind them, its editions, its story.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Lang, Personal};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, StepState};
use page::{Crumb, Reply, Ring, Screen, format, parts};

use super::marks::{fault_marks, grade_mark, grade_word, kind_name, ring, stage_mark, toll_text};
use super::{Around, PATH, Visitor, acts, cards, timeline};
use crate::model::{IncidentId, Recipient, Source, Stage};
use crate::query::{self, Detail};
use crate::words::{act, category, exactness, field, incident as w, level, source, station};

pub(super) struct Shown {
    pub detail: Detail,
    pub around: Around,
    /// The unit's page, where this visitor may open it.
    pub unit_opens: bool,
    investigation: crate::investigation::web::Panel,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Shown, Error> {
    let detail = query::one(r, ctx, id)?.seen_by(ctx);
    let people: Vec<_> = detail.history.iter().filter_map(|it| it.at.person).collect();
    let mut bodies: Vec<_> = detail.history.iter().filter_map(|it| it.at.organisation).collect();
    bodies.extend(detail.clocks.iter().map(|it| it.owner).chain(detail.it.unit).chain([detail.it.organisation]));
    bodies.extend(timeline::organisations(&detail.history));
    let around = Around::fetch(r, ctx, &bodies, &people)?;
    let unit_opens = match detail.it.unit {
        Some(unit) => {
            let scope = ctx.scope_of(kernel::Act("organisation.view"));
            registry::query::organisation_in_scope(r, &Ctx { scope, ..ctx.clone() }, unit)?.is_some()
        }
        None => false,
    };
    let stands = detail.it.stage != Stage::Dismissed;
    let investigation = crate::investigation::web::panel(r, ctx, id, stands)?;
    Ok(Shown { detail, around, unit_opens, investigation })
}

pub(super) async fn show(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<IncidentId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.detail;
    let title = it.title.as_str().unwrap_or("--");
    let marks = html! {
        span.muted { (it.it.number_text()) } " "
        (grade_mark(lang, it.it.category, it.it.grade, it.it.grade_complete)) " "
        (stage_mark(lang, it.it.stage, it.it.editions)) (fault_marks(lang, query::faults(it.faults))) " " (registered_late(lang, it))
    };
    let body = html! {
        (parts::head(title, marks, html! { (correction(lang, &ctx, it)) " " (parts::print_button(lang)) }))
        (story::steps(lang, &steps(lang, it)))
        (sign_card(&screen, &ctx, &shown))
        (parts::card_with(w::times(lang), html! {}, written_link(lang, &ctx, it), parts::inside(parts::facts(&times(lang, &ctx, it)))))
        (cards::clocks(lang, &ctx, &shown))
        (cards::figures(lang, &ctx, it))
        (cards::people(lang, &ctx, it))
        (parts::card(w::what(lang), None, None, parts::inside(parts::facts_single(&facts(lang, &shown)))))
        (cards::editions(lang, &shown))
        (shown.investigation.card(lang, &ctx, it.it.id))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&timeline::entries(lang, &shown)))))
        (parts::actions(lang, html! { span.muted.small { (next(lang, it)) } }, acts::buttons(lang, &ctx, it)))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.it.number_text())];
    Ok(screen.page(title, &crumbs, body))
}

fn correction(lang: Lang, ctx: &Ctx, it: &Detail) -> Markup {
    let may = it.it.stage != Stage::Dismissed && ctx.may(kernel::Act("incident.correct"));
    html! { @if may { (parts::small_link(act::of(lang, "correction"), &format!("{PATH}/{}/correction", it.it.id))) } }
}

/// The unit's own report, while it has not come.
fn written_link(lang: Lang, ctx: &Ctx, it: &Detail) -> Markup {
    let may = it.it.stage != Stage::Dismissed && it.written_at.is_none() && ctx.may(acts::RECORD);
    html! { @if may { (parts::small_link(act::of(lang, "written"), &format!("{PATH}/{}/written", it.it.id))) } }
}

/// The draft that waits, for whoever may sign it.
fn sign_card(screen: &Screen, ctx: &Ctx, shown: &Shown) -> Markup {
    let lang = screen.lang();
    let it = &shown.detail;
    let Some(edition) = it.it.draft else { return html! {} };
    let by = shown.around.person(it.it.drafted_by);
    let link = format!("{PATH}/{}/editions/{edition}", it.it.id);
    let body = html! {
        p { (w::draft_waits(lang, edition, by)) " " a href=(link) { (w::read_draft(lang)) } }
        @if acts::may_sign(ctx, it) {
            (acts::sign_form(screen, it))
        }
    };
    parts::note(page::NoteKind::Plain, w::draft_title(lang), body)
}

/// What comes next, at the left of the footer.
fn next(lang: Lang, it: &Detail) -> String {
    let clock = it.clocks.iter().find(|it| it.told_at.is_none());
    match (it.it.stage, clock) {
        (Stage::Dismissed, _) => w::dismissed_text(lang).to_owned(),
        (_, Some(clock)) => {
            let whom = crate::words::recipient::of(lang, clock.recipient.word());
            w::next_telling(lang, format::instant(clock.due), whom)
        }
        (Stage::Reporting, None) => w::next_report(lang).to_owned(),
        (Stage::Reported, None) if it.it.supplement.is_some() => w::next_supplement(lang).to_owned(),
        (Stage::Reported, None) => w::reported_text(lang).to_owned(),
    }
}

fn steps(lang: Lang, it: &Detail) -> Vec<story::Step> {
    let told = |recipient| it.clocks.iter().find(|clock| clock.recipient == recipient).and_then(|clock| clock.told_at);
    let first = it.editions.iter().find_map(|it| it.signed_at);
    let last = it.editions.iter().rev().find(|_| it.it.stage == Stage::Reported).and_then(|it| it.signed_at);
    let stations = [
        (station::happened(lang), Some(it.particulars.happened_at)),
        (station::told(lang), it.it.told_at),
        (station::upward(lang), told(Recipient::Higher)),
        (station::first(lang), first),
        (station::last(lang), last),
    ];
    let mut now = it.it.stage != Stage::Dismissed;
    let step = |(label, at): (&str, Option<kernel::Instant>)| {
        let state = match at {
            Some(_) => StepState::Done,
            None if std::mem::take(&mut now) => StepState::Now,
            None => StepState::Next,
        };
        story::Step {
            state,
            ring: if it.it.stage == Stage::Dismissed { Ring::Back } else { ring(it.it.stage, it.it.editions) },
            label: label.to_owned(),
            who: String::new(),
            when: at.map_or(String::new(), format::instant),
            note: String::new(),
        }
    };
    stations.into_iter().map(step).collect()
}

/// Three times, kept apart, and when it was written down.
fn times(lang: Lang, ctx: &Ctx, it: &Detail) -> Vec<(&'static str, Markup)> {
    let at = |at: Option<kernel::Instant>, note: Markup| html! { @if let Some(at) = at { (format::instant(at)) " " (note) } @else { span.muted { (w::not_yet(lang)) } } };
    let said = &it.particulars;
    let exact = html! { span.muted { (exactness::of(lang, said.exactness.word())) } };
    // Whoever called is named to those who keep the record, never to the unit.
    let known = |it: &Option<Personal<String>>| it.as_ref().filter(|_| ctx.may(acts::RECORD)).cloned();
    let (caller, phone) = (known(&it.told_by), known(&it.told_phone));
    let (caller, phone) = (caller.as_ref().and_then(Personal::as_str), phone.as_ref().and_then(Personal::as_str));
    let caller = html! {
        span.muted { (source::of(lang, it.source.word())) @if let Some(caller) = caller { " " (caller) } @if let Some(phone) = phone { " " (phone) } }
    };
    let writer = it.written_from.as_ref().and_then(Personal::as_str);
    let mut rows = vec![(w::happened(lang), at(Some(said.happened_at), exact))];
    if said.known_at.is_some() {
        rows.push((field::of(lang, "known_at"), at(said.known_at, html! {})));
    }
    rows.push((w::told(lang), at(it.it.told_at, caller)));
    rows.push((w::written(lang), at(it.written_at, html! { span.muted { (writer.unwrap_or_default()) } })));
    rows.push((w::registered(lang), at(Some(it.registered_at), registered_late(lang, it))));
    rows
}

/// What is registered within a day is registered in time; what was taken over from a list is marked as such.
const IN_TIME: kernel::Span = kernel::Span::days(1);

/// Registered long after it happened: says by how much, and after whoever called where that was long, too.
fn registered_late(lang: Lang, it: &Detail) -> Markup {
    let after = it.registered_at.since(it.particulars.happened_at);
    html! {
        @if after > IN_TIME && it.source != Source::Ledger {
            (parts::bad_tag(&w::registered_late(lang, format::span_brief(lang, after))))
        }
    }
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let (it, said) = (&shown.detail, &shown.detail.particulars);
    let kind = said.kind.as_ref().and_then(kind_name);
    let unit = said.unit_name.as_ref().and_then(Personal::as_str);
    let mut rows = vec![
        (field::of(lang, "category"), html! { (category::of(lang, said.category.word())) }),
        (field::of(lang, "kind"), parts::or_dash(kind)),
        (field::of(lang, "sector"), html! { (registry::words::sector::of(lang, said.sector.word())) }),
        (
            field::of(lang, "place"),
            html! { (shown.around.place(said.division)) " " (said.place.as_str().unwrap_or("--")) },
        ),
        (field::of(lang, "unit"), unit_cell(shown, unit)),
    ];
    let more = [
        ("road", &said.road),
        ("chainage", &said.chainage),
        ("project", &said.project),
        ("contract_section", &said.contract_section),
    ];
    for (name, text) in more {
        if let Some(text) = text {
            rows.push((field::of(lang, name), html! { (text) }));
        }
    }
    rows.push((field::of(lang, "summary"), html! { span.said { (said.summary.as_str().unwrap_or("--")) } }));
    rows.push((w::toll(lang), html! { (toll_text(lang, &it.figures)) }));
    if let Some(grade) = it.it.grade {
        let by = level::of(lang, grade.investigated_by().word());
        let up_to = level::of(lang, grade.reported_up_to().word());
        rows.push((
            w::grade(lang),
            html! { (grade_word(lang, it.it.category, grade)) " " span.muted { (w::grade_means(lang, up_to, by)) } },
        ));
    }
    rows
}

fn unit_cell(shown: &Shown, name: Option<&str>) -> Markup {
    match (shown.detail.it.unit, name) {
        (Some(unit), _) if shown.unit_opens => {
            html! { a href=(format!("/organisations/{unit}")) { (shown.around.organisation(unit)) } }
        }
        (_, name) => parts::or_dash(name),
    }
}
