//! Periods, and that every number of the board is as long as its list.

use kernel::{Role, Span};

use super::{Ask, Board, By, Measure, board};
use crate::query;
use crate::tests::story::Story;

fn shown(s: &Story, role: Role, ask: Ask) -> Board {
    let ctx = s.ctx(role);
    s.t.db.read_blocking(|r| board(r, &ctx, &ask)).unwrap()
}

#[test]
fn months_end_with_the_period() {
    for (from, to, ends) in [
        ("2026-01-01", "2026-03-05", "2026-01-31 2026-02-28 2026-03-05"),
        ("2026-02-10", "2026-02-28", "2026-02-28"),
        ("2025-12-31", "2026-01-01", "2025-12-31 2026-01-01"),
        ("9999-11-01", "9999-12-31", "9999-11-30 9999-12-31"),
    ] {
        let ask = Ask { by: By::Township, from: from.parse().unwrap(), to: to.parse().unwrap() };
        let told: Vec<String> = ask.month_ends().iter().map(ToString::to_string).collect();
        assert_eq!(told.join(" "), ends);
    }
}

#[test]
fn every_number_of_the_board_is_as_long_as_its_list() {
    let s = Story::begin();
    let finish = |id| {
        s.submitted(id).unwrap();
        s.verified(Role::DepartmentClerk, id, true).unwrap();
        s.act(Role::Leader, move |tx, ctx| crate::testing::close(tx, ctx, id)).unwrap();
    };
    let [before, across, left] = [s.assigned(), s.assigned(), s.assigned()];
    finish(before);
    s.t.clock.advance(Span::days(40));
    let from = s.ctx(Role::DistrictClerk).now.day();
    s.t.clock.advance(Span::days(1));
    finish(across);
    finish(s.assigned());
    s.assigned();
    s.t.clock.advance(Span::days(90));
    let to = s.ctx(Role::DistrictClerk).now.day();
    assert_eq!(s.status(left), crate::Status::ToRectify);

    for role in [Role::DistrictClerk, Role::TownshipOfficer, Role::DepartmentClerk, Role::EnterpriseUser] {
        let ctx = s.ctx(role);
        for by in By::ALL {
            let ask = Ask { by: *by, from, to };
            let told = shown(&s, role, ask);
            let total = told.total;
            let all = [total.opening, total.found, total.closed, total.left(), total.late, total.major];
            assert_eq!(all, [2, 2, 2, 2, 2, 0], "{role:?} {by}");
            assert_eq!(told.months.last().unwrap(), &(to, 2));
            for (key, it) in told.rows.iter().map(|(key, it)| (Some(key.as_str()), it)).chain([(None, &total)]) {
                for (measure, number) in [
                    (Measure::Opening, it.opening),
                    (Measure::Found, it.found),
                    (Measure::Closed, it.closed),
                    (Measure::Left, it.left()),
                    (Measure::Late, it.late),
                    (Measure::Major, it.major),
                ] {
                    let Some(filter) = ask.list(key, measure) else { continue };
                    let listed = s.t.db.read_blocking(|r| query::count(r, &ctx, &filter)).unwrap();
                    assert_eq!(number, listed, "{role:?} {by} {key:?} {measure:?}");
                }
            }
        }
    }
}
