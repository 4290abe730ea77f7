//! The summary says what the record says: which sentence is chosen, and what is said of those who are silent.

use kernel::{Instant, Lang, Role};

use super::{Story, holiday};
use crate::duty::{self, Nothing, ReportSweep, Sort};
use crate::period::summary::{Figure, Figures, Sources, Summary, compose, document, fetch, plain};
use crate::period::{Draft, SpecialPeriodId};

fn known(_: &ledger::Reader<'_>, _: &kernel::Ctx, _: &crate::period::SpecialPeriod) -> Result<Figures, kernel::Error> {
    let n = |n| Figure { n, list: Some("/hazards".into()) };
    Ok(Figures {
        found: n(9),
        closed_in_time: n(6),
        closed_late: n(1),
        open: n(2),
        incidents: n(1),
        deaths: 0,
        incidents_before: n(3),
        deaths_before: 1,
    })
}

fn quiet(_: &ledger::Reader<'_>, _: &kernel::Ctx, _: &crate::period::SpecialPeriod) -> Result<Figures, kernel::Error> {
    Ok(Figures::default())
}

type Asked = fn(&ledger::Reader<'_>, &kernel::Ctx, &crate::period::SpecialPeriod) -> Result<Figures, kernel::Error>;

fn summary(s: &Story, lang: Lang, id: SpecialPeriodId, figures: Asked) -> Summary {
    let sources = Sources { figures, found_by: |_, _, _, _| Ok(None) };
    let record = s.t.db.read_blocking(|r| fetch(r, &s.t.rule(), id, &sources)).unwrap();
    compose(lang, &record, Instant::read("2026-10-05 09:00").unwrap())
}

fn texts(it: &Summary) -> Vec<String> {
    it.sections.iter().flat_map(|section| section.paragraphs.iter().map(|one| plain(one))).collect()
}

#[test]
fn nobody_reported_is_said_to_be_so() {
    let s = Story::begin("2026-09-28 09:00");
    let id = s.opened(&holiday());
    s.go_to("2026-10-05 09:00");
    let all = texts(&summary(&s, Lang::Zh, id, quiet));
    assert_eq!(
        all[0],
        "节假日重点时段自2026年10月1日起至2026年10月3日止，共3天，纳入4个单位。实施范围为全县。期间实行领导带班、双人值班、专项检查、零报告。"
    );
    // In the order of the register.
    let whom = s.t.db.read_blocking(|r| registry::query::reporting_organisations(r, &s.t.rule())).unwrap();
    let whom = whom.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join("、");
    assert_eq!(
        all[1],
        format!("应报专项检查4份，无单位报告，逾期未报4份。逾期未报的单位：{whom}。台账中本时段新登记隐患零。")
    );
    assert_eq!(all[2], format!("要求每日16:00前报告，应报12份，无单位报告，逾期未报12份。逾期未报的单位：{whom}。"));
    assert_eq!(all[3], "纳入单位均未在本系统排班，值班情况未掌握。");
    assert_eq!(all[4], "期间未登记大型群众性活动。");
    assert_eq!(all[5], "期间登记生产安全事故零。上年同期零，起数持平。");
}

#[test]
fn the_figures_choose_the_sentence() {
    let s = Story::begin("2026-09-28 09:00");
    let id = s.opened(&Draft { rules: vec!["sweep".into(), "zero_report".into()], ..holiday() });
    for (n, it) in s.duties(id, Sort::Sweep).into_iter().enumerate() {
        let cmd = ReportSweep { visited: "10".into(), found: n.to_string(), text: "已检查".into() };
        s.t.db.write_blocking("sweep", &s.t.rule(), move |tx, ctx| duty::report_sweep(tx, ctx, it.id, &cmd)).unwrap();
        let cmd = duty::Look { result: "accepted".into(), note: String::new() };
        s.act(Role::Leader, move |tx, ctx| duty::look(tx, ctx, it.id, &cmd)).unwrap();
    }
    // On the last day one says nothing and the others say it late.
    for (day, silent) in [("2026-10-01 10:00", 0), ("2026-10-02 10:00", 0), ("2026-10-03 20:00", 1)] {
        s.go_to(day);
        let owed = s.duties(id, Sort::ZeroReport).into_iter().filter(|it| it.state.is_owners());
        for it in owed.skip(silent) {
            s.t.db
                .write_blocking("none", &s.t.rule(), move |tx, ctx| duty::nothing(tx, ctx, it.id, &Nothing {}))
                .unwrap();
        }
    }
    s.go_to("2026-10-05 09:00");
    let said = summary(&s, Lang::Zh, id, known);
    let all = texts(&said);
    assert_eq!(
        all[1],
        "应报专项检查4份，全部按时报告（4份）。已报告的共检查场所40处（次），自报发现隐患6处。台账中本时段新登记隐患9处，其中按期销号6处、逾期销号1处，尚未销号2处。"
    );
    let silent = all[2].split("逾期未报的单位：").nth(1).unwrap();
    assert!(all[2].starts_with("要求每日16:00前报告，应报12份，按时报告8份，迟报3份，逾期未报1份。"), "{}", all[2]);
    assert!(silent.ends_with("。其中报告有情况的0份。"), "{silent}");
    assert_eq!(all[3], "本时段未收紧值班要求。");
    assert_eq!(all[5], "期间登记生产安全事故1起、死亡0人。上年同期3起、死亡1人，同比减少2起。");

    let english = texts(&summary(&s, Lang::En, id, known));
    assert_eq!(english.len(), all.len());
    assert!(english[5].contains("2 fewer this year"), "{}", english[5]);
    // Each figure of something that is counted opens its list.
    let lists = said.sections[2].paragraphs[0].iter().filter(|piece| {
        matches!(piece, crate::period::summary::Piece::Figure { list: Some(list), .. } if list.contains("sort=zero_report"))
    });
    assert_eq!(lists.count(), 4);
    let paper = document(&said);
    assert!(paper.write().unwrap().len() > 1_000);
    assert_eq!(paper.title, "望澜县“2026年国庆中秋假期”重点时段安全防范工作总结");
}
