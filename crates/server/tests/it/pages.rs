//! What every page is made of: no inline script or style, no outside address, the asked language, links that lead on.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, header};
use kernel::Role;
use page::RouteKind;
use server::{assemble, policy};

use crate::ask::{Answer, Ask, Site};
use crate::families::{About, about, footprint, reaches};
use crate::requests::own_path;
use crate::world::{Place, World};

/// Every page of a role, in one language.
fn pages(world: &World, site: &Site, role: Role, lang: &str) -> Vec<(String, Answer)> {
    let rows = assemble::routes().into_rows();
    let gets = rows.iter().filter(|route| route.kind == RouteKind::Page && route.method == Method::GET);
    let granted = gets.filter(|route| {
        let row = policy::POLICY.iter().find(|row| row.act == route.act);
        let print = match about(route) {
            Ok(About::Path(family)) => footprint(world, family, Place::Own),
            _ => footprint(world, "deadline-rules", Place::Own),
        };
        row.is_some_and(|row| reaches(world, row, role, &print))
    });
    let ask = |path: &str| site.ask(&Ask::get(path).by(&world.cookie(role)).with(header::ACCEPT_LANGUAGE, lang));
    // What somebody sent is no page of ours.
    let granted = granted.filter(|route| !route.path.contains("/copies/") && !route.path.ends_with("/original"));
    let answers = granted.map(|route| own_path(world, route)).map(|path| (path.clone(), ask(&path)));
    // A file to keep is no page.
    answers.filter(|(_, answer)| !answer.headers.contains_key(header::CONTENT_DISPOSITION)).collect()
}

/// Answers that are pages too: what is not there, what is not one's act, a form with everything missing.
fn failures(world: &World, site: &Site, lang: &str) -> Vec<(String, Answer)> {
    let ask = |ask: Ask, who: &str| site.ask(&ask.by(who).with(header::ACCEPT_LANGUAGE, lang));
    let (clerk, auditor) = (world.cookie(Role::DistrictClerk), world.cookie(Role::Auditor));
    vec![
        ("nowhere".into(), ask(Ask::get("/nowhere"), &clerk)),
        ("sign-in".into(), ask(Ask::get("/sign-in"), "")),
        ("forbidden".into(), ask(Ask::get("/hazards"), &auditor)),
        ("method".into(), ask(Ask::new(Method::DELETE, "/hazards"), &clerk)),
        ("empty form".into(), ask(Ask::post("/hazards").form(&[]), &clerk)),
        ("wrong kind".into(), ask(Ask::post("/hazards").body("text/plain", b"x".to_vec()), &clerk)),
    ]
}

#[test]
fn every_page_is_clean_and_in_the_asked_language() {
    let world = World::new();
    let site = world.site();
    let mut faults = Vec::new();
    let mut count = 0;
    for lang in ["zh-CN", "en"] {
        let all = Role::ALL.iter().flat_map(|role| pages(&world, &site, *role, lang));
        for (path, answer) in all.chain(failures(&world, &site, lang)) {
            count += 1;
            faults.extend(unclean(&answer, lang).into_iter().map(|it| format!("{path} in {lang}: {it}")));
        }
    }
    println!("{count} pages");
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What must not stand in a page.
fn unclean(answer: &Answer, lang: &str) -> Vec<String> {
    let mut found = Vec::new();
    if answer.status.is_redirection() {
        return found;
    }
    if !answer.is_page() {
        return vec![format!("{} is no page: {}", answer.code(), answer.kind())];
    }
    let whole = answer.body.starts_with("<!DOCTYPE html>");
    if whole && !answer.body.contains(&format!("<html lang=\"{lang}\"")) {
        found.push("another language".to_owned());
    }
    for tag in tags(&answer.body) {
        let name = tag.split([' ', '>', '/']).next().unwrap_or_default();
        let inline = name == "style" || name == "script" && !tag.contains(" src=\"/assets/");
        let handler = attributes(tag).any(|(name, _)| name == "style" || name.starts_with("on"));
        let outside = attributes(tag).any(|(name, value)| {
            let address = value.contains("://") || value.starts_with("//") || value.starts_with("javascript:");
            address && name != "xmlns" && name != "value"
        });
        if inline || handler || outside || matches!(name, "iframe" | "object" | "embed" | "base") {
            found.push(format!("<{tag}>"));
        }
    }
    found
}

fn tags(body: &str) -> impl Iterator<Item = &str> {
    body.split('<').skip(1).filter_map(|part| part.split('>').next()).filter(|tag| !tag.starts_with(['/', '!']))
}

fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    // A value may hold spaces; a name never does.
    tag.split("=\"").zip(tag.split("=\"").skip(1)).map(|(before, after)| {
        let name = before.rsplit([' ', '"']).next().unwrap_or_default();
        (name, after.split('"').next().unwrap_or_default())
    })
}

#[test]
fn a_page_with_inline_parts_is_found() {
    let page = |body: &str| {
        let mut headers = axum::http::HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, axum::http::HeaderValue::from_static("text/html; charset=utf-8"));
        let body = format!("<!DOCTYPE html><html lang=\"en\"><body>{body}</body></html>");
        unclean(&Answer { status: axum::http::StatusCode::OK, headers, bytes: Vec::new(), body }, "en")
    };
    assert_eq!(page("<p title=\"a b\">x</p><script src=\"/assets/a.js\"></script>"), [""; 0]);
    assert_eq!(page("<script>alert(1)</script>"), ["<script>"]);
    assert_eq!(page("<p class=\"a\" style=\"color:red\">"), ["<p class=\"a\" style=\"color:red\">"]);
    assert_eq!(page("<a href=\"#\" onclick=\"go()\">"), ["<a href=\"#\" onclick=\"go()\">"]);
    assert_eq!(page("<link href=\"https://fonts.example/a.css\">"), ["<link href=\"https://fonts.example/a.css\">"]);
    assert_eq!(page("<script src=\"//cdn.example/a.js\">"), ["<script src=\"//cdn.example/a.js\">"]);
}

