//! Lists on their way out, as the screen has them, and sheets that come back.

use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;

use axum::http::header;
use calamine::Reader as _;
use kernel::{Ctx, Role, Sector, Span};
use paper::Workbook;
use registry::{SubjectId, SubjectKind, subject};
use rust_xlsxwriter::{Workbook as Writer, Worksheet};
use serde_json::{Value, json};
use server::exports::{self, Format, LISTS, ReturnedId};

use crate::ask::{Answer, Ask, Site};
use crate::exported::ASKED;
use crate::world::{Place, Standing, World};

pub const CLERK: Role = Role::DistrictClerk;

/// An export of hazards with a change in it, for tests that need any.
pub fn sheet(world: &World) -> &[u8] {
    world.sheet.get_or_init(|| {
        let list = exports::list("hazards").unwrap();
        let all = page::Values::from_query("view=all");
        let file = exports::make(&world.t.db, &world.t.rule(), list, &all, Format::Xlsx).unwrap().unwrap();
        let mut grid = Grid::read(&file.bytes);
        grid.list()[2][9] = "东侧仓库二层".into();
        grid.write()
    })
}

/// That sheet, given back by the one who plays the role.
pub fn returned(world: &World, role: Role) -> ReturnedId {
    let sql = "SELECT id FROM returned_sheet WHERE person = $1 ORDER BY id LIMIT 1";
    let person = [&world.f.person(role) as &dyn kernel::ToCell];
    if let Some(id) = world.t.db.read_blocking(|r| r.row(sql, &person, |row| row.get(0))).unwrap() {
        return id;
    }
    let ctx = world.f.ctx(&world.t, role, server::policy::POLICY, "export.merge");
    exports::returned::receive(&world.t.db, &ctx, "hazards.xlsx", sheet(world)).unwrap()
}

/// A workbook as texts, to be changed as a person would and written again.
struct Grid(Vec<(String, bool, Vec<Vec<String>>)>);

impl Grid {
    fn read(bytes: &[u8]) -> Grid {
        let book = Workbook::read("a.xlsx", bytes).unwrap();
        let cells = |row: &paper::Row| {
            let width = row.cells.last().map_or(0, |cell| cell.column + 1);
            (0..width).map(|column| row.value(column).to_string()).collect()
        };
        let grid = |sheet: &paper::Sheet| {
            let mut grid = vec![Vec::new(); sheet.rows.last().map_or(0, |row| row.number as usize)];
            sheet.rows.iter().for_each(|row| grid[row.number as usize - 1] = cells(row));
            (sheet.name.clone(), sheet.hidden, grid)
        };
        Grid(book.sheets.iter().map(grid).collect())
    }

    /// Title, header, rows, an empty row, notes.
    fn list(&mut self) -> &mut Vec<Vec<String>> {
        &mut self.0[0].2
    }

    fn row(&mut self, first: &str) -> &mut Vec<String> {
        self.list().iter_mut().find(|row| row.first().is_some_and(|cell| cell == first)).unwrap()
    }

    fn write(&self) -> Vec<u8> {
        let mut book = Writer::new();
        for (name, hidden, grid) in &self.0 {
            let mut sheet = Worksheet::new();
            sheet.set_name(name).unwrap().set_hidden(*hidden);
            for (at, cells) in (0..).zip(grid) {
                for (column, cell) in (0..).zip(cells) {
                    sheet.write_string(at, column, cell).unwrap();
                }
            }
            book.push_worksheet(sheet);
        }
        book.save_to_buffer().unwrap()
    }

    /// Rows of the list without the hidden key behind the first column.
    fn seen(&mut self) -> (Vec<String>, Vec<Vec<String>>, Vec<String>) {
        let without_key = |row: &Vec<String>| {
            let cells = row.iter().enumerate().filter(|(column, _)| *column != 1).map(|(_, cell)| cell.clone());
            cells.collect::<Vec<_>>()
        };
        let list = self.list();
        let end = list.iter().skip(2).position(Vec::is_empty).map_or(list.len(), |at| at + 2);
        let notes = list[end..].iter().filter_map(|row| row.first().cloned()).collect();
        (without_key(&list[1]), list[2..end].iter().map(without_key).collect(), notes)
    }
}

