//! Key-attention lists by page and by program: drawn and drawn again, objected to, hidden from whoever is not on them.

use attention::key::criteria::{self, AttentionCriteriaId, DraftCriteria, PutInForce, SetCriterion};
use attention::key::entry::{self, AttentionEntryId, ReportTreatment};
use attention::key::list::{self, AttentionListId, DrawList, Drawn, ObjectToEntry, SignList};
use attention::key::{Comparison, Entry, Kind, Reason, Subject, Treatment};
use axum::http::header;
use kernel::{Ctx, Division, Error, Identity as _, OrganisationId, Role, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::measure::Value as Measured;
use registry::testing::Fixture;
use serde_json::Value;

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, Seed, World};

/// Editions and lists on which one organisation of a place stands.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Attentions {
    pub edition: AttentionCriteriaId,
    pub in_force: AttentionCriteriaId,
    pub draft: AttentionListId,
    /// Told today; with an objection; told long ago; signed.
    pub told: AttentionListId,
    pub objected: AttentionListId,
    pub signable: AttentionListId,
    pub signed: AttentionListId,
    /// To be reported, and reported.
    pub owed: AttentionEntryId,
    pub reported: AttentionEntryId,
}

impl Attentions {
    /// The one at the step that the path's act needs.
    pub fn at(&self, family: &str, path: &str) -> String {
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        let step = |name: &str| path.split('/').skip(3).any(|it| it == name);
        match family {
            "attention-criteria" if path.split('/').nth(3).is_some() => self.edition.to_text(),
            "attention-criteria" => self.in_force.to_text(),
            "attention-lists" if step("telling") || step("discarding") => self.draft.to_text(),
            "attention-lists" if step("objections") => self.told.to_text(),
            "attention-lists" if step("answers") => self.objected.to_text(),
            "attention-lists" if step("signature") => self.signable.to_text(),
            "attention-lists" => self.signed.to_text(),
            _ if step("look") => self.reported.to_text(),
            _ => self.owed.to_text(),
        }
    }
}

