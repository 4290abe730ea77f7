//! Producers and traders of chemicals and hazardous chemicals.

use super::{Article, Edition, Sector, known, on};

pub(super) const EDITIONS: &[Edition] = &[Edition {
    name: "chemicals_2017",
    sector: Sector::Chemicals,
    document: "化工和危险化学品生产经营单位重大生产安全事故隐患判定标准（试行）",
    number: "安监总管三〔2017〕121号",
    // The day of issue, remembered.
    from: on(2017, 11, 13),
    to: None,
    articles: ARTICLES,
    complete: true,
}];

const ARTICLES: &[Article] = &[
    known("1", "负责人及安全管理人员未考核合格"),
    known("2", "特种作业人员无证上岗"),
    known("3", "外部安全防护距离不足"),
    known("4", "重点监管工艺自控与紧急停车"),
    known("5", "罐区紧急切断与安全仪表系统"),
    known("6", "全压力式液化烃储罐注水措施"),
    known("7", "液化气体万向管道充装"),
    known("8", "剧毒气体管道穿越公共区域"),
    known("9", "架空电力线路穿越生产区"),
    known("10", "在役装置未设计且未诊断"),
    known("11", "使用淘汰落后工艺设备"),
    known("12", "气体检测报警与防爆电气"),
    known("13", "控制室机柜间防火防爆"),
    known("14", "双重电源与不间断电源"),
    known("15", "安全附件未正常投用"),
    known("16", "责任制与隐患排查制度缺失"),
    known("17", "操作规程与工艺指标缺失"),
    known("18", "特殊作业管理制度缺失或未执行"),
    known("19", "新工艺新装置未经试验论证"),
    known("20", "危险化学品违规储存混放"),
];
