//! `anlan decode jt808|sl651|cap [FILE]`: what a device or an issuer sent, as one JSON object a line. The field names are
//! those of `docs/decode.md`; what can't be read is an object, too, with its offset and field, and the rest goes on.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{Failed, Given, is_closed, or_enough};

#[derive(Debug, Args)]
pub struct Decode {
    protocol: Protocol,
    /// What was received; stdin without it.
    file: Option<PathBuf>,
    /// The input is hexadecimal text, whole bytes on a line; white space is passed over. Not for CAP, which is text already.
    #[arg(long)]
    hex: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// Vehicle terminals, JT/T 808.
    Jt808,
    /// Hydrological stations, SL 651-2014.
    Sl651,
    /// Public alerts: CAP 1.2 and 1.1, their indexes and envelopes, messages of 12379.
    Cap,
}

impl Decode {
    pub fn run(&self, _given: &Given) -> Result<(), Failed> {
        let input: Box<dyn Read> = match &self.file {
            Some(path) => Box::new(BufReader::new(
                File::open(path).map_err(|e| Failed::Fault(format!("{}: {e}", path.display())))?,
            )),
            None => Box::new(io::stdin().lock()),
        };
        let out = Shared(RefCell::new(BufWriter::new(io::stdout().lock())));
        let refused = Cell::new(0);
        let input: Box<dyn Read + '_> = if self.hex { Box::new(Hex::new(input, &out, &refused)) } else { input };
        let errors = match self.protocol {
            Protocol::Jt808 => {
                codec_jt808::lines(input, &out, &codec_jt808::Settings::default()).map(|told| told.errors)
            }
            Protocol::Sl651 => {
                codec_sl651::lines(input, &out, &codec_sl651::Settings::default()).map(|told| told.errors)
            }
            Protocol::Cap => codec_cap::lines(input, &out, codec_cap::Limits::default()).map(|told| told.errors),
        };
        let errors = or_enough(errors, is_closed)?;
        let errors = errors + refused.get();
        match errors {
            0 => Ok(()),
            1 => Err(Failed::Refused(vec!["1 error".to_owned()])),
            many => Err(Failed::Refused(vec![format!("{many} errors")])),
        }
    }
}

/// Where the codec and the reader of hexadecimal text both write their lines.
struct Shared<W>(RefCell<W>);

impl<W: Write> Write for &Shared<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

/// Hexadecimal text as the bytes it writes. A byte of which a digit is not one is left out and told; a line holds whole
/// bytes, so that nothing shifts behind it.
struct Hex<'a, R, W> {
    text: io::Bytes<BufReader<R>>,
    told: &'a Shared<W>,
    refused: &'a Cell<u64>,
    /// Of the character that is read next, from 1.
    line: u64,
    column: u64,
    /// How many bytes were read.
    at: u64,
    /// Found after bytes that are not handed over yet: what they say is told first.
    waiting: Option<Value>,
}

impl<R: Read, W: Write> Read for Hex<'_, R, W> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Some(error) = self.waiting.take() {
            self.tell(&error)?;
        }
        let mut count = 0;
        while count < into.len() {
            match self.byte()? {
                None => break,
                Some(Ok(byte)) => {
                    into[count] = byte;
                    count += 1;
                    self.at += 1;
                }
                // No bytes would be the end.
                Some(Err(error)) if count == 0 => self.tell(&error)?,
                Some(Err(error)) => {
                    self.waiting = Some(error);
                    break;
                }
            }
        }
        Ok(count)
    }
}

impl<'a, R: Read, W: Write> Hex<'a, R, W> {
    fn new(text: R, told: &'a Shared<W>, refused: &'a Cell<u64>) -> Self {
        let text = BufReader::new(text).bytes();
        Self { text, told, refused, line: 1, column: 1, at: 0, waiting: None }
    }

    fn tell(&mut self, error: &Value) -> io::Result<()> {
        let mut to = self.told;
        writeln!(to, "{error}")?;
        self.refused.set(self.refused.get() + 1);
        Ok(())
    }

