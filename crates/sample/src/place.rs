//! The county's townships and villages, with a centre for each so that subjects lie where their address says.

use kernel::{District as Code, Division};

use crate::chance::Chance;

/// Not assigned to a real county.
pub const DISTRICT_CODE: u32 = 530_999;
const MICRODEGREES_OF_VILLAGE_SPREAD: i64 = 38_000;

#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub division: Division,
    pub name: String,
    pub longitude_e6: i32,
    pub latitude_e6: i32,
}

pub struct Township {
    pub name: &'static str,
    /// Heads the numbers of its documents: 青政发〔2024〕7 号.
    pub document_word: &'static str,
    code: i64,
    pub longitude_e6: i32,
    pub latitude_e6: i32,
    /// Communities (社区) first, then villages; a word without 社区 is a village.
    villages: &'static str,
}

const fn township(
    name: &'static str,
    document_word: &'static str,
    code: i64,
    (longitude_e6, latitude_e6): (i32, i32),
    villages: &'static str,
) -> Township {
    Township { name, document_word, code, longitude_e6, latitude_e6, villages }
}

pub const TOWNSHIPS: &[Township] = &[
    township(
        "城关街道",
        "城办发",
        1,
        (100_312_000, 24_218_000),
        "文昌社区 东河社区 西门社区 南屏社区 北桥社区 学府社区 新安社区 望江社区 澜苑社区 古城社区 火车站社区 沙坝村 官庄村 杨家营村",
    ),
    township(
        "青石镇",
        "青政发",
        100,
        (100_398_000, 24_262_000),
        "青石街社区 石门村 大湾子村 青龙村 采石坡村 桐梓林村 马鞍山村 龙塘村 黄泥坡村 下寨村 李子箐村",
    ),
    township(
        "柳溪镇",
        "柳政发",
        101,
        (100_236_000, 24_301_000),
        "柳溪街社区 柳林村 上柳村 下柳村 回龙湾村 水磨村 三岔箐村 麦地村 梨园村 新田坝村 观音桥村 窑上村",
    ),
    township(
        "白鹭渡镇",
        "鹭政发",
        102,
        (100_421_000, 24_149_000),
        "渡口社区 白鹭村 竹溪村 江边村 沙洲村 芦苇塘村 老渡村 鱼塘村 半坡村 横山村 上沟村",
    ),
    township(
        "双河口镇",
        "双政发",
        103,
        (100_173_000, 24_173_000),
        "双河街社区 河东村 河西村 两岔口村 大石桥村 花椒坪村 核桃箐村 凤凰村 红星村 新寨村 团坡村",
    ),
    township(
        "大坪垭镇",
        "坪政发",
        104,
        (100_121_000, 24_268_000),
        "大坪街社区 垭口村 坪上村 坪下村 茶山村 烂泥箐村 杉木林村 岩脚村 白云村 蕨坪村 高桥村",
    ),
    township(
        "松林铺镇",
        "松政发",
        105,
        (100_332_000, 24_361_000),
        "松林铺社区 老铺村 松坡村 驿马村 石板路村 三家村 大营村 小营村 砚池村 杨柳塘村 古驿村",
    ),
    township(
        "河尾镇",
        "河政发",
        106,
        (100_467_000, 24_083_000),
        "河尾街社区 尾村 滩头村 芭蕉林村 热水塘村 甘蔗地村 渔洞村 码头村 平掌村 大沙坝村 沿江村",
    ),
    township(
        "云门岭乡",
        "云政发",
        200,
        (100_071_000, 24_348_000),
        "云门村 老鸦岩村 岭头村 岭背村 雾露村 箐口村 竹瓦村 松毛坡村 羊街村 山神庙村",
    ),
    township(
        "沙湾里乡",
        "沙政发",
        201,
        (100_247_000, 24_092_000),
        "沙湾村 里湾村 外湾村 柿子树村 大竹箐村 拉羊村 土锅村 坝塘村 新民村",
    ),
    township(
        "石盘沟乡",
        "石政发",
        202,
        (100_148_000, 24_071_000),
        "石盘村 沟头村 沟尾村 磨盘山村 滴水岩村 板凳桥村 黑石头村 大箐脑村 月亮田村",
    ),
    township(
        "桃源坝乡",
        "桃政发",
        203,
        (100_281_000, 24_432_000),
        "桃源村 花红村 坝心村 坝尾村 龙潭村 蜂岩村 大麦地村 樱桃沟村 清水河村 麻栗坪村",
    ),
];

