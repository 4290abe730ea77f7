//! The four colours of a condition, by how much is at stake.

use kernel::{Lang, words};
use maud::Markup;
use page::parts::{self, WarningColour};

use crate::words::signal_colour;

words! {
    /// From the least to the worst.
    pub enum Colour {
        Blue = "blue",
        Yellow = "yellow",
        Orange = "orange",
        Red = "red",
    }
}

impl Colour {
    pub fn text(self, lang: Lang) -> &'static str {
        signal_colour::of(lang, self.word())
    }

    /// The block of the legal colour, with its word.
    pub fn mark(self, lang: Lang) -> Markup {
        let colour = match self {
            Colour::Blue => WarningColour::Blue,
            Colour::Yellow => WarningColour::Yellow,
            Colour::Orange => WarningColour::Orange,
            Colour::Red => WarningColour::Red,
        };
        parts::warning_mark(colour, self.text(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::Colour;

    #[test]
    fn red_is_the_worst() {
        assert!(Colour::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(Colour::ALL.last(), Some(&Colour::Red));
    }
}
