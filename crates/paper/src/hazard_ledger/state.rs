//! Whether a hazard is closed: by the word in its column, else by what completion and recheck say.

use kernel::Day;

use super::word;
use super::words::{CLOSED, OPEN};
use crate::fault::{self, Fault};
use crate::{RowReader, Value, remark};

/// The day of completion. People write 已整改 there, which is no day but says the state.
pub fn completed(cells: &mut RowReader<'_>) -> Option<Day> {
    if said(cells.value("completed")).is_ok() {
        return None;
    }
    cells.day("completed")
}

/// `None`: there is a problem. An empty cell says nothing; then words of completion and recheck count, and that of 整改情况 if it
/// is nothing but the state, then a day of either.
pub fn closed(cells: &mut RowReader<'_>, ended: Option<Day>) -> Option<bool> {
    if !cells.is_empty("state") {
        return cells.required("state", said);
    }
    for field in ["completed", "recheck", "measure"] {
        if let Ok(closed) = said(cells.value(field)) {
            cells.assume("state", remark::STATE_BY_WORDS, "");
            return Some(closed);
        }
    }
    let remark = if ended.is_some() { remark::STATE_BY_DATE } else { remark::STATE_OPEN };
    cells.assume("state", remark, "");
    Some(ended.is_some())
}

/// The word of a state.
fn said(value: &Value) -> Result<bool, Fault> {
    let given = word(value)?;
    let among = |list: &[&str]| list.contains(&given.as_str());
    match (among(CLOSED), among(OPEN)) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(fault::NOT_A_STATE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states() {
        for closed in ["关闭", "已关闭", "已销号", "已整改", "完成", "Closed", "已 关闭。", "现场处置", "已整改销号"]
        {
            assert_eq!(said(&Value::Text(closed.into())), Ok(true), "{closed}");
        }
        for open in ["未关闭", "整改中", "待整改", "开放", "未完成", "OPEN"] {
            assert_eq!(said(&Value::Text(open.into())), Ok(false), "{open}");
        }
        for other in ["部分整改", "？", "2020-05-24", "基本完成", ""] {
            assert_eq!(said(&Value::Text(other.into())), Err(fault::NOT_A_STATE), "{other}");
        }
        assert!(OPEN.iter().all(|word| !CLOSED.contains(word)));
    }
}
