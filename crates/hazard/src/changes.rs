//! Two moments subtracted: which hazards changed between them, and what was recorded of each, by whom and why.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Error, Identity as _, Instant, Lang};
use ledger::{Db, Fact as _, Reader};
use maud::{Markup, html};
use page::{Crumb, Query, Reply, Screen, Values, list, parts, story};

use crate::detail::{self, Shown};
use crate::model::{Fact, HazardId};
use crate::words::{changes as w, list as l};

pub(crate) const PATH: &str = "/hazards/changes";
/// Changed hazards that are looked through; the last changed first.
const LOOKED_AT: u32 = 1_000;
const ROWS: u32 = 20;

#[derive(Clone, Copy)]
struct Asked {
    from: Instant,
    until: Instant,
}

impl Asked {
    /// From the address; the last seven days when it names no moment.
    fn of(query: &Values, now: Instant) -> Asked {
        let moment = |name| Instant::read(query.get(name));
        let from = moment("from").unwrap_or(now.day().plus_days(-7).start());
        Asked { from, until: moment("until").unwrap_or(now) }
    }

    fn holds(&self, at: Instant) -> bool {
        self.from < at && at <= self.until
    }
}

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let asked = Asked::of(&query, ctx.now);
    let page = list::page_number(&query, ROWS);
    let seen = Arc::clone(&ctx);
    let Found { rows: found, total, cut } = db.read(move |r| fetch(r, &seen, asked, page)).await?;
    let lang = screen.lang();
    let pager = list::Pager::numbered(&query, PATH, page, ROWS, found.len(), total);
    let fields = query
        .clone()
        .with("from", asked.from.to_minute().replace(' ', "T"))
        .with("until", asked.until.to_minute().replace(' ', "T"));
    let body = html! {
        (parts::print_head(w::title(lang), &format!("{} — {}", asked.from.to_minute(), asked.until.to_minute())))
        (parts::head(w::title(lang), html! {}, parts::print_button(lang)))
        (list::list(html! {
            (list::query(lang, PATH, moments(lang, &fields), None))
            (list::tools(html! {}, &list::total(lang, total), html! {}))
            @if cut { p.in.muted { (w::cut(lang, LOOKED_AT)) } }
            @if found.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), html! {})) }
        }))
        @for (id, shown) in &found { div.gap-top { (changed(lang, *id, shown)) } }
        (list::pager(lang, &pager))
    };
    Ok(screen.page(w::title(lang), &[Crumb::link(l::title(lang), "/hazards"), Crumb::here(w::title(lang))], body))
}

fn moments(lang: Lang, fields: &Values) -> Markup {
    html! {
        label { span { (w::from(lang)) } input type="datetime-local" name="from" value=(fields.get("from")) required; }
        label { span { (w::until(lang)) } input type="datetime-local" name="until" value=(fields.get("until")) required; }
    }
}

/// One page of them, and how many there are within the visitor's reach.
struct Found {
    rows: Vec<(HazardId, Shown)>,
    total: u64,
    /// More changed than are looked through.
    cut: bool,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, asked: Asked, page: u32) -> Result<Found, Error> {
    let changed = r.changed(ctx.district, Fact::STREAM, asked.from, asked.until, LOOKED_AT)?;
    let cut = changed.len() == LOOKED_AT as usize;
    let mut seen = Vec::new();
    for id in changed {
        let id = HazardId::from_bytes(id);
        if crate::query::number(r, ctx, id)?.is_some() {
            seen.push(id);
        }
    }
    let first = (page - 1) as usize * ROWS as usize;
    let shown = seen.iter().skip(first).take(ROWS as usize).map(|id| {
        let mut shown = detail::fetch(r, ctx, *id)?;
        shown.between(|at| asked.holds(at));
        Ok((*id, shown))
    });
    Ok(Found { rows: shown.collect::<Result<_, Error>>()?, total: seen.len() as u64, cut })
}

fn changed(lang: Lang, id: HazardId, shown: &Shown) -> Markup {
    let title = format!("{} {}", shown.detail.number, shown.detail.title.as_str().unwrap_or("--"));
    let link = html! { a href=(format!("/hazards/{id}")) { (w::open(lang)) } };
    parts::card_with(&title, html! {}, link, story::timeline(&detail::entries(lang, shown)))
}
