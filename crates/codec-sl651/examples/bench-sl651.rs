//! Decoding of timed reports on one core, as JSON: `cargo run --release -p codec-sl651 --example bench-sl651 [SECONDS]`.
//!
//! The stream is made from a seed: 1,000 stations, rain, total, level and voltage. Each frame is found, checked and read
//! through `BodyView` with all its values.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and its own arguments")]

use std::time::Instant;

use codec_sl651::{
    BodyView, Direction, Element, End, Form, Header, Id, Message, Part, Settings, Splitter, Station, Value,
};

const FRAMES: u32 = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seconds: f64 = std::env::args().nth(1).map_or(Ok(2.0), |it| it.parse())?;
    let stream = stream()?;
    let settings = Settings::default();
    let mut splitter = Splitter::default();
    let (mut frames, mut sum) = (0_u64, 0_i64);
    let begun = Instant::now();
    while begun.elapsed().as_secs_f64() < seconds {
        for part in stream.chunks(64 << 10) {
            splitter.push(part, |_, frame| {
                let Ok(body) = frame.and_then(|it| BodyView::new(&it)) else { return };
                frames += 1;
                for part in body.parts().flatten() {
                    if let Part::Element(it) = part
                        && let Value::Number { digits, .. } = it.value(&settings)
                    {
                        sum = sum.wrapping_add(digits);
                    }
                }
            });
        }
    }
    let elapsed = begun.elapsed().as_secs_f64();
    let bytes_a_frame = stream.len() as f64 / f64::from(FRAMES);
    let told = serde_json::json!({
        "kernel": "sl651_report_decode", "frames": frames, "seconds": elapsed, "frames_per_s": (frames as f64 / elapsed).round(),
        "mb_per_s": (frames as f64 * bytes_a_frame / elapsed / 1e6).round(), "bytes_a_frame": bytes_a_frame, "answer": sum,
    });
    println!("{told}");
    Ok(())
}

fn stream() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut seed = 20_200_930_u32;
    let mut next = move |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    let mut stream = Vec::new();
    for n in 0..FRAMES {
        let station = Station([0, 0x40, bcd(n / 100 % 10), bcd(n % 100), 1]);
        let mut element = |id, descriptor: u8, below| {
            let mut digits = next(below);
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
        let header = Header {
            form: Form::Hex,
            direction: Direction::Up,
            centre: 1,
            station,
            password: 0x1234,
            function: 0x32,
            package: None,
            end: End::Etx,
        };
        let sent = [0x26, 0x07, 0x01, 0x08, 0x05, 0];
        stream.extend(Message::Hex { serial: n as u16, sent, parts }.encode(&header)?);
    }
    Ok(stream)
}

fn bcd(two_digits: u32) -> u8 {
    ((two_digits / 10) << 4 | (two_digits % 10)) as u8
}
