//! Special periods of the sample county: the Spring Festival, over and summed up, and the National Day holiday with its sweep,
//! daily reports of which two came late and one not at all, and three mass events. Every name and sentence is invented.

use attention::duty::query::Filter;
use attention::duty::{self, Nothing, ReportSweep, Sort, SpecialDuty, Standing};
use attention::event::{self, MassEvent};
use attention::period::{self, Draft, OpenIt};
use kernel::{Ctx, Day, Error, Instant, OrganisationId, PersonId, Role, Span};
use ledger::{Reader, Tx};
use sample::{Chance, District, OrganisationKind};

use super::life::Act;
use super::{Ids, Teller};

/// One thing that is done in a special period.
pub(super) enum Deed {
    Draft(Draft),
    /// The draft that waits.
    Open,
    Sweep(OrganisationId, ReportSweep),
    /// What is reported is accepted, or sent back.
    Look(OrganisationId, bool),
    Nothing(OrganisationId, Day),
    Report(OrganisationId, Day, String),
    Register(event::Register),
    /// By its title.
    EventLook(String, event::Look),
    Hold(String, event::Hold),
    Cancel(String, String),
    Close(String),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        // Drafts are seen by those who may draft and open them.
        let ctx = &Ctx { policy: crate::policy::POLICY, ..ctx.clone() };
        match self {
            Deed::Draft(cmd) => period::draft(tx, ctx, cmd).map(drop),
            Deed::Open => {
                let filter = period::query::Filter { state: Some(period::State::Draft), ..Default::default() };
                let drafts = period::query::list(tx, ctx, &filter, 0, 1)?;
                let it = drafts.into_iter().next().ok_or(Error::NotFound("SpecialPeriodId"))?;
                period::open(tx, ctx, it.id, &OpenIt { version: it.version.to_string() })
            }
            Deed::Sweep(of, cmd) => {
                let it = owed(tx, ctx, *of, (Sort::Sweep, None))?;
                duty::report_sweep(tx, ctx, it.id, cmd)
            }
            Deed::Look(of, accepted) => {
                let filter =
                    Filter { standing: Some(Standing::Reported), organisation: Some(*of), ..Filter::default() };
                let it = first(tx, ctx, &filter)?;
                let (result, note) = match accepted {
                    true => ("accepted", "抽查属实"),
                    false => ("returned", "缺少问题清单和整改时限，请补充后再报"),
                };
                duty::look(tx, ctx, it.id, &duty::Look { result: result.into(), note: note.into() })
            }
            Deed::Nothing(of, day) => {
                let it = owed(tx, ctx, *of, (Sort::ZeroReport, Some(*day)))?;
                duty::nothing(tx, ctx, it.id, &Nothing {})
            }
            Deed::Report(of, day, text) => {
                let it = owed(tx, ctx, *of, (Sort::ZeroReport, Some(*day)))?;
                duty::report(tx, ctx, it.id, &duty::Report { text: text.clone() })
            }
            Deed::Register(cmd) => event::register(tx, ctx, cmd).map(drop),
            Deed::EventLook(title, cmd) => event::look(tx, ctx, named(tx, ctx, title)?.id, cmd),
            Deed::Hold(title, cmd) => event::hold(tx, ctx, named(tx, ctx, title)?.id, cmd),
            Deed::Cancel(title, reason) => {
                event::cancel(tx, ctx, named(tx, ctx, title)?.id, &event::Cancel { reason: reason.clone() })
            }
            Deed::Close(title) => event::close(tx, ctx, named(tx, ctx, title)?.id, &event::Close::default()),
        }
    }
}

fn first(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<SpecialDuty, Error> {
    duty::query::list(r, ctx, filter, 0, 1)?.into_iter().next().ok_or(Error::NotFound("SpecialDutyId"))
}

/// What this organisation owes of a sort, the latest.
fn owed(
    r: &Reader<'_>,
    ctx: &Ctx,
    organisation: OrganisationId,
    (sort, day): (Sort, Option<Day>),
) -> Result<SpecialDuty, Error> {
    first(r, ctx, &Filter { sort: Some(sort), organisation: Some(organisation), day, ..Filter::default() })
}

fn named(r: &Reader<'_>, ctx: &Ctx, title: &str) -> Result<MassEvent, Error> {
    let all = event::query::list(r, ctx, &event::query::Filter::default(), 0, 100)?;
    all.into_iter().find(|it| it.title() == title).ok_or(Error::NotFound("MassEventId"))
}

/// Days of a period, by when its sweep is asked for, its title and its document.
struct Holiday {
    drafted: Day,
    from: Day,
    to: Day,
    sweep_by: Day,
    title: &'static str,
    document: &'static str,
    reason: &'static str,
}

struct Told<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    chance: Chance,
    clerk: PersonId,
    leader: PersonId,
    asked: Vec<(OrganisationId, String)>,
    acts: Vec<Act>,
}

