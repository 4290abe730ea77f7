//! `anlan bench`: the workloads of this machine as JSON. Each builds its own district in a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use clap::{Args, Subcommand};
use hazard::HazardId;
use kernel::{Ctx, Error, OrganisationId, RequestKey};
use ledger::{Clock as _, Db, SystemClock, Tx};
use obligation::Owner;
use registry::SubjectId;
use serde_json::json;

use super::{Failed, Given};
use crate::gate::{drawn, machine_ctx};
use crate::{installation, policy, sample_district};

#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Hazards through their loop at the door: each step is a fact, projections, an obligation, a timer, fsynced.
    Transitions(Transitions),
}

impl Bench {
    pub fn run(&self, _given: &Given) -> Result<(), Failed> {
        match self {
            Bench::Transitions(it) => it.run(),
        }
    }
}

#[derive(Debug, Args)]
pub struct Transitions {
    /// Threads that wait for their answers.
    #[arg(long, default_value_t = 64)]
    writers: usize,
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Folder on the disk to be measured; it is removed afterwards.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
}

/// A small district and the people who move its hazards.
struct Bed {
    db: Db,
    ctx: Ctx,
    subjects: Vec<(SubjectId, OrganisationId)>,
}

impl Transitions {
    fn run(&self) -> Result<(), Failed> {
        let bed = bed(&self.folder)?;
        let statements = statements(&bed)?;
        let measured = self.measure(&bed);
        let facts: i64 = bed.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM fact", &[]))?;
        drop(bed);
        std::fs::remove_dir_all(&self.folder)?;
        let mut times = measured.times_us;
        times.sort_unstable();
        let at = |p: usize| times.get((times.len().saturating_sub(1)) * p / 100).copied().unwrap_or(0) as f64 / 1_000.0;
        println!(
            "{}",
            json!({
                "bench": "transitions", "writers": self.writers, "seconds": measured.seconds,
                "transitions": times.len(), "failed": measured.failed, "facts": facts,
                "transitions_per_s": times.len() as f64 / measured.seconds,
                "p50_ms": at(50), "p95_ms": at(95), "p99_ms": at(99),
                "statements_per_transition": statements,
                "commit": option_env!("ANLAN_COMMIT").unwrap_or("unknown"),
            })
        );
        Ok(())
    }

    fn measure(&self, bed: &Bed) -> Measured {
        let (times, failed) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
        let began = Stopwatch::now();
        let end = began + Duration::from_secs(self.seconds);
        std::thread::scope(|scope| {
            for writer in 0..self.writers {
                let (times, failed) = (&times, &failed);
                scope.spawn(move || {
                    let mine = one_writer(bed, writer, end, failed);
                    times.lock().unwrap_or_else(|e| e.into_inner()).extend(mine);
                });
            }
        });
        Measured {
            seconds: began.elapsed().as_secs_f64(),
            times_us: times.into_inner().unwrap_or_else(|e| e.into_inner()),
            failed: failed.into_inner(),
        }
    }
}

struct Measured {
    seconds: f64,
    times_us: Vec<u64>,
    failed: usize,
}

/// Reports a hazard and moves it through its loop, again and again. The report is made but not counted.
fn one_writer(bed: &Bed, writer: usize, end: Stopwatch, failed: &AtomicUsize) -> Vec<u64> {
    let mut times = Vec::new();
    let mut n = writer;
    while Stopwatch::now() < end {
        let (subject, owner) = bed.subjects[n % bed.subjects.len()];
        n += 1;
        let Ok(id) = report(bed, subject) else {
            failed.fetch_add(1, Ordering::Relaxed);
            continue;
        };
        for step in STEPS {
            if Stopwatch::now() >= end {
                break;
            }
            let began = Stopwatch::now();
            match write(bed, move |tx, ctx| step(tx, ctx, id, owner)) {
                Ok(()) => times.push(began.elapsed().as_micros() as u64),
                Err(_) => drop(failed.fetch_add(1, Ordering::Relaxed)),
            }
        }
    }
    times
}

