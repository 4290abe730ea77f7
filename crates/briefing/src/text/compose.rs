//! From the record to sentences: pure, so that the same record is the same text.

use std::cmp::Reverse;

use incident::numbers::{By, Compared, Counts, Labels, Line, Measure as Counted};
use incident::query::Filter;
use kernel::{Day, Instant, Lang};
use page::{compare, format};
use registry::print::ordinal;

use super::disasters;
use super::sentence::{Writer, compared, share, ten_thousands};
use super::{Additions, Briefing, Name, Part, Piece, Record, Section};
use crate::Period;
use crate::words::{briefing as w, briefing_part as part_title};

/// Rows that a sentence names.
pub(super) const LEADING: usize = 3;
/// Accidents and disasters that are named one by one.
pub(super) const NAMED: usize = 10;

/// A text of a period: its figures from the record, after them what people added to a part.
pub fn compose(lang: Lang, name: Name, it: &Record, as_of: Instant, added: &Additions) -> Briefing {
    let parts = sections(lang, name);
    let section = |(n, (heading, parts)): (usize, &(&str, Vec<Part>))| Section {
        heading: w::heading(lang, ordinal(lang, n + 1), heading),
        paragraphs: parts.iter().flat_map(|part| with_added(said(lang, name, it, *part), added.get(part))).collect(),
    };
    let period = period_text(lang, it.period);
    let (title, addressee, closing) = match name {
        Name::Situation => (w::title(lang, period, &it.district), w::addressee(lang), None),
        Name::TalkingPoints => {
            (w::talk_title(lang, &it.district, period), w::talk_addressee(lang), Some(w::talk_closing(lang)))
        }
        Name::Disasters => (w::disaster_title(lang, period, &it.district), w::disaster_addressee(lang), None),
    };
    Briefing {
        name: name.word().to_owned(),
        title,
        from: it.period.from.to_string(),
        to: it.period.to.to_string(),
        as_of,
        office: office_of(lang, name, it.office.clone(), &it.district),
        addressee: addressee.to_owned(),
        sections: parts.iter().enumerate().map(section).collect(),
        closing: closing.map(str::to_owned),
        missing: vec![w::missing_earthquakes(lang).to_owned()],
    }
}

/// Whose text it is unless somebody says otherwise; `safety` is the Safety Office.
pub(crate) fn office_of(lang: Lang, name: Name, safety: String, district: &str) -> String {
    if name == Name::Disasters { w::disaster_office(lang, district) } else { safety }
}

/// The headings of a text, each with the parts below it.
fn sections(lang: Lang, name: Name) -> Vec<(&'static str, Vec<Part>)> {
    match name {
        Name::Situation => Part::ALL.iter().map(|part| (part_title::of(lang, part.word()), vec![*part])).collect(),
        Name::TalkingPoints => vec![
            (w::talk_situation(lang), vec![Part::Overview, Part::Features, Part::Disasters]),
            (w::talk_work(lang), vec![Part::Hazards, Part::Campaigns]),
            (w::talk_problems(lang), vec![Part::Problems]),
            (w::talk_next(lang), vec![Part::Next]),
        ],
        Name::Disasters => vec![
            (w::disaster_overview(lang), vec![Part::Overview]),
            (w::disaster_features(lang), vec![Part::Features]),
            (w::disaster_each(lang), vec![Part::Disasters]),
            (part_title::of(lang, Part::Problems.word()), vec![Part::Problems]),
            (part_title::of(lang, Part::Next.word()), vec![Part::Next]),
        ],
    }
}

/// Whether a text has a place for what people add to a part.
pub fn speaks_of(name: Name, part: Part) -> bool {
    sections(Lang::Zh, name).iter().any(|(_, parts)| parts.contains(&part))
}

