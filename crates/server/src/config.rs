//! Settings: the file, then the environment (`ANLAN_*`), then the command line; `anlan config check` shows each with its
//! source.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use proof::note::Verifier;
use serde::Serialize;

use crate::log::witnessed::Asked;
use crate::monitor::Doors;
use crate::store::Store;

/// Every setting there is, with what it is without any.
const SETTINGS: &[(&str, &str)] = &[
    ("data", "./data"),
    ("database", ""),
    ("listen", "127.0.0.1:8420"),
    ("log", "info"),
    ("mqtt", ""),
    ("proxy", ""),
    ("sl651_password", ""),
    ("sl651_tcp", ""),
    ("sl651_udp", ""),
    ("sm", "off"),
    ("witness", ""),
    ("witness_key", ""),
];

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    pub name: &'static str,
    pub value: String,
    pub source: String,
}

impl Setting {
    /// The value without a password.
    pub fn shown(&self) -> String {
        if self.name.ends_with("password") && !self.value.is_empty() { "***".to_owned() } else { shown(&self.value) }
    }
}

#[derive(Debug, Clone)]
pub struct Config {
    pub store: Store,
    pub listen: SocketAddr,
    pub log: String,
    /// Through which every connection comes, where a proxy ends TLS; what it forwards is counted by the client's address.
    pub proxy: Option<IpAddr>,
    /// The log is also kept with SM3 and signed with SM2.
    pub sm: bool,
    /// Where readings come in beside HTTP.
    pub doors: Doors,
    /// Whose signature the log's heads get beside our own.
    pub witness: Option<Asked>,
    pub settings: Vec<Setting>,
}

impl Config {
    /// Every fault of file and environment at once.
    pub fn load(file: Option<&Path>, environment: &BTreeMap<String, String>) -> Result<Config, Vec<String>> {
        let mut faults = Vec::new();
        let written = file.map_or_else(BTreeMap::new, |path| read_file(path, &mut faults));
        let settings: Vec<Setting> =
            SETTINGS.iter().map(|(name, default)| pick(name, default, &written, environment)).collect();
        for name in environment.keys().filter_map(|k| k.strip_prefix("ANLAN_")) {
            let name = name.to_lowercase();
            let known =
                SETTINGS.iter().any(|(s, _)| *s == name) || matches!(name.as_str(), "config" | "test_data" | "test_pg");
            if !known {
                faults.push(format!("ANLAN_{} is no setting{}", name.to_uppercase(), nearest(&name)));
            }
        }
        let value = |name: &str| settings.iter().find(|s| s.name == name).map_or("", |s| s.value.as_str());
        let listen = value("listen")
            .parse()
            .map_err(|_| format!("listen: {} is not an address such as 127.0.0.1:8420", value("listen")));
        let proxy = match value("proxy") {
            "" => Ok(None),
            given => given.parse().map(Some).map_err(|_| format!("proxy: {given} is not an address such as 127.0.0.1")),
        };
        let sm = match value("sm") {
            "on" => Ok(true),
            "off" => Ok(false),
            given => Err(format!("sm: {given} is neither on nor off")),
        };
        let witness = witness(value("witness"), value("witness_key"));
        let database = database(value("database"));
        let doors = Doors::read(value).unwrap_or_else(|found| {
            faults.extend(found);
            Doors::default()
        });
        let (data, log) = (value("data").into(), value("log").to_owned());
        match (listen, proxy, sm, witness, database) {
            (Ok(listen), Ok(proxy), Ok(sm), Ok(witness), Ok(database)) if faults.is_empty() => {
                let store = Store { data, database };
                Ok(Config { store, listen, log, proxy, sm, doors, witness, settings: settings.clone() })
            }
            (listen, proxy, sm, witness, database) => {
                let all = [listen.err(), proxy.err(), sm.err(), witness.err(), database.err()];
                faults.extend(all.into_iter().flatten());
                Err(faults)
            }
        }
    }
}

/// A PostgreSQL server's database; empty: a SQLite file in the data folder.
pub fn database(url: &str) -> Result<Option<String>, String> {
    if url.is_empty() {
        return Ok(None);
    }
    if ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Ok(Some(url.to_owned()));
    }
    Err("database: it is no address such as postgres://user:password@host/database".to_owned())
}

/// The value as it may be shown: an address without its password, wherever it stands in it.
fn shown(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else { return value.to_owned() };
    if let Some((before, after)) = rest.split_once("password=") {
        let behind = after.split_once('&').map_or(String::new(), |(_, behind)| format!("&{behind}"));
        return shown(&format!("{scheme}://{before}***{behind}"));
    }
    match rest.rsplit_once('@').map(|(who, host)| (who.split_once(':'), host)) {
        Some((Some((user, _)), host)) => format!("{scheme}://{user}:***@{host}"),
        _ => value.to_owned(),
    }
}

