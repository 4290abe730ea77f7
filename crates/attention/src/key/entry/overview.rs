//! Entries of signed lists, across them: what is due and not reported, what is to be accepted, who was removed.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::query::{self, Filter};
use super::web::{AttentionEntryAnswer, answer};
use super::{AttentionEntry, Standing};
use crate::key::list::{self as lists, reasons_of};
use crate::key::{Kind, Reason, Treatment, shown};
use crate::web::{Names, Visitor, name, named};
use crate::words::{attention_kind, attention_standing, attention_treatment, key as w};

pub(crate) const PATH: &str = "/attention-entries";
const ROWS: u32 = 50;

pub(super) struct Listed {
    pub lines: Vec<(AttentionEntry, Vec<Reason>)>,
    pub names: Names,
    pub total: u64,
    /// The list of the address, in words.
    list: Option<String>,
    counts: Vec<(Option<Standing>, i64)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let mut lines = Vec::new();
    for it in query::list(r, ctx, filter, from, rows)? {
        let reasons = reasons_of(r, ctx, it.list, it.no)?;
        lines.push((it, reasons));
    }
    let mut counts = Vec::new();
    for standing in [None].into_iter().chain(Standing::ALL.iter().copied().map(Some)) {
        counts.push((standing, query::count(r, ctx, &Filter { standing, ..filter.clone() })?));
    }
    let whom = lines.iter().flat_map(|(it, _)| [it.subject.organisation, it.owner]);
    let list = match filter.list {
        Some(id) => match lists::query::one(r, ctx, id) {
            Ok(it) => Some(it.title().to_owned()),
            Err(Error::NotFound(_)) => None,
            Err(other) => return Err(other),
        },
        None => None,
    };
    Ok(Listed {
        names: shown::names(r, ctx, whom.chain(filter.organisation))?,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        list,
        counts,
        lines,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS, ROWS)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let title = w::entries(lang);
    let body = html! {
        (parts::head(title, html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::no_entries(lang), w::no_entries_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::link(w::title(lang), lists::PATH), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let view = |(standing, count): &(Option<Standing>, i64)| list::View {
        label: attention_standing::of(lang, standing.map_or("all", Standing::word)).to_owned(),
        href: query.clone().without("page").with("state", standing.map_or("", Standing::word)).at(PATH),
        count: Some(count.unsigned_abs()),
        late: *standing == Some(Standing::Missing) && *count > 0,
        current: filter.standing == *standing,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values) -> Markup {
    let sorts = options(Kind::ALL, Kind::word, |it| attention_kind::of(lang, it));
    let treatments = options(Treatment::ALL, Treatment::word, |it| attention_treatment::of(lang, it));
    html! {
        @for kept in ["state", "list", "organisation"] {
            @if !query.get(kept).is_empty() { input type="hidden" name=(kept) value=(query.get(kept)); }
        }
        (list::query_select(lang, w::sort(lang), "sort", &sorts, query))
        (list::query_select(lang, w::treatment(lang), "treatment", &treatments, query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, listed: &Listed) -> Vec<Condition> {
    let or_dash = |it: &Option<String>| it.clone().unwrap_or_else(|| "--".to_owned());
    vec![
        (w::of_list(lang), "list", filter.list.map(|_| or_dash(&listed.list))),
        (w::sort(lang), "sort", filter.sort.map(|it| attention_kind::of(lang, it.word()).to_owned())),
        (
            w::treatment(lang),
            "treatment",
            filter.treatment.map(|it| attention_treatment::of(lang, it.word()).to_owned()),
        ),
        (w::subject(lang), "organisation", filter.organisation.map(|it| name(&listed.names, it).to_owned())),
    ]
}

pub(crate) fn standing_mark(lang: Lang, it: Standing) -> Markup {
    let word = attention_standing::of(lang, it.word());
    match it {
        Standing::Missing => parts::silent_mark(word),
        Standing::Owed => parts::status(parts::Ring::Quarter, word),
        Standing::Reported => parts::status(parts::Ring::Half, word),
        Standing::Done => parts::status(parts::Ring::Full, word),
        Standing::Removed => parts::status(parts::Ring::Back, word),
    }
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::title(w::subject(lang)),
        Column::text(w::sort(lang)),
        Column::text(w::reasons(lang)).wide_only(),
        Column::text(w::treatment(lang)),
        Column::text(w::owner(lang)),
        Column::day(w::due(lang)),
        Column::text(w::state(lang)),
        Column::text(w::of_list(lang)).wide_only(),
        Column::day(w::reported(lang)).wide_only(),
        Column::number(w::visited(lang)).wide_only(),
        Column::number(w::found(lang)).wide_only(),
    ];
    let row = |(it, reasons): &(AttentionEntry, Vec<Reason>)| {
        let standing = it.standing(ctx.now);
        Row::new(vec![
            html! { a href=(format!("{PATH}/{}", it.id)) { (shown::subject(lang, &listed.names, &it.subject)) } },
            html! { span.nowrap { (attention_kind::of(lang, it.subject.sort.word())) } },
            html! { @for reason in reasons { div { (shown::reason_text(lang, reason)) } } },
            shown::treatments(lang, &it.treatments),
            named(&listed.names, it.owner),
            parts::due(lang, it.due, ctx.now, !it.state.is_owners() || it.removed_at.is_some()),
            standing_mark(lang, standing),
            html! { a href=(format!("{}/{}", lists::PATH, it.list)) { (it.list_number.as_deref().unwrap_or("--")) } },
            html! { @if let Some(at) = it.reported_at { span.nowrap { (page::format::instant(at)) } } },
            html! { @if let Some(n) = it.visited { (n) } },
            html! { @if let Some(n) = it.found { (n) } },
        ])
        .late(standing == Standing::Missing)
    };
    let rows: Vec<_> = listed.lines.iter().map(row).collect();
    // In English its columns are wider than a small screen.
    html! { div.scroll { (list::table(w::entries(lang), &columns, &rows)) } }
}

/// A page of entries for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttentionEntries {
    entries: Vec<AttentionEntryAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<AttentionEntries>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let entries = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(AttentionEntries {
            entries: entries.iter().map(|it| answer(it, ctx.now)).collect(),
            total: query::count(r, &ctx, &filter)?,
        })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Entries of signed key-attention lists and what each is owed, fifty a page")
        .returns::<AttentionEntries>()
        .query("state", "owed, missing, reported, done or removed; all without it")
        .query("sort", "township, sector or unit")
        .query("treatment", "inspection, control or guidance")
        .query("list", "id of a list")
        .query("organisation", "id of whoever is on the list")
        .query("page", "from 1")
}
