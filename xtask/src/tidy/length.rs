//! A function fits on a screen (70 lines), a file is at most 600 lines. Tests count like everything else.

use super::scan::{Source, close, find_flat};
use super::{Finding, Tree};

const FUNCTION: usize = 70;
const FILE: usize = 600;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in tree.rust() {
        let lines = source.line_count();
        if lines > FILE {
            findings.push(Finding::at(&file.path, 0, format!("{lines} lines, at most {FILE}: it is two files")));
        }
        for function in functions(source) {
            if function.lines > FUNCTION {
                let what = format!("fn {} has {} lines, at most {FUNCTION}", function.name, function.lines);
                findings.push(Finding::at(&file.path, function.line, what));
            }
        }
    }
    findings
}

struct Function<'a> {
    name: &'a str,
    line: usize,
    lines: usize,
}

/// Every function with a body, from the line of its name to its closing brace.
fn functions(source: &Source) -> Vec<Function<'_>> {
    let mut functions = Vec::new();
    for at in source.words("fn") {
        let after = at + "fn".len();
        // `fn(…)` is a type, not a function.
        if !source.code[after..].starts_with(char::is_whitespace) {
            continue;
        }
        let Some(name) = source.identifier(after) else { continue };
        let Some(body) = find_flat(&source.code, after, b"{;") else { continue };
        if source.code.as_bytes()[body] == b'{' {
            let line = source.line(at);
            let last = source.line(close(&source.code, body) - 1);
            functions.push(Function { name, line, lines: last - line + 1 });
        }
    }
    functions
}
