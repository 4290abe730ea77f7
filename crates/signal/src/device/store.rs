//! Every write to the tables of devices, and the load that their commands begin with.

use std::collections::HashMap;

use kernel::{Ctx, District, Error, OrganisationId, PersonId};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};
use readings::Metric;

use super::{Described, Device, DeviceId, Fact, Measured, State, Watcher};

pub(super) const COLUMNS: &str = "t.id, t.version, t.code, t.name, t.sort, t.division, t.longitude_e6, t.latitude_e6, \
     t.owner, t.watcher, t.watcher_of, t.interval_seconds, t.subject, t.since, t.state, t.state_at, t.note, \
     t.registered_at, t.registered_by";

/// Of its place, and of whoever keeps it alive or watches it.
pub(crate) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &["t.owner", "t.watcher_of"], persons: &[], sector: None };

/// Without what it measures.
fn read(row: &Row<'_>) -> Result<Device, Error> {
    let watcher = row.get::<Option<PersonId>>(9)?.zip(row.get::<Option<OrganisationId>>(10)?);
    Ok(Device {
        id: row.get(0)?,
        version: row.get(1)?,
        said: Described {
            code: row.get(2)?,
            name: row.get(3)?,
            sort: row.get(4)?,
            measures: Vec::new(),
            division: row.get(5)?,
            longitude_e6: row.get(6)?,
            latitude_e6: row.get(7)?,
            owner: row.get(8)?,
            watcher: watcher.map(|(person, organisation)| Watcher { person, organisation }),
            interval_seconds: row.get(11)?,
            subject: row.get(12)?,
            since: row.get(13)?,
        },
        state: row.get(14)?,
        state_at: row.get(15)?,
        note: crate::web::text_of(row, 16)?,
        registered_at: row.get(17)?,
        registered_by: row.get(18)?,
    })
}

fn measure(row: &Row<'_>) -> Result<(DeviceId, Measured), Error> {
    let code: String = row.get(1)?;
    let metric = Metric::of_code(&code).ok_or_else(|| Error::internal(format!("no metric {code}")))?;
    Ok((row.get(0)?, Measured { metric, least: row.get(2)?, most: row.get(3)?, step: row.get(4)? }))
}

/// Devices of a clause, with what they measure.
pub(super) fn fetch(r: &Reader<'_>, clause: &Clause, district: District, tail: &str) -> Result<Vec<Device>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM device t WHERE {} {tail}", clause.text());
    let mut devices = r.rows(&sql, &clause.params(), read)?;
    let mut measures: HashMap<DeviceId, Vec<Measured>> = HashMap::new();
    for piece in devices.chunks(200) {
        let mut of = Clause::new();
        of.and_equals("m.district", district);
        let ids: Vec<String> = piece.iter().map(|it| of.bind(it.id)).collect();
        of.and(&format!("m.device IN ({})", ids.join(", ")));
        let sql = format!(
            "SELECT m.device, m.metric, m.least, m.most, m.step FROM device_measure m WHERE {} ORDER BY m.device, m.no",
            of.text()
        );
        for (device, one) in r.rows(&sql, &of.params(), measure)? {
            measures.entry(device).or_default().push(one);
        }
    }
    for it in &mut devices {
        it.said.measures = measures.remove(&it.id).unwrap_or_default();
    }
    Ok(devices)
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: DeviceId) -> Result<Device, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    fetch(r, &clause, ctx.district, "LIMIT 1")?.pop().ok_or(Error::NotFound("DeviceId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Device, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: DeviceId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Registered(it) => {
            tx.execute(
                "INSERT INTO device (district, id, version, code, name, sort, division, longitude_e6, latitude_e6, owner,
                     watcher, watcher_of, interval_seconds, subject, since, state, state_at, registered_at, registered_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17, $18)",
                params![
                    at.district,
                    id,
                    at.version,
                    it.code,
                    it.name,
                    it.sort,
                    it.division,
                    it.longitude_e6,
                    it.latitude_e6,
                    it.owner,
                    it.watcher.map(|it| it.person),
                    it.watcher.map(|it| it.organisation),
                    it.interval_seconds,
                    it.subject,
                    it.since,
                    State::InService,
                    at.effective_at,
                    at.person
                ],
            )?;
            measured(tx, at, id, it)
        }
        Fact::Amended(it) => {
            tx.execute(
                "UPDATE device SET version = $3, code = $4, name = $5, sort = $6, division = $7, longitude_e6 = $8,
                     latitude_e6 = $9, owner = $10, watcher = $11, watcher_of = $12, interval_seconds = $13, subject = $14,
                     since = $15
                 WHERE district = $1 AND id = $2",
                params![
                    at.district,
                    id,
                    at.version,
                    it.code,
                    it.name,
                    it.sort,
                    it.division,
                    it.longitude_e6,
                    it.latitude_e6,
                    it.owner,
                    it.watcher.map(|it| it.person),
                    it.watcher.map(|it| it.organisation),
                    it.interval_seconds,
                    it.subject,
                    it.since
                ],
            )?;
            tx.execute("DELETE FROM device_measure WHERE district = $1 AND device = $2", params![at.district, id])?;
            measured(tx, at, id, it)
        }
        Fact::Suspended { reason } => stand(tx, at, id, (State::Suspended, reason)),
        Fact::Resumed { reason } => stand(tx, at, id, (State::InService, reason)),
        Fact::Retired { reason } => stand(tx, at, id, (State::Retired, reason)),
    }
}

fn measured(tx: &mut Tx<'_>, at: &Stamp, id: DeviceId, it: &Described) -> Result<(), Error> {
    for (no, one) in (1_u32..).zip(&it.measures) {
        tx.execute(
            "INSERT INTO device_measure (district, device, no, metric, least, most, step)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![at.district, id, no, one.metric.code(), one.least, one.most, one.step],
        )?;
    }
    Ok(())
}

fn stand(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: DeviceId,
    (state, reason): (State, &kernel::Personal<String>),
) -> Result<(), Error> {
    tx.execute(
        "UPDATE device SET version = $3, state = $4, state_at = $5, note = $6 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, at.effective_at, reason],
    )
}
