//! The check of the damage: owed by the duty desk where an earthquake was felt strongly enough anywhere in the district, once
//! for an event, and not for the aftershocks of one that is checked.

use kernel::{Ctx, Error, Personal, Span};
use ledger::{Fact as _, Reader, Tx};
use obligation::owing::{self, Duty};
use obligation::{Due, Ref};
use registry::forms::reasoned;
use serde::{Deserialize, Serialize};
use standards::earthquake_catalogue::{distance_km, gardner_knopoff};

use super::place::Names;
use super::{Earthquake, EarthquakeId, Fact, Standing, State, place, query, store};
use crate::setting;

pub(super) const DUTY: &str = "earthquake.check";
/// The rule by which nothing is owed any more.
const LESS: &str = "earthquake.felt_less";
const LESS_SAID: &str = "修订后估计烈度低于核查要求，不再要求核查";
const WITHDRAWN_SAID: &str = "该地震已撤销，不再要求核查";
/// Whoever hears of an earthquake later than this reads history.
const FRESH: Span = Span::days(7);

/// What follows from how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follows {
    Nothing,
    Owe,
    Attach(EarthquakeId),
    LetOff(&'static str),
}

/// `strong`: felt from the degree on that the setting names, and not long ago. `main`: the event it is an aftershock of.
pub(crate) fn decide(it: &Earthquake, strong: bool, main: Option<EarthquakeId>) -> Follows {
    let counted = it.state == State::Counted;
    match (it.standing, counted && strong, main) {
        (Standing::None | Standing::LetOff, true, Some(main)) => Follows::Attach(main),
        // It belongs to another one now, or was revised to be larger than the one to which it belonged.
        (Standing::Attached, true, Some(main)) if it.main != Some(main) => Follows::Attach(main),
        (Standing::None | Standing::LetOff | Standing::Attached, true, None) => Follows::Owe,
        (Standing::Owed, false, _) => Follows::LetOff(if counted { LESS_SAID } else { WITHDRAWN_SAID }),
        _ => Follows::Nothing,
    }
}

/// The largest of those before it in whose window it lies and for which a check is owed or was made.
fn main_of(r: &Reader<'_>, ctx: &Ctx, it: &Earthquake) -> Result<Option<EarthquakeId>, Error> {
    let event = it.as_event();
    let covers = |main: &Earthquake| {
        let other = main.as_event();
        let reach = gardner_knopoff(other.magnitude);
        let apart = distance_km((other.latitude_deg, other.longitude_deg), (event.latitude_deg, event.longitude_deg));
        let days = event.day - other.day;
        other.magnitude >= event.magnitude && (0.0..=reach.days).contains(&days) && apart <= reach.distance_km
    };
    let mut all = query::checked_before(r, ctx, it)?;
    all.retain(covers);
    Ok(all.into_iter().max_by_key(|it| it.report.magnitude_e3).map(|it| it.id))
}

/// Looks at an event anew after everything that changed it.
pub(super) fn weigh(tx: &mut Tx<'_>, ctx: &Ctx, id: EarthquakeId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fresh = ctx.now.since(it.report.at) <= FRESH;
    if it.standing == Standing::None && !fresh {
        return Ok(());
    }
    let least = setting::in_force(tx, ctx, ctx.now.day())?.said.intensity * 10;
    // What is owed stays so, however old it grows meanwhile.
    let strong = it.placed.intensity.is_some_and(|tenths| tenths >= least) && (fresh || it.standing == Standing::Owed);
    let main = if strong { main_of(tx, ctx, &it)? } else { None };
    match decide(&it, strong, main) {
        Follows::Nothing => Ok(()),
        Follows::Attach(main) => store::record(tx, ctx, &it, &Fact::Attached { main }),
        Follows::Owe => owe(tx, ctx, &it),
        Follows::LetOff(why) => {
            let reason = Personal::text(why);
            if let Some(obligation) = it.obligation {
                owing::let_off(tx, ctx, LESS, (obligation, &reason))?;
            }
            store::record(tx, ctx, &it, &Fact::LetOff { reason })?;
            // Nobody checks for those that belonged to it.
            query::attached_to(tx, ctx, id)?.into_iter().try_for_each(|other| weigh(tx, ctx, other))
        }
    }
}

fn owe(tx: &mut Tx<'_>, ctx: &Ctx, it: &Earthquake) -> Result<(), Error> {
    let names = Names::fetch(tx, ctx, std::slice::from_ref(it))?;
    let magnitude = crate::web::magnitude(it.report.magnitude_e3);
    let duty = Duty {
        about: Ref::new(Fact::STREAM, it.id),
        name: DUTY,
        title: format!("{}发生{magnitude}级地震：核查震情灾情", place::in_words(kernel::Lang::Zh, it, &names)),
        owner: registry::query::safety_office(tx, ctx)?,
        checker: None,
        due: Due::ByRule,
        source: None,
        division: it.placed.division,
    };
    let owed = owing::owe(tx, ctx, duty)?;
    let intensity = it.placed.intensity.unwrap_or_default();
    store::record(tx, ctx, it, &Fact::CheckOwed { intensity, owed })
}

/// What the check of the damage found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub answer: String,
}

pub(super) fn decide_answer(it: &Earthquake, cmd: &Answer) -> Result<Fact, Error> {
    if it.standing != Standing::Owed {
        return Err(Error::refused("no check of the damage is owed"));
    }
    Ok(Fact::Checked { answer: reasoned("answer", &cmd.answer)? })
}

pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, id: EarthquakeId, cmd: &Answer) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_answer(&it, cmd)?;
    if let Some(obligation) = it.obligation {
        owing::settle(tx, ctx, obligation)?;
    }
    store::record(tx, ctx, &it, &fact)
}
