//! Key-attention lists: when a criterion holds, what an edition may say, and a list from its drawing to the removal of an entry.

use kernel::{Ctx, Day, Error, Instant, Role, Span};
use ledger::Reader;
use registry::measure::{Ask, Figure, Value, Values};
use registry::query::{Paging, PeopleFilter};

use super::Story;
use crate::key::criteria::{self, AttentionCriteriaId, Criterion, DraftCriteria, PutInForce, SetCriterion};
use crate::key::entry::{self, AttentionEntry, LookAtTreatment, RemoveEntry, ReportTreatment};
use crate::key::list::{
    self, AnswerObjection, AttentionList, AttentionListId, DrawList, Drawn, Listed, ObjectToEntry, SignList,
};
use crate::key::{Comparison, Entry, Kind, Treatment, compute, differences, window as window_of};

/// How many people an organisation has, as of now.
fn people(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let filter = PeopleFilter { organisation: Some(ask.organisation), ..PeopleFilter::default() };
    let n = registry::query::people(r, ctx, &filter, &Paging::default())?.total.counted;
    Ok(Figure { value: Value::Count { n }, evidence: vec![format!("/people?organisation={}", ask.organisation)] })
}

/// The days that were asked about, as a share of a year.
fn days(_: &Reader<'_>, _: &Ctx, ask: &Ask) -> Result<Figure, Error> {
    let value = Value::share(ask.first.days_until(ask.last) + 1, 365);
    Ok(Figure { value, evidence: Vec::new() })
}

pub(super) const VALUES: Values = Values(&[("major_hazards_open", people), ("hazards_closed_in_time", days)], &[]);

pub(super) fn words(error: Error) -> String {
    error.to_string()
}

#[test]
fn a_criterion_holds_by_its_comparison_and_what_is_not_on_record_holds_for_nothing() {
    let share = |part, whole| Value::share(part, whole);
    //  value                  threshold  at least, above, at most, below
    let rows = [
        (Value::Count { n: 2 }, 300, [false, false, true, true]),
        (Value::Count { n: 3 }, 300, [true, false, true, false]),
        (Value::Count { n: 4 }, 300, [true, true, false, false]),
        (share(4, 5), 8_000, [true, false, true, false]),
        (share(399_999, 500_000), 8_000, [false, false, true, true]),
        (share(2, 3), 6_666, [true, true, false, false]),
        (share(0, 0), 8_000, [false; 4]),
        (Value::NotOnRecord, 0, [false; 4]),
        (Value::AtLeast { n: 3 }, 300, [true, false, false, false]),
        (Value::AtLeast { n: 4 }, 300, [true, true, false, false]),
        (Value::AtLeast { n: 2 }, 300, [false; 4]),
    ];
    for (value, threshold, expected) in rows {
        let found = [Comparison::AtLeast, Comparison::Above, Comparison::AtMost, Comparison::Below]
            .map(|it| it.holds(value, threshold));
        assert_eq!(found, expected, "{value:?} {threshold}");
    }
}

#[test]
fn a_window_ends_with_the_day_of_the_moment_and_a_short_month_has_its_last_day() {
    let window = |at: &str, months| {
        let criterion = Criterion {
            no: 1,
            sort: Kind::Unit,
            measure: "incidents".into(),
            months,
            comparison: Comparison::AtLeast,
            threshold: 100,
            treatment: Treatment::Control,
        };
        let (first, last) = window_of(&criterion, Instant::read(at).unwrap());
        format!("{first} {last}")
    };
    assert_eq!(window("2026-09-30 00:00", Some(12)), "2025-10-01 2026-09-30");
    assert_eq!(window("2026-09-30 23:59", Some(12)), "2025-10-01 2026-09-30");
    assert_eq!(window("2026-03-31 09:00", Some(1)), "2026-03-01 2026-03-31");
    assert_eq!(window("2028-03-30 09:00", Some(1)), "2028-03-01 2028-03-30");
    assert_eq!(window("2028-02-29 09:00", Some(12)), "2027-03-01 2028-02-29");
    assert_eq!(window("2026-01-10 09:00", Some(3)), "2025-10-11 2026-01-10");
    assert_eq!(window("2026-01-10 09:00", None), "2026-01-10 2026-01-10");
}

