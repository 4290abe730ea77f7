//! Special periods, what is owed in them, and mass events, by page and by program: opened, reported, accepted, summed up, and
//! hidden from whoever does not owe it.

use attention::duty::query::Filter;
use attention::duty::{self, ReportSweep, Sort, SpecialDutyId};
use attention::event::{self, MassEventId};
use attention::period::{self, Draft, OpenIt, SpecialPeriodId};
use axum::http::header;
use kernel::{Ctx, Error, Identity as _, Instant, Role, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, Seed, Spot, World};

/// Two periods in which one organisation of a place was asked, and events there.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Special {
    pub draft: SpecialPeriodId,
    pub open: SpecialPeriodId,
    /// To be swept, reported swept, and the report of today.
    pub sweep: SpecialDutyId,
    pub swept: SpecialDutyId,
    pub today: SpecialDutyId,
    /// To come, begun, and held.
    pub ahead: MassEventId,
    pub begun: MassEventId,
    pub held: MassEventId,
}

impl Special {
    /// The one at the step that the path's act needs.
    pub fn at(&self, family: &str, path: &str) -> String {
        let step = path.rsplit('/').next().unwrap_or_default();
        match (family, step) {
            ("special-periods", "draft" | "opening" | "discarding") => self.draft.to_text(),
            ("special-periods", _) => self.open.to_text(),
            ("special-duties", "sweep") => self.sweep.to_text(),
            ("special-duties", "look") => self.swept.to_text(),
            ("special-duties", _) => self.today.to_text(),
            (_, "outcome") => self.begun.to_text(),
            (_, "closing") => self.held.to_text(),
            _ => self.ahead.to_text(),
        }
    }
}

fn drafted(now: Instant, name: &str) -> Draft {
    let day = |n| now.day().plus_days(n).to_string();
    Draft {
        kind: "holiday".into(),
        title: "国庆假期".into(),
        from: day(0),
        to: day(3),
        reason: "假期人员流动大".into(),
        organisations: name.into(),
        rules: ["leader_on_duty", "doubled", "sweep", "zero_report"].map(String::from).to_vec(),
        report_hour: "23".into(),
        ..Draft::default()
    }
}

fn opened(tx: &mut Tx<'_>, ctx: &Ctx, name: &str) -> Result<SpecialPeriodId, Error> {
    let id = period::draft(tx, ctx, &drafted(ctx.now, name))?;
    period::open(tx, ctx, id, &OpenIt { version: "1".into() })?;
    Ok(id)
}

fn owed(tx: &Tx<'_>, ctx: &Ctx, id: SpecialPeriodId, sort: Sort) -> Result<SpecialDutyId, Error> {
    let filter = Filter { period: Some(id), sort: Some(sort), ..Filter::default() };
    let found = duty::query::list(tx, ctx, &filter, 0, 1)?;
    Ok(found.first().ok_or(Error::NotFound("SpecialDutyId"))?.id)
}

fn fair(starts: Instant, place: &str, name: &str) -> event::Register {
    event::Register {
        title: "国庆灯会".into(),
        division: place.into(),
        place: "人民广场".into(),
        organiser: "望澜文旅公司".into(),
        starts: starts.to_minute(),
        ends: (starts + Span::days(2)).to_minute(),
        expected: "4000".into(),
        limit: "5000".into(),
        department: name.into(),
        ..event::Register::default()
    }
}

pub fn special(t: &TestDb, f: &Fixture, seed: &Seed) -> Special {
    let (_, name) = crate::meetings::asked(f, seed.township, seed.organisation);
    let place = match seed.township {
        Some(n) => f.township_divisions[n],
        None => t.rule().district.division(),
    };
    let place = place.to_string();
    let made = t.db.write_blocking("special", &t.rule(), move |tx, ctx| {
        let draft = period::draft(tx, ctx, &drafted(ctx.now, name))?;
        let (open, other) = (opened(tx, ctx, name)?, opened(tx, ctx, name)?);
        let swept = owed(tx, ctx, other, Sort::Sweep)?;
        let cmd = ReportSweep { visited: "12".into(), found: "3".into(), text: "已检查".into() };
        duty::report_sweep(tx, ctx, swept, &cmd)?;
        Ok((draft, open, owed(tx, ctx, open, Sort::Sweep)?, swept, owed(tx, ctx, open, Sort::ZeroReport)?))
    });
    let (draft, open, sweep, swept, today) = made.unwrap();
    // Two of the events were registered some days ago.
    let event = |ago: i64, place: String| {
        let ctx = Ctx { now: t.rule().now - Span::days(ago), ..t.rule() };
        let register =
            move |tx: &mut Tx<'_>, ctx: &Ctx| event::register(tx, ctx, &fair(ctx.now + Span::days(1), &place, name));
        t.db.write_blocking("event", &ctx, register).unwrap()
    };
    let (ahead, begun, held) = (event(0, place.clone()), event(2, place.clone()), event(3, place));
    let cmd = event::Hold { actual: "4200".into(), note: String::new() };
    t.db.write_blocking("held", &t.rule(), move |tx, ctx| event::hold(tx, ctx, held, &cmd)).unwrap();
    Special { draft, open, sweep, swept, today, ahead, begun, held }
}

