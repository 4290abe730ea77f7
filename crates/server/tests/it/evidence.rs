//! Photos and files through HTTP: with a form, in pieces, refused, shown again, asked for.

use std::fs;
use std::path::Path;

use axum::http::{HeaderName, Method, header};
use evidence::testing;
use kernel::{Identity as _, Role};
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, Site};
use crate::bodies;
use crate::world::{Place, World};

const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOADS: &str = "/api/v1/evidence/uploads";
const PIECE: usize = 64 << 10;

/// The form of a report, with files.
fn report(world: &World, site: &Site, lang: &str, more: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let form = bodies::form(world, "/hazards", world.spot(Place::Own)).unwrap();
    let mut fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.retain(|(name, _)| !more.iter().any(|(put, _)| put == name));
    fields.extend_from_slice(more);
    let ask = Ask::post("/hazards").files(&fields, "files", files).by(&world.cookie(Role::DistrictClerk));
    site.ask(&ask.with(header::ACCEPT_LANGUAGE, lang))
}

/// Everything below the folder of files.
fn stored(folder: &Path) -> usize {
    let Ok(inside) = fs::read_dir(folder) else { return 0 };
    inside.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { stored(&path) } else { 1 }).sum()
}

fn at(world: &World) -> (i64, i64, usize) {
    (world.count("fact"), world.count("evidence_upload"), stored(&world.t.folder().join("evidence")))
}

#[test]
fn a_file_that_is_refused_says_why_and_nothing_is_written() {
    let world = World::new();
    let site = world.site();
    let photo = testing::photo(100);
    let not_ours = ("不支持这种文件", "Not a file we take");
    let cut_off = ("图片已损坏或不完整", "The picture is damaged or cut off");
    //   name               bytes                                  what is said
    #[rustfmt::skip]
    let rows: [(&str, Vec<u8>, (&str, &str)); 7] = [
        ("page.png",        b"<html><script>1</script>".to_vec(),  not_ours),
        ("large.jpg",       vec![0xff; 30 << 20],                  ("文件超过 20 MiB", "Larger than 20 MiB")),
        ("empty.jpg",       Vec::new(),                            ("文件是空的", "The file is empty")),
        ("cut.jpg",         photo[..photo.len() - 500].to_vec(),   cut_off),
        ("bomb.png",        testing::bomb(30_000, 30_000),         ("图片超过 1 亿像素", "More than 100 million pixels")),
        ("report.docx",     testing::archive(&[("a.txt", b"a")]),  not_ours),
        ("film.mp4",        b"\0\0\0\x18ftypmp42".to_vec(),        not_ours),
    ];
    let before = at(&world);
    for (name, bytes, (zh, en)) in &rows {
        for (lang, words) in [("zh-CN", zh), ("en", en)] {
            let answer = report(&world, &site, lang, &[], &[(name, bytes)]);
            assert_eq!(answer.code(), 422, "{name}");
            for part in [*words, name, "灭火器压力不足，须更换。", "东侧仓库"] {
                assert!(answer.body.contains(part), "{name} in {lang}: {part} is not said");
            }
            assert_eq!(at(&world), before, "{name}: something was written");
        }
    }
}

