//! What an old judgement is worth under the editions of a later day, and which hazards are listed for it.

use kernel::{Day, Instant, Role, Sector};
use standards::major_hazard_criteria::{self as rules, Answer as Said, Change};

use super::{Filter, Outcome, list, newer, outcome, said_by};
use crate::judge::{Answer, Answered, Judge, judge};
use crate::model::{Grade, HazardId};
use crate::report::{Report, report};
use crate::tests::story::Story;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn what_an_old_judgement_is_worth() {
    let check = |edition: &str, answers: &[(&str, Said)], on: &str, expected: Option<Outcome>| {
        let before = rules::judge(rules::edition(edition).unwrap(), answers).unwrap();
        assert_eq!(outcome(&before, &newer(before.edition, day(on))), expected, "{edition} {answers:?} {on}");
    };
    let anew = Some(Outcome::JudgeAnew);
    //    edition        answers                  on            outcome
    check("trade_2017", &[("dust(2)", Said::No)], "2023-05-14", None);
    check("trade_2017", &[("dust(2)", Said::No)], "2023-05-15", anew);
    // The newer article asks no more: major then and major now.
    check("trade_2017", &[("dust(2)", Said::Yes)], "2023-05-15", None);
    check("trade_2023", &[("11(2)", Said::No)], "2026-06-18", None);
    check("chemicals_2017", &[("2", Said::Yes)], "2026-06-18", None);
    // In that year nobody can say which of the two is in force; afterwards its articles are not listed.
    check("coal_2021", &[], "2025-12-31", None);
    check("coal_2021", &[], "2026-06-18", anew);
    check("coal_2021", &[], "2027-01-01", anew);
}

#[test]
fn every_candidate_has_to_agree() {
    use Change::{Same, Unknown, WouldBeMajor, WouldNoLongerBeMajor};
    let check = |changes: &[Change], expected| assert_eq!(said_by(changes), expected, "{changes:?}");
    check(&[], None);
    check(&[WouldBeMajor], Some(Outcome::WouldBeMajor));
    check(&[WouldBeMajor, WouldBeMajor], Some(Outcome::WouldBeMajor));
    check(&[WouldBeMajor, Same], Some(Outcome::JudgeAnew));
    check(&[Same, Unknown], Some(Outcome::JudgeAnew));
    check(&[Same], None);
    check(&[WouldNoLongerBeMajor], None);
}

fn listed(s: &Story, role: Role, filter: &Filter) -> Vec<(HazardId, Outcome, Grade)> {
    let ctx = s.ctx(role);
    let all = s.t.db.read_blocking(|r| list(r, &ctx, filter)).unwrap();
    all.into_iter().map(|it| (it.row.id, it.outcome, it.row.grade)).collect()
}

#[test]
fn an_old_judgement_is_listed_until_it_is_judged_anew() {
    let s = Story::begin();
    let subject = s.people.subjects[0];
    let found_at: Instant = day("2023-05-14").start();
    let id = s
        .act(Role::Inspector, move |tx, ctx| {
            report(tx, ctx, &Report { found_at, ..crate::testing::finding(subject, ctx.now) })
        })
        .unwrap();
    let by = |edition: &str, article: &str, answer| {
        let answers = vec![Answered { article: article.into(), answer }];
        let cmd = Judge { edition: edition.into(), answers, reason: None, own: None };
        s.act(Role::DepartmentClerk, move |tx, ctx| judge(tx, ctx, id, &cmd)).unwrap();
    };
    let clerk = Role::DistrictClerk;
    assert_eq!(listed(&s, clerk, &Filter::default()), []);
    by("trade_2017", "dust(2)", Answer::No);
    let waiting = [(id, Outcome::JudgeAnew, Grade::Ordinary)];
    assert_eq!(listed(&s, clerk, &Filter::default()), waiting);
    let only = |outcome| Filter { outcome: Some(outcome), ..Filter::default() };
    assert_eq!(listed(&s, clerk, &only(Outcome::JudgeAnew)), waiting);
    assert_eq!(listed(&s, clerk, &only(Outcome::WouldBeMajor)), []);
    let fire = Filter { sector: Some(Sector::Forestry), ..Filter::default() };
    assert_eq!(listed(&s, clerk, &fire), []);
    by("trade_2023", "11(2)", Answer::Yes);
    assert_eq!(listed(&s, clerk, &Filter::default()), []);
}
