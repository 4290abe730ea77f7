//! Years of the county's weather in figures: `cargo run --release -p sample --example weather`.

use kernel::Instant;
use readings::Metric;
use sample::measured::{Measuring, series};
use sample::weather::DAY;
use sample::{District, Scale};

fn main() {
    let now = Instant::read("2026-09-30 12:00").expect("a moment");
    let county = District::build(20_190_101, now, Scale::Full);
    let series = series(&county.stations);
    let begin = kernel::Day::new(2023, 9, 30).expect("a day").start().millis();
    let mut measuring = Measuring::from(&county, begin);
    let mut years: Vec<[f64; 12]> = vec![[0.0; 12]; series.len()];
    let mut most_a_day = vec![0.0_f64; series.len()];
    let (mut low, mut high) = (vec![i32::MAX; series.len()], vec![i32::MIN; series.len()]);
    let mut count = 0_u64;
    for day in 0..1_096 {
        let month = Instant::from_micros((begin + day * DAY) * 1_000).day().month() as usize - 1;
        let mut of_day = vec![0.0; series.len()];
        measuring.go_on_until(begin + (day + 1) * DAY, &mut |it| {
            count += 1;
            low[it.series] = low[it.series].min(it.value);
            high[it.series] = high[it.series].max(it.value);
            if series[it.series].1 == Metric::Rain {
                of_day[it.series] += f64::from(it.value) / 10.0;
            }
        });
        for (n, mm) in of_day.iter().enumerate() {
            years[n][month] += mm / 3.0;
            most_a_day[n] = most_a_day[n].max(*mm);
        }
    }
    println!("{count} readings of {} series", series.len());
    for (n, (station, metric)) in series.iter().enumerate() {
        let it = &county.stations[*station];
        let steps = 10_f64.powi(i32::from(metric.shape().decimals));
        print!(
            "{} {:?} {} {}: {} to {}",
            it.code,
            it.kind,
            it.nth,
            metric.code(),
            f64::from(low[n]) / steps,
            f64::from(high[n]) / steps
        );
        if *metric == Metric::Rain {
            let year: f64 = years[n].iter().sum();
            let wet: f64 = years[n][4..9].iter().sum();
            print!(
                "  a year {year:.0}, May to September {:.0} %, most a day {:.0}, by month",
                wet / year * 100.0,
                most_a_day[n]
            );
            years[n].iter().for_each(|mm| print!(" {mm:.0}"));
        }
        println!(" at {:.0} m", it.altitude_m);
    }
}
