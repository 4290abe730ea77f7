//! The unified social credit code (GB 32100-2015): eighteen characters, the last a check over the others; inside it the
//! organisation code (GB 11714), whose ninth character is a check of its own.

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Whether shape and both checks agree.
pub fn is_valid(code: &str) -> bool {
    code.len() == 18 && code.is_ascii() && complete(&code[..8], &code[8..16]).is_some_and(|whole| whole == code)
}

/// The whole code from its first eight characters and the eight of the organisation; `None` for a foreign character.
pub fn complete(registration: &str, organisation: &str) -> Option<String> {
    if registration.len() != 8 || organisation.len() != 8 {
        return None;
    }
    let mut code = format!("{registration}{organisation}{}", organisation_check(organisation)?);
    let mut sum = 0;
    for (c, weight) in code.bytes().zip(WEIGHTS) {
        sum += weight * ALPHABET.iter().position(|a| *a == c)?;
    }
    code.push(char::from(ALPHABET[(31 - sum % 31) % 31]));
    Some(code)
}

fn organisation_check(organisation: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in organisation.chars().zip(ORGANISATION_WEIGHTS) {
        let value = c.to_digit(36).filter(|_| !c.is_ascii_lowercase())?;
        sum += weight * value as usize;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        n => char::from_digit(n as u32, 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_published() {
        //    code                   valid
        check("91350100M000100Y43", true);
        check("91440300708461136T", true);
        check("91330100799655058B", true);
        check("11100000000013338W", true);
        check("91110000802100433B", true);
        check("91110000100003962T", false); // the check should be Y
        check("91310000132220821H", false); // the check should be 1
        check("91350100M000100Y4", false); // seventeen characters
        check("91350100m000100y43", false); // lower case
        check("9135010OM000100Y43", false); // the letter O
        check("望澜县应急局", false);
        check("", false);
    }

    fn check(code: &str, valid: bool) {
        assert_eq!(is_valid(code), valid, "{code}");
    }
}
