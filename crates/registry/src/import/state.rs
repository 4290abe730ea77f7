//! What ledgers of duties say: whether something is finished, and the names of several organisations in one cell.

use paper::fault::Fault;
use paper::{Value, cell};

const NOT_A_STATE: Fault =
    Fault { problem: "this does not say whether it is finished", advice: "write 已办结 or 办理中" };

// Compared whole, never in part: 未办结 holds 办结.
const FINISHED: &[&str] = &[
    "已办结",
    "办结",
    "已完成",
    "完成",
    "已落实",
    "落实",
    "已反馈",
    "已回复",
    "已报告",
    "已上报",
    "已报送",
    "已答复",
    "已销号",
    "销号",
    "已整改",
    "办理完毕",
    "已办理",
    "已办毕",
    "已阅办",
    "已闭环",
    "是",
    "√",
    "finished",
    "done",
    "yes",
    "closed",
];
const OPEN: &[&str] = &[
    "办理中",
    "正在办理",
    "未办结",
    "未完成",
    "推进中",
    "正在推进",
    "待办",
    "待办理",
    "未办理",
    "未落实",
    "落实中",
    "正在落实",
    "未反馈",
    "未回复",
    "未报告",
    "未上报",
    "未报送",
    "未销号",
    "未整改",
    "整改中",
    "持续推进",
    "持续推进中",
    "长期坚持",
    "部分完成",
    "否",
    "×",
    "open",
    "no",
];

/// Whether the word of a state says that it is finished.
pub fn finished(value: &Value) -> Result<bool, Fault> {
    let given: String = cell::narrow(&cell::text(value)?).chars().filter(|c| !c.is_whitespace()).collect();
    let given = given.trim_end_matches(['。', '.']).to_lowercase();
    let among = |list: &[&str]| list.contains(&given.as_str());
    match (among(FINISHED), among(OPEN)) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(NOT_A_STATE),
    }
}

/// `县公安局、河口镇；县住建局`, each once.
pub fn names(given: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in given.split(['、', '，', ',', '；', ';', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
        if !all.iter().any(|it| it == name) {
            all.push(name.to_owned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states() {
        for (given, expected) in [
            ("已办结", Ok(true)),
            (" 已 办结。", Ok(true)),
            ("是", Ok(true)),
            ("办理中", Ok(false)),
            ("未办结", Ok(false)),
            ("No", Ok(false)),
            ("基本完成", Err(NOT_A_STATE)),
            ("2026-03-05", Err(NOT_A_STATE)),
        ] {
            assert_eq!(finished(&Value::Text(given.into())), expected, "{given}");
        }
        assert!(OPEN.iter().all(|word| !FINISHED.contains(word)));
    }

    #[test]
    fn several_names() {
        assert_eq!(names("县公安局、河口镇；县公安局\n 县住建局 "), ["县公安局", "河口镇", "县住建局"]);
        assert!(names(" 、").is_empty());
    }
}
