//! Forms: labels, hints, and problems said twice in the same words, above the form and beside the field. The server is
//! the only judge, so browsers are told not to validate; what was typed is never lost.
//!
//! A field `due` has the id `due`, its control `due-c`; the summary links to the control.

use kernel::{Lang, Problem};
use maud::{Markup, html};

use crate::error_words::problem_text;
use crate::shell::Screen;
use crate::values::Values;
use crate::words::form as w;

/// The hidden field that names the request, so that a second post of the same form does nothing new.
pub const REQUEST_KEY: &str = "request_key";

/// What every field has. An empty hint is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct FieldSpec<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub hint: &'a str,
    pub required: bool,
    /// Its choices are in the words of those who wrote them, whatever the language of the page.
    pub quoted: bool,
    /// The form it stands in, where a page has several with a field of this name.
    pub form: &'a str,
}

impl<'a> FieldSpec<'a> {
    pub fn new(name: &'a str, label: &'a str) -> Self {
        Self { name, label, hint: "", required: false, quoted: false, form: "" }
    }
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
    pub fn quoted(mut self) -> Self {
        self.quoted = true;
        self
    }
    pub fn within(mut self, form: &'a str) -> Self {
        self.form = form;
        self
    }

    fn id(&self) -> String {
        id_of(self.form, self.name)
    }
}

fn id_of(form: &str, field: &str) -> String {
    if form.is_empty() { field.to_owned() } else { format!("{form}-{field}") }
}

/// A form of fields in two columns. Buttons stand in `parts::actions` within the body.
pub fn form(screen: &Screen, action: &str, body: Markup) -> Markup {
    html! {
        form.form method="post" action=(action) novalidate data-draft data-restored-text=(w::restored(screen.lang()))
            data-discard-text=(w::discard(screen.lang())) { (request_key(screen)) (body) }
    }
}

/// The same for files.
pub fn form_with_files(screen: &Screen, action: &str, body: Markup) -> Markup {
    html! {
        form.form method="post" action=(action) enctype="multipart/form-data" novalidate data-draft
            data-restored-text=(w::restored(screen.lang())) data-discard-text=(w::discard(screen.lang())) {
            (request_key(screen)) (body)
        }
    }
}

/// A form of buttons alone, for one act of a detail page.
pub fn button_form(screen: &Screen, action: &str, body: Markup) -> Markup {
    html! { form.inline method="post" action=(action) { (request_key(screen)) (body) } }
}

fn request_key(screen: &Screen) -> Markup {
    hidden(REQUEST_KEY, &screen.shell().request_key)
}

pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// A heading between groups of fields.
pub fn group(title: &str) -> Markup {
    html! { h2.wide.group { (title) } }
}

/// Lets any part take the whole width of the form.
pub fn wide(body: Markup) -> Markup {
    html! { div.wide { (body) } }
}

/// Above the form: every problem, each a link to its control. Takes the focus. Nothing when there is none.
pub fn error_summary<N: AsRef<str>, L: AsRef<str>>(lang: Lang, problems: &[Problem], labels: &[(N, L)]) -> Markup {
    error_summary_within(lang, "", problems, labels)
}

/// The same for one form of several on a page.
pub fn error_summary_within<N: AsRef<str>, L: AsRef<str>>(
    lang: Lang,
    form: &str,
    problems: &[Problem],
    labels: &[(N, L)],
) -> Markup {
    if problems.is_empty() {
        return html! {};
    }
    let label = |problem: &Problem| labels.iter().find(|(name, _)| name.as_ref() == problem.field);
    html! {
        div.summary role="alert" tabindex="-1" autofocus data-summary {
            h2 { (w::summary(lang, problems.len())) }
            ul {
                @for problem in problems {
                    li {
                        @match label(problem) {
                            Some((name, label)) => a href=(format!("#{}-c", id_of(form, name.as_ref()))) { (problem_text(lang, label.as_ref(), problem)) },
                            None => (crate::error_words::error_text(lang, problem.problem)),
                        }
                    }
                }
            }
        }
    }
}

/// What a control must say of itself.
struct Control {
    id: String,
    described: Option<String>,
    invalid: Option<&'static str>,
    required: Option<&'static str>,
}

