//! Past meetings from a ledger, with what they decided: history, marked as imported. Nobody is asked for minutes or a roll; a
//! period of the calendar that waited for such a meeting has it; of what was decided, only what is still open is owed.
//!
//! The same file twice changes nothing: a meeting is known by its day and title, a resolution by its meeting, words and owner.

use kernel::{Ctx, Day, Error, Instant, OrganisationId, Personal, Text};
use ledger::{Reader, Tx, params};
use paper::fault::Fault as CellFault;
use paper::moment::{Precision, moment};
use paper::{CellProblem, Learned, PaperError, RowReader, Shape, Value, Workbook, cell};
use registry::import::{Kind as Rows, Outcome, Parsed, Placed, finished, names, one_of, word};

use crate::calendar::{self, query as periods};
use crate::convene::{self, Bodies};
use crate::model::{Fact, Imported, Kind, Meeting, MeetingId, State};
use crate::resolution::{self, Past, Resolution, Resolve};
use crate::store;
use crate::words::meeting_kind;

const NO_KIND: CellFault = CellFault {
    problem: "neither a kind nor a title that tells it",
    advice: "write the kind of the meeting as the form has it",
};
const SAID_OTHERWISE: CellFault = CellFault {
    problem: "an earlier row says something else of the same",
    advice: "keep the row that is right and delete the other",
};

/// Said of rows without the column, or of what can't be taken.
const KIND_BY_TITLE: &str = "without a kind, the title tells it";
const NO_TIME: &str = "without a time, it stands at the beginning of its day";
const NO_OWNER: &str = "what was decided without an owner stands in the text of the meeting";
const EACH_OWES: &str = "several organisations are named: each owes it";
const BY_DEADLINE: &str = "without a state, what is due today or later is owed, and anything else counts as done";
const NO_PROGRESS: &str = "what was done so far is not kept while it is still owed";

/// How ledgers call the kinds.
const KINDS: &[(Kind, &[&str])] = &[
    (Kind::Special, &["专题会", "专题会议", "安全生产专题会", "安委会专题会议"]),
    (Kind::Plenary, &["全体会", "全体会议", "全会", "安委会会议", "安委会全会"]),
    (Kind::Liaison, &["联络员会", "联络员例会"]),
    (Kind::Coordination, &["协调会议", "工作协调会", "协调推进会"]),
];
/// What in a title tells its kind.
const TITLES: &[(Kind, &str)] =
    &[(Kind::Special, "专题"), (Kind::Plenary, "全体会"), (Kind::Liaison, "联络员"), (Kind::Coordination, "协调会")];
/// Words for all organisations of a kind.
const TOWNSHIPS: &[&str] =
    &["各乡镇", "各乡镇（街道）", "各乡镇(街道)", "各乡镇街道", "各镇", "各乡（镇）", "各乡(镇)"];
const DEPARTMENTS: &[&str] = &["各部门", "县级各部门", "县直各部门"];

/// One meeting, with other things named as the file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingRow {
    pub title: String,
    pub kind: Kind,
    pub starts: Instant,
    pub ended: Option<Instant>,
    pub place: String,
    pub chair: String,
    /// The safety office, where empty.
    pub host: String,
    pub attended: Vec<String>,
    pub agenda: Vec<String>,
    pub minutes: String,
    pub document: String,
    pub decided: Vec<Decided>,
}

/// What it decided, for one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub resolution: String,
    pub owner: String,
    pub due: Option<Day>,
    /// None: the ledger does not say it.
    pub finished: Option<bool>,
    pub done: String,
}

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<MeetingRow>, PaperError> {
    // A ledger may have a row for each thing decided.
    let identity = |row: &MeetingRow| {
        let decided: Vec<_> = row.decided.iter().map(|it| (it.resolution.clone(), it.owner.clone())).collect();
        (row.title.clone(), row.starts.day(), row.minutes.clone(), decided)
    };
    let kind = Rows { shape: Shape::meeting(), needed: &["title", "starts"], read: row, identity };
    kind.parse(book, learned).map(joined)
}

/// Rows of one meeting become one, in the place of the first.
fn joined(mut parsed: Parsed<MeetingRow>) -> Parsed<MeetingRow> {
    let mut rows: Vec<Placed<MeetingRow>> = Vec::with_capacity(parsed.rows.len());
    for row in parsed.rows {
        let same =
            |it: &&mut Placed<MeetingRow>| it.it.title == row.it.title && it.it.starts.day() == row.it.starts.day();
        match rows.iter_mut().find(same) {
            None => rows.push(row),
            Some(first) => parsed.problems.extend(join(first, row)),
        }
    }
    Parsed { rows, ..parsed }
}

