//! Sites: supervised subjects at which devices measure (a slope, a tailings pond), with who watches them and who answers for them.
//!
//! A view over devices, conditions and the registry; a site is no record of its own.

pub mod export;
mod list;
pub mod query;

pub(crate) use list::PATH;

use kernel::Division;
use registry::SubjectId;

use crate::device::standing::Standing;
use crate::device::{Device, Watcher};

/// A subject and the devices there.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    pub id: SubjectId,
    pub name: String,
    pub division: Division,
    /// By station code; none is retired.
    pub devices: Vec<Device>,
    /// The worst of rules and faults at the site and its devices.
    pub standing: Standing,
}

impl Site {
    /// Who watches its devices, each once.
    pub fn watchers(&self) -> Vec<Watcher> {
        let mut found: Vec<Watcher> = Vec::new();
        for it in self.devices.iter().filter_map(|it| it.said.watcher) {
            if !found.iter().any(|other| other.person == it.person) {
                found.push(it);
            }
        }
        found
    }
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    list::routes()
}
