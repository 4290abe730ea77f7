use std::fs;
use std::path::Path;

use proof::folder::Folder;
use proof::log::{Log, Settings};
use proof::note::{Signer, SmSigner};
use proof::verify::{Against, Report, verify};

pub const ORIGIN: &str = "example.org/anlan/340100";

pub fn settings() -> Settings {
    Settings { origin: ORIGIN.to_owned(), key: Signer::from_seed(ORIGIN, &[7; 32]).unwrap(), sm: None }
}

pub fn with_sm() -> Settings {
    Settings { sm: Some(SmSigner::from_scalar(ORIGIN, &[9; 32]).unwrap()), ..settings() }
}

/// Entry `number` of every log of these tests.
pub fn entry(number: u64) -> Vec<u8> {
    format!("{{\"fact\":{number},\"of\":\"{}\"}}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).into_bytes()
}

pub fn entries(numbers: std::ops::Range<u64>) -> Vec<Vec<u8>> {
    numbers.map(entry).collect()
}

/// A log of so many entries, with a checkpoint at each of these sizes.
pub fn build(dir: &Path, settings: Settings, sizes: &[u64]) -> Log {
    let mut log = Log::open(dir, settings).unwrap();
    for (step, size) in sizes.iter().enumerate() {
        log.append(&entries(log.size()..*size)).unwrap();
        log.checkpoint(1_760_000_000 + step as u64).unwrap();
    }
    log
}

/// All keys of the settings, and what goes with them.
pub fn against(settings: &Settings) -> Against {
    let sm = settings.sm.as_ref().map(|key| key.verifier().clone());
    Against {
        sm3: sm.is_some(),
        keys: std::iter::once(settings.key.verifier().clone()).chain(sm).collect(),
        ..Against::default()
    }
}

pub fn report(dir: &Path, against: &Against) -> Report {
    verify(&Folder::new(dir), against).unwrap()
}

pub fn assert_clean(dir: &Path, against: &Against) {
    let report = report(dir, against);
    assert!(report.faults.is_empty() && report.faults_found == 0, "{report:#?}");
}

/// All files of a log but its lock, by their names within it.
pub fn files(dir: &Path) -> Vec<String> {
    fn below(dir: &Path, prefix: &str, all: &mut Vec<String>) {
        for file in fs::read_dir(dir).unwrap() {
            let file = file.unwrap();
            let name = format!("{prefix}{}", file.file_name().to_str().unwrap());
            if file.file_type().unwrap().is_dir() {
                below(&file.path(), &format!("{name}/"), all);
            } else if name != ".lock" {
                all.push(name);
            }
        }
    }
    let mut all = Vec::new();
    below(dir, "", &mut all);
    all.sort();
    all
}

/// A small generator, so that a failing run can be repeated.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
