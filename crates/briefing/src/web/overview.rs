//! Which tables there are, each with its newest edition and the way to fill it.

use kernel::{Day, Lang};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Reply, Screen, Values, list, parts};

use super::{ISSUED, ISSUED_VIEW, OfDistrict, PATH, Visitor};
use crate::words::table as w;
use crate::{Forms, Period};

pub(super) async fn show(axum::Extension(ctx): Visitor, axum::Extension(forms): OfDistrict, screen: Screen) -> Reply {
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(ISSUED_VIEW) { (parts::link_button(w::issued_list(lang), ISSUED)) }
        }))
        (parts::card(w::forms(lang), None, None, offered(lang, &forms, ctx.now.day())))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::section(lang)), Crumb::here(w::title(lang))], body))
}

/// Each form with its newest edition and the way to fill it.
fn offered(lang: Lang, forms: &Forms, today: Day) -> Markup {
    let period = Period::so_far(today);
    let columns =
        [Column::title(w::name(lang)), Column::text(w::edition(lang)), Column::text(w::source(lang)), Column::acts("")];
    let row = |it: &&crate::Form| {
        let href = address(&it.name, period);
        Row::new(vec![
            html! { a.title lang="zh-CN" href=(href) { (it.title) } },
            html! { span.nowrap { (w::since(lang, it.from)) } },
            html! { span lang="zh-CN" { (it.source) } },
            parts::small_link(w::fill(lang), &href),
        ])
    };
    list::table(w::forms(lang), &columns, &forms.newest().iter().map(row).collect::<Vec<_>>())
}

/// `/tables/accidents_by_sector?from=2026-01-01&to=2026-05-31`
pub(super) fn address(name: &str, period: Period) -> String {
    let (from, to) = (period.from.to_string(), period.to.to_string());
    Values::default().with("from", from).with("to", to).at(&format!("{PATH}/{name}"))
}
