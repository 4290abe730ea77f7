//! Who was responsible on that day: appointments, hand-overs, deputies, and departments that were reorganised since.

use kernel::{Ctx, Day, Error, Instant, OrganisationId, PersonId};
use ledger::testing::TestDb;

use super::district;
use crate::query::{self, SubjectFilter};
use crate::responsibility::{Appoint, End, HandOver, appoint, end, hand_over};
use crate::testing::Fixture;
use crate::{Party, ResponsibilityId, organisation};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

struct Who {
    party: Party,
    person: PersonId,
    organisation: OrganisationId,
}

fn appointed(
    t: &TestDb,
    f: &Fixture,
    who: Who,
    from: &str,
    to: Option<&str>,
    acting: bool,
) -> Result<ResponsibilityId, Error> {
    let cmd = Appoint {
        subject: f.subjects[0],
        party: who.party,
        person: who.person,
        organisation: who.organisation,
        from: day(from),
        to: to.map(day),
        document: format!("任命自 {from}"),
        acting,
    };
    t.db.write_blocking("appoint", &t.rule(), move |tx, ctx| appoint(tx, ctx, &cmd))
}

/// `企业:郑大海 属地:…` as three lines of name, organisation and document; a party that nobody answers for is missing.
fn answer(t: &TestDb, f: &Fixture, on: &str) -> Vec<String> {
    let found = t.db.read_blocking(|r| query::responsible(r, &t.rule(), f.subjects[0], day(on))).unwrap();
    found
        .into_iter()
        .map(|it| {
            let acting = if it.acting { " 代" } else { "" };
            format!("{} {} {} {}{acting}", it.party, it.person_name, it.organisation_name, it.document)
        })
        .collect()
}

#[test]
fn every_day_has_one_answer_a_party() {
    let (t, f) = district();
    let territory = |person| Who { party: Party::Territory, person, organisation: f.townships[0] };
    appointed(&t, &f, territory(f.district_clerk), "2020-01-01", None, false).unwrap();
    appointed(&t, &f, territory(f.township_officer), "2024-03-01", None, false).unwrap();
    appointed(&t, &f, territory(f.leader), "2025-06-01", Some("2025-06-30"), true).unwrap();
    let enterprise = Who { party: Party::Enterprise, person: f.enterprise_heads[0], organisation: f.enterprises[0] };
    appointed(&t, &f, enterprise, "2022-05-05", Some("2026-12-31"), false).unwrap();

    let first = "territory 丁四 城关镇人民政府 任命自 2020-01-01";
    let second = "territory 己六 城关镇人民政府 任命自 2024-03-01";
    let deputy = "territory 壬九 城关镇人民政府 任命自 2025-06-01 代";
    let head = "enterprise 郑大海 望澜鑫源化工有限公司 任命自 2022-05-05";
    let check = |on: &str, expected: &[&str]| assert_eq!(answer(&t, &f, on), expected, "{on}");
    //    day           answer
    check("2019-12-31", &[]);
    check("2020-01-01", &[first]);
    check("2022-05-04", &[first]);
    check("2022-05-05", &[head, first]);
    check("2024-02-29", &[head, first]);
    check("2024-03-01", &[head, second]);
    check("2025-05-31", &[head, second]);
    check("2025-06-01", &[head, deputy]);
    check("2025-06-30", &[head, deputy]);
    check("2025-07-01", &[head, second]);
    check("2026-12-31", &[head, second]);
    check("2027-01-01", &[second]);
    t.assert_replay_agrees();
}

