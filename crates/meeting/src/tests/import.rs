//! Past meetings from a ledger.

use kernel::Role;
use paper::{Learned, Workbook};
use registry::import::Parsed;

use super::{Story, special};
use crate::calendar::{PeriodState, Standing};
use crate::import::{self, MeetingRow};
use crate::*;

const HEADER: &str =
    "序号,会议名称,会议类别,会议时间,地点,主持人,参会单位,议题,纪要文号,议定事项,责任单位,完成时限,办理状态,落实情况";

fn parse(header: &str, lines: &[&str]) -> Parsed<MeetingRow> {
    let table = format!("{header}\n{}\n", lines.join("\n"));
    let book = Workbook::read("ledger.csv", table.as_bytes()).unwrap();
    import::read(&book, &Learned::default()).unwrap()
}

/// Changed, unchanged, and what was refused.
fn write(s: &Story, parsed: &Parsed<MeetingRow>) -> (u64, u64, Vec<String>) {
    let rows = parsed.rows.clone();
    let done = s.act(Role::DistrictClerk, move |tx, ctx| {
        let it = import::write(tx, ctx, &rows)?;
        let said: Vec<String> = it.problems.iter().map(|it| format!("{}: {}", it.field, it.problem)).collect();
        Ok((it.changed, it.unchanged, said))
    });
    done.unwrap()
}

fn all(s: &Story) -> Vec<Meeting> {
    s.t.db.read_blocking(|r| query::list(r, &s.t.rule(), &query::Filter::default(), 0, 50)).unwrap()
}

#[test]
fn a_past_meeting_stands_and_only_what_is_open_of_it_is_owed() {
    let s = Story::begin();
    s.go_to("2026-08-20 09:00");
    let parsed = parse(
        HEADER,
        &[
            "1,2026年第二季度专题会议,专题会,2026年6月25日下午3:00,县政府会议室,副县长壬九,各乡镇、县应急局,形势通报,望安委纪〔2026〕2号,1.排查自建房；2.补齐消防器材。,县应急局,2026-09-30,办理中,",
            "2,2026年第二季度专题会议,专题会,2026-06-25 15:00,,,,,,通报警示片,城关镇、河口镇,2026-07-10,已办结,已组织观看",
            "3,2025年联络员会议,,2025-03-04,,,,,,交流工作情况,,,,",
        ],
    );
    assert_eq!((parsed.rows.len(), parsed.problems.len(), parsed.unknown.len()), (2, 0, 0), "{:?}", parsed.problems);
    assert_eq!(write(&s, &parsed), (2, 0, vec![]));
    let listed = all(&s);
    let (it, old) = (&listed[0], &listed[1]);
    assert_eq!((it.kind, it.state, it.imported, it.minutes), (Kind::Special, State::Signed, true, None));
    assert_eq!(
        (it.starts.to_minute().as_str(), it.document.as_deref()),
        ("2026-06-25 15:00", Some("望安委纪〔2026〕2号"))
    );
    assert_eq!((it.number.as_str(), it.chair.as_str(), it.attended), ("2026-001", Some("副县长壬九"), true));
    let of = s.one(it.id);
    let came = of.invitations.iter().filter(|one| one.attendance == Some(Attendance::Present));
    assert_eq!((came.count(), of.agenda.len(), of.documents.len()), (3, 1, 0));
    // Two things of one office are owed; what two townships did before is history of each.
    let states: Vec<_> = of.resolutions.iter().map(|one| (one.text(), one.state, one.obligation.is_some())).collect();
    assert_eq!(states.iter().filter(|it| it.1 == resolution::State::Set && it.2).count(), 2, "{states:?}");
    assert_eq!(states.iter().filter(|it| it.1 == resolution::State::Closed && !it.2).count(), 2, "{states:?}");
    assert_eq!((s.owed("meeting.resolution"), s.owed("meeting.minutes")), ((2, 2), (0, 0)));
    let open = of.resolutions.iter().find(|one| one.text() == "排查自建房").unwrap();
    assert_eq!((of.name(open.owner), open.due.unwrap().to_minute().as_str()), ("望澜县应急管理局", "2026-09-30 18:00"));
    assert!(of.resolutions.iter().all(|one| !one.is_late(s.now())));
    // Its kind by its title, its time unknown, and what nobody was named for is text.
    assert_eq!(
        (old.kind, old.state, old.starts.to_minute().as_str()),
        (Kind::Liaison, State::Held, "2025-03-04 00:00")
    );
    assert_eq!((old.number.as_str(), s.one(old.id).resolutions.len()), ("2025-001", 0));
    assert_eq!(old.draft.as_ref().and_then(|it| it.as_str()), Some("交流工作情况"));

    assert_eq!(write(&s, &parsed), (0, 2, vec![]), "the same file twice");
    assert_eq!(s.owed("meeting.resolution"), (2, 2));
    // It stands as it is.
    let (signed, held) = (it.id, old.id);
    let later = s.resolve(held, "县住建局", "").unwrap_err().to_string();
    assert_eq!(later, "this meeting came in from a ledger and stands as it is");
    assert!(s.resolve(signed, "县住建局", "").is_err());
    // One that is owed goes its way like any other.
    let id = open.id;
    let done = || resolution::ReportDone { done: "已全面排查并建立台账".into() };
    s.act(Role::DepartmentClerk, move |tx, ctx| resolution::report(tx, ctx, id, &done())).unwrap();
    assert_eq!(s.resolution(id).state, resolution::State::Reported);
    s.t.assert_replay_agrees();
}

