//! Industry and trade: metallurgy, non-ferrous metals, building materials, machinery, light industry, textiles, tobacco,
//! commerce. Of the edition of 2017 only the special items (dust, ammonia, confined spaces) are listed; of Order 10 the
//! articles 4 to 10 stand as one row each, their items are not listed.

use super::{Article, Edition, Sector, following, known, on, remembered};

pub(super) const EDITIONS: &[Edition] = &[
    Edition {
        name: "trade_2017",
        sector: Sector::Trade,
        document: "工贸行业重大生产安全事故隐患判定标准（2017版）",
        number: "安监总管四〔2017〕129号",
        // The day of issue, remembered.
        from: on(2017, 11, 30),
        to: Some(on(2023, 5, 15)),
        articles: EDITION_2017,
        complete: false,
    },
    Edition {
        name: "trade_2023",
        sector: Sector::Trade,
        document: "工贸企业重大事故隐患判定标准",
        number: "应急管理部令第10号",
        from: on(2023, 5, 15),
        to: None,
        articles: ORDER_10,
        // Articles 4 to 10 are listed whole and not item by item, so their "no" decides as little as silence would.
        complete: false,
    },
];

const EDITION_2017: &[Article] = &[
    known("dust(1)", "粉尘场所建筑结构与安全距离"),
    known("dust(2)", "除尘系统共用或互通"),
    known("dust(3)", "干式除尘未采取控爆措施"),
    known("dust(4)", "正压吹送粉尘未防点燃源"),
    known("dust(5)", "沉降室或巷道式除尘"),
    known("dust(6)", "未设置锁气卸灰装置"),
    known("dust(7)", "20区电气设备不防爆"),
    known("dust(8)", "未设置异物去除装置"),
    known("dust(9)", "砂光机风管无火花探测"),
    known("dust(10)", "粉尘清扫制度与积尘"),
    known("ammonia(1)", "人员较多场所氨直接蒸发空调"),
    known("ammonia(2)", "快速冻结装置未单独设置且超员"),
    known("confined(1)", "有限空间未辨识、无警示标志"),
    known("confined(2)", "有限空间未审批擅自进入"),
];

const ORDER_10: &[Article] = &[
    known("3(1)", "承包承租单位未统一协调管理"),
    known("3(2)", "特种作业人员无证上岗"),
    known("3(3)", "金属冶炼负责人未考核合格"),
    remembered("4", "冶金企业各项情形"),
    remembered("5", "有色企业各项情形"),
    remembered("6", "建材企业各项情形"),
    remembered("7", "机械企业各项情形"),
    remembered("8", "轻工企业各项情形"),
    remembered("9", "纺织企业各项情形"),
    remembered("10", "烟草企业各项情形"),
    remembered("11(1)", "粉尘场所建筑结构与人员聚集"),
    following("11(2)", "除尘系统共用或互通", "dust(2)"),
    following("11(3)", "干式除尘未采取防爆措施", "dust(3)"),
    remembered("11(4)", "金属粉尘正压除尘、正压吹送"),
    following("11(5)", "沉降室或巷道式除尘", "dust(5)"),
    following("11(6)", "未设置锁气卸灰装置", "dust(6)"),
    remembered("11(7)", "20区电气设备不防爆"),
    remembered("11(8)", "异物去除与火花探测消除"),
    remembered("11(9)", "遇湿自燃金属粉尘防潮通风"),
    remembered("11(10)", "粉尘清理制度与严重积尘"),
    following("12(1)", "人员较多场所氨直接蒸发空调", "ammonia(1)"),
    following("12(2)", "快速冻结装置未单独设置或超员", "ammonia(2)"),
    remembered("13(1)", "有限空间未辨识建账、无标志"),
    remembered("13(2)", "有限空间审批、检测与监护"),
];
