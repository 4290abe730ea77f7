//! Every write to the tables of assessments, and the load that its commands begin with.

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, OrganisationId, PersonId, Personal, Sector};
use ledger::{Reader, Row, Stamp, Tx, params};
use obligation::{ObligationId, Owner};
use registry::SubjectId;

use super::{Assessed, Colour, Fact, Measure, MeasureKind, MeasureState, RiskAssessmentId};
use crate::model::HazardId;
use crate::risk::scheme::{Edition, RiskSchemeId};

/// One assessment as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    pub id: RiskAssessmentId,
    pub version: i64,
    pub subject: SubjectId,
    pub hazard: Option<HazardId>,
    pub risk_point: Personal<String>,
    pub subject_organisation: Option<OrganisationId>,
    pub division: Division,
    pub sector: Sector,
    pub assessor: Option<PersonId>,
    pub assessor_organisation: Option<OrganisationId>,
    pub scheme: RiskSchemeId,
    pub edition: Edition,
    pub factors: Vec<String>,
    pub score: String,
    pub colour: Colour,
    pub direct_red: Option<String>,
    pub day: Day,
    pub next_review: Day,
    pub superseded_by: Option<RiskAssessmentId>,
    pub measures: Vec<KnownMeasure>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct KnownMeasure {
    pub number: u32,
    pub kind: MeasureKind,
    pub text: Personal<String>,
    pub owner: Owner,
    pub obligation: Option<ObligationId>,
    pub due: Option<Instant>,
    pub state: MeasureState,
}

impl Risk {
    pub fn measure(&self, number: u32) -> Result<&KnownMeasure, Error> {
        self.measures.iter().find(|it| it.number == number).ok_or(Error::NotFound("RiskMeasure"))
    }

    /// As the access rule sees it: also for whoever owes a measure.
    fn is_within(&self, ctx: &Ctx) -> bool {
        let bodies = [self.subject_organisation, self.assessor_organisation].into_iter().flatten();
        let organisations: Vec<_> = bodies.chain(self.measures.iter().map(|it| it.owner.organisation)).collect();
        let people = self.measures.iter().filter_map(|it| it.owner.person);
        let persons: Vec<_> = self.assessor.into_iter().chain(people).collect();
        ctx.scope.covers(self.division, &organisations, &persons, Some(self.sector))
    }
}

pub(super) const COLUMNS: &str =
    "k.id, k.version, k.subject, k.hazard, k.risk_point, k.subject_organisation, k.division,
    k.sector, k.assessor, k.assessor_organisation, k.scheme, k.edition, k.factors, k.score, k.colour, k.direct_red,
    k.day, k.next_review, k.superseded_by";

/// Without its measures.
pub(super) fn risk(row: &Row<'_>) -> Result<Risk, Error> {
    Ok(Risk {
        id: row.get(0)?,
        version: row.get(1)?,
        subject: row.get(2)?,
        hazard: row.get(3)?,
        risk_point: row.get(4)?,
        subject_organisation: row.get(5)?,
        division: row.get(6)?,
        sector: row.get(7)?,
        assessor: row.get(8)?,
        assessor_organisation: row.get(9)?,
        scheme: row.get(10)?,
        edition: row.get(11)?,
        factors: row.get::<String>(12)?.split(' ').map(str::to_owned).collect(),
        score: row.get(13)?,
        colour: row.get(14)?,
        direct_red: row.get(15)?,
        day: row.get(16)?,
        next_review: row.get(17)?,
        superseded_by: row.get(18)?,
        measures: Vec::new(),
    })
}

/// The assessment, if it lies within the visitor's scope; else it does not exist.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: RiskAssessmentId) -> Result<Risk, Error> {
    let absent = || Error::NotFound(RiskAssessmentId::NAME);
    let sql = format!("SELECT {COLUMNS} FROM risk_assessment k WHERE k.district = $1 AND k.id = $2");
    let mut it = r.row(&sql, params![ctx.district, id], risk)?.ok_or_else(absent)?;
    it.measures = r.rows(
        "SELECT number, kind, words, owner_organisation, owner, obligation, due, state FROM risk_measure
         WHERE district = $1 AND assessment = $2 ORDER BY number LIMIT 100",
        params![ctx.district, id],
        known_measure,
    )?;
    if it.is_within(ctx) { Ok(it) } else { Err(absent()) }
}

