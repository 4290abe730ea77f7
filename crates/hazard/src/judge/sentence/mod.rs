//! The official sentence of an article (标准原文), recorded by the district from the document in hand, with its source and the
//! day from which it holds.
//!
//! The program lists articles by number and topic; a sentence is shown with them once somebody recorded it, and until then
//! the page says that it is not. The latest that has begun counts; earlier ones stay on record. Not here: editions that the
//! program does not list.

#[cfg(test)]
mod tests;
pub mod web;

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Ctx, Day, District, Error, Text};
use ledger::{Reader, Stamp, Tx, params};
use serde::{Deserialize, Serialize};
use standards::major_hazard_criteria as rules;

kernel::ids! {
    /// One recording of one article's sentence.
    SentenceId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Recorded { edition: String, article: String, sentence: String, source: String, from: Day },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "criteria_sentence";
    type Id = SentenceId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Recorded { .. } => "recorded",
        }
    }
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: SentenceId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Recorded { edition, article, sentence, source, from } => tx.execute(
            "INSERT INTO criteria_sentence (district, id, version, edition, article, sentence, source, from_day)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![at.district, id, at.version, edition, article, sentence, source, from],
        ),
    }
    .map(drop)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub text: String,
    pub source: String,
}

/// What is recorded, by edition and article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentences(HashMap<(String, String), Sentence>);

impl Sentences {
    pub fn of(&self, edition: &str, article: &str) -> Option<&Sentence> {
        self.0.get(&(edition.to_owned(), article.to_owned()))
    }

    pub fn count(&self, edition: &str) -> usize {
        self.0.keys().filter(|(named, _)| named == edition).count()
    }
}

/// More than all articles of all editions, recorded several times.
const MOST: i64 = 10_000;

/// The question of [`in_force`].
#[derive(PartialEq, Eq, Hash)]
struct Asked(District, Day);

pub fn in_force(r: &Reader<'_>, ctx: &Ctx, day: Day) -> Result<Arc<Sentences>, Error> {
    r.kept::<Fact, _, _>(Asked(ctx.district, day), |Asked(district, day)| {
        let sql = format!(
            "SELECT edition, article, sentence, source FROM criteria_sentence
             WHERE district = $1 AND from_day <= $2 ORDER BY from_day, id LIMIT {MOST}"
        );
        let rows = r.rows(&sql, params![*district, day], |row| {
            Ok(((row.get(0)?, row.get(1)?), Sentence { text: row.get(2)?, source: row.get(3)? }))
        })?;
        // A later one takes the place of an earlier one.
        Ok(Arc::new(Sentences(rows.into_iter().collect())))
    })
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub edition: String,
    pub article: String,
    pub sentence: String,
    pub source: String,
    pub from: Day,
}

pub fn decide(cmd: &Record) -> Result<Fact, Error> {
    let mut text = Text::new();
    let edition = rules::edition(&cmd.edition);
    if edition.is_none() {
        text.problem("edition", "choose one of the list", &cmd.edition);
    } else if edition.is_some_and(|edition| edition.article(&cmd.article).is_none()) {
        text.problem("article", "choose one of the list", &cmd.article);
    }
    let sentence = text.required("sentence", &cmd.sentence, 4, 2_000);
    let source = text.required("source", &cmd.source, 2, 200);
    text.finish()?;
    let (edition, article, from) = (cmd.edition.clone(), cmd.article.clone(), cmd.from);
    Ok(Fact::Recorded { edition, article, sentence, source, from })
}

pub fn record(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Record) -> Result<SentenceId, Error> {
    let fact = decide(cmd)?;
    let id: SentenceId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    project(tx, &at, id, &fact)?;
    Ok(id)
}
