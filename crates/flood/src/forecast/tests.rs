//! A catchment under rain: what the forecast says, when it says nothing, and what its parts add up to.

use super::*;

const HOUR: i64 = 3_600_000;
const AREA: f64 = 40.0;

fn model() -> Model {
    Model { area_km2: AREA, parameters: Parameters::usual(AREA), evaporation: [2.0; 12] }
}

/// Dry for the warm-up, then so many millimetres in each of these hours; everything heard.
fn after(hours: &[f64]) -> Situation {
    let mut mm = vec![0.0; WARM_UP_DAYS * STEPS_A_DAY];
    mm.extend(hours.iter().flat_map(|it| [it / 6.0; 6]));
    let covered = vec![1.0; mm.len()];
    let at = mm.len() as i64 * STEP_MS;
    Situation::after(&model(), &Areal { mm, covered }, at).unwrap()
}

#[test]
fn no_water_is_made_or_lost_on_its_way() {
    // What flows of a storm on soaked ground is not more than fell, and most of it.
    let wet = after(&[12.0; 24]);
    let with: f64 = wet.ahead(&[4.0; 36], 40 * STEPS_A_DAY).unwrap().iter().sum();
    let without: f64 = wet.ahead(&[], 40 * STEPS_A_DAY).unwrap().iter().sum();
    let ran_off_mm = (with - without) * 600.0 / (AREA * 1_000.0);
    assert!((120.0..=144.0).contains(&ran_off_mm), "{ran_off_mm} of 144 mm");
}

#[test]
fn the_routing_moves_the_crest_and_keeps_the_water() {
    let mut routed = model();
    routed.parameters.0.insert(Parameter::ReachH, signal::Quantity::read("2").unwrap());
    let rain = Areal { mm: vec![0.0; 1_000], covered: vec![1.0; 1_000] };
    let at = 1_000 * STEP_MS;
    let flow = |model: &Model| Situation::after(model, &rain, at).unwrap().forecast(vec![10.0; 12]).unwrap();
    let (short, long) = (flow(&model()), flow(&routed));
    let hours = (long.peak().0 - short.peak().0) as f64 / HOUR as f64;
    assert!((1.5..=3.0).contains(&hours) && long.peak().1 < short.peak().1, "{hours}");
    let all = |it: &Forecast| it.flow.iter().sum::<f64>();
    assert!((all(&long) / all(&short) - 1.0).abs() < 0.05);
}

#[test]
fn what_has_fallen_is_forecast_to_come() {
    let it = after(&[20.0, 30.0, 25.0]);
    let forecast = it.forecast(Vec::new()).unwrap();
    let (when, peak) = forecast.peak();
    assert!(when > it.at && peak > 2.0 * it.flow_now(), "{peak} after {}", it.flow_now());
    // Highest within a time rises with the time, and ends at the crest.
    let within = [1, 3, 6, 24].map(|hours| forecast.highest_within(hours));
    assert!(within.is_sorted() && within[3] == peak, "{within:?} {peak}");
    let half = 0.5 * (it.flow_now() + peak);
    let reached = forecast.reaches(half).unwrap();
    assert!(reached > it.at && reached < when);
    assert_eq!(forecast.reaches(it.flow_now() * 0.9), Some(it.at));
    assert_eq!(forecast.reaches(peak * 1.01), None);
    // More to come is more, and later rain counts only when it has fallen.
    let more = it.forecast(vec![3.0; 18]).unwrap();
    assert!(more.peak().1 > peak && more.flow[..3] == forecast.flow[..3]);
    assert_eq!(it.forecast(vec![3.0; 18]).unwrap(), more);
}

#[test]
fn the_forecast_from_before_is_what_comes_when_the_rain_comes_as_expected() {
    let rain = [20.0, 30.0];
    let expected: Vec<f64> = [25.0, 10.0].iter().flat_map(|it| [it / 6.0; 6]).collect();
    let forecast = after(&rain).forecast(expected).unwrap();
    let came = after(&[20.0, 30.0, 25.0, 10.0]);
    let shown = &came.flow()[came.flow().len() - 12..];
    assert!(forecast.flow[..12].iter().zip(shown).all(|(a, b)| (a - b).abs() < 1e-6 * b), "{shown:?}");
}

