//! Roads and transport: the documents are known, their articles are not listed.

use super::{Edition, Sector, unlisted, within};

pub(super) const EDITIONS: &[Edition] = &[
    unlisted(
        "road_traffic_2023",
        Sector::RoadTraffic,
        "道路交通安全重大事故隐患排查指引",
        "公交管〔2023〕209号",
        within(2023),
        None,
    ),
    unlisted(
        "road_transport_2023",
        Sector::RoadTransport,
        "道路运输企业和城市客运企业安全生产重大事故隐患判定标准",
        "交办运〔2023〕52号",
        within(2023),
        None,
    ),
    unlisted(
        "highways_2023",
        Sector::Highways,
        "公路运营领域重大事故隐患判定标准",
        "交办公路〔2023〕59号",
        within(2023),
        None,
    ),
];
