//! The page of one commitment with its acts, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Instant, Lang, OrganisationId, Personal};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::story::{self, Entry, EntryKind};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, format, parts};
use registry::field::{Kind, may, must};
use registry::forms::said;
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::act::{self, may_look};
use super::card::mark;
use super::{Commitment, CommitmentId, Fact, PATH, query};
use crate::extend::owes_it_oneself;
use crate::follow_up::FollowUpId;
use crate::model::{ObligationId, Owner};
use crate::undertaking::{self, Extend, ReportDone, Verify, Withdraw};
use crate::words::{
    commitment as w, commitment_act, commitment_fact, commitment_field, commitment_hint, commitment_then,
    commitment_verdict, follow_up,
};

const VIEW: Act = Act("follow_up.view");
const REPORT: Act = Act("follow_up.answer");
const VERIFY: Act = Act("follow_up.write");

/// Commitments, as their acts need them.
struct Commitments;

impl Subject for Commitments {
    type Id = CommitmentId;
    type Shown = Commitment;
    type Answer = CommitmentAnswer;

    const WORDS: registry::field::Words = registry::field::Words {
        label: commitment_field::of,
        hint: commitment_hint::of,
        act: commitment_act::of,
        then: commitment_then::of,
    };

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: CommitmentId) -> Result<Commitment, Error> {
        query::load(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: CommitmentId) -> Result<CommitmentAnswer, Error> {
        Ok(answer_of(query::load(r, ctx, id)?))
    }

    fn page(id: CommitmentId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Commitment) -> Vec<Crumb> {
        vec![
            Crumb::link(follow_up::title(lang), crate::follow_up::PATH),
            Crumb::link(w::made_in(lang), format!("{}/{}", crate::follow_up::PATH, shown.follow_up)),
            Crumb::link(shown.text(), Self::page(shown.id)),
        ]
    }

    fn about(shown: &Commitment) -> &str {
        shown.text()
    }

    fn start_row(_: &Commitment, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("CommitmentId"))
    }

    fn above(lang: Lang, shown: &Commitment, word: &str) -> Markup {
        match (word, &shown.done) {
            ("look", Some(done)) => parts::card(w::done(lang), None, None, parts::inside(html! { p { (said(done)) } })),
            _ => html! {},
        }
    }
}

fn verdicts(lang: Lang) -> Vec<(String, String)> {
    ["accepted", "returned"].map(|it| (it.to_owned(), commitment_verdict::of(lang, it).to_owned())).to_vec()
}

