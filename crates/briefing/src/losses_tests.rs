//! Tables of losses say what the pages of the disasters say; rows add up; what nobody reported is no zero; a township counts its
//! own; printed again as of its moment it is the same bytes.

use disaster::event::{self, DisasterId};
use disaster::measure::Measure;
use disaster::place::Place;
use disaster::{losses, sheet};
use kernel::{Act, Ctx, Division, Lang, PolicyRow, Reach, Role, Span};
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::issue::{Issue, issue, query};
use crate::{Cell, Content, Form, Forms, Line, OfLoss, Over, Period, Table, table};

const SEEN: &[(Role, Reach)] = &[(Role::Leader, Reach::District), (Role::TownshipOfficer, Reach::Division)];
const POLICY: &[PolicyRow] = &[
    PolicyRow { act: Act("disaster.view"), grants: SEEN, by_sector: &[] },
    PolicyRow { act: Act("table.view"), grants: SEEN, by_sector: &[] },
];

struct Story {
    t: TestDb,
    f: Fixture,
    flood: DisasterId,
    hail: DisasterId,
    drought: DisasterId,
}

fn concepts() -> &'static [&'static ledger::Concept] {
    let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(disaster::CONCEPTS).chain(crate::CONCEPTS);
    all.copied().collect::<Vec<_>>().leak()
}

fn registered(t: &TestDb, kind: &str, from: &str, places: &[Division]) -> DisasterId {
    let cmd = event::Register {
        kind: kind.into(),
        title: "某次灾害".into(),
        from: from.into(),
        places: places.iter().map(ToString::to_string).collect(),
        ..event::Register::default()
    };
    t.db.write_blocking("disaster", &t.rule(), move |tx, ctx| event::register(tx, ctx, &cmd)).unwrap()
}

/// `affected=120 deaths=0`; nothing: a zero report.
fn send(t: &TestDb, id: DisasterId, place: Division, figures: &str) {
    let pair = |part: &str| part.split_once('=').map(|(name, n)| (name.to_owned(), n.to_owned())).unwrap();
    let cmd = sheet::Send {
        zero: figures.is_empty(),
        figures: figures.split_whitespace().map(pair).collect(),
        reason: "核实后更正".into(),
        ..sheet::Send::default()
    };
    let place = Place::of(place);
    t.db.write_blocking("sheet", &t.rule(), move |tx, ctx| sheet::send(tx, ctx, id, &place, &cmd)).unwrap();
}

/// This year a flood that one of two townships reported, hail of which there is nothing, a drought that nobody reported and
/// one that was dismissed; a flood the year before.
fn story() -> Story {
    let t = ledger::testing::db(concepts());
    let f = registry::testing::district(&t);
    obligation::testing::seed(&t);
    t.clock.set(kernel::Instant::read("2026-11-29 08:00").unwrap());
    let [east, west] = f.township_divisions;
    let before = registered(&t, "flood", "2025-06-20 05:00", &[east]);
    send(&t, before, east, "affected=50 person_times=50 deaths=2 missing=0 loss_10k_yuan=80");
    let flood = registered(&t, "flood", "2026-06-18 03:20", &[east, west]);
    send(
        &t,
        flood,
        east,
        "affected=100 person_times=130 deaths=1 missing=1 crops_affected_ha=10.5 loss_10k_yuan=20.25",
    );
    let hail = registered(&t, "wind_and_hail", "2026-07-02 16:00", &[east]);
    send(&t, hail, east, "");
    let drought = registered(&t, "drought", "2026-08-01 00:00", &[west]);
    let double = registered(&t, "flood", "2026-06-18 04:00", &[east]);
    send(&t, double, east, "affected=100 deaths=9");
    t.db.write_blocking("dismissed", &t.rule(), move |tx, ctx| event::dismiss(tx, ctx, double, "重复登记")).unwrap();
    Story { t, f, flood, hail, drought }
}

impl Story {
    fn ctx(&self, role: Role) -> Ctx {
        self.f.ctx(&self.t, role, POLICY, "table.view")
    }

