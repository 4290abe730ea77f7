//! What a subject does: it decides the name, the sector, the regulating department and what an inspector finds there.

use kernel::Sector::{self, *};

use crate::subject::SubjectKind::{self, *};
use crate::text::Pool;

pub struct Trade {
    pub name: &'static str,
    pub kind: SubjectKind,
    pub sector: Sector,
    /// Short name of the department that regulates it.
    pub department: &'static str,
    /// Registering department and category in the credit code; empty for what is no legal person.
    pub credit_kind: &'static str,
    /// How many there are, in proportion to the others of its group.
    pub share: u32,
    /// How often hazards are found there, in proportion.
    pub risk: u32,
    /// Alternatives of `before|short name|after`.
    pub names: &'static [&'static str],
    pub pools: &'static [(Pool, u32)],
}

#[expect(clippy::too_many_arguments, reason = "one row of a table, written in the order of its columns")]
const fn trade(
    name: &'static str,
    (kind, sector): (SubjectKind, Sector),
    department: &'static str,
    credit_kind: &'static str,
    share: u32,
    risk: u32,
    names: &'static [&'static str],
    pools: &'static [(Pool, u32)],
) -> Trade {
    Trade { name, kind, sector, department, credit_kind, share, risk, names, pools }
}

const COMPANY: &str = "91";
const TRADER: &str = "92";
const COOPERATIVE: &str = "93";
const INSTITUTION: &str = "12";
const PRIVATE_SCHOOL: &str = "52";
const NONE: &str = "";

const WORKS: (Pool, u32) = (Pool::Electric, 4);
const WORKS_FIRE: (Pool, u32) = (Pool::WorksFire, 4);
const PAPERS: (Pool, u32) = (Pool::Management, 3);

