use proptest::prelude::*;
use proptest::sample::select;

use super::collected::sheet;
use super::{exact, run};
use crate::Exact;
use crate::hazard_installation::gb_18218_2018::{
    CLASSES, Grade, Graded, STOCKS_MAX, SUBSTANCES, Stock, Verdict, class, exposure_factor, grade, grade_of, identify,
    is_cas, name_and_cas, substance,
};

fn graded(substances: &str, people: &str) -> String {
    let found = run("major-hazard-installation", &[("substances", substances), ("people", people)]);
    found.strip_suffix(" | ").map(str::to_owned).unwrap_or(found)
}

#[test]
fn worked_examples() {
    //    what lies there, people outside              S, major, α, R, grade
    for (substances, people, expected) in [
        ("汽油=100; 乙醇=100", "0", "0.7 | no |  |  | "),
        ("汽油=200", "0", "1 | yes | 0.5 | 0.5 | 四级"),
        ("氨=60", "120", "6 | yes | 2 | 24 | 三级"),
        ("氯=40", "30", "8 | yes | 1.2 | 38.4 | 三级"),
        ("氯=50", "100", "10 | yes | 2 | 80 | 二级"),
        ("光气=0.75", "99", "2.5 | yes | 1.5 | 75 | 二级"),
        ("液化石油气=500", "150", "10 | yes | 2 | 30 | 三级"),
        ("甲醇=5000；氢=20", "60", "14 | yes | 1.5 | 24 | 三级"),
        ("甲苯=500", "29", "1 | yes | 1 | 1 | 四级"),
        ("硫化氢=50; 氰化氢=2", "100", "12 | yes | 2 | 140 | 一级"),
        ("W5.3=999", "0", "0.999 | no |  |  | "),
        // By CAS number; with a class where table 1 gives none; named toxic gas outside table 1.
        ("7782-50-5=50", "100", "10 | yes | 2 | 80 | 二级"),
        ("丙烯醛@J1=40", "10", "2 | yes | 1 | 8 | 四级"),
        ("一氧化碳@W2=100", "100", "10 | yes | 2 | 40 | 三级"),
        ("氯#7782-50-5=50", "100", "10 | yes | 2 | 80 | 二级"),
        ("丙烯醛#107-02-8@J1=40", "10", "2 | yes | 1 | 8 | 四级"),
        // A class that is given goes before that of the row, and the named factor of a toxic gas before both.
        ("汽油@W5.1=200", "0", "1 | yes | 0.5 | 0.75 | 四级"),
        ("氯@J3=50", "100", "10 | yes | 2 | 80 | 二级"),
        // Three parts that are exactly one, and one gram less.
        ("汽油=140; 乙醇@W5.3=100; 氢=0.5", "1", "1 | yes | 1 | 1.05 | 四级"),
        ("汽油=139.999999; 乙醇@W5.3=100; 氢=0.5", "1", "1 | no |  |  | "),
    ] {
        assert_eq!(graded(substances, people), expected, "{substances}");
    }
}

#[test]
fn what_is_not_known_is_refused() {
    for (substances, people, refusal) in [
        ("", "0", "substances is missing"),
        (" ; ", "0", "substances is missing"),
        ("氯#7664-41-7=60", "0", "氯 has the CAS number 7782-50-5, not 7664-41-7"),
        ("某种溶剂#7664-41-7=60", "0", "某种溶剂 has the CAS number another of the table, not 7664-41-7"),
        ("氯#7782-50-6=60", "0", "cas is 7782-50-6, allowed is a CAS number with its check digit, like 7782-50-5"),
        ("氨=60", "-1", "people is -1, allowed is a whole number, 0 to 10000000"),
        ("氨=60", "1.5", "people is 1.5, allowed is a whole number, 0 to 10000000"),
        ("氨=60", "10000001", "people is 10000001, allowed is a whole number, 0 to 10000000"),
        ("氨=-1", "0", "amount_t is -1, allowed is 0 to 100000000"),
        ("氨=100000000.000001", "0", "amount_t is 100000000.000001, allowed is 0 to 100000000"),
        ("氨=many", "0", "amount_t is many, allowed is 0 to 100000000"),
        ("氨@W9=1", "0", "class is W9, allowed is a symbol of table 2, J1 to J5 or W1.1 to W11"),
        ("某种溶剂=5", "0", "the class of 某种溶剂 is missing: the factor follows from it"),
        // The quantity is in table 1, so it is identified; the factor is nowhere.
        ("丙烯醛=40", "0", "2 | yes |  |  |  | the class of 丙烯醛 is missing: the factor follows from it"),
        ("6484-52-2=60", "0", "6484-52-2 is several rows of the table: 硝酸铵(含可燃物>0.2%), 硝酸铵(含可燃物≤0.2%)"),
    ] {
        assert_eq!(graded(substances, people), refusal, "{substances}");
    }
    assert!(graded("氨", "0").starts_with("substances is 氨, allowed is substance=tonnes"));
    assert!(graded("=5", "0").starts_with("substances is =5, allowed is substance=tonnes"));
    assert_eq!(run("major-hazard-installation", &[("substances", "丙烯醛=40")]), "2 | yes |  |  |  | ");
    let many = "氨=1;".repeat(STOCKS_MAX);
    assert_eq!(run("major-hazard-installation", &[("substances", &many)]), "20 | yes |  |  |  | ");
    let refusal = "number of substances is 201, allowed is a whole number, 1 to 200";
    assert_eq!(run("major-hazard-installation", &[("substances", &format!("{many}氨=1"))]), refusal);
}

