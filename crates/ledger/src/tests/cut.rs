//! A connection that breaks at COMMIT, when nobody can know whether it was done: each act has one effect all the same.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use super::*;
use crate::testing::TestDb;
use crate::{Config, Durability};

const ACTS: u8 = 200;

/// What becomes of one COMMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Through,
    /// The server never hears of it.
    Lost,
    /// Sent on, and the line is cut at once.
    SentOn,
    /// Done by the server, whose answer is not sent back.
    Unanswered,
}

impl Fate {
    fn of(n: u32) -> Fate {
        [Fate::Through, Fate::Unanswered, Fate::Lost, Fate::SentOn, Fate::Unanswered][n as usize % 5]
    }
}

struct Line {
    address: std::net::SocketAddr,
    commits: Arc<AtomicU32>,
}

/// Stands between the program and the server.
fn line(server: String) -> Line {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, commits) = (listener.local_addr().unwrap(), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&commits);
    thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (client.unwrap(), TcpStream::connect(&server).unwrap());
            client.set_nodelay(true).and_then(|()| server.set_nodelay(true)).unwrap();
            let swallow = Arc::new(AtomicBool::new(false));
            let ends = (server.try_clone().unwrap(), client.try_clone().unwrap(), Arc::clone(&swallow));
            thread::spawn(move || back(ends.0, ends.1, &ends.2));
            let counted = Arc::clone(&counted);
            thread::spawn(move || forth(client, server, &swallow, &counted));
        }
    });
    Line { address, commits }
}

fn cut(one: &TcpStream, other: &TcpStream) {
    drop(one.shutdown(Shutdown::Both));
    drop(other.shutdown(Shutdown::Both));
}

/// From the server; nothing any more once an answer is to be swallowed.
fn back(mut server: TcpStream, mut client: TcpStream, swallow: &AtomicBool) {
    let mut bytes = [0; 8_192];
    while let Ok(n @ 1..) = server.read(&mut bytes) {
        if swallow.load(Ordering::SeqCst) || client.write_all(&bytes[..n]).is_err() {
            break;
        }
    }
    cut(&server, &client);
}

/// From the program, message by message.
fn forth(mut client: TcpStream, mut server: TcpStream, swallow: &AtomicBool, commits: &AtomicU32) {
    let mut first = true;
    while let Some(message) = message(&mut client, first) {
        first = false;
        let fate = match message.starts_with(b"Q") && message.ends_with(b"COMMIT\0") {
            true => Fate::of(commits.fetch_add(1, Ordering::SeqCst)),
            false => Fate::Through,
        };
        swallow.store(fate == Fate::Unanswered, Ordering::SeqCst);
        if fate == Fate::Lost || server.write_all(&message).is_err() || fate == Fate::SentOn {
            break;
        }
    }
    if !swallow.load(Ordering::SeqCst) {
        cut(&server, &client);
    }
}

/// A letter, but for the first; a length that counts itself; and what it says.
fn message(client: &mut TcpStream, first: bool) -> Option<Vec<u8>> {
    let mut message = vec![0; if first { 4 } else { 5 }];
    client.read_exact(&mut message).ok()?;
    let length = u32::from_be_bytes(*message.last_chunk()?) as usize;
    let head = message.len();
    message.resize(head + length.checked_sub(4)?, 0);
    client.read_exact(&mut message[head..]).ok()?;
    Some(message)
}

/// Numbers given and facts recorded by so many acts of a rule, over a line that is cut at four COMMITs of five.
fn effects(t: &TestDb, durability: Durability) -> (i64, i64) {
    let crate::engine::Place::Server(url) = t.db.place() else { unreachable!("a server was asked for") };
    let (start, name) = url.rsplit_once('/').unwrap();
    let (scheme, host) = start.rsplit_once('@').unwrap();
    let line = line(host.to_owned());
    let config = Config { durability, ..Config::new(Arc::clone(&t.clock), CONCEPTS) };
    let db = crate::Db::connect(&format!("{scheme}@{}/{name}", line.address), t.folder(), config).unwrap();
    for n in 1..=ACTS {
        let act = move |tx: &mut Tx<'_>, ctx: &Ctx| {
            ring(tx, ctx, bell(n), 0, &hung())?;
            tx.next_number(ctx, "acts", 2026)
        };
        // Where an act is not known again, the second run finds its own first one in the way.
        match (db.write_blocking("act", &t.rule(), act), durability) {
            (Ok(number), _) => assert_eq!(number, i64::from(n)),
            (Err(_), Durability::ForNegativeControls) => return (0, 0),
            (Err(error), _) => panic!("act {n}: {error:?}"),
        }
    }
    assert!(line.commits.load(Ordering::SeqCst) > u32::from(ACTS) * 2, "the line was cut");
    db.read_blocking(|r| {
        let numbers = r.value("SELECT last FROM series WHERE series = 'acts'", params![])?;
        Ok((numbers, r.value("SELECT COUNT(*) FROM fact", params![])?))
    })
    .unwrap()
}

#[test]
fn an_act_has_one_effect_although_its_connection_breaks_at_commit() {
    if !crate::testing::is_on_server() {
        return println!("not run: no connection to cut, {} names no server", kernel::testing::SERVER);
    }
    let acts = i64::from(ACTS);
    let t = db(CONCEPTS);
    assert_eq!(effects(&t, Durability::Fsynced), (acts, acts));
    // The control: a writer that forgets what it was asked is caught.
    assert_ne!(effects(&db(CONCEPTS), Durability::ForNegativeControls), (acts, acts));
}
