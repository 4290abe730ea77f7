//! Several things in one cell: `1、… 2、…`, `①…②…`, `（1）…（2）…`, `一、… 二、…`.
//!
//! A text is parted only when its numbers run from one without a gap, in one style; numbers without a bracket or circle
//! stand at the beginning of a line or behind the end of a clause. Anything else stays whole: 1、2号箱, 1.5米 and a text that goes from 1 to 3 are one thing.

const PARTS_MAX: usize = 50;
/// A longer text before the first number is no introduction.
const LEAD_BYTES_MAX: usize = 1_500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `1、`
    Comma,
    /// `1.`, `1．`
    Point,
    /// `（1）`
    Bracketed,
    /// `1）`
    Closed,
    /// `①`
    Circled,
    /// `一、`
    Chinese,
    /// `（一）`
    ChineseBracketed,
}

struct Mark {
    style: Style,
    number: u32,
    /// Bytes from the beginning of the number to the text behind it.
    from: usize,
    to: usize,
}

/// The things that a text numbers, each as a text that can stand alone: what stands before the first number belongs to all.
/// Lists within a list are parted too. `None`: one thing.
pub fn split(text: &str) -> Option<Vec<String>> {
    let outer = parted(text)?;
    let inner = outer.into_iter().flat_map(|part| parted(&part).unwrap_or_else(|| vec![part]));
    let parts: Vec<String> = inner.collect();
    (parts.len() <= PARTS_MAX).then_some(parts)
}

/// By the style that comes first, which is the outermost, or by the next one whose numbers run.
fn parted(text: &str) -> Option<Vec<String>> {
    let marks = marks(text);
    let mut tried: Vec<Style> = Vec::new();
    for mark in &marks {
        if tried.contains(&mark.style) {
            continue;
        }
        tried.push(mark.style);
        let of_style: Vec<&Mark> = marks.iter().filter(|it| it.style == mark.style).collect();
        if let Some(parts) = parts(text, &of_style) {
            return Some(parts);
        }
    }
    None
}

fn parts(text: &str, marks: &[&Mark]) -> Option<Vec<String>> {
    let runs = marks.iter().zip(1..).all(|(mark, n)| mark.number == n);
    if !runs || !(2..=PARTS_MAX).contains(&marks.len()) || marks[0].from > LEAD_BYTES_MAX {
        return None;
    }
    let lead = text[..marks[0].from].trim();
    let ends = marks.iter().skip(1).map(|mark| mark.from).chain([text.len()]);
    let part = |(mark, end): (&&Mark, usize)| text[mark.to..end].trim().trim_end_matches([';', '；']).trim_end();
    let parts: Vec<&str> = marks.iter().zip(ends).map(part).collect();
    let says_something = |part: &&str| part.chars().any(char::is_alphanumeric);
    parts.iter().all(says_something).then(|| parts.into_iter().map(|part| led(lead, part)).collect())
}

fn led(lead: &str, part: &str) -> String {
    match lead {
        "" => part.to_owned(),
        lead if lead.ends_with(['：', ':', '。', '；', ';']) => format!("{lead}{part}"),
        lead => format!("{lead}：{part}"),
    }
}

fn marks(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut before = Before::LineStart;
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        if let Some((style, number, length)) = mark(&text[at..], before) {
            skip_to = at + length;
            marks.push(Mark { style, number, from: at, to: skip_to });
            before = Before::Within;
            continue;
        }
        before = match c {
            '\n' | '\r' => Before::LineStart,
            '。' | '；' | ';' | '：' | ':' | '！' | '，' => Before::Sentence,
            c if c.is_whitespace() && before == Before::Within => Before::Sentence,
            c if c.is_whitespace() => before,
            _ => Before::Within,
        };
    }
    marks
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    LineStart,
    Sentence,
    Within,
}

