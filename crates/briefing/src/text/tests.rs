//! Every figure is that of the number pages; no sentence has a blank; the words agree with the figures.

use std::cmp::Ordering;

use incident::numbers::{Ask, By, Line, Measure, compared};
use kernel::{Instant, Lang, Role};
use page::compare::way;

use super::*;
use crate::Period;
use crate::tests::{POLICY, district};

fn period() -> Period {
    Period::read("2026-01/2026-05").unwrap()
}

fn text_of(it: &Briefing) -> String {
    it.sections
        .iter()
        .flat_map(|section| &section.paragraphs)
        .map(|pieces| plain(pieces))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What a reader would stumble over.
fn check(it: &Briefing) {
    let all = format!("{}\n{}", it.title, text_of(it));
    for wrong in
        ["{", "}", "\u{e000}", "\u{e001}", "。。", "，。", "、。", "：。", "  ", "()", "（）", "None", "--", "nan"]
    {
        assert!(!all.contains(wrong), "{wrong:?} in {all}");
    }
    for section in &it.sections {
        assert!(!section.paragraphs.is_empty(), "{}", section.heading);
        for paragraph in &section.paragraphs {
            let text = plain(paragraph);
            assert!(text.ends_with(['。', '.', ' ']), "{text}");
        }
    }
}

#[test]
fn figures_are_those_of_the_number_page_and_open_their_lists() {
    let (t, f) = district();
    let ctx = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let record = t.db.read_blocking(|r| fetch(r, &ctx, period())).unwrap();
    let made = compose(Lang::Zh, Name::Situation, &record, ctx.now, &Additions::new());
    check(&made);
    let by = |by| Ask { by, from: period().from, to: period().to, category: None, sector: None, township: None };
    let total = t.db.read_blocking(|r| compared(r, &ctx, &by(By::Sector))).unwrap().total;
    let first = plain(&made.sections[0].paragraphs[0]);
    assert!(first.contains("死亡人数因数字尚不完整暂不能比较"), "one of them has unknown deaths: {first}");
    assert!(first.contains("上年同期有1起事故的伤亡或损失数字不完整"), "{first}");
    assert!(!first.contains("死亡人数未升"), "{first}");
    let said = format!("共发生各类事故{}起，死亡{}人", total.now.accidents, total.now.deaths);
    assert!(first.contains(&said), "{first} does not say {said}");
    assert!(first.contains("事故起数增加2起、上升2.0倍"), "{first}");
    assert!(first.contains("有3起事故的伤亡或损失尚在核实"), "{first}");
    assert_eq!(made.title, "关于2026年1至5月望澜县安全生产和防灾减灾情况的通报");
    let lists: Vec<_> = made.sections[0].paragraphs[0]
        .iter()
        .filter_map(|piece| match piece {
            Piece::Figure { list, .. } => list.clone(),
            Piece::Said(_) | Piece::Added { .. } => None,
        })
        .collect();
    assert!(lists.iter().all(|it| it.starts_with("/incidents?")) && lists.len() >= 4, "{lists:?}");
    assert!(text_of(&made).contains("没有登记自然灾害过程"), "{}", text_of(&made));

    let english = compose(Lang::En, Name::Situation, &record, ctx.now, &Additions::new());
    check(&english);
    assert!(!text_of(&english).chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) && "起死亡上升".contains(c)));
}

#[test]
fn the_sentence_is_chosen_by_the_figures() {
    let (t, f) = district();
    let ctx = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let mut record = t.db.read_blocking(|r| fetch(r, &ctx, period())).unwrap();
    let mut seed = 11_u64;
    let mut draw = |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % n) as i64
    };
    for _ in 0..400 {
        let mut line = Line::default();
        for counts in [&mut line.now, &mut line.before] {
            counts.accidents = draw(4);
            counts.deaths = if counts.accidents > 0 { draw(4) } else { 0 };
            counts.deaths_unknown = i64::from(draw(4) == 0);
            counts.injured = draw(3);
            counts.loss_yuan = draw(3) * 12_345;
        }
        record.sectors.total = line;
        record.grave = draw(2);
        record.last_grave = (draw(2) > 0).then(|| (period().from, draw(900)));
        for (lang, made) in
            [Lang::Zh, Lang::En].map(|lang| (lang, compose(lang, Name::Situation, &record, ctx.now, &Additions::new())))
        {
            check(&made);
            if lang == Lang::En {
                continue;
            }
            let first = plain(&made.sections[0].paragraphs[0]);
            let (now, before) = (line.now, line.before);
            let deaths = way(Measure::Deaths.of(&now), Measure::Deaths.of(&before));
            let ways = (Some(now.accidents.cmp(&before.accidents)), deaths);
            assert_eq!(first.contains("“双下降”"), ways == (Some(Ordering::Less), Some(Ordering::Less)), "{first}");
            assert_eq!(
                first.contains("“双上升”"),
                ways == (Some(Ordering::Greater), Some(Ordering::Greater)),
                "{first}"
            );
            let open = now.deaths_unknown + before.deaths_unknown > 0;
            let word = match deaths {
                Some(Ordering::Less) if open => "死亡人数至少减少",
                Some(Ordering::Less) => "死亡人数减少",
                Some(Ordering::Equal) => "死亡人数持平",
                Some(Ordering::Greater) if open => "死亡人数至少增加",
                Some(Ordering::Greater) => "死亡人数增加",
                None => "死亡人数因数字尚不完整暂不能比较",
            };
            assert!(first.contains(word), "{word} is not in {first}");
            assert_eq!(first.contains("其中，较大及以上事故"), record.grave > 0, "{first}");
        }
    }
}

