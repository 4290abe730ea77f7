//! The access matrix: every route × every role × own, wider, sibling, foreign × active, disabled, invited, expired, nobody.
//!
//! The expected answer follows from the policy's row and from where the object lies. Acts run to their end and are undone
//! there, so that the last cell sees the same district as the first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use axum::http::header;
use kernel::{PolicyRow, Role};
use ledger::Db;
use page::{Route, RouteKind};
use server::gate::{PUBLIC, SIGNED_IN};
use server::{assemble, policy, sign_in::session};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::{nowhere, request};
use crate::families::{About, about, footprint, forged, id, reaches};
use crate::world::{DRY, Place, Player, Standing, World};

/// Where a rule says no to somebody whom the policy lets in: the act, and the words of the refusal.
const RULES_FORBID: &[(&str, &str)] = &[
    ("hazard.start", "rectify what another organisation owes"),
    ("hazard.submit", "rectify what another organisation owes"),
    ("hazard.merge", "let yourself off what you owe"),
    ("hazard.divide", "let yourself off what you owe"),
    ("hazard.find_cause", "say the cause of what another organisation rectifies"),
    ("hazard.plan", "rectify what another organisation owes"),
    ("document.issue", "issue a document for another organisation"),
    ("listing.apply", "rectify what another organisation owes"),
    ("listing.supervise", "supervise what another organisation supervises"),
    ("stop.sign", "sign the stop order you proposed"),
    ("stop.sign", "sign the reopening you applied for or examined"),
    ("stop.examine", "deal with the stop order of another organisation"),
    ("standardisation.revoke", "revoke what another department looks after"),
    ("hazard.ask_extension", "rectify what another organisation owes"),
    ("hazard.extend", "decide what your own organisation asked for"),
    ("hazard.correct", "correct what another organisation reported"),
    ("transfer.offer", "hand over what another organisation owes"),
    ("transfer.withdraw", "withdraw what another organisation offered"),
    ("transfer.answer", "answer for another organisation"),
    ("transfer.ask", "ask for a decision for another organisation"),
    ("export.merge", "change this list"),
    ("risk.measure", "put in place what another organisation owes"),
    ("hazard.verify", "verify what another organisation was asked to verify"),
    ("obligation.settle", "settle what others owe"),
    ("accountability.state", "make a statement for another organisation"),
    ("accountability.decide", "decide on a case of your own organisation"),
    ("follow_up.answer", "answer for another organisation"),
    ("follow_up.answer", "report what another organisation owes"),
    ("follow_up.write", "close what you reported done yourself"),
    ("follow_up.write", "verify your own work"),
    ("account.manage", "disable your own account"),
    ("membership.grant", "grant yourself a role"),
    ("membership.change", "change your own role"),
    ("mass_event.register", "register an event there"),
    ("investigation.measure", "report what another organisation owes"),
    ("responsibility.hand_over", "sign a hand-over for somebody else"),
];

/// Nobody here has a password; these acts are seen to their end in `sign_in`.
const WITHOUT_PASSWORD: [&str; 3] = ["POST /account", "POST /api/v1/sessions", "POST /sign-in"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// To the sign-in and back; a program gets 401.
    SignIn,
    /// 403: not your act.
    Forbidden,
    /// 404, and the same answer as for what does not exist.
    Hidden,
    /// Named in a body: not found, not yours or no such name, but never done.
    Undone,
    /// Neither 401, 403, 404 nor a fault.
    Inside,
}

#[derive(Default)]
pub struct Outcome {
    pub cells: BTreeMap<Expected, usize>,
    pub faults: Vec<String>,
    /// Acts that ran to their end in some cell, and those that were asked for.
    ended: BTreeSet<String>,
    acts: BTreeSet<String>,
}

impl Outcome {
    pub fn count(&self) -> usize {
        self.cells.values().sum()
    }
}

pub struct Matrix<'a> {
    pub world: &'a World,
    pub site: Site,
    pub policy: &'static [PolicyRow],
    pub outcome: Outcome,
}

