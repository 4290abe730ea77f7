//! Campaigns of the sample county: the three years from April 2020 to their end, and one of these years that goes on, with gaps,
//! parts late and returned, and directives of higher levels.

use campaign::directive::{self, DirectiveId};
use campaign::task::{self, TaskId};
use campaign::{
    AddTopic, Announce, Approve, CampaignId, CriterionSaid, Decide, Draft, Issue, LeadTopic, MilestoneSaid, StageSaid,
    TopicSaid,
};
use campaign::{Stage, member};
use kernel::{Ctx, Day, Error, Identity as _, Instant, OrganisationId, PersonId, Role};
use ledger::Tx;
use sample::{Chance, District, Organisation, OrganisationKind};

use super::campaign_words as words;
use super::life::Act;
use super::{Ids, Teller};

/// A county of fewer hazards is the small one of tests.
const SMALL_BELOW: usize = 2_000;

/// One thing that is done about a campaign.
pub(super) enum Deed {
    Announce(Announce),
    Draft(CampaignId, Draft),
    Approve(CampaignId),
    Issue(CampaignId),
    AddTopic(CampaignId, AddTopic),
    /// A topic by its number.
    LeadTopic(CampaignId, i64, LeadTopic),
    /// Stage or milestone by its place among the campaign's, and which criterion is not fulfilled.
    Decide(CampaignId, usize, Option<usize>),
    Group(CampaignId, OrganisationId, member::NameGroup),
    Plan(CampaignId, OrganisationId, member::FilePlan),
    Receive(CampaignId, OrganisationId),
    Set(task::Set),
    Report(TaskId, i64, &'static str),
    Verify(TaskId, i64, Option<&'static str>),
    Register(directive::Register),
    Study(DirectiveId, OrganisationId, directive::Study),
    Answer(DirectiveId, &'static str),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        let ctx = &ctx.clone();
        match self {
            Deed::Announce(cmd) => campaign::announce(tx, ctx, cmd).map(drop),
            Deed::Draft(id, cmd) => campaign::draft(tx, ctx, *id, cmd),
            Deed::Approve(id) => campaign::approve(tx, ctx, *id, &Approve { note: "同意，按程序印发".into() }),
            Deed::Issue(id) => campaign::issue(tx, ctx, *id, &Issue { word: "望安委".into() }),
            Deed::AddTopic(id, cmd) => campaign::add_topic(tx, ctx, *id, cmd),
            Deed::LeadTopic(id, no, cmd) => campaign::lead_topic(tx, ctx, *id, *no, cmd),
            Deed::Decide(id, place, short) => decide(tx, ctx, *id, *place, *short),
            Deed::Group(id, body, cmd) => member::name_group(tx, ctx, of(tx, ctx, *id, *body)?, cmd),
            Deed::Plan(id, body, cmd) => member::file_plan(tx, ctx, of(tx, ctx, *id, *body)?, cmd),
            Deed::Receive(id, body) => member::receive(tx, ctx, of(tx, ctx, *id, *body)?),
            Deed::Set(cmd) => task::set(tx, ctx, cmd).map(drop),
            Deed::Report(id, no, said) => task::report(tx, ctx, *id, *no, &task::Report { said: (*said).into() }),
            Deed::Verify(id, no, back) => {
                let accepted = if back.is_some() { "no" } else { "yes" };
                let note = back.unwrap_or("情况属实，予以销号").into();
                task::verify(tx, ctx, *id, *no, &task::Verify { accepted: accepted.into(), note })
            }
            Deed::Register(cmd) => directive::register(tx, ctx, cmd).map(drop),
            Deed::Study(id, body, cmd) => {
                let copies = directive::query::copies(tx, ctx, *id)?;
                let copy = copies.iter().find(|it| it.organisation == *body).ok_or(Error::NotFound("Copy"))?;
                directive::study(tx, ctx, *id, copy.no, cmd)
            }
            Deed::Answer(id, text) => directive::answer(tx, ctx, *id, &directive::Answer { text: (*text).into() }),
        }
    }
}

fn of(tx: &Tx<'_>, ctx: &Ctx, id: CampaignId, body: OrganisationId) -> Result<member::CampaignMemberId, Error> {
    let members = member::query::of(tx, ctx, id)?;
    let found = members.iter().find(|it| it.organisation == body);
    found.map(|it| it.id).ok_or(Error::NotFound("CampaignMemberId"))
}

fn decide(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, place: usize, short: Option<usize>) -> Result<(), Error> {
    let gates = campaign::query::gates(tx, ctx, id)?;
    let gate = gates.get(place).ok_or(Error::NotFound("Gate"))?;
    let criterion = |n: usize| match short == Some(n) {
        true => CriterionSaid {
            met: "no".into(),
            reason: "个别单位滞后，已约谈并限期一个月补齐，不影响全县转段".into(),
        },
        false => CriterionSaid { met: "yes".into(), reason: String::new() },
    };
    let criteria = (0..gate.criteria.len()).map(criterion).collect();
    campaign::decide(tx, ctx, id, gate.no, &Decide { criteria, note: "经会议研究，同意通过".into() })
}

/// Who of a body acts.
#[derive(Clone)]
struct Body {
    id: OrganisationId,
    person: PersonId,
    role: Role,
    name: String,
    full_name: String,
    head: String,
    deputy: String,
    word: &'static str,
}

struct Told<'a> {
    county: &'a District,
    teller: &'a mut Teller,
    chance: Chance,
    small: bool,
    office: (OrganisationId, PersonId),
    leader: PersonId,
    departments: Vec<Body>,
    townships: Vec<Body>,
    acts: Vec<Act>,
}

/// One campaign as it is told.
struct Plan {
    title: &'static str,
    goal: &'static str,
    topics: &'static [words::Topic],
    from: Day,
    /// The last days of the four stages.
    ends: [Day; 4],
    milestones: Vec<(&'static str, Day)>,
    /// It is over: whatever was late came in the end, and no gap is left.
    over: bool,
}

impl Told<'_> {
    fn by_office(&mut self, at: Instant, deed: Deed) -> Ctx {
        let ctx = self.teller.person(at, self.office.1, self.office.0, Role::DistrictClerk);
        self.acts.push(Act::of_campaign(ctx.clone(), deed));
        ctx
    }

