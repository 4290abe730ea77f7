//! From the record to sentences: pure, so that the same record is the same text.

use kernel::{Instant, Lang};
use page::format;
use paper::document::{Document, Paragraph};
use registry::print::{day, ordinal};

use super::fetch::list_of;
use super::sentence::Writer;
use super::{Piece, Record, Reports, Section, Summary, plain};
use crate::duty::{Sort, Standing};
use crate::event::query::{Filter as Events, View};
use crate::words::{special_kind, special_summary as w};

/// A part of a sentence around one figure.
type Counted = fn(Lang, String) -> String;

/// Organisations that a sentence names.
const NAMED: usize = 8;

pub fn compose(lang: Lang, it: &Record, as_of: Instant) -> Summary {
    let parts = [
        (w::overview(lang), overview(lang, it)),
        (w::sweeps(lang), sweeps(lang, it)),
        (w::reports(lang), reports(lang, it)),
        (w::rosters(lang), rosters(lang, it)),
        (w::events(lang), events(lang, it)),
        (w::incidents(lang), incidents(lang, it)),
    ];
    let numbered = |(n, (heading, paragraphs)): (usize, (&str, Vec<Vec<Piece>>))| Section {
        heading: w::heading(lang, ordinal(lang, n + 1), heading),
        paragraphs,
    };
    Summary {
        title: w::title(lang, &it.district, it.period.title()),
        as_of,
        office: it.office.clone(),
        sections: parts.into_iter().enumerate().map(numbered).collect(),
    }
}

/// In Chinese, as it goes out; without a number, which the office gives it.
pub fn document(it: &Summary) -> Document {
    let lang = Lang::Zh;
    let mut paragraphs = Vec::new();
    for section in &it.sections {
        paragraphs.push(Paragraph::First(section.heading.clone()));
        paragraphs.extend(section.paragraphs.iter().map(|pieces| Paragraph::Body(plain(pieces))));
    }
    paragraphs.push(Paragraph::Body(w::known_until(lang, registry::print::minute(lang, it.as_of))));
    Document {
        head: Some(it.office.clone()),
        number: None,
        title: it.title.clone(),
        addressee: Some(w::addressee(lang).to_owned()),
        paragraphs,
        annexes: Vec::new(),
        signature: it.office.clone(),
        date: it.as_of.day(),
        copies: None,
    }
}

/// `甲镇、乙镇等12个单位`; the first few of many.
fn listed(lang: Lang, names: &[String]) -> String {
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(w::comma(lang));
    if names.len() > NAMED { w::and_others(lang, shown, names.len()) } else { shown }
}

fn overview(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut text = Writer::default();
    let period = &it.period;
    let kind = special_kind::of(lang, period.kind.word());
    let (from, to) = (day(lang, period.from), day(lang, period.to));
    let mut words = w::days(lang, kind, from, to, text.count(period.days(), None), text.count(it.asked, None));
    words.push_str(&match it.places.as_slice() {
        [] => w::whole_district(lang).to_owned(),
        places => w::places(lang, listed(lang, places)),
    });
    let rules = &period.tightening;
    let on = [
        (rules.leader_on_duty, w::rule_leader(lang)),
        (rules.doubled, w::rule_doubled(lang)),
        (rules.sweep, w::rule_sweep(lang)),
        (rules.report_hour.is_some(), w::rule_report(lang)),
    ];
    let on: Vec<&str> = on.into_iter().filter(|(on, _)| *on).map(|(_, word)| word).collect();
    words.push_str(&w::tightened(lang, on.join(w::comma(lang))));
    vec![text.pieces(&words)]
}

/// How many of those asked came in time, late, not at all; and who is silent.
fn counted(lang: Lang, text: &mut Writer, it: &Record, sort: Sort, of: &Reports) -> String {
    let id = it.period.id;
    let list = |standing| list_of(id, sort, Some(standing));
    let mut words = String::new();
    if of.in_time == of.asked {
        words.push_str(&w::all_in_time(lang, text.count(of.in_time, list(Standing::InTime))));
    } else if of.came() == 0 {
        words.push_str(w::nobody_reported(lang));
    } else {
        words.push_str(&w::in_time(lang, text.count(of.in_time, list(Standing::InTime))));
    }
    let more: [(i64, Standing, Counted); 6] = [
        (of.late, Standing::Late, w::late),
        (of.to_accept, Standing::Reported, w::to_accept),
        (of.missing, Standing::Missing, w::not_reported),
        (of.owed, Standing::Owed, w::not_due),
        (of.lapsed, Standing::Lapsed, w::lapsed),
        (of.waived, Standing::Waived, w::waived),
    ];
    for (n, standing, word) in more.into_iter().filter(|(n, ..)| *n > 0) {
        words.push_str(&word(lang, text.count(n, list(standing))));
    }
    words.push_str(w::stop(lang));
    if !of.silent.is_empty() {
        words.push_str(&w::silent(lang, listed(lang, &of.silent)));
    }
    words
}