#[test]
fn a_period_that_waited_has_its_meeting() {
    let s = Story::begin();
    s.go_to("2026-01-04 09:00");
    s.rule("special", "quarter", 5, "2026-01-01");
    s.open_periods();
    let line = |kind: &str, day: &str| format!("1,安全生产会议{day},{kind},{day} 09:00,,,,,,,,,,");
    s.go_to("2026-03-10 09:00");
    // Of another kind, or of another quarter, it is not.
    let other = [line("协调会", "2026-02-03"), line("专题会", "2025-12-20")];
    assert_eq!(write(&s, &parse(HEADER, &other.each_ref().map(String::as_str))), (2, 0, vec![]));
    assert_eq!((s.year(2026)[0].state, s.owed("meeting.period")), (PeriodState::Owed, (1, 1)));
    assert_eq!(write(&s, &parse(HEADER, &[&line("专题会", "2026-02-04")])), (1, 0, vec![]));
    let first = s.year(2026)[0].clone();
    assert_eq!((first.state, first.standing(s.now())), (PeriodState::Held, Standing::InTime));
    assert_eq!(s.owed("meeting.period"), (0, 1));
    assert_eq!(s.one(first.meeting.unwrap()).it.period, Some(first.id));
    // A second one is history alone.
    assert_eq!(write(&s, &parse(HEADER, &[&line("专题会", "2026-02-05")])), (1, 0, vec![]));
    assert_eq!(s.year(2026)[0].meeting, first.meeting);

    // Written down after the deadline, it counts from then; one that is convened for the period keeps it.
    s.go_to("2026-07-05 09:00");
    let second = s.year(2026).into_iter().find(|it| it.first.to_string() == "2026-04-01").unwrap();
    assert_eq!(write(&s, &parse(HEADER, &[&line("专题会", "2026-06-10")])), (1, 0, vec![]));
    let counted = s.year(2026).into_iter().find(|it| it.id == second.id).unwrap();
    assert_eq!(counted.standing(s.now()), Standing::DoneLate);
    let third = s.year(2026).into_iter().find(|it| it.first.to_string() == "2026-07-01").unwrap();
    let convened = s.convene(&special("2026-07-20 09:00", &third.id.to_string())).unwrap();
    assert_eq!(write(&s, &parse(HEADER, &[&line("专题会", "2026-07-03")])), (1, 0, vec![]));
    assert_eq!(
        (s.one(convened).it.period, s.year(2026).iter().find(|it| it.id == third.id).unwrap().state),
        (Some(third.id), PeriodState::Owed)
    );
    s.t.assert_replay_agrees();
}

