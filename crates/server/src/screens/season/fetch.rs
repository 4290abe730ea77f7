//! What happened, from every concept that knows of something, as far as the visitor may see each.

use disaster::event as disasters;
use earthquake::event as earthquakes;
use kernel::{Act, Ctx, Day, Division, DivisionLevel, Error, Identity as _, Instant, Lang, words};
use ledger::Reader;
use signal::condition;

words! {
    /// Where a record comes from.
    pub(super) enum Source {
        Disasters = "disasters",
        Incidents = "incidents",
        Conditions = "conditions",
        Earthquakes = "earthquakes",
    }
}

impl Source {
    fn act(self) -> Act {
        Act(match self {
            Source::Disasters => "disaster.view",
            Source::Incidents => "incident.view",
            Source::Conditions => "condition.view",
            Source::Earthquakes => "earthquake.view",
        })
    }

    /// What a kind of it is called.
    pub fn kind(self, lang: Lang, word: &str) -> &'static str {
        match self {
            Source::Disasters => match disasters::SubKind::from_word(word) {
                Some(_) => disaster::words::disaster_sub_kind::of(lang, word),
                None => disaster::words::disaster_kind::of(lang, word),
            },
            Source::Incidents => incident::words::category::of(lang, word),
            Source::Conditions => signal::words::condition_sort::of(lang, word),
            Source::Earthquakes => crate::words::season_earthquake::of(lang, word),
        }
    }
}

/// One record.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Happened {
    pub source: Source,
    pub kind: &'static str,
    pub at: Instant,
    pub title: String,
    pub href: String,
    /// Townships; none where it lies outside or anywhere.
    pub places: Vec<Division>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub from: Day,
    pub to: Day,
}

/// Records fetched at once, and of one source at most.
const PIECE: u32 = 1_000;
const MOST: u32 = 50_000;

fn townships(all: impl IntoIterator<Item = Division>) -> Vec<Division> {
    let below = |it: &Division| matches!(it.level(), DivisionLevel::Township | DivisionLevel::Village);
    let mut found: Vec<Division> = all.into_iter().filter(below).map(Division::township).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Of one source, the latest first; nothing of what the visitor may not see, which is said.
pub(super) fn of(r: &Reader<'_>, ctx: &Ctx, source: Source, asked: Asked) -> Result<Option<Vec<Happened>>, Error> {
    if !ctx.may(source.act()) {
        return Ok(None);
    }
    let ctx = &Ctx { scope: ctx.scope_of(source.act()), ..ctx.clone() };
    let mut found = Vec::new();
    for from in (0..MOST).step_by(PIECE as usize) {
        let before = found.len();
        match source {
            Source::Disasters => of_disasters(r, ctx, asked, from, &mut found)?,
            Source::Incidents => of_incidents(r, ctx, asked, from, &mut found)?,
            Source::Conditions => of_conditions(r, ctx, asked, from, &mut found)?,
            Source::Earthquakes => of_earthquakes(r, ctx, asked, from, &mut found)?,
        }
        if found.len() - before < PIECE as usize {
            break;
        }
    }
    Ok(Some(found))
}

fn of_disasters(r: &Reader<'_>, ctx: &Ctx, asked: Asked, from: u32, found: &mut Vec<Happened>) -> Result<(), Error> {
    use disasters::query::{Filter, asked as places, list};
    let filter = Filter { from: Some(asked.from), to: Some(asked.to), counted: true, ..Filter::default() };
    for it in list(r, ctx, &filter, from, PIECE)? {
        found.push(Happened {
            source: Source::Disasters,
            kind: it.sub_kind.map_or(it.kind.word(), disasters::SubKind::word),
            at: it.from,
            title: it.title().to_owned(),
            href: format!("/disasters/{}", it.id.to_text()),
            places: townships(places(r, ctx, it.id)?.into_iter().map(|it| it.division)),
        });
    }
    Ok(())
}

fn of_incidents(r: &Reader<'_>, ctx: &Ctx, asked: Asked, from: u32, found: &mut Vec<Happened>) -> Result<(), Error> {
    use incident::query::{Filter, list};
    let filter = Filter { from: Some(asked.from), to: Some(asked.to), ..Filter::default() };
    for it in list(r, ctx, &filter, from, PIECE)? {
        found.push(Happened {
            source: Source::Incidents,
            kind: it.category.word(),
            at: it.happened_at,
            title: it.title.as_str().unwrap_or("--").to_owned(),
            href: format!("/incidents/{}", it.id.to_text()),
            places: townships([it.division]),
        });
    }
    Ok(())
}

fn of_conditions(r: &Reader<'_>, ctx: &Ctx, asked: Asked, from: u32, found: &mut Vec<Happened>) -> Result<(), Error> {
    use condition::query::{Filter, list};
    let filter = Filter { from: Some(asked.from), to: Some(asked.to), ..Filter::default() };
    for it in list(r, ctx, &filter, from, PIECE)? {
        found.push(Happened {
            source: Source::Conditions,
            kind: it.sort.word(),
            at: it.raised_at,
            title: it.number,
            href: format!("/conditions/{}", it.id.to_text()),
            places: townships([it.division]),
        });
    }
    Ok(())
}

/// From M 3 on, within fifty kilometres of the border: what people feel.
fn of_earthquakes(r: &Reader<'_>, ctx: &Ctx, asked: Asked, from: u32, found: &mut Vec<Happened>) -> Result<(), Error> {
    use earthquakes::place::{Names, in_words};
    use earthquakes::query::{Filter, Within, list};
    let filter = Filter {
        from: Some(asked.from),
        to: Some(asked.to),
        least: Some(3_000),
        within: Some(Within::Km50),
        ..Filter::default()
    };
    let lines = list(r, ctx, &filter, from, PIECE)?;
    let names = Names::fetch(r, ctx, &lines)?;
    for it in &lines {
        let kind = match it.report.magnitude_e3 {
            5_000.. => "from_5",
            4_000.. => "from_4",
            _ => "from_3",
        };
        found.push(Happened {
            source: Source::Earthquakes,
            kind,
            at: it.report.at,
            title: format!("{} M{:.1}", in_words(ctx.lang, it, &names), it.report.magnitude_e3 as f64 / 1e3),
            href: format!("{}/{}", earthquakes::PATH, it.id.to_text()),
            places: townships([it.placed.division]),
        });
    }
    Ok(())
}
