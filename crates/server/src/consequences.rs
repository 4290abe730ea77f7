//! A fact of one concept leads to a command of another, in the same transaction. All of them, in order.

use kernel::{Ctx, Error, Identity as _};
use ledger::{Consequences, Stamp, Tx};
use registry::AccountId;
use registry::account::Fact as AccountFact;

use crate::sign_in::session;

/// Hazards drive their obligations themselves, downward.
pub fn consequences() -> Consequences {
    Consequences::new().on(a_disabled_account_is_signed_out)
}

/// For good: enabled again, it signs in anew.
fn a_disabled_account_is_signed_out(tx: &mut Tx<'_>, ctx: &Ctx, at: &Stamp, fact: &AccountFact) -> Result<(), Error> {
    match fact {
        AccountFact::Disabled { .. } => session::end_all(tx, ctx, AccountId::from_bytes(at.id)),
        AccountFact::Opened { .. } | AccountFact::Enabled => Ok(()),
    }
}
