//! 0x0200: where a vehicle is. [`LocationView`] reads the bytes in place, [`Location`] owns its values.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::bits::{Load, SOUTH, WEST, alarm_names, status_names, uncertain_names};
use crate::cursor::{Cursor, put_counted};
use crate::error::Problem;
use crate::item::{Item, ItemView, Shown};
use crate::settings::TemperatureRule;
use crate::text::{Hex, Time};
use crate::{Error, Settings};

const BASIC: usize = 28;

/// A location whose basic block of 28 bytes is there. Whether the point is possible is not asked: a latitude above 90°
/// has been seen in the field, and a rule, not the codec, refuses it.
///
/// ```
/// use codec_jt808::{LocationView, Time};
/// let mut body = [0; 34];
/// body[7] = 0b1110; // positioned, south, west
/// body[8..12].copy_from_slice(&12_222_222_u32.to_be_bytes());
/// body[18..20].copy_from_slice(&60_u16.to_be_bytes());
/// body[28..].copy_from_slice(&[0x01, 4, 0, 0, 0, 100]);
/// let view = LocationView::new(&body, 12).unwrap();
/// assert_eq!(view.latitude_degrees(), -12.222222);
/// assert_eq!(view.speed_tenth_km_h(), 60);
/// assert_eq!(view.items().count(), 1);
///
/// assert_eq!(LocationView::new(&body[..20], 12).unwrap_err().to_string(),
///     "location at byte 12: 28 bytes are needed, 20 are left");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocationView<'a> {
    basic: &'a [u8; BASIC],
    rest: &'a [u8],
    /// Where the basic block begins in the frame, for errors.
    offset: usize,
}

impl<'a> LocationView<'a> {
    /// `offset`: where `body` begins in the frame.
    pub fn new(body: &'a [u8], offset: usize) -> Result<Self, Error> {
        let Some((basic, rest)) = body.split_first_chunk::<BASIC>() else {
            let problem = Problem::Short { needed: BASIC, found: body.len() };
            return Err(Error::new(offset, "location", problem));
        };
        Ok(Self { basic, rest, offset })
    }

    pub fn alarm(&self) -> u32 {
        self.word4(0)
    }

    pub fn status(&self) -> u32 {
        self.word4(4)
    }

    /// Unsigned as sent; its sign is in the status.
    pub fn latitude_micro_degrees(&self) -> u32 {
        self.word4(8)
    }

    /// Unsigned as sent; its sign is in the status.
    pub fn longitude_micro_degrees(&self) -> u32 {
        self.word4(12)
    }

    /// South is negative.
    pub fn latitude_degrees(&self) -> f64 {
        degrees(self.latitude_micro_degrees(), self.status() & SOUTH != 0)
    }

    /// West is negative.
    pub fn longitude_degrees(&self) -> f64 {
        degrees(self.longitude_micro_degrees(), self.status() & WEST != 0)
    }

    pub fn altitude_m(&self) -> u16 {
        self.word2(16)
    }

    pub fn speed_tenth_km_h(&self) -> u16 {
        self.word2(18)
    }

    /// North is 0, clockwise.
    pub fn direction_degrees(&self) -> u16 {
        self.word2(20)
    }

    pub fn time(&self) -> Time {
        let [.., a, b, c, d, e, f] = *self.basic;
        Time([a, b, c, d, e, f])
    }

    /// The additional items; an error ends them when the last one is cut short.
    pub fn items(&self) -> Items<'a> {
        Items { cursor: Cursor::new(self.rest, self.offset + BASIC), over: false }
    }

    pub fn to_value(&self) -> Location {
        let mut items = Vec::new();
        let mut used = 0;
        for item in self.items().map_while(Result::ok) {
            used += 2 + item.value.len();
            items.push(Item { id: item.id, value: item.value.to_vec() });
        }
        Location {
            alarm: self.alarm(),
            status: self.status(),
            latitude_micro_degrees: self.latitude_micro_degrees(),
            longitude_micro_degrees: self.longitude_micro_degrees(),
            altitude_m: self.altitude_m(),
            speed_tenth_km_h: self.speed_tenth_km_h(),
            direction_degrees: self.direction_degrees(),
            time: self.time(),
            items,
            rest: Hex(self.rest[used..].to_vec()),
        }
    }

    fn word2(&self, at: usize) -> u16 {
        u16::from_be_bytes([self.basic[at], self.basic[at + 1]])
    }

    fn word4(&self, at: usize) -> u32 {
        u32::from_be_bytes([self.basic[at], self.basic[at + 1], self.basic[at + 2], self.basic[at + 3]])
    }
}

