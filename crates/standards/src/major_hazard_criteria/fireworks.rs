//! Producers and traders of fireworks.

use super::{Article, Edition, Sector, known, on};

pub(super) const EDITIONS: &[Edition] = &[Edition {
    name: "fireworks_2017",
    sector: Sector::Fireworks,
    document: "烟花爆竹生产经营单位重大生产安全事故隐患判定标准（试行）",
    number: "安监总管三〔2017〕121号",
    // The day of issue, remembered.
    from: on(2017, 11, 13),
    to: None,
    articles: ARTICLES,
    complete: true,
}];

const ARTICLES: &[Article] = &[
    known("1", "负责人及安全管理人员未考核合格"),
    known("2", "特种作业无证、带药检维修"),
    known("3", "自带工具设备涉药作业"),
    known("4", "工（库）房超员"),
    known("5", "工（库）房超药量"),
    known("6", "安全距离不足、防护屏障缺失"),
    known("7", "防静电防火防雷设施失效"),
    known("8", "擅改工（库）房用途、私搭乱建"),
    known("9", "围墙缺失、分区不合标准"),
    known("10", "氧化剂还原剂混存混用"),
    known("11", "涉药机械未论证或擅自更改"),
    known("12", "库房储存能力与产能不匹配"),
    known("13", "责任制与隐患排查制度缺失"),
    known("14", "出租转让伪造许可证"),
    known("15", "超许可范围或使用违禁药物"),
    known("16", "分包转包组织生产经营"),
    known("17", "一证多厂、多股东各自生产"),
    known("18", "停产停业期间组织生产经营"),
    known("19", "仓库存放其他危险物品或超标产品"),
    known("20", "零售点与居住场所同建筑、用明火"),
];
