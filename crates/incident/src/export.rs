//! Incidents on their way out.

use kernel::{Act, Ctx, Error, Identity as _, Sector};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use crate::model::{Category, Grade};
use crate::query::{self, Filter, Line};
use crate::web::{Around, PATH, conditions};
use crate::words::{category, condition, fault, field, grade, incident as w, stage};

pub const INCIDENTS: ExportList =
    ExportList { name: "incidents", path: PATH, act: Act("incident.view"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let units: Vec<_> = filter.unit.into_iter().collect();
    let around = Around::fetch(r, ctx, &units, &[])?;
    let mut words = vec![stage::of(lang, filter.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &around)));
    let people = ["dead", "missing", "severely_injured", "injured"];
    let mut columns = vec![
        Column::text("number", w::number(lang)).width(14),
        Column::text("title", w::name(lang)).width(48),
        Column::choice(
            "category",
            field::of(lang, "category"),
            Category::ALL.iter().map(|it| category::of(lang, it.word())),
        ),
        Column::choice("grade", w::grade(lang), Grade::ALL.iter().map(|it| grade::of(lang, it.word()))),
        Column::choice(
            "sector",
            field::of(lang, "sector"),
            Sector::ALL.iter().map(|it| registry::words::sector::of(lang, it.word())),
        ),
        Column::instant("happened_at", w::happened(lang)),
        Column::text("township", field::of(lang, "division")).width(16),
    ];
    columns.extend(people.map(|name| Column::number(name, condition::of(lang, name))));
    columns.extend([Column::number("loss_10k_yuan", w::loss(lang)), Column::text("stage", w::stage(lang)).width(18)]);
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = Filter::from_query(query);
    let mut from = 0;
    loop {
        let lines = query::list(r, ctx, &filter, from, PIECE)?;
        let around = Around::fetch(r, ctx, &[], &[])?;
        for it in &lines {
            each(ExportRow { key: it.id.to_text(), version: it.version, cells: cells(ctx, it, &around) })?;
        }
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}

fn cells(ctx: &Ctx, it: &Line, around: &Around) -> Vec<Value> {
    let lang = ctx.lang;
    let number = |n: Option<i64>| n.map_or(Value::Empty, |n| Value::Number(n as f64));
    let mut cells = vec![
        text(&it.number),
        text(it.title.as_str().unwrap_or_default()),
        text(category::of(lang, it.category.word())),
        text(it.figures.grade.map_or("", |one| grade::of(lang, one.word()))),
        text(registry::words::sector::of(lang, it.sector.word())),
        out::instant(it.happened_at),
        text(around.place(it.division)),
    ];
    let people = [it.figures.dead, it.figures.missing, it.figures.severely_injured, it.figures.injured];
    cells.extend(people.map(|n| number(n.map(i64::from))));
    let faults = it.faults().map(|one| fault::of(lang, one.word()));
    let stage: Vec<_> = [stage::of(lang, it.stage.word())].into_iter().chain(faults).collect();
    cells.extend([
        it.figures.loss_yuan.map_or(Value::Empty, |yuan| Value::Number(yuan as f64 / 10_000.0)),
        text(&stage.join(" ")),
    ]);
    cells
}
