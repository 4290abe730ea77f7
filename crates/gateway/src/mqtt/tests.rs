//! Against a Mosquitto of their own, where there is one.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use rumqttc::{AsyncClient, Event, MqttOptions, Outgoing, Packet, QoS};
use tokio::sync::{oneshot, watch};

use super::*;
use crate::Receipt;

struct Broker {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.process.kill().expect("a broker can be stopped");
        self.process.wait().expect("a stopped broker ends");
    }
}

/// None, and said so, where Mosquitto is not installed.
async fn broker() -> Option<Broker> {
    let program = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"];
    let Some(program) = program.iter().find(|it| std::path::Path::new(it).is_file()) else {
        eprintln!("not run: mosquitto is not installed");
        return None;
    };
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mosquitto.conf");
    std::fs::write(&file, format!("listener {port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 10\n"))
        .unwrap();
    let process = Command::new(program).arg("-c").arg(file).stderr(Stdio::null()).spawn().unwrap();
    let broker = Broker { process, port, _folder: folder };
    for _ in 0..500 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Some(broker);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("mosquitto does not listen on {port}");
}

/// Keeps what it is given; answers as it is told to.
#[derive(Clone)]
struct Kept {
    lines: watch::Sender<Vec<String>>,
    answer: Arc<Mutex<Result<Receipt, NotTaken>>>,
}

impl Kept {
    fn answering(answer: Result<Receipt, NotTaken>) -> Kept {
        Kept { lines: watch::Sender::default(), answer: Arc::new(Mutex::new(answer)) }
    }

    async fn hears(&self, count: usize) -> Vec<String> {
        let mut lines = self.lines.subscribe();
        let heard = lines.wait_for(|it| it.len() >= count);
        tokio::time::timeout(Duration::from_secs(20), heard).await.expect("all messages come").unwrap().clone()
    }
}

impl Intake for Kept {
    async fn take(&self, door: Door, lines: Bytes) -> Result<Receipt, NotTaken> {
        assert_eq!(door, Door::Mqtt);
        let heard = String::from_utf8(lines.to_vec()).unwrap();
        self.lines.send_modify(|it| it.extend(heard.lines().map(str::to_owned)));
        self.answer.lock().unwrap().clone()
    }
}

/// A reader of the broker in its own task, until the sender is dropped.
async fn reader(port: u16, intake: &Kept) -> oneshot::Sender<()> {
    let (stop, stopped) = oneshot::channel::<()>();
    let (told, mut states) = tokio::sync::mpsc::unbounded_channel();
    let settings = Settings { host: "127.0.0.1".to_owned(), port, ..Settings::default() };
    let tell = move |state| drop(told.send(state));
    tokio::spawn(run(settings, intake.clone(), tell, async { drop(stopped.await) }));
    while states.recv().await.expect("a state") != State::Connected {}
    stop
}

/// Sends messages of quality 1 and waits for the broker to have them.
async fn publish(port: u16, messages: &[String]) {
    let (client, mut connection) = AsyncClient::new(MqttOptions::new("device", "127.0.0.1", port), 1_000);
    for it in messages {
        client.publish("anlan/readings/60712345", QoS::AtLeastOnce, false, it.clone()).await.unwrap();
    }
    let mut had = 0;
    while had < messages.len() {
        if let Event::Incoming(Packet::PubAck(_)) = connection.poll().await.unwrap() {
            had += 1;
        }
    }
    client.disconnect().await.unwrap();
    while !matches!(connection.poll().await, Ok(Event::Outgoing(Outgoing::Disconnect)) | Err(_)) {}
}

fn messages(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|n| format!(r#"{{"device":"60712345","metric":"rain","t":{n},"v":0.5}}"#)).collect()
}

#[tokio::test]
async fn every_message_comes_in_its_order() {
    let Some(broker) = broker().await else { return };
    let intake = Kept::answering(Ok(Receipt::default()));
    let stop = reader(broker.port, &intake).await;
    let sent = messages(0..100);
    // More than the broker lets be on their way at once, so these are acknowledged, too.
    publish(broker.port, &sent).await;
    assert_eq!(intake.hears(100).await, sent);
    drop(stop);
}

#[tokio::test]
async fn what_was_not_stored_waits_at_the_broker() {
    let Some(broker) = broker().await else { return };
    let stopping = Kept::answering(Err(NotTaken::Stopping));
    let stop = reader(broker.port, &stopping).await;
    let sent = messages(0..5);
    publish(broker.port, &sent).await;
    stopping.hears(1).await;
    drop(stop);
    let next = Kept::answering(Ok(Receipt::default()));
    let stop = reader(broker.port, &next).await;
    let mut heard = next.hears(5).await;
    heard.sort();
    assert_eq!(heard, sent, "nothing was acknowledged before it was stored");
    drop(stop);
}

#[tokio::test]
async fn a_store_that_is_full_for_a_while_loses_nothing() {
    let Some(broker) = broker().await else { return };
    let intake = Kept::answering(Err(NotTaken::Store("no space left".to_owned())));
    let stop = reader(broker.port, &intake).await;
    publish(broker.port, &messages(0..1)).await;
    intake.hears(1).await;
    *intake.answer.lock().unwrap() = Ok(Receipt::default());
    let heard = intake.hears(2).await;
    assert_eq!(heard[0], heard[1], "it comes again until it is taken");
    drop(stop);
}
