//! The additional items of a location: `id, length, value`.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::settings::TemperatureRule;
use crate::text::Hex;

/// One additional item as sent, a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemView<'a> {
    pub id: u8,
    pub value: &'a [u8],
}

/// One additional item as a value of its own. An id may repeat; an unknown one keeps its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: u8,
    pub value: Vec<u8>,
}

/// What an item means: JT/T 808-2013 and 2019, table of additional location items; 0x14 to 0x18 JT/T 1078.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// 0x01, tenths of a kilometre.
    Odometer { tenth_km: u32 },
    /// 0x02, tenths of a litre.
    Fuel { tenth_l: u16 },
    /// 0x03, the recorder's speed, tenths of km/h.
    RecorderSpeed { tenth_km_h: u16 },
    /// 0x04, the alarm event to be confirmed by hand, from 1.
    AlarmEvent { id: u16 },
    /// 0x05 (2019), one byte a tyre, 0xFF invalid. The unit, Pa by the norm, is from memory (certainty M).
    TyrePressure(&'a [u8; 30]),
    /// 0x06 (2019), as [`TemperatureRule`] reads it.
    CarriageTemperature { degrees_c: i16 },
    /// 0x11: 0 no area, 1 circle, 2 rectangle, 3 polygon, 4 route.
    Overspeed { area_kind: u8, area: Option<u32> },
    /// 0x12: `direction` 0 in, 1 out.
    AreaInOut { area_kind: u8, area: u32, direction: u8 },
    /// 0x13: `result` 0 too short, 1 too long.
    RouteTime { route: u32, seconds: u16, result: u8 },
    /// 0x14, bits of JT/T 1078.
    VideoAlarm { bits: u32 },
    /// 0x15, one bit a channel without signal.
    VideoLost { channels: u32 },
    /// 0x16, one bit a masked channel.
    VideoMasked { channels: u32 },
    /// 0x17, one bit a faulty memory.
    StorageFault { memories: u16 },
    /// 0x25, lamps and switches.
    Signals { bits: u32 },
    /// 0x2A: bit 0 deep sleep, bit 1 sleep.
    InputOutput { bits: u16 },
    /// 0x2B
    Analog { ad0: u16, ad1: u16 },
    /// 0x30
    RadioSignal { strength: u8 },
    /// 0x31
    Satellites { count: u8 },
    /// Not in the standard, or with another length than the standard's.
    Raw(&'a [u8]),
}

/// Bits of item 0x25 from bit 0 on.
pub const SIGNALS: [&str; 15] = [
    "low_beam",
    "high_beam",
    "right_turn",
    "left_turn",
    "brake",
    "reverse",
    "fog_lamp",
    "clearance_lamp",
    "horn",
    "air_conditioning",
    "neutral",
    "retarder",
    "abs",
    "heater",
    "clutch",
];

impl<'a> ItemView<'a> {
    pub fn meaning(&self, temperature: TemperatureRule) -> Meaning<'a> {
        self.known(temperature).unwrap_or(Meaning::Raw(self.value))
    }

    fn known(&self, temperature: TemperatureRule) -> Option<Meaning<'a>> {
        let value = self.value;
        Some(match self.id {
            0x01 => Meaning::Odometer { tenth_km: word4(value)? },
            0x02 => Meaning::Fuel { tenth_l: word2(value)? },
            0x03 => Meaning::RecorderSpeed { tenth_km_h: word2(value)? },
            0x04 => Meaning::AlarmEvent { id: word2(value)? },
            0x05 => Meaning::TyrePressure(value.try_into().ok()?),
            0x06 => Meaning::CarriageTemperature { degrees_c: degrees(word2(value)?, temperature) },
            0x11 => match value {
                [area_kind] => Meaning::Overspeed { area_kind: *area_kind, area: None },
                [area_kind, area @ ..] => Meaning::Overspeed { area_kind: *area_kind, area: Some(word4(area)?) },
                [] => return None,
            },
            0x12 => {
                let [area_kind, a, b, c, d, direction] = *value else { return None };
                Meaning::AreaInOut { area_kind, area: u32::from_be_bytes([a, b, c, d]), direction }
            }
            0x13 => {
                let [a, b, c, d, e, f, result] = *value else { return None };
                let (route, seconds) = (u32::from_be_bytes([a, b, c, d]), u16::from_be_bytes([e, f]));
                Meaning::RouteTime { route, seconds, result }
            }
            0x14 => Meaning::VideoAlarm { bits: word4(value)? },
            0x15 => Meaning::VideoLost { channels: word4(value)? },
            0x16 => Meaning::VideoMasked { channels: word4(value)? },
            0x17 => Meaning::StorageFault { memories: word2(value)? },
            0x25 => Meaning::Signals { bits: word4(value)? },
            0x2a => Meaning::InputOutput { bits: word2(value)? },
            0x2b => {
                let both = word4(value)?;
                Meaning::Analog { ad0: both as u16, ad1: (both >> 16) as u16 }
            }
            0x30 => Meaning::RadioSignal { strength: byte(value)? },
            0x31 => Meaning::Satellites { count: byte(value)? },
            _ => return None,
        })
    }
}

