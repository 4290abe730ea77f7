//! Every write to this crate's tables, and the load that every command begins with.

use kernel::{Ctx, Day, Error, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};
use standards::accident::gb_6441;

use crate::figures::{self, Figures};
use crate::model::{
    Clock, Condition, Counted, Fact, Fault, Incident, IncidentId, Particulars, Recipient, Registered, Stage,
};

const COLUMNS: &str = "i.version, i.year, i.number, i.stage, i.category, i.sector, i.division, i.unit, i.organisation, \
     i.registered_by, i.happened_at, i.told_at, i.grade, i.grade_complete, i.known, i.last_casualty, i.loss_yuan, \
     i.area_m2, i.evacuated, i.editions, i.signed_at, i.draft, i.drafted_by, i.supplement";

/// The incident, if it lies within the visitor's scope; else it does not exist.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Incident, Error> {
    find(r, ctx, id)?.filter(|it| covers(ctx, it)).ok_or(Error::NotFound("IncidentId"))
}

fn find(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Option<Incident>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM incident i WHERE i.district = $1 AND i.id = $2");
    r.row(&sql, params![ctx.district, id], |row| incident(id, row))
}

pub(crate) fn covers(ctx: &Ctx, it: &Incident) -> bool {
    let organisations: Vec<_> = [Some(it.organisation), it.unit].into_iter().flatten().collect();
    ctx.scope.covers(it.division, &organisations, &[], Some(it.sector))
}

fn incident(id: IncidentId, row: &Row<'_>) -> Result<Incident, Error> {
    Ok(Incident {
        id,
        version: row.get(0)?,
        year: row.get(1)?,
        number: row.get(2)?,
        stage: row.get(3)?,
        category: row.get(4)?,
        sector: row.get(5)?,
        division: row.get(6)?,
        unit: row.get(7)?,
        organisation: row.get(8)?,
        registered_by: row.get(9)?,
        happened_at: row.get(10)?,
        told_at: row.get(11)?,
        grade: row.get(12)?,
        grade_complete: row.get(13)?,
        known: row.get(14)?,
        last_casualty: row.get(15)?,
        loss_yuan: row.get(16)?,
        area_m2: row.get(17)?,
        evacuated: row.get(18)?,
        editions: row.get(19)?,
        signed_at: row.get(20)?,
        draft: row.get(21)?,
        drafted_by: row.get(22)?,
        supplement: row.get(23)?,
    })
}

/// Records a fact about an incident and gives it back as it is then.
pub(crate) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Incident, fact: &Fact) -> Result<Incident, Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)?;
    again(tx, ctx, it.id)
}

