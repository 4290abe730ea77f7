//! The form that registers a disaster, the one that asks more places, what is done from its page, and all of it for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use serde::{Deserialize, Serialize};

use super::detail::{self, DisasterAnswer};
use super::list::PATH;
use super::{AddPlaces, Correct, DisasterId, End, Kind, Register, Report, SubKind, query};
use super::{add_places, correct, dismiss, end, register, report, verify};
use crate::web::{DisasterReason, Visitor};
use crate::words::{disaster as w, disaster_kind, disaster_sub_kind};
use page::sheet::{Sheet, Typed, done};
use registry::forms::options;

type Places = Vec<(String, String)>;

async fn townships(db: &Db, ctx: &Arc<Ctx>) -> Result<Places, Error> {
    let asked = Arc::clone(ctx);
    let found = db.read(move |r| registry::query::townships(r, &asked)).await?;
    Ok(found.into_iter().map(|(code, name)| (code.to_string(), name)).collect())
}

pub(super) async fn show_form(Shared(db): Shared<Db>, axum::Extension(ctx): Visitor, screen: Screen) -> Reply {
    register_page(&db, &ctx, &screen, &by_township()).await
}

/// What most disasters ask, chosen beforehand.
fn by_township() -> Typed {
    Typed { values: Values::default().with("villages", ""), problems: Vec::new() }
}

async fn register_page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, typed: &Typed) -> Reply<Response> {
    let places = townships(db, ctx).await?;
    let lang = screen.lang();
    let asked = Arc::clone(ctx);
    let burden = db.read(move |r| obligation::burden::before(r, &asked, lang, super::DUTY_TOWNSHIP, &[])).await?;
    let page = Sheet {
        title: w::register(lang),
        about: "",
        crumbs: vec![Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::register(lang))],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::register_then(lang),
        labels: labels(lang).to_vec(),
    };
    let fields = html! { (described(lang, typed)) (whom(lang, &places, typed)) };
    Ok(page.show(screen, typed, burden, fields))
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 8] {
    [
        ("kind", w::kind(lang)),
        ("sub_kind", w::sub_kind(lang)),
        ("title", w::name(lang)),
        ("trigger", w::trigger(lang)),
        ("from", w::from(lang)),
        ("to", w::to(lang)),
        ("places", w::places(lang)),
        ("villages", w::villages(lang)),
    ]
}

fn described(lang: Lang, typed: &Typed) -> Markup {
    let all = labels(lang);
    let spec = |n: usize, hint| FieldSpec::new(all[n].0, all[n].1).hint(hint);
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let kinds = options(Kind::ALL, Kind::word, |it| disaster_kind::of(lang, it));
    let subs: Vec<(String, String)> = SubKind::ALL
        .iter()
        .map(|it| {
            let kind = disaster_kind::of(lang, it.kind().word());
            (it.word().to_owned(), format!("{kind}：{}", disaster_sub_kind::of(lang, it.word())))
        })
        .collect();
    html! {
        (form::select(&spec(0, "").required(), &kinds, values, problems, lang))
        (form::select(&spec(1, ""), &subs, values, problems, lang))
        (form::text(&spec(2, w::name_hint(lang)).required(), values, problems, lang))
        (form::datetime(&spec(4, "").required(), values, problems, lang))
        (form::text_area(&spec(3, w::trigger_hint(lang)), 2, values, problems, lang))
        (form::datetime(&spec(5, w::to_hint(lang)), values, problems, lang))
    }
}

pub(super) async fn show_correct(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
) -> Reply {
    correct_page(&db, &ctx, &screen, id, None).await
}

/// What stands, to be changed; `typed` is what came back.
async fn correct_page(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: DisasterId,
    typed: Option<Typed>,
) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let it = db.read(move |r| query::one(r, &asked, id)).await?;
    let lang = screen.lang();
    let typed = typed.unwrap_or_else(|| {
        let now = Correct::of(&it);
        let values = Values::default().with("kind", now.kind).with("sub_kind", now.sub_kind).with("title", now.title);
        let values = values.with("trigger", now.trigger).with("from", now.from).with("to", now.to);
        Typed { values, problems: Vec::new() }
    });
    let back = format!("{PATH}/{id}");
    let mut named = labels(lang)[..6].to_vec();
    named.push(("reason", w::correct_reason(lang)));
    let page = Sheet {
        title: w::correct(lang),
        about: it.title(),
        crumbs: vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(it.title(), back.clone()),
            Crumb::here(w::correct(lang)),
        ],
        action: format!("{back}/correction"),
        back,
        then: w::correct_then(lang),
        labels: named,
    };
    let reason = FieldSpec::new("reason", w::correct_reason(lang)).required();
    let fields = html! {
        (described(lang, &typed))
        (form::text_area(&reason, 2, &typed.values, &typed.problems, lang))
    };
    Ok(page.show(screen, &typed, html! {}, fields))
}

