//! Every calculation as a row of text in and columns of text out, so that a sheet can be computed without knowing it.

mod accidents;
mod areas;
mod codes;
mod coordinates;
mod days;
mod divisions;
mod earthquakes;
mod fire_danger;
mod fire_hotspots;
mod fire_weather;
mod flash_floods;
mod gases;
mod hazard_installations;
mod intensities;
mod landslides;
mod losses;
mod major_hazards;
mod met_signals;
mod risks;
mod runoff;
mod series;
mod slopes;
mod time;
mod vehicles;
mod villages;
mod xaj;

use std::collections::HashMap;

use crate::{Domain, Error, Exact};

/// A column that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// Empty: without a unit.
    pub unit: &'static str,
    pub domain: Domain,
    /// An optional column may be absent or empty.
    pub required: bool,
    /// What an empty or absent column means, where a rule is a choice and not settled by its source.
    pub default: Option<&'static str>,
}

/// A column that is written. It is empty where it does not apply; the column before it says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    pub name: &'static str,
    pub unit: &'static str,
}

#[derive(Debug, Clone, Copy)]
pub struct Function {
    pub name: &'static str,
    pub inputs: &'static [Field],
    pub outputs: &'static [Output],
    pub source: &'static str,
    pub edition: &'static str,
    /// Whether all figures and defaults were read in public printings: none of them is only remembered or disputed.
    /// Where `certain` is an output as well, it says so of the row.
    pub certain: bool,
    rule: Rule,
}

/// The values of the outputs, in their order.
type Answer = Result<Vec<String>, Error>;