    fn by_leader(&mut self, at: Instant, deed: Deed) {
        let ctx = self.teller.person(at, self.leader, self.office.0, Role::Leader);
        self.acts.push(Act::of_campaign(ctx, deed));
    }

    fn by(&mut self, body: &Body, at: Instant, deed: Deed) {
        let ctx = self.teller.person(at, body.person, body.id, body.role);
        self.acts.push(Act::of_campaign(ctx, deed));
    }

    fn named(&self, name: &str) -> Option<Body> {
        self.departments.iter().find(|it| it.name == name).cloned()
    }

    fn members(&self) -> Vec<Body> {
        self.departments.iter().take(20).chain(&self.townships).cloned().collect()
    }

    fn campaign(&mut self, plan: &Plan) -> Result<CampaignId, Error> {
        let members = self.members();
        let id: CampaignId = self.by_office(plan.from.at(10, 0), Deed::Announce(announced(plan, &members))).mint();
        let draft = Draft { title: format!("{}实施方案", plan.title), text: words::PLAN.into() };
        self.by_office(plan.from.plus_days(3).at(15, 30), Deed::Draft(id, draft));
        self.by_leader(plan.from.plus_days(6).at(9, 40), Deed::Approve(id));
        self.by_office(plan.from.plus_days(7).at(9, 0), Deed::Issue(id));
        for (n, body) in members.iter().enumerate() {
            self.member(plan, id, n, body);
        }
        self.gates(plan, id);
        let mut number = 0;
        for (no, topic) in plan.topics.iter().enumerate() {
            for stage in Stage::ALL {
                for kind in words::BY_STAGE[stage.place()].iter().take(if self.small { 1 } else { 4 }) {
                    self.task(plan, id, (no, topic), (*stage, kind, None), number)?;
                    number += 1;
                }
            }
        }
        Ok(id)
    }

