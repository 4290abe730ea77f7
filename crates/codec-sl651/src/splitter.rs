//! A stream of bytes into frames. Nothing is escaped, so a frame is found by its start, its length and its CRC: when one of
//! them is wrong, the search goes on one byte behind the start that failed.

use memchr::memchr2;

use crate::error::Problem;
use crate::frame::{FRAME_MAX, HEX_START, SOH};
use crate::{Error, Frame};

/// Cuts a stream. Holds at most one unfinished frame; a length that lies can hold back what follows until more bytes come or
/// [`Splitter::finish`] is called, which a caller does after silence.
///
/// ```
/// use codec_sl651::Splitter;
/// let good = b"\x7e\x7e\x01\x00\x12\x34\x56\x78\x12\x34\x2f\x00\x08\x02\x00\x03\x59\x10\x11\x15\x51\x11\x03\x6b\xca";
/// let mut bad = *good;
/// bad[12] = 0x80; // says that 128 bytes follow
/// let mut seen = Vec::new();
/// let mut splitter = Splitter::default();
/// for part in [&bad[..], &good[..10], &good[10..]] {
///     splitter.push(part, |at, frame| seen.push((at, frame.map(|it| it.header().function).map_err(|e| e.field))));
/// }
/// splitter.finish(|at, frame| seen.push((at, frame.map(|it| it.header().function).map_err(|e| e.field))));
/// assert_eq!(seen, [(0, Err("body")), (25, Ok(0x2f))]);
/// ```
#[derive(Default)]
pub struct Splitter {
    pending: Vec<u8>,
    /// Where `pending`, or the next byte, stands in the stream.
    position: u64,
    /// Bytes since the last frame that belong to none.
    noise: u64,
    /// An error has been told since the last frame.
    is_told: bool,
}

impl Splitter {
    /// Hands each frame, or the reason why there is none, to `sink` with the position in the stream where it begins.
    pub fn push(&mut self, bytes: &[u8], mut sink: impl FnMut(u64, Result<Frame<'_>, Error>)) {
        if self.pending.is_empty() {
            let used = self.scan(bytes, false, &mut sink);
            self.pending.extend_from_slice(&bytes[used..]);
            return;
        }
        let mut pending = std::mem::take(&mut self.pending);
        pending.extend_from_slice(bytes);
        let used = self.scan(&pending, false, &mut sink);
        pending.drain(..used);
        self.pending = pending;
    }

    /// The stream is over, or silent: what is held back is no frame, what stands behind it may be.
    pub fn finish(&mut self, mut sink: impl FnMut(u64, Result<Frame<'_>, Error>)) {
        let pending = std::mem::take(&mut self.pending);
        self.scan(&pending, true, &mut sink);
        self.report_noise(&mut sink);
    }

    /// How many bytes are done with.
    fn scan(&mut self, bytes: &[u8], is_over: bool, sink: &mut impl FnMut(u64, Result<Frame<'_>, Error>)) -> usize {
        let mut at = 0;
        loop {
            let rest = &bytes[at..];
            let skipped = start(rest);
            self.pass(skipped);
            self.position += skipped as u64;
            at += skipped;
            let rest = &rest[skipped..];
            if rest.is_empty() {
                return at;
            }
            let passed = match Frame::parse(rest) {
                Ok((frame, len)) => {
                    self.report_noise(sink);
                    sink(self.position, Ok(frame));
                    self.is_told = false;
                    len
                }
                Err(Error { problem: Problem::Short { .. }, .. }) if !is_over && rest.len() < FRAME_MAX => return at,
                Err(error) => {
                    self.refuse(rest, error, sink);
                    1
                }
            };
            at += passed;
            self.position += passed as u64;
        }
    }

    /// A start of two bytes that failed is told; a lone `01` or `7e` is noise like any other byte.
    fn refuse(&mut self, rest: &[u8], error: Error, sink: &mut impl FnMut(u64, Result<Frame<'_>, Error>)) {
        if rest.starts_with(&HEX_START) || error.field != "start" && error.field != "head" {
            self.report_noise(sink);
            sink(self.position, Err(error));
            self.is_told = true;
        } else {
            self.pass(1);
        }
    }

    /// What follows a frame that was refused belongs to it.
    fn pass(&mut self, bytes: usize) {
        if !self.is_told {
            self.noise += bytes as u64;
        }
    }

    fn report_noise(&mut self, sink: &mut impl FnMut(u64, Result<Frame<'_>, Error>)) {
        let bytes = std::mem::take(&mut self.noise);
        if bytes > 0 {
            sink(self.position - bytes, Err(Error::new(0, "frame", Problem::Noise { bytes })));
        }
    }
}

/// Bytes before the next possible start; a lone `7e` at the end is one.
fn start(bytes: &[u8]) -> usize {
    let mut from = 0;
    while let Some(found) = memchr2(HEX_START[0], SOH, &bytes[from..]) {
        let at = from + found;
        if bytes[at] == SOH || bytes.get(at + 1).is_none_or(|next| *next == HEX_START[1]) {
            return at;
        }
        from = at + 1;
    }
    bytes.len()
}
