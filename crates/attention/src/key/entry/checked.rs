//! Whether the criteria for which an entry is on its list still hold: asked of the record now.

use kernel::{Ctx, Error};
use ledger::Reader;
use registry::measure::{Figure, Values};

use super::AttentionEntry;
use crate::key::criteria::Criterion;
use crate::key::list::reasons_of;
use crate::key::{Reason, draw};

/// A reason of the entry, and what the record says of it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checked {
    pub reason: Reason,
    pub now: Figure,
    pub holds: bool,
}

pub(crate) fn now(r: &Reader<'_>, ctx: &Ctx, it: &AttentionEntry, values: &Values) -> Result<Vec<Checked>, Error> {
    let beyond = ctx.beyond_scope();
    let mut all = Vec::new();
    for reason in reasons_of(r, ctx, it.list, it.no)? {
        let criterion = Criterion {
            no: reason.criterion,
            sort: it.subject.sort,
            measure: reason.measure.clone(),
            months: reason.months,
            comparison: reason.comparison,
            threshold: reason.threshold,
            treatment: reason.treatment,
        };
        let (now, holds) = draw::ask(r, &beyond, values, (&criterion, &it.subject))?;
        all.push(Checked { reason, now, holds });
    }
    Ok(all)
}
