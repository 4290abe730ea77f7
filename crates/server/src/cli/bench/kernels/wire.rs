//! The codecs: every frame is found, checked and read with all its values on one core, alerts on all.

use codec_cap::Source;
use codec_jt808::{Header, Item, Location, LocationView, Meaning, Phone, Splitter, TemperatureRule, Time};
use codec_sl651::{BodyView, Direction, Element, End, Form, Id, Part, Station, Value};
use serde_json::json;

use super::input;
use super::{Failed, Kernels, Measured, fault};

const FRAMES: u32 = 100_000;
/// As a socket gives them.
const READ: usize = 64 << 10;

/// Positions of 2,000 terminals of 2013 with four items; a tenth has a byte that is escaped.
pub fn jt808(of: &Kernels) -> Result<Measured, Failed> {
    let mut chance = Chance::default();
    let mut stream = Vec::new();
    for n in 0..FRAMES {
        let phone = Phone::of_2013(&format!("138{:08}", n % 2000)).ok_or_else(|| fault("a phone has twelve digits"))?;
        let message = codec_jt808::Message::Location(position(&mut chance));
        stream.extend(message.encode(&Header::new(0x0200, phone, n as u16)).map_err(fault)?);
    }
    let (seconds, (frames, sum)) = of.timed(|| {
        let mut splitter = Splitter::new(codec_jt808::Settings::default());
        let (mut frames, mut sum) = (0_u32, 0_u64);
        for part in stream.chunks(READ) {
            splitter.push(part, |_, frame| {
                let Ok(frame) = frame else { return };
                let Ok(view) = LocationView::new(frame.body(), frame.header().len()) else { return };
                frames += 1;
                sum += u64::from(view.latitude_micro_degrees()) + u64::from(view.longitude_micro_degrees());
                sum += u64::from(view.speed_tenth_km_h()) + u64::from(view.alarm() ^ view.status());
                for item in view.items().flatten() {
                    if let Meaning::Odometer { tenth_km } = item.meaning(TemperatureRule::SignBit) {
                        sum += u64::from(tenth_km);
                    }
                }
            });
        }
        Ok((frames, sum))
    })?;
    let answer = json!({ "bytes": stream.len(), "sum": sum });
    let units = f64::from(frames);
    Ok(Measured { kernel: "jt808_0200", unit: "frames/s", units, threads: 1, generated: true, seconds, answer })
}

fn position(chance: &mut Chance) -> Location {
    Location {
        alarm: if chance.below(50) == 0 { 2 } else { 0 },
        status: 0x000c_0003,
        latitude_micro_degrees: 28_200_000 + chance.below(400_000),
        longitude_micro_degrees: 110_200_000 + chance.below(400_000),
        altitude_m: 200 + chance.below(300) as u16,
        speed_tenth_km_h: chance.below(1000) as u16,
        direction_degrees: chance.below(360) as u16,
        time: Time::new(26, 7, 1, 8, chance.below(60) as u8, chance.below(60) as u8),
        items: vec![
            Item { id: 0x01, value: chance.below(1_000_000).to_be_bytes().to_vec() },
            Item { id: 0x02, value: vec![0, if chance.below(10) == 0 { 0x7e } else { 0x55 }] },
            Item { id: 0x30, value: vec![chance.below(32) as u8] },
            Item { id: 0x31, value: vec![chance.below(20) as u8] },
        ],
        ..Location::default()
    }
}

/// Timed reports of 1,000 stations: rain, total, level and voltage.
pub fn sl651(of: &Kernels) -> Result<Measured, Failed> {
    let mut chance = Chance::default();
    let mut stream = Vec::new();
    for n in 0..FRAMES {
        stream.extend(report(&mut chance, n)?);
    }
    let settings = codec_sl651::Settings::default();
    let (seconds, (frames, sum)) = of.timed(|| {
        let mut splitter = codec_sl651::Splitter::default();
        let (mut frames, mut sum) = (0_u32, 0_i64);
        for part in stream.chunks(READ) {
            splitter.push(part, |_, frame| {
                let Ok(body) = frame.and_then(|it| BodyView::new(&it)) else { return };
                frames += 1;
                for part in body.parts().flatten() {
                    if let Part::Element(it) = part
                        && let Value::Number { digits, .. } = it.value(&settings)
                    {
                        sum += digits;
                    }
                }
            });
        }
        Ok((frames, sum))
    })?;
    let answer = json!({ "bytes": stream.len(), "sum": sum });
    let units = f64::from(frames);
    Ok(Measured { kernel: "sl651_report", unit: "frames/s", units, threads: 1, generated: true, seconds, answer })
}

