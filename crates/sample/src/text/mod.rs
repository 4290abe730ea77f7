//! What inspectors write: part, number, what isn't met, what may come of it. The tables hold the sentences with slots,
//! here they are filled.
//!
//! `{p}` is the place, `{a}` and `{b}` are the two slots of a row, `{past}` is a day before the finding. `[x|y]` takes
//! one of several, `[3..9]` a number, `[100..900/50]` a number in steps. A slot keeps its value through title,
//! description and what was done, so that the three speak of the same thing.

mod building;
mod chemicals;
mod country;
mod crowded;
mod gas;
mod machine;
mod material;
mod mine;
mod powder;
mod premises;
pub mod replies;
mod shops;
mod traffic;
mod travel;
mod water;
mod works;

use kernel::{Day, Sector};

use crate::AccidentKind;
use crate::chance::Chance;

pub const TITLE_MAX: usize = 40;
pub const DESCRIPTION_MAX: usize = 160;

pub struct Template {
    pub kind: AccidentKind,
    place: &'static str,
    a: &'static str,
    b: &'static str,
    title: &'static str,
    description: &'static str,
    remedy: &'static str,
    /// Why such a thing can be a major hazard; `None`: it never is.
    pub major: Option<&'static str>,
    /// The nth place goes with the nth word of `b`, where the others would make no sense there.
    paired: bool,
}

const fn seen(
    kind: AccidentKind,
    place: &'static str,
    a: &'static str,
    b: &'static str,
    title: &'static str,
    description: &'static str,
    remedy: &'static str,
) -> Template {
    Template { kind, place, a, b, title, description, remedy, major: None, paired: false }
}

impl Template {
    const fn major(mut self, why: &'static str) -> Self {
        self.major = Some(why);
        self
    }

    const fn paired(mut self) -> Self {
        self.paired = true;
        self
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    Electric,
    WorksFire,
    Management,
    Machine,
    Wood,
    BuildingMaterial,
    Food,
    Light,
    Shop,
    Catering,
    Gas,
    Special,
    Filling,
    Chemical,
    Pesticide,
    Fireworks,
    Explosives,
    Quarry,
    Construction,
    Transport,
    Road,
    Bridge,
    Crowded,
    Premises,
    School,
    Care,
    Agriculture,
    Forestry,
    Water,
    Geology,
    Tourism,
    Utilities,
}

impl Pool {
    pub fn templates(self) -> &'static [Template] {
        match self {
            Pool::Electric => works::ELECTRIC,
            Pool::WorksFire => works::FIRE_WORKS,
            Pool::Management => works::MANAGEMENT,
            Pool::Machine => machine::MACHINE,
            Pool::Wood => machine::WOOD,
            Pool::BuildingMaterial => material::BUILDING_MATERIAL,
            Pool::Food => material::FOOD,
            Pool::Light => material::LIGHT,
            Pool::Shop => shops::SHOP,
            Pool::Catering => shops::CATERING,
            Pool::Gas => gas::GAS,
            Pool::Special => gas::SPECIAL,
            Pool::Filling => chemicals::FILLING,
            Pool::Chemical => chemicals::CHEMICAL,
            Pool::Pesticide => chemicals::PESTICIDE,
            Pool::Fireworks => powder::FIREWORKS,
            Pool::Explosives => powder::EXPLOSIVES,
            Pool::Quarry => mine::QUARRY,
            Pool::Construction => building::CONSTRUCTION,
            Pool::Transport => traffic::TRANSPORT,
            Pool::Road => traffic::ROAD,
            Pool::Bridge => traffic::BRIDGE,
            Pool::Crowded => crowded::CROWDED,
            Pool::Premises => premises::PREMISES,
            Pool::School => premises::SCHOOL,
            Pool::Care => premises::CARE,
            Pool::Agriculture => country::AGRICULTURE,
            Pool::Forestry => country::FORESTRY,
            Pool::Water => water::WATER,
            Pool::Geology => water::GEOLOGY,
            Pool::Tourism => travel::TOURISM,
            Pool::Utilities => travel::UTILITIES,
        }
    }

