use std::collections::BTreeMap;

use super::{Indicator, indicator};
use crate::{Domain, Error, Exact};

const FORM: Domain = Domain::Form("indicator=value between semicolons");
const MU_PER_HA: Exact = Exact::whole(15);
/// From so many dead and missing a county also reports to the province and the ministry directly.
const TO_THE_TOP: u32 = 10;

/// The values of one report of one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report(BTreeMap<&'static str, Exact>);

impl Report {
    /// `deaths=1; affected=1200`.
    pub fn read(text: &str) -> Result<Self, Error> {
        let mut report = Self::default();
        for part in text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| FORM.refuse("report", part))?;
            let known = indicator(name.trim()).ok_or_else(|| FORM.refuse("report", name.trim()))?;
            let value = value.parse().map_err(|_| known.domain.refuse(known.name, value.trim()))?;
            report.put(known, value)?;
        }
        Ok(report)
    }

    pub fn put(&mut self, indicator: &Indicator, value: Exact) -> Result<(), Error> {
        let value = indicator.domain.hold(indicator.name, value)?;
        match self.0.insert(indicator.name, value) {
            None => Ok(()),
            Some(_) => Err(Error::Twice { name: "report", value: indicator.name.to_owned() }),
        }
    }

    pub fn value(&self, name: &str) -> Option<Exact> {
        self.0.get(name).copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every value is zero, and there is one. It has to be sent all the same.
    pub fn is_zero(&self) -> bool {
        !self.is_empty() && self.0.values().all(|value| *value == Exact::ZERO)
    }

    pub(super) fn add(&mut self, name: &'static str, value: Exact) {
        let sum = self.value(name).unwrap_or(Exact::ZERO).plus(value);
        self.0.insert(name, sum);
    }

    /// Somebody who was missing was found dead: the sum of both stays.
    pub fn found_dead(&self, count: u32) -> Result<Self, Error> {
        let missing = self.value("missing").ok_or(Error::Missing { name: "missing" })?;
        let count = Exact::from(count);
        if count > missing {
            return Err(Domain::Between(Exact::ZERO, missing).refuse("found dead", count));
        }
        let mut after = self.clone();
        after.0.insert("missing", missing.minus(count));
        after.add("deaths", count);
        Ok(after)
    }
}

/// Whether a county sends this first report to the province and the ministry at the same time: ten dead and missing, or
/// houses collapsed in great number, which a person judges.
pub fn must_go_to_the_top(report: &Report, many_houses_collapsed: bool) -> bool {
    let people = [report.value("deaths"), report.value("missing")].into_iter().flatten();
    many_houses_collapsed || people.fold(Exact::ZERO, Exact::plus) >= Exact::from(TO_THE_TOP)
}

/// How badly a field is hit, by how much less it yields than in a usual year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CropDamage {
    None,
    /// 受灾, from 10 %.
    Affected,
    /// 成灾, from 30 %.
    Damaged,
    /// 绝收, from 80 %.
    Lost,
}

pub fn crop_damage(yield_loss_percent: Exact) -> Result<CropDamage, Error> {
    let domain = Domain::Between(Exact::ZERO, Exact::whole(100));
    Ok(match domain.hold("yield_loss_percent", yield_loss_percent)? {
        it if it >= Exact::whole(80) => CropDamage::Lost,
        it if it >= Exact::whole(30) => CropDamage::Damaged,
        it if it >= Exact::whole(10) => CropDamage::Affected,
        _ => CropDamage::None,
    })
}

/// 15 mu are a hectare.
pub fn ha_from_mu(mu: Exact) -> Option<Exact> {
    mu.over(MU_PER_HA)
}
