//! `anlan decode jt808|sl651|cap [FILE]`: what a device or an issuer sent, as one JSON object a line. The field names are
//! those that the codecs document; what can't be read is an object, too, with its offset and field, and the rest goes on.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Failed, Given};

#[derive(Debug, Args)]
pub struct Decode {
    protocol: Protocol,
    /// What was received; stdin without it.
    file: Option<PathBuf>,
    /// The input is hexadecimal text; white space is passed over. Not for CAP, which is text already.
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
        let input: Box<dyn Read> = if self.hex { Box::new(Hex(input)) } else { input };
        let out = BufWriter::new(io::stdout().lock());
        let errors = match self.protocol {
            Protocol::Jt808 => codec_jt808::lines(input, out, &codec_jt808::Settings::default())?.errors,
            Protocol::Sl651 => codec_sl651::lines(input, out, &codec_sl651::Settings::default())?.errors,
            Protocol::Cap => codec_cap::lines(input, out, codec_cap::Limits::default())?.errors,
        };
        match errors {
            0 => Ok(()),
            1 => Err(Failed::Refused(vec!["1 error".to_owned()])),
            many => Err(Failed::Refused(vec![format!("{many} errors")])),
        }
    }
}

/// Hexadecimal text as the bytes it writes.
struct Hex<R>(R);

impl<R: Read> Read for Hex<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while count < into.len() {
            let Some(high) = self.digit()? else { break };
            let Some(low) = self.digit()? else {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "an odd number of hexadecimal digits"));
            };
            into[count] = (high << 4) | low;
            count += 1;
        }
        Ok(count)
    }
}

impl<R: Read> Hex<R> {
    fn digit(&mut self) -> io::Result<Option<u8>> {
        let mut byte = [0];
        loop {
            if self.0.read(&mut byte)? == 0 {
                return Ok(None);
            }
            if byte[0].is_ascii_whitespace() {
                continue;
            }
            let digit = char::from(byte[0]).to_digit(16).map(|it| it as u8);
            let refused = || io::Error::new(io::ErrorKind::InvalidData, "not a hexadecimal digit");
            return digit.map(Some).ok_or_else(refused);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_text_is_read_as_bytes() {
        check("7e 00\n02", Ok(vec![0x7e, 0, 2]));
        check("", Ok(vec![]));
        check("7e0", Err("an odd number of hexadecimal digits"));
        check("7g", Err("not a hexadecimal digit"));
    }

    fn check(text: &str, read: Result<Vec<u8>, &str>) {
        let mut bytes = Vec::new();
        let got = Hex(text.as_bytes()).read_to_end(&mut bytes).map_err(|e| e.to_string());
        assert_eq!(got.map(|_| bytes), read.map_err(str::to_owned), "{text}");
    }
}