#[test]
fn periods_as_offices_name_them() {
    for (period, zh) in [
        ("2026", "2026年"),
        ("2026-01/2026-06", "2026年上半年"),
        ("2026-07/2026-09", "2026年第三季度"),
        ("2020-01/2020-08", "2020年1至8月"),
        ("2026-08", "2026年8月"),
        ("2026-08-03/2026-08-20", "2026年8月3日至2026年8月20日"),
    ] {
        assert_eq!(compose::period_text(Lang::Zh, Period::read(period).unwrap()), zh);
    }
}

#[test]
fn the_word_file_says_what_the_page_says() {
    let (t, f) = district();
    let ctx = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let record = t.db.read_blocking(|r| fetch(r, &ctx, period())).unwrap();
    let made = compose(Lang::Zh, Name::Situation, &record, ctx.now, &Additions::new());
    let paper = document(&made, None);
    assert!(paper.write().unwrap().starts_with(b"PK"));
    let said: Vec<String> = paper
        .paragraphs
        .iter()
        .map(|it| match it {
            ::paper::document::Paragraph::First(text)
            | ::paper::document::Paragraph::Second(text)
            | ::paper::document::Paragraph::Body(text) => text.clone(),
        })
        .collect();
    for section in &made.sections {
        assert!(said.contains(&section.heading));
        assert!(section.paragraphs.iter().all(|pieces| said.contains(&plain(pieces))));
    }
    assert_eq!(paper.date, Instant::read("2026-11-29").unwrap().day());
}

#[test]
fn talking_points_say_the_same_figures_and_what_is_added_stands_in_its_part() {
    let (t, f) = district();
    let ctx = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let record = t.db.read_blocking(|r| fetch(r, &ctx, period())).unwrap();
    let added = Additions::from([(Part::Problems, "少数企业主体责任不落实。\n\n 专项经费拨付不及时。 ".to_owned())]);
    let figures = |it: &Briefing| -> Vec<Piece> {
        let pieces = it.sections.iter().flat_map(|section| section.paragraphs.iter().flatten());
        let mut all: Vec<_> = pieces.filter(|it| matches!(it, Piece::Figure { .. })).cloned().collect();
        all.sort_by_key(|it| format!("{it:?}"));
        all
    };
    let [briefing, talk] =
        [Name::Situation, Name::TalkingPoints].map(|name| compose(Lang::Zh, name, &record, ctx.now, &added));
    check(&talk);
    let named = |before: &str, after: &str| talk.title.starts_with(before) && talk.title.ends_with(after);
    let district = &record.district;
    assert!(named(&format!("在{district}2026年"), "专题会议上的讲话要点"), "{}", talk.title);
    assert_eq!(figures(&briefing), figures(&talk));
    for it in [&briefing, &talk] {
        let of_added =
            |section: &&Section| section.paragraphs.iter().flatten().any(|it| matches!(it, Piece::Added { .. }));
        let [section] = it.sections.iter().filter(of_added).collect::<Vec<_>>()[..] else { panic!("one part") };
        assert!(section.heading.contains("问题"), "{}", section.heading);
        let last: Vec<_> = section.paragraphs.iter().rev().take(2).map(|it| plain(it)).collect();
        assert_eq!(last, ["专项经费拨付不及时。", "少数企业主体责任不落实。"]);
    }
    assert!(talk.closing.is_some() && briefing.closing.is_none());
    let kept: Briefing = serde_json::from_str(&serde_json::to_string(&talk).unwrap()).unwrap();
    assert_eq!(kept, talk, "what is issued is read again as it was");
}

