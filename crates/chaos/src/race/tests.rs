//! A race that went wrong is seen to have gone wrong.

use super::*;
use crate::check::Seen;

fn runs(statuses: &[u16]) -> Vec<Run> {
    let reply = |status: &u16| match status {
        0 => Reply::Lost,
        status => Reply::Answer { status: *status, body: String::new() },
    };
    let run = |status| Run { step: Step::Verify, key: "k".into(), role: CLERK, reply: reply(status) };
    statuses.iter().map(run).collect()
}

#[test]
fn exactly_one_wins_and_the_others_are_refused() {
    //     answers               wrong things
    check(&[409, 200, 409, 409], 0);
    check(&[200, 200, 409, 409], 1);
    check(&[409, 409, 409, 409], 1);
    check(&[200, 404, 409, 500], 2);
    check(&[200, 0, 409, 409], 1);

    fn check(statuses: &[u16], wrong: usize) {
        assert_eq!(judge(&runs(statuses)).len(), wrong, "{statuses:?}");
    }
}

#[test]
fn a_second_winner_in_the_history_is_seen_though_it_was_refused() {
    let description = format!("{OURS}race 0: the railing is loose");
    let sent = |step: Step, version: i64, status: &str| Sent {
        step,
        key: format!("k{version}"),
        role: CLERK,
        body: json!(null),
        fate: Fate::Acknowledged,
        answers: vec![json!({ "id": "h1", "version": version, "status": status }).to_string()],
    };
    let mut story = Story::new(description.clone());
    story.id = Some("h1".into());
    story.sent = vec![
        sent(Step::Report, 1, "to_assign"),
        sent(Step::Assign, 2, "to_rectify"),
        sent(Step::Submit, 3, "to_verify"),
        sent(Step::Return, 4, "returned"),
    ];
    let kinds = ["reported", "assigned", "submitted", "returned"].map(str::to_owned);
    let facts: Vec<_> = (1..).zip(kinds).collect();
    let mut seen =
        Seen { id: "h1".into(), description: description.clone(), version: 4, status: "returned".into(), facts };
    let wrong = |seen: &Seen| lines(&[story.clone()], &View::from([(description.clone(), vec![seen.clone()])])).len();
    assert_eq!(wrong(&seen), 0);
    seen.facts.push((5, "returned".into()));
    seen.version = 5;
    // Out of order, and by nobody.
    assert_eq!(wrong(&seen), 2);
}
