//! What is asked: a period, a dimension, and conditions. It stands in the address.

use kernel::{Day, Division, DivisionLevel, Instant, Sector, words};
use page::Values;
use standards::accident::gb_6441::{self, Edition};

use crate::model::Category;
use crate::narrow::Blank;
use crate::query::Filter;

words! {
    /// What the rows are.
    pub enum By {
        Category = "category",
        Grade = "grade",
        Sector = "sector",
        Township = "township",
        /// Of GB 6441, in the edition in force at the end of the period.
        Kind = "kind",
        Unit = "unit",
        Road = "road",
        Project = "project",
        Month = "month",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    pub by: By,
    pub from: Day,
    /// The last day.
    pub to: Day,
    pub category: Option<Category>,
    pub sector: Option<Sector>,
    pub township: Option<Division>,
}

/// The same day a year before; the 28th for the 29th of February.
pub fn a_year_before(day: Day) -> Day {
    let earlier = |date| Day::new(day.year() - 1, day.month(), date);
    earlier(day.day_of_month()).or_else(|| earlier(28)).unwrap_or(day)
}

impl Ask {
    /// From the address; without days the year so far.
    pub fn from_query(query: &Values, now: Instant) -> Ask {
        let today = now.day();
        let january = Day::new(today.year(), 1, 1).unwrap_or(today);
        let (from, to) = query.span(january, today);
        Ask {
            by: query.word("by", By::from_word).unwrap_or(By::Category),
            from,
            to,
            category: query.word("category", Category::from_word),
            sector: query.word("sector", Sector::from_word),
            township: query.reads("division"),
        }
    }

    /// The same question of the same days a year before.
    pub fn before(&self) -> Ask {
        Ask { from: a_year_before(self.from), to: a_year_before(self.to), ..self.clone() }
    }

    /// Every month of the period, also those in which nothing happened: `2026-01`.
    pub fn months(&self) -> Vec<String> {
        let at = |day: Day| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        (at(self.from)..=at(self.to)).map(|n| format!("{:04}-{:02}", n.div_euclid(12), n.rem_euclid(12) + 1)).collect()
    }

    /// By which edition both years are classed: that of the later one's end.
    pub fn edition(&self) -> Edition {
        Edition::on(self.to.start().civil().date(), gb_6441::IN_FORCE_2025)
    }

    /// The list behind one row, also of what is not said; `None` for a key that is none.
    pub fn list(&self, key: &str) -> Option<Filter> {
        let mut filter = self.filter();
        match self.by {
            _ if key.is_empty() => {
                filter.blank = Some(Blank::from_word(self.by.word())?);
            }
            By::Category => filter.category = Category::from_word(key),
            By::Grade => filter.grade = crate::model::Grade::from_word(key),
            By::Sector => filter.sector = Sector::from_word(key),
            By::Township => {
                let code: Division = key.parse().ok()?;
                match code.level() {
                    DivisionLevel::Township => filter.township = Some(code),
                    _ => filter.blank = Some(Blank::Township),
                }
            }
            By::Kind => filter.kind = Some(key.to_owned()),
            By::Unit => filter.unit = kernel::Identity::parse(key),
            By::Road => filter.road = Some(key.to_owned()),
            By::Project => filter.project = Some(key.to_owned()),
            By::Month => {
                let first: Day = format!("{key}-01").parse().ok()?;
                let last = first.plus_days(31);
                let last = Day::new(last.year(), last.month(), 1)?.plus_days(-1);
                filter.from = Some(first.max(self.from));
                filter.to = Some(last.min(self.to));
            }
        }
        Some(filter)
    }

    /// The list behind the total.
    pub fn filter(&self) -> Filter {
        Filter {
            category: self.category,
            sector: self.sector,
            township: self.township,
            from: Some(self.from),
            to: Some(self.to),
            ..Filter::default()
        }
    }
}