fn typed(sort: &str, measure: &str) -> SetCriterion {
    let standing = registry::measure::Measure::find(measure).is_some_and(|it| it.standing);
    SetCriterion {
        sort: sort.into(),
        measure: measure.into(),
        months: if standing { String::new() } else { "12".into() },
        comparison: "at_least".into(),
        threshold: "1".into(),
        treatment: "guidance".into(),
    }
}

#[test]
fn a_criterion_says_what_it_can_mean() {
    let s = Story::begin("2026-09-28 09:00");
    let id = edition(&s);
    let check = |change: fn(&mut SetCriterion), outcome: &str| {
        let mut cmd = typed("unit", "hazards_late");
        change(&mut cmd);
        let made = s.act(Role::DistrictClerk, move |tx, ctx| criteria::set_criterion(tx, ctx, id, 0, &cmd));
        match outcome {
            "" => assert!(made.is_ok(), "{made:?}"),
            problem => assert_eq!(words(made.unwrap_err()), problem),
        }
    };
    check(|_| {}, "");
    check(|it| it.sort = "village".into(), "sort: choose one of the list");
    check(|it| it.measure = "smiles".into(), "measure: choose one of the list");
    check(|it| it.months = "12".into(), "months: this measure is of the moment and has no window");
    check(|it| it.sort = "sector".into(), "");
    check(
        |it| (it.sort, it.measure) = ("sector".into(), "duties_overdue".into()),
        "measure: this measure is not counted by sector",
    );
    check(|it| (it.measure, it.months) = ("incidents".into(), String::new()), "months: fill in this field");
    check(|it| (it.measure, it.months) = ("incidents".into(), "61".into()), "months: write a whole number");
    check(|it| (it.measure, it.months) = ("incidents".into(), "60".into()), "");
    check(|it| it.threshold = "-1".into(), "threshold: a number of at most two decimal places");
    check(|it| it.threshold = "2.5".into(), "");
    check(
        |it| (it.measure, it.months, it.threshold) = ("hazards_closed_in_time".into(), "6".into(), "100.01".into()),
        "threshold: a share is at most 100 per cent",
    );
    check(|it| it.comparison = "equals".into(), "comparison: choose one of the list");
    check(|it| it.treatment = "scolding".into(), "treatment: choose one of the list");
}

/// A draft with the criteria that come with the program.
fn edition(s: &Story) -> AttentionCriteriaId {
    let cmd = DraftCriteria { title: "列入标准".into(), reason: "县安委会会议要求".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| criteria::draft(tx, ctx, &cmd)).unwrap()
}

fn of_edition(s: &Story, id: AttentionCriteriaId) -> Vec<Criterion> {
    s.t.db.read_blocking(|r| criteria::query::criteria(r, &s.t.rule(), id)).unwrap()
}

fn force(s: &Story, role: Role, id: AttentionCriteriaId, from: &str) -> Result<(), Error> {
    let version = s.t.db.read_blocking(|r| criteria::query::one(r, &s.t.rule(), id)).unwrap().version.to_string();
    let cmd = PutInForce { version, from: from.into() };
    s.act(role, move |tx, ctx| criteria::put_in_force(tx, ctx, id, &cmd))
}

