//! Grids of fire weather, basins, points in polygons and map coordinates.

use std::hint::black_box;

use serde_json::json;
use standards::areas::Areas;
use standards::fire_weather::{Codes, Edition, Indices, grid};
use standards::gcj02::{LonLat, gcj02_to_wgs84, wgs84_to_gcj02};
use standards::runoff::xaj::{Parameters, Start, State, run};

use super::input::{self, BASINS, DAYS, ROWS};
use super::{Failed, Kernels, Measured, fault};

/// From the usual start through all days of April between 28.2° and 28.8°; means over the last day. The peer has time as
/// its last axis: its last is the last row of latitude over all days.
pub fn fire_weather(of: &Kernels) -> Result<Measured, Failed> {
    let (values, generated) = input::weather(of)?;
    let (cells, threads) = (ROWS * ROWS, of.threads()?);
    let layer = |kind: usize, day: usize| &values[(kind * DAYS + day) * cells..][..cells];
    let latitudes: Vec<f64> = (0..ROWS).map(|row| 28.2 + 0.6 * row as f64 / (ROWS - 1) as f64).collect();
    let mut indices: Vec<Indices> = vec![grid::NOTHING; cells];
    let (seconds, codes) = of.timed(|| {
        let mut codes = vec![Codes::START; cells];
        for day in 0..DAYS {
            let noon = grid::Layers {
                temperature_c: layer(0, day),
                relative_humidity_percent: layer(1, day),
                wind_km_h: layer(2, day),
                rain_mm: layer(3, day),
            };
            grid::day(Edition::VanWagner1987, 4, &latitudes, &noon, &mut codes, &mut indices, threads)
                .map_err(fault)?;
        }
        Ok(codes)
    })?;
    let mean = |value: &dyn Fn(usize) -> f64| (0..cells).map(value).sum::<f64>() / cells as f64;
    let answer = json!({
        "mean_ffmc_last": mean(&|cell| codes[cell].ffmc),
        "mean_dmc_last": mean(&|cell| codes[cell].dmc),
        "mean_dc_last": mean(&|cell| codes[cell].dc),
        "mean_isi_last": mean(&|cell| indices[cell].isi),
        "mean_bui_last": mean(&|cell| indices[cell].bui),
        "mean_fwi_last": mean(&|cell| indices[cell].fwi),
    });
    let units = (DAYS * cells) as f64;
    let threads = threads.get();
    Ok(Measured { kernel: "fire_weather", unit: "cell-days/s", units, threads, generated, seconds, answer })
}

/// Those of the peers' script.
const PARAMETERS: Parameters = Parameters {
    evaporation_ratio: 0.64,
    tension_exponent: 0.19,
    impervious: 0.0109,
    upper_mm: 8.0,
    lower_mm: 75.0,
    deep_mm: 78.0,
    deep_evaporation: 0.1,
    free_water_mm: 50.5,
    free_water_exponent: 1.15,
    to_interflow: 0.14,
    to_groundwater: 0.21,
    channel_recession: 0.2,
    lag_steps: 3,
    interflow_recession: 0.45,
    groundwater_recession: 0.9908,
};

/// A year of warm-up, whose days count as days. The channel starts as the peer's does, so that the mean flows are equal.
pub fn runoff_xaj(of: &Kernels) -> Result<Measured, Failed> {
    let (weather, generated) = input::basins(of)?;
    let threads = of.threads()?.get();
    let flow = |basin: usize| {
        let series = weather.iter().skip(basin).step_by(BASINS).map(|&[rain, evaporation]| (rain, evaporation));
        run(PARAMETERS, State::half_full(&PARAMETERS), Start::Undelayed, series, 365)
    };
    let (seconds, flows) = of.timed(|| {
        let all: Vec<usize> = (0..BASINS).collect();
        std::thread::scope(|scope| {
            let parts = all.chunks(BASINS.div_ceil(threads));
            let parts: Vec<_> = parts
                .map(|part| scope.spawn(move || part.iter().map(|basin| flow(*basin)).collect::<Result<Vec<_>, _>>()))
                .collect();
            let mut flows = Vec::with_capacity(BASINS);
            for part in parts {
                flows.extend(part.join().map_err(|_| fault("a thread stopped"))?.map_err(fault)?);
            }
            Ok(flows)
        })
    })?;
    let count = flows.iter().map(Vec::len).sum::<usize>();
    let answer = json!({ "mean_flow_mm": flows.iter().flatten().sum::<f64>() / count as f64 });
    let units = weather.len() as f64;
    Ok(Measured { kernel: "runoff_xaj", unit: "basin-days/s", units, threads, generated, seconds, answer })
}

/// A run builds the index and finds every pair of a point and a polygon around it.
pub fn point_in_polygon(of: &Kernels) -> Result<Measured, Failed> {
    let ((areas, generated), points) = (input::areas(of)?, input::points(of)?);
    let threads = of.threads()?;
    let (seconds, hits) = of.timed(|| Ok(Areas::new(&areas).map_err(fault)?.of_all(&points, threads).len()))?;
    let answer = json!({ "polygons": areas.len(), "hits": hits });
    let (units, threads) = (points.len() as f64, threads.get());
    Ok(Measured { kernel: "point_in_polygon", unit: "points/s", units, threads, generated, seconds, answer })
}

/// One core; the answer is how far the way back ends from where it began.
pub fn gcj02(of: &Kernels) -> Result<Measured, Failed> {
    let points =
        input::places().map(|(lon, lat)| LonLat::new(lon, lat)).collect::<Result<Vec<_>, _>>().map_err(fault)?;
    let (seconds, _) = of.timed(|| {
        let sum: f64 = points.iter().map(|at| wgs84_to_gcj02(*at)).map(|at| at.lon_deg() + at.lat_deg()).sum();
        Ok(black_box(sum))
    })?;
    let apart = |at: &LonLat| {
        let back = gcj02_to_wgs84(wgs84_to_gcj02(*at));
        (back.lon_deg() - at.lon_deg()).abs().max((back.lat_deg() - at.lat_deg()).abs())
    };
    let answer = json!({ "there_and_back_deg_max": points.iter().step_by(97).map(apart).fold(0.0, f64::max) });
    let units = points.len() as f64;
    Ok(Measured { kernel: "wgs84_to_gcj02", unit: "points/s", units, threads: 1, generated: true, seconds, answer })
}
