//! What the pages of this crate share: words of closed lists, status marks, the way to an obligation's page.

use kernel::Lang;
use maud::Markup;
use page::parts::{self, Ring};

use crate::model::{ObligationId, Ref, Status};
use crate::words::{duty, phase, status};

/// The word of a duty; one without a word of its own shows its name. A later phase says which.
pub fn duty_word(lang: Lang, name: &str) -> String {
    let (base, suffix) = match name.rsplit_once('.') {
        Some((base, suffix @ ("check" | "close" | "again"))) if base.contains('.') => (base, suffix),
        _ => (name, ""),
    };
    let key = base.replace('.', "_");
    let word = match duty::of(lang, &key) {
        crate::words::UNKNOWN => base,
        word => word,
    };
    match suffix {
        "check" => phase::check(lang, word),
        "close" => phase::close(lang, word),
        "again" => phase::again(lang, word),
        _ => word.to_owned(),
    }
}

/// What the holder has to do now: the duty, or its later phase.
pub fn move_word(lang: Lang, name: &str, status: Status) -> String {
    let suffix = match status {
        Status::Done => ".check",
        Status::Verified => ".close",
        Status::Returned => ".again",
        _ => "",
    };
    duty_word(lang, &format!("{name}{suffix}"))
}

pub fn status_mark(lang: Lang, it: Status) -> Markup {
    parts::status(ring(it), status::of(lang, it.word()))
}

pub(crate) fn ring(it: Status) -> Ring {
    match it {
        Status::Assigned => Ring::Quarter,
        Status::Done => Ring::Half,
        Status::Returned => Ring::Back,
        Status::Verified => Ring::ThreeQuarters,
        Status::Settled | Status::Closed | Status::Waived => Ring::Full,
    }
}

/// Kinds whose concept has a page on which the obligation is worked.
const WITH_A_PAGE: &[&str] = &[
    "hazard",
    "incident",
    "investigation",
    "listing",
    "risk_assessment",
    "transfer",
    "follow_up",
    "commitment",
    "accountability",
    "stop_order",
    "public_report",
    "subject",
    "standardisation",
    "credit_record",
    "disaster",
    "campaign",
    "campaign_member",
    "task",
    "directive",
    "meeting",
    "meeting_period",
    "resolution",
    "oversight_examination",
    "oversight_problem",
    "special_duty",
    "mass_event",
    "attention_list",
    "attention_entry",
    "condition",
    "fire_spot",
    "earthquake",
];

/// Where the obligation is worked: on its concept's page, else on its own.
pub fn href(about: &Ref, id: ObligationId) -> String {
    if has_page(about) { about.path() } else { format!("/obligations/{id}") }
}

pub(crate) fn has_page(about: &Ref) -> bool {
    WITH_A_PAGE.contains(&about.kind.as_str())
}

/// The options of a closed list, in its order.
pub(crate) fn options<T: Copy>(
    all: &[T],
    word: impl Fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Vec<(String, String)> {
    all.iter().map(|it| (word(*it).to_owned(), label(*it).to_owned())).collect()
}
