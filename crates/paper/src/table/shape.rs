//! What kinds of tables are known, and by which names: the table of names is data, in `columns.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::cell::narrow;
use crate::day::End;
use crate::fault::{self, Fault};

/// One kind of table.
#[derive(Debug, Deserialize)]
pub struct Shape {
    /// The field without which a row is no record.
    pub essential: String,
    /// Usual columns that nobody asks for.
    not_needed: Vec<String>,
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    #[serde(skip)]
    by_name: HashMap<String, Named>,
    #[serde(skip)]
    first_letters: HashSet<char>,
}

/// A column that a kind of table may have, and all the names it goes by, the usual one first.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Column {
    pub field: String,
    pub names: Vec<String>,
    #[serde(default)]
    pub telling: bool,
    #[serde(default)]
    pub fills_down: bool,
    #[serde(default)]
    pub year_beside: bool,
    #[serde(default)]
    pub of_range: Option<End>,
}

/// What the name of a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A field, by its place among the columns of the shape.
    Field(usize),
    NotNeeded,
}

/// The words by which rows that are no records are known.
#[derive(Debug, Deserialize)]
pub struct RowWords {
    pub notes: Vec<String>,
    pub signatures: Vec<String>,
    /// Labels of the day on which the form was filled in, which is no day of finding.
    pub form_days: Vec<String>,
    pub totals: Vec<String>,
    pub examples: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Names {
    rows: RowWords,
    hazard: Shape,
    subject: Shape,
    organisation: Shape,
    person: Shape,
    incident: Shape,
    task: Shape,
    directive: Shape,
    meeting: Shape,
    device: Shape,
    hotspot: Shape,
    catalogue: Shape,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names: Names = toml::from_str(include_str!("../../columns.toml")).expect("a test reads the table of names");
    let all = [
        &mut names.hazard,
        &mut names.subject,
        &mut names.organisation,
        &mut names.person,
        &mut names.incident,
        &mut names.task,
        &mut names.directive,
        &mut names.meeting,
        &mut names.device,
        &mut names.hotspot,
        &mut names.catalogue,
    ];
    for shape in all {
        shape.by_name = shape.index();
        shape.first_letters = shape.by_name.keys().filter_map(|name| name.chars().next()).collect();
    }
    names
});

pub fn row_words() -> &'static RowWords {
    &NAMES.rows
}

impl Shape {
    pub fn hazard() -> &'static Shape {
        &NAMES.hazard
    }

    pub fn subject() -> &'static Shape {
        &NAMES.subject
    }

    pub fn organisation() -> &'static Shape {
        &NAMES.organisation
    }

    pub fn person() -> &'static Shape {
        &NAMES.person
    }

    pub fn incident() -> &'static Shape {
        &NAMES.incident
    }

    pub fn task() -> &'static Shape {
        &NAMES.task
    }

    pub fn directive() -> &'static Shape {
        &NAMES.directive
    }

    pub fn meeting() -> &'static Shape {
        &NAMES.meeting
    }

    pub fn device() -> &'static Shape {
        &NAMES.device
    }

    pub fn hotspot() -> &'static Shape {
        &NAMES.hotspot
    }

    pub fn catalogue() -> &'static Shape {
        &NAMES.catalogue
    }

    /// What is said of a sheet without such a table.
    pub(super) fn none(&self) -> Fault {
        if self.essential == "description" { fault::NO_HAZARD_COLUMNS } else { fault::NO_COLUMNS }
    }

    pub fn column(&self, field: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// The usual names of the fields, as a refusal lists them.
    pub fn usual_names(&self) -> String {
        let usual = self.columns.iter().filter_map(|column| column.names.first().map(String::as_str));
        usual.collect::<Vec<_>>().join("、")
    }

    /// Quick, for the thousands of cells that surely name nothing.
    pub(super) fn may_name(&self, text: &str) -> bool {
        let first = text.chars().find(|c| !is_dropped(c)).map(crate::cell::narrow_char);
        let letter = first.and_then(|c| c.to_lowercase().next());
        text.len() <= NAME_BYTES_MAX && letter.is_some_and(|c| self.first_letters.contains(&c))
    }

    /// By the whole name, or by what stands before its bracket.
    pub(super) fn named(&self, header: &str) -> Option<Named> {
        // No name is longer; most cells of a sheet are.
        if header.len() > NAME_BYTES_MAX {
            return None;
        }
        let found = |name: &str| self.by_name.get(plain(name).as_str()).copied();
        found(header).or_else(|| found(header.split(['（', '(', '【', '[', '/']).next().unwrap_or(header)))
    }

    fn index(&self) -> HashMap<String, Named> {
        let unneeded = self.not_needed.iter().map(|name| (plain(name), Named::NotNeeded));
        let fields = self.columns.iter().enumerate();
        let named =
            fields.flat_map(|(at, column)| column.names.iter().map(move |name| (plain(name), Named::Field(at))));
        unneeded.chain(named).collect()
    }
}

const NAME_BYTES_MAX: usize = 120;

/// Names are compared without blanks, line breaks, the star of required columns, and a closing mark; letters are small.
pub(crate) fn plain(header: &str) -> String {
    let plain: String = narrow(header).chars().filter(|c| !is_dropped(c)).flat_map(char::to_lowercase).collect();
    plain.trim_end_matches(['.', '。']).to_owned()
}

fn is_dropped(c: &char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '＊' | ':' | '：' | '★' | '▲')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_name_belongs_to_two_fields_of_one_kind() {
        let registers = [Shape::subject(), Shape::organisation(), Shape::person(), Shape::device(), Shape::hotspot()];
        let records = [Shape::hazard(), Shape::incident(), Shape::task(), Shape::directive(), Shape::meeting()];
        for shape in registers.into_iter().chain(records) {
            let mut owners: BTreeMap<String, &str> = BTreeMap::new();
            let unneeded = shape.not_needed.iter().map(|name| (name, "not needed"));
            let named = shape.columns.iter().flat_map(|c| c.names.iter().map(|name| (name, c.field.as_str())));
            for (name, owner) in unneeded.chain(named) {
                let before = owners.insert(plain(name), owner);
                assert_eq!(before, None, "{name} of {owner}");
                assert!(name.len() <= NAME_BYTES_MAX);
            }
            assert!(shape.column(&shape.essential).is_some(), "{}", shape.essential);
        }
    }

    #[test]
    fn names_are_compared_whole() {
        //    header                 field
        check("隐患描述", "description");
        check(" 隐 患\n描 述 *：", "description");
        check("整改期限（必填）", "due");
        check("整改要求（措施）", "measure");
        check("整改要求(措施)", "measure");
        check("NO.", "number");
        check("ＮＯ．", "number");
        check("备注", "not needed");
        check("未整改隐患描述", "");
        check("描述", "");
        check("", "");
        check(&"隐患描述".repeat(20), "");
    }

    fn check(header: &str, expected: &str) {
        let shape = Shape::hazard();
        let shown = match shape.named(header) {
            Some(Named::Field(at)) => shape.columns[at].field.as_str(),
            Some(Named::NotNeeded) => "not needed",
            None => "",
        };
        assert_eq!(shown, expected, "{header}");
    }
}
