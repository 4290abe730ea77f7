//! The loop: every refusal of every rule, whole lives on a real ledger, and what each visitor sees of them.

mod extension;
mod golden;
pub(crate) mod rules;
pub(crate) mod story;
