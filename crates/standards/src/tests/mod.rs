//! Worked examples as tables. A case runs through the same rows of text as a sheet.

mod criteria;
mod exact;
mod functions;
mod installations;
mod risks;

use crate::{Exact, function};

/// The result columns with a bar between them, or the refusal.
fn run(name: &str, row: &[(&str, &str)]) -> String {
    match function(name).unwrap().run(row) {
        Ok(columns) => columns.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" | "),
        Err(refusal) => refusal.to_string(),
    }
}

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}
