//! Who answers for what, on any day.

use kernel::{Ctx, Day, Division, Error, Instant, OrganisationId, PersonId, Sector};
use ledger::{Clause, Reader, Row};
use serde::Serialize;
use utoipa::ToSchema;

use super::paging::{Listed, Paging, cursor, total};
use super::shown;
use crate::{Party, ResponsibilityId, SubjectId, SubjectKind, subject};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Responsible {
    #[schema(value_type = String)]
    pub id: ResponsibilityId,
    #[schema(value_type = String)]
    pub subject: SubjectId,
    #[schema(value_type = String)]
    pub party: Party,
    #[schema(value_type = String)]
    pub person: PersonId,
    pub person_name: String,
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
    /// What it was called on the day that is asked about.
    pub organisation_name: String,
    #[schema(value_type = String)]
    pub from: Day,
    /// The last day.
    #[schema(value_type = Option<String>)]
    pub to: Option<Day>,
    pub document: String,
    pub acting: bool,
    /// The appointment it follows, and when each side signed the hand-over.
    #[schema(value_type = Option<String>)]
    pub hands_over: Option<ResponsibilityId>,
    #[schema(value_type = Option<String>)]
    pub handed_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    pub taken_at: Option<Instant>,
}

const FROM: &str = "FROM responsibility x
     JOIN subject s ON s.district = x.district AND s.id = x.subject
     JOIN organisation o ON o.district = x.district AND o.id = x.organisation
     LEFT JOIN person p ON p.district = x.district AND p.id = x.person";

/// The name on a day; before the first known day, the first known name.
fn columns(day: &str) -> String {
    format!(
        "x.id, x.subject, x.party, x.person, p.name, x.organisation,
         COALESCE((SELECT n.name FROM organisation_name n
                   WHERE n.district = x.district AND n.organisation = x.organisation AND n.from_day <= {day}
                   ORDER BY n.from_day DESC LIMIT 1),
                  (SELECT n.name FROM organisation_name n
                   WHERE n.district = x.district AND n.organisation = x.organisation
                   ORDER BY n.from_day LIMIT 1), o.name),
         x.from_day, x.to_day, x.document, x.acting, x.hands_over, x.handed_at, x.taken_at"
    )
}

fn and_on(clause: &mut Clause, day: &str) {
    clause.and(&format!("x.from_day <= {day} AND (x.to_day IS NULL OR x.to_day >= {day})"));
}

/// Who was responsible for a subject on a day: one answer per party. A deputy wins over the one whose place he takes.
pub fn responsible(r: &Reader<'_>, ctx: &Ctx, id: SubjectId, day: Day) -> Result<Vec<Responsible>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district).and_equals("x.subject", id);
    clause.within(&ctx.scope, &subject::store::SCOPE);
    let day = clause.bind(day);
    and_on(&mut clause, &day);
    let sql = format!(
        "SELECT {} {FROM} WHERE {} ORDER BY x.acting DESC, x.from_day DESC, x.id DESC LIMIT 100",
        columns(&day),
        clause.text()
    );
    let found = r.rows(&sql, &clause.params(), read)?;
    let first = |party: &Party| found.iter().find(|it| it.party == *party).cloned();
    Ok(Party::ALL.iter().filter_map(first).collect())
}

/// Every appointment for a subject, newest first; names of organisations as they were on each one's first day.
pub fn responsibilities(r: &Reader<'_>, ctx: &Ctx, id: SubjectId) -> Result<Vec<Responsible>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district).and_equals("x.subject", id);
    clause.within(&ctx.scope, &subject::store::SCOPE);
    let sql = format!(
        "SELECT {} {FROM} WHERE {} ORDER BY x.from_day DESC, x.id DESC LIMIT 500",
        columns("x.from_day"),
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn responsibility(r: &Reader<'_>, ctx: &Ctx, id: ResponsibilityId) -> Result<Option<Responsible>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district).and_equals("x.id", id);
    clause.within(&ctx.scope, &subject::store::SCOPE);
    let sql = format!("SELECT {} {FROM} WHERE {} LIMIT 1", columns("x.from_day"), clause.text());
    r.row(&sql, &clause.params(), read)
}

/// Whose list: of a person, of an organisation, of a place. All conditions hold together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DutyFilter {
    pub person: Option<PersonId>,
    pub organisation: Option<OrganisationId>,
    /// Of the subjects.
    pub division: Option<Division>,
    pub party: Option<Party>,
    pub sector: Option<Sector>,
}

/// One line of a list of responsibility (责任清单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DutyRow {
    pub responsible: Responsible,
    pub subject_name: String,
    #[schema(value_type = String)]
    pub subject_kind: SubjectKind,
    #[schema(value_type = String)]
    pub sector: Sector,
    #[schema(value_type = String)]
    pub division: Division,
}

/// What is answered for on a day, in the order of place and subject. Deputies and deputised both stand in it.
pub fn duty_list(
    r: &Reader<'_>,
    ctx: &Ctx,
    day: Day,
    filter: &DutyFilter,
    paging: &Paging,
) -> Result<Listed<DutyRow>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district).within(&ctx.scope, &subject::store::SCOPE);
    let day = clause.bind(day);
    and_on(&mut clause, &day);
    if let Some(person) = filter.person {
        clause.and_equals("x.person", person);
    }
    if let Some(organisation) = filter.organisation {
        clause.and_equals("x.organisation", organisation);
    }
    if let Some(party) = filter.party {
        clause.and_equals("x.party", party);
    }
    if let Some(sector) = filter.sector {
        clause.and_equals("s.sector", sector);
    }
    if let Some(division) = filter.division {
        let (first, last) = division.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("s.division BETWEEN {first} AND {last}"));
    }
    clause.and("s.status = 'active'");
    let total = total(r, &format!("{FROM} WHERE {}", clause.text()), &clause)?;
    paging.and_after::<ResponsibilityId>(&mut clause, "s.division", "x.id");
    let sql = format!(
        "SELECT {}, s.name, s.subject_kind, s.sector, s.division {FROM} WHERE {}
         ORDER BY s.division, x.id LIMIT {}",
        columns(&day),
        clause.text(),
        paging.fetched()
    );
    let rows = r.rows(&sql, &clause.params(), |row| {
        Ok(DutyRow {
            responsible: read(row)?,
            subject_name: shown(row.get(14)?),
            subject_kind: row.get(15)?,
            sector: row.get(16)?,
            division: row.get(17)?,
        })
    })?;
    Ok(Listed::new(rows, total, paging, |row| cursor(row.division.code(), row.responsible.id)))
}

fn read(row: &Row<'_>) -> Result<Responsible, Error> {
    Ok(Responsible {
        id: row.get(0)?,
        subject: row.get(1)?,
        party: row.get(2)?,
        person: row.get(3)?,
        person_name: shown(row.get(4)?),
        organisation: row.get(5)?,
        organisation_name: row.get(6)?,
        from: row.get(7)?,
        to: row.get(8)?,
        document: row.get::<Option<String>>(9)?.unwrap_or_default(),
        acting: row.get(10)?,
        hands_over: row.get(11)?,
        handed_at: row.get(12)?,
        taken_at: row.get(13)?,
    })
}
