use std::collections::BTreeMap;

use super::{Article, Edition};
use crate::{Domain, Error};

/// What was found for one article. That nobody looked is no answer at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    /// The article is about something that is not there.
    DoesNotApply,
}

impl Answer {
    pub const ALL: [Answer; 3] = [Answer::Yes, Answer::No, Answer::DoesNotApply];
    pub const WORDS: [&str; 3] = ["yes", "no", "does_not_apply"];

    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.word() == word)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Major,
    NotMajor,
    /// No article says yes, and not every article was judged or is listed.
    Undecided,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Major => "major",
            Verdict::NotMajor => "not_major",
            Verdict::Undecided => "undecided",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub edition: &'static Edition,
    pub verdict: Verdict,
    /// The articles that say yes, in the order of the document.
    pub by: Vec<&'static Article>,
    pub not_judged: Vec<&'static Article>,
    /// Whether an article that is known, and not only remembered, carries the verdict; "not major" needs all of them.
    pub certain: bool,
}

impl Judgement {
    pub fn major(&self) -> bool {
        self.verdict == Verdict::Major
    }
}

pub fn judge(edition: &'static Edition, answers: &[(&str, Answer)]) -> Result<Judgement, Error> {
    let mut given = BTreeMap::new();
    for (number, answer) in answers {
        let Some(article) = edition.article(number) else {
            return Err(Domain::Form("the number of an article that is listed").refuse("article", number));
        };
        if given.insert(article.number, *answer).is_some() {
            return Err(Error::Twice { name: "answers", value: (*number).to_owned() });
        }
    }
    let said = |article: &&Article| given.get(article.number).copied();
    let by: Vec<_> = edition.articles.iter().filter(|article| said(article) == Some(Answer::Yes)).collect();
    let not_judged: Vec<_> = edition.articles.iter().filter(|article| said(article).is_none()).collect();
    let verdict = match (by.is_empty(), not_judged.is_empty() && edition.complete) {
        (false, _) => Verdict::Major,
        (true, true) => Verdict::NotMajor,
        (true, false) => Verdict::Undecided,
    };
    let certain = match verdict {
        Verdict::Major => by.iter().any(|article| article.certain),
        Verdict::NotMajor => edition.articles.iter().all(|article| article.certain),
        Verdict::Undecided => false,
    };
    Ok(Judgement { edition, verdict, by, not_judged, certain })
}

/// What an old judgement says under a newer edition: a yes stays a yes where the newer article asks no more. A no does not
/// carry, because the newer article may ask more; those have to be judged anew.
pub fn carry(before: &Judgement, to: &'static Edition) -> Vec<(&'static str, Answer)> {
    let stays = |article: &&Article| before.by.iter().any(|old| article.follows == Some(old.number));
    to.articles.iter().filter(stays).map(|article| (article.number, Answer::Yes)).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Same,
    /// Major now, and was not found to be so before: that includes a case that was undecided.
    WouldBeMajor,
    WouldNoLongerBeMajor,
    /// Undecided now, or undecided before and not major now.
    Unknown,
}

pub fn change(before: &Judgement, after: &Judgement) -> Change {
    match (before.verdict, after.verdict) {
        (Verdict::NotMajor | Verdict::Undecided, Verdict::Major) => Change::WouldBeMajor,
        (Verdict::Undecided, _) | (_, Verdict::Undecided) => Change::Unknown,
        (Verdict::Major, Verdict::NotMajor) => Change::WouldNoLongerBeMajor,
        _ => Change::Same,
    }
}