    /// The sector of what is found; `None`: whatever the subject belongs to.
    pub fn sector(self, kind: AccidentKind) -> Option<Sector> {
        match (self, kind) {
            (Pool::WorksFire | Pool::Shop | Pool::Premises, AccidentKind::Fire) => Some(Sector::Fire),
            (Pool::Catering, AccidentKind::OtherExplosion) => Some(Sector::TownGas),
            (Pool::Catering, AccidentKind::Fire) => Some(Sector::Fire),
            (Pool::Special, _) => Some(Sector::SpecialEquipment),
            _ => None,
        }
    }
}

#[rustfmt::skip]
/// A place whose words belong to one trade is never found at another.
const BELONGS: &[(&str, &[&str])] = &[
    ("氨", &["冷链肉类加工"]), ("制冷设备间", &["冷链肉类加工"]), ("循环桶", &["冷链肉类加工"]), ("快速冻结", &["冷链肉类加工"]),
    ("冷库穿堂", &["冷链肉类加工"]), ("分割车间", &["冷链肉类加工"]), ("屠宰", &["冷链肉类加工"]), ("KTV", &["歌舞娱乐"]), ("舞池", &["歌舞娱乐"]),
    ("影厅", &["电影院"]), ("客房", &["宾馆酒店", "民宿农家乐"]), ("酒店", &["宾馆酒店"]), ("布草", &["宾馆酒店"]), ("公寓", &["宾馆酒店"]),
    ("中庭", &["商场超市"]), ("商场", &["商场超市"]), ("超市", &["商场超市"]), ("美食城", &["商场超市"]), ("儿童乐园", &["商场超市"]),
    ("扶梯", &["商场超市"]), ("促销", &["商场超市"]), ("年货", &["商场超市", "农贸市场"]), ("摊位", &["农贸市场", "商场超市"]), ("租户", &["农贸市场", "商场超市"]),
    ("负一层", &["商场超市", "宾馆酒店"]), ("住院", &["医疗卫生"]), ("病床", &["医疗卫生"]), ("病房", &["医疗卫生"]), ("门诊", &["医疗卫生"]),
    ("手术", &["医疗卫生"]), ("氧舱", &["医疗卫生"]), ("氧气", &["医疗卫生", "机械加工"]), ("吸氧", &["医疗卫生"]), ("医用", &["医疗卫生"]), ("灭菌", &["医疗卫生"]), ("治疗", &["医疗卫生"]), ("中药", &["医疗卫生"]),
    ("护理", &["养老服务", "医疗卫生"]), ("老人", &["养老服务"]), ("敬老", &["养老服务"]), ("入住档案", &["养老服务"]), ("幼儿园", &["幼儿园"]),
    ("宿舍楼一层", &["中小学校", "木制品加工", "机械加工", "建材", "食品加工", "轻工纺织"]), ("学生", &["中小学校"]), ("女生", &["中小学校"]), ("男生", &["中小学校"]), ("实验", &["中小学校"]),
    ("化学", &["中小学校"]), ("危化品柜", &["中小学校"]), ("教学楼", &["中小学校"]), ("操场", &["中小学校"]), ("学校食堂", &["中小学校"]),
    ("教练", &["驾培汽修"]), ("驾校", &["驾培汽修"]), ("考试场道", &["驾培汽修"]), ("举升", &["驾培汽修"]), ("危货", &["危货运输"]), ("罐车", &["危货运输"]),
    ("候车", &["道路客运"]), ("客车", &["道路客运"]), ("进站口", &["道路客运"]), ("行包", &["道路客运"]), ("售票厅", &["道路客运"]), ("寄存", &["道路客运"]),
    ("出站口", &["道路客运"]), ("班线", &["道路客运"]), ("农村客运", &["道路客运"]), ("货车", &["道路货运"]), ("货场", &["道路货运"]), ("砂石装车", &["道路货运"]),
    ("过磅", &["道路货运"]), ("月台", &["道路货运", "仓储物流"]), ("挂靠", &["道路货运", "道路客运", "危货运输"]), ("动态监控", &["道路货运", "道路客运", "危货运输"]), ("监控平台", &["道路货运", "道路客运", "危货运输"]),
    ("安全科", &["道路货运", "道路客运", "危货运输"]), ("充电区", &["道路客运", "商场超市", "宾馆酒店"]), ("停车楼", &["道路客运"]), ("车辆技术档案", &["道路货运", "道路客运", "危货运输"]), ("驾驶员档案", &["道路货运", "道路客运", "危货运输"]),
    ("维修车间", &["道路客运", "驾培汽修"]), ("油料间", &["道路客运", "驾培汽修"]), ("鱼塘", &["畜禽养殖"]), ("养殖", &["畜禽养殖"]), ("禽舍", &["畜禽养殖"]), ("圈舍", &["畜禽养殖"]), ("孵化", &["畜禽养殖"]), ("发酵床", &["畜禽养殖"]),
    ("畜牧", &["畜禽养殖"]), ("铡草", &["畜禽养殖"]), ("饲料", &["畜禽养殖"]), ("拖拉机", &["农机种植", "林业经营"]), ("收割", &["农机种植"]), ("微耕", &["农机种植"]), ("田间", &["农机种植"]), ("大棚", &["农机种植"]),
    ("植保", &["农机种植"]), ("果园", &["农机种植", "林业经营"]), ("无人机", &["农机种植"]), ("农机档案", &["农机种植"]), ("合作社", &["农机种植"]), ("采摘", &["农机种植", "民宿农家乐"]), ("碾米", &["农产品加工"]), ("榨油", &["农产品加工"]),
    ("茶叶", &["农产品加工"]), ("烘干塔", &["农产品加工"]), ("果品", &["农产品加工"]), ("烤", &["农机种植", "民宿农家乐", "旅游景区", "餐饮"]), ("气调", &["农产品加工"]), ("粮", &["农产品加工"]), ("冷库机房", &["农产品加工"]),
    ("玻璃栈道", &["旅游景区"]), ("悬崖", &["旅游景区"]), ("索桥", &["旅游景区"]), ("天梯", &["旅游景区"]), ("漂流", &["旅游景区"]), ("游船", &["旅游景区"]), ("观光", &["旅游景区"]), ("小火车", &["旅游景区"]), ("滑道", &["旅游景区"]), ("丛林", &["旅游景区"]), ("蹦床", &["旅游景区"]),
    ("景区", &["旅游景区"]), ("闸机", &["旅游景区"]), ("客流监测", &["旅游景区"]), ("缆车", &["旅游景区"]), ("大殿", &["旅游景区"]), ("摆渡", &["旅游景区"]), ("仿古", &["旅游景区"]), ("票务", &["旅游景区"]), ("售票处", &["旅游景区"]), ("湿地", &["旅游景区"]), ("泳区", &["旅游景区"]), ("水上乐园", &["旅游景区"]), ("游乐场", &["旅游景区"]), ("旋转", &["旅游景区"]), ("滑索", &["旅游景区"]), ("充气城堡", &["旅游景区", "商场超市"]), ("温泉", &["旅游景区"]), ("观景台", &["旅游景区"]),
    ("民宿", &["民宿农家乐"]), ("农家乐", &["民宿农家乐"]), ("零售店", &["烟花爆竹零售"]), ("店面", &["烟花爆竹零售"]), ("柜台", &["烟花爆竹零售", "日用百货零售", "社区服务", "农资经营"]), ("代销", &["烟花爆竹零售"]), ("小卖部", &["烟花爆竹零售"]), ("号库", &["烟花爆竹批发", "民用爆炸物品"]), ("批发", &["烟花爆竹批发"]), ("中转库", &["烟花爆竹批发"]),
    ("B 级库", &["烟花爆竹批发"]), ("库区", &["烟花爆竹批发", "民用爆炸物品"]), ("值守房", &["烟花爆竹批发", "水库塘坝"]), ("配送车辆", &["烟花爆竹批发", "燃气经营"]), ("流向登记", &["烟花爆竹批发", "烟花爆竹零售"]), ("高位水池", &["烟花爆竹批发"]), ("放水涵管", &["水库塘坝"]), ("大坝", &["水库塘坝"]), ("坝", &["水库塘坝"]), ("溢洪道", &["水库塘坝"]), ("厂房", &["水力发电", "木制品加工", "机械加工", "建材", "食品加工", "轻工纺织", "仓储物流"]), ("电站", &["水力发电"]), ("尾水", &["水力发电"]), ("生态放流", &["水力发电"]), ("公示牌", &["水库塘坝"]), ("转移名册", &["水库塘坝"]), ("电梯", &["物业服务", "宾馆酒店", "商场超市", "医疗卫生"]), ("客梯", &["物业服务", "宾馆酒店", "商场超市", "医疗卫生"]), ("行车", &["机械加工"]), ("龙门吊", &["机械加工"]), ("门式", &["机械加工"]), ("悬臂吊", &["机械加工"]), ("锻造", &["机械加工"]), ("喷涂线", &["机械加工"]), ("硫化罐", &["机械加工"]), ("蒸压釜", &["机械加工"]), ("夹层锅", &["冷链肉类加工"]), ("锅炉", &["冷链肉类加工", "宾馆酒店", "医疗卫生", "机械加工"]), ("货梯", &["商场超市", "冷链肉类加工"]), ("仓储区叉车", &["机械加工", "冷链肉类加工"]), ("厂内叉车", &["机械加工", "冷链肉类加工"]), ("市场内叉车", &["商场超市"]), ("住院楼", &["医疗卫生"]), ("观光电梯", &["商场超市", "宾馆酒店"]), ("面粉", &["食品加工"]), ("淀粉", &["食品加工"]), ("糖粉", &["食品加工"]), ("酿造", &["食品加工"]), ("豆制品", &["食品加工"]), ("腌制", &["食品加工"]), ("窖池", &["食品加工"]), ("酱油", &["食品加工"]), ("发酵罐", &["食品加工"]), ("油炸", &["食品加工"]), ("灌装", &["食品加工"]), ("和面", &["食品加工"]), ("明档", &["餐饮"]), ("火锅", &["餐饮"]),
];

