//! A stream of bytes into frames. A flag can't stand inside a frame, so whatever lies between two flags is judged alone:
//! a bad frame is one error, and the next frame is untouched by it.

use memchr::memchr;

use crate::error::Problem;
use crate::frame::{FLAG, FRAME_MAX};
use crate::{Error, Frame, Scratch, Settings};

/// Every byte of the largest frame escaped.
const SENT_MAX: usize = 2 * FRAME_MAX;

/// Cuts a stream at its flags. Holds at most one unfinished frame.
///
/// ```
/// use codec_jt808::{Settings, Splitter};
/// let mut splitter = Splitter::new(Settings::default());
/// let mut seen = Vec::new();
/// // A heartbeat, a wrong check byte, and the first heartbeat again in two parts.
/// for part in [
///     &b"\x7e\0\x02\0\0\x01\x23\x45\x67\x89\0\0\x0a\x81\x7e\x7e\0\x02\0\0\x01\x23\x45\x67\x89\0\0\x0a\x82\x7e\x7e\0\x02"[..],
///     b"\0\0\x01\x23\x45\x67\x89\0\0\x0a\x81\x7e",
/// ] {
///     splitter.push(part, |at, frame| seen.push((at, frame.map(|it| it.header().serial).map_err(|e| e.field))));
/// }
/// assert_eq!(seen, [(0, Ok(10)), (15, Err("check")), (30, Ok(10))]);
/// ```
pub struct Splitter {
    settings: Settings,
    scratch: Scratch,
    pending: Vec<u8>,
    state: State,
    /// Bytes of the stream before the next `push`.
    position: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// No flag since this position: at the start of the stream.
    Outside { since: u64 },
    /// After the flag at this position.
    Inside { flag: u64 },
    /// The frame that began at this position is too long and has been reported; the next flag ends it.
    Skipping,
}

impl Splitter {
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            scratch: Scratch::default(),
            pending: Vec::with_capacity(SENT_MAX),
            state: State::Outside { since: 0 },
            position: 0,
        }
    }

    /// Hands each frame, or the reason why there is none, to `sink` with the position in the stream where it begins.
    pub fn push(&mut self, bytes: &[u8], mut sink: impl FnMut(u64, Result<Frame<'_>, Error>)) {
        let mut rest = bytes;
        while let Some(flag) = memchr(FLAG, rest) {
            self.finish_at(&rest[..flag], &mut sink);
            self.position += flag as u64;
            self.state = State::Inside { flag: self.position };
            self.position += 1;
            self.pending.clear();
            rest = &rest[flag + 1..];
        }
        self.keep(rest, &mut sink);
        self.position += rest.len() as u64;
    }

    /// The stream is over: what is left is no frame.
    pub fn finish(&mut self, mut sink: impl FnMut(u64, Result<Frame<'_>, Error>)) {
        match self.state {
            State::Outside { since } => self.report_noise(since, &mut sink),
            State::Inside { flag } if !self.pending.is_empty() => {
                sink(flag, Err(Error::new(self.pending.len(), "frame", Problem::Unfinished)));
            }
            State::Inside { .. } | State::Skipping => {}
        }
        self.pending.clear();
        self.state = State::Outside { since: self.position };
    }

    fn finish_at(&mut self, last: &[u8], sink: &mut impl FnMut(u64, Result<Frame<'_>, Error>)) {
        match self.state {
            State::Outside { since } => {
                self.position += last.len() as u64;
                self.report_noise(since, sink);
                self.position -= last.len() as u64;
            }
            State::Inside { flag } => {
                let sent = if self.pending.is_empty() {
                    last
                } else {
                    let room = SENT_MAX.saturating_sub(self.pending.len()) + 1;
                    self.pending.extend_from_slice(&last[..last.len().min(room)]);
                    &self.pending
                };
                if !sent.is_empty() {
                    sink(flag, Frame::parse(sent, &self.settings, &mut self.scratch));
                }
            }
            State::Skipping => {}
        }
    }

    fn keep(&mut self, rest: &[u8], sink: &mut impl FnMut(u64, Result<Frame<'_>, Error>)) {
        let State::Inside { flag } = self.state else { return };
        if self.pending.len() + rest.len() <= SENT_MAX {
            self.pending.extend_from_slice(rest);
            return;
        }
        sink(flag, Err(Error::new(FRAME_MAX, "frame", Problem::Limit { limit: FRAME_MAX })));
        self.pending.clear();
        self.state = State::Skipping;
    }

    fn report_noise(&self, since: u64, sink: &mut impl FnMut(u64, Result<Frame<'_>, Error>)) {
        let bytes = self.position - since;
        if bytes > 0 {
            sink(since, Err(Error::new(0, "frame", Problem::Noise { bytes })));
        }
    }
}