    fn member(&mut self, plan: &Plan, id: CampaignId, n: usize, body: &Body) {
        let year = plan.from.year();
        // Two of these years have gaps: one neither group nor plan, one no plan.
        let (no_group, no_plan) = (!plan.over && n == 8, !plan.over && (n == 8 || n == 23));
        let late = if plan.over && (n == 5 || n == 22) { 55 } else { 0 };
        let day = |n: i64| plan.from.plus_days(n);
        if !no_group {
            let cmd = member::NameGroup {
                head: body.head.clone(),
                responsible: body.deputy.clone(),
                document: format!("{}〔{year}〕{}号", body.word, 11 + n),
            };
            self.by(body, day(4 + late + n as i64 % 6).at(10, 20), Deed::Group(id, body.id, cmd));
        }
        if !no_plan {
            let cmd = member::FilePlan {
                title: format!("{}{}实施方案", body.full_name, plan.title),
                document: format!("{}〔{year}〕{}号", body.word, 31 + n),
            };
            self.by(body, day(10 + late + n as i64 % 8).at(16, 0), Deed::Plan(id, body.id, cmd));
        }
        if plan.over || n != 8 {
            self.by(body, day(8 + n as i64 % 3).at(11, 0), Deed::Receive(id, body.id));
        }
    }

    /// Stages and milestones in the order of their last days; the first passes with one criterion unfulfilled.
    fn gates(&mut self, plan: &Plan, id: CampaignId) {
        let stages = plan.ends.iter().map(|day| (*day, false));
        let mut all: Vec<(Day, bool)> = stages.chain(plan.milestones.iter().map(|(_, day)| (*day, true))).collect();
        all.sort_by_key(|(day, milestone)| (*day, *milestone));
        for (place, (day, milestone)) in all.into_iter().enumerate() {
            let short = (place == 0).then_some(0);
            let hour = if milestone { 16 } else { 15 };
            self.by_leader(day.at(hour, 30), Deed::Decide(id, place, short));
        }
    }

    /// In its second year a topic comes to it, and another gets the organisation that looks after it now.
    fn changed(&mut self, plan: &Plan, id: CampaignId, on: Day) -> Result<(), Error> {
        let gas = &words::ADDED;
        let (Some(lead), Some(mines)) = (self.named(gas.2), self.named("县应急局")) else { return Ok(()) };
        let add = AddTopic {
            sort: gas.0.into(),
            title: gas.1.into(),
            lead: lead.id.to_text(),
            reason: "吸取外地燃气爆炸事故教训，按市安委会部署增加".into(),
        };
        self.by_office(on.at(10, 30), Deed::AddTopic(id, add));
        let led = LeadTopic {
            lead: mines.id.to_text(), reason: "机构职能调整，煤矿安全监管职责划入县应急局".into()
        };
        self.by_office(on.plus_days(3).at(9, 30), Deed::LeadTopic(id, 4, led));
        for kind in words::BY_STAGE[Stage::Consolidate.place()].iter().take(if self.small { 1 } else { 4 }) {
            self.task(plan, id, (plan.topics.len(), gas), (Stage::Consolidate, kind, None), 700)?;
        }
        Ok(())
    }

    fn task(
        &mut self,
        plan: &Plan,
        id: CampaignId,
        (no, topic): (usize, &words::Topic),
        (stage, kind, from): (Stage, &words::Kind, Option<DirectiveId>),
        number: usize,
    ) -> Result<(), Error> {
        let Some(lead) = self.named(topic.2) else { return Ok(()) };
        let begins = if stage.place() == 0 { plan.from } else { plan.ends[stage.place() - 1].plus_days(1) };
        let ends = plan.ends[stage.place()];
        let (begins, set) = match from {
            // What a directive asks is set the day after it came.
            Some(_) => (self.county.now.day().plus_days(-26), self.county.now.day().plus_days(-26)),
            None => (begins, begins.plus_days(8 + number as i64 % 5)),
        };
        let room = set.days_until(ends).max(8);
        // What goes on now is due about now.
        let going_on = !plan.over && begins <= self.county.now.day() && self.county.now.day() <= ends;
        let (first, last) = if going_on { (88, 100) } else { (45, 98) };
        let due = set.plus_days(room * self.chance.between(first, last) / 100);
        let mut parts = vec![(lead.clone(), "", due)];
        let from_body = number * 5 + no;
        for k in 0..1 + number % 3 {
            let pool = if k == 2 { &self.departments } else { &self.townships };
            let body = pool[(from_body + k * 7) % pool.len()].clone();
            if parts.iter().all(|(other, ..)| other.id != body.id) {
                let own = set.plus_days(room * self.chance.between(first - 15, last - 8) / 100).max(begins);
                parts.push((body, words::SHARES[(from_body + k) % words::SHARES.len()], own.min(due)));
            }
        }
        let cmd = task::Set {
            campaign: id.to_text(),
            topic: topic.1.into(),
            stage: stage.word().into(),
            sheet: kind.0.into(),
            title: kind.1.replace("{}", topic.1),
            measure: kind.2.into(),
            urgency: kind.3.into(),
            difficulty: kind.4.into(),
            directive: from.map(|it| it.to_text()).unwrap_or_default(),
            solves: String::new(),
            parts: parts
                .iter()
                .map(|(body, share, due)| task::PartSaid {
                    organisation: body.id.to_text(),
                    words: (*share).into(),
                    due: due.to_string(),
                })
                .collect(),
        };
        let task: TaskId = self.by_office(set.at(9, 0), Deed::Set(cmd)).mint();
        for (n, (body, _, due)) in (1_i64..).zip(parts) {
            self.part(plan, (task, n), &body, (set, due));
        }
        Ok(())
    }

