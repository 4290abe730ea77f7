//! Names of columns that somebody explained once; they win over the table of names. Whoever keeps them keeps them per
//! organisation and kind of table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::shape::plain;

/// From the name of a column to its field; `None`: the column is not needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Learned {
    names: BTreeMap<String, Option<String>>,
}

impl Learned {
    /// `header` as [`super::Unknown`] or [`super::Heading`] gives it.
    pub fn remember(&mut self, header: &str, field: &str) {
        self.names.insert(plain(header), Some(field.to_owned()));
    }

    pub fn not_needed(&mut self, header: &str) {
        self.names.insert(plain(header), None);
    }

    pub fn forget(&mut self, header: &str) {
        self.names.remove(&plain(header));
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(super) fn get(&self, header: &str) -> Option<Option<&str>> {
        if self.names.is_empty() {
            return None;
        }
        self.names.get(&plain(header)).map(Option::as_deref)
    }
}
