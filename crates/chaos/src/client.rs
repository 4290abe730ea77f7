//! A program that talks to the server: one kept connection, JSON, and no second try that nobody asked for.

use std::time::Duration;

use serde_json::Value;

/// Longer than any answer may take; a run must never hang.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Answer {
        status: u16,
        body: String,
    },
    /// The connection ended first. Nobody knows what became of the request.
    Lost,
}

pub struct Client {
    agent: ureq::Agent,
    base: String,
}

impl Client {
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .proxy(None)
            .max_redirects(0)
            .build();
        Self { agent: config.into(), base: base.to_owned() }
    }

    pub fn post(&self, path: &str, token: &str, key: &str, body: &Value) -> Reply {
        let request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", key);
        read(request.send(body.to_string()))
    }

    pub fn get(&self, path: &str, token: &str) -> Reply {
        let request = self.agent.get(format!("{}{path}", self.base)).header("authorization", format!("Bearer {token}"));
        read(request.call())
    }
}

fn read(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Reply {
    let Ok(mut response) = response else { return Reply::Lost };
    let status = response.status().as_u16();
    match response.body_mut().read_to_string() {
        Ok(body) => Reply::Answer { status, body },
        // Half an answer is no answer.
        Err(_) => Reply::Lost,
    }
}
