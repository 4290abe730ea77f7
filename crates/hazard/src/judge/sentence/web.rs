//! The criteria with what is recorded of their text, the form that records a sentence, and the twins for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::{Act, Ctx, Day, Error, Lang, Problem, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, parts};
use serde::{Deserialize, Serialize};
use standards::major_hazard_criteria::{self as rules, Border, Edition};

use super::{Record, Sentences, in_force, record};
use crate::words::criteria as w;

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let sentences = db.read(move |r| in_force(r, &asked, asked.now.day())).await?;
    Ok(answer(&screen, &ctx, &sentences, &query, &[]))
}

fn answer(screen: &Screen, ctx: &Ctx, sentences: &Sentences, values: &Values, problems: &[Problem]) -> Response {
    let lang = screen.lang();
    let edition = rules::edition(values.get("edition"));
    let crumbs = [Crumb::here(crate::words::list::section(lang)), Crumb::here(w::title(lang))];
    let labels = labels(lang);
    let body = html! {
        (form::error_summary(lang, problems, &labels))
        (parts::head(w::title(lang), html! {}, html! { (parts::print_button(lang)) }))
        (editions(lang, sentences))
        @if let Some(edition) = edition {
            (articles(lang, edition, sentences))
        }
        @if ctx.may(Act("criteria.record")) && edition.map_or(!problems.is_empty(), |it| !it.articles.is_empty()) {
            section.card.gap-top {
                header { h2 { (w::record(lang)) } }
                (form::form(screen, "/criteria", fields(lang, edition, values, problems)))
            }
        }
    };
    if problems.is_empty() {
        screen.page(w::title(lang), &crumbs, body)
    } else {
        screen.invalid(w::title(lang), &crumbs, body)
    }
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 5] {
    [
        ("edition", w::edition(lang)),
        ("article", w::article(lang)),
        ("sentence", w::sentence(lang)),
        ("source", w::source(lang)),
        ("from", w::from(lang)),
    ]
}

fn border(it: Border) -> String {
    match it {
        Border::On(day) => day.to_string(),
        Border::Within(first, last) => format!("{first} — {last}"),
    }
}

fn editions(lang: Lang, sentences: &Sentences) -> Markup {
    let body = html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::document(lang)) } th scope="col" { (w::number(lang)) }
            th scope="col" { (w::from(lang)) } th scope="col" { (w::to(lang)) } th scope="col" { (w::recorded(lang)) }
        } }
        tbody { @for it in rules::editions() { tr {
            td data-label=(w::document(lang)) { a href=(format!("/criteria?edition={}", it.name)) { (it.document) } }
            td data-label=(w::number(lang)) { (it.number) }
            td.nowrap data-label=(w::from(lang)) { (border(it.from)) }
            td.nowrap data-label=(w::to(lang)) { (parts::or_dash(it.to.map(border).as_deref())) }
            td data-label=(w::recorded(lang)) {
                (w::count(lang, sentences.count(it.name), it.articles.len()))
                @if !it.complete { " " (parts::tag(w::incomplete(lang))) }
            }
        } } }
    } };
    parts::card(w::editions(lang), None, None, body)
}

fn articles(lang: Lang, edition: &Edition, sentences: &Sentences) -> Markup {
    let body = html! {
        @if edition.articles.is_empty() { (parts::inside(crate::web::muted(w::no_articles(lang)))) } @else { table.tb.is-cards {
            thead { tr { th scope="col" { (w::article(lang)) } th scope="col" { (w::sentence(lang)) } th scope="col" { (w::source(lang)) } } }
            tbody { @for it in edition.articles { @let said = sentences.of(edition.name, it.number); tr {
                td.nowrap data-label=(w::article(lang)) { (it.number) }
                td data-label=(w::sentence(lang)) {
                    @match said { Some(said) => (said.text), None => { (it.topic) " " (parts::silent_mark(w::not_recorded(lang))) } }
                }
                td data-label=(w::source(lang)) { (parts::or_dash(said.map(|it| it.source.as_str()))) }
            } } }
        } }
    };
    parts::card(&w::text_of(lang, edition.document, edition.number), None, None, body)
}

