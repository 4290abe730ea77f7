//! Every number is the length of its list, rows add up, and two years are classed alike.

use kernel::Role;
use ledger::Clock as _;

use super::{Ask, By, Counts, Measure, compared, differences, since_last};
use crate::query::{self, Filter};
use crate::register::Said;
use crate::tests::stories::Story;
use crate::{Correct, Dismiss, IncidentId, Register, Strike, correct, dismiss, measure, register, strike};

const KINDS_1986: [&str; 5] = ["高处坠落", "坍塌", "冒顶片帮", "中毒和窒息", ""];
const KINDS_2025: [&str; 5] = ["高处坠落", "坍塌", "中毒", "窒息", ""];
const CATEGORIES: [&str; 3] = ["production_safety", "road_traffic", "fire"];
const SECTORS: [&str; 3] = ["construction", "industry", "road_transport"];

/// A hundred and twenty incidents of two years, drawn from a seed: some with unknown figures, roads and units.
fn district() -> Story {
    let story = Story::begin("2026-11-29 08:00");
    let villages = story.people.villages;
    let made = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| {
        let mut seed = 7_u64;
        let mut draw = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        for _ in 0..120 {
            let (year, month, day) = (2025 + draw(2), 1 + draw(10), 1 + draw(28));
            let of_2025 = year == 2026 && month >= 7;
            let kinds = if of_2025 { KINDS_2025 } else { KINDS_1986 };
            let pick = |all: &[&str], n: u64| all[n as usize].to_owned();
            let count = |n: u64| if n == 3 { String::new() } else { n.to_string() };
            let cmd = Register {
                particulars: Said {
                    category: pick(&CATEGORIES, draw(3)),
                    kind: pick(&kinds, draw(5)),
                    sector: pick(&SECTORS, draw(3)),
                    division: villages[draw(2) as usize].to_string(),
                    place: "检修平台".into(),
                    road: if draw(4) == 0 { "望河公路".into() } else { String::new() },
                    unit: if draw(3) == 0 { "望澜鑫源化工有限公司".into() } else { String::new() },
                    happened_at: format!("{year}-{month:02}-{day:02} 06:20"),
                    summary: "检修作业时发生伤亡".into(),
                    ..Said::default()
                },
                source: "public".into(),
                dead: count(draw(4)),
                missing: count(draw(2)),
                severely_injured: count(draw(4)),
                injured: count(draw(4)),
                ..Register::default()
            };
            register(tx, ctx, &cmd)?;
        }
        Ok(())
    };
    story.act(Role::DistrictClerk, made).unwrap();
    story
}

fn ask(by: By) -> Ask {
    Ask {
        by,
        from: "2026-01-01".parse().unwrap(),
        to: "2026-11-29".parse().unwrap(),
        category: None,
        sector: None,
        township: None,
    }
}

fn sum(counts: impl Iterator<Item = Counts>) -> [i64; 7] {
    counts.fold([0; 7], |sum, it| {
        let all =
            [it.accidents, it.deaths, it.injured, it.loss_yuan, it.deaths_unknown, it.injured_unknown, it.loss_unknown];
        std::array::from_fn(|n| sum[n] + all[n])
    })
}

