//! What is printed of an investigation: its report, and the notice of its supervision. The page prints it and a Word file is
//! written from it; both say the same.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Lang, Personal};
use ledger::{Db, Reader};
use page::{Reply, Screen};
use paper::document::{Document, Paragraph};
use registry::print::{self, day};

use super::super::model::{Fact, InvestigationId, Part, Standing, Track};
use super::super::query::{self, Detail};
use super::PATH;
use crate::figures::scaled_text;
use crate::query::Edition;
use crate::web::marks::{grade_word, toll_text};
use crate::web::{Around, Visitor};
use crate::words::{category, investigation_paper as w, level, part};

/// What both are made from.
struct Matter {
    detail: Detail,
    incident: crate::query::Detail,
    around: Around,
    office: String,
    today: kernel::Day,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Matter, Error> {
    let detail = query::one(r, ctx, id)?;
    let office = registry::query::safety_office(r, ctx)?;
    let mut bodies = vec![detail.it.organisation, office];
    bodies.extend(detail.measures.iter().map(|it| it.owner).chain(detail.it.unit));
    let around = Around::fetch(r, ctx, &bodies, &[])?;
    let incident = crate::query::one(r, &ctx.beyond_scope(), detail.it.incident)?;
    Ok(Matter { office: around.organisation(office).to_owned(), incident, around, detail, today: ctx.now.day() })
}

fn said(lang: Lang, it: Option<&Personal<String>>) -> &str {
    it.and_then(Personal::as_str).unwrap_or(w::erased(lang)).trim().trim_end_matches('。')
}

impl Matter {
    /// The last report that was signed: its words and figures are the ones in force.
    fn signed(&self) -> Option<&Edition> {
        self.incident.editions.iter().rev().find(|it| it.signed_at.is_some())
    }

    fn title(&self) -> &str {
        self.detail.it.title.as_str().unwrap_or("--")
    }

    fn findings(&self, lang: Lang, track: Track) -> Vec<Paragraph> {
        let found = self.detail.findings.iter().filter(|it| it.track == track);
        let all: Vec<_> = found.map(|it| Paragraph::Body(w::sentence(lang, said(lang, it.finding.as_ref())))).collect();
        if all.is_empty() { vec![Paragraph::Body(w::not_found(lang).to_owned())] } else { all }
    }

    fn unit(&self, lang: Lang) -> String {
        let said = &self.incident.particulars;
        let name = said.unit_name.as_ref().and_then(Personal::as_str);
        let unit = name.or_else(|| self.detail.it.unit.map(|unit| self.around.organisation(unit)));
        let place = format!("{}{}", self.around.place(said.division), said.place.as_str().unwrap_or(w::erased(lang)));
        let sector = registry::words::sector::of(lang, self.detail.it.sector.word());
        w::unit(lang, unit.unwrap_or(w::no_unit(lang)), sector, place)
    }

    fn course(&self, lang: Lang) -> Vec<Paragraph> {
        let summary = w::sentence(lang, said(lang, Some(&self.incident.particulars.summary)));
        let Some(signed) = self.signed() else { return vec![Paragraph::Body(summary)] };
        let rescue = w::rescue(lang, said(lang, signed.response.as_ref()));
        vec![
            Paragraph::Body(summary),
            Paragraph::Body(w::sentence(lang, said(lang, signed.situation.as_ref()))),
            Paragraph::Body(rescue),
        ]
    }

    fn toll(&self, lang: Lang) -> String {
        let Some(signed) = self.signed() else { return w::no_figures(lang).to_owned() };
        let mut text = w::toll(lang, signed.edition, toll_text(lang, &signed.figures));
        if let Some(loss) = signed.figures.loss_yuan {
            text.push_str(&w::loss(lang, scaled_text(loss)));
        }
        if let Some(grade) = signed.figures.grade {
            text.push_str(&w::grade(lang, grade_word(lang, self.detail.category, grade)));
        }
        text
    }

    fn measures(&self, lang: Lang) -> Vec<Paragraph> {
        let measure = |it: &query::Measure| {
            let what = said(lang, it.measure.as_ref());
            Paragraph::Body(w::measure(lang, it.no, what, self.around.organisation(it.owner), day(lang, it.due)))
        };
        let mut all: Vec<_> = self.detail.measures.iter().map(measure).collect();
        let found = self.detail.findings.iter().any(|it| it.track == Track::Measures);
        if all.is_empty() || found {
            all.extend(self.findings(lang, Track::Measures));
        }
        let check = |it: &query::Check| {
            Paragraph::Body(w::check(lang, said(lang, it.demand.as_ref()), it.subjects, day(lang, it.due)))
        };
        all.extend(self.detail.checks.iter().map(check));
        all
    }

    fn group(&self, lang: Lang) -> Vec<Paragraph> {
        let inside = self.detail.members.iter().filter(|it| it.standing == Standing::In);
        let member = |it: &query::Member| {
            let name = said(lang, it.name.as_ref());
            let signed = it.signed_on.map_or(w::not_signed(lang).to_owned(), |on| w::signed(lang, day(lang, on)));
            Paragraph::Body(w::member(lang, part::of(lang, it.part.word()), name, &it.organisation, signed))
        };
        inside.map(member).collect()
    }

