//! English error literals in Chinese. The literals are the keys, so that rules stay readable and no rule knows a language.

use std::collections::HashMap;
use std::sync::LazyLock;

use kernel::{Error, Lang, Problem};
use serde::Deserialize;

use crate::words::error as w;

#[derive(Deserialize)]
struct Table {
    literals: HashMap<String, String>,
    actions: HashMap<String, String>,
    things: HashMap<String, (String, String)>,
}

include!(concat!(env!("OUT_DIR"), "/errors.rs"));

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let own = include_str!("../locales/errors.zh-CN.toml");
    let mut table: Table = toml::from_str(own).expect("a test reads the embedded table");
    for other in OTHERS {
        let literals: HashMap<String, String> = toml::from_str(other).expect("a test reads the embedded tables");
        table.literals.extend(literals);
    }
    table
});

/// The text of a literal. One without Chinese is shown in English rather than hidden; tidy does not let it come so far.
pub fn error_text(lang: Lang, literal: &str) -> String {
    let chinese = || TABLE.literals.get(literal).or_else(|| TABLE.actions.get(literal)).cloned();
    match lang {
        Lang::Zh => chinese().unwrap_or_else(|| capital(literal)),
        Lang::En => capital(literal),
    }
}

/// What an identity names: `HazardId` is 隐患, hazard. A name nobody listed is 记录, record.
pub fn thing_text(lang: Lang, name: &str) -> String {
    match (TABLE.things.get(name), lang) {
        (Some((zh, _)), Lang::Zh) => zh.clone(),
        (Some((_, en)), Lang::En) => en.clone(),
        (None, _) => w::record(lang).into(),
    }
}

/// One sentence about the whole error. The cause of an internal fault is never part of it.
pub fn sentence(lang: Lang, error: &Error) -> String {
    match error {
        Error::NotFound(name) => w::not_found_what(lang, thing_text(lang, name)),
        Error::Invalid(problems) => w::invalid_what(lang, problems.0.len()),
        Error::Refused { why, .. } => error_text(lang, why),
        Error::Forbidden { action } => {
            let chinese = TABLE.actions.get(*action).or_else(|| TABLE.literals.get(*action));
            let chinese = chinese.map_or(*action, String::as_str);
            w::forbidden_what(lang, if lang == Lang::Zh { chinese } else { action })
        }
        Error::Conflict => error_text(lang, "somebody else changed it first"),
        Error::Unavailable => error_text(lang, "try again shortly"),
        Error::Internal(_) => error_text(lang, "internal fault"),
    }
}

/// The same words above the form and beside the field: `整改期限：请填写此项`.
pub fn problem_text(lang: Lang, label: &str, problem: &Problem) -> String {
    w::field_problem(lang, label, error_text(lang, problem.problem))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_in_both_languages() {
        //    literal                  zh              en
        check("fill in this field", "请填写此项", "Fill in this field");
        check("too long", "内容太长，请精简", "Too long");
        check("a literal nobody knows", "A literal nobody knows", "A literal nobody knows");
        check("", "", "");
    }

    fn check(literal: &str, zh: &str, en: &str) {
        assert_eq!((error_text(Lang::Zh, literal).as_str(), error_text(Lang::En, literal).as_str()), (zh, en));
    }

    #[test]
    fn every_entry_is_chinese_and_none_ends_like_a_sentence() {
        for (english, chinese) in TABLE.literals.iter().chain(&TABLE.actions) {
            assert!(!chinese.is_ascii() && !chinese.ends_with(['。', '.']), "{english}: {chinese}");
            assert!(!english.ends_with('.') && !english.starts_with(char::is_uppercase), "{english}");
        }
    }

    #[test]
    fn sentences() {
        let cases = [
            (Error::NotFound("HazardId"), "没有找到这个隐患", "This hazard does not exist"),
            (Error::NotFound("UnheardOfId"), "没有找到这个记录", "This record does not exist"),
            (Error::Forbidden { action: "do this" }, "您无权办理此事项", "You may not do this"),
            (Error::Conflict, "他人已先行修改", "Somebody else changed it first"),
            (Error::internal("secret path"), "系统内部故障", "Internal fault"),
            (
                Problem::at("due", "too long").into(),
                "有 1 处需要改正，尚未提交",
                "1 thing to correct; nothing was saved",
            ),
        ];
        for (error, zh, en) in cases {
            assert_eq!((sentence(Lang::Zh, &error).as_str(), sentence(Lang::En, &error).as_str()), (zh, en));
        }
    }
}
