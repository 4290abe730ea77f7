//! Who may record which look, and when a subject was looked at last.

use kernel::{Ctx, Error, Identity, Instant, Sector};
use registry::query::Subject;
use registry::{SubjectKind, SubjectStatus};

use super::record::{Known, decide};
use super::{Record, query, record};
use crate::model::Source;
use crate::risk::frequency::Party;

const PLANT: [u8; 16] = [2; 16];

fn ctx() -> Ctx {
    let district = kernel::District::new(530_999).unwrap();
    let now = Instant::read("2026-06-18 09:00").unwrap();
    Ctx::rule("test", district, now, kernel::RequestKey([1; 16]), [2; 32])
}

fn subject() -> Subject {
    Subject {
        id: Identity::from_bytes([8; 16]),
        name: "某某公司".into(),
        kind: SubjectKind::Enterprise,
        division: "530999001001".parse().unwrap(),
        sector: Sector::Industry,
        organisation: Some(Identity::from_bytes(PLANT)),
        address: String::new(),
        longitude_e6: None,
        latitude_e6: None,
        status: SubjectStatus::Active,
        version: 1,
    }
}

#[test]
fn recording() {
    use Source::{EnterpriseSelfCheck as OwnCheck, ExpertReview, Ledger, PublicReport};
    let office = Some(Party::Department);
    let plant = Some(Party::Enterprise);
    //    party   source        as whom    outcome
    check(office, ExpertReview, [3; 16], "department");
    check(Some(Party::Township), ExpertReview, [3; 16], "township");
    check(office, OwnCheck, [3; 16], "source: a self-check is the enterprise's own");
    check(office, PublicReport, [3; 16], "source: choose one of the list");
    check(office, Ledger, [3; 16], "source: choose one of the list");
    check(plant, OwnCheck, PLANT, "enterprise");
    check(plant, ExpertReview, PLANT, "source: an enterprise records self-checks");
    check(plant, OwnCheck, [3; 16], "subject: an enterprise checks its own subjects");
    check(None, OwnCheck, [3; 16], "enterprise");
    check(None, ExpertReview, [3; 16], "department");
}

fn good() -> Record {
    Record {
        subject: subject().id,
        source: Source::DepartmentInspection,
        looked_at: "除尘系统".into(),
        hazards: Vec::new(),
        at: ctx().now,
    }
}

fn known(party: Option<Party>, organisation: [u8; 16]) -> Known {
    let organisation = Some(Identity::from_bytes(organisation));
    Known { subject: Some(subject()), hazards_of: Vec::new(), party, organisation }
}

fn said(cmd: &Record, known: Known) -> String {
    decide(&ctx(), cmd, known).map_or_else(|error| error.to_string(), |it| it.party.to_string())
}

fn check(party: Option<Party>, source: Source, organisation: [u8; 16], outcome: &str) {
    assert_eq!(said(&Record { source, ..good() }, known(party, organisation)), outcome, "{party:?} {source}");
}

#[test]
fn what_a_look_has_to_say() {
    let known = || known(Some(Party::Department), [3; 16]);
    let later = ctx().now + kernel::Span::minutes(1);
    let of_other = vec![Identity::from_bytes([7; 16])];
    let hazard = vec![Identity::from_bytes([5; 16])];
    assert_eq!(said(&Record { looked_at: " ".into(), ..good() }, known()), "looked_at: say what was looked at");
    assert_eq!(said(&Record { at: later, ..good() }, known()), "at: the time of the check lies in the future");
    assert_eq!(said(&good(), Known { subject: None, ..known() }), "subject: no such subject");
    let other = Known { hazards_of: of_other, ..known() };
    assert_eq!(said(&Record { hazards: hazard.clone(), ..good() }, other), "hazards: name hazards of this subject");
    let same = Known { hazards_of: vec![subject().id], ..known() };
    assert_eq!(said(&Record { hazards: hazard, ..good() }, same), "department");
}

/// A look, or a hazard that an office found; what the public reports is none.
#[test]
fn the_last_look() {
    let t = ledger::testing::db(crate::tests::story::concepts());
    let f = registry::testing::district(&t);
    obligation::testing::seed(&t);
    let subject = f.subjects[0];
    let last = || t.db.read_blocking(|r| query::last(r, &t.rule(), Some(subject))).unwrap().remove(&subject);
    let found = |source: Source| {
        let told = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| -> Result<(), Error> {
            let found = crate::report::Report { source, ..crate::testing::finding(subject, ctx.now) };
            crate::report::report(tx, ctx, &found).map(drop)
        };
        t.db.write_blocking("found", &t.rule(), told).unwrap();
        ledger::Clock::now(t.clock.as_ref())
    };
    assert_eq!(last(), None);
    found(Source::PublicReport);
    assert_eq!(last(), None);
    let at = found(Source::ExpertReview);
    assert_eq!(last().and_then(|it| it.department), Some(at));
    t.clock.advance(kernel::Span::days(3));
    let look = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        record(tx, ctx, &Record { subject, source: Source::EnterpriseSelfCheck, at: ctx.now, ..good() })
    };
    t.db.write_blocking("look", &t.rule(), look).unwrap();
    let known = last().unwrap();
    assert_eq!((known.department, known.township), (Some(at), None));
    assert_eq!(known.enterprise, Some(at + kernel::Span::days(3)));
    t.assert_replay_agrees();
}

/// A hazard reported out of a look stands with it; only those who looked add, and only of the same subject.
#[test]
fn found_at_a_look() {
    let (own, other): (kernel::OrganisationId, _) = (Identity::from_bytes([3; 16]), Identity::from_bytes([4; 16]));
    let (here, elsewhere) = (subject().id, Identity::from_bytes([7; 16]));
    let known: crate::model::HazardId = Identity::from_bytes([5; 16]);
    let new = Identity::from_bytes([6; 16]);
    //    as whom      subject    hazard  outcome
    found(Some(own), here, new, "hazard_found");
    found(Some(own), here, known, "stands there already");
    found(Some(own), elsewhere, new, "check: the check was at another subject");
    found(Some(other), here, new, "check: only those who looked add what they found");
    found(None, here, new, "check: only those who looked add what they found");
}

fn found(
    as_whom: Option<kernel::OrganisationId>,
    of: registry::SubjectId,
    hazard: crate::model::HazardId,
    outcome: &str,
) {
    let look = query::Check {
        id: Identity::from_bytes([1; 16]),
        version: 1,
        subject: subject().id,
        division: subject().division,
        sector: subject().sector,
        party: Party::Department,
        source: Source::ExpertReview,
        looked_at: kernel::Personal::text("除尘系统"),
        hazards: vec![Identity::from_bytes([5; 16])],
        checker: None,
        checker_organisation: Some(Identity::from_bytes([3; 16])),
        at: ctx().now,
    };
    let said = match super::find::decide(&ctx(), &look, as_whom, of, hazard) {
        Ok(Some(fact)) => ledger::Fact::kind(&fact).to_owned(),
        Ok(None) => "stands there already".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, outcome);
}
