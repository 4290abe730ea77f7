use super::series::{in_order, together};
use super::{Function, Row, Rule, SERIES, decimal, field, optional, output, time, yes};
use crate::landslide::displacement::{SPEED, Stages, UNIFORM_SPEED, inverse_velocity, tangent_angle_deg};
use crate::landslide::rain::{
    CAINE_1980, DECAY, DURATION_H, RAIN_MM, THRESHOLDS, Threshold, antecedent_rain_mm, rain_events,
};
use crate::{Domain, Error};

const TIME: super::Field = field("time", "", Domain::Form(time::FORM));
const MILLIMETRES: Domain = Domain::between(-1_000_000, 1_000_000);
const DEGREES: Domain = Domain::between(0, 90);

pub(super) const DISPLACEMENT: Function = Function {
    name: "displacement",
    inputs: &[
        TIME,
        field("displacement_mm", "mm, from the beginning", MILLIMETRES),
        optional("uniform_speed_mm_day", "mm/day, first row; mean speed of the uniform stage", UNIFORM_SPEED),
        optional("uniform_from_deg", "°, first row; 44 without it", DEGREES),
        optional("uniform_to_deg", "°, first row; 46 without it", DEGREES),
        SERIES,
    ],
    outputs: &[
        output("speed_mm_day", "mm/day since the row before"),
        output("tangent_angle_deg", "°"),
        output("stage", ""),
        output("level", ""),
    ],
    source: "improved tangent angle, Xu Qiang 2009: 45°, 80° and 85°; the band around 45° is not published",
    edition: "xu_2009",
    certain: false,
    rule: Rule::Series(|rows| in_order(rows, uniform, displaced)),
};

struct Moved {
    uniform_speed: f64,
    stages: Stages,
    last: Option<(f64, f64)>,
}

fn uniform(first: &Row<'_>) -> Result<Moved, Error> {
    let stages = Stages {
        uniform_from: first.real_or("uniform_from_deg", Stages::USUAL.uniform_from)?,
        uniform_to: first.real_or("uniform_to_deg", Stages::USUAL.uniform_to)?,
        ..Stages::USUAL
    };
    Ok(Moved { uniform_speed: first.real("uniform_speed_mm_day")?, stages, last: None })
}

fn displaced(moved: &mut Moved, row: &Row<'_>) -> Result<Vec<String>, Error> {
    let now = (time::days("time", row.text("time")?)?, row.real("displacement_mm")?);
    let Some(before) = moved.last.replace(now) else { return Ok(vec![String::new(); 4]) };
    let speed = speed(before, now, row)?;
    let angle = tangent_angle_deg(speed, moved.uniform_speed)?;
    let stage = moved.stages.of(speed, moved.uniform_speed)?;
    Ok(vec![decimal(speed), decimal(angle), stage.word().to_owned(), stage.level().to_owned()])
}

fn speed(before: (f64, f64), now: (f64, f64), row: &Row<'_>) -> Result<f64, Error> {
    if now.0 > before.0 {
        SPEED.within("speed_mm_day", (now.1 - before.1) / (now.0 - before.0))
    } else {
        Err(Domain::Form("later than the row before").refuse("time", row.text("time")?))
    }
}

pub(super) const FAILURE: Function = Function {
    name: "displacement-failure",
    inputs: &[
        field("time_days", "days from any origin", MILLIMETRES),
        field("speed_mm_day", "mm/day, positive", UNIFORM_SPEED),
        optional("exponent", "first row; α, 2 without it", Domain::between(1, 5)),
        SERIES,
    ],
    outputs: &[output("failure_days", "days from the same origin"), output("failure_sigma_days", "days")],
    source: "inverse velocity: Fukuzono 1985, Voight 1988; standard error of the fitted line; \
             another exponent than 2 is remembered",
    edition: "fukuzono_1985",
    certain: false,
    rule: Rule::Series(|rows| {
        together(
            rows,
            |row| Ok((row.real("time_days")?, row.real("speed_mm_day")?)),
            |readings, first| {
                let (times, speeds): (Vec<f64>, Vec<f64>) = readings.iter().copied().unzip();
                let found = inverse_velocity(&times, &speeds, first.real_or("exponent", 2.0)?)?;
                Ok(vec![vec![decimal(found.time), decimal(found.sigma)]; readings.len()])
            },
        )
    }),
};

const NAMES: Domain = Domain::Words(&[
    "caine_1980",
    "guzzetti_2008",
    "guzzetti_2007_cadses",
    "aleotti_2004",
    "chen_2015_taiwan",
    "iida_1999",
    "local",
]);

