//! Every write to the table of catchments, and the load that their commands begin with.

use kernel::{Ctx, Error, OrganisationId, PersonId};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use signal::device::Watcher;

use super::{Catchment, CatchmentId, Described, Fact, State};

const COLUMNS: &str = "t.id, t.version, t.code, t.name, t.division, t.longitude_e6, t.latitude_e6, t.area, t.owner, \
     t.watcher, t.watcher_of, t.device, t.outlet, t.ready, t.immediate, t.basis, t.gauges, t.parameters, t.evaporation, \
     t.villages, t.ponds, t.since, t.state, t.state_at, t.note";

/// Of its outlet's place, and of whoever keeps or watches it.
pub(super) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &["t.owner", "t.watcher_of"], persons: &[], sector: None };

/// What one column keeps as a text of its own.
fn json<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> Result<T, Error> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text).map_err(Error::internal)
}

fn read(row: &Row<'_>) -> Result<Catchment, Error> {
    let watcher = row.get::<Option<PersonId>>(9)?.zip(row.get::<Option<OrganisationId>>(10)?);
    Ok(Catchment {
        id: row.get(0)?,
        version: row.get(1)?,
        said: Described {
            code: row.get(2)?,
            name: row.get(3)?,
            division: row.get(4)?,
            longitude_e6: row.get(5)?,
            latitude_e6: row.get(6)?,
            area_km2: row.get(7)?,
            owner: row.get(8)?,
            watcher: watcher.map(|(person, organisation)| Watcher { person, organisation }),
            outlet: row.get(12)?,
            ready_m3_s: row.get(13)?,
            immediate_m3_s: row.get(14)?,
            basis: crate::web::text_of(row, 15)?,
            gauges: json(row, 16)?,
            parameters: json(row, 17)?,
            evaporation: json(row, 18)?,
            villages: json(row, 19)?,
            ponds: json(row, 20)?,
            since: row.get(21)?,
        },
        device: row.get(11)?,
        state: row.get(22)?,
        state_at: row.get(23)?,
        note: crate::web::text_of(row, 24)?,
    })
}

pub(super) fn fetch(r: &Reader<'_>, clause: &Clause, tail: &str) -> Result<Vec<Catchment>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM catchment t WHERE {} {tail}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: CatchmentId) -> Result<Catchment, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    fetch(r, &clause, "LIMIT 1")?.pop().ok_or(Error::NotFound("CatchmentId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Catchment, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: CatchmentId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Registered { said, device } => {
            tx.execute(
                "INSERT INTO catchment (district, id, version, device, code, name, division, area, owner, gauges, parameters,
                     evaporation, villages, ponds, since, state, state_at)
                 VALUES ($1, $2, $3, $4, $5, '', 0, 0, $6, '', '', '', '', '', '', $7, $8)",
                params![at.district, id, at.version, device, said.code, said.owner, State::Kept, at.effective_at],
            )?;
            describe(tx, at, id, said)
        }
        Fact::Amended { said } => describe(tx, at, id, said),
        Fact::Ended { reason } => tx.execute(
            "UPDATE catchment SET version = $3, state = $4, state_at = $5, note = $6 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Ended, at.effective_at, reason],
        ),
    }
}

fn describe(tx: &mut Tx<'_>, at: &Stamp, id: CatchmentId, it: &Described) -> Result<(), Error> {
    tx.execute(
        "UPDATE catchment SET version = $3, code = $4, name = $5, division = $6, longitude_e6 = $7, latitude_e6 = $8, area = $9,
             owner = $10, watcher = $11, watcher_of = $12, outlet = $13, ready = $14, immediate = $15, basis = $16,
             gauges = $17, parameters = $18, evaporation = $19, villages = $20, ponds = $21, since = $22
         WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            at.version,
            it.code,
            it.name,
            it.division,
            it.longitude_e6,
            it.latitude_e6,
            it.area_km2,
            it.owner,
            it.watcher.map(|it| it.person),
            it.watcher.map(|it| it.organisation),
            it.outlet,
            it.ready_m3_s,
            it.immediate_m3_s,
            it.basis,
            text(&it.gauges)?,
            text(&it.parameters)?,
            text(&it.evaporation)?,
            text(&it.villages)?,
            text(&it.ponds)?,
            it.since
        ],
    )
}

fn text(it: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(it).map_err(Error::internal)
}
