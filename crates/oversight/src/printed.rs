//! What the scheme and its result say as official documents, as data: the page prints them and the Word file is written from them.

use std::collections::HashMap;

use kernel::{Ctx, Error, Lang, OrganisationId, Personal};
use ledger::Reader;
use paper::document::{Document as Paper, Paragraph};
use registry::print::{day, ordinal};

use crate::examination::{self, Examination, Finding, total};
use crate::marks::{Value, Way, write_hundredths};
use crate::scheme::query::{Issued, documents};
use crate::scheme::{self, Document, Item, OversightSchemeId, Scheme};
use crate::words::{oversight as o, oversight_paper as w, scheme_kind};
use registry::measure::Measure;

/// `安委办〔2026〕3号`
pub(crate) fn number(lang: Lang, it: &Issued) -> String {
    w::number(lang, it.year, it.number)
}

fn said(it: &Personal<String>) -> &str {
    it.as_str().unwrap_or("--")
}

/// `一、检查时段`
fn heading(n: usize, title: &str) -> Paragraph {
    Paragraph::First(format!("{}、{title}", ordinal(Lang::Zh, n)))
}

/// A value in words.
pub(crate) fn value(lang: Lang, it: Value) -> String {
    it.shown(lang)
}

/// The way from a value to marks in words.
pub(crate) fn way(lang: Lang, it: Way) -> String {
    match it {
        Way::Linear { full_at, zero_at } => o::linear(lang, write_hundredths(full_at), write_hundredths(zero_at)),
        Way::Deduct { each } => o::deduct(lang, each.to_string()),
    }
}

/// Judged, or which measure.
pub(crate) fn method(lang: Lang, it: &Item) -> String {
    match it.measure() {
        None => o::judged(lang).to_owned(),
        Some(name) => o::computed(lang, Measure::find(name).map_or(name, |it| it.label(lang))),
    }
}

/// The document, if the visitor may see its scheme.
pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId, no: u32, lang: Lang) -> Result<Paper, Error> {
    let it = scheme::load(r, ctx, id)?;
    let issued = documents(r, ctx, id)?.into_iter().find(|it| it.no == no).ok_or(Error::NotFound("Document"))?;
    let organisations = scheme::organisations(r, ctx, id)?;
    let office = registry::query::safety_office(r, ctx)?;
    let bodies: Vec<_> = organisations.iter().copied().chain([office]).collect();
    let names = registry::query::organisation_names(r, ctx, &bodies)?;
    let issuer = registry::query::organisation_full_names(r, ctx, &[office])?.remove(&office).unwrap_or_default();
    let all = organisations.iter().map(|id| names.get(id).map_or("", String::as_str)).collect::<Vec<_>>();
    let items = scheme::items(r, ctx, id)?;
    let paragraphs = match issued.kind {
        Document::Scheme => plan(lang, &it, &items, &all.join(w::comma(lang))),
        Document::Result => result(r, ctx, (lang, &it, &items), &names)?,
    };
    let title = match issued.kind {
        Document::Scheme => w::scheme_title(lang, it.title()),
        Document::Result => w::result_title(lang, it.title()),
    };
    Ok(Paper {
        head: Some(issuer.clone()),
        number: Some(number(lang, &issued)),
        title,
        addressee: Some(w::addressee(lang).to_owned()),
        paragraphs,
        annexes: Vec::new(),
        signature: issuer,
        date: issued.issued_at.day(),
        copies: None,
    })
}

fn plan(lang: Lang, it: &Scheme, items: &[Item], organisations: &str) -> Vec<Paragraph> {
    let mut all = vec![
        Paragraph::Body(w::opening(lang, scheme_kind::of(lang, it.kind.word()), it.title())),
        heading(1, w::days(lang)),
        Paragraph::Body(w::from_to(lang, day(lang, it.first), day(lang, it.last))),
        heading(2, w::organisations(lang)),
        Paragraph::Body(organisations.to_owned()),
        heading(3, w::items(lang)),
    ];
    for item in items {
        let mut text = w::item(lang, item.no, item.text(), &item.source, method(lang, item));
        if let Some(weight) = item.weight {
            text.push_str(&w::weight(lang, weight.to_string()));
        }
        if let Some(it) = item.way() {
            text.push_str(&w::way(lang, way(lang, it)));
        }
        all.push(Paragraph::Body(text));
    }
    all.push(heading(4, w::course(lang)));
    all.push(Paragraph::Body(w::course_text(lang).to_owned()));
    all
}

/// Every organisation in the order of the register: no ranking.
fn result(
    r: &Reader<'_>,
    ctx: &Ctx,
    (lang, it, items): (Lang, &Scheme, &[Item]),
    names: &HashMap<OrganisationId, String>,
) -> Result<Vec<Paragraph>, Error> {
    let mut all = vec![Paragraph::Body(w::result_opening(
        lang,
        day(lang, it.first),
        day(lang, it.last),
        scheme_kind::of(lang, it.kind.word()),
    ))];
    let published = |it: &Examination| it.state == examination::State::Published;
    let examined = examination::of_scheme(r, ctx, it.id)?;
    for (n, one) in (1..).zip(examined.iter().filter(|it| published(it))) {
        let name = names.get(&one.organisation).map_or("", String::as_str);
        let every = examination::findings(r, ctx, one.id)?;
        let found = examination::standing(&every);
        match it.has_marks() {
            true => {
                let (marks, full) = total(items, found.iter().copied());
                all.push(heading(n, &w::organisation_marks(lang, name, marks.to_string(), full.to_string())));
            }
            false => all.push(heading(n, name)),
        }
        for item in items {
            let found = found.iter().find(|it| it.item == item.no);
            all.push(Paragraph::Body(line(lang, item, found.copied())));
        }
    }
    Ok(all)
}

fn line(lang: Lang, item: &Item, found: Option<&Finding>) -> String {
    let Some(it) = found else { return w::line(lang, item.no, item.text(), w::nothing(lang)) };
    let mut said_of = Vec::new();
    if it.measure.is_some() {
        said_of.push(value(lang, it.value));
    }
    said_of.extend(it.finding.as_ref().map(|it| said(it).trim_end_matches('。').to_owned()));
    let mut text = w::line(lang, item.no, item.text(), said_of.join(w::semicolon(lang)));
    match (item.weight, it.marks) {
        (Some(full), Some(marks)) => text.push_str(&w::marks(lang, marks.to_string(), full.to_string())),
        (Some(_), None) => text.push_str(w::no_marks(lang)),
        (None, _) => {}
    }
    text
}
