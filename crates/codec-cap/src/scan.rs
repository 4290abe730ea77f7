//! Markup cut into pieces: tags whose names match, text, references. Namespaces and what may stand where are [`crate::xml`]'s.

use memchr::{memchr, memchr2, memchr3, memmem};

use crate::Error;
use crate::error::Problem;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// An element without content is followed by its [`Piece::Close`], too.
    Open {
        name: &'a str,
        attributes: &'a str,
    },
    Close,
    /// With its line ends as they stand.
    Text(&'a str),
    /// From a section of characters.
    Characters(&'a str),
    /// What stands between `&` and `;`.
    Reference(&'a str),
    DocumentType,
    End,
}

pub(crate) struct Scan<'a> {
    text: &'a str,
    at: usize,
    open: Vec<&'a str>,
    /// The last tag both opened and closed its element.
    is_empty: bool,
}

impl<'a> Scan<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, open: Vec::with_capacity(8), is_empty: false }
    }

    pub fn offset(&self) -> usize {
        self.at
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    pub fn next(&mut self) -> Result<Piece<'a>, Error> {
        if std::mem::take(&mut self.is_empty) {
            self.open.pop();
            return Ok(Piece::Close);
        }
        loop {
            let rest = &self.text[self.at..];
            match rest.as_bytes() {
                [] => return Ok(Piece::End),
                [b'<', b'/', ..] => return self.close(rest),
                [b'<', b'?', ..] => {
                    self.through(rest, 2, "?>")?;
                }
                [b'<', b'!', b'-', b'-', ..] => {
                    self.through(rest, 4, "-->")?;
                }
                [b'<', b'!', ..] => return self.declaration(rest),
                [b'<', ..] => return self.open(rest),
                [b'&', ..] => return self.reference(rest),
                bytes => {
                    let end = memchr2(b'<', b'&', bytes).unwrap_or(bytes.len());
                    self.at += end;
                    return Ok(Piece::Text(&rest[..end]));
                }
            }
        }
    }

    fn open(&mut self, rest: &'a str) -> Result<Piece<'a>, Error> {
        let bytes = rest.as_bytes();
        let end = 1 + bytes[1..].iter().take_while(|b| is_name(**b)).count();
        let name = &rest[1..end];
        if name.is_empty() || matches!(name.as_bytes()[0], b'0'..=b'9' | b'-' | b'.') {
            return Err(self.malformed("a tag without a name"));
        }
        let close = end + tag_end(&bytes[end..]).ok_or_else(|| self.unfinished())?;
        let inner = &rest[end..close];
        let attributes = inner.strip_suffix('/').unwrap_or(inner);
        if !attributes.is_empty()
            && (!is_space(attributes.as_bytes()[0]) || memchr(b'<', attributes.as_bytes()).is_some())
        {
            return Err(self.malformed("a tag without an end"));
        }
        self.is_empty = attributes.len() < inner.len();
        self.at += close + 1;
        self.open.push(name);
        Ok(Piece::Open { name, attributes })
    }

    fn close(&mut self, rest: &'a str) -> Result<Piece<'a>, Error> {
        let Some(name) = self.open.last() else { return Err(self.malformed("an end without a beginning")) };
        let after = rest[2..].strip_prefix(name).ok_or_else(|| self.malformed("the end of another element"))?;
        let spaces = after.bytes().take_while(|b| is_space(*b)).count();
        match after.as_bytes().get(spaces) {
            Some(b'>') => {
                self.at += 2 + name.len() + spaces + 1;
                self.open.pop();
                Ok(Piece::Close)
            }
            Some(_) => Err(self.malformed("the end of another element")),
            None => Err(self.unfinished()),
        }
    }

    fn declaration(&mut self, rest: &'a str) -> Result<Piece<'a>, Error> {
        const CHARACTERS: &str = "<![CDATA[";
        const DOCUMENT_TYPE: &str = "<!DOCTYPE";
        if rest.starts_with(CHARACTERS) {
            return self.through(rest, CHARACTERS.len(), "]]>").map(Piece::Characters);
        }
        let is_type = rest.get(..DOCUMENT_TYPE.len()).is_some_and(|it| it.eq_ignore_ascii_case(DOCUMENT_TYPE));
        if is_type { Ok(Piece::DocumentType) } else { Err(self.malformed("a declaration")) }
    }

    fn reference(&mut self, rest: &'a str) -> Result<Piece<'a>, Error> {
        let end = memchr3(b';', b'&', b'<', &rest.as_bytes()[1..]).map(|at| at + 1);
        let end = end.filter(|at| rest.as_bytes()[*at] == b';');
        let end = end.ok_or_else(|| self.malformed("a reference without an end"))?;
        self.at += end + 1;
        Ok(Piece::Reference(&rest[1..end]))
    }

    /// What stands between the first bytes and the end that is named.
    fn through(&mut self, rest: &'a str, from: usize, end: &str) -> Result<&'a str, Error> {
        let found = memmem::find(&rest.as_bytes()[from..], end.as_bytes()).ok_or_else(|| self.unfinished())?;
        self.at += from + found + end.len();
        Ok(&rest[from..from + found])
    }

    fn malformed(&self, why: &str) -> Error {
        Error::new(self.at, "xml", Problem::Malformed(why.to_owned()))
    }

    fn unfinished(&self) -> Error {
        Error::new(self.at, "xml", Problem::Unfinished)
    }
}

/// Where a tag's `>` stands; those in quoted values are none.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    if bytes.first() == Some(&b'>') {
        return Some(0);
    }
    let mut at = 0;
    loop {
        at += memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        if bytes[at] == b'>' {
            return Some(at);
        }
        at += 2 + memchr(bytes[at], &bytes[at + 1..])?;
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\r' | b'\n')
}

/// Beyond ASCII every character is taken as one of a name.
fn is_name(b: u8) -> bool {
    const NAME: [bool; 256] = {
        let (mut table, mut at) = ([false; 256], 0);
        while at < 256 {
            let b = at as u8;
            table[at] = b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'-' | b'.' | 0x80..);
            at += 1;
        }
        table
    };
    NAME[usize::from(b)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_in_pieces() {
        let row = |text: &str, expected: &str| assert_eq!(pieces(text), expected, "{text}");
        //    text                                     pieces
        row("<a>1</a>", "open a, text 1, close");
        row("<a b='>' c=\"'\"/>", "open a ( b='>' c=\"'\"), close");
        row("<a:b-1.2 ></a:b-1.2\n>", "open a:b-1.2 ( ), close");
        row("<?a <b> ?><!-- <c> --><d><![CDATA[<e>]]]></d>", "open d, characters <e>], close");
        row("x&amp;y", "text x, reference amp, text y");
        row("<!doctype a>", "document type");
        row("<a>", "open a");
        row("<a></b>", "open a, xml at byte 3: not well formed: the end of another element");
        row("<a></ab>", "open a, xml at byte 3: not well formed: the end of another element");
        row("</a>", "xml at byte 0: not well formed: an end without a beginning");
        row("<a b='>", "xml at byte 0: the document ends inside an element");
        row("<a></a", "open a, xml at byte 3: the document ends inside an element");
        row("<1>", "xml at byte 0: not well formed: a tag without a name");
        row("< a>", "xml at byte 0: not well formed: a tag without a name");
        row("<a<b>", "xml at byte 0: not well formed: a tag without an end");
        row("<a b='<'>", "xml at byte 0: not well formed: a tag without an end");
        row("<!ENTITY>", "xml at byte 0: not well formed: a declaration");
        row("<!-- -- ->", "xml at byte 0: the document ends inside an element");
        row("a & b;&", "text a , reference  b, xml at byte 6: not well formed: a reference without an end");
    }

    fn pieces(text: &str) -> String {
        let (mut scan, mut shown) = (Scan::new(text), Vec::new());
        loop {
            shown.push(match scan.next() {
                Ok(Piece::Open { name, attributes: "" }) => format!("open {name}"),
                Ok(Piece::Open { name, attributes }) => format!("open {name} ({attributes})"),
                Ok(Piece::Close) => "close".to_owned(),
                Ok(Piece::Text(it)) => format!("text {it}"),
                Ok(Piece::Characters(it)) => format!("characters {it}"),
                Ok(Piece::Reference(it)) => format!("reference {it}"),
                Ok(Piece::DocumentType) => {
                    shown.push("document type".to_owned());
                    return shown.join(", ");
                }
                Ok(Piece::End) => return shown.join(", "),
                Err(error) => {
                    shown.push(error.to_string());
                    return shown.join(", ");
                }
            });
        }
    }
}
