//! What is done with a meeting from its page: each act is a row with its fields, its command and its words.

use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Routes, Values, parts};
use registry::forms::options;
use serde::{Deserialize, Serialize};

use super::program::{self, MeetingAnswer};
use super::{ANSWER, CONVENE, PATH, RECORD, SIGN};
use crate::course::{self, Answer, Cancel, Hold, Invite, Postpone, SetAgenda};
use crate::minutes::{self, Draft, Sign};
use crate::model::{Attendance, Headquarters, Meeting, MeetingId, State as Stage};
use crate::owed::speaks_for;
use crate::query::{self, Detail};
use crate::resolution::{self, Resolve};
use crate::said::{self, AskMaterials, Receive, State};
use crate::words::{attendance, meeting as w, meeting_act as act};
use registry::field::{Field, Kind as Asks, may, must};
use registry::step::{Step, Subject, nothing};

/// Meetings, as their acts need them.
struct Meetings;

impl Subject for Meetings {
    type Id = MeetingId;
    type Shown = Detail;
    type Answer = MeetingAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Detail, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<MeetingAnswer, Error> {
        program::read(r, ctx, id)
    }

    fn page(id: MeetingId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Detail) -> Vec<Crumb> {
        vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.it.number.as_str(), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &Detail) -> &str {
        shown.it.title()
    }

