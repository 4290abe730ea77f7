//! What other crates and the pages may read.
//!
//! Lists and files are filtered by `ctx.scope`. Names are not: who an organisation or a colleague is may be known by all
//! who are signed in, and an id on a page must be readable. Phones and addresses are shown within the scope only.

mod access;
mod divisions;
mod duty;
mod gaps;
mod organisations;
mod paging;
mod people;
mod responsibilities;
mod subjects;

use kernel::{Ctx, Error, Identity, ToCell};
use ledger::{Clause, Reader, Row};

use crate::spelling;

pub use access::{
    Account, AccountFilter, AccountRow, MembershipRow, account, account_by_login, account_is_open, accounts,
    memberships, memberships_of,
};
pub use divisions::{DivisionRow, division, division_name, division_names, divisions, townships};
pub use duty::{OnDuty, Post, Shift, on_duty, on_duty_of, posts, shifts};
pub use gaps::{Gap, GapCounts, count_gaps, gap_counts, gaps};
pub use organisations::{
    Organisation, OrganisationFilter, OrganisationName, every_organisation, find_safety_office, head_of, organisation,
    organisation_by_name, organisation_by_uscc, organisation_full_names, organisation_in_scope, organisation_kind,
    organisation_names, organisation_past_names, organisations, regulates, regulators, reporting_organisations,
    safety_office, suggest_organisations,
};
pub use paging::{LONGEST_PAGE, Listed, Paging, Total};
pub use people::{PeopleFilter, Person, people, people_named, person, person_in_scope, person_names, suggest_people};
pub use responsibilities::{
    DutyFilter, DutyRow, Responsible, duty_list, responsibilities, responsibility, responsible,
};
pub use subjects::{
    Subject, SubjectFilter, every_subject, subject, subject_by_name, subject_called, subject_ids, subject_names,
    subjects, suggest_subjects,
};

/// Adds the condition that a typed text is a part of a name, of its initials, or the beginning of a code.
fn and_text(clause: &mut Clause, text: &str, names: &[&str], initials: &str, codes: &[&str]) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let part = clause.bind(spelling::contains(text));
    let mut ways: Vec<String> = names.iter().map(|column| format!("{column} LIKE {part} ESCAPE '\\'")).collect();
    if text.is_ascii() {
        let letters = clause.bind(spelling::contains(&text.to_lowercase()));
        ways.push(format!("{initials} LIKE {letters} ESCAPE '\\'"));
    }
    if !codes.is_empty() {
        let beginning = clause.bind(spelling::begins(&text.to_uppercase()));
        ways.extend(codes.iter().map(|column| format!("{column} LIKE {beginning} ESCAPE '\\'")));
    }
    clause.and(&format!("({})", ways.join(" OR ")));
}

/// How many ids one statement asks for; a shorter rest repeats its last, so that the statement is always the same one.
const AT_ONCE: usize = 50;

/// Calls `row` for each found row of `sql`, which ends in `IN`, has the district as `$1` and no other parameter.
fn each_of<I: Identity + ToCell>(
    r: &Reader<'_>,
    ctx: &Ctx,
    sql: &str,
    ids: &[I],
    mut row: impl FnMut(&Row<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let places: Vec<String> = (2..AT_ONCE + 2).map(|n| format!("${n}")).collect();
    let sql = format!("{sql} ({})", places.join(", "));
    for chunk in ids.chunks(AT_ONCE) {
        let last = &chunk[chunk.len() - 1];
        let mut params: Vec<&dyn ToCell> = vec![&ctx.district];
        params.extend((0..AT_ONCE).map(|n| chunk.get(n).unwrap_or(last) as &dyn ToCell));
        r.each(&sql, &params, &mut row)?;
    }
    Ok(())
}

/// An erased name is shown as such.
fn shown(name: Option<String>) -> String {
    name.unwrap_or_else(|| spelling::ERASED.to_owned())
}
