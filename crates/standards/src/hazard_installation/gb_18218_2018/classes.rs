//! Tables 2 and 4: classes of hazard with their critical quantity and factor, for what is not named in table 1 or 3.
//! J5 is printed as category 2 in one source and as 2 and 3 in another; category 2 is taken.

use crate::{Exact, Term};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    pub symbol: &'static str,
    pub meaning: Term,
    /// Q in tonnes.
    pub critical_t: Exact,
    /// β, dimensionless.
    pub factor: Exact,
}

const ONE: Exact = Exact::whole(1);
const ONE_AND_A_HALF: Exact = Exact::lowest_terms(3, 2);
const TWO: Exact = Exact::whole(2);
const FOUR: Exact = Exact::whole(4);

pub const CLASSES: &[Class] = &[
    class("J1", 5, FOUR, "急性毒性，类别1，气体", "acute toxicity, category 1, gas"),
    class("J2", 50, ONE, "急性毒性，类别1，固体或液体", "acute toxicity, category 1, solid or liquid"),
    class("J3", 50, TWO, "急性毒性，类别2、类别3，气体", "acute toxicity, category 2 or 3, gas"),
    class(
        "J4",
        50,
        TWO,
        "急性毒性，类别2、类别3，吸入途径，液体（沸点≤35℃）",
        "acute toxicity by inhalation, category 2 or 3, liquid boiling at 35 °C or below",
    ),
    class(
        "J5",
        500,
        ONE,
        "急性毒性，类别2，液体（J4除外）或固体",
        "acute toxicity, category 2, other liquid, or solid",
    ),
    class("W1.1", 1, TWO, "爆炸物，不稳定爆炸物、1.1项", "explosive, unstable or division 1.1"),
    class("W1.2", 10, TWO, "爆炸物，1.2、1.3、1.5、1.6项", "explosive, division 1.2, 1.3, 1.5 or 1.6"),
    class("W1.3", 50, TWO, "爆炸物，1.4项", "explosive, division 1.4"),
    class("W2", 10, ONE_AND_A_HALF, "易燃气体，类别1、类别2", "flammable gas, category 1 or 2"),
    class("W3", 150, ONE, "气溶胶，类别1、类别2（净重）", "aerosol, category 1 or 2, net mass"),
    class("W4", 50, ONE, "氧化性气体，类别1", "oxidising gas, category 1"),
    class(
        "W5.1",
        10,
        ONE_AND_A_HALF,
        "易燃液体，类别1，或工作温度高于沸点的类别2、类别3",
        "flammable liquid, category 1, or 2 and 3 worked above the boiling point",
    ),
    class(
        "W5.2",
        50,
        ONE,
        "易燃液体，类别2、类别3，特殊工艺条件",
        "flammable liquid, category 2 or 3, special process conditions",
    ),
    class("W5.3", 1000, ONE, "其他易燃液体，类别2", "other flammable liquid, category 2"),
    class("W5.4", 5000, ONE, "其他易燃液体，类别3", "other flammable liquid, category 3"),
    class("W6.1", 10, ONE_AND_A_HALF, "自反应物质，A型、B型", "self-reactive substance, type A or B"),
    class("W6.2", 50, ONE, "自反应物质，C型、D型、E型", "self-reactive substance, type C, D or E"),
    class("W7.1", 10, ONE_AND_A_HALF, "有机过氧化物，A型、B型", "organic peroxide, type A or B"),
    class("W7.2", 50, ONE, "有机过氧化物，C型、D型、E型、F型", "organic peroxide, type C to F"),
    class("W8", 50, ONE, "自燃液体、自燃固体，类别1", "pyrophoric liquid or solid, category 1"),
    class("W9.1", 50, ONE, "氧化性固体、液体，类别1", "oxidising solid or liquid, category 1"),
    class("W9.2", 200, ONE, "氧化性固体、液体，类别2、类别3", "oxidising solid or liquid, category 2 or 3"),
    class("W10", 200, ONE, "易燃固体，类别1", "flammable solid, category 1"),
    class(
        "W11",
        200,
        ONE,
        "遇水放出易燃气体的物质，类别1、类别2",
        "gives off flammable gas with water, category 1 or 2",
    ),
];

const fn class(symbol: &'static str, critical_t: i128, factor: Exact, zh: &'static str, en: &'static str) -> Class {
    Class { symbol, meaning: Term::new(zh, en), critical_t: Exact::whole(critical_t), factor }
}
