use jiff::civil::{DateTime, Time, time};

use super::{Function, Row, Rule, YES_OR_NO, field, optional, output, setting, shown};
use crate::vehicle::driving::{self, Rules};
use crate::vehicle::load::{self, AXLES, MASS_KG, Truck, Weighed};
use crate::vehicle::speed::{self, Conditions, Over, Road, SIGHT_M, SIGN_KM_H, SPEED_KM_H, Vehicle};
use crate::vehicle::{closed, speed::Settings};
use crate::{Domain, Error, Exact};

const FLAG: Domain = Domain::Words(YES_OR_NO);
const KM_H: Domain = Domain::Whole(5, 120);

/// What a row does not say is not judged: speed, hours at the wheel, closed hours and load each have their columns.
pub(super) const RULES: Function = Function {
    name: "vehicle-rules",
    inputs: &[
        field("vehicle", "", Domain::Words(&Vehicle::WORDS)),
        optional("at", "minute", Domain::Minute),
        optional("speed_km_h", "km/h", SPEED_KM_H),
        setting("road", "", Domain::Words(&Road::WORDS), "other"),
        optional("sign_km_h", "km/h", SIGN_KM_H),
        optional("sight_m", "m", SIGHT_M),
        setting("special_conditions", "", FLAG, "no"),
        optional("driving", "", driving::FORM),
        setting("may_drive_by_night", "", FLAG, "no"),
        optional("closed_hours", "", closed::FORM),
        setting("in_closed_area", "", FLAG, "no"),
        optional("mass_kg", "kg", MASS_KG),
        optional("axles", "axles", AXLES),
        setting("combination", "", FLAG, "no"),
        setting("single_drive_axle", "", FLAG, "no"),
        setting("single_tyre_axles", "axles", AXLES, "0"),
        setting("air_suspension", "", FLAG, "no"),
        setting("tolerance_percent", "%", Domain::Whole(0, 100), "0"),
        setting("school_bus_motorway_km_h", "km/h", KM_H, "80"),
        setting("school_bus_elsewhere_km_h", "km/h", KM_H, "60"),
        setting("coach_night_percent", "%", Domain::Whole(1, 100), "80"),
    ],
    outputs: &[
        output("breaches", ""),
        output("limit_km_h", "km/h"),
        output("over_speed_percent", "%"),
        output("speed_band", ""),
        output("longest_drive_min", "min"),
        output("limit_kg", "kg"),
        output("over_kg", "kg"),
        output("over_mass_percent", "%"),
    ],
    source: "Road Traffic Safety Law, its Implementation Regulation (2017); MOT Order 62 (2016) with GB 1589-2016; \
             transport of dangerous goods (2019); norms for passenger transport, art. 38; \
             school buses and coaches by night are remembered",
    edition: "2016 to 2019",
    certain: false,
    rule: Rule::Row(row),
};

fn row(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let vehicle = row.read("vehicle", Vehicle::from_word)?;
    let at = row.if_any("at", |text| text.parse::<DateTime>().ok())?.map(DateTime::time);
    let speed_km_h = row.number_if_any("speed_km_h")?;
    let over = speed_km_h.map(|speed| too_fast(row, vehicle, at, speed)).transpose()?.flatten();
    let rules = rules(row, vehicle)?;
    let spells = row.optional("driving").map(driving::read).transpose()?;
    let weighed = row.number_if_any("mass_kg")?.map(|mass| too_heavy(row, mass)).transpose()?;

    let mut breaches = Vec::new();
    let may_be_there = speed::may_be_there(vehicle, row.read("road", Road::from_word)?);
    breaches.extend((!may_be_there).then_some("not_allowed_on_motorway"));
    let tolerance_percent = row.number("tolerance_percent")?;
    breaches.extend(over.filter(|it| it.percent > tolerance_percent).map(|_| "too_fast"));
    if let Some(spells) = &spells {
        breaches.extend(driving::breaches(spells, &rules)?.into_iter().map(driving::Breach::word));
    } else if rules.stands_by_night && speed_km_h > Some(Exact::ZERO) && at.is_some_and(driving::is_standing_hour) {
        breaches.push(driving::Breach::BetweenTwoAndFive.word());
    }
    breaches.extend(is_closed(row, at)?.then_some("closed"));
    breaches.extend(weighed.filter(|it| it.over_kg > Exact::ZERO).map(|_| "too_heavy"));
    breaches.extend(weighed.filter(|it| it.hundred_tonnes).map(|_| "hundred_tonnes"));

    let longest_s = spells.map(|spells| driving::longest_drive_s(&spells, &rules)).transpose()?;
    Ok(vec![
        breaches.join(";"),
        shown(over.map(|it| it.limit_km_h)),
        shown(over.map(|it| it.percent.rounded(2))),
        shown(over.map(|it| it.band.word())),
        shown(longest_s.map(|seconds| (seconds + 59) / 60)),
        shown(weighed.map(|it| it.limit_kg)),
        shown(weighed.map(|it| it.over_kg)),
        shown(weighed.map(|it| it.over_percent.rounded(2))),
    ])
}

fn too_fast(row: &Row<'_>, vehicle: Vehicle, at: Option<Time>, speed_km_h: Exact) -> Result<Option<Over>, Error> {
    let night = |at: Time| at >= time(22, 0, 0, 0) || at < time(6, 0, 0, 0);
    let place = Conditions {
        road: row.read("road", Road::from_word)?,
        sign_km_h: row.count_if_any("sign_km_h")?,
        sight_m: row.count_if_any("sight_m")?,
        special: row.is_yes("special_conditions")?,
        night: at.is_some_and(night),
    };
    let count = |name| row.count_if_any(name)?.ok_or(Error::Missing { name });
    let settings = Settings {
        school_bus_motorway_km_h: count("school_bus_motorway_km_h")?,
        school_bus_elsewhere_km_h: count("school_bus_elsewhere_km_h")?,
        coach_night_percent: count("coach_night_percent")?,
    };
    speed::over(speed_km_h, vehicle, &place, &settings)
}

fn rules(row: &Row<'_>, vehicle: Vehicle) -> Result<Rules, Error> {
    Ok(match (vehicle, row.is_yes("may_drive_by_night")?) {
        (Vehicle::Coach, false) => Rules::COACH,
        (Vehicle::Coach, true) => Rules::COACH_THAT_MAY_DRIVE_BY_NIGHT,
        _ => Rules::ANY,
    })
}

fn is_closed(row: &Row<'_>, at: Option<Time>) -> Result<bool, Error> {
    let Some(hours) = row.optional("closed_hours").map(closed::read).transpose()? else { return Ok(false) };
    let at = at.ok_or(Error::Missing { name: "at" })?;
    Ok(row.is_yes("in_closed_area")? && closed::is_closed(&hours, at))
}

fn too_heavy(row: &Row<'_>, mass_kg: Exact) -> Result<Weighed, Error> {
    let truck = Truck {
        axles: row.count_if_any("axles")?.ok_or(Error::Missing { name: "axles" })?,
        combination: row.is_yes("combination")?,
        single_drive_axle: row.is_yes("single_drive_axle")?,
        single_tyre_axles: row.count_if_any("single_tyre_axles")?.unwrap_or(0),
        air_suspension: row.is_yes("air_suspension")?,
    };
    load::weigh(&truck, mass_kg)
}
