//! Hazards from another ledger.

use std::collections::HashMap;

use hazard::import::{self, Import, Outcome};
use hazard::{Grade, Harm};
use kernel::{Ctx, Error};
use ledger::{Reader, Tx};
use paper::hazard_ledger::{Defaults, Ledger, LedgerHazard, Level, read_workbook};
use paper::{Learned, PaperError, Workbook};
use sha2::{Digest, Sha256};

use super::kinds::{Reading, Remarks, Rows, preview_rows, unknown};
use super::{Became, Home, Preview};

/// Every sheet with the columns of a hazard ledger; sheets without are passed over, unless there is none at all.
pub fn read(book: &Workbook, learned: &Learned, home: Home) -> Result<Reading, PaperError> {
    let ledgers = read_workbook(book, learned, &Defaults::default())?;
    let mut remarks = Remarks::default();
    for sheet in &ledgers.passed_over {
        remarks.add(sheet, "this sheet is hidden or holds no such list", 0, 1);
    }
    let (mut rows, mut problems, mut columns) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = HashMap::new();
    let mut records = 0;
    for ledger in ledgers.ledgers {
        records += ledger.rows as usize;
        remark(&ledger, &mut remarks);
        columns.extend(unknown(&ledger.unknown));
        let command = |row: LedgerHazard| {
            let digest = identity(&row, &mut seen);
            command(&ledger.sheet, row, digest, home)
        };
        rows.extend(ledger.hazards.into_iter().map(command));
        problems.extend(ledger.problems);
    }
    let preview = Preview {
        fields: FIELDS.iter().map(|field| (*field).to_owned()).collect(),
        rows: preview_rows(rows.iter().map(|row| (row.sheet.as_str(), row.row, cells(row)))),
        records,
        would: None,
        remarks: remarks.into_vec(),
        unknown: columns,
    };
    // In the order of their ids, which begin with the day of finding: what is written together then stands together, and the
    // numbers of a year follow its days.
    rows.sort_by_cached_key(import::identity);
    Ok(Reading { rows: Rows::Hazards(rows), problems, preview })
}

fn remark(ledger: &Ledger, remarks: &mut Remarks) {
    for split in &ledger.split {
        let more = usize::try_from(split.parts).unwrap_or(usize::MAX) - 1;
        remarks.add(
            &ledger.sheet,
            "a row names several hazards and was taken apart: hazards more than rows",
            split.row,
            more,
        );
    }
    for assumed in &ledger.assumed {
        remarks.add(&ledger.sheet, assumed.assumed, assumed.first_row, assumed.rows as usize);
    }
    for left in &ledger.left_out {
        remarks.add(&ledger.sheet, left.why, left.row, 1);
    }
    for note in &ledger.notes {
        remarks.add(&ledger.sheet, note.problem, note.row, 1);
    }
}

/// Names of the fields as the table of column names has them.
const FIELDS: &[&str] = &["description", "unit", "found", "level", "due", "state"];

fn cells(row: &Import) -> Vec<String> {
    let level = if row.grade == Grade::Major { "major" } else { "ordinary" };
    vec![
        row.description.clone(),
        row.unit.clone(),
        row.found_at.day().to_string(),
        level.to_owned(),
        row.due.map(|due| due.day().to_string()).unwrap_or_default(),
        if row.closed { "closed" } else { "open" }.to_owned(),
    ]
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, row: &Import) -> Result<Became, Error> {
    Ok(match import::import(tx, ctx, row)? {
        Outcome::Created { new_unit, .. } => {
            Became { created: 1, new_units: usize::from(new_unit), ..Became::default() }
        }
        Outcome::Unchanged { .. } => Became { unchanged: 1, ..Became::default() },
    })
}

pub fn would(r: &Reader<'_>, ctx: &Ctx, rows: &[Import]) -> Result<Became, Error> {
    let mut sum = Became::default();
    let mut units: HashMap<&str, bool> = HashMap::new();
    for row in rows {
        let known = import::is_known(r, ctx, row)?;
        sum += Became { created: usize::from(!known), unchanged: usize::from(known), ..Became::default() };
        if !units.contains_key(row.unit.as_str()) {
            units.insert(&row.unit, is_new(r, ctx, &row.unit)?);
        }
    }
    sum.new_units = units.values().filter(|new| **new).count();
    Ok(sum)
}

