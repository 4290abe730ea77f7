//! What inspectors write: part, number, what isn't met, what may come of it. The tables hold the sentences with slots,
//! here they are filled.
//!
//! `{p}` is the place, `{a}` and `{b}` are the two slots of a row, `{past}` is a day before the finding. `[x|y]` takes
//! one of several, `[3..9]` a number, `[100..900/50]` a number in steps. A slot keeps its value through title,
//! description and what was done, so that the three speak of the same thing.

mod belongs;
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
pub mod risks;
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
const SHORT: usize = 38;
const SHORTEST: usize = 27;

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
        let description = expand(chance, &description);
        let description = concluded(chance, description, self.kind);
        Some(Filled { title: expand(chance, &title), description, remedy: expand(chance, &remedy), place })
    }
}

/// A short finding says what may come of it, unless it has said so.
fn concluded(chance: &mut Chance, description: String, kind: AccidentKind) -> String {
    let (said, outcomes) = outcomes(kind);
    let length = description.chars().count();
    let has_said = said.iter().any(|word| description.contains(word));
    let ending = match has_said {
        false if length < SHORT => *chance.one::<&str>(outcomes),
        true if length < SHORTEST => "此前日常检查未发现",
        _ => return description,
    };
    format!("{}，{ending}。", description.trim_end_matches('。'))
}

/// Words that already tell the outcome, and ways to tell it.
fn outcomes(kind: AccidentKind) -> (&'static [&'static str], &'static [&'static str]) {
    use AccidentKind::*;
    match kind {
        ObjectStrike => (&["砸", "坠"], &["存在坠物伤人风险", "过往人员有被砸伤的危险"]),
        VehicleInjury => (&["撞", "翻车", "伤人", "失控"], &["易引发车辆伤害", "行车安全风险较大"]),
        MachineInjury => (&["伤", "卷入", "绞", "割"], &["存在机械伤害风险", "操作人员有被绞伤、夹伤的危险"]),
        LiftingInjury => (&["坠落", "伤"], &["存在起重伤害风险", "吊物失控可能伤人"]),
        ElectricShock => (&["触电", "漏电"], &["存在触电风险", "人员误触有触电危险"]),
        Drowning => (&["溺", "落水"], &["度汛安全没有保障", "存在涉水安全风险"]),
        Burn => (&["灼", "烫"], &["操作人员有灼烫危险", "存在灼烫风险"]),
        Fire => (&["起火", "火灾", "失火", "引燃", "爆燃", "疏散"], &["火灾风险较大", "存在火灾隐患"]),
        FallFromHeight => (&["坠", "跌"], &["存在高处坠落风险", "人员有坠落危险"]),
        Collapse => (&["塌", "垮", "倒", "滑"], &["存在坍塌风险", "稳定性没有保障"]),
        ExplosivesBlast => (&["爆", "伤人"], &["存在爆炸风险", "燃爆后果严重"]),
        BoilerExplosion | VesselExplosion | OtherExplosion => (&["爆", "炸"], &["存在爆炸风险", "遇异常可能发生爆炸"]),
        PoisoningSuffocation => (&["中毒", "窒息"], &["存在中毒窒息风险", "人员有中毒危险"]),
        OtherInjury => (&["责任", "管理"], &["安全责任没有落到实处", "日常管理存在漏洞"]),
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
    belongs::BELONGS.iter().all(|(word, trades)| !place.contains(word) || trades.contains(&trade))
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
