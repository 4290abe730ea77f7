//! Reads of mass events.

use kernel::{Ctx, Day, Division, Error};
use ledger::{Clause, Reader, Recorded};
use page::Values;
use registry::forms::day_of;

use super::store::{COLUMNS, SCOPE, load, read};
use super::{Fact, MassEvent, MassEventId, PERMIT_FROM, State};
use crate::period::SpecialPeriodId;

kernel::words! {
    /// The views of the list.
    pub enum View {
        All = "all",
        /// Still to be held.
        Ahead = "ahead",
        /// Over, and nobody wrote down how it went.
        Silent = "silent",
        /// It needs a permit, and none is on record.
        NoPermit = "no_permit",
        /// More people are expected than the place may hold.
        OverLimit = "over_limit",
        /// Held without anybody having found it fit.
        Unlooked = "unlooked",
        Held = "held",
        Cancelled = "cancelled",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub view: Option<View>,
    pub period: Option<SpecialPeriodId>,
    pub township: Option<Division>,
    /// Begins on or after, on or before.
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("state", View::from_word),
            period: query.reads("period"),
            township: query.reads("township"),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
        }
    }

    pub fn view(&self) -> View {
        self.view.unwrap_or(View::All)
    }

    /// The address of the list of what it asks for.
    pub fn address(&self) -> String {
        Values::default()
            .with("state", self.view.map_or("", View::word))
            .with("period", self.period.map_or(String::new(), |it| it.to_string()))
            .with("township", self.township.map_or(String::new(), |it| it.to_string()))
            .with("from", self.from.map_or(String::new(), |it| it.to_string()))
            .with("to", self.to.map_or(String::new(), |it| it.to_string()))
            .at(super::PATH)
    }
}

fn states(clause: &mut Clause, all: &[State]) {
    let names: Vec<String> = all.iter().map(|it| clause.bind(*it)).collect();
    clause.and(&format!("t.state IN ({})", names.join(", ")));
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    const AHEAD: [State; 3] = [State::Planned, State::Fit, State::Unfit];
    match filter.view() {
        View::All => {}
        View::Ahead => states(&mut clause, &AHEAD),
        View::Silent => {
            states(&mut clause, &AHEAD);
            let now = clause.bind(ctx.now);
            clause.and(&format!("t.ends_at < {now}"));
        }
        View::NoPermit => {
            let (from, cancelled) = (clause.bind(PERMIT_FROM), clause.bind(State::Cancelled));
            clause.and(&format!("t.expected >= {from} AND t.permit IS NULL AND t.state <> {cancelled}"));
        }
        View::OverLimit => {
            let cancelled = clause.bind(State::Cancelled);
            clause.and(&format!("t.expected > t.crowd_limit AND t.state <> {cancelled}"));
        }
        View::Unlooked => {
            states(&mut clause, &[State::Held, State::Closed]);
            clause.and("(t.fit IS NULL OR t.fit = 0)");
        }
        View::Held => states(&mut clause, &[State::Held, State::Closed]),
        View::Cancelled => states(&mut clause, &[State::Cancelled]),
    }
    if let Some(period) = filter.period {
        clause.and_equals("t.period", period);
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("t.division BETWEEN {first} AND {last}"));
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("t.starts_at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("t.starts_at < {to}"));
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// What is ahead by its beginning, the rest the latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<MassEvent>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let order = match filter.view() {
        View::Ahead | View::Silent => "t.starts_at, t.id",
        _ => "t.starts_at DESC, t.id DESC",
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM mass_event t WHERE {} ORDER BY {order} LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM mass_event t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: MassEventId) -> Result<MassEvent, Error> {
    load(r, ctx, id)
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: MassEventId) -> Result<Vec<Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
