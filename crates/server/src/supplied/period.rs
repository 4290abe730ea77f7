//! What other concepts know of the days of a special period: hazards found, accidents, and those of a year before.

use attention::period::SpecialPeriod;
use attention::period::summary::{Figure, Figures};
use hazard::query::{Filter as Hazards, View};
use hazard::statistics::Closing;
use incident::Category;
use incident::numbers::{Ask, By, Compared, Counts, compared};
use kernel::{Act, Ctx, Day, Division, Error, OrganisationId};
use ledger::Reader;

/// From the day it was opened on where that was before its first: the sweep begins at once.
fn first_day(it: &SpecialPeriod) -> Day {
    it.opened_at.map_or(it.from, |at| it.from.min(at.day()))
}

fn seeing(ctx: &Ctx, act: &'static str) -> Ctx {
    if ctx.person().is_none() { ctx.beyond_scope() } else { Ctx { scope: ctx.scope_of(Act(act)), ..ctx.clone() } }
}

/// Each place by itself; the whole district is none.
fn places(it: &SpecialPeriod) -> Vec<Option<Division>> {
    match it.townships.as_slice() {
        [] => vec![None],
        townships => townships.iter().copied().map(Some).collect(),
    }
}

/// The sum over the places; one list only where there is one place.
fn sum(places: &[Option<Division>], one: impl Fn(Option<Division>) -> Result<Figure, Error>) -> Result<Figure, Error> {
    let mut n = 0;
    let mut list = None;
    for place in places {
        let figure = one(*place)?;
        n += figure.n;
        list = figure.list.filter(|_| places.len() == 1);
    }
    Ok(Figure { n, list })
}

pub(crate) fn figures(r: &Reader<'_>, ctx: &Ctx, it: &SpecialPeriod) -> Result<Figures, Error> {
    let seen = seeing(ctx, "hazard.list");
    let (from, to) = (first_day(it), it.to);
    let all = Hazards { view: View::All, found_from: Some(from), found_to: Some(to), ..Hazards::default() };
    let places = places(it);
    let hazards = |filter: Hazards| {
        sum(&places, |division| {
            let filter = Hazards { division, ..filter.clone() };
            Ok(Figure { n: hazard::query::count(r, &seen, &filter)?, list: Some(filter.address()) })
        })
    };
    let (now, before) = accidents(r, ctx, it, &places)?;
    Ok(Figures {
        found: hazards(all.clone())?,
        closed_in_time: hazards(Hazards { closing: Some(Closing::InTime), ..all.clone() })?,
        closed_late: hazards(Hazards { closing: Some(Closing::Late), ..all.clone() })?,
        open: hazards(Hazards { view: View::Open, ..all })?,
        incidents: now.0,
        deaths: now.1,
        incidents_before: before.0,
        deaths_before: before.1,
    })
}

type Accidents = (Figure, i64);

/// Production-safety accidents of its days, and of the same days of the year before.
fn accidents(
    r: &Reader<'_>,
    ctx: &Ctx,
    it: &SpecialPeriod,
    places: &[Option<Division>],
) -> Result<(Accidents, Accidents), Error> {
    let seen = seeing(ctx, "incident.view");
    let mut now = Counts::default();
    let mut before = Counts::default();
    let mut lists = (None, None);
    for township in places {
        let ask = Ask {
            by: By::Category,
            from: it.from,
            to: it.to,
            category: Some(Category::ProductionSafety),
            sector: None,
            township: *township,
        };
        let Compared { total, .. } = compared(r, &seen, &ask)?;
        now.add(total.now);
        before.add(total.before);
        let one = places.len() == 1;
        lists = (Some(ask.filter().address()).filter(|_| one), Some(ask.before().filter().address()).filter(|_| one));
    }
    let figure = |counts: &Counts, list| (Figure { n: counts.accidents, list }, counts.deaths);
    Ok((figure(&now, lists.0), figure(&before, lists.1)))
}

/// Hazards that an organisation found in its days, for those who may see hazards.
pub(crate) fn found_by(
    r: &Reader<'_>,
    ctx: &Ctx,
    it: &SpecialPeriod,
    organisation: OrganisationId,
) -> Result<Option<Figure>, Error> {
    if !ctx.may(Act("hazard.list")) {
        return Ok(None);
    }
    let filter = Hazards {
        view: View::All,
        found_from: Some(first_day(it)),
        found_to: Some(it.to),
        reporter: Some(organisation),
        ..Hazards::default()
    };
    let n = hazard::query::count(r, &seeing(ctx, "hazard.list"), &filter)?;
    Ok(Some(Figure { n, list: Some(filter.address()) }))
}
