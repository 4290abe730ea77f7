//! Reads of sheets: one, all of a disaster, the sums, who was heard.

use std::collections::{HashMap, HashSet};

use kernel::{Ctx, Division, DivisionLevel, Error, Instant, PersonId, Personal};
use ledger::{Clause, Reader, ScopeColumns, params};

use super::store::{COLUMNS, read};
use super::sum::{self, Of, Sum};
use super::{Fact, LossSheet, LossSheetId, Sent, store};
use crate::Figures;
use crate::amount::Amount;
use crate::event::{Asked, Disaster, DisasterId, Phase};
use crate::measure::{Measure, PERSON_TIMES};
use crate::place::Place;

/// Where a sheet lies; the table has the alias `t`.
const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &[], persons: &[], sector: None };

/// More sheets than the villages and groups of a county write.
const SHEETS_MOST: i64 = 20_000;

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: LossSheetId) -> Result<LossSheet, Error> {
    store::load(r, ctx, id)
}

/// The sheet of a place within the visitor's reach, if there is one.
pub fn of_place(r: &Reader<'_>, ctx: &Ctx, id: DisasterId, place: &Place) -> Result<Option<LossSheet>, Error> {
    let found = store::of_place(r, ctx, id, place)?;
    Ok(found.filter(|it| ctx.scope.covers(it.place.division, &[], &[], None)))
}

