//! Civil explosives. The document goes on after the ninth item; the rest is not listed.

use super::{Article, Edition, Sector, known, on};

pub(super) const EDITIONS: &[Edition] = &[Edition {
    name: "civil_explosives_2023",
    sector: Sector::CivilExplosives,
    document: "民用爆炸物品行业重大事故隐患判定标准（试行）",
    number: "工信厅安全函〔2023〕337号",
    from: on(2023, 12, 1),
    to: None,
    articles: ARTICLES,
    complete: false,
}];

const ARTICLES: &[Article] = &[
    known("1", "证照无效或评价不合格"),
    known("2", "安全机构与人员未配备"),
    known("3", "人员未考核或无证上岗"),
    known("4", "超品种超量超时超员"),
    known("5", "防护控制设施失效致失控"),
    known("6", "外部因素致自身难以排除"),
    known("7", "擅改危险建筑物用途"),
    known("8", "防爆防火防雷设施缺失"),
    known("9", "禁用淘汰设备与擅改专用设备"),
];
