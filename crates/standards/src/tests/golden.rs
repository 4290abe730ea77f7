//! The worked examples of `golden/standards`: a table for each function, computed without this crate.

use std::path::Path;

use crate::{ALL, Function};

#[test]
fn every_worked_example_is_met() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../golden/standards");
    let mut wrong = Vec::new();
    for function in ALL {
        let name = function.name;
        match std::fs::read_to_string(folder.join(name).with_extension("csv")) {
            Ok(table) => wrong.extend(differences(function, &table)),
            Err(refusal) => wrong.push(format!("{name}: {refusal}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What differs between a table and what the function makes of it, cell by cell.
fn differences(function: &Function, table: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let is_result = |name: &str| name == "error" || function.outputs.iter().any(|output| output.name == name);
    let cells = |row: &'_ csv::StringRecord, results: bool| -> Vec<(String, String)> {
        let cells = names.iter().zip(row).filter(|(name, _)| is_result(name) == results);
        cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    let given: Vec<Vec<(String, String)>> = rows.iter().map(|row| cells(row, false)).collect();
    let given: Vec<Vec<(&str, &str)>> =
        given.iter().map(|row| row.iter().map(|(a, b)| (&**a, &**b)).collect()).collect();
    let mut wrong = shape(function, &names, &rows);
    for (at, (answer, row)) in function.run_all(&given).into_iter().zip(&rows).enumerate() {
        let expected = cells(row, true);
        let found = match answer {
            Ok(columns) => columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            Err(refusal) => vec![("error".to_owned(), refusal.to_string())],
        };
        for (name, expected) in expected {
            let found = found.iter().find(|(column, _)| *column == name).map_or("", |(_, value)| value);
            if found != expected {
                wrong.push(format!("{} line {}, {name}: {found} is not {expected}", function.name, at + 2));
            }
        }
    }
    wrong
}

/// A table has every column that is written, none that is not known, and a row that is refused.
fn shape(function: &Function, names: &csv::StringRecord, rows: &[csv::StringRecord]) -> Vec<String> {
    let outputs = function.outputs.iter().map(|output| output.name).chain(["error"]);
    let known: Vec<&str> = function.inputs.iter().map(|input| input.name).chain(outputs.clone()).collect();
    let missing = outputs.filter(|name| names.iter().all(|it| it != *name)).map(|name| format!("without {name}"));
    let unknown = names.iter().filter(|name| !known.contains(name)).map(|name| format!("{name} is no column"));
    let error = names.iter().position(|name| name == "error");
    let refused = rows.iter().any(|row| error.and_then(|at| row.get(at)).is_some_and(|cell| !cell.is_empty()));
    let none = (!refused).then(|| "no row is refused".to_owned());
    let told = missing.chain(unknown).chain(none).chain((rows.len() < 2).then(|| "too few rows".to_owned()));
    told.map(|what| format!("{}: {what}", function.name)).collect()
}
