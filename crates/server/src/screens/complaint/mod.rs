//! Complaints and suggestions about this system: anybody may send one, signed in or not.
//!
//! Always true: each has a receipt number, and the same form sent twice has one; who sent it is not kept unless the sender
//! writes it; no word of it goes to the log.
//! Not here: hazards (`hazard`), which have an owner and a deadline.

mod answer;
mod export;
mod received;
mod web;

use kernel::{Ctx, Error, Instant, PersonId, Span, Text};
use ledger::{Reader, Row, Tx, params};
use page::Values;
use serde::{Deserialize, Serialize};

pub use export::COMPLAINTS;
pub use web::routes;

const SERIES: &str = "complaint";
const SHORTEST: usize = 5;
const LONGEST: usize = 2_000;
const LONGEST_CONTACT: usize = 100;
/// Nobody needs an account here, so the number in a while has a limit.
const MOST: i64 = 60;
const WHILE: Span = Span::minutes(10);

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    text: String,
    /// How to reach the sender, who wants an answer.
    contact: Option<String>,
}

impl Complaint {
    fn of(values: &Values) -> Complaint {
        Complaint { text: values.get("text").to_owned(), contact: Some(values.get("contact").to_owned()) }
    }

    fn checked(&self) -> Result<Complaint, Error> {
        let mut problems = Text::new();
        let text = problems.required("text", &self.text, SHORTEST, LONGEST);
        let contact = problems.optional("contact", self.contact.as_deref().unwrap_or_default(), LONGEST_CONTACT);
        problems.finish()?;
        Ok(Complaint { text, contact })
    }
}

/// The receipt number: `2026-0007`.
fn send(tx: &mut Tx<'_>, ctx: &Ctx, it: &Complaint) -> Result<String, Error> {
    let it = it.checked()?;
    let sent = tx.row(
        "SELECT number FROM complaint WHERE district = $1 AND request = $2",
        params![ctx.district, ctx.request.0],
        |row| row.get::<String>(0),
    )?;
    if let Some(number) = sent {
        return Ok(number);
    }
    let recent: i64 = tx.value(
        "SELECT COUNT(*) FROM complaint WHERE district = $1 AND sent_at > $2",
        params![ctx.district, ctx.now - WHILE],
    )?;
    if recent >= MOST {
        return Err(Error::refused("too many complaints arrive just now: try again in ten minutes"));
    }
    let year = ctx.now.day().year();
    let number = format!("{year}-{:04}", tx.next_number(ctx, SERIES, year)?);
    tx.execute(
        "INSERT INTO complaint (district, number, sent_at, text, contact, request) VALUES ($1, $2, $3, $4, $5, $6)",
        params![ctx.district, number, ctx.now, it.text, it.contact, ctx.request.0],
    )?;
    Ok(number)
}

kernel::words! {
    /// Which of them a list shows.
    pub enum State {
        Open = "open",
        Answered = "answered",
        All = "all",
    }
}

/// One entry as it was received, and what was answered.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Sent {
    number: String,
    #[schema(value_type = String)]
    sent_at: Instant,
    text: String,
    contact: Option<String>,
    #[schema(value_type = Option<String>)]
    answered_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    answered_by: Option<PersonId>,
    answer: Option<String>,
}

impl Sent {
    fn read(row: &Row<'_>) -> Result<Sent, Error> {
        Ok(Sent {
            number: row.get(0)?,
            sent_at: row.get(1)?,
            text: row.get(2)?,
            contact: row.get(3)?,
            answered_at: row.get(4)?,
            answered_by: row.get(5)?,
            answer: row.get(6)?,
        })
    }
}

fn find(r: &Reader<'_>, ctx: &Ctx, number: &str) -> Result<Sent, Error> {
    let found = r.row(
        "SELECT number, sent_at, text, contact, answered_at, answered_by, answer FROM complaint
         WHERE district = $1 AND number = $2",
        params![ctx.district, number],
        Sent::read,
    )?;
    found.ok_or(Error::NotFound("complaint"))
}

/// Newest first, and how many there are.
fn sent(r: &Reader<'_>, ctx: &Ctx, state: State, from: i64, rows: i64) -> Result<(Vec<Sent>, i64), Error> {
    let all = r.value(
        "SELECT COUNT(*) FROM complaint
         WHERE district = $1 AND ($2 = 'all' OR $2 = 'open' AND answered_at IS NULL
                                  OR $2 = 'answered' AND answered_at IS NOT NULL)",
        params![ctx.district, state.word()],
    )?;
    let page = r.rows(
        "SELECT number, sent_at, text, contact, answered_at, answered_by, answer FROM complaint
         WHERE district = $1 AND ($2 = 'all' OR $2 = 'open' AND answered_at IS NULL
                                  OR $2 = 'answered' AND answered_at IS NOT NULL)
         ORDER BY sent_at DESC, number DESC LIMIT $3 OFFSET $4",
        params![ctx.district, state.word(), rows, from],
        Sent::read,
    )?;
    Ok((page, all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_a_complaint() {
        //    text          contact      problems
        check("每天要打卡三次", "", &[]);
        check("每天要打卡三次", "139", &[]);
        check("  ", "", &["text: fill in this field"]);
        check("打卡", "", &["text: too short: say what, where and how many"]);
        check(&"长".repeat(2_001), &"1".repeat(101), &["text: too long", "contact: too long"]);
    }

    fn check(text: &str, contact: &str, problems: &[&str]) {
        let values = Values::default().with("text", text).with("contact", contact);
        let found = match Complaint::of(&values).checked() {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(found)) => found.0.iter().map(|p| format!("{}: {}", p.field, p.problem)).collect(),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(found, problems);
    }
}