fn report(chance: &mut Chance, n: u32) -> Result<Vec<u8>, Failed> {
    let station = Station([0, 0x40, bcd(n / 100 % 10), bcd(n % 100), 1]);
    let mut element = |id, descriptor: u8, below| {
        let mut digits = chance.below(below);
        let mut bytes = vec![0; (descriptor >> 3).into()];
        for byte in bytes.iter_mut().rev() {
            *byte = bcd(digits % 100);
            digits /= 100;
        }
        Part::Element(Element { id: Id::Standard(id), descriptor, bytes })
    };
    let parts = vec![
        Part::Station { station, kind: Some(b'H') },
        Part::Observed([0x26, 0x07, 0x01, 0x08, 0x05]),
        element(0x20, 0x19, 500),
        element(0x26, 0x19, 9000),
        element(0x39, 0x23, 90_000),
        element(0x38, 0x12, 1400),
    ];
    let header = codec_sl651::Header {
        form: Form::Hex,
        direction: Direction::Up,
        centre: 1,
        station,
        password: 0x1234,
        function: 0x32,
        package: None,
        end: End::Etx,
    };
    let message = codec_sl651::Message::Hex { serial: n as u16, sent: [0x26, 0x07, 0x01, 0x08, 0x05, 0], parts };
    message.encode(&header).map_err(fault)
}

fn bcd(two_digits: u32) -> u8 {
    ((two_digits / 10) << 4 | (two_digits % 10)) as u8
}

/// Of each alert every polygon is turned into numbers, as the peer does, and the schema is checked.
pub fn cap(of: &Kernels) -> Result<Measured, Failed> {
    let listed = input::file(of, "cap_all.txt")?.map(String::from_utf8).transpose().map_err(fault)?;
    let generated = listed.is_none();
    let alerts: Vec<Vec<u8>> = match listed {
        None => (0..1000).map(|n| alert(n).into_bytes()).collect(),
        Some(names) => {
            let read = |name| input::file(of, name)?.ok_or_else(|| fault(format!("{name} is not there")));
            names.split_whitespace().map(read).collect::<Result<_, Failed>>()?
        }
    };
    let threads = of.threads()?.get();
    let (seconds, read) = of.timed(|| {
        std::thread::scope(|scope| {
            let parts: Vec<_> = alerts
                .chunks(alerts.len().div_ceil(threads).max(1))
                .map(|part| scope.spawn(move || read_all(part)))
                .collect();
            parts.into_iter().try_fold(Read::default(), |sum, part| {
                let read = part.join().map_err(|_| fault("a thread stopped"))?.map_err(fault)?;
                Ok(Read { vertices: sum.vertices + read.vertices, valid: sum.valid + read.valid })
            })
        })
    })?;
    let bytes: usize = alerts.iter().map(Vec::len).sum();
    let answer = json!({ "bytes": bytes, "vertices": read.vertices, "valid": read.valid });
    let units = alerts.len() as f64;
    Ok(Measured { kernel: "cap", unit: "messages/s", units, threads, generated, seconds, answer })
}

#[derive(Debug, Clone, Copy, Default)]
struct Read {
    vertices: u64,
    valid: u64,
}

fn read_all(alerts: &[Vec<u8>]) -> Result<Read, codec_cap::Error> {
    let mut read = Read::default();
    for alert in alerts {
        for alert in Source::new(alert, codec_cap::Limits::default())?.read()?.alerts {
            read.valid += u64::from(alert.schema().is_valid());
            for area in alert.blocks().flat_map(|it| it.groups("area")) {
                for point in area.texts("polygon").flat_map(codec_cap::points).flatten() {
                    std::hint::black_box(point);
                    read.vertices += 1;
                }
            }
        }
    }
    Ok(read)
}

/// Two languages, six parameters and a polygon, about 3 kB.
fn alert(n: usize) -> String {
    let corners = 3 + n % 9;
    let vertex = |at: usize| {
        let angle = std::f64::consts::TAU * (at % corners) as f64 / corners as f64;
        format!("{:.5},{:.5}", 28.7 + 0.1 * angle.cos(), 110.4 + 0.1 * angle.sin())
    };
    let ring = (0..=corners).map(vertex).collect::<Vec<_>>().join(" ");
    let parameters: String = (0..6)
        .map(|at| format!("<parameter><valueName>p{at}</valueName><value>{}</value></parameter>", at * 3))
        .collect();
    let description = "Rain of 50 mm in three hours is expected. ".repeat(1 + n % 11);
    let info = |language: &str| {
        format!(
            "<info><language>{language}</language><category>Met</category><event>暴雨 heavy rain {n}</event>\
             <responseType>Prepare</responseType><urgency>Immediate</urgency><severity>Severe</severity>\
             <certainty>Likely</certainty><effective>2026-07-01T08:00:00+08:00</effective>\
             <headline>Rain warning {n}</headline><description>{description}</description>{parameters}\
             <area><areaDesc>Town {}</areaDesc><polygon>{ring}</polygon></area></info>",
            n % 24
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\
         <identifier>X-{n:05}</identifier><sender>office@example.org</sender><sent>2026-07-01T08:00:00+08:00</sent>\
         <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>{}{}</alert>",
        info("zh-CN"),
        info("en-US")
    )
}

/// The same numbers in every run.
struct Chance(u32);

impl Default for Chance {
    fn default() -> Self {
        Self(20_200_930)
    }
}

impl Chance {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % limit
    }
}
