//! Codes: the numbers of the reference, what is refused and why, the collected lists, and reading twice.

use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::select;

use super::collected::{sheet, text};
use super::run;
use crate::Error;
use crate::codes::ga_36_2018::Plate;
use crate::codes::gb_11643_1999::CitizenNumber;
use crate::codes::gb_32100_2015::{CreditCode, complete, is_valid, organisation_check};
use crate::codes::gb_t_2260::{DivisionCode, History, Level};
use crate::codes::gb_t_9704_2012::{DocumentNumber, KINDS, gaps, kind};

/// Reference 07, section 2: codes as published.
#[test]
fn credit_codes() {
    for (code, expected) in [
        ("91350100M000100Y43", "市场监督管理 | 1 | 350100 | M000100Y4"),
        ("91440300708461136T", "市场监督管理 | 1 | 440300 | 708461136"),
        ("91330100799655058B", "市场监督管理 | 1 | 330100 | 799655058"),
        ("91110108551385082Q", "市场监督管理 | 1 | 110108 | 551385082"),
        ("11100000000013338W", "机构编制 | 1 | 100000 | 000013338"),
        ("91110000802100433B", "市场监督管理 | 1 | 110000 | 802100433"),
        ("91110000100003962T", "the check of code 91110000100003962T fails: Y is expected"),
        ("91310000132220821H", "the check of code 91310000132220821H fails: 1 is expected"),
        ("914403007123456789", "the check of organisation code 712345678 fails: 2 is expected"),
        ("", "code is missing"),
    ] {
        assert_eq!(run("uscc", &[("code", code)]), expected, "{code}");
    }
    for code in ["91350100M000100Y4", "91350100M000100Y433", "91350100m000100y43", "9135010OM000100Y43", "望澜县应急局"]
    {
        assert!(matches!(code.parse::<CreditCode>(), Err(Error::OutOfDomain { .. })), "{code}");
    }
    for code in ["M000100Y4", "708461136", "799655058"] {
        assert_eq!(organisation_check(&code.as_bytes()[..8]), code.bytes().last(), "{code}");
    }
    assert_eq!(complete("91350100", "M000100Y").unwrap().as_str(), "91350100M000100Y43");
    assert_eq!(complete("9135010", "M000100Y").unwrap_err().field(), "registration");
    assert_eq!(complete("91350100", "M000100").unwrap_err().field(), "organisation");
}

/// 23 701 firms with right codes, 12 with wrong ones, and the codes of other people's examples.
#[test]
fn collected_credit_codes() {
    if let Some(firms) = sheet("uscc/companies_yunnan_sichuan_1978_1999.csv.gz", b',') {
        assert_eq!(firms.len(), 23_701);
        for row in 0..firms.len() {
            let code = firms.cell(row, "统一社会信用代码");
            assert_eq!(is_valid(code), firms.cell(row, "scratch_check") == "ok", "{code}");
        }
    }
    if let Some(wrong) = sheet("uscc/invalid_codes_as_found.csv", b',') {
        assert_eq!(wrong.len(), 12);
        for row in 0..wrong.len() {
            let refusal = wrong.cell(row, "统一社会信用代码").parse::<CreditCode>().unwrap_err();
            let reason = match refusal {
                Error::CheckFails { .. } => "bad_check",
                _ => "bad_char",
            };
            assert_eq!(reason, wrong.cell(row, "scratch_check"), "{refusal}");
        }
    }
    if let Some(seen) = sheet("uscc/codes_seen_in_sample_data.tsv", b'\t') {
        for row in 0..seen.len() {
            let found = match seen.cell(row, "code").parse::<CreditCode>() {
                Ok(_) => "ok",
                Err(Error::CheckFails { name: "organisation code", .. }) => "ok_but_org_code_check_bad",
                Err(_) => "bad_check",
            };
            assert_eq!(found, seen.cell(row, "scratch_check"), "{}", seen.cell(row, "code"));
        }
    }
}

