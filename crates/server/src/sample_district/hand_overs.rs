//! Hazards of the sample county that one department wanted to hand over to another: accepted, refused, decided, waiting.

use hazard::transfer::{Answer, Offer, TransferId};
use hazard::{Harm, HazardId};
use kernel::{Error, Instant, Sector};
use obligation::Owner;
use sample::{District, OrganisationKind};

use super::life::{Act, Step, role_of};
use super::{Ids, Teller, causes};

struct Case {
    days_ago: i64,
    from: &'static str,
    to: &'static str,
    sector: Sector,
    harm: Harm,
    place: &'static str,
    said: &'static str,
    reason: &'static str,
    end: End,
}

enum End {
    Waits,
    Accepted,
    Refused(&'static str),
    Asked(&'static str, &'static str),
    Decided { refusal: &'static str, question: &'static str, goes: bool, decision: &'static str },
}

const CASES: &[Case] = &[
    Case {
        days_ago: 41,
        from: "县交通运输局",
        to: "县公安局",
        sector: Sector::RoadTransport,
        harm: Harm::VehicleInjury,
        place: "临水急弯路段",
        said: "临水急弯路段警示标志被遮挡、波形护栏缺损 12 米，夜间车辆有冲出路面的危险。",
        reason: "道路交通标志属公安机关交通管理部门职责。",
        end: End::Decided {
            refusal: "该路段为县道，标志、护栏由公路管养单位设置和维护。",
            question: "双方对标志维护责任认识不一，请予明确。",
            goes: false,
            decision: "县道附属设施由公路管养单位负责，公安局配合勘查。",
        },
    },
    Case {
        days_ago: 33,
        from: "县自然资源局",
        to: "县住建局",
        sector: Sector::GeologicalHazard,
        harm: Harm::Collapse,
        place: "村民建房切坡处",
        said: "屋后切坡高约 6 米未支护，坡顶出现裂缝，强降雨时有垮塌危险。",
        reason: "切坡因农房建设形成，属农房安全管理职责。",
        end: End::Decided {
            refusal: "边坡隐患应由地质灾害防治主管部门组织治理。",
            question: "该处未列入地质灾害隐患点，请裁定牵头单位。",
            goes: true,
            decision: "未列入地质灾害隐患点的农房切坡由住建局牵头整治，自然资源局提供技术支持。",
        },
    },
    Case {
        days_ago: 26,
        from: "县水利局",
        to: "县农业农村局",
        sector: Sector::WaterWorks,
        harm: Harm::Drowning,
        place: "进水池",
        said: "提灌泵站进水池护栏缺失约 8 米，无警示标识，周边有学生经过。",
        reason: "该泵站为高标准农田配套设施，已移交农业农村局管护。",
        end: End::Accepted,
    },
    Case {
        days_ago: 10,
        from: "县住建局",
        to: "县综合执法局",
        sector: Sector::Construction,
        harm: Harm::Collapse,
        place: "临街围挡",
        said: "临街施工围挡基础松动、向人行道倾斜，大风时有倒塌危险。",
        reason: "围挡占用人行道，属市政设施管理职责。",
        end: End::Refused("围挡由施工单位设置，应由建筑施工主管部门督促整改。"),
    },
    Case {
        days_ago: 8,
        from: "县自然资源局",
        to: "县林草局",
        sector: Sector::GeologicalHazard,
        harm: Harm::Collapse,
        place: "林区防火通道",
        said: "防火通道内侧土坡滑移，堆积物占去半幅路面，影响扑火车辆通行。",
        reason: "防火通道由林草部门建设和管护。",
        end: End::Asked("坡体滑移属地质灾害，本局无治理资金和技术力量。", "防火通道管护单位不予接收，请予裁定。"),
    },
    Case {
        days_ago: 3,
        from: "县水利局",
        to: "县交通运输局",
        sector: Sector::WaterWorks,
        harm: Harm::VehicleInjury,
        place: "坝顶交通桥",
        said: "坝顶交通桥限载标志缺失，栏杆立柱锈蚀松动。",
        reason: "该桥已列入农村公路桥梁名录，由交通运输部门管养。",
        end: End::Waits,
    },
];

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let mut acts = Vec::new();
    for case in CASES {
        let mut tale = Tale { county, ids, teller: &mut *teller, case, acts: Vec::new() };
        tale.tell()?;
        acts.append(&mut tale.acts);
    }
    acts.retain(|act| act.ctx.now <= county.now);
    acts.sort_by_key(|act| act.ctx.now);
    Ok(acts)
}

struct Tale<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    case: &'a Case,
    acts: Vec<Act>,
}

