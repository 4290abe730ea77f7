//! Filling a form: one question a row, or one for all rows of a dimension.

use incident::numbers::{Ask, By, Compared, Counts, Labels, Line as Counted, Measure, compared};
use incident::query::Filter;
use kernel::{Ctx, Day, Error, Instant, Lang, Sector};
use ledger::Reader;
use page::compare::{change, difference};
use paper::Value;
use paper::out;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::form::{Basis, Column, Content, Form, FormRow, Indicator, OfAccidents, Over};
use crate::losses;

/// The first and the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Day,
    pub to: Day,
}

impl Period {
    /// From the first of January until the end of last month; in January until today.
    pub fn so_far(today: Day) -> Period {
        let first = |month| Day::new(today.year(), month, 1).unwrap_or(today);
        let to = if today.month() == 1 { today } else { first(today.month()).plus_days(-1) };
        Period { from: first(1), to }
    }

    /// What is reported: the last whole month and quarter, the half-year where one is over, and the year so far.
    pub fn reported(today: Day) -> Vec<Period> {
        let first = |year, month| Day::new(year, month, 1).unwrap_or(today);
        let last = first(today.year(), today.month()).plus_days(-1);
        let (year, month) = (last.year(), last.month());
        let mut all = vec![Period { from: first(year, month), to: last }];
        let quarters = month / 3;
        if quarters > 0 {
            let end = first(year, quarters * 3).plus_days(31);
            all.push(Period { from: first(year, quarters * 3 - 2), to: first(end.year(), end.month()).plus_days(-1) });
        }
        if month >= 6 {
            all.push(Period { from: first(year, 1), to: first(year, 7).plus_days(-1) });
        }
        all.push(Period { from: first(year, 1), to: last });
        all.dedup();
        all
    }

    /// `2026`, `2026-01`, `2026-01/2026-05`, `2026-01-01/2026-05-15`
    pub fn read(text: &str) -> Option<Period> {
        let (first, last) = text.split_once('/').unwrap_or((text, text));
        let period = Period { from: edge(first, false)?, to: edge(last, true)? };
        (period.from <= period.to).then_some(period)
    }
}

/// The first or the last day of a year, a month or a day.
fn edge(text: &str, last: bool) -> Option<Day> {
    let number = |text: &str| text.parse::<i16>().ok();
    let parts: Vec<&str> = text.trim().split('-').collect();
    match parts.as_slice() {
        [year] if last => Day::new(number(year)?, 12, 31),
        [year] => Day::new(number(year)?, 1, 1),
        [year, month] => {
            let first = Day::new(number(year)?, i8::try_from(number(month)?).ok()?, 1)?;
            let next = first.plus_days(31);
            if last { Some(Day::new(next.year(), next.month(), 1)?.plus_days(-1)) } else { Some(first) }
        }
        _ => text.trim().parse().ok(),
    }
}

/// What stands in a cell, and the list behind it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Cell {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where its list is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Of so many disasters not everybody has reported what is counted here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<i64>,
    /// Of so many accidents it is not known, and they are not in the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<i64>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Line {
    pub label: String,
    pub cells: Vec<Cell>,
}

/// A form with its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Table {
    pub name: String,
    /// `accidents` where it is missing, or `disasters`.
    #[serde(default = "of_accidents", skip_serializing_if = "is_of_accidents")]
    #[schema(value_type = Option<String>)]
    pub over: Over,
    pub title: String,
    /// The edition, by its first day.
    pub edition: String,
    pub source: String,
    pub from: String,
    pub to: String,
    /// As known at this moment.
    #[schema(value_type = String)]
    pub as_of: Instant,
    pub heads: Vec<Vec<String>>,
    pub rows: Vec<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Line>,
    pub notes: Vec<String>,
}

fn of_accidents() -> Over {
    Over::Accidents
}

fn is_of_accidents(it: &Over) -> bool {
    *it == Over::Accidents
}

