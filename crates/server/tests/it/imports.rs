//! Files on their way in: checked, run, paused, cut off, gone on with, marked, and brought again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant as Stopwatch};

use axum::http::header;
use kernel::{Ctx, Identity as _, Lang, Role, Sector};
use server::imports::{self, Home, ImportId, Kind, State};

use crate::ask::{Ask, Site};
use crate::bad_files::built;
use crate::world::World;

const CLERK: Role = Role::DistrictClerk;

/// Sends a hazard ledger, runs it and waits until it is written.
pub fn bring(world: &World, site: &Site, who: &str, ledger: &[u8]) -> String {
    let sent = site.ask(&Ask::post("/imports").by(who).file(&[("kind", "hazards")], "ledger.csv", ledger));
    assert_eq!(sent.code(), 303, "{}", sent.body);
    let here = sent.header(header::LOCATION).to_owned();
    assert_eq!(site.form(&format!("{here}/run"), who, &[]).code(), 303);
    wait(world, site, who, &here);
    here
}

fn wait(_: &World, site: &Site, who: &str, here: &str) {
    let end = Stopwatch::now() + Duration::from_secs(30);
    while Stopwatch::now() < end {
        if site.get(&format!("/api/v1{here}"), who).value()["state"] == "finished" {
            return;
        }
        std::thread::yield_now();
    }
    panic!("the import did not end: {}", site.get(&format!("/api/v1{here}"), who).body);
}

fn ledger(rows: std::ops::Range<usize>) -> String {
    let line = |n: usize| format!("{n},{n} 号配电箱无门,滨江小吃店,2026-06-11,2026-06-25,一般,否\n");
    format!("序号,隐患描述,单位名称,检查日期,整改期限,隐患等级,是否整改\n{}", rows.map(line).collect::<String>())
}

fn counts(answer: &serde_json::Value, of: &str) -> (u64, u64, u64) {
    let n = |name: &str| answer[of][name].as_u64().unwrap();
    (n("created"), n("unchanged"), n("refused"))
}

fn hazards(world: &World) -> i64 {
    world.t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM hazard", &[])).unwrap()
}

#[test]
fn a_file_is_checked_then_written_and_known_again() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let before = hazards(&world);
    // Two bad days among ten rows.
    let bad = ledger(0..10).replace("3,3 号配电箱无门,滨江小吃店,2026-06-11", "3,3 号配电箱无门,滨江小吃店,六月某日");
    let bad = bad.replace("7,7 号配电箱无门,滨江小吃店,2026-06-11", "7,7 号配电箱无门,滨江小吃店,2026-06-31");
    let send = |text: &str| {
        let sent =
            site.ask(&Ask::post("/api/v1/imports").by(&who).file(&[("kind", "hazards")], "l.csv", text.as_bytes()));
        assert_eq!(sent.code(), 200, "{}", sent.body);
        sent.value()
    };
    let checked = send(&bad);
    assert_eq!((checked["rows_good"].as_u64(), checked["rows_bad"].as_u64()), (Some(8), Some(2)));
    assert_eq!(counts(&checked, "would"), (8, 0, 0));
    let wrong: Vec<_> = checked["problems"].as_array().unwrap().iter().map(|p| p["row"].as_u64().unwrap()).collect();
    assert_eq!(wrong, [5, 9]);
    assert_eq!(hazards(&world), before, "a check wrote");

    let here = bring(&world, &site, &who, bad.as_bytes());
    assert_eq!(hazards(&world), before + 8);
    // The marked file holds the reasons, and corrected it brings only what was missing.
    let marked = site.get(&format!("{here}/marked"), &who);
    assert_eq!(marked.code(), 200);
    let book = paper::Workbook::read("l.xlsx", &marked.bytes).unwrap();
    let reasons: Vec<u32> = book.sheets[0]
        .rows
        .iter()
        .filter(|row| {
            row.number > 1 && row.cells.last().is_some_and(|cell| cell.value.to_string().contains("检查日期"))
        })
        .map(|row| row.number)
        .collect();
    assert_eq!(reasons, [5, 9]);
    let again = send(&ledger(0..10));
    assert_eq!(counts(&again, "would"), (2, 8, 0));
    bring(&world, &site, &who, ledger(0..10).as_bytes());
    assert_eq!(hazards(&world), before + 10);
    let third = bring(&world, &site, &who, ledger(0..10).as_bytes());
    assert_eq!(counts(&site.get(&format!("/api/v1{third}"), &who).value(), "became"), (0, 10, 0));
    assert_eq!(hazards(&world), before + 10);
    world.t.assert_replay_agrees();
}

