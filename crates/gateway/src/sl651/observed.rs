//! From the parts of a report to readings.

use codec_sl651::{Frame, Id, Message, NO_RAIN, Part, Settings, Station, Value};
use readings::Metric;

use crate::line;

const MINUTE: i64 = 60_000;

/// The readings in one frame; none in what is no report. What the district keeps no metric for is left out: levels told as
/// differences from a base that the frame doesn't name, rain of an hour beside that of its minutes.
pub fn lines_of(frame: &Frame<'_>, settings: &Settings) -> String {
    let mut lines = String::new();
    let Ok(Message::Hex { sent, parts, .. }) = Message::decode(frame) else { return lines };
    let device = device_of(frame.header().station);
    let [year, month, day, hour, minute, _] = sent;
    let mut series = Series { at: moment([year, month, day, hour, minute]), ..Series::default() };
    for part in &parts {
        match part {
            Part::Observed(when) => series = Series { at: moment(*when), ..Series::default() },
            Part::Element(element) => match element.value(settings) {
                Value::Step { days, hours, minutes } => {
                    series.step = (i64::from(days) * 1_440 + i64::from(hours) * 60 + i64::from(minutes)) * MINUTE;
                }
                value => {
                    if let Some(at) = series.next(element.id) {
                        reading(&mut lines, &device, at, element.id, value);
                    }
                }
            },
            _ => {}
        }
    }
    lines
}

/// Values of one element that follow each other stand a step apart, the first at the time observed.
#[derive(Default)]
struct Series {
    at: Option<i64>,
    step: i64,
    seen: Vec<Id>,
}

impl Series {
    /// Without a step the same element again is of the same time, and heard twice.
    fn next(&mut self, id: Id) -> Option<i64> {
        let before = self.seen.iter().filter(|it| **it == id).count();
        self.seen.push(id);
        Some(self.at? + i64::try_from(before).ok()? * self.step)
    }
}

/// Stations of eight digits are sent with two noughts before them.
fn device_of(station: Station) -> String {
    let ten = station.to_string();
    ten.strip_prefix("00").map_or(ten.clone(), str::to_owned)
}

fn reading(lines: &mut String, device: &str, at: i64, id: Id, value: Value<'_>) {
    match (id, value) {
        // Twelve values, the first at the time observed.
        (Id::Standard(0xf4), Value::Rain(tenths)) => {
            for (at, tenths) in (0..).map(|n| at + n * 5 * MINUTE).zip(tenths) {
                if *tenths != NO_RAIN {
                    line::push(lines, device, Metric::Rain, at, i64::from(*tenths), 1);
                }
            }
        }
        (Id::Standard(id), Value::Number { digits, decimals }) => {
            if let Some(metric) = metric_of(id) {
                line::push(lines, device, metric, at, digits, decimals);
            }
        }
        _ => {}
    }
}

/// Rain is taken as the gauge's total, from which any sum follows and a lost report takes nothing away; of the sums that a
/// station reckons itself, only the series of five minutes.
fn metric_of(id: u8) -> Option<Metric> {
    Some(match id {
        0x02 => Metric::Temperature,
        0x08 => Metric::AirPressure,
        0x10 => Metric::SoilMoisture,
        0x18 => Metric::Humidity,
        0x26 => Metric::RainTotal,
        0x27 => Metric::Flow,
        0x35 => Metric::WindSpeed,
        0x38 => Metric::Battery,
        0x39 | 0x3b => Metric::Level,
        _ => return None,
    })
}

