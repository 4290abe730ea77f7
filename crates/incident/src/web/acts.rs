//! What is done with an incident from its page: each act is a row with its fields, its command and its words.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Json};
use kernel::{Act, Ctx, Error, Identity as _, Lang};
use ledger::{Db, Tx};
use maud::html;
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Reply, Routes, Screen, Values};
use serde::de::DeserializeOwned;

use super::field::{Field, Kind, labels, may, must, options, show_all};
use super::program::{self, IncidentAnswer};
use super::{PATH, VIEW, Visitor};
use crate::model::{Condition, Fault, IncidentId, Means, Recipient};
use crate::query::{self, Detail};
use crate::words::{act, act_then, condition, fault, incident as w, means, recipient};
use crate::{Add, Change, Dismiss, Draft, Find, Measure, Strike, Tell, WrittenReport};
use crate::{add, change, dismiss, draft, find, measure, sign, strike, tell, written};

/// An act with a form of its own. `B` is what its form and a program say.
pub(super) struct Step<B: 'static> {
    /// The last part of its address, and its word.
    pub name: &'static str,
    pub act: Act,
    /// The name of the write; a program's is another, so that their first answers are told apart.
    write: [&'static str; 2],
    doc: &'static str,
    fields: &'static [Field],
    start: fn(&Ctx, &Detail, &mut Values),
    run: fn(&mut Tx<'_>, &Ctx, IncidentId, u32, &B) -> Result<(), Error>,
}

pub(super) const TELL: Act = Act("incident.tell");
pub(super) const RECORD: Act = Act("incident.record");
pub(super) const DRAFT: Act = Act("incident.draft");
pub(super) const SIGN: Act = Act("incident.sign");
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

fn nothing(_: &Ctx, _: &Detail, _: &mut Values) {}

static TELLING: Step<Tell> = Step {
    name: "telling",
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

static ADDING: Step<Add> = Step {
    name: "casualties",
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

static CHANGING: Step<Change> = Step {
    name: "casualties/{no}",
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

static STRIKING: Step<Strike> = Step {
    name: "casualties/{no}/strike",
    act: RECORD,
    write: ["incident.strike", "incident.strike by program"],
    doc: "Take out somebody who was counted wrongly, with the reason; the row stays on record",
    fields: &[must("reason", Kind::Area(2))],
    start: nothing,
    run: strike,
};

static MEASURING: Step<Measure> = Step {
    name: "measures",
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

static DRAFTING: Step<Draft> = Step {
    name: "draft",
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

static FINDING: Step<Find> = Step {
    name: "fault",
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

static WRITING: Step<WrittenReport> = Step {
    name: "written",
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

static DISMISSING: Step<Dismiss> = Step {
    name: "dismissal",
    act: DISMISS,
    write: ["incident.dismiss", "incident.dismiss by program"],
    doc: "It was no incident, or is recorded elsewhere; by somebody else than who registered it",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| dismiss(tx, ctx, id, cmd),
};

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

/// Of an incident, or of a person in it.
#[derive(serde::Deserialize)]
struct Which {
    id: IncidentId,
    #[serde(default)]
    no: u32,
}

impl<B: DeserializeOwned + utoipa::ToSchema + Send + Sync + 'static> Step<B> {
    fn routes(&'static self, path: &'static str) -> Routes<Db> {
        let show = move |State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(which): Path<Which>| async move {
            self.show(&db, &ctx, &screen, &which, None).await
        };
        let post =
            move |State(db): State<Db>,
                  Extension(ctx): Visitor,
                  screen: Screen,
                  Path(which): Path<Which>,
                  values: Values| async move { self.post(&db, &ctx, &screen, which, values).await };
        let post_api = move |State(db): State<Db>,
                             Extension(ctx): Visitor,
                             Path(which): Path<Which>,
                             Json(cmd): Json<B>| async move {
            let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
                (self.run)(tx, ctx, which.id, which.no, &cmd)?;
                program::read(tx, ctx, which.id)
            };
            Reply::Ok(Json(db.write(self.write[1], &ctx, run).await?))
        };
        let doc = Doc::new(self.doc).body::<B>().returns::<IncidentAnswer>();
        Routes::new().page(Method::GET, path, self.act, show).page(Method::POST, path, self.act, post).api(
            Method::POST,
            path,
            self.act,
            post_api,
            doc,
        )
    }

    async fn show(
        &'static self,
        db: &Db,
        ctx: &Arc<Ctx>,
        screen: &Screen,
        which: &Which,
        typed: Option<Typed>,
    ) -> Reply<Response> {
        let (asked, id) = (Arc::clone(ctx), which.id);
        let shown = db.read(move |r| query::one(r, &asked, id)).await?;
        let typed = match typed {
            Some(typed) => typed,
            None => {
                let mut typed = Typed::default();
                (self.start)(ctx, &shown, &mut typed.values);
                self.start_person(&shown, which.no, &mut typed.values)?;
                typed
            }
        };
        let lang = screen.lang();
        let title = act::of(lang, self.word());
        let back = format!("{PATH}/{id}");
        let name = shown.title.as_str().unwrap_or("--");
        let sheet = Sheet {
            title,
            about: name,
            crumbs: vec![
                Crumb::here(w::section(lang)),
                Crumb::link(w::title(lang), PATH),
                Crumb::link(shown.it.number_text(), back.clone()),
                Crumb::here(title),
            ],
            action: format!("{back}/{}", self.name.replace("{no}", &which.no.to_string())),
            back,
            then: act_then::of(lang, self.word()),
            labels: labels(lang, self.fields),
        };
        let above = super::cards::above_form(lang, &shown, self.word());
        Ok(sheet.show(screen, &typed, above, show_all(lang, self.fields, &typed)))
    }

    /// The row of a person as it is.
    fn start_person(&self, shown: &Detail, no: u32, values: &mut Values) -> Result<(), Error> {
        if no == 0 {
            return Ok(());
        }
        let found = shown.casualties.iter().find(|it| it.no == no && it.struck.is_none());
        let person = found.ok_or(Error::NotFound("Casualty"))?;
        values.set("condition", person.condition.word());
        values.set("name", person.name.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
        Ok(())
    }

    fn word(&self) -> &'static str {
        match self.name {
            "casualties/{no}" => "casualty",
            "casualties/{no}/strike" => "strike",
            name => name,
        }
    }

    async fn post(
        &'static self,
        db: &Db,
        ctx: &Arc<Ctx>,
        screen: &Screen,
        which: Which,
        values: Values,
    ) -> Reply<Response> {
        let (cmd, id, no) = (self.read(&values)?, which.id, which.no);
        let made = db.write(self.write[0], ctx, move |tx, ctx| (self.run)(tx, ctx, id, no, &cmd)).await;
        match done(made, values, |()| format!("{PATH}/{id}"))? {
            Ok(next) => Ok(next),
            Err(again) => self.show(db, ctx, screen, &which, Some(again)).await,
        }
    }

    /// The fields of the form are those of the command, by the same names.
    fn read(&self, values: &Values) -> Result<B, Error> {
        let fields = self.fields.iter().map(|it| (it.name.to_owned(), values.get(it.name).into()));
        serde_json::from_value(serde_json::Value::Object(fields.collect())).map_err(Error::internal)
    }
}

async fn post_sign(State(db): State<Db>, Extension(ctx): Visitor, Path(id): Path<IncidentId>) -> Reply<Response> {
    db.write("incident.sign", &ctx, move |tx, ctx| sign(tx, ctx, id)).await?;
    Ok(Redirect::to(&format!("{PATH}/{}", id.to_text())).into_response())
}

async fn post_sign_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IncidentId>,
) -> Reply<Json<IncidentAnswer>> {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        sign(tx, ctx, id)?;
        program::read(tx, ctx, id)
    };
    Ok(Json(db.write("incident.sign by program", &ctx, run).await?))
}

fn sign_doc() -> Doc {
    Doc::new("Sign the draft: its figures are the ones in force; not by whoever drafted it").returns::<IncidentAnswer>()
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
