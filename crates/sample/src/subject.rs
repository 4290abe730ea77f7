//! What is supervised, and who answered for it on which day.

use std::collections::HashSet;

use kernel::{Day, Division, Sector};

use crate::Scale;
use crate::chance::Chance;
use crate::credit_code::credit_code;
use crate::organisation::{Bodies, Organisation, OrganisationKind};
use crate::people::{self, Person, letter};
use crate::place::{DISTRICT_CODE, Place, near};
use crate::text::{alternatives, expand};
use crate::trade::{ENTERPRISES, KNOWN, OTHERS, Trade, VENUES, named};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    Enterprise,
    Venue,
    RiskPoint,
    WaterWork,
    Road,
    Bridge,
    Project,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Party {
    Enterprise,
    Township,
    Department,
}

/// One person answering for one subject, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responsibility {
    pub party: Party,
    pub person: u32,
    pub from: Day,
    /// First day on which it no longer holds.
    pub to: Option<Day>,
    /// Number of the document that appointed.
    pub document: String,
    /// Acting in another's place.
    pub acting_for: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub key: u32,
    pub kind: SubjectKind,
    pub name: String,
    pub short_name: String,
    /// What it does: 木制品加工, 加油站, 水库塘坝.
    pub trade: &'static str,
    pub address: String,
    pub division: Division,
    pub sector: Sector,
    pub longitude_e6: i32,
    pub latitude_e6: i32,
    pub organisation: Option<u32>,
    /// Supervised since.
    pub since: Day,
    /// In the order of party, then of time. A party that is missing is a gap.
    pub responsibilities: Vec<Responsibility>,
}

impl Subject {
    /// A deputy answers before the one in whose place they act.
    pub fn responsible(&self, party: Party, day: Day) -> Option<&Responsibility> {
        let held = |r: &&Responsibility| r.party == party && r.from <= day && r.to.is_none_or(|to| day < to);
        self.responsibilities.iter().filter(held).max_by_key(|r| r.acting_for.is_some())
    }
}

const BRAND_FIRST: &str =
    "瑞恒兴云川锦宏盛鑫德永祥泰昌和丰华嘉金银通达万福禾林松柏青翠澜江溪海星辰旭明远航鹏飞凯腾龙凤麒";
const BRAND_SECOND: &str =
    "坤砺禾帆源泰和兴达盛昌隆丰顺安宁康瑞祥福林森峰岭泉波涛洋海明辉耀光华茂荣发旺通利信诚义德仁惠民";
const ROADS: &[&str] =
    &["人民路", "文昌路", "建设路", "迎宾路", "振兴街", "老街", "团结路", "东河路", "环城路", "工业路"];
const LARGE_PERMILLE: u32 = 45;

pub fn subjects(chance: &mut Chance, scale: Scale, today: Day, places: &[Place], bodies: &mut Bodies) -> Vec<Subject> {
    let mut staff = vec![Vec::new(); bodies.organisations.len()];
    for person in &bodies.people {
        staff[person.organisation as usize - 1].push(person.key);
    }
    let mut maker = Maker {
        chance,
        today,
        places,
        names: HashSet::new(),
        builders: Vec::new(),
        staff,
        subjects: Vec::new(),
        bodies,
    };
    for (trade, short, full, town, address) in KNOWN {
        maker.known(trade, short, full, town, address);
    }
    for (group, count) in [(ENTERPRISES, scale.enterprises()), (VENUES, scale.venues()), (OTHERS, scale.others())] {
        maker.group(group, count);
    }
    maker.subjects
}

struct Maker<'a> {
    chance: &'a mut Chance,
    today: Day,
    places: &'a [Place],
    names: HashSet<String>,
    /// Building firms, among which a building site finds the one that answers for it.
    builders: Vec<u32>,
    /// People of each organisation, by its key less one.
    staff: Vec<Vec<u32>>,
    subjects: Vec<Subject>,
    bodies: &'a mut Bodies,
}

