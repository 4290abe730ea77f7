//! Why the hazards of the sample county came to be, as those who close them write it.

use hazard::root_cause::{Find, RootCause};
use sample::AccidentKind as Kind;

use RootCause::{Environment, Equipment, Management, People};

/// What came back must say it; of the others every fourth does.
const OFFERED: usize = 4;

pub(super) fn is_offered(key: usize) -> bool {
    key.is_multiple_of(OFFERED)
}

pub(super) fn cause(kind: Kind, key: usize) -> Find {
    let said = of(kind);
    let (cause, said) = said[key / OFFERED % said.len()];
    Find { cause, said: said.to_owned() }
}

fn of(kind: Kind) -> [(RootCause, &'static str); 2] {
    match kind {
        Kind::Fire => [
            (Management, "消防管理责任只写在制度里，未落实到班组和值班人员，日常巡查流于形式。"),
            (Equipment, "消防设施超期使用，维保合同到期后未续签，设备带病运行。"),
        ],
        Kind::FallFromHeight => [
            (People, "作业人员图省事不系安全带，班前交底没有讲清风险。"),
            (Management, "临边防护拆除后无人负责恢复，分包交接没有签字确认。"),
        ],
        Kind::ElectricShock => {
            [(Equipment, "线路、配电箱老化，未列入检修计划。"), (People, "非电工私自接线，现场无人制止。")]
        }
        Kind::MachineInjury => [
            (Equipment, "防护罩为方便清料被拆除，设备出厂时未配联锁装置。"),
            (Management, "设备检修后未组织验收，防护装置缺失无人发现。"),
        ],
        Kind::VehicleInjury => [
            (Management, "车辆、驾驶员动态监控无专人值守，违章提醒未处理。"),
            (Environment, "路口视距不足，进出车辆与行人混行。"),
        ],
        Kind::LiftingInjury => {
            [(Equipment, "吊索具磨损超过报废标准仍在使用。"), (People, "指挥信号不统一，非持证人员参与指挥。")]
        }
        Kind::Drowning => [
            (Environment, "水位变化大、岸坡湿滑，原有护栏位置不合适。"),
            (Management, "危险水域未明确管护单位，警示标志损毁后无人补设。"),
        ],
        Kind::Collapse => {
            [(Environment, "连续降雨使土体饱和，原排水沟淤塞。"), (Management, "未按方案分级放坡，方案变更未经审批。")]
        }
        Kind::PoisoningSuffocation => {
            [(People, "未先通风、再检测即进入有限空间。"), (Management, "有限空间未辨识建档，作业审批由班组自批自用。")]
        }
        Kind::BoilerExplosion | Kind::VesselExplosion => [
            (Management, "检验到期无人提醒，设备台账长期未更新。"),
            (Equipment, "安全阀、压力表超过校验周期，备件未储备。"),
        ],
        Kind::OtherExplosion | Kind::ExplosivesBlast => [
            (Management, "清扫和检查制度没有周期和责任人，检查记录事后补填。"),
            (Equipment, "防爆、除尘设施选型不符合现场条件。"),
        ],
        Kind::ObjectStrike | Kind::Burn | Kind::OtherInjury => [
            (People, "员工未按要求佩戴防护用品，违规行为未及时纠正。"),
            (Management, "岗位操作规程多年未修订，与现场不符。"),
        ],
    }
}
