//! Reads of tasks: the list in the order of the work, one, and its parts.

use kernel::{Ctx, Error, OrganisationId};
use ledger::{Clause, Reader, Recorded};
use page::Values;

use super::store::{self, COLUMNS, within};
use super::{Difficulty, Fact, Part, PartState, Sheet, State, Task, TaskId, Urgency};
use crate::directive::DirectiveId;
use crate::store::reach;
use crate::{CampaignId, Stage};

kernel::words! {
    /// The views of the list; the counts of the progress page are those of `all`.
    pub enum View {
        Open = "open",
        Late = "late",
        ToVerify = "to_verify",
        Closed = "closed",
        All = "all",
        Withdrawn = "withdrawn",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub view: Option<View>,
    pub campaign: Option<CampaignId>,
    pub topic: Option<i64>,
    pub stage: Option<Stage>,
    pub organisation: Option<OrganisationId>,
    pub sheet: Option<Sheet>,
    pub urgency: Option<Urgency>,
    pub difficulty: Option<Difficulty>,
    pub directive: Option<DirectiveId>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("state", View::from_word),
            campaign: query.reads("campaign"),
            topic: query.reads("topic"),
            stage: query.word("stage", Stage::from_word),
            organisation: query.reads("organisation"),
            sheet: query.word("sheet", Sheet::from_word),
            urgency: query.word("urgency", Urgency::said),
            difficulty: query.word("difficulty", Difficulty::said),
            directive: query.reads("directive"),
        }
    }

    pub fn view(&self) -> View {
        self.view.unwrap_or(View::Open)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    if let Some(campaign) = filter.campaign {
        clause.and_equals("t.campaign", campaign);
    }
    match filter.view() {
        View::Open => drop(clause.and_equals("t.state", State::Open)),
        View::Closed => drop(clause.and_equals("t.state", State::Closed)),
        View::Withdrawn => drop(clause.and_equals("t.state", State::Withdrawn)),
        View::All => {
            let (open, closed) = (clause.bind(State::Open), clause.bind(State::Closed));
            clause.and(&format!("t.state IN ({open}, {closed})"));
        }
        View::Late | View::ToVerify => drop(clause.and_equals("t.state", State::Open)),
    }
    of_parts(&mut clause, ctx, filter);
    if let Some(topic) = filter.topic {
        clause.and_equals("t.topic", topic);
    }
    if let Some(stage) = filter.stage {
        clause.and_equals("t.stage", stage);
    }
    if let Some(sheet) = filter.sheet {
        clause.and_equals("t.sheet", sheet);
    }
    if let Some(urgency) = filter.urgency {
        clause.and_equals("t.urgency", urgency);
    }
    if let Some(difficulty) = filter.difficulty {
        clause.and_equals("t.difficulty", difficulty);
    }
    if let Some(directive) = filter.directive {
        clause.and_equals("t.directive", directive);
    }
    within(&mut clause, ctx);
    clause
}

/// What is asked of one part at once: whose it is, whether it is late or waits for its check, and that the visitor reaches it.
fn of_parts(clause: &mut Clause, ctx: &Ctx, filter: &Filter) {
    let mut of = Vec::new();
    if let Some(organisation) = filter.organisation {
        let organisation = clause.bind(organisation);
        of.push(format!("p.organisation = {organisation}"));
    }
    match filter.view() {
        View::Late => {
            let now = clause.bind(ctx.now);
            of.push(format!("p.owing = 1 AND p.due <= {now}"));
            clause.and(&format!("t.next_due <= {now}"));
        }
        View::ToVerify => {
            let done = clause.bind(PartState::Done);
            of.push(format!("p.state = {done}"));
        }
        _ => {}
    }
    if !of.is_empty() {
        of.extend(reach(clause, ctx, "p"));
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM task_part p WHERE p.district = t.district AND p.task = t.id AND {})",
            of.join(" AND ")
        ));
    }
}

/// A task with who leads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub task: Task,
    pub lead: OrganisationId,
}

/// Urgent before slow, easy before hard, then by date.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Line>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS}, l.organisation FROM task t
         JOIN task_part l ON l.district = t.district AND l.task = t.id AND l.no = 1
         WHERE {} ORDER BY t.urgency, t.difficulty, t.due, t.id LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| Ok(Line { task: store::read(row)?, lead: row.get(22)? }))
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM task t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: TaskId) -> Result<Task, Error> {
    store::load(r, ctx, id)
}

/// All parts, the lead's first.
pub fn parts(r: &Reader<'_>, ctx: &Ctx, id: TaskId) -> Result<Vec<Part>, Error> {
    store::parts(r, ctx, id)
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: TaskId) -> Result<Vec<Recorded<Fact>>, Error> {
    r.history::<Fact>(ctx.district, id)
}
