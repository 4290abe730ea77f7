//! How alike two descriptions are: the Dice coefficient over pairs of neighbouring characters, in per mille.
//!
//! Width, case, spaces and punctuation are no difference, and a run of digits counts as one sign: the third cabinet
//! without a lid is the same kind of finding as the second. Not here: which likeness is enough (the rule).

/// From 0, nothing in common, to 1000, the same signs in the same order as far as pairs can tell.
pub fn per_mille(one: &str, other: &str) -> u32 {
    Text::new(one).per_mille(other)
}

/// A text that is compared with many.
pub(crate) struct Text {
    signs: Vec<char>,
    /// In order, so that two texts are compared in one walk.
    pairs: Vec<(char, char)>,
}

impl Text {
    pub fn new(text: &str) -> Self {
        let signs = signs(text);
        let mut pairs: Vec<(char, char)> = signs.windows(2).map(|two| (two[0], two[1])).collect();
        pairs.sort_unstable();
        Self { signs, pairs }
    }

    pub fn per_mille(&self, other: &str) -> u32 {
        let other = Text::new(other);
        if self.signs == other.signs && !self.signs.is_empty() {
            return 1_000;
        }
        match self.pairs.len() + other.pairs.len() {
            0 => 0,
            all => (self.shared(&other) * 2_000 / all) as u32,
        }
    }

    /// What occurs twice in one and once in the other counts once.
    fn shared(&self, other: &Text) -> usize {
        let (mut mine, mut theirs, mut shared) = (self.pairs.as_slice(), other.pairs.as_slice(), 0);
        while let ([first, rest @ ..], [second, others @ ..]) = (mine, theirs) {
            shared += usize::from(first == second);
            if first <= second {
                mine = rest;
            }
            if second <= first {
                theirs = others;
            }
        }
        shared
    }
}

/// Stands for any run of digits.
const NUMBER: char = '0';

fn signs(text: &str) -> Vec<char> {
    let mut signs: Vec<char> = Vec::new();
    for sign in text.chars().map(narrow).filter(|sign| sign.is_alphanumeric()) {
        match sign.is_ascii_digit() {
            true if signs.last() == Some(&NUMBER) => {}
            true => signs.push(NUMBER),
            false => signs.extend(sign.to_lowercase()),
        }
    }
    signs
}

/// Full-width Latin letters, digits and marks as the narrow ones they stand for.
fn narrow(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::per_mille;

    #[test]
    fn likeness() {
        //    one                            other                            at least  at most
        check("消防通道堆放杂物", "消防通道堆放杂物", 1_000, 1_000);
        check("消防通道，堆放杂物。", "消防通道 堆放杂物", 1_000, 1_000);
        check("２号配电箱无门", "12 号配电箱无门", 1_000, 1_000);
        check("Ａ区配电箱无门", "a 区配电箱无门", 1_000, 1_000);
        check("消防通道堆放杂物", "消防通道被杂物堵塞", 300, 600);
        check("车间消防通道堆放杂物", "消防通道堆放杂物", 800, 900);
        check("打磨车间除尘管道积尘未清扫", "打磨车间除尘管道积尘未及时清扫", 800, 950);
        check("消防通道堆放杂物", "配电箱接地不良", 0, 0);
        check("门", "门", 1_000, 1_000);
        check("门", "窗", 0, 0);
        check("", "消防通道堆放杂物", 0, 0);
        check("。，", "。，", 0, 0);
        // What occurs twice in one text and once in the other counts once.
        check("漏油漏油", "漏油", 500, 500);
    }

    fn check(one: &str, other: &str, at_least: u32, at_most: u32) {
        let it = per_mille(one, other);
        assert!((at_least..=at_most).contains(&it), "{one} / {other}: {it}");
        assert_eq!(it, per_mille(other, one), "the order is no difference: {one} / {other}");
    }
}
