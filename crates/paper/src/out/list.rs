//! What a list says of itself before its rows.

use super::{Column, ColumnKind};

/// A list as it is exported, without its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHead {
    pub title: String,
    /// What the list is narrowed by, each in words: `状态：待复查`. Empty for everything.
    pub said: Vec<String>,
    pub columns: Vec<Column>,
}

impl Column {
    pub fn new(field: &str, header: &str, kind: ColumnKind) -> Self {
        let (field, header) = (field.to_owned(), header.to_owned());
        Self { field, header, kind, width: None, editable: false, choices: Vec::new() }
    }

    pub fn text(field: &str, header: &str) -> Self {
        Self::new(field, header, ColumnKind::Text)
    }

    pub fn number(field: &str, header: &str) -> Self {
        Self::new(field, header, ColumnKind::Number)
    }

    pub fn day(field: &str, header: &str) -> Self {
        Self::new(field, header, ColumnKind::Day)
    }

    pub fn instant(field: &str, header: &str) -> Self {
        Self::new(field, header, ColumnKind::Instant)
    }

    pub fn choice<'a>(field: &str, header: &str, choices: impl IntoIterator<Item = &'a str>) -> Self {
        let choices = choices.into_iter().map(str::to_owned).collect();
        Self { choices, ..Self::new(field, header, ColumnKind::Choice) }
    }

    /// A returned sheet may change it.
    pub fn editable(mut self) -> Self {
        self.editable = true;
        self
    }

    pub fn width(mut self, width: u16) -> Self {
        self.width = Some(width);
        self
    }
}
