//! A day of a whole grid at once, on several threads: the same formulas and the same values as cell by cell.
//!
//! ```
//! use std::num::NonZero;
//! use standards::fire_weather::{Codes, Edition, grid};
//!
//! let mut codes = vec![Codes::START; 4];
//! let mut indices = vec![grid::NOTHING; 4];
//! let noon = grid::Layers {
//!     temperature_c: &[17.0, 17.0, 17.0, f32::NAN],
//!     relative_humidity_percent: &[42.0; 4],
//!     wind_km_h: &[25.0; 4],
//!     rain_mm: &[0.0; 4],
//! };
//! let two = NonZero::new(2).unwrap();
//! let skipped = grid::day(Edition::VanWagner1987, 4, &[40.0, 40.0], &noon, &mut codes, &mut indices, two)?;
//! assert_eq!((skipped, codes[0] == codes[2], indices[3].fwi.is_nan()), (1, true, true));
//!
//! let refusal = grid::day(Edition::VanWagner1987, 13, &[40.0, 40.0], &noon, &mut codes, &mut indices, two);
//! assert_eq!(refusal.unwrap_err().to_string(), "month is 13, allowed is a whole number, 1 to 12");
//! # Ok::<(), standards::Error>(())
//! ```

use std::num::NonZero;
use std::thread;

use super::{
    Bands, Codes, DC, DMC, Edition, FFMC, Indices, RAIN_MM, RELATIVE_HUMIDITY_PERCENT, TEMPERATURE_C, WIND_KM_H,
    Weather, codes, indices,
};
use crate::{Domain, Error};

/// The weather of one noon, a value for each cell, row after row of one latitude.
#[derive(Debug, Clone, Copy)]
pub struct Layers<'a> {
    pub temperature_c: &'a [f32],
    pub relative_humidity_percent: &'a [f32],
    pub wind_km_h: &'a [f32],
    pub rain_mm: &'a [f32],
}

/// What a cell without weather has.
pub const NOTHING: Indices = Indices { isi: f64::NAN, bui: f64::NAN, fwi: f64::NAN, dsr: f64::NAN };
const NO_CODES: Codes = Codes { ffmc: f64::NAN, dmc: f64::NAN, dc: f64::NAN };

/// Takes `codes` from the day before to this day and fills `indices`.
///
/// A cell whose weather or codes are missing (NaN) or outside their domain has NaN from then on, until its codes are set
/// anew; the number of such cells is returned.
/// - Shapes: `latitude_deg` has one value for each row; every other slice has rows × columns values.
/// - Errors: [`Error::OutOfDomain`] for a latitude, the month, or slices that do not fit together.
pub fn day(
    edition: Edition,
    month: u8,
    latitude_deg: &[f64],
    noon: &Layers<'_>,
    codes: &mut [Codes],
    indices: &mut [Indices],
    threads: NonZero<usize>,
) -> Result<usize, Error> {
    let columns = columns(latitude_deg.len(), noon, codes.len(), indices.len())?;
    let bands = latitude_deg.iter().map(|latitude| Bands::at(*latitude, month)).collect::<Result<Vec<_>, _>>()?;
    if columns == 0 {
        return Ok(0);
    }
    let rows = bands.len().div_ceil(threads.get()).max(1);
    let parts = bands.chunks(rows).zip(codes.chunks_mut(rows * columns)).zip(indices.chunks_mut(rows * columns));
    let skipped = thread::scope(|scope| {
        let parts = parts.enumerate().map(|(part, ((bands, codes), indices))| {
            let noon = noon.part(part * rows * columns, codes.len());
            scope.spawn(move || stripe(edition.scale(), columns, bands, &noon, codes, indices))
        });
        let parts: Vec<_> = parts.collect();
        parts.into_iter().map(|part| part.join().expect("a stripe has no way to fail")).sum()
    });
    Ok(skipped)
}

fn columns(rows: usize, noon: &Layers<'_>, codes: usize, indices: usize) -> Result<usize, Error> {
    let columns = codes.checked_div(rows).unwrap_or(0);
    let layers = [noon.temperature_c, noon.relative_humidity_percent, noon.wind_km_h, noon.rain_mm];
    let fits = rows * columns == codes && codes == indices && layers.iter().all(|layer| layer.len() == codes);
    if fits { Ok(columns) } else { Err(Domain::Form("rows × columns values in every layer").refuse("cells", codes)) }
}

impl<'a> Layers<'a> {
    fn part(&self, from: usize, length: usize) -> Layers<'a> {
        let part = |layer: &'a [f32]| &layer[from..from + length];
        Layers {
            temperature_c: part(self.temperature_c),
            relative_humidity_percent: part(self.relative_humidity_percent),
            wind_km_h: part(self.wind_km_h),
            rain_mm: part(self.rain_mm),
        }
    }

    fn at(&self, cell: usize) -> Weather {
        Weather {
            temperature_c: f64::from(self.temperature_c[cell]),
            relative_humidity_percent: f64::from(self.relative_humidity_percent[cell]),
            wind_km_h: f64::from(self.wind_km_h[cell]),
            rain_mm: f64::from(self.rain_mm[cell]),
        }
    }
}

fn stripe(
    scale: f64,
    columns: usize,
    bands: &[Bands],
    noon: &Layers<'_>,
    codes: &mut [Codes],
    indices: &mut [Indices],
) -> usize {
    let mut skipped = 0;
    for (cell, (code, index)) in codes.iter_mut().zip(indices).enumerate() {
        let weather = noon.at(cell);
        if !inside(&weather, code) {
            (*code, *index) = (NO_CODES, NOTHING);
            skipped += 1;
            continue;
        }
        let (today, moisture_percent) = codes::next(scale, *code, &weather, bands[cell / columns]);
        *code = today;
        *index = indices::all(moisture_percent, today, weather.wind_km_h);
    }
    skipped
}

/// The checks of a single day without their words.
fn inside(noon: &Weather, codes: &Codes) -> bool {
    const ENDS: [(f64, f64); 7] = [
        TEMPERATURE_C.ends(),
        RELATIVE_HUMIDITY_PERCENT.ends(),
        WIND_KM_H.ends(),
        RAIN_MM.ends(),
        FFMC.ends(),
        DMC.ends(),
        DC.ends(),
    ];
    let Weather { temperature_c, relative_humidity_percent, wind_km_h, rain_mm } = *noon;
    let values = [temperature_c, relative_humidity_percent, wind_km_h, rain_mm, codes.ffmc, codes.dmc, codes.dc];
    values.iter().zip(ENDS).all(|(value, (least, most))| (least..=most).contains(value))
}