type Step = fn(&mut Tx<'_>, &Ctx, HazardId, OrganisationId) -> Result<(), Error>;

/// Assign, submit, return, submit again, verify, close: each moves the hazard and its obligation.
const STEPS: [Step; 6] = [
    |tx, ctx, id, owner| {
        let checker = registry::query::safety_office(tx, ctx)?;
        let cmd = hazard::assign::Assign {
            owner: Owner { organisation: owner, person: None },
            checker: Owner { organisation: checker, person: None },
            due: None,
            note: None,
        };
        hazard::assign::assign(tx, ctx, id, &cmd)
    },
    submit,
    |tx, ctx, id, _| {
        hazard::verify::verify(
            tx,
            ctx,
            id,
            &hazard::verify::Verify { accepted: false, note: "隔墙未封堵，请补充。".into() },
        )
    },
    submit,
    |tx, ctx, id, _| {
        hazard::verify::verify(tx, ctx, id, &hazard::verify::Verify { accepted: true, note: String::new() })
    },
    |tx, ctx, id, _| hazard::close::close(tx, ctx, id, &hazard::close::Close::default()),
];

fn submit(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, _: OrganisationId) -> Result<(), Error> {
    hazard::submit::submit(
        tx,
        ctx,
        id,
        &hazard::submit::Submit { work: "已拆除临时隔墙并完成防火封堵，现场复核合格。".into() },
    )
}

fn write<T>(bed: &Bed, run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static) -> Result<T, Error>
where
    T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    let ctx = Ctx { request: RequestKey(drawn()?), now: SystemClock.now(), ..bed.ctx.clone() };
    bed.db.write_blocking("bench", &ctx, run)
}

fn report(bed: &Bed, subject: SubjectId) -> Result<HazardId, Error> {
    write(bed, move |tx, ctx| {
        let cmd = hazard::report::Report {
            subject,
            place: "空压机房".into(),
            description: "空压机房 2 台储气罐超过检验有效期仍在使用，安全阀铅封失效。".into(),
            harm: hazard::Harm::VesselExplosion,
            source: hazard::Source::DepartmentInspection,
            grade: hazard::Grade::Ordinary,
            grade_reason: None,
            found_at: ctx.now,
        };
        hazard::report::report(tx, ctx, &cmd)
    })
}

/// How many statements each step has, its savepoint and its kept answer not counted.
fn statements(bed: &Bed) -> Result<Vec<u64>, Error> {
    let (subject, owner) = bed.subjects[0];
    let id = report(bed, subject)?;
    STEPS
        .iter()
        .map(|step| {
            write(bed, move |tx, ctx| {
                let before = tx.statements();
                step(tx, ctx, id, owner)?;
                Ok(tx.statements() - before)
            })
        })
        .collect()
}

/// The steps are acts of a rule, which may play every part; a person's act has two statements more, for its first answer.
fn bed(folder: &Path) -> Result<Bed, Failed> {
    if folder.exists() {
        return Err(Failed::Refused(vec![format!("{} exists; name a folder that doesn't", folder.display())]));
    }
    sample_district::build(folder, sample::Scale::Small, |_| {})?;
    let db = crate::serve::open(folder, SystemClock)?;
    let district = installation::of(&db)?.district;
    let ctx = machine_ctx("bench", district, SystemClock.now())?;
    let subjects = db.read_blocking(|r| {
        let mut with_owner = Vec::new();
        for id in registry::query::subject_ids(r, &ctx)? {
            let found = registry::query::subject(r, &ctx, id)?;
            with_owner.extend(found.and_then(|s| Some((s.id, s.organisation?))));
        }
        Ok(with_owner)
    })?;
    Ok(Bed { db, subjects, ctx: Ctx { policy: policy::POLICY, ..ctx } })
}
