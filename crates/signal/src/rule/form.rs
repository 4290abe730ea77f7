//! The form that drafts an edition, and drafts it anew.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values};
use registry::forms::options;
use serde::Serialize;

use super::detail::{SignalRuleAnswer, answer};
use super::{Aggregate, Describe, Direction, PATH, Per, SignalRule, SignalRuleId, act, model, query};
use crate::device::{self, Sort};
use crate::said::metrics;
use crate::web::Visitor;
use crate::words::{
    UNKNOWN, device_sort, signal as sw, signal_aggregate, signal_direction, signal_field as f, signal_hint as h,
    signal_per, signal_rule as w,
};

const FIELDS: [&str; 18] = [
    "title",
    "basis",
    "metric",
    "window",
    "aggregate",
    "direction",
    "blue",
    "yellow",
    "orange",
    "red",
    "hold",
    "clear",
    "lateness",
    "per",
    "agree",
    "sort",
    "township",
    "devices",
];

/// Of named models, and of thresholds by the wetness of the ground.
const MODELS: [&str; 4] = ["factor", "exponent", "shortest", "uniform_speed"];
const WETNESS: [&str; 12] = [
    "wet_days",
    "decay",
    "dry_below",
    "wet_from",
    "dry_blue",
    "dry_yellow",
    "dry_orange",
    "dry_red",
    "wet_blue",
    "wet_yellow",
    "wet_orange",
    "wet_red",
];

type Places = Vec<(String, String)>;

/// What the page needs besides what was typed.
struct Around {
    places: Places,
    /// The draft that is written anew.
    it: Option<SignalRule>,
}

async fn around(db: &Db, ctx: &Arc<Ctx>, it: Option<SignalRuleId>) -> Result<(Around, Values), Error> {
    let asked = Arc::clone(ctx);
    let read = move |r: &Reader<'_>| {
        let it = it.map(|id| query::one(r, &asked, id)).transpose()?;
        let values = it.as_ref().map(|it| started(r, &asked, it)).transpose()?.unwrap_or_default();
        let places = registry::query::townships(r, &asked)?;
        let places = places.into_iter().map(|(code, name)| (code.to_string(), name)).collect();
        Ok((Around { places, it }, values))
    };
    db.read(read).await
}

/// The form as an edition is.
fn started(r: &Reader<'_>, ctx: &Ctx, it: &SignalRule) -> Result<Values, Error> {
    let said = &it.said;
    let devices = device::query::among(r, ctx, &said.target.devices)?;
    let codes: Vec<&str> = devices.iter().map(|it| it.said.code.as_str()).collect();
    let text = |it: &kernel::Personal<String>| it.as_str().unwrap_or_default().to_owned();
    let mut values = Values::default()
        .with("title", text(&said.title))
        .with("basis", text(&said.basis))
        .with("metric", said.metric.code())
        .with("window", said.window_minutes.to_string())
        .with("aggregate", said.aggregate.word())
        .with("direction", said.direction.word())
        .with("hold", said.hold_minutes.to_string())
        .with("clear", said.clear_minutes.to_string())
        .with("lateness", said.lateness_minutes.to_string())
        .with("sort", said.target.sort.map_or("", Sort::word))
        .with("township", said.target.township.map_or(String::new(), |it| it.to_string()))
        .with("devices", codes.join("\n"));
    for one in &said.thresholds {
        values.set(one.colour.word(), one.value.to_string());
    }
    model::fill(&mut values, said);
    Ok(values)
}

/// With an edition in the address a new edition of the same rule begins as that one is.
pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let follows = query.reads::<SignalRuleId>("follows");
    let (around, mut values) = around(&db, &ctx, follows).await?;
    match &around.it {
        Some(it) => values.set("follows", it.id.to_string()),
        None => {
            for (field, value) in [("direction", "above"), ("hold", "0"), ("clear", "30"), ("per", Per::Device.word())]
            {
                values.set(field, value);
            }
            // A page that knows what is to be watched begins the form by its address.
            for field in FIELDS.iter().filter(|it| !query.get(it).is_empty()) {
                values.set(field, query.get(field));
            }
        }
    }
    Ok(page(&screen, &Around { it: None, ..around }, &Typed { values, problems: Vec::new() }))
}

pub(super) async fn show_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<SignalRuleId>,
) -> Reply {
    let (around, values) = around(&db, &ctx, Some(id)).await?;
    Ok(page(&screen, &around, &Typed { values, problems: Vec::new() }))
}

fn page(screen: &Screen, around: &Around, typed: &Typed) -> Response {
    let lang = screen.lang();
    let it = around.it.as_ref();
    let title = match (it, typed.values.get("follows")) {
        (Some(_), _) => w::redraft(lang),
        (None, "") => w::draft(lang),
        (None, _) => w::new_edition(lang),
    };
    let mut crumbs = vec![Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH)];
    let back = it.map_or(PATH.to_owned(), |it| format!("{PATH}/{}", it.id));
    if let Some(it) = it {
        crumbs.push(Crumb::link(it.title(), back.as_str()));
    }
    crumbs.push(Crumb::here(title));
    let sheet = Sheet {
        title,
        about: it.map_or("", SignalRule::title),
        crumbs,
        action: it.map_or(PATH.to_owned(), |it| format!("{PATH}/{}/draft", it.id)),
        back,
        then: w::draft_then(lang),
        labels: FIELDS.iter().chain(&MODELS).chain(&WETNESS).map(|it| (*it, label(lang, it))).collect(),
    };
    sheet.show(screen, typed, html! {}, fields(lang, &around.places, typed))
}