impl Item {
    pub fn view(&self) -> ItemView<'_> {
        ItemView { id: self.id, value: &self.value }
    }
}

/// `{"item":"01","name":"odometer","km":10.0}`; raw ones have `raw` in hexadecimal.
pub(crate) struct Shown<'a>(pub ItemView<'a>, pub TemperatureRule);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("item", &format_args!("{:02x}", self.0.id))?;
        let meaning = self.0.meaning(self.1);
        if let Some(name) = name(&meaning) {
            map.serialize_entry("name", name)?;
        }
        match meaning {
            Meaning::Odometer { tenth_km } => map.serialize_entry("km", &(f64::from(tenth_km) / 10.0))?,
            Meaning::Fuel { tenth_l } => map.serialize_entry("l", &(f64::from(tenth_l) / 10.0))?,
            Meaning::RecorderSpeed { tenth_km_h } => map.serialize_entry("km_h", &(f64::from(tenth_km_h) / 10.0))?,
            Meaning::AlarmEvent { id } => map.serialize_entry("event", &id)?,
            Meaning::TyrePressure(tyres) => {
                let valid = tyres.map(|it| Some(it).filter(|it| *it != 0xff));
                map.serialize_entry("tyres", valid.as_slice())?;
            }
            Meaning::CarriageTemperature { degrees_c } => map.serialize_entry("degrees_c", &degrees_c)?,
            Meaning::Overspeed { area_kind, area } => {
                map.serialize_entry("area_kind", &area_kind)?;
                map.serialize_entry("area", &area)?;
            }
            Meaning::AreaInOut { area_kind, area, direction } => {
                map.serialize_entry("area_kind", &area_kind)?;
                map.serialize_entry("area", &area)?;
                map.serialize_entry("direction", &direction)?;
            }
            Meaning::RouteTime { route, seconds, result } => {
                map.serialize_entry("route", &route)?;
                map.serialize_entry("seconds", &seconds)?;
                map.serialize_entry("result", &result)?;
            }
            Meaning::VideoAlarm { bits } => map.serialize_entry("bits", &bits)?,
            Meaning::VideoLost { channels } | Meaning::VideoMasked { channels } => {
                map.serialize_entry("channels", &channels)?;
            }
            Meaning::StorageFault { memories } => map.serialize_entry("memories", &memories)?,
            Meaning::Signals { bits } => {
                let set = SIGNALS.iter().enumerate().filter(|(bit, _)| bits & 1 << bit != 0);
                map.serialize_entry("bits", &bits)?;
                map.serialize_entry("signals", &set.map(|(_, name)| name).collect::<Vec<_>>())?;
            }
            Meaning::InputOutput { bits } => map.serialize_entry("bits", &bits)?,
            Meaning::Analog { ad0, ad1 } => {
                map.serialize_entry("ad0", &ad0)?;
                map.serialize_entry("ad1", &ad1)?;
            }
            Meaning::RadioSignal { strength } => map.serialize_entry("strength", &strength)?,
            Meaning::Satellites { count } => map.serialize_entry("count", &count)?,
            Meaning::Raw(bytes) => map.serialize_entry("raw", &Hex(bytes.to_vec()))?,
        }
        map.end()
    }
}

fn name(meaning: &Meaning<'_>) -> Option<&'static str> {
    Some(match meaning {
        Meaning::Odometer { .. } => "odometer",
        Meaning::Fuel { .. } => "fuel",
        Meaning::RecorderSpeed { .. } => "recorder_speed",
        Meaning::AlarmEvent { .. } => "alarm_event",
        Meaning::TyrePressure(_) => "tyre_pressure",
        Meaning::CarriageTemperature { .. } => "carriage_temperature",
        Meaning::Overspeed { .. } => "overspeed",
        Meaning::AreaInOut { .. } => "area_in_out",
        Meaning::RouteTime { .. } => "route_time",
        Meaning::VideoAlarm { .. } => "video_alarm",
        Meaning::VideoLost { .. } => "video_lost",
        Meaning::VideoMasked { .. } => "video_masked",
        Meaning::StorageFault { .. } => "storage_fault",
        Meaning::Signals { .. } => "signals",
        Meaning::InputOutput { .. } => "input_output",
        Meaning::Analog { .. } => "analog",
        Meaning::RadioSignal { .. } => "radio_signal",
        Meaning::Satellites { .. } => "satellites",
        Meaning::Raw(_) => return None,
    })
}

fn degrees(word: u16, rule: TemperatureRule) -> i16 {
    match rule {
        TemperatureRule::TwosComplement => word as i16,
        TemperatureRule::SignBit => {
            let amount = (word & 0x7fff) as i16;
            if word >> 15 == 1 { -amount } else { amount }
        }
    }
}

fn byte(value: &[u8]) -> Option<u8> {
    if let [byte] = value { Some(*byte) } else { None }
}

fn word2(value: &[u8]) -> Option<u16> {
    value.try_into().ok().map(u16::from_be_bytes)
}

fn word4(value: &[u8]) -> Option<u32> {
    value.try_into().ok().map(u32::from_be_bytes)
}