/// Reference 07, section 3.
#[test]
fn citizen_numbers() {
    for (number, expected) in [
        ("11010519491231002X", "11010519491231002X | 110105 | 1949-12-31 | female | 76 | old"),
        ("11010519491231002x", "11010519491231002X | 110105 | 1949-12-31 | female | 76 | old"),
        ("440524188001010014", "440524188001010014 | 440524 | 1880-01-01 | male | 146 | old"),
        ("320583198205264237", "320583198205264237 | 320583 | 1982-05-26 | male | 43 | adult"),
        ("11010119900307467X", "11010119900307467X | 110101 | 1990-03-07 | male | 35 | adult"),
        ("320311770706001", "320311197707060018 | 320311 | 1977-07-06 | male | 48 | adult"),
        ("110101199002304678", "number is 110101…8, allowed is a number with a day of the calendar from 1800 to today"),
        ("110105202601020024", "number is 110105…4, allowed is a number with a day of the calendar from 1800 to today"),
        ("110105194912310021", "the check of number 110105…1 fails: X is expected"),
        (
            "320311770706001X",
            "number is 320311…X, allowed is seventeen digits and a digit or X, or the fifteen digits of \
                              the first generation",
        ),
        (
            "张三",
            "number is …, allowed is seventeen digits and a digit or X, or the fifteen digits of the first generation",
        ),
    ] {
        assert_eq!(run("id-number", &[("number", number), ("day", "2026-01-01")]), expected, "{number}");
    }
    let leap = CitizenNumber::read("110101200002290019", date(2026, 1, 1));
    let leap = leap.or_else(|_| CitizenNumber::read("110101000229001", date(2026, 1, 1)));
    assert!(leap.is_err(), "1900 has no 29 February");
    assert_eq!(
        format!("{:?}", CitizenNumber::read("11010519491231002X", date(2026, 1, 1)).unwrap()),
        "CitizenNumber(110105…X)"
    );
}

#[test]
fn ages_turn_on_the_birthday() {
    let born = |number| CitizenNumber::read(number, date(2026, 1, 1)).unwrap();
    let it = born("11010519491231002X");
    assert_eq!([date(2009, 12, 30), date(2009, 12, 31), date(2010, 1, 1)].map(|day| it.age_on(day)), [59, 60, 60]);
}

#[test]
fn divisions() {
    for (code, expected) in [
        ("53", "530000000000 | province |  | 云南省 | 省级"),
        ("5301", "530100000000 | city | 530000000000 | 云南省 | 地级市"),
        ("530102", "530102000000 | county | 530100000000 | 云南省 | 市辖区"),
        ("530102000000", "530102000000 | county | 530100000000 | 云南省 | 市辖区"),
        ("532301", "532301000000 | county | 532300000000 | 云南省 | 市辖区"),
        ("530581", "530581000000 | county | 530500000000 | 云南省 | 县级市"),
        ("429004", "429004000000 | county | 429000000000 | 湖北省 | 市辖区"),
        ("110101001", "110101001000 | town | 110101000000 | 北京市 | 街道"),
        ("110101001005", "110101001005 | village | 110101001000 | 北京市 | 居委会"),
        ("99", "code is 99, allowed is 2, 4, 6, 9 or 12 digits of a division, the first two those of a province"),
    ] {
        assert_eq!(run("division-code", &[("code", code)]), expected, "{code}");
    }
    for wrong in ["", "5", "53010", "5301020", "53o102", "5301０2", "530102-001"] {
        assert!(wrong.parse::<DivisionCode>().is_err(), "{wrong}");
    }
    let [province, county] = ["53", "530102"].map(|code| code.parse::<DivisionCode>().unwrap());
    assert!(province.contains(&county) && !county.contains(&province) && county.short() == "530102");
}

/// Every code of the lists of 2023 has its parents, and the names of a code are followed through the years.
#[test]
fn collected_divisions() {
    let lists = [("areas", "cityCode", 4), ("cities", "provinceCode", 2)];
    for (list, column, digits) in lists {
        let Some(sheet) = sheet(&format!("admin_divisions/nbs2023_{list}.csv"), b',') else { return };
        for row in 0..sheet.len() {
            let code: DivisionCode = sheet.cell(row, "code").parse().unwrap();
            // A city without counties stands in both lists.
            let city = if code.level() == Level::City && list == "areas" { code } else { code.above().unwrap() };
            assert_eq!(city.to_string()[..digits], *sheet.cell(row, column), "{code}");
        }
        println!("{} {list}", sheet.len());
    }
    let years = (1980..=2023).filter(|year| !(1982..=2022).step_by(4).any(|missing| missing == *year));
    let mut history = History::default();
    for year in years {
        let Some(list) = text(&format!("admin_divisions/history/{year}.txt.gz")) else { return };
        let read = history.add(year, &list);
        assert!((2_900..3_400).contains(&read), "{year}: {read} codes");
    }
    follow(&history);
}