impl Template {
    /// A place that a subject of the trade can have, with its number in the row.
    fn place(&self, chance: &mut Chance, trade: &str) -> Option<(usize, &'static str)> {
        let places = alternatives(self.place);
        let first = chance.below(places.len());
        let turned = (0..places.len()).map(|nth| (first + nth) % places.len());
        turned.map(|nth| (nth, places[nth])).find(|(_, place)| fits(place, trade))
    }

    /// `None`: no place of this row exists at such a subject.
    pub fn fill(&self, chance: &mut Chance, trade: &str, found: Day) -> Option<Filled> {
        let (nth, place) = self.place(chance, trade)?;
        let place = expand(chance, place);
        let a = expand(chance, self.a);
        let words = alternatives(self.b);
        let b = if self.paired { words.get(nth).copied().unwrap_or_default() } else { *chance.one(&words) };
        let b = expand(chance, b);
        let past = found.plus_days(-chance.between(25, 190));
        let past = format!("{} 年 {} 月", past.year(), past.month());
        let slots = |text: &str| {
            let text = text.replace("{p}", &place).replace("{b}", &b).replace("{a}", &a);
            text.replace("{past}", &past)
        };
        let (title, description, remedy) = (slots(self.title), slots(self.description), slots(self.remedy));
        Some(Filled {
            title: expand(chance, &title),
            description: expand(chance, &description),
            remedy: expand(chance, &remedy),
            place,
        })
    }
}

