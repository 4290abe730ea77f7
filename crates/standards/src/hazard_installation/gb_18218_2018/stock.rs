//! What lies in one unit: `氨=60; 氯#7782-50-5=40; 丙烯醛@J1=2; W5.3=999`.

use super::cas::agreed;
use super::{AMOUNT_T, CARBON_MONOXIDE, CARBON_MONOXIDE_FACTOR, CLASSES, Class, class, substance};
use crate::{Domain, Error, Exact};

pub const FORM: Domain = Domain::Form(
    "substance=tonnes, substance@class=tonnes or name#CAS=tonnes, between semicolons; a class may stand for the substance",
);
pub const CLASS: Domain = Domain::Form("a symbol of table 2, J1 to J5 or W1.1 to W11");

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// A name or CAS number of table 1, or any other name with a class.
    pub substance: String,
    /// Overrides the class of the row; needed for what table 1 does not name.
    pub class: Option<&'static Class>,
    /// q in tonnes, the design maximum.
    pub amount_t: Exact,
}

impl Stock {
    /// q/Q.
    pub(super) fn share(&self) -> Result<Exact, Error> {
        let critical_t = match substance(&self.substance)? {
            Some(row) => row.critical_t,
            None => self.class()?.critical_t,
        };
        self.amount_t.over(critical_t).ok_or_else(|| self.class_missing())
    }

    /// β.
    pub(super) fn factor(&self) -> Result<Exact, Error> {
        let row = substance(&self.substance)?;
        if let Some(factor) = row.and_then(|row| row.toxic_gas_factor) {
            return Ok(Exact::from(factor));
        }
        if self.substance == CARBON_MONOXIDE {
            return Ok(Exact::from(CARBON_MONOXIDE_FACTOR));
        }
        let of_row = row.and_then(|row| row.class).and_then(class);
        match self.class.or(of_row) {
            Some(class) => Ok(class.factor),
            None => Err(self.class_missing()),
        }
    }

    fn class(&self) -> Result<&'static Class, Error> {
        self.class.ok_or_else(|| self.class_missing())
    }

    fn class_missing(&self) -> Error {
        Error::ClassMissing { substance: self.substance.clone() }
    }
}

/// Reads one cell of a sheet.
pub fn read(text: &str) -> Result<Vec<Stock>, Error> {
    let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    let stocks = parts.map(read_one).collect::<Result<Vec<_>, _>>()?;
    if stocks.is_empty() { Err(Error::Missing { name: "substances" }) } else { Ok(stocks) }
}

fn read_one(part: &str) -> Result<Stock, Error> {
    let Some((what, amount)) = part.rsplit_once('=') else { return Err(FORM.refuse("substances", part)) };
    let amount_t = amount.parse().map_err(|_| AMOUNT_T.refuse("amount_t", amount.trim()))?;
    let (name, symbol) = match what.trim().split_once('@') {
        Some((name, symbol)) => (name.trim(), Some(symbol.trim())),
        None => (what.trim(), CLASSES.iter().map(|class| class.symbol).find(|symbol| *symbol == what.trim())),
    };
    let name = match name.split_once('#') {
        Some((name, cas)) => agreed(name.trim(), cas.trim())?,
        None => name,
    };
    if name.is_empty() {
        return Err(FORM.refuse("substances", part));
    }
    let found = match symbol {
        Some(symbol) => Some(class(symbol).ok_or_else(|| CLASS.refuse("class", symbol))?),
        None => None,
    };
    Ok(Stock { substance: name.to_owned(), class: found, amount_t })
}
