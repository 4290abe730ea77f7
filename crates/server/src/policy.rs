//! Who may do what, and how far: the one table. A route without a row here, or a row without a route, stops the start.
//!
//! The three administrators see no business records; a leader sees everything and closes; an enterprise sees and does only
//! its own.

use kernel::{Act, PolicyRow, Reach, Role};

use Reach::{District, Division, Organisation, Own};
use Role::{
    Administrator, Auditor, DepartmentClerk, DistrictClerk, DutyOfficer, EnterpriseUser, Inspector, Leader,
    SecurityOfficer, TownshipOfficer,
};

type Grants = &'static [(Role, Reach)];

const EVERYONE: Grants = &[
    (Administrator, District),
    (SecurityOfficer, District),
    (Auditor, District),
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (EnterpriseUser, Organisation),
    (DutyOfficer, District),
    (Leader, District),
];
const BUSINESS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (EnterpriseUser, Organisation),
    (DutyOfficer, District),
    (Leader, District),
];
/// Those who look after a place or a sector: everyone of the business but the enterprise.
const OFFICES: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (DutyOfficer, District),
    (Leader, District),
];
const REPORTERS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (EnterpriseUser, Organisation),
    (DutyOfficer, District),
];
const ASSIGNERS: Grants = &[(DistrictClerk, District), (DepartmentClerk, District), (TownshipOfficer, Division)];
const RECTIFIERS: Grants = &[
    (EnterpriseUser, Organisation),
    (DepartmentClerk, Organisation),
    (TownshipOfficer, Organisation),
    (DistrictClerk, Organisation),
];
/// Whoever speaks for an organisation of which neglect is said; some have inspectors or duty officers only.
const SPEAKERS: Grants = &[
    (EnterpriseUser, Organisation),
    (DepartmentClerk, Organisation),
    (TownshipOfficer, Organisation),
    (DistrictClerk, Organisation),
    (Inspector, Organisation),
    (DutyOfficer, Organisation),
];
/// Those who may hand over what their organisation owes, and are asked to take over.
const HOLDERS: Grants =
    &[(DepartmentClerk, Organisation), (TownshipOfficer, Organisation), (DistrictClerk, Organisation)];
const CHECKERS: Grants =
    &[(DistrictClerk, District), (DepartmentClerk, District), (TownshipOfficer, Division), (Inspector, District)];
/// Who answers what the public reports: the Safety Office, and the township where it is.
const RECEIVERS: Grants = &[(DistrictClerk, District), (TownshipOfficer, Division)];
/// Whoever is out or on duty, and may see or be told of it.
const WITNESSES: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (DutyOfficer, District),
];
/// Those who demand and look, and those who rectify: both issue documents (which one is whose, the rule says), and both
/// know why a hazard came to be.
const BOTH_SIDES: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (EnterpriseUser, Organisation),
];
/// Who keeps the duty desk and its departments: they write down what comes, and draft what goes out.
const DESK: Grants = &[(DistrictClerk, District), (DepartmentClerk, District), (DutyOfficer, District)];
/// The desk, and the township where it happened.
const TELLERS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (EnterpriseUser, Organisation),
    (DutyOfficer, District),
];
/// The desk, and the township where it happened, not the unit itself.
const KEEPERS_OF_RECORD: Grants =
    &[(DistrictClerk, District), (DepartmentClerk, District), (TownshipOfficer, Division), (DutyOfficer, District)];
const OFFICE: Grants = &[(DistrictClerk, District), (Leader, District)];
/// Whose work is the whole district, every sector of it.
const WHOLE_DISTRICT: Grants = &[(DistrictClerk, District), (DutyOfficer, District), (Leader, District)];
/// Those who look into neglect, and the organisation that it is said of.
const ANSWERABLE: Grants = &[
    (DistrictClerk, District),
    (Leader, District),
    (DepartmentClerk, Organisation),
    (TownshipOfficer, Organisation),
    (Inspector, Organisation),
    (DutyOfficer, Organisation),
    (EnterpriseUser, Organisation),
];
/// Who signs for the office.
const SIGNERS: Grants = &[(Leader, District)];
const REGISTRARS: Grants = &[(DistrictClerk, District), (DepartmentClerk, District), (TownshipOfficer, Division)];
/// Who brings tables; which kinds is decided by the acts of the single case.
const IMPORTERS: Grants =
    &[(Administrator, District), (DistrictClerk, District), (DepartmentClerk, District), (TownshipOfficer, Division)];