    fn filled(&self, role: Role, form: &Form, period: &str) -> Table {
        let (ctx, period) = (self.ctx(role), Period::read(period).unwrap());
        self.t.db.read_blocking(|r| table(r, &ctx, form, period)).unwrap()
    }
}

fn form(name: &str) -> Form {
    Forms::read([]).unwrap().of(name, "2026-12-31".parse().unwrap()).unwrap().clone()
}

/// What a cell says: `12.5`, `未报`.
fn said(cell: &Cell) -> String {
    cell.number.map_or_else(|| cell.text.clone().unwrap_or_default(), |n| n.to_string())
}

/// The cells under the columns that ask for this, of one row.
fn of<'t>(form: &Form, line: &'t Line, indicator: &str) -> Vec<&'t Cell> {
    let Content::Disasters(content) = &form.content else { panic!("no form of losses") };
    let named = |it: OfLoss| match it {
        OfLoss::About(it) => it.word(),
        OfLoss::Measure(it) => it.name(),
    };
    content.columns.iter().zip(&line.cells).filter(|(it, _)| named(it.indicator) == indicator).map(|it| it.1).collect()
}

fn first(form: &Form, line: &Line, indicator: &str) -> String {
    of(form, line, indicator).first().map(|it| said(it)).unwrap()
}

fn row<'t>(table: &'t Table, label: &str) -> &'t Line {
    table.rows.iter().find(|it| it.label == label).unwrap_or_else(|| panic!("no row {label}: {:?}", table.rows))
}

#[test]
fn a_ledger_says_what_the_pages_of_the_disasters_say() {
    let s = story();
    let form = form("disaster_ledger");
    let filled = s.filled(Role::Leader, &form, "2026");
    let ids = [s.flood, s.hail, s.drought];
    let ctx = s.f.ctx(&s.t, Role::Leader, POLICY, "disaster.view");
    let figures = s.t.db.read_blocking(|r| losses(r, &ctx, &ids)).unwrap();
    assert_eq!(filled.rows.len(), ids.len(), "the one that was dismissed is not counted");
    let Content::Disasters(content) = &form.content else { panic!() };
    for (id, line) in ids.iter().zip(&filled.rows) {
        for (column, cell) in content.columns.iter().zip(&line.cells) {
            let OfLoss::Measure(measure) = column.indicator else { continue };
            let page = figures[id].get(measure).map(|it| it.to_f64());
            assert_eq!(cell.number, page, "{id} {measure:?}");
            assert_eq!(cell.list.as_deref(), Some(format!("/loss-sheets?disaster={id}").as_str()));
        }
    }
    let [flood, hail, drought] = &filled.rows[..] else { panic!() };
    assert_eq!([flood, hail, drought].map(|it| first(&form, it, "kind")), ["洪涝灾害", "风雹灾害", "干旱灾害"]);
    assert_eq!([flood, hail, drought].map(|it| first(&form, it, "deaths")), ["1", "0", "未报"]);
    assert_eq!([flood, hail, drought].map(|it| first(&form, it, "places_silent")), ["1", "0", "1"]);
    let partial = |it| of(&form, it, "deaths")[0].partial;
    assert_eq!([flood, hail, drought].map(partial), [Some(1), None, Some(1)]);
    // Nobody spoke of it, though nobody is silent: no zero either.
    assert_eq!(first(&form, flood, "relocated"), "未报");
    let sum = filled.sum.as_ref().unwrap();
    assert_eq!(
        ["affected", "person_times", "deaths", "loss_10k_yuan", "kind"].map(|it| first(&form, sum, it)),
        ["—", "130", "1", "20.25", "—"]
    );
    assert_eq!(of(&form, sum, "deaths")[0].partial, Some(2));
    // The hail's nought is not that of the flood and the drought.
    assert_eq!(first(&form, hail, "relocated"), "0");
    assert_eq!(first(&form, sum, "relocated"), "未报");
    assert!(filled.notes.iter().any(|it| it.contains(&format!("{}（1 个单位）", drought.label))), "{:?}", filled.notes);
    assert!(!filled.form().csv().unwrap().windows("某次灾害".len()).any(|it| it == "某次灾害".as_bytes()));
}

