//! What is wrong at devices by the conditions on record that are active.

use std::collections::HashMap;

use kernel::{Ctx, Error, Lang};
use ledger::{Reader, params};
use maud::{Markup, html};
use page::parts;
use registry::map::Look;

use super::{Device, DeviceId, State};
use crate::Colour;
use crate::condition::Sort;
use crate::words::{condition_sort, device as w, device_state};

/// What is wrong at one device.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// The worst that a rule says.
    pub colour: Option<Colour>,
    /// What is wrong with its readings.
    pub faults: Vec<Sort>,
}

/// Of every device at which anything is wrong, or at whose site; whoever may see a device may see this.
pub fn standings(r: &Reader<'_>, ctx: &Ctx) -> Result<HashMap<DeviceId, Standing>, Error> {
    let sql = "SELECT device, sort, colour FROM condition
               WHERE district = $1 AND cleared_at IS NULL AND device IS NOT NULL
               UNION ALL
               SELECT d.id, c.sort, c.colour FROM condition c JOIN device d ON d.district = c.district AND d.subject = c.site
               WHERE c.district = $1 AND c.cleared_at IS NULL AND c.site IS NOT NULL
               ORDER BY 1, 2";
    let rows = r.rows(sql, params![ctx.district], |row| {
        Ok((row.get::<DeviceId>(0)?, row.get::<Sort>(1)?, row.get::<Colour>(2)?))
    })?;
    let mut all: HashMap<DeviceId, Standing> = HashMap::new();
    for (device, sort, colour) in rows {
        let it = all.entry(device).or_default();
        match sort {
            Sort::Rule => it.colour = it.colour.max(Some(colour)),
            fault => {
                if !it.faults.contains(&fault) {
                    it.faults.push(fault);
                }
            }
        }
    }
    Ok(all)
}

impl Standing {
    /// The worst of several.
    pub(crate) fn of_all<'a>(all: impl Iterator<Item = &'a Standing>) -> Standing {
        all.fold(Standing::default(), |mut worst, it| {
            worst.colour = worst.colour.max(it.colour);
            worst.faults.extend(&it.faults);
            worst.faults.sort_unstable();
            worst.faults.dedup();
            worst
        })
    }

    /// The colour and each fault, in words.
    pub(crate) fn words(&self, lang: Lang) -> Vec<&'static str> {
        let faults = self.faults.iter().map(|it| condition_sort::of(lang, it.word()));
        self.colour.map(|it| it.text(lang)).into_iter().chain(faults).collect()
    }

    /// The colour's mark, and each fault.
    pub(crate) fn marks(&self, lang: Lang) -> Markup {
        html! {
            @if let Some(colour) = self.colour { (colour.mark(lang)) " " }
            @for fault in &self.faults { (parts::bad_tag(condition_sort::of(lang, fault.word()))) " " }
        }
    }

    /// How it stands on a map. What sends nothing that can be relied on is unknown, whatever it said before a rule.
    pub(super) fn look(&self, it: &Device) -> Look {
        match self.colour {
            Some(Colour::Red) => Look::Red,
            Some(Colour::Orange) => Look::Orange,
            Some(Colour::Yellow) => Look::Yellow,
            Some(Colour::Blue) => Look::Blue,
            None if it.state != State::InService || !self.faults.is_empty() => Look::Silent,
            None => Look::Calm,
        }
    }

    /// The same in words.
    pub(super) fn word(&self, lang: Lang, it: &Device) -> String {
        let mut words = self.words(lang);
        if it.state != State::InService {
            words.push(device_state::of(lang, it.state.word()));
        }
        if words.is_empty() {
            words.push(w::calm(lang));
        }
        words.join(if lang == Lang::Zh { "、" } else { ", " })
    }
}