/// Who brings an exported sheet back; which lists is decided by the acts of the single case.
const MERGERS: Grants = &[
    (Administrator, District),
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (EnterpriseUser, Organisation),
    (DutyOfficer, District),
];
/// Who records what the district says of an enterprise.
const ENTERERS: Grants = &[(DistrictClerk, District), (DepartmentClerk, District)];
/// The second person: those who enter, and the leader.
const SECONDS: Grants = &[(DistrictClerk, District), (DepartmentClerk, District), (Leader, District)];
/// What an enterprise does about itself.
const OWNERS: Grants = &[(EnterpriseUser, Organisation)];
/// The enterprise for itself, the office for any.
const TRAINERS: Grants = &[(DistrictClerk, District), (EnterpriseUser, Organisation)];
/// Who says that there is a disaster, reports it upward, and says that it is over.
const DISASTER_KEEPERS: Grants = &[(DistrictClerk, District), (DutyOfficer, District)];
/// Who writes what a place lost: its township, or the office and the officer on duty for a place that telephones.
const SHEET_WRITERS: Grants = &[(DistrictClerk, District), (DutyOfficer, District), (TownshipOfficer, Division)];
/// Who sees the dead and missing by name: those who write them down, and the leader.
const VICTIM_READERS: Grants =
    &[(DistrictClerk, District), (DutyOfficer, District), (TownshipOfficer, Division), (Leader, District)];
/// What an organisation says of its own part in a campaign, or the office for one that hands it in on paper.
const MEMBERS: Grants = &[(DistrictClerk, District), (DepartmentClerk, Organisation), (TownshipOfficer, Organisation)];
/// Who sees meetings: those they were asked to, but for the office, the officer on duty and the leader, who see all.
const ATTENDERS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, Organisation),
    (TownshipOfficer, Organisation),
    (Inspector, Organisation),
    (DutyOfficer, District),
    (Leader, District),
];
/// Who answers an invitation and hands in a material: the organisation itself, or the office for it.
const ANSWERERS: Grants =
    &[(DistrictClerk, District), (DepartmentClerk, Organisation), (TownshipOfficer, Organisation)];
/// Who keeps meetings.
const CONVENERS: Grants = &[(DistrictClerk, District)];
/// Who sees what the calendar asks of the district.
const CALENDAR_READERS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (Inspector, District),
    (DutyOfficer, District),
    (Leader, District),
];
/// Who sees oversight: those who are examined or examine, but for those whose work is the whole district, who see all.
const EXAMINED_AND_OVERSEERS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, Organisation),
    (TownshipOfficer, Organisation),
    (Inspector, Organisation),
    (DutyOfficer, District),
    (Leader, District),
    (Auditor, District),
];
/// Who examines: the Safety Office, and whoever of a department is of the group.
const EXAMINERS: Grants = &[(DistrictClerk, District), (DepartmentClerk, Organisation), (Inspector, Organisation)];
/// Who objects, and sets right: the organisation that was examined, which the Safety Office never is.
const OBJECTORS: Grants = &[(DepartmentClerk, Organisation), (TownshipOfficer, Organisation)];
/// Who sees key-attention lists: whoever is on one, a township what lies in it, and those whose work is the whole district.
const LISTED_AND_OVERSEERS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, Organisation),
    (TownshipOfficer, Division),
    (Inspector, Organisation),
    (EnterpriseUser, Organisation),
    (DutyOfficer, District),
    (Leader, District),
];
/// Who sees devices and conditions: those of the business, each as far as they reach, and whoever audits.
const MONITORS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (EnterpriseUser, Organisation),
    (DutyOfficer, District),
    (Leader, District),
    (Auditor, District),
];
/// Who sees the rules of monitoring, which are the whole district's.
const RULE_READERS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (DutyOfficer, District),
    (Leader, District),
    (Auditor, District),
];
/// Who tries rules of monitoring on past readings, and sees what came of it: those who draft and those who switch them on.
const RULE_TRIERS: Grants =
    &[(DistrictClerk, District), (DepartmentClerk, District), (DutyOfficer, District), (Leader, District)];