fn control(spec: &FieldSpec<'_>, hint: &str, problems: &[Problem]) -> Control {
    let bad = problems.iter().any(|problem| problem.field == spec.name);
    let parts = [(!hint.is_empty(), "hint"), (bad, "why")];
    let described: Vec<String> =
        parts.iter().filter(|(there, _)| *there).map(|(_, part)| format!("{}-{part}", spec.id())).collect();
    Control {
        id: format!("{}-c", spec.id()),
        described: (!described.is_empty()).then(|| described.join(" ")),
        invalid: bad.then_some("true"),
        required: spec.required.then_some("true"),
    }
}

/// Label, hint, problem, control.
fn field(spec: &FieldSpec<'_>, hint: &str, problems: &[Problem], lang: Lang, class: &str, inner: Markup) -> Markup {
    let bad = problems.iter().any(|problem| problem.field == spec.name);
    html! {
        div.field.(class).is-bad[bad] id=(spec.id()) {
            label for=(format!("{}-c", spec.id())) { (spec.label) (need(spec, lang)) }
            (beside(spec, hint, problems, lang))
            div.ctl { (inner) }
        }
    }
}

/// What is wrong with the rows of a group stands above them, where the summary leads to.
pub fn mistakes(spec: &FieldSpec<'_>, problems: &[Problem], lang: Lang) -> Markup {
    let bad = problems.iter().any(|problem| problem.field == spec.name);
    html! {
        div.is-bad[bad] id=(format!("{}-c", spec.id())) tabindex="-1" { (beside(spec, "", problems, lang)) }
    }
}

pub(crate) fn beside(spec: &FieldSpec<'_>, hint: &str, problems: &[Problem], lang: Lang) -> Markup {
    html! {
        @if !hint.is_empty() { span.hint id=(format!("{}-hint", spec.id())) { (hint) } }
        @let mine: Vec<&Problem> = problems.iter().filter(|problem| problem.field == spec.name).collect();
        @if !mine.is_empty() {
            div id=(format!("{}-why", spec.id())) {
                @for problem in mine {
                    p.why { svg.i aria-hidden="true" { use href="#bang" {} } (problem_text(lang, spec.label, problem)) }
                }
            }
        }
    }
}

pub(crate) fn need(spec: &FieldSpec<'_>, lang: Lang) -> Markup {
    html! {
        @if spec.required { span.need aria-hidden="true" { "*" } } @else { span.muted.free { (w::free(lang)) } }
    }
}

pub fn text(spec: &FieldSpec<'_>, values: &Values, problems: &[Problem], lang: Lang) -> Markup {
    input(spec, spec.hint, "text", values.get(spec.name), problems, lang)
}

pub fn date(spec: &FieldSpec<'_>, values: &Values, problems: &[Problem], lang: Lang) -> Markup {
    let hint = if spec.hint.is_empty() { w::date_hint(lang) } else { spec.hint };
    input(spec, hint, "text", values.get(spec.name), problems, lang)
}

pub fn datetime(spec: &FieldSpec<'_>, values: &Values, problems: &[Problem], lang: Lang) -> Markup {
    let hint = if spec.hint.is_empty() { w::datetime_hint(lang) } else { spec.hint };
    input(spec, hint, "text", values.get(spec.name), problems, lang)
}

/// What was typed is not sent back.
pub fn password(spec: &FieldSpec<'_>, autocomplete: &str, problems: &[Problem], lang: Lang) -> Markup {
    let c = control(spec, spec.hint, problems);
    let inner = html! {
        input type="password" id=(c.id) name=(spec.name) autocomplete=(autocomplete) aria-describedby=[c.described]
            aria-invalid=[c.invalid] aria-required=[c.required];
    };
    field(spec, spec.hint, problems, lang, "", inner)
}

fn input(spec: &FieldSpec<'_>, hint: &str, kind: &str, value: &str, problems: &[Problem], lang: Lang) -> Markup {
    let c = control(spec, hint, problems);
    let inner = html! {
        input type=(kind) id=(c.id) name=(spec.name) value=(value) autocomplete=(autocomplete(spec.name)) aria-describedby=[c.described]
            aria-invalid=[c.invalid] aria-required=[c.required];
    };
    field(spec, hint, problems, lang, "", inner)
}

/// Office machines are shared: the browser fills in the account, and nothing else.
fn autocomplete(name: &str) -> &'static str {
    if matches!(name, "account" | "login") { "username" } else { "off" }
}

