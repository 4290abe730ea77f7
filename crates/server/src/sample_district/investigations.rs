//! The investigations of accidents with deaths, from their opening to the library. Every text is invented.

use incident::IncidentId;
use incident::investigation::{
    self, Begin, BeginAppraisal, CheckLike, Close, Delist, DemandChecks, EndAppraisal, EndTrack, Evaluate, Extend,
    FindTrack, InvestigationId, Join, List, Reason, Reply, ReportMeasure, SetMeasure, Sign, Submit, Supervise,
    VerifyMeasure,
};
use kernel::{Ctx, Day, Error, Instant, OrganisationId, PersonId, Role};
use ledger::Tx;
use obligation::supervision::Step;
use sample::District;
use sample::incident::Incident;

use super::incidents::Deed as IncidentDeed;
use super::life::Act;
use super::{Ids, Teller};

/// One thing that is done about an investigation.
pub(super) enum Deed {
    Begin(IncidentId),
    Join(InvestigationId, Join),
    Find(InvestigationId, FindTrack),
    End(InvestigationId, EndTrack),
    Sign(InvestigationId, u32, Sign),
    Submit(InvestigationId, Submit),
    Reply(InvestigationId, Reply),
    Set(InvestigationId, SetMeasure),
    Report(InvestigationId, ReportMeasure),
    Verify(InvestigationId, VerifyMeasure),
    Evaluate(InvestigationId, Evaluate),
    Close(InvestigationId, Close),
    Recuse(InvestigationId, u32, Reason),
    Appraise(InvestigationId, BeginAppraisal),
    Appraised(InvestigationId, EndAppraisal),
    Extend(InvestigationId, Extend),
    Demand(InvestigationId, DemandChecks),
    Checked(InvestigationId, CheckLike),
    List(InvestigationId, List),
    Supervise(InvestigationId, Step, Supervise),
    Delist(InvestigationId, Delist),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        match self {
            Deed::Begin(id) => investigation::begin(tx, ctx, *id, &Begin::default()).map(drop),
            Deed::Join(id, cmd) => investigation::join(tx, ctx, *id, cmd),
            Deed::Find(id, cmd) => investigation::find_track(tx, ctx, *id, cmd),
            Deed::End(id, cmd) => investigation::end_track(tx, ctx, *id, cmd),
            Deed::Sign(id, no, cmd) => investigation::sign(tx, ctx, *id, *no, cmd),
            Deed::Submit(id, cmd) => investigation::submit(tx, ctx, *id, cmd),
            Deed::Reply(id, cmd) => investigation::reply(tx, ctx, *id, cmd),
            Deed::Set(id, cmd) => investigation::set_measure(tx, ctx, *id, cmd),
            Deed::Report(id, cmd) => investigation::report_measure(tx, ctx, *id, 1, cmd),
            Deed::Verify(id, cmd) => investigation::verify_measure(tx, ctx, *id, 1, cmd),
            Deed::Evaluate(id, cmd) => investigation::evaluate(tx, ctx, *id, cmd),
            Deed::Close(id, cmd) => investigation::close(tx, ctx, *id, cmd),
            Deed::Recuse(id, no, cmd) => investigation::recuse(tx, ctx, *id, *no, cmd),
            Deed::Appraise(id, cmd) => investigation::begin_appraisal(tx, ctx, *id, cmd),
            Deed::Appraised(id, cmd) => investigation::end_appraisal(tx, ctx, *id, cmd),
            Deed::Extend(id, cmd) => investigation::extend(tx, ctx, *id, cmd),
            Deed::Demand(id, cmd) => investigation::demand_checks(tx, ctx, *id, cmd),
            Deed::Checked(id, cmd) => investigation::check_like(tx, ctx, *id, 1, cmd),
            Deed::List(id, cmd) => investigation::list(tx, ctx, *id, cmd),
            Deed::Supervise(id, step, cmd) => investigation::supervise(tx, ctx, *id, *step, cmd),
            Deed::Delist(id, cmd) => investigation::delist(tx, ctx, *id, cmd),
        }
    }
}

