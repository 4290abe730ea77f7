//! What is done with an incident from its page: each act is a row with its fields, its command and its words.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::{Act, Ctx, Error, Identity as _, Lang};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values};

use super::program::{self, IncidentAnswer};
use super::{PATH, VIEW, Visitor};
use crate::model::{Condition, Fault, IncidentId, Means, Recipient};
use crate::query::{self, Detail};
pub(super) use crate::sight::{DRAFT, RECORD, SIGN};
use crate::words::{act, condition, fault, incident as w, means, recipient};
use crate::{Add, Change, Dismiss, Draft, Find, Measure, Strike, Tell, WrittenReport};
use crate::{add, change, dismiss, draft, find, measure, sign, strike, tell, written};
use registry::field::{Kind, Words, may, must};
use registry::forms::options;
use registry::step::{Step, Subject, nothing};

pub(super) const TELL: Act = Act("incident.tell");
pub(super) const FAULT: Act = Act("incident.fault");
pub(super) const DISMISS: Act = Act("incident.dismiss");

fn conditions(lang: Lang) -> Vec<(String, String)> {
    options(Condition::ALL, Condition::word, |it| condition::of(lang, it))
}

fn recipients(lang: Lang) -> Vec<(String, String)> {
    options(Recipient::ALL, Recipient::word, |it| recipient::of(lang, it))
}

fn means_of(lang: Lang) -> Vec<(String, String)> {
    options(Means::ALL, Means::word, |it| means::of(lang, it))
}

fn faults(lang: Lang) -> Vec<(String, String)> {
    options(Fault::ALL, Fault::word, |it| fault::of(lang, it))
}

fn yes(lang: Lang) -> Vec<(String, String)> {
    vec![("yes".to_owned(), w::is_final(lang).to_owned())]
}

static TELLING: Step<Incidents, Tell> = Step {
    name: "telling",
    word: "telling",
    act: TELL,
    write: ["incident.tell", "incident.tell by program"],
    doc: "Record whom somebody told, when and how; it settles the clock of that recipient",
    fields: &[
        must("recipient", Kind::Choice(recipients)),
        must("to", Kind::Text),
        must("means", Kind::Choice(means_of)),
        may("at", Kind::Time),
        may("said", Kind::Area(3)),
    ],
    start: |ctx, shown, values| {
        let next = shown.clocks.iter().find(|it| it.told_at.is_none());
        let next = next.filter(|it| it.recipient != Recipient::Written || shown.it.editions > 0);
        values.set("recipient", next.map_or("", |it| it.recipient.word()));
        values.set("means", Means::Telephone.word());
        values.set("at", ctx.now.to_minute());
    },
    run: |tx, ctx, id, _, cmd| tell(tx, ctx, id, cmd),
};

static ADDING: Step<Incidents, Add> = Step {
    name: "casualties",
    word: "casualties",
    act: RECORD,
    write: ["incident.add", "incident.add by program"],
    doc: "Add people in one condition; 0 says that there is nobody",
    fields: &[
        must("condition", Kind::Choice(conditions)),
        must("people", Kind::Text),
        must("on", Kind::Day),
        may("name", Kind::Text),
    ],
    start: |ctx, _, values| {
        values.set("people", "1");
        values.set("on", ctx.now.day().to_string());
    },
    run: |tx, ctx, id, _, cmd| add(tx, ctx, id, cmd),
};

static CHANGING: Step<Incidents, Change> = Step {
    name: "casualties/{no}",
    word: "casualty",
    act: RECORD,
    write: ["incident.change", "incident.change by program"],
    doc: "Say what became of one person, since when, and who it is",
    fields: &[
        must("condition", Kind::Choice(conditions)),
        must("on", Kind::Day),
        may("name", Kind::Text),
        may("reason", Kind::Area(2)),
    ],
    start: |ctx, _, values| values.set("on", ctx.now.day().to_string()),
    run: change,
};

static STRIKING: Step<Incidents, Strike> = Step {
    name: "casualties/{no}/strike",
    word: "strike",
    act: RECORD,
    write: ["incident.strike", "incident.strike by program"],
    doc: "Take out somebody who was counted wrongly, with the reason; the row stays on record",
    fields: &[must("reason", Kind::Area(2))],
    start: nothing,
    run: strike,
};

