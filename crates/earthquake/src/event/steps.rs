//! What is done with an earthquake from its page: withdrawing it, parting a report, saying which way it was felt farthest,
//! answering for the damage.

use kernel::{Act, Ctx, Error, Identity as _, Lang, Text};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::{Crumb, Routes, Values};
use registry::field::{Kind, must};
use registry::forms::given;
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::check::{self, Answer};
use super::detail::{EarthquakeAnswer, answer};
use super::list::{PATH, time};
use super::place::{self, Names};
use super::take::{self, Reason};
use super::{Earthquake, EarthquakeId, Fact, State, query, store};
use crate::web::with_kind;
use crate::words::earthquake as w;

pub(super) const JUDGE: Act = Act("earthquake.judge");
pub(super) const CHECK: Act = Act("earthquake.check");

/// Which way the long axis of the felt area lies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Direct {
    /// Degrees from north over east, 0 to 179.
    pub azimuth: String,
    /// By whom or from which survey it is known.
    pub source: String,
}

pub(super) fn decide_direct(it: &Earthquake, cmd: &Direct) -> Result<Fact, Error> {
    let mut text = Text::new();
    let azimuth = text.read("azimuth", &cmd.azimuth, "whole degrees from 0 to 179", |it| {
        it.trim().parse::<i64>().ok().filter(|it| (0..180).contains(it))
    });
    let source = text.required("source", &cmd.source, 2, 200);
    text.finish()?;
    if it.state == State::Withdrawn {
        return Err(Error::refused("this earthquake was withdrawn already"));
    }
    Ok(Fact::Directed { azimuth_deg: given(azimuth)?, source })
}

fn direct(tx: &mut Tx<'_>, ctx: &Ctx, id: EarthquakeId, cmd: &Direct) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_direct(&it, cmd)?;
    store::record(tx, ctx, &it, &fact)
}

/// Earthquakes, as their acts need them.
pub(super) struct Earthquakes;

pub(super) struct ForForm {
    it: Earthquake,
    title: String,
    reports: Vec<query::Said>,
}

impl Subject for Earthquakes {
    type Id = EarthquakeId;
    type Shown = ForForm;
    type Answer = EarthquakeAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: EarthquakeId) -> Result<ForForm, Error> {
        let it = query::one(r, ctx, id)?;
        let names = Names::fetch(r, ctx, std::slice::from_ref(&it))?;
        let title = format!(
            "{} {}",
            place::in_words(ctx.lang, &it, &names),
            with_kind(it.report.magnitude_e3, &it.report.magnitude_kind)
        );
        Ok(ForForm { title, reports: query::reports(r, ctx, id)?, it })
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: EarthquakeId) -> Result<EarthquakeAnswer, Error> {
        let it = query::one(r, ctx, id)?;
        let names = Names::fetch(r, ctx, std::slice::from_ref(&it))?;
        Ok(answer(ctx.lang, &it, &names))
    }

    fn page(id: EarthquakeId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &ForForm) -> Vec<Crumb> {
        vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.title.clone(), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &ForForm) -> &str {
        &shown.title
    }

    fn start_row(shown: &ForForm, _: &str, no: u32, _: &mut Values) -> Result<(), Error> {
        shown.reports.iter().find(|it| it.no == i64::from(no)).map(drop).ok_or(Error::NotFound(EarthquakeId::NAME))
    }

    /// The report that is parted, as it was told.
    fn row(lang: Lang, shown: &ForForm, _: &str, no: u32) -> Markup {
        let Some(it) = shown.reports.iter().find(|it| it.no == i64::from(no)) else { return html! {} };
        let report = &it.report;
        page::parts::card(
            w::this_report(lang),
            None,
            None,
            page::parts::inside(html! {
                p { (report.source) " " (report.source_id.as_deref().unwrap_or_default()) " · " (time(report)) " · " (with_kind(report.magnitude_e3, &report.magnitude_kind)) }
            }),
        )
    }
}

static WITHDRAWING: Step<Earthquakes, Reason> = Step {
    name: "withdrawal",
    word: "withdrawal",
    act: JUDGE,
    write: ["earthquake.withdraw", "earthquake.withdraw by program"],
    doc: "There was no such earthquake: it counts no more, and what was owed for it falls away",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| take::withdraw(tx, ctx, id, cmd),
};

static PARTING: Step<Earthquakes, Reason> = Step {
    name: "reports/{no}/parting",
    word: "parting",
    act: JUDGE,
    write: ["earthquake.part", "earthquake.part by program"],
    doc: "This report tells of another earthquake, which stands by itself from now on",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, no, cmd| take::part(tx, ctx, id, no, cmd).map(drop),
};

static DIRECTING: Step<Earthquakes, Direct> = Step {
    name: "direction",
    word: "direction",
    act: JUDGE,
    write: ["earthquake.direct", "earthquake.direct by program"],
    doc: "Which way the long axis of the felt area lies, and by whom that is known",
    fields: &[must("azimuth", Kind::Text), must("source", Kind::Text)],
    start: nothing,
    run: |tx, ctx, id, _, cmd| direct(tx, ctx, id, cmd),
};

static ANSWERING: Step<Earthquakes, Answer> = Step {
    name: "damage-check",
    word: "damage_check",
    act: CHECK,
    write: ["earthquake.check", "earthquake.check by program"],
    doc: "What the check of the damage found; it settles what the duty desk owes",
    fields: &[must("answer", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| check::answer(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    WITHDRAWING
        .routes("/earthquakes/{id}/withdrawal")
        .and(PARTING.routes("/earthquakes/{id}/reports/{no}/parting"))
        .and(DIRECTING.routes("/earthquakes/{id}/direction"))
        .and(ANSWERING.routes("/earthquakes/{id}/damage-check"))
}
