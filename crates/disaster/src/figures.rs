//! What one sheet says: a number for each measure it speaks of. A measure that is not there was not said; it is not zero.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use standards::Exact;
use standards::losses::Report;

use crate::amount::Amount;
use crate::measure::Measure;

/// In the order of the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<Measure, Amount>);

impl Figures {
    /// A zero report says of everything that there is none.
    pub fn zero() -> Self {
        Self(Measure::all().map(|it| (it, Amount::ZERO)).collect())
    }

    pub fn get(&self, measure: Measure) -> Option<Amount> {
        self.0.get(&measure).copied()
    }

    pub fn set(&mut self, measure: Measure, amount: Amount) {
        self.0.insert(measure, amount);
    }

    pub fn remove(&mut self, measure: Measure) {
        self.0.remove(&measure);
    }

    pub fn iter(&self) -> impl Iterator<Item = (Measure, Amount)> + '_ {
        self.0.iter().map(|(measure, amount)| (*measure, *amount))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As the rules of the regime read it.
    pub(crate) fn report(&self) -> Report {
        let mut report = Report::default();
        for (measure, amount) in self.iter() {
            // Amounts have fewer digits than a fraction reads, and each measure is there once.
            if let Ok(value) = amount.to_string().parse::<Exact>() {
                drop(report.put(measure.indicator(), value));
            }
        }
        report
    }

    /// One column of a table: `affected=1200;deaths=0`.
    pub(crate) fn to_column(&self) -> String {
        self.iter().map(|(measure, amount)| format!("{}={amount}", measure.name())).collect::<Vec<_>>().join(";")
    }

    pub(crate) fn from_column(text: &str) -> Option<Self> {
        let pair = |part: &str| {
            let (name, amount) = part.split_once('=')?;
            Some((Measure::named(name)?, amount.parse().ok()?))
        };
        text.split(';').filter(|part| !part.is_empty()).map(pair).collect::<Option<_>>().map(Self)
    }
}

impl FromIterator<(Measure, Amount)> for Figures {
    fn from_iter<I: IntoIterator<Item = (Measure, Amount)>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(measure, amount)| (measure.name(), amount)))
    }
}

impl<'de> Deserialize<'de> for Figures {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let all = BTreeMap::<String, Amount>::deserialize(from)?;
        let known = |(name, amount): (String, Amount)| {
            let measure = Measure::named(&name).ok_or_else(|| D::Error::custom("a measure that nobody knows"))?;
            Ok((measure, amount))
        };
        all.into_iter().map(known).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_comes_back() {
        let said: Figures = serde_json::from_str(r#"{"affected":"1200","crops_affected_ha":"0.0667"}"#).unwrap();
        assert_eq!(said.to_column(), "affected=1200;crops_affected_ha=0.0667");
        assert_eq!(Figures::from_column(&said.to_column()), Some(said.clone()));
        assert_eq!(Figures::from_column(""), Some(Figures::default()));
        assert_eq!(Figures::from_column("nobody=1"), None);
        assert_eq!(said.report().value("affected").map(|it| it.to_string()).as_deref(), Some("1200"));
        assert!(serde_json::from_str::<Figures>(r#"{"nobody":"1"}"#).is_err());
        assert!(Figures::zero().report().is_zero());
    }
}
