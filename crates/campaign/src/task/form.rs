//! The form that sets a task: what, of which topic and stage, who leads, who cooperates, each with a date.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet as Page, Typed, done};
use page::{Crumb, Query, Reply, Screen, Values};
use registry::forms::options;

use super::list::PATH;
use super::{Difficulty, PartSaid, Set, Sheet, Urgency, set};
use crate::Stage;
use crate::model::{Campaign, State as CampaignState, Topic};
use crate::web::Visitor;
use crate::words::{campaign as cw, difficulty, sheet, stage, task as w, urgency};

/// Cooperating organisations of the form; more come by a table or a program.
const WITH: usize = 5;

type Options = Vec<(String, String)>;

struct Choices {
    campaigns: Vec<(Campaign, Vec<Topic>)>,
    bodies: Options,
    directives: Options,
}

fn choices(r: &Reader<'_>, ctx: &Ctx) -> Result<Choices, Error> {
    let open = crate::query::Filter { state: Some(CampaignState::Open) };
    let mut campaigns = Vec::new();
    for it in crate::query::list(r, ctx, &open)? {
        let topics = crate::query::topics(r, ctx, it.id)?;
        campaigns.push((it, topics));
    }
    let bodies = crate::said::bodies(r, ctx)?;
    let directives = crate::directive::query::latest(r, &ctx.beyond_scope(), 50)?;
    Ok(Choices {
        campaigns,
        bodies: bodies.into_iter().map(|it| (it.id.to_string(), it.short_name)).collect(),
        directives: directives.into_iter().map(|it| (it.id.to_string(), it.title().to_owned())).collect(),
    })
}

/// What the address says beforehand: the campaign, the directive.
pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let mut values = Values::default().with("urgency", Urgency::Ordinary.plain());
    values.set("difficulty", Difficulty::Medium.plain());
    values.set("sheet", Sheet::Work.word());
    for name in ["campaign", "directive", "topic", "solves"] {
        values.set(name, query.get(name));
    }
    page(&db, &ctx, &screen, &Typed { values, problems: Vec::new() }).await
}

async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let choices = db.read(move |r| choices(r, &asked)).await?;
    let lang = screen.lang();
    let page = Page {
        title: w::set(lang),
        about: "",
        crumbs: vec![Crumb::here(cw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::set(lang))],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::set_then(lang),
        labels: labels(lang).to_vec(),
    };
    Ok(page.show(screen, typed, html! {}, fields(lang, &choices, typed)))
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 12] {
    [
        ("campaign", cw::one(lang)),
        ("topic", w::topic(lang)),
        ("stage", w::stage(lang)),
        ("sheet", w::sheet(lang)),
        ("title", w::name(lang)),
        ("measure", w::measure(lang)),
        ("urgency", w::urgency(lang)),
        ("difficulty", w::difficulty(lang)),
        ("directive", w::directive(lang)),
        ("lead", w::lead(lang)),
        ("due", w::due(lang)),
        ("parts", w::with(lang)),
    ]
}

fn fields(lang: Lang, choices: &Choices, typed: &Typed) -> Markup {
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let labels = labels(lang);
    let spec = |name: &'static str| {
        let label = labels.iter().find(|(field, _)| *field == name).map_or("", |(_, label)| *label);
        FieldSpec::new(name, label)
    };
    let campaigns: Options =
        choices.campaigns.iter().map(|(it, _)| (it.id.to_string(), it.title().to_owned())).collect();
    let several = choices.campaigns.len() > 1;
    let mut topics: Options = Vec::new();
    for (campaign, all) in &choices.campaigns {
        for topic in all {
            let label =
                if several { format!("{}（{}）", topic.title(), campaign.number) } else { topic.title().to_owned() };
            topics.push((topic.title().to_owned(), label));
        }
    }
    topics.dedup();
    html! {
        @if !values.get("solves").is_empty() { (form::hidden("solves", values.get("solves"))) }
        (form::select(&spec("campaign").required(), &campaigns, values, problems, lang))
        (form::select(&spec("topic").required(), &topics, values, problems, lang))
        (form::select(&spec("stage").required(), &options(Stage::ALL, Stage::word, |it| stage::of(lang, it)), values, problems, lang))
        (form::choice(&spec("sheet").required(), &options(Sheet::ALL, Sheet::word, |it| sheet::of(lang, it)), values, problems, lang))
        (form::text_area(&spec("title").required(), 2, values, problems, lang))
        (form::text_area(&spec("measure").hint(w::measure_hint(lang)), 3, values, problems, lang))
        (form::choice(&spec("urgency").hint(w::urgency_hint(lang)).required(), &options(Urgency::ALL, Urgency::plain, |it| urgency::of(lang, it)), values, problems, lang))
        (form::choice(&spec("difficulty").hint(w::difficulty_hint(lang)).required(), &options(Difficulty::ALL, Difficulty::plain, |it| difficulty::of(lang, it)), values, problems, lang))
        (form::select(&spec("directive").hint(w::directive_hint(lang)), &choices.directives, values, problems, lang))
        (form::select(&spec("lead").required(), &choices.bodies, values, problems, lang))
        (form::date(&spec("due").hint(w::due_hint(lang)).required(), values, problems, lang))
        (form::group(w::with(lang)))
        @for n in 1..=WITH { (with(lang, n, choices, typed)) }
    }
}

fn with(lang: Lang, n: usize, choices: &Choices, typed: &Typed) -> Markup {
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let names = [format!("with_{n}"), format!("with_words_{n}"), format!("with_due_{n}")];
    let labels = [w::with_n(lang, n), w::with_words_n(lang, n), w::with_due_n(lang, n)];
    html! {
        (form::select(&FieldSpec::new(&names[0], &labels[0]), &choices.bodies, values, problems, lang))
        (form::text(&FieldSpec::new(&names[1], &labels[1]), values, problems, lang))
        (form::date(&FieldSpec::new(&names[2], &labels[2]), values, problems, lang))
    }
}

fn read(values: &Values) -> Set {
    let text = |name: &str| values.get(name).to_owned();
    let mut parts = vec![PartSaid { organisation: text("lead"), words: String::new(), due: text("due") }];
    for n in 1..=WITH {
        let organisation = text(&format!("with_{n}"));
        if !organisation.is_empty() {
            let given = text(&format!("with_due_{n}"));
            // Without a date of its own a part is due with the whole.
            let due = if given.trim().is_empty() { text("due") } else { given };
            parts.push(PartSaid { organisation, words: text(&format!("with_words_{n}")), due });
        }
    }
    Set {
        campaign: text("campaign"),
        topic: text("topic"),
        stage: text("stage"),
        sheet: text("sheet"),
        title: text("title"),
        measure: text("measure"),
        urgency: text("urgency"),
        difficulty: text("difficulty"),
        directive: text("directive"),
        solves: text("solves"),
        parts,
    }
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    values: Values,
) -> Reply {
    let cmd = read(&values);
    let made = db.write("task.set", &ctx, move |tx, ctx| set(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => page(&db, &ctx, &screen, &again).await,
    }
}
