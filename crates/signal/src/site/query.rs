//! Reads of sites.

use std::collections::BTreeMap;

use kernel::{Ctx, Error};
use ledger::Reader;
use registry::SubjectId;

use super::Site;
use crate::device::Device;
use crate::device::query::Filter;
use crate::device::standing::{Standing, standings};

/// Devices that are looked at for one answer.
const DEVICES: u32 = 20_000;

/// The worst first, then by place and name. `filter` is that of devices: what is asked for must be true of one of the site's.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Site>, Error> {
    let mut of: BTreeMap<SubjectId, Vec<Device>> = BTreeMap::new();
    let devices = crate::device::query::list(r, ctx, filter, 0, DEVICES)?;
    // Whoever sees a device need not see what it belongs to.
    let mut names = crate::device::query::subjects_of(r, ctx, &devices)?;
    for it in devices {
        if let Some(subject) = it.said.subject {
            of.entry(subject).or_default().push(it);
        }
    }
    let standings = standings(r, ctx)?;
    let mut site = |(id, mut devices): (SubjectId, Vec<Device>)| {
        devices.sort_by(|a, b| a.said.code.cmp(&b.said.code));
        let standing = Standing::of_all(devices.iter().filter_map(|it| standings.get(&it.id)));
        let division = devices.first().map(|it| it.said.division)?;
        Some(Site { id, name: names.remove(&id)?, division, devices, standing })
    };
    let mut sites: Vec<Site> = of.into_iter().filter_map(&mut site).collect();
    sites.sort_by(|a, b| {
        let worst = |it: &Site| (it.standing.colour, it.standing.faults.len());
        worst(b).cmp(&worst(a)).then_with(|| (a.division, &a.name).cmp(&(b.division, &b.name)))
    });
    Ok(sites)
}
