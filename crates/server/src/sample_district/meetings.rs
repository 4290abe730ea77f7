//! Meetings of the sample county: the calendar's rules since 2019, a special meeting and a liaison meeting every quarter, a
//! coordination meeting and a report every half-year, with what was said, decided and done; one meeting is still to come. Every
//! name and sentence is invented.

use kernel::{Ctx, Day, Error, Instant, PersonId, Role, Span};
use ledger::Tx;
use meeting::calendar::{self, SetRule};
use meeting::resolution::{self, ResolutionId};
use meeting::{Kind, MeetingId};
use sample::{Chance, District, OrganisationKind};

use super::life::Act;
use super::{Ids, Teller};

const FIRST_YEAR: i16 = 2019;
/// A county of fewer hazards is the small one of tests.
const SMALL_BELOW: usize = 2_000;

/// Kind, how often, days before the end, the text it comes from.
#[rustfmt::skip]
const RULES: &[(&str, &str, u32, &str)] = &[
    ("special",      "quarter",   5,  "望安委〔2018〕21号 第五条"),
    ("liaison",      "quarter",   20, "望安委〔2018〕21号 第六条"),
    ("coordination", "half_year", 30, "望安委〔2018〕21号 第七条"),
    ("report",       "half_year", 10, "望安委〔2018〕21号 第八条"),
];

/// What one speaker says, the problem it names, what is decided about it.
#[rustfmt::skip]
const TALKS: &[(&str, &str, &str)] = &[
    ("本季度共排查隐患{n}处，已整改{m}处，其余明确了责任人和时限。", "农村自建房出租经营底数不清，违规改扩建未及时发现", "摸清经营性自建房底数，逐栋建立台账，分类处置"),
    ("开展涉水区域巡查{n}次，新设警示牌{m}块。", "部分山塘水库巡查人员一人多岗，夜间值守不到位", "调整山塘水库巡查人员，落实夜间双人值守"),
    ("检查企业{n}家次，立案{m}起。", "小型企业动火、有限空间作业审批流于形式", "对动火、有限空间作业开展专项检查，年内全覆盖"),
    ("劝导交通违法{n}人次，治理隐患路段{m}处。", "村道临水临崖路段防护不足，集镇赶集日占道严重", "完成村道临水临崖路段防护设施建设，规范赶集日停车"),
    ("入户宣传{n}户，更换老旧燃气软管{m}根。", "餐饮场所燃气报警器安装率低，供气单位入户安检走过场", "督促餐饮场所全部安装燃气报警器，供气单位逐户安检留痕"),
    ("消防检查{n}家，督改{m}处。", "沿街商铺违规住人、楼道停放电动车反复出现", "集中清理沿街商铺违规住人，增设电动车集中充电点"),
    ("护林员巡护{n}人次，制止野外用火{m}起。", "防火期进山卡点夜间无人，隔离带清理未完成", "补齐进山卡点夜间值守，完成隔离带清理"),
    ("排查切坡建房{n}处，避险搬迁{m}户。", "地质灾害隐患点监测员变更后未及时公示", "更新地质灾害隐患点责任人公示牌，组织一次避险演练"),
];
const DONE: &[&str] = &[
    "已印发方案并完成首轮排查，台账报安委办。",
    "已全部整改，附照片和验收单。",
    "已会同有关部门完成，长效措施纳入日常巡查。",
];
/// Who writes for each of the four sub-headquarters.
const WRITERS: [&str; 4] = ["县水利局", "县林草局", "县自然资源局", "县应急局"];
const MATERIALS: [&str; 4] = ["防汛抗旱工作情况", "森林防灭火工作情况", "地质灾害防治工作情况", "抗震救灾工作情况"];
const QUARTERS: [&str; 4] = ["一", "二", "三", "四"];