/// Where the members of a group come from.
const GROUP: [(&str, &str, &str); 3] =
    [("leader", "顾行远", "县应急管理局"), ("member", "程述之", "县公安局"), ("member", "白若谷", "县总工会")];

/// By the kind of accident: the deeper cause, what is to be done, what others learn.
fn texts(it: &Incident) -> [&'static str; 3] {
    match it.category {
        "road_traffic" => [
            "路侧防护和警示标志缺失，源头企业未落实出车前检查",
            "补设路侧护栏和警示标志，逐车落实出车前检查",
            "临水临崖路段必须先设防护",
        ],
        "fire" => {
            ["电气线路私拉乱接，疏散通道被占用", "全面检测电气线路，清理疏散通道", "门面住宿合用场所必须有第二条疏散路"]
        }
        _ => {
            ["危险作业未办理审批，现场无人监护", "重新辨识危险作业，落实审批和专人监护", "危险作业必须先审批、有人监护"]
        }
    }
}

/// Who works in the office, who leads, and who answers for the unit.
struct Hands {
    clerk: PersonId,
    leader: PersonId,
    office: OrganisationId,
    unit: Option<(PersonId, OrganisationId, String)>,
}

struct Told<'a> {
    teller: &'a mut Teller,
    hands: Hands,
    id: InvestigationId,
    acts: &'a mut Vec<Act>,
}

/// Everything that is done about the accident, in order; what lies after the county's now, the caller drops.
pub(super) fn acts(
    county: &District,
    ids: &Ids,
    teller: &mut Teller,
    (it, incident): (&Incident, IncidentId),
    acts: &mut Vec<Act>,
) -> Result<(), Error> {
    let account = |role| county.accounts.iter().find(|it| it.role == role).map(|it| it.person);
    let (Some(clerk), Some(leader)) = (account(Role::DistrictClerk), account(Role::Leader)) else {
        return Err(Error::NotFound("PersonId"));
    };
    let unit = match it.organisation {
        Some(key) => match county.people.iter().find(|person| person.organisation == key) {
            Some(person) => {
                let name = county.organisation(key).name.clone();
                Some((ids.person(person.key)?, ids.organisation(key)?, name))
            }
            None => None,
        },
        None => None,
    };
    let (clerk, leader, office) = (ids.person(clerk)?, ids.person(leader)?, ids.organisation(sample::OFFICE)?);
    let hands = Hands { clerk, leader, office, unit };
    let opened = it.happened.day().plus_days(1).at(9, 10);
    let ctx = teller.person(opened, hands.clerk, hands.office, Role::DistrictClerk);
    let id = ctx.clone().mint();
    acts.push(Act::of_incident(ctx, IncidentDeed::Investigate(Deed::Begin(incident))));
    let mut told = Told { teller, hands, id, acts };
    let recent = it.happened.day().plus_days(60) > county.now.day();
    told.group(it.happened.day());
    if troubled(it) {
        told.recused(it.happened.day());
    }
    if troubled(it) || recent {
        told.appraised(it.happened.day());
        told.like(it.happened.day(), like(county, it));
    }
    let replied = told.report(it);
    if (troubled(it) || recent) && it.dead + it.missing < 3 && it.severely_injured < 10 {
        told.supervised(it.happened.day(), replied);
    }
    told.follow_up(it, replied);
    Ok(())
}

/// Some cases take nearly all of their sixty days and more, with a recusal on the way.
fn troubled(it: &Incident) -> bool {
    it.slow || it.happened.day().day_of_month() % 3 == 0
}

/// What at most some tens of other subjects of its sector have in their name; none where nothing is so rare.
fn like(county: &District, it: &Incident) -> Option<&'static str> {
    let others = |word: &str| {
        let of_sector = county.subjects.iter().filter(|one| one.sector == it.sector);
        let others = of_sector.filter(|one| one.organisation.is_none() || one.organisation != it.organisation);
        others.filter(|one| one.name.contains(word) || one.address.contains(word)).count()
    };
    let words = ["加油站", "工地", "项目", "车队", "运输", "厂", "店", "仓", "公司", "镇", "村"];
    words.into_iter().find(|word| (2..=40).contains(&others(word)))
}

