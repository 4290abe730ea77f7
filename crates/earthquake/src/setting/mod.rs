//! What the district has decided about earthquakes, from a day on: which relation of intensity holds, where the county seat
//! lies, beyond which distance nothing is kept, from which intensity on the damage is checked, and which source counts first.
//!
//! Always true: the setting in force on the day of the act counts; none begins in the past; without one the defaults hold.

mod act;
mod web;

use kernel::{Ctx, Day, Error, Instant, PersonId, Personal, words};
use ledger::{Reader, Row, Stamp, Tx, params};
use serde::{Deserialize, Serialize};
use standards::earthquake_intensity::{Region as Parts, Relation};

pub use act::{SetSetting, set};
pub(crate) use web::PATH;
pub(crate) use web::routes;

kernel::ids! {
    /// One decision about earthquakes.
    EarthquakeSettingId,
}

words! {
    /// Which relation of intensity holds.
    pub enum Region {
        East = "east",
        West = "west",
    }
}

/// The line between the relations.
const BETWEEN_E6: i64 = 105_000_000;

impl Region {
    pub fn at(longitude_e6: i64) -> Region {
        if longitude_e6 < BETWEEN_E6 { Region::West } else { Region::East }
    }

    pub fn relation(self) -> Relation {
        Relation::of(match self {
            Region::East => Parts::East,
            Region::West => Parts::West,
        })
    }
}

/// Where distances and directions are taken from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seat {
    pub longitude_e6: i64,
    pub latitude_e6: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub from: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<Seat>,
    pub keep_km: i64,
    /// Whole degrees.
    pub intensity: i64,
    /// Sources in the order in which they count; others come after them.
    pub preferred: Vec<String>,
    pub basis: Personal<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Set(Box<Said>),
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "earthquake_setting";
    type Id = EarthquakeSettingId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set(_) => "set",
        }
    }
}

/// A decision with when and by whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    pub said: Said,
    pub set_at: Option<Instant>,
    pub set_by: Option<PersonId>,
}

/// Beyond this an M 7 is hardly felt.
const KEEP_KM: i64 = 300;
/// From V on things fall and plaster cracks.
const INTENSITY: i64 = 5;
/// The network whose figures are the official ones.
const OFFICIAL: [&str; 2] = ["CENC", "中国地震台网"];

impl Setting {
    /// What holds where nobody has decided.
    fn usual(day: Day) -> Setting {
        let said = Said {
            from: day,
            region: None,
            seat: None,
            keep_km: KEEP_KM,
            intensity: INTENSITY,
            preferred: OFFICIAL.map(str::to_owned).to_vec(),
            basis: Personal::text(""),
        };
        Setting { said, set_at: None, set_by: None }
    }

    /// The lower, the sooner it counts.
    pub fn rank(&self, source: &str) -> usize {
        let known = self.said.preferred.iter().position(|it| it.eq_ignore_ascii_case(source));
        known.unwrap_or(self.said.preferred.len())
    }
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: EarthquakeSettingId, fact: &Fact) -> Result<(), Error> {
    let Fact::Set(it) = fact;
    tx.execute(
        "INSERT INTO earthquake_setting (district, id, version, from_day, region, longitude_e6, latitude_e6, keep_km,
             intensity, preferred, basis, set_at, set_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            at.district,
            id,
            at.version,
            it.from,
            it.region,
            it.seat.as_ref().map(|it| it.longitude_e6),
            it.seat.as_ref().map(|it| it.latitude_e6),
            it.keep_km,
            it.intensity,
            it.preferred.join("\n"),
            it.basis,
            at.effective_at,
            at.person
        ],
    )
}

macro_rules! columns {
    () => {
        "from_day, region, longitude_e6, latitude_e6, keep_km, intensity, preferred, basis, set_at, set_by"
    };
}

/// The one that holds on a day.
pub fn in_force(r: &Reader<'_>, ctx: &Ctx, day: Day) -> Result<Setting, Error> {
    let found = r.kept::<Fact, _, _>((ctx.district, day), |(district, day)| {
        r.row(
            concat!(
                "SELECT ",
                columns!(),
                " FROM earthquake_setting WHERE district = $1 AND from_day <= $2
                  ORDER BY from_day DESC, set_at DESC, id DESC LIMIT 1"
            ),
            params![*district, *day],
            read,
        )
    })?;
    Ok(found.unwrap_or_else(|| Setting::usual(day)))
}

/// All of them, the newest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Setting>, Error> {
    r.rows(
        concat!(
            "SELECT ",
            columns!(),
            " FROM earthquake_setting WHERE district = $1 ORDER BY from_day DESC, set_at DESC, id DESC LIMIT 200"
        ),
        params![ctx.district],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Setting, Error> {
    let place: Option<(i64, i64)> = row.get::<Option<i64>>(2)?.zip(row.get::<Option<i64>>(3)?);
    let preferred: String = row.get(6)?;
    Ok(Setting {
        said: Said {
            from: row.get(0)?,
            region: row.get(1)?,
            seat: place.map(|(longitude_e6, latitude_e6)| Seat { longitude_e6, latitude_e6 }),
            keep_km: row.get(4)?,
            intensity: row.get(5)?,
            preferred: preferred.lines().map(str::to_owned).collect(),
            basis: row.get(7)?,
        },
        set_at: Some(row.get(8)?),
        set_by: row.get(9)?,
    })
}