pub struct Filled {
    pub place: String,
    pub title: String,
    pub description: String,
    pub remedy: String,
}

/// Splits at the bars that stand outside brackets.
pub fn alternatives(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(move |c| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        c == '|' && depth == 0
    })
    .collect()
}

fn fits(place: &str, trade: &str) -> bool {
    BELONGS.iter().all(|(word, trades)| !place.contains(word) || trades.contains(&trade))
}

/// Draws for every pair of brackets; what is drawn may hold brackets itself.
pub fn expand(chance: &mut Chance, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let end = closing(after);
        let inside = &after[..end];
        out.push_str(before);
        match range(inside) {
            Some((first, last, step)) => {
                out.push_str(&(first + step * chance.between(0, (last - first) / step)).to_string());
            }
            None => {
                let drawn = *chance.one::<&str>(&alternatives(inside));
                out.push_str(&expand(chance, drawn));
            }
        }
        rest = after.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Where the bracket that is open ends.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    let end = text.find(|c| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.unwrap_or(text.len())
}

/// `3..9` or `100..900/50`.
fn range(text: &str) -> Option<(i64, i64, i64)> {
    let (first, rest) = text.split_once("..")?;
    let (last, step) = rest.split_once('/').unwrap_or((rest, "1"));
    Some((first.parse().ok()?, last.parse().ok()?, step.parse().ok().filter(|step| *step > 0)?))
}

#[cfg(test)]
mod tests;