    /// How the investigation began, and by whom.
    fn opening(&self, lang: Lang) -> String {
        let it = &self.detail.it;
        let leader = self.detail.members.iter().find(|it| it.part == Part::Leader && it.standing == Standing::In);
        let opening = w::opening(
            lang,
            day(lang, it.happened),
            self.title(),
            category::of(lang, self.detail.category.word()),
            level::of(lang, it.level.word()),
            self.around.organisation(it.organisation),
        );
        match leader {
            Some(leader) => format!("{opening}{}", w::led_by(lang, said(lang, leader.name.as_ref()))),
            None => opening,
        }
    }

    fn report(&self, lang: Lang) -> Document {
        let first = |text: &str| Paragraph::First(text.to_owned());
        let mut paragraphs = vec![Paragraph::Body(self.opening(lang)), first(w::part_unit(lang))];
        paragraphs.push(Paragraph::Body(self.unit(lang)));
        paragraphs.push(first(w::part_course(lang)));
        paragraphs.extend(self.course(lang));
        paragraphs.extend([first(w::part_toll(lang)), Paragraph::Body(self.toll(lang))]);
        for (title, track) in [(w::part_cause(lang), Track::Cause), (w::part_responsible(lang), Track::Responsible)] {
            paragraphs.push(first(title));
            paragraphs.extend(self.findings(lang, track));
        }
        paragraphs.push(first(w::part_measures(lang)));
        paragraphs.extend(self.measures(lang));
        paragraphs.push(first(w::part_education(lang)));
        paragraphs.extend(self.findings(lang, Track::Education));
        if let Some(lessons) = &self.detail.lessons {
            paragraphs.push(Paragraph::Body(w::sentence(lang, said(lang, Some(lessons)))));
        }
        paragraphs.push(first(w::part_group(lang)));
        paragraphs.extend(self.group(lang));
        Document {
            head: None,
            number: None,
            title: match self.detail.it.submitted_on {
                Some(_) => w::report_title(lang, self.title()),
                None => w::report_draft_title(lang, self.title()),
            },
            addressee: None,
            paragraphs,
            annexes: Vec::new(),
            signature: w::group_of(lang, self.title()),
            date: self.detail.it.submitted_on.unwrap_or(self.today),
            copies: None,
        }
    }

    /// `None` while it was never listed: a notice without a number is none.
    fn notice(&self, lang: Lang) -> Option<Document> {
        let listed = self.detail.history.iter().rev().find_map(|it| match &it.fact {
            Fact::Listed { by, number, deadline, .. } => Some((*by, number.clone(), *deadline, it.at.effective_at)),
            _ => None,
        });
        let (by, number, deadline, at) = listed?;
        let deadline = self.detail.it.listing.map_or(deadline, |it| it.deadline);
        let unit = self.around.organisation(self.detail.it.organisation);
        let by = level::of(lang, by.word());
        let happened = day(lang, self.detail.it.happened);
        let paragraphs = [
            w::listed(lang, happened, self.title(), self.detail.it.number_text()),
            w::decided(lang, by, &number),
            w::asked(lang, day(lang, deadline)),
            w::accepted(lang).to_owned(),
        ];
        Some(Document {
            head: Some(self.office.clone()),
            number: Some(number),
            title: w::notice_title(lang).to_owned(),
            addressee: Some(unit.to_owned()),
            paragraphs: paragraphs.into_iter().map(Paragraph::Body).collect(),
            annexes: Vec::new(),
            signature: self.office.clone(),
            date: at.day(),
            copies: None,
        })
    }
}

async fn matter(db: &Db, ctx: Arc<Ctx>, id: InvestigationId) -> Reply<Matter> {
    Ok(db.read(move |r| fetch(r, &ctx, id)).await?)
}

pub(super) async fn report(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<InvestigationId>,
) -> Reply {
    let paper = matter(&db, ctx, id).await?.report(screen.lang());
    Ok(print::page(&screen, &paper, &format!("{PATH}/{id}"), &format!("{PATH}/{id}/report/file")))
}

/// The Chinese text, whoever asks: it is the document.
pub(super) async fn report_file(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<InvestigationId>,
) -> Reply {
    Ok(print::download(&matter(&db, ctx, id).await?.report(Lang::Zh))?)
}

pub(super) async fn notice(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<InvestigationId>,
) -> Reply {
    let paper = matter(&db, ctx, id).await?.notice(screen.lang()).ok_or(Error::NotFound("Notice"))?;
    Ok(print::page(&screen, &paper, &format!("{PATH}/{id}"), &format!("{PATH}/{id}/notice/file")))
}

pub(super) async fn notice_file(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<InvestigationId>,
) -> Reply {
    let paper = matter(&db, ctx, id).await?.notice(Lang::Zh).ok_or(Error::NotFound("Notice"))?;
    Ok(print::download(&paper)?)
}
