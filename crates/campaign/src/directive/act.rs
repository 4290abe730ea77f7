//! Registering and passing on, studying, answering: the rules and the commands.

use kernel::{Ctx, Day, Error, Instant, OrganisationId, Personal, Problem, Text};
use ledger::{Fact as _, Tx};
use obligation::{Check, Due};
use registry::forms::given;
use registry::query::Organisation;
use serde::Deserialize;

use super::{Copy, DUTY_ANSWER, DUTY_STUDY, Directive, DirectiveId, Fact, Passed, Registered, Sort, store};
use crate::Owed;
use crate::owe::{Duty, owe};
use crate::said::{self, DAY, NO_BODY};
use obligation::owing::settle;

const MOST: usize = 300;

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// `instruction`, `meeting`, `document`
    pub sort: String,
    /// Who said it: the level and body above.
    pub issuer: String,
    /// Number of the document above, where there is one.
    #[serde(default)]
    pub document: String,
    /// yyyy-MM-dd
    pub issued_on: String,
    pub title: String,
    pub content: String,
    /// yyyy-MM-dd; by the rule when empty
    #[serde(default)]
    pub answer_by: String,
    /// Ids or names of departments and townships that it is passed on to.
    pub organisations: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PassOn {
    /// Ids or names of departments and townships.
    pub organisations: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// yyyy-MM-dd
    pub on: String,
    /// Who took part.
    pub attended: String,
    /// Number of the minutes, or what else proves it.
    pub proof: String,
    /// What the organisation does about it.
    pub report: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub text: String,
}

pub(super) struct Described<'a> {
    pub sort: Sort,
    pub issuer: String,
    pub document: String,
    pub issued_on: Day,
    pub title: String,
    pub content: String,
    pub answer_by: Option<Day>,
    pub to: Vec<&'a Organisation>,
}

/// Whether it has to be passed on to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    Somebody,
    /// What was answered before need not say who had it.
    Anybody,
}

/// Every problem at once.
pub(super) fn decide<'a>(
    cmd: &Register,
    bodies: &'a [Organisation],
    now: Instant,
    to: To,
) -> Result<Described<'a>, Error> {
    let mut text = Text::new();
    let sort = text.read("sort", &cmd.sort, "choose one of the list", Sort::from_word);
    let issuer = text.required("issuer", &cmd.issuer, 2, 60);
    let document = text.optional("document", &cmd.document, 60).unwrap_or_default();
    let issued_on = said::day(&mut text, "issued_on", &cmd.issued_on);
    if issued_on.is_some_and(|day| day > now.day()) {
        text.problem("issued_on", "this lies in the future", &cmd.issued_on);
    }
    let title = text.required("title", &cmd.title, 4, 120);
    let content = text.required("content", &cmd.content, 4, 5_000);
    let answer_by = text.read_optional("answer_by", &cmd.answer_by, DAY, |it| it.parse::<Day>().ok());
    if answer_by.zip(issued_on).is_some_and(|(by, on)| by < on) {
        text.problem("answer_by", "the end comes before the beginning", &cmd.answer_by);
    }
    let nobody = to == To::Anybody && cmd.organisations.is_empty();
    let to = if nobody { Vec::new() } else { whom(&mut text, &cmd.organisations, bodies) };
    text.finish()?;
    Ok(Described { sort: given(sort)?, issuer, document, issued_on: given(issued_on)?, title, content, answer_by, to })
}

fn whom<'a>(text: &mut Text, said: &[String], bodies: &'a [Organisation]) -> Vec<&'a Organisation> {
    let mut to: Vec<&Organisation> = Vec::new();
    for name in said.iter().filter(|it| !it.trim().is_empty()) {
        match said::body(bodies, name) {
            Some(body) if to.iter().all(|it| it.id != body.id) => to.push(body),
            Some(_) => {}
            None => text.problem("organisations", NO_BODY, name),
        }
    }
    if said.iter().all(|it| it.trim().is_empty()) {
        text.problem("organisations", "say whom it is passed on to", "");
    }
    if to.len() > MOST {
        text.problem("organisations", "too many organisations at once", "");
    }
    to
}

