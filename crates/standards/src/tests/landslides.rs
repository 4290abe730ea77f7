use proptest::prelude::*;

use super::run;
use crate::flash_flood::*;
use crate::function;
use crate::landslide::displacement::*;
use crate::landslide::rain::*;

/// v/v₀ on both sides of each border: tan 80° = 5.671282, tan 85° = 11.430052.
#[test]
fn tangent_angles() {
    //    v/v0    angle °    level
    for (times, angle, level) in [
        (0.5, 26.565, "none"),
        (1.0, 45.0, "blue"),
        (5.0, 78.690, "yellow"),
        (5.67, 79.998, "yellow"),
        (5.68, 80.015, "orange"),
        (11.43, 84.99998, "orange"),
        (11.44, 85.004, "red"),
        (-1.0, -45.0, "none"),
    ] {
        assert!((tangent_angle_deg(times, 1.0).unwrap() - angle).abs() < 6e-4, "{times}");
        assert_eq!(Stages::USUAL.of(2.0 * times, 2.0).unwrap().level(), level, "{times}");
    }
    for speed in [0.0, -1.0, f64::NAN] {
        assert!(tangent_angle_deg(1.0, speed).is_err());
    }
}

#[test]
fn speed_classes() {
    // Mean 2, σ 1: V0 = max(3, 4) = 4. Mean 2 without spread: 3.
    assert_eq!(alert_speed(&[1.0, 2.0, 3.0]), Ok(4.0));
    assert_eq!(alert_speed(&[2.0, 2.0]), Ok(3.0));
    assert!(alert_speed(&[2.0]).is_err());
    for (speed, level) in
        [(3.5, "none"), (3.6, "blue"), (4.4, "blue"), (4.5, "yellow"), (20.0, "orange"), (40.0, "red")]
    {
        assert_eq!(speed_level(speed, 4.0, 0.1), Ok(level), "{speed}");
    }
}

/// A = 0.01, t_f = 100: v = 1/(0.01·(100 − t)); for α = 3, v = (0.02·(100 − t))^(−1/2).
#[test]
fn times_of_failure() {
    let times = [50.0, 60.0, 70.0, 80.0, 90.0];
    let found = inverse_velocity(&times, &[2.0, 2.5, 10.0 / 3.0, 5.0, 10.0], 2.0).unwrap();
    assert!((found.time - 100.0).abs() < 1e-9 && found.sigma < 1e-6, "{found:?}");
    let cubic = times.map(|t| (0.02_f64 * (100.0 - t)).powf(-0.5));
    assert!((inverse_velocity(&times, &cubic, 3.0).unwrap().time - 100.0).abs() < 1e-9);
    assert!(inverse_velocity(&times, &[5.0, 4.0, 3.0, 2.0, 1.0], 2.0).is_err());
    assert!(inverse_velocity(&times[..2], &[1.0, 2.0], 2.0).is_err());
    assert!(inverse_velocity(&times, &[1.0, 2.0, 0.0, 3.0, 4.0], 2.0).is_err());
    // log10 t = 2.33 at a rate of 1: 213.8 minutes, ± 0.59 in the logarithm.
    let [least, middle, most] = Saito::USUAL.minutes_to_failure(1.0).unwrap();
    assert!((middle - 213.796).abs() < 1e-3 && (most / middle - middle / least).abs() < 1e-9);
    // Steps of 10 and then 6: ½·100/(10 − 8) = 25.
    assert_eq!(saito_three_points([0.0, 10.0, 16.0]), Ok(25.0));
    assert!(saito_three_points([0.0, 10.0, 20.0]).is_err());
}

#[test]
fn readings_at_equal_steps() {
    assert_eq!(equal_steps(&[0.0, 2.0, 3.0], &[0.0, 4.0, 10.0], 1.0), Ok(vec![0.0, 2.0, 4.0, 10.0]));
    assert_eq!(equal_steps(&[0.0, 2.5], &[0.0, 5.0], 1.0), Ok(vec![0.0, 2.0, 4.0]));
    assert!(equal_steps(&[0.0, 0.0], &[1.0, 2.0], 1.0).is_err() && equal_steps(&[0.0], &[1.0], 1.0).is_err());
}

