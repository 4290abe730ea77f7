//! The kinds of accidents: GB 6441-1986 with 20 of them, GB 6441-2025 with 27, and the way from one to the other.
//!
//! - Source: GB 6441-1986 from several printed lists. GB 6441-2025 from two listings that agree; the official four-digit
//!   codes of its kinds have not been seen, so [`Kind::code`] is the number in the list. Slide decks speak of 29 kinds; one
//!   of the listings calls that a false report.
//! - The mapping is the advice of one public project and not part of either edition: [`later`] can name several.
//! - Setting: the first day of GB 6441-2025. Three sources print 2026-07-01, the default [`IN_FORCE_2025`]; one prints
//!   2027-01-01.
//! - Errors: [`Error::OutOfDomain`] for a number or name that the edition does not have.
//!
//! ```
//! use standards::accident::gb_6441::{Edition, later, kind};
//!
//! let old = kind(Edition::Of1986, "冒顶片帮")?;
//! assert_eq!(later(old).map(|new| new.name).collect::<Vec<_>>(), ["坍塌"]);
//! assert_eq!(kind(Edition::Of1986, "19")?.name, "中毒和窒息");
//! assert!(kind(Edition::Of1986, "27").is_err(), "1986 has twenty kinds");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! An accident is classed by its direct cause: first the earlier inducing cause, then the gravest harm.

use jiff::civil::{Date, date};

use crate::{Domain, Error};

/// The default of the setting, see above.
pub const IN_FORCE_2025: Date = date(2026, 7, 1);

const NUMBER_OR_NAME: Domain = Domain::Form("the number or the name of a kind of this edition");
/// A class of GB/T 4754-2017 without its letter.
pub const INDUSTRY_CLASS: Domain = Domain::Form("the four digits of a class of GB/T 4754-2017");

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    Of1986,
    Of2025,
}

impl Edition {
    pub const ALL: [Edition; 2] = [Edition::Of1986, Edition::Of2025];
    pub const WORDS: [&str; 2] = ["gb_6441_1986", "gb_6441_2025"];

    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|edition| edition.word() == word)
    }

    /// The edition in which an accident of that day is classed.
    pub fn on(day: Date, in_force_2025: Date) -> Self {
        if day >= in_force_2025 { Edition::Of2025 } else { Edition::Of1986 }
    }

    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Edition::Of1986 => KINDS_1986,
            Edition::Of2025 => KINDS_2025,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    pub edition: Edition,
    /// The number in the edition's list, from 1.
    pub code: u8,
    pub name: &'static str,
}

/// By number or by name.
pub fn kind(edition: Edition, text: &str) -> Result<&'static Kind, Error> {
    let text = text.trim();
    let same = |it: &&Kind| it.name == text || text.parse() == Ok(it.code);
    edition.kinds().iter().find(same).ok_or_else(|| NUMBER_OR_NAME.refuse("kind", text))
}

/// The kinds of 2025 that a kind of 1986 may have become; a kind of 2025 is itself.
pub fn later(kind: &Kind) -> impl Iterator<Item = &'static Kind> {
    let codes: &[u8] = match kind.edition {
        Edition::Of1986 => BECAME[usize::from(kind.code) - 1],
        Edition::Of2025 => std::slice::from_ref(&KINDS_2025[usize::from(kind.code) - 1].code),
    };
    codes.iter().map(|code| &KINDS_2025[usize::from(*code) - 1])
}

/// The kinds of 1986 that may have become this kind of 2025, none for what 1986 had no name for; a kind of 1986 is itself.
pub fn earlier(kind: &Kind) -> impl Iterator<Item = &'static Kind> {
    KINDS_1986.iter().filter(move |old| match kind.edition {
        Edition::Of1986 => old.code == kind.code,
        Edition::Of2025 => BECAME[usize::from(old.code) - 1].contains(&kind.code),
    })
}

/// The code by industry of GB 6441-2025: `WSA3` and the class of GB/T 4754-2017.
pub fn industry_code(class: &str) -> Result<String, Error> {
    let plain = class.len() == 4 && class.bytes().all(|byte| byte.is_ascii_digit());
    if plain { Ok(format!("WSA3{class}")) } else { Err(INDUSTRY_CLASS.refuse("class", class)) }
}

/// For each kind of 1986 in its order, its kinds of 2025.
const BECAME: [&[u8]; 20] = [
    &[1],
    &[2],
    &[4],
    &[5],
    &[6],
    &[7],
    &[8],
    &[9],
    &[10],
    &[12],
    &[12],
    &[13],
    &[19],
    &[19],
    &[16],
    &[14],
    &[14],
    &[27],
    &[23, 24],
    &[27],
];

const KINDS_1986: &[Kind] = &[
    old(1, "物体打击"),
    old(2, "车辆伤害"),
    old(3, "机械伤害"),
    old(4, "起重伤害"),
    old(5, "触电"),
    old(6, "淹溺"),
    old(7, "灼烫"),
    old(8, "火灾"),
    old(9, "高处坠落"),
    old(10, "坍塌"),
    old(11, "冒顶片帮"),
    old(12, "透水"),
    old(13, "放炮"),
    old(14, "火药爆炸"),
    old(15, "瓦斯爆炸"),
    old(16, "锅炉爆炸"),
    old(17, "容器爆炸"),
    old(18, "其他爆炸"),
    old(19, "中毒和窒息"),
    old(20, "其他伤害"),
];

const KINDS_2025: &[Kind] = &[
    new(1, "物体打击"),
    new(2, "厂(场)内车辆致害"),
    new(3, "道路(轨道)车辆致害"),
    new(4, "机械致害"),
    new(5, "起重致害"),
    new(6, "触电"),
    new(7, "淹溺"),
    new(8, "灼烫"),
    new(9, "火灾"),
    new(10, "高处坠落"),
    new(11, "跌落"),
    new(12, "坍塌"),
    new(13, "水害"),
    new(14, "容器爆炸"),
    new(15, "管道爆炸"),
    new(16, "可燃气体爆炸"),
    new(17, "可燃液体蒸气爆炸"),
    new(18, "粉尘爆炸"),
    new(19, "民用爆炸物品爆炸"),
    new(20, "烟花爆竹爆炸"),
    new(21, "其他可燃固体爆炸"),
    new(22, "高温熔融物爆炸"),
    new(23, "中毒"),
    new(24, "窒息"),
    new(25, "滑坡"),
    new(26, "泄漏"),
    new(27, "其他"),
];

const fn old(code: u8, name: &'static str) -> Kind {
    Kind { edition: Edition::Of1986, code, name }
}

const fn new(code: u8, name: &'static str) -> Kind {
    Kind { edition: Edition::Of2025, code, name }
}
