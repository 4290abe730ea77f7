//! What opens a case, what it is proved by, and who decides it how.

use kernel::{Ctx, Error, Identity as _, Instant, Personal, Role, Span};
use obligation::testing::run_timers;
use obligation::{Ref, Status, follow_up};

use super::act::{may_be_asked, may_conclude, may_decide, may_settle, outcome};
use super::query::{self, Filter};
use super::{
    Ask, AskStatement, Case, CaseId, Conclude, Fact, Reasoned, Refer, Speak, State, Trigger, ask_outcome,
    ask_statement, chain, conclude, decide_interview, interviewed, refer, revoke_interview, set_aside, speak, store,
    sweep,
};
use crate::extend::Extend;
use crate::tests::story::Story;
use crate::{close, extend, judge};

fn sweeps(s: &Story) -> usize {
    let ctx = s.t.rule();
    sweep(&s.t.db, &ctx).unwrap()
}

fn cases(s: &Story) -> Vec<Case> {
    let ctx = s.t.rule();
    s.t.db.read_blocking(|r| query::list(r, &ctx, &Filter::default(), 0, 50)).unwrap()
}

fn triggers(s: &Story) -> Vec<Trigger> {
    let mut all: Vec<Trigger> = cases(s).iter().map(|it| it.trigger).collect();
    all.sort();
    all
}

#[test]
fn late_and_extended_again_and_again() {
    let s = Story::begin();
    let id = s.assigned();
    assert_eq!(sweeps(&s), 0);
    for days in [20, 40] {
        let due = ledger::Clock::now(s.t.clock.as_ref()) + Span::days(days);
        s.act(Role::DistrictClerk, move |tx, ctx| extend::extend(tx, ctx, id, &Extend { due, reason: "排期".into() }))
            .unwrap();
    }
    assert_eq!(sweeps(&s), 1, "extended twice");
    assert_eq!(sweeps(&s), 0, "opened once");
    assert_eq!(triggers(&s), [Trigger::Extensions]);
    s.t.clock.advance(Span::days(120));
    assert_eq!(sweeps(&s), 1, "and late for long");
    let ctx = s.t.rule();
    let late = cases(&s).into_iter().find(|it| it.trigger == Trigger::Late).unwrap();
    assert_eq!((late.organisation, late.state), (s.people.enterprises[0], State::Candidate));
    assert!(late.source.contains("第二十二条第一项") && late.due.is_some());
    let kinds = s.t.db.read_blocking(|r| chain::kinds(r, &ctx, late.id)).unwrap();
    let life = ["hazard_reported", "hazard_assigned", "hazard_extended", "hazard_extended", "accountability_opened"];
    assert_eq!(kinds.iter().filter(|kind| life.contains(&kind.as_str())).count(), 5, "{kinds:?}");
    assert_eq!(kinds.last().map(String::as_str), Some("accountability_statement_asked"));
    s.t.assert_replay_agrees();
}

/// A day after its deadline, and not after the thirty of ordinary ones.
#[test]
fn a_late_major_hazard_is_not_waited_for() {
    let s = Story::begin();
    s.assigned();
    let major = s.assigned();
    s.act(Role::DistrictClerk, move |tx, ctx| {
        let answers = vec![judge::Answered { article: "2".into(), answer: judge::Answer::Yes }];
        judge::judge(
            tx,
            ctx,
            major,
            &judge::Judge { edition: "chemicals_2017".into(), answers, reason: None, own: None },
        )
    })
    .unwrap();
    let ctx = s.ctx(Role::DistrictClerk);
    let due = s.t.db.read_blocking(|r| crate::query::detail(r, &ctx, major)).unwrap().hazard.due.unwrap();
    s.t.clock.advance(Span::seconds(due.millis() / 1_000 - ctx.now.millis() / 1_000));
    s.t.clock.advance(Span::days(5));
    assert_eq!(sweeps(&s), 1);
    let all = cases(&s);
    assert_eq!((all[0].trigger, all[0].about.clone()), (Trigger::Late, Ref::new("hazard", major)));
}

