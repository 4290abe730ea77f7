//! Reads of directives: the list, one, and who has it.

use kernel::{Ctx, Error, OrganisationId};
use ledger::{Clause, Reader};
use page::Values;

use super::store::{self, COLUMNS, within};
use super::{Copy, Directive, DirectiveId, Sort};
use crate::task::query::View as TaskView;
use crate::{CampaignId, task};

kernel::words! {
    /// The views of the list.
    pub enum View {
        All = "all",
        /// Somebody has not studied it.
        Unstudied = "unstudied",
        Unanswered = "unanswered",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub view: Option<View>,
    pub sort: Option<Sort>,
    /// With a task of this campaign.
    pub campaign: Option<CampaignId>,
    /// Passed on to it; of what somebody has not studied, it has not.
    pub organisation: Option<OrganisationId>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("state", View::from_word),
            sort: query.word("sort", Sort::from_word),
            campaign: query.reads("campaign"),
            organisation: query.reads("organisation"),
        }
    }

    pub fn view(&self) -> View {
        self.view.unwrap_or(View::All)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    match filter.view() {
        View::All => {}
        View::Unstudied => drop(clause.and("t.studied < t.asked")),
        View::Unanswered => drop(clause.and("t.answered_at IS NULL")),
    }
    if let Some(sort) = filter.sort {
        clause.and_equals("t.sort", sort);
    }
    if let Some(campaign) = filter.campaign {
        let campaign = clause.bind(campaign);
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM task k WHERE k.district = t.district AND k.directive = t.id AND k.campaign = {campaign})"
        ));
    }
    if let Some(organisation) = filter.organisation {
        let organisation = clause.bind(organisation);
        let silent = if filter.view() == View::Unstudied { " AND p.studied_at IS NULL" } else { "" };
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM directive_copy p WHERE p.district = t.district AND p.directive = t.id
                     AND p.organisation = {organisation}{silent})"
        ));
    }
    within(&mut clause, ctx);
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Directive>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM directive t WHERE {} ORDER BY t.issued_on DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), store::read)
}

pub fn latest(r: &Reader<'_>, ctx: &Ctx, rows: u32) -> Result<Vec<Directive>, Error> {
    list(r, ctx, &Filter::default(), 0, rows)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM directive t WHERE {}", clause.text()), &clause.params())
}

/// With a task of this campaign, within the visitor's reach.
pub fn count_of_campaign(r: &Reader<'_>, ctx: &Ctx, campaign: CampaignId) -> Result<i64, Error> {
    count(r, ctx, &Filter { campaign: Some(campaign), ..Filter::default() })
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: DirectiveId) -> Result<Directive, Error> {
    store::load(r, ctx, id)
}

/// Who has it, within the visitor's reach, in the order in which it was passed on.
pub fn copies(r: &Reader<'_>, ctx: &Ctx, id: DirectiveId) -> Result<Vec<Copy>, Error> {
    let mut all = store::copies(r, ctx, id)?;
    all.retain(|it| ctx.scope.covers(it.division, &[it.organisation], &[], None));
    Ok(all)
}

/// Tasks that came of it: how many, how many of them are closed, and how many late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tasks {
    pub all: i64,
    pub closed: i64,
    pub late: i64,
}

/// Within the visitor's reach, as the list of tasks shows them.
pub fn tasks(r: &Reader<'_>, ctx: &Ctx, id: DirectiveId) -> Result<Tasks, Error> {
    let count = |view| {
        let filter = task::query::Filter { view: Some(view), directive: Some(id), ..Default::default() };
        task::query::count(r, ctx, &filter)
    };
    Ok(Tasks { all: count(TaskView::All)?, closed: count(TaskView::Closed)?, late: count(TaskView::Late)? })
}
