//! What can be asked and done, with the act each needs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::handler::Handler as _;
use axum::http::Method;
use kernel::{Act, Ctx, Instant};
use ledger::Db;
use page::{Doc, Json, Reply, Routes, Screen, Values};
use serde::Serialize;
use std::sync::Arc;

use crate::extend::ask;
use crate::listing::{self, ListingId, Step};
use crate::model::{Grade, HazardId, Status};
use crate::{
    accountability, assign, changes, check, close, correct, coverage, detail, divide, document, enclosed, extend,
    five_elements, inquiry, judge, list, merge, public_report, query, recurrence, report, risk, root_cause, start,
    statistics, stop, submit, transfer, verify, zeroing,
};

pub fn routes() -> Routes<Db> {
    let all = [
        pages(),
        api(),
        causes(),
        recurrences(),
        transfers(),
        listings(),
        stop::routes(),
        accountability::routes(),
        documents(),
        risk::assessment::routes(),
        check::routes(),
        coverage::routes(),
        public_report::routes(),
    ];
    let steps = Step::ALL.iter().copied().map(listing_step);
    all.into_iter().chain(steps).fold(Routes::new(), Routes::and)
}

/// The criteria of major hazards, and the listings of those that are.
fn listings() -> Routes<Db> {
    use judge::sentence::web as sentence;
    use listing::web;
    Routes::new()
        .page(Method::GET, "/criteria", Act("criteria.view"), sentence::show)
        .page(Method::POST, "/criteria", Act("criteria.record"), sentence::post)
        .api(Method::GET, "/criteria", Act("criteria.view"), sentence::get_api, sentence::get_doc())
        .api(Method::POST, "/criteria", Act("criteria.record"), sentence::post_api, sentence::doc())
        .page(Method::GET, "/listings", Act("listing.view"), web::list)
        .page(Method::GET, "/listings/{id}", Act("listing.view"), web::show)
        .page(Method::GET, "/listings/{id}/notice", Act("listing.view"), web::notice_page)
        .page(Method::GET, "/listings/{id}/notice/file", Act("listing.view"), web::notice_file)
        .page(Method::GET, "/hazards/{id}/listing", Act("listing.propose"), web::propose_form)
        .page(Method::POST, "/hazards/{id}/listing", Act("listing.propose"), web::propose)
        .api(Method::GET, "/listings", Act("listing.view"), web::list_api, web::list_doc())
        .api(Method::POST, "/hazards/{id}/listing", Act("listing.propose"), web::propose_api, web::propose_doc())
}

fn documents() -> Routes<Db> {
    use document::web;
    Routes::new()
        .page(Method::GET, "/documents", Act("hazard.list"), document::list)
        .page(Method::POST, "/hazards/{id}/documents", Act("document.issue"), web::post)
        .page(Method::GET, "/documents/{id}", Act("hazard.view"), web::show)
        .page(Method::GET, "/documents/{id}/file", Act("hazard.view"), web::file)
        .api(Method::GET, "/documents", Act("hazard.list"), document::list_api, document::list_doc())
        .api(Method::POST, "/hazards/{id}/documents", Act("document.issue"), web::post_api, web::doc())
        .api(Method::GET, "/documents/{id}", Act("hazard.view"), web::get_api, web::get_doc())
}

/// A form of the listing's page, and its twin.
fn listing_step(step: Step) -> Routes<Db> {
    use listing::web;
    let path = web::path(step);
    let act = Act(web::act(step));
    let page = move |db: State<Db>, ctx: Extension<Arc<Ctx>>, screen: Screen, id: Path<ListingId>, values: Values| {
        web::post(step, db, ctx, screen, id, values)
    };
    let api = move |db: State<Db>, ctx: Extension<Arc<Ctx>>, id: Path<ListingId>, body: Json<web::StepBody>| {
        web::post_api(step, db, ctx, id, body)
    };
    Routes::new().page(Method::POST, path, act, page).api(Method::POST, path, act, api, web::doc(step))
}

