use super::{Function, Row, Rule, field, output, setting};
use crate::fire_danger::ly_t_1172_1995::{
    COVER_POINTS, DAYS, Day, EDITION, HUMIDITY_LINES, HUMIDITY_PERCENT, POINTS, RAIN_MM, Settings, TEMPERATURE_C,
    WIND_M_S, danger,
};
use crate::{Domain, Error};

const RAIN_ON_LINE: &[&str] = &["lower", "upper"];

pub(super) const FIRE_DANGER: Function = Function {
    name: "fire-danger",
    inputs: &[
        field("temperature_c", "°C, highest of the day", TEMPERATURE_C),
        field("humidity_percent", "%, lowest of the day", HUMIDITY_PERCENT),
        field("rain_mm", "mm of the last rain or snow", RAIN_MM),
        field("days_since_rain", "days; 0 on the day of rain", DAYS),
        field("wind_m_s", "m/s, strongest of the day", WIND_M_S),
        field("cover_points", "E: 20 all green or snow, to 0 nothing", COVER_POINTS),
        setting("rain_points_max", "C without rain, and the most it gives", POINTS, "50"),
        setting("rain_on_line", "where exactly 2, 5 or 10 mm lie", Domain::Words(RAIN_ON_LINE), "lower"),
        setting("humidity_lines_percent", "%, where B loses four points each", HUMIDITY_LINES, "31;41;51;61;71"),
    ],
    outputs: &[output("htz", "points"), output("grade", "1 none to 5 extreme")],
    source: "LY/T 1172-95, HTZ = A + B + C + D − E",
    edition: EDITION,
    certain: false,
    rule: Rule::Row(judged),
};

fn judged(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let day = Day {
        temperature_c: row.real("temperature_c")?,
        humidity_percent: row.real("humidity_percent")?,
        rain_mm: row.real("rain_mm")?,
        days_since_rain: row.real("days_since_rain")? as u32,
        wind_m_s: row.real("wind_m_s")?,
        cover: row.real("cover_points")? as u32,
    };
    let found = danger(&day, &settings(row)?)?;
    Ok(vec![found.points.to_string(), found.grade.to_string()])
}

fn settings(row: &Row<'_>) -> Result<Settings, Error> {
    let lines = |text: &str| {
        let numbers: Result<Vec<f64>, _> = text.split(';').map(|number| number.trim().parse()).collect();
        numbers.ok()?.try_into().ok()
    };
    Ok(Settings {
        rain_points_max: row.real("rain_points_max")? as i32,
        rain_on_line_is_lower: row.read("rain_on_line", |word| RAIN_ON_LINE.iter().position(|it| *it == word))? == 0,
        humidity_lines_percent: row.read("humidity_lines_percent", lines)?,
    })
}
