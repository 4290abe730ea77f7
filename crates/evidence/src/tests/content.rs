//! What is taken and what is refused, and that a copy holds nothing but pixels.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::claims::Position;
use crate::media::{LARGEST_FILE, MediaType, recognise};
use crate::picture::examine;
use crate::testing::{self, CAMERA};

const NOT_OURS: &str = "not a file we take: JPEG, PNG, WebP, PDF, Word (.docx) or Excel (.xlsx)";
const CUT_OFF: &str = "the picture is damaged or cut off";
const NOT_WHOLE: &str = "the document is damaged or cut off";

fn small() -> RgbImage {
    testing::scene(1, 80, 60)
}

#[test]
fn kinds() {
    let jpeg = testing::jpeg(&small(), 80);
    let word = testing::word();
    let excel = testing::archive(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]);
    let macros =
        testing::archive(&[("[Content_Types].xml", b""), ("word/document.xml", b""), ("word/vbaProject.bin", b"")]);
    let names: Vec<String> = (0..1_001).map(|n| format!("word/{n}.xml")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let large = [&jpeg[..], &vec![0; LARGEST_FILE as usize]].concat();
    //    bytes                                                    kind, or the words of the refusal
    check(&jpeg, "image/jpeg");
    check(&testing::with_claims(&jpeg, 6), "image/jpeg");
    check(&testing::packed(&small(), ImageFormat::Png), "image/png");
    check(&testing::packed(&small(), ImageFormat::WebP), "image/webp");
    check(&testing::pdf(), "application/pdf");
    check(&word, MediaType::Word.word());
    check(&excel, MediaType::Excel.word());
    check(b"", "the file is empty");
    check(&large, "larger than 20 MiB");
    check(b"<!DOCTYPE html><script>alert(1)</script>", NOT_OURS);
    check(b"plain text", NOT_OURS);
    check(b"GIF89a\x01\x00\x01\x00", NOT_OURS);
    check(&jpeg[..jpeg.len() - 40], CUT_OFF);
    check(&jpeg[..30], CUT_OFF);
    check(&testing::with_claims(&jpeg, 1)[..400], CUT_OFF);
    check(&testing::pdf()[..40], NOT_WHOLE);
    check(&testing::archive(&[("hello.txt", b"hello")]), NOT_OURS);
    check(&testing::archive(&many), NOT_OURS);
    check(&macros, "the document holds macros: save it without them");
    check(&word[..word.len() - 30], NOT_OURS);
    check(b"PK\x03\x04", NOT_OURS);
}

fn check(bytes: &[u8], outcome: &str) {
    let said = recognise(bytes).map_or_else(|words| words, MediaType::word);
    assert_eq!(said, outcome, "{} bytes", bytes.len());
}

#[test]
fn a_picture_is_refused_before_it_is_unpacked() {
    let png = testing::packed(&small(), ImageFormat::Png);
    let whole = testing::packed(&testing::scene(2, 300, 200), ImageFormat::WebP);
    let too_deep = testing::bomb(9_000, 9_000);
    //      bytes                            kind             outcome
    let rows: [(&[u8], MediaType, Result<(), &str>); 8] = [
        (&png, MediaType::Png, Ok(())),
        (&whole, MediaType::Webp, Ok(())),
        (&png[..png.len() / 2], MediaType::Png, Err(CUT_OFF)),
        (&whole[..whole.len() / 2], MediaType::Webp, Err(CUT_OFF)),
        (&png, MediaType::Jpeg, Err(CUT_OFF)),
        (&testing::bomb(30_000, 30_000), MediaType::Png, Err("more than 100 million pixels")),
        (&testing::bomb(10_001, 10_000), MediaType::Png, Err("more than 100 million pixels")),
        (&too_deep, MediaType::Png, Err(CUT_OFF)),
    ];
    for (bytes, media, outcome) in rows {
        assert_eq!(examine(bytes, media).map(drop), outcome, "{media}, {} bytes", bytes.len());
    }
}