fn pages() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/hazards", Act("hazard.list"), list::show)
        .page(Method::GET, "/statistics/hazards", Act("hazard.statistics"), statistics::web::show)
        .page(Method::GET, "/zeroing", Act("hazard.statistics"), zeroing::web::show)
        .page(Method::GET, "/hazards/new", Act("hazard.report"), report::web::show)
        .page(Method::POST, "/hazards", Act("hazard.report"), report::web::post.layer(enclosed::limit()))
        .page(Method::GET, changes::PATH, Act("hazard.list"), changes::show)
        .page(Method::GET, "/hazards/would-be-major", Act("hazard.list"), judge::newer::show)
        .page(Method::GET, "/hazards/{id}", Act("hazard.view"), detail::show)
        .page(Method::GET, "/hazards/{id}/assignment", Act("hazard.assign"), assign::web::show)
        .page(Method::POST, "/hazards/{id}/assignment", Act("hazard.assign"), assign::web::post)
        .page(Method::POST, "/hazards/{id}/start", Act("hazard.start"), start::web::post)
        .page(Method::GET, "/hazards/{id}/submission", Act("hazard.submit"), submit::web::show)
        .page(
            Method::POST,
            "/hazards/{id}/submission",
            Act("hazard.submit"),
            submit::web::post.layer(enclosed::limit()),
        )
        .page(Method::GET, "/hazards/{id}/verification", Act("hazard.verify"), verify::web::show)
        .page(Method::POST, "/hazards/{id}/verification", Act("hazard.verify"), verify::web::post)
        .page(Method::GET, "/hazards/{id}/closing", Act("hazard.close"), close::web::show)
        .page(Method::POST, "/hazards/{id}/closing", Act("hazard.close"), close::web::post)
        .page(Method::GET, "/hazards/{id}/correction", Act("hazard.correct"), correct::web::show)
        .page(Method::POST, "/hazards/{id}/correction", Act("hazard.correct"), correct::web::post)
        .page(Method::GET, "/hazards/{id}/inquiry", Act("hazard.inquire"), inquiry::web::show)
        .page(Method::POST, "/hazards/{id}/inquiry", Act("hazard.inquire"), inquiry::web::post)
        .page(Method::GET, "/hazards/{id}/plan", Act("hazard.plan"), five_elements::web::show)
        .page(Method::POST, "/hazards/{id}/plan", Act("hazard.plan"), five_elements::web::post.layer(enclosed::limit()))
        .page(Method::GET, "/hazards/{id}/judgement", Act("hazard.judge"), judge::web::show)
        .page(Method::POST, "/hazards/{id}/judgement", Act("hazard.judge"), judge::web::post)
        .page(Method::GET, "/hazards/{id}/regrading", Act("hazard.regrade"), judge::regrade::web::show)
        .page(Method::POST, "/hazards/{id}/regrading", Act("hazard.regrade"), judge::regrade::web::post)
        .page(Method::GET, "/hazards/{id}/extension", Act("hazard.extend"), extend::web::show)
        .page(Method::POST, "/hazards/{id}/extension", Act("hazard.extend"), extend::web::post)
        .page(Method::GET, "/hazards/{id}/extension-request", Act("hazard.ask_extension"), ask::web::show)
        .page(Method::POST, "/hazards/{id}/extension-request", Act("hazard.ask_extension"), ask::web::post)
        .page(Method::GET, "/hazards/{id}/extension-refusal", Act("hazard.extend"), ask::web::show_refusal)
        .page(Method::POST, "/hazards/{id}/extension-refusal", Act("hazard.extend"), ask::web::post_refusal)
}