    /// Most in time, some late, some returned once; of these years some are late still.
    fn part(&mut self, plan: &Plan, (task, no): (TaskId, i64), body: &Body, (set, due): (Day, Day)) {
        let late = self.chance.permille(90);
        let room = set.days_until(due).max(2);
        let early = self.chance.between(1, (room / 3).clamp(1, 15));
        let behind = self.chance.between(3, 14);
        let near = due.plus_days(60) > self.county.now.day();
        if late && near && !plan.over {
            return;
        }
        let done = if late { due.plus_days(behind) } else { due.plus_days(-early).max(set.plus_days(1)) };
        let hour = 9 + self.chance.between(0, 7) as i8;
        let said = *self.chance.one(words::SAID);
        self.by(body, done.at(hour, 20), Deed::Report(task, no, said));
        let mut looked = done.plus_days(self.chance.between(1, 3));
        if self.chance.permille(70) {
            let why = *self.chance.one(words::RETURNED);
            self.by_office(looked.at(15, 0), Deed::Verify(task, no, Some(why)));
            let again = looked.plus_days(self.chance.between(2, 4));
            self.by(body, again.at(10, 0), Deed::Report(task, no, "已按退回意见补充完善"));
            looked = again.plus_days(1);
        }
        self.by_office(looked.at(16, 10), Deed::Verify(task, no, None));
    }

