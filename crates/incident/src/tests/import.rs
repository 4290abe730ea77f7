//! Accidents of earlier years from a list: counted, graded, owed by nobody, and the same file twice changes nothing.

use kernel::{Identity as _, Role, Sector};
use paper::{Learned, Workbook};

use super::stories::Story;
use crate::import::{Elsewhere, read, write};
use crate::model::Grade;
use crate::numbers::{Ask, By, compared};
use crate::query::{self, Filter};

const LIST: &str = "2024年生产安全事故台账\n\
    序号,发生时间,事故地点,事故单位,事故类型,行业领域,死亡人数,重伤,轻伤,直接经济损失（万元）,事故概况\n\
    1,2024-03-05 14:30,检修平台,望澜鑫源化工有限公司,高处坠落,危险化学品,3,0,1,120.5,检修人员从平台坠落\n\
    2,2024年7月9日,东门村路口,,,道路运输,1,,2,,货车与三轮车相撞\n\
    3,去年,东门村,,,,1,,,,时间不详的事故\n\
    4,2024-08-01,东门村,,,,很多,,,,人数写成文字的事故\n";

#[test]
fn a_list_of_earlier_years_is_counted_and_owed_by_nobody() {
    let story = Story::begin("2026-11-29 08:00");
    let otherwise = Elsewhere { division: story.people.villages[0], sector: Sector::Industry };
    let parsed = read(&Workbook::read("台账.csv", LIST.as_bytes()).unwrap(), &Learned::default()).unwrap();
    let wrong: Vec<_> = parsed.problems.iter().map(|it| (it.row, it.field, it.given.as_str())).collect();
    assert_eq!(wrong, [(5, "happened", "去年"), (6, "dead", "很多")]);
    assert_eq!(parsed.assumed.iter().map(|it| it.rows).sum::<u32>(), 3, "{:?}", parsed.assumed);
    let rows = parsed.rows;
    let again = rows.clone();
    let outcome = story.act(Role::DistrictClerk, move |tx, ctx| {
        let outcome = write(tx, ctx, otherwise, &rows)?;
        assert!(outcome.problems.is_empty(), "{:?}", outcome.problems);
        Ok((outcome.changed, outcome.unchanged))
    });
    assert_eq!(outcome.unwrap(), (2, 0));
    let outcome = story.act(Role::DistrictClerk, move |tx, ctx| {
        write(tx, ctx, otherwise, &again).map(|outcome| (outcome.changed, outcome.unchanged))
    });
    assert_eq!(outcome.unwrap(), (0, 2));

    let ctx = story.ctx(Role::Leader);
    let (from, to) = ("2024-01-01".parse().unwrap(), "2024-12-31".parse().unwrap());
    let ask = Ask { by: By::Grade, from, to, category: None, sector: None, township: None };
    let found = story.t.db.read_blocking(|r| compared(r, &ctx, &ask)).unwrap();
    let total = found.total.now;
    assert_eq!((total.accidents, total.deaths, total.injured, total.loss_yuan), (2, 4, 3, 1_205_000));
    assert_eq!(total.loss_unknown, 1, "an empty cell is not zero");
    assert_eq!(found.rows[Grade::Considerable.word()].now.deaths, 3);

    let lines = story.t.db.read_blocking(|r| query::list(r, &ctx, &Filter::default(), 0, 10)).unwrap();
    assert_eq!(lines.len(), 2);
    let clerk = story.ctx(Role::DistrictClerk);
    for line in &lines {
        let one = story.t.db.read_blocking(|r| query::one(r, &clerk, line.id)).unwrap();
        assert_eq!((one.it.stage, one.editions.len()), (crate::Stage::Reported, 0));
    }
    let facts = story.t.db.read_blocking(|r| {
        r.value::<i64>("SELECT COUNT(*) FROM fact WHERE stream = 'obligation' AND kind = 'opened'", &[])
    });
    assert_eq!(facts.unwrap(), 0, "nobody owes anything about it");
    let id = lines.iter().find(|it| it.id.to_text() != lines[0].id.to_text()).unwrap().id;
    let cmd = crate::Strike { reason: "重复计入".into() };
    story.act(Role::DutyOfficer, move |tx, ctx| crate::strike(tx, ctx, id, 1, &cmd)).unwrap();
    let owed = story.t.db.read_blocking(|r| {
        r.value::<i64>("SELECT COUNT(*) FROM fact WHERE stream = 'incident' AND kind = 'supplement_owed'", &[])
    });
    assert_eq!(owed.unwrap(), 0, "there was no final report that could want a supplement");
}

#[test]
fn headings_of_our_own_pages_are_known_and_others_are_named() {
    let list = "事发时间,简要情况,事件类别,乡镇（街道）,状态,保险赔付\n2024-03-05 14:30,货车与三轮车相撞,道路交通事故,城关镇,已终报,3\n";
    let parsed = read(&Workbook::read("own.csv", list.as_bytes()).unwrap(), &Learned::default()).unwrap();
    assert_eq!(parsed.rows.iter().map(|row| row.it.category).collect::<Vec<_>>(), [crate::Category::RoadTraffic]);
    assert_eq!(parsed.unknown.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["保险赔付"]);
}
