//! The head of the log: what it says, who has signed it, and what to keep of it, on paper and elsewhere.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, erase};
use maud::{Markup, PreEscaped, html};
use page::{Crumb, Doc, Json, Reply, Screen, download, format, parts};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Serialize;

use crate::log::{self, Head};
use crate::words::ledger as w;

pub const VIEW: Act = Act("ledger.view");
/// Erasures that are listed.
const ERASURES: u32 = 20;
pub const PATH: &str = "/ledger";
/// A fact that waits longer for its entry shows that something is wrong.
const LONGEST_WAIT: kernel::Span = kernel::Span::minutes(1);

/// What the log says of itself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LedgerHead {
    /// Which log: `anlan/<district>/<node>`.
    origin: String,
    /// Entries.
    size: u64,
    /// Root of the RFC 6962 tree over the entries, SHA-256, base64.
    root: String,
    /// When it was signed, in seconds since 1970.
    time: Option<u64>,
    /// Public keys that have signed it: `name+id+base64`.
    keys: Vec<String>,
    /// The signed note (c2sp.org/tlog-checkpoint).
    checkpoint: String,
    /// Records that are not in the log yet, counted up to 10,000.
    waiting: i64,
    /// Entries of the last head that the witness has signed.
    witnessed_size: Option<u64>,
    /// Why the witness does not sign, when it does not.
    witness_refused: Option<String>,
}

pub fn doc() -> Doc {
    Doc::new("The signed head of the ledger's log").returns::<LedgerHead>()
}

async fn fetch(db: Db, ctx: Arc<Ctx>) -> Result<Option<Head>, Error> {
    tokio::task::spawn_blocking(move || log::head(&db, ctx.district)).await.map_err(Error::internal)?
}

pub async fn get_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>) -> Reply<Json<LedgerHead>> {
    let head = fetch(db, ctx).await?.ok_or(Error::NotFound("Log"))?;
    Ok(Json(LedgerHead {
        origin: head.checkpoint.origin.clone(),
        size: head.checkpoint.size,
        root: head.root(),
        time: head.checkpoint.time(),
        keys: head.keys.iter().map(ToString::to_string).collect(),
        checkpoint: head.note.to_string(),
        waiting: head.waiting,
        witnessed_size: head.witnessed.map(|(checkpoint, _)| checkpoint.size),
        witness_refused: head.refused,
    }))
}

/// The signed note as a file to keep elsewhere.
pub async fn checkpoint(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>) -> Reply {
    let day = ctx.now.day();
    let head = fetch(db, ctx).await?.ok_or(Error::NotFound("Log"))?;
    let name = format!("anlan-{}-{day}.checkpoint", head.checkpoint.origin.replace('/', "-"));
    Ok(download(&name, "text/plain; charset=utf-8", head.note.to_string().into_bytes()))
}

/// The page that checks a log, a proof or a pack without us, as a file to hand on.
pub async fn checker() -> Response {
    download("anlan-check.html", "text/html; charset=utf-8", crate::pack::CHECKER.as_bytes().to_vec())
}

pub async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    let lang = screen.lang();
    let asked = Arc::clone(&ctx);
    let erased = db.read(move |r| erase::last(r, &asked, ERASURES)).await?;
    let head = fetch(db, Arc::clone(&ctx)).await?;
    let body = match &head {
        Some(head) => body(lang, &ctx, head, &erased)?,
        None => parts::empty(w::none(lang), w::none_text(lang), html! {}),
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body))
}

fn body(lang: Lang, ctx: &Ctx, head: &Head, erased: &[erase::Line]) -> Result<Markup, Error> {
    Ok(html! {
        (parts::print_head(w::print_title(lang), &ctx.now.to_minute()))
        (parts::head(w::title(lang), html! {}, parts::print_button(lang)))
        (state(lang, ctx, head))
        div.gap-top { (parts::card(w::head(lang), None, Some((w::keep(lang), "/ledger/checkpoint")), head_of_day(lang, head)?)) }
        div.gap-top { (parts::card(w::witness(lang), None, None, witness(lang, head))) }
        div.gap-top { (parts::card(w::erased(lang), None, None, erasures(lang, erased))) }
        div.gap-top { (parts::card(w::what(lang), None, None, what(lang))) }
        (signatures(lang))
    })
}