#[test]
fn every_link_leads_somewhere() {
    let world = World::new();
    let site = world.site();
    let mut faults = BTreeMap::new();
    let mut count = 0;
    for role in Role::ALL {
        let pages = pages(&world, &site, *role, "en");
        let mut links: BTreeMap<String, String> = BTreeMap::new();
        for (path, answer) in &pages {
            for link in linked(&answer.body) {
                links.entry(link).or_insert(path.clone());
            }
        }
        for (link, from) in links {
            count += 1;
            // Files are given out ten times an hour, and here are more lists.
            if link.contains("/export") {
                world.write(|tx, _| tx.execute("DELETE FROM export WHERE person IS NOT NULL", &[]));
            }
            let answer = site.get(&link, &world.cookie(*role));
            if answer.code() >= 400 {
                let said = format!("{} on {from} for {role}", answer.code());
                faults.entry(link.split('?').next().unwrap_or_default().to_owned()).or_insert(said);
            }
        }
    }
    println!("{count} links followed");
    assert!(faults.is_empty(), "{faults:#?}");
}

fn linked(body: &str) -> BTreeSet<String> {
    let found = tags(body).flat_map(attributes).filter(|(name, value)| {
        let asks = matches!(*name, "href" | "src" | "data-suggest" | "data-live" | "hx-get");
        asks && value.starts_with('/')
    });
    found.map(|(_, link)| link.split('#').next().unwrap_or_default().replace("&amp;", "&")).collect()
}

/// The page of a hazard from another ledger tells what that ledger said, and doesn't pass its word off as seen.
#[test]
fn an_imported_hazard_says_whose_word_it_is() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(Role::DistrictClerk);
    let ledger = "隐患描述,单位名称,检查日期,整改期限,隐患等级,是否整改,责任人,整改措施\n\
                  配电箱无门，电线裸露,滨江小吃店,2026-06-11,2026-06-12,一般,是,李小店,加装箱门\n\
                  疏散通道堆放杂物,滨江小吃店,2026-06-11,2026-06-25,一般,否,李小店,\n";
    crate::imports::bring(&world, &site, &who, ledger.as_bytes());
    //    view                        told                                                    not told
    let pages: [(&str, &[&str], &str); 2] = [
        (
            "view=all&status=closed&source=ledger",
            &["据原台账", "原台账记载", "2026-06-12", "加装箱门", "已关闭"],
            "未派单",
        ),
        ("view=open&source=ledger", &["据原台账", "原台账记载", "2026-06-25", "未关闭", "未派单"], "整改措施"),
    ];
    for (view, told, hidden) in pages {
        let list = site.ask(&Ask::get(&format!("/hazards?{view}")).by(&who).with(header::ACCEPT_LANGUAGE, "zh-CN"));
        let ids = linked(&list.body);
        let link = ids.iter().find(|link| link.starts_with("/hazards/") && link.len() > 30).unwrap();
        let page = site.ask(&Ask::get(link).by(&who).with(header::ACCEPT_LANGUAGE, "zh-CN"));
        let missing: Vec<_> = told.iter().filter(|text| !page.body.contains(**text)).collect();
        assert!(missing.is_empty() && !page.body.contains(hidden), "{view}: {missing:?} {}", page.body);
    }
}

/// Above the form each mistake is a link to the control that can mend it, in the words that stand beside that control.
#[test]
fn every_mistake_of_an_empty_form_leads_to_its_field() {
    let world = World::new();
    let site = world.site();
    let rows = assemble::routes().into_rows();
    let (mut pages, mut faults) = (BTreeSet::new(), Vec::new());
    for route in rows.iter().filter(|route| route.kind == RouteKind::Page && route.method == Method::POST) {
        let path = own_path(&world, route);
        for role in Role::ALL {
            let ask = Ask::post(&path).form(&[]).by(&world.cookie(*role)).with(header::ACCEPT_LANGUAGE, "zh-CN");
            let answer = site.ask(&ask);
            if answer.code() != 422 {
                continue;
            }
            pages.insert(route.path.clone());
            for (field, words) in mistakes(&answer.body) {
                let beside = answer.body.split(&format!("id=\"{field}-why\"")).nth(1);
                let beside = beside.and_then(|it| it.split("</div>").next()).unwrap_or_default();
                let controls = answer.body.matches(&format!("id=\"{field}-c\"")).count();
                if controls != 1 || !beside.contains(words) {
                    faults.push(format!("{path} · {role}: {field} ({controls}) {words}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(pages.len() > 60, "{} forms answered: {pages:?}", pages.len());
}

/// Field and words of each link above the form.
fn mistakes(body: &str) -> Vec<(&str, &str)> {
    let summary = body.split("data-summary").nth(1).and_then(|it| it.split("</ul>").next()).unwrap_or_default();
    let links = summary.split("href=\"#").skip(1);
    links.filter_map(|it| it.split("</a>").next()?.split_once("-c\">")).collect()
}
