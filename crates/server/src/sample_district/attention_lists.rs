//! Key-attention lists of the sample county: one signed for each of the last four quarters, what was done about it, and one that
//! was told these days and is objected to. Drawn from the county's own record as of a moment; the sentences are invented.

use attention::key::criteria::{self, AttentionCriteriaId, DraftCriteria, PutInForce};
use attention::key::entry::{self, AttentionEntry, LookAtTreatment, RemoveEntry, ReportTreatment, State};
use attention::key::list::{self, AnswerObjection, AttentionListId, DrawList, Drawn, ObjectToEntry, SignList};
use attention::key::{Kind, compute};
use kernel::{Ctx, Day, Error, Instant, Span};
use ledger::{Db, Tx};

use super::Teller;
use super::letters::{Office, Who};
use crate::measures::MEASURES;
use crate::policy::POLICY;

const QUARTERS: i16 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The criteria, once, before the first list.
    Draft,
    Force,
    /// The record is asked, as of now.
    Ask,
    Tell,
    Object,
    Answer,
    Sign,
    Report,
    Look,
    /// What was sent back.
    ReportAgain,
    LookAgain,
    Remove,
}

/// One list on its way.
#[derive(Default)]
struct Plan {
    title: String,
    drawn: Option<Drawn>,
    list: Option<AttentionListId>,
}

pub(super) struct Lists {
    /// When, of which list, which step: the next one last.
    steps: Vec<(Instant, usize, Step)>,
    plans: Vec<Plan>,
    criteria: Option<AttentionCriteriaId>,
    clerk: Who,
    leader: Who,
}

/// First day of the quarter that began so many quarters before the day's.
fn quarter(day: Day, before: i16) -> Option<Day> {
    let months = day.year() * 12 + i16::from(day.month() - 1) / 3 * 3 - before * 3;
    Day::new(months.div_euclid(12), i8::try_from(months.rem_euclid(12)).ok()? + 1, 1)
}

impl Lists {
    pub fn of(now: Instant, office: &Office) -> Lists {
        let mut it = Lists {
            steps: Vec::new(),
            plans: Vec::new(),
            criteria: None,
            clerk: office.clerk(),
            leader: office.leader(),
        };
        let at = |day: Day, days: i64, hour: i8| day.plus_days(days).at(hour, 20);
        for before in (0..QUARTERS).rev() {
            let Some((begun, ended)) = quarter(now.day(), before + 1).zip(quarter(now.day(), before)) else { continue };
            if it.plans.is_empty() {
                it.steps.extend([(at(ended, -30, 9), 0, Step::Draft), (at(ended, -27, 10), 0, Step::Force)]);
            }
            let plan = it.plan(format!("{}年第{}季度重点关注名单", begun.year(), (begun.month() + 2) / 3));
            it.steps.extend(
                [
                    (ended.start() - Span::minutes(1), Step::Ask),
                    (at(ended, 2, 9), Step::Tell),
                    (at(ended, 4, 15), Step::Object),
                    (at(ended, 6, 10), Step::Answer),
                    (at(ended, 11, 9), Step::Sign),
                    (at(ended, 36, 14), Step::Report),
                    (at(ended, 38, 10), Step::Look),
                    (at(ended, 42, 14), Step::ReportAgain),
                    (at(ended, 44, 10), Step::LookAgain),
                    (at(ended, 70, 10), Step::Remove),
                ]
                .map(|(at, step)| (at, plan, step)),
            );
        }
        let plan = it.plan(format!("{}年{}月重点关注名单（动态调整）", now.day().year(), now.day().month()));
        let lately = [(Span::days(4), Step::Ask), (Span::days(3), Step::Tell), (Span::days(1), Step::Object)];
        it.steps.extend(lately.map(|(ago, step)| (now - ago, plan, step)));
        it.steps.retain(|(at, ..)| *at < now);
        it.steps.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        it
    }

    fn plan(&mut self, title: String) -> usize {
        self.plans.push(Plan { title, ..Plan::default() });
        self.plans.len() - 1
    }

    /// When the next step is.
    pub fn next(&self) -> Option<Instant> {
        self.steps.last().map(|(at, ..)| *at)
    }

