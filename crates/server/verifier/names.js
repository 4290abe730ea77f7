/* Chinese and English names for what stands in entries: streams, kinds, roles and the common fields. What is not here is
   shown as it is written. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};

  const STREAMS = {
    hazard: ['隐患', 'hazard'], evidence: ['佐证材料', 'evidence'], obligation: ['待办事项', 'obligation'],
    document: ['文书', 'document'], listing: ['挂牌督办', 'listing'], stop_order: ['停产停业整顿', 'stop order'],
    accountability: ['追责问责线索', 'case of neglect'], check: ['检查记录', 'check'], public_report: ['群众举报', 'report of the public'],
  };

  const KINDS = {
    reported: ['登记', 'reported'], imported: ['导入', 'imported'], assigned: ['派单', 'assigned'], started: ['签收', 'taken on'],
    submitted: ['报告整改完成', 'reported rectified'], returned: ['退回', 'returned'], verified: ['复查通过', 'verified'],
    extended: ['延期', 'extended'], extension_asked: ['申请延期', 'asked for more time'],
    extension_refused: ['不同意延期', 'refused more time'], corrected: ['更正', 'corrected'], closed: ['销号', 'closed'],
    planned: ['报送治理方案', 'planned'], judged: ['判定', 'judged'], graded: ['调整等级', 'graded'],
    grade_kept: ['维持原等级', 'grade kept'], recurs: ['反复出现', 'found again'], cause_found: ['认定根本原因', 'cause found'],
    inquired: ['成因调查', 'inquired'], merged: ['合并', 'merged'], unmerged: ['撤销合并', 'merge undone'], divided: ['拆分', 'divided'],
    transferred: ['移交', 'transferred'], stored: ['上传', 'stored'], withdrawn: ['撤回', 'withdrawn'],
    overdue: ['逾期', 'overdue'], reminded: ['催办', 'reminded'], escalated: ['升级', 'escalated'],
  };

  const ROLES = {
    administrator: ['系统管理员', 'administrator'], security_officer: ['安全管理员', 'security officer'],
    auditor: ['审计管理员', 'auditor'], district_clerk: ['安委办工作人员', 'district clerk'],
    department_clerk: ['部门工作人员', 'department clerk'], township_officer: ['乡镇应急人员', 'township officer'],
    inspector: ['检查人员', 'inspector'], enterprise_user: ['企业用户', 'enterprise user'],
    duty_officer: ['值班员', 'duty officer'], leader: ['领导', 'leader'],
  };

  const WAYS = {
    page: ['网页', 'page'], api: ['接口', 'API'], import: ['导入', 'import'], rule: ['规则', 'rule'],
    command_line: ['命令行', 'command line'], sample: ['示范数据', 'sample data'],
  };

  const FIELDS = {
    title: ['名称', 'title'], description: ['情况描述', 'description'], place: ['地点', 'place'], due: ['办理期限', 'due'],
    reason: ['理由', 'reason'], note: ['备注', 'note'], work: ['整改情况', 'work'], evidence: ['佐证材料', 'evidence'],
    grade: ['等级', 'grade'], grade_reason: ['定级理由', 'reason of the grade'], year: ['年份', 'year'], number: ['编号', 'number'],
    subject: ['被查单位', 'subject'], subject_organisation: ['被查单位所属组织', 'organisation of the subject'],
    division: ['行政区划', 'division'], sector: ['行业领域', 'sector'], source: ['来源', 'source'], harms: ['可能导致的事故', 'harms'],
    found_at: ['发现时间', 'found at'], reporter_organisation: ['登记单位', 'reporting organisation'],
    owner: ['整改单位', 'owner'], checker: ['复查单位', 'checker'], organisation: ['单位', 'organisation'], person: ['人员', 'person'],
    doer_organisation: ['整改单位', 'organisation of the doer'], obligation: ['待办事项', 'obligation'], dispatch: ['派单事项', 'dispatch'],
    in_time: ['是否按期', 'in time'], sha256: ['SHA-256', 'SHA-256'], media_type: ['文件类型', 'media type'], bytes: ['字节数', 'bytes'],
    name: ['文件名', 'name'], taken_at: ['拍摄时间', 'taken at'], position: ['拍摄位置', 'position'], phase: ['阶段', 'phase'],
    about: ['所属事项', 'about'], demand: ['整改要求', 'demand'], width: ['宽', 'width'], height: ['高', 'height'],
    kind: ['类别', 'kind'], id: ['编号', 'id'],
  };

  const VALUES = {
    ordinary: ['一般隐患', 'ordinary'], major: ['重大隐患', 'major'], before: ['整改前', 'before'], after: ['整改后', 'after'],
    at_once: ['立即整改', 'at once'], by_deadline: ['限期整改', 'by deadline'],
  };

  const named = (table) => (lang, word) => Object.prototype.hasOwnProperty.call(table, word) ? table[word][lang] : null;
  const [value, field] = [named(VALUES), named(FIELDS)];

  /* Names of people and bodies as a pack tells them; they are not proven. */
  let told = {};
  const ID = /^(?:person:)?([0-9a-z]{26})$/;

  anlan.names = {
    learn: (names) => { told = anlan.entry.isObject(names) ? names : {}; },
    /* The name of an id, or of an actor `person:ID`; null for what is none or has none. */
    told: (value) => {
      const id = ID.exec(value);
      return id && Object.prototype.hasOwnProperty.call(told, id[1]) ? String(told[id[1]]) : null;
    },
    stream: named(STREAMS), kind: named(KINDS), role: named(ROLES), way: named(WAYS), field,
    /* Only these fields hold words of ours; elsewhere the same letters are somebody's text. */
    value: (lang, name, word) => ['grade', 'phase', 'demand'].includes(name) ? value(lang, word) : null,
  };
})();
