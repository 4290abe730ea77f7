//! One client: reports hazards, moves its own through the loop, repeats keys, and writes down what came of it.

use crate::chance::Chance;
use crate::check::{self, View};
use crate::client::{Client, Reply};
use crate::desk::{OURS, Places, Tokens, compose};
use crate::history::{Fate, Sent, Step, Story, status_after};

/// Hazards a client has under way at once.
const UNDER_WAY: usize = 6;
/// A hazard is extended and returned at most this often, then it moves on.
const MOST_STEPS: usize = 12;
/// After a restart this many acknowledged requests are sent again.
const REPEATED: usize = 3;

/// What became of the requests whose answer was cut off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Sent again with the same key, and answered.
    pub retried: u64,
    /// Left alone: it had happened.
    pub took: u64,
    /// Left alone: it had not.
    pub missed: u64,
}

pub struct Hand {
    name: String,
    chance: Chance,
    pub stories: Vec<Story>,
    pub resolved: Resolved,
    /// Answers to keys that had been answered before.
    pub repeats: u64,
    /// Negative control: a new key for every try, so that things are done twice.
    pub forgets_keys: bool,
}

/// The server was killed, or ended.
struct Gone;

impl Hand {
    /// `name` goes into its descriptions and keys, so no two hands of a run share one.
    pub fn new(name: String, chance: Chance) -> Self {
        Self { name, chance, stories: Vec::new(), resolved: Resolved::default(), repeats: 0, forgets_keys: false }
    }

    /// Works until the server is gone.
    pub fn work(&mut self, client: &Client, tokens: &Tokens, places: &Places) {
        if self.take_up(client, tokens).is_err() {
            return;
        }
        while self.act(client, tokens, places).is_ok() {}
    }

    /// After a restart: sends again what was cut off, and some of what was answered, with the same keys.
    pub fn retry(&mut self, client: &Client, tokens: &Tokens) {
        // The run's end judges what a server that went away left open.
        let _gone = self.take_up(client, tokens);
    }

    fn take_up(&mut self, client: &Client, tokens: &Tokens) -> Result<(), Gone> {
        for at in 0..self.stories.len() {
            if self.stories[at].waits() && !self.stories[at].condemned {
                self.send_again(at, client, tokens)?;
                self.resolved.retried += u64::from(!self.stories[at].waits());
            }
        }
        let answered = |s: &Story| !s.condemned && s.sent.last().is_some_and(|sent| sent.fate == Fate::Acknowledged);
        let latest: Vec<usize> = (0..self.stories.len()).rev().filter(|at| answered(&self.stories[*at])).collect();
        for at in latest.into_iter().take(REPEATED) {
            self.send_again(at, client, tokens)?;
        }
        Ok(())
    }

    fn act(&mut self, client: &Client, tokens: &Tokens, places: &Places) -> Result<(), Gone> {
        let open: Vec<usize> =
            (0..self.stories.len()).rev().filter(|at| is_open(&self.stories[*at])).take(UNDER_WAY).collect();
        let at = match self.chance.pick(&open) {
            Some(at) if open.len() >= UNDER_WAY || !self.chance.one_in(3) => *at,
            _ => {
                self.stories.push(Story::new(format!(
                    "{OURS}{}/{}: the railing is loose",
                    self.name,
                    self.stories.len()
                )));
                self.stories.len() - 1
            }
        };
        let story = &self.stories[at];
        let Some(step) = next(story, &mut self.chance) else { return Ok(()) };
        let (role, body) = compose(step, story, places, &mut self.chance);
        let key = format!("{}/{at}/{}", self.name, story.sent.len());
        self.stories[at].sent.push(Sent { step, key, role, body, fate: Fate::Maybe, answers: Vec::new() });
        self.send_last(at, client, tokens)?;
        // An impatient client, or a proxy that sends twice.
        if self.chance.one_in(8) && self.stories[at].sent.last().is_some_and(|s| s.fate == Fate::Acknowledged) {
            self.send_last(at, client, tokens)?;
        }
        Ok(())
    }

