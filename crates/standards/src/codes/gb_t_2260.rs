//! Codes of administrative divisions: province, city, county (GB/T 2260), town (GB/T 10114) and village, each two or three
//! digits longer than the one above; and the published lists year by year, in which a code is looked up as of its time.
//!
//! - Form: 2, 4, 6, 9 or 12 digits; zeros at the end are the same division. `530100` and `5301` are one city.
//! - [`DivisionCode::sort`] tells by the number ranges what kind of division it is. The ranges are remembered, not read.
//! - Errors: [`Error::OutOfDomain`] for the form and for a province that there is not.
//! - Source: GB/T 2260-2007, GB/T 10114-2003; the lists are those of the Ministry of Civil Affairs.
//!
//! ```
//! use standards::codes::gb_t_2260::{DivisionCode, Level};
//!
//! let street: DivisionCode = "530102001".parse()?;
//! assert_eq!((street.level(), street.province().zh), (Level::Town, "云南省"));
//! assert_eq!(street.above().map(|it| it.to_string()), Some("530102000000".into()));
//!
//! assert!("990000".parse::<DivisionCode>().is_err(), "there is no province 99");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: whether a code is in use; that is a question to a list ([`History`]).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::{Domain, Error, Term};

pub const FORM: Domain = Domain::Form("2, 4, 6, 9 or 12 digits of a division, the first two those of a province");
const DIGITS: usize = 12;

/// A later one is smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Province,
    City,
    County,
    Town,
    Village,
}

impl Level {
    const ALL: [Level; 5] = [Level::Province, Level::City, Level::County, Level::Town, Level::Village];
    /// How many digits make a division of each level.
    const ENDS: [usize; 5] = [2, 4, 6, 9, 12];

    pub fn word(self) -> &'static str {
        ["province", "city", "county", "town", "village"][self as usize]
    }

    pub fn digits(self) -> usize {
        Self::ENDS[self as usize]
    }
}

/// Twelve digits, with zeros behind those that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode([u8; DIGITS]);

impl DivisionCode {
    pub fn level(&self) -> Level {
        let last = self.0.iter().rposition(|digit| *digit != b'0').unwrap_or(0);
        Level::ALL.into_iter().find(|level| last < level.digits()).unwrap_or(Level::Village)
    }

    /// The division it lies in; `None` for a province. Where a level has no division of its own (`5300` above a county of
    /// the province, as in `429004`) its code is the range's.
    pub fn above(&self) -> Option<Self> {
        let level = Level::ALL[(self.level() as usize).checked_sub(1)?];
        let mut digits = self.0;
        digits[level.digits()..].fill(b'0');
        Some(Self(digits))
    }

    pub fn contains(&self, other: &DivisionCode) -> bool {
        let digits = self.level().digits();
        self.0[..digits] == other.0[..digits]
    }

    pub fn province(&self) -> Term {
        PROVINCES.iter().find(|(code, _)| code.as_bytes() == &self.0[..2]).map_or(Term::new("", ""), |(_, name)| *name)
    }

    /// The digits that count, without the zeros behind them.
    pub fn short(&self) -> String {
        self.to_string()[..self.level().digits()].to_owned()
    }

    /// What kind of division the ranges of numbers make it. They are remembered from GB/T 2260 and GB/T 10114, so a list
    /// is the better witness.
    pub fn sort(&self) -> Term {
        let number =
            |from: usize, to: usize| self.0[from..to].iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
        match self.level() {
            Level::Province => Term::new("省级", "province"),
            Level::City => match number(2, 4) {
                1..=20 | 51..=70 => Term::new("地级市", "prefecture city"),
                21..=50 => Term::new("地区、自治州、盟", "prefecture or league"),
                90 => Term::new("省直辖县级", "counties under the province"),
                _ => Term::new("地级", "prefecture level"),
            },
            Level::County => match number(4, 6) {
                1..=20 => Term::new("市辖区", "district"),
                21..=80 => Term::new("县、旗", "county or banner"),
                _ => Term::new("县级市", "county-level city"),
            },
            Level::Town => match number(6, 9) {
                1..=99 => Term::new("街道", "street"),
                100..=199 => Term::new("镇", "town"),
                200..=399 => Term::new("乡", "township"),
                _ => Term::new("其他乡级", "other at town level"),
            },
            Level::Village => match number(9, 12) {
                1..=199 => Term::new("居委会", "residents' committee"),
                200..=399 => Term::new("村委会", "villagers' committee"),
                _ => Term::new("类似村级", "like a village"),
            },
        }
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{}", char::from(*digit)))
    }
}

impl FromStr for DivisionCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let known = Level::ENDS.contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && PROVINCES.iter().any(|(code, _)| text.starts_with(code));
        if !known {
            return Err(FORM.refuse("code", text));
        }
        let mut digits = [b'0'; DIGITS];
        digits[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self(digits))
    }
}

/// What a code was called, and from which to which of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub first_year: i16,
    pub last_year: i16,
}

/// The lists of several years. A year without a list is taken to be like the one before it.
#[derive(Debug, Clone, Default)]
pub struct History {
    years: BTreeMap<i16, BTreeMap<DivisionCode, String>>,
}

/// How one list differs from another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    pub added: Vec<DivisionCode>,
    pub gone: Vec<DivisionCode>,
    pub renamed: Vec<DivisionCode>,
}

