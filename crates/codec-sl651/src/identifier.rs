//! The identifiers of SL 651-2014, appendix C: what an element is called, in JSON with its unit, in Chinese, and in frames
//! written in characters. The letters of the last column are from memory (certainty M), except `PJ`, which a published frame
//! shows; the numbers and names stand in two public code bases.

/// One identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identifier {
    pub id: u8,
    /// With the unit last.
    pub name: &'static str,
    pub zh: &'static str,
    pub letters: &'static str,
}

/// In order of `id`.
#[rustfmt::skip]
pub const IDENTIFIERS: [Identifier; 119] = [
    it(0x01, "section_area_m2", "断面面积", "AC"),
    it(0x02, "air_temperature_c", "瞬时气温", "AI"),
    it(0x03, "water_temperature_c", "瞬时水温", "C"),
    it(0x04, "time_step", "时间步长码", "DR"),
    it(0x05, "period_h_min", "时段长", "DT"),
    it(0x06, "day_evaporation_mm", "日蒸发量", "ED"),
    it(0x07, "evaporation_mm", "当前蒸发", "EJ"),
    it(0x08, "pressure_hpa", "气压", "FL"),
    it(0x09, "gate_opening_m", "闸门开启高度", "GH"),
    it(0x0a, "gate_number", "输水设备、闸门编号", "GN"),
    it(0x0b, "gate_kind", "输水设备类别", "GS"),
    it(0x0c, "gates_open", "闸门开启孔数", "GT"),
    it(0x0d, "ground_temperature_c", "地温", "GTP"),
    it(0x0e, "groundwater_depth_m", "地下水瞬时埋深", "H"),
    it(0x0f, "wave_height_m", "波浪高度", "HW"),
    it(0x10, "soil_moisture_10cm_percent", "10厘米处土壤含水量", "M10"),
    it(0x11, "soil_moisture_20cm_percent", "20厘米处土壤含水量", "M20"),
    it(0x12, "soil_moisture_30cm_percent", "30厘米处土壤含水量", "M30"),
    it(0x13, "soil_moisture_40cm_percent", "40厘米处土壤含水量", "M40"),
    it(0x14, "soil_moisture_50cm_percent", "50厘米处土壤含水量", "M50"),
    it(0x15, "soil_moisture_60cm_percent", "60厘米处土壤含水量", "M60"),
    it(0x16, "soil_moisture_80cm_percent", "80厘米处土壤含水量", "M80"),
    it(0x17, "soil_moisture_100cm_percent", "100厘米处土壤含水量", "M100"),
    it(0x18, "humidity_percent", "湿度", "MST"),
    it(0x19, "pumps_running", "开机台数", "NS"),
    it(0x1a, "rain_1h_mm", "1小时时段降水量", "P1"),
    it(0x1b, "rain_2h_mm", "2小时时段降水量", "P2"),
    it(0x1c, "rain_3h_mm", "3小时时段降水量", "P3"),
    it(0x1d, "rain_6h_mm", "6小时时段降水量", "P6"),
    it(0x1e, "rain_12h_mm", "12小时时段降水量", "P12"),
    it(0x1f, "day_rain_mm", "日降水量", "PD"),
    it(0x20, "current_rain_mm", "当前降水量", "PJ"),
    it(0x21, "rain_1min_mm", "1分钟时段降水量", "PN01"),
    it(0x22, "rain_5min_mm", "5分钟时段降水量", "PN05"),
    it(0x23, "rain_10min_mm", "10分钟时段降水量", "PN10"),
    it(0x24, "rain_30min_mm", "30分钟时段降水量", "PN30"),
    it(0x25, "storm_mm", "暴雨量", "PR"),
    it(0x26, "rain_total_mm", "降水量累计值", "PT"),
    it(0x27, "flow_m3_s", "瞬时流量", "Q"),
    it(0x28, "intake_1_flow_m3_s", "取（排）水口流量1", "Q1"),
    it(0x29, "intake_2_flow_m3_s", "取（排）水口流量2", "Q2"),
    it(0x2a, "intake_3_flow_m3_s", "取（排）水口流量3", "Q3"),
    it(0x2b, "intake_4_flow_m3_s", "取（排）水口流量4", "Q4"),
    it(0x2c, "intake_5_flow_m3_s", "取（排）水口流量5", "Q5"),
    it(0x2d, "intake_6_flow_m3_s", "取（排）水口流量6", "Q6"),
    it(0x2e, "intake_7_flow_m3_s", "取（排）水口流量7", "Q7"),
    it(0x2f, "intake_8_flow_m3_s", "取（排）水口流量8", "Q8"),
    it(0x30, "outflow_m3_s", "总出库流量、过闸总流量", "QA"),
    it(0x31, "gate_flow_m3_s", "输水设备流量、过闸流量", "QZ"),
    it(0x32, "sediment_10000_t", "输沙量", "SW"),
    it(0x33, "wind_direction", "风向", "UC"),
    it(0x34, "wind_force", "风力", "UE"),
    it(0x35, "wind_speed_m_s", "风速", "US"),
    it(0x36, "mean_velocity_m_s", "断面平均流速", "VA"),
    it(0x37, "velocity_m_s", "当前瞬时流速", "VJ"),
    it(0x38, "voltage_v", "电源电压", "VT"),
    it(0x39, "river_level_m", "瞬时河道水位、潮位", "Z"),
    it(0x3a, "below_dam_level_m", "库（闸、站）下水位", "ZB"),
    it(0x3b, "above_dam_level_m", "库（闸、站）上水位", "ZU"),
    it(0x3c, "intake_1_level_m", "取（排）水口水位1", "Z1"),
    it(0x3d, "intake_2_level_m", "取（排）水口水位2", "Z2"),
    it(0x3e, "intake_3_level_m", "取（排）水口水位3", "Z3"),
    it(0x3f, "intake_4_level_m", "取（排）水口水位4", "Z4"),
    it(0x40, "intake_5_level_m", "取（排）水口水位5", "Z5"),
    it(0x41, "intake_6_level_m", "取（排）水口水位6", "Z6"),
    it(0x42, "intake_7_level_m", "取（排）水口水位7", "Z7"),
    it(0x43, "intake_8_level_m", "取（排）水口水位8", "Z8"),
    it(0x44, "sediment_concentration_kg_m3", "含沙量", "SQ"),
    it(0x45, "status", "遥测站状态及报警信息", "ZT"),
    it(0x46, "ph", "pH值", "pH"),
    it(0x47, "dissolved_oxygen_mg_l", "溶解氧", "DO"),
    it(0x48, "conductivity_us_cm", "电导率", "COND"),
    it(0x49, "turbidity_degrees", "浊度", "TURB"),
    it(0x4a, "permanganate_mg_l", "高锰酸盐指数", "CODMN"),
    it(0x4b, "redox_mv", "氧化还原电位", "REDOX"),
    it(0x4c, "ammonia_nitrogen_mg_l", "氨氮", "NH4N"),
    it(0x4d, "total_phosphorus_mg_l", "总磷", "TP"),
    it(0x4e, "total_nitrogen_mg_l", "总氮", "TN"),
    it(0x4f, "organic_carbon_mg_l", "总有机碳", "TOC"),
    it(0x50, "copper_mg_l", "铜", "CU"),
    it(0x51, "zinc_mg_l", "锌", "ZN"),
    it(0x52, "selenium_mg_l", "硒", "SE"),
    it(0x53, "arsenic_mg_l", "砷", "AS"),
    it(0x54, "mercury_mg_l", "总汞", "THG"),
    it(0x55, "cadmium_mg_l", "镉", "CD"),
    it(0x56, "lead_mg_l", "铅", "PB"),
    it(0x57, "chlorophyll_mg_l", "叶绿素a", "CHLA"),
    it(0x58, "water_pressure_1_kpa", "水压1", "WP1"),
    it(0x59, "water_pressure_2_kpa", "水压2", "WP2"),
    it(0x5a, "water_pressure_3_kpa", "水压3", "WP3"),
    it(0x5b, "water_pressure_4_kpa", "水压4", "WP4"),
    it(0x5c, "water_pressure_5_kpa", "水压5", "WP5"),
    it(0x5d, "water_pressure_6_kpa", "水压6", "WP6"),
    it(0x5e, "water_pressure_7_kpa", "水压7", "WP7"),
    it(0x5f, "water_pressure_8_kpa", "水压8", "WP8"),
    it(0x60, "meter_1_left_m3", "水表1剩余水量", "SYL1"),
    it(0x61, "meter_2_left_m3", "水表2剩余水量", "SYL2"),
    it(0x62, "meter_3_left_m3", "水表3剩余水量", "SYL3"),
    it(0x63, "meter_4_left_m3", "水表4剩余水量", "SYL4"),
    it(0x64, "meter_5_left_m3", "水表5剩余水量", "SYL5"),
    it(0x65, "meter_6_left_m3", "水表6剩余水量", "SYL6"),
    it(0x66, "meter_7_left_m3", "水表7剩余水量", "SYL7"),
    it(0x67, "meter_8_left_m3", "水表8剩余水量", "SYL8"),
    it(0x68, "meter_1_m3_h", "水表1每小时水量", "SBL1"),
    it(0x69, "meter_2_m3_h", "水表2每小时水量", "SBL2"),
    it(0x6a, "meter_3_m3_h", "水表3每小时水量", "SBL3"),
    it(0x6b, "meter_4_m3_h", "水表4每小时水量", "SBL4"),
    it(0x6c, "meter_5_m3_h", "水表5每小时水量", "SBL5"),
    it(0x6d, "meter_6_m3_h", "水表6每小时水量", "SBL6"),
    it(0x6e, "meter_7_m3_h", "水表7每小时水量", "SBL7"),
    it(0x6f, "meter_8_m3_h", "水表8每小时水量", "SBL8"),
    it(0x70, "phase_a_voltage_v", "交流A相电压", "VTA"),
    it(0x71, "phase_b_voltage_v", "交流B相电压", "VTB"),
    it(0x72, "phase_c_voltage_v", "交流C相电压", "VTC"),
    it(0x73, "phase_a_current_a", "交流A相电流", "VIA"),
    it(0x74, "phase_b_current_a", "交流B相电流", "VIB"),
    it(0x75, "phase_c_current_a", "交流C相电流", "VIC"),
    it(0xf4, "rain_5min_series_mm", "1小时内每5分钟时段雨量", "DRP"),
    it(0xf5, "level_5min_series_m", "1小时内5分钟间隔相对水位", "DRZ1"),
];

