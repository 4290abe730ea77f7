//! Detections from a program: a script that fetches them hands in what it got, as often as it likes.

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Instant, Problem};
use ledger::{Db, Tx};
use page::{Doc, Json, Reply};
use serde::{Deserialize, Serialize};
use signal::Quantity;

use super::act::{Took, see};
use super::{Confidence, Detection};
use crate::web::Visitor;

/// At once.
const MOST: usize = 500;

/// What a satellite saw in one pixel.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pixel {
    /// 2026-03-05T06:44:00Z, or without a zone Beijing time.
    at: String,
    /// Degrees, WGS-84.
    longitude: f64,
    latitude: f64,
    satellite: String,
    #[serde(default)]
    instrument: String,
    /// `low`, `nominal`, `high`, or a number from 0 to 100; nominal without it.
    #[serde(default)]
    confidence: String,
    /// Radiative power in MW.
    #[serde(default)]
    power_mw: Option<f64>,
}

#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pixels {
    /// At most 500.
    detections: Vec<Pixel>,
}

/// What became of them.
#[derive(Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Taken {
    /// Recorded, of fires that are new or known.
    recorded: u32,
    /// Fires that are new.
    fires: u32,
    /// On record before.
    known: u32,
    /// Farther than 10 km from the district.
    too_far: u32,
}

fn detection(it: &Pixel) -> Result<Detection, Error> {
    let wrong = |field, problem, given: String| Error::from(Problem { field, problem, given });
    let at =
        Instant::read(&it.at).ok_or_else(|| wrong("at", "write the time as 2026-03-05T06:44:00Z", it.at.clone()))?;
    let degrees = |field, value: f64, most: f64| match value.is_finite() && value.abs() <= most {
        true => Ok((value * 1e6).round() as i64),
        false => Err(wrong(field, "degrees with a decimal point", value.to_string())),
    };
    let satellite = it.satellite.trim();
    if satellite.is_empty() || satellite.chars().count() > 40 || it.instrument.chars().count() > 40 {
        return Err(wrong("satellite", "name the satellite in at most 40 characters", it.satellite.clone()));
    }
    let (confidence, percent) = match (it.confidence.trim(), it.confidence.trim().parse::<f64>()) {
        ("", _) => (Confidence::Nominal, None),
        (_, Ok(percent)) => {
            let class = standards::fire_hotspots::confidence_class(percent).ok().and_then(Confidence::from_word);
            (class.ok_or_else(|| confidence_problem(it))?, Some(percent as u32))
        }
        (word, Err(_)) => (Confidence::from_word(word).ok_or_else(|| confidence_problem(it))?, None),
    };
    let power_mw =
        match it.power_mw {
            None => None,
            Some(mw) => Some(Quantity::of(mw).filter(|_| (0.0..=100_000.0).contains(&mw)).ok_or_else(|| {
                wrong("power_mw", "the radiative power is a number from 0 to 100000", mw.to_string())
            })?),
        };
    Ok(Detection {
        at,
        longitude_e6: degrees("longitude", it.longitude, 180.0)?,
        latitude_e6: degrees("latitude", it.latitude, 90.0)?,
        satellite: super::satellite(satellite),
        instrument: it.instrument.trim().to_owned(),
        confidence,
        percent,
        power_mw,
    })
}

fn confidence_problem(it: &Pixel) -> Error {
    let problem = "no confidence: write low, nominal, high or a number from 0 to 100";
    Problem { field: "confidence", problem, given: it.confidence.clone() }.into()
}

fn take(tx: &mut Tx<'_>, ctx: &Ctx, all: &[Detection]) -> Result<Taken, Error> {
    let mut taken = Taken::default();
    for it in all {
        match see(tx, ctx, it)? {
            Took::Known(_) => taken.known += 1,
            Took::TooFar => taken.too_far += 1,
            Took::Added(_) => taken.recorded += 1,
            Took::Found(_) => {
                taken.recorded += 1;
                taken.fires += 1;
            }
        }
    }
    Ok(taken)
}

/// All or none: a program corrects what is wrong and hands it in again.
pub(super) async fn post(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Pixels>,
) -> Reply<Json<Taken>> {
    if cmd.detections.is_empty() || cmd.detections.len() > MOST {
        return Err(Error::from(Problem::at("detections", "hand in one detection or more, and at most 500")).into());
    }
    let all = cmd.detections.iter().map(detection).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(db.write("fire_spot.detect by program", &ctx, move |tx, ctx| take(tx, ctx, &all)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Hand in what satellites detected: merged into fires, each within the district owed a check; handed in again, nothing changes")
        .body::<Pixels>()
        .returns::<Taken>()
}