#[rustfmt::skip] // a table is read by its columns
pub const ENTERPRISES: &[Trade] = &[
    trade("日用百货零售", (Enterprise, CrowdedPlaces), "县商务局", TRADER, 900, 2, &["{镇}|{字}超市|", "{镇}|{村}便民商店|", "{镇}|{姓}记副食店|", "{镇}|{字}百货店|"], &[(Pool::Shop, 1)]),
    trade("社区服务", (Enterprise, Fire), "县市场监管局", TRADER, 400, 2, &["{镇}|{字}美发店|", "{镇}|{字}大药房|", "{镇}|{字}干洗店|", "{镇}|{姓}氏口腔诊所|", "{镇}|{字}手机店|"], &[(Pool::Shop, 1)]),
    trade("餐饮", (Enterprise, CrowdedPlaces), "县商务局", TRADER, 700, 3, &["{镇}|{字}饭庄|", "{镇}|{姓}记牛肉馆|", "{镇}|{字}火锅店|", "{镇}|{姓}家米线店|", "{镇}|{字}酒楼|"], &[(Pool::Catering, 6), (Pool::Shop, 4)]),
    trade("五金加工店", (Enterprise, Industry), "县工信局", TRADER, 160, 3, &["{镇}|{字}五金加工店|", "{镇}|{姓}氏铁艺加工部|", "{镇}|{字}门窗加工店|"], &[(Pool::Shop, 5), (Pool::Machine, 3)]),
    trade("木制品加工", (Enterprise, Industry), "县应急局", COMPANY, 170, 7, &["望澜县|{字}木业|有限公司", "望澜县|{字}家具|有限公司", "望澜县|{字}板材|有限公司"], &[(Pool::Wood, 8), WORKS, WORKS_FIRE, PAPERS]),
    trade("机械加工", (Enterprise, Industry), "县应急局", COMPANY, 200, 7, &["望澜县|{字}机械|有限公司", "望澜县|{字}铸造|有限公司", "望澜县|{字}金属制品|有限公司"], &[(Pool::Machine, 9), (Pool::Special, 2), WORKS, WORKS_FIRE, PAPERS]),
    trade("建材", (Enterprise, Industry), "县应急局", COMPANY, 140, 7, &["望澜县|{字}建材|有限公司", "望澜县|{字}水泥制品|有限公司", "望澜县|{字}混凝土|有限公司"], &[(Pool::BuildingMaterial, 8), WORKS, WORKS_FIRE, PAPERS]),
    trade("砖瓦", (Enterprise, Industry), "县应急局", COMPANY, 50, 7, &["望澜县|{字}新型墙材|有限公司", "望澜县|{字}页岩砖厂|"], &[(Pool::BuildingMaterial, 8), WORKS, WORKS_FIRE, PAPERS]),
    trade("食品加工", (Enterprise, Industry), "县工信局", COMPANY, 240, 6, &["望澜县|{字}食品|有限公司", "望澜县|{字}酒业|有限公司", "望澜县|{字}豆制品|有限公司", "望澜县|{字}调味品|有限公司"], &[(Pool::Food, 7), WORKS, WORKS_FIRE, PAPERS]),
    trade("冷链肉类加工", (Enterprise, Industry), "县应急局", COMPANY, 50, 9, &["望澜县|{字}冷链|有限公司", "望澜县|{字}肉联|有限公司"], &[(Pool::Food, 8), (Pool::Special, 2), WORKS, WORKS_FIRE, PAPERS]),
    trade("轻工纺织", (Enterprise, Industry), "县工信局", COMPANY, 150, 6, &["望澜县|{字}服饰|有限公司", "望澜县|{字}塑业|有限公司", "望澜县|{字}包装印务|有限公司"], &[(Pool::Light, 7), WORKS, WORKS_FIRE, PAPERS]),
    trade("仓储物流", (Enterprise, Fire), "县商务局", COMPANY, 210, 5, &["望澜县|{字}物流|有限公司", "望澜县|{字}仓储|有限公司", "望澜县|{字}快递服务|有限公司"], &[WORKS_FIRE, (Pool::Electric, 2), PAPERS]),
    trade("加油站", (Enterprise, HazardousChemicals), "县应急局", COMPANY, 70, 9, &["望澜县|{字}加油站|", "望澜县|{村}加油站|有限公司"], &[(Pool::Filling, 1)]),
    trade("危险化学品经营", (Enterprise, HazardousChemicals), "县应急局", COMPANY, 26, 9, &["望澜县|{字}化工经营|有限公司", "望澜县|{字}涂料经营|有限公司"], &[(Pool::Chemical, 8), PAPERS]),
    trade("化工生产", (Enterprise, HazardousChemicals), "县应急局", COMPANY, 8, 16, &["望澜县|{字}化工|有限公司", "望澜县|{字}气体|有限公司"], &[(Pool::Chemical, 8), PAPERS]),
    trade("农资经营", (Enterprise, Agriculture), "县农业农村局", TRADER, 160, 2, &["{镇}|{字}农资店|", "{镇}|{村}庄稼医院|"], &[(Pool::Pesticide, 1), (Pool::Shop, 3)]),
    trade("砂石开采", (Enterprise, NonCoalMines), "县应急局", COMPANY, 56, 15, &["望澜县|{字}石料厂|", "望澜县|{字}矿业|有限公司", "望澜县|{村}采石场|"], &[(Pool::Quarry, 9), PAPERS]),
    trade("建筑施工", (Enterprise, Construction), "县住建局", COMPANY, 110, 9, &["望澜县|{字}建筑工程|有限公司", "望澜县|{字}市政工程|有限公司"], &[(Pool::Construction, 1)]),
    trade("道路客运", (Enterprise, RoadTransport), "县交通运输局", COMPANY, 14, 12, &["望澜县|{字}客运|有限公司", "望澜县|{字}出租汽车|有限公司"], &[(Pool::Transport, 8), PAPERS]),
    trade("道路货运", (Enterprise, RoadTransport), "县交通运输局", COMPANY, 180, 4, &["望澜县|{字}货运|有限公司", "望澜县|{字}运输|有限公司"], &[(Pool::Transport, 8), PAPERS]),
    trade("危货运输", (Enterprise, RoadTransport), "县交通运输局", COMPANY, 10, 9, &["望澜县|{字}危货运输|有限公司"], &[(Pool::Transport, 8), PAPERS]),
    trade("驾培汽修", (Enterprise, RoadTransport), "县交通运输局", COMPANY, 200, 2, &["望澜县|{字}汽车修理厂|", "望澜县|{字}驾驶培训|有限公司", "{镇}|{姓}记汽修店|"], &[(Pool::Transport, 2), (Pool::Premises, 2), (Pool::Management, 1)]),
    trade("燃气经营", (Enterprise, TownGas), "县住建局", COMPANY, 30, 14, &["望澜县|{字}液化气站|有限公司", "{镇}|{字}燃气供应站|"], &[(Pool::Gas, 9), PAPERS]),
    trade("物业服务", (Enterprise, SpecialEquipment), "县住建局", COMPANY, 120, 7, &["望澜县|{字}物业|有限公司"], &[(Pool::Special, 6), (Pool::Premises, 4)]),
    trade("烟花爆竹零售", (Enterprise, Fireworks), "县应急局", TRADER, 220, 3, &["{镇}|{村}烟花爆竹零售店|", "{镇}|{姓}记烟花爆竹零售店|"], &[(Pool::Fireworks, 1)]),
    trade("烟花爆竹批发", (Enterprise, Fireworks), "县应急局", COMPANY, 4, 14, &["望澜县|{字}烟花|有限公司"], &[(Pool::Fireworks, 1)]),
    trade("民用爆炸物品", (Enterprise, CivilExplosives), "县公安局", COMPANY, 10, 20, &["望澜县|{字}爆破工程|有限公司", "望澜县|{字}民爆器材|有限公司"], &[(Pool::Explosives, 1)]),
    trade("畜禽养殖", (Enterprise, Agriculture), "县农业农村局", COOPERATIVE, 400, 2, &["望澜县|{字}养殖场|", "望澜县|{字}生猪养殖|专业合作社", "望澜县|{字}蛋鸡养殖|有限公司"], &[(Pool::Agriculture, 1)]),
    trade("农机种植", (Enterprise, Agriculture), "县农业农村局", COOPERATIVE, 180, 3, &["望澜县|{字}农机服务|专业合作社", "望澜县|{字}果蔬种植|专业合作社"], &[(Pool::Agriculture, 1)]),
    trade("农产品加工", (Enterprise, Agriculture), "县农业农村局", COMPANY, 200, 4, &["望澜县|{字}茶厂|", "望澜县|{字}粮油|有限公司", "望澜县|{字}核桃加工|有限公司"], &[(Pool::Agriculture, 2), (Pool::Electric, 1), (Pool::WorksFire, 1), (Pool::Management, 1)]),
    trade("林业经营", (Enterprise, Forestry), "县林草局", COMPANY, 70, 6, &["望澜县|{字}林场|", "望澜县|{字}林业|有限公司", "望澜县|{村}林场|"], &[(Pool::Forestry, 1)]),
    trade("水力发电", (Enterprise, WaterWorks), "县水利局", COMPANY, 30, 8, &["望澜县|{字}水电|有限公司", "望澜县|{村}电站|"], &[(Pool::Water, 3), (Pool::Management, 1)]),
    trade("旅游景区", (Enterprise, Tourism), "县文旅局", COMPANY, 12, 20, &["望澜县|{字}旅游开发|有限公司", "望澜县|{字}漂流|有限公司"], &[(Pool::Tourism, 1)]),
    trade("民宿农家乐", (Enterprise, Tourism), "县文旅局", TRADER, 250, 2, &["{镇}|{字}山庄|", "{镇}|{姓}家小院|", "{镇}|{字}民宿|"], &[(Pool::Tourism, 2), (Pool::Catering, 2), (Pool::Shop, 1)]),
    trade("供水", (Enterprise, Utilities), "县住建局", COMPANY, 18, 9, &["望澜县|{字}水务|有限公司", "{镇}|{镇}供水站|"], &[(Pool::Utilities, 4), (Pool::Premises, 1)]),
    trade("污水处理", (Enterprise, Utilities), "县住建局", COMPANY, 16, 9, &["{镇}|{村}污水处理站|", "望澜县|{字}水质净化|有限公司"], &[(Pool::Utilities, 4), (Pool::Premises, 1)]),
    trade("环卫", (Enterprise, Utilities), "县综合执法局", COMPANY, 12, 9, &["望澜县|{字}环卫|有限公司"], &[(Pool::Utilities, 4), (Pool::Premises, 1)]),
    trade("电力通信", (Enterprise, Utilities), "县工信局", COMPANY, 14, 9, &["{镇}|{镇}供电所|", "望澜县|{字}通信服务|有限公司"], &[(Pool::Utilities, 4), (Pool::Premises, 1)]),
];

