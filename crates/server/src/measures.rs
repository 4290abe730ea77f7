//! What other concepts know of an organisation in a period: the values behind the measures. Each counts by the same
//! query as the list that its evidence opens.

use hazard::Grade;
use hazard::query::{Filter as HazardFilter, Party, View};
use hazard::statistics::Closing;
use kernel::{Ctx, Day, Error, Identity as _, OrganisationId, Sector};
use ledger::Reader;
use page::Values as Query;
use registry::OrganisationKind;
use registry::measure::{Ask, Figure, Having, Value, ValueOf, Values};

/// Each measure by its name.
pub const MEASURES: Values = Values(VALUES, HAVING);

const VALUES: &[(&str, ValueOf)] = &[
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
];

/// By which enterprises are found at once; by every other measure each is asked.
const HAVING: &[(&str, Having)] = &[
    ("hazards_found", having_found),
    ("hazards_closed", having_closed),
    ("hazards_closed_in_time", having_share),
    ("hazards_late", having_late),
    ("major_hazards_open", having_major_open),
    ("major_hazards_late", having_major_late),
    ("hazards_recurring", having_recurring),
    ("incidents", having_incidents),
    ("deaths", having_deaths),
];

fn count(n: i64, evidence: String) -> Figure {
    Figure { value: Value::Count { n }, evidence: vec![evidence] }
}

fn hazards(r: &Reader<'_>, ctx: &Ctx, filter: &HazardFilter) -> Result<Figure, Error> {
    Ok(count(hazard::query::count_all(r, ctx, filter)?, filter.address()))
}

/// Of whatever view, whoever's it is.
fn every() -> HazardFilter {
    HazardFilter { view: View::All, ..HazardFilter::default() }
}

fn found((first, last): (Day, Day)) -> HazardFilter {
    HazardFilter { found_from: Some(first), found_to: Some(last), ..every() }
}

fn hazards_found(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let found = found((ask.first, ask.last));
    hazards(r, ctx, &HazardFilter { reporter: Some(ask.organisation), sector: ask.sector, ..found })
}

