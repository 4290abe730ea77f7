//! Every write to the tables of investigations, and the load that every command begins with.

use kernel::{Ctx, Error, OrganisationId, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};
use obligation::ObligationId;
use obligation::supervision::{Listed, Status, Turn};

use super::model::{Fact, Investigation, InvestigationId, MeasureState, Opened, Stage, Standing};
use crate::model::{Grade, IncidentId, Level};

const COLUMNS: &str = "v.id, v.version, v.year, v.number, v.stage, v.incident, v.level, v.raised, v.organisation, \
     v.opened_by, v.happened, v.due, v.appraised_since, v.appraised_days, v.extended_days, v.submitted_on, \
     v.reply_due, v.replied_on, v.evaluation_due, v.evaluated_on, v.found, v.ended, v.members, v.findings, \
     v.measures, v.checks, v.listed_by, v.listed_until, vt.title, i.division, i.sector, i.unit, i.grade, \
     li.status, li.deadline, li.asked_until, li.asker";

const TABLES: &str = "investigation v \
     JOIN investigation_text vt ON vt.district = v.district AND vt.id = v.id \
     JOIN incident i ON i.district = v.district AND i.id = v.incident \
     LEFT JOIN investigation_listing li ON li.district = v.district AND li.investigation = v.id";

/// The investigation, if this visitor may see it; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Investigation, Error> {
    let it = again(r, ctx, id)?;
    if covers(ctx, &it) || owes(r, ctx, &it)? { Ok(it) } else { Err(Error::NotFound("InvestigationId")) }
}

/// The unit sees what was found about it once the government has replied.
fn covers(ctx: &Ctx, it: &Investigation) -> bool {
    let unit = it.unit.filter(|_| it.stage.is_replied());
    let organisations: Vec<_> = [Some(it.organisation), unit].into_iter().flatten().collect();
    ctx.scope.covers(it.division, &organisations, &[], Some(it.sector))
}

/// Whoever owes a measure or a check of it sees the case they owe it in.
fn owes(r: &Reader<'_>, ctx: &Ctx, it: &Investigation) -> Result<bool, Error> {
    let owners = owners(r, ctx, it.id)?;
    Ok(ctx.scope.grants.iter().any(|grant| owners.contains(&grant.organisation)))
}

fn owners(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Vec<OrganisationId>, Error> {
    let sql = "SELECT owner FROM investigation_measure WHERE district = $1 AND investigation = $2
               UNION SELECT owner FROM investigation_check WHERE district = $1 AND investigation = $2 LIMIT 500";
    r.rows(sql, params![ctx.district, id], |row| row.get(0))
}

pub(super) fn again(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Investigation, Error> {
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE v.district = $1 AND v.id = $2");
    r.row(&sql, params![ctx.district, id], investigation)?.ok_or(Error::NotFound("InvestigationId"))
}

/// The latest one of an incident, whatever the visitor's scope.
pub(crate) fn of_incident(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Option<Investigation>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE v.district = $1 AND v.incident = $2
         ORDER BY v.opened_at DESC, v.id DESC LIMIT 1"
    );
    r.row(&sql, params![ctx.district, id], investigation)
}

fn investigation(row: &Row<'_>) -> Result<Investigation, Error> {
    Ok(Investigation {
        id: row.get(0)?,
        version: row.get(1)?,
        year: row.get(2)?,
        number: row.get(3)?,
        stage: row.get(4)?,
        incident: row.get(5)?,
        level: row.get(6)?,
        raised: row.get(7)?,
        organisation: row.get(8)?,
        opened_by: row.get(9)?,
        happened: row.get(10)?,
        due: row.get(11)?,
        appraised_since: row.get(12)?,
        appraised_days: row.get(13)?,
        extended_days: row.get(14)?,
        submitted_on: row.get(15)?,
        reply_due: row.get(16)?,
        replied_on: row.get(17)?,
        evaluation_due: row.get(18)?,
        evaluated_on: row.get(19)?,
        found: row.get(20)?,
        ended: row.get(21)?,
        members: row.get(22)?,
        findings: row.get(23)?,
        measures: row.get(24)?,
        checks: row.get(25)?,
        listed_by: row.get(26)?,
        listed_until: row.get(27)?,
        title: row.get(28)?,
        division: row.get(29)?,
        sector: row.get(30)?,
        unit: row.get(31)?,
        grade: row.get(32)?,
        listing: listing(row)?,
    })
}

fn listing(row: &Row<'_>) -> Result<Option<Listed>, Error> {
    let Some(status) = row.get::<Option<Status>>(33)? else { return Ok(None) };
    Ok(Some(Listed { status, deadline: row.get(34)?, asked_until: row.get(35)?, asker: row.get(36)? }))
}

/// Records a fact and gives the investigation back as it is then.
pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Investigation, fact: &Fact) -> Result<Investigation, Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)?;
    again(tx, ctx, it.id)
}