fn export(site: &Site, path: &str, who: &str) -> Answer {
    let answer = site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"));
    assert_eq!(answer.code(), 200, "{path}: {}", answer.body);
    assert!(answer.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename*=UTF-8''"), "{path}");
    answer
}

/// The texts of a page's table: headers, and each row as one text.
fn table(page: &str) -> (Vec<String>, Vec<String>) {
    let table = page.split("<table class=\"tb is-cards").nth(1).unwrap_or_default();
    let table = table.split("</table>").next().unwrap_or_default();
    let (head, body) = table.split_once("<tbody>").unwrap_or_default();
    let body = body.split("</tbody>").next().unwrap_or_default();
    let headers = head.split("<th ").skip(1).map(|it| text(it.split_once('>').unwrap().1)).collect();
    let rows = body.split("<tr").skip(1).map(|it| text(it.split_once('>').unwrap().1)).collect();
    (headers, rows)
}

fn text(html: &str) -> String {
    let mut out = String::new();
    let mut inside = true;
    for c in html.chars() {
        match c {
            '<' => inside = false,
            '>' => inside = true,
            c if inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&").trim().to_owned()
}

/// What a device measures now, and what is forecast, is no part of the register on its way out.
const OF_NOW: [&str; 9] =
    ["最新数据", "最近收到", "电压", "预报状态", "预报结论", "当前流量", "3小时最大", "24小时最大", "雨量覆盖"];

/// Headers of a page that no cell of a sheet answers: acts, and arrows of the order.
fn is_column(header: &str) -> bool {
    !["", "办理", "办理进度", "清零进度"].contains(&header) && !OF_NOW.contains(&header)
}

/// A row for each list that would be empty.
fn fill(world: &World, site: &Site, clerk: &str) {
    let ledger = "序号,隐患描述,单位名称,检查日期,隐患等级\n1,配电箱无门无锁,滨江小吃店,2026-06-11,一般\n";
    site.ask(&Ask::post("/imports").by(clerk).file(&[("kind", "hazards")], "台账.csv", ledger.as_bytes()));
    world.write(crate::world::one_complaint);
    let subject = world.spot(Place::Own).names.subject;
    let look = [
        ("subject", subject),
        ("source", "expert_review"),
        ("looked_at", "储罐区及装卸作业"),
        ("at", &world.now().to_minute()),
    ];
    assert_eq!(site.ask(&Ask::post("/checks").by(clerk).form(&look)).code(), 303);
}

/// Rows on one page of a list.
const ON_A_PAGE: usize = 50;

/// Columns, rows and notes of an exported list are those of its page; the notes are the answer.
fn compare(site: &Site, list: &str, query: &str, who: &str, least: usize) -> Vec<String> {
    let it = LISTS.iter().find(|it| it.name == list).unwrap();
    let page = site.ask(&Ask::get(&format!("{}?{query}", it.path)).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"));
    assert_eq!(page.code(), 200, "{list}");
    let link = page.body.split("href=\"").find(|part| part.split(['"', '?']).next().unwrap().ends_with("/export"));
    let link = link.expect("the list has a button").split('"').next().unwrap().replace("&amp;", "&");
    let file = export(site, &link, who);
    let (headers, rows, notes) = Grid::read(&file.bytes).seen();
    // Its page has a grid for each source, and the file all of them.
    if list == "season" {
        assert!(rows.len() >= least && headers.len() > 12, "{list}: {headers:?} {rows:?}");
        return notes;
    }
    let (on_screen, rows_on_screen) = table(&page.body);
    let on_screen: Vec<String> = on_screen
        .into_iter()
        .map(|header| header.trim_end_matches([' ', '↑', '↓']).to_owned())
        .filter(|header| is_column(header))
        .collect();
    let extra = headers.iter().filter(|header| !on_screen.contains(header)).count();
    let same: Vec<&String> = headers.iter().filter(|header| on_screen.contains(header)).collect();
    assert_eq!(same, on_screen.iter().collect::<Vec<_>>(), "{list}: columns");
    // Registers of devices and catalogues go out whole, for whoever brings them in again.
    let most = match list {
        "devices" | "earthquakes" | "fire_spots" => 5,
        "catchments" => 8,
        // With what it was computed from.
        "fire_danger" => 9,
        // With how many of each figure are not known, which the page has as a mark beside it.
        "incident_statistics" => 6,
        _ => 2,
    };
    assert!(extra <= most, "{list}: {headers:?} {on_screen:?}");
    // A short register stands on one page, however long it is.
    let first = if page.body.contains("class=\"pager") { rows.len().min(ON_A_PAGE) } else { rows.len() };
    assert_eq!(first, rows_on_screen.len(), "{list}: rows");
    assert!(rows.len() >= least, "{list}: {} rows", rows.len());
    for (row, shown) in rows.iter().zip(&rows_on_screen) {
        let texts = row.iter().zip(&headers).filter(|(cell, header)| {
            let typed = cell.get(..4).is_some_and(|year| year.starts_with("20")) && cell.contains('-');
            on_screen.contains(header) && (!typed || header.as_str() == "编号")
        });
        for (cell, _) in texts {
            let parts = cell.split(' ').filter(|part| !part.is_empty());
            parts.for_each(|part| assert!(shown.contains(part), "{list}: {part} is not in {shown}"));
        }
    }
    assert_eq!(notes.len(), 4, "{list}: {notes:?}");
    assert_eq!(notes[0], format!("共 {} 条", rows.len()), "{list}");
    assert!(notes[3].contains('（'), "{list}: who exported it: {}", notes[3]);
    notes
}

/// Nobody exports more lists in an hour.
const AN_HOUR: usize = 10;

#[test]
fn every_list_exports_what_the_screen_shows() {
    let world = World::new();
    let site = world.site();
    fill(&world, &site, &world.cookie(CLERK));
    let mut asked: HashMap<Role, usize> = HashMap::new();
    for (list, query, who, least) in ASKED {
        let so_far = asked.entry(*who).or_default();
        *so_far += 1;
        if *so_far > AN_HOUR {
            world.t.clock.advance(Span::minutes(61));
            world.players.iter().filter(|it| it.standing == Standing::Active).for_each(|it| world.start(it));
            asked.clear();
            asked.insert(*who, 1);
        }
        let query = query.replace("{open}", &world.spot(Place::Own).disasters.open.to_string());
        let said = compare(&site, list, &query, &world.cookie(*who), *least);
        if query == "view=all&status=to_verify" {
            assert!(said[1].contains("全部；状态：待复查"), "{said:?}");
        }
    }
    let seen: BTreeSet<&str> = ASKED.iter().map(|(list, ..)| *list).collect();
    assert_eq!(seen.len(), LISTS.len(), "a list was not looked at: {seen:?}");
}

#[test]
fn a_visitor_exports_their_own_reach_and_no_telephone() {
    let world = World::new();
    let site = world.site();
    let rows = |path: &str, who: &str| Grid::read(&export(&site, path, who).bytes).seen().1;
    let of = |who: Role| rows("/hazards/export?view=all", &world.cookie(who));
    let (own, all) = (of(Role::EnterpriseUser), of(CLERK));
    assert!(!own.is_empty() && own.len() < all.len(), "{} of {}", own.len(), all.len());
    let person = world.f.person(CLERK);
    world.write(move |tx, ctx| {
        let it = registry::query::person(tx, ctx, person)?.unwrap();
        let phone = Some("13900020217".to_owned());
        let cmd =
            registry::person::Register { name: it.name, organisation: it.organisation, position: it.position, phone };
        registry::person::amend(tx, ctx, person, &cmd)
    });
    let people = rows("/people/export", &world.cookie(CLERK)).concat().join(" ");
    assert!(people.contains("139****0217") && !people.contains("13900020217"), "{people}");
    // A visitor without the list has no export of it either.
    assert_eq!(site.get("/hazards/export", &world.cookie(Role::Auditor)).code(), 403);
}

#[test]
fn hostile_texts_stay_texts() {
    let world = World::new();
    let site = world.site();
    let hostile = ["=cmd|' /C calc'!A0", "+1+1，见附图", "@SUM(A1:A9)，须整改", "-2+3 处裸露电线", "＝1＋1，全角也算"];
    let subject = world.f.subjects[0];
    let place = hostile.map(str::to_owned);
    world.write(move |tx, ctx| {
        place.iter().try_for_each(|said| {
            let found = hazard::testing::finding(subject, ctx.now);
            let found =
                hazard::report::Report {
                    description: format!("{said}，现场有火源"), place: said.clone(), ..found
                };
            hazard::report::report(tx, ctx, &found).map(drop)
        })
    });
    let file = export(&site, "/hazards/export?view=all", &world.cookie(CLERK));
    let mut book = calamine::Xlsx::new(Cursor::new(file.bytes.clone())).unwrap();
    let mut formulas = 0;
    for name in book.sheet_names() {
        formulas += book.worksheet_formula(&name).unwrap().used_cells().filter(|(_, _, it)| !it.is_empty()).count();
    }
    assert_eq!(formulas, 0);
    let (_, rows, _) = Grid::read(&file.bytes).seen();
    for said in hostile {
        assert!(rows.iter().any(|row| row[8] == said), "{said} is not as it was");
    }
    let csv = export(&site, "/hazards/export?view=all&format=csv", &world.cookie(CLERK));
    for said in hostile {
        assert!(csv.body.contains(&format!("'{said}")), "{said} is a formula in {}", csv.body);
    }
}

#[test]
fn the_eleventh_export_of_an_hour_waits() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(CLERK);
    for _ in 0..10 {
        export(&site, "/organisations/export?kind=department", &clerk);
    }
    let answer = site.ask(&Ask::get("/subjects/export").by(&clerk).with(header::ACCEPT_LANGUAGE, "zh-CN"));
    assert_eq!((answer.code(), answer.header(header::RETRY_AFTER)), (429, "3600"));
    assert!(answer.body.contains("每人每小时限 10 次"), "{}", answer.body);
    // Somebody else's hour is their own, and the next hour is a new one.
    export(&site, "/subjects/export", &world.cookie(Role::Leader));
    assert_eq!(world.count("export"), 11);
    world.t.clock.advance(Span::hours(1));
    world.start(world.player(CLERK, crate::world::Standing::Active));
    export(&site, "/subjects/export", &clerk);
}

/// Two hundred shops.
fn shops(world: &World) -> Vec<SubjectId> {
    let village = world.f.villages[0];
    world.write(move |tx, ctx| {
        (0..200)
            .map(|n| {
                let cmd = subject::Register {
                    name: format!("临街商铺 {n:03} 号"),
                    kind: SubjectKind::Site,
                    sector: Sector::Fire,
                    division: village,
                    address: "解放路".into(),
                    organisation: None,
                    longitude_e6: None,
                    latitude_e6: None,
                };
                subject::register(tx, ctx, &cmd)
            })
            .collect()
    })
}

fn renamed(world: &World, id: SubjectId, name: &'static str) {
    world.write(move |tx, ctx| {
        let it = registry::query::subject(tx, ctx, id)?.unwrap();
        let cmd = subject::Register {
            name: name.into(),
            kind: it.kind,
            sector: it.sector,
            division: it.division,
            address: it.address,
            organisation: it.organisation,
            longitude_e6: None,
            latitude_e6: None,
        };
        subject::amend(tx, ctx, id, &cmd)
    });
}

fn name(world: &World, id: SubjectId) -> String {
    world.t.db.read_blocking(|r| registry::query::subject(r, &world.t.rule(), id)).unwrap().unwrap().name
}

fn give_back(site: &Site, who: &str, bytes: &[u8]) -> Answer {
    site.ask(&Ask::post("/api/v1/exports/returned").by(who).file(&[], "清单.xlsx", bytes))
}

fn classes(answer: &Value) -> [usize; 6] {
    ["changed", "conflicting", "added", "missing", "gone", "read_only"].map(|of| answer[of].as_array().unwrap().len())
}

#[test]
fn a_returned_sheet_is_merged_three_ways() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(CLERK);
    let shops = shops(&world);
    let mut grid = Grid::read(&export(&site, "/subjects/export?sector=fire", &clerk).bytes);
    assert_eq!(grid.seen().1.len(), 200);
    // Three changed, one of them also by somebody else, one read-only cell, one row deleted, one added, and all turned round.
    grid.row("临街商铺 003 号")[0] = "望江面馆".into();
    grid.row("临街商铺 004 号")[3] = "工贸".into();
    grid.row("临街商铺 005 号")[0] = "表里的名字".into();
    grid.row("临街商铺 006 号")[6] = "停业".into();
    let gone = grid.list().iter().position(|row| row.first().is_some_and(|it| it == "临街商铺 007 号")).unwrap();
    grid.list().remove(gone);
    let mut new = grid.row("临街商铺 008 号").clone();
    (new[0], new[1]) = ("新开的茶馆".into(), String::new());
    grid.list().insert(2, new);
    grid.list()[2..100].reverse();
    renamed(&world, shops[5], "系统里的名字");
    let bytes = grid.write();

    let facts = world.count("fact");
    let shown = give_back(&site, &clerk, &bytes);
    let compared = shown.value();
    assert_eq!(classes(&compared), [2, 1, 1, 1, 0, 1], "{}", shown.body);
    assert_eq!(compared["unchanged"], 195);
    assert_eq!(world.count("fact"), facts, "looking wrote");
    let here = format!("/exports/returned/{}", compared["id"].as_str().unwrap());
    let page = site.ask(&Ask::get(&here).by(&clerk).with(header::ACCEPT_LANGUAGE, "zh-CN"));
    assert!(page.body.contains("系统里的名字") && page.body.contains("表里的名字"), "{}", page.body);
    assert!(!page.body.contains("checked"), "a side is selected before anybody chose");

    // Without a choice the conflict stays; with one the other value is kept.
    let first = site.json(&format!("/api/v1{here}/application"), &clerk, &json!({})).value();
    assert_eq!(classes(&first), [0, 1, 0, 1, 0, 1], "{first}");
    assert_eq!((&first["written"]["changed"], &first["written"]["added"]), (&json!(2), &json!(1)));
    assert_eq!((name(&world, shops[3]), name(&world, shops[5])), ("望江面馆".into(), "系统里的名字".into()));
    let conflict = &first["conflicting"][0];
    let choice = json!({ "choices": [{ "object": conflict["object"], "field": conflict["field"], "taken": "theirs",
                                       "version": conflict["version"] }] });
    let second = site.json(&format!("/api/v1{here}/application"), &clerk, &choice).value();
    assert_eq!(classes(&second), [0, 0, 0, 1, 0, 1], "{second}");
    assert_eq!(name(&world, shops[5]), "表里的名字");
    assert_eq!(second["decided"], 1);
    let lost: String = world.t.db.read_blocking(|r| r.value("SELECT lost FROM merge_choice", &[])).unwrap();
    assert_eq!(lost, "系统里的名字");
    // Again, and given back anew: nothing is left to do.
    let facts = world.count("fact");
    site.json(&format!("/api/v1{here}/application"), &clerk, &choice);
    let anew = give_back(&site, &clerk, &bytes).value();
    assert_eq!(classes(&anew), [0, 0, 0, 1, 0, 1], "{anew}");
    assert_eq!(world.count("fact"), facts, "written twice");
    assert_eq!(name(&world, shops[7]), "临街商铺 007 号", "a row that is left out deletes nothing");
    world.t.assert_replay_agrees();
}

#[test]
fn a_conflict_decided_for_the_program_is_settled() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(CLERK);
    let shops = shops(&world);
    let mut grid = Grid::read(&export(&site, "/subjects/export?sector=fire", &clerk).bytes);
    grid.row("临街商铺 005 号")[0] = "表里的名字".into();
    renamed(&world, shops[5], "系统里的名字");
    let compared = give_back(&site, &clerk, &grid.write()).value();
    let here = format!("/exports/returned/{}", compared["id"].as_str().unwrap());
    let conflict = &compared["conflicting"][0];
    let field = format!("choice.{}.name", conflict["object"].as_str().unwrap());
    let post = |side: &str| site.form(&format!("{here}/application"), &clerk, &[(&field, side)]);
    // A choice made before somebody changed the row again does not count.
    assert_eq!(post("ours.99").code(), 303);
    assert_eq!(classes(&site.get(&format!("/api/v1{here}"), &clerk).value())[1], 1);
    assert_eq!(post(&format!("ours.{}", conflict["version"])).code(), 303);
    let after = site.get(&format!("/api/v1{here}"), &clerk).value();
    assert_eq!((classes(&after), &after["decided"]), ([0; 6], &json!(1)));
    assert_eq!(name(&world, shops[5]), "系统里的名字");
    let page = site.ask(&Ask::get(&here).by(&clerk).with(header::ACCEPT_LANGUAGE, "zh-CN"));
    assert!(page.body.contains("表里的名字"), "the value that lost is shown");
    world.t.assert_replay_agrees();
}

#[test]
fn hazards_come_back_with_better_words() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(CLERK);
    let mut grid = Grid::read(&export(&site, "/hazards/export?view=all", &clerk).bytes);
    let header = grid.list()[1].clone();
    let at = |name: &str| header.iter().position(|it| it == name).unwrap();
    let (place, status) = (at("部位"), at("状态"));
    // A closed one is not corrected.
    let rows = grid.list().len();
    let is_open = |row: &Vec<String>| row.get(status).is_some_and(|it| !it.is_empty() && it != "已销号");
    let open: Vec<usize> = (2..rows).filter(|n| is_open(&grid.list()[*n])).collect();
    grid.list()[open[0]][place] = "三号仓库二层".into();
    grid.list()[open[1]][status] = "已销号".into();
    grid.list()[open[2]][place] = String::new();
    let compared = give_back(&site, &clerk, &grid.write()).value();
    assert_eq!(classes(&compared), [2, 0, 0, 0, 0, 1], "{compared}");
    let here = format!("/api/v1/exports/returned/{}/application", compared["id"].as_str().unwrap());
    let done = site.json(&here, &clerk, &json!({})).value();
    assert_eq!(done["written"]["changed"], 1);
    assert_eq!(done["refused"][0]["problem"], "fill in this field");
    let places: i64 = world
        .t
        .db
        .read_blocking(|r| r.value("SELECT COUNT(*) FROM hazard_text WHERE place = '三号仓库二层'", &[]))
        .unwrap();
    assert_eq!(places, 1);
    world.t.assert_replay_agrees();
}

