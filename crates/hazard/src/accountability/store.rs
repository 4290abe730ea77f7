//! Every write to `accountability_case`.

use kernel::{Error, FromCell, Personal};
use ledger::{Row, Stamp, Tx, params};
use obligation::Ref;

use super::{Case, CaseId, Fact, Opened, State};

pub(super) const COLUMNS: &str = "c.id, c.version, c.cause, c.state, c.about_kind, c.about_id, c.organisation,
    c.division, c.sector, c.title, c.since, c.opened_at, c.source, c.obligation, c.due, c.decided_at, c.decided_by,
    c.reason, c.handed_to, c.document";

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
    })
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: CaseId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Opened(opened) => insert(tx, at, id, opened),
        Fact::SetAside { reason } => decided(tx, at, id, State::SetAside, reason, None),
        Fact::HandedOver { to, document, reason } => {
            decided(tx, at, id, State::HandedOver, reason, Some((to, document)))
        }
    }
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
    .map(drop)
}

fn decided(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: CaseId,
    state: State,
    reason: &Personal<String>,
    handed: Option<(&String, &String)>,
) -> Result<(), Error> {
    let (to, document) = handed.map(|(to, document)| (to.clone(), document.clone())).unzip();
    tx.execute(
        "UPDATE accountability_case SET version = $3, state = $4, decided_at = $5, decided_by = $6, reason = $7,
                handed_to = $8, document = $9, obligation = NULL, due = NULL
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, at.effective_at, at.person, reason, to, document],
    )
    .map(drop)
}
