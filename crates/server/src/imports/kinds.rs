//! What may come in: the flat list of kinds, each with how it is read and how one row is written.

use campaign::directive::import as directives;
use campaign::task::import as tasks;
use earthquake::catalogue::{self, import as quakes};
use forestfire::spot::import as hotspots;
use incident::import as incidents;
use incident::import::Elsewhere;
use kernel::{Ctx, Error, Lang, words};
use ledger::{Reader, Tx};
use meeting::import as meetings;
use paper::{CellProblem, Learned, PaperError, Row, Shape, Sheet, Workbook, fault, out};
use registry::import::{Placed, organisations, people, subjects};
use signal::device::import as devices;

use super::{Became, Home, Preview, PreviewRow, Remark, UnknownColumn, hazards, registers};
use crate::words::{import_field, import_template};

words! {
    /// What the rows of a file are.
    pub enum Kind {
        Hazards = "hazards",
        Organisations = "organisations",
        Subjects = "subjects",
        People = "people",
        Incidents = "incidents",
        Tasks = "tasks",
        Directives = "directives",
        Meetings = "meetings",
        Devices = "devices",
        Hotspots = "hotspots",
        Catalogue = "catalogue",
    }
}

/// Rows of the preview, and first rows named in a remark.
const PREVIEW: usize = 20;
const NAMED: usize = 5;

impl Kind {
    /// Which act lets a person bring such files: that of a single case.
    pub fn act(self) -> kernel::Act {
        kernel::Act(match self {
            Kind::Hazards => "hazard.report",
            Kind::Organisations => "organisation.register",
            Kind::Subjects => "subject.register",
            Kind::People => "person.register",
            Kind::Incidents => "incident.register",
            Kind::Tasks => "task.set",
            Kind::Directives => "directive.register",
            Kind::Meetings => "meeting.record",
            Kind::Devices => "device.register",
            Kind::Hotspots => "fire_spot.record",
            Kind::Catalogue => "earthquake.record",
        })
    }

    pub fn shape(self) -> &'static Shape {
        match self {
            Kind::Hazards => Shape::hazard(),
            Kind::Organisations => Shape::organisation(),
            Kind::Subjects => Shape::subject(),
            Kind::People => Shape::person(),
            Kind::Incidents => Shape::incident(),
            Kind::Tasks => Shape::task(),
            Kind::Directives => Shape::directive(),
            Kind::Meetings => Shape::meeting(),
            Kind::Devices => Shape::device(),
            Kind::Hotspots => Shape::hotspot(),
            Kind::Catalogue => Shape::catalogue(),
        }
    }

    /// Where what was imported is listed.
    pub fn list(self) -> &'static str {
        match self {
            Kind::Hazards => "/hazards?view=all&source=ledger",
            Kind::Organisations => "/organisations",
            Kind::Subjects => "/subjects",
            Kind::People => "/people",
            Kind::Incidents => "/incidents",
            Kind::Tasks => "/tasks",
            Kind::Directives => "/directives",
            Kind::Meetings => "/meetings",
            Kind::Devices => "/devices",
            Kind::Hotspots => "/fire-spots?state=all",
            Kind::Catalogue => "/earthquakes",
        }
    }

    /// What a field of it is called. Ledgers of directives, meetings, devices, hot spots and earthquakes have titles and kinds of their own.
    pub fn field_text(self, lang: Lang, field: &str) -> &'static str {
        match self {
            Kind::Directives | Kind::Meetings | Kind::Devices | Kind::Hotspots | Kind::Catalogue => {
                import_field::of(lang, &format!("{}_{field}", self.word()))
            }
            _ => import_field::of(lang, field),
        }
    }
}

/// The rows of a file, as typed commands.
#[derive(Debug)]
pub enum Rows {
    Hazards(Vec<hazard::import::Import>),
    Organisations(Vec<Placed<organisations::OrganisationRow>>),
    Subjects(Vec<Placed<subjects::SubjectRow>>),
    People(Vec<Placed<people::PersonRow>>),
    Incidents(Elsewhere, Vec<Placed<incidents::IncidentRow>>),
    Tasks(Vec<Placed<tasks::TaskRow>>),
    Directives(Vec<Placed<directives::DirectiveRow>>),
    Meetings(Vec<Placed<meetings::MeetingRow>>),
    Devices(Vec<Placed<devices::DeviceRow>>),
    Hotspots(Vec<Placed<forestfire::spot::Detection>>),
    Catalogue(Vec<Placed<quakes::QuakeRow>>),
}