fn said(lang: Lang, name: Name, it: &Record, part: Part) -> Vec<Vec<Piece>> {
    if name == Name::Disasters {
        return disasters::said(lang, it, part);
    }
    match part {
        Part::Overview => overview(lang, it),
        // Spoken in one breath with the overview, which has said that nothing happened.
        Part::Features if name == Name::TalkingPoints && it.sectors.total.now.accidents == 0 => Vec::new(),
        Part::Features => features(lang, it),
        Part::Hazards => hazards(lang, it),
        Part::Campaigns => campaigns(lang, it),
        Part::Disasters => disasters::each(lang, it),
        Part::Problems => problems(lang, it),
        Part::Next => next(lang, it),
    }
}

fn with_added(mut paragraphs: Vec<Vec<Piece>>, added: Option<&String>) -> Vec<Vec<Piece>> {
    let lines = added.into_iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.is_empty());
    paragraphs.extend(lines.map(|line| vec![Piece::Added { added: line.to_owned() }]));
    paragraphs
}

/// The situation, the campaigns and the problems alone, without headings.
pub(crate) fn summary(lang: Lang, it: &Record) -> [Vec<Vec<Piece>>; 3] {
    [overview(lang, it), campaigns(lang, it), problems(lang, it)]
}

/// `2026年1至8月`, `2026年8月`, `2026年第三季度`, `2026年上半年`, `2026年`; days where they are no whole months.
pub(crate) fn period_text(lang: Lang, it: Period) -> String {
    let (year, first, last) = (it.from.year(), it.from.month(), it.to.month());
    let whole = it.from.day_of_month() == 1 && it.to.plus_days(1).day_of_month() == 1 && it.to.year() == year;
    match (whole, first, last) {
        (false, ..) => w::days(lang, day(lang, it.from), day(lang, it.to)),
        (_, 1, 12) => w::year(lang, year),
        (_, 1, 6) => w::half_year(lang, year),
        (_, first, last) if first == last => w::month(lang, year, first),
        (_, first, last) if last == first + 2 && first % 3 == 1 => {
            w::quarter(lang, year, ordinal(lang, (last / 3) as usize))
        }
        _ => w::months(lang, year, first, last),
    }
}

fn day(lang: Lang, it: Day) -> String {
    registry::print::day(lang, it)
}

/// `8月31日`
pub(super) fn day_of_year(lang: Lang, it: Day) -> String {
    w::day(lang, it.month(), it.day_of_month())
}

fn list_of(it: &Record) -> Option<String> {
    Some(it.ask(By::Category).filter().address())
}

fn overview(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut text = Writer::default();
    let (now, before) = (it.sectors.total.now, it.sectors.total.before);
    let all = list_of(it);
    let (from, to) = (day_of_year(lang, it.period.from), day_of_year(lang, it.period.to));
    let mut words = if now.accidents == 0 {
        w::nothing_happened(lang, from, to, text.figure(w::no_accident(lang), all.clone()))
    } else {
        w::all(
            lang,
            from,
            to,
            text.count(now.accidents, all.clone()),
            text.count(now.deaths, all.clone()),
            text.count(now.injured, all.clone()),
            text.figure(ten_thousands(now.loss_yuan), all.clone()),
        )
    };
    let unit = |word: fn(Lang, String) -> String| move |n: i64| word(lang, format::count(n));
    let money = |yuan: i64| w::ten_thousand(lang, ten_thousands(yuan));
    let of =
        |measure: Counted, unit: &dyn Fn(i64) -> String| compared(lang, measure.of(&now), measure.of(&before), unit);
    words.push_str(&w::compared(
        lang,
        text.figure(compared(lang, now.accidents, before.accidents, unit(w::accidents)), None),
        text.figure(of(Counted::Deaths, &unit(w::people)), None),
        text.figure(of(Counted::Injured, &unit(w::people)), None),
        text.figure(of(Counted::Loss, &money), None),
    ));
    words.push_str(direction(lang, &now, &before));
    words.push_str(&match (it.grave, it.last_grave) {
        (1.., _) => {
            let list = it.ask(By::Grade).list("considerable").map(|filter| filter.address());
            w::grave(lang, text.count(it.grave, list))
        }
        (_, Some((_, days))) => w::no_grave(lang, text.count(days, None)),
        (_, None) => w::never_grave(lang).to_owned(),
    });
    let unknown = now.deaths_unknown.max(now.injured_unknown).max(now.loss_unknown);
    if unknown > 0 {
        words.push_str(&w::incomplete(lang, text.count(unknown, None)));
    }
    let unknown = before.deaths_unknown.max(before.injured_unknown).max(before.loss_unknown);
    if unknown > 0 {
        words.push_str(&w::incomplete_before(lang, text.count(unknown, None)));
    }
    vec![text.pieces(&words)]
}