/// The identifier of this number, when the standard has it.
pub fn identifier(id: u8) -> Option<&'static Identifier> {
    let at = IDENTIFIERS.binary_search_by_key(&id, |it| it.id).ok()?;
    Some(&IDENTIFIERS[at])
}

/// The identifier of these letters.
pub fn by_letters(letters: &str) -> Option<&'static Identifier> {
    IDENTIFIERS.iter().find(|it| it.letters == letters)
}

/// Names of the function codes.
#[rustfmt::skip]
const FUNCTIONS: [(u8, &str); 30] = [
    (0x2f, "keep_alive"), (0x30, "test_report"), (0x31, "interval_report"), (0x32, "timed_report"),
    (0x33, "event_report"), (0x34, "hourly_report"), (0x35, "manual_report"), (0x36, "picture"),
    (0x37, "query_now"), (0x38, "query_period"), (0x39, "query_manual"), (0x3a, "query_elements"),
    (0x40, "write_basic_settings"), (0x41, "read_basic_settings"), (0x42, "write_run_settings"), (0x43, "read_run_settings"),
    (0x44, "query_pump"), (0x45, "query_version"), (0x46, "query_status"), (0x47, "initialise_storage"),
    (0x48, "factory_reset"), (0x49, "change_password"), (0x4a, "set_clock"), (0x4b, "set_card"),
    (0x4c, "switch_pump"), (0x4d, "switch_valve"), (0x4e, "switch_gate"), (0x4f, "set_quota"),
    (0x50, "query_events"), (0x51, "query_clock"),
];

/// What a function code asks for or reports.
pub fn function_name(function: u8) -> Option<&'static str> {
    FUNCTIONS.iter().find(|it| it.0 == function).map(|it| it.1)
}

/// Letters of the station type: `H` river is confirmed by two sources, the others are from memory (certainty M).
#[rustfmt::skip]
const STATIONS: [(u8, &str); 11] = [
    (b'P', "rain"), (b'H', "river"), (b'K', "reservoir"), (b'Z', "sluice"), (b'D', "pump"), (b'T', "tide"),
    (b'M', "soil_moisture"), (b'G', "groundwater"), (b'Q', "quality"), (b'I', "intake"), (b'O', "outlet"),
];

/// What a station measures.
pub fn station_name(letter: u8) -> Option<&'static str> {
    STATIONS.iter().find(|it| it.0 == letter).map(|it| it.1)
}

const fn it(id: u8, name: &'static str, zh: &'static str, letters: &'static str) -> Identifier {
    Identifier { id, name, zh, letters }
}
