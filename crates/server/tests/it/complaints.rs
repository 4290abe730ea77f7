//! A complaint from its receipt to its answer, by page and by program.

use axum::http::header;
use kernel::Role;
use serde_json::json;

use crate::ask::{Answer, Ask, Site};
use crate::world::World;

const SAID: &str = "隐患照片要求每条至少五张。";

fn listed(site: &Site, who: &str, state: &str) -> Vec<String> {
    let rows = site.get(&format!("/api/v1/complaints?state={state}"), who).value()["rows"].clone();
    rows.as_array().unwrap().iter().map(|it| it["number"].as_str().unwrap().to_owned()).collect()
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

#[test]
fn a_complaint_is_answered_once_by_who_may_read_it() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(Role::DistrictClerk);
    let sent = site.json("/api/v1/complaints", "", &json!({ "text": SAID, "contact": "139" }));
    assert_eq!(sent.code(), 201, "{}", sent.body);
    let number = sent.value()["number"].as_str().unwrap().to_owned();
    assert_eq!(listed(&site, &clerk, "open"), [number.as_str(), "2026-0000"]);

    let (one, answer) = (format!("/complaints/{number}"), format!("/complaints/{number}/answer"));
    let open = page(&site, &clerk, &one);
    assert!(open.body.contains(SAID) && open.body.contains(&format!("action=\"{answer}\"")), "{}", open.body);
    assert_eq!(site.form(&answer, &clerk, &[("answer", " ")]).code(), 422);
    let other = world.cookie(Role::DutyOfficer);
    assert_eq!(
        (page(&site, &other, &one).code(), site.form(&answer, &other, &[("answer", "已核实")]).code()),
        (403, 403)
    );

    let done = site.form(&answer, &clerk, &[("answer", "已改为一张即可。")]);
    assert_eq!((done.code(), done.location()), (303, one.as_str()), "{}", done.body);
    let shown = page(&site, &clerk, &one);
    for text in ["已改为一张即可。", "答复人", &world.now().to_minute()] {
        assert!(shown.body.contains(text), "{text}: {}", shown.body);
    }
    assert!(!shown.body.contains("<textarea"));
    assert_eq!(site.form(&answer, &clerk, &[("answer", "改过的答复")]).code(), 409);
    let again = site.json(&format!("/api/v1{answer}"), &clerk, &json!({ "answer": "改过的答复" }));
    assert_eq!(again.code(), 409, "{}", again.body);

    let told = site.get(&format!("/api/v1{one}"), &clerk).value();
    assert_eq!(told["answer"], "已改为一张即可。");
    assert_eq!(told["answered_by"], json!(world.f.district_clerk));
    //    state      numbers
    let lists: [(&str, &[&str]); 3] =
        [("open", &["2026-0000"]), ("answered", &[&number]), ("all", &[&number, "2026-0000"])];
    for (state, numbers) in lists {
        assert_eq!(listed(&site, &clerk, state), numbers, "{state}");
        let list = page(&site, &clerk, &format!("/complaints?state={state}"));
        for each in [number.as_str(), "2026-0000"] {
            let link = format!("href=\"/complaints/{each}\"");
            assert_eq!(list.body.contains(&link), numbers.contains(&each), "{state} {each}");
        }
    }
}