/// What a form holds: its rows, their sum, and what has to be said below.
pub(crate) struct Filled {
    pub rows: Vec<Line>,
    pub sum: Option<Line>,
    pub notes: Vec<String>,
}

pub fn table(r: &Reader<'_>, ctx: &Ctx, form: &Form, period: Period) -> Result<Table, Error> {
    let Filled { rows, sum, notes: more } = match &form.content {
        Content::Accidents(of) => accidents(r, ctx, (form, of), period)?,
        Content::Disasters(of) => losses::filled(r, ctx, (form, of), period)?,
    };
    let mut notes = form.notes.clone();
    notes.extend(more);
    notes.push(format!("依据：{}", form.source));
    Ok(Table {
        name: form.name.clone(),
        over: form.over(),
        title: form.title.clone(),
        edition: form.from.to_string(),
        source: form.source.clone(),
        from: period.from.to_string(),
        to: period.to.to_string(),
        as_of: ctx.now,
        heads: form.heads(),
        rows,
        sum,
        notes,
    })
}

fn accidents(r: &Reader<'_>, ctx: &Ctx, (form, of): (&Form, &OfAccidents), period: Period) -> Result<Filled, Error> {
    let (rows, total) = match of.by {
        Some(by) => by_dimension(r, ctx, of, period, by)?,
        None => listed(r, ctx, of, period)?,
    };
    let whole = ask(period, By::Category);
    // A sum of listed rows has a list of its own where the rows leave nothing out.
    let is_whole = of.by.is_some() || of.rows.iter().any(|row| row.rest);
    let list = |of: &Ask| is_whole.then(|| of.filter());
    let sum = form.sum.as_ref().map(|label| line(of, label.clone(), &total, &whole, list));
    Ok(Filled { rows, sum, notes: unknown_notes(of, &total) })
}

/// Of how many accidents something is not known, of this period and of the one before where it is asked for.
fn unknown_notes(of: &OfAccidents, total: &Counted) -> Vec<String> {
    let most = |counts: &Counts| of.columns.iter().map(|it| measure(it.indicator).unknown(counts)).max().unwrap_or(0);
    let asks_before = of.columns.iter().any(|it| it.basis != Basis::Period);
    let (now, before) = (most(&total.now), if asks_before { most(&total.before) } else { 0 });
    let mut notes = Vec::new();
    if now > 0 {
        notes.push(format!("其中 {now} 起的数字尚不完整，未计入不清楚的部分。"));
    }
    if before > 0 {
        notes.push(format!("上年同期有 {before} 起的数字不完整，未计入不清楚的部分。"));
    }
    notes
}

fn ask(period: Period, by: By) -> Ask {
    Ask { by, from: period.from, to: period.to, category: None, sector: None, township: None }
}

fn by_dimension(
    r: &Reader<'_>,
    ctx: &Ctx,
    form: &OfAccidents,
    period: Period,
    by: By,
) -> Result<(Vec<Line>, Counted), Error> {
    let ask = ask(period, by);
    let Compared { rows, total } = compared(r, ctx, &ask)?;
    let labels = Labels::fetch(r, ctx, by, rows.keys())?;
    let row = |(key, counted): (&String, &Counted)| {
        line(form, labels.of(Lang::Zh, by, key), counted, &ask, |of| of.list(key))
    };
    Ok((rows.iter().map(row).collect(), total))
}

fn listed(r: &Reader<'_>, ctx: &Ctx, form: &OfAccidents, period: Period) -> Result<(Vec<Line>, Counted), Error> {
    let everything = ask(period, By::Category);
    let mut total = Counted::default();
    let mut counts = Vec::new();
    for row in &form.rows {
        let counted = compared(r, ctx, &narrowed(everything.clone(), row))?.total;
        if !row.of_which && !row.rest {
            total.now.add(counted.now);
            total.before.add(counted.before);
        }
        counts.push(counted);
    }
    let mut rows = Vec::new();
    for (row, mut counted) in form.rows.iter().zip(counts) {
        if row.rest {
            counted.now.take(total.now);
            counted.before.take(total.before);
            total.now.add(counted.now);
            total.before.add(counted.before);
        }
        let ask = narrowed(everything.clone(), row);
        // What is left over has no list: it is whatever no other row names.
        rows.push(line(form, row.label.clone(), &counted, &ask, |of| (!row.rest).then(|| of.filter())));
    }
    Ok((rows, total))
}

