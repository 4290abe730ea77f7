//! Reads of resolutions: across meetings, of one meeting, one.

use kernel::{Ctx, Day, Error, Instant, OrganisationId};
use ledger::{Clause, Reader, Recorded};
use page::Values;
use registry::forms::day_of;

use super::store::{COLUMNS, TABLES, load, read, within};
use super::{Fact, Resolution, ResolutionId, State};
use crate::model::{Kind, MeetingId};

/// The view that shows what is still to be done or looked at.
pub(super) const OPEN: &str = "open";
pub(super) const LATE: &str = "late";
pub(super) const ALL: &str = "all";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    #[default]
    Open,
    /// The owner is late now.
    Late,
    All,
    Of(State),
}

impl View {
    pub fn from_word(word: &str) -> View {
        match word {
            LATE => View::Late,
            ALL => View::All,
            word => State::from_word(word).map_or(View::Open, View::Of),
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            View::Open => OPEN,
            View::Late => LATE,
            View::All => ALL,
            View::Of(state) => state.word(),
        }
    }

    /// In the order of the page.
    pub(super) const ALL: [View; 6] = [
        View::Open,
        View::Late,
        View::Of(State::Reported),
        View::Of(State::Closed),
        View::Of(State::Withdrawn),
        View::All,
    ];
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub view: View,
    pub kind: Option<Kind>,
    pub owner: Option<OrganisationId>,
    /// Decided on or after.
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: View::from_word(query.get("state")),
            kind: query.word("kind", Kind::from_word),
            owner: query.reads("owner"),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    let states = |clause: &mut Clause, all: &[State]| {
        let names: Vec<String> = all.iter().map(|it| clause.bind(*it)).collect();
        clause.and(&format!("t.state IN ({})", names.join(", ")));
    };
    match filter.view {
        View::Open => states(&mut clause, &[State::Set, State::Reported, State::Returned]),
        View::Late => {
            states(&mut clause, &[State::Set, State::Returned]);
            let now = clause.bind(ctx.now);
            clause.and(&format!("t.due < {now}"));
        }
        View::All => {}
        View::Of(state) => states(&mut clause, &[state]),
    }
    if let Some(kind) = filter.kind {
        clause.and_equals("m.kind", kind);
    }
    if let Some(owner) = filter.owner {
        clause.and_equals("t.owner", owner);
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("t.resolved_at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("t.resolved_at < {to}"));
    }
    within(&mut clause, ctx);
    clause
}

/// What is open by its deadline; what is over, the latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Resolution>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let order = match filter.view {
        View::Open | View::Late | View::Of(State::Reported) => "t.due, t.id",
        _ => "t.resolved_at DESC, t.id DESC",
    };
    let sql =
        format!("SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY {order} LIMIT {rows} OFFSET {from}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM {TABLES} WHERE {}", clause.text()), &clause.params())
}

/// Those of a meeting within the visitor's reach, in the order they were decided.
pub fn of_meeting(r: &Reader<'_>, ctx: &Ctx, meeting: MeetingId) -> Result<Vec<Resolution>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.meeting", meeting);
    within(&mut clause, ctx);
    let sql = format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY t.resolved_at, t.number, t.id LIMIT 500",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

/// Text, owner and deadline of each as it stood by then, whoever asks: the minutes say them all, but not what was withdrawn.
pub(crate) fn decided(
    r: &Reader<'_>,
    ctx: &Ctx,
    meeting: MeetingId,
    by: Instant,
) -> Result<Vec<(String, OrganisationId, Instant)>, Error> {
    let all = of_meeting(r, &ctx.beyond_scope(), meeting)?;
    let mut found = Vec::new();
    for it in all.into_iter().filter(|it| it.resolved_at <= by) {
        // What came later changes nothing that was given out.
        let mut due = None;
        for entry in r.history::<Fact>(ctx.district, it.id)?.iter().filter(|entry| entry.at.effective_at <= by) {
            match &entry.fact {
                Fact::Resolved { owed, .. } => due = Some(owed.due),
                Fact::Imported { due: known, .. } => due = *known,
                Fact::Returned { due: again, .. } | Fact::Extended { due: again, .. } => due = Some(*again),
                Fact::Withdrawn { .. } => due = None,
                Fact::Reported { .. } | Fact::Closed { .. } => {}
            }
        }
        if let Some(due) = due {
            found.push((it.text().to_owned(), it.owner, due));
        }
    }
    Ok(found)
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: ResolutionId) -> Result<Resolution, Error> {
    load(r, ctx, id)
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: ResolutionId) -> Result<Vec<Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
