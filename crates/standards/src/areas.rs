//! In which of many areas a point lies.
//!
//! - An area is an outer ring and its holes, in any plane coordinates (for a county, degrees or metres alike). A ring is
//!   closed by itself; a repeated first vertex at its end does no harm.
//! - Crossing rule: a point on a border that two areas share lies in exactly one of them.
//! - The plane is divided into cells once. A cell that no border passes is wholly inside an area or wholly outside, so only
//!   points near a border meet the vertices. A border counts for a cell a little too wide, never too narrow.
//! - Errors: [`Error::OutOfDomain`] for a ring with fewer than three vertices or one that is no number.
//!
//! ```
//! use standards::areas::Areas;
//!
//! let square = |x: f64| vec![vec![[x, 0.0], [x + 1.0, 0.0], [x + 1.0, 1.0], [x, 1.0]]];
//! let areas = Areas::new(&[square(0.0), square(1.0)])?;
//! assert_eq!(areas.of([0.5, 0.5]).collect::<Vec<_>>(), [0]);
//! assert_eq!(areas.of([1.0, 0.5]).count(), 1);
//! assert_eq!(areas.of([2.5, 0.5]).count(), 0);
//!
//! let refusal = Areas::new(&[vec![vec![[0.0, 0.0], [1.0, 1.0]]]]).err().unwrap();
//! assert_eq!(refusal.to_string(), "ring is 2, allowed is at least three vertices, all of them numbers");
//! # Ok::<(), standards::Error>(())
//! ```

use std::num::NonZero;
use std::thread;

use crate::{Domain, Error};

pub type Ring = Vec<[f64; 2]>;

const RING: Domain = Domain::Form("at least three vertices, all of them numbers");

/// Many areas with their cells.
#[derive(Debug, Clone)]
pub struct Areas {
    least: [f64; 2],
    most: [f64; 2],
    /// Cells for each unit of the coordinates.
    scale: [f64; 2],
    side: usize,
    /// The entries of cell `n` are `entries[starts[n]..starts[n + 1]]`.
    starts: Vec<u32>,
    entries: Vec<Entry>,
    edges: Vec<Vec<[[f64; 2]; 2]>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    area: u32,
    /// No border of the area passes the cell.
    whole: bool,
}

impl Areas {
    pub fn new(areas: &[Vec<Ring>]) -> Result<Self, Error> {
        let edges = areas.iter().map(|rings| edges(rings)).collect::<Result<Vec<_>, _>>()?;
        let (least, most) = bounds(edges.iter().flatten());
        // Cells a good deal smaller than the areas, and few enough to stay in the cache.
        let side = (24.0 * (areas.len().max(1) as f64).sqrt()).clamp(32.0, 512.0) as usize;
        let scale = [0, 1].map(|axis| side as f64 / (most[axis] - least[axis]).max(f64::MIN_POSITIVE));
        let mut made = Self { least, most, scale, side, starts: Vec::new(), entries: Vec::new(), edges };
        let mut cells: Vec<Vec<Entry>> = vec![Vec::new(); side * side];
        for area in 0..made.edges.len() {
            made.enter(area, &mut cells);
        }
        made.starts.push(0);
        for cell in cells {
            made.entries.extend(cell);
            made.starts.push(made.entries.len() as u32);
        }
        Ok(made)
    }

    /// The numbers of the areas around a point, rising; NaN lies nowhere.
    pub fn of(&self, point: [f64; 2]) -> impl Iterator<Item = usize> {
        let inside = [0, 1].iter().all(|axis| (self.least[*axis]..=self.most[*axis]).contains(&point[*axis]));
        let entries = if inside {
            let cell = self.cell(1, point[1]) * self.side + self.cell(0, point[0]);
            &self.entries[self.starts[cell] as usize..self.starts[cell + 1] as usize]
        } else {
            &[]
        };
        let entries = entries.iter().filter(move |it| it.whole || crosses(&self.edges[it.area as usize], point));
        entries.map(|it| it.area as usize)
    }

    /// Every pair of a point and an area around it, by points.
    pub fn of_all(&self, points: &[[f64; 2]], threads: NonZero<usize>) -> Vec<(usize, usize)> {
        let size = points.len().div_ceil(threads.get()).max(1);
        thread::scope(|scope| {
            let parts = points.chunks(size).enumerate().map(|(part, points)| {
                scope.spawn(move || {
                    let mut found = Vec::with_capacity(points.len());
                    for (point, at) in points.iter().zip(part * size..) {
                        found.extend(self.of(*point).map(|area| (at, area)));
                    }
                    found
                })
            });
            let parts: Vec<_> = parts.collect();
            let mut parts = parts.into_iter().map(|part| part.join().expect("a look-up has no way to fail"));
            let mut found = parts.next().unwrap_or_default();
            parts.for_each(|part| found.extend(part));
            found
        })
    }

