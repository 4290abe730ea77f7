//! The empty form of each kind: what to fill in, what to choose from, and one sample row that is not read.

use campaign::Stage;
use campaign::directive::Sort as DirectiveSort;
use campaign::task::{Difficulty, Sheet, Urgency};
use campaign::words as c;
use kernel::{Day, Error, Instant, Lang, Sector};
use paper::Value;
use paper::out::template::{Guide, TemplateColumn, xlsx};
use paper::out::{self, Column, ColumnKind, Template};
use registry::{OrganisationKind, SubjectKind};

use super::Kind;
use crate::words::{import_kind, import_note, import_template as w};

/// One column: its field, whether it must be filled in, what it holds, and what the sample row says.
struct Line(&'static str, bool, Holds, &'static str);

enum Holds {
    Text,
    Number,
    /// So many days before today.
    Day(i64),
    Levels,
    Harms,
    States,
    Sectors,
    SubjectKinds,
    OrganisationKinds,
    Categories,
    Stages,
    Sheets,
    Urgencies,
    Difficulties,
    DirectiveSorts,
    Progress,
    MeetingKinds,
    DeviceSorts,
}

const HAZARDS: &[Line] = &[
    Line("description", true, Holds::Text, "2 号仓库消防通道堆放包装材料，宽度不足 1 米"),
    Line("place", false, Holds::Text, "2 号仓库北侧通道"),
    Line("unit", true, Holds::Text, "望澜县示例包装有限公司"),
    Line("found", true, Holds::Day(3), ""),
    Line("level", true, Holds::Levels, "一般隐患"),
    Line("kind", false, Holds::Harms, "火灾"),
    Line("due", false, Holds::Day(-7), ""),
    Line("measure", false, Holds::Text, "清空通道，划线标识，每班检查"),
    Line("responsible", false, Holds::Text, "仓储班长"),
    Line("state", false, Holds::States, "未关闭"),
];
const ORGANISATIONS: &[Line] = &[
    Line("name", true, Holds::Text, "望澜县示例包装有限公司"),
    Line("short_name", false, Holds::Text, "示例包装"),
    Line("kind", true, Holds::OrganisationKinds, "企业"),
    Line("division", true, Holds::Text, "青石镇"),
    Line("parent", false, Holds::Text, ""),
    Line("regulates", false, Holds::Text, ""),
    Line("uscc", false, Holds::Text, ""),
];
const SUBJECTS: &[Line] = &[
    Line("name", true, Holds::Text, "望澜县示例包装有限公司"),
    Line("kind", true, Holds::SubjectKinds, "企业"),
    Line("sector", true, Holds::Sectors, "工贸"),
    Line("division", true, Holds::Text, "青石镇"),
    Line("address", false, Holds::Text, "工业园区一路 8 号"),
    Line("organisation", false, Holds::Text, "望澜县示例包装有限公司"),
    Line("longitude", false, Holds::Number, ""),
    Line("latitude", false, Holds::Number, ""),
];
const PEOPLE: &[Line] = &[
    Line("name", true, Holds::Text, "张样例"),
    Line("organisation", true, Holds::Text, "望澜县示例包装有限公司"),
    Line("position", false, Holds::Text, "安全员"),
    Line("phone", false, Holds::Text, ""),
];

const INCIDENTS: &[Line] = &[
    Line("happened", true, Holds::Text, "2025-03-05 14:30"),
    Line("summary", true, Holds::Text, "检修作业人员从平台坠落"),
    Line("division", false, Holds::Text, "青石镇"),
    Line("place", false, Holds::Text, "工业园区一路 8 号检修平台"),
    Line("unit", false, Holds::Text, "望澜县示例包装有限公司"),
    Line("category", false, Holds::Categories, "生产安全事故"),
    Line("kind", false, Holds::Text, "高处坠落"),
    Line("sector", false, Holds::Sectors, "工贸"),
    Line("road", false, Holds::Text, ""),
    Line("dead", false, Holds::Number, ""),
    Line("missing", false, Holds::Number, ""),
    Line("severely_injured", false, Holds::Number, ""),
    Line("injured", false, Holds::Number, ""),
    Line("loss", false, Holds::Number, ""),
];

const TASKS: &[Line] = &[
    Line("title", true, Holds::Text, "全面排查危险化学品储存场所并建立台账"),
    Line("campaign", false, Holds::Text, ""),
    Line("topic", true, Holds::Text, "危险化学品"),
    Line("stage", true, Holds::Stages, "排查整治"),
    Line("sheet", false, Holds::Sheets, "问题隐患清单"),
    Line("measure", false, Holds::Text, "一企一档，照片、责任人、时限齐全"),
    Line("urgency", false, Holds::Urgencies, "急"),
    Line("difficulty", false, Holds::Difficulties, "易"),
    Line("lead", true, Holds::Text, "县应急局"),
    Line("due", true, Holds::Day(-60), ""),
    Line("with", false, Holds::Text, "县公安局、河口镇（2026-05-31）"),
];

