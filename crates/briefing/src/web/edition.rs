//! A text from its draft to its edition: the form of what people add, the draft as it reads now, the issued text as it was
//! signed, what the next edition changed, the print with its code, the Word file.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use kernel::{Ctx, Error, Instant, Lang, Personal};
use ledger::{Db, Reader, Tx};
use maud::{Markup, PreEscaped, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Query, Reply, Routes, Screen, Values, list, parts};
use qrcode::QrCode;
use qrcode::render::svg;
use registry::forms::{at_by, person, said};

use super::edition_list::{number_text, state_tag, title};
use super::{DRAFT, EDITION_VIEW, EDITIONS, SIGN, Visitor, briefing, change, edition_list, edition_program as program};
use crate::edition::query::{self, Detail};
use crate::edition::{Discard, Draft, Drafted, Issue, IssuedBriefingId, Listed, State, discard, draft, issue};
use crate::text::{Briefing, Name, Part, document, plain};
use crate::words::{briefing_name as name, briefing_part as part_title, issued_briefing as w, table as t};

pub(super) fn routes() -> Routes<Db> {
    let (one, redraft, signing, discarding) = (
        "/issued-briefings/{id}",
        "/issued-briefings/{id}/draft",
        "/issued-briefings/{id}/issue",
        "/issued-briefings/{id}/discard",
    );
    Routes::new()
        .page(Method::GET, EDITIONS, EDITION_VIEW, edition_list::show)
        .page(Method::GET, "/issued-briefings/new", DRAFT, new)
        .page(Method::POST, EDITIONS, DRAFT, post_new)
        .page(Method::GET, one, EDITION_VIEW, show)
        .page(Method::GET, "/issued-briefings/{id}/print", EDITION_VIEW, print)
        .page(Method::GET, "/issued-briefings/{id}/file", EDITION_VIEW, file)
        .page(Method::GET, redraft, DRAFT, again)
        .page(Method::POST, redraft, DRAFT, post_again)
        .page(Method::POST, signing, SIGN, post_issue)
        .page(Method::GET, discarding, DRAFT, discard_form)
        .page(Method::POST, discarding, DRAFT, post_discard)
        .api(Method::GET, EDITIONS, EDITION_VIEW, program::list, program::list_doc())
        .api(Method::POST, EDITIONS, DRAFT, program::draft_new, program::draft_doc())
        .api(Method::GET, one, EDITION_VIEW, program::one, program::one_doc())
        .api(Method::POST, redraft, DRAFT, program::redraft, program::redraft_doc())
        .api(Method::POST, signing, SIGN, program::issuing, program::issue_doc())
        .api(Method::POST, discarding, DRAFT, program::discarding, program::discard_doc())
}

struct Shown {
    detail: Detail,
    /// As it was issued, or as it would be now.
    text: Option<Briefing>,
    drafted_by: Option<String>,
    issued_by: Option<String>,
    before: Option<(Listed, Option<Briefing>, change::Changes)>,
}

/// The issued text is Chinese; a draft is read in the visitor's language.
fn text(r: &Reader<'_>, ctx: &Ctx, lang: Lang, it: &Detail) -> Result<Option<Briefing>, Error> {
    match it.it.state {
        State::Issued => Ok(it.text.clone()),
        State::Draft | State::Discarded => crate::edition::written(r, ctx, lang, &it.drafted, ctx.now).map(Some),
    }
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, lang: Lang, id: IssuedBriefingId) -> Result<Shown, Error> {
    let detail = query::one(r, ctx, id)?;
    let edition = detail.it.edition.unwrap_or(i64::MAX);
    let before = match query::before(r, ctx, detail.it.name, detail.it.period, edition)? {
        Some(before) => {
            let moments = (before.as_of.unwrap_or(ctx.now), detail.it.as_of.unwrap_or(ctx.now));
            let changes = change::fetch(r, ctx, before.period, moments)?;
            Some((before.clone(), query::text(r, ctx, before.id)?, changes))
        }
        None => None,
    };
    Ok(Shown {
        text: text(r, ctx, lang, &detail)?,
        drafted_by: person(r, ctx, detail.it.drafted_by)?,
        issued_by: person(r, ctx, detail.it.issued_by)?,
        before,
        detail,
    })
}

