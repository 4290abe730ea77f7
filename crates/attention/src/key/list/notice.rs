//! The notice of a signed list (重点关注名单通知): as a page to print and as a Word file.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use page::{Reply, Screen};
use paper::document::{Document, Paragraph};
use registry::print;

use super::web::{PATH, Shown, fetch};
use super::{AttentionListId, Listed, State};
use crate::key::{Kind, shown};
use crate::web::{Visitor, name};
use crate::words::{attention_kind, attention_notice as w, attention_treatment};

/// `青石镇：近12个月事故起数5（标准：不少于3）。重点督导，责任单位青石镇。`
fn line(lang: Lang, all: &Shown, row: &Listed) -> String {
    let reasons: Vec<String> = row.entry.reasons.iter().map(|it| shown::reason_text(lang, it)).collect();
    let treatments = row.entry.treatments();
    let treatments: Vec<&str> = treatments.iter().map(|it| attention_treatment::of(lang, it.word())).collect();
    w::line(
        lang,
        shown::subject_text(lang, &all.names, &row.entry.subject),
        reasons.join(w::and(lang)),
        treatments.join(w::with(lang)),
        name(&all.names, row.entry.owner),
    )
}

/// `None` before it is signed: what has no number is no notice. Whoever reaches a part of the list has an excerpt.
fn compose(lang: Lang, all: &Shown, (office, whole): (&str, usize)) -> Option<Document> {
    let it = &all.it;
    let (number, signed) = (it.number.as_deref()?, it.signed_at?);
    let (year, no) = number.split_once('-')?;
    let rows: Vec<&Listed> = all.rows.iter().filter(|row| !row.is_off()).collect();
    let mut paragraphs = vec![Paragraph::Body(w::begin(lang, print::minute(lang, it.moment), whole))];
    let mut headings = 0;
    let mut ordinal = || {
        headings += 1;
        print::ordinal(lang, headings)
    };
    for sort in Kind::ALL {
        let of: Vec<&&Listed> = rows.iter().filter(|row| row.entry.subject.sort == *sort).collect();
        if of.is_empty() {
            continue;
        }
        let kind = attention_kind::of(lang, sort.word());
        let heading = w::heading(lang, ordinal(), kind, of.len());
        paragraphs.push(Paragraph::First(heading));
        paragraphs.extend((1..).zip(of).map(|(n, row)| Paragraph::Body(w::numbered(lang, n, line(lang, all, row)))));
    }
    paragraphs.push(Paragraph::First(w::demands(lang, ordinal())));
    let until = all.due().map_or_else(|| w::undated(lang).to_owned(), |due| print::day(lang, due.day()));
    paragraphs.push(Paragraph::Body(w::asked(lang, until)));
    let title = w::title(lang, it.title());
    Some(Document {
        head: Some(office.to_owned()),
        number: Some(w::number(lang, year, no.trim_start_matches('0'))),
        title: if rows.len() == whole { title } else { w::excerpt(lang, title) },
        addressee: Some(w::addressee(lang).to_owned()),
        paragraphs,
        annexes: Vec::new(),
        signature: office.to_owned(),
        date: signed.day(),
        copies: None,
    })
}

fn read(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId, lang: Lang) -> Result<Document, Error> {
    let all = fetch(r, ctx, id)?;
    if all.it.state != State::Signed {
        return Err(Error::refused("this list is not signed yet"));
    }
    let everything = super::query::rows(r, &ctx.beyond_scope(), id)?;
    let whole = everything.iter().filter(|row| !row.is_off()).count();
    let office: OrganisationId = registry::query::safety_office(r, ctx)?;
    // It stands at the head of the document: nothing goes out without it.
    let office = registry::query::organisation(r, ctx, office)?.ok_or(Error::NotFound("OrganisationId"))?;
    compose(lang, &all, (&office.name, whole)).ok_or(Error::NotFound("AttentionListId"))
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<AttentionListId>,
) -> Reply {
    let (asked, lang) = (Arc::clone(&ctx), screen.lang());
    let paper = db.read(move |r| read(r, &asked, id, lang)).await?;
    let back = format!("{PATH}/{id}");
    Ok(print::page(&screen, &paper, &back, &format!("{back}/notice/file")))
}

/// The Chinese text, whoever asks: it is the document.
pub(super) async fn file(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<AttentionListId>,
) -> Reply<Response> {
    Ok(print::download(&db.read(move |r| read(r, &ctx, id, Lang::Zh)).await?)?)
}
