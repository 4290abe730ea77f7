//! What other concepts know of an organisation in a period: the values behind the measures. Each counts by the same
//! query as the list that its evidence opens.

use hazard::Grade;
use hazard::query::{Filter as HazardFilter, View};
use hazard::statistics::Closing;
use kernel::{Ctx, Error, Identity as _, OrganisationId, Sector};
use ledger::Reader;
use page::Values as Query;
use registry::OrganisationKind;
use registry::measure::{Ask, Figure, Value, Values};

/// Each measure by its name.
pub const MEASURES: Values = Values(&[
    ("hazards_found", hazards_found),
    ("hazards_closed", hazards_closed),
    ("hazards_closed_in_time", hazards_closed_in_time),
    ("hazards_late", hazards_late),
    ("major_hazards_open", major_hazards_open),
    ("major_hazards_late", major_hazards_late),
    ("hazards_recurring", hazards_recurring),
    ("checks", checks),
    ("tasks_late", tasks_late),
    ("resolutions_late", resolutions_late),
    ("resolutions_closed", resolutions_closed),
    ("letters_unanswered", letters_unanswered),
    ("duties_overdue", duties_overdue),
    ("directives_unstudied", directives_unstudied),
    ("materials_late", materials_late),
    ("materials_missing", materials_missing),
    ("incidents", incidents),
    ("deaths", deaths),
]);

fn count(n: i64, evidence: String) -> Figure {
    Figure { value: Value::Count { n }, evidence: vec![evidence] }
}

fn hazards(r: &Reader<'_>, ctx: &Ctx, filter: &HazardFilter) -> Result<Figure, Error> {
    Ok(count(hazard::query::count(r, ctx, filter)?, filter.address()))
}

fn hazards_found(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let filter = HazardFilter {
        view: View::All,
        reporter: Some(ask.organisation),
        found_from: Some(ask.first),
        found_to: Some(ask.last),
        ..HazardFilter::default()
    };
    hazards(r, ctx, &filter)
}