static REPORTING: Step<Commitments, ReportDone> = Step {
    name: "report",
    word: "report_done",
    act: REPORT,
    write: ["commitment.report", "commitment.report by program"],
    doc: "Whoever made a commitment says that it is kept",
    fields: &[must("done", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::report(tx, ctx, id, cmd),
};

static LOOKING: Step<Commitments, Verify> = Step {
    name: "verification",
    word: "look",
    act: VERIFY,
    write: ["commitment.verify", "commitment.verify by program"],
    doc: "The Safety Office accepts that a commitment is kept, or returns it with what is missing",
    fields: &[must("result", Kind::Choice(verdicts)), may("note", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::verify(tx, ctx, id, cmd),
};

static EXTENDING: Step<Commitments, Extend> = Step {
    name: "extension",
    word: "extension",
    act: VERIFY,
    write: ["commitment.extend", "commitment.extend by program"],
    doc: "The Safety Office gives more time for a commitment, with a reason; nobody gives it to oneself",
    fields: &[must("due", Kind::Day), must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::extend(tx, ctx, id, cmd),
};

static WITHDRAWING: Step<Commitments, Withdraw> = Step {
    name: "withdrawal",
    word: "withdrawal",
    act: VERIFY,
    write: ["commitment.withdraw", "commitment.withdraw by program"],
    doc: "The Safety Office withdraws a commitment, with a reason; it is owed no more",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::withdraw(tx, ctx, id, cmd),
};

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/commitments/{id}", VIEW, show)
        .api(Method::GET, "/commitments/{id}", VIEW, get, doc())
        .and(REPORTING.routes("/commitments/{id}/report"))
        .and(LOOKING.routes("/commitments/{id}/verification"))
        .and(EXTENDING.routes("/commitments/{id}/extension"))
        .and(WITHDRAWING.routes("/commitments/{id}/withdrawal"))
}

struct Shown {
    it: Commitment,
    owner: String,
    /// The letter or interview that it stands in may be opened.
    opens: bool,
    story: Vec<(Recorded<Fact>, String)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: CommitmentId) -> Result<Shown, Error> {
    let it = query::load(r, ctx, id)?;
    let mut story = Vec::new();
    for entry in r.history::<Fact>(ctx.district, id)? {
        let who = registry::forms::person(r, ctx, entry.at.person)?.unwrap_or_default();
        story.push((entry, who));
    }
    Ok(Shown {
        owner: registry::query::organisation_names(r, ctx, &[it.owner])?.remove(&it.owner).unwrap_or_default(),
        opens: crate::follow_up::query::load(r, ctx, it.follow_up).is_ok(),
        story,
        it,
    })
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<CommitmentId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let entries: Vec<Entry> = shown.story.iter().rev().map(|(entry, who)| line(lang, entry, who)).collect();
    let body = html! {
        (parts::head(it.text(), mark(lang, it.state), parts::print_button(lang)))
        (parts::card(w::facts(lang), None, None, parts::inside(parts::facts(&facts(lang, &ctx, &shown)))))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, buttons(lang, &ctx, it)))
    };
    let mut crumbs = Commitments::crumbs(lang, it);
    crumbs.pop();
    crumbs.push(Crumb::here(it.text()));
    Ok(screen.page(it.text(), &crumbs, body))
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let letter = format!("{}/{}", crate::follow_up::PATH, it.follow_up);
    let mut rows = vec![
        (w::owner(lang), html! { span lang="zh-CN" { (shown.owner) } }),
        (w::due(lang), parts::due_on_case(lang, it.due, ctx.now, !it.state.is_owners())),
        (w::made_in(lang), html! { @if shown.opens { a href=(letter) { (w::open(lang)) } } @else { "--" } }),
    ];
    if let Some(done) = &it.done {
        rows.push((w::done(lang), said(done)));
    }
    if let Some(note) = &it.note {
        rows.push((w::note(lang), said(note)));
    }
    rows
}

fn line(lang: Lang, entry: &Recorded<Fact>, who: &str) -> Entry {
    let (quote, kind) = match &entry.fact {
        Fact::Made { what, .. } => (Some(what), EntryKind::Act),
        Fact::Reported { done } => (Some(done), EntryKind::Act),
        Fact::Returned { reason, .. } => (Some(reason), EntryKind::Back),
        Fact::Closed { note } => (note.as_ref(), EntryKind::Act),
        Fact::Extended { reason, .. } => (Some(reason), EntryKind::Act),
        Fact::Withdrawn { reason } => (Some(reason), EntryKind::Back),
    };
    let word = commitment_fact::of(lang, ledger::Fact::kind(&entry.fact));
    Entry {
        when: format::instant(entry.at.effective_at),
        gap: None,
        who: who.to_owned(),
        what: match &entry.fact {
            Fact::Extended { due, .. } => html! { (word) " " (format::instant(*due)) },
            _ => html! { (word) },
        },
        quote: quote.map(|it| it.as_str().unwrap_or(crate::words::UNKNOWN).to_owned()),
        kind,
    }
}

fn buttons(lang: Lang, ctx: &Ctx, it: &Commitment) -> Markup {
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    // Nobody lets oneself off; the leader of the organisation may.
    let lets_off = ctx.may(VERIFY) && !owes_it_oneself(Owner { organisation: it.owner, person: None }, ctx);
    html! {
        @if lets_off && it.state.is_owners() { (parts::link_button(commitment_act::of(lang, "extension"), &path("extension"))) " " }
        @if lets_off && it.state.is_open() { (parts::link_button(commitment_act::of(lang, "withdrawal"), &path("withdrawal"))) " " }
        @if it.state.is_owners() && ctx.may(REPORT) && undertaking::holds(ctx, it.owner) {
            (parts::primary_link(commitment_act::of(lang, "report_done"), &path("report")))
        }
        @if ctx.may(VERIFY) && may_look(it, ctx).is_ok() {
            (parts::primary_link(commitment_act::of(lang, "look"), &path("verification")))
        }
    }
}

/// One commitment for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct CommitmentAnswer {
    #[schema(value_type = String)]
    id: CommitmentId,
    version: i64,
    /// The letter or interview that it stands in.
    #[schema(value_type = String)]
    letter: FollowUpId,
    no: u32,
    what: Option<String>,
    #[schema(value_type = String)]
    owner: OrganisationId,
    #[schema(value_type = String)]
    obligation: ObligationId,
    #[schema(value_type = String)]
    due: Instant,
    /// `set`, `reported`, `returned`, `closed`, `withdrawn`
    state: String,
    done: Option<String>,
    note: Option<String>,
    #[schema(value_type = Option<String>)]
    closed_at: Option<Instant>,
}

pub(in crate::follow_up) fn answer_of(it: Commitment) -> CommitmentAnswer {
    let text = |it: Option<Personal<String>>| it.and_then(|it| it.known().cloned());
    CommitmentAnswer {
        id: it.id,
        version: it.version,
        letter: it.follow_up,
        no: it.no,
        what: text(Some(it.what)),
        owner: it.owner,
        obligation: it.obligation,
        due: it.due,
        state: it.state.word().to_owned(),
        done: text(it.done),
        note: text(it.note),
        closed_at: it.closed_at,
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<CommitmentId>,
) -> Reply<Json<CommitmentAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer_of(query::load(r, &ctx, id)?))).await?))
}

fn doc() -> Doc {
    Doc::new("One commitment: what was promised, by when, and how far it is").returns::<CommitmentAnswer>()
}
