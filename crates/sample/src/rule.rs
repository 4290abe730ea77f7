//! Local deadlines: who must do what within what, and the sentence that says so. The document is invented.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    WorkingDays(u16),
    Days(u16),
    Hours(u16),
    Minutes(u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeadlineRule {
    pub key: &'static str,
    pub who: &'static str,
    pub what: &'static str,
    pub within: Within,
    pub counted_from: &'static str,
    /// Document and article.
    pub source: &'static str,
    pub text: &'static str,
}

const fn rule(
    key: &'static str,
    (who, what): (&'static str, &'static str),
    within: Within,
    counted_from: &'static str,
    source: &'static str,
    text: &'static str,
) -> DeadlineRule {
    DeadlineRule { key, who, what, within, counted_from, source, text }
}

use Within::*;

pub const DEADLINE_RULES: &[DeadlineRule] = &[
    rule(
        "assign",
        ("县安委办、行业主管部门、乡镇（街道）", "派单"),
        WorkingDays(1),
        "登记",
        "望澜县隐患排查治理办法 第九条",
        "隐患登记后，应当在 1 个工作日内明确整改责任单位、责任人、期限和复查单位并派单。",
    ),
    rule(
        "accept",
        ("整改责任单位", "签收"),
        WorkingDays(1),
        "派单",
        "望澜县隐患排查治理办法 第十条",
        "整改责任单位应当自收到派单之日起 1 个工作日内签收，逾期未签收的由派单单位电话督促。",
    ),
    rule(
        "rectify_ordinary",
        ("整改责任单位", "整改一般隐患"),
        Days(15),
        "派单",
        "望澜县隐患排查治理办法 第十二条",
        "一般隐患能够立即整改的立即整改；不能立即整改的，整改期限一般不超过 15 日。",
    ),
    rule(
        "rectify_major",
        ("整改责任单位", "整改重大隐患"),
        Days(30),
        "派单",
        "望澜县隐患排查治理办法 第十三条",
        "重大隐患应当制定治理方案，落实责任、措施、资金、时限和预案，整改期限一般不超过 30 日。",
    ),
    rule(
        "report_major",
        ("发现单位", "报告重大隐患"),
        Hours(24),
        "发现",
        "望澜县隐患排查治理办法 第十四条",
        "发现重大隐患的，应当在 24 小时内报告县安委办和行业主管部门。",
    ),
    rule(
        "extend",
        ("整改责任单位", "申请延期"),
        WorkingDays(2),
        "整改期限届满前",
        "望澜县隐患排查治理办法 第十五条",
        "确需延期的，应当在整改期限届满 2 个工作日前提出书面申请，说明理由和临时防范措施。",
    ),
    rule(
        "verify",
        ("复查单位", "复查"),
        WorkingDays(3),
        "报整改完成",
        "望澜县隐患排查治理办法 第十七条",
        "复查单位应当自收到整改完成报告之日起 3 个工作日内复查，复查人不得为整改责任人。",
    ),
    rule(
        "close",
        ("县安委办", "销号"),
        WorkingDays(3),
        "复查通过",
        "望澜县隐患排查治理办法 第十八条",
        "复查通过的，县安委办应当在 3 个工作日内审核销号；资料不全的，退回补正。",
    ),
    rule(
        "supervise",
        ("县安委办", "下达督办通知"),
        WorkingDays(5),
        "重大隐患认定",
        "望澜县隐患排查治理办法 第二十条",
        "经认定的重大隐患，应当在 5 个工作日内挂牌督办并向社会公布。",
    ),
    rule(
        "answer_report",
        ("受理单位", "答复举报人"),
        WorkingDays(10),
        "受理",
        "望澜县隐患排查治理办法 第二十二条",
        "实名举报的隐患，受理单位应当在 10 个工作日内将核查处理情况答复举报人。",
    ),
    rule(
        "pass_on",
        ("值班员", "转办预警和险情信息"),
        Minutes(30),
        "收到",
        "望澜县应急值班工作制度 第六条",
        "收到预警或险情信息后，应当在 10 分钟内报告带班领导，30 分钟内转办到位。",
    ),
];
