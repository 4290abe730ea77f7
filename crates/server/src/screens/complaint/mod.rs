//! Complaints and suggestions about this system: anybody may send one, signed in or not.
//!
//! Always true: each has a receipt number, and the same form sent twice has one; who sent it is not kept unless the sender
//! writes it; no word of it goes to the log.
//! Not here: hazards (`hazard`), which have an owner and a deadline.

mod web;

use kernel::{Ctx, Error, Instant, Span, Text};
use ledger::{Reader, Tx, params};
use page::Values;

pub use web::routes;

const SERIES: &str = "complaint";
const SHORTEST: usize = 5;
const LONGEST: usize = 2_000;
const LONGEST_CONTACT: usize = 100;
/// Nobody needs an account here, so the number in a while has a limit.
const MOST: i64 = 60;
const WHILE: Span = Span::minutes(10);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    text: String,
    contact: Option<String>,
}

impl Complaint {
    fn read(values: &Values) -> Result<Complaint, Error> {
        let mut text = Text::new();
        let said = text.required("text", values.get("text"), SHORTEST, LONGEST);
        let contact = text.optional("contact", values.get("contact"), LONGEST_CONTACT);
        text.finish()?;
        Ok(Complaint { text: said, contact })
    }
}

/// The receipt number: `2026-0007`.
fn send(tx: &mut Tx<'_>, ctx: &Ctx, it: &Complaint) -> Result<String, Error> {
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

#[derive(Debug, Clone)]
struct Sent {
    number: String,
    at: Instant,
    text: String,
    contact: Option<String>,
}

/// Newest first.
fn sent(r: &Reader<'_>, ctx: &Ctx, from: i64, rows: i64) -> Result<(Vec<Sent>, i64), Error> {
    let all = r.value("SELECT COUNT(*) FROM complaint WHERE district = $1", params![ctx.district])?;
    let page = r.rows(
        "SELECT number, sent_at, text, contact FROM complaint WHERE district = $1
         ORDER BY sent_at DESC, number DESC LIMIT $2 OFFSET $3",
        params![ctx.district, rows, from],
        |row| Ok(Sent { number: row.get(0)?, at: row.get(1)?, text: row.get(2)?, contact: row.get(3)? }),
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
        let found = match Complaint::read(&values) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(found)) => found.0.iter().map(|p| format!("{}: {}", p.field, p.problem)).collect(),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(found, problems);
    }
}