impl<'a> Matrix<'a> {
    pub fn new(world: &'a World, site: Site, policy: &'static [PolicyRow]) -> Self {
        Self { world, site, policy, outcome: Outcome::default() }
    }

    pub fn run(mut self, rows: &[Route<Db>]) -> Outcome {
        self.world.dry.store(true, Ordering::SeqCst);
        for route in rows {
            if let Err(fault) = self.route(route) {
                self.outcome.faults.push(fault);
            }
        }
        self.world.dry.store(false, Ordering::SeqCst);
        self.outcome
    }

    fn route(&mut self, route: &Route<Db>) -> Result<(), String> {
        let about = about(route)?;
        self.world.write(crate::world::one_complaint);
        let own = self.about_place(route, about, Some(Place::Own))?;
        let nobody = if route.act == PUBLIC { Expected::Inside } else { Expected::SignIn };
        self.cell(route, "nobody", &own, nobody);
        for role in Role::ALL {
            for standing in [Standing::Disabled, Standing::Invited, Standing::Expired] {
                let player = self.world.player(*role, standing).clone();
                let expected = self.without_membership(route, standing);
                self.visit(route, &player, "own", &own, expected);
            }
            let player = self.world.player(*role, Standing::Active).clone();
            self.active(route, about, &player)?;
        }
        Ok(())
    }

    /// The four relations of somebody in office.
    fn active(&mut self, route: &Route<Db>, about: About, player: &Player) -> Result<(), String> {
        let granted = self.row(route)?.grants.iter().any(|(role, _)| *role == player.role);
        let lost = self.about_place(route, about, None)?;
        let unknown = match (granted, about) {
            (false, _) => Expected::Forbidden,
            (true, About::All) => Expected::Inside,
            (true, About::Path(_)) => Expected::Hidden,
            (true, About::Body(_)) => Expected::Undone,
        };
        let absent = self.visit(route, player, "foreign", &lost, unknown);
        for place in Place::ALL {
            let ask = self.about_place(route, about, Some(place))?;
            let expected = self.expected(route, about, player.role, place)?;
            let answer = self.visit(route, player, &format!("{place:?}").to_lowercase(), &ask, expected);
            if expected == Expected::Hidden && essence(&answer, &ask) != essence(&absent, &lost) {
                self.fault(route, player, "what is hidden and what does not exist are told apart");
            }
        }
        Ok(())
    }

    fn expected(&self, route: &Route<Db>, about: About, role: Role, place: Place) -> Result<Expected, String> {
        let row = self.row(route)?;
        if !row.grants.iter().any(|(granted, _)| *granted == role) {
            return Ok(Expected::Forbidden);
        }
        let within = |family| reaches(self.world, row, role, &footprint(self.world, family, place));
        Ok(match about {
            About::All => Expected::Inside,
            About::Path(family) if within(family) => Expected::Inside,
            About::Path(_) => Expected::Hidden,
            About::Body(family) if within(family) => Expected::Inside,
            About::Body(_) => Expected::Undone,
        })
    }

    fn without_membership(&self, route: &Route<Db>, standing: Standing) -> Expected {
        match (route.act, standing) {
            (PUBLIC, _) => Expected::Inside,
            (_, Standing::Disabled) => Expected::SignIn,
            (SIGNED_IN, _) => Expected::Inside,
            _ => Expected::Forbidden,
        }
    }

