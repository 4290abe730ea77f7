//! Every standing, every status of a hazard, and who may not do two of the steps.

use kernel::{Actor, Ctx, District, Identity, Instant, PersonId, RequestKey, Sector};
use ledger::Fact as _;

use super::{Apply, Command, Examine, Extent, Fact, Number, Propose, Standing, Stop, decide, decide_proposal};
use crate::model::{Grade, Hazard, HazardId, Status};

const PROPOSER: u8 = 1;
const APPLICANT: u8 = 2;
const EXAMINER: u8 = 3;
const LEADER: u8 = 4;

fn person(n: u8) -> PersonId {
    Identity::from_bytes([n; 16])
}

fn hazard_id(n: u8) -> HazardId {
    Identity::from_bytes([n; 16])
}

fn nobody() -> Ctx {
    let now = Instant::read("2026-06-18 09:30").unwrap();
    Ctx::rule("test", District::new(530_999).unwrap(), now, RequestKey([1; 16]), [2; 32])
}

fn by(actor: u8) -> Ctx {
    Ctx { actor: Actor::Person(person(actor)), ..nobody() }
}

fn stop(standing: Standing) -> Stop {
    Stop {
        id: Identity::from_bytes([8; 16]),
        version: 4,
        standing,
        subject: Identity::from_bytes([7; 16]),
        unit: None,
        issuer: Identity::from_bytes([5; 16]),
        hazards: vec![hazard_id(1), hazard_id(2)],
        proposer: Some(person(PROPOSER)),
        applicant: Some(person(APPLICANT)),
        examiner: Some(person(EXAMINER)),
    }
}

fn number() -> Number {
    Number { prefix: "望应急停".into(), year: 2026, number: 3 }
}

fn application() -> Command {
    Command::Apply(Apply { statement: "除尘系统已更换并验收。".into(), evidence: Vec::new() })
}

fn opinion(accepted: bool, opinion: &str) -> Command {
    Command::Examine(Examine { accepted, opinion: opinion.into() })
}

fn said(decided: Result<Fact, kernel::Error>) -> String {
    decided.map(|fact| fact.kind().to_owned()).unwrap_or_else(|error| error.to_string())
}

const VERIFIED: &[Status] = &[Status::ToClose, Status::Closed];

#[test]
fn each_step_follows_the_one_before() {
    let (not_proposed, not_stopped) =
        ("only a proposed stop order can be signed", "hazards are added to a stop order in force");
    let (not_in_force, not_applied, not_examined) = (
        "reopening is applied for while the stop order is in force",
        "nobody has applied for the reopening",
        "a reopening is signed after its examination",
    );
    let words = ["signed", "hazard_added", "reopening_applied", "examined", "reopened", "refused", "declined"];
    //   standing              sign          add          apply         examine      reopen        refuse     decline
    let rows = [
        (Standing::Proposed, [words[0], not_stopped, not_in_force, not_applied, not_examined, not_examined, words[6]]),
        (Standing::InForce, [not_proposed, "added", words[2], not_applied, not_examined, not_examined, not_proposed]),
        (Standing::Applied, [not_proposed, "added", not_in_force, words[3], not_examined, not_examined, not_proposed]),
        (Standing::Examined, [not_proposed, "added", not_in_force, not_applied, words[4], words[5], not_proposed]),
        (
            Standing::Reopened,
            [not_proposed, not_stopped, not_in_force, not_applied, not_examined, not_examined, not_proposed],
        ),
        (
            Standing::Declined,
            [not_proposed, not_stopped, not_in_force, not_applied, not_examined, not_examined, not_proposed],
        ),
    ];
    assert_eq!(rows.map(|(standing, _)| standing), Standing::ALL);
    for (standing, outcomes) in rows {
        let commands = [
            Command::Sign(number()),
            Command::Add(hazard_id(3)),
            application(),
            opinion(true, "现场核实属实"),
            Command::Reopen(number()),
            Command::Refuse("应急预案未修订".into()),
            Command::Decline("情节不足".into()),
        ];
        for (cmd, outcome) in commands.iter().zip(outcomes) {
            let statuses =
                if matches!(cmd, Command::Add(_) | Command::Sign(_)) { &[Status::ToAssign][..] } else { VERIFIED };
            let outcome = if outcome == "added" { words[1] } else { outcome };
            assert_eq!(said(decide(&stop(standing), statuses, 0, &by(LEADER), cmd)), outcome, "{standing} {cmd:?}");
        }
    }
}

#[test]
fn nothing_reopens_before_every_hazard_is_verified() {
    for &status in Status::ALL {
        let verified = matches!(status, Status::ToClose | Status::Closed);
        for statuses in [vec![status], vec![status, Status::Closed], vec![Status::ToClose, status]] {
            check(&statuses, 0, if verified { None } else { Some("not every hazard of the stop order is verified") });
        }
    }
    check(&[], 0, Some("not every hazard of the stop order is verified"));
    check(VERIFIED, 1, Some("signs of secret resumption are not answered yet"));
}

/// Applying, examining and signing each look again: a hazard may have been returned, or a sign seen, in between.
fn check(statuses: &[Status], open_signs: usize, refused: Option<&str>) {
    let steps = [
        (Standing::InForce, application(), "reopening_applied"),
        (Standing::Applied, opinion(true, "现场核实属实"), "examined"),
        (Standing::Examined, Command::Reopen(number()), "reopened"),
    ];
    for (standing, cmd, kind) in steps {
        let decided = decide(&stop(standing), statuses, open_signs, &by(LEADER), &cmd);
        assert_eq!(said(decided), refused.unwrap_or(kind), "{standing} {statuses:?} {open_signs}");
    }
}