/// The grade of an incident asks for a level; an investigation below it says so once.
pub(crate) fn raise(tx: &mut Tx<'_>, ctx: &Ctx, incident: IncidentId, grade: Grade) -> Result<(), Error> {
    let Some(it) = of_incident(tx, ctx, incident)?.filter(|it| it.stage.stands()) else { return Ok(()) };
    let level = grade.investigated_by();
    if level <= it.raised.unwrap_or(it.level) {
        return Ok(());
    }
    record(tx, ctx, &it, &Fact::LevelRaised { level, grade }).map(drop)
}

pub(super) struct Member {
    pub standing: Standing,
    pub is_signed: bool,
}

pub(super) fn member(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId, no: u32) -> Result<Member, Error> {
    let sql = "SELECT standing, signed_on IS NOT NULL FROM investigation_member
               WHERE district = $1 AND investigation = $2 AND no = $3";
    let found =
        r.row(sql, params![ctx.district, id, no], |row| Ok(Member { standing: row.get(0)?, is_signed: row.get(1)? }))?;
    found.ok_or(Error::NotFound("Member"))
}

pub(super) struct Measure {
    pub owner: OrganisationId,
    pub obligation: ObligationId,
    pub state: MeasureState,
}

pub(super) fn measure(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId, no: u32) -> Result<Measure, Error> {
    let sql = "SELECT owner, obligation, state FROM investigation_measure
               WHERE district = $1 AND investigation = $2 AND no = $3";
    let found = r.row(sql, params![ctx.district, id, no], |row| {
        Ok(Measure { owner: row.get(0)?, obligation: row.get(1)?, state: row.get(2)? })
    })?;
    found.ok_or(Error::NotFound("Measure"))
}

pub(super) struct Check {
    pub obligation: ObligationId,
    pub is_checked: bool,
}

pub(super) fn check(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId, no: u32) -> Result<Check, Error> {
    let sql = "SELECT obligation, checked_on IS NOT NULL FROM investigation_check
               WHERE district = $1 AND investigation = $2 AND no = $3";
    let found = r.row(sql, params![ctx.district, id, no], |row| {
        Ok(Check { obligation: row.get(0)?, is_checked: row.get(1)? })
    })?;
    found.ok_or(Error::NotFound("Check"))
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Opened(it) => opened(tx, at, id, it)?,
        Fact::Joined { .. } | Fact::Left { .. } | Fact::Recused { .. } | Fact::Signed { .. } => {
            group(tx, at, id, fact)?;
        }
        Fact::AppraisalBegun { .. } | Fact::AppraisalEnded { .. } | Fact::Extended { .. } => clock(tx, at, id, fact)?,
        Fact::TrackFound { .. } | Fact::TrackEnded { .. } => track(tx, at, id, fact)?,
        Fact::MeasureSet { .. }
        | Fact::MeasureReported { .. }
        | Fact::MeasureAccepted { .. }
        | Fact::MeasureReturned { .. } => measures(tx, at, id, fact)?,
        Fact::ChecksDemanded { .. } | Fact::LikeChecked { .. } => checks(tx, at, id, fact)?,
        Fact::Circulated { .. } => {
            tx.execute(
                "UPDATE investigation SET circulations = circulations + 1 WHERE district = $1 AND id = $2",
                params![at.district, id],
            )?;
        }
        Fact::Submitted { .. } | Fact::Replied { .. } | Fact::Evaluated { .. } => stage(tx, at, id, fact)?,
        Fact::Listed { .. } | Fact::Delisted { .. } | Fact::LevelRaised { .. } => above(tx, at, id, fact)?,
        Fact::Supervised(turn) => supervised(tx, at, id, turn)?,
        Fact::TakenOver { by, .. } => {
            tx.execute(
                "UPDATE investigation SET stage = $3, raised = $4, appraised_since = NULL
                 WHERE district = $1 AND id = $2",
                params![at.district, id, Stage::TakenOver, by],
            )?;
        }
        Fact::Closed { lessons } => {
            tx.execute(
                "UPDATE investigation SET stage = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, Stage::Closed],
            )?;
            tx.execute(
                "UPDATE investigation_text SET lessons = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, lessons],
            )?;
            reindex(tx, at, id)?;
        }
    }
    tx.execute(
        "UPDATE investigation SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )?;
    Ok(())
}

