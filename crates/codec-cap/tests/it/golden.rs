//! The worked examples in `golden/cap`: a document, and beside it the lines that must come out, field for field. Documents and
//! lines were built from the tables of CAP 1.2 and of 12379 by a script that knows nothing of the codec; offsets are where the
//! script found the tag in what it had written.

use crate::json;

#[test]
fn every_worked_example_says_what_stands_beside_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../golden/cap");
    let (mut cases, mut failed) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "xml") {
            continue;
        }
        let lines = std::fs::read_to_string(path.with_extension("jsonl")).unwrap();
        let expected: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let got = json(&std::fs::read(&path).unwrap());
        cases += 1;
        if got != expected {
            failed += 1;
            let shown = |all: &[serde_json::Value]| all.iter().map(|it| format!("  {it}\n")).collect::<String>();
            println!("{}\nexpected\n{}got\n{}", path.display(), shown(&expected), shown(&got));
        }
    }
    assert_eq!((cases, failed), (21, 0));
}
