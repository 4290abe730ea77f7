//! Metal and non-metal mines.

use super::{Edition, Sector, unlisted, within};

pub(super) const EDITIONS: &[Edition] = &[unlisted(
    "mines_2022",
    Sector::Mines,
    "金属非金属矿山重大事故隐患判定标准",
    "矿安〔2022〕88号",
    within(2022),
    None,
)];
