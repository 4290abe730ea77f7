//! `anlan calc`: the published calculations. Alone it lists them; `anlan calc NAME [FILE]` takes rows of CSV and gives the
//! same rows with the results behind them. A bad row has its reason in the column `error`, the run goes on, exit 2.

use std::fs::File;
use std::io::{self, BufReader, IsTerminal as _, Read, Write};
use std::path::PathBuf;

use clap::Args;
use kernel::Lang;
use paper::beside::{self, Stopped, Told};
use serde_json::{Value, json};
use standards::{Columns, Domain, Error, Function};

use super::{Failed, Given, is_closed, or_enough};

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
        let Some(name) = &self.name else {
            return or_enough(list(standards::ALL, given.json, io::stdout().lock()), is_closed);
        };
        let Some(function) = standards::function(name) else {
            let names: Vec<_> = standards::ALL.iter().map(|function| function.name).collect();
            return Err(Failed::Refused(vec![format!("{name} is no calculation; there are {}", names.join(", "))]));
        };
        let input: Box<dyn Read> = match &self.file {
            Some(file) if file.as_os_str() != "-" => {
                Box::new(File::open(file).map_err(|e| Failed::Refused(vec![format!("{}: {e}", file.display())]))?)
            }
            None if io::stdin().is_terminal() => {
                let one = std::slice::from_ref(function);
                return or_enough(list(one, given.json, io::stdout()), is_closed);
            }
            _ => Box::new(io::stdin().lock()),
        };
        let told = compute(function, self.lang, BufReader::new(input), io::stdout().lock());
        let told = or_enough(told, |stopped| matches!(stopped, Stopped::Broken(cause) if is_closed(cause)))?;
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

/// The column, the problem, and what else is known of it. Columns and their words are those of the sheet in any language.
fn reason(lang: Lang, refusal: &Error) -> String {
    match lang {
        Lang::En => refusal.to_string(),
        Lang::Zh => {
            let problem = page::error_text(lang, refusal.problem());
            let more = chinese(refusal).map(|more| format!("（{more}）")).unwrap_or_default();
            format!("{}：{problem}{more}", refusal.field())
        }
    }
}

fn chinese(refusal: &Error) -> Option<String> {
    Some(match refusal {
        Error::OutOfDomain { value, domain, .. } => format!("填写为{value}，应为{}", allowed(*domain)),
        Error::Missing { .. } | Error::Broken => return None,
        Error::Twice { value, .. } => value.clone(),
        Error::CheckFails { value, expected, .. } => format!("{value}，校验码应为{expected}"),
        Error::CasDisagrees { name, given, right } => format!("{name}的CAS号应为{right}，填写为{given}"),
        Error::ClassMissing { substance } => substance.clone(),
        Error::Ambiguous { value, rows } => format!("{value}：{rows}"),
        Error::EditionUnknown { day, candidates } => format!("{day}：{candidates}"),
        Error::NoEdition { day } => day.clone(),
        Error::TooFew { count, least, .. } => format!("有{count}个，至少需要{least}个"),
        Error::TooFewOf { which, count, least, .. } => {
            format!("{}有{count}个，至少需要{least}个", page::error_text(Lang::Zh, which))
        }
    })
}

fn allowed(domain: Domain) -> String {
    match domain {
        Domain::Numbers(numbers) => {
            format!("{}之一", numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"))
        }
        Domain::Words(words) => format!("{}之一", words.join("、")),
        Domain::Between(least, most) => format!("{least}至{most}"),
        Domain::Whole(least, most) => format!("{least}至{most}的整数"),
        Domain::Day => "日期，如2026-05-01".to_owned(),
        Domain::Minute => "时间，如2026-05-01 10:05".to_owned(),
        Domain::Form(form) => page::error_text(Lang::Zh, form),
    }
}

fn list(functions: &[Function], as_json: bool, mut output: impl Write) -> io::Result<()> {
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
            format!(
                "{head}{}乙,4,10,15,,,,,,{}\n{}",
                good[0], "likelihood：超出本标准的取值范围（填写为4，应为10、6、3、1、0.5、0.2、0.1之一）", good[1]
            )
        );
    }

    /// Beside the names of columns and what was written nothing of a reason is English.
    #[test]
    fn a_reason_in_chinese_is_chinese() {
        for (name, rows, expected) in [
            (
                "catalogue",
                "magnitude,completeness\n1,3\n1,3\n",
                "magnitude：数据过少，无法计算（不小于完整性震级的有0个，至少需要2个）",
            ),
            (
                "division-code",
                "code\n99\n",
                "code：超出本标准的取值范围（填写为99，应为2、4、6、9或12位区划代码，前两位为省级代码）",
            ),
            (
                "fire-weather-season",
                "temperature_c_max\nwarm\n",
                "temperature_c_max：超出本标准的取值范围（填写为warm，应为-60至70）",
            ),
            ("risk-lec", "likelihood,exposure\n3,10\n", "consequence：请填写此项"),
        ] {
            let found = computed(name, Lang::Zh, rows);
            assert!(found.contains(expected), "{found}");
        }
    }

    #[test]
    fn every_form_has_its_chinese() {
        let forms = standards::ALL.iter().flat_map(|function| function.inputs).filter_map(|field| match field.domain {
            Domain::Form(form) => Some(form),
            _ => None,
        });
        for form in forms {
            assert!(!page::error_text(Lang::Zh, form).is_ascii(), "{form}");
            assert_ne!(page::error_text(Lang::Zh, form), page::error_text(Lang::En, form), "{form}");
        }
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