#[rustfmt::skip]
pub const VENUES: &[Trade] = &[
    trade("中小学校", (Venue, SchoolsHospitals), "县教体局", INSTITUTION, 150, 6, &["{镇}|{村}小学|", "{镇}|{镇}第[一|二|三]小学|", "望澜县|{字}中学|"], &[(Pool::School, 5), (Pool::Premises, 5)]),
    trade("幼儿园", (Venue, SchoolsHospitals), "县教体局", PRIVATE_SCHOOL, 130, 4, &["{镇}|{字}幼儿园|", "{镇}|{村}幼儿园|"], &[(Pool::School, 2), (Pool::Premises, 4)]),
    trade("商场超市", (Venue, CrowdedPlaces), "县商务局", COMPANY, 50, 12, &["望澜县|{字}商城|有限公司", "望澜县|{字}购物中心|有限公司"], &[(Pool::Crowded, 5), (Pool::Special, 1)]),
    trade("宾馆酒店", (Venue, CrowdedPlaces), "县公安局", COMPANY, 200, 5, &["望澜县|{字}大酒店|有限公司", "{镇}|{字}宾馆|", "{镇}|{字}客栈|"], &[(Pool::Crowded, 5), (Pool::Special, 1)]),
    trade("歌舞娱乐", (Venue, CrowdedPlaces), "县文旅局", COMPANY, 80, 7, &["望澜县|{字}歌城|有限公司", "{镇}|{字}网吧|", "望澜县|{字}文化娱乐|有限公司"], &[(Pool::Crowded, 1)]),
    trade("电影院", (Venue, CrowdedPlaces), "县文旅局", COMPANY, 6, 7, &["望澜县|{字}影城|有限公司"], &[(Pool::Crowded, 1)]),
    trade("农贸市场", (Venue, CrowdedPlaces), "县商务局", COMPANY, 44, 8, &["{镇}|{镇}农贸市场|", "{镇}|{字}综合市场|"], &[(Pool::Crowded, 3), (Pool::Premises, 1)]),
    trade("医疗卫生", (Venue, SchoolsHospitals), "县卫健局", INSTITUTION, 60, 8, &["{镇}|{镇}卫生院|", "望澜县|{字}医院|有限公司", "{镇}|{村}卫生室|"], &[(Pool::Care, 5), (Pool::Premises, 5), (Pool::Special, 1)]),
    trade("养老服务", (Venue, SchoolsHospitals), "县民政局", PRIVATE_SCHOOL, 44, 8, &["{镇}|{镇}敬老院|", "望澜县|{字}养老服务中心|", "{镇}|{村}互助养老点|"], &[(Pool::Care, 5), (Pool::Premises, 5)]),
];

