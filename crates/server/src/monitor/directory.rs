//! Who may send what, and what is watched: the district's devices and rules in the words of the engine.

use std::collections::{BTreeMap, HashMap};

use kernel::{Ctx, Day, Error, Identity as _, OrganisationId};
use ledger::Reader;
use readings::{Directory, Late, Metric, Name, Setting, SiteKey, SiteOf};
use registry::SubjectId;
use signal::condition::{self, Reading};
use signal::device::query::Filter;
use signal::device::{Device, DeviceId, Measured, State};
use signal::rule::{Aggregate, Direction, Model, SignalRule, SignalRuleId, Threshold};
use signal::{Colour, Quantity};

/// A reading of our own that goes the whole way every minute; no device of a district can have its code, which has a blank.
pub(super) const HEARTBEAT: &str = "anlan heartbeat";
pub(super) const HEARTBEAT_METRIC: Metric = Metric::Battery;
pub(super) const HEARTBEAT_SECONDS: i64 = 60;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DEVICES: u32 = 200_000;
/// The same value for a day is a stuck device, for what moves all day long.
const STUCK: i64 = 24 * 60 * MINUTE;

/// The engine's directory, and what its numbers stand for.
#[derive(Debug, Default)]
pub struct Known {
    pub directory: Directory,
    /// By number of the series.
    devices: HashMap<u32, DeviceId>,
    owners: HashMap<DeviceId, OrganisationId>,
    rules: HashMap<u64, SignalRuleId>,
    /// By number of the site: which rule is judged at which subject.
    sites: Vec<(SignalRuleId, SubjectId)>,
    /// Rules that the engine does not take, with its reason.
    pub unfit: Vec<(SignalRuleId, String)>,
    /// Rules in force that can't be evaluated, by their code: the engine does not take them, or no device measures what they watch.
    unevaluable: BTreeMap<String, SignalRuleId>,
    /// The same as it is on record.
    told: BTreeMap<String, SignalRuleId>,
}

impl Known {
    /// As the district has it on this day. Series that the store knows keep their numbers.
    pub fn read(r: &Reader<'_>, ctx: &Ctx, day: Day, series: &[Name]) -> Result<Known, Error> {
        let rules = signal::rule::query::in_force(r, ctx, day)?;
        let devices = signal::device::query::list(r, ctx, &Filter::default(), 0, DEVICES)?;
        Ok(Known { told: condition::query::unevaluable(r, ctx)?, ..Known::of(&devices, &rules, series) })
    }

    /// Rules whose condition "can't be evaluated" is to begin (true) or to end, beside what is on record.
    pub fn turns(&self) -> impl Iterator<Item = (SignalRuleId, bool)> {
        let begin = self.unevaluable.iter().filter(|(code, _)| !self.told.contains_key(*code));
        let end = self.told.iter().filter(|(code, _)| !self.unevaluable.contains_key(*code));
        begin.map(|(_, id)| (*id, true)).chain(end.map(|(_, id)| (*id, false)))
    }

    /// The rules that watch a series.
    pub fn rules_of(&self, series: u32) -> impl Iterator<Item = SignalRuleId> {
        let of = self.directory.series().get(series as usize);
        of.into_iter().flat_map(|it| it.rules()).filter_map(|place| self.rule(self.directory.rule(place).id))
    }

    pub fn of(devices: &[Device], rules: &[SignalRule], series: &[Name]) -> Known {
        let directory = Directory::with_known(series.iter().cloned());
        let mut known = Known { directory, ..Known::default() };
        let mut usable = Vec::new();
        for rule in rules {
            match known.put_rule(rule) {
                Ok(()) => usable.push(rule),
                Err(why) => {
                    tracing::error!(rule = %rule.id, why, "a rule can't be evaluated");
                    known.unevaluable.insert(rule.code.clone(), rule.id);
                    known.unfit.push((rule.id, why));
                }
            }
        }
        let measured = |rule: &&&SignalRule| devices.iter().any(|it| it.state == State::InService && rule.watches(it));
        let idle = usable.iter().filter(|rule| !measured(rule)).map(|rule| (rule.code.clone(), rule.id));
        known.unevaluable.extend(idle);
        for device in devices.iter().filter(|it| it.state == State::InService) {
            known.owners.insert(device.id, device.said.owner);
            for measured in &device.said.measures {
                known.put(device, measured, &usable);
            }
        }
        usable.iter().for_each(|rule| known.put_sites(rule, devices));
        let heart = Setting::of(HEARTBEAT_METRIC, HEARTBEAT_SECONDS * SECOND);
        if let Err(why) = known.directory.put(HEARTBEAT, HEARTBEAT_METRIC, heart, &[]) {
            tracing::error!(%why, "the program can't send readings of its own");
        }
        known
    }

