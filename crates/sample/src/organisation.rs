//! Who there is: the county's offices, departments and townships, and the people in them.

use kernel::Division;
use kernel::Sector::{self, *};

use crate::chance::Chance;
use crate::credit_code::credit_code;
use crate::people::{self, Person};
use crate::place::{DISTRICT_CODE, TOWNSHIPS, district};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganisationKind {
    Government,
    Office,
    Department,
    Township,
    Enterprise,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub key: u32,
    pub name: String,
    pub short_name: String,
    pub kind: OrganisationKind,
    pub division: Division,
    pub regulates: Vec<Sector>,
    pub credit_code: Option<String>,
    pub parent: Option<u32>,
    /// Heads the numbers of its documents; empty for an enterprise.
    pub document_word: &'static str,
}

pub const GOVERNMENT: u32 = 1;
pub const OFFICE: u32 = 2;
const PUBLIC_BODY: &str = "11";

struct Department(&'static str, &'static str, &'static str, &'static [Sector], &'static str);

#[rustfmt::skip]
const DEPARTMENTS: &[Department] = &[
    Department("县应急管理局", "县应急局", "望应急发", &[HazardousChemicals, NonCoalMines, Industry, Fireworks], "安全生产监管股股长 执法大队大队长 执法大队队员 应急指挥中心主任 危化监管股股长"),
    Department("县自然资源局", "县自然资源局", "望自然资发", &[GeologicalHazard, NonCoalMines], "地质灾害防治股股长 矿产管理股股长 地灾防治技术员"),
    Department("县水利局", "县水利局", "望水发", &[WaterWorks], "水旱灾害防御股股长 工程管理股股长 水利工程师"),
    Department("县住房和城乡建设局", "县住建局", "望住建发", &[Construction, TownGas, Utilities], "建筑业管理股股长 质量安全监督站站长 燃气管理办公室主任 安全监督员"),
    Department("县交通运输局", "县交通运输局", "望交发", &[RoadTransport], "安全监督股股长 运输管理股股长 交通运输综合执法队队员"),
    Department("县市场监督管理局", "县市场监管局", "望市监发", &[SpecialEquipment], "特种设备安全监察股股长 特种设备安全监察员 执法大队队员"),
    Department("县消防救援大队", "县消防大队", "望消发", &[Fire, CrowdedPlaces], "防火监督参谋 防火监督员 法制审核员"),
    Department("县工业和信息化局", "县工信局", "望工信发", &[Industry, CivilExplosives], "安全生产股股长 民爆管理股股长 科员"),
    Department("县教育体育局", "县教体局", "望教体发", &[SchoolsHospitals], "学校安全管理股股长 科员 督导室主任"),
    Department("县卫生健康局", "县卫健局", "望卫健发", &[SchoolsHospitals], "安全保卫股股长 医政股股长 科员"),
    Department("县文化和旅游局", "县文旅局", "望文旅发", &[Tourism, CrowdedPlaces], "市场管理股股长 旅游安全股股长 文化市场执法队员"),
    Department("县农业农村局", "县农业农村局", "望农发", &[Agriculture], "农机安全监理站站长 畜牧股股长 农业综合执法队员"),
    Department("县林业和草原局", "县林草局", "望林草发", &[Forestry], "森林防火办公室主任 资源管理股股长 护林防火专员"),
    Department("县公安局", "县公安局", "望公发", &[CivilExplosives, CrowdedPlaces, RoadTransport], "治安管理大队大队长 危爆物品管理中队长 交通警察大队中队长 民警"),
    Department("县商务局", "县商务局", "望商发", &[CrowdedPlaces], "市场流通股股长 安全生产股股长 科员"),
    Department("县民政局", "县民政局", "望民发", &[SchoolsHospitals], "养老服务股股长 安全管理员 科员"),
    Department("县生态环境局", "县生态环境局", "望环发", &[HazardousChemicals], "环境应急股股长 监察员"),
    Department("县气象局", "县气象局", "望气发", &[], "气象台台长 防雷安全股股长"),
    Department("县发展和改革局", "县发改局", "望发改发", &[Utilities], "能源股股长 科员"),
    Department("县财政局", "县财政局", "望财发", &[], "经济建设股股长"),
    Department("县人力资源和社会保障局", "县人社局", "望人社发", &[], "工伤保险股股长"),
    Department("县司法局", "县司法局", "望司发", &[], "行政执法监督股股长"),
    Department("县综合行政执法局", "县综合执法局", "望综执发", &[Utilities], "市政设施股股长 执法队员"),
    Department("县民族宗教事务局", "县民宗局", "望民宗发", &[], "宗教事务股股长"),
    Department("县粮食和物资储备局", "县粮储局", "望粮储发", &[], "物资储备股股长 仓储安全员"),
    Department("县公路中心", "县公路中心", "望公路发", &[], "养护股股长 安全股股长 桥梁养护工程师"),
    Department("县供销合作社联合社", "县供销社", "望供销发", &[], "农资管理股股长"),
    Department("县统计局", "县统计局", "望统发", &[], "综合统计股股长"),
    Department("县总工会", "县总工会", "望工发", &[], "劳动保护部部长"),
    Department("县融媒体中心", "县融媒体中心", "望融发", &[], "应急广播站站长"),
];

/// People whom the manual and the demonstration speak of; each takes the post that the table above would have filled.
const KNOWN: &[(&str, &str, &str)] = &[
    ("县安委办", "副县长、安委办主任", "韩松岭"),
    ("县安委办", "综合协调股股长", "沈若川"),
    ("县应急局", "执法大队队员", "陆知行"),
    ("县应急局", "应急指挥中心主任", "程牧野"),
    ("县市场监管局", "特种设备安全监察股股长", "宋砚"),
    ("县水利局", "水旱灾害防御股股长", "闻溪"),
    ("县气象局", "气象台台长", "秦霜"),
    ("城关街道", "应急管理所所长", "柏青禾"),
    ("县安委办", "系统管理员", "江一帆"),
    ("县安委办", "安全保密管理员", "苏青简"),
    ("县安委办", "安全审计员", "文若谷"),
];

/// Bodies of the county with their people, in the order of their keys.
pub struct Bodies {
    pub organisations: Vec<Organisation>,
    pub people: Vec<Person>,
}

pub fn bodies(chance: &mut Chance) -> Bodies {
    let mut bodies = Bodies { organisations: Vec::new(), people: Vec::new() };
    let county = district().division();
    use OrganisationKind::{Department as Body, Government, Office, Township};
    bodies.add(chance, Government, ("望澜县人民政府", "县政府"), "望政发", county, &[]);
    bodies.staff(chance, "县长 常务副县长 办公室主任");
    let office = "望澜县安全生产委员会办公室";
    bodies.add(chance, Office, (office, "县安委办"), "望安委办", county, &[]);
    bodies.staff(chance, "副县长、安委办主任 专职副主任 综合协调股股长 督查股股长 督查股科员 综合协调股科员 系统管理员 安全保密管理员 安全审计员");
    for Department(name, short, word, regulates, posts) in DEPARTMENTS {
        bodies.add(chance, Body, (&format!("望澜{name}"), short), word, county, regulates);
        let (head, second) = match *short {
            "县消防大队" => ("大队长", "副大队长"),
            "县公路中心" | "县融媒体中心" => ("主任", "副主任"),
            "县供销社" => ("理事会主任", "理事会副主任"),
            "县总工会" => ("常务副主席", "副主席"),
            _ => ("局长", "分管副局长"),
        };
        bodies.staff(chance, &format!("{head} {second} {posts}"));
    }
    for town in TOWNSHIPS {
        let of = if town.name.ends_with("街道") { "办事处" } else { "人民政府" };
        let (head, second) = match town.name.chars().last() {
            Some('乡') => ("乡长", "分管副乡长"),
            Some('镇') => ("镇长", "分管副镇长"),
            _ => ("办事处主任", "分管副主任"),
        };
        let division = crate::place::township_division(town);
        let name = format!("望澜县{}{of}", town.name);
        bodies.add(chance, Township, (&name, town.name), town.document_word, division, &[]);
        bodies
            .staff(chance, &format!("{head} {second} 应急管理所所长 应急管理所安全员 应急管理所专职消防员 驻村安全员"));
    }
    bodies
}

impl Bodies {
    fn add(
        &mut self,
        chance: &mut Chance,
        kind: OrganisationKind,
        (name, short_name): (&str, &str),
        document_word: &'static str,
        division: Division,
        regulates: &[Sector],
    ) {
        self.organisations.push(Organisation {
            key: self.organisations.len() as u32 + 1,
            name: name.into(),
            short_name: short_name.into(),
            kind,
            division,
            regulates: regulates.to_vec(),
            credit_code: Some(credit_code(chance, PUBLIC_BODY, DISTRICT_CODE)),
            parent: (kind != OrganisationKind::Government).then_some(GOVERNMENT),
            document_word,
        });
    }

    /// The posts of the organisation added last, parted by blanks.
    fn staff(&mut self, chance: &mut Chance, posts: &str) {
        let Some(organisation) = self.organisations.last() else { return };
        for position in posts.split(' ') {
            let key = self.people.len() as u32 + 1;
            let known = KNOWN.iter().find(|(short, post, _)| *short == organisation.short_name && *post == position);
            self.people.push(Person {
                key,
                name: known.map_or_else(|| people::name(chance, key), |(_, _, name)| (*name).to_owned()),
                organisation: organisation.key,
                position: position.into(),
                phone: people::phone(key),
            });
        }
    }
}