/// One thing that is done about a meeting.
pub(super) enum Deed {
    SetRule(SetRule),
    /// What has begun by then is owed from then on.
    OpenPeriods,
    /// Of the period of this kind that is the most urgent.
    Convene(Kind, meeting::Convene),
    AskMaterials(MeetingId, meeting::AskMaterials),
    Receive(MeetingId, u32, String),
    Notice(MeetingId),
    Answer(MeetingId, meeting::Answer),
    Postpone(MeetingId, meeting::Postpone),
    Cancel(MeetingId, String),
    Hold(MeetingId, Instant),
    /// Which lines of the roll are absent, excused, represented.
    Roll(MeetingId, [usize; 3]),
    State(MeetingId, meeting::StateStatement),
    Resolve(MeetingId, Option<u32>, resolution::Resolve),
    Report(ResolutionId, String),
    Look(ResolutionId, bool),
    Withdraw(ResolutionId),
    Draft(MeetingId, String),
    Sign(MeetingId),
    ReportUp(String),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        let ctx = &ctx.clone();
        match self {
            Deed::SetRule(cmd) => calendar::set_rule(tx, ctx, cmd).map(drop),
            Deed::OpenPeriods => {
                calendar::find_missing(tx, ctx)?.into_iter().try_for_each(|it| calendar::open(tx, ctx, it))
            }
            Deed::Convene(kind, cmd) => {
                let waiting = calendar::query::waiting(tx, ctx)?.into_iter().find(|it| it.kind == *kind);
                let period = waiting.map(|it| it.id.to_string()).unwrap_or_default();
                meeting::convene(tx, ctx, &meeting::Convene { period, ..cmd.clone() }).map(drop)
            }
            Deed::AskMaterials(id, cmd) => meeting::ask_materials(tx, ctx, *id, cmd),
            Deed::Receive(id, no, title) => {
                meeting::receive(tx, ctx, *id, *no, &meeting::Receive { title: title.clone() })
            }
            Deed::Notice(id) => meeting::issue_notice(tx, ctx, *id),
            Deed::Answer(id, cmd) => meeting::answer(tx, ctx, *id, cmd),
            Deed::Postpone(id, cmd) => meeting::postpone(tx, ctx, *id, cmd),
            Deed::Cancel(id, reason) => meeting::cancel(tx, ctx, *id, &meeting::Cancel { reason: reason.clone() }),
            Deed::Hold(id, ended) => meeting::hold(tx, ctx, *id, &meeting::Hold { ended: ended.to_minute() }),
            Deed::Roll(id, marked) => meeting::attend(tx, ctx, *id, &roll(tx, ctx, *id, marked)?),
            Deed::State(id, cmd) => meeting::state(tx, ctx, *id, cmd),
            Deed::Resolve(id, None, cmd) => resolution::resolve(tx, ctx, *id, cmd).map(drop),
            Deed::Resolve(id, Some(no), cmd) => resolution::resolve_problem(tx, ctx, *id, *no, cmd).map(drop),
            Deed::Report(id, done) => resolution::report(tx, ctx, *id, &resolution::ReportDone { done: done.clone() }),
            Deed::Look(id, accepted) => {
                let (result, note) = match accepted {
                    true => ("accepted", "抽查属实"),
                    false => ("returned", "缺少现场照片和台账，请补充后再报"),
                };
                let cmd = resolution::Verify { result: result.to_owned(), note: note.to_owned() };
                resolution::verify(tx, ctx, *id, &cmd)
            }
            Deed::Withdraw(id) => {
                let cmd = resolution::Withdraw { reason: "与县政府常务会议议定事项重复".to_owned() };
                resolution::withdraw(tx, ctx, *id, &cmd)
            }
            Deed::Draft(id, text) => meeting::draft(tx, ctx, *id, &meeting::Draft { text: text.clone() }),
            Deed::Sign(id) => {
                let edition = meeting::query::one(tx, ctx, *id)?.it.edition.to_string();
                meeting::sign(tx, ctx, *id, &meeting::Sign { edition })
            }
            Deed::ReportUp(document) => report_up(tx, ctx, document),
        }
    }
}