/// The values of one row under the names of the outputs.
pub type Columns = Vec<(&'static str, String)>;

#[derive(Debug, Clone, Copy)]
enum Rule {
    /// From the cells of the row alone.
    Row(fn(&Row<'_>) -> Answer),
    /// From all rows of one series in their order: one answer for each row.
    Series(fn(&[Row<'_>]) -> Vec<Answer>),
}

pub static ALL: &[Function] = &[
    fire_weather::FIRE_WEATHER,
    fire_weather::HOURLY,
    fire_weather::SEASON,
    fire_weather::OVERWINTER,
    fire_danger::FIRE_DANGER,
    earthquakes::CATALOGUE,
    earthquakes::DECLUSTER,
    earthquakes::SINCE,
    intensities::INTENSITY,
    runoff::GR4J,
    runoff::GR4J_CALIBRATE,
    xaj::XAJ,
    xaj::XAJ_CALIBRATE,
    runoff::MUSKINGUM,
    runoff::MUSKINGUM_CALIBRATE,
    runoff::SCORE,
    landslides::DISPLACEMENT,
    landslides::FAILURE,
    slopes::SPEED_CLASS,
    slopes::SAITO,
    landslides::INTENSITY_DURATION,
    landslides::RAIN_EVENTS,
    landslides::ANTECEDENT,
    flash_floods::FLASH_FLOOD,
    flash_floods::CRITICAL,
    villages::STAGE_DISCHARGE,
    villages::WETNESS,
    villages::SUMS,
    met_signals::MET_SIGNAL,
    fire_hotspots::HOTSPOTS,
    areas::POINT_IN_POLYGON,
    risks::LEC,
    risks::MATRIX,
    major_hazards::JUDGE,
    hazard_installations::INSTALLATION,
    hazard_installations::SUBSTANCE,
    accidents::GRADE,
    accidents::CLOCK,
    accidents::KIND,
    codes::CREDIT_CODE,
    codes::CITIZEN_NUMBER,
    codes::DIVISION,
    divisions::HISTORY,
    codes::PLATE,
    codes::DOCUMENT_NUMBER,
    coordinates::GCJ02,
    days::WORKING_DAYS,
    losses::CHECK,
    losses::ROLL_UP,
    vehicles::RULES,
    gases::LIMITS,
];

pub fn function(name: &str) -> Option<&'static Function> {
    ALL.iter().find(|function| function.name == name)
}

impl Function {
    /// Whether a row depends on the others: [`Self::run_all`] needs them together. Otherwise a sheet of any length can be
    /// computed row by row with [`Self::run`].
    pub fn needs_all_rows(&self) -> bool {
        matches!(self.rule, Rule::Series(_))
    }

    /// One row. Columns that are no inputs stay unread: a sheet has others beside them.
    pub fn run(&self, row: &[(&str, &str)]) -> Result<Columns, Error> {
        let row = Row { inputs: self.inputs, cells: row };
        match self.rule {
            Rule::Row(rule) => self.named(row.check().and_then(|()| rule(&row))),
            Rule::Series(rule) => self.named(rule(&[row]).pop().unwrap_or(Err(Error::Broken))),
        }
    }

    /// All rows of a sheet, an answer for each in its place. Rows with the same text in the column `series` belong
    /// together; without that column the sheet is one series.
    pub fn run_all(&self, rows: &[Vec<(&str, &str)>]) -> Vec<Result<Columns, Error>> {
        let Rule::Series(rule) = self.rule else { return rows.iter().map(|row| self.run(row)).collect() };
        let mut answers: Vec<_> = rows.iter().map(|_| Err(Error::Broken)).collect();
        for places in groups(rows) {
            let series: Vec<_> = places.iter().map(|&at| Row { inputs: self.inputs, cells: &rows[at] }).collect();
            for (at, answer) in places.into_iter().zip(rule(&series)) {
                answers[at] = self.named(answer);
            }
        }
        answers
    }

    fn named(&self, answer: Answer) -> Result<Columns, Error> {
        Ok(self.outputs.iter().map(|output| output.name).zip(answer?).collect())
    }
}

/// The column that tells the series of one sheet apart.
const SERIES: Field = optional("series", "", Domain::Form("a name; rows with the same one belong together"));

/// The places of the rows of each series, in the order in which the series begin.
fn groups(rows: &[Vec<(&str, &str)>]) -> Vec<Vec<usize>> {
    let mut known = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let name = row.iter().find(|(column, _)| *column == SERIES.name).map_or("", |(_, cell)| cell.trim());
        let group = *known.entry(name).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(at);
    }
    groups
}

/// The cells of one row under the names of their columns.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    inputs: &'static [Field],
    cells: &'a [(&'a str, &'a str)],
}

impl<'a> Row<'a> {
    fn check(&self) -> Result<(), Error> {
        for field in self.inputs {
            let count = self.cells.iter().filter(|(name, _)| *name == field.name).count();
            if count > 1 {
                return Err(Error::Twice { name: "columns", value: field.name.to_owned() });
            }
            if field.required {
                self.text(field.name)?;
            }
        }
        Ok(())
    }

    fn optional(&self, name: &str) -> Option<&'a str> {
        let cell = self.cells.iter().find(|(column, _)| *column == name).map(|(_, text)| text.trim());
        cell.filter(|text| !text.is_empty()).or_else(|| self.field(name)?.default)
    }

    fn field(&self, name: &str) -> Option<&'static Field> {
        self.inputs.iter().find(|field| field.name == name)
    }

    fn text(&self, name: &'static str) -> Result<&'a str, Error> {
        self.optional(name).ok_or(Error::Missing { name })
    }

    /// A number in the domain of its column.
    fn number(&self, name: &'static str) -> Result<Exact, Error> {
        let text = self.text(name)?;
        let domain = self.domain(name)?;
        let number = text.parse().map_err(|_| domain.refuse(name, text))?;
        domain.hold(name, number)
    }

    /// A number in floating point in the domain of its column.
    fn real(&self, name: &'static str) -> Result<f64, Error> {
        let text = self.text(name)?;
        let domain = self.domain(name)?;
        let number = text.parse().map_err(|_| domain.refuse(name, text))?;
        domain.within(name, number)
    }

    /// The number of an optional column, or the default.
    fn real_or(&self, name: &'static str, default: f64) -> Result<f64, Error> {
        if self.optional(name).is_some() { self.real(name) } else { Ok(default) }
    }

    fn domain(&self, name: &'static str) -> Result<Domain, Error> {
        self.field(name).map(|field| field.domain).ok_or(Error::Missing { name })
    }

    /// The number of a column that may be empty.
    fn number_if_any(&self, name: &'static str) -> Result<Option<Exact>, Error> {
        self.optional(name).map(|_| self.number(name)).transpose()
    }

    /// The whole number of a column that may be empty.
    fn count_if_any(&self, name: &'static str) -> Result<Option<u32>, Error> {
        let Some(number) = self.number_if_any(name)? else { return Ok(None) };
        number.to_string().parse().map(Some).map_err(|_| Error::Missing { name })
    }

    /// What `read` makes of a column that may be empty; a text it cannot read is outside the column's domain.
    fn if_any<T>(&self, name: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Error> {
        let Some(text) = self.optional(name) else { return Ok(None) };
        match read(text) {
            Some(value) => Ok(Some(value)),
            None => Err(self.domain(name)?.refuse(name, text)),
        }
    }

    /// The same for a column that is required or has a default.
    fn read<T>(&self, name: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Error> {
        self.if_any(name, read)?.ok_or(Error::Missing { name })
    }

    fn is_yes(&self, name: &'static str) -> Result<bool, Error> {
        self.read(name, |text| YES_OR_NO.iter().position(|word| *word == text).map(|at| at == 0))
    }
}

const fn field(name: &'static str, unit: &'static str, domain: Domain) -> Field {
    Field { name, unit, domain, required: true, default: None }
}

const fn optional(name: &'static str, unit: &'static str, domain: Domain) -> Field {
    Field { name, unit, domain, required: false, default: None }
}

const fn setting(name: &'static str, unit: &'static str, domain: Domain, default: &'static str) -> Field {
    Field { name, unit, domain, required: false, default: Some(default) }
}

const fn output(name: &'static str, unit: &'static str) -> Output {
    Output { name, unit }
}

/// A computed value for people: nine digits of a small one, else six decimals; without zeros at the end.
fn decimal(value: f64) -> String {
    let digits_before = if value == 0.0 { 0.0 } else { value.abs().log10().floor() };
    let decimals = (8.0 - digits_before).clamp(6.0, 15.0) as usize;
    let text = format!("{value:.decimals$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

const YES_OR_NO: &[&str] = &["yes", "no"];

/// A day or minute as text; empty when there is none.
fn shown(it: Option<impl std::fmt::Display>) -> String {
    it.map(|it| it.to_string()).unwrap_or_default()
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}
