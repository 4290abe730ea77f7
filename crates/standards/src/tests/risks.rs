use proptest::prelude::*;
use proptest::sample::select;

use super::{exact, run};
use crate::lec::{self, CONSEQUENCE, EXPOSURE, LIKELIHOOD};
use crate::risk_matrix::{self, SIZE};
use crate::{Colour, Exact};

fn lec(edition: &str, l: &str, e: &str, c: &str) -> String {
    run("risk-lec", &[("edition", edition), ("likelihood", l), ("exposure", e), ("consequence", c)])
}

/// Examples as they are printed in handbooks of safety practice, and the corners of the tables.
#[test]
fn lec_examples() {
    //    L      E      C      D, grade (1 is the worst), colour
    for (l, e, c, expected) in [
        ("3", "10", "15", "450 | 1 | red"),
        ("1", "10", "1", "10 | 5 | blue"),
        ("1", "6", "15", "90 | 3 | yellow"),
        ("6", "6", "3", "108 | 3 | yellow"),
        ("1", "1", "15", "15 | 5 | blue"),
        ("1", "0.5", "40", "20 | 4 | blue"),
        ("0.1", "0.5", "1", "0.05 | 5 | blue"),
        ("10", "10", "100", "10000 | 1 | red"),
        ("1", "10", "7", "70 | 3 | yellow"),
        ("6", "10", "3", "180 | 2 | orange"),
    ] {
        assert_eq!(lec("lec_upward", l, e, c), format!("{expected} | lec_upward | yes"), "{l} {e} {c}");
    }
}

#[test]
fn lec_takes_values_of_its_tables_only() {
    for (l, e, c, refusal) in [
        ("4", "1", "1", "likelihood is 4, allowed is one of 10, 6, 3, 1, 0.5, 0.2, 0.1"),
        ("1", "0.4", "1", "exposure is 0.4, allowed is one of 10, 6, 3, 2, 1, 0.5"),
        ("1", "1", "0", "consequence is 0, allowed is one of 100, 40, 15, 7, 3, 1"),
        ("-1", "1", "1", "likelihood is -1, allowed is one of 10, 6, 3, 1, 0.5, 0.2, 0.1"),
        ("NaN", "1", "1", "likelihood is NaN, allowed is one of 10, 6, 3, 1, 0.5, 0.2, 0.1"),
        ("", "1", "1", "likelihood is missing"),
    ] {
        assert_eq!(lec("lec_upward", l, e, c), refusal);
    }
}

#[test]
fn a_score_on_a_line_goes_where_the_edition_says() {
    //   score      upward  downward
    for (score, up, down) in [
        ("19.999999", 5, 5),
        ("20", 4, 5),
        ("20.000001", 4, 4),
        ("69.999999", 4, 4),
        ("70", 3, 4),
        ("70.000001", 3, 3),
        ("159.999999", 3, 3),
        ("160", 2, 3),
        ("160.000001", 2, 2),
        ("320", 2, 2),
        ("320.000001", 1, 1),
    ] {
        assert_eq!(lec::UPWARD.band(exact(score)).grade, up, "{score} upward");
        assert_eq!(lec::DOWNWARD.band(exact(score)).grade, down, "{score} downward");
    }
}

#[test]
fn every_value_of_a_table_has_its_words() {
    assert_eq!(LIKELIHOOD.len(), lec::LIKELIHOOD_TERMS.len());
    assert_eq!(EXPOSURE.len(), lec::EXPOSURE_TERMS.len());
    assert_eq!(CONSEQUENCE.len(), lec::CONSEQUENCE_TERMS.len());
    for values in [LIKELIHOOD, EXPOSURE, CONSEQUENCE] {
        assert!(values.is_sorted_by(|before, after| before > after));
        assert!(values.iter().all(|value| exact(&value.to_string()) == *value));
    }
}

