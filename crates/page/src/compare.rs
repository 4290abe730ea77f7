//! This year beside the last in words: the word and the sign never disagree, nothing is divided by zero, and of a number of
//! which parts are not known no more is said than what holds whatever they are.

use std::cmp::Ordering;

use kernel::Lang;

use crate::words::compare as w;

/// From so many per cent of rise a multiple is easier to hear than a per cent.
const MULTIPLE_FROM_PERCENT: i128 = 100;

/// A number; `open` where parts of it are not known: it is at least so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub n: i64,
    pub open: bool,
}

impl From<i64> for Known {
    fn from(n: i64) -> Known {
        Known { n, open: false }
    }
}

/// Which way it went; `None` where that can't be told.
pub fn way(now: impl Into<Known>, before: impl Into<Known>) -> Option<Ordering> {
    let (now, before) = (now.into(), before.into());
    match (now.n.cmp(&before.n), now.open, before.open) {
        (way, false, false) => Some(way),
        (Ordering::Greater, true, false) => Some(Ordering::Greater),
        (Ordering::Less, false, true) => Some(Ordering::Less),
        _ => None,
    }
}

/// `增加 3`, `减少 3`, `持平`, `至少增加 3`; `无法比较` where that can't be told.
pub fn difference(lang: Lang, now: impl Into<Known>, before: impl Into<Known>, text: impl Fn(i64) -> String) -> String {
    let (now, before) = (now.into(), before.into());
    let said = match way(now, before) {
        Some(Ordering::Greater) => w::more(lang, text(now.n.saturating_sub(before.n))),
        Some(Ordering::Less) => w::fewer(lang, text(before.n.saturating_sub(now.n))),
        Some(Ordering::Equal) => return w::same(lang).to_owned(),
        None => return w::untold(lang).to_owned(),
    };
    at_least(lang, now.open || before.open, said)
}

/// `上升 33.3%`, `下降 12.5%`, from double on `上升 1.5 倍`, by how many times the base it grew; `上年为 0` where there is no
/// base; `至少上升 33.3%` and `无法比较` where parts are not known.
pub fn change(lang: Lang, now: impl Into<Known>, before: impl Into<Known>) -> String {
    let (now, before) = (now.into(), before.into());
    let by = i128::from(now.n) - i128::from(before.n);
    let base = i128::from(before.n);
    let open = now.open || before.open;
    let rose = match way(now, before) {
        None => return w::untold(lang).to_owned(),
        Some(Ordering::Equal) => return w::same(lang).to_owned(),
        Some(_) if base <= 0 => return w::no_base(lang).to_owned(),
        Some(way) => way == Ordering::Greater,
    };
    if rose && by * 100 >= base * MULTIPLE_FROM_PERCENT {
        return at_least(lang, open, w::times(lang, tenths(by * 10, base)));
    }
    let permille = rounded(by.abs() * 1_000, base);
    // Nearly all is not all, and nearly nothing is not nothing.
    let said = match permille {
        0 if rose && open => return w::rises(lang).to_owned(),
        0 if open => return w::falls(lang).to_owned(),
        0 if rose => return w::rise_below(lang).to_owned(),
        0 => return w::fall_below(lang).to_owned(),
        1_000.. if now.n > 0 => "99.9%".to_owned(),
        n => format!("{}.{}%", n / 10, n % 10),
    };
    // Nothing is nothing, however much more there was before.
    at_least(lang, open && now.n > 0, if rose { w::rise(lang, said) } else { w::fall(lang, said) })
}

/// A rise that is told as a multiple, in every way in which it can be told.
pub struct Multiple {
    /// By how many times the base it grew, `2.0` of 9 after 3.
    pub more: String,
    /// How many times the base it is, `3.0` of 9 after 3.
    pub of: String,
    /// `200.0%`
    pub percent: String,
}

/// `None` where [`change`] tells it otherwise, or not of the whole.
pub fn multiple(now: impl Into<Known>, before: impl Into<Known>) -> Option<Multiple> {
    let (now, before) = (now.into(), before.into());
    let (by, base) = (i128::from(now.n) - i128::from(before.n), i128::from(before.n));
    if now.open || before.open || base <= 0 || by * 100 < base * MULTIPLE_FROM_PERCENT {
        return None;
    }
    let percent = format!("{}%", tenths(by * 1_000, base));
    Some(Multiple { more: tenths(by * 10, base), of: tenths(i128::from(now.n) * 10, base), percent })
}