fn narrowed(ask: Ask, row: &FormRow) -> Ask {
    Ask {
        category: row.category.as_deref().and_then(incident::Category::from_word),
        sector: row.sector.as_deref().and_then(Sector::from_word),
        ..ask
    }
}

/// A row; `list` is what its numbers open, of this period and of the one before.
fn line(
    form: &OfAccidents,
    label: String,
    counted: &Counted,
    ask: &Ask,
    list: impl Fn(&Ask) -> Option<Filter>,
) -> Line {
    let cell = |it: &Column<Indicator>| {
        let measure = measure(it.indicator);
        let (now, before) = (measure.of(&counted.now), measure.of(&counted.before));
        let is_money = it.indicator == Indicator::DirectLoss;
        let in_unit = |n: i64| if is_money { n as f64 / 10_000.0 } else { n as f64 };
        let figure = |counts: &Counts, list: Option<Filter>| Cell {
            number: Some(in_unit(measure.of(counts).n)),
            // Only the accidents that make the figure.
            list: list.map(|it| Filter { having: measure.having(), ..it }.address()),
            unknown: Some(measure.unknown(counts)).filter(|n| *n > 0),
            ..Cell::default()
        };
        let said = |text: String| Cell { text: Some(text), ..Cell::default() };
        match it.basis {
            Basis::Period => figure(&counted.now, list(ask)),
            Basis::YearBefore => figure(&counted.before, list(&ask.before())),
            Basis::Difference if !now.open && !before.open => {
                Cell { number: Some(in_unit(now.n - before.n)), ..Cell::default() }
            }
            Basis::Difference => said(difference(Lang::Zh, now, before, |n| in_unit(n).to_string())),
            Basis::Change => said(change(Lang::Zh, now, before)),
        }
    };
    Line { cells: form.columns.iter().map(cell).collect(), label }
}

fn measure(it: Indicator) -> Measure {
    match it {
        Indicator::Accidents => Measure::Accidents,
        Indicator::Deaths => Measure::Deaths,
        Indicator::Injured => Measure::Injured,
        Indicator::DirectLoss => Measure::Loss,
    }
}

impl Table {
    /// SHA-256 of what the table says, in hexadecimal: of its JSON with the beginning of 1970 for its moment, so that what
    /// says the same has the same hash whenever it is filled.
    pub fn hash(&self) -> Result<String, Error> {
        Table { as_of: Instant::from_micros(0), ..self.clone() }.hash_with_moment()
    }

    /// As issues had it before: with the moment.
    pub(crate) fn hash_with_moment(&self) -> Result<String, Error> {
        let bytes = serde_json::to_vec(self).map_err(Error::internal)?;
        Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)))
    }

    /// As a sheet, the same for Excel and CSV.
    pub fn form(&self) -> out::Form {
        let values = |it: &Line| {
            let cell = |cell: &Cell| match (cell.number, &cell.text) {
                (Some(n), _) => Value::Number(n),
                (None, Some(text)) => Value::Text(text.clone()),
                (None, None) => Value::Empty,
            };
            std::iter::once(Value::Text(it.label.clone())).chain(it.cells.iter().map(cell)).collect::<Vec<_>>()
        };
        out::Form {
            title: self.title.clone(),
            said: vec![format!("统计期：{} 至 {}　数据截至 {}", self.from, self.to, self.as_of.to_minute())],
            heads: self.heads.clone(),
            rows: self.rows.iter().chain(&self.sum).map(values).collect(),
            with_sum: self.sum.is_some(),
            notes: self.notes.clone(),
            at: self.as_of,
        }
    }
}