    /// The next two characters that are not blank.
    fn byte(&mut self) -> io::Result<Option<Result<u8, Value>>> {
        let mut before: Option<(u64, u64, u8)> = None;
        loop {
            let (line, column) = (self.line, self.column);
            let read = self.text.next().transpose()?;
            self.column += 1;
            if read == Some(b'\n') {
                (self.line, self.column) = (line + 1, 1);
            }
            match (read, before) {
                (None, None) => return Ok(None),
                (None | Some(b'\n'), Some((line, column, _))) => {
                    return Ok(Some(Err(self.error(line, column, "an odd number of hexadecimal digits"))));
                }
                (Some(blank), _) if blank.is_ascii_whitespace() => {}
                (Some(first), None) => before = Some((line, column, first)),
                (Some(second), Some((line_before, column_before, first))) => {
                    return Ok(Some(match (digit(first), digit(second)) {
                        (Some(high), Some(low)) => Ok((high << 4) | low),
                        (None, _) => Err(self.error(line_before, column_before, "not a hexadecimal digit")),
                        (_, None) => Err(self.error(line, column, "not a hexadecimal digit")),
                    }));
                }
            }
        }
    }

    fn error(&self, line: u64, column: u64, error: &str) -> Value {
        json!({ "kind": "error", "at": self.at, "line": line, "column": column, "field": "hex", "error": error })
    }
}

fn digit(of: u8) -> Option<u8> {
    char::from(of).to_digit(16).map(|it| it as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A heartbeat and its position.
    const FRAME: &str = "7e 0002 0000 012345678900 000a 81 7e";

    #[test]
    fn hexadecimal_text_is_read_as_bytes() {
        check("7e 00\n02", &[0x7e, 0, 2], &[]);
        check("", &[], &[]);
        check("7E0a\r\n", &[0x7e, 10], &[]);
    }

    #[test]
    fn what_is_no_digit_is_told_with_its_place_and_the_rest_is_read() {
        check("7e0", &[0x7e], &["1 3 1 an odd number of hexadecimal digits"]);
        check("7e0\n02", &[0x7e, 2], &["1 3 1 an odd number of hexadecimal digits"]);
        check("7g", &[], &["1 2 0 not a hexadecimal digit"]);
        let (_, told) = decoded(&"zz".repeat(100_000));
        assert_eq!(told.len(), 100_000, "garbage of any length");
        check("g7 01\n 0x02", &[1, 2], &["1 1 0 not a hexadecimal digit", "2 3 1 not a hexadecimal digit"]);
        check("0102 é 03", &[1, 2, 3], &["1 6 2 not a hexadecimal digit"]);
    }

    #[test]
    fn frames_before_and_after_are_told_in_their_order() {
        let (_, lines) = decoded(&format!("{FRAME}\n7e zz 7e\n{FRAME} 7\n{FRAME}\n"));
        let kinds: Vec<_> = lines.iter().map(|it| (it["kind"].as_str().unwrap(), it["at"].as_u64().unwrap())).collect();
        assert_eq!(kinds, [("message", 0), ("error", 16), ("message", 17), ("error", 32), ("message", 32)]);
    }

    fn decoded(text: &str) -> (u64, Vec<Value>) {
        let (out, refused) = (Shared(RefCell::new(Vec::new())), Cell::new(0));
        let tally = codec_jt808::lines(Hex::new(text.as_bytes(), &out, &refused), &out, &Default::default()).unwrap();
        let text = String::from_utf8(out.0.into_inner()).unwrap();
        (tally.errors + refused.get(), text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    fn check(text: &str, bytes: &[u8], errors: &[&str]) {
        let (out, refused) = (Shared(RefCell::new(Vec::new())), Cell::new(0));
        let mut got = Vec::new();
        Hex::new(text.as_bytes(), &out, &refused).read_to_end(&mut got).unwrap();
        let told = String::from_utf8(out.0.into_inner()).unwrap();
        let told: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told = told
            .iter()
            .map(|it| format!("{} {} {} {}", it["line"], it["column"], it["at"], it["error"].as_str().unwrap()));
        assert_eq!(
            (got, told.collect::<Vec<_>>(), refused.get()),
            (bytes.to_vec(), errors.iter().map(|it| (*it).to_owned()).collect(), errors.len() as u64),
            "{text}"
        );
    }
}
