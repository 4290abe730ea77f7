//! A row that numbers several hazards gives one for each.

use super::LedgerHazard;
use crate::fault::{self, Fault};
use crate::numbered;

/// What splitting may add to the memory of one sheet: what the parts share is there once for each.
const SPLIT_BYTES_MAX: usize = 128 << 20;

/// Hazards of a sheet, as they are dealt out.
#[derive(Default)]
pub struct Parts {
    pub hazards: Vec<LedgerHazard>,
    split_bytes: usize,
}

impl Parts {
    /// How many hazards the row gave. Measures and rechecks that number as many things are dealt out; others go to each.
    pub fn add(&mut self, whole: LedgerHazard) -> Result<u32, Fault> {
        let Some(parts) = numbered::split(&whole.description) else {
            self.hazards.push(whole);
            return Ok(1);
        };
        let shared = [&whole.measure, &whole.recheck].into_iter().flatten().map(String::len).sum::<usize>();
        let each = parts.iter().map(String::len).max().unwrap_or_default() + shared + size_of::<LedgerHazard>();
        self.split_bytes = self.split_bytes.saturating_add(each.saturating_mul(parts.len() - 1));
        if self.split_bytes > SPLIT_BYTES_MAX {
            return Err(fault::TOO_MANY_PARTS);
        }
        let count = parts.len();
        let dealt = |text: &Option<String>| {
            let several = text.as_deref().and_then(numbered::split).filter(|several| several.len() == count);
            several.map_or_else(|| vec![text.clone(); count], |several| several.into_iter().map(Some).collect())
        };
        let (measures, rechecks) = (dealt(&whole.measure), dealt(&whole.recheck));
        for (((description, measure), recheck), part) in parts.into_iter().zip(measures).zip(rechecks).zip(1..) {
            self.hazards.push(LedgerHazard { part, description, measure, recheck, ..whole.clone() });
        }
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}