fn crumbs(lang: Lang, last: &str) -> Vec<Crumb> {
    vec![Crumb::here(t::section(lang)), Crumb::link(w::title(lang), EDITIONS), Crumb::here(last)]
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<IssuedBriefingId>,
) -> Reply {
    let (asked, lang) = (Arc::clone(&ctx), screen.lang());
    let shown = db.read(move |r| fetch(r, &asked, lang, id)).await?;
    let it = &shown.detail.it;
    let (title, here) = (title(lang, it), format!("{EDITIONS}/{id}"));
    let draft = it.state == State::Draft;
    let marks =
        html! { (state_tag(lang, it.state)) @if let Some(n) = it.edition { " " (parts::tag(&w::edition_n(lang, n))) } };
    let body = html! {
        (parts::head(&title, marks, html! {
            @if draft && ctx.may(DRAFT) {
                (parts::link_button(w::redraft(lang), &format!("{here}/draft"))) (parts::link_button(w::discard(lang), &format!("{here}/discard")))
            }
            @if it.state == State::Issued {
                (parts::link_button(w::printed(lang), &format!("{here}/print"))) (parts::link_button(w::word_file(lang), &format!("{here}/file")))
            }
        }))
        (parts::card(w::issued(lang), None, None, parts::facts(&facts(lang, &shown))))
        @match &shown.text {
            Some(text) => (briefing::article(if draft { lang } else { Lang::Zh }, text, it.as_of)),
            None => (parts::empty(w::nothing(lang), "", html! {})),
        }
        @if draft { (signing(&screen, &ctx, it)) }
        (difference(lang, &shown))
    };
    Ok(screen.page(&title, &crumbs(lang, &title), body))
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.detail.it;
    let mut rows = vec![
        (w::period(lang), html! { (super::period_text(lang, it.period)) }),
        (w::office(lang), html! { span lang="zh-CN" { (it.office) } }),
        (
            w::drafted(lang),
            html! { (at_by(Some(it.drafted_at), shown.drafted_by.as_ref())) " " span.muted { (w::draft_number(lang, it.draft)) } },
        ),
    ];
    if it.issued_at.is_some() {
        rows.push((w::issued(lang), at_by(it.issued_at, shown.issued_by.as_ref())));
    }
    if let Some(number) = number_text(it) {
        rows.push((w::number(lang), html! { span lang="zh-CN" { (number) } }));
    }
    if let Some(at) = it.as_of {
        rows.push((w::as_of(lang), html! { (page::format::instant(at)) }));
    }
    if let Some(hash) = &it.hash {
        let short = &hash[..16.min(hash.len())];
        rows.push((
            w::hash(lang),
            html! { code title=(hash) { (short) } " " span.muted.small { (w::hash_text(lang)) } },
        ));
    }
    if let Some((before, ..)) = &shown.before {
        let words = w::before_text(
            lang,
            before.edition.unwrap_or(0),
            before.as_of.map_or(String::new(), page::format::instant),
        );
        rows.push((w::before(lang), html! { a href=(format!("{EDITIONS}/{}", before.id)) { (words) } }));
    }
    if let Some(reason) = &shown.detail.drafted.reason {
        rows.push((w::reason(lang), said(reason)));
    }
    rows
}

/// For everybody but whoever drafted it.
fn signing(screen: &Screen, ctx: &Ctx, it: &Listed) -> Markup {
    let lang = screen.lang();
    let own = it.drafted_by.is_some() && it.drafted_by == ctx.person();
    let body = html! {
        p { (w::issue_text(lang)) }
        @if ctx.may(SIGN) && !own {
            (form::hidden("draft", &it.draft.to_string()))
            div.foot { (parts::submit(w::issue(lang))) }
        }
    };
    let action = format!("{EDITIONS}/{}/issue", it.id);
    let inside = if ctx.may(SIGN) && !own { form::form(screen, &action, body) } else { parts::inside(body) };
    parts::card(w::issue(lang), None, None, inside)
}

/// Paragraphs that are not in the other edition, section by section, and the accidents behind changed figures.
fn difference(lang: Lang, shown: &Shown) -> Markup {
    let Some((_, Some(before), changes)) = &shown.before else { return html! {} };
    let Some(now) = &shown.text else { return html! {} };
    let columns =
        [Column::text(w::additions(lang)), Column::text(w::only_before(lang)), Column::text(w::only_now(lang))];
    let lines = |it: &Briefing, n: usize| -> Vec<String> {
        it.sections.get(n).map_or(Vec::new(), |it| it.paragraphs.iter().map(|pieces| plain(pieces)).collect())
    };
    let mut rows = Vec::new();
    for (n, section) in now.sections.iter().enumerate() {
        let (old, new) = (lines(before, n), lines(now, n));
        let without = |all: &[String], other: &[String]| -> Markup {
            html! { @for line in all.iter().filter(|it| !other.contains(it)) { p lang="zh-CN" { (line) } } }
        };
        if old != new {
            rows.push(Row::new(vec![html! { (section.heading) }, without(&old, &new), without(&new, &old)]));
        }
    }
    let body = html! {
        @if rows.is_empty() { (parts::inside(html! { p { (w::same_text(lang)) } })) }
        @else { (list::table(w::difference(lang), &columns, &rows)) }
        h3.in { (w::cases(lang)) }
        (change::body(lang, changes))
    };
    parts::card(w::difference(lang), None, None, body)
}

