//! The page on which a table is pasted, and the table of what is wrong in it.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Lang, Problem};
use ledger::Db;
use maud::{Markup, html};
use page::error_text;
use page::form::{self, FieldSpec};
use page::{Crumb, Reply, Screen, Values, parts};

use super::act;
use super::paste::{Paste, cell_of};
use crate::event::{self, DisasterId, PATH as DISASTERS, Phase, State};
use crate::measure::Measure;
use crate::web::Visitor;
use crate::words::{act as words, disaster as d, loss_phase, sheet as w};
use page::sheet::{Typed, answer, done};
use registry::forms::options;

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

async fn page(db: &Db, ctx: &Arc<kernel::Ctx>, screen: &Screen, id: DisasterId, typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let it = db.read(move |r| event::query::one(r, &asked, id)).await?;
    let lang = screen.lang();
    let back = format!("{DISASTERS}/{id}");
    let phases = options(&[Phase::Verified], Phase::word, |it| loss_phase::of(lang, it));
    let usual = [(String::new(), w::paste_phase_usual(lang).to_owned())];
    let phases: Vec<_> = usual.into_iter().chain(phases).collect();
    let labels = [("text", w::paste_text(lang)), ("phase", w::paste_phase(lang)), ("reason", w::reason(lang))];
    let (located, plain): (Vec<&Problem>, Vec<&Problem>) = typed.problems.iter().partition(|it| cell_of(it).is_some());
    let plain: Vec<Problem> = plain.into_iter().cloned().collect();
    let inside = html! {
        (form::text_area(&FieldSpec::new("text", w::paste_text(lang)).hint(w::paste_hint(lang)).required(), 12, &typed.values, &plain, lang))
        @if it.state == State::Ended { (form::choice(&FieldSpec::new("phase", w::paste_phase(lang)).required(), &phases, &typed.values, &plain, lang)) }
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)), 2, &typed.values, &plain, lang))
        details.wide { summary { (w::paste_known(lang)) } p.muted.small { (names(lang)) } }
        (parts::actions(lang, html! { span.muted.small { (w::paste_then(lang)) } }, html! {
            (parts::link_button(words::cancel(lang), &back)) (parts::submit(w::send(lang)))
        }))
    };
    let body = html! {
        (parts::head(it.title(), html! { (event::state_mark(lang, it.state)) }, html! {}))
        (event::tabs(lang, ctx, id, d::paste(lang)))
        (form::error_summary(lang, &plain, &labels))
        @if !located.is_empty() { (wrong(lang, &located)) }
        section.card { (form::form(screen, &format!("{back}/paste"), inside)) }
    };
    let crumbs = [
        Crumb::here(d::section(lang)),
        Crumb::link(d::title(lang), DISASTERS),
        Crumb::link(it.title(), back.clone()),
        Crumb::here(w::paste(lang)),
    ];
    Ok(answer(screen, w::paste(lang), &crumbs, typed, body))
}

fn names(lang: Lang) -> String {
    let name = |it: Measure| format!("{}（{}）", it.label(Lang::Zh), it.unit(lang));
    Measure::all().map(name).collect::<Vec<_>>().join("、")
}

fn wrong(lang: Lang, problems: &[&Problem]) -> Markup {
    parts::card(
        w::paste_problems(lang),
        Some(problems.len() as u64),
        None,
        html! {
            table.tb {
                thead { tr {
                    th.num scope="col" { (w::paste_row(lang)) } th scope="col" { (w::paste_column(lang)) }
                    th scope="col" { (w::paste_given(lang)) } th scope="col" { (w::paste_problem(lang)) }
                } }
                tbody {
                    @for problem in problems {
                        @if let Some((row, column, given)) = cell_of(problem) {
                            tr {
                                td.num { (row) }
                                td lang="zh-CN" { (column) }
                                td lang="zh-CN" { (given) }
                                td { (error_text(lang, problem.problem)) }
                            }
                        }
                    }
                }
            }
        },
    )
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
    values: Values,
) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Paste { text: text("text"), phase: text("phase"), reason: text("reason") };
    let made = db.write("loss_sheet.paste", &ctx, move |tx, ctx| act::paste(tx, ctx, id, &cmd)).await;
    match done(made, values, |_| format!("/loss-sheets?disaster={id}"))? {
        Ok(next) => Ok(next),
        Err(again) => page(&db, &ctx, &screen, id, &again).await,
    }
}
