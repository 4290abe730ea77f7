//! Every enterprise in the visitor's reach: grade, credit, last training; what is silent stands out.

use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Division, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Order as Direction, Pager, Row, View};
use page::{Crumb, Query, Reply, Screen, Values, list, parts};

use super::query::{self, Credit, Filter, Graded, Line, Order, Trained};
use crate::standardisation::Grade;
use crate::web::Visitor;
use crate::words::{standardisation_grade, view as w, view_credit, view_graded, view_trained};
use registry::forms::{muted, options};

pub(super) const PATH: &str = "/enterprises";
pub(super) const ROWS: usize = 50;

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let asked = Arc::clone(&ctx);
    // The counts of the views are of the same filter without the state.
    let unstated = Filter { graded: None, ..filter.clone() };
    let (all, places) =
        db.read(move |r| Ok((query::list(r, &asked, &unstated)?, registry::query::townships(r, &asked)?))).await?;
    let lang = screen.lang();
    let lines: Vec<&Line> = all.iter().filter(|it| filter.graded.is_none_or(|graded| it.graded == graded)).collect();
    let page = list::page_number(&query, ROWS as u32);
    let from = (page as usize - 1) * ROWS;
    let shown: Vec<&Line> = lines.iter().copied().skip(from).take(ROWS).collect();
    let total = lines.len() as u64;
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &places)));
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &all)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &places), Some(by_grade(lang, &query))))
            (list::tools(chips, &list::total(lang, total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if shown.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else {
                (table(lang, &query, &filter, &places, &shown))
                (list::pager(lang, &Pager::numbered(&query, PATH, page, ROWS as u32, shown.len(), total)))
            }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::section(lang)), Crumb::here(w::title(lang))], body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, all: &[Line]) -> Vec<View> {
    let view = |graded: Option<Graded>| View {
        label: graded.map_or(w::all(lang), |it| view_graded::of(lang, it.word())).to_owned(),
        href: query.clone().without("page").with("state", graded.map_or("", Graded::word)).at(PATH),
        count: Some(all.iter().filter(|it| graded.is_none_or(|graded| it.graded == graded)).count() as u64),
        late: graded == Some(Graded::Expired),
        current: filter.graded == graded,
    };
    [None].into_iter().chain(Graded::ALL.iter().copied().map(Some)).map(view).collect()
}

fn fields(lang: Lang, query: &Values, places: &[(Division, String)]) -> Markup {
    let townships: Vec<_> = places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let credit = options(Credit::ALL, Credit::word, |it| view_credit::of(lang, it));
    let trained = options(Trained::ALL, Trained::word, |it| view_trained::of(lang, it));
    html! {
        @for name in ["state", "order"] {
            @if !query.get(name).is_empty() { input type="hidden" name=(name) value=(query.get(name)); }
        }
        (list::query_text(w::name(lang), "q", w::name_hint(lang), query))
        (list::query_select(lang, w::township(lang), "township", &townships, query))
        (list::query_select(lang, w::credit(lang), "credit", &credit, query))
        (list::query_select(lang, w::last_training(lang), "training", &trained, query))
    }
}

/// The views ask for the state of the grade already.
fn by_grade(lang: Lang, query: &Values) -> Markup {
    let grades = options(Grade::ALL, Grade::word, |it| standardisation_grade::of(lang, it));
    list::query_select(lang, w::grade(lang), "grade", &grades, query)
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, places: &[(Division, String)]) -> Vec<Condition> {
    let grade = filter.grade.map(|it| standardisation_grade::of(lang, it.word()).to_owned());
    let text = Some(filter.text.clone()).filter(|it| !it.is_empty());
    vec![
        (w::name(lang), "q", text),
        (w::township(lang), "township", filter.township.map(|code| place(places, code).to_owned())),
        (w::grade(lang), "grade", grade),
        (w::credit(lang), "credit", filter.credit.map(|it| view_credit::of(lang, it.word()).to_owned())),
        (w::last_training(lang), "training", filter.trained.map(|it| view_trained::of(lang, it.word()).to_owned())),
    ]
}

pub(super) fn place(places: &[(Division, String)], code: Division) -> &str {
    let township = code.township();
    places.iter().find(|(it, _)| *it == township).map_or("", |(_, name)| name.as_str())
}

fn table(lang: Lang, query: &Values, filter: &Filter, places: &[(Division, String)], lines: &[&Line]) -> Markup {
    let sorted = |column: Column, by: Order| {
        let now = filter.order.unwrap_or(Order::Place) == by;
        column.sorted(query.clone().without("page").with("order", by.word()).at(PATH), now.then_some(Direction::Rising))
    };
    let columns = [
        sorted(Column::title(w::name(lang)), Order::Place),
        Column::text(w::township(lang)),
        Column::text(w::grade(lang)),
        sorted(Column::day(w::valid_to(lang)), Order::ValidTo),
        Column::text(w::state(lang)),
        Column::text(w::credit(lang)),
        sorted(Column::text(w::last_training(lang)), Order::Training),
    ];
    let row = |it: &&Line| {
        Row::new(vec![
            list::title_cell(&it.name, &format!("{PATH}/{}", it.organisation)),
            html! { span.nowrap { (parts::or_dash(Some(place(places, it.division)))) } },
            html! { span.nowrap { @match &it.grade {
                Some(grade) => (standardisation_grade::of(lang, grade.grade.word())),
                None => (parts::dash()),
            } } },
            html! { @match &it.grade { Some(grade) => (grade.valid_to), None => (parts::dash()) } },
            graded_mark(lang, it.graded),
            credit_mark(lang, it),
            trained_mark(lang, it),
        ])
        .late(it.graded == Graded::Expired)
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

fn graded_mark(lang: Lang, it: Graded) -> Markup {
    let word = view_graded::of(lang, it.word());
    match it {
        Graded::InForce => parts::ticked(word),
        Graded::Expiring => parts::tag(word),
        Graded::Expired => parts::bad_tag(word),
        Graded::None => parts::silent_mark(word),
    }
}

/// `失信 1 条 守信 2 条`
pub(super) fn credit_text(lang: Lang, it: &Line) -> String {
    let bad = (it.credit.bad > 0).then(|| w::bad(lang, it.credit.bad));
    let good = (it.credit.good > 0).then(|| w::good(lang, it.credit.good));
    bad.into_iter().chain(good).collect::<Vec<_>>().join(" ")
}

fn credit_mark(lang: Lang, it: &Line) -> Markup {
    html! { span.nowrap {
        @if it.credit.bad > 0 { (parts::bad_tag(&w::bad(lang, it.credit.bad))) " " }
        @if it.credit.good > 0 { (parts::good_tag(&w::good(lang, it.credit.good))) }
        @if it.credit.bad + it.credit.good == 0 { (muted(w::no_credit(lang))) }
    } }
}

fn trained_mark(lang: Lang, it: &Line) -> Markup {
    html! { span.nowrap {
        @match (it.last_training, it.trained) {
            (None, _) => (parts::silent_mark(w::never_trained(lang))),
            (Some(day), Trained::Silent) => { (day) " " (parts::silent_mark(view_trained::of(lang, Trained::Silent.word()))) },
            (Some(day), Trained::ThisYear) => (day),
        }
    } }
}