    /// Who has studied by when: of the last one some have not.
    fn directive(&mut self, on: Day, it: &words::Said, silent: usize, answered: Option<&'static str>) -> DirectiveId {
        let members = self.members();
        let cmd = directive::Register {
            sort: it.0.into(),
            issuer: it.1.into(),
            document: it.2.into(),
            issued_on: on.to_string(),
            title: it.3.into(),
            content: it.4.into(),
            answer_by: on.plus_days(40).to_string(),
            organisations: members.iter().map(|it| it.id.to_text()).collect(),
        };
        let id: DirectiveId = self.by_office(on.at(14, 0), Deed::Register(cmd)).mint();
        let studied = members.len().saturating_sub(silent);
        for (n, body) in members.iter().enumerate().take(studied) {
            let day = on.plus_days(2 + n as i64 % 5 + if n % 13 == 6 { 9 } else { 0 });
            let cmd = directive::Study {
                on: day.to_string(),
                attended: "领导班子成员、各股室（站所）负责人".into(),
                proof: format!("会议纪要第{}期", 3 + n % 9),
                report: "已传达到全体干部，结合本单位职责制定落实措施，并纳入专项行动一并推进".into(),
            };
            self.by(body, day.at(17, 0), Deed::Study(id, body.id, cmd));
        }
        if let Some(text) = answered {
            self.by_office(on.plus_days(30).at(16, 0), Deed::Answer(id, text));
        }
        id
    }
}

fn announced(plan: &Plan, members: &[Body]) -> Announce {
    let criteria = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let mut from = plan.from;
    let mut stages = Vec::new();
    for (end, all) in plan.ends.iter().zip(words::CRITERIA) {
        stages.push(StageSaid { from: from.to_string(), to: end.to_string(), criteria: criteria(all) });
        from = end.plus_days(1);
    }
    let milestone = |(title, on): &(&str, Day)| MilestoneSaid {
        title: (*title).into(),
        on: on.to_string(),
        criteria: criteria(words::YEAR_END),
    };
    let topic = |it: &words::Topic| TopicSaid { sort: it.0.into(), title: it.1.into(), lead: it.2.into() };
    Announce {
        title: plan.title.into(),
        goal: plan.goal.into(),
        from: plan.from.to_string(),
        to: plan.ends[3].to_string(),
        stages,
        milestones: plan.milestones.iter().map(milestone).collect(),
        topics: plan.topics.iter().map(topic).collect(),
        organisations: members.iter().map(|it| it.id.to_text()).collect(),
    }
}

/// A body with somebody who acts for it.
fn body(county: &District, ids: &Ids, it: &Organisation) -> Result<Option<Body>, Error> {
    let people: Vec<_> = county.people.iter().filter(|person| person.organisation == it.key).collect();
    let [head, .., last] = people.as_slice() else { return Ok(None) };
    let named = |it: &sample::Person| format!("{} {}", it.name, it.position);
    let township = it.kind == OrganisationKind::Township;
    Ok(Some(Body {
        id: ids.organisation(it.key)?,
        person: ids.person(last.key)?,
        role: if township { Role::TownshipOfficer } else { Role::DepartmentClerk },
        name: it.short_name.clone(),
        full_name: it.name.clone(),
        head: named(head),
        deputy: named(people[1]),
        word: it.document_word,
    }))
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let player = |role| county.accounts.iter().find(|it| it.role == role).ok_or(Error::NotFound("AccountId"));
    let (clerk, leader) = (player(Role::DistrictClerk)?.person, player(Role::Leader)?.person);
    let of_kind = |kind| -> Result<Vec<Body>, Error> {
        let all = county.organisations.iter().filter(|it| it.kind == kind);
        Ok(all.map(|it| body(county, ids, it)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    };
    let (departments, townships) = (of_kind(OrganisationKind::Department)?, of_kind(OrganisationKind::Township)?);
    let mut told = Told {
        county,
        teller,
        chance: Chance::new(super::SEED, "campaigns"),
        small: county.hazards.len() < SMALL_BELOW,
        office: (ids.organisation(sample::OFFICE)?, ids.person(clerk)?),
        leader: ids.person(leader)?,
        departments,
        townships,
        acts: Vec::new(),
    };
    let day = |year, month, day| Day::new(year, month, day).ok_or_else(|| Error::internal("a date of this file"));
    let past = Plan {
        title: "安全生产专项整治三年行动",
        goal: "坚决遏制较大及以上事故，实现事故起数和死亡人数“两下降”",
        topics: words::OF_2020,
        from: day(2020, 4, 10)?,
        ends: [day(2020, 5, 31)?, day(2020, 12, 31)?, day(2021, 12, 31)?, day(2022, 12, 31)?],
        milestones: vec![("2020年底初见成效", day(2020, 12, 31)?)],
        over: true,
    };
    let id = told.campaign(&past)?;
    told.changed(&past, id, day(2021, 7, 5)?)?;
    told.directive(day(2020, 9, 18)?, &words::ON_2020, 0, Some("已传达到全部单位，野外火源管控和扑火力量准备已落实。"));
    told.directive(day(2022, 4, 20)?, &words::ON_2022, 0, Some("已转发并完成学习，相关措施已纳入三年行动推进。"));
    let year = county.now.day().year();
    let now = Plan {
        title: "安全生产治本攻坚三年行动",
        goal: "重大事故隐患动态清零，生产安全事故起数和死亡人数持续下降",
        topics: words::OF_NOW,
        from: day(year - 2, 1, 22)?,
        ends: [day(year - 2, 4, 30)?, day(year - 1, 6, 30)?, day(year, 12, 10)?, day(year, 12, 31)?],
        milestones: vec![("首年见成效", day(year - 2, 12, 31)?), ("次年固成果", day(year - 1, 12, 31)?)],
        over: false,
    };
    let id = told.campaign(&now)?;
    let today = county.now.day();
    told.directive(
        today.plus_days(-70),
        &words::LAST_MONTH,
        2,
        Some("已转发全部单位，分解任务并开展拉网式排查，整改情况详见附件。"),
    );
    let asked = told.directive(today.plus_days(-27), &words::THIS_MONTH, 4, None);
    for (n, kind) in words::BY_STAGE[Stage::Storm.place()].iter().enumerate() {
        told.task(&now, id, (n + 2, &words::OF_NOW[n + 2]), (Stage::Storm, kind, Some(asked)), 900 + n)?;
    }
    let mut acts = told.acts;
    acts.retain(|act| act.ctx.now <= county.now);
    acts.sort_by_key(|act| act.ctx.now);
    Ok(acts)
}