pub(crate) fn again(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Incident, Error> {
    find(r, ctx, id)?.ok_or(Error::NotFound("IncidentId"))
}

/// What an open clock says: the obligation and its owner.
pub(crate) fn open_clock(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: IncidentId,
    recipient: Recipient,
) -> Result<Option<Clock>, Error> {
    let sql = "SELECT owner, obligation, due FROM incident_clock
               WHERE district = $1 AND incident = $2 AND recipient = $3 AND told_at IS NULL";
    r.row(sql, params![ctx.district, id, recipient], |row| {
        Ok(Clock { recipient, owner: row.get(0)?, obligation: row.get(1)?, due: row.get(2)? })
    })
}

/// A row of a person as a command needs it.
pub(crate) struct Casualty {
    pub condition: Condition,
    pub on: Day,
    pub is_named: bool,
}

pub(crate) fn casualty(r: &Reader<'_>, ctx: &Ctx, id: IncidentId, no: u32) -> Result<Casualty, Error> {
    let sql = "SELECT state, on_day, name IS NOT NULL FROM incident_casualty
               WHERE district = $1 AND incident = $2 AND no = $3 AND struck IS NULL";
    let found = r.row(sql, params![ctx.district, id, no], |row| {
        Ok(Casualty { condition: row.get(0)?, on: row.get(1)?, is_named: row.get(2)? })
    })?;
    found.ok_or(Error::NotFound("Casualty"))
}

/// The dead who are not struck: their rows, their days, and whether they count.
pub(crate) fn dead(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Vec<(u32, Day, bool)>, Error> {
    let sql = "SELECT no, on_day, within FROM incident_casualty
               WHERE district = $1 AND incident = $2 AND state = 'dead' AND struck IS NULL ORDER BY no";
    r.rows(sql, params![ctx.district, id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// The figures of a signed or drafted edition.
pub(crate) fn figures_of(r: &Reader<'_>, ctx: &Ctx, id: IncidentId, edition: u32) -> Result<Option<Figures>, Error> {
    let sql = "SELECT figures FROM incident_edition WHERE district = $1 AND incident = $2 AND edition = $3";
    let text: Option<String> = r.row(sql, params![ctx.district, id, edition], |row| row.get(0))?;
    text.map(|it| serde_json::from_str(&it).map_err(Error::internal)).transpose()
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Registered(it) => registered(tx, at, id, it)?,
        Fact::Imported { registered: it, loss_yuan } => {
            registered(tx, at, id, it)?;
            let sql = "UPDATE incident SET stage = 'reported', loss_yuan = $3 WHERE district = $1 AND id = $2";
            tx.execute(sql, params![at.district, id, loss_yuan])?;
        }
        Fact::Corrected { particulars, .. } => {
            describe(tx, at, id, particulars)?;
        }
        Fact::Told { .. } | Fact::WrittenReceived { .. } => told(tx, at, id, fact)?,
        Fact::CasualtiesAdded { counted, name } => {
            add(tx, at, id, counted, name.as_ref())?;
            recount(tx, at, id)?;
        }
        Fact::CasualtyChanged { .. } | Fact::CasualtyStruck { .. } => {
            person(tx, at, id, fact)?;
            recount(tx, at, id)?;
        }
        Fact::Measured { loss_yuan, area_m2, evacuated, .. } => {
            tx.execute(
                "UPDATE incident SET loss_yuan = $3, area_m2 = $4, evacuated = $5 WHERE district = $1 AND id = $2",
                params![at.district, id, loss_yuan, area_m2, evacuated],
            )?;
        }
        Fact::Graded { grade, complete, .. } => {
            tx.execute(
                "UPDATE incident SET grade = $3, grade_complete = $4 WHERE district = $1 AND id = $2",
                params![at.district, id, grade, complete],
            )?;
        }
        Fact::Drafted { .. } => drafted(tx, at, id, fact)?,
        Fact::Signed { edition, sort } => signed(tx, at, id, *edition, *sort)?,
        Fact::SupplementOwed { obligation, .. } => {
            tx.execute(
                "UPDATE incident SET supplement = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, obligation],
            )?;
        }
        Fact::FaultFound { fault, .. } => {
            let bit = 1_i64 << (*fault as u8);
            tx.execute(
                "UPDATE incident SET faults = CASE WHEN (faults / $3) % 2 = 1 THEN faults ELSE faults + $3 END
                 WHERE district = $1 AND id = $2",
                params![at.district, id, bit],
            )?;
        }
        Fact::LatenessRecounted { late_seconds, others_late, .. } => {
            let bit = 1_i64 << (Fault::Late as u8);
            let mark = if late_seconds.is_some() || *others_late { bit } else { 0 };
            tx.execute(
                "UPDATE incident SET faults = CASE WHEN (faults / $3) % 2 = 1 THEN faults - $3 ELSE faults END + $4
                 WHERE district = $1 AND id = $2",
                params![at.district, id, bit, mark],
            )?;
        }
        Fact::Dismissed { .. } => {
            tx.execute(
                "UPDATE incident SET stage = $3, draft = NULL, drafted_by = NULL WHERE district = $1 AND id = $2",
                params![at.district, id, Stage::Dismissed],
            )?;
        }
    }
    tx.execute(
        "UPDATE incident SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )?;
    Ok(())
}

fn told(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Told { recipient, at: when, late_seconds, clocks, .. } => {
            tx.execute(
                "UPDATE incident_clock SET told_at = $4, late_seconds = $5
                 WHERE district = $1 AND incident = $2 AND recipient = $3 AND told_at IS NULL",
                params![at.district, id, recipient, when, late_seconds],
            )?;
            if *recipient == Recipient::County {
                tx.execute(
                    "UPDATE incident SET told_at = COALESCE(told_at, $3) WHERE district = $1 AND id = $2",
                    params![at.district, id, when],
                )?;
            }
            run(tx, at, id, clocks)?;
        }
        Fact::WrittenReceived { at: when, from } => {
            tx.execute(
                "UPDATE incident SET written_at = COALESCE(written_at, $3) WHERE district = $1 AND id = $2",
                params![at.district, id, when],
            )?;
            tx.execute(
                "UPDATE incident_text SET written_from = COALESCE(written_from, $3) WHERE district = $1 AND id = $2",
                params![at.district, id, from],
            )?;
        }
        _ => {}
    }
    Ok(())
}

fn registered(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId, it: &Registered) -> Result<(), Error> {
    let known: i64 = it.counted.iter().map(|counted| counted.condition.bit()).sum();
    let particulars = &it.particulars;
    tx.execute(
        "INSERT INTO incident (district, id, version, year, number, stage, category, sector, division, organisation,
                               registered_by, source, happened_at, exactness, told_at, registered_at, known,
                               last_casualty, grade_complete, editions, faults)
         VALUES ($1, $2, $3, $4, $5, 'reporting', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, 0, 0)",
        params![
            at.district,
            id,
            at.version,
            it.year,
            it.number,
            particulars.category,
            particulars.sector,
            particulars.division,
            it.organisation,
            at.person,
            it.source,
            particulars.happened_at,
            particulars.exactness,
            it.told_at,
            at.recorded_at,
            known,
        ],
    )?;
    tx.execute(
        "INSERT INTO incident_text (district, id, told_by, told_phone) VALUES ($1, $2, $3, $4)",
        params![at.district, id, it.told_by, it.told_phone],
    )?;
    describe(tx, at, id, particulars)?;
    for counted in &it.counted {
        add(tx, at, id, counted, None)?;
    }
    recount(tx, at, id)?;
    run(tx, at, id, &it.clocks)
}

fn describe(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId, it: &Particulars) -> Result<(), Error> {
    let (edition, code) = it.kind.as_ref().map(|kind| (kind.edition.as_str(), kind.code)).unzip();
    tx.execute(
        "UPDATE incident SET category = $3, kind_edition = $4, kind_code = $5, sector = $6, division = $7, unit = $8,
                happened_at = $9, exactness = $10, known_at = $11, road = $12, chainage = $13, project = $14,
                contract_section = $15 WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            it.category,
            edition,
            code,
            it.sector,
            it.division,
            it.unit,
            it.happened_at,
            it.exactness,
            it.known_at,
            it.road,
            it.chainage,
            it.project,
            it.contract_section,
        ],
    )?;
    let title = title(it);
    tx.execute(
        "UPDATE incident_text SET title = $3, place = $4, unit_name = $5, summary = $6
         WHERE district = $1 AND id = $2",
        params![at.district, id, title, it.place, it.unit_name, it.summary],
    )?;
    let words = [Some(&it.place), it.unit_name.as_ref(), Some(&it.summary)];
    let words: Vec<&str> = words.into_iter().flatten().filter_map(Personal::as_str).collect();
    tx.index_text(at, &format!("{} {}", title.as_str().unwrap_or_default(), words.join(" ")))
}

/// As such events are named: `“11·29”城关镇某厂触电事故`. In Chinese, as it is a name.
fn title(it: &Particulars) -> Personal<String> {
    use crate::model::Category;
    let day = it.happened_at.day();
    let place = it.unit_name.as_ref().and_then(Personal::as_str).or(it.place.as_str());
    let Some(place) = place else { return Personal::Erased };
    let kind = it.kind.as_ref().and_then(|kind| {
        let edition = gb_6441::Edition::from_word(&kind.edition)?;
        edition.kinds().iter().find(|one| one.code == kind.code).map(|one| one.name)
    });
    let what = match it.category {
        Category::RoadTraffic => "道路交通事故".to_owned(),
        Category::Fire => "火灾事故".to_owned(),
        Category::ForestFire => "森林火灾".to_owned(),
        Category::GeologicalDisaster => "地质灾害".to_owned(),
        Category::ProductionSafety => match kind {
            Some(name) if !name.starts_with("其他") => format!("{name}事故"),
            _ => "生产安全事故".to_owned(),
        },
        Category::Other => "突发事件".to_owned(),
    };
    Personal::text(format!("“{}·{}”{place}{what}", day.month(), day.day_of_month()))
}

fn add(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: IncidentId,
    it: &Counted,
    name: Option<&Personal<String>>,
) -> Result<(), Error> {
    let counted = if it.within { it.condition } else { Condition::SeverelyInjured };
    for no in it.first..it.first + it.people {
        tx.execute(
            "INSERT INTO incident_casualty (district, incident, no, state, on_day, within, counted, name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![at.district, id, no, it.condition, it.on, it.within, counted, name],
        )?;
    }
    tx.execute(
        "UPDATE incident SET last_casualty = last_casualty + $3 WHERE district = $1 AND id = $2",
        params![at.district, id, it.people],
    )?;
    know(tx, at, id, it.condition)
}

/// Once somebody was in a condition its number is known, also when nobody is in it any more.
fn know(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId, condition: Condition) -> Result<(), Error> {
    tx.execute(
        "UPDATE incident SET known = CASE WHEN (known / $3) % 2 = 1 THEN known ELSE known + $3 END
         WHERE district = $1 AND id = $2",
        params![at.district, id, condition.bit()],
    )
}

fn person(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::CasualtyChanged { no, condition, on, within, name, .. } => {
            // Who dies too late to count as dead stays among the severely injured, who was missing among the missing.
            let counted =
                if *within { "$4" } else { "CASE WHEN counted = 'missing' THEN 'missing' ELSE 'severely_injured' END" };
            tx.execute(
                &format!(
                    "UPDATE incident_casualty
                     SET state = $4, on_day = $5, within = $6, counted = {counted}, name = COALESCE($7, name)
                     WHERE district = $1 AND incident = $2 AND no = $3"
                ),
                params![at.district, id, no, condition, on, within, name],
            )?;
            know(tx, at, id, *condition)
        }
        Fact::CasualtyStruck { no, reason } => tx.execute(
            "UPDATE incident_casualty SET struck = COALESCE($4, '')
                 WHERE district = $1 AND incident = $2 AND no = $3",
            params![at.district, id, no, reason],
        ),
        _ => Ok(()),
    }
}

/// The counts of the row are those of its people.
fn recount(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId) -> Result<(), Error> {
    for condition in Condition::COUNTED {
        let column = condition.word();
        tx.execute(
            &format!(
                "UPDATE incident SET {column} = (SELECT CASE WHEN COUNT(*) > 0 THEN COUNT(*)
                        WHEN (incident.known / $4) % 2 = 1 THEN 0 END FROM incident_casualty c
                        WHERE c.district = $1 AND c.incident = $2 AND c.counted = $3 AND c.struck IS NULL)
                 WHERE district = $1 AND id = $2"
            ),
            params![at.district, id, condition, condition.bit()],
        )?;
    }
    Ok(())
}

