use std::collections::BTreeSet;

use crate::{ALL, Domain, Error, function};

const EVENT: &[(&str, &str)] =
    &[("time", "2021-12-24 20:37:52"), ("latitude_deg", "22.37"), ("longitude_deg", "101.65"), ("magnitude", "3.1")];

/// Of these one row alone has no result.
const NEED_MORE: &[&str] = &[
    "displacement-failure",
    "catalogue",
    "runoff-gr4j-calibrate",
    "runoff-xaj-calibrate",
    "route-muskingum-calibrate",
    "runoff-score",
];

/// A row that works for each function of the list.
const ROWS: &[(&str, &[(&str, &str)])] = &[
    (
        "fire-weather",
        &[
            ("temperature_c", "17"),
            ("relative_humidity_percent", "42"),
            ("wind_km_h", "25"),
            ("rain_mm", "0"),
            ("month", "4"),
            ("latitude_deg", "40"),
        ],
    ),
    (
        "fire-weather-hourly",
        &[("temperature_c", "17"), ("relative_humidity_percent", "42"), ("wind_km_h", "25"), ("rain_mm", "0")],
    ),
    ("fire-weather-season", &[("temperature_c_max", "17")]),
    ("fire-weather-overwinter", &[("autumn_dc", "200"), ("winter_precipitation_mm", "50")]),
    (
        "fire-danger",
        &[
            ("temperature_c", "26"),
            ("humidity_percent", "28"),
            ("rain_mm", "0"),
            ("days_since_rain", "9"),
            ("wind_m_s", "6"),
            ("cover_points", "0"),
        ],
    ),
    ("catalogue", &[("magnitude", "2"), ("completeness", "2")]),
    ("catalogue-decluster", EVENT),
    ("catalogue-since", EVENT),
    ("earthquake-intensity", &[("region", "west"), ("magnitude", "5.1"), ("distance_km", "20"), ("intensity", "5")]),
    (
        "runoff-gr4j",
        &[
            ("rain_mm", "9"),
            ("evaporation_mm", "1"),
            ("x1_mm", "257"),
            ("x2_mm", "1"),
            ("x3_mm", "88"),
            ("x4_days", "2.2"),
        ],
    ),
    ("runoff-gr4j-calibrate", &[("rain_mm", "9"), ("evaporation_mm", "1"), ("observed_mm", "1")]),
    (
        "runoff-xaj",
        &[
            ("rain_mm", "9"),
            ("evaporation_mm", "1"),
            ("evaporation_ratio", "0.8"),
            ("tension_exponent", "0.3"),
            ("impervious", "0.02"),
            ("upper_mm", "20"),
            ("lower_mm", "60"),
            ("deep_mm", "40"),
            ("deep_evaporation", "0.15"),
            ("free_water_mm", "20"),
            ("free_water_exponent", "1.2"),
            ("to_interflow", "0.3"),
            ("to_groundwater", "0.4"),
            ("channel_recession", "0.5"),
            ("lag_steps", "1"),
            ("interflow_recession", "0.6"),
            ("groundwater_recession", "0.95"),
        ],
    ),
    ("runoff-xaj-calibrate", &[("rain_mm", "9"), ("evaporation_mm", "1"), ("observed_mm", "1")]),
    ("route-muskingum", &[("inflow_m3_s", "10"), ("travel_h", "2"), ("weight", "0.2")]),
    ("route-muskingum-calibrate", &[("inflow_m3_s", "10"), ("observed_m3_s", "10")]),
    ("runoff-score", &[("observed", "1"), ("simulated", "1")]),
    ("displacement", &[("time", "2024-06-01 08:00"), ("displacement_mm", "3"), ("uniform_speed_mm_day", "2")]),
    ("displacement-failure", &[("time_days", "50"), ("speed_mm_day", "2")]),
    ("displacement-speed", &[("speed_mm_day", "3"), ("alert_speed_mm_day", "2")]),
    ("displacement-saito", &[("strain_rate_1e4_min", "1")]),
    ("intensity-duration", &[("rain_mm", "30"), ("duration_h", "3")]),
    ("rain-events", &[("rain_mm", "3")]),
    ("antecedent-rain", &[("rain_mm", "3")]),
    ("flash-flood", &[("rain_mm", "30"), ("immediate_mm", "40")]),
    (
        "flash-flood-critical",
        &[("storage_mm", "8"), ("interception_mm", "15"), ("infiltration_mm", "7.5"), ("net_mm", "8.1")],
    ),
    ("stage-discharge", &[("area_m2", "20"), ("perimeter_m", "14"), ("slope", "0.002"), ("roughness", "0.03")]),
    ("flash-flood-wetness", &[("antecedent_mm", "30"), ("capacity_mm", "100")]),
    ("flash-flood-sums", &[("rain_mm", "30"), ("immediate_mm", "1=40")]),
    ("met-signal", &[("kind", "fog"), ("visibility_m", "100")]),
    ("hotspots", &[("latitude", "37.7"), ("longitude", "39.3"), ("acq_date", "2022-07-02"), ("acq_time", "744")]),
    ("point-in-polygon", &[("x", "1"), ("y", "1"), ("ring", "0 0, 3 0, 0 3")]),
    ("risk-lec", &[("likelihood", "1"), ("exposure", "6"), ("consequence", "15")]),
    ("risk-matrix", &[("likelihood", "1"), ("severity", "5")]),
    ("hazard-judge", &[("sector", "trade"), ("day", "2024-01-01")]),
    ("major-hazard-installation", &[("substances", "氨=1")]),
    ("substance-cas", &[("name", "氯"), ("cas", "7782-50-5")]),
    ("accident-grade", &[("deaths", "1")]),
    ("accident-deadlines", &[("occurred", "2020-09-01"), ("grade", "ordinary")]),
    ("accident-kind", &[("kind", "触电")]),
    ("uscc", &[("code", "91350100M000100Y43")]),
    ("id-number", &[("number", "11010519491231002X"), ("day", "2026-01-01")]),
    ("division-code", &[("code", "530102")]),
    ("division-history", &[("year", "1998"), ("code", "110221"), ("name", "昌平县")]),
    ("plate", &[("plate", "云A12345")]),
    ("document-number", &[("number", "云安委办〔2020〕12号")]),
    ("gcj02", &[("lon_deg", "116.404"), ("lat_deg", "39.915")]),
    ("working-days", &[("from", "2020-09-28"), ("amount", "5")]),
    ("losses-check", &[("deaths", "1"), ("affected", "2")]),
    ("losses-roll-up", &[("place", "甲镇"), ("deaths", "1")]),
    ("vehicle-rules", &[("vehicle", "coach"), ("speed_km_h", "101")]),
    ("gas-limits", &[("oxygen_percent", "20.9")]),
];

