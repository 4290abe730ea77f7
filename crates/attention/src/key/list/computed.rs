//! A list drawn again as of its moment, from what was known then: equal, or what differs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use kernel::{Ctx, Error, Instant, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, NoteKind, Reply, Screen, list, parts};
use registry::measure::Values;
use serde::Serialize;

use super::draw_form::work;
use super::web::PATH;
use super::{AttentionList, AttentionListId, query};
use crate::key::criteria::query as criteria;
use crate::key::shown::{self, reason_text};
use crate::key::{Difference, Entry, Known, differences};
use crate::web::{Names, Visitor};
use crate::words::{attention_kind, key as w};

struct Again {
    it: AttentionList,
    drawn: usize,
    different: Vec<Difference>,
    names: Names,
}

async fn again(db: &Db, ctx: &Arc<Ctx>, (values, known): (Values, Known), id: AttentionListId) -> Result<Again, Error> {
    let asked = Arc::clone(ctx);
    let read = move |r: &Reader<'_>| {
        let it = query::one(r, &asked, id)?;
        let rows = query::rows(r, &asked.beyond_scope(), id)?;
        let asks = criteria::criteria(r, &asked, it.criteria)?;
        Ok((it, rows.into_iter().map(|row| row.entry).collect::<Vec<Entry>>(), asks))
    };
    let (it, before, asks) = db.read(read).await?;
    let after = (known.0)(it.moment, work(ctx, values, asks, it.moment)).await?;
    let different = differences(&before, &after);
    let (asked, whom): (_, Vec<OrganisationId>) =
        (Arc::clone(ctx), different.iter().map(|one| one.subject.organisation).collect());
    let names = db.read(move |r| shown::names(r, &asked, whom)).await?;
    Ok(Again { it, drawn: before.len(), different, names })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(values): Extension<Values>,
    Extension(known): Extension<Known>,
    screen: Screen,
    Path(id): Path<AttentionListId>,
) -> Reply {
    let again = again(&db, &ctx, (values, known), id).await?;
    let lang = screen.lang();
    let (it, title) = (&again.it, w::compute_again(lang));
    let said = w::computed_text(lang, page::format::instant(it.moment), again.drawn);
    let body = html! {
        (parts::head(title, html! { span.muted lang="zh-CN" { (it.title()) } }, parts::print_button(lang)))
        @if again.different.is_empty() { (parts::note(NoteKind::Done, w::computed_equal(lang), html! { p { (said) } })) }
        @else {
            (parts::note(NoteKind::Bad, w::computed_differs(lang), html! { p { (said) } }))
            (parts::card(w::computed_differs(lang), Some(again.different.len() as u64), None, table(lang, &again)))
        }
    };
    let crumbs =
        [Crumb::link(w::title(lang), PATH), Crumb::link(it.title(), format!("{PATH}/{id}")), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn table(lang: Lang, again: &Again) -> Markup {
    let columns = [
        Column::title(w::subject(lang)),
        Column::text(w::sort(lang)),
        Column::text(w::as_drawn(lang)),
        Column::text(w::as_computed(lang)),
    ];
    let reasons = |it: &Option<Entry>| match it {
        Some(entry) => html! { @for reason in &entry.reasons { div { (reason_text(lang, reason)) } } },
        None => html! { (w::not_listed(lang)) },
    };
    let row = |one: &Difference| {
        Row::new(vec![
            shown::subject(lang, &again.names, &one.subject),
            html! { (attention_kind::of(lang, one.subject.sort.word())) },
            reasons(&one.before),
            reasons(&one.after),
        ])
    };
    list::table(w::computed_differs(lang), &columns, &again.different.iter().map(row).collect::<Vec<_>>())
}

/// One difference for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttentionDifferenceAnswer {
    /// `township`, `sector`, `unit`
    sort: String,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    sector: Option<String>,
    /// Reasons as drawn, in words; none where it was not listed.
    before: Option<Vec<String>>,
    after: Option<Vec<String>>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttentionComputedAnswer {
    equal: bool,
    #[schema(value_type = String)]
    moment: Instant,
    differences: Vec<AttentionDifferenceAnswer>,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(values): Extension<Values>,
    Extension(known): Extension<Known>,
    Path(id): Path<AttentionListId>,
) -> Reply<Json<AttentionComputedAnswer>> {
    let again = again(&db, &ctx, (values, known), id).await?;
    let reasons = |it: &Option<Entry>| {
        it.as_ref().map(|it| it.reasons.iter().map(|reason| reason_text(ctx.lang, reason)).collect())
    };
    let one = |it: &Difference| AttentionDifferenceAnswer {
        sort: it.subject.sort.word().to_owned(),
        organisation: it.subject.organisation,
        sector: it.subject.sector.map(|it| it.word().to_owned()),
        before: reasons(&it.before),
        after: reasons(&it.after),
    };
    Ok(Json(AttentionComputedAnswer {
        equal: again.different.is_empty(),
        moment: again.it.moment,
        differences: again.different.iter().map(one).collect(),
    }))
}

pub(super) fn doc() -> Doc {
    Doc::new("A key-attention list drawn again as of its moment, and what differs").returns::<AttentionComputedAnswer>()
}
