// Everything the journeys know of the pages: addresses, field names, acts, marks. When a page changes, this file changes.
// Nothing here depends on words, so each journey runs in both languages.

export const routes = {
  signIn: "/sign-in",
  desk: "/desk",
  hazards: "/hazards",
  newHazard: "/hazards/new",
  hazard: (id) => `/hazards/${id}`,
  subjects: "/subjects",
  organisations: "/organisations",
  people: "/people",
  divisions: "/divisions",
  responsibilities: "/responsibilities",
  imports: "/imports",
  newImport: "/imports/new",
  shifts: "/shifts",
  deadlineRules: "/deadline-rules",
  calendar: "/calendar",
  obligations: "/obligations",
  accounts: "/accounts",
  account: "/account",
  help: "/help", burden: "/burden/published",
  complaint: "/complaints/new",
  report: "/report",
  reportStatus: "/report/status",
  publicReports: "/public-reports",
  complaints: "/complaints",
  enterprise: "/enterprise",
  enterprises: "/enterprises",
  standardisations: "/standardisations",
  creditRecords: "/credit-records",
  trainings: "/trainings",
  incidents: "/incidents",
  newIncident: "/incidents/new",
  incidentNumbers: "/statistics/incidents",
  disasters: "/disasters",
  lossSheets: "/loss-sheets",
};

// The page of one hazard, not a list or form beside it.
export const isHazard = (path) => /^\/hazards\/[0-9a-v]{26}$/.test(path);

// Pages every crawl begins with; what they link to is found by following links.
export const entrances = [
  routes.desk, routes.hazards, routes.newHazard, routes.subjects, routes.organisations, routes.people,
  routes.divisions, routes.responsibilities, routes.imports, routes.newImport, routes.shifts, routes.deadlineRules, routes.calendar,
  routes.obligations, routes.accounts, routes.account, routes.help, routes.complaint, routes.complaints,
  routes.report, routes.reportStatus, routes.publicReports, routes.enterprise, routes.enterprises, routes.standardisations,
  routes.creditRecords, routes.trainings, routes.incidents, routes.newIncident, routes.incidentNumbers, routes.disasters,
  routes.lossSheets,
];

// The control of one act, named as in the policy table.
// A link leads to the act's own form; a button does it at once.
export const act = (name) => `[data-act="${name}"]`;
export const field = (name) => `[name="${name}"]`;

export const acts = {
  assign: "hazard.assign",
  start: "hazard.start",
  submit: "hazard.submit",
  verify: "hazard.verify",
  close: "hazard.close",
};

// What the doer writes when the work is done.
export const workField = "work";

export const login = { account: "login", password: "password" };

export const marks = {
  main: "main#main",
  heading: "h1",
  // The form of a page, and the button that sends it; `answer` picks another button of the same form.
  form: "main form.form",
  primary: "button.is-primary[type='submit']",
  answer: (value) => `button[type='submit'][name='result'][value='${value}']`,
  submit: "button[type='submit'], button:not([type])",
  summary: ".summary",
  summaryLinks: ".summary a[href^='#']",
  badField: ".is-bad",
  steps: ".steps > li",
  timeline: ".line > li",
  rows: "table[data-rows] tbody tr",
  rowLink: "table[data-rows] tbody tr a.title",
  search: "[data-find]",
};

// The pages of imports.
export const imports = {
  act: (name) => `form[action$="/${name}"] button`,
  template: (kind) => `a[href="/imports/template?kind=${kind}"]`,
  marked: 'a[href$="/marked"]',
  figures: ".tiles .figure",
  badRows: "#bad tbody tr",
  reasons: "#bad .bad-reason",
  progress: "progress",
  grid: "[data-grid][data-ready]",
  holder: ".grid .tabulator-tableholder",
  cell: (column) => `.grid .tabulator-cell[tabulator-field="c${column}"]`,
  badCells: ".grid .tabulator-cell.is-bad",
  add: (what) => `[data-add="${what}"]`,
  checkAgain: ".card .form .foot button[type='submit']",
};

// Words that a test must look for, because they are the rule itself (U-04).
export const errorTitle = { zh: "错误：", en: "Error: " };

// Where the loop stands after each act: the index of the step that is now, in 发现 派单 整改 复查 销号.
export const stepAfter = { report: 1, assign: 2, start: 2, submit: 3, returned: 2, verify: 4, close: 4 };

// A good report, without the order that a clerk may add to it. `what` makes it findable.
export function report(what, subject) {
  return {
    subject,
    place: "2 号厂房打磨车间东侧",
    description: `${what}：除尘管道积尘超过 3 mm，共 2 处，未按规定每班清理。`,
    harm: first,
    source: first,
    grade: "ordinary",
  };
}

// Single bad fields: what is typed instead, everything else being good.
export const badReports = [
  { subject: "" },
  { subject: "没有这家单位" },
  { place: "" },
  { description: "" },
  { description: "粉尘" },
  { description: "长".repeat(5000) },
  { harm: "" },
  { found: "" },
  { found: "昨天下午" },
  { found: "2099-01-01 08:00" },
  { grade: "major", grade_reason: "" },
];

// A value that means "whatever is offered first".
export const first = Symbol("the first choice");

// A Beijing day, some days from now.
export function day(fromNow) {
  return new Date(Date.now() + fromNow * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
}
