//! What people write on the way: why a work is returned, why it takes longer, what was seen on looking again.

use crate::AccidentKind::{self, *};

/// Why it comes back; some reasons belong to one kind of thing only.
pub fn returned(kind: AccidentKind) -> [&'static [&'static str]; 2] {
    let own: &[&str] = match kind {
        MachineInjury | ElectricShock | LiftingInjury | VesselExplosion | BoilerExplosion => DEVICE_RETURNED,
        Fire => FIRE_RETURNED,
        FallFromHeight | Collapse | Drowning => GUARD_RETURNED,
        OtherInjury => return [PAPERS_RETURNED, PAPERS_RETURNED],
        _ => RETURNED,
    };
    [RETURNED, own]
}

pub fn verified(kind: AccidentKind) -> [&'static [&'static str]; 2] {
    match kind {
        MachineInjury | ElectricShock | LiftingInjury | VesselExplosion | BoilerExplosion => {
            [VERIFIED, DEVICE_VERIFIED]
        }
        OtherInjury => [PAPERS_VERIFIED, PAPERS_VERIFIED],
        _ => [VERIFIED, VERIFIED],
    }
}

const DEVICE_RETURNED: &[&str] = &[
    "现场试验一次未成功，请检修后重新试验并附记录。",
    "检测报告尚未出具，请取得合格报告后再申请复查。",
    "只提供了采购单据，未见实物安装到位，请装好后再报。",
    "防护装置固定不牢，开机即松动，请重新安装。",
];

const FIRE_RETURNED: &[&str] = &[
    "现场抽查，仍有 1 处未整改到位，请全部完成后再报。",
    "询问在岗人员，仍说不清起火时先做什么，请补做培训并附签到表。",
    "整改部位未纳入每日防火巡查，请补充巡查安排。",
];

const GUARD_RETURNED: &[&str] = &[
    "防护设施固定不牢，手推即晃动，请重新固定。",
    "仅拉了警示带，未采取实体防护，请按要求设置。",
    "警示标志缺联系人和电话，请补充后再报。",
];

const PAPERS_RETURNED: &[&str] = &[
    "补充的记录日期前后矛盾，请据实填写后重新上报。",
    "只上报了照片，未附签到表和考核记录，请补充。",
    "抽问 2 名人员仍说不清要求，请重新组织培训。",
    "制度只改了封面，内容与现场不符，请重新修订。",
    "责任人未签字，整改费用未填写，五落实不完整，请补充。",
    "影像看不清，无法核对，请补近景和全景各 1 张。",
];

const DEVICE_VERIFIED: &[&str] = &[
    "到{p}查看，隐患已消除，现场试验正常。",
    "现场试验 3 次均动作正常，记录完整，同意通过。",
    "开机查看，防护装置有效，操作人员已交底，复查通过。",
];

const PAPERS_VERIFIED: &[&str] = &[
    "查阅补充的记录，与现场询问一致，同意通过。",
    "抽问 2 名人员，均能说清要求，资料齐全，建议销号。",
    "核对原件，签字、日期完整，整改到位。",
    "对照整改要求逐项核对，全部完成，提请销号。",
    "复查合格，已提醒负责人每月自查一次。",
];

const RETURNED: &[&str] = &[
    "{p}整改不彻底，只做了临时处理；请按要求整改后重新上报。",
    "所附影像看不清{p}整改部位，请补近景和全景各 1 张。",
    "现场与上报情况不符，{p}仍有同类问题，请一并整改。",
    "{p}已整改，但责任人、整改费用未填写，五落实不完整，请补充。",
    "整改后影像与整改前拍摄角度不同，无法比对，请在同一位置重拍。",
    "{p}旁边相邻部位存在同样问题，未做到举一反三，请扩大排查。",
    "影像拍摄时间早于派单时间，请补充本次整改后的影像。",
    "未说明今后如何防止反复，请补充日常检查安排。",
];

pub const LATE: &[&str] = &[
    "配件由厂家定制，到货需要时间，期间已停用并设警示。",
    "检验机构排期较满，已预约，取得报告后即上报。",
    "连续降雨无法施工，已先行围挡警戒、专人看守。",
    "整改资金正在履行审批程序，已落实临时防范措施。",
    "施工队伍需具备相应资质，正在比选，预计一周内进场。",
    "涉及相邻产权单位，正在协商施工时间，期间每日巡查。",
    "现场条件复杂，需专业单位出具方案后实施。",
    "主要设备已下单，供货周期较长，整改前该部位不得使用。",
    "负责人因病住院，已委托他人接手，请求顺延。",
    "整改工程量大于预期，已完成一半，剩余部分抓紧施工。",
];

const VERIFIED: &[&str] = &[
    "现场复查，{p}已按要求整改，与上报影像一致，同意通过。",
    "核对影像与现场，整改到位，已补充日常检查记录。",
    "复查合格。已提醒责任人举一反三，防止反复。",
    "{p}整改完成，责任人能说清今后如何检查，同意通过。",
    "经复查，整改措施落实，资料齐全，建议销号。",
    "实地查看{p}，未再发现同类问题，复查通过。",
    "对照整改要求逐项核对，全部完成。",
    "整改效果良好，相邻部位同步检查未发现问题。",
    "已现场拍照留存，整改符合要求，提请销号。",
];

/// Heads the second report of the same work.
pub const AGAIN: &[&str] = &["按退回意见重新整改：", "已补充完善：", "对照复查意见逐条整改：", "再次整改完成："];