const DIRECTIVES: &[Line] = &[
    Line("title", true, Holds::Text, "关于切实做好岁末年初安全生产工作的通知"),
    Line("sort", false, Holds::DirectiveSorts, "文件"),
    Line("issuer", true, Holds::Text, "市安委办"),
    Line("document", false, Holds::Text, "市安委办〔2025〕31号"),
    Line("issued_on", true, Holds::Day(40), ""),
    Line("content", false, Holds::Text, "开展岁末年初安全生产大检查，按时报送情况"),
    Line("answer_by", false, Holds::Day(10), ""),
    Line("organisations", false, Holds::Text, "县应急局、河口镇"),
    Line("studied", false, Holds::Day(35), ""),
    Line("state", true, Holds::Progress, "已办结"),
    Line("answered", false, Holds::Day(12), ""),
    Line("report", false, Holds::Text, "已部署到各乡镇，检查情况已报送"),
];

const MEETINGS: &[Line] = &[
    Line("title", true, Holds::Text, "2025年第四季度安全生产专题会议"),
    Line("kind", false, Holds::MeetingKinds, "安全生产专题会议"),
    Line("starts", true, Holds::Text, "2025-12-18 15:00"),
    Line("ended", false, Holds::Text, "17:10"),
    Line("place", false, Holds::Text, "县政府三楼会议室"),
    Line("chair", false, Holds::Text, "副县长张样例"),
    Line("host", false, Holds::Text, ""),
    Line("attended", false, Holds::Text, "各乡镇、县应急局"),
    Line("agenda", false, Holds::Text, "通报四季度安全生产形势"),
    Line("minutes", false, Holds::Text, "会议要求压实责任，抓好岁末年初安全防范"),
    Line("document", false, Holds::Text, "望安委纪〔2025〕4号"),
    Line("resolution", false, Holds::Text, "1.排查农村自建房；2.补齐消防器材"),
    Line("owner", false, Holds::Text, "县住建局"),
    Line("due", false, Holds::Day(20), ""),
    Line("state", false, Holds::Progress, "已办结"),
    Line("done", false, Holds::Text, "已排查并建立台账"),
];

const CATALOGUE: &[Line] = &[
    Line("time", true, Holds::Text, "2025-03-05 14:30:08"),
    Line("longitude", true, Holds::Number, "100.27"),
    Line("latitude", true, Holds::Number, "24.25"),
    Line("depth", false, Holds::Number, "10"),
    Line("magnitude", true, Holds::Number, "3.2"),
    Line("magnitude_kind", false, Holds::Text, "ML"),
    Line("source", false, Holds::Text, "省地震台网"),
    Line("source_id", false, Holds::Text, ""),
    Line("place", false, Holds::Text, "望澜县"),
];

const DEVICES: &[Line] = &[
    Line("code", true, Holds::Text, "60912340"),
    Line("name", true, Holds::Text, "青石河口雨量站"),
    Line("sort", true, Holds::DeviceSorts, "雨量站"),
    Line("metrics", false, Holds::Text, "雨量、电池电压"),
    Line("limits", false, Holds::Text, "雨量 0 120 60"),
    Line("division", true, Holds::Text, "青石镇"),
    Line("longitude", false, Holds::Number, ""),
    Line("latitude", false, Holds::Number, ""),
    Line("owner", true, Holds::Text, "县水务局"),
    Line("watcher", false, Holds::Text, ""),
    Line("interval", false, Holds::Text, "5分钟"),
    Line("subject", false, Holds::Text, ""),
    Line("since", false, Holds::Day(400), ""),
];

const HOTSPOTS: &[Line] = &[
    Line("beijing", false, Holds::Text, "2026-03-05 14:44"),
    Line("day", false, Holds::Day(0), ""),
    Line("time", false, Holds::Text, ""),
    Line("longitude", true, Holds::Number, ""),
    Line("latitude", true, Holds::Number, ""),
    Line("satellite", true, Holds::Text, "FY-3D"),
    Line("instrument", false, Holds::Text, "MERSI-II"),
    Line("confidence", false, Holds::Text, "中"),
    Line("power", false, Holds::Number, ""),
];

