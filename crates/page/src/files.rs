//! The field for files. With a script each file is sent while the rest is typed, in pieces that can be sent again; without
//! one the files go with the form. What has arrived is listed under its id, so that a form that comes back for another
//! field has lost nothing.

use kernel::{Lang, Problem};
use maud::{Markup, html};

use crate::error_words::error_text;
use crate::form::{FieldSpec, beside, need};
use crate::format;
use crate::words::files as w;

/// A file that waits for its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub id: String,
    pub name: String,
    pub bytes: u64,
}

/// A file that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    pub name: String,
    pub why: &'static str,
}

/// `accept` as HTML has it; `upload` is the address where uploads begin. Chosen files come as `files`, ids of those that
/// have arrived under the field's name.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    pub accept: &'a str,
    pub upload: &'a str,
    pub arrived: &'a [Arrived],
    pub not_taken: &'a [NotTaken],
}

/// The name under which the files themselves come.
pub const CHOSEN: &str = "files";

/// Needs [`crate::form::form_with_files`].
pub fn field(spec: &FieldSpec<'_>, files: &Files<'_>, problems: &[Problem], lang: Lang) -> Markup {
    let bad = problems.iter().any(|problem| problem.field == spec.name);
    let parts = [(!spec.hint.is_empty(), "hint"), (bad, "why")];
    let described: Vec<String> =
        parts.iter().filter(|(there, _)| *there).map(|(_, part)| format!("{}-{part}", spec.name)).collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    html! {
        div.field.wide.is-bad[bad] id=(spec.name) data-upload=(files.upload) data-sending=(w::sending(lang))
            data-done=(w::done(lang)) data-failed=(w::failed(lang)) data-retry=(w::retry(lang))
            data-remove=(w::remove(lang)) data-busy=(w::busy(lang)) {
            label for=(format!("{}-c", spec.name)) { (spec.label) (need(spec, lang)) }
            (beside(spec, spec.hint, problems, lang))
            div.ctl {
                input type="file" id=(format!("{}-c", spec.name)) name=(CHOSEN) accept=(files.accept) multiple
                    aria-describedby=[described] aria-invalid=[bad.then_some("true")];
                p.why data-said role="status" hidden {}
                ul.files data-files {
                    @for file in files.not_taken { li { b { (file.name) } span.why { (error_text(lang, file.why)) } } }
                    @for file in files.arrived {
                        li { label.kept {
                            input type="checkbox" name=(spec.name) value=(file.id) checked;
                            b { (file.name) } span.muted { (format::file_size(file.bytes)) " · " (w::done(lang)) }
                        } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_arrived_is_listed_and_what_was_not_taken_is_said() {
        let spec = FieldSpec::new("evidence", "现场照片").hint("可不传");
        let arrived = [Arrived { id: "abc".into(), name: "<照片>.jpg".into(), bytes: 3 << 20 }];
        let not_taken = [NotTaken { name: "清单.png".into(), why: "too long" }];
        let files = Files { accept: "image/*", upload: "/uploads", arrived: &arrived, not_taken: &not_taken };
        let problems = [Problem::at("evidence", "fill in this field")];
        let shown = field(&spec, &files, &problems, Lang::Zh).0;
        let parts = [
            "type=\"file\" id=\"evidence-c\" name=\"files\" accept=\"image/*\" multiple",
            "aria-describedby=\"evidence-hint evidence-why\"",
            "name=\"evidence\" value=\"abc\" checked",
            "&lt;照片&gt;.jpg",
            "<b>清单.png</b><span class=\"why\">内容太长，请精简</span>",
            "data-upload=\"/uploads\"",
            "（选填）",
        ];
        for part in parts {
            assert!(shown.contains(part), "{part} not in {shown}");
        }
        let quiet = field(&spec, &Files { arrived: &[], not_taken: &[], ..files }, &[], Lang::En).0;
        assert!(!quiet.contains("aria-invalid") && !quiet.contains("<li>"));
    }
}
