// A tiny site for the harness's own tests: sign-in, a list, a form with errors, a loop in five steps, and one page for
// each fault that the harness must find. Not a model of Anlan; only its contract with `selectors.mjs`.

import { createServer } from "node:http";

const CSP = "default-src 'self'; script-src 'self'";
const escaped = (text) => String(text ?? "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function page(title, body, { lang = "zh-CN", head = "" } = {}) {
  return `<!DOCTYPE html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/icon.svg"><title>${title} · 安澜</title>${head}<link rel="stylesheet" href="/style.css"></head>
<body><a class="skip" href="#main">跳到正文</a><main id="main"><h1>${title}</h1>${body}</main></body></html>`;
}

const STYLE = "a,button,input,textarea,select{font-size:16px;min-height:28px;min-width:28px;display:inline-block;padding:4px}:focus{outline:3px solid #0a6165}";
const SCRIPT = `
  addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select")) return;
    const links = [...document.querySelectorAll("table.tb tbody tr a.title")];
    const now = links.indexOf(document.activeElement);
    if (event.key === "j") links[Math.min(now + 1, links.length - 1)]?.focus();
    if (event.key === "k") links[Math.max(now - 1, 0)]?.focus();
    if (event.key === "/") { event.preventDefault(); document.querySelector("[data-find]")?.focus(); }
  });`;

const STEPS = ["发现", "派单", "整改", "复查", "销号"];
const NEXT = {
  assign: { to: 2, label: "派单", path: "assignment", act: "hazard.assign", fields: ["owner", "checker", "due"] },
  start: { to: 2, label: "开始整改", path: "start", act: "hazard.start" },
  submit: { to: 3, label: "报整改完成", path: "submission", act: "hazard.submit", fields: ["work"] },
  verify: { to: 4, label: "提交复查", path: "verification", act: "hazard.verify", fields: ["note"], answers: true },
  close: { to: 4, label: "销号", path: "closing", act: "hazard.close", fields: ["cause", "cause_said", "note"] },
};
const REPORT = ["subject", "place", "description", "harm", "source", "grade", "grade_reason", "found"];

function problems(form) {
  const wrong = {};
  for (const name of ["subject", "place", "description", "harm", "source", "found"]) if (!form[name]?.trim()) wrong[name] = `${name}：请填写本项`;
  if (form.description && form.description.length < 10) wrong.description = "description：太短";
  if (form.description?.length > 2000) wrong.description = "description：太长";
  if (form.found && !/^20[0-8]/.test(form.found)) wrong.found = "found：不是过去的时间";
  if (form.grade === "major" && !form.grade_reason) wrong.grade_reason = "grade_reason：请写明依据";
  if (form.subject === "没有这家单位") wrong.subject = "subject：没有这家单位";
  return wrong;
}

function reportForm(form, wrong) {
  const summary = Object.keys(wrong).length === 0 ? "" : `<div class="summary" role="alert" tabindex="-1" autofocus><h2>有错误</h2><ul>${
    Object.entries(wrong).map(([name, why]) => `<li><a href="#${name}-c">${why}</a></li>`).join("")}</ul></div>`;
  const fields = REPORT.map((name) => {
    const why = wrong[name] ? `<p class="why">${wrong[name]}</p>` : "";
    const open = `<div class="field ${wrong[name] ? "is-bad" : ""}" id="${name}"><label for="${name}-c">${name}</label>${why}`;
    if (name === "description") return `${open}<textarea id="${name}-c" name="${name}">${escaped(form[name])}</textarea></div>`;
    if (name === "harm" || name === "source") {
      const options = ["", "fire", "dust"].map((it) => `<option value="${it}"${form[name] === it ? " selected" : ""}>${it || "请选择"}</option>`);
      return `${open}<select id="${name}-c" name="${name}">${options.join("")}</select></div>`;
    }
    if (name === "grade") {
      const choices = ["ordinary", "major"].map((it) => `<label><input type="radio" name="grade" value="${it}"${form[name] === it ? " checked" : ""}>${it}</label>`);
      return `<fieldset class="field ${why && "is-bad"}" id="grade"><legend>grade</legend>${choices.join("")}</fieldset>`;
    }
    return `${open}<input type="text" id="${name}-c" name="${name}" value="${escaped(form[name])}"></div>`;
  });
  return `${summary}<form class="form" method="post" action="/hazards" novalidate><input type="hidden" name="request" value="${form.request}">${fields.join("")}
<button class="is-primary" type="submit">登记</button></form>`;
}

