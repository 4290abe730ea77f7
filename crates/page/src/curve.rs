//! A curve over time: bars of what fell, a line of what stood, limits with their words, and hatches where nothing is known.
//!
//! The drawing is for everybody and for paper. Where there is a script, `curve.js` draws all points of the same span in its
//! place, to look into closely. A table beside it says the same in figures.

use kernel::{Instant, Lang};
use maud::{Markup, html};

use crate::words::curve as w;
use crate::{format, href};

/// A limit of a rule, drawn through the whole span.
#[derive(Debug, Clone)]
pub struct Limit {
    pub value: f64,
    /// What it means and its figure, `立即转移 55 mm`.
    pub word: String,
    /// The last one before it is serious: a line without gaps.
    pub is_top: bool,
}

/// What is drawn. Values are in `unit`; nothing is drawn outside of `from` and `to`.
#[derive(Debug, Clone)]
pub struct Curve<'a> {
    /// What the picture shows, in a sentence.
    pub title: &'a str,
    pub unit: &'a str,
    pub from: Instant,
    pub to: Instant,
    /// What fell in each interval, at its end.
    pub bars: &'a [(Instant, f64)],
    pub line: &'a [(Instant, f64)],
    /// Spans without a reading: the line breaks there, and nothing counts as 0.
    pub silences: &'a [(Instant, Instant)],
    pub limits: &'a [Limit],
    /// Where every point of the span is as JSON, `{"t":[seconds],"v":[value or null]}`, with `guess` and `beside` of the same
    /// length where there is something beyond.
    pub points: &'a str,
    /// What goes on from here, or was measured beside.
    pub beyond: Option<&'a Beyond<'a>>,
}

/// A curve that goes on after now: what is expected, and a second one that was measured; each with its word.
#[derive(Debug, Clone)]
pub struct Beyond<'a> {
    pub now: Instant,
    pub now_word: &'a str,
    pub word: &'a str,
    /// A line, or bars where the curve has bars.
    pub guess: &'a [(Instant, f64)],
    pub guess_word: &'a str,
    pub beside: &'a [(Instant, f64)],
    pub beside_word: &'a str,
}

impl Beyond<'_> {
    fn words(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let of = |is: bool, class, word| is.then_some((class, word));
        let guess = of(!self.guess.is_empty(), "is-guess", self.guess_word);
        [Some(("is-curve", self.word)), guess, of(!self.beside.is_empty(), "is-beside", self.beside_word)]
            .into_iter()
            .flatten()
    }
}

const LEFT: f64 = 52.0;
const RIGHT: f64 = 806.0;
const TOP: f64 = 24.0;
const FOOT: f64 = 250.0;
const WIDTH: u32 = 820;
const HEIGHT: u32 = 276;
/// Ticks of time stand no closer.
const TICKS: i64 = 7;