fn drafted(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<AttentionCriteriaId, Error> {
    criteria::draft(tx, ctx, &DraftCriteria { title: "列入标准".into(), reason: "县安委会会议要求".into() })
}

/// Every township meets one of its criteria.
fn always(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<AttentionCriteriaId, Error> {
    let id = drafted(tx, ctx)?;
    let cmd = SetCriterion {
        sort: "township".into(),
        measure: "hazards_found".into(),
        months: "12".into(),
        comparison: "at_least".into(),
        threshold: "0".into(),
        treatment: "guidance".into(),
    };
    criteria::set_criterion(tx, ctx, id, 0, &cmd)?;
    criteria::put_in_force(tx, ctx, id, &PutInForce { version: "2".into(), from: ctx.now.day().to_string() })?;
    Ok(id)
}

fn row((organisation, division): (OrganisationId, Division)) -> Entry {
    let reason = Reason {
        criterion: 1,
        measure: "hazards_late".into(),
        months: None,
        comparison: Comparison::AtLeast,
        threshold: 100,
        treatment: Treatment::Inspection,
        value: Measured::Count { n: 2 },
        evidence: vec![format!("/hazards?view=late&checker={organisation}")],
    };
    let subject = Subject { sort: Kind::Township, organisation, sector: None };
    Entry { no: 1, subject, division, owner: organisation, reasons: vec![reason] }
}

fn told(tx: &mut Tx<'_>, ctx: &Ctx, drawn: &Drawn) -> Result<AttentionListId, Error> {
    let id = draft(tx, ctx, drawn)?;
    list::tell(tx, ctx, id)?;
    Ok(id)
}

fn draft(tx: &mut Tx<'_>, ctx: &Ctx, drawn: &Drawn) -> Result<AttentionListId, Error> {
    let cmd = DrawList { title: "第二季度重点关注名单".into(), moment: String::new() };
    list::draft(tx, ctx, &cmd, drawn)
}

fn signed(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionListId) -> Result<AttentionEntryId, Error> {
    list::sign(tx, ctx, id, &SignList { version: "2".into() })?;
    let all = entry::query::of_list(tx, ctx, id)?;
    Ok(all.first().ok_or(Error::NotFound("AttentionEntryId"))?.id)
}

pub fn attentions(t: &TestDb, f: &Fixture, seed: &Seed) -> Attentions {
    let (organisation, _) = crate::meetings::asked(f, seed.township, seed.organisation);
    let division = seed.township.map_or_else(|| t.rule().district.division(), |n| f.township_divisions[n]);
    let made = t.db.write_blocking("editions", &t.rule(), |tx, ctx| Ok((drafted(tx, ctx)?, always(tx, ctx)?)));
    let (edition, in_force) = made.unwrap();
    let entries = vec![row((organisation, division))];
    let drawn = Drawn { moment: t.rule().now, criteria: in_force, entries };
    // Told so long ago that nobody may object any more.
    let before = Ctx { now: t.rule().now - Span::days(30), ..t.rule() };
    let of = drawn.clone();
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| Ok((told(tx, ctx, &of)?, told(tx, ctx, &of)?, told(tx, ctx, &of)?));
    let (signable, first, second) = t.db.write_blocking("told", &before, run).unwrap();
    let made = t.db.write_blocking("lists", &t.rule(), move |tx, ctx| {
        let (draft, told, objected) = (draft(tx, ctx, &drawn)?, told(tx, ctx, &drawn)?, told(tx, ctx, &drawn)?);
        list::object(tx, ctx, objected, 1, &ObjectToEntry { reason: "数据有误".into() })?;
        let (owed, reported) = (signed(tx, ctx, first)?, signed(tx, ctx, second)?);
        let cmd = ReportTreatment { visited: "6".into(), found: "2".into(), text: "蹲点检查两周".into() };
        entry::report(tx, ctx, reported, &cmd)?;
        Ok((draft, told, objected, owed, reported))
    });
    let (draft, told, objected, owed, reported) = made.unwrap();
    Attentions { edition, in_force, draft, told, objected, signable, signed: first, owed, reported }
}

pub fn form(world: &World, path: &str) -> Option<Form> {
    let today = world.now().day().to_string();
    Some(match path {
        "/attention-criteria" => vec![("title", "列入标准".into()), ("reason", "口径调整".into())],
        "/attention-criteria/{id}/criteria" | "/attention-criteria/{id}/criteria/{no}" => vec![
            ("sort", "unit".into()),
            ("measure", "incidents".into()),
            ("months", "6".into()),
            ("comparison", "at_least".into()),
            ("threshold", "2".into()),
            ("treatment", "control".into()),
        ],
        "/attention-criteria/{id}/criteria/{no}/removal" | "/attention-lists/{id}/telling" => vec![],
        "/attention-criteria/{id}/force" => vec![("version", "1".into()), ("from", today)],
        "/attention-criteria/{id}/discarding" | "/attention-lists/{id}/discarding" => vec![("reason", "重复".into())],
        "/attention-lists" => vec![("title", "第二季度重点关注名单".into()), ("moment", String::new())],
        "/attention-lists/{id}/objections/{no}" => vec![("reason", "其中一起已认定为自然灾害".into())],
        "/attention-lists/{id}/answers/{no}" => {
            vec![("result", "rejected".into()), ("reason", "经核查数据无误".into())]
        }
        "/attention-lists/{id}/signature" => vec![("version", "2".into())],
        "/attention-entries/{id}/report" => {
            vec![("visited", "6".into()), ("found", "2".into()), ("text", "蹲点检查两周".into())]
        }
        "/attention-entries/{id}/look" => vec![("result", "accepted".into()), ("note", String::new())],
        "/attention-entries/{id}/removal" => vec![("reason", "隐患已全部销号".into())],
        _ => return None,
    })
}

/// The fields of the forms.
pub fn json(world: &World, path: &str) -> Option<Value> {
    let fields = form(world, path)?;
    Some(Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()))
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

fn sent(site: &Site, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    site.ask(&Ask::post(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN").form(fields))
}

/// Drawn on the page, it is the same again after what happened since, and each figure opens its list as it stood.
#[test]
fn a_list_is_the_same_again_whatever_happened_since() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(Role::DistrictClerk);
    let drawn = sent(&site, &clerk, "/attention-lists", &[("title", "第二季度重点关注名单"), ("moment", "")]);
    assert_eq!(drawn.code(), 303, "{}", drawn.body);
    let path = drawn.header(header::LOCATION).to_owned();
    let before = page(&site, &clerk, &path);
    assert!(before.body.contains("城关镇") && before.body.contains("河口镇"), "{}", before.body);
    world.t.clock.advance(Span::minutes(10));
    world.write(|tx, ctx| {
        let found = hazard::testing::finding(tx_subject(tx, ctx)?, ctx.now);
        hazard::report::report(tx, ctx, &found).map(drop)
    });
    let again = page(&site, &clerk, &format!("{path}/computed"));
    assert!(again.body.contains("结果与名单一致"), "{}", again.body);
    let asked = site.get(&format!("/api/v1{path}/computed"), &clerk);
    let asked: Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!((&asked["equal"], asked["differences"].as_array().unwrap().len()), (&Value::Bool(true), 0));
    let list: Value = serde_json::from_str(&site.get(&format!("/api/v1{path}"), &clerk).body).unwrap();
    let (moment, mut opened) = (list["moment"].as_str().unwrap().replace('+', "%2B"), 0);
    for row in list["rows"].as_array().unwrap() {
        for reason in row["reasons"].as_array().unwrap() {
            let all = reason["evidence"].as_array().unwrap();
            let (Some(address), Some(n)) = (all.last().and_then(Value::as_str), number(reason)) else { continue };
            let shown = page(&site, &clerk, &format!("{address}&as_of={moment}"));
            assert!(shown.body.contains(&format!("共 {n} 条")), "{address}: not {n}");
            opened += 1;
        }
    }
    assert!(opened >= 2, "{opened}");
    // What is not drawn from what was known is said.
    let other = world.spot(Place::Own).attentions.signed;
    let differs = page(&site, &clerk, &format!("/attention-lists/{other}/computed"));
    assert!(differs.body.contains("重新计算的结果与名单不一致"), "{}", differs.body);
}

fn tx_subject(r: &ledger::Reader<'_>, ctx: &Ctx) -> Result<registry::SubjectId, Error> {
    registry::query::subject_ids(r, ctx)?.first().copied().ok_or(Error::NotFound("SubjectId"))
}

/// What was counted, where the rows of one list are the figure.
fn number(reason: &Value) -> Option<i64> {
    let counted = reason["measure"] != "deaths" && reason["measure"] != "hazards_closed_in_time";
    reason["part"].as_i64().filter(|_| counted)
}

#[test]
fn who_is_on_a_list_sees_that_entry_alone_and_objects_to_it() {
    let world = World::new();
    let site = world.site();
    let (officer, plant) = (world.cookie(Role::TownshipOfficer), world.cookie(Role::EnterpriseUser));
    let (own, other) = (world.spot(Place::Own).attentions, world.spot(Place::Sibling).attentions);
    for (seen, hidden) in [(own.signed.to_text(), other.signed.to_text()), (own.told.to_text(), other.told.to_text())] {
        let code = |id: &str| page(&site, &officer, &format!("/attention-lists/{id}")).code();
        assert_eq!((code(&seen), code(&hidden)), (200, 404));
    }
    let draft = format!("/attention-lists/{}", own.draft);
    assert_eq!(page(&site, &officer, &draft).code(), 404, "nobody was told");
    assert_eq!(page(&site, &plant, &format!("/attention-lists/{}", own.told)).code(), 404, "it is not on the list");
    assert_eq!(page(&site, &world.cookie(Role::Auditor), "/attention-lists").code(), 403);
    let entry = |id: AttentionEntryId| page(&site, &officer, &format!("/attention-entries/{id}")).code();
    assert_eq!((entry(own.owed), entry(other.owed)), (200, 404));
    let path = format!("/attention-lists/{}/objections/1", own.told);
    assert_eq!(sent(&site, &officer, &path, &[("reason", "其中一起已认定为自然灾害")]).code(), 303);
    let told = page(&site, &world.cookie(Role::Leader), &format!("/attention-lists/{}", own.told));
    assert!(told.body.contains("其中一起已认定为自然灾害"), "{}", told.body);
}

/// The notice stands on paper once the list is signed: whole for the office, an excerpt where not all of it is theirs.
#[test]
fn a_signed_list_has_its_notice() {
    let world = World::new();
    let site = world.site();
    let (clerk, officer) = (world.cookie(Role::DistrictClerk), world.cookie(Role::TownshipOfficer));
    let of = world.spot(Place::Own).attentions;
    let notice = format!("/attention-lists/{}/notice", of.signed);
    let read = page(&site, &clerk, &notice);
    for text in ["关于印发第二季度重点关注名单的通知", "重点〔", "一、乡镇（1个）", "二、有关要求", "（标准：不少于1）"]
    {
        assert!(read.body.contains(text), "{text} in {}", read.body);
    }
    assert!(!read.body.contains("（摘录）"));
    let file = site.ask(&Ask::get(&format!("{notice}/file")).by(&clerk).with(header::ACCEPT_LANGUAGE, "en"));
    assert!(file.code() == 200 && file.bytes.starts_with(b"PK"), "{}", file.body);
    // Theirs is the whole of it: one township stands on it.
    assert!(!page(&site, &officer, &notice).body.contains("（摘录）"));
    for unsigned in [of.draft, of.told] {
        let path = format!("/attention-lists/{unsigned}/notice");
        assert_eq!(page(&site, &clerk, &path).code(), 409, "what is not signed has no notice");
    }
    let other = world.spot(Place::Sibling).attentions.signed;
    assert_eq!(page(&site, &officer, &format!("/attention-lists/{other}/notice")).code(), 404);
}

/// Whoever is on a list is sent a word that they are, and no more than that.
#[test]
fn who_is_on_a_list_is_told_by_message() {
    let world = World::new();
    let site = world.site();
    let own = world.spot(Place::Own).attentions;
    let sent_of = |kind: &str| -> i64 {
        let sql = format!("SELECT COUNT(*) FROM outbox WHERE kind = '{kind}'");
        world.t.db.read_blocking(|r| r.value(&sql, &[])).unwrap()
    };
    let steps = [
        (Role::DistrictClerk, format!("/attention-lists/{}/telling", own.draft), vec![], "attention_told"),
        (
            Role::DistrictClerk,
            format!("/attention-lists/{}/answers/1", own.objected),
            vec![("result", "rejected"), ("reason", "经核查数据无误")],
            "attention_answered",
        ),
        (
            Role::Leader,
            format!("/attention-lists/{}/signature", own.signable),
            vec![("version", "2")],
            "attention_signed",
        ),
        (
            Role::DistrictClerk,
            format!("/attention-entries/{}/removal", own.owed),
            vec![("reason", "隐患已全部销号")],
            "attention_removed",
        ),
    ];
    for (role, path, fields, kind) in steps {
        let before = sent_of(kind);
        let made = sent(&site, &world.cookie(role), &path, &fields);
        assert_eq!(made.code(), 303, "{path} {}", made.body);
        assert_eq!(sent_of(kind), before + 1, "{kind}");
    }
}

/// Who answers an objection or makes one reads the entry beside the form.
#[test]
fn the_forms_of_an_objection_show_the_entry_they_are_about() {
    let world = World::new();
    let site = world.site();
    let own = world.spot(Place::Own).attentions;
    let asked = format!("/attention-lists/{}/objections/1", own.told);
    let form = page(&site, &world.cookie(Role::TownshipOfficer), &asked).body;
    assert!(form.contains("列入事项") && form.contains("城关镇"), "{form}");
    let answering = format!("/attention-lists/{}/answers/1", own.objected);
    let form = page(&site, &world.cookie(Role::DistrictClerk), &answering).body;
    assert!(form.contains("列入事项") && form.contains("数据有误"), "{form}");
}
