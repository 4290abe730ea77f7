//! The names of what is owed in oversight.

/// Examining one organisation and telling it the draft of the result.
pub(crate) const EXAMINE: &str = "oversight.examine";
/// Answering an objection.
pub(crate) const ANSWER: &str = "oversight.answer";
/// Having the result confirmed and published.
pub(crate) const PUBLISH: &str = "oversight.publish";
/// A problem that was found.
pub(crate) const PROBLEM: &str = "oversight.problem";
/// How long one may object: a period that nobody owes.
pub(crate) const OBJECT: &str = "oversight.object";
/// What falls away with its scheme.
pub(crate) const LET_OFF: &str = "oversight.let_off";
