//! Who acts, and what each of them writes: the accounts signed in, and the words of every step.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::chance::Chance;
use crate::client::{Client, Reply};
use crate::district::{Account, Accounts};
use crate::history::{Step, Story};
use crate::{Outcome, look};

pub const CLERK: &str = "district_clerk";
pub const ENTERPRISE: &str = "enterprise_user";
pub const INSPECTOR: &str = "inspector";
pub const LEADER: &str = "leader";
const ROLES: [&str; 4] = [CLERK, ENTERPRISE, INSPECTOR, LEADER];

/// Every description of ours begins with this; nothing in the built district does.
pub const OURS: &str = "kill test ";

/// Ids the steps name.
#[derive(Debug, Clone)]
pub struct Places {
    /// A subject of the enterprise.
    pub subject: String,
    pub enterprise: String,
    /// The inspector's organisation, which verifies.
    pub bureau: String,
}

pub fn places(database: &Path, accounts: &Accounts) -> Outcome<Places> {
    let login = |role: &str| accounts.get(role).map(|a| a.login.as_str()).ok_or(format!("no account of a {role}"));
    let enterprise = look::organisation_of(database, login(ENTERPRISE)?)?;
    let subject = look::subject_of(database, &enterprise)?;
    Ok(Places { subject, enterprise, bureau: look::organisation_of(database, login(INSPECTOR)?)? })
}

/// Bearer tokens by role, good for as long as their sessions are, restarts included.
pub type Tokens = BTreeMap<&'static str, String>;

/// Signs every role in, all at once; none when the server was killed meanwhile.
pub fn sign_in(base: &str, accounts: &Accounts) -> Outcome<Option<Tokens>> {
    std::thread::scope(|scope| {
        let one = |role| (role, scope.spawn(move || sign_in_one(base, accounts.get(role)?)));
        let all = ROLES.map(one);
        let mut tokens = Tokens::new();
        for (role, signing) in all {
            match signing.join().map_err(|_| "a sign-in panicked")? {
                Some(Reply::Answer { status: 200, body }) => {
                    let answer: Value = serde_json::from_str(&body).map_err(|cause| cause.to_string())?;
                    tokens.insert(role, answer["token"].as_str().unwrap_or_default().to_owned());
                }
                Some(Reply::Lost) => return Ok(None),
                other => return Err(format!("the {role} can't sign in: {other:?}")),
            }
        }
        Ok(Some(tokens))
    })
}

fn sign_in_one(base: &str, account: &Account) -> Option<Reply> {
    let body = json!({ "login": account.login, "password": account.password });
    Some(Client::new(base).post("/api/v1/sessions", "", "", &body))
}

/// Roles whose earlier session no longer counts: its sign-in was acknowledged and is gone.
pub fn signed_out(base: &str, tokens: &Tokens) -> Vec<&'static str> {
    let client = Client::new(base);
    let nowhere = format!("/api/v1/hazards/{}", "0".repeat(26));
    let gone = |token: &str| matches!(client.get(&nowhere, token), Reply::Answer { status: 401, .. });
    tokens.iter().filter(|(_, token)| gone(token)).map(|(role, _)| *role).collect()
}

/// Who sends this step, and its body.
pub fn compose(step: Step, story: &Story, places: &Places, chance: &mut Chance) -> (&'static str, Value) {
    let number = story.sent.len();
    match step {
        Step::Report => {
            let role = [CLERK, ENTERPRISE, INSPECTOR][chance.below(3) as usize];
            let source = if role == ENTERPRISE { "enterprise_self_check" } else { "department_inspection" };
            let body = json!({
                "subject": places.subject, "place": "north gate", "description": story.description,
                "harm": "fall_from_height", "source": source, "grade": "ordinary",
            });
            (role, body)
        }
        Step::Assign => {
            let body = json!({ "owner_organisation": places.enterprise, "checker_organisation": places.bureau });
            (CLERK, body)
        }
        // Each later than any before it.
        Step::Extend => {
            let due = format!("{}-03-02T18:00:00+08:00", 2040 + number);
            (CLERK, json!({ "due": due, "reason": format!("parts are late, step {number}") }))
        }
        Step::Submit => (ENTERPRISE, json!({ "work": format!("railing welded, step {number}") })),
        Step::Return => (checker(chance), json!({ "accepted": false, "note": format!("still loose, step {number}") })),
        Step::Verify => (checker(chance), json!({ "accepted": true, "note": format!("seen, step {number}") })),
        // What was found before has a cause, and it is told with the closing.
        Step::Close => {
            let cause = json!({ "cause": "management", "said": "nobody looks after the railings" });
            let body = json!({ "note": format!("step {number}"), "root_cause": cause });
            ([CLERK, LEADER][chance.below(2) as usize], body)
        }
    }
}

fn checker(chance: &mut Chance) -> &'static str {
    if chance.one_in(2) { CLERK } else { INSPECTOR }
}
