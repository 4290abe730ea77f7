//! Each rule finds its own negative fixture, leaves a good one alone, and finds nothing in this tree.

use super::directions::{self, Edge, Kind};
use super::scan::Source;
use super::*;

#[test]
fn this_tree_is_tidy() {
    let findings = findings(&crate::root()).unwrap();
    let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    assert!(findings.is_empty(), "{} findings\n{}", findings.len(), lines.join("\n"));
}

/// The findings of one rule over a few files, as lines.
fn found(check: Check, files: &[(&str, &str)]) -> Vec<String> {
    check(&Tree::of(files)).iter().map(Finding::to_string).collect()
}

fn only(check: Check, files: &[(&str, &str)], expected: &str) {
    assert_eq!(found(check, files), [expected]);
}

fn none(check: Check, files: &[(&str, &str)]) {
    assert_eq!(found(check, files), Vec::<String>::new());
}

#[test]
fn a_source_is_taken_apart() {
    let source =
        Source::scan("let a = \"x{\\\"\"; // note {\nlet b = r#\"{\"\"#; let c = '{'; let d: &'a str = b'\\'';");
    assert_eq!(source.code.matches('{').count(), 0);
    let strings: Vec<&str> = source.strings.iter().map(|string| string.text.as_str()).collect();
    assert_eq!(strings, ["x{\"", "{\""]);
    assert_eq!(source.comments[0].text, "// note {");
    assert_eq!(source.line(source.strings[1].at), 2);
    assert_eq!(source.code.matches("let").count(), 4);
}

#[test]
fn directions_point_down() {
    //      from          to           kind          allowed
    edge("kernel", "ledger", Kind::Normal, false);
    edge("kernel", "page", Kind::Dev, false);
    edge("page", "kernel", Kind::Normal, true);
    edge("page", "words", Kind::Build, true);
    edge("page", "words", Kind::Normal, false);
    edge("page", "ledger", Kind::Normal, false);
    edge("ledger", "proof", Kind::Normal, true);
    edge("evidence", "ledger", Kind::Normal, true);
    edge("registry", "evidence", Kind::Normal, true);
    edge("registry", "obligation", Kind::Dev, false);
    edge("obligation", "registry", Kind::Normal, true);
    edge("hazard", "obligation", Kind::Normal, true);
    edge("hazard", "inspection", Kind::Normal, false);
    edge("hazard", "signal", Kind::Dev, false);
    edge("flood", "signal", Kind::Normal, true);
    edge("flood", "hazard", Kind::Normal, false);
    edge("signal", "flood", Kind::Normal, false);
    edge("hazard", "codec-cap", Kind::Normal, false);
    edge("sectors", "hazard", Kind::Normal, true);
    edge("hazard", "sectors", Kind::Normal, false);
    edge("gateway", "codec-cap", Kind::Normal, true);
    edge("gateway", "hazard", Kind::Normal, false);
    edge("briefing", "hazard", Kind::Normal, true);
    edge("hazard", "briefing", Kind::Normal, false);
    edge("sample", "kernel", Kind::Normal, true);
    edge("sample", "registry", Kind::Normal, false);
    edge("server", "hazard", Kind::Normal, true);
    edge("server", "chaos", Kind::Normal, false);
    edge("server", "chaos", Kind::Dev, true);
    edge("chaos", "server", Kind::Dev, true);
    edge("hazard", "server", Kind::Dev, false);
    edge("newcomer", "kernel", Kind::Normal, false);
}

fn edge(from: &str, to: &str, kind: Kind, allowed: bool) {
    let edge = Edge { from: from.to_owned(), to: to.to_owned(), kind };
    assert_eq!(directions::check(std::slice::from_ref(&edge)).is_empty(), allowed, "{edge:?}");
}

#[test]
fn edges_are_read_from_cargo() {
    let metadata = serde_json::json!({"packages": [{"name": "hazard", "dependencies": [
        {"name": "serde", "kind": null, "path": null},
        {"name": "signal", "kind": "dev", "path": "crates/signal"},
    ]}]});
    let findings = directions::check(&directions::edges(&metadata));
    assert_eq!(findings[0].to_string(), "crates/hazard/Cargo.toml: hazard may not import signal for its tests");
    assert_eq!(findings.len(), 1);
}

