//! Subjects for which nobody answers as one of the three parties.

use kernel::{Ctx, Day, Error};
use ledger::{Clause, Reader};
use serde::Serialize;
use utoipa::ToSchema;

use super::paging::{Listed, Paging, cursor, total};
use super::subjects::{self, Subject, SubjectFilter};
use crate::{Party, SubjectId};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Gap {
    pub subject: Subject,
    #[schema(value_type = Vec<String>)]
    pub missing: Vec<Party>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct GapCounts {
    pub subjects: i64,
    /// Lacking one or more.
    pub lacking: i64,
    pub enterprise: i64,
    pub territory: i64,
    pub department: i64,
}

impl GapCounts {
    pub fn of(&self, party: Party) -> i64 {
        match party {
            Party::Enterprise => self.enterprise,
            Party::Territory => self.territory,
            Party::Department => self.department,
        }
    }
}

/// 1 where somebody answers for the subject as this party on the day.
fn answered(day: &str, party: Party) -> String {
    format!(
        "CASE WHEN EXISTS (SELECT 1 FROM responsibility x
              WHERE x.district = s.district AND x.subject = s.id AND x.party = '{party}'
                AND x.from_day <= {day} AND (x.to_day IS NULL OR x.to_day >= {day})) THEN 1 ELSE 0 END"
    )
}

/// The subjects of the filter with what each lacks; `party`: only those that lack this one.
pub fn gaps(
    r: &Reader<'_>,
    ctx: &Ctx,
    day: Day,
    filter: &SubjectFilter,
    party: Option<Party>,
    paging: &Paging,
) -> Result<Listed<Gap>, Error> {
    let mut clause = subjects::filtered(ctx, filter);
    let day = clause.bind(day);
    match party {
        Some(party) => clause.and(&format!("{} = 0", answered(&day, party))),
        None => {
            let all: Vec<String> = Party::ALL.iter().map(|p| format!("({})", answered(&day, *p))).collect();
            clause.and(&format!("{} < 3", all.join(" + ")))
        }
    };
    let total = total(r, &format!("FROM subject s WHERE {}", clause.text()), &clause)?;
    paging.and_after::<SubjectId>(&mut clause, "s.division", "s.id");
    let columns: Vec<String> = Party::ALL.iter().map(|p| answered(&day, *p)).collect();
    let sql = format!(
        "SELECT {}, {} FROM subject s WHERE {} ORDER BY s.division, s.id LIMIT {}",
        subjects::COLUMNS,
        columns.join(", "),
        clause.text(),
        paging.fetched()
    );
    let rows = r.rows(&sql, &clause.params(), |row| {
        let mut missing = Vec::new();
        for (place, party) in Party::ALL.iter().enumerate() {
            if !row.get::<bool>(11 + place)? {
                missing.push(*party);
            }
        }
        Ok(Gap { subject: subjects::read(row)?, missing })
    })?;
    Ok(Listed::new(rows, total, paging, |row| cursor(row.subject.division.code(), row.subject.id)))
}

/// How many subjects within the scope lack one or more.
pub fn count_gaps(r: &Reader<'_>, ctx: &Ctx, day: Day) -> Result<i64, Error> {
    gap_counts(r, ctx, day, &SubjectFilter::default()).map(|counts| counts.lacking)
}

pub fn gap_counts(r: &Reader<'_>, ctx: &Ctx, day: Day, filter: &SubjectFilter) -> Result<GapCounts, Error> {
    let mut clause: Clause = subjects::filtered(ctx, filter);
    let day = clause.bind(day);
    let sql = format!(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN e + t + d < 3 THEN 1 ELSE 0 END), 0), COALESCE(SUM(1 - e), 0),
                COALESCE(SUM(1 - t), 0), COALESCE(SUM(1 - d), 0)
         FROM (SELECT {} AS e, {} AS t, {} AS d FROM subject s WHERE {}) AS answered",
        answered(&day, Party::Enterprise),
        answered(&day, Party::Territory),
        answered(&day, Party::Department),
        clause.text()
    );
    let counts = r.row(&sql, &clause.params(), |row| {
        Ok(GapCounts {
            subjects: row.get(0)?,
            lacking: row.get(1)?,
            enterprise: row.get(2)?,
            territory: row.get(3)?,
            department: row.get(4)?,
        })
    })?;
    Ok(counts.unwrap_or_default())
}