pub fn text_area(spec: &FieldSpec<'_>, rows: u8, values: &Values, problems: &[Problem], lang: Lang) -> Markup {
    let c = control(spec, spec.hint, problems);
    let inner = html! {
        textarea id=(c.id) name=(spec.name) rows=(rows) aria-describedby=[c.described] aria-invalid=[c.invalid]
            aria-required=[c.required] { "\n" (values.get(spec.name)) }
    };
    field(spec, spec.hint, problems, lang, "wide", inner)
}

/// `options` are value and label. The empty first line, 请选择, is added.
pub fn select(
    spec: &FieldSpec<'_>,
    options: &[(String, String)],
    values: &Values,
    problems: &[Problem],
    lang: Lang,
) -> Markup {
    let c = control(spec, spec.hint, problems);
    let given = values.get(spec.name);
    let inner = html! {
        select id=(c.id) name=(spec.name) aria-describedby=[c.described] aria-invalid=[c.invalid] aria-required=[c.required] {
            option value="" { (w::choose(lang)) }
            @for (value, label) in options { option value=(value) selected[value == given] { (label) } }
        }
    };
    field(spec, spec.hint, problems, lang, "", inner)
}

/// One of a few, all of them seen.
pub fn choice(
    spec: &FieldSpec<'_>,
    options: &[(String, String)],
    values: &Values,
    problems: &[Problem],
    lang: Lang,
) -> Markup {
    ticks(spec, "radio", options, values, problems, lang)
}

/// Any of a few: the name comes once for each tick.
pub fn choices(
    spec: &FieldSpec<'_>,
    options: &[(String, String)],
    values: &Values,
    problems: &[Problem],
    lang: Lang,
) -> Markup {
    ticks(spec, "checkbox", options, values, problems, lang)
}

fn ticks(
    spec: &FieldSpec<'_>,
    kind: &str,
    options: &[(String, String)],
    values: &Values,
    problems: &[Problem],
    lang: Lang,
) -> Markup {
    let c = control(spec, spec.hint, problems);
    html! {
        fieldset.field.is-bad[c.invalid.is_some()] id=(spec.id()) aria-describedby=[c.described] {
            legend { (spec.label) (need(spec, lang)) @if spec.required { span.unseen { (w::needed(lang)) } } }
            (beside(spec, spec.hint, problems, lang))
            div.ctl.choice {
                @for (i, (value, label)) in options.iter().enumerate() {
                    // The summary links to the first, which has the field's own control id.
                    @let id = if i == 0 { c.id.clone() } else { format!("{}-{i}", c.id) };
                    span.opt {
                        input type=(kind) id=(id) name=(spec.name) value=(value) checked[values.has(spec.name, value)];
                        label for=(id) { @if spec.quoted { span lang="zh-CN" { (label) } } @else { (label) } }
                    }
                }
            }
        }
    }
}

/// A text with suggestions; anything may be typed.
pub fn text_from(
    spec: &FieldSpec<'_>,
    suggestions: &[String],
    values: &Values,
    problems: &[Problem],
    lang: Lang,
) -> Markup {
    suggested(spec, None, suggestions, values, problems, lang)
}

/// The same, with more suggestions as one types: `GET {href}?q=…` answers with [`suggestions`]. Without a script the
/// given ones are there, and what fits several is asked back by the server.
pub fn text_suggested(
    spec: &FieldSpec<'_>,
    href: &str,
    suggestions: &[String],
    values: &Values,
    problems: &[Problem],
    lang: Lang,
) -> Markup {
    suggested(spec, Some(href), suggestions, values, problems, lang)
}

/// The answer of an address of suggestions.
pub fn suggestions(texts: &[String]) -> Markup {
    html! { @for text in texts { option value=(text) {} } }
}

fn suggested(
    spec: &FieldSpec<'_>,
    href: Option<&str>,
    texts: &[String],
    values: &Values,
    problems: &[Problem],
    lang: Lang,
) -> Markup {
    let c = control(spec, spec.hint, problems);
    let list = format!("{}-list", spec.id());
    let inner = html! {
        input type="text" id=(c.id) name=(spec.name) value=(values.get(spec.name)) list=(list) autocomplete="off"
            data-suggest[href.is_some()] hx-get=[href] hx-trigger=[href.map(|_| "input changed delay:250ms")]
            hx-target=[href.map(|_| format!("#{list}"))] hx-swap=[href.map(|_| "innerHTML")]
            hx-sync=[href.map(|_| "this:replace")] aria-describedby=[c.described] aria-invalid=[c.invalid]
            aria-required=[c.required];
        datalist id=(list) { (suggestions(texts)) }
    };
    field(spec, spec.hint, problems, lang, "", inner)
}

