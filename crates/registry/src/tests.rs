//! What holds over the whole crate: replay, golden payloads, scopes, and who was responsible on a day.

mod golden;
mod pages;
mod responsible;
mod scope;

use ledger::testing::TestDb;

use crate::testing::Fixture;

fn district() -> (TestDb, Fixture) {
    let t = ledger::testing::db(crate::CONCEPTS);
    let f = crate::testing::district(&t);
    (t, f)
}

#[test]
fn the_fixture_replays() {
    let (t, _) = district();
    t.assert_replay_agrees();
}

#[test]
fn what_is_erased_stands_empty_in_the_tables_and_is_shown_as_such() {
    use kernel::Personal::Erased;
    let (t, f) = district();
    let (person, subject) = (f.leader, f.subjects[0]);
    let particulars =
        crate::person::Particulars { name: Erased, organisation: f.office, position: Erased, phone: Some(Erased) };
    let erased = crate::person::Fact::Amended(particulars);
    t.db.write_blocking("erase", &t.rule(), move |tx, ctx| {
        let at = tx.record(ctx, person, 1, &erased)?;
        crate::person::store::project(tx, &at, person, &erased)
    })
    .unwrap();
    t.assert_replay_agrees();
    let person = t.db.read_blocking(|r| crate::query::person(r, &t.rule(), person)).unwrap().unwrap();
    assert_eq!((person.name.as_str(), person.position.as_str(), person.phone), (crate::ERASED, "", None));
    let known = t.db.read_blocking(|r| crate::query::subject(r, &t.rule(), subject)).unwrap().unwrap();
    assert_eq!(known.name, "望澜鑫源化工有限公司");
}

#[test]
fn sign_in_finds_the_account_whatever_the_case() {
    use crate::{account, query};
    let (t, f) = district();
    let found = |login| t.db.read_blocking(|r| query::account_by_login(r, ledger::testing::district(), login)).unwrap();
    let account = found(" Admin ").unwrap();
    assert_eq!(account.person, f.administrator);
    assert_eq!(found("nobody"), None);

    let open = || t.db.read_blocking(|r| query::account_is_open(r, ledger::testing::district(), account.id)).unwrap();
    assert!(open());
    let id = account.id;
    t.db.write_blocking("disable", &t.rule(), move |tx, ctx| account::disable(tx, ctx, id, "离职")).unwrap();
    assert!(!open());
    let again = crate::account::Open { login: "admin".into(), person: f.administrator };
    let taken = t.db.write_blocking("open", &t.rule(), move |tx, ctx| account::open(tx, ctx, &again));
    assert_eq!(taken.unwrap_err().to_string(), "login: this name is taken");
    t.db.write_blocking("enable", &t.rule(), move |tx, ctx| account::enable(tx, ctx, id)).unwrap();
    assert!(open());
    t.assert_replay_agrees();
}

#[test]
fn who_is_on_duty_at_a_moment() {
    use crate::{PostKind, post, query, shift};
    let (t, f) = district();
    let (leader, officer, office) = (f.leader, f.duty_officer, f.office);
    let at = |text: &str| kernel::Instant::read(text).unwrap();
    t.db.write_blocking("roster", &t.rule(), move |tx, ctx| {
        for (kind, person) in [(PostKind::DutyLeader, leader), (PostKind::DutyOfficer, officer)] {
            let post = post::define(tx, ctx, &post::Define { name: "总值班室".into(), kind, organisation: office })?;
            let (from, to) = (at("2026-06-18 08:00"), at("2026-06-19 08:00"));
            shift::assign(tx, ctx, &shift::Assign { post, person, from, to })?;
        }
        Ok(())
    })
    .unwrap();
    let check = |moment: &str, expected: Option<&str>| {
        let duty = t.db.read_blocking(|r| query::on_duty(r, &t.rule(), at(moment))).unwrap();
        let both = duty.leader.zip(duty.officer).map(|(l, o)| format!("{} {}", l.1, o.1));
        assert_eq!(both.as_deref(), expected, "{moment}");
    };
    //    moment               on duty
    check("2026-06-18 07:59", None);
    check("2026-06-18 08:00", Some("壬九 辛八"));
    check("2026-06-19 07:59", Some("壬九 辛八"));
    check("2026-06-19 08:00", None);
    t.assert_replay_agrees();
}

#[test]
fn names_are_found_by_parts_letters_and_codes() {
    use crate::query;
    let (t, _) = district();
    let ctx = t.rule();
    //    typed        subjects                               organisations
    let rows: [(&str, &[&str], &[&str]); 6] = [
        ("鑫源", &["望澜鑫源化工有限公司"], &["鑫源化工"]),
        ("xyhg", &["望澜鑫源化工有限公司"], &["鑫源化工"]),
        ("BHHY", &["滨河花园二期工地"], &[]),
        ("县应急局", &[], &["县应急局"]),
        ("%", &[], &[]),
        ("没有的名字", &[], &[]),
    ];
    for (typed, subjects, organisations) in rows {
        let found = t.db.read_blocking(|r| query::suggest_subjects(r, &ctx, typed, 10)).unwrap();
        assert_eq!(found.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), subjects, "{typed}");
        let found = t.db.read_blocking(|r| query::suggest_organisations(r, &ctx, typed, 10)).unwrap();
        assert_eq!(found.iter().map(|o| o.short_name.as_str()).collect::<Vec<_>>(), organisations, "{typed}");
    }
}

#[test]
fn a_list_is_read_page_by_page() {
    use crate::query::{self, Paging, PeopleFilter};
    let (t, _) = district();
    let ctx = t.rule();
    let (mut seen, mut paging) = (Vec::new(), Paging { after: None, limit: 5 });
    loop {
        let filter = PeopleFilter::default();
        let page = t.db.read_blocking(|r| query::people(r, &ctx, &filter, &paging)).unwrap();
        assert_eq!(page.total.to_string(), "13");
        seen.extend(page.rows.into_iter().map(|p| p.id));
        match page.next {
            Some(next) => paging.after = Some(next),
            None => break,
        }
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!((seen.len(), once.len()), (13, 13));
}
