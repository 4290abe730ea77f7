//! What the office does about lateness that reminders did not end: now and then it goes through the drafts, issues most of
//! them, sets some aside, holds interviews; most addressees answer. What was neglected all the same becomes a case.

use std::collections::HashMap;

use hazard::accountability;
use kernel::{Ctx, Day, Error, Identity as _, Instant, OrganisationId, PersonId, Role, Span};
use ledger::Db;
use obligation::follow_up::query::{self, Filter, View};
use obligation::follow_up::{FollowUp, Said, Step, take};
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
        Some((who, it, Step::Answer, Said { text, ..Said::default() }))
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
    }
}

/// One round of the rules, as of today; the leader has decided a few of what they found.
pub(super) fn cases(db: &Db, county: &District, ids: &Ids, teller: &mut Teller, now: Instant) -> Result<(), Error> {
    use accountability::query::{Filter, list};
    use accountability::{Said, Step, take};
    accountability::sweep(db, &teller.rule("accountability", now))?;
    let Some(office) = Office::of(county, ids)? else { return Ok(()) };
    let Who { person, organisation, role } = office.leader;
    let mut leader = || Ctx { policy: POLICY, ..teller.person(now, person, organisation, role) };
    let asked = leader();
    let found = db.read_blocking(|r| list(r, &asked, &Filter::default(), 0, 500))?;
    for (n, it) in found.iter().filter(|it| it.organisation != organisation).enumerate() {
        let (step, said) = match n % 8 {
            3 => {
                let reason = "经核实，逾期系设备供货所致，已落实防范措施。".to_owned();
                (Step::SettingAside, Said { reason, ..Said::default() })
            }
            5 => {
                let (to, document) = ("县纪委监委".to_owned(), format!("望安移〔{}〕{} 号", now.day().year(), n));
                let reason = "经提醒、函告仍未履行职责，建议依规依纪处理。".to_owned();
                (Step::Referral, Said { to, document, reason })
            }
            _ => continue,
        };
        let id = it.id;
        db.write_blocking("sample", &leader(), move |tx, ctx| take(tx, ctx, id, step, &said))?;
    }
    Ok(())
}
