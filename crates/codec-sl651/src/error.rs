/// Why bytes are no frame, or a body no message. `offset` counts from the frame's first byte.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} at byte {offset}: {problem}")]
pub struct Error {
    pub offset: usize,
    /// The field of the standard, in `snake_case`.
    pub field: &'static str,
    pub problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("{needed} bytes are needed, {found} are left")]
    Short { needed: usize, found: usize },
    #[error("{extra} bytes more than the field holds")]
    Long { extra: usize },
    #[error("the check is {found:04x}, computed is {computed:04x}")]
    Check { computed: u16, found: u16 },
    #[error("{value} is not allowed")]
    Value { value: String },
    #[error("more than the limit of {limit}")]
    Limit { limit: usize },
    #[error("package {index} of {total}")]
    Package { index: u16, total: u16 },
    #[error("{bytes} bytes outside any frame")]
    Noise { bytes: u64 },
}

impl Error {
    pub(crate) fn new(offset: usize, field: &'static str, problem: Problem) -> Self {
        Self { offset, field, problem }
    }

    pub(crate) fn value(offset: usize, field: &'static str, value: impl Into<String>) -> Self {
        Self::new(offset, field, Problem::Value { value: value.into() })
    }

    /// What is wrong, in words that a page shows in the visitor's language.
    pub fn words(&self) -> &'static str {
        match self.problem {
            Problem::Short { .. } => "the message is cut short",
            Problem::Long { .. } => "the message is longer than the standard allows",
            Problem::Check { .. } => "the check of the message is wrong",
            Problem::Value { .. } => "a field of the message holds what the standard does not allow",
            Problem::Limit { .. } => "the message exceeds a limit",
            Problem::Package { .. } => "the numbering of the packages is wrong",
            Problem::Noise { .. } => "there are bytes outside any message",
        }
    }
}
