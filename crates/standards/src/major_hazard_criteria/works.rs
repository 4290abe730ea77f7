//! Building and municipal works, town gas, water works.

use super::{Article, Edition, Sector, on, remembered, unlisted, within};

pub(super) const EDITIONS: &[Edition] = &[
    Edition {
        name: "construction_2022",
        sector: Sector::Construction,
        document: "房屋市政工程生产安全重大事故隐患判定标准（2022版）",
        number: "建质规〔2022〕2号",
        // The day of issue, remembered.
        from: on(2022, 4, 19),
        to: Some(within(2024)),
        articles: CONSTRUCTION_2022,
        complete: false,
    },
    unlisted(
        "construction_2024",
        Sector::Construction,
        "房屋市政工程生产安全重大事故隐患判定标准（2024版）",
        "建质规〔2024〕5号",
        within(2024),
        None,
    ),
    unlisted(
        "town_gas_2023",
        Sector::TownGas,
        "城镇燃气经营安全重大隐患判定标准",
        "建城规〔2023〕4号",
        within(2023),
        None,
    ),
    unlisted(
        "water_works_2021",
        Sector::WaterWorks,
        "水利工程生产安全重大事故隐患清单指南",
        "办监督〔2021〕364号",
        within(2021),
        None,
    ),
];

/// Whole articles; their items are not listed.
const CONSTRUCTION_2022: &[Article] = &[
    remembered("4", "施工安全管理"),
    remembered("5", "基坑工程"),
    remembered("6", "模板工程"),
    remembered("7", "脚手架工程"),
    remembered("8", "起重机械及吊装工程"),
    remembered("9", "高处作业"),
    remembered("10", "施工临时用电"),
    remembered("11", "有限空间作业"),
    remembered("12", "拆除工程"),
    remembered("13", "暗挖工程"),
    remembered("14", "淘汰的工艺、设备和材料"),
    remembered("15", "其他严重违规情形"),
];
