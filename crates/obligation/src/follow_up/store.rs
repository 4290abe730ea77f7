//! Every write to `follow_up`.

use kernel::{Error, FromCell, Personal};
use ledger::{Row, Stamp, Tx, params};

use super::{Drafted, Fact, FollowUp, FollowUpId, Sort, State};
use crate::model::Ref;

pub(super) const COLUMNS: &str = "f.id, f.version, f.sort, f.state, f.obligation, f.about_kind, f.about_id, f.duty,
    f.title, f.organisation, f.division, f.sector, f.late_since, f.drafted_at, f.body, f.number_year, f.number,
    f.decided_at, f.decided_by, f.held_on, f.present, f.record, f.reason, f.answered_at, f.answered_by, f.answer,
    f.owed, f.due";

pub(super) fn follow_up(row: &Row<'_>) -> Result<FollowUp, Error> {
    fn nth<T: FromCell>(row: &Row<'_>, column: usize) -> Result<T, Error> {
        row.get(column)
    }
    let said = |column| -> Result<Option<Personal<String>>, Error> {
        Ok(nth::<Option<String>>(row, column)?.map(Personal::Known))
    };
    let year: Option<i64> = nth(row, 15)?;
    let number: Option<i64> = nth(row, 16)?;
    Ok(FollowUp {
        id: nth(row, 0)?,
        version: nth(row, 1)?,
        sort: nth(row, 2)?,
        state: nth(row, 3)?,
        obligation: nth(row, 4)?,
        about: Ref { kind: nth(row, 5)?, id: nth(row, 6)? },
        duty: nth(row, 7)?,
        title: nth(row, 8)?,
        organisation: nth(row, 9)?,
        division: nth(row, 10)?,
        sector: nth(row, 11)?,
        late_since: nth(row, 12)?,
        drafted_at: nth(row, 13)?,
        body: said(14)?,
        number: year.zip(number),
        decided_at: nth(row, 17)?,
        decided_by: nth(row, 18)?,
        held_on: nth(row, 19)?,
        present: said(20)?,
        record: said(21)?,
        reason: said(22)?,
        answered_at: nth(row, 23)?,
        answered_by: nth(row, 24)?,
        answer: said(25)?,
        owed: nth(row, 26)?,
        due: nth(row, 27)?,
    })
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: FollowUpId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Drafted(drafted) => insert(tx, at, id, drafted),
        Fact::Edited { text } => tx.execute(
            "UPDATE follow_up SET version = $3, body = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, text],
        ),
        Fact::Issued { year, number, text, owed, due } => tx.execute(
            "UPDATE follow_up SET version = $3, state = $4, number_year = $5, number = $6, body = $7,
                        decided_at = $8, decided_by = $9, owed = $10, due = $11
                 WHERE district = $1 AND id = $2",
            params![
                at.district,
                id,
                at.version,
                State::Issued,
                i64::from(*year),
                number,
                text,
                at.effective_at,
                at.person,
                owed,
                due
            ],
        ),
        Fact::Answered { text } => tx.execute(
            "UPDATE follow_up SET version = $3, state = $4, answered_at = $5, answered_by = $6, answer = $7,
                        owed = NULL, due = NULL
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Answered, at.effective_at, at.person, text],
        ),
        Fact::Held { on, present, record } => tx.execute(
            "UPDATE follow_up SET version = $3, state = $4, decided_at = $5, decided_by = $6, held_on = $7,
                        present = $8, record = $9, owed = NULL, due = NULL
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Held, at.effective_at, at.person, on, present, record],
        ),
        Fact::SetAside { reason } => ended(tx, at, id, State::SetAside, Some(reason)),
        Fact::Lapsed => ended(tx, at, id, State::Lapsed, None),
    }
}

fn ended(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: FollowUpId,
    state: State,
    reason: Option<&Personal<String>>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE follow_up SET version = $3, state = $4, decided_at = $5, decided_by = $6, reason = $7, owed = NULL,
                due = NULL
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, at.effective_at, at.person, reason.cloned()],
    )
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: FollowUpId, it: &Drafted) -> Result<(), Error> {
    let state = match it.sort {
        Sort::Letter => State::Draft,
        Sort::Interview => State::Candidate,
    };
    tx.execute(
        "INSERT INTO follow_up (district, id, version, sort, state, obligation, about_kind, about_id, duty, title,
                                organisation, division, sector, late_since, drafted_at, owed, due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        params![
            at.district,
            id,
            at.version,
            it.sort,
            state,
            it.obligation,
            it.about.kind,
            it.about.id,
            it.duty,
            it.title,
            it.organisation,
            it.division,
            it.sector,
            it.late_since,
            at.effective_at,
            it.owed,
            it.due
        ],
    )
}
