//! When a hazard is a major one (重大事故隐患判定标准): dated editions of each sector's criteria, judged article by article.
//!
//! An article has its number and a topic in our words; the official sentence is read in the document. `certain` says
//! whether number and topic are known and not only remembered; an edition is `complete` when every one of its articles is
//! listed. Nothing is decided from silence: an article that was not judged, or not listed, keeps a hazard from being found
//! ordinary, and a day on which it is not known which edition applies has several candidates.
//!
//! ```
//! use jiff::civil::date;
//! use standards::major_hazard_criteria::{Answer, InForce, Sector, in_force, judge};
//!
//! let InForce::One(edition) = in_force(Sector::Trade, date(2024, 1, 1)) else { unreachable!("Order 10 is in force") };
//! let first = edition.articles[0].number;
//! assert!(judge(edition, &[(first, Answer::Yes)])?.major());
//! assert!(judge(edition, &[("99", Answer::Yes)]).is_err(), "there is no article 99");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: the answers themselves, and who gives them.

mod chemicals;
mod coal;
mod explosives;
mod fire;
mod fireworks;
mod in_force;
mod judge;
mod mines;
mod roads;
mod trade;
mod works;

pub use in_force::{Border, InForce, in_force};
pub use judge::{Answer, Change, Judgement, Verdict, carry, change, judge};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sector {
    Coal,
    OpenPitCoal,
    Mines,
    Chemicals,
    Fireworks,
    Trade,
    Fire,
    Construction,
    TownGas,
    RoadTraffic,
    RoadTransport,
    Highways,
    CivilExplosives,
    WaterWorks,
}

impl Sector {
    pub const ALL: [Sector; 14] = [
        Sector::Coal,
        Sector::OpenPitCoal,
        Sector::Mines,
        Sector::Chemicals,
        Sector::Fireworks,
        Sector::Trade,
        Sector::Fire,
        Sector::Construction,
        Sector::TownGas,
        Sector::RoadTraffic,
        Sector::RoadTransport,
        Sector::Highways,
        Sector::CivilExplosives,
        Sector::WaterWorks,
    ];
    /// Their words, in the same order.
    pub const WORDS: [&str; 14] = [
        "coal",
        "open_pit_coal",
        "mines",
        "chemicals",
        "fireworks",
        "trade",
        "fire",
        "construction",
        "town_gas",
        "road_traffic",
        "road_transport",
        "highways",
        "civil_explosives",
        "water_works",
    ];

    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sector| sector.word() == word)
    }
}

/// One dated text of one sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// The name under which a judgement keeps it.
    pub name: &'static str,
    pub sector: Sector,
    pub document: &'static str,
    /// The number of the document.
    pub number: &'static str,
    /// The first day in force.
    pub from: Border,
    /// The first day no longer in force; `None` when no end is known.
    pub to: Option<Border>,
    pub articles: &'static [Article],
    /// Whether every article of the document is listed.
    pub complete: bool,
}

/// What one article asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Article {
    /// As the document counts: `5`, or `3(2)` for the second item of article 3.
    pub number: &'static str,
    pub topic: &'static str,
    pub certain: bool,
    /// The article of the edition before whose "yes" is a "yes" here too.
    pub follows: Option<&'static str>,
}

impl Edition {
    pub fn article(&self, number: &str) -> Option<&'static Article> {
        self.articles.iter().find(|article| article.number == number)
    }
}

/// Every edition, a sector's older one first.
pub fn editions() -> impl Iterator<Item = &'static Edition> {
    let lists: [&[Edition]; 9] = [
        coal::EDITIONS,
        mines::EDITIONS,
        chemicals::EDITIONS,
        fireworks::EDITIONS,
        trade::EDITIONS,
        fire::EDITIONS,
        works::EDITIONS,
        explosives::EDITIONS,
        roads::EDITIONS,
    ];
    lists.into_iter().flatten()
}

pub fn edition(name: &str) -> Option<&'static Edition> {
    editions().find(|edition| edition.name == name)
}

const fn known(number: &'static str, topic: &'static str) -> Article {
    Article { number, topic, certain: true, follows: None }
}

const fn remembered(number: &'static str, topic: &'static str) -> Article {
    Article { number, topic, certain: false, follows: None }
}

/// A remembered article that asks no more than one of the edition before.
const fn following(number: &'static str, topic: &'static str, before: &'static str) -> Article {
    Article { number, topic, certain: false, follows: Some(before) }
}

const fn on(year: i16, month: i8, day: i8) -> Border {
    Border::On(jiff::civil::date(year, month, day))
}

/// Some day of that year.
const fn within(year: i16) -> Border {
    Border::Within(jiff::civil::date(year, 1, 1), jiff::civil::date(year, 12, 31))
}

/// A document whose articles nobody has listed yet.
const fn unlisted(
    name: &'static str,
    sector: Sector,
    document: &'static str,
    number: &'static str,
    from: Border,
    to: Option<Border>,
) -> Edition {
    Edition { name, sector, document, number, from, to, articles: &[], complete: false }
}
