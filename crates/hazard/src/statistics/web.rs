//! The statistics as a page and for programs. Their state stands in the address.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Division, DivisionLevel, Error, Identity as _, Instant, Lang, OrganisationId, Sector};
use ledger::{Db, Reader};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values};
use registry::SubjectId;
use serde::Serialize;

use super::compare::{Compared, Line, compared, is_silent};
use super::query::{Ask, By};
use super::{Month, show};
use crate::model::{Grade, Source};
use crate::words::{by, grade, harm, sector, source, statistics as w};

pub(crate) const ACT: Act = Act("hazard.statistics");
pub(crate) const PATH: &str = "/statistics/hazards";

impl Ask {
    /// From the address: `by` and `then`, or `by=township,month`. Without months, the year so far; what can't be read is
    /// left out.
    pub fn from_query(query: &Values, now: Instant) -> Ask {
        let this = Month::of(now.day());
        let mut by: Vec<By> = Vec::new();
        for word in query.all("by").chain(query.all("then")).flat_map(|it| it.split(',')) {
            let known = By::from_word(word.trim());
            if known.is_none() && !word.trim().is_empty() {
                query.note("by", "this value is not understood here");
            }
            by.extend(known.filter(|it| !by.contains(it)));
        }
        if by.is_empty() {
            by.push(By::Township);
        }
        let from = query.reads("from").unwrap_or_else(|| this.of_january());
        let to = query.reads("to").unwrap_or(this);
        if from > to {
            query.note("from", "the first day is after the last");
        }
        Ask {
            by,
            from: from.min(to),
            to: from.max(to),
            township: query.reads("division"),
            sector: query.word("sector", Sector::from_word),
            source: query.word("source", Source::from_word),
            grade: query.word("grade", Grade::from_word),
        }
    }

    /// The conditions in words: label, field, value.
    pub(super) fn said(&self, lang: Lang, places: &[(Division, String)]) -> Vec<page::list::Condition> {
        let mut all = vec![(w::months(lang), "from", Some(format!("{} — {}", self.from, self.to)))];
        let listed = crate::list::conditions(lang, &self.filter(), places);
        all.extend(listed.into_iter().filter(|(_, field, _)| !field.starts_with("found_")));
        all
    }
}

pub(super) fn heading(lang: Lang, it: By) -> &'static str {
    by::of(lang, it.word())
}

/// The keys of the rows in words.
#[derive(Default)]
pub(super) struct Labels {
    by: Vec<By>,
    places: HashMap<Division, String>,
    organisations: HashMap<OrganisationId, String>,
    subjects: HashMap<SubjectId, String>,
}

impl Labels {
    pub(super) fn fetch<'k>(
        r: &Reader<'_>,
        ctx: &Ctx,
        ask: &Ask,
        keys: impl Iterator<Item = &'k Vec<String>>,
    ) -> Result<Labels, Error> {
        let (mut places, mut organisations, mut subjects) = (Vec::new(), Vec::new(), Vec::new());
        for (by, word) in keys.flat_map(|key| ask.by.iter().zip(key)) {
            match by {
                By::Township | By::Village => places.extend(word.parse::<Division>().ok()),
                By::Owner | By::Reporter => organisations.extend(OrganisationId::parse(word)),
                By::Subject => subjects.extend(SubjectId::parse(word)),
                By::Sector | By::Source | By::Grade | By::Month | By::Harm => {}
            }
        }
        organisations.sort_unstable();
        organisations.dedup();
        subjects.sort_unstable();
        subjects.dedup();
        Ok(Labels {
            by: ask.by.clone(),
            places: registry::query::division_names(r, ctx, &places)?,
            organisations: registry::query::organisation_names(r, ctx, &organisations)?,
            subjects: registry::query::subject_names(r, ctx, &subjects)?,
        })
    }

    pub(super) fn of(&self, lang: Lang, key: &[String]) -> Vec<String> {
        let label = |(by, word): (&By, &String)| match by {
            By::Township | By::Village => {
                let place = word.parse::<Division>().ok();
                let name = place.and_then(|it| self.places.get(&it)).unwrap_or(word);
                let is_village = place.is_none_or(|it| it.level() == DivisionLevel::Village);
                if *by == By::Village && !is_village { w::without_village(lang, name) } else { name.clone() }
            }
            By::Owner | By::Reporter if word.is_empty() => w::nobody(lang).to_owned(),
            By::Subject => SubjectId::parse(word).and_then(|it| self.subjects.get(&it)).unwrap_or(word).clone(),
            By::Harm => harm::of(lang, word).to_owned(),
            By::Owner | By::Reporter => {
                OrganisationId::parse(word).and_then(|it| self.organisations.get(&it)).unwrap_or(word).clone()
            }
            By::Sector => sector::of(lang, word).to_owned(),
            By::Source => source::of(lang, word).to_owned(),
            By::Grade => grade::of(lang, word).to_owned(),
            By::Month => word.clone(),
        };
        self.by.iter().zip(key).map(label).collect()
    }
}

