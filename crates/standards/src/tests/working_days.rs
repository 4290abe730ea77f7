//! Periods: the vectors of references 04 and 07, and the arithmetic over the published days.

use jiff::civil::date;
use proptest::prelude::*;

use super::run;
use crate::working_days::{Calendar, DayKind, Roll, statutory};

fn due(from: &str, amount: &str, unit: &str) -> String {
    run("working-days", &[("from", from), ("amount", amount), ("unit", unit)])
}

#[test]
fn periods() {
    for (from, amount, unit, expected) in [
        ("2020-09-28", "5", "working_days", "2020-10-12 | yes"),
        ("2020-09-24", "7", "working_days", "2020-10-10 | yes"),
        ("2020-09-01", "20", "working_days", "2020-09-28 | yes"),
        ("2020-12-31 23:30", "2", "hours", "2021-01-01 01:30 | yes"),
        // A case filed on 2020-09-01 is decided within ninety days; a sale is filed within three.
        ("2020-09-01", "90", "calendar_days", "2020-11-30 | yes"),
        ("2020-09-01", "3", "calendar_days", "2020-09-04 | yes"),
        ("2020-10-12", "-5", "working_days", "2020-09-28 | yes"),
        ("2020-09-28", "0", "working_days", "2020-09-28 | yes"),
        ("2150-01-01", "1", "working_days", "2150-01-02 | no"),
        (
            "2020-09-31",
            "5",
            "working_days",
            "from is 2020-09-31, allowed is a day like 2026-05-01, or a minute like \
                                             2026-05-01 10:05 for hours",
        ),
        ("2020-09-28", "1.5", "working_days", "amount is 1.5, allowed is -10000 to 10000"),
        ("2020-09-28", "10001", "calendar_days", "amount is 10001, allowed is -10000 to 10000"),
        ("2020-09-28", "5", "weeks", "unit is weeks, allowed is one of working_days, calendar_days, hours"),
    ] {
        assert_eq!(due(from, amount, unit), expected, "{from} {amount} {unit}");
    }
    let rolled = |from| {
        let row = [("from", from), ("amount", "60"), ("unit", "calendar_days"), ("on_a_free_day", "next_working_day")];
        run("working-days", &row)
    };
    assert_eq!(rolled("2020-09-01"), "2020-11-02 | yes", "2020-10-31 is a Saturday");
}

#[test]
fn known_days_of_the_published_years() {
    let calendar = Calendar::of(statutory(2019..=2026));
    for (day, works, why) in [
        (date(2026, 10, 10), true, "Saturday, worked for the National Day"),
        (date(2026, 2, 14), true, "Saturday, worked for the Spring Festival"),
        (date(2026, 10, 1), false, "Thursday, National Day"),
        (date(2026, 10, 8), true, "Thursday, the first day back"),
        (date(2026, 6, 19), false, "Friday, Dragon Boat"),
        (date(2025, 1, 26), true, "Sunday, worked for the Spring Festival"),
        (date(2020, 9, 27), true, "Sunday, worked for the National Day"),
        (date(2020, 2, 29), false, "an ordinary Saturday"),
        (date(2027, 10, 1), true, "Friday; nothing is published for 2027"),
    ] {
        assert_eq!(calendar.is_working_day(day), works, "{day}: {why}");
    }
    assert!(calendar.knows(2026) && !calendar.knows(2027) && !calendar.knows(2018));
    let worked = statutory(2020..=2020).filter(|it| it.kind == DayKind::Makeup);
    assert!(worked.map(|it| it.day).any(|day| day == date(2020, 9, 27)));
}

proptest! {
    #[test]
    fn working_days_there_and_back(days in 0_i32..9_000, n in 0_i32..300) {
        let calendar = Calendar::of(statutory(2002..=2026));
        let from = date(2002, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let there = calendar.plus_working_days(from, n).unwrap();
        prop_assert!(n == 0 || (calendar.is_working_day(there) && there > from));
        let back = calendar.plus_working_days(there, -n).unwrap();
        let same = if calendar.is_working_day(from) { back == from } else { n == 0 || back < from };
        prop_assert!(same);
        prop_assert!(there <= calendar.plus_working_days(from, n + 1).unwrap());
        let rolled = calendar.plus_calendar_days(from, n, Roll::NextWorkingDay).unwrap();
        prop_assert!(calendar.is_working_day(rolled) && rolled >= calendar.plus_calendar_days(from, n, Roll::Stays).unwrap());
    }
}