fn is_unit(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<bool, Error> {
    Ok(registry::query::organisation_kind(r, ctx, ask.organisation)? == Some(OrganisationKind::Enterprise))
}

/// An enterprise answers for what it rectifies, a body of the state for what it verifies.
fn answered_for(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<HazardFilter, Error> {
    let unit = is_unit(r, ctx, ask)?;
    let (owner, checker) = if unit { (Some(ask.organisation), None) } else { (None, Some(ask.organisation)) };
    Ok(HazardFilter { owner, checker, sector: ask.sector, ..every() })
}

fn closed_in((first, last): (Day, Day), all: HazardFilter) -> HazardFilter {
    HazardFilter { closed_from: Some(first), closed_to: Some(last), ..all }
}

fn closed(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<HazardFilter, Error> {
    Ok(closed_in((ask.first, ask.last), answered_for(r, ctx, ask)?))
}

fn hazards_closed(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    hazards(r, ctx, &closed(r, ctx, ask)?)
}

fn hazards_closed_in_time(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let whole = closed(r, ctx, ask)?;
    let part = HazardFilter { closing: Some(Closing::InTime), ..whole.clone() };
    let n = |filter: &HazardFilter| hazard::query::count_all(r, ctx, filter);
    Ok(Figure { value: Value::share(n(&part)?, n(&whole)?), evidence: vec![part.address(), whole.address()] })
}

/// Of those found by the last day, as they stand.
fn standing_by(last: Day, all: HazardFilter, (view, grade): (View, Option<Grade>)) -> HazardFilter {
    HazardFilter { view, grade, found_to: Some(last), ..all }
}

fn standing(r: &Reader<'_>, ctx: &Ctx, ask: &Ask, which: (View, Option<Grade>)) -> Result<Figure, Error> {
    hazards(r, ctx, &standing_by(ask.last, answered_for(r, ctx, ask)?, which))
}

/// Whose move it is, is late: while somebody verifies or closes, an enterprise is not.
fn late(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<View, Error> {
    Ok(if is_unit(r, ctx, ask)? { View::OwnerLate } else { View::Late })
}

fn hazards_late(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    standing(r, ctx, ask, (late(r, ctx, ask)?, None))
}

fn major_hazards_open(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    standing(r, ctx, ask, (View::Open, Some(Grade::Major)))
}

fn major_hazards_late(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    standing(r, ctx, ask, (late(r, ctx, ask)?, Some(Grade::Major)))
}

fn recurring(days: (Day, Day), all: HazardFilter) -> HazardFilter {
    HazardFilter { recurring: true, found_from: Some(days.0), found_to: Some(days.1), ..all }
}

fn hazards_recurring(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    hazards(r, ctx, &recurring((ask.first, ask.last), answered_for(r, ctx, ask)?))
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

/// By the figures in force, the same for everybody; where the number of one is unknown, so many are known of.
fn deaths(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let Some(filter) = incident_filter(r, ctx, ask)? else { return Ok(Figure::not_on_record()) };
    let (n, unknown) = incident::query::deaths(r, ctx, &filter)?;
    let value = match (n, unknown) {
        (n, 0) => Value::Count { n },
        (0, _) => Value::NotOnRecord,
        (n, _) => Value::AtLeast { n },
    };
    Ok(Figure { value, evidence: vec![filter.address()] })
}

type Had = Result<Vec<(OrganisationId, Option<i64>)>, Error>;

/// The same filters as of one enterprise, of all at once.
fn having(r: &Reader<'_>, ctx: &Ctx, filter: &HazardFilter, party: Party) -> Had {
    let all = hazard::query::count_by(r, ctx, filter, party)?;
    Ok(all.into_iter().map(|(of, n)| (of, Some(n))).collect())
}

fn having_found(r: &Reader<'_>, ctx: &Ctx, days: (Day, Day)) -> Had {
    having(r, ctx, &found(days), Party::Reporter)
}

fn having_closed(r: &Reader<'_>, ctx: &Ctx, days: (Day, Day)) -> Had {
    having(r, ctx, &closed_in(days, every()), Party::Owner)
}

/// Which share of them it is, each is asked.
fn having_share(r: &Reader<'_>, ctx: &Ctx, days: (Day, Day)) -> Had {
    Ok(having_closed(r, ctx, days)?.into_iter().map(|(of, _)| (of, None)).collect())
}

fn having_late(r: &Reader<'_>, ctx: &Ctx, (_, last): (Day, Day)) -> Had {
    having(r, ctx, &standing_by(last, every(), (View::OwnerLate, None)), Party::Owner)
}

fn having_major_open(r: &Reader<'_>, ctx: &Ctx, (_, last): (Day, Day)) -> Had {
    having(r, ctx, &standing_by(last, every(), (View::Open, Some(Grade::Major))), Party::Owner)
}

fn having_major_late(r: &Reader<'_>, ctx: &Ctx, (_, last): (Day, Day)) -> Had {
    having(r, ctx, &standing_by(last, every(), (View::OwnerLate, Some(Grade::Major))), Party::Owner)
}

fn having_recurring(r: &Reader<'_>, ctx: &Ctx, days: (Day, Day)) -> Had {
    having(r, ctx, &recurring(days, every()), Party::Owner)
}

fn having_incidents(r: &Reader<'_>, ctx: &Ctx, (first, last): (Day, Day)) -> Had {
    let filter = incident::query::Filter { from: Some(first), to: Some(last), ..incident::query::Filter::default() };
    let all = incident::query::count_by_unit(r, ctx, &filter)?;
    Ok(all.into_iter().map(|(of, n)| (of, Some(n))).collect())
}

/// How many died in them, each is asked.
fn having_deaths(r: &Reader<'_>, ctx: &Ctx, days: (Day, Day)) -> Had {
    Ok(having_incidents(r, ctx, days)?.into_iter().map(|(of, _)| (of, None)).collect())
}
