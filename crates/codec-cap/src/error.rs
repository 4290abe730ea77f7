/// Why there is no document. `offset` counts bytes of the text, after its encoding has been undone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} at byte {offset}: {problem}")]
pub struct Error {
    pub offset: usize,
    /// The element, or what part of XML is wrong.
    pub field: &'static str,
    pub problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("a document type is refused")]
    DocumentType,
    #[error("the entity {0} is refused")]
    Entity(String),
    #[error("more than the limit of {0}")]
    Limit(usize),
    #[error("no text in {0}")]
    Encoding(String),
    #[error("not well formed: {0}")]
    Malformed(String),
    #[error("the document ends inside an element")]
    Unfinished,
    #[error("neither an alert nor anything that holds one: {0}")]
    Unknown(String),
    #[error("{0} has no value for {1}")]
    Missing(&'static str, &'static str),
}

impl Error {
    pub(crate) fn new(offset: usize, field: &'static str, problem: Problem) -> Self {
        Self { offset, field, problem }
    }

    /// What is wrong, in words that a page shows in the visitor's language.
    pub fn words(&self) -> &'static str {
        match self.problem {
            Problem::DocumentType | Problem::Entity(_) => "the document names what lies outside it",
            Problem::Limit(_) => "the document exceeds a limit",
            Problem::Encoding(_) => "the document is not written in the encoding it declares",
            Problem::Malformed(_) | Problem::Unfinished => "the document is not well formed",
            Problem::Unknown(_) => "the document holds no alert",
            Problem::Missing(..) => "the alert lacks what the standard demands",
        }
    }
}

/// One place where an alert breaks its schema or a rule. It doesn't keep the alert from being read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{element} at byte {offset}: {problem}")]
pub struct Finding {
    /// 0 for an alert that wasn't read but made.
    pub offset: usize,
    pub element: String,
    pub problem: Broken,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("it is not expected here")]
    Unexpected,
    #[error("it stands behind {0}")]
    OutOfOrder(&'static str),
    #[error("it stands here twice")]
    Repeated,
    #[error("it is missing")]
    Missing,
    #[error("{0:?} is not one of the words allowed")]
    Word(String),
    #[error("{0:?} is not written as its type demands")]
    Form(String),
    #[error("an attribute is not expected")]
    Attribute,
    #[error("text between elements")]
    Text,
    #[error("{0}")]
    Rule(&'static str),
}