#[test]
fn rows_add_up_and_each_number_is_its_list() {
    let story = district();
    let ctx = story.ctx(Role::Leader);
    for by in By::ALL.iter().copied() {
        let ask = ask(by);
        let found = story.t.db.read_blocking(|r| compared(r, &ctx, &ask)).unwrap();
        assert!(found.total.now.accidents > 30 && found.total.before.accidents > 30, "{by}: {found:?}");
        assert_eq!(sum(found.rows.values().map(|it| it.now)), sum([found.total.now].into_iter()), "{by}");
        assert_eq!(sum(found.rows.values().map(|it| it.before)), sum([found.total.before].into_iter()), "{by}");
        for (key, line) in &found.rows {
            let filter = ask.list(key).unwrap_or_else(|| panic!("{by} {key:?} opens no list"));
            let back = Filter::from_query(&page::Values::from_query(filter.address().split('?').nth(1).unwrap()));
            assert_eq!(back, filter, "{by} {key}: the address says the list");
            let listed = story.t.db.read_blocking(|r| query::list(r, &ctx, &filter, 0, 1_000)).unwrap();
            let dead = |it: &query::Line| i64::from(it.figures.dead.unwrap_or(0) + it.figures.missing.unwrap_or(0));
            let counted = (listed.len() as i64, listed.iter().map(dead).sum());
            assert_eq!((line.now.accidents, line.now.deaths), counted, "{by} {key}");
            for measure in Measure::ALL {
                each_figure_opens_what_it_counts(&story, &ctx, &filter, (*measure, line));
            }
        }
    }
}

/// Behind a figure are those that make it, behind its mark those of which it is not known; the rest has none of it.
fn each_figure_opens_what_it_counts(
    story: &Story,
    ctx: &kernel::Ctx,
    row: &Filter,
    (measure, line): (Measure, &super::Line),
) {
    let listed = |having| {
        let filter = Filter { having, ..row.clone() };
        let back = Filter::from_query(&page::Values::from_query(filter.address().split('?').nth(1).unwrap()));
        assert_eq!(back, filter);
        story.t.db.read_blocking(|r| query::list(r, ctx, &filter, 0, 1_000)).unwrap()
    };
    let of = |it: &query::Line| {
        let people = |a: Option<u32>, b: Option<u32>| i64::from(a.unwrap_or(0) + b.unwrap_or(0));
        match measure {
            Measure::Accidents => 1,
            Measure::Deaths => people(it.figures.dead, it.figures.missing),
            Measure::Injured => people(it.figures.severely_injured, it.figures.injured),
            Measure::Loss => it.figures.loss_yuan.unwrap_or(0),
        }
    };
    let behind = listed(measure.having());
    assert!(behind.iter().all(|it| of(it) > 0), "{measure}: an accident that has none of it");
    assert_eq!(behind.iter().map(of).sum::<i64>(), measure.of(&line.now).n, "{measure}");
    if measure != Measure::Accidents {
        assert_eq!(listed(measure.having_unknown()).len() as i64, measure.unknown(&line.now), "{measure}");
    }
}

#[test]
fn nobody_said_whether_somebody_is_missing_is_not_known() {
    let story = Story::begin("2026-11-29 08:00");
    story.register(Role::DutyOfficer, fire(&story, "2026-11-19 02:10"));
    story.register(Role::DutyOfficer, Register { missing: "0".into(), ..fire(&story, "2026-11-19 02:10") });
    let ctx = story.ctx(Role::Leader);
    let total = story.t.db.read_blocking(|r| compared(r, &ctx, &ask(By::Category))).unwrap().total;
    assert_eq!((total.now.deaths, total.now.deaths_unknown), (4, 1));
}

#[test]
fn days_since_the_last_grave_one_end_with_the_period() {
    let story = Story::begin("2026-11-29 08:00");
    for happened_at in ["2025-03-02 10:00", "2026-11-19 02:10"] {
        story.register(Role::DutyOfficer, Register { dead: "3".into(), ..fire(&story, happened_at) });
    }
    let ctx = story.ctx(Role::Leader);
    let until = |to: &str| {
        let filter = Filter { to: Some(to.parse().unwrap()), ..ask(By::Grade).filter() };
        let last = story.t.db.read_blocking(|r| since_last(r, &ctx, &filter)).unwrap();
        last.map(|(day, days)| (day.to_string(), days))
    };
    assert_eq!(until("2025-03-31"), Some(("2025-03-02".to_owned(), 29)), "as it was at the end of the period");
    assert_eq!(until("2026-12-31"), Some(("2026-11-19".to_owned(), 10)), "a period that runs ends today");
    assert_eq!(until("2025-01-31"), None);
}