fn opened(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, it: &Opened) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO investigation (district, id, version, year, number, stage, incident, level, organisation,
                                    opened_by, opened_at, happened, due, appraised_days, extended_days, found, ended,
                                    members, findings, measures, checks, circulations)
         VALUES ($1, $2, $3, $4, $5, 'investigating', $6, $7, $8, $9, $10, $11, $12, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
        params![
            at.district,
            id,
            at.version,
            it.year,
            it.number,
            it.incident,
            it.level,
            it.organisation,
            at.person,
            at.effective_at,
            it.happened,
            it.due,
        ],
    )?;
    tx.execute(
        "INSERT INTO investigation_text (district, id, title) VALUES ($1, $2, $3)",
        params![at.district, id, it.title],
    )?;
    reindex(tx, at, id)
}

fn group(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, fact: &Fact) -> Result<(), Error> {
    let stands = |tx: &mut Tx<'_>, no: &u32, standing: Standing, reason: &Personal<String>| {
        tx.execute(
            "UPDATE investigation_member SET standing = $4, reason = $5, signed_on = NULL
             WHERE district = $1 AND investigation = $2 AND no = $3",
            params![at.district, id, no, standing, reason],
        )
    };
    match fact {
        Fact::Joined { no, part, name, person, organisation } => {
            tx.execute(
                "INSERT INTO investigation_member (district, investigation, no, part, person, name, organisation,
                                                   standing)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'in')",
                params![at.district, id, no, part, person, name, organisation],
            )?;
            tx.execute(
                "UPDATE investigation SET members = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, no],
            )?;
        }
        Fact::Left { no, reason } => {
            stands(tx, no, Standing::Left, reason)?;
        }
        Fact::Recused { no, reason } => {
            stands(tx, no, Standing::Recused, reason)?;
        }
        Fact::Signed { no, on } => {
            tx.execute(
                "UPDATE investigation_member SET signed_on = $4
                 WHERE district = $1 AND investigation = $2 AND no = $3",
                params![at.district, id, no, on],
            )?;
        }
        _ => {}
    }
    Ok(())
}

fn clock(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::AppraisalBegun { on, .. } => tx.execute(
            "UPDATE investigation SET appraised_since = $3 WHERE district = $1 AND id = $2",
            params![at.district, id, on],
        ),
        Fact::AppraisalEnded { days, due, .. } => tx.execute(
            "UPDATE investigation SET appraised_since = NULL, appraised_days = appraised_days + $3, due = $4
             WHERE district = $1 AND id = $2",
            params![at.district, id, days, due],
        ),
        Fact::Extended { days, due, .. } => tx.execute(
            "UPDATE investigation SET extended_days = $3, due = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, days, due],
        ),
        _ => Ok(()),
    }?;
    Ok(())
}

