//! The form with which a hazard is judged article by article, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::{Ctx, Day, Error, Lang, Problem};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Query, Reply, Screen, Values, parts};
use serde::Deserialize;
use standards::major_hazard_criteria::{self as rules, Article, Edition};

use super::card::{doubts, named, text};
use super::criteria::{self, Suggested};
use super::sentence::{Sentences, in_force};
use super::{Answer, Answered, Decision, Judge, Verdict, decide, judge};
use crate::act_page::{self, ActPage, Done};
use crate::model::{Grade, HazardId};
use crate::query;
use crate::web::muted;
use crate::words::{answer, judgement as w, verdict};

/// The hazard, and the day that decides which edition was in force.
struct Shown {
    page: ActPage,
    found: Day,
    today: Day,
    sentences: Arc<Sentences>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Shown, Error> {
    let page = ActPage::fetch(r, ctx, id)?;
    let today = ctx.now.day();
    Ok(Shown { page, found: query::found_at(r, ctx, id)?.day(), today, sentences: in_force(r, ctx, today)? })
}

impl Shown {
    /// The one asked for, else the one that the day of finding suggests.
    fn edition(&self, values: &Values) -> Option<&'static Edition> {
        let suggested = match criteria::suggested(self.page.hazard.sector, self.found) {
            Suggested::One(edition) => Some(edition),
            Suggested::Several(_) | Suggested::None => None,
        };
        rules::edition(values.get("edition")).or(suggested)
    }

    fn answer(&self, screen: &Screen, values: &Values, problems: &[Problem], decision: Option<&Decision>) -> Response {
        let lang = screen.lang();
        let labels = [
            ("edition", w::edition(lang)),
            ("answers", w::answers(lang)),
            ("own", w::own(lang)),
            ("reason", w::reason(lang)),
        ];
        let edition = self.edition(values);
        let body = html! {
            (self.choose(screen, edition, problems))
            @if let Some(edition) = edition {
                (form::form(screen, &screen.shell().here, self.fields(screen, edition, values, problems, decision)))
            }
        };
        self.page.show_form(screen, w::title(lang), body, &labels, problems)
    }

    /// Which criteria: by reading the page anew, so that it works without a script.
    fn choose(&self, screen: &Screen, chosen: Option<&Edition>, problems: &[Problem]) -> Markup {
        let lang = screen.lang();
        let sector = self.page.hazard.sector;
        let options: Vec<_> = criteria::choices(sector, self.found, self.today)
            .into_iter()
            .map(|it| (it.name.to_owned(), w::document(lang, it.document, it.number)))
            .collect();
        let values = Values::default().with("edition", chosen.map_or("", |it| it.name));
        let spec = FieldSpec::new("edition", w::edition(lang));
        let note = match criteria::suggested(sector, self.found) {
            Suggested::One(_) => None,
            Suggested::Several(all) => {
                let names: Vec<_> = all.iter().map(|it| w::document(lang, it.document, it.number)).collect();
                Some(w::several(lang, names.join("、")))
            }
            Suggested::None => Some(w::none(lang).to_owned()),
        };
        html! {
            form.form method="get" action=(screen.shell().here.split('?').next().unwrap_or_default()) {
                (form::select(&spec, &options, &values, problems, lang))
                div.wide { button.btn type="submit" { (w::choose(lang)) } }
                @if let Some(note) = &note { (form::wide(parts::note(parts::NoteKind::Plain, w::which(lang), html! { p { (note) } }))) }
            }
        }
    }

    fn fields(
        &self,
        screen: &Screen,
        edition: &Edition,
        values: &Values,
        problems: &[Problem],
        decision: Option<&Decision>,
    ) -> Markup {
        let lang = screen.lang();
        let acts = html! {
            button.btn type="submit" name="step" value="look" { (w::look(lang)) }
            button.btn.is-primary type="submit" name="step" value="record" { (w::record(lang)) }
        };
        html! {
            (form::hidden("edition", edition.name))
            @if let Some(decision) = decision { (form::wide(self.verdict(lang, decision))) }
            (form::wide(questions(lang, edition, values, &self.sentences)))
            @if !edition.complete { (own_verdict(lang, values, problems)) }
            (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)), 2, values, problems, lang))
            (act_page::footer_with(screen, w::then(lang), acts))
        }
    }

    /// What the answers come to, before anything is recorded.
    fn verdict(&self, lang: Lang, decision: &Decision) -> Markup {
        let judged = &decision.judged;
        let body = html! {
            @if let Some(graded) = &decision.graded { p { (w::becomes_major(lang)) " " (graded.reason.as_str().unwrap_or_default()) } }
            @if decision.waits(&self.page.hazard) { p { (w::waits(lang)) } }
            @if judged.own { p { (w::own_said(lang)) } } @else if let Some(judgement) = judged.judgement() { (doubts(lang, &judgement, &self.sentences)) }
        };
        let title = w::comes_to(lang, verdict::of(lang, judged.verdict.word()));
        parts::note(parts::NoteKind::Plain, &title, body)
    }
}

fn field(article: &Article) -> String {
    format!("article {}", article.number)
}

