//! What becomes of a missing person, and taking a record back: an act with a form each.

use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use page::{Crumb, Routes, Values};
use registry::field::{Kind, Words, may, must};
use registry::step::{Step, Subject, nothing};

use super::detail::{Shown, VictimAnswer, answer, crumbs, fetch};
use super::list::PATH;
use super::{Condition, Outcome, RECORD, VictimId, WITHDRAW, Withdraw, act, query};
use crate::words::{victim_act, victim_condition, victim_field, victim_hint, victim_then};

const WORDS: Words =
    Words { label: victim_field::of, hint: victim_hint::of, act: victim_act::of, then: victim_then::of };

/// Records, as their acts need them.
struct Victims;

impl Subject for Victims {
    type Id = VictimId;
    type Shown = Shown;
    type Answer = VictimAnswer;

    const WORDS: Words = WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: VictimId) -> Result<Shown, Error> {
        fetch(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: VictimId) -> Result<VictimAnswer, Error> {
        Ok(answer(query::one(r, ctx, id)?))
    }

    fn page(id: VictimId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Shown) -> Vec<Crumb> {
        crumbs(lang, &shown.disaster)
    }

    fn about(shown: &Shown) -> &str {
        shown.it.name()
    }

    fn start_row(_: &Shown, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("VictimId"))
    }
}

fn conditions(lang: Lang) -> Vec<(String, String)> {
    let of = |it: Condition| (it.word().to_owned(), victim_condition::of(lang, it.word()).to_owned());
    [Condition::Found, Condition::Dead].map(of).to_vec()
}

static FINDING: Step<Victims, Outcome> = Step {
    name: "outcome",
    word: "outcome",
    act: RECORD,
    write: ["disaster_victim.find", "disaster_victim.find by program"],
    doc: "Who was missing was found, alive or dead",
    fields: &[must("condition", Kind::Choice(conditions)), must("since", Kind::Time), may("note", Kind::Area(2))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::find(tx, ctx, id, cmd),
};

static WITHDRAWING: Step<Victims, Withdraw> = Step {
    name: "withdrawal",
    word: "withdrawal",
    act: WITHDRAW,
    write: ["disaster_victim.withdraw", "disaster_victim.withdraw by program"],
    doc: "Take back the record of a person, with a reason; it counts no more",
    fields: &[must("reason", Kind::Area(2))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::withdraw(tx, ctx, id, cmd),
};

pub(super) fn steps() -> Routes<Db> {
    Routes::new()
        .and(FINDING.routes("/disaster-victims/{id}/outcome"))
        .and(WITHDRAWING.routes("/disaster-victims/{id}/withdrawal"))
}