fn api() -> Routes<Db> {
    Routes::new()
        .api(Method::GET, "/hazards", Act("hazard.list"), list::get_api, list::doc())
        .api(
            Method::GET,
            "/statistics/hazards",
            Act("hazard.statistics"),
            statistics::web::get_api,
            statistics::web::doc(),
        )
        .api(Method::GET, "/zeroing", Act("hazard.statistics"), zeroing::web::get_api, zeroing::web::doc())
        .api(Method::POST, "/hazards", Act("hazard.report"), report::web::post_api, report::web::doc())
        .api(Method::GET, "/hazards/would-be-major", Act("hazard.list"), judge::newer::get_api, judge::newer::doc())
        .api(Method::GET, "/hazards/{id}", Act("hazard.view"), get, get_doc())
        .api(Method::POST, "/hazards/{id}/assignment", Act("hazard.assign"), assign::web::post_api, assign::web::doc())
        .api(Method::POST, "/hazards/{id}/start", Act("hazard.start"), start::web::post_api, start::web::doc())
        .api(Method::POST, "/hazards/{id}/submission", Act("hazard.submit"), submit::web::post_api, submit::web::doc())
        .api(
            Method::POST,
            "/hazards/{id}/verification",
            Act("hazard.verify"),
            verify::web::post_api,
            verify::web::doc(),
        )
        .api(Method::POST, "/hazards/{id}/closing", Act("hazard.close"), close::web::post_api, close::web::doc())
        .api(
            Method::POST,
            "/hazards/{id}/correction",
            Act("hazard.correct"),
            correct::web::post_api,
            correct::web::doc(),
        )
        .api(
            Method::POST,
            "/hazards/{id}/plan",
            Act("hazard.plan"),
            five_elements::web::post_api,
            five_elements::web::doc(),
        )
        .api(Method::POST, "/hazards/{id}/inquiry", Act("hazard.inquire"), inquiry::web::post_api, inquiry::web::doc())
        .api(Method::GET, "/hazards/{id}/judgement", Act("hazard.judge"), judge::web::get_api, judge::web::get_doc())
        .api(Method::POST, "/hazards/{id}/judgement", Act("hazard.judge"), judge::web::post_api, judge::web::doc())
        .api(
            Method::POST,
            "/hazards/{id}/regrading",
            Act("hazard.regrade"),
            judge::regrade::web::post_api,
            judge::regrade::web::doc(),
        )
        .api(Method::POST, "/hazards/{id}/extension", Act("hazard.extend"), extend::web::post_api, extend::web::doc())
        .api(
            Method::POST,
            "/hazards/{id}/extension-request",
            Act("hazard.ask_extension"),
            ask::web::post_api,
            ask::web::doc(),
        )
        .api(
            Method::POST,
            "/hazards/{id}/extension-refusal",
            Act("hazard.extend"),
            ask::web::post_refusal_api,
            ask::web::refusal_doc(),
        )
}

/// Why it came to be; recorded twice, or several in one; many assigned at once.
fn causes() -> Routes<Db> {
    use assign::bulk::web as bulk;
    use root_cause::web;
    const MERGE: Act = Act("hazard.merge");
    const DIVIDE: Act = Act("hazard.divide");
    const FIND: Act = Act("hazard.find_cause");
    Routes::new()
        .page(Method::GET, "/hazards/{id}/root-cause", FIND, web::show)
        .page(Method::POST, "/hazards/{id}/root-cause", FIND, web::post)
        .api(Method::POST, "/hazards/{id}/root-cause", FIND, web::post_api, web::doc())
        .page(Method::POST, "/hazards/assignments", Act("hazard.assign"), bulk::post)
        .api(Method::POST, "/hazards/assignments", Act("hazard.assign"), bulk::post_api, bulk::doc())
        .page(Method::GET, "/hazards/{id}/merger", MERGE, merge::web::show)
        .page(Method::POST, "/hazards/{id}/merger", MERGE, merge::web::post)
        .page(Method::GET, "/hazards/{id}/separation", MERGE, merge::web::show_undo)
        .page(Method::POST, "/hazards/{id}/separation", MERGE, merge::web::post_undo)
        .page(Method::GET, "/hazards/{id}/partition", DIVIDE, divide::web::show)
        .page(Method::POST, "/hazards/{id}/partition", DIVIDE, divide::web::post)
        .api(Method::GET, "/hazards/{id}/merger", MERGE, merge::web::get_api, merge::web::get_doc())
        .api(Method::POST, "/hazards/{id}/merger", MERGE, merge::web::post_api, merge::web::doc())
        .api(Method::POST, "/hazards/{id}/separation", MERGE, merge::web::post_undo_api, merge::web::undo_doc())
        .api(Method::POST, "/hazards/{id}/partition", DIVIDE, divide::web::post_api, divide::web::doc())
}

