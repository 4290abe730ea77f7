import os
os.chdir('/tmp/wb')
def sub(p, *pairs):
    s=open(p).read()
    for a,b in pairs:
        assert a in s, (p,a)
        s=s.replace(a,b,1)
    open(p,'w').write(s)
os.makedirs('crates/hazard/src/judge/trial',exist_ok=True)
open('migrations/0022_hazard_trials.sql','w').write('''-- Trials of old judgements by a newer edition: the last of each hazard. They change no grade.

CREATE TABLE hazard_trial (
    district BIGINT NOT NULL,
    hazard   {blob} NOT NULL,
    version  BIGINT NOT NULL,
    edition  TEXT   NOT NULL,
    verdict  TEXT   NOT NULL,
    -- Article and answer, as JSON.
    answers  TEXT   NOT NULL,
    judge    {blob},
    PRIMARY KEY (district, hazard)
) {clustered};
''')
open('crates/hazard/src/judge/trial/mod.rs','w').write('''//! Trying an old judgement by the edition in force now (试判): the newer articles are answered, and nothing else happens.
//!
//! A trial is on record and changes no grade; it tells the list of old judgements what would be major today. A yes that
//! carries over is taken with it, an answer given anew wins over it. While the hazard is open a trial can be adopted: it is
//! then judged for good, with everything that follows. Not here: which edition is newer (`newer`).

#[cfg(test)]
mod tests;
pub mod web;

use kernel::{Ctx, Day, Error, Personal, Problem, Problems};
use ledger::{Recorded, Stamp, Tx, params};
use standards::major_hazard_criteria as rules;

use super::{Answer, Answered, Judge, Judged, Verdict, judge, last, newer, store};
use crate::model::{Fact, HazardId};

/// `before`: the last judgement, which is by an edition that has a newer one.
pub fn decide(before: Option<&Judged>, cmd: &Judge, today: Day) -> Result<Judged, Error> {
    let Some(old) = before.and_then(Judged::judgement) else {
        return Err(Error::refused("it was never judged by an older edition"));
    };
    let edition = newer::newer(old.edition, today).into_iter().find(|it| it.name == cmd.edition);
    let Some(edition) = edition else {
        return Err(Problem::at("edition", "this edition is not in force instead of the one it was judged by").into());
    };
    let mut problems = Vec::new();
    if cmd.answers.is_empty() {
        problems.push(Problem::at("answers", "answer at least one article"));
    }
    let mut answers = cmd.answers.clone();
    let carried = rules::carry(&old, edition).into_iter().filter(|(article, _)| {
        cmd.answers.iter().all(|given| given.article != *article)
    });
    answers.extend(carried.map(|(article, _)| Answered { article: article.to_owned(), answer: Answer::Yes }));
    let given: Vec<_> = answers.iter().map(|it| (it.article.as_str(), it.answer.to_rule())).collect();
    let judgement = rules::judge(edition, &given)
        .map_err(|_| problems.push(Problem::at("answers", "an article is not of this edition, or answered twice")));
    let (Ok(judgement), true) = (judgement, problems.is_empty()) else { return Err(Problems(problems).into()) };
    let reason = cmd.reason.as_deref().map(str::trim).filter(|it| !it.is_empty());
    Ok(Judged {
        edition: edition.name.to_owned(),
        verdict: Verdict::of(judgement.verdict),
        certain: judgement.certain,
        answers,
        reason: reason.map(Personal::text),
        second: None,
    })
}

pub fn attempt(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Judge) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    let history = tx.history::<Fact>(ctx.district, id)?;
    let tried = decide(last(&history).map(|(_, judged)| judged), cmd, ctx.now.day())?;
    let fact = Fact::Tried(tried);
    let at = tx.record(ctx, id, it.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)
}

/// Judges by the last trial. `reason`: required where that makes a major hazard an ordinary one; else the trial's stands.
pub fn adopt(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, reason: Option<String>) -> Result<(), Error> {
    crate::store::load(tx, ctx, id)?;
    let history = tx.history::<Fact>(ctx.district, id)?;
    let Some((_, tried)) = waiting(&history) else {
        return Err(Error::refused("there is no trial to adopt"));
    };
    let said = tried.reason.as_ref().and_then(|it| it.known().cloned());
    let cmd = Judge {
        edition: tried.edition.clone(),
        answers: tried.answers.clone(),
        reason: reason.filter(|it| !it.trim().is_empty()).or(said),
    };
    judge(tx, ctx, id, &cmd)
}

/// The last trial, unless the hazard was judged after it.
pub(crate) fn waiting(history: &[Recorded<Fact>]) -> Option<(&Recorded<Fact>, &Judged)> {
    let last = history.iter().rev().find(|entry| matches!(entry.fact, Fact::Tried(_) | Fact::Judged(_)))?;
    match &last.fact {
        Fact::Tried(tried) => Some((last, tried)),
        _ => None,
    }
}

pub(crate) fn tried(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, it: &Judged) -> Result<(), Error> {
    store::seen(tx, at, id)?;
    let answers = serde_json::to_string(&it.answers)?;
    tx.execute(
        "INSERT INTO hazard_trial (district, hazard, version, edition, verdict, answers, judge)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (district, hazard) DO UPDATE SET version = excluded.version, edition = excluded.edition,
             verdict = excluded.verdict, answers = excluded.answers, judge = excluded.judge",
        params![at.district, id, at.version, it.edition, it.verdict, answers, at.person],
    )
    .map(drop)
}
''')
open('crates/hazard/src/judge/trial/web.rs','w').write('''//! A trial by program, and adopting one, by page and by program. The page's form is the one that judges.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use axum::{Extension, Json};
use kernel::Ctx;
use ledger::Db;
use page::{Doc, Reply, Values};
use serde::Deserialize;

use super::{adopt, attempt};
use crate::act_page::{self, Done};
use crate::judge::web::JudgeBody;
use crate::model::HazardId;

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<JudgeBody>,
) -> Reply<Json<Done>> {
    let cmd = body.into();
    act_page::by_program(&db, &ctx, id, "hazard.try by program", move |tx, ctx| attempt(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Answer the edition in force now for a hazard judged by an older one; recorded, and no grade changes")
        .body::<JudgeBody>()
        .returns::<Done>()
}

pub async fn post_adoption(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let reason = Some(values.get("reason").to_owned());
    db.write("hazard.adopt_trial", &ctx, move |tx, ctx| adopt(tx, ctx, id, reason.clone())).await?;
    Ok(Redirect::to(&format!("/hazards/{id}")).into_response())
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptBody {
    /// Required when a major hazard is found to be an ordinary one and the trial gave no reason.
    reason: Option<String>,
}

pub async fn post_adoption_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<AdoptBody>,
) -> Reply<Json<Done>> {
    let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| adopt(tx, ctx, id, body.reason.clone());
    act_page::by_program(&db, &ctx, id, "hazard.adopt_trial by program", act).await
}

pub fn adoption_doc() -> Doc {
    Doc::new("Judge a hazard by its last trial, with everything that follows from a judgement")
        .body::<AdoptBody>()
        .returns::<Done>()
}
''')
open('crates/hazard/src/judge/trial/tests.rs','w').write('''//! A trial says what would be, changes nothing, and can be adopted.

use kernel::{Day, Role};

use super::{adopt, attempt, decide};
use crate::judge::newer::{Filter, Outcome, list};
use crate::judge::{Answer, Answered, Judge, Judged, Verdict, judge};
use crate::model::{Grade, HazardId};
use crate::report::{Report, report};
use crate::tests::story::Story;

fn by(edition: &str, article: &str, answer: Answer) -> Judge {
    Judge {
        edition: edition.into(),
        answers: vec![Answered { article: article.into(), answer }],
        reason: None,
    }
}

fn judged(edition: &str, article: &str, answer: Answer) -> Judged {
    let Judge { edition, answers, .. } = by(edition, article, answer);
    Judged { edition, answers, verdict: Verdict::Undecided, certain: false, reason: None, second: None }
}

#[test]
fn what_may_be_tried() {
    let today: Day = "2026-06-18".parse().unwrap();
    let old = judged("trade_2017", "dust(2)", Answer::No);
    let check = |before: Option<&Judged>, cmd: Judge, outcome: &str| {
        let said = match decide(before, &cmd, today) {
            Ok(tried) => format!("{} {}", tried.verdict.word(), tried.answers.len()),
            Err(error) => error.to_string(),
        };
        assert_eq!(said, outcome, "{cmd:?}");
    };
    //    before     trial                                       verdict, answers; or refusal
    check(Some(&old), by("trade_2023", "11(2)", Answer::Yes), "major 1");
    check(Some(&old), by("trade_2023", "11(2)", Answer::No), "undecided 1");
    check(None, by("trade_2023", "11(2)", Answer::Yes), "it was never judged by an older edition");
    let other = "edition: this edition is not in force instead of the one it was judged by";
    check(Some(&old), by("trade_2017", "dust(2)", Answer::Yes), other);
    check(Some(&old), by("chemicals_2017", "2", Answer::Yes), other);
    check(
        Some(&old),
        by("trade_2023", "99", Answer::Yes),
        "answers: an article is not of this edition, or answered twice",
    );
    // What said yes then says yes now, unless it is answered anew.
    let yes = judged("trade_2017", "dust(2)", Answer::Yes);
    check(Some(&yes), by("trade_2023", "3(2)", Answer::No), "major 2");
    check(Some(&yes), by("trade_2023", "11(2)", Answer::No), "undecided 1");
}

fn listed(s: &Story) -> Vec<(Outcome, Option<Verdict>, Grade)> {
    let ctx = s.ctx(Role::DistrictClerk);
    let all = s.t.db.read_blocking(|r| list(r, &ctx, &Filter::default())).unwrap();
    all.into_iter().map(|it| (it.outcome, it.tried, it.row.grade)).collect()
}

#[test]
fn a_trial_changes_nothing_until_it_is_adopted() {
    let s = Story::begin();
    let subject = s.people.subjects[0];
    let found_at = "2023-05-14".parse::<Day>().unwrap().start();
    let id: HazardId = s
        .act(Role::Inspector, move |tx, ctx| {
            report(tx, ctx, &Report { found_at, ..crate::testing::finding(subject, ctx.now) })
        })
        .unwrap();
    let none = s.act(Role::DepartmentClerk, move |tx, ctx| adopt(tx, ctx, id, None)).unwrap_err();
    assert_eq!(none.to_string(), "there is no trial to adopt");
    let act = |cmd: Judge, trial: bool| {
        s.act(Role::DepartmentClerk, move |tx, ctx| {
            if trial { attempt(tx, ctx, id, &cmd) } else { judge(tx, ctx, id, &cmd) }
        })
        .unwrap();
    };
    act(by("trade_2017", "dust(2)", Answer::No), false);
    assert_eq!(listed(&s), [(Outcome::JudgeAnew, None, Grade::Ordinary)]);
    act(by("trade_2023", "11(2)", Answer::Yes), true);
    assert_eq!(listed(&s), [(Outcome::WouldBeMajor, Some(Verdict::Major), Grade::Ordinary)]);
    s.act(Role::DepartmentClerk, move |tx, ctx| adopt(tx, ctx, id, None)).unwrap();
    assert_eq!(listed(&s), []);
    let ctx = s.ctx(Role::DistrictClerk);
    let grade = s.t.db.read_blocking(|r| crate::store::load(r, &ctx, id)).unwrap().grade;
    assert_eq!(grade, Grade::Major);
    s.t.assert_replay_agrees();
}
''')
sub('crates/hazard/src/judge/mod.rs',("#[cfg(test)]\nmod tests;\npub mod web;","#[cfg(test)]\nmod tests;\npub mod trial;\npub mod web;"))
sub('crates/hazard/src/model.rs',("    Judged(crate::judge::Judged),\n","    Judged(crate::judge::Judged),\n    /// Answered by a newer edition, to see what would be.\n    Tried(crate::judge::Judged),\n"),
 ('            Fact::Judged(_) => "judged",\n','            Fact::Judged(_) => "judged",\n            Fact::Tried(_) => "tried",\n'))
