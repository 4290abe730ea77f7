//! Lists, counts, suggestions and files show nothing of what lies outside the visitor's reach: neither a name nor an id.

use std::sync::atomic::Ordering;

use axum::http::{Method, header};
use kernel::{Identity as _, PolicyRow, Role};
use ledger::Db;
use page::{Route, RouteKind};
use server::{assemble, policy};

use crate::ask::{Answer, Ask, Site};
use crate::bodies;
use crate::families::{About, about, footprint, reaches};
use crate::requests::own_path;
use crate::world::{Place, World};

/// What is asked of every list. The words are beginnings of the sibling's names, so that a page that shows the question
/// again shows no name.
const QUESTIONS: &[&str] = &[
    "",
    "view=all",
    "tab=others",
    "side=owed_to_me",
    "silent=never_checked",
    "party=enterprise",
    "q=滨河",
    "q=宏业",
    "q=周小",
    "q=脚手架",
    "q=hy",
];

/// Typed where a name belongs.
const BEGINNINGS: [&str; 5] = ["滨河", "宏业", "周小", "毛新", "脚手架"];

/// Forms in which nobody is named; each costs the time of a password.
const SECRETS: [&str; 3] = ["/sign-in", "/sign-out", "/account"];

/// One thing of the sibling place, how it would show, its family, and the acts by which one may see it.
struct Trace {
    shown: String,
    family: &'static str,
    acts: &'static [&'static str],
}

fn traces(world: &World, place: Place) -> Vec<Trace> {
    let it = world.spot(place);
    let trace = |family, acts: &'static [&'static str], shown: &str| Trace { shown: shown.to_owned(), family, acts };
    let bodies: &[&str] = &["organisation.view"];
    let people: &[&str] = &["person.view"];
    let subjects: &[&str] = &["subject.view", "responsibility.view"];
    let hazards: &[&str] = &["hazard.list", "hazard.view"];
    let shifts: &[&str] = &["shift.view"];
    vec![
        trace("organisations", bodies, it.names.organisation),
        trace("organisations", bodies, &it.organisation.to_text()),
        trace("people", people, it.names.person),
        trace("people", people, it.names.newcomer),
        trace("people", people, &it.person.to_text()),
        trace("subjects", subjects, it.names.subject),
        trace("subjects", subjects, &it.subject.to_text()),
        trace("hazards", hazards, it.names.hazard),
        trace("hazards", hazards, &it.hazards.to_assign.to_text()),
        trace("hazards", hazards, &it.hazards.to_rectify.to_text()),
        trace("obligations", &["obligation.view"], &it.obligation.to_text()),
        trace("accounts", &["account.manage"], &it.account.to_text()),
        trace("shifts", shifts, &it.shift.to_text()),
        trace("shifts", shifts, it.names.post),
        trace("responsibilities", &["responsibility.view"], &it.responsibility.to_text()),
    ]
}

fn may_see(world: &World, policy: &[PolicyRow], role: Role, trace: &Trace) -> bool {
    let print = footprint(world, trace.family, Place::Sibling);
    policy.iter().filter(|row| trace.acts.contains(&row.act.0)).any(|row| reaches(world, row, role, &print))
}

#[derive(Default)]
pub struct Seen {
    pub pages: usize,
    pub faults: Vec<String>,
    /// How often each trace was seen by those who may.
    rightly: Vec<(String, usize)>,
}

pub fn look(world: &World, site: &Site, rows: &[Route<Db>]) -> Seen {
    let traces = traces(world, Place::Sibling);
    let mut seen = Seen { rightly: traces.iter().map(|t| (t.shown.clone(), 0)).collect(), ..Seen::default() };
    for route in rows.iter().filter(|route| route.method == Method::GET) {
        for role in Role::ALL {
            let hidden: Vec<bool> = traces.iter().map(|t| !may_see(world, policy::POLICY, *role, t)).collect();
            for path in paths(world, route) {
                let ask = Ask::get(&path).by(&world.cookie(*role)).with(header::ACCEPT_LANGUAGE, "en");
                let answer = site.ask(&ask);
                seen.pages += 1;
                for (n, trace) in traces.iter().enumerate().filter(|(_, t)| shows(&answer, &t.shown)) {
                    if hidden[n] {
                        seen.faults.push(format!("{} {path} · {role}: shows {}", route.method, trace.shown));
                    } else {
                        seen.rightly[n].1 += 1;
                    }
                }
            }
        }
    }
    seen
}

/// Forms with the beginning of a name in every field: what is offered instead, and what is said of it.
fn guess(world: &World, site: &Site, rows: &[Route<Db>]) -> Vec<String> {
    let traces = traces(world, Place::Sibling);
    let mut faults = Vec::new();
    for route in rows.iter().filter(|route| route.kind == RouteKind::Page && !SECRETS.contains(&route.path.as_str())) {
        let Some(form) = bodies::form(world, &route.path, world.spot(Place::Own)) else { continue };
        for (role, words) in Role::ALL.iter().flat_map(|role| BEGINNINGS.map(|words| (*role, words))) {
            let fields: Vec<(&str, &str)> = form.iter().map(|(name, _)| (*name, words)).collect();
            let answer = site.form(&own_path(world, route), &world.cookie(role), &fields);
            let shown = traces.iter().filter(|t| shows(&answer, &t.shown));
            for trace in shown.filter(|t| !may_see(world, policy::POLICY, role, t)) {
                faults.push(format!("{} with {words} · {role}: shows {}", route.path, trace.shown));
            }
        }
    }
    faults
}

fn shows(answer: &Answer, text: &str) -> bool {
    answer.body.contains(text) || answer.location().contains(text)
}

/// A list with every question; of single objects only one's own, beside which no sibling may stand.
fn paths(world: &World, route: &Route<Db>) -> Vec<String> {
    match about(route) {
        Ok(About::Path(_)) => {
            vec![own_path(world, route)]
        }
        _ => QUESTIONS.iter().map(|question| format!("{}?{}", route.path, encoded(question))).collect(),
    }
}

fn encoded(question: &str) -> String {
    let Some((name, value)) = question.split_once('=') else { return String::new() };
    serde_urlencoded::to_string([(name, value)]).unwrap()
}

#[test]
fn no_form_offers_what_lies_outside() {
    let world = World::new();
    world.dry.store(true, Ordering::SeqCst);
    let rows = assemble::routes().into_rows();
    let posts: Vec<_> = rows.into_iter().filter(|route| route.method == Method::POST).collect();
    let faults = guess(&world, &world.site(), &posts);
    assert!(faults.is_empty(), "{} leaks\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn no_list_shows_what_lies_outside() {
    let world = World::new();
    let seen = look(&world, &world.site(), assemble::routes().rows());
    println!("{} lists and files read by {} roles", seen.pages, Role::ALL.len());
    assert!(seen.faults.is_empty(), "{} leaks\n{}", seen.faults.len(), seen.faults.join("\n"));
    let blind: Vec<_> = seen.rightly.iter().filter(|(_, times)| *times == 0).collect();
    assert!(blind.is_empty(), "nobody ever saw these, so that their absence says nothing: {blind:?}");
}
