//! What a sender sees before a request goes down.

use kernel::{Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::format;
use page::parts;
use registry::OrganisationKind;
use registry::query::{OrganisationFilter, every_organisation, organisation_names};

use super::query::{self, Totals};
use crate::web::duty_word;
use crate::words::burden as w;

/// So many days back is what was asked lately.
const LATELY: i64 = 30;
const LAST: usize = 3;

/// `held`: what of it the record has already, as names and addresses of lists; empty where it has nothing.
pub fn before(r: &Reader<'_>, ctx: &Ctx, lang: Lang, duty: &str, held: &[(&str, &str)]) -> Result<Markup, Error> {
    let today = ctx.now.day();
    let everywhere = ctx.beyond_scope();
    let townships = OrganisationFilter { kind: Some(OrganisationKind::Township), ..OrganisationFilter::default() };
    let townships = every_organisation(r, &everywhere, &townships)?;
    let since = today.plus_days(-LATELY);
    let lately = query::totals(r, ctx, since, today)?;
    let mut last = query::last(r, ctx, duty, since)?;
    last.truncate(LAST);
    let askers: Vec<_> = last.iter().map(|it| it.asker).collect();
    let names = organisation_names(r, &everywhere, &askers)?;
    let cost = query::minutes(r, ctx, duty, today)?;
    let of_townships: i64 = townships.iter().filter_map(|it| lately.asked.get(&it.id)).map(|it| it.minutes).sum();
    let count = townships.len() as i64;
    let each = |it: &query::Last| {
        let asker = names.get(&it.asker).map_or("--", String::as_str);
        html! { li { span.nowrap { (it.at) } " " span lang="zh-CN" { (asker) } " " (w::asked(lang, it.asked)) " "
        @if let Some(title) = &it.title { span.said lang="zh-CN" { (title.as_str().unwrap_or("--")) } } } }
    };
    Ok(parts::card(
        w::before(lang),
        None,
        Some((w::to_totals(lang), super::web::PATH)),
        html! {
            div.in.in-text {
                p { @match cost {
                    Some(n) => (w::costs(lang, duty_word(lang, duty), n, count, hours(i64::from(n) * count))),
                    None => (w::unknown(lang, duty_word(lang, duty))),
                } }
                p { (lately_text(lang, &lately, duty, count, of_townships)) }
                @if !last.is_empty() { ul { @for it in &last { (each(it)) } } }
                @if !held.is_empty() {
                    p { (w::held(lang)) " " @for (n, (name, href)) in held.iter().enumerate() { @if n > 0 { " · " } a href=(href) { (name) } } }
                }
            }
        },
    ))
}

fn lately_text(lang: Lang, lately: &Totals, duty: &str, townships: i64, minutes: i64) -> String {
    let same = lately.duties.get(duty).map_or(0, |(sum, _)| sum.requests);
    w::lately(
        lang,
        LATELY,
        format::count(lately.all.requests),
        format::count(same),
        hours(if townships > 0 { minutes / townships } else { 0 }),
    )
}

/// `1.5`
pub(super) fn hours(minutes: i64) -> String {
    let tenths = (minutes + 3) / 6;
    if tenths % 10 == 0 {
        format::count(tenths / 10)
    } else {
        format!("{}.{}", format::count(tenths / 10), tenths % 10)
    }
}