#[rustfmt::skip]
pub const OTHERS: &[Trade] = &[
    trade("滑坡", (RiskPoint, GeologicalHazard), "县自然资源局", NONE, 24, 8, &["{镇}|{村}后山滑坡|隐患点"], &[(Pool::Geology, 1)]),
    trade("不稳定斜坡", (RiskPoint, GeologicalHazard), "县自然资源局", NONE, 16, 8, &["{镇}|{村}不稳定斜坡|隐患点"], &[(Pool::Geology, 1)]),
    trade("泥石流", (RiskPoint, GeologicalHazard), "县自然资源局", NONE, 10, 8, &["{镇}|{村}泥石流沟|隐患点"], &[(Pool::Geology, 1)]),
    trade("崩塌", (RiskPoint, GeologicalHazard), "县自然资源局", NONE, 12, 8, &["{镇}|{村}崩塌危岩|隐患点"], &[(Pool::Geology, 1)]),
    trade("水库塘坝", (WaterWork, WaterWorks), "县水利局", NONE, 60, 9, &["{镇}|{村}水库|", "{镇}|{村}塘坝|", "{镇}|{村}小坝塘|"], &[(Pool::Water, 1)]),
    trade("公路路段", (Road, RoadTransport), "县交通运输局", NONE, 36, 10, &["县道|X2[10..58] 线{镇}段|", "乡道|Y0[10..86] 线{村}段|", "通村公路|{村}线|"], &[(Pool::Road, 1)]),
    trade("桥梁", (Bridge, RoadTransport), "县交通运输局", NONE, 14, 6, &["{镇}|{村}大桥|", "{镇}|{村}石拱桥|"], &[(Pool::Bridge, 1)]),
    trade("在建工程", (Project, Construction), "县住建局", NONE, 28, 20, &["望澜县|{字}小区[一|二|三]期|工程", "{镇}|{镇}污水管网|工程", "{镇}|{村}安置房|工程", "望澜县|{字}商务中心|工程"], &[(Pool::Construction, 1)]),
];

