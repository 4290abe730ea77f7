//! Everything a rule may know about the moment it is asked in.

use std::sync::atomic::{AtomicU32, Ordering};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::{Act, District, Identity, Instant, Membership, OrganisationId, PersonId, PolicyRow, Scope, words};

/// Who acts. A rule, a device or the public acts too, and the fact says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    Person(PersonId),
    Rule(&'static str),
    Device([u8; 16]),
    Public,
}

impl Actor {
    pub fn person(self) -> Option<PersonId> {
        match self {
            Actor::Person(id) => Some(id),
            _ => None,
        }
    }

    /// The form in the ledger: `person:…`, `rule:…`.
    pub fn to_text(self) -> String {
        match self {
            Actor::Person(id) => format!("person:{id}"),
            Actor::Rule(name) => format!("rule:{name}"),
            Actor::Device(id) => format!("device:{}", PersonId::from_bytes(id)),
            Actor::Public => "public".into(),
        }
    }
}

words! {
    /// How a command came in.
    pub enum Origin {
        Page = "page",
        Api = "api",
        Import = "import",
        Rule = "rule",
        CommandLine = "command_line",
        Sample = "sample",
    }
}

words! {
    pub enum Lang {
        Zh = "zh-CN",
        En = "en",
    }
}

/// Names one request: a repeated request has the same key and gets the first answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestKey(pub [u8; 16]);

impl RequestKey {
    /// Any text a client chose names its request.
    pub fn of(text: &[u8]) -> Self {
        let digest = Sha256::digest(text);
        Self(std::array::from_fn(|i| digest[i]))
    }
}

/// How many ids this context has minted.
#[derive(Debug, Default)]
pub struct Minted(AtomicU32);

impl Clone for Minted {
    /// A copy starts anew: a retried command mints the same ids.
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Built by `server` for each request; by tests and rules by hand.
#[derive(Debug, Clone)]
pub struct Ctx {
    pub district: District,
    pub actor: Actor,
    pub acting: Vec<Membership>,
    pub scope: Scope,
    pub policy: &'static [PolicyRow],
    pub now: Instant,
    /// When it was true, if that is not now.
    pub effective_at: Option<Instant>,
    pub origin: Origin,
    pub request: RequestKey,
    /// Chance drawn for this request by `server`; salts of personal values are derived from it.
    pub chance: [u8; 32],
    pub lang: Lang,
    pub minted: Minted,
}

impl Ctx {
    /// The context of a rule that acts by itself at a time: reminders, escalations, imports of the machine's keeper.
    pub fn rule(name: &'static str, district: District, at: Instant, request: RequestKey, chance: [u8; 32]) -> Self {
        Self {
            district,
            actor: Actor::Rule(name),
            acting: Vec::new(),
            scope: Scope::everything(district),
            policy: &[],
            now: at,
            effective_at: None,
            origin: Origin::Rule,
            request,
            chance,
            lang: Lang::Zh,
            minted: Minted::default(),
        }
    }

    pub fn person(&self) -> Option<PersonId> {
        self.actor.person()
    }

    /// Whether the visitor is of this organisation now.
    pub fn is_of(&self, organisation: OrganisationId) -> bool {
        self.acting.iter().any(|it| it.organisation == organisation && it.is_active(self.now))
    }

    /// Whether the visitor acts for this organisation; a rule acts for all.
    pub fn acts_for(&self, organisation: OrganisationId) -> bool {
        self.person().is_none() || self.is_of(organisation)
    }

    /// When the thing happened: stated, else now.
    pub fn effective(&self) -> Instant {
        self.effective_at.unwrap_or(self.now)
    }

    /// How far this visitor reaches for another act than the one of the route.
    pub fn scope_of(&self, act: Act) -> Scope {
        match self.policy.iter().find(|row| row.act == act) {
            Some(row) => Scope::of(row, self.district, self.person(), &self.acting, self.now),
            None if matches!(self.actor, Actor::Rule(_)) => Scope::everything(self.district),
            None => Scope::nothing(self.district),
        }
    }

    /// The same visitor reaching the whole district, for what follows from an act that was allowed: a duty to be settled where
    /// they do not look after the place. Their own grants stay the first, so that they act as who they are. Ids are minted
    /// by the context itself, not by this one.
    pub fn beyond_scope(&self) -> Ctx {
        let mut scope = self.scope.clone();
        scope.grants.extend(Scope::everything(self.district).grants);
        Ctx { scope, ..self.clone() }
    }

    pub fn may(&self, act: Act) -> bool {
        !self.scope_of(act).is_empty()
    }

    /// A new identity: UUID version 7 of `now`, whose random part follows from the request key and a counter, so that a
    /// retry or a repeated request mints the same.
    pub fn mint<I: Identity>(&self) -> I {
        let n = self.minted.0.fetch_add(1, Ordering::Relaxed);
        let mut bytes: [u8; 16] = self.derive(b"mint", n)[..16].try_into().expect("a digest has 32 bytes");
        let millis = self.now.millis().max(0).to_be_bytes();
        bytes[..6].copy_from_slice(&millis[2..]);
        bytes[6] = 0x70 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        I::from_bytes(bytes)
    }

    /// A salt nobody can guess from what is stored.
    pub fn salt(&self) -> [u8; 32] {
        self.derive(b"salt", 0)
    }

    /// A secret to be told once, that nobody can guess from what is stored.
    pub fn secret(&self) -> [u8; 32] {
        self.derive(b"secret", 0)
    }

    fn derive(&self, what: &[u8], n: u32) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.chance).expect("a key may have any length");
        mac.update(what);
        mac.update(&self.request.0);
        mac.update(&n.to_be_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// The salt of the n-th personal value of one version of one object, from the salt of its request.
pub fn derive_salt(request: &[u8; 32], id: &[u8; 16], version: i64, n: u32) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(request).expect("a key may have any length");
    mac.update(id);
    mac.update(&version.to_be_bytes());
    mac.update(&n.to_be_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrganisationId;

    fn ctx(key: u8) -> Ctx {
        let district = District::new(530_999).unwrap();
        Ctx::rule("test", district, Instant::from_micros(1_700_000_000_000_000), RequestKey([key; 16]), [7; 32])
    }

    #[test]
    fn a_repeated_request_mints_the_same_ids() {
        let first: (PersonId, OrganisationId) = {
            let c = ctx(1);
            (c.mint(), c.mint())
        };
        let again: (PersonId, OrganisationId) = {
            let c = ctx(1);
            (c.mint(), c.mint())
        };
        assert_eq!(first, again);
        assert_ne!(first.0.bytes(), first.1.bytes());
        assert_ne!(first.0, ctx(2).mint());
        assert_eq!(first.0.bytes()[6] >> 4, 7);
    }
}