fn known_measure(row: &Row<'_>) -> Result<KnownMeasure, Error> {
    Ok(KnownMeasure {
        number: row.get(0)?,
        kind: row.get(1)?,
        text: row.get(2)?,
        owner: Owner { organisation: row.get(3)?, person: row.get(4)? },
        obligation: row.get(5)?,
        due: row.get(6)?,
        state: row.get(7)?,
    })
}

/// Which assessments of the same risk count now, whoever made them: the same hazard, or the same words of the same subject.
pub(super) fn counting(r: &Reader<'_>, ctx: &Ctx, it: &Assessed) -> Result<Vec<(RiskAssessmentId, i64)>, Error> {
    let found = r.rows(
        "SELECT id, version, hazard, risk_point FROM risk_assessment
         WHERE district = $1 AND subject = $2 AND superseded_by IS NULL ORDER BY id LIMIT 1000",
        params![ctx.district, it.subject],
        |row| Ok((row.get(0)?, row.get(1)?, row.get::<Option<HazardId>>(2)?, row.get::<Personal<String>>(3)?)),
    )?;
    let same = |hazard: Option<HazardId>, point: &Personal<String>| {
        hazard == it.hazard && (hazard.is_some() || point.as_str().is_some() && *point == it.risk_point)
    };
    Ok(found.into_iter().filter(|it| same(it.2, &it.3)).map(|it| (it.0, it.1)).collect())
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: RiskAssessmentId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Assessed(it) => insert(tx, at, id, it),
        Fact::Superseded { by } => tx.execute(
            "UPDATE risk_assessment SET version = $3, superseded_by = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, by],
        ),
        Fact::MeasureReported { measure, .. } => step(tx, at, id, *measure, MeasureState::Reported),
        Fact::MeasureVerified { measure, .. } => step(tx, at, id, *measure, MeasureState::Verified),
        Fact::MeasureReturned { measure, .. } => step(tx, at, id, *measure, MeasureState::Returned),
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: RiskAssessmentId, it: &Assessed) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO risk_assessment (district, id, version, subject, hazard, risk_point, subject_organisation, division,
             sector, assessor, assessor_organisation, scheme, edition, method, factors, score, colour, direct_red, day,
             next_review)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        params![
            at.district,
            id,
            at.version,
            it.subject,
            it.hazard,
            it.risk_point,
            it.subject_organisation,
            it.division,
            it.sector,
            at.person,
            it.assessor_organisation,
            it.scheme,
            it.edition,
            it.edition.method(),
            it.factors.join(" "),
            it.score,
            it.colour,
            it.direct_red,
            it.day,
            it.next_review
        ],
    )?;
    for (n, measure) in it.measures.iter().enumerate() {
        insert_measure(tx, at, id, n as i64 + 1, measure)?;
    }
    Ok(())
}

fn insert_measure(tx: &mut Tx<'_>, at: &Stamp, id: RiskAssessmentId, number: i64, it: &Measure) -> Result<(), Error> {
    let state = if it.owed.is_some() { MeasureState::Planned } else { MeasureState::InPlace };
    tx.execute(
        "INSERT INTO risk_measure (district, assessment, number, kind, words, owner_organisation, owner, obligation, due,
             state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            at.district,
            id,
            number,
            it.kind,
            it.text,
            it.owner.organisation,
            it.owner.person,
            it.owed.map(|owed| owed.obligation),
            it.owed.map(|owed| owed.due),
            state
        ],
    )
}

fn step(tx: &mut Tx<'_>, at: &Stamp, id: RiskAssessmentId, measure: u32, state: MeasureState) -> Result<(), Error> {
    tx.execute(
        "UPDATE risk_assessment SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )?;
    tx.execute(
        "UPDATE risk_measure SET state = $4 WHERE district = $1 AND assessment = $2 AND number = $3",
        params![at.district, id, measure, state],
    )
}
