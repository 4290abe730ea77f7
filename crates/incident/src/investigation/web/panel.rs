//! The investigation on the page of its incident: its state, what is due, its four tracks, or the way to open it.

use kernel::{Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::parts;

use super::super::owed::end_of;
use super::super::query::{self, Line};
use super::acts::OPEN;
use super::cards::{listed_mark, stage_mark, track_marks};
use super::{PATH, VIEW};
use crate::model::IncidentId;
use crate::words::{investigation as w, investigation_act as act};

/// What the incident's page says of its investigation.
pub(crate) struct Panel {
    line: Option<Line>,
    may_open: bool,
    stopped: bool,
}

/// As far as this visitor may see it.
pub(crate) fn panel(r: &Reader<'_>, ctx: &Ctx, id: IncidentId, incident_stands: bool) -> Result<Panel, Error> {
    let scope = ctx.scope_of(VIEW);
    let line = query::of_incident(r, &Ctx { scope, ..ctx.clone() }, id)?;
    let may_open = incident_stands && ctx.may(OPEN) && !query::stands(r, ctx, id)?;
    let stopped = line.as_ref().is_some_and(|it| it.appraised);
    Ok(Panel { line, may_open, stopped })
}

impl Panel {
    pub fn card(&self, lang: Lang, ctx: &Ctx, id: IncidentId) -> Markup {
        if self.line.is_none() && !self.may_open {
            return html! {};
        }
        let open = html! { @if self.may_open {
            (parts::small_link(act::of(lang, "investigation"), &format!("{}/{id}/investigation", crate::web::PATH)))
        } };
        let body = match &self.line {
            None => parts::inside(html! { p.muted { (w::not_open(lang)) } }),
            Some(it) => parts::inside(parts::facts(&[
                (
                    w::case(lang),
                    html! {
                        a href=(format!("{PATH}/{}", it.id)) { (it.number) } " "
                        (stage_mark(lang, it.stage)) (listed_mark(lang, it.listed_until.is_some()))
                    },
                ),
                (
                    w::due(lang),
                    html! {
                        @if self.stopped { span.muted { (w::stopped(lang)) } }
                        @else if let Some(due) = it.due { (due) " " (parts::due(lang, end_of(due), ctx.now, false)) }
                        @else { (parts::dash()) }
                    },
                ),
                (w::tracks(lang), track_marks(lang, it.ended)),
            ])),
        };
        parts::card_with(w::title(lang), html! {}, open, body)
    }
}
