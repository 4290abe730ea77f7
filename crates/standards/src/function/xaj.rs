use super::series::in_order;
use super::{Function, Row, Rule, SERIES, decimal, field, optional, output};
use crate::Error;
use crate::runoff::xaj::{Basin, Channel, EXPONENT, FREE_WATER_MM, LAG_STEPS, LAYER_MM, Parameters, RATIO, State};
use crate::runoff::{EVAPORATION_MM, FILL, RAIN_MM};

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
    Ok((basin, Channel::new(&parameters)))
}

fn step((basin, channel): &mut (Basin, Channel), row: &Row<'_>) -> Result<Vec<String>, Error> {
    let step = basin.step(row.real("rain_mm")?, row.real("evaporation_mm")?)?;
    let soil_mm = basin.state.upper_mm + basin.state.lower_mm + basin.state.deep_mm;
    let flow_mm = channel.step(step.total_mm());
    let values = [flow_mm, step.evaporated_mm, step.surface_mm, step.interflow_mm, step.groundwater_mm, soil_mm];
    Ok(values.map(decimal).to_vec())
}