/// `accept` as HTML has it: `image/*`, `.xlsx`. Needs [`form_with_files`].
pub fn file(spec: &FieldSpec<'_>, accept: &str, several: bool, problems: &[Problem], lang: Lang) -> Markup {
    let c = control(spec, spec.hint, problems);
    let inner = html! {
        input type="file" id=(c.id) name=(spec.name) accept=(accept) multiple[several] aria-describedby=[c.described]
            aria-invalid=[c.invalid] aria-required=[c.required];
    };
    field(spec, spec.hint, problems, lang, "wide", inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems() -> Vec<Problem> {
        vec![
            Problem { field: "what", problem: "too short: say what, where and how many", given: "粉".into() },
            Problem::at("due", "fill in this field"),
        ]
    }

    #[test]
    fn what_was_typed_is_kept_and_the_problem_is_named() {
        let values = Values::from_query("what=%3C%F0%AE%A7%B5%3E&grade=major&due=2026-06-08");
        let what = FieldSpec::new("what", "隐患描述").hint("写清部位").required();
        let grade = FieldSpec::new("grade", "隐患等级").required();
        let options = [("minor".to_owned(), "一般隐患".to_owned()), ("major".to_owned(), "重大隐患".to_owned())];
        let found = problems();
        let shown = [
            text_area(&what, 3, &values, &found, Lang::Zh).0,
            choice(&grade, &options, &values, &found, Lang::Zh).0,
            select(&grade, &options, &values, &found, Lang::Zh).0,
            date(&FieldSpec::new("due", "整改期限"), &values, &found, Lang::Zh).0,
            text_from(&what, &["甲".into()], &values, &found, Lang::Zh).0,
            text_suggested(&what, "/subjects/suggestions", &["乙".into()], &values, &found, Lang::Zh).0,
        ];
        //      field   what must stand there
        let rows = [
            (0, "&lt;𮧵&gt;</textarea>"),
            (0, "aria-describedby=\"what-hint what-why\""),
            (0, "aria-invalid=\"true\""),
            (0, "隐患描述：内容太短，请写清具体情况"),
            (0, "for=\"what-c\""),
            (1, "value=\"major\" checked"),
            (1, "<legend>隐患等级"),
            (2, "<option value=\"major\" selected>"),
            (3, "value=\"2026-06-08\""),
            (3, "aria-describedby=\"due-hint due-why\""),
            (3, "（选填）"),
            (4, "list=\"what-list\""),
            (4, "<option value=\"甲\">"),
            (5, "hx-get=\"/subjects/suggestions\""),
            (5, "hx-target=\"#what-list\""),
        ];
        for (field, part) in rows {
            assert!(shown[field].contains(part), "{part} not in {}", shown[field]);
        }
        assert!(!shown[4].contains("hx-"), "nothing is asked where nobody answers");
        assert!(!shown[1].contains("aria-invalid") && !shown[2].contains("is-bad"));
    }

    #[test]
    fn the_summary_says_the_same_words_and_links_to_the_control() {
        let shown = error_summary(Lang::Zh, &problems(), &[("what", "隐患描述"), ("due", "整改期限")]).0;
        assert!(shown.contains("有 2 处需要改正，尚未提交"));
        assert!(shown.contains("<a href=\"#what-c\">隐患描述：内容太短，请写清具体情况</a>"));
        assert!(shown.contains("tabindex=\"-1\" autofocus"));
        let english = error_summary(Lang::En, &problems(), &[("due", "Due")]).0;
        assert!(english.contains("2 things to correct") && english.contains("Due: Fill in this field"));
        assert_eq!(error_summary::<&str, &str>(Lang::Zh, &[], &[]).0, "");
    }

    #[test]
    fn secrets_are_not_sent_back() {
        let shown = password(&FieldSpec::new("password", "密码"), "current-password", &problems(), Lang::Zh).0;
        assert!(shown.contains("type=\"password\"") && !shown.contains("value="));
    }
}
