use proptest::prelude::*;

use super::collected::sheet;
use super::run;
use crate::runoff::gr4j::{Basin, Parameters};
use crate::runoff::{muskingum, xaj, *};
use crate::{Error, function};

const AIRGR: Parameters = Parameters { x1_mm: 257.237556, x2_mm: 1.012237, x3_mm: 88.234673, x4_days: 2.207958 };

/// Ten years of airGR's run, after a year of warm-up: stores, fluxes and flow within 0.001 mm (the parameters are printed
/// with six decimals), and its published efficiency.
#[test]
fn published_gr4j_run() {
    let Some(daily) = sheet("hydrology/airgr_L0123001_daily.csv.gz", b',') else { return };
    let Some(expected) = sheet("hydrology/airgr_simGR4J_states_and_flow.csv.gz", b',') else { return };
    let first = (0..daily.len()).find(|row| daily.cell(*row, "DatesR") == "1989-01-01").unwrap();
    let mut basin = Basin::new(AIRGR, 0.3, 0.5).unwrap();
    let mut simulated = Vec::new();
    for row in 0..365 + expected.len() {
        let day = basin.day(daily.number(first + row, "P"), daily.number(first + row, "E")).unwrap();
        let Some(at) = row.checked_sub(365) else { continue };
        for (name, value) in [
            ("Prod", day.production_mm),
            ("Rout", day.routing_mm),
            ("AE", day.evaporated_mm),
            ("Perc", day.percolated_mm),
            ("Q9", day.slow_mm),
            ("Q1", day.fast_mm),
            ("Exch", day.exchange_mm),
            ("Qsim", day.flow_mm),
        ] {
            assert!((value - expected.number(at, name)).abs() < 1e-3, "{at} {name}: {value}");
        }
        simulated.push(day.flow_mm);
    }
    let efficiency = nash_sutcliffe(&expected.numbers("Qobs"), &simulated).unwrap();
    assert!((efficiency - 0.7988).abs() < 5e-5, "{efficiency}");
    println!("{} published days met, efficiency {efficiency:.4}", expected.len());
}

#[test]
fn published_gr4j_workbook() {
    let (Some(input), Some(expected)) =
        (sheet("hydrology/gr4j_usgs_input.csv.gz", b','), super::collected::text("hydrology/gr4j_excel_simulated.csv"))
    else {
        return;
    };
    let expected: Vec<f64> = expected.lines().filter_map(|line| line.trim().parse().ok()).collect();
    let parameters = Parameters { x1_mm: 303.627616, x2_mm: 0.32238919, x3_mm: 6.49759466, x4_days: 0.294803885 };
    let (rain, evaporation) = (input.numbers("P"), input.numbers("PE"));
    let found = gr4j::run(parameters, (0.6, 0.7), &rain[..730], &evaporation[..730]).unwrap();
    assert_eq!(expected.len(), 730);
    for (day, (found, expected)) in found.into_iter().zip(expected).enumerate() {
        assert!((found - expected).abs() < 1e-9, "{day}: {found} is not {expected}");
    }
}

#[test]
fn calibration_reaches_the_published_efficiency() {
    let Some(daily) = sheet("hydrology/airgr_L0123001_daily.csv.gz", b',') else { return };
    let first = (0..daily.len()).find(|row| daily.cell(*row, "DatesR") == "1989-01-01").unwrap();
    let days = first..first + 365 + 3652;
    let column = |name| daily.numbers(name)[days.clone()].to_vec();
    let (found, efficiency) = gr4j::calibrated((0.3, 0.5), &column("P"), &column("E"), &column("Qmm"), 365).unwrap();
    println!("calibrated {found:?}, efficiency {efficiency:.5}");
    assert!(efficiency >= 0.7988, "{efficiency}");
    assert!((found.x1_mm / AIRGR.x1_mm - 1.0).abs() < 0.1 && (found.x4_days / AIRGR.x4_days - 1.0).abs() < 0.1);
}