#[test]
fn a_copy_is_upright_and_holds_pixels_alone() {
    // The left half is dark: turned by 90 degrees, the upper one is.
    let half = RgbImage::from_fn(2_000, 1_000, |x, _| if x < 1_000 { Rgb([10; 3]) } else { Rgb([240; 3]) });
    let photo = testing::with_claims(&testing::jpeg(&half, 90), 6);
    assert!(contains(&photo, b"Exif") && contains(&photo, CAMERA.as_bytes()));
    let seen = examine(&photo, MediaType::Jpeg).unwrap();
    assert_eq!((seen.width, seen.height), (1_000, 2_000));
    assert_eq!(seen.claims.position, Some(Position { latitude_e6: 25_036_761, longitude_e6: 102_709_600 }));
    assert_eq!(seen.claims.taken_at.unwrap().to_minute(), "2026-06-17 15:42");
    let sizes: Vec<(u32, u32, u32)> = seen
        .copies
        .iter()
        .map(|copy| {
            let shown = image::load_from_memory(&copy.jpeg).unwrap().into_rgb8();
            let (top, bottom) = (shown.get_pixel(10, 10).0[0], shown.get_pixel(10, shown.height() - 10).0[0]);
            assert!(top < 60 && bottom > 200, "not upright: {top} {bottom}");
            for trace in [&b"Exif"[..], CAMERA.as_bytes(), b"GPS", b"2026:06:17", b"http://ns.adobe.com"] {
                assert!(!contains(&copy.jpeg, trace), "a copy holds {trace:?}");
            }
            (copy.edge, shown.width(), shown.height())
        })
        .collect();
    assert_eq!(sizes, [(320, 160, 320), (1_600, 800, 1_600)]);
}

#[test]
fn a_small_picture_is_not_blown_up_and_glass_becomes_white() {
    let clear = DynamicImage::new_rgba8(40, 30);
    let mut png = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut png, ImageFormat::Png).unwrap();
    let seen = examine(png.get_ref(), MediaType::Png).unwrap();
    let shown = image::load_from_memory(&seen.copies[1].jpeg).unwrap().into_rgb8();
    assert_eq!((shown.width(), shown.height()), (40, 30));
    assert!(shown.get_pixel(5, 5).0.iter().all(|value| *value > 250));
    assert_eq!(seen.hash, None, "an empty picture looks like nothing");
}

#[test]
fn a_broken_block_claims_nothing() {
    let photo = testing::with_claims(&testing::jpeg(&small(), 80), 1);
    let from = photo.windows(4).position(|four| four == b"Exif").unwrap() + 14;
    for step in 0..60 {
        let mut broken = photo.clone();
        broken[from + step] ^= 0xff;
        // Whatever it says now, it is answered and not trusted.
        let seen = examine(&broken, MediaType::Jpeg);
        assert!(seen.is_ok() || seen == Err(CUT_OFF), "{seen:?}");
    }
    let none = examine(&testing::jpeg(&small(), 80), MediaType::Jpeg).unwrap();
    assert_eq!((none.claims.taken_at, none.claims.position), (None, None));
}

/// Whatever a file holds, it is read or refused, and never takes the program down.
#[test]
fn damaged_pictures_are_read_or_refused() {
    let mut chance = testing::Chance::seeded(3);
    let picture = testing::scene(5, 120, 90);
    let whole = [
        (testing::with_claims(&testing::jpeg(&picture, 80), 6), MediaType::Jpeg),
        (testing::packed(&picture, ImageFormat::Png), MediaType::Png),
        (testing::packed(&picture, ImageFormat::WebP), MediaType::Webp),
    ];
    let (mut read, mut refused) = (0, 0);
    for (bytes, media) in &whole {
        for _ in 0..300 {
            let mut damaged = bytes.clone();
            for _ in 0..1 + chance.below(6) {
                let at = chance.below(damaged.len() as u32) as usize;
                damaged[at] = chance.below(256) as u8;
            }
            damaged.truncate(damaged.len() - chance.below(2) as usize * chance.below(400) as usize);
            match recognise(&damaged).and_then(|_| examine(&damaged, *media)) {
                Ok(_) => read += 1,
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read > 50 && refused > 50, "{read} read, {refused} refused");
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
