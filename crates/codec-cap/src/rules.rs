//! What the text of CAP 1.2 demands and its schema can't say: references, who may be named, polygons, circles.

use crate::error::{Broken, Finding};
use crate::group::Group;

/// A place, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub latitude_degrees: f64,
    pub longitude_degrees: f64,
}

/// The points of a polygon, `latitude,longitude` separated by white space; an error ends them.
///
/// ```
/// use codec_cap::points;
/// let ring: Vec<_> = points("28.5,110.2 28.6,110.2 28.6,110.3 28.5,110.2").collect::<Result<_, _>>().unwrap();
/// assert_eq!((ring.len(), ring[1].latitude_degrees), (4, 28.6));
/// assert_eq!(points("28.5 110.2").next(), Some(Err("28.5")));
/// ```
pub fn points(polygon: &str) -> impl Iterator<Item = Result<Point, &str>> {
    let mut is_over = false;
    polygon.split_ascii_whitespace().map_while(move |pair| {
        if is_over {
            return None;
        }
        let point = point(pair).ok_or(pair);
        is_over = point.is_err();
        Some(point)
    })
}

/// `latitude,longitude radius`, the radius in kilometres.
pub fn circle(text: &str) -> Option<(Point, f64)> {
    let mut parts = text.split_ascii_whitespace();
    let circle = (point(parts.next()?)?, parts.next()?.parse().ok().filter(|km: &f64| km.is_finite() && *km >= 0.0)?);
    parts.next().is_none().then_some(circle)
}

fn point(pair: &str) -> Option<Point> {
    let (latitude, longitude) = pair.split_once(',')?;
    let point = Point { latitude_degrees: latitude.parse().ok()?, longitude_degrees: longitude.parse().ok()? };
    let is_possible = point.latitude_degrees.abs() <= 90.0 && point.longitude_degrees.abs() <= 180.0;
    is_possible.then_some(point)
}

pub(crate) fn check(alert: &Group<'_>, offset: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tell = |element: &str, rule| {
        findings.push(Finding { offset, element: element.to_owned(), problem: Broken::Rule(rule) });
    };
    let is_set = |name: &str| alert.text(name).is_some_and(|it| !it.trim().is_empty());
    for name in ["identifier", "sender"] {
        if alert.text(name).is_some_and(|it| it.is_empty() || it.contains([' ', ',', '<', '&'])) {
            tell(name, "it is empty, or has a space, a comma, < or &");
        }
    }
    if alert.text("references").is_some_and(|it| !are_references(it)) {
        tell("references", "it is not a list of sender,identifier,sent");
    }
    if matches!(alert.text("msgType"), Some("Update" | "Cancel")) && alert.text("references").is_none() {
        tell("references", "an update or a cancellation says what it refers to");
    }
    if alert.text("scope") == Some("Restricted") && !is_set("restriction") {
        tell("restriction", "a restricted alert says the restriction");
    }
    if alert.text("scope") == Some("Private") && !is_set("addresses") {
        tell("addresses", "a private alert says its addresses");
    }
    for area in alert.groups("info").flat_map(|it| it.groups("area")) {
        for polygon in area.texts("polygon") {
            if let Some(rule) = polygon_rule(polygon) {
                tell("polygon", rule);
            }
        }
        if area.texts("circle").any(|it| circle(it).is_none()) {
            tell("circle", "it is not latitude,longitude and a radius");
        }
        if area.text("ceiling").is_some() && area.text("altitude").is_none() {
            tell("ceiling", "a ceiling needs an altitude");
        }
    }
    findings
}

/// At least one, each with three parts.
fn are_references(text: &str) -> bool {
    let mut all = text.split_ascii_whitespace().peekable();
    let is_one = |it: &str| it.split(',').count() == 3 && it.split(',').all(|part| !part.is_empty());
    all.peek().is_some() && all.all(is_one)
}

fn polygon_rule(polygon: &str) -> Option<&'static str> {
    let (mut first, mut last, mut count) = (None, None, 0);
    for point in points(polygon) {
        let Ok(point) = point else { return Some("a point is not latitude,longitude") };
        first = first.or(Some(point));
        last = Some(point);
        count += 1;
    }
    if count < 4 {
        return Some("it has fewer than four points");
    }
    (first != last).then_some("its last point is not its first")
}