fn fields(lang: Lang, edition: Option<&Edition>, values: &Values, problems: &[Problem]) -> Markup {
    html! {
        (which(lang, edition, values, problems))
        (form::date(&FieldSpec::new("from", w::from(lang)).required(), values, problems, lang))
        (form::text_area(&FieldSpec::new("sentence", w::sentence(lang)).hint(w::sentence_hint(lang)).required(), 3, values, problems, lang))
        (form::text(&FieldSpec::new("source", w::source(lang)).hint(w::source_hint(lang)).required(), values, problems, lang))
        (form::wide(parts::submit(w::record(lang))))
    }
}

/// The article, chosen from an edition's; where none is known, both are asked for.
fn which(lang: Lang, edition: Option<&Edition>, values: &Values, problems: &[Problem]) -> Markup {
    let article = FieldSpec::new("article", w::article(lang)).required();
    let Some(edition) = edition else {
        let editions: Vec<_> = rules::editions().map(|it| (it.name.to_owned(), it.document.to_owned())).collect();
        return html! {
            (form::select(&FieldSpec::new("edition", w::edition(lang)).required(), &editions, values, problems, lang))
            (form::text(&article, values, problems, lang))
        };
    };
    let articles: Vec<_> =
        edition.articles.iter().map(|it| (it.number.to_owned(), format!("{} {}", it.number, it.topic))).collect();
    html! {
        (form::hidden("edition", edition.name))
        (form::select(&article, &articles, values, problems, lang))
    }
}

fn parse(values: &Values) -> Result<Record, Error> {
    let mut text = Text::new();
    let from = text.read("from", values.get("from"), "write the day as 2026-06-18", |it| it.parse::<Day>().ok());
    text.finish()?;
    let Some(from) = from else { return Err(Error::internal("a field without a value and without a problem")) };
    let said = |name| values.get(name).to_owned();
    Ok(Record {
        edition: said("edition"),
        article: said("article"),
        sentence: said("sentence"),
        source: said("source"),
        from,
    })
}

pub async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let done = match parse(&values) {
        Ok(cmd) => db.write("criteria.record", &ctx, move |tx, ctx| record(tx, ctx, &cmd).map(drop)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/criteria?edition={}", values.get("edition"))).into_response()),
        Err(Error::Invalid(problems)) => {
            let asked = Arc::clone(&ctx);
            let sentences = db.read(move |r| in_force(r, &asked, asked.now.day())).await?;
            Ok(answer(&screen, &ctx, &sentences, &values, &problems.0))
        }
        Err(other) => Err(other.into()),
    }
}

/// One edition with its articles, for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CriteriaLine {
    edition: &'static str,
    sector: &'static str,
    document: &'static str,
    number: &'static str,
    complete: bool,
    articles: Vec<SentenceLine>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SentenceLine {
    article: &'static str,
    topic: &'static str,
    /// The official text, once it is recorded.
    sentence: Option<String>,
    source: Option<String>,
}

pub async fn get_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>) -> Reply<Json<Vec<CriteriaLine>>> {
    let sentences = db.read(move |r| in_force(r, &ctx, ctx.now.day())).await?;
    let line = |it: &'static Edition| CriteriaLine {
        edition: it.name,
        sector: it.sector.word(),
        document: it.document,
        number: it.number,
        complete: it.complete,
        articles: it
            .articles
            .iter()
            .map(|article| {
                let said = sentences.of(it.name, article.number);
                SentenceLine {
                    article: article.number,
                    topic: article.topic,
                    sentence: said.map(|said| said.text.clone()),
                    source: said.map(|said| said.source.clone()),
                }
            })
            .collect(),
    };
    Ok(Json(rules::editions().map(line).collect()))
}

pub fn get_doc() -> Doc {
    Doc::new("The criteria for major hazards with what is recorded of their official text")
        .returns::<Vec<CriteriaLine>>()
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordBody {
    edition: String,
    article: String,
    /// As the document has it.
    sentence: String,
    /// Where it was read.
    source: String,
    #[schema(value_type = String)]
    from: Day,
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordedAnswer {
    #[schema(value_type = String)]
    id: super::SentenceId,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<RecordBody>,
) -> Reply<Json<RecordedAnswer>> {
    let RecordBody { edition, article, sentence, source, from } = body;
    let cmd = Record { edition, article, sentence, source, from };
    let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| Ok(RecordedAnswer { id: record(tx, ctx, &cmd)? });
    Ok(Json(db.write("criteria.record by program", &ctx, act).await?))
}

pub fn doc() -> Doc {
    Doc::new("Record the official sentence of an article, with its source and the day from which it holds")
        .body::<RecordBody>()
        .returns::<RecordedAnswer>()
}