/// Chosen by which way accidents and deaths went; nothing where that can't be told.
fn direction(lang: Lang, now: &Counts, before: &Counts) -> &'static str {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let Some(deaths) = compare::way(Counted::Deaths.of(now), Counted::Deaths.of(before)) else { return "" };
    match (now.accidents.cmp(&before.accidents), deaths) {
        (Less, Less) => w::both_fell(lang),
        (Greater, Greater) => w::both_rose(lang),
        (Less | Equal, Greater) => w::deaths_rose(lang),
        (Greater, Less | Equal) => w::accidents_rose(lang),
        (Less, Equal) | (Equal, Less) => w::one_fell(lang),
        (Equal, Equal) => w::both_same(lang),
    }
}

/// The rows with most accidents, those with most deaths first among equals; none that is nothing.
fn leading(of: &Compared) -> Vec<(&String, &Line)> {
    let mut rows: Vec<_> = of.rows.iter().filter(|(key, line)| !key.is_empty() && line.now.accidents > 0).collect();
    rows.sort_by_key(|(key, line)| (Reverse(line.now.accidents), Reverse(line.now.deaths), *key));
    rows.truncate(LEADING);
    rows
}

fn features(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let total = it.sectors.total.now.accidents;
    if total == 0 {
        return vec![vec![Piece::Said(w::no_accidents(lang).to_owned())]];
    }
    let mut text = Writer::default();
    let mut words = String::new();
    let rows = |text: &mut Writer, of: &Compared, by: By, labels: &Labels, shares: bool| -> Vec<String> {
        let each = |(key, line): (&String, &Line)| {
            let list = it.ask(by).list(key).map(|filter| filter.address());
            let (n, dead) = (text.count(line.now.accidents, list.clone()), line.now.deaths);
            let dead = if dead > 0 { w::with_deaths(lang, text.count(dead, list)) } else { String::new() };
            let part = share(line.now.accidents, total).filter(|_| shares).map(|it| w::share(lang, it));
            w::item(lang, labels.of(lang, by, key), n, dead, part.unwrap_or_default())
        };
        leading(of).into_iter().map(each).collect()
    };
    let joined = |all: Vec<String>| all.join(w::semicolon(lang));
    let sectors = rows(&mut text, &it.sectors, By::Sector, &it.sector_labels, true);
    words.push_str(&w::by_sector(lang, joined(sectors)));
    // One here and one there is no feature.
    let stands_out = |of: &Compared| leading(of).first().is_some_and(|(_, line)| line.now.accidents > 1);
    let townships = rows(&mut text, &it.townships, By::Township, &it.township_labels, false);
    if stands_out(&it.townships) {
        words.push_str(&w::by_township(lang, joined(townships)));
    }
    let kinds = rows(&mut text, &it.kinds, By::Kind, &it.kind_labels, false);
    if stands_out(&it.kinds) {
        words.push_str(&w::by_kind(lang, joined(kinds)));
    }
    let roads = rows(&mut text, &it.roads, By::Road, &Labels::default(), false);
    if stands_out(&it.roads) {
        words.push_str(&w::by_road(lang, joined(roads)));
    }
    if let [(month, line), rest @ ..] = leading(&it.months).as_slice()
        && line.now.accidents > 1
        && rest.first().is_some_and(|(_, next)| next.now.accidents < line.now.accidents)
    {
        let list = it.ask(By::Month).list(month).map(|filter| filter.address());
        let number = month.rsplit('-').next().unwrap_or_default().trim_start_matches('0').to_owned();
        words.push_str(&w::by_month(lang, number, text.count(line.now.accidents, list)));
    }
    let mut paragraphs = vec![text.pieces(&words)];
    if !it.fatal.is_empty() {
        paragraphs.push(fatal(lang, it));
    }
    paragraphs
}

