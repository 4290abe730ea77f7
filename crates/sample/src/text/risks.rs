//! What assessors write: risk points of each sector with what keeps them down.

use kernel::Sector::{self, *};

pub struct Point {
    pub name: &'static str,
    pub engineering: &'static str,
    pub management: &'static str,
    pub emergency: &'static str,
}

const fn point(
    name: &'static str,
    engineering: &'static str,
    management: &'static str,
    emergency: &'static str,
) -> Point {
    Point { name, engineering, management, emergency }
}

#[rustfmt::skip] // a table is read by its columns
pub const POINTS: &[(&[Sector], &[Point])] = &[
    (&[HazardousChemicals], &[
        point("储罐区及装卸作业", "设置可燃气体检测报警和紧急切断装置", "装卸作业双人监护，静电接地后方可作业", "配备应急救援器材，每半年演练一次"),
        point("动火、受限空间等特殊作业", "作业前置换、检测合格并可靠隔断", "执行作业票审批，专人现场监护", "现场备足救援器材，禁止盲目施救"),
    ]),
    (&[NonCoalMines], &[
        point("采场边坡", "按设计留设台阶和安全平台，设置位移监测", "每班巡查边坡并记录，雨后停产检查", "设警戒区，明确撤离路线"),
        point("爆破作业", "使用合格器材，设置避炮设施", "爆破作业人员持证上岗，执行清场警戒", "制定盲炮处理程序，专人处置"),
    ]),
    (&[Industry], &[
        point("打磨抛光及除尘系统", "除尘系统加装泄爆、隔爆装置和锁气卸灰", "每班作业前清扫积尘并记录", "停机断电，专人引导疏散"),
        point("有限空间作业（污水池、地坑）", "设置强制通风和气体检测", "执行作业审批，专人监护", "配备三脚架和正压式呼吸器，禁止盲目施救"),
        point("机械加工设备传动部位", "传动部位安装固定式防护罩并联锁", "设备点检，检维修挂牌上锁", "现场设急停按钮和急救箱"),
    ]),
    (&[Construction], &[
        point("深基坑及高支模", "按专项方案支护，设置变形监测", "专项方案经专家论证，验收后方可使用", "设警戒区，配备抢险物资"),
        point("塔式起重机安装与使用", "限位、力矩装置齐全有效", "安拆单位有资质，司机持证上岗", "大风停止作业，人员撤离"),
    ]),
    (&[RoadTransport], &[
        point("临水临崖、急弯陡坡路段", "设置护栏、警示标志和减速设施", "恶劣天气加密巡查，必要时管制通行", "备足防滑物资，联动救援"),
        point("客运车辆运行", "安装卫星定位和主动防控装置", "驾驶员日检和动态监控，疲劳驾驶及时纠正", "车载灭火器和安全锤齐全有效"),
    ]),
    (&[Fire, CrowdedPlaces], &[
        point("人员密集区域用火用电", "设置自动报警和喷淋，电气线路穿管保护", "营业期间每两小时防火巡查", "疏散通道畅通，每半年组织疏散演练"),
        point("厨房及燃气使用", "安装可燃气体报警和自动切断", "每日闭店前关阀检查并记录", "配备灭火毯和灭火器"),
    ]),
    (&[TownGas], &[
        point("液化石油气储配及充装", "设置泄漏报警和紧急切断装置", "充装前后检查气瓶，禁止超装", "设消防水源和喷淋降温"),
    ]),
    (&[SpecialEquipment], &[
        point("压力容器及安全附件", "安全阀、压力表定期校验", "作业人员持证，按规程操作", "超压立即停用并疏散"),
    ]),
    (&[Fireworks, CivilExplosives], &[
        point("仓库储存", "设置防雷防静电和视频监控", "双人双锁，严格出入库登记", "设消防水池，划定警戒距离"),
    ]),
    (&[SchoolsHospitals], &[
        point("宿舍、病房等夜间住人场所", "安装独立烟感和应急照明", "夜间双人值守巡查", "编制夜间疏散方案并演练"),
        point("食堂及锅炉房", "燃气报警与切断装置联动", "专人操作，班后检查", "配备灭火器材和急救用品"),
    ]),
    (&[Agriculture], &[
        point("沼气池、青贮窖等有限空间", "设置通风和警示标志", "下池前先通风、再检测、后作业", "配备救援绳索，禁止盲目施救"),
        point("饲料加工设备", "传动部位安装防护罩", "停机断电后方可清理", "现场设急停装置"),
    ]),
    (&[WaterWorks], &[
        point("大坝及溢洪道", "设置水位、渗流监测", "汛期每日巡查，落实三个责任人", "编制防汛抢险预案，备足物料"),
    ]),
    (&[Tourism], &[
        point("游乐及涉水项目", "设备定期检验，设置防护设施", "每日运营前检查，限流管理", "配备救生员和救生器材"),
    ]),
    (&[Forestry], &[
        point("林区野外用火", "开设防火隔离带", "防火期设卡登记，专人巡护", "组建半专业扑火队，靠前驻防"),
    ]),
    (&[GeologicalHazard], &[
        point("坡体下方居民点", "布设位移和裂缝监测，开挖截排水沟", "汛期专人巡查，发放避险明白卡", "明确预警信号和撤离路线，适时转移"),
    ]),
    (&[Utilities], &[
        point("加氯间、污水池等有限空间", "设置通风和有毒气体报警", "执行作业审批，专人监护", "配备正压式呼吸器和救援三脚架"),
        point("高低压配电室", "设置绝缘垫和防小动物设施", "两票制度，停电验电挂牌", "配备绝缘工具和灭火器"),
    ]),
];

pub const TRAINING: &[&str] =
    &["岗位人员安全操作规程培训并考核合格", "新员工三级安全教育，每年再培训", "风险告知和岗位应急处置卡培训"];
pub const PROTECTION: &[&str] = &["按岗位配发合格防护用品并督促佩戴", "进入现场佩戴安全帽和防护手套"];

/// The first of the sector's points, or the next ones.
pub fn of(sector: Sector) -> &'static [Point] {
    POINTS.iter().find(|(sectors, _)| sectors.contains(&sector)).map_or(POINTS[2].1, |(_, points)| points)
}

/// What is looked at beside the place.
pub const PAPERS: &[&str] =
    &["，安全管理台账和培训记录", "，消防器材和疏散通道", "，上次隐患整改情况", "，作业票证和值班记录", ""];