fn flood(n: u8, kind: &str, day: &str, state: &str) -> ::disaster::event::Disaster {
    use ::disaster::event::{Disaster, Kind, State};
    Disaster {
        id: kernel::Identity::from_bytes([n; 16]),
        version: 1,
        number: format!("2026-{n:03}"),
        kind: Kind::from_word(kind).unwrap(),
        sub_kind: None,
        title: kernel::Personal::text(format!("第{n}次灾害过程")),
        trigger: None,
        from: Instant::read(&format!("{day} 08:00")).unwrap(),
        to: None,
        state: State::from_word(state).unwrap(),
        registered_at: Instant::read(&format!("{day} 09:00")).unwrap(),
        registered_by: None,
        ended_at: None,
        ended_by: None,
        closed_at: None,
        closed_by: None,
        note: None,
        reporting: None,
        verifying: None,
        reports: 0,
    }
}

fn losses(said: &[(&str, i64)]) -> ::disaster::Figures {
    let mut figures = ::disaster::Figures::default();
    for (name, n) in said {
        figures.set(::disaster::measure::Measure::named(name).unwrap(), ::disaster::amount::Amount::whole(*n));
    }
    figures
}

#[test]
fn the_text_of_disasters_adds_what_may_be_added() {
    let (t, f) = district();
    let ctx = f.ctx(&t, Role::Leader, POLICY, "incident.statistics");
    let mut record = t.db.read_blocking(|r| fetch(r, &ctx, period())).unwrap();
    let made = |record: &Record, lang| {
        let made = compose(lang, Name::Disasters, record, ctx.now, &Additions::new());
        check(&made);
        made
    };
    let none = text_of(&made(&record, Lang::Zh));
    assert!(none.contains("登记自然灾害过程0次，与上年同期相比持平"), "{none}");
    assert!(none.contains("未发现损失未报告"), "{none}");

    record.disasters = vec![
        flood(1, "flood", "2026-05-02", "ended"),
        flood(2, "flood", "2026-05-20", "verified"),
        flood(3, "wind_and_hail", "2026-04-11", "open"),
    ];
    let all = [
        losses(&[("person_times", 500), ("deaths", 1), ("missing", 0), ("loss_10k_yuan", 300)]),
        losses(&[("person_times", 40), ("deaths", 0), ("missing", 1), ("loss_10k_yuan", 20)]),
        losses(&[]),
    ];
    record.losses = record.disasters.iter().map(|it| it.id).zip(all).collect();
    let road = |road: &str, to: Option<&str>| ::disaster::sheet::Road {
        road: kernel::Personal::text(road.to_owned()),
        from: Instant::read("2026-05-02 09:00").unwrap(),
        to: to.map(|it| Instant::read(it).unwrap()),
    };
    let cut = vec![road("望河公路 K12+300", None), road("环库公路", Some("2026-05-03 10:00"))];
    record.roads_cut = [(record.disasters[0].id, cut)].into();
    record.disasters_before = 1;
    let before = losses(&[("deaths", 4), ("missing", 0), ("loss_10k_yuan", 160)]);
    record.losses_before = [(kernel::Identity::from_bytes([9; 16]), before)].into();
    let zh = made(&record, Lang::Zh);
    let text = text_of(&zh);
    for said in [
        "登记自然灾害过程3次，与上年同期相比增加2次",
        "受灾人次540人次（另有1次过程未报告）",
        "因灾死亡人口1人（另有1次过程未报告）",
        "倒塌房屋未报告",
        "直接经济损失320万元（另有1次过程未报告）",
        "因灾死亡失踪人口因数字尚不完整暂不能比较，直接经济损失至少增加160万元、至少上升1.0倍",
        "道路中断2条次（望河公路 K12+300、环库公路），其中1条次尚未抢通。",
        "从灾种看，洪涝灾害2次、风雹灾害1次。",
        "5月灾害过程最多，为2次",
        "损失较重的是第1次灾害过程（直接经济损失300万元）、第2次灾害过程（直接经济损失20万元）",
        "一是灾情报送不及时。有1次灾害过程尚未报告损失",
        "二是灾情核定滞后。有1次已结束的灾害过程损失尚未核定",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    assert_eq!(zh.office, "望澜县防灾减灾救灾委员会办公室");
    assert_eq!(zh.sections.len(), 5);
    made(&record, Lang::En);
}
