//! A Rust file taken apart just far enough: code with its strings and comments blanked (same length, same lines), the
//! strings and comments themselves, and which parts are tests. Not a parser; braces and words are all the rules need.

pub struct Source {
    /// The file with the insides of strings, characters and comments replaced by spaces.
    pub code: String,
    pub strings: Vec<Piece>,
    pub comments: Vec<Piece>,
    /// Byte ranges of items under `#[cfg(test)]`.
    tests: Vec<(usize, usize)>,
    lines: Vec<usize>,
}

/// A string or comment: where it starts (a string: its opening quote) and what it says.
pub struct Piece {
    pub at: usize,
    pub text: String,
}

impl Source {
    pub fn scan(text: &str) -> Source {
        let mut scanner = Scanner { bytes: text.as_bytes(), code: text.as_bytes().to_vec(), at: 0 };
        let (mut strings, mut comments) = (Vec::new(), Vec::new());
        while scanner.at < scanner.bytes.len() {
            scanner.step(text, &mut strings, &mut comments);
        }
        let code = String::from_utf8_lossy(&scanner.code).into_owned();
        let lines = std::iter::once(0).chain(code.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let tests = tests(&code);
        Source { code, strings, comments, tests, lines }
    }

    /// The line of a byte, counted from 1.
    pub fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    pub fn line_count(&self) -> usize {
        self.code.lines().count()
    }

    pub fn is_test(&self, at: usize) -> bool {
        self.tests.iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    /// Every place where `word` stands in the code as whole words.
    pub fn words<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.code.match_indices(word).map(|(at, _)| at).filter(move |at| {
            let before = self.code[..*at].chars().next_back();
            let after = self.code[at + word.len()..].chars().next();
            let joins = |edge: Option<char>, next: Option<char>| edge.is_some_and(is_word) && next.is_some_and(is_word);
            !joins(before, word.chars().next()) && !joins(word.chars().next_back(), after)
        })
    }

    /// The identifier that starts at or after `at`, with only spaces before it.
    pub fn identifier(&self, at: usize) -> Option<&str> {
        let rest = self.code[at..].trim_start();
        let rest = rest.strip_prefix("r#").unwrap_or(rest);
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    }

    /// The strings that begin within a byte range.
    pub fn strings_in(&self, from: usize, to: usize) -> impl Iterator<Item = &Piece> {
        self.strings.iter().filter(move |string| (from..to).contains(&string.at))
    }
}

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The end of what opens at `at` (a bracket): the place just behind its partner.
pub fn close(code: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, byte) in code.as_bytes()[at..].iter().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + offset + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

/// The first of `wanted` outside brackets, from `at` on.
pub fn find_flat(code: &str, at: usize, wanted: &[u8]) -> Option<usize> {
    let mut here = at;
    while here < code.len() {
        let byte = code.as_bytes()[here];
        if wanted.contains(&byte) {
            return Some(here);
        }
        here = if matches!(byte, b'(' | b'[' | b'{') { close(code, here) } else { here + 1 };
    }
    None
}

fn tests(code: &str) -> Vec<(usize, usize)> {
    let ranges = code.match_indices("#[cfg(test)]").map(|(from, mark)| {
        let body = find_flat(code, from + mark.len(), b"{;");
        let end = body.map_or(code.len(), |at| if code.as_bytes()[at] == b'{' { close(code, at) } else { at + 1 });
        (from, end)
    });
    ranges.collect()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    code: Vec<u8>,
    at: usize,
}

impl Scanner<'_> {
    fn step(&mut self, text: &str, strings: &mut Vec<Piece>, comments: &mut Vec<Piece>) {
        let rest = &self.bytes[self.at..];
        let from = self.at;
        if rest.starts_with(b"//") {
            let end = rest.iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |length| from + length);
            comments.push(Piece { at: from, text: text[from..end].to_owned() });
            self.blank(from, end);
        } else if rest.starts_with(b"/*") {
            let end = self.block_end();
            comments.push(Piece { at: from, text: text[from..end].to_owned() });
            self.blank(from, end);
        } else if let Some(hashes) = self.raw_opening() {
            let open = from + text[from..].find('"').unwrap_or(0);
            let closing = format!("\"{}", "#".repeat(hashes));
            let end = text[open + 1..].find(&closing).map_or(text.len(), |length| open + 1 + length);
            strings.push(Piece { at: open, text: text[open + 1..end].to_owned() });
            self.blank(open + 1, end);
            self.at = (end + closing.len()).min(text.len());
        } else if rest[0] == b'"' {
            let end = self.quoted_end(b'"');
            strings.push(Piece { at: from, text: unescaped(&text[from + 1..end]) });
            self.blank(from + 1, end);
            self.at = (end + 1).min(text.len());
        } else if rest[0] == b'\'' && is_character(&text[from..]) {
            let end = self.quoted_end(b'\'');
            self.blank(from + 1, end);
            self.at = (end + 1).min(text.len());
        } else {
            self.at += 1;
        }
    }

    /// Blanks a range, keeping its line breaks, and goes on behind it.
    fn blank(&mut self, from: usize, to: usize) {
        for byte in &mut self.code[from..to] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        self.at = to;
    }

    fn block_end(&self) -> usize {
        let (mut depth, mut at) = (0_usize, self.at);
        while at < self.bytes.len() {
            if self.bytes[at..].starts_with(b"/*") {
                (depth, at) = (depth + 1, at + 2);
            } else if self.bytes[at..].starts_with(b"*/") {
                (depth, at) = (depth - 1, at + 2);
                if depth == 0 {
                    return at;
                }
            } else {
                at += 1;
            }
        }
        self.bytes.len()
    }

    /// `r"`, `r#"`, `br#"`, `cr#"`: how many hashes, when a raw string opens here.
    fn raw_opening(&self) -> Option<usize> {
        let before = self.at.checked_sub(1).map(|at| char::from(self.bytes[at]));
        if before.is_some_and(is_word) {
            return None;
        }
        let rest = &self.bytes[self.at..];
        let rest = rest.strip_prefix(b"b").or_else(|| rest.strip_prefix(b"c")).unwrap_or(rest);
        let rest = rest.strip_prefix(b"r")?;
        let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
        (rest.get(hashes) == Some(&b'"')).then_some(hashes)
    }

    fn quoted_end(&self, quote: u8) -> usize {
        let mut at = self.at + 1;
        while at < self.bytes.len() && self.bytes[at] != quote {
            at += if self.bytes[at] == b'\\' { 2 } else { 1 };
        }
        at.min(self.bytes.len())
    }
}

/// A character literal, not a lifetime.
fn is_character(rest: &str) -> bool {
    let mut chars = rest.chars().skip(1);
    match chars.next() {
        Some('\\') => true,
        Some(_) => chars.next() == Some('\''),
        None => false,
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}
