//! Forms are refused with their place; a table's rows add up; the same moment gives the same bytes.

use kernel::{Act, Day, PolicyRow, Reach, Role};
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::{Form, Forms, OWN, Period, table};

pub(crate) const POLICY: &[PolicyRow] =
    &[PolicyRow { act: Act("incident.statistics"), grants: &[(Role::Leader, Reach::District)], by_sector: &[] }];

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn periods() {
    for (text, from, to) in [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026-01/2026-05", "2026-01-01", "2026-05-31"),
        ("2028-02-29/2028-03", "2028-02-29", "2028-03-31"),
    ] {
        assert_eq!(Period::read(text), Some(Period { from: day(from), to: day(to) }), "{text}");
    }
    for bad in ["", "2026-13", "2026-05/2026-01", "今年", "2026-02-30"] {
        assert_eq!(Period::read(bad), None, "{bad}");
    }
}

#[test]
fn periods_that_are_reported() {
    for (today, said) in [
        ("2026-11-29", "2026-10-01/2026-10-31 2026-07-01/2026-09-30 2026-01-01/2026-06-30 2026-01-01/2026-10-31"),
        ("2026-01-15", "2025-12-01/2025-12-31 2025-10-01/2025-12-31 2025-01-01/2025-06-30 2025-01-01/2025-12-31"),
        ("2026-02-03", "2026-01-01/2026-01-31"),
        ("2026-04-01", "2026-03-01/2026-03-31 2026-01-01/2026-03-31"),
    ] {
        let all: Vec<_> = Period::reported(day(today)).iter().map(|it| format!("{}/{}", it.from, it.to)).collect();
        assert_eq!(all.join(" "), said, "{today}");
    }
}

const GOOD: &str = r#"
name = "own"
title = "本县事故表"
from = "2026-01-01"
source = "望安委〔2026〕1 号"
stub = ["行业"]
sum = "合计"
[[row]]
label = "建筑施工"
sector = "construction"
[[row]]
label = "其他"
rest = true
[[column]]
head = ["起数"]
indicator = "accidents"
basis = "period"
[[column]]
head = ["死亡"]
indicator = "deaths"
basis = "period"
[[column]]
head = ["上年"]
indicator = "accidents"
basis = "year_before"
"#;

