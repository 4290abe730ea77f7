//! The head of the log as a page, and evidence packs: complete, provable from themselves and a key, and silent about whom
//! they must protect.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use kernel::{Identity as _, Role};
use proof::inclusion::Inclusion;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::ask::Site;
use crate::world::{Place, World};

fn files(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut read = |name: String| {
        let mut content = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut content).unwrap();
        (name, content)
    };
    names.into_iter().map(&mut read).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn logged(world: &World) {
    let mut sequencer = server::log::sequencer(&world.t.db, ledger::testing::district(), false).unwrap();
    sequencer.step(&world.t.rule()).unwrap();
}

fn hmac(salt: &[u8], value: &str) -> [u8; 32] {
    let block = |pad: u8| {
        let mut block = [pad; 64];
        block.iter_mut().zip(salt).for_each(|(byte, salt)| *byte ^= salt);
        block
    };
    let inner = Sha256::new().chain_update(block(0x36)).chain_update(value).finalize();
    Sha256::new().chain_update(block(0x5c)).chain_update(inner).finalize().into()
}

/// Checks a pack as its reader would, and gives the streams and the disclosed values.
fn check(world: &World, pack: &BTreeMap<String, Vec<u8>>) -> (Vec<String>, Vec<String>) {
    let manifest: Value = serde_json::from_slice(&pack["manifest.json"]).unwrap();
    assert_eq!(manifest["form"], server::pack::FORM);
    let head = server::log::head(&world.t.db, ledger::testing::district()).unwrap().unwrap();
    assert_eq!(pack["checkpoint"], head.note.to_string().into_bytes());
    let (mut streams, mut values, mut payloads) = (Vec::new(), Vec::new(), String::new());
    for entry in manifest["entries"].as_array().unwrap() {
        let bytes = &pack[&text(&entry["file"])];
        let proof = Inclusion::parse(&pack[&text(&entry["proof"])]).unwrap();
        proof.verify(Some(bytes), Some("anlan/530999/1"), &head.keys).unwrap();
        assert_eq!(entry["number"], proof.index);
        let fact: Value = serde_json::from_slice(bytes).unwrap();
        streams.push(text(&fact["stream"]));
        let payload = fact["payload"].to_string();
        for it in entry["disclosed"].as_array().unwrap() {
            let salt = BASE64URL_NOPAD.decode(text(&it["salt"]).as_bytes()).unwrap();
            let commitment = BASE64URL_NOPAD.encode(&hmac(&salt, &text(&it["value"])));
            assert_eq!(text(&it["commitment"]), commitment);
            assert!(payload.contains(&format!(r#"{{"sealed":"{commitment}"}}"#)), "{payload}");
            values.push(text(&it["value"]));
        }
        payloads.push_str(&payload);
    }
    for (of, named) in [("files", true), ("sums", false)] {
        for file in manifest[of].as_array().unwrap() {
            let (bytes, sum) = (&pack[&text(&file["path"])], text(&file["sha256"]));
            assert_eq!(
                (HEXLOWER.encode(&Sha256::digest(bytes)), bytes.len() as u64),
                (sum.clone(), file["bytes"].as_u64().unwrap())
            );
            assert!(!named || payloads.contains(&sum), "no record names {sum}");
        }
    }
    (streams, values)
}

fn packed(site: &Site, id: hazard::HazardId, who: &str) -> BTreeMap<String, Vec<u8>> {
    let answer = site.get(&format!("/hazards/{}/evidence-pack", id.to_text()), who);
    assert_eq!(answer.code(), 200, "{}", answer.body);
    files(answer.bytes)
}

#[test]
fn a_pack_holds_the_whole_case_and_proves_it() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(Role::DistrictClerk);
    let spot = world.spot(Place::Own);
    // The one with a photo, and the one with a document, whose obligations are part of the case.
    let pack = packed(&site, spot.hazards.to_rectify, &clerk);
    let (streams, values) = check(&world, &pack);
    for stream in ["hazard", "obligation", "evidence"] {
        assert!(streams.iter().any(|it| it == stream), "{stream} in {streams:?}");
    }
    assert!(!values.is_empty());
    let manifest: Value = serde_json::from_slice(&pack["manifest.json"]).unwrap();
    let names = manifest["names"].as_object().unwrap();
    assert!(
        names.contains_key(&spot.organisation.to_text()) && names.contains_key(&spot.subject.to_text()),
        "{names:?}"
    );
    assert!(pack.keys().any(|path| path.starts_with("files/") && path.ends_with(".jpg")), "{:?}", pack.keys());
    let (streams, _) = check(&world, &packed(&site, spot.hazards.to_verify, &clerk));
    assert!(streams.iter().any(|it| it == "document"), "{streams:?}");

    let officer = world.cookie(Role::TownshipOfficer);
    let path = format!("/hazards/{}/evidence-pack", spot.hazards.to_rectify.to_text());
    assert_eq!(site.get(&path, &officer).code(), 403);
    assert!(site.get(&format!("/hazards/{}", spot.hazards.to_rectify.to_text()), &clerk).body.contains(&path));
}

#[test]
fn who_reported_from_the_public_is_in_no_pack() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(Role::DistrictClerk);
    let spot = world.spot(Place::Own);
    let path = format!("/public-reports/{}/acceptance", spot.public_report.to_text());
    let body = serde_json::json!({ "subject": spot.subject, "place": "菜市场西门", "harm": "other", "grade": "ordinary",
        "description": "电梯层门关闭不严，须停用检修。" });
    let accepted = site.json(&format!("/api/v1{path}"), &clerk, &body);
    assert!((200..300).contains(&accepted.code()), "{}", accepted.body);
    let id = text(&accepted.value()["hazard"]);
    let path = format!("/hazards/{id}/evidence-pack");
    // What was recorded a moment ago is not in the log yet; the page says what to do.
    let early = site.get(&path, &clerk);
    assert_eq!(early.code(), 409, "{}", early.body);
    logged(&world);
    let answer = site.get(&path, &clerk);
    assert_eq!(answer.code(), 200, "{}", answer.body);
    let (streams, values) = check(&world, &files(answer.bytes));
    assert!(streams.iter().any(|it| it == "public_report"), "{streams:?}");
    assert!(values.iter().all(|value| !value.contains(crate::public_reports::PHONE)), "{values:?}");
}
