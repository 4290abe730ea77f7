use super::series::{in_order, together};
use super::{Field, Function, Row, Rule, SERIES, decimal, field, optional, output, setting, yes};
use crate::fire_weather::{
    Codes, DC, DMC, Edition, FFMC, LATITUDE_DEG, MONTH, RAIN_MM, RELATIVE_HUMIDITY_PERCENT, SeasonLimits,
    TEMPERATURE_C, WIND_KM_H, Weather, hourly_fine_fuel_moisture_code, indices, next_day, overwintered_drought_code,
    seasons,
};
use crate::{Domain, Error};

const EDITION: Domain = Domain::Words(&Edition::WORDS);

const START_FFMC: Field = optional("start_ffmc", "first row; 85 without it", FFMC);
const EDITION_FIELD: Field = optional("edition", "first row; cffdrs_2023 without it", EDITION);

pub(super) const FIRE_WEATHER: Function = Function {
    name: "fire-weather",
    inputs: &[
        field("temperature_c", "°C, at noon", TEMPERATURE_C),
        field("relative_humidity_percent", "%, at noon", RELATIVE_HUMIDITY_PERCENT),
        field("wind_km_h", "km/h, at noon", WIND_KM_H),
        field("rain_mm", "mm of 24 hours, at noon", RAIN_MM),
        field("month", "", MONTH),
        field("latitude_deg", "°", LATITUDE_DEG),
        START_FFMC,
        optional("start_dmc", "first row; 6 without it", DMC),
        optional("start_dc", "first row; 15 without it", DC),
        EDITION_FIELD,
        SERIES,
    ],
    outputs: &[
        output("ffmc", ""),
        output("dmc", ""),
        output("dc", ""),
        output("isi", ""),
        output("bui", ""),
        output("fwi", ""),
        output("dsr", ""),
        output("constant", ""),
    ],
    source: "Canadian Forest Fire Weather Index System: Van Wagner and Pickett 1985, Van Wagner 1987; a row is a day",
    edition: "van_wagner_1987 or cffdrs_2023",
    certain: true,
    rule: Rule::Series(|rows| in_order(rows, start, day)),
};

fn start(first: &Row<'_>) -> Result<(Edition, Codes), Error> {
    let edition = edition(first)?;
    let codes = Codes {
        ffmc: first.real_or("start_ffmc", Codes::START.ffmc)?,
        dmc: first.real_or("start_dmc", Codes::START.dmc)?,
        dc: first.real_or("start_dc", Codes::START.dc)?,
    };
    Ok((edition, codes))
}

fn edition(first: &Row<'_>) -> Result<Edition, Error> {
    Ok(first.if_any("edition", Edition::from_word)?.unwrap_or(Edition::Cffdrs2023))
}

fn day((edition, codes): &mut (Edition, Codes), row: &Row<'_>) -> Result<Vec<String>, Error> {
    let noon = weather(row)?;
    let month = row.real("month")? as u8;
    *codes = next_day(*edition, *codes, &noon, month, row.real("latitude_deg")?)?;
    let found = indices(*edition, *codes, noon.wind_km_h)?;
    let values = [codes.ffmc, codes.dmc, codes.dc, found.isi, found.bui, found.fwi, found.dsr];
    Ok(values.into_iter().map(decimal).chain([edition.word().to_owned()]).collect())
}

fn weather(row: &Row<'_>) -> Result<Weather, Error> {
    Ok(Weather {
        temperature_c: row.real("temperature_c")?,
        relative_humidity_percent: row.real("relative_humidity_percent")?,
        wind_km_h: row.real("wind_km_h")?,
        rain_mm: row.real("rain_mm")?,
    })
}

pub(super) const HOURLY: Function = Function {
    name: "fire-weather-hourly",
    inputs: &[
        field("temperature_c", "°C", TEMPERATURE_C),
        field("relative_humidity_percent", "%", RELATIVE_HUMIDITY_PERCENT),
        field("wind_km_h", "km/h", WIND_KM_H),
        field("rain_mm", "mm since the row before", RAIN_MM),
        setting("hours", "h since the row before", Domain::between(0, 24), "1"),
        START_FFMC,
        EDITION_FIELD,
        SERIES,
    ],
    outputs: &[output("ffmc", ""), output("constant", "")],
    source: "hourly fine fuel moisture code: Van Wagner 1977",
    edition: "van_wagner_1987 or cffdrs_2023",
    certain: true,
    rule: Rule::Series(|rows| in_order(rows, hourly_start, hour)),
};

fn hourly_start(first: &Row<'_>) -> Result<(Edition, f64), Error> {
    Ok((edition(first)?, first.real_or("start_ffmc", Codes::START.ffmc)?))
}

fn hour((edition, ffmc): &mut (Edition, f64), row: &Row<'_>) -> Result<Vec<String>, Error> {
    *ffmc = hourly_fine_fuel_moisture_code(*edition, *ffmc, &weather(row)?, row.real("hours")?)?;
    Ok(vec![decimal(*ffmc), edition.word().to_owned()])
}

pub(super) const OVERWINTER: Function = Function {
    name: "fire-weather-overwinter",
    inputs: &[
        field("autumn_dc", "on the last day of the season", DC),
        field(
            "winter_precipitation_mm",
            "mm from the end of one season to the start of the next",
            Domain::between(0, 5000),
        ),
        setting("carried_over", "a: part of the autumn's moisture that stays", Domain::between(0, 1), "0.75"),
        setting("wetting", "b: part of the winter's water that the ground takes up", Domain::between(0, 1), "0.75"),
    ],
    outputs: &[output("start_dc", "of the next season")],
    source: "Lawson and Armitage 2008; both parts are the district's choice",
    edition: "lawson_armitage_2008",
    certain: true,
    rule: Rule::Row(|row| {
        let [autumn, rain] = [row.real("autumn_dc")?, row.real("winter_precipitation_mm")?];
        let found = overwintered_drought_code(autumn, rain, row.real("carried_over")?, row.real("wetting")?)?;
        Ok(vec![decimal(found)])
    }),
};

pub(super) const SEASON: Function = Function {
    name: "fire-weather-season",
    inputs: &[
        field("temperature_c_max", "°C, highest of the day", TEMPERATURE_C),
        optional("start_above_c", "°C, first row; 12 without it", TEMPERATURE_C),
        optional("end_below_c", "°C, first row; 5 without it", TEMPERATURE_C),
        optional("season_days", "first row; days in a row that begin or end it, 3 without it", Domain::Whole(1, 60)),
        SERIES,
    ],
    outputs: &[output("season", "number of the season, from 1"), output("begins", "the codes start on this day")],
    source: "start-up and end by temperature: Wotton and Flannigan 1993; a row is a day",
    edition: "wotton_flannigan_1993",
    certain: true,
    rule: Rule::Series(|rows| together(rows, |row| row.real("temperature_c_max"), in_season)),
};

fn in_season(warmest: &[f64], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let usual = SeasonLimits::WOTTON_FLANNIGAN_1993;
    let limits = SeasonLimits {
        start_above_c: first.real_or("start_above_c", usual.start_above_c)?,
        end_below_c: first.real_or("end_below_c", usual.end_below_c)?,
        days: first.real_or("season_days", usual.days as f64)? as usize,
    };
    let mut rows = vec![vec![String::new(), yes(false)]; warmest.len()];
    for (season, number) in seasons(limits, warmest)?.into_iter().zip(1_u32..) {
        let begins = season.days.start;
        rows[season.days].fill(vec![number.to_string(), yes(false)]);
        rows[begins][1] = yes(true);
    }
    Ok(rows)
}