/// What came back: rates, the rule, and what a person says of one.
fn recurrences() -> Routes<Db> {
    use recurrence::{person_web as person, rates::web as rates, rule_web as rule};
    const SAY: Act = Act("hazard.say_recurrence");
    const VIEW: Act = Act("recurrence_rule.view");
    const SET: Act = Act("recurrence_rule.set");
    Routes::new()
        .page(Method::GET, rates::PATH, rates::ACT, rates::show)
        .api(Method::GET, rates::PATH, rates::ACT, rates::get_api, rates::doc())
        .page(Method::GET, rule::PATH, VIEW, rule::show)
        .page(Method::POST, rule::PATH, SET, rule::post)
        .api(Method::GET, rule::PATH, VIEW, rule::get_api, rule::list_doc())
        .api(Method::POST, rule::PATH, SET, rule::post_api, rule::set_doc())
        .page(Method::GET, "/hazards/{id}/recurrence-denial", SAY, person::show_denial)
        .page(Method::POST, "/hazards/{id}/recurrence-denial", SAY, person::post_denial)
        .page(Method::GET, "/hazards/{id}/recurrence-link", SAY, person::show_link)
        .page(Method::POST, "/hazards/{id}/recurrence-link", SAY, person::post_link)
        .api(Method::POST, "/hazards/{id}/recurrence-denial", SAY, person::post_denial_api, person::denial_doc())
        .api(Method::POST, "/hazards/{id}/recurrence-link", SAY, person::post_link_api, person::link_doc())
}

fn transfers() -> Routes<Db> {
    use transfer::web;
    const OFFER: Act = Act("transfer.offer");
    const LIST: Act = Act("transfer.list");
    const VIEW: Act = Act("transfer.view");
    const ANSWER: Act = Act("transfer.answer");
    const ASK: Act = Act("transfer.ask");
    const DECIDE: Act = Act("transfer.decide");
    const WITHDRAW: Act = Act("transfer.withdraw");
    Routes::new()
        .page(Method::GET, "/transfers", LIST, transfer::show_list)
        .page(Method::GET, "/transfers/{id}", VIEW, transfer::show_one)
        .page(Method::GET, "/hazards/{id}/transfer", OFFER, web::show)
        .page(Method::POST, "/hazards/{id}/transfer", OFFER, web::post)
        .page(Method::POST, "/transfers/{id}/answer", ANSWER, web::post_answer)
        .page(Method::POST, "/transfers/{id}/question", ASK, web::post_question)
        .page(Method::POST, "/transfers/{id}/decision", DECIDE, web::post_decision)
        .page(Method::POST, "/transfers/{id}/withdrawal", WITHDRAW, web::post_withdrawal)
        .api(Method::POST, "/transfers/{id}/withdrawal", WITHDRAW, web::post_withdrawal_api, web::withdrawal_doc())
        .api(Method::GET, "/transfers", LIST, transfer::get_list, transfer::list_doc())
        .api(Method::GET, "/transfers/{id}", VIEW, transfer::get_one, transfer::one_doc())
        .api(Method::POST, "/hazards/{id}/transfer", OFFER, web::post_api, web::doc())
        .api(Method::POST, "/transfers/{id}/answer", ANSWER, web::post_answer_api, web::answer_doc())
        .api(Method::POST, "/transfers/{id}/question", ASK, web::post_question_api, web::question_doc())
        .api(Method::POST, "/transfers/{id}/decision", DECIDE, web::post_decision_api, web::decision_doc())
}

/// One hazard for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HazardAnswer {
    #[schema(value_type = String)]
    id: HazardId,
    number: String,
    version: i64,
    #[schema(value_type = String)]
    status: Status,
    #[schema(value_type = String)]
    grade: Grade,
    grade_reason: Option<String>,
    title: Option<String>,
    description: Option<String>,
    place: Option<String>,
    /// Accident kinds it may lead to; the first is the main one.
    #[schema(value_type = Vec<String>)]
    harms: Vec<crate::Harm>,
    #[schema(value_type = String)]
    sector: kernel::Sector,
    #[schema(value_type = String)]
    division: kernel::Division,
    #[schema(value_type = String)]
    subject: registry::SubjectId,
    #[schema(value_type = Option<String>)]
    owner_organisation: Option<kernel::OrganisationId>,
    #[schema(value_type = Option<String>)]
    checker_organisation: Option<kernel::OrganisationId>,
    #[schema(value_type = String)]
    found_at: Instant,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    #[schema(value_type = Option<String>)]
    closed_at: Option<Instant>,
    imported: bool,
    returns: i64,
    extensions: i64,
    /// The earlier hazard of the same subject that came back.
    recurs: Option<RecurrenceLine>,
    root_cause: Option<RootCauseLine>,
    /// The same was recorded already: the one that is kept.
    #[schema(value_type = Option<String>)]
    merged_into: Option<HazardId>,
    /// It is really several: its parts.
    #[schema(value_type = Vec<String>)]
    divided_into: Vec<HazardId>,
    #[schema(value_type = Option<String>)]
    part_of: Option<HazardId>,
    evidence: Vec<EvidenceLine>,
    history: Vec<HistoryEntry>,
}