impl Curve<'_> {
    pub fn draw(&self, lang: Lang) -> Markup {
        let limits: Vec<_> = self.limits.iter().map(|it| (it.value, &it.word, it.is_top)).collect();
        let seconds = |at: &Instant| at.millis() as f64 / 1_000.0;
        let silences: Vec<_> = self.silences.iter().map(|(from, to)| (seconds(from), seconds(to))).collect();
        let beyond = self.beyond.map(|it| {
            let words = [it.word, it.guess_word, it.beside_word];
            serde_json::json!({ "now": seconds(&it.now), "word": it.now_word, "words": words })
        });
        html! {
            link rel="stylesheet" href=(href("uplot.min.css"));
            @if let Some(it) = self.beyond {
                p.curve-words aria-hidden="true" { @for (class, word) in it.words() { span class=(class) { (word) } " " } }
            }
            figure.chart.is-curve tabindex="0" data-curve data-points=(self.points) data-from=(seconds(&self.from)) data-to=(seconds(&self.to)) data-unit=(self.unit) data-title=(self.title)
                data-bars=[(!self.bars.is_empty()).then_some("")] data-limits=(serde_json::json!(limits))
                data-beyond=[beyond] data-silences=(serde_json::json!(silences)) data-silent=(w::silent(lang)) data-hint=(w::hint(lang)) data-failed=(w::failed(lang)) { (self.still(lang)) }
            script src=(href("uplot.min.js")) defer {}
            script src=(href("curve.js")) defer {}
        }
    }

    fn still(&self, lang: Lang) -> Markup {
        let scale = Scale::over(self.values());
        let y = |value: f64| FOOT - (value - scale.low) / (scale.high - scale.low) * (FOOT - TOP);
        let x = |at: Instant| LEFT + self.share(at) * (RIGHT - LEFT);
        let drawn = |line: &[(Instant, f64)]| {
            line.iter()
                .map(|(at, value)| format!("{},{}", place(x(*at)), place(y(*value))))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let guessed = self.beyond.map_or(0, |it| it.guess.len());
        let spaced = (RIGHT - LEFT) / ((self.bars.len() + guessed).max(1) as f64);
        let bar = (spaced * 0.8).clamp(1.0, 14.0);
        html! {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(self.title) {
                text.is-start x="8" y="14" { (self.unit) }
                @for value in scale.ticks() {
                    line.grid x1=(LEFT) x2=(RIGHT) y1=(place(y(value))) y2=(place(y(value))) {}
                    text.is-end x=(LEFT - 8.0) y=(place(y(value) + 4.0)) { (scale.say(value)) }
                }
                @for (from, to) in self.silences {
                    @let (from, to) = (x(*from), x(*to));
                    rect x=(place(from)) y=(TOP) width=(place((to - from).max(1.0))) height=(FOOT - TOP) fill="url(#hatch)" {}
                    @if to - from > 60.0 { text.say x=(place(from.midpoint(to))) y=(TOP + 14.0) { (w::silent(lang)) } }
                }
                @for (at, value) in self.bars {
                    rect.rain x=(place(x(*at) - bar)) y=(place(y(*value))) width=(place(bar)) height=(place(FOOT - y(*value))) {}
                }
                @if let Some(beyond) = self.beyond {
                    @for (at, value) in beyond.guess.iter().filter(|_| !self.bars.is_empty() || self.line.is_empty()) {
                        rect.rain.is-guess x=(place(x(*at) - bar)) y=(place(y(*value))) width=(place(bar)) height=(place(FOOT - y(*value))) {}
                    }
                    line.now x1=(place(x(beyond.now))) x2=(place(x(beyond.now))) y1=(TOP) y2=(FOOT) {}
                    text.say.is-start x=(place(x(beyond.now) + 4.0)) y=(TOP + 10.0) { (beyond.now_word) }
                }
                @for limit in self.limits {
                    @let at = y(limit.value);
                    line class=(if limit.is_top { "limit is-top" } else { "limit" }) x1=(LEFT) x2=(RIGHT) y1=(place(at))
                        y2=(place(at)) {}
                    text.say.is-start x=(LEFT + 8.0) y=(place(at - 6.0)) { (limit.word) }
                }
                @if let Some(beyond) = self.beyond.filter(|_| self.bars.is_empty()) {
                    @for (class, line) in [("beside", beyond.beside), ("guess", beyond.guess)] {
                        @if !line.is_empty() { polyline class=(class) points=(drawn(line)) {} }
                    }
                }
                @for piece in self.pieces() {
                    polyline.curve points=(drawn(piece)) {}
                }
                @if let Some((at, value)) = self.line.last() { circle.dot cx=(place(x(*at))) cy=(place(y(*value))) r="4" {} }
                line.axis x1=(LEFT) x2=(RIGHT) y1=(FOOT) y2=(FOOT) {}
                @for at in ticks(self.from, self.to) {
                    text x=(place(x(at))) y=(FOOT + 18.0) { (tick_word(at, self.to.since(self.from).as_seconds())) }
                }
            }
        }
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        let beyond = self.beyond.into_iter().flat_map(|it| it.guess.iter().chain(it.beside));
        let drawn = self.bars.iter().chain(self.line).chain(beyond).map(|it| it.1);
        // A sum begins at nothing; a water level does not.
        let floor = (!self.bars.is_empty()).then_some(0.0);
        drawn.chain(self.limits.iter().map(|it| it.value)).chain(floor)
    }

    fn share(&self, at: Instant) -> f64 {
        let whole = self.to.since(self.from).as_seconds().max(1) as f64;
        (at.since(self.from).as_seconds() as f64 / whole).clamp(0.0, 1.0)
    }

    /// The line without what lies in a silence.
    fn pieces(&self) -> Vec<&[(Instant, f64)]> {
        let breaks =
            |pair: &[(Instant, f64)]| self.silences.iter().any(|(from, to)| pair[0].0 <= *from && *to <= pair[1].0);
        let mut pieces = Vec::new();
        let mut rest = self.line;
        while let Some(at) = rest.windows(2).position(breaks) {
            let (piece, after) = rest.split_at(at + 1);
            pieces.push(piece);
            rest = after;
        }
        pieces.push(rest);
        pieces.retain(|it| !it.is_empty());
        pieces
    }
}

/// Round figures that hold everything.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    fn over(values: impl Iterator<Item = f64>) -> Scale {
        let (low, high) = values
            .filter(|it| it.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| (low.min(it), high.max(it)));
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let span = (high - low).max(high.abs() * 1e-3).max(1e-3);
        let rough = span / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|it| it * power).find(|it| *it >= rough).unwrap_or(rough);
        let low = (low / step).floor() * step;
        let high = ((high / step).ceil() * step).max(low + step);
        Scale { low, high, step }
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as u32;
        (0..=count).map(|n| f64::from(n).mul_add(self.step, self.low))
    }

    fn say(&self, value: f64) -> String {
        let decimals = (-self.step.log10().floor()).max(0.0) as usize;
        format!("{value:.decimals$}")
    }
}