fn follow(history: &History) {
    let code = |text: &str| text.parse::<DivisionCode>().unwrap();
    // Changping became a district in 1999, with another code.
    assert_eq!(history.name(code("110221"), 1998), Some("昌平县"));
    assert_eq!(history.name(code("110221"), 2001), None);
    assert_eq!(history.may_continue_as(code("110221"), 2001), [code("110114")]);
    // Chongwen and Xuanwu went into Dongcheng and Xicheng in 2010.
    assert!(history.changes(2009, 2011).gone.contains(&code("110103")));
    assert_eq!(history.names(code("110103")).last().map(|it| (it.name.as_str(), it.last_year)), Some(("崇文区", 2009)));
    // Chongqing became a province in 1997: every code moved from 51 to 50.
    assert_eq!((history.name(code("510202"), 1995), history.name(code("510202"), 1997)), (Some("渝中区"), None));
    // A year without a list is like the one before it.
    assert_eq!(history.name(code("110114"), 2022), Some("昌平区"));
    assert_eq!(history.name(code("110114"), 1979), None);
}

#[test]
fn plates() {
    for (plate, expected) in [
        ("云A12345", "云A12345 | standard |  | "),
        ("云a·123 4b", "云A1234B | standard |  | "),
        ("粤BD12345", "粤BD12345 | new_energy_small | yes | 粤BD12345 green"),
        ("粤BF12345", "粤BF12345 | new_energy_small | no | 粤BF12345 green"),
        ("粤B12345D", "粤B12345D | new_energy_large | yes | 粤B12345D yellow_green"),
        ("云A1234挂", "云A1234挂 | trailer |  | 云A1234挂 yellow"),
        ("云A1234学", "云A1234学 | coaching |  | "),
        ("云A1234警", "云A1234警 | police |  | 云A1234警 white"),
        ("粤Z1234港", "粤Z1234港 | cross_border |  | 粤Z1234港 black"),
        ("沪A1234领", "沪A1234领 | consulate |  | 沪A1234领 black"),
        ("使123456", "使123456 | embassy |  | 使123456 black"),
        ("ＷＪ云12345", "WJ云12345 | armed_police |  | WJ云12345 white"),
        ("VA12345", "VA12345 | army |  | VA12345 white"),
    ] {
        assert_eq!(run("plate", &[("plate", plate)]), expected, "{plate}");
    }
    assert_eq!(
        run("plate", &[("plate", "云A12345"), ("colour", "yellow")]),
        "云A12345 | standard |  | 云A12345 yellow"
    );
    for wrong in
        ["云I12345", "云A1234I", "云A123", "云A1234567", "X云A12345", "云AABC12", "粤BL12345", "云A1234德", "12345"]
    {
        assert!(wrong.parse::<Plate>().is_err(), "{wrong}");
    }
}

/// Reference 04, vectors 12 to 14, and reference 07, section 8.
#[test]
fn document_numbers() {
    for (number, expected) in [
        ("云安委办〔2020〕12号", "云安委办〔2020〕12号 | 云安委办 | 2020 | 12 |  |  |  |  | "),
        (
            "（宁）应急检记〔2019〕7号",
            "（宁）应急检记〔2019〕7号 | （宁）应急检记 | 2019 | 7 | 宁 | 应急 | 检记 | 现场检查记录 | ",
        ),
        (
            "(德阳)应急罚〔2019〕15号",
            "（德阳）应急罚〔2019〕15号 | （德阳）应急罚 | 2019 | 15 | 德阳 | 应急 | 罚 | 行政处罚决定书 | ",
        ),
        (
            "深龙华应急罚〔2026〕1号",
            "深龙华应急罚〔2026〕1号 | 深龙华应急罚 | 2026 | 1 |  | 深龙华应急 | 罚 | 行政处罚决定书 | ",
        ),
        (
            "（石）安监责改[2017]第003号",
            "（石）安监责改〔2017〕3号 | （石）安监责改 | 2017 | 3 | 石 | 安监 | 责改 | 责令限期整改指令书 | \
             brackets;ordinal;leading_zeros",
        ),
        (
            "云安委办 〔２０２０〕 12 号",
            "云安委办〔2020〕12号 | 云安委办 | 2020 | 12 |  |  |  |  | blanks;full_width_digits",
        ),
    ] {
        assert_eq!(run("document-number", &[("number", number)]), expected, "{number}");
    }
    for wrong in [
        "",
        "〔2020〕12号",
        "云安委办〔20〕12号",
        "云安委办〔2020〕号",
        "云安委办〔2020〕0号",
        "云安委办〔2020〕12",
        "云安委办2020-12号",
        "云安委办〔2020〕12号附件",
        "云安委办〔2020〕1 2号a",
        "2020〔2020〕12号",
    ] {
        assert!(wrong.parse::<DocumentNumber>().is_err(), "{wrong}");
    }
    let record: DocumentNumber = "（宁）应急检记〔2019〕7号".parse().unwrap();
    for (word, expected) in [("责改", "（宁）应急责改〔2019〕7号"), ("复查", "（宁）应急复查〔2019〕7号")]
    {
        assert_eq!(record.shared_with(kind(word).unwrap()).unwrap().to_string(), expected);
    }
    assert_eq!((gaps(&[1, 2, 4], &[]), gaps(&[1, 2, 4], &[3]), gaps(&[], &[])), (vec![3], vec![], vec![]));
}