fn witness(url: &str, key: &str) -> Result<Option<Asked>, String> {
    if url.is_empty() && key.is_empty() {
        return Ok(None);
    }
    if !(url.starts_with("http://")) {
        return Err(format!("witness: {url:?} is not an address such as http://10.0.0.7:8430"));
    }
    let key = Verifier::parse(key).map_err(|cause| format!("witness_key: {cause}"))?;
    Ok(Some(Asked { url: url.trim_end_matches('/').to_owned(), key }))
}

fn pick(
    name: &'static str,
    default: &str,
    file: &BTreeMap<String, String>,
    environment: &BTreeMap<String, String>,
) -> Setting {
    let variable = format!("ANLAN_{}", name.to_uppercase());
    match (environment.get(&variable), file.get(name)) {
        (Some(value), _) => Setting { name, value: value.clone(), source: variable },
        (None, Some(value)) => Setting { name, value: value.clone(), source: "file".into() },
        (None, None) => Setting { name, value: default.to_owned(), source: "default".into() },
    }
}

fn read_file(path: &Path, faults: &mut Vec<String>) -> BTreeMap<String, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) => {
            faults.push(format!("{}: {cause}", path.display()));
            return BTreeMap::new();
        }
    };
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(cause) => {
            faults.push(format!("{}: {cause}", path.display()));
            return BTreeMap::new();
        }
    };
    let mut written = BTreeMap::new();
    for (name, value) in table {
        match (SETTINGS.iter().any(|(s, _)| *s == name), value.as_str()) {
            (true, Some(text)) => drop(written.insert(name, text.to_owned())),
            (true, None) => faults.push(format!("{name}: write the value as text, in quotes")),
            (false, _) => faults.push(format!("{name} is no setting{}", nearest(&name))),
        }
    }
    written
}

/// "; did you mean listen?" for a name with the same beginning.
fn nearest(name: &str) -> String {
    let shared = |s: &str| s.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
    let best = SETTINGS.iter().map(|(s, _)| *s).max_by_key(|s| shared(s)).filter(|s| shared(s) > 1);
    best.map_or_else(String::new, |s| format!("; did you mean {s}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn the_environment_wins_over_the_file_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("anlan.toml");
        std::fs::write(&file, "listen = \"0.0.0.0:80\"\nlog = \"debug\"\n").unwrap();
        let config = Config::load(Some(&file), &environment(&[("ANLAN_LISTEN", "127.0.0.1:1")])).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:1");
        let sources: Vec<_> = config.settings.iter().map(|s| s.source.as_str()).collect();
        let (before, after) = (["default"; 2], ["default"; 8]);
        assert_eq!(sources, [&before[..], &["ANLAN_LISTEN", "file"], &after].concat());
    }

    #[test]
    fn a_password_is_used_and_not_shown() {
        //    given                                      shown
        check("postgres://anlan:s3@cret@db.local/anlan", "postgres://anlan:***@db.local/anlan");
        check("postgres://anlan@db.local/anlan", "postgres://anlan@db.local/anlan");
        check("postgres://db.local/anlan?password=s3cret&user=a", "postgres://db.local/anlan?***&user=a");
        check("http://10.0.0.7:8430", "http://10.0.0.7:8430");
        let config = Config::load(None, &environment(&[("ANLAN_DATABASE", "postgres://a:b@c/d")])).unwrap();
        assert_eq!(config.store.database.as_deref(), Some("postgres://a:b@c/d"));
        assert!(config.settings.iter().all(|setting| !setting.shown().contains(":b@")));
        let refused = Config::load(None, &environment(&[("ANLAN_DATABASE", "mysql://a:b@c/d")])).unwrap_err();
        assert!(refused.len() == 1 && !refused[0].contains(":b@"), "{refused:?}");
    }

    fn check(given: &str, expected: &str) {
        assert_eq!(shown(given), expected);
    }

    #[test]
    fn an_unknown_setting_is_an_error_with_the_nearest_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("anlan.toml");
        std::fs::write(&file, "lisen = \"x\"\n").unwrap();
        let faults = Config::load(
            Some(&file),
            &environment(&[("ANLAN_LOGS", "x"), ("ANLAN_LISTEN", "nowhere"), ("ANLAN_PROXY", "here")]),
        )
        .unwrap_err();
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert!(faults[0].contains("did you mean listen?"));
    }
}
