//! Reads of disasters: the list, one, who is asked, and what was reported upward.

use kernel::{Ctx, Day, Division, DivisionLevel, Error, Grant, Instant, PersonId, Personal, Reach, Scope};
use ledger::{Clause, Reader, params};
use page::Values;

use super::list::Silence;
use super::store::{COLUMNS, load, read, within};
use super::{Asked, Disaster, DisasterId, Kind, Phase, State, store};
use crate::Figures;
use crate::amount::Amount;
use crate::measure::PERSON_TIMES;
use registry::forms::day_of;

/// The view that shows every state.
pub(super) const ALL: &str = "all";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub kind: Option<Kind>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// Those of which something is asked there, each with the figures of this township.
    pub township: Option<Division>,
    /// Those that tables count: not the dismissed ones.
    pub counted: bool,
}

impl Filter {
    /// From the address; what can't be read there is left out. Without a state: all of them.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            state: query.word("state", State::from_word),
            kind: query.word("kind", Kind::from_word),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
            township: query.reads("township").filter(|it: &Division| it.level() == DivisionLevel::Township),
            counted: query.has("only", "counted"),
        }
    }

    /// The visitor's reach as far as the list goes: one township of it, where one is asked for.
    pub(super) fn narrowed(&self, ctx: &Ctx) -> Ctx {
        let Some(township) = self.township else { return ctx.clone() };
        let mut scope = Scope::nothing(ctx.district);
        if ctx.scope.covers(township, &[], &[], None)
            && let Some(grant) = ctx.scope.widest()
        {
            scope.grants.push(Grant { reach: Reach::Division, division: township, sectors: None, ..grant.clone() });
        }
        Ctx { scope, ..ctx.clone() }
    }

    pub(super) fn word(&self) -> &'static str {
        self.state.map_or(ALL, State::word)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    if let Some(state) = filter.state {
        clause.and_equals("t.state", state);
    }
    if let Some(kind) = filter.kind {
        clause.and_equals("t.kind", kind);
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("t.began_at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("t.began_at < {to}"));
    }
    if filter.counted {
        let dismissed = clause.bind(State::Dismissed);
        clause.and(&format!("t.state <> {dismissed}"));
    }
    within(&mut clause, &filter.narrowed(ctx));
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Disaster>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM disaster t WHERE {} ORDER BY t.began_at DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM disaster t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Disaster, Error> {
    load(r, ctx, id)
}

/// Who is asked, within the visitor's reach, by place.
pub fn asked(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Vec<Asked>, Error> {
    let mut all = store::places(r, ctx, id)?;
    all.retain(|it| ctx.scope.covers(it.division, &[], &[], None));
    Ok(all)
}

/// One report of the district.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub edition: i64,
    pub phase: Phase,
    pub figures: Figures,
    pub asked: i64,
    pub silent: i64,
    pub note: Option<Personal<String>>,
    pub at: Instant,
    pub by: Option<PersonId>,
}

/// What the district reported upward, the newest first. They sum the whole district, so a township does not see them.
pub fn reports(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Vec<Sent>, Error> {
    if !ctx.scope.covers(ctx.district.division(), &[], &[], None) {
        return Ok(Vec::new());
    }
    r.rows(
        "SELECT edition, phase, figures, asked, silent, note, sent_at, sent_by FROM disaster_report
         WHERE district = $1 AND disaster = $2 ORDER BY edition DESC LIMIT 1000",
        params![ctx.district, id],
        |row| {
            Ok(Sent {
                edition: row.get(0)?,
                phase: row.get(1)?,
                figures: crate::web::figures(&row.get::<String>(2)?)?,
                asked: row.get(3)?,
                silent: row.get(4)?,
                note: row.get::<Option<String>>(5)?.map(Personal::Known),
                at: row.get(6)?,
                by: row.get(7)?,
            })
        },
    )
}

/// How many of those asked within reach have sent nothing.
pub(crate) fn silence(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Silence, Error> {
    let heard = crate::sheet::query::heard(r, ctx, id)?;
    let asked = asked(r, ctx, id)?;
    let silent = asked.iter().filter(|it| !heard.contains(&it.division)).count();
    Ok(Silence { silent: silent as i64, asked: asked.len() as i64 })
}

/// The one figure that is added across disasters; the district's alone, and not of those that were dismissed.
pub(super) fn person_times(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Option<Amount>, Error> {
    if filter.township.is_some() || !ctx.scope.covers(ctx.district.division(), &[], &[], None) {
        return Ok(None);
    }
    let mut clause = conditions(ctx, filter);
    let dismissed = clause.bind(State::Dismissed);
    let (county, measure) = (clause.bind(ctx.district.division()), clause.bind(PERSON_TIMES));
    clause.and(&format!("t.state <> {dismissed} AND s.division = {county} AND s.measure = {measure}"));
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(s.parts), 0) AS BIGINT) FROM disaster t
         JOIN loss_sum s ON s.district = t.district AND s.disaster = t.id WHERE {}",
        clause.text()
    );
    r.value(&sql, &clause.params()).map(Some)
}