#[test]
fn an_edition_is_put_in_force_by_somebody_else_from_a_day_on() {
    let s = Story::begin("2026-09-28 09:00");
    let id = edition(&s);
    let shipped = of_edition(&s, id);
    assert_eq!(shipped.len(), 13, "those of the file");
    assert!(Kind::ALL.iter().all(|sort| shipped.iter().any(|it| it.sort == *sort)));
    assert_eq!(
        words(force(&s, Role::DistrictClerk, id, "2026-10-01").unwrap_err()),
        "you may not put in force the criteria you drafted yourself"
    );
    assert_eq!(words(force(&s, Role::Leader, id, "2026-09-27").unwrap_err()), "from: this day is too early");
    force(&s, Role::Leader, id, "2026-10-01").unwrap();
    let drop = |no| s.act(Role::DistrictClerk, move |tx, ctx| criteria::drop_criterion(tx, ctx, id, no));
    assert_eq!(words(drop(1).unwrap_err()), "what is in force is not changed: draft another edition");
    let on = |day: &str| {
        let day: Day = day.parse().unwrap();
        s.t.db.read_blocking(|r| criteria::query::in_force(r, &s.t.rule(), day)).unwrap().map(|it| it.id)
    };
    assert_eq!((on("2026-09-30"), on("2026-10-01")), (None, Some(id)));
    // The next begins with the last, and takes its place on its day.
    s.go_to("2026-10-02 09:00");
    let next = edition(&s);
    s.act(Role::DistrictClerk, move |tx, ctx| criteria::drop_criterion(tx, ctx, next, 13)).unwrap();
    force(&s, Role::Leader, next, "2026-11-01").unwrap();
    assert_eq!((of_edition(&s, next).len(), on("2026-10-31"), on("2026-11-01")), (12, Some(id), Some(next)));
    s.t.assert_replay_agrees();
}

/// Townships with one person, sectors of departments with two, units with three.
pub(super) fn in_force(s: &Story) -> AttentionCriteriaId {
    let id = edition(s);
    for it in of_edition(s, id) {
        s.act(Role::DistrictClerk, move |tx, ctx| criteria::drop_criterion(tx, ctx, id, it.no)).unwrap();
    }
    for (sort, threshold, treatment) in
        [("township", "1", "guidance"), ("sector", "2", "inspection"), ("unit", "3", "control")]
    {
        let cmd = SetCriterion {
            threshold: threshold.into(),
            treatment: treatment.into(),
            ..typed(sort, "major_hazards_open")
        };
        s.act(Role::DistrictClerk, move |tx, ctx| criteria::set_criterion(tx, ctx, id, 0, &cmd)).unwrap();
    }
    force(s, Role::Leader, id, &s.now().day().to_string()).unwrap();
    s.wait(Span::minutes(1));
    id
}

pub(super) fn computed(r: &Reader<'_>, ctx: &Ctx, id: AttentionCriteriaId, at: Instant) -> Vec<Entry> {
    let asks = criteria::query::criteria(r, ctx, id).unwrap();
    compute(r, ctx, &VALUES, &asks, at).unwrap()
}

pub(super) fn drawn(s: &Story, id: AttentionCriteriaId) -> Drawn {
    let at = s.now();
    let entries = s.t.db.read_blocking(|r| Ok(computed(r, &s.t.rule(), id, at))).unwrap();
    s.wait(Span::minutes(1));
    Drawn { moment: at, criteria: id, entries }
}

pub(super) fn draft(s: &Story, drawn: &Drawn) -> AttentionListId {
    let (cmd, drawn) = (DrawList { title: "第三季度重点关注名单".into(), moment: String::new() }, drawn.clone());
    s.act(Role::DistrictClerk, move |tx, ctx| list::draft(tx, ctx, &cmd, &drawn)).unwrap()
}

pub(super) fn tell(s: &Story, id: AttentionListId) {
    s.act(Role::DistrictClerk, move |tx, ctx| list::tell(tx, ctx, id)).unwrap();
}

pub(super) fn one(s: &Story, id: AttentionListId) -> AttentionList {
    s.t.db.read_blocking(|r| list::query::one(r, &s.t.rule(), id)).unwrap()
}

pub(super) fn rows(s: &Story, id: AttentionListId) -> Vec<Listed> {
    s.t.db.read_blocking(|r| list::query::rows(r, &s.t.rule(), id)).unwrap()
}

pub(super) fn object(s: &Story, id: AttentionListId, no: u32) -> Result<(), Error> {
    let cmd = ObjectToEntry { reason: "其中一人已调离".into() };
    s.act(Role::TownshipOfficer, move |tx, ctx| list::object(tx, ctx, id, no, &cmd))
}

fn answer(s: &Story, id: AttentionListId, no: u32, result: &str) -> Result<(), Error> {
    let cmd = AnswerObjection { result: result.into(), reason: "经核查".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| list::answer(tx, ctx, id, no, &cmd))
}