#[test]
fn a_table_is_written_by_its_owner() {
    let migration = ("migrations/0003_hazard_first.sql", "CREATE TABLE hazard (id BLOB);");
    let crates = [("crates/hazard/Cargo.toml", ""), ("crates/signal/Cargo.toml", ""), migration];
    let with = |path, text| [&crates[..], &[(path, text)]].concat();
    none(tables::check, &with("crates/hazard/src/store.rs", "x(\"INSERT INTO hazard (id) VALUES ($1)\")"));
    none(tables::check, &with("crates/signal/src/store.rs", "x(\"SELECT id FROM hazard FOR UPDATE\")"));
    none(
        tables::check,
        &with("crates/hazard/src/s.rs", "x(\"INSERT INTO hazard (id) ON CONFLICT DO UPDATE SET id=1\")"),
    );
    only(
        tables::check,
        &with("crates/signal/src/store.rs", "\n x(\"UPDATE\n hazard SET id = 1\")"),
        "crates/signal/src/store.rs:2: signal writes the table hazard, which belongs to hazard",
    );
    only(
        tables::check,
        &with("crates/hazard/src/store.rs", "format!(\"DELETE FROM {table}\")"),
        "crates/hazard/src/store.rs:1: a table named at run time hides its owner: write the name out",
    );
    only(
        tables::check,
        &with("migrations/4_hazard.sql", "CREATE TABLE other (id BLOB);"),
        "migrations/4_hazard.sql: name it NNNN_<crate>_what_it_does.sql",
    );
}

#[test]
fn functions_and_files_are_short() {
    let function = |lines: usize| format!("fn long(a: [u8; 3]) {{\n{}}}\n", "    act();\n".repeat(lines - 2));
    none(length::check, &[("crates/a/src/lib.rs", &function(70))]);
    only(
        length::check,
        &[("crates/a/src/lib.rs", &function(71))],
        "crates/a/src/lib.rs:1: fn long has 71 lines, at most 70",
    );
    none(length::check, &[("crates/a/src/lib.rs", &"\n".repeat(600))]);
    let findings = found(length::check, &[("crates/a/src/lib.rs", &"\n".repeat(601))]);
    assert_eq!(findings, ["crates/a/src/lib.rs: 601 lines, at most 600: it is two files"]);
    let braces_in_text = format!("fn a() {{ x(\"{{\"); y('{{'); }}\n{}", "// one\n".repeat(100));
    none(length::check, &[("crates/a/src/lib.rs", &braces_in_text)]);
}

#[test]
fn names_say_something() {
    let text = "struct TableReader; fn metadata() {} let data = 1; fn data_dir() {} struct Informed; // mod helper";
    none(names::check, &[("crates/a/src/lib.rs", text)]);
    let bad = "mod utils;\nstruct UserManager;\nenum InfoKind {}\nfn load_data() {}\ntrait Service {}\n";
    assert_eq!(found(names::check, &[("crates/a/src/lib.rs", bad)]).len(), 5);
    let path = [("crates/a/src/common/mod.rs", "")];
    only(names::check, &path, "crates/a/src/common/mod.rs: common: the word common hides a missing name");
}

#[test]
fn refusals_have_chinese_words() {
    let locale = ("crates/page/locales/errors.zh-CN.toml", "\"known words\" = \"已有的话\"\n\"empty\" = \"\"\n");
    let unspoken = |code: &str| found(literals::check, &[locale, ("crates/a/src/lib.rs", code)]).len();
    let spoken = [
        "Error::refused(\"WORDS\")",
        "Error::refused(\n    \"WORDS\",\n)",
        "Error::Refused { why: \"WORDS\", with: None }",
        "Error::Forbidden { action: \"WORDS\" }",
        "Error::NotFound(\"WORDS\")",
        "Problem::at(\"note\", \"WORDS\")",
        "text.problem(\"note\", \"WORDS\", \"\")",
        "text.read(\"due\", &form.due, \"WORDS\", Date::parse)",
        "text.read_optional(\"due\", given(\"a, b\"), \"WORDS\", |it| it.ok())",
        "Problem { field, problem: \"WORDS\", given }",
        "Error::refused(if late { \"known words\" } else { \"WORDS\" })",
    ];
    for code in spoken {
        assert_eq!(unspoken(&code.replace("WORDS", "known words")), 0, "{code}");
        for words in ["unknown words", "empty"] {
            assert_eq!(unspoken(&code.replace("WORDS", words)), 1, "{code}");
        }
    }
    let things = ("crates/page/locales/errors.zh-CN.toml", "[things]\nHazardId = [\"隐患\", \"hazard\"]\n");
    none(literals::check, &[things, ("crates/a/src/lib.rs", "Error::NotFound(\"HazardId\")")]);
    assert_eq!(unspoken("file.read(\"a\", b)"), 0);
    assert_eq!(unspoken("#[cfg(test)]\nmod tests { fn a() { Error::refused(\"unknown words\"); } }"), 0);
}

