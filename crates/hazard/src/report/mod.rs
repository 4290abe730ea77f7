//! Reporting a hazard: somebody saw it, and from then on it can't be lost.

mod again;
pub mod web;

use evidence::{About, Phase, UploadId, attach};
use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Problem, Problems};
use ledger::{Fact as _, Tx};
use obligation::{Check, Due, Open, Owner, Ref};
use registry::SubjectId;
use registry::query::Subject;

use crate::model::{Fact, Finding, Grade, Harm, HazardId, Source};
use crate::{DUTY_ASSIGN, check, judge, missed, recurrence, store};

/// The series of hazard numbers, per district and year.
pub(crate) const SERIES: &str = "hazard";

#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub subject: SubjectId,
    pub place: String,
    pub description: String,
    pub harm: Harm,
    pub source: Source,
    pub grade: Grade,
    pub grade_reason: Option<String>,
    pub found_at: Instant,
    /// Files that have arrived and show what was found.
    pub evidence: Vec<UploadId>,
}

/// What the form can't know: the subject as registered, if it lies within reach, the number, who found it for whom.
pub struct Facts {
    pub subject: Option<Subject>,
    pub number: i64,
    pub reporter_organisation: Option<OrganisationId>,
}

pub fn decide(ctx: &Ctx, cmd: &Report, known: &Facts) -> Result<Finding, Error> {
    let mut problems = Vec::new();
    if known.subject.is_none() {
        problems.push(Problem::at("subject", "no such subject"));
    }
    if cmd.found_at > ctx.now {
        problems.push(Problem::at("found", "the time of finding lies in the future"));
    }
    let reason = cmd.grade_reason.as_deref().map(str::trim).filter(|r| !r.is_empty());
    if cmd.grade == Grade::Major && reason.is_none() {
        problems.push(Problem::at("grade_reason", "a major hazard must say why it is one"));
    }
    let (Some(subject), true) = (&known.subject, problems.is_empty()) else {
        return Err(Problems(problems).into());
    };
    Ok(Finding {
        year: ctx.now.day().year(),
        number: known.number,
        subject: subject.id,
        subject_organisation: subject.organisation,
        division: subject.division,
        sector: subject.sector,
        source: cmd.source,
        harms: vec![cmd.harm],
        grade: cmd.grade,
        grade_reason: reason.map(Personal::text),
        title: Personal::text(title_of(&cmd.description)),
        description: Personal::text(cmd.description.trim()),
        place: Personal::text(cmd.place.trim()),
        found_at: cmd.found_at,
        reporter_organisation: known.reporter_organisation,
    })
}

const LONGEST_TITLE: usize = 40;

/// The first clause of a description, for lists.
pub(crate) fn title_of(description: &str) -> String {
    let clause = description.trim().split(['。', '；', ';', '\n']).next().unwrap_or_default();
    let mut title: String = clause.chars().take(LONGEST_TITLE).collect();
    if clause.chars().count() > LONGEST_TITLE {
        title.push('…');
    }
    title
}

/// Records the hazard and opens the duty to assign it: the Safety Office owes that to whoever reported.
pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Report) -> Result<HazardId, Error> {
    let id: HazardId = ctx.mint();
    let subject = registry::query::subject(tx, ctx, cmd.subject)?;
    let number = tx.next_number(ctx, SERIES, ctx.now.day().year())?;
    let known = Facts { subject, number, reporter_organisation: ctx.scope.widest().map(|g| g.organisation) };
    let finding = decide(ctx, cmd, &known)?;
    let files = attach::waiting(tx, ctx, &cmd.evidence)?;
    let (dispatch, due) = open_dispatch(tx, ctx, id, &finding)?;
    let shown = attach::attach(tx, ctx, &files, &About::new(Fact::STREAM, id), Phase::Before)?;
    let fact = Fact::Reported { finding, dispatch, due, evidence: shown.iter().map(|it| it.sha256).collect() };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    if let Fact::Reported { finding, .. } = &fact {
        recurrence::notice(tx, ctx, id, at.version, finding)?;
        judge::owe(tx, ctx, id, finding)?;
        missed::looked(tx, ctx, finding.subject, check::query::party_of(finding.source), finding.found_at)?;
    }
    Ok(id)
}

/// Somebody has to say who rectifies it, soon.
pub(crate) fn open_dispatch(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: HazardId,
    finding: &Finding,
) -> Result<(obligation::ObligationId, Instant), Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    let owed_to = finding.reporter_organisation.unwrap_or(office);
    obligation::open_due(
        tx,
        ctx,
        Open {
            about: Ref { kind: "hazard".into(), id: *kernel::Identity::bytes(&id) },
            duty: DUTY_ASSIGN.into(),
            title: finding.title.clone(),
            owner: Owner { organisation: office, person: None },
            owed_to: Owner { organisation: owed_to, person: ctx.person() },
            checker: None,
            check: Check::None,
            due: Due::ByRule,
            source: None,
            division: finding.division,
            sector: Some(finding.sector),
            grade: Some(finding.grade.word()),
        },
    )
}