fn begun(world: &World, text: &str) -> (Ctx, ImportId) {
    let ctx = world.f.ctx(&world.t, CLERK, server::policy::POLICY, "import.use");
    let home = Home { division: ctx.district.division(), sector: Sector::Industry };
    let (job, _) = imports::receive(&world.t.db, &ctx, Kind::Hazards, "l.csv", text.as_bytes(), home).unwrap();
    let ctx = again(world, &ctx);
    assert!(imports::begin(&world.t.db, &ctx, job.id).unwrap());
    (ctx, job.id)
}

/// The same person's next request.
fn again(world: &World, ctx: &Ctx) -> Ctx {
    Ctx { request: world.t.rule().request, ..ctx.clone() }
}

/// A unit by its short name, its state in the column of the rectification, and a day that has not come.
#[test]
fn rows_of_known_units_are_theirs() {
    let world = World::new();
    let site = world.site();
    let division = world.f.township_divisions[1];
    let subject = world.t.db.write_blocking("unit", &world.t.rule(), move |tx, ctx| {
        let named = |short: &str| registry::organisation::Register {
            id: None,
            name: format!("望澜县{short}有限公司"),
            short_name: short.into(),
            kind: registry::OrganisationKind::Enterprise,
            division,
            parent: None,
            regulates: Vec::new(),
            uscc: None,
        };
        let organisation = registry::organisation::register(tx, ctx, &named("云栖锻造"))?;
        let it = registry::subject::Register {
            name: "望澜县云栖锻造有限公司".into(),
            kind: registry::SubjectKind::Enterprise,
            sector: Sector::Construction,
            division,
            address: String::new(),
            organisation: Some(organisation),
            longitude_e6: None,
            latitude_e6: None,
        };
        registry::subject::register(tx, ctx, &it)
    });
    let subject = subject.unwrap();
    let head = "序号,隐患描述,单位名称,检查日期,整改情况";
    let who = world.cookie(CLERK);
    let rows = "1,行车限位失灵,云栖锻造,2026-06-11,已整改\n2,行车吊钩磨损,云栖锻造,2026-12-11,未整改";
    let here = bring(&world, &site, &who, format!("{head}\n{rows}\n").as_bytes());
    let done = site.get(&format!("/api/v1{here}"), &who).value();
    assert_eq!(counts(&done, "became"), (1, 0, 1), "{done}");
    assert!(done["problems"].to_string().contains("future"), "{done}");
    let theirs = "SELECT COUNT(*) FROM hazard WHERE subject = $1 AND status = 'closed'";
    assert_eq!(world.t.db.read_blocking(|r| r.value::<i64>(theirs, &[&subject])).unwrap(), 1);

    // Whoever does not see the unit does not register it once more.
    let officer = world.cookie(Role::TownshipOfficer);
    let units = || world.t.db.read_blocking(|r| r.value::<i64>("SELECT COUNT(*) FROM subject", &[])).unwrap();
    let before = units();
    let row = "1,行车制动失灵,望澜县云栖锻造有限公司,2026-06-11,未整改";
    let here = bring(&world, &site, &officer, format!("{head}\n{row}\n").as_bytes());
    let done = site.get(&format!("/api/v1{here}"), &officer).value();
    assert_eq!((counts(&done, "became"), units()), ((0, 0, 1), before), "{done}");
}

