//! What was found where, when and by whom: 2019 thin, the three-year campaign dense, the last weeks densest of all,
//! when a sweep is running.

use std::collections::HashMap;

use kernel::{Day, Instant, Sector, Span};

use crate::District;
use crate::chance::Chance;
use crate::hazard::{Deed, Grade, Hazard, Source};
use crate::life::{Case, Cast, steps};
use crate::office_hours::is_rest;
use crate::organisation::{OFFICE, OrganisationKind};
use crate::subject::{Party, Subject, running_sums};
use crate::text::{Filled, Pool, Template};
use crate::trade::{KNOWN, Trade, named};

const AGAIN_PERMILLE: u32 = 76;
const MAJOR_PERMILLE: u32 = 116;
/// A sweep brings many small things and few known ones; the subjects of the manual get one in so many.
const KNOWN_EVERY: usize = 110;
/// During the sweep one in so many parts of all is found at the enterprise whose officer can log in, so that his desk is
/// never empty.
const OWN_PARTS: usize = 66;
const TRIES: usize = 60;
const SWEEP_DAYS: i64 = 34;
const TITLE_SHORT: usize = 9;
/// Days until what was closed can be found again.
const AGAIN_AFTER_DAYS: i64 = 20;

pub fn hazards(chance: &mut Chance, district: &District, count: usize) -> Vec<Hazard> {
    let mut finder = Finder::new(district);
    for (nth, found) in found_times(chance, district.now, count).into_iter().enumerate() {
        let sweep = found.day().days_until(district.now.day()) <= SWEEP_DAYS;
        let own = sweep && nth % (count / OWN_PARTS).max(1) == 3;
        let seen = match (0..if own { TRIES } else { 0 }).find_map(|_| finder.find_at(chance, 0, found)) {
            Some(seen) => seen,
            None => finder.find(chance, nth, found),
        };
        finder.record(chance, found, seen);
    }
    finder.hazards
}

/// How many of all are found in each time, whatever `now` is.
fn share(day: Day, now: Day) -> (usize, f64) {
    match (day.days_until(now), day.year()) {
        (ago, _) if ago <= SWEEP_DAYS => (0, 0.158),
        (ago, _) if ago <= 365 => (1, 0.212),
        (_, 2019) => (2, 0.06),
        (_, 2020..=2022) => (3, 0.43),
        _ => (4, 0.14),
    }
}

fn found_times(chance: &mut Chance, now: Instant, count: usize) -> Vec<Instant> {
    let today = now.day();
    let first = Day::new(2019, 1, 1).unwrap_or(today);
    let days: Vec<Day> = (0..=first.days_until(today).max(0)).map(|n| first.plus_days(n)).collect();
    let weight = |day: &Day| {
        let season = [1.2, 0.6, 1.0, 1.0, 1.1, 1.4, 1.0, 1.0, 1.2, 1.0, 1.0, 1.3][day.month() as usize - 1];
        if is_rest(*day) { season * 0.09 } else { season }
    };
    let mut totals = [0.0; 5];
    for day in &days {
        totals[share(*day, today).0] += weight(day);
    }
    let scaled = days.iter().map(|day| {
        let (part, share) = share(*day, today);
        (weight(day) / totals[part] * share * 1e9) as u32
    });
    let sums = running_sums(scaled);
    let mut times: Vec<Instant> = (0..count)
        .map(|_| {
            let day = days[chance.weighted(&sums)];
            let minute = match chance.below(100) {
                0..=52 => chance.between(8 * 60 + 40, 11 * 60 + 55),
                53..=94 => chance.between(14 * 60 + 5, 17 * 60 + 40),
                _ => chance.between(18 * 60 + 30, 22 * 60),
            };
            let found = day.start() + Span::seconds(minute * 60 + chance.between(0, 59));
            if found <= now { found } else { found - Span::days(1) }
        })
        .collect();
    times.sort_unstable();
    times
}

struct Seen {
    subject: u32,
    pool: Pool,
    template: &'static Template,
    filled: Filled,
    again_after: Option<u32>,
}

struct Finder<'a> {
    district: &'a District,
    sums: Vec<u64>,
    staff: Vec<Vec<u32>>,
    by_short_name: HashMap<&'a str, u32>,
    townships: HashMap<i64, u32>,
    /// What each hazard was drawn from, and the last hazard of each subject and template.
    drawn: Vec<(Pool, &'static Template)>,
    last: HashMap<(u32, *const Template), u32>,
    hazards: Vec<Hazard>,
}