fn join(first: &mut Placed<MeetingRow>, row: Placed<MeetingRow>) -> Option<CellProblem> {
    let (known, it) = (&mut first.it, row.it);
    let text = |known: &str, said: &str| !said.is_empty() && known != said;
    let list = |known: &[String], said: &[String]| !said.is_empty() && known != said;
    let differs = [
        ("kind", known.kind != it.kind),
        ("starts", known.starts != it.starts),
        ("ended", it.ended.is_some() && known.ended != it.ended),
        ("place", text(&known.place, &it.place)),
        ("chair", text(&known.chair, &it.chair)),
        ("host", text(&known.host, &it.host)),
        ("attended", list(&known.attended, &it.attended)),
        ("agenda", list(&known.agenda, &it.agenda)),
        ("document", text(&known.document, &it.document)),
    ];
    if let Some((field, _)) = differs.into_iter().find(|(_, differs)| *differs) {
        let given = format!("{}:{}", first.names.sheet, first.row);
        return Some(row.names.problem(row.row, field, given, SAID_OTHERWISE));
    }
    for line in it.minutes.lines() {
        if !known.minutes.lines().any(|it| it == line) {
            add_line(&mut known.minutes, line);
        }
    }
    for decided in it.decided {
        if !known.decided.contains(&decided) {
            known.decided.push(decided);
        }
    }
    None
}

fn add_line(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

fn row(cells: &mut RowReader<'_>) -> Option<MeetingRow> {
    let title = cells.required("title", cell::text);
    let kind = kind(cells, title.as_deref().unwrap_or_default());
    let starts = starts(cells);
    let ended = starts.and_then(|at| ended(cells, at.day()));
    let place = cells.text("place").unwrap_or_default();
    let chair = cells.text("chair").unwrap_or_default();
    let host = cells.text("host").unwrap_or_default();
    let attended = names(&cells.text("attended").unwrap_or_default());
    let agenda = lines(&cells.text("agenda").unwrap_or_default());
    let mut minutes = cells.text("minutes").unwrap_or_default();
    let document = cells.text("document").unwrap_or_default();
    let decided = decided(cells, &mut minutes);
    Some(MeetingRow {
        title: title?,
        kind: kind?,
        starts: starts?,
        ended,
        place,
        chair,
        host,
        attended,
        agenda,
        minutes,
        document,
        decided: decided?,
    })
}

fn kind(cells: &mut RowReader<'_>, title: &str) -> Option<Kind> {
    if !cells.is_empty("kind") {
        return cells.required("kind", |value| word(value, kind_of));
    }
    let mut told = TITLES.iter().filter(|(_, part)| title.contains(part)).map(|(kind, _)| *kind);
    match (told.next(), told.next()) {
        (Some(kind), None) => {
            cells.assume("kind", KIND_BY_TITLE, "");
            Some(kind)
        }
        _ => {
            cells.reject("kind", NO_KIND);
            None
        }
    }
}

fn kind_of(given: &str) -> Option<Kind> {
    let usual = KINDS.iter().find(|(_, words)| words.contains(&given)).map(|(kind, _)| *kind);
    usual.or_else(|| one_of(Kind::MEETINGS, given, Kind::word, meeting_kind::of))
}

fn starts(cells: &mut RowReader<'_>) -> Option<Instant> {
    let (at, precision) = match moment(cells.value("starts")) {
        Ok(_) => cells.required("starts", moment)?,
        Err(_) if cells.is_empty("starts") => return cells.required("starts", cell::text).and(None),
        // A day without its year, or two days.
        Err(_) => (cells.day("starts")?.start(), Precision::Day),
    };
    if precision == Precision::Day {
        cells.assume("starts", NO_TIME, "");
    }
    Some(at)
}

/// A moment, or a time of its day.
fn ended(cells: &mut RowReader<'_>, day: Day) -> Option<Instant> {
    let on_that_day = |value: &Value| {
        let text = cell::text(value)?;
        moment(&Value::Text(format!("{day} {text}")))
    };
    cells.optional("ended", |value| moment(value).or_else(|fault| on_that_day(value).map_err(|_| fault)).map(|it| it.0))
}

/// One a line, or as the cell numbers them.
fn lines(text: &str) -> Vec<String> {
    let parts = paper::numbered::split(text);
    parts.unwrap_or_else(|| text.lines().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect())
}

/// `None`: there is a problem. What nobody is named for goes to the text of the meeting.
fn decided(cells: &mut RowReader<'_>, minutes: &mut String) -> Option<Vec<Decided>> {
    let Some(text) = cells.text("resolution") else { return Some(Vec::new()) };
    let due = cells.day("due");
    let state = cells.optional("state", finished);
    if state.is_none() && !cells.is_empty("state") {
        return None;
    }
    let done = cells.text("done").unwrap_or_default();
    if cells.is_empty("owner") {
        // What is still to be done has to have somebody who does it: an empty one is said to be missing.
        if state == Some(false) {
            return cells.required("owner", cell::text).and(None);
        }
        cells.assume("owner", NO_OWNER, "");
        add_line(minutes, &text);
        return Some(Vec::new());
    }
    let owner = cells.required("owner", cell::text)?;
    if state.is_none() {
        cells.assume("state", BY_DEADLINE, "");
    }
    if state == Some(false) && !done.is_empty() {
        cells.assume("done", NO_PROGRESS, "");
    }
    let owed = owed(&text, &owner);
    if owed.len() > 1 && owed.windows(2).all(|two| two[0].0 == two[1].0) {
        cells.assume("owner", EACH_OWES, "");
    }
    let one = |(resolution, owner)| Decided { resolution, owner, due, finished: state, done: done.clone() };
    Some(owed.into_iter().map(one).collect())
}

/// What each owes: numbered things of one organisation, or each of the organisation with the same number; else the whole
/// text, of each organisation.
fn owed(text: &str, owner: &str) -> Vec<(String, String)> {
    let things = paper::numbered::split(text);
    let owners = paper::numbered::split(owner);
    match (things, owners) {
        (Some(things), Some(owners)) if things.len() == owners.len() => things.into_iter().zip(owners).collect(),
        (Some(things), _) if names(owner).len() == 1 => things.into_iter().map(|it| (it, owner.to_owned())).collect(),
        (_, owners) => {
            let owners = owners.unwrap_or_else(|| names(owner));
            owners.into_iter().map(|it| (text.to_owned(), it)).collect()
        }
    }
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<MeetingRow>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| import(tx, ctx, row))
}

