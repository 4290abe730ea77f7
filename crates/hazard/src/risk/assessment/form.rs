//! The form of an assessment: one method, its tables in words, and for each kind of measure who answers for it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Ctx, Day, Error, Identity as _, Lang, Problem, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use obligation::Owner;
use page::form::{self, FieldSpec};
use page::list::View as ViewTab;
use page::{Crumb, NoteKind, Query, Reply, Screen, Values, list, parts};

use super::web::{bands, choice_word, choices, factor_word, matrix};
use super::{About, Assess, Control, MeasureKind, RiskAssessmentId, assess, detail, query};
use crate::model::HazardId;
use crate::report::web::{deadline, organisation, subject, suggest};
use crate::risk::grade::Factors;
use crate::risk::scheme::{self, Method, RiskScheme};
use crate::words::{detail as section, measure_kind, method, risk as w, risk_form as f};

const PATH: &str = "/risks/new";

/// For each kind the fields of what it is, who owns it, and by when it is put in place.
const MEASURES: [(MeasureKind, &str, &str, &str); 5] = [
    (MeasureKind::Engineering, "engineering", "engineering_owner", "engineering_due"),
    (MeasureKind::Management, "management", "management_owner", "management_due"),
    (MeasureKind::Training, "training", "training_owner", "training_due"),
    (MeasureKind::Protection, "protection", "protection_owner", "protection_due"),
    (MeasureKind::Emergency, "emergency", "emergency_owner", "emergency_due"),
];

/// What the form shows besides what was typed.
struct Around {
    method: Method,
    scheme: Option<RiskScheme>,
    hazard: Option<(HazardId, String)>,
    suggestions: Vec<String>,
}

fn around(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Around, Error> {
    let today = ctx.now.day();
    let of = |method| scheme::in_force(r, ctx, method, today);
    let asked = Method::from_word(values.get("method"));
    // The method that the district has a scheme of, LEC before the matrix.
    let (method, scheme) = match asked {
        Some(method) => (method, of(method)?),
        None => match (of(Method::Lec)?, of(Method::Matrix)?) {
            (None, Some(matrix)) => (Method::Matrix, Some(matrix)),
            (lec, _) => (Method::Lec, lec),
        },
    };
    let hazard = match HazardId::parse(values.get("hazard")) {
        Some(id) => {
            crate::store::load(r, ctx, id)?;
            Some((id, crate::query::title(r, ctx, id)?.as_str().unwrap_or("--").to_owned()))
        }
        None => None,
    };
    Ok(Around { method, scheme, hazard, suggestions: suggest(r, ctx, values)? })
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
            let values = begin(r, &asked, &query)?;
            let around = around(r, &asked, &values)?;
            Ok((values, around))
        })
        .await?;
    let lang = screen.lang();
    Ok(screen.page(f::title(lang), &crumbs(lang), body(&screen, &around, &values, &[])))
}

