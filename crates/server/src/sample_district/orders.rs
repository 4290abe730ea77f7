//! Two major hazards of one enterprise that have run to their end: a stop order up to its signed reopening, and a listing
//! from its notice, through an extension, to its delisting.

use hazard::listing::{self, Level, ListingId};
use hazard::stop::{self, StopId};
use hazard::{Harm, HazardId};
use kernel::{Ctx, Error, Instant, Role};
use ledger::Tx;
use obligation::Owner;
use sample::{Account, District};

use super::life::{Act, Step};
use super::{Ids, Teller, causes, major};

/// One thing that is done about a stop order.
pub(super) enum StopDeed {
    Propose(stop::Propose),
    Take(stop::Step, stop::Said),
}

impl StopDeed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: StopId) -> Result<(), Error> {
        match self {
            StopDeed::Propose(cmd) => stop::propose(tx, &ctx.clone(), cmd).map(drop),
            StopDeed::Take(step, said) => stop::take(tx, ctx, id, *step, said),
        }
    }
}

/// One thing that is done about a listing.
pub(super) enum ListingDeed {
    Propose(HazardId, listing::Propose),
    Take(listing::Step, listing::Said),
}

impl ListingDeed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: ListingId) -> Result<(), Error> {
        match self {
            ListingDeed::Propose(hazard, cmd) => listing::propose(tx, &ctx.clone(), *hazard, cmd).map(drop),
            ListingDeed::Take(step, said) => listing::take(tx, ctx, id, *step, said),
        }
    }
}

struct Found {
    days_ago: i64,
    /// Days the rectification has.
    days: i64,
    place: &'static str,
    said: &'static str,
    reason: &'static str,
    harm: Harm,
    kind: sample::AccidentKind,
}

const STOPPED: Found = Found {
    days_ago: 72,
    days: 30,
    place: "一车间除尘系统",
    said: "除尘系统滤筒破损、泄爆片缺失，风管积尘厚度超过 3 毫米，仍在组织生产。",
    reason: "粉尘爆炸危险场所除尘系统失效仍在生产",
    harm: Harm::OtherExplosion,
    kind: sample::AccidentKind::OtherExplosion,
};

const LISTED: Found = Found {
    days_ago: 150,
    days: 75,
    place: "原料库与成品库之间",
    said: "库房防火间距内搭建彩钢板临时仓房，可燃物占压消防车通道约 30 米。",
    reason: "防火间距被占用，火灾时殃及相邻库房",
    harm: Harm::Fire,
    kind: sample::AccidentKind::Fire,
};

/// Every act, one story after the other; a county without one of the people has none.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let Some(cast) = Cast::of(county) else { return Ok(Vec::new()) };
    let mut tale = Tale { county, ids, teller, cast: &cast, found: &STOPPED, acts: Vec::new() };
    tale.stopped()?;
    tale.found = &LISTED;
    tale.listed()?;
    Ok(tale.acts)
}

/// The people of the story, and the enterprise's first subject.
struct Cast<'a> {
    clerk: &'a Account,
    leader: &'a Account,
    department: &'a Account,
    enterprise: &'a Account,
    subject: u32,
}

impl<'a> Cast<'a> {
    fn of(county: &'a District) -> Option<Cast<'a>> {
        let account = |role| county.accounts.iter().find(|it| it.role == role);
        let enterprise = account(Role::EnterpriseUser)?;
        let subject = county.subjects.iter().find(|it| it.organisation == Some(enterprise.organisation))?;
        Some(Cast {
            clerk: account(Role::DistrictClerk)?,
            leader: account(Role::Leader)?,
            department: account(Role::DepartmentClerk)?,
            enterprise,
            subject: subject.key,
        })
    }
}

struct Tale<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    cast: &'a Cast<'a>,
    found: &'a Found,
    acts: Vec<Act>,
}

