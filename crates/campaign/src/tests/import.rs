//! Tasks of a plan from a table.

use kernel::Role;
use paper::{Learned, Workbook};

use super::Story;
use crate::task::{self, import};

#[test]
fn a_piece_of_cooperating_names_may_have_its_day() {
    //    given                     name        day
    check("县公安局", "县公安局", None);
    check(" 河口镇（2026-05-31） ", "河口镇", Some("2026-05-31"));
    check("河口镇(2026-05-31)", "河口镇", Some("2026-05-31"));
    check("工业园区（管委会）", "工业园区（管委会）", None);
}

fn check(given: &str, name: &str, day: Option<&str>) {
    assert_eq!(import::named(given), (name.to_owned(), day.map(str::to_owned)), "{given}");
}

#[test]
fn the_same_table_twice_changes_nothing() {
    let s = Story::begin();
    let campaign = s.campaign();
    let bodies = s.t.db.read_blocking(|r| crate::said::bodies(r, &s.t.rule())).unwrap();
    let name = |id| bodies.iter().find(|it| it.id == id).unwrap().short_name.clone();
    let (lead, own, other) = (name(s.people.departments[0]), name(s.people.townships[0]), name(s.people.townships[1]));
    let day = |n: i64| s.today().plus_days(n).to_string();
    let table = format!(
        "序号,专题（行业领域）,阶段,清单,任务内容,工作措施,紧急程度,难易程度,牵头单位,配合单位,完成时限\n\
         1,危险化学品,排查整治,问题隐患清单,全面排查储存场所,一企一档,急,易,{lead},{own}（{}）、{other},{}\n\
         2,危险化学品,集中攻坚,,重大隐患攻坚清零,,,,{lead},,{}\n\
         3,没有的专题,排查整治,,另一项整治任务,,,,{lead},,{}\n\
         4,危险化学品,某阶段,,又一项整治任务,,,,{lead},,{}\n",
        day(20),
        day(60),
        day(90),
        day(60),
        day(60)
    );
    let book = Workbook::read("tasks.csv", table.as_bytes()).unwrap();
    let parsed = import::read(&book, &Learned::default()).unwrap();
    assert_eq!((parsed.rows.len(), parsed.problems.len()), (3, 1), "{:?}", parsed.problems);
    let rows = parsed.rows.clone();
    let first = s.act(Role::DistrictClerk, move |tx, ctx| {
        let it = import::write(tx, ctx, &rows)?;
        Ok((it.changed, it.unchanged, it.problems.iter().map(|it| it.problem.to_string()).collect::<Vec<_>>()))
    });
    assert_eq!(first.unwrap(), (2, 0, vec!["this campaign has no such topic".to_owned()]));
    let rows = parsed.rows.clone();
    let again = s.act(Role::DistrictClerk, move |tx, ctx| {
        let it = import::write(tx, ctx, &rows)?;
        Ok((it.changed, it.unchanged))
    });
    assert_eq!(again.unwrap(), (0, 2));
    let filter = task::query::Filter { campaign: Some(campaign), ..Default::default() };
    let listed = s.read(Role::DistrictClerk, |r, ctx| task::query::list(r, ctx, &filter, 0, 50)).unwrap();
    assert_eq!(listed.iter().map(|it| it.task.title()).collect::<Vec<_>>(), ["全面排查储存场所", "重大隐患攻坚清零"]);
    let parts = s.read(Role::DistrictClerk, |r, ctx| task::query::parts(r, ctx, listed[0].task.id)).unwrap();
    let due: Vec<_> = parts.iter().map(|it| it.due.day().to_string()).collect();
    assert_eq!(due, [day(60), day(20), day(60)], "a part has a day of its own, or the lead's");
}
