//! Issuing a token and revoking one.

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::{DeviceTokenId, Digest, Fact, store};
use crate::device::{self, DeviceId, State};
use crate::said;

/// For a device, or for every device of an owner: one of the two.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// Id or station code.
    #[serde(default)]
    pub device: String,
    /// Id, code, name or short name of the organisation whose gateway it is.
    #[serde(default)]
    pub owner: String,
    /// Where the token will stand: which gateway, which box.
    pub label: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    pub reason: String,
}

/// A repeated request is answered with the digest of the first, so that a second token is not taken for the one that holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Issued {
    pub id: DeviceTokenId,
    pub digest: Digest,
}

/// The token itself was drawn before and is not known here.
pub fn issue(tx: &mut Tx<'_>, ctx: &Ctx, digest: Digest, cmd: &Issue) -> Result<Issued, Error> {
    let id: DeviceTokenId = ctx.mint();
    let mut text = Text::new();
    let label = text.required("label", &cmd.label, 2, 80);
    let (named, owned) = (cmd.device.trim(), cmd.owner.trim());
    if named.is_empty() == owned.is_empty() {
        text.problem("device", "give a device or an organisation, one of the two", named);
    }
    let mut to = None;
    if owned.is_empty() && !named.is_empty() {
        let found = match named.parse::<DeviceId>() {
            Ok(id) => Some(device::query::one(tx, ctx, id)?),
            Err(_) => device::query::by_code(tx, ctx, named)?,
        };
        match found {
            Some(it) if it.state == State::Retired => return Err(Error::refused("this device is retired")),
            Some(it) => to = Some((Some(it.id), it.said.owner, it.said.division)),
            None => text.problem("device", "no such device", named),
        }
    } else if named.is_empty() && !owned.is_empty() {
        let owner = said::organisation(tx, ctx, &mut text, ("owner", owned))?;
        let known = owner.map(|id| registry::query::organisation_in_scope(tx, ctx, id)).transpose()?.flatten();
        match known {
            Some(it) => to = Some((None, it.id, it.division)),
            None if owner.is_some() => text.problem("owner", "no such organisation", owned),
            None => {}
        }
    }
    text.finish()?;
    let (device, owner, division) = given(to)?;
    let fact = Fact::Issued { digest, device, owner, division, label: Personal::text(label) };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(Issued { id, digest })
}

pub fn revoke(tx: &mut Tx<'_>, ctx: &Ctx, id: DeviceTokenId, cmd: &Revoke) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if it.revoked_at.is_some() {
        return Err(Error::refused("this token was revoked already"));
    }
    let reason = reasoned("reason", &cmd.reason)?;
    store::record(tx, ctx, &it, &Fact::Revoked { reason })
}
