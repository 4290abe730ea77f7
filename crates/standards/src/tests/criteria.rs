use std::collections::BTreeSet;

use jiff::civil::Date;
use proptest::prelude::*;

use super::run;
use crate::major_hazard_criteria::{
    Answer, Change, InForce, Judgement, Sector, Verdict, carry, change, edition, editions, in_force, judge,
};

fn judged(name: &str, answers: &[(&str, Answer)]) -> Judgement {
    judge(edition(name).unwrap(), answers).unwrap()
}

/// One answer for all articles of an edition.
fn all(name: &str, answer: Answer) -> Vec<(&'static str, Answer)> {
    edition(name).unwrap().articles.iter().map(|article| (article.number, answer)).collect()
}

fn chosen(sector: Sector, day: &str) -> String {
    match in_force(sector, day.parse::<Date>().unwrap()) {
        InForce::None => "none".to_owned(),
        InForce::One(edition) => edition.name.to_owned(),
        InForce::Unknown(of) => format!("? {}", of.iter().map(|it| it.name).collect::<Vec<_>>().join(" ")),
    }
}

#[test]
fn the_edition_of_a_day() {
    for (sector, day, expected) in [
        (Sector::Coal, "2020-12-31", "none"),
        (Sector::Coal, "2021-01-01", "coal_2021"),
        (Sector::Coal, "2025-12-31", "coal_2021"),
        (Sector::Coal, "2026-01-01", "? coal_2021 coal_2026"),
        (Sector::Coal, "2026-12-30", "? coal_2021 coal_2026"),
        (Sector::Coal, "2026-12-31", "coal_2026"),
        (Sector::Trade, "2017-11-29", "none"),
        (Sector::Trade, "2017-11-30", "trade_2017"),
        (Sector::Trade, "2023-05-14", "trade_2017"),
        (Sector::Trade, "2023-05-15", "trade_2023"),
        (Sector::Chemicals, "2017-11-12", "none"),
        (Sector::Chemicals, "2017-11-13", "chemicals_2017"),
        (Sector::Fire, "2018-06-30", "none"),
        (Sector::Fire, "2018-07-01", "fire_2017"),
        (Sector::Fire, "2025-06-01", "? fire_2017 fire_2025"),
        (Sector::Construction, "2023-12-31", "construction_2022"),
        (Sector::Construction, "2024-06-01", "? construction_2022 construction_2024"),
        (Sector::Construction, "2025-01-01", "construction_2024"),
        (Sector::TownGas, "2023-06-01", "? town_gas_2023"),
    ] {
        assert_eq!(chosen(sector, day), expected, "{sector:?} {day}");
    }
}

#[test]
fn silence_is_not_no() {
    let chemicals = |answers: &[(&str, Answer)]| judged("chemicals_2017", answers).verdict;
    let mut no = all("chemicals_2017", Answer::No);
    assert_eq!(chemicals(&no), Verdict::NotMajor);
    no[6].1 = Answer::DoesNotApply;
    assert_eq!(chemicals(&no), Verdict::NotMajor);
    let last = no.pop().unwrap();
    assert_eq!(chemicals(&no), Verdict::Undecided);
    assert_eq!(chemicals(&[]), Verdict::Undecided);
    no.push((last.0, Answer::Yes));
    assert_eq!(chemicals(&no), Verdict::Major);
    assert_eq!(chemicals(&[("15", Answer::Yes)]), Verdict::Major);
}

#[test]
fn a_judgement_names_its_articles() {
    let found = judged("chemicals_2017", &[("20", Answer::Yes), ("12", Answer::Yes), ("1", Answer::No)]);
    assert!(found.major() && found.certain);
    assert_eq!(found.by.iter().map(|article| article.number).collect::<Vec<_>>(), ["12", "20"]);
    assert_eq!(found.not_judged.len(), 17);
    assert_eq!(found.edition.number, "安监总管三〔2017〕121号");
}

#[test]
fn an_edition_that_is_not_wholly_listed_finds_nothing_ordinary() {
    for edition in editions().filter(|edition| !edition.complete) {
        let found = judged(edition.name, &all(edition.name, Answer::No));
        assert_eq!((found.verdict, found.certain), (Verdict::Undecided, false), "{}", edition.name);
    }
    // A yes still counts, but it rests on a remembered article.
    let found = judged("fire_2017", &[("6.4", Answer::Yes)]);
    assert_eq!((found.verdict, found.certain), (Verdict::Major, false));
    let found = judged("trade_2023", &[("3(2)", Answer::Yes), ("4", Answer::Yes)]);
    assert_eq!((found.verdict, found.certain), (Verdict::Major, true));
}

#[test]
fn under_another_edition() {
    let old = judged("trade_2017", &[("ammonia(2)", Answer::Yes), ("dust(1)", Answer::Yes), ("dust(3)", Answer::No)]);
    let trade = edition("trade_2023").unwrap();
    // The article on buildings asks something else now, and a no does not carry.
    assert_eq!(carry(&old, trade), [("12(2)", Answer::Yes)]);
    let new = judge(trade, &carry(&old, trade)).unwrap();
    assert_eq!(change(&old, &new), Change::Same);

    let major = judged("chemicals_2017", &[("2", Answer::Yes)]);
    let not = judged("chemicals_2017", &all("chemicals_2017", Answer::No));
    let open = judged("chemicals_2017", &[]);
    for (before, after, expected) in [
        (&not, &major, Change::WouldBeMajor),
        (&major, &not, Change::WouldNoLongerBeMajor),
        (&not, &not, Change::Same),
        (&major, &open, Change::Unknown),
        (&open, &not, Change::Unknown),
        (&open, &major, Change::WouldBeMajor),
    ] {
        assert_eq!(change(before, after), expected);
    }
}