static MEASURING: Step<Incidents, Measure> = Step {
    name: "measures",
    word: "measures",
    act: RECORD,
    write: ["incident.measure", "incident.measure by program"],
    doc: "Say the direct loss, the burnt area and the people evacuated as they are known now; empty is unknown",
    fields: &[
        may("loss_10k_yuan", Kind::Text),
        may("area_ha", Kind::Text),
        may("evacuated", Kind::Text),
        may("reason", Kind::Area(2)),
    ],
    start: |_, shown, values| {
        let text = |it: Option<i64>| it.map_or(String::new(), crate::figures::scaled_text);
        values.set("loss_10k_yuan", text(shown.it.loss_yuan));
        values.set("area_ha", text(shown.it.area_m2));
        values.set("evacuated", shown.it.evacuated.map_or(String::new(), |n| n.to_string()));
    },
    run: |tx, ctx, id, _, cmd| measure(tx, ctx, id, cmd),
};

static DRAFTING: Step<Incidents, Draft> = Step {
    name: "draft",
    word: "draft",
    act: DRAFT,
    write: ["incident.draft", "incident.draft by program"],
    doc: "Draft the next edition of the report with the figures on record; another draft takes its place",
    fields: &[
        must("situation", Kind::Area(6)),
        must("response", Kind::Area(5)),
        may("next", Kind::Area(3)),
        may("explained", Kind::Area(2)),
        may("final", Kind::Ticks(yes)),
    ],
    start: |_, shown, values| {
        let text = |it: &Option<kernel::Personal<String>>| {
            it.as_ref().and_then(kernel::Personal::as_str).unwrap_or_default().to_owned()
        };
        match shown.editions.last() {
            Some(last) => {
                values.set("situation", text(&last.situation));
                values.set("response", text(&last.response));
                values.set("next", text(&last.next));
            }
            None => values.set("situation", shown.particulars.summary.as_str().unwrap_or_default()),
        }
    },
    run: |tx, ctx, id, _, cmd| draft(tx, ctx, id, cmd).map(drop),
};

static FINDING: Step<Incidents, Find> = Step {
    name: "fault",
    word: "fault",
    act: FAULT,
    write: ["incident.fault", "incident.fault by program"],
    doc: "Say what is wrong with how it was reported, and by whom",
    fields: &[
        must("fault", Kind::Choice(faults)),
        must("organisation", Kind::Organisation),
        must("found", Kind::Area(4)),
    ],
    start: |_, shown, values| {
        let name = shown.particulars.unit_name.as_ref().and_then(kernel::Personal::as_str);
        values.set("organisation", name.filter(|_| shown.it.unit.is_some()).unwrap_or_default());
    },
    run: |tx, ctx, id, _, cmd| find(tx, ctx, id, cmd),
};

