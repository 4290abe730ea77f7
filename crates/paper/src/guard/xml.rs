//! A scan of XML that keeps nothing but the current tag: it counts what costs memory later, and refuses document types,
//! other encodings than UTF-8, and parts whose tags do not match, in which a trusting reader would search for an end for ever.

use super::open_document::Repeats;
use super::{CELLS_MAX, STRINGS_MAX, STYLES_MAX};
use crate::fault::{self, Fault};

const DEPTH_MAX: usize = 64;
const ATTRIBUTES_MAX: usize = 256;
const TAG_BYTES_MAX: usize = 1 << 20;

/// What the parts of one archive hold together.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub cells: u64,
    pub strings: u64,
    pub styles: u64,
    pub sheets: u64,
    /// Bytes that repeated cells add when they are written out.
    pub repeated_bytes: u64,
}

enum State {
    Text,
    Tag {
        quote: Option<u8>,
    },
    /// `<?…?>`, `<!--…-->` or `<![CDATA[…]]>`: what ends it, and the last bytes seen of it.
    Until {
        end: &'static [u8],
        seen: Vec<u8>,
        instruction: bool,
    },
}

pub(super) struct Scan {
    state: State,
    tag: Vec<u8>,
    attributes: usize,
    /// Names of the open elements, one after the other, and where each begins.
    open: Vec<u8>,
    begins: Vec<usize>,
    nested: bool,
    chain: bool,
    rooted: bool,
    offset: u64,
    repeats: Option<Repeats>,
}

impl Scan {
    /// `nested`: tags must match.
    pub fn new(nested: bool, repeats: Option<Repeats>) -> Self {
        Self {
            state: State::Text,
            tag: Vec::new(),
            attributes: 0,
            open: Vec::new(),
            begins: Vec::new(),
            nested,
            chain: false,
            rooted: false,
            offset: 0,
            repeats,
        }
    }

    pub fn feed(&mut self, mut chunk: &[u8], tally: &mut Tally) -> Result<(), Fault> {
        while !chunk.is_empty() {
            let used = match &mut self.state {
                State::Text => self.text(chunk),
                State::Tag { quote: Some(quote) } => {
                    let used = chunk.iter().position(|byte| byte == quote).map_or(chunk.len(), |at| at + 1);
                    if chunk[used - 1] == *quote {
                        self.state = State::Tag { quote: None };
                    }
                    self.tag.extend_from_slice(&chunk[..used]);
                    used
                }
                State::Tag { quote: None } => {
                    let plain = self.plain_bytes(chunk);
                    if plain == 0 {
                        self.tag_byte(chunk[0], tally)?;
                    }
                    self.tag.extend_from_slice(&chunk[..plain]);
                    plain.max(1)
                }
                State::Until { end, seen, instruction } => {
                    seen.push(chunk[0]);
                    if !*instruction && seen.len() > end.len() {
                        seen.remove(0);
                    }
                    if seen.ends_with(end) {
                        if *instruction {
                            check_declaration(seen)?;
                        }
                        self.state = State::Text;
                    } else if seen.len() > TAG_BYTES_MAX {
                        return Err(fault::XML_SHAPE);
                    }
                    1
                }
            };
            if self.tag.len() > TAG_BYTES_MAX {
                return Err(fault::XML_SHAPE);
            }
            self.offset += used as u64;
            chunk = &chunk[used..];
        }
        Ok(())
    }

    pub fn finish(self) -> Result<(), Fault> {
        let closed = matches!(self.state, State::Text) && self.begins.is_empty() && self.rooted;
        if closed || !self.nested { Ok(()) } else { Err(fault::XML_SHAPE) }
    }

    fn text(&mut self, chunk: &[u8]) -> usize {
        let Some(at) = chunk.iter().position(|byte| *byte == b'<') else { return chunk.len() };
        self.tag.clear();
        self.attributes = 0;
        self.state = State::Tag { quote: None };
        at + 1
    }

    /// How many bytes only lengthen the tag. The first byte of a tag, and every byte of `<!…` and `<?…`, is looked at alone.
    fn plain_bytes(&self, chunk: &[u8]) -> usize {
        match self.tag.first() {
            None | Some(b'!' | b'?') => 0,
            _ => chunk.iter().position(|byte| matches!(byte, b'>' | b'"' | b'\'' | b'=')).unwrap_or(chunk.len()),
        }
    }

