//! Looking at a photo once: how large it is, what it looks like, what it claims, and its two scaled copies.
//!
//! The number of pixels is read from the header and refused before the first pixel is unpacked. A copy is the output of
//! our own encoder, which knows pixels and nothing else, so no metadata can come along.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};

use crate::claims::{self, Claims};
use crate::digest::PerceptualHash;
use crate::media::MediaType;

/// The longer edges of the copies: in lists and beside each other, and large on a page of its own.
pub const EDGES: [u32; 2] = [320, 1_600];
/// The finest phone of today has 200 million pixels and sends 12; a bomb has more.
pub const MOST_PIXELS: u64 = 100_000_000;
/// Pixels of a photo as they are unpacked. Sixteen bits a channel would double it.
const LARGEST_UNPACKED: u64 = 3 * MOST_PIXELS;
const QUALITY: u8 = 82;

/// One copy as it will be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    pub edge: u32,
    pub jpeg: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// As it is seen, turned upright.
    pub width: u32,
    pub height: u32,
    /// None for a picture without anything on it, which looks like every other.
    pub hash: Option<PerceptualHash>,
    pub claims: Claims,
    pub copies: Vec<Copy>,
}

/// Everything there is to know of a photo, or the words of the refusal.
pub fn examine(bytes: &[u8], media: MediaType) -> Result<Picture, &'static str> {
    const DAMAGED: &str = "the picture is damaged or cut off";
    let format = match media {
        MediaType::Png => ImageFormat::Png,
        MediaType::Webp => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    // Asked for again below: some decoders look at it, ours counts before.
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * LARGEST_UNPACKED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| DAMAGED)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > LARGEST_UNPACKED {
        return Err("more than 100 million pixels");
    }
    let claims = decoder.exif_metadata().ok().flatten().map_or_else(Claims::default, claims::claims);
    let orientation = decoder.orientation().map_err(|_| DAMAGED)?;
    let whole = DynamicImage::from_decoder(decoder).map_err(|_| DAMAGED)?;
    let mut large = within(&whole, EDGES[1]);
    drop(whole);
    large.apply_orientation(orientation);
    let large = opaque(large);
    let small = within(&DynamicImage::ImageRgb8(large.clone()), EDGES[0]).into_rgb8();
    let turned = large.width() != large.height() && (large.width() > large.height()) != (width > height);
    let (width, height) = if turned { (height, width) } else { (width, height) };
    let copies = vec![
        Copy { edge: EDGES[0], jpeg: jpeg(&small).ok_or(DAMAGED)? },
        Copy { edge: EDGES[1], jpeg: jpeg(&large).ok_or(DAMAGED)? },
    ];
    Ok(Picture { width, height, hash: look(&small), claims, copies })
}

/// Never larger than it was.
fn within(picture: &DynamicImage, edge: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= edge { picture.clone() } else { picture.thumbnail(edge, edge) }
}

/// What shines through becomes white, as on paper.
fn opaque(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, a] = picture.get_pixel(x, y).0.map(u32::from);
        image::Rgb([r, g, b].map(|c| ((c * a + 255 * (255 - a)) / 255) as u8))
    })
}

fn jpeg(picture: &RgbImage) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(picture).ok()?;
    Some(out)
}

/// The side of the square that is looked at, and of the low frequencies that are kept of it.
const LOOKED_AT: usize = 32;
const KEPT: usize = 8;
/// A picture whose brightness varies less than this has nothing on it.
const FLAT: f32 = 4.0;

/// Which of the low frequencies of the brightness are above their median: what the eye takes in first, and what scaling,
/// packing and brightening hardly change.
fn look(picture: &RgbImage) -> Option<PerceptualHash> {
    let grey: GrayImage = imageops::grayscale(picture);
    let side = LOOKED_AT as u32;
    let square = imageops::resize(&grey, side, side, FilterType::Triangle);
    let values: Vec<f32> = square.pixels().map(|pixel| f32::from(pixel.0[0])).collect();
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / values.len() as f32;
    if variance.sqrt() < FLAT {
        return None;
    }
    let waves = low_frequencies(&values);
    let mut sorted = waves;
    sorted.sort_by(f32::total_cmp);
    let median = (sorted[31] + sorted[32]) / 2.0;
    let bits = waves.iter().enumerate().filter(|(_, wave)| **wave > median).fold(0, |bits, (n, _)| bits | 1 << n);
    Some(PerceptualHash(bits))
}

/// The discrete cosine transform, for 64 of its values. The mean brightness says nothing of what is seen; the next
/// frequency of the first column stands in its place.
fn low_frequencies(values: &[f32]) -> [f32; KEPT * KEPT] {
    let angle = std::f32::consts::PI / LOOKED_AT as f32;
    let wave = |at: usize, frequency: usize| (angle * (at as f32 + 0.5) * frequency as f32).cos();
    std::array::from_fn(|n| {
        let (down, across) = if n == 0 { (KEPT, 0) } else { (n / KEPT, n % KEPT) };
        let mut sum = 0.0;
        for (y, row) in values.chunks_exact(LOOKED_AT).enumerate() {
            let along: f32 = row.iter().enumerate().map(|(x, value)| value * wave(x, across)).sum();
            sum += along * wave(y, down);
        }
        sum
    })
}