/// A unit that the row may not name is none to be registered; the row says so when it is written.
fn is_new(r: &Reader<'_>, ctx: &Ctx, unit: &str) -> Result<bool, Error> {
    match import::unit_of(r, ctx, unit) {
        Err(Error::Invalid(_)) => Ok(false),
        found => found.map(|it| it.is_none()),
    }
}

/// What a row says is what it is: the same hazard in a fresh export, under another sheet name, is known again. Rows that say
/// the same are told apart by how many of them came before.
fn identity(row: &LedgerHazard, seen: &mut HashMap<[u8; 32], u32>) -> [u8; 16] {
    let said = format!("{}\0{}\0{}", row.unit, row.found, row.description);
    let before = seen.entry(Sha256::digest(&said).into()).or_default();
    let digest = Sha256::digest(format!("{said}\0{before}"));
    *before += 1;
    std::array::from_fn(|i| digest[i])
}

fn command(sheet: &str, row: LedgerHazard, digest: [u8; 16], home: Home) -> Import {
    Import {
        digest,
        sheet: sheet.to_owned(),
        row: row.row,
        harms: harms(row.kind.as_deref().unwrap_or_default()),
        description: row.description,
        place: row.place,
        grade: if row.level == Level::Major { Grade::Major } else { Grade::Ordinary },
        unit: row.unit,
        responsible: row.responsible,
        measure: row.measure,
        recheck: row.recheck,
        found_at: row.found.start(),
        due: row.due.map(|day| day.at(18, 0)),
        rechecked_at: row.rechecked.or(row.completed).map(|day| day.start()),
        closed: row.closed,
        division: home.division,
        sector: home.sector,
    }
}

/// 触电、高处坠落: the kinds named, in their order; words of no known kind are "other".
fn harms(kinds: &str) -> Vec<Harm> {
    const NAMES: &[(&str, Harm)] = &[
        ("物体打击", Harm::ObjectStrike),
        ("车辆伤害", Harm::VehicleInjury),
        ("机械伤害", Harm::MechanicalInjury),
        ("起重伤害", Harm::LiftingInjury),
        ("触电", Harm::ElectricShock),
        ("淹溺", Harm::Drowning),
        ("灼烫", Harm::Burns),
        ("火灾", Harm::Fire),
        ("高处坠落", Harm::FallFromHeight),
        ("坍塌", Harm::Collapse),
        ("冒顶", Harm::RoofFall),
        ("透水", Harm::WaterInrush),
        ("放炮", Harm::Blasting),
        ("瓦斯爆炸", Harm::GasExplosion),
        ("锅炉爆炸", Harm::BoilerExplosion),
        ("容器爆炸", Harm::VesselExplosion),
        ("爆炸", Harm::OtherExplosion),
        ("中毒", Harm::Poisoning),
        ("窒息", Harm::Poisoning),
    ];
    let mut found: Vec<(usize, Harm)> = Vec::new();
    let mut rest = kinds.to_owned();
    for (name, harm) in NAMES {
        if let Some(at) = rest.find(name) {
            // Taken out, so that 瓦斯爆炸 is not found again as 爆炸; blanks keep the places of the others.
            rest.replace_range(at..at + name.len(), &" ".repeat(name.len()));
            if !found.iter().any(|(_, h)| h == harm) {
                found.push((at, *harm));
            }
        }
    }
    found.sort_unstable_by_key(|(at, _)| *at);
    match found.is_empty() {
        true => vec![Harm::Other],
        false => found.into_iter().map(|(_, harm)| harm).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_in_their_order() {
        //     as written        kinds
        check("触电、高处坠落", "electric_shock fall_from_height");
        check("高处坠落、坍塌", "fall_from_height collapse");
        check("中毒窒息", "poisoning");
        check("火灾爆炸", "fire other_explosion");
        check("瓦斯爆炸", "gas_explosion");
        check("环境", "other");
    }

    fn check(kinds: &str, expected: &str) {
        let words: Vec<_> = harms(kinds).into_iter().map(Harm::word).collect();
        assert_eq!(words.join(" "), expected);
    }
}
