//! LS, the risk matrix: `R = L · S`, each a whole number from 1 to 5.
//!
//! - Likelihood L and severity S: dimensionless ranks; R is one of 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25.
//! - Source: two ways of colouring that are in use. [`FOUR_GRADES`] is one published table; [`FIVE_GRADES`] is the way of
//!   the Shandong local standards (DB37/T) and not compared with a printed copy, so it is not `certain`.
//! - Errors: [`Error::OutOfDomain`] for a rank that is not a whole number from 1 to 5.
//!
//! ```
//! use standards::{Colour, risk_matrix};
//!
//! let found = risk_matrix::risk(&risk_matrix::FOUR_GRADES, 3.into(), 3.into())?;
//! assert_eq!(found.band.colour, Colour::Orange);
//! assert!(risk_matrix::risk(&risk_matrix::FOUR_GRADES, 0.into(), 3.into()).is_err());
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: what makes a risk red without any score (a local rule), and how to find the rank of a hazard.

use crate::{Band, Borders, Colour, Domain, Error, Exact, Line, Risk, Side};

pub const SIZE: u32 = 5;

pub const FOUR_GRADES: Borders = Borders {
    edition: "ls_four_grades",
    certain: true,
    lowest: band(4, Colour::Blue),
    lines: &[line(4, band(3, Colour::Yellow)), line(9, band(2, Colour::Orange)), line(20, band(1, Colour::Red))],
};

pub const FIVE_GRADES: Borders = Borders {
    edition: "ls_five_grades",
    certain: false,
    lowest: band(5, Colour::Blue),
    lines: &[
        line(4, band(4, Colour::Blue)),
        line(9, band(3, Colour::Yellow)),
        line(15, band(2, Colour::Orange)),
        line(20, band(1, Colour::Red)),
    ],
};

pub const EDITIONS: [&Borders; 2] = [&FOUR_GRADES, &FIVE_GRADES];

pub fn risk(edition: &Borders, likelihood: Exact, severity: Exact) -> Result<Risk, Error> {
    let l = Domain::Whole(1, SIZE).hold("likelihood", likelihood)?;
    let s = Domain::Whole(1, SIZE).hold("severity", severity)?;
    Ok(edition.risk(l.times(s)))
}

/// The matrix as it is printed: a row for each likelihood from 1, in it a cell for each severity from 1.
pub fn cells(edition: &Borders) -> Vec<Vec<Risk>> {
    let row = |l| (1..=SIZE).map(|s| edition.risk(Exact::from(l * s))).collect();
    (1..=SIZE).map(row).collect()
}

const fn band(grade: u8, colour: Colour) -> Band {
    Band { grade, colour, meaning: colour.risk() }
}

const fn line(at: i128, above: Band) -> Line {
    Line { at: Exact::whole(at), at_border: Side::Upper, above }
}
