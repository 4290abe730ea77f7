//! The desk that is never empty: who leads and who watches, day and night.

use kernel::{Day, Instant};

use crate::chance::Chance;
use crate::organisation::{OFFICE, Organisation};
use crate::people::Person;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub key: u32,
    pub name: &'static str,
    pub organisation: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Watch {
    Day,
    Night,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    pub post: u32,
    /// The day it begins on.
    pub day: Day,
    pub watch: Watch,
    pub from: Instant,
    pub to: Instant,
    pub person: u32,
}

const LEADER: u32 = 1;
const WATCHER: u32 = 2;
const DAYS_BACK: i64 = 14;
const DAYS_AHEAD: i64 = 7;

pub fn posts() -> Vec<Post> {
    vec![
        Post { key: LEADER, name: "带班领导", organisation: OFFICE },
        Post { key: WATCHER, name: "值班员", organisation: OFFICE },
    ]
}

pub fn shifts(chance: &mut Chance, now: Instant, organisations: &[Organisation], people: &[Person]) -> Vec<Shift> {
    let short = |person: &Person| organisations[person.organisation as usize - 1].short_name.as_str();
    let leads = |person: &&Person| {
        let head = ["副县长、安委办主任", "专职副主任", "分管副局长", "副大队长"].contains(&person.position.as_str());
        head && matches!(
            short(person),
            "县安委办" | "县应急局" | "县水利局" | "县自然资源局" | "县消防大队" | "县交通运输局"
        )
    };
    let watches = |person: &&Person| {
        let desk = ["股长", "科员", "队员", "主任", "大队长"].iter().any(|word| person.position.ends_with(word));
        desk && matches!(short(person), "县安委办" | "县应急局") && !leads(person)
    };
    let leaders: Vec<u32> = people.iter().filter(leads).map(|person| person.key).collect();
    let watchers: Vec<u32> = people.iter().filter(watches).map(|person| person.key).collect();
    let (mut leader, mut watcher) = (chance.below(leaders.len()), chance.below(watchers.len()));
    let mut shifts = Vec::new();
    for ahead in -DAYS_BACK..=DAYS_AHEAD {
        let day = now.day().plus_days(ahead);
        for watch in [Watch::Day, Watch::Night] {
            let (from, to) = match watch {
                Watch::Day => (day.at(8, 30), day.at(17, 30)),
                Watch::Night => (day.at(17, 30), day.plus_days(1).at(8, 30)),
            };
            watcher += 1;
            let mut lead = leaders[leader % leaders.len()];
            let mut watched = watchers[watcher % watchers.len()];
            // The shift that runs now is the one of the pages in the manual.
            if (from..to).contains(&now) {
                lead = by_name(people, "韩松岭").unwrap_or(lead);
                watched = by_name(people, "沈若川").unwrap_or(watched);
            }
            shifts.push(Shift { post: LEADER, day, watch, from, to, person: lead });
            shifts.push(Shift { post: WATCHER, day, watch, from, to, person: watched });
        }
        leader += 1;
    }
    shifts
}

pub fn by_name(people: &[Person], name: &str) -> Option<u32> {
    people.iter().find(|person| person.name == name).map(|person| person.key)
}
