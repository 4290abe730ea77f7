//! What holds of every county that is built.

use std::collections::HashSet;

use kernel::{Instant, Role};

use super::*;

const SEED: u64 = 20_260_618;

fn built(scale: Scale) -> District {
    District::build(SEED, Instant::read("2026-06-18 21:46").unwrap(), scale)
}

#[test]
fn the_same_seed_gives_the_same_county() {
    let now = Instant::read("2026-06-18 21:46").unwrap();
    assert_eq!(built(Scale::Small), built(Scale::Small));
    assert_ne!(built(Scale::Small).hazards, District::build(SEED + 1, now, Scale::Small).hazards);
}

#[test]
fn any_moment_will_do() {
    for now in ["2025-01-01 00:00", "2026-02-18 03:10", "2026-10-04 12:00", "2027-12-31 23:59"] {
        let now = Instant::read(now).unwrap();
        steps_are_in_order(&District::build(7, now, Scale::Small));
    }
}

#[test]
fn counts() {
    //    scale          enterprises  venues  others  hazards
    check(Scale::Full, 6_000, 800, 200, 20_000);
    check(Scale::Small, 120, 16, 4, 400);
}

fn check(scale: Scale, enterprises: usize, venues: usize, others: usize, hazards: usize) {
    let district = built(scale);
    let of = |fits: fn(SubjectKind) -> bool| district.subjects.iter().filter(|s| fits(s.kind)).count();
    assert_eq!(of(|kind| kind == SubjectKind::Enterprise), enterprises);
    assert_eq!(of(|kind| kind == SubjectKind::Venue), venues);
    assert_eq!(of(|kind| !matches!(kind, SubjectKind::Enterprise | SubjectKind::Venue)), others);
    assert_eq!(district.hazards.len(), hazards);
    assert_eq!(district.places.len(), 1 + 12 + 130);
    let kinds = |kind| district.organisations.iter().filter(|o| o.kind == kind).count();
    assert_eq!(kinds(OrganisationKind::Department), 30);
    assert_eq!(kinds(OrganisationKind::Township), 12);
    assert_eq!(district.accounts.len(), Role::ALL.len());
    assert_eq!(district.shifts.len(), 22 * 2 * 2);
}

#[test]
fn every_key_resolves() {
    let district = built(Scale::Full);
    for (nth, person) in district.people.iter().enumerate() {
        assert_eq!(person.key as usize, nth + 1);
        assert!(person.organisation as usize <= district.organisations.len());
        assert_eq!(person.phone.len(), 11);
    }
    for subject in &district.subjects {
        assert!(subject.organisation.is_none_or(|key| key as usize <= district.organisations.len()));
        for held in &subject.responsibilities {
            let organisation = district.organisation(district.person(held.person).organisation);
            let kind = match held.party {
                Party::Enterprise => OrganisationKind::Enterprise,
                Party::Township => OrganisationKind::Township,
                Party::Department => OrganisationKind::Department,
            };
            assert_eq!(organisation.kind, kind, "{}", subject.name);
            assert!(held.to.is_none_or(|to| held.from < to), "{}", subject.name);
            assert!(held.document.ends_with(" 号"));
        }
    }
    for hazard in &district.hazards {
        district.subject(hazard.subject);
        district.person(hazard.reporter);
        for step in &hazard.steps {
            district.person(step.by);
        }
    }
    for account in &district.accounts {
        assert_eq!(district.person(account.person).organisation, account.organisation);
    }
    for shift in &district.shifts {
        assert!(district.posts.iter().any(|post| post.key == shift.post));
        district.person(shift.person);
    }
}

#[test]
fn credit_codes_are_right_and_unlike() {
    let district = built(Scale::Full);
    let codes: Vec<&str> = district.organisations.iter().filter_map(|o| o.credit_code.as_deref()).collect();
    assert!(codes.iter().all(|code| is_credit_code(code)));
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), district.organisations.len());
}

#[test]
fn divisions_are_nested() {
    let district = built(Scale::Full);
    let county = district.code.division();
    let codes: HashSet<_> = district.places.iter().map(|place| place.division).collect();
    assert_eq!(codes.len(), district.places.len());
    for place in &district.places {
        assert!(county.contains(place.division));
        assert!(place.division == county || place.division.parent().is_some_and(|above| codes.contains(&above)));
    }
    for subject in &district.subjects {
        assert!(codes.contains(&subject.division), "{}", subject.name);
    }
    for organisation in &district.organisations {
        assert!(codes.contains(&organisation.division), "{}", organisation.name);
    }
}

