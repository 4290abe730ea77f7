//! A valid body for every route that takes one, about the objects of one place. A route without a row fails the tests.

use axum::http::Method;
use kernel::Identity as _;
use page::{Route, RouteKind};
use serde_json::{Value, json};

use crate::ask::Ask;
use crate::families::plain;
use crate::world::{Names, Place, Spot, World};

pub type Form = Vec<(&'static str, String)>;

/// The request of a route about a spot: path filled in, body made.
pub fn request<S>(world: &World, route: &Route<S>, id: &str, spot: &Spot) -> Result<Ask, String> {
    let path = route.path.replace("{id}", id);
    let path = path
        .replace("{copy}", "320")
        .replace("{no}", "1")
        .replace("{edition}", "1")
        .replace("{division}", &world.spot(Place::Own).disasters.place.to_string());
    let ask = Ask::new(route.method.clone(), &path);
    if route.method == Method::GET {
        return Ok(ask);
    }
    let missing = || format!("{} {}: no body in bodies.rs", route.method, route.path);
    if plain(route).ends_with("/imports") {
        return Ok(ask.file(&[("kind", "hazards")], "ledger.csv", LEDGER.as_bytes()));
    }
    if plain(route) == "/readings" {
        return Ok(crate::readings::send(world, spot, ask));
    }
    if route.method == Method::PATCH {
        let offset = axum::http::HeaderName::from_static("upload-offset");
        return Ok(ask.with(offset, "0").body("application/offset+octet-stream", b"a piece".to_vec()));
    }
    if plain(route) == "/exports/returned" {
        return Ok(ask.file(&[], "hazards.xlsx", crate::exports::sheet(world)));
    }
    match route.kind {
        RouteKind::Page => {
            let form = form(world, plain(route), spot).ok_or_else(missing)?;
            let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            Ok(ask.form(&fields))
        }
        RouteKind::Api => Ok(ask.json(&json(world, plain(route), spot).ok_or_else(missing)?)),
    }
}

pub const LEDGER: &str = "序号,隐患描述,单位名称,检查日期,整改期限,隐患等级,是否整改\n\
                          1,配电箱无门，电线裸露,滨江小吃店,2026-06-11,2026-06-25,一般,否\n";

/// What is nowhere: the spot of an object of another district.
pub fn nowhere(spot: &Spot) -> Spot {
    let mut it = spot.clone();
    let nothing = [0xee; 16];
    it.organisation = kernel::OrganisationId::from_bytes(nothing);
    it.person = kernel::PersonId::from_bytes(nothing);
    it.subject = registry::SubjectId::from_bytes(nothing);
    it.post = registry::PostId::from_bytes(nothing);
    it.newcomer = it.person;
    it.signals.device = signal::device::DeviceId::from_bytes(nothing);
    it.division = kernel::Division::new(330_106_001_000).unwrap();
    let name = "并无此名";
    it.names = Names { organisation: name, person: name, newcomer: name, subject: name, hazard: name, post: name };
    it
}

fn text(pairs: &[(&'static str, &str)]) -> Option<Form> {
    Some(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let today = world.now().day().to_string();
    match path {
        "/sign-in" => text(&[("login", "nobody"), ("password", "")]),
        "/sign-out" => text(&[]),
        "/account" => text(&[("current", "x"), ("new", "short"), ("again", "short")]),
        "/report" => text(&crate::public_reports::fields(&world.f.township_divisions[0].to_string())),
        "/report/status" => text(&[("receipt", &it.receipt)]),
        "/complaints/new" => text(&[("text", "每天要登记三遍同样的内容。"), ("contact", "")]),
        "/complaints/{id}/answer" => text(&[("answer", "已取消重复登记。")]),
        "/obligations/{id}/settlement" => text(&[]),
        "/evidence/{id}/withdrawal" => text(&[("reason", "传错了文件")]),
        "/checks" => text(&[
            ("subject", it.names.subject),
            ("source", "department_inspection"),
            ("looked_at", "除尘系统清扫记录"),
            ("at", &world.now().to_minute()),
        ]),
        "/risks" => text(&[
            ("method", "lec"),
            ("subject", it.names.subject),
            ("risk_point", "打磨车间除尘系统"),
            ("likelihood", "3"),
            ("exposure", "6"),
            ("consequence", "15"),
            ("day", &today),
            ("next_review", "2027-12-31"),
            ("management", "每班作业前清扫除尘管道"),
            ("management_owner", it.names.organisation),
        ]),
        "/burden" => text(&[("duty", "directive.study"), ("minutes", "60"), ("from", &today), ("source", "试填")]),
        "/risks/{id}/measure-report" => text(&[("measure", "1"), ("note", "已加装泄爆片")]),
        "/risks/{id}/measure-verification" => text(&[("measure", "2"), ("result", "accepted"), ("note", "")]),
        _ => (hazard_form(world, path, it).or_else(|| again_form(path, it)))
            .or_else(|| stop_form(world, path, it))
            .or_else(|| crate::enterprise::form(world, path, it))
            .or_else(|| crate::incidents::form(world, path, it))
            .or_else(|| crate::disasters::form(world, path, it))
            .or_else(|| crate::campaigns::form(world, path, it))
            .or_else(|| crate::meetings::form(world, path, it))
            .or_else(|| crate::oversights::form(world, path, it))
            .or_else(|| crate::cases::form(&today, path))
            .or_else(|| crate::signals::form(world, path, it))
            .or_else(|| crate::special::form(world, path, it))
            .or_else(|| crate::investigations::form(world, path, it))
            .or_else(|| crate::tables::form(path))
            .or_else(|| crate::briefings::form(path))
            .or_else(|| registry_form(world, path, it))
            .or_else(|| rule_form(&today, path))
            .or_else(|| follow_up_form(&today, path)),
    }
}

/// What holds from a day on.
fn rule_form(today: &str, path: &str) -> Option<Form> {
    match path {
        "/deadline-rules" => text(&[
            ("duty", "inspection.report"),
            ("amount", "5"),
            ("unit", "working_days"),
            ("from", today),
            ("level", "city"),
            ("source", "市安委〔2026〕7 号"),
        ]),
        "/deadline-rules/{id}/ending" => text(&[("to", "2027-12-31")]),
        "/calendar" => text(&[("year", "2027"), ("days", "2027-05-01 放假 劳动节"), ("source", "国办通知")]),
        "/evidence-rules" => text(&[
            ("duty", "hazard.rectify"),
            ("grade", "major"),
            ("photos", "2"),
            ("reason", "重大隐患销号须凭整改后现场影像核验"),
            ("source", "望安委〔2026〕9 号"),
            ("from", today),
        ]),
        "/evidence-rules/{id}/ending" | "/risk-schemes/{id}/ending" | "/inspection-frequencies/{id}/ending" => {
            text(&[("to", "2027-12-31")])
        }
        "/recurrence-rules" => text(&[
            ("days", "180"),
            ("likeness", "70"),
            ("likeness_same_harm", "40"),
            ("from", today),
            ("source", "望安委〔2026〕9 号"),
        ]),
        "/inspection-frequencies" => text(&[
            ("party", "department"),
            ("colour", "unassessed"),
            ("amount", "6"),
            ("unit", "months"),
            ("source", "望安委〔2026〕12 号"),
            ("from", today),
        ]),
        "/risk-schemes" => text(&[
            ("edition", "ls_four_grades"),
            ("reason", "与市级口径一致"),
            ("source", "望安委〔2026〕12 号"),
            ("from", today),
        ]),
        "/criteria" => text(&[
            ("edition", "chemicals_2017"),
            ("article", "2"),
            ("sentence", "条文原文，供测试。"),
            ("source", "测试文号"),
            ("from", "2026-01-01"),
        ]),
        _ => None,
    }
}

/// Letters and interviews.
fn follow_up_form(today: &str, path: &str) -> Option<Form> {
    match path {
        "/letters/{id}/text" | "/letters/{id}/setting-aside" | "/letters/{id}/answer" => text(&[("text", "情况属实")]),
        "/letters/{id}/issue" => text(&[]),
        "/letters/{id}/interview" => {
            text(&[("day", today), ("present", "安委办、企业负责人"), ("text", "已约谈，限期完成。")])
        }
        _ => None,
    }
}

/// A code of the spot's township that no village has yet.
fn village(it: &Spot) -> String {
    format!("{}288", &it.division.to_string()[..9])
}

fn registry_form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let (place, today) = (it.division.to_string(), world.now().day().to_string());
    match path {
        "/divisions" => text(&[("code", &village(it)), ("name", "新村"), ("type_name", "村")]),
        "/divisions/{id}/abolition" => text(&[("on", &today)]),
        "/organisations" => text(&[("name", "新单位"), ("kind", "village"), ("division", &place)]),
        "/organisations/{id}/amendment" => {
            text(&[("name", it.names.organisation), ("short_name", "新简称"), ("division", &place)])
        }
        "/organisations/{id}/head" => text(&[("person", it.names.person)]),
        "/organisations/{id}/dissolution" => text(&[("on", &today)]),
        "/people" => text(&[("name", "吴新人"), ("organisation", it.names.organisation), ("position", "安全员")]),
        "/people/{id}/amendment" => {
            text(&[("name", it.names.person), ("organisation", it.names.organisation), ("position", "主任")])
        }
        "/people/{id}/memberships" => text(&[
            ("role", "duty_officer"),
            ("organisation", it.names.organisation),
            ("division", &place),
            ("from", &today),
        ]),
        "/memberships/{id}/status" => text(&[("to", "suspended"), ("reason", "借调")]),
        "/accounts" => {
            text(&[("login", "newcomer"), ("organisation", it.names.organisation), ("person", it.names.newcomer)])
        }
        "/accounts/{id}/disabling" => text(&[("reason", "退休")]),
        "/accounts/{id}/enabling" => text(&[]),
        "/subjects" => text(&[
            ("name", "新监管对象"),
            ("kind", "site"),
            ("sector", it.sector.word()),
            ("division", &place),
            ("organisation", it.names.organisation),
        ]),
        "/subjects/{id}/amendment" => text(&[
            ("name", it.names.subject),
            ("kind", "site"),
            ("sector", it.sector.word()),
            ("division", &place),
            ("address", "新址"),
        ]),
        "/subjects/{id}/withdrawal" => text(&[("on", &today), ("reason", "停产")]),
        "/subjects/{id}/responsibilities" => text(&[
            ("party", "territory"),
            ("organisation", it.names.organisation),
            ("person", it.names.person),
            ("from", &today),
            ("document", "任命 3 号"),
        ]),
        "/responsibilities/{id}/end" => text(&[("on", "2026-12-31"), ("reason", "调岗")]),
        "/responsibilities/{id}/signature" => text(&[("note", "台账移交")]),
        "/posts" => text(&[("name", "新值班岗"), ("kind", "duty_officer"), ("organisation", it.names.organisation)]),
        "/shifts" => text(&[
            ("post", &it.post.to_text()),
            ("organisation", it.names.organisation),
            ("person", it.names.person),
            ("from", "2026-07-01 08:00"),
            ("to", "2026-07-02 08:00"),
        ]),
        "/shifts/{id}/cancellation" => text(&[("reason", "换班")]),
        _ => None,
    }
}

/// Stop orders.
fn stop_form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    match path {
        "/hazards/{id}/stop-order" => text(&[
            ("extent", "line"),
            ("part", "打磨线"),
            ("reason", "现场不能保证安全"),
            ("basis", "《中华人民共和国安全生产法》第七十条第一款"),
            ("from", &world.now().to_minute()),
        ]),
        "/stop-orders/{id}/signature" | "/stop-orders/{id}/reopening" => text(&[("agreed", "yes")]),
        "/stop-orders/{id}/addition" => text(&[("hazards", &it.stops.more.to_text())]),
        "/stop-orders/{id}/application" => text(&[("statement", "已更换并验收。")]),
        "/stop-orders/{id}/examination" => text(&[("agreed", "yes"), ("opinion", "现场核实属实")]),
        "/stop-orders/{id}/revisit" => text(&[("agreed", "yes"), ("found", "车间已断电，无人作业")]),
        "/stop-orders/{id}/resumption" => text(&[("seen", "夜间有机器声，用电量回升")]),
        "/stop-orders/{id}/outcome" => {
            text(&[("sign", &it.stops.sign.to_string()), ("outcome", "halted"), ("done", "已责令停机并加贴封条")])
        }
        _ => None,
    }
}

fn stop_json(path: &str, it: &Spot) -> Option<Value> {
    Some(match path {
        "/hazards/{id}/stop-order" => {
            json!({ "extent": "unit", "reason": "现场不能保证安全", "basis": "《中华人民共和国安全生产法》第七十条第一款" })
        }
        "/stop-orders/{id}/signature" | "/stop-orders/{id}/reopening" => json!({ "agreed": true }),
        "/stop-orders/{id}/addition" => json!({ "hazard": it.stops.more }),
        "/stop-orders/{id}/application" => json!({ "text": "已更换并验收。" }),
        "/stop-orders/{id}/examination" => json!({ "agreed": true, "text": "现场核实属实" }),
        "/stop-orders/{id}/revisit" => json!({ "agreed": true, "text": "车间已断电，无人作业" }),
        "/stop-orders/{id}/resumption" => json!({ "text": "夜间有机器声，用电量回升" }),
        "/stop-orders/{id}/outcome" => {
            json!({ "sign": it.stops.sign, "outcome": "halted", "text": "已责令停机并加贴封条" })
        }
        _ => return None,
    })
}

/// Several at once, the same one again, the same one twice, and why.
fn again_form(path: &str, it: &Spot) -> Option<Form> {
    match path {
        "/hazards/assignments" => text(&[
            ("id", &it.hazards.to_assign.to_text()),
            ("owner", it.names.organisation),
            ("checker", "望澜县安全生产委员会办公室"),
            ("step", "record"),
        ]),
        "/hazards/{id}/recurrence-denial" => text(&[("reason", "部位不同，不是同一隐患")]),
        "/hazards/{id}/recurrence-link" => {
            text(&[("earlier", &it.came_back.before.to_text()), ("reason", "措辞不同，实为同一处")])
        }
        "/hazards/{id}/merger" => text(&[("into", &it.hazards.to_assign.to_text()), ("reason", "同一处同一问题")]),
        "/hazards/{id}/separation" => text(&[("reason", "经核实为另一处")]),
        "/hazards/{id}/partition" => text(&[
            ("place_1", "东侧仓库"),
            ("description_1", "东侧仓库灭火器压力不足，须更换。"),
            ("place_2", "西侧仓库"),
            ("description_2", "西侧仓库疏散通道被货物堵塞。"),
            ("reason", "一条记录包含两处隐患"),
        ]),
        "/hazards/{id}/root-cause" => text(&[("cause", "management"), ("cause_said", "检查没有责任人")]),
        _ => None,
    }
}

fn hazard_form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    match path {
        "/hazards" => text(&[
            ("subject", it.names.subject),
            ("place", "东侧仓库"),
            ("description", "灭火器压力不足，须更换。"),
            ("harm", "fire"),
            ("source", "department_inspection"),
            ("grade", "ordinary"),
            ("found", &world.now().to_minute()),
        ]),
        "/hazards/{id}/assignment" => {
            text(&[("owner", it.names.organisation), ("checker", "望澜县安全生产委员会办公室")])
        }
        "/hazards/{id}/transfer" => text(&[("to", "望澜县安全生产委员会办公室"), ("reason", "不属本单位职责")]),
        "/transfers/{id}/answer" => text(&[("result", "accepted"), ("reason", "")]),
        "/transfers/{id}/withdrawal" => text(&[("reason", "已由本单位自行处置")]),
        "/transfers/{id}/question" => text(&[("reason", "双方意见不一")]),
        "/transfers/{id}/decision" => text(&[("result", "goes"), ("reason", "权责清单第 12 项")]),
        "/hazards/{id}/start" => text(&[]),
        "/hazards/{id}/submission" => text(&[("work", "已清扫并复核。")]),
        "/hazards/{id}/verification" => text(&[("result", "accepted"), ("note", "合格")]),
        "/hazards/{id}/listing" => text(&[
            ("level", "county"),
            ("organisation", "望澜县安全生产委员会办公室"),
            ("deadline", "2026-12-31"),
            ("reason", "逾期未整改"),
        ]),
        "/hazards/{id}/documents" => text(&[("kind", "order")]),
        "/listings/{id}/decision" | "/listings/{id}/extension-decision" | "/listings/{id}/acceptance" => {
            text(&[("agreed", "yes"), ("text", "情况属实")])
        }
        "/listings/{id}/publication" | "/listings/{id}/delisting-publication" => {
            text(&[("day", &world.now().day().to_string()), ("place", "县政府网站")])
        }
        "/listings/{id}/extension" => text(&[("until", "2027-06-30"), ("text", "设备未到货")]),
        "/listings/{id}/acceptance-application" | "/listings/{id}/delisting" => text(&[("text", "整改完成")]),
        "/hazards/{id}/inquiry" => text(&[
            ("course", "长期未清理"),
            ("cause", "procedure"),
            ("organisation", "望澜县安全生产委员会办公室"),
            ("neglected", "未落实清扫制度"),
            ("prevention", "班后清扫签字"),
            ("conclusion", "管理责任未落实"),
        ]),
        "/hazards/{id}/plan" => text(&[("measures", "停用并更换"), ("money", "38000")]),
        "/hazards/{id}/judgement" => text(&[("edition", "chemicals_2017"), ("article 2", "yes"), ("step", "record")]),
        "/hazards/{id}/regrading" => text(&[("result", "agreed"), ("reason", "情况属实")]),
        "/hazards/{id}/closing" => text(&[("note", "同意销号")]),
        "/imports/{id}/run" | "/imports/{id}/pause" | "/imports/{id}/removal" => text(&[]),
        "/imports/{id}/headings" => text(&[("field_0", "-")]),
        "/exports/returned/{id}/application" => text(&[]),
        "/hazards/{id}/correction" => {
            text(&[("description", "除尘管道积尘厚度超标，须立即清扫。"), ("place", "东侧仓库")])
        }
        "/hazards/{id}/extension" | "/hazards/{id}/extension-request" => {
            text(&[("due", "2026-12-31"), ("reason", "配件未到")])
        }
        "/hazards/{id}/extension-refusal" => text(&[("reason", "可先停用，不影响按期整改")]),
        _ => public_form(path, it),
    }
}

/// What is done with a report of the public.
fn public_form(path: &str, it: &Spot) -> Option<Form> {
    match path {
        "/public-reports/{id}/acceptance" => text(&[
            ("subject", it.names.subject),
            ("place", "菜市场西门"),
            ("description", "电梯层门关闭不严，须停用检修。"),
            ("harm", "other"),
            ("grade", "ordinary"),
            ("answer", ""),
        ]),
        "/public-reports/{id}/answer" => text(&[("answer", "已现场核实并处理。")]),
        "/public-reports/{id}/refusal" => text(&[("reason", "属消费纠纷，请拨打 12315")]),
        "/public-reports/{id}/contact" => text(&[]),
        _ => None,
    }
}

pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    let (organisation, today) = (it.organisation, world.now().day());
    let body = match path {
        "/sessions" => json!({ "login": "nobody", "password": "" }),
        "/report" => {
            let place = world.f.township_divisions[0].to_string();
            crate::public_reports::fields(&place).into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect()
        }
        "/report/status" => json!({ "receipt": it.receipt }),
        "/complaints" => json!({ "text": "每天要登记三遍同样的内容。" }),
        "/complaints/{id}/answer" => json!({ "answer": "已取消重复登记。" }),
        "/deadline-rules" => json!({ "duty": "inspection.report", "amount": 5, "unit": "working_days", "from": today,
                                     "level": "city", "source": "市安委〔2026〕7 号" }),
        "/deadline-rules/{id}/ending"
        | "/evidence-rules/{id}/ending"
        | "/risk-schemes/{id}/ending"
        | "/inspection-frequencies/{id}/ending" => {
            json!({ "to": "2027-12-31" })
        }
        "/risk-schemes" => json!({ "edition": "ls_four_grades", "reason": "与市级口径一致",
                                   "source": "望安委〔2026〕12 号", "from": today }),
        "/risks" => json!({ "subject": it.subject, "risk_point": "打磨车间除尘系统", "method": "lec",
                            "factors": ["3", "6", "15"], "day": today, "next_review": "2027-12-31",
                            "measures": [{ "kind": "management", "text": "每班作业前清扫", "owner_organisation": organisation }] }),
        "/risks/{id}/measure-report" => json!({ "measure": 1, "note": "已加装泄爆片" }),
        "/risks/{id}/measure-verification" => json!({ "measure": 2, "accepted": true }),
        "/recurrence-rules" => json!({ "days": 180, "likeness": 700, "likeness_same_harm": 400,
            "from": world.now().day(), "source": "望安委〔2026〕9 号" }),
        "/inspection-frequencies" => json!({ "party": "department", "amount": 6, "unit": "months",
                                             "source": "望安委〔2026〕12 号", "from": today }),
        "/checks" => {
            json!({ "subject": it.subject, "source": "department_inspection", "looked_at": "除尘系统清扫记录" })
        }
        "/evidence/uploads" => json!({ "name": "照片.jpg", "bytes": 1_000 }),
        "/letters/{id}/text" | "/letters/{id}/setting-aside" | "/letters/{id}/answer" => json!({ "text": "情况属实" }),
        "/letters/{id}/interview" => json!({ "day": today, "present": "安委办、企业负责人", "text": "已约谈。" }),
        "/evidence/{id}/withdrawal" => json!({ "reason": "传错了文件" }),
        "/imports/{id}/run"
        | "/imports/{id}/pause"
        | "/exports/returned/{id}/application"
        | "/obligations/{id}/settlement"
        | "/letters/{id}/issue"
        | "/hazards/{id}/start"
        | "/accounts/{id}/enabling" => json!({}),
        _ => {
            return hazard_json(world, path, it)
                .or_else(|| settings_json(world, path))
                .or_else(|| crate::enterprise::json(world, path, it))
                .or_else(|| crate::incidents::json(world, path, it))
                .or_else(|| crate::disasters::json(world, path, it))
                .or_else(|| crate::campaigns::json(world, path, it))
                .or_else(|| crate::meetings::json(world, path, it))
                .or_else(|| crate::oversights::json(world, path, it))
                .or_else(|| crate::cases::json(&today.to_string(), path))
                .or_else(|| crate::signals::json(world, path, it))
                .or_else(|| crate::special::json(world, path, it))
                .or_else(|| crate::attentions::json(world, path))
                .or_else(|| crate::investigations::json(world, path, it))
                .or_else(|| crate::tables::json(path))
                .or_else(|| crate::briefings::json(path));
        }
    };
    Some(body)
}