/// A day by hand. X1 = 100, full at 0.5: net rain 10, tanh(0.1) = 0.0996680; stored = 100·0.75·0.0996680/1.0498340 =
/// 7.1202682; then percolation of 57.1202682: 57.1202682·(1 − (1 + (57.1202682/225)⁴)^(−1/4)) = 0.0591610. Passed on:
/// 10 − 7.1202682 + 0.0591610 = 2.9388929. X4 = 0.5 lets all of it out on the day.
#[test]
fn worked_gr4j_day() {
    let parameters = Parameters { x1_mm: 100.0, x2_mm: 0.0, x3_mm: 50.0, x4_days: 0.5 };
    let day = Basin::new(parameters, 0.5, 0.0).unwrap().day(12.0, 2.0).unwrap();
    assert!((day.percolated_mm - 0.059_161_0).abs() < 1e-6, "{day:?}");
    assert!((day.slow_mm - 0.9 * 2.938_892_9).abs() < 1e-6, "{day:?}");
    assert!((day.fast_mm - 0.1 * 2.938_892_9).abs() < 1e-6, "{day:?}");
    assert!((day.production_mm - 57.061_107_1).abs() < 1e-6, "{day:?}");
}

#[test]
fn gr4j_refuses_what_is_outside() {
    for broken in [
        Parameters { x1_mm: 0.0, ..AIRGR },
        Parameters { x2_mm: 101.0, ..AIRGR },
        Parameters { x3_mm: f64::NAN, ..AIRGR },
        Parameters { x4_days: 20.1, ..AIRGR },
    ] {
        assert!(Basin::new(broken, 0.3, 0.5).is_err(), "{broken:?}");
    }
    let mut basin = Basin::new(AIRGR, 1.0, 1.0).unwrap();
    assert!(basin.day(2000.0, 100.0).is_ok() && basin.day(0.0, 0.0).is_ok());
    assert!(basin.day(2000.1, 0.0).is_err() && basin.day(0.0, -0.1).is_err() && basin.day(f64::NAN, 0.0).is_err());
    let cells = [("rain_mm", "1"), ("evaporation_mm", "1")];
    assert_eq!(run("runoff-gr4j", &cells), "x1_mm is missing");
    assert_eq!(run("runoff-gr4j-calibrate", &cells), "observed: 0 measured after the warm-up, at least 2 are needed");
}

const BASIN: xaj::Parameters = xaj::Parameters {
    evaporation_ratio: 0.8,
    tension_exponent: 0.3,
    impervious: 0.02,
    upper_mm: 20.0,
    lower_mm: 60.0,
    deep_mm: 40.0,
    deep_evaporation: 0.15,
    free_water_mm: 20.0,
    free_water_exponent: 1.2,
    to_interflow: 0.3,
    to_groundwater: 0.4,
    channel_recession: 0.5,
    lag_steps: 1,
    interflow_recession: 0.6,
    groundwater_recession: 0.95,
};
const STEPS: [(f64, f64); 8] =
    [(30.0, 2.0), (60.0, 1.0), (0.0, 5.0), (0.0, 6.0), (120.0, 1.0), (0.0, 4.0), (0.0, 30.0), (5.0, 3.0)];

/// Expected: an independent script from the equations of the book, six decimals: evaporation, surface flow, interflow,
/// groundwater, flow at the outlet, tension water. The fifth step fills the soil, the seventh dries it.
#[test]
fn worked_xaj_steps() {
    const EXPECTED: [[f64; 6]; 8] = [
        [1.600000, 3.259992, 0.491839, 0.166973, 3.918805, 82.980969],
        [0.800000, 17.307390, 1.216152, 0.312133, 3.918805, 118.998116],
        [4.000000, 0.000000, 1.006006, 0.342578, 11.377239, 114.998116],
        [4.800000, 0.000000, 0.686498, 0.339265, 6.362912, 110.198116],
        [0.800000, 91.813109, 2.570492, 0.682068, 3.694337, 120.000000],
        [3.200000, 0.000000, 2.189874, 0.755894, 49.380003, 116.800000],
        [24.000000, 0.000000, 1.508198, 0.750478, 26.162885, 92.800000],
        [2.400000, 0.113511, 1.046218, 0.736504, 14.210780, 94.631301],
    ];
    let mut basin = xaj::Basin::new(BASIN, xaj::State::half_full(&BASIN)).unwrap();
    let mut channel = xaj::Channel::new(&BASIN, xaj::Start::Undelayed);
    for ((rain, evaporation), expected) in STEPS.into_iter().zip(EXPECTED) {
        let step = basin.step(rain, evaporation).unwrap();
        let soil = basin.state.upper_mm + basin.state.lower_mm + basin.state.deep_mm;
        let flow = channel.step(step.total_mm());
        let found = [step.evaporated_mm, step.surface_mm, step.interflow_mm, step.groundwater_mm, flow, soil];
        for (found, expected) in found.into_iter().zip(expected) {
            // The script has no guard for a full soil, which moves the sixth decimal.
            assert!((found - expected).abs() < 2e-5, "{found} is not {expected}");
        }
    }
    let flow = xaj::run(BASIN, xaj::State::half_full(&BASIN), xaj::Start::Undelayed, STEPS, 0).unwrap();
    assert!((flow[4] - 3.694_337).abs() < 2e-5 && flow.len() == 8);
    assert_eq!(xaj::run(BASIN, xaj::State::half_full(&BASIN), xaj::Start::Undelayed, STEPS, 8), Ok(vec![]));
}

