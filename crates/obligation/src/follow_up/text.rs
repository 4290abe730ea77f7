//! What a letter says. It is an official document of the district and Chinese in every language of the pages; once it is
//! issued the text stands as it was issued.

use kernel::{Instant, Lang};

use super::{FollowUp, State};
use crate::web::duty_word;
use crate::words::letter_text as w;

/// As issued, else as edited, else as the ladder drafts it.
pub(crate) fn of(it: &FollowUp, unit: &str, now: Instant) -> String {
    match &it.body {
        Some(body) => body.as_str().unwrap_or_default().to_owned(),
        None if it.state.waits() => drafted(it, unit, now),
        None => String::new(),
    }
}

fn drafted(it: &FollowUp, unit: &str, now: Instant) -> String {
    let lang = Lang::Zh;
    let due = day(it.late_since);
    let found = w::found(
        lang,
        duty_word(lang, &it.duty),
        it.title.as_str().unwrap_or_default(),
        &due,
        day(now),
        it.days_late(now),
    );
    [w::to(lang, unit), found, w::causes(lang).to_owned(), w::measures(lang).to_owned(), w::answer(lang).to_owned()]
        .join("\n")
}

/// `2026年9月1日`, as official documents write it.
pub(super) fn day(at: Instant) -> String {
    let day = at.day();
    w::day(Lang::Zh, day.year(), day.month(), day.day_of_month())
}

/// `安委建〔2026〕3号`
pub(super) fn number(lang: Lang, it: &FollowUp) -> Option<String> {
    it.number.map(|(year, number)| crate::words::follow_up::number(lang, year, number))
}

/// The letter leaves the office only with a number.
pub(super) fn is_document(it: &FollowUp) -> bool {
    matches!(it.state, State::Issued | State::Answered) && it.number.is_some()
}
