//! Files that pages refer to, embedded, each under an address that changes with its content.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// One embedded file. Its address holds the hash, so a cache may keep it for ever.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    pub bytes: &'static [u8],
    pub content_type: &'static str,
    /// Quoted, as the header wants it.
    pub etag: &'static str,
}

struct Stored {
    name: &'static str,
    bytes: &'static [u8],
    content_type: &'static str,
    etag: String,
    hash: String,
}

static STORED: LazyLock<Vec<Stored>> = LazyLock::new(|| {
    const CSS: &str = "text/css; charset=utf-8";
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    [
        ("tokens.css", &include_bytes!("../assets/tokens.css")[..], CSS),
        ("anlan.css", lean(concat!(include_str!("../assets/anlan.css"), include_str!("../assets/screens.css"))), CSS),
        ("anlan.js", &include_bytes!("../assets/anlan.js")[..], SCRIPT),
        ("upload.js", &include_bytes!("../assets/upload.js")[..], SCRIPT),
        ("htmx.min.js", &include_bytes!("../assets/vendor/htmx.min.js")[..], SCRIPT),
        // These three stand on the pages of imports alone.
        ("tabulator.min.js", &include_bytes!("../assets/vendor/tabulator.min.js")[..], SCRIPT),
        ("tabulator.min.css", &include_bytes!("../assets/vendor/tabulator.min.css")[..], CSS),
        ("grid.js", &include_bytes!("../assets/grid.js")[..], SCRIPT),
        // These on the pages of maps alone, and the library only where the browser can draw with it.
        ("map.js", &include_bytes!("../assets/map.js")[..], SCRIPT),
        ("maplibre-gl.mjs", &include_bytes!("../assets/vendor/maplibre-gl.mjs")[..], SCRIPT),
        ("maplibre-gl-worker.mjs", &include_bytes!("../assets/vendor/maplibre-gl-worker.mjs")[..], SCRIPT),
        ("maplibre-gl.css", &include_bytes!("../assets/vendor/maplibre-gl.css")[..], CSS),
        // These on the page of a device alone.
        ("curve.js", &include_bytes!("../assets/curve.js")[..], SCRIPT),
        ("uplot.min.js", &include_bytes!("../assets/vendor/uplot.min.js")[..], SCRIPT),
        ("uplot.min.css", &include_bytes!("../assets/vendor/uplot.min.css")[..], CSS),
        // These in no page of ours, but in the one that checks the ledger offline.
        ("nacl-fast.min.js", &include_bytes!("../assets/vendor/nacl-fast.min.js")[..], SCRIPT),
        ("sha256.min.js", &include_bytes!("../assets/vendor/sha256.min.js")[..], SCRIPT),
        ("favicon.svg", &include_bytes!("../assets/favicon.svg")[..], "image/svg+xml"),
    ]
    .into_iter()
    .map(|(name, bytes, content_type)| {
        let hash: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Stored { name, bytes, content_type, etag: format!("\"{hash}\""), hash }
    })
    .collect()
});

/// Comments and indentation are for whoever reads the source, not for every browser.
fn lean(css: &str) -> &'static [u8] {
    let mut lean = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        lean.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, behind)| behind);
    }
    lean.push_str(rest);
    lean.split_whitespace().collect::<Vec<_>>().join(" ").leak().as_bytes()
}

/// What to answer to `/assets/{path}`: `anlan.css`, or the hash and the name as [`href`] writes them. An old hash is
/// answered with nothing, so that a page of the former version never mixes with files of this one.
pub fn asset(path: &str) -> Option<Asset> {
    let (hash, name) = path.split_once('/').map_or((None, path), |(hash, name)| (Some(hash), name));
    let stored = STORED.iter().find(|stored| stored.name == name)?;
    let current = hash.is_none_or(|hash| hash == stored.hash);
    current.then_some(Asset { bytes: stored.bytes, content_type: stored.content_type, etag: &stored.etag })
}

/// `/assets/3f9a1c2b77e0/anlan.css`; a name nobody embedded stays without a hash and will not be found.
pub fn href(name: &str) -> String {
    match STORED.iter().find(|stored| stored.name == name) {
        Some(stored) => format!("/assets/{}/{name}", stored.hash),
        None => format!("/assets/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_the_content() {
        let address = href("anlan.css");
        let path = address.strip_prefix("/assets/").unwrap();
        let found = asset(path).unwrap();
        assert_eq!(found.content_type, "text/css; charset=utf-8");
        assert!(path.starts_with(found.etag.trim_matches('"')));
        assert!(asset("anlan.css").is_some());
        assert!(asset("000000000000/anlan.css").is_none());
        assert!(asset("../Cargo.toml").is_none());
    }

    #[test]
    fn a_style_sheet_is_sent_without_what_only_its_authors_read() {
        assert_eq!(
            lean("/* a\n b */\n.a {\n  margin: 0 1px;  }\n/* c */ .b::before { content: \"■ \"; }\n"),
            b".a { margin: 0 1px; } .b::before { content: \"\xe2\x96\xa0 \"; }"
        );
    }

    #[test]
    fn first_page_stays_small_and_calls_nobody() {
        for stored in STORED.iter() {
            // The grid and the map are on no first page.
            let later = stored.name == "tabulator.min.js" || stored.name.starts_with("maplibre-gl");
            assert!(stored.bytes.len() < 60_000 || later, "{} is large", stored.name);
            if !later && !stored.name.contains(".min.") {
                let text = std::str::from_utf8(stored.bytes).unwrap().replace("http://www.w3.org/", "");
                assert!(!text.contains("http://") && !text.contains("https://"), "{} calls out", stored.name);
            }
        }
    }

    /// Chromium 90 is the floor.
    #[test]
    fn styles_keep_to_the_floor() {
        for name in ["tokens.css", "anlan.css"] {
            let css = std::str::from_utf8(asset(name).unwrap().bytes).unwrap();
            for newer in
                [":has(", "@layer", "@container", "color-mix(", "dvh", "accent-color", "subgrid", "popover", "oklch("]
            {
                assert!(!css.contains(newer), "{name} uses {newer}");
            }
        }
    }
}
