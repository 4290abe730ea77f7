//! Removing an entry from its list: the form beside what the record says of its criteria now, the act, and the same for
//! programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use ledger::{Db, Reader};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values as Fields};
use registry::field::{Field, Kind, labels, must, show_all};
use registry::measure::Values;
use registry::step::Subject as _;

use super::web::{AttentionEntryAnswer, Entries, answer, fetch, still};
use super::{AttentionEntryId, PATH, RemoveEntry, checked, query, remove};
use crate::web::{Visitor, WORDS};
use crate::words::{attention_act, attention_then};

const FIELDS: &[Field] = &[must("reason", Kind::Area(3))];

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(values): Extension<Values>,
    screen: Screen,
    Path(id): Path<AttentionEntryId>,
) -> Reply {
    page(&db, &ctx, &screen, (id, values, Typed::default())).await
}

async fn page(
    db: &Db,
    ctx: &Arc<kernel::Ctx>,
    screen: &Screen,
    (id, values, typed): (AttentionEntryId, Values, Typed),
) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let read = move |r: &Reader<'_>| {
        let all = fetch(r, &asked, id)?;
        let now = checked::now(r, &asked, &all.it, &values)?;
        Ok((all, now))
    };
    let (all, now) = db.read(read).await?;
    let lang = screen.lang();
    let title = attention_act::of(lang, "entry_removal");
    let back = format!("{PATH}/{id}");
    let mut crumbs = Entries::crumbs(lang, &all);
    crumbs.push(Crumb::here(title));
    let sheet = Sheet {
        title,
        about: Entries::about(&all),
        crumbs,
        action: format!("{back}/removal"),
        back,
        then: attention_then::of(lang, "entry_removal"),
        labels: labels(lang, WORDS, FIELDS),
    };
    Ok(sheet.show(screen, &typed, still(lang, ctx, &now), show_all(lang, WORDS, FIELDS, &typed)))
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(values): Extension<Values>,
    screen: Screen,
    (Path(id), fields): (Path<AttentionEntryId>, Fields),
) -> Reply<Response> {
    let cmd = RemoveEntry { reason: fields.get("reason").to_owned() };
    let made = db.write("attention_entry.remove", &ctx, move |tx, ctx| remove(tx, ctx, id, (&cmd, &values))).await;
    match done(made, fields, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => page(&db, &ctx, &screen, (id, values, again)).await,
    }
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(values): Extension<Values>,
    Path(id): Path<AttentionEntryId>,
    Json(cmd): Json<RemoveEntry>,
) -> Reply<Json<AttentionEntryAnswer>> {
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| {
        remove(tx, ctx, id, (&cmd, &values))?;
        Ok(answer(&query::one(tx, ctx, id)?, ctx.now))
    };
    Ok(Json(db.write("attention_entry.remove by program", &ctx, run).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Remove an entry from its list, with a reason; which of its criteria still held is recorded")
        .body::<RemoveEntry>()
        .returns::<AttentionEntryAnswer>()
}
