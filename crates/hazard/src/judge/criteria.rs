//! Which edition of which criteria may judge a hazard, and how an article is cited.

use kernel::{Day, Sector};
use standards::major_hazard_criteria::{self as rules, Article, Edition, Sector as Field};

/// The criteria written for a sector; the first is its own. None where no criteria are listed.
pub fn fields(sector: Sector) -> &'static [Field] {
    match sector {
        Sector::HazardousChemicals => &[Field::Chemicals],
        Sector::NonCoalMines => &[Field::Mines],
        Sector::Industry => &[Field::Trade],
        Sector::Construction => &[Field::Construction],
        Sector::RoadTransport => &[Field::RoadTransport, Field::RoadTraffic, Field::Highways],
        Sector::Fire | Sector::CrowdedPlaces | Sector::SchoolsHospitals => &[Field::Fire],
        Sector::TownGas => &[Field::TownGas],
        Sector::Fireworks => &[Field::Fireworks],
        Sector::CivilExplosives => &[Field::CivilExplosives],
        Sector::WaterWorks => &[Field::WaterWorks],
        Sector::SpecialEquipment
        | Sector::Agriculture
        | Sector::Tourism
        | Sector::Forestry
        | Sector::GeologicalHazard
        | Sector::Utilities => &[],
    }
}

/// Neither certainly over nor certainly not begun on a day.
fn may_hold(edition: &Edition, day: Day) -> bool {
    edition.holds(day.start().civil().date()) != Some(false)
}

/// The same by name; what is not listed judges nothing.
pub fn may_judge_named(name: &str, found: Day, today: Day) -> bool {
    rules::edition(name).is_some_and(|edition| may_judge(edition, found, today))
}

pub(crate) fn may_judge(edition: &Edition, found: Day, today: Day) -> bool {
    may_hold(edition, found) || may_hold(edition, today)
}

/// All that may judge, those written for the sector first.
pub fn choices(sector: Sector, found: Day, today: Day) -> Vec<&'static Edition> {
    let own = fields(sector);
    let mut all: Vec<_> = rules::editions().filter(|it| may_judge(it, found, today)).collect();
    all.sort_by_key(|it| own.iter().position(|field| *field == it.sector).unwrap_or(own.len()));
    all
}

/// What the day of finding suggests for a sector.
#[derive(Debug, Clone, PartialEq)]
pub enum Suggested {
    One(&'static Edition),
    /// The days in hand, or the sector, do not say which.
    Several(Vec<&'static Edition>),
    None,
}

pub fn suggested(sector: Sector, found: Day) -> Suggested {
    let candidates: Vec<_> =
        rules::editions().filter(|it| fields(sector).contains(&it.sector) && may_hold(it, found)).collect();
    match candidates.as_slice() {
        [] => Suggested::None,
        [one] => Suggested::One(one),
        _ => Suggested::Several(candidates),
    }
}

/// `《工贸企业重大事故隐患判定标准》（应急管理部令第10号）3(2) 特种作业人员无证上岗`
pub fn cited(edition: &Edition, articles: &[&Article]) -> String {
    let articles: Vec<_> = articles.iter().map(|it| format!("{} {}", it.number, it.topic)).collect();
    format!("《{}》（{}）{}", edition.document, edition.number, articles.join("；"))
}
