//! The frame drawn around a page: head, bar, menu, and what floats over all of them.

use kernel::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets::href;
use crate::format;
use crate::past;
use crate::shell::{
    ACCOUNT, COMPLAINTS, Crumb, HELP, HOME, INBOX, LANG_PARAMETER, MenuItem, SEARCH, SIGN_IN, SIGN_OUT, SIZE_PARAMETER,
    Shell, TextSize,
};
use crate::values::Values;
use crate::words::shell as w;

/// Marks used everywhere. They stand in the page itself: a pattern can't be referred to across files.
const SPRITE: &str = include_str!("../assets/marks.svg");
/// No evaluated attributes, no styles written by the script, nothing of a page kept in the browser's storage. A refused
/// form (422) is shown like any other answer.
const HTMX_CONFIGURATION: &str = r#"{"allowEval":false,"includeIndicatorStyles":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,"scrollBehavior":"auto","responseHandling":[{"code":"204","swap":false},{"code":"...","swap":true}]}"#;

pub(crate) fn whole(shell: &Shell, title: &str, crumbs: &[Crumb], body: Markup) -> Markup {
    let lang = shell.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.word()) data-size=[size(shell.size)] {
            (document_head(title))
            body.is-drill[shell.exercise].is-past[shell.as_of.is_some()] {
                a.skip href="#main" { (w::skip(lang)) }
                (PreEscaped(SPRITE))
                (bar(shell))
                (menus(shell))
                (main_part(shell, crumbs, body))
                (drill(shell))
                (session_warning(shell))
            }
        }
    }
}

/// What htmx puts in the place of `#main`; it takes the title too.
pub(crate) fn fragment(shell: &Shell, title: &str, crumbs: &[Crumb], body: Markup) -> Markup {
    html! { title { (title) } (main_part(shell, crumbs, body)) }
}

pub(crate) fn bare(shell: &Shell, title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(shell.lang.word()) data-size=[size(shell.size)] {
            (document_head(title))
            body { (PreEscaped(SPRITE)) main id="main" { (body) } }
        }
    }
}

/// When not even the shell could be made.
pub(crate) fn without_shell(lang: Lang, title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.word()) {
            (document_head(&format!("{title} · {}", w::product(lang))))
            body { (PreEscaped(SPRITE)) main.alone id="main" { (body) } }
        }
    }
}

pub(crate) fn with_heading(title: &str, body: Markup) -> Markup {
    if body.0.contains("<h1") {
        body
    } else {
        html! { (crate::parts::head(title, html! {}, html! {})) (body) }
    }
}

fn size(size: TextSize) -> Option<&'static str> {
    match size {
        TextSize::Normal => None,
        TextSize::Large => Some("l"),
        TextSize::Largest => Some("xl"),
    }
}

fn document_head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="format-detection" content="telephone=no";
            meta name="htmx-config" content=(HTMX_CONFIGURATION);
            title { (title) }
            link rel="icon" type="image/svg+xml" href=(href("favicon.svg"));
            link rel="stylesheet" href=(href("tokens.css"));
            link rel="stylesheet" href=(href("anlan.css"));
            script src=(href("htmx.min.js")) defer {}
            script src=(href("upload.js")) defer {}
            script src=(href("anlan.js")) defer {}
        }
    }
}

/// While a past week is played, and when it is over.
fn replay_flag(shell: &Shell) -> Markup {
    let lang = shell.lang;
    let Some(replay) = shell.replay else { return html! {} };
    let until = format::instant(replay.until);
    html! {
        div.replay-flag role="status" {
            @if shell.now < replay.until {
                p { b { (w::replay(lang, replay.pace.to_string())) } " " (w::replay_text(lang, until)) }
            } @else {
                p { b { (w::replay_over(lang)) } " " (w::replay_over_text(lang, until)) }
            }
        }
    }
}