#[test]
fn a_run_that_was_stopped_or_cut_off_goes_on_with_the_next_row() {
    let world = World::new();
    let (before, text) = (hazards(&world), ledger(0..450));
    let (ctx, id) = begun(&world, &text);
    let site = world.site();
    let pause = format!("/imports/{}/pause", id.to_text());
    // Paused by its person after the first piece.
    let job = imports::run_with(&world.t.db, &ctx, id, None, |_, _| {
        site.form(&pause, &world.cookie(CLERK), &[]);
    });
    let job = job.unwrap();
    assert_eq!((job.state, job.done, hazards(&world)), (State::Paused, 100, before + 100));
    // Told to go on, and cut off in the middle.
    assert!(imports::begin(&world.t.db, &again(&world, &ctx), id).unwrap());
    let cut = catch_unwind(AssertUnwindSafe(|| {
        imports::run_with(&world.t.db, &ctx, id, None, |done, _| assert!(done < 200, "the power fails"))
    }));
    assert!(cut.is_err());
    // The first piece of a run has a hundred rows, whatever the pace of the machine.
    assert_eq!(hazards(&world), before + 200);
    // The next start of the program pauses what was running; nothing is lost or done twice.
    assert_eq!(imports::pause_all(&world.t.db, &world.t.rule()).unwrap(), 1);
    assert!(imports::begin(&world.t.db, &again(&world, &ctx), id).unwrap());
    let job = imports::run_with(&world.t.db, &ctx, id, None, |_, _| {}).unwrap();
    assert_eq!((job.state, job.done, job.became.created), (State::Finished, 450, 450));
    assert_eq!(hazards(&world), before + 450);
    world.t.assert_replay_agrees();
}

#[test]
fn a_pause_after_the_last_row_leaves_nothing_to_go_on_with() {
    let world = World::new();
    let (ctx, id) = begun(&world, &ledger(0..40));
    let (site, pause) = (world.site(), format!("/imports/{}/pause", id.to_text()));
    let job = imports::run_with(&world.t.db, &ctx, id, None, |done, all| {
        assert_eq!((done, all), (40, 40));
        assert_eq!(site.form(&pause, &world.cookie(CLERK), &[]).code(), 303);
    });
    let job = job.unwrap();
    assert_eq!((job.state, job.done, job.became.created), (State::Finished, 40, 40));
    world.t.assert_replay_agrees();
}

#[test]
fn a_register_row_that_its_act_refuses_is_told_before_and_left_out() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let text = "姓名,单位名称,职务\n张一,县安委办,科员\n李二,并无此单位,科员\n王三,县安委办,科员\n";
    let office: String = world
        .t
        .db
        .read_blocking(|r| r.value("SELECT name FROM organisation WHERE organisation_kind = 'office'", &[]))
        .unwrap();
    let text = text.replace("县安委办", &office);
    let sent = site.ask(&Ask::post("/api/v1/imports").by(&who).file(&[("kind", "people")], "p.csv", text.as_bytes()));
    let checked = sent.value();
    assert_eq!((checked["rows_good"].as_u64(), checked["rows_bad"].as_u64()), (Some(2), Some(1)), "{}", sent.body);
    assert_eq!(checked["problems"][0]["problem"], "no such organisation");
    let here = format!("/imports/{}", checked["id"].as_str().unwrap());
    assert_eq!(site.form(&format!("{here}/run"), &who, &[]).code(), 303);
    wait(&world, &site, &who, &here);
    let done = site.get(&format!("/api/v1{here}"), &who).value();
    assert_eq!((done["became"]["changed"].as_u64(), done["became"]["refused"].as_u64()), (Some(2), Some(1)));
    assert_eq!(done["problems"].as_array().unwrap().len(), 1, "said once");
}

