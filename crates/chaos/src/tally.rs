//! What a run counted, as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::check::{Fault, Finding};
use crate::workload::{Hand, Resolved};

/// Findings of each kind shown word for word; the rest are only counted.
const SHOWN: u64 = 5;

#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub seed: u64,
    pub kills: u64,
    /// Starts that were killed before or while they listened.
    pub cut_starts: u64,
    pub acknowledged: u64,
    /// Keys that were answered again.
    pub repeats: u64,
    pub resolved: Resolved,
    pub lost: u64,
    pub half: u64,
    pub doubled: u64,
    pub changed: u64,
    /// Requests that were lawful and were refused all the same.
    pub refused: u64,
    pub checks: u64,
    pub seconds: f64,
    pub findings: Vec<String>,
    /// Refusals by step and status.
    pub refusals: BTreeMap<String, u64>,
}

impl Tally {
    pub fn add(&mut self, findings: &[Finding]) {
        for finding in findings {
            let count = match finding.fault {
                Fault::Lost => &mut self.lost,
                Fault::Half => &mut self.half,
                Fault::Doubled => &mut self.doubled,
                Fault::Changed => &mut self.changed,
            };
            *count += 1;
            if *count <= SHOWN {
                self.findings.push(format!("{:?}: {}", finding.fault, finding.what));
            }
        }
    }

    pub fn add_hand(&mut self, hand: &Hand) {
        self.acknowledged += hand.acknowledged();
        self.repeats += hand.repeats;
        self.resolved.retried += hand.resolved.retried;
        self.resolved.took += hand.resolved.took;
        self.resolved.missed += hand.resolved.missed;
        for sent in hand.refused() {
            self.refused += 1;
            *self.refusals.entry(format!("{} {:?}", sent.step.kind(), sent.fate)).or_default() += 1;
        }
    }

    pub fn is_clean(&self) -> bool {
        self.lost + self.half + self.doubled + self.changed == 0
    }

    pub fn to_json(&self) -> Value {
        let resolved = self.resolved;
        json!({
            "seed": self.seed,
            "kills": self.kills,
            "cut_starts": self.cut_starts,
            "acknowledged": self.acknowledged,
            "repeats": self.repeats,
            "lost": self.lost,
            "half": self.half,
            "doubled": self.doubled,
            "changed": self.changed,
            "refused": self.refused,
            "maybe_resolved": resolved.retried + resolved.took + resolved.missed,
            "maybe": { "retried": resolved.retried, "took": resolved.took, "missed": resolved.missed },
            "hazards_checked": self.checks,
            "seconds": (self.seconds * 10.0).round() / 10.0,
            "findings": self.findings,
            "refusals": self.refusals,
        })
    }
}