#[test]
fn a_lag_of_none_and_of_more_than_there_is() {
    use xaj::Start::{Steady, Undelayed};
    let flow = |start, lag_steps| {
        let mut channel = xaj::Channel::new(&xaj::Parameters { lag_steps, channel_recession: 0.5, ..BASIN }, start);
        [8.0, 0.0, 0.0, 4.0].map(|enters| channel.step(enters))
    };
    for (start, lag_steps, expected) in [
        (Steady(0.0), 0, [4.0, 2.0, 1.0, 2.5]),
        (Steady(0.0), 1, [0.0, 4.0, 2.0, 1.0]),
        (Steady(0.0), 2, [0.0, 0.0, 4.0, 2.0]),
        (Steady(0.0), 9, [0.0, 0.0, 0.0, 0.0]),
        (Steady(8.0), 0, [8.0, 4.0, 2.0, 3.0]),
        (Steady(2.0), 2, [2.0, 2.0, 5.0, 2.5]),
        (Undelayed, 0, [4.0, 2.0, 1.0, 2.5]),
        (Undelayed, 1, [8.0, 8.0, 4.0, 2.0]),
        (Undelayed, 2, [8.0, 0.0, 4.0, 2.0]),
        (Undelayed, 9, [8.0, 0.0, 0.0, 4.0]),
    ] {
        assert_eq!(flow(start, lag_steps), expected, "{start:?} {lag_steps}");
    }
}

/// A flood event as it was published runs through the sheet; its water is neither made nor lost.
#[test]
fn a_published_flood_through_the_sheet() {
    let Some(flood) = sheet("hydrology/xaj_example_flood.txt", b'\t') else { return };
    let settings = [
        ("evaporation_ratio", "0.8"),
        ("tension_exponent", "0.3"),
        ("impervious", "0.02"),
        ("upper_mm", "20"),
        ("lower_mm", "60"),
        ("deep_mm", "40"),
        ("deep_evaporation", "0.15"),
        ("free_water_mm", "20"),
        ("free_water_exponent", "1.2"),
        ("to_interflow", "0.05"),
        ("to_groundwater", "0.02"),
        ("channel_recession", "0.8"),
        ("lag_steps", "3"),
        ("interflow_recession", "0.9"),
        ("groundwater_recession", "0.99"),
    ];
    let rows: Vec<Vec<(&str, &str)>> = (0..flood.len())
        .map(|row| {
            let cells = [
                ("rain_mm", flood.cell(row, "flood_precip")),
                ("evaporation_mm", flood.cell(row, "flood_evapor")),
                ("series", flood.cell(row, "flood_id")),
            ];
            cells.into_iter().chain(settings.into_iter().filter(|_| row == 0)).collect()
        })
        .collect();
    let found = function("runoff-xaj").unwrap().run_all(&rows);
    let flow: Vec<f64> = found.into_iter().map(|row| row.unwrap()[0].1.parse().unwrap()).collect();
    let rain: f64 = flood.numbers("flood_precip").iter().sum();
    assert!(flow.iter().sum::<f64>() < rain && peak(&flow).unwrap().value > 0.5, "{rain}");
}

/// By hand, K = 6 h, x = 0.2, Δt = 6 h: D = 15.6, C0 = 3.6/15.6, C1 = 8.4/15.6, C2 = 3.6/15.6.
#[test]
fn worked_muskingum() {
    let flow = muskingum::route(&[10.0, 40.0, 40.0, 10.0], 6.0, 0.2, 6.0, 1).unwrap();
    for (found, expected) in flow.iter().zip([10.0, 16.923_077, 34.674_556, 31.847_975]) {
        assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
    }
    // x = 0.5 and Δt = K only delays; both borders of the step are allowed.
    assert_eq!(muskingum::route(&[1.0, 5.0, 2.0], 3.0, 0.5, 3.0, 1), Ok(vec![1.0, 1.0, 5.0]));
    assert!(muskingum::Reach::new(10.0, 0.3, 6.0, 0.0).is_ok() && muskingum::Reach::new(10.0, 0.3, 14.0, 0.0).is_ok());
    for step_h in [5.9, 14.1, 0.0, f64::NAN] {
        assert!(muskingum::Reach::new(10.0, 0.3, step_h, 0.0).is_err(), "{step_h}");
    }
    assert!(muskingum::route(&[1.0, -1.0], 6.0, 0.2, 6.0, 2).is_err());
}

