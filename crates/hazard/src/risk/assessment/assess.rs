//! The act of assessing: the factors become a colour by the scheme in force on the day, and what is still to be done about
//! the risk becomes owed.

use kernel::{Ctx, Day, Division, Error, Instant, OrganisationId, Personal, Problem, Problems, Sector};
use ledger::{Fact as _, Tx};
use obligation::{Check, Due, Open, Owner, Ref};
use registry::SubjectId;

use super::{Assessed, Fact, Measure, MeasureKind, Owed, RiskAssessmentId, store};
use crate::model::HazardId;
use crate::risk::grade::{Factors, grade};
use crate::risk::scheme::{self, RiskScheme};
use crate::{DUTY_MEASURE, missed};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Subject { subject: SubjectId, risk_point: String },
    Hazard(HazardId),
}

/// A measure as it is asked for. With a deadline it is still to be put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    pub kind: MeasureKind,
    pub text: String,
    pub owner: Owner,
    pub due: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assess {
    pub about: About,
    pub factors: Factors,
    pub direct_red: Option<String>,
    pub day: Day,
    pub next_review: Day,
    pub measures: Vec<Control>,
}

/// What the form can't know: where the risk lies, and the scheme in force on the day.
pub struct Known {
    pub place: Option<Place>,
    pub scheme: Option<RiskScheme>,
    pub assessor_organisation: Option<OrganisationId>,
}

pub struct Place {
    pub subject: SubjectId,
    pub organisation: Option<OrganisationId>,
    pub division: Division,
    pub sector: Sector,
    pub risk_point: Personal<String>,
}

const MOST_MEASURES: usize = 20;

pub(crate) fn decide(ctx: &Ctx, cmd: &Assess, known: Known) -> Result<Assessed, Error> {
    let today = ctx.now.day();
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(Problem::at(field, problem));
    if known.place.is_none() {
        wrong("subject", "no such subject");
    }
    if known.scheme.is_none() {
        wrong("method", "no scheme of this method was in force on the day");
    }
    if cmd.day > today {
        wrong("day", "the day of the assessment lies in the future");
    }
    if cmd.next_review <= cmd.day {
        wrong("next_review", "the next review comes after the assessment");
    }
    if cmd.measures.is_empty() {
        wrong("measures", "name at least one control measure");
    }
    if cmd.measures.len() > MOST_MEASURES {
        wrong("measures", "at most twenty measures");
    }
    if cmd.measures.iter().any(|it| it.due.is_some_and(|due| due <= ctx.now)) {
        wrong("measures", "the deadline lies in the past");
    }
    let (Some(place), Some(scheme), true) = (known.place, known.scheme, problems.is_empty()) else {
        return Err(Problems(problems).into());
    };
    let graded = grade(&scheme, cmd.factors, cmd.direct_red.as_deref())?;
    Ok(Assessed {
        subject: place.subject,
        hazard: match cmd.about {
            About::Hazard(id) => Some(id),
            About::Subject { .. } => None,
        },
        risk_point: place.risk_point,
        subject_organisation: place.organisation,
        division: place.division,
        sector: place.sector,
        assessor_organisation: known.assessor_organisation,
        scheme: scheme.id,
        edition: scheme.edition,
        factors: cmd.factors.values().iter().map(|(_, value)| value.to_string()).collect(),
        score: graded.score.to_string(),
        colour: graded.colour().into(),
        direct_red: graded.direct_red,
        day: cmd.day,
        next_review: cmd.next_review,
        measures: cmd.measures.iter().map(measure).collect(),
    })
}

fn measure(it: &Control) -> Measure {
    Measure { kind: it.kind, text: Personal::text(it.text.trim()), owner: it.owner, owed: None }
}

/// The earlier assessment of the same risk point says in the same transaction that this one counts now. What was owed for
/// it stays owed: a new look puts nothing in place.
pub fn assess(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Assess) -> Result<RiskAssessmentId, Error> {
    let id: RiskAssessmentId = ctx.mint();
    let known = Known {
        place: place(tx, ctx, &cmd.about)?,
        scheme: scheme::in_force(tx, ctx, cmd.factors.method(), cmd.day)?,
        assessor_organisation: ctx.scope.widest().map(|g| g.organisation),
    };
    let mut it = decide(ctx, cmd, known)?;
    for (n, control) in cmd.measures.iter().enumerate() {
        if let Some(due) = control.due {
            it.measures[n].owed = Some(owe(tx, ctx, id, &it, control, due)?);
        }
    }
    let earlier = store::counting(tx, ctx, &it)?;
    let fact = Fact::Assessed(Box::new(it));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    for (earlier, version) in earlier {
        let fact = Fact::Superseded { by: id };
        let at = tx.record(ctx, earlier, version, &fact)?;
        store::project(tx, &at, earlier, &fact)?;
        missed::reviewed(tx, ctx, earlier)?;
    }
    Ok(id)
}

fn place(tx: &Tx<'_>, ctx: &Ctx, about: &About) -> Result<Option<Place>, Error> {
    match about {
        About::Subject { subject, risk_point } => {
            let found = registry::query::subject(tx, ctx, *subject)?;
            Ok(found.map(|it| Place {
                subject: it.id,
                organisation: it.organisation,
                division: it.division,
                sector: it.sector,
                risk_point: Personal::text(risk_point.trim()),
            }))
        }
        About::Hazard(id) => {
            let it = crate::store::load(tx, ctx, *id)?;
            Ok(Some(Place {
                subject: it.subject,
                organisation: it.subject_organisation,
                division: it.division,
                sector: it.sector,
                risk_point: crate::query::title(tx, ctx, *id)?,
            }))
        }
    }
}

/// Owed to whoever assessed. Where that is another organisation than the owner's, the owner's own people don't verify it.
fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: RiskAssessmentId,
    it: &Assessed,
    control: &Control,
    due: Instant,
) -> Result<Owed, Error> {
    let owed_to = match it.assessor_organisation {
        Some(organisation) => organisation,
        None => registry::query::safety_office(tx, ctx)?,
    };
    let other = owed_to != control.owner.organisation;
    let open = Open {
        about: Ref::new(Fact::STREAM, id),
        duty: DUTY_MEASURE.into(),
        title: Personal::text(control.text.trim()),
        owner: control.owner,
        owed_to: Owner { organisation: owed_to, person: None },
        checker: None,
        check: if other { Check::AnotherOrganisation } else { Check::AnotherPerson },
        due: Due::At(due),
        source: None,
        division: it.division,
        sector: Some(it.sector),
        grade: None,
    };
    let (obligation, due) = obligation::open_due(tx, ctx, open)?;
    Ok(Owed { obligation, due })
}
