//! Marks of a stage, a grade, a fault, and figures as they are written.

use kernel::Lang;
use maud::{Markup, html};
use page::parts::{self, Ring};

use crate::figures::{Figures, scaled_text};
use crate::model::{AccidentKind, Category, Condition, Fault, Grade, Stage};
use crate::words::{condition, fault, incident as w, stage};

pub(crate) fn ring(stage: Stage, editions: u32) -> Ring {
    match (stage, editions) {
        (Stage::Reporting, 0) => Ring::Quarter,
        (Stage::Reporting, _) => Ring::Half,
        (Stage::Reported, _) => Ring::Full,
        (Stage::Dismissed, _) => Ring::Back,
    }
}

pub(crate) fn stage_mark(lang: Lang, it: Stage, editions: u32) -> Markup {
    parts::status(ring(it, editions), stage::of(lang, it.word()))
}

pub(crate) fn grade_word(lang: Lang, category: Category, grade: Grade) -> String {
    let term = category.scale().term(grade.standard());
    match lang {
        Lang::Zh => term.zh.to_owned(),
        Lang::En => term.en.to_owned(),
    }
}

/// `较大`, with 暂定 while a measure is unknown.
pub(crate) fn grade_mark(lang: Lang, category: Category, grade: Option<Grade>, complete: bool) -> Markup {
    let Some(grade) = grade else { return parts::tag(w::ungraded(lang)) };
    let word = grade_word(lang, category, grade);
    let word = if complete { word } else { w::at_least(lang, word) };
    if grade == Grade::Ordinary { parts::tag(&word) } else { parts::bad_tag(&word) }
}

pub(crate) fn fault_marks(lang: Lang, faults: impl Iterator<Item = Fault>) -> Markup {
    html! { @for it in faults { " " (parts::bad_tag(fault::of(lang, it.word()))) } }
}

/// A number, or that it is not known.
pub(crate) fn number(lang: Lang, it: Option<u32>) -> Markup {
    match it {
        Some(n) => html! { (page::format::count(n)) },
        None => html! { span.muted { (w::unknown(lang)) } },
    }
}

pub(crate) fn scaled(lang: Lang, it: Option<i64>) -> Markup {
    match it {
        Some(n) => html! { (scaled_text(n)) },
        None => html! { span.muted { (w::unknown(lang)) } },
    }
}

/// `死亡 2 人、重伤 4 人`: what is known and not zero.
pub(crate) fn toll_text(lang: Lang, it: &Figures) -> String {
    let some = Condition::COUNTED.iter().filter_map(|one| {
        let n = it.of(*one).filter(|n| *n > 0)?;
        Some(w::people(lang, condition::of(lang, one.word()), n))
    });
    let all: Vec<_> = some.collect();
    if !all.is_empty() {
        return all.join(w::comma(lang));
    }
    let none_known = Condition::COUNTED.iter().all(|one| it.of(*one).is_none());
    if none_known { w::toll_unknown(lang).to_owned() } else { w::no_toll(lang).to_owned() }
}

/// The name of a kind of GB 6441, as the standard has it.
pub(crate) fn kind_name(it: &AccidentKind) -> Option<&'static str> {
    use standards::accident::gb_6441::Edition;
    let edition = Edition::from_word(&it.edition)?;
    edition.kinds().iter().find(|kind| kind.code == it.code).map(|kind| kind.name)
}
