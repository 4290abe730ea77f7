//! Photos and documents made by the tests of this crate and of those above it: no binary file stands in the repository.

use std::io::{Cursor, Write as _};

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage};

/// A reproducible stream of numbers.
pub struct Chance(u64);

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub fn below(&mut self, limit: u32) -> u32 {
        (self.draw() % u64::from(limit.max(1))) as u32
    }
}

/// A scene as a phone might take it: light falling in from somewhere, walls, machines and openings, and grain.
pub fn scene(seed: u64, width: u32, height: u32) -> RgbImage {
    let mut chance = Chance::seeded(seed);
    let (tilt_x, tilt_y, base) =
        (chance.below(200) as f32 - 100.0, chance.below(200) as f32 - 100.0, 60 + chance.below(90));
    let mut picture = RgbImage::from_fn(width, height, |x, y| {
        let light = tilt_x * x as f32 / width as f32 + tilt_y * y as f32 / height as f32;
        Rgb([0, 8, 16].map(|tint| (base as f32 + light + tint as f32).clamp(0.0, 255.0) as u8))
    });
    for _ in 0..10 + chance.below(14) {
        let (x, y) = (chance.below(width), chance.below(height));
        let (w, h) = (width / 20 + chance.below(width / 3), height / 20 + chance.below(height / 3));
        let colour = [0; 3].map(|_: u8| chance.below(256) as u8);
        let round = chance.below(3) == 0;
        for py in y..(y + h).min(height) {
            for px in x..(x + w).min(width) {
                let (dx, dy) = ((px - x) as f32 / w as f32 - 0.5, (py - y) as f32 / h as f32 - 0.5);
                if !round || dx * dx + dy * dy < 0.25 {
                    picture.put_pixel(px, py, Rgb(colour));
                }
            }
        }
    }
    grain(&mut picture, &mut chance, 13);
    picture
}

/// Noise, as every sensor has it; much of it makes a large file.
pub fn grain(picture: &mut RgbImage, chance: &mut Chance, strength: u32) {
    for pixel in picture.pixels_mut() {
        let noise = chance.below(strength) as i16 - (strength / 2) as i16;
        pixel.0 = pixel.0.map(|value| (i16::from(value) + noise).clamp(0, 255) as u8);
    }
}

pub fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality).encode_image(picture).expect("a picture is packed");
    out
}

pub fn packed(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("a picture is packed");
    out.into_inner()
}

/// A photo of a few hundred kilobytes.
pub fn photo(seed: u64) -> Vec<u8> {
    jpeg(&scene(seed, 1_024, 768), 85)
}

/// Words that must not be found in any copy.
pub const CAMERA: &str = "Anlan Test Camera 7";

/// The same JPEG with a block that says when, where and how it was held.
pub fn with_claims(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    let ascii = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let degrees =
        |d, m, s| Value::Rational([(d, 1), (m, 1), (s, 100)].map(|(num, denom)| Rational { num, denom }).to_vec());
    let fields = [
        (Tag::Model, ascii(CAMERA)),
        (Tag::Orientation, Value::Short(vec![orientation])),
        (Tag::DateTimeOriginal, ascii("2026:06:17 15:42:09")),
        (Tag::GPSLatitudeRef, ascii("N")),
        (Tag::GPSLatitude, degrees(25, 2, 1234)),
        (Tag::GPSLongitudeRef, ascii("E")),
        (Tag::GPSLongitude, degrees(102, 42, 3456)),
    ]
    .map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value });
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut block = Cursor::new(b"Exif\0\0".to_vec());
    block.set_position(6);
    let mut tiff = Cursor::new(Vec::new());
    writer.write(&mut tiff, false).expect("a block is written");
    block.write_all(tiff.get_ref()).expect("memory takes it");
    let block = block.into_inner();
    let length = u16::try_from(block.len() + 2).expect("a small block").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &block, &jpeg[2..]].concat()
}

/// A PNG whose header announces that many pixels, and whose one row of nothing packs well.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
    header.extend([8, 2, 0, 0, 0]);
    let chunk = |body: &[u8]| {
        let length = (body.len() as u32 - 4).to_be_bytes();
        [&length[..], body, &crc(body).to_be_bytes()].concat()
    };
    let data = [b"IDAT", &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01][..]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(&header), chunk(&data), chunk(b"IEND")].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = !0_u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// An archive with these parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).expect("memory takes it");
        zip.write_all(bytes).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

pub fn word() -> Vec<u8> {
    archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")])
}

pub fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".to_vec()
}
