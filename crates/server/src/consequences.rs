//! A fact of one concept leads to a command of another, in the same transaction. All of them, in order.

use ledger::Consequences;

/// Hazards drive their obligations themselves, downward; nothing has to meet here yet.
pub fn consequences() -> Consequences {
    Consequences::new()
}