pub(super) async fn post_correct(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
    values: Values,
) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Correct {
        kind: text("kind"),
        sub_kind: text("sub_kind"),
        title: text("title"),
        trigger: text("trigger"),
        from: text("from"),
        to: text("to"),
        reason: text("reason"),
    };
    let made = db.write("disaster.correct", &ctx, move |tx, ctx| correct(tx, ctx, id, &cmd)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => correct_page(&db, &ctx, &screen, id, Some(again)).await,
    }
}

fn whom(lang: Lang, places: &Places, typed: &Typed) -> Markup {
    let reach = [("".to_owned(), w::by_township(lang).to_owned()), ("yes".to_owned(), w::by_village(lang).to_owned())];
    let all = labels(lang);
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    html! {
        (form::choice(&FieldSpec::new(all[7].0, all[7].1).hint(w::villages_hint(lang)).required(), &reach, values, problems, lang))
        (form::wide(form::choices(&FieldSpec::new(all[6].0, all[6].1).hint(w::places_hint(lang)).required().quoted(), places, values, problems, lang)))
    }
}

fn codes(values: &Values) -> Vec<String> {
    values.all("places").map(str::to_owned).collect()
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    values: Values,
) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Register {
        kind: text("kind"),
        sub_kind: text("sub_kind"),
        title: text("title"),
        trigger: text("trigger"),
        from: text("from"),
        to: text("to"),
        places: codes(&values),
        villages: text("villages"),
    };
    let made = db.write("disaster.register", &ctx, move |tx, ctx| register(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => register_page(&db, &ctx, &screen, &again).await,
    }
}

pub(super) async fn show_places(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
) -> Reply {
    places_page(&db, &ctx, &screen, id, &by_township()).await
}

async fn places_page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: DisasterId, typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let it = db.read(move |r| query::one(r, &asked, id)).await?;
    let places = townships(db, ctx).await?;
    let lang = screen.lang();
    let back = format!("{PATH}/{id}");
    let page = Sheet {
        title: w::add_places(lang),
        about: it.title(),
        crumbs: vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(it.title(), back.clone()),
            Crumb::here(w::add_places(lang)),
        ],
        action: format!("{back}/places"),
        back,
        then: w::add_places_then(lang),
        labels: labels(lang)[6..].to_vec(),
    };
    Ok(page.show(screen, typed, html! {}, whom(lang, &places, typed)))
}

pub(super) async fn post_places(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
    values: Values,
) -> Reply {
    let cmd = AddPlaces { places: codes(&values), villages: values.get("villages").to_owned() };
    let made = db.write("disaster.add_places", &ctx, move |tx, ctx| add_places(tx, ctx, id, &cmd)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => places_page(&db, &ctx, &screen, id, &again).await,
    }
}

async fn back(
    (db, ctx, screen): (&Db, &Arc<Ctx>, &Screen),
    id: DisasterId,
    values: Values,
    made: Result<(), Error>,
) -> Reply {
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => detail::page(db, ctx, screen, id, &again).await,
    }
}

