//! What each document says, as data: the page prints it and the Word file is written from it.

use kernel::{Instant, Lang, Personal};
use paper::document::{Document as Paper, Paragraph};
use registry::print::day;

use super::told::{Look, Told};
use super::{Document, Kind};
use crate::model::{Demand, Grade};
use crate::web::Names;
use crate::words::{document_text as w, grade};

/// What a document is made from.
pub(super) struct Matter<'a> {
    pub document: &'a Document,
    pub told: &'a Told<'a>,
    pub hazard_number: &'a str,
    pub names: &'a Names,
    /// Who gets a copy of what concerns a major hazard.
    pub office: &'a str,
    /// The order that a report answers, as it is cited.
    pub order: Option<String>,
}

/// `整改〔2026〕3号`
pub(crate) fn number(lang: Lang, it: &Document) -> String {
    match it.kind {
        Kind::Order => w::order_number(lang, it.year, it.number),
        Kind::Reply => w::reply_number(lang, it.year, it.number),
        Kind::Review => w::review_number(lang, it.year, it.number),
    }
}

fn title(lang: Lang, kind: Kind, grade: Grade) -> &'static str {
    match (kind, grade) {
        (Kind::Order, Grade::Ordinary) => w::order_title(lang),
        (Kind::Order, Grade::Major) => w::order_title_major(lang),
        (Kind::Reply, _) => w::reply_title(lang),
        (Kind::Review, _) => w::review_title(lang),
    }
}

/// `《重大事故隐患整改通知书》（整改〔2026〕3号）`
pub(super) fn cited(lang: Lang, it: &Document, grade: Grade) -> String {
    w::cited(lang, title(lang, it.kind, grade), number(lang, it))
}

pub(super) fn paper(lang: Lang, of: &Matter<'_>) -> Paper {
    let it = of.document;
    let issuer = of.names.organisation(Some(it.organisation)).to_owned();
    let owner = of.told.done.map(|(_, body, _)| body).filter(|_| it.kind == Kind::Review);
    let owner = owner.or(of.told.owner.map(|o| o.organisation));
    let to = match it.kind {
        Kind::Order | Kind::Review => owner,
        Kind::Reply => of.told.checker.map(|o| o.organisation),
    };
    let major = of.told.grade == Grade::Major;
    let copies = (major && it.kind != Kind::Reply && issuer != of.office).then(|| of.office.to_owned());
    Paper {
        // Whoever reports has no red heading: the report goes upwards.
        head: (it.kind != Kind::Reply).then(|| issuer.clone()),
        number: Some(number(lang, it)),
        title: title(lang, it.kind, of.told.grade).to_owned(),
        addressee: Some(of.names.organisation(to).to_owned()).filter(|name| !name.is_empty()),
        paragraphs: match it.kind {
            Kind::Order => order(lang, of),
            Kind::Reply => reply(lang, of),
            Kind::Review => review(lang, of),
        },
        annexes: Vec::new(),
        signature: issuer,
        date: it.issued_at.day(),
        copies,
    }
}

/// A description where the sentence of a document goes on after it.
pub(crate) fn within_a_sentence(it: &Personal<String>) -> String {
    it.as_str().unwrap_or("--").trim().trim_end_matches(['。', '；', ';', '.']).to_owned()
}

fn known(lang: Lang, it: &Personal<String>) -> &str {
    it.as_str().unwrap_or(w::erased(lang))
}

fn on(lang: Lang, at: Instant) -> String {
    day(lang, at.day())
}

fn order(lang: Lang, of: &Matter<'_>) -> Vec<Paragraph> {
    let told = of.told;
    let grade = grade::of(lang, told.grade.word());
    let found = w::found(lang, on(lang, told.found_at), known(lang, told.place), grade, of.hazard_number);
    let mut all = vec![found, known(lang, told.description).to_owned()];
    if let (Grade::Major, Some(basis)) = (told.grade, told.basis) {
        all.push(w::basis(lang, known(lang, basis)));
    }
    let demand = |due: Instant| match told.demand {
        Demand::ByDeadline => w::demand(lang, on(lang, due)),
        Demand::AtOnce => w::demand_at_once(lang, on(lang, due)),
    };
    all.extend(told.due.map(demand));
    all.extend(told.note.map(|note| w::note(lang, known(lang, note))));
    if told.grade == Grade::Major {
        all.push(w::five(lang).to_owned());
    }
    let checker = of.names.organisation(told.checker.map(|o| o.organisation));
    all.push(w::answer(lang, checker));
    all.into_iter().map(Paragraph::Body).collect()
}

fn reply(lang: Lang, of: &Matter<'_>) -> Vec<Paragraph> {
    let told = of.told;
    let grade = grade::of(lang, told.grade.word());
    let asked = of.order.clone().unwrap_or_else(|| w::order_given(lang).to_owned());
    let mut all = vec![
        Paragraph::Body(w::reply_begin(lang, asked, known(lang, told.place), grade, of.hazard_number)),
        Paragraph::First(w::reply_hazard(lang).to_owned()),
        Paragraph::Body(known(lang, told.description).to_owned()),
        Paragraph::First(w::reply_work(lang).to_owned()),
    ];
    all.extend(told.done.map(|(_, _, work)| Paragraph::Body(known(lang, work).to_owned())));
    if let (Grade::Major, Some(plan)) = (told.grade, told.plan) {
        all.push(Paragraph::First(w::reply_plan(lang).to_owned()));
        let who = of.names.both(plan.person, plan.organisation);
        let text = |it: &Option<Personal<String>>| it.as_ref().map(|it| known(lang, it).to_owned());
        let five = [
            Some(w::plan_responsibility(lang, who)),
            text(&plan.measures).map(|it| w::plan_measures(lang, it)),
            plan.money_yuan.map(|yuan| w::plan_money(lang, yuan)),
            plan.deadline.map(|it| w::plan_deadline(lang, day(lang, it))),
            text(&plan.emergency_plan).map(|it| w::plan_emergency(lang, it)),
        ];
        all.extend(five.into_iter().flatten().map(Paragraph::Body));
    }
    all.extend(told.done.map(|(at, ..)| Paragraph::Body(w::reply_end(lang, on(lang, at)))));
    all
}

fn review(lang: Lang, of: &Matter<'_>) -> Vec<Paragraph> {
    let told = of.told;
    let Some(look) = told.look else { return Vec::new() };
    let grade = grade::of(lang, told.grade.word());
    let reported = told.done.map(|(at, ..)| on(lang, at)).unwrap_or_default();
    let mut all = vec![w::review_begin(lang, reported, grade, of.hazard_number, on(lang, look.at))];
    all.push(w::review_hazard(lang, known(lang, told.description)));
    all.extend(told.done.map(|(_, _, work)| w::review_work(lang, known(lang, work))));
    all.push(found(lang, told, look));
    all.into_iter().map(Paragraph::Body).collect()
}

fn found(lang: Lang, told: &Told<'_>, look: Look<'_>) -> String {
    let note = look.note.map(|note| known(lang, note)).unwrap_or_default();
    match (look.accepted, note.is_empty()) {
        (true, true) => w::accepted(lang).to_owned(),
        (true, false) => w::accepted_note(lang, note),
        (false, _) => w::returned(lang, note, told.due.map(|due| on(lang, due)).unwrap_or_default()),
    }
}