/// Where not every article of the document is listed, whoever has read it may say what it comes to.
fn own_verdict(lang: Lang, values: &Values, problems: &[Problem]) -> Markup {
    let options: Vec<_> = std::iter::once((String::new(), w::own_none(lang).to_owned()))
        .chain([Verdict::Major, Verdict::Ordinary].map(|it| (it.to_string(), verdict::of(lang, it.word()).to_owned())))
        .collect();
    form::select(&FieldSpec::new("own", w::own(lang)).hint(w::own_hint(lang)), &options, values, problems, lang)
}

/// Every article with what can be said of it; nothing chosen means that nobody looked.
fn questions(lang: Lang, edition: &Edition, values: &Values, sentences: &Sentences) -> Markup {
    let options: Vec<_> = Answer::ALL.iter().map(|it| (it.word(), answer::of(lang, it.word()))).collect();
    html! {
        p { (named(lang, edition)) }
        @if edition.articles.is_empty() { (muted(w::no_articles(lang))) } @else { table.tb.is-cards id="answers" {
            thead { tr { th scope="col" { (w::article(lang)) } th scope="col" { (w::topic(lang)) } th scope="col" { (w::answers(lang)) } } }
            tbody { @for article in edition.articles { @let name = field(article); tr {
                td.nowrap data-label=(w::article(lang)) { (article.number) }
                td data-label=(w::topic(lang)) { (text(lang, article, sentences.of(edition.name, article.number))) }
                td data-label=(w::answers(lang)) {
                    select name=(name) aria-label=(w::answer_to(lang, article.number)) {
                        option value="" { (w::unknown(lang)) }
                        @for (word, label) in &options { option value=(word) selected[values.has(&name, word)] { (label) } }
                    }
                }
            } } }
        } }
        @if sentences.count(edition.name) < edition.articles.len() { p { (muted(w::no_sentence(lang))) } }
    }
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    Query(query): Query,
) -> Reply {
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    Ok(shown.answer(&screen, &query, &[], None))
}

fn parse(values: &Values) -> Judge {
    let edition = values.get("edition").to_owned();
    let articles = rules::edition(&edition).map(|it| it.articles).unwrap_or_default();
    let answered = |article: &Article| {
        let answer = Answer::from_word(values.get(&field(article)))?;
        Some(Answered { article: article.number.to_owned(), answer })
    };
    let answers = articles.iter().filter_map(answered).collect();
    let own = Verdict::from_word(values.get("own"));
    Judge { edition, answers, reason: Some(values.get("reason").to_owned()), own }
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let cmd = parse(&values);
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let looked = decide(&shown.page.hazard, &cmd, shown.found, shown.today);
    let done = match looked {
        Ok(decision) if values.get("step") == "look" => {
            return Ok(shown.answer(&screen, &values, &[], Some(&decision)));
        }
        Ok(_) => db.write("hazard.judge", &ctx, move |tx, ctx| judge(tx, ctx, id, &cmd)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/hazards/{id}")).into_response()),
        Err(Error::Invalid(problems)) => Ok(shown.answer(&screen, &values, &problems.0, None)),
        Err(other) => Err(other.into()),
    }
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeBody {
    /// The name of the edition, as `/hazards/{id}/judgement` lists them.
    edition: String,
    answers: Vec<AnswerBody>,
    /// Required when a major hazard is found to be an ordinary one.
    reason: Option<String>,
    /// `major` or `ordinary`: one's own verdict with its reason, where the articles listed of the edition decide nothing.
    #[schema(value_type = Option<String>)]
    own: Option<Verdict>,
}

/// What was found for one article; those that nobody looked at are left out.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    article: String,
    /// `yes`, `no`, `does_not_apply`
    #[schema(value_type = String)]
    answer: Answer,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<JudgeBody>,
) -> Reply<Json<Done>> {
    let answers = body.answers.into_iter().map(|it| Answered { article: it.article, answer: it.answer }).collect();
    let cmd = Judge { edition: body.edition, answers, reason: body.reason, own: body.own };
    act_page::by_program(&db, &ctx, id, "hazard.judge by program", move |tx, ctx| judge(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Judge a hazard article by article against a dated edition of its sector's criteria for major hazards")
        .body::<JudgeBody>()
        .returns::<Done>()
}

/// An edition that may judge this hazard, for programs.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct EditionLine {
    name: &'static str,
    sector: &'static str,
    document: &'static str,
    number: &'static str,
    /// Whether every article of the document is listed; without that nothing is found ordinary.
    complete: bool,
    articles: Vec<ArticleLine>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ArticleLine {
    number: &'static str,
    topic: &'static str,
    /// Whether number and topic were compared with the document.
    certain: bool,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Editions {
    #[schema(value_type = String)]
    grade: Grade,
    /// Those written for the sector of the hazard first.
    editions: Vec<EditionLine>,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
) -> Reply<Json<Editions>> {
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    let article = |it: &Article| ArticleLine { number: it.number, topic: it.topic, certain: it.certain };
    let line = |it: &'static Edition| EditionLine {
        name: it.name,
        sector: it.sector.word(),
        document: it.document,
        number: it.number,
        complete: it.complete,
        articles: it.articles.iter().map(article).collect(),
    };
    let hazard = &shown.page.hazard;
    let editions = criteria::choices(hazard.sector, shown.found, shown.today).into_iter().map(line).collect();
    Ok(Json(Editions { grade: hazard.grade, editions }))
}

pub fn get_doc() -> Doc {
    Doc::new("The editions of criteria that may judge this hazard, with their articles").returns::<Editions>()
}