#[test]
fn a_column_that_was_explained_once_is_known_from_then_on() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let text = ledger(0..2).replace("单位名称", "经手之处");
    let send = || {
        let sent = site.ask(&Ask::post("/imports").by(&who).file(&[("kind", "hazards")], "l.csv", text.as_bytes()));
        assert_eq!(sent.code(), 303, "{}", sent.body);
        sent.header(header::LOCATION).to_owned()
    };
    let here = send();
    let first = site.get(&format!("/api/v1{here}"), &who).value();
    assert_eq!((first["rows_good"].as_u64(), &first["unknown_columns"][0]["header"]), (Some(0), &"经手之处".into()));
    let told = site.form(&format!("{here}/headings"), &who, &[("field_0", "unit")]);
    assert_eq!(told.code(), 303, "{}", told.body);
    let checked = site.get(&format!("/api/v1{}", told.header(header::LOCATION)), &who).value();
    assert_eq!(checked["rows_good"], 2);
    assert_eq!(site.get(&format!("/api/v1{}", send()), &who).value()["rows_good"], 2);
}

#[test]
fn a_pasted_table_is_a_file() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let text = ledger(0..3).replace(',', "\t");
    let sent = site.ask(&Ask::post("/imports").by(&who).file(&[("kind", "hazards"), ("pasted", &text)], "", b""));
    assert_eq!(sent.code(), 303, "{}", sent.body);
    assert_eq!(site.get(&format!("/api/v1{}", sent.header(header::LOCATION)), &who).value()["rows_good"], 3);
    let nothing = site.ask(&Ask::post("/imports").by(&who).file(&[("kind", "hazards")], "", b""));
    assert_eq!(nothing.code(), 422);
}

#[test]
fn a_template_is_filled_in_and_its_sample_is_not_read() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    for kind in Kind::ALL {
        let template = site.get(&format!("/imports/template?kind={kind}"), &who);
        assert_eq!(template.code(), 200, "{kind}");
        let sent =
            site.ask(&Ask::post("/api/v1/imports").by(&who).file(&[("kind", kind.word())], "t.xlsx", &template.bytes));
        let read = sent.value();
        assert_eq!(
            (read["rows_good"].as_u64(), read["rows_bad"].as_u64()),
            (Some(0), Some(0)),
            "{kind}: {}",
            sent.body
        );
        assert_eq!(read["unknown_columns"].as_array().unwrap().len(), 0, "{kind}");
    }
}

#[test]
fn every_field_has_its_name_in_both_languages() {
    for (kind, lang) in Kind::ALL.iter().flat_map(|kind| Lang::ALL.iter().map(move |lang| (kind, *lang))) {
        for column in &kind.shape().columns {
            assert_ne!(kind.field_text(lang, &column.field), "--", "{kind} {}", column.field);
        }
    }
}

#[test]
fn files_are_kept_for_a_month_and_strays_for_a_day() {
    let world = World::new();
    let (_, id) = begun(&world, &ledger(0..1));
    assert_eq!(imports::pause_all(&world.t.db, &world.t.rule()).unwrap(), 1);
    let folder = world.t.folder().join("imports");
    let stray = folder.join(server::imports::ImportId::from_bytes([9; 16]).to_text());
    std::fs::write(&stray, "a file without its row").unwrap();
    let files = || std::fs::read_dir(&folder).unwrap().count();
    let let_go = |days| {
        // The stray's age is that of the disk's clock.
        let now =
            server::gate::machine_ctx("keeper", world.t.rule().district, ledger::Clock::now(&ledger::SystemClock));
        let ctx = now.unwrap();
        let ctx = Ctx { now: ctx.now + kernel::Span::days(days), ..ctx };
        imports::forget_outdated(&world.t.db, &ctx).unwrap();
    };
    assert!(stray.exists() && folder.join(id.to_text()).exists());
    let_go(0);
    assert!(stray.exists(), "a young file without a row may get one");
    let_go(2);
    assert!(!stray.exists());
    let_go(10_000);
    assert_eq!(files(), 0);
}

