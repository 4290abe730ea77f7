//! How a catchment stands, in a word and in a sentence: what is reached, what is forecast to be, and what is not known.

use kernel::{Error, Lang, words};
use maud::{Markup, html};
use page::parts;

use super::{Catchment, Threshold};
use crate::forecast::{Forecast, Gap};
use crate::live::Latest;
use crate::rainfall::ExpectedRain;
use crate::web::{lead, with_unit};
use crate::words::{flood as w, flood_standing, flood_threshold};

words! {
    /// The worst first.
    pub enum Standing {
        Immediate = "immediate",
        ImmediateAhead = "immediate_ahead",
        Ready = "ready",
        ReadyAhead = "ready_ahead",
        /// Too little is known of the rain.
        Unknown = "unknown",
        /// Nothing was computed yet.
        NotYet = "not_yet",
        /// Nobody said from which flow on people move.
        Unset = "unset",
        Quiet = "quiet",
    }
}

/// What is thought of a catchment now.
#[derive(Debug, Clone)]
pub struct Outlook {
    pub standing: Standing,
    pub forecast: Option<Forecast>,
    pub gap: Option<Gap>,
    /// What is reached first of the worst threshold that is reached at all: which, its flow, and when.
    pub reached: Option<(Threshold, f64, i64)>,
}

impl Outlook {
    pub fn of(it: &Catchment, latest: Option<&Latest>, expected: Option<&ExpectedRain>) -> Result<Outlook, Error> {
        let none = |standing, gap| Outlook { standing, forecast: None, gap, reached: None };
        let forecast = match latest.map(|it| it.forecast(expected)).transpose()? {
            None => return Ok(none(Standing::NotYet, None)),
            Some(Err(gap)) => return Ok(none(Standing::Unknown, Some(gap))),
            Some(Ok(forecast)) => forecast,
        };
        let thresholds = it.thresholds();
        let worst = thresholds.iter().rev().find_map(|(which, flow)| Some((*which, *flow, forecast.reaches(*flow)?)));
        let standing = match worst {
            None if thresholds.is_empty() => Standing::Unset,
            None => Standing::Quiet,
            Some((Threshold::Immediate, _, at)) if at <= forecast.at => Standing::Immediate,
            Some((Threshold::Immediate, ..)) => Standing::ImmediateAhead,
            Some((Threshold::Ready, _, at)) if at <= forecast.at => Standing::Ready,
            Some((Threshold::Ready, ..)) => Standing::ReadyAhead,
        };
        Ok(Outlook { standing, forecast: Some(forecast), gap: None, reached: worst })
    }

    pub fn mark(&self, lang: Lang) -> Markup {
        let word = flood_standing::of(lang, self.standing.word());
        match self.standing {
            Standing::Immediate | Standing::ImmediateAhead => parts::bad_tag(word),
            Standing::Ready | Standing::ReadyAhead => parts::major_tag(word),
            Standing::Unknown | Standing::NotYet => parts::silent_mark(word),
            Standing::Unset => parts::tag(word),
            Standing::Quiet => parts::good_tag(word),
        }
    }

    /// `预计3小时20分后达到立即转移流量`
    pub fn sentence(&self, lang: Lang, now: i64) -> String {
        match (self.standing, self.reached) {
            (_, Some((which, flow, at))) => {
                let word = flood_threshold::of(lang, which.word());
                match at <= now {
                    true => w::is_reached(lang, word, with_unit(flow)),
                    false => w::will_reach(lang, lead(lang, at - now), word, with_unit(flow)),
                }
            }
            (Standing::Unknown, _) => gap(lang, self.gap).to_owned(),
            (Standing::NotYet, _) => w::not_yet(lang).to_owned(),
            (Standing::Unset, _) => w::unset(lang).to_owned(),
            _ => w::stays_below(lang).to_owned(),
        }
    }
}

pub(super) fn gap(lang: Lang, it: Option<Gap>) -> &'static str {
    match it {
        Some(Gap::Poor) => w::gap_poor(lang),
        _ => w::gap_uncovered(lang),
    }
}

/// A part of a whole in per cent, as the page says it.
pub(super) fn percent(part: f64) -> String {
    format!("{:.0} %", (part * 100.0).clamp(0.0, 100.0))
}

pub(super) fn mm(value: f64) -> Markup {
    html! { (format!("{value:.1}")) }
}
