//! Counts by month or ten days and by kind or township, and the same on its way out.

use std::collections::BTreeMap;

use kernel::{Ctx, Day, Division, Error, Instant, Lang};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::fetch::{Asked, Happened, Source, of};
use super::{PATH, VIEW};
use crate::words::{season as w, season_source};

pub const SEASON: ExportList = ExportList { name: "season", path: PATH, act: VIEW, head, rows, amending: None };

/// How the year is parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Month,
    /// 旬: to the 10th, to the 20th, to the end.
    TenDays,
}

impl By {
    pub fn of(query: &Values) -> By {
        if query.get("by") == "ten_days" { By::TenDays } else { By::Month }
    }

    pub fn periods(self) -> usize {
        match self {
            By::Month => 12,
            By::TenDays => 36,
        }
    }

    /// Beginning with 0.
    pub fn period(self, at: Instant) -> usize {
        let day = at.day();
        let month = usize::try_from(day.month() - 1).unwrap_or_default();
        match self {
            By::Month => month,
            By::TenDays => month * 3 + usize::try_from((day.day_of_month() - 1) / 10).unwrap_or_default().min(2),
        }
    }

    pub fn label(self, lang: Lang, period: usize) -> String {
        match self {
            By::Month => w::month(lang, period + 1),
            By::TenDays => {
                let part = [w::first_ten(lang), w::second_ten(lang), w::last_ten(lang)][period % 3];
                w::ten_days_of(lang, period / 3 + 1, part)
            }
        }
    }
}

/// What the page shows, by the address.
pub(super) struct Query {
    pub by: By,
    pub asked: Asked,
    /// The one that is asked for, else all.
    pub source: Option<Source>,
    pub kind: String,
    pub township: Option<Division>,
    pub period: Option<usize>,
    /// Of which is told what usually comes.
    pub ahead: i8,
}

const FIRST_YEAR: i16 = 1900;

impl Query {
    pub fn of(query: &Values, today: Day) -> Query {
        let year = |name| query.get(name).parse::<i16>().ok().filter(|it| (FIRST_YEAR..=today.year()).contains(it));
        let first = year("from").and_then(|year| Day::new(year, 1, 1));
        let last = year("to").and_then(|year| Day::new(year, 12, 31));
        let by = By::of(query);
        Query {
            by,
            asked: Asked {
                from: first.or_else(|| Day::new(FIRST_YEAR, 1, 1)).unwrap_or(today),
                to: last.map_or(today, |it| it.min(today)),
            },
            source: query.word("source", Source::from_word),
            kind: query.get("kind").to_owned(),
            township: query.reads("township"),
            period: query
                .get("period")
                .parse::<usize>()
                .ok()
                .and_then(|it| it.checked_sub(1))
                .filter(|it| *it < by.periods()),
            ahead: query
                .get("month")
                .parse()
                .ok()
                .filter(|it| (1..=12).contains(it))
                .unwrap_or(today.plus_days(15).month()),
        }
    }
}

/// Records of one source.
pub(super) struct Part {
    pub source: Source,
    pub all: Vec<Happened>,
}

pub(super) type Counts = BTreeMap<String, Vec<u64>>;

impl Part {
    /// The first and the last year of which something is on record, up to the one that is asked for.
    pub fn years(&self, asked: &Asked) -> Option<(i16, i16)> {
        let first = self.all.iter().map(|it| it.at.day().year()).min()?;
        Some((first, asked.to.year()))
    }

    fn counts(&self, by: By, keys: impl Fn(&Happened) -> Vec<String>) -> Counts {
        let mut counts = Counts::new();
        for it in &self.all {
            for key in keys(it) {
                counts.entry(key).or_insert_with(|| vec![0; by.periods()])[by.period(it.at)] += 1;
            }
        }
        counts
    }

    pub fn by_kind(&self, by: By) -> Counts {
        self.counts(by, |it| vec![it.kind.to_owned()])
    }

    /// A record of several townships counts in each.
    pub fn by_township(&self, by: By) -> Counts {
        self.counts(by, |it| it.places.iter().map(ToString::to_string).collect())
    }
}