/// The form as it begins: empty, about a subject or a hazard, or with everything of an earlier assessment.
fn begin(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<Values, Error> {
    let mut values = Values::default().with("day", ctx.now.day().to_string());
    for name in ["method", "hazard"] {
        values.set(name, query.get(name));
    }
    if let Some(id) = query.word("subject", kernel::Identity::parse) {
        let subject = registry::query::subject(r, ctx, id)?;
        let owner = subject.as_ref().and_then(|it| it.organisation);
        values.set("subject", subject.map(|it| it.name).unwrap_or_default());
        owners(r, ctx, owner, &mut values)?;
    }
    if let Some(id) = query.word("again", RiskAssessmentId::parse) {
        again(r, ctx, &query::load(r, ctx, id)?, &mut values)?;
    }
    Ok(values)
}

fn owners(r: &Reader<'_>, ctx: &Ctx, owner: Option<kernel::OrganisationId>, values: &mut Values) -> Result<(), Error> {
    let names = registry::query::organisation_names(r, ctx, owner.as_slice())?;
    if let Some(name) = owner.and_then(|id| names.get(&id)) {
        MEASURES.iter().for_each(|(_, _, field, _)| values.set(field, name.as_str()));
    }
    Ok(())
}

fn again(r: &Reader<'_>, ctx: &Ctx, it: &query::Risk, values: &mut Values) -> Result<(), Error> {
    let subjects = registry::query::subject_names(r, ctx, &[it.subject])?;
    let bodies: Vec<_> = it.measures.iter().map(|it| it.owner.organisation).collect();
    let bodies = registry::query::organisation_names(r, ctx, &bodies)?;
    let kind = it.edition.method();
    if values.get("method").is_empty() {
        values.set("method", kind.word());
    }
    match it.hazard {
        Some(hazard) => values.set("hazard", hazard.to_text()),
        None => {
            values.set("subject", subjects.get(&it.subject).map_or("", String::as_str));
            values.set("risk_point", it.risk_point.as_str().unwrap_or_default());
        }
    }
    if values.get("method") == kind.word() {
        Factors::names(kind).iter().zip(&it.factors).for_each(|(name, value)| values.set(name, value.as_str()));
    }
    owners(r, ctx, it.subject_organisation, values)?;
    for (kind, text, owner, _) in MEASURES {
        let mut words: Vec<&str> = Vec::new();
        for known in it.measures.iter().filter(|known| known.kind == kind) {
            words.extend(known.text.as_str());
            values.set(owner, bodies.get(&known.owner.organisation).map_or("", String::as_str));
        }
        values.set(text, words.join("；"));
    }
    Ok(())
}

fn crumbs(lang: Lang) -> [Crumb; 3] {
    [Crumb::here(section::section(lang)), Crumb::link(w::title(lang), super::list::PATH), Crumb::here(f::title(lang))]
}

pub async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let read = db.read(move |r| Ok((parse(r, &asked, &typed), around(r, &asked, &typed)?))).await?;
    let done = match read.0 {
        Ok(cmd) => db.write("risk.assess", &ctx, move |tx, ctx| assess(tx, ctx, &cmd)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/risks/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let lang = screen.lang();
            let problems: Vec<_> = problems.0.into_iter().map(beside).collect();
            Ok(screen.invalid(f::title(lang), &crumbs(lang), body(&screen, &read.1, &values, &problems)))
        }
        Err(other) => Err(other.into()),
    }
}

/// What is wrong with the measures as a whole stands beside the first.
fn beside(it: Problem) -> Problem {
    if it.field == "measures" { Problem { field: MEASURES[0].1, ..it } } else { it }
}

/// Every problem of the form at once.
fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Assess, Error> {
    let mut text = Text::new();
    let about = match HazardId::parse(values.get("hazard")) {
        Some(id) => Some(About::Hazard(id)),
        None => {
            let subject = subject(r, ctx, values, &mut text)?;
            let risk_point = text.required("risk_point", values.get("risk_point"), 2, 60);
            subject.map(|subject| About::Subject { subject, risk_point })
        }
    };
    let method = text.read("method", values.get("method"), "choose one of the list", Method::from_word);
    let mut factors = Vec::new();
    for name in method.map_or(&[][..], Factors::names) {
        factors.extend(text.read(name, values.get(name), "choose one of the list", |it| Some(it.to_owned())));
    }
    let factors = method.and_then(|method| Factors::read(method, &factors));
    let direct_red = text.optional("direct_red", values.get("direct_red"), 200);
    let day = |given: &str| given.parse::<Day>().ok();
    let on = text.read("day", values.get("day"), "write the day as 2026-06-18", day);
    let next_review = text.read("next_review", values.get("next_review"), "write the day as 2026-06-18", day);
    let measures = controls(r, ctx, values, &mut text)?;
    text.finish()?;
    let (Some(about), Some(factors), Some(day), Some(next_review)) = (about, factors, on, next_review) else {
        return Err(Problem::at("likelihood", "choose one of the list").into());
    };
    Ok(Assess { about, factors, direct_red, day, next_review, measures })
}

fn controls(r: &Reader<'_>, ctx: &Ctx, values: &Values, text: &mut Text) -> Result<Vec<Control>, Error> {
    let mut measures = Vec::new();
    for (kind, field, owner_field, due_field) in MEASURES {
        let words = text.optional(field, values.get(field), 500);
        let due = text.read_optional(due_field, values.get(due_field), "write the day as 2026-06-18", deadline);
        let Some(words) = words else {
            if due.is_some() {
                text.problem(field, "say what is put in place by then", "");
            }
            continue;
        };
        match organisation(r, ctx, owner_field, values, text)? {
            Some(organisation) => {
                let owner = Owner { organisation, person: None };
                measures.push(Control { kind, text: words, owner, due });
            }
            None if values.get(owner_field).trim().is_empty() => {
                text.problem(owner_field, "say who answers for the measure", "");
            }
            None => {}
        }
    }
    Ok(measures)
}