fn label(lang: Lang, name: &str) -> &'static str {
    f::of(lang, &format!("rule_{name}"))
}

fn fields(lang: Lang, places: &Places, typed: &Typed) -> Markup {
    let hint = |name: &str| match h::of(lang, &format!("rule_{name}")) {
        UNKNOWN => "",
        hint => hint,
    };
    let spec = |name: &'static str| FieldSpec::new(name, label(lang, name)).hint(hint(name));
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let aggregates = options(Aggregate::ALL, Aggregate::word, |it| signal_aggregate::of(lang, it));
    let directions = options(Direction::ALL, Direction::word, |it| signal_direction::of(lang, it));
    let sorts = options(Sort::ALL, Sort::word, |it| device_sort::of(lang, it));
    let pers = options(Per::ALL, Per::word, |it| signal_per::of(lang, it));
    html! {
        (form::hidden("follows", values.get("follows")))
        (form::text(&spec("title").required(), values, problems, lang))
        (form::select(&spec("metric").required(), &metrics(lang), values, problems, lang))
        (form::text_area(&spec("basis").required(), 2, values, problems, lang))
        (form::select(&spec("aggregate").required(), &aggregates, values, problems, lang))
        (form::text(&spec("window").required(), values, problems, lang))
        (form::group(w::thresholds(lang)))
        (form::choice(&spec("direction").required(), &directions, values, problems, lang))
        @for colour in ["blue", "yellow", "orange", "red"] { (form::text(&spec(colour), values, problems, lang)) }
        (form::group(w::times(lang)))
        (form::text(&spec("hold"), values, problems, lang))
        (form::text(&spec("clear"), values, problems, lang))
        (form::text(&spec("lateness"), values, problems, lang))
        (form::group(w::target(lang)))
        (form::select(&spec("per"), &pers, values, problems, lang))
        (form::text(&spec("agree"), values, problems, lang))
        (form::select(&spec("sort"), &sorts, values, problems, lang))
        (form::select(&spec("township"), places, values, problems, lang))
        (form::text_area(&spec("devices"), 4, values, problems, lang))
        (form::group(w::of_models(lang)))
        @for name in MODELS { (form::text(&spec(name), values, problems, lang)) }
        (form::group(w::of_wetness(lang)))
        @for name in WETNESS { (form::text(&spec(name), values, problems, lang)) }
    }
}

fn read(values: &Values) -> Describe {
    let text = |name| values.get(name).to_owned();
    Describe {
        title: text("title"),
        basis: text("basis"),
        metric: text("metric"),
        window: text("window"),
        aggregate: text("aggregate"),
        direction: text("direction"),
        blue: text("blue"),
        yellow: text("yellow"),
        orange: text("orange"),
        red: text("red"),
        hold: text("hold"),
        clear: text("clear"),
        lateness: text("lateness"),
        sort: text("sort"),
        township: text("township"),
        devices: text("devices"),
        factor: text("factor"),
        exponent: text("exponent"),
        shortest: text("shortest"),
        uniform_speed: text("uniform_speed"),
        wet_days: text("wet_days"),
        decay: text("decay"),
        dry_below: text("dry_below"),
        wet_from: text("wet_from"),
        dry_blue: text("dry_blue"),
        dry_yellow: text("dry_yellow"),
        dry_orange: text("dry_orange"),
        dry_red: text("dry_red"),
        wet_blue: text("wet_blue"),
        wet_yellow: text("wet_yellow"),
        wet_orange: text("wet_orange"),
        wet_red: text("wet_red"),
        per: text("per"),
        agree: text("agree"),
        follows: text("follows"),
    }
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = read(&values);
    let made = db.write("signal_rule.draft", &ctx, move |tx, ctx| act::draft(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &around(&db, &ctx, None).await?.0, &again)),
    }
}

pub(super) async fn post_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<SignalRuleId>,
    values: Values,
) -> Reply {
    let cmd = read(&values);
    let made = db.write("signal_rule.redraft", &ctx, move |tx, ctx| act::redraft(tx, ctx, id, &cmd)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &around(&db, &ctx, Some(id)).await?.0, &again)),
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SignalRuleCreated {
    #[schema(value_type = String)]
    id: SignalRuleId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Describe>,
) -> Reply<Response> {
    let id = db.write("signal_rule.draft by program", &ctx, move |tx, ctx| act::draft(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(SignalRuleCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Draft a rule of monitoring, or a new edition of one; a second person switches it on")
        .body::<Describe>()
        .creates::<SignalRuleCreated>()
}

pub(super) async fn post_again_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<SignalRuleId>,
    Json(cmd): Json<Describe>,
) -> Reply<Json<SignalRuleAnswer>> {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| act::redraft(tx, ctx, id, &cmd);
    db.write("signal_rule.redraft by program", &ctx, run).await?;
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?))).await?))
}

pub(super) fn again_doc() -> Doc {
    Doc::new("Draft an edition anew until it is switched on").body::<Describe>().returns::<SignalRuleAnswer>()
}
