//! Organisations, subjects, people and accidents from other lists, tasks from a plan, directives and meetings from
//! ledgers, devices, hot spots, catalogues of earthquakes.

use campaign::directive::import::DirectiveRow;
use campaign::task::import::TaskRow;
use earthquake::catalogue::import::QuakeRow;
use forestfire::spot::Detection;
use incident::import::{CONDITIONS, Elsewhere, IncidentRow, category_text};
use kernel::Lang;
use meeting::import::{Decided, MeetingRow};
use paper::CellProblem;
use registry::import::organisations::OrganisationRow;
use registry::import::people::PersonRow;
use registry::import::subjects::SubjectRow;
use registry::import::{Outcome, Parsed, Placed};
use signal::device::import::DeviceRow;

use super::kinds::{Reading, Remarks, Rows, preview_rows, unknown};
use super::{Became, Preview};

/// The outcome of a single row.
pub fn became(outcome: Outcome) -> (Became, Vec<CellProblem>) {
    let became = Became {
        changed: usize::try_from(outcome.changed).unwrap_or(usize::MAX),
        unchanged: usize::try_from(outcome.unchanged).unwrap_or(usize::MAX),
        refused: usize::from(!outcome.problems.is_empty()),
        ..Became::default()
    };
    (became, outcome.problems)
}

pub fn organisations(parsed: Parsed<OrganisationRow>) -> Reading {
    let cells =
        |row: &OrganisationRow| vec![row.name.clone(), row.division.clone(), row.parent.clone(), row.uscc.clone()];
    reading(parsed, &["name", "division", "parent", "uscc"], cells, Rows::Organisations)
}

pub fn subjects(parsed: Parsed<SubjectRow>) -> Reading {
    let cells =
        |row: &SubjectRow| vec![row.name.clone(), row.division.clone(), row.address.clone(), row.organisation.clone()];
    reading(parsed, &["name", "division", "address", "organisation"], cells, Rows::Subjects)
}

pub fn people(parsed: Parsed<PersonRow>) -> Reading {
    let cells = |row: &PersonRow| vec![row.name.clone(), row.organisation.clone(), row.position.clone()];
    reading(parsed, &["name", "organisation", "position"], cells, Rows::People)
}

pub fn incidents(parsed: Parsed<IncidentRow>, otherwise: Elsewhere) -> Reading {
    let cells = |row: &IncidentRow| {
        let count = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
        let mut cells = vec![
            row.happened_at.to_minute(),
            row.summary.clone(),
            row.division.clone(),
            row.unit.clone().unwrap_or_default(),
            category_text(Lang::Zh, row.category).to_owned(),
        ];
        cells.extend(row.people.map(count));
        cells
    };
    let fields: Vec<&str> =
        ["happened", "summary", "division", "unit", "category"].into_iter().chain(CONDITIONS.map(|it| it.0)).collect();
    reading(parsed, &fields, cells, |rows| Rows::Incidents(otherwise, rows))
}

pub fn tasks(parsed: Parsed<TaskRow>) -> Reading {
    let cells = |row: &TaskRow| {
        vec![row.title.clone(), row.topic.clone(), row.lead.clone(), row.with.clone(), row.due.to_string()]
    };
    reading(parsed, &["title", "topic", "lead", "with", "due"], cells, Rows::Tasks)
}

pub fn directives(parsed: Parsed<DirectiveRow>) -> Reading {
    let cells = |row: &DirectiveRow| {
        vec![
            row.title.clone(),
            campaign::words::directive_sort::of(Lang::Zh, row.sort.word()).to_owned(),
            row.issuer.clone(),
            row.issued_on.to_string(),
            row.organisations.join("、"),
            row.answer_by.map_or_else(String::new, |day| day.to_string()),
            if row.answered.is_some() { "已办结" } else { "办理中" }.to_owned(),
        ]
    };
    let fields = ["title", "sort", "issuer", "issued_on", "organisations", "answer_by", "standing"];
    reading(parsed, &fields, cells, Rows::Directives)
}

pub fn meetings(parsed: Parsed<MeetingRow>) -> Reading {
    let decided = |it: &Decided| format!("{}（{}）", it.resolution, it.owner);
    let cells = |row: &MeetingRow| {
        vec![
            row.title.clone(),
            meeting::words::meeting_kind::of(Lang::Zh, row.kind.word()).to_owned(),
            row.starts.to_minute(),
            row.chair.clone(),
            row.attended.join("、"),
            row.document.clone(),
            row.decided.iter().map(decided).collect::<Vec<_>>().join("；"),
        ]
    };
    let fields = ["title", "kind", "starts", "chair", "attended", "document", "resolution"];
    reading(parsed, &fields, cells, Rows::Meetings)
}

pub fn devices(parsed: Parsed<DeviceRow>) -> Reading {
    let cells = |row: &DeviceRow| {
        vec![
            row.code.clone(),
            row.name.clone(),
            signal::words::device_sort::of(Lang::Zh, row.sort.word()).to_owned(),
            row.division.clone(),
            row.owner.clone(),
            row.watcher.clone(),
        ]
    };
    reading(parsed, &["code", "name", "sort", "division", "owner", "watcher"], cells, Rows::Devices)
}

pub fn hotspots(parsed: Parsed<Detection>) -> Reading {
    let degrees = |e6: i64| format!("{:.5}", e6 as f64 / 1e6);
    let cells = |row: &Detection| {
        vec![
            row.at.to_minute(),
            degrees(row.longitude_e6),
            degrees(row.latitude_e6),
            row.satellite.clone(),
            forestfire::words::fire_confidence::of(Lang::Zh, row.confidence.word()).to_owned(),
        ]
    };
    reading(parsed, &["beijing", "longitude", "latitude", "satellite", "confidence"], cells, Rows::Hotspots)
}

pub fn catalogue(parsed: Parsed<QuakeRow>) -> Reading {
    let cells = |row: &QuakeRow| {
        let it = &row.tell;
        vec![
            it.time.clone(),
            format!("{} {}", it.magnitude_kind, it.magnitude).trim().to_owned(),
            it.longitude.clone(),
            it.latitude.clone(),
            it.depth_km.clone(),
            it.source.clone(),
            it.place.clone(),
        ]
    };
    let fields = ["time", "magnitude", "longitude", "latitude", "depth", "source", "place"];
    reading(parsed, &fields, cells, Rows::Catalogue)
}

fn reading<T>(
    parsed: Parsed<T>,
    fields: &[&str],
    cells: impl Fn(&T) -> Vec<String>,
    rows: impl FnOnce(Vec<Placed<T>>) -> Rows,
) -> Reading {
    let mut remarks = Remarks::default();
    for assumed in &parsed.assumed {
        remarks.add(&assumed.sheet, assumed.assumed, assumed.first_row, assumed.rows as usize);
    }
    for left in &parsed.left_out {
        remarks.add(&left.sheet, left.why, left.row, 1);
    }
    let bad: std::collections::HashSet<_> = parsed.problems.iter().map(|p| (&p.sheet, p.row)).collect();
    let preview = Preview {
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        rows: preview_rows(parsed.rows.iter().map(|row| (row.names.sheet.as_str(), row.row, cells(&row.it)))),
        records: parsed.rows.len() + bad.len(),
        would: None,
        remarks: remarks.into_vec(),
        unknown: unknown(&parsed.unknown).collect(),
    };
    Reading { rows: rows(parsed.rows), problems: parsed.problems, preview }
}
