//! The investigations of accidents with deaths, from their opening to the library. Every text is invented.

use incident::IncidentId;
use incident::investigation::{
    self, Begin, Close, EndTrack, Evaluate, FindTrack, InvestigationId, Join, Reply, ReportMeasure, SetMeasure, Sign,
    Submit, VerifyMeasure,
};
use kernel::{Ctx, Day, Error, Instant, OrganisationId, PersonId, Role};
use ledger::Tx;
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
    told.group(it.happened.day());
    let replied = told.report(it);
    told.follow_up(it, replied);
    Ok(())
}

impl Told<'_> {
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
        let written = day(if it.slow { 58 } else { 46 });
        for (no, minute) in [(1, 5), (2, 12), (3, 19)] {
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