pub fn of(kind: Kind, lang: Lang, now: Instant) -> Result<Vec<u8>, Error> {
    let lines = match kind {
        Kind::Hazards => HAZARDS,
        Kind::Organisations => ORGANISATIONS,
        Kind::Subjects => SUBJECTS,
        Kind::People => PEOPLE,
        Kind::Incidents => INCIDENTS,
        Kind::Tasks => TASKS,
        Kind::Directives => DIRECTIVES,
        Kind::Meetings => MEETINGS,
        Kind::Devices => DEVICES,
        Kind::Hotspots => HOTSPOTS,
        Kind::Catalogue => CATALOGUE,
    };
    let template = Template {
        at: now,
        title: import_kind::of(lang, kind.word()).to_owned(),
        columns: lines.iter().map(|line| column(kind, line, lang, now.day())).collect(),
        guide: Guide {
            sheet: w::guide(lang).to_owned(),
            headers: [w::column(lang), w::needed(lang), w::note(lang), w::choices(lang), w::sample(lang)]
                .map(str::to_owned),
            required: w::required(lang).to_owned(),
            optional: w::optional(lang).to_owned(),
            introduction: w::introduction(lang).to_owned(),
        },
    };
    Ok(xlsx(&template)?)
}

/// Headers and choices are Chinese in every language: that is what the reading knows, and what townships write.
fn column(kind: Kind, Line(field, required, holds, sample): &Line, lang: Lang, today: Day) -> TemplateColumn {
    let header = kind.shape().column(field).and_then(|column| column.names.first()).cloned().unwrap_or_default();
    let (column_kind, choices) = match holds {
        Holds::Text => (ColumnKind::Text, Vec::new()),
        Holds::Number => (ColumnKind::Number, Vec::new()),
        Holds::Day(_) => (ColumnKind::Day, Vec::new()),
        Holds::Levels => {
            (ColumnKind::Choice, words(hazard::Grade::ALL, |g| hazard::words::grade::of(Lang::Zh, g.word())))
        }
        Holds::Harms => (ColumnKind::Choice, words(hazard::Harm::ALL, |h| hazard::words::harm::of(Lang::Zh, h.word()))),
        Holds::States => (ColumnKind::Choice, vec!["未关闭".to_owned(), "已关闭".to_owned()]),
        Holds::Sectors => (ColumnKind::Choice, words(Sector::ALL, |s| registry::words::sector::of(Lang::Zh, s.word()))),
        Holds::SubjectKinds => {
            (ColumnKind::Choice, words(SubjectKind::ALL, |k| registry::words::subject_kind::of(Lang::Zh, k.word())))
        }
        Holds::Categories => {
            (ColumnKind::Choice, words(incident::Category::ALL, |it| incident::import::category_text(Lang::Zh, it)))
        }
        Holds::OrganisationKinds => (
            ColumnKind::Choice,
            words(OrganisationKind::ALL, |k| registry::words::organisation_kind::of(Lang::Zh, k.word())),
        ),
        Holds::DirectiveSorts => {
            (ColumnKind::Choice, words(DirectiveSort::ALL, |it| c::directive_sort::of(Lang::Zh, it.word())))
        }
        Holds::Progress => (ColumnKind::Choice, vec!["已办结".to_owned(), "办理中".to_owned()]),
        Holds::MeetingKinds => (
            ColumnKind::Choice,
            words(meeting::Kind::MEETINGS, |it| meeting::words::meeting_kind::of(Lang::Zh, it.word())),
        ),
        Holds::DeviceSorts => (
            ColumnKind::Choice,
            words(signal::device::Sort::ALL, |it| signal::words::device_sort::of(Lang::Zh, it.word())),
        ),
        Holds::Stages => (ColumnKind::Choice, words(Stage::ALL, |it| c::stage::of(Lang::Zh, it.word()))),
        Holds::Sheets => (ColumnKind::Choice, words(Sheet::ALL, |it| c::sheet::of(Lang::Zh, it.word()))),
        Holds::Urgencies => (ColumnKind::Choice, words(Urgency::ALL, |it| c::urgency::of(Lang::Zh, it.plain()))),
        Holds::Difficulties => {
            (ColumnKind::Choice, words(Difficulty::ALL, |it| c::difficulty::of(Lang::Zh, it.plain())))
        }
    };
    let sample = match holds {
        Holds::Day(before) => out::day(today.plus_days(-before)),
        _ if sample.is_empty() => Value::Empty,
        _ => Value::Text((*sample).to_owned()),
    };
    TemplateColumn {
        column: Column { field: (*field).to_owned(), header, kind: column_kind, width: None, editable: true, choices },
        required: *required,
        note: import_note::of(lang, &format!("{}_{field}", kind.word())).to_owned(),
        sample,
    }
}

fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|it| word(*it).to_owned()).collect()
}

/// `隐患-导入模板.xlsx`
pub fn name_of(kind: Kind, lang: Lang) -> String {
    format!("{}-{}.xlsx", import_kind::of(lang, kind.word()), w::file_name(lang))
}