    fn row(&self, route: &Route<Db>) -> Result<&'static PolicyRow, String> {
        let row = self.policy.iter().find(|row| row.act == route.act);
        row.ok_or(format!("{}: no policy row", route.act.0))
    }

    /// The request about the object in a place, or about one that does not exist.
    fn about_place(&self, route: &Route<Db>, about: About, place: Option<Place>) -> Result<Ask, String> {
        let spot = match place {
            Some(place) => self.world.spot(place).clone(),
            None => nowhere(self.world.spot(Place::Own)),
        };
        let id = match (about, place) {
            (About::Path(family), Some(_)) => id(self.world, family, &route.path, &spot),
            _ => forged(),
        };
        // What happens to an object that does not exist is asked with a form that would do for one that does.
        let body = if let About::Path(_) = about { self.world.spot(place.unwrap_or(Place::Own)) } else { &spot };
        let ask = request(self.world, route, &id, body)?;
        Ok(ask.with(header::ACCEPT_LANGUAGE, "en"))
    }

    fn visit(&mut self, route: &Route<Db>, player: &Player, about: &str, ask: &Ask, expected: Expected) -> Answer {
        let who = format!("{} {:?} {about}", player.role, player.standing);
        let answer = self.cell(route, &who, &ask.clone().by(&player.cookie()), expected);
        if answer.cookies().iter().any(|cookie| cookie.starts_with(session::COOKIE)) {
            self.world.start(player);
        }
        answer
    }

    fn cell(&mut self, route: &Route<Db>, who: &str, ask: &Ask, expected: Expected) -> Answer {
        let answer = self.site.ask(ask);
        *self.outcome.cells.entry(expected).or_default() += 1;
        let name = format!("{} {}", route.method, route.path);
        if route.method != page::Method::GET {
            self.outcome.acts.insert(name.clone());
            if answer.body.contains(DRY) || answer.code() < 400 && expected == Expected::Inside {
                self.outcome.ended.insert(name.clone());
            }
        }
        if !agrees(route, expected, &answer) {
            let shown = detail(&answer);
            self.outcome.faults.push(format!("{name} · {who}: expected {expected:?}, got {} {shown}", answer.code()));
        }
        answer
    }

    fn fault(&mut self, route: &Route<Db>, player: &Player, what: &str) {
        self.outcome.faults.push(format!("{} {} · {}: {what}", route.method, route.path, player.role));
    }
}

fn agrees(route: &Route<Db>, expected: Expected, answer: &Answer) -> bool {
    let code = answer.code();
    let to_sign_in = matches!(code, 302 | 303) && answer.location().starts_with("/sign-in?");
    let ruled = |(act, words): &(&str, &str)| *act == route.act.0 && answer.body.contains(words);
    match expected {
        Expected::SignIn => {
            if route.kind == RouteKind::Api {
                code == 401
            } else {
                to_sign_in
            }
        }
        Expected::Forbidden => code == 403,
        Expected::Hidden => code == 404,
        Expected::Undone => matches!(code, 403 | 404 | 422),
        Expected::Inside if code == 403 => RULES_FORBID.iter().any(ruled),
        Expected::Inside => code < 500 && !matches!(code, 401 | 404 | 405) && !to_sign_in,
    }
}

/// What an answer says, without what differs with every answer: the id asked for and the key of a form.
fn essence(answer: &Answer, ask: &Ask) -> (u16, String) {
    let path = ask
        .path
        .split('/')
        .filter(|part| part.len() == 26)
        .fold(answer.body.clone(), |body, id| body.replace(id, "ID"));
    let key = answer.field(page::REQUEST_KEY).unwrap_or("no key");
    (answer.code(), path.replace(key, "KEY"))
}

fn detail(answer: &Answer) -> String {
    let text = answer.body.split("data-failure").nth(1).unwrap_or(&answer.body);
    let text: String = text.chars().take(160).collect();
    format!("{} {}", answer.location(), text.replace('\n', " "))
}

#[test]
fn every_route_answers_every_role_as_the_policy_says() {
    let world = World::new();
    let before = (world.count("fact"), world.count("secret"));
    let rows = assemble::routes().into_rows();
    let outcome = Matrix::new(&world, crate::readings::site(&world), policy::POLICY).run(&rows);
    println!("{} routes, {} cells: {:?}", rows.len(), outcome.count(), outcome.cells);
    let halfway: Vec<_> = outcome.acts.difference(&outcome.ended).collect();
    println!("{} of {} acts ran to their end for somebody", outcome.ended.len(), outcome.acts.len());
    assert!(outcome.faults.is_empty(), "{} faults\n{}", outcome.faults.len(), outcome.faults.join("\n"));
    assert_eq!(halfway, WITHOUT_PASSWORD, "a body or an object is out of date: these acts never ran to their end");
    assert_eq!(before, (world.count("fact"), world.count("secret")), "an act was not undone");
}