impl<'a> Finder<'a> {
    fn new(district: &'a District) -> Self {
        let mut staff = vec![Vec::new(); district.organisations.len()];
        for person in &district.people {
            staff[person.organisation as usize - 1].push(person.key);
        }
        let risk = |subject: &Subject| {
            let size = subject.organisation.map_or(1, |key| staff[key as usize - 1].len() as u32);
            named(subject.trade).map_or(1, |trade| trade.risk) * size.min(3)
        };
        let sums = running_sums(district.subjects.iter().map(risk));
        let bodies = district.organisations.iter().filter(|o| o.kind != OrganisationKind::Enterprise);
        let towns = district.organisations.iter().filter(|o| o.kind == OrganisationKind::Township);
        Self {
            district,
            sums,
            by_short_name: bodies.map(|o| (o.short_name.as_str(), o.key)).collect(),
            townships: towns.map(|o| (o.division.code(), o.key)).collect(),
            staff,
            drawn: Vec::new(),
            last: HashMap::new(),
            hazards: Vec::new(),
        }
    }

    fn find(&self, chance: &mut Chance, nth: usize, found: Instant) -> Seen {
        if chance.permille(AGAIN_PERMILLE)
            && let Some(seen) = (0..TRIES).find_map(|_| self.find_again(chance, found))
        {
            return seen;
        }
        let new = |known| (0..TRIES).find_map(|_| self.find_new(chance, known, found));
        let mut new = new;
        new(nth % KNOWN_EVERY == 7).or_else(|| new(false)).expect("some subject has something not yet seen there")
    }

    /// Something that was closed long enough ago, at the same subject.
    fn find_again(&self, chance: &mut Chance, found: Instant) -> Option<Seen> {
        let nth = (!self.hazards.is_empty()).then(|| chance.below(self.hazards.len()))?;
        let before = &self.hazards[nth];
        let (pool, template) = self.drawn[nth];
        let closed = before.steps.iter().find(|step| step.deed == Deed::Closed)?;
        let is_last = self.last.get(&(before.subject, std::ptr::from_ref(template))) == Some(&before.key);
        let long_ago = closed.at + Span::days(AGAIN_AFTER_DAYS) < found;
        if !is_last || !long_ago {
            return None;
        }
        let trade = self.district.subject(before.subject).trade;
        let filled = template.fill(chance, trade, found.day())?;
        Some(Seen { subject: before.subject, pool, template, filled, again_after: Some(before.key) })
    }

    fn find_new(&self, chance: &mut Chance, known: bool, found: Instant) -> Option<Seen> {
        let nth = if known { chance.below(KNOWN.len()) } else { chance.weighted(&self.sums) };
        self.find_at(chance, nth, found)
    }

    /// Something not yet seen at the subject that stands at this place of the list.
    fn find_at(&self, chance: &mut Chance, nth: usize, found: Instant) -> Option<Seen> {
        let subject = &self.district.subjects[nth];
        if subject.since > found.day() {
            return None;
        }
        let trade: &Trade = named(subject.trade)?;
        let sums = running_sums(trade.pools.iter().map(|(_, weight)| *weight));
        let (pool, _) = trade.pools[chance.weighted(&sums)];
        let template = chance.one(pool.templates());
        if self.last.contains_key(&(subject.key, std::ptr::from_ref(template))) {
            return None;
        }
        let filled = template.fill(chance, trade.name, found.day())?;
        Some(Seen { subject: subject.key, pool, template, filled, again_after: None })
    }

    fn record(&mut self, chance: &mut Chance, found: Instant, seen: Seen) {
        let key = self.hazards.len() as u32 + 1;
        let subject = self.district.subject(seen.subject);
        let sector = seen.pool.sector(seen.template.kind).unwrap_or(subject.sector);
        let source = source(chance, found, subject, &seen.filled.description);
        let grade = match seen.template.major {
            Some(reason) if chance.permille(MAJOR_PERMILLE) => Grade::Major { reason },
            _ => Grade::Ordinary,
        };
        let is_major = grade != Grade::Ordinary;
        let reporter = self.reporter(chance, subject, source, sector);
        let cast = self.cast(chance, subject, sector, (found.day(), reporter, is_major));
        let case = Case {
            cast,
            found,
            now: self.district.now,
            is_major,
            kind: seen.template.kind,
            self_check: source == Source::EnterpriseSelfCheck,
            place: &seen.filled.place,
            remedy: seen.filled.remedy,
        };
        let steps = steps(chance, &case);
        let place = seen.filled.place.clone();
        self.drawn.push((seen.pool, seen.template));
        self.last.insert((seen.subject, std::ptr::from_ref(seen.template)), key);
        self.hazards.push(Hazard {
            key,
            subject: seen.subject,
            reporter,
            source,
            place,
            title: told_apart(seen.filled.title, &subject.short_name),
            description: told(source, &seen.filled.description),
            kind: seen.template.kind,
            grade,
            sector,
            found,
            again_after: seen.again_after,
            steps,
        });
    }

    fn reporter(&self, chance: &mut Chance, subject: &Subject, source: Source, sector: Sector) -> u32 {
        let town = self.township(subject);
        let department = self.department(subject, sector);
        let organisation = match source {
            Source::EnterpriseSelfCheck => subject.organisation.unwrap_or(town),
            Source::DepartmentInspection if chance.permille(450) => town,
            Source::PublicReport if chance.permille(400) => town,
            Source::DepartmentInspection | Source::ExpertReview => department,
            Source::PublicReport => OFFICE,
            Source::UnannouncedVisit if chance.permille(500) => OFFICE,
            Source::UnannouncedVisit => self.by_short_name["县应急局"],
        };
        if organisation == OFFICE { self.clerk(chance) } else { *chance.one(self.below_head(organisation)) }
    }