static WRITING: Step<Incidents, WrittenReport> = Step {
    name: "written",
    word: "written",
    act: RECORD,
    write: ["incident.written", "incident.written by program"],
    doc: "Record when the unit's own report came in writing",
    fields: &[must("at", Kind::Time), must("from", Kind::Text)],
    start: |ctx, shown, values| {
        values.set("at", ctx.now.to_minute());
        values.set("from", shown.particulars.unit_name.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
    },
    run: |tx, ctx, id, _, cmd| written(tx, ctx, id, cmd),
};

static DISMISSING: Step<Incidents, Dismiss> = Step {
    name: "dismissal",
    word: "dismissal",
    act: DISMISS,
    write: ["incident.dismiss", "incident.dismiss by program"],
    doc: "It was no incident, or is recorded elsewhere; by somebody else than who registered it",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| dismiss(tx, ctx, id, cmd),
};

/// Incidents, as their acts need them.
struct Incidents;

impl Subject for Incidents {
    type Id = IncidentId;
    type Shown = Detail;
    type Answer = IncidentAnswer;
    const WORDS: Words = super::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<Detail, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<IncidentAnswer, Error> {
        program::read(r, ctx, id)
    }

    fn page(id: IncidentId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Detail) -> Vec<Crumb> {
        vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.it.number_text(), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &Detail) -> &str {
        shown.title.as_str().unwrap_or("--")
    }

    /// The row of a person as it is.
    fn start_row(shown: &Detail, _: &str, no: u32, values: &mut Values) -> Result<(), Error> {
        let found = shown.casualties.iter().find(|it| it.no == no && it.struck.is_none());
        let person = found.ok_or(Error::NotFound("Casualty"))?;
        values.set("condition", person.condition.word());
        values.set("name", person.name.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
        Ok(())
    }

    fn above(lang: Lang, shown: &Detail, word: &str) -> Markup {
        super::cards::above_form(lang, shown, word)
    }
}

pub(super) fn routes() -> Routes<Db> {
    let sign = "/incidents/{id}/signature";
    TELLING
        .routes("/incidents/{id}/telling")
        .and(ADDING.routes("/incidents/{id}/casualties"))
        .and(CHANGING.routes("/incidents/{id}/casualties/{no}"))
        .and(STRIKING.routes("/incidents/{id}/casualties/{no}/strike"))
        .and(MEASURING.routes("/incidents/{id}/measures"))
        .and(DRAFTING.routes("/incidents/{id}/draft"))
        .and(FINDING.routes("/incidents/{id}/fault"))
        .and(WRITING.routes("/incidents/{id}/written"))
        .and(DISMISSING.routes("/incidents/{id}/dismissal"))
        .page(Method::POST, sign, SIGN, post_sign)
        .api(Method::POST, sign, SIGN, post_sign_api, sign_doc())
}

/// The field that says which draft was read.
const DRAFTED: &str = "drafted";

/// The button that signs the draft as it stands on this page.
pub(super) fn sign_form(screen: &Screen, it: &Detail) -> maud::Markup {
    let draft = it.editions.iter().find(|one| Some(one.edition) == it.it.draft);
    let drafted = draft.map_or(String::new(), |one| one.drafted_at.micros().to_string());
    let inside = html! {
        (page::form::hidden(DRAFTED, &drafted)) (page::parts::submit(w::sign(screen.lang())))
    };
    page::form::button_form(screen, &format!("{PATH}/{}/signature", it.it.id), inside)
}

async fn post_sign(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IncidentId>,
    values: Values,
) -> Reply<Response> {
    // Without the mark of the page nothing was read.
    let read = values.get(DRAFTED).parse().ok().map(kernel::Instant::from_micros);
    db.write("incident.sign", &ctx, move |tx, ctx| sign_as_read(tx, ctx, id, read)).await?;
    Ok(Redirect::to(&format!("{PATH}/{}", id.to_text())).into_response())
}

/// The draft that was read, and no other.
fn sign_as_read(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, read: Option<kernel::Instant>) -> Result<u32, Error> {
    if crate::edition::is_as_read(tx, ctx, id, read)? { sign(tx, ctx, id) } else { Err(Error::Conflict) }
}

/// Which draft is signed.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SignReport {
    /// Of the edition, as it was read.
    #[schema(value_type = String)]
    drafted_at: kernel::Instant,
}

async fn post_sign_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IncidentId>,
    Json(body): Json<SignReport>,
) -> Reply<Json<IncidentAnswer>> {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        sign_as_read(tx, ctx, id, Some(body.drafted_at))?;
        program::read(tx, ctx, id)
    };
    Ok(Json(db.write("incident.sign by program", &ctx, run).await?))
}

fn sign_doc() -> Doc {
    Doc::new("Sign the draft that was read: its figures are the ones in force; not by whoever drafted it")
        .body::<SignReport>()
        .returns::<IncidentAnswer>()
}

/// The buttons of the page: what this visitor may do with it now.
pub(super) fn buttons(lang: Lang, ctx: &Ctx, shown: &Detail) -> maud::Markup {
    let stands = crate::register::must_stand(&shown.it).is_ok();
    let link = |name: &str| page::parts::link_button(act::of(lang, name), &format!("{PATH}/{}/{name}", shown.it.id));
    let waits = shown.clocks.iter().any(|it| it.told_at.is_none());
    html! {
        @if stands {
            @if ctx.may(DISMISS) && shown.it.editions == 0 && (shown.it.registered_by.is_none() || shown.it.registered_by != ctx.person()) { (link("dismissal")) " " }
            @if ctx.may(FAULT) { (link("fault")) " " }
            @if ctx.may(DRAFT) && shown.it.told_at.is_some() { (link("draft")) " " }
            @if ctx.may(TELL) {
                @if waits { (page::parts::primary_link(act::of(lang, "telling"), &format!("{PATH}/{}/telling", shown.it.id))) } @else { (link("telling")) }
            }
        }
    }
}

/// Where a visitor may not act, the page is the same without its forms.
pub(super) fn may_sign(ctx: &Ctx, shown: &Detail) -> bool {
    let second = shown.it.drafted_by.is_none() || shown.it.drafted_by != ctx.person();
    shown.it.draft.is_some() && second && ctx.may(SIGN) && ctx.may(VIEW)
}
