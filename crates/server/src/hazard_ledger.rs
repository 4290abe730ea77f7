//! A ledger file becomes hazards: read, checked, imported in pieces. The page and the command line both come here.

use std::collections::HashMap;

use hazard::import::{Import, Outcome, import};
use hazard::{Grade, Harm};
use kernel::{Ctx, Division, Error, RequestKey, Sector};
use ledger::Db;
use paper::hazard_ledger::{Defaults, LedgerHazard, Level, read_workbook};
use paper::{CellProblem, Learned, PaperError, Workbook};
use sha2::{Digest, Sha256};

/// Rows written in one transaction.
const PIECE: usize = 200;

/// What a file holds, before anything is written.
#[derive(Debug, Clone)]
pub struct Read {
    pub rows: Vec<(String, LedgerHazard)>,
    pub problems: Vec<CellProblem>,
}

impl Read {
    /// Rows with a problem, each counted once.
    pub fn bad_rows(&self) -> usize {
        let mut rows: Vec<_> = self.problems.iter().map(|p| (&p.sheet, p.row)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len()
    }
}

/// Every sheet with the columns of a hazard ledger; sheets without are passed over, unless there is none at all.
pub fn read(name: &str, bytes: &[u8]) -> Result<Read, PaperError> {
    let workbook = Workbook::read(name, bytes)?;
    let ledgers = read_workbook(&workbook, &Learned::default(), &Defaults::default())?.ledgers;
    let mut found = Read { rows: Vec::new(), problems: Vec::new() };
    for ledger in ledgers {
        found.problems.extend(ledger.problems);
        found.rows.extend(ledger.hazards.into_iter().map(|row| (ledger.sheet.clone(), row)));
    }
    Ok(found)
}

/// Where units are registered that nobody knew before.
#[derive(Debug, Clone, Copy)]
pub struct Home {
    pub division: Division,
    pub sector: Sector,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Imported {
    pub created: usize,
    pub unchanged: usize,
    pub new_units: usize,
}

/// Writes the rows, piece by piece; `progress` hears how many are done. A run that was interrupted is simply run again.
pub fn write(
    db: &Db,
    ctx: &Ctx,
    rows: &[(String, LedgerHazard)],
    home: Home,
    mut progress: impl FnMut(usize),
) -> Result<Imported, Error> {
    let mut sum = Imported::default();
    let identities = identities(rows);
    for (n, piece) in rows.chunks(PIECE).enumerate() {
        let digests = &identities[n * PIECE..];
        let command = |((sheet, row), digest): (&(String, LedgerHazard), &[u8; 16])| command(sheet, row, *digest, home);
        let commands: Vec<Import> = piece.iter().zip(digests).map(command).collect();
        let ctx = piece_ctx(ctx, n, &commands);
        let outcomes: Vec<Outcome> = db.write_blocking("hazard.import", &ctx, move |tx, ctx| {
            commands.iter().map(|cmd| import(tx, ctx, cmd)).collect()
        })?;
        for outcome in outcomes {
            match outcome {
                Outcome::Created { new_unit, .. } => {
                    sum.created += 1;
                    sum.new_units += usize::from(new_unit);
                }
                Outcome::Unchanged { .. } => sum.unchanged += 1,
            }
        }
        progress((n * PIECE + piece.len()).min(rows.len()));
    }
    Ok(sum)
}

/// Each piece is a request of its own.
fn piece_ctx(ctx: &Ctx, n: usize, commands: &[Import]) -> Ctx {
    let mut key = ctx.request.0;
    key[..8].copy_from_slice(&(n as u64 + 1).to_be_bytes());
    if let Some(first) = commands.first() {
        key[8..].copy_from_slice(&first.digest[..8]);
        // The same file in another visit is another request; its rows know that they are there already.
        key.iter_mut().zip(ctx.chance).for_each(|(k, c)| *k ^= c);
    }
    Ctx { request: RequestKey(key), origin: kernel::Origin::Import, ..ctx.clone() }
}

/// What a row says is what it is: the same hazard in a fresh export, under another sheet name, is known again. Rows that say
/// the same are told apart by how many of them came before.
fn identities(rows: &[(String, LedgerHazard)]) -> Vec<[u8; 16]> {
    let mut seen: HashMap<[u8; 32], u32> = HashMap::new();
    let identity = |(_, row): &(String, LedgerHazard)| {
        let said = format!("{}\0{}\0{}", row.unit, row.found, row.description);
        let before = seen.entry(Sha256::digest(&said).into()).or_default();
        let digest = Sha256::digest(format!("{said}\0{before}"));
        *before += 1;
        std::array::from_fn(|i| digest[i])
    };
    rows.iter().map(identity).collect()
}

fn command(sheet: &str, row: &LedgerHazard, digest: [u8; 16], home: Home) -> Import {
    Import {
        digest,
        sheet: sheet.to_owned(),
        row: row.row,
        description: row.description.clone(),
        harms: harms(row.kind.as_deref().unwrap_or_default()),
        grade: if row.level == Level::Major { Grade::Major } else { Grade::Ordinary },
        unit: row.unit.clone(),
        responsible: row.responsible.clone(),
        measure: row.measure.clone(),
        recheck: row.recheck.clone(),
        found_at: row.found.start(),
        due: row.due.map(|day| day.at(18, 0)),
        rechecked_at: row.rechecked.map(|day| day.start()),
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
