//! The table `membership`.

use kernel::{Ctx, District, Error, Identity, Membership, MembershipStatus, PersonId, Role, Sector};
use ledger::{Clause, Reader, ScopeColumns, Stamp, Tx, params};

use super::Fact;
use crate::MembershipId;

/// What a rule may know of a membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub version: i64,
    pub person: PersonId,
    pub role: Role,
    pub status: MembershipStatus,
}

pub const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "m.division", organisations: &["m.organisation"], persons: &["m.person"], sector: None };

pub fn load(r: &Reader<'_>, ctx: &Ctx, id: MembershipId) -> Result<Known, Error> {
    let mut clause = Clause::new();
    clause.and_equals("m.district", ctx.district).and_equals("m.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT m.version, m.person, m.role, m.status FROM membership m WHERE {} LIMIT 1", clause.text());
    let known = r.row(&sql, &clause.params(), |row| {
        Ok(Known { version: row.get(0)?, person: row.get(1)?, role: row.get(2)?, status: row.get(3)? })
    })?;
    known.ok_or(Error::NotFound(MembershipId::NAME))
}

/// All memberships of a person, ended ones too, oldest first.
pub fn of_person(r: &Reader<'_>, district: District, person: PersonId) -> Result<Vec<Membership>, Error> {
    r.rows(
        "SELECT organisation, division, role, sectors, status, from_at, to_at, deputy_for FROM membership
         WHERE district = $1 AND person = $2 ORDER BY id LIMIT 1000",
        params![district, person],
        |row| {
            let sectors: String = row.get(3)?;
            Ok(Membership {
                organisation: row.get(0)?,
                division: row.get(1)?,
                role: row.get(2)?,
                sectors: sectors.split(' ').filter_map(Sector::from_word).collect(),
                status: row.get(4)?,
                from: row.get(5)?,
                to: row.get(6)?,
                deputy_for: row.get(7)?,
            })
        },
    )
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: MembershipId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Granted { person, organisation, division, role, sectors, from, to, deputy_for } => {
            let sectors = sectors.iter().map(|s| s.word()).collect::<Vec<_>>().join(" ");
            tx.execute(
                "INSERT INTO membership (district, id, version, person, organisation, division, role, sectors, status,
                                         from_at, to_at, deputy_for)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                params![
                    at.district,
                    id,
                    at.version,
                    person,
                    organisation,
                    division,
                    role,
                    sectors,
                    fact.status(),
                    from,
                    to,
                    deputy_for
                ],
            )
        }
        Fact::Activated | Fact::Suspended { .. } | Fact::Ended { .. } => tx.execute(
            "UPDATE membership SET version = $3, status = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, fact.status()],
        ),
    }?;
    Ok(())
}
