use crate::{Domain, Exact, Term};

/// One figure of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicator {
    pub name: &'static str,
    pub term: Term,
    pub unit: &'static str,
    pub domain: Domain,
    /// Whether it only grows while a disaster lasts. Values of the moment go up and down.
    pub cumulative: bool,
}

pub fn indicator(name: &str) -> Option<&'static Indicator> {
    INDICATORS.iter().find(|it| it.name == name)
}

const WHOLE: Domain = Domain::Whole(0, 100_000_000);
const MEASURED: Domain = Domain::Between(Exact::ZERO, Exact::whole(100_000_000));

/// In the order of the report.
pub const INDICATORS: &[Indicator] = &[
    people("affected", "受灾人口", "affected population"),
    people("deaths", "因灾死亡人口", "deaths"),
    of_the_moment("missing", "因灾失踪人口", "missing", "people"),
    people("injured", "因灾受伤人口", "injured"),
    people("seriously_injured", "因灾重伤人口", "seriously injured"),
    people("evacuated_before", "紧急避险转移人口", "moved ahead for safety"),
    people("relocated", "紧急转移安置人口", "relocated"),
    people("relocated_together", "集中安置人口", "relocated to public sites"),
    people("relocated_scattered", "分散安置人口", "relocated elsewhere"),
    of_the_moment("relocated_now", "当前紧急转移安置人口", "relocated now", "people"),
    whole("sites", "集中安置点", "public sites", "sites"),
    of_the_moment("sites_now", "当前集中安置点", "public sites now", "sites"),
    people("emergency_aid", "需紧急生活救助人口", "in need of emergency aid"),
    of_the_moment("emergency_aid_now", "当前需紧急生活救助人口", "in need of emergency aid now", "people"),
    people("transitional_aid", "需过渡期生活救助人口", "in need of transitional aid"),
    people("drought_aid", "因旱需生活救助人口", "in need of aid in drought"),
    people("drought_water_aid", "因旱饮水困难需救助人口", "in need of drinking water in drought"),
    whole("rooms_collapsed", "倒塌房屋", "collapsed rooms", "rooms"),
    whole("rooms_collapsed_housing", "倒塌住房", "collapsed rooms of housing", "rooms"),
    whole("households_collapsed", "倒塌住房户", "households with collapsed housing", "households"),
    whole("rooms_severe", "严重损坏房屋", "severely damaged rooms", "rooms"),
    whole("rooms_severe_housing", "严重损坏住房", "severely damaged rooms of housing", "rooms"),
    whole("households_severe", "严重损坏住房户", "households with severely damaged housing", "households"),
    whole("rooms_slight", "一般损坏房屋", "damaged rooms", "rooms"),
    whole("rooms_slight_housing", "一般损坏住房", "damaged rooms of housing", "rooms"),
    whole("households_slight", "一般损坏住房户", "households with damaged housing", "households"),
    measured("crops_affected_ha", "农作物受灾面积", "crops affected", "ha"),
    measured("crops_affected_grain_ha", "粮食作物受灾面积", "grain affected", "ha"),
    measured("crops_damaged_ha", "农作物成灾面积", "crops damaged", "ha"),
    measured("crops_damaged_grain_ha", "粮食作物成灾面积", "grain damaged", "ha"),
    measured("crops_lost_ha", "农作物绝收面积", "crops lost", "ha"),
    measured("crops_lost_grain_ha", "粮食作物绝收面积", "grain lost", "ha"),
    measured("pasture_ha", "草场受灾面积", "pasture affected", "ha"),
    measured("forest_ha", "林地受灾面积", "forest affected", "ha"),
    measured("aquaculture_ha", "水产养殖受灾面积", "aquaculture affected", "ha"),
    whole("livestock_deaths", "因灾死亡牲畜", "livestock deaths", "heads"),
    whole("livestock_deaths_large", "因灾死亡大牲畜", "large livestock deaths", "heads"),
    whole("livestock_deaths_small", "因灾死亡小牲畜", "small livestock deaths", "heads"),
    whole("factories", "受损工业企业", "damaged industrial enterprises", "units"),
    whole("shops", "受损商贸网点", "damaged shops", "units"),
    measured("roads_km", "受损公路", "damaged roads", "km"),
    measured("dikes_km", "受损堤防", "damaged dikes", "km"),
    measured("power_lines_km", "受损电力线路", "damaged power lines", "km"),
    whole("base_stations", "受损通信基站", "damaged base stations", "units"),
    whole("reservoirs", "受损水库", "damaged reservoirs", "units"),
    whole("schools", "受损学校", "damaged schools", "units"),
    whole("clinics", "受损医疗卫生机构", "damaged medical institutions", "units"),
    measured("loss_10k_yuan", "直接经济损失", "direct loss", "10 000 yuan"),
    measured("loss_homes_10k_yuan", "住房及家庭财产损失", "loss of homes and household goods", "10 000 yuan"),
    measured("loss_farming_10k_yuan", "农林牧渔业损失", "loss of farming", "10 000 yuan"),
    measured("loss_business_10k_yuan", "工矿商贸业损失", "loss of industry and trade", "10 000 yuan"),
    measured("loss_infrastructure_10k_yuan", "基础设施损失", "loss of infrastructure", "10 000 yuan"),
    measured("loss_public_10k_yuan", "公共服务损失", "loss of public services", "10 000 yuan"),
    measured("loss_other_10k_yuan", "其他损失", "other loss", "10 000 yuan"),
    of_the_moment(
        "named_dead_and_missing",
        "死亡失踪人口台账人数",
        "dead and missing in the ledger of names",
        "people",
    ),
];

const fn people(name: &'static str, zh: &'static str, en: &'static str) -> Indicator {
    whole(name, zh, en, "people")
}

const fn whole(name: &'static str, zh: &'static str, en: &'static str, unit: &'static str) -> Indicator {
    Indicator { name, term: Term::new(zh, en), unit, domain: WHOLE, cumulative: true }
}

const fn of_the_moment(name: &'static str, zh: &'static str, en: &'static str, unit: &'static str) -> Indicator {
    Indicator { cumulative: false, ..whole(name, zh, en, unit) }
}

const fn measured(name: &'static str, zh: &'static str, en: &'static str, unit: &'static str) -> Indicator {
    Indicator { name, term: Term::new(zh, en), unit, domain: MEASURED, cumulative: true }
}
