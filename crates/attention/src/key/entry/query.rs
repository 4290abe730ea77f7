//! Reads of entries.

use kernel::{Ctx, Error, Instant, OrganisationId};
use ledger::{Clause, Reader, Recorded, params};
use page::Values;

use super::store::{COLUMNS, SCOPE, TABLES, load, read};
use super::{AttentionEntry, AttentionEntryId, Fact, Standing, State};
use crate::key::list::AttentionListId;
use crate::key::{Kind, Subject, Treatment};

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub standing: Option<Standing>,
    pub sort: Option<Kind>,
    pub treatment: Option<Treatment>,
    pub list: Option<AttentionListId>,
    pub organisation: Option<OrganisationId>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            standing: query.word("state", Standing::from_word),
            sort: query.word("sort", Kind::from_word),
            treatment: query.word("treatment", Treatment::from_word),
            list: query.reads("list"),
            organisation: query.reads("organisation"),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    if let Some(standing) = filter.standing {
        stands(&mut clause, ctx, standing);
    }
    if let Some(sort) = filter.sort {
        clause.and_equals("t.sort", sort);
    }
    if let Some(treatment) = filter.treatment {
        let like = clause.bind(format!("%{}%", treatment.word()));
        clause.and(&format!("t.treatments LIKE {like}"));
    }
    if let Some(list) = filter.list {
        clause.and_equals("t.list", list);
    }
    if let Some(organisation) = filter.organisation {
        clause.and_equals("t.organisation", organisation);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The same as [`AttentionEntry::standing`], as a condition.
fn stands(clause: &mut Clause, ctx: &Ctx, standing: Standing) {
    let (states, compare): (&[State], Option<&str>) = match standing {
        Standing::Removed => {
            clause.and("t.removed_at IS NOT NULL");
            return;
        }
        Standing::Owed => (&[State::Owed, State::Returned], Some(">=")),
        Standing::Missing => (&[State::Owed, State::Returned], Some("<")),
        Standing::Reported => (&[State::Reported], None),
        Standing::Done => (&[State::Done, State::Waived], None),
    };
    let names: Vec<String> = states.iter().map(|it| clause.bind(*it)).collect();
    clause.and("t.removed_at IS NULL").and(&format!("t.state IN ({})", names.join(", ")));
    if let Some(compare) = compare {
        let now = clause.bind(ctx.now);
        clause.and(&format!("t.due {compare} {now}"));
    }
}

/// What is open by its deadline; else the latest list first, in the order of its rows.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<AttentionEntry>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let order = match filter.standing {
        Some(Standing::Owed | Standing::Missing | Standing::Reported) => "t.due, t.no, t.id",
        _ => "t.asked_at DESC, t.list DESC, t.no, t.id",
    };
    let sql =
        format!("SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY {order} LIMIT {rows} OFFSET {from}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM {TABLES} WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: AttentionEntryId) -> Result<AttentionEntry, Error> {
    load(r, ctx, id)
}

/// Those of a list within the visitor's reach, in the order of its rows.
pub fn of_list(r: &Reader<'_>, ctx: &Ctx, list: AttentionListId) -> Result<Vec<AttentionEntry>, Error> {
    self::list(r, ctx, &Filter { list: Some(list), ..Filter::default() }, 0, 20_000)
}

/// Who was removed from a list by then, whoever asks.
pub(crate) fn removed(r: &Reader<'_>, ctx: &Ctx, list: AttentionListId, by: Instant) -> Result<Vec<Subject>, Error> {
    let sql = "SELECT sort, organisation, sector FROM attention_entry
               WHERE district = $1 AND list = $2 AND removed_at <= $3 ORDER BY no LIMIT 20000";
    r.rows(sql, params![ctx.district, list, by], |row| {
        Ok(Subject { sort: row.get(0)?, organisation: row.get(1)?, sector: row.get(2)? })
    })
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: AttentionEntryId) -> Result<Vec<Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
