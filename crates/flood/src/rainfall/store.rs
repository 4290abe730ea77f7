//! Every write to the table of expected rain.

use kernel::Error;
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use super::{ExpectedRain, ExpectedRainId, Fact, Told};

const COLUMNS: &str = "t.id, t.version, t.catchment, t.issued_at, t.valid_until, t.within_1h, t.within_3h, t.within_6h, \
     t.within_24h, t.source, t.told_at, t.told_by, t.withdrawn_at, t.reason";

fn read(row: &Row<'_>) -> Result<ExpectedRain, Error> {
    Ok(ExpectedRain {
        id: row.get(0)?,
        version: row.get(1)?,
        told: Told {
            catchment: row.get(2)?,
            issued: row.get(3)?,
            until: row.get(4)?,
            within_mm: [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?],
            source: row.get(9)?,
        },
        told_at: row.get(10)?,
        told_by: row.get(11)?,
        withdrawn_at: row.get(12)?,
        reason: crate::web::text_of(row, 13)?,
    })
}

pub(super) fn fetch(r: &Reader<'_>, clause: &Clause, tail: &str) -> Result<Vec<ExpectedRain>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM expected_rain t WHERE {} {tail}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: ExpectedRainId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Told(it) => {
            let [one, three, six, day] = it.within_mm;
            tx.execute(
                "INSERT INTO expected_rain (district, id, version, catchment, issued_at, valid_until, within_1h, within_3h,
                     within_6h, within_24h, source, told_at, told_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                params![
                    at.district,
                    id,
                    at.version,
                    it.catchment,
                    it.issued,
                    it.until,
                    one,
                    three,
                    six,
                    day,
                    it.source,
                    at.effective_at,
                    at.person
                ],
            )
        }
        Fact::Withdrawn { reason } => tx.execute(
            "UPDATE expected_rain SET version = $3, withdrawn_at = $4, reason = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at, reason],
        ),
    }
    .map(drop)
}
