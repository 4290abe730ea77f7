//! The accidents of the sample county, from the call to the last report. Every text is invented.

use incident::{Change, Draft, IncidentId, Measure, Register, Tell, register};
use kernel::{Ctx, Error, Instant, OrganisationId, PersonId, Role, Span};
use ledger::Tx;
use sample::District;
use sample::incident::Incident;

use super::life::Act;
use super::{Ids, Teller};

/// One thing that is done about an incident.
pub(super) enum Deed {
    Register(Box<Register>),
    Tell(IncidentId, Tell),
    Draft(IncidentId, Draft),
    Sign(IncidentId),
    Measure(IncidentId, Measure),
    Change(IncidentId, u32, Change),
    Investigate(super::investigations::Deed),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        let ctx = &ctx.clone();
        match self {
            Deed::Register(cmd) => register(tx, ctx, cmd).map(drop),
            Deed::Tell(id, cmd) => incident::tell(tx, ctx, *id, cmd),
            Deed::Draft(id, cmd) => incident::draft(tx, ctx, *id, cmd).map(drop),
            Deed::Sign(id) => incident::sign(tx, ctx, *id).map(drop),
            Deed::Measure(id, cmd) => incident::measure(tx, ctx, *id, cmd),
            Deed::Change(id, no, cmd) => incident::change(tx, ctx, *id, *no, cmd),
            Deed::Investigate(deed) => deed.run(tx, ctx),
        }
    }
}

/// Who keeps the desk and who signs.
struct Desk {
    officer: PersonId,
    leader: PersonId,
    office: OrganisationId,
}

struct Told<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    desk: Desk,
    acts: Vec<Act>,
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let person = |role| county.accounts.iter().find(|it| it.role == role).map(|it| it.person);
    let (Some(officer), Some(leader)) = (person(Role::DutyOfficer), person(Role::Leader)) else {
        return Err(Error::NotFound("PersonId"));
    };
    let desk =
        Desk { officer: ids.person(officer)?, leader: ids.person(leader)?, office: ids.organisation(sample::OFFICE)? };
    let mut told = Told { county, ids, teller, desk, acts: Vec::new() };
    for it in &county.incidents {
        told.one(it)?;
    }
    let mut acts = told.acts;
    acts.retain(|act| act.ctx.now <= county.now);
    acts.sort_by_key(|act| act.ctx.now);
    Ok(acts)
}

impl Told<'_> {
    fn officer(&mut self, at: Instant, deed: Deed) -> Ctx {
        let ctx = self.teller.person(at, self.desk.officer, self.desk.office, Role::DutyOfficer);
        self.acts.push(Act::of_incident(ctx.clone(), deed));
        ctx
    }

    fn leader(&mut self, at: Instant, deed: Deed) {
        let ctx = self.teller.person(at, self.desk.leader, self.desk.office, Role::Leader);
        self.acts.push(Act::of_incident(ctx, deed));
    }

    fn one(&mut self, it: &Incident) -> Result<(), Error> {
        let after = |minutes: i64| it.told + Span::minutes(minutes);
        let call = self.call(it)?;
        let id: IncidentId = self.officer(after(3), Deed::Register(Box::new(call))).mint();
        let slow = if it.slow { 14 } else { 0 };
        for (recipient, to, minutes) in [
            ("leaders", "县政府办值班室，报告带班县领导", 6 + slow),
            ("departments", "县公安局、县卫生健康局、县总工会值班室", 13 + slow),
            ("higher", "市应急管理局值班室", 22 + slow),
        ] {
            self.tell(id, recipient, to, after(minutes));
        }
        self.report(id, it, after(28 + slow), "", false);
        self.tell(id, "written", "市应急管理局值班室", after(36 + slow));
        if it.dead > 0 {
            self.report(id, it, after(22 * 60), "", false);
        }
        let end = after(if it.dead > 0 { 44 * 60 } else { 20 * 60 });
        self.officer(end, Deed::Measure(id, measures(it)));
        // The burnt area grades a forest fire, and is known last.
        let explained = it.area_ha.map_or("", |_| "过火森林面积核定后，等级相应确定");
        self.report(id, it, end + Span::minutes(20), explained, true);
        self.later(id, it);
        // With the latest ones, so that there is always one whose report is owed.
        let latest = it.happened + Span::days(120) > self.county.now;
        if it.dead > 0 || latest {
            super::investigations::acts(self.county, self.ids, self.teller, (it, id), &mut self.acts)?;
        }
        Ok(())
    }

    fn call(&self, it: &Incident) -> Result<Register, Error> {
        let unit = it.organisation.map(|key| self.county.organisation(key).name.clone()).unwrap_or_default();
        if let Some(key) = it.organisation {
            self.ids.organisation(key)?;
        }
        Ok(Register {
            particulars: incident::Said {
                category: it.category.into(),
                kind: it.kind.unwrap_or_default().into(),
                sector: it.sector.word().into(),
                division: it.division.to_string(),
                place: it.place.clone(),
                road: it.road.unwrap_or_default().into(),
                chainage: it.chainage.clone().unwrap_or_default(),
                unit,
                happened_at: it.happened.to_minute(),
                summary: it.summary.clone(),
                ..incident::Said::default()
            },
            source: it.source.into(),
            told_at: it.told.to_minute(),
            dead: it.dead.to_string(),
            missing: it.missing.to_string(),
            trapped: "0".into(),
            severely_injured: it.severely_injured.to_string(),
            injured: it.injured.to_string(),
            ..Register::default()
        })
    }

    fn tell(&mut self, id: IncidentId, recipient: &str, to: &str, at: Instant) {
        let (recipient, to) = (recipient.into(), to.into());
        let means = if recipient == "written" { "network" } else { "telephone" }.into();
        self.officer(at, Deed::Tell(id, Tell { recipient, to, means, at: at.to_minute(), said: String::new() }));
    }

    /// Drafted by the desk, signed five minutes later.
    fn report(&mut self, id: IncidentId, it: &Incident, at: Instant, explained: &str, last: bool) {
        let draft = Draft {
            situation: format!("{}。{}", it.summary, if last { "现场处置已结束" } else { "现场处置正在进行" }),
            response: it.response.into(),
            next: if last {
                "开展同类隐患排查，依法开展事故调查"
            } else {
                "继续救治伤员，做好家属安抚"
            }
            .into(),
            explained: explained.into(),
            is_final: if last { "yes" } else { "" }.into(),
        };
        self.officer(at, Deed::Draft(id, draft));
        self.leader(at + Span::minutes(5), Deed::Sign(id));
    }

    /// Somebody dies of their injuries; a supplement says so.
    fn later(&mut self, id: IncidentId, it: &Incident) {
        let Some(days) = it.dies_after.filter(|days| *days > 2) else { return };
        let day = it.happened.day().plus_days(days);
        let (first, at) = (it.dead + it.missing + 1, day.at(9, 30));
        let change = Change {
            condition: "dead".into(),
            on: day.to_string(),
            reason: "经抢救无效死亡".into(),
            ..Change::default()
        };
        self.officer(at, Deed::Change(id, first, change));
        self.report(id, it, at + Span::minutes(40), "一名重伤人员经抢救无效死亡", false);
    }
}

fn measures(it: &Incident) -> Measure {
    Measure {
        loss_10k_yuan: it.loss_10k_yuan.to_string(),
        area_ha: it.area_ha.map(|n| n.to_string()).unwrap_or_default(),
        ..Measure::default()
    }
}