impl History {
    /// A list as it is published: a line `code name` with any blanks between and around; other lines are headings and
    /// footnotes. A mark behind the name is not part of it. Gives the number of codes read.
    pub fn add(&mut self, year: i16, list: &str) -> usize {
        let line = |line: &str| {
            let (code, name) = line.trim().split_once(char::is_whitespace)?;
            let name = name.trim().trim_end_matches(['*', '＊', '※']).trim();
            (code.len() == 6 && !name.is_empty()).then_some(())?;
            Some((code.parse().ok()?, name.to_owned()))
        };
        let codes: BTreeMap<_, _> = list.lines().filter_map(line).collect();
        let count = codes.len();
        self.years.insert(year, codes);
        count
    }

    /// The name in the list of that year, else of the last list before it.
    pub fn name(&self, code: DivisionCode, year: i16) -> Option<&str> {
        self.list(year)?.get(&code).map(String::as_str)
    }

    /// Every name the code had, in the order of time. A code that was taken away and given again has two stretches.
    pub fn names(&self, code: DivisionCode) -> Vec<Named> {
        let mut stretches: Vec<Named> = Vec::new();
        let mut before = None;
        for (year, codes) in &self.years {
            let name = codes.get(&code);
            match (name, stretches.last_mut()) {
                (Some(name), Some(stretch)) if before == Some(name) => {
                    stretch.last_year = *year;
                }
                (Some(name), _) => {
                    stretches.push(Named { name: name.clone(), first_year: *year, last_year: *year });
                }
                (None, _) => {}
            }
            before = name;
        }
        stretches
    }

    pub fn changes(&self, from_year: i16, to_year: i16) -> Changes {
        let (Some(before), Some(after)) = (self.list(from_year), self.list(to_year)) else { return Changes::default() };
        Changes {
            added: after.keys().filter(|code| !before.contains_key(code)).copied().collect(),
            gone: before.keys().filter(|code| !after.contains_key(code)).copied().collect(),
            renamed: after
                .iter()
                .filter(|(code, name)| before.get(code).is_some_and(|it| it != *name))
                .map(|(code, _)| *code)
                .collect(),
        }
    }

    /// Codes of that year under which the name of `code` goes on, or nearly so: same province and the same name without
    /// its kind (`昌平县` goes on as `昌平区`). Advice for a person, not a fact: the lists do not name successors.
    pub fn may_continue_as(&self, code: DivisionCode, year: i16) -> Vec<DivisionCode> {
        let Some(last) = self.names(code).pop() else { return Vec::new() };
        let stem = stem(&last.name);
        let Some(list) = self.list(year) else { return Vec::new() };
        let same = |(other, name): (&DivisionCode, &String)| {
            (other.0[..2] == code.0[..2] && self::stem(name) == stem).then_some(*other)
        };
        list.iter().filter_map(same).collect()
    }

    fn list(&self, year: i16) -> Option<&BTreeMap<DivisionCode, String>> {
        self.years.range(..=year).next_back().map(|(_, codes)| codes)
    }
}

fn stem(name: &str) -> &str {
    let kinds = ["自治县", "自治旗", "自治州", "地区", "县", "区", "市", "旗", "盟"];
    let cut = kinds.iter().find_map(|kind| name.strip_suffix(kind));
    cut.filter(|stem| stem.chars().count() > 1).unwrap_or(name)
}

const PROVINCES: [(&str, Term); 34] = [
    ("11", Term::new("北京市", "Beijing")),
    ("12", Term::new("天津市", "Tianjin")),
    ("13", Term::new("河北省", "Hebei")),
    ("14", Term::new("山西省", "Shanxi")),
    ("15", Term::new("内蒙古自治区", "Inner Mongolia")),
    ("21", Term::new("辽宁省", "Liaoning")),
    ("22", Term::new("吉林省", "Jilin")),
    ("23", Term::new("黑龙江省", "Heilongjiang")),
    ("31", Term::new("上海市", "Shanghai")),
    ("32", Term::new("江苏省", "Jiangsu")),
    ("33", Term::new("浙江省", "Zhejiang")),
    ("34", Term::new("安徽省", "Anhui")),
    ("35", Term::new("福建省", "Fujian")),
    ("36", Term::new("江西省", "Jiangxi")),
    ("37", Term::new("山东省", "Shandong")),
    ("41", Term::new("河南省", "Henan")),
    ("42", Term::new("湖北省", "Hubei")),
    ("43", Term::new("湖南省", "Hunan")),
    ("44", Term::new("广东省", "Guangdong")),
    ("45", Term::new("广西壮族自治区", "Guangxi")),
    ("46", Term::new("海南省", "Hainan")),
    ("50", Term::new("重庆市", "Chongqing")),
    ("51", Term::new("四川省", "Sichuan")),
    ("52", Term::new("贵州省", "Guizhou")),
    ("53", Term::new("云南省", "Yunnan")),
    ("54", Term::new("西藏自治区", "Tibet")),
    ("61", Term::new("陕西省", "Shaanxi")),
    ("62", Term::new("甘肃省", "Gansu")),
    ("63", Term::new("青海省", "Qinghai")),
    ("64", Term::new("宁夏回族自治区", "Ningxia")),
    ("65", Term::new("新疆维吾尔自治区", "Xinjiang")),
    ("71", Term::new("台湾省", "Taiwan")),
    ("81", Term::new("香港特别行政区", "Hong Kong")),
    ("82", Term::new("澳门特别行政区", "Macao")),
];