/// Every sheet of a disaster within the visitor's reach, by place; withdrawn ones too.
pub fn of_disaster(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Vec<LossSheet>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.disaster", id).within(&ctx.scope, &SCOPE);
    let sql = format!(
        "SELECT {COLUMNS} FROM loss_sheet t WHERE {} ORDER BY t.division, t.village_group LIMIT {SHEETS_MOST}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

/// What the whole district sums to, for its own reports; whatever the visitor's reach.
pub(crate) fn county(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Figures, Error> {
    let rows = r.rows(
        "SELECT measure, parts FROM loss_sum WHERE district = $1 AND disaster = $2 AND division = $3 AND said > 0",
        params![ctx.district, id, ctx.district.division()],
        |row| Ok((row.get::<Measure>(0)?, row.get::<Amount>(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Divisions with a sheet that stands, their own or of a group of theirs.
pub(crate) fn heard(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<HashSet<Division>, Error> {
    let sql = "SELECT DISTINCT division FROM loss_sheet WHERE district = $1 AND disaster = $2 AND withdrawn = 0";
    Ok(r.rows(sql, params![ctx.district, id], |row| row.get(0))?.into_iter().collect())
}

/// Divisions all of whose sheets are verified or say zero.
pub(crate) fn verified(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<HashSet<Division>, Error> {
    let sql =
        "SELECT division FROM loss_sheet WHERE district = $1 AND disaster = $2 AND withdrawn = 0 GROUP BY division
               HAVING MIN(CASE WHEN phase = $3 OR zero = 1 THEN 1 ELSE 0 END) = 1";
    Ok(r.rows(sql, params![ctx.district, id, Phase::Verified], |row| row.get(0))?.into_iter().collect())
}

/// Daily reports that sheets of the disaster owe, or owed.
pub(crate) fn dailies(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Vec<obligation::ObligationId>, Error> {
    let sql = "SELECT daily FROM loss_sheet WHERE district = $1 AND disaster = $2 AND daily IS NOT NULL ORDER BY id";
    r.rows(sql, params![ctx.district, id], |row| row.get(0))
}

/// What the visitor's reach sums to for each of these disasters: the district, or the one township of a grant.
pub fn main_figures(r: &Reader<'_>, ctx: &Ctx, ids: &[DisasterId]) -> Result<HashMap<DisasterId, Figures>, Error> {
    let whole = ctx.scope.covers(ctx.district.division(), &[], &[], None);
    let mut all = HashMap::new();
    for id in ids {
        let figures = if whole { county(r, ctx, *id)? } else { within(r, ctx, *id)? };
        all.insert(*id, figures);
    }
    Ok(all)
}

/// The sum of the townships within reach.
fn within(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Figures, Error> {
    let mut sums = Figures::default();
    for ((division, measure), sum) in sum::all(r, &Of { district: ctx.district, disaster: id })? {
        if division != ctx.district.division()
            && ctx.scope.covers(division, &[], &[], None)
            && let Some(figure) = sum.figure()
        {
            sums.set(measure, sums.get(measure).unwrap_or_default() + figure);
        }
    }
    Ok(sums)
}

/// One edition in the history of a sheet.
#[derive(Debug, Clone)]
pub struct Edition {
    pub at: Instant,
    pub by: Option<PersonId>,
    pub said: Said,
}

#[derive(Debug, Clone)]
pub enum Said {
    Sent(Sent),
    Withdrawn(Personal<String>),
}

/// What the sheet said, the newest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: LossSheetId) -> Result<Vec<Edition>, Error> {
    store::load(r, ctx, id)?;
    let edition = |it: ledger::Recorded<Fact>| Edition {
        at: it.at.effective_at,
        by: it.at.person,
        said: match it.fact {
            Fact::Sent(sent) => Said::Sent(sent),
            Fact::Withdrawn { reason } => Said::Withdrawn(reason),
        },
    };
    Ok(r.history::<Fact>(ctx.district, id)?.into_iter().rev().map(edition).collect())
}

/// One place of a disaster: asked or not, heard or not.
#[derive(Debug, Clone)]
pub struct Line {
    pub place: Place,
    pub name: String,
    pub asked: Option<Asked>,
    /// The sheet that stands.
    pub sheet: Option<LossSheet>,
}

impl Line {
    /// When its first sheet came after the deadline; late stays late.
    pub fn late(&self) -> Option<kernel::Span> {
        let (asked, sheet) = (self.asked?, self.sheet.as_ref()?);
        (sheet.first_at > asked.due).then(|| sheet.first_at.since(asked.due))
    }
}

/// A disaster with every place and every sum within the visitor's reach.
#[derive(Debug, Clone)]
pub struct Board {
    /// By place: a township before its villages, a village before its groups.
    pub lines: Vec<Line>,
    /// Townships within reach that are asked, or some part of which is.
    pub townships: Vec<(Division, String)>,
    sums: HashMap<(Division, Measure), Sum>,
    /// Silent and asked, by township.
    silence: HashMap<Division, (usize, usize)>,
    /// Villages of each township that are asked or have a sheet.
    parts: HashMap<Division, usize>,
    /// Only where the reach is the district.
    pub whole: bool,
    county: Division,
    pub names: HashMap<Division, String>,
}

impl Board {
    pub fn sum(&self, division: Division, measure: Measure) -> Sum {
        self.sums.get(&(division, measure)).copied().unwrap_or_default()
    }

    pub fn county(&self, measure: Measure) -> Option<Amount> {
        self.sum(self.county, measure).figure()
    }

    /// Of how many places of a township a sum is, where some of them leave the measure out: 13 of 14.
    pub fn part_of(&self, township: Division, measure: Measure) -> Option<(usize, usize)> {
        let (said, all) = self.spoken_in(township, measure);
        (0 < said && said < all).then_some((said, all))
    }

    /// The same of the whole district.
    pub fn part_of_county(&self, measure: Measure) -> Option<(usize, usize)> {
        let each = self.townships.iter().map(|(code, _)| self.spoken_in(*code, measure));
        let (said, all) = each.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        (0 < said && said < all).then_some((said, all))
    }

    /// A township that speaks for itself speaks for all its places.
    fn spoken_in(&self, township: Division, measure: Measure) -> (usize, usize) {
        let sum = self.sum(township, measure);
        let all = self.parts.get(&township).copied().unwrap_or_default().max(1);
        match usize::try_from(sum.said) {
            Ok(said) if said > 0 => (said, all),
            _ if sum.own.is_some() => (all, all),
            _ => (0, all),
        }
    }

    /// So many times somebody was affected, and yet fewer than people: they were summed of different places.
    pub fn times_below_people(&self, division: Division) -> bool {
        let figure = |name| Measure::named(name).and_then(|it| self.sum(division, it).figure());
        figure(PERSON_TIMES).zip(figure("affected")).is_some_and(|(times, people)| times < people)
    }

    pub fn district(&self) -> Division {
        self.county
    }

    /// Measures that anybody speaks of other than by zero.
    pub fn spoken(&self) -> Vec<Measure> {
        let found: HashSet<Measure> = self
            .sums
            .iter()
            .filter(|(_, sum)| sum.figure().is_some_and(|it| it != Amount::ZERO) || sum.differs().is_some())
            .map(|((_, measure), _)| *measure)
            .collect();
        Measure::all().filter(|it| found.contains(it)).collect()
    }

    /// Asked within reach.
    pub fn asked(&self) -> usize {
        self.silence.values().map(|(_, asked)| asked).sum()
    }

    pub fn is_complete(&self) -> bool {
        self.silence.values().all(|(silent, _)| *silent == 0)
    }

    /// Asked, and nothing heard: neither from itself nor from a group of it.
    pub fn silent(&self) -> Vec<&Line> {
        let heard = heard_in(&self.lines);
        self.lines.iter().filter(|it| it.asked.is_some() && !heard.contains(&it.place.division)).collect()
    }

    /// Silent places of one township, and how many of it are asked.
    pub fn silence_of(&self, township: Division) -> (usize, usize) {
        self.silence.get(&township).copied().unwrap_or_default()
    }
}

fn heard_in(lines: &[Line]) -> HashSet<Division> {
    lines.iter().filter(|it| it.sheet.is_some()).map(|it| it.place.division).collect()
}

fn silence(lines: &[Line]) -> HashMap<Division, (usize, usize)> {
    let heard = heard_in(lines);
    let mut all: HashMap<Division, (usize, usize)> = HashMap::new();
    for line in lines.iter().filter(|it| it.asked.is_some()) {
        let (silent, asked) = all.entry(line.place.division.township()).or_default();
        *silent += usize::from(!heard.contains(&line.place.division));
        *asked += 1;
    }
    all
}

fn villages(lines: &[Line]) -> HashMap<Division, usize> {
    let mut all: HashMap<Division, HashSet<Division>> = HashMap::new();
    for it in lines.iter().map(|it| it.place.division).filter(|it| it.level() == DivisionLevel::Village) {
        all.entry(it.township()).or_default().insert(it);
    }
    all.into_iter().map(|(township, villages)| (township, villages.len())).collect()
}

pub fn board(r: &Reader<'_>, ctx: &Ctx, disaster: &Disaster) -> Result<Board, Error> {
    let asked = crate::event::query::asked(r, ctx, disaster.id)?;
    let sheets = of_disaster(r, ctx, disaster.id)?;
    let county = ctx.district.division();
    let mut names = HashMap::new();
    for level in [DivisionLevel::Township, DivisionLevel::Village] {
        let found = registry::query::divisions(r, ctx, county, level)?;
        names.extend(found.into_iter().map(|it| (it.code, it.name)));
    }
    let whole = ctx.scope.covers(county, &[], &[], None);
    let mut sums = sum::all(r, &Of { district: ctx.district, disaster: disaster.id })?;
    sums.retain(|(division, _), _| ctx.scope.covers(*division, &[], &[], None));
    let lines = lines(&asked, sheets, &names);
    let mut townships: Vec<Division> = lines.iter().map(|it| it.place.division.township()).collect();
    townships.dedup();
    let named = |it: Division| (it, names.get(&it).cloned().unwrap_or_else(|| it.to_string()));
    let townships = townships.into_iter().map(named).collect();
    Ok(Board { silence: silence(&lines), parts: villages(&lines), lines, townships, sums, whole, county, names })
}

fn lines(asked: &[Asked], sheets: Vec<LossSheet>, names: &HashMap<Division, String>) -> Vec<Line> {
    let mut by_place: HashMap<Place, (Option<Asked>, Option<LossSheet>)> = HashMap::new();
    for it in asked {
        by_place.entry(Place::of(it.division)).or_default().0 = Some(*it);
    }
    for it in sheets.into_iter().filter(|it| !it.withdrawn) {
        let place = it.place.clone();
        by_place.entry(place).or_default().1 = Some(it);
    }
    let name = |place: &Place| {
        let division = names.get(&place.division).cloned().unwrap_or_else(|| place.division.to_string());
        if place.is_group() { format!("{division} {}", place.group) } else { division }
    };
    let line = |(place, (asked, sheet))| Line { name: name(&place), place, asked, sheet };
    let mut lines: Vec<Line> = by_place.into_iter().map(line).collect();
    lines.sort_by(|a, b| a.place.cmp(&b.place));
    lines
}