/// Subjects that the manual and the demonstration speak of by name: trade, short name, full name, township, address.
pub const KNOWN: &[(&str, &str, &str, &str, &str)] = &[
    ("机械加工", "瑞坤锻造", "望澜县瑞坤锻造有限公司", "城关街道", "东河工业园 7 号"),
    ("木制品加工", "云帆木业", "望澜县云帆木业有限公司", "柳溪镇", "柳溪镇工业路 12 号"),
    ("建材", "恒砾建材", "望澜县恒砾建材有限公司", "青石镇", "青石镇石门村采石路 3 号"),
    ("冷链肉类加工", "川禾食品", "望澜县川禾食品有限公司", "柳溪镇", "柳溪镇冷链园 5 号"),
    ("燃气经营", "兴禾液化气站", "望澜县兴禾液化气站有限公司", "双河口镇", "双河口镇河东路 88 号"),
    ("道路客运", "澜江客运", "望澜县澜江客运有限公司", "城关街道", "客运站路 1 号"),
    ("餐饮", "𰻞𰻞面馆", "城关街道𰻞𰻞面馆", "城关街道", "文昌路 45 号"),
    ("餐饮", "㐂悦酒楼", "望澜县㐂悦酒楼", "城关街道", "望江路 118 号"),
    ("商场超市", "锦汇商城", "望澜县锦汇商城有限公司", "城关街道", "人民路 26 号"),
    ("中小学校", "望澜中学", "望澜县望澜中学", "城关街道", "学府路 9 号"),
    ("养老服务", "松林铺镇敬老院", "松林铺镇敬老院", "松林铺镇", "松林铺镇老铺村 16 号"),
    ("水库塘坝", "竹溪水库", "白鹭渡镇竹溪水库", "白鹭渡镇", "白鹭渡镇竹溪村"),
    ("公路路段", "X204 线云门岭段", "县道X204 线云门岭段", "云门岭乡", "县道 X204 线 K2 至 K38"),
];

/// The trade that a known subject names.
pub fn named(name: &str) -> Option<&'static Trade> {
    [ENTERPRISES, VENUES, OTHERS].into_iter().flatten().find(|trade| trade.name == name)
}
