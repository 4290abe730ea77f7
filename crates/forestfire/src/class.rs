//! The five classes of danger, each with its word and colour.

use kernel::{Lang, words};
use maud::Markup;
use page::parts::{self, WarningColour};
use registry::map::Look;

use crate::words::{fire_class, fire_class_short};

words! {
    /// From the least to the worst.
    pub enum Class {
        One = "class_1",
        Two = "class_2",
        Three = "class_3",
        Four = "class_4",
        Five = "class_5",
    }
}

impl Class {
    pub fn of(number: i64) -> Option<Class> {
        usize::try_from(number.checked_sub(1)?).ok().and_then(|at| Class::ALL.get(at)).copied()
    }

    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// `四级 高`
    pub fn text(self, lang: Lang) -> &'static str {
        fire_class::of(lang, self.word())
    }

    /// `四级`, where many stand side by side.
    pub fn short(self, lang: Lang) -> &'static str {
        fire_class_short::of(lang, self.word())
    }

    pub fn look(self) -> Look {
        match self {
            Class::One => Look::Calm,
            Class::Two => Look::Blue,
            Class::Three => Look::Yellow,
            Class::Four => Look::Orange,
            Class::Five => Look::Red,
        }
    }

    /// The colour with its word; the lowest class is green and a tag, since it warns of nothing.
    pub fn mark(self, lang: Lang) -> Markup {
        let colour = match self {
            Class::One => return parts::good_tag(self.text(lang)),
            Class::Two => WarningColour::Blue,
            Class::Three => WarningColour::Yellow,
            Class::Four => WarningColour::Orange,
            Class::Five => WarningColour::Red,
        };
        parts::warning_mark(colour, self.text(lang))
    }
}
