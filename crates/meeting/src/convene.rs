//! Convening: what, when, where, who presides, the agenda in order, who is asked, and for which period it counts.

use std::collections::BTreeSet;

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Text};
use ledger::{Reader, Tx};
use registry::OrganisationKind;
use registry::forms::given;
use registry::query::{Organisation, OrganisationFilter};
use serde::{Deserialize, Serialize};

use crate::calendar::{self, Period, PeriodState};
use crate::model::{Convened, Fact, Invited, Kind, MeetingId};
use crate::store;

const SERIES: &str = "meeting";
const MOST_ITEMS: usize = 40;
pub(crate) const MOST_INVITED: usize = 300;
pub(crate) const MINUTE: &str = "write the time as 2026-06-18 21:46";
pub(crate) const CHOOSE: &str = "choose one of the list";

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Convene {
    /// `special`, `plenary`, `liaison`, `coordination`
    pub kind: String,
    pub title: String,
    /// yyyy-MM-dd HH:mm
    pub starts: String,
    pub place: String,
    /// Who presides.
    pub chair: String,
    /// The name of a registered office or department; the safety office when empty.
    #[serde(default)]
    pub host: String,
    /// The id of a period that asks for it.
    #[serde(default)]
    pub period: String,
    /// One item a line, in order.
    pub agenda: String,
    /// `townships`, `departments`: all of them.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Names of further organisations, one a line.
    #[serde(default)]
    pub invited: String,
    /// Whom of each organisation.
    #[serde(default)]
    pub post: String,
    /// Names of those on the list of speakers, one a line.
    #[serde(default)]
    pub speakers: String,
}

/// The bodies of the district that can be asked: never an enterprise.
pub(crate) struct Bodies(Vec<Organisation>);

impl Bodies {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Bodies, Error> {
        let all = registry::query::every_organisation(r, &ctx.beyond_scope(), &OrganisationFilter::default())?;
        Ok(Bodies(all.into_iter().filter(|it| it.kind.is_public() && it.dissolved_on.is_none()).collect()))
    }

    pub fn named(&self, name: &str) -> Option<&Organisation> {
        self.0.iter().find(|it| it.name == name || it.short_name == name)
    }

    pub fn of(&self, kind: OrganisationKind) -> impl Iterator<Item = OrganisationId> {
        self.0.iter().filter(move |it| it.kind == kind).map(|it| it.id)
    }

    /// One name a line.
    pub fn read(&self, text: &mut Text, field: &'static str, given: &str) -> Vec<OrganisationId> {
        let mut found = Vec::new();
        for line in given.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match self.named(line) {
                Some(it) => found.push(it.id),
                None => text.problem(field, "no office, department or township has this name", line),
            }
        }
        found
    }

    /// One name, if there is one.
    pub fn read_one(&self, text: &mut Text, field: &'static str, given: &str) -> Option<OrganisationId> {
        let name = given.trim();
        if name.is_empty() {
            return None;
        }
        let found = self.named(name).map(|it| it.id);
        if found.is_none() {
            text.problem(field, "no office, department or township has this name", given);
        }
        found
    }
}

/// Whom the groups and the names ask, each once, in the order of the register.
pub(crate) fn whom(
    text: &mut Text,
    bodies: &Bodies,
    (groups, names): (&[String], &str),
    speakers: &str,
) -> (Vec<OrganisationId>, BTreeSet<OrganisationId>) {
    let mut wanted = BTreeSet::new();
    for group in groups.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        match group {
            "townships" => wanted.extend(bodies.of(OrganisationKind::Township)),
            "departments" => wanted.extend(bodies.of(OrganisationKind::Department)),
            _ => text.problem("groups", CHOOSE, group),
        }
    }
    wanted.extend(bodies.read(text, "invited", names));
    let speakers: BTreeSet<_> = bodies.read(text, "speakers", speakers).into_iter().collect();
    wanted.extend(speakers.iter().copied());
    if wanted.len() > MOST_INVITED {
        text.problem("invited", "too many organisations at once", "");
    }
    (bodies.0.iter().map(|it| it.id).filter(|id| wanted.contains(id)).collect(), speakers)
}