#[test]
fn a_form_that_comes_back_has_lost_no_file() {
    let world = World::new();
    let site = world.site();
    let (photo, document) = (testing::photo(101), testing::pdf());
    let files: [(&str, &[u8]); 3] = [("现场.jpg", &photo), ("通知.pdf", &document), ("x.png", b"<html>")];
    let back = report(&world, &site, "zh-CN", &[("description", "")], &files);
    assert_eq!(back.code(), 422);
    let kept: Vec<String> = kept(&back);
    assert_eq!(kept.len(), 2, "{}", back.body);
    assert!(back.body.contains("现场.jpg") && back.body.contains("请填写此项"));

    let again: Vec<(&str, &str)> = kept.iter().map(|id| ("evidence", id.as_str())).collect();
    let hazards = world.count("hazard");
    let key = [again.as_slice(), &[(page::REQUEST_KEY, "the same form")]].concat();
    let send = || report(&world, &site, "zh-CN", &key, &[("", b"")]);
    let (first, repeated) = (send(), send());
    assert_eq!((first.code(), world.count("hazard")), (303, hazards + 1), "{}", first.body);
    // Its files are used up, and still it gets the first answer.
    assert_eq!((repeated.location(), world.count("hazard")), (first.location(), hazards + 1));

    let clerk = world.cookie(Role::DistrictClerk);
    let shown = site.get(&format!("/api/v1{}", first.location()), &clerk).value();
    let hashes: Vec<&str> =
        shown["evidence"].as_array().unwrap().iter().map(|it| it["sha256"].as_str().unwrap()).collect();
    assert_eq!(hashes.len(), 2);
    let id = first.location().rsplit('/').next().unwrap().to_owned();
    let payload: String = world
        .t
        .db
        .read_blocking(move |r| {
            let id: hazard::HazardId = id.parse()?;
            r.value("SELECT payload FROM fact WHERE stream = 'hazard' AND id = $1", ledger::params![id])
        })
        .unwrap();
    for hash in hashes {
        assert!(payload.contains(hash), "{hash} does not stand in {payload}");
    }
    let page = site.get(first.location(), &clerk);
    assert!(page.body.contains("/copies/320") && page.body.contains("通知.pdf"));
    world.t.assert_replay_agrees();
}

/// The ids of the files that a form lists.
fn kept(answer: &Answer) -> Vec<String> {
    let inputs = answer.body.split("name=\"evidence\" value=\"").skip(1);
    inputs.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn begin(site: &Site, who: &str, bytes: usize) -> Answer {
    site.json(UPLOADS, who, &json!({ "name": "照片.jpg", "bytes": bytes }))
}

fn piece(site: &Site, who: &str, id: &str, offset: usize, bytes: &[u8]) -> Answer {
    let ask = Ask::new(Method::PATCH, &format!("{UPLOADS}/{id}")).with(OFFSET, &offset.to_string());
    site.ask(&ask.body("application/offset+octet-stream", bytes.to_vec()).by(who))
}

#[test]
fn an_upload_goes_on_where_it_stopped() {
    let world = World::new();
    let photo = testing::jpeg(&testing::scene(102, 1_200, 900), 93);
    let (who, other) = (world.cookie(Role::DistrictClerk), world.cookie(Role::Inspector));
    let begun = begin(&world.site(), &who, photo.len());
    assert_eq!((begun.code(), begun.value()["offset"].as_u64()), (201, Some(0)), "{}", begun.body);
    let id = begun.value()["id"].as_str().unwrap().to_owned();
    assert_eq!(begun.location(), format!("{UPLOADS}/{id}"));
    let mut last = Value::Null;
    for (n, bytes) in photo.chunks(PIECE).enumerate() {
        // Another process of the same house: nothing of the upload is held in memory.
        let site = world.site();
        let asked = site.ask(&Ask::new(Method::HEAD, &format!("{UPLOADS}/{id}")).by(&who));
        assert_eq!((asked.code(), asked.header(OFFSET)), (200, (n * PIECE).to_string().as_str()));
        let answer = piece(&site, &who, &id, n * PIECE, bytes);
        assert_eq!(answer.code(), 200, "{}", answer.body);
        last = answer.value();
        if last["received"] == false {
            assert_eq!(piece(&site, &who, &id, n * PIECE, bytes).code(), 409, "a piece sent twice");
        }
        assert_eq!(piece(&site, &other, &id, n * PIECE, bytes).code(), 404, "somebody else's upload");
    }
    assert_eq!((&last["received"], last["offset"].as_u64()), (&json!(true), Some(photo.len() as u64)));
    let site = world.site();
    let mut body = bodies::json(&world, "/hazards", world.spot(Place::Own)).unwrap();
    body["evidence"] = json!([id]);
    assert_eq!(site.json("/api/v1/hazards", &other, &body).code(), 422, "somebody else's file");
    assert_eq!(site.json("/api/v1/hazards", &who, &body).code(), 201);
    assert_eq!(site.get(&format!("{UPLOADS}/{id}"), &who).code(), 404, "it is evidence now");
}

#[test]
fn uploads_that_are_refused() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(Role::DistrictClerk);
    let said = |answer: &Answer| answer.value()["errors"][0]["problem_zh"].as_str().unwrap_or_default().to_owned();
    assert_eq!(said(&begin(&site, &who, 30 << 20)), "文件超过 20 MiB，请压缩后再上传");
    assert_eq!(said(&begin(&site, &who, 0)), "文件是空的");
    let before = at(&world);
    let id = begin(&site, &who, 20).value()["id"].as_str().unwrap().to_owned();
    assert_eq!(said(&piece(&site, &who, &id, 0, b"<html></html>, longer than said")), "文件比所报的大小长，请重新上传");
    let answer = piece(&site, &who, &id, 0, b"<html>no photo</html>"[..20].into());
    assert_eq!(answer.code(), 422);
    assert!(said(&answer).starts_with("不支持这种文件"), "{}", answer.body);
    assert_eq!(at(&world), before, "a refused file leaves nothing behind");
    let ask = Ask::new(Method::PATCH, &format!("{UPLOADS}/{id}")).by(&who).body("application/octet-stream", vec![1]);
    assert_eq!(site.ask(&ask).code(), 404);
}