impl Tale<'_> {
    fn stopped(&mut self) -> Result<(), Error> {
        let cast = self.cast;
        let hazard = self.reported()?;
        let ctx = self.ctx((0, 11), cast.clerk)?;
        let propose = stop::Propose {
            subject: self.ids.subject(cast.subject)?,
            extent: stop::Extent::Line,
            part: Some("一车间生产线".into()),
            hazards: vec![hazard],
            reason: "除尘系统失效，整改期间不能保证安全，须停产整顿。".into(),
            basis: "《中华人民共和国安全生产法》第七十条第一款".into(),
            from: ctx.now,
        };
        // The first id a context mints is the one its proposal will mint.
        let order: StopId = ctx.clone().mint();
        self.acts.push(Act::of_stop(ctx, order, StopDeed::Propose(propose)));
        self.stop((0, 15), cast.leader, order, stop::Step::Signature, "")?;
        self.step((1, 9), cast.enterprise, hazard, self.started()?)?;
        for (day, found) in [
            (3, "生产线已断电挂牌，无人作业。"),
            (10, "设备封条完好，正在更换滤筒。"),
            (17, "除尘系统正在调试，未投料生产。"),
        ] {
            self.stop((day, 10), cast.clerk, order, stop::Step::Revisit, found)?;
        }
        self.rectified(hazard, 20, "已更换滤筒、加装泄爆片并清扫风管，检测合格。")?;
        self.stop((22, 9), cast.enterprise, order, stop::Step::Application, "除尘系统已修复并验收，从业人员已培训。")?;
        self.stop((23, 10), cast.clerk, order, stop::Step::Examination, "现场核实，隐患已消除，具备复产条件。")?;
        self.stop((24, 16), cast.leader, order, stop::Step::Reopening, "")?;
        self.closed(hazard, 25)
    }

    fn listed(&mut self) -> Result<(), Error> {
        let cast = self.cast;
        let hazard = self.reported()?;
        let ctx = self.ctx((1, 9), cast.clerk)?;
        let day = ctx.now.day();
        let propose = listing::Propose {
            level: Level::County,
            organisation: self.ids.organisation(cast.clerk.organisation)?,
            deadline: day.plus_days(60),
            reason: "涉及多家库房，整改需统筹搬迁，须由县安委会督促限期整改。".into(),
        };
        let id: ListingId = ctx.clone().mint();
        self.acts.push(Act::of_listing(ctx, id, ListingDeed::Propose(hazard, propose)));
        self.list((2, 10), cast.leader, id, listing::Step::Decision, agreed(""))?;
        self.step((2, 15), cast.enterprise, hazard, self.started()?)?;
        self.list((3, 9), cast.clerk, id, listing::Step::Publication, public(day.plus_days(2)))?;
        let asked = listing::Said {
            day: Some(day.plus_days(80)), ..agreed("替代仓房须报批，申请延期二十日。")
        };
        self.list((30, 10), cast.enterprise, id, listing::Step::Extension, asked)?;
        self.list((32, 10), cast.leader, id, listing::Step::ExtensionDecision, agreed(""))?;
        self.rectified(hazard, 70, "临时仓房已拆除，可燃物全部清出，消防车通道恢复畅通。")?;
        let applied = agreed("临时仓房已拆除，防火间距和消防车通道均已恢复，报请验收。");
        self.list((72, 9), cast.enterprise, id, listing::Step::Application, applied)?;
        self.list((74, 10), cast.clerk, id, listing::Step::Acceptance, agreed("现场验收，整改到位。"))?;
        self.list((75, 10), cast.leader, id, listing::Step::Delisting, agreed("同意摘牌。"))?;
        self.list((76, 9), cast.clerk, id, listing::Step::DelistingPublication, public(day.plus_days(75)))?;
        self.closed(hazard, 77)
    }

    /// Found by the office, and assigned to the enterprise, whose work the department looks at.
    fn reported(&mut self) -> Result<HazardId, Error> {
        let (cast, found) = (self.cast, self.found);
        let ctx = self.ctx((0, 9), cast.clerk)?;
        let id: HazardId = ctx.clone().mint();
        let report = hazard::report::Report {
            subject: self.ids.subject(cast.subject)?,
            place: found.place.into(),
            description: found.said.into(),
            harm: found.harm,
            source: hazard::Source::UnannouncedVisit,
            grade: hazard::Grade::Major,
            grade_reason: Some(found.reason.into()),
            found_at: ctx.now,
            evidence: Vec::new(),
        };
        self.acts.push(Act::of_hazard(ctx, id, Step::Report(report)));
        let party = |organisation| Owner { organisation, person: None };
        let order = hazard::assign::Assign {
            owner: party(self.ids.organisation(cast.enterprise.organisation)?),
            checker: party(self.ids.organisation(cast.department.organisation)?),
            demand: hazard::Demand::default(),
            due: Some(self.due()),
            note: None,
        };
        self.step((0, 10), cast.clerk, id, Step::Assign(order, None))?;
        Ok(id)
    }

    fn due(&self) -> Instant {
        self.county.now.day().plus_days(self.found.days - self.found.days_ago).at(18, 0)
    }

    fn started(&self) -> Result<Step, Error> {
        let doer = self.cast.enterprise;
        let (organisation, person) = (self.ids.organisation(doer.organisation)?, self.ids.person(doer.person)?);
        let plan = major::plan(organisation, person, self.due().day(), 1);
        Ok(Step::Start(Some(plan)))
    }

    fn rectified(&mut self, hazard: HazardId, day: i64, work: &str) -> Result<(), Error> {
        let cast = self.cast;
        self.step((day, 15), cast.enterprise, hazard, Step::Submit(work.to_owned()))?;
        self.step((day + 1, 10), cast.department, hazard, Step::Verify(true, "现场复查，整改到位。".into()))
    }

    fn closed(&mut self, hazard: HazardId, day: i64) -> Result<(), Error> {
        let cast = self.cast;
        let inquiry = major::inquiry(self.ids.organisation(cast.enterprise.organisation)?, 1);
        let close = Step::Close(Some(inquiry), causes::cause(self.found.kind, 1), true);
        self.step((day, 11), cast.clerk, hazard, close)
    }

    fn step(&mut self, at: (i64, i8), who: &Account, hazard: HazardId, step: Step) -> Result<(), Error> {
        let ctx = self.ctx(at, who)?;
        self.acts.push(Act::of_hazard(ctx, hazard, step));
        Ok(())
    }

    fn stop(&mut self, at: (i64, i8), who: &Account, id: StopId, step: stop::Step, text: &str) -> Result<(), Error> {
        let ctx = self.ctx(at, who)?;
        let said = stop::Said { agreed: Some(true), text: text.to_owned(), ..stop::Said::default() };
        self.acts.push(Act::of_stop(ctx, id, StopDeed::Take(step, said)));
        Ok(())
    }

    fn list(
        &mut self,
        at: (i64, i8),
        who: &Account,
        id: ListingId,
        step: listing::Step,
        said: listing::Said,
    ) -> Result<(), Error> {
        let ctx = self.ctx(at, who)?;
        self.acts.push(Act::of_listing(ctx, id, ListingDeed::Take(step, said)));
        Ok(())
    }

    /// So many days after the finding, at an hour.
    fn ctx(&mut self, (day, hour): (i64, i8), who: &Account) -> Result<Ctx, Error> {
        let at = self.county.now.day().plus_days(day - self.found.days_ago).at(hour, 20);
        let (person, organisation) = (self.ids.person(who.person)?, self.ids.organisation(who.organisation)?);
        Ok(self.teller.person(at, person, organisation, who.role))
    }
}

fn agreed(text: &str) -> listing::Said {
    listing::Said { agreed: Some(true), text: text.to_owned(), ..listing::Said::default() }
}

fn public(day: kernel::Day) -> listing::Said {
    listing::Said { place: "县人民政府网站".into(), day: Some(day), ..agreed("") }
}
