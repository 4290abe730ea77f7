//! On the page of a hazard: the report of the public it came from, for those who answer such reports.

use kernel::{Act, Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::{format, parts};

use super::list::PATH;
use super::{PublicReport, query};
use crate::model::HazardId;
use crate::words::public_report as w;

#[derive(Default)]
pub(crate) struct Shown(Option<PublicReport>);

impl Shown {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Shown, Error> {
        let reader = Ctx { scope: ctx.scope_of(Act("public_report.list")), ..ctx.clone() };
        if reader.scope.is_empty() { Ok(Shown::default()) } else { query::of_hazard(r, &reader, hazard).map(Shown) }
    }

    pub fn card(&self, lang: Lang) -> Markup {
        let Some(it) = &self.0 else { return html! {} };
        let rows = [
            (w::number(lang), html! { a href=(format!("{PATH}/{}", it.id)) { (it.number_text()) } }),
            (w::received(lang), html! { (format::instant(it.received_at)) }),
        ];
        parts::card(w::origin(lang), None, None, parts::inside(parts::facts(&rows)))
    }
}