#[test]
fn a_calibrated_reach_is_the_one_that_made_the_flow() {
    let inflow: Vec<f64> =
        (0..60).map(|hour| 20.0 + 300.0 * (-((f64::from(hour) - 15.0) / 6.0).powi(2)).exp()).collect();
    let outflow = muskingum::route(&inflow, 4.0, 0.12, 2.0, 2).unwrap();
    let text: Vec<_> = inflow.iter().zip(&outflow).map(|(i, o)| (i.to_string(), o.to_string())).collect();
    let rows: Vec<Vec<(&str, &str)>> = text
        .iter()
        .map(|(i, o)| {
            vec![("inflow_m3_s", i.as_str()), ("observed_m3_s", o.as_str()), ("step_h", "2"), ("reaches", "2")]
        })
        .collect();
    let found = function("route-muskingum-calibrate").unwrap().run_all(&rows);
    let value = |at: usize| found[0].as_ref().unwrap()[at].1.parse::<f64>().unwrap();
    assert!((value(0) - 4.0).abs() < 0.01 && (value(1) - 0.12).abs() < 0.01 && value(2) > 0.9999, "{:?}", found[0]);
}

/// The flow of a known basin is met again. Its parameters need not be: several sets give nearly the same flow.
#[test]
fn a_calibrated_basin_makes_the_flow_it_was_shown() {
    let weather: Vec<(f64, f64)> = (0..120_u32)
        .map(|day| (if day % 7 < 2 { f64::from(10 + day * 37 % 60) } else { 0.0 }, f64::from(1 + day % 4)))
        .collect();
    let observed =
        xaj::run(BASIN, xaj::State::half_full(&BASIN), xaj::Start::default(), weather.iter().copied(), 0).unwrap();
    let text: Vec<[String; 3]> =
        weather.iter().zip(&observed).map(|((r, e), q)| [r, e, q].map(|value| value.to_string())).collect();
    let rows: Vec<Vec<(&str, &str)>> = text
        .iter()
        .map(|[rain, evaporation, flow]| {
            let cells = [("rain_mm", rain), ("evaporation_mm", evaporation), ("observed_mm", flow)];
            let cells = cells.map(|(name, cell)| (name, cell.as_str()));
            cells.into_iter().chain([("warm_up_rows", "20")]).collect()
        })
        .collect();
    let found = function("runoff-xaj-calibrate").unwrap().run_all(&rows);
    let columns = found[0].as_ref().unwrap();
    let value = |name| columns.iter().find(|(column, _)| *column == name).unwrap().1.parse::<f64>().unwrap();
    assert!(value("nash_sutcliffe") > 0.97 && value("peak_error_percent").abs() < 15.0, "{columns:?}");
    for ((column, cell), (least, most)) in columns.iter().zip(xaj::BOUNDS) {
        let value: f64 = cell.parse().unwrap();
        assert!(value >= least - 1e-6 && value <= most + 1e-6, "{column} {value}");
    }
}

#[test]
fn scores() {
    // Mean 2, spread 2; errors 1 and 0 and 1: 1 − 2/2.
    assert_eq!(nash_sutcliffe(&[1.0, 2.0, 3.0], &[2.0, 2.0, 2.0]), Ok(0.0));
    assert_eq!(nash_sutcliffe(&[1.0, f64::NAN, 3.0], &[1.0, 99.0, 3.0]), Ok(1.0));
    assert_eq!(nash_sutcliffe(&[1.0, 1.0], &[1.0, 1.0]), Err(Error::TooFew { name: "observed", count: 2, least: 2 }));
    assert_eq!(peak(&[1.0, f64::NAN, 5.0, 5.0]), Ok(Peak { value: 5.0, step: 2 }));
    assert_eq!(peak_error_percent(&[1.0, 4.0], &[5.0, 1.0]), Ok(25.0));
    assert_eq!(mm_to_m3_s(3.6, 100.0, 1.0), Ok(100.0));
    let rows = [("1", "1"), ("5", "2"), ("2", "4")].map(|(o, s)| vec![("observed", o), ("simulated", s)]);
    let found = function("runoff-score").unwrap().run_all(&rows);
    assert_eq!(found[0].as_ref().unwrap()[2].1, "1");
}