#[test]
fn displacement_on_a_sheet() {
    let row = |time, mm| vec![("time", time), ("displacement_mm", mm), ("uniform_speed_mm_day", "2")];
    let rows = [row("2024-06-01 08:00", "0"), row("2024-06-03 08:00", "4"), row("2024-06-03 20:00", "10")];
    let found = function("displacement").unwrap().run_all(&rows);
    let text =
        |at: usize| found[at].as_ref().unwrap().iter().map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" ");
    assert_eq!(text(1), "2 45 uniform blue");
    assert!(text(2).starts_with("12 80.537") && text(2).ends_with("middle_acceleration orange"), "{}", text(2));
    let late = function("displacement").unwrap().run_all(&[rows[1].clone(), rows[0].clone()]);
    assert!(late[1].as_ref().unwrap_err().to_string().ends_with("allowed is later than the row before"));
}

/// Values of the formulas, four digits.
#[test]
fn thresholds() {
    const HOURS: [f64; 7] = [1.0, 3.0, 6.0, 12.0, 24.0, 48.0, 240.0];
    for (threshold, expected) in [
        (CAINE_1980, [14.82, 9.655, 7.368, 5.623, 4.291, 3.275, 1.748]),
        (GUZZETTI_2008, [2.20, 1.357, 1.000, 0.737, 0.543, 0.401, 0.197]),
    ] {
        for (hours, expected) in HOURS.into_iter().zip(expected) {
            assert!((threshold.intensity_mm_h(hours).unwrap() - expected).abs() < 6e-4, "{} {hours}", threshold.name);
        }
    }
    let row = |rain, threshold| {
        run("intensity-duration", &[("rain_mm", rain), ("duration_h", "3"), ("threshold", threshold)])
    };
    assert!(row("30", "").starts_with("10 | 9.655") && row("30", "").contains("| yes | 1.0356"));
    assert!(row("28", "caine_1980").contains("| no |") && row("28", "guzzetti_2008").contains("| yes |"));
    assert!(row("28", "caine").starts_with("threshold is caine, allowed is one of caine_1980"));
    assert_eq!(row("28", "local"), "factor is missing");
    assert!(CAINE_1980.intensity_mm_h(240.0).is_ok() && CAINE_1980.intensity_mm_h(241.0).is_err());
    let ranged = |threshold, hours, least, most| {
        let cells = [
            ("rain_mm", "30"),
            ("duration_h", hours),
            ("threshold", threshold),
            ("duration_h_min", least),
            ("duration_h_max", most),
        ];
        run("intensity-duration", &cells)
    };
    assert!(ranged("", "300", "", "").contains("allowed is 0.167 to 240"));
    assert!(ranged("", "300", "", "500").ends_with("| no") && ranged("", "300", "0.167", "500").ends_with("| yes"));
    assert!(ranged("aleotti_2004", "3", "", "").ends_with("| no"), "its range is assumed");
    assert!(ranged("guzzetti_2008", "3", "0.1", "1000").ends_with("| no"), "its coefficients are disputed");
    assert_eq!(ranged("", "3", "9", "3"), "duration_h_min is 9, allowed is 0.016667 to 10000");
    let local = Threshold::local(0.5, 5.5, 0.4).unwrap();
    assert_eq!(local.intensity_mm_h(1.0), Ok(6.0));
}

#[test]
fn rains_and_what_they_leave() {
    let rain = [0.0, 2.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.5, 0.0];
    let found = rain_events(&rain, 1.0, 3.0, 0.0).unwrap();
    assert_eq!(found.iter().map(|it| it.steps.clone()).collect::<Vec<_>>(), [1..4, 7..8]);
    assert_eq!((found[0].duration_h, found[0].rain_mm, found[0].most_mm_h), (3.0, 5.0, 3.0));
    assert_eq!(rain_events(&rain, 1.0, 3.0, 1.0).unwrap().len(), 1);
    assert_eq!(rain_events(&rain, 1.0, 4.0, 0.0).unwrap().len(), 1);
    assert_eq!(rain_events(&rain, 1.0, 0.0, 0.0).unwrap().len(), 3);
    assert!(rain_events(&[-1.0], 1.0, 3.0, 0.0).is_err());
    // 0.8·10 + 0.64·20 = 20.8; the index of Taiwan: 30·(50 + 0.7·10 + 0.49·20) = 2004.
    assert!((antecedent_rain_mm(&[10.0, 20.0], 0.8).unwrap() - 20.8).abs() < 1e-12);
    assert!((triggering_index_mm2_h(30.0, 50.0, &[10.0, 20.0], 0.7).unwrap() - 2004.0).abs() < 1e-9);
    let rows = ["20", "10", "0"].map(|rain| vec![("rain_mm", rain), ("decay", "0.8")]);
    let found = function("antecedent-rain").unwrap().run_all(&rows);
    assert_eq!(found[2].as_ref().unwrap()[0].1, "20.8");
    let events = function("rain-events").unwrap().run_all(&["1", "0", "2"].map(|rain| vec![("rain_mm", rain)]));
    assert_eq!(events[1].as_ref().unwrap()[0].1, "1");
}