#[test]
fn a_copy_tells_nothing_and_the_original_goes_to_few() {
    let world = World::new();
    let site = world.site();
    let photo = testing::with_claims(&testing::photo(103), 1);
    let sent = report(&world, &site, "zh-CN", &[], &[("现场 \"1\".jpg", &photo), ("通知.pdf", &testing::pdf())]);
    assert_eq!(sent.code(), 303, "{}", sent.body);
    let clerk = world.cookie(Role::DistrictClerk);
    let shown = site.get(&format!("/api/v1{}", sent.location()), &clerk).value();
    let of = |kind: &str| {
        let all = shown["evidence"].as_array().unwrap();
        let it = all.iter().find(|it| it["media_type"] == kind).unwrap();
        format!("/evidence/{}", it["id"].as_str().unwrap())
    };
    let (picture, document) = (of("image/jpeg"), of("application/pdf"));
    for copy in ["320", "1600"] {
        let answer = site.get(&format!("{picture}/copies/{copy}"), &clerk);
        assert_eq!((answer.code(), answer.kind()), (200, "image/jpeg"));
        for trace in [&b"Exif"[..], testing::CAMERA.as_bytes(), b"2026:06:17"] {
            assert!(!answer.bytes.windows(trace.len()).any(|part| part == trace), "{copy} holds {trace:?}");
        }
        assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), "default-src 'none'; sandbox");
        assert_eq!(answer.header(header::CACHE_CONTROL), "private, no-cache");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        let mark = answer.header(header::ETAG).to_owned();
        let known = Ask::get(&format!("{picture}/copies/{copy}")).by(&clerk).with(header::IF_NONE_MATCH, &mark);
        assert_eq!(site.ask(&known).code(), 304);
    }
    //   who                     address                                    code
    let (original, file) = (format!("{picture}/original"), format!("{document}/copies/file"));
    let rows = [
        (Role::DistrictClerk, original.clone(), 200),
        (Role::Auditor, original.clone(), 200),
        (Role::SecurityOfficer, original.clone(), 200),
        (Role::Inspector, original.clone(), 404),
        (Role::Leader, original.clone(), 403),
        (Role::Administrator, original.clone(), 403),
        (Role::Inspector, format!("{picture}/copies/1600"), 200),
        (Role::Inspector, format!("{picture}/copies/2000"), 404),
        (Role::Inspector, format!("{picture}/copies/file"), 404),
        (Role::Auditor, format!("{picture}/copies/320"), 403),
        (Role::Inspector, file.clone(), 200),
        (Role::Inspector, format!("{document}/copies/320"), 404),
    ];
    for (role, path, code) in rows {
        assert_eq!(site.get(&path, &world.cookie(role)).code(), code, "{role} {path}");
    }
    let whole = site.get(&original, &clerk);
    assert_eq!(whole.bytes, photo);
    let saved = whole.header(header::CONTENT_DISPOSITION);
    assert!(saved.starts_with("attachment; filename=\"") && saved.contains("filename*=UTF-8''%E7%8E%B0"), "{saved}");
    assert!(site.get(&file, &clerk).header(header::CONTENT_DISPOSITION).starts_with("attachment"));
    let page = site.get(&picture, &clerk);
    for part in ["2026-06-17 15:42", "25.036761, 102.709600", "文件自带，未核实", "下载原件"] {
        assert!(page.body.contains(part), "{part}");
    }
}

