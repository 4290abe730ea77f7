//! Who plays in the tests, and one obligation to begin with.

use kernel::{
    Actor, Ctx, District, Division, Error, Grant, Identity, Instant, Membership, MembershipStatus, OrganisationId,
    PersonId, Personal, Reach, RequestKey, Role, Scope, Sector,
};
use ledger::testing::TestDb;

use crate::calendar::Calendar;
use crate::model::{Check, Due, Fact, Obligation, Open, Owner, Ref, Status};
use crate::rule::{DeadlineRuleId, END_OF_DAY, Period, Unit};
use crate::term::{Periods, Reckoning, Term};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Player(pub u8, pub u8, pub Role);

/// The enterprise that owes, its safety officer and a colleague of theirs.
pub const DOER: Player = Player(1, 11, Role::EnterpriseUser);
pub const COLLEAGUE: Player = Player(1, 12, Role::EnterpriseUser);
/// The township that looks.
pub const CHECKER: Player = Player(2, 21, Role::TownshipOfficer);
pub const TOWN_MATE: Player = Player(2, 22, Role::TownshipOfficer);
pub const INSPECTOR: Player = Player(2, 23, Role::Inspector);
/// The office it is owed to, and its leader.
pub const CLERK: Player = Player(3, 31, Role::DistrictClerk);
pub const LEADER: Player = Player(3, 32, Role::Leader);
pub const PLAYERS: [Player; 7] = [DOER, COLLEAGUE, CHECKER, TOWN_MATE, INSPECTOR, CLERK, LEADER];

pub fn organisation(n: u8) -> OrganisationId {
    OrganisationId::from_bytes([n; 16])
}

pub fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

impl Player {
    pub fn organisation(self) -> OrganisationId {
        organisation(self.0)
    }
    pub fn person(self) -> PersonId {
        person(self.1)
    }
    /// The player's organisation, nobody named.
    pub fn body(self) -> Owner {
        Owner { organisation: self.organisation(), person: None }
    }
    pub fn named(self) -> Owner {
        Owner { organisation: self.organisation(), person: Some(self.person()) }
    }

    /// In a test's database, at its clock's time.
    pub fn of(self, t: &TestDb) -> Ctx {
        self.over(t.rule())
    }

    pub fn at(self, now: &str) -> Ctx {
        self.over(Ctx::rule("test", district(), instant(now), RequestKey([self.1; 16]), [9; 32]))
    }

    fn over(self, ctx: Ctx) -> Ctx {
        let division = Division::new(530_999_001_000).unwrap();
        let membership = Membership {
            organisation: self.organisation(),
            division,
            role: self.2,
            sectors: Vec::new(),
            status: MembershipStatus::Active,
            from: Instant::default(),
            to: None,
            deputy_for: None,
        };
        let grant =
            Grant { role: self.2, reach: Reach::District, organisation: self.organisation(), division, sectors: None };
        let scope = Scope { district: ctx.district, person: Some(self.person()), grants: vec![grant] };
        Ctx { actor: Actor::Person(self.person()), acting: vec![membership], scope, ..ctx }
    }
}

pub fn district() -> District {
    ledger::testing::district()
}

pub fn instant(text: &str) -> Instant {
    Instant::read(text).unwrap()
}

pub fn about(n: u8) -> Ref {
    Ref { kind: "hazard".into(), id: [n; 16] }
}

pub fn period(amount: u32, unit: Unit) -> Period {
    let rule = Some(DeadlineRuleId::from_bytes([7; 16]));
    Period { rule, amount, unit, end_of_day: END_OF_DAY, ladder: None }
}

/// What the enterprise owes the office, checked by the township.
pub fn open(check: Check, due: Due) -> Open<'static> {
    Open {
        about: about(1),
        duty: "hazard.rectify".into(),
        title: Personal::text("二号厂房除尘管道积尘"),
        owner: DOER.body(),
        owed_to: CLERK.body(),
        checker: Some(CHECKER.body()),
        check,
        due,
        source: None,
        division: Division::new(530_999_001_003).unwrap(),
        sector: Some(Sector::Industry),
        grade: Some("ordinary"),
    }
}

/// Assigned on 2026-06-15, due 2026-06-22 18:00 (Monday); the rules are five, three, two and five working days.
pub fn obligation(status: Status) -> Obligation {
    let due = instant("2026-06-22 18:00");
    let open = open(Check::AnotherPerson, Due::At(due));
    let holder = match status {
        Status::Assigned | Status::Returned => Some(open.owner),
        Status::Done => open.checker,
        Status::Verified => Some(open.owed_to),
        _ => None,
    };
    let days = |n| Some(period(n, Unit::WorkingDays));
    Obligation {
        id: Identity::from_bytes([5; 16]),
        version: 1,
        about: open.about,
        duty: open.duty,
        title: open.title,
        source: Some("第九条".into()),
        status,
        owner: open.owner,
        owed_to: open.owed_to,
        checker: open.checker,
        check: open.check,
        holder,
        due,
        owner_due: due,
        late_since: None,
        late_seconds: 0,
        doer: Some(DOER.person()).filter(|_| status != Status::Assigned),
        doer_organisation: Some(DOER.organisation()).filter(|_| status != Status::Assigned),
        division: open.division,
        sector: open.sector,
        grade: None,
        opened_at: instant("2026-06-15 10:00"),
        finished_at: None,
        periods: Periods { own: days(5), check: days(3), close: days(2), again: days(5) },
        steps: Vec::new(),
        rung: 0,
        next_at: None,
    }
}

/// `done, due 2026-06-23 18:00`, or the refusal.
pub fn outcome(decided: Result<Fact, Error>) -> String {
    match decided {
        Ok(fact) => {
            let due = fact.term().map(|Term { due, .. }| format!(", due {}", due.to_minute()));
            format!("{}{}", ledger::Fact::kind(&fact), due.unwrap_or_default())
        }
        Err(error) => error.to_string(),
    }
}

/// A reckoning and the calendar of June 2026, with the Dragon Boat holiday.
pub fn june() -> Calendar {
    let days = ["2026-06-19", "2026-06-20", "2026-06-21"];
    Calendar::new(days.map(|d| (d.parse().unwrap(), crate::calendar::DayKind::Holiday)))
}

pub fn in_three_days(ctx: &Ctx) -> Reckoning {
    Reckoning::by(Some(&period(3, Unit::WorkingDays)), ctx.now)
}
