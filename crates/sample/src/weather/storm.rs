//! Rain as it moves over the county: cells of a few kilometres that live for an hour, and bands that cross it in hours.

use super::relief::Spot;

pub const HOUR: i64 = 3_600_000;

/// One moving thing that rains. Times in milliseconds, lengths in kilometres, rates in millimetres an hour.
#[derive(Debug, Clone, PartialEq)]
pub struct Storm {
    pub from: i64,
    pub until: i64,
    pub shape: Shape,
    /// The rate where and when it is strongest.
    pub peak: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Where its middle is at first, how it moves in an hour, how wide it is.
    Cell { middle: Spot, moves: Spot, sigma: f64 },
    /// A line across the county: the direction in which it moves as a vector of length one, where on that way it is at
    /// first, its speed, its half width.
    Band { towards: Spot, begins: f64, speed: f64, half_width: f64 },
}

/// Further out than so many widths nothing is counted.
const REACH: f64 = 3.2;

impl Storm {
    pub fn is_over(&self, at: i64) -> bool {
        at >= self.until
    }

    pub fn has_begun(&self, at: i64) -> bool {
        at >= self.from
    }

    /// Millimetres an hour at a moment, over flat land.
    pub fn rate(&self, at: i64, spot: Spot) -> f64 {
        if at < self.from || at >= self.until {
            return 0.0;
        }
        let (hours, life) =
            ((at - self.from) as f64 / HOUR as f64, (at - self.from) as f64 / (self.until - self.from) as f64);
        let away = match &self.shape {
            Shape::Cell { middle, moves, sigma } => {
                let (east, north) =
                    (spot.east - middle.east - moves.east * hours, spot.north - middle.north - moves.north * hours);
                if east.abs() > REACH * sigma || north.abs() > REACH * sigma {
                    return 0.0;
                }
                (east * east + north * north) / (2.0 * sigma * sigma)
            }
            Shape::Band { towards, begins, speed, half_width } => {
                let way = spot.east * towards.east + spot.north * towards.north - begins - speed * hours;
                if way.abs() > REACH * half_width {
                    return 0.0;
                }
                way * way / (2.0 * half_width * half_width)
            }
        };
        // It grows faster than it fades.
        let strength = if life < 0.3 { life / 0.3 } else { (1.0 - life) / 0.7 };
        self.peak * strength * (-away).exp()
    }
}
