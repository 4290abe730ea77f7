//! What stands on whose list. The clause of the lists and the rule for one obligation are twins and stand together.

use kernel::{Ctx, OrganisationId, PersonId, Role};
use ledger::Clause;

use crate::model::{Obligation, Owner};

/// The visitor's organisations, split by whether everything of the organisation is theirs to see to.
pub(crate) struct Mine {
    persons: Vec<PersonId>,
    /// Organisations whose every obligation is theirs.
    whole: Vec<OrganisationId>,
    /// Organisations of which they have only what names them, or nobody.
    part: Vec<OrganisationId>,
    /// Whether they decide what [`RESERVED`] names.
    decides: bool,
}

/// Decisions of the office on what is not out yet: whoever merely sits at its desk neither sees nor takes them.
const RESERVED: &[&str] = &["accountability.decide", "accountability.outcome", "interview.decide", "letter.issue"];

/// What only its parties see, wherever its place is: whoever owes it, and whoever decides about it for the office.
const CLOSED: &[&str] = &["accountability.statement"];

/// Offices and townships work as one; inspectors, leaders and enterprises' people have what is theirs.
fn sees_to_all(role: Role) -> bool {
    matches!(role, Role::DistrictClerk | Role::DepartmentClerk | Role::TownshipOfficer | Role::DutyOfficer)
}

impl Mine {
    pub fn of(ctx: &Ctx) -> Self {
        let active = || ctx.acting.iter().filter(|m| m.is_active(ctx.now) && !m.role.is_administrative());
        let mut whole: Vec<_> = active().filter(|m| sees_to_all(m.role)).map(|m| m.organisation).collect();
        whole.sort();
        whole.dedup();
        let mut part: Vec<_> = active().map(|m| m.organisation).filter(|o| !whole.contains(o)).collect();
        part.sort();
        part.dedup();
        let decides = active().any(|m| matches!(m.role, Role::DistrictClerk | Role::Leader));
        let persons = ctx.person().into_iter().chain(active().filter_map(|m| m.deputy_for)).collect();
        Self { persons, whole, part, decides }
    }

    pub fn is_nobody(&self) -> bool {
        self.whole.is_empty() && self.part.is_empty()
    }

    pub fn has(&self, party: Owner) -> bool {
        self.whole.contains(&party.organisation)
            || self.part.contains(&party.organisation)
                && party.person.is_none_or(|person| self.persons.contains(&person))
    }

    /// Whether a duty of this name stands on the visitor's lists at all.
    pub fn may_see(&self, duty: &str) -> bool {
        self.decides || !RESERVED.contains(&duty)
    }

    /// The same as a condition; `None` where every duty may stand there.
    pub fn seen(&self, column: &str) -> Option<String> {
        (!self.decides).then(|| unreserved(column))
    }

    /// What others owe the visitor's organisation stands on the list of whoever decides about it.
    pub fn awaited(&self, column: &str) -> Option<String> {
        (!self.decides).then(|| none_of(column, CLOSED))
    }

    /// The clause for a pair of columns; `party` is their common beginning: `o.holder`.
    pub fn clause(&self, clause: &mut Clause, party: &str) -> String {
        let organisation = format!("{party}_organisation");
        let whole = in_list(clause, &organisation, &self.whole);
        let part = in_list(clause, &organisation, &self.part).map(|part| {
            let named = in_list(clause, &format!("{party}_person"), &self.persons);
            let named = named.map_or(String::new(), |named| format!(" OR {named}"));
            format!("({part} AND ({party}_person IS NULL{named}))")
        });
        match (whole, part) {
            (Some(whole), Some(part)) => format!("({whole} OR {part})"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "1 = 0".to_owned(),
        }
    }
}

/// Whatever stands on everybody's lists.
pub(crate) fn unreserved(column: &str) -> String {
    none_of(column, RESERVED)
}

fn none_of(column: &str, duties: &[&str]) -> String {
    format!("{column} NOT IN ('{}')", duties.join("', '"))
}

/// Whether the visitor may know that there is such an obligation; a rule knows of all.
pub(crate) fn may_know(it: &Obligation, ctx: &Ctx) -> bool {
    if ctx.person().is_none() || !CLOSED.contains(&it.duty.as_str()) {
        return true;
    }
    let mine = Mine::of(ctx);
    mine.has(it.owner) || it.holder.is_some_and(|holder| mine.has(holder)) || mine.decides && mine.has(it.owed_to)
}

/// The same as a condition on the obligations `o`.
pub(crate) fn known(clause: &mut Clause, ctx: &Ctx) {
    if ctx.person().is_none() {
        return;
    }
    let mine = Mine::of(ctx);
    let mut parties = vec![mine.clause(clause, "o.owner"), mine.clause(clause, "o.holder")];
    if mine.decides {
        parties.push(mine.clause(clause, "o.owed_to"));
    }
    clause.and(&format!("({} OR {})", none_of("o.duty", CLOSED), parties.join(" OR ")));
}

/// Nothing is bound for an empty list, because every parameter must stand in the text.
fn in_list<T: kernel::ToCell + Copy + Send + 'static>(
    clause: &mut Clause,
    column: &str,
    values: &[T],
) -> Option<String> {
    if values.is_empty() {
        return None;
    }
    let names: Vec<String> = values.iter().map(|value| clause.bind(*value)).collect();
    Some(if names.len() == 1 {
        format!("{column} = {}", names[0])
    } else {
        format!("{column} IN ({})", names.join(", "))
    })
}

/// Whether the visitor's list has it: it is their move.
pub fn is_mine(it: &Obligation, ctx: &Ctx) -> bool {
    let mine = Mine::of(ctx);
    mine.may_see(&it.duty) && it.holder.is_some_and(|holder| mine.has(holder))
}
