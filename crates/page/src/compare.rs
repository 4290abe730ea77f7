//! This year beside the last in words: the word and the sign never disagree, and nothing is divided by zero.

use std::cmp::Ordering;

use kernel::Lang;

use crate::words::compare as w;

/// From so many per cent of rise a multiple is easier to hear than a per cent.
const MULTIPLE_FROM_PERCENT: i128 = 100;

/// `增加 3`, `减少 3`, `持平`
pub fn difference(lang: Lang, now: i64, before: i64, text: impl Fn(i64) -> String) -> String {
    match now.cmp(&before) {
        Ordering::Greater => w::more(lang, text(now.saturating_sub(before))),
        Ordering::Less => w::fewer(lang, text(before.saturating_sub(now))),
        Ordering::Equal => w::same(lang).to_owned(),
    }
}

/// `上升 33.3%`, `下降 12.5%`, from double on `上升 1.5 倍`, by how many times the base it grew; `上年为 0` where there is no base.
pub fn change(lang: Lang, now: i64, before: i64) -> String {
    let by = i128::from(now) - i128::from(before);
    let rose = by > 0;
    match (before, by) {
        (_, 0) => w::same(lang).to_owned(),
        (..=0, _) => w::no_base(lang).to_owned(),
        _ if rose && by * 100 >= i128::from(before) * MULTIPLE_FROM_PERCENT => {
            w::times(lang, tenths(by * 10, i128::from(before)))
        }
        _ => {
            let permille = rounded(by.abs() * 1_000, i128::from(before));
            // Nearly all is not all, and nearly nothing is not nothing.
            let said = match permille {
                0 if rose => return w::rise_below(lang).to_owned(),
                0 => return w::fall_below(lang).to_owned(),
                1_000.. if now > 0 => "99.9%".to_owned(),
                n => format!("{}.{}%", n / 10, n % 10),
            };
            if rose { w::rise(lang, said) } else { w::fall(lang, said) }
        }
    }
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