/// A bit is set once.
fn set_bit(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, column: &str, bit: i64) -> Result<(), Error> {
    let sql = format!(
        "UPDATE investigation SET {column} = CASE WHEN ({column} / $3) % 2 = 1 THEN {column} ELSE {column} + $3 END
         WHERE district = $1 AND id = $2"
    );
    tx.execute(&sql, params![at.district, id, bit])?;
    Ok(())
}

fn track(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::TrackFound { no, track, finding } => {
            tx.execute(
                "INSERT INTO investigation_finding (district, investigation, no, track, finding, found_at, found_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                params![at.district, id, no, track, finding, at.effective_at, at.person],
            )?;
            tx.execute(
                "UPDATE investigation SET findings = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, no],
            )?;
            // A signature stands under what was written when it was given.
            tx.execute(
                "UPDATE investigation_member SET signed_on = NULL WHERE district = $1 AND investigation = $2
                        AND EXISTS (SELECT 1 FROM investigation v WHERE v.district = $1 AND v.id = $2
                                           AND v.stage = 'investigating')",
                params![at.district, id],
            )?;
            set_bit(tx, at, id, "found", track.bit())?;
            reindex(tx, at, id)
        }
        Fact::TrackEnded { track } => set_bit(tx, at, id, "ended", track.bit()),
        _ => Ok(()),
    }
}

fn measures(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, fact: &Fact) -> Result<(), Error> {
    let (no, state) = match fact {
        Fact::MeasureSet { no, measure, owner, checker, due, obligation } => {
            tx.execute(
                "INSERT INTO investigation_measure (district, investigation, no, measure, owner, checker, due,
                                                    obligation, state)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'set')",
                params![at.district, id, no, measure, owner, checker, due, obligation],
            )?;
            tx.execute(
                "UPDATE investigation SET measures = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, no],
            )?;
            return reindex(tx, at, id);
        }
        Fact::MeasureReported { no, .. } => (no, MeasureState::Reported),
        Fact::MeasureAccepted { no, .. } => (no, MeasureState::Accepted),
        Fact::MeasureReturned { no, .. } => (no, MeasureState::Returned),
        _ => return Ok(()),
    };
    tx.execute(
        "UPDATE investigation_measure SET state = $4 WHERE district = $1 AND investigation = $2 AND no = $3",
        params![at.district, id, no, state],
    )?;
    Ok(())
}

fn checks(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::ChecksDemanded { no, demand, subjects, owner, due, obligation } => {
            let subjects = i64::try_from(subjects.len()).map_err(Error::internal)?;
            tx.execute(
                "INSERT INTO investigation_check (district, investigation, no, demand, subjects, owner, due,
                                                  obligation)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                params![at.district, id, no, demand, subjects, owner, due, obligation],
            )?;
            tx.execute(
                "UPDATE investigation SET checks = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, no],
            )?;
        }
        Fact::LikeChecked { no, on, result } => {
            tx.execute(
                "UPDATE investigation_check SET checked_on = $4, result = $5
                 WHERE district = $1 AND investigation = $2 AND no = $3",
                params![at.district, id, no, on, result],
            )?;
        }
        _ => {}
    }
    Ok(())
}

fn stage(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Submitted { on, reply_due, .. } => tx.execute(
            "UPDATE investigation SET stage = $3, submitted_on = $4, reply_due = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, Stage::Submitted, on, reply_due],
        ),
        Fact::Replied { on, evaluation_due, .. } => tx.execute(
            "UPDATE investigation SET stage = $3, replied_on = $4, evaluation_due = $5
             WHERE district = $1 AND id = $2",
            params![at.district, id, Stage::Replied, on, evaluation_due],
        ),
        Fact::Evaluated { on, .. } => tx.execute(
            "UPDATE investigation SET stage = $3, evaluated_on = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, Stage::Evaluated, on],
        ),
        _ => Ok(()),
    }?;
    Ok(())
}

