//! Tokens with which readings come in: of one device, or of a gateway for all devices of an owner.
//!
//! Always true: a token is told once, to whoever issued it; the record and the tables hold its digest alone; a revoked token
//! never holds again.

mod act;
pub mod query;
mod store;
mod web;

pub use act::{Issue, Issued as Told, Revoke, issue, revoke};
pub use store::project;
pub(super) use web::{KEEP, card, routes};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use kernel::{Ctx, Division, Instant, OrganisationId, PersonId, Personal};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::DeviceId;

kernel::ids! {
    /// One token.
    DeviceTokenId,
}

/// So that a token is known for one where it does not belong: in a repository, in a log.
const PREFIX: &str = "anlan-device-";

/// What a token is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Of what a device presents.
    pub fn of(presented: &str) -> Digest {
        Digest(Sha256::digest(presented.trim().as_bytes()).into())
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&HEXLOWER.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|it| it.try_into().ok());
        bytes.map(Digest).ok_or_else(|| serde::de::Error::custom("not a digest"))
    }
}

/// A fresh token of this request.
pub fn draw(ctx: &Ctx) -> String {
    format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&ctx.secret()))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Issued {
        digest: Digest,
        /// Without one it holds for every device of the owner.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<DeviceId>,
        owner: OrganisationId,
        division: Division,
        label: Personal<String>,
    },
    Revoked {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "device_token";
    type Id = DeviceTokenId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Issued { .. } => "issued",
            Fact::Revoked { .. } => "revoked",
        }
    }
}

/// One token as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceToken {
    pub id: DeviceTokenId,
    pub version: i64,
    pub device: Option<DeviceId>,
    pub owner: OrganisationId,
    pub division: Division,
    pub label: Option<Personal<String>>,
    pub issued_at: Instant,
    pub issued_by: Option<PersonId>,
    pub revoked_at: Option<Instant>,
    pub reason: Option<Personal<String>>,
}