#[test]
fn every_function_runs_and_fills_its_columns() {
    let listed: Vec<_> = ALL.iter().map(|function| function.name).collect();
    assert_eq!(listed, ROWS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len());
    for (name, row) in ROWS {
        let it = function(name).unwrap();
        let answers = it.run_all(&[row.to_vec()]);
        assert_eq!(answers, [it.run(row)]);
        if NEED_MORE.contains(name) {
            assert!(matches!(answers[0], Err(Error::TooFew { .. } | Error::TooFewOf { .. })), "{name}: {answers:?}");
            continue;
        }
        let columns: Vec<_> = it.run(row).unwrap().into_iter().map(|(column, _)| column).collect();
        assert_eq!(columns, it.outputs.iter().map(|output| output.name).collect::<Vec<_>>(), "{name}");
        assert!(!it.source.is_empty() && !it.edition.is_empty());
        let beside = it.outputs.iter().all(|output| it.inputs.iter().all(|input| input.name != output.name));
        assert!(beside, "{name}: a result would stand in a column that is read");
    }
    assert!(function("lec").is_none());
}

/// A setting that is written out says the same as one that is left out.
#[test]
fn defaults_lie_in_their_domains() {
    for (name, row) in ROWS {
        let it = function(name).unwrap();
        let settings = it.inputs.iter().filter_map(|input| Some((input.name, input.default?)));
        let written: Vec<_> = row.iter().copied().chain(settings).collect();
        assert_eq!(it.run(&written), it.run(row), "{name}");
    }
}

#[test]
fn a_column_is_missing_given_twice_or_none_of_ours() {
    for (name, row) in ROWS {
        let it = function(name).unwrap();
        for input in it.inputs.iter().filter(|input| input.required) {
            let without: Vec<_> = row.iter().copied().filter(|(column, _)| *column != input.name).collect();
            assert_eq!(it.run(&without).unwrap_err().to_string(), format!("{} is missing", input.name), "{name}");
        }
        let mut twice = row.to_vec();
        twice.push(row[0]);
        assert_eq!(it.run(&twice).unwrap_err().to_string(), format!("columns names {} twice", row[0].0), "{name}");
        let mut beside = row.to_vec();
        beside.extend([("note", "anything"), ("note", "again")]);
        assert_eq!(it.run(&beside), it.run(row), "{name}");
    }
}

#[test]
fn every_refusal_has_its_field_and_its_chinese() {
    let chinese = include_str!("../../locales/errors.zh-CN.toml");
    let text = String::new;
    for (refusal, field) in [
        (Domain::Day.refuse("day", "x"), "day"),
        (Error::Missing { name: "people" }, "people"),
        (Error::Twice { name: "answers", value: text() }, "answers"),
        (Error::ClassMissing { substance: text() }, "substances"),
        (Error::CheckFails { name: "code", value: text(), expected: 'X' }, "code"),
        (Error::CasDisagrees { name: text(), given: text(), right: text() }, "substances"),
        (Error::Ambiguous { value: text(), rows: text() }, "substances"),
        (Error::EditionUnknown { day: text(), candidates: text() }, "day"),
        (Error::NoEdition { day: text() }, "day"),
        (Error::Broken, "series"),
        (Error::TooFew { name: "magnitude", count: 1, least: 2 }, "magnitude"),
        (Error::TooFewOf { name: "magnitude", which: "of them", count: 1, least: 2 }, "magnitude"),
    ] {
        assert_eq!(refusal.field(), field);
        assert!(chinese.lines().any(|line| line.starts_with(&format!("\"{}\" = ", refusal.problem()))), "{refusal}");
    }
}
