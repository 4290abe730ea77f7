//! A photo of ten mebibytes, stored and scaled, and the most memory it took, as JSON:
//! `cargo run --release -p evidence --features testing --example measure`.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the machine's clock")]

use std::time::Instant;

use bytes::Bytes;
use evidence::{Files, MOST_PIXELS, MediaType, testing, upload};

const TEN_MIB: usize = 10 << 20;
const TIMES: usize = 5;

fn main() {
    let photo = photo_of(4_000, 3_000, TEN_MIB);
    let before = peak_mib();
    let t = ledger::testing::db(evidence::CONCEPTS);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let files = Files::of(&t.db);
    let mut seconds: Vec<f64> = (0..TIMES)
        .map(|_| {
            let (ctx, bytes) = (t.rule(), photo.len() as u64);
            let said = upload::Announced { name: "photo.jpg".into(), bytes, sha256: None };
            let begun = said.clone();
            let began = Instant::now();
            runtime.block_on(async {
                let id = t.db.write("begin", &ctx, move |tx, ctx| upload::begin(tx, ctx, &begun)).await.expect("begun");
                files.append(id, 0, Bytes::from(photo.clone()), bytes).await.expect("written");
                upload::finish(&t.db, &files, &ctx, id, said).await.expect("received");
            });
            began.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let usual = peak_mib();
    // The largest that is not refused: 100 million pixels of one colour, which pack to almost nothing.
    let side = MOST_PIXELS.isqrt() as u32;
    let largest = testing::packed(&image::RgbImage::new(side, side), image::ImageFormat::Png);
    let made = peak_mib();
    let began = Instant::now();
    evidence::examine(&largest, MediaType::Png).expect("just within the bounds");
    println!(
        "{}",
        serde_json::json!({
            "bytes": photo.len(),
            "pixels": 12_000_000,
            "stored_and_scaled_s": { "median": seconds[TIMES / 2], "slowest": seconds[TIMES - 1] },
            "peak_mib": { "before": before, "after": usual },
            "largest_picture": {
                "pixels": MOST_PIXELS,
                "seconds": began.elapsed().as_secs_f64(),
                "peak_mib": { "to_make_it": made, "after": peak_mib() },
            },
        })
    );
}

/// A noisy scene packed so that it has about that size.
fn photo_of(width: u32, height: u32, bytes: usize) -> Vec<u8> {
    let mut picture = testing::scene(42, width, height);
    testing::grain(&mut picture, &mut testing::Chance::seeded(1), 40);
    (70..=100).map(|quality| testing::jpeg(&picture, quality)).find(|jpeg| jpeg.len() >= bytes).expect("much noise")
}

/// The most memory the process has held so far. Linux alone says it; no figure is printed that nobody measured.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the system says it");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("the line of the peak");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a number of kB") / 1_024
}