    fn cast(
        &self,
        chance: &mut Chance,
        subject: &Subject,
        sector: Sector,
        (day, reporter, is_major): (Day, u32, bool),
    ) -> Cast {
        let town = self.township(subject);
        let organisation = subject.organisation.unwrap_or(if subject.trade == "公路路段" {
            self.by_short_name["县公路中心"]
        } else {
            town
        });
        let named = subject.responsible(Party::Enterprise, day).map(|held| held.person);
        let doer = match subject.organisation {
            Some(key) => named.unwrap_or(self.staff[key as usize - 1][0]),
            None => *chance.one(self.below_head(organisation)),
        };
        let department = self.department(subject, sector);
        let by_town = !is_major && organisation != town && chance.permille(400);
        let checker_organisation = match if by_town { town } else { department } {
            same if same == organisation => self.by_short_name["县应急局"],
            other => other,
        };
        let appointed = subject.responsible(Party::Department, day).map(|held| held.person);
        let fits = |person: &u32| *person != reporter && *person != doer;
        let checkers: Vec<u32> = self.below_head(checker_organisation).iter().copied().filter(fits).collect();
        let checker = appointed.filter(|person| checkers.contains(person)).unwrap_or_else(|| *chance.one(&checkers));
        let office = &self.staff[OFFICE as usize - 1];
        Cast {
            assigner: if is_major || chance.permille(450) {
                self.clerk(chance)
            } else {
                *chance.one(self.below_head(checker_organisation))
            },
            organisation,
            doer,
            checker_organisation,
            checker,
            granter: if is_major { office[0] } else { office[1] },
            closer: if is_major { office[0] } else { self.clerk(chance) },
        }
    }

    /// The clerks of the committee's office; its head and the three administrators do other things.
    fn clerk(&self, chance: &mut Chance) -> u32 {
        *chance.one(&self.staff[OFFICE as usize - 1][2..6])
    }

    /// Everybody but the head, who does not walk through workshops.
    fn below_head(&self, organisation: u32) -> &[u32] {
        let staff = &self.staff[organisation as usize - 1];
        if staff.len() > 2 { &staff[1..] } else { staff }
    }

    fn township(&self, subject: &Subject) -> u32 {
        self.townships[&subject.division.township().code()]
    }

    fn department(&self, subject: &Subject, sector: Sector) -> u32 {
        let own = named(subject.trade).map_or("县应急局", |trade| trade.department);
        let short = match sector {
            _ if sector == subject.sector => own,
            Sector::Fire => "县消防大队",
            Sector::TownGas => "县住建局",
            Sector::SpecialEquipment => "县市场监管局",
            _ => own,
        };
        self.by_short_name[short]
    }
}

/// Enterprises find more of their own hazards each year: the shift the campaign aims at.
fn source(chance: &mut Chance, found: Instant, subject: &Subject, description: &str) -> Source {
    let years = u32::try_from(found.day().year() - 2019).unwrap_or(0).min(7);
    let own = 300 + years * 32;
    // Nobody writes of himself what he said when asked.
    let by_visitor =
        ["称", "询问", "抽查", "说不清", "核对", "店主", "经营者"].iter().any(|word| description.contains(word));
    let may_be_own = subject.organisation.is_some() && !by_visitor;
    // Papers and tests are not what people in the street report.
    let on_paper = said_how(description);
    let after_hours = found.civil().hour() >= 18;
    match chance.below(1000) as u32 {
        n if n < own && may_be_own => Source::EnterpriseSelfCheck,
        _ if after_hours => Source::UnannouncedVisit,
        n if n >= 920 && !on_paper => Source::PublicReport,
        n if n >= 870 => Source::ExpertReview,
        n if n >= 820 => Source::UnannouncedVisit,
        _ => Source::DepartmentInspection,
    }
}

fn told(source: Source, description: &str) -> String {
    match source {
        Source::PublicReport => format!("群众反映，经现场核实：{description}"),
        Source::UnannouncedVisit => format!("暗访发现，{description}"),
        Source::ExpertReview if !said_how(description) => format!("专家现场查看，{description}"),
        _ => description.to_owned(),
    }
}

/// A very short title gets the subject's name, so that a list can be read without its other columns.
fn told_apart(title: String, short_name: &str) -> String {
    if title.chars().count() < TITLE_SHORT { format!("{short_name}{title}") } else { title }
}

/// Whether the description already begins with how it was found.
fn said_how(description: &str) -> bool {
    ["查", "核", "抽查", "现场", "入户", "扫码", "用红外", "开盖", "打开"]
        .iter()
        .any(|word| description.starts_with(word))
}