#[test]
fn marks_do_not_stay() {
    let note = concat!("TO", "DO");
    none(marks::check, &[("crates/a/src/lib.rs", &format!("// {note}(#12): later\nlet a = \"{note}\"; #[expect(x)]"))]);
    let bad = [format!("// {note}: later"), "dbg!(a)".to_owned(), "#[allow(dead_code)]".to_owned()];
    for text in bad {
        assert_eq!(found(marks::check, &[("crates/a/src/lib.rs", &text)]).len(), 1, "{text}");
    }
    assert_eq!(found(marks::check, &[("web/a.js", &format!("// {note} later"))]).len(), 1);
}

#[test]
fn only_the_server_has_senses() {
    let code = "let now = std::time::SystemTime::now();";
    none(senses::check, &[("crates/server/src/main.rs", code), ("crates/a/tests/it/main.rs", code)]);
    none(
        senses::check,
        &[("crates/a/src/lib.rs", "fn f() {}\n#[cfg(test)]\nmod tests { fn a() { Instant::now(); } }")],
    );
    let expected =
        "crates/a/src/lib.rs:1: SystemTime::now: only server and xtask know the clock; take it as an argument";
    only(senses::check, &[("crates/a/src/lib.rs", code)], expected);
    assert_eq!(found(senses::check, &[("crates/a/src/lib.rs", "std::env::var(\"A\")")]).len(), 1);
}

#[test]
fn no_machine_is_named() {
    let home = concat!("see /ho", "me/somebody/notes");
    only(places::check, &[("README.md", home)], "README.md:1: a path of one machine");
    let host = concat!("https://pypi", ".org/simple");
    assert_eq!(found(places::check, &[("web/a.json", host)]).len(), 1);
    none(places::check, &[("README.md", "GET /homes and $HOME/.cache"), ("Cargo.lock", host)]);
}

#[test]
fn manifests_obey_the_workspace() {
    let root = ("Cargo.toml", "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n");
    none(manifests::check, &[root, ("crates/a/Cargo.toml", "[lints]\nworkspace = true\n")]);
    only(manifests::check, &[root, ("crates/a/Cargo.toml", "")], "crates/a/Cargo.toml: add [lints] workspace = true");
    assert_eq!(found(manifests::check, &[("Cargo.toml", "[workspace]\n")]).len(), 1);
}

#[test]
fn both_languages_are_complete() {
    let file = |lang| format!("crates/a/locales/{lang}.toml");
    let (zh, en) = (file("zh-CN"), file("en"));
    none(locales::check, &[(&zh, "[list]\ntitle = \"台账\"\n"), (&en, "[list]\ntitle = \"Register\"\n")]);
    let findings = found(locales::check, &[(&zh, "a = \"甲\"\nb = \"乙\"\n"), (&en, "a = \"A\"\n")]);
    assert_eq!(findings, ["crates/a/locales/en.toml: b is missing, crates/a/locales/zh-CN.toml has it"]);
    assert_eq!(found(locales::check, &[(&zh, "a = \" \"\n"), (&en, "a = \"A\"\n")]).len(), 1);
    assert_eq!(found(locales::check, &[(&zh, "a = \"甲\"\n")]).len(), 1);
    none(locales::check, &[("crates/a/locales/errors.zh-CN.toml", "\"too long\" = \"太长\"\n")]);
}

#[test]
fn the_glossary_names_every_crate() {
    let manifest = ("crates/hazard/Cargo.toml", "");
    none(glossary::check, &[manifest, ("GLOSSARY.md", "| 隐患 | Hazard |")]);
    only(glossary::check, &[manifest, ("GLOSSARY.md", "| hazardous |")], "GLOSSARY.md: the crate hazard is not in it");
    only(glossary::check, &[manifest], "GLOSSARY.md: the glossary is missing");
}

#[test]
fn arguments_of_a_sentence_are_not_swapped() {
    let locale = ("crates/a/locales/zh-CN.toml", "[s]\nasks = '{who}于 {at} 申请延期至 {due}'");
    let call = |line: &str| format!("fn f() {{\n    w::asks({line});\n}}");
    let swapped = call("lang, who, text(request.due), short(request.asked_at, now)");
    only(
        sentences::check,
        &[locale, ("crates/a/src/b.rs", &swapped)],
        "crates/a/src/b.rs:2: asks: `text(request.due)` stands in the place of at and says due",
    );
    for good in ["lang, who, short(asked_at, now), text(request.due)", "lang, a, b, c", "lang, who"] {
        none(sentences::check, &[locale, ("crates/a/src/b.rs", &call(good))]);
    }
    none(sentences::check, &[locale, ("crates/c/src/b.rs", &swapped)]);
}
