//! Reads of campaigns: the list, one, its gates and topics.

use kernel::{Ctx, Error, Lang};
use ledger::{Clause, Reader, params};
use page::Values;

use crate::model::{Campaign, CampaignId, State};
use crate::store::{self, COLUMNS};

pub use crate::store::{gates, topics};

const MOST: u32 = 500;

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub state: Option<State>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter { state: query.word("state", State::from_word) }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    if let Some(state) = filter.state {
        clause.and_equals("t.state", state);
    }
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Campaign>, Error> {
    let clause = conditions(ctx, filter);
    let sql = format!(
        "SELECT {COLUMNS} FROM campaign t WHERE {} ORDER BY t.from_day DESC, t.id DESC LIMIT {MOST}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), store::read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM campaign t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<Campaign, Error> {
    store::load(r, ctx, id)
}

/// Of a number or an identity; for imports.
pub fn by_number(r: &Reader<'_>, ctx: &Ctx, number: &str) -> Result<Option<Campaign>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM campaign t WHERE t.district = $1 AND t.number = $2 ORDER BY t.id LIMIT 1");
    r.row(&sql, params![ctx.district, number.trim()], store::read)
}

/// Of a stage, or the milestone's own name.
pub fn gate_name(lang: Lang, gate: &crate::Gate) -> String {
    match gate.stage {
        Some(stage) => crate::words::stage::of(lang, stage.word()).to_owned(),
        None => gate.title.as_ref().and_then(|it| it.as_str()).unwrap_or("--").to_owned(),
    }
}
