//! What was told of one rule at one series or site: levels over time, and the conditions that they make.

use crate::Told;

/// From when on which level, for somebody who was told everything so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    pub(crate) turns: Vec<Turned>,
    /// Turns before the first were forgotten.
    pub(crate) is_cut: bool,
}

/// From when on which level, and what the window came to then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turned {
    pub at: i64,
    pub level: u8,
    pub figure: i64,
}

/// A condition from the reading that raised it to the one that cleared it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub from: i64,
    /// None: it stands at the end.
    pub until: Option<i64>,
    pub worst: u8,
    /// What the window came to when it became that bad.
    pub figure: i64,
    /// For each level from 1 on: since when it had this or a higher one.
    pub since: [Option<i64>; 4],
    /// For each level from 1 on: how long altogether.
    pub lasted: [i64; 4],
}

impl Timeline {
    /// What is told replaces everything that was said at or after its time.
    pub fn tell(&mut self, told: &Told) {
        let kept = self.turns.partition_point(|turn| turn.at < told.at);
        self.turns.truncate(kept);
        if self.turns.last().map_or(0, |turn| turn.level) != told.level {
            self.turns.push(Turned { at: told.at, level: told.level, figure: told.figure });
        }
    }

    pub fn turns(&self) -> usize {
        self.turns.len()
    }

    /// The level that holds now.
    pub fn level(&self) -> u8 {
        self.turns.last().map_or(0, |turn| turn.level)
    }

    /// The turns at or after a time.
    pub(crate) fn from(&self, at: i64) -> &[Turned] {
        &self.turns[self.turns.partition_point(|turn| turn.at < at)..]
    }

    pub(crate) fn level_before(&self, at: i64) -> u8 {
        let before = self.turns.partition_point(|turn| turn.at < at);
        before.checked_sub(1).map_or(0, |last| self.turns[last].level)
    }

    /// The level at a time, and its figure.
    pub(crate) fn stands(&self, at: i64) -> (u8, i64) {
        let until = self.turns.partition_point(|turn| turn.at <= at);
        until.checked_sub(1).map_or((0, 0), |last| (self.turns[last].level, self.turns[last].figure))
    }

    pub(crate) fn replace_from(&mut self, at: i64, turns: &[Turned]) {
        let kept = self.turns.partition_point(|turn| turn.at < at);
        self.turns.truncate(kept);
        self.turns.extend_from_slice(turns);
    }

    pub(crate) fn keep_last(&mut self, most: usize) {
        if let Some(over) = self.turns.len().checked_sub(most).filter(|over| *over > 0) {
            self.turns.drain(..over);
            self.is_cut = true;
        }
    }

    /// Before it nothing is known any more.
    pub(crate) fn floor(&self) -> Option<i64> {
        self.turns.first().filter(|_| self.is_cut).map(|turn| turn.at)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.turns.capacity() * size_of::<Turned>()
    }

    /// In order of time; what stands lasts until `end`.
    pub fn conditions(&self, end: i64) -> Vec<Held> {
        let mut found: Vec<Held> = Vec::new();
        for (place, turn) in self.turns.iter().enumerate() {
            let before = place.checked_sub(1).map_or(0, |before| self.turns[before].level);
            if before == 0 {
                let (since, lasted) = ([None; 4], [0; 4]);
                found.push(Held { from: turn.at, until: None, worst: 0, figure: turn.figure, since, lasted });
            }
            let Some(held) = found.last_mut() else { continue };
            if turn.level == 0 {
                held.until = Some(turn.at);
            }
            if turn.level > held.worst {
                (held.worst, held.figure) = (turn.level, turn.figure);
            }
            let next = self.turns.get(place + 1).map_or(end.max(turn.at), |next| next.at);
            for level in 0..usize::from(turn.level) {
                held.since[level].get_or_insert(turn.at);
                held.lasted[level] += next - turn.at;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, Timeline};
    use crate::{Told, Turn};

    fn told(at: i64, level: u8) -> Told {
        Told { turn: Turn::Raised, at, level, figure: at * 10, corrected: false }
    }

    fn of(turns: &[(i64, u8)]) -> Timeline {
        let mut timeline = Timeline::default();
        turns.iter().for_each(|(at, level)| timeline.tell(&told(*at, *level)));
        timeline
    }

    #[test]
    fn what_was_told_becomes_conditions() {
        let found = of(&[(1, 1), (3, 3), (4, 2), (6, 0), (8, 2)]).conditions(10);
        let first = Held {
            from: 1,
            until: Some(6),
            worst: 3,
            figure: 30,
            since: [Some(1), Some(3), Some(3), None],
            lasted: [5, 3, 1, 0],
        };
        let last = Held {
            from: 8,
            until: None,
            worst: 2,
            figure: 80,
            since: [Some(8), Some(8), None, None],
            lasted: [2, 2, 0, 0],
        };
        assert_eq!(found, [first, last]);
        assert!(of(&[]).conditions(10).is_empty());
    }

    #[test]
    fn what_is_put_right_takes_the_place_of_what_was_said() {
        // It had begun earlier, and was over before it was said to become worse.
        let found = of(&[(5, 1), (7, 2), (4, 1), (6, 0)]).conditions(10);
        assert_eq!(found.iter().map(|it| (it.from, it.until, it.worst)).collect::<Vec<_>>(), [(4, Some(6), 1)]);
        // It never was.
        assert!(of(&[(5, 1), (5, 0)]).conditions(10).is_empty());
    }
}
