//! Where a score becomes a grade and a colour. Sources print `160–320` and do not say where 160 belongs, so the side is
//! part of the edition and stands in the result.

use crate::{Exact, Term};

/// The four colours of risk. A later one is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    Blue,
    Yellow,
    Orange,
    Red,
}

impl Colour {
    pub const ALL: [Colour; 4] = [Colour::Blue, Colour::Yellow, Colour::Orange, Colour::Red];

    pub fn word(self) -> &'static str {
        match self {
            Colour::Blue => "blue",
            Colour::Yellow => "yellow",
            Colour::Orange => "orange",
            Colour::Red => "red",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.word() == word)
    }

    /// The risk that the colour stands for.
    pub const fn risk(self) -> Term {
        match self {
            Colour::Blue => Term::new("低风险", "low risk"),
            Colour::Yellow => Term::new("一般风险", "moderate risk"),
            Colour::Orange => Term::new("较大风险", "considerable risk"),
            Colour::Red => Term::new("重大风险", "major risk"),
        }
    }
}

/// What a score between two lines is called. Grade 1 is the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    pub grade: u8,
    pub colour: Colour,
    pub meaning: Term,
}

/// To which band a score exactly on the line belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Upper,
    Lower,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub at: Exact,
    pub at_border: Side,
    pub above: Band,
}

/// The lines of one edition, from the lowest up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Borders {
    pub edition: &'static str,
    /// Whether lines and sides are the published or usual reading.
    pub certain: bool,
    pub lowest: Band,
    pub lines: &'static [Line],
}

/// A score with what it means, and the edition that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Risk {
    pub score: Exact,
    pub band: Band,
    pub edition: &'static str,
}

impl Borders {
    pub fn risk(&self, score: Exact) -> Risk {
        Risk { score, band: self.band(score), edition: self.edition }
    }

    pub fn band(&self, score: Exact) -> Band {
        let crossed = self.lines.iter().take_while(|line| match line.at_border {
            Side::Upper => score >= line.at,
            Side::Lower => score > line.at,
        });
        crossed.last().map_or(self.lowest, |line| line.above)
    }
}