#[test]
fn nobody_does_two_of_the_steps() {
    let (proposed, applied, acted, nameless) = (
        "you may not sign the stop order you proposed",
        "you may not examine the reopening you applied for",
        "you may not sign the reopening you applied for or examined",
        "you may not sign without a name",
    );
    let sign = || (Standing::Proposed, Command::Sign(number()));
    let examine = || (Standing::Applied, opinion(true, "现场核实属实"));
    let reopen = || (Standing::Examined, Command::Reopen(number()));
    let refuse = || (Standing::Examined, Command::Refuse("应急预案未修订".into()));
    //    step         by                 outcome
    let rows = [
        (sign(), by(PROPOSER), proposed),
        (sign(), by(LEADER), "signed"),
        (sign(), nobody(), nameless),
        (examine(), by(APPLICANT), applied),
        (examine(), by(EXAMINER), "examined"),
        (examine(), nobody(), nameless),
        (reopen(), by(APPLICANT), acted),
        (reopen(), by(EXAMINER), acted),
        (reopen(), by(LEADER), "reopened"),
        (reopen(), nobody(), nameless),
        (refuse(), by(EXAMINER), acted),
        (refuse(), by(LEADER), "refused"),
        ((Standing::InForce, application()), nobody(), nameless),
    ];
    for ((standing, cmd), ctx, outcome) in rows {
        let statuses = if standing == Standing::Proposed { &[Status::Rectifying][..] } else { VERIFIED };
        assert_eq!(said(decide(&stop(standing), statuses, 0, &ctx, &cmd)), outcome, "{standing} {cmd:?}");
    }
}

#[test]
fn words_are_asked_for() {
    let empty = Command::Apply(Apply { statement: " ".into(), evidence: Vec::new() });
    let rectifying = &[Status::Rectifying][..];
    //    standing            command                             statuses    outcome
    let rows = [
        (Standing::InForce, empty, VERIFIED, "statement: say what was rectified"),
        (Standing::Applied, opinion(true, " "), VERIFIED, "opinion: say what the examination found"),
        (Standing::Applied, opinion(false, "报警装置未调试"), VERIFIED, "refused"),
        // What isn't rectified can be refused, of course.
        (Standing::Applied, opinion(false, "报警装置未调试"), rectifying, "refused"),
        (Standing::Proposed, Command::Decline(" ".into()), rectifying, "reason: say why it is not signed"),
        (Standing::Proposed, Command::Sign(number()), VERIFIED, "every hazard of the stop order is verified already"),
        (Standing::Examined, Command::Refuse(" ".into()), VERIFIED, "reason: say why it is not reopened"),
        (Standing::InForce, Command::Add(hazard_id(2)), rectifying, "the stop order names this hazard already"),
        (Standing::InForce, Command::Add(hazard_id(3)), VERIFIED, "hazards: this hazard is verified or closed already"),
    ];
    for (standing, cmd, statuses, outcome) in rows {
        assert_eq!(said(decide(&stop(standing), statuses, 0, &by(LEADER), &cmd)), outcome, "{standing} {cmd:?}");
    }
}

fn hazard(n: u8, status: Status) -> Hazard {
    Hazard {
        id: hazard_id(n),
        version: 3,
        status,
        grade: Grade::Major,
        sector: Sector::Industry,
        division: "530999001001".parse().unwrap(),
        subject: Identity::from_bytes([7; 16]),
        subject_organisation: None,
        reporter: None,
        reporter_organisation: None,
        owner: None,
        checker: None,
        doer: None,
        doer_organisation: None,
        obligation: None,
        due: None,
    }
}

#[test]
fn proposing() {
    let elsewhere = Hazard { subject: Identity::from_bytes([6; 16]), ..hazard(2, Status::ToAssign) };
    let one = || vec![hazard(1, Status::Rectifying)];
    let check = |change: &dyn Fn(&mut Propose), hazards: Vec<Hazard>, outcome: &str| {
        let mut cmd = Propose {
            subject: Identity::from_bytes([7; 16]),
            extent: Extent::Unit,
            part: None,
            hazards: hazards.iter().map(|it| it.id).collect(),
            reason: "粉尘防爆系统失效".into(),
            basis: "《安全生产法》第七十条".into(),
            from: Instant::read("2026-06-18 12:00").unwrap(),
        };
        change(&mut cmd);
        assert_eq!(said(decide_proposal(&cmd, Identity::from_bytes([5; 16]), &hazards, &[])), outcome);
    };
    let done = "hazards: this hazard is verified or closed already";
    //     change                                       hazards                                 outcome
    check(&|_| {}, one(), "proposed");
    check(&|_| {}, vec![], "hazards: a stop order names at least one hazard");
    check(&|_| {}, vec![elsewhere], "hazards: a stop order names hazards of its own subject");
    check(&|_| {}, vec![hazard(1, Status::Returned), hazard(2, Status::ToClose)], done);
    check(&|_| {}, vec![hazard(1, Status::Closed)], done);
    check(&|it| it.extent = Extent::Line, one(), "part: say which line or project is stopped");
    check(&|it| (it.extent, it.part) = (Extent::Project, Some("二期扩建".into())), one(), "proposed");
    check(&|it| it.reason = " ".into(), one(), "reason: say why production is stopped");
    check(&|it| it.basis = String::new(), one(), "basis: say by which article it is stopped");
}
