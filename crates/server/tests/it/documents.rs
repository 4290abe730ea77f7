//! Official documents through the router: issued by a form, numbered, printed, kept as a Word file.

use std::io::{Cursor, Read as _};

use axum::http::header;
use kernel::{Identity as _, Role};

use crate::ask::{Ask, Site};
use crate::world::{Place, World};

/// The text part of a Word file that the router gives out.
fn word(site: &Site, path: &str, who: &str) -> String {
    // The file is Chinese whoever asks.
    let answer = site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "en"));
    assert_eq!(answer.code(), 200, "{path}: {}", answer.body);
    assert_eq!(answer.header(header::CONTENT_TYPE), paper::document::MEDIA_TYPE);
    let saved = answer.header(header::CONTENT_DISPOSITION);
    assert!(saved.starts_with("attachment; filename*=UTF-8''") && saved.ends_with(".docx"), "{saved}");
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.bytes)).unwrap();
    let mut text = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_document_is_issued_printed_and_kept() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(Role::DistrictClerk);
    let spot = world.spot(Place::Own);
    let hazard = spot.hazards.major.to_text();
    let page = site.get(&format!("/hazards/{hazard}"), &clerk);
    assert!(page.body.contains(&format!("/hazards/{hazard}/documents")), "the page offers it");
    let issued = site.form(&format!("/hazards/{hazard}/documents"), &clerk, &[("kind", "order")]);
    assert_eq!(issued.code(), 303, "{}", issued.body);
    let path = issued.location().to_owned();
    let page = site.ask(&Ask::get(&path).by(&clerk).with(header::ACCEPT_LANGUAGE, "zh-CN"));
    for text in ["重大事故隐患整改通知书", "整改〔", "official-document", "安全生产法"] {
        assert!(page.body.contains(text), "{text} in {}", page.body);
    }
    let english = site.ask(&Ask::get(&path).by(&clerk).with(header::ACCEPT_LANGUAGE, "en"));
    assert!(english.body.contains("Notice to rectify a major hazard"), "{}", english.body);
    let file = word(&site, &format!("{path}/file"), &clerk);
    assert!(file.contains("重大事故隐患整改通知书") && file.contains("仿宋_GB2312"), "{file}");
    let again = site.form(&format!("/hazards/{hazard}/documents"), &clerk, &[("kind", "order")]);
    assert_eq!(again.code(), 409, "{}", again.body);
    let nothing = site.form(&format!("/hazards/{hazard}/documents"), &clerk, &[("kind", "letter")]);
    assert_eq!(nothing.code(), 422, "{}", nothing.body);
    let notice = word(&site, &format!("/listings/{}/notice/file", spot.listings.listed.to_text()), &clerk);
    assert!(notice.contains("重大事故隐患挂牌督办通知书") && notice.contains("督办〔"), "{notice}");
    let none = site.get(&format!("/listings/{}/notice/file", spot.listings.proposed.to_text()), &clerk);
    assert_eq!(none.code(), 404, "what is only proposed has no number and no notice");
}
