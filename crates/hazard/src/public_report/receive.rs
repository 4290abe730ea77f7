//! Receiving a report: whoever sees something says what and where, and gets a receipt number.

use kernel::{Actor, Ctx, Division, Error, Personal, RequestKey, Scope, Span, Text};
use ledger::{Tx, params};
use obligation::{Check, Due, Open, Owner, Ref};
use serde::{Deserialize, Serialize};

use super::{Category, DUTY_ANSWER, Fact, PublicReportId, Receipt, number_text, store};

const SERIES: &str = "public_report";
/// Nobody needs an account, so the number in a while has a limit, whoever sends them.
const MOST: i64 = 60;
const WHILE: Span = Span::minutes(10);
pub const TOO_MANY: &str = "too many reports arrive just now: try again in ten minutes, or call 12350";

/// What the form says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receive {
    pub text: String,
    pub township: String,
    pub place: String,
    pub category: String,
    pub contact: String,
}

/// What may be recorded of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Checked {
    pub text: String,
    pub township: Division,
    pub place: String,
    pub category: Category,
    pub contact: Option<String>,
}

/// Every problem at once. `townships`: those one may choose.
pub(super) fn decide(cmd: &Receive, townships: &[Division]) -> Result<Checked, Error> {
    let mut problems = Text::new();
    let text = problems.required("text", &cmd.text, 10, 2_000);
    let known = |it: &str| it.parse::<Division>().ok().filter(|it| townships.contains(it));
    let township = problems.read("township", &cmd.township, "choose one of the list", known);
    let place = problems.required("place", &cmd.place, 2, 100);
    let category = problems.read("category", &cmd.category, "choose one of the list", Category::from_word);
    let contact = problems.optional("contact", &cmd.contact, 100);
    problems.finish()?;
    let (Some(township), Some(category)) = (township, category) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    Ok(Checked { text, township, place, category, contact })
}

/// What was made; the receipt is said once, here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub id: PublicReportId,
    pub receipt: String,
}

/// The same form sent twice has one receipt. Its key was drawn for the form and is known to the sender alone, so nobody else
/// comes upon the number.
fn receipt_of(ctx: &Ctx, cmd: &Receive) -> Receipt {
    let key = ctx.request.0;
    let said = [&cmd.text, &cmd.township, &cmd.place, &cmd.category, &cmd.contact].map(String::as_str).join("\0");
    let key: [u8; 32] = std::array::from_fn(|n| key[n % key.len()]);
    Receipt::of(&kernel::derive_salt(&key, &RequestKey::of(said.as_bytes()).0, 0, 0))
}

/// Records it without whoever sent it, even if they are signed in, and opens the Safety Office's duty to answer.
pub fn receive(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Receive) -> Result<Received, Error> {
    let scope = Scope::everything(ctx.district);
    let ctx = &Ctx { actor: Actor::Public, acting: Vec::new(), scope, ..ctx.clone() };
    let townships: Vec<Division> = registry::query::townships(tx, ctx)?.into_iter().map(|(code, _)| code).collect();
    let said = decide(cmd, &townships)?;
    let receipt = receipt_of(ctx, cmd);
    let sent = tx.row(
        "SELECT id FROM public_report WHERE district = $1 AND receipt = $2",
        params![ctx.district, receipt.digest()],
        |row| row.get(0),
    )?;
    if let Some(id) = sent {
        return Ok(Received { id, receipt: receipt.to_text() });
    }
    let recent: i64 = tx.value(
        "SELECT COUNT(*) FROM public_report WHERE district = $1 AND received_at > $2",
        params![ctx.district, ctx.now - WHILE],
    )?;
    if recent >= MOST {
        return Err(Error::refused(TOO_MANY));
    }
    let id: PublicReportId = ctx.mint();
    let year = ctx.now.day().year();
    let number = tx.next_number(ctx, SERIES, year)?;
    let (obligation, due) = owe(tx, ctx, id, &said, &number_text(i64::from(year), number))?;
    let fact = Fact::Received {
        year,
        number,
        receipt: receipt.digest(),
        division: said.township,
        category: said.category,
        place: Personal::text(said.place),
        text: Personal::text(said.text),
        contact: said.contact.map(Personal::text),
        obligation,
        due,
    };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(Received { id, receipt: receipt.to_text() })
}

/// The duty says number and category, none of the reporter's words: more people see it than the report.
fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: PublicReportId,
    said: &Checked,
    number: &str,
) -> Result<(obligation::ObligationId, kernel::Instant), Error> {
    let office = Owner { organisation: registry::query::safety_office(tx, ctx)?, person: None };
    let category = crate::words::report_category::of(kernel::Lang::Zh, said.category.word());
    let open = Open {
        about: Ref::new(<Fact as ledger::Fact>::STREAM, id),
        duty: DUTY_ANSWER.into(),
        title: Personal::text(format!("群众举报 {number}（{category}）")),
        owner: office,
        owed_to: office,
        checker: None,
        check: Check::None,
        due: Due::ByRule,
        source: None,
        division: said.township,
        sector: None,
        grade: None,
    };
    obligation::open_due(tx, ctx, open)
}