sub('crates/hazard/src/store.rs',("        Fact::Graded(graded) =>","        Fact::Tried(tried) => judge::trial::tried(tx, at, id, tried),\n        Fact::Graded(graded) =>"))
sub('crates/hazard/src/lib.rs',('        "hazard_plan"\n','        "hazard_plan",\n        "hazard_trial"\n'))
sub('crates/hazard/src/detail.rs',("        Fact::Graded(it) => said::graded(","        Fact::Tried(it) => said::tried(lang, verdict::of(lang, it.verdict.word())),\n        Fact::Graded(it) => said::graded("),
 ("        Fact::Judged(it) => it.reason","        Fact::Judged(it) | Fact::Tried(it) => it.reason"),
 ("(judge::card(lang, d, &shown.names, &shown.sentences))","(judge::card(screen, ctx, d, &shown.names, &shown.sentences))"))
sub('crates/hazard/src/tests/golden.rs',("        Fact::Graded(crate::judge::Graded {","        Fact::Tried(crate::judge::Judged { second: None, ..judged() }),\n        Fact::Graded(crate::judge::Graded {"))
# card
sub('crates/hazard/src/judge/card.rs',("pub(crate) fn card(lang: Lang, d: &Detail, names: &Names, sentences: &Sentences) -> Markup {\n    let h = &d.hazard;","pub(crate) fn card(screen: &Screen, ctx: &Ctx, d: &Detail, names: &Names, sentences: &Sentences) -> Markup {\n    let (lang, h) = (screen.lang(), &d.hazard);"),
 ("use kernel::Lang;","use kernel::{Act, Ctx, Lang};"),("use page::{format, parts};","use page::{Screen, form, format, parts};"),
 ("use super::{Verdict, last, regrade};","use super::{Verdict, last, regrade, trial};"),
 ("        @if regrade::waits(&d.history).is_some()","        (tried(screen, ctx, d))\n        @if regrade::waits(&d.history).is_some()"),
 ("/// Document and number, as it is cited.",'''/// What the newer edition would say, and the way to let it count.
fn tried(screen: &Screen, ctx: &Ctx, d: &Detail) -> Markup {
    let lang = screen.lang();
    let Some((entry, tried)) = trial::waiting(&d.history) else { return html! {} };
    let document = rules::edition(&tried.edition).map(|it| w::document(lang, it.document, it.number));
    let said = verdict::of(lang, tried.verdict.word());
    let may = ctx.may(Act("hazard.judge")) && d.hazard.status != Status::Closed && tried.verdict != Verdict::Undecided;
    html! {
        p { (w::tried(lang, document.unwrap_or_default(), said, entry.at.effective_at.day())) }
        @if may {
            (form::button_form(screen, &format!("/hazards/{}/trial/adoption", d.hazard.id), html! { button.btn data-act="hazard.judge" { (w::adopt(lang)) } }))
        }
    }
}

/// Document and number, as it is cited.'''))
# web
sub('crates/hazard/src/judge/web.rs',("    sentences: Arc<Sentences>,\n}","    sentences: Arc<Sentences>,\n    /// Those in force instead of the one it was judged by; they may be tried.\n    newer: Vec<&'static Edition>,\n}"),
 ("    Ok(Shown { page, found: query::found_at(r, ctx, id)?.day(), today, sentences: in_force(r, ctx, today)? })",'''    let history = r.history::<crate::Fact>(ctx.district, id)?;
    let before = last(&history).and_then(|(_, judged)| rules::edition(&judged.edition));
    let newer = before.map(|edition| newer::newer(edition, today)).unwrap_or_default();
    Ok(Shown { page, found: query::found_at(r, ctx, id)?.day(), today, sentences: in_force(r, ctx, today)?, newer })'''),
 ("use super::{Answer, Answered, Decision, Judge, decide, judge};","use super::{Answer, Answered, Decision, Judge, decide, judge, last, newer, trial};"),
 ('''            button.btn.is-primary type="submit" name="step" value="record"''','''            @if self.newer.contains(&edition) { button.btn type="submit" name="step" value="trial" { (w::attempt(lang)) } }
            button.btn.is-primary type="submit" name="step" value="record"'''),
 ('''    let looked = decide(''','''    if values.get("step") == "trial" {
        return match db.write("hazard.try", &ctx, move |tx, ctx| trial::attempt(tx, ctx, id, &cmd)).await {
            Ok(()) => Ok(Redirect::to(&format!("/hazards/{id}")).into_response()),
            Err(Error::Invalid(problems)) => Ok(shown.answer(&screen, &values, &problems.0, None)),
            Err(other) => Err(other.into()),
        };
    }
    let looked = decide('''),
 ('''    let answers = body.answers.into_iter().map(|it| Answered { article: it.article, answer: it.answer }).collect();
    let cmd = Judge { edition: body.edition, answers, reason: body.reason };
''','''    let cmd = body.into();
'''),
 ('''/// What was found for one article; those''','''impl From<JudgeBody> for Judge {
    fn from(body: JudgeBody) -> Judge {
        let answers = body.answers.into_iter().map(|it| Answered { article: it.article, answer: it.answer }).collect();
        Judge { edition: body.edition, answers, reason: body.reason }
    }
}

/// What was found for one article; those'''))
# newer
sub('crates/hazard/src/judge/newer/mod.rs',('''/// What follows for an old judgement; nothing where every edition that may be in force says the same, or less.
pub fn outcome(before: &Judgement, now: &[&'static Edition]) -> Option<Outcome> {
    let changes: Vec<Change> = now
        .iter()
        .map(|edition| {
            let carried''','''/// What follows for an old judgement; nothing where every edition that may be in force says the same, or less. Where an
/// edition was tried, the trial says it; else what carries over does.
pub fn outcome(before: &Judgement, now: &[&'static Edition], tried: Option<&Tried>) -> Option<Outcome> {
    let changes: Vec<Change> = now
        .iter()
        .map(|edition| {
            if let Some(tried) = tried.filter(|it| it.edition == edition.name) {
                return tried.change(before);
            }
            let carried'''),
 ('''fn said_by(changes''','''/// The last trial of a hazard: by which edition, and what it said.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    pub edition: String,
    pub verdict: Verdict,
}

impl Tried {
    fn change(&self, before: &Judgement) -> Change {
        match (self.verdict, before.major()) {
            (Verdict::Undecided, _) => Change::Unknown,
            (Verdict::Major, false) => Change::WouldBeMajor,
            (Verdict::Ordinary, true) => Change::WouldNoLongerBeMajor,
            (Verdict::Major, true) | (Verdict::Ordinary, false) => Change::Same,
        }
    }
}

fn said_by(changes'''),
 ("    pub now: Vec<&'static Edition>,\n    pub outcome: Outcome,\n}","    pub now: Vec<&'static Edition>,\n    pub outcome: Outcome,\n    /// What a trial by one of these said.\n    pub tried: Option<Verdict>,\n}"),
 ('''j.edition, j.verdict, j.answers
         FROM hazard_judgement j JOIN''','''j.edition, j.verdict, j.answers, x.edition, x.verdict
         FROM hazard_judgement j
         LEFT JOIN hazard_trial x ON x.district = j.district AND x.hazard = j.hazard AND x.version > j.version
         JOIN'''),
 ("filter_map(|(row, version, judged)| old(row, version, &judged, today))","filter_map(|(row, version, judged, tried)| old(row, version, &judged, tried, today))"),
 ("fn judged(row: &Row<'_>) -> Result<(ListRow, i64, Judged), Error> {","fn judged(row: &Row<'_>) -> Result<(ListRow, i64, Judged, Option<Tried>), Error> {"),
 ("    Ok((list_row(row)?, row.get(LIST_WIDTH)?, judged))",'''    let (edition, verdict): (Option<String>, Option<Verdict>) = (row.get(LIST_WIDTH + 4)?, row.get(LIST_WIDTH + 5)?);
    let tried = edition.zip(verdict).map(|(edition, verdict)| Tried { edition, verdict });
    Ok((list_row(row)?, row.get(LIST_WIDTH)?, judged, tried))'''),
 ("fn old(row: ListRow, version: i64, judged: &Judged, today: Day) -> Option<Old> {","fn old(row: ListRow, version: i64, judged: &Judged, tried: Option<Tried>, today: Day) -> Option<Old> {"),
 ("    let outcome = outcome(&before, &now)?;\n    Some(Old { row, version, verdict: judged.verdict, edition: before.edition, now, outcome })",'''    let tried = tried.filter(|it| now.iter().any(|edition| edition.name == it.edition));
    let outcome = outcome(&before, &now, tried.as_ref())?;
    let tried = tried.map(|it| it.verdict);
    Some(Old { row, version, verdict: judged.verdict, edition: before.edition, now, outcome, tried })'''),
 ("Not here: judging anew (`judge`).","Not here: judging anew (`judge`), trying (`trial`)."))
