//! What a sheet counts: the indicators of the reporting regime, and people as person-times.

use std::fmt;
use std::sync::LazyLock;

use kernel::{Cell, CellError, FromCell, Lang, ToCell, words};
use standards::losses::{INDICATORS, Indicator};
use standards::{Domain, Term};

use crate::event::Kind;

/// Beside the people, who are counted once: how often somebody was affected.
pub const PERSON_TIMES: &str = "person_times";
static OF_TIMES: Indicator = Indicator {
    name: PERSON_TIMES,
    term: Term { zh: "受灾人次", en: "person-times affected" },
    unit: "person-times",
    domain: Domain::Whole(0, 100_000_000),
    cumulative: true,
};

/// In the order of the report; person-times come after the people.
static ALL: LazyLock<Vec<&'static Indicator>> = LazyLock::new(|| {
    let (first, rest) = INDICATORS.split_at(1);
    first.iter().chain([&OF_TIMES]).chain(rest).collect()
});

/// One figure of a sheet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Measure(u8);

words! {
    /// The parts of the form.
    pub enum Group {
        People = "people",
        Houses = "houses",
        Farming = "farming",
        Works = "works",
        Money = "money",
    }
}

impl Measure {
    pub fn all() -> impl Iterator<Item = Measure> {
        (0..ALL.len()).map(|n| Measure(n as u8))
    }

    /// What is asked of a disaster of this kind: drought alone makes people thirsty.
    pub fn of(kind: Kind) -> impl Iterator<Item = Measure> {
        Self::all().filter(move |it| kind == Kind::Drought || !it.name().starts_with("drought_"))
    }

    pub fn named(name: &str) -> Option<Measure> {
        Self::all().find(|it| it.name() == name)
    }

    /// By its name, its Chinese or its English term, as the head of a pasted table says it.
    pub fn said(text: &str) -> Option<Measure> {
        let text = text.split(['（', '(']).next().unwrap_or_default().trim();
        Self::all().find(|it| {
            let indicator = it.indicator();
            indicator.name == text || indicator.term.zh == text || indicator.term.en.eq_ignore_ascii_case(text)
        })
    }

    pub fn indicator(self) -> &'static Indicator {
        ALL[usize::from(self.0)]
    }

    pub fn name(self) -> &'static str {
        self.indicator().name
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.indicator().term.zh,
            Lang::En => self.indicator().term.en,
        }
    }

    /// In the language of the page.
    pub fn unit(self, lang: Lang) -> &'static str {
        let unit = self.indicator().unit;
        match (lang, unit) {
            (Lang::En, _) => unit,
            (_, "people") => "人",
            (_, "person-times") => "人次",
            (_, "rooms") => "间",
            (_, "households") => "户",
            (_, "ha") => "公顷",
            (_, "heads") => "头（只）",
            (_, "km") => "千米",
            (_, "10 000 yuan") => "万元",
            _ => "个",
        }
    }

    /// Whether figures of several disasters may be added: people are counted once within a disaster, so across disasters it is
    /// person-times that add up, and what there is at the moment is not added.
    pub fn adds_across(self) -> bool {
        match self.name() {
            "affected" => false,
            "missing" => true,
            _ => self.indicator().cumulative,
        }
    }

    /// Somebody or some plot may be hit by two disasters and is counted in each: added, it is so many times.
    pub fn adds_as_times(self) -> bool {
        let unit = self.indicator().unit;
        self.adds_across() && (unit == "ha" || unit == "people" && !matches!(self.name(), "deaths" | "missing"))
    }

    pub fn group(self) -> Group {
        match self.name() {
            name if name.starts_with("rooms_") || name.starts_with("households_") => Group::Houses,
            name if name.starts_with("crops_") || name.starts_with("livestock_") => Group::Farming,
            "pasture_ha" | "forest_ha" | "aquaculture_ha" => Group::Farming,
            name if name.ends_with("_10k_yuan") => Group::Money,
            "factories" | "shops" | "roads_km" | "dikes_km" | "power_lines_km" | "base_stations" | "reservoirs"
            | "schools" | "clinics" => Group::Works,
            _ => Group::People,
        }
    }
}

impl fmt::Debug for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl ToCell for Measure {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Text(self.name())
    }
}

impl FromCell for Measure {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        match cell {
            Cell::Text(name) => Measure::named(name).ok_or(CellError("measure")),
            _ => Err(CellError("measure")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_indicator_is_there_once_and_has_a_group() {
        assert_eq!(Measure::all().count(), INDICATORS.len() + 1);
        for it in Measure::all() {
            assert_eq!(Measure::named(it.name()), Some(it));
            assert_eq!(Measure::said(it.label(Lang::Zh)), Some(it));
        }
        assert_eq!(Measure::said("农作物受灾面积（公顷）").map(Measure::name), Some("crops_affected_ha"));
        assert_eq!(Measure::said("房子"), None);
        for group in Group::ALL {
            assert!(Measure::all().any(|it| it.group() == *group), "{group}");
        }
        let all =
            |which: fn(Measure) -> bool| Measure::all().filter(|it| which(*it)).map(Measure::name).collect::<Vec<_>>();
        assert_eq!(
            all(|it| !it.adds_across()),
            ["affected", "relocated_now", "sites_now", "emergency_aid_now", "named_dead_and_missing"],
            "of two disasters these are not added"
        );
        assert!(Measure::named("relocated").is_some_and(Measure::adds_as_times));
        assert!(!Measure::named("deaths").is_some_and(Measure::adds_as_times));
        assert_eq!(Measure::of(Kind::Flood).count() + 2, Measure::of(Kind::Drought).count());
    }
}
