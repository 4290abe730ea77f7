use super::series::together;
use super::{Function, Row, Rule, SERIES, decimal, field, optional, output, setting};
use crate::flash_flood::{POSITIVE, RAIN_MM, State, Wetness, manning_flow_m3_s, rated_flow_m3_s, state};
use crate::{Domain, Error, Exact};

const PART: Domain = Domain::between(0, 1);
const STAGE_M: Domain = Domain::between(-1_000, 10_000);
const CURVE: Domain = Domain::Form("rising pairs of stage m and flow m³/s like 101.5 20, between commas, at least two");
const SLOPE: Domain = Domain::Between(Exact::lowest_terms(1, 1_000_000), Exact::whole(1));
const ROUGHNESS: Domain = Domain::Between(Exact::lowest_terms(1, 200), Exact::lowest_terms(1, 2));
const PERIODS: Domain = Domain::Form("hours=mm between semicolons, like 1=30; 3=50; 6=70");

pub(super) const STAGE_DISCHARGE: Function = Function {
    name: "stage-discharge",
    inputs: &[
        optional("stage_m", "m, of the curve", STAGE_M),
        optional("curve", "m and m³/s", CURVE),
        optional("area_m2", "m², of the wet section; without a curve", POSITIVE),
        optional("perimeter_m", "m, wet", POSITIVE),
        optional("slope", "of the water surface", SLOPE),
        optional("roughness", "Manning's n", ROUGHNESS),
    ],
    outputs: &[output("flow_m3_s", "m³/s"), output("by", "curve or manning")],
    source: "a rating curve by straight lines between its points, never beyond its ends; Manning: Q = A (A/P)^(2/3) √S / n",
    edition: "manning",
    certain: true,
    rule: Rule::Row(discharge),
};

fn discharge(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let (flow, by) = match row.if_any("curve", curve)? {
        Some(curve) => (rated_flow_m3_s(&curve, row.real("stage_m")?)?, "curve"),
        None => {
            let (area, perimeter) = (row.real("area_m2")?, row.real("perimeter_m")?);
            (manning_flow_m3_s(area, perimeter, row.real("slope")?, row.real("roughness")?)?, "manning")
        }
    };
    Ok(vec![decimal(flow), by.to_owned()])
}

fn curve(text: &str) -> Option<Vec<(f64, f64)>> {
    let pair = |pair: &str| {
        let (stage, flow) = pair.trim().split_once(char::is_whitespace)?;
        let pair: (f64, f64) = (stage.parse().ok()?, flow.trim().parse().ok()?);
        (pair.0.is_finite() && pair.1.is_finite()).then_some(pair)
    };
    text.split([',', '，']).map(pair).collect()
}

pub(super) const WETNESS: Function = Function {
    name: "flash-flood-wetness",
    inputs: &[
        field("antecedent_mm", "mm, as antecedent-rain gives it", RAIN_MM),
        field("capacity_mm", "mm the ground holds at most, Wm", POSITIVE),
        setting("dry_below", "a part of the capacity", PART, "0.35"),
        setting("wet_from", "a part of the capacity", PART, "0.65"),
    ],
    outputs: &[output("wetness", "dry, medium or wet"), output("filled", "a part of the capacity, 1 at most")],
    source: "critical rain is worked out for 0.2, 0.5 and 0.8 of Wm, as remembered; between them the nearest counts, a choice",
    edition: "flash_flood_2014",
    certain: false,
    rule: Rule::Row(wetness),
};

fn wetness(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let (antecedent, capacity) = (row.real("antecedent_mm")?, row.real("capacity_mm")?);
    let found = Wetness::of(antecedent, capacity, row.real("dry_below")?, row.real("wet_from")?)?;
    Ok(vec![found.word().to_owned(), decimal((antecedent / capacity).min(1.0))])
}

pub(super) const SUMS: Function = Function {
    name: "flash-flood-sums",
    inputs: &[
        field("rain_mm", "mm of a step", RAIN_MM),
        setting("step_h", "h, first row", Domain::Between(Exact::lowest_terms(1, 60), Exact::whole(24)), "1"),
        optional("immediate_mm", "mm of each period, first row; at the wetness of the ground", PERIODS),
        setting("ready_factor", "part of it, first row; 0.6 to 0.9 are in use", PART, "0.8"),
        SERIES,
    ],
    outputs: &[
        output("state", "none, ready or immediate: the gravest of the periods"),
        output("period_h", "h; of the period that is nearest to its rain of moving at once"),
        output("sum_mm", "mm of that period up to this step"),
        output("part", "of its rain of moving at once"),
    ],
    source: "two levels for villages: 准备转移, 立即转移; sums of several periods, each with its own rain",
    edition: "flash_flood_2014",
    certain: false,
    rule: Rule::Series(|rows| together(rows, |row| row.real("rain_mm"), sums)),
};

fn sums(rain: &[f64], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let (step_h, factor) = (first.real("step_h")?, first.real("ready_factor")?);
    let text = first.text("immediate_mm")?;
    let periods = periods(text, step_h).ok_or_else(|| PERIODS.refuse("immediate_mm", text))?;
    let mut total = vec![0.0];
    total.extend(rain.iter().scan(0.0, |sum, it| {
        *sum += it;
        Some(*sum)
    }));
    let row = |end: usize| {
        let (mut gravest, mut nearest) = (State::Quiet, (f64::NEG_INFINITY, 0.0, 0.0));
        for &(hours, steps, immediate) in &periods {
            let sum = total[end] - total[end.saturating_sub(steps)];
            gravest = gravest.max(state(sum.min(RAIN_MM.ends().1), factor * immediate, immediate)?);
            if sum / immediate > nearest.0 {
                nearest = (sum / immediate, hours, sum);
            }
        }
        Ok(vec![gravest.word().to_owned(), decimal(nearest.1), decimal(nearest.2), decimal(nearest.0)])
    };
    (1..=rain.len()).map(row).collect()
}

/// Hours, steps and rain of each period; each is a number of whole steps.
fn periods(text: &str, step_h: f64) -> Option<Vec<(f64, usize, f64)>> {
    let period = |part: &str| {
        let (hours, mm) = part.split_once('=')?;
        let (hours, mm): (f64, f64) = (hours.trim().parse().ok()?, mm.trim().parse().ok()?);
        let steps = (hours / step_h).round();
        let known = (1.0..=10_000.0).contains(&steps) && (steps * step_h - hours).abs() < 1e-6;
        (known && RAIN_MM.within("immediate_mm", mm).is_ok() && mm > 0.0).then_some((hours, steps as usize, mm))
    };
    let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(period).collect::<Option<Vec<_>>>().filter(|periods| !periods.is_empty())
}
