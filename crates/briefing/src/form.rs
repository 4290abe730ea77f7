//! Reading forms, and choosing the one for a period.

use std::collections::BTreeSet;
use std::path::Path;

use incident::numbers::By;
use kernel::{Day, Sector, words};
use serde::Deserialize;

use crate::fault::FormFault;

words! {
    /// What a cell counts.
    pub enum Indicator {
        Accidents = "accidents",
        /// With the missing.
        Deaths = "deaths",
        Injured = "injured",
        /// In 10,000 yuan.
        DirectLoss = "direct_loss",
    }
}

words! {
    /// Of which period, or of two.
    pub enum Basis {
        Period = "period",
        /// The same days a year before, classed alike.
        YearBefore = "year_before",
        Difference = "difference",
        /// In words: 上升、下降、持平、倍.
        Change = "change",
    }
}

/// One column: its head from the top down, and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub head: Vec<String>,
    pub indicator: Indicator,
    pub basis: Basis,
}

/// One row with its conditions; all of them must hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRow {
    pub label: String,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub sector: Option<String>,
    /// Not in the sum: a row that says of which.
    #[serde(default)]
    pub of_which: bool,
    /// Everything that no other row counts; the last one, without conditions.
    #[serde(default)]
    pub rest: bool,
}

/// One edition of one form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub name: String,
    pub title: String,
    /// From which day on periods end in this edition.
    pub from: Day,
    /// The text that asks for it.
    pub source: String,
    /// The head of the rows, from the top down.
    pub stub: Vec<String>,
    /// Rows by this dimension; else those listed.
    #[serde(default)]
    pub by: Option<By>,
    #[serde(default, rename = "row")]
    pub rows: Vec<FormRow>,
    #[serde(default)]
    pub sum: Option<String>,
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
}

/// The forms that come with the program; a district lays others beside them.
pub const OWN: &[(&str, &str)] = &[
    ("accidents_by_sector.toml", include_str!("../forms/accidents_by_sector.toml")),
    ("accidents_by_township.toml", include_str!("../forms/accidents_by_township.toml")),
    ("work_safety_monthly.toml", include_str!("../forms/work_safety_monthly.toml")),
];

impl Form {
    pub fn read(file: &str, text: &str) -> Result<Form, FormFault> {
        let form: Form =
            toml::from_str(text).map_err(|cause| FormFault::Toml { file: file.to_owned(), cause: Box::new(cause) })?;
        form.check(file)?;
        Ok(form)
    }

    fn check(&self, file: &str) -> Result<(), FormFault> {
        let fault = |place: String, what| Err(FormFault::Content { file: file.to_owned(), place, what });
        if self.name.is_empty() || !self.name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_') {
            return fault("name".into(), "lower-case letters and _ only");
        }
        if self.columns.is_empty() {
            return fault("column".into(), "a table has columns");
        }
        for (n, column) in self.columns.iter().enumerate() {
            if column.head.is_empty() || column.head.iter().all(String::is_empty) {
                return fault(format!("column {}", n + 1), "a column has a head");
            }
        }
        if self.by.is_some() != self.rows.is_empty() {
            return fault("row".into(), "rows are either listed or by a dimension");
        }
        let mut labels = BTreeSet::new();
        for (n, row) in self.rows.iter().enumerate() {
            let place = format!("row {}", n + 1);
            if row.category.as_deref().is_some_and(|it| incident::Category::from_word(it).is_none()) {
                return fault(place, "no such category");
            }
            if row.sector.as_deref().is_some_and(|it| Sector::from_word(it).is_none()) {
                return fault(place, "no such sector");
            }
            let narrowed = row.category.is_some() || row.sector.is_some();
            if row.rest && (narrowed || row.of_which || n + 1 != self.rows.len()) {
                return fault(place, "the rest stands last and has no conditions");
            }
            if !labels.insert(row.label.as_str()) {
                return fault(place, "two rows of one label");
            }
        }
        Ok(())
    }
}

/// Every edition of every form.
#[derive(Debug, Clone, Default)]
pub struct Forms(Vec<Form>);

/// In the data folder: forms of this district, one file each.
const FOLDER: &str = "forms";

impl Forms {
    /// Those of the program and those in the folder `forms` of a data folder, which need not be there.
    pub fn in_folder(data: &Path) -> Result<Forms, FormFault> {
        let folder = data.join(FOLDER);
        let fault = |file: &Path| {
            let file = file.display().to_string();
            |cause| FormFault::File { file, cause }
        };
        let mut more = Vec::new();
        if folder.is_dir() {
            for entry in std::fs::read_dir(&folder).map_err(fault(&folder))? {
                let file = entry.map_err(fault(&folder))?.path();
                if file.extension().is_some_and(|it| it == "toml") {
                    let text = std::fs::read_to_string(&file).map_err(fault(&file))?;
                    more.push((file.display().to_string(), text));
                }
            }
        }
        more.sort();
        Forms::read(more.iter().map(|(file, text)| (file.as_str(), text.as_str())))
    }

    /// Those of the program and those laid beside; a file and its text each.
    pub fn read<'t>(more: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Forms, FormFault> {
        let all = OWN.iter().copied().chain(more).map(|(file, text)| Form::read(file, text));
        Ok(Forms(all.collect::<Result<_, _>>()?))
    }

    /// The edition in force on the last day of a period; what was laid beside goes before what came with the program.
    pub fn of(&self, name: &str, to: Day) -> Option<&Form> {
        let known = self.0.iter().enumerate().filter(|(_, it)| it.name == name && it.from <= to);
        known.max_by_key(|(n, it)| (it.from, *n)).map(|(_, it)| it)
    }

    /// Each name once, with the newest edition.
    pub fn newest(&self) -> Vec<&Form> {
        let names: BTreeSet<&str> = self.0.iter().map(|it| it.name.as_str()).collect();
        names.into_iter().filter_map(|name| self.of(name, Day::new(9999, 12, 31)?)).collect()
    }
}