/// What holds from a day on.
fn settings_json(world: &World, path: &str) -> Option<Value> {
    let today = world.now().day();
    Some(match path {
        "/evidence-rules" => json!({ "duty": "hazard.rectify", "grade": "major", "photos": 2, "from": today,
                                     "reason": "重大隐患销号须凭整改后现场影像核验", "source": "望安委〔2026〕9 号" }),
        "/calendar" => {
            json!({ "days": [{ "day": "2027-05-01", "kind": "holiday", "name": "劳动节", "source": "国办通知" }] })
        }
        "/burden" => {
            json!({ "duty": "directive.study", "minutes": "60", "from": today, "source": "试填" })
        }
        _ => return None,
    })
}

/// Hazards, and what is done about one.
fn hazard_json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    let (organisation, today) = (it.organisation, world.now().day());
    let body = match path {
        "/hazards" => json!({ "subject": it.subject, "place": "东侧仓库", "description": "灭火器压力不足，须更换。",
                              "harm": "fire", "source": "department_inspection", "grade": "ordinary" }),
        "/hazards/{id}/assignment" => {
            json!({ "owner_organisation": organisation, "checker_organisation": world.f.office })
        }
        "/hazards/{id}/transfer" => json!({ "to_organisation": world.f.office, "reason": "不属本单位职责" }),
        "/public-reports/{id}/acceptance" => {
            json!({ "subject": it.subject, "place": "菜市场西门", "description": "电梯层门关闭不严，须停用检修。",
                    "harm": "other", "grade": "ordinary" })
        }
        "/public-reports/{id}/answer" | "/public-reports/{id}/refusal" => json!({ "text": "已现场核实并处理。" }),
        "/public-reports/{id}/contact" => json!({}),
        "/transfers/{id}/answer" => json!({ "accepted": true }),
        "/transfers/{id}/withdrawal" => json!({ "reason": "已由本单位自行处置" }),
        "/transfers/{id}/question" => json!({ "reason": "双方意见不一" }),
        "/transfers/{id}/decision" => json!({ "goes": true, "reason": "权责清单第 12 项" }),
        "/hazards/{id}/submission" => json!({ "work": "已清扫并复核。" }),
        "/hazards/{id}/verification" => json!({ "accepted": true, "note": "合格" }),
        "/hazards/{id}/correction" => {
            json!({ "description": "除尘管道积尘厚度超标，须立即清扫。", "place": "东侧仓库" })
        }
        "/hazards/{id}/listing" => {
            json!({ "level": "county", "organisation": world.f.office, "deadline": "2026-12-31", "reason": "逾期未整改" })
        }
        "/hazards/{id}/documents" => json!({ "kind": "order" }),
        "/listings/{id}/decision" | "/listings/{id}/extension-decision" | "/listings/{id}/acceptance" => {
            json!({ "agreed": true, "text": "情况属实" })
        }
        "/listings/{id}/publication" | "/listings/{id}/delisting-publication" => {
            json!({ "day": today, "place": "县政府网站" })
        }
        "/listings/{id}/extension" => json!({ "day": "2027-06-30", "text": "设备未到货" }),
        "/listings/{id}/acceptance-application" | "/listings/{id}/delisting" => json!({ "text": "整改完成" }),
        "/criteria" => json!({ "edition": "chemicals_2017", "article": "2", "sentence": "条文原文，供测试。",
                               "source": "测试文号", "from": "2026-01-01" }),
        "/hazards/{id}/inquiry" => {
            json!({ "course": "长期未清理", "cause": "procedure", "organisation": world.f.office,
            "neglected": "未落实清扫制度", "prevention": "班后清扫签字", "conclusion": "管理责任未落实" })
        }
        "/hazards/{id}/plan" => json!({ "measures": "停用并更换", "money_yuan": 38_000 }),
        "/hazards/{id}/judgement" => {
            json!({ "edition": "chemicals_2017", "answers": [{ "article": "2", "answer": "yes" }] })
        }
        "/hazards/{id}/regrading" => json!({ "agreed": true, "reason": "情况属实" }),
        "/hazards/assignments" => json!({ "hazards": [it.hazards.to_assign], "owner_organisation": it.organisation,
            "checker_organisation": world.f.office }),
        "/hazards/{id}/recurrence-denial" => json!({ "reason": "部位不同，不是同一隐患" }),
        "/hazards/{id}/recurrence-link" => {
            json!({ "earlier": it.came_back.before, "reason": "措辞不同，实为同一处" })
        }
        "/hazards/{id}/merger" => json!({ "into": it.hazards.to_assign, "reason": "同一处同一问题" }),
        "/hazards/{id}/separation" => json!({ "reason": "经核实为另一处" }),
        "/hazards/{id}/partition" => json!({ "reason": "一条记录包含两处隐患", "parts": [
            { "place": "东侧仓库", "description": "东侧仓库灭火器压力不足，须更换。" },
            { "place": "西侧仓库", "description": "西侧仓库疏散通道被货物堵塞。" }] }),
        "/hazards/{id}/root-cause" => json!({ "cause": "management", "said": "检查没有责任人" }),
        "/hazards/{id}/closing" => json!({ "note": "同意销号" }),
        "/hazards/{id}/extension" | "/hazards/{id}/extension-request" => {
            json!({ "due": "2026-12-31T18:00:00+08:00", "reason": "配件未到" })
        }
        "/hazards/{id}/extension-refusal" => json!({ "reason": "可先停用，不影响按期整改" }),
        _ => return stop_json(path, it).or_else(|| registry_json(world, path, it)),
    };
    Some(body)
}