proptest! {
    /// What rains is evaporated, flows, or is in the stores: no basin makes water, none loses it.
    #[test]
    fn water_is_kept(days in proptest::collection::vec((0.0..300.0_f64, 0.0..15.0_f64), 1..60), lag_steps in 0_usize..5) {
        let parameters = xaj::Parameters { impervious: 0.0, lag_steps, ..BASIN };
        let mut basin = xaj::Basin::new(parameters, xaj::State::half_full(&parameters)).unwrap();
        let held = |basin: &xaj::Basin| {
            let it = basin.state;
            let slow = 0.6 / 0.4 * it.interflow_mm + 0.95 / 0.05 * it.groundwater_mm;
            it.upper_mm + it.lower_mm + it.deep_mm + it.wet_part * it.free_water_mm + slow
        };
        let before = held(&basin);
        let (mut rained, mut gone) = (0.0, 0.0);
        for (rain, evaporation) in &days {
            let step = basin.step(*rain, *evaporation).unwrap();
            prop_assert!(step.total_mm() >= 0.0 && step.evaporated_mm >= 0.0);
            rained += rain;
            gone += step.evaporated_mm + step.total_mm();
        }
        // The guard of the full soil and of the widening wet part may move a little.
        prop_assert!((before + rained - gone - held(&basin)).abs() < 0.02 * (1.0 + rained), "{} {}", before + rained, gone + held(&basin));
    }

    #[test]
    fn a_reach_keeps_its_water_and_lowers_its_peak(
        inflow in proptest::collection::vec(0.0..1000.0_f64, 2..40), weight in 0.0..0.5_f64, part in 0.0..=1.0_f64,
    ) {
        let travel_h = 5.0;
        let step_h = 2.0 * travel_h * (weight + part * (1.0 - 2.0 * weight));
        let mut flow = vec![10.0];
        flow.extend(inflow);
        flow.extend(vec![10.0; 400]);
        let outflow = muskingum::route(&flow, travel_h, weight, step_h, 1).unwrap();
        let excess = |flow: &[f64]| flow.iter().map(|it| it - 10.0).sum::<f64>();
        prop_assert!(peak(&outflow).unwrap().value <= peak(&flow).unwrap().value + 1e-9);
        prop_assert!(part > 0.95 || (excess(&flow) - excess(&outflow)).abs() < 1e-3 * (1.0 + excess(&flow).abs()));
    }

    /// What leaves the channel came into it, however long the way; what is still under way comes later.
    #[test]
    fn a_channel_makes_no_water(
        runoff in proptest::collection::vec(0.0..100.0_f64, 1..40), lag_steps in 0_usize..=240, recession in 0.0..0.95_f64,
    ) {
        let parameters = xaj::Parameters { lag_steps, channel_recession: recession, ..BASIN };
        let mut channel = xaj::Channel::new(&parameters, xaj::Start::default());
        let (mut entered, mut left) = (0.0, 0.0);
        for enters in runoff.into_iter().chain(std::iter::repeat_n(0.0, 900)) {
            entered += enters;
            left += channel.step(enters);
            prop_assert!(left <= entered + 1e-9, "{left} of {entered}");
        }
        prop_assert!((entered - left).abs() < 1e-6 * (1.0 + entered), "{left} of {entered}");
    }

    #[test]
    fn more_rain_is_more_flow(days in proptest::collection::vec((0.0..100.0_f64, 0.0..8.0_f64), 1..40), more in 0.0..50.0_f64) {
        let (rain, evaporation): (Vec<f64>, Vec<f64>) = days.into_iter().unzip();
        let wetter: Vec<f64> = rain.iter().map(|it| it + more).collect();
        let parameters = Parameters { x2_mm: 0.0, ..AIRGR };
        let sum = |rain: &[f64]| gr4j::run(parameters, (0.3, 0.5), rain, &evaporation).unwrap().iter().sum::<f64>();
        prop_assert!(sum(&wetter) >= sum(&rain) - 1e-9);
    }
}
