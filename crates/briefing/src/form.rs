//! Reading forms, and choosing the one for a period.

use std::collections::BTreeSet;
use std::path::Path;

use disaster::measure::Measure;
use incident::numbers::By;
use kernel::{Day, Sector, words};
use serde::Deserialize;

use crate::fault::FormFault;

words! {
    /// What a table is over.
    pub enum Over {
        Accidents = "accidents",
        Disasters = "disasters",
    }
}

words! {
    /// What a cell counts of accidents.
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
    /// What the rows of a table of losses are.
    pub enum ByLoss {
        /// One by one, the first first.
        Disaster = "disaster",
        Kind = "kind",
        Township = "township",
        /// In which it began.
        Month = "month",
    }
}

words! {
    /// What is said of a disaster beside its losses.
    pub enum About {
        Disasters = "disasters",
        /// How many places are asked, and how many of them have said nothing.
        Asked = "places_asked",
        Silent = "places_silent",
        /// The sub-kind where there is one.
        Kind = "kind",
        Began = "began",
        Ended = "ended",
        State = "state",
    }
}

impl About {
    /// It can be said of one disaster only.
    pub fn is_said(self) -> bool {
        matches!(self, About::Kind | About::Began | About::Ended | About::State)
    }
}

/// What a cell counts of disasters: an indicator of the loss sheets, by its name, or something about the disaster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfLoss {
    About(About),
    Measure(Measure),
}

impl OfLoss {
    fn named(name: &str) -> Option<OfLoss> {
        About::from_word(name).map(OfLoss::About).or_else(|| Measure::named(name).map(OfLoss::Measure))
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column<I> {
    pub head: Vec<String>,
    pub indicator: I,
    pub basis: Basis,
}

/// As the file has it, before it is known what the table is over.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenColumn {
    head: Vec<String>,
    indicator: String,
    basis: Basis,
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

/// One edition of one form, as its file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    title: String,
    from: Day,
    source: String,
    stub: Vec<String>,
    #[serde(default)]
    over: Option<Over>,
    #[serde(default)]
    by: Option<String>,
    #[serde(default, rename = "row")]
    rows: Vec<FormRow>,
    #[serde(default)]
    sum: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(rename = "column")]
    columns: Vec<WrittenColumn>,
}

/// One edition of one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub name: String,
    pub title: String,
    /// From which day on periods end in this edition.
    pub from: Day,
    /// The text that asks for it.
    pub source: String,
    /// The head of the rows, from the top down.
    pub stub: Vec<String>,
    pub sum: Option<String>,
    pub notes: Vec<String>,
    pub content: Content,
}

