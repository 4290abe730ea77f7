//! One key is one effect and one answer, however often, how fast and how late it is sent.

use chaos::chance::Chance;
use chaos::client::{Client, Reply};
use chaos::desk::{self, Tokens, compose};
use chaos::district::District;
use chaos::history::{Step, Story};
use chaos::program::{Server, Which, build};
use chaos::{Outcome, look};

struct House {
    // The server ends before its folder goes.
    server: Server,
    district: District,
    database: std::path::PathBuf,
    tokens: Tokens,
}

fn open() -> Outcome<House> {
    let anlan = build(Which::Real)?;
    let district = District::build(&anlan)?;
    let folder = district.copy("repeats")?;
    let server = Server::start(&anlan, &folder, Which::Real)?;
    let tokens = desk::sign_in(&server.base, &district.accounts)?.ok_or("the server is gone")?;
    Ok(House { server, district, database: folder.join("anlan.db"), tokens })
}

impl House {
    /// The kind of the step is its key.
    fn send(&self, step: Step, story: &Story) -> Outcome<String> {
        let (role, body) = compose(step, story, &self.district.places, &mut Chance::new(1));
        let path = step.path(story.id.as_deref().unwrap_or_default());
        match Client::new(&self.server.base).post(&path, &self.tokens[role], step.kind(), &body) {
            Reply::Answer { status: 200 | 201, body } => Ok(body),
            other => Err(format!("{step:?}: {other:?}")),
        }
    }
}

#[test]
fn one_key_sent_sixteen_times_at_once_is_one_hazard() {
    let house = open().unwrap();
    let story = Story::new("kill test of one key: the railing is loose".into());
    let answers: Vec<String> = std::thread::scope(|scope| {
        let sending: Vec<_> = (0..16).map(|_| scope.spawn(|| house.send(Step::Report, &story))).collect();
        sending.into_iter().map(|one| one.join().unwrap().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let view = look::view(&look::open(&house.database).unwrap()).unwrap();
    assert_eq!(view.values().map(Vec::len).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_late_repeat_gets_the_first_answer() {
    let house = open().unwrap();
    let mut story = Story::new("kill test of late repeats: the railing is loose".into());
    let reported = house.send(Step::Report, &story).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&reported).unwrap();
    let fresh = story.clone();
    story.id = answer["id"].as_str().map(str::to_owned);
    let assigned = house.send(Step::Assign, &story).unwrap();
    house.send(Step::Submit, &story).unwrap();
    assert_eq!(house.send(Step::Report, &fresh).unwrap(), reported);
    assert_eq!(house.send(Step::Assign, &story).unwrap(), assigned);
}