fn labels(lang: Lang, kind: Method) -> Vec<(&'static str, String)> {
    let mut labels = vec![
        ("subject", w::subject(lang).to_owned()),
        ("risk_point", w::risk_point(lang).to_owned()),
        ("direct_red", w::direct_red(lang).to_owned()),
        ("day", w::day(lang).to_owned()),
        ("next_review", w::next_review(lang).to_owned()),
    ];
    labels.extend(Factors::names(kind).iter().map(|name| (*name, factor_word(lang, kind, name))));
    for (kind, text, owner, due) in MEASURES {
        let word = measure_kind::of(lang, kind.word());
        labels.push((text, f::measure(lang, word)));
        labels.push((owner, f::measure_owner(lang, word)));
        labels.push((due, f::measure_due(lang, word)));
    }
    labels
}

fn body(screen: &Screen, around: &Around, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let labels = labels(lang, around.method);
    let tab = |it: &Method| ViewTab {
        label: method::of(lang, it.word()).to_owned(),
        href: values.clone().without(page::REQUEST_KEY).with("method", it.word()).at(PATH),
        count: None,
        late: false,
        current: *it == around.method,
    };
    html! {
        (parts::head(f::title(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &labels))
        @match &around.scheme {
            Some(scheme) => {
                (list::views(lang, &Method::ALL.iter().map(tab).collect::<Vec<_>>()))
                section.card { (form::form(screen, super::list::PATH, fields(screen, around, scheme, values, problems, &labels))) }
                div.gap-top { (parts::card(f::table(lang), None, None, html! {
                    (parts::inside(detail::basis(lang, scheme)))
                    @if around.method == Method::Matrix { (matrix(lang, scheme.edition, None)) } @else { (bands(lang, scheme.edition, None)) }
                })) }
            },
            None => {
                (list::views(lang, &Method::ALL.iter().map(tab).collect::<Vec<_>>()))
                (parts::note(NoteKind::Plain, f::no_scheme(lang), html! { p { (f::no_scheme_text(lang)) " " a href="/risk-schemes" { (w::schemes(lang)) } } }))
            },
        }
    }
}

fn fields(
    screen: &Screen,
    around: &Around,
    scheme: &RiskScheme,
    values: &Values,
    problems: &[Problem],
    labels: &[(&'static str, String)],
) -> Markup {
    let lang = screen.lang();
    let label = |name: &str| labels.iter().find(|(known, _)| *known == name).map_or("", |(_, label)| label.as_str());
    let spec = |name: &'static str| FieldSpec::new(name, label(name));
    let sentences: Vec<_> = scheme.direct_red.iter().map(|it| (it.clone(), it.clone())).collect();
    html! {
        (form::hidden("method", around.method.word()))
        @match &around.hazard {
            Some((id, title)) => { (form::hidden("hazard", &id.to_text())) (form::wide(html! { p { (w::hazard(lang)) "：" b { (title) } } })) },
            None => {
                (form::text_suggested(&spec("subject").required(), "/subjects/suggestions", &around.suggestions, values, problems, lang))
                (form::text(&spec("risk_point").hint(f::risk_point_hint(lang)).required(), values, problems, lang))
            },
        }
        @for name in Factors::names(around.method) {
            @let options = options(lang, around.method, name);
            (form::select(&spec(name).required(), &options, values, problems, lang))
        }
        @if !sentences.is_empty() {
            (form::select(&spec("direct_red").hint(f::direct_red_hint(lang)), &sentences, values, problems, lang))
        }
        (form::date(&spec("day").required(), values, problems, lang))
        (form::date(&spec("next_review").hint(f::next_review_hint(lang)).required(), values, problems, lang))
        (form::group(f::measures(lang)))
        (form::wide(html! { p.muted.small { (f::measures_hint(lang)) } }))
        @for (_, text, owner, due) in MEASURES {
            (form::text_area(&spec(text), 2, values, problems, lang))
            (form::text_suggested(&spec(owner), "/organisations/suggestions", &[], values, problems, lang))
            (form::date(&spec(due).hint(f::due_hint(lang)), values, problems, lang))
        }
        (parts::actions(lang, html! { span.muted.small { (f::then(lang)) } }, html! {
            (parts::link_button(f::cancel(lang), super::list::PATH)) (parts::submit(f::submit(lang)))
        }))
    }
}

fn options(lang: Lang, kind: Method, name: &str) -> Vec<(String, String)> {
    choices(kind, name).iter().map(|it| (it.0.to_string(), choice_word(lang, it))).collect()
}
