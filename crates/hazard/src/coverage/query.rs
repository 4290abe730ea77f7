//! Every subject within the visitor's scope with its colour, its last look and its standing.

use kernel::{Ctx, Division, Error, Identity as _, Sector};
use ledger::Reader;
use page::Values;
use registry::query::SubjectFilter;
use registry::{SubjectId, SubjectStatus};

use super::{Group, Line, Standing, standing};
use crate::check;
use crate::risk::assessment;
use crate::risk::frequency::{self, Party};

/// The state of table and list; it stands in the address.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filter {
    pub group: Group,
    pub division: Option<Division>,
    pub sector: Option<Sector>,
    pub standing: Option<Standing>,
    pub assessed: Option<bool>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            group: query.word("group", Group::from_word).unwrap_or(Group::Area),
            division: query.reads::<Division>("division"),
            sector: query.word("sector", Sector::from_word),
            standing: query.word("standing", Standing::from_word),
            assessed: match query.get("assessed") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
        }
    }

    fn fits(&self, line: &Line) -> bool {
        line.is_of(self.group)
            && self.standing.is_none_or(|it| it == line.standing)
            && self.assessed.is_none_or(|it| it == line.colour.is_some())
    }
}

/// In no order; by place and sector alone.
pub(crate) fn lines(
    r: &Reader<'_>,
    ctx: &Ctx,
    division: Option<Division>,
    sector: Option<Sector>,
) -> Result<Vec<Line>, Error> {
    let filter = SubjectFilter { division, sector, ..SubjectFilter::default() };
    let subjects = registry::query::every_subject(r, ctx, &filter)?;
    standing_of(r, ctx, subjects, None)
}

/// One subject, if it is within the visitor's scope and supervised today.
pub(crate) fn line(r: &Reader<'_>, ctx: &Ctx, id: SubjectId) -> Result<Option<Line>, Error> {
    let subject = registry::query::subject(r, ctx, id)?.filter(|it| it.status == SubjectStatus::Active);
    Ok(standing_of(r, ctx, subject.into_iter().collect(), Some(id))?.pop())
}

fn standing_of(
    r: &Reader<'_>,
    ctx: &Ctx,
    subjects: Vec<registry::query::Subject>,
    only: Option<SubjectId>,
) -> Result<Vec<Line>, Error> {
    let mut colours = assessment::query::colours(r, ctx, only)?;
    let last = check::query::last(r, ctx, only)?;
    let (rules, today) = (frequency::list(r, ctx)?, ctx.now.day());
    let line = |subject: registry::query::Subject| {
        let colour = colours.remove(&subject.id);
        let looked = last.get(&subject.id).copied().unwrap_or_default();
        let looked = looked.department.max(looked.township).map(|at| at.day());
        let of = |party| frequency::choose(&rules, colour, subject.sector, party, today);
        let periods = [of(Party::Department), of(Party::Township)];
        let period = periods.into_iter().flatten().min_by_key(|period| period.after(today));
        let (standing, due) = standing(looked, period, today);
        Line { subject, colour, last: looked, due, standing }
    };
    Ok(subjects.into_iter().map(line).collect())
}

/// What fits the whole filter, who has to be visited first at the top.
pub(super) fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Line>, Error> {
    let mut lines = lines(r, ctx, filter.division, filter.sector)?;
    lines.retain(|line| filter.fits(line));
    lines.sort_by_cached_key(|line| (line.standing, line.due, line.colour.is_none(), line.colour, line.id().to_text()));
    Ok(lines)
}
