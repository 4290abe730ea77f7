//! `anlan bench`: the workloads of this machine as JSON. Each but the kernels and telemetry builds its own district, in a
//! folder of its own on the disk that is to be measured, and removes it afterwards.

mod client;
mod door;
mod export;
mod http;
mod incidents;
mod intake;
mod kernels;
mod pages;
mod peer;
mod statistics;
mod telemetry;

use std::path::Path;
use std::sync::Arc;

use clap::Subcommand;
use kernel::{Ctx, OrganisationId, RequestKey};
use ledger::{Clock as _, Db, SystemClock};
use registry::SubjectId;

use super::{Failed, Given};
use crate::gate::machine_ctx;
use crate::sample_district::DemoAccount;
use crate::store::Store;
use crate::{installation, policy, sample_district};

#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Hazards through their loop at the door: each step is a fact, projections, an obligation, a timer, fsynced.
    Transitions(door::Transitions),
    /// The same through HTTP, each step a request of its visitor.
    Http(http::Http),
    /// List page and desk over many hazards, through HTTP.
    Pages(pages::Pages),
    /// A list of many hazards as a workbook that can come back.
    Export(export::Export),
    /// Statistics by every grouping and the board of open hazards, over ten million.
    Statistics(statistics::Statistics),
    /// The numbers of incidents by every dimension, over a hundred thousand.
    Incidents(incidents::Incidents),
    /// Calculations and codecs on the input of their peers; needs no district.
    Kernels(kernels::Kernels),
    /// Readings of many devices from lines to conditions, synced; needs no district.
    Telemetry(telemetry::Telemetry),
    /// Readings of many devices over HTTP to the whole program, and from a line to the condition on record.
    Intake(intake::Intake),
    /// Serve the routes of the peer scripts over our own hazards, until stopped.
    Peer(peer::Peer),
}

impl Bench {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        match self {
            Bench::Transitions(it) => it.run(given.config.store.database.clone()),
            Bench::Http(it) => it.run(),
            Bench::Pages(it) => it.run(),
            Bench::Export(it) => it.run(),
            Bench::Statistics(it) => it.run(),
            Bench::Incidents(it) => it.run(),
            Bench::Kernels(it) => it.run(),
            Bench::Telemetry(it) => it.run(),
            Bench::Intake(it) => it.run(),
            Bench::Peer(it) => it.run(),
        }
    }
}

/// A small district and the subjects whose hazards are moved. At the door the steps are acts of a rule, which may play
/// every part; a person's act has two statements more, for its first answer.
#[derive(Clone)]
struct Bed {
    db: Db,
    ctx: Ctx,
    subjects: Arc<[(SubjectId, OrganisationId)]>,
    accounts: Arc<[DemoAccount]>,
}

impl Bed {
    fn make(folder: &Path) -> Result<Bed, Failed> {
        Bed::make_on(Store::in_folder(folder))
    }

    fn make_on(store: Store) -> Result<Bed, Failed> {
        let folder = &store.data;
        if folder.exists() {
            return Err(Failed::Refused(vec![format!("{} exists; name a folder that doesn't", folder.display())]));
        }
        let accounts = sample_district::build(&store, sample::Scale::Small, |_| {})?;
        let db = store.open(SystemClock)?;
        let district = installation::of(&db)?.district;
        let ctx = machine_ctx("bench", district, SystemClock.now())?;
        register_more(&db, &ctx)?;
        let subjects: Vec<_> = db.read_blocking(|r| {
            let mut with_owner = Vec::new();
            for id in registry::query::subject_ids(r, &ctx)? {
                let found = registry::query::subject(r, &ctx, id)?;
                with_owner.extend(found.and_then(|s| Some((s.id, s.organisation?))));
            }
            Ok(with_owner)
        })?;
        let ctx = Ctx { policy: policy::POLICY, ..ctx };
        Ok(Bed { db, ctx, subjects: subjects.into(), accounts: accounts.into() })
    }
}

/// The small district has few subjects, and the same one would be reported hundreds of times in a minute.
const MORE_SUBJECTS: usize = 6_000;

fn register_more(db: &Db, ctx: &Ctx) -> Result<(), Failed> {
    let known = db.read_blocking(|r| {
        let ids = registry::query::subject_ids(r, ctx)?;
        ids.into_iter().map(|id| registry::query::subject(r, ctx, id)).collect::<Result<Vec<_>, _>>()
    })?;
    let with_owner: Vec<_> = known.into_iter().flatten().filter(|s| s.organisation.is_some()).collect();
    for first in (0..MORE_SUBJECTS).step_by(500) {
        let ctx = Ctx { request: RequestKey(crate::gate::drawn()?), ..ctx.clone() };
        let with_owner = with_owner.clone();
        db.write_blocking("bench.subjects", &ctx, move |tx, ctx| {
            for (n, like) in with_owner.iter().cycle().enumerate().skip(first).take(500) {
                let cmd = registry::subject::Register {
                    name: format!("{}{n}号点", like.name),
                    kind: like.kind,
                    sector: like.sector,
                    division: like.division,
                    address: String::new(),
                    organisation: like.organisation,
                    longitude_e6: None,
                    latitude_e6: None,
                };
                registry::subject::register(tx, ctx, &cmd)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// 50th, 95th and 99th, in milliseconds.
fn percentiles(mut times_us: Vec<u64>) -> [f64; 3] {
    times_us.sort_unstable();
    [50, 95, 99].map(|p| {
        let place = times_us.len().saturating_sub(1) * p / 100;
        times_us.get(place).copied().unwrap_or(0) as f64 / 1_000.0
    })
}
