//! Looks at subjects, most of which found nothing: by departments, townships and the enterprises themselves. Some subjects
//! were looked at in time, some long ago, some never.

use kernel::{Instant, Span};

use crate::chance::Chance;
use crate::hazard::Source;
use crate::office_hours::within;
use crate::subject::{Party, Subject};
use crate::text::risks;
use crate::trade::named;
use crate::{District, text};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub subject: u32,
    pub at: Instant,
    pub by: u32,
    pub source: Source,
    pub looked_at: String,
    /// Its place in the county's list: what this look found.
    pub hazard: Option<usize>,
}

const NEVER_PERMILLE: u32 = 170;
const SELF_PERMILLE: u32 = 400;
/// One hazard in so many of the last months has the record of the look that found it.
const RECORDED_EVERY: usize = 3;
const RECORDED_DAYS: i64 = 120;

pub fn checks(chance: &mut Chance, district: &District) -> Vec<Check> {
    let mut checks = Vec::new();
    for subject in &district.subjects {
        if chance.permille(NEVER_PERMILLE) {
            continue;
        }
        let weight = named(subject.trade).map_or(1, |trade| trade.risk);
        looks(chance, district, subject, i64::from(weight), &mut checks);
    }
    for (n, hazard) in district.hazards.iter().enumerate() {
        let ago = hazard.found.day().days_until(district.now.day());
        let at = hazard.found + Span::minutes(20);
        if n % RECORDED_EVERY == 0 && ago < RECORDED_DAYS && at < district.now {
            let source = hazard.source;
            if matches!(source, Source::DepartmentInspection | Source::ExpertReview | Source::UnannouncedVisit) {
                let looked_at = format!("现场检查，重点查看{}", hazard.place);
                checks.push(Check {
                    subject: hazard.subject,
                    at,
                    by: hazard.reporter,
                    source,
                    looked_at,
                    hazard: Some(n),
                });
            }
        }
    }
    checks.sort_by_key(|check| (check.at, check.subject));
    checks
}

/// The more dangerous a trade, the more often somebody comes.
fn looks(chance: &mut Chance, district: &District, subject: &Subject, weight: i64, checks: &mut Vec<Check>) {
    let today = district.now.day();
    let longest = (420 - weight * 22).max(50);
    let office = chance.between(1, longest);
    let mut times = vec![(office, if chance.permille(450) { Party::Department } else { Party::Township })];
    if weight >= 6 {
        times.push((office + chance.between(60, 150), Party::Department));
    }
    if chance.permille(SELF_PERMILLE) {
        times.push((chance.between(1, 40), Party::Enterprise));
    }
    for (ago, party) in times {
        let minutes = chance.between(0, 400);
        let at = within(chance, today.plus_days(-ago).at(9, 0) + Span::minutes(minutes));
        let Some(held) =
            subject.responsible(party, at.day()).filter(|_| at < district.now && subject.since <= at.day())
        else {
            continue;
        };
        let source = match party {
            Party::Enterprise => Source::EnterpriseSelfCheck,
            _ if chance.permille(60) => Source::UnannouncedVisit,
            _ if weight >= 8 && chance.permille(120) => Source::ExpertReview,
            _ => Source::DepartmentInspection,
        };
        let point = chance.one(risks::of(subject.sector)).name;
        let looked_at = format!("{}{}", point, chance.one(text::risks::PAPERS));
        checks.push(Check { subject: subject.key, at, by: held.person, source, looked_at, hazard: None });
    }
}