#[test]
fn a_reorganised_department_keeps_its_past() {
    let (t, f) = district();
    let bureau = f.departments[0];
    let who = Who { party: Party::Department, person: f.inspector, organisation: bureau };
    let back = Ctx { effective_at: Instant::read("2015-01-01"), ..t.rule() };
    let rename = |name: &str, short: &str| organisation::Amend {
        name: name.into(),
        short_name: short.into(),
        division: ledger::testing::district().division(),
        parent: None,
        regulates: crate::testing::CHEMICAL.to_vec(),
        uscc: None,
    };
    let old = rename("望澜县安全生产监督管理局", "县安监局");
    t.db.write_blocking("rename", &back, move |tx, ctx| organisation::amend(tx, ctx, bureau, &old)).unwrap();
    let since = Ctx { effective_at: Instant::read("2019-03-01"), ..t.rule() };
    let new = rename("望澜县应急管理局", "县应急局");
    t.db.write_blocking("rename", &since, move |tx, ctx| organisation::amend(tx, ctx, bureau, &new)).unwrap();
    appointed(&t, &f, who, "2016-01-01", None, false).unwrap();
    let cmd = organisation::Dissolve { on: day("2026-06-30"), successor: Some(f.departments[1]) };
    t.db.write_blocking("dissolve", &t.rule(), move |tx, ctx| organisation::dissolve(tx, ctx, bureau, &cmd)).unwrap();

    let old = "department 庚七 望澜县安全生产监督管理局 任命自 2016-01-01";
    let new = "department 庚七 望澜县应急管理局 任命自 2016-01-01";
    let check = |on: &str, expected: &[&str]| assert_eq!(answer(&t, &f, on), expected, "{on}");
    //    day           answer
    check("2019-02-28", &[old]);
    check("2019-03-01", &[new]);
    check("2026-06-18", &[new]);
    check("2026-07-01", &[new]);
    t.assert_replay_agrees();
}

#[test]
fn a_hand_over_is_signed_by_both_sides() {
    let (t, f) = district();
    let territory = |person| Who { party: Party::Territory, person, organisation: f.townships[0] };
    appointed(&t, &f, territory(f.district_clerk), "2020-01-01", None, false).unwrap();
    let id = appointed(&t, &f, territory(f.township_officer), "2026-06-01", None, false).unwrap();
    let sign = |person: PersonId, note: &str| {
        let cmd = HandOver { note: note.into() };
        // The signers reach no subject at all, only what is theirs.
        let ctx = Ctx { scope: kernel::Scope::nothing(ledger::testing::district()), ..t.person(person) };
        t.db.write_blocking("sign", &ctx, move |tx, ctx| hand_over(tx, ctx, id, &cmd))
    };
    assert_eq!(sign(f.township_officer, "已收").unwrap_err().to_string(), "the one who leaves signs first");
    assert_eq!(sign(f.auditor, "代签").unwrap_err().to_string(), "ResponsibilityId does not exist");
    sign(f.district_clerk, "台账 3 册，未销号隐患 2 条").unwrap();
    sign(f.township_officer, "已收").unwrap();
    let it = t.db.read_blocking(|r| query::responsibility(r, &t.rule(), id)).unwrap().unwrap();
    assert!(it.hands_over.is_some() && it.handed_at.is_some() && it.taken_at.is_some());
    t.assert_replay_agrees();
}

#[test]
fn what_nobody_answers_for_is_listed() {
    let (t, f) = district();
    let today = day("2026-06-18");
    let counts = || t.db.read_blocking(|r| query::gap_counts(r, &t.rule(), today, &SubjectFilter::default())).unwrap();
    let said = |c: query::GapCounts| [c.subjects, c.lacking, c.enterprise, c.territory, c.department];
    assert_eq!(said(counts()), [2, 2, 2, 2, 2]);

    let parties = [
        (Party::Enterprise, f.enterprise_heads[0], f.enterprises[0]),
        (Party::Territory, f.township_officer, f.townships[0]),
        (Party::Department, f.inspector, f.departments[0]),
    ];
    let mut last = None;
    for (party, person, organisation) in parties {
        last = Some(appointed(&t, &f, Who { party, person, organisation }, "2026-01-01", None, false).unwrap());
    }
    assert_eq!(said(counts()), [2, 1, 1, 1, 1]);

    let department = last.unwrap();
    let cmd = End { on: day("2026-06-17"), reason: "调离".into() };
    t.db.write_blocking("end", &t.rule(), move |tx, ctx| end(tx, ctx, department, &cmd)).unwrap();
    assert_eq!(said(counts()), [2, 2, 1, 1, 2]);
    let listed = t.db.read_blocking(|r| {
        query::gaps(r, &t.rule(), today, &SubjectFilter::default(), None, &query::Paging::default())
    });
    let missing: Vec<Vec<Party>> = listed.unwrap().rows.into_iter().map(|gap| gap.missing).collect();
    assert_eq!(missing, [vec![Party::Department], Party::ALL.to_vec()]);
}