pub(super) fn sign(s: &Story, role: Role, id: AttentionListId) -> Result<(), Error> {
    let cmd = SignList { version: one(s, id).version.to_string() };
    s.act(role, move |tx, ctx| list::sign(tx, ctx, id, &cmd))
}

pub(super) fn entries(s: &Story, id: AttentionListId) -> Vec<AttentionEntry> {
    s.t.db.read_blocking(|r| entry::query::of_list(r, &s.t.rule(), id)).unwrap()
}

#[test]
fn a_list_names_in_the_order_of_the_register_with_every_reason() {
    let s = Story::begin("2026-09-28 09:00");
    let it = drawn(&s, in_force(&s));
    let sorts: Vec<Kind> = it.entries.iter().map(|it| it.subject.sort).collect();
    assert_eq!(sorts, vec![Kind::Township, Kind::Sector, Kind::Sector, Kind::Sector]);
    assert_eq!(it.entries[0].subject.organisation, s.people.townships[0]);
    assert_eq!(it.entries.iter().map(|it| it.no).collect::<Vec<_>>(), vec![1, 2, 3, 4]);
    assert!(it.entries[1..].iter().all(|it| it.owner == s.people.departments[0]));
    assert_eq!(
        (it.entries[0].reasons[0].value, it.entries[0].treatments()),
        (Value::Count { n: 1 }, vec![Treatment::Guidance])
    );
    // A third person of a unit: its supervising department answers for it.
    let unit = s.people.enterprises[0];
    hire(&s, unit).unwrap();
    let more = drawn(&s, it.criteria);
    let last = more.entries.last().unwrap();
    assert_eq!((last.subject.sort, last.subject.organisation, last.owner), (Kind::Unit, unit, s.people.departments[0]));
    let different = differences(&it.entries, &more.entries);
    assert_eq!(different.len(), 1);
    assert_eq!((different[0].subject, different[0].before.is_none()), (last.subject, true));
}

pub(super) fn hire(s: &Story, organisation: kernel::OrganisationId) -> Result<(), Error> {
    let cmd =
        registry::person::Register { name: "新来者".into(), organisation, position: "科员".into(), phone: None };
    s.t.db.write_blocking("hire", &s.t.rule(), move |tx, ctx| registry::person::register(tx, ctx, &cmd)).map(drop)
}

#[test]
fn an_objection_that_is_upheld_takes_the_entry_off_and_somebody_else_signs() {
    let s = Story::begin("2026-09-28 09:00");
    let id = draft(&s, &drawn(&s, in_force(&s)));
    assert_eq!(words(object(&s, id, 1).unwrap_err()), "AttentionListId does not exist", "nobody was told");
    tell(&s, id);
    let told = one(&s, id);
    assert_eq!(s.status(told.signing.unwrap().obligation), obligation::Status::Assigned);
    assert_eq!(words(object(&s, id, 2).unwrap_err()), "AttentionListEntry does not exist", "of another organisation");
    object(&s, id, 1).unwrap();
    assert_eq!(words(object(&s, id, 1).unwrap_err()), "an objection to this entry was made already");
    assert_eq!(words(sign(&s, Role::Leader, id).unwrap_err()), "an objection is not answered yet");
    let cmd = AnswerObjection { result: "upheld".into(), reason: "自己答复".into() };
    let own = s.act(Role::TownshipOfficer, move |tx, ctx| list::answer(tx, ctx, id, 1, &cmd));
    assert_eq!(words(own.unwrap_err()), "you may not decide about your own organisation");
    answer(&s, id, 1, "upheld").unwrap();
    assert_eq!(words(answer(&s, id, 1, "rejected").unwrap_err()), "this objection is answered");
    assert_eq!(words(sign(&s, Role::Leader, id).unwrap_err()), "those on this list may still object");
    s.go_to_at(told.until.unwrap() + Span::minutes(1));
    assert_eq!(words(sign(&s, Role::DistrictClerk, id).unwrap_err()), "you may not sign the list you drafted yourself");
    sign(&s, Role::Leader, id).unwrap();
    let it = one(&s, id);
    assert_eq!((it.state, it.number.as_deref(), it.follows), (list::State::Signed, Some("2026-01"), None));
    let all = rows(&s, id);
    assert_eq!((all.len(), all[0].is_off()), (4, true), "what was taken off is kept with its reason");
    assert_eq!(entries(&s, id).len(), 3, "each that is left is owed something");
    assert_eq!(s.status(it.signing.unwrap().obligation), obligation::Status::Settled);
    assert_eq!(s.status(all[0].objection.as_ref().unwrap().obligation), obligation::Status::Settled);
    assert_eq!(words(answer(&s, id, 1, "rejected").unwrap_err()), "this list is signed and stands");
    s.t.assert_replay_agrees();
}