sub('crates/hazard/src/judge/newer/tests.rs',("outcome(&before, &newer(before.edition, day(on)))","outcome(&before, &newer(before.edition, day(on)), None)"))
sub('crates/hazard/src/judge/newer/list.rs',('''    html! {
        (newer_outcome::of(lang, it.outcome.word()))
''','''    html! {
        (newer_outcome::of(lang, it.outcome.word()))
        @if it.tried.is_some() { " " (parts::tag(w::tried(lang))) }
'''),("    /// In force now; several when","    /// What a trial by the newer edition said.\n    #[schema(value_type = Option<String>)]\n    tried: Option<Verdict>,\n    /// In force now; several when"),
 ("        now: it.now.iter()","        tried: it.tried,\n        now: it.now.iter()"))
sub('crates/hazard/src/judge/newer/export.rs',('''            Column::choice("status", w::status''','''            Column::choice("tried", w::tried(lang), Verdict::ALL.iter().map(|it| verdict::of(lang, it.word()))),
            Column::choice("status", w::status'''),('''            text(status::of(lang, it.row.status.word())),''','''            text(it.tried.map_or("", |it| verdict::of(lang, it.word()))),
            text(status::of(lang, it.row.status.word())),'''))
sub('crates/hazard/src/routes.rs',('''        .page(Method::GET, "/hazards/{id}/regrading"''','''        .page(
            Method::POST,
            "/hazards/{id}/trial/adoption",
            Act("hazard.judge"),
            judge::trial::web::post_adoption,
        )
        .page(Method::GET, "/hazards/{id}/regrading"'''),
 ('''/// A form of the listing's page, and its twin.''','''/// Old judgements tried by a newer edition. The page's form is that of the judgement.
fn trials() -> Routes<Db> {
    use judge::trial::web;
    const JUDGE: Act = Act("hazard.judge");
    Routes::new()
        .api(Method::POST, "/hazards/{id}/trial", JUDGE, web::post_api, web::doc())
        .page(Method::POST, "/hazards/{id}/trial/adoption", JUDGE, web::post_adoption)
        .api(Method::POST, "/hazards/{id}/trial/adoption", JUDGE, web::post_adoption_api, web::adoption_doc())
}

/// A form of the listing's page, and its twin.'''),("listings(), documents(),","listings(), documents(), trials(),"))
s=open('crates/hazard/src/routes.rs').read()
s=s.replace('''        .page(
            Method::POST,
            "/hazards/{id}/trial/adoption",
            Act("hazard.judge"),
            judge::trial::web::post_adoption,
        )
''','');open('crates/hazard/src/routes.rs','w').write(s)
for p,j,f,n in [('crates/hazard/locales/zh-CN.toml','attempt = "仅作试判，不改变等级"\nadopt = "按试判结论改判"\ntried = "{day} 按现行标准{edition}试判：{verdict}。试判不改变原判定和隐患等级。"\n','tried = "按现行标准试判：{verdict}"\n','tried = "已试判"\n'),
 ('crates/hazard/locales/en.toml','attempt = "Only try it; the grade stays"\nadopt = "Judge by this trial"\ntried = "Tried on {day} by {edition}, in force now: {verdict}. A trial changes neither judgement nor grade."\n','tried = "tried by the criteria in force now: {verdict}"\n','tried = "Tried"\n')]:
    sub(p,("\n[judgement]\n","\n[judgement]\n"+j),("\n[fact]\n","\n[fact]\n"+f),("\n[newer]\n","\n[newer]\n"+n))