class World {
  constructor() {
    this.sessions = new Map();
    this.hazards = [];
    this.keys = new Map();
    this.next = 1;
  }

  answer(method, url, form, visitor) {
    const faults = {
      "/faulty/host": page("外部", "<img alt='' src='http://127.0.0.2:9/x.png'>"),
      "/faulty/script": page("脚本", "", { head: "<script src='/broken.js'></script>" }),
      "/faulty/inline": page("内联", "<script>document.title = 'no'</script>"),
      "/faulty/wide": page("宽", "<p class='wide'>.</p>", { head: "<link rel='stylesheet' href='/wide.css'>" }),
      "/faulty/unlabelled": page("无标签", "<input name='a'>"),
      "/faulty/summary": page("错误：登记", "<div class='summary' tabindex='-1'><a href='#a-c'>a</a></div><input id='a-c'>"),
      "/faulty/words": page("台账", "<p>共 {count} 条</p><label for='a'>Sector</label><input id='a'><label for='b' lang='en'>Sector</label><input id='b'>"),
    };
    if (faults[url.pathname]) return { body: faults[url.pathname] };
    if (url.pathname === "/sign-in") return method === "GET" ? { body: this.login("", "") } : this.signIn(form);
    if (!visitor) return method === "GET" ? { to: "/sign-in" } : { body: this.login("", JSON.stringify({ path: url.pathname, form })) };
    return this.inside(method, url, form, visitor);
  }

  login(account, draft, wrong = "") {
    const summary = wrong && `<div class="summary" role="alert" tabindex="-1" autofocus><a href="#login-c">${wrong}</a></div>`;
    return page(`${wrong ? "错误：" : ""}登录`, `${summary}<form method="post" action="/sign-in"><input type="hidden" name="draft" value="${escaped(draft)}">
<label for="login-c">账号</label><input id="login-c" name="login" value="${escaped(account)}"><label for="p">密码</label><input id="p" type="password" name="password"><button>登录</button></form>`);
  }

  signIn(form) {
    const account = ACCOUNTS.find((it) => it.login === form.login && it.password === form.password);
    if (!account) return { status: 422, body: this.login(form.login, form.draft, "账号或密码不对") };
    const cookie = `s${this.next++}`;
    this.sessions.set(cookie, account);
    if (!form.draft) return { to: "/desk", cookie };
    return { cookie, body: page("登记隐患", reportForm(JSON.parse(form.draft).form, {})) };
  }

  inside(method, url, form, visitor) {
    const path = url.pathname;
    if (path === "/desk") return { body: page("工作台", "<a href='/hazards'>台账</a>") };
    if (path === "/subjects") return { body: page("单位", "<table class='tb' data-rows><tbody><tr><td><a class='title' href='/desk'>云帆木业</a></td></tr></tbody></table>") };
    if (/^\/(organisations|people|divisions|responsibilities|import)$/.test(path)) return { body: page("单位", "<a href='/desk'>返回</a>") };
    if (path === "/hazards/new") return { body: page("登记隐患", reportForm({ request: `k${this.next++}`, found: "2026-06-18 15:20" }, {})) };
    if (path === "/hazards" && method === "POST") return this.report(form, visitor);
    if (path === "/hazards") return { body: this.list(url.searchParams.get("q") ?? "") };
    const [, id, verb] = /^\/hazards\/([0-9a-v]{26})(?:\/(\w+))?$/.exec(path) ?? [];
    const it = this.hazards.find((hazard) => hazard.id === id);
    if (!it) return { status: 404, body: page("没有这一页", "") };
    if (method === "POST") return this.act(it, Object.keys(NEXT).find((name) => NEXT[name].path === verb), form, visitor);
    return { body: verb ? this.actPage(it, Object.keys(NEXT).find((name) => NEXT[name].path === verb)) : this.detail(it) };
  }