/// The accidents at work in which people died, one by one.
fn fatal(lang: Lang, it: &Record) -> Vec<Piece> {
    let mut text = Writer::default();
    let dead = |line: &incident::query::Line| line.figures.dead.unwrap_or(0) + line.figures.missing.unwrap_or(0);
    let people: u32 = it.fatal.iter().map(dead).sum();
    let list = Filter { category: Some(incident::Category::ProductionSafety), ..it.ask(By::Category).filter() };
    let head =
        w::fatal(lang, text.count(it.fatal.len() as i64, Some(list.address())), text.count(i64::from(people), None));
    let one = |line: &incident::query::Line| {
        let title = line.title.as_str().unwrap_or(w::erased(lang)).to_owned();
        let address = Some(incident::numbers::address(line.id));
        w::fatal_one(
            lang,
            day_of_year(lang, line.happened_at.day()),
            text.figure(title, address.clone()),
            text.count(i64::from(dead(line)), address),
        )
    };
    let named: Vec<_> = it.fatal.iter().take(NAMED).map(one).collect();
    let rest = if it.fatal.len() > NAMED { w::and_others(lang) } else { "" };
    text.pieces(&format!("{head}{}{rest}{}", named.join(w::semicolon(lang)), w::stop(lang)))
}

fn hazards(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    use hazard::statistics::query::Measure;
    let counts = &it.hazards.total;
    let Some(rate) = share(counts.closed, counts.found) else {
        return vec![vec![Piece::Said(w::no_hazards(lang).to_owned())]];
    };
    let mut text = Writer::default();
    let ask = it.hazard_ask();
    let list = |measure| ask.list(&[], measure).map(|filter| filter.address());
    let mut words = w::found(
        lang,
        text.count(counts.found, list(Measure::Found)),
        text.count(counts.closed, list(Measure::Closed)),
        text.figure(rate, None),
        text.count(counts.major, list(Measure::Major)),
    );
    if let Some(rate) = share(counts.closed_in_time, counts.due()) {
        words.push_str(&w::in_time(
            lang,
            text.count(counts.due(), None),
            text.count(counts.closed_in_time, list(Measure::ClosedInTime)),
            text.figure(rate, None),
        ));
    }
    let mut sectors: Vec<_> = it.hazards.rows.iter().filter(|(_, counts)| counts.found > 0).collect();
    sectors.sort_by_key(|(key, counts)| (Reverse(counts.found), *key));
    let item = |(key, counts): &(&Vec<String>, &hazard::statistics::query::Counts)| {
        let list = ask.list(key, Measure::Found).map(|filter| filter.address());
        let sector = key.first().map_or("", |word| registry::words::sector::of(lang, word));
        w::hazard_item(lang, sector, text.count(counts.found, list))
    };
    let leading: Vec<_> = sectors.iter().take(LEADING).map(item).collect();
    words.push_str(&w::hazards_by_sector(lang, leading.join(w::comma(lang))));
    vec![text.pieces(&words)]
}

