//! The one error type that commands speak. Few meanings, because a caller can do few things.

/// One thing wrong with one field, in words that `page` shows in the visitor's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub field: &'static str,
    pub problem: &'static str,
    pub given: String,
}

impl Problem {
    pub fn at(field: &'static str, problem: &'static str) -> Self {
        Self { field, problem, given: String::new() }
    }
}

/// Every problem of one form, in the order of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{}: {}", problem.field, problem.problem)?;
        }
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 404, also for what lies outside the visitor's scope.
    #[error("{0} does not exist")]
    NotFound(&'static str),
    /// 422: each problem is shown beside its field.
    #[error("{0}")]
    Invalid(Problems),
    /// 409: right form, wrong moment.
    #[error("{why}")]
    Refused { why: &'static str, with: Option<String> },
    /// 403: inside the scope, not your act.
    #[error("you may not {action}")]
    Forbidden { action: &'static str },
    /// 409: the object has moved on since it was read.
    #[error("somebody else changed it first")]
    Conflict,
    /// 503: retry.
    #[error("try again shortly")]
    Unavailable,
    /// 500: the detail goes to the log only.
    #[error("internal fault")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub fn refused(why: &'static str) -> Self {
        Self::Refused { why, with: None }
    }

    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Invalid(Problems(vec![problem]))
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Invalid(problems)
    }
}

impl From<crate::CellError> for Error {
    fn from(cause: crate::CellError) -> Self {
        Self::internal(cause)
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::internal(cause)
    }
}