fn above(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, fact: &Fact) -> Result<(), Error> {
    let listed = |tx: &mut Tx<'_>, by: Option<Level>, until: Option<kernel::Day>| {
        tx.execute(
            "UPDATE investigation SET listed_by = $3, listed_until = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, by, until],
        )
    };
    match fact {
        Fact::Listed { by, number, deadline, .. } => {
            tx.execute(
                "DELETE FROM investigation_listing WHERE district = $1 AND investigation = $2",
                params![at.district, id],
            )?;
            tx.execute(
                "INSERT INTO investigation_listing (district, investigation, status, level, number, deadline)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                params![at.district, id, Status::Listed, by, number, deadline],
            )?;
            listed(tx, Some(*by), Some(*deadline))
        }
        Fact::Delisted { .. } => {
            stands(tx, at, id, Status::Delisted)?;
            listed(tx, None, None)
        }
        Fact::LevelRaised { level, .. } => tx.execute(
            "UPDATE investigation SET raised = $3 WHERE district = $1 AND id = $2",
            params![at.district, id, level],
        ),
        _ => Ok(()),
    }?;
    Ok(())
}

/// As the tables of hazards' listings follow the same steps.
fn supervised(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, turn: &Turn) -> Result<(), Error> {
    match turn {
        Turn::Published { .. } => stands(tx, at, id, Status::Published),
        Turn::ExtensionAsked { until, .. } => tx.execute(
            "UPDATE investigation_listing SET asked_until = $3, asker = $4
                 WHERE district = $1 AND investigation = $2",
            params![at.district, id, until, at.person],
        ),
        Turn::ExtensionGranted { until } => {
            tx.execute(
                "UPDATE investigation_listing SET deadline = $3, asked_until = NULL
                 WHERE district = $1 AND investigation = $2",
                params![at.district, id, until],
            )?;
            let sql = "UPDATE investigation SET listed_until = $3 WHERE district = $1 AND id = $2";
            tx.execute(sql, params![at.district, id, until])
        }
        Turn::ExtensionRefused { .. } => tx.execute(
            "UPDATE investigation_listing SET asked_until = NULL WHERE district = $1 AND investigation = $2",
            params![at.district, id],
        ),
        Turn::AcceptanceApplied { .. } => answered(tx, at, id, Status::Acceptance),
        Turn::Accepted { .. } => answered(tx, at, id, Status::Accepted),
        Turn::NotAccepted { .. } => stands(tx, at, id, Status::Published),
        Turn::Delisted { .. } => stands(tx, at, id, Status::Delisted),
        Turn::DelistingPublished { .. } => stands(tx, at, id, Status::Ended),
    }
}

fn stands(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, status: Status) -> Result<(), Error> {
    tx.execute(
        "UPDATE investigation_listing SET status = $3 WHERE district = $1 AND investigation = $2",
        params![at.district, id, status],
    )
}

/// A step that another person answers. A request for more time that nobody decided falls with it.
fn answered(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId, status: Status) -> Result<(), Error> {
    tx.execute(
        "UPDATE investigation_listing SET status = $3, asker = $4, asked_until = NULL
         WHERE district = $1 AND investigation = $2",
        params![at.district, id, status, at.person],
    )
}

/// Its name, what its tracks found, its measures and its lessons: the library is searched by them.
fn reindex(tx: &mut Tx<'_>, at: &Stamp, id: InvestigationId) -> Result<(), Error> {
    let sql = "SELECT title FROM investigation_text WHERE district = $1 AND id = $2 AND title IS NOT NULL
               UNION ALL SELECT lessons FROM investigation_text WHERE district = $1 AND id = $2 AND lessons IS NOT NULL
               UNION ALL SELECT finding FROM (SELECT finding FROM investigation_finding
                    WHERE district = $1 AND investigation = $2 AND finding IS NOT NULL ORDER BY no LIMIT 500) f
               UNION ALL SELECT measure FROM (SELECT measure FROM investigation_measure
                    WHERE district = $1 AND investigation = $2 AND measure IS NOT NULL ORDER BY no LIMIT 500) m";
    let words: Vec<String> = tx.rows(sql, params![at.district, id], |row| row.get(0))?;
    tx.index_text(at, &words.join(" "))
}
