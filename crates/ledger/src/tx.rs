//! One transaction: load, decide, record, project.

use std::any::Any;
use std::ops::Deref;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{Ctx, Error, Identity, Instant, ToCell};

use crate::{Clock, Consequences, Deliveries, Fact, Reader, Stamp, params};

/// How far facts may lead to facts before it is taken for a circle.
const DEEPEST_CONSEQUENCE: usize = 8;

/// Personal values written by one statement; a fact seldom has more.
const PERSONAL_AT_ONCE: usize = 6;

/// For one value, for two, and so on.
static INSERT_PERSONAL: LazyLock<[String; PERSONAL_AT_ONCE]> = LazyLock::new(|| {
    let row = |n: usize| format!("($1, $2, $3, $4, ${}, ${}, ${}, ${})", 4 * n + 5, 4 * n + 6, 4 * n + 7, 4 * n + 8);
    std::array::from_fn(|last| {
        let rows: Vec<String> = (0..=last).map(row).collect();
        let columns = "district, stream, id, version, place, commitment, salt, value";
        format!("INSERT INTO personal ({columns}) VALUES {}", rows.join(", "))
    })
});

/// What writers share, and keep from one transaction to the next.
pub(crate) struct House {
    pub clock: Box<dyn Clock>,
    last_recorded: AtomicI64,
    pub node: i64,
    pub consequences: Consequences,
    pub deliveries: Deliveries,
}

impl House {
    pub fn new(clock: Box<dyn Clock>, last_recorded: Instant, node: i64) -> Self {
        let last_recorded = AtomicI64::new(last_recorded.micros());
        Self { clock, last_recorded, node, consequences: Consequences::new(), deliveries: Deliveries::new() }
    }

    /// The time to write with; it never goes back.
    fn time(&self) -> Instant {
        let now = self.clock.now().micros();
        Instant::from_micros(self.last_recorded.fetch_max(now, Ordering::Relaxed).max(now))
    }
}

pub struct Tx<'a> {
    reader: Reader<'a>,
    house: &'a House,
    pending: Vec<(Stamp, Box<dyn Any + Send>)>,
    cause: Option<String>,
    replaying: bool,
    changed: bool,
    /// By what an act without a person is known again, where it may run again after an answer that was lost.
    pub(crate) once: Option<Once>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Once {
    pub key: [u8; 16],
    /// It may have been done already.
    pub again: bool,
}