fn bar(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        header.bar {
            a.brand href=(HOME) { (logo()) span { (w::product(lang)) } }
            span.place { (shell.district_name) }
            @if shell.exercise { b.drill-flag { (w::exercise(lang)) } }
            @if shell.sample { span.sample-flag title=(w::sample_hint(lang)) { (w::sample(lang)) } }
            @if shell.visitor.is_some() {
                form.seek action=(SEARCH) method="get" role="search" {
                    input.find type="search" name="q" placeholder=(w::find_hint(lang)) aria-label=(w::find(lang)) data-find;
                }
            }
            span.push {}
            @if let Some(name) = &shell.leader_on_duty { span.set.post { (w::leader(lang)) b { (name) } } }
            @if let Some(name) = &shell.duty_officer { span.set.post { (w::officer(lang)) b { (name) } } }
            (sizes(shell))
            (languages(shell))
            @if shell.menu.iter().any(|item| item.href == INBOX) {
                a.inbox href=(INBOX) {
                    (w::inbox(lang))
                    @if shell.inbox > 0 { " " span.count { (format::count(shell.inbox)) } }
                    @if shell.inbox_late > 0 { " " span.count.is-late { (w::late(lang, format::count(shell.inbox_late))) } }
                }
            }
            (visitor(shell))
            time.clock datetime=(shell.now) data-clock { (format::clock(shell.now)) }
        }
    }
}

/// The ring with the calm wave.
pub(crate) fn logo() -> Markup {
    html! { svg aria-hidden="true" { use href="#logo" {} } }
}

/// The visitor's own corner; opens without a script.
fn visitor(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        @match &shell.visitor {
            Some(visitor) => details.me {
                summary { span.cut { (visitor.name) } }
                div.sheet {
                    p { b { (visitor.name) } }
                    p.muted { (visitor.organisation) }
                    p.muted { (visitor.role) }
                    a href=(ACCOUNT) { (w::account(lang)) }
                    form method="post" action=(SIGN_OUT) data-forget { button.btn.is-small { (w::sign_out(lang)) } }
                }
            },
            None => a href=(SIGN_IN) { (w::sign_in(lang)) },
        }
    }
}

fn sizes(shell: &Shell) -> Markup {
    let lang = shell.lang;
    let choices = [
        (TextSize::Normal, w::size_normal(lang), w::size_normal_name(lang)),
        (TextSize::Large, w::size_large(lang), w::size_large_name(lang)),
        (TextSize::Largest, w::size_largest(lang), w::size_largest_name(lang)),
    ];
    html! {
        span.set.choose role="group" aria-label=(w::size(lang)) {
            @for (size, label, name) in choices {
                @let text = html! { span aria-hidden="true" { (label) } span.unseen { (name) } };
                @if size == shell.size { b aria-current="true" { (text) } }
                @else { a href=(switched(shell, SIZE_PARAMETER, size.word())) rel="nofollow" { (text) } }
            }
        }
    }
}

pub(crate) fn languages(shell: &Shell) -> Markup {
    html! {
        span.set.choose role="group" aria-label=(w::language(shell.lang)) {
            @for (lang, label) in [(Lang::Zh, "中"), (Lang::En, "EN")] {
                @if lang == shell.lang { b aria-current="true" lang=(lang.word()) { (label) } }
                @else {
                    a href=(switched(shell, LANG_PARAMETER, lang.word())) lang=(lang.word()) hreflang=(lang.word())
                        rel="nofollow" { (label) }
                }
            }
        }
    }
}

/// This same page with another choice.
fn switched(shell: &Shell, parameter: &str, value: &str) -> String {
    let (path, query) = shell.here.split_once('?').unwrap_or((&shell.here, ""));
    Values::from_query(query).with(parameter, value).at(path)
}

/// A wide window has the menu at the left; a narrow one folds it, which takes an element of its own as long as no script
/// may be needed.
fn menus(shell: &Shell) -> Markup {
    let lang = shell.lang;
    if shell.menu.is_empty() {
        return html! {};
    }
    html! {
        nav.menu aria-label=(w::menu(lang)) { (menu_lines(shell)) (menu_foot(shell)) }
        details.fold {
            summary { (w::menu_word(lang)) }
            nav aria-label=(w::menu(lang)) {
                (menu_lines(shell))
                div.foot {
                    p { (sizes(shell)) (languages(shell)) }
                    a href=(COMPLAINTS) { (w::complaints(lang)) }
                    a href=(HELP) { (w::help(lang)) }
                    (past::choice(shell))
                }
            }
        }
    }
}

