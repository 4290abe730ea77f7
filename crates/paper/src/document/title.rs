//! A title of several lines: of like length, and broken where no word is cut (7.3.1 of GB/T 9704—2012).

/// Characters of the title's size in a line of 156 mm.
const IN_A_LINE: usize = 20;
/// Ends a part of a title: a break after it cuts no word.
const ENDS: &str = "的和与及、，：；”》）县市区镇乡年";
/// Never at the end of a line, never at its beginning.
const OPENS: &str = "“《（〔";
const CLOSES: &str = "”》）〕、，：；。的";
/// How much further from the middle a break may stand that cuts no word, in half characters.
const WORTH: usize = 5;

/// The lines, none longer than the sheet as far as a break is to be found.
pub(super) fn lines(title: &str) -> Vec<String> {
    let letters: Vec<char> = title.chars().collect();
    let count = width(&letters).div_ceil(2 * IN_A_LINE);
    let mut left = letters.as_slice();
    let mut lines = Vec::new();
    for more in (1..count).rev() {
        let target = width(left) / (more + 1);
        let Some(at) = (1..left.len()).filter(|at| may_break(left, *at)).min_by_key(|at| cost(left, *at, target))
        else {
            break;
        };
        lines.push(left[..at].iter().collect());
        left = &left[at..];
    }
    lines.push(left.iter().collect());
    lines
}

/// In half characters.
fn width(letters: &[char]) -> usize {
    letters.iter().map(|c| if c.is_ascii() || "“”·".contains(*c) { 1 } else { 2 }).sum()
}

fn cost(letters: &[char], at: usize, target: usize) -> usize {
    let far = width(&letters[..at]).abs_diff(target);
    if ENDS.contains(letters[at - 1]) { far } else { far + WORTH }
}

/// Numbers, letters and dates stay whole, and so does what stands in quotation marks or brackets.
fn may_break(letters: &[char], at: usize) -> bool {
    let (before, after) = (letters[at - 1], letters[at]);
    let number = |c: char| c.is_ascii_alphanumeric() || ".·-".contains(c);
    let date = |c: char| number(c) || "年月日至".contains(c);
    let opened = letters[..at].iter().filter(|c| OPENS.contains(**c)).count();
    let closed = letters[..at].iter().filter(|c| "”》）〕".contains(**c)).count();
    let whole = (number(before) && date(after)) || (date(before) && number(after));
    opened == closed && !whole && !OPENS.contains(before) && !CLOSES.contains(after)
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_title_is_broken_in_like_lines_and_cuts_no_word() {
        for (title, expected) in [
            ("重大事故隐患整改通知书", vec!["重大事故隐患整改通知书"]),
            ("关于“11·30”月亮田村附近道路交通事故的首报", vec!["关于“11·30”月亮田村", "附近道路交通事故的首报"]),
            (
                "关于2026年1至10月望澜县安全生产和防灾减灾情况的通报",
                vec!["关于2026年1至10月望澜县", "安全生产和防灾减灾情况的通报"],
            ),
            (
                "《青槐县城市建成区餐饮场所燃气安全排查整治实施方案》",
                vec!["《青槐县城市建成区餐饮场所燃气安全排查整治实施方案》"],
            ),
            ("", vec![""]),
        ] {
            assert_eq!(lines(title), expected);
            assert_eq!(lines(title).concat(), title);
        }
    }
}