impl Maker<'_> {
    fn known(&mut self, trade: &str, short: &str, full: &str, town: &str, address: &str) {
        let place = self.places.iter().find(|place| place.name == town);
        if let (Some(trade), Some(place)) = (named(trade), place) {
            self.names.insert(full.to_owned());
            self.add(trade, full.to_owned(), short.to_owned(), format!("望澜县{address}"), place, true);
        }
    }

    /// Fills the group up to its count; each trade gets its share, in the order of the table.
    fn group(&mut self, trades: &'static [Trade], count: usize) {
        let of_group = |name: &str| trades.iter().any(|trade| trade.name == name);
        let have = self.subjects.iter().filter(|subject| of_group(subject.trade)).count();
        let need = count.saturating_sub(have);
        let sums = running_sums(trades.iter().map(|trade| trade.share));
        let total = sums.last().copied().unwrap_or(1);
        for nth in 0..need {
            let at = nth as u64 * total / need as u64;
            let trade = &trades[sums.partition_point(|sum| *sum <= at)];
            let places = self.places;
            let place = &places[self.place(trade)];
            let (full, short) = self.name(trade, place);
            let address = self.address(trade.kind, place);
            let large = self.chance.permille(LARGE_PERMILLE);
            self.add(trade, full, short, address, place, large);
        }
    }

    /// A quarter of everything lies in the county town; the towns share the rest. Hotels stand in streets, quarries
    /// do not.
    fn place(&mut self, trade: &Trade) -> usize {
        let ending = match trade.name {
            "商场超市" | "宾馆酒店" | "歌舞娱乐" | "电影院" | "农贸市场" | "物业服务" | "仓储物流" | "道路客运"
            | "建筑施工" => "社区",
            "砂石开采" | "畜禽养殖" | "农机种植" | "林业经营" | "水力发电" | "民用爆炸物品" | "烟花爆竹批发"
            | "化工生产" => "村",
            _ if matches!(trade.kind, SubjectKind::RiskPoint | SubjectKind::WaterWork | SubjectKind::Road) => "村",
            _ => "",
        };
        let sums = running_sums(TOWNSHIP_SHARES);
        loop {
            let town = self.places[1 + self.chance.weighted(&sums)].division;
            let fits =
                |place: &Place| place.division != town && town.contains(place.division) && place.name.ends_with(ending);
            let villages: Vec<usize> = (0..self.places.len()).filter(|nth| fits(&self.places[*nth])).collect();
            if !villages.is_empty() {
                return *self.chance.one(&villages);
            }
        }
    }

    /// Full and short name, never given twice.
    fn name(&mut self, trade: &Trade, place: &Place) -> (String, String) {
        let town = self.places.iter().find(|town| town.division == place.division.township());
        let town = town.map_or("望澜县", |town| town.name.as_str());
        let village = place.name.trim_end_matches("社区").trim_end_matches('村');
        for attempt in 0.. {
            let pattern = alternatives(self.chance.one::<&str>(trade.names));
            let mut written = |part: &str| {
                let brand = brand(self.chance);
                let text = part.replace("{字}", &brand).replace("{镇}", town).replace("{村}", village);
                let text = text.replace("{姓}", &people::surname(self.chance).to_string());
                expand(self.chance, &text)
            };
            let (before, short, after) = (written(pattern[0]), written(pattern[1]), written(pattern[2]));
            // A village may well have a second shop of the same kind; the register then numbers it.
            let short = if attempt < 6 { short } else { numbered(&short, attempt - 4) };
            let before = if short.starts_with(&before) { String::new() } else { before };
            let full = format!("{before}{short}{after}");
            if self.names.insert(full.clone()) {
                return (full, short);
            }
        }
        unreachable!("numbers do not run out")
    }

    fn address(&mut self, kind: SubjectKind, place: &Place) -> String {
        let town = self.places.iter().find(|town| town.division == place.division.township());
        let town = town.map_or("", |town| town.name.as_str());
        let village = &place.name;
        match kind {
            SubjectKind::Enterprise | SubjectKind::Venue if village.ends_with("社区") => {
                let road = self.chance.one(ROADS);
                format!("望澜县{town}{village}{road} {} 号", self.chance.between(1, 240))
            }
            SubjectKind::Enterprise | SubjectKind::Venue => {
                format!("望澜县{town}{village} {} 号", self.chance.between(1, 180))
            }
            _ => format!("望澜县{town}{village}{}", self.chance.one(&["", "一组", "二组", "三组", "五组"])),
        }
    }

    fn add(
        &mut self,
        trade: &'static Trade,
        name: String,
        short_name: String,
        address: String,
        place: &Place,
        large: bool,
    ) {
        let organisation = self.organisation(trade, &name, &short_name, place, large);
        let first = Day::new(2018, 12, 3).unwrap_or(self.today);
        let since = if self.chance.permille(840) { first } else { first.plus_days(self.chance.between(30, 2_600)) };
        let since = if self.subjects.len() < KNOWN.len() { first } else { since };
        let since = since.min(self.today.plus_days(-40));
        let mut subject = Subject {
            key: self.subjects.len() as u32 + 1,
            kind: trade.kind,
            name,
            short_name,
            trade: trade.name,
            address,
            division: place.division,
            sector: trade.sector,
            longitude_e6: near(self.chance, place.longitude_e6, 6_000),
            latitude_e6: near(self.chance, place.latitude_e6, 6_000),
            organisation,
            since,
            responsibilities: Vec::new(),
        };
        subject.responsibilities = self.responsibilities(trade, &subject);
        self.subjects.push(subject);
    }

    fn organisation(&mut self, trade: &Trade, name: &str, short: &str, place: &Place, large: bool) -> Option<u32> {
        if trade.kind == SubjectKind::Project && !self.builders.is_empty() {
            return Some(*self.chance.one(&self.builders));
        }
        if trade.credit_kind.is_empty() {
            return None;
        }
        let key = self.bodies.organisations.len() as u32 + 1;
        self.bodies.organisations.push(Organisation {
            key,
            name: name.to_owned(),
            short_name: short.to_owned(),
            kind: OrganisationKind::Enterprise,
            division: place.division,
            regulates: Vec::new(),
            credit_code: Some(credit_code(self.chance, trade.credit_kind, DISTRICT_CODE)),
            parent: None,
            document_word: "",
        });
        let positions: &[&str] = match (trade.kind, trade.name, large) {
            (_, "中小学校", _) => &["校长", "安全副校长"],
            (_, "幼儿园", _) => &["园长"],
            (_, "医疗卫生" | "养老服务", _) if name.ends_with('室') || name.ends_with('点') => {
                &["负责人兼安全员"]
            }
            (_, "医疗卫生" | "养老服务", _) => &["院长", "总务科长兼安全负责人"],
            (_, _, true) => &["总经理", "安全总监", "安全员"],
            _ if trade.credit_kind == "92" => &["店主兼安全员"],
            _ => &["负责人兼安全员"],
        };
        self.staff.push(Vec::new());
        for position in positions {
            self.hire(key, position, short);
        }
        if trade.name == "建筑施工" {
            self.builders.push(key);
        }
        Some(key)
    }

    fn hire(&mut self, organisation: u32, position: &str, short: &str) {
        let key = self.bodies.people.len() as u32 + 1;
        self.staff[organisation as usize - 1].push(key);
        let boss = short == "瑞坤锻造" && position == "总经理";
        let name = if boss { "贺远帆".to_owned() } else { people::name(self.chance, key) };
        let (position, phone) = (position.to_owned(), people::phone(key));
        self.bodies.people.push(Person { key, name, organisation, position, phone });
    }

    fn responsibilities(&mut self, trade: &Trade, subject: &Subject) -> Vec<Responsibility> {
        let known = subject.key as usize <= KNOWN.len();
        let nobody = !known && self.chance.permille(6);
        let mut all = Vec::new();
        for party in [Party::Enterprise, Party::Township, Party::Department] {
            let gap = !known && self.chance.permille(9);
            if nobody || gap {
                continue;
            }
            let people = self.candidates(trade, subject, party);
            if !people.is_empty() {
                self.appoint(&mut all, subject, party, &people);
            }
        }
        all
    }

    /// Whoever of the party may be named: the first is the one in charge.
    fn candidates(&self, trade: &Trade, subject: &Subject, party: Party) -> Vec<u32> {
        let organisation = match party {
            Party::Enterprise => subject.organisation,
            Party::Township => {
                let town = subject.division.township();
                let mut all = self.bodies.organisations.iter();
                all.find(|o| o.kind == OrganisationKind::Township && o.division == town).map(|o| o.key)
            }
            Party::Department => {
                let mut all = self.bodies.organisations.iter();
                all.find(|o| o.short_name == trade.department).map(|o| o.key)
            }
        };
        let Some(organisation) = organisation else { return Vec::new() };
        let staff = &self.staff[organisation as usize - 1];
        // The head of a department or a township answers for all of it, not for one shop.
        let skipped = usize::from(party != Party::Enterprise);
        staff[skipped..].to_vec()
    }

    fn appoint(&mut self, all: &mut Vec<Responsibility>, subject: &Subject, party: Party, people: &[u32]) {
        let document = |chance: &mut Chance, day: Day, person: u32| {
            let organisation =
                &self.bodies.organisations[self.bodies.people[person as usize - 1].organisation as usize - 1];
            let number = i64::from(day.month()) * 4 + chance.between(-3, 3);
            let word = organisation.document_word;
            match word {
                "" => format!("{}安〔{}〕{} 号", organisation.short_name, day.year(), chance.between(1, 9)),
                _ => format!("{word}〔{}〕{number} 号", day.year()),
            }
        };
        let mut person = *self.chance.one(people);
        if party == Party::Enterprise {
            person = people[0];
        }
        let from = subject.since;
        let first = document(self.chance, from, person);
        all.push(Responsibility { party, person, from, to: None, document: first, acting_for: None });
        let span = from.days_until(self.today);
        let stays = party == Party::Enterprise && subject.key as usize <= KNOWN.len();
        let hands_over = !stays && people.len() > 1 && span > 300 && self.chance.permille(160);
        if !hands_over {
            return;
        }
        let on = from.plus_days(self.chance.between(120, span - 60));
        let others: Vec<u32> = people.iter().copied().filter(|other| *other != person).collect();
        let next = *self.chance.one(&others);
        if let Some(last) = all.last_mut() {
            last.to = Some(on);
        }
        // Sometimes the successor only acts at first; and now and then nobody follows, which is how gaps arise.
        if self.chance.permille(45) {
            return;
        }
        let mut start = on;
        if self.chance.permille(220) {
            start = on.plus_days(self.chance.between(14, 50));
            let acting = document(self.chance, on, next);
            // The one who leaves stays appointed until somebody is confirmed.
            if let Some(last) = all.last_mut() {
                last.to = Some(start);
            }
            let acting_for = Some(person);
            all.push(Responsibility { party, person: next, from: on, to: Some(start), document: acting, acting_for });
        }
        let confirmed = document(self.chance, start, next);
        all.push(Responsibility { party, person: next, from: start, to: None, document: confirmed, acting_for: None });
    }
}

const TOWNSHIP_SHARES: [u32; 12] = [26, 10, 9, 9, 9, 7, 9, 7, 4, 4, 3, 3];

pub fn running_sums(shares: impl IntoIterator<Item = u32>) -> Vec<u64> {
    let mut sum = 0;
    let add = |share| {
        sum += u64::from(share);
        sum
    };
    shares.into_iter().map(add).collect()
}

fn brand(chance: &mut Chance) -> String {
    let first = letter(chance, BRAND_FIRST);
    let mut second = letter(chance, BRAND_SECOND);
    while second == first {
        second = letter(chance, BRAND_SECOND);
    }
    format!("{first}{second}")
}

fn numbered(name: &str, n: usize) -> String {
    const NUMBERS: &[&str] = &["二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let number = NUMBERS.get(n - 2).map_or_else(|| n.to_string(), |word| (*word).to_owned());
    if name.ends_with('店') { format!("{name}{number}分店") } else { format!("{number}号{name}") }
}