fn run(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId, clocks: &[Clock]) -> Result<(), Error> {
    for it in clocks {
        tx.execute(
            "INSERT INTO incident_clock (district, incident, recipient, owner, obligation, due)
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![at.district, id, it.recipient, it.owner, it.obligation, it.due],
        )?;
    }
    Ok(())
}

fn drafted(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId, fact: &Fact) -> Result<(), Error> {
    let Fact::Drafted { edition, sort, situation, response, next, explained, figures } = fact else { return Ok(()) };
    tx.execute(
        "DELETE FROM incident_edition WHERE district = $1 AND incident = $2 AND edition = $3",
        params![at.district, id, edition],
    )?;
    tx.execute(
        "INSERT INTO incident_edition (district, incident, edition, sort, situation, response, next, explained,
                                       figures, drafted_at, drafted_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            at.district,
            id,
            edition,
            sort,
            situation,
            response,
            next,
            explained,
            serde_json::to_string(figures)?,
            at.effective_at,
            at.person,
        ],
    )?;
    tx.execute(
        "UPDATE incident SET draft = $3, drafted_by = $4 WHERE district = $1 AND id = $2",
        params![at.district, id, edition, at.person],
    )?;
    Ok(())
}

fn signed(tx: &mut Tx<'_>, at: &Stamp, id: IncidentId, edition: u32, sort: crate::model::Sort) -> Result<(), Error> {
    use crate::model::Sort;
    tx.execute(
        "UPDATE incident_edition SET signed_at = $4, signed_by = $5
         WHERE district = $1 AND incident = $2 AND edition = $3",
        params![at.district, id, edition, at.effective_at, at.person],
    )?;
    let stage = if matches!(sort, Sort::Final | Sort::Supplement) { Stage::Reported } else { Stage::Reporting };
    tx.execute(
        "UPDATE incident SET editions = $3, signed_at = $4, stage = $5, draft = NULL, drafted_by = NULL,
                supplement = NULL WHERE district = $1 AND id = $2",
        params![at.district, id, edition, at.effective_at, stage],
    )?;
    Ok(())
}

/// The grade that the rows make now, recorded if it is another.
pub(crate) fn grade_anew(tx: &mut Tx<'_>, ctx: &Ctx, it: Incident) -> Result<Incident, Error> {
    let figures = figures::now(tx, ctx, &it)?;
    let Some(graded) = figures.graded(it.category)? else { return Ok(it) };
    let grade: crate::model::Grade = graded.grade.into();
    if it.grade == Some(grade) && it.grade_complete == graded.complete {
        return Ok(it);
    }
    let by = graded.by.iter().map(|measure| measure.word().to_owned()).collect();
    let fact = Fact::Graded { grade, by, complete: graded.complete, level: grade.investigated_by() };
    let it = record(tx, ctx, &it, &fact)?;
    crate::investigation::store::raise(tx, ctx, it.id, grade)?;
    Ok(it)
}
