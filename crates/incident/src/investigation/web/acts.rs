//! What is done with an investigation from its page: each act is a row with its fields, its command and its words.

use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Routes, Values, parts};

use super::super::query::{self, Detail, Member};
use super::super::*;
use super::program::{self, InvestigationAnswer};
use super::{PATH, VIEW, supervision};
use crate::model::{IncidentId, Level};
use crate::words::{
    incident as iw, investigation as w, investigation_act as act, investigation_field as field,
    investigation_hint as hint, investigation_then as then, level, part, track, verdict,
};
use registry::field::{Kind, Words, may, must};
use registry::forms::options;
use registry::step::{Step, Subject, nothing};

pub(super) const OPEN: Act = Act("investigation.open");
pub(super) const RECORD: Act = Act("investigation.record");
pub(super) const MEASURE: Act = Act("investigation.measure");
pub(super) const CHECK: Act = Act("investigation.check");
pub(super) const EXTEND: Act = Act("investigation.extend");
pub(super) const DECIDE: Act = Act("investigation.decide");
pub(super) const CLOSE: Act = Act("investigation.close");

/// Investigations, as their acts need them.
pub(super) struct Cases;

const WORDS: Words = Words { label: field::of, hint: hint::of, act: act::of, then: then::of };

impl Subject for Cases {
    type Id = InvestigationId;
    type Shown = Detail;
    type Answer = InvestigationAnswer;
    const WORDS: Words = WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Detail, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<InvestigationAnswer, Error> {
        program::read(r, ctx, id)
    }

