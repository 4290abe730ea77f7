//! Sequence numbers of a series that came already: the highest one and the sixty-three below it.

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sequences {
    highest: u64,
    /// Bit `n`: the number `highest - n` came.
    came: u64,
}

impl Sequences {
    /// Whether this number came already, with a reading of another time: a device that sends again and stamps anew.
    ///
    /// A lower number whose reading is a whole interval newer than any is no repetition but a device that began to count
    /// anew. A number far below the highest can't be told; such a reading is known by its time alone.
    pub fn repeats(&self, number: u64, began_anew: bool) -> bool {
        let below = self.highest.checked_sub(number);
        below.is_some_and(|below| below < 64 && self.came >> below & 1 == 1 && !(began_anew && below > 0))
    }

    pub fn note(&mut self, number: u64, began_anew: bool) {
        match self.highest.checked_sub(number) {
            Some(0) => self.came |= 1,
            Some(_) if began_anew => *self = Sequences { highest: number, came: 1 },
            Some(below) if below < 64 => self.came |= 1 << below,
            Some(_) => {}
            None => {
                let ahead = number - self.highest;
                let came = if ahead < 64 { self.came << ahead } else { 0 };
                *self = Sequences { highest: number, came: came | 1 };
            }
        }
    }

    pub fn fields(&self) -> [u64; 2] {
        [self.highest, self.came]
    }

    pub fn from_fields([highest, came]: [u64; 2]) -> Sequences {
        Sequences { highest, came }
    }
}

#[cfg(test)]
mod tests {
    use super::Sequences;

    #[test]
    fn numbers_that_came_are_known() {
        let mut it = Sequences::default();
        let mut check = |number: u64, began_anew: bool, repeats: bool| {
            assert_eq!(it.repeats(number, began_anew), repeats, "{number} after {it:?}");
            if !repeats {
                it.note(number, began_anew);
            }
        };
        check(0, false, false);
        check(0, false, true);
        check(5, false, false);
        check(3, false, false);
        check(3, false, true);
        check(5, true, true);
        check(100, false, false);
        check(5, false, false);
        check(99, false, false);
        check(99, false, true);
        // The device was switched off and on.
        check(99, true, false);
        check(100, false, false);
        check(100, false, true);
        check(u64::MAX, false, false);
        check(u64::MAX, false, true);
        check(0, true, false);
    }
}
