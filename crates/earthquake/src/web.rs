//! What the pages of this crate share.

use std::sync::Arc;

use axum::Extension;
use kernel::{Ctx, Lang};

use crate::words;

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

pub(crate) const WORDS: registry::field::Words = registry::field::Words {
    label: words::earthquake_field::of,
    hint: words::earthquake_hint::of,
    act: words::earthquake_act::of,
    then: words::earthquake_then::of,
};

/// `5.1`, `5.15`: thousandths as they were given, with one decimal at least.
pub(crate) fn magnitude(thousandths: i64) -> String {
    let text = format!("{:.3}", thousandths as f64 / 1_000.0);
    let kept = text.trim_end_matches('0');
    if kept.ends_with('.') { format!("{kept}0") } else { kept.to_owned() }
}

/// `M5.1`, `Ms 5.1`: the kind as the source gives it.
pub(crate) fn with_kind(thousandths: i64, kind: &str) -> String {
    let kind = if kind.is_empty() { "M" } else { kind };
    format!("{kind} {}", magnitude(thousandths))
}

/// Whole kilometres; below ten with one decimal.
pub(crate) fn kilometres(metres: i64) -> String {
    if metres < 9_950 { format!("{:.1}", metres as f64 / 1_000.0) } else { format!("{}", (metres + 500) / 1_000) }
}

pub(crate) fn degrees(e6: i64) -> String {
    format!("{:.3}", e6 as f64 / 1e6)
}

/// Degrees of intensity in the numerals of the scale: a degree is reached where the estimate stands at it.
pub(crate) fn intensity(lang: Lang, tenths: i64) -> String {
    const ROMAN: [&str; 12] = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ", "Ⅺ", "Ⅻ"];
    match usize::try_from(tenths.div_euclid(10)) {
        Ok(degree @ 1..) => words::earthquake::degree(lang, ROMAN[degree.min(12) - 1]),
        _ => words::earthquake::not_felt(lang).to_owned(),
    }
}
