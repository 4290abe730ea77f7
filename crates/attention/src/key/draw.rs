//! Drawing a list: every criterion is asked of every subject, as of a moment. The same record gives the same entries.

use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use kernel::{Ctx, Day, Division, Error, Instant, OrganisationId, Sector};
use ledger::Reader;
use registry::OrganisationKind;
use registry::measure::{Ask, Figure, Measure, Unit, Value, Values};
use registry::query::{Organisation, OrganisationFilter, SubjectFilter};

use super::criteria::Criterion;
use super::{Comparison, Entry, Kind, Subject};

/// Asks the record as it was known at a moment.
pub type Work = Box<dyn FnOnce(&Reader<'_>) -> Result<Vec<Entry>, Error> + Send>;
type Answer = Pin<Box<dyn Future<Output = Result<Vec<Entry>, Error>> + Send>>;

/// The record as it was known at a moment; `server` gives it.
#[derive(Clone)]
pub struct Known(pub Arc<dyn Fn(Instant, Work) -> Answer + Send + Sync>);

impl Comparison {
    /// Whole numbers only. What is not on record holds for nothing; of a part that is known it is known that it is reached.
    pub fn holds(self, value: Value, threshold: i64) -> bool {
        if let Value::AtLeast { n } = value {
            return self.is_lower() && self.holds(Value::Count { n }, threshold);
        }
        let Some((over, under)) = value.hundredths() else { return false };
        let limit = i128::from(threshold) * under;
        match self {
            Comparison::AtLeast => over >= limit,
            Comparison::Above => over > limit,
            Comparison::AtMost => over <= limit,
            Comparison::Below => over < limit,
        }
    }

    /// The more, the sooner it holds.
    fn is_lower(self) -> bool {
        matches!(self, Comparison::AtLeast | Comparison::Above)
    }
}

/// The same day so many months before; the last of a shorter month.
fn months_before(day: Day, months: u32) -> Day {
    let count = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 - i64::from(months);
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    let of_month = |date: i8| Day::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, date);
    (1..=day.day_of_month()).rev().find_map(of_month).unwrap_or(day)
}

/// The days that are asked about at a moment: twelve months end with the day of the moment.
pub(crate) fn window(criterion: &Criterion, at: Instant) -> (Day, Day) {
    let last = at.day();
    match criterion.months {
        Some(months) => (months_before(last, months).plus_days(1), last),
        None => (last, last),
    }
}

/// What a criterion says of a subject, with the figure whether it holds or not.
pub(crate) fn ask(
    r: &Reader<'_>,
    ctx: &Ctx,
    values: &Values,
    (criterion, subject): (&Criterion, &Subject),
) -> Result<(Figure, bool), Error> {
    let (first, last) = window(criterion, ctx.now);
    let ask = Ask { organisation: subject.organisation, sector: subject.sector, first, last };
    let figure = values.of(r, ctx, &criterion.measure, &ask)?;
    let holds = criterion.comparison.holds(figure.value, criterion.threshold);
    Ok((figure, holds))
}

/// The entries as of a moment, in the order of the register: townships, sectors, units.
pub fn compute(
    r: &Reader<'_>,
    ctx: &Ctx,
    values: &Values,
    criteria: &[Criterion],
    at: Instant,
) -> Result<Vec<Entry>, Error> {
    let ctx = Ctx { now: at, ..ctx.beyond_scope() };
    let mut entries: Vec<Entry> = Vec::new();
    let mut owners = Owners::default();
    for sort in Kind::ALL {
        let asked: Vec<Asked<'_>> = criteria
            .iter()
            .filter(|it| it.sort == *sort)
            .map(|it| asked(r, &ctx, values, it))
            .collect::<Result<_, _>>()?;
        if asked.is_empty() {
            continue;
        }
        for (subject, body) in subjects(r, &ctx, *sort)? {
            let mut reasons = Vec::new();
            for (criterion, _) in asked.iter().filter(|it| may_hold(it, &subject)) {
                let (figure, holds) = ask(r, &ctx, values, (criterion, &subject))?;
                if holds {
                    reasons.push(criterion.reason(figure));
                }
            }
            if reasons.is_empty() {
                continue;
            }
            let owner = owners.of(r, &ctx, &subject, body.division)?;
            entries.push(Entry { no: entries.len() as u32 + 1, subject, division: body.division, owner, reasons });
        }
    }
    Ok(entries)
}

/// A criterion, and of enterprises those that its measure says more than nothing of; none where each has to be asked.
type Asked<'a> = (&'a Criterion, Option<HashMap<OrganisationId, Option<i64>>>);

