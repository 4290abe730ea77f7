//! Every write to `accountability_case`.

use kernel::{Error, FromCell, Personal};
use ledger::{Row, Stamp, Tx, params};
use obligation::{Owed, Ref};

use super::{Case, CaseId, Fact, Opened, State};

pub(super) const COLUMNS: &str = "c.id, c.version, c.cause, c.state, c.about_kind, c.about_id, c.organisation,
    c.division, c.sector, c.title, c.since, c.opened_at, c.source, c.obligation, c.due, c.decided_at, c.decided_by,
    c.reason, c.handed_to, c.document, c.statement, c.statement_due, c.stated_at, c.interview, c.outcome, c.outcome_on,
    c.outcome_body, c.outcome_document, c.outcome_text, c.concluded_at";

pub(super) fn case(row: &Row<'_>) -> Result<Case, Error> {
    fn nth<T: FromCell>(row: &Row<'_>, column: usize) -> Result<T, Error> {
        row.get(column)
    }
    Ok(Case {
        id: nth(row, 0)?,
        version: nth(row, 1)?,
        trigger: nth(row, 2)?,
        state: nth(row, 3)?,
        about: Ref { kind: nth(row, 4)?, id: nth(row, 5)? },
        organisation: nth(row, 6)?,
        division: nth(row, 7)?,
        sector: nth(row, 8)?,
        title: nth(row, 9)?,
        since: nth(row, 10)?,
        opened_at: nth(row, 11)?,
        source: nth(row, 12)?,
        obligation: nth(row, 13)?,
        due: nth(row, 14)?,
        decided_at: nth(row, 15)?,
        decided_by: nth(row, 16)?,
        reason: nth::<Option<String>>(row, 17)?.map(Personal::Known),
        handed_to: nth(row, 18)?,
        document: nth(row, 19)?,
        statement: nth(row, 20)?,
        statement_due: nth(row, 21)?,
        stated_at: nth(row, 22)?,
        interview: nth(row, 23)?,
        outcome: nth(row, 24)?,
        outcome_on: nth(row, 25)?,
        outcome_body: nth(row, 26)?,
        outcome_document: nth(row, 27)?,
        outcome_text: nth::<Option<String>>(row, 28)?.map(Personal::Known),
        concluded_at: nth(row, 29)?,
    })
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: CaseId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Opened(opened) => insert(tx, at, id, opened),
        Fact::StatementAsked { owed, decide } => {
            tx.execute(
                "UPDATE accountability_case SET version = $3, statement = $4, statement_due = $5
                 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version, owed.obligation, owed.due],
            )?;
            decide.map_or(Ok(()), |decide| owed_now(tx, at, id, decide))
        }
        Fact::Stated { .. } => tx.execute(
            "UPDATE accountability_case SET version = $3, stated_at = COALESCE(stated_at, $4)
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at],
        ),
        Fact::SetAside { reason, .. } => decided(tx, at, id, State::SetAside, reason),
        Fact::InterviewDecided { reason, interview, .. } => {
            decided(tx, at, id, State::Interview, reason)?;
            tx.execute(
                "UPDATE accountability_case SET interview = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, interview],
            )
        }
        Fact::InterviewRevoked { owed, .. } => {
            tx.execute(
                "UPDATE accountability_case SET state = $3, decided_at = NULL, decided_by = NULL, reason = NULL,
                        interview = NULL
                 WHERE district = $1 AND id = $2",
                params![at.district, id, State::Candidate],
            )?;
            owed_now(tx, at, id, *owed)
        }
        Fact::Interviewed { .. } => ended(tx, at, id),
        Fact::HandedOver { to, document, reason, owed } => {
            decided(tx, at, id, State::HandedOver, reason)?;
            tx.execute(
                "UPDATE accountability_case SET handed_to = $3, document = $4, obligation = $5, due = $6
                 WHERE district = $1 AND id = $2",
                params![at.district, id, to, document, owed.map(|it| it.obligation), owed.map(|it| it.due)],
            )
        }
        Fact::OutcomeOwed { owed } | Fact::OutcomeAsked { owed, .. } => owed_now(tx, at, id, *owed),
        Fact::Concluded { outcome, on, body, document, text, .. } => {
            ended(tx, at, id)?;
            tx.execute(
                "UPDATE accountability_case SET outcome = $3, outcome_on = $4, outcome_body = $5,
                        outcome_document = $6, outcome_text = $7
                 WHERE district = $1 AND id = $2",
                params![at.district, id, outcome, on, body, document, text],
            )
        }
    }
}

/// What the office owes about it from now on.
fn owed_now(tx: &mut Tx<'_>, at: &Stamp, id: CaseId, owed: Owed) -> Result<(), Error> {
    tx.execute(
        "UPDATE accountability_case SET version = $3, obligation = $4, due = $5 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, owed.obligation, owed.due],
    )
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: CaseId, it: &Opened) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO accountability_case (district, id, version, cause, state, about_kind, about_id, mark,
                                          organisation, division, sector, title, since, opened_at, source, obligation,
                                          due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        params![
            at.district,
            id,
            at.version,
            it.trigger,
            State::Candidate,
            it.about.kind,
            it.about.id,
            it.mark,
            it.organisation,
            it.division,
            it.sector,
            it.title,
            it.since,
            at.effective_at,
            it.source,
            it.obligation,
            it.due
        ],
    )
}

fn decided(tx: &mut Tx<'_>, at: &Stamp, id: CaseId, state: State, reason: &Personal<String>) -> Result<(), Error> {
    tx.execute(
        "UPDATE accountability_case SET version = $3, state = $4, decided_at = $5, decided_by = $6, reason = $7,
                obligation = NULL, due = NULL
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, at.effective_at, at.person, reason],
    )
}

fn ended(tx: &mut Tx<'_>, at: &Stamp, id: CaseId) -> Result<(), Error> {
    tx.execute(
        "UPDATE accountability_case SET version = $3, state = $4, concluded_at = $5, obligation = NULL, due = NULL
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, State::Concluded, at.effective_at],
    )
}