fn menu_lines(shell: &Shell) -> Markup {
    let here = current(&shell.menu, &shell.here);
    html! {
        @for (i, item) in shell.menu.iter().enumerate() {
            a.top[!item.sub].sub[item.sub] href=(item.href) aria-current=[(Some(i) == here).then_some("page")] {
                span { (item.label) }
                @if let Some(n) = item.count { span.count { (format::count(n)) } }
            }
        }
    }
}

/// The line whose address is the longest beginning of this one: a detail page marks its list. A heading that leads to its
/// first line gives way to that line.
fn current(menu: &[MenuItem], here: &str) -> Option<usize> {
    let path = here.split('?').next().unwrap_or(here);
    let fits = |item: &MenuItem| {
        if item.href.contains('?') {
            return here == item.href;
        }
        let rest = path.strip_prefix(item.href.as_str());
        rest.is_some_and(|rest| rest.is_empty() || (item.href != HOME && rest.starts_with('/')))
    };
    let longest = menu.iter().filter(|item| fits(item)).map(|item| item.href.len()).max()?;
    menu.iter().rposition(|item| item.href.len() == longest && fits(item))
}

fn menu_foot(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        div.foot {
            a href=(COMPLAINTS) { (w::complaints(lang)) }
            a href=(HELP) { (w::help(lang)) }
            (past::choice(shell))
            @if let Some(head) = &shell.head { p { @for line in head.lines() { (line) br; } } }
            p { (w::version(lang, shell.version)) }
        }
    }
}

/// The fixed footer needs room under the page, wherever in the body it was written.
fn main_part(shell: &Shell, crumbs: &[Crumb], body: Markup) -> Markup {
    html! {
        main.main.is-wide[shell.menu.is_empty()].has-actions[body.0.contains("<div class=\"actions\"")] id="main" tabindex="-1" {
            (past::flag(shell))
            (replay_flag(shell))
            @if !crumbs.is_empty() {
                nav.crumb aria-label=(w::crumbs(shell.lang)) {
                    @for (i, crumb) in crumbs.iter().enumerate() {
                        @if i > 0 { span aria-hidden="true" { "/" } }
                        @match &crumb.href {
                            Some(href) => a href=(href) { (crumb.label) },
                            None => span { (crumb.label) },
                        }
                    }
                }
            }
            (body)
        }
    }
}

fn drill(shell: &Shell) -> Markup {
    html! {
        @if shell.exercise {
            div.drill-frame aria-hidden="true" {}
            svg.drill-mark aria-hidden="true" {
                defs {
                    pattern id="drill" width="320" height="220" patternUnits="userSpaceOnUse" patternTransform="rotate(-24)" {
                        text x="20" y="90" { (w::exercise_mark(shell.lang)) }
                    }
                }
                rect width="100%" height="100%" fill="url(#drill)" {}
            }
        }
    }
}

/// Shown by the script two minutes before the end; any answered request renews the session.
fn session_warning(shell: &Shell) -> Markup {
    let lang = shell.lang;
    html! {
        @if let Some(ends) = shell.session_ends {
            div.session id="session" role="alert" hidden data-ends=(ends) data-now=(shell.now) {
                span data-text=(w::session_ends(lang, "{n}")) data-over=(w::session_over(lang)) {}
                a.btn.is-primary href=(shell.here) data-renew { (w::session_renew(lang)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_marks_the_list_of_a_detail_page() {
        let item = |href: &str| MenuItem { href: href.into(), ..MenuItem::default() };
        let menu =
            [item("/"), item("/hazards"), item("/hazards?view=listed"), item("/hazards/drafts"), item("/visits")];
        let cases = [
            ("/", Some(0)),
            ("/hazards", Some(1)),
            ("/hazards?status=open", Some(1)),
            ("/hazards?view=listed", Some(2)),
            ("/hazards/abc", Some(1)),
            ("/hazards/drafts/1", Some(3)),
            ("/hazardous", None),
        ];
        for (here, marked) in cases {
            assert_eq!(current(&menu, here), marked, "{here}");
        }
    }
}
