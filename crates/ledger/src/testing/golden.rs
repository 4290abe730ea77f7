//! One payload of every fact ever recorded; each must decode forever.

use std::path::Path;

use crate::Fact;

/// Holds a fact against `golden/<stream>/<kind>.json`; with `ANLAN_GOLDEN=write` a file that is missing is written.
///
/// # Panics
/// When the file is missing, or says something else.
pub fn golden<F: Fact + PartialEq + std::fmt::Debug>(fact: &F) {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden")).join(F::STREAM);
    let file = folder.join(format!("{}.json", fact.kind()));
    let (payload, taken) = kernel::seal(fact, |n| [n as u8; 32]).expect("a fact that can be sealed");
    if !file.exists() && writing() {
        std::fs::create_dir_all(&folder).expect("a folder for golden payloads");
        std::fs::write(&file, format!("{payload}\n")).expect("a golden payload is written");
    }
    assert!(file.exists(), "{} is missing: ANLAN_GOLDEN=write writes it", file.display());
    let recorded = std::fs::read_to_string(&file).expect("a file that can be read");
    let vault: kernel::Vault = taken.into_iter().map(|it| (it.commitment, it.value)).collect();
    let decoded: F = kernel::open(recorded.trim_end(), vault).expect("a payload that can be read");
    assert_eq!(decoded, *fact, "{}", fact.kind());
}

#[expect(clippy::disallowed_methods, reason = "asks whether golden payloads are to be written")]
fn writing() -> bool {
    std::env::var("ANLAN_GOLDEN").is_ok_and(|v| v == "write")
}
