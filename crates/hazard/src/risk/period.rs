//! The days on which a dated setting counts, in words, for its page and its export.

use kernel::{Day, Lang};

use crate::words::risk_scheme as w;

pub(super) fn during(lang: Lang, from: Day, to: Option<Day>) -> String {
    match to {
        Some(to) => w::closed_end(lang, from, to),
        None => w::open_end(lang, from),
    }
}

pub(super) fn standing(lang: Lang, from: Day, to: Option<Day>, today: Day) -> &'static str {
    if from > today {
        w::coming(lang)
    } else if to.is_some_and(|to| to < today) {
        w::ended(lang)
    } else {
        w::in_force(lang)
    }
}
