//! Reads of the register: the list, one, its history, and how many names there are beside the figures of the sheets.

use std::collections::{BTreeMap, HashMap};

use kernel::{Ctx, Division, DivisionLevel, Error, Identity as _};
use ledger::{Clause, Reader, Recorded, ScopeColumns};
use page::Values;

use super::store::{COLUMNS, read};
use super::{Condition, Fact, Known, Victim, VictimId, store};
use crate::amount::Amount;
use crate::event::{Disaster, DisasterId};
use crate::measure::Measure;
use crate::sheet::query::main_figures;
use crate::sheet::sum::{self, Of};

/// Where a record lies; the table has the alias `t`.
const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &[], persons: &[], sector: None };

/// The word of the view of those that were taken back.
pub(super) const WITHDRAWN: &str = "withdrawn";

/// The state of the list; it stands in the address. No name does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    pub disaster: Option<DisasterId>,
    pub township: Option<Division>,
    pub condition: Option<Condition>,
    /// Those taken back instead of those that stand.
    pub withdrawn: bool,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            disaster: query.word("disaster", DisasterId::parse),
            township: query.reads("township").filter(|it: &Division| it.level() == DivisionLevel::Township),
            condition: query.word("condition", Condition::from_word),
            withdrawn: query.has("condition", WITHDRAWN),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    clause.and_equals("t.withdrawn", i64::from(filter.withdrawn));
    if let Some(disaster) = filter.disaster {
        clause.and_equals("t.disaster", disaster);
    }
    if let Some(condition) = filter.condition {
        clause.and_equals("t.condition", condition);
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("t.division BETWEEN {first} AND {last}"));
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Victim>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM disaster_victim t WHERE {} ORDER BY t.since DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM disaster_victim t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: VictimId) -> Result<Victim, Error> {
    store::load(r, ctx, id)
}

/// What was recorded, the oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: VictimId) -> Result<Vec<Recorded<Fact>>, Error> {
    store::load(r, ctx, id)?;
    r.history::<Fact>(ctx.district, id)
}

/// Whether somebody else of this name is recorded at this place.
pub(super) fn is_named(
    r: &Reader<'_>,
    ctx: &Ctx,
    disaster: DisasterId,
    known: &Known,
    but: Option<VictimId>,
) -> Result<bool, Error> {
    let Some(name) = known.name.as_str() else { return Ok(false) };
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.disaster", disaster);
    clause.and_equals("t.division", known.division).and_equals("t.name", name.to_owned()).and("t.withdrawn = 0");
    if let Some(but) = but {
        let but = clause.bind(but);
        clause.and(&format!("t.id <> {but}"));
    }
    let sql = format!("SELECT COUNT(*) FROM disaster_victim t WHERE {}", clause.text());
    Ok(r.value::<i64>(&sql, &clause.params())? > 0)
}

/// Names beside a figure of the sheets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    pub names: i64,
    /// Nothing where nobody reported it.
    pub figure: Option<Amount>,
}

impl Compared {
    /// As many names as the sheets say; no name needs no figure.
    pub fn agrees(&self) -> bool {
        self.figure.unwrap_or_default() == Amount::whole(self.names)
    }
}

/// The dead and the missing.
pub type Pair = [Compared; 2];
/// In the order of a [`Pair`].
pub(crate) const COUNTED: [(Condition, &str); 2] = [(Condition::Dead, "deaths"), (Condition::Missing, "missing")];

/// How many names stand beside the figures of a disaster: in all within reach, and by township where the two differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    pub whole: Pair,
    pub differing: BTreeMap<Division, Pair>,
    pub found: i64,
}

/// As far as the visitor may see names and as far as they see figures, whichever is less.
pub(crate) fn compared(r: &Reader<'_>, ctx: &Ctx, it: &Disaster) -> Result<Register, Error> {
    let mut names: HashMap<(Division, Condition), i64> = HashMap::new();
    let clause = conditions(ctx, &Filter { disaster: Some(it.id), ..Filter::default() });
    let sql = format!(
        "SELECT t.division, t.condition, COUNT(*) FROM disaster_victim t WHERE {} GROUP BY t.division, t.condition",
        clause.text()
    );
    r.each(&sql, &clause.params(), |row| {
        let (division, condition): (Division, Condition) = (row.get(0)?, row.get(1)?);
        *names.entry((division.township(), condition)).or_default() += row.get::<i64>(2)?;
        Ok(())
    })?;
    let figures = main_figures(r, ctx, &[it.id])?.remove(&it.id).unwrap_or_default();
    let sums = sum::all(r, &Of { district: ctx.district, disaster: it.id })?;
    let total = |wanted: Condition| names.iter().filter(|((_, it), _)| *it == wanted).map(|(_, n)| n).sum::<i64>();
    let whole = COUNTED.map(|(condition, name)| Compared {
        names: total(condition),
        figure: Measure::named(name).and_then(|it| figures.get(it)),
    });
    let reached = |it: &Division| it.level() == DivisionLevel::Township && ctx.scope.covers(*it, &[], &[], None);
    let townships = sums.keys().map(|(it, _)| *it).chain(names.keys().map(|(it, _)| *it)).filter(reached);
    let pair = |township: Division| {
        COUNTED.map(|(condition, name)| Compared {
            names: names.get(&(township, condition)).copied().unwrap_or_default(),
            figure: Measure::named(name).and_then(|it| sums.get(&(township, it))).and_then(|it| it.figure()),
        })
    };
    let differing = townships.map(|it| (it, pair(it))).filter(|(_, pair)| !pair.iter().all(Compared::agrees));
    Ok(Register { whole, differing: differing.collect(), found: total(Condition::Found) })
}
