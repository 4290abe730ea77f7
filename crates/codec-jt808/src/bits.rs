//! The bits of the alarm and status words. Data, not code: a platform that knows better keeps a table of its own.

/// When a terminal takes an alarm bit back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clears {
    /// When the platform has answered.
    OnReply,
    /// When what raised it is over.
    WithCondition,
    Unknown,
}

/// How sure a meaning or a layout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// At least two independent descriptions agree.
    Confirmed,
    /// Frames that others published read so; no description was at hand.
    Frames,
    /// Written down from memory.
    Memory,
    /// Sources contradict each other.
    Disputed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlarmBit {
    pub bit: u8,
    pub name: &'static str,
    pub clears: Clears,
    pub certainty: Certainty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusBit {
    pub bit: u8,
    pub name: &'static str,
    pub certainty: Certainty,
}

/// Alarm bits of JT/T 808-2013 and 2019. Bit 3 is disputed: one source keeps it until its condition ends. Bits 15 to 17 are
/// reserved before 2019.
pub const ALARMS: [AlarmBit; 32] = {
    use Certainty::{Confirmed, Disputed, Memory};
    use Clears::{OnReply, Unknown, WithCondition};
    [
        alarm(0, "emergency", OnReply, Confirmed),
        alarm(1, "overspeed", WithCondition, Confirmed),
        alarm(2, "fatigue_driving", WithCondition, Confirmed),
        alarm(3, "danger_warning", OnReply, Disputed),
        alarm(4, "gnss_module_fault", WithCondition, Confirmed),
        alarm(5, "gnss_antenna_cut", WithCondition, Confirmed),
        alarm(6, "gnss_antenna_short", WithCondition, Confirmed),
        alarm(7, "main_power_low", WithCondition, Confirmed),
        alarm(8, "main_power_lost", WithCondition, Confirmed),
        alarm(9, "display_fault", WithCondition, Confirmed),
        alarm(10, "tts_fault", WithCondition, Confirmed),
        alarm(11, "camera_fault", WithCondition, Confirmed),
        alarm(12, "transport_permit_card_module_fault", WithCondition, Confirmed),
        alarm(13, "overspeed_warning", WithCondition, Confirmed),
        alarm(14, "fatigue_warning", WithCondition, Confirmed),
        alarm(15, "driving_in_violation", Unknown, Memory),
        alarm(16, "tyre_pressure_warning", Unknown, Memory),
        alarm(17, "right_turn_blind_spot", Unknown, Memory),
        alarm(18, "daily_driving_time_exceeded", WithCondition, Confirmed),
        alarm(19, "overtime_parking", WithCondition, Confirmed),
        alarm(20, "area_in_out", OnReply, Confirmed),
        alarm(21, "route_in_out", OnReply, Confirmed),
        alarm(22, "route_time", OnReply, Confirmed),
        alarm(23, "off_route", WithCondition, Confirmed),
        alarm(24, "vss_fault", WithCondition, Confirmed),
        alarm(25, "fuel_abnormal", WithCondition, Confirmed),
        alarm(26, "stolen", WithCondition, Confirmed),
        alarm(27, "illegal_ignition", OnReply, Confirmed),
        alarm(28, "illegal_displacement", OnReply, Confirmed),
        alarm(29, "collision", WithCondition, Confirmed),
        alarm(30, "rollover", WithCondition, Confirmed),
        alarm(31, "illegal_door_opening", OnReply, Confirmed),
    ]
};

/// Status bits; 8 and 9 together are [`Load`]. Bit 5 and the doors count from the standard's table.
pub const STATUS: [StatusBit; 21] = {
    use Certainty::{Confirmed, Memory};
    [
        status(0, "acc_on", Confirmed),
        status(1, "positioned", Confirmed),
        status(2, "south", Confirmed),
        status(3, "west", Confirmed),
        status(4, "out_of_service", Confirmed),
        status(5, "coordinates_encrypted", Confirmed),
        status(6, "forward_collision_braking", Memory),
        status(7, "lane_departure", Memory),
        status(10, "fuel_cut", Confirmed),
        status(11, "circuit_cut", Confirmed),
        status(12, "door_locked", Confirmed),
        status(13, "front_door_open", Confirmed),
        status(14, "middle_door_open", Confirmed),
        status(15, "rear_door_open", Confirmed),
        status(16, "driver_door_open", Confirmed),
        status(17, "custom_door_open", Confirmed),
        status(18, "gps", Confirmed),
        status(19, "beidou", Confirmed),
        status(20, "glonass", Confirmed),
        status(21, "galileo", Confirmed),
        status(22, "moving", Memory),
    ]
};

pub(crate) const SOUTH: u32 = 1 << 2;
pub(crate) const WEST: u32 = 1 << 3;

/// What bits 8 and 9 say of the load: the only statement about it in the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Load {
    Empty,
    Half,
    Reserved,
    Full,
}

impl Load {
    pub fn of(status: u32) -> Self {
        match status >> 8 & 3 {
            0 => Self::Empty,
            1 => Self::Half,
            2 => Self::Reserved,
            _ => Self::Full,
        }
    }
}

/// Names of the alarm bits that are set.
pub fn alarm_names(alarm: u32) -> impl Iterator<Item = &'static str> {
    ALARMS.iter().filter(move |it| alarm & 1 << it.bit != 0).map(|it| it.name)
}

/// Names of the bits that are set and whose meaning is from memory.
pub fn uncertain_names(alarm: u32, status: u32) -> impl Iterator<Item = &'static str> {
    let is_open = |certainty| certainty == Certainty::Memory;
    let alarms = ALARMS.iter().filter(move |it| alarm & 1 << it.bit != 0 && is_open(it.certainty)).map(|it| it.name);
    let states = STATUS.iter().filter(move |it| status & 1 << it.bit != 0 && is_open(it.certainty)).map(|it| it.name);
    alarms.chain(states)
}

/// Names of the status bits that are set.
pub fn status_names(status: u32) -> impl Iterator<Item = &'static str> {
    STATUS.iter().filter(move |it| status & 1 << it.bit != 0).map(|it| it.name)
}

const fn alarm(bit: u8, name: &'static str, clears: Clears, certainty: Certainty) -> AlarmBit {
    AlarmBit { bit, name, clears, certainty }
}

const fn status(bit: u8, name: &'static str, certainty: Certainty) -> StatusBit {
    StatusBit { bit, name, certainty }
}
