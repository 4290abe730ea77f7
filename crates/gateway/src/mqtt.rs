//! Devices behind an MQTT broker.
//!
//! A message of quality 1 is acknowledged when its readings are on the disk; the broker keeps it until then and sends it again
//! after a break. The session outlives a restart, so that what came meanwhile waits at the broker.

use std::future::Future;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use rumqttc::{AsyncClient, ConnectReturnCode, ConnectionError, Event, MqttOptions, Packet, Publish, QoS};
use tokio::sync::mpsc;

use crate::{Door, Intake, NotTaken};

#[derive(Debug, Clone)]
pub struct Settings {
    pub host: String,
    pub port: u16,
    /// The same after a restart, or what waits at the broker is not delivered.
    pub client: String,
    pub user: Option<(String, String)>,
    /// What is subscribed to, `anlan/readings/#`.
    pub topics: Vec<String>,
    /// Messages on their way from the broker at once; more wait there.
    pub in_flight: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 1883,
            client: "anlan".to_owned(),
            user: None,
            topics: vec!["anlan/readings/#".to_owned()],
            in_flight: 2_000,
        }
    }
}

/// How the connection stands; a broker that is away is a matter of time, a password of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Connected,
    Away(String),
    Refused(String),
}

const PACKET_MAX: usize = 4 << 20;
const KEEP_ALIVE: Duration = Duration::from_secs(30);
const RETRY: Duration = Duration::from_secs(2);
/// Reads of the broker's socket that wait for the store.
const WAITING: usize = 256;
/// Bytes of one call of the intake.
const BATCH: usize = 1 << 20;

/// Reads from the broker until `stop` is ready. Tells each change of its state.
pub async fn run<I: Intake>(
    settings: Settings,
    intake: I,
    mut tell: impl FnMut(State) + Send,
    stop: impl Future<Output = ()>,
) {
    let mut options = MqttOptions::new(&settings.client, &settings.host, settings.port);
    options.set_keep_alive(KEEP_ALIVE).set_clean_session(false).set_manual_acks(true);
    options.set_max_packet_size(PACKET_MAX, PACKET_MAX).set_inflight(settings.in_flight);
    if let Some((name, password)) = &settings.user {
        options.set_credentials(name, password);
    }
    // As many as there are numbers of messages, so that an acknowledgement never waits for the loop that carries it.
    let (client, mut connection) = AsyncClient::new(options, usize::from(u16::MAX));
    let (to_store, messages) = mpsc::channel(WAITING);
    let storing = tokio::spawn(store_all(messages, client.clone(), intake));
    tokio::pin!(stop);
    loop {
        let event = tokio::select! {
            () = &mut stop => break,
            event = connection.poll() => event,
        };
        match event {
            Ok(Event::Incoming(Packet::ConnAck(_))) => {
                tell(State::Connected);
                for topic in &settings.topics {
                    // Waits for nothing but room in the client's own queue, which this loop empties.
                    if client.try_subscribe(topic, QoS::AtLeastOnce).is_err() {
                        tell(State::Away("the client's queue is full".to_owned()));
                    }
                }
            }
            Ok(Event::Incoming(Packet::Publish(message))) => {
                let mut together = vec![message];
                // What came along with it is there already, and need not be waited for one by one.
                let is_message = |it: &mut Event| matches!(it, Event::Incoming(Packet::Publish(_)));
                while let Some(Event::Incoming(Packet::Publish(message))) =
                    connection.state.events.pop_front_if(is_message)
                {
                    together.push(message);
                }
                // Full: nothing more is read from the broker until something is on the disk.
                if to_store.send(together).await.is_err() {
                    break;
                }
            }
            Ok(_) => {}
            Err(cause) => {
                tell(state_after(&cause));
                tokio::select! {
                    () = &mut stop => break,
                    () = tokio::time::sleep(RETRY) => {}
                }
            }
        }
    }
    drop(to_store);
    storing.abort();
}

fn state_after(cause: &ConnectionError) -> State {
    match cause {
        ConnectionError::ConnectionRefused(
            code @ (ConnectReturnCode::BadUserNamePassword | ConnectReturnCode::NotAuthorized),
        ) => State::Refused(format!("{code:?}")),
        other => State::Away(other.to_string()),
    }
}

/// What has come meanwhile goes together; acknowledged is each message for itself.
async fn store_all<I: Intake>(mut messages: mpsc::Receiver<Vec<Publish>>, client: AsyncClient, intake: I) {
    while let Some(first) = messages.recv().await {
        let (mut lines, mut together) = (BytesMut::new(), Vec::new());
        let mut next = Some(first);
        while let Some(some) = next {
            for message in &some {
                lines.extend_from_slice(&message.payload);
                if !lines.ends_with(b"\n") {
                    lines.extend_from_slice(b"\n");
                }
            }
            together.extend(some);
            next = (lines.len() < BATCH).then(|| messages.try_recv().ok()).flatten();
        }
        if !is_stored(&intake, lines.freeze()).await {
            return;
        }
        for message in &together {
            // Fails when the client is gone; the broker sends again what is not acknowledged.
            if client.ack(message).await.is_err() {
                return;
            }
        }
    }
}

/// Comes again until it is taken: meanwhile nothing more is read from the broker. False when the program stops.
async fn is_stored<I: Intake>(intake: &I, lines: Bytes) -> bool {
    loop {
        match intake.take(Door::Mqtt, lines.clone()).await {
            Ok(_) => return true,
            Err(NotTaken::Stopping) => return false,
            Err(cause) => tracing::warn!(%cause, "messages of the broker wait"),
        }
        tokio::time::sleep(RETRY).await;
    }
}

#[cfg(test)]
mod tests;