/// The worked table: storage, interception, infiltration and net rain of three periods at three wetnesses.
#[test]
fn critical_rain() {
    for (storage, interception, infiltration, net, critical, warning) in [
        ("8", "15", "7.5", "8.1", "38.6", "40"),
        ("7", "14", "5", "8.1", "34.1", "35"),
        ("6", "12", "2.5", "8.1", "28.6", "30"),
        ("8", "15", "17.5", "24.3", "64.8", "65"),
        ("7", "14", "15", "24.3", "60.3", "60"),
        ("6", "12", "7.5", "24.3", "49.8", "50"),
        ("8", "15", "25", "48.6", "96.6", "95"),
        ("7", "14", "22.5", "48.6", "92.1", "90"),
        ("6", "12", "15", "48.6", "81.6", "80"),
    ] {
        let cells = [
            ("storage_mm", storage),
            ("interception_mm", interception),
            ("infiltration_mm", infiltration),
            ("net_mm", net),
        ];
        assert_eq!(run("flash-flood-critical", &cells), format!("{net} | {critical} | {warning}"));
    }
}

/// By hand: ordinates 0, 4, 10, 6, 2 of 10 mm in a step. One step: (120 − 20)/10·10 = 100 mm. Two: 10 + 6 = 16 from half of
/// the rain each, 100·20/16 = 125 mm.
#[test]
fn net_rain_through_the_hydrograph() {
    let unit = [0.0, 4.0, 10.0, 6.0, 2.0];
    assert_eq!(net_rain_mm(120.0, 20.0, &unit, 1), Ok(100.0));
    assert_eq!(net_rain_mm(120.0, 20.0, &unit, 2), Ok(125.0));
    assert_eq!(net_rain_mm(120.0, 20.0, &unit, 50), Ok(100.0 * 500.0 / 22.0));
    assert!(net_rain_mm(10.0, 20.0, &unit, 1).is_err() && net_rain_mm(10.0, 0.0, &[0.0], 1).is_err());
    let curve = [(100.0, 0.0), (101.0, 20.0), (102.0, 60.0)];
    assert_eq!(rated_flow_m3_s(&curve, 101.5), Ok(40.0));
    assert!(rated_flow_m3_s(&curve, 102.1).is_err() && rated_flow_m3_s(&curve[..1], 100.0).is_err());
    // 8 m² over 8 m, slope 0.0001, n 0.02: 8·1·0.01/0.02.
    assert!((manning_flow_m3_s(8.0, 8.0, 1e-4, 0.02).unwrap() - 4.0).abs() < 1e-12);
}

#[test]
fn states_of_a_village() {
    for (rain, outcome) in [
        ("31.9", "none | 32 | 0.1"),
        ("32", "ready | 32 | 8"),
        ("39.9", "ready | 32 | 0.1"),
        ("40", "immediate | 32 | "),
    ] {
        assert_eq!(run("flash-flood", &[("rain_mm", rain), ("immediate_mm", "40")]), outcome);
    }
}

proptest! {
    #[test]
    fn a_longer_rain_needs_less_intensity(a in 0.2..240.0_f64, b in 0.2..240.0_f64, rain in 0.0..500.0_f64) {
        for threshold in THRESHOLDS {
            let intensity = |hours| threshold.intensity_mm_h(hours).unwrap();
            prop_assert!(intensity(a.min(b)) >= intensity(a.max(b)));
            prop_assert!(threshold.reached(rain, a).unwrap() <= threshold.reached(rain + 1.0, a).unwrap());
        }
    }

    #[test]
    fn faster_is_never_calmer(a in 0.0..100.0_f64, b in 0.0..100.0_f64) {
        let stage = |speed| Stages::USUAL.of(speed, 2.0).unwrap();
        prop_assert!(stage(a.min(b)) <= stage(a.max(b)));
    }

    #[test]
    fn rain_is_kept_by_its_events(rain in proptest::collection::vec(prop_oneof![Just(0.0), 0.1..30.0_f64], 0..80), dry in 0.0..12.0_f64) {
        let events = rain_events(&rain, 1.0, dry, 0.0).unwrap();
        let sum: f64 = events.iter().map(|it| it.rain_mm).sum();
        prop_assert!((sum - rain.iter().sum::<f64>()).abs() < 1e-9);
        prop_assert!(events.windows(2).all(|pair| (pair[1].steps.start - pair[0].steps.end) as f64 >= dry));
    }
}
