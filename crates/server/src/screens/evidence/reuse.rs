//! Photos that were probably used before, for those who verify: the newest first, as far as the visitor may see the hazard
//! they were shown for.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use evidence::EvidenceId;
use hazard::HazardId;
use kernel::{Ctx, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Reply, Screen, format, list, parts};
use serde::Serialize;

use super::Hazard;
use crate::words::{evidence as e, reuse as w};

/// How many of the newest are looked through, and how many are shown.
const READ: i64 = 1_000;
const SHOWN: usize = 200;

struct Line {
    evidence: EvidenceId,
    hazard: Hazard,
    stored_at: Instant,
    exact: bool,
    distance: u32,
    /// None where it lies outside the visitor's reach.
    earlier: Option<(EvidenceId, Hazard)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Line>, Error> {
    let mut lines = Vec::new();
    for it in evidence::query::reuse(r, ctx, READ)? {
        let Some(hazard) = super::hazard_of(r, ctx, &it.about)? else { continue };
        let earlier = super::hazard_of(r, ctx, &it.earlier_about)?.map(|hazard| (it.earlier, hazard));
        let (evidence, stored_at, exact, distance) = (it.evidence, it.stored_at, it.exact, it.distance);
        lines.push(Line { evidence, hazard, stored_at, exact, distance, earlier });
        if lines.len() == SHOWN {
            break;
        }
    }
    Ok(lines)
}

pub async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    let lines = db.read(move |r| fetch(r, &ctx)).await?;
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), parts::count_mark(lines.len() as u64), html! {}))
        (list::list(html! {
            @if lines.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), html! {})) }
            @else { (table(lang, &lines)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::link(e::hazards(lang), "/hazards"), Crumb::here(w::title(lang))], body))
}

fn table(lang: Lang, lines: &[Line]) -> Markup {
    let columns = [
        Column::title(w::photo(lang)),
        Column::text(w::likeness(lang)),
        Column::text(w::uploaded(lang)),
        Column::text(w::earlier(lang)),
    ];
    let row = |line: &Line| {
        let number = e::hazard_number(lang, &line.hazard.number);
        Row::new(vec![
            list::title_cell(&number, &format!("/evidence/{}", line.evidence)),
            html! { span.nowrap { (if line.exact { w::same(lang).to_owned() } else { w::alike(lang, line.distance) }) } },
            html! { span.nowrap { (format::instant(line.stored_at)) } },
            match &line.earlier {
                Some((id, hazard)) => {
                    html! { a href=(format!("/evidence/{id}")) { (e::hazard_number(lang, &hazard.number)) } }
                }
                None => html! { (e::another(lang)) },
            },
        ])
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// A photo that was probably used before.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReuseLine {
    #[schema(value_type = String)]
    evidence: EvidenceId,
    #[schema(value_type = String)]
    hazard: HazardId,
    #[schema(value_type = String)]
    stored_at: Instant,
    /// The same bytes; else a look alike.
    exact: bool,
    /// In how many of 64 bits the looks differ.
    distance: u32,
    /// Missing where it lies outside your scope.
    #[schema(value_type = Option<String>)]
    earlier: Option<EvidenceId>,
    #[schema(value_type = Option<String>)]
    earlier_hazard: Option<HazardId>,
}

pub async fn show_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>) -> Reply<Json<Vec<ReuseLine>>> {
    let lines = db.read(move |r| fetch(r, &ctx)).await?;
    let line = |it: Line| ReuseLine {
        evidence: it.evidence,
        hazard: it.hazard.id,
        stored_at: it.stored_at,
        exact: it.exact,
        distance: it.distance,
        earlier: it.earlier.as_ref().map(|(id, _)| *id),
        earlier_hazard: it.earlier.map(|(_, hazard)| hazard.id),
    };
    Ok(Json(lines.into_iter().map(line).collect()))
}

pub fn doc() -> Doc {
    Doc::new("Photos that were probably used before, the newest first").returns_list::<ReuseLine>()
}
