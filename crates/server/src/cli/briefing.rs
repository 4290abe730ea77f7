//! `anlan briefing`: the text of a period as a Word file, plain text or JSON, also as it was known at a moment.

use std::path::PathBuf;

use ::briefing::Period;
use ::briefing::text::{self, Additions, compose, document, fetch, plain};
use clap::{Args, ValueEnum};
use kernel::Lang;

use super::table::{as_known, refused};
use super::{Failed, Given};
use crate::cli::out::{out, put};

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Name {
    /// Work safety and disaster prevention of the district.
    Situation,
    /// Disasters and their losses, of the office for disaster prevention and relief.
    Disasters,
    /// What a leader says at the quarterly meeting, from the same figures.
    TalkingPoints,
}

impl Name {
    fn of(self) -> text::Name {
        match self {
            Name::Situation => text::Name::Situation,
            Name::Disasters => text::Name::Disasters,
            Name::TalkingPoints => text::Name::TalkingPoints,
        }
    }
}

#[derive(Debug, Args)]
pub struct Briefing {
    name: Name,
    /// 2026, 2026-01 or 2026-01/2026-08
    #[arg(long)]
    period: String,
    /// As known then: 2026-06-01 or "2026-06-01 08:00"
    #[arg(long)]
    as_of: Option<String>,
    /// Where to write it: .docx, .txt or .json; without it the text is printed.
    #[arg(short, long)]
    output: Option<PathBuf>,
}

impl Briefing {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let period = Period::read(&self.period)
            .ok_or_else(|| refused("--period 2026-01/2026-08: the first and the last month"))?;
        let made = as_known(given, self.as_of.as_deref(), |r, ctx| {
            Ok(compose(Lang::Zh, self.name.of(), &fetch(r, ctx, period)?, ctx.now, &Additions::new()))
        })?;
        let mut text = format!("{}\n", made.title);
        for section in &made.sections {
            text.push_str(&format!("\n{}\n", section.heading));
            section.paragraphs.iter().for_each(|pieces| text.push_str(&format!("{}\n", plain(pieces))));
        }
        made.closing.iter().for_each(|words| text.push_str(&format!("\n{words}\n")));
        let json = || serde_json::to_string_pretty(&made).map_err(|e| Failed::Fault(e.to_string()));
        let Some(file) = &self.output else {
            if given.json {
                out!("{}", json()?);
            } else {
                put(format_args!("{text}"));
            }
            return Ok(());
        };
        let bytes = match file.extension().and_then(|it| it.to_str()) {
            Some("docx") => document(&made, None).write()?,
            Some("txt") => text.into_bytes(),
            Some("json") => json()?.into_bytes(),
            _ => return Err(refused(&format!("{}: name it .docx, .txt or .json", file.display()))),
        };
        Ok(std::fs::write(file, bytes)?)
    }
}