/// An enterprise answers for what it rectifies, a body of the state for what it verifies.
fn answered_for(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<HazardFilter, Error> {
    let unit = registry::query::organisation_kind(r, ctx, ask.organisation)? == Some(OrganisationKind::Enterprise);
    let (owner, checker) = if unit { (Some(ask.organisation), None) } else { (None, Some(ask.organisation)) };
    Ok(HazardFilter { view: View::All, owner, checker, sector: ask.sector, ..HazardFilter::default() })
}

fn closed(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<HazardFilter, Error> {
    let all = answered_for(r, ctx, ask)?;
    Ok(HazardFilter { closed_from: Some(ask.first), closed_to: Some(ask.last), ..all })
}

fn hazards_closed(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    hazards(r, ctx, &closed(r, ctx, ask)?)
}

fn hazards_closed_in_time(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let whole = closed(r, ctx, ask)?;
    let part = HazardFilter { closing: Some(Closing::InTime), ..whole.clone() };
    let n = |filter: &HazardFilter| hazard::query::count(r, ctx, filter);
    Ok(Figure { value: Value::share(n(&part)?, n(&whole)?), evidence: vec![part.address(), whole.address()] })
}

/// Of those found by the last day, as they stand.
fn standing(r: &Reader<'_>, ctx: &Ctx, ask: &Ask, (view, grade): (View, Option<Grade>)) -> Result<Figure, Error> {
    let all = answered_for(r, ctx, ask)?;
    hazards(r, ctx, &HazardFilter { view, grade, found_to: Some(ask.last), ..all })
}

fn hazards_late(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    standing(r, ctx, ask, (View::Late, None))
}

fn major_hazards_open(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    standing(r, ctx, ask, (View::Open, Some(Grade::Major)))
}

fn major_hazards_late(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    standing(r, ctx, ask, (View::Late, Some(Grade::Major)))
}

fn hazards_recurring(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let all = answered_for(r, ctx, ask)?;
    let filter = HazardFilter { recurring: true, found_from: Some(ask.first), found_to: Some(ask.last), ..all };
    hazards(r, ctx, &filter)
}

/// Where an organisation's part of the district lies: a township's place, the one sector that a department regulates or is
/// asked about, an enterprise itself.
enum Field {
    Township(kernel::Division),
    Sector(Sector),
    Unit(OrganisationId),
}

/// A department of several sectors has no one list.
fn field(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Option<Field>, Error> {
    let Some(it) = registry::query::organisation(r, ctx, ask.organisation)? else { return Ok(None) };
    match (it.kind, ask.sector) {
        (OrganisationKind::Township, _) => return Ok(Some(Field::Township(it.division))),
        (OrganisationKind::Enterprise, _) => return Ok(Some(Field::Unit(it.id))),
        (_, Some(sector)) => return Ok(Some(Field::Sector(sector))),
        _ => {}
    }
    Ok(match registry::query::regulates(r, ctx, it.id)?.as_slice() {
        [only] => Some(Field::Sector(*only)),
        _ => None,
    })
}

fn checks(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    use hazard::check::query::{Filter, count as counted};
    let days = Filter { from: Some(ask.first), to: Some(ask.last), ..Filter::default() };
    let (filter, name, value) = match field(r, ctx, ask)? {
        Some(Field::Township(it)) => (Filter { division: Some(it), ..days }, "division", it.to_string()),
        Some(Field::Sector(it)) => (Filter { sector: Some(it), ..days }, "sector", it.word().to_owned()),
        Some(Field::Unit(_)) | None => return Ok(Figure::not_on_record()),
    };
    let address = between(Query::default().with(name, value), ask).at("/checks");
    Ok(count(counted(r, ctx, &filter)?, address))
}

fn between(query: Query, ask: &Ask) -> Query {
    query.with("from", ask.first.to_string()).with("to", ask.last.to_string())
}

fn tasks_late(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    use campaign::task::query::{Filter, View, count as counted};
    let filter = Filter { view: Some(View::Late), organisation: Some(ask.organisation), ..Filter::default() };
    let query = Query::default().with("state", View::Late.word()).with("organisation", ask.organisation.to_text());
    Ok(count(counted(r, ctx, &filter)?, query.at("/tasks")))
}

fn resolutions(ask: &Ask, view: meeting::resolution::query::View) -> (meeting::resolution::query::Filter, String) {
    let filter = meeting::resolution::query::Filter {
        view,
        owner: Some(ask.organisation),
        from: Some(ask.first),
        to: Some(ask.last),
        ..meeting::resolution::query::Filter::default()
    };
    let query = Query::default().with("state", view.word()).with("owner", ask.organisation.to_text());
    (filter, between(query, ask).at("/resolutions"))
}

fn resolutions_late(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    use meeting::resolution::query::{View, count as counted};
    let (filter, address) = resolutions(ask, View::Late);
    Ok(count(counted(r, ctx, &filter)?, address))
}

fn resolutions_closed(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    use meeting::resolution::State;
    use meeting::resolution::query::{View, count as counted};
    let (part, closed) = resolutions(ask, View::Of(State::Closed));
    let (whole, all) = resolutions(ask, View::All);
    let value = Value::share(counted(r, ctx, &part)?, counted(r, ctx, &whole)?);
    Ok(Figure { value, evidence: vec![closed, all] })
}

fn letters_unanswered(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    use obligation::follow_up::query::{Filter, View, count as counted};
    let filter = Filter { view: View::Unanswered, organisation: Some(ask.organisation) };
    let query = Query::default().with("view", View::Unanswered.word()).with("organisation", ask.organisation.to_text());
    Ok(count(counted(r, ctx, &filter)?, query.at("/letters")))
}

fn duties_overdue(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    use obligation::query::{Filter, count_held_by};
    let filter = Filter { late_only: true, organisation: Some(ask.organisation), ..Filter::default() };
    let query = Query::default().with("organisation", ask.organisation.to_text()).with("late", "yes");
    Ok(count(count_held_by(r, ctx, ask.organisation, &filter)?, query.at("/obligations")))
}

fn directives_unstudied(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    use campaign::directive::query::{Filter, View, count as counted};
    let filter = Filter { view: Some(View::Unstudied), organisation: Some(ask.organisation), ..Filter::default() };
    let query = Query::default().with("state", View::Unstudied.word()).with("organisation", ask.organisation.to_text());
    Ok(count(counted(r, ctx, &filter)?, query.at("/directives")))
}

fn materials_late(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    materials(r, ctx, ask, meeting::Standing::Late)
}

fn materials_missing(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    materials(r, ctx, ask, meeting::Standing::Missing)
}

fn materials(r: &Reader<'_>, ctx: &Ctx, ask: &Ask, standing: meeting::Standing) -> Result<Figure, Error> {
    let filter = meeting::query::MaterialFilter {
        standing: Some(standing),
        organisation: Some(ask.organisation),
        from: Some(ask.first),
        to: Some(ask.last),
        ..meeting::query::MaterialFilter::default()
    };
    let query = Query::default().with("state", standing.word()).with("organisation", ask.organisation.to_text());
    Ok(count(meeting::query::count_materials(r, ctx, &filter)?, between(query, ask).at("/meeting-materials")))
}

fn incident_filter(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Option<incident::query::Filter>, Error> {
    use incident::query::Filter;
    let days = Filter { from: Some(ask.first), to: Some(ask.last), ..Filter::default() };
    Ok(match field(r, ctx, ask)? {
        Some(Field::Township(it)) => Some(Filter { township: Some(it), ..days }),
        Some(Field::Sector(it)) => Some(Filter { sector: Some(it), ..days }),
        Some(Field::Unit(it)) => Some(Filter { unit: Some(it), ..days }),
        None => None,
    })
}

fn incidents(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let Some(filter) = incident_filter(r, ctx, ask)? else { return Ok(Figure::not_on_record()) };
    Ok(count(incident::query::count(r, ctx, &filter)?, filter.address()))
}

/// Rows fetched at once.
const PIECE: u32 = 500;

/// The sum over the rows of the list; one row without a number, and nobody knows it.
fn deaths(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let Some(filter) = incident_filter(r, ctx, ask)? else { return Ok(Figure::not_on_record()) };
    let (mut n, mut from) = (0, 0);
    loop {
        let lines = incident::query::list(r, ctx, &filter, from, PIECE)?;
        for it in &lines {
            let Some(dead) = it.figures.dead else {
                return Ok(Figure { value: Value::NotOnRecord, evidence: vec![filter.address()] });
            };
            n += i64::from(dead);
        }
        if lines.len() < PIECE as usize {
            return Ok(count(n, filter.address()));
        }
        from += PIECE;
    }
}