#[test]
fn one_answer_per_party_and_day() {
    let district = built(Scale::Full);
    let today = district.now.day();
    let mut gaps = 0;
    let mut nobody = 0;
    for subject in &district.subjects {
        let held = |party| subject.responsible(party, today).is_some();
        let parties = [Party::Enterprise, Party::Township, Party::Department];
        let expected =
            parties.into_iter().filter(|party| *party != Party::Enterprise || subject.organisation.is_some());
        let missing = expected.clone().filter(|party| !held(*party)).count();
        gaps += usize::from(missing > 0);
        nobody += usize::from(missing == expected.count());
        for party in parties {
            let all = || subject.responsibilities.iter().filter(|held| held.party == party);
            let mut full: Vec<_> = all().filter(|held| held.acting_for.is_none()).collect();
            full.sort_by_key(|held| held.from);
            assert!(full.windows(2).all(|pair| pair[0].to == Some(pair[1].from)), "{}", subject.name);
            // Whoever acts, acts while the one in whose place they act is still appointed.
            let mut acting = all().filter(|held| held.acting_for.is_some());
            let covered = |deputy: &&Responsibility| {
                full.iter().any(|held| Some(held.person) == deputy.acting_for && held.to == deputy.to)
            };
            assert!(acting.all(|deputy| covered(&deputy)), "{}", subject.name);
        }
    }
    let total = district.subjects.len();
    assert!((total * 25..=total * 60).contains(&(gaps * 1000)), "{gaps} gaps");
    assert!((10..=100).contains(&nobody), "{nobody} answered for by nobody");
}

#[test]
fn lives_are_in_order() {
    steps_are_in_order(&built(Scale::Full));
}

fn steps_are_in_order(district: &District) {
    for hazard in &district.hazards {
        let mut before = hazard.found;
        assert!(before <= district.now);
        let mut doer = None;
        for step in &hazard.steps {
            assert!(before <= step.at && step.at <= district.now, "hazard {}", hazard.key);
            before = step.at;
            match &step.deed {
                Deed::Assigned { to_organisation, to_person, due, checker_organisation, checker_person } => {
                    assert!(*due > step.at);
                    assert_ne!(to_organisation, checker_organisation);
                    assert_ne!(to_person, checker_person);
                    assert_ne!(hazard.reporter, *checker_person);
                    assert_eq!(district.person(*to_person).organisation, *to_organisation);
                    assert_eq!(district.person(*checker_person).organisation, *checker_organisation);
                    doer = Some((*to_person, *checker_person));
                }
                Deed::Started | Deed::Submitted { .. } => assert_eq!(doer.map(|d| d.0), Some(step.by)),
                Deed::Returned { .. } | Deed::Verified { .. } => assert_eq!(doer.map(|d| d.1), Some(step.by)),
                Deed::Extended { asked_by, .. } => assert_eq!(doer.map(|d| d.0), Some(*asked_by)),
                Deed::Closed => {
                    let office = district.organisation(district.person(step.by).organisation);
                    assert_eq!(office.kind, OrganisationKind::Office);
                }
            }
        }
    }
}

#[test]
fn shares_are_believable() {
    let district = built(Scale::Full);
    let all: Vec<&Hazard> = district.hazards.iter().collect();
    let a_year_ago = district.now - kernel::Span::days(365);
    let year: Vec<&Hazard> = all.iter().copied().filter(|h| h.found > a_year_ago).collect();
    let closed = |h: &Hazard| h.state() == State::Closed;
    let did = |h: &Hazard, deed: fn(&Deed) -> bool| h.steps.iter().any(|step| deed(&step.deed));
    let is_late = |h: &Hazard| {
        let due = h.due();
        let done = h.steps.iter().find(|step| matches!(step.deed, Deed::Submitted { .. }));
        done.is_some_and(|step| due.is_some_and(|due| step.at > due))
    };
    //     what                of         permille
    within("closed", &all, 905..=940, closed);
    within("closed of a year", &year, 770..=830, closed);
    within("major", &all, 15..=26, Hazard::is_major);
    within("found again", &all, 60..=80, |h| h.again_after.is_some());
    within("returned", &all, 70..=95, |h| did(h, |deed| matches!(deed, Deed::Returned { .. })));
    within("extended", &all, 35..=60, |h| did(h, |deed| matches!(deed, Deed::Extended { .. })));
    within("reported late", &all, 40..=100, is_late);
    within("own check", &all, 280..=420, |h| h.source == Source::EnterpriseSelfCheck);
    let overdue = all.iter().filter(|h| h.is_overdue(district.now)).count();
    assert!((25..=65).contains(&overdue), "{overdue} overdue");
    for state in
        [State::ToAssign, State::ToRectify, State::Rectifying, State::ToVerify, State::Returned, State::ToClose]
    {
        assert!(all.iter().any(|h| h.state() == state), "{state:?}");
    }
}

