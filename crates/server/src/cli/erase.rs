//! `anlan erase`: personal values that the law asks to be gone. On the machine itself, because it can't be taken back.

use clap::Args;
use hazard::HazardId;
use kernel::{Ctx, Identity as _};
use ledger::{Clock as _, Db, SystemClock};
use serde_json::json;

use super::{Failed, Given};
use crate::cli::out::out;
use crate::gate::machine_ctx;
use crate::installation;

/// A reason that says something, and that fits a line.
const REASON: std::ops::RangeInclusive<usize> = 4..=200;

#[derive(Debug, Args)]
pub struct Erase {
    /// The stream of the ledger: person, hazard, public_report, …
    stream: String,
    /// The object: the id in its page's address.
    id: String,
    /// Why, such as the number of the request. It stands in the record of erasures and names nobody.
    #[arg(long)]
    reason: String,
    /// Of a hazard: also what was owed, shown, issued, listed, ordered and handed over for it, and the report it came from.
    #[arg(long)]
    case: bool,
}

impl Erase {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let db = given.config.store.open_existing()?;
        let ctx = machine_ctx("keeper", installation::of(&db)?.district, SystemClock.now())?;
        let refused = |why: String| Failed::Refused(vec![why]);
        let id = HazardId::parse(&self.id).ok_or_else(|| refused(format!("{} is no id of 26 characters", self.id)))?;
        if !REASON.contains(&self.reason.chars().count()) {
            return Err(refused("--reason: 4 to 200 characters".into()));
        }
        let objects = match self.case {
            true if self.stream != "hazard" => return Err(refused("--case is of hazards alone".into())),
            true => db.read_blocking(|r| hazard::case::objects(r, &ctx, id))?,
            false => vec![(self.stream.as_str(), *id.bytes())],
        };
        let mut erased = 0;
        for (stream, object) in &objects {
            erased += self.one(&db, &ctx, stream, *object, objects.len() > 1)?;
        }
        if given.json {
            out!("{}", json!({ "objects": objects.len(), "values": erased }));
        } else {
            out!("{erased} values of {} objects erased", objects.len());
        }
        eprintln!(
            "not reached: files of the evidence, workbooks people have exported, imported files of the last month, backups"
        );
        Ok(())
    }

    /// In a case some objects hold nothing personal; alone, that is refused.
    fn one(&self, db: &Db, ctx: &Ctx, stream: &str, object: [u8; 16], of_case: bool) -> Result<i64, Failed> {
        let ctx = machine_ctx("keeper", ctx.district, ctx.now)?;
        match db.erase(&ctx, stream, object, &self.reason) {
            Err(kernel::Error::Refused { .. }) if of_case => Ok(0),
            done => Ok(done?),
        }
    }
}
