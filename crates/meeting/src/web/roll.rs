//! The roll of a meeting: one line for each organisation that was asked, as a grid, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Ctx, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values};

use super::program::{self, MeetingAnswer};
use super::{PATH, Visitor};
use crate::course::{Attend, Come, attend};
use crate::model::{Attendance, MeetingId};
use crate::query::{self, Detail};
use crate::words::{attendance, meeting as w, meeting_act};

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<MeetingId>,
) -> Reply {
    page(&db, &ctx, &screen, id, None).await
}

async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: MeetingId, typed: Option<Typed>) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let shown = db.read(move |r| query::one(r, &asked, id)).await?;
    let typed = typed.unwrap_or_else(|| begin(&shown));
    let lang = screen.lang();
    let title = meeting_act::of(lang, "attendance");
    let back = format!("{PATH}/{id}");
    let sheet = Sheet {
        title,
        about: shown.it.title(),
        crumbs: vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.it.number.as_str(), back.clone()),
            Crumb::here(title),
        ],
        action: format!("{back}/attendance"),
        back,
        then: w::roll_then(lang),
        labels: vec![("roll", w::roll(lang))],
    };
    Ok(sheet.show(screen, &typed, html! {}, html! { (form::mistakes(&FieldSpec::new("roll", w::roll(lang)), &typed.problems, lang)) (grid(lang, &shown, &typed.values)) }))
}

/// What was recorded, else what was answered, else that they came: most do.
fn begin(shown: &Detail) -> Typed {
    let mut typed = Typed::default();
    for it in &shown.invitations {
        let said = it.attendance.or(it.answer).unwrap_or(Attendance::Present);
        typed.values.set(&format!("a_{}", it.organisation), said.word());
        typed.values.set(&format!("n_{}", it.organisation), it.name.as_ref().and_then(|it| it.as_str()).unwrap_or(""));
    }
    typed
}

fn grid(lang: Lang, shown: &Detail, values: &Values) -> Markup {
    html! {
        div.wide #f-roll { div.scroll { table.tb {
            thead { tr {
                th scope="col" { (w::organisation(lang)) }
                th scope="col" { (w::answer(lang)) }
                th scope="col" { (w::attendance(lang)) }
                th scope="col" { (w::who(lang)) }
            } }
            tbody {
                @for it in &shown.invitations {
                    @let name = shown.name(it.organisation);
                    @let (attends, who) = (format!("a_{}", it.organisation), format!("n_{}", it.organisation));
                    tr {
                        td lang="zh-CN" { (name) }
                        td { @match it.answer { Some(it) => (attendance::of(lang, it.word())), None => span.muted { (w::unanswered(lang)) } } }
                        td {
                            select name=(attends) aria-label=(format!("{} {name}", w::attendance(lang))) {
                                @for one in Attendance::ALL {
                                    option value=(one.word()) selected[values.get(&attends) == one.word()] { (attendance::of(lang, one.word())) }
                                }
                            }
                        }
                        td { input type="text" name=(who) value=(values.get(&who)) aria-label=(format!("{} {name}", w::who(lang))) autocomplete="off"; }
                    }
                }
            }
        } } }
    }
}

fn read(values: &Values) -> Attend {
    let line = |(name, value): (&str, &str)| {
        let organisation = name.strip_prefix("a_")?;
        Some(Come {
            organisation: organisation.to_owned(),
            attendance: value.to_owned(),
            name: values.get(&format!("n_{organisation}")).to_owned(),
        })
    };
    Attend { roll: values.pairs().filter_map(line).collect() }
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<MeetingId>,
    values: Values,
) -> Reply {
    let cmd = read(&values);
    let made = db.write("meeting.attend", &ctx, move |tx, ctx| attend(tx, ctx, id, &cmd)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => page(&db, &ctx, &screen, id, Some(again)).await,
    }
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<MeetingId>,
    Json(cmd): Json<Attend>,
) -> Reply<Json<MeetingAnswer>> {
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        attend(tx, ctx, id, &cmd)?;
        program::read(tx, ctx, id)
    };
    Ok(Json(db.write("meeting.attend by program", &ctx, run).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Take the roll: every organisation that was asked, present, represented, excused or absent")
        .body::<Attend>()
        .returns::<MeetingAnswer>()
}