fn within(what: &str, of: &[&Hazard], permille: std::ops::RangeInclusive<usize>, fits: impl Fn(&Hazard) -> bool) {
    let share = of.iter().filter(|hazard| fits(hazard)).count() * 1000 / of.len();
    assert!(permille.contains(&share), "{what}: {share} permille");
}

#[test]
fn the_enterprise_officer_has_something_to_do() {
    for scale in [Scale::Small, Scale::Full] {
        let district = built(scale);
        let account = district.accounts.iter().find(|account| account.role == Role::EnterpriseUser).unwrap();
        let own = district.hazards.iter().filter(|hazard| {
            let organisation = district.subject(hazard.subject).organisation;
            organisation == Some(account.organisation) && hazard.state() != State::Closed
        });
        assert!(own.count() >= 2, "{scale:?}");
    }
}

#[test]
fn what_comes_back_is_the_same_thing() {
    let district = built(Scale::Full);
    for hazard in &district.hazards {
        let Some(before) = hazard.again_after else { continue };
        let before = &district.hazards[before as usize - 1];
        assert_eq!((before.subject, before.kind), (hazard.subject, hazard.kind));
        let closed = before.steps.last().unwrap();
        assert!(closed.deed == Deed::Closed && closed.at < hazard.found);
    }
}

#[test]
fn texts_fit_and_end_properly() {
    let district = built(Scale::Full);
    let mut seen = HashSet::new();
    let mut descriptions = HashSet::new();
    for hazard in &district.hazards {
        let (title, description) = (&hazard.title, &hazard.description);
        assert!((9..=TITLE_MAX).contains(&title.chars().count()), "{title}");
        assert!((25..=DESCRIPTION_MAX).contains(&description.chars().count()), "{description}");
        assert!(!title.ends_with(['。', '，', '、', '：', '；']), "{title}");
        let mut texts = vec![description.as_str()];
        for step in &hazard.steps {
            match &step.deed {
                Deed::Submitted { done } => texts.push(done),
                Deed::Returned { reason } => texts.push(reason),
                Deed::Verified { note } => texts.push(note),
                Deed::Extended { reason, .. } => texts.push(reason),
                _ => {}
            }
        }
        for text in texts {
            assert!(text.ends_with('。') && !text.contains("。。") && !text.contains("，，"), "{text}");
        }
        for text in [title, description, &hazard.place] {
            assert!(!text.contains(['{', '}', '[', ']', '|', ',', ';']) && text.trim() == text, "{text}");
        }
        let day = hazard.found.day();
        assert!(seen.insert((hazard.subject, day, description.clone())), "{description}");
        descriptions.insert(description);
    }
    assert!(descriptions.len() * 100 >= district.hazards.len() * 75, "{} descriptions differ", descriptions.len());
}

#[test]
fn rare_characters_are_there() {
    let district = built(Scale::Full);
    let text: String = district
        .people
        .iter()
        .map(|p| p.name.as_str())
        .chain(district.subjects.iter().map(|s| s.name.as_str()))
        .collect();
    for rare in ['㐂', '𠀋', '𬺈', '𮧵', '𰻞'] {
        assert!(text.contains(rare), "{rare}");
    }
}

#[test]
fn most_but_not_all_is_assessed_and_in_all_colours() {
    let district = built(Scale::Full);
    let assessed: HashSet<u32> = district.risks.iter().map(|risk| risk.subject).collect();
    let share = assessed.len() * 100 / district.subjects.len();
    assert!((65..90).contains(&share), "{share} %");
    assert!(district.risks.iter().any(|risk| risk.direct_red));
    assert!(district.risks.iter().any(|risk| risk.next_review < district.now.day()));
    for risk in &district.risks {
        assert!(risk.at < district.now && risk.at.day() < risk.next_review);
        for measure in &risk.measures {
            let (reported, verified) = (measure.reported, measure.verified);
            assert!(verified.is_none_or(|v| reported.is_some_and(|r| r.at < v.at && r.by != v.by)), "{}", measure.text);
            assert!(measure.due.is_some() || reported.is_none());
        }
    }
}
