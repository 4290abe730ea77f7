//! The run: load, kill, start again, compare; again and again.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use crate::chance::Chance;
use crate::check::{self, Fault, Finding, View};
use crate::client::Client;
use crate::desk::{self, CLERK, Tokens};
use crate::district::District;
use crate::program::{self, Server, Which};
use crate::tally::Tally;
use crate::workload::Hand;
use crate::{Outcome, look};

/// Clients at once.
const HANDS: u64 = 8;
/// A kill comes at the latest this long after the clients have begun; one in so many does not wait for that.
const LONGEST_LOAD_MS: u64 = 600;
const EARLY_KILLS: u64 = 8;
const LONGEST_EARLY_MS: u64 = 200;
const LONGEST_SIGN_IN: Duration = Duration::from_secs(30);
/// One start in this many is itself killed, at the latest after so long.
const CUT_STARTS: u64 = 8;
const LONGEST_CUT_MS: u64 = 120;
/// A district is worked on for this many kills; then a fresh copy, so that a long run stays as quick as a short one.
const KILLS_A_DISTRICT: u64 = 50;
/// Hazards of each client compared with the API after a restart, latest first, and at the end of a district.
const SHOWN_NOW: usize = 8;
const SHOWN_AT_THE_END: usize = 60;

#[derive(Debug, Clone)]
pub struct Plan {
    pub anlan: PathBuf,
    pub which: Which,
    pub seed: u64,
    /// At least this many kills.
    pub kills: u64,
    /// And at least this long.
    pub minutes: u64,
    /// Ends as soon as something was lost: that is all a negative control has to show.
    pub until_lost: bool,
    /// Negative control: clients that try again with a new key.
    pub forgets_keys: bool,
}

/// Runs the plan; `say` hears how far it is. An error is a run that could not be run, not a finding.
pub fn run(plan: &Plan, mut say: impl FnMut(&Tally)) -> Outcome<Tally> {
    let started = Instant::now();
    let mut chance = Chance::new(plan.seed);
    let mut tally = Tally { seed: plan.seed, ..Tally::default() };
    let district = District::build(&plan.anlan)?;
    let minutes = Duration::from_secs(plan.minutes * 60);
    let goes_on = |tally: &Tally| {
        let caught = plan.until_lost && tally.lost > 0;
        !caught && (tally.kills < plan.kills || started.elapsed() < minutes)
    };
    let mut number = 0;
    while goes_on(&tally) {
        number += 1;
        let mut run = Run::open(plan, &district, number, &mut chance)?;
        let mut kills = 0;
        while kills < KILLS_A_DISTRICT && goes_on(&tally) {
            run.round(&mut chance, &mut tally)?;
            kills += 1;
            tally.kills += 1;
            tally.seconds = started.elapsed().as_secs_f64();
            say(&tally);
        }
        run.end(&mut tally)?;
    }
    tally.seconds = started.elapsed().as_secs_f64();
    Ok(tally)
}

/// One district under its kills.
struct Run<'a> {
    plan: &'a Plan,
    district: &'a District,
    data: PathBuf,
    server: Server,
    tokens: Tokens,
    hands: Vec<Hand>,
    /// Words of the findings that were counted already.
    counted: HashSet<String>,
}