    /// Everything before it is recorded.
    pub fn step(&mut self, db: &Db, (office, teller): (&Office, &mut Teller)) -> Result<(), Error> {
        let Some((at, plan, step)) = self.steps.pop() else { return Ok(()) };
        let mut by = |who: Who| Ctx { policy: POLICY, ..teller.person(at, who.person, who.organisation, who.role) };
        match step {
            Step::Draft | Step::Force => self.criteria(db, &mut by, (at, step)),
            Step::Ask => self.ask(db, by(self.clerk), (at, plan)),
            Step::Tell => self.tell(db, by(self.clerk), plan),
            _ => self.on_its_way(db, (office, &mut by), (at, plan, step)),
        }
    }

    fn criteria(&mut self, db: &Db, by: &mut impl FnMut(Who) -> Ctx, (at, step): (Instant, Step)) -> Result<(), Error> {
        let Some(id) = self.criteria.filter(|_| step == Step::Force) else {
            let cmd = DraftCriteria {
                title: format!("重点关注名单列入标准（{}年版）", at.day().year()),
                reason:
                    "县安委会全体会议要求，对事故多发、隐患突出、形势严峻的乡镇、行业和企业实行重点检查、管控、督导"
                        .into(),
            };
            let made = db.write_blocking("sample", &by(self.clerk), move |tx, ctx| criteria::draft(tx, ctx, &cmd))?;
            self.criteria = Some(made);
            return Ok(());
        };
        let cmd = PutInForce { version: "1".into(), from: at.day().to_string() };
        db.write_blocking("sample", &by(self.leader), move |tx, ctx| criteria::put_in_force(tx, ctx, id, &cmd))
    }

    fn ask(&mut self, db: &Db, ctx: Ctx, (at, plan): (Instant, usize)) -> Result<(), Error> {
        let Some(id) = self.criteria else { return Ok(()) };
        let entries = db.read_blocking(|r| {
            let criteria = criteria::query::criteria(r, &ctx, id)?;
            compute(r, &ctx, &MEASURES, &criteria, at)
        })?;
        self.plans[plan].drawn = Some(Drawn { moment: at, criteria: id, entries });
        Ok(())
    }

    /// Where nobody met the criteria there is no list.
    fn tell(&mut self, db: &Db, ctx: Ctx, plan: usize) -> Result<(), Error> {
        let it = &mut self.plans[plan];
        let Some(drawn) = it.drawn.take().filter(|it| !it.entries.is_empty()) else { return Ok(()) };
        let cmd = DrawList { title: it.title.clone(), moment: drawn.moment.to_string() };
        let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
            let id = list::draft(tx, ctx, &cmd, &drawn)?;
            list::tell(tx, ctx, id).map(|()| id)
        };
        it.list = Some(db.write_blocking("sample", &ctx, run)?);
        Ok(())
    }

    fn on_its_way(
        &mut self,
        db: &Db,
        (office, by): (&Office, &mut impl FnMut(Who) -> Ctx),
        (at, plan, step): (Instant, usize, Step),
    ) -> Result<(), Error> {
        let Some(id) = self.plans[plan].list else { return Ok(()) };
        let (clerk, leader) = (self.clerk, self.leader);
        let told = Told { db, office, id, upheld: plan % 2 == 1 };
        match step {
            Step::Object => told.object(by),
            Step::Answer => told.answer(by(clerk)),
            Step::Sign => {
                let signer = by(leader);
                let until = db.read_blocking(|r| list::query::one(r, &signer, id))?.until;
                if until.is_none_or(|until| at > until) {
                    return told.sign(signer);
                }
                // Those on it may still object: tomorrow.
                self.steps.push((at + Span::days(1), plan, Step::Sign));
                self.steps.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
                Ok(())
            }
            Step::Report => told.report(by, State::Owed),
            Step::Look => told.look((by, leader), true),
            Step::ReportAgain => told.report(by, State::Returned),
            Step::LookAgain => told.look((by, leader), false),
            _ => told.remove(by(clerk)),
        }
    }
}

/// A list that those on it know.
struct Told<'a> {
    db: &'a Db,
    office: &'a Office,
    id: AttentionListId,
    /// What becomes of its objection.
    upheld: bool,
}

