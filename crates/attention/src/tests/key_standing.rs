//! Key-attention lists where the record or the register is another than one would wish: sums with unknowns, too many entries, one's
//! own organisation, bodies that are no more, and what others may read of them.

use kernel::{Ctx, Day, Error, Instant, OrganisationId, Role, Span};
use ledger::Reader;
use registry::measure::{Ask, Figure, Having, Value, ValueOf, Values};

use super::Story;
use super::key::{computed, draft, drawn, entries, hire, in_force, mine, object, one, remove, rows, sign, tell, words};
use crate::key::entry::{self, AttentionEntry, ReportTreatment};
use crate::key::list::{self, AttentionListId, DiscardList, Drawn};
use crate::key::{Kind, Subject, compute, criteria};

fn no_figure(_: &Reader<'_>, _: &Ctx, _: &Ask) -> Result<Figure, Error> {
    Ok(Figure { value: Value::AtLeast { n: 3 }, evidence: Vec::new() })
}

fn nobody(_: &Reader<'_>, _: &Ctx, _: (Day, Day)) -> Result<Vec<(OrganisationId, Option<i64>)>, Error> {
    Ok(Vec::new())
}

const EVERY: &[(&str, ValueOf)] = &[("major_hazards_open", no_figure)];
const NONE: &[(&str, Having)] = &[("major_hazards_open", nobody)];

/// Units are asked only where the measure says more than nothing of them; bodies of the state always.
#[test]
fn enterprises_of_which_nothing_is_on_record_are_not_asked() {
    let s = Story::begin("2026-09-28 09:00");
    let id = in_force(&s);
    let kinds = |values: Values| -> Vec<Kind> {
        let found = s.t.db.read_blocking(|r| {
            let asks = criteria::query::criteria(r, &s.t.rule(), id)?;
            compute(r, &s.t.rule(), &values, &asks, s.t.rule().now)
        });
        let mut kinds: Vec<Kind> = found.unwrap().into_iter().map(|it| it.subject.sort).collect();
        kinds.dedup();
        kinds
    };
    let all = vec![Kind::Township, Kind::Sector, Kind::Unit];
    assert_eq!(kinds(Values(EVERY, &[])), all, "at least three are known of");
    assert_eq!(kinds(Values(EVERY, NONE)), vec![Kind::Township, Kind::Sector]);
}

#[test]
fn a_list_that_is_too_long_is_refused() {
    let s = Story::begin("2026-09-28 09:00");
    let mut it = drawn(&s, in_force(&s));
    let row = it.entries[0].clone();
    it.entries = (1..=1_001).map(|no| crate::key::Entry { no, ..row.clone() }).collect();
    let cmd = list::DrawList { title: "第三季度重点关注名单".into(), moment: String::new() };
    let made = s.act(Role::DistrictClerk, move |tx, ctx| list::draft(tx, ctx, &cmd, &it));
    assert_eq!(words(made.unwrap_err()), "more than 1,000 would be on this list: narrow the criteria");
}

#[test]
fn whoever_acts_for_somebody_on_a_list_neither_signs_nor_gives_it_up() {
    let s = Story::begin("2026-09-28 09:00");
    let id = draft(&s, &drawn(&s, in_force(&s)));
    tell(&s, id);
    s.go_to_at(one(&s, id).until.unwrap() + Span::minutes(1));
    let refused = "you may not sign or give up a list on which an organisation stands that you act for";
    assert_eq!(words(sign(&s, Role::TownshipOfficer, id).unwrap_err()), refused);
    let cmd = DiscardList { reason: "口径有误".into() };
    let given_up = s.act(Role::TownshipOfficer, move |tx, ctx| list::discard(tx, ctx, id, &cmd));
    assert_eq!(words(given_up.unwrap_err()), refused);
    sign(&s, Role::Leader, id).unwrap();
}