pub(crate) fn invitations(
    (wanted, speakers): (Vec<OrganisationId>, BTreeSet<OrganisationId>),
    post: Option<&String>,
    after: u32,
) -> Vec<Invited> {
    let one = |(no, organisation): (u32, OrganisationId)| Invited {
        no,
        organisation,
        post: post.cloned(),
        speaks: speakers.contains(&organisation),
    };
    (after + 1..).zip(wanted).map(one).collect()
}

/// One item a line.
pub(crate) fn read_agenda(text: &mut Text, given: &str) -> Vec<Personal<String>> {
    let items: Vec<&str> = given.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if items.is_empty() {
        text.problem("agenda", "fill in this field", given);
    }
    if items.len() > MOST_ITEMS || items.iter().any(|it| it.chars().count() > 200) {
        text.problem("agenda", "too long", "");
    }
    items.into_iter().map(Personal::text).collect()
}

/// What a meeting may count for: a period of its kind that waits for one and that no other meeting is convened for.
pub(crate) fn decide_period(
    it: &Period,
    kind: Kind,
    starts: Instant,
    other: Option<MeetingId>,
) -> Result<(), &'static str> {
    if it.kind != kind {
        return Err("this period asks for another kind of meeting");
    }
    if starts.day() < it.first {
        return Err("this lies before the period");
    }
    if it.state != PeriodState::Owed {
        return Err("this period has its meeting already");
    }
    if other.is_some() {
        return Err("another meeting is convened for this period");
    }
    Ok(())
}

struct Told {
    kind: Kind,
    title: String,
    starts: Instant,
    place: String,
    chair: String,
    agenda: Vec<Personal<String>>,
}

/// One that was called at once may be written down afterwards.
fn decide(text: &mut Text, cmd: &Convene) -> Option<Told> {
    let kind = text.read("kind", &cmd.kind, CHOOSE, |it| Kind::from_word(it).filter(|it| it.is_meeting()));
    let title = text.required("title", &cmd.title, 2, 80);
    let starts = text.read("starts", &cmd.starts, MINUTE, Instant::read);
    let place = text.required("place", &cmd.place, 2, 60);
    let chair = text.required("chair", &cmd.chair, 2, 60);
    let agenda = read_agenda(text, &cmd.agenda);
    Some(Told { kind: kind?, title, starts: starts?, place, chair, agenda })
}

/// The next of its year.
pub(crate) fn number(tx: &mut Tx<'_>, ctx: &Ctx, year: i16) -> Result<String, Error> {
    Ok(format!("{year}-{:03}", tx.next_number(ctx, SERIES, year)?))
}

pub fn convene(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Convene) -> Result<MeetingId, Error> {
    let id: MeetingId = ctx.mint();
    let bodies = Bodies::fetch(tx, ctx)?;
    let mut text = Text::new();
    let told = decide(&mut text, cmd);
    let host = bodies.read_one(&mut text, "host", &cmd.host);
    let post = text.optional("post", &cmd.post, 40);
    let whom = whom(&mut text, &bodies, (&cmd.groups, &cmd.invited), &cmd.speakers);
    if whom.0.is_empty() {
        text.problem("invited", "say who is asked to come", "");
    }
    let period = calendar::read_period(tx, ctx, &mut text, &cmd.period)?;
    if let Some((it, told)) = period.as_ref().zip(told.as_ref()) {
        let other = store::of_period(tx, ctx, it.id)?;
        if let Err(problem) = decide_period(it, told.kind, told.starts, other) {
            text.problem("period", problem, "");
        }
    }
    text.finish()?;
    let told = given(told)?;
    let host = match host {
        Some(host) => host,
        None => registry::query::safety_office(tx, ctx)?,
    };
    let year = told.starts.day().year();
    let fact = Fact::Convened(Box::new(Convened {
        number: number(tx, ctx, year)?,
        sort: told.kind,
        title: Personal::text(told.title),
        place: Personal::text(told.place),
        chair: Personal::text(told.chair),
        host,
        starts: told.starts,
        period: period.map(|it| it.id),
        agenda: told.agenda,
        invited: invitations(whom, post.as_ref(), 0),
    }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