/// The number at the beginning of this text, its style and its length in bytes.
fn mark(text: &str, before: Before) -> Option<(Style, u32, usize)> {
    let first = text.chars().next()?;
    if let '①'..='⑳' = first {
        return Some((Style::Circled, u32::from(first) - u32::from('①') + 1, first.len_utf8()));
    }
    let bracket = if matches!(first, '(' | '（') { first.len_utf8() } else { 0 };
    let rest = &text[bracket..];
    let digits = rest.find(|c: char| digit(c).is_none()).unwrap_or(rest.len());
    let chinese = rest.find(|c: char| !CHINESE.contains(c)).unwrap_or(rest.len());
    let (number, length, is_chinese) = match (digits, chinese) {
        (1.., _) if rest[..digits].chars().count() <= 2 => {
            (rest[..digits].chars().filter_map(digit).fold(0, |sum, n| sum * 10 + n), digits, false)
        }
        (0, 1..) => (chinese_number(&rest[..chinese])?, chinese, true),
        _ => return None,
    };
    let mut behind = rest[length..].chars();
    let end = behind.next()?;
    if before == Before::Within && bracket == 0 {
        return None;
    }
    let style = match (end, bracket > 0, is_chinese) {
        (')' | '）', true, false) => Style::Bracketed,
        (')' | '）', true, true) => Style::ChineseBracketed,
        (')' | '）', false, false) => Style::Closed,
        ('、', false, false) => Style::Comma,
        ('、', false, true) => Style::Chinese,
        // Within a line 1.5 is a number; at its beginning it is the first of several, or they do not run.
        ('.' | '．', false, false) if before == Before::LineStart || behind.next().and_then(digit).is_none() => {
            Style::Point
        }
        _ => return None,
    };
    Some((style, number, bracket + length + end.len_utf8()))
}

fn digit(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        c => c.to_digit(10),
    }
}

const CHINESE: &str = "一二三四五六七八九十";

fn chinese_number(text: &str) -> Option<u32> {
    let one = |text: &str| CHINESE.chars().position(|c| text.chars().eq([c])).and_then(|at| u32::try_from(at + 1).ok());
    match text.split_once('十') {
        None => one(text),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { one(tens)? };
            let ones = if ones.is_empty() { 0 } else { one(ones).filter(|n| *n < 10)? };
            Some(tens * 10 + ones)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_parted_where_their_numbers_run() {
        //    text                                            lead | parts
        check("1、无护栏；2、无灭火器。", "无护栏|无灭火器。");
        check("1.无护栏\n2.无灭火器", "无护栏|无灭火器");
        check("1．无护栏 2．无灭火器", "无护栏|无灭火器");
        check("１、无护栏。２、无灭火器", "无护栏。|无灭火器");
        check("①无护栏②无灭火器", "无护栏|无灭火器");
        check("发现（1）无护栏（2）无灯", "发现：无护栏|发现：无灯");
        check("违反第（1）、（2）项", "1 thing");
        check("①无护栏；②无灭火器", "无护栏|无灭火器");
        check("（1）无护栏；（2）无灭火器；(3)无标识", "无护栏|无灭火器|无标识");
        check("1）无护栏\n2）无灭火器", "无护栏|无灭火器");
        check("一、无护栏。\n二、无灭火器。", "无护栏。|无灭火器。");
        check("检查发现：1、无护栏；2、无灭火器", "检查发现：无护栏|检查发现：无灭火器");
        check("一、甲楼\n1.无护栏\n2.无灯\n二、乙楼\n1.无门\n2.无窗", "甲楼：无护栏|甲楼：无灯|乙楼：无门|乙楼：无窗");
        check("1.70号墩无护栏\n2.71号墩无灯\n另请核对", "70号墩无护栏|71号墩无灯\n另请核对");
        check("1、无护栏；3、无灭火器", "1 thing");
        check("1.甲；2.乙；2.丙", "1 thing");
        check("无护栏；3、无灭火器", "1 thing");
        check("1、2号箱无接地", "1 thing");
        check("间距1.5米，宽2.5米", "1 thing");
        check("间距为：1.5米；2.5米", "1 thing");
        check("1、无护栏；2、", "1 thing");
        check("甲楼\n1、无护栏\n2、无灯", "甲楼：无护栏|甲楼：无灯");
        check("1、无护栏", "1 thing");
        check("无护栏\n无灭火器", "1 thing");
        check("", "1 thing");
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(split(text).map_or_else(|| "1 thing".into(), |parts| parts.join("|")), expected, "{text}");
    }

    #[test]
    fn many_numbers_are_no_list() {
        let list = |n: usize| (1..=n).map(|n| format!("{n}、无护栏\n")).collect::<String>();
        assert_eq!(split(&list(50)).map(|parts| parts.len()), Some(50));
        assert_eq!(split(&list(51)), None);
        assert_eq!(split(&format!("{}\n{}", "长".repeat(499), list(2))).map(|parts| parts.len()), Some(2));
        assert_eq!(split(&format!("{}\n{}", "长".repeat(500), list(2))), None);
    }
}
