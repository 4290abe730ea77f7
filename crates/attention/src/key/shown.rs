//! Subjects, criteria and reasons in words, for pages and sheets.

use kernel::{Ctx, Error, Instant, Lang, OrganisationId};
use ledger::Reader;
use maud::{Markup, html};
use page::past::AS_OF;
use page::{Values, parts};
use registry::measure::{Measure, Unit, write_hundredths};
use registry::words::sector;

use super::{Comparison, Reason, Subject, Treatment};
use crate::web::Names;
use crate::words::{attention_comparison, attention_treatment, key as w};

/// Short names of whoever is spoken of.
pub(crate) fn names(r: &Reader<'_>, ctx: &Ctx, all: impl IntoIterator<Item = OrganisationId>) -> Result<Names, Error> {
    let all: Vec<OrganisationId> = all.into_iter().collect();
    registry::query::organisation_names(r, ctx, &all)
}

/// `县住建局（建筑施工）`
pub(crate) fn subject_text(lang: Lang, names: &Names, it: &Subject) -> String {
    let name = crate::web::name(names, it.organisation);
    match it.sector {
        Some(of) => w::of_sector(lang, name, sector::of(lang, of.word())),
        None => name.to_owned(),
    }
}

pub(crate) fn subject(lang: Lang, names: &Names, it: &Subject) -> Markup {
    let name = html! { span lang="zh-CN" { (crate::web::name(names, it.organisation)) } };
    match it.sector {
        Some(of) => html! { (name) " " span.muted { (sector::of(lang, of.word())) } },
        None => name,
    }
}

pub(crate) fn measure_label(lang: Lang, name: &str) -> &str {
    Measure::find(name).map_or("--", |it| it.label(lang))
}

/// What is asked, without the threshold: `近12个月事故起数`.
pub(crate) fn asked_text(lang: Lang, measure: &str, months: Option<u32>) -> String {
    let label = measure_label(lang, measure);
    match months {
        Some(n) => w::of_months(lang, n, label),
        None => label.to_owned(),
    }
}

/// `不少于3`, `低于80%`
pub(crate) fn limit_text(lang: Lang, measure: &str, (comparison, threshold): (Comparison, i64)) -> String {
    let share = Measure::find(measure).is_some_and(|it| it.unit == Unit::Share);
    let number = format!("{}{}", write_hundredths(threshold), if share { "%" } else { "" });
    w::limit(lang, attention_comparison::of(lang, comparison.word()), number)
}

/// `近12个月事故起数5（标准：不少于3）`
pub(crate) fn reason_text(lang: Lang, it: &Reason) -> String {
    let limit = limit_text(lang, &it.measure, (it.comparison, it.threshold));
    w::reason(lang, asked_text(lang, &it.measure, it.months), it.value.shown(lang), limit)
}

/// The list as it was at that moment.
pub(crate) fn as_of(address: &str, at: Instant) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    Values::from_query(query).with(AS_OF, at.to_string()).at(path)
}

/// Links to the lists that were counted; at a moment, or now. Whoever may not see a list is not led to it.
pub(crate) fn evidence(lang: Lang, ctx: &Ctx, (measure, evidence): (&str, &[String]), at: Option<Instant>) -> Markup {
    let opens = Measure::find(measure).is_some_and(|it| ctx.may(it.act));
    html! {
        @if opens { @for (n, address) in (1..).zip(evidence) {
            " " a.nowrap href=(at.map_or_else(|| address.clone(), |at| as_of(address, at))) {
                @match (evidence.len(), n) { (1, _) => (w::evidence(lang)), (_, 1) => (w::evidence_part(lang)), _ => (w::evidence_whole(lang)) }
            }
        } }
    }
}

/// Each reason with its figure, its limit and the way to its proof.
pub(crate) fn reasons(lang: Lang, ctx: &Ctx, all: &[Reason], at: Instant) -> Markup {
    html! { ul.plain { @for it in all {
        li.in-text {
            (asked_text(lang, &it.measure, it.months)) " " b { (it.value.shown(lang)) } " "
            span.muted { (limit_text(lang, &it.measure, (it.comparison, it.threshold))) }
            (evidence(lang, ctx, (&it.measure, &it.evidence), Some(at)))
        }
    } } }
}

pub(crate) fn treatments(lang: Lang, all: &[Treatment]) -> Markup {
    html! { @for it in all { (parts::tag(attention_treatment::of(lang, it.word()))) " " } }
}

pub(crate) fn treatments_text(lang: Lang, all: &[Treatment]) -> String {
    let words: Vec<&str> = all.iter().map(|it| attention_treatment::of(lang, it.word())).collect();
    words.join(crate::words::special::comma(lang))
}
