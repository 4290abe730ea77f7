//! The file of one subject: what it is, who answers for it today and on any day, and what other concepts say of it.

use std::collections::HashSet;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Act, Ctx, Day, Error, Identity, Lang, OrganisationId, PersonId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Query, Reply, Screen, Values, parts};

use super::web::{names_of, status};
use crate::query::{self, Responsible, Subject, SubjectFilter};
use crate::web::{Names, Visitor};
use crate::words::{common as c, party, responsibility as rw, sector, subject as w, subject_kind};
use crate::{Party, SubjectId, SubjectStatus};

/// One concept's view on the file of a subject. `server` puts the list of all into the request.
pub type Panel = fn(&Reader<'_>, &Ctx, Lang, SubjectId) -> Result<Markup, Error>;

#[derive(Debug, Clone, Copy, Default)]
pub struct SubjectPanels(pub &'static [Panel]);

/// Everything the file shows, read at one moment.
pub struct File {
    pub it: Subject,
    names: Names,
    today: Vec<Responsible>,
    history: Vec<Responsible>,
    /// The day that was asked about, as typed, and its answer.
    asked: Option<(Day, Vec<Responsible>)>,
    opens: Opens,
}

/// Whose files the visitor may open: a link to another would lead nowhere.
#[derive(Default)]
pub(crate) struct Opens {
    organisations: HashSet<OrganisationId>,
    people: HashSet<PersonId>,
}

impl Opens {
    pub fn among<'a>(
        r: &Reader<'_>,
        ctx: &Ctx,
        answers: impl Iterator<Item = &'a Responsible>,
    ) -> Result<Opens, Error> {
        let scoped = |act| Ctx { scope: ctx.scope_of(Act(act)), ..ctx.clone() };
        let (for_organisations, for_people) = (scoped("organisation.view"), scoped("person.view"));
        let mut opens = Opens::default();
        for it in answers {
            if query::organisation_in_scope(r, &for_organisations, it.organisation)?.is_some() {
                opens.organisations.insert(it.organisation);
            }
            if query::person_in_scope(r, &for_people, it.person)?.is_some() {
                opens.people.insert(it.person);
            }
        }
        Ok(opens)
    }

    fn organisation(&self, it: &Responsible) -> Markup {
        html! {
            @if self.organisations.contains(&it.organisation) {
                a href=(format!("/organisations/{}", it.organisation)) { (it.organisation_name) }
            } @else { (it.organisation_name) }
        }
    }

    fn person(&self, lang: Lang, it: &Responsible) -> Markup {
        html! {
            @if self.people.contains(&it.person) { a href=(format!("/people/{}", it.person)) { (it.person_name) } }
            @else { (it.person_name) }
            @if it.acting { " " (parts::tag(rw::acting(lang))) }
        }
    }
}

pub fn fetch(r: &Reader<'_>, ctx: &Ctx, id: SubjectId, query: &Values) -> Result<File, Error> {
    let it = query::subject(r, ctx, id)?.ok_or(Error::NotFound(SubjectId::NAME))?;
    let names = names_of(r, ctx, &SubjectFilter::default(), &[&it])?;
    let asked = match query.get("on").parse::<Day>() {
        Ok(day) => Some((day, query::responsible(r, ctx, id, day)?)),
        Err(_) => None,
    };
    let today = query::responsible(r, ctx, id, ctx.now.day())?;
    let history = query::responsibilities(r, ctx, id)?;
    let shown = today.iter().chain(&history).chain(asked.iter().flat_map(|(_, answers)| answers));
    let opens = Opens::among(r, ctx, shown)?;
    Ok(File { names, today, history, asked, opens, it })
}

pub(super) async fn show(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    panels: Option<Extension<SubjectPanels>>,
    screen: Screen,
    Path(id): Path<SubjectId>,
    Query(query): Query,
) -> Reply {
    let (asked, typed, lang) = (ctx.clone(), query.clone(), screen.lang());
    let (file, extra) = db
        .read(move |r| {
            let file = fetch(r, &asked, id, &typed)?;
            let mut extra = Vec::new();
            for panel in panels.map(|Extension(panels)| panels).unwrap_or_default().0 {
                extra.push(panel(r, &asked, lang, id)?);
            }
            Ok((file, extra))
        })
        .await?;
    let crumbs = [Crumb::link(w::title(lang), "/subjects"), Crumb::here(file.it.name.clone())];
    let extra = html! { @for panel in extra { (panel) } };
    Ok(screen.page(&file.it.name, &crumbs, body(lang, &ctx, &file, &query, extra)))
}

/// `extra`: what other concepts show beside.
pub fn body(lang: Lang, ctx: &Ctx, file: &File, query: &Values, extra: Markup) -> Markup {
    let it = &file.it;
    let path = format!("/subjects/{}", it.id);
    let beside = html! {
        (parts::tag(subject_kind::of(lang, it.kind.word())))
        (parts::tag(sector::of(lang, it.sector.word())))
        @if it.status == SubjectStatus::Withdrawn { (parts::bad_tag(w::withdrawn(lang))) }
    };
    let active = it.status == SubjectStatus::Active;
    let acts = html! {
        @if active && ctx.may(Act("subject.withdraw")) { (parts::link_button(w::withdraw(lang), &format!("{path}/withdrawal"))) }
        @if active && ctx.may(Act("subject.amend")) { (parts::link_button(c::amend(lang), &format!("{path}/amendment"))) }
        @if active && ctx.may(Act("responsibility.appoint")) { (parts::primary_link(rw::appoint(lang), &format!("{path}/responsibilities"))) }
    };
    html! {
        (parts::head(&it.name, beside, acts))
        (parts::card(c::facts(lang), None, None, parts::inside(facts(lang, file))))
        (parts::card(rw::today(lang), None, None, three(lang, &file.today, &file.opens)))
        (extra)
        (parts::card(rw::on_a_day(lang), None, None, on_a_day(lang, &path, file, query)))
        (parts::card(rw::history(lang), Some(file.history.len() as u64), None, history(lang, ctx, file)))
    }
}

fn facts(lang: Lang, file: &File) -> Markup {
    let it = &file.it;
    let position = it.longitude_e6.zip(it.latitude_e6).map(|(x, y)| format!("{}, {}", degrees(x), degrees(y)));
    parts::facts(&[
        (c::organisation(lang), file.names.organisation(it.organisation)),
        (c::division(lang), html! { (file.names.place(it.division)) " " span.muted { (it.division) } }),
        (w::address(lang), parts::or_dash(Some(&it.address))),
        (w::position(lang), parts::or_dash(position.as_deref())),
        (c::sector(lang), html! { (sector::of(lang, it.sector.word())) }),
        (c::status(lang), status(lang, it.status)),
    ])
}

/// `102704300` -> `102.704300`
fn degrees(e6: i64) -> String {
    format!("{}.{:06}", e6 / 1_000_000, (e6 % 1_000_000).abs())
}

/// The three parties, each with its one answer; a party that nobody answers for is silence, not a blank.
pub(crate) fn three(lang: Lang, answers: &[Responsible], opens: &Opens) -> Markup {
    html! {
        table.tb {
            thead { tr {
                th scope="col" { (rw::party(lang)) } th scope="col" { (rw::person(lang)) }
                th scope="col" { (c::organisation(lang)) } th scope="col" { (rw::document(lang)) }
                th scope="col" { (c::since(lang)) }
            } }
            tbody { @for side in Party::ALL {
                tr {
                    td { (party::of(lang, side.word())) }
                    @match answers.iter().find(|it| it.party == *side) {
                        Some(it) => {
                            td { (opens.person(lang, it)) }
                            td { (opens.organisation(it)) }
                            td { (parts::or_dash(Some(&it.document))) }
                            td { (it.from) @if let Some(to) = it.to { " " span.muted { (rw::until(lang, to)) } } }
                        },
                        None => td colspan="4" { (parts::silent_mark(rw::nobody(lang))) },
                    }
                }
            } }
        }
    }
}

fn on_a_day(lang: Lang, path: &str, file: &File, query: &Values) -> Markup {
    let typed = query.get("on");
    html! {
        form.query method="get" action=(path) {
            label { span { (rw::day(lang)) } input type="text" name="on" value=(typed) placeholder="2026-06-18" autocomplete="off" inputmode="numeric"; }
            span.push { button.btn type="submit" { (rw::ask(lang)) } }
        }
        @match &file.asked {
            Some((day, answers)) => {
                p.in { (rw::answer(lang, day)) }
                (three(lang, answers, &file.opens))
            },
            None if !typed.is_empty() => p.in { (page::error_text(lang, "write the day as 2026-06-18")) },
            None => {},
        }
    }
}

fn history(lang: Lang, ctx: &Ctx, file: &File) -> Markup {
    if file.history.is_empty() {
        return html! { p.in { (parts::silent_mark(rw::never(lang))) } };
    }
    let ends = ctx.may(Act("responsibility.end"));
    html! {
        table.tb {
            thead { tr {
                th scope="col" { (c::since(lang)) } th scope="col" { (rw::to(lang)) } th scope="col" { (rw::party(lang)) }
                th scope="col" { (rw::person(lang)) } th scope="col" { (c::organisation(lang)) }
                th scope="col" { (rw::document(lang)) } th scope="col" { (rw::handed_over(lang)) } th scope="col" {}
            } }
            tbody { @for it in &file.history {
                tr {
                    td { (it.from) }
                    td { @match it.to { Some(to) => (to), None => (rw::open_ended(lang)) } }
                    td { (party::of(lang, it.party.word())) }
                    td { (file.opens.person(lang, it)) }
                    td { (it.organisation_name) }
                    td { (parts::or_dash(Some(&it.document))) }
                    td { (handed(lang, it)) }
                    td.acts { @if ends && it.to.is_none_or(|to| to > ctx.now.day()) {
                        a href=(format!("/responsibilities/{}/end", it.id)) { (rw::end(lang)) }
                    } }
                }
            } }
        }
    }
}

/// Signed by both, by one, by nobody yet; a first appointment has nothing to hand over.
fn handed(lang: Lang, it: &Responsible) -> Markup {
    let sign = html! { a href=(format!("/responsibilities/{}/signature", it.id)) { (rw::sign(lang)) } };
    html! {
        @match (it.hands_over, it.handed_at, it.taken_at) {
            (None, _, _) => (parts::dash()),
            (Some(_), Some(_), Some(taken)) => (parts::ticked(&rw::both_signed(lang, taken.day()))),
            (Some(_), Some(_), None) => { (rw::one_signed(lang)) " " (sign) },
            (Some(_), None, _) => { (parts::silent_mark(rw::none_signed(lang))) " " (sign) },
        }
    }
}
