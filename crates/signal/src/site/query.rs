//! Reads of sites.

use std::collections::BTreeMap;

use kernel::{Ctx, Division, Error};
use ledger::Reader;
use page::Values;
use registry::SubjectId;

use super::Site;
use crate::device::query::{at_subjects, subjects_of};
use crate::device::standing::{Standing, standings};
use crate::device::{Device, Sort};

kernel::words! {
    /// The views of the list.
    pub enum View {
        All = "all",
        /// A rule says that something is wrong there.
        Alarmed = "alarmed",
        /// Readings are missing there, or can't be relied on.
        Faulty = "faulty",
        /// Nobody watches a device there.
        Unwatched = "unwatched",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// All without one.
    pub view: Option<View>,
    /// That a device there has.
    pub sort: Option<Sort>,
    pub township: Option<Division>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("state", View::from_word),
            sort: query.word("sort", Sort::from_word),
            township: query.reads("township"),
        }
    }

    pub fn view(&self) -> View {
        self.view.unwrap_or(View::All)
    }

    /// Whatever the view.
    fn holds(&self, it: &Site) -> bool {
        self.sort.is_none_or(|sort| it.devices.iter().any(|device| device.said.sort == sort))
            && self.township.is_none_or(|township| township.contains(it.division))
    }
}

impl View {
    pub fn holds(self, it: &Site) -> bool {
        match self {
            View::All => true,
            View::Alarmed => it.standing.colour.is_some(),
            View::Faulty => !it.standing.faults.is_empty(),
            View::Unwatched => it.devices.iter().any(|device| device.said.watcher.is_none()),
        }
    }
}

/// Devices that are looked at for one answer.
const DEVICES: u32 = 20_000;

/// Those of every view, the worst first, then by place and name.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Site>, Error> {
    let devices = at_subjects(r, ctx, DEVICES)?;
    // Whoever sees a device need not see what it belongs to.
    let mut names = subjects_of(r, ctx, &devices)?;
    let mut of: BTreeMap<SubjectId, Vec<Device>> = BTreeMap::new();
    for it in devices {
        if let Some(subject) = it.said.subject {
            of.entry(subject).or_default().push(it);
        }
    }
    let standings = standings(r, ctx)?;
    let site = |(id, mut devices): (SubjectId, Vec<Device>)| {
        devices.sort_by(|a, b| a.said.code.cmp(&b.said.code));
        let standing = Standing::of_all(devices.iter().filter_map(|it| standings.get(&it.id)));
        let division = devices.first()?.said.division;
        Some(Site { id, name: names.remove(&id)?, division, devices, standing })
    };
    let mut sites: Vec<Site> = of.into_iter().filter_map(site).filter(|it| filter.holds(it)).collect();
    sites.sort_by(|a, b| {
        let worst = |it: &Site| (it.standing.colour, it.standing.faults.len());
        worst(b).cmp(&worst(a)).then_with(|| (a.division, &a.name).cmp(&(b.division, &b.name)))
    });
    Ok(sites)
}