impl Told<'_> {
    /// What lies after the county's now is not told.
    fn by(&mut self, at: Instant, who: PersonId, (office, role): (OrganisationId, Role), deed: Deed) {
        if at <= self.county.now {
            let ctx = self.teller.person(at, who, office, role);
            self.acts.push(Act::of_attention(ctx, deed));
        }
    }

    fn clerk(&mut self, at: Instant, deed: Deed) -> Result<(), Error> {
        let office = self.ids.organisation(sample::OFFICE)?;
        self.by(at, self.clerk, (office, Role::DistrictClerk), deed);
        Ok(())
    }

    fn leader(&mut self, at: Instant, deed: Deed) -> Result<(), Error> {
        let office = self.ids.organisation(sample::OFFICE)?;
        self.by(at, self.leader, (office, Role::Leader), deed);
        Ok(())
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
        self.by(at, person, (self.ids.organisation(body.key)?, role), deed);
        Ok(())
    }

    fn opened(&mut self, it: &Holiday) -> Result<(), Error> {
        let cmd = Draft {
            kind: "holiday".into(),
            title: it.title.into(),
            from: it.from.to_string(),
            to: it.to.to_string(),
            reason: it.reason.into(),
            document: it.document.into(),
            groups: vec!["townships".into(), "departments".into()],
            rules: ["leader_on_duty", "doubled", "sweep", "zero_report"].map(String::from).to_vec(),
            sweep_by: it.sweep_by.to_string(),
            report_hour: "16".into(),
            ..Draft::default()
        };
        self.clerk(it.drafted.at(10, 20), Deed::Draft(cmd))?;
        self.leader(it.drafted.plus_days(1).at(9, 15), Deed::Open)
    }

    /// Each sweeps in time; the one at this place is late, and one is sent back first.
    fn swept(&mut self, it: &Holiday, late: Option<usize>) -> Result<(), Error> {
        for (n, (id, name)) in self.asked.clone().into_iter().enumerate() {
            let visited = self.chance.between(12, 60);
            let found = visited / self.chance.between(4, 9);
            let cmd = ReportSweep {
                visited: visited.to_string(),
                found: found.to_string(),
                text: format!(
                    "检查宾馆、商超、景区、加油站等{visited}家，发现问题{found}处，能立即整改的已当场整改，其余限期整改。"
                ),
            };
            let days_before = if late == Some(n) { -1 } else { self.chance.between(1, 3) };
            let at = it.sweep_by.plus_days(-days_before).at(14, 10) + Span::minutes(n as i64 * 3);
            self.of(at, &name, Deed::Sweep(id, cmd.clone()))?;
            let looked = at + Span::hours(4);
            if n == 1 {
                self.leader(looked, Deed::Look(id, false))?;
                self.of(looked + Span::hours(15), &name, Deed::Sweep(id, cmd))?;
                self.leader(looked + Span::hours(18), Deed::Look(id, true))?;
            } else {
                self.leader(looked, Deed::Look(id, true))?;
            }
        }
        Ok(())
    }

    /// Every day before its hour, but for these: day, place among those asked, and how many hours after the deadline; none is
    /// never.
    fn reported(&mut self, it: &Holiday, odd: &[(i64, usize, Option<i64>)]) -> Result<(), Error> {
        for n in 0..=it.from.days_until(it.to) {
            let day = it.from.plus_days(n);
            for (place, (id, name)) in self.asked.clone().into_iter().enumerate() {
                let at = match odd.iter().find(|one| (one.0, one.1) == (n, place)) {
                    Some((.., None)) => continue,
                    Some((.., Some(hours))) => day.at(16, 0) + Span::hours(*hours),
                    None => day.at(13, 0) + Span::minutes(self.chance.between(1, 170)),
                };
                let deed = if (n + place as i64) % 23 == 11 {
                    Deed::Report(id, day, "处置一起景区周边道路拥堵，已疏导，无人员受伤".into())
                } else {
                    Deed::Nothing(id, day)
                };
                self.of(at, &name, deed)?;
            }
        }
        Ok(())
    }

    fn registered(&mut self, at: Instant, cmd: event::Register) -> Result<(), Error> {
        self.clerk(at, Deed::Register(cmd))
    }

    /// A lantern show that goes as it should, a concert that is called off, a temple fair whose outcome nobody closed.
    fn events(&mut self, it: &Holiday) -> Result<(), Error> {
        let day = |n: i64| it.from.plus_days(n);
        let show = event::Register {
            title: "国庆灯光秀".into(),
            division: self.county.code.division().to_string(),
            place: "县城滨江广场".into(),
            organiser: "望澜县城市文化投资公司".into(),
            starts: day(0).at(19, 0).to_minute(),
            ends: day(0).at(22, 0).to_minute(),
            expected: "6000".into(),
            limit: "8000".into(),
            permit: format!("望公大型许〔{}〕7号", it.from.year()),
            department: "县应急局".into(),
            plan: "yes".into(),
            over_reason: String::new(),
        };
        let concert = event::Register {
            title: "草地音乐会".into(),
            place: "城南生态公园草坪".into(),
            organiser: "望澜青年乐队联盟".into(),
            starts: day(2).at(18, 30).to_minute(),
            ends: day(2).at(21, 30).to_minute(),
            expected: "1800".into(),
            limit: "1500".into(),
            permit: String::new(),
            plan: "no".into(),
            over_reason: "线上预约人数已超过原定规模，拟分两场入场".into(),
            ..show.clone()
        };
        let fair = event::Register {
            title: "古镇庙会".into(),
            place: "老街文化广场".into(),
            organiser: "老街商户联合会".into(),
            starts: day(3).at(9, 0).to_minute(),
            ends: day(4).at(17, 0).to_minute(),
            expected: "900".into(),
            limit: "1200".into(),
            permit: String::new(),
            ..show.clone()
        };
        let look = |result: &str, findings: &str| event::Look { result: result.into(), findings: findings.into() };
        let names = [show.title.clone(), concert.title.clone(), fair.title.clone()];
        for (n, cmd) in [show, concert, fair].into_iter().enumerate() {
            self.registered(it.from.plus_days(-9).at(10, 5 + n as i8 * 12), cmd)?;
        }
        let [show, concert, fair] = names;
        let inspects = "县应急局";
        let fit = look("fit", "看台、用电线路和疏散通道检查合格，安保力量已到位");
        self.of(it.from.plus_days(-2).at(15, 0), inspects, Deed::EventLook(show.clone(), fit.clone()))?;
        let unfit = look("unfit", "未取得公安许可，未提交安全工作方案，预约人数超过核定人数");
        self.of(it.from.plus_days(-1).at(10, 30), inspects, Deed::EventLook(concert.clone(), unfit))?;
        self.clerk(day(0).at(9, 40), Deed::Cancel(concert, "未取得安全许可且人数超限，主办方决定取消".into()))?;
        self.of(day(2).at(14, 0), inspects, Deed::EventLook(fair.clone(), fit))?;
        let held = event::Hold { actual: "5460".into(), note: "高峰时段实行单向通行，秩序良好".into() };
        self.of(day(1).at(9, 0), inspects, Deed::Hold(show.clone(), held))?;
        self.leader(day(1).at(15, 0), Deed::Close(show))?;
        let held = event::Hold { actual: "1050".into(), note: String::new() };
        self.of(day(5).at(10, 0), inspects, Deed::Hold(fair, held))
    }
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let player = |role| county.accounts.iter().find(|it| it.role == role).ok_or(Error::NotFound("AccountId"));
    let (clerk, leader) = (ids.person(player(Role::DistrictClerk)?.person)?, ids.person(player(Role::Leader)?.person)?);
    let kinds = [OrganisationKind::Township, OrganisationKind::Department];
    let bodies = county.organisations.iter().filter(|it| kinds.contains(&it.kind));
    let asked: Result<Vec<_>, Error> =
        bodies.map(|it| Ok((ids.organisation(it.key)?, it.short_name.clone()))).collect();
    let chance = Chance::new(super::SEED, "attention");
    let mut told = Told { county, ids, teller, chance, clerk, leader, asked: asked?, acts: Vec::new() };
    let day = |month, date| Day::new(2026, month, date).ok_or_else(|| Error::internal("a date of this file"));
    let spring = Holiday {
        drafted: day(2, 2)?,
        from: day(2, 15)?,
        to: day(2, 23)?,
        sweep_by: day(2, 12)?,
        title: "2026年春节假期",
        document: "望安委〔2026〕2号",
        reason: "春节期间返乡人员集中，烟花爆竹、道路交通和用火用电风险上升",
    };
    told.opened(&spring)?;
    told.swept(&spring, Some(3))?;
    told.reported(&spring, &[(1, 2, Some(3))])?;
    let autumn = Holiday {
        drafted: day(9, 15)?,
        from: day(10, 1)?,
        to: day(10, 7)?,
        sweep_by: day(9, 28)?,
        title: "2026年国庆假期",
        document: "望安委〔2026〕18号",
        reason: "国庆假期出行和聚集活动多，旅游、客运、餐饮燃气风险上升",
    };
    told.opened(&autumn)?;
    told.swept(&autumn, None)?;
    told.reported(&autumn, &[(1, 4, Some(2)), (3, 0, Some(15)), (4, 5, None)])?;
    told.events(&autumn)?;
    told.acts.sort_by_key(|act| act.ctx.now);
    Ok(told.acts)
}
