//! Writes sample pages as files, to be looked at: `cargo run -p page --example gallery -- DIR`.
//! All places, enterprises and people are invented.

use std::path::Path;
use std::sync::Arc;

use kernel::{Instant, Lang, Problem};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{self, Chip, Column, Order, Pager, Row, View};
use page::parts::{self, NoteKind, Ring, WarningColour};
use page::story::{self, Entry, EntryKind, Step, StepState};
use page::{Crumb, MenuItem, Screen, Shell, TextSize, Values, VisitorName};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(folder) = std::env::args().nth(1) else { return Err("usage: gallery DIR".into()) };
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for name in ASSETS {
        std::fs::write(folder.join(name), page::asset(name).ok_or("asset")?.bytes)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    for lang in [Lang::Zh, Lang::En] {
        let screen = Screen::new(Arc::new(shell(lang, false)));
        let drill = Screen::new(Arc::new(shell(lang, true)));
        let pages = [
            ("list", list_page(&screen)),
            ("detail", detail_page(&screen)),
            ("form", form_page(&screen)),
            ("desk", desk_page(&screen)),
            ("sign-in", sign_in_page(&screen)),
            ("empty", empty_page(&screen)),
            ("drill", detail_page(&drill)),
        ];
        for (name, response) in pages {
            let bytes = runtime.block_on(axum::body::to_bytes(response.into_body(), 1_000_000))?;
            let mut text = String::from_utf8(bytes.to_vec())?;
            for asset in ASSETS {
                text = text.replace(&page::href(asset), asset);
            }
            std::fs::write(folder.join(format!("{name}.{}.html", lang.word())), text)?;
        }
    }
    Ok(())
}

const ASSETS: [&str; 5] = ["tokens.css", "anlan.css", "anlan.js", "htmx.min.js", "favicon.svg"];

fn say<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Zh { zh } else { en }
}

fn at(text: &str) -> Instant {
    Instant::read(text).unwrap_or_default()
}

fn shell(lang: Lang, exercise: bool) -> Shell {
    let item = |zh: &str, en: &str, href: &str, count: Option<u64>, sub: bool| MenuItem {
        label: say(lang, zh, en).into(),
        href: href.into(),
        count,
        sub,
    };
    Shell {
        district_name: "望澜县".into(),
        lang,
        size: TextSize::Normal,
        visitor: Some(VisitorName {
            name: "沈若川".into(),
            organisation: "望澜县应急管理局".into(),
            role: say(lang, "值班员", "Duty officer").into(),
        }),
        leader_on_duty: Some("韩松岭".into()),
        duty_officer: Some("沈若川".into()),
        menu: vec![
            item("工作台", "My desk", "/", Some(14), false),
            item("值班值守", "Duty", "/shifts", None, false),
            item("值班日志", "Duty log", "/shifts/log", None, true),
            item("交接班", "Handover", "/shifts/handover", None, true),
            item("隐患治理", "Hazards", "/hazards/overview", None, false),
            item("隐患台账", "Hazard ledger", "/hazards", Some(46), true),
            item("挂牌督办", "Listed cases", "/hazards?view=listed", Some(3), true),
            item("监管检查", "Inspection", "/visits", None, false),
            item("检查任务", "Visits", "/visits/tasks", None, true),
            item("监测预警", "Monitoring", "/devices", None, false),
            item("预警叫应", "Warnings", "/warnings", Some(3), true),
            item("统计通报", "Statistics", "/statistics", None, false),
            item("责任体系", "Responsibility", "/responsibilities", None, false),
        ],
        inbox: 14,
        inbox_late: 2,
        now: at("2026-06-18 21:46:08"),
        sample: true,
        exercise,
        as_of: None,
        replay: None,
        here: "/hazards?status=open".into(),
        head: Some(say(lang, "账首 #184,203\n21:45 已由市局见证", "Ledger head #184,203\n21:45 witnessed").into()),
        request_key: "5f2c".into(),
        session_ends: Some(at("2026-06-18 22:16:08")),
        version: "0.1.0",
    }
}

