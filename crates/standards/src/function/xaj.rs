use super::runoff::{OBSERVED_MM, WARM_UP, forcing};
use super::series::{in_order, together};
use super::{Function, Row, Rule, SERIES, decimal, field, optional, output, setting};
use crate::runoff::xaj::{
    BOUNDS, Basin, Channel, EXPONENT, FREE_WATER_MM, LAG_STEPS, LAYER_MM, Parameters, RATIO, Start, State, calibrated,
    run,
};
use crate::runoff::{EVAPORATION_MM, FILL, RAIN_MM, peak_error_percent};
use crate::{Domain, Error};

/// `undelayed` is hydromodel's way.
const STARTS: &[&str] = &["steady", "undelayed"];

pub(super) const XAJ: Function = Function {
    name: "runoff-xaj",
    inputs: &[
        field("rain_mm", "mm of a step", RAIN_MM),
        field("evaporation_mm", "mm of a step, potential", EVAPORATION_MM),
        optional("evaporation_ratio", "first row; K", RATIO),
        optional("tension_exponent", "first row; B", EXPONENT),
        optional("impervious", "first row; IM, a part", FILL),
        optional("upper_mm", "mm, first row; UM", LAYER_MM),
        optional("lower_mm", "mm, first row; LM", FREE_WATER_MM),
        optional("deep_mm", "mm, first row; DM", LAYER_MM),
        optional("deep_evaporation", "first row; C", FILL),
        optional("free_water_mm", "mm, first row; SM", FREE_WATER_MM),
        optional("free_water_exponent", "first row; EX", EXPONENT),
        optional("to_interflow", "a step, first row; KI", FILL),
        optional("to_groundwater", "a step, first row; KG", FILL),
        optional("channel_recession", "a step, first row; CS", FILL),
        optional("lag_steps", "steps, first row; L", LAG_STEPS),
        optional("interflow_recession", "a step, first row; CI", FILL),
        optional("groundwater_recession", "a step, first row; CG", FILL),
        setting("channel_start", "first row; before the lag has passed", Domain::Words(STARTS), "steady"),
        setting("initial_flow_mm", "mm of a step, first row; of a steady start", RAIN_MM, "0"),
        SERIES,
    ],
    outputs: &[
        output("flow_mm", "mm of a step"),
        output("evaporated_mm", "mm of a step"),
        output("surface_mm", "mm, before the channel"),
        output("interflow_mm", "mm, before the channel"),
        output("groundwater_mm", "mm, before the channel"),
        output("soil_mm", "mm of tension water"),
    ],
    source: "Xin'anjiang with three sources: Zhao 1992; 《水文预报》, 5th edition; stores half full before the first row",
    edition: "zhao_1992",
    certain: true,
    rule: Rule::Series(|rows| in_order(rows, start, step)),
};

fn start(first: &Row<'_>) -> Result<(Basin, Channel), Error> {
    let parameters = Parameters {
        evaporation_ratio: first.real("evaporation_ratio")?,
        tension_exponent: first.real("tension_exponent")?,
        impervious: first.real("impervious")?,
        upper_mm: first.real("upper_mm")?,
        lower_mm: first.real("lower_mm")?,
        deep_mm: first.real("deep_mm")?,
        deep_evaporation: first.real("deep_evaporation")?,
        free_water_mm: first.real("free_water_mm")?,
        free_water_exponent: first.real("free_water_exponent")?,
        to_interflow: first.real("to_interflow")?,
        to_groundwater: first.real("to_groundwater")?,
        channel_recession: first.real("channel_recession")?,
        lag_steps: first.real("lag_steps")? as usize,
        interflow_recession: first.real("interflow_recession")?,
        groundwater_recession: first.real("groundwater_recession")?,
    };
    let basin = Basin::new(parameters, State::half_full(&parameters))?;
    let start = match first.read("channel_start", |word| STARTS.iter().position(|it| *it == word))? {
        0 => Start::Steady(first.real("initial_flow_mm")?),
        _ => Start::Undelayed,
    };
    Ok((basin, Channel::new(&parameters, start)))
}

fn step((basin, channel): &mut (Basin, Channel), row: &Row<'_>) -> Result<Vec<String>, Error> {
    let step = basin.step(row.real("rain_mm")?, row.real("evaporation_mm")?)?;
    let soil_mm = basin.state.upper_mm + basin.state.lower_mm + basin.state.deep_mm;
    let flow_mm = channel.step(step.total_mm());
    let values = [flow_mm, step.evaporated_mm, step.surface_mm, step.interflow_mm, step.groundwater_mm, soil_mm];
    Ok(values.map(decimal).to_vec())
}

pub(super) const XAJ_CALIBRATE: Function = Function {
    name: "runoff-xaj-calibrate",
    inputs: &[
        field("rain_mm", "mm of a step", RAIN_MM),
        field("evaporation_mm", "mm of a step, potential", EVAPORATION_MM),
        OBSERVED_MM,
        WARM_UP,
        SERIES,
    ],
    outputs: &[
        output("evaporation_ratio", "K"),
        output("tension_exponent", "B"),
        output("impervious", "IM"),
        output("upper_mm", "UM, mm"),
        output("lower_mm", "LM, mm"),
        output("deep_mm", "DM, mm"),
        output("deep_evaporation", "C"),
        output("free_water_mm", "SM, mm"),
        output("free_water_exponent", "EX"),
        output("to_interflow", "KI"),
        output("to_groundwater", "KG"),
        output("channel_recession", "CS"),
        output("lag_steps", "L"),
        output("interflow_recession", "CI"),
        output("groundwater_recession", "CG"),
        output("nash_sutcliffe", ""),
        output("peak_error_percent", "%"),
    ],
    source: "Xin'anjiang, highest Nash-Sutcliffe efficiency by the downhill simplex of Nelder and Mead inside usual bounds",
    certain: false,
    rule: Rule::Series(|rows| together(rows, forcing, calibrate)),
    ..XAJ
};

fn calibrate(steps: &[[f64; 3]], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let weather: Vec<(f64, f64)> = steps.iter().map(|step| (step[0], step[1])).collect();
    let observed: Vec<f64> = steps.iter().map(|step| step[2]).collect();
    let warm_up = (first.real_or("warm_up_rows", 365.0)? as usize).min(steps.len());
    let (it, score) = calibrated(&BOUNDS, &weather, &observed, warm_up)
        .map_err(|refusal| refusal.of_those("measured after the warm-up"))?;
    let flow = run(it, State::half_full(&it), Start::default(), weather, warm_up)?;
    let peak_error = peak_error_percent(&observed[warm_up..], &flow)?;
    let values = [
        it.evaporation_ratio,
        it.tension_exponent,
        it.impervious,
        it.upper_mm,
        it.lower_mm,
        it.deep_mm,
        it.deep_evaporation,
        it.free_water_mm,
        it.free_water_exponent,
        it.to_interflow,
        it.to_groundwater,
        it.channel_recession,
        it.lag_steps as f64,
        it.interflow_recession,
        it.groundwater_recession,
        score,
        peak_error,
    ];
    Ok(vec![values.map(decimal).to_vec(); steps.len()])
}
