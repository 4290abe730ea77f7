//! Divisions, organisations, people, subjects, who answers for what, the roster, the calendar and the deadline rules.

use kernel::{Ctx, Day, Error, Instant};
use ledger::{Db, Tx};
use obligation::burden::{SetCost, set_cost};
use obligation::{calendar, rule};
use registry::{OrganisationKind, Party, PostKind, SubjectKind};
use registry::{division, organisation, person, post, responsibility, shift, subject};
use sample::District;

use super::{Ids, Teller};

/// Rows of one transaction.
const PIECE: usize = 500;
/// What a request costs one organisation.
const MINUTES: &[(&str, u32)] = &[
    ("directive.study", 60),
    ("directive.answer", 90),
    ("campaign.group", 30),
    ("campaign.plan", 240),
    ("campaign.receive", 10),
    ("campaign.task", 120),
    ("meeting.material", 150),
    ("meeting.resolution", 60),
    ("disaster.report.village", 20),
    ("disaster.report.township", 40),
    ("disaster.report.daily", 30),
];

pub(super) fn write(db: &Db, county: &District, teller: &mut Teller, at: Instant) -> Result<Ids, Error> {
    let mut ids = Ids::default();
    calendar_and_rules(db, teller, at, county.now.day())?;
    divisions(db, county, teller, at)?;
    organisations(db, county, teller, at, &mut ids)?;
    people(db, county, teller, at, &mut ids)?;
    heads(db, county, teller, at, &ids)?;
    subjects(db, county, teller, at, &mut ids)?;
    responsibilities(db, county, teller, at, &ids)?;
    roster(db, county, teller, at, &ids)?;
    Ok(ids)
}

/// Runs a command for each item, some hundreds a transaction, and gathers what they answer.
fn each<T, A>(
    db: &Db,
    teller: &mut Teller,
    at: Instant,
    items: Vec<T>,
    command: impl Fn(&mut Tx<'_>, &Ctx, &T) -> Result<A, Error> + Clone + Send + 'static,
) -> Result<Vec<A>, Error>
where
    T: Send + 'static,
    A: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    let mut answers = Vec::with_capacity(items.len());
    let mut items = items.into_iter().peekable();
    while items.peek().is_some() {
        let piece: Vec<T> = items.by_ref().take(PIECE).collect();
        let command = command.clone();
        let ctx = teller.rule("sample", at);
        answers.extend(db.write_blocking("sample", &ctx, move |tx, ctx| {
            piece.iter().map(|item| command(tx, ctx, item)).collect::<Result<Vec<A>, Error>>()
        })?);
    }
    Ok(answers)
}

fn calendar_and_rules(db: &Db, teller: &mut Teller, at: Instant, today: Day) -> Result<(), Error> {
    let published = calendar::Import { days: calendar::seed_statutory(2019..=today.year() + 1) };
    let ctx = teller.rule("sample", at);
    db.write_blocking("sample", &ctx, move |tx, ctx| {
        calendar::import(tx, ctx, &published)?;
        for (duty, minutes) in MINUTES {
            let cmd = SetCost {
                duty: (*duty).to_owned(),
                minutes: minutes.to_string(),
                from: "2019-01-01".into(),
                source: "2018年11月三个乡镇试填平均用时".into(),
            };
            set_cost(tx, ctx, &cmd)?;
        }
        for set in rule::defaults() {
            rule::set(tx, ctx, &set)?;
        }
        Ok(())
    })
}

fn divisions(db: &Db, county: &District, teller: &mut Teller, at: Instant) -> Result<(), Error> {
    let mut all: Vec<division::Define> = Vec::new();
    // What lies above the county, so that its codes have parents.
    let above = [(county.code.division().parent(), "示范市", "市")];
    let province = above[0].0.and_then(|city| city.parent());
    for (code, name, type_name) in [(province, "示范省", "省"), above[0]] {
        if let Some(code) = code {
            all.push(division::Define { code, name: name.into(), type_name: type_name.into() });
        }
    }
    for place in &county.places {
        let type_name = match place.division.level() {
            kernel::DivisionLevel::County => "县",
            kernel::DivisionLevel::Township if place.name.ends_with("街道") => "街道",
            kernel::DivisionLevel::Township if place.name.ends_with('镇') => "镇",
            kernel::DivisionLevel::Township => "乡",
            _ if place.name.ends_with("社区") => "社区",
            _ => "村",
        };
        all.push(division::Define { code: place.division, name: place.name.clone(), type_name: type_name.into() });
    }
    each(db, teller, at, all, |tx, ctx, cmd| division::define(tx, ctx, cmd).map(|_| ()))?;
    let outline = |tx: &mut Tx<'_>, ctx: &Ctx, (code, ring): &(kernel::Division, Vec<division::Corner>)| {
        division::outline(tx, ctx, *code, &vec![ring.clone()]).map(drop)
    };
    each(db, teller, at, county.outlines.clone(), outline).map(drop)
}

