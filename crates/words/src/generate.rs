//! Two tables in, Rust text out.

use std::collections::BTreeSet;
use std::fmt::Write;

use toml::{Table, Value};

use crate::template::{Piece, escaped, is_identifier, parameters, parse};

const ZH: &str = "locales/zh-CN.toml";
const EN: &str = "locales/en.toml";
/// What `of` answers to a word outside the table; the sign for "does not apply" everywhere in the pages.
const UNKNOWN: &str = "--";

/// The content of `words.rs`, or every fault of both files.
pub fn generate(zh: &str, en: &str) -> Result<String, Vec<String>> {
    let (zh, en) = (table(ZH, zh)?, table(EN, en)?);
    let mut faults = Vec::new();
    let mut code = String::from("// Written by the `words` crate from locales/*.toml.\n\n");
    code.push_str("/// Shown for a word that stands in no table.\n");
    let _ = writeln!(code, "pub const UNKNOWN: &str = {UNKNOWN:?};");

    code.push_str(&functions("", &zh, &en, &mut faults));
    for name in names(&zh, &en) {
        match (zh.get(name), en.get(name)) {
            (Some(Value::Table(zh)), Some(Value::Table(en))) => {
                let inside = section(name, zh, en, &mut faults);
                let _ = writeln!(code, "\npub mod {} {{\n{inside}}}", escaped(name));
            }
            (Some(Value::Table(_)), _) => faults.push(format!("{EN}: section [{name}] is missing")),
            (_, Some(Value::Table(_))) => faults.push(format!("{ZH}: section [{name}] is missing")),
            _ => {}
        }
    }
    if faults.is_empty() { Ok(code) } else { Err(faults) }
}

fn table(file: &str, text: &str) -> Result<Table, Vec<String>> {
    text.parse::<Table>().map_err(|e| vec![format!("{file}: {}", e.to_string().replace('\n', " "))])
}

fn names<'a>(zh: &'a Table, en: &'a Table) -> BTreeSet<&'a str> {
    zh.keys().chain(en.keys()).map(String::as_str).collect()
}

fn section(name: &str, zh: &Table, en: &Table, faults: &mut Vec<String>) -> String {
    if !is_identifier(name) {
        faults.push(format!("{ZH}: [{name}] is not a name"));
    }
    let mut code = functions(&format!("{name}."), zh, en, faults);
    let plain: Vec<&String> =
        zh.iter().filter(|(_, text)| text.as_str().is_some_and(|t| !t.contains('{'))).map(|(key, _)| key).collect();
    if zh.contains_key("of") {
        faults.push(format!("{ZH}: {name}.of: this name is taken by the look-up of the section"));
    }
    if plain.is_empty() {
        return code;
    }
    code.push_str("/// The text of a closed enum's word.\n");
    code.push_str("pub fn of(lang: ::kernel::Lang, word: &str) -> &'static str {\n    match word {\n");
    for key in plain {
        let _ = writeln!(code, "        {key:?} => {}(lang),", escaped(key));
    }
    let _ = writeln!(code, "        _ => {UNKNOWN:?},\n    }}\n}}");
    code
}

fn functions(prefix: &str, zh: &Table, en: &Table, faults: &mut Vec<String>) -> String {
    let mut code = String::new();
    for key in names(zh, en) {
        let (zh, en) = match (zh.get(key), en.get(key)) {
            (Some(Value::String(zh)), Some(Value::String(en))) => (zh, en),
            (Some(Value::Table(_)), _) | (_, Some(Value::Table(_))) if prefix.is_empty() => continue,
            (Some(Value::String(_)), None) => {
                faults.push(format!("{EN}: {prefix}{key} is missing"));
                continue;
            }
            (None, Some(Value::String(_))) => {
                faults.push(format!("{ZH}: {prefix}{key} is missing"));
                continue;
            }
            _ => {
                faults.push(format!("{ZH}, {EN}: {prefix}{key} is not a text in both"));
                continue;
            }
        };
        match function(key, zh, en) {
            Ok(function) => code.push_str(&function),
            Err((file, why)) => faults.push(format!("{file}: {prefix}{key}: {why}")),
        }
    }
    code
}

fn function(key: &str, zh: &str, en: &str) -> Result<String, (&'static str, String)> {
    if !is_identifier(key) {
        return Err((ZH, "not a name: small letters, digits and _ only".into()));
    }
    let zh_pieces = parse(zh).map_err(|why| (ZH, why))?;
    let parameters = parameters(&zh_pieces);
    let name = escaped(key);
    if parameters.is_empty() {
        same_set(&parameters, &parse(en).map_err(|why| (EN, why))?)?;
        return Ok(format!(
            "pub fn {name}(lang: ::kernel::Lang) -> &'static str {{\n    match lang {{\n        \
             ::kernel::Lang::Zh => {zh:?},\n        ::kernel::Lang::En => {en:?},\n    }}\n}}\n"
        ));
    }
    let english = english(en, &parameters)?;
    let mut code = format!("pub fn {name}(lang: ::kernel::Lang");
    for parameter in &parameters {
        let _ = write!(code, ", {}: impl ::std::fmt::Display", escaped(parameter));
    }
    let chinese = formatted(&zh_pieces, &parameters);
    let _ = writeln!(
        code,
        ") -> ::std::string::String {{\n    match lang {{\n        ::kernel::Lang::Zh => {chinese},\n        \
         ::kernel::Lang::En => {english},\n    }}\n}}"
    );
    Ok(code)
}

