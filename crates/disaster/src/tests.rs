//! What the tests of this crate share, and one payload of every fact ever recorded; each must decode forever.
//! `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Act, Ctx, Division, Error, Identity, Instant, Personal, PolicyRow, Reach, Role, Vault};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::event::{self, DisasterId, Register};
use crate::place::Place;
use crate::sheet::{self, LossSheetId, Send};

const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
    (Role::Leader, Reach::District),
];
const fn row(act: &'static str) -> PolicyRow {
    PolicyRow { act: Act(act), grants: OFFICES, by_sector: &[] }
}
const POLICY: &[PolicyRow] = &[row("act"), row("see")];

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

    /// The same with this many villages in all, half of them in each township; none of them is the fixture's own.
    pub fn with_villages(count: i64) -> (Story, Vec<Division>) {
        let s = Story::begin();
        let towns = s.people.township_divisions;
        let codes: Vec<Division> =
            (0..count).map(|n| Division::new(towns[(n % 2) as usize].code() + 300 + n / 2).unwrap()).collect();
        let named = codes.clone();
        let define = move |tx: &mut Tx<'_>, ctx: &Ctx| {
            for (n, code) in named.iter().enumerate() {
                let cmd =
                    registry::division::Define { code: *code, name: format!("第{n}村"), type_name: "村".into() };
                registry::division::define(tx, ctx, &cmd)?;
            }
            Ok(())
        };
        s.t.db.write_blocking("villages", &s.t.rule(), define).unwrap();
        (s, codes)
    }

    pub fn ctx(&self, role: Role, act: &'static str) -> Ctx {
        self.people.ctx(&self.t, role, POLICY, act)
    }

    pub fn after<T>(
        &self,
        minutes: i64,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + std::marker::Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + std::marker::Send + 'static,
    {
        self.t.clock.advance(kernel::Span::minutes(minutes));
        self.t.db.write_blocking("test", &self.ctx(role, "act"), run)
    }

    pub fn act<T>(
        &self,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + std::marker::Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + std::marker::Send + 'static,
    {
        self.after(1, role, run)
    }

    /// A flood that these places are asked about.
    pub fn flood(&self, places: &[Division]) -> DisasterId {
        let cmd = flood(places);
        self.act(Role::DutyOfficer, move |tx, ctx| event::register(tx, ctx, &cmd)).unwrap()
    }

    pub fn send(&self, role: Role, id: DisasterId, place: &Place, cmd: &Send) -> Result<LossSheetId, Error> {
        let (place, cmd) = (place.clone(), cmd.clone());
        self.act(role, move |tx, ctx| sheet::send(tx, ctx, id, &place, &cmd))
    }

    pub fn board(&self, role: Role, id: DisasterId) -> sheet::query::Board {
        let ctx = self.ctx(role, "see");
        let read = |r: &ledger::Reader<'_>| sheet::query::board(r, &ctx, &event::query::one(r, &ctx, id)?);
        self.t.db.read_blocking(read).unwrap()
    }

    pub fn one(&self, id: DisasterId) -> event::Disaster {
        self.t.db.read_blocking(|r| event::query::one(r, &self.t.rule(), id)).unwrap()
    }

    /// Open duties of this name.
    pub fn owed(&self, name: &str) -> usize {
        let district = self.t.rule().district;
        let sql =
            "SELECT COUNT(*) FROM obligation WHERE district = $1 AND duty = $2 AND holder_organisation IS NOT NULL";
        let count = |r: &ledger::Reader<'_>| r.value::<i64>(sql, ledger::params![district, name]);
        usize::try_from(self.t.db.read_blocking(count).unwrap()).unwrap()
    }
}

pub(crate) fn flood(places: &[Division]) -> Register {
    Register {
        kind: "flood".into(),
        sub_kind: "flash_flood".into(),
        title: "“6·18”暴雨山洪".into(),
        trigger: "17日20时起城关镇、河口镇普降暴雨".into(),
        from: "2026-06-18 03:20".into(),
        places: places.iter().map(ToString::to_string).collect(),
        ..Register::default()
    }
}

/// `affected=120 deaths=0`, as typed.
pub(crate) fn says(figures: &str) -> Send {
    let pair = |part: &str| part.split_once('=').map(|(name, n)| (name.to_owned(), n.to_owned())).unwrap();
    Send { figures: figures.split_whitespace().map(pair).collect(), ..Send::default() }
}

pub(crate) fn because(figures: &str, reason: &str) -> Send {
    Send { reason: reason.into(), ..says(figures) }
}

pub(crate) fn zero() -> Send {
    Send { zero: true, ..Send::default() }
}

fn at(text: &str) -> Instant {
    Instant::read(text).unwrap()
}

fn disasters() -> [event::Fact; 7] {
    use event::{Asked, Corrected, Fact, Kind, Owed, Phase, Registered, Reported, SubKind};
    let owed = |n: u8| Owed { obligation: Identity::from_bytes([n; 16]), due: at("2026-06-18 05:20") };
    let asked = |code: &str, n: u8| Asked {
        division: code.parse().unwrap(),
        obligation: Identity::from_bytes([n; 16]),
        due: at("2026-06-18 05:00"),
    };
    let reported = |edition, phase, next| Reported {
        edition,
        phase,
        figures: crate::Figures::from_column("affected=1200;deaths=0;crops_affected_ha=66.6667").unwrap(),
        asked: 130,
        silent: 3,
        note: Some(Personal::text("三个村通信中断")),
        next,
    };
    [
        Fact::Registered(Registered {
            number: "2026-007".into(),
            sort: Kind::Flood,
            sub_kind: Some(SubKind::FlashFlood),
            title: Personal::text("“6·18”暴雨山洪"),
            trigger: Some(Personal::text("17日20时起普降暴雨")),
            from: at("2026-06-18 03:20"),
            to: None,
            places: vec![asked("530999101000", 1), asked("530999102201", 2)],
            first: owed(3),
        }),
        Fact::PlacesAdded { places: vec![asked("530999102202", 4)] },
        Fact::Reported(reported(1, Phase::First, Some(owed(5)))),
        Fact::Ended { to: at("2026-06-19 12:00"), verify: owed(6) },
        Fact::Verified { report: reported(2, Phase::Verified, None) },
        Fact::Dismissed { reason: Personal::text("与2026-006号重复登记") },
        Fact::Corrected(Corrected {
            sort: Kind::Flood,
            sub_kind: None,
            title: Personal::text("“6·17”暴雨山洪"),
            trigger: Some(Personal::text("16日20时起普降暴雨")),
            from: at("2026-06-17 23:50"),
            to: Some(at("2026-06-19 12:00")),
            first: Some(owed(7)),
            reason: Personal::text("接报时间误作发生时间"),
        }),
    ]
}

fn sheets() -> [sheet::Fact; 2] {
    use sheet::{Fact, Road, Sent};
    [
        Fact::Sent(Sent {
            disaster: Identity::from_bytes([1; 16]),
            place: Place::parse("530999101201~三组").unwrap(),
            edition: 2,
            phase: event::Phase::Continued,
            zero: false,
            figures: crate::Figures::from_column("affected=120;person_times=150;deaths=0;crops_affected_ha=6.6667")
                .unwrap(),
            roads: vec![Road {
                road: Personal::text("村道 K2+300"),
                from: at("2026-06-18 04:00"),
                to: Some(at("2026-06-18 17:30")),
            }],
            reason: Some(Personal::text("夜间道路不通，白天核查后更正")),
            daily: Some(event::Owed { obligation: Identity::from_bytes([5; 16]), due: at("2026-06-19 09:00") }),
        }),
        Fact::Withdrawn { reason: Personal::text("误报为邻村") },
    ]
}

fn victims() -> [crate::victim::Fact; 4] {
    use crate::victim::{Cause, Condition, Fact, Known, Sex};
    let known = |condition| {
        Box::new(Known {
            name: Personal::text("李某某"),
            sex: Some(Personal::text(Sex::Male.word())),
            age: Some(Personal::text("61")),
            division: "530999101201".parse().unwrap(),
            place: Some(Personal::text("三组河边公路")),
            cause: Cause::Drowned,
            condition,
            since: at("2026-06-18 04:10"),
            note: Some(Personal::text("过河时被冲走")),
        })
    };
    [
        Fact::Recorded { disaster: Identity::from_bytes([1; 16]), known: known(Condition::Missing) },
        Fact::Corrected { known: known(Condition::Dead), reason: Personal::text("家属辨认") },
        Fact::Found {
            condition: Condition::Found,
            since: at("2026-06-18 19:30"),
            note: Some(Personal::text("在下游村民家中")),
        },
        Fact::Withdrawn { reason: Personal::text("与另一登记为同一人") },
    ]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    disasters().iter().for_each(check);
    sheets().iter().for_each(check);
    victims().iter().for_each(check);
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
