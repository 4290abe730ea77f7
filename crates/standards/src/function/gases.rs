use super::{Function, Row, Rule, optional, output, setting, yes};
use crate::gas::{self, Gas, Limits, MINUTES, PERCENT, POISON_MG_M3, Readings, TEMPERATURE_C};
use crate::{Error, Exact};

pub(super) const LIMITS: Function = Function {
    name: "gas-limits",
    inputs: &[
        optional("oxygen_percent", "% by volume", PERCENT),
        optional("flammable_lel_percent", "% of LEL", PERCENT),
        optional("h2s_mg_m3", "mg/m³", POISON_MG_M3),
        optional("h2s_ppm", "ppm", POISON_MG_M3),
        optional("co_mg_m3", "mg/m³", POISON_MG_M3),
        optional("co_ppm", "ppm", POISON_MG_M3),
        optional("minutes_since", "min", MINUTES),
        setting("temperature_c", "°C", TEMPERATURE_C, "25"),
        setting("oxygen_percent_min", "% by volume", PERCENT, "19.5"),
        setting("oxygen_percent_max", "% by volume", PERCENT, "23.5"),
        setting("flammable_lel_percent_below", "% of LEL", PERCENT, "10"),
        setting("h2s_mg_m3_max", "mg/m³", POISON_MG_M3, "10"),
        setting("co_mg_m3_max", "mg/m³", POISON_MG_M3, "30"),
        setting("minutes_since_max", "min", MINUTES, "30"),
    ],
    outputs: &[output("entry", ""), output("reasons", "")],
    source: "GBZ 2.1 and practice for confined spaces; below 10 % LEL is remembered",
    edition: "as printed in several public texts",
    certain: false,
    rule: Rule::Row(row),
};

fn row(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let temperature_c = row.number("temperature_c")?;
    let readings = Readings {
        oxygen_percent: row.number_if_any("oxygen_percent")?,
        flammable_lel_percent: row.number_if_any("flammable_lel_percent")?,
        h2s_mg_m3: poison(row, Gas::HydrogenSulfide, ["h2s_mg_m3", "h2s_ppm"], temperature_c)?,
        co_mg_m3: poison(row, Gas::CarbonMonoxide, ["co_mg_m3", "co_ppm"], temperature_c)?,
        minutes_since: row.count_if_any("minutes_since")?,
    };
    let limits = Limits {
        oxygen_percent_min: row.number("oxygen_percent_min")?,
        oxygen_percent_max: row.number("oxygen_percent_max")?,
        flammable_lel_percent_below: row.number("flammable_lel_percent_below")?,
        h2s_mg_m3_max: row.number("h2s_mg_m3_max")?,
        co_mg_m3_max: row.number("co_mg_m3_max")?,
        minutes_since_max: row.count_if_any("minutes_since_max")?.unwrap_or(Limits::default().minutes_since_max),
    };
    let found = gas::entry(&readings, &limits)?;
    let reasons: Vec<_> = found.reasons.iter().map(|it| it.word()).collect();
    Ok(vec![yes(found.allowed()), reasons.join(";")])
}

/// In either unit, not in both.
fn poison(
    row: &Row<'_>,
    gas: Gas,
    [mg_m3, ppm]: [&'static str; 2],
    temperature_c: Exact,
) -> Result<Option<Exact>, Error> {
    match (row.number_if_any(mg_m3)?, row.number_if_any(ppm)?) {
        (Some(_), Some(_)) => Err(Error::Twice { name: mg_m3, value: ppm.to_owned() }),
        (None, Some(ppm)) => gas::mg_m3_from_ppm(gas, ppm, temperature_c).map(Some),
        (mg_m3, None) => Ok(mg_m3),
    }
}
