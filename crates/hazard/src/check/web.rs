//! The form that records a look.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Ctx, Error, Instant, Lang, Problem, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Query, Reply, Screen, Values, parts};

use super::list::PATH;
use super::{Record, record};
use crate::model::{HazardId, Source};
use crate::report::web::{subject, suggest};
use crate::risk::frequency::Party;
use crate::web::options;
use crate::words::{check as w, detail, risk as r, source};

/// The sources that a look may have, by who looks.
fn sources(party: Option<Party>) -> &'static [Source] {
    match party {
        Some(Party::Enterprise) => &[Source::EnterpriseSelfCheck],
        _ => &[Source::DepartmentInspection, Source::ExpertReview, Source::UnannouncedVisit],
    }
}

struct Around {
    party: Option<Party>,
    suggestions: Vec<String>,
}

fn around(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Around, Error> {
    Ok(Around { party: super::party(r, ctx)?, suggestions: suggest(r, ctx, values)? })
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let (values, around) = db
        .read(move |r| {
            let mut values = Values::default().with("at", asked.now.to_minute());
            if let Some(id) = query.word("subject", kernel::Identity::parse) {
                let subject = registry::query::subject(r, &asked, id)?;
                values.set("subject", subject.map(|it| it.name).unwrap_or_default());
            }
            let around = around(r, &asked, &values)?;
            values.set("source", sources(around.party)[0].word());
            Ok((values, around))
        })
        .await?;
    let lang = screen.lang();
    Ok(screen.page(w::new(lang), &crumbs(lang), body(&screen, &around, &values, &[])))
}

fn crumbs(lang: Lang) -> [Crumb; 3] {
    [Crumb::here(detail::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::new(lang))]
}

pub async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let (read, around) = db.read(move |r| Ok((parse(r, &asked, &typed), around(r, &asked, &typed)?))).await?;
    let done = match read {
        Ok(cmd) => {
            let subject = cmd.subject;
            let done = db.write("check.record", &ctx, move |tx, ctx| record(tx, ctx, &cmd)).await;
            done.map(|_| subject)
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(subject) => Ok(Redirect::to(&format!("{PATH}?subject={subject}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let lang = screen.lang();
            Ok(screen.invalid(w::new(lang), &crumbs(lang), body(&screen, &around, &values, &problems.0)))
        }
        Err(other) => Err(other.into()),
    }
}

/// Every problem of the form at once.
fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Record, Error> {
    let mut text = Text::new();
    let subject = subject(r, ctx, values, &mut text)?;
    let source = text.read("source", values.get("source"), "choose one of the list", Source::from_word);
    let looked_at = text.required("looked_at", values.get("looked_at"), 2, 500);
    let at = text.read("at", values.get("at"), "write the time as 2026-06-18 21:46", Instant::read);
    let given = values.get("hazards");
    let hazards = numbers(r, ctx, given)?;
    if hazards.is_none() {
        text.problem("hazards", "no hazard has this number", given);
    }
    text.finish()?;
    match (subject, source, at, hazards) {
        (Some(subject), Some(source), Some(at), Some(hazards)) => {
            Ok(Record { subject, source, looked_at, hazards, at })
        }
        _ => Err(Error::internal("a field without a value and without a problem")),
    }
}

/// Hazards by their numbers: `2026-000123 2026-000124`.
fn numbers(r: &Reader<'_>, ctx: &Ctx, given: &str) -> Result<Option<Vec<HazardId>>, Error> {
    let mut found = Vec::new();
    for number in given.split([' ', ',', '，', '、', ';', '；']).filter(|it| !it.is_empty()) {
        match crate::query::by_number(r, ctx, number)? {
            Some(id) => found.push(id),
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 5] {
    [
        ("subject", r::subject(lang)),
        ("source", w::source(lang)),
        ("looked_at", w::looked_at(lang)),
        ("at", w::at(lang)),
        ("hazards", w::hazards(lang)),
    ]
}

fn body(screen: &Screen, around: &Around, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let spec = |name: &'static str| {
        FieldSpec::new(name, labels(lang).iter().find(|(known, _)| *known == name).map_or("", |(_, label)| *label))
    };
    let sources = options(sources(around.party), Source::word, |it| source::of(lang, it.word()));
    let fields = html! {
        (form::text_suggested(&spec("subject").required(), "/subjects/suggestions", &around.suggestions, values, problems, lang))
        (form::datetime(&spec("at").required(), values, problems, lang))
        (form::choice(&spec("source").required(), &sources, values, problems, lang))
        (form::text(&spec("hazards").hint(w::hazards_hint(lang)), values, problems, lang))
        (form::text_area(&spec("looked_at").hint(w::looked_at_hint(lang)).required(), 3, values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) " " a href="/hazards/new" { (r::report_hazard(lang)) } } }, html! {
            (parts::link_button(w::cancel(lang), PATH)) (parts::submit(w::submit(lang)))
        }))
    };
    html! {
        (parts::head(w::new(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &labels(lang)))
        section.card { (form::form(screen, PATH, fields)) }
    }
}