impl<'a> Deref for Tx<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl<'a> Tx<'a> {
    pub(crate) fn new(reader: Reader<'a>, house: &'a House) -> Self {
        Self { reader, house, pending: Vec::new(), cause: None, replaying: false, changed: false, once: None }
    }

    pub(crate) fn replaying(reader: Reader<'a>, house: &'a House) -> Self {
        Self { replaying: true, ..Self::new(reader, house) }
    }

    /// Changes rows. Only the crate that owns a table writes it. On a server it is under way when this returns; what is read
    /// next sees it, and what it fails by is said by what is read next or by the commit.
    pub fn execute(&mut self, sql: &str, params: &[&dyn ToCell]) -> Result<(), Error> {
        self.changed = true;
        self.reader.connection.send(sql, params)
    }

    /// The same, and says how many rows it changed.
    pub fn changing(&mut self, sql: &str, params: &[&dyn ToCell]) -> Result<usize, Error> {
        self.changed = true;
        self.reader.connection.execute(sql, params)
    }

    pub(crate) fn node(&self) -> i64 {
        self.house.node
    }

    /// Whether anything was written; a refusal before that has nothing to undo.
    pub(crate) fn has_changed(&self) -> bool {
        self.changed
    }

    /// Appends a fact to the object's life. `seen` is the version the decision was made on, 0 for a new object.
    pub fn record<F: Fact>(&mut self, ctx: &Ctx, object: F::Id, seen: i64, fact: &F) -> Result<Stamp, Error> {
        if let Some(kept) = self.reader.kept {
            kept.forget(F::STREAM);
        }
        let at = self.stamp::<F>(ctx, object, seen + 1);
        let (salt, id, version) = (ctx.salt(), at.id, at.version);
        let (payload, taken) = kernel::seal(fact, move |n| kernel::derive_salt(&salt, &id, version, n))?;
        self.insert_fact(&at, fact.kind(), ctx.origin, &payload)?;
        self.insert_personal(&at, &taken)?;
        self.deliver(&at, fact)?;
        if !self.house.consequences.of(F::STREAM).is_empty() {
            self.pending.push((at.clone(), Box::new(fact.clone())));
        }
        Ok(at)
    }

    fn insert_personal(&mut self, at: &Stamp, values: &[kernel::Sealed]) -> Result<(), Error> {
        let places: Vec<i64> = (0..).take(values.len()).collect();
        for (places, values) in places.chunks(PERSONAL_AT_ONCE).zip(values.chunks(PERSONAL_AT_ONCE)) {
            let mut params: Vec<&dyn ToCell> = vec![&at.district, &at.stream, &at.id, &at.version];
            for (place, sealed) in places.iter().zip(values) {
                params.extend([place as &dyn ToCell, &sealed.commitment, &sealed.salt, &sealed.value]);
            }
            self.execute(&INSERT_PERSONAL[values.len() - 1], &params)?;
        }
        Ok(())
    }

    fn stamp<F: Fact>(&mut self, ctx: &Ctx, id: F::Id, version: i64) -> Stamp {
        let grant = ctx.person().and_then(|_| ctx.scope.widest());
        Stamp {
            stream: F::STREAM,
            id: *id.bytes(),
            version,
            district: ctx.district,
            actor: ctx.actor.to_text(),
            person: ctx.person(),
            role: grant.map(|g| g.role),
            organisation: grant.map(|g| g.organisation),
            effective_at: ctx.effective(),
            recorded_at: self.house.time(),
            cause: self.cause.clone(),
        }
    }

    fn insert_fact(&mut self, at: &Stamp, kind: &str, origin: kernel::Origin, payload: &str) -> Result<(), Error> {
        let node = self.house.node;
        self.changed = true;
        self.reader.connection.send_of_one(
            "INSERT INTO fact (district, stream, id, version, kind, payload, actor, role, organisation, origin,
                               effective_at, recorded_at, node, cause)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (district, stream, id, version) DO NOTHING",
            params![
                at.district,
                at.stream,
                at.id,
                at.version,
                kind,
                payload,
                at.actor,
                at.role,
                at.organisation,
                origin,
                at.effective_at,
                at.recorded_at,
                node,
                at.cause
            ],
        )
    }

    fn deliver<F: Fact>(&mut self, at: &Stamp, fact: &F) -> Result<(), Error> {
        let mut letters = Vec::new();
        for deliver in self.house.deliveries.of(F::STREAM) {
            letters.extend(deliver(at, fact)?);
        }
        for (place, letter) in letters.iter().enumerate() {
            self.execute(
                "INSERT INTO outbox (district, stream, id, version, place, at, kind, organisation, person, sent_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)",
                params![
                    at.district,
                    at.stream,
                    at.id,
                    at.version,
                    place as i64,
                    at.recorded_at,
                    letter.kind,
                    letter.organisation,
                    letter.person
                ],
            )?;
        }
        Ok(())
    }

    /// Lets every recorded fact lead to what follows from it, in order, until nothing new is recorded.
    pub(crate) fn follow(&mut self, ctx: &Ctx) -> Result<(), Error> {
        let House { consequences, .. } = self.house;
        for _ in 0..DEEPEST_CONSEQUENCE {
            let recorded = std::mem::take(&mut self.pending);
            if recorded.is_empty() {
                return Ok(());
            }
            for (at, fact) in recorded {
                self.cause = Some(format!("{}/{}/{}", at.stream, kernel::PersonId::from_bytes(at.id), at.version));
                for follow in consequences.of(at.stream) {
                    follow(self, ctx, &at, fact.as_ref())?;
                }
            }
        }
        if self.pending.is_empty() { Ok(()) } else { Err(Error::internal("consequences run in a circle")) }
    }

    /// The next number of a series of documents in a year: 1, 2, 3, …
    pub fn next_number(&mut self, ctx: &Ctx, series: &str, year: i16) -> Result<i64, Error> {
        self.changed = true;
        self.value(
            "INSERT INTO series (district, series, year, last) VALUES ($1, $2, $3, 1)
             ON CONFLICT (district, series, year) DO UPDATE SET last = series.last + 1 RETURNING last",
            params![ctx.district, series, i64::from(year)],
        )
    }

    /// The time this transaction writes with; it never goes back.
    pub fn recorded_at(&self) -> Instant {
        self.house.time()
    }

    /// True while the ledger is replayed into empty tables: timers and numbers are not set then.
    pub fn is_replay(&self) -> bool {
        self.replaying
    }
}
