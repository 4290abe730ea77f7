use proptest::prelude::*;

use super::exact;
use crate::Exact;

#[test]
fn plain_decimals_are_read_and_nothing_else() {
    for (text, shown) in [
        ("0", "0"),
        ("007", "7"),
        ("0.5", "0.5"),
        (" 1.50 ", "1.5"),
        ("-2.25", "-2.25"),
        ("999999999.999999", "999999999.999999"),
        ("0.000001", "0.000001"),
    ] {
        assert_eq!(text.parse::<Exact>().map(|value| value.to_string()), Ok(shown.to_owned()), "{text}");
    }
    for text in ["", " ", "-", ".", "1.", ".5", "1e3", "NaN", "inf", "1,5", "+1", "--1", "١", "1000000000", "0.0000001"]
    {
        assert!(text.parse::<Exact>().is_err(), "{text}");
    }
}

#[test]
fn rounding_is_for_people() {
    let third = exact("1").over(exact("3")).unwrap();
    assert_eq!(third.to_string(), "0.333333");
    assert_eq!(third.rounded(0), "0");
    assert_eq!(exact("0.5").rounded(0), "1");
    assert_eq!(exact("-0.5").rounded(0), "-1");
    assert_eq!(exact("2.005").rounded(2), "2.01");
    assert_eq!(exact("-0.05").rounded(1), "-0.1");
    assert_eq!(exact("1").over(Exact::ZERO), None);
}

#[test]
fn the_order_of_a_sum_does_not_move_it() {
    let sum = |parts: [&str; 3]| parts.into_iter().fold(Exact::ZERO, |sum, part| sum.plus(exact(part)));
    assert_eq!(sum(["0.7", "0.2", "0.1"]), Exact::ONE);
    assert_eq!(sum(["0.1", "0.2", "0.7"]), Exact::ONE);
}

proptest! {
    #[test]
    fn what_is_shown_is_read_again(millionths in -999_999_999_999_999_i64..=999_999_999_999_999) {
        let sign = if millionths < 0 { "-" } else { "" };
        let (whole, rest) = (millionths.unsigned_abs() / 1_000_000, millionths.unsigned_abs() % 1_000_000);
        let value = exact(&format!("{sign}{whole}.{rest:06}"));
        prop_assert_eq!(exact(&value.to_string()), value);
    }
}
