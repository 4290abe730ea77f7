//! The drawing. Whole numbers of a plane on which a degree of longitude is as long as it is at the middle of the map.

use kernel::Lang;
use maud::{Markup, html};
use page::parts;

use super::{DRAWN, Look, Point, Reach};
use crate::division::{Corner, Outline};
use crate::words::map as w;

const WIDTH: i64 = 900;
const MARGIN: i64 = 20;
const MARK: i64 = 14;

/// Where a corner of the earth lies on the drawing.
struct Plane {
    west: i64,
    north: i64,
    /// Millionths of a degree over the whole width.
    span: i64,
    /// Length of a degree of longitude, in thousandths of one of latitude.
    narrow: i64,
    height: i64,
}

impl Plane {
    fn around(corners: impl Iterator<Item = Corner> + Clone) -> Option<Plane> {
        let easts = corners.clone().map(|[east, _]| i64::from(east));
        let norths = corners.map(|[_, north]| i64::from(north));
        let (west, east) = (easts.clone().min()?, easts.max()?);
        let (south, north) = (norths.clone().min()?, norths.max()?);
        let narrow = narrow((south + north) / 2);
        let span = (east - west).max(1);
        let height = (north - south) * 1_000 / narrow * (WIDTH - 2 * MARGIN) / span + 2 * MARGIN;
        Some(Plane { west, north, span, narrow, height })
    }

    fn at(&self, [east, north]: Corner) -> (i64, i64) {
        let scaled = |e6: i64| e6 * (WIDTH - 2 * MARGIN) / self.span;
        let down = (self.north - i64::from(north)) * 1_000 / self.narrow;
        (MARGIN + scaled(i64::from(east) - self.west), MARGIN + scaled(down))
    }
}

/// The cosine of a latitude in thousandths: `1 - x²/2 + x⁴/24`, a thousandth off at sixty degrees.
fn narrow(latitude_e6: i64) -> i64 {
    let milli_radians = latitude_e6 * 1_000 / 57_295_780;
    let square = milli_radians * milli_radians / 1_000;
    (1_000 - square / 2 + square * square / 1_000 / 24).max(1)
}

pub(super) fn drawing(lang: Lang, title: &str, outlines: &[Outline], points: &[Point]) -> Markup {
    drawn(lang, title, (outlines, points), &[], &[])
}

/// `sizes` of the marks in hundredths; the usual where there are none.
pub(super) fn drawn(
    lang: Lang,
    title: &str,
    (outlines, points): (&[Outline], &[Point]),
    sizes: &[i64],
    reaches: &[Reach],
) -> Markup {
    let corners = outlines.iter().flat_map(|it| it.rings.iter().flatten().copied());
    let around = points.iter().map(|it| it.at).chain(reaches.iter().flat_map(Reach::corners));
    let all: Vec<Corner> = corners.chain(around).collect();
    let Some(plane) = Plane::around(all.iter().copied()) else { return html! {} };
    let path = |it: &Outline| it.rings.iter().map(|ring| ring_path(&plane, ring)).collect::<String>();
    let view = format!("0 0 {WIDTH} {}", plane.height);
    let size = |n: usize| sizes.get(n).copied().unwrap_or(100);
    html! {
        svg.map viewBox=(view) role="group" aria-label=(title) {
            @for it in outlines { path d=(path(it)) fill-rule="evenodd" { title { (it.name) } } }
            @for it in reaches { (it.line(|ring| ring_path(&plane, ring))) }
            // The worst is drawn last, so that nothing hides it.
            @for (n, point) in points.iter().enumerate().take(DRAWN).rev() { (mark(point, plane.at(point.at), size(n))) }
            @for it in outlines { @if let Some((x, y)) = middle(&plane, it) { text x=(x) y=(y) { (it.name) } } }
            @for it in reaches { (it.written(|corner| plane.at(corner))) }
        }
        @if points.len() > DRAWN { (parts::inside(html! { p.muted.small { (w::worst_drawn(lang, DRAWN)) } })) }
        @if outlines.is_empty() { (parts::inside(html! { p.muted.small { (w::no_outlines(lang)) } })) }
    }
}

fn ring_path(plane: &Plane, ring: &[Corner]) -> String {
    let mut path = String::new();
    for (n, corner) in ring.iter().enumerate() {
        let (x, y) = plane.at(*corner);
        path.push_str(&format!("{}{x} {y}", if n == 0 { 'M' } else { 'L' }));
    }
    path + "Z"
}

fn middle(plane: &Plane, it: &Outline) -> Option<(i64, i64)> {
    let largest = it.rings.iter().max_by_key(|ring| ring.len())?;
    let count = i64::try_from(largest.len()).ok().filter(|n| *n > 0)?;
    let (x, y) = largest.iter().map(|corner| plane.at(*corner)).fold((0, 0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
    Some((x / count, y / count))
}

/// Shape and colour as on the mark of the word; what nothing is known of is a hatched square.
fn mark(point: &Point, (x, y): (i64, i64), hundredths: i64) -> Markup {
    let usual = if point.look == Look::Calm { MARK * 3 / 4 } else { MARK };
    let size = usual * hundredths / 100;
    let (left, top) = (x - size / 2, y - size / 2);
    let word = point.look.word();
    let class = format!("mark is-{word}");
    html! { a href=(point.href) tabindex="-1" {
        title { (point.name) " · " (point.word) }
        @match point.look {
            Look::Silent => rect class=(class) x=(left) y=(top) width=(size) height=(size) {},
            _ => use class=(class) href=(format!("#s-{word}")) x=(left) y=(top) width=(size) height=(size) {},
        }
    } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_longitude() {
        //    latitude      thousandths of a degree of latitude
        check(0, 1_000);
        check(24_218_000, 912);
        check(45_000_000, 708);
        check(60_000_000, 501);
    }

    fn check(latitude_e6: i64, expected: i64) {
        assert!((narrow(latitude_e6) - expected).abs() <= 1, "{latitude_e6}: {}", narrow(latitude_e6));
    }

    #[test]
    fn north_is_up_and_nothing_lies_outside() {
        let corners: [Corner; 3] = [[100_000_000, 24_000_000], [101_000_000, 24_000_000], [100_500_000, 24_500_000]];
        let plane = Plane::around(corners.iter().copied()).unwrap();
        assert_eq!(plane.at(corners[0]).0, MARGIN);
        assert_eq!(plane.at(corners[1]).0, WIDTH - MARGIN);
        assert_eq!(plane.at(corners[2]).1, MARGIN);
        assert_eq!(plane.at(corners[0]).1, plane.at(corners[1]).1);
        assert!(plane.at(corners[0]).1 > plane.at(corners[2]).1 && plane.at(corners[0]).1 <= plane.height - MARGIN);
        assert!(Plane::around([].into_iter()).is_none());
    }
}
