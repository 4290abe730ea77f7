//! What the campaigns of the sample county are about: topics, criteria, tasks by stage, directives. Every word is invented.

/// Sort, name, who leads.
pub(super) struct Topic(pub &'static str, pub &'static str, pub &'static str);

/// Two topics and nine sectors.
pub(super) const OF_2020: &[Topic] = &[
    Topic("topic", "学习贯彻安全生产重要论述", "县应急局"),
    Topic("topic", "落实企业安全生产主体责任", "县应急局"),
    Topic("sector", "危险化学品", "县应急局"),
    Topic("sector", "煤矿", "县工信局"),
    Topic("sector", "非煤矿山", "县自然资源局"),
    Topic("sector", "消防", "县消防大队"),
    Topic("sector", "道路运输", "县公安局"),
    Topic("sector", "交通运输和渔业船舶", "县交通运输局"),
    Topic("sector", "城市建设", "县住建局"),
    Topic("sector", "工业园区等功能区", "县工信局"),
    Topic("sector", "危险废物", "县生态环境局"),
];

/// It comes to the campaign in its second year.
pub(super) const ADDED: Topic = Topic("sector", "城镇燃气", "县住建局");

pub(super) const OF_NOW: &[Topic] = &[
    Topic("topic", "重大事故隐患判定标准宣贯", "县应急局"),
    Topic("topic", "生产经营单位安全管理能力提升", "县应急局"),
    Topic("sector", "矿山", "县自然资源局"),
    Topic("sector", "危险化学品和烟花爆竹", "县应急局"),
    Topic("sector", "消防", "县消防大队"),
    Topic("sector", "道路交通", "县公安局"),
    Topic("sector", "建筑施工和城镇燃气", "县住建局"),
    Topic("sector", "特种设备", "县市场监管局"),
];

/// What each stage is passed by.
pub(super) const CRITERIA: [&[&str]; 4] = [
    &["各单位领导小组全部成立、责任人明确", "各单位实施方案全部印发", "动员部署会开到乡镇（街道）和重点企业"],
    &["重点企业排查覆盖率达到100%", "问题隐患和制度措施“两个清单”全部建立并动态更新", "重大隐患全部挂牌督办"],
    &["挂牌督办的重大隐患按期整改率达到100%", "各专题攻坚任务销号率不低于90%"],
    &["各专题形成制度成果", "遗留任务全部销号或转入日常监管", "群众和企业反映的突出问题有回应"],
];

pub(super) const YEAR_END: &[&str] = &["不发生较大及以上生产安全事故", "问题隐患整改率不低于90%"];

pub(super) const PLAN: &str = "一、总体要求：坚持人民至上、生命至上，从根本上消除事故隐患。\n二、主要任务：按专题和行业领域逐项排查整治，建立问题隐患和制度措施“两个清单”。\n三、时间安排：分动员部署、排查整治、集中攻坚、巩固提升四个阶段。\n四、保障措施：加强组织领导，压实责任，先急后缓、先易后难，挂图作战、逐项销号。";

/// A task of a stage: which list, what, how, urgency, difficulty. `{}` is the topic.
pub(super) struct Kind(pub &'static str, pub &'static str, pub &'static str, pub &'static str, pub &'static str);

pub(super) const BY_STAGE: [&[Kind]; 4] = [
    &[
        Kind("work", "召开{}专项整治动员部署会", "明确任务、时限和联络人，会后三日内报送纪要", "urgent", "easy"),
        Kind("work", "制定{}专项整治细化方案", "细化到股室、到人，列明时间表、路线图", "urgent", "easy"),
        Kind("measure", "建立{}整治联席机制", "牵头单位每月召集一次，研究解决跨部门问题", "ordinary", "easy"),
    ],
    &[
        Kind("problem", "全面排查{}安全隐患并建立台账", "一企一档，照片、责任人、时限齐全", "urgent", "medium"),
        Kind("problem", "整治{}现场管理突出问题", "能立即整改的立即整改，不能立即整改的列入计划", "urgent", "medium"),
        Kind("work", "开展{}从业人员安全教育培训", "覆盖主要负责人、安全管理人员和关键岗位", "ordinary", "easy"),
        Kind("measure", "制定{}隐患排查标准", "按岗位列明查什么、怎么查、谁来查", "ordinary", "medium"),
    ],
    &[
        Kind("problem", "{}重大隐患攻坚清零", "一患一策、挂牌督办，整改期间落实管控措施", "urgent", "hard"),
        Kind("problem", "依法查处{}非法违法行为", "联合执法，公开典型案例", "urgent", "medium"),
        Kind("work", "推进{}老旧设备设施淘汰改造", "排出改造名单，落实资金渠道", "ordinary", "hard"),
        Kind("measure", "健全{}部门联合监管制度", "明确牵头和配合部门职责，信息按月互通", "ordinary", "hard"),
    ],
    &[
        Kind("work", "{}整治“回头看”", "对已销号问题按比例抽查，反弹的重新列入清单", "ordinary", "medium"),
        Kind("measure", "总结{}整治经验形成制度", "将有效做法固化为管理规定", "ordinary", "medium"),
        Kind("work", "评估{}整治成效", "对照目标逐项评估，形成评估报告", "ordinary", "easy"),
    ],
];

/// What a cooperating township or department does.
pub(super) const SHARES: &[&str] = &[
    "组织辖区企业自查并汇总上报",
    "参加联合检查，提供行业数据",
    "督促辖区问题整改到位",
    "宣传发动，收集群众反映的问题",
];

pub(super) const SAID: &[&str] = &[
    "已按要求完成，台账和现场照片已归档",
    "已完成，涉及单位全部建档，问题已移交责任单位",
    "会议已召开，任务已分解到人，纪要已报送",
    "已完成整改并组织复核，资料齐全",
];

pub(super) const RETURNED: &[&str] =
    &["缺少整改前后对比照片，请补充", "台账责任人、时限不完整", "未覆盖全部企业，请补查后再报"];

/// Sort, from whom, document, title, content.
pub(super) struct Said(pub &'static str, pub &'static str, pub &'static str, pub &'static str, pub &'static str);

pub(super) const ON_2020: Said = Said(
    "meeting",
    "全国森林草原防灭火工作电视电话会议",
    "",
    "贯彻全国森林草原防灭火工作电视电话会议精神",
    "落实属地、部门和经营单位责任，管住野外火源，备足扑火力量，严格值班值守。",
);
pub(super) const ON_2022: Said = Said(
    "document",
    "市安全生产委员会",
    "市安委〔2022〕6号",
    "进一步强化安全生产责任落实的若干措施",
    "压实党政领导责任和部门监管责任，严格执法，重奖举报，全面排查风险隐患。",
);
pub(super) const LAST_MONTH: Said = Said(
    "instruction",
    "市委、市政府主要领导",
    "批示第31号",
    "关于城镇燃气和人员密集场所安全的批示",
    "举一反三，立即开展拉网式排查，问题隐患逐项销号，整改情况专题报告。",
);
pub(super) const THIS_MONTH: Said = Said(
    "document",
    "省安全生产委员会办公室",
    "省安委办〔2026〕47号",
    "关于做好今冬明春安全防范工作的通知",
    "突出消防、道路交通、燃气、矿山等重点领域，深入排查整治重大事故隐患，做好极端天气应对。",
);
