//! On the page of a hazard: by which edition it was judged, which articles say so, and what of that is uncertain.

use kernel::Lang;
use maud::{Markup, html};
use page::{format, parts};
use standards::major_hazard_criteria::{self as rules, Article, Edition};

use super::sentence::{Sentence, Sentences};
use super::{Verdict, last, regrade};
use crate::model::Grade;
use crate::query::Detail;
use crate::web::{Names, muted};
use crate::words::{judgement as w, verdict};

pub(crate) fn card(lang: Lang, d: &Detail, names: &Names, sentences: &Sentences) -> Markup {
    let h = &d.hazard;
    let Some((entry, judged)) = last(&d.history) else {
        let owed = h.grade == Grade::Major && h.status.is_open();
        return html! { @if owed { (parts::card(w::title(lang), None, None, parts::inside(parts::silent_mark(w::not_yet(lang))))) } };
    };
    let edition = rules::edition(&judged.edition);
    let judgement = judged.judgement();
    let by = judgement.as_ref().map(|it| it.by.as_slice()).unwrap_or_default();
    let rows = [
        (w::verdict(lang), html! { b { (verdict::of(lang, judged.verdict.word())) } }),
        (w::edition(lang), edition.map_or_else(|| html! { (judged.edition) }, |it| named(lang, it))),
        (
            w::judged_by(lang),
            html! { (names.both(entry.at.person, entry.at.organisation)) " " (format::instant(entry.at.effective_at)) },
        ),
    ];
    let body = html! {
        (parts::facts(&rows))
        @if !by.is_empty() { (articles(lang, &judged.edition, by, sentences)) }
        @if judged.own {
            p { (w::own_said(lang)) }
            @if let Some(reason) = &judged.reason { p.quote { (reason.as_str().unwrap_or("--")) } }
        } @else if let Some(judgement) = &judgement { (doubts(lang, judgement, sentences)) }
        @if regrade::waits(&d.history).is_some() { p { (parts::silent_mark(w::waits(lang))) } }
    };
    parts::card(w::title(lang), None, None, parts::inside(body))
}

/// Document and number, as it is cited.
pub(super) fn named(lang: Lang, it: &Edition) -> Markup {
    html! { (w::document(lang, it.document, it.number)) }
}

/// Number and sentence; the topic in our words, and that it is only that, until the sentence is recorded.
fn articles(lang: Lang, edition: &str, by: &[&Article], sentences: &Sentences) -> Markup {
    html! {
        table.tb.is-cards {
            thead { tr { th scope="col" { (w::article(lang)) } th scope="col" { (w::topic(lang)) } } }
            tbody { @for it in by { tr {
                td.nowrap data-label=(w::article(lang)) { (it.number) }
                td data-label=(w::topic(lang)) { (text(lang, it, sentences.of(edition, it.number))) }
            } } }
        }
        @if by.iter().any(|it| sentences.of(edition, it.number).is_none()) { p { (muted(w::no_sentence(lang))) } }
    }
}

/// The official sentence with its source, or the topic in our words.
pub(super) fn text(lang: Lang, article: &Article, sentence: Option<&Sentence>) -> Markup {
    html! {
        @match sentence {
            Some(said) => { (said.text) div.muted.small { (said.source) } },
            None => { (article.topic) @if !article.certain { " " (parts::tag(w::to_check(lang))) } },
        }
    }
}

/// Why a verdict is none, or less certain than it looks.
/// Articles whose sentence is recorded with its source were compared with the document.
pub(super) fn doubts(lang: Lang, it: &rules::Judgement, sentences: &Sentences) -> Markup {
    let compared = |article: &&Article| article.certain || sentences.of(it.edition.name, article.number).is_some();
    let certain = match Verdict::of(it.verdict) {
        Verdict::Major => it.by.iter().any(compared),
        Verdict::Ordinary | Verdict::Undecided => it.edition.articles.iter().all(|it| compared(&it)),
    };
    let left = it.not_judged.len();
    html! {
        @if Verdict::of(it.verdict) == Verdict::Undecided {
            @if left > 0 { p { (muted(&w::left(lang, left))) } }
            @if !it.edition.complete { p { (muted(w::incomplete(lang))) } }
        } @else if !certain {
            p { (muted(w::uncertain(lang))) }
        }
    }
}