#[test]
fn kinds_and_townships_add_up_to_the_same() {
    let s = story();
    let kinds = form("losses_by_kind");
    let by_kind = s.filled(Role::Leader, &kinds, "2026");
    let said_of = |label: &str, name: &str| {
        of(&kinds, row(&by_kind, label), name).iter().map(|it| said(it)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(said_of("洪涝灾害", "disasters"), "1 1 持平");
    assert_eq!(said_of("洪涝灾害", "deaths"), "1 2");
    assert_eq!(said_of("洪涝灾害", "loss_10k_yuan"), "20.25 80 无法比较");
    assert_eq!(said_of("风雹灾害", "deaths"), "0 0");
    assert_eq!(said_of("干旱灾害", "deaths"), "未报 0");
    assert_eq!(said_of("干旱灾害", "loss_10k_yuan"), "未报 0 —");
    let list = of(&kinds, row(&by_kind, "洪涝灾害"), "deaths")[0].list.as_deref();
    assert_eq!(list, Some("/disasters?from=2026-01-01&to=2026-12-31&only=counted&kind=flood"));

    let townships = form("losses_by_township");
    let by_township = s.filled(Role::Leader, &townships, "2026");
    let [east, west] = s.f.township_divisions;
    let names = s.t.db.read_blocking(|r| registry::query::division_names(r, &s.t.rule(), &[east, west])).unwrap();
    assert_eq!(first(&townships, row(&by_township, &names[&east]), "deaths"), "1");
    assert_eq!(first(&townships, row(&by_township, &names[&west]), "deaths"), "未报");
    assert_eq!(first(&townships, row(&by_township, &names[&west]), "places_silent"), "2");
    assert_eq!(first(&townships, by_township.sum.as_ref().unwrap(), "disasters"), "—", "one of them lies in both");

    let month = Form::read("m.toml", &MONTHS.replace("MEASURE", "person_times")).unwrap();
    let by_month = s.filled(Role::Leader, &month, "2026");
    assert_eq!(by_month.rows.len(), 12);
    assert_eq!(first(&month, row(&by_month, "2026年6月"), "person_times"), "130");
    assert_eq!(first(&month, row(&by_month, "2026年1月"), "person_times"), "0");

    for (form, filled) in [(&kinds, &by_kind), (&townships, &by_township), (&month, &by_month)] {
        let sum = filled.sum.as_ref().unwrap();
        for (n, cell) in sum.cells.iter().enumerate().filter(|(_, it)| it.number.is_some()) {
            let parts: f64 = filled.rows.iter().filter_map(|it| it.cells[n].number).sum();
            assert_eq!(cell.number, Some(parts), "{} {:?}", form.name, filled.heads[n + 1]);
        }
        assert_eq!(first(form, sum, "person_times"), "130", "{}", form.name);
    }
}

const MONTHS: &str = r#"
name = "months"
title = "各月灾情"
from = "2026-01-01"
source = "望减委〔2026〕1 号"
over = "disasters"
by = "month"
stub = ["月份"]
sum = "合计"
[[column]]
head = ["受灾"]
indicator = "MEASURE"
basis = "period"
"#;

#[test]
fn what_can_not_be_counted_is_refused_with_its_place() {
    for (from, to, fault) in [
        ("MEASURE", "people", "column 1: there is no such indicator"),
        ("MEASURE", "affected", "column 1: this is not added across disasters: people are person_times then"),
        ("MEASURE", "began", "column 1: this is said of one disaster only"),
        ("\"month\"", "\"sector\"", "by: there are no such rows"),
        ("[[column]]", "[[row]]\nlabel = \"甲\"\n[[column]]", "row: losses have rows by a dimension"),
    ] {
        let text = MONTHS.replacen(from, to, 1).replace("MEASURE", "deaths");
        let said = Form::read("m.toml", &text).unwrap_err().to_string();
        assert!(said.contains(fault), "{said} does not say {fault}");
    }
    let one = MONTHS.replace("MEASURE", "deaths").replace("\"month\"", "\"disaster\"");
    Form::read("m.toml", &one).unwrap();
    let before = one.replace("\"period\"", "\"year_before\"");
    assert!(Form::read("m.toml", &before).unwrap_err().to_string().contains("a disaster has no year before"));
}

#[test]
fn a_township_counts_its_own_and_the_rest_is_not_there() {
    let s = story();
    let form = form("losses_by_kind");
    let whole = s.filled(Role::Leader, &form, "2026");
    let own = s.filled(Role::TownshipOfficer, &form, "2026");
    let ctx = s.f.ctx(&s.t, Role::TownshipOfficer, POLICY, "disaster.view");
    let seen = s.t.db.read_blocking(|r| event::query::list(r, &ctx, &event::query::Filter::default(), 0, 100)).unwrap();
    assert!(!seen.iter().any(|it| it.id == s.drought), "the drought is the neighbour's");
    assert_eq!(whole.rows.len(), 3);
    assert_eq!(own.rows.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(), ["洪涝灾害", "风雹灾害"]);
    assert_eq!(of(&form, row(&own, "洪涝灾害"), "deaths")[0].partial, None, "its own sheet is there");
}

#[test]
fn an_issued_table_stays_and_what_changed_is_said() {
    let s = story();
    let form = form("losses_by_kind");
    let period = Period::read("2026-01/2026-10").unwrap();
    let cmd = Issue { from: "2026-01-01".into(), to: "2026-10-31".into(), ..Issue::default() };
    let wanted = form.clone();
    let id = s.t.db.write_blocking("issue", &s.t.rule(), move |tx, ctx| issue(tx, ctx, &wanted, &cmd)).unwrap();
    let read = |ctx: &Ctx| s.t.db.read_blocking(|r| table(r, ctx, &form, period)).unwrap();
    let (listed, issued) = s.t.db.read_blocking(|r| query::one(r, &s.t.rule(), id)).unwrap();
    assert_eq!((issued.table.over, issued.hash.clone()), (Over::Disasters, issued.table.hash().unwrap()));

    s.t.clock.advance(Span::days(1));
    let [east, west] = s.f.township_divisions;
    send(&s.t, s.flood, west, "affected=10 person_times=10 deaths=0 missing=0");
    s.t.clock.advance(Span::minutes(1));
    send(
        &s.t,
        s.flood,
        east,
        "affected=100 person_times=130 deaths=2 missing=0 crops_affected_ha=10.5 loss_10k_yuan=20.25",
    );
    let rule = s.t.rule();
    let now = read(&rule);
    assert_eq!(first(&form, row(&now, "洪涝灾害"), "deaths"), "2");
    assert_eq!(first(&form, row(&issued.table, "洪涝灾害"), "deaths"), "1", "what was issued stays");

    let moments = (listed.as_of, rule.now);
    let days = [(period.from, period.to)];
    let (recorded, cut) =
        s.t.db.read_blocking(|r| disaster::across::changes(r, &rule, Lang::Zh, &days, moments)).unwrap();
    let told: Vec<_> = recorded.iter().map(|it| (it.place.as_ref().map(|it| it.division), it.what.as_str())).collect();
    assert_eq!((told, cut), (vec![(Some(west), "第 1 次，初报"), (Some(east), "第 2 次，续报")], false));
    assert_eq!(recorded[1].reason.as_ref().and_then(|it| it.as_str()), Some("核实后更正"));

    let config = ledger::Config::new(s.t.clock.clone(), concepts());
    let known = s.t.db.as_known(listed.as_of, &s.t.folder().join("as-known.db"), &[], config).unwrap();
    let then = Ctx { now: listed.as_of, ..rule };
    let again = known.read_blocking(|r| table(r, &then, &form, period)).unwrap();
    assert_eq!(again.form().xlsx().unwrap(), issued.table.form().xlsx().unwrap());
    assert_eq!(again.hash().unwrap(), issued.hash);
    assert!(Measure::named("deaths").is_some_and(Measure::adds_across));
}
