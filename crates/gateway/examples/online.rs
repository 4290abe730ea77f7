//! The peers' workload online, as their scripts drive it: reads `t/#` of a broker, keeps the readings, and publishes each
//! warning on `w/<sensor>` after the commit that made it safe:
//! `cargo run --release -p gateway --example online FOLDER PORT`.

#![expect(clippy::disallowed_methods, reason = "a measurement reads its arguments")]

#[path = "../../readings/examples/peers/workload.rs"]
mod workload;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use gateway::mqtt::{self, Settings, State};
use gateway::{Door, Intake, NotTaken, Receipt};
use rumqttc::{AsyncClient, MqttOptions, QoS};
use workload::Workload;

#[derive(Clone)]
struct Peer {
    workload: Arc<Mutex<Workload>>,
    warnings: AsyncClient,
}

impl Intake for Peer {
    async fn take(&self, _: Door, lines: Bytes) -> Result<Receipt, NotTaken> {
        let stopped = |_| NotTaken::Stopping;
        let warnings = {
            let mut workload = self.workload.lock().map_err(|_| NotTaken::Stopping)?;
            // Waits for the disk.
            tokio::task::block_in_place(|| workload.take(&lines));
            workload.told()
        };
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
    let peer = Peer { workload: Arc::new(Mutex::new(Workload::new(store.path()))), warnings: client };
    let host = "127.0.0.1".to_owned();
    let settings = Settings { host, port, topics: vec!["t/#".to_owned()], ..Settings::default() };
    let tell = |state| match state {
        State::Connected => println!("ready"),
        other => eprintln!("{other:?}"),
    };
    mqtt::run(settings, peer, tell, std::future::pending()).await;
}