impl Told<'_> {
    fn write(
        &self,
        ctx: &Ctx,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        self.db.write_blocking("sample", ctx, run)
    }

    fn entries(&self, ctx: &Ctx) -> Result<Vec<AttentionEntry>, Error> {
        self.db.read_blocking(|r| entry::query::of_list(r, &ctx.beyond_scope(), self.id))
    }

    /// The first township that is on it, else whoever stands first.
    fn object(&self, by: &mut impl FnMut(Who) -> Ctx) -> Result<(), Error> {
        let id = self.id;
        let whole = by(self.office.clerk());
        let rows = self.db.read_blocking(|r| list::query::rows(r, &whole, id))?;
        let township = rows.iter().find(|row| row.entry.subject.sort == Kind::Township);
        let Some(row) = township.or(rows.first()) else { return Ok(()) };
        let Some(who) = self.office.speaks_for(row.entry.subject.organisation) else { return Ok(()) };
        let (no, reason) = (row.entry.no, "部分隐患因权属移交未能按期整改，责任已转移，请予复核。");
        let cmd = ObjectToEntry { reason: reason.into() };
        self.write(&by(who), move |tx, ctx| list::object(tx, ctx, id, no, &cmd))
    }

    fn answer(&self, ctx: Ctx) -> Result<(), Error> {
        let id = self.id;
        let rows = self.db.read_blocking(|r| list::query::rows(r, &ctx, id))?;
        let waits = rows.iter().find(|row| row.objection.as_ref().is_some_and(|it| it.answered_at.is_none()));
        // Where it stands alone, the list would be empty without it.
        let upheld = self.upheld && rows.len() > 1;
        let Some(no) = waits.map(|row| row.entry.no) else { return Ok(()) };
        let (result, reason) = match upheld {
            true => ("upheld", "经核查，移交手续齐全，异议成立。"),
            false => ("rejected", "经核查，未按规定办理移交手续，异议不成立。"),
        };
        let cmd = AnswerObjection { result: result.into(), reason: reason.into() };
        self.write(&ctx, move |tx, ctx| list::answer(tx, ctx, id, no, &cmd))
    }

    fn sign(&self, ctx: Ctx) -> Result<(), Error> {
        let id = self.id;
        self.write(&ctx, move |tx, ctx| {
            let version = list::query::one(tx, ctx, id)?.version.to_string();
            list::sign(tx, ctx, id, &SignList { version })
        })
    }

    /// All but the last, which stays silent.
    fn report(&self, by: &mut impl FnMut(Who) -> Ctx, state: State) -> Result<(), Error> {
        let all = self.entries(&by(self.office.clerk()))?;
        let silent = if all.len() > 3 { all.last().map(|it| it.id) } else { None };
        for it in all.iter().filter(|it| it.state == state && Some(it.id) != silent) {
            let Some(who) = self.office.speaks_for(it.owner) else { continue };
            let n = i64::from(it.no);
            let (id, cmd) = (
                it.id,
                ReportTreatment {
                    visited: (3 + n % 9).to_string(),
                    found: (n % 7).to_string(),
                    text: "成立工作专班，县领导包保，组织专家开展全覆盖检查，约谈主要负责人，问题清单逐项交办。".into(),
                },
            );
            self.write(&by(who), move |tx, ctx| entry::report(tx, ctx, id, &cmd))?;
        }
        Ok(())
    }

    /// The second is sent back the first time.
    fn look(&self, (by, who): (&mut impl FnMut(Who) -> Ctx, Who), first: bool) -> Result<(), Error> {
        for (n, it) in self.entries(&by(who))?.iter().enumerate().filter(|(_, it)| it.state == State::Reported) {
            let (result, note) = match first && n == 1 {
                true => ("returned", "缺少问题清单和整改时限，请补充后再报。"),
                false => ("accepted", "抽查属实。"),
            };
            let (id, cmd) = (it.id, LookAtTreatment { result: result.into(), note: note.into() });
            // Each act has a key of its own.
            self.write(&by(who), move |tx, ctx| entry::look(tx, ctx, id, &cmd))?;
        }
        Ok(())
    }

    fn remove(&self, ctx: Ctx) -> Result<(), Error> {
        let all = self.entries(&ctx)?;
        let office = self.office.clerk().organisation;
        let done = all.iter().find(|it| it.state == State::Done && it.owner != office);
        let Some(id) = done.map(|it| it.id) else { return Ok(()) };
        let cmd = RemoveEntry { reason: "措施已落实到位，经安委办研究移出名单。".into() };
        self.write(&ctx, move |tx, ctx| entry::remove(tx, ctx, id, (&cmd, &MEASURES)))
    }
}
