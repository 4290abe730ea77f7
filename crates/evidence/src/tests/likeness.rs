//! How far apart looks are, on generated scenes: the bound [`NEAR`] is chosen from what this prints.

use image::imageops::{self, FilterType};
use image::{ImageFormat, RgbImage};
use kernel::Identity as _;
use ledger::testing::db;
use ledger::{Tx, params};

use crate::digest::PerceptualHash;
use crate::media::MediaType;
use crate::model::EvidenceId;
use crate::picture::examine;
use crate::resemblance::{self, NEAR};
use crate::testing::{Chance, jpeg, packed, scene};

const SCENES: u64 = 200;

fn look(bytes: &[u8], media: MediaType) -> PerceptualHash {
    examine(bytes, media).unwrap().hash.unwrap()
}

fn of(picture: &RgbImage) -> PerceptualHash {
    look(&jpeg(picture, 85), MediaType::Jpeg)
}

/// The same photo as somebody may send it again.
fn again(picture: &RgbImage) -> [(&'static str, PerceptualHash); 6] {
    let (width, height) = picture.dimensions();
    let cut = |part: u32| {
        let (x, y) = (width * part / 200, height * part / 200);
        imageops::crop_imm(picture, x, y, width - 2 * x, height - 2 * y).to_image()
    };
    [
        ("packed anew", look(&jpeg(picture, 45), MediaType::Jpeg)),
        ("another format", look(&packed(picture, ImageFormat::WebP), MediaType::Webp)),
        ("scaled to a third", of(&imageops::resize(picture, width / 3, height / 3, FilterType::Triangle))),
        ("brightened", of(&imageops::brighten(picture, 25))),
        ("cut by 2 %", of(&cut(2))),
        ("cut by 5 %", of(&cut(5))),
    ]
}

#[test]
fn what_is_the_same_is_near_and_what_is_different_is_far() {
    let scenes: Vec<RgbImage> = (0..SCENES).map(|seed| scene(seed, 240, 180)).collect();
    let looks: Vec<PerceptualHash> = scenes.iter().map(of).collect();
    let mut missed = std::collections::BTreeMap::<&str, (u64, u32)>::new();
    for (picture, first) in scenes.iter().zip(&looks) {
        for (how, second) in again(picture) {
            let distance = first.distance(second);
            let row = missed.entry(how).or_default();
            *row = (row.0 + u64::from(distance > NEAR), row.1.max(distance));
        }
    }
    let mut nearest = [0_u64; 65];
    for (n, first) in looks.iter().enumerate() {
        looks[n + 1..].iter().for_each(|second| nearest[first.distance(*second) as usize] += 1);
    }
    let pairs = SCENES * (SCENES - 1) / 2;
    let confused: u64 = nearest[..=NEAR as usize].iter().sum();
    let closest = nearest.iter().position(|count| *count > 0).unwrap();
    println!(
        "of {SCENES} scenes: missed and farthest {missed:?}; {confused} of {pairs} pairs confused, closest {closest}"
    );
    for (how, (count, _)) in &missed {
        let most = if *how == "cut by 5 %" { SCENES / 4 } else { SCENES / 100 };
        assert!(*count <= most, "{how}: {count} of {SCENES} missed");
    }
    assert!(confused * 10_000 <= pairs, "{confused} of {pairs} different pairs are taken for the same");
}

/// The index finds exactly what a look at every row would find.
#[test]
fn nothing_near_is_missed_by_the_index() {
    let t = db(crate::CONCEPTS);
    let mut chance = Chance::seeded(7);
    let asked = PerceptualHash(chance.draw());
    let mut all = Vec::new();
    for distance in 0..=20 {
        for _ in 0..20 {
            let mut bits: Vec<u32> = (0..64).collect();
            (0..distance).for_each(|n| bits.swap(n, n + chance.below(64 - n as u32) as usize));
            all.push(bits[..distance].iter().fold(asked.0, |look, bit| look ^ 1 << bit));
        }
    }
    let rows = all.clone();
    t.db.write_blocking("pieces", &t.rule(), move |tx, ctx| fill(tx, ctx, &rows)).unwrap();
    let ctx = t.rule();
    let found = t.db.read_blocking(|r| resemblance::alike(r, &ctx, asked)).unwrap();
    let expected = all.iter().filter(|look| asked.distance(PerceptualHash(**look)) <= NEAR).count();
    assert_eq!(found.len(), expected);
    assert!(found.is_sorted_by_key(|it| it.distance) && found.iter().all(|it| it.distance <= NEAR));
}

fn fill(tx: &mut Tx<'_>, ctx: &kernel::Ctx, looks: &[u64]) -> Result<(), kernel::Error> {
    for (n, look) in looks.iter().enumerate() {
        let look = PerceptualHash(*look);
        let id = EvidenceId::from_bytes((n as u128).to_be_bytes());
        for (place, piece) in look.pieces().into_iter().enumerate() {
            tx.execute(
                "INSERT INTO evidence_piece (district, place, piece, evidence, look) VALUES ($1, $2, $3, $4, $5)",
                params![ctx.district, place as i64, piece, id, look],
            )?;
        }
    }
    Ok(())
}

#[test]
#[ignore = "a measurement: four million rows; run with --release --ignored --nocapture"]
#[expect(clippy::disallowed_methods, reason = "a measurement reads the machine's clock")]
fn a_look_among_a_million() {
    let t = db(crate::CONCEPTS);
    let mut chance = Chance::seeded(11);
    let looks: Vec<u64> = (0..1_000_000).map(|_| chance.draw()).collect();
    let rows = looks.clone();
    t.db.write_blocking("pieces", &t.rule(), move |tx, ctx| fill(tx, ctx, &rows)).unwrap();
    let ctx = t.rule();
    let mut times: Vec<f64> = (0..200)
        .map(|n| {
            let asked = PerceptualHash(looks[n * 4_999] ^ 0b1_0001_0000_0001);
            let began = std::time::Instant::now();
            let found = t.db.read_blocking(|r| resemblance::alike(r, &ctx, asked)).unwrap();
            assert!(found.iter().any(|it| it.distance == 3), "the photo itself was not found");
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        r#"{{"looks":1000000,"median_ms":{:.2},"p95_ms":{:.2},"max_ms":{:.2}}}"#,
        times[100], times[190], times[199]
    );
    assert!(times[190] < 20.0, "{} ms", times[190]);
}
