//! Fire. The direct criteria are clause 6 of the standard; its comprehensive judgement by counting (clause 7) is not listed.

use super::{Article, Edition, Sector, on, remembered, unlisted};
use crate::major_hazard_criteria::Border;

/// The revision of 2025 is known by name only; nobody in hand says from which day it holds.
const REVISION: Border = Border::Within(jiff::civil::date(2025, 1, 1), jiff::civil::date(2026, 12, 31));

pub(super) const EDITIONS: &[Edition] = &[
    Edition {
        name: "fire_2017",
        sector: Sector::Fire,
        document: "重大火灾隐患判定方法",
        number: "GB 35181-2017",
        // The first day, remembered.
        from: on(2018, 7, 1),
        to: Some(REVISION),
        articles: DIRECT,
        complete: false,
    },
    unlisted("fire_2025", Sector::Fire, "重大火灾隐患判定（2025年修订）", "GB 35181-2025", REVISION, None),
];

const DIRECT: &[Article] = &[
    remembered("6.1", "易燃易爆场所选址"),
    remembered("6.2", "与人员密集、居住场所同建筑或间距"),
    remembered("6.3", "建成区内加油加气站等级"),
    remembered("6.4", "甲乙类场所设在地下或半地下"),
    remembered("6.5", "公共娱乐等场所安全出口"),
    remembered("6.6", "公共娱乐等场所喷淋与报警"),
    remembered("6.7", "储罐区灭火冷却与报警设施"),
    remembered("6.8", "人员密集场所违规易燃易爆品"),
    remembered("6.9", "托幼与老年人场所楼层位置"),
    remembered("6.10", "居住场所彩钢夹芯板燃烧性能"),
];
