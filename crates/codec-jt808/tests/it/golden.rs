//! The worked examples in `golden`: each line that comes out is the one that stands there, field for field. One file for both
//! codecs of frames.

use std::path::Path;

use crate::{WORKED_EXAMPLES, hex, json};

#[test]
fn every_worked_example_says_what_stands_beside_it() {
    let codec = env!("CARGO_PKG_NAME").trim_start_matches("codec-");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../golden");
    let text = std::fs::read_to_string(golden.join(codec).join("frames.txt")).unwrap();
    let (mut cases, mut failed) = (0, 0);
    // What comes before the first empty line says how the file is read.
    for case in text.split("\n\n").skip(1) {
        let mut lines = case.lines();
        let (note, stream) = (lines.next().unwrap(), hex(lines.next().unwrap()));
        let expected: Vec<serde_json::Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
        let got = json(&stream);
        cases += 1;
        if got != expected {
            failed += 1;
            let shown = |all: &[serde_json::Value]| all.iter().map(|it| format!("  {it}\n")).collect::<String>();
            println!("{note}\nexpected\n{}got\n{}", shown(&expected), shown(&got));
        }
    }
    assert_eq!((cases, failed), (WORKED_EXAMPLES, 0));
}