#[test]
fn what_is_no_sheet_of_ours_is_refused() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(CLERK);
    let file = export(&site, "/subjects/export", &clerk).bytes;
    let refused = |bytes: &[u8], who: &str, code: u16, words: &str| {
        let answer = give_back(&site, who, bytes);
        assert_eq!(answer.code(), code, "{}", answer.body);
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    };
    // The hidden sheet says another base value than was given out.
    let mut grid = Grid::read(&file);
    let hidden = grid.0.iter_mut().find(|(_, hidden, _)| *hidden).unwrap();
    let cell = hidden.2.iter_mut().flatten().rev().nth(3).unwrap();
    cell.push('x');
    refused(&grid.write(), &clerk, 422, "the hidden sheet of the export was changed");
    refused(b"a,b\n1,2\n", &clerk, 422, "the workbook is not an export");
    let rules = export(&site, "/deadline-rules/export", &clerk).bytes;
    refused(&rules, &clerk, 409, "use its pages");
    refused(&file, &world.cookie(Role::DutyOfficer), 403, "change this list");
    // An export brought to the import page would double every row.
    let sent = site.ask(&Ask::post("/api/v1/imports").by(&clerk).file(&[("kind", "subjects")], "a.xlsx", &file));
    assert!(sent.code() == 422 && sent.body.contains("this workbook is an export"), "{}", sent.body);
    // Somebody else's sheet is nobody's.
    let mine = give_back(&site, &clerk, &file).value();
    let here = format!("/exports/returned/{}", mine["id"].as_str().unwrap());
    let other = world.cookie(Role::TownshipOfficer);
    assert_eq!(site.get(&here, &other).code(), 404);
    assert_eq!(site.form(&format!("{here}/application"), &other, &[]).code(), 404);
    // After 400 days the sheet is too old, and the row that knew it is let go.
    world.t.clock.advance(exports::KEPT);
    world.start(world.player(CLERK, crate::world::Standing::Active));
    refused(&file, &clerk, 409, "older than 400 days");
    let kept = world.count("export");
    let ctx: Ctx = world.t.rule();
    assert_eq!(exports::forget_outdated(&world.t.db, &ctx).unwrap() as i64, kept);
    assert_eq!(exports::returned::forget_outdated(&world.t.db, &world.t.rule()).unwrap(), 1);
    assert_eq!((world.count("export"), world.count("returned_sheet")), (0, 0));
}