#[test]
fn both_years_are_classed_by_this_years_edition() {
    let story = district();
    let ctx = story.ctx(Role::Leader);
    let found = story.t.db.read_blocking(|r| compared(r, &ctx, &ask(By::Kind))).unwrap();
    // Both 坍塌 and 冒顶片帮 became 12; 中毒和窒息 became two and stays itself.
    let keys: Vec<&str> = found.rows.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["", "gb_6441_1986/19", "gb_6441_2025/10", "gb_6441_2025/12", "gb_6441_2025/23", "gb_6441_2025/24"]
    );
    assert_eq!(found.rows["gb_6441_2025/23"].before.accidents, 0, "no name of 1986 became it alone");
    assert!(found.rows["gb_6441_2025/12"].before.accidents > 0);
    let early = Ask { to: "2026-06-30".parse().unwrap(), ..ask(By::Kind) };
    let found = story.t.db.read_blocking(|r| compared(r, &ctx, &early)).unwrap();
    assert!(found.rows.keys().all(|key| !key.contains("2025")), "before July the edition of 1986: {:?}", found.rows);
}

#[test]
fn a_year_before_is_the_same_days_and_leap_days_end_on_the_28th() {
    let ask = Ask { from: "2028-01-15".parse().unwrap(), to: "2028-02-29".parse().unwrap(), ..ask(By::Month) };
    assert_eq!(
        (ask.before().from.to_string(), ask.before().to.to_string()),
        ("2027-01-15".into(), "2027-02-28".into())
    );
}

#[test]
fn what_was_struck_counts_no_more_and_the_last_grave_one_is_known() {
    let story = Story::begin("2026-11-29 08:00");
    let cmd = Register {
        particulars: Said {
            category: "fire".into(),
            sector: "fire".into(),
            division: story.people.villages[0].to_string(),
            place: "东门村民房".into(),
            happened_at: "2026-11-19 02:10".into(),
            summary: "电动车充电起火".into(),
            ..Said::default()
        },
        source: "rescue".into(),
        dead: "3".into(),
        ..Register::default()
    };
    let id = story.register(Role::DutyOfficer, cmd);
    let ctx = story.ctx(Role::Leader);
    let asked = ask(By::Grade);
    let last = |story: &Story| story.t.db.read_blocking(|r| since_last(r, &ctx, &asked.filter())).unwrap();
    assert_eq!(last(&story).map(|(_, days)| days), Some(10));
    let cmd = Strike { reason: "重复计入".into() };
    story.act(Role::DutyOfficer, move |tx, ctx| strike(tx, ctx, id, 2, &cmd)).unwrap();
    let found = story.t.db.read_blocking(|r| compared(r, &ctx, &asked)).unwrap();
    assert_eq!((found.rows["ordinary"].now.deaths, found.total.now.injured_unknown), (2, 1));
    assert_eq!(last(&story), None);
}

fn fire(story: &Story, happened_at: &str) -> Register {
    Register {
        particulars: Said {
            category: "fire".into(),
            sector: "fire".into(),
            division: story.people.villages[0].to_string(),
            place: "东门村民房".into(),
            happened_at: happened_at.into(),
            summary: "电动车充电起火".into(),
            ..Said::default()
        },
        source: "rescue".into(),
        dead: "2".into(),
        ..Register::default()
    }
}