fn organisations(db: &Db, county: &District, teller: &mut Teller, at: Instant, ids: &mut Ids) -> Result<(), Error> {
    for o in &county.organisations {
        // Minted here so that parents are known before they are written.
        ids.organisations.insert(o.key, teller.rule("sample", at).mint());
    }
    let command = |o: &sample::Organisation| organisation::Register {
        id: ids.organisations.get(&o.key).copied(),
        name: o.name.clone(),
        short_name: o.short_name.clone(),
        kind: match o.kind {
            sample::OrganisationKind::Government => OrganisationKind::Government,
            sample::OrganisationKind::Office => OrganisationKind::Office,
            sample::OrganisationKind::Department => OrganisationKind::Department,
            sample::OrganisationKind::Township => OrganisationKind::Township,
            sample::OrganisationKind::Enterprise => OrganisationKind::Enterprise,
        },
        division: o.division,
        parent: o.parent.and_then(|key| ids.organisations.get(&key).copied()),
        regulates: o.regulates.clone(),
        uscc: o.credit_code.clone(),
    };
    let all = county.organisations.iter().map(command).collect();
    each(db, teller, at, all, organisation::register).map(drop)
}

fn people(db: &Db, county: &District, teller: &mut Teller, at: Instant, ids: &mut Ids) -> Result<(), Error> {
    let command = |p: &sample::Person| {
        Ok(person::Register {
            name: p.name.clone(),
            organisation: ids.organisation(p.organisation)?,
            position: p.position.clone(),
            phone: Some(p.phone.clone()),
        })
    };
    let all = county.people.iter().map(command).collect::<Result<Vec<_>, Error>>()?;
    let made = each(db, teller, at, all, person::register)?;
    ids.people = county.people.iter().map(|p| p.key).zip(made).collect();
    Ok(())
}

/// The first person of an organisation leads it.
fn heads(db: &Db, county: &District, teller: &mut Teller, at: Instant, ids: &Ids) -> Result<(), Error> {
    let mut seen = std::collections::HashSet::new();
    let mut all = Vec::new();
    for p in county.people.iter().filter(|p| seen.insert(p.organisation)) {
        all.push((ids.organisation(p.organisation)?, ids.person(p.key)?));
    }
    each(db, teller, at, all, |tx, ctx, (body, head)| organisation::appoint_head(tx, ctx, *body, *head)).map(drop)
}

fn subjects(db: &Db, county: &District, teller: &mut Teller, at: Instant, ids: &mut Ids) -> Result<(), Error> {
    let command = |s: &sample::Subject| {
        Ok(subject::Register {
            name: s.name.clone(),
            kind: match s.kind {
                sample::SubjectKind::Enterprise => SubjectKind::Enterprise,
                sample::SubjectKind::Venue => SubjectKind::Venue,
                sample::SubjectKind::RiskPoint => SubjectKind::RiskPoint,
                sample::SubjectKind::WaterWork => SubjectKind::Watercourse,
                sample::SubjectKind::Road | sample::SubjectKind::Bridge => SubjectKind::Facility,
                sample::SubjectKind::Project => SubjectKind::Project,
            },
            sector: s.sector,
            division: s.division,
            address: s.address.clone(),
            organisation: s.organisation.map(|key| ids.organisation(key)).transpose()?,
            longitude_e6: Some(s.longitude_e6.into()),
            latitude_e6: Some(s.latitude_e6.into()),
        })
    };
    let all = county.subjects.iter().map(command).collect::<Result<Vec<_>, Error>>()?;
    let made = each(db, teller, at, all, subject::register)?;
    ids.subjects = county.subjects.iter().map(|s| s.key).zip(made).collect();
    Ok(())
}

fn responsibilities(db: &Db, county: &District, teller: &mut Teller, at: Instant, ids: &Ids) -> Result<(), Error> {
    let mut all = Vec::new();
    for s in &county.subjects {
        // A deputy acts in the place of somebody who is appointed, so those come first.
        let mut held: Vec<_> = s.responsibilities.iter().collect();
        held.sort_by_key(|r| r.acting_for.is_some());
        for r in held {
            all.push(responsibility::Appoint {
                subject: ids.subject(s.key)?,
                party: match r.party {
                    sample::Party::Enterprise => Party::Enterprise,
                    sample::Party::Township => Party::Territory,
                    sample::Party::Department => Party::Department,
                },
                person: ids.person(r.person)?,
                organisation: ids.organisation(county.person(r.person).organisation)?,
                from: r.from,
                to: r.to.map(|first_without| first_without.plus_days(-1)),
                document: r.document.clone(),
                acting: r.acting_for.is_some(),
            });
        }
    }
    each(db, teller, at, all, |tx, ctx, cmd| responsibility::appoint(tx, ctx, cmd).map(|_| ())).map(drop)
}

fn roster(db: &Db, county: &District, teller: &mut Teller, at: Instant, ids: &Ids) -> Result<(), Error> {
    let mut posts = Vec::new();
    for p in &county.posts {
        let kind = if p.name == "带班领导" { PostKind::DutyLeader } else { PostKind::DutyOfficer };
        posts.push(post::Define { name: p.name.into(), kind, organisation: ids.organisation(p.organisation)? });
    }
    let made = each(db, teller, at, posts, post::define)?;
    let mut shifts = Vec::new();
    for s in &county.shifts {
        let place = county.posts.iter().position(|p| p.key == s.post).ok_or(Error::NotFound("PostId"))?;
        shifts.push(shift::Assign { post: made[place], person: ids.person(s.person)?, from: s.from, to: s.to });
    }
    each(db, teller, at, shifts, |tx, ctx, cmd| shift::assign(tx, ctx, cmd).map(|_| ())).map(drop)
}
