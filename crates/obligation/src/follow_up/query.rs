//! Reads of letters and interviews. What has not left the office is seen by those alone who may write it.

use kernel::{Act, Ctx, Error, Identity, Instant, OrganisationId};
use ledger::{Clause, Reader, ScopeColumns, params};
use page::Values;

use super::store::{COLUMNS, follow_up};
use super::{CASE, FollowUp, FollowUpId};
use crate::model::{ObligationId, Ref};

const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "f.division", organisations: &["f.organisation"], persons: &[], sector: Some("f.sector") };

const OUT: &str = "f.state IN ('issued', 'answered', 'held')";

kernel::words! {
    /// The ready-made questions above the list.
    pub enum View {
        Drafts = "drafts",
        /// Issued, and no answer yet.
        Unanswered = "unanswered",
        Letters = "letters",
        Candidates = "candidates",
        Interviews = "interviews",
        All = "all",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub view: View,
    pub organisation: Option<OrganisationId>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("view", View::from_word).unwrap_or(View::All),
            organisation: query.word("organisation", Identity::parse),
        }
    }
}

/// Whether the visitor sees drafts.
pub(super) fn sees_drafts(ctx: &Ctx) -> bool {
    ctx.may(Act("follow_up.write"))
}

fn visible(ctx: &Ctx) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("f.district", ctx.district);
    clause.within(&ctx.scope, &SCOPE);
    if !sees_drafts(ctx) {
        clause.and(OUT);
        let closed = closed(&mut clause, ctx);
        clause.and(&closed);
    }
    clause
}

/// What a case of neglect led to is seen by the addressee, and by whoever writes letters; a rule sees all.
pub(super) fn closed(clause: &mut Clause, ctx: &Ctx) -> String {
    if ctx.person().is_none() {
        return "1 = 1".to_owned();
    }
    let own = ctx.acting.iter().filter(|m| m.is_active(ctx.now) && !m.role.is_administrative());
    let own: Vec<String> = own.map(|m| format!(" OR f.organisation = {}", clause.bind(m.organisation))).collect();
    format!("(f.about_kind <> '{CASE}'{})", own.concat())
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = visible(ctx);
    match filter.view {
        View::Drafts => clause.and("f.state = 'draft'"),
        View::Unanswered => clause.and("f.state = 'issued'"),
        View::Letters => clause.and("f.sort = 'letter'"),
        View::Candidates => clause.and("f.state = 'candidate'"),
        View::Interviews => clause.and("f.sort = 'interview'"),
        View::All => &mut clause,
    };
    if let Some(organisation) = filter.organisation {
        clause.and_equals("f.organisation", organisation);
    }
    clause
}

/// The latest drafted first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<FollowUp>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM follow_up f WHERE {} ORDER BY f.drafted_at DESC, f.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), follow_up)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM follow_up f WHERE {}", clause.text()), &clause.params())
}

/// One that the visitor may see; else it does not exist.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: FollowUpId) -> Result<FollowUp, Error> {
    let mut clause = visible(ctx);
    clause.and_equals("f.id", id);
    let sql = format!("SELECT {COLUMNS} FROM follow_up f WHERE {}", clause.text());
    r.row(&sql, &clause.params(), follow_up)?.ok_or(Error::NotFound(FollowUpId::NAME))
}

/// What it is about, whatever the visitor's reach.
pub fn about(r: &Reader<'_>, ctx: &Ctx, id: FollowUpId) -> Result<Ref, Error> {
    let sql = "SELECT about_kind, about_id FROM follow_up WHERE district = $1 AND id = $2";
    let found = r.row(sql, params![ctx.district, id], |row| Ok(Ref { kind: row.get(0)?, id: row.get(1)? }))?;
    found.ok_or(Error::NotFound(FollowUpId::NAME))
}

/// All that a late obligation led to, as far as the visitor may see it.
pub fn of_obligation(r: &Reader<'_>, ctx: &Ctx, obligation: ObligationId) -> Result<Vec<FollowUp>, Error> {
    let mut clause = visible(ctx);
    clause.and_equals("f.obligation", obligation);
    let sql = format!("SELECT {COLUMNS} FROM follow_up f WHERE {} ORDER BY f.drafted_at, f.id LIMIT 50", clause.text());
    r.rows(&sql, &clause.params(), follow_up)
}

/// Letters whose answer was due before this time and has not come, the longest waiting first.
pub fn unanswered(r: &Reader<'_>, ctx: &Ctx, before: Instant, rows: u32) -> Result<Vec<FollowUp>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM follow_up f WHERE f.district = $1 AND f.state = 'issued' AND f.due < $2
         ORDER BY f.due, f.id LIMIT $3"
    );
    r.rows(&sql, params![ctx.district, before, rows], follow_up)
}

/// What nobody decided yet of a late obligation, whatever the visitor's reach.
pub(super) fn waiting(r: &Reader<'_>, ctx: &Ctx, obligation: ObligationId) -> Result<Vec<FollowUp>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM follow_up f
         WHERE f.district = $1 AND f.obligation = $2 AND f.state IN ('draft', 'candidate') ORDER BY f.id LIMIT 20"
    );
    r.rows(&sql, params![ctx.district, obligation], follow_up)
}