fn labels(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let parts = Part::ALL.iter().map(|it| (it.word(), part_title::of(lang, it.word())));
    let own = [
        ("name", w::name(lang)),
        ("from", w::from(lang)),
        ("to", w::to(lang)),
        ("office", w::office(lang)),
        ("reason", w::reason(lang)),
    ];
    own.into_iter().chain(parts).collect()
}

/// `present`: the draft that is changed; its text and period stay.
fn sheet(screen: &Screen, present: Option<&Detail>, typed: &Typed) -> Response {
    let lang = screen.lang();
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let (heading, action, back) = match present {
        Some(it) => (w::redraft(lang), format!("{EDITIONS}/{}/draft", it.it.id), format!("{EDITIONS}/{}", it.it.id)),
        None => (w::draft_new(lang), EDITIONS.to_owned(), EDITIONS.to_owned()),
    };
    let about = present.map_or(String::new(), |it| title(lang, &it.it));
    let names: Vec<_> =
        Name::ALL.iter().map(|it| (it.word().to_owned(), name::of(lang, it.word()).to_owned())).collect();
    let spec = |field, label| FieldSpec::new(field, label);
    let fields = html! {
        @if present.is_none() {
            (form::select(&spec("name", w::name(lang)).required(), &names, values, problems, lang))
            (form::date(&spec("from", w::from(lang)).required(), values, problems, lang))
            (form::date(&spec("to", w::to(lang)).required(), values, problems, lang))
        }
        (form::text(&spec("office", w::office(lang)).hint(w::office_hint(lang)), values, problems, lang))
        (form::text_area(&spec("reason", w::reason(lang)).hint(w::reason_hint(lang)), 2, values, problems, lang))
        (form::group(w::additions(lang)))
        @for part in Part::ALL {
            (form::text_area(&spec(part.word(), part_title::of(lang, part.word())), 2, values, problems, lang))
        }
    };
    let sheet = Sheet {
        title: heading,
        about: &about,
        crumbs: crumbs(lang, heading),
        action,
        back,
        then: w::draft_then(lang),
        labels: labels(lang),
    };
    let hint = html! { p.muted { (w::draft_hint(lang)) } };
    sheet.show(screen, typed, hint, fields)
}

async fn new(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let office = db.read(move |r| {
        let id = registry::query::safety_office(r, &ctx)?;
        Ok::<_, Error>(registry::query::organisation_full_names(r, &ctx, &[id])?.remove(&id))
    });
    let mut values = Values::default().with("office", office.await?.unwrap_or_default());
    for field in ["name", "from", "to"] {
        values.set(field, query.get(field));
    }
    Ok(sheet(&screen, None, &Typed { values, problems: Vec::new() }))
}

fn command(values: &Values) -> Draft {
    let text = |field: &str| values.get(field).to_owned();
    Draft {
        name: text("name"),
        from: text("from"),
        to: text("to"),
        office: text("office"),
        overview: text("overview"),
        features: text("features"),
        hazards: text("hazards"),
        campaigns: text("campaigns"),
        disasters: text("disasters"),
        problems: text("problems"),
        next: text("next"),
        reason: text("reason"),
    }
}

async fn post_new(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = command(&values);
    let made = db.write("briefing.draft", &ctx, move |tx, ctx| draft(tx, ctx, None, &cmd)).await;
    match done(made, values, |id| format!("{EDITIONS}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(sheet(&screen, None, &again)),
    }
}

async fn present(db: &Db, ctx: &Arc<Ctx>, id: IssuedBriefingId) -> Result<Detail, Error> {
    let asked = Arc::clone(ctx);
    db.read(move |r| query::one(r, &asked, id)).await
}

/// What was written, in the form again.
fn written(it: &Drafted) -> Values {
    let known = |it: &Personal<String>| it.as_str().unwrap_or_default().to_owned();
    let mut values = Values::default().with("office", it.office.clone());
    values.set("reason", it.reason.as_ref().map_or(String::new(), known));
    for (part, text) in &it.added {
        values.set(part.word(), known(text));
    }
    values
}

async fn again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<IssuedBriefingId>,
) -> Reply {
    let it = present(&db, &ctx, id).await?;
    let typed = Typed { values: written(&it.drafted), problems: Vec::new() };
    Ok(sheet(&screen, Some(&it), &typed))
}

