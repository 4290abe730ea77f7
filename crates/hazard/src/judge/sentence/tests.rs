//! What may be recorded, and which of several recordings counts on a day.

use kernel::{Day, Role};

use super::{Record, decide, in_force, record};
use crate::tests::rules::said;
use crate::tests::story::Story;

fn cmd(edition: &str, article: &str, sentence: &str, source: &str, from: &str) -> Record {
    let (edition, article) = (edition.to_owned(), article.to_owned());
    Record { edition, article, sentence: sentence.into(), source: source.into(), from: from.parse().unwrap() }
}

#[test]
fn what_may_be_recorded() {
    let check = |it: Record, outcome: &str| assert_eq!(said(decide(&it), ledger::Fact::kind), outcome, "{it:?}");
    let (text, source, from) = ("甲类条文，供测试。", "测试文号", "2026-01-01");
    check(cmd("chemicals_2017", "2", text, source, from), "recorded");
    check(cmd("chemicals_1917", "2", text, source, from), "edition: choose one of the list");
    check(cmd("chemicals_2017", "99", text, source, from), "article: choose one of the list");
    assert!(decide(&cmd("chemicals_2017", "2", " ", source, from)).unwrap_err().to_string().starts_with("sentence: "));
    assert!(decide(&cmd("chemicals_2017", "2", text, " ", from)).unwrap_err().to_string().starts_with("source: "));
}

#[test]
fn the_latest_that_has_begun_counts() {
    let s = Story::begin();
    let add = |it: Record| s.act(Role::DistrictClerk, move |tx, ctx| record(tx, ctx, &it)).unwrap();
    add(cmd("chemicals_2017", "2", "先录入的条文", "测试文号一", "2026-02-01"));
    add(cmd("chemicals_2017", "2", "后施行的条文", "测试文号二", "2026-03-01"));
    add(cmd("chemicals_2017", "2", "补录的旧条文", "测试文号三", "2026-01-01"));
    let ctx = s.ctx(Role::DistrictClerk);
    let on = |day: &str| {
        let day: Day = day.parse().unwrap();
        let all = s.t.db.read_blocking(|r| in_force(r, &ctx, day)).unwrap();
        assert_eq!(all.of("chemicals_2017", "3"), None);
        all.of("chemicals_2017", "2").map(|it| it.text.clone())
    };
    assert_eq!(on("2025-12-31"), None);
    assert_eq!(on("2026-01-31").as_deref(), Some("补录的旧条文"));
    assert_eq!(on("2026-02-28").as_deref(), Some("先录入的条文"));
    assert_eq!(on("2026-03-01").as_deref(), Some("后施行的条文"));
    s.t.assert_replay_agrees();
}