    pub fn device(&self, series: u32) -> Option<DeviceId> {
        self.devices.get(&series).copied()
    }

    pub fn owner(&self, device: DeviceId) -> Option<OrganisationId> {
        self.owners.get(&device).copied()
    }

    pub fn rule(&self, number: u64) -> Option<SignalRuleId> {
        self.rules.get(&number).copied()
    }

    pub fn site(&self, number: u32) -> Option<(SignalRuleId, SubjectId)> {
        self.sites.get(number as usize).copied()
    }

    /// The rule as the engine has it.
    pub fn engine_rule(&self, number: u64) -> Option<&readings::Rule> {
        self.directory.place_of_rule(number).map(|place| self.directory.rule(place))
    }

    fn put_rule(&mut self, rule: &SignalRule) -> Result<(), String> {
        for metric in watched(rule) {
            let number = number(rule.id, metric);
            self.directory.put_rule(engine_rule(rule, metric, number)).map_err(|why| why.to_string())?;
            self.rules.insert(number, rule.id);
        }
        Ok(())
    }

    fn put(&mut self, device: &Device, measured: &Measured, rules: &[&SignalRule]) {
        let (said, metric) = (&device.said, measured.metric);
        let watching = rules.iter().filter(|it| it.watches(device) && watched_of(it, device).contains(&metric));
        let numbers: Vec<u64> = watching.map(|it| number(it.id, metric)).collect();
        let setting = setting(measured, i64::from(said.interval_seconds) * SECOND);
        match self.directory.put(&said.code, metric, setting, &numbers) {
            Ok(series) => drop(self.devices.insert(series, device.id)),
            // An interval of nothing, which the form refuses.
            Err(why) => tracing::error!(device = %device.id, %why, "a device is not taken in"),
        }
    }
}

impl Known {
    /// The subjects at which a rule is judged, each with those of its devices that the rule watches.
    fn put_sites(&mut self, rule: &SignalRule, devices: &[Device]) {
        let Some(per_site) = rule.said.per_site else { return };
        let mut members: BTreeMap<SubjectId, Vec<(u32, u64)>> = BTreeMap::new();
        for device in devices.iter().filter(|it| it.state == State::InService && rule.watches(it)) {
            let Some(subject) = device.said.subject else { continue };
            let of = |metric: &Metric| {
                let series = self.directory.number(&device.said.code, *metric)?;
                Some((series, number(rule.id, *metric)))
            };
            members.entry(subject).or_default().extend(watched_of(rule, device).iter().filter_map(of));
        }
        for (subject, members) in members {
            let key = SiteKey { rule: number(rule.id, rule.said.metric), site: number_of(subject) };
            match self.directory.put_site(SiteOf { key, agree: per_site.agree, members }) {
                Ok(_) => self.sites.push((rule.id, subject)),
                Err(why) => tracing::error!(rule = %rule.id, %why, "a rule is not judged at a subject"),
            }
        }
    }
}

