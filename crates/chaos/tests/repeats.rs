//! A key that was answered once is answered the same for ever, however far its hazard has gone since.

use chaos::chance::Chance;
use chaos::client::{Client, Reply};
use chaos::desk::{self, compose};
use chaos::district::District;
use chaos::history::{Step, Story};
use chaos::program::{Server, Which, build};

#[test]
#[ignore = "the answer of a step is read anew after the write, so a late repeat is told how the hazard stands by then"]
fn a_late_repeat_gets_the_first_answer() {
    let anlan = build(Which::Real).unwrap();
    let district = District::build(&anlan).unwrap();
    let server = Server::start(&anlan, &district.copy("repeats").unwrap(), Which::Real).unwrap();
    let tokens = desk::sign_in(&server.base, &district.accounts).unwrap().unwrap();
    let client = Client::new(&server.base);
    let mut story = Story::new("kill test of late repeats: the railing is loose".into());
    let mut send = |step: Step| {
        let (role, body) = compose(step, &story, &district.places, &mut Chance::new(1));
        let path = step.path(story.id.as_deref().unwrap_or_default());
        let Reply::Answer { status: 200 | 201, body } = client.post(&path, &tokens[role], step.kind(), &body) else {
            panic!("{step:?} was not answered with success");
        };
        let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
        story.id = answer["id"].as_str().map(str::to_owned);
        body
    };
    let reported = send(Step::Report);
    let assigned = send(Step::Assign);
    send(Step::Submit);
    assert_eq!(send(Step::Report), reported);
    assert_eq!(send(Step::Assign), assigned);
}
