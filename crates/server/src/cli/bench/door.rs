//! Hazards through their loop at the database's door: rule, fact, projections, obligation, timer, outbox; fsynced, then
//! answered.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use clap::Args;
use hazard::HazardId;
use kernel::{Ctx, Error, OrganisationId, RequestKey};
use ledger::{Clock as _, SystemClock, Tx};
use obligation::Owner;
use registry::SubjectId;
use serde_json::json;

use super::{Bed, Failed, percentiles};
use crate::cli::out::out;
use crate::gate::drawn;
use crate::store::Store;

#[derive(Debug, Args)]
pub struct Transitions {
    /// Writers that each wait for their answer before the next act.
    #[arg(long, default_value_t = 64)]
    writers: usize,
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Facts are carried into the log meanwhile, as when the district is served.
    #[arg(long)]
    log: bool,
    /// Folder on the disk to be measured; it is removed afterwards.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
}

impl Transitions {
    /// On a database of a server where one is named, which must be empty; else in a file of the folder.
    pub fn run(&self, database: Option<String>) -> Result<(), Failed> {
        let engine = if database.is_some() { "postgres" } else { "sqlite" };
        let bed = Bed::make_on(Store { data: self.folder.clone(), database })?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let statements = runtime.block_on(statements(&bed))?;
        let ends = Arc::new(AtomicBool::new(false));
        let log = match self.log {
            true => Some(carried(&bed, Arc::clone(&ends))?),
            false => None,
        };
        let measured = self.measure(&bed)?;
        let head = crate::log::head(&bed.db, bed.ctx.district)?;
        ends.store(true, Ordering::Relaxed);
        if let Some(log) = log {
            log.join().map_err(|_| Failed::Fault("the sequencer panicked".into()))?;
        }
        let facts: i64 = bed.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM fact", &[]))?;
        drop(bed);
        std::fs::remove_dir_all(&self.folder)?;
        let count = measured.times_us.len();
        let [p50, p95, p99] = percentiles(measured.times_us);
        out!(
            "{}",
            json!({
            "bench": "transitions", "engine": engine, "writers": self.writers, "seconds": measured.seconds,
            "transitions": count, "failed": measured.failed, "facts": facts,
            "transitions_per_s": count as f64 / measured.seconds,
            "p50_ms": p50, "p95_ms": p95, "p99_ms": p99,
            "statements_per_transition": statements,
            "in_the_log": head.as_ref().map(|head| head.checkpoint.size),
            "behind_the_log": head.as_ref().map(|head| head.waiting),
                        })
        );
        Ok(())
    }

    fn measure(&self, bed: &Bed) -> Result<Measured, Failed> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let began = Stopwatch::now();
        let end = began + Duration::from_secs(self.seconds);
        let sums = runtime.block_on(async {
            let writer = |n| tokio::spawn(one_writer(bed.clone(), (n..).step_by(self.writers), end));
            let writers: Vec<_> = (0..self.writers).map(writer).collect();
            let mut sums = Vec::new();
            for writer in writers {
                sums.push(writer.await.map_err(Error::internal)?);
            }
            Ok::<_, Error>(sums)
        })?;
        let seconds = began.elapsed().as_secs_f64();
        let failed = sums.iter().map(|s| s.failed).sum();
        Ok(Measured { seconds, times_us: sums.into_iter().flat_map(|s| s.times_us).collect(), failed })
    }
}

/// Carries facts into the log until it is told to end.
fn carried(bed: &Bed, ends: Arc<AtomicBool>) -> Result<std::thread::JoinHandle<()>, Failed> {
    let district = bed.ctx.district;
    let sequencer = crate::log::sequencer(&bed.db, district, false)?;
    let goes_on = move || !ends.load(Ordering::Relaxed);
    Ok(std::thread::spawn(move || crate::log::carry(sequencer, &SystemClock, district, goes_on)))
}

struct Measured {
    seconds: f64,
    times_us: Vec<u64>,
    failed: usize,
}

#[derive(Default)]
struct Sum {
    times_us: Vec<u64>,
    failed: usize,
}

