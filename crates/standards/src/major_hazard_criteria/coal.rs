//! Coal mines. Articles 4 to 18 of Order 4 each define one of the fifteen aspects that its article 3 lists.

use super::{Article, Edition, Sector, known, on, unlisted, within};

pub(super) const EDITIONS: &[Edition] = &[
    Edition {
        name: "coal_2021",
        sector: Sector::Coal,
        document: "煤矿重大事故隐患判定标准",
        number: "应急管理部令第4号",
        from: on(2021, 1, 1),
        to: Some(within(2026)),
        articles: ORDER_4,
        complete: true,
    },
    unlisted("coal_2026", Sector::Coal, "煤矿重大事故隐患判定标准", "应急管理部令第21号", within(2026), None),
    unlisted(
        "open_pit_coal_2023",
        Sector::OpenPitCoal,
        "露天煤矿重大事故隐患判定标准",
        "矿安〔2023〕125号",
        within(2023),
        None,
    ),
];

const ORDER_4: &[Article] = &[
    known("4", "超能力超强度超定员生产"),
    known("5", "瓦斯超限作业"),
    known("6", "突出矿井未落实防突措施"),
    known("7", "高瓦斯矿井抽采与监控系统"),
    known("8", "通风系统不完善、不可靠"),
    known("9", "严重水患未采取措施"),
    known("10", "超层越界开采"),
    known("11", "冲击地压未采取措施"),
    known("12", "严重自然发火未采取措施"),
    known("13", "使用禁用淘汰设备工艺"),
    known("14", "无双回路供电"),
    known("15", "新建改扩建期间违规生产"),
    known("16", "整体承包与劳务承包违规"),
    known("17", "改制期间责任与证照不全"),
    known("18", "其他重大事故隐患"),
];
