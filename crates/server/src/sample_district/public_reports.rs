//! What the people of the sample county reported: taken up, answered, refused, waiting. Every text and number is invented.

use hazard::public_report::{Accept, PublicReportId, Receive, accept, answer, receive, refuse, see_contact};
use hazard::{Grade, Harm, Source};
use kernel::{Actor, Ctx, Error, Role, Sector};
use ledger::Tx;
use sample::District;

use super::life::Act;
use super::{Ids, Teller};

struct Case {
    days_ago: i64,
    sector: Sector,
    category: &'static str,
    place: &'static str,
    said: &'static str,
    contact: &'static str,
    end: End,
}

enum End {
    Waits,
    Accepted { words: &'static str, harm: Harm, told: &'static str },
    Answered(&'static str),
    Refused(&'static str),
}

const CASES: &[Case] = &[
    Case {
        days_ago: 52,
        sector: Sector::Fire,
        category: "fire",
        place: "老街菜市场二楼通道",
        said: "菜市场二楼通往后门的通道堆满泡沫箱，后门白天也锁着，着火了人跑不出来。",
        contact: "",
        end: End::Accepted {
            words: "二楼疏散通道堆放泡沫箱，安全出口上锁，疏散受阻。",
            harm: Harm::Fire,
            told: "已核实并登记，通道已责成清理，后门营业期间保持畅通。",
        },
    },
    Case {
        days_ago: 37,
        sector: Sector::Construction,
        category: "construction",
        place: "河滨路小区对面工地",
        said: "工地塔吊转到小学门口上方还在吊东西，上下学时间都不停。",
        contact: "139 0000 0021",
        end: End::Accepted {
            words: "塔式起重机吊臂覆盖学校门前道路，上下学时段仍带载回转。",
            harm: Harm::LiftingInjury,
            told: "已登记为隐患，已要求限制回转范围，上下学时段停止吊装。",
        },
    },
    Case {
        days_ago: 24,
        sector: Sector::TownGas,
        category: "gas",
        place: "步行街小吃店后厨",
        said: "小吃店后厨的煤气罐放在灶台旁边，软管发黑开裂，经常闻到煤气味。",
        contact: "",
        end: End::Answered("乡镇会同燃气经营单位上门核查：软管已当场更换，气瓶已移出后厨，检测无泄漏。谢谢您的提醒。"),
    },
    Case {
        days_ago: 16,
        sector: Sector::RoadTransport,
        category: "other",
        place: "汽车站售票厅",
        said: "汽车站退票要扣百分之二十手续费，工作人员态度也不好。",
        contact: "139 0000 0022",
        end: End::Refused("反映的是客运服务收费，不属于安全生产隐患，请拨打 12328 交通运输服务监督电话。"),
    },
    Case {
        days_ago: 6,
        sector: Sector::SpecialEquipment,
        category: "special_equipment",
        place: "滨江路菜市场西门电梯",
        said: "西门电梯运行时抖得厉害，门关不严，上个月有老人被夹过。",
        contact: "139 0000 0023",
        end: End::Waits,
    },
    Case {
        days_ago: 2,
        sector: Sector::GeologicalHazard,
        category: "natural_hazard",
        place: "村口公路内侧边坡",
        said: "连着下雨，村口公路里侧的坡上裂了一条缝，昨天又掉了几块石头下来。",
        contact: "",
        end: End::Waits,
    },
];

/// One thing that is done about a report.
pub(super) enum Deed {
    Receive(Receive),
    Look,
    Accept(Accept),
    Answer(&'static str),
    Refuse(&'static str),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: PublicReportId) -> Result<(), Error> {
        match self {
            Deed::Receive(cmd) => receive(tx, ctx, cmd).map(drop),
            Deed::Look => see_contact(tx, ctx, id),
            Deed::Accept(cmd) => accept(tx, &ctx.clone(), id, cmd).map(drop),
            Deed::Answer(text) => answer(tx, ctx, id, text),
            Deed::Refuse(reason) => refuse(tx, ctx, id, reason),
        }
    }
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let Some(clerk) = county.accounts.iter().find(|account| account.role == Role::DistrictClerk) else {
        return Ok(Vec::new());
    };
    let (clerk, office) = (ids.person(clerk.person)?, ids.organisation(clerk.organisation)?);
    let mut acts = Vec::new();
    for case in CASES {
        let subject = county.subjects.iter().find(|it| it.sector == case.sector).or(county.subjects.first());
        let subject = subject.ok_or(Error::NotFound("SubjectId"))?;
        let at = |day: i64, hour| county.now.day().plus_days(day - case.days_ago).at(hour, 35);
        let found_at = at(0, 19);
        let sent = Ctx { actor: Actor::Public, ..teller.rule("public", found_at) };
        // The first id a context mints is the one its report will mint.
        let id: PublicReportId = sent.clone().mint();
        acts.push(Act::of_report(sent, id, Deed::Receive(said(case, subject))));
        let answered = teller.person(at(3, 15), clerk, office, Role::DistrictClerk);
        if !case.contact.is_empty() {
            let looked = teller.person(at(2, 9), clerk, office, Role::DistrictClerk);
            acts.push(Act::of_report(looked, id, Deed::Look));
        }
        let deed = match case.end {
            End::Waits => continue,
            End::Answered(text) => Deed::Answer(text),
            End::Refused(reason) => Deed::Refuse(reason),
            End::Accepted { words, harm, told } => Deed::Accept(Accept {
                report: hazard::report::Report {
                    subject: ids.subject(subject.key)?,
                    place: case.place.into(),
                    description: words.into(),
                    harm,
                    source: Source::PublicReport,
                    grade: Grade::Ordinary,
                    grade_reason: None,
                    found_at,
                    evidence: Vec::new(),
                },
                answer: Some(told.into()),
            }),
        };
        acts.push(Act::of_report(answered, id, deed));
    }
    acts.retain(|act| act.ctx.now <= county.now);
    Ok(acts)
}

fn said(case: &Case, subject: &sample::Subject) -> Receive {
    Receive {
        text: case.said.into(),
        township: subject.division.township().to_string(),
        place: case.place.into(),
        category: case.category.into(),
        contact: case.contact.into(),
    }
}