    fn page(id: InvestigationId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Detail) -> Vec<Crumb> {
        vec![
            Crumb::here(iw::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.it.number_text(), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &Detail) -> &str {
        shown.it.title.as_str().unwrap_or("--")
    }

    /// A row that is there; its form begins empty.
    fn start_row(shown: &Detail, word: &str, no: u32, _: &mut Values) -> Result<(), Error> {
        let (known, name) = match word {
            "measure_report" | "measure_verification" => (shown.measures.iter().any(|it| it.no == no), "Measure"),
            "check_result" => (shown.checks.iter().any(|it| it.no == no), "Check"),
            _ => (shown.members.iter().any(|it| it.no == no), "Member"),
        };
        if known { Ok(()) } else { Err(Error::NotFound(name)) }
    }
}

/// An incident that is to be investigated.
struct Incidents;

impl Subject for Incidents {
    type Id = IncidentId;
    type Shown = crate::query::Detail;
    type Answer = InvestigationAnswer;
    const WORDS: Words = WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<crate::query::Detail, Error> {
        crate::query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<InvestigationAnswer, Error> {
        let found = store::of_incident(r, ctx, id)?.ok_or(Error::NotFound("InvestigationId"))?;
        program::read(r, ctx, found.id)
    }

    fn page(id: IncidentId) -> String {
        format!("{}/{id}", crate::web::PATH)
    }

    fn crumbs(lang: Lang, shown: &crate::query::Detail) -> Vec<Crumb> {
        vec![
            Crumb::here(iw::section(lang)),
            Crumb::link(iw::title(lang), crate::web::PATH),
            Crumb::link(shown.it.number_text(), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &crate::query::Detail) -> &str {
        shown.title.as_str().unwrap_or("--")
    }

    fn start_row(_: &crate::query::Detail, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("InvestigationId"))
    }
}

fn levels(lang: Lang) -> Vec<(String, String)> {
    options(Level::ALL, Level::word, |it| level::of(lang, it))
}

fn levels_above(lang: Lang) -> Vec<(String, String)> {
    options(&[Level::City, Level::Province, Level::State], Level::word, |it| level::of(lang, it))
}

fn parts_of(lang: Lang) -> Vec<(String, String)> {
    options(Part::ALL, Part::word, |it| part::of(lang, it))
}

fn tracks(lang: Lang) -> Vec<(String, String)> {
    options(Track::ALL, Track::word, |it| track::of(lang, it))
}

fn verdicts(lang: Lang) -> Vec<(String, String)> {
    ["accepted", "returned"].map(|it| (it.to_owned(), verdict::of(lang, it).to_owned())).to_vec()
}

/// The day of the act is today, until somebody says another.
fn today(ctx: &Ctx, _: &Detail, values: &mut Values) {
    values.set("on", ctx.now.day().to_string());
}

/// The first track that is not ended.
fn first_track(_: &Ctx, shown: &Detail, values: &mut Values) {
    let open = Track::ALL.iter().find(|track| !shown.it.has_ended(**track));
    values.set("track", open.map_or("", |track| track.word()));
}

static BEGINNING: Step<Incidents, Begin> = Step {
    name: "investigation",
    word: "investigation",
    act: OPEN,
    write: ["investigation.begin", "investigation.begin by program"],
    doc: "Open the investigation of an incident; its report is due 60 days after the incident",
    fields: &[
        may("level", Kind::Choice(levels)),
        may("organisation", Kind::Organisation),
        may("entrusted", Kind::Text),
    ],
    start: |_, shown, values| {
        let lawful = shown.it.grade.map_or(Level::County, crate::Grade::investigated_by);
        values.set("level", lawful.word());
    },
    run: |tx, ctx, id, _, cmd| begin(tx, ctx, id, cmd).map(drop),
};

static JOINING: Step<Cases, Join> = Step {
    name: "members",
    word: "members",
    act: RECORD,
    write: ["investigation.join", "investigation.join by program"],
    doc: "Somebody joins the group; it has one leader",
    fields: &[must("part", Kind::Choice(parts_of)), must("name", Kind::Text), must("organisation", Kind::Organisation)],
    start: |_, shown, values| {
        let led = shown.members.iter().any(|it| it.part == Part::Leader && it.standing == Standing::In);
        values.set("part", if led { Part::Member } else { Part::Leader }.word());
    },
    run: |tx, ctx, id, _, cmd| join(tx, ctx, id, cmd),
};

static LEAVING: Step<Cases, Reason> = Step {
    name: "members/{no}/leaving",
    word: "leaving",
    act: RECORD,
    write: ["investigation.leave", "investigation.leave by program"],
    doc: "A member leaves the group",
    fields: &[must("reason", Kind::Area(2))],
    start: nothing,
    run: leave,
};

static RECUSING: Step<Cases, Reason> = Step {
    name: "members/{no}/recusal",
    word: "recusal",
    act: RECORD,
    write: ["investigation.recuse", "investigation.recuse by program"],
    doc: "A member is recused: on record, works on the case and signs no more",
    fields: &[must("reason", Kind::Area(2))],
    start: nothing,
    run: recuse,
};

static SIGNING: Step<Cases, Sign> = Step {
    name: "members/{no}/signature",
    word: "signature",
    act: RECORD,
    write: ["investigation.sign", "investigation.sign by program"],
    doc: "A member signed the report; a later finding asks for it anew",
    fields: &[must("on", Kind::Day)],
    start: today,
    run: sign,
};

static FINDING: Step<Cases, FindTrack> = Step {
    name: "findings",
    word: "findings",
    act: RECORD,
    write: ["investigation.find_track", "investigation.find_track by program"],
    doc: "What one of the four tracks found",
    fields: &[must("track", Kind::Choice(tracks)), must("finding", Kind::Area(6))],
    start: first_track,
    run: |tx, ctx, id, _, cmd| find_track(tx, ctx, id, cmd),
};

static ENDING: Step<Cases, EndTrack> = Step {
    name: "track-ending",
    word: "track_ending",
    act: RECORD,
    write: ["investigation.end_track", "investigation.end_track by program"],
    doc: "End one of the four tracks; nothing is added to it any more",
    fields: &[must("track", Kind::Choice(tracks))],
    start: first_track,
    run: |tx, ctx, id, _, cmd| end_track(tx, ctx, id, cmd),
};

static APPRAISING: Step<Cases, BeginAppraisal> = Step {
    name: "appraisal",
    word: "appraisal",
    act: RECORD,
    write: ["investigation.begin_appraisal", "investigation.begin_appraisal by program"],
    doc: "A technical appraisal begins and stops the clock of the report",
    fields: &[must("what", Kind::Area(3)), must("on", Kind::Day), must("until", Kind::Day)],
    start: today,
    run: |tx, ctx, id, _, cmd| begin_appraisal(tx, ctx, id, cmd),
};

static APPRAISED: Step<Cases, EndAppraisal> = Step {
    name: "appraisal-result",
    word: "appraisal_result",
    act: RECORD,
    write: ["investigation.end_appraisal", "investigation.end_appraisal by program"],
    doc: "The result of the appraisal came: the deadline moves by its days",
    fields: &[must("on", Kind::Day), must("result", Kind::Area(4))],
    start: today,
    run: |tx, ctx, id, _, cmd| end_appraisal(tx, ctx, id, cmd),
};

static EXTENDING: Step<Cases, Extend> = Step {
    name: "extension",
    word: "extension",
    act: EXTEND,
    write: ["investigation.extend", "investigation.extend by program"],
    doc: "Give the report at most 60 days more, once; by nobody who opened it or is in its group",
    fields: &[must("days", Kind::Text), must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| extend(tx, ctx, id, cmd),
};

static SUBMITTING: Step<Cases, Submit> = Step {
    name: "submission",
    word: "submission",
    act: RECORD,
    write: ["investigation.submit", "investigation.submit by program"],
    doc: "The signed report goes to the government; its reply is due 15 days later, 30 for an extraordinary accident",
    fields: &[must("on", Kind::Day), must("to", Kind::Text)],
    start: today,
    run: |tx, ctx, id, _, cmd| submit(tx, ctx, id, cmd),
};

static REPLYING: Step<Cases, Reply> = Step {
    name: "reply",
    word: "reply",
    act: DECIDE,
    write: ["investigation.reply", "investigation.reply by program"],
    doc: "The government's reply; the evaluation of what is rectified is due within a year",
    fields: &[must("on", Kind::Day), must("number", Kind::Text), must("decision", Kind::Area(5))],
    start: today,
    run: |tx, ctx, id, _, cmd| reply(tx, ctx, id, cmd),
};

static MEASURING: Step<Cases, SetMeasure> = Step {
    name: "measures",
    word: "measures",
    act: RECORD,
    write: ["investigation.set_measure", "investigation.set_measure by program"],
    doc: "A measure that a named organisation owes and another looks at",
    fields: &[
        must("measure", Kind::Area(3)),
        must("owner", Kind::Organisation),
        may("checker", Kind::Organisation),
        must("due", Kind::Day),
    ],
    start: nothing,
    run: |tx, ctx, id, _, cmd| set_measure(tx, ctx, id, cmd),
};

static MEASURED: Step<Cases, ReportMeasure> = Step {
    name: "measures/{no}/report",
    word: "measure_report",
    act: MEASURE,
    write: ["investigation.report_measure", "investigation.report_measure by program"],
    doc: "The owner says that its measure is done",
    fields: &[must("done", Kind::Area(3))],
    start: nothing,
    run: report_measure,
};

static VERIFYING: Step<Cases, VerifyMeasure> = Step {
    name: "measures/{no}/verification",
    word: "measure_verification",
    act: RECORD,
    write: ["investigation.verify_measure", "investigation.verify_measure by program"],
    doc: "Another organisation looked at a measure: it is accepted or returned",
    fields: &[must("result", Kind::Choice(verdicts)), may("note", Kind::Area(3))],
    start: nothing,
    run: verify_measure,
};

static DEMANDING: Step<Cases, DemandChecks> = Step {
    name: "checks",
    word: "checks",
    act: RECORD,
    write: ["investigation.demand_checks", "investigation.demand_checks by program"],
    doc: "Have the other subjects of the sector checked for the same",
    fields: &[
        must("demand", Kind::Area(3)),
        may("like", Kind::Text),
        may("owner", Kind::Organisation),
        must("due", Kind::Day),
    ],
    start: nothing,
    run: |tx, ctx, id, _, cmd| demand_checks(tx, ctx, id, cmd),
};

static CHECKED: Step<Cases, CheckLike> = Step {
    name: "checks/{no}/result",
    word: "check_result",
    act: CHECK,
    write: ["investigation.check_like", "investigation.check_like by program"],
    doc: "Like subjects were checked, with what was found",
    fields: &[must("on", Kind::Day), must("result", Kind::Area(4))],
    start: today,
    run: check_like,
};

static CIRCULATING: Step<Cases, Circulate> = Step {
    name: "circulation",
    word: "circulation",
    act: RECORD,
    write: ["investigation.circulate", "investigation.circulate by program"],
    doc: "Circulate the case to registered organisations, one a line",
    fields: &[must("to", Kind::Area(4)), must("text", Kind::Area(5)), must("on", Kind::Day)],
    start: today,
    run: |tx, ctx, id, _, cmd| circulate(tx, ctx, id, cmd),
};

static EVALUATING: Step<Cases, Evaluate> = Step {
    name: "evaluation",
    word: "evaluation",
    act: RECORD,
    write: ["investigation.evaluate", "investigation.evaluate by program"],
    doc: "What became of the rectification, and where that was made public",
    fields: &[must("on", Kind::Day), must("result", Kind::Area(5)), may("published", Kind::Text)],
    start: today,
    run: |tx, ctx, id, _, cmd| evaluate(tx, ctx, id, cmd),
};

static LISTING: Step<Cases, List> = Step {
    name: "listing",
    word: "listing",
    act: DECIDE,
    write: ["investigation.list", "investigation.list by program"],
    doc: "A level above lists the investigation for supervision",
    fields: &[must("by", Kind::Choice(levels_above)), must("number", Kind::Text), must("deadline", Kind::Day)],
    start: nothing,
    run: |tx, ctx, id, _, cmd| list(tx, ctx, id, cmd),
};

static DELISTING: Step<Cases, Delist> = Step {
    name: "delisting",
    word: "delisting",
    act: DECIDE,
    write: ["investigation.delist", "investigation.delist by program"],
    doc: "Delist what was accepted on the spot; never by whoever accepted it",
    fields: &[must("on", Kind::Day), may("note", Kind::Area(2))],
    start: today,
    run: |tx, ctx, id, _, cmd| delist(tx, ctx, id, cmd),
};

static TAKING_OVER: Step<Cases, TakeOver> = Step {
    name: "takeover",
    word: "takeover",
    act: DECIDE,
    write: ["investigation.take_over", "investigation.take_over by program"],
    doc: "A level above investigates itself: this investigation ends",
    fields: &[must("by", Kind::Choice(levels_above)), must("number", Kind::Text), must("on", Kind::Day)],
    start: |ctx, shown, values| {
        today(ctx, shown, values);
        values.set("by", shown.it.raised.map_or("", Level::word));
    },
    run: |tx, ctx, id, _, cmd| take_over(tx, ctx, id, cmd),
};

static CLOSING: Step<Cases, Close> = Step {
    name: "closing",
    word: "closing",
    act: CLOSE,
    write: ["investigation.close", "investigation.close by program"],
    doc: "Close the case into the library; refused while a track, a measure, a check or a listing is open",
    fields: &[must("lessons", Kind::Area(5))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| close(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    BEGINNING
        .routes("/incidents/{id}/investigation")
        .and(JOINING.routes("/investigations/{id}/members"))
        .and(LEAVING.routes("/investigations/{id}/members/{no}/leaving"))
        .and(RECUSING.routes("/investigations/{id}/members/{no}/recusal"))
        .and(SIGNING.routes("/investigations/{id}/members/{no}/signature"))
        .and(FINDING.routes("/investigations/{id}/findings"))
        .and(ENDING.routes("/investigations/{id}/track-ending"))
        .and(APPRAISING.routes("/investigations/{id}/appraisal"))
        .and(APPRAISED.routes("/investigations/{id}/appraisal-result"))
        .and(EXTENDING.routes("/investigations/{id}/extension"))
        .and(SUBMITTING.routes("/investigations/{id}/submission"))
        .and(REPLYING.routes("/investigations/{id}/reply"))
        .and(MEASURING.routes("/investigations/{id}/measures"))
        .and(MEASURED.routes("/investigations/{id}/measures/{no}/report"))
        .and(VERIFYING.routes("/investigations/{id}/measures/{no}/verification"))
        .and(DEMANDING.routes("/investigations/{id}/checks"))
        .and(CHECKED.routes("/investigations/{id}/checks/{no}/result"))
        .and(CIRCULATING.routes("/investigations/{id}/circulation"))
        .and(EVALUATING.routes("/investigations/{id}/evaluation"))
        .and(LISTING.routes("/investigations/{id}/listing"))
        .and(DELISTING.routes("/investigations/{id}/delisting"))
        .and(supervision::routes())
        .and(TAKING_OVER.routes("/investigations/{id}/takeover"))
        .and(CLOSING.routes("/investigations/{id}/closing"))
}

/// Where an act on a row is.
pub(super) fn row_link(lang: Lang, it: &Investigation, rows: &str, no: u32, last: &str, word: &str) -> Markup {
    parts::small_link(act::of(lang, word), &format!("{PATH}/{}/{rows}/{no}/{last}", it.id))
}

/// An act of a card's head.
pub(super) fn card_link(lang: Lang, it: &Investigation, name: &str, word: &str) -> Markup {
    parts::small_link(act::of(lang, word), &format!("{PATH}/{}/{name}", it.id))
}

/// An act of the page's foot, by the last part of its address.
fn word_of(lang: Lang, name: &str) -> &'static str {
    act::of(lang, &name.replace('-', "_"))
}

/// The buttons of the page: what this visitor may do with it now; the next step of its course is the primary one.
pub(super) fn buttons(lang: Lang, ctx: &Ctx, shown: &Detail) -> Markup {
    let it = &shown.it;
    let link = |name: &str| parts::link_button(word_of(lang, name), &format!("{PATH}/{}/{name}", it.id));
    let primary = |name: &str| parts::primary_link(word_of(lang, name), &format!("{PATH}/{}/{name}", it.id));
    let (record, decide) = (ctx.may(RECORD), ctx.may(DECIDE));
    let investigating = it.stage == Stage::Investigating;
    html! {
        @if decide && it.stage.stands() && !it.stage.is_replied() { (link("takeover")) " " }
        @if decide && it.stage.stands() {
            @if it.listed_by.is_none() { (link("listing")) " " }
        }
        @if record && it.stage.is_replied() { (link("circulation")) " " }
        @if investigating && it.extended_days == 0 && ctx.may(EXTEND) && !is_own(ctx, shown) { (link("extension")) " " }
        @if record && investigating && it.appraised_since.is_none() { (link("appraisal")) " " }
        @match it.stage {
            Stage::Investigating if !record => {}
            Stage::Investigating if it.appraised_since.is_some() => (primary("appraisal-result")),
            Stage::Investigating => (primary("submission")),
            Stage::Submitted if decide => (primary("reply")),
            Stage::Replied if record => (primary("evaluation")),
            Stage::Evaluated if ctx.may(CLOSE) => (primary("closing")),
            _ => {}
        }
    }
}

/// Whoever opened the case or is in its group does not decide about its time.
fn is_own(ctx: &Ctx, shown: &Detail) -> bool {
    let person = ctx.person();
    let is_member = |it: &Member| it.person == person && it.standing == Standing::In;
    person.is_some() && (shown.it.opened_by == person || shown.members.iter().any(is_member))
}

/// Whether this visitor works on a case that stands.
pub(super) fn works(ctx: &Ctx, it: &Investigation) -> bool {
    it.stage.stands() && ctx.may(RECORD) && ctx.may(VIEW)
}
