//! Pages of the past lead to pages of the same moment: `as_of` is added to what a page links to and asks for.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use kernel::Error;
use page::past::{AS_OF, TO_NOW, has_past};

use super::LONGEST_PAGE;

/// Addresses that are the same at every moment.
const ELSEWHERE: [&str; 3] = ["/assets/", "/sign-out", "/favicon"];

/// The answer with its links led to the moment.
pub async fn lead_to(response: Response, as_of: &str) -> Result<Response, Error> {
    let (mut parts, body) = response.into_parts();
    if let Some(to) =
        parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).and_then(|to| led(to, as_of, "&"))
        && let Ok(to) = HeaderValue::from_str(&to)
    {
        parts.headers.insert(header::LOCATION, to);
    }
    let is_page = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page {
        return Ok(Response::from_parts(parts, body));
    }
    let bytes = to_bytes(body, LONGEST_PAGE).await.map_err(Error::internal)?;
    let html = std::str::from_utf8(&bytes).map_err(Error::internal)?;
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(parts, Body::from(page(html, as_of))))
}

/// Tag by tag, as `maud` writes them: values in double quotes, `&` as `&amp;`, and no `<` or `>` inside.
fn page(html: &str, as_of: &str) -> String {
    let mut led = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(begin) = rest.find('<') {
        let end = rest[begin..].find('>').map_or(rest.len(), |end| begin + end + 1);
        led.push_str(&rest[..begin]);
        tag(&rest[begin..end], as_of, &mut led);
        rest = &rest[end..];
    }
    led.push_str(rest);
    led
}

fn tag(tag: &str, as_of: &str, page: &mut String) {
    if tag.contains(TO_NOW) {
        page.push_str(tag);
        return;
    }
    let attribute = [" href=\"", " hx-get=\"", " data-href=\""].into_iter().find_map(|name| {
        let from = tag.find(name)? + name.len();
        let to = from + tag[from..].find('"')?;
        Some((from, to))
    });
    match attribute.and_then(|(from, to)| Some((from, to, led(&tag[from..to], as_of, "&amp;")?))) {
        Some((from, to, address)) => page.extend([&tag[..from], &address, &tag[to..]]),
        None => page.push_str(tag),
    }
    if tag.starts_with("<form") && tag.contains("method=\"get\"") {
        page.push_str(&format!("<input type=\"hidden\" name=\"{AS_OF}\" value=\"{}\">", plain(as_of)));
    }
}

/// The address with the moment; none for what leads elsewhere, has one, or has no past: that is of now.
fn led(address: &str, as_of: &str, and: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let ours = (address.starts_with('/') && !address.starts_with("//")) || address.starts_with('?');
    let has = address.contains("as_of=");
    if !ours || has || !has_past(path) || ELSEWHERE.iter().any(|start| address.starts_with(start)) {
        return None;
    }
    let (address, anchor) =
        address.split_once('#').map_or((address, None), |(address, anchor)| (address, Some(anchor)));
    let joint = if address.contains('?') { and } else { "?" };
    let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
    Some(format!("{address}{joint}{AS_OF}={}{anchor}", plain(as_of).replace('+', "%2B")))
}

/// A moment has digits, hyphens, colons, a dot, a T and an offset; whatever else was sent was refused before.
fn plain(as_of: &str) -> String {
    as_of.chars().filter(|c| c.is_ascii_alphanumeric() || "-:.+".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_searches_lead_to_the_moment_and_nothing_else_changes() {
        let html = r##"<a href="/hazards">1</a><a href="/hazards?view=late&amp;page=2#row">2</a><a href="#main">3</a>
            <a class="to-now" href="/hazards">4</a><link href="/assets/a.css"><a href="https://example.org/">5</a>
            <form class="q" method="get" action="/hazards"><form method="post" action="/hazards">
            <div hx-get="/desk" hx-trigger="every 5s"> a < b </div><a href="?lang=en">6</a><a href="/x?as_of=2020-01-01">7</a>
            <a href="/account?tab=1">8</a>"##;
        let expected = r##"<a href="/hazards?as_of=2026-06-18T09:00">1</a><a href="/hazards?view=late&amp;page=2&amp;as_of=2026-06-18T09:00#row">2</a><a href="#main">3</a>
            <a class="to-now" href="/hazards">4</a><link href="/assets/a.css"><a href="https://example.org/">5</a>
            <form class="q" method="get" action="/hazards"><input type="hidden" name="as_of" value="2026-06-18T09:00"><form method="post" action="/hazards">
            <div hx-get="/desk?as_of=2026-06-18T09:00" hx-trigger="every 5s"> a < b </div><a href="?lang=en&amp;as_of=2026-06-18T09:00">6</a><a href="/x?as_of=2020-01-01">7</a>
            <a href="/account?tab=1">8</a>"##;
        assert_eq!(page(html, "2026-06-18T09:00"), expected);
    }

    #[test]
    fn a_moment_with_its_offset_is_read_back_as_it_was() {
        let moment = "2026-09-30T23:59:00.000000+08:00";
        let led = led("/hazards?view=late", moment, "&").unwrap();
        let (_, query) = led.split_once('?').unwrap();
        assert_eq!(page::Values::from_query(query).get(AS_OF), moment);
        let form = page(r#"<form method="get" action="/hazards">"#, moment);
        assert!(form.contains(r#"value="2026-09-30T23:59:00.000000+08:00""#), "{form}");
    }
}
