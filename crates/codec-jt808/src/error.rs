/// Why bytes are no frame, or a frame no message. `offset` counts unescaped bytes from the header's first byte;
/// 0 when a value has no encoding.
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
    #[error("the header declares {declared} bytes, {found} are there")]
    Length { declared: usize, found: usize },
    #[error("the check byte is {found:02x}, computed is {computed:02x}")]
    Check { computed: u8, found: u8 },
    #[error("7d is followed by {found}, not by 01 or 02")]
    Escape { found: String },
    #[error("{value} is not allowed")]
    Value { value: String },
    #[error("more than the limit of {limit}")]
    Limit { limit: usize },
    #[error("package {index} of {total}")]
    Package { index: u16, total: u16 },
    #[error("{bytes} bytes outside any frame")]
    Noise { bytes: u64 },
    #[error("the frame has no end")]
    Unfinished,
}

impl Error {
    pub(crate) fn new(offset: usize, field: &'static str, problem: Problem) -> Self {
        Self { offset, field, problem }
    }

    pub(crate) fn long(field: &'static str, extra: usize) -> Self {
        Self::new(0, field, Problem::Long { extra })
    }

    /// What is wrong, in words that a page shows in the visitor's language.
    pub fn words(&self) -> &'static str {
        match self.problem {
            Problem::Short { .. } | Problem::Unfinished => "the message is cut short",
            Problem::Long { .. } => "the message is longer than the standard allows",
            Problem::Length { .. } => "the length of the message is not the one it declares",
            Problem::Check { .. } => "the check byte of the message is wrong",
            Problem::Escape { .. } => "the message breaks the rule of escaping",
            Problem::Value { .. } => "a field of the message holds what the standard does not allow",
            Problem::Limit { .. } => "the message exceeds a limit",
            Problem::Package { .. } => "the numbering of the packages is wrong",
            Problem::Noise { .. } => "there are bytes outside any message",
        }
    }
}