/// Sends a file of a kind, runs it, and says what became of its rows: changed, unchanged, refused.
pub fn became(world: &World, site: &Site, kind: Kind, (name, bytes): (&str, &[u8])) -> (u64, u64, u64) {
    let who = world.cookie(CLERK);
    let sent = site.ask(&Ask::post("/imports").by(&who).file(&[("kind", kind.word())], name, bytes));
    assert_eq!(sent.code(), 303, "{}", sent.body);
    let here = sent.header(header::LOCATION).to_owned();
    assert_eq!(site.form(&format!("{here}/run"), &who, &[]).code(), 303);
    wait(world, site, &who, &here);
    let page = site.ask(&Ask::get(&here).by(&who).with(header::ACCEPT_LANGUAGE, "en-GB"));
    assert!(page.code() == 200 && !page.body.contains("<th scope=\"col\">--"), "{kind}: {}", page.body);
    let became = site.get(&format!("/api/v1{here}"), &who).value();
    let n = |name: &str| became["became"][name].as_u64().unwrap();
    (n("changed"), n("unchanged"), n("refused"))
}

/// The one of a list that has this title, and its page.
fn titled(world: &World, site: &Site, list: &str, title: &str) -> (serde_json::Value, String) {
    let who = world.cookie(CLERK);
    let answer = site.get(&format!("/api/v1/{list}?state=all"), &who).value();
    let it = answer[list].as_array().unwrap().iter().find(|it| it["title"] == title).unwrap().clone();
    let page = site.get(&format!("/{list}/{}", it["id"].as_str().unwrap()), &who);
    assert_eq!(page.code(), 200, "{title}: {}", page.body);
    for shown in [format!("/{list}?state=all"), format!("/{list}/export?state=all")] {
        assert_eq!(site.get(&shown, &who).code(), 200, "{shown}");
    }
    (it, page.body)
}

fn owed(world: &World, duty: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM obligation WHERE duty = $1 AND holder_organisation IS NOT NULL";
    world.t.db.read_blocking(|r| r.value(sql, ledger::params![duty])).unwrap()
}

#[test]
fn a_ledger_of_directives_is_history_but_for_what_is_open() {
    let world = World::new();
    let site = world.site();
    let before = (owed(&world, "directive.study"), owed(&world, "directive.answer"));
    let text = "序号,来文标题,批示领导,文号,批示时间,批示内容,办理时限,承办单位,办理状态,反馈时间,办理情况,领导圈阅\n\
                1,关于加强汛期值班值守的批示,省领导,,2025-05-06,落实值班值守,2025-06-01,县应急局,已办结,2025-05-28,已落实到岗,√\n\
                2,关于开展危化品排查的通知,市安委办,市安委办〔2025〕9号,2025-12-06,限期排查,2027-01-31,县应急局、城关镇,办理中,,,\n\
                3,关于无此单位的通知要求,市安委办,市安委办〔2025〕8号,2025-12-05,限期排查,,无此单位,办理中,,,\n";
    let file = ("台账.csv", text.as_bytes());
    assert_eq!(became(&world, &site, Kind::Directives, file), (2, 0, 1));
    let after = (owed(&world, "directive.study"), owed(&world, "directive.answer"));
    assert_eq!(after, (before.0 + 2, before.1 + 1), "only what is open is owed");
    let (over, page) = titled(&world, &site, "directives", "关于加强汛期值班值守的批示");
    assert_eq!((&over["imported"], over["answer_due"].is_null()), (&true.into(), true), "{over}");
    assert!(page.contains("台账导入") && page.contains("已落实到岗"), "{page}");
    let (open, _) = titled(&world, &site, "directives", "关于开展危化品排查的通知");
    assert_eq!((&open["imported"], open["answer_due"].as_str().is_some()), (&false.into(), true), "{open}");

    assert_eq!(became(&world, &site, Kind::Directives, file), (0, 2, 1), "the same file twice");
    // What can't be taken is said, and the bad row comes back with its reason.
    let who = world.cookie(CLERK);
    let sent = site.ask(&Ask::post("/imports").by(&who).file(&[("kind", "directives")], file.0, file.1));
    let here = sent.header(header::LOCATION).to_owned();
    let checked = site.get(&format!("/api/v1{here}"), &who).value();
    assert_eq!(checked["unknown_columns"][0]["header"], "领导圈阅");
    let marked = paper::Workbook::read("m.xlsx", &site.get(&format!("{here}/marked"), &who).bytes).unwrap();
    let reason = marked.sheets[0].row(4).unwrap().cells.last().unwrap().value.to_string();
    assert!(reason.contains("没有这个部门或乡镇（街道）"), "{reason}");
    world.t.assert_replay_agrees();
}