fn crumbs(lang: Lang, last: &str) -> Vec<Crumb> {
    vec![
        Crumb::link(say(lang, "隐患治理", "Hazards"), "/hazards"),
        Crumb::link(say(lang, "隐患台账", "Hazard ledger"), "/hazards"),
        Crumb::here(last),
    ]
}

fn views(lang: Lang) -> Markup {
    let view = |zh: &str, en: &str, count: u64, late: bool, current: bool| View {
        label: say(lang, zh, en).into(),
        href: "?view=x".into(),
        count: Some(count),
        late,
        current,
    };
    list::views(
        lang,
        &[
            view("未销号", "Open", 46, false, true),
            view("逾期", "Late", 2, true, false),
            view("待我复查", "Mine to verify", 5, false, false),
            view("重大隐患", "Major", 9, false, false),
            view("全部", "All", 1_284, false, false),
        ],
    )
}

fn query(lang: Lang, values: &Values) -> Markup {
    let towns: Vec<(String, String)> =
        ["城关街道", "柳溪镇", "白鹭渡镇"].iter().enumerate().map(|(i, t)| (i.to_string(), (*t).to_owned())).collect();
    let statuses = [("open".to_owned(), say(lang, "未销号", "Open").to_owned())];
    let fields = html! {
        (list::query_select(lang, say(lang, "乡镇", "Township"), "division", &towns, values))
        (list::query_select(lang, say(lang, "状态", "Status"), "status", &statuses, values))
        (list::query_days(lang, say(lang, "发现日期", "Found"), "found_from", "found_to", values))
        (list::query_text(say(lang, "编号", "Number"), "number", "0417", values))
    };
    let more = html! { (list::query_text(say(lang, "整改单位", "Owner"), "owner", "", values)) };
    list::query(lang, "/hazards", fields, Some(more))
}

fn tools(lang: Lang, summary: &str) -> Markup {
    let chips = [
        Chip { label: say(lang, "状态：未销号", "Status: open").into(), remove_href: "?".into() },
        Chip {
            label: say(lang, "发现日期：2026-05-01 起", "Found from 2026-05-01").into(), remove_href: "?".into()
        },
    ];
    list::tools(
        list::chips(lang, "/hazards", &chips),
        summary,
        html! {
            (parts::small_link(say(lang, "导入 Excel", "Import"), "#"))
            (parts::small_link(say(lang, "导出 Excel", "Export"), "#"))
        },
    )
}