fn place(world: &World, it: &Spot) -> kernel::Division {
    it.township.map_or_else(|| world.t.rule().district.division(), |n| world.f.township_divisions[n])
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let now = world.now();
    let (name, day) = (it.meetings.name.to_owned(), |n| now.day().plus_days(n).to_string());
    Some(match path {
        "/special-periods" | "/special-periods/{id}/draft" => vec![
            ("kind", "holiday".into()),
            ("title", "国庆假期".into()),
            ("from", day(1)),
            ("to", day(5)),
            ("reason", "假期人员流动大".into()),
            ("organisations", name),
            ("rules", "zero_report".into()),
        ],
        "/special-periods/{id}/opening" => vec![("version", "1".into())],
        "/special-periods/{id}/extension" => vec![("to", day(9)), ("reason", "返程延后".into())],
        "/special-periods/{id}/shortening" => vec![("to", day(1)), ("reason", "形势平稳".into())],
        "/special-periods/{id}/discarding" => vec![("reason", "重复".into())],
        "/special-duties/{id}/nothing" => vec![],
        "/special-duties/{id}/report" => vec![("text", "处置一起险情".into())],
        "/special-duties/{id}/sweep" => {
            vec![("visited", "12".into()), ("found", "3".into()), ("text", "检查旅馆、网吧".into())]
        }
        "/special-duties/{id}/look" => vec![("result", "accepted".into())],
        "/special-duties/{id}/waiver" => vec![("reason", "单位撤并".into())],
        "/mass-events" => vec![
            ("title", "国庆灯会".into()),
            ("division", place(world, it).to_string()),
            ("place", "人民广场".into()),
            ("organiser", "望澜文旅公司".into()),
            ("starts", (now + Span::days(2)).to_minute()),
            ("ends", (now + Span::days(3)).to_minute()),
            ("expected", "900".into()),
            ("limit", "1000".into()),
            ("department", "县应急局".into()),
        ],
        "/mass-events/{id}/plan" => vec![],
        "/mass-events/{id}/permit" => vec![("permit", "公安许可12号".into())],
        "/mass-events/{id}/look" => vec![("result", "unfit".into()), ("findings", "疏散通道被占".into())],
        "/mass-events/{id}/outcome" => vec![("actual", "4100".into())],
        "/mass-events/{id}/cancellation" => vec![("reason", "天气原因".into())],
        "/mass-events/{id}/closing" => vec![("note", "情况属实".into())],
        _ => return crate::attentions::form(world, path),
    })
}

/// The fields of the forms, but for lists.
pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    let mine = path.starts_with("/special-") || path.starts_with("/mass-events");
    let fields = form(world, path, it).filter(|_| mine)?;
    let mut body = Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect());
    if body.get("rules").is_some() {
        body["rules"] = json!(["zero_report"]);
    }
    Some(body)
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

fn sent(site: &Site, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    site.ask(&Ask::post(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN").form(fields))
}

#[test]
fn a_day_is_reported_with_one_click_and_the_summary_says_so() {
    let world = World::new();
    let site = world.site();
    let (officer, leader) = (world.cookie(Role::TownshipOfficer), world.cookie(Role::Leader));
    let it = world.spot(Place::Own).special;
    let list = page(&site, &officer, &format!("/special-duties?period={}&sort=zero_report", it.open));
    assert!(list.body.contains(&format!("/special-duties/{}/nothing", it.today)), "the button stands in the row");
    let summary = format!("/special-periods/{}/summary", it.open);
    let before = page(&site, &leader, &summary);
    assert!(before.body.contains("无单位报告"), "{}", before.body);
    let answer = sent(&site, &officer, &format!("/special-duties/{}/nothing", it.today), &[]);
    assert_eq!(answer.code(), 303, "{}", answer.body);
    let duty = page(&site, &officer, &format!("/special-duties/{}", it.today));
    assert!(duty.body.contains("零报告：无情况"), "{}", duty.body);
    let after = page(&site, &leader, &summary);
    assert!(after.body.contains("其中报告有情况的"), "{}", after.body);
    let lists = ["in_time", "late"].map(|state| format!("state={state}&amp;sort=zero_report&amp;period={}", it.open));
    assert!(lists.iter().any(|list| after.body.contains(list)), "the figure opens its list: {}", after.body);
    let file = page(&site, &leader, &format!("{summary}/file"));
    assert_eq!(file.code(), 200);
}

#[test]
fn a_draft_is_seen_by_those_who_draft_and_open_it() {
    let world = World::new();
    let site = world.site();
    let it = world.spot(Place::Own).special;
    let path = format!("/special-periods/{}", it.draft);
    let code = |role| page(&site, &world.cookie(role), &path).code();
    assert_eq!(
        [Role::DistrictClerk, Role::Leader, Role::TownshipOfficer, Role::Inspector].map(code),
        [200, 200, 404, 404]
    );
    let listed = page(&site, &world.cookie(Role::TownshipOfficer), "/special-periods");
    assert!(!listed.body.contains(&it.draft.to_text()) && listed.body.contains(&it.open.to_text()));
}