#[test]
fn a_photo_used_again_is_told_to_those_who_verify() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(Role::DistrictClerk);
    let photo = testing::photo(104);
    let at = |place: Place, spot: &str, bytes: &[u8]| {
        let subject = world.spot(place).names.subject;
        let sent = report(&world, &site, "zh-CN", &[("subject", subject), ("place", spot)], &[("a.jpg", bytes)]);
        assert_eq!(sent.code(), 303, "{}", sent.body);
        sent.location().to_owned()
    };
    let smaller = testing::jpeg(&image::imageops::thumbnail(&testing::scene(104, 1_024, 768), 600, 450), 60);
    let (first, second) = (at(Place::Sibling, "东侧仓库", &photo), at(Place::Own, "东侧仓库", &photo));
    let third = at(Place::Own, "西侧仓库", &smaller);
    let number =
        |path: &str| site.get(&format!("/api/v1{path}"), &clerk).value()["number"].as_str().unwrap().to_owned();
    let said = |path: &str, role, words: &str| site.get(path, &world.cookie(role)).body.contains(words);
    //   page           reader                  words                           told
    let known = format!("<a href=\"{first}\">{}</a>", number(&first));
    let rows = [
        (&second, Role::DistrictClerk, "该照片曾用于隐患", true),
        (&second, Role::DistrictClerk, known.as_str(), true),
        (&first, Role::DistrictClerk, "该照片后来又用于隐患", true),
        (&third, Role::DistrictClerk, "与该照片相似的照片曾用于隐患", true),
        (&second, Role::TownshipOfficer, "该照片还用于另一条隐患", true),
        (&second, Role::TownshipOfficer, known.as_str(), false),
        (&second, Role::EnterpriseUser, "用于隐患", false),
        (&second, Role::Leader, "用于隐患", false),
    ];
    for (path, role, words, told) in rows {
        assert_eq!(said(path, role, words), told, "{path} {role} {words}");
    }
    let listed = site.get("/api/v1/evidence/reuse", &clerk).value();
    let exact: Vec<_> = listed.as_array().unwrap().iter().filter(|it| it["exact"] == true).collect();
    assert_eq!((listed.as_array().unwrap().len(), exact.len()), (3, 1), "{listed}");
    let township = site.get("/evidence/reuse", &world.cookie(Role::TownshipOfficer));
    assert!(township.body.contains("另一条隐患") && !township.body.contains(&number(&first)));
}

#[test]
fn photos_are_asked_for_only_where_a_rule_says_so() {
    let world = World::new();
    let site = world.site();
    let path = format!("/hazards/{}/submission", world.spot(Place::Own).hazards.to_rectify.to_text());
    let who = world.cookie(Role::EnterpriseUser);
    let officer = world.cookie(Role::SecurityOfficer);
    let fields = [("work", "已清扫并复核。")];
    assert!(!site.get(&path, &who).body.contains("须附照片"), "there is no rule for this grade");
    let rule = json!({ "duty": "hazard.rectify", "photos": 1, "from": world.now().day(), "source": "望安委〔2026〕9 号",
                       "reason": "须凭整改后现场影像核验" });
    assert_eq!(site.json("/api/v1/evidence-rules", &world.cookie(Role::DistrictClerk), &rule).code(), 403);
    let set = site.json("/api/v1/evidence-rules", &officer, &rule);
    assert!(set.status.is_success(), "{}", set.body);
    assert!(site.get(&path, &who).body.contains("本项整改须附照片，至少 1 张"));
    let send = |lang: &str, files: &[(&str, &[u8])]| {
        site.ask(&Ask::post(&path).files(&fields, "files", files).by(&who).with(header::ACCEPT_LANGUAGE, lang))
    };
    for (lang, words) in [("zh-CN", "照片数量不足"), ("en", "A rule asks for more photos")] {
        let refused = send(lang, &[("说明.pdf", &testing::pdf())]);
        assert_eq!(refused.code(), 422);
        assert!(refused.body.contains(words) && refused.body.contains("已清扫并复核。"), "{}", refused.body);
    }
    let done = send("zh-CN", &[("整改后.jpg", &testing::photo(105))]);
    assert_eq!(done.code(), 303, "{}", done.body);
    let page = site.get(done.location(), &who);
    assert!(page.body.contains("整改后") && page.body.matches("/copies/320").count() == 2, "before and after");
}

