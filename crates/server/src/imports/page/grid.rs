//! A pasted table: the text area, and the grid that a script lays over it.

use kernel::Lang;
use maud::{Markup, html};
use page::{FieldSpec, Screen, Values, form, parts};

use super::super::marked::reason;
use super::super::web::PATH;
use super::super::{Job, store::Wrong};
use crate::words::import_page as w;

/// The field `pasted` of a new import.
pub fn paste(lang: Lang, values: &Values) -> Markup {
    field(lang, &FieldSpec::new("pasted", w::pasted(lang)).hint(w::pasted_hint(lang)), values, "")
}

/// `marks` are the bad cells, as [`marks`] writes them.
fn field(lang: Lang, spec: &FieldSpec<'_>, values: &Values, marks: &str) -> Markup {
    html! {
        (form::text_area(spec, 6, values, &[], lang))
        div.wide.grid-area hidden data-grid="pasted-c" data-marks=(marks) data-name=(w::grid(lang))
            data-size=(w::grid_size(lang, "{rows}", "{columns}")) {
            div.grid-tools {
                span.muted.small { (w::grid_hint(lang)) }
                span.push {
                    button.btn.is-small type="button" data-add="row" { (w::add_row(lang)) }
                    button.btn.is-small type="button" data-add="column" { (w::add_column(lang)) }
                    button.btn.is-small type="button" data-clear { (w::clear(lang)) }
                }
            }
            div.grid {}
            p.muted.small role="status" data-count {}
        }
        link rel="stylesheet" href=(page::href("tabulator.min.css"));
        script src=(page::href("tabulator.min.js")) defer {}
        script src=(page::href("grid.js")) defer {}
    }
}

/// Row, letter of the column and reason of each bad cell.
fn marks(lang: Lang, problems: &[Wrong]) -> String {
    let marks: Vec<(u32, &str, String)> =
        problems.iter().map(|wrong| (wrong.row, wrong.column.as_str(), reason(lang, wrong))).collect();
    serde_json::to_string(&marks).unwrap_or_default()
}

/// What was pasted, to be corrected where it is and checked again.
pub fn correct(screen: &Screen, job: &Job, problems: &[Wrong], pasted: &str) -> Markup {
    let lang = screen.lang();
    let mut values = Values::default();
    values.set("pasted", pasted.to_owned());
    let spec = FieldSpec::new("pasted", w::grid(lang)).hint(w::correct_hint(lang));
    let fields = html! {
        (form::hidden("kind", job.kind.word()))
        (form::hidden("division", &job.home.division.to_string()))
        (form::hidden("sector", job.home.sector.word()))
        (form::hidden("instead_of", &job.id.to_string()))
        div.either { (field(lang, &spec, &values, &marks(lang, problems))) }
        div.foot { button.btn type="submit" { (w::check_again(lang)) } }
    };
    parts::card(w::correct(lang), None, None, form::form_with_files(screen, PATH, fields))
}