/// The county itself, its townships in the order above, then all villages.
pub fn places(chance: &mut Chance) -> Vec<Place> {
    let centre = &TOWNSHIPS[0];
    let mut places = vec![Place {
        division: division(0, 0),
        name: "望澜县".into(),
        longitude_e6: centre.longitude_e6,
        latitude_e6: centre.latitude_e6,
    }];
    places.extend(TOWNSHIPS.iter().map(|town| Place {
        division: division(town.code, 0),
        name: town.name.into(),
        longitude_e6: town.longitude_e6,
        latitude_e6: town.latitude_e6,
    }));
    for town in TOWNSHIPS {
        let (mut communities, mut villages) = (0, 199);
        for name in town.villages.split(' ') {
            let number = if name.ends_with("社区") { &mut communities } else { &mut villages };
            *number += 1;
            places.push(Place {
                division: division(town.code, *number),
                name: name.into(),
                longitude_e6: near(chance, town.longitude_e6, MICRODEGREES_OF_VILLAGE_SPREAD),
                latitude_e6: near(chance, town.latitude_e6, MICRODEGREES_OF_VILLAGE_SPREAD),
            });
        }
    }
    places
}

pub fn near(chance: &mut Chance, centre_e6: i32, spread_e6: i64) -> i32 {
    centre_e6 + chance.between(-spread_e6, spread_e6) as i32
}

fn division(township: i64, village: i64) -> Division {
    let code = i64::from(DISTRICT_CODE) * 1_000_000 + township * 1_000 + village;
    Division::new(code).unwrap_or_else(|| district().division())
}

pub fn district() -> Code {
    Code::new(DISTRICT_CODE).expect("six digits")
}

pub fn township_division(town: &Township) -> Division {
    division(town.code, 0)
}

/// Directions around a county, in thousandths.
const AROUND: [(i64, i64); 16] = [
    (1000, 0),
    (924, 383),
    (707, 707),
    (383, 924),
    (0, 1000),
    (-383, 924),
    (-707, 707),
    (-924, 383),
    (-1000, 0),
    (-924, -383),
    (-707, -707),
    (-383, -924),
    (0, -1000),
    (383, -924),
    (707, -707),
    (924, -383),
];
const MIDDLE_E6: (i64, i64) = (100_270_000, 24_250_000);
const REACH_E6: (i64, i64) = (320_000, 300_000);

/// What belongs to each township: everything that lies nearer to its centre than to another's, up to the county's border.
pub fn outlines(chance: &mut Chance) -> Vec<(Division, Vec<[i32; 2]>)> {
    let border: Vec<(i64, i64)> = AROUND
        .iter()
        .map(|(east, north)| {
            let share = chance.between(880, 1_080);
            let at = |middle: i64, reach: i64, way: i64| middle + reach * way / 1_000 * share / 1_000;
            (at(MIDDLE_E6.0, REACH_E6.0, *east), at(MIDDLE_E6.1, REACH_E6.1, *north))
        })
        .collect();
    let cell = |town: &Township| {
        let others = TOWNSHIPS.iter().filter(|other| other.code != town.code);
        let ring = others.fold(border.clone(), |ring, other| nearer(&ring, town, other));
        (township_division(town), ring.into_iter().map(|(east, north)| [east as i32, north as i32]).collect())
    };
    TOWNSHIPS.iter().map(cell).collect()
}

/// The part of a ring that lies nearer to one centre than to the other.
fn nearer(ring: &[(i64, i64)], to: &Township, than: &Township) -> Vec<(i64, i64)> {
    let far = |at: (i64, i64), it: &Township| {
        let (east, north) = (at.0 - i64::from(it.longitude_e6), at.1 - i64::from(it.latitude_e6));
        east * east + north * north
    };
    // Below zero inside; linear along an edge, so that the crossing is exact up to a millionth of a degree.
    let side = |at: (i64, i64)| far(at, to) - far(at, than);
    let mut kept = Vec::with_capacity(ring.len() + 2);
    for (n, here) in ring.iter().enumerate() {
        let next = ring[(n + 1) % ring.len()];
        let (a, b) = (side(*here), side(next));
        if a <= 0 {
            kept.push(*here);
        }
        if (a < 0 && b > 0) || (a > 0 && b < 0) {
            let part = |from: i64, to: i64| from + (i128::from(to - from) * i128::from(a) / i128::from(a - b)) as i64;
            kept.push((part(here.0, next.0), part(here.1, next.1)));
        }
    }
    kept
}
