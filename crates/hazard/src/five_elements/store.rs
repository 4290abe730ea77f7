//! What stands in `hazard_plan`.

use std::collections::HashMap;

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Stamp, Tx, params};

use super::{Element, Plan};
use crate::model::{Grade, HazardId};
use crate::query::ListRow;

pub(crate) fn planned(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, plan: &Plan) -> Result<(), Error> {
    crate::judge::seen(tx, at, id)?;
    tx.execute(
        "INSERT INTO hazard_plan (district, hazard, filled) VALUES ($1, $2, $3)
         ON CONFLICT (district, hazard) DO UPDATE SET filled = excluded.filled",
        params![at.district, id, plan.filled().0],
    )
}

/// Which elements a plan has, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filled(i64);

impl Filled {
    pub fn has(self, element: Element) -> bool {
        self.0 & bit(element) != 0
    }

    pub fn count(self) -> usize {
        Element::ALL.iter().filter(|it| self.has(**it)).count()
    }
}

fn bit(element: Element) -> i64 {
    1 << (element as u8)
}

impl Plan {
    pub fn filled(&self) -> Filled {
        Filled(Element::ALL.iter().filter(|it| self.has(**it)).map(|it| bit(*it)).sum())
    }
}

/// Of the major ones among the rows of a page; without a plan, nothing is filled.
pub(crate) fn of_rows(r: &Reader<'_>, ctx: &Ctx, rows: &[ListRow]) -> Result<HashMap<HazardId, Filled>, Error> {
    let major = rows.iter().filter(|row| row.grade == Grade::Major);
    let mut all: HashMap<HazardId, Filled> = major.map(|row| (row.id, Filled::default())).collect();
    if all.is_empty() {
        return Ok(all);
    }
    let mut clause = Clause::new();
    clause.and_equals("district", ctx.district);
    let places: Vec<String> = all.keys().map(|id| clause.bind(*id)).collect();
    clause.and(&format!("hazard IN ({})", places.join(", ")));
    let sql = format!("SELECT hazard, filled FROM hazard_plan WHERE {} LIMIT {}", clause.text(), places.len());
    all.extend(r.rows(&sql, &clause.params(), |row| Ok((row.get(0)?, Filled(row.get(1)?))))?);
    Ok(all)
}
