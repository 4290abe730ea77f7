//! A map of the district: the outlines of the townships, and on them points with a mark and a word, drawn by the server, so
//! that it is there without a script, on paper and without any map from elsewhere. Where the browser can, a map that moves
//! takes the drawing's place; it shows the same outlines and all points. A page that has one has a table of the same
//! points beside it, which is for the keyboard.
//!
//! Not here: what a mark stands for; the words are the caller's.

mod drawing;
mod moving;
mod reach;

use kernel::Lang;
use maud::Markup;
use serde_json::{Value, json};

use crate::division::{Corner, FeatureCollection, Outline};

pub use reach::Reach;

/// Drawn at most; the worst first.
pub const DRAWN: usize = 500;

/// How a point is marked, from what calls for least to what calls for most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// Looked at, and nothing is wrong.
    Calm,
    /// Nothing is known.
    Silent,
    Blue,
    Yellow,
    Orange,
    Red,
}

impl Look {
    pub const ALL: [Look; 6] = [Look::Calm, Look::Silent, Look::Blue, Look::Yellow, Look::Orange, Look::Red];

    pub fn word(self) -> &'static str {
        match self {
            Look::Calm => "calm",
            Look::Silent => "silent",
            Look::Blue => "blue",
            Look::Yellow => "yellow",
            Look::Orange => "orange",
            Look::Red => "red",
        }
    }
}

/// Something that lies somewhere.
#[derive(Debug, Clone)]
pub struct Point {
    pub at: Corner,
    pub name: String,
    pub look: Look,
    /// What the mark says, for those who don't see it.
    pub word: String,
    /// Its page.
    pub href: String,
}

impl Point {
    /// A place in millionths of a degree, as columns have it.
    pub fn corner(longitude_e6: Option<i64>, latitude_e6: Option<i64>) -> Option<Corner> {
        Some([i32::try_from(longitude_e6?).ok()?, i32::try_from(latitude_e6?).ok()?])
    }
}

/// A map and where the one that moves asks for its points.
pub struct Map<'a> {
    /// What it shows, for those who don't see it.
    pub drawing: &'a str,
    /// The same, with how it is moved by the keyboard.
    pub moving: &'a str,
    /// Address that answers with [`features`].
    pub points: &'a str,
}

impl Map<'_> {
    /// The drawing, in the box in which the map that moves takes its place. The worst come first.
    pub fn show(&self, lang: Lang, outlines: &[Outline], points: &[Point]) -> Markup {
        moving::moving(lang, self, drawing::drawing(lang, self.drawing, outlines, points))
    }

    /// The same with marks of the given sizes, in hundredths of the usual; for the map that moves they stand in [`sized`].
    pub fn show_sized(&self, lang: Lang, outlines: &[Outline], points: &[Point], sizes: &[i64]) -> Markup {
        moving::moving(lang, self, drawing::drawn(lang, self.drawing, (outlines, points), sizes, &[]))
    }
}

/// A drawing that does not move, with how far something reaches around its points.
pub fn with_reaches(lang: Lang, title: &str, outlines: &[Outline], points: &[Point], reaches: &[Reach]) -> Markup {
    drawing::drawn(lang, title, (outlines, points), &[], reaches)
}

/// What the map that moves is told of a mark's size, in hundredths of the usual.
pub fn sized(more: Value, hundredths: i64) -> Value {
    let Value::Object(mut all) = more else { return more };
    all.insert("size".into(), json!(0.9 * hundredths as f64 / 100.0));
    Value::Object(all)
}

/// The points for the map that moves, each with what else is to be said of it.
pub fn features(points: impl IntoIterator<Item = (Point, Value)>) -> FeatureCollection {
    let feature = |(point, more): (Point, Value)| {
        let mut properties =
            json!({ "name": point.name, "look": point.look.word(), "word": point.word, "href": point.href });
        if let (Value::Object(all), Value::Object(more)) = (&mut properties, more) {
            all.extend(more);
        }
        let degrees = point.at.map(|e6| f64::from(e6) / 1e6);
        json!({ "type": "Feature", "properties": properties, "geometry": { "type": "Point", "coordinates": degrees } })
    };
    FeatureCollection::new(points.into_iter().map(feature).collect())
}
