//! Looks that are asked for from outside, such as those at subjects like one where something happened: each subject is a duty
//! of its own, settled by an office's look at it or by a hazard that an office finds there.
//!
//! Not here: who asks, and why (`incident::investigation`, through `server`).

use std::collections::BTreeSet;

use kernel::{Ctx, Error, Instant, OrganisationId, Personal};
use ledger::{Clause, Reader, Tx};
use obligation::{Check, Due, Obligation, Open, Owner, Ref};
use registry::SubjectId;

use crate::DUTY_LIKE;

/// Subjects that are asked for at once in one query.
const PIECE: usize = 100;

/// What is asked of whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    pub subjects: Vec<SubjectId>,
    pub owner: OrganisationId,
    pub due: Instant,
    /// What has to be looked at.
    pub demand: Personal<String>,
    /// From which paper it comes.
    pub source: String,
}

/// A duty for each subject that is still supervised; what is asked already from the same paper is not asked twice.
pub fn assign(tx: &mut Tx<'_>, ctx: &Ctx, it: &Assignment) -> Result<(), Error> {
    let everywhere = ctx.beyond_scope();
    let office = registry::query::safety_office(tx, ctx)?;
    let whole = |organisation| Owner { organisation, person: None };
    for id in &it.subjects {
        let Some(subject) = registry::query::subject(tx, &everywhere, *id)? else { continue };
        let about = Ref::new(crate::missed::SUBJECT, *id);
        let same = |owed: &Obligation| owed.source.as_deref() == Some(it.source.as_str());
        if crate::duties::open(tx, ctx, &about, DUTY_LIKE)?.iter().any(same) {
            continue;
        }
        let demand = it.demand.as_str().unwrap_or_default();
        let open = Open {
            about,
            duty: DUTY_LIKE.into(),
            title: Personal::text(format!("{}：{demand}", subject.name)),
            owner: whole(it.owner),
            owed_to: whole(office),
            checker: None,
            check: Check::None,
            due: Due::At(it.due),
            source: Some(it.source.clone()),
            division: subject.division,
            sector: Some(subject.sector),
            grade: None,
        };
        // By the context of the act: it mints the id.
        obligation::open(tx, ctx, open)?;
    }
    Ok(())
}

/// How far the looks at some subjects have come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    pub subjects: usize,
    /// At which an office looked since.
    pub looked: usize,
    /// At which none did.
    pub waiting: Vec<SubjectId>,
    /// Hazards that offices found there since, and at how many of them.
    pub hazards: i64,
    pub with_hazards: usize,
}

/// Since a moment; whatever the visitor's reach, because these are counts.
pub fn progress(r: &Reader<'_>, ctx: &Ctx, subjects: &[SubjectId], since: Instant) -> Result<Progress, Error> {
    let (mut looked, mut found) = (BTreeSet::new(), BTreeSet::new());
    let mut hazards = 0;
    for piece in subjects.chunks(PIECE) {
        let mut clause = Clause::new();
        clause.and_equals("district", ctx.district);
        let places: Vec<_> = piece.iter().map(|id| clause.bind(*id)).collect();
        let since = clause.bind(since);
        clause.and(&format!("subject IN ({})", places.join(", ")));
        let looks = format!(
            "SELECT subject FROM site_check WHERE {} AND party <> 'enterprise' AND at >= {since}",
            clause.text()
        );
        r.each(&looks, &clause.params(), |row| {
            looked.insert(row.get::<SubjectId>(0)?);
            Ok(())
        })?;
        let finds = format!(
            "SELECT subject, COUNT(*) FROM hazard WHERE {} AND found_at >= {since}
                    AND source IN ('department_inspection', 'expert_review', 'unannounced_visit') GROUP BY subject",
            clause.text()
        );
        r.each(&finds, &clause.params(), |row| {
            let subject = row.get::<SubjectId>(0)?;
            hazards += row.get::<i64>(1)?;
            looked.insert(subject);
            found.insert(subject);
            Ok(())
        })?;
    }
    let waiting = subjects.iter().filter(|it| !looked.contains(*it)).copied().collect();
    Ok(Progress { subjects: subjects.len(), looked: looked.len(), waiting, hazards, with_hazards: found.len() })
}
