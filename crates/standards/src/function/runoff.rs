use super::series::{in_order, together};
use super::{Field, Function, Row, Rule, SERIES, decimal, field, optional, output};
use crate::runoff::gr4j::{self, X1_MM, X2_MM, X3_MM, X4_DAYS};
use crate::runoff::muskingum::{Reach, TRAVEL_H, WEIGHT, calibrated};
use crate::runoff::{DISCHARGE_M3_S, EVAPORATION_MM, FILL, RAIN_MM, STEP_H, nash_sutcliffe, peak, peak_error_percent};
use crate::{Domain, Error};

const RAIN: Field = field("rain_mm", "mm", RAIN_MM);
const EVAPORATION: Field = field("evaporation_mm", "mm, potential", EVAPORATION_MM);
const PRODUCTION_FILL: Field = optional("production_fill", "first row; 0.3 without it", FILL);
const ROUTING_FILL: Field = optional("routing_fill", "first row; 0.5 without it", FILL);
const GR4J_SOURCE: &str = "GR4J: Perrin, Michel and Andréassian 2003; a row is a day";

pub(super) const GR4J: Function = Function {
    name: "runoff-gr4j",
    inputs: &[
        RAIN,
        EVAPORATION,
        optional("x1_mm", "mm, first row; production store", X1_MM),
        optional("x2_mm", "mm, first row; exchange", X2_MM),
        optional("x3_mm", "mm, first row; routing store", X3_MM),
        optional("x4_days", "days, first row; unit hydrograph", X4_DAYS),
        PRODUCTION_FILL,
        ROUTING_FILL,
        SERIES,
    ],
    outputs: &[output("flow_mm", "mm"), output("production_mm", "mm"), output("routing_mm", "mm")],
    source: GR4J_SOURCE,
    edition: "perrin_2003",
    certain: true,
    rule: Rule::Series(|rows| in_order(rows, gr4j_start, gr4j_day)),
};

fn fills(first: &Row<'_>) -> Result<(f64, f64), Error> {
    Ok((first.real_or("production_fill", 0.3)?, first.real_or("routing_fill", 0.5)?))
}

fn gr4j_start(first: &Row<'_>) -> Result<gr4j::Basin, Error> {
    let parameters = gr4j::Parameters {
        x1_mm: first.real("x1_mm")?,
        x2_mm: first.real("x2_mm")?,
        x3_mm: first.real("x3_mm")?,
        x4_days: first.real("x4_days")?,
    };
    let (production, routing) = fills(first)?;
    gr4j::Basin::new(parameters, production, routing)
}

fn gr4j_day(basin: &mut gr4j::Basin, row: &Row<'_>) -> Result<Vec<String>, Error> {
    let day = basin.day(row.real("rain_mm")?, row.real("evaporation_mm")?)?;
    Ok([day.flow_mm, day.production_mm, day.routing_mm].map(decimal).to_vec())
}

pub(super) const OBSERVED_MM: Field =
    optional("observed_mm", "mm; empty where nothing was measured", Domain::between(0, 10_000));
pub(super) const WARM_UP: Field =
    optional("warm_up_rows", "first row; rows that do not count, 365 without it", Domain::Whole(0, 100_000));

pub(super) const GR4J_CALIBRATE: Function = Function {
    name: "runoff-gr4j-calibrate",
    inputs: &[RAIN, EVAPORATION, OBSERVED_MM, WARM_UP, PRODUCTION_FILL, ROUTING_FILL, SERIES],
    outputs: &[
        output("x1_mm", "mm"),
        output("x2_mm", "mm"),
        output("x3_mm", "mm"),
        output("x4_days", "days"),
        output("nash_sutcliffe", ""),
        output("peak_error_percent", "%"),
    ],
    source: "GR4J, highest Nash-Sutcliffe efficiency by the downhill simplex of Nelder and Mead",
    rule: Rule::Series(|rows| together(rows, forcing, gr4j_calibrate)),
    ..GR4J
};

pub(super) fn forcing(row: &Row<'_>) -> Result<[f64; 3], Error> {
    Ok([row.real("rain_mm")?, row.real("evaporation_mm")?, row.real_or("observed_mm", f64::NAN)?])
}

fn gr4j_calibrate(days: &[[f64; 3]], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let column = |at: usize| -> Vec<f64> { days.iter().map(|day| day[at]).collect() };
    let [rain, evaporation, observed] = [0, 1, 2].map(column);
    let warm_up = (first.real_or("warm_up_rows", 365.0)? as usize).min(days.len());
    let (parameters, score) = gr4j::calibrated(fills(first)?, &rain, &evaporation, &observed, warm_up)
        .map_err(|refusal| refusal.of_those("measured after the warm-up"))?;
    let gr4j::Parameters { x1_mm, x2_mm, x3_mm, x4_days } = parameters;
    let flow = gr4j::run(parameters, fills(first)?, &rain, &evaporation)?;
    let peak_error = peak_error_percent(&observed[warm_up..], &flow[warm_up..])?;
    Ok(vec![[x1_mm, x2_mm, x3_mm, x4_days, score, peak_error].map(decimal).to_vec(); days.len()])
}

