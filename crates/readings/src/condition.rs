//! The state of one rule at one series: which level it has, and what it is waiting for.
//!
//! A level must be reached for the rule's `hold` without a break before the condition has it, and missed for its `clear`
//! before it eases, to the highest level that was reached meanwhile. Time is the readings' own; between readings
//! nothing changes. Not here: what was said of it ([`super::watch`]).

use crate::Rule;

/// No such time.
const NEVER: i64 = i64::MAX;

/// All that the next reading has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub level: u8,
    /// The highest level reached since `below`.
    eased: u8,
    /// Since when the level is not reached.
    below: i64,
    /// Since when each level above the own one is reached.
    above: [i64; 4],
}

impl State {
    pub const CALM: State = State { level: 0, eased: 0, below: NEVER, above: [NEVER; 4] };

    /// The state after a reading at which the rule's thresholds give `reached`.
    pub fn after(mut self, rule: &Rule, at: i64, reached: u8) -> State {
        if reached == 0 && self == State::CALM {
            return self;
        }
        for (level, since) in (1_u8..).zip(&mut self.above) {
            if level > reached || level <= self.level {
                *since = NEVER;
            } else if *since == NEVER {
                *since = at;
            }
        }
        let held = |since: &i64| *since != NEVER && at - since >= rule.hold;
        if let Some(place) = self.above.iter().rposition(held) {
            self.level = place as u8 + 1;
            self.above[..=place].fill(NEVER);
        }
        if reached >= self.level {
            return State { below: NEVER, eased: 0, ..self };
        }
        if self.below == NEVER {
            self = State { below: at, eased: reached, ..self };
        }
        self.eased = self.eased.max(reached);
        if at - self.below >= rule.clear {
            self.level = self.eased;
            let still_below = reached < self.level;
            self.below = if still_below { at } else { NEVER };
            self.eased = if still_below { reached } else { 0 };
        }
        self
    }

    pub(crate) fn fields(&self) -> [i64; 7] {
        let [one, two, three, four] = self.above;
        [self.level.into(), self.eased.into(), self.below, one, two, three, four]
    }

    pub(crate) fn from_fields(fields: [i64; 7]) -> Option<State> {
        let [level, eased, below, above @ ..] = fields;
        let known = |level: i64| u8::try_from(level).ok().filter(|level| *level <= 4);
        Some(State { level: known(level)?, eased: known(eased)?, below, above })
    }
}

#[cfg(test)]
mod tests {
    use super::State;
    use crate::{Aggregate, Direction, Late, Metric, Rule};

    /// Levels reached each ten minutes, and the levels that the condition has then.
    fn check(hold_min: i64, clear_min: i64, reached: &[u8], levels: &[u8]) {
        let rule = Rule {
            id: 1,
            metric: Metric::Level,
            aggregate: Aggregate::Last,
            window: 1,
            direction: Direction::Above,
            thresholds: [Some(1), Some(2), Some(3), Some(4)],
            hold: hold_min * 60_000,
            clear: clear_min * 60_000,
            late: Late::AsItComes,
            wetness: None,
        };
        let mut state = State::CALM;
        let given = (0..).zip(reached).map(|(n, reached)| {
            state = state.after(&rule, n * 600_000, *reached);
            assert_eq!(State::from_fields(state.fields()), Some(state));
            state.level
        });
        assert_eq!(given.collect::<Vec<_>>(), levels, "hold {hold_min}, clear {clear_min}, reached {reached:?}");
    }

    #[test]
    fn levels_over_time() {
        //    hold clear  reached                     condition
        check(0, 0, &[0, 1, 4, 2, 0, 3], &[0, 1, 4, 2, 0, 3]);
        check(20, 0, &[1, 1, 1, 0, 1, 1, 1], &[0, 0, 1, 0, 0, 0, 1]);
        // A higher level has to be held for itself, the lower one counts along.
        check(20, 0, &[1, 1, 3, 3, 3], &[0, 0, 1, 1, 3]);
        check(20, 0, &[2, 3, 2, 2], &[0, 0, 2, 2]);
        check(20, 0, &[4, 0, 4, 4, 4], &[0, 0, 0, 0, 4]);
        check(0, 20, &[2, 0, 0, 0], &[2, 2, 2, 0]);
        // Reached again in between: the easing begins anew.
        check(0, 20, &[2, 0, 2, 0, 0, 0], &[2, 2, 2, 2, 2, 0]);
        // It eases to the highest of what it saw, and further from there.
        check(0, 20, &[4, 1, 2, 1, 1, 1], &[4, 4, 4, 2, 2, 1]);
        check(0, 20, &[2, 0, 3, 0], &[2, 2, 3, 3]);
        check(20, 20, &[3, 3, 3, 0, 0, 0, 1, 1, 1], &[0, 0, 3, 3, 3, 0, 0, 0, 1]);
    }
}
