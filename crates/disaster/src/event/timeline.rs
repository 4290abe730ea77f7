//! What happened to a disaster, fact by fact; of a correction what was said before and what is said now.

use kernel::{Instant, Lang, Personal};
use ledger::Recorded;
use maud::html;
use page::format;
use page::story::{Entry, EntryKind};

use super::{Corrected, Fact, Kind, SubKind};
use crate::words::{disaster as d, disaster_fact as w, disaster_kind, disaster_sub_kind};

/// What can be corrected, as it stood at some moment.
#[derive(Clone)]
struct Stood {
    kind: Kind,
    sub_kind: Option<SubKind>,
    title: Personal<String>,
    trigger: Option<Personal<String>>,
    from: Instant,
    to: Option<Instant>,
}

impl Stood {
    fn after(it: &Corrected) -> Stood {
        Stood {
            kind: it.sort,
            sub_kind: it.sub_kind,
            title: it.title.clone(),
            trigger: it.trigger.clone(),
            from: it.from,
            to: it.to,
        }
    }

    /// Label and value of each.
    fn said(&self, lang: Lang) -> [(&'static str, String); 6] {
        let text = |it: Option<&Personal<String>>| it.and_then(Personal::as_str).unwrap_or_default().to_owned();
        [
            (d::kind(lang), disaster_kind::of(lang, self.kind.word()).to_owned()),
            (
                d::sub_kind(lang),
                self.sub_kind.map_or(String::new(), |it| disaster_sub_kind::of(lang, it.word()).to_owned()),
            ),
            (d::name(lang), text(Some(&self.title))),
            (d::trigger(lang), text(self.trigger.as_ref())),
            (d::from(lang), format::instant(self.from)),
            (d::to(lang), self.to.map_or(String::new(), format::instant)),
        ]
    }
}

/// The latest first, each with who did it. What was said with a report to above is read by those who see the whole district.
pub(super) fn entries(lang: Lang, whole: bool, history: &[(Recorded<Fact>, Option<String>)]) -> Vec<Entry> {
    let mut stood: Option<Stood> = None;
    let mut all = Vec::new();
    for (it, by) in history {
        let more = match &it.fact {
            Fact::Registered(first) => {
                stood = Some(Stood {
                    kind: first.sort,
                    sub_kind: first.sub_kind,
                    title: first.title.clone(),
                    trigger: first.trigger.clone(),
                    from: first.from,
                    to: first.to,
                });
                w::places(lang, first.places.len())
            }
            Fact::PlacesAdded { places } => w::places(lang, places.len()),
            Fact::Reported(report) | Fact::Verified { report } => w::edition(lang, report.edition),
            Fact::Ended { to, .. } => {
                stood = stood.map(|it| Stood { to: Some(*to), ..it });
                format::instant(*to)
            }
            Fact::Dismissed { .. } => String::new(),
            Fact::Corrected(corrected) => {
                let now = Stood::after(corrected);
                let text = stood.as_ref().map_or(String::new(), |before| changes(lang, before, &now, corrected));
                stood = Some(now);
                text
            }
        };
        all.push(Entry {
            kind: if matches!(it.fact, Fact::Dismissed { .. }) { EntryKind::Back } else { EntryKind::Act },
            when: format::instant(it.at.effective_at),
            gap: None,
            who: by.clone().unwrap_or_default(),
            what: html! { b { (w::of(lang, ledger::Fact::kind(&it.fact))) } " " (more) },
            quote: quote(&it.fact)
                .filter(|_| whole || !matches!(it.fact, Fact::Reported(_) | Fact::Verified { .. }))
                .and_then(Personal::as_str)
                .map(str::to_owned),
        });
    }
    all.reverse();
    all
}

fn changes(lang: Lang, before: &Stood, now: &Stood, corrected: &Corrected) -> String {
    let shown = |text: &str| if text.is_empty() { w::nothing(lang).to_owned() } else { text.to_owned() };
    let pairs = before.said(lang).into_iter().zip(now.said(lang)).filter(|(old, new)| old != new);
    let mut all: Vec<_> =
        pairs.map(|((what, old), (_, new))| w::was_now(lang, what, shown(&old), shown(&new))).collect();
    all.extend(corrected.first.map(|it| w::due_anew(lang, format::instant(it.due))));
    all.join(w::comma(lang))
}

/// What was said with it.
pub(crate) fn quote(fact: &Fact) -> Option<&Personal<String>> {
    match fact {
        Fact::Reported(it) | Fact::Verified { report: it } => it.note.as_ref(),
        Fact::Dismissed { reason } => Some(reason),
        Fact::Corrected(it) => Some(&it.reason),
        _ => None,
    }
}