pub(super) async fn post_report(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
    values: Values,
) -> Reply {
    let cmd = Report { note: values.get("note").to_owned() };
    let made = db.write("disaster.report", &ctx, move |tx, ctx| report(tx, ctx, id, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_end(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
    values: Values,
) -> Reply {
    let cmd = End { to: values.get("to").to_owned() };
    let made = db.write("disaster.end", &ctx, move |tx, ctx| end(tx, ctx, id, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_verify(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
    values: Values,
) -> Reply {
    let note = values.get("note").to_owned();
    let made = db.write("disaster.verify", &ctx, move |tx, ctx| verify(tx, ctx, id, &note)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_dismiss(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let made = db.write("disaster.dismiss", &ctx, move |tx, ctx| dismiss(tx, ctx, id, &reason)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DisasterCreated {
    #[schema(value_type = String)]
    id: DisasterId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Json(cmd): Json<Register>,
) -> Reply<Response> {
    let id = db.write("disaster.register by program", &ctx, move |tx, ctx| register(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(DisasterCreated { id })).into_response())
}

pub(super) fn register_doc() -> Doc {
    Doc::new(
        "Register a disaster; each place asked owes its first sheet by a rule, the district its report in two hours",
    )
    .body::<Register>()
    .creates::<DisasterCreated>()
}

async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    name: &'static str,
    id: DisasterId,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
) -> Reply<Json<DisasterAnswer>> {
    let made = move |tx: &mut Tx<'_>, ctx: &Ctx| act(tx, ctx);
    db.write(name, ctx, made).await?;
    let asked = Arc::clone(ctx);
    Ok(Json(db.read(move |r| detail::read(r, &asked, id)).await?))
}

pub(super) async fn post_places_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DisasterId>,
    Json(cmd): Json<AddPlaces>,
) -> Reply<Json<DisasterAnswer>> {
    by_program(&db, &ctx, "disaster.add_places by program", id, move |tx, ctx| add_places(tx, ctx, id, &cmd)).await
}

pub(super) fn places_doc() -> Doc {
    Doc::new("Ask more places; those asked already stay as they are").body::<AddPlaces>().returns::<DisasterAnswer>()
}

pub(super) async fn post_correct_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DisasterId>,
    Json(cmd): Json<Correct>,
) -> Reply<Json<DisasterAnswer>> {
    by_program(&db, &ctx, "disaster.correct by program", id, move |tx, ctx| correct(tx, ctx, id, &cmd)).await
}

pub(super) fn correct_doc() -> Doc {
    Doc::new("Correct title, kind, trigger and times, whole, with the reason; a first report still owed follows the beginning")
        .body::<Correct>()
        .returns::<DisasterAnswer>()
}

pub(super) async fn post_report_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DisasterId>,
    Json(cmd): Json<Report>,
) -> Reply<Json<DisasterAnswer>> {
    by_program(&db, &ctx, "disaster.report by program", id, move |tx, ctx| report(tx, ctx, id, &cmd)).await
}

pub(super) fn report_doc() -> Doc {
    Doc::new("Report the sums of this moment upward: first, then continued")
        .body::<Report>()
        .returns::<DisasterAnswer>()
}

pub(super) async fn post_end_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DisasterId>,
    Json(cmd): Json<End>,
) -> Reply<Json<DisasterAnswer>> {
    by_program(&db, &ctx, "disaster.end by program", id, move |tx, ctx| end(tx, ctx, id, &cmd)).await
}

pub(super) fn end_doc() -> Doc {
    Doc::new("It is over: daily reports are owed no more, the verification is")
        .body::<End>()
        .returns::<DisasterAnswer>()
}

/// The opinion of the verification.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationBody {
    #[serde(default)]
    note: String,
}

pub(super) async fn post_verify_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DisasterId>,
    Json(body): Json<VerificationBody>,
) -> Reply<Json<DisasterAnswer>> {
    by_program(&db, &ctx, "disaster.verify by program", id, move |tx, ctx| verify(tx, ctx, id, &body.note)).await
}

pub(super) fn verify_doc() -> Doc {
    Doc::new("Verify the sums, by somebody who did not end the disaster, once every place verified its sheet or reported zero")
        .body::<VerificationBody>()
        .returns::<DisasterAnswer>()
}

pub(super) async fn post_dismiss_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DisasterId>,
    Json(body): Json<DisasterReason>,
) -> Reply<Json<DisasterAnswer>> {
    by_program(&db, &ctx, "disaster.dismiss by program", id, move |tx, ctx| dismiss(tx, ctx, id, &body.reason)).await
}

pub(super) fn dismiss_doc() -> Doc {
    Doc::new("Dismiss a disaster that was none; nobody owes a report then")
        .body::<DisasterReason>()
        .returns::<DisasterAnswer>()
}