impl Told<'_> {
    /// One of the group has to do with the unit, and another takes the place.
    fn recused(&mut self, happened: Day) {
        let day = happened.plus_days(2);
        let reason = Reason { reason: "与事故单位有利害关系".into() };
        self.clerk(day.at(9, 20), Deed::Recuse(self.id, 3, reason));
        let join = Join { part: "member".into(), name: "闻可久".into(), organisation: "县总工会".into() };
        self.clerk(day.at(9, 26), Deed::Join(self.id, join));
    }

    /// A month in which the clock of the report stands still.
    fn appraised(&mut self, happened: Day) {
        let day = |days: i64| happened.plus_days(days);
        let what = "事故设备和现场痕迹技术鉴定，委托市特种设备检验检测中心".into();
        let begun = BeginAppraisal { what, on: day(8).to_string(), until: day(40).to_string() };
        self.clerk(day(8).at(15, 10), Deed::Appraise(self.id, begun));
        let result = "鉴定认定设备防护装置失效，与直接原因一致".into();
        self.clerk(day(38).at(10, 5), Deed::Appraised(self.id, EndAppraisal { on: day(38).to_string(), result }));
    }

    fn like(&mut self, happened: Day, word: Option<&str>) {
        let Some(word) = word else { return };
        let day = |days: i64| happened.plus_days(days);
        let demand = DemandChecks {
            demand: "对照本次事故暴露的问题逐户排查".into(),
            like: word.into(),
            due: day(42).to_string(),
            ..DemandChecks::default()
        };
        self.clerk(day(12).at(11, 15), Deed::Demand(self.id, demand));
        let result = "名单内监管对象排查完毕，查出的问题已在隐患台账中跟踪整改".into();
        self.clerk(day(41).at(16, 30), Deed::Checked(self.id, CheckLike { on: day(41).to_string(), result }));
    }

    /// The level above watches: published, accepted after the reply, delisted, published again.
    fn supervised(&mut self, happened: Day, replied: Day) {
        let day = |days: i64| happened.plus_days(days);
        let number = format!("市安委督〔{}〕{} 号", happened.year(), happened.month() * 2 + 1);
        let list = List { by: "city".into(), number, deadline: day(150).to_string() };
        self.leader(day(6).at(10, 0), Deed::List(self.id, list));
        let public =
            |on: Day| Supervise { day: on.to_string(), place: "县人民政府网站".into(), ..Supervise::default() };
        let said =
            |agreed: &str, text: &str| Supervise { agreed: agreed.into(), text: text.into(), ..Supervise::default() };
        self.clerk(day(9).at(9, 40), Deed::Supervise(self.id, Step::Publication, public(day(9))));
        let after = |days: i64| replied.plus_days(days);
        let report = said("", "责任追究和整改措施均已落实，申请验收");
        self.clerk(after(62).at(9, 15), Deed::Supervise(self.id, Step::Application, report));
        let accepted = said("yes", "现场核查，查处和整改到位");
        self.leader(after(66).at(15, 20), Deed::Supervise(self.id, Step::Acceptance, accepted));
        let off = Delist { on: after(68).to_string(), note: "同意摘牌".into() };
        self.clerk(after(68).at(10, 10), Deed::Delist(self.id, off));
        self.clerk(after(70).at(9, 5), Deed::Supervise(self.id, Step::DelistingPublication, public(after(70))));
    }

    fn clerk(&mut self, at: Instant, deed: Deed) {
        let ctx = self.teller.person(at, self.hands.clerk, self.hands.office, Role::DistrictClerk);
        self.acts.push(Act::of_incident(ctx, IncidentDeed::Investigate(deed)));
    }

    fn leader(&mut self, at: Instant, deed: Deed) {
        let ctx = self.teller.person(at, self.hands.leader, self.hands.office, Role::Leader);
        self.acts.push(Act::of_incident(ctx, IncidentDeed::Investigate(deed)));
    }

    fn group(&mut self, happened: Day) {
        for (n, (part, name, organisation)) in (0_i8..).zip(GROUP) {
            let join = Join { part: part.into(), name: name.into(), organisation: organisation.into() };
            self.clerk(happened.plus_days(1).at(14, 5 + n * 4), Deed::Join(self.id, join));
        }
    }

    fn find(&mut self, at: Instant, track: &str, finding: String) {
        self.clerk(at, Deed::Find(self.id, FindTrack { track: track.into(), finding }));
    }

    /// Findings, signatures, the report within its days, and the reply.
    fn report(&mut self, it: &Incident) -> Day {
        let day = |days: i64| it.happened.day().plus_days(days);
        let [cause, ..] = texts(it);
        self.find(day(20).at(10, 30), "cause", format!("直接原因：{}。间接原因：{cause}。", it.summary));
        self.find(day(34).at(16, 20), "responsible", "认定为生产安全责任事故，现场负责人负直接责任".into());
        // Some groups need nearly all of their sixty days.
        let written = day(if troubled(it) { 58 } else { 46 });
        if troubled(it) {
            let more = Extend { days: "30".into(), reason: "案情复杂，需补充调查取证".into() };
            self.leader(day(50).at(9, 0), Deed::Extend(self.id, more));
        }
        // The third was recused, the fourth came instead.
        let third = if troubled(it) { 4 } else { 3 };
        for (no, minute) in [(1, 5), (2, 12), (third, 19)] {
            self.clerk(written.at(9, minute), Deed::Sign(self.id, no, Sign { on: written.to_string() }));
        }
        let submit = Submit { on: written.to_string(), to: "县人民政府".into() };
        self.clerk(written.at(11, 0), Deed::Submit(self.id, submit));
        let replied = written.plus_days(11);
        let reply = Reply {
            on: replied.to_string(),
            number: format!("政复〔{}〕{} 号", replied.year(), replied.month() * 3 + replied.day_of_month() % 3),
            decision: "同意调查报告的原因分析、责任认定和处理建议，有关单位须按期落实整改措施".into(),
        };
        self.leader(replied.at(15, 40), Deed::Reply(self.id, reply));
        replied
    }

    /// The unit's measure, the other tracks, the evaluation, the library.
    fn follow_up(&mut self, it: &Incident, replied: Day) {
        let [_, measure, lesson] = texts(it);
        match self.hands.unit.clone() {
            Some((person, body, owner)) => self.measure((person, body, owner), measure, replied),
            None => self.find(replied.plus_days(6).at(9, 40), "measures", format!("{measure}，由乡镇组织落实")),
        }
        let day = |days: i64| replied.plus_days(days);
        self.find(day(25).at(10, 15), "responsible", "责任人员已按批复给予处理，处罚决定已执行".into());
        self.find(day(28).at(15, 30), "education", "召开警示教育会，组织同行业单位对照检查".into());
        for (track, minute) in [("cause", 1), ("responsible", 5), ("measures", 9), ("education", 13)] {
            self.clerk(day(60).at(16, minute), Deed::End(self.id, EndTrack { track: track.into() }));
        }
        let evaluate = Evaluate {
            on: day(300).to_string(),
            result: "整改措施落实到位，责任追究到位".into(),
            published: "县人民政府网站".into(),
        };
        self.clerk(day(300).at(10, 50), Deed::Evaluate(self.id, evaluate));
        self.leader(day(304).at(11, 20), Deed::Close(self.id, Close { lessons: lesson.into() }));
    }

    fn measure(&mut self, (person, body, owner): (PersonId, OrganisationId, String), measure: &str, replied: Day) {
        let due = replied.plus_days(40);
        let set = SetMeasure { measure: measure.into(), owner, due: due.to_string(), ..SetMeasure::default() };
        self.clerk(replied.plus_days(2).at(9, 30), Deed::Set(self.id, set));
        let done = ReportMeasure { done: "措施已落实，附检查记录和现场照片".into() };
        let ctx = self.teller.person(replied.plus_days(31).at(14, 10), person, body, Role::EnterpriseUser);
        self.acts.push(Act::of_incident(ctx, IncidentDeed::Investigate(Deed::Report(self.id, done))));
        let verify = VerifyMeasure { result: "accepted".into(), note: "现场核查属实".into() };
        self.clerk(replied.plus_days(34).at(10, 5), Deed::Verify(self.id, verify));
    }
}
