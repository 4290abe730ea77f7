//! Stations over real sockets: a report is confirmed when it is stored, and not before.

#![expect(clippy::unwrap_used, reason = "everything here is a test or helps one")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use codec_sl651::{Direction, End, Frame};
use gateway::sl651::{Settings, tcp, udp};
use gateway::{Door, Intake, NotTaken, Receipt};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::Notify;

fn settings() -> Settings {
    Settings::new(|| 0)
}

/// Station 0060712345 reports on 2026-06-18 at 21:00:10 a level of 10.490 m, observed at 20:05.
fn report(serial: u8) -> Vec<u8> {
    let station = [0x00, 0x60, 0x71, 0x23, 0x45];
    let mut body = vec![0, serial, 0x26, 0x06, 0x18, 0x21, 0x00, 0x10, 0xf1, 0xf1];
    body.extend(station);
    body.extend([0x48, 0xf0, 0xf0, 0x26, 0x06, 0x18, 0x20, 0x05, 0x39, 0x23, 0x00, 0x01, 0x04, 0x90]);
    let header = codec_sl651::Header {
        form: codec_sl651::Form::Hex,
        direction: Direction::Up,
        centre: 1,
        station: codec_sl651::Station(station),
        password: 0x1234,
        function: 0x32,
        package: None,
        end: End::Etx,
    };
    Frame::encode(&header, &body).unwrap()
}

#[derive(Clone)]
struct Kept {
    lines: Arc<Mutex<String>>,
    answer: Result<Receipt, NotTaken>,
    /// Each call waits for a permit.
    permits: Arc<Notify>,
    asked: Arc<Notify>,
}

impl Kept {
    fn answering(answer: Result<Receipt, NotTaken>) -> Kept {
        Kept { lines: Arc::default(), answer, permits: Arc::default(), asked: Arc::default() }
    }
}

impl Intake for Kept {
    async fn take(&self, door: Door, lines: Bytes) -> Result<Receipt, NotTaken> {
        assert_eq!(door, Door::Sl651);
        self.asked.notify_one();
        self.permits.notified().await;
        self.lines.lock().unwrap().push_str(std::str::from_utf8(&lines).unwrap());
        self.answer.clone()
    }
}

async fn station(intake: &Kept, settings: Settings) -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(tcp(listener, intake.clone(), settings, std::future::pending()));
    TcpStream::connect(address).await.unwrap()
}

/// Whether anything is said within a while.
async fn is_silent(stream: &mut TcpStream) -> bool {
    let mut byte = [0];
    tokio::time::timeout(Duration::from_millis(300), stream.read_exact(&mut byte)).await.is_err()
}

async fn confirmation(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut sent = vec![0; 25];
    stream.read_exact(&mut sent).await.unwrap();
    let (frame, len) = Frame::parse(&sent).unwrap();
    assert_eq!((frame.header().direction, frame.header().end, len), (Direction::Down, End::Esc, 25));
    (frame.header().function, frame.body().to_vec())
}

#[tokio::test]
async fn a_report_is_confirmed_when_it_is_stored() {
    let intake = Kept::answering(Ok(Receipt::default()));
    let mut stream = station(&intake, settings()).await;
    let (first, rest) = (report(7), report(8));
    stream.write_all(&first[..20]).await.unwrap();
    stream.write_all(&first[20..]).await.unwrap();
    intake.asked.notified().await;
    assert!(is_silent(&mut stream).await, "nothing is confirmed before it is stored");
    intake.permits.notify_one();
    let expected = (0x32, vec![0, 7, 0x26, 0x06, 0x18, 0x21, 0x00, 0x10]);
    assert_eq!(confirmation(&mut stream).await, expected);
    stream.write_all(&rest).await.unwrap();
    intake.permits.notify_one();
    assert_eq!(confirmation(&mut stream).await.1[1], 8);
    let line = r#"{"device":"60712345","metric":"level","t":1781784300000,"v":10.490}"#;
    assert_eq!(*intake.lines.lock().unwrap(), format!("{line}\n{line}\n"));
}

#[tokio::test]
async fn what_can_not_be_stored_is_not_confirmed() {
    for cause in [NotTaken::Busy, NotTaken::Store("no space left".to_owned()), NotTaken::Stopping] {
        let intake = Kept::answering(Err(cause.clone()));
        intake.permits.notify_one();
        let mut stream = station(&intake, settings()).await;
        stream.write_all(&report(7)).await.unwrap();
        intake.asked.notified().await;
        assert!(is_silent(&mut stream).await, "{cause}");
    }
}

#[tokio::test]
async fn another_password_and_what_is_no_report_are_not_heard() {
    let intake = Kept::answering(Ok(Receipt::default()));
    let mut stream = station(&intake, Settings { password: Some(0x4321), ..settings() }).await;
    stream.write_all(&report(7)).await.unwrap();
    assert!(is_silent(&mut stream).await);
    let mut stream = station(&intake, settings()).await;
    // A link that is kept alive.
    let alive = b"\x7e\x7e\x01\x00\x12\x34\x56\x78\x12\x34\x2f\x00\x08\x02\x00\x03\x59\x10\x11\x15\x51\x11\x03\x6b\xca";
    stream.write_all(alive).await.unwrap();
    assert!(is_silent(&mut stream).await);
    assert_eq!(*intake.lines.lock().unwrap(), "");
}

#[tokio::test]
async fn the_same_in_datagrams() {
    let intake = Kept::answering(Ok(Receipt::default()));
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(udp(socket, intake.clone(), settings(), std::future::pending()));
    let station = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    station.send_to(&report(9), address).await.unwrap();
    intake.asked.notified().await;
    intake.permits.notify_one();
    let mut sent = [0; 64];
    let (len, _) = station.recv_from(&mut sent).await.unwrap();
    assert_eq!(Frame::parse(&sent[..len]).unwrap().0.body()[1], 9);
    assert!(intake.lines.lock().unwrap().contains("10.490"));
}
