//! Posts and shifts: who is on duty.

use kernel::{Ctx, Error, Instant, OrganisationId, PersonId};
use ledger::{Clause, Reader, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{find_safety_office, shown};
use crate::{PostId, PostKind, ShiftId, post};

/// `None`: nobody is assigned, which is shown as such.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnDuty {
    pub leader: Option<(PersonId, String)>,
    pub officer: Option<(PersonId, String)>,
}

/// Who keeps the district's watch: the posts of the safety office. Everybody may know.
pub fn on_duty(r: &Reader<'_>, ctx: &Ctx, at: Instant) -> Result<OnDuty, Error> {
    match find_safety_office(r, ctx)? {
        Some(office) => on_duty_of(r, ctx, office, at),
        None => Ok(OnDuty::default()),
    }
}

pub fn on_duty_of(r: &Reader<'_>, ctx: &Ctx, organisation: OrganisationId, at: Instant) -> Result<OnDuty, Error> {
    let who = |kind: PostKind| {
        r.row(
            "SELECT h.person, p.name FROM shift h
             JOIN post t ON t.district = h.district AND t.id = h.post
             LEFT JOIN person p ON p.district = h.district AND p.id = h.person
             WHERE t.district = $1 AND t.organisation = $2 AND t.post_kind = $3 AND +h.from_at <= $4 AND h.to_at > $4
               AND h.cancelled = 0
             ORDER BY h.from_at DESC, h.id DESC LIMIT 1",
            params![ctx.district, organisation, kind, at],
            |row| Ok((row.get(0)?, shown(row.get(1)?))),
        )
    };
    Ok(OnDuty { leader: who(PostKind::DutyLeader)?, officer: who(PostKind::DutyOfficer)? })
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Post {
    #[schema(value_type = String)]
    pub id: PostId,
    pub name: String,
    #[schema(value_type = String)]
    pub kind: PostKind,
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
    pub organisation_name: String,
}

/// The posts within the scope.
pub fn posts(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Post>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).within(&ctx.scope, &post::store::SCOPE);
    let sql = format!(
        "SELECT t.id, t.name, t.post_kind, t.organisation, o.short_name
         FROM post t JOIN organisation o ON o.district = t.district AND o.id = t.organisation
         WHERE {} ORDER BY o.division, t.post_kind, t.id LIMIT 500",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        Ok(Post {
            id: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            organisation: row.get(3)?,
            organisation_name: row.get(4)?,
        })
    })
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Shift {
    #[schema(value_type = String)]
    pub id: ShiftId,
    #[schema(value_type = String)]
    pub post: PostId,
    pub post_name: String,
    #[schema(value_type = String)]
    pub kind: PostKind,
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
    pub organisation_name: String,
    #[schema(value_type = String)]
    pub person: PersonId,
    pub person_name: String,
    #[schema(value_type = String)]
    pub from: Instant,
    #[schema(value_type = String)]
    pub to: Instant,
}

/// The shifts that touch a time, in the order of their beginning; five hundred at most.
pub fn shifts(r: &Reader<'_>, ctx: &Ctx, from: Instant, to: Instant) -> Result<Vec<Shift>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district).and("h.cancelled = 0").within(&ctx.scope, &post::store::SCOPE);
    let (from, to) = (clause.bind(from), clause.bind(to));
    clause.and(&format!("+h.from_at < {to} AND h.to_at > {from}"));
    let sql = format!(
        "SELECT h.id, h.post, t.name, t.post_kind, t.organisation, o.short_name, h.person, p.name, h.from_at, h.to_at
         FROM shift h
         JOIN post t ON t.district = h.district AND t.id = h.post
         JOIN organisation o ON o.district = t.district AND o.id = t.organisation
         LEFT JOIN person p ON p.district = h.district AND p.id = h.person
         WHERE {} ORDER BY h.from_at, o.division, t.post_kind, h.id LIMIT 500",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        Ok(Shift {
            id: row.get(0)?,
            post: row.get(1)?,
            post_name: row.get(2)?,
            kind: row.get(3)?,
            organisation: row.get(4)?,
            organisation_name: row.get(5)?,
            person: row.get(6)?,
            person_name: shown(row.get(7)?),
            from: row.get(8)?,
            to: row.get(9)?,
        })
    })
}