fn registry_json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    let (organisation, person, division) = (it.organisation, it.person, it.division);
    let today = world.now().day();
    let body = match path {
        "/divisions" => json!({ "code": village(it), "name": "新村", "type_name": "村" }),
        "/divisions/{id}/abolition" => json!({ "on": today }),
        "/organisations" => json!({ "name": "新单位", "kind": "village", "division": division }),
        "/organisations/{id}/amendment" => {
            json!({ "name": it.names.organisation, "short_name": "新简称", "division": division })
        }
        "/organisations/{id}/head" => json!({ "person": person }),
        "/organisations/{id}/dissolution" => json!({ "on": today }),
        "/people" => json!({ "name": "吴新人", "organisation": organisation, "position": "安全员" }),
        "/people/{id}/amendment" => {
            json!({ "name": it.names.person, "organisation": organisation, "position": "主任" })
        }
        "/memberships" => json!({ "person": person, "organisation": organisation, "division": division,
                                  "role": "duty_officer", "from": world.now() }),
        "/memberships/{id}/status" => json!({ "to": "suspended", "reason": "借调" }),
        "/accounts" => json!({ "login": "newcomer", "person": it.newcomer }),
        "/accounts/{id}/disabling" => json!({ "reason": "退休" }),
        "/subjects" => json!({ "name": "新监管对象", "kind": "site", "sector": it.sector, "division": division,
                               "organisation": organisation }),
        "/subjects/{id}/amendment" => json!({ "name": it.names.subject, "kind": "site", "sector": it.sector,
                                              "division": division, "address": "新址" }),
        "/subjects/{id}/withdrawal" => json!({ "on": today, "reason": "停产" }),
        "/responsibilities" => json!({ "subject": it.subject, "party": "territory", "person": person,
                                       "organisation": organisation, "from": today, "document": "任命 3 号" }),
        "/responsibilities/{id}/end" => json!({ "on": "2026-12-31", "reason": "调岗" }),
        "/responsibilities/{id}/signature" => json!({ "note": "台账移交" }),
        "/posts" => json!({ "name": "新值班岗", "kind": "duty_officer", "organisation": organisation }),
        "/shifts" => json!({ "post": it.post, "person": person, "from": "2026-07-01T08:00:00+08:00",
                             "to": "2026-07-02T08:00:00+08:00" }),
        "/shifts/{id}/cancellation" => json!({ "reason": "换班" }),
        _ => return None,
    };
    Some(body)
}
