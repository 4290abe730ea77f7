use proptest::prelude::*;
use proptest::sample::select;

use super::collected::sheet;
use super::run;
use crate::fire_hotspots::*;
use crate::function;
use crate::met_signal::*;

/// Both sides of borders of the order; an empty colour is none. Behind the bar: hours of the condition, what is missing.
#[test]
fn signals() {
    for (cells, outcome) in [
        ("rainstorm rain_3h_mm=50 rain_6h_mm=50 rain_12h_mm=50", "orange | 3 | "),
        ("rainstorm rain_3h_mm=100", "red | 3 | "),
        ("rainstorm rain_3h_mm=30 rain_6h_mm=50 rain_12h_mm=50", "yellow | 6 | "),
        ("rainstorm rain_3h_mm=30 rain_6h_mm=30 rain_12h_mm=50", "blue | 12 | "),
        ("rainstorm rain_3h_mm=49.9 rain_6h_mm=49.9 rain_12h_mm=49.9", " |  | "),
        ("rainstorm rain_12h_mm=60", "blue | 12 | rain_3h_mm;rain_6h_mm"),
        ("typhoon wind_force=5 gust_force=8", "blue | 24 | "),
        ("typhoon wind_force=12 gust_force=14", "red | 6 | "),
        ("typhoon wind_force=12 gust_force=14 lead_h=10", "orange | 12 | "),
        ("typhoon wind_force=12 lead_h=30", " |  | "),
        ("gale wind_force=5 gust_force=7", "blue | 24 | "),
        ("gale wind_force=5 gust_force=13", "red | 6 | "),
        ("snowstorm snow_6h_mm=2 snow_12h_mm=6", "yellow | 12 | "),
        ("snowstorm snow_6h_mm=15", "red | 6 | "),
        ("cold_wave drop_48h_c=8 drop_24h_c=5 temperature_c_min=4 wind_force=5", "blue | 48 | "),
        ("cold_wave drop_24h_c=16 temperature_c_min=0 wind_force=6", "red | 24 | "),
        ("cold_wave drop_24h_c=16 temperature_c_min=0.1 wind_force=6", "yellow | 24 | "),
        ("cold_wave drop_24h_c=16 temperature_c_min=0", " |  | drop_48h_c;wind_force"),
        ("sandstorm visibility_m=1000", " |  | "),
        ("sandstorm visibility_m=49", "red | 6 | "),
        ("heat temperature_c_max=36.9 days_above_35_c=3", "yellow | 72 | "),
        ("heat temperature_c_max=40", "red | 24 | "),
        ("drought drought_return_years=50 drought_crops_percent=10", "orange | 72 | "),
        ("drought drought_return_years=51", "red | 72 | "),
        ("drought drought_return_years=10 drought_crops_percent=60", "red | 72 | "),
        ("lightning likelihood=2", "orange | 2 | "),
        ("lightning likelihood=3 lead_h=4", "yellow | 6 | "),
        ("hail likelihood=2 heavy=0", "orange | 6 | "),
        ("hail likelihood=2 heavy=1", "red | 2 | "),
        ("frost ground_temperature_c_min=-3", "yellow | 24 | "),
        ("frost ground_temperature_c_min=0.1", " |  | "),
        ("fog visibility_m=199", "orange | 6 | "),
        ("haze visibility_m=2000", "yellow | 12 | "),
        ("icy_road road_temperature_c=-0.1 precipitation=1", "red | 2 | "),
        ("icy_road road_temperature_c=-1 precipitation=1 lead_h=8", "yellow | 12 | "),
        ("icy_road road_temperature_c=0 precipitation=1", " |  | "),
        (
            "sunshine visibility_m=1",
            "kind is sunshine, allowed is one of typhoon, rainstorm, snowstorm, cold_wave, gale, sandstorm, heat, drought, lightning, hail, frost, fog, haze, icy_road",
        ),
        ("fog visibility_m=-1", "visibility_m is -1, allowed is 0 to 100000"),
        ("fog visibility_m=1 lead_h=73", "lead_h is 73, allowed is 0 to 72"),
    ] {
        let mut words = cells.split(' ');
        let kind = ("kind", words.next().unwrap());
        let row: Vec<_> = [kind].into_iter().chain(words.map(|word| word.split_once('=').unwrap())).collect();
        assert_eq!(run("met-signal", &row), outcome, "{cells}");
    }
}