fn at_least(lang: Lang, open: bool, said: String) -> String {
    if open { w::at_least(lang, said) } else { said }
}

fn rounded(part: i128, whole: i128) -> i128 {
    (2 * part + whole) / (2 * whole)
}

fn tenths(part: i128, whole: i128) -> String {
    let n = rounded(part, whole);
    format!("{}.{}", n / 10, n % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_said_in_words() {
        for (now, before, said) in [
            (4, 3, "上升 33.3%"),
            (0, 4, "下降 100.0%"),
            (1, 100_000, "下降 99.9%"),
            (5, 5, "持平"),
            (0, 0, "持平"),
            (7, 0, "上年为 0"),
            (9, 3, "上升 2.0 倍"),
            (2, 1, "上升 1.0 倍"),
            (199, 100, "上升 99.0%"),
            (1_000_001, 1_000_000, "上升不足 0.1%"),
            (999_999, 1_000_000, "下降不足 0.1%"),
            (7, 8, "下降 12.5%"),
        ] {
            assert_eq!(change(Lang::Zh, now, before), said, "{now} after {before}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_compared_as_nothing() {
        let open = |n| Known { n, open: true };
        let whole = Known::from;
        for (now, before, said, by) in [
            (open(0), whole(312), "无法比较", "无法比较"),
            (whole(3), open(0), "无法比较", "无法比较"),
            (open(3), open(0), "无法比较", "无法比较"),
            (open(5), whole(5), "无法比较", "无法比较"),
            (open(4), whole(3), "至少上升 33.3%", "至少增加 1"),
            (open(9), whole(3), "至少上升 2.0 倍", "至少增加 6"),
            (open(7), whole(0), "上年为 0", "至少增加 7"),
            (whole(7), open(8), "至少下降 12.5%", "至少减少 1"),
            (whole(0), open(8), "下降 100.0%", "至少减少 8"),
            (open(1_000_001), whole(1_000_000), "上升", "至少增加 1"),
        ] {
            assert_eq!(change(Lang::Zh, now, before), said, "{now:?} after {before:?}");
            assert_eq!(difference(Lang::Zh, now, before, |n| n.to_string()), by, "{now:?} after {before:?}");
        }
    }

    #[test]
    fn a_multiple_is_read_in_both_ways() {
        let read = |now: i64, before: i64| multiple(now, before).map(|it| [it.more, it.of, it.percent]);
        assert_eq!(read(9, 3), Some(["2.0".to_owned(), "3.0".to_owned(), "200.0%".to_owned()]));
        assert_eq!((read(5, 3), read(3, 0), read(1, 4)), (None, None, None));
        assert!(multiple(Known { n: 9, open: true }, 3).is_none());
    }

    /// Whatever the unknown parts are, what is said of the known ones holds.
    #[test]
    fn what_is_said_of_parts_holds_of_the_whole() {
        for (now, before, more) in
            (0..12).flat_map(|a| (0..12).flat_map(move |b| (0..12).map(move |more| (a, b, more))))
        {
            if let Some(said) = way(Known { n: now, open: true }, before) {
                assert_eq!(said, (now + more).cmp(&before), "{now} and {more} after {before}");
            }
            if let Some(said) = way(now, Known { n: before, open: true }) {
                assert_eq!(said, now.cmp(&(before + more)), "{now} after {before} and {more}");
            }
        }
    }

    /// Over everything from 0 to 60 and some large numbers: rise, fall and flat as the sign says, and a number that is one.
    #[test]
    fn the_word_agrees_with_the_sign() {
        let large = [999, 1_000, 1_001, i64::MAX / 2, i64::MAX];
        let all: Vec<i64> = (0..=60).chain(large).collect();
        for (now, before) in all.iter().flat_map(|now| all.iter().map(move |before| (*now, *before))) {
            let (said, amount) = (change(Lang::Zh, now, before), difference(Lang::Zh, now, before, |n| n.to_string()));
            let words = match (now.cmp(&before), before) {
                (Ordering::Equal, _) => ("持平", "持平"),
                (_, 0) => ("上年为 0", "增加"),
                (Ordering::Greater, _) => ("上升", "增加"),
                (Ordering::Less, _) => ("下降", "减少"),
            };
            assert!(said.starts_with(words.0), "{now} after {before}: {said}");
            assert!(amount.starts_with(words.1), "{now} after {before}: {amount}");
        }
    }
}
