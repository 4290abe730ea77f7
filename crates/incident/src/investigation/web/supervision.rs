//! The steps of supervision in public, each a form of the investigation, by the words that every listing has.

use kernel::{Ctx, Lang};
use ledger::Db;
use obligation::supervision::{self, Listed, Step as Supervision};
use page::Routes;

use super::super::*;
use super::acts::{Cases, DECIDE, RECORD};
use crate::words::agreement;
use registry::field::{Kind, may, must};
use registry::step::{Step, nothing};

fn agreements(lang: Lang) -> Vec<(String, String)> {
    ["yes", "no"].map(|it| (it.to_owned(), agreement::of(lang, it).to_owned())).to_vec()
}

static PUBLISHING: Step<Cases, Supervise> = Step {
    name: "listing-publication",
    word: "listing_publication",
    act: DECIDE,
    write: ["investigation.publish_listing", "investigation.publish_listing by program"],
    doc: "Say where and when the listing was published",
    fields: &[must("day", Kind::Day), must("place", Kind::Text)],
    start: |ctx, _, values| values.set("day", ctx.now.day().to_string()),
    run: |tx, ctx, id, _, cmd| supervise(tx, ctx, id, Supervision::Publication, cmd),
};

static ASKING_TIME: Step<Cases, Supervise> = Step {
    name: "listing-extension",
    word: "listing_extension",
    act: RECORD,
    write: ["investigation.ask_listing_extension", "investigation.ask_listing_extension by program"],
    doc: "Ask for more time under the listing, so long before its deadline as the rule says",
    fields: &[must("until", Kind::Day), must("text", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| supervise(tx, ctx, id, Supervision::Extension, cmd),
};

static GIVING_TIME: Step<Cases, Supervise> = Step {
    name: "listing-extension-decision",
    word: "listing_extension_decision",
    act: DECIDE,
    write: ["investigation.decide_listing_extension", "investigation.decide_listing_extension by program"],
    doc: "The level above granted or refused the time asked for; never recorded by whoever asked",
    fields: &[must("agreed", Kind::Choice(agreements)), may("text", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| supervise(tx, ctx, id, Supervision::ExtensionDecision, cmd),
};

static APPLYING: Step<Cases, Supervise> = Step {
    name: "listing-application",
    word: "listing_application",
    act: RECORD,
    write: ["investigation.apply_for_acceptance", "investigation.apply_for_acceptance by program"],
    doc: "Ask for acceptance once the government has replied",
    fields: &[must("text", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| supervise(tx, ctx, id, Supervision::Application, cmd),
};

static ACCEPTING: Step<Cases, Supervise> = Step {
    name: "listing-acceptance",
    word: "listing_acceptance",
    act: DECIDE,
    write: ["investigation.accept_listing", "investigation.accept_listing by program"],
    doc: "Accepted on the spot, or supervision goes on; never by whoever applied",
    fields: &[must("agreed", Kind::Choice(agreements)), may("text", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| supervise(tx, ctx, id, Supervision::Acceptance, cmd),
};

static PUBLISHING_DELISTING: Step<Cases, Supervise> = Step {
    name: "delisting-publication",
    word: "delisting_publication",
    act: DECIDE,
    write: ["investigation.publish_delisting", "investigation.publish_delisting by program"],
    doc: "Say where and when the delisting was published",
    fields: &[must("day", Kind::Day), must("place", Kind::Text)],
    start: |ctx, _, values| values.set("day", ctx.now.day().to_string()),
    run: |tx, ctx, id, _, cmd| supervise(tx, ctx, id, Supervision::DelistingPublication, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    PUBLISHING
        .routes("/investigations/{id}/listing-publication")
        .and(ASKING_TIME.routes("/investigations/{id}/listing-extension"))
        .and(GIVING_TIME.routes("/investigations/{id}/listing-extension-decision"))
        .and(APPLYING.routes("/investigations/{id}/listing-application"))
        .and(ACCEPTING.routes("/investigations/{id}/listing-acceptance"))
        .and(PUBLISHING_DELISTING.routes("/investigations/{id}/delisting-publication"))
}

/// Where a step of its listing is taken.
pub(super) fn listing_path(step: Supervision) -> &'static str {
    match step {
        Supervision::Decision => "listing",
        Supervision::Publication => "listing-publication",
        Supervision::Extension => "listing-extension",
        Supervision::ExtensionDecision => "listing-extension-decision",
        Supervision::Application => "listing-application",
        Supervision::Acceptance => "listing-acceptance",
        Supervision::Delisting => "delisting",
        Supervision::DelistingPublication => "delisting-publication",
    }
}

pub(super) fn listing_word(step: Supervision) -> String {
    listing_path(step).replace('-', "_")
}

pub(super) fn may_supervise(ctx: &Ctx, it: &Listed, step: Supervision) -> bool {
    let act = if matches!(step, Supervision::Extension | Supervision::Application) { RECORD } else { DECIDE };
    ctx.may(act) && supervision::must_be_another(it, ctx, step).is_ok()
}