pub fn register(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Register) -> Result<DirectiveId, Error> {
    let id: DirectiveId = ctx.mint();
    let bodies = said::bodies(tx, ctx)?;
    let it = decide(cmd, &bodies, ctx.now, To::Somebody)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let answer = owe_answer(tx, ctx, id, &it, office)?;
    let to = pass(tx, ctx, (id, &it.title), &it.to, office)?;
    let fact = Fact::Registered(Registered {
        number: number(tx, ctx, ctx.effective().day().year())?,
        sort: it.sort,
        issuer: Personal::text(it.issuer),
        document: it.document,
        issued_on: it.issued_on,
        title: Personal::text(it.title),
        content: Personal::text(it.content),
        answer,
        to,
    });
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// The next of its year.
pub(super) fn number(tx: &mut Tx<'_>, ctx: &Ctx, year: i16) -> Result<String, Error> {
    Ok(format!("{year}-{:03}", tx.next_number(ctx, Fact::STREAM, year)?))
}

/// The office owes the answer upward.
pub(super) fn owe_answer(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: DirectiveId,
    it: &Described<'_>,
    office: OrganisationId,
) -> Result<Owed, Error> {
    let duty = Duty {
        name: DUTY_ANSWER,
        title: format!("{}：向上级报告贯彻落实情况", it.title),
        owner: office,
        owed_to: office,
        division: ctx.district.division(),
        due: it.answer_by.map_or(Due::ByRule, |day| Due::At(said::due(day))),
        check: Check::None,
        source: (!it.document.is_empty()).then_some(it.document.as_str()),
    };
    owe(tx, ctx, (Fact::STREAM, id), duty)
}

fn pass(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (id, title): (DirectiveId, &str),
    to: &[&Organisation],
    office: OrganisationId,
) -> Result<Vec<Passed>, Error> {
    let mut passed = Vec::with_capacity(to.len());
    for body in to {
        let duty = Duty {
            name: DUTY_STUDY,
            title: format!("{title}：传达学习并报告"),
            owner: body.id,
            owed_to: office,
            division: body.division,
            due: Due::ByRule,
            check: Check::None,
            source: None,
        };
        let owed = owe(tx, ctx, (Fact::STREAM, id), duty)?;
        passed.push(Passed {
            organisation: body.id,
            division: body.division,
            obligation: owed.obligation,
            due: owed.due,
        });
    }
    Ok(passed)
}

/// To more organisations; those that have it keep their date.
pub fn pass_on(tx: &mut Tx<'_>, ctx: &Ctx, id: DirectiveId, cmd: &PassOn) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let bodies = said::bodies(tx, ctx)?;
    let mut text = Text::new();
    let mut to = whom(&mut text, &cmd.organisations, &bodies);
    let have = store::copies(tx, ctx, id)?;
    to.retain(|body| have.iter().all(|copy| copy.organisation != body.id));
    text.finish()?;
    if to.is_empty() {
        return Err(Problem::at("organisations", "they have it already").into());
    }
    let office = registry::query::safety_office(tx, ctx)?;
    let to = pass(tx, ctx, (id, it.title()), &to, office)?;
    record(tx, ctx, &it, &Fact::PassedOn { to })
}

/// A copy that its organisation studied, or the office for it.
pub fn study(tx: &mut Tx<'_>, ctx: &Ctx, id: DirectiveId, no: i64, cmd: &Study) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let copy: Option<Copy> = store::copies(tx, ctx, id)?.into_iter().find(|copy| copy.no == no);
    let copy = copy.filter(|copy| ctx.scope.covers(copy.division, &[copy.organisation], &[], None));
    let copy = copy.ok_or(Error::NotFound("Copy"))?;
    if copy.studied_at.is_some() {
        return Err(Error::refused("this is studied and reported already"));
    }
    let mut text = Text::new();
    let on = said::day(&mut text, "on", &cmd.on);
    if on.is_some_and(|on| on < it.issued_on || on > ctx.effective().day()) {
        text.problem("on", "this day lies before the directive or in the future", &cmd.on);
    }
    let attended = text.required("attended", &cmd.attended, 2, 300);
    let proof = text.required("proof", &cmd.proof, 2, 200);
    let report = text.required("report", &cmd.report, 4, 2_000);
    text.finish()?;
    if let Some(owed) = copy.owed {
        settle(tx, ctx, owed.obligation)?;
    }
    let fact = Fact::Studied {
        no,
        on: given(on)?,
        attended: Personal::text(attended),
        proof: Personal::text(proof),
        report: Personal::text(report),
    };
    record(tx, ctx, &it, &fact)
}

pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, id: DirectiveId, cmd: &Answer) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if it.answered_at.is_some() {
        return Err(Error::refused("this is answered already"));
    }
    let mut text = Text::new();
    let body = text.required("text", &cmd.text, 10, 5_000);
    text.finish()?;
    if let Some(owed) = it.owed {
        settle(tx, ctx, owed.obligation)?;
    }
    record(tx, ctx, &it, &Fact::Answered { text: Personal::text(body) })
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Directive, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}
