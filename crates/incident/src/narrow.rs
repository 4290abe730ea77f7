//! What a figure counts of a row of the numbers, and a dimension that is not filled: so that every figure opens exactly the
//! accidents behind it. Whoever sees signed figures only finds nothing by them: what is not signed is not found either.

use kernel::{Ctx, words};
use ledger::Clause;

use crate::sight;

words! {
    /// Accidents in which there is this, or of which it is not known.
    pub enum Having {
        /// Somebody died or is missing.
        Deaths = "deaths",
        Injured = "injured",
        Loss = "loss",
        DeathsUnknown = "deaths_unknown",
        InjuredUnknown = "injured_unknown",
        LossUnknown = "loss_unknown",
        /// No report is signed yet, or another one is owed because the figures changed.
        Unsigned = "unsigned",
    }
}

words! {
    /// A dimension of which nothing is said.
    pub enum Blank {
        Grade = "grade",
        /// It lies in the county, in no township.
        Township = "township",
        Kind = "kind",
        Unit = "unit",
        Road = "road",
        Project = "project",
    }
}

/// Of how many people or how much is not known; of a sum that is one of its parts.
pub(crate) const DEATHS_UNKNOWN: &str = "(i.dead IS NULL OR i.missing IS NULL)";
pub(crate) const INJURED_UNKNOWN: &str = "(i.severely_injured IS NULL OR i.injured IS NULL)";
pub(crate) const LOSS_UNKNOWN: &str = "i.loss_yuan IS NULL";

impl Having {
    fn sql(self) -> &'static str {
        match self {
            Having::Deaths => "COALESCE(i.dead, 0) + COALESCE(i.missing, 0) > 0",
            Having::Injured => "COALESCE(i.severely_injured, 0) + COALESCE(i.injured, 0) > 0",
            Having::Loss => "i.loss_yuan > 0",
            Having::DeathsUnknown => DEATHS_UNKNOWN,
            Having::InjuredUnknown => INJURED_UNKNOWN,
            Having::LossUnknown => LOSS_UNKNOWN,
            // What was taken over from a list has no report.
            Having::Unsigned => "((i.signed_at IS NULL AND i.source <> 'ledger') OR i.supplement IS NOT NULL)",
        }
    }
}

impl Blank {
    fn sql(self) -> &'static str {
        match self {
            Blank::Grade => "i.grade IS NULL",
            Blank::Township => "(i.division / 1000) % 1000 = 0",
            Blank::Kind => "i.kind_code IS NULL",
            Blank::Unit => "i.unit IS NULL",
            Blank::Road => "i.road IS NULL",
            Blank::Project => "i.project IS NULL",
        }
    }
}

pub(crate) fn narrow(clause: &mut Clause, ctx: &Ctx, having: Option<Having>, blank: Option<Blank>) {
    if (having.is_some() || blank == Some(Blank::Grade)) && !sight::sees_record(ctx) {
        clause.and("1 = 0");
    }
    if let Some(having) = having {
        clause.and(having.sql());
    }
    if let Some(blank) = blank {
        clause.and(blank.sql());
    }
}