p='crates/hazard/locales/errors.zh-CN.toml'; s=open(p).read().rstrip()+'''
"it was never judged by an older edition" = "没有按旧版标准作过判定，不需要试判"
"this edition is not in force instead of the one it was judged by" = "所选标准不是原判定标准的现行版本"
"there is no trial to adopt" = "没有可以采用的试判结论"
'''
open(p,'w').write(s)
# it
sub('crates/server/tests/it/hazards.rs',("pub fn judged_long_ago(t: &TestDb, f: &Fixture, seed: &Seed) {","pub fn judged_long_ago(t: &TestDb, f: &Fixture, seed: &Seed) -> hazard::HazardId {"),
 ('''    t.db.write_blocking("judged", &t.rule(), move |tx, ctx| judge(tx, ctx, id, &cmd)).unwrap();
''','''    let answers = vec![Answered { article: "11(2)".into(), answer: Answer::Yes }];
    let now = Judge { edition: "trade_2023".into(), answers, reason: None };
    t.db.write_blocking("judged", &t.rule(), move |tx, ctx| {
        judge(tx, ctx, id, &cmd)?;
        hazard::judge::trial::attempt(tx, ctx, id, &now)
    })
    .unwrap();
    id
'''),("/// One that was judged by criteria which have a newer edition.","/// One that was judged by criteria which have a newer edition, and was tried by that."))
sub('crates/server/tests/it/world.rs',("    hazards::judged_long_ago(t, f, &seed);","    let old = hazards::judged_long_ago(t, f, &seed);"),
 ("        listings,\n","        listings,\n        old,\n"),("    pub listings: Listings,\n","    pub listings: Listings,\n    /// Judged by an older edition and tried by the newer one.\n    pub old: hazard::HazardId,\n"))
sub('crates/server/tests/it/families.rs',('''        "hazards" if path.ends_with("/regrading")''','''        "hazards" if path.ends_with("/trial") || path.ends_with("/adoption") => spot.old.to_text(),
        "hazards" if path.ends_with("/regrading")'''))
sub('crates/server/tests/it/bodies.rs',('''        "/hazards/{id}/regrading" => text(''','''        "/hazards/{id}/trial/adoption" => text(&[("reason", "经核对原文")]),
        "/hazards/{id}/regrading" => text('''),
 ('''        "/hazards/{id}/regrading" => json''','''        "/hazards/{id}/trial" => {
            json!({ "edition": "trade_2023", "answers": [{ "article": "11(2)", "answer": "yes" }], "reason": null })
        }
        "/hazards/{id}/trial/adoption" => json!({ "reason": "经核对原文" }),
        "/hazards/{id}/regrading" => json'''))
