//! Finding words in Chinese text: the one seam where the engines differ. Text is indexed as its pairs of neighbouring
//! characters, so that any two characters in a row are found, exactly, without a dictionary that doesn't know the trade's
//! words; Latin words and numbers are indexed whole.
//!
//! The index is filled from a queue, a moment after the act: kept up to date within the act it would cost as much as all
//! the rest of it.

use kernel::{Ctx, Error, ToCell};

use crate::engine::Connection;
use crate::{Clause, Stamp, Tx, params};

/// A row's text longer than this is searched by its beginning.
const INDEXED_CHARACTERS: usize = 2_000;

impl Tx<'_> {
    /// Makes an object findable by its text. Called by `project`, once an object.
    pub fn index_text(&mut self, at: &Stamp, text: &str) -> Result<(), Error> {
        self.execute(
            "INSERT INTO search_queue (district, stream, id, text) VALUES ($1, $2, $3, $4)
             ON CONFLICT (district, stream, id) DO UPDATE SET text = $4",
            params![at.district, at.stream, at.id, text],
        )?;
        Ok(())
    }

    /// Takes texts from the queue into the index; returns how many.
    pub fn index_queued(&mut self, ctx: &Ctx, at_most: u32) -> Result<usize, Error> {
        let queued = self.rows(
            "SELECT stream, id, text FROM search_queue WHERE district = $1 ORDER BY stream, id LIMIT $2",
            params![ctx.district, at_most],
            |row| Ok((row.get::<String>(0)?, row.get::<[u8; 16]>(1)?, row.get::<String>(2)?)),
        )?;
        for (stream, id, text) in &queued {
            insert(self.connection, &tokens(text).join(" "), &[&ctx.district, stream, id])?;
            self.execute(
                "DELETE FROM search_queue WHERE district = $1 AND stream = $2 AND id = $3",
                params![ctx.district, stream, id],
            )?;
        }
        Ok(queued.len())
    }
}

/// Puts one text into the index; the key is district, stream and id.
pub(crate) fn insert(to: &Connection, tokens: &str, key: &[&dyn ToCell; 3]) -> Result<(), Error> {
    let [district, stream, id] = *key;
    match to {
        Connection::Sqlite(_) => to.execute(
            "INSERT INTO search (tokens, district, stream, id) VALUES ($1, $2, $3, $4)",
            &[&tokens, district, stream, id],
        ),
        Connection::Postgres(_) => to.execute(
            "INSERT INTO search (tokens, district, stream, id, words) VALUES ($1, $2, $3, $4, $5::text::tsvector)
             ON CONFLICT (district, stream, id) DO UPDATE SET tokens = $1, words = $5::text::tsvector",
            &[&tokens, district, stream, id, &lexemes(tokens)],
        ),
    }
    .map(drop)
}

/// A tsvector's text: each token with its place, so that neighbours are told.
fn lexemes(tokens: &str) -> String {
    let placed = tokens.split(' ').zip(1..).filter(|(token, _)| !token.is_empty());
    placed.map(|(token, place)| format!("'{token}':{place}")).collect::<Vec<_>>().join(" ")
}

/// The condition that a row's object holds the words; `id` is the column with its id.
pub fn condition(clause: &mut Clause, ctx: &Ctx, stream: &str, id: &str, words: &str) {
    let query: Vec<String> = words.split_whitespace().map(phrase).filter(|p| !p.is_empty()).collect();
    if query.is_empty() {
        clause.and("1 = 0");
        return;
    }
    let (query, stream) = (clause.bind(query.join(" AND ")), clause.bind(stream.to_owned()));
    let district = clause.bind(ctx.district);
    clause.and(&format!(
        "{id} IN (SELECT id FROM search WHERE search MATCH {query} AND stream = {stream} AND district = {district})"
    ));
}

/// Neighbouring pairs in a row are exactly the substring. Written as FTS5 takes it: tokens are letters and numbers, in lower
/// case, and so no words of its language.
fn phrase(word: &str) -> String {
    tokens(word).join(" + ")
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut last: Option<char> = None;
    for c in text.chars().take(INDEXED_CHARACTERS) {
        if c.is_ascii_alphanumeric() {
            last = None;
            word.push(c.to_ascii_lowercase());
            continue;
        }
        if !word.is_empty() {
            tokens.push(std::mem::take(&mut word));
        }
        let letter = c.is_alphanumeric();
        if let Some(before) = last.filter(|_| letter) {
            tokens.push([before, c].iter().collect());
        }
        last = letter.then_some(c);
    }
    if !word.is_empty() {
        tokens.push(word);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_pairs_and_words() {
        //     text                 tokens
        check("消防通道", "消防 防通 通道");
        check("2 号罐 DN50 阀门", "2 号罐 dn50 阀门");
        check("阀", "");
        check("𬺈𮧵厂", "𬺈𮧵 𮧵厂");
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(tokens(text).join(" "), expected);
    }
}