fn campaigns(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut paragraphs = Vec::new();
    for (one, topics, sectors, tally) in &it.campaigns {
        let mut text = Writer::default();
        let list = |state: &str| Some(format!("/tasks?campaign={}&state={state}", one.id));
        let page = Some(format!("/campaigns/{}", one.id));
        let mut words = w::campaign(
            lang,
            text.figure(one.title(), page.clone()),
            text.count(*topics, page.clone()),
            text.count(*sectors, page),
        );
        if let Some(rate) = share(tally.closed, tally.parts) {
            words.push_str(&w::tasks(
                lang,
                text.count(tally.parts, list("all")),
                text.count(tally.closed, list("closed")),
                text.figure(rate, None),
                text.count(tally.late, list("late")),
            ));
        }
        paragraphs.push(text.pieces(&words));
    }
    if let Some((held, townships, departments)) = &it.meeting {
        let mut text = Writer::default();
        let page = Some(format!("/meetings/{}", held.it.id));
        let received = held.materials.iter().filter(|it| it.received_at.is_some()).count() as i64;
        let closed = held.resolutions.iter().filter(|it| !it.state.is_open()).count() as i64;
        let mut words = w::meeting(
            lang,
            day_of_year(lang, held.it.starts.day()),
            text.figure(held.it.title(), page.clone()),
            text.count(*townships, page.clone()),
            text.count(*departments, page.clone()),
        );
        words.push_str(&w::materials(
            lang,
            text.count(held.materials.len() as i64, page.clone()),
            text.count(received, page.clone()),
        ));
        let resolutions = text.count(held.resolutions.len() as i64, page.clone());
        words.push_str(&w::resolutions(lang, resolutions, text.count(closed, page)));
        paragraphs.push(text.pieces(&words));
    }
    if paragraphs.is_empty() {
        paragraphs.push(vec![Piece::Said(w::no_campaigns(lang).to_owned())]);
    }
    paragraphs
}

/// What the record itself shows as wrong.
fn problems(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    use hazard::statistics::query::Measure;
    let mut text = Writer::default();
    let counts = &it.hazards.total;
    let list = |measure| it.hazard_ask().list(&[], measure).map(|filter| filter.address());
    let mut found = Vec::new();
    if counts.late > 0 {
        found.push(w::late(lang, text.count(counts.late, list(Measure::Late))));
    }
    if let Some(part) = share(counts.recurring, counts.found).filter(|_| counts.recurring > 0) {
        found.push(w::recurring(lang, text.count(counts.recurring, list(Measure::Recurring)), text.figure(part, None)));
    }
    if it.at_fault > 0 {
        let filter = Filter { at_fault: true, ..it.ask(By::Category).filter() };
        found.push(w::at_fault(lang, text.count(it.at_fault, Some(filter.address()))));
    }
    let (now, before) = (it.sectors.total.now, it.sectors.total.before);
    if compare::way(Counted::Deaths.of(&now), Counted::Deaths.of(&before)) == Some(std::cmp::Ordering::Greater) {
        found.push(w::deaths_problem(lang).to_owned());
    }
    if found.is_empty() {
        return vec![vec![Piece::Said(w::no_problems(lang).to_owned())]];
    }
    numbered(lang, found).iter().map(|words| text.pieces(words)).collect()
}

/// By the season that begins, and by what the figures call for.
fn next(lang: Lang, it: &Record) -> Vec<Vec<Piece>> {
    let mut all = Vec::new();
    if let Some((key, _)) = leading(&it.sectors).first() {
        all.push(w::next_sector(lang, it.sector_labels.of(lang, By::Sector, key)));
    }
    if it.hazards.total.late > 0 {
        all.push(w::next_hazards(lang).to_owned());
    }
    let season = match it.period.to.plus_days(1).month() {
        5..=8 => w::next_flood(lang),
        9 | 10 => w::next_autumn(lang),
        11 | 12 | 1 => w::next_winter(lang),
        _ => w::next_spring(lang),
    };
    all.push(season.to_owned());
    all.push(w::next_duty(lang).to_owned());
    numbered(lang, all).into_iter().map(|words| vec![Piece::Said(words)]).collect()
}

/// `一是…`, `二是…`
pub(super) fn numbered(lang: Lang, all: Vec<String>) -> Vec<String> {
    all.into_iter().enumerate().map(|(n, words)| w::numbered(lang, ordinal(lang, n + 1), words)).collect()
}
