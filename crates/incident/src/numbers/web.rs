//! The numbers as a page and for programs.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Day, Division, Error, Identity as _, Lang, OrganisationId};
use ledger::{Db, Reader};
use page::{Crumb, Doc, Json, Query, Reply, Screen};
use serde::Serialize;

use super::query::{Compared, Counts, Line, compared, since_last};
use super::{Ask, By, view};
use crate::narrow::Having;
use crate::query::{Filter, count, kind_label};
use crate::web::Visitor;
use crate::words::{category, grade, incident as w, numbers as n};

pub(super) struct Shown {
    pub ask: Ask,
    pub found: Compared,
    /// By month, for the picture.
    pub months: Compared,
    pub last: Option<(Day, i64)>,
    /// So many of the counted without a signed report, or with figures that changed since.
    pub unsigned: i64,
    pub labels: Labels,
}

/// The keys of the rows in words.
#[derive(Debug, Default)]
pub struct Labels {
    organisations: HashMap<OrganisationId, String>,
    pub(super) places: Vec<(Division, String)>,
}

impl Labels {
    pub fn fetch<'k>(
        r: &Reader<'_>,
        ctx: &Ctx,
        by: By,
        keys: impl Iterator<Item = &'k String>,
    ) -> Result<Labels, Error> {
        let units: Vec<_> = match by {
            By::Unit => keys.filter_map(|key| OrganisationId::parse(key)).collect(),
            _ => Vec::new(),
        };
        Ok(Labels {
            organisations: registry::query::organisation_full_names(r, ctx, &units)?,
            places: registry::query::townships(r, ctx)?,
        })
    }

    pub fn of(&self, lang: Lang, by: By, key: &str) -> String {
        if key.is_empty() {
            return n::none(lang).to_owned();
        }
        match by {
            By::Category => category::of(lang, key).to_owned(),
            By::Grade => grade::of(lang, key).to_owned(),
            By::Sector => registry::words::sector::of(lang, key).to_owned(),
            By::Township => {
                let code: Option<Division> = key.parse().ok();
                let found = self.places.iter().find(|(it, _)| Some(*it) == code);
                found.map_or_else(|| n::county(lang).to_owned(), |(_, name)| name.clone())
            }
            By::Kind => kind_label(lang, key),
            By::Unit => OrganisationId::parse(key)
                .and_then(|id| self.organisations.get(&id).cloned())
                .unwrap_or_else(|| key.to_owned()),
            By::Road | By::Project | By::Month => key.to_owned(),
        }
    }
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, ask: Ask) -> Result<Shown, Error> {
    let found = compared(r, ctx, &ask)?;
    let months =
        if ask.by == By::Month { found.clone() } else { compared(r, ctx, &Ask { by: By::Month, ..ask.clone() })? };
    let labels = Labels::fetch(r, ctx, ask.by, found.rows.keys())?;
    let unsigned = Filter { having: Some(Having::Unsigned), ..ask.filter() };
    Ok(Shown {
        last: since_last(r, ctx, &ask.filter())?,
        unsigned: count(r, ctx, &unsigned)?,
        found,
        months,
        labels,
        ask,
    })
}

pub(crate) async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let ask = Ask::from_query(&query, ctx.now);
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, ask)).await?;
    let lang = screen.lang();
    let body = view::body(lang, &query, &shown);
    Ok(screen.page(n::title(lang), &[Crumb::here(n::section(lang)), Crumb::here(n::title(lang))], body))
}

/// What was counted of one period.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IncidentCounts {
    accidents: i64,
    /// With the missing.
    deaths: i64,
    injured: i64,
    /// Yuan.
    direct_loss: i64,
    /// Accidents whose deaths are not known, and so on.
    deaths_unknown: i64,
    injured_unknown: i64,
    loss_unknown: i64,
}

/// One row; the key is a word, a code or an id, empty where there is none.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IncidentNumbersLine {
    key: String,
    label: String,
    now: IncidentCounts,
    a_year_before: IncidentCounts,
}

/// The numbers of a period; the rows add up to the total.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IncidentNumbers {
    by: String,
    from: String,
    to: String,
    rows: Vec<IncidentNumbersLine>,
    total: IncidentNumbersLine,
    /// So many of the counted have no signed report, or figures that changed since it.
    unsigned: i64,
    /// The day of the last one of the grade `considerable` or above until the end of the period, and the days since then.
    last_considerable: Option<String>,
    days_since: Option<i64>,
}

fn counts(it: &Counts) -> IncidentCounts {
    IncidentCounts {
        accidents: it.accidents,
        deaths: it.deaths,
        injured: it.injured,
        direct_loss: it.loss_yuan,
        deaths_unknown: it.deaths_unknown,
        injured_unknown: it.injured_unknown,
        loss_unknown: it.loss_unknown,
    }
}

fn line(key: String, label: String, it: &Line) -> IncidentNumbersLine {
    IncidentNumbersLine { key, label, now: counts(&it.now), a_year_before: counts(&it.before) }
}

pub(crate) async fn get(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<IncidentNumbers>> {
    let ask = Ask::from_query(&query, ctx.now);
    let lang = ctx.lang;
    let shown = db.read(move |r| fetch(r, &ctx, ask)).await?;
    let label = |key: &String| shown.labels.of(lang, shown.ask.by, key);
    Ok(Json(IncidentNumbers {
        by: shown.ask.by.word().to_owned(),
        from: shown.ask.from.to_string(),
        to: shown.ask.to.to_string(),
        rows: shown.found.rows.iter().map(|(key, it)| line(key.clone(), label(key), it)).collect(),
        total: line(String::new(), w::all(lang).to_owned(), &shown.found.total),
        unsigned: shown.unsigned,
        last_considerable: shown.last.map(|(day, _)| day.to_string()),
        days_since: shown.last.map(|(_, days)| days),
    }))
}

pub(crate) fn doc() -> Doc {
    Doc::new("Incidents counted within the visitor's reach, beside the same days a year before")
        .returns::<IncidentNumbers>()
        .query("by", "category (default), grade, sector, township, kind, unit, road, project or month")
        .query("from", "first day, yyyy-MM-dd; without it, the first of January of this year")
        .query("to", "last day, yyyy-MM-dd; without it, today")
        .query("category", "as in the list of incidents")
        .query("sector", "sector word")
        .query("division", "division code; everything below it is included")
}