  report(form, visitor) {
    if (this.keys.has(form.request)) return { to: this.keys.get(form.request) };
    const wrong = problems(form);
    if (Object.keys(wrong).length > 0) return { status: 422, body: page("错误：登记隐患", reportForm(form, wrong)) };
    const id = (this.next++).toString(6).replace(/\d/g, (digit) => "234567"[digit]).padStart(26, "a");
    this.hazards.unshift({ id, form, step: 1, may: ["assign"], lines: [`${visitor.name} 登记`] });
    this.keys.set(form.request, `/hazards/${id}`);
    return { to: `/hazards/${id}` };
  }

  act(it, name, form, visitor) {
    const back = form.result === "returned";
    it.step = back ? 2 : NEXT[name].to;
    it.may = back ? ["submit"] : { assign: ["start"], start: ["submit"], submit: ["verify"], verify: ["close"], close: [] }[name];
    it.lines.unshift(`${visitor.name} ${NEXT[name].label} ${form.note ?? form.work ?? ""}`);
    return { to: `/hazards/${it.id}` };
  }

  list(query) {
    const rows = this.hazards.filter((it) => it.form.description.includes(query))
      .map((it) => `<tr><td><a class="title" href="/hazards/${it.id}">${escaped(it.form.description)}</a></td></tr>`);
    return page("隐患台账", `<input type="search" data-find aria-label="查找"><table class="tb" data-rows><tbody>${rows.join("")}</tbody></table>`, { head: "<script src='/keys.js' defer></script>" });
  }

  detail(it) {
    const steps = STEPS.map((name, i) => `<li${i === it.step ? " aria-current='step'" : ""}>${name}</li>`).join("");
    const acts = it.may.map((name) => {
      const { path, act, label, fields } = NEXT[name];
      if (fields) return `<a data-act="${act}" href="/hazards/${it.id}/${path}">${label}</a>`;
      return `<form method="post" action="/hazards/${it.id}/${path}"><button data-act="${act}">${label}</button></form>`;
    });
    return page("隐患", `<ol class="steps">${steps}</ol>${acts.join("")}<ol class="line">${it.lines.map((line) => `<li>${escaped(line)}</li>`).join("")}</ol>`);
  }

  actPage(it, name) {
    const { path, label, fields, answers } = NEXT[name];
    const inputs = fields.map((field) => `<label for="${field}-c">${field}</label><input id="${field}-c" name="${field}">`);
    const buttons = answers
      ? "<button type='submit' name='result' value='returned'>退回</button><button class='is-primary' type='submit' name='result' value='accepted'>通过</button>"
      : `<button class="is-primary" type="submit">${label}</button>`;
    return page(label, `<form class="form" method="post" action="/hazards/${it.id}/${path}" novalidate>${inputs.join("")}${buttons}</form>`);
  }
}

const ROLES = ["inspector", "district_clerk", "enterprise_user", "department_clerk", "leader"];
export const ACCOUNTS = ROLES.map((role, i) => ({ login: role, password: `p${i}`, role, name: `人员${"甲乙丙丁戊"[i]}` }));

const FILES = {
  "/style.css": ["text/css", STYLE],
  "/wide.css": ["text/css", ".wide{width:900px}"],
  "/keys.js": ["text/javascript", SCRIPT],
  "/icon.svg": ["image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"],
  "/broken.js": ["text/javascript", "missing.call()"],
};

// Starts the site on a free port; `close()` ends it.
export async function serve() {
  const world = new World();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://site");
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const file = FILES[url.pathname];
    if (file) return response.writeHead(200, { "content-type": file[0] }).end(file[1]);
    const visitor = world.sessions.get(/session=(\w+)/.exec(request.headers.cookie ?? "")?.[1]);
    const { status = 200, body = "", to, cookie } = world.answer(request.method, url, form, visitor);
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": CSP };
    if (cookie) headers["set-cookie"] = `session=${cookie}; HttpOnly; SameSite=Lax; Path=/`;
    if (to) headers.location = to;
    return response.writeHead(to ? 303 : status, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { base: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
