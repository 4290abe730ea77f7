//! What the notice and the minutes of a meeting say, as data: the page prints it and the Word file is written from it. A
//! document tells of the step it was issued at, whatever is changed later.

use std::collections::HashMap;

use kernel::{Ctx, Error, Instant, Lang, OrganisationId, Personal};
use ledger::Reader;
use paper::document::{Document as Paper, Paragraph};
use registry::print::{day, minute, ordinal};

use crate::model::{Attendance, Attended, Convened, Document, Fact, Invited, MeetingId};
use crate::query::{self, Issued};
use crate::words::{headquarters, meeting_paper as w};
use crate::{resolution, store};

/// The meeting as it was known at a step.
#[derive(Debug)]
struct Told {
    first: Convened,
    starts: Instant,
    agenda: Vec<Personal<String>>,
    invited: Vec<Invited>,
    /// Number, headquarters in words, organisation, due.
    materials: Vec<(crate::Headquarters, OrganisationId, Instant)>,
    roll: Vec<Attended>,
    ended: Option<Instant>,
    minutes: Option<Personal<String>>,
    /// Why it is at another time than first said.
    postponed: Option<Personal<String>>,
}

impl Told {
    fn at(history: Vec<ledger::Recorded<Fact>>, step: i64) -> Result<Told, Error> {
        let mut facts = history.into_iter().filter(|it| it.at.version <= step).map(|it| it.fact);
        let Some(Fact::Convened(first)) = facts.next() else {
            return Err(Error::internal("a meeting whose history doesn't begin with its convening"));
        };
        let mut told = Told {
            starts: first.starts,
            agenda: first.agenda.clone(),
            invited: first.invited.clone(),
            first: *first,
            materials: Vec::new(),
            roll: Vec::new(),
            ended: None,
            minutes: None,
            postponed: None,
        };
        for fact in facts {
            told.then(fact);
        }
        Ok(told)
    }

    fn then(&mut self, fact: Fact) {
        match fact {
            Fact::AgendaSet { agenda } => self.agenda = agenda,
            Fact::Invited { mut invited } => self.invited.append(&mut invited),
            Fact::MaterialsAsked { asked } => {
                self.materials.extend(asked.iter().map(|it| (it.headquarters, it.organisation, it.owed.due)));
            }
            Fact::Postponed { to, reason } => (self.starts, self.postponed) = (to, Some(reason)),
            Fact::Held { ended, .. } => self.ended = Some(ended),
            Fact::RollTaken { roll } => self.roll = roll,
            Fact::MinutesDrafted { text, .. } => self.minutes = Some(text),
            Fact::Convened(_)
            | Fact::Imported(_)
            | Fact::Answered { .. }
            | Fact::MaterialReceived { .. }
            | Fact::Cancelled { .. }
            | Fact::Noticed { .. }
            | Fact::Stated { .. }
            | Fact::MinutesSigned { .. } => {}
        }
    }
}

/// `安委办会〔2026〕3号`
pub(crate) fn number(lang: Lang, it: &Issued) -> String {
    match it.kind {
        Document::Notice => w::notice_number(lang, it.year, it.number),
        Document::Minutes => w::minutes_number(lang, it.year, it.number),
    }
}

/// The document, if the visitor may see its meeting.
pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: MeetingId, no: u32, lang: Lang) -> Result<Paper, Error> {
    store::load(r, ctx, id)?;
    let issued = query::documents(r, ctx, id)?.into_iter().find(|it| it.no == no);
    let issued = issued.ok_or(Error::NotFound("Document"))?;
    let told = Told::at(r.history::<Fact>(ctx.district, id)?, issued.step)?;
    let decided = match issued.kind {
        Document::Minutes => resolution::query::decided(r, ctx, id, issued.issued_at)?,
        Document::Notice => Vec::new(),
    };
    let mut bodies: Vec<_> = told.invited.iter().map(|it| it.organisation).chain([told.first.host]).collect();
    bodies.extend(told.materials.iter().map(|it| it.1));
    bodies.extend(decided.iter().map(|it| it.1));
    let full = registry::query::organisation_full_names(r, ctx, &bodies)?;
    let short = registry::query::organisation_names(r, ctx, &bodies)?;
    let names = Names { full, short };
    Ok(match issued.kind {
        Document::Notice => notice(lang, &issued, &told, &names),
        Document::Minutes => minutes(lang, &issued, &told, &names, &decided),
    })
}

struct Names {
    full: HashMap<OrganisationId, String>,
    short: HashMap<OrganisationId, String>,
}

impl Names {
    fn full(&self, id: OrganisationId) -> &str {
        self.full.get(&id).map_or("", String::as_str)
    }

    fn short(&self, id: OrganisationId) -> &str {
        self.short.get(&id).map_or("", String::as_str)
    }

    fn listed(&self, lang: Lang, all: impl Iterator<Item = OrganisationId>) -> String {
        let names: Vec<&str> = all.map(|id| self.short(id)).collect();
        names.join(w::comma(lang))
    }
}

fn said(it: &Personal<String>) -> &str {
    it.as_str().unwrap_or("--")
}

/// `一、会议时间`
fn heading(n: usize, title: &str) -> Paragraph {
    Paragraph::First(format!("{}、{title}", ordinal(Lang::Zh, n)))
}