/// A file as it was read; nothing is written.
#[derive(Debug)]
pub struct Reading {
    pub rows: Rows,
    pub problems: Vec<CellProblem>,
    pub preview: Preview,
}

impl Reading {
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Hazards(rows) => rows.len(),
            Rows::Organisations(rows) => rows.len(),
            Rows::Subjects(rows) => rows.len(),
            Rows::People(rows) => rows.len(),
            Rows::Incidents(_, rows) => rows.len(),
            Rows::Tasks(rows) => rows.len(),
            Rows::Directives(rows) => rows.len(),
            Rows::Meetings(rows) => rows.len(),
            Rows::Devices(rows) => rows.len(),
            Rows::Hotspots(rows) => rows.len(),
            Rows::Catalogue(rows) => rows.len(),
        }
    }

    /// Rows with a problem, each counted once.
    pub fn bad_rows(&self) -> usize {
        let mut rows: Vec<_> = self.problems.iter().map(|p| (&p.sheet, p.row)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len()
    }

    /// Writes one row, or says what is wrong with it; then it has changed nothing.
    pub fn write(&self, tx: &mut Tx<'_>, ctx: &Ctx, at: usize) -> Result<(Became, Vec<CellProblem>), Error> {
        match &self.rows {
            Rows::Hazards(rows) => Ok((hazards::write(tx, ctx, &rows[at])?, Vec::new())),
            Rows::Organisations(rows) => organisations::write(tx, ctx, one(rows, at)).map(registers::became),
            Rows::Subjects(rows) => subjects::write(tx, ctx, one(rows, at)).map(registers::became),
            Rows::People(rows) => people::write(tx, ctx, one(rows, at)).map(registers::became),
            Rows::Incidents(otherwise, rows) => {
                incidents::write(tx, ctx, *otherwise, one(rows, at)).map(registers::became)
            }
            Rows::Tasks(rows) => tasks::write(tx, ctx, one(rows, at)).map(registers::became),
            Rows::Directives(rows) => directives::write(tx, ctx, one(rows, at)).map(registers::became),
            Rows::Meetings(rows) => meetings::write(tx, ctx, one(rows, at)).map(registers::became),
            Rows::Devices(rows) => devices::write(tx, ctx, one(rows, at)).map(registers::became),
            Rows::Hotspots(rows) => hotspots::write(tx, ctx, one(rows, at)).map(registers::became),
            Rows::Catalogue(rows) => quakes::write(tx, ctx, one(rows, at)).map(registers::became),
        }
    }

    /// Where a row stands in the file.
    pub fn place(&self, at: usize) -> (&str, u32) {
        fn of<T>(row: &Placed<T>) -> (&str, u32) {
            (&row.names.sheet, row.row)
        }
        match &self.rows {
            Rows::Hazards(rows) => (&rows[at].sheet, rows[at].row),
            Rows::Organisations(rows) => of(&rows[at]),
            Rows::Subjects(rows) => of(&rows[at]),
            Rows::People(rows) => of(&rows[at]),
            Rows::Incidents(_, rows) => of(&rows[at]),
            Rows::Tasks(rows) => of(&rows[at]),
            Rows::Directives(rows) => of(&rows[at]),
            Rows::Meetings(rows) => of(&rows[at]),
            Rows::Devices(rows) => of(&rows[at]),
            Rows::Hotspots(rows) => of(&rows[at]),
            Rows::Catalogue(rows) => of(&rows[at]),
        }
    }

    /// Leaves out what no row of a kind should write, as the district has decided: a file of hot spots is of a whole country. It is
    /// said and counted.
    pub fn narrow(&mut self, r: &Reader<'_>, ctx: &Ctx) -> Result<(), Error> {
        let (far, why) = match &mut self.rows {
            Rows::Hotspots(rows) => (hotspots::leave_far(r, ctx, rows)?, hotspots::TOO_FAR),
            Rows::Catalogue(rows) => (quakes::narrow(r, ctx, rows)?, quakes::TOO_FAR),
            _ => return Ok(()),
        };
        let mut remarks = Remarks(std::mem::take(&mut self.preview.remarks));
        far.iter().for_each(|(sheet, row)| remarks.add(sheet, why, *row, 1));
        self.preview.remarks = remarks.into_vec();
        Ok(())
    }

    /// What writing would do, without writing.
    pub fn would(&self, r: &Reader<'_>, ctx: &Ctx) -> Result<Option<Became>, Error> {
        match &self.rows {
            Rows::Hazards(rows) => hazards::would(r, ctx, rows).map(Some),
            // What a row of a register would change is known only by the act itself.
            _ => Ok(None),
        }
    }
}

