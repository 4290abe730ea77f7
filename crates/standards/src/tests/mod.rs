//! Worked examples as tables. A case runs through the same rows of text as a sheet.

mod accidents;
mod areas;
mod codes;
mod collected;
mod coordinates;
mod criteria;
mod earthquakes;
mod exact;
mod fire_danger;
mod fire_weather;
mod functions;
mod gases;
mod golden;
mod installations;
mod landslides;
mod losses;
mod met_signals;
mod risks;
mod runoff;
mod vehicles;
mod watched_slope;
mod working_days;

use crate::{Exact, function};

/// The result columns with a bar between them, or the refusal.
fn run(name: &str, row: &[(&str, &str)]) -> String {
    match function(name).unwrap().run(row) {
        Ok(columns) => columns.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" | "),
        Err(refusal) => refusal.to_string(),
    }
}

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

/// Equal to the digits that are printed: half a unit of the last one, and a little for the printing itself.
fn printed(found: f64, digits: &str) -> bool {
    let Ok(expected) = digits.parse::<f64>() else { return false };
    let exponent = digits.split(['e', 'E']).nth(1).map_or(0, |power| power.parse::<i32>().unwrap());
    let mantissa = digits.split(['e', 'E']).next().unwrap();
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
    (found - expected).abs() <= 0.500_001 * 10_f64.powi(exponent - decimals)
}
