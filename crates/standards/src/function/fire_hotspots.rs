use super::series::together;
use super::{Field, Function, Row, Rule, SERIES, decimal, field, optional, output, time};
use crate::earthquake_catalogue::{LATITUDE_DEG, LONGITUDE_DEG};
use crate::fire_hotspots::{DAYS, DISTANCE_KM, Detection, Merge, POWER_MW, confidence_class, fires};
use crate::{Domain, Error};

const CLOCK: Domain = Domain::Form("hours and minutes in UTC like 1330; leading zeros may be lost");
const CONFIDENCE: Domain = Domain::Form("0 to 100 of MODIS, or l, n or h of VIIRS");
const CLOCK_FIELD: Field = field("acq_time", "UTC", CLOCK);

pub(super) const HOTSPOTS: Function = Function {
    name: "hotspots",
    inputs: &[
        field("latitude", "°", LATITUDE_DEG),
        field("longitude", "°", LONGITUDE_DEG),
        field("acq_date", "UTC", Domain::Day),
        CLOCK_FIELD,
        optional("confidence", "%, or VIIRS's class", CONFIDENCE),
        optional("frp", "MW", POWER_MW),
        optional("distance_km", "km, first row; 2 without it", DISTANCE_KM),
        optional("days", "days, first row; 1 without it", DAYS),
        SERIES,
    ],
    outputs: &[
        output("time_utc", ""),
        output("confidence_class", ""),
        output("fire", "number, from 1"),
        output("fire_detections", ""),
        output("fire_latitude_deg", "°, centre"),
        output("fire_longitude_deg", "°, centre"),
        output("fire_frp_mw", "MW, highest"),
    ],
    source: "columns of NASA FIRMS; classes of the MODIS Collection 6 user's guide, or VIIRS's own",
    edition: "modis_c6, viirs",
    certain: true,
    rule: Rule::Series(|rows| together(rows, detection, merged)),
};

struct Seen {
    detection: Detection,
    time: String,
    class: &'static str,
}

fn detection(row: &Row<'_>) -> Result<Seen, Error> {
    let clock = row.text("acq_time")?;
    let number = clock.parse::<u16>().ok().filter(|it| it / 100 < 24 && it % 100 < 60);
    let number = number.ok_or_else(|| CLOCK.refuse("acq_time", clock))?;
    let time = format!("{} {:02}:{:02}", row.text("acq_date")?, number / 100, number % 100);
    let detection = Detection {
        latitude_deg: row.real("latitude")?,
        longitude_deg: row.real("longitude")?,
        day: time::days("acq_date", &time)?,
        power_mw: row.real_or("frp", 0.0)?,
    };
    let class = row.if_any("confidence", confidence)?.unwrap_or_default();
    Ok(Seen { detection, time, class })
}

fn confidence(text: &str) -> Option<&'static str> {
    match text {
        "l" | "low" => Some("low"),
        "n" | "nominal" => Some("nominal"),
        "h" | "high" => Some("high"),
        percent => confidence_class(percent.parse().ok()?).ok(),
    }
}

fn merged(seen: &[Seen], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let merge = Merge {
        distance_km: first.real_or("distance_km", Merge::USUAL.distance_km)?,
        days: first.real_or("days", Merge::USUAL.days)?,
    };
    let detections: Vec<Detection> = seen.iter().map(|it| it.detection).collect();
    let numbers = fires(&detections, merge)?;
    // Count, sums of latitude and longitude, highest power.
    let mut sums = vec![(0_u32, 0.0, 0.0, 0.0_f64); numbers.iter().max().map_or(0, |most| most + 1)];
    for (it, number) in detections.iter().zip(&numbers) {
        let (count, latitude, longitude, power) = &mut sums[*number];
        *count += 1;
        *latitude += it.latitude_deg;
        *longitude += it.longitude_deg;
        *power = power.max(it.power_mw);
    }
    let rows = seen.iter().zip(numbers).map(|(it, number)| {
        let (count, latitude, longitude, power) = sums[number];
        let centre = [latitude, longitude].map(|sum| decimal(sum / f64::from(count)));
        let [latitude, longitude] = centre;
        let number = (number + 1).to_string();
        vec![it.time.clone(), it.class.to_owned(), number, count.to_string(), latitude, longitude, decimal(power)]
    });
    Ok(rows.collect())
}
