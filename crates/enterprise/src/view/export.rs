//! The list of enterprises on its way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{PATH, conditions, credit_text, place};
use super::query::{self, Filter, Graded};
use crate::standardisation::Grade;
use crate::words::{standardisation_grade, view as w, view_graded};

pub const ENTERPRISES: ExportList =
    ExportList { name: "enterprises", path: PATH, act: Act("enterprise.list"), head, rows, amending: None };

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let state = filter.graded.map_or(w::all(lang), |it| view_graded::of(lang, it.word()));
    let mut words = vec![state.to_owned()];
    words.extend(said(&conditions(lang, &filter, &registry::query::townships(r, ctx)?)));
    let grades = Grade::ALL.iter().map(|it| standardisation_grade::of(lang, it.word()));
    let states = Graded::ALL.iter().map(|it| view_graded::of(lang, it.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: words,
        columns: vec![
            Column::text("name", w::name(lang)).width(36),
            Column::text("township", w::township(lang)),
            Column::choice("grade", w::grade(lang), grades),
            Column::day("valid_to", w::valid_to(lang)),
            Column::choice("state", w::state(lang), states),
            Column::text("credit", w::credit(lang)).width(20),
            Column::day("last_training", w::last_training(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    let places = registry::query::townships(r, ctx)?;
    for it in query::list(r, ctx, &Filter::from_query(query))? {
        let grade = it.grade.as_ref().map_or("", |it| standardisation_grade::of(lang, it.grade.word()));
        let cells = vec![
            text(&it.name),
            text(place(&places, it.division)),
            text(grade),
            it.grade.as_ref().map_or(Value::Empty, |it| out::day(it.valid_to)),
            text(view_graded::of(lang, it.graded.word())),
            text(&credit_text(lang, &it)),
            it.last_training.map_or(Value::Empty, out::day),
        ];
        each(ExportRow { key: it.organisation.to_text(), version: it.version, cells })?;
    }
    Ok(())
}