fn report_up(tx: &mut Tx<'_>, ctx: &Ctx, document: &str) -> Result<(), Error> {
    let day = ctx.now.day();
    let owed = calendar::query::of_year(tx, ctx, day.year())?
        .into_iter()
        .find(|it| it.kind == Kind::Report && it.state == calendar::PeriodState::Owed);
    let Some(it) = owed else { return Ok(()) };
    let cmd = calendar::Report { on: day.to_string(), document: document.to_owned() };
    calendar::report(tx, ctx, it.id, &cmd)
}

/// Everybody came but for those marked.
fn roll(tx: &Tx<'_>, ctx: &Ctx, id: MeetingId, marked: &[usize; 3]) -> Result<meeting::Attend, Error> {
    let asked = meeting::query::one(tx, ctx, id)?.invitations;
    let line = |(n, it): (usize, meeting::query::Invitation)| {
        let (attendance, name) = match marked.iter().position(|at| *at == n) {
            Some(0) => ("absent", ""),
            Some(1) => ("excused", ""),
            Some(_) => ("represented", "应急管理所所长"),
            None => ("present", ""),
        };
        meeting::Come { organisation: it.organisation.to_string(), attendance: attendance.into(), name: name.into() }
    };
    Ok(meeting::Attend { roll: asked.into_iter().enumerate().map(line).collect() })
}

struct Told<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    chance: Chance,
    clerk: PersonId,
    leader: PersonId,
    towns: Vec<String>,
    bodies: Vec<String>,
    acts: Vec<Act>,
    talks: usize,
}

