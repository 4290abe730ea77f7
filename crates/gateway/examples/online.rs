//! The peers' workload online, as their scripts drive it: reads `t/#` of a broker, keeps the readings, and publishes each
//! warning on `w/<sensor>` after the commit that made it safe:
//! `cargo run --release -p gateway --example online FOLDER PORT [EXPECTED]`. Told to stop, it says what all of it came to, and
//! whether that is what the file with their answer expects.

#[path = "../../readings/examples/peers/workload.rs"]
mod workload;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use gateway::mqtt::{self, Settings, State};
use gateway::{Door, Intake, NotTaken, Receipt};
use rumqttc::{AsyncClient, MqttOptions, QoS};
use tokio::signal::unix::SignalKind;
use workload::{Expected, Workload};

#[derive(Clone)]
struct Peer {
    workload: Arc<Mutex<Workload>>,
    told: Arc<Mutex<Vec<String>>>,
    warnings: AsyncClient,
}

impl Intake for Peer {
    async fn take(&self, _: Door, lines: Bytes) -> Result<Receipt, NotTaken> {
        let stopped = |_| NotTaken::Stopping;
        // Waits for the disk.
        let take = || self.workload.lock().unwrap_or_else(PoisonError::into_inner).take(&lines);
        let warnings = tokio::task::block_in_place(take);
        self.told.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&warnings);
        for warning in warnings {
            let sensor = warning.split(',').next().unwrap_or_default();
            self.warnings.publish(format!("w/{sensor}"), QoS::AtMostOnce, false, warning).await.map_err(stopped)?;
        }
        Ok(Receipt::default())
    }
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("a folder on the disk"));
    let port: u16 = arguments.next().and_then(|it| it.parse().ok()).expect("the broker's port");
    let store = tempfile::tempdir_in(folder).expect("a folder of its own");
    let (client, mut connection) = AsyncClient::new(MqttOptions::new("warnings", "127.0.0.1", port), 10_000);
    tokio::spawn(async move { while connection.poll().await.is_ok() {} });
    let workload = Arc::new(Mutex::new(Workload::new(store.path())));
    let peer = Peer { workload: Arc::clone(&workload), told: Arc::default(), warnings: client };
    let told = Arc::clone(&peer.told);
    let host = "127.0.0.1".to_owned();
    let settings = Settings { host, port, topics: vec!["t/#".to_owned()], ..Settings::default() };
    let tell = |state| match state {
        State::Connected => println!("ready"),
        other => eprintln!("{other:?}"),
    };
    let mut terminate = tokio::signal::unix::signal(SignalKind::terminate()).expect("a system with signals");
    let stop = async {
        terminate.recv().await;
    };
    mqtt::run(settings, peer, tell, stop).await;
    let warnings = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let came = workload.lock().unwrap_or_else(PoisonError::into_inner).come_to(warnings);
    println!("{came:?}");
    if let Some(expected) = arguments.next() {
        assert_eq!(came, Expected::read(&PathBuf::from(expected)));
    }
}
