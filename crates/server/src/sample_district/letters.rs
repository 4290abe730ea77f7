//! What the office does about lateness that reminders did not end: now and then it goes through the drafts, issues most of
//! them, sets some aside, holds interviews; most addressees answer. What was neglected all the same becomes a case.

use std::collections::HashMap;

use hazard::accountability::{self, CaseId, Trigger};
use kernel::{Ctx, Day, Error, Identity as _, Instant, OrganisationId, PersonId, Role, Span};
use ledger::Db;
use obligation::follow_up::commitment::{self, Promise};
use obligation::follow_up::query::{self, Filter, View};
use obligation::follow_up::{FollowUp, Said, Step, take};
use obligation::undertaking::{ReportDone, State, Verify};
use sample::District;

use super::{Ids, Teller, life};
use crate::policy::POLICY;

/// The office looks at a draft after some days, and the addressee writes back some days after that.
const LOOKED_AT_AFTER: Span = Span::days(3);
const ANSWERED_AFTER: Span = Span::days(4);
/// Rows read at once; what is left comes with the next round.
const ROUND: u32 = 100;

/// Who signs, who writes, and who answers for whom.
pub(super) struct Office {
    pub clerk: Who,
    leader: Who,
    addressees: HashMap<OrganisationId, Who>,
}

#[derive(Clone, Copy)]
pub(super) struct Who {
    pub person: PersonId,
    pub organisation: OrganisationId,
    pub role: Role,
}

impl Office {
    /// `None` in a county without a clerk or a leader.
    pub fn of(county: &District, ids: &Ids) -> Result<Option<Office>, Error> {
        let account = |role| county.accounts.iter().find(|account| account.role == role);
        let (Some(clerk), Some(leader)) = (account(Role::DistrictClerk), account(Role::Leader)) else {
            return Ok(None);
        };
        let who = |it: &sample::Account| -> Result<Who, Error> {
            Ok(Who { person: ids.person(it.person)?, organisation: ids.organisation(it.organisation)?, role: it.role })
        };
        let mut addressees = HashMap::new();
        for person in &county.people {
            let organisation = ids.organisation(person.organisation)?;
            let role = life::role_of(county, person.key);
            addressees.entry(organisation).or_insert(Who { person: ids.person(person.key)?, organisation, role });
        }
        Ok(Some(Office { clerk: who(clerk)?, leader: who(leader)?, addressees }))
    }

    pub fn leader(&self) -> Who {
        self.leader
    }

    pub fn clerk(&self) -> Who {
        self.clerk
    }

    /// Somebody of an organisation who acts for it.
    pub fn speaks_for(&self, organisation: OrganisationId) -> Option<Who> {
        self.addressees.get(&organisation).copied()
    }

    pub fn round(&self, db: &Db, teller: &mut Teller, now: Instant) -> Result<(), Error> {
        let mut context = |it: Who| Ctx { policy: POLICY, ..teller.person(now, it.person, it.organisation, it.role) };
        let waiting =
            |ctx: &Ctx, view| db.read_blocking(|r| query::list(r, ctx, &Filter { view, organisation: None }, 0, ROUND));
        let clerk = context(self.clerk);
        let mut acts: Vec<(Who, FollowUp, Step, Said)> = Vec::new();
        for it in waiting(&clerk, View::Drafts)?.into_iter().chain(waiting(&clerk, View::Candidates)?) {
            acts.extend(self.decision(now, it));
        }
        for it in waiting(&clerk, View::Unanswered)? {
            acts.extend(self.answer(now, it));
        }
        for (who, it, step, said) in acts {
            let id = it.id;
            db.write_blocking("sample", &context(who), move |tx, ctx| take(tx, ctx, id, step, &said))?;
        }
        self.commitments(db, teller, now)
    }