/// Characters that codes are made of, and some that they are not.
const TYPED: &str = "[0-9A-HJ-NP-Za-z云粤京使挂学警港〔〕（）\\[\\]第号应急责改罚检记·\\- ０-９Ａ-Ｚ]{0,22}";

proptest! {
    #[test]
    fn reading_what_was_written_changes_nothing(typed in TYPED) {
        if let Ok(code) = typed.parse::<CreditCode>() {
            prop_assert_eq!(code.to_string(), typed.as_str());
        }
        if let Ok(plate) = typed.parse::<Plate>() {
            prop_assert_eq!(plate.to_string().parse::<Plate>().unwrap(), plate);
        }
        if let Ok(code) = typed.parse::<DivisionCode>() {
            prop_assert_eq!(code.to_string().parse::<DivisionCode>().unwrap(), code);
        }
        if let Ok(number) = typed.parse::<DocumentNumber>() {
            let again: DocumentNumber = number.to_string().parse().unwrap();
            prop_assert_eq!(again.departures().count(), 0);
            prop_assert_eq!(again, number);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(typed in "\\PC{0,24}") {
        let _ = typed.parse::<CreditCode>();
        let _ = typed.parse::<Plate>();
        let _ = typed.parse::<DivisionCode>();
        let _ = typed.parse::<DocumentNumber>();
        let _ = CitizenNumber::read(&typed, date(2026, 1, 1));
    }

    #[test]
    fn a_changed_character_breaks_a_credit_code(
        registration in "9[1-3][0-9]{6}", organisation in "[0-9A-HJ-NP-RTUWXY]{8}", at in 0_usize..18, by in 1_usize..31,
    ) {
        let code = complete(&registration, &organisation).unwrap().to_string();
        prop_assert!(is_valid(&code));
        let alphabet = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
        let mut changed = code.into_bytes();
        let old = alphabet.iter().position(|c| *c == changed[at]).unwrap();
        changed[at] = alphabet[(old + by) % 31];
        prop_assert!(!is_valid(std::str::from_utf8(&changed).unwrap()));
    }

    #[test]
    fn a_completed_citizen_number_is_read_again(area in "[1-8][0-9]{5}", days in 0_i32..36_000, order in 0_u32..1_000) {
        let birthday = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let old = format!("{area}{}{order:03}", birthday.strftime("%y%m%d"));
        let it = CitizenNumber::read(&old, date(2026, 1, 1)).unwrap();
        let again = CitizenNumber::read(it.as_str(), date(2026, 1, 1)).unwrap();
        prop_assert_eq!(&it, &again);
        prop_assert_eq!(it.birthday(), birthday);
    }

    #[test]
    fn every_division_lies_in_its_parent(code in "5[0-4][0-9]{10}") {
        let code: DivisionCode = code.parse().unwrap();
        match code.above() {
            Some(above) => prop_assert!(above.contains(&code) && above.level() < code.level()),
            None => prop_assert_eq!(code.level(), Level::Province),
        }
    }

    #[test]
    fn kinds_share_one_running_number(own in select(KINDS), other in select(KINDS), number in 1_u32..100_000) {
        let first = DocumentNumber::new(&format!("（望）应急{}", own.word), 2026, number).unwrap();
        let second = first.shared_with(&other).unwrap();
        prop_assert_eq!(*second.enforcement().unwrap().kind, other);
        prop_assert_eq!(second.shared_with(&own).unwrap(), first);
    }
}