impl Told<'_> {
    fn by(&mut self, at: Instant, who: PersonId, role: Role, deed: Deed) -> Result<Ctx, Error> {
        let office = self.ids.organisation(sample::OFFICE)?;
        let ctx = self.teller.person(at, who, office, role);
        self.acts.push(Act::of_meeting(ctx.clone(), deed));
        Ok(ctx)
    }

    fn clerk(&mut self, at: Instant, deed: Deed) -> Result<Ctx, Error> {
        self.by(at, self.clerk, Role::DistrictClerk, deed)
    }

    fn leader(&mut self, at: Instant, deed: Deed) -> Result<(), Error> {
        self.by(at, self.leader, Role::Leader, deed).map(drop)
    }

    /// Somebody of the organisation acts for it.
    fn of(&mut self, at: Instant, name: &str, deed: Deed) -> Result<(), Error> {
        let body = self.county.organisations.iter().find(|it| it.short_name == name);
        let body = body.ok_or(Error::NotFound("OrganisationId"))?;
        let person = self.county.people.iter().find(|it| it.organisation == body.key);
        let person = self.ids.person(person.ok_or(Error::NotFound("PersonId"))?.key)?;
        let role = match body.kind {
            OrganisationKind::Township => Role::TownshipOfficer,
            _ => Role::DepartmentClerk,
        };
        let ctx = self.teller.person(at, person, self.ids.organisation(body.key)?, role);
        self.acts.push(Act::of_meeting(ctx, deed));
        Ok(())
    }

    fn rules(&mut self, first: Day) -> Result<(), Error> {
        for (n, (kind, every, days_before, source)) in RULES.iter().enumerate() {
            let cmd = SetRule {
                kind: (*kind).into(),
                every: (*every).into(),
                days_before: days_before.to_string(),
                owner: "县安委办".into(),
                from: first.to_string(),
                to: String::new(),
                source: (*source).into(),
            };
            self.clerk(first.at(8, 30) + Span::minutes(n as i64), Deed::SetRule(cmd))?;
        }
        Ok(())
    }

    fn quarter(&mut self, year: i16, n: usize) -> Result<(), Error> {
        let month = n as i8 * 3 + 1;
        let Some((first, last_month)) = Day::new(year, month, 1).zip(Day::new(year, month + 2, 1)) else {
            return Ok(());
        };
        let open = self.teller.rule("periods", first.at(9, 0));
        self.acts.push(Act::of_meeting(open, Deed::OpenPeriods));
        let name = format!("{year}年第{}季度", QUARTERS[n]);
        self.liaison(&name, working(last_month.plus_days(4)).at(9, 30))?;
        // The first quarter of 2020 came late, as every third year's last one.
        let late = (year == 2020 && n == 0) || (year % 3 == 0 && n == 3);
        let day = if late { last_month.plus_days(38) } else { last_month.plus_days(self.chance.between(14, 20)) };
        let postponed = !late && self.chance.permille(120);
        self.special(&name, working(day).at(15, 0), postponed)?;
        if n == 1 || n == 3 {
            let cancelled = year % 4 == 2 && n == 1;
            self.coordination(&name, working(last_month.plus_days(-20)).at(10, 0), cancelled)?;
            let half = if n == 1 { "上" } else { "下" };
            let day = working(last_month.plus_days(self.chance.between(8, 25)));
            let document =
                format!("望安委〔{year}〕{}号 关于{half}半年安全生产和自然灾害防治工作情况的报告", 4 + n * 7);
            self.clerk(day.at(16, 40), Deed::ReportUp(document))?;
        }
        Ok(())
    }

    fn convened(&mut self, kind: Kind, at: Instant, cmd: meeting::Convene) -> Result<MeetingId, Error> {
        Ok(self.clerk(at, Deed::Convene(kind, cmd))?.mint())
    }

    fn special(&mut self, name: &str, starts: Instant, postponed: bool) -> Result<(), Error> {
        let (id, speakers) = self.special_convened(name, starts)?;
        let now = self.county.now;
        let starts = if postponed {
            let to = next_working(starts.day().plus_days(2)).at(15, 0);
            let cmd = meeting::Postpone { to: to.to_minute(), reason: "县里启动防汛应急响应".into() };
            self.clerk(starts - Span::days(1), Deed::Postpone(id, cmd))?;
            self.clerk(starts - Span::minutes(23 * 60), Deed::Notice(id))?;
            to
        } else {
            starts
        };
        if starts > now {
            return self.coming(id, starts);
        }
        self.materials_came(id, starts)?;
        self.held(id, starts, &speakers)
    }

    fn special_convened(&mut self, name: &str, starts: Instant) -> Result<(MeetingId, Vec<String>), Error> {
        let town = self.chance.below(self.towns.len());
        let mut speakers: Vec<String> = (0..3).map(|n| self.towns[(town + n * 5) % self.towns.len()].clone()).collect();
        let body = self.chance.below(self.bodies.len());
        speakers.extend((0..3).map(|n| self.bodies[(body + n) % self.bodies.len()].clone()));
        speakers.dedup();
        let cmd = meeting::Convene {
            kind: "special".into(),
            title: format!("{name}安全生产专题会议"),
            starts: starts.to_minute(),
            place: "县政府第一会议室".into(),
            chair: "副县长、安委办主任韩松岭".into(),
            agenda: "县安委办通报本季度安全生产和自然灾害防治形势\n有关乡镇（街道）、部门发言\n四个分指挥部书面汇报\n审议议定事项\n县领导讲话"
                .into(),
            groups: vec!["townships".into(), "departments".into()],
            post: "分管安全生产的负责人".into(),
            speakers: speakers.join("\n"),
            ..meeting::Convene::default()
        };
        let id = self.convened(Kind::Special, starts - Span::days(9), cmd)?;
        let ask = meeting::AskMaterials {
            flood_and_drought: WRITERS[0].into(),
            forest_fire: WRITERS[1].into(),
            geological: WRITERS[2].into(),
            earthquake: WRITERS[3].into(),
            due: working(starts.day().plus_days(-3)).to_string(),
        };
        self.clerk(starts - Span::days(9) + Span::minutes(6), Deed::AskMaterials(id, ask))?;
        self.clerk(starts - Span::days(8), Deed::Notice(id))?;
        Ok((id, speakers))
    }

    /// Mostly in time, one of six late, one of thirty never.
    fn materials_came(&mut self, id: MeetingId, starts: Instant) -> Result<(), Error> {
        for (n, writer) in WRITERS.iter().enumerate() {
            if self.chance.permille(35) {
                continue;
            }
            let late = self.chance.permille(170);
            let day = if late { starts.day() } else { working(starts.day().plus_days(-self.chance.between(4, 6))) };
            let at = day.at(8, 30) + Span::minutes(self.chance.between(0, 300));
            let title = format!("关于本季度{}的汇报", MATERIALS[n]);
            self.of(at, writer, Deed::Receive(id, n as u32 + 1, title))?;
        }
        Ok(())
    }

    fn held(&mut self, id: MeetingId, starts: Instant, speakers: &[String]) -> Result<(), Error> {
        let ended = starts + Span::minutes(self.chance.between(95, 150));
        self.clerk(ended + Span::minutes(5), Deed::Hold(id, ended))?;
        let marked = [self.chance.below(54), self.chance.below(54), self.chance.below(54)];
        self.clerk(ended + Span::minutes(20), Deed::Roll(id, marked))?;
        let mut problems = 0;
        for (n, speaker) in speakers.iter().enumerate() {
            self.talks += 1;
            let (said, problem, _) = TALKS[self.talks % TALKS.len()];
            let found = self.chance.between(40, 420);
            let named = n % 2 == 0;
            problems += u32::from(named);
            let cmd = meeting::StateStatement {
                organisation: speaker.clone(),
                statement: said.replace("{n}", &found.to_string()).replace("{m}", &(found / 3 + 2).to_string()),
                problems: if named { problem.to_owned() } else { String::new() },
            };
            self.clerk(ended + Span::minutes(40 + n as i64 * 4), Deed::State(id, cmd))?;
            if named {
                let decided = TALKS[self.talks % TALKS.len()].2;
                self.resolved(id, Some(problems), decided, speaker, ended + Span::minutes(80 + n as i64 * 3))?;
            }
        }
        let body = self.bodies[self.talks % self.bodies.len()].clone();
        self.resolved(id, None, "汇总各乡镇落实情况，形成专题报告报县安委会", &body, ended + Span::minutes(110))?;
        let text = "一、会议听取了情况通报\n会议认为，本季度全县安全生产和自然灾害防治形势总体平稳，但农村自建房、道路交通、有限空间作业等领域风险仍然突出。\n二、会议强调\n各乡镇（街道）、各部门要压实责任，对会议指出的问题逐项整改销号，重要时段在岗值守，有情况立即报告。";
        let drafted = next_working(ended.day().plus_days(1)).at(10, 30);
        self.clerk(drafted, Deed::Draft(id, text.into()))?;
        // The latest one still waits for its signature.
        let signed = next_working(drafted.day().plus_days(self.chance.between(1, 5))).at(16, 0);
        self.leader(signed, Deed::Sign(id))
    }

    /// Its owner does it in time or late, or not yet.
    fn resolved(
        &mut self,
        id: MeetingId,
        problem: Option<u32>,
        what: &str,
        owner: &str,
        at: Instant,
    ) -> Result<(), Error> {
        let due = working(at.day().plus_days(self.chance.between(25, 70)));
        let cmd = resolution::Resolve { resolution: what.into(), owner: owner.into(), due: due.to_string() };
        let one: ResolutionId = self.clerk(at, Deed::Resolve(id, problem, cmd))?.mint();
        if self.chance.permille(25) {
            return self.leader(due.plus_days(-12).at(9, 20), Deed::Withdraw(one));
        }
        let days = if self.chance.permille(180) { self.chance.between(2, 24) } else { -self.chance.between(1, 14) };
        let done = due.plus_days(days).at(11, 5);
        // A few of the newer ones are never reported: they are late.
        let new = self.county.now.day().plus_days(-200) < at.day();
        if new && self.chance.permille(220) {
            return Ok(());
        }
        let text = (*self.chance.one(DONE)).to_owned();
        self.of(done, owner, Deed::Report(one, text.clone()))?;
        if self.chance.permille(120) {
            self.clerk(done + Span::hours(22), Deed::Look(one, false))?;
            self.of(done + Span::days(3), owner, Deed::Report(one, text))?;
            return self.clerk(done + Span::days(4), Deed::Look(one, true)).map(drop);
        }
        self.clerk(done + Span::hours(26), Deed::Look(one, true)).map(drop)
    }

    fn liaison(&mut self, name: &str, starts: Instant) -> Result<(), Error> {
        let cmd = meeting::Convene {
            kind: "liaison".into(),
            title: format!("{name}安委会联络员会议"),
            starts: starts.to_minute(),
            place: "县应急指挥中心会商室".into(),
            chair: "县安委办专职副主任".into(),
            agenda: "通报上季度议定事项办理情况\n各成员单位联络员汇报重点工作\n会商下阶段风险".into(),
            groups: vec!["departments".into()],
            post: "联络员".into(),
            ..meeting::Convene::default()
        };
        let id = self.convened(Kind::Liaison, starts - Span::days(5), cmd)?;
        self.clerk(starts - Span::days(5) + Span::minutes(15), Deed::Notice(id))?;
        self.short(id, starts)
    }

    fn coordination(&mut self, name: &str, starts: Instant, cancelled: bool) -> Result<(), Error> {
        let cmd = meeting::Convene {
            kind: "coordination".into(),
            title: format!("{name}重点隐患整治协调会"),
            starts: starts.to_minute(),
            place: "县政府第三会议室".into(),
            chair: "县安委办专职副主任".into(),
            agenda: "研究跨部门隐患责任分工\n明确整治时限".into(),
            invited: "县应急局\n县住建局\n县交通运输局\n县自然资源局\n县消防大队".into(),
            post: "分管负责人".into(),
            ..meeting::Convene::default()
        };
        let id = self.convened(Kind::Coordination, starts - Span::days(4), cmd.clone())?;
        self.clerk(starts - Span::days(4) + Span::minutes(12), Deed::Notice(id))?;
        if !cancelled {
            return self.short(id, starts);
        }
        let reason = "县里召开防汛紧急调度会，本次会议取消，另行安排".to_owned();
        self.clerk(starts - Span::days(1), Deed::Cancel(id, reason))?;
        let again = working(starts.day().plus_days(7)).at(10, 0);
        let cmd = meeting::Convene { starts: again.to_minute(), ..cmd };
        let id = self.convened(Kind::Coordination, again - Span::days(4), cmd)?;
        self.short(id, again)
    }

    /// A meeting without statements: the roll, a draft, a signature.
    fn short(&mut self, id: MeetingId, starts: Instant) -> Result<(), Error> {
        let ended = starts + Span::minutes(self.chance.between(60, 100));
        self.clerk(ended + Span::minutes(5), Deed::Hold(id, ended))?;
        let absent = self.chance.below(40);
        self.clerk(ended + Span::minutes(15), Deed::Roll(id, [absent, 90, 90]))?;
        let text = "会议通报了上阶段议定事项办理情况，逐项会商了未办结事项，明确了下一阶段重点工作和责任分工。";
        let drafted = next_working(ended.day().plus_days(1)).at(15, 10);
        self.clerk(drafted, Deed::Draft(id, text.into()))?;
        self.leader(next_working(drafted.day().plus_days(1)).at(9, 40), Deed::Sign(id))
    }

    /// Still to come: some have answered, two materials are missing.
    fn coming(&mut self, id: MeetingId, starts: Instant) -> Result<(), Error> {
        let names: Vec<String> = self.towns.iter().step_by(2).chain(self.bodies.iter().step_by(3)).cloned().collect();
        for (n, name) in names.iter().enumerate() {
            let (answer, who) = match n % 6 {
                5 => ("represented", "应急管理所所长"),
                4 if n > 8 => ("excused", ""),
                _ => ("present", ""),
            };
            let cmd = meeting::Answer { organisation: name.clone(), answer: answer.into(), name: who.into() };
            let at = starts - Span::days(7) + Span::minutes(n as i64 * 17);
            self.of(at, name, Deed::Answer(id, cmd))?;
        }
        let title = |n: usize| format!("关于本季度{}的汇报", MATERIALS[n]);
        self.of(starts - Span::days(6), WRITERS[2], Deed::Receive(id, 3, title(2)))?;
        self.of(starts - Span::days(6) + Span::hours(3), WRITERS[0], Deed::Receive(id, 1, title(0)))
    }

    /// One special meeting of these days, whatever the day of the year: its materials are due, two of them late.
    fn present(&mut self) -> Result<(), Error> {
        let starts = working(self.county.now.day().plus_days(2)).at(15, 0);
        let quarter = QUARTERS[((starts.day().month() - 1) / 3) as usize];
        let name = format!("{}年第{quarter}季度", starts.day().year());
        let (id, _) = self.special_convened(&name, starts)?;
        self.coming(id, starts)
    }
}

