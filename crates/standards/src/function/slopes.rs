use super::series::together;
use super::{Function, Row, Rule, SERIES, YES_OR_NO, decimal, field, optional, output, setting};
use crate::landslide::displacement::{SPEED, Saito, UNIFORM_SPEED, alert_speed, saito_three_points, speed_level};
use crate::{Domain, Error};

const COEFFICIENT: Domain = Domain::between(0, 100);
const TIME_MIN: Domain = Domain::between(0, 1_000_000_000);

pub(super) const SPEED_CLASS: Function = Function {
    name: "displacement-speed",
    inputs: &[
        field("speed_mm_day", "mm/day", SPEED),
        setting(
            "uniform",
            "whether the row is of the uniform stage, from which the speed of alert is taken",
            WORDS,
            "no",
        ),
        optional("alert_speed_mm_day", "mm/day, first row; from the uniform stage without it", UNIFORM_SPEED),
        setting("tolerance", "first row; a part: so near the speed of alert is at it", Domain::between(0, 1), "0.05"),
        SERIES,
    ],
    outputs: &[output("alert_from_mm_day", "mm/day"), output("times", "of the speed of alert"), output("level", "")],
    source: "V0 = max(1.5 V, V + 2 σ) of the uniform stage; classes at V0, above it, from 5 and from 10 times; the band at V0 is a choice",
    edition: "the settings of the first row",
    certain: false,
    rule: Rule::Series(|rows| together(rows, |row| Ok((row.real("speed_mm_day")?, row.is_yes("uniform")?)), speeds)),
};

const WORDS: Domain = Domain::Words(YES_OR_NO);

fn speeds(rows: &[(f64, bool)], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let alert = match first.optional("alert_speed_mm_day") {
        Some(_) => first.real("alert_speed_mm_day")?,
        None => {
            let uniform: Vec<f64> = rows.iter().filter(|(_, uniform)| *uniform).map(|(speed, _)| *speed).collect();
            alert_speed(&uniform)?
        }
    };
    let tolerance = first.real("tolerance")?;
    let row = |(speed, _): &(f64, bool)| {
        let level = speed_level(*speed, alert, tolerance)?;
        Ok(vec![decimal(alert), decimal(speed / alert), level.to_owned()])
    };
    rows.iter().map(row).collect()
}

pub(super) const SAITO: Function = Function {
    name: "displacement-saito",
    inputs: &[
        optional("strain_rate_1e4_min", "10⁻⁴ per minute; of the second creep", UNIFORM_SPEED),
        setting("intercept", "", COEFFICIENT, "2.33"),
        setting("slope", "", COEFFICIENT, "0.916"),
        setting("spread", "", COEFFICIENT, "0.59"),
        optional("first_min", "min from any origin; of the third creep, without a strain rate", TIME_MIN),
        optional("second_min", "min; as much displacement after the first", TIME_MIN),
        optional("third_min", "min; as much displacement after the second", TIME_MIN),
    ],
    outputs: &[
        output("failure_min", "min from now, or of the third creep from the origin"),
        output("failure_min_least", "min; of the second creep"),
        output("failure_min_most", "min; of the second creep"),
    ],
    source: "Saito 1965, its coefficients remembered: log10 t = 2.33 − 0.916 log10 ε ± 0.59; \
             Saito 1969: three times with equal displacement between them",
    edition: "saito_1965, saito_1969",
    certain: false,
    rule: Rule::Row(saito),
};

fn saito(row: &Row<'_>) -> Result<Vec<String>, Error> {
    if row.optional("strain_rate_1e4_min").is_none() && row.optional("first_min").is_some() {
        let times = [row.real("first_min")?, row.real("second_min")?, row.real("third_min")?];
        return Ok(vec![decimal(saito_three_points(times)?), String::new(), String::new()]);
    }
    let creep = Saito { intercept: row.real("intercept")?, slope: row.real("slope")?, spread: row.real("spread")? };
    let [least, middle, most] = creep.minutes_to_failure(row.real("strain_rate_1e4_min")?)?;
    Ok([middle, least, most].map(decimal).to_vec())
}