/// What a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Accidents(OfAccidents),
    Disasters(OfDisasters),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfAccidents {
    /// Rows by this dimension; else those listed.
    pub by: Option<By>,
    pub rows: Vec<FormRow>,
    pub columns: Vec<Column<Indicator>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfDisasters {
    pub by: ByLoss,
    pub columns: Vec<Column<OfLoss>>,
}

/// The forms that come with the program; a district lays others beside them.
pub const OWN: &[(&str, &str)] = &[
    ("accidents_by_sector.toml", include_str!("../forms/accidents_by_sector.toml")),
    ("accidents_by_township.toml", include_str!("../forms/accidents_by_township.toml")),
    ("disaster_ledger.toml", include_str!("../forms/disaster_ledger.toml")),
    ("losses_by_kind.toml", include_str!("../forms/losses_by_kind.toml")),
    ("losses_by_township.toml", include_str!("../forms/losses_by_township.toml")),
    ("work_safety_monthly.toml", include_str!("../forms/work_safety_monthly.toml")),
];

/// What is wrong, and where in the file.
type Fault = (String, &'static str);

impl Form {
    pub fn read(file: &str, text: &str) -> Result<Form, FormFault> {
        let written: Written =
            toml::from_str(text).map_err(|cause| FormFault::Toml { file: file.to_owned(), cause: Box::new(cause) })?;
        written.form().map_err(|(place, what)| FormFault::Content { file: file.to_owned(), place, what })
    }

    pub fn over(&self) -> Over {
        match self.content {
            Content::Accidents(_) => Over::Accidents,
            Content::Disasters(_) => Over::Disasters,
        }
    }

    /// Heads of the columns, from the top down, that of the rows first.
    pub(crate) fn heads(&self) -> Vec<Vec<String>> {
        let mut heads = vec![self.stub.clone()];
        match &self.content {
            Content::Accidents(it) => heads.extend(it.columns.iter().map(|it| it.head.clone())),
            Content::Disasters(it) => heads.extend(it.columns.iter().map(|it| it.head.clone())),
        }
        heads
    }
}

impl Written {
    fn form(self) -> Result<Form, Fault> {
        if self.name.is_empty() || !self.name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_') {
            return Err(("name".into(), "lower-case letters and _ only"));
        }
        if self.columns.is_empty() {
            return Err(("column".into(), "a table has columns"));
        }
        for (n, column) in self.columns.iter().enumerate() {
            if column.head.is_empty() || column.head.iter().all(String::is_empty) {
                return Err((format!("column {}", n + 1), "a column has a head"));
            }
        }
        let content = match self.over.unwrap_or(Over::Accidents) {
            Over::Accidents => Content::Accidents(self.of_accidents()?),
            Over::Disasters => Content::Disasters(self.of_disasters()?),
        };
        let Written { name, title, from, source, stub, sum, notes, .. } = self;
        Ok(Form { name, title, from, source, stub, sum, notes, content })
    }

    fn columns<I>(&self, named: impl Fn(&str) -> Option<I>) -> Result<Vec<Column<I>>, Fault> {
        let column = |(n, it): (usize, &WrittenColumn)| {
            let indicator =
                named(&it.indicator).ok_or_else(|| (format!("column {}", n + 1), "there is no such indicator"))?;
            Ok(Column { head: it.head.clone(), indicator, basis: it.basis })
        };
        self.columns.iter().enumerate().map(column).collect()
    }

    fn of_accidents(&self) -> Result<OfAccidents, Fault> {
        let no_such = || ("by".into(), "there are no such rows");
        let by = self.by.as_deref().map(|it| By::from_word(it).ok_or_else(no_such)).transpose()?;
        if by.is_some() != self.rows.is_empty() {
            return Err(("row".into(), "rows are either listed or by a dimension"));
        }
        check_rows(&self.rows)?;
        Ok(OfAccidents { by, rows: self.rows.clone(), columns: self.columns(Indicator::from_word)? })
    }

    fn of_disasters(&self) -> Result<OfDisasters, Fault> {
        if !self.rows.is_empty() {
            return Err(("row".into(), "losses have rows by a dimension"));
        }
        let by = self.by.as_deref().and_then(ByLoss::from_word);
        let by = by.ok_or_else(|| ("by".into(), "there are no such rows"))?;
        let columns = self.columns(OfLoss::named)?;
        for (n, it) in columns.iter().enumerate() {
            let fault = |what| Err((format!("column {}", n + 1), what));
            let is_said = matches!(it.indicator, OfLoss::About(about) if about.is_said());
            match it.indicator {
                _ if by == ByLoss::Disaster && it.basis != Basis::Period => {
                    return fault("a disaster has no year before");
                }
                _ if by != ByLoss::Disaster && is_said => return fault("this is said of one disaster only"),
                OfLoss::Measure(measure) if by != ByLoss::Disaster && !measure.adds_across() => {
                    return fault("this is not added across disasters: people are person_times then");
                }
                _ => {}
            }
        }
        Ok(OfDisasters { by, columns })
    }
}

fn check_rows(rows: &[FormRow]) -> Result<(), Fault> {
    let mut labels = BTreeSet::new();
    for (n, row) in rows.iter().enumerate() {
        let fault = |what| Err((format!("row {}", n + 1), what));
        if row.category.as_deref().is_some_and(|it| incident::Category::from_word(it).is_none()) {
            return fault("no such category");
        }
        if row.sector.as_deref().is_some_and(|it| Sector::from_word(it).is_none()) {
            return fault("no such sector");
        }
        let narrowed = row.category.is_some() || row.sector.is_some();
        if row.rest && (narrowed || row.of_which || n + 1 != rows.len()) {
            return fault("the rest stands last and has no conditions");
        }
        if !labels.insert(row.label.as_str()) {
            return fault("two rows of one label");
        }
    }
    Ok(())
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
