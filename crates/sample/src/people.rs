//! Invented names. A few hold rare characters, of four bytes in UTF-8, because residents' registers hold them too.

use crate::chance::Chance;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub key: u32,
    pub name: String,
    pub organisation: u32,
    pub position: String,
    /// Of no operator: four zeros follow the first two digits.
    pub phone: String,
}

const SURNAMES: &str = "李李李王王张张杨杨杨刘陈赵黄周吴罗段普白鲁毕起何马朱尹苏高董施罗字查茶彭郭唐邓许韩冯曹曾程蔡潘田\
    余袁蒋杜叶魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方邹熊孟秦邱江尹薛闫侯雷龙史陶贺顾毛郝龚邵万钱严武戴莫孔";
const FIRST: &str =
    "建国文志明海春晓家正永世云光学德成金玉兴荣俊思雨佳子嘉丽秀桂红绍应朝庭开自从美艳凤琼惠先发忠贵培育";
const SECOND: &str =
    "华明军平林强生文祥福东辉波涛勇斌伟峰宏昌梅芳兰英燕萍娟霞琴芬莲珍敏静洁丽云仙才富有全顺方良亮涵轩怡宁";
const SINGLE: &str = "勇伟军强杰斌磊鹏涛敏静丽艳娟波超亮辉刚健洋梅芳兰燕琴";
const RARE: &[&str] = &["李㐂云", "王𠀋夫", "杨𬺈", "段𮧵华", "张㐂平", "普𬺈生", "赵𠀋林", "鲁𮧵芳"];
const RARE_EVERY: u32 = 900;

pub fn name(chance: &mut Chance, key: u32) -> String {
    if key % RARE_EVERY == 77 {
        return RARE[(key / RARE_EVERY) as usize % RARE.len()].to_owned();
    }
    let surname = letter(chance, SURNAMES);
    if chance.permille(170) {
        return format!("{surname}{}", letter(chance, SINGLE));
    }
    let first = letter(chance, FIRST);
    let mut second = letter(chance, SECOND);
    while second == first {
        second = letter(chance, SECOND);
    }
    format!("{surname}{first}{second}")
}

pub fn surname(chance: &mut Chance) -> char {
    letter(chance, SURNAMES)
}

pub fn phone(key: u32) -> String {
    format!("1{}0000{key:05}", 3 + key % 7)
}

pub fn letter(chance: &mut Chance, from: &str) -> char {
    let nth = chance.below(from.chars().count());
    from.chars().nth(nth).unwrap_or('文')
}
