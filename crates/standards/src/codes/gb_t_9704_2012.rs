//! The number of an official document, `云安委办〔2020〕12号`, and of an enforcement document, `（宁）应急责改〔2019〕7号`.
//!
//! - Form (GB/T 9704-2012): the mark of the office, the year of four digits between 〔 and 〕, the running number without
//!   zeros before it and without 第, 号. Brackets of other kinds, full-width digits, 第, zeros and blanks are read;
//!   [`DocumentNumber::departures`] says what was not as the standard has it.
//! - An enforcement number has the short name of the area in brackets, 应急 (安监 before 2018, 煤安 for coal), the word of
//!   the document's kind, then year and number. The kinds are those in use by several case systems; a kind marked not
//!   certain is remembered.
//! - Settings: [`Running`], whether documents of one case share a running number or each kind has its own.
//! - Errors: [`Error::OutOfDomain`] for what is no document number.
//!
//! ```
//! use standards::codes::gb_t_9704_2012::{DocumentNumber, kind};
//!
//! let number: DocumentNumber = "(德阳)应急罚[2019]15号".parse()?;
//! assert_eq!(number.to_string(), "（德阳）应急罚〔2019〕15号");
//! let act = number.enforcement().expect("area, department and kind");
//! assert_eq!((act.area, act.kind.name), ("德阳", "行政处罚决定书"));
//!
//! assert!("云安委办〔20〕12号".parse::<DocumentNumber>().is_err(), "a year has four digits");
//! # Ok::<(), standards::Error>(())
//! ```

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::{Domain, Error};

pub const FORM: Domain = Domain::Form("a document number like 云安委办〔2020〕12号 or （宁）应急责改〔2019〕7号");
/// No mark of an office is longer.
const MARK_MAX: usize = 40;

/// How it was written where that is not what the standard says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Departure {
    /// Not 〔 and 〕 around the year.
    Brackets,
    /// 第 before the number.
    Ordinal,
    /// Zeros before the number.
    LeadingZeros,
    Blanks,
    FullWidthDigits,
}

impl Departure {
    pub fn word(self) -> &'static str {
        match self {
            Departure::Brackets => "brackets",
            Departure::Ordinal => "ordinal",
            Departure::LeadingZeros => "leading_zeros",
            Departure::Blanks => "blanks",
            Departure::FullWidthDigits => "full_width_digits",
        }
    }
}

/// Numbers are equal when mark, year and number are, however they were written.
#[derive(Debug, Clone)]
pub struct DocumentNumber {
    mark: String,
    year: u16,
    number: u32,
    departures: BTreeSet<Departure>,
}

impl PartialEq for DocumentNumber {
    fn eq(&self, other: &Self) -> bool {
        (&self.mark, self.year, self.number) == (&other.mark, other.year, other.number)
    }
}

impl Eq for DocumentNumber {}

/// The kind of an enforcement document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub word: &'static str,
    pub name: &'static str,
    pub certain: bool,
}

/// What the mark of an enforcement document consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enforcement<'a> {
    pub area: &'a str,
    /// 应急, 安监 or 煤安, with the short name of a lower office before it.
    pub department: &'a str,
    pub kind: &'static Kind,
}

/// How running numbers are given within a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Running {
    /// All documents of one matter have the number of its first.
    Shared,
    /// Each kind counts for itself.
    PerKind,
}

const DEPARTMENTS: [&str; 3] = ["应急", "安监", "煤安"];

pub const KINDS: &[Kind] = &[
    known("检查", "现场检查方案"),
    known("检记", "现场检查记录"),
    known("现决", "现场处理措施决定书"),
    known("责改", "责令限期整改指令书"),
    known("复查", "整改复查意见书"),
    known("立", "立案审批表"),
    known("回", "送达回执"),
    known("询", "询问通知书"),
    known("结", "结案审批表"),
    known("终报", "调查报告"),
    known("罚告", "行政处罚告知书"),
    known("听告", "听证告知书"),
    known("处呈", "案件处理呈批表"),
    known("罚集", "行政处罚集体讨论记录"),
    known("罚", "行政处罚决定书"),
    known("缴审", "延期（分期）缴纳罚款审批表"),
    known("缴批", "延期（分期）缴纳罚款批准书"),
    known("执行催告", "催告书"),
    known("强执", "强制执行申请书"),
    remembered("强措", "强制措施决定书"),
    remembered("当罚", "行政（当场）处罚决定书"),
    remembered("送", "案件移送书"),
];