#[test]
fn closed_and_found_again() {
    for (days, trigger) in [(10, Trigger::FalseClosing), (90, Trigger::Recurring)] {
        let s = Story::begin();
        let first = s.assigned();
        s.submitted(first).unwrap();
        s.verified(Role::DepartmentClerk, first, true).unwrap();
        s.act(Role::Leader, move |tx, ctx| close::close(tx, ctx, first, &close::Close::default())).unwrap();
        s.t.clock.advance(Span::days(days));
        s.reported();
        assert_eq!(sweeps(&s), 1);
        let ctx = s.t.rule();
        let it = cases(&s).remove(0);
        assert_eq!((it.trigger, it.organisation), (trigger, s.people.enterprises[0]), "whoever closed it");
        let kinds = s.t.db.read_blocking(|r| chain::kinds(r, &ctx, it.id)).unwrap();
        for kind in ["hazard_closed", "hazard_recurs"] {
            assert!(kinds.iter().any(|it| it == kind), "{kind} not in {kinds:?}");
        }
        // Both happen at one moment; the entry that comes first in the record comes first in the proof.
        let last = |kind: &str| kinds.iter().rposition(|it| it == kind).unwrap();
        assert!(last("hazard_reported") < last("hazard_recurs"), "{kinds:?}");
    }
}

#[test]
fn returned_again_and_again() {
    let s = Story::begin();
    let id = s.assigned();
    for _ in 0..2 {
        assert_eq!(sweeps(&s), 0);
        s.submitted(id).unwrap();
        s.verified(Role::DepartmentClerk, id, false).unwrap();
    }
    assert_eq!(sweeps(&s), 1);
    assert_eq!(triggers(&s), [Trigger::Returns]);
    let case = cases(&s).remove(0).id;
    s.said("到货延误，已采取防范措施。", case).unwrap();
    s.decided(move |tx, ctx| set_aside(tx, ctx, case, &reason("已查明，系设备缺陷。"))).unwrap();
    let decided = cases(&s).remove(0);
    assert_eq!((decided.state, decided.due), (State::SetAside, None));
    assert_eq!(s.owed("accountability.decide"), [(Status::Settled, false)]);
    assert_eq!(sweeps(&s), 0, "decided for good");
}

fn reason(text: &str) -> Reasoned {
    Reasoned { reason: text.to_owned() }
}