impl Tale<'_> {
    fn tell(&mut self) -> Result<(), Error> {
        let (from, to) = (self.department(self.case.from)?, self.department(self.case.to)?);
        let office = sample::OFFICE;
        let id = self.reported(office, from)?;
        let offer = Offer { to: self.ids.organisation(to)?, reason: self.case.reason.into() };
        let ctx = self.ctx(2, from)?;
        // The first id a context mints is the one its offer will mint.
        let transfer: TransferId = ctx.clone().mint();
        self.acts.push(Act::of_hazard(ctx, id, Step::Offer(offer)));
        let holder = match &self.case.end {
            End::Waits => return Ok(()),
            End::Accepted => {
                self.answered(id, transfer, to, None)?;
                to
            }
            End::Refused(why) => return self.answered(id, transfer, to, Some(why)),
            End::Asked(why, question) => {
                self.answered(id, transfer, to, Some(why))?;
                return self.act(5, from, id, Step::Ask(transfer, (*question).to_owned()));
            }
            End::Decided { refusal, question, goes, decision } => {
                self.answered(id, transfer, to, Some(refusal))?;
                self.act(5, from, id, Step::Ask(transfer, (*question).to_owned()))?;
                self.act(8, office, id, Step::Decide(transfer, *goes, (*decision).to_owned()))?;
                if *goes { to } else { from }
            }
        };
        self.act(9, holder, id, Step::Start(None))?;
        self.act(14, holder, id, Step::Submit("已组织现场处置并设置警示标识，整改完成，报请复查。".into()))?;
        self.act(16, office, id, Step::Verify(true, "现场查看，整改到位。".into()))?;
        self.act(17, office, id, Step::Close(None, causes::cause(sample::AccidentKind::OtherInjury, 0), false))
    }

    /// Found, and assigned to the first department, whose work the office looks at.
    fn reported(&mut self, office: u32, owner: u32) -> Result<HazardId, Error> {
        let sector = self.case.sector;
        let subject = self.county.subjects.iter().find(|it| it.sector == sector);
        let subject = self.ids.subject(subject.map_or(1, |it| it.key))?;
        let ctx = self.ctx(0, office)?;
        let id: HazardId = ctx.clone().mint();
        let report = hazard::report::Report {
            subject,
            place: self.case.place.into(),
            description: self.case.said.into(),
            harm: self.case.harm,
            source: hazard::Source::UnannouncedVisit,
            grade: hazard::Grade::Ordinary,
            grade_reason: None,
            found_at: ctx.now,
            evidence: Vec::new(),
        };
        self.acts.push(Act::of_hazard(ctx, id, Step::Report(report)));
        let party = |organisation| Owner { organisation, person: None };
        let order = hazard::assign::Assign {
            owner: party(self.ids.organisation(owner)?),
            checker: party(self.ids.organisation(office)?),
            demand: hazard::Demand::default(),
            due: None,
            note: None,
        };
        self.act(1, office, id, Step::Assign(order, None))?;
        Ok(id)
    }

    fn answered(&mut self, id: HazardId, transfer: TransferId, to: u32, refusal: Option<&str>) -> Result<(), Error> {
        let answer = Answer { accepted: refusal.is_none(), reason: refusal.unwrap_or_default().to_owned() };
        self.act(4, to, id, Step::Answer(transfer, answer))
    }

    fn act(&mut self, day: i64, organisation: u32, id: HazardId, step: Step) -> Result<(), Error> {
        let ctx = self.ctx(day, organisation)?;
        self.acts.push(Act::of_hazard(ctx, id, step));
        Ok(())
    }

    /// Somebody of an organisation, so many days after the finding.
    fn ctx(&mut self, day: i64, organisation: u32) -> Result<kernel::Ctx, Error> {
        let at: Instant = self.county.now.day().plus_days(day - self.case.days_ago).at(10, 20);
        let person = self.county.people.iter().find(|it| it.organisation == organisation);
        let person = person.ok_or(Error::NotFound("PersonId"))?.key;
        let role = role_of(self.county, person);
        Ok(self.teller.person(at, self.ids.person(person)?, self.ids.organisation(organisation)?, role))
    }

    fn department(&self, short_name: &str) -> Result<u32, Error> {
        let mut departments = self.county.organisations.iter().filter(|it| it.kind == OrganisationKind::Department);
        let found = departments.find(|it| it.short_name == short_name);
        found.map(|it| it.key).ok_or(Error::NotFound("OrganisationId"))
    }
}