    fn cell(&self, axis: usize, value: f64) -> usize {
        (((value - self.least[axis]) * self.scale[axis]) as usize).min(self.side - 1)
    }

    /// Where a cell begins.
    fn at(&self, axis: usize, cell: usize) -> f64 {
        self.least[axis] + cell as f64 / self.scale[axis]
    }

    /// Puts an area into its cells: those its border passes, and those whose centre is inside.
    fn enter(&self, area: usize, cells: &mut [Vec<Entry>]) {
        let edges = &self.edges[area];
        let entry = |whole| Entry { area: area as u32, whole };
        let is_new = |cell: &Vec<Entry>| cell.last().is_none_or(|last| last.area as usize != area);
        for edge in edges {
            self.passed(*edge, |cell| {
                if is_new(&cells[cell]) {
                    cells[cell].push(entry(false));
                }
            });
        }
        let (least, most) = bounds(edges);
        for row in self.cell(1, least[1])..=self.cell(1, most[1]) {
            for column in self.cell(0, least[0])..=self.cell(0, most[0]) {
                let cell = &mut cells[row * self.side + column];
                let centre = [
                    (self.at(0, column) + self.at(0, column + 1)) / 2.0,
                    (self.at(1, row) + self.at(1, row + 1)) / 2.0,
                ];
                if is_new(cell) && crosses(edges, centre) {
                    cell.push(entry(true));
                }
            }
        }
    }

    /// The cells of an edge, row by row, each row with a little room to both sides.
    fn passed(&self, [from, to]: [[f64; 2]; 2], mut take: impl FnMut(usize)) {
        const ROOM: f64 = 1e-6;
        let (low, high) = if from[1] <= to[1] { (from, to) } else { (to, from) };
        let room = [ROOM / self.scale[0], ROOM / self.scale[1]];
        let slope = (high[0] - low[0]) / (high[1] - low[1]);
        for row in self.cell(1, low[1] - room[1])..=self.cell(1, high[1] + room[1]) {
            let (bottom, top) = (self.at(1, row) - room[1], self.at(1, row + 1) + room[1]);
            let x = |y: f64| if slope.is_finite() { low[0] + slope * (y - low[1]) } else { high[0] };
            let mut ends = [x(low[1].max(bottom)), x(high[1].min(top))];
            if !slope.is_finite() {
                ends[0] = low[0];
            }
            let (left, right) = (ends[0].min(ends[1]) - room[0], ends[0].max(ends[1]) + room[0]);
            for column in self.cell(0, left)..=self.cell(0, right) {
                take(row * self.side + column);
            }
        }
    }
}

/// Whether a ray to the left of the point crosses the borders an odd number of times.
fn crosses(edges: &[[[f64; 2]; 2]], [x, y]: [f64; 2]) -> bool {
    let crossed = edges.iter().filter(|[from, to]| {
        (from[1] > y) != (to[1] > y) && x < (to[0] - from[0]) * (y - from[1]) / (to[1] - from[1]) + from[0]
    });
    crossed.count() % 2 == 1
}

fn edges(rings: &[Ring]) -> Result<Vec<[[f64; 2]; 2]>, Error> {
    let mut edges = Vec::new();
    for ring in rings {
        if ring.len() < 3 || ring.iter().flatten().any(|it| !it.is_finite()) {
            return Err(RING.refuse("ring", ring.len()));
        }
        let next = ring.iter().skip(1).chain(ring.first());
        // Each edge from its lower end, so that two neighbours compute the same crossing of a border they share.
        edges.extend(ring.iter().zip(next).map(|(a, b)| if a[1] <= b[1] { [*a, *b] } else { [*b, *a] }));
    }
    Ok(edges)
}

fn bounds<'a>(edges: impl IntoIterator<Item = &'a [[f64; 2]; 2]>) -> ([f64; 2], [f64; 2]) {
    let ends = edges.into_iter().flatten();
    let start = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    ends.fold(start, |(least, most), end| {
        ([least[0].min(end[0]), least[1].min(end[1])], [most[0].max(end[0]), most[1].max(end[1])])
    })
}
