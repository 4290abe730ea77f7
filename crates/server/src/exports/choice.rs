//! Which side of a conflict a person took, and the value that lost. The ledger keeps it: what was overruled was somebody's
//! work.

use kernel::{Ctx, Error, PersonId, Personal, words};
use ledger::{Reader, Stamp, Tx, params};
use serde::{Deserialize, Serialize};

use super::ExportId;

kernel::ids! {
    /// One decided conflict.
    MergeChoiceId,
}

words! {
    pub enum Side {
        /// What the program holds.
        Ours = "ours",
        /// What the returned sheet says.
        Theirs = "theirs",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Chosen {
        export: ExportId,
        list: String,
        /// The object as the list knows it.
        object: String,
        field: String,
        /// As the sheet calls the field.
        header: String,
        taken: Side,
        lost: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "merge_choice";
    type Id = MergeChoiceId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Chosen { .. } => "chosen",
        }
    }
}

pub static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["merge_choice"], project);

pub fn choose(tx: &mut Tx<'_>, ctx: &Ctx, fact: &Fact) -> Result<(), Error> {
    let id: MergeChoiceId = ctx.mint();
    let at = tx.record(ctx, id, 0, fact)?;
    project(tx, &at, id, fact)
}

fn project(tx: &mut Tx<'_>, at: &Stamp, id: MergeChoiceId, fact: &Fact) -> Result<(), Error> {
    let Fact::Chosen { export, list, object, field, header, taken, lost } = fact;
    tx.execute(
        "INSERT INTO merge_choice (district, id, version, export, kind, object, field, header, taken, lost, person, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            at.district,
            id,
            at.version,
            export,
            list,
            object,
            field,
            header,
            taken,
            lost,
            at.person,
            at.effective_at
        ],
    )
}

/// A decided conflict as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    pub object: String,
    pub field: String,
    pub header: String,
    pub taken: Side,
    pub lost: Personal<String>,
    pub person: Option<PersonId>,
    pub at: kernel::Instant,
}

/// More than one export has rows that anybody decides by hand.
const MOST: i64 = 10_000;

/// What was decided about the sheets of an export.
pub fn of_export(r: &Reader<'_>, ctx: &Ctx, export: ExportId) -> Result<Vec<Chosen>, Error> {
    r.rows(
        "SELECT object, field, header, taken, lost, person, at FROM merge_choice
         WHERE district = $1 AND export = $2 ORDER BY at DESC, id LIMIT $3",
        params![ctx.district, export, MOST],
        |row| {
            Ok(Chosen {
                object: row.get(0)?,
                field: row.get(1)?,
                header: row.get(2)?,
                taken: row.get(3)?,
                lost: row.get(4)?,
                person: row.get(5)?,
                at: row.get(6)?,
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_ever_recorded_decodes() {
        let recorded = include_str!("../../../../golden/merge_choice/chosen.json");
        let fact = Fact::Chosen {
            export: kernel::Identity::from_bytes([1; 16]),
            list: "subjects".into(),
            object: "0g0000000000000000000000000".into(),
            field: "name".into(),
            header: "名称".into(),
            taken: Side::Theirs,
            lost: Personal::text("望澜县示例包装厂"),
        };
        let (payload, taken) = kernel::seal(&fact, |n| [n as u8; 32]).unwrap();
        assert_eq!(payload, recorded.trim_end());
        let vault = taken.into_iter().map(|s| (s.commitment, s.value)).collect();
        let decoded: Fact = kernel::open(recorded.trim_end(), vault).unwrap();
        assert_eq!(decoded, fact);
    }
}