#[test]
fn refusals() {
    let chemicals = edition("chemicals_2017").unwrap();
    let refusal = |answers: &[(&str, Answer)]| judge(chemicals, answers).unwrap_err().to_string();
    assert_eq!(refusal(&[("21", Answer::Yes)]), "article is 21, allowed is the number of an article that is listed");
    assert_eq!(refusal(&[("2", Answer::Yes), ("2", Answer::No)]), "answers names 2 twice");
}

#[test]
fn as_a_row_of_a_sheet() {
    let row = |sector, day, edition, answers| {
        run("hazard-judge", &[("sector", sector), ("day", day), ("edition", edition), ("answers", answers)])
    };
    assert_eq!(
        row("coal", "2024-03-01", "", "5=yes; 6=no"),
        "coal_2021 | 应急管理部令第4号 | major | 5 | 4;7;8;9;10;11;12;13;14;15;16;17;18 | yes | yes"
    );
    assert_eq!(
        row("civil_explosives", "2024-03-01", "", ""),
        "civil_explosives_2023 | 工信厅安全函〔2023〕337号 | undecided |  | 1;2;3;4;5;6;7;8;9 | no | no"
    );
    for (sector, day, edition, answers, refusal) in [
        ("coal", "2026-06-01", "", "", "which edition is in force on 2026-06-01 is not known: coal_2021, coal_2026"),
        ("coal", "2019-06-01", "", "", "no edition is in force on 2019-06-01"),
        ("coal", "2024-02-30", "", "", "day is 2024-02-30, allowed is a day like 2026-05-01"),
        ("coal", "", "", "", "day is missing"),
        (
            "coal",
            "2024-03-01",
            "trade_2023",
            "",
            "edition is trade_2023, allowed is the name of an edition of this sector",
        ),
        (
            "coal",
            "2024-03-01",
            "",
            "5=perhaps",
            "answers is 5=perhaps, allowed is article=yes, no or does_not_apply, between semicolons",
        ),
    ] {
        assert_eq!(row(sector, day, edition, answers), refusal);
    }
    assert!(row("tourism", "2024-03-01", "", "").starts_with("sector is tourism, allowed is one of coal, "));
    // An edition can be asked for on any day, so that an old case keeps its own.
    assert!(row("coal", "2026-06-01", "coal_2021", "4=yes").starts_with("coal_2021 | 应急管理部令第4号 | major | 4 |"));
}

#[test]
fn lists_are_well_formed() {
    let names: BTreeSet<_> = editions().map(|edition| edition.name).collect();
    assert_eq!(names.len(), editions().count());
    for sector in Sector::ALL {
        assert_eq!(Sector::from_word(sector.word()), Some(sector));
        assert!(editions().any(|edition| edition.sector == sector), "{sector:?}");
    }
    for edition in editions() {
        let numbers: BTreeSet<_> = edition.articles.iter().map(|article| article.number).collect();
        assert_eq!(numbers.len(), edition.articles.len(), "{}", edition.name);
        assert!(!edition.complete || !edition.articles.is_empty(), "{}", edition.name);
        for article in edition.articles {
            let length = article.topic.chars().count();
            assert!((2..=16).contains(&length), "{} {}", edition.name, article.topic);
            let before = article.follows.map(|number| {
                editions()
                    .any(|it| it.sector == edition.sector && it.name < edition.name && it.article(number).is_some())
            });
            assert!(before.unwrap_or(true), "{} {}", edition.name, article.number);
        }
    }
    assert_eq!(
        ["coal_2021", "chemicals_2017", "fireworks_2017"].map(|it| edition(it).unwrap().articles.len()),
        [15, 20, 20]
    );
}

proptest! {
    /// One more yes never makes a hazard milder; one more answer never makes a decided one undecided.
    #[test]
    fn verdicts_are_monotone(said in proptest::collection::vec(0_usize..4, 20), at in 0_usize..20) {
        let chemicals = edition("chemicals_2017").unwrap();
        let answers = |said: &[usize]| -> Vec<_> {
            let pairs = chemicals.articles.iter().zip(said);
            pairs.filter_map(|(article, index)| Some((article.number, *Answer::ALL.get(*index)?))).collect()
        };
        let before = judge(chemicals, &answers(&said)).unwrap();
        let mut more = said.clone();
        more[at] = 0;
        let after = judge(chemicals, &answers(&more)).unwrap();
        prop_assert_eq!(after.verdict, Verdict::Major);
        prop_assert!(after.by.len() >= before.by.len() && after.not_judged.len() <= before.not_judged.len());
        prop_assert_eq!(before.verdict == Verdict::Major, said.contains(&0));
        prop_assert_eq!(before.not_judged.len(), said.iter().filter(|index| **index == 3).count());
    }
}
