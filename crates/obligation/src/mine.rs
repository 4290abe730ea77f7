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
}

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
        let persons = ctx.person().into_iter().chain(active().filter_map(|m| m.deputy_for)).collect();
        Self { persons, whole, part }
    }

    pub fn is_nobody(&self) -> bool {
        self.whole.is_empty() && self.part.is_empty()
    }

    pub fn has(&self, party: Owner) -> bool {
        self.whole.contains(&party.organisation)
            || self.part.contains(&party.organisation)
                && party.person.is_none_or(|person| self.persons.contains(&person))
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
    it.holder.is_some_and(|holder| Mine::of(ctx).has(holder))
}
