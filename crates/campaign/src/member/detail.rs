//! The page of one organisation within a campaign: its group, its plan, its receipt, its tasks; and the same for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Act, Ctx, Error, Instant, Lang, OrganisationId, Personal};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Typed, answer, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values, parts};
use registry::forms::{at_by, person, said};
use serde::{Deserialize, Serialize};

use super::{CampaignMemberId, FilePlan, Member, NameGroup, file_plan, name_group, query, receive};
use crate::model::{Campaign, State};
use crate::web::{self, Visitor};
use crate::words::{campaign as cw, campaign_act, member as w};
use crate::{CampaignId, Owed, progress};

pub(crate) const PATH: &str = "/campaign-members";

struct Shown {
    it: Member,
    campaign: Campaign,
    name: String,
    group_by: Option<String>,
    plan_by: Option<String>,
    received_by: Option<String>,
    left_by: Option<String>,
    tally: progress::Tally,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: CampaignMemberId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let mut names = registry::query::organisation_full_names(r, ctx, &[it.organisation])?;
    let counts = progress::counts(r, ctx, it.campaign, &progress::Filter::default())?;
    Ok(Shown {
        campaign: crate::query::one(r, ctx, it.campaign)?,
        name: names.remove(&it.organisation).unwrap_or_default(),
        group_by: person(r, ctx, it.group_by)?,
        plan_by: person(r, ctx, it.plan_by)?,
        received_by: person(r, ctx, it.received_by)?,
        left_by: person(r, ctx, it.left_by)?,
        tally: progress::sum(counts.iter().filter(|cell| cell.organisation == it.organisation)),
        it,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignMemberId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: CampaignMemberId, typed: &Typed) -> Reply<Response> {
    let seen = web::seeing(ctx, "campaign_member.view");
    let asked = Arc::clone(&seen);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let labels = [
        ("head", w::head(lang)),
        ("responsible", w::responsible(lang)),
        ("document", w::document(lang)),
        ("title", w::plan_title(lang)),
        ("plan_document", w::document(lang)),
    ];
    let it = &shown.it;
    let stays = it.left_at.is_none();
    let missing = [
        (stays && it.group_at.is_none(), w::no_group(lang)),
        (stays && it.plan_at.is_none(), w::no_plan(lang)),
        (stays && it.owes_receipt(), w::no_receipt(lang)),
    ];
    let may_leave =
        stays && shown.campaign.state == State::Open && seen.may(web::SET) && !crate::owe::owes(&seen, it.organisation);
    let tasks = format!("/tasks?campaign={}&organisation={}", it.campaign, it.organisation);
    let body = html! {
        (form::error_summary(lang, &typed.problems, &labels))
        (parts::head(&shown.name, html! { @for (lacks, word) in missing { @if lacks { (parts::silent_mark(word)) " " } } }, html! {
            @if may_leave { (parts::link_button(campaign_act::of(lang, "leave"), &format!("{PATH}/{id}/leaving"))) }
            (parts::print_button(lang))
        }))
        (parts::card(w::one(lang), None, Some((cw::title(lang), &format!("{}/{}", web::PATH, it.campaign))), parts::facts(&facts(lang, &seen, &shown))))
        (parts::card(w::tasks(lang), Some(shown.tally.parts.unsigned_abs()), Some((w::to_tasks(lang), &tasks)), parts::inside(progress::tally_line(lang, &shown.tally))))
        @if stays && seen.scope_of(Act("campaign_member.act")).covers(it.division, &[it.organisation], &[], None) { (forms(screen, it, typed)) }
    };
    let crumbs = [
        Crumb::here(cw::section(lang)),
        Crumb::link(cw::title(lang), web::PATH),
        Crumb::link(shown.campaign.title(), format!("{}/{}", web::PATH, it.campaign)),
        Crumb::here(shown.name.as_str()),
    ];
    Ok(answer(screen, &shown.name, &crumbs, typed, body))
}

fn owed(lang: Lang, ctx: &Ctx, owed: Owed) -> Markup {
    html! { (parts::silent_mark(w::missing(lang))) " " (parts::due_on_case(lang, owed.due, ctx.now, false)) }
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let words =
        |it: &Option<Personal<String>>| html! { @match it { Some(text) => (said(text)), None => (parts::dash()) } };
    let mut rows = vec![(w::of_campaign(lang), html! { (shown.campaign.title()) })];
    if it.left_at.is_some() {
        rows.push((w::left(lang), html! { (at_by(it.left_at, shown.left_by.as_ref())) " " (words(&it.left_reason)) }));
        return rows;
    }
    match it.group_at {
        None => rows.push((w::group(lang), owed(lang, ctx, it.group_owed))),
        at => {
            rows.push((w::head(lang), words(&it.head)));
            rows.push((w::responsible(lang), words(&it.responsible)));
            rows.push((w::group_document(lang), html! { (it.group_document.as_deref().unwrap_or("--")) }));
            rows.push((w::group_at(lang), at_by(at, shown.group_by.as_ref())));
        }
    }
    match it.plan_at {
        None => rows.push((w::plan(lang), owed(lang, ctx, it.plan_owed))),
        at => {
            rows.push((
                w::plan(lang),
                html! { (words(&it.plan_title)) " " (it.plan_document.as_deref().unwrap_or_default()) },
            ));
            rows.push((w::plan_at(lang), at_by(at, shown.plan_by.as_ref())));
        }
    }
    match (it.receipt_owed, it.received_at) {
        (None, _) => rows.push((w::receipt(lang), html! { span.muted { (w::not_issued(lang)) } })),
        (Some(due), None) => rows.push((w::receipt(lang), owed(lang, ctx, due))),
        (_, at) => rows.push((w::receipt(lang), at_by(at, shown.received_by.as_ref()))),
    }
    rows
}

fn forms(screen: &Screen, it: &Member, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let path = |last: &str| format!("{PATH}/{}/{last}", it.id);
    let field =
        |name, label, hint| form::text(&FieldSpec::new(name, label).hint(hint).required(), values, problems, lang);
    let group = html! {
        (field("head", w::head(lang), w::head_hint(lang)))
        (field("responsible", w::responsible(lang), w::responsible_hint(lang)))
        (field("document", w::document(lang), w::document_hint(lang)))
        div.foot { (parts::submit(w::name_group(lang))) }
    };
    let plan = html! {
        (field("title", w::plan_title(lang), ""))
        (field("plan_document", w::document(lang), w::document_hint(lang)))
        div.foot { (parts::submit(w::file_plan(lang))) }
    };
    html! {
        @if it.owes_receipt() {
            (parts::card(w::receive(lang), None, None, form::form(screen, &path("receipt"), html! {
                p.muted { (w::receive_hint(lang)) } div.foot { (parts::submit(w::receive(lang))) }
            })))
        }
        (parts::card(w::name_group(lang), None, None, form::form(screen, &path("group"), group)))
        (parts::card(w::file_plan(lang), None, None, form::form(screen, &path("plan"), plan)))
    }
}

async fn back(
    (db, ctx, screen): (&Db, &Arc<Ctx>, &Screen),
    id: CampaignMemberId,
    values: Values,
    made: Result<(), Error>,
) -> Reply {
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => page(db, ctx, screen, id, &again).await,
    }
}

pub(super) async fn post_group(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignMemberId>,
    values: Values,
) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = NameGroup { head: text("head"), responsible: text("responsible"), document: text("document") };
    let made = db.write("campaign_member.group", &ctx, move |tx, ctx| name_group(tx, ctx, id, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_plan(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignMemberId>,
    values: Values,
) -> Reply {
    let cmd = FilePlan { title: values.get("title").to_owned(), document: values.get("plan_document").to_owned() };
    let made = db.write("campaign_member.plan", &ctx, move |tx, ctx| file_plan(tx, ctx, id, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_receipt(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignMemberId>,
    values: Values,
) -> Reply {
    let made = db.write("campaign_member.receive", &ctx, move |tx, ctx| receive(tx, ctx, id)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

/// One organisation within a campaign, for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MemberAnswer {
    #[schema(value_type = String)]
    id: CampaignMemberId,
    version: i64,
    #[schema(value_type = String)]
    campaign: CampaignId,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    head: Option<String>,
    responsible: Option<String>,
    group_document: Option<String>,
    #[schema(value_type = String)]
    group_due: Instant,
    #[schema(value_type = Option<String>)]
    group_at: Option<Instant>,
    plan_title: Option<String>,
    plan_document: Option<String>,
    #[schema(value_type = String)]
    plan_due: Instant,
    #[schema(value_type = Option<String>)]
    plan_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    receipt_due: Option<Instant>,
    #[schema(value_type = Option<String>)]
    received_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    left_at: Option<Instant>,
    left_reason: Option<String>,
}

pub(crate) fn answer_of(it: Member) -> MemberAnswer {
    let known = |it: Option<Personal<String>>| it.and_then(|it| it.known().cloned());
    MemberAnswer {
        id: it.id,
        version: it.version,
        campaign: it.campaign,
        organisation: it.organisation,
        head: known(it.head),
        responsible: known(it.responsible),
        group_document: it.group_document,
        group_due: it.group_owed.due,
        group_at: it.group_at,
        plan_title: known(it.plan_title),
        plan_document: it.plan_document,
        plan_due: it.plan_owed.due,
        plan_at: it.plan_at,
        receipt_due: it.receipt_owed.map(|it| it.due),
        received_at: it.received_at,
        left_at: it.left_at,
        left_reason: known(it.left_reason),
    }
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CampaignMemberId>,
) -> Reply<Json<MemberAnswer>> {
    Ok(Json(db.read(move |r| query::one(r, &ctx, id).map(answer_of)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One organisation within a campaign: its leading group, its plan, its receipt").returns::<MemberAnswer>()
}

async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    name: &'static str,
    id: CampaignMemberId,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
) -> Reply<Json<MemberAnswer>> {
    db.write(name, ctx, act).await?;
    let seen = web::seeing(ctx, "campaign_member.view");
    Ok(Json(db.read(move |r| query::one(r, &seen, id).map(answer_of)).await?))
}

pub(super) async fn post_group_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CampaignMemberId>,
    Json(cmd): Json<NameGroup>,
) -> Reply<Json<MemberAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| name_group(tx, ctx, id, &cmd);
    by_program(&db, &ctx, "campaign_member.group by program", id, act).await
}

pub(super) fn group_doc() -> Doc {
    Doc::new("Name the leading group and who answers for the daily work; again where it changed")
        .body::<NameGroup>()
        .returns::<MemberAnswer>()
}

pub(super) async fn post_plan_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CampaignMemberId>,
    Json(cmd): Json<FilePlan>,
) -> Reply<Json<MemberAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| file_plan(tx, ctx, id, &cmd);
    by_program(&db, &ctx, "campaign_member.plan by program", id, act).await
}

pub(super) fn plan_doc() -> Doc {
    Doc::new("File the organisation's own plan").body::<FilePlan>().returns::<MemberAnswer>()
}

/// Nothing has to be said.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptBody {}

pub(super) async fn post_receipt_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CampaignMemberId>,
    Json(_): Json<ReceiptBody>,
) -> Reply<Json<MemberAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| receive(tx, ctx, id);
    by_program(&db, &ctx, "campaign_member.receive by program", id, act).await
}

pub(super) fn receipt_doc() -> Doc {
    Doc::new("Receive the campaign's plan, once it is issued").body::<ReceiptBody>().returns::<MemberAnswer>()
}