/// The items of a [`LocationView`].
#[derive(Debug, Clone)]
pub struct Items<'a> {
    cursor: Cursor<'a>,
    over: bool,
}

impl<'a> Iterator for Items<'a> {
    type Item = Result<ItemView<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over || self.cursor.is_empty() {
            return None;
        }
        let item = self.item();
        self.over = item.is_err();
        Some(item)
    }
}

impl<'a> Items<'a> {
    fn item(&mut self) -> Result<ItemView<'a>, Error> {
        let id = self.cursor.u8("item_id")?;
        let len = self.cursor.u8("item_length")?;
        Ok(ItemView { id, value: self.cursor.take("item_value", len.into())? })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Location {
    /// Bits as [`crate::ALARMS`] names them.
    pub alarm: u32,
    /// Bits as [`crate::STATUS`] names them.
    pub status: u32,
    /// Unsigned; the sign is in the status.
    pub latitude_micro_degrees: u32,
    pub longitude_micro_degrees: u32,
    pub altitude_m: u16,
    pub speed_tenth_km_h: u16,
    pub direction_degrees: u16,
    pub time: Time,
    pub items: Vec<Item>,
    /// What follows the last whole item and is none: some makers' private items have two bytes of length.
    pub rest: Hex,
}

impl Location {
    /// As a body; decoding it gives the same value. An item of more than 255 bytes has no encoding.
    pub fn put(&self, into: &mut Vec<u8>) -> Result<(), Error> {
        for word in [self.alarm, self.status, self.latitude_micro_degrees, self.longitude_micro_degrees] {
            into.extend_from_slice(&word.to_be_bytes());
        }
        for word in [self.altitude_m, self.speed_tenth_km_h, self.direction_degrees] {
            into.extend_from_slice(&word.to_be_bytes());
        }
        into.extend_from_slice(&self.time.0);
        for Item { id, value } in &self.items {
            into.push(*id);
            put_counted("item_value", value, into)?;
        }
        into.extend_from_slice(&self.rest.0);
        Ok(())
    }

    /// South is negative.
    pub fn latitude_degrees(&self) -> f64 {
        degrees(self.latitude_micro_degrees, self.status & SOUTH != 0)
    }

    /// West is negative.
    pub fn longitude_degrees(&self) -> f64 {
        degrees(self.longitude_micro_degrees, self.status & WEST != 0)
    }

    pub(crate) fn read(body: &[u8], offset: usize) -> Result<Self, Error> {
        LocationView::new(body, offset).map(|view| view.to_value())
    }

    pub(crate) fn show<M: SerializeMap>(&self, map: &mut M, settings: &Settings) -> Result<(), M::Error> {
        map.serialize_entry("alarm", &self.alarm)?;
        map.serialize_entry("alarms", &alarm_names(self.alarm).collect::<Vec<_>>())?;
        map.serialize_entry("status", &self.status)?;
        map.serialize_entry("states", &status_names(self.status).collect::<Vec<_>>())?;
        map.serialize_entry("load", &Load::of(self.status))?;
        let uncertain: Vec<_> = uncertain_names(self.alarm, self.status).collect();
        if !uncertain.is_empty() {
            map.serialize_entry("uncertain", &uncertain)?;
        }
        map.serialize_entry("latitude_degrees", &self.latitude_degrees())?;
        map.serialize_entry("longitude_degrees", &self.longitude_degrees())?;
        map.serialize_entry("altitude_m", &self.altitude_m)?;
        map.serialize_entry("speed_km_h", &(f64::from(self.speed_tenth_km_h) / 10.0))?;
        map.serialize_entry("direction_degrees", &self.direction_degrees)?;
        map.serialize_entry("time", &self.time)?;
        map.serialize_entry("items", &ShownItems(&self.items, settings.temperature))?;
        if !self.rest.0.is_empty() {
            map.serialize_entry("rest", &self.rest)?;
        }
        Ok(())
    }
}

struct ShownItems<'a>(&'a [Item], TemperatureRule);

impl Serialize for ShownItems<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|it| Shown(it.view(), self.1)))
    }
}

/// Division, not multiplication by 1e-6: the quotient is the number nearest to the decimal.
fn degrees(micro: u32, negative: bool) -> f64 {
    let amount = f64::from(micro) / 1e6;
    if negative { -amount } else { amount }
}