#[test]
fn an_objection_that_is_rejected_leaves_the_entry_and_a_late_one_is_refused() {
    let s = Story::begin("2026-09-28 09:00");
    let it = drawn(&s, in_force(&s));
    let (id, other) = (draft(&s, &it), draft(&s, &it));
    tell(&s, id);
    tell(&s, other);
    object(&s, id, 1).unwrap();
    answer(&s, id, 1, "rejected").unwrap();
    s.go_to_at(one(&s, other).until.unwrap() + Span::minutes(1));
    assert_eq!(words(object(&s, other, 1).unwrap_err()), "the time for objections is over");
    sign(&s, Role::Leader, id).unwrap();
    assert_eq!(entries(&s, id).len(), 4);
    // The next list knows the one before.
    hire(&s, s.people.townships[1]).unwrap();
    sign(&s, Role::Leader, other).unwrap();
    let next = one(&s, other);
    assert_eq!((next.number.as_deref(), next.follows), (Some("2026-02"), Some(id)));
    let third = draft(&s, &drawn(&s, it.criteria));
    let changes =
        s.t.db.read_blocking(|r| list::query::changes(r, &s.t.rule(), &one(&s, third), &rows(&s, third))).unwrap();
    assert_eq!((changes.before, changes.new.len(), changes.gone.len()), (Some(other), 1, 0));
    assert_eq!(changes.new[0].organisation, s.people.townships[1]);
    s.t.assert_replay_agrees();
}

/// Signed without objection.
fn signed(s: &Story) -> AttentionListId {
    let id = draft(s, &drawn(s, in_force(s)));
    tell(s, id);
    s.go_to_at(one(s, id).until.unwrap() + Span::minutes(1));
    sign(s, Role::Leader, id).unwrap();
    id
}

pub(super) fn mine(s: &Story, id: AttentionListId, no: u32) -> AttentionEntry {
    entries(s, id).into_iter().find(|it| it.no == no).unwrap()
}

fn report(s: &Story, role: Role, it: &AttentionEntry) -> Result<(), Error> {
    let (id, cmd) = (it.id, ReportTreatment { visited: "6".into(), found: "9".into(), text: "蹲点检查两周".into() });
    s.act(role, move |tx, ctx| entry::report(tx, ctx, id, &cmd))
}

fn look(s: &Story, it: &AttentionEntry, result: &str, note: &str) -> Result<(), Error> {
    let (id, cmd) = (it.id, LookAtTreatment { result: result.into(), note: note.into() });
    s.act(Role::Leader, move |tx, ctx| entry::look(tx, ctx, id, &cmd))
}

pub(super) fn remove(s: &Story, role: Role, it: &AttentionEntry) -> Result<(), Error> {
    let (id, cmd) = (it.id, RemoveEntry { reason: "隐患已全部销号".into() });
    s.act(role, move |tx, ctx| entry::remove(tx, ctx, id, (&cmd, &VALUES)))
}