async fn post_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<IssuedBriefingId>,
    values: Values,
) -> Reply {
    let cmd = command(&values);
    let made = db.write("briefing.redraft", &ctx, move |tx, ctx| draft(tx, ctx, Some(id), &cmd)).await;
    match done(made, values, |id| format!("{EDITIONS}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(sheet(&screen, Some(&present(&db, &ctx, id).await?), &again)),
    }
}

async fn post_issue(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IssuedBriefingId>,
    values: Values,
) -> Reply {
    // Without the number of the page nothing was read.
    let cmd = Issue { draft: values.get("draft").parse().unwrap_or(0) };
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| issue(tx, ctx, id, &cmd);
    let made = db.write("briefing.issue", &ctx, run).await;
    match done(made, values, |()| format!("{EDITIONS}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => Err(Error::Invalid(kernel::Problems(again.problems)).into()),
    }
}

fn discard_sheet(screen: &Screen, it: &Detail, typed: &Typed) -> Response {
    let lang = screen.lang();
    let spec = FieldSpec::new("reason", w::discard_reason(lang)).required();
    let (about, back) = (title(lang, &it.it), format!("{EDITIONS}/{}", it.it.id));
    let sheet = Sheet {
        title: w::discard(lang),
        about: &about,
        crumbs: crumbs(lang, w::discard(lang)),
        action: format!("{back}/discard"),
        back,
        then: w::discard_then(lang),
        labels: vec![("reason", w::discard_reason(lang))],
    };
    let fields = form::text_area(&spec, 3, &typed.values, &typed.problems, lang);
    sheet.show(screen, typed, html! {}, fields)
}

async fn discard_form(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<IssuedBriefingId>,
) -> Reply {
    Ok(discard_sheet(&screen, &present(&db, &ctx, id).await?, &Typed::default()))
}

async fn post_discard(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<IssuedBriefingId>,
    values: Values,
) -> Reply {
    let cmd = Discard { reason: values.get("reason").to_owned() };
    let made = db.write("briefing.discard", &ctx, move |tx, ctx| discard(tx, ctx, id, &cmd)).await;
    match done(made, values, |()| format!("{EDITIONS}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(discard_sheet(&screen, &present(&db, &ctx, id).await?, &again)),
    }
}

/// What was issued, as a document with its number.
fn issued(it: &Detail) -> Result<paper::document::Document, Error> {
    let text = it.text.as_ref().ok_or(Error::NotFound("IssuedBriefingId"))?;
    Ok(document(text, number_text(&it.it)))
}

/// With the code that leads to the page whose figures open.
async fn print(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    headers: HeaderMap,
    Path(id): Path<IssuedBriefingId>,
) -> Reply {
    let it = present(&db, &ctx, id).await?;
    let here = format!("{EDITIONS}/{id}");
    let code = match site(&headers) {
        Some(site) => scanned(screen.lang(), &format!("{site}{here}"), it.it.as_of)?,
        None => html! {},
    };
    Ok(registry::print::page_with(&screen, &issued(&it)?, &here, &format!("{here}/file"), code))
}

/// Where the visitor came to, so that a telephone comes to the same.
fn site(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    let host = text("host").filter(|it| it.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b)))?;
    let secure = text("x-forwarded-proto") == Some("https");
    Some(format!("{}://{host}", if secure { "https" } else { "http" }))
}

fn scanned(lang: Lang, address: &str, as_of: Option<Instant>) -> Result<Markup, Error> {
    let code = QrCode::new(address.as_bytes()).map_err(Error::internal)?;
    let code = code.render::<svg::Color<'_>>().min_dimensions(96, 96).max_dimensions(128, 128).build();
    Ok(html! {
        figure.print-code {
            // The drawing begins with an XML declaration, which stands in no page.
            (PreEscaped(code.split_once("?>").map_or(code.as_str(), |(_, svg)| svg)))
            figcaption.small.muted { (w::scan(lang)) @if let Some(at) = as_of { br; (w::as_of(lang)) " " (page::format::instant(at)) } }
        }
    })
}

async fn file(Shared(db): Shared<Db>, Extension(ctx): Visitor, Path(id): Path<IssuedBriefingId>) -> Reply<Response> {
    Ok(registry::print::download(&issued(&present(&db, &ctx, id).await?)?)?)
}
