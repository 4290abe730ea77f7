//! The catalogue of the sample county: what is older than the record comes in as a list on one day, what is younger as it
//! happens, a few minutes later; the desk checks the damage where it was felt.

use earthquake::EarthquakeId;
use earthquake::event::{self, Tell};
use earthquake::setting::{self, SetSetting};
use kernel::{Ctx, Error, Instant, Role, Span};
use ledger::Tx;
use sample::District;
use sample::earthquake::{Earthquake, NATION, PROVINCE, earthquakes};

use super::life::Act;
use super::{Ids, Teller};

/// When the office took over the list of the earlier years.
const TAKEN_OVER: &str = "2019-03-04 10:00";
/// The centre of the county seat.
const SEAT: (&str, &str) = ("100.27", "24.25");

/// One thing that is done about earthquakes.
pub(super) enum Deed {
    Set(Box<SetSetting>),
    Take(Box<Tell>),
    Answer(EarthquakeId, &'static str),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        let ctx = &ctx.clone();
        match self {
            Deed::Set(cmd) => setting::set(tx, ctx, cmd).map(drop),
            Deed::Take(cmd) => event::take(tx, ctx, cmd).map(drop),
            Deed::Answer(id, answer) => {
                event::answer_check(tx, ctx, *id, &event::Answer { answer: (*answer).to_owned() })
            }
        }
    }
}

fn told(it: &Earthquake) -> Tell {
    let degrees = |e6: i64| format!("{:.2}", e6 as f64 / 1e6);
    Tell {
        source: it.source.to_owned(),
        time: it.at.to_string(),
        longitude: degrees(it.longitude_e6),
        latitude: degrees(it.latitude_e6),
        depth_km: it.depth_km.map_or(String::new(), |km| km.to_string()),
        magnitude: format!("{}.{}", it.magnitude / 10, it.magnitude % 10),
        magnitude_kind: it.kind.to_owned(),
        ..Tell::default()
    }
}

/// Strong enough to be felt where people live, by the sample's own list.
fn is_felt(it: &Earthquake) -> bool {
    it.magnitude >= 43 && it.source == PROVINCE
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let account = county.accounts.iter().find(|it| it.role == Role::DutyOfficer).ok_or(Error::NotFound("AccountId"))?;
    let (person, office) = (ids.person(account.person)?, ids.organisation(sample::OFFICE)?);
    let taken_over = Instant::read(TAKEN_OVER).ok_or_else(|| Error::internal("a date of this file"))?;
    let mut acts = Vec::new();
    let mut by = |at: Instant, deed: Deed| {
        let ctx = teller.person(at, person, office, Role::DutyOfficer);
        acts.push(Act::of_earthquake(ctx.clone(), deed));
        ctx
    };
    by(taken_over - Span::minutes(30), Deed::Set(Box::new(setting_of(taken_over))));
    for (n, it) in earthquakes(county.seed, county.now).iter().enumerate() {
        let heard = if it.at < taken_over {
            taken_over + Span::seconds(i64::try_from(n).unwrap_or_default())
        } else {
            it.at + Span::minutes(if it.source == NATION { 9 } else { 4 })
        };
        if heard >= county.now {
            continue;
        }
        let id: EarthquakeId = by(heard, Deed::Take(Box::new(told(it)))).mint();
        if is_felt(it) && it.at >= taken_over {
            by(
                heard + Span::minutes(70),
                Deed::Answer(
                    id,
                    "各乡镇已核报：多数群众有感，无人员伤亡，个别老旧房屋墙皮脱落，道路、水库、通信、供电正常",
                ),
            );
        }
    }
    acts.sort_by_key(|act| act.ctx.now);
    Ok(acts)
}

fn setting_of(day: Instant) -> SetSetting {
    SetSetting {
        from: day.day().to_string(),
        region: "west".into(),
        longitude: SEAT.0.into(),
        latitude: SEAT.1.into(),
        keep_km: "300".into(),
        intensity: "5".into(),
        preferred: format!("{NATION}\n{PROVINCE}"),
        basis: "望抗震指〔2019〕2号".into(),
    }
}
