//! What happened to a scheme or an examination, the latest first.

use kernel::{Ctx, Error, Lang, Personal};
use ledger::{Reader, Recorded};
use maud::html;
use page::story::{Entry, EntryKind};

use crate::words::{examination_fact, scheme_fact};
use crate::{examination, scheme};

/// Facts with the names of who recorded them.
pub(super) type Story<F> = Vec<(Recorded<F>, String)>;

pub(super) fn told<F>(r: &Reader<'_>, ctx: &Ctx, all: Vec<Recorded<F>>) -> Result<Story<F>, Error> {
    let mut story = Vec::with_capacity(all.len());
    for entry in all {
        let who = registry::forms::person(r, ctx, entry.at.person)?.unwrap_or_default();
        story.push((entry, who));
    }
    Ok(story)
}

struct Line {
    word: &'static str,
    also: String,
    quote: Option<String>,
    back: bool,
}

fn entry<F>(it: &Recorded<F>, who: &str, line: Line) -> Entry {
    Entry {
        when: page::format::instant(it.at.effective_at),
        gap: None,
        who: who.to_owned(),
        what: html! { (line.word) @if !line.also.is_empty() { " " (line.also) } },
        quote: line.quote,
        kind: if line.back { EntryKind::Back } else { EntryKind::Act },
    }
}

fn quoted(it: &Personal<String>) -> Option<String> {
    Some(it.as_str().unwrap_or("--").to_owned())
}

pub(super) fn of_scheme(lang: Lang, all: &Story<scheme::Fact>) -> Vec<Entry> {
    use scheme::Fact;
    let line = |fact: &Fact| {
        let (also, quote, back) = match fact {
            Fact::Drafted(it) => (String::new(), it.reason.as_ref().and_then(quoted), false),
            Fact::ItemSet { item } => (item.no.to_string(), quoted(&item.text), false),
            Fact::ItemDropped { no } => (no.to_string(), None, true),
            Fact::Withdrawn { reason } | Fact::Succeeded { reason, .. } => (String::new(), quoted(reason), true),
            Fact::Revised { .. } | Fact::Issued { .. } | Fact::ResultPublished { .. } => (String::new(), None, false),
        };
        Line { word: scheme_fact::of(lang, ledger::Fact::kind(fact)), also, quote, back }
    };
    all.iter().rev().map(|(it, who)| entry(it, who, line(&it.fact))).collect()
}

pub(super) fn of_examination(lang: Lang, all: &Story<examination::Fact>) -> Vec<Entry> {
    use examination::Fact;
    let line = |fact: &Fact| {
        let mut word = examination_fact::of(lang, ledger::Fact::kind(fact));
        let (also, quote, back) = match fact {
            Fact::Taken { found, .. } => (found.len().to_string(), None, false),
            Fact::Judged { item, finding, .. } => (item.to_string(), quoted(finding), false),
            Fact::Told { until, .. } => (page::format::instant(*until), None, false),
            Fact::Objected { item, reason, .. } => (item.to_string(), quoted(reason), true),
            Fact::Answered { accepted, answer, .. } => {
                if !accepted {
                    word = examination_fact::refused(lang);
                }
                (String::new(), quoted(answer), false)
            }
            Fact::Dropped { reason } => (String::new(), quoted(reason), true),
            Fact::Opened { .. } | Fact::GroupSet { .. } | Fact::Agreed | Fact::Confirmed | Fact::Published => {
                (String::new(), None, false)
            }
        };
        Line { word, also, quote, back }
    };
    all.iter().rev().map(|(it, who)| entry(it, who, line(&it.fact))).collect()
}
