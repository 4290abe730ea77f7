//! How one case went: the loop bar and the timeline of a detail page.

use kernel::Lang;
use maud::{Markup, html};

use crate::parts::Ring;
use crate::words::parts as w;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Next,
}

/// One station of the loop: 发现, 派单, 整改, 复查, 销号. Empty lines are left out.
#[derive(Debug, Clone)]
pub struct Step {
    pub state: StepState,
    /// The ring of the current station; done ones are full, coming ones empty.
    pub ring: Ring,
    pub label: String,
    pub who: String,
    pub when: String,
    pub note: String,
}

/// The loop bar: who, when, how long, station by station.
pub fn steps(lang: Lang, steps: &[Step]) -> Markup {
    html! {
        section.card aria-label=(w::steps(lang)) {
            ol.steps {
                @for step in steps {
                    @let ring = match step.state { StepState::Done => Ring::Full, StepState::Now => step.ring, StepState::Next => Ring::Empty };
                    li.is-now[step.state == StepState::Now].is-next[step.state == StepState::Next]
                        .is-back[step.state == StepState::Now && ring == Ring::Back]
                        aria-current=[(step.state == StepState::Now).then_some("step")] {
                        svg aria-hidden="true" { use href=(ring.mark()) {} }
                        b { (step.label) }
                        @for line in [&step.who, &step.when] { @if !line.is_empty() { span { (line) } } }
                        @if !step.note.is_empty() { span.muted { (step.note) } }
                    }
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A person acted.
    Act,
    /// Something was sent back.
    Back,
    /// A rule acted by itself.
    Rule,
}

/// One fact of the case. `gap` says how long it took since the one before.
#[derive(Debug, Clone)]
pub struct Entry {
    pub when: String,
    pub gap: Option<String>,
    pub who: String,
    pub what: Markup,
    pub quote: Option<String>,
    pub kind: EntryKind,
}

/// Newest first.
pub fn timeline(entries: &[Entry]) -> Markup {
    html! {
        ol.line {
            @for entry in entries {
                li.is-back[entry.kind == EntryKind::Back].is-rule[entry.kind == EntryKind::Rule] {
                    p.when { time { (entry.when) } @if let Some(gap) = &entry.gap { span { (gap) } } }
                    @if !entry.who.is_empty() { p.muted { (entry.who) } }
                    p { (entry.what) }
                    @if let Some(quote) = &entry.quote { p.quote { (quote) } }
                }
            }
        }
    }
}