#[test]
fn an_entry_is_reported_returned_accepted_and_then_removed_by_somebody_else() {
    let s = Story::begin("2026-09-28 09:00");
    let id = signed(&s);
    let it = mine(&s, id, 1);
    assert_eq!(it.owner, s.people.townships[0]);
    assert_eq!(words(look(&s, &it, "accepted", "").unwrap_err()), "this is not reported done");
    assert_eq!(words(report(&s, Role::Leader, &it).unwrap_err()), "you may not report what another organisation owes");
    assert_eq!(words(report(&s, Role::DepartmentClerk, &it).unwrap_err()), "AttentionEntryId does not exist");
    s.go_to_at(it.due + Span::hours(1));
    assert_eq!(mine(&s, id, 1).standing(s.now()), entry::Standing::Missing);
    report(&s, Role::TownshipOfficer, &it).unwrap();
    assert_eq!(words(look(&s, &it, "returned", "").unwrap_err()), "note: say what is missing");
    look(&s, &it, "returned", "缺少整改清单").unwrap();
    report(&s, Role::TownshipOfficer, &it).unwrap();
    look(&s, &it, "accepted", "").unwrap();
    let done = mine(&s, id, 1);
    assert_eq!((done.state, done.late, done.visited), (entry::State::Done, true, Some(6)));
    assert_eq!(s.status(done.obligation), obligation::Status::Closed);
    assert_eq!(
        words(remove(&s, Role::TownshipOfficer, &it).unwrap_err()),
        "you may not decide about your own organisation"
    );
    remove(&s, Role::DistrictClerk, &it).unwrap();
    let gone = mine(&s, id, 1);
    assert_eq!((gone.standing(s.now()), gone.state), (entry::Standing::Removed, entry::State::Done));
    assert_eq!(gone.holding.len(), 1, "it still held then, and that is kept");
    assert_eq!(words(remove(&s, Role::DistrictClerk, &it).unwrap_err()), "this entry was removed from the list");
    // What is still owed falls away with the entry.
    let open = mine(&s, id, 2);
    remove(&s, Role::DistrictClerk, &open).unwrap();
    assert_eq!(s.status(open.obligation), obligation::Status::Waived);
    assert_eq!(mine(&s, id, 2).state, entry::State::Waived);
    s.t.assert_replay_agrees();
}

#[test]
fn a_list_that_is_given_up_owes_nothing_and_whoever_is_not_on_it_does_not_see_it() {
    let s = Story::begin("2026-09-28 09:00");
    let id = draft(&s, &drawn(&s, in_force(&s)));
    tell(&s, id);
    object(&s, id, 1).unwrap();
    let seen = |role: Role| {
        let ctx = s.people.ctx_of(&s.t, s.people.person(role), super::POLICY, "act");
        s.t.db.read_blocking(|r| list::query::rows(r, &ctx, id)).unwrap().len()
    };
    assert_eq!((seen(Role::TownshipOfficer), seen(Role::DepartmentClerk), seen(Role::Leader)), (1, 3, 4));
    let cmd = list::DiscardList { reason: "口径有误".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| list::discard(tx, ctx, id, &cmd)).unwrap();
    let it = one(&s, id);
    let waived = obligation::Status::Waived;
    let objection = rows(&s, id)[0].objection.clone().unwrap();
    assert_eq!([s.status(it.signing.unwrap().obligation), s.status(objection.obligation)], [waived, waived]);
    assert_eq!(words(answer(&s, id, 1, "upheld").unwrap_err()), "this list was discarded");
    s.t.assert_replay_agrees();
}

#[test]
fn a_moment_to_come_and_an_empty_list_are_refused() {
    let now = Instant::read("2026-09-28 09:00").unwrap();
    let cmd = |moment: &str| DrawList { title: "第三季度".into(), moment: moment.into() };
    assert_eq!(list::moment(&cmd(""), now).unwrap(), now);
    assert_eq!(list::moment(&cmd("2026-06-30 23:59"), now).unwrap().to_minute(), "2026-06-30 23:59");
    assert_eq!(words(list::moment(&cmd("2026-09-28 09:01"), now).unwrap_err()), "moment: this moment is still to come");
    let s = Story::begin("2026-09-28 09:00");
    let drawn = Drawn { moment: now, criteria: in_force(&s), entries: Vec::new() };
    let made = s.act(Role::DistrictClerk, move |tx, ctx| {
        list::draft(tx, ctx, &DrawList { title: "空".repeat(3), moment: String::new() }, &drawn)
    });
    assert_eq!(words(made.unwrap_err()), "as of this moment nobody meets the criteria");
}