pub fn kind(word: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.word == word)
}

impl DocumentNumber {
    pub fn new(mark: &str, year: u16, number: u32) -> Result<Self, Error> {
        format!("{mark}〔{year}〕{number}号").parse()
    }

    /// Everything before the year.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    pub fn year(&self) -> u16 {
        self.year
    }

    pub fn number(&self) -> u32 {
        self.number
    }

    pub fn departures(&self) -> impl Iterator<Item = Departure> {
        self.departures.iter().copied()
    }

    /// `None` for the number of an ordinary official document.
    pub fn enforcement(&self) -> Option<Enforcement<'_>> {
        let (area, office) = match self.mark.strip_prefix('（') {
            Some(rest) => rest.split_once('）')?,
            None => ("", self.mark.as_str()),
        };
        let (at, department) = DEPARTMENTS.iter().find_map(|word| Some((office.find(word)?, *word)))?;
        let (department, word) = office.split_at(at + department.len());
        Some(Enforcement { area, department, kind: kind(word)? })
    }

    /// The number of another document of the same matter, where running numbers are shared: only the kind's word differs.
    pub fn shared_with(&self, other: &Kind) -> Option<Self> {
        let own = self.enforcement()?.kind.word;
        let mark = format!("{}{}", self.mark.strip_suffix(own)?, other.word);
        Some(Self { mark, departures: BTreeSet::new(), ..self.clone() })
    }
}

/// The numbers that a year's register lacks: from 1 to the last, neither used nor void.
pub fn gaps(used: &[u32], void: &[u32]) -> Vec<u32> {
    let last = used.iter().chain(void).copied().max().unwrap_or(0);
    (1..=last).filter(|number| !used.contains(number) && !void.contains(number)).collect()
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{}〕{}号", self.mark, self.year, self.number)
    }
}

impl FromStr for DocumentNumber {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        read(text).ok_or_else(|| FORM.refuse("number", text))
    }
}

fn read(text: &str) -> Option<DocumentNumber> {
    let mut departures = BTreeSet::new();
    let plain = plain(text.trim(), &mut departures);
    let before = plain.strip_suffix('号')?;
    let close = before.rfind(['〕', ']', '］', '】', ')', '）'])?;
    let (before, digits) = before.split_at(close);
    let close = digits.chars().next()?;
    let digits = &digits[close.len_utf8()..];
    let digits = match digits.strip_prefix('第') {
        Some(digits) => {
            departures.insert(Departure::Ordinal);
            digits
        }
        None => digits,
    };
    let open = before.rfind(['〔', '[', '［', '【', '(', '（'])?;
    let (mark, year) = before.split_at(open);
    let open = year.chars().next()?;
    let year = &year[open.len_utf8()..];
    if (open, close) != ('〔', '〕') {
        departures.insert(Departure::Brackets);
    }
    if digits.starts_with('0') {
        departures.insert(Departure::LeadingZeros);
    }
    let whole = |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
    let formed = year.len() == 4 && whole(year, 4) && whole(digits, 9) && is_mark(mark);
    let (year, number) = (year.parse().ok()?, digits.parse().ok()?);
    (formed && (1900..=2199).contains(&year) && number > 0).then(|| DocumentNumber {
        mark: mark.replace('(', "（").replace(')', "）"),
        year,
        number,
        departures,
    })
}

/// Blanks taken out and full-width digits made plain.
fn plain(text: &str, departures: &mut BTreeSet<Departure>) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => drop(departures.insert(Departure::Blanks)),
            '０'..='９' => {
                departures.insert(Departure::FullWidthDigits);
                plain.extend(char::from_u32(c as u32 - 0xFEE0));
            }
            c => plain.push(c),
        }
    }
    plain
}

/// Words, with at most brackets around the short names of places; nothing of another number.
fn is_mark(mark: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || "（）()×·、".contains(c);
    !mark.is_empty()
        && mark.chars().count() <= MARK_MAX
        && mark.chars().all(inside)
        && mark.chars().any(char::is_alphabetic)
}

const fn known(word: &'static str, name: &'static str) -> Kind {
    Kind { word, name, certain: true }
}

const fn remembered(word: &'static str, name: &'static str) -> Kind {
    Kind { word, name, certain: false }
}
