//! What the clients sent and what they were told: the one record that no server can change.

use serde_json::Value;

/// One thing that can be done to a hazard through the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Report,
    Assign,
    Extend,
    Submit,
    Return,
    Verify,
    Close,
}

impl Step {
    /// The kind of the fact it leaves behind.
    pub fn kind(self) -> &'static str {
        match self {
            Step::Report => "reported",
            Step::Assign => "assigned",
            Step::Extend => "extended",
            Step::Submit => "submitted",
            Step::Return => "returned",
            Step::Verify => "verified",
            Step::Close => "closed",
        }
    }

    /// Where it is sent; `id` is the hazard's, and a report has none yet.
    pub fn path(self, id: &str) -> String {
        let resource = match self {
            Step::Report => return "/api/v1/hazards".to_owned(),
            Step::Assign => "assignment",
            Step::Extend => "extension",
            Step::Submit => "submission",
            Step::Return | Step::Verify => "verification",
            Step::Close => "closing",
        };
        format!("/api/v1/hazards/{id}/{resource}")
    }
}

/// The status after a fact of this kind; none when such a fact may not follow there.
pub fn status_after(status: &str, kind: &str) -> Option<&'static str> {
    match (status, kind) {
        ("", "reported") | ("to_assign", "recurs") => Some("to_assign"),
        ("to_assign", "assigned") | ("to_rectify", "extended") => Some("to_rectify"),
        ("returned", "extended") | ("to_verify", "returned") => Some("returned"),
        ("to_rectify" | "returned", "submitted") => Some("to_verify"),
        ("to_verify", "verified") => Some("to_close"),
        ("to_close", "cause_found") => Some("to_close"),
        ("to_close", "closed") => Some("closed"),
        _ => None,
    }
}

/// What became of one request, as far as its sender knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Answered with success: it has to be there for ever.
    Acknowledged,
    /// The connection was lost first: it happened once or not at all.
    Maybe,
    /// Was a maybe, was not tried again, and was seen after the restart: from then on it has to stay.
    Took,
    /// Was a maybe, was not tried again, and was not seen after the restart: it must not come back.
    Missed,
    /// Answered with a refusal: it must not have happened.
    Refused(u16),
}

/// One request with its key, and every answer to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub step: Step,
    pub key: String,
    /// The account that sent it, by its role.
    pub role: &'static str,
    pub body: Value,
    pub fate: Fate,
    /// The bodies of all answers of success; a repeated key must get the first one again.
    pub answers: Vec<String>,
}

impl Sent {
    pub fn must_be_there(&self) -> bool {
        matches!(self.fate, Fate::Acknowledged | Fate::Took)
    }

    pub fn may_be_there(&self) -> bool {
        self.must_be_there() || self.fate == Fate::Maybe
    }

    /// The first answer, read.
    pub fn answer(&self) -> Option<Value> {
        self.answers.first().and_then(|text| serde_json::from_str(text).ok())
    }
}

/// The life of one hazard as its client tells it. Its description is its own and names it even when its id never came.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    pub description: String,
    pub id: Option<String>,
    /// Where the client believes it stands.
    pub status: &'static str,
    pub sent: Vec<Sent>,
    /// Nothing more is sent: closed, or found to be at fault.
    pub over: bool,
    /// A fault was found and counted; it is not counted again.
    pub condemned: bool,
}

impl Story {
    pub fn new(description: String) -> Self {
        Self { description, id: None, status: "", sent: Vec::new(), over: false, condemned: false }
    }

    pub fn waits(&self) -> bool {
        self.sent.last().is_some_and(|sent| sent.fate == Fate::Maybe)
    }
}
