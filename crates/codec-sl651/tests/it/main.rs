//! The codec from outside: frames of its own and, where they lie beside the project, frames that others published.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its own functions, too")]

mod allocation;
mod assembly;
#[path = "../../../codec-jt808/tests/it/collected.rs"]
mod collected;
mod frames;
#[path = "../../../codec-jt808/tests/it/golden.rs"]
mod golden;
mod properties;
mod published;

/// How many stand in `golden`.
const WORKED_EXAMPLES: usize = 23;

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).expect("hexadecimal text")
}

fn json(stream: &[u8]) -> Vec<serde_json::Value> {
    let mut out = Vec::new();
    codec_sl651::lines(stream, &mut out, &Default::default()).unwrap();
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