const INFLOW: Field = field("inflow_m3_s", "m³/s", DISCHARGE_M3_S);
const STEP: Field = optional("step_h", "h, first row; 1 without it", STEP_H);
const REACHES: Field = optional("reaches", "first row; 1 without it", Domain::Whole(1, 100));

pub(super) const MUSKINGUM: Function = Function {
    name: "route-muskingum",
    inputs: &[
        INFLOW,
        optional("travel_h", "h, first row; K of one reach", TRAVEL_H),
        optional("weight", "first row; x of one reach", WEIGHT),
        STEP,
        REACHES,
        SERIES,
    ],
    outputs: &[output("outflow_m3_s", "m³/s")],
    source: "Muskingum: McCarthy 1938; steady flow before the first row",
    edition: "mccarthy_1938",
    certain: true,
    rule: Rule::Series(|rows| in_order(rows, reaches, |reaches, row| flow_on(reaches, row))),
};

fn reaches(first: &Row<'_>) -> Result<Vec<Reach>, Error> {
    let (travel_h, weight, step_h) = (first.real("travel_h")?, first.real("weight")?, first.real_or("step_h", 1.0)?);
    let reach = Reach::new(travel_h, weight, step_h, first.real("inflow_m3_s")?)?;
    Ok(vec![reach; first.real_or("reaches", 1.0)? as usize])
}

fn flow_on(reaches: &mut [Reach], row: &Row<'_>) -> Result<Vec<String>, Error> {
    let flow = reaches.iter_mut().try_fold(row.real("inflow_m3_s")?, |flow, reach| reach.step(flow))?;
    Ok(vec![decimal(flow)])
}

pub(super) const MUSKINGUM_CALIBRATE: Function = Function {
    name: "route-muskingum-calibrate",
    inputs: &[
        INFLOW,
        optional("observed_m3_s", "m³/s; empty where nothing was measured", DISCHARGE_M3_S),
        STEP,
        REACHES,
        SERIES,
    ],
    outputs: &[output("travel_h", "h"), output("weight", ""), output("nash_sutcliffe", "")],
    source: "Muskingum, highest Nash-Sutcliffe efficiency by the downhill simplex of Nelder and Mead",
    rule: Rule::Series(|rows| {
        together(
            rows,
            |row| Ok([row.real("inflow_m3_s")?, row.real_or("observed_m3_s", f64::NAN)?]),
            muskingum_calibrate,
        )
    }),
    ..MUSKINGUM
};

fn muskingum_calibrate(steps: &[[f64; 2]], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let inflow: Vec<f64> = steps.iter().map(|step| step[0]).collect();
    let observed: Vec<f64> = steps.iter().map(|step| step[1]).collect();
    let (step_h, reaches) = (first.real_or("step_h", 1.0)?, first.real_or("reaches", 1.0)? as usize);
    let (travel_h, weight, efficiency) = calibrated(&inflow, &observed, step_h, reaches)?;
    let values = [travel_h, weight, efficiency];
    Ok(vec![values.map(decimal).to_vec(); steps.len()])
}

pub(super) const SCORE: Function = Function {
    name: "runoff-score",
    inputs: &[
        optional("observed", "any unit; empty where nothing was measured", Domain::between(-1_000_000, 1_000_000)),
        field("simulated", "the same unit", Domain::between(-1_000_000, 1_000_000)),
        SERIES,
    ],
    outputs: &[
        output("nash_sutcliffe", ""),
        output("peak_error_percent", "%"),
        output("peak_delay_rows", "rows; the simulated peak is later when positive"),
    ],
    source: "Nash and Sutcliffe 1970; error and delay of the highest value",
    edition: "nash_sutcliffe_1970",
    certain: true,
    rule: Rule::Series(|rows| {
        together(rows, |row| Ok([row.real_or("observed", f64::NAN)?, row.real("simulated")?]), score)
    }),
};

fn score(steps: &[[f64; 2]], _: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let observed: Vec<f64> = steps.iter().map(|step| step[0]).collect();
    let simulated: Vec<f64> = steps.iter().map(|step| step[1]).collect();
    let delay = peak(&simulated)?.step as f64 - peak(&observed)?.step as f64;
    let values = [nash_sutcliffe(&observed, &simulated)?, peak_error_percent(&observed, &simulated)?, delay];
    Ok(vec![values.map(decimal).to_vec(); steps.len()])
}
