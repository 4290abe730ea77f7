//! Any calculation over any rows of text: no panic; every row has an answer, and an answer has every column.
//!
//! The first line names the calculation (or its number stands for it), the second the columns.
#![no_main]

use libfuzzer_sys::fuzz_target;
use paper::beside;
use standards::{ALL, function};

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Some((name, sheet)) = text.split_once('\n') else { return };
    let sum = name.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let function = function(name).unwrap_or(&ALL[sum % ALL.len()]);
    if function.name.ends_with("-calibrate") {
        return; // A search takes its time, and the readers of its columns are those of the model.
    }
    let results: Vec<_> = function.outputs.iter().map(|output| output.name).collect();
    let mut out = Vec::new();
    let _ = beside::all_rows(sheet.as_bytes(), &mut out, &results, |rows| {
        let answers = function.run_all(rows);
        assert_eq!(answers.len(), rows.len());
        let answers = answers.into_iter().map(|answer| {
            let columns = answer.map_err(|refusal| refusal.to_string())?;
            assert_eq!(columns.len(), results.len());
            Ok(columns.into_iter().map(|(_, value)| value).collect())
        });
        answers.collect()
    });
});