#[test]
fn the_machines_keeper_merges_a_whole_sheet() {
    use server::exports::choice::Side;
    use server::exports::returned::{look, merge_whole};
    let world = World::new();
    let shops = shops(&world);
    let list = exports::list("subjects").unwrap();
    let fire = page::Values::from_query("sector=fire");
    let ctx = world.t.rule();
    let file = exports::make(&world.t.db, &ctx, list, &fire, Format::Xlsx).unwrap().unwrap();
    let mut grid = Grid::read(&file.bytes);
    // More rows than one word writes in a piece, one conflict, and one name that its act refuses.
    for n in 10..130 {
        grid.row(&format!("临街商铺 {n:03} 号"))[0] = format!("改名商铺 {n:03} 号");
    }
    grid.row("临街商铺 005 号")[0] = "表里的名字".into();
    grid.row("临街商铺 006 号")[0] = "临街商铺 009 号".into();
    renamed(&world, shops[5], "系统里的名字");
    let bytes = grid.write();
    let told = look(&world.t.db, &world.t.rule(), "a.xlsx", &bytes).unwrap();
    assert_eq!((told.classes.changed, told.classes.conflicting, told.refused.len()), (121, 1, 1));
    let left = merge_whole(&world.t.db, &world.t.rule(), "a.xlsx", &bytes, None).unwrap();
    let problems: Vec<&str> = left.refused.iter().map(|it| it.problem.as_str()).collect();
    let both = "both sides changed it: say which one is taken";
    assert_eq!(problems, ["a subject of this name is registered in this division", both]);
    assert_eq!((left.written.changed, name(&world, shops[129])), (120, "改名商铺 129 号".to_owned()));
    let taken = merge_whole(&world.t.db, &world.t.rule(), "a.xlsx", &bytes, Some(Side::Theirs)).unwrap();
    assert_eq!((taken.classes.changed, taken.written.changed, taken.written.chosen), (1, 1, 1));
    assert_eq!(name(&world, shops[5]), "表里的名字");
    world.t.assert_replay_agrees();
}
