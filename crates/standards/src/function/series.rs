//! The two ways in which rows depend on each other: one after the other, or all together.

use super::{Answer, Row};
use crate::Error;

/// `step` goes down the rows with a state that `start` takes from the first one. After a row without a result nothing is
/// guessed: the rest of the series is [`Error::Broken`].
pub(super) fn in_order<S>(
    rows: &[Row<'_>],
    start: impl FnOnce(&Row<'_>) -> Result<S, Error>,
    mut step: impl FnMut(&mut S, &Row<'_>) -> Answer,
) -> Vec<Answer> {
    let mut state = rows.first().map(|first| first.check().and_then(|()| start(first)));
    let rows = rows.iter().map(|row| {
        let answer = match &mut state {
            Some(Ok(state)) => row.check().and_then(|()| step(state, row)),
            Some(Err(refusal)) => Err(refusal.clone()),
            None => Err(Error::Broken),
        };
        if answer.is_err() {
            state = None;
        }
        answer
    });
    rows.collect()
}

/// Reads every row, computes from those that can be read (with the first row for the settings), and puts each answer in
/// its place. A row that cannot be read has its refusal and does not count.
pub(super) fn together<'a, T>(
    rows: &[Row<'a>],
    read: impl Fn(&Row<'a>) -> Result<T, Error>,
    compute: impl FnOnce(&[T], &Row<'a>) -> Result<Vec<Vec<String>>, Error>,
) -> Vec<Answer> {
    let mut values = Vec::with_capacity(rows.len());
    let mut answers: Vec<Answer> = Vec::with_capacity(rows.len());
    for row in rows {
        match row.check().and_then(|()| read(row)) {
            Ok(value) => {
                values.push(value);
                answers.push(Ok(Vec::new()));
            }
            Err(refusal) => answers.push(Err(refusal)),
        }
    }
    let Some(first) = rows.first() else { return answers };
    let computed = compute(&values, first);
    let mut computed = computed.map(Vec::into_iter);
    for answer in answers.iter_mut().filter(|answer| answer.is_ok()) {
        *answer = match &mut computed {
            Ok(columns) => columns.next().ok_or(Error::Broken),
            Err(refusal) => Err(refusal.clone()),
        };
    }
    answers
}