/// `{n} day late|{n} days late`: the first form is for one, by the first argument that begins with a digit.
fn english(text: &str, parameters: &[String]) -> Result<String, (&'static str, String)> {
    let forms: Vec<&str> = text.split('|').collect();
    let mut written = Vec::new();
    for form in &forms {
        let pieces = parse(form).map_err(|why| (EN, why))?;
        same_set(parameters, &pieces)?;
        written.push(formatted(&pieces, parameters));
    }
    match written.as_slice() {
        [one] => Ok(one.clone()),
        [one, many] => {
            let shown: Vec<String> = parameters.iter().map(|p| format!("{}.to_string()", escaped(p))).collect();
            Ok(format!(
                "{{\n            let shown = [{}];\n            let number = shown.iter().find(|text| \
                 text.starts_with(|c: char| c.is_ascii_digit()));\n            if number.is_some_and(|text| text == \
                 \"1\") {{ {one} }} else {{ {many} }}\n        }}",
                shown.join(", ")
            ))
        }
        _ => Err((EN, "a plural has two forms: one|many".into())),
    }
}

fn same_set(wanted: &[String], pieces: &[Piece]) -> Result<(), (&'static str, String)> {
    let given: BTreeSet<String> = parameters(pieces).into_iter().collect();
    let wanted: BTreeSet<String> = wanted.iter().cloned().collect();
    if given == wanted { Ok(()) } else { Err((EN, format!("has {given:?} where zh-CN has {wanted:?}"))) }
}

fn formatted(pieces: &[Piece], parameters: &[String]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(literal) => text.push_str(literal),
            Piece::Parameter(name) => {
                let _ = write!(text, "{{{}}}", parameters.iter().position(|p| p == name).unwrap_or_default());
            }
        }
    }
    let arguments: Vec<String> = parameters.iter().map(|p| escaped(p)).collect();
    format!("::std::format!({text:?}, {})", arguments.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_for_a_key() {
        //    zh                        en                              a part of the code
        check("save = '保存'", "save = 'Save'", "pub fn save(lang: ::kernel::Lang) -> &'static str");
        check("save = '保存'", "save = 'Save'", "::kernel::Lang::Zh => \"保存\"");
        check("n = '共 {n} 条'", "n = '{n} in all'", "pub fn n(lang: ::kernel::Lang, n: impl ::std::fmt::Display)");
        check("r = '{a} 至 {b}'", "r = '{b} from {a}'", "::kernel::Lang::En => ::std::format!(\"{1} from {0}\", a, b)");
        check("d = '{n} 天'", "d = '{n} day|{n} days'", "if number.is_some_and(|text| text == \"1\")");
        check("type = '种类'", "type = 'Kind'", "pub fn r#type(");
        check("q = '{type}'", "q = '{type}'", "::std::format!(\"{0}\", r#type)");
        check("[s]\nin = '内'", "[s]\nin = 'In'", "\"in\" => r#in(lang)");
        check("[s]\nin = '内'", "[s]\nin = 'In'", "_ => \"--\"");
        check("q = '“引”\\'", "q = 'a\"b'", "\"a\\\"b\"");
    }

    fn check(zh: &str, en: &str, part: &str) {
        let code = generate(zh, en).unwrap();
        assert!(code.contains(part), "{part} not in\n{code}");
    }

    #[test]
    fn what_stops_the_build() {
        //    zh                        en                              the fault
        fails("a = '甲'", "", "locales/en.toml: a is missing");
        fails("", "a = 'A'", "locales/zh-CN.toml: a is missing");
        fails("[s]\na = '甲'", "", "locales/en.toml: section [s] is missing");
        fails("[s]\na = '甲'", "[s]", "locales/en.toml: s.a is missing");
        fails("a = '{n} 天'", "a = '{m} d'", "locales/en.toml: a: has {\"m\"} where zh-CN has {\"n\"}");
        fails("a = '{n} 天'", "a = '{n} d|many'", "locales/en.toml: a: has {} where zh-CN has {\"n\"}");
        fails("A-b = '甲'", "A-b = 'A'", "locales/zh-CN.toml: A-b: not a name");
        fails("self = '甲'", "self = 'A'", "locales/zh-CN.toml: self: not a name");
        fails("a = '{n 天'", "a = '{n} d'", "locales/zh-CN.toml: a: a brace without its partner");
        fails("a = '{N}'", "a = '{N}'", "locales/zh-CN.toml: a: `{N}` is not a parameter name");
        fails("[s]\nof = '之'", "[s]\nof = 'of'", "locales/zh-CN.toml: s.of");
        fails("a = 3", "a = 'A'", "a is not a text in both");
        fails("a = ", "", "locales/zh-CN.toml: TOML parse error");
        fails("[s.t]\na = '甲'", "[s.t]\na = 'A'", "s.t is not a text in both");
    }

    fn fails(zh: &str, en: &str, fault: &str) {
        let faults = generate(zh, en).unwrap_err().join("; ");
        assert!(faults.contains(fault), "{fault} not in {faults}");
    }

    #[test]
    fn every_fault_is_told_at_once() {
        assert_eq!(generate("a = '甲'\nb = '乙'", "").unwrap_err().len(), 2);
    }
}
