//! Measures a log: appending in batches as the sequencer does, opening, verifying, proofs. Prints one JSON object.
//!
//!     cargo run --release -p proof --example measure -- DIR [ENTRIES] [BYTES] [BATCH] [sm]
//!
//! DIR is new and stays. With `sm` the log has its second tree and signature, and both are verified.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use proof::folder::Folder;
use proof::log::{Log, Settings};
use proof::note::{Signer, SmSigner};
use proof::tree::{leaf, verify_inclusion};
use proof::verify::{Against, verify};
use serde_json::json;
use sha2::Sha256;

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let dir = Path::new(given.first().ok_or("which folder?")?);
    let number = |at: usize, default: u64| given.get(at).map_or(Ok(default), |value| value.parse());
    let (size, bytes, batch) = (number(1, 1_000_000)?, number(2, 300)?, number(3, 20_000)?);
    let sm = given.get(4).is_some_and(|word| word == "sm");
    let origin = "example.org/measured".to_owned();
    let key = Signer::from_seed(&origin, &[7; 32])?;
    let sm = if sm { Some(SmSigner::from_scalar(&origin, &[9; 32])?) } else { None };
    let settings = Settings { origin, key, sm };

    let mut log = Log::open(dir, settings.clone())?;
    let mut slowest = 0.0_f64;
    let begin = Instant::now();
    while log.size() < size {
        let end = size.min(log.size() + batch);
        let entries: Vec<Vec<u8>> = (log.size()..end).map(|number| entry(number, bytes)).collect();
        let batch_begin = Instant::now();
        log.append(&entries)?;
        log.checkpoint(end)?;
        slowest = slowest.max(batch_begin.elapsed().as_secs_f64());
    }
    let append = begin.elapsed().as_secs_f64();
    let root = log.root();
    drop(log);

    let begin = Instant::now();
    let log = Log::open(dir, settings.clone())?;
    let open = begin.elapsed().as_secs_f64();
    if log.root() != root {
        return Err("another root after opening".into());
    }

    let begin = Instant::now();
    let mut longest = 0;
    for step in 0..1000 {
        let index = step * 7919 % size;
        let proof = log.folder().inclusion::<Sha256>(index, size, size)?;
        longest = longest.max(proof.len());
        verify_inclusion::<Sha256>(&leaf::<Sha256>(&entry(index, bytes)), index, size, &proof, &root)?;
    }
    let proofs = begin.elapsed().as_secs_f64();

    let second = settings.sm.as_ref().map(|key| key.verifier().clone());
    let sm3 = second.is_some();
    let keys = std::iter::once(settings.key.verifier().clone()).chain(second).collect();
    let begin = Instant::now();
    let report = verify(&Folder::new(dir), &Against { keys, sm3, ..Against::default() })?;
    let verified = begin.elapsed().as_secs_f64();
    let measured = json!({
        "entries": size, "bytes_each": bytes, "batch": batch, "sm3": sm3,
        "append_s": append, "append_entries_per_s": size as f64 / append, "slowest_batch_s": slowest,
        "open_s": open, "proof_hashes_max": longest, "proofs_per_s": 1000.0 / proofs,
        "verify_s": verified, "faults": report.faults_found,
    });
    println!("{measured}");
    Ok(())
}

/// An entry like a fact: a number and text that no other entry has.
fn entry(number: u64, bytes: u64) -> Vec<u8> {
    let mut entry = format!("{{\"fact\":{number},\"body\":\"").into_bytes();
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    while (entry.len() as u64) < bytes {
        mixed = mixed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        entry.push(b'a' + (mixed >> 59) as u8 % 26);
    }
    entry
}
