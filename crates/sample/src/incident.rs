//! Accidents of seven years: mostly on roads and sites, mostly with few people, some told too late; in some somebody dies
//! later, within the days in which a death counts and after them.

use kernel::{Day, Division, Instant, Sector, Span};

use crate::District;
use crate::chance::Chance;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// `production_safety`, `road_traffic`, `fire`, `forest_fire`
    pub category: &'static str,
    /// By its name in GB 6441, in the edition of its day.
    pub kind: Option<&'static str>,
    pub sector: Sector,
    pub division: Division,
    pub place: String,
    pub road: Option<&'static str>,
    pub chainage: Option<String>,
    /// Where it happened.
    pub organisation: Option<u32>,
    pub happened: Instant,
    /// When the district was told.
    pub told: Instant,
    /// `unit`, `public`, `rescue`, `township`
    pub source: &'static str,
    pub summary: String,
    pub response: &'static str,
    pub dead: u32,
    pub severely_injured: u32,
    pub injured: u32,
    pub missing: u32,
    /// Known when it was over.
    pub loss_10k_yuan: u32,
    pub area_ha: Option<u32>,
    /// So many days after it somebody of the severely injured dies.
    pub dies_after: Option<i64>,
    /// The county was slow itself.
    pub slow: bool,
}

/// Category, kind of 1986 and of 2025, sector, what happened, what was done.
struct Plot(
    &'static str,
    &'static str,
    &'static str,
    Sector,
    &'static str,
    &'static str,
    /// Of a thousand.
    u64,
);

const ROAD: &str = "road_traffic";
const WORK: &str = "production_safety";

#[rustfmt::skip]
const PLOTS: &[Plot] = &[
    Plot(ROAD, "车辆伤害", "道路(轨道)车辆致害", Sector::RoadTransport, "一辆重型货车与对向行驶的小型客车相撞，小型客车驶出路面",
         "交警、消防、医护到场救援，现场管制交通，伤员送县人民医院救治", 210),
    Plot(ROAD, "车辆伤害", "道路(轨道)车辆致害", Sector::RoadTransport, "一辆摩托车与停放路边的货车追尾，骑乘人员未戴头盔",
         "交警到场勘查，伤员送县人民医院救治，清理停放车辆", 190),
    Plot(ROAD, "车辆伤害", "道路(轨道)车辆致害", Sector::RoadTransport, "一辆三轮载货摩托车下坡时失控侧翻，车上载有务工人员",
         "乡镇派员到场救助，伤员转运县中医院，对该路段增设警示标志", 110),
    Plot(WORK, "高处坠落", "高处坠落", Sector::Construction, "外墙作业时安全绳未系挂，作业人员从脚手架坠落",
         "停止作业，保护现场，住建部门责令全面停工检查", 110),
    Plot(WORK, "物体打击", "物体打击", Sector::Construction, "塔吊吊装钢筋时捆扎松脱，钢筋散落击中下方作业人员",
         "停止起重作业，封存设备，组织排查起重吊装作业", 60),
    Plot(WORK, "坍塌", "坍塌", Sector::Construction, "管沟开挖未放坡支护，沟壁坍塌掩埋作业人员",
         "消防救援人员实施人工挖掘救援，现场设警戒区防止二次坍塌", 40),
    Plot(WORK, "机械伤害", "机械致害", Sector::Industry, "清理输送机时未断电挂牌，设备误启动卷入作业人员手臂",
         "停机断电，伤员送医，责令同类设备停用检查", 80),
    Plot(WORK, "触电", "触电", Sector::Industry, "检修配电箱时误碰带电部位，未采取停电验电措施",
         "切断电源，现场施救并送医，开展用电安全检查", 40),
    Plot(WORK, "中毒和窒息", "中毒", Sector::Industry, "清理污水池时未通风检测，一人晕倒后他人盲目施救",
         "消防佩戴呼吸器下池救援，封闭现场，开展有限空间作业排查", 30),
    Plot(WORK, "灼烫", "灼烫", Sector::HazardousChemicals, "装卸浓碱时软管脱落，物料喷溅到作业人员",
         "冲洗后送医，停止装卸作业，对软管和接头逐一检查", 20),
    Plot(WORK, "物体打击", "物体打击", Sector::NonCoalMines, "采场边坡浮石滚落，击中正在铲装的作业人员",
         "撤出人员，停止采掘，组织清理边坡浮石", 40),
    Plot("fire", "火灾", "火灾", Sector::Fire, "沿街门面电气线路短路起火，过火后烟气封堵楼梯",
         "消防出动水罐车扑救，疏散楼内人员，排查同类门面", 50),
    Plot("forest_fire", "火灾", "火灾", Sector::Forestry, "农户烧田埂引燃附近林地，风力较大蔓延上山",
         "组织护林员和半专业扑火队扑打，开设隔离带，看守火场", 20),
];

