//! No act reads through a whole district: each of its statements finds its rows by more than the district they are in.
//!
//! SQLite plans without knowing how many rows there are, and every index begins with `district`: one in the order of a question
//! can draw the plan to itself, although it leaves everything to be read. That is not seen in a small district and stops a
//! large one.

use crate::world::World;

/// What may be read through: a table or its alias, with what it is found by, and why.
const MAY_BE: &[(&str, &str)] = &[
    ("campaign by", "a few a year, on one page"),
    ("device by device_latitude", "those of a belt around a fire"),
    ("disaster by disaster_began", "those of a year"),
    ("division by", "the villages of one township"),
    ("division_outline by", "the outlines of the district, held until one changes"),
    ("earthquake_report by earthquake_report_at", "those of the minute before and after"),
    ("earthquake_setting by", "one a decision"),
    ("fact by", "by its place in the file, which is one sequence"),
    ("fact whole", "the last one, by its place"),
    ("fire_detection by fire_detection_at", "those of two days"),
    ("hazard by hazard_due", "open ones alone, whose number follows from the work that is left"),
    ("heat_source by", "a few dozen a county"),
    ("incident by incident_counted", "a statistic: those of a period"),
    ("meeting by meeting_starts", "those of a period"),
    ("meeting_rule by", "one a kind of meeting and edition"),
    ("migration by", "one a version of the program"),
    ("organisation by organisation_by_division", "all organisations that owe the same, each of which gets a duty"),
    ("post by", "posts of the duty roster"),
    ("public_report by public_report_received", "those of the last hour, to refuse a flood"),
    ("recurrence_rule by", "one an edition"),
    ("risk_scheme by", "one an edition"),
    ("search_queue by", "what waits to be indexed, from its beginning"),
    ("session by session_started", "those too old"),
    ("shift by shift_by_to", "those not over yet"),
    ("special_period by special_period_days", "a few a year"),
    ("subject by", "like subjects of the whole district, each of which gets a duty"),
    ("to_fill whole", "tables of an upgrade"),
    ("workday by", "the days of a term"),
];

/// What a line of a plan reads through: `table by index`.
fn reads_through(sql: &str, line: &str) -> Option<String> {
    let (verb, rest) = line.split_once(' ')?;
    let (alias, how) = rest.split_once(' ').unwrap_or((rest, ""));
    let table = named(sql, alias);
    let by = how.split_once("INDEX ").or(how.split_once("USING ")).map_or(how, |it| it.1);
    let (index, conditions) = by.split_once(" (").unwrap_or((by, ""));
    let is_narrow = match conditions.contains("district=?") {
        true => conditions.matches("=?").count() > 1,
        false => conditions.contains("=?"),
    };
    match verb {
        // Values of an insertion are no table, and a list of values none that grows.
        "SCAN" if !rest.contains("-ROW") && !rest.contains("CONSTANT") => Some(format!("{table} whole")),
        "SEARCH" if !is_narrow => Some(format!("{table} by {index}")),
        _ => None,
    }
}

/// The table that an alias stands for.
fn named<'a>(sql: &'a str, alias: &'a str) -> &'a str {
    let words: Vec<&str> = sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|it| !it.is_empty()).collect();
    let pairs = words.windows(3).filter(|it| matches!(it[0], "FROM" | "JOIN" | "UPDATE" | "INTO"));
    pairs.filter(|it| it[2] == alias).map(|it| it[1]).next().unwrap_or(alias)
}

fn faults(plans: &[(String, Vec<String>)]) -> Vec<String> {
    let mut found = Vec::new();
    for (sql, plan) in plans {
        // A part of a statement that is read as a table: what it reads has lines of its own.
        let is_part = |line: &str| {
            let name = line.split(' ').nth(1).unwrap_or_default();
            plan.iter().any(|it| it == &format!("CO-ROUTINE {name}") || it == &format!("MATERIALIZE {name}"))
        };
        for what in plan.iter().filter(|line| !is_part(line)).filter_map(|line| reads_through(sql, line)) {
            if !MAY_BE.iter().any(|(known, _)| what.starts_with(known)) {
                found.push(format!("{what}\n    {}", sql.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_act_reads_through_a_district() {
    let plans = World::anew().plans();
    assert!(plans.len() > 100 || ledger::testing::is_on_server(), "{} statements", plans.len());
    let found = faults(&plans);
    assert!(found.is_empty(), "{} of {} statements\n{}", found.len(), plans.len(), found.join("\n"));
}

#[test]
fn a_reading_of_a_whole_district_is_seen() {
    let sql = "SELECT h.id FROM membership h WHERE h.district = $1 AND h.person = $2 ORDER BY h.id";
    let faults = |line: &str| faults(&[(sql.to_owned(), vec![line.to_owned()])]).len();
    assert_eq!(faults("SEARCH h USING PRIMARY KEY (district=?)"), 1);
    assert_eq!(faults("SEARCH h USING INDEX membership_by_organisation (district=?)"), 1);
    assert_eq!(faults("SCAN h"), 1);
    assert_eq!(faults("SEARCH h USING INDEX membership_by_person (district=? AND person=?)"), 0);
}