impl<'a> Run<'a> {
    fn open(plan: &'a Plan, district: &'a District, number: u64, chance: &mut Chance) -> Outcome<Run<'a>> {
        let data = district.copy(&format!("run-{number}"))?;
        let server = Server::start(&plan.anlan, &data, plan.which)?;
        let name = |hand: u64| format!("{:x}-{number}/{hand}", plan.seed);
        let mut hands: Vec<Hand> = (0..HANDS).map(|hand| Hand::new(name(hand), chance.split())).collect();
        hands.iter_mut().for_each(|hand| hand.forgets_keys = plan.forgets_keys);
        let run = Run { plan, district, data, server, tokens: Tokens::new(), hands, counted: HashSet::new() };
        match look::never(&look::open(&run.database())?)?.as_slice() {
            [] => Ok(run),
            found => Err(format!("the district was at fault before anything was killed: {found:?}")),
        }
    }

    fn database(&self) -> PathBuf {
        self.data.join("anlan.db")
    }

    /// Load, kill, start, check.
    fn round(&mut self, chance: &mut Chance, tally: &mut Tally) -> Outcome<()> {
        self.load_and_kill(Moment::draw(chance))?;
        if chance.one_in(CUT_STARTS) {
            let delay = Duration::from_millis(chance.below(LONGEST_CUT_MS));
            Server::start_and_kill(&self.plan.anlan, &self.data, self.plan.which, delay)?;
            tally.cut_starts += 1;
        }
        self.server = Server::start(&self.plan.anlan, &self.data, self.plan.which)?;
        let view = self.check(tally, SHOWN_NOW)?;
        for hand in &mut self.hands {
            hand.settle(&view);
        }
        Ok(())
    }

    fn load_and_kill(&mut self, moment: Moment) -> Outcome<()> {
        let (base, district, hands) = (self.server.base.clone(), self.district, &mut self.hands);
        let server = &mut self.server;
        let tokens = std::thread::scope(|scope| {
            let (begun, begins) = channel();
            let crew = scope.spawn(move || crew(&base, district, hands, begun));
            if moment.waits_for_work {
                // Ends at once when the sign-ins fail; what they said is read below.
                let _begun = begins.recv_timeout(LONGEST_SIGN_IN);
            }
            std::thread::sleep(moment.delay);
            let killed = server.kill();
            let tokens = crew.join().map_err(|_| "a client panicked")?;
            killed.and(tokens)
        })?;
        if let Some(tokens) = tokens {
            self.tokens = tokens;
        }
        Ok(())
    }

    /// Compares everything with the tables, and some of it with the API.
    fn check(&mut self, tally: &mut Tally, shown: usize) -> Outcome<View> {
        let connection = look::open(&self.database())?;
        let view = look::view(&connection)?;
        let client = Client::new(&self.server.base);
        let mut findings: Vec<Finding> = Vec::new();
        for role in desk::signed_out(&self.server.base, &self.tokens) {
            findings.push(Finding::new(Fault::Lost, format!("a sign-in of the {role} was acknowledged and is gone")));
            self.tokens.remove(role);
        }
        let token = self.tokens.get(CLERK);
        for hand in &mut self.hands {
            let from = hand.stories.len().saturating_sub(shown);
            for (at, story) in hand.stories.iter_mut().enumerate().filter(|(_, story)| !story.condemned) {
                let mut found = check::story(story, &view);
                if let Some(token) = token.filter(|_| at >= from) {
                    found.extend(as_shown(&client, token, view.get(&story.description))?);
                }
                // What was answered wrongly is still there, and its hazard goes on.
                story.condemned = found.iter().any(|finding| finding.fault != Fault::Changed);
                tally.checks += 1;
                findings.extend(found);
            }
        }
        findings.extend(check::strangers(self.hands.iter().flat_map(|h| &h.stories), &view));
        findings.extend(look::never(&connection)?);
        findings.retain(|finding| self.counted.insert(finding.what.clone()));
        tally.add(&findings);
        Ok(view)
    }

    /// Everything cut off is sent again; then the last comparison, the replay, the log and SQLite's own check.
    fn end(mut self, tally: &mut Tally) -> Outcome<()> {
        let tokens = desk::sign_in(&self.server.base, &self.district.accounts)?.ok_or("the server is gone")?;
        let client = Client::new(&self.server.base);
        for hand in &mut self.hands {
            hand.retry(&client, &tokens);
        }
        self.tokens = tokens;
        self.check(tally, SHOWN_AT_THE_END)?;
        self.server.kill()?;
        tally.add(&replay(&self.plan.anlan, &self.data));
        tally.add(&verify(&self.plan.anlan, &self.data));
        tally.add(&look::integrity(&look::open(&self.database())?)?);
        for hand in &self.hands {
            tally.add_hand(hand);
        }
        std::fs::remove_dir_all(&self.data).map_err(|cause| cause.to_string())
    }
}

/// When the kill comes: mostly amid the work, sometimes amid the sign-ins.
#[derive(Debug, Clone, Copy)]
struct Moment {
    waits_for_work: bool,
    delay: Duration,
}

impl Moment {
    fn draw(chance: &mut Chance) -> Self {
        let waits_for_work = !chance.one_in(EARLY_KILLS);
        let longest = if waits_for_work { LONGEST_LOAD_MS } else { LONGEST_EARLY_MS };
        Self { waits_for_work, delay: Duration::from_millis(1 + chance.below(longest)) }
    }
}

/// Signs in, says so, and lets every client work until the server is gone.
fn crew(base: &str, district: &District, hands: &mut [Hand], begun: Sender<()>) -> Outcome<Option<Tokens>> {
    let Some(tokens) = desk::sign_in(base, &district.accounts)? else { return Ok(None) };
    // Nobody listens when the kill comes early.
    let _unheard = begun.send(());
    std::thread::scope(|scope| {
        for hand in hands {
            let tokens = &tokens;
            scope.spawn(move || hand.work(&Client::new(base), tokens, &district.places));
        }
    });
    Ok(Some(tokens))
}

/// The API shows each hazard as the tables have it.
fn as_shown(client: &Client, token: &str, seen: Option<&Vec<check::Seen>>) -> Outcome<Vec<Finding>> {
    let mut findings = Vec::new();
    for seen in seen.into_iter().flatten() {
        let shown = look::by_api(client, token, &seen.id)?;
        if shown.as_ref() != Some(seen) {
            findings.push(Finding::new(Fault::Half, format!("the tables hold {seen:?}, the API shows {shown:?}")));
        }
    }
    Ok(findings)
}

/// The tables are what the ledger makes of them.
pub fn replay(anlan: &Path, data: &Path) -> Vec<Finding> {
    let arguments = ["--data".as_ref(), data.as_os_str(), "ledger".as_ref(), "replay".as_ref(), "--check".as_ref()];
    half(program::run(anlan, &arguments))
}

/// The log is whole and says what the facts say.
pub fn verify(anlan: &Path, data: &Path) -> Vec<Finding> {
    let arguments = ["--data".as_ref(), data.as_os_str(), "ledger".as_ref(), "verify".as_ref()];
    half(program::run(anlan, &arguments))
}

fn half(done: Outcome<()>) -> Vec<Finding> {
    done.err().map(|why| Finding::new(Fault::Half, why)).into_iter().collect()
}
