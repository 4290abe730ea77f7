//! LEC, the risk of work in a hazardous place: `D = L · E · C`.
//!
//! - L likelihood of an accident, E exposure of people, C consequence: dimensionless, values of the method's tables only.
//! - Source: K. J. Graham and G. F. Kinney's method as printed in Chinese safety practice; five public printings agree on
//!   the tables and on the lines 20, 70, 160 and 320. They do not agree on the side of a score exactly on a line, so there
//!   are two editions. The colours are the mapping in common use: grades 4 and 5 are both blue.
//! - Errors: [`Error::OutOfDomain`] for a value that is not in its table.
//!
//! ```
//! use standards::{Colour, lec};
//!
//! let number = |text: &str| text.parse().expect("a number");
//! let found = lec::risk(&lec::UPWARD, number("6"), number("6"), number("3"))?;
//! assert_eq!((found.score, found.band.colour), (number("108"), Colour::Yellow));
//!
//! let refusal = lec::risk(&lec::UPWARD, number("4"), number("6"), number("3")).unwrap_err();
//! assert_eq!(refusal.to_string(), "likelihood is 4, allowed is one of 10, 6, 3, 1, 0.5, 0.2, 0.1");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: values between those of the tables, and consequence re-scaled to the classes of accidents; no edition in
//! hand says how.

use crate::{Band, Borders, Colour, Domain, Error, Exact, Line, Risk, Side, Term};

pub const LIKELIHOOD: &[Exact] = &[whole(10), whole(6), whole(3), whole(1), part(1, 2), part(1, 5), part(1, 10)];
pub const EXPOSURE: &[Exact] = &[whole(10), whole(6), whole(3), whole(2), whole(1), part(1, 2)];
pub const CONSEQUENCE: &[Exact] = &[whole(100), whole(40), whole(15), whole(7), whole(3), whole(1)];

/// The words of the tables, in the order of their values.
pub const LIKELIHOOD_TERMS: [Term; 7] = [
    Term::new("完全可以预料", "fully to be expected"),
    Term::new("相当可能", "quite possible"),
    Term::new("可能，但不经常", "possible, not often"),
    Term::new("可能性小，完全意外", "unlikely, by pure accident"),
    Term::new("很不可能，可以设想", "very unlikely, conceivable"),
    Term::new("极不可能", "extremely unlikely"),
    Term::new("实际不可能", "practically impossible"),
];
pub const EXPOSURE_TERMS: [Term; 6] = [
    Term::new("连续暴露", "all the time"),
    Term::new("每天工作时间内暴露", "daily in working hours"),
    Term::new("每周一次或偶然暴露", "once a week or by chance"),
    Term::new("每月一次暴露", "once a month"),
    Term::new("每年几次暴露", "a few times a year"),
    Term::new("非常罕见暴露", "very rarely"),
];
pub const CONSEQUENCE_TERMS: [Term; 6] = [
    Term::new("大灾难，许多人死亡", "catastrophe, many dead"),
    Term::new("灾难，数人死亡", "disaster, several dead"),
    Term::new("非常严重，一人死亡", "very serious, one dead"),
    Term::new("严重，重伤", "serious injury"),
    Term::new("重大，致残", "disabling injury"),
    Term::new("引人注目，需要救护", "needs first aid"),
];

const SLIGHT: Band = band(5, Colour::Blue, "稍有危险，可以接受", "slight, acceptable");
const POSSIBLE: Band = band(4, Colour::Blue, "一般危险，需要注意", "possible, needs attention");
const SIGNIFICANT: Band = band(3, Colour::Yellow, "显著危险，需要整改", "significant, needs rectification");
const HIGH: Band = band(2, Colour::Orange, "高度危险，须立即整改", "high, rectify at once");
const EXTREME: Band = band(1, Colour::Red, "极其危险，不得继续作业", "extreme, stop work");

/// The usual reading: 20, 70 and 160 belong to the worse grade, and the worst begins above 320.
pub const UPWARD: Borders = Borders {
    edition: "lec_upward",
    certain: true,
    lowest: SLIGHT,
    lines: &[
        line(20, Side::Upper, POSSIBLE),
        line(70, Side::Upper, SIGNIFICANT),
        line(160, Side::Upper, HIGH),
        line(320, Side::Lower, EXTREME),
    ],
};

/// The other reading: a score on a line belongs to the milder grade.
pub const DOWNWARD: Borders = Borders {
    edition: "lec_downward",
    certain: false,
    lowest: SLIGHT,
    lines: &[
        line(20, Side::Lower, POSSIBLE),
        line(70, Side::Lower, SIGNIFICANT),
        line(160, Side::Lower, HIGH),
        line(320, Side::Lower, EXTREME),
    ],
};

pub const EDITIONS: [&Borders; 2] = [&UPWARD, &DOWNWARD];

pub fn risk(edition: &Borders, likelihood: Exact, exposure: Exact, consequence: Exact) -> Result<Risk, Error> {
    let l = Domain::Numbers(LIKELIHOOD).hold("likelihood", likelihood)?;
    let e = Domain::Numbers(EXPOSURE).hold("exposure", exposure)?;
    let c = Domain::Numbers(CONSEQUENCE).hold("consequence", consequence)?;
    Ok(edition.risk(l.times(e).times(c)))
}

const fn whole(value: i128) -> Exact {
    Exact::whole(value)
}

const fn part(numerator: i128, denominator: i128) -> Exact {
    Exact::lowest_terms(numerator, denominator)
}

const fn band(grade: u8, colour: Colour, zh: &'static str, en: &'static str) -> Band {
    Band { grade, colour, meaning: Term::new(zh, en) }
}

const fn line(at: i128, at_border: Side, above: Band) -> Line {
    Line { at: Exact::whole(at), at_border, above }
}
