//! The danger of a day on its way out: every township with what it was computed from.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::{Values, format};
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};
use signal::Quantity;

use super::detail::VIEW;
use super::list::{PATH, conditions, fetch, from_word};
use super::query::Filter;
use crate::Class;
use crate::words::danger as w;

pub const FIRE_DANGER: ExportList =
    ExportList { name: "fire_danger", path: PATH, act: VIEW, head, rows, amending: None };

/// The days before, the latest first.
const BEFORE_COLUMNS: [&str; 7] = ["day_1", "day_2", "day_3", "day_4", "day_5", "day_6", "day_7"];
/// Cells up to those of the season and of the days before.
const OF_THE_DAY: usize = 14;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let shown = fetch(r, ctx, &filter)?;
    let mut words = said(&conditions(lang, &filter, &shown));
    if filter.day.is_none() {
        words.insert(0, shown.day.to_string());
    }
    let mut columns = vec![
        Column::text("township", w::township(lang)).width(14),
        Column::choice("class", w::class(lang), Class::ALL.iter().map(|it| it.text(lang))),
        Column::number("points", w::points(lang)),
        Column::number("fwi", w::fwi(lang)),
        Column::number("ffmc", w::ffmc(lang)),
        Column::number("dmc", w::dmc(lang)),
        Column::number("dc", w::dc(lang)),
        Column::number("temperature", w::temperature(lang)),
        Column::number("humidity", w::humidity(lang)),
        Column::number("wind", w::wind(lang)),
        Column::number("rain", w::rain(lang)),
        Column::text("station", w::station(lang)).width(28),
        Column::text("from", w::went_on_from(lang)).width(14),
        Column::instant("at", w::computed_at(lang)),
        Column::text("season", w::season(lang)).width(10),
    ];
    columns.extend(
        (1..)
            .zip(BEFORE_COLUMNS)
            .map(|(back, name)| Column::text(name, &format::day_short(shown.day.plus_days(-back), ctx.now)).width(8)),
    );
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    let shown = fetch(r, ctx, &Filter::from_query(query))?;
    let number = |it: Quantity| Value::Number((it.value() * 10.0).round() / 10.0);
    for line in &shown.lines {
        let mut cells = vec![text(&line.place)];
        match line.today() {
            None => {
                let word = if line.area.said.is_watched { w::not_rated(lang) } else { w::not_watched(lang) };
                cells.push(text(word));
                cells.resize(OF_THE_DAY, Value::Empty);
            }
            Some(rated) => {
                let (it, noon) = (&rated.it, &rated.it.noon);
                cells.extend([text(it.class.text(lang)), Value::Number(it.points.into())]);
                cells.extend([it.fwi, it.codes.ffmc, it.codes.dmc, it.codes.dc].map(number));
                cells.extend([noon.temperature_c, noon.humidity_percent, noon.wind_m_s, noon.rain_mm].map(number));
                cells.extend([text(shown.station(lang, rated)), text(from_word(lang, rated)), out::instant(rated.at)]);
            }
        }
        let in_season = line.area.said.is_in_season(shown.day);
        cells.push(text(if in_season { w::in_season(lang) } else { w::out_of_season(lang) }));
        let before = line.days.iter().rev().skip(1);
        cells.extend(before.map(|it| it.as_ref().map_or(Value::Empty, |it| text(it.it.class.short(lang)))));
        each(ExportRow { key: line.area.id.to_text(), version: line.area.version, cells })?;
    }
    Ok(())
}
