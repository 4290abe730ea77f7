// A year of a campaign, as six people walk it, on a site of its own whose clock is moved: announced, planned, approved and
// received; a part returned, another one late; the quarterly meeting that the calendar asks for, with a resolution that is kept;
// what comes from above studied and answered; a stage prolonged; each stage decided; over, and every day of it still there.

import { writeFileSync } from "node:fs";
import { send } from "./journey.mjs";
import { mouse } from "./hands.mjs";
import { PHONE, ensure, same, until } from "./lib.mjs";
import { field, marks } from "./selectors.mjs";

const CAST = {
  clerk: ["district_clerk"],
  leader: ["leader", { lang: "en-GB" }],
  department: ["department_clerk"],
  township: ["township_officer", { viewport: PHONE }],
  officer: ["duty_officer"],
  inspector: ["inspector", { js: false }],
};
const STAGES = [[0, 60], [61, 150], [151, 250], [251, 365]];
const TITLE = "安全生产攻坚年行动";

class Year {
  constructor(suite) {
    Object.assign(this, { suite, now: 0, first: Date.now(), who: {} });
  }

  // A Beijing day of the year, counted from its first.
  day(n) {
    return new Date(this.first + n * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
  }

  async begin() {
    for (const [part, [role, options]] of Object.entries(CAST)) this.who[part] = await this.suite.as(role, { lang: "zh-CN", ...options });
  }

  // The site's clock goes on to this day; whoever does something on it signs in again.
  async goOnTo(n, ...parts) {
    this.now = n;
    writeFileSync(this.suite.clock, `+${n}d\n`);
    const there = async () => {
      const told = await fetch(`${this.suite.base}/sign-in`);
      return Date.parse(told.headers.get("date")) > Date.now() + (n - 1) * 86_400_000;
    };
    await until(`the clock does not go on to day ${n}`, there);
    for (const part of parts) await this.who[part].signIn(this.suite.account(CAST[part][0]));
  }

  organisation(part) {
    return this.suite.account(CAST[part][0]).organisation;
  }

  // Fills the form of the page that leads to this address, and sends it.
  async act(part, path, ending, values) {
    const visitor = this.who[part];
    await visitor.go(path);
    const form = visitor.page.locator(`form[action$="${ending}"]`).first();
    ensure((await form.count()) === 1, `${visitor.name} finds no form ${ending} on ${path}`);
    for (const [name, value] of Object.entries(values)) await mouse.set(form, name, value);
    await visitor.leaving(() => form.locator(marks.submit).last().click());
    await this.accepted(part, `${path} ${ending}`);
  }

  // The form on a page of its own.
  async fill(part, path, values) {
    const visitor = this.who[part];
    await visitor.go(path);
    await send(visitor, values);
    await this.accepted(part, path);
    return visitor.path();
  }

  async accepted(part, what) {
    const visitor = this.who[part];
    ensure((await visitor.page.locator(marks.summary).count()) === 0, `${what}: ${await visitor.summaryText()}`);
    const failure = visitor.page.locator("[data-failure]");
    ensure((await failure.count()) === 0, `${what}: ${(await failure.allInnerTexts()).join(" ")}`);
  }

  async text(part, path) {
    await this.who[part].go(path);
    return this.who[part].page.locator(marks.main).innerText();
  }

  // The value of the option that is called so.
  async option(part, name, label) {
    const value = await this.who[part].page.locator(`select${field(name)} option`).evaluateAll(
      (all, label) => all.find((it) => it.textContent.trim() === label)?.value, label);
    ensure(value, `${name} does not offer ${label}`);
    return value;
  }
}

async function announced(year) {
  const values = { title: TITLE, goal: "不发生较大及以上事故，重大隐患动态清零", from: year.day(0), to: year.day(365) };
  for (const [n, [from, to]] of STAGES.entries()) {
    values[`stage_${n + 1}_from`] = year.day(from);
    values[`stage_${n + 1}_to`] = year.day(to);
    values[`stage_${n + 1}_criteria`] = "领导小组全部成立\n问题隐患整改率不低于90%";
  }
  Object.assign(values, { milestone_1: "半年见成效", milestone_1_on: year.day(180), milestone_1_criteria: "隐患清单全部建立" });
  values.topics = `专题｜学习贯彻安全生产重要论述｜县应急局\n行业领域｜特种设备｜${year.organisation("department")}`;
  const campaign = await year.fill("clerk", "/campaigns/new", values);
  ensure(/^\/campaigns\/[0-9a-v]{26}$/.test(campaign), `a campaign leads to its own page, not to ${campaign}`);
  await year.act("clerk", campaign, "/plan", { title: `${TITLE}实施方案`, text: "一、总体要求\n坚持人民至上、生命至上。" });
  await year.act("leader", campaign, "/approval", { note: "同意印发" });
  await year.act("clerk", campaign, "/issue", { word: "望安委" });
  return campaign;
}

// Its leading group, its own plan, the receipt of the county's; then it is no gap any more.
async function joined(year, part, campaign) {
  const visitor = year.who[part];
  await visitor.go(campaign);
  await visitor.expectFits();
  const link = visitor.page.locator('a[href^="/campaign-members/"]').filter({ hasText: year.organisation(part) }).first();
  const member = await link.getAttribute("href");
  await year.act(part, member, "/receipt", {});
  await year.act(part, member, "/group", { head: "主要负责人", responsible: "分管负责人", document: "〔2026〕3号" });
  await year.act(part, member, "/plan", { title: "本单位实施方案", plan_document: "〔2026〕4号" });
  same(await visitor.page.locator('form[action$="/receipt"]').count(), 0, "what is received is asked for no more");
}

async function tasked(year, campaign) {
  const id = campaign.split("/").pop();
  const clerk = year.who.clerk;
  await clerk.go(`/tasks/new?campaign=${id}`);
  const lead = await year.option("clerk", "lead", year.organisation("department"));
  const share = await year.option("clerk", "with_1", year.organisation("township"));
  await send(clerk, {
    topic: "特种设备", stage: "mobilise", sheet: "problem", title: "电梯、锅炉逐台排查建档",
    measure: "一台一档", urgency: "urgent", difficulty: "easy", lead, due: year.day(40),
    with_1: share, with_words_1: "辖区排查", with_due_1: year.day(30),
  });
  await year.accepted("clerk", "a task");
  return clerk.path();
}

async function partsDone(year, campaign, task) {
  await year.goOnTo(20, "clerk", "township");
  const done = (part, no) => year.act(part, task, `/parts/${no}/report`, { said: "已排查建档，隐患已登记。" });
  const looked = (no, accepted, note) => year.act("clerk", task, `/parts/${no}/verification`, { accepted, note });
  await done("township", 2);
  await looked(2, "no", "缺两个社区的台账，请补充。");
  ensure((await year.text("township", task)).includes("缺两个社区的台账"), "the township reads why it comes back");
  await done("township", 2);
  await looked(2, "yes", "情况属实");

  await year.goOnTo(45, "clerk", "department");
  const late = `/tasks?campaign=${campaign.split("/").pop()}&state=late`;
  ensure((await year.text("clerk", late)).includes("电梯、锅炉逐台排查建档"), "a task is late when a part is");
  await done("department", 1);
  await looked(1, "yes", "情况属实，迟报已记录");
  ensure(!(await year.text("clerk", late)).includes("电梯、锅炉逐台排查建档"), "what is closed is late no more");
}

async function decided(year, campaign, what) {
  const leader = year.who.leader;
  await leader.go(campaign);
  const form = leader.page.locator('form[action$="/decision"]').first();
  ensure((await form.count()) === 1, `${what}: nothing waits for a decision`);
  for (const it of await form.locator('[name^="met_"][value="yes"]').all()) await it.check({ force: true });
  await mouse.set(form, "note", "经研究，同意通过");
  await leader.leaving(() => form.locator(marks.submit).last().click());
  await year.accepted("leader", what);
}

// The form that convenes what the calendar asks for.
async function asked(clerk) {
  await clerk.go("/meeting-calendar");
  const periods = await clerk.page.locator('li a[href^="/meeting-periods/"]').evaluateAll((all) => all.map((it) => it.getAttribute("href")));
  for (const period of periods) {
    await clerk.go(period);
    const link = clerk.page.locator('a[href*="/meetings/new?period="]');
    if ((await link.count()) > 0) return link.first().getAttribute("href");
  }
  ensure(false, "the calendar asks for no meeting");
}

// The calendar asks for the meeting of the quarter; it is convened, held, and what it decided is owed and kept.
async function met(year) {
  const clerk = year.who.clerk;
  const path = await asked(clerk);
  await clerk.go(path);
  const [department, township] = [year.organisation("department"), year.organisation("township")];
  await send(clerk, {
    starts: `${year.day(year.now + 9)}T09:00`, place: "县政府二楼会议室", chair: "县安委会主任",
    agenda: "通报上季度安全生产情况\n研究部署下季度重点工作", invited: `${department}\n${township}`,
  });
  await year.accepted("clerk", path);
  const meeting = clerk.path();
  await year.fill("clerk", `${meeting}/notice`, {});
  await year.fill("township", `${meeting}/answer`, { answer: "present", name: "分管负责人" });

  await year.goOnTo(year.now + 10, "clerk", "leader");
  await year.fill("clerk", `${meeting}/holding`, { ended: `${year.day(year.now - 1)}T11:30` });
  await year.fill("clerk", `${meeting}/attendance`, {});
  await year.fill("clerk", `${meeting}/statements`, {
    organisation: department, statement: "老旧电梯更新进度偏慢。", problems: "三个小区电梯带病运行",
  });
  await year.fill("clerk", `${meeting}/resolutions`, {
    resolution: "一个月内完成三个小区电梯的更新改造", owner: department, due: year.day(year.now + 30),
  });
  await year.fill("clerk", `${meeting}/minutes`, {});
  await year.fill("leader", `${meeting}/signature`, {});
  await clerk.go(meeting);
  const resolution = await clerk.page.locator('a[href^="/resolutions/"]').first().getAttribute("href");

  await year.goOnTo(year.now + 20, "clerk", "department");
  await year.fill("department", `${resolution}/report`, { done: "三个小区共九台电梯已更新并检验合格。" });
  await year.fill("clerk", `${resolution}/verification`, { result: "accepted", note: "现场核实，同意销号" });
}

async function fromAbove(year) {
  const officer = year.who.officer;
  await officer.go("/directives/new");
  const label = officer.page.locator("fieldset label").filter({ hasText: year.organisation("department") }).first();
  await officer.page.locator(`#${await label.getAttribute("for")}`).check({ force: true });
  await send(officer, {
    sort: "document", issuer: "市安委会", document: "市安委〔2027〕9号", issued_on: year.day(year.now),
    title: "迎峰度夏安全防范工作通知", content: "压实责任，排查隐患，严防高温时段事故。"
  });
  await year.accepted("officer", "a directive");
  const directive = officer.path();
  const copy = await year.who.department.go(directive).then(() =>
    year.who.department.page.locator('form[action$="/study"]').first().getAttribute("action"));
  await year.act("department", directive, copy, {
    on: year.day(year.now), attended: "班子成员及业务科室", proof: "会议纪要第12期", report: "已部署专项检查。",
  });
  await year.act("clerk", directive, "/answer", {});
  ensure((await year.text("inspector", directive)).includes("会议纪要第12期"), "the proof of the study is read by others");
}

async function prolonged(year, campaign) {
  await year.who.leader.go(campaign);
  const link = year.who.leader.page.locator('a[href$="/prolonging"]').first();
  await year.fill("leader", await link.getAttribute("href"), { to: year.day(260), reason: "汛期提前，县政府常务会议研究同意顺延" });
  await year.who.clerk.go(campaign);
  const text = await year.who.clerk.page.locator(marks.main).innerText();
  ensure(text.includes(year.day(260)) && text.includes("汛期提前"), "a stage that goes on longer says why");
}

async function over(year, campaign) {
  const roadmap = `${campaign}/roadmap`;
  await year.who.clerk.go(roadmap);
  ensure((await year.who.clerk.page.locator("svg").count()) > 0, "the roadmap is a picture");
  await year.who.leader.go(campaign);
  same(await year.who.leader.page.locator('form[action$="/decision"]').count(), 0, "decisions that are left");
  // Every day of it is still there: on day 30 one part was closed, and no stage.
  const then = `${campaign}?as_of=${year.day(30)}T12:00`;
  await year.who.leader.go(then);
  ensure((await year.who.leader.page.locator(marks.main).innerText()).includes("1/2"), "day 30 as it was: one part of two closed");
  for (const part of ["clerk", "township", "leader"]) await year.who[part].go(campaign).then(() => year.who[part].shot(`over ${part}`));
}

async function whole(suite) {
  const year = new Year(suite);
  await year.begin();
  const campaign = await announced(year);
  for (const part of ["department", "township"]) await joined(year, part, campaign);
  const task = await tasked(year, campaign);
  await partsDone(year, campaign, task);
  await year.goOnTo(62, "leader");
  await decided(year, campaign, "the first stage");
  await year.goOnTo(100, "clerk", "township");
  await met(year);
  await year.goOnTo(151, "leader");
  await decided(year, campaign, "the second stage");
  await year.goOnTo(185, "clerk", "leader", "department", "officer", "inspector");
  await fromAbove(year);
  await decided(year, campaign, "the milestone");
  await prolonged(year, campaign);
  await year.goOnTo(261, "leader");
  await decided(year, campaign, "the third stage");
  await year.goOnTo(366, "clerk", "leader", "township");
  await decided(year, campaign, "the last stage");
  await over(year, campaign);
}

export default async function year(suite) {
  ensure(suite.clock, "this suite needs a site whose clock it may move: --clock FILE");
  await suite.test("a year of a campaign as six people", whole);
}
