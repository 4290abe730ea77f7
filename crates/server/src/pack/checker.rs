//! The page that checks a log, a proof or a pack offline: one file, opened from a disk, without any server. Its parts lie in
//! `crates/server/verifier`; here they are put together.

use std::sync::LazyLock;

const SCRIPTS: [&str; 15] = [
    include_str!("../../verifier/check.js"),
    include_str!("../../verifier/sm3.js"),
    include_str!("../../verifier/moved.js"),
    include_str!("../../verifier/pass.js"),
    include_str!("../../verifier/log.js"),
    include_str!("../../verifier/entry.js"),
    include_str!("../../verifier/zip.js"),
    include_str!("../../verifier/pack.js"),
    include_str!("../../verifier/sources.js"),
    include_str!("../../verifier/words.js"),
    include_str!("../../verifier/faults.js"),
    include_str!("../../verifier/names.js"),
    include_str!("../../verifier/show.js"),
    include_str!("../../verifier/results.js"),
    include_str!("../../verifier/page.js"),
];

/// The whole page.
pub static CHECKER: LazyLock<String> = LazyLock::new(|| {
    let styles = [asset("tokens.css"), include_str!("../../verifier/page.css")];
    let libraries = [asset("nacl-fast.min.js"), asset("sha256.min.js")];
    include_str!("../../verifier/page.html")
        .replace("<!-- style -->", &inside("style", &styles))
        .replace("<!-- libraries -->", &inside("script", &libraries))
        .replace("<!-- pack -->", "")
        .replace("<!-- scripts -->", &inside("script", &SCRIPTS))
});

fn asset(name: &str) -> &'static str {
    page::asset(name).and_then(|asset| std::str::from_utf8(asset.bytes).ok()).unwrap_or_default()
}

fn inside(tag: &str, parts: &[&str]) -> String {
    parts.iter().map(|part| format!("<{tag}>\n{part}</{tag}>\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_whole_and_asks_for_nothing() {
        assert!(!CHECKER.contains("<!--"), "a place is not filled");
        for needed in ["default-src 'none'", "nacl", "sha256", "--ink", "账本离线核验"] {
            assert!(CHECKER.contains(needed), "{needed}");
        }
        for part in SCRIPTS {
            assert!(!part.contains("</script"), "a script would end early");
        }
        assert!(!CHECKER.contains("src=\"http") && !CHECKER.contains("<link"), "it would need a network");
    }
}
