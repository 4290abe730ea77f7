//! What the tests of this crate share, and one payload of every fact ever recorded; each must decode forever.
//! `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Act, Ctx, Error, Identity, Instant, OrganisationId, Personal, PolicyRow, Reach, Role, Sector, Vault};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::{credit_record, standardisation, training};

const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DepartmentClerk, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
    (Role::Leader, Reach::District),
];
const ALL: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DepartmentClerk, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
    (Role::Leader, Reach::District),
    (Role::EnterpriseUser, Reach::Organisation),
];
const fn row(act: &'static str, grants: &'static [(Role, Reach)], by_sector: &'static [Role]) -> PolicyRow {
    PolicyRow { act: Act(act), grants, by_sector }
}
const POLICY: &[PolicyRow] = &[
    row("write", OFFICES, &[]),
    row("write by trade", OFFICES, &[Role::DepartmentClerk]),
    row("see", ALL, &[]),
    row("standardisation.view", ALL, &[]),
    row("credit.view", ALL, &[]),
    row("training.view", ALL, &[]),
];

/// A small district in which people of every role act.
pub(crate) struct Story {
    pub t: TestDb,
    pub people: Fixture,
}

impl Story {
    pub fn begin() -> Story {
        let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(crate::CONCEPTS);
        let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        obligation::testing::seed(&t);
        Story { t, people }
    }

    pub fn ctx(&self, role: Role, act: &'static str) -> Ctx {
        self.people.ctx(&self.t, role, POLICY, act)
    }

    pub fn act<T>(
        &self,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.t.clock.advance(kernel::Span::minutes(10));
        self.t.db.write_blocking(
            "test",
            &self.ctx(role, if role == Role::EnterpriseUser { "see" } else { "write" }),
            run,
        )
    }

    pub fn plant(&self) -> OrganisationId {
        self.people.enterprises[0]
    }

    /// Open duties of this name, and whose move they are.
    pub fn owed(&self, name: &str) -> Vec<OrganisationId> {
        let of = |organisation: OrganisationId| {
            let ctx = Ctx { acting: Vec::new(), ..self.t.rule() };
            let sql = "SELECT COUNT(*) FROM obligation WHERE district = $1 AND duty = $2 AND holder_organisation = $3";
            let count = |r: &ledger::Reader<'_>| r.value::<i64>(sql, ledger::params![ctx.district, name, organisation]);
            self.t.db.read_blocking(count).unwrap()
        };
        let all = [self.people.office, self.people.enterprises[0], self.people.enterprises[1]];
        all.into_iter().flat_map(|it| vec![it; usize::try_from(of(it)).unwrap()]).collect()
    }
}

fn standardisations() -> [standardisation::Fact; 4] {
    use standardisation::{Announced, Fact, Grade};
    [
        Fact::Announced(Announced {
            organisation: Identity::from_bytes([1; 16]),
            division: "530999001001".parse().unwrap(),
            sector: Sector::Industry,
            grade: Grade::Third,
            certificate: "望AQBGM〔2026〕0007".into(),
            assessor: "某安全技术服务有限公司".into(),
            announced_on: "2026-03-05".parse().unwrap(),
            valid_to: "2029-03-04".parse().unwrap(),
            replaces: Some(Identity::from_bytes([2; 16])),
        }),
        Fact::Replaced { by: Identity::from_bytes([3; 16]) },
        Fact::Revoked { on: "2026-06-18".parse().unwrap(), reason: Personal::text("发生生产安全事故") },
        Fact::RenewalOwed {
            obligation: Identity::from_bytes([5; 16]),
            due: Instant::read("2029-03-04 18:00").unwrap(),
        },
    ]
}

fn credit_records() -> [credit_record::Fact; 5] {
    use credit_record::{Entered, Fact, Sort};
    let text = |it: &str| Personal::text(it);
    [
        Fact::Entered(Entered {
            organisation: Identity::from_bytes([1; 16]),
            division: "530999001001".parse().unwrap(),
            sort: Sort::Bad,
            reason: text("重大隐患逾期未整改"),
            basis: "望安委〔2026〕5 号第八条".into(),
            source: Some("2026-000417".into()),
            from: "2026-03-05".parse().unwrap(),
            to: "2027-03-04".parse().ok(),
        }),
        Fact::Repaired { reason: text("已整改并经复查") },
        Fact::Objected {
            reason: text("已按期整改，附复查意见书"),
            obligation: Identity::from_bytes([5; 16]),
            due: Instant::read("2026-04-10 18:00").unwrap(),
        },
        Fact::Upheld { answer: text("复查意见书日期在期限之后") },
        Fact::Withdrawn { answer: text("情况属实，撤销该记录") },
    ]
}

fn trainings() -> [training::Fact; 3] {
    use training::{Fact, Session, Sort};
    let session = |half_hours| Session {
        sort: Sort::Principal,
        initial: true,
        topic: Personal::text("安全生产法律法规"),
        held_on: "2026-03-05".parse().unwrap(),
        half_hours,
        people: 3,
        passed: 2,
        trainer: Some(Personal::text("某培训中心")),
        note: Some(Personal::text("线下")),
    };
    [
        Fact::Held {
            organisation: Identity::from_bytes([1; 16]),
            division: "530999001001".parse().unwrap(),
            session: session(9),
        },
        Fact::Corrected { session: session(16), reason: Personal::text("学时填错") },
        Fact::Withdrawn { reason: Personal::text("重复登记") },
    ]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    standardisations().iter().for_each(check);
    credit_records().iter().for_each(check);
    trainings().iter().for_each(check);
}

fn check<F: ledger::Fact + PartialEq + std::fmt::Debug>(fact: &F) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden")).join(F::STREAM);
    let file = folder.join(format!("{}.json", fact.kind()));
    let (payload, taken) = kernel::seal(fact, |n| [n as u8; 32]).unwrap();
    if !file.exists() && writing() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&file, format!("{payload}\n")).unwrap();
    }
    let recorded = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let vault: Vault = taken.into_iter().map(|s| (s.commitment, s.value)).collect();
    let decoded: F = kernel::open(recorded.trim_end(), vault).unwrap();
    assert_eq!(decoded, *fact, "{}", fact.kind());
}

#[expect(clippy::disallowed_methods, reason = "asks whether golden payloads are to be written")]
fn writing() -> bool {
    std::env::var("ANLAN_GOLDEN").is_ok_and(|v| v == "write")
}