/// `YYMMDDhhmm` in BCD, Beijing time, as milliseconds; none where that is no moment.
fn moment(bcd: [u8; 5]) -> Option<i64> {
    let mut fields = [0_i8; 5];
    for (field, bcd) in fields.iter_mut().zip(bcd) {
        let (tens, ones) = (bcd >> 4, bcd & 15);
        *field = (tens < 10 && ones < 10).then_some((tens * 10 + ones) as i8)?;
    }
    let [year, month, day, hour, minute] = fields;
    // Two digits of a year: the century is this one, which the standard leaves open.
    let civil = jiff::civil::DateTime::new(2000 + i16::from(year), month, day, hour, minute, 0, 0).ok()?;
    jiff::tz::Offset::constant(8).to_timestamp(civil).ok().map(jiff::Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use codec_sl651::{Direction, End, Form, Header};

    use super::*;

    fn frame(body: &[u8]) -> Vec<u8> {
        let header = Header {
            form: Form::Hex,
            direction: Direction::Up,
            centre: 1,
            station: Station([0, 0x60, 0x71, 0x23, 0x45]),
            password: 0x1234,
            function: 0x34,
            package: None,
            end: End::Etx,
        };
        Frame::encode(&header, body).unwrap()
    }

    fn read(body: &[u8]) -> String {
        let sent = frame(body);
        lines_of(&Frame::parse(&sent).unwrap().0, &Settings::default())
    }

    /// Serial, sent on 2026-06-18 at 21:00:10, the station, and what it observed at 20:05.
    const HEAD: [u8; 22] = [
        0, 7, 0x26, 0x06, 0x18, 0x21, 0x00, 0x10, 0xf1, 0xf1, 0, 0x60, 0x71, 0x23, 0x45, 0x50, 0xf0, 0xf0, 0x26, 0x06,
        0x18, 0x20,
    ];

    #[test]
    fn an_hour_of_five_minutes_begins_at_the_time_observed() {
        let series = [0xf4, 0x60, 5, 0, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 20];
        let lines = read(&[&HEAD[..], &[0x05], &series].concat());
        let first = r#"{"device":"60712345","metric":"rain","t":1781784300000,"v":0.5}"#;
        assert_eq!(lines.lines().next(), Some(first));
        assert_eq!(lines.lines().count(), 11, "what wasn't measured is no nought: {lines}");
        let last = r#"{"device":"60712345","metric":"rain","t":1781787600000,"v":2.0}"#;
        assert_eq!(lines.lines().last(), Some(last));
    }

    #[test]
    fn each_element_is_of_the_time_before_it() {
        let level = [0x39, 0x23, 0x00, 0x01, 0x04, 0x90];
        let later = [0xf0, 0xf0, 0x26, 0x06, 0x18, 0x21, 0x00];
        let volts = [0x38, 0x12, 0x12, 0x11];
        let lines = read(&[&HEAD[..], &[0x05], &level, &later, &volts].concat());
        assert_eq!(
            lines,
            "{\"device\":\"60712345\",\"metric\":\"level\",\"t\":1781784300000,\"v\":10.490}\n\
             {\"device\":\"60712345\",\"metric\":\"battery\",\"t\":1781787600000,\"v\":12.11}\n"
        );
    }

    #[test]
    fn values_that_follow_each_other_stand_a_step_apart() {
        let step = [0x04, 0x18, 0x00, 0x00, 0x10];
        let level = |last| [0x39, 0x23, 0x00, 0x01, 0x04, last];
        let lines = read(&[&HEAD[..], &[0x05], &step, &level(0x90), &level(0x91)].concat());
        assert_eq!(
            lines,
            "{\"device\":\"60712345\",\"metric\":\"level\",\"t\":1781784300000,\"v\":10.490}\n\
             {\"device\":\"60712345\",\"metric\":\"level\",\"t\":1781784900000,\"v\":10.491}\n"
        );
    }

    #[test]
    fn what_was_not_measured_and_what_is_no_moment_give_no_reading() {
        let missing = [0x39, 0x23, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(read(&[&HEAD[..], &[0x05], &missing].concat()), "");
        let level = [0x39, 0x23, 0x00, 0x01, 0x04, 0x90];
        let month_13 = [0xf0, 0xf0, 0x26, 0x13, 0x18, 0x20, 0x05];
        assert_eq!(read(&[&HEAD[..16], &month_13, &level].concat()), "");
    }
}
