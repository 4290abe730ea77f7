//! Locale tables at build time: `locales/zh-CN.toml` and `locales/en.toml` of a crate become one Rust function per key.
//!
//! A key that exists, with its parameters, is the compiler's business from then on: a missing translation, a placeholder
//! that only one language has, or a key nobody can call stops the build and names file and key.
//! Not here: the visitor's language (`kernel::Lang`), error literals (`page`), names and quotations (never translated).

mod generate;
mod template;

use std::path::Path;

pub use generate::generate;

/// The one line of a `build.rs`. Reads the two tables of the calling crate and writes `$OUT_DIR/words.rs`.
pub fn build() {
    let root = environment("CARGO_MANIFEST_DIR");
    let out = environment("OUT_DIR");
    for name in ["locales/zh-CN.toml", "locales/en.toml", "build.rs"] {
        println!("cargo::rerun-if-changed={name}");
    }
    let written = read(&root, "zh-CN.toml")
        .and_then(|zh| Ok((zh, read(&root, "en.toml")?)))
        .and_then(|(zh, en)| generate(&zh, &en))
        .and_then(|code| std::fs::write(Path::new(&out).join("words.rs"), code).map_err(|e| vec![e.to_string()]));
    if let Err(faults) = written {
        for fault in faults {
            println!("cargo::error={fault}");
        }
        std::process::exit(1);
    }
}

fn read(root: &str, name: &str) -> Result<String, Vec<String>> {
    let path = Path::new(root).join("locales").join(name);
    std::fs::read_to_string(path).map_err(|e| vec![format!("locales/{name}: {e}")])
}

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
fn environment(name: &str) -> String {
    std::env::var(name).expect("cargo sets this for every build script")
}