#[test]
fn the_difference_of_two_moments_is_a_list_of_accidents_that_adds_up() {
    let story = district();
    let call = fire(&story, "2026-11-19 02:10");
    let [struck, dismissed, moved, told]: [IncidentId; 4] =
        std::array::from_fn(|_| story.register(Role::DutyOfficer, call.clone()));
    let (ctx, asked) = (story.ctx(Role::Leader), ask(By::Category));
    let total = |story: &Story| story.t.db.read_blocking(|r| compared(r, &ctx, &asked)).unwrap().total;
    let (earlier, before) = (story.t.clock.now(), total(&story));

    story.t.clock.advance(kernel::Span::days(3));
    let cmd = Strike { reason: "重复计入".into() };
    story.act(Role::DutyOfficer, move |tx, ctx| strike(tx, ctx, struck, 2, &cmd)).unwrap();
    let cmd = Dismiss { reason: "演练，误报".into() };
    story.act(Role::DistrictClerk, move |tx, ctx| dismiss(tx, ctx, dismissed, &cmd)).unwrap();
    let mut particulars = call.particulars.clone();
    particulars.happened_at = "2025-11-19 02:10".into();
    let cmd = Correct { particulars, reason: "年份记错".into() };
    story.act(Role::DutyOfficer, move |tx, ctx| correct(tx, ctx, moved, &cmd)).unwrap();
    story.register(Role::DutyOfficer, fire(&story, "2026-10-01 08:00"));
    story.register(Role::DutyOfficer, fire(&story, "2024-10-01 08:00"));
    let later = story.t.clock.now();
    story.t.clock.advance(kernel::Span::days(1));
    let cmd = crate::Measure { loss_10k_yuan: "12".into(), ..crate::Measure::default() };
    story.act(Role::DutyOfficer, move |tx, ctx| measure(tx, ctx, told, &cmd)).unwrap();

    let now = story.t.clock.now();
    let between = |from, to| story.t.db.read_blocking(|r| differences(r, &ctx, &asked, (from, to))).unwrap();
    let (found, cut) = between(earlier, now);
    assert!(!cut);
    let (mut sum, mut sum_before) = (Counts::default(), Counts::default());
    for it in &found {
        let into = if it.year_before { &mut sum_before } else { &mut sum };
        into.add(it.counts());
        assert!(!it.facts.is_empty(), "{}: a difference without a reason", it.number);
    }
    let mut expected = total(&story);
    expected.now.take(before.now);
    expected.before.take(before.before);
    assert_eq!((sum, sum_before), (expected.now, expected.before));
    let seen =
        |id: IncidentId| found.iter().filter(move |it| it.id == id).map(|it| (it.before.is_some(), it.after.is_some()));
    assert_eq!(seen(struck).collect::<Vec<_>>(), [(true, true)]);
    assert_eq!(seen(dismissed).collect::<Vec<_>>(), [(true, false)]);
    assert_eq!(seen(moved).collect::<Vec<_>>(), [(true, false), (false, true)], "it left this year for the last");
    assert_eq!(seen(told).collect::<Vec<_>>(), [(true, true)]);
    assert_eq!(found.len(), 6, "with the one registered later; that of 2024 is in neither period");

    let (found, _) = between(earlier, later);
    assert_eq!(found.len(), 5, "what became known of the last one came after");
    assert!(between(now, now).0.is_empty());
    let words = |fact| super::reason(kernel::Lang::Zh, fact).1;
    let said: Vec<_> = found.iter().flat_map(|it| &it.facts).filter_map(|it| words(&it.fact)).collect();
    for reason in ["重复计入", "演练，误报", "年份记错"] {
        assert!(said.iter().any(|it| it == reason), "{reason} is not among {said:?}");
    }
}

#[test]
fn what_is_not_understood_is_noted_and_not_answered_in_silence() {
    let now = kernel::Instant::read("2026-11-29 08:00").unwrap();
    let read = |query: &str| {
        let query = page::Values::from_query(query);
        (Ask::from_query(&query, now), query.noted())
    };
    for (query, field) in
        [("from=2026-13-01", "from"), ("by=nonsense", "by"), ("sector=y", "sector"), ("division=nowhere", "division")]
    {
        let noted = read(query).1;
        assert_eq!(noted.iter().map(|it| it.field).collect::<Vec<_>>(), [field], "{query}: {noted:?}");
    }
    let (asked, noted) = read("by=&from=&category=");
    assert_eq!((asked.by, asked.from.to_string(), asked.to.to_string(), noted.len()), {
        (By::Category, "2026-01-01".to_owned(), "2026-11-29".to_owned(), 0)
    });
}
