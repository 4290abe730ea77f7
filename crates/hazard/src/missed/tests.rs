//! What was missed is owed once, by whoever looks after it, and settled by the act that was missed.

use kernel::{Error, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use obligation::{Obligation, Owner};
use registry::SubjectId;

use super::*;
use crate::check::{Assignment, Record, assign, progress, record};
use crate::model::Source;
use crate::risk::{assessment, testing};

struct World {
    t: TestDb,
    f: registry::testing::Fixture,
}

/// One subject, orange since today and looked at today; its department looks every three months.
fn world() -> World {
    let t = ledger::testing::db(crate::tests::story::concepts());
    let f = registry::testing::district(&t);
    obligation::testing::seed(&t);
    testing::scheme(&t);
    testing::frequency(&t);
    let world = World { t, f };
    world.assess();
    world.look(Source::ExpertReview);
    world
}

impl World {
    fn subject(&self) -> SubjectId {
        self.f.subjects[0]
    }

    fn write(&self, name: &'static str, run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static) {
        self.t.db.write_blocking(name, &self.t.rule(), run).unwrap();
    }

    fn assess(&self) {
        let (subject, office) = (self.subject(), self.f.office);
        self.write("assess", move |tx, ctx| {
            let owner = Owner { organisation: office, person: None };
            let it = assessment::Assess {
                measures: measures(ctx, subject, owner),
                ..testing::assessment(ctx.now, subject, owner)
            };
            assessment::assess(tx, ctx, &it).map(drop)
        });
    }

    fn look(&self, source: Source) {
        self.look_at(source, ledger::Clock::now(self.t.clock.as_ref()));
    }

    fn look_at(&self, source: Source, at: Instant) {
        let subject = self.subject();
        self.write("look", move |tx, ctx| {
            let cmd = Record { subject, source, looked_at: "储罐区".into(), hazards: Vec::new(), at };
            record(tx, ctx, &cmd).map(drop)
        });
    }

    /// What the loop of the timers does.
    fn sweep(&self) {
        let missed = self.t.db.read_blocking(|r| find(r, &self.t.rule())).unwrap();
        self.write("missed", move |tx, ctx| missed.iter().try_for_each(|it| open(tx, ctx, *it)));
        let left = self.t.db.read_blocking(|r| find(r, &self.t.rule())).unwrap();
        assert_eq!(left, [], "what is owed is not missed again");
    }

    fn owed(&self, duty: &str) -> Vec<Obligation> {
        let about = match duty {
            DUTY_CHECK | DUTY_LIKE => vec![about_look(self.subject())],
            _ => {
                let risks = |r: &Reader<'_>| assessment::query::of_subject(r, &self.t.rule(), self.subject());
                self.t.db.read_blocking(risks).unwrap().iter().map(|it| about_review(it.id)).collect()
            }
        };
        let open = |it: &Ref| self.t.db.read_blocking(|r| duties::open(r, &self.t.rule(), it, duty)).unwrap();
        about.iter().flat_map(open).collect()
    }
}

/// Without a deadline, so that nothing else is owed.
fn measures(ctx: &Ctx, subject: SubjectId, owner: Owner) -> Vec<assessment::Control> {
    let all = testing::assessment(ctx.now, subject, owner).measures;
    all.into_iter().map(|it| assessment::Control { due: None, ..it }).collect()
}

#[test]
fn a_look_that_was_missed() {
    let world = world();
    world.t.clock.advance(Span::days(80));
    world.sweep();
    assert_eq!(world.owed(DUTY_CHECK).len(), 0, "still within three months");
    world.t.clock.advance(Span::days(15));
    world.sweep();
    world.sweep();
    let [owed] = world.owed(DUTY_CHECK).try_into().unwrap();
    assert!(owed.due > ledger::Clock::now(world.t.clock.as_ref()));
    world.look(Source::EnterpriseSelfCheck);
    assert_eq!(world.owed(DUTY_CHECK).len(), 1, "the enterprise's own look settles nothing");
    world.look(Source::UnannouncedVisit);
    assert_eq!(world.owed(DUTY_CHECK).len(), 0);
    world.sweep();
    assert_eq!(world.owed(DUTY_CHECK).len(), 0);
    world.t.assert_replay_agrees();
}

#[test]
fn a_look_that_was_asked_for_by_name() {
    let world = world();
    let (subject, office) = (world.subject(), world.f.office);
    let asked_at = ledger::Clock::now(world.t.clock.as_ref());
    let ask = |source: &'static str| {
        world.write("assign", move |tx, ctx| {
            let it = Assignment {
                subjects: vec![subject],
                owner: office,
                due: ctx.now + Span::days(20),
                demand: kernel::Personal::text("检查台车焊缝"),
                source: source.into(),
            };
            assign(tx, ctx, &it)
        });
    };
    ask("事故调查一");
    ask("事故调查一");
    assert_eq!(world.owed(DUTY_LIKE).len(), 1, "not twice from one paper");
    world.t.clock.advance(Span::days(1));
    ask("事故调查二");
    world.look(Source::EnterpriseSelfCheck);
    assert_eq!(world.owed(DUTY_LIKE).len(), 2, "the enterprise's own look settles nothing");
    let so_far = || world.t.db.read_blocking(|r| progress(r, &world.t.rule(), &[subject], asked_at)).unwrap();
    world.look_at(Source::DepartmentInspection, asked_at + Span::hours(1));
    let [later] = world.owed(DUTY_LIKE).try_into().unwrap();
    assert_eq!(later.source.as_deref(), Some("事故调查二"), "a look of before it was asked for settles nothing");
    assert_eq!((so_far().looked, so_far().waiting), (1, vec![]));
    world.look(Source::UnannouncedVisit);
    assert_eq!(world.owed(DUTY_LIKE).len(), 0);
    world.t.assert_replay_agrees();
}

#[test]
fn a_review_that_was_missed() {
    let world = world();
    world.t.clock.advance(Span::days(365));
    world.sweep();
    assert_eq!(world.owed(DUTY_REVIEW).len(), 0, "the day itself is in time");
    world.t.clock.advance(Span::days(1));
    world.sweep();
    assert_eq!(world.owed(DUTY_REVIEW).len(), 1);
    world.assess();
    assert_eq!(world.owed(DUTY_REVIEW).len(), 0);
    world.t.assert_replay_agrees();
}
