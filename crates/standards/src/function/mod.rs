//! Every calculation as a row of text in and columns of text out, so that a sheet can be computed without knowing it.

mod hazard_installations;
mod major_hazards;
mod risks;

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
    /// Whether source and figures were read in public printings, and not only remembered.
    pub certain: bool,
    /// The values of the outputs, in their order.
    rule: fn(&Row<'_>) -> Result<Vec<String>, Error>,
}

pub static ALL: &[Function] = &[
    risks::LEC_UPWARD,
    risks::LEC_DOWNWARD,
    risks::FOUR_GRADES,
    risks::FIVE_GRADES,
    hazard_installations::IDENTIFY,
    hazard_installations::GRADE,
    major_hazards::JUDGE,
];

pub fn function(name: &str) -> Option<&'static Function> {
    ALL.iter().find(|function| function.name == name)
}

impl Function {
    /// Columns that are no inputs stay unread: a sheet has others beside them.
    pub fn run(&self, row: &[(&str, &str)]) -> Result<Vec<(&'static str, String)>, Error> {
        let row = Row { inputs: self.inputs, cells: row };
        row.check()?;
        let values = (self.rule)(&row)?;
        Ok(self.outputs.iter().map(|output| output.name).zip(values).collect())
    }
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
        cell.filter(|text| !text.is_empty())
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

    fn domain(&self, name: &'static str) -> Result<Domain, Error> {
        let field = self.inputs.iter().find(|field| field.name == name);
        field.map(|field| field.domain).ok_or(Error::Missing { name })
    }
}

const fn field(name: &'static str, unit: &'static str, domain: Domain) -> Field {
    Field { name, unit, domain, required: true }
}

const fn optional(name: &'static str, unit: &'static str, domain: Domain) -> Field {
    Field { name, unit, domain, required: false }
}

const fn output(name: &'static str, unit: &'static str) -> Output {
    Output { name, unit }
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}