/// Whoever may be on a list.
const LISTED: Grants =
    &[(DepartmentClerk, Organisation), (TownshipOfficer, Organisation), (EnterpriseUser, Organisation)];
const KEEPERS: Grants = &[(Administrator, District)];
/// Who reads what is said about the system.
const LISTENERS: Grants = &[(Administrator, District), (DistrictClerk, District), (Leader, District)];
/// Who keeps the list of villages; neither sees business records.
const DIVISION_KEEPERS: Grants = &[(Administrator, District), (SecurityOfficer, District)];
const ROSTER: Grants = &[(DistrictClerk, District), (DutyOfficer, District)];
/// Whoever works with people's names; the administrator opens their accounts.
const PERSONNEL: Grants = &[
    (Administrator, District),
    (DistrictClerk, District),
    (DepartmentClerk, District),
    (TownshipOfficer, Division),
    (Inspector, District),
    (EnterpriseUser, Organisation),
    (DutyOfficer, District),
    (Leader, District),
];
const PERSONNEL_KEEPERS: Grants = &[
    (Administrator, District),
    (DistrictClerk, District),
    (TownshipOfficer, Division),
    (EnterpriseUser, Organisation),
];

/// One's own files on their way.
const SENDERS: Grants = &[
    (DistrictClerk, Own),
    (DepartmentClerk, Own),
    (TownshipOfficer, Own),
    (Inspector, Own),
    (EnterpriseUser, Own),
    (DutyOfficer, Own),
];
/// The bytes as they were sent hold where and with what a photo was taken: for whoever sent it, and for those who audit.
const ORIGINALS: Grants = &[
    (SecurityOfficer, District),
    (Auditor, District),
    (DistrictClerk, Own),
    (DepartmentClerk, Own),
    (TownshipOfficer, Own),
    (Inspector, Own),
    (EnterpriseUser, Own),
    (DutyOfficer, Own),
];
const WITHDRAWERS: Grants = &[
    (DistrictClerk, District),
    (DepartmentClerk, Own),
    (TownshipOfficer, Own),
    (Inspector, Own),
    (EnterpriseUser, Own),
    (DutyOfficer, Own),
];
/// Who hands a case out of the house, with everything that is known of it.
const PACKERS: Grants = &[(DistrictClerk, District), (Leader, District)];
/// Who keeps the head of the log: it holds no business record.
const PROVERS: Grants = &[
    (Administrator, District),
    (SecurityOfficer, District),
    (Auditor, District),
    (DistrictClerk, District),
    (Leader, District),
];
/// Who sees to it that nothing is asked for without need.
const GUARDIANS: Grants = &[(SecurityOfficer, District)];

const BY_SECTOR: &[Role] = &[DepartmentClerk, Inspector];
const NOT_BY_SECTOR: &[Role] = &[];

const fn row(act: &'static str, grants: Grants, by_sector: &'static [Role]) -> PolicyRow {
    PolicyRow { act: Act(act), grants, by_sector }
}