    /// Most of what was promised lately is kept in time and accepted; some of it goes back, some is late.
    fn commitments(&self, db: &Db, teller: &mut Teller, now: Instant) -> Result<(), Error> {
        let mut context = |it: Who| Ctx { policy: POLICY, ..teller.person(now, it.person, it.organisation, it.role) };
        let clerk = context(self.clerk);
        let letters = Filter { view: View::Letters, organisation: None };
        let read = |r: &ledger::Reader<'_>| {
            let lately = query::list(r, &clerk, &letters, 0, ROUND)?;
            let made = lately.iter().map(|it| commitment::of(r, &clerk, it.id));
            Ok(made.collect::<Result<Vec<_>, Error>>()?.concat())
        };
        for it in db.read_blocking(read)? {
            let (id, lot) = (it.id, it.obligation.bytes()[15] % 8);
            let owner = self.speaks_for(it.owner);
            match (it.state, owner) {
                (State::Set | State::Returned, Some(owner)) if lot != 3 && now + Span::days(2) >= it.due => {
                    let cmd = ReportDone { done: "已按承诺完成，附现场照片和记录。".into() };
                    db.write_blocking("sample", &context(owner), move |tx, ctx| commitment::report(tx, ctx, id, &cmd))?;
                }
                (State::Reported, _) if it.reported_at.is_some_and(|at| now.since(at) >= Span::days(1)) => {
                    let back = lot == 5 && it.version == 2;
                    let (result, note) =
                        if back { ("returned", "缺少巡查台账，请补充。") } else { ("accepted", "") };
                    let cmd = Verify { result: result.into(), note: note.into() };
                    db.write_blocking("sample", &context(self.clerk), move |tx, ctx| {
                        commitment::verify(tx, ctx, id, &cmd)
                    })?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn decision(&self, now: Instant, it: FollowUp) -> Option<(Who, FollowUp, Step, Said)> {
        if now.since(it.drafted_at) < LOOKED_AT_AFTER {
            return None;
        }
        // One in eight is left lying, so that the office is late with something too.
        let lot = lot(&it);
        let said = |text: &str| Said { text: text.to_owned(), ..Said::default() };
        Some(match (it.sort, lot) {
            (_, 0) => return None,
            (_, 1) => (self.clerk, it, Step::SettingAside, said("已由分管负责人当面督办，不再另行办理。")),
            (obligation::follow_up::Sort::Letter, _) => (self.leader, it, Step::Issue, Said::default()),
            (obligation::follow_up::Sort::Interview, _) => (self.clerk, it, Step::Interview, interview(now.day())),
        })
    }

    fn answer(&self, now: Instant, it: FollowUp) -> Option<(Who, FollowUp, Step, Said)> {
        let issued = it.decided_at?;
        // Some never write back.
        if now.since(issued) < ANSWERED_AFTER || lot(&it) % 4 == 2 {
            return None;
        }
        let who = self.speaks_for(it.organisation)?;
        let text = "已由主要负责人牵头整改，落实人员和资金，未完成期间已采取防范措施，将按期报告办理情况。".to_owned();
        let promise = |what: &str, days| Promise { what: what.to_owned(), due: now.day().plus_days(days) };
        let commitments = vec![promise("完成整改并附照片", 10), promise("明确专人每周巡查并建立台账", 30)];
        Some((who, it, Step::Answer, Said { text, commitments, ..Said::default() }))
    }
}

/// From its own identity, so that it is the same wherever the county is built.
fn lot(it: &FollowUp) -> u8 {
    it.obligation.bytes()[9] % 8
}

fn interview(on: Day) -> Said {
    Said {
        text: "约谈指出逾期问题及其危害，该单位说明原因并承诺限期完成整改，期间落实防范措施。".into(),
        present: "县安委办分管负责人、记录人，该单位主要负责人".into(),
        day: Some(on),
        commitments: vec![Promise { what: "按约谈要求限期完成整改".into(), due: on.plus_days(15) }],
    }
}

/// One round of the rules twelve days ago. Some of the organisations concerned made a statement, others let their time pass;
/// the leader decided a good part, and of some referrals the outcome is known. What the rules find today is new.
pub(super) fn cases(db: &Db, county: &District, ids: &Ids, teller: &mut Teller, now: Instant) -> Result<(), Error> {
    use accountability::query::{Filter, list};
    let Some(office) = Office::of(county, ids)? else { return Ok(()) };
    let opened = now - OPENED_BEFORE;
    open_then(db, teller, opened)?;
    let who = office.leader;
    let asked = Ctx { policy: POLICY, ..teller.person(now, who.person, who.organisation, who.role) };
    let found = db.read_blocking(|r| list(r, &asked, &Filter::default(), 0, 500))?;
    let mut tell = |(at, who, act): Told, id: CaseId| -> Result<(), Error> {
        let ctx = Ctx { policy: POLICY, ..teller.person(at, who.person, who.organisation, who.role) };
        db.write_blocking("sample", &ctx, move |tx, ctx| act(tx, ctx, id))
    };
    for (n, it) in found.iter().filter(|it| it.organisation != who.organisation).enumerate() {
        if n % 2 == 1
            && let Some(addressee) = office.speaks_for(it.organisation)
        {
            let said = statement(it.trigger);
            let speak: Act = Box::new(move |tx, ctx, id| accountability::speak(tx, ctx, id, &said));
            tell((opened + Span::days(2), addressee, speak), it.id)?;
        }
        for told in course(n, it, &office).into_iter().filter(|(at, ..)| *at <= now) {
            tell(told, it.id)?;
        }
    }
    accountability::sweep(db, &teller.rule("accountability", now)).map(drop)
}

/// What had come about by then.
fn open_then(db: &Db, teller: &mut Teller, at: Instant) -> Result<(), Error> {
    let ctx = teller.rule("accountability", at);
    let found = db.read_blocking(|r| accountability::trigger::candidates(r, &ctx))?;
    db.write_blocking("sample", &ctx, move |tx, ctx| {
        found.iter().filter(|it| it.since <= at).try_for_each(|it| accountability::open(tx, ctx, it).map(drop))
    })
}

const OPENED_BEFORE: Span = Span::days(12);

/// When, by whom, what.
type Told = (Instant, Who, Act);
type Act = Box<dyn Fn(&mut ledger::Tx<'_>, &Ctx, CaseId) -> Result<(), Error> + Send>;

fn statement(trigger: Trigger) -> accountability::Speak {
    accountability::Speak { statement: excused(trigger).0.to_owned() }
}

/// What the organisation says, and why it is set aside.
fn excused(trigger: Trigger) -> (&'static str, &'static str) {
    use Trigger::{IncidentConcealed, IncidentFalse, IncidentLate, IncidentOmitted};
    match trigger {
        IncidentLate | IncidentOmitted | IncidentFalse | IncidentConcealed => (
            "事发现场通信中断，恢复后随即报告，并同步组织救援，附通信运营单位证明和值班记录。",
            "经核实，事发时现场通信中断，恢复后已随即报告，无主观拖延。",
        ),
        _ => (
            "逾期主要因设备到货延误，已落实防范措施并明确专人盯办，附采购合同和现场记录。",
            "经核实，逾期系设备供货所致，已落实防范措施。",
        ),
    }
}

/// What is decided on the case of this place in the list.
fn course(n: usize, it: &accountability::Case, office: &Office) -> Vec<Told> {
    let because = |reason: &str| accountability::Reasoned { reason: reason.to_owned() };
    let (leader, clerk) = (office.leader, office.clerk);
    let (decided, known) = (it.opened_at + Span::days(5), it.opened_at + Span::days(9));
    let year = decided.day().year();
    let to = accountability::Refer {
        to: "县纪委监委".into(),
        document: format!("望安移〔{year}〕{n} 号"),
        reason: "经提醒、函告仍未履行职责，建议依规依纪处理。".into(),
    };
    let refer: Act = Box::new(move |tx, ctx, id| accountability::refer(tx, ctx, id, &to));
    match n % 8 {
        1 => {
            let cmd = because(excused(it.trigger).1);
            vec![(decided, leader, Box::new(move |tx, ctx, id| accountability::set_aside(tx, ctx, id, &cmd)))]
        }
        // Nothing was said in time.
        2 => {
            let after = it.statement_due.map_or(decided, |due| due + Span::hours(1));
            let cmd = because("经查，该事项已由上级部门另行处理。");
            vec![(after, leader, Box::new(move |tx, ctx, id| accountability::set_aside(tx, ctx, id, &cmd)))]
        }
        3 => {
            let cmd = because("约谈主要负责人，督促限期完成整改。");
            vec![(decided, leader, Box::new(move |tx, ctx, id| accountability::decide_interview(tx, ctx, id, &cmd)))]
        }
        5 => vec![(decided, leader, refer)],
        7 => {
            let cmd = accountability::Conclude {
                outcome: "criticised".into(),
                on: known.day().to_string(),
                body: "县纪委监委".into(),
                document: format!("望纪函〔{year}〕{n} 号"),
                text: String::new(),
            };
            let conclude: Act = Box::new(move |tx, ctx, id| accountability::conclude(tx, ctx, id, &cmd));
            vec![(decided, leader, refer), (known, clerk, conclude)]
        }
        _ => Vec::new(),
    }
}
