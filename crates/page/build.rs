//! Locale tables, and a plain word when the vendored script is not there yet.

const HTMX: &str = "assets/vendor/htmx.min.js";

fn main() {
    println!("cargo::rerun-if-changed={HTMX}");
    if !std::path::Path::new(HTMX).exists() {
        println!("cargo::error=crates/page/{HTMX} is missing: run `cargo xtask assets`");
        std::process::exit(1);
    }
    words::build();
}