/// Which earlier hazard came back; the earlier one names its own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RecurrenceLine {
    #[schema(value_type = String)]
    earlier: HazardId,
    /// In per mille.
    likeness: u32,
    same_harm: bool,
    /// From closing the earlier one to finding this one.
    days_between: i64,
}

/// The root cause as it was said last.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RootCauseLine {
    /// `people`, `equipment`, `management`, `environment`
    #[schema(value_type = String)]
    cause: root_cause::RootCause,
    said: Option<String>,
}

/// A file shown for a hazard; `/evidence/{id}` tells the rest.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EvidenceLine {
    #[schema(value_type = String)]
    id: evidence::EvidenceId,
    /// `before`, `after`, `other`
    #[schema(value_type = String)]
    phase: evidence::Phase,
    #[schema(value_type = String)]
    sha256: evidence::Digest,
    #[schema(value_type = String)]
    media_type: evidence::MediaType,
    bytes: u64,
    withdrawn: bool,
}

/// One fact of a hazard's life.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HistoryEntry {
    version: i64,
    kind: String,
    actor: String,
    #[schema(value_type = String)]
    effective_at: Instant,
    #[schema(value_type = String)]
    recorded_at: Instant,
    origin: String,
}

async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
) -> Reply<Json<HazardAnswer>> {
    let about = evidence::About::new(<crate::Fact as ledger::Fact>::STREAM, id);
    let (d, shown, link, mergers) = db
        .read(move |r| {
            let d = query::detail(r, &ctx, id)?;
            let mergers = merge::Shown::fetch(r, &ctx, id)?;
            Ok((d, evidence::query::of(r, &ctx, &about)?, recurrence::link(r, &ctx, id)?, mergers))
        })
        .await?;
    let file = |it: evidence::Evidence| EvidenceLine {
        id: it.id,
        phase: it.phase,
        sha256: it.sha256,
        media_type: it.media_type,
        bytes: it.bytes,
        withdrawn: it.withdrawn,
    };
    let entry = |e: &ledger::Recorded<crate::Fact>| HistoryEntry {
        version: e.at.version,
        kind: ledger::Fact::kind(&e.fact).to_owned(),
        actor: e.at.actor.clone(),
        effective_at: e.at.effective_at,
        recorded_at: e.at.recorded_at,
        origin: e.origin.word().to_owned(),
    };
    let cause = root_cause::last(&d.history);
    let root_cause = cause.map(|(_, it)| RootCauseLine { cause: it.cause, said: it.said.known().cloned() });
    Ok(Json(HazardAnswer {
        id,
        number: d.number,
        version: d.hazard.version,
        status: d.hazard.status,
        grade: d.hazard.grade,
        grade_reason: d.grade_reason.and_then(|p| p.known().cloned()),
        title: d.title.known().cloned(),
        description: d.description.known().cloned(),
        place: d.place.known().cloned(),
        harms: d.harms,
        sector: d.hazard.sector,
        division: d.hazard.division,
        subject: d.hazard.subject,
        owner_organisation: d.hazard.owner.map(|o| o.organisation),
        checker_organisation: d.hazard.checker.map(|o| o.organisation),
        found_at: d.found_at,
        due: d.hazard.due,
        closed_at: d.closed_at,
        imported: d.imported,
        returns: d.returns,
        extensions: d.extensions,
        recurs: link.map(|it| RecurrenceLine {
            earlier: it.earlier,
            likeness: it.likeness,
            same_harm: it.same_harm,
            days_between: it.days_between,
        }),
        root_cause,
        merged_into: mergers.into.map(|(it, _)| it.kept),
        divided_into: mergers.parts.into_iter().map(|(id, _)| id).collect(),
        part_of: mergers.whole.map(|(id, _)| id),
        evidence: shown.into_iter().map(file).collect(),
        history: d.history.iter().map(entry).collect(),
    }))
}

fn get_doc() -> Doc {
    Doc::new("One hazard with everything that happened to it").returns::<HazardAnswer>()
}
