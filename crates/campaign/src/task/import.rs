//! Tasks of a plan from a table: one row a task, its lead and cooperating organisations named as they are registered.
//!
//! The same file twice changes nothing: a task is known by its campaign, its words and its lead. Without a column that names the
//! campaign, the rows belong to the latest that is open.

use kernel::{Ctx, Day, Error, Problem};
use ledger::{Reader, Tx, params};
use paper::{Learned, PaperError, RowReader, Shape, Workbook, cell};
use registry::import::{Kind, Outcome, Parsed, Placed, one_of, word};

use super::{Difficulty, PartSaid, Set, Sheet, State, Urgency, set};
use crate::model::{Campaign, State as CampaignState};
use crate::words;
use crate::{Stage, query};

/// One row, with other things named as the file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    pub title: String,
    /// Number or name; empty is the latest open one.
    pub campaign: String,
    pub topic: String,
    pub stage: Stage,
    pub sheet: Sheet,
    pub measure: String,
    pub urgency: Urgency,
    pub difficulty: Difficulty,
    pub lead: String,
    pub due: Day,
    /// `县公安局、河口镇（2026-05-31）`: those without a day are due with the lead.
    pub with: String,
}

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<TaskRow>, PaperError> {
    let identity = |row: &TaskRow| (row.title.clone(), row.campaign.clone(), row.lead.clone());
    let needed = &["title", "topic", "stage", "lead", "due"];
    Kind { shape: Shape::task(), needed, read: row, identity }.parse(book, learned)
}

fn row(cells: &mut RowReader<'_>) -> Option<TaskRow> {
    let title = cells.required("title", cell::text);
    let campaign = cells.text("campaign").unwrap_or_default();
    let topic = cells.required("topic", cell::text);
    let stage =
        cells.required("stage", |value| word(value, |given| one_of(Stage::ALL, given, Stage::word, words::stage::of)));
    let sheet =
        cells.optional("sheet", |value| word(value, |given| one_of(Sheet::ALL, given, Sheet::word, words::sheet::of)));
    let measure = cells.text("measure").unwrap_or_default();
    let urgency = cells.optional("urgency", |value| {
        word(value, |given| one_of(Urgency::ALL, given, Urgency::plain, words::urgency::of))
    });
    let difficulty = cells.optional("difficulty", |value| {
        word(value, |given| one_of(Difficulty::ALL, given, Difficulty::plain, words::difficulty::of))
    });
    let lead = cells.required("lead", cell::text);
    // An empty one is said to be missing.
    let due = if cells.is_empty("due") { cells.required("due", cell::text).and(None) } else { cells.day("due") };
    let with = cells.text("with").unwrap_or_default();
    Some(TaskRow {
        title: title?,
        campaign,
        topic: topic?,
        stage: stage?,
        sheet: sheet.unwrap_or(Sheet::Work),
        measure,
        urgency: urgency.unwrap_or(Urgency::Ordinary),
        difficulty: difficulty.unwrap_or(Difficulty::Medium),
        lead: lead?,
        due: due?,
        with,
    })
}

/// A name and the day behind it in brackets, if there is one.
pub(crate) fn named(piece: &str) -> (String, Option<String>) {
    let piece = piece.trim();
    let open = piece.find(['（', '(']);
    let inside = open.map(|at| piece[at..].trim_matches(['（', '(', '）', ')']).trim().to_owned());
    let name = open.map_or(piece, |at| piece[..at].trim());
    match inside {
        Some(day) if day.parse::<Day>().is_ok() => (name.to_owned(), Some(day)),
        // What is no day belongs to the name.
        _ => (piece.to_owned(), None),
    }
}

fn command(row: &TaskRow, campaign: &Campaign) -> Set {
    let lead = PartSaid { organisation: row.lead.clone(), words: String::new(), due: row.due.to_string() };
    let pieces = row.with.split(['、', '，', ',', '；', ';', '\n']).filter(|it| !it.trim().is_empty());
    let with = pieces.map(|piece| {
        let (organisation, due) = named(piece);
        PartSaid { organisation, words: String::new(), due: due.unwrap_or_else(|| row.due.to_string()) }
    });
    Set {
        campaign: campaign.id.to_string(),
        topic: row.topic.clone(),
        stage: row.stage.word().to_owned(),
        sheet: row.sheet.word().to_owned(),
        title: row.title.clone(),
        measure: row.measure.clone(),
        urgency: row.urgency.plain().to_owned(),
        difficulty: row.difficulty.plain().to_owned(),
        parts: [lead].into_iter().chain(with).collect(),
        ..Set::default()
    }
}

/// By number or name among those that are open.
fn campaign(r: &Reader<'_>, ctx: &Ctx, given: &str) -> Result<Campaign, Error> {
    let open = query::list(r, ctx, &query::Filter { state: Some(CampaignState::Open) })?;
    let given = given.trim();
    let named = |it: &Campaign| given.is_empty() || it.number == given || it.title() == given;
    open.into_iter().find(named).ok_or_else(|| {
        Problem { field: "campaign", problem: "there is no such campaign", given: given.to_owned() }.into()
    })
}

/// Whether the campaign has a task of these words, led by this organisation; what was withdrawn may be set again.
fn known(r: &Reader<'_>, ctx: &Ctx, campaign: &Campaign, row: &TaskRow) -> Result<bool, Error> {
    let bodies = crate::said::bodies(r, ctx)?;
    let Some(lead) = crate::said::body(&bodies, &row.lead) else { return Ok(false) };
    let sql = "SELECT COUNT(*) FROM task t
               JOIN task_part l ON l.district = t.district AND l.task = t.id AND l.no = 1
               WHERE t.district = $1 AND t.campaign = $2 AND t.title = $3 AND l.organisation = $4 AND t.state <> $5";
    let found: i64 = r.value(sql, params![ctx.district, campaign.id, row.title.trim(), lead.id, State::Withdrawn])?;
    Ok(found > 0)
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<TaskRow>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| {
        let campaign = campaign(tx, ctx, &row.campaign)?;
        if known(tx, ctx, &campaign, row)? {
            return Ok(false);
        }
        set(tx, ctx, &command(row, &campaign)).map(|_| true)
    })
}
