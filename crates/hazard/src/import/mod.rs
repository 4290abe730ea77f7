//! Importing somebody else's ledger: every row becomes a hazard whose history says that it was imported.
//!
//! A row already imported is skipped, so that the same file a second time changes nothing: each row's digest is its
//! identity.

use kernel::{Ctx, Division, Error, Instant, Personal, Problem, Sector};
use ledger::{Reader, Tx};
use registry::query::Subject;

use crate::model::{Fact, Finding, Grade, Harm, HazardId, Hearsay, Source};
use crate::report::{SERIES, open_dispatch, title_of};
use crate::{judge, recurrence, store};

/// One row, already read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// What the row says, as a digest: its identity.
    pub digest: [u8; 16],
    pub sheet: String,
    pub row: u32,
    pub description: String,
    pub place: Option<String>,
    pub harms: Vec<Harm>,
    pub grade: Grade,
    pub unit: String,
    pub responsible: Option<String>,
    pub measure: Option<String>,
    pub recheck: Option<String>,
    pub found_at: Instant,
    pub due: Option<Instant>,
    pub rechecked_at: Option<Instant>,
    pub closed: bool,
    /// Where and in which sector a unit is registered that nobody knew before.
    pub division: Division,
    pub sector: Sector,
}

/// What became of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Created { id: HazardId, new_unit: bool },
    Unchanged { id: HazardId },
}

pub fn import(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Import) -> Result<Outcome, Error> {
    let id: HazardId = identity(cmd);
    if exists(tx, ctx, id)? {
        return Ok(Outcome::Unchanged { id });
    }
    for (field, day) in [("found", Some(cmd.found_at)), ("completed", cmd.rechecked_at.filter(|_| cmd.closed))] {
        if day.is_some_and(|day| day > ctx.now) {
            return Err(Problem::at(field, "this day lies in the future").into());
        }
    }
    let (subject, new_unit) = subject_of(tx, ctx, cmd)?;
    let number = tx.next_number(ctx, SERIES, cmd.found_at.day().year())?;
    let finding = finding(cmd, ctx, &subject, number);
    let opened = if cmd.closed { None } else { Some(open_dispatch(tx, ctx, id, &finding)?) };
    let fact = Fact::Imported { finding, said: hearsay(cmd), dispatch: opened.map(|o| o.0), due: opened.map(|o| o.1) };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    if let Fact::Imported { finding, .. } = &fact {
        recurrence::notice_imported(tx, ctx, id, at.version, finding)?;
        if !cmd.closed {
            judge::owe(tx, ctx, id, finding)?;
        }
    }
    Ok(Outcome::Created { id, new_unit })
}

/// Whether the row became a hazard before.
pub fn is_known(r: &Reader<'_>, ctx: &Ctx, cmd: &Import) -> Result<bool, Error> {
    exists(r, ctx, identity(cmd))
}

fn exists(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM hazard WHERE district = $1 AND id = $2";
    r.row(sql, ledger::params![ctx.district, id], |row| row.get::<i64>(0)).map(|found| found.is_some())
}

/// The row's digest under the time of finding, in the form of every other id.
pub fn identity(cmd: &Import) -> HazardId {
    let mut bytes = cmd.digest;
    let millis = cmd.found_at.millis().max(0).to_be_bytes();
    bytes[..6].copy_from_slice(&millis[2..]);
    bytes[6] = 0x80 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    kernel::Identity::from_bytes(bytes)
}

/// The unit as registered, by its name or short name. One that others have is no new one.
pub fn unit_of(r: &Reader<'_>, ctx: &Ctx, unit: &str) -> Result<Option<Subject>, Error> {
    let found = registry::query::subject_called(r, ctx, unit)?;
    if found.is_none() && registry::query::subject_by_name(r, &ctx.beyond_scope(), unit)?.is_some() {
        let problem = "this unit is registered in another place of the district: who looks after it imports this row";
        return Err(Problem { field: "unit", problem, given: unit.to_owned() }.into());
    }
    Ok(found)
}

/// A unit nobody knew is registered with its first hazard.
fn subject_of(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Import) -> Result<(Subject, bool), Error> {
    if let Some(subject) = unit_of(tx, ctx, &cmd.unit)? {
        return Ok((subject, false));
    }
    let organisation = registry::organisation::register(
        tx,
        ctx,
        &registry::organisation::Register {
            id: None,
            name: cmd.unit.clone(),
            short_name: cmd.unit.clone(),
            kind: registry::OrganisationKind::Enterprise,
            division: cmd.division,
            parent: None,
            regulates: Vec::new(),
            uscc: None,
        },
    )?;
    let id = registry::subject::register(
        tx,
        ctx,
        &registry::subject::Register {
            name: cmd.unit.clone(),
            kind: registry::SubjectKind::Enterprise,
            sector: cmd.sector,
            division: cmd.division,
            address: String::new(),
            organisation: Some(organisation),
            longitude_e6: None,
            latitude_e6: None,
        },
    )?;
    let subject = registry::query::subject(tx, ctx, id)?.ok_or(Error::NotFound("SubjectId"))?;
    Ok((subject, true))
}

fn finding(cmd: &Import, ctx: &Ctx, subject: &Subject, number: i64) -> Finding {
    Finding {
        year: cmd.found_at.day().year(),
        number,
        subject: subject.id,
        subject_organisation: subject.organisation,
        division: subject.division,
        sector: subject.sector,
        source: Source::Ledger,
        harms: cmd.harms.clone(),
        grade: cmd.grade,
        grade_reason: None,
        title: Personal::text(title_of(&cmd.description)),
        description: Personal::text(cmd.description.clone()),
        place: Personal::text(cmd.place.clone().unwrap_or_default()),
        found_at: cmd.found_at,
        reporter_organisation: ctx.scope.widest().filter(|_| ctx.person().is_some()).map(|g| g.organisation),
    }
}

fn hearsay(cmd: &Import) -> Hearsay {
    let personal = |text: &Option<String>| text.clone().map(Personal::text);
    Hearsay {
        unit: cmd.unit.clone(),
        responsible: personal(&cmd.responsible),
        measure: personal(&cmd.measure),
        recheck: personal(&cmd.recheck),
        rechecked_at: cmd.rechecked_at,
        due: cmd.due,
        closed: cmd.closed,
        sheet: cmd.sheet.clone(),
        row: cmd.row,
    }
}
