//! `anlan calc`: the published calculations. Alone it lists them; `anlan calc NAME [FILE]` takes rows of CSV and gives the
//! same rows with the results behind them. A bad row has its reason in the column `error`, the run goes on, exit 2.

use std::fs::File;
use std::io::{self, BufReader, IsTerminal as _, Read, Write};
use std::path::PathBuf;

use clap::Args;
use kernel::Lang;
use paper::beside::{self, Stopped, Told};
use serde_json::{Value, json};
use standards::{Columns, Error, Function};

use super::{Failed, Given};

#[derive(Debug, Args)]
pub struct Calc {
    /// Which calculation; without it they are listed.
    name: Option<String>,
    /// Rows as CSV with a line of names, UTF-8 or GBK; without it, or as -, standard input.
    file: Option<PathBuf>,
    /// Language of the reasons in the column `error`: en, zh-CN.
    #[arg(long, default_value = "en", value_parser = lang)]
    lang: Lang,
}

impl Calc {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let Some(name) = &self.name else { return list(standards::ALL, given.json, io::stdout().lock()) };
        let Some(function) = standards::function(name) else {
            let names: Vec<_> = standards::ALL.iter().map(|function| function.name).collect();
            return Err(Failed::Refused(vec![format!("{name} is no calculation; there are {}", names.join(", "))]));
        };
        let input: Box<dyn Read> = match &self.file {
            Some(file) if file.as_os_str() != "-" => {
                Box::new(File::open(file).map_err(|e| Failed::Refused(vec![format!("{}: {e}", file.display())]))?)
            }
            None if io::stdin().is_terminal() => return list(std::slice::from_ref(function), given.json, io::stdout()),
            _ => Box::new(io::stdin().lock()),
        };
        let told = compute(function, self.lang, BufReader::new(input), io::stdout().lock())?;
        match told.refused {
            0 => Ok(()),
            refused => Err(Failed::Refused(vec![format!("{refused} of {} rows have no result", told.rows)])),
        }
    }
}

impl From<Stopped> for Failed {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Refused(refused) => Self::Refused(vec![format!("{refused} ({})", refused.fault.advice)]),
            Stopped::Broken(cause) => cause.into(),
        }
    }
}

fn lang(word: &str) -> Result<Lang, String> {
    Lang::from_word(word).ok_or_else(|| format!("{word} is neither en nor zh-CN"))
}

fn compute(function: &Function, lang: Lang, input: impl io::BufRead, output: impl Write) -> Result<Told, Stopped> {
    let results: Vec<_> = function.outputs.iter().map(|output| output.name).collect();
    let answer = |found: Result<Columns, Error>| match found {
        Ok(columns) => Ok(columns.into_iter().map(|(_, value)| value).collect()),
        Err(refusal) => Err(reason(lang, &refusal)),
    };
    if function.needs_all_rows() {
        beside::all_rows(input, output, &results, |rows| function.run_all(rows).into_iter().map(answer).collect())
    } else {
        beside::row_by_row(input, output, &results, |row| answer(function.run(row)))
    }
}

/// In Chinese the problem in words, and behind it what the value was.
fn reason(lang: Lang, refusal: &Error) -> String {
    match lang {
        Lang::En => refusal.to_string(),
        Lang::Zh => format!("{}：{}（{refusal}）", refusal.field(), page::error_text(lang, refusal.problem())),
    }
}

fn list(functions: &[Function], as_json: bool, mut output: impl Write) -> Result<(), Failed> {
    if as_json {
        let listed: Vec<_> = functions.iter().map(described).collect();
        writeln!(output, "{}", Value::from(listed))?;
        return Ok(());
    }
    for function in functions {
        let certain = if function.certain { "" } else { " (not certain)" };
        writeln!(output, "{}{certain}\n  {}; {}", function.name, function.source, function.edition)?;
        for field in function.inputs {
            let kind = match (field.required, field.default) {
                (true, _) => String::new(),
                (false, None) => ", may be empty".to_owned(),
                (false, Some(default)) => format!(", {default} when empty"),
            };
            writeln!(output, "  in   {}{}: {}{kind}", field.name, unit(field.unit), field.domain)?;
        }
        for it in function.outputs {
            writeln!(output, "  out  {}{}", it.name, unit(it.unit))?;
        }
    }
    Ok(())
}

fn unit(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!(" [{unit}]") }
}

fn described(function: &Function) -> Value {
    let inputs = function.inputs.iter().map(|field| {
        json!({
            "name": field.name,
            "unit": field.unit,
            "domain": field.domain.to_string(),
            "required": field.required,
            "default": field.default,
        })
    });
    let outputs = function.outputs.iter().map(|output| json!({ "name": output.name, "unit": output.unit }));
    json!({
        "name": function.name,
        "inputs": inputs.collect::<Vec<_>>(),
        "outputs": outputs.collect::<Vec<_>>(),
        "source": function.source,
        "edition": function.edition,
        "certain": function.certain,
        "needs_all_rows": function.needs_all_rows(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn computed(name: &str, lang: Lang, rows: &str) -> String {
        let mut output = Vec::new();
        let function = standards::function(name).unwrap();
        compute(function, lang, rows.as_bytes(), &mut output).map_err(|stopped| stopped.to_string()).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn a_bad_row_has_its_reason_and_the_run_goes_on() {
        let rows = "unit,likelihood,exposure,consequence\n甲,3,10,15\n乙,4,10,15\n丙,1,10,7\n";
        let head = "unit,likelihood,exposure,consequence,score,grade,colour,edition_used,certain,error\n";
        let good = ["甲,3,10,15,450,1,red,lec_upward,yes,\n", "丙,1,10,7,70,3,yellow,lec_upward,yes,\n"];
        let why = "likelihood is 4, allowed is one of 10, 6, 3, 1, 0.5, 0.2, 0.1";
        assert_eq!(
            computed("risk-lec", Lang::En, rows),
            format!("{head}{}乙,4,10,15,,,,,,\"{why}\"\n{}", good[0], good[1])
        );
        assert_eq!(
            computed("risk-lec", Lang::Zh, rows),
            format!("{head}{}乙,4,10,15,,,,,,\"likelihood：超出本标准的取值范围（{why}）\"\n{}", good[0], good[1])
        );
    }

    #[test]
    fn the_list_says_everything_about_every_function() {
        let mut output = Vec::new();
        assert!(list(standards::ALL, true, &mut output).is_ok());
        let listed: Vec<Value> = serde_json::from_slice(&output).unwrap();
        assert_eq!(listed.len(), standards::ALL.len());
        for function in &listed {
            for key in ["name", "source", "edition"] {
                assert!(function[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {function}");
            }
            assert!(function["inputs"].as_array().is_some_and(|inputs| !inputs.is_empty()));
        }
        let mut text = Vec::new();
        assert!(list(standards::ALL, false, &mut text).is_ok());
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("  in   edition: one of lec_upward, lec_downward, lec_upward when empty\n"));
        assert!(text.contains("plate (not certain)\n"));
    }
}