/// The day itself, or the Friday before.
fn working(day: Day) -> Day {
    let mut day = day;
    while day.is_weekend() {
        day = day.plus_days(-1);
    }
    day
}

/// The day itself, or the Monday after.
fn next_working(day: Day) -> Day {
    let mut day = day;
    while day.is_weekend() {
        day = day.plus_days(1);
    }
    day
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let player = |role| county.accounts.iter().find(|it| it.role == role).ok_or(Error::NotFound("AccountId"));
    let (clerk, leader) = (ids.person(player(Role::DistrictClerk)?.person)?, ids.person(player(Role::Leader)?.person)?);
    let names = |kind| -> Vec<String> {
        let all = county.organisations.iter().filter(move |it| it.kind == kind);
        all.map(|it| it.short_name.clone()).collect()
    };
    let mut told = Told {
        county,
        ids,
        teller,
        chance: Chance::new(super::SEED, "meetings"),
        clerk,
        leader,
        towns: names(OrganisationKind::Township),
        bodies: names(OrganisationKind::Department),
        acts: Vec::new(),
        talks: 0,
    };
    let now = county.now;
    let first = if county.hazards.len() < SMALL_BELOW { now.day().year() - 1 } else { FIRST_YEAR };
    let Some(begins) = Day::new(first, 1, 1) else { return Ok(Vec::new()) };
    told.rules(begins.plus_days(1))?;
    for year in first..=now.day().year() {
        for n in 0..4 {
            // The quarter that goes on has the meeting of these days.
            let (this_year, this) = (now.day().year(), (now.day().month() as usize - 1) / 3);
            match (year, n) {
                it if it < (this_year, this) => told.quarter(year, n)?,
                it if it == (this_year, this) => {
                    let Some(day) = Day::new(year, n as i8 * 3 + 1, 1) else { continue };
                    let open = told.teller.rule("periods", day.at(9, 0));
                    told.acts.push(Act::of_meeting(open, Deed::OpenPeriods));
                    told.present()?;
                }
                _ => {}
            }
        }
    }
    let mut acts = told.acts;
    acts.retain(|act| act.ctx.now <= now);
    acts.sort_by_key(|act| act.ctx.now);
    Ok(acts)
}