#[test]
fn the_table_knows_every_kind_and_quantity() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_word(kind.word()), Some(kind));
        let colours: Vec<_> = CMA_16_2007.iter().filter(|it| it.kind == kind).map(|it| it.colour).collect();
        assert!(colours.is_sorted() && !colours.is_empty(), "{kind:?}");
    }
    assert!(judge(Kind::Fog, 0.0, &[("fog", 1.0)]).is_err());
}

/// All detections of a file: times restored, every class, each fire's detections counted once.
#[test]
fn a_month_of_detections() {
    let Some(seen) = sheet("fire_hotspots/DAT_10_MODIS_NRT.csv", b',') else { return };
    let names = ["latitude", "longitude", "acq_date", "acq_time", "confidence", "frp"];
    let rows: Vec<Vec<(&str, &str)>> =
        (0..seen.len()).map(|row| names.map(|name| (name, seen.cell(row, name))).to_vec()).collect();
    let found: Vec<_> = function("hotspots").unwrap().run_all(&rows).into_iter().map(Result::unwrap).collect();
    assert_eq!(found[0][0].1, "2022-07-02 07:44");
    let fires = found.iter().map(|row| row[2].1.parse::<usize>().unwrap()).max().unwrap();
    let counted: f64 = found.iter().map(|row| 1.0 / row[3].1.parse::<f64>().unwrap()).sum();
    assert!((counted - fires as f64).abs() < 1e-9 && fires < seen.len());
    for (row, found) in found.iter().enumerate() {
        let class = match seen.number(row, "confidence") {
            percent if percent < 30.0 => "low",
            percent if percent <= 80.0 => "nominal",
            _ => "high",
        };
        assert_eq!(found[1].1, class);
    }
    println!("{} detections are {fires} fires", seen.len());
}

/// One degree of a meridian is 111.195 km: 0.017° is 1.89 km, 0.019° is 2.11 km.
#[test]
fn detections_of_one_fire() {
    let seen = |latitude_deg, day| Detection { latitude_deg, longitude_deg: 100.0, day, power_mw: 1.0 };
    let list = [seen(25.0, 0.0), seen(25.034, 0.0), seen(25.017, 0.5), seen(25.053, 0.0), seen(25.0, 1.6)];
    assert_eq!(fires(&list, Merge::USUAL), Ok(vec![0, 0, 0, 1, 2]));
    assert_eq!(fires(&list, Merge { days: 1.2, ..Merge::USUAL }), Ok(vec![0, 0, 0, 1, 0].into_iter().collect()));
    assert!(fires(&[seen(91.0, 0.0)], Merge::USUAL).is_err() && fires(&[seen(1.0, f64::NAN)], Merge::USUAL).is_err());
    assert_eq!(
        [0.0, 29.9, 30.0, 80.0, 80.1].map(|it| confidence_class(it).unwrap()),
        ["low", "low", "nominal", "nominal", "high"]
    );
    let row = |time| [("latitude", "37"), ("longitude", "39"), ("acq_date", "2022-07-02"), ("acq_time", time)];
    assert!(run("hotspots", &row("7")).starts_with("2022-07-02 00:07 |  | 1 | 1 | 37 | 39 | 0"));
    assert!(run("hotspots", &row("2460")).starts_with("acq_time is 2460, allowed is hours and minutes"));
}

proptest! {
    #[test]
    fn worse_weather_is_never_a_milder_colour(
        kind in select(&[Kind::Typhoon, Kind::Gale, Kind::Rainstorm][..]), wind in 0.0..18.0_f64, gust in 0.0..18.0_f64,
        rain in 0.0..200.0_f64, more in 0.0..5.0_f64, lead in 0.0..24.0_f64,
    ) {
        let colour = |more: f64, lead: f64| {
            let limit = |value: f64| (value + more).min(18.0);
            let values = [
                ("wind_force", limit(wind)), ("gust_force", limit(gust)), ("rain_3h_mm", rain + more),
                ("rain_6h_mm", rain + more), ("rain_12h_mm", rain + more),
            ];
            judge(kind, lead, &values).unwrap().colour
        };
        prop_assert!(colour(more, lead) >= colour(0.0, lead));
        prop_assert!(colour(0.0, 0.0) >= colour(0.0, lead));
    }
}
