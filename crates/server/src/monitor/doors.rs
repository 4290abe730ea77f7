//! The doors that are open: as the settings have it.

use std::net::SocketAddr;

use gateway::{mqtt, sl651};
use tokio::net::{TcpListener, UdpSocket};

use super::Monitor;

/// What of the outside is listened to, beside HTTP.
#[derive(Debug, Clone, Default)]
pub struct Doors {
    pub mqtt: Option<mqtt::Settings>,
    pub sl651_tcp: Option<SocketAddr>,
    pub sl651_udp: Option<SocketAddr>,
    pub sl651_password: Option<u16>,
}

impl Doors {
    /// Every fault at once; a setting that is empty leaves its door shut.
    pub fn read<'a>(value: impl Fn(&str) -> &'a str) -> Result<Doors, Vec<String>> {
        let mut faults = Vec::new();
        let mut address = |name: &str| match value(name) {
            "" => None,
            given => match given.parse() {
                Ok(address) => Some(address),
                Err(_) => {
                    faults.push(format!("{name}: {given} is not an address such as 0.0.0.0:5018"));
                    None
                }
            },
        };
        let (sl651_tcp, sl651_udp) = (address("sl651_tcp"), address("sl651_udp"));
        let sl651_password = match value("sl651_password") {
            "" => None,
            given => match u16::from_str_radix(given, 16) {
                Ok(password) if given.len() == 4 => Some(password),
                _ => {
                    faults.push("sl651_password: it is no four hexadecimal digits".to_owned());
                    None
                }
            },
        };
        let mqtt = broker(value("mqtt")).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        if faults.is_empty() { Ok(Doors { mqtt, sl651_tcp, sl651_udp, sl651_password }) } else { Err(faults) }
    }

    /// Opens them; what can't be listened to stops the start.
    pub async fn open(self, monitor: &Monitor) -> Result<(), String> {
        let settings = sl651::Settings { password: self.sl651_password, ..sl651::Settings::new(uptime_ms) };
        if let Some(address) = self.sl651_tcp {
            let listener = TcpListener::bind(address).await.map_err(|cause| format!("sl651_tcp {address}: {cause}"))?;
            tell("sl651_tcp", listener.local_addr());
            tokio::spawn(sl651::tcp(listener, monitor.clone(), settings, std::future::pending()));
        }
        if let Some(address) = self.sl651_udp {
            let socket = UdpSocket::bind(address).await.map_err(|cause| format!("sl651_udp {address}: {cause}"))?;
            tell("sl651_udp", socket.local_addr());
            tokio::spawn(sl651::udp(socket, monitor.clone(), settings, std::future::pending()));
        }
        if let Some(broker) = self.mqtt {
            let tell = |state| match state {
                mqtt::State::Connected => tracing::info!("the broker is connected"),
                mqtt::State::Away(why) => tracing::warn!(why, "the broker is away"),
                mqtt::State::Refused(why) => tracing::error!(why, "the broker refuses us"),
            };
            tokio::spawn(mqtt::run(broker, monitor.clone(), tell, std::future::pending()));
        }
        Ok(())
    }
}

fn tell(door: &str, address: std::io::Result<SocketAddr>) {
    if let Ok(address) = address {
        eprintln!("door {door}://{address}");
    }
}

fn uptime_ms() -> u64 {
    static BEGAN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    u64::try_from(BEGAN.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// `mqtt://user:password@host:1883/topic`; all but the host may be left out.
fn broker(url: &str) -> Result<Option<mqtt::Settings>, String> {
    if url.is_empty() {
        return Ok(None);
    }
    let wrong = || "mqtt: it is no address such as mqtt://user:password@host:1883/anlan/readings/#".to_owned();
    let rest = url.strip_prefix("mqtt://").ok_or_else(wrong)?;
    // A topic may hold an @, a password a /: the host begins behind the last @ before the topic.
    let (before, topic) = match rest.rsplit_once('@') {
        Some((user, behind)) => {
            let (place, topic) = behind.split_once('/').unwrap_or((behind, ""));
            ((Some(user), place), topic)
        }
        None => {
            let (place, topic) = rest.split_once('/').unwrap_or((rest, ""));
            ((None, place), topic)
        }
    };
    let (user, place) = before;
    let usual = mqtt::Settings::default();
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| wrong())?),
        None => (place, usual.port),
    };
    if host.is_empty() {
        return Err(wrong());
    }
    let user = user.map(|it| it.split_once(':').unwrap_or((it, "")));
    Ok(Some(mqtt::Settings {
        host: host.to_owned(),
        port,
        user: user.map(|(name, password)| (name.to_owned(), password.to_owned())),
        topics: if topic.is_empty() { usual.topics.clone() } else { vec![topic.to_owned()] },
        ..usual
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &'static [(&str, &str)]) -> Result<Doors, Vec<String>> {
        Doors::read(|name| settings.iter().find(|(it, _)| *it == name).map_or("", |it| it.1))
    }

    #[test]
    fn without_settings_every_door_is_shut() {
        let doors = read(&[]).unwrap();
        assert!(doors.mqtt.is_none() && doors.sl651_tcp.is_none() && doors.sl651_udp.is_none());
    }

    #[test]
    fn a_broker_is_an_address() {
        let broker = |url| broker(url).unwrap().unwrap();
        let whole = broker("mqtt://anlan:s3@cr/et@10.0.0.7:1884/county/#");
        assert_eq!((whole.host.as_str(), whole.port, whole.topics), ("10.0.0.7", 1884, vec!["county/#".to_owned()]));
        assert_eq!(whole.user, Some(("anlan".to_owned(), "s3@cr/et".to_owned())));
        let short = broker("mqtt://broker");
        assert_eq!((short.host.as_str(), short.port, short.user), ("broker", 1883, None));
        assert_eq!(short.topics, ["anlan/readings/#"]);
    }

    #[test]
    fn every_fault_is_told() {
        let faults = read(&[
            ("mqtt", "tcp://broker"),
            ("sl651_tcp", "5018"),
            ("sl651_udp", "here"),
            ("sl651_password", "12345"),
        ])
        .unwrap_err();
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert!(!faults.join(" ").contains("12345"), "a password is not repeated");
    }
}