pub(super) const INTENSITY_DURATION: Function = Function {
    name: "intensity-duration",
    inputs: &[
        field("rain_mm", "mm", RAIN_MM),
        field("duration_h", "h", Domain::between(0, 10_000)),
        optional("threshold", "caine_1980 without it", NAMES),
        optional("base_mm_h", "mm/h; c of the threshold local, 0 without it", Domain::between(0, 1000)),
        optional("factor", "α of the threshold local", Domain::between(0, 1000)),
        optional("exponent", "β of the threshold local", Domain::between(0, 5)),
        optional("duration_h_min", "h; shortest rain of the threshold, its usual one without it", DURATION_H),
        optional("duration_h_max", "h; longest rain of the threshold, its usual one without it", DURATION_H),
    ],
    outputs: &[
        output("intensity_mm_h", "mm/h"),
        output("threshold_mm_h", "mm/h"),
        output("reached", ""),
        output("times", "of the threshold"),
        output("certain", "yes when the coefficients were read and the row says for which durations"),
    ],
    source: "I = c + α·D^−β: Caine 1980, Guzzetti 2007 and 2008, Aleotti 2004, Chen 2015, Iida 1999, or a local line; \
             durations are assumed",
    edition: "the threshold of the row",
    certain: false,
    rule: Rule::Row(intensity_duration),
};

fn intensity_duration(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let (threshold, assumed) = over(row, chosen(row)?)?;
    let (rain, duration) = (row.real("rain_mm")?, row.real("duration_h")?);
    let times = threshold.reached(rain, duration)?;
    Ok(vec![
        decimal(rain / duration),
        decimal(threshold.intensity_mm_h(duration)?),
        yes(times >= 1.0),
        decimal(times),
        yes(threshold.certain && !assumed),
    ])
}

/// The threshold over the durations of the row, and whether one end of them is an assumption.
fn over(row: &Row<'_>, threshold: Threshold) -> Result<(Threshold, bool), Error> {
    let (least, most) = (row.number_if_any("duration_h_min")?, row.number_if_any("duration_h_max")?);
    let assumed = least.is_none() || most.is_none();
    match threshold.duration_h {
        Domain::Between(from, to) if least.is_some() || most.is_some() => {
            Ok((threshold.over(least.unwrap_or(from), most.unwrap_or(to))?, assumed))
        }
        _ => Ok((threshold, assumed)),
    }
}

fn chosen(row: &Row<'_>) -> Result<Threshold, Error> {
    match row.optional("threshold") {
        None => Ok(CAINE_1980),
        Some("local") => Threshold::local(row.real_or("base_mm_h", 0.0)?, row.real("factor")?, row.real("exponent")?),
        Some(name) => {
            let known = THRESHOLDS.into_iter().find(|it| it.name == name);
            known.copied().ok_or_else(|| NAMES.refuse("threshold", name))
        }
    }
}

pub(super) const RAIN_EVENTS: Function = Function {
    name: "rain-events",
    inputs: &[
        field("rain_mm", "mm of a step", RAIN_MM),
        optional("step_h", "h, first row; 1 without it", Domain::between(0, 24)),
        optional("dry_h", "h without rain between two events, first row; 6 without it", Domain::between(0, 1000)),
        optional("least_mm", "mm of an event, first row; 0 without it", RAIN_MM),
        SERIES,
    ],
    outputs: &[
        output("event", "number of the event this row belongs to, from 1"),
        output("event_duration_h", "h"),
        output("event_rain_mm", "mm"),
        output("event_most_mm_h", "mm/h"),
    ],
    source: "rains between dry times",
    edition: "the settings of the first row",
    certain: true,
    rule: Rule::Series(|rows| together(rows, |row| row.real("rain_mm"), events)),
};

fn events(rain: &[f64], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let settings = (first.real_or("step_h", 1.0)?, first.real_or("dry_h", 6.0)?, first.real_or("least_mm", 0.0)?);
    let mut rows = vec![vec![String::new(); 4]; rain.len()];
    for (event, number) in rain_events(rain, settings.0, settings.1, settings.2)?.into_iter().zip(1..) {
        let values = [f64::from(number), event.duration_h, event.rain_mm, event.most_mm_h].map(decimal);
        rows[event.steps].fill(values.to_vec());
    }
    Ok(rows)
}

pub(super) const ANTECEDENT: Function = Function {
    name: "antecedent-rain",
    inputs: &[
        field("rain_mm", "mm of a day", RAIN_MM),
        optional("decay", "first row; k, 0.84 without it", DECAY),
        optional("days", "first row; days before that count, 14 without it", Domain::Whole(1, 366)),
        SERIES,
    ],
    outputs: &[output("antecedent_mm", "mm, of the days before this one")],
    source: "antecedent effective rain, Σ k^i·R_i",
    edition: "the settings of the first row",
    certain: false,
    rule: Rule::Series(|rows| in_order(rows, remembered, another_day)),
};

fn remembered(first: &Row<'_>) -> Result<(f64, usize, Vec<f64>), Error> {
    Ok((first.real_or("decay", 0.84)?, first.real_or("days", 14.0)? as usize, Vec::new()))
}

/// Yesterday stands first.
fn another_day((decay, days, before): &mut (f64, usize, Vec<f64>), row: &Row<'_>) -> Result<Vec<String>, Error> {
    let found = antecedent_rain_mm(before, *decay)?;
    before.insert(0, row.real("rain_mm")?);
    before.truncate(*days);
    Ok(vec![decimal(found)])
}