type Case = (&'static str, &'static str, bool, &'static str, &'static str, Ring, &'static str);

/// Number, what, major, place, owner, ring, due.
const CASES: [Case; 9] = [
    ("0412", "云帆木业打磨车间除尘管道积尘超 3 mm", true, "柳溪镇", "云帆木业", Ring::Half, "2026-06-15 18:00"),
    (
        "0386",
        "县道 X204 线 K12 临水临崖护栏缺失 40 米",
        false,
        "云门岭乡",
        "县公路中心",
        Ring::Half,
        "2026-06-17 12:00",
    ),
    ("0431", "白鹭渡镇竹溪沟右岸堆料侵占行洪通道", true, "白鹭渡镇", "县水利局", Ring::Empty, "2026-06-18 22:10"),
    (
        "0429",
        "恒砾建材 3 号皮带廊防护网缺失、急停拉绳失效",
        false,
        "青石镇",
        "恒砾建材",
        Ring::ThreeQuarters,
        "2026-06-20 12:00",
    ),
    ("0405", "锦汇商城负一层疏散通道堆放货物", false, "城关街道", "锦汇商城", Ring::Back, "2026-06-21 12:00"),
    ("0391", "松林铺镇敬老院电动自行车楼道充电", false, "松林铺镇", "镇民政办", Ring::Quarter, "2026-06-21 18:00"),
    ("0398", "兴禾液化气站卸车软管老化开裂", true, "双河口镇", "兴禾液化气", Ring::Half, "2026-06-23 18:00"),
    (
        "0417",
        "瑞坤锻造空压机房储气罐超期未检、安全阀铅封失效",
        true,
        "城关街道",
        "瑞坤锻造",
        Ring::ThreeQuarters,
        "2026-06-24 23:00",
    ),
    ("0433", "𬺈川 𠀋 实验楼危险化学品未分类存放", false, "城关街道", "望澜中学", Ring::Full, "2026-06-30 18:00"),
];

fn list_page(screen: &Screen) -> axum::response::Response {
    let lang = screen.lang();
    let columns = [
        Column::text(say(lang, "编号", "Number")).wide_only(),
        Column::title(say(lang, "隐患", "Hazard")),
        Column::text(say(lang, "等级", "Grade")),
        Column::text(say(lang, "属地", "Place")),
        Column::text(say(lang, "整改单位", "Owner")).wide_only(),
        Column::number(say(lang, "影像", "Photos")).wide_only(),
        Column::text(say(lang, "状态", "Status")),
        Column::text(say(lang, "期限", "Due")).sorted("?sort=due", Some(Order::Rising)),
        Column::acts(say(lang, "操作", "Acts")),
    ];
    let rows: Vec<Row> = CASES
        .iter()
        .map(|(number, what, major, place, owner, ring, due)| {
            let due = at(due);
            Row::new(vec![
                html! { span.muted.nowrap { "望安隐〔2026〕" (number) " 号" } },
                list::title_cell(what, "detail.zh-CN.html"),
                if *major {
                    parts::major_tag(say(lang, "重大隐患", "Major hazard"))
                } else {
                    parts::tag(say(lang, "一般隐患", "Ordinary hazard"))
                },
                html! { span.nowrap { (place) } },
                html! { span.nowrap { (owner) } },
                html! { a href="#" { "2" } },
                parts::status(*ring, ring_word(lang, *ring)),
                parts::due(lang, due, screen.now(), *ring == Ring::Full),
                html! { a href="#" { (say(lang, "催办", "Nudge")) } a href="#" { (say(lang, "查看", "View")) } },
            ])
            .late(due < screen.now())
        })
        .collect();
    let body = html! {
        (parts::head(say(lang, "隐患台账", "Hazard ledger"), parts::fresh(lang, screen.now(), None), parts::primary_link(say(lang, "登记隐患", "Report a hazard"), "#")))
        (views(lang))
        (list::list(html! {
            (query(lang, &Values::from_query("status=open&found_from=2026-05-01")))
            (tools(lang, say(lang, "共 46 条，重大隐患 9 条，逾期 2 条", "46 in all, 9 major, 2 late")))
            (list::table(say(lang, "隐患台账", "Hazard ledger"), &columns, &rows))
            (list::pager(lang, &Pager { from: 1, to: 9, total: Some(46), prev: None, next: Some("?after=x".into()) }))
        }))
    };
    screen.page(
        say(lang, "隐患台账", "Hazard ledger"),
        &[
            Crumb::link(say(lang, "隐患治理", "Hazards"), "/hazards"),
            Crumb::here(say(lang, "隐患台账", "Hazard ledger")),
        ],
        body,
    )
}

fn ring_word(lang: Lang, ring: Ring) -> &'static str {
    let (zh, en) = match ring {
        Ring::Empty => ("待派单", "To assign"),
        Ring::Quarter => ("待整改", "To rectify"),
        Ring::Half => ("整改中", "Rectifying"),
        Ring::ThreeQuarters => ("待复查", "To verify"),
        Ring::Full => ("已销号", "Closed"),
        Ring::Back => ("已退回", "Returned"),
    };
    say(lang, zh, en)
}

