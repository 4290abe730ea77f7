//! Numbers as they are written, without a detour through binary fractions.

/// A number as it stands in a line: `digits · 10^exponent`, exact to eighteen significant digits; what is written beyond
/// them is cut off, which no rounding to fewer digits can notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    digits: i64,
    exponent: i32,
}

const SIGNIFICANT: u32 = 18;

impl Decimal {
    /// Reads a number by the grammar of JSON (RFC 8259, section 6): no sign but the minus, no leading zeros, digits on
    /// both sides of a point.
    pub fn read(text: &[u8]) -> Option<Decimal> {
        let (negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, text),
        };
        let whole = count_digits(text);
        if whole == 0 || (whole > 1 && text[0] == b'0') {
            return None;
        }
        let mut it = Collected::default();
        it.take(&text[..whole], false);
        let mut rest = &text[whole..];
        if let [b'.', after @ ..] = rest {
            let fraction = count_digits(after);
            if fraction == 0 {
                return None;
            }
            it.take(&after[..fraction], true);
            rest = &after[fraction..];
        }
        if let [b'e' | b'E', after @ ..] = rest {
            it.exponent = it.exponent.saturating_add(exponent(after)?);
            rest = &[];
        }
        let digits = if negative { -it.digits } else { it.digits };
        rest.is_empty().then_some(Decimal { digits, exponent: it.exponent })
    }

    pub const fn whole(digits: i64) -> Decimal {
        Decimal { digits, exponent: 0 }
    }

    /// The number in steps of its `decimals`th digit after the point, rounded half away from zero; nothing when it
    /// doesn't fit.
    pub fn scaled(self, decimals: u8) -> Option<i64> {
        let shift = self.exponent.saturating_add(i32::from(decimals));
        match (self.digits, u32::try_from(shift)) {
            (0, _) => Some(0),
            (digits, Ok(up)) => digits.checked_mul(10_i64.checked_pow(up)?),
            (digits, Err(_)) => {
                // More than eighteen places down nothing is left of eighteen digits.
                let Some(unit) = 10_i64.checked_pow(shift.unsigned_abs()) else { return Some(0) };
                let (quotient, rest) = (digits / unit, digits % unit);
                let away = rest.unsigned_abs() >= unit.unsigned_abs().div_ceil(2);
                Some(quotient + if away { digits.signum() } else { 0 })
            }
        }
    }
}

#[derive(Default)]
struct Collected {
    digits: i64,
    exponent: i32,
    significant: u32,
}

impl Collected {
    fn take(&mut self, digits: &[u8], behind_the_point: bool) {
        for digit in digits {
            let kept = self.significant < SIGNIFICANT;
            if kept {
                self.digits = self.digits * 10 + i64::from(digit - b'0');
                self.significant += u32::from(self.digits != 0);
            }
            self.exponent += i32::from(!kept) - i32::from(behind_the_point);
        }
    }
}

fn count_digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// What stands behind the `e`. One too large to be kept is as good as any other that no number survives.
fn exponent(text: &[u8]) -> Option<i32> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || count_digits(digits) != digits.len() {
        return None;
    }
    let size = digits.iter().fold(0_i32, |size, digit| (size * 10 + i32::from(digit - b'0')).min(1_000_000));
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn numbers_are_kept_as_they_are_written() {
        //    written                    decimals   in steps of the last digit
        check("0", 3, Some(0));
        check("-0", 1, Some(0));
        check("12", 1, Some(120));
        check("0.5", 1, Some(5));
        check("-3.25", 2, Some(-325));
        check("0.25", 1, Some(3));
        check("-0.25", 1, Some(-3));
        check("0.2499999999999999999999999", 1, Some(2));
        check("0.05", 1, Some(1));
        check("1e3", 0, Some(1_000));
        check("1.5E-1", 1, Some(2));
        check("15e-1", 1, Some(15));
        check("123456789012345678901234567890e-20", 0, Some(1_234_567_890));
        check("0.000000000000000000000000001", 3, Some(0));
        check("1e-999999999999", 3, Some(0));
        check("0e999999999999", 3, Some(0));
        check("1e999999999999", 3, None);
        check("9223372036854775807", 1, None);
        check("922337203685477580", 1, Some(9_223_372_036_854_775_800));
        check("1767225600000", 0, Some(1_767_225_600_000));
    }

    fn check(written: &str, decimals: u8, steps: Option<i64>) {
        assert_eq!(Decimal::read(written.as_bytes()).map(|it| it.scaled(decimals)), Some(steps), "{written}");
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in
            ["", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x10", "NaN", "1 ", "1.5.2", "--1", "1e5.0", "1_000"]
        {
            assert_eq!(Decimal::read(text.as_bytes()), None, "{text}");
        }
    }
}
