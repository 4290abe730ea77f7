//! Answering a complaint: whoever may read it says what was done about it, once.

use kernel::{Ctx, Error, Text};
use ledger::{Tx, params};

use super::{Sent, find};

const SHORTEST: usize = 2;
const LONGEST: usize = 2_000;

pub fn decide(it: &Sent, text: &str) -> Result<String, Error> {
    if it.answered_at.is_some() {
        return Err(Error::refused("this complaint is answered already"));
    }
    let mut problems = Text::new();
    let text = problems.required("answer", text, SHORTEST, LONGEST);
    problems.finish()?;
    Ok(text)
}

pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, number: &str, text: &str) -> Result<(), Error> {
    let it = find(tx, ctx, number)?;
    let text = decide(&it, text)?;
    tx.execute(
        "UPDATE complaint SET answered_at = $3, answered_by = $4, answer = $5 WHERE district = $1 AND number = $2",
        params![ctx.district, number, ctx.now, ctx.person(), text],
    )
}

#[cfg(test)]
mod tests {
    use kernel::Instant;

    use super::*;

    #[test]
    fn answering() {
        //    answered  text          outcome
        check(false, " 已取消 ", "已取消");
        check(false, "  ", "answer: fill in this field");
        check(false, &"长".repeat(2_001), "answer: too long");
        check(true, "已取消", "this complaint is answered already");
    }

    fn check(answered: bool, text: &str, outcome: &str) {
        let at = Instant::from_micros(0);
        let it = Sent {
            number: "2026-0001".into(),
            sent_at: at,
            text: "每天要打卡三次".into(),
            contact: None,
            answered_at: answered.then_some(at),
            answered_by: None,
            answer: None,
        };
        assert_eq!(decide(&it, text).unwrap_or_else(|error| error.to_string()), outcome, "{text}");
    }
}
