//! LS, the risk matrix: `R = L · S`, each a whole number from 1 to 5.
//!
//! - Likelihood L and severity S: dimensionless ranks; R is one of 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25.
//! - Source: two ways of colouring that are in use. [`FOUR_GRADES`] is one published table; [`FIVE_GRADES`] is the way of
//!   the Shandong local standards (DB37/T) and not compared with a printed copy, so it is not `certain`.
//! - Errors: [`Error::OutOfDomain`] for a rank that is not a whole number from 1 to 5.
//!
//! Not here: what makes a risk red without any score (a local rule), and how to find the rank of a hazard.

use crate::{Band, Borders, Colour, Domain, Error, Exact, Line, Side};

pub const SIZE: u32 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matrix {
    pub name: &'static str,
    /// Whether its lines were read in a published table.
    pub certain: bool,
    pub borders: Borders,
}

pub const FOUR_GRADES: Matrix = Matrix {
    name: "ls_four_grades",
    certain: true,
    borders: Borders {
        edition: "ls_four_grades",
        lowest: band(4, Colour::Blue),
        lines: &[line(4, band(3, Colour::Yellow)), line(9, band(2, Colour::Orange)), line(20, band(1, Colour::Red))],
    },
};

pub const FIVE_GRADES: Matrix = Matrix {
    name: "ls_five_grades",
    certain: false,
    borders: Borders {
        edition: "ls_five_grades",
        lowest: band(5, Colour::Blue),
        lines: &[
            line(4, band(4, Colour::Blue)),
            line(9, band(3, Colour::Yellow)),
            line(15, band(2, Colour::Orange)),
            line(20, band(1, Colour::Red)),
        ],
    },
};

pub const MATRICES: [&Matrix; 2] = [&FOUR_GRADES, &FIVE_GRADES];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Risk {
    pub score: Exact,
    pub band: Band,
    pub edition: &'static str,
}

impl Matrix {
    pub fn risk(&self, likelihood: Exact, severity: Exact) -> Result<Risk, Error> {
        let rank = Domain::Whole(1, SIZE);
        let score = rank.hold("likelihood", likelihood)?.times(rank.hold("severity", severity)?);
        Ok(self.of(score))
    }

    /// The matrix as it is printed: a row for each likelihood from 1, in it a cell for each severity from 1.
    pub fn cells(&self) -> Vec<Vec<Risk>> {
        let row = |likelihood| (1..=SIZE).map(|severity| self.of(Exact::from(likelihood * severity))).collect();
        (1..=SIZE).map(row).collect()
    }

    fn of(&self, score: Exact) -> Risk {
        Risk { score, band: self.borders.band(score), edition: self.name }
    }
}

const fn band(grade: u8, colour: Colour) -> Band {
    Band { grade, colour, meaning: colour.risk() }
}

const fn line(at: i128, above: Band) -> Line {
    Line { at: Exact::whole(at), at_border: Side::Upper, above }
}
