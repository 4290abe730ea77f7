//! What an edition says: the flash text for a telephone, and the official report. Both from the same figures.

use kernel::{Lang, Personal};
use paper::document::{Document, Paragraph};
use registry::print::{day, minute};

use super::marks::{grade_word, toll_text};
use crate::figures::scaled_text;
use crate::model::{Exactness, Sort};
use crate::query::{Detail, Edition};
use crate::words::{category, condition, report as w, sort};

/// What a report is made from.
pub(super) struct Matter<'a> {
    pub detail: &'a Detail,
    pub edition: &'a Edition,
    /// The edition before, if there is one.
    pub before: Option<&'a Edition>,
    pub township: &'a str,
    /// Whose report it is.
    pub office: &'a str,
    pub district: &'a str,
}

fn said(it: Option<&Personal<String>>, lang: Lang) -> String {
    it.and_then(Personal::as_str).unwrap_or(w::erased(lang)).trim().trim_end_matches('。').to_owned()
}

fn when(lang: Lang, it: &Detail) -> String {
    let at = it.particulars.happened_at;
    match it.particulars.exactness {
        Exactness::Minute => minute(lang, at),
        Exactness::Hour => w::about_hour(lang, day(lang, at.day()), at.civil().hour()),
        Exactness::Day => day(lang, at.day()),
    }
}

/// `望河高速K12+300，望河高速公路TJ-3 标`
fn place(of: &Matter<'_>, lang: Lang) -> String {
    let it = &of.detail.particulars;
    let road = [it.road.as_deref(), it.chainage.as_deref()].into_iter().flatten().collect::<String>();
    let project = [it.project.as_deref(), it.contract_section.as_deref()].into_iter().flatten().collect::<String>();
    let place = format!("{}{}", of.township, said(Some(&it.place), lang));
    let more = [road, project].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(w::comma(lang));
    if more.is_empty() { place } else { w::place_with(lang, place, more) }
}

/// One paragraph for the telephone and the chat: when, where, what, how many, what is done.
pub(super) fn flash(lang: Lang, of: &Matter<'_>) -> String {
    let it = &of.detail.particulars;
    let unit = it.unit_name.as_ref().and_then(Personal::as_str);
    let place = place(of, lang);
    let place = match unit {
        Some(unit) if !place.contains(unit) => w::place_of(lang, place, unit),
        _ => place,
    };
    let mut text = w::flash(
        lang,
        heading(lang, of),
        when(lang, of.detail),
        place,
        category::of(lang, it.category.word()),
        situation(lang, of),
        toll_text(lang, &of.edition.figures),
    );
    text.push_str(&news(lang, of));
    text.push_str(&w::flash_response(lang, said(of.edition.response.as_ref(), lang)));
    text
}

/// As this edition says it; in an early one that says nothing, as it was first told.
fn situation(lang: Lang, of: &Matter<'_>) -> String {
    said(of.edition.situation.as_ref().or(Some(&of.detail.particulars.summary)), lang)
}

fn heading(lang: Lang, of: &Matter<'_>) -> String {
    w::heading(lang, of.district, sort::of(lang, of.edition.sort.word()))
}

/// What is new since the edition before, in words; empty for the first.
fn news(lang: Lang, of: &Matter<'_>) -> String {
    let Some(before) = of.before else { return String::new() };
    let change = |one: &crate::model::Condition| {
        let (new, old) = (of.edition.figures.of(*one)?, before.figures.of(*one).unwrap_or(0));
        let word = condition::of(lang, one.word());
        match new.cmp(&old) {
            std::cmp::Ordering::Greater => Some(w::more(lang, word, new - old)),
            std::cmp::Ordering::Less => Some(w::fewer(lang, word, old - new)),
            std::cmp::Ordering::Equal => None,
        }
    };
    let all: Vec<_> = crate::model::Condition::COUNTED.iter().filter_map(change).collect();
    if all.is_empty() { w::no_news(lang).to_owned() } else { w::news(lang, all.join(w::comma(lang))) }
}

pub(super) fn document(lang: Lang, of: &Matter<'_>) -> Document {
    let (it, edition) = (of.detail, of.edition);
    let mut paragraphs = vec![Paragraph::First(w::part_situation(lang).to_owned())];
    let unit = it.particulars.unit_name.as_ref().and_then(Personal::as_str);
    let place = place(of, lang);
    let place = unit.filter(|unit| !place.contains(unit)).map_or(place.clone(), |unit| w::place_of(lang, place, unit));
    paragraphs.push(Paragraph::Body(w::at_and_where(lang, when(lang, it), place)));
    paragraphs.push(Paragraph::Body(w::sentence(lang, said(edition.situation.as_ref(), lang))));
    paragraphs.push(Paragraph::First(w::part_toll(lang).to_owned()));
    paragraphs.push(Paragraph::Body(format!("{}{}", toll(lang, of), news(lang, of))));
    if let Some(explained) = &edition.explained {
        paragraphs.push(Paragraph::Body(w::explained(lang, said(Some(explained), lang))));
    }
    paragraphs.push(Paragraph::First(w::part_response(lang).to_owned()));
    paragraphs.push(Paragraph::Body(w::sentence(lang, said(edition.response.as_ref(), lang))));
    if let Some(next) = &edition.next {
        paragraphs.push(Paragraph::First(w::part_next(lang).to_owned()));
        paragraphs.push(Paragraph::Body(w::sentence(lang, said(Some(next), lang))));
    }
    let title = it.title.as_str().unwrap_or("--");
    let number = match edition.sort {
        Sort::First => w::first_number(lang, it.it.number_text()),
        _ => w::next_number(lang, it.it.number_text(), edition.edition),
    };
    Document {
        head: Some(of.office.to_owned()),
        number: Some(number),
        title: w::title(lang, title, sort::of(lang, edition.sort.word())),
        addressee: None,
        paragraphs,
        annexes: Vec::new(),
        signature: of.office.to_owned(),
        date: edition.signed_at.unwrap_or(edition.drafted_at).day(),
        copies: None,
    }
}

/// People, loss and the grade they make.
fn toll(lang: Lang, of: &Matter<'_>) -> String {
    let figures = &of.edition.figures;
    let mut text = w::toll(lang, toll_text(lang, figures));
    if let Some(loss) = figures.loss_yuan {
        text.push_str(&w::loss(lang, scaled_text(loss)));
    }
    if let Some(area) = figures.area_m2 {
        text.push_str(&w::area(lang, scaled_text(area)));
    }
    if let Some(people) = figures.evacuated.filter(|n| *n > 0) {
        text.push_str(&w::evacuated(lang, people));
    }
    if let Some(grade) = figures.grade {
        text.push_str(&w::grade(lang, grade_word(lang, of.detail.it.category, grade)));
    }
    text
}