pub(super) fn parts(r: &Reader<'_>, ctx: &Ctx, query: &Query) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::new();
    for source in Source::ALL.iter().filter(|it| query.source.is_none_or(|asked| asked == **it)) {
        if let Some(all) = of(r, ctx, *source, query.asked)? {
            parts.push(Part { source: *source, all });
        }
    }
    Ok(parts)
}

/// Of how many kinds or townships there are most, the most first.
pub(super) fn ranked(counts: &Counts) -> Vec<(&String, &Vec<u64>)> {
    let mut all: Vec<_> = counts.iter().collect();
    all.sort_by_key(|(key, row)| (std::cmp::Reverse(row.iter().sum::<u64>()), (*key).clone()));
    all
}

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let (lang, query) = (ctx.lang, Query::of(query, ctx.now.day()));
    let names: &[&str] = match query.by {
        By::Month => &["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11", "p12"],
        By::TenDays => &[
            "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11", "p12", "p13", "p14", "p15", "p16",
            "p17", "p18", "p19", "p20", "p21", "p22", "p23", "p24", "p25", "p26", "p27", "p28", "p29", "p30", "p31",
            "p32", "p33", "p34", "p35", "p36",
        ],
    };
    let mut columns = vec![
        Column::text("source", w::source(lang)).width(12),
        Column::text("of", w::counted_by(lang)).width(10),
        Column::text("name", w::name(lang)).width(18),
    ];
    columns.extend(names.iter().enumerate().map(|(n, name)| Column::number(name, &query.by.label(lang, n))));
    columns.push(Column::number("total", w::total(lang)));
    Ok(ListHead { title: w::title(lang).to_owned(), said: Vec::new(), columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, query) = (ctx.lang, Query::of(query, ctx.now.day()));
    let townships: BTreeMap<String, String> =
        registry::query::townships(r, ctx)?.into_iter().map(|(code, name)| (code.to_string(), name)).collect();
    for part in parts(r, ctx, &query)? {
        let source = season_source::of(lang, part.source.word());
        for (of, counts) in [(w::kind(lang), part.by_kind(query.by)), (w::township(lang), part.by_township(query.by))] {
            for (key, row) in ranked(&counts) {
                let name = townships.get(key).map_or_else(|| part.source.kind(lang, key), String::as_str);
                let mut cells = vec![text(source), text(of), text(name)];
                cells.extend(row.iter().map(|n| Value::Number(*n as f64)));
                cells.push(Value::Number(row.iter().sum::<u64>() as f64));
                each(ExportRow { key: format!("{}/{key}", part.source), version: 0, cells })?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_the_year() {
        //    day           month  ten days
        check("2026-01-01", 0, 0);
        check("2026-01-10", 0, 0);
        check("2026-01-11", 0, 1);
        check("2026-01-31", 0, 2);
        check("2026-12-31", 11, 35);
    }

    fn check(day: &str, month: usize, ten: usize) {
        let at = Instant::read(day).unwrap();
        assert_eq!((By::Month.period(at), By::TenDays.period(at)), (month, ten), "{day}");
    }

    #[test]
    fn a_record_of_two_townships_counts_in_each() {
        let town = |code| Division::new(code).unwrap();
        let it = |day: &str, kind, places: Vec<Division>| Happened {
            source: Source::Disasters,
            kind,
            at: Instant::read(day).unwrap(),
            title: String::new(),
            href: String::new(),
            places,
        };
        let (a, b) = (town(330_799_101_000), town(330_799_102_000));
        let part = Part {
            source: Source::Disasters,
            all: vec![
                it("2024-07-05", "flood", vec![a, b]),
                it("2025-07-20", "hail", vec![b]),
                it("2025-01-02", "flood", vec![]),
            ],
        };
        let kinds = part.by_kind(By::Month);
        assert_eq!((kinds["flood"][6], kinds["flood"][0], kinds["hail"][6]), (1, 1, 1));
        let towns = part.by_township(By::Month);
        assert_eq!((towns[&a.to_string()][6], towns[&b.to_string()][6]), (1, 2));
        assert_eq!(ranked(&kinds)[0].0, "flood");
        let today = "2026-11-30".parse().unwrap();
        let query = Query::of(&Values::default(), today);
        assert_eq!((part.years(&query.asked), query.ahead), (Some((2024, 2026)), 12));
    }
}