fn sweeps(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut text = Writer::default();
    let of = &it.sweeps;
    let mut first = if !it.period.tightening.sweep {
        w::no_sweep(lang).to_owned()
    } else {
        let mut words = w::sweeps_asked(lang, text.count(of.asked, list_of(it.period.id, Sort::Sweep, None)));
        words.push_str(&counted(lang, &mut text, it, Sort::Sweep, of));
        if of.came() > 0 {
            words.push_str(&w::swept(lang, text.count(it.visited, None), text.count(it.found, None)));
        }
        words
    };
    let figures = &it.figures;
    first.push_str(&match figures.found.n {
        0 => w::none_found(lang, text.figure(w::none(lang), figures.found.list.clone())),
        _ => w::found(
            lang,
            text.of(&figures.found),
            text.of(&figures.closed_in_time),
            text.of(&figures.closed_late),
            text.of(&figures.open),
        ),
    });
    vec![text.pieces(&first)]
}

fn reports(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut text = Writer::default();
    let of = &it.reports;
    let Some(hour) = it.period.tightening.report_hour else { return vec![text.pieces(w::no_reports(lang))] };
    if of.asked == 0 {
        return vec![text.pieces(w::no_report_was_due(lang))];
    }
    let all = list_of(it.period.id, Sort::ZeroReport, None);
    let mut words = w::reports_asked(lang, format!("{hour:02}:00"), text.count(of.asked, all));
    words.push_str(&counted(lang, &mut text, it, Sort::ZeroReport, of));
    if of.came() > 0 {
        words.push_str(&w::with_content(lang, text.count(it.with_content, None)));
    }
    vec![text.pieces(&words)]
}

fn rosters(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut text = Writer::default();
    if !it.period.tightening.of_duty() {
        return vec![text.pieces(w::no_rosters(lang))];
    }
    let list = Some(format!("{}/{}", crate::period::PATH, it.period.id));
    let mut words = match (it.rosters.kept.len(), it.rosters.gaps.len()) {
        (0, _) => w::rosters_unknown(lang).to_owned(),
        (kept, 0) => w::rosters_full(lang, text.count(kept as i64, list)),
        (kept, gaps) => w::rosters_short(
            lang,
            text.count(kept as i64, None),
            text.count(gaps as i64, list),
            listed(lang, &it.short),
        ),
    };
    if !it.unknown.is_empty() && !it.rosters.kept.is_empty() {
        words.push_str(&w::no_roster_kept(lang, text.count(it.unknown.len() as i64, None)));
    }
    vec![text.pieces(&words)]
}

fn events(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut text = Writer::default();
    let of = &it.events;
    let list = |view| Some(Events { view: Some(view), period: Some(it.period.id), ..Events::default() }.address());
    if of.registered == 0 {
        return vec![text.pieces(w::no_events(lang))];
    }
    let mut words = w::registered(lang, text.count(of.registered, list(View::All)));
    words.push_str(&match of.held {
        0 => w::none_held(lang).to_owned(),
        _ => w::held(lang, text.count(of.held, list(View::Held)), text.count(of.people, None)),
    });
    let more: [(i64, View, Counted); 5] = [
        (of.cancelled, View::Cancelled, w::cancelled),
        (of.unlooked, View::Unlooked, w::unlooked),
        (of.no_permit, View::NoPermit, w::no_permit),
        (of.over_limit, View::OverLimit, w::over_limit),
        (of.silent, View::Silent, w::outcome_not_reported),
    ];
    for (n, view, word) in more.into_iter().filter(|(n, ..)| *n > 0) {
        words.push_str(&word(lang, text.count(n, list(view))));
    }
    words.push_str(w::stop(lang));
    vec![text.pieces(&words)]
}

fn incidents(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut text = Writer::default();
    let of = &it.figures;
    let mut words = match of.incidents.n {
        0 => w::no_incident(lang, text.figure(w::none(lang), of.incidents.list.clone())),
        _ => w::happened(lang, text.of(&of.incidents), text.count(of.deaths, None)),
    };
    words.push_str(&match of.incidents_before.n {
        0 => w::none_before(lang, text.figure(w::none(lang), of.incidents_before.list.clone())),
        _ => w::before(lang, text.of(&of.incidents_before), text.count(of.deaths_before, None)),
    });
    let more = of.incidents.n - of.incidents_before.n;
    words.push_str(&match more {
        0 => w::as_many(lang).to_owned(),
        1.. => w::more(lang, format::count(more)),
        _ => w::fewer(lang, format::count(-more)),
    });
    vec![text.pieces(&words)]
}
