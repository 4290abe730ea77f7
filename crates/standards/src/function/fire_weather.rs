use super::series::in_order;
use super::{Function, Row, Rule, SERIES, decimal, field, optional, output};
use crate::fire_weather::{
    Codes, DC, DMC, Edition, FFMC, LATITUDE_DEG, MONTH, RAIN_MM, RELATIVE_HUMIDITY_PERCENT, TEMPERATURE_C, WIND_KM_H,
    Weather, indices, next_day,
};
use crate::{Domain, Error};

const EDITION: Domain = Domain::Words(&Edition::WORDS);

pub(super) const FIRE_WEATHER: Function = Function {
    name: "fire-weather",
    inputs: &[
        field("temperature_c", "°C, at noon", TEMPERATURE_C),
        field("relative_humidity_percent", "%, at noon", RELATIVE_HUMIDITY_PERCENT),
        field("wind_km_h", "km/h, at noon", WIND_KM_H),
        field("rain_mm", "mm of 24 hours, at noon", RAIN_MM),
        field("month", "", MONTH),
        field("latitude_deg", "°", LATITUDE_DEG),
        optional("start_ffmc", "first row; 85 without it", FFMC),
        optional("start_dmc", "first row; 6 without it", DMC),
        optional("start_dc", "first row; 15 without it", DC),
        optional("edition", "first row; cffdrs_2023 without it", EDITION),
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
    let edition = match first.optional("edition") {
        Some(word) => Edition::from_word(word).ok_or_else(|| EDITION.refuse("edition", word))?,
        None => Edition::Cffdrs2023,
    };
    let codes = Codes {
        ffmc: first.real_or("start_ffmc", Codes::START.ffmc)?,
        dmc: first.real_or("start_dmc", Codes::START.dmc)?,
        dc: first.real_or("start_dc", Codes::START.dc)?,
    };
    Ok((edition, codes))
}

fn day((edition, codes): &mut (Edition, Codes), row: &Row<'_>) -> Result<Vec<String>, Error> {
    let noon = Weather {
        temperature_c: row.real("temperature_c")?,
        relative_humidity_percent: row.real("relative_humidity_percent")?,
        wind_km_h: row.real("wind_km_h")?,
        rain_mm: row.real("rain_mm")?,
    };
    let month = row.real("month")? as u8;
    *codes = next_day(*edition, *codes, &noon, month, row.real("latitude_deg")?)?;
    let found = indices(*edition, *codes, noon.wind_km_h)?;
    let values = [codes.ffmc, codes.dmc, codes.dc, found.isi, found.bui, found.fwi, found.dsr];
    Ok(values.into_iter().map(decimal).chain([edition.word().to_owned()]).collect())
}
