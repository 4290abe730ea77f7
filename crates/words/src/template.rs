//! One text with `{name}` placeholders, taken apart.

/// Literal text or the name of a parameter, in the order they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Parameter(String),
}

/// Braces have no other use in our texts, so a lone one is a slip of the pen.
pub fn parse(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(open);
        let close = from.strip_prefix('{').and_then(|inside| inside.find('}'));
        let Some(close) = close else { return Err("a brace without its partner".into()) };
        let name = &from[1..=close];
        if !is_identifier(name) {
            return Err(format!("`{{{name}}}` is not a parameter name"));
        }
        if !before.is_empty() {
            pieces.push(Piece::Text(before.into()));
        }
        pieces.push(Piece::Parameter(name.into()));
        rest = &from[close + 2..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.into()));
    }
    Ok(pieces)
}

/// In order of first appearance, each once.
pub fn parameters(pieces: &[Piece]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces {
        if let Piece::Parameter(name) = piece
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase()) // a leading underscore would silence "unused"
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !matches!(name, "self" | "super" | "crate") // these three cannot be written raw
}

/// Keywords may be keys (`type`, `in`): they are written raw.
pub fn escaped(name: &str) -> String {
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
        "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
        "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}
