//! A picture of a short table: pairs of bars, this period before the last. The table stands beside it and says the same, so
//! that who sees no picture loses nothing.

use kernel::Lang;
use maud::{Markup, html};

use crate::words::chart as w;

/// One place on the axis.
#[derive(Debug, Clone)]
pub struct Pair {
    pub label: String,
    pub now: i64,
    pub before: i64,
}

const HEIGHT: i64 = 120;
const BAR: i64 = 12;
const STEP: i64 = 44;
const HEAD: i64 = 16;
/// So that few bars are not drawn as large as a page.
const LEAST: i64 = 16;

/// Two bars a place, with their numbers above; nothing is drawn of nothing.
pub fn pairs(lang: Lang, title: &str, all: &[Pair]) -> Markup {
    let most = all.iter().map(|it| it.now.max(it.before)).max().unwrap_or(0).max(1);
    let width = STEP * i64::try_from(all.len()).unwrap_or(0).max(LEAST);
    let tall = |n: i64| n.max(0) * HEIGHT / most;
    html! {
        figure.chart {
            figcaption { b { (title) } span { (w::now(lang)) } span.f-before { (w::before(lang)) } }
            svg viewBox=(format!("0 0 {width} {}", HEIGHT + HEAD + 18)) role="img" aria-label=(title) {
                @for (n, it) in (0_i64..).zip(all) {
                    (bar("f-before", n * STEP + 9, tall(it.before), it.before))
                    (bar("f-lan", n * STEP + 9 + BAR + 2, tall(it.now), it.now))
                    text x=(n * STEP + STEP / 2) y=(HEIGHT + HEAD + 14) { (it.label) }
                }
                line x1="0" x2=(width) y1=(HEIGHT + HEAD) y2=(HEIGHT + HEAD) stroke="currentColor" {}
            }
        }
    }
}

fn bar(class: &str, x: i64, height: i64, n: i64) -> Markup {
    html! {
        rect class=(class) x=(x) y=(HEIGHT + HEAD - height) width=(BAR) height=(height) {}
        @if n > 0 { text.n x=(x + BAR / 2) y=(HEIGHT + HEAD - height - 3) { (n) } }
    }
}
