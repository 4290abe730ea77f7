//! How much of what is found was found before: of each kind of accident, each township, each rectifying organisation. Every
//! number is as long as the list it opens.

pub mod export;
pub(crate) mod web;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kernel::{Ctx, Day, Division, Error, Identity as _, OrganisationId, words};
use ledger::Reader;

use crate::model::Harm;
use crate::query::{Filter, View, conditions};

words! {
    /// By what it is counted.
    pub enum By {
        Harm = "harm",
        Township = "township",
        Owner = "owner",
    }
}

/// The state of the page; it stands in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    pub by: By,
    /// Days of finding, both included.
    pub from: Day,
    pub to: Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub found: i64,
    pub recurring: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rates {
    /// By word, division code or id; empty where nobody rectifies yet.
    pub rows: BTreeMap<String, Counts>,
    pub total: Counts,
}

impl Ask {
    fn filter(&self) -> Filter {
        Filter { view: View::All, found_from: Some(self.from), found_to: Some(self.to), ..Filter::default() }
    }

    /// The list that one number opens; what nobody rectifies yet has no list of its own.
    pub fn list(&self, key: Option<&str>, recurring: bool) -> Option<Filter> {
        let mut filter = Filter { recurring, ..self.filter() };
        match (key, self.by) {
            (None, _) => {}
            (Some(word), By::Harm) => filter.harm = Some(Harm::from_word(word)?),
            (Some(word), By::Township) => filter.division = Some(word.parse().ok()?),
            (Some(word), By::Owner) => filter.owner = Some(OrganisationId::parse(word)?),
        }
        Some(filter)
    }
}

impl Rates {
    /// The highest rate first, equal ones by what was found.
    pub fn ranked(&self) -> Vec<(&String, &Counts)> {
        let mut rows: Vec<_> = self.rows.iter().collect();
        let rate = |it: &Counts| it.recurring * 1_000_000 / it.found.max(1);
        rows.sort_by_key(|(key, it)| (Reverse(rate(it)), Reverse(it.found), *key));
        rows
    }
}

pub fn rates(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Rates, Error> {
    let clause = conditions(ctx, &ask.filter());
    let column = match ask.by {
        By::Harm => "h.harm",
        By::Township => "h.township",
        By::Owner => "h.owner_organisation",
    };
    let sql = format!(
        "SELECT COUNT(*), COUNT(x.hazard), {column}
         FROM hazard h LEFT JOIN hazard_recurrence x ON x.district = h.district AND x.hazard = h.id
         WHERE {} GROUP BY {column}",
        clause.text()
    );
    let mut rates = Rates::default();
    r.each(&sql, &clause.params(), |row| {
        let key = match ask.by {
            // The first is the main one.
            By::Harm => row.get::<String>(2)?.split(' ').next().unwrap_or_default().to_owned(),
            By::Township => row.get::<Division>(2)?.to_string(),
            By::Owner => row.get::<Option<OrganisationId>>(2)?.map(|it| it.to_text()).unwrap_or_default(),
        };
        let (found, recurring): (i64, i64) = (row.get(0)?, row.get(1)?);
        for counts in [rates.rows.entry(key).or_default(), &mut rates.total] {
            counts.found += found;
            counts.recurring += recurring;
        }
        Ok(())
    })?;
    Ok(rates)
}