fn notice(lang: Lang, issued: &Issued, told: &Told, names: &Names) -> Paper {
    let title = said(&told.first.title);
    let mut paragraphs = vec![Paragraph::Body(w::notice_opening(lang, title))];
    if let Some(reason) = &told.postponed {
        paragraphs = vec![Paragraph::Body(w::notice_postponed(lang, said(reason), title))];
    }
    let mut n = 0;
    let mut section = |title: &str, lines: Vec<String>| {
        n += 1;
        paragraphs.push(heading(n, title));
        paragraphs.extend(lines.into_iter().map(Paragraph::Body));
    };
    section(w::when(lang), vec![minute(lang, told.starts)]);
    section(w::place(lang), vec![said(&told.first.place).to_owned()]);
    section(w::chair(lang), vec![said(&told.first.chair).to_owned()]);
    let items = (1..).zip(&told.agenda).map(|(n, item): (usize, _)| format!("{n}. {}", said(item)));
    section(w::agenda(lang), items.collect());
    let posts = told.invited.iter().find_map(|it| it.post.as_deref());
    let asked = names.listed(lang, told.invited.iter().map(|it| it.organisation));
    section(
        w::asked(lang),
        vec![match posts {
            Some(post) => w::asked_post(lang, &asked, post),
            None => asked,
        }],
    );
    if told.invited.iter().any(|it| it.speaks) {
        let speakers = names.listed(lang, told.invited.iter().filter(|it| it.speaks).map(|it| it.organisation));
        section(w::speakers(lang), vec![w::speakers_text(lang, speakers)]);
    }
    if !told.materials.is_empty() {
        let line = |(of, body, due): &(crate::Headquarters, OrganisationId, Instant)| {
            w::material(lang, headquarters::of(lang, of.word()), names.short(*body), day(lang, due.day()))
        };
        section(w::materials(lang), told.materials.iter().map(line).collect());
    }
    section(w::duties(lang), vec![w::duties_text(lang).to_owned()]);
    Paper {
        head: Some(names.full(told.first.host).to_owned()),
        number: Some(number(lang, issued)),
        title: w::notice_title(lang, title),
        addressee: Some(w::addressee(lang).to_owned()),
        paragraphs,
        annexes: Vec::new(),
        signature: names.full(told.first.host).to_owned(),
        date: issued.issued_at.day(),
        copies: None,
    }
}

/// A line of the draft that is a heading stays one.
fn drafted(line: &str) -> Paragraph {
    let numbers = "一二三四五六七八九十";
    let first = line.chars().next();
    if first.is_some_and(|c| numbers.contains(c)) && line.chars().take(4).any(|c| c == '、') {
        Paragraph::First(line.to_owned())
    } else if first == Some('（') && line.chars().nth(1).is_some_and(|c| numbers.contains(c)) {
        Paragraph::Second(line.to_owned())
    } else {
        Paragraph::Body(line.to_owned())
    }
}

fn minutes(
    lang: Lang,
    issued: &Issued,
    told: &Told,
    names: &Names,
    decided: &[(String, OrganisationId, Instant)],
) -> Paper {
    let title = said(&told.first.title);
    let mut paragraphs = vec![Paragraph::Body(w::minutes_opening(
        lang,
        day(lang, told.starts.day()),
        said(&told.first.chair),
        said(&told.first.place),
        title,
    ))];
    let text = told.minutes.as_ref().map_or("", said);
    paragraphs.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(drafted));
    if !decided.is_empty() {
        paragraphs.push(Paragraph::First(w::decided(lang).to_owned()));
        let line = |(n, (text, owner, due)): (usize, &(String, OrganisationId, Instant))| {
            Paragraph::Body(w::resolution(
                lang,
                n,
                text.trim_end_matches('。'),
                names.short(*owner),
                day(lang, due.day()),
            ))
        };
        paragraphs.extend((1..).zip(decided).map(line));
    }
    let of = |wanted: &[Attendance]| {
        let one = |it: &Attended| {
            let body = names.short(it.organisation);
            match it.name.as_ref().and_then(Personal::as_str) {
                Some(name) => w::came_as(lang, body, name),
                None => body.to_owned(),
            }
        };
        let all: Vec<_> = told.roll.iter().filter(|it| wanted.contains(&it.attendance)).map(one).collect();
        all.join(w::comma(lang))
    };
    let groups = [
        (w::came(lang), of(&[Attendance::Present, Attendance::Represented])),
        (w::excused(lang), of(&[Attendance::Excused])),
        (w::absent(lang), of(&[Attendance::Absent])),
    ];
    for (label, all) in groups.into_iter().filter(|(_, all)| !all.is_empty()) {
        paragraphs.push(Paragraph::Body(w::people(lang, label, all)));
    }
    Paper {
        head: Some(names.full(told.first.host).to_owned()),
        number: Some(number(lang, issued)),
        title: w::minutes_title(lang, title),
        addressee: None,
        paragraphs,
        annexes: Vec::new(),
        signature: names.full(told.first.host).to_owned(),
        date: issued.issued_at.day(),
        copies: Some(names.listed(lang, told.invited.iter().map(|it| it.organisation))),
    }
}
