//! What is on record of the enterprises of the sample county: grades in force, expiring, expired, revoked and none; credit of
//! both sorts, repaired, objected to, waiting for an answer; trainings, and silence. Every text is invented.

use enterprise::credit_record::{self, CreditRecordId, Enter};
use enterprise::standardisation::{self, Announce, StandardisationId};
use enterprise::training::{self, Hold};
use kernel::{Ctx, Error, Instant, OrganisationId, Role, Sector};
use ledger::Tx;
use sample::{District, OrganisationKind};

use super::life::Act;
use super::{Ids, Teller};

/// How many have anything on record; the others are silent.
const MOST: usize = 160;
/// Days that a grade holds, as the county's rule says.
const VALIDITY: i64 = 1_095;

/// What is entered, and what it rests on.
const BAD: &[(&str, &str)] = &[
    ("重大隐患逾期未完成整改，经两次催办仍未落实", "《望澜县安全生产失信行为管理办法》第六条"),
    ("主要负责人未按规定参加安全培训，限期补训后仍未参加", "《望澜县安全生产失信行为管理办法》第七条"),
    ("停产整顿期间擅自恢复生产", "《望澜县安全生产失信行为管理办法》第八条"),
];
const GOOD: &[(&str, &str)] = &[
    ("连续三年未发生生产安全事故，隐患按期整改率 100%", "望安委〔2026〕6 号"),
    ("应急演练和全员培训列为全县示范", "望安委〔2026〕11 号"),
];

