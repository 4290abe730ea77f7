use super::areas::{OUTLINE, outline};
use super::series::together;
use super::{Function, Row, Rule, SERIES, decimal, field, optional, output, time, yes};
use crate::areas::Areas;
use crate::earthquake_catalogue::{
    BIN, Circle, Estimator, Event, LATITUDE_DEG, LONGITUDE_DEG, MAGNITUDE, RADIUS_KM, annual_a_value, annual_rate,
    b_value, completeness_maximum_curvature, days_since, gardner_knopoff, main_shocks,
};
use crate::{Domain, Error};

const METHODS: Domain = Domain::Words(&["classic", "utsu", "positive"]);

pub(super) const CATALOGUE: Function = Function {
    name: "catalogue",
    inputs: &[
        field("magnitude", "", MAGNITUDE),
        optional("bin", "first row; 0.1 without it", BIN),
        optional(
            "correction",
            "first row; added to the bin of maximum curvature, 0.2 without it",
            Domain::between(-1, 1),
        ),
        optional("completeness", "first row; by maximum curvature without it", MAGNITUDE),
        optional("method", "first row; classic without it; positive needs rows in the order of time", METHODS),
        optional("least_rise_bins", "first row; of the method positive, 1 without it", Domain::Whole(1, 100)),
        optional("years", "first row; length of the catalogue, for the rates", Domain::between(0, 100_000)),
        optional("asked_magnitude", "first row; of the rate", MAGNITUDE),
        SERIES,
    ],
    outputs: &[
        output("completeness_found", ""),
        output("b", ""),
        output("b_sigma", ""),
        output("counted", ""),
        output("a_per_year", ""),
        output("rate", "events of the asked magnitude or more in a year"),
    ],
    source: "Gutenberg and Richter; Aki 1965, Utsu 1966, Tinti and Mulargia 1987, van der Elst 2021; Shi and Bolt 1982",
    edition: "the method of the first row",
    certain: false,
    rule: Rule::Series(|rows| together(rows, |row| row.real("magnitude"), catalogue)),
};

/// The same answer beside every event.
fn catalogue(magnitudes: &[f64], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let bin = first.real_or("bin", 0.1)?;
    let completeness = match first.optional("completeness") {
        Some(_) => first.real("completeness")?,
        None => completeness_maximum_curvature(magnitudes, bin, first.real_or("correction", 0.2)?)?,
    };
    let estimator = match first.optional("method").unwrap_or("classic") {
        "classic" => Estimator::Classic,
        "utsu" => Estimator::Utsu,
        "positive" => Estimator::Positive { bins: first.real_or("least_rise_bins", 1.0)? as u32 },
        word => return Err(METHODS.refuse("method", word)),
    };
    let found = b_value(estimator, magnitudes, completeness, bin)
        .map_err(|refusal| refusal.of_those("at or above the completeness"))?;
    let (mut a, mut rate) = (String::new(), String::new());
    if first.optional("years").is_some() {
        let above = magnitudes.iter().filter(|it| **it >= completeness - bin / 2.0).count();
        let per_year = annual_a_value(
            &crate::earthquake_catalogue::BValue { count: above, ..found },
            completeness,
            first.real("years")?,
        )?;
        a = decimal(per_year);
        if first.optional("asked_magnitude").is_some() {
            rate = decimal(annual_rate(per_year, found.b, first.real("asked_magnitude")?)?);
        }
    }
    let answer = vec![decimal(completeness), decimal(found.b), decimal(found.sigma), found.count.to_string(), a, rate];
    Ok(vec![answer; magnitudes.len()])
}

const TIME: super::Field = field("time", "", Domain::Form(time::FORM));