/// In one year of the whole county.
const A_YEAR: i64 = 120;
const FIRST_YEAR: i16 = 2019;

pub fn incidents(chance: &mut Chance, county: &District, scale: crate::Scale) -> Vec<Incident> {
    let sums: Vec<u64> = PLOTS
        .iter()
        .scan(0, |sum, plot| {
            *sum += plot.6;
            Some(*sum)
        })
        .collect();
    let Some(first) = Day::new(FIRST_YEAR, 1, 1) else { return Vec::new() };
    let days = first.days_until(county.now.day());
    let all = days * A_YEAR / 365;
    let wanted = if scale == crate::Scale::Full { all } else { all / 50 };
    let mut incidents: Vec<_> = (0..wanted)
        .map(|_| {
            let plot = &PLOTS[chance.weighted(&sums)];
            let at = first.plus_days(chance.between(0, days - 1)).start() + Span::minutes(chance.between(300, 1_380));
            one(chance, county, plot, at)
        })
        .collect();
    // Some hours and some days ago, so that there is always one whose clocks run and one whose next report is owed.
    for (n, hours) in [(0, 2), (3, 30), (6, 75)] {
        incidents.push(one(chance, county, &PLOTS[n], county.now + Span::minutes(-60 * hours - 7)));
    }
    incidents.retain(|it| it.told <= county.now);
    incidents.sort_by_key(|it| it.happened);
    incidents
}

fn one(chance: &mut Chance, county: &District, plot: &Plot, happened: Instant) -> Incident {
    let Plot(category, kind_1986, kind_2025, sector, what, response, _) = plot;
    let on_road = *category == ROAD;
    let works = county.subjects.iter().filter(|it| it.sector == *sector && it.organisation.is_some());
    let works: Vec<_> = works.take(400).collect();
    let subject = (!on_road && !works.is_empty() && *category != "forest_fire").then(|| *chance.one(&works));
    let villages: Vec<_> = county.places.iter().filter(|it| it.division.township() != it.division).collect();
    let village = *chance.one(&villages);
    let road = on_road.then(|| *chance.one(&["望河公路", "环库公路", "省道 217 线", "青望公路"]));
    let of_2025 = Day::new(2026, 7, 1).is_some_and(|from| happened.day() >= from);
    let (dead, severely_injured, injured) = people(chance);
    let unit = subject.and_then(|it| it.organisation);
    let source = match unit {
        Some(_) => *chance.one(&["unit", "unit", "unit", "rescue"]),
        None => *chance.one(&["rescue", "rescue", "public", "township"]),
    };
    // A unit has an hour; some need two.
    let after = if chance.permille(60) { chance.between(75, 190) } else { chance.between(6, 50) };
    Incident {
        category,
        kind: (*category != "forest_fire").then_some(if of_2025 { kind_2025 } else { kind_1986 }),
        sector: *sector,
        division: subject.map_or(village.division, |it| it.division),
        place: subject.map_or_else(|| format!("{}附近", village.name), |it| it.address.clone()),
        road,
        chainage: on_road.then(|| format!("K{}+{:03}", chance.between(2, 48), chance.between(0, 99) * 10)),
        organisation: unit,
        happened,
        told: happened + Span::minutes(after),
        source,
        summary: (*what).to_owned(),
        response,
        dead,
        severely_injured,
        injured,
        missing: 0,
        loss_10k_yuan: u32::try_from(chance.between(2, 90)).unwrap_or(2) + dead * 110,
        area_ha: (*category == "forest_fire").then(|| u32::try_from(chance.between(1, 30)).unwrap_or(1)),
        dies_after: (severely_injured > 0 && chance.permille(90)).then(|| chance.between(1, 40)),
        slow: chance.permille(40),
    }
}

/// Dead, severely and slightly injured: most are one or two, few are many.
fn people(chance: &mut Chance) -> (u32, u32, u32) {
    let mut upto = |n: usize| u32::try_from(chance.below(n + 1)).unwrap_or(0);
    let (severe, light) = (upto(2), upto(3));
    let dead = match upto(999) {
        0..=1 => 3 + upto(2),
        2..=29 => 2,
        30..=379 => 1,
        _ => 0,
    };
    if dead + severe + light == 0 { (0, 0, 1) } else { (dead, severe, light) }
}