fn empty_page(screen: &Screen) -> axum::response::Response {
    let lang = screen.lang();
    let body = html! {
        (parts::head(say(lang, "隐患台账", "Hazard ledger"), html! {}, parts::primary_link(say(lang, "登记隐患", "Report a hazard"), "#")))
        (views(lang))
        (list::list(html! {
            (query(lang, &Values::default()))
            (tools(lang, say(lang, "共 0 条", "0 in all")))
            (parts::empty(
                say(lang, "没有符合这些条件的隐患", "No hazard answers this query"),
                say(lang, "民用爆炸物品领域登记单位 4 家，本季度已检查 4 家。", "4 sites registered, all 4 visited this quarter."),
                parts::link_button(say(lang, "去掉“等级：重大隐患”", "Drop “major”"), "#"),
            ))
        }))
    };
    screen.page(say(lang, "隐患台账", "Hazard ledger"), &crumbs(lang, "…")[..2], body)
}

fn loop_steps(lang: Lang) -> Markup {
    let step = |state, ring, zh: &str, en: &str, who: &str, when: &str, note: &str| Step {
        state,
        ring,
        label: say(lang, zh, en).into(),
        who: who.into(),
        when: when.into(),
        note: note.into(),
    };
    let (done, full) = (StepState::Done, Ring::Full);
    story::steps(
        lang,
        &[
            step(
                done,
                full,
                "发现",
                "Found",
                "陆知行 · 县应急局",
                "05-26 10:12",
                say(lang, "检查当场登记", "during a visit"),
            ),
            step(
                done,
                full,
                "派单",
                "Assigned",
                "沈若川 · 安委办",
                "05-26 11:30",
                say(lang, "用时 1 小时 18 分", "took 1 h 18 min"),
            ),
            step(
                done,
                full,
                "整改",
                "Rectified",
                "贺远帆 · 瑞坤锻造",
                "06-17 16:05",
                say(lang, "用时 22 天，退回 1 次", "took 22 d, returned once"),
            ),
            step(
                StepState::Now,
                Ring::ThreeQuarters,
                "复查",
                "Verify",
                say(lang, "待 宋砚 复查", "宋砚 to verify"),
                say(lang, "限 06-24 18:00", "by 06-24 18:00"),
                say(lang, "余 6 天", "6 d left"),
            ),
            step(StepState::Next, Ring::Empty, "销号", "Close", say(lang, "安委办主任", "director"), "--", ""),
        ],
    )
}

