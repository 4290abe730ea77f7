//! Prints some hazards of the sample county with their steps, to be read as an official would read them.
//!
//! `cargo run -p sample --example show -- [seed] [how many] [title contains]`

use kernel::Instant;
use sample::{Deed, District, Hazard, Scale};

fn main() {
    let mut given = std::env::args().skip(1);
    let seed = given.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let count = given.next().and_then(|text| text.parse().ok()).unwrap_or(30);
    let contains = given.next().unwrap_or_default();
    let now = Instant::read("2026-06-18 21:46").unwrap_or_default();
    let district = District::build(seed, now, Scale::Full);
    println!(
        "{} 处地点，{} 家单位，{} 人，{} 个对象，{} 条隐患",
        district.places.len(),
        district.organisations.len(),
        district.people.len(),
        district.subjects.len(),
        district.hazards.len()
    );
    let fits: Vec<&Hazard> = district.hazards.iter().filter(|hazard| hazard.title.contains(&contains)).collect();
    let stride = (fits.len() / count.max(1)).max(1);
    for hazard in fits.into_iter().skip(seed as usize % stride).step_by(stride).take(count) {
        print(&district, hazard);
    }
}

fn print(district: &District, hazard: &Hazard) {
    let subject = district.subject(hazard.subject);
    println!(
        "\n{} {:?} {} | {}（{}）{} | {} {} | {:?} | {}",
        hazard.found.to_minute(),
        hazard.state(),
        hazard.source.word(),
        subject.name,
        subject.trade,
        subject.address,
        hazard.kind.name(),
        hazard.sector,
        hazard.grade,
        who(district, hazard.reporter)
    );
    println!("  {}\n  {}", hazard.title, hazard.description);
    for step in &hazard.steps {
        let what = match &step.deed {
            Deed::Assigned { to_person, due, checker_person, .. } => format!(
                "派单给 {}，限 {}，复查 {}",
                who(district, *to_person),
                due.to_minute(),
                who(district, *checker_person)
            ),
            Deed::Started => "签收整改".into(),
            Deed::Submitted { done } => format!("报完成：{done}"),
            Deed::Returned { reason } => format!("退回：{reason}"),
            Deed::Extended { due, reason, .. } => format!("同意延期至 {}：{reason}", due.to_minute()),
            Deed::Verified { note } => format!("复查通过：{note}"),
            Deed::Closed => "销号".into(),
        };
        println!("    {} {}：{what}", step.at.to_minute(), who(district, step.by));
    }
}

fn who(district: &District, key: u32) -> String {
    let person = district.person(key);
    format!("{}·{}", district.organisation(person.organisation).short_name, person.name)
}