pub const POLICY: &[PolicyRow] = &[
    // These two are decided by the gate itself: nobody, or anybody who is signed in.
    row("public", EVERYONE, NOT_BY_SECTOR),
    row("signed_in", EVERYONE, NOT_BY_SECTOR),
    row("hazard.list", BUSINESS, BY_SECTOR),
    row("hazard.view", BUSINESS, BY_SECTOR),
    row("hazard.statistics", BUSINESS, BY_SECTOR),
    row("hazard.report", REPORTERS, NOT_BY_SECTOR),
    row("hazard.assign", ASSIGNERS, BY_SECTOR),
    row("hazard.start", RECTIFIERS, NOT_BY_SECTOR),
    row("hazard.submit", RECTIFIERS, NOT_BY_SECTOR),
    row("hazard.verify", CHECKERS, BY_SECTOR),
    row("hazard.correct", REPORTERS, NOT_BY_SECTOR),
    row("hazard.close", OFFICE, NOT_BY_SECTOR),
    row("hazard.say_recurrence", CHECKERS, BY_SECTOR),
    row("recurrence_rule.view", BUSINESS, NOT_BY_SECTOR),
    row("recurrence_rule.set", OFFICE, NOT_BY_SECTOR),
    row("hazard.merge", ASSIGNERS, BY_SECTOR),
    row("hazard.divide", ASSIGNERS, BY_SECTOR),
    row("hazard.find_cause", BOTH_SIDES, BY_SECTOR),
    row("hazard.extend", CHECKERS, BY_SECTOR),
    row("risk.list", BUSINESS, BY_SECTOR),
    row("risk.view", BUSINESS, BY_SECTOR),
    row("risk.assess", REPORTERS, NOT_BY_SECTOR),
    row("risk.measure", RECTIFIERS, NOT_BY_SECTOR),
    row("risk.verify", CHECKERS, BY_SECTOR),
    row("risk_scheme.view", BUSINESS, NOT_BY_SECTOR),
    row("risk_scheme.set", OFFICE, NOT_BY_SECTOR),
    row("check.list", BUSINESS, BY_SECTOR),
    row("check.record", REPORTERS, NOT_BY_SECTOR),
    row("inspection_frequency.view", BUSINESS, NOT_BY_SECTOR),
    row("inspection_frequency.set", OFFICE, NOT_BY_SECTOR),
    row("coverage.view", BUSINESS, BY_SECTOR),
    row("transfer.list", OFFICES, BY_SECTOR),
    row("transfer.view", OFFICES, BY_SECTOR),
    row("transfer.offer", HOLDERS, NOT_BY_SECTOR),
    row("transfer.withdraw", HOLDERS, NOT_BY_SECTOR),
    row("transfer.answer", HOLDERS, NOT_BY_SECTOR),
    row("transfer.ask", HOLDERS, NOT_BY_SECTOR),
    row("transfer.decide", OFFICE, NOT_BY_SECTOR),
    row("public_report.list", RECEIVERS, NOT_BY_SECTOR),
    row("public_report.handle", RECEIVERS, NOT_BY_SECTOR),
    row("public_report.contact", RECEIVERS, NOT_BY_SECTOR),
    row("hazard.plan", RECTIFIERS, NOT_BY_SECTOR),
    row("hazard.inquire", CHECKERS, BY_SECTOR),
    row("hazard.judge", CHECKERS, BY_SECTOR),
    row("hazard.regrade", OFFICE, NOT_BY_SECTOR),
    row("document.issue", BOTH_SIDES, BY_SECTOR),
    row("criteria.view", EVERYONE, NOT_BY_SECTOR),
    row("criteria.record", OFFICE, NOT_BY_SECTOR),
    row("listing.view", BUSINESS, BY_SECTOR),
    row("listing.propose", CHECKERS, BY_SECTOR),
    row("listing.decide", OFFICE, NOT_BY_SECTOR),
    row("listing.supervise", CHECKERS, BY_SECTOR),
    row("listing.apply", RECTIFIERS, NOT_BY_SECTOR),
    row("stop.view", BUSINESS, BY_SECTOR),
    row("stop.propose", CHECKERS, BY_SECTOR),
    row("stop.sign", OFFICE, NOT_BY_SECTOR),
    row("stop.examine", CHECKERS, BY_SECTOR),
    row("stop.revisit", CHECKERS, BY_SECTOR),
    row("stop.tell", WITNESSES, BY_SECTOR),
    row("stop.apply", RECTIFIERS, NOT_BY_SECTOR),
    row("hazard.ask_extension", RECTIFIERS, NOT_BY_SECTOR),
    row("enterprise.own", OWNERS, NOT_BY_SECTOR),
    row("enterprise.list", OFFICES, NOT_BY_SECTOR),
    row("enterprise.view", BUSINESS, NOT_BY_SECTOR),
    row("standardisation.view", BUSINESS, NOT_BY_SECTOR),
    row("standardisation.record", ENTERERS, BY_SECTOR),
    row("standardisation.revoke", ENTERERS, BY_SECTOR),
    row("credit.view", BUSINESS, NOT_BY_SECTOR),
    row("credit.enter", ENTERERS, NOT_BY_SECTOR),
    row("credit.repair", SECONDS, NOT_BY_SECTOR),
    row("credit.object", OWNERS, NOT_BY_SECTOR),
    row("credit.answer", OFFICE, NOT_BY_SECTOR),
    row("training.view", BUSINESS, NOT_BY_SECTOR),
    row("training.record", TRAINERS, NOT_BY_SECTOR),
    row("incident.view", BUSINESS, BY_SECTOR),
    row("incident.statistics", OFFICES, BY_SECTOR),
    row("incident.register", TELLERS, NOT_BY_SECTOR),
    row("incident.correct", KEEPERS_OF_RECORD, BY_SECTOR),
    row("incident.tell", TELLERS, BY_SECTOR),
    row("incident.record", KEEPERS_OF_RECORD, BY_SECTOR),
    row("incident.draft", DESK, BY_SECTOR),
    row("incident.sign", OFFICE, NOT_BY_SECTOR),
    row("incident.fault", OFFICE, NOT_BY_SECTOR),
    row("incident.dismiss", OFFICE, NOT_BY_SECTOR),
    row("table.view", OFFICES, BY_SECTOR),
    row("briefing.view", WHOLE_DISTRICT, NOT_BY_SECTOR),
    row("table.issue", OFFICE, NOT_BY_SECTOR),
    row("burden.view", BUSINESS, NOT_BY_SECTOR),
    row("burden.set", OFFICE, NOT_BY_SECTOR),
    row("issued_briefing.view", WHOLE_DISTRICT, NOT_BY_SECTOR),
    row("briefing.draft", OFFICE, NOT_BY_SECTOR),
    row("briefing.issue", OFFICE, NOT_BY_SECTOR),
    row("issued_table.view", WHOLE_DISTRICT, NOT_BY_SECTOR),
    row("disaster.view", OFFICES, NOT_BY_SECTOR),
    row("disaster.register", DISASTER_KEEPERS, NOT_BY_SECTOR),
    row("disaster.report", DISASTER_KEEPERS, NOT_BY_SECTOR),
    row("disaster.end", DISASTER_KEEPERS, NOT_BY_SECTOR),
    row("disaster.verify", OFFICE, NOT_BY_SECTOR),
    row("disaster.dismiss", OFFICE, NOT_BY_SECTOR),
    row("loss_sheet.view", OFFICES, NOT_BY_SECTOR),
    row("loss_sheet.send", SHEET_WRITERS, NOT_BY_SECTOR),
    row("loss_sheet.withdraw", SHEET_WRITERS, NOT_BY_SECTOR),
    row("disaster_victim.view", VICTIM_READERS, NOT_BY_SECTOR),
    row("disaster_victim.record", SHEET_WRITERS, NOT_BY_SECTOR),
    row("disaster_victim.withdraw", SHEET_WRITERS, NOT_BY_SECTOR),
    row("campaign.view", OFFICES, NOT_BY_SECTOR),
    row("campaign.set", OFFICE, NOT_BY_SECTOR),
    row("campaign.approve", SIGNERS, NOT_BY_SECTOR),
    row("campaign.decide", OFFICE, NOT_BY_SECTOR),
    row("campaign_member.view", OFFICES, NOT_BY_SECTOR),
    row("campaign_member.act", MEMBERS, NOT_BY_SECTOR),
    row("task.view", OFFICES, NOT_BY_SECTOR),
    row("task.set", OFFICE, NOT_BY_SECTOR),
    row("task.report", HOLDERS, NOT_BY_SECTOR),
    row("task.verify", OFFICE, NOT_BY_SECTOR),
    row("directive.view", OFFICES, NOT_BY_SECTOR),
    row("directive.register", DISASTER_KEEPERS, NOT_BY_SECTOR),
    row("directive.study", MEMBERS, NOT_BY_SECTOR),
    row("directive.answer", OFFICE, NOT_BY_SECTOR),
    row("meeting.view", ATTENDERS, NOT_BY_SECTOR),
    row("meeting.convene", CONVENERS, NOT_BY_SECTOR),
    row("meeting.answer", ANSWERERS, NOT_BY_SECTOR),
    row("meeting.record", CONVENERS, NOT_BY_SECTOR),
    row("meeting.sign", OFFICE, NOT_BY_SECTOR),
    row("resolution.view", ATTENDERS, NOT_BY_SECTOR),
    row("resolution.report", HOLDERS, NOT_BY_SECTOR),
    row("resolution.verify", OFFICE, NOT_BY_SECTOR),
    row("resolution.change", OFFICE, NOT_BY_SECTOR),
    row("meeting_period.view", CALENDAR_READERS, NOT_BY_SECTOR),
    row("meeting_period.report", CONVENERS, NOT_BY_SECTOR),
    row("meeting_period.waive", SIGNERS, NOT_BY_SECTOR),
    row("meeting_rule.set", CONVENERS, NOT_BY_SECTOR),
    row("oversight.view", EXAMINED_AND_OVERSEERS, NOT_BY_SECTOR),
    row("oversight.draft", CONVENERS, NOT_BY_SECTOR),
    row("oversight.issue", SIGNERS, NOT_BY_SECTOR),
    row("oversight.examine", EXAMINERS, NOT_BY_SECTOR),
    row("oversight.object", OBJECTORS, NOT_BY_SECTOR),
    row("oversight.confirm", SIGNERS, NOT_BY_SECTOR),
    row("oversight.publish", CONVENERS, NOT_BY_SECTOR),
    row("oversight_problem.view", EXAMINED_AND_OVERSEERS, NOT_BY_SECTOR),
    row("oversight_problem.report", OBJECTORS, NOT_BY_SECTOR),
    row("oversight_problem.verify", OFFICE, NOT_BY_SECTOR),
    row("oversight_problem.change", OFFICE, NOT_BY_SECTOR),
    row("special_period.view", OFFICES, NOT_BY_SECTOR),
    row("special_period.draft", CONVENERS, NOT_BY_SECTOR),
    row("special_period.open", SIGNERS, NOT_BY_SECTOR),
    row("special_period.change", SIGNERS, NOT_BY_SECTOR),
    row("special_period.summary", WHOLE_DISTRICT, NOT_BY_SECTOR),
    row("special_duty.view", ATTENDERS, NOT_BY_SECTOR),
    row("special_duty.report", HOLDERS, NOT_BY_SECTOR),
    row("special_duty.look", OFFICE, NOT_BY_SECTOR),
    row("special_duty.waive", SIGNERS, NOT_BY_SECTOR),
    row("mass_event.view", OFFICES, NOT_BY_SECTOR),
    row("mass_event.register", KEEPERS_OF_RECORD, NOT_BY_SECTOR),
    row("mass_event.record", KEEPERS_OF_RECORD, NOT_BY_SECTOR),
    row("mass_event.look", CHECKERS, NOT_BY_SECTOR),
    row("mass_event.close", OFFICE, NOT_BY_SECTOR),
    row("device.view", MONITORS, NOT_BY_SECTOR),
    row("device.register", KEEPERS_OF_RECORD, NOT_BY_SECTOR),
    row("device.amend", KEEPERS_OF_RECORD, NOT_BY_SECTOR),
    row("device.token", DISASTER_KEEPERS, NOT_BY_SECTOR),
    row("readings_retention.set", DISASTER_KEEPERS, NOT_BY_SECTOR),
    row("condition.view", MONITORS, NOT_BY_SECTOR),
    row("condition.acknowledge", TELLERS, NOT_BY_SECTOR),
    row("earthquake.view", OFFICES, NOT_BY_SECTOR),
    row("earthquake.record", DESK, NOT_BY_SECTOR),
    row("earthquake.judge", DESK, NOT_BY_SECTOR),
    row("earthquake.check", DESK, NOT_BY_SECTOR),
    row("earthquake.set", DESK, NOT_BY_SECTOR),
    row("season.view", OFFICES, NOT_BY_SECTOR),
    row("signal_rule.view", RULE_READERS, NOT_BY_SECTOR),
    row("signal_rule.draft", DESK, NOT_BY_SECTOR),
    row("signal_rule.backtest", RULE_TRIERS, NOT_BY_SECTOR),
    row("signal_rule.switch", WHOLE_DISTRICT, NOT_BY_SECTOR),
    row("catchment.view", MONITORS, NOT_BY_SECTOR),
    row("catchment.register", KEEPERS_OF_RECORD, NOT_BY_SECTOR),
    row("catchment.amend", KEEPERS_OF_RECORD, NOT_BY_SECTOR),
    row("expected_rain.tell", DESK, NOT_BY_SECTOR),
    row("fire_danger.view", MONITORS, NOT_BY_SECTOR),
    row("fire_danger.set", DISASTER_KEEPERS, NOT_BY_SECTOR),
    row("fire_danger.enter", DISASTER_KEEPERS, NOT_BY_SECTOR),
    row("fire_spot.view", MONITORS, NOT_BY_SECTOR),
    row("fire_spot.record", DISASTER_KEEPERS, NOT_BY_SECTOR),
    row("fire_spot.answer", SHEET_WRITERS, NOT_BY_SECTOR),
    row("heat_source.mark", SHEET_WRITERS, NOT_BY_SECTOR),
    row("attention_criteria.view", BUSINESS, NOT_BY_SECTOR),
    row("attention_criteria.draft", CONVENERS, NOT_BY_SECTOR),
    row("attention_criteria.put_in_force", SIGNERS, NOT_BY_SECTOR),
    row("attention_list.view", LISTED_AND_OVERSEERS, NOT_BY_SECTOR),
    row("attention_list.draft", CONVENERS, NOT_BY_SECTOR),
    row("attention_list.compute", WHOLE_DISTRICT, NOT_BY_SECTOR),
    row("attention_list.object", LISTED, NOT_BY_SECTOR),
    row("attention_list.answer", OFFICE, NOT_BY_SECTOR),
    row("attention_list.sign", SIGNERS, NOT_BY_SECTOR),
    row("attention_entry.view", LISTED_AND_OVERSEERS, NOT_BY_SECTOR),
    row("attention_entry.report", HOLDERS, NOT_BY_SECTOR),
    row("attention_entry.look", OFFICE, NOT_BY_SECTOR),
    row("attention_entry.remove", OFFICE, NOT_BY_SECTOR),
    row("investigation.view", BUSINESS, BY_SECTOR),
    row("investigation.open", ENTERERS, BY_SECTOR),
    row("investigation.record", ENTERERS, BY_SECTOR),
    row("investigation.measure", RECTIFIERS, NOT_BY_SECTOR),
    row("investigation.check", ASSIGNERS, BY_SECTOR),
    row("investigation.extend", OFFICE, NOT_BY_SECTOR),
    row("investigation.decide", OFFICE, NOT_BY_SECTOR),
    row("investigation.close", OFFICE, NOT_BY_SECTOR),
    row("import.use", IMPORTERS, NOT_BY_SECTOR),
    row("evidence.view", BUSINESS, BY_SECTOR),
    row("evidence.original", ORIGINALS, NOT_BY_SECTOR),
    row("evidence.withdraw", WITHDRAWERS, NOT_BY_SECTOR),
    row("evidence.upload", SENDERS, NOT_BY_SECTOR),
    row("evidence.reuse", CHECKERS, BY_SECTOR),
    row("evidence_rule.view", EVERYONE, NOT_BY_SECTOR),
    row("evidence_rule.set", GUARDIANS, NOT_BY_SECTOR),
    row("export.merge", MERGERS, NOT_BY_SECTOR),
    row("division.view", EVERYONE, NOT_BY_SECTOR),
    row("division.define", DIVISION_KEEPERS, NOT_BY_SECTOR),
    row("division.abolish", DIVISION_KEEPERS, NOT_BY_SECTOR),
    row("organisation.view", EVERYONE, NOT_BY_SECTOR),
    row("organisation.register", REGISTRARS, NOT_BY_SECTOR),
    row("organisation.amend", REGISTRARS, NOT_BY_SECTOR),
    row("organisation.appoint_head", REGISTRARS, NOT_BY_SECTOR),
    row("organisation.dissolve", OFFICE, NOT_BY_SECTOR),
    row("person.view", PERSONNEL, NOT_BY_SECTOR),
    row("person.register", PERSONNEL_KEEPERS, NOT_BY_SECTOR),
    row("person.amend", PERSONNEL_KEEPERS, NOT_BY_SECTOR),
    row("account.manage", KEEPERS, NOT_BY_SECTOR),
    row("membership.grant", KEEPERS, NOT_BY_SECTOR),
    row("membership.change", KEEPERS, NOT_BY_SECTOR),
    row("subject.view", BUSINESS, BY_SECTOR),
    row("subject.register", REGISTRARS, NOT_BY_SECTOR),
    row("subject.amend", REGISTRARS, NOT_BY_SECTOR),
    row("subject.withdraw", REGISTRARS, NOT_BY_SECTOR),
    row("responsibility.view", OFFICES, BY_SECTOR),
    row("responsibility.appoint", REGISTRARS, NOT_BY_SECTOR),
    row("responsibility.end", REGISTRARS, NOT_BY_SECTOR),
    row("responsibility.hand_over", BUSINESS, NOT_BY_SECTOR),
    row("post.define", OFFICE, NOT_BY_SECTOR),
    row("shift.view", OFFICES, NOT_BY_SECTOR),
    row("shift.assign", ROSTER, NOT_BY_SECTOR),
    row("shift.cancel", ROSTER, NOT_BY_SECTOR),
    row("obligation.list", BUSINESS, NOT_BY_SECTOR),
    row("obligation.view", BUSINESS, NOT_BY_SECTOR),
    row("obligation.settle", BUSINESS, NOT_BY_SECTOR),
    row("accountability.view", ANSWERABLE, NOT_BY_SECTOR),
    row("accountability.decide", SIGNERS, NOT_BY_SECTOR),
    row("accountability.record", OFFICE, NOT_BY_SECTOR),
    row("accountability.state", SPEAKERS, NOT_BY_SECTOR),
    row("follow_up.view", BUSINESS, BY_SECTOR),
    row("follow_up.write", OFFICE, NOT_BY_SECTOR),
    row("follow_up.issue", SIGNERS, NOT_BY_SECTOR),
    row("follow_up.answer", RECTIFIERS, NOT_BY_SECTOR),
    row("deadline_rule.view", BUSINESS, NOT_BY_SECTOR),
    row("deadline_rule.set", OFFICE, NOT_BY_SECTOR),
    row("calendar.view", BUSINESS, NOT_BY_SECTOR),
    row("calendar.set", OFFICE, NOT_BY_SECTOR),
    row("hazard.pack", PACKERS, NOT_BY_SECTOR),
    row("ledger.view", PROVERS, NOT_BY_SECTOR),
    row("complaint.list", LISTENERS, NOT_BY_SECTOR),
    row("complaint.answer", LISTENERS, NOT_BY_SECTOR),
];
