//! Many at once on one hazard: exactly one act wins, the others are refused, the history is one line.

use std::path::{Path, PathBuf};
use std::sync::{Barrier, PoisonError, RwLock};

use serde_json::json;

use crate::chance::Chance;
use crate::check::{self, Finding, View};
use crate::client::{Client, Reply};
use crate::desk::{self, CLERK, INSPECTOR, OURS, Tokens, compose};
use crate::district::District;
use crate::history::{Fate, Sent, Step, Story, status_after};
use crate::program::{Server, Which};
use crate::{Outcome, look};

#[cfg(test)]
mod tests;

pub const CLIENTS: usize = 16;

/// What one client of a race asked for and was told.
#[derive(Debug, Clone)]
pub struct Run {
    pub step: Step,
    pub key: String,
    pub role: &'static str,
    pub reply: Reply,
}

/// What is wrong with one race: the answers alone tell.
pub fn judge(runs: &[Run]) -> Vec<String> {
    let status = |run: &Run| match run.reply {
        Reply::Answer { status, .. } => status,
        Reply::Lost => 0,
    };
    let winners = runs.iter().filter(|run| status(run) == 200).count();
    let mut wrong: Vec<String> = runs
        .iter()
        .filter(|run| !matches!(status(run), 200 | 409))
        .map(|run| format!("{}: {:?}", run.key, run.reply))
        .collect();
    if winners != 1 {
        wrong.push(format!("{winners} winners"));
    }
    wrong
}

#[derive(Debug, Clone, Default)]
pub struct Results {
    pub races: u64,
    pub accepted: u64,
    pub returned: u64,
    pub refused: u64,
    pub wrong: Vec<String>,
}

/// Runs `races` races through the API of a fresh district. A hazard that was returned goes into the next race, one that
/// was accepted is closed and a new one takes its place.
pub fn run(anlan: &Path, races: u64, seed: u64) -> Outcome<Results> {
    let district = District::build(anlan)?;
    let data: PathBuf = district.copy("race")?;
    let server = Server::start(anlan, &data, Which::Real)?;
    let tokens = desk::sign_in(&server.base, &district.accounts)?.ok_or("the server is gone")?;
    let track = Track { base: &server.base, tokens: &tokens, district: &district };
    let mut results = Results::default();
    let mut chance = Chance::new(seed);
    let mut stories: Vec<Story> = Vec::new();
    let mut open: Option<Story> = None;
    for number in 0..races {
        let mut story = open.take().unwrap_or_else(|| Story::new(format!("{OURS}race {number}: the railing is loose")));
        track.prepare(&mut story, &mut chance)?;
        let runs = track.race(&story, number, &mut chance)?;
        results.races += 1;
        results.wrong.extend(judge(&runs).into_iter().map(|wrong| format!("race {number}: {wrong}")));
        write_down(&mut story, runs, &mut results);
        if story.status == "to_close" {
            track.send(&mut story, Step::Close, &mut chance)?;
            stories.push(story);
        } else {
            open = Some(story);
        }
    }
    stories.extend(open);
    let view = look::view(&look::open(&data.join("anlan.db"))?)?;
    results.wrong.extend(lines(&stories, &view).into_iter().map(|finding| finding.what));
    Ok(results)
}

/// Each history holds exactly what was won, in the order it was won.
pub fn lines(stories: &[Story], view: &View) -> Vec<Finding> {
    let mut findings: Vec<Finding> = stories.iter().flat_map(|story| check::story(story, view)).collect();
    findings.extend(check::strangers(stories.iter(), view));
    findings
}

fn write_down(story: &mut Story, runs: Vec<Run>, results: &mut Results) {
    for run in runs {
        let Reply::Answer { status, body } = run.reply else { continue };
        let won = status == 200;
        match (won, run.step) {
            (true, Step::Verify) => results.accepted += 1,
            (true, _) => results.returned += 1,
            (false, _) => results.refused += 1,
        }
        if won {
            story.status = status_after(story.status, run.step.kind()).unwrap_or(story.status);
        }
        let (fate, answers) = if won { (Fate::Acknowledged, vec![body]) } else { (Fate::Refused(status), Vec::new()) };
        story.sent.push(Sent { step: run.step, key: run.key, role: run.role, body: json!(null), fate, answers });
    }
}

/// The server the races are held on.
struct Track<'a> {
    base: &'a str,
    tokens: &'a Tokens,
    district: &'a District,
}

impl Track<'_> {
    /// Brings the hazard to where it waits for its verification.
    fn prepare(&self, story: &mut Story, chance: &mut Chance) -> Outcome<()> {
        loop {
            let step = match story.status {
                "" => Step::Report,
                "to_assign" => Step::Assign,
                "to_rectify" | "returned" => Step::Submit,
                _ => return Ok(()),
            };
            self.send(story, step, chance)?;
        }
    }

    fn send(&self, story: &mut Story, step: Step, chance: &mut Chance) -> Outcome<()> {
        let (role, body) = compose(step, story, &self.district.places, chance);
        let key = format!("{}/{}", story.description, story.sent.len());
        let path = step.path(story.id.as_deref().unwrap_or_default());
        match Client::new(self.base).post(&path, &self.tokens[role], &key, &body) {
            Reply::Answer { status: 200 | 201, body: answer } => {
                let sent = Sent { step, key, role, body, fate: Fate::Acknowledged, answers: vec![answer] };
                if step == Step::Report {
                    story.id = sent.answer().and_then(|a| Some(a["id"].as_str()?.to_owned()));
                }
                story.status = status_after(story.status, step.kind()).unwrap_or(story.status);
                story.sent.push(sent);
                Ok(())
            }
            other => Err(format!("{} {path}: {other:?}", step.kind())),
        }
    }

    /// Sixteen at once, a quarter of them for accepting.
    fn race(&self, story: &Story, number: u64, chance: &mut Chance) -> Outcome<Vec<Run>> {
        let path = Step::Verify.path(story.id.as_deref().unwrap_or_default());
        let line = Barrier::new(CLIENTS);
        let first = chance.below(CLIENTS as u64) as usize;
        let runs = RwLock::new(Vec::new());
        std::thread::scope(|scope| {
            for at in 0..CLIENTS {
                let (path, line, runs) = (&path, &line, &runs);
                scope.spawn(move || {
                    let client = Client::new(self.base);
                    let step = if (at + first).is_multiple_of(4) { Step::Verify } else { Step::Return };
                    let role = if at % 2 == 0 { CLERK } else { INSPECTOR };
                    let body = json!({ "accepted": step == Step::Verify, "note": format!("client {at}") });
                    let key = format!("race {number}/{at}");
                    // A kept connection, so that the race is for the hazard and not for the door.
                    let _warm = client.get("/livez", "");
                    line.wait();
                    let reply = client.post(path, &self.tokens[role], &key, &body);
                    runs.write().unwrap_or_else(PoisonError::into_inner).push(Run { step, key, role, reply });
                });
            }
        });
        Ok(runs.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}
