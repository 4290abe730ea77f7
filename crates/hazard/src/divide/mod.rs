//! Dividing: one record turned out to be several hazards. Each part is reported anew with its own number and its own loop;
//! the record ends as divided into them, and its files and its history stay with it.

pub mod web;

use kernel::{Ctx, Error, Personal, Problem, Problems, Text};
use ledger::Tx;

use crate::merge::{end_duties, may_end, must_be_free};
use crate::model::{Fact, Finding, Hazard, HazardId};
use crate::report::{SERIES, open_dispatch, title_of};
use crate::{judge, query, recurrence, store};

/// The fields of the form, a pair for each part.
pub const FIELDS: [(&str, &str); 5] = [
    ("place_1", "description_1"),
    ("place_2", "description_2"),
    ("place_3", "description_3"),
    ("place_4", "description_4"),
    ("place_5", "description_5"),
];

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Part {
    pub place: String,
    pub description: String,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Divide {
    pub parts: Vec<Part>,
    pub reason: String,
}

/// The parts as they are written down, and why.
pub fn decide(it: &Hazard, cmd: &Divide) -> Result<(Vec<Part>, Personal<String>), Error> {
    may_end(it)?;
    if cmd.parts.len() > FIELDS.len() {
        return Err(Problem::at("description_1", "a hazard is divided into five at most").into());
    }
    let mut text = Text::new();
    let given = cmd.parts.iter().filter(|it| !it.place.trim().is_empty() || !it.description.trim().is_empty());
    let parts: Vec<Part> = given
        .zip(FIELDS)
        .map(|(it, (place, description))| Part {
            place: text.required(place, &it.place, 1, 100),
            description: text.required(description, &it.description, 10, 2_000),
        })
        .collect();
    let reason = text.required("reason", &cmd.reason, 4, 500);
    if parts.len() < 2 {
        let mut problems = vec![Problem::at("description_1", "a hazard is divided into two at least")];
        problems.extend(text.finish().err().into_iter().flat_map(|more| more.0));
        return Err(Problems(problems).into());
    }
    text.finish()?;
    Ok((parts, Personal::text(reason)))
}

/// The ids of the parts, in their order.
pub fn divide(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Divide) -> Result<Vec<HazardId>, Error> {
    let it = store::load(tx, ctx, id)?;
    let (parts, reason) = decide(&it, cmd)?;
    must_be_free(tx, ctx, &it)?;
    end_duties(tx, ctx, &it, &reason)?;
    let detail = query::detail(tx, ctx, id)?;
    let mut into = Vec::with_capacity(parts.len());
    for part in &parts {
        into.push(report(tx, ctx, &detail, part)?);
    }
    let fact = Fact::Divided { into: into.clone(), reason };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(into)
}

/// Found when, where and by whom the whole was; its words and its number are its own.
fn report(tx: &mut Tx<'_>, ctx: &Ctx, whole: &query::Detail, part: &Part) -> Result<HazardId, Error> {
    let id: HazardId = ctx.mint();
    let h = &whole.hazard;
    let year = ctx.now.day().year();
    let finding = Finding {
        year,
        number: tx.next_number(ctx, SERIES, year)?,
        subject: h.subject,
        subject_organisation: h.subject_organisation,
        division: h.division,
        sector: h.sector,
        source: whole.source,
        harms: whole.harms.clone(),
        grade: h.grade,
        grade_reason: whole.grade_reason.clone(),
        title: Personal::text(title_of(&part.description)),
        description: Personal::text(part.description.clone()),
        place: Personal::text(part.place.clone()),
        found_at: whole.found_at,
        reporter_organisation: h.reporter_organisation,
    };
    let (dispatch, due) = open_dispatch(tx, ctx, id, &finding)?;
    let fact = Fact::Reported { finding, dispatch, due, evidence: Vec::new() };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    if let Fact::Reported { finding, .. } = &fact {
        recurrence::notice(tx, ctx, id, at.version, finding)?;
        judge::owe(tx, ctx, id, finding)?;
    }
    Ok(id)
}
