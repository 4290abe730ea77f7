//! GB 18218-2018, identification and grading of major hazard installations for hazardous chemicals.
//!
//! - Identified: `S = Σ qᵢ/Qᵢ`, a major hazard installation from 1 on.
//! - Graded: `R = α · Σ βᵢ·qᵢ/Qᵢ`, first grade from 100, second from 50, third from 10, else fourth.
//! - q and Q in tonnes, q by the design maximum of one unit of production or storage; α from the people normally within
//!   500 m outside the boundary; S, R, α and β dimensionless.
//! - Q from table 1, else from the class in table 2; β from table 3 for named toxic gases, else from the class in table 4.
//!   A substance of several classes counts with the one that has the lowest Q: that is the class to give.
//! - Source: GB 18218-2018, tables 1 to 5, in force since 2019-03-01.
//! - A CAS number that stands beside a name is checked against it ([`name_and_cas`]), not only by its digit.
//! - Errors: [`Error::OutOfDomain`], [`Error::ClassMissing`] where neither table nor caller has the class,
//!   [`Error::Ambiguous`] for a CAS number of several rows, [`Error::CasDisagrees`].
//!
//! ```
//! use standards::hazard_installation::gb_18218_2018::{Grade, grade, identify, read};
//!
//! let stocks = read("氯#7782-50-5=50")?;
//! assert!(identify(&stocks)?.major);
//! assert_eq!(grade(&stocks, 100)?.map(|it| it.grade), Some(Grade::Second));
//!
//! assert!(read("氯#7664-41-7=50").is_err(), "the number is that of ammonia");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: which units a site has, mixtures, and the edition of 2009 with the grading of 2011, whose figures differ.

mod cas;
mod classes;
mod people;
mod stock;
mod substances;

use crate::{Domain, Error, Exact, Term};

pub use cas::{CAS, NameAndCas, Verdict, is_cas, name_and_cas};
pub use classes::{CLASSES, Class};
pub use people::exposure_factor;
pub use stock::{FORM, Stock, read};

pub const EDITION: &str = "GB 18218-2018";

/// A row of table 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substance {
    pub number: u8,
    pub name: &'static str,
    /// Other names under which it is asked for.
    pub also: &'static [&'static str],
    pub cas: &'static [&'static str],
    /// Q in tonnes.
    pub critical_t: Exact,
    /// β of table 3, for the named toxic gases.
    pub toxic_gas_factor: Option<u32>,
    /// The class of table 4, where it is known without the substance's own papers.
    pub class: Option<&'static str>,
}

pub const SUBSTANCES: &[Substance] = substances::ROWS;

/// A toxic gas of table 3 that is no row of table 1: its Q follows from its class.
pub const CARBON_MONOXIDE: &str = "一氧化碳";
const CARBON_MONOXIDE_FACTOR: u32 = 2;

pub const AMOUNT_T: Domain = Domain::Between(Exact::ZERO, Exact::whole(100_000_000));
pub const PEOPLE: Domain = Domain::Whole(0, 10_000_000);
/// So many substances one unit may hold.
pub const STOCKS_MAX: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    Fourth,
    Third,
    Second,
    First,
}

impl Grade {
    pub const ALL: [Grade; 4] = [Grade::Fourth, Grade::Third, Grade::Second, Grade::First];

    pub fn term(self) -> Term {
        match self {
            Grade::First => Term::new("一级", "first grade"),
            Grade::Second => Term::new("二级", "second grade"),
            Grade::Third => Term::new("三级", "third grade"),
            Grade::Fourth => Term::new("四级", "fourth grade"),
        }
    }
}

/// What one unit holds, against what makes it a major hazard installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identified {
    pub sum: Exact,
    pub major: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Graded {
    pub exposure_factor: Exact,
    pub value: Exact,
    pub grade: Grade,
}

/// S. A class is needed only for what table 1 does not name.
pub fn identify(stocks: &[Stock]) -> Result<Identified, Error> {
    check(stocks)?;
    let sum = total(stocks, |stock| stock.share())?;
    Ok(Identified { sum, major: sum >= Exact::ONE })
}

/// R. Asked only of what [`identify`] found to be a major hazard installation; it is `None` for any other.
pub fn grade(stocks: &[Stock], people: u32) -> Result<Option<Graded>, Error> {
    if !identify(stocks)?.major {
        return Ok(None);
    }
    let exposure_factor = exposure_factor(people)?;
    let weighted = total(stocks, |stock| Ok(stock.factor()?.times(stock.share()?)))?;
    let value = exposure_factor.times(weighted);
    Ok(Some(Graded { exposure_factor, value, grade: grade_of(value) }))
}

/// The table of grades; a value on a line belongs to the worse grade.
pub fn grade_of(value: Exact) -> Grade {
    match value {
        r if r >= Exact::whole(100) => Grade::First,
        r if r >= Exact::whole(50) => Grade::Second,
        r if r >= Exact::whole(10) => Grade::Third,
        _ => Grade::Fourth,
    }
}

/// The row of table 1 with this name or CAS number; `None` when there is none.
pub fn substance(name: &str) -> Result<Option<&'static Substance>, Error> {
    let of_name = SUBSTANCES.iter().find(|row| row.name == name || row.also.contains(&name));
    if of_name.is_some() {
        return Ok(of_name);
    }
    let of_cas: Vec<_> = SUBSTANCES.iter().filter(|row| row.cas.contains(&name)).collect();
    match of_cas.as_slice() {
        [] => Ok(None),
        [row] => Ok(Some(row)),
        several => {
            let rows: Vec<_> = several.iter().map(|row| row.name).collect();
            Err(Error::Ambiguous { value: name.to_owned(), rows: rows.join(", ") })
        }
    }
}

pub fn class(symbol: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.symbol == symbol)
}

fn check(stocks: &[Stock]) -> Result<(), Error> {
    let count = Domain::Whole(1, STOCKS_MAX as u32);
    count.hold("number of substances", Exact::whole(stocks.len() as i128))?;
    for stock in stocks {
        AMOUNT_T.hold("amount_t", stock.amount_t)?;
    }
    Ok(())
}

fn total(stocks: &[Stock], part: impl Fn(&Stock) -> Result<Exact, Error>) -> Result<Exact, Error> {
    stocks.iter().try_fold(Exact::ZERO, |sum, stock| Ok(sum.plus(part(stock)?)))
}