fn one<T>(rows: &[T], at: usize) -> &[T] {
    &rows[at..at + 1]
}

/// The file without what our own template explains: its sample row and the sheet of notes.
pub fn open(kind: Kind, name: &str, bytes: &[u8]) -> Result<Workbook, PaperError> {
    if kind == Kind::Catalogue && catalogue::is_quakeml(bytes) {
        return catalogue::workbook(name, bytes);
    }
    let mut book = Workbook::read(name, bytes)?;
    if out::is_export(&book) {
        return Err(fault::AN_EXPORT.into());
    }
    let guides = [Lang::Zh, Lang::En].map(import_template::guide);
    book.sheets.retain(|sheet| !guides.contains(&sheet.name.as_str()));
    for sheet in &mut book.sheets {
        sheet.rows.retain(|row: &Row| !out::is_sample_row(row));
    }
    Ok(book)
}

pub fn read(kind: Kind, book: &Workbook, learned: &Learned, home: Home) -> Result<Reading, PaperError> {
    match kind {
        Kind::Hazards => hazards::read(book, learned, home),
        Kind::Organisations => organisations::read(book, learned).map(registers::organisations),
        Kind::Subjects => subjects::read(book, learned).map(registers::subjects),
        Kind::People => people::read(book, learned).map(registers::people),
        Kind::Incidents => {
            let otherwise = Elsewhere { division: home.division, sector: home.sector };
            incidents::read(book, learned).map(|parsed| registers::incidents(parsed, otherwise))
        }
        Kind::Tasks => tasks::read(book, learned).map(registers::tasks),
        Kind::Directives => directives::read(book, learned).map(registers::directives),
        Kind::Meetings => meetings::read(book, learned).map(registers::meetings),
        Kind::Devices => devices::read(book, learned).map(registers::devices),
        Kind::Hotspots => hotspots::read(book, learned).map(registers::hotspots),
        Kind::Catalogue => quakes::read(book, learned).map(registers::catalogue),
    }
}

/// Where the column of reasons begins in each sheet that has a table.
pub fn header_rows(kind: Kind, book: &Workbook, learned: &Learned) -> Vec<(String, u32)> {
    let header = |sheet: &Sheet| {
        let table = paper::Table::find(sheet, kind.shape(), learned).ok()?;
        Some((sheet.name.clone(), table.header_row))
    };
    book.sheets.iter().filter(|sheet| !sheet.hidden).filter_map(header).collect()
}

/// The first rows as the page shows them.
pub fn preview_rows<'a>(rows: impl Iterator<Item = (&'a str, u32, Vec<String>)>) -> Vec<PreviewRow> {
    rows.take(PREVIEW).map(|(sheet, row, cells)| PreviewRow { sheet: sheet.to_owned(), row, cells }).collect()
}

/// Remarks of one sort are one line, with the first rows named.
#[derive(Default)]
pub struct Remarks(Vec<Remark>);

impl Remarks {
    pub fn add(&mut self, sheet: &str, what: &str, row: u32, count: usize) {
        let known = self.0.iter_mut().find(|remark| remark.sheet == sheet && remark.what == what);
        match known {
            Some(remark) => {
                remark.count += count;
                if remark.rows.len() < NAMED {
                    remark.rows.push(row);
                }
            }
            None => {
                self.0.push(Remark { sheet: sheet.to_owned(), what: what.to_owned(), count, rows: vec![row] });
            }
        }
    }

    pub fn into_vec(self) -> Vec<Remark> {
        self.0
    }
}

pub fn unknown(columns: &[paper::Unknown]) -> impl Iterator<Item = UnknownColumn> + '_ {
    // What a marked file says of its rows is ours.
    let ours = |it: &&paper::Unknown| [Lang::Zh, Lang::En].iter().any(|lang| it.text == super::marked::heading(*lang));
    columns.iter().filter(move |it| !ours(it)).map(|it| UnknownColumn {
        sheet: it.sheet.clone(),
        letter: it.letter.clone(),
        header: it.text.clone(),
    })
}
