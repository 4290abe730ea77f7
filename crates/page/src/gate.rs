//! The sign-in: what the house stands for at the left, the form at the right.

use kernel::Problem;
use maud::{Markup, PreEscaped, html};

use crate::form::{REQUEST_KEY, error_summary, hidden};
use crate::frame::{languages, logo};
use crate::shell::{BURDEN, COMPLAINTS, HELP, REPORT, SIGN_IN, Screen};
use crate::words::{gate as w, shell};

const WAVES: &str = include_str!("../assets/waves.svg");

/// The body of a [`Screen::bare`]. `fields` ends with the button; `note` says whom to ask when the password is lost.
pub fn sign_in(screen: &Screen, problems: &[Problem], labels: &[(&str, &str)], fields: Markup, note: &str) -> Markup {
    let lang = screen.lang();
    html! {
        div.gate {
            (side(screen))
            form method="post" action=(SIGN_IN) novalidate {
                h1 { (shell::sign_in(lang)) }
                (error_summary(lang, problems, labels))
                (hidden(REQUEST_KEY, &screen.shell().request_key))
                (fields)
                p.low { (note) }
                p.low { a href=(REPORT) { (shell::report(lang)) } }
                p.alt {
                    span { a href=(COMPLAINTS) { (shell::complaints(lang)) } a href=(BURDEN) { (shell::burden(lang)) } a href=(HELP) { (shell::help(lang)) } }
                    (languages(screen.shell()))
                }
            }
        }
    }
}

fn side(screen: &Screen) -> Markup {
    let (lang, it) = (screen.lang(), screen.shell());
    html! {
        section.side aria-label=(shell::product(lang)) {
            (PreEscaped(WAVES))
            p.brand { (logo()) b { (shell::product(lang)) } span { (w::platform(lang, &it.district_name)) } }
            p.vow { (w::vow_1(lang)) br; (w::vow_2(lang)) br; (w::vow_3(lang)) br; (w::vow_4(lang)) }
            p.low {
                @if it.sample { (shell::sample(lang)) " · " (shell::sample_hint(lang)) br; }
                @if let Some(head) = &it.head { @for line in head.lines() { (line) br; } }
                (shell::version(lang, it.version)) " · " (w::no_outside(lang))
            }
        }
    }
}