/// The one sentence that somebody comes for.
fn state(lang: Lang, ctx: &Ctx, head: &Head) -> Markup {
    let size = format::count(head.checkpoint.size);
    let late = head.waiting_since.is_some_and(|since| since + LONGEST_WAIT < ctx.now);
    if let Some(why) = &head.refused {
        return parts::note(
            parts::NoteKind::Bad,
            w::refused(lang),
            html! { p { (w::refused_text(lang)) } p lang="en" { (why) } },
        );
    }
    match (late, head.waiting_since) {
        (true, Some(since)) => {
            let text = w::behind_text(lang, format::count(head.waiting), format::instant(since));
            parts::note(parts::NoteKind::Bad, w::behind(lang), html! { p { (text) } })
        }
        _ => parts::note(parts::NoteKind::Done, &w::all(lang, size), html! { p { (w::all_text(lang)) } }),
    }
}

fn head_of_day(lang: Lang, head: &Head) -> Result<Markup, Error> {
    let note = head.note.to_string();
    let code = QrCode::new(note.as_bytes()).map_err(Error::internal)?;
    let code = code.render::<svg::Color<'_>>().min_dimensions(168, 168).max_dimensions(220, 220).build();
    let signed_at = log::signed_at(&head.checkpoint).map_or_else(String::new, format::instant);
    let rows = [
        (w::origin(lang), html! { code.hash { (head.checkpoint.origin) } }),
        (w::size(lang), html! { (format::count(head.checkpoint.size)) }),
        (w::signed_at(lang), html! { (signed_at) }),
        (w::root(lang), html! { code.hash { (head.root()) } }),
        (w::key(lang), html! { @for key in &head.keys { code.hash.is-row { (key.to_string()) } } }),
    ];
    Ok(parts::inside(html! {
        div.ledger-head {
            (parts::facts_single(&rows))
            figure {
                // The drawing begins with an XML declaration, which stands in no page.
                (PreEscaped(code.split_once("?>").map_or(code.as_str(), |(_, svg)| svg)))
                figcaption.small.muted { (w::code(lang)) }
            }
        }
        details.no-print { summary { (w::note(lang)) } pre.hash { (note) } }
    }))
}

fn witness(lang: Lang, head: &Head) -> Markup {
    let Some((checkpoint, note)) = &head.witnessed else {
        return parts::inside(html! { p { (w::no_witness(lang)) } p.muted.small { (w::no_witness_text(lang)) } });
    };
    let own: Vec<&str> = head.keys.iter().map(|key| key.name()).collect();
    let names = note.signatures().iter().map(|line| line.name.as_str()).filter(|name| !own.contains(name));
    parts::facts_single(&[
        (w::witness_name(lang), html! { code.hash { (names.collect::<Vec<_>>().join("、")) } }),
        (w::witness_size(lang), html! { (format::count(checkpoint.size)) }),
        (w::signed_at(lang), html! { (log::signed_at(checkpoint).map_or_else(String::new, format::instant)) }),
    ])
}

/// What was erased is told, never what it said.
fn erasures(lang: Lang, erased: &[erase::Line]) -> Markup {
    if erased.is_empty() {
        return parts::inside(html! { p { (w::erased_none(lang)) } });
    }
    html! {
        table.tb.is-cards {
            caption.unseen { (w::erased(lang)) }
            thead { tr {
                th scope="col" { (w::erased_at(lang)) }
                th scope="col" { (w::erased_object(lang)) }
                th.num scope="col" { (w::erased_values(lang)) }
                th scope="col" { (w::erased_reason(lang)) }
            } }
            tbody { @for line in erased { tr {
                td { (format::instant(line.at)) }
                td { code.hash { (line.stream) " " (line.object) } }
                td.num data-label=(w::erased_values(lang)) { (format::count(line.values)) }
                td data-label=(w::erased_reason(lang)) { (parts::or_dash(line.reason.as_str())) }
            } } }
        }
    }
}

fn what(lang: Lang) -> Markup {
    parts::inside(html! {
        p { (w::shows(lang)) }
        p { (w::shows_not(lang)) }
        p { (w::personal(lang)) }
        p.no-print { (parts::small_link(w::checker(lang), "/ledger/check.html")) }
        p.no-print { (w::commands(lang)) }
        pre.hash.no-print { "anlan ledger verify\nanlan ledger proof ID\nanlan ledger consistency A B\nanlan-verify DIR --key KEY" }
    })
}

/// On paper alone: whoever prints it signs and keeps it.
fn signatures(lang: Lang) -> Markup {
    html! { div.print-only { div.sign { span { (w::printed_by(lang)) } span { (w::kept_by(lang)) } span { (w::day(lang)) } } } }
}
