//! Whose sheet it is: a township, a village, or a group within a village, which has no code of its own.

use std::fmt;

use kernel::{Division, DivisionLevel};
use serde::{Deserialize, Serialize};

/// Names of groups are short: 三组, 东头自然村.
pub const GROUP_LONGEST: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    pub division: Division,
    /// Of a village alone; empty where it is the division itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
}

impl Place {
    pub fn of(division: Division) -> Self {
        Self { division, group: String::new() }
    }

    pub fn is_group(&self) -> bool {
        !self.group.is_empty()
    }

    /// Townships, villages and their groups write sheets; the district sums them.
    pub fn may_report(&self) -> bool {
        match self.division.level() {
            DivisionLevel::Township => !self.is_group(),
            DivisionLevel::Village => true,
            _ => false,
        }
    }

    /// Its page within a disaster: `530999101201` or `530999101201~三组`.
    pub fn key(&self) -> String {
        self.to_string()
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (code, group) = text.split_once('~').unwrap_or((text, ""));
        let group = group.trim();
        let place = Self { division: code.parse().ok()?, group: group.to_owned() };
        (place.may_report() && group.chars().count() <= GROUP_LONGEST && !group.contains(['/', '~'])).then_some(place)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.division)?;
        if self.is_group() { write!(f, "~{}", self.group) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_from_its_address() {
        //     in the address             comes back
        check("530999101000", true);
        check("530999101201", true);
        check("530999101201~三组", true);
        check("530999101000~三组", false);
        check("530999000000", false);
        check("530999101201~a/b", false);
        check("东门村", false);
    }

    fn check(text: &str, good: bool) {
        assert_eq!(Place::parse(text).map(|it| it.key()), good.then(|| text.to_owned()));
    }
}
