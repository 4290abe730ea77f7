//! What is to be thought of a device: silent, stuck, jumping, impossible, too often; and how far its clock is off.

use crate::Point;
use crate::directory::Setting;

/// Something that is wrong with a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Flag {
    /// Nothing came for two intervals.
    Silent,
    /// The same value for longer than the device's setting allows.
    Stuck,
    /// The newest value is further from the one before than the setting allows.
    Jumping,
    /// The newest value can't be true.
    Impossible,
    /// More readings than are kept in memory: windows and repetitions are known less far back than the rules ask for.
    TooOften,
}

impl Flag {
    pub const ALL: [Flag; 5] = [Flag::Silent, Flag::Stuck, Flag::Jumping, Flag::Impossible, Flag::TooOften];
}

/// Intervals without a reading that make a device silent.
const SILENT_INTERVALS: i64 = 2;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quality {
    pub flags: u8,
    /// When the last one arrived, 0 before the first.
    pub heard: i64,
    /// Since when the value is the same, by the readings' own time.
    pub same_since: i64,
}

impl Quality {
    pub fn has(&self, flag: Flag) -> bool {
        self.flags >> flag as u8 & 1 == 1
    }

    /// Sets or takes away a flag; whether that changed anything.
    pub fn set(&mut self, flag: Flag, on: bool) -> bool {
        let before = self.flags;
        self.flags = before & !(1 << flag as u8) | u8::from(on) << flag as u8;
        self.flags != before
    }

    /// Looks at a reading newer than all before it.
    pub fn look(&mut self, setting: &Setting, before: Option<Point>, newest: Point, tell: &mut impl FnMut(Flag, bool)) {
        let mut flag = |it: &mut Quality, flag, on| {
            if it.set(flag, on) {
                tell(flag, on);
            }
        };
        flag(self, Flag::Impossible, false);
        if before.is_none_or(|before| before.value != newest.value) {
            self.same_since = newest.at;
        }
        if let Some(stuck) = setting.stuck {
            flag(self, Flag::Stuck, newest.at - self.same_since > stuck);
        }
        if let (Some(jump), Some(before)) = (setting.jump, before) {
            let intervals = (newest.at - before.at + setting.interval - 1) / setting.interval;
            let far = i64::from(newest.value) - i64::from(before.value);
            flag(self, Flag::Jumping, far.abs() > i64::from(jump).saturating_mul(intervals));
        }
    }

    pub fn is_silent(&self, setting: &Setting, now: i64) -> bool {
        self.heard != 0 && now - self.heard > SILENT_INTERVALS * setting.interval
    }
}

/// How much later a device's readings arrive than they say, in milliseconds: its clock's error and the shortest way.
///
/// A quicker one is believed at once, since nothing arrives before it is sent; a slower one by a sixty-fourth, a second
/// at most, so that a batch kept for hours says little about the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skew(pub Option<i64>);

impl Skew {
    const A_SECOND: i64 = 1_000;

    pub fn note(&mut self, delay: i64) {
        self.0 = Some(match self.0 {
            None => delay,
            Some(known) if delay <= known => delay,
            Some(known) => known + ((delay - known) / 64).min(Self::A_SECOND),
        });
    }
}
