//! Unified social credit codes (GB 32100-2015) with the organisation code (GB 11714) inside; both check characters hold.

use crate::chance::Chance;

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// `kind` is the registering department and category, such as `91` for a company.
pub fn credit_code(chance: &mut Chance, kind: &str, area: u32) -> String {
    let body: String = (0..6).map(|_| char::from(*chance.one(ALPHABET))).collect();
    let organisation = format!("MA{body}");
    let check = organisation_check(&organisation).unwrap_or('0');
    let code = format!("{kind}{area:06}{organisation}{check}");
    let last = check_character(&code).unwrap_or('0');
    format!("{code}{last}")
}

/// Whether both check characters are right.
pub fn is_credit_code(code: &str) -> bool {
    code.is_ascii()
        && code.len() == 18
        && check_character(&code[..17]) == code.chars().nth(17)
        && organisation_check(&code[8..16]) == code.chars().nth(16)
}

fn check_character(seventeen: &str) -> Option<char> {
    let mut sum = 0;
    for (byte, weight) in seventeen.bytes().zip(WEIGHTS) {
        sum += ALPHABET.iter().position(|c| *c == byte)? as u32 * weight;
    }
    Some(char::from(ALPHABET[((31 - sum % 31) % 31) as usize]))
}

fn organisation_check(eight: &str) -> Option<char> {
    let mut sum = 0;
    for (character, weight) in eight.chars().zip(ORGANISATION_WEIGHTS) {
        sum += character.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_characters() {
        //     code                  holds
        check("91350100M000100Y43", true);
        check("91440300708461136T", true);
        check("91110000100003962T", false);
        check("91310000132220821H", false);
        check("9135010M000100Y43", false);
    }

    fn check(code: &str, holds: bool) {
        assert_eq!(is_credit_code(code), holds, "{code}");
    }
}
