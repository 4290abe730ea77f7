//! The peers' files, or the same kind of input from a seed. It need not be the same numbers, only as much work.

use std::path::Path;

use standards::areas::Ring;

use super::{Failed, Kernels, fault};

pub const DAYS: usize = 10;
pub const ROWS: usize = 500;
pub const BASINS: usize = 200;
pub const BASIN_DAYS: usize = 3650;

/// The bytes of a file of the input folder, when there is one.
pub fn file(of: &Kernels, name: &str) -> Result<Option<Vec<u8>>, Failed> {
    let path = of.input.as_deref().map(|folder: &Path| folder.join(name)).filter(|path| path.exists());
    Ok(path.map(std::fs::read).transpose()?)
}

/// Evenly spread numbers from 0 to 1 (Weyl's sequence): the n-th of a series.
pub fn spread(n: usize, series: f64) -> f64 {
    (n as f64 * series + 0.5 * series).fract()
}

const GOLDEN: f64 = 0.618_033_988_749_894_9;
const PLASTIC: f64 = 0.754_877_666_246_692_8;

/// Temperature, humidity, wind and rain; day; row; column.
pub fn weather(of: &Kernels) -> Result<(Vec<f32>, bool), Failed> {
    let layer = DAYS * ROWS * ROWS;
    if let Some(bytes) = file(of, "fwi.f32")? {
        let values: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        return if values.len() == 4 * layer { Ok((values, false)) } else { Err(fault("fwi.f32 has another size")) };
    }
    let value = |n: usize| {
        let (kind, at) = (n / layer, spread(n, GOLDEN));
        match kind {
            0 => 10.0 + 16.0 * at,
            1 => 25.0 + 60.0 * at,
            2 => 2.0 + 20.0 * at,
            _ if at < 0.8 => 0.0,
            _ => 100.0 * (at - 0.8),
        }
    };
    Ok(((0..4 * layer).map(|n| value(n) as f32).collect(), true))
}

/// Rain and evaporation; day; basin.
pub fn basins(of: &Kernels) -> Result<(Vec<[f64; 2]>, bool), Failed> {
    if let Some(bytes) = file(of, "xaj.f64")? {
        let values: Vec<f64> = numbers(&bytes);
        let pairs = values.as_chunks::<2>().0.to_vec();
        let whole = !pairs.is_empty() && pairs.len().is_multiple_of(BASINS);
        return if whole { Ok((pairs, false)) } else { Err(fault("xaj.f64 has another size")) };
    }
    let day = |n: usize| {
        let wet = spread(n, GOLDEN);
        let season = (std::f64::consts::TAU * (n / BASINS) as f64 / 365.0).sin();
        [if wet < 0.65 { 0.0 } else { 70.0 * (wet - 0.65) }, 2.6 + 2.0 * season]
    };
    Ok(((0..BASINS * BASIN_DAYS).map(day).collect(), true))
}

/// Rings in metres over a square of 60 km.
pub fn areas(of: &Kernels) -> Result<(Vec<Vec<Ring>>, bool), Failed> {
    if let Some(bytes) = file(of, "polygons.json")? {
        let rings: Vec<Ring> = serde_json::from_slice(&bytes).map_err(fault)?;
        return Ok((rings.into_iter().map(|ring| vec![ring]).collect(), false));
    }
    let ring = |n: usize| -> Ring {
        let (corners, radius) = (8 + n % 33, 300.0 + 2200.0 * spread(n, 0.381));
        let centre = [spread(n, GOLDEN), spread(n, PLASTIC)].map(|part| 60_000.0 * part);
        let vertex = |at: usize| {
            let angle = std::f64::consts::TAU * at as f64 / corners as f64;
            let radius = radius * (0.55 + 0.45 * spread(n + at, 0.271));
            [centre[0] + radius * angle.cos(), centre[1] + radius * angle.sin()]
        };
        (0..corners).map(vertex).collect()
    };
    Ok(((0..500).map(|n| vec![ring(n)]).collect(), true))
}

pub fn points(of: &Kernels) -> Result<Vec<[f64; 2]>, Failed> {
    if let Some(bytes) = file(of, "points.f64")? {
        return Ok(numbers(&bytes).as_chunks::<2>().0.to_vec());
    }
    Ok((0..1_000_000).map(|n| [spread(n, GOLDEN), spread(n, PLASTIC)].map(|part| 60_000.0 * part)).collect())
}

/// Places over the box in which maps are shifted.
pub fn places() -> impl Iterator<Item = (f64, f64)> {
    (0..1_000_000).map(|n| (72.01 + 65.8 * spread(n, GOLDEN), 0.83 + 54.9 * spread(n, PLASTIC)))
}

fn numbers(bytes: &[u8]) -> Vec<f64> {
    bytes.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
}