#[test]
fn text_of_a_form_with_files_waits_for_the_sign_in() {
    let world = World::new();
    let site = world.site();
    let form = bodies::form(&world, "/hazards", world.spot(Place::Own)).unwrap();
    let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = site.ask(&Ask::post("/hazards").files(&fields, "files", &[("a.jpg", &testing::photo(1))]));
    assert_eq!(answer.code(), 303);
    let cookie = answer.cookies().iter().find_map(|it| it.strip_prefix("anlan_kept=")).unwrap().to_owned();
    let key = cookie.split(';').next().unwrap();
    let both = format!("{}; anlan_kept={key}", world.cookie(Role::DistrictClerk));
    assert!(site.get("/sign-in/kept", &both).body.contains("灭火器压力不足，须更换。"));
}

#[test]
fn a_disk_that_refuses_costs_nothing_typed() {
    let world = World::new();
    let site = world.site();
    let folder = world.t.folder().join("evidence");
    fs::rename(&folder, world.t.folder().join("away")).unwrap();
    fs::write(&folder, b"in the way").unwrap();
    let facts = world.count("fact");
    for (lang, words) in [("zh-CN", "暂时无法保存文件"), ("en", "Files can't be stored now")] {
        let answer = report(&world, &site, lang, &[], &[("a.jpg", &testing::photo(106))]);
        let body = answer.body.replace("&#39;", "'");
        assert!(answer.code() == 422 && body.contains(words) && body.contains("灭火器压力不足"), "{body}");
    }
    let who = world.cookie(Role::DistrictClerk);
    let id = begin(&site, &who, 4).value()["id"].as_str().unwrap().to_owned();
    assert_eq!(piece(&site, &who, &id, 0, b"abcd").code(), 503);
    assert_eq!(world.count("fact"), facts);
    assert_eq!(report(&world, &site, "zh-CN", &[], &[]).code(), 303, "without files it goes on");
    let photo = format!("/evidence/{}/copies/320", world.spot(Place::Own).evidence.to_text());
    assert_eq!(site.get(&photo, &who).code(), 503);
}

#[test]
fn a_withdrawn_photo_stays_and_says_so() {
    let world = World::new();
    let site = world.site();
    let spot = world.spot(Place::Own);
    let (path, who) = (format!("/evidence/{}", spot.evidence.to_text()), world.cookie(Role::DistrictClerk));
    assert_eq!(site.form(&format!("{path}/withdrawal"), &who, &[("reason", "")]).code(), 422);
    assert_eq!(site.form(&format!("{path}/withdrawal"), &who, &[("reason", "传错了文件")]).code(), 303);
    assert_eq!(site.form(&format!("{path}/withdrawal"), &who, &[("reason", "再次")]).code(), 409);
    let page = site.get(&path, &who);
    assert!(page.body.contains("该材料已撤回，仍予保留") && page.body.contains("传错了文件"));
    assert_eq!(site.get(&format!("{path}/copies/320"), &who).code(), 200);
    let hazard = site.get(&format!("/hazards/{}", spot.hazards.to_rectify.to_text()), &who);
    assert!(hazard.body.contains("已撤回"));
}

#[test]
fn uploads_nobody_used_are_cleared_by_the_timer() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(Role::DistrictClerk);
    let id = begin(&site, &who, 100).value()["id"].as_str().unwrap().to_owned();
    piece(&site, &who, &id, 0, b"half");
    let files = stored(&world.t.folder().join("evidence"));
    world.t.clock.advance(kernel::Span::days(1));
    let cleared = server::timers::clear_uploads(&world.t.db, &world.t.clock, ledger::testing::district()).unwrap();
    assert!(cleared >= 1);
    assert_eq!((world.count("evidence_upload"), stored(&world.t.folder().join("evidence"))), (0, files - 1));
}
