//! Texts that would not come back as they were written, or that another program would take for a formula.

/// Excel counts UTF-16 units.
const TEXT_UNITS_MAX: usize = 32_767;

/// As [`clean`] finds it, so that nothing is copied for almost every text.
pub(super) fn clean(text: &str) -> std::borrow::Cow<'_, str> {
    // A control character is written as `_x0001_`, and its first mark would close an `_x0041` that happens to stand before.
    if !text.contains("_x") || !text.contains(is_written_as_escape) {
        return text.into();
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        let closes = is_written_as_escape(c) && ends_in_open_escape(&clean);
        clean.push(if closes { ' ' } else { c });
    }
    clean.into()
}

fn is_written_as_escape(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}') || c < ' ' && !matches!(c, '\t' | '\n')
}

fn ends_in_open_escape(text: &str) -> bool {
    let Some(begin) = text.len().checked_sub(6) else { return false };
    text.get(begin..)
        .and_then(|end| end.strip_prefix("_x"))
        .is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A longer text is cut and ends in the mark.
pub(super) fn cut(text: &str, mark: &str) -> String {
    // A byte is at least a unit.
    if text.len() <= TEXT_UNITS_MAX || text.encode_utf16().count() <= TEXT_UNITS_MAX {
        return text.to_owned();
    }
    let room = TEXT_UNITS_MAX.saturating_sub(mark.encode_utf16().count());
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= room
    };
    text.chars().take_while(fits).chain(mark.chars()).collect()
}

/// A cell of a CSV file that a program for tables would take for a formula gets a `'` in front. Blanks that such a program
/// may strip do not hide what follows them.
pub(super) fn is_formula_like(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| {
        c.is_whitespace() && !matches!(c, '\t' | '\r' | '\n')
            || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
    });
    start.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A CSV file has no escapes: a control character that is no line end becomes a blank.
pub(super) fn without_controls(text: &str) -> String {
    text.chars().map(|c| if c < ' ' && !matches!(c, '\t' | '\r' | '\n') { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_recognised() {
        let formulas = [
            "=1+1",
            "+1",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠a",
            " =1",
            "\u{3000}=1",
            "\u{feff}=1",
            "\u{200b}@a",
        ];
        for text in formulas {
            assert!(is_formula_like(text), "{text:?}");
        }
        for text in ["", " ", "1+1", "甲=乙", "'=1", "—", "a@b.cn"] {
            assert!(!is_formula_like(text), "{text:?}");
        }
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        //    text                                    units   end
        check(&"甲".repeat(32_767), 32_767, "甲");
        check(&"甲".repeat(32_768), 32_767, "甲（略）");
        check(&"𠀋".repeat(16_384), 32_767, "𠀋（略）");
        check(&format!("a{}", "𠀋".repeat(16_384)), 32_766, "𠀋（略）");
    }

    fn check(text: &str, units: usize, end: &str) {
        let cut = cut(text, "（略）");
        assert_eq!(cut.encode_utf16().count(), units);
        assert!(cut.ends_with(end));
    }

    #[test]
    fn no_escape_is_closed_by_another() {
        for (given, expected) in [
            ("_x0041\u{1}", "_x0041 "),
            ("_x0041\r\u{1}_x0041_", "_x0041 \u{1}_x0041_"),
            ("甲_x41\u{1}", "甲_x41\u{1}"),
        ] {
            assert_eq!(clean(given), expected);
        }
    }
}
