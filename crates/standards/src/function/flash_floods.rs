use super::{Function, Row, Rule, decimal, field, optional, output};
use crate::flash_flood::{FLOW_M3_S, Loss, RAIN_MM, critical_rain_mm, net_rain_mm, state, to_five_mm};
use crate::{Domain, Error};

pub(super) const FLASH_FLOOD: Function = Function {
    name: "flash-flood",
    inputs: &[
        field("rain_mm", "mm of the period, fallen or forecast", RAIN_MM),
        field("immediate_mm", "mm of the period; at the wetness of the ground", RAIN_MM),
        optional("ready_mm", "mm of the period; by the factor without it", RAIN_MM),
        optional("ready_factor", "part of immediate_mm, 0.8 without it; 0.6 to 0.9 are in use", Domain::between(0, 1)),
    ],
    outputs: &[
        output("state", "none, ready or immediate"),
        output("ready_from_mm", "mm"),
        output("missing_mm", "mm to the next state"),
    ],
    source: "two levels for villages: 准备转移, 立即转移",
    edition: "flash_flood_2014",
    certain: false,
    rule: Rule::Row(compared),
};

fn compared(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let (rain, immediate) = (row.real("rain_mm")?, row.real("immediate_mm")?);
    let ready = match row.optional("ready_mm") {
        Some(_) => row.real("ready_mm")?,
        None => immediate * row.real_or("ready_factor", 0.8)?,
    };
    let state = state(rain, ready, immediate)?;
    let next = [ready, immediate].into_iter().find(|it| *it > rain);
    Ok(vec![state.word().to_owned(), decimal(ready), next.map_or(String::new(), |next| decimal(next - rain))])
}

pub(super) const CRITICAL: Function = Function {
    name: "flash-flood-critical",
    inputs: &[
        field("storage_mm", "mm, depressions", RAIN_MM),
        field("interception_mm", "mm, plants", RAIN_MM),
        field("infiltration_mm", "mm, of the period at this wetness", RAIN_MM),
        optional("net_mm", "mm, of the period; from the hydrograph without it", RAIN_MM),
        optional("critical_m3_s", "m³/s, at the stage of the lowest house", FLOW_M3_S),
        optional("base_m3_s", "m³/s, 0 without it", FLOW_M3_S),
        optional("unit_m3_s", "m³/s", UNIT),
        optional("period_steps", "steps of the hydrograph", Domain::Whole(1, 1000)),
    ],
    outputs: &[output("net_rain_mm", "mm"), output("critical_mm", "mm"), output("warning_mm", "mm, to 5 mm")],
    source: "critical rain = losses + net rain; net rain through the unit hydrograph",
    edition: "flash_flood_2014",
    certain: false,
    rule: Rule::Row(critical),
};

const UNIT: Domain = Domain::Form("flows of 10 mm net rain in one step, step after step, between semicolons");

fn critical(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let loss = Loss {
        storage_mm: row.real("storage_mm")?,
        interception_mm: row.real("interception_mm")?,
        infiltration_mm: row.real("infiltration_mm")?,
    };
    let net = match row.optional("net_mm") {
        Some(_) => row.real("net_mm")?,
        None => {
            let text = row.text("unit_m3_s")?;
            let unit: Result<Vec<f64>, _> = text.split([';', '；']).map(|it| it.trim().parse()).collect();
            let unit = unit.map_err(|_| UNIT.refuse("unit_m3_s", text))?;
            let (flow, base) = (row.real("critical_m3_s")?, row.real_or("base_m3_s", 0.0)?);
            net_rain_mm(flow, base, &unit, row.real("period_steps")? as usize)?
        }
    };
    let critical = critical_rain_mm(loss, net)?;
    Ok([net, critical, to_five_mm(critical)].map(decimal).to_vec())
}