/// Reports a hazard and moves it through its loop, again and again. The report is made but not counted.
async fn one_writer(bed: Bed, numbers: impl Iterator<Item = usize>, end: Stopwatch) -> Sum {
    let mut sum = Sum::default();
    for n in numbers {
        if Stopwatch::now() >= end {
            break;
        }
        let (subject, owner) = bed.subjects[n % bed.subjects.len()];
        let Ok(id) = report(&bed, subject, n).await else {
            sum.failed += 1;
            continue;
        };
        for step in STEPS {
            if Stopwatch::now() >= end {
                break;
            }
            let began = Stopwatch::now();
            match write(&bed, move |tx, ctx| step(tx, ctx, id, owner)).await {
                Ok(()) => sum.times_us.push(began.elapsed().as_micros() as u64),
                Err(_) => sum.failed += 1,
            }
        }
    }
    sum
}

type Step = fn(&mut Tx<'_>, &Ctx, HazardId, OrganisationId) -> Result<(), Error>;

/// Assign, submit, return, submit again, verify, close: each moves the hazard and its obligation.
const STEPS: [Step; 6] = [
    |tx, ctx, id, owner| {
        let checker = registry::query::safety_office(tx, ctx)?;
        let cmd = hazard::assign::Assign {
            owner: Owner { organisation: owner, person: None },
            checker: Owner { organisation: checker, person: None },
            demand: hazard::Demand::default(),
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
    |tx, ctx, id, _| close(tx, ctx, id),
];

/// What came back says why; all findings here are worded alike.
pub(super) fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId) -> Result<(), Error> {
    use hazard::root_cause::{Find, RootCause, is_owed};
    let said = "日常检查没有责任人，拆改未经消防部门同意。";
    let cause = is_owed(tx, ctx, id)?.then(|| Find { cause: RootCause::Management, said: said.into() });
    hazard::close::close(tx, ctx, id, &hazard::close::Close { note: None, cause })
}

pub(super) fn submit(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, _: OrganisationId) -> Result<(), Error> {
    hazard::submit::submit(
        tx,
        ctx,
        id,
        &hazard::submit::Submit {
            work: "已拆除临时隔墙并完成防火封堵，现场复核合格。".into(), evidence: Vec::new()
        },
    )
}

async fn write<T>(bed: &Bed, run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static) -> Result<T, Error>
where
    T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    let ctx = Ctx { request: RequestKey(drawn()?), now: SystemClock.now(), ..bed.ctx.clone() };
    bed.db.write("bench", &ctx, run).await
}

async fn report(bed: &Bed, subject: SubjectId, n: usize) -> Result<HazardId, Error> {
    write(bed, move |tx, ctx| hazard::report::report(tx, ctx, &finding(ctx, subject, n))).await
}

/// How many statements each step has, its savepoint and its kept answer not counted.
async fn statements(bed: &Bed) -> Result<Vec<u64>, Error> {
    let (subject, owner) = bed.subjects[0];
    let id = report(bed, subject, 0).await?;
    let mut counts = Vec::new();
    for step in STEPS {
        let count = write(bed, move |tx, ctx| {
            let before = tx.statements();
            step(tx, ctx, id, owner)?;
            Ok(tx.statements() - before)
        });
        counts.push(count.await?);
    }
    Ok(counts)
}

/// The same subject has another hazard each time, as it mostly is.
const WHERE: [&str; 11] = [
    "空压机房",
    "锅炉房",
    "一号仓库",
    "打磨车间",
    "涂装线",
    "配电室",
    "食堂后厨",
    "危废间",
    "装卸平台",
    "屋面",
    "地下车库",
];
const WHAT: [&str; 7] = [
    "储气罐超过检验有效期",
    "安全出口被杂物堵塞",
    "临时用电线路破损",
    "可燃气体报警器停用",
    "防护罩缺失",
    "护栏松动",
    "积尘未清扫",
];
const MORE: [&str; 5] = [
    "现场无人看护",
    "台账未记录，责任人说不清楚",
    "已持续一周以上，班组未上报",
    "上次检查后仅作临时处理",
    "警示标识缺失，夜间照明不足",
];

pub(super) fn finding(ctx: &Ctx, subject: SubjectId, n: usize) -> hazard::report::Report {
    let (place, what, more) = (WHERE[n % WHERE.len()], WHAT[n % WHAT.len()], MORE[n % MORE.len()]);
    hazard::report::Report {
        subject,
        place: place.into(),
        description: format!("{place}{what}，{more}。"),
        harm: hazard::Harm::ALL[n % hazard::Harm::ALL.len()],
        source: hazard::Source::DepartmentInspection,
        grade: hazard::Grade::Ordinary,
        grade_reason: None,
        found_at: ctx.now,
        evidence: Vec::new(),
    }
}
