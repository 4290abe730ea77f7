//! The receipt number: eleven drawn characters and a check over them, so that a slip of the pen finds nothing rather than
//! somebody else's report. It is all one needs to ask what became of a report, so it can't be guessed and is kept as a hash.

use evidence::Digest;

/// Without the letters that are taken for digits.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const DRAWN: usize = 11;
const GROUP: usize = 4;

#[derive(Clone, PartialEq, Eq)]
pub struct Receipt([u8; DRAWN + 1]);

impl Receipt {
    /// `chance` must be drawn for this receipt alone.
    pub fn of(chance: &[u8; 32]) -> Receipt {
        let wide = chance.iter().take(16).fold(0_u128, |n, byte| n << 8 | u128::from(*byte));
        let mut rest = wide;
        let mut characters = [b'0'; DRAWN + 1];
        for place in characters.iter_mut().take(DRAWN) {
            *place = ALPHABET[(rest % 31) as usize];
            rest /= 31;
        }
        characters[DRAWN] = check(&characters);
        Receipt(characters)
    }

    /// As it was written down: with or without hyphens, in small letters, in full-width characters.
    pub fn read(text: &str) -> Option<Receipt> {
        let mut characters = [b'0'; DRAWN + 1];
        let mut count = 0;
        for c in text.chars().filter_map(plain) {
            *characters.get_mut(count)? = u8::try_from(c).ok().filter(|c| ALPHABET.contains(c))?;
            count += 1;
        }
        (count == DRAWN + 1 && check(&characters) == characters[DRAWN]).then_some(Receipt(characters))
    }

    pub fn digest(&self) -> Digest {
        Digest::of(&[b"public report receipt ".as_slice(), &self.0].concat())
    }

    /// `7K3M-0PQ2-XW9H`
    pub fn to_text(&self) -> String {
        let groups: Vec<String> = self.0.chunks(GROUP).map(|it| it.iter().map(|c| char::from(*c)).collect()).collect();
        groups.join("-")
    }
}

/// Whoever knows it may ask, so it goes to no log.
impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receipt(…)")
    }
}

/// Weights that differ modulo the prime 31: one wrong character and two that changed places are both found.
fn check(characters: &[u8; DRAWN + 1]) -> u8 {
    let mut weight = 1;
    let mut sum = 0;
    for c in &characters[..DRAWN] {
        sum += weight * ALPHABET.iter().position(|it| it == c).unwrap_or_default();
        weight = weight * 3 % 31;
    }
    ALPHABET[(31 - sum % 31) % 31]
}

/// Nothing for what only separates.
fn plain(c: char) -> Option<char> {
    let c = match u32::from(c) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    };
    match c.to_ascii_uppercase() {
        '-' | '—' | '–' | '－' => None,
        c if c.is_whitespace() => None,
        'O' => Some('0'),
        'I' => Some('1'),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(n: u8) -> Receipt {
        Receipt::of(&std::array::from_fn(|i| n.wrapping_mul(37).wrapping_add((i as u8).wrapping_mul(11))))
    }

    #[test]
    fn it_is_read_as_it_was_written_down() {
        let it = receipt(7);
        let text = it.to_text();
        assert_eq!(text.len(), 14);
        let wide: String = text.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        for written in [text.clone(), text.to_lowercase(), text.replace('-', " "), text.replace('0', "o"), wide] {
            assert_eq!(Receipt::read(&written).as_ref(), Some(&it), "{written}");
        }
        for wrong in ["", "2026-0001", &text[1..], &format!("{text}0")] {
            assert_eq!(Receipt::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_slip_of_one_character_and_every_swap_is_found() {
        for n in 0..40 {
            let it = receipt(n);
            let whole: Vec<u8> = it.0.to_vec();
            for at in 0..whole.len() {
                for other in ALPHABET.iter().filter(|c| **c != whole[at]) {
                    let mut slip = whole.clone();
                    slip[at] = *other;
                    assert_eq!(Receipt::read(std::str::from_utf8(&slip).unwrap()), None);
                }
                if at + 1 < whole.len() && whole[at] != whole[at + 1] {
                    let mut swapped = whole.clone();
                    swapped.swap(at, at + 1);
                    assert_eq!(Receipt::read(std::str::from_utf8(&swapped).unwrap()), None);
                }
            }
        }
    }

    #[test]
    fn neither_a_log_nor_the_hash_says_it() {
        let it = receipt(3);
        assert_eq!(format!("{it:?}"), "Receipt(…)");
        assert_ne!(it.digest(), receipt(4).digest());
        assert!(!it.digest().to_string().to_uppercase().contains(&it.to_text().replace('-', "")));
    }
}