pub(super) struct Shown {
    pub(super) found: Compared,
    pub(super) labels: Labels,
    pub(super) places: Vec<(Division, String)>,
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let ask = Ask::from_query(&query, ctx.now);
    let (asked, wanted) = (Arc::clone(&ctx), ask.clone());
    let shown = db.read(move |r| fetch(r, &asked, &wanted)).await?;
    let lang = screen.lang();
    let view = show::StatisticsView { lang, ctx: &ctx, query: &query, ask: &ask, shown: &shown };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, view.body()))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Shown, Error> {
    let found = compared(r, ctx, ask)?;
    let labels = Labels::fetch(r, ctx, ask, found.rows.keys())?;
    Ok(Shown { found, labels, places: registry::query::townships(r, ctx)? })
}

/// One row of the statistics for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StatisticsLine {
    /// In the order of `by`: a division code, a month, an id of an organisation (empty: none yet) or a word.
    key: Vec<String>,
    found: i64,
    closed: i64,
    closed_in_time: i64,
    closed_late: i64,
    open: i64,
    /// Open and past its deadline now.
    late: i64,
    major: i64,
    recurring: i64,
    /// Found in the same months a year before.
    found_a_year_before: i64,
    /// Nothing at all was recorded there.
    silent: bool,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Statistics {
    by: Vec<String>,
    from: String,
    to: String,
    rows: Vec<StatisticsLine>,
    /// The sum of the rows; its key is empty.
    total: StatisticsLine,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<Statistics>> {
    let ask = Ask::from_query(&query, ctx.now);
    let wanted = ask.clone();
    let found = db.read(move |r| compared(r, &ctx, &wanted)).await?;
    let rows = found.rows.into_iter().map(|(key, line)| told(key, &line, is_silent(&ask, &line))).collect();
    Ok(Json(Statistics {
        by: ask.by.iter().map(|it| it.word().to_owned()).collect(),
        from: ask.from.to_string(),
        to: ask.to.to_string(),
        rows,
        total: told(Vec::new(), &found.total, false),
    }))
}

fn told(key: Vec<String>, line: &Line, silent: bool) -> StatisticsLine {
    let it = &line.counts;
    StatisticsLine {
        key,
        found: it.found,
        closed: it.closed,
        closed_in_time: it.closed_in_time,
        closed_late: it.closed_late,
        open: it.open(),
        late: it.late,
        major: it.major,
        recurring: it.recurring,
        found_a_year_before: line.before,
        silent,
    }
}

pub fn doc() -> Doc {
    Doc::new("Hazards counted within the visitor's reach; the rows add up to the total")
        .returns::<Statistics>()
        .query("by", "township (default), sector, source, grade, month, village, owner, harm, reporter, subject; several with commas")
        .query("from", "first month of finding, yyyy-MM; without it, January of this year")
        .query("to", "last month of finding, yyyy-MM; without it, this month")
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word")
        .query("source", "source word")
        .query("grade", "ordinary or major")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_is_asked() {
        let now = Instant::read("2026-11-25 08:00").unwrap();
        for (query, by, from, to) in [
            ("", "township", "2026-01", "2026-11"),
            ("by=sector&then=month&from=2025-03", "sector month", "2025-03", "2026-11"),
            ("by=township,month,township&from=2026-05&to=2026-02", "township month", "2026-02", "2026-05"),
            ("by=owner&then=owner&from=x&to=", "owner", "2026-01", "2026-11"),
        ] {
            let ask = Ask::from_query(&Values::from_query(query), now);
            let said = ask.by.iter().map(|it| it.word()).collect::<Vec<_>>().join(" ");
            assert_eq!([said, ask.from.to_string(), ask.to.to_string()], [by, from, to], "{query}");
        }
    }
}