#[test]
fn lines_of_grade_and_of_people() {
    let grades = ["0", "9.99", "10", "49.99", "50", "99.99", "100"].map(|value| grade_of(exact(value)).term().zh);
    assert_eq!(grades, ["四级", "四级", "三级", "三级", "二级", "二级", "一级"]);
    let factors = [0, 1, 29, 30, 49, 50, 99, 100].map(|people| exposure_factor(people).unwrap().to_string());
    assert_eq!(factors, ["0.5", "1", "1", "1.2", "1.2", "1.5", "1.5", "2"]);
}

/// The greatest sum that is taken, of quantities without a common measure, still is a number.
#[test]
fn the_far_edge_of_the_domain() {
    let amount_t = exact("99999999.999999");
    let stock = |at: usize| Stock {
        substance: SUBSTANCES[at % SUBSTANCES.len()].name.to_owned(),
        class: class("W2"),
        amount_t,
    };
    let stocks: Vec<_> = (0..STOCKS_MAX).map(stock).collect();
    let graded = grade(&stocks, 10_000_000).unwrap().unwrap();
    assert_eq!((graded.grade, graded.exposure_factor), (Grade::First, exact("2")));
    let share = identify(&stocks).unwrap().sum;
    assert!(graded.value > share && graded.value < share.times(exact("40")));
}

/// Every number of the table has a right check digit, and none has a wrong one after a digit is changed.
#[test]
fn cas_numbers_carry_their_check() {
    for cas in SUBSTANCES.iter().flat_map(|row| row.cas) {
        assert!(is_cas(cas), "{cas}");
        let last = cas.chars().last().unwrap().to_digit(10).unwrap();
        assert!(!is_cas(&format!("{}{}", &cas[..cas.len() - 1], (last + 1) % 10)), "{cas}");
    }
    for wrong in ["", "7782-50", "7782-50-55", "7-50-5", "12345678-50-5", "7782-5o-5", "7782505", "--", "氯-50-5"] {
        assert!(!is_cas(wrong), "{wrong}");
    }
}

#[test]
fn names_and_numbers_that_stand_together() {
    for (name, cas, expected) in [
        ("氯", "7782-50-5", "agree | 12 | 氯 | 5"),
        ("液氯", "7782-50-5", "agree | 12 | 氯 | 5"),
        ("硝酸（发红烟的除外，含硝酸>70%）", "7697-37-2", "agree | 81 | 硝酸(含硝酸>70%，发红烟的除外) | 100"),
        ("甲醇", "50-00-0", "different | 65 | 甲醛(含量>90%) | 5"),
        ("氢酸钾", "3811-04-9", "name_unknown |  | 氯酸钾 | 100"),
        ("氯", "7732-18-5", "cas_unknown | 12 |  | "),
        ("水", "7732-18-5", "not_in_table |  |  | "),
    ] {
        assert_eq!(run("substance-cas", &[("name", name), ("cas", cas)]), expected, "{name} {cas}");
    }
}

/// The collected table was read by a machine: its numbers are right and many of its names are those of something else.
#[test]
fn the_flawed_table_is_found_out() {
    let Some(sheet) = sheet("chemicals/gb18218_2018_table1_ocr_flawed.tsv", b'\t') else { return };
    assert_eq!(sheet.len(), 85);
    let mut found: Vec<(Verdict, Vec<u8>)> = Vec::new();
    for (row, substance) in SUBSTANCES.iter().enumerate() {
        assert_eq!(exact(sheet.cell(row, "critical_quantity_t_as_found")), substance.critical_t, "row {}", row + 1);
        // Several numbers stand with a remark behind each.
        let numbers = sheet.cell(row, "cas_as_found").split_whitespace();
        let Some(cas) = numbers.map(|it| it.split('(').next().unwrap()).next() else { continue };
        let verdict = name_and_cas(sheet.cell(row, "name_as_found"), cas).unwrap().verdict;
        match found.iter_mut().find(|(it, _)| *it == verdict) {
            Some((_, rows)) => rows.push(substance.number),
            None => found.push((verdict, vec![substance.number])),
        }
    }
    let rows = |verdict| found.iter().find(|(it, _)| *it == verdict).map(|(_, rows)| rows.clone()).unwrap_or_default();
    // Row 8 is formaldehyde under the name of methanol, row 51 hydrogen under that of fluorine, row 56 oxygen under hydrogen's.
    assert_eq!(rows(Verdict::Different), [2, 8, 10, 16, 20, 25, 51, 56, 76]);
    assert_eq!(rows(Verdict::NameUnknown), [14, 17, 22, 23, 26, 27, 32, 53, 69, 77, 78, 79, 82]);
    // 13810-58-7 for 18810-58-7: the check digit agrees with both.
    assert_eq!(rows(Verdict::NotInTable), [31]);
    assert_eq!(rows(Verdict::CasUnknown), []);
}