    fn tag_byte(&mut self, byte: u8, tally: &mut Tally) -> Result<(), Fault> {
        let ending = self.tag.first() == Some(&b'/');
        match byte {
            b'>' => {
                self.state = State::Text;
                return self.close(tally);
            }
            // Readers do not agree on where such a tag ends.
            b'\'' | b'"' if ending => return Err(fault::XML_SHAPE),
            b'\'' | b'"' => self.state = State::Tag { quote: Some(byte) },
            b'=' => self.attributes += 1,
            _ => {}
        }
        self.tag.push(byte);
        let until = |end, instruction| State::Until { end, seen: Vec::new(), instruction };
        match self.tag.as_slice() {
            b"?" => self.state = until(b"?>", true),
            b"!--" => self.state = until(b"-->", false),
            b"![CDATA[" => self.state = until(b"]]>", false),
            [b'!', rest @ ..] if !b"--".starts_with(rest) && !b"[CDATA[".starts_with(rest) => {
                return Err(fault::DOCTYPE);
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, tally: &mut Tally) -> Result<(), Fault> {
        let tag = std::mem::take(&mut self.tag);
        let outcome = match tag.as_slice() {
            // What one reader takes for a blank is part of the name for another.
            tag if tag.iter().any(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) => {
                Err(fault::XML_SHAPE)
            }
            [b'/', name @ ..] => self.end(name.trim_ascii_end(), tally),
            [] | [b'!', ..] => Err(fault::XML_SHAPE),
            tag => self.start(tag, tally),
        };
        self.tag = tag;
        outcome
    }

    fn start(&mut self, tag: &[u8], tally: &mut Tally) -> Result<(), Fault> {
        let empty = tag.ends_with(b"/");
        let body = tag.strip_suffix(b"/").unwrap_or(tag);
        let name = body.split(u8::is_ascii_whitespace).next().unwrap_or(body);
        if name.is_empty() || self.attributes > ATTRIBUTES_MAX {
            return Err(fault::XML_SHAPE);
        }
        let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
        if !self.rooted {
            self.rooted = true;
            // The list of formulas has a `c` for each cell that the sheets have already.
            self.chain = local == b"calcChain";
        }
        if self.nested {
            self.begins.push(self.open.len());
            self.open.extend_from_slice(name);
            if self.begins.len() > DEPTH_MAX {
                return Err(fault::XML_SHAPE);
            }
        }
        if let Some(repeats) = &mut self.repeats {
            repeats.start(name, tag, self.offset)?;
        } else {
            count(local, tag, self.chain, tally)?;
        }
        if empty { self.end(name, tally) } else { Ok(()) }
    }

    fn end(&mut self, name: &[u8], tally: &mut Tally) -> Result<(), Fault> {
        if let Some(repeats) = &mut self.repeats {
            repeats.end(name, self.offset, tally)?;
        }
        if self.nested {
            let begin = self.begins.pop().ok_or(fault::XML_SHAPE)?;
            if self.open[begin..] != *name {
                return Err(fault::XML_SHAPE);
            }
            self.open.truncate(begin);
        }
        Ok(())
    }
}

fn count(local: &[u8], tag: &[u8], chain: bool, tally: &mut Tally) -> Result<(), Fault> {
    match local {
        b"c" if !chain => tally.cells += 1,
        // A cell of a table in a document.
        b"tc" => tally.cells += 1,
        b"si" => tally.strings += 1,
        b"xf" | b"font" | b"fill" | b"border" => tally.styles += 1,
        b"sheet" => tally.sheets += 1,
        // The reader makes room for as many texts as this says.
        b"sst" if number_after(tag, b"uniqueCount") > STRINGS_MAX => return Err(fault::TOO_MANY_STRINGS),
        _ => {}
    }
    match tally {
        Tally { cells, .. } if *cells > CELLS_MAX => Err(fault::TOO_MANY_CELLS),
        Tally { strings, .. } if *strings > STRINGS_MAX => Err(fault::TOO_MANY_STRINGS),
        Tally { styles, .. } if *styles > STYLES_MAX => Err(fault::TOO_MANY_STYLES),
        _ => Ok(()),
    }
}

/// The greatest number that follows `key` anywhere in the tag, 0 when there is none. Reading attributes exactly as another
/// reader does is not possible; taking the greatest errs on the safe side.
pub(super) fn number_after(tag: &[u8], key: &[u8]) -> u64 {
    let found = tag.windows(key.len()).enumerate().filter(|(_, window)| *window == key);
    let number = |(at, _): (usize, &[u8])| {
        let rest = tag[at + key.len()..].iter().skip_while(|byte| !byte.is_ascii_digit());
        rest.take_while(|byte| byte.is_ascii_digit())
            .fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
    };
    found.map(number).max().unwrap_or(0)
}

/// `<?xml … encoding="…"?>` must say UTF-8 or nothing.
fn check_declaration(instruction: &[u8]) -> Result<(), Fault> {
    let text = String::from_utf8_lossy(instruction).to_ascii_lowercase();
    let Some((_, after)) = text.split_once("encoding") else { return Ok(()) };
    let name = after.trim_start_matches(|c: char| c == '=' || c == '"' || c == '\'' || c.is_whitespace());
    if !text.starts_with("xml") || ["utf-8", "utf8", "us-ascii"].iter().any(|known| name.starts_with(known)) {
        Ok(())
    } else {
        Err(fault::XML_ENCODING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_scanned() {
        let deep = format!("{}{}", "<a>".repeat(65), "</a>".repeat(65));
        let wide = format!("<a {}/>", "b='' ".repeat(257));
        //    part                                                        outcome
        check("<a><b c='>'/></a>", None);
        check("<?xml version='1.0' encoding=\"UTF-8\"?>\n<a/>", None);
        check("<a><!-- <!DOCTYPE x> --><![CDATA[ </b> ]]]></a>", None);
        check("<a><![CDATA[ ]> ]] ></a>", Some(fault::XML_SHAPE));
        check("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", Some(fault::DOCTYPE));
        check("<!doctype a><a/>", Some(fault::DOCTYPE));
        check("<a><!ENTITY x 'y'></a>", Some(fault::DOCTYPE));
        check("<?xml version='1.0' encoding='UTF-7'?><a/>", Some(fault::XML_ENCODING));
        check("<?xml version='1.0' encoding='gb18030'?><a/>", Some(fault::XML_ENCODING));
        check("<a></b>", Some(fault::XML_SHAPE));
        check("<a>", Some(fault::XML_SHAPE));
        check("</a>", Some(fault::XML_SHAPE));
        check("<a></a b='>'>", Some(fault::XML_SHAPE));
        check("<a\u{c}></a\u{c}>", Some(fault::XML_SHAPE));
        check("<a><b/c></b></a>", Some(fault::XML_SHAPE));
        check("<a>< b></></a>", Some(fault::XML_SHAPE));
        check("<a\n></a\t>", None);
        check("<a><!--", Some(fault::XML_SHAPE));
        check("<a", Some(fault::XML_SHAPE));
        check("", Some(fault::XML_SHAPE));
        check(&deep, Some(fault::XML_SHAPE));
        check(&wide, Some(fault::XML_SHAPE));
        check("<x:sst uniqueCount='99999999999999999999999'/>", Some(fault::TOO_MANY_STRINGS));
    }

    /// Whole and byte by byte: where a chunk ends must not matter.
    fn check(part: &str, refused: Option<Fault>) {
        for size in [1, 7, 1 << 20] {
            let mut scan = Scan::new(true, None);
            let mut tally = Tally::default();
            let fed = part.as_bytes().chunks(size).try_for_each(|chunk| scan.feed(chunk, &mut tally));
            assert_eq!(fed.and_then(|()| scan.finish()).err(), refused, "{part}");
        }
    }

    #[test]
    fn the_last_cell_is_one_too_many() {
        //    counted before      part            outcome
        check_limit((1_999_999, 0, 0), "<c/>", None);
        check_limit((2_000_000, 0, 0), "<x:c r='A1'/>", Some(fault::TOO_MANY_CELLS));
        check_limit((0, 2_000_000, 0), "<si></si>", Some(fault::TOO_MANY_STRINGS));
        check_limit((0, 0, 200_000), "<xf/>", Some(fault::TOO_MANY_STYLES));
        check_limit((2_000_000, 0, 0), "<calcChain><c/></calcChain>", None);
    }

    fn check_limit((cells, strings, styles): (u64, u64, u64), part: &str, refused: Option<Fault>) {
        let mut tally = Tally { cells, strings, styles, ..Tally::default() };
        assert_eq!(Scan::new(true, None).feed(part.as_bytes(), &mut tally).err(), refused, "{part}");
    }

    #[test]
    fn cells_and_texts_are_counted_by_local_name() {
        let mut tally = Tally::default();
        let part = b"<w><c r='A1'/><x:c><v>1</v></x:c><cols/><si/><xf/></w>";
        Scan::new(true, None).feed(part, &mut tally).unwrap();
        Scan::new(true, None).feed(b"<calcChain><c r='A1'/></calcChain>", &mut tally).unwrap();
        assert_eq!((tally.cells, tally.strings, tally.styles), (2, 1, 1));
    }
}