fn detail_page(screen: &Screen) -> axum::response::Response {
    let lang = screen.lang();
    let title = "瑞坤锻造空压机房储气罐超期未检、安全阀铅封失效";
    let entry = |when: &str, gap: Option<&str>, who: &str, what: &str, quote: Option<&str>, kind| Entry {
        when: when.into(),
        gap: gap.map(Into::into),
        who: who.into(),
        what: html! { (what) },
        quote: quote.map(Into::into),
        kind,
    };
    let entries = [
        entry("06-17 16:05", None, "贺远帆 · 瑞坤锻造", "报整改完成，附影像 2 张、检验报告 1 份", None, EntryKind::Act),
        entry("06-12 09:20", Some("距退回 17 小时"), "贺远帆 · 瑞坤锻造", "重新整改", None, EntryKind::Act),
        entry(
            "06-11 15:50",
            Some("距上报 6 小时"),
            "宋砚 · 县市场监管局",
            "退回整改",
            Some("隔墙仅用木板遮挡，未封堵；请补防火封堵后的影像。"),
            EntryKind::Back,
        ),
        entry("06-08 08:00", None, "系统规则", "到期前 2 天提醒，贺远帆 08:17 已读", None, EntryKind::Rule),
        entry("05-26 11:30", None, "沈若川 · 安委办", "派单至瑞坤锻造，抄送城关街道", None, EntryKind::Act),
    ];
    let body = html! {
        (parts::print_head("隐患整改闭环记录", "望安隐〔2026〕0417 号　打印 2026-06-18 21:46　沈若川"))
        (parts::head(title, html! {
            (parts::major_tag(say(lang, "重大隐患", "Major hazard")))
            (parts::tag("挂牌督办 望安委〔2026〕9 号"))
            (parts::status_big(Ring::ThreeQuarters, ring_word(lang, Ring::ThreeQuarters)))
            (parts::due_on_case(lang, at("2026-06-24 23:00"), screen.now(), false))
        }, html! {}))
        (loop_steps(lang))
        div.cols.gap-top {
            div {
                section.card {
                    (parts::tabs(lang, &[
                        parts::Tab { label: say(lang, "基本情况", "Summary").into(), href: "#".into(), current: true },
                        parts::Tab { label: say(lang, "影像 4", "Photos 4").into(), href: "#".into(), current: false },
                        parts::Tab { label: say(lang, "留痕", "Trace").into(), href: "#".into(), current: false },
                    ]))
                    (parts::inside(html! { (facts(lang)) }))
                }
                (parts::card(say(lang, "核对", "Check"), None, None, parts::inside(html! {
                    (parts::note(NoteKind::Done, "9 条账目完整，次序未变", html! { p { "已与账首 #184,203（21:45，市局见证）核对，用时 0.04 秒。" } }))
                })))
            }
            aside { (parts::card_with(say(lang, "办理记录", "What happened"), html! {}, html! { (say(lang, "最近在前", "newest first")) }, story::timeline(&entries))) }
        }
        (parts::print_foot(&["整改责任人：", "复查人：", "安委办主任："], "账首 #184,203 · 2026-06-18 21:45 · 可离线验证"))
        (parts::actions(lang,
            html! { (say(lang, "复查人", "Verifier")) " " b { "宋砚" } " " span.muted.small { (say(lang, "与整改人不是同一人 · 通过后转安委办主任销号", "not the one who did the work")) } },
            html! {
                (parts::print_button(lang))
                (parts::grave_link(say(lang, "退回整改…", "Return…"), "#"))
                (form::button_form(screen, "#", parts::submit(say(lang, "复查通过", "Accept"))))
            }))
    };
    screen.page(title, &crumbs(lang, "望安隐〔2026〕0417 号"), body)
}

fn facts(lang: Lang) -> Markup {
    html! {
        (parts::facts(&[
            (say(lang, "被查单位", "Enterprise"), html! { a href="#" { "望澜县瑞坤锻造有限公司" } }),
            (say(lang, "属地", "Place"), html! { "城关街道 · 东河工业园 7 号" }),
            (say(lang, "行业领域", "Sector"), html! { "工贸（机械）" }),
            (say(lang, "风险等级", "Risk"), parts::warning_mark(WarningColour::Orange, say(lang, "橙色 · 较大风险", "Orange"))),
            (say(lang, "第一责任人", "Responsible"), html! { "贺远帆（总经理）139****0217" }),
            (say(lang, "销号日期", "Closed"), parts::dash()),
        ]))
        (parts::facts_single(&[
            (say(lang, "隐患描述", "Description"), html! { "空压机房 2 台储气罐（0.6 m³）检验有效期至 2026-01-31，超期使用 115 天；1 号罐安全阀铅封失效，压力表无检定标识，机房与更衣室相通。" }),
            (say(lang, "判定依据", "Clause"), html! { a href="#" { "本县判定标准库·TSSB-07 第 4 条" } }),
        ]))
    }
}