#[test]
fn a_form_that_can_not_be_filled_is_refused_with_its_place() {
    for (from, to, said) in [
        ("\"construction\"", "\"building\"", "own.toml: row 1: no such sector"),
        ("\"accidents\"", "\"crashes\"", "own.toml: column 1: there is no such indicator"),
        ("rest = true", "rest = true\nsector = \"fire\"", "row 2: the rest stands last and has no conditions"),
        ("head = [\"起数\"]", "head = []", "column 1: a column has a head"),
        ("label = \"其他\"", "label = \"建筑施工\"", "row 2: two rows of one label"),
        ("name = \"own\"", "name = \"本县\"", "name: lower-case letters and _ only"),
        ("stub = ", "by = \"sector\"\nstub = ", "row: rows are either listed or by a dimension"),
        ("title = ", "titel = ", "unknown field"),
    ] {
        let fault = Form::read("own.toml", &GOOD.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(fault.contains(said), "{fault} does not say {said}");
    }
    Form::read("own.toml", GOOD).unwrap();
}

#[test]
fn next_years_form_is_another_file() {
    let next = GOOD.replace("name = \"own\"", "name = \"work_safety_monthly\"").replace("2026-01-01", "2027-01-01");
    let forms = Forms::read([("next.toml", next.as_str())]).unwrap();
    let title = |to: &str| forms.of("work_safety_monthly", day(to)).map(|it| it.title.clone());
    assert_eq!(title("2026-12-31").as_deref(), Some("生产安全事故情况统计表"));
    assert_eq!(title("2027-01-31").as_deref(), Some("本县事故表"));
    assert_eq!(title("2018-12-31"), None, "before its first edition there is no such table");
    assert_eq!(forms.newest().len(), OWN.len());
}

pub(crate) fn district() -> (TestDb, Fixture) {
    let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(hazard::CONCEPTS).chain(incident::CONCEPTS);
    let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
    let f = registry::testing::district(&t);
    obligation::testing::seed(&t);
    t.clock.set(kernel::Instant::read("2026-11-29 08:00").unwrap());
    for (sector, happened_at, dead) in [
        ("construction", "2026-03-05 10:00", "1"),
        ("construction", "2025-04-05 10:00", "2"),
        ("industry", "2026-05-31 23:50", "0"),
        ("tourism", "2026-06-01 00:10", "1"),
        ("fire", "2026-04-01 03:00", ""),
    ] {
        let cmd = incident::Register {
            particulars: incident::Said {
                category: "production_safety".into(),
                sector: sector.into(),
                division: f.villages[0].to_string(),
                place: "东门村".into(),
                happened_at: happened_at.into(),
                summary: "作业时发生事故".into(),
                ..incident::Said::default()
            },
            source: "public".into(),
            dead: dead.into(),
            ..incident::Register::default()
        };
        t.db.write_blocking("incident", &t.rule(), move |tx, ctx| incident::register(tx, ctx, &cmd)).unwrap();
    }
    (t, f)
}

#[test]
fn rows_add_up_and_what_no_row_names_is_the_rest() {
    let (t, f) = district();
    let ctx = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let form = Form::read("own.toml", GOOD).unwrap();
    let period = Period::read("2026-01/2026-05").unwrap();
    let made = t.db.read_blocking(|r| table(r, &ctx, &form, period)).unwrap();
    let numbers = |it: &crate::Line| it.cells.iter().filter_map(|cell| cell.number).collect::<Vec<_>>();
    let rows: Vec<_> = made.rows.iter().map(|it| (it.label.as_str(), numbers(it))).collect();
    assert_eq!(rows, [("建筑施工", vec![1.0, 1.0, 1.0]), ("其他", vec![2.0, 0.0, 0.0])]);
    assert_eq!(numbers(made.sum.as_ref().unwrap()), [3.0, 1.0, 1.0]);
    assert_eq!(
        made.rows[0].cells[0].list.as_deref(),
        Some("/incidents?sector=construction&from=2026-01-01&to=2026-05-31")
    );
    // Of the fire nobody said how many died; that anybody is missing nobody said of any.
    let deaths: Vec<_> = made.rows.iter().map(|it| it.cells[1].unknown).collect();
    assert_eq!(deaths, [Some(1), Some(2)]);
    assert!(made.notes.iter().any(|it| it.contains("3 起的数字尚不完整")), "{:?}", made.notes);
    assert!(made.notes.iter().any(|it| it.contains("上年同期有 1 起的数字不完整")), "{:?}", made.notes);
    assert_eq!(
        made.rows[0].cells[1].list.as_deref(),
        Some("/incidents?sector=construction&from=2026-01-01&to=2026-05-31&having=deaths"),
        "deaths open the accidents in which somebody died"
    );
    // Seconds later the same is known, and its hash is the same.
    t.clock.advance(kernel::Span::seconds(7));
    let later = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let later = t.db.read_blocking(|r| table(r, &later, &form, period)).unwrap();
    assert_ne!(later.as_of, made.as_of);
    assert_eq!(later.hash().unwrap(), made.hash().unwrap());
    let bytes = |made: &crate::Table| (made.form().xlsx().unwrap(), made.form().csv().unwrap());
    let again = t.db.read_blocking(|r| table(r, &ctx, &form, period)).unwrap();
    assert_eq!(bytes(&made), bytes(&again));
}

#[test]
fn a_comparison_with_unknown_parts_says_that_it_can_not_be_told() {
    let (t, f) = district();
    let ctx = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let form = ["year_before", "difference", "change"]
        .map(|basis| format!("[[column]]\nhead = [\"{basis}\"]\nindicator = \"deaths\"\nbasis = \"{basis}\"\n"));
    let form = Form::read("own.toml", &format!("{GOOD}{}", form.concat())).unwrap();
    let period = Period::read("2026-01/2026-05").unwrap();
    let made = t.db.read_blocking(|r| table(r, &ctx, &form, period)).unwrap();
    let row = &made.rows[0].cells;
    assert_eq!((row[1].number, row[3].number, row[3].unknown), (Some(1.0), Some(2.0), Some(1)));
    assert_eq!((row[4].number, row[4].text.as_deref()), (None, Some("无法比较")));
    assert_eq!(row[5].text.as_deref(), Some("无法比较"), "not a fall by half");
}

#[test]
fn every_form_of_the_program_can_be_filled() {
    let (t, f) = district();
    let ctx = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let forms = Forms::read([]).unwrap();
    for form in forms.newest().into_iter().filter(|it| it.over() == crate::Over::Accidents) {
        let period = Period::read("2026").unwrap();
        let made = t.db.read_blocking(|r| table(r, &ctx, form, period)).unwrap();
        let sum = made.sum.as_ref().unwrap();
        assert_eq!(sum.cells[0].number, Some(4.0), "{}: all accidents of the year are in the sum", form.name);
        assert!(made.form().xlsx().unwrap().starts_with(b"PK"));
        let csv = String::from_utf8(made.form().csv().unwrap()).unwrap();
        assert!(csv.contains("合计,4"), "{csv}");
    }
}

#[test]
fn printed_again_as_of_its_day_it_is_the_same_bytes() {
    let (t, f) = district();
    let form = Form::read("own.toml", GOOD).unwrap();
    let period = Period::read("2026-01/2026-05").unwrap();
    let ctx = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let at = ctx.now;
    let made = t.db.read_blocking(|r| table(r, &ctx, &form, period)).unwrap();
    let issued = made.form().xlsx().unwrap();

    t.clock.advance(kernel::Span::days(30));
    let late = incident::Register {
        particulars: incident::Said {
            category: "production_safety".into(),
            sector: "construction".into(),
            division: f.villages[0].to_string(),
            place: "东门村".into(),
            happened_at: "2026-05-05 10:00".into(),
            summary: "当时未报的事故".into(),
            ..incident::Said::default()
        },
        source: "public".into(),
        ..incident::Register::default()
    };
    t.db.write_blocking("late", &t.rule(), move |tx, ctx| incident::register(tx, ctx, &late)).unwrap();
    let now = t.db.read_blocking(|r| table(r, &ctx, &form, period)).unwrap();
    assert_eq!(now.sum.as_ref().unwrap().cells[0].number, Some(4.0), "today one more is known");

    let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(incident::CONCEPTS);
    let concepts = all.copied().collect::<Vec<_>>().leak();
    let config = ledger::Config::new(t.clock.clone(), concepts);
    let known = t.db.as_known(at, &t.folder().join("as-known.db"), &[], config).unwrap();
    let again = known.read_blocking(|r| table(r, &ctx, &form, period)).unwrap();
    assert_eq!(again.form().xlsx().unwrap(), issued);
}

#[test]
fn every_fact_ever_recorded_decodes() {
    use crate::issue::{Fact, Issued};
    let cell = |number, text: Option<&str>, list: Option<&str>| crate::Cell {
        number,
        text: text.map(str::to_owned),
        list: list.map(str::to_owned),
        partial: None,
        unknown: None,
    };
    let line = |label: &str| crate::Line {
        label: label.to_owned(),
        cells: vec![
            cell(Some(3.0), None, Some("/incidents?sector=construction&from=2026-01-01&to=2026-05-31")),
            cell(Some(0.35), None, None),
            cell(None, Some("上升 50%"), None),
        ],
    };
    let heads = [["行业领域", ""], ["起数", "本期"], ["损失", "本期"], ["起数", "同比"]];
    let table = crate::Table {
        name: "work_safety_monthly".into(),
        over: crate::Over::Accidents,
        title: "生产安全事故情况统计表".into(),
        edition: "2019-01-01".into(),
        source: "生产安全事故统计调查制度".into(),
        from: "2026-01-01".into(),
        to: "2026-05-31".into(),
        as_of: kernel::Instant::from_micros(1_780_000_000_123_456),
        heads: heads.iter().map(|head| head.iter().map(|&part| part.to_owned()).collect()).collect(),
        rows: vec![line("建筑施工")],
        sum: Some(line("合计")),
        notes: vec!["依据：生产安全事故统计调查制度".into()],
    };
    ledger::testing::golden(&Fact::Issued(Box::new(Issued {
        issue: 2,
        // As early issues have it.
        hash: table.hash_with_moment().unwrap(),
        table,
        reason: Some(kernel::Personal::text("某起事故第 20 日有伤者死亡，补统死亡 1 人")),
    })));
}

#[test]
fn one_of_every_fact_of_a_briefing_is_kept() {
    use crate::edition::{Drafted, Fact, Issued};
    use crate::text::{Name, Part};
    let added = [(Part::Problems, kernel::Personal::text("个别乡镇报送不及时。"))];
    ledger::testing::golden(&Fact::Drafted(Box::new(Drafted {
        draft: 2,
        name: Name::Situation,
        from: day("2026-01-01"),
        to: day("2026-08-31"),
        office: "望澜县安全生产委员会办公室".into(),
        added: added.into(),
        reason: Some(kernel::Personal::text("补统死亡 1 人")),
    })));
    ledger::testing::golden(&Fact::Issued(Box::new(Issued {
        edition: 2,
        number: Some((2026, 7)),
        as_of: kernel::Instant::from_micros(1_780_000_000_123_456),
        hash: "5f3a".into(),
        text: kernel::Personal::text("{}"),
    })));
    ledger::testing::golden(&Fact::Discarded { reason: kernel::Personal::text("统计期选错") });
}
