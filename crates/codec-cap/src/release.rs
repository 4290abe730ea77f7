//! The message of the national release system 12379: event codes, colours, rules, and what becomes of it in CAP 1.2.

use crate::alert::{Alert, Format};
use crate::error::{Broken, Finding};
use crate::group::Group;

/// One kind of event, and how many sources agree on its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventType {
    pub code: &'static str,
    pub zh: &'static str,
    pub sources: u8,
}

/// Five characters: 11 is natural disaster, then the group's letter and a number. A code that is missing here is shown as sent.
#[rustfmt::skip]
pub const EVENT_TYPES: [EventType; 28] = [
    of("11A01", "洪水", 1), of("11A02", "内涝", 1), of("11A51", "山洪", 1), of("11B01", "台风", 4), of("11B03", "暴雨", 3),
    of("11B04", "暴雪", 3), of("11B05", "寒潮", 3), of("11B06", "大风", 4), of("11B07", "沙尘暴", 2), of("11B09", "高温", 3),
    of("11B14", "雷电", 2), of("11B15", "冰雹", 3), of("11B16", "霜冻", 2), of("11B17", "大雾", 3), of("11B19", "霾", 3),
    of("11B20", "雷雨大风", 2), of("11B21", "道路结冰", 3), of("11B22", "干旱", 2), of("11B25", "森林火险", 2),
    of("11B29", "空气重污染", 1), of("11B37", "地质灾害气象风险", 1), of("11C02", "地震", 1), of("11D01", "滑坡", 1),
    of("11D02", "泥石流", 1), of("11E02", "风暴", 1), of("11E06", "海浪", 1), of("11G01", "境内森林火灾", 1),
    of("11G05", "草原火灾", 1),
];

const fn of(code: &'static str, zh: &'static str, sources: u8) -> EventType {
    EventType { code, zh, sources }
}

/// The kind of event of a code.
pub fn event_type(code: &str) -> Option<&'static EventType> {
    EVENT_TYPES.iter().find(|it| it.code == code)
}

/// How words of 12379 become words of CAP, for [`Alert::to_cap`]. No source gives this as a whole: one aggregator has yellow as
/// Moderate and blue as Minor, the other colours follow from their order; the categories are a reading of the names of the events
/// (certainty M). So it is a setting; what isn't listed becomes Unknown or Other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mapping<'a> {
    /// Colour and `severity`.
    pub severities: &'a [(&'a str, &'a str)],
    /// The third character of the code of an event, which is its group, and `category`.
    pub categories: &'a [(char, &'a str)],
}

impl Default for Mapping<'_> {
    fn default() -> Self {
        Self {
            severities: &[("Red", "Extreme"), ("Orange", "Severe"), ("Yellow", "Moderate"), ("Blue", "Minor")],
            categories: &[('A', "Met"), ('B', "Met"), ('C', "Geo"), ('D', "Geo"), ('E', "Met"), ('G', "Fire")],
        }
    }
}

impl<'a> Mapping<'a> {
    pub fn severity(&self, colour: &str) -> &'a str {
        self.severities.iter().find(|it| it.0 == colour).map_or("Unknown", |it| it.1)
    }

    pub fn category(&self, code: &str) -> &'a str {
        let group = code.chars().nth(2);
        self.categories.iter().find(|it| Some(it.0) == group).map_or("Other", |it| it.1)
    }
}