type Run = Box<dyn Fn(&mut ledger::Tx<'_>, &Ctx) -> Result<(), Error> + Send>;

impl Story {
    /// A case of the first enterprise.
    fn case(&self) -> CaseId {
        let id = self.assigned();
        for days in [20, 40] {
            let due = ledger::Clock::now(self.t.clock.as_ref()) + Span::days(days);
            let more = Extend { due, reason: "排期".into() };
            self.act(Role::DistrictClerk, move |tx, ctx| extend::extend(tx, ctx, id, &more)).unwrap();
        }
        assert_eq!(sweeps(self), 1);
        cases(self).remove(0).id
    }

    fn one(&self, id: CaseId) -> Case {
        let ctx = self.t.rule();
        self.t.db.read_blocking(|r| query::load(r, &ctx, id)).unwrap()
    }

    /// By the leader, who reaches the whole county.
    fn decided(
        &self,
        run: impl Fn(&mut ledger::Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), String> {
        self.t.clock.advance(Span::minutes(1));
        let leader = Ctx { scope: self.t.rule().scope, ..self.ctx(Role::Leader) };
        self.t.db.write_blocking("decide", &leader, run).map_err(|e| e.to_string())
    }

    fn said(&self, text: &str, id: CaseId) -> Result<(), String> {
        let cmd = Speak { statement: text.to_owned() };
        self.act(Role::EnterpriseUser, move |tx, ctx| speak(tx, ctx, id, &cmd)).map_err(|e| e.to_string())
    }

    /// The duties of a name: how each stands, and whether its owner was ever late.
    fn owed(&self, duty: &str) -> Vec<(Status, bool)> {
        let sql = "SELECT id, status FROM obligation WHERE duty = $1 ORDER BY opened_at, id";
        let read = |r: &ledger::Reader<'_>| {
            let found: Vec<(obligation::ObligationId, Status)> =
                r.rows(sql, ledger::params![duty], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let late = |id| -> Result<bool, Error> {
                let facts = r.history::<obligation::Fact>(self.t.rule().district, id)?;
                Ok(facts.iter().any(|e| matches!(e.fact, obligation::Fact::Overdue { .. })))
            };
            found.into_iter().map(|(id, status)| Ok((status, late(id)?))).collect()
        };
        self.t.db.read_blocking(read).unwrap()
    }
}

#[test]
fn nothing_is_decided_before_the_organisation_could_answer() {
    let s = Story::begin();
    let id = s.case();
    let aside = move || -> Run { Box::new(move |tx, ctx| set_aside(tx, ctx, id, &reason("已补办"))) };
    assert_eq!(s.owed("accountability.statement"), [(Status::Assigned, false)], "asked at once");
    assert!(s.one(id).due > s.one(id).statement_due, "hearing makes nobody late");
    let pending = "the organisation was asked for a statement, and its time has not passed";
    assert_eq!(s.decided(aside()), Err(pending.to_owned()));
    assert_eq!(
        s.decided(move |tx, ctx| ask_statement(tx, ctx, id, &AskStatement {})),
        Err("the organisation was asked for a statement already".into())
    );
    // Silence: the duty falls away at its own time, nobody was late, and nobody is told that somebody was.
    let due = s.one(id).statement_due.unwrap();
    s.t.clock.advance(due.since(ledger::Clock::now(s.t.clock.as_ref())));
    run_timers(&s.t);
    assert_eq!(s.owed("accountability.statement"), [(Status::Waived, false)]);
    assert_eq!(s.one(id).stated_at, None);
    s.decided(aside()).unwrap();
    // It may speak after the decision all the same.
    s.said("情况说明如下。", id).unwrap();
    assert!(s.one(id).stated_at.is_some_and(|at| at > due));
    assert_eq!(s.one(id).state, State::SetAside);
    s.t.assert_replay_agrees();
}

#[test]
fn an_answer_opens_the_way_to_a_decision() {
    let s = Story::begin();
    let id = s.case();
    s.said("到货延误。", id).unwrap();
    assert_eq!(s.owed("accountability.statement"), [(Status::Settled, false)]);
    let other = s.act(Role::DepartmentClerk, move |tx, ctx| {
        let wide = ctx.beyond_scope();
        speak(tx, &wide, id, &Speak { statement: "代为说明".into() })
    });
    assert_eq!(other.unwrap_err().to_string(), "you may not make a statement for another organisation");
    s.decided(move |tx, ctx| decide_interview(tx, ctx, id, &reason("约谈主要负责人"))).unwrap();
    let it = s.one(id);
    let interview = it.interview.unwrap();
    assert_eq!((it.state, it.due), (State::Interview, None));
    // The link back, and no way around it.
    let ctx = s.t.rule();
    let about = s.t.db.read_blocking(|r| follow_up::query::about(r, &ctx, interview)).unwrap();
    assert_eq!(about, Ref::new("accountability", id));
    assert_eq!(s.owed("interview.decide"), [(Status::Assigned, false)]);
    let said = follow_up::Said { text: "不再约谈".into(), ..follow_up::Said::default() };
    let aside = s.decided(move |tx, ctx| follow_up::take(tx, ctx, interview, follow_up::Step::SettingAside, &said));
    assert!(aside.is_err(), "it was decided that it is held");
    let on = it.decided_at.unwrap().day();
    let before = s.decided(move |tx, ctx| interviewed(tx, ctx, id, interview, on.plus_days(-1)));
    assert_eq!(before, Err("day: this day lies before the decision".into()));
    let other = kernel::Identity::from_bytes([3; 16]);
    s.decided(move |tx, ctx| interviewed(tx, ctx, id, other, on)).unwrap();
    assert_eq!(s.one(id).state, State::Interview, "another interview ends nothing");
    s.decided(move |tx, ctx| interviewed(tx, ctx, id, interview, on)).unwrap();
    assert_eq!(s.one(id).state, State::Concluded);
    s.decided(move |tx, ctx| interviewed(tx, ctx, id, interview, on)).unwrap();
    assert!(s.one(id).concluded_at.is_some() && s.one(id).outcome.is_none());
    s.t.assert_replay_agrees();
}

#[test]
fn an_interview_that_is_taken_back_leaves_the_case_to_be_decided() {
    let s = Story::begin();
    let id = s.case();
    s.said("到货延误。", id).unwrap();
    let revoke = || s.decided(move |tx, ctx| revoke_interview(tx, ctx, id, &reason("负责人已调离")));
    assert_eq!(revoke(), Err("this case does not wait for an interview".into()));
    s.decided(move |tx, ctx| decide_interview(tx, ctx, id, &reason("约谈主要负责人"))).unwrap();
    let interview = s.one(id).interview.unwrap();
    revoke().unwrap();
    let it = s.one(id);
    assert_eq!((it.state, it.interview, it.decided_at), (State::Candidate, None, None));
    assert!(it.due.is_some());
    assert_eq!(s.owed("accountability.decide"), [(Status::Settled, false), (Status::Assigned, false)]);
    // Nobody sees what never left the office.
    let sql = "SELECT state FROM follow_up WHERE district = $1 AND id = $2";
    let ctx = s.t.rule();
    let state = |r: &ledger::Reader<'_>| r.value::<follow_up::State>(sql, ledger::params![ctx.district, interview]);
    assert_eq!(s.t.db.read_blocking(state).unwrap(), follow_up::State::Lapsed);
    s.decided(move |tx, ctx| set_aside(tx, ctx, id, &reason("已补办"))).unwrap();
    s.t.assert_replay_agrees();
}

impl Story {
    /// As the first cases stand in the ledger: nobody was asked.
    fn old_case(&self) -> CaseId {
        let id = self.case();
        let it = self.one(id);
        let ctx = self.t.rule();
        let opened = self.t.db.read_blocking(|r| r.history::<Fact>(ctx.district, id)).unwrap().remove(0).fact;
        let Fact::Opened(opened) = opened else { panic!("{opened:?}") };
        let write = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
            let id: CaseId = ctx.mint();
            let about = Ref { kind: "hazard".into(), id: [9; 16] };
            let fact = Fact::Opened(Box::new(super::Opened { about, ..(*opened).clone() }));
            let at = tx.record(ctx, id, 0, &fact)?;
            store::project(tx, &at, id, &fact)?;
            Ok(id)
        };
        assert!(it.statement.is_some());
        self.t.db.write_blocking("old", &ctx, write).unwrap()
    }
}

#[test]
fn whoever_was_never_asked_is_asked_before_a_decision() {
    let s = Story::begin();
    let id = s.old_case();
    let aside = s.decided(move |tx, ctx| set_aside(tx, ctx, id, &reason("已补办")));
    assert_eq!(aside, Err("the organisation was never asked for a statement".into()));
    assert_eq!(sweeps(&s), 0);
    let it = s.one(id);
    assert!(it.statement_due.is_some() && it.due > it.statement_due, "the office decides after that: {it:?}");
    assert_eq!(sweeps(&s), 0);
    assert_eq!(s.one(id).version, it.version, "once");
    s.said("到货延误。", id).unwrap();
    assert!(s.owed("accountability.statement").contains(&(Status::Settled, false)));
    // It speaks again, when there is nothing to settle any more.
    s.said("补充说明。", id).unwrap();
    s.t.assert_replay_agrees();
}

#[test]
fn whoever_spoke_unasked_is_not_asked() {
    let s = Story::begin();
    let id = s.old_case();
    s.said("主动说明：到货延误。", id).unwrap();
    assert_eq!(
        s.decided(move |tx, ctx| ask_statement(tx, ctx, id, &AskStatement {})),
        Err("the organisation made a statement already".into())
    );
    assert_eq!(sweeps(&s), 0);
    assert_eq!(s.one(id).statement, None);
    s.decided(move |tx, ctx| set_aside(tx, ctx, id, &reason("已补办"))).unwrap();
}

#[test]
fn a_referral_is_asked_after_until_its_outcome_is_on_record() {
    let s = Story::begin();
    let id = s.case();
    s.said("到货延误。", id).unwrap();
    let to = Refer {
        to: "县纪委监委".into(), document: "望安移〔2026〕1 号".into(), reason: "经提醒仍未履职".into()
    };
    s.decided(move |tx, ctx| refer(tx, ctx, id, &to)).unwrap();
    let first = s.one(id).due.unwrap();
    assert_eq!(s.owed("accountability.outcome"), [(Status::Assigned, false)]);
    s.t.clock.advance(Span::days(60));
    run_timers(&s.t);
    assert_eq!(s.one(id).state, State::HandedOver, "it stays, and waits");
    s.decided(move |tx, ctx| ask_outcome(tx, ctx, id, &Ask { answer: "正在核查".into() })).unwrap();
    assert!(s.one(id).due.unwrap() > first);
    assert_eq!(s.owed("accountability.outcome"), [(Status::Settled, true), (Status::Assigned, false)]);
    let known = Conclude {
        outcome: "criticised".into(),
        on: ledger::Clock::now(s.t.clock.as_ref()).day().to_string(),
        body: "县纪委监委".into(),
        document: "望纪函〔2026〕6 号".into(),
        text: String::new(),
    };
    s.decided(move |tx, ctx| conclude(tx, ctx, id, &known)).unwrap();
    let it = s.one(id);
    assert_eq!((it.state, it.outcome, it.due), (State::Concluded, Some(super::Outcome::Criticised), None));
    assert_eq!(s.owed("accountability.outcome"), [(Status::Settled, true), (Status::Settled, false)]);
    s.said("对处理结果无异议。", id).unwrap();
    let open = s.t.db.read_blocking(|r| {
        r.value::<i64>(
            "SELECT COUNT(*) FROM obligation WHERE duty LIKE 'accountability.%' AND holder_organisation IS NOT NULL",
            &[],
        )
    });
    assert_eq!(open.unwrap(), 0);
    s.t.assert_replay_agrees();
}

fn a_case(
    s: &Story,
    organisation: kernel::OrganisationId,
    (state, asked, stated): (State, Option<&str>, bool),
) -> Case {
    let at = Instant::read("2026-06-18 09:00").unwrap();
    Case {
        id: CaseId::from_bytes([7; 16]),
        version: 1,
        trigger: Trigger::Late,
        state,
        about: Ref { kind: "hazard".into(), id: [9; 16] },
        organisation,
        division: s.people.villages[0],
        sector: None,
        title: Personal::text("积尘"),
        since: at,
        opened_at: at,
        source: "办法".into(),
        obligation: None,
        due: None,
        statement: asked.map(|_| kernel::Identity::from_bytes([8; 16])),
        statement_due: asked.map(|due| Instant::read(due).unwrap()),
        stated_at: if stated { Some(at) } else { None },
        decided_at: Some(at),
        decided_by: None,
        reason: None,
        interview: None,
        handed_to: None,
        document: None,
        outcome: None,
        outcome_on: None,
        outcome_body: None,
        outcome_document: None,
        outcome_text: None,
        concluded_at: None,
    }
}

#[test]
fn deciding() {
    let s = Story::begin();
    let case = |organisation, state, asked, stated| a_case(&s, organisation, (state, asked, stated));
    let (other, own) = (s.people.enterprises[0], s.people.office);
    let (soon, past) = (Some("2030-01-01 18:00"), Some("2020-01-01 18:00"));
    let no = "you may not decide on a case of your own organisation";
    let early = "the organisation was asked for a statement, and its time has not passed";
    let twice = "this case is decided already";
    let asked = "the organisation was asked for a statement already";
    let waits = "this case does not wait for an outcome";
    let never = "the organisation was never asked for a statement";
    let spoke = "the organisation made a statement already";
    use State::{Candidate, Concluded, HandedOver, Interview, SetAside};
    //   whose  state       asked  stated  refer   keep   ask    conclude
    #[rustfmt::skip]
    let rows = [
        (other, Candidate,  None,  false,  never,  never, "yes", waits),
        (other, Candidate,  None,  true,   "yes",  "yes", spoke, waits),
        (other, Candidate,  soon,  false,  early,  early, asked, waits),
        (other, Candidate,  soon,  true,   "yes",  "yes", asked, waits),
        (other, Candidate,  past,  false,  "yes",  "yes", asked, waits),
        (own,   Candidate,  past,  false,  "yes",  no,    asked, waits),
        (own,   Candidate,  None,  false,  never,  never, "yes", waits),
        (other, SetAside,   past,  false,  twice,  twice, twice, waits),
        (other, Interview,  past,  false,  twice,  twice, twice, waits),
        (other, HandedOver, past,  false,  twice,  twice, twice, "yes"),
        (own,   HandedOver, past,  false,  twice,  twice, twice, "yes"),
        (other, Concluded,  past,  false,  twice,  twice, twice, waits),
    ];
    let leader = s.ctx(Role::Leader);
    let word = |it: Result<(), Error>| it.map_or_else(|e| e.to_string(), |()| "yes".to_owned());
    for (n, (whose, state, due, stated, hand_over, keep, ask, end)) in rows.into_iter().enumerate() {
        let it = case(whose, state, due, stated);
        let got = [
            word(may_decide(&it, &leader)),
            word(may_settle(&it, &leader)),
            word(may_be_asked(&it)),
            word(may_conclude(&it)),
        ];
        assert_eq!(got, [hand_over, keep, ask, end], "row {n}");
    }
}

#[test]
fn outcomes() {
    let s = Story::begin();
    let it = a_case(&s, s.people.enterprises[0], (State::HandedOver, None, false));
    let leader = s.ctx(Role::Leader);
    let cmd = |outcome: &str, on: &str, body: &str| Conclude {
        outcome: outcome.into(),
        on: on.into(),
        body: body.into(),
        document: "1 号".into(),
        text: "甲".into(),
    };
    //   outcome       on            body        what comes of it
    let rows = [
        ("admonished", "2026-06-18", "县纪委监委", "concluded"),
        ("guilty", "2026-06-18", "县纪委监委", "outcome: choose one of the list"),
        ("admonished", "2026-06-17", "县纪委监委", "on: this day lies before the referral"),
        ("admonished", "2036-06-17", "县纪委监委", "on: this day lies in the future"),
        ("admonished", "then", "", "on: write the day as 2026-06-18; body: fill in this field"),
    ];
    for (word, on, body, outcome_is) in rows {
        let fact = outcome(&it, &leader, &cmd(word, on, body));
        let got = fact.map_or_else(|e| e.to_string(), |fact| ledger::Fact::kind(&fact).to_owned());
        assert_eq!(got, outcome_is, "{word} {on} {body}");
    }
}