/// A tenth of a unit of the drawing: finer is not seen and costs bytes.
fn place(at: f64) -> String {
    format!("{at:.1}")
}

/// Whole minutes, hours or days, of the civil clock.
fn ticks(from: Instant, to: Instant) -> Vec<Instant> {
    const MINUTE: i64 = 60;
    const DAY: i64 = 86_400;
    let whole = to.since(from).as_seconds();
    let steps = [5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE, 180 * MINUTE, 360 * MINUTE, 720 * MINUTE, DAY];
    let days = [2, 5, 7, 14, 30, 61, 122, 183, 366, 1_830].map(|it| it * DAY);
    let step = steps.into_iter().chain(days).find(|it| whole / it <= TICKS).unwrap_or(whole.max(1));
    let midnight = from.day().start();
    let first = (from.since(midnight).as_seconds() + step - 1).div_euclid(step);
    (first..).map(|n| midnight + kernel::Span::seconds(n * step)).take_while(|at| *at <= to).collect()
}

fn tick_word(at: Instant, span_seconds: i64) -> String {
    const DAY: i64 = 86_400;
    let clock = format::clock(at);
    let day = at.day().to_string();
    if span_seconds > 400 * DAY {
        day.chars().take(7).collect()
    } else if span_seconds > 3 * DAY || clock == "00:00" {
        day.chars().skip(5).collect()
    } else {
        clock
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::read(text).unwrap()
    }

    fn curve<'a>(line: &'a [(Instant, f64)], silences: &'a [(Instant, Instant)]) -> Curve<'a> {
        Curve {
            title: "水位",
            unit: "m",
            from: at("2026-06-18T18:00:00+08:00"),
            to: at("2026-06-18T21:00:00+08:00"),
            bars: &[],
            line,
            silences,
            limits: &[],
            points: "/points",
            beyond: None,
        }
    }

    #[test]
    fn a_scale_holds_everything_in_round_figures() {
        let scale = Scale::over([312.4, 318.9].into_iter());
        assert_eq!((scale.low, scale.high, scale.step), (312.0, 320.0, 2.0));
        let flat = Scale::over([5.0, 5.0].into_iter());
        assert!(flat.low <= 5.0 && flat.high > flat.low);
        let nothing = Scale::over(std::iter::empty());
        assert!(nothing.high > nothing.low);
    }

    #[test]
    fn a_line_breaks_where_nothing_was_heard() {
        let line = [
            (at("2026-06-18T18:00:00+08:00"), 1.0),
            (at("2026-06-18T18:05:00+08:00"), 2.0),
            (at("2026-06-18T19:00:00+08:00"), 3.0),
        ];
        let silent = [(at("2026-06-18T18:05:00+08:00"), at("2026-06-18T19:00:00+08:00"))];
        assert_eq!(curve(&line, &silent).pieces(), [&line[..2], &line[2..]]);
        assert_eq!(curve(&line, &[]).pieces(), [&line[..]]);
        assert!(curve(&[], &silent).pieces().is_empty());
    }

    #[test]
    fn ticks_stand_at_whole_times_of_the_clock() {
        let words: Vec<_> = ticks(at("2026-06-18T17:47:00+08:00"), at("2026-06-18T20:47:00+08:00"))
            .into_iter()
            .map(|it| tick_word(it, 10_800))
            .collect();
        assert_eq!(words, ["18:00", "18:30", "19:00", "19:30", "20:00", "20:30"]);
        let year = ticks(at("2025-01-01T00:00:00+08:00"), at("2026-01-01T00:00:00+08:00"));
        assert!(year.len() <= 8 && year.len() >= 3, "{year:?}");
    }

    #[test]
    fn a_drawing_says_what_it_shows() {
        let line = [(at("2026-06-18T18:00:00+08:00"), 1.0), (at("2026-06-18T20:00:00+08:00"), 2.0)];
        let drawn = curve(&line, &[]).draw(Lang::Zh).into_string();
        assert!(drawn.contains(r#"aria-label="水位""#) && drawn.contains("<polyline"), "{drawn}");
        let at = at("2026-06-18T20:00:00+08:00");
        let guess = [(at, 2.0), (at + kernel::Span::hours(1), 4.0)];
        let beyond = Beyond {
            now: at,
            now_word: "起报",
            word: "计算",
            guess: &guess,
            guess_word: "预报",
            beside: &[],
            beside_word: "实测",
        };
        let further = Curve { beyond: Some(&beyond), ..curve(&line, &[]) }.draw(Lang::Zh).into_string();
        assert!(further.contains(r#"<polyline class="guess""#) && further.contains("起报"), "{further}");
        assert!(further.contains("预报") && !further.contains(">实测<"), "{further}");
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
    }
}