/// Enterprises are many, and of most nothing is on record: where nothing meets no criterion, only the others are asked.
fn asked<'a>(r: &Reader<'_>, ctx: &Ctx, values: &Values, it: &'a Criterion) -> Result<Asked<'a>, Error> {
    // A share of nothing is not on record, and holds for nothing.
    let share = Measure::find(&it.measure).is_some_and(|it| it.unit == Unit::Share);
    let nothing = !share && it.comparison.holds(Value::Count { n: 0 }, it.threshold);
    if it.sort != Kind::Unit || nothing {
        return Ok((it, None));
    }
    Ok((it, values.having(r, ctx, &it.measure, window(it, ctx.now))?))
}

fn may_hold((criterion, having): &Asked<'_>, subject: &Subject) -> bool {
    let Some(having) = having else { return true };
    match having.get(&subject.organisation) {
        None => false,
        Some(None) => true,
        Some(Some(n)) => criterion.comparison.holds(Value::Count { n: *n }, criterion.threshold),
    }
}

/// Who may be on a list, in the order of the register: by place and name, a department's sectors in their order.
fn subjects(r: &Reader<'_>, ctx: &Ctx, sort: Kind) -> Result<Vec<(Subject, Organisation)>, Error> {
    let kind = match sort {
        Kind::Township => OrganisationKind::Township,
        Kind::Sector => OrganisationKind::Department,
        Kind::Unit => OrganisationKind::Enterprise,
    };
    let filter = OrganisationFilter { kind: Some(kind), ..OrganisationFilter::default() };
    let mut all = Vec::new();
    for body in registry::query::every_organisation(r, ctx, &filter)? {
        if sort != Kind::Sector {
            all.push((Subject { sort, organisation: body.id, sector: None }, body));
            continue;
        }
        let mut sectors = registry::query::regulates(r, ctx, body.id)?;
        sectors.sort();
        let of = |sector| (Subject { sort, organisation: body.id, sector: Some(sector) }, body.clone());
        all.extend(sectors.into_iter().map(of));
    }
    Ok(all)
}

/// Who answers for what; townships and regulators are read once.
#[derive(Default)]
pub(crate) struct Owners {
    townships: Option<Vec<Organisation>>,
    regulators: HashMap<Sector, Vec<OrganisationId>>,
}

impl Owners {
    /// A body of the state answers for itself; for a unit the one department of its first subject's sector, else its township,
    /// else the Safety Office.
    pub(crate) fn of(
        &mut self,
        r: &Reader<'_>,
        ctx: &Ctx,
        subject: &Subject,
        place: Division,
    ) -> Result<OrganisationId, Error> {
        if subject.sort != Kind::Unit {
            return Ok(subject.organisation);
        }
        let filter = SubjectFilter { organisation: Some(subject.organisation), ..SubjectFilter::default() };
        if let Some(first) = registry::query::every_subject(r, ctx, &filter)?.first()
            && let [only] = self.regulators(r, ctx, first.sector)?
        {
            return Ok(*only);
        }
        match self.townships(r, ctx)?.iter().find(|it| it.division.contains(place)) {
            Some(it) => Ok(it.id),
            None => registry::query::safety_office(r, ctx),
        }
    }

    fn regulators(&mut self, r: &Reader<'_>, ctx: &Ctx, sector: Sector) -> Result<&[OrganisationId], Error> {
        Ok(match self.regulators.entry(sector) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(free) => free.insert(registry::query::regulators(r, ctx, sector)?),
        })
    }

    fn townships(&mut self, r: &Reader<'_>, ctx: &Ctx) -> Result<&[Organisation], Error> {
        if self.townships.is_none() {
            let townships =
                OrganisationFilter { kind: Some(OrganisationKind::Township), ..OrganisationFilter::default() };
            self.townships = Some(registry::query::every_organisation(r, ctx, &townships)?);
        }
        Ok(self.townships.as_deref().unwrap_or_default())
    }
}

/// A subject whose entry is another than before; none where it is on one of the two alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub subject: Subject,
    pub before: Option<Entry>,
    pub after: Option<Entry>,
}

/// Nothing where both name the same subjects for the same reasons; numbers of rows say nothing.
pub fn differences(before: &[Entry], after: &[Entry]) -> Vec<Difference> {
    let mut all: BTreeMap<Subject, (Option<&Entry>, Option<&Entry>)> = BTreeMap::new();
    for it in before {
        all.entry(it.subject).or_default().0 = Some(it);
    }
    for it in after {
        all.entry(it.subject).or_default().1 = Some(it);
    }
    let same = |a: &Entry, b: &Entry| a.reasons == b.reasons && a.owner == b.owner && a.division == b.division;
    let differs = |(_, pair): &(Subject, (Option<&Entry>, Option<&Entry>))| match pair {
        (Some(a), Some(b)) => !same(a, b),
        _ => true,
    };
    let difference = |(subject, (before, after)): (Subject, (Option<&Entry>, Option<&Entry>))| Difference {
        subject,
        before: before.cloned(),
        after: after.cloned(),
    };
    all.into_iter().filter(differs).map(difference).collect()
}