fn form_page(screen: &Screen) -> axum::response::Response {
    let lang = screen.lang();
    let values = Values::from_query(
        "subject=望澜县云帆木业有限公司&what=粉尘多。&sector=dust&grade=major&due=&found=2026-06-18 15:20",
    );
    let problems = [
        Problem { field: "what", problem: "too short: say what, where and how many", given: "粉尘多。".into() },
        Problem::at("clause", "fill in this field"),
        Problem::at("due", "fill in this field"),
    ];
    let p = &problems[..];
    let l = |zh: &'static str, en: &'static str| say(lang, zh, en);
    let pair = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    let subject = FieldSpec::new("subject", l("被查单位", "Enterprise"))
        .hint(l("输入名称、拼音首字母或统一社会信用代码", "Name, initials or credit code"))
        .required();
    let place = FieldSpec::new("place", l("具体地点", "Exact place"))
        .hint(l("写到车间、楼层或桩号", "Down to the floor or marker"))
        .required();
    let what = FieldSpec::new("what", l("隐患描述", "What is wrong"))
        .hint(l("写清部位、数量、不符合哪一条", "Part, number, clause"))
        .required();
    let sector = FieldSpec::new("sector", l("隐患类别", "Kind")).required();
    let clause = FieldSpec::new("clause", l("重大隐患判定条款", "Clause"))
        .hint(l("只列当前有效版本的条款", "Clauses now in force"))
        .required();
    let grade = FieldSpec::new("grade", l("隐患等级", "Grade")).required();
    let due = FieldSpec::new("due", l("整改期限", "Due")).required();
    let found = FieldSpec::new("found", l("发现时间", "Found at")).required();
    let photo = FieldSpec::new("photo", l("现场影像", "Photos")).hint(l("每张不大于 10 MB", "10 MB each at most"));
    let specs = [subject, place, what, sector, clause, grade, due, found, photo];
    let labels: Vec<(&str, &str)> = specs.iter().map(|spec| (spec.name, spec.label)).collect();
    let body = html! {
        (parts::head(l("登记隐患", "Report a hazard"), html! {}, html! {}))
        (form::error_summary(lang, p, &labels))
        (form::form_with_files(screen, "/hazards", html! {
            (form::text_from(&subject, &["望澜县云帆木业有限公司".into()], &values, p, lang))
            (form::text(&place, &values, p, lang))
            (form::text_area(&what, 2, &values, p, lang))
            (form::select(&sector, &[pair("dust", l("粉尘防爆", "Dust"))], &values, p, lang))
            (form::select(&clause, &[pair("4", "TSSB-07 第 4 条")], &values, p, lang))
            (form::choice(&grade, &[pair("ordinary", l("一般隐患", "Ordinary")), pair("major", l("重大隐患", "Major"))], &values, p, lang))
            (form::date(&due, &values, p, lang))
            (form::datetime(&found, &values, p, lang))
            (form::file(&photo, "image/*", true, p, lang))
            (parts::actions(lang,
                html! { span.muted.small { (l("提交后生成编号，派单至云帆木业，抄送柳溪镇；登记人不能复查本条。", "A number is given and the enterprise is told.")) } },
                html! { (parts::submit_as(l("存草稿", "Save draft"), "draft", "yes")) (parts::submit(l("提交并派单", "Report and assign"))) }))
        }))
    };
    screen.invalid(l("登记隐患", "Report a hazard"), &crumbs(lang, l("登记隐患", "Report a hazard")), body)
}

