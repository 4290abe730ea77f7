//! Do the clients' stories and the system's agree? Pure: two accounts of the same hazards in, findings out.

use std::collections::HashMap;

use crate::history::{Fate, Sent, Step, Story, status_after};

#[cfg(test)]
mod tests;

/// One hazard as the system shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub id: String,
    pub description: String,
    pub version: i64,
    pub status: String,
    /// Version and kind of each fact, in order.
    pub facts: Vec<(i64, String)>,
}

/// Every hazard with our descriptions; more than one under a description is a fault.
pub type View = HashMap<String, Vec<Seen>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Acknowledged, and not there.
    Lost,
    /// There in part: tables, history and obligations do not fit together.
    Half,
    /// There more often than it was asked for.
    Doubled,
    /// There, but not as it was answered.
    Changed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub fault: Fault,
    pub what: String,
}

impl Finding {
    pub fn new(fault: Fault, what: impl Into<String>) -> Self {
        Self { fault, what: what.into() }
    }
}

/// Everything wrong with one hazard.
pub fn story(story: &Story, view: &View) -> Vec<Finding> {
    let mut findings = answers(story);
    let seen = view.get(&story.description).map_or(&[][..], Vec::as_slice);
    if seen.len() > 1 {
        findings.push(Finding::new(Fault::Doubled, format!("{} hazards from one report", seen.len())));
    }
    let known = story.id.as_deref().and_then(|id| seen.iter().find(|s| s.id == id));
    let Some(seen) = known.or_else(|| seen.first().filter(|_| story.id.is_none())) else {
        let lost = story.sent.iter().filter(|sent| sent.must_be_there());
        findings.extend(lost.map(|sent| Finding::new(Fault::Lost, lost_words(sent))));
        return findings;
    };
    findings.extend(whole(seen));
    findings.extend(told(story, seen));
    for finding in &mut findings {
        finding.what = format!("hazard {}: {}", seen.id, finding.what);
    }
    findings
}

/// Hazards under one of our descriptions that nobody's story knows.
pub fn strangers<'a>(stories: impl Iterator<Item = &'a Story>, view: &View) -> Vec<Finding> {
    let told: std::collections::HashSet<&str> = stories.map(|s| s.description.as_str()).collect();
    let unknown = view.keys().filter(|description| !told.contains(description.as_str()));
    unknown.map(|d| Finding::new(Fault::Doubled, format!("a hazard that nobody reported: {d}"))).collect()
}

/// A repeated key gets the first answer again.
fn answers(story: &Story) -> Vec<Finding> {
    let differs = |sent: &&Sent| sent.answers.windows(2).any(|pair| pair[0] != pair[1]);
    let changed = story.sent.iter().filter(differs);
    changed
        .map(|s| Finding::new(Fault::Changed, format!("{} {}: answers {:?}", s.step.kind(), s.key, s.answers)))
        .collect()
}

/// Versions without gap, a lawful order, and a status that is the sum of the facts.
pub fn whole(seen: &Seen) -> Vec<Finding> {
    let mut findings = Vec::new();
    let versions: Vec<i64> = seen.facts.iter().map(|(version, _)| *version).collect();
    if !versions.iter().copied().eq(1..=versions.len() as i64) {
        findings.push(Finding::new(Fault::Half, format!("versions {versions:?}")));
    }
    if seen.version != versions.len() as i64 {
        findings.push(Finding::new(Fault::Half, format!("version {} over {} facts", seen.version, versions.len())));
    }
    match status_of(seen.facts.iter().map(|(_, kind)| kind.as_str())) {
        Some(status) if status == seen.status => {}
        Some(status) => {
            findings.push(Finding::new(Fault::Half, format!("{}, but its history says {status}", seen.status)))
        }
        None => findings.push(Finding::new(Fault::Half, format!("an order no rule allows: {:?}", seen.facts))),
    }
    findings
}

fn status_of<'a>(mut kinds: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    kinds.try_fold("", status_after)
}

/// What the rule itself adds to a report of something that was closed before.
const FOUND_AGAIN: &str = "recurs";
/// What a closing says first.
const CAUSE_FOUND: &str = "cause_found";

/// Every step that must be there is there once, in the order it was sent, and as it was answered.
fn told(story: &Story, seen: &Seen) -> Vec<Finding> {
    let places = places(&story.sent, seen);
    let mut findings = Vec::new();
    for (sent, place) in story.sent.iter().zip(&places) {
        match place {
            None if sent.must_be_there() => findings.push(Finding::new(Fault::Lost, lost_words(sent))),
            Some(place) if sent.fate == Fate::Acknowledged => findings.extend(as_answered(sent, *place, seen)),
            _ => {}
        }
    }
    let with_the_next = |at: usize| places.contains(&Some(at + 1)) && seen.facts[at + 1].1 == Step::Close.kind();
    for (at, (version, kind)) in seen.facts.iter().enumerate() {
        let added = at == 1 && kind == FOUND_AGAIN || kind == CAUSE_FOUND && with_the_next(at);
        if !(places.contains(&Some(at)) || added) {
            findings.push(Finding::new(Fault::Doubled, format!("{kind} at version {version}, which nobody asked for")));
        }
    }
    findings
}

fn as_answered(sent: &Sent, place: usize, seen: &Seen) -> Option<Finding> {
    let answer = sent.answer().unwrap_or_default();
    let status = status_of(seen.facts.iter().take(place + 1).map(|(_, kind)| kind.as_str())).unwrap_or_default();
    let same = answer["id"] == seen.id.as_str()
        && (sent.step == Step::Report || (answer["version"] == place as i64 + 1 && answer["status"] == status));
    let what = || format!("{} was answered {answer}, is version {} and {status}", sent.step.kind(), place + 1);
    (!same).then(|| Finding::new(Fault::Changed, what()))
}

fn lost_words(sent: &Sent) -> String {
    let why = if sent.fate == Fate::Took { "was seen and is gone" } else { "was acknowledged and is gone" };
    format!("{} {} {why}", sent.step.kind(), sent.key)
}

/// Which fact each request left behind: the pairing in order that explains most, first of all what must be there.
pub fn places(sent: &[Sent], seen: &Seen) -> Vec<Option<usize>> {
    let (rows, columns) = (sent.len(), seen.facts.len());
    // best[i][j]: the worth of pairing the requests from i on with the facts from j on.
    let mut best = vec![vec![0_u64; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let paired = worth(&sent[i], seen, j).map_or(0, |worth| worth + best[i + 1][j + 1]);
            best[i][j] = paired.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let mut places = vec![None; rows];
    let (mut i, mut j) = (0, 0);
    while i < rows && j < columns {
        if worth(&sent[i], seen, j).is_some_and(|worth| worth + best[i + 1][j + 1] == best[i][j]) {
            places[i] = Some(j);
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] == best[i + 1][j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    places
}

fn worth(sent: &Sent, seen: &Seen, place: usize) -> Option<u64> {
    let (version, kind) = seen.facts.get(place)?;
    if *kind != sent.step.kind() || !sent.may_be_there() {
        return None;
    }
    let exact = sent.answer().is_some_and(|answer| answer["version"] == *version);
    Some(if sent.must_be_there() { 1_000 + u64::from(exact) } else { 10 })
}
