//! Sockets: bytes in, confirmations out.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use codec_sl651::{Assembler, Direction, End, Frame, Header, Limits, Splitter};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::lines_of;
use crate::{Door, Intake, NotTaken};

/// What the standard leaves to a centre.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    pub codec: codec_sl651::Settings,
    /// The password that stations send; a frame with another one is neither stored nor confirmed. `None` takes any.
    pub password: Option<u16>,
    /// A connection on which nothing is heard for so long is closed; stations keep theirs alive every few minutes.
    pub silence: Duration,
    /// Connections, or datagrams on their way, at once.
    pub at_once: usize,
    /// Milliseconds that only grow, by which packages that never become whole are given up.
    pub clock: fn() -> u64,
}

impl Settings {
    pub fn new(clock: fn() -> u64) -> Self {
        let codec = codec_sl651::Settings::default();
        Self { codec, password: None, silence: Duration::from_secs(900), at_once: 10_000, clock }
    }
}

/// Reports: what they say is stored. A link that is kept alive lies below them and is not answered.
const REPORTS: std::ops::RangeInclusive<u8> = 0x30..=0x3a;
/// Not stored, so not confirmed.
const PICTURE: u8 = 0x36;
const CHUNK: usize = 16 << 10;
/// The longest one that UDP has.
const DATAGRAM: usize = 64 << 10;

/// Serves stations until `stop` is ready; connections that are open then are closed between two reports.
pub async fn tcp<I: Intake>(
    listener: TcpListener,
    intake: I,
    settings: Settings,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(settings.at_once));
    tokio::pin!(stop);
    loop {
        let place = tokio::select! {
            () = &mut stop => return Ok(()),
            place = Arc::clone(&places).acquire_owned() => place.map_err(io::Error::other)?,
        };
        let stream = tokio::select! {
            () = &mut stop => return Ok(()),
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // Of that connection, or of too many open files: neither ends the door.
                Err(cause) => {
                    tracing::warn!(%cause, "a station could not connect");
                    continue;
                }
            },
        };
        let intake = intake.clone();
        tokio::spawn(async move {
            if let Err(cause) = connection(stream, &intake, settings).await {
                tracing::debug!(%cause, "a station's connection ended");
            }
            drop(place);
        });
    }
}

async fn connection<I: Intake>(mut stream: TcpStream, intake: &I, settings: Settings) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut heard = Heard::new(settings);
    let mut chunk = vec![0; CHUNK];
    loop {
        let Ok(read) = timeout(settings.silence, stream.read(&mut chunk)).await else { return Ok(()) };
        let len = read?;
        if len == 0 {
            return Ok(());
        }
        heard.push(&chunk[..len]);
        if let Some(confirmations) = store(heard.take(), intake).await {
            stream.write_all(&confirmations).await?;
        }
    }
}

/// As [`tcp`], a datagram at a time.
pub async fn udp<I: Intake>(
    socket: UdpSocket,
    intake: I,
    settings: Settings,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let socket = Arc::new(socket);
    let places = Arc::new(Semaphore::new(settings.at_once.min(1_000)));
    let mut datagram = vec![0; DATAGRAM];
    tokio::pin!(stop);
    loop {
        let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
        let (len, from) = tokio::select! {
            () = &mut stop => return Ok(()),
            received = socket.recv_from(&mut datagram) => match received {
                Ok(received) => received,
                Err(cause) => {
                    tracing::warn!(%cause, "a datagram could not be read");
                    continue;
                }
            },
        };
        let mut heard = Heard::new(settings);
        heard.push(&datagram[..len]);
        let (socket, intake) = (Arc::clone(&socket), intake.clone());
        tokio::spawn(async move {
            if let Some(confirmations) = store(heard.take(), &intake).await
                && let Err(cause) = socket.send_to(&confirmations, from).await
            {
                tracing::debug!(%cause, "a confirmation could not be sent");
            }
            drop(place);
        });
    }
}

/// The confirmations of what was heard, once it is on the disk; none when it can't be, and the station comes again.
async fn store<I: Intake>(reports: Reports, intake: &I) -> Option<Vec<u8>> {
    if reports.confirmations.is_empty() {
        return None;
    }
    if !reports.lines.is_empty() {
        match intake.take(Door::Sl651, reports.lines.into()).await {
            Ok(_) => {}
            Err(NotTaken::Busy | NotTaken::Stopping) => return None,
            Err(cause @ NotTaken::Store(_)) => {
                tracing::error!(%cause, "reports of stations are not confirmed");
                return None;
            }
        }
    }
    Some(reports.confirmations)
}

#[derive(Default)]
struct Reports {
    lines: String,
    confirmations: Vec<u8>,
}

/// What one sender has said so far.
struct Heard {
    settings: Settings,
    splitter: Splitter,
    assembler: Assembler,
    reports: Reports,
}

impl Heard {
    fn new(settings: Settings) -> Self {
        let assembler = Assembler::new(Limits::default());
        Self { settings, splitter: Splitter::default(), assembler, reports: Reports::default() }
    }

    fn push(&mut self, bytes: &[u8]) {
        let Self { settings, splitter, assembler, reports } = self;
        let now = (settings.clock)();
        assembler.expire(now);
        splitter.push(bytes, |_, frame| match frame {
            Ok(frame) if frame.header().package.is_some() => match assembler.accept(now, &frame) {
                Ok(Some(whole)) => report(reports, &whole.frame(), settings),
                Ok(None) => {}
                Err(error) => tracing::debug!(%error, "a package of a station is refused"),
            },
            Ok(frame) => report(reports, &frame, settings),
            Err(error) => tracing::debug!(%error, "a frame of a station is refused"),
        });
    }

    fn take(&mut self) -> Reports {
        std::mem::take(&mut self.reports)
    }
}

fn report(reports: &mut Reports, frame: &Frame<'_>, settings: &Settings) {
    let header = frame.header();
    let is_report = REPORTS.contains(&header.function) && header.function != PICTURE;
    if header.direction != Direction::Up || !is_report {
        return;
    }
    if settings.password.is_some_and(|it| it != header.password) {
        tracing::warn!(station = %header.station, "a station has another password");
        return;
    }
    let Some(confirmation) = confirmation(frame) else { return };
    reports.lines.push_str(&lines_of(frame, &settings.codec));
    reports.confirmations.extend_from_slice(&confirmation);
}

/// The serial and the time as sent, and that the station shall stay on line.
fn confirmation(frame: &Frame<'_>) -> Option<Vec<u8>> {
    let header = Header { direction: Direction::Down, package: None, end: End::Esc, ..*frame.header() };
    Frame::encode(&header, frame.body().get(..8)?).ok()
}
