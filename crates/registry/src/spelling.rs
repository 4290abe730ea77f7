//! How names are found: by a part of them or by the first letters of their pinyin.

use pinyin::ToPinyin;

/// Shown where a name was erased. Not a word of any language.
pub const ERASED: &str = "[…]";

/// `望澜县应急管理局` -> `wlxyjglj`. Letters and digits stay, everything else is left out.
pub fn initials(name: &str) -> String {
    let letter = |c: char| match c.to_pinyin() {
        Some(sound) => sound.first_letter().chars().next(),
        None => c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()),
    };
    name.chars().filter_map(letter).collect()
}

/// A pattern that finds `text` itself at the beginning of a column, for `LIKE … ESCAPE '\'`.
pub fn begins(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// As [`begins`], anywhere in the column.
pub fn contains(text: &str) -> String {
    format!("%{}", begins(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_initials() {
        //    name                      initials
        check("望澜县应急管理局", "wlxyjglj");
        check("鑫源 3 号厂房", "xy3hcf");
        check("ABC 化工（一期）", "abchgyq");
        check("沈𬺈川", "syc");
        check("🚒", "");
        check("", "");
    }

    fn check(name: &str, expected: &str) {
        assert_eq!(initials(name), expected, "{name}");
    }

    #[test]
    fn what_is_typed_is_not_a_pattern() {
        assert_eq!(contains("50%_\\"), "%50\\%\\_\\\\%");
    }
}
