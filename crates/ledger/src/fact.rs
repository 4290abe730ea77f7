//! Facts, the concepts they belong to, and what follows from them.

use std::any::Any;
use std::collections::HashMap;

use kernel::{Ctx, District, Error, Identity, Instant, OrganisationId, PersonId, Role, Vault};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Tx;

/// What was decided, in the past tense. Serialised with the tag `kind`; new variants and new optional fields only.
pub trait Fact: Serialize + DeserializeOwned + Clone + Send + 'static {
    const STREAM: &'static str;
    type Id: Identity;
    fn kind(&self) -> &'static str;
}

/// Where a fact stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    pub stream: &'static str,
    pub id: [u8; 16],
    pub version: i64,
    pub district: District,
    /// `person:…`, `rule:…`
    pub actor: String,
    pub person: Option<PersonId>,
    pub role: Option<Role>,
    pub organisation: Option<OrganisationId>,
    pub effective_at: Instant,
    pub recorded_at: Instant,
    /// The fact that led to this one: `stream/id/version`.
    pub cause: Option<String>,
}

/// A fact read back from the ledger.
#[derive(Debug, Clone)]
pub struct Recorded<F> {
    pub at: Stamp,
    pub origin: kernel::Origin,
    pub fact: F,
}

/// One stream of facts, the tables that show it, and how a fact changes them. `concept!` makes it.
pub struct Concept {
    pub stream: &'static str,
    pub tables: &'static [&'static str],
    pub replay: fn(&mut Tx<'_>, &Stamp, &str, Vault) -> Result<(), Error>,
}

#[macro_export]
macro_rules! concept {
    ($fact:ty, [$($table:literal),* $(,)?], $project:path) => {
        $crate::Concept {
            stream: <$fact as $crate::Fact>::STREAM,
            tables: &[$($table),*],
            replay: |tx, at, payload, vault| {
                let fact: $fact = kernel::open(payload, vault)?;
                $project(tx, at, kernel::Identity::from_bytes(at.id), &fact)
            },
        }
    };
}

type Follow = Box<dyn Fn(&mut Tx<'_>, &Ctx, &Stamp, &dyn Any) -> Result<(), Error> + Send + Sync>;

/// What a fact of one concept leads to in another, in the same transaction. `server/src/consequences.rs` is the list.
#[derive(Default)]
pub struct Consequences(HashMap<&'static str, Vec<Follow>>);

impl Consequences {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn on<F: Fact>(
        mut self,
        follow: impl Fn(&mut Tx<'_>, &Ctx, &Stamp, &F) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        let typed: Follow = Box::new(move |tx, ctx, at, fact| {
            let fact = fact.downcast_ref::<F>().ok_or_else(|| Error::internal("a stream with two types of fact"))?;
            follow(tx, ctx, at, fact)
        });
        self.0.entry(F::STREAM).or_default().push(typed);
        self
    }

    pub(crate) fn of(&self, stream: &str) -> &[Follow] {
        self.0.get(stream).map_or(&[], Vec::as_slice)
    }
}

/// A row for the outbox: who is told, of what. The words are made when it is sent, in the receiver's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub kind: &'static str,
    pub organisation: OrganisationId,
    pub person: Option<PersonId>,
}

type Deliver = Box<dyn Fn(&Stamp, &dyn Any) -> Result<Vec<Delivery>, Error> + Send + Sync>;

/// What leaves the house because of a fact. `server/src/deliveries.rs` is the list.
#[derive(Default)]
pub struct Deliveries(HashMap<&'static str, Vec<Deliver>>);

impl Deliveries {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn on<F: Fact>(mut self, deliver: impl Fn(&Stamp, &F) -> Vec<Delivery> + Send + Sync + 'static) -> Self {
        let typed: Deliver = Box::new(move |at, fact| {
            let fact = fact.downcast_ref::<F>().ok_or_else(|| Error::internal("a stream with two types of fact"))?;
            Ok(deliver(at, fact))
        });
        self.0.entry(F::STREAM).or_default().push(typed);
        self
    }

    pub(crate) fn of(&self, stream: &str) -> &[Deliver] {
        self.0.get(stream).map_or(&[], Vec::as_slice)
    }
}