/// By day and title; one that was cancelled may have been held after all.
fn known(r: &Reader<'_>, ctx: &Ctx, row: &MeetingRow) -> Result<Option<MeetingId>, Error> {
    let day = row.starts.day();
    r.row(
        "SELECT id FROM meeting WHERE district = $1 AND starts_at >= $2 AND starts_at < $3 AND title = $4 AND state <> $5
         ORDER BY id LIMIT 1",
        params![ctx.district, day.start(), day.plus_days(1).start(), row.title.trim(), State::Cancelled],
        |row| row.get(0),
    )
}

/// False where all of it is there already. Everything is looked at before anything is written.
fn import(tx: &mut Tx<'_>, ctx: &Ctx, row: &MeetingRow) -> Result<bool, Error> {
    let bodies = Bodies::fetch(tx, ctx)?;
    let known = match known(tx, ctx, row)? {
        Some(id) => Some(store::load(tx, &ctx.beyond_scope(), id)?),
        None => None,
    };
    // What was convened here has its own resolutions.
    if known.as_ref().is_some_and(|it| !it.imported) {
        return Ok(false);
    }
    let there = match &known {
        Some(it) => resolution::query::of_meeting(tx, &ctx.beyond_scope(), it.id)?,
        None => Vec::new(),
    };
    let mut text = Text::new();
    let wanted = wanted(&mut text, ctx.now.day(), &bodies, row, &there)?;
    let is_new = known.is_none();
    let it = match known {
        Some(it) => {
            text.finish()?;
            it
        }
        None => remember(tx, ctx, &bodies, row, text)?,
    };
    for one in &wanted {
        resolve(tx, ctx, &it, one)?;
    }
    Ok(is_new || !wanted.is_empty())
}

/// Something decided that is not on record yet.
struct Wanted<'a> {
    said: &'a Decided,
    owner: OrganisationId,
    finished: bool,
}

