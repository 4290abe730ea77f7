//! A document as the browser prints it, and as a file to keep. Both say the same.

use axum::response::Response;
use kernel::{Day, Error, Instant, Lang};
use maud::{Markup, html};
use page::{Screen, parts};
use paper::document::{Document as Paper, MEDIA_TYPE, Paragraph, file_name};

use crate::words::print as w;

/// An official document on A4, without the frame of the program. `file`: where its Word file is.
pub fn page(screen: &Screen, paper: &Paper, back: &str, file: &str) -> Response {
    page_with(screen, paper, back, file, html! {})
}

/// The same with something below it that is printed, too.
pub fn page_with(screen: &Screen, paper: &Paper, back: &str, file: &str, below: Markup) -> Response {
    let lang = screen.lang();
    let body = html! {
        p.no-print { (parts::link_button(w::back(lang), back)) " " (parts::link_button(w::word_file(lang), file)) " " (parts::print_button(lang)) }
        @if lang != Lang::Zh { p.no-print.muted { (w::reading(lang)) } }
        (article(lang, paper, html! { h1 { (paper.title) } }))
        (below)
    };
    screen.bare(paper.number.as_deref().unwrap_or(&paper.title), body)
}

/// The line of those it goes to.
pub fn addressed(lang: Lang, to: &str) -> String {
    w::to(lang, to)
}

/// The same within a page of the program, which has a heading of its own.
pub fn within(lang: Lang, paper: &Paper) -> Markup {
    article(lang, paper, html! { h2 { (paper.title) } })
}

fn article(lang: Lang, it: &Paper, title: Markup) -> Markup {
    html! {
        article.official-document {
            @if let Some(issuer) = &it.head { p.issuer { (issuer) } }
            @if let Some(number) = &it.number { p class=(if it.head.is_some() { "document-number" } else { "letter-number" }) { (number) } }
            (title)
            @if let Some(to) = &it.addressee { p.addressee { (w::to(lang, to)) } }
            @for paragraph in &it.paragraphs { (printed(paragraph)) }
            p.signature { (it.signature) }
            p.signature { (day(lang, it.date)) }
            @if let Some(copies) = &it.copies { p.copies { (w::copies(lang, copies)) } }
        }
    }
}

fn printed(it: &Paragraph) -> Markup {
    let lines = |text: &str| text.lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect::<Vec<_>>();
    match it {
        Paragraph::First(text) | Paragraph::Second(text) => html! { p.first-level { (text) } },
        Paragraph::Body(text) => html! { @for line in lines(text) { p { (line) } } },
    }
}

/// The file, named by its number and title.
pub fn download(paper: &Paper) -> Result<Response, Error> {
    let name = format!("{} {}", paper.number.as_deref().unwrap_or_default(), paper.title);
    Ok(page::download(&file_name(&name), MEDIA_TYPE, paper.write()?))
}

/// The number of a heading, from 1: 一 to 九十九 in Chinese, figures beyond and in English.
pub fn ordinal(lang: Lang, n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (lang, n / 10, DIGITS.get(n % 10)) {
        (Lang::Zh, 0, Some(one)) if n > 0 => (*one).to_owned(),
        (Lang::Zh, 1, Some(one)) => format!("十{one}"),
        (Lang::Zh, tens @ 2..10, Some(one)) => format!("{}十{one}", DIGITS[tens]),
        _ => n.to_string(),
    }
}

/// `2026年9月1日`, as official documents write it: no leading zeros.
pub fn day(lang: Lang, day: Day) -> String {
    w::day(lang, day.year(), day.month(), day.day_of_month())
}

/// `2026年9月1日6时20分`
pub fn minute(lang: Lang, at: Instant) -> String {
    let civil = at.civil();
    w::minute(lang, day(lang, at.day()), civil.hour(), format!("{:02}", civil.minute()))
}

#[cfg(test)]
mod tests {
    use super::{Lang, ordinal};

    #[test]
    fn headings_are_numbered_in_words() {
        let zh = [1, 10, 11, 20, 21, 99, 100].map(|n| ordinal(Lang::Zh, n));
        assert_eq!(zh, ["一", "十", "十一", "二十", "二十一", "九十九", "100"]);
        assert_eq!(ordinal(Lang::En, 3), "3");
    }
}
