//! What the tests of this crate share.

mod adjust;
mod golden;
mod import;
mod import_directives;
mod progress;
mod rules;
mod stories;

use kernel::{Act, Ctx, Error, Instant, PolicyRow, Reach, Role};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::{Announce, Approve, CampaignId, Draft, Issue, MilestoneSaid, StageSaid, TopicSaid, announce, task};

const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DepartmentClerk, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
    (Role::Leader, Reach::District),
];
const fn row(act: &'static str) -> PolicyRow {
    PolicyRow { act: Act(act), grants: OFFICES, by_sector: &[] }
}
const POLICY: &[PolicyRow] = &[row("act"), row("see"), row("task.view"), row("campaign.view")];

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

    pub fn today(&self) -> kernel::Day {
        let now: Instant = ledger::Clock::now(&self.t.clock);
        now.day()
    }

    pub fn act<T>(
        &self,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.t.clock.advance(kernel::Span::minutes(1));
        self.t.db.write_blocking("test", &self.ctx(role, "act"), run)
    }

    pub fn read<T>(&self, role: Role, run: impl Fn(&ledger::Reader<'_>, &Ctx) -> Result<T, Error>) -> Result<T, Error> {
        let ctx = self.ctx(role, "see");
        self.t.db.read_blocking(|r| run(r, &ctx))
    }

    /// A department, its own township and another one take part.
    pub fn campaign(&self) -> CampaignId {
        let cmd = self.said();
        self.act(Role::DistrictClerk, move |tx, ctx| announce(tx, ctx, &cmd)).unwrap()
    }

    /// Its plan is drafted, approved and issued.
    pub fn issued(&self, id: CampaignId) {
        let draft = || Draft {
            title: "三年行动实施方案".into(), text: "一、总体要求：坚持生命至上。".into()
        };
        self.act(Role::DistrictClerk, move |tx, ctx| crate::draft(tx, ctx, id, &draft())).unwrap();
        self.act(Role::Leader, move |tx, ctx| crate::approve(tx, ctx, id, &Approve::default())).unwrap();
        let issue = || Issue { word: "望安委".into() };
        self.act(Role::DistrictClerk, move |tx, ctx| crate::issue(tx, ctx, id, &issue())).unwrap();
    }

    /// It began a month ago and goes on for a year.
    pub fn said(&self) -> Announce {
        let day = |n: i64| self.today().plus_days(n).to_string();
        let stage = |from: i64, to: i64| StageSaid {
            from: day(from),
            to: day(to),
            criteria: vec!["领导小组全部成立".into(), "实施方案全部印发".into()],
        };
        let topic = |sort: &str, title: &str, n: usize| TopicSaid {
            sort: sort.into(),
            title: title.into(),
            lead: self.people.departments[n].to_string(),
        };
        let members = [self.people.departments[0], self.people.townships[0], self.people.townships[1]];
        Announce {
            title: "安全生产专项整治三年行动".into(),
            goal: "一遏制、两下降".into(),
            from: day(-30),
            to: day(365),
            stages: vec![stage(-30, -1), stage(0, 90), stage(91, 200), stage(201, 365)],
            milestones: vec![MilestoneSaid {
                title: "年底初见成效".into(),
                on: day(60),
                criteria: vec!["问题隐患整改率达到90%".into()],
            }],
            topics: vec![topic("topic", "落实企业安全生产主体责任", 0), topic("sector", "危险化学品", 1)],
            organisations: members.iter().map(ToString::to_string).collect(),
        }
    }

    /// The department leads, a township cooperates and is due earlier.
    pub fn task_said(&self, campaign: CampaignId) -> task::Set {
        let part = |organisation: String, words: &str, days: i64| task::PartSaid {
            organisation,
            words: words.into(),
            due: self.today().plus_days(days).to_string(),
        };
        task::Set {
            campaign: campaign.to_string(),
            topic: "危险化学品".into(),
            stage: "inspect".into(),
            sheet: "problem".into(),
            title: "危险化学品储存场所逐一排查建档".into(),
            measure: "一企一档".into(),
            urgency: "urgent".into(),
            difficulty: "easy".into(),
            parts: vec![
                part(self.people.departments[0].to_string(), "", 30),
                part(self.people.townships[0].to_string(), "辖区储存场所排查", 10),
            ],
            ..task::Set::default()
        }
    }

    pub fn task(&self, campaign: CampaignId) -> task::TaskId {
        let cmd = self.task_said(campaign);
        self.act(Role::DistrictClerk, move |tx, ctx| task::set(tx, ctx, &cmd)).unwrap()
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