/// The part of an id that is left to chance.
fn number_of(subject: SubjectId) -> u64 {
    let [.., a, b, c, d, e, f, g, h] = *subject.bytes();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// Rain that a gauge tells as its total counts like rain itself: a sum of the one is a rise of the other.
fn watched(rule: &SignalRule) -> Vec<Metric> {
    let said = &rule.said;
    let also = said.metric == Metric::Rain && matches!(said.aggregate, Aggregate::Sum | Aggregate::IntensityDuration);
    std::iter::once(said.metric).chain(also.then_some(Metric::RainTotal)).collect()
}

/// The same of one device: at a site it counts once, by the first that it measures.
fn watched_of(rule: &SignalRule, device: &Device) -> Vec<Metric> {
    let all = watched(rule).into_iter().filter(|metric| device.measures(*metric).is_some());
    let once = rule.said.per_site.is_some() && device.said.subject.is_some();
    all.take(if once { 1 } else { usize::MAX }).collect()
}

/// One number for a rule over one metric, the same after every start.
pub(super) fn number(id: SignalRuleId, metric: Metric) -> u64 {
    let [.., a, b, c, d, e, f, g] = *id.bytes();
    u64::from_be_bytes([metric as u8, a, b, c, d, e, f, g])
}

fn engine_rule(rule: &SignalRule, metric: Metric, id: u64) -> readings::Rule {
    let said = &rule.said;
    let minutes = |n: u32| i64::from(n) * MINUTE;
    let aggregate = match said.aggregate {
        Aggregate::Sum if metric == Metric::RainTotal => readings::Aggregate::Rise,
        Aggregate::Sum => readings::Aggregate::Sum,
        Aggregate::Last => readings::Aggregate::Last,
        Aggregate::Max => readings::Aggregate::Max,
        Aggregate::Min => readings::Aggregate::Min,
        Aggregate::Mean => readings::Aggregate::Mean,
        Aggregate::Rise => readings::Aggregate::Rise,
        Aggregate::Rate => readings::Aggregate::Rate,
        Aggregate::InverseVelocity => readings::Aggregate::InverseVelocity,
        Aggregate::IntensityDuration | Aggregate::TangentAngle => modelled(said.model),
    };
    let levels = |set: &[Threshold]| {
        let mut levels = [None; 4];
        set.iter().for_each(|it| levels[it.colour as usize] = scaled(it.value, aggregate.decimals(metric)));
        levels
    };
    readings::Rule {
        id,
        metric,
        aggregate,
        window: minutes(said.window_minutes).max(readings::Rule::SHORTEST),
        direction: match said.direction {
            Direction::Above => readings::Direction::Above,
            Direction::Below => readings::Direction::Below,
        },
        thresholds: levels(&said.thresholds),
        hold: minutes(said.hold_minutes),
        clear: minutes(said.clear_minutes),
        late: Late::Corrected(minutes(said.lateness_minutes)),
        wetness: said.wetness.as_ref().map(|it| readings::Wetness {
            days: it.days as u8,
            decay: thousandths(it.decay),
            dry_below: scaled(it.dry_below, 1).unwrap_or(0),
            wet_from: scaled(it.wet_from, 1).unwrap_or(0),
            dry: levels(&it.dry),
            wet: levels(&it.wet),
        }),
    }
}

/// The form asks for the parameters of a model; without them the engine refuses the rule.
fn modelled(model: Option<Model>) -> readings::Aggregate {
    match model {
        Some(Model::IntensityDuration { factor, exponent, shortest_minutes }) => {
            readings::Aggregate::IntensityDuration(readings::IntensityDuration {
                factor: thousandths(factor),
                exponent: thousandths(exponent),
                shortest: i64::from(shortest_minutes) * MINUTE,
            })
        }
        Some(Model::TangentAngle { uniform_speed }) => {
            readings::Aggregate::TangentAngle(readings::UniformSpeed(thousandths(uniform_speed)))
        }
        None => readings::Aggregate::TangentAngle(readings::UniformSpeed(0)),
    }
}

fn thousandths(value: Quantity) -> u32 {
    (value.value() * 1_000.0).round() as u32
}

fn setting(measured: &Measured, interval: i64) -> Setting {
    let metric = measured.metric;
    let usual = Setting::of(metric, interval);
    let within = |value: Option<Quantity>, usual: i32| {
        value.and_then(|it| scaled(it, metric.shape().decimals)).and_then(|it| i32::try_from(it).ok()).unwrap_or(usual)
    };
    let moves = matches!(metric, Metric::Temperature | Metric::Humidity | Metric::WindSpeed | Metric::AirPressure);
    Setting {
        possible: (within(measured.least, usual.possible.0), within(measured.most, usual.possible.1)),
        jump: measured.step.and_then(|it| scaled(it, metric.shape().decimals)).and_then(|it| i32::try_from(it).ok()),
        stuck: moves.then_some(STUCK),
        ..usual
    }
}

/// In steps of the last digit, the nearest.
fn scaled(value: Quantity, decimals: u8) -> Option<i64> {
    let steps = (value.value() * 10_f64.powi(i32::from(decimals))).round();
    (steps.abs() < 1e15).then_some(steps as i64)
}

/// What a rule says with a figure of the engine: the reading of its metric, or what its model comes to.
pub(crate) fn figure(figure: i64, rule: &readings::Rule) -> Option<Reading> {
    let by = match rule.aggregate {
        readings::Aggregate::IntensityDuration(_) => Some(Aggregate::IntensityDuration),
        readings::Aggregate::TangentAngle(_) => Some(Aggregate::TangentAngle),
        readings::Aggregate::InverseVelocity if figure >= readings::Rule::NOT_IN_SIGHT => return None,
        readings::Aggregate::InverseVelocity => Some(Aggregate::InverseVelocity),
        _ => None,
    };
    let value = Quantity::of(figure as f64 / 10_f64.powi(i32::from(rule.aggregate.decimals(rule.metric))))?;
    Some(Reading { metric: rule.metric, value, by })
}

/// A figure of the engine in the metric's unit.
pub(crate) fn quantity(figure: i64, metric: Metric) -> Option<Quantity> {
    Quantity::of(figure as f64 / 10_f64.powi(i32::from(metric.shape().decimals)))
}

/// The colour of a level, 1 to 4; none of 0.
pub(crate) fn colour(level: u8) -> Option<Colour> {
    Some(match level {
        1 => Colour::Blue,
        2 => Colour::Yellow,
        3 => Colour::Orange,
        4 => Colour::Red,
        _ => return None,
    })
}