/// One thing that is done about an enterprise.
pub(super) enum Deed {
    Announce(OrganisationId, Announce),
    Revoke(StandardisationId, String, &'static str),
    Enter(OrganisationId, Enter),
    Repair(CreditRecordId, &'static str),
    Object(CreditRecordId, &'static str),
    Answer(CreditRecordId, bool, &'static str),
    Hold(OrganisationId, Hold),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        let ctx = &ctx.clone();
        match self {
            Deed::Announce(id, cmd) => standardisation::announce(tx, ctx, *id, cmd).map(drop),
            Deed::Revoke(id, on, reason) => standardisation::revoke(tx, ctx, *id, on, reason),
            Deed::Enter(id, cmd) => credit_record::enter(tx, ctx, *id, cmd).map(drop),
            Deed::Repair(id, reason) => credit_record::repair(tx, ctx, *id, reason),
            Deed::Object(id, reason) => credit_record::object(tx, ctx, *id, reason),
            Deed::Answer(id, withdrawn, text) => credit_record::answer(tx, ctx, *id, *withdrawn, text),
            Deed::Hold(id, cmd) => training::hold(tx, ctx, *id, cmd).map(drop),
        }
    }
}

/// One enterprise with its trade and whoever enters for it.
struct Unit {
    id: OrganisationId,
    sector: Sector,
    person: u32,
}

/// Tells the story of one enterprise after another.
struct Told<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    /// Two people of the office, so that there is a second one.
    clerks: [u32; 2],
    acts: Vec<Act>,
}

impl Told<'_> {
    fn at(&self, days_ago: i64) -> Instant {
        self.county.now.day().plus_days(-days_ago).at(10, 20)
    }

    fn day(&self, days_ago: i64) -> String {
        self.county.now.day().plus_days(-days_ago).to_string()
    }

    /// The office does it; the context is told, for what it will mint.
    fn office(&mut self, days_ago: i64, clerk: usize, deed: Deed) -> Result<Ctx, Error> {
        let (person, office) = (self.ids.person(self.clerks[clerk])?, self.ids.organisation(sample::OFFICE)?);
        let ctx = self.teller.person(self.at(days_ago), person, office, Role::DistrictClerk);
        self.acts.push(Act::of_enterprise(ctx.clone(), deed));
        Ok(ctx)
    }

    fn unit(&mut self, days_ago: i64, unit: &Unit, deed: Deed) -> Result<(), Error> {
        let person = self.ids.person(unit.person)?;
        let ctx = self.teller.person(self.at(days_ago), person, unit.id, Role::EnterpriseUser);
        self.acts.push(Act::of_enterprise(ctx, deed));
        Ok(())
    }

    fn grade(&mut self, n: usize, unit: &Unit, announced: i64) -> Result<StandardisationId, Error> {
        let year = self.county.now.day().plus_days(-announced).year();
        let cmd = Announce {
            sector: unit.sector.word().into(),
            grade: if n.is_multiple_of(9) { "second" } else { "third" }.into(),
            certificate: format!("望AQB〔{year}〕{:04}", n + 1),
            assessor: ["望澜安全技术服务有限公司", "示范市安全生产协会"][n % 2].into(),
            announced_on: self.day(announced),
            valid_to: self.day(announced - VALIDITY),
        };
        Ok(self.office(announced - 3, 0, Deed::Announce(unit.id, cmd))?.mint())
    }

    fn grades(&mut self, n: usize, unit: &Unit) -> Result<(), Error> {
        // So that not all were announced on one day.
        let more = i64::try_from(n * 7 % 50).unwrap_or_default();
        match n % 8 {
            0 => drop(self.grade(n, unit, VALIDITY - 71 + more)?),
            1 => drop(self.grade(n, unit, VALIDITY + 22 + more)?),
            2 => {
                self.grade(n, unit, 1_190 + more)?;
                self.grade(n + 500, unit, 118 + more)?;
            }
            3 if n.is_multiple_of(5) => {
                let id = self.grade(n, unit, 420)?;
                let on = self.day(60);
                self.office(59, 1, Deed::Revoke(id, on, "发生生产安全事故，不再符合定级条件"))?;
            }
            3 | 4 => {}
            _ => drop(self.grade(n, unit, 130 + 7 * i64::try_from(n).unwrap_or_default())?),
        }
        Ok(())
    }

    fn entry(&mut self, unit: &Unit, days_ago: i64, bad: bool) -> Result<CreditRecordId, Error> {
        let known = if bad { BAD } else { GOOD };
        let (reason, basis) = known[usize::try_from(days_ago / 10).unwrap_or_default() % known.len()];
        let cmd = Enter {
            sort: if bad { "bad" } else { "good" }.into(),
            reason: reason.into(),
            basis: basis.into(),
            source: String::new(),
            from: self.day(days_ago),
            to: self.day(days_ago - 365),
        };
        Ok(self.office(days_ago, 0, Deed::Enter(unit.id, cmd))?.mint())
    }

    fn credit(&mut self, n: usize, unit: &Unit) -> Result<(), Error> {
        let more = i64::try_from(n * 3 % 70).unwrap_or_default();
        match n % 20 {
            0 => {
                let id = self.entry(unit, 9 + more, true)?;
                if n == 0 {
                    self.unit(4, unit, Deed::Object(id, "该隐患已按期整改并经复查合格，请核实后撤销"))?;
                }
            }
            6 => {
                let id = self.entry(unit, 150, true)?;
                self.office(31, 1, Deed::Repair(id, "已完成整改并经复查，连续三个月未再发现同类隐患"))?;
            }
            13 => {
                let id = self.entry(unit, 80, true)?;
                self.unit(72, unit, Deed::Object(id, "所述隐患不在本企业厂区，系租赁户所有"))?;
                self.office(65, 1, Deed::Answer(id, n.is_multiple_of(2), "经现场核实并调阅租赁合同，结论如上"))?;
            }
            3 | 10 => drop(self.entry(unit, 100 + more, false)?),
            _ => {}
        }
        Ok(())
    }

    /// Two of three enter what they hold; the last one of ten stopped a year ago.
    fn trainings(&mut self, n: usize, unit: &Unit) -> Result<(), Error> {
        if n % 3 == 2 {
            return Ok(());
        }
        let shift = if n % 10 == 9 { 400 } else { i64::try_from(n * 11 % 45).unwrap_or_default() };
        for (sort, initial, topic, days_ago, hours, people) in [
            ("yearly", "no", "岗位操作规程与应急处置", 52, "8", 34),
            ("principal", "no", "安全生产法律法规", 75, "12", 1),
            ("manager", "no", "双重预防机制与隐患排查", 77, "8", 2),
            ("induction", "no", "公司、车间、班组三级教育", 120, "24", 5),
            ("special_operation", "no", "电工作业复训", 140, "8", 2),
        ] {
            let people = people + n % 4;
            let cmd = Hold {
                sort: sort.into(),
                initial: initial.into(),
                topic: topic.into(),
                held_on: self.day(days_ago + shift),
                hours: hours.into(),
                people: people.to_string(),
                passed: (people - usize::from(people > 4 && n.is_multiple_of(2))).to_string(),
                trainer: "本单位安全管理部门".into(),
                note: String::new(),
            };
            self.unit(days_ago + shift - 1, unit, Deed::Hold(unit.id, cmd))?;
        }
        Ok(())
    }
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let mut office = county.people.iter().filter(|it| it.organisation == sample::OFFICE).map(|it| it.key);
    let first = office.next().ok_or(Error::NotFound("PersonId"))?;
    let clerks = [first, office.next().unwrap_or(first)];
    let mut told = Told { county, ids, teller, clerks, acts: Vec::new() };
    for (n, unit) in units(county, ids)?.iter().enumerate() {
        told.grades(n, unit)?;
        told.credit(n, unit)?;
        told.trainings(n, unit)?;
    }
    let mut acts = told.acts;
    acts.retain(|act| act.ctx.now <= county.now);
    acts.sort_by_key(|act| act.ctx.now);
    Ok(acts)
}

/// The enterprise with an account comes first, so that its page is full.
fn units(county: &District, ids: &Ids) -> Result<Vec<Unit>, Error> {
    let shown = county.accounts.iter().find(|it| it.role == Role::EnterpriseUser).map(|it| it.organisation);
    let all = county.organisations.iter().filter(|it| it.kind == OrganisationKind::Enterprise).map(|it| it.key);
    let mut keys: Vec<u32> = shown.into_iter().chain(all.filter(|key| Some(*key) != shown)).collect();
    keys.truncate(MOST);
    let mut units = Vec::with_capacity(keys.len());
    for key in keys {
        let subject = county.subjects.iter().find(|it| it.organisation == Some(key));
        let person = county.people.iter().find(|it| it.organisation == key);
        if let (Some(subject), Some(person)) = (subject, person) {
            units.push(Unit { id: ids.organisation(key)?, sector: subject.sector, person: person.key });
        }
    }
    Ok(units)
}
