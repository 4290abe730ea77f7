//! Oversight of the sample county: last year's assessment of all townships, published, with an objection that was accepted and
//! one that was refused; a supervision of the half-year at some organisations, published; and an assessment that goes on.
//! Every sentence is invented.

use kernel::{Ctx, Day, Error, Instant, OrganisationId, PersonId, Role, Span};
use ledger::{Reader, Tx};
use oversight::examination::{self, OversightExaminationId};
use oversight::problem;
use oversight::scheme::{self, OversightSchemeId};
use sample::{Chance, District, OrganisationKind};

use super::life::Act;
use super::{Ids, Teller};

const SOURCE: &str = "望安委〔2024〕9号";

/// Text, article, full marks, method, full and no marks at, or marks less for each case. Without marks, of a supervision.
struct Line(&'static str, &'static str, &'static str, &'static str, [&'static str; 3]);

#[rustfmt::skip]
const ASSESSED: &[Line] = &[
    Line("党政领导干部安全生产责任制落实情况",     "第五条",         "20", "judged",                 ["", "", ""]),
    Line("隐患按期整改销号情况",                   "第六条第一项",   "20", "hazards_closed_in_time", ["95", "60", ""]),
    Line("逾期未销号隐患情况",                     "第六条第二项",   "10", "hazards_late",           ["", "", "0.5"]),
    Line("重大隐患清零情况",                       "第六条第三项",   "10", "major_hazards_open",     ["", "", "2"]),
    Line("日常检查开展情况",                       "第七条",         "10", "checks",                 ["60", "0", ""]),
    Line("安委会议定事项办结情况",                 "第八条",         "10", "resolutions_closed",     ["100", "50", ""]),
    Line("工作建议函回复情况",                     "第九条",         "5",  "letters_unanswered",     ["", "", "1"]),
    Line("生产安全事故控制情况",                   "第十条",         "10", "deaths",                 ["", "", "5"]),
    Line("宣传教育和应急演练组织情况",             "第十一条",       "5",  "judged",                 ["", "", ""]),
];

#[rustfmt::skip]
const SUPERVISED: &[Line] = &[
    Line("汛期安全防范措施落实情况",               "第三条第一项",   "",   "judged",                 ["", "", ""]),
    Line("逾期未销号隐患情况",                     "第三条第二项",   "",   "hazards_late",           ["", "", ""]),
    Line("专项行动任务推进情况",                   "第三条第三项",   "",   "tasks_late",             ["", "", ""]),
    Line("应急值守和信息报送情况",                 "第三条第四项",   "",   "judged",                 ["", "", ""]),
];

/// What was found of an item that is judged, the marks of twenty, why.
const JUDGED: &[(&str, &str)] = &[
    ("责任清单、工作清单齐全，领导带队检查有记录。", "查阅清单和检查记录"),
    ("领导干部带队检查记录不完整，第三季度缺两次。", "查阅检查记录，抽问有关人员"),
    ("责任分工已明确，村（社区）网格员变动后未及时更新。", "对照网格员名册抽查三个村"),
    ("制度健全，落实到位，演练有方案、有评估。", "查阅方案、影像和评估材料"),
];
const PROBLEMS: &[&str] =
    &["网格员变动后责任公示牌未更新", "应急值班记录不全，夜间抽查无人应答", "应急物资台账与实物不符"];

/// One thing that is done in oversight.
pub(super) enum Deed {
    Draft(scheme::Draft),
    Item(OversightSchemeId, scheme::SetItem),
    Issue(OversightSchemeId),
    Group(Place, String),
    Take(Place),
    /// Item, finding, marks, reason.
    Judge(Place, u32, examination::Judge),
    Find(Place, u32, &'static str),
    Tell(Place),
    Object(Place, u32, &'static str),
    Agree(Place),
    Answer(Place, examination::Answer),
    Confirm(Place),
    Publish(OversightSchemeId),
    /// What its organisation owes of it is reported; looked at.
    Report(Place),
    Look(Place),
}

/// One scheme at one organisation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(OversightSchemeId, OrganisationId);

impl Place {
    fn find(self, r: &Reader<'_>, ctx: &Ctx) -> Result<OversightExaminationId, Error> {
        let filter = examination::query::Filter { scheme: Some(self.0), organisation: Some(self.1), state: None };
        let found = examination::query::list(r, ctx, &filter, 0, 1)?;
        found.first().map(|it| it.it.id).ok_or(Error::NotFound("OversightExaminationId"))
    }

    fn problems(self, r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<problem::Problem>, Error> {
        problem::query::of_examination(r, ctx, self.find(r, ctx)?)
    }
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        // As the gate lets them in: drafts are of those who write and sign them.
        let ctx = &Ctx { policy: crate::policy::POLICY, ..ctx.clone() };
        match self {
            Deed::Draft(cmd) => scheme::draft(tx, ctx, cmd).map(drop),
            Deed::Item(id, cmd) => scheme::set_item(tx, ctx, *id, 0, cmd),
            Deed::Issue(id) => {
                let version = scheme::query::one(tx, ctx, *id)?.it.version.to_string();
                scheme::issue(tx, ctx, *id, &scheme::Issue { version })
            }
            Deed::Publish(id) => scheme::publish(tx, ctx, *id),
            Deed::Report(it) => {
                let cmd =
                    problem::ReportDone { done: "已整改到位，附照片和更新后的台账。".to_owned() };
                it.problems(tx, ctx)?.iter().try_for_each(|one| problem::report(tx, ctx, one.id, &cmd))
            }
            Deed::Look(it) => {
                let cmd = problem::Verify { result: "accepted".to_owned(), note: "抽查属实".to_owned() };
                it.problems(tx, ctx)?.iter().try_for_each(|one| problem::verify(tx, ctx, one.id, &cmd))
            }
            _ => self.examine(tx, ctx),
        }
    }

    fn examine(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        match self {
            Deed::Group(it, people) => {
                let cmd = examination::SetGroup { people: people.clone() };
                examination::set_group(tx, ctx, it.find(tx, ctx)?, &cmd)
            }
            Deed::Take(it) => examination::take(tx, ctx, it.find(tx, ctx)?, &crate::measures::MEASURES),
            Deed::Judge(it, no, cmd) => examination::judge(tx, ctx, it.find(tx, ctx)?, *no, cmd),
            Deed::Find(it, no, said) => {
                let cmd = problem::Find { problem: (*said).to_owned(), due: String::new() };
                problem::find(tx, ctx, it.find(tx, ctx)?, *no, &cmd).map(drop)
            }
            Deed::Tell(it) => examination::tell(tx, ctx, it.find(tx, ctx)?),
            Deed::Object(it, no, said) => {
                let cmd = examination::Object { reason: (*said).to_owned() };
                examination::object(tx, ctx, it.find(tx, ctx)?, *no, &cmd)
            }
            Deed::Agree(it) => examination::agree(tx, ctx, it.find(tx, ctx)?),
            Deed::Answer(it, cmd) => examination::answer(tx, ctx, it.find(tx, ctx)?, 1, cmd),
            Deed::Confirm(it) => {
                let id = it.find(tx, ctx)?;
                let version = examination::query::one(tx, ctx, id)?.it.version.to_string();
                examination::confirm(tx, ctx, id, &examination::Confirm { version })
            }
            _ => Err(Error::internal("a deed of another part")),
        }
    }
}

struct Told<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    chance: Chance,
    clerk: PersonId,
    leader: PersonId,
    /// The people of the group, as they are typed.
    group: String,
    acts: Vec<Act>,
}

/// What a scheme examines: of which kind, which days, which organisations.
struct Plan {
    draft: scheme::Draft,
    items: &'static [Line],
    at: Instant,
    organisations: Vec<u32>,
}

impl Told<'_> {
    fn by(&mut self, at: Instant, who: PersonId, role: Role, deed: Deed) -> Result<Ctx, Error> {
        let office = self.ids.organisation(sample::OFFICE)?;
        let ctx = self.teller.person(at, who, office, role);
        self.acts.push(Act::of_oversight(ctx.clone(), deed));
        Ok(ctx)
    }

    fn clerk(&mut self, at: Instant, deed: Deed) -> Result<Ctx, Error> {
        self.by(at, self.clerk, Role::DistrictClerk, deed)
    }

    fn leader(&mut self, at: Instant, deed: Deed) -> Result<(), Error> {
        self.by(at, self.leader, Role::Leader, deed).map(drop)
    }

    /// Somebody of the organisation acts for it.
    fn of(&mut self, at: Instant, key: u32, deed: Deed) -> Result<(), Error> {
        let body =
            self.county.organisations.iter().find(|it| it.key == key).ok_or(Error::NotFound("OrganisationId"))?;
        let person = self.county.people.iter().find(|it| it.organisation == key).ok_or(Error::NotFound("PersonId"))?;
        let role = match body.kind {
            OrganisationKind::Township => Role::TownshipOfficer,
            _ => Role::DepartmentClerk,
        };
        let ctx = self.teller.person(at, self.ids.person(person.key)?, self.ids.organisation(key)?, role);
        self.acts.push(Act::of_oversight(ctx, deed));
        Ok(())
    }

    /// Drafted, issued three days later, and a group named for each.
    fn issued(&mut self, plan: &Plan) -> Result<Vec<(Place, u32)>, Error> {
        let id: OversightSchemeId = self.clerk(plan.at, Deed::Draft(plan.draft.clone()))?.mint();
        for (n, Line(text, article, weight, method, [full_at, zero_at, each])) in plan.items.iter().enumerate() {
            let way = match (full_at.is_empty(), each.is_empty()) {
                (false, _) => "linear",
                (true, false) => "deduct",
                (true, true) => "",
            };
            let cmd = scheme::SetItem {
                text: (*text).into(),
                source: format!("{SOURCE} {article}"),
                weight: (*weight).into(),
                method: (*method).into(),
                way: way.into(),
                full_at: (*full_at).into(),
                zero_at: (*zero_at).into(),
                each: (*each).into(),
            };
            self.clerk(plan.at + Span::minutes(4 + n as i64 * 3), Deed::Item(id, cmd))?;
        }
        let issued = plan.at + Span::days(3);
        self.leader(issued, Deed::Issue(id))?;
        let mut places = Vec::with_capacity(plan.organisations.len());
        for (n, key) in plan.organisations.iter().enumerate() {
            let place = Place(id, self.ids.organisation(*key)?);
            self.clerk(issued + Span::minutes(30 + n as i64 * 2), Deed::Group(place, self.group.clone()))?;
            places.push((place, *key));
        }
        Ok(places)
    }

    /// Taken and judged; a problem at every third.
    fn examined(&mut self, (place, n): (Place, usize), items: &[Line], at: Instant) -> Result<(), Error> {
        self.clerk(at, Deed::Take(place))?;
        for (no, Line(_, _, weight, method, _)) in (1..).zip(items) {
            if *method != "judged" {
                continue;
            }
            let (finding, reason) = JUDGED[(n + no as usize) % JUDGED.len()];
            let marks = match weight.parse::<i64>() {
                Ok(full) => (full - self.chance.between(0, full / 4)).to_string(),
                Err(_) => String::new(),
            };
            let cmd = examination::Judge { finding: finding.into(), marks, reason: reason.into() };
            self.clerk(at + Span::minutes(10 + i64::from(no) * 5), Deed::Judge(place, no, cmd))?;
        }
        if n % 3 == 1 {
            self.clerk(at + Span::minutes(70), Deed::Find(place, 1, PROBLEMS[n % PROBLEMS.len()]))?;
        }
        Ok(())
    }

    /// From the telling to the confirmation; the second and the third object.
    fn settled(&mut self, (place, key): (Place, u32), (n, full): (usize, &str), told: Instant) -> Result<(), Error> {
        self.clerk(told, Deed::Tell(place))?;
        let answer = |result: &str, reason: &str, marks: &str, finding: &str| examination::Answer {
            result: result.into(),
            reason: reason.into(),
            marks: marks.into(),
            finding: finding.into(),
        };
        let next = told + Span::days(1);
        match n {
            1 => {
                let said = "第三季度两次带队检查记录已随季度材料报送，请予复核。";
                self.of(next, key, Deed::Object(place, 1, said))?;
                let reason = "经核对季度材料，两次检查记录属实。";
                let cmd = answer("accepted", reason, full, "领导干部带队检查记录齐全。");
                self.clerk(next + Span::days(2), Deed::Answer(place, cmd))?;
            }
            2 => {
                self.of(next, key, Deed::Object(place, 2, "部分隐患因权属不清未能按期整改，请予剔除。"))?;
                let reason = "未按规定申请延期，不符合剔除条件。";
                self.clerk(next + Span::days(2), Deed::Answer(place, answer("refused", reason, "", "")))?;
            }
            _ => self.of(next, key, Deed::Agree(place))?,
        }
        let confirmed = told + Span::days(12) + Span::minutes(n as i64 * 3);
        self.leader(confirmed, Deed::Confirm(place))?;
        if n % 3 == 1 {
            self.of(told + Span::days(6), key, Deed::Report(place))?;
            self.leader(told + Span::days(8), Deed::Look(place))?;
        }
        Ok(())
    }

    fn published(&mut self, plan: &Plan, from: Instant) -> Result<(), Error> {
        let places = self.issued(plan)?;
        // The full marks of the first item, where there are marks.
        let first = plan.items.first().map_or("", |it| it.2);
        for (n, (place, key)) in places.iter().enumerate() {
            let at = from + Span::minutes(n as i64 * 95);
            self.examined((*place, n), plan.items, at)?;
            self.settled((*place, *key), (n, first), from + Span::days(6) + Span::minutes(n as i64 * 4))?;
        }
        let Some((Place(id, _), _)) = places.first() else { return Ok(()) };
        self.clerk(from + Span::days(21), Deed::Publish(*id)).map(drop)
    }

    /// Of these days: one is told and objects, one is examined, the rest waits.
    fn running(&mut self, plan: &Plan, now: Instant) -> Result<(), Error> {
        let places = self.issued(plan)?;
        let from = now - Span::days(6);
        for (n, (place, _)) in places.iter().take(3).enumerate() {
            self.examined((*place, n), plan.items, from + Span::minutes(n as i64 * 95))?;
        }
        for (n, (place, _)) in places.iter().take(2).enumerate() {
            self.clerk(now - Span::days(2) + Span::minutes(n as i64 * 5), Deed::Tell(*place))?;
        }
        match places.get(1) {
            Some((place, key)) => {
                self.of(now - Span::days(1), *key, Deed::Object(*place, 1, "检查记录存于村级档案，请予复核。"))
            }
            None => Ok(()),
        }
    }
}

fn draft(kind: &str, title: String, (first, last): (Day, Day), organisations: &[&str]) -> scheme::Draft {
    scheme::Draft {
        kind: kind.into(),
        title,
        first: first.to_string(),
        last: last.to_string(),
        groups: Vec::new(),
        organisations: organisations.join("\n"),
    }
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let player = |role| county.accounts.iter().find(|it| it.role == role).ok_or(Error::NotFound("AccountId"));
    let clerk = player(Role::DistrictClerk)?.person;
    let name = |key: u32| county.people.iter().find(|it| it.key == key).map(|it| it.name.clone());
    let group = name(clerk).ok_or(Error::NotFound("PersonId"))?;
    let leader = ids.person(player(Role::Leader)?.person)?;
    let chance = Chance::new(super::SEED, "oversight");
    let clerk = ids.person(clerk)?;
    let mut told = Told { county, ids, teller, chance, clerk, leader, group, acts: Vec::new() };
    plan(&mut told)?;
    let mut acts = told.acts;
    acts.retain(|act| act.ctx.now <= county.now);
    acts.sort_by_key(|act| act.ctx.now);
    Ok(acts)
}

/// The last year that can be over by now with its assessment, the last half-year, and the year that goes on.
fn plan(told: &mut Told<'_>) -> Result<(), Error> {
    let county = told.county;
    let (now, year) = (county.now, county.now.day().year());
    let of = |kind| county.organisations.iter().filter(move |it| it.kind == kind);
    let (towns, bodies): (Vec<_>, Vec<_>) =
        (of(OrganisationKind::Township).collect(), of(OrganisationKind::Department).collect());
    let day = |year, month, day| Day::new(year, month, day).ok_or_else(|| Error::internal("a date of this file"));
    let keys = |all: &[&sample::Organisation]| all.iter().map(|it| it.key).collect::<Vec<_>>();
    let names = |all: &[&'_ sample::Organisation]| all.iter().map(|it| it.short_name.clone()).collect::<Vec<_>>();

    let assessed = if now.day() > day(year, 3, 20)? { year - 1 } else { year - 2 };
    let named = names(&towns);
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let days = (day(assessed, 1, 1)?, day(assessed, 12, 31)?);
    let yearly = Plan {
        draft: draft("assessment", format!("{assessed}年度安全生产目标责任考核"), days, &named),
        items: ASSESSED,
        at: day(assessed + 1, 1, 8)?.at(9, 0),
        organisations: keys(&towns),
    };
    told.published(&yearly, day(assessed + 1, 1, 19)?.at(9, 0))?;

    let some: Vec<&sample::Organisation> = towns.iter().step_by(4).chain(bodies.iter().take(2)).copied().collect();
    let half = if now.day() > day(year, 8, 20)? { year } else { year - 1 };
    let named = names(&some);
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let supervised = Plan {
        draft: draft(
            "supervision",
            format!("{half}年上半年安全生产督查"),
            (day(half, 1, 1)?, day(half, 6, 30)?),
            &named,
        ),
        items: SUPERVISED,
        at: day(half, 6, 22)?.at(9, 0),
        organisations: keys(&some),
    };
    told.published(&supervised, day(half, 7, 6)?.at(9, 0))?;

    let few: Vec<&sample::Organisation> = towns.iter().skip(1).step_by(3).take(5).copied().collect();
    let named = names(&few);
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let running = Plan {
        draft: draft("assessment", format!("{year}年安全生产过程考核"), (day(year, 1, 1)?, day(year, 12, 31)?), &named),
        items: ASSESSED,
        at: now - Span::days(20),
        organisations: keys(&few),
    };
    told.running(&running, now)
}
