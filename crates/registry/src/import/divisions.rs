//! The official list of divisions: `version,code,name,level,type,parent_code,sort_order` as the ministry publishes it, or
//! a district's own `code12<tab>name` for villages.

use std::io::Read;

use kernel::{Ctx, District, Division, Error};
use ledger::Tx;

use super::read::{Heading, Table};
use super::{BadRow, Outcome, Parsed};
use crate::division::{Define, define, store};

const HEADINGS: &[Heading] = &[
    ("code", &["code12", "代码", "区划代码", "行政区划代码"]),
    ("name", &["名称", "区划名称", "单位名称"]),
    ("type", &["type_name", "类型"]),
];

/// Which rows of the list are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    All,
    /// What lies within the district, and what lies above it.
    District(District),
}

impl Keep {
    fn wants(self, code: Division) -> bool {
        match self {
            Keep::All => true,
            Keep::District(district) => district.division().contains(code) || code.contains(district.division()),
        }
    }
}

pub fn divisions(from: impl Read, keep: Keep) -> Result<Parsed<Define>, Error> {
    let table = Table::read(from, HEADINGS)?;
    table.needs("code")?;
    table.needs("name")?;
    let mut parsed = Parsed { rows: Vec::new(), bad: Vec::new(), left_out: 0 };
    for row in table.rows() {
        let mut bad: Vec<BadRow> = Vec::new();
        let code = row.read("code", "2, 4, 6, 9 or 12 digits", &mut bad, |code| code.parse::<Division>().ok());
        let name = row.read("name", "fill in this field", &mut bad, |name| Some(name.to_owned()));
        match (code, name) {
            (Some(code), Some(name)) if keep.wants(code) => {
                parsed.rows.push((row.line, Define { code, name, type_name: row.get("type").to_owned() }));
            }
            (Some(_), Some(_)) => parsed.left_out += 1,
            _ => parsed.bad.append(&mut bad),
        }
    }
    // A place is defined after the one above it, whatever the order of the file.
    parsed.rows.sort_by_key(|(_, define)| (define.code.level(), define.code));
    Ok(parsed)
}

pub fn write_divisions(tx: &mut Tx<'_>, ctx: &Ctx, parsed: &Parsed<Define>) -> Result<Outcome, Error> {
    Outcome::of(parsed, |cmd| {
        let known = store::find(tx, ctx, cmd.code)?;
        let before = known.as_ref().map_or(0, |known| known.version);
        // A list without types leaves the known ones.
        let type_name = match known {
            Some(known) if cmd.type_name.is_empty() => known.type_name,
            _ => cmd.type_name.clone(),
        };
        define(tx, ctx, &Define { type_name, ..cmd.clone() })?;
        Ok(store::find(tx, ctx, cmd.code)?.is_some_and(|it| it.version > before))
    })
}