fn wanted<'a>(
    text: &mut Text,
    today: Day,
    bodies: &Bodies,
    row: &'a MeetingRow,
    there: &[Resolution],
) -> Result<Vec<Wanted<'a>>, Error> {
    let mut all = Vec::new();
    for said in &row.decided {
        let finished = said.finished.unwrap_or_else(|| said.due.is_none_or(|due| due < today));
        text.required("resolution", &said.resolution, 4, 1_000);
        if finished {
            text.optional("done", &said.done, 2_000);
        } else if let Some(due) = said.due.filter(|due| *due < row.starts.day()) {
            text.problem("due", "this day is too early", &due.to_string());
        }
        let Some(owner) = bodies.read_one(text, "owner", &said.owner) else { continue };
        match there.iter().find(|one| one.owner == owner && one.text() == said.resolution.trim()) {
            None => all.push(Wanted { said, owner, finished }),
            Some(one) if one.state.is_open() && said.finished == Some(true) => {
                let why = "this resolution is on record here and still open: report it done on its page";
                return Err(Error::refused(why));
            }
            Some(_) => {}
        }
    }
    Ok(all)
}

fn resolve(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    it: &Meeting,
    Wanted { said, owner, finished }: &Wanted<'_>,
) -> Result<(), Error> {
    if *finished {
        let past = Past { resolution: &said.resolution, owner: *owner, due: said.due, done: &said.done };
        return resolution::remember(tx, ctx, it, &past);
    }
    let cmd = Resolve {
        resolution: said.resolution.clone(),
        owner: said.owner.clone(),
        due: said.due.map_or_else(String::new, |day| day.to_string()),
    };
    resolution::resolve_of(tx, ctx, it, None, &cmd).map(drop)
}

/// `text` holds what is wrong with the row so far.
fn remember(tx: &mut Tx<'_>, ctx: &Ctx, bodies: &Bodies, row: &MeetingRow, mut text: Text) -> Result<Meeting, Error> {
    let id: MeetingId = ctx.mint();
    if row.starts > ctx.now {
        text.problem("starts", "this meeting lies ahead: convene it on the page", &row.starts.to_minute());
    }
    if row.ended.is_some_and(|ended| ended < row.starts) {
        text.problem("ended", "the end comes before the beginning", "");
    }
    let title = text.required("title", &row.title, 2, 80);
    let place = text.optional("place", &row.place, 60);
    let chair = text.optional("chair", &row.chair, 60);
    let document = text.optional("document", &row.document, 60);
    let minutes = text.optional("minutes", &row.minutes, 20_000);
    let host = bodies.read_one(&mut text, "host", &row.host);
    let attended = attended(&mut text, bodies, &row.attended);
    let agenda = match row.agenda.is_empty() {
        true => Vec::new(),
        false => convene::read_agenda(&mut text, &row.agenda.join("\n")),
    };
    text.finish()?;
    let host = match host {
        Some(host) => host,
        None => registry::query::safety_office(tx, ctx)?,
    };
    let period = periods::waiting_on(tx, &ctx.beyond_scope(), row.kind, row.starts.day())?;
    if let Some(period) = &period {
        calendar::count(tx, ctx, period.id, id, row.ended.unwrap_or(row.starts))?;
    }
    let fact = Fact::Imported(Box::new(Imported {
        number: convene::number(tx, ctx, row.starts.day().year())?,
        sort: row.kind,
        title: Personal::text(title),
        place: place.map(Personal::text),
        chair: chair.map(Personal::text),
        host,
        starts: row.starts,
        ended: row.ended,
        period: period.map(|it| it.id),
        agenda,
        attended,
        minutes: minutes.map(Personal::text),
        document,
    }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    store::load(tx, &ctx.beyond_scope(), id)
}

/// Each once, in the order of the cell; `各乡镇` is all of them.
fn attended(text: &mut Text, bodies: &Bodies, given: &[String]) -> Vec<OrganisationId> {
    use registry::OrganisationKind::{Department, Township};
    let mut all: Vec<OrganisationId> = Vec::new();
    for name in given {
        let group = match name.as_str() {
            name if TOWNSHIPS.contains(&name) => Some(Township),
            name if DEPARTMENTS.contains(&name) => Some(Department),
            _ => None,
        };
        let found: Vec<OrganisationId> = match group {
            Some(kind) => bodies.of(kind).collect(),
            None => bodies.read_one(text, "attended", name).into_iter().collect(),
        };
        for id in found {
            if !all.contains(&id) {
                all.push(id);
            }
        }
    }
    if all.len() > convene::MOST_INVITED {
        text.problem("attended", "too many organisations at once", "");
    }
    all
}
