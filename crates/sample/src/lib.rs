//! The sample county 望澜县 as plain values from a seed: divisions, organisations, people, subjects, who answers for
//! what, and hazards with their whole life. Everything is invented; the codes are well formed and not assigned.
//!
//! The same seed and the same `now` give the same county. Keys count from 1 in the order of each list, so
//! `people[key - 1]` is the person; every key resolves. No step lies after `now`.
//! Stations that measure and what they measure come from the same seed: the storms that cross the county ([`weather`]), the
//! rivers, ponds and slopes that follow ([`measured`]). What is on record of its disasters is in that weather.
//! Not here: turning these values into commands, statutory holidays, vehicles.

mod account;
pub mod catchment;
mod chance;
pub mod check;
mod credit_code;
pub mod disaster;
mod duty;
pub mod earthquake;
mod finding;
mod hazard;
pub mod incident;
mod life;
pub mod measured;
mod office_hours;
mod organisation;
mod people;
mod place;
pub mod risk;
mod station;
mod subject;
mod text;
mod trade;
pub mod weather;

use kernel::Instant;

pub use account::Account;
pub use chance::Chance;
pub use credit_code::is_credit_code;
pub use duty::{Post, Shift, Watch};
pub use hazard::{AccidentKind, Deed, Grade, Hazard, Source, State, Step};
pub use organisation::{OFFICE, Organisation, OrganisationKind};
pub use people::Person;
pub use place::{DISTRICT_CODE, Place};
pub use station::{Station, StationKind};
pub use subject::{Party, Responsibility, Subject, SubjectKind};
pub use text::{DESCRIPTION_MAX, TITLE_MAX};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// The county of the demonstration.
    Full,
    /// About a fiftieth of its subjects and hazards, for tests; the offices are all there.
    Small,
}

impl Scale {
    pub const fn enterprises(self) -> usize {
        self.of(6_000)
    }

    pub const fn venues(self) -> usize {
        self.of(800)
    }

    pub const fn others(self) -> usize {
        self.of(200)
    }

    pub const fn hazards(self) -> usize {
        self.of(20_000)
    }

    const fn of(self, full: usize) -> usize {
        match self {
            Scale::Full => full,
            Scale::Small => full / 50,
        }
    }
}

/// What the county's now is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// A flash flood since yesterday.
    Flooded,
    /// The eve of the week in which the river floods.
    Eve,
}

#[derive(Debug, Clone, PartialEq)]
pub struct District {
    pub seed: u64,
    pub code: kernel::District,
    pub name: &'static str,
    pub now: Instant,
    pub scene: Scene,
    pub scale: Scale,
    /// The county, its townships, its villages.
    pub places: Vec<Place>,
    /// One ring of corners for each township, in millionths of a degree.
    pub outlines: Vec<(kernel::Division, Vec<[i32; 2]>)>,
    pub organisations: Vec<Organisation>,
    pub people: Vec<Person>,
    pub accounts: Vec<Account>,
    pub subjects: Vec<Subject>,
    pub posts: Vec<Post>,
    pub shifts: Vec<Shift>,
    /// In the order they were found.
    pub hazards: Vec<Hazard>,
    /// In the order they were assessed.
    pub risks: Vec<risk::Risk>,
    /// In the order of their times.
    pub checks: Vec<check::Check>,
    /// In the order in which they happened.
    pub incidents: Vec<incident::Incident>,
    /// In the order in which they began; some lie behind `now`.
    pub disasters: Vec<disaster::Disaster>,
    pub stations: Vec<Station>,
    pub weather: weather::Weather,
}

impl District {
    pub fn build(seed: u64, now: Instant, scale: Scale) -> District {
        District::in_scene(seed, now, scale, Scene::Flooded)
    }

    pub fn in_scene(seed: u64, now: Instant, scale: Scale, scene: Scene) -> District {
        let places = place::places(&mut Chance::new(seed, "places"));
        let mut bodies = organisation::bodies(&mut Chance::new(seed, "bodies"));
        let subjects = subject::subjects(&mut Chance::new(seed, "subjects"), scale, now.day(), &places, &mut bodies);
        let organisation::Bodies { organisations, people } = bodies;
        let shifts = duty::shifts(&mut Chance::new(seed, "duty"), now, &organisations, &people);
        let disasters = disaster::disasters(seed, now, scale, &places);
        let stations = station::stations(&mut Chance::new(seed, "stations"), scale, &places);
        let flooded = (scene == Scene::Flooded).then_some(now);
        let mut district = District {
            seed,
            code: place::district(),
            name: "望澜县",
            now,
            scene,
            scale,
            weather: weather::Weather::new(seed, &disasters, &stations, flooded),
            disasters,
            stations,
            accounts: account::accounts(&organisations, &people),
            places,
            outlines: place::outlines(&mut Chance::new(seed, "outlines")),
            organisations,
            people,
            subjects,
            posts: duty::posts(),
            shifts,
            hazards: Vec::new(),
            risks: Vec::new(),
            checks: Vec::new(),
            incidents: Vec::new(),
        };
        district.hazards = finding::hazards(&mut Chance::new(seed, "hazards"), &district, scale.hazards());
        district.risks = risk::risks(&mut Chance::new(seed, "risks"), &district);
        district.checks = check::checks(&mut Chance::new(seed, "checks"), &district);
        district.incidents = incident::incidents(&mut Chance::new(seed, "incidents"), &district, scale);
        district
    }

    pub fn person(&self, key: u32) -> &Person {
        &self.people[key as usize - 1]
    }

    pub fn organisation(&self, key: u32) -> &Organisation {
        &self.organisations[key as usize - 1]
    }

    pub fn subject(&self, key: u32) -> &Subject {
        &self.subjects[key as usize - 1]
    }
}

#[cfg(test)]
mod tests;
