//! Decoding of 0x0200 on one core, as JSON: `cargo run --release -p codec-jt808 --example bench-jt808 [SECONDS]`.
//!
//! The stream is made from a seed: 2,000 terminals, frames of 2013 with odometer, fuel, radio signal and satellites; a tenth
//! has an escaped byte. Each frame is split, checked and read through `LocationView` with all its items.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and its own arguments")]

use std::time::Instant;

use codec_jt808::{
    Header, Item, Location, LocationView, Meaning, Message, Phone, Settings, Splitter, TemperatureRule, Time,
};

const FRAMES: u32 = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seconds: f64 = std::env::args().nth(1).map_or(Ok(2.0), |it| it.parse())?;
    let stream = stream()?;
    let mut splitter = Splitter::new(Settings::default());
    let (mut frames, mut sum) = (0_u64, 0_u64);
    let begun = Instant::now();
    while begun.elapsed().as_secs_f64() < seconds {
        for part in stream.chunks(64 << 10) {
            splitter.push(part, |_, frame| {
                let Ok(frame) = frame else { return };
                let Ok(view) = LocationView::new(frame.body(), frame.header().len()) else { return };
                frames += 1;
                sum = sum
                    .wrapping_add(u64::from(view.latitude_micro_degrees()) + u64::from(view.longitude_micro_degrees()));
                sum = sum.wrapping_add(u64::from(view.speed_tenth_km_h()) + u64::from(view.alarm() ^ view.status()));
                for item in view.items().flatten() {
                    if let Meaning::Odometer { tenth_km } = item.meaning(TemperatureRule::SignBit) {
                        sum = sum.wrapping_add(u64::from(tenth_km));
                    }
                }
            });
        }
    }
    let elapsed = begun.elapsed().as_secs_f64();
    let bytes_a_frame = stream.len() as f64 / f64::from(FRAMES);
    let told = serde_json::json!({
        "kernel": "jt808_0200_decode", "frames": frames, "seconds": elapsed, "frames_per_s": (frames as f64 / elapsed).round(),
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
        let location = Location {
            alarm: if next(50) == 0 { 2 } else { 0 },
            status: 0x000c_0003,
            latitude_micro_degrees: 28_200_000 + next(400_000),
            longitude_micro_degrees: 110_200_000 + next(400_000),
            altitude_m: 200 + next(300) as u16,
            speed_tenth_km_h: next(1000) as u16,
            direction_degrees: next(360) as u16,
            time: Time::new(26, 7, 1, 8, next(60) as u8, next(60) as u8),
            items: vec![
                Item { id: 0x01, value: next(1_000_000).to_be_bytes().to_vec() },
                Item { id: 0x02, value: vec![0, if next(10) == 0 { 0x7e } else { 0x55 }] },
                Item { id: 0x30, value: vec![next(32) as u8] },
                Item { id: 0x31, value: vec![next(20) as u8] },
            ],
            ..Location::default()
        };
        let phone = Phone::of_2013(&format!("138{:08}", n % 2000)).ok_or("twelve digits")?;
        stream.extend(Message::Location(location).encode(&Header::new(0x0200, phone, n as u16))?);
    }
    Ok(stream)
}