    fn send_again(&mut self, at: usize, client: &Client, tokens: &Tokens) -> Result<(), Gone> {
        if let Some(sent) = self.stories[at].sent.last_mut().filter(|_| self.forgets_keys) {
            sent.key.push_str("/again");
        }
        self.send_last(at, client, tokens)
    }

    /// Sends the last request of a story, for the first time or again.
    fn send_last(&mut self, at: usize, client: &Client, tokens: &Tokens) -> Result<(), Gone> {
        let story = &mut self.stories[at];
        let Some(sent) = story.sent.last_mut() else { return Ok(()) };
        let again = !sent.answers.is_empty();
        let token = tokens.get(sent.role).map_or("", String::as_str);
        let path = sent.step.path(story.id.as_deref().unwrap_or_default());
        let Reply::Answer { status, body } = client.post(&path, token, &sent.key, &sent.body) else { return Err(Gone) };
        match status {
            200 | 201 => {
                sent.answers.push(body);
                sent.fate = Fate::Acknowledged;
                self.repeats += u64::from(again);
                if !again {
                    acknowledged(story);
                }
            }
            // A key that was answered with success is answered otherwise: kept, so that the check sees it.
            _ if again => sent.answers.push(format!("{status} {body}")),
            500.. => {}
            _ => {
                sent.fate = Fate::Refused(status);
                story.over = true;
            }
        }
        Ok(())
    }

    /// After the check of a restart: some of what was cut off is left alone, and what the tables say is believed. What
    /// stays a maybe will be sent again.
    pub fn settle(&mut self, view: &View) {
        for story in self.stories.iter_mut().filter(|s| s.waits() && !s.condemned) {
            if self.chance.one_in(2) {
                leave(story, view, &mut self.resolved);
            }
        }
    }

    pub fn acknowledged(&self) -> u64 {
        let sent = self.stories.iter().flat_map(|s| &s.sent);
        sent.filter(|s| s.fate == Fate::Acknowledged).count() as u64
    }

    pub fn refused(&self) -> impl Iterator<Item = &Sent> {
        self.stories.iter().flat_map(|s| &s.sent).filter(|s| matches!(s.fate, Fate::Refused(_)))
    }
}

fn is_open(story: &Story) -> bool {
    !story.over && !story.condemned && !story.waits()
}

fn acknowledged(story: &mut Story) {
    let Some(sent) = story.sent.last() else { return };
    if sent.step == Step::Report {
        story.id = sent.answer().and_then(|answer| Some(answer["id"].as_str()?.to_owned()));
    }
    advance(story);
}

/// The client believes that its last step happened.
fn advance(story: &mut Story) {
    let Some(sent) = story.sent.last() else { return };
    story.status = status_after(story.status, sent.step.kind()).unwrap_or(story.status);
    story.over |= story.status == "closed";
}

fn leave(story: &mut Story, view: &View, resolved: &mut Resolved) {
    let seen = view.get(&story.description).and_then(|seen| seen.first());
    let took = seen.is_some_and(|seen| check::places(&story.sent, seen).last().is_some_and(Option::is_some));
    let Some(sent) = story.sent.last_mut() else { return };
    sent.fate = if took { Fate::Took } else { Fate::Missed };
    if took {
        resolved.took += 1;
        story.id = seen.map(|seen| seen.id.clone());
        advance(story);
    } else {
        resolved.missed += 1;
        // A report that never was leaves nothing to go on with.
        story.over = story.id.is_none();
    }
}

/// What may come next, as the loop has it.
fn next(story: &Story, chance: &mut Chance) -> Option<Step> {
    let hurry = story.sent.len() >= MOST_STEPS;
    match story.status {
        "" => Some(Step::Report),
        "to_assign" => Some(Step::Assign),
        "to_rectify" | "returned" if !hurry && chance.one_in(3) => Some(Step::Extend),
        "to_rectify" | "returned" => Some(Step::Submit),
        "to_verify" if !hurry && chance.one_in(3) => Some(Step::Return),
        "to_verify" => Some(Step::Verify),
        "to_close" => Some(Step::Close),
        _ => None,
    }
}