#[test]
fn matrix_examples() {
    //    scheme           L    S    R, grade, colour
    for (scheme, l, s, expected) in [
        ("ls_four_grades", "4", "4", "16 | 2 | orange"),
        ("ls_four_grades", "3", "3", "9 | 2 | orange"),
        ("ls_four_grades", "2", "4", "8 | 3 | yellow"),
        ("ls_four_grades", "1", "3", "3 | 4 | blue"),
        ("ls_four_grades", "1", "4", "4 | 3 | yellow"),
        ("ls_four_grades", "4", "5", "20 | 1 | red"),
        ("ls_four_grades", "1", "1", "1 | 4 | blue"),
        ("ls_four_grades", "5", "5", "25 | 1 | red"),
        ("ls_five_grades", "4", "4", "16 | 2 | orange"),
        ("ls_five_grades", "3", "5", "15 | 2 | orange"),
        ("ls_five_grades", "3", "4", "12 | 3 | yellow"),
        ("ls_five_grades", "3", "3", "9 | 3 | yellow"),
        ("ls_five_grades", "2", "4", "8 | 4 | blue"),
        ("ls_five_grades", "1", "3", "3 | 5 | blue"),
        ("ls_five_grades", "5", "4", "20 | 1 | red"),
    ] {
        let found = run("risk-matrix", &[("edition", scheme), ("likelihood", l), ("severity", s)]);
        let certain = if scheme == "ls_four_grades" { "yes" } else { "no" };
        assert_eq!(found, format!("{expected} | {scheme} | {certain}"), "{l} {s}");
    }
    for rank in ["0", "6", "2.5", "-1", "x"] {
        let found = run("risk-matrix", &[("likelihood", "1"), ("severity", rank)]);
        assert_eq!(found, format!("severity is {rank}, allowed is a whole number, 1 to 5"));
    }
}

#[test]
fn the_printed_matrix_has_the_cells_that_are_computed() {
    for edition in risk_matrix::EDITIONS {
        let cells = risk_matrix::cells(edition);
        assert_eq!(cells.iter().map(Vec::len).collect::<Vec<_>>(), [5; 5]);
        for (row, likelihood) in cells.iter().zip(1_u32..) {
            for (cell, severity) in row.iter().zip(1_u32..) {
                assert_eq!(Ok(*cell), risk_matrix::risk(edition, likelihood.into(), severity.into()));
            }
        }
    }
    let count = |colour| {
        risk_matrix::cells(&risk_matrix::FOUR_GRADES)
            .into_iter()
            .flatten()
            .filter(|cell| cell.band.colour == colour)
            .count()
    };
    assert_eq!(Colour::ALL.map(count), [5, 9, 8, 3]);
    assert_eq!(risk_matrix::EDITIONS.map(|edition| edition.certain), [true, false]);
}

fn value(of: &'static [Exact]) -> impl Strategy<Value = Exact> {
    select(of)
}

proptest! {
    #[test]
    fn lec_never_falls_when_an_input_rises(
        l in (value(LIKELIHOOD), value(LIKELIHOOD)), e in (value(EXPOSURE), value(EXPOSURE)),
        c in (value(CONSEQUENCE), value(CONSEQUENCE)), edition in select(&lec::EDITIONS[..]),
    ) {
        let low = lec::risk(edition, l.0.min(l.1), e.0.min(e.1), c.0.min(c.1)).unwrap();
        let high = lec::risk(edition, l.0.max(l.1), e.0.max(e.1), c.0.max(c.1)).unwrap();
        prop_assert!(low.score <= high.score);
        prop_assert!(low.band.colour <= high.band.colour);
        prop_assert!(low.band.grade >= high.band.grade);
    }

    #[test]
    fn a_colour_never_falls_when_the_score_rises(a in 0_u32..=1_100_000, b in 0_u32..=1_100_000) {
        let [low, high] = [a.min(b), a.max(b)].map(|hundredths| Exact::from(hundredths).over(exact("100")).unwrap());
        for borders in lec::EDITIONS.into_iter().chain(risk_matrix::EDITIONS) {
            let (mild, bad) = (borders.band(low), borders.band(high));
            prop_assert!(mild.colour <= bad.colour && mild.grade >= bad.grade, "{}", borders.edition);
        }
    }

    #[test]
    fn a_matrix_is_symmetric_and_monotone(l in 1..=SIZE, s in 1..=SIZE, edition in select(&risk_matrix::EDITIONS[..])) {
        let here = risk_matrix::risk(edition, l.into(), s.into()).unwrap();
        prop_assert_eq!(here, risk_matrix::risk(edition, s.into(), l.into()).unwrap());
        if l < SIZE {
            let worse = risk_matrix::risk(edition, (l + 1).into(), s.into()).unwrap();
            prop_assert!(worse.score > here.score && worse.band.colour >= here.band.colour);
        }
    }
}