/// Titles, sources and reasons of what is owed are read by all who may list it.
#[test]
fn what_is_owed_names_neither_who_is_on_a_list_nor_what_was_said() {
    let s = Story::begin("2026-09-28 09:00");
    let id = draft(&s, &drawn(&s, in_force(&s)));
    tell(&s, id);
    object(&s, id, 1).unwrap();
    let answering = rows(&s, id)[0].objection.clone().unwrap().obligation;
    let title = |of| {
        let it = s.t.db.read_blocking(|r| obligation::query::get(r, &s.t.rule(), of)).unwrap();
        it.title.as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(title(answering), "第三季度重点关注名单：答复异议");
    let other = draft(&s, &drawn(&s, one(&s, id).criteria));
    tell(&s, other);
    s.go_to_at(one(&s, other).until.unwrap() + Span::minutes(1));
    sign(&s, Role::Leader, other).unwrap();
    assert_eq!(title(mine(&s, other, 1).obligation), "落实重点关注措施（名单2026-01）");
}

fn dissolve(s: &Story, id: OrganisationId, successor: Option<OrganisationId>) {
    let cmd = registry::organisation::Dissolve { on: s.now().day(), successor };
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| registry::organisation::dissolve(tx, ctx, id, &cmd);
    s.t.db.write_blocking("dissolve", &s.t.rule(), run).unwrap();
}

/// An enterprise alone on a list, for which this body answers.
fn unit_of(s: &Story, owner: OrganisationId) -> Drawn {
    let mut it = drawn(s, in_force(s));
    it.entries.truncate(1);
    it.entries[0].subject = Subject { sort: Kind::Unit, organisation: s.people.enterprises[1], sector: None };
    it.entries[0].owner = owner;
    it
}

fn signed(s: &Story, id: AttentionListId, told: Instant) {
    s.go_to_at(told + Span::minutes(1));
    sign(s, Role::Leader, id).unwrap();
}

#[test]
fn with_the_signing_a_successor_answers_and_nothing_is_owed_of_who_is_no_more() {
    let s = Story::begin("2026-09-28 09:00");
    let units = draft(&s, &unit_of(&s, s.people.townships[1]));
    let criteria = one(&s, units).criteria;
    let all = draft(&s, &drawn(&s, criteria));
    tell(&s, units);
    tell(&s, all);
    let until = one(&s, all).until.unwrap();
    dissolve(&s, s.people.townships[1], Some(s.people.departments[1]));
    dissolve(&s, s.people.townships[0], None);
    signed(&s, units, until);
    assert_eq!(mine(&s, units, 1).owner, s.people.departments[1]);
    signed(&s, all, until);
    let told: Vec<u32> = entries(&s, all).iter().map(|it| it.no).collect();
    assert_eq!(told, vec![2, 3, 4], "the township is no more");
    let history = s.t.db.read_blocking(|r| list::query::history(r, &s.t.rule(), all)).unwrap();
    let Some(list::Fact::Signed { dissolved, listed, .. }) = history.last().map(|it| &it.fact) else {
        panic!("signed")
    };
    assert_eq!((dissolved.as_slice(), listed.as_slice()), ([1].as_slice(), [s.people.departments[0]].as_slice()));
    s.t.assert_replay_agrees();
}

#[test]
fn what_the_safety_office_owes_itself_is_removed_by_whoever_did_not_report_it() {
    let s = Story::begin("2026-09-28 09:00");
    let id = draft(&s, &unit_of(&s, s.people.office));
    tell(&s, id);
    signed(&s, id, one(&s, id).until.unwrap());
    let it: AttentionEntry = mine(&s, id, 1);
    let cmd = ReportTreatment { visited: "1".into(), found: "0".into(), text: "现场督导".into() };
    let of = it.id;
    s.act(Role::DistrictClerk, move |tx, ctx| entry::report(tx, ctx, of, &cmd)).unwrap();
    let own = "you may not remove an entry that you reported on yourself";
    assert_eq!(words(remove(&s, Role::DistrictClerk, &it).unwrap_err()), own);
    remove(&s, Role::Leader, &it).unwrap();
    assert_eq!(s.status(it.obligation), obligation::Status::Waived);
    s.t.assert_replay_agrees();
}

/// Who was removed meanwhile stays on no list: listed again, it is new.
#[test]
fn who_was_removed_from_the_list_before_is_new_on_the_next() {
    let s = Story::begin("2026-09-28 09:00");
    let id = draft(&s, &drawn(&s, in_force(&s)));
    tell(&s, id);
    signed(&s, id, one(&s, id).until.unwrap());
    remove(&s, Role::DistrictClerk, &mine(&s, id, 1)).unwrap();
    hire(&s, s.people.townships[1]).unwrap();
    s.wait(Span::minutes(1));
    let at = s.now();
    let criteria = one(&s, id).criteria;
    let all = s.t.db.read_blocking(|r| Ok(computed(r, &s.t.rule(), criteria, at))).unwrap();
    let next = draft(&s, &Drawn { moment: at, criteria, entries: all });
    let changes =
        s.t.db.read_blocking(|r| list::query::changes(r, &s.t.rule(), &one(&s, next), &rows(&s, next))).unwrap();
    let new: Vec<OrganisationId> = changes.new.iter().map(|it| it.organisation).collect();
    assert_eq!((new, changes.gone.len()), (s.people.townships.to_vec(), 0));
}