/// A document with one table, as Word writes it at its plainest.
fn document(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |text: &&str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |cells: &&[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    let rows: String = rows.iter().map(row).collect();
    let names = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let text = format!("<w:document xmlns:w=\"{names}\"><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>");
    built::archive(&[("word/document.xml", text.as_bytes())])
}

#[test]
fn a_table_of_past_meetings_in_a_document_comes_in() {
    let world = World::new();
    let site = world.site();
    let before = (owed(&world, "meeting.resolution"), owed(&world, "meeting.minutes"));
    let rows: &[&[&str]] = &[
        &["会议名称", "会议时间", "主持人", "参会单位", "纪要文号", "议定事项", "责任单位", "完成时限", "办理状态"],
        &[
            "2025年第三季度专题会议",
            "2025年9月24日下午3:00",
            "副县长壬九",
            "各乡镇、县应急局",
            "望安委纪〔2025〕3号",
            "排查自建房",
            "县应急局",
            "2027-01-31",
            "办理中",
        ],
        &[
            "2025年第三季度专题会议",
            "2025年9月24日下午3:00",
            "",
            "",
            "",
            "通报典型案例",
            "城关镇",
            "2025-10-31",
            "已办结",
        ],
        &["2099年专题会议", "2099年9月24日", "", "", "", "", "", "", ""],
    ];
    let file = ("会议台账.docx", &*document(rows));
    assert_eq!(became(&world, &site, Kind::Meetings, file), (1, 0, 1), "one lies ahead");
    let after = (owed(&world, "meeting.resolution"), owed(&world, "meeting.minutes"));
    assert_eq!(after, (before.0 + 1, before.1), "what is open is owed, minutes are not");
    let (held, page) = titled(&world, &site, "meetings", "2025年第三季度专题会议");
    assert_eq!((&held["state"], &held["imported"]), (&"signed".into(), &true.into()), "{held}");
    assert_eq!(
        (&held["starts"], &held["minutes_number"]),
        (&"2025-09-24T15:00:00.000000+08:00".into(), &"望安委纪〔2025〕3号".into())
    );
    assert!(page.contains("台账导入") && page.contains("望安委纪〔2025〕3号"), "{page}");
    // What was done before has its page like any other, without a duty.
    let who = world.cookie(CLERK);
    let duties = held["resolutions"].as_array().unwrap().iter().map(|id| {
        let path = format!("/resolutions/{}", id.as_str().unwrap());
        assert_eq!(site.get(&path, &who).code(), 200, "{path}");
        site.get(&format!("/api/v1{path}"), &who).value()["obligation"].is_string()
    });
    let duties: Vec<bool> = duties.collect();
    assert_eq!(duties.iter().filter(|owed| **owed).count(), 1, "{duties:?}");
    assert_eq!(site.get("/resolutions?state=all", &who).code(), 200);
    assert_eq!(site.get("/resolutions/export?state=all", &who).code(), 200);
    assert_eq!(became(&world, &site, Kind::Meetings, file), (0, 1, 1), "the same file twice");
    world.t.assert_replay_agrees();
}
