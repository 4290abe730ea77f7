//! Each kind of fault is planted once, and must be found as what it is.

use serde_json::json;

use super::*;
use crate::history::{Fate, Sent, Step, Story};

const DESCRIPTION: &str = "kill test 1/0/0: the railing is loose";

fn sent(step: Step, key: &str, fate: Fate, answers: Vec<String>) -> Sent {
    Sent { step, key: key.into(), role: "district_clerk", body: json!(null), fate, answers }
}

fn answered(step: Step, version: i64, status: &str) -> Sent {
    let answer = match step {
        Step::Report => json!({ "id": "h1" }),
        _ => json!({ "id": "h1", "version": version, "status": status, "due": null }),
    };
    sent(step, &format!("k{version}"), Fate::Acknowledged, vec![answer.to_string()])
}

/// Reported, assigned, extended, submitted: all acknowledged.
fn told() -> Story {
    Story {
        id: Some("h1".into()),
        status: "to_verify",
        sent: vec![
            answered(Step::Report, 1, "to_assign"),
            answered(Step::Assign, 2, "to_rectify"),
            answered(Step::Extend, 3, "to_rectify"),
            answered(Step::Submit, 4, "to_verify"),
        ],
        ..Story::new(DESCRIPTION.into())
    }
}

fn seen() -> Seen {
    let kinds = ["reported", "assigned", "extended", "submitted"];
    Seen {
        id: "h1".into(),
        description: DESCRIPTION.into(),
        version: 4,
        status: "to_verify".into(),
        facts: (1..).zip(kinds.map(str::to_owned)).collect(),
    }
}

fn check(what: &str, story: &Story, seen: Vec<Seen>, expected: &[Fault]) {
    let view = View::from([(DESCRIPTION.to_owned(), seen)]);
    let findings = super::story(story, &view);
    assert_eq!(findings.iter().map(|f| f.fault).collect::<Vec<_>>(), expected, "{what}: {findings:#?}");
}

/// The true story, after one change to what the clients were told or to what the system shows.
fn changed(what: &str, plant: impl FnOnce(&mut Story, &mut Vec<Seen>), expected: &[Fault]) {
    let (mut story, mut shown) = (told(), vec![seen()]);
    plant(&mut story, &mut shown);
    check(what, &story, shown, expected);
}

#[test]
fn a_true_story_has_no_fault() {
    changed("as it was", |_, _| {}, &[]);
}

#[test]
fn what_was_acknowledged_and_is_gone_is_lost() {
    use Fault::Lost;
    let cut = |seen: &mut Seen, facts: usize, status: &str| {
        seen.facts.truncate(facts);
        (seen.version, seen.status) = (facts as i64, status.into());
    };
    changed("the whole hazard", |_, shown| shown.clear(), &[Lost; 4]);
    changed("the last step", |_, shown| cut(&mut shown[0], 3, "to_rectify"), &[Lost]);
    changed("all steps", |_, shown| cut(&mut shown[0], 1, "to_assign"), &[Lost; 3]);
    changed("another hazard in its place", |_, shown| shown[0].id = "h2".into(), &[Lost; 4]);
    changed(
        "a maybe that was seen after the last restart",
        |story, shown| {
            story.sent[3].fate = Fate::Took;
            cut(&mut shown[0], 3, "to_rectify");
        },
        &[Lost],
    );
}

#[test]
fn what_does_not_fit_together_is_half_done() {
    use Fault::{Changed, Half};
    changed("a status of before", |_, shown| shown[0].status = "to_rectify".into(), &[Half]);
    changed("a version of before", |_, shown| shown[0].version = 3, &[Half]);
    changed("a gap between versions", |_, shown| shown[0].facts[3].0 = 5, &[Half]);
    let swap = |_: &mut Story, shown: &mut Vec<Seen>| shown[0].facts[2].1 = "verified".into();
    // The extension is gone and a verification stands in its place, out of order; then no status is right any more.
    changed("an order no rule allows", swap, &[Half, Fault::Lost, Changed, Fault::Doubled]);
}

#[test]
fn what_is_there_more_often_than_asked_is_doubled() {
    use Fault::Doubled;
    changed("two hazards from one report", |_, shown| shown.push(Seen { id: "h2".into(), ..seen() }), &[Doubled]);
    let twice = |story: &mut Story, shown: &mut Vec<Seen>| {
        // The cut-off extension was sent again with its key and took effect both times.
        story.sent.truncate(3);
        shown[0].facts[3].1 = "extended".into();
        shown[0].status = "to_rectify".into();
    };
    changed("an extension", twice, &[Doubled]);
    let refused = |story: &mut Story, _: &mut Vec<Seen>| {
        story.sent[3].fate = Fate::Refused(409);
        story.sent[3].answers.clear();
    };
    changed("a step that was refused", refused, &[Doubled]);
    let back = |story: &mut Story, _: &mut Vec<Seen>| {
        story.sent[3].fate = Fate::Missed;
        story.sent[3].answers.clear();
    };
    changed("a step that had not happened before the restart", back, &[Doubled]);
}

#[test]
fn what_is_not_as_it_was_answered_is_changed() {
    use Fault::Changed;
    let other = |story: &mut Story, _: &mut Vec<Seen>| {
        story.sent[3].answers.push(json!({ "id": "h1", "version": 5, "status": "to_close" }).to_string());
    };
    changed("another answer to the same key", other, &[Changed]);
    let refused = |story: &mut Story, _: &mut Vec<Seen>| story.sent[3].answers.push("409 too late".into());
    changed("a refusal of the same key", refused, &[Changed]);
    let version = |story: &mut Story, _: &mut Vec<Seen>| story.sent[3] = answered(Step::Submit, 3, "to_verify");
    changed("a version that is another's", version, &[Changed]);
    let status = |story: &mut Story, _: &mut Vec<Seen>| story.sent[3] = answered(Step::Submit, 4, "to_close");
    changed("a status it never had", status, &[Changed]);
}

#[test]
fn a_maybe_may_be_there_or_not() {
    let maybe = |story: &mut Story| {
        story.sent[3].fate = Fate::Maybe;
        story.sent[3].answers.clear();
    };
    changed("it happened", |story, _| maybe(story), &[]);
    let missing = |story: &mut Story, shown: &mut Vec<Seen>| {
        maybe(story);
        shown[0].facts.pop();
        (shown[0].version, shown[0].status) = (3, "to_rectify".into());
    };
    changed("it did not", missing, &[]);
    let nothing = |story: &mut Story, shown: &mut Vec<Seen>| {
        *story =
            Story { sent: vec![sent(Step::Report, "k1", Fate::Maybe, Vec::new())], ..Story::new(DESCRIPTION.into()) };
        shown.clear();
    };
    changed("a report without an answer", nothing, &[]);
}

#[test]
fn a_maybe_before_an_acknowledged_step_of_its_kind_is_not_taken_for_it() {
    let mut story = told();
    story.sent.truncate(3);
    story.sent.insert(2, sent(Step::Extend, "cut off", Fate::Missed, Vec::new()));
    let mut shown = seen();
    shown.facts.truncate(3);
    (shown.version, shown.status) = (3, "to_rectify".into());
    check("one extension of two", &story, vec![shown.clone()], &[]);
    assert_eq!(places(&story.sent, &shown), [Some(0), Some(1), None, Some(2)]);
}

#[test]
fn a_hazard_that_nobody_reported_is_a_stranger() {
    let view = View::from([(DESCRIPTION.to_owned(), vec![seen()])]);
    assert!(strangers([told()].iter(), &view).is_empty());
    assert_eq!(strangers([].iter(), &view).len(), 1);
}