#[test]
fn a_row_says_what_is_wrong_with_it() {
    let s = Story::begin();
    s.go_to("2026-08-20 09:00");
    for (line, problem) in [
        ("1,会议,专题会,2026-09-01,,,,,,,,,,", "starts: this meeting lies ahead: convene it on the page"),
        ("1,会议,,2026-06-01,,,,,,,,,,", "kind: neither a kind nor a title that tells it"),
        ("1,会议,办公会,2026-06-01,,,,,,,,,,", "kind: choose one of the list"),
        ("1,会议,专题会,去年,,,,,,,,,,", "starts: this is not a day"),
        ("1,会议,专题会,,,,,,,,,,,", "starts: this cell is empty"),
        ("1,会议,专题会,2026-06-01,,,县某局,,,,,,,", "attended: no office, department or township has this name"),
        ("1,会议,专题会,2026-06-01,,,,,,排查隐患,,,办理中,", "owner: this cell is empty"),
        (
            "1,会议,专题会,2026-06-01,,,,,,排查隐患,县某局,,办理中,",
            "owner: no office, department or township has this name",
        ),
        ("1,会议,专题会,2026-06-01,,,,,,排查隐患,县应急局,,差不多,", "state: this does not say whether it is finished"),
        ("1,会议,专题会,2026-06-01,,,,,,排查隐患,县应急局,2026-05-01,办理中,", "due: this day is too early"),
    ] {
        let parsed = parse(HEADER, &[line]);
        let found = match parsed.problems.first() {
            Some(it) => format!("{}: {}", it.field, it.problem),
            None => write(&s, &parsed).2.join("; "),
        };
        assert_eq!(found, problem, "{line}");
    }
}

#[test]
fn rows_of_one_meeting_agree_and_what_is_known_stays() {
    let s = Story::begin();
    s.go_to("2026-08-20 09:00");
    let line = |chair: &str, what: &str, state: &str| {
        format!("1,安全生产专题会议,,2026-06-01 09:00,,{chair},,,,{what},县应急局,2026-09-01,{state},")
    };
    let parsed = parse(HEADER, &[&line("甲", "排查隐患", "办理中"), &line("乙", "通报情况", "办理中")]);
    let problems: Vec<_> = parsed.problems.iter().map(|it| (it.row, it.field, it.problem)).collect();
    assert_eq!(problems, [(3, "chair", "an earlier row says something else of the same")]);
    // The row is written whole or not at all.
    let bad = line("甲", "查", "办理中");
    assert_eq!(
        write(&s, &parse(HEADER, &[&bad])),
        (0, 0, vec!["resolution: too short: say what, where and how many".to_owned()])
    );
    assert!(all(&s).is_empty());
    assert_eq!(write(&s, &parse(HEADER, &[&line("甲", "排查隐患", "办理中")])), (1, 0, vec![]));
    // Another row of it adds what is new; what is open is closed on its page alone.
    assert_eq!(write(&s, &parse(HEADER, &[&line("甲", "通报情况", "")])), (1, 0, vec![]));
    assert_eq!(s.owed("meeting.resolution"), (2, 2), "due ahead and without a state, it is owed");
    let why = ": this resolution is on record here and still open: report it done on its page";
    assert_eq!(write(&s, &parse(HEADER, &[&line("甲", "排查隐患", "已办结")])), (0, 0, vec![why.to_owned()]));
    // What was convened here stays as it is.
    s.convene(&special("2026-08-21 15:00", "")).unwrap();
    let title = special("", "").title;
    s.go_to("2026-08-22 09:00");
    let here = format!("1,{title},专题会,2026-08-21 15:00,,,,,,排查隐患,县应急局,2026-09-01,办理中,");
    assert_eq!(write(&s, &parse(HEADER, &[&here])), (0, 1, vec![]));
    assert_eq!(all(&s).len(), 2);
}

#[test]
fn numbered_things_go_to_whom_the_cell_names() {
    let decided = |what: &str, owner: &str| {
        let header = "会议名称,会议时间,议定事项,责任单位";
        let line = format!("安全生产专题会议,2026-06-01,\"{what}\",\"{owner}\"");
        let parsed = parse(header, &[&line]);
        assert_eq!(parsed.problems.len(), 0, "{:?}", parsed.problems);
        let all = parsed.rows[0].it.decided.iter().map(|it| format!("{}→{}", it.resolution, it.owner));
        all.collect::<Vec<_>>()
    };
    assert_eq!(decided("1.排查隐患\n2.通报情况", "县应急局"), ["排查隐患→县应急局", "通报情况→县应急局"]);
    assert_eq!(decided("1.排查隐患\n2.通报情况", "1.县应急局\n2.县住建局"), ["排查隐患→县应急局", "通报情况→县住建局"]);
    // Who owes which is not said: each owes the whole.
    let whole = decided("1.排查隐患\n2.通报情况", "县应急局、县住建局");
    assert_eq!(whole, ["1.排查隐患\n2.通报情况→县应急局", "1.排查隐患\n2.通报情况→县住建局"]);
    assert_eq!(decided("排查隐患", "县应急局、县住建局"), ["排查隐患→县应急局", "排查隐患→县住建局"]);
}