#[test]
fn critical_rain_is_exactly_enough() {
    let it = after(&[15.0, 10.0]);
    let target = 3.0 * it.forecast(Vec::new()).unwrap().peak().1;
    let critical = CRITICAL_HOURS.map(|hours| it.critical_mm(target, hours).unwrap().unwrap());
    assert!(critical.is_sorted() && critical[0] > 0.0, "{critical:?}");
    for (mm, hours) in critical.into_iter().zip(CRITICAL_HOURS) {
        let steps = 6 * hours as usize;
        let peak = |mm: f64| it.forecast(vec![mm / steps as f64; steps]).unwrap().peak().1;
        assert!(peak(mm) >= target && peak(mm - 0.1) < target, "{mm} mm in {hours} h");
    }
    // On wetter ground less is enough.
    let wetter = after(&[25.0, 25.0]).critical_mm(target, 3).unwrap().unwrap();
    assert!(wetter < critical[1], "{wetter} {critical:?}");
    assert_eq!(it.critical_mm(it.flow_now(), 1).unwrap(), Some(0.0));
    assert_eq!(it.critical_mm(900_000.0, 1).unwrap(), None);
}

#[test]
fn nothing_is_said_of_what_is_not_covered() {
    //    covered before the last hour, in it, and since how many hours   gap
    check(1.0, 1.0, 0, None);
    check(1.0, 0.5, 0, None);
    check(1.0, 0.4, 0, Some(Gap::Uncovered));
    check(1.0, 0.0, 0, Some(Gap::Uncovered));
    check(1.0, 1.0, 6, None);
    check(1.0, 1.0, 7, Some(Gap::Poor));
    check(0.0, 1.0, 0, Some(Gap::Poor));

    fn check(before: f64, last: f64, poor: usize, gap: Option<Gap>) {
        let steps = 30 * STEPS_A_DAY;
        let mut covered = vec![before; steps];
        covered[steps - STEPS_AN_HOUR..].fill(last);
        covered[steps - 10 * STEPS_AN_HOUR..][..poor * STEPS_AN_HOUR].fill(0.2);
        let rain = Areal { mm: vec![0.0; steps], covered };
        let it = Situation::after(&model(), &rain, steps as i64 * STEP_MS).unwrap();
        assert_eq!(it.gap(), gap, "{before} {last} {poor}");
    }
}

#[test]
fn what_the_stores_began_with_is_forgotten_by_the_warm_up() {
    let mut full = model();
    let rain = |days: usize| {
        // A shower each third day, as in the wet season.
        let shower = |n: usize| if n % (3 * STEPS_A_DAY) < 12 { 2.0 } else { 0.0 };
        let mm: Vec<f64> = (0..days * STEPS_A_DAY).map(shower).collect();
        Areal { covered: vec![1.0; mm.len()], mm }
    };
    let at = (90 * STEPS_A_DAY) as i64 * STEP_MS;
    full.evaporation = [3.0; 12];
    let [short, long] = [WARM_UP_DAYS, 90].map(|days| Situation::after(&full, &rain(days), at).unwrap());
    assert!((short.soil() - long.soil()).abs() < 0.02, "{} {}", short.soil(), long.soil());
    let [a, b] = [short, long].map(|it| it.forecast(vec![5.0; 18]).unwrap().peak().1);
    assert!((a / b - 1.0).abs() < 0.03, "{a} {b}");
}

#[test]
fn every_usual_parameter_is_inside_its_domain() {
    for area in [0.5, 40.0, 900.0] {
        for it in Parameter::ALL {
            let (least, most) = it.domain();
            assert!((least..=most).contains(&it.usual(area)), "{it} {area}");
        }
        Water::half_full(area, &Parameters::usual(area)).unwrap();
    }
}
