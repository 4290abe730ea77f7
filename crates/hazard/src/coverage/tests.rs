//! Where a subject stands, and that the parts of a row add up.

use kernel::{Day, Identity as _};
use registry::{SubjectKind, SubjectStatus};

use super::*;
use crate::risk::frequency::Unit;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

const MONTH: Option<Period> = Some(Period { amount: 1, unit: Unit::Months });

#[test]
fn standings() {
    use Standing::{InPeriod, Never, NoPeriod, Overdue};
    //    last                period   standing   due
    check(Some("2026-05-18"), MONTH, InPeriod, Some("2026-06-18"));
    check(Some("2026-05-17"), MONTH, Overdue, Some("2026-06-17"));
    check(Some("2026-06-18"), MONTH, InPeriod, Some("2026-07-18"));
    check(Some("2019-01-01"), None, NoPeriod, None);
    check(None, MONTH, Never, None);
    check(None, None, Never, None);
}

fn check(last: Option<&str>, period: Option<Period>, expected: Standing, due: Option<&str>) {
    let said = standing(last.map(day), period, day("2026-06-18"));
    assert_eq!(said, (expected, due.map(day)), "{last:?} {period:?}");
}

fn line(kind: SubjectKind, sector: Sector, colour: Option<Colour>, standing: Standing) -> Line {
    let subject = Subject {
        id: SubjectId::from_bytes([1; 16]),
        name: String::new(),
        kind,
        division: "530999001001".parse().unwrap(),
        sector,
        organisation: None,
        address: String::new(),
        longitude_e6: None,
        latitude_e6: None,
        status: SubjectStatus::Active,
        version: 1,
    };
    Line { subject, colour, last: None, due: None, standing }
}

#[test]
fn groups_and_sums() {
    use Standing::{InPeriod, Never, NoPeriod, Overdue};
    use SubjectKind::{Enterprise, Project};
    let lines = [
        line(Enterprise, Sector::TownGas, Some(Colour::Red), Overdue),
        line(Enterprise, Sector::Tourism, Some(Colour::Orange), InPeriod),
        line(Project, Sector::Construction, Some(Colour::Yellow), NoPeriod),
        line(Enterprise, Sector::Fireworks, None, Never),
        line(Enterprise, Sector::Forestry, Some(Colour::Blue), InPeriod),
    ];
    //   group          all  assessed  not  in period  overdue  no period  never
    for (group, expected) in [
        (Group::Area, [5, 4, 1, 2, 1, 1, 1]),
        (Group::Key, [2, 1, 1, 0, 1, 0, 1]),
        (Group::Major, [2, 2, 0, 1, 1, 0, 0]),
    ] {
        let it = Counts::count(lines.iter().filter(|line| line.is_of(group)));
        let said = [it.all, it.assessed, it.not_assessed(), it.in_period, it.overdue, it.no_period, it.never];
        assert_eq!(said, expected, "{group}");
        assert_eq!(Standing::ALL.iter().map(|standing| it.of(*standing)).sum::<u64>(), it.all, "{group}");
    }
}
