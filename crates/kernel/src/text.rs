//! Reading what a person typed into a value that can't be wrong: trimmed, bounded, whole characters.

use crate::{Problem, Problems};

/// Reads form fields and collects every problem at once, so that nobody has to submit five times.
#[derive(Debug, Default)]
pub struct Text {
    problems: Vec<Problem>,
}

impl Text {
    pub fn new() -> Self {
        Self::default()
    }

    /// What somebody else found wrong, in its place among the others.
    pub fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Characters, not bytes: a rare name of four-byte characters is as long as it looks.
    pub fn required(&mut self, field: &'static str, given: &str, shortest: usize, longest: usize) -> String {
        let text = given.trim();
        let length = text.chars().count();
        if length == 0 {
            self.problem(field, "fill in this field", given);
        } else if length < shortest {
            self.problem(field, "too short: say what, where and how many", given);
        } else if length > longest {
            self.problem(field, "too long", given);
        }
        text.to_owned()
    }

    pub fn optional(&mut self, field: &'static str, given: &str, longest: usize) -> Option<String> {
        let text = given.trim();
        if text.chars().count() > longest {
            self.problem(field, "too long", given);
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Reads a required value; `None` from `read` is the stated problem.
    pub fn read<T>(
        &mut self,
        field: &'static str,
        given: &str,
        problem: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = given.trim();
        if text.is_empty() {
            self.problem(field, "fill in this field", given);
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.problem(field, problem, given);
        }
        value
    }

    /// As [`Text::read`], but an empty field is `None` without a problem.
    pub fn read_optional<T>(
        &mut self,
        field: &'static str,
        given: &str,
        problem: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if given.trim().is_empty() { None } else { self.read(field, given, problem, read) }
    }

    pub fn problem(&mut self, field: &'static str, problem: &'static str, given: &str) {
        self.problems.push(Problem { field, problem, given: given.to_owned() });
    }

    /// `Ok` when nothing was wrong. Call it before using what `read` gave.
    pub fn finish(self) -> Result<(), Problems> {
        if self.problems.is_empty() { Ok(()) } else { Err(Problems(self.problems)) }
    }
}