/// Quantities and factors row by row, so that no figure can move unseen.
#[test]
fn tables() {
    assert_eq!(SUBSTANCES.len(), 85);
    assert!(SUBSTANCES.iter().zip(1..).all(|(row, number)| row.number == number));
    let quantities: Vec<_> = SUBSTANCES.iter().map(|row| row.critical_t.to_string()).collect();
    let printed = "10 1 1 20 1 0.3 10 5 1 5 20 5 20 1 1 1 10 20 20 1 20 20 100 1 1 75 20 20 20 0.75 0.5 0.5 0.5 5 5 1 1 1 \
                   10 50 50 50 5 50 200 1000 5 50 50 50 5 50 5 1 50 200 50 500 500 50 50 500 10 500 500 200 500 10 500 \
                   500 10 10 50 1 1 20 20 100 100 20 100 50 100 1 10";
    assert_eq!(quantities.join(" "), printed);
    let toxic: Vec<_> = SUBSTANCES.iter().filter_map(|row| row.toxic_gas_factor.map(|it| (row.name, it))).collect();
    assert_eq!(toxic.len(), 13);
    assert_eq!(toxic.iter().map(|(_, factor)| factor).sum::<u32>(), 2 * 3 + 3 * 2 + 4 + 5 * 2 + 10 * 2 + 20 * 3);
    let classes: Vec<_> = CLASSES.iter().map(|it| format!("{} {} {}", it.symbol, it.critical_t, it.factor)).collect();
    let printed = "J1 5 4, J2 50 1, J3 50 2, J4 50 2, J5 500 1, W1.1 1 2, W1.2 10 2, W1.3 50 2, W2 10 1.5, W3 150 1, \
                   W4 50 1, W5.1 10 1.5, W5.2 50 1, W5.3 1000 1, W5.4 5000 1, W6.1 10 1.5, W6.2 50 1, W7.1 10 1.5, \
                   W7.2 50 1, W8 50 1, W9.1 50 1, W9.2 200 1, W10 200 1, W11 200 1";
    assert_eq!(classes.join(", "), printed);
}

#[test]
fn every_name_leads_to_one_row_and_every_cas_number_is_well_formed() {
    for row in SUBSTANCES {
        for name in row.also.iter().chain([&row.name]) {
            assert_eq!(substance(name).unwrap().map(|it| it.number), Some(row.number), "{name}");
            assert!(class(name).is_none() && !name.contains(['=', '@', '#', ';', '；']), "{name}");
        }
        assert!(row.class.is_none_or(|symbol| class(symbol).is_some()), "{}", row.name);
        assert!(row.cas.iter().all(|cas| is_cas(cas)), "{}: {:?}", row.name, row.cas);
    }
    assert!(!is_cas("7664-41-8"));
}

fn stock() -> impl Strategy<Value = Stock> {
    let rows: Vec<_> = SUBSTANCES.iter().map(|row| row.name).collect();
    (select(rows), select(CLASSES), 0_u32..=10_000_000).prop_map(|(name, of, kilograms)| Stock {
        substance: name.to_owned(),
        class: class(of.symbol),
        amount_t: Exact::from(kilograms).over(exact("1000")).unwrap(),
    })
}

fn alone(stock: &Stock, people: u32) -> Option<Graded> {
    grade(std::slice::from_ref(stock), people).unwrap()
}

proptest! {
    #[test]
    fn r_is_additive(a in stock(), b in stock(), people in 0_u32..200) {
        let both = [a, b];
        let other_way = [both[1].clone(), both[0].clone()];
        let [sum_a, sum_b] = both.each_ref().map(|it| identify(std::slice::from_ref(it)).unwrap().sum);
        prop_assert_eq!(identify(&both).unwrap().sum, sum_a.plus(sum_b));
        prop_assert_eq!(identify(&both), identify(&other_way));
        if let [Some(a), Some(b)] = both.each_ref().map(|it| alone(it, people)) {
            prop_assert_eq!(grade(&both, people).unwrap().map(|it| it.value), Some(a.value.plus(b.value)));
        }
    }

    #[test]
    fn more_of_anything_is_never_milder(it in stock(), more in 0_u32..1_000_000, people in 0_u32..200, and in 0_u32..200) {
        let bigger = Stock { amount_t: it.amount_t.plus(Exact::from(more)), ..it.clone() };
        for (mild, bad) in [
            (alone(&it, people), alone(&bigger, people)),
            (alone(&it, people), alone(&it, people + and)),
        ] {
            prop_assert!(mild.map(|graded| graded.value) <= bad.map(|graded| graded.value));
            prop_assert!(mild.map(|graded| graded.grade) <= bad.map(|graded| graded.grade));
        }
    }
}
