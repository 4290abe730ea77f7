//! How a device stands right now, as whoever takes its readings in knows it. Nothing of it is on record: pages of the past, and
//! a program that takes in no readings, show none of it.

use std::sync::Arc;

use kernel::{Instant, Lang, Span};
use maud::{Markup, html};
use page::{format, parts};
use readings::Metric;
use readings::metric::Nature;
use serde::Serialize;

use super::Device;
use crate::Quantity;
use crate::said::text_of;
use crate::words::{device as w, signal as sw};

/// Whoever takes readings in.
pub trait Live: Send + Sync {
    /// One for each, in their order.
    fn now(&self, devices: &[Device]) -> Vec<Now>;
}

/// Put into requests by `server`.
#[derive(Clone)]
pub struct Readings(pub Arc<dyn Live>);

impl Readings {
    /// One for each; nothing is known without readings.
    pub(crate) fn now(it: Option<&Readings>, devices: &[Device]) -> Vec<Now> {
        match it {
            Some(it) => it.0.now(devices),
            None => vec![Now::default(); devices.len()],
        }
    }
}

/// What is known of a device.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Now {
    /// When something of it last arrived.
    pub heard: Option<Instant>,
    /// The last of each metric that there is one of, in the order of what it measures.
    pub latest: Vec<Latest>,
    /// How much later than measured its readings arrive at the soonest; below nothing, its clock is fast.
    pub delay: Option<Span>,
}

/// A delay below this is a network's.
const USUAL: Span = Span::minutes(5);
/// A clock that is fast by less makes no difference.
const FAST: Span = Span::seconds(-60);

/// The last reading of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latest {
    pub metric: Metric,
    pub at: Instant,
    pub value: Quantity,
    /// Of what adds up: the sum of the last hour.
    pub hour: Option<Quantity>,
}

impl Latest {
    /// `12.35 m`, `1小时 3.5 mm`
    pub fn text(&self, lang: Lang) -> String {
        let unit = self.metric.unit();
        match self.hour.filter(|_| self.metric.shape().nature == Nature::Amount) {
            Some(sum) => format!("{} {sum} {unit}", sw::hours(lang, 1)),
            None => format!("{} {unit}", self.value).trim_end().to_owned(),
        }
    }
}

impl Now {
    fn battery(&self) -> Option<&Latest> {
        self.latest.iter().find(|it| it.metric == Metric::Battery)
    }

    /// What it is there for: anything but its battery.
    pub fn main(&self) -> Option<&Latest> {
        self.latest.iter().find(|it| it.metric != Metric::Battery)
    }

    /// What its readings arrive too late by, or its clock is wrong by: more than its interval, and than what is usual.
    pub(super) fn delayed(&self, lang: Lang, it: &Device) -> Option<String> {
        let delay = self.delay?;
        match () {
            () if delay > USUAL.max(Span::seconds(it.said.interval_seconds.into())) => {
                Some(w::late(lang, format::span_brief(lang, delay)))
            }
            () if delay < FAST => Some(w::fast(lang, format::span_brief(lang, Span::seconds(-delay.as_seconds())))),
            () => None,
        }
    }

    pub(super) fn value_cell(&self, lang: Lang) -> Markup {
        let all: Vec<String> =
            self.latest.iter().map(|it| format!("{} {}", text_of(lang, it.metric), it.text(lang))).collect();
        match self.main() {
            Some(it) => html! { span.nowrap title=(all.join("\n")) { (it.text(lang)) } },
            None => parts::dash(),
        }
    }

    pub(crate) fn age_cell(&self, lang: Lang, now: Instant) -> Markup {
        match self.heard {
            Some(at) => html! { span.nowrap { (w::ago(lang, format::span_brief(lang, now.since(at)))) } },
            None => parts::silent_mark(w::never_heard(lang)),
        }
    }

    pub(super) fn battery_cell(&self) -> Markup {
        match self.battery() {
            Some(it) => html! { span.nowrap { (it.value) " V" } },
            None => parts::dash(),
        }
    }
}

/// The last reading of a metric, for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LatestAnswer {
    metric: &'static str,
    unit: &'static str,
    /// When it was measured.
    at: String,
    value: f64,
    /// Of rain: the sum of the last hour.
    hour: Option<f64>,
}

/// How a device stands, for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NowAnswer {
    /// When something of it last arrived.
    heard: Option<String>,
    latest: Vec<LatestAnswer>,
    /// Seconds from measuring to arriving at the soonest; negative where its clock is fast.
    delay_seconds: Option<i64>,
}

impl From<&Now> for NowAnswer {
    fn from(it: &Now) -> Self {
        let latest = |it: &Latest| LatestAnswer {
            metric: it.metric.code(),
            unit: it.metric.unit(),
            at: it.at.to_string(),
            value: it.value.value(),
            hour: it.hour.map(Quantity::value),
        };
        NowAnswer {
            heard: it.heard.map(|at| at.to_string()),
            latest: it.latest.iter().map(latest).collect(),
            delay_seconds: it.delay.map(|it| it.as_seconds()),
        }
    }
}