pub(super) const DECLUSTER: Function = Function {
    name: "catalogue-decluster",
    inputs: &[
        TIME,
        field("latitude_deg", "°", LATITUDE_DEG),
        field("longitude_deg", "°", LONGITUDE_DEG),
        field("magnitude", "", MAGNITUDE),
        optional(
            "foreshocks",
            "first row; part of the window's days before the main shock, 1 without it",
            Domain::between(0, 1),
        ),
        SERIES,
    ],
    outputs: &[output("main_shock", ""), output("belongs_to_time", ""), output("belongs_to_magnitude", "")],
    source: "Gardner and Knopoff 1974, windows as formulas",
    edition: "gardner_knopoff_1974",
    certain: true,
    rule: Rule::Series(|rows| together(rows, event, decluster)),
};

fn event<'a>(row: &Row<'a>) -> Result<(Event, &'a str), Error> {
    let text = row.text("time")?;
    let event = Event {
        day: time::days("time", text)?,
        latitude_deg: row.real("latitude_deg")?,
        longitude_deg: row.real("longitude_deg")?,
        magnitude: row.real("magnitude")?,
    };
    Ok((event, text))
}

fn decluster(events: &[(Event, &str)], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let values: Vec<Event> = events.iter().map(|(event, _)| *event).collect();
    let belongs = main_shocks(&values, gardner_knopoff, first.real_or("foreshocks", 1.0)?)?;
    let rows = belongs.into_iter().enumerate().map(|(at, main)| {
        let (event, text) = events[main];
        vec![yes(at == main), text.to_owned(), decimal(event.magnitude)]
    });
    Ok(rows.collect())
}

pub(super) const SINCE: Function = Function {
    name: "catalogue-since",
    inputs: &[
        TIME,
        field("latitude_deg", "°", LATITUDE_DEG),
        field("longitude_deg", "°", LONGITUDE_DEG),
        field("magnitude", "", MAGNITUDE),
        optional("least_magnitude", "first row; 3 without it", MAGNITUDE),
        optional(
            "centre_latitude_deg",
            "°, first row; everywhere without a circle, of which all three are given",
            LATITUDE_DEG,
        ),
        optional("centre_longitude_deg", "°, first row", LONGITUDE_DEG),
        optional("radius_km", "km, first row", RADIUS_KM),
        optional("outline", "°, longitude and latitude, first row; of the district, in place of a circle", OUTLINE),
        SERIES,
    ],
    outputs: &[output("days_since", "days from the last such event before this one")],
    source: "time since the last event of a magnitude within a circle or an outline",
    edition: "great circle of 6371.0088 km; crossing number",
    certain: true,
    rule: Rule::Series(|rows| together(rows, event, since)),
};

fn since(events: &[(Event, &str)], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let least = first.real_or("least_magnitude", 3.0)?;
    // A part alone must not mean everywhere.
    let named = ["centre_latitude_deg", "centre_longitude_deg", "radius_km"];
    let circle = if named.iter().any(|name| first.optional(name).is_some()) {
        Some(Circle {
            latitude_deg: first.real("centre_latitude_deg")?,
            longitude_deg: first.real("centre_longitude_deg")?,
            radius_km: first.real("radius_km")?,
        })
    } else {
        None
    };
    let mut counting: Vec<Event> = events.iter().map(|(event, _)| *event).collect();
    let outline = first.if_any("outline", outline)?.map(|rings| Areas::new(&[rings])).transpose()?;
    if outline.is_some() && circle.is_some() {
        return Err(Domain::Form("alone, without a circle").refuse("outline", "beside a circle"));
    }
    let inside = |event: &Event| {
        let point = [event.longitude_deg, event.latitude_deg];
        circle.is_none_or(|it| it.holds(event)) && outline.as_ref().is_none_or(|it| it.of(point).next().is_some())
    };
    counting.retain(|event| event.magnitude >= least && inside(event));
    counting.sort_by(|a, b| a.day.total_cmp(&b.day));
    let rows = events.iter().map(|(event, _)| {
        let before = counting.partition_point(|it| it.day < event.day);
        let since = days_since(&counting[before.saturating_sub(1)..before], event.day, least, circle)?;
        Ok(vec![since.map_or(String::new(), decimal)])
    });
    rows.collect()
}