    fn start_row(shown: &Detail, word: &str, no: u32, values: &mut Values) -> Result<(), Error> {
        if word == "receipt" {
            let known = shown.materials.iter().any(|it| it.no == no);
            return if known { Ok(()) } else { Err(Error::NotFound("Material")) };
        }
        let mut problems = shown.statements.iter().flat_map(|it| &it.problems);
        let problem = problems.find(|it| it.no == no).ok_or(Error::NotFound("Problem"))?;
        values.set("resolution", problem.problem.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
        values.set("owner", shown.name(problem.organisation));
        Ok(())
    }

    fn beside(r: &Reader<'_>, ctx: &Ctx, lang: Lang, word: &str) -> Result<Markup, Error> {
        match word {
            "materials" => obligation::burden::before(r, ctx, lang, crate::owed::MATERIAL, &[]),
            _ => Ok(html! {}),
        }
    }

    fn above(lang: Lang, shown: &Detail, word: &str) -> Markup {
        match (word, &shown.it.draft) {
            ("signature", Some(draft)) => parts::card(
                w::draft(lang),
                None,
                None,
                parts::inside(html! {
                    @for line in draft.as_str().unwrap_or("--").lines() { p lang="zh-CN" { (line) } }
                }),
            ),
            _ => html! {},
        }
    }
}

fn answers(lang: Lang) -> Vec<(String, String)> {
    let all = [Attendance::Present, Attendance::Represented, Attendance::Excused];
    all.map(|it| (it.word().to_owned(), w::answer_of(lang, attendance::of(lang, it.word())))).to_vec()
}

/// The visitor's own organisation, if it was asked and has not answered.
fn own(ctx: &Ctx, shown: &Detail, values: &mut Values) {
    let mine = |it: &&query::Invitation| ctx.acting.iter().any(|one| one.organisation == it.organisation);
    if let Some(it) = shown.invitations.iter().find(mine) {
        values.set("organisation", shown.name(it.organisation));
    }
    values.set("answer", Attendance::Present.word());
}

/// The next speaker of the list who has not spoken.
fn next_speaker(_: &Ctx, shown: &Detail, values: &mut Values) {
    let spoke = |it: &query::Invitation| shown.statements.iter().any(|one| one.organisation == it.organisation);
    if let Some(it) = shown.invitations.iter().find(|it| it.speaks && !spoke(it)) {
        values.set("organisation", shown.name(it.organisation));
    }
}

/// Whoever wrote the last time, five days before the meeting.
fn writers(ctx: &Ctx, shown: &Detail, values: &mut Values) {
    for it in Headquarters::ALL {
        let asked = shown.materials.iter().any(|one| one.headquarters == *it);
        if let Some(body) = shown.writers.get(it).filter(|_| !asked) {
            values.set(it.word(), shown.name(*body));
        }
    }
    values.set("due", shown.it.starts.day().plus_days(-5).max(ctx.now.day()).to_string());
}

/// What stands, else an outline from what was said.
fn outline(_: &Ctx, shown: &Detail, values: &mut Values) {
    if let Some(draft) = shown.it.draft.as_ref().and_then(|it| it.as_str()) {
        values.set("text", draft);
        return;
    }
    let mut lines = Vec::new();
    if !shown.statements.is_empty() {
        lines.push(w::outline_said(Lang::Zh).to_owned());
    }
    for it in &shown.statements {
        let text = it.statement.as_ref().and_then(|it| it.as_str()).unwrap_or("--");
        lines.push(w::outline_one(Lang::Zh, shown.name(it.organisation), text));
    }
    let problems: Vec<_> = shown.statements.iter().flat_map(|it| &it.problems).collect();
    if !problems.is_empty() {
        lines.push(w::outline_problems(Lang::Zh).to_owned());
    }
    for (n, it) in (1..).zip(problems) {
        lines.push(format!("{n}. {}", it.problem.as_ref().and_then(|it| it.as_str()).unwrap_or("--")));
    }
    values.set("text", lines.join("\n"));
}

const RESOLVING: &[Field] =
    &[must("resolution", Asks::Area(3)), must("owner", Asks::Organisation), may("due", Asks::Day)];

static AGENDA: Step<Meetings, SetAgenda> = Step {
    name: "agenda",
    word: "agenda",
    act: CONVENE,
    write: ["meeting.set_agenda", "meeting.set_agenda by program"],
    doc: "Set the agenda anew, one item a line",
    fields: &[must("agenda", Asks::Area(8))],
    start: |_, shown, values| {
        let items: Vec<_> = shown.agenda.iter().map(|it| it.as_str().unwrap_or_default()).collect();
        values.set("agenda", items.join("\n"));
    },
    run: |tx, ctx, id, _, cmd| course::set_agenda(tx, ctx, id, cmd),
};

static INVITING: Step<Meetings, Invite> = Step {
    name: "invitations",
    word: "invitations",
    act: CONVENE,
    write: ["meeting.invite", "meeting.invite by program"],
    doc: "Ask more organisations, one a line",
    fields: &[must("invited", Asks::Area(5)), may("post", Asks::Text), may("speakers", Asks::Area(3))],
    start: |_, shown, values| {
        values.set("post", shown.invitations.iter().find_map(|it| it.post.as_deref()).unwrap_or_default());
    },
    run: |tx, ctx, id, _, cmd| course::invite(tx, ctx, id, cmd),
};

static ANSWERING: Step<Meetings, Answer> = Step {
    name: "answer",
    word: "answer",
    act: ANSWER,
    write: ["meeting.answer", "meeting.answer by program"],
    doc: "An organisation answers its invitation; the office may for one that telephones",
    fields: &[must("organisation", Asks::Organisation), must("answer", Asks::Choice(answers)), may("name", Asks::Text)],
    start: own,
    run: |tx, ctx, id, _, cmd| course::answer(tx, ctx, id, cmd),
};

static ASKING: Step<Meetings, AskMaterials> = Step {
    name: "materials",
    word: "materials",
    act: CONVENE,
    write: ["meeting.ask_materials", "meeting.ask_materials by program"],
    doc: "Ask the four sub-headquarters for written material by a day",
    fields: &[
        may("flood_and_drought", Asks::Organisation),
        may("forest_fire", Asks::Organisation),
        may("geological", Asks::Organisation),
        may("earthquake", Asks::Organisation),
        must("due", Asks::Day),
    ],
    start: writers,
    run: |tx, ctx, id, _, cmd| said::ask_materials(tx, ctx, id, cmd),
};

static RECEIVING: Step<Meetings, Receive> = Step {
    name: "materials/{no}/receipt",
    word: "receipt",
    act: ANSWER,
    write: ["meeting.receive", "meeting.receive by program"],
    doc: "A written material came; late once its day has passed",
    fields: &[must("title", Asks::Text)],
    start: nothing,
    run: said::receive,
};

static POSTPONING: Step<Meetings, Postpone> = Step {
    name: "postponement",
    word: "postponement",
    act: CONVENE,
    write: ["meeting.postpone", "meeting.postpone by program"],
    doc: "Postpone the meeting, with a reason",
    fields: &[must("to", Asks::Time), must("reason", Asks::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| course::postpone(tx, ctx, id, cmd),
};

static CANCELLING: Step<Meetings, Cancel> = Step {
    name: "cancellation",
    word: "cancellation",
    act: CONVENE,
    write: ["meeting.cancel", "meeting.cancel by program"],
    doc: "Cancel the meeting, with a reason; its period waits for another",
    fields: &[must("reason", Asks::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| course::cancel(tx, ctx, id, cmd),
};

/// Nothing has to be said.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueNotice {}

static NOTICING: Step<Meetings, IssueNotice> = Step {
    name: "notice",
    word: "notice",
    act: CONVENE,
    write: ["meeting.notice", "meeting.notice by program"],
    doc: "Issue the notice of the meeting with the next number of the year",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, _, _| minutes::issue_notice(tx, ctx, id),
};

static HOLDING: Step<Meetings, Hold> = Step {
    name: "holding",
    word: "holding",
    act: RECORD,
    write: ["meeting.hold", "meeting.hold by program"],
    doc: "The meeting took place: its period has it, its minutes are owed",
    fields: &[must("ended", Asks::Time)],
    start: |ctx, shown, values| {
        if ctx.now >= shown.it.starts {
            values.set("ended", ctx.now.to_minute());
        }
    },
    run: |tx, ctx, id, _, cmd| course::hold(tx, ctx, id, cmd),
};

static STATING: Step<Meetings, State> = Step {
    name: "statements",
    word: "statements",
    act: RECORD,
    write: ["meeting.state", "meeting.state by program"],
    doc: "What an organisation said, with the problems it named, one a line",
    fields: &[
        must("organisation", Asks::Organisation),
        must("statement", Asks::Area(6)),
        may("problems", Asks::Area(4)),
    ],
    start: next_speaker,
    run: |tx, ctx, id, _, cmd| said::state(tx, ctx, id, cmd),
};

static DECIDING: Step<Meetings, Resolve> = Step {
    name: "resolutions",
    word: "resolutions",
    act: RECORD,
    write: ["meeting.resolve", "meeting.resolve by program"],
    doc: "What the meeting decided: owed by one organisation by a day, or by the deadline rule",
    fields: RESOLVING,
    start: nothing,
    run: |tx, ctx, id, _, cmd| resolution::resolve(tx, ctx, id, cmd).map(drop),
};

static FOLLOWING: Step<Meetings, Resolve> = Step {
    name: "problems/{no}/resolution",
    word: "follow_up",
    act: RECORD,
    write: ["meeting.resolve_problem", "meeting.resolve_problem by program"],
    doc: "Follow up a problem that a statement named: once",
    fields: RESOLVING,
    start: nothing,
    run: |tx, ctx, id, no, cmd| resolution::resolve_problem(tx, ctx, id, no, cmd).map(drop),
};

static DRAFTING: Step<Meetings, Draft> = Step {
    name: "minutes",
    word: "minutes",
    act: RECORD,
    write: ["meeting.draft", "meeting.draft by program"],
    doc: "Draft the minutes; the resolutions and the roll are added to them by themselves",
    fields: &[must("text", Asks::Area(16))],
    start: outline,
    run: |tx, ctx, id, _, cmd| minutes::draft(tx, ctx, id, cmd),
};

static SIGNING: Step<Meetings, Sign> = Step {
    name: "signature",
    word: "signature",
    act: SIGN,
    write: ["meeting.sign", "meeting.sign by program"],
    doc: "Sign the draft that was read, by somebody who did not write it; the minutes get their number",
    fields: &[must("edition", Asks::Hidden)],
    start: |_, shown, values| values.set("edition", shown.it.edition.to_string()),
    run: |tx, ctx, id, _, cmd| minutes::sign(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    AGENDA
        .routes("/meetings/{id}/agenda")
        .and(INVITING.routes("/meetings/{id}/invitations"))
        .and(ANSWERING.routes("/meetings/{id}/answer"))
        .and(ASKING.routes("/meetings/{id}/materials"))
        .and(RECEIVING.routes("/meetings/{id}/materials/{no}/receipt"))
        .and(POSTPONING.routes("/meetings/{id}/postponement"))
        .and(CANCELLING.routes("/meetings/{id}/cancellation"))
        .and(NOTICING.routes("/meetings/{id}/notice"))
        .and(HOLDING.routes("/meetings/{id}/holding"))
        .and(STATING.routes("/meetings/{id}/statements"))
        .and(DECIDING.routes("/meetings/{id}/resolutions"))
        .and(FOLLOWING.routes("/meetings/{id}/problems/{no}/resolution"))
        .and(DRAFTING.routes("/meetings/{id}/minutes"))
        .and(SIGNING.routes("/meetings/{id}/signature"))
}

/// Where an act is, as a small button of a card or a row.
pub(super) fn small(lang: Lang, it: &Meeting, name: &str, word: &str) -> Markup {
    parts::small_link(act::of(lang, word), &format!("{PATH}/{}/{name}", it.id))
}

/// Whether this visitor may hand in a material, or answer for an organisation.
pub(super) fn answers_for(ctx: &Ctx, body: kernel::OrganisationId) -> bool {
    let answering = Ctx { scope: ctx.scope_of(ANSWER), ..ctx.clone() };
    ctx.may(ANSWER) && speaks_for(&answering, body)
}

/// The buttons of the page: what this visitor may do with it now; the next step of its course is the primary one.
pub(super) fn buttons(lang: Lang, ctx: &Ctx, shown: &Detail) -> Markup {
    let it = &shown.it;
    let link = |name: &str| parts::link_button(act::of(lang, name), &format!("{PATH}/{}/{name}", it.id));
    let primary = |name: &str| parts::primary_link(act::of(lang, name), &format!("{PATH}/{}/{name}", it.id));
    let (convene, record) = (ctx.may(CONVENE), ctx.may(RECORD));
    let answers = shown.invitations.iter().any(|it| answers_for(ctx, it.organisation));
    let drafted_other = it.edition > 0 && it.attended && it.drafted_by != ctx.person();
    html! {
        @match it.state {
            Stage::Planned => {
                @if convene { (link("cancellation")) " " (link("postponement")) " " }
                @if answers { (link("answer")) " " }
                @if convene && !shown.noticed { (primary("notice")) }
                @else if record { (primary("holding")) }
            }
            Stage::Held if it.imported => {}
            Stage::Held => {
                @if record { (link("statements")) " " (link("resolutions")) " " }
                @if record && !it.attended { (primary("attendance")) }
                @else if ctx.may(SIGN) && drafted_other {
                    @if record { (link("minutes")) " " }
                    (primary("signature"))
                }
                @else if record { (primary("minutes")) }
            }
            Stage::Signed | Stage::Cancelled => {}
        }
    }
}

/// For the select of another page.
pub(super) fn headquarters(lang: Lang) -> Vec<(String, String)> {
    options(Headquarters::ALL, Headquarters::word, |it| crate::words::headquarters::of(lang, it))
}
