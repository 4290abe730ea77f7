//! Table 1: substances with a critical quantity of their own. Names are corrected by their CAS numbers.
//!
//! A row has a class only where two sources name the factor of the substance; for the others the class follows from the
//! substance's own classification and has to be given. Row 42: printings differ in the share of nitrocellulose (25 % or
//! 55 %), not in the quantity.

use super::Substance;
use crate::Exact;

pub(super) const ROWS: &[Substance] = &[
    row(1, "氨", &["液氨", "氨气"], &["7664-41-7"], whole(10), Some(2), None),
    row(2, "二氟化氧", &[], &["7783-41-7"], whole(1), None, None),
    row(3, "二氧化氮", &[], &["10102-44-0"], whole(1), Some(10), None),
    row(4, "二氧化硫", &["亚硫酸酐"], &["7446-09-5"], whole(20), Some(2), None),
    row(5, "氟", &[], &["7782-41-4"], whole(1), None, None),
    row(6, "碳酰氯", &["光气"], &["75-44-5"], part(3, 10), Some(20), None),
    row(7, "环氧乙烷", &["氧化乙烯"], &["75-21-8"], whole(10), Some(2), None),
    row(8, "甲醛(含量>90%)", &[], &["50-00-0"], whole(5), None, None),
    row(9, "磷化氢", &["磷化三氢", "膦"], &["7803-51-2"], whole(1), Some(20), None),
    row(10, "硫化氢", &[], &["7783-06-4"], whole(5), Some(5), None),
    row(11, "氯化氢(无水)", &["氯化氢"], &["7647-01-0"], whole(20), Some(3), None),
    row(12, "氯", &["液氯", "氯气"], &["7782-50-5"], whole(5), Some(4), None),
    row(13, "煤气", &[], &[], whole(20), None, None),
    row(14, "砷化氢", &["砷化三氢", "胂"], &["7784-42-1"], whole(1), None, None),
    row(15, "锑化氢", &["三氢化锑", "锑化三氢"], &["7803-52-3"], whole(1), None, None),
    row(16, "硒化氢", &[], &["7783-07-5"], whole(1), None, None),
    row(17, "溴甲烷", &["甲基溴"], &["74-83-9"], whole(10), Some(3), None),
    row(18, "丙酮氰醇", &["丙酮合氰化氢", "2-羟基异丁腈"], &["75-86-5"], whole(20), None, None),
    row(19, "丙烯醛", &["烯丙醛", "败脂醛"], &["107-02-8"], whole(20), None, None),
    row(20, "氟化氢", &[], &["7664-39-3"], whole(1), Some(5), None),
    row(21, "环氧氯丙烷", &["1-氯-2,3-环氧丙烷", "3-氯-1,2-环氧丙烷"], &["106-89-8"], whole(20), None, None),
    row(22, "环氧溴丙烷", &["3-溴-1,2-环氧丙烷", "溴甲基环氧乙烷", "表溴醇"], &["3132-64-7"], whole(20), None, None),
    row(23, "甲苯二异氰酸酯", &["TDI", "二异氰酸甲苯酯"], &["26471-62-5"], whole(100), None, None),
    row(24, "一氯化硫", &["氯化硫"], &["10025-67-9"], whole(1), None, None),
    row(25, "氰化氢", &["无水氢氰酸"], &["74-90-8"], whole(1), Some(10), None),
    row(26, "三氧化硫", &["硫酸酐"], &["7446-11-9"], whole(75), None, None),
    row(27, "3-氨基丙烯", &["烯丙胺"], &["107-11-9"], whole(20), None, None),
    row(28, "溴", &["溴素"], &["7726-95-6"], whole(20), None, None),
    row(29, "乙撑亚胺", &["乙烯亚胺", "吖丙啶", "氮丙啶"], &["151-56-4"], whole(20), None, None),
    row(30, "异氰酸甲酯", &["甲基异氰酸酯"], &["624-83-9"], part(3, 4), Some(20), None),
    row(31, "叠氮化钡", &[], &["18810-58-7"], part(1, 2), None, None),
    row(32, "叠氮化铅", &[], &["13424-46-9"], part(1, 2), None, None),
    row(33, "雷汞", &["二雷酸汞", "雷酸汞"], &["628-86-4"], part(1, 2), None, None),
    row(34, "三硝基苯甲醚", &["三硝基茴香醚"], &["28653-16-9"], whole(5), None, None),
    row(35, "三硝基甲苯", &["TNT", "2,4,6-三硝基甲苯", "梯恩梯"], &["118-96-7"], whole(5), None, None),
    row(36, "硝化甘油", &["硝化丙三醇", "甘油三硝酸酯"], &["55-63-0"], whole(1), None, None),
    row(37, "硝化纤维素(干的或含水、乙醇<25%)", &[], &["9004-70-0"], whole(1), None, None),
    row(38, "硝化纤维素(未改型的或增塑的，含增塑剂<18%)", &[], &["9004-70-0"], whole(1), None, None),
    row(39, "硝化纤维素(含乙醇≥25%)", &[], &["9004-70-0"], whole(10), None, None),
    row(40, "硝化纤维素(含氮≤12.6%)", &[], &["9004-70-0"], whole(50), None, None),
    row(41, "硝化纤维素(含水≥25%)", &[], &["9004-70-0"], whole(50), None, None),
    row(42, "硝化纤维素溶液(含氮≤12.6%，含硝化纤维素≤55%)", &["硝化纤维素溶液"], &["9004-70-0"], whole(50), None, None),
    row(43, "硝酸铵(含可燃物>0.2%)", &[], &["6484-52-2"], whole(5), None, None),
    row(44, "硝酸铵(含可燃物≤0.2%)", &[], &["6484-52-2"], whole(50), None, None),
    row(45, "硝酸铵肥料(含可燃物≤0.4%)", &["硝酸铵肥料"], &[], whole(200), None, None),
    row(46, "硝酸钾", &[], &["7757-79-1"], whole(1000), None, None),
    row(47, "1,3-丁二烯", &["联乙烯"], &["106-99-0"], whole(5), None, None),
    row(48, "二甲醚", &["甲醚"], &["115-10-6"], whole(50), None, None),
    row(49, "甲烷", &["天然气", "甲烷,天然气"], &["74-82-8", "8006-14-2"], whole(50), None, Some("W2")),
    row(50, "氯乙烯", &["乙烯基氯"], &["75-01-4"], whole(50), None, None),
    row(51, "氢", &["氢气"], &["1333-74-0"], whole(5), None, Some("W2")),
    row(52, "液化石油气", &["LPG", "石油气(液化的)"], &["68476-85-7"], whole(50), None, Some("W2")),
    row(53, "一甲胺", &["氨基甲烷", "甲胺"], &["74-89-5"], whole(5), None, None),
    row(54, "乙炔", &["电石气"], &["74-86-2"], whole(1), None, None),
    row(55, "乙烯", &[], &["74-85-1"], whole(50), None, None),
    row(56, "氧(压缩的或液化的)", &["氧", "液氧", "氧气"], &["7782-44-7"], whole(200), None, None),
    row(57, "苯", &["纯苯"], &["71-43-2"], whole(50), None, None),
    row(58, "苯乙烯", &["乙烯苯"], &["100-42-5"], whole(500), None, None),
    row(59, "丙酮", &["二甲基酮"], &["67-64-1"], whole(500), None, None),
    row(60, "2-丙烯腈", &["丙烯腈", "乙烯基氰", "氰基乙烯"], &["107-13-1"], whole(50), None, None),
    row(61, "二硫化碳", &[], &["75-15-0"], whole(50), None, None),
    row(62, "环己烷", &["六氢化苯"], &["110-82-7"], whole(500), None, None),
    row(63, "1,2-环氧丙烷", &["氧化丙烯", "甲基环氧乙烷"], &["75-56-9"], whole(10), None, None),
    row(64, "甲苯", &["甲基苯", "苯基甲烷"], &["108-88-3"], whole(500), None, Some("W5.3")),
    row(65, "甲醇", &["木醇", "木精"], &["67-56-1"], whole(500), None, Some("W5.3")),
    row(66, "汽油(含乙醇汽油、甲醇汽油)", &["汽油"], &["86290-81-5"], whole(200), None, Some("W5.3")),
    row(67, "乙醇", &["酒精"], &["64-17-5"], whole(500), None, None),
    row(68, "乙醚", &["二乙基醚"], &["60-29-7"], whole(10), None, None),
    row(69, "乙酸乙酯", &["醋酸乙酯"], &["141-78-6"], whole(500), None, None),
    row(70, "正己烷", &["己烷"], &["110-54-3"], whole(500), None, None),
    row(71, "过乙酸", &["过醋酸", "过氧乙酸", "乙酰过氧化氢"], &["79-21-0"], whole(10), None, None),
    row(
        72,
        "过氧化甲基乙基酮(10%<有效氧含量≤10.7%，含A型稀释剂≥48%)",
        &["过氧化甲基乙基酮", "过氧化甲乙酮"],
        &["1338-23-4"],
        whole(10),
        None,
        None,
    ),
    row(73, "白磷", &["黄磷"], &["12185-10-3"], whole(50), None, None),
    row(74, "烷基铝", &["三烷基铝"], &[], whole(1), None, None),
    row(75, "戊硼烷", &["五硼烷"], &["19624-22-7"], whole(1), None, None),
    row(76, "过氧化钾", &[], &["17014-71-0"], whole(20), None, None),
    row(77, "过氧化钠", &["双氧化钠", "二氧化钠"], &["1313-60-6"], whole(20), None, None),
    row(78, "氯酸钾", &[], &["3811-04-9"], whole(100), None, None),
    row(79, "氯酸钠", &[], &["7775-09-9"], whole(100), None, None),
    row(80, "发烟硝酸", &[], &["52583-42-3"], whole(20), None, None),
    row(81, "硝酸(含硝酸>70%，发红烟的除外)", &[], &["7697-37-2"], whole(100), None, None),
    row(82, "硝酸胍", &["硝酸亚氨脲"], &["506-93-4"], whole(50), None, None),
    row(83, "碳化钙", &["电石"], &["75-20-7"], whole(100), None, None),
    row(84, "钾", &["金属钾"], &["7440-09-7"], whole(1), None, None),
    row(85, "钠", &["金属钠"], &["7440-23-5"], whole(10), None, None),
];

const fn row(
    number: u8,
    name: &'static str,
    also: &'static [&'static str],
    cas: &'static [&'static str],
    critical_t: Exact,
    toxic_gas_factor: Option<u32>,
    class: Option<&'static str>,
) -> Substance {
    Substance { number, name, also, cas, critical_t, toxic_gas_factor, class }
}

const fn whole(value: i128) -> Exact {
    Exact::whole(value)
}

const fn part(numerator: i128, denominator: i128) -> Exact {
    Exact::lowest_terms(numerator, denominator)
}