fn desk_page(screen: &Screen) -> axum::response::Response {
    let lang = screen.lang();
    let owed = [
        ("2026-06-18 19:40", "转报", "市防指 31 号令至 5 个乡镇", "县预案 4.2.1"),
        ("2026-06-18 21:20", "核实", "石盘沟乡断电村组 2 个", "叫应规程 6"),
        ("2026-06-18 22:00", "续报", "转移人数第 4 次续报", "县预案 5.1"),
        ("2026-06-19 08:30", "交班", "夜班交接：未办结 9 项", "值班制度 3"),
        ("2026-06-24 18:00", "督办", "瑞坤锻造储气罐重大隐患", "望安委 9 号"),
    ];
    let table = |acts: bool| {
        html! {
            table.tb data-rows {
                thead { tr { th scope="col" { (say(lang, "期限", "Due")) } th scope="col" { (say(lang, "事项", "Act")) } th scope="col" { (say(lang, "内容", "Matter")) } th scope="col" { (say(lang, "依据", "Source")) } } }
                tbody {
                    @for (due, act, matter, source) in owed {
                        tr.is-late[at(due) < screen.now()] {
                            td.nowrap { (parts::due(lang, at(due), screen.now(), false)) }
                            td.nowrap.strong { (act) }
                            td.cut { a href="#" title=(matter) { (matter) } }
                            @if acts { td.acts { a href="#" { (say(lang, "催办", "Nudge")) } } } @else { td.small.muted.nowrap { (source) } }
                        }
                    }
                }
            }
        }
    };
    let body = html! {
        (parts::head(say(lang, "值班台", "Duty desk"), parts::fresh(lang, screen.now(), Some(15)), html! {
            (parts::link_button(say(lang, "记值班日志", "Write log"), "#"))
            (parts::primary_link(say(lang, "接报登记", "Register a report"), "#"))
        }))
        section.desk-warns aria-label=(say(lang, "在发预警", "Open warnings")) {
            @for (class, colour, word, name) in [("is-orange", WarningColour::Orange, "橙色", "山洪灾害预警"), ("is-yellow", WarningColour::Yellow, "黄色", "地质灾害预警"), ("is-blue", WarningColour::Blue, "蓝色", "暴雨预警信号")] {
                article.alert.(class) {
                    div { h2 { (parts::warning_mark(colour, word)) a href="#" { (name) } } p.cut { "白鹭渡、柳溪等 5 个乡镇 · 望汛预〔2026〕7 号" } p.cut { "应答 " b { "149" } "/169" } }
                    div.clockbox { span.small.muted { "叫应升级" } b { "03:52" } }
                }
            }
        }
        div.desk {
            (parts::card_with(say(lang, "待我办理", "I owe"), html! { (parts::count_mark(14)) (parts::late_count(lang, 2)) }, html! { a href="#" { (say(lang, "全部", "All")) } }, table(false)))
            (parts::card_with(say(lang, "待他人办理", "Owed to me"), html! { (parts::count_mark(31)) (parts::late_count(lang, 3)) }, html! { a href="#" { (say(lang, "全部", "All")) } }, table(true)))
            div.stack {
                (parts::card(say(lang, "静默设备", "Silent devices"), Some(2), None, html! { ul.rows.is-even {
                    li { a.cut href="#" { "上沟雨量站" } (parts::silent_mark(say(lang, "静默 26 分", "26 min"))) }
                    li { a.cut href="#" { "石盘河水位站" } (parts::silent_mark(say(lang, "静默 41 分", "41 min"))) }
                } }))
                (parts::card(say(lang, "本月", "This month"), None, None, parts::tiles(&[
                    parts::Tile { label: say(lang, "新增隐患", "New").into(), figure: html! { "46" }, unit: say(lang, "条", "").into(), href: Some("#".into()) },
                    parts::Tile { label: say(lang, "按期销号", "On time").into(), figure: html! { "73.4" }, unit: "%".into(), href: Some("#".into()) },
                ])))
            }
        }
    };
    screen.page(say(lang, "值班台", "Duty desk"), &[], body)
}

fn sign_in_page(screen: &Screen) -> axum::response::Response {
    let lang = screen.lang();
    let l = |zh: &'static str, en: &'static str| say(lang, zh, en);
    let account =
        FieldSpec::new("account", l("账号", "Account")).hint(l("手机号或工号", "Mobile or staff number")).required();
    let password = FieldSpec::new("password", l("密码", "Password")).required();
    let fields = html! {
        (form::text(&account, &Values::from_query("account=shenrc"), &[], lang))
        (form::password(&password, "current-password", &[], lang))
        (parts::submit(l("登录", "Sign in")))
    };
    let note = l(
        "忘记密码请找本单位管理员。连续输错 5 次锁定 15 分钟，值班账号由带班领导解锁。",
        "Ask your administrator for a new password. Five wrong tries lock the account for 15 minutes.",
    );
    screen.bare(l("登录", "Sign in"), page::sign_in(screen, &[], &[], fields, note))
}
