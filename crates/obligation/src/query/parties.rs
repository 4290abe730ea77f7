//! Who stands where in a loop, for those who write letters. Not scoped: letters go to whoever the loop names.

use kernel::{District, Error, Identity, OrganisationId, PersonId};
use ledger::{Reader, Row, params};

use crate::model::{ObligationId, Owner};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    pub owner: Owner,
    pub owed_to: Owner,
    /// Whose move it is; the owner once the loop is finished.
    pub holder: Owner,
}

pub fn parties(r: &Reader<'_>, district: District, id: ObligationId) -> Result<Parties, Error> {
    let found = r.row(
        "SELECT owner_organisation, owner_person, owed_to_organisation, owed_to_person, holder_organisation,
                holder_person
         FROM obligation WHERE district = $1 AND id = $2",
        params![district, id],
        |row| {
            let owner = Owner { organisation: row.get(0)?, person: row.get(1)? };
            let owed_to = Owner { organisation: row.get(2)?, person: row.get(3)? };
            let holder = holder(row)?.unwrap_or(owner);
            Ok(Parties { owner, owed_to, holder })
        },
    )?;
    found.ok_or(Error::NotFound(ObligationId::NAME))
}

fn holder(row: &Row<'_>) -> Result<Option<Owner>, Error> {
    let organisation: Option<OrganisationId> = row.get(4)?;
    let person: Option<PersonId> = row.get(5)?;
    Ok(organisation.map(|organisation| Owner { organisation, person }))
}