pub(crate) fn check(alert: &Group<'_>, offset: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tell = |element: &str, rule| {
        findings.push(Finding { offset, element: element.to_owned(), problem: Broken::Rule(rule) });
    };
    let code = alert.text("senderCode").unwrap_or_default();
    if code.len() != 14 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        tell("senderCode", "it is not fourteen characters");
    }
    let identifier = alert.text("identifier").unwrap_or_default().split_once('_');
    let is_identifier = identifier.is_some_and(|(sender, time)| {
        sender.len() == 14 && time.len() == 14 && time.bytes().all(|b| b.is_ascii_digit())
    });
    if !is_identifier {
        tell("identifier", "it is not the sender's code, _ and fourteen digits");
    }
    if !matches!(alert.text("status"), Some("Actual" | "Test")) {
        tell("status", "only Actual and Test are used");
    }
    let is_set = |name: &str| alert.text(name).is_some_and(|it| !it.trim().is_empty());
    if matches!(alert.text("msgType"), Some("Update" | "Cancel")) && !is_set("references") {
        tell("references", "an update or a cancellation names the first message of the event");
    }
    if alert.text("msgType") == Some("Cancel") && !is_set("note") {
        tell("note", "a cancellation says why");
    }
    if alert.groups("code").flat_map(|it| it.groups("method")).next().is_none() {
        tell("method", "no channel is named");
    }
    for info in alert.groups("info") {
        if !info.text("eventType").is_some_and(|it| it.len() == 5 && it.bytes().all(|b| b.is_ascii_alphanumeric())) {
            tell("eventType", "it is not five characters");
        }
        for name in ["senderName", "headline", "description"] {
            if info.text(name).is_some_and(|it| it.trim().is_empty()) {
                tell(name, "it is empty");
            }
        }
    }
    findings
}

impl Alert<'_> {
    /// A message of 12379 as CAP 1.2, in words of [`Mapping`]: the colour as severity, the event code kept beside its name,
    /// times with a T. Other formats are given back as they are. Channels have no place in CAP and are left out; what is not
    /// there stays away, so that the schema finds it missing.
    pub fn to_cap(&self, mapping: &Mapping<'_>) -> Alert<'static> {
        if self.format != Format::Release12379 {
            return self.clone().into_owned();
        }
        let it = self.body();
        Alert::new(Format::Cap12, |mut cap| {
            for (ours, theirs) in [("identifier", "identifier"), ("senderCode", "sender")] {
                cap = copy(cap, it, ours, theirs);
            }
            if let Some(at) = it.text("sendTime") {
                cap = cap.with("sent", time(at));
            }
            for name in ["status", "msgType", "scope", "note"] {
                cap = copy(cap, it, name, name);
            }
            it.groups("info").fold(cap, |cap, info| cap.with_group("info", |cap| to_block(info, it, mapping, cap)))
        })
    }
}

fn to_block(info: &Group<'_>, alert: &Group<'_>, mapping: &Mapping<'_>, mut cap: Group<'static>) -> Group<'static> {
    let code = info.text("eventType").unwrap_or_default().to_owned();
    let event = event_type(&code).map_or_else(|| code.clone(), |it| it.zh.to_owned());
    cap = copy(cap, info, "language", "language")
        .with("category", mapping.category(&code).to_owned())
        .with("event", event);
    cap = copy(cap, info, "urgency", "urgency")
        .with("severity", mapping.severity(info.text("severity").unwrap_or_default()).to_owned());
    let certainty = match info.text("certainty") {
        Some("VeryLikely") => "Likely",
        Some(word @ ("Observed" | "Likely" | "Unlikely")) => word,
        _ => "Unknown",
    };
    cap = cap.with("certainty", certainty.to_owned());
    cap = cap.with_group("eventCode", |it| it.with("valueName", "12379").with("value", code));
    for name in ["effective", "onset", "expires"] {
        if let Some(at) = info.text(name) {
            cap = cap.with(name, time(at));
        }
    }
    cap = copy(cap, alert, "sender", "senderName");
    for name in ["headline", "description", "instruction", "web"] {
        cap = copy(cap, info, name, name);
    }
    info.groups("area").fold(cap, |cap, area| {
        cap.with_group("area", |mut it| {
            it = copy(it, area, "areaDesc", "areaDesc");
            for name in ["polygon", "circle"] {
                it = area
                    .texts(name)
                    .filter(|text| !text.trim().is_empty())
                    .fold(it, |it, text| it.with(name, text.to_owned()));
            }
            area.texts("geocode").fold(it, |it, code| {
                it.with_group("geocode", |it| it.with("valueName", "12379").with("value", code.to_owned()))
            })
        })
    })
}

fn copy(to: Group<'static>, from: &Group<'_>, ours: &str, theirs: &str) -> Group<'static> {
    match from.text(ours) {
        Some(text) if !text.is_empty() => to.with(theirs, text.to_owned()),
        _ => to,
    }
}

fn time(blank: &str) -> String {
    blank.trim().replacen(' ', "T", 1)
}
