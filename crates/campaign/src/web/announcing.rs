//! The form that announces a campaign.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;
use kernel::{Ctx, Error, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Reply, Screen, Values};

use super::{PATH, Visitor};
use crate::directive;
use crate::model::{DUTY_PLAN, Stage, TopicSort};
use crate::words::{campaign as w, stage, topic_sort};
use crate::{Announce, MilestoneSaid, StageSaid, TopicSaid, announce};

const MILESTONES: usize = 3;

type Options = Vec<(String, String)>;

async fn bodies(db: &Db, ctx: &Arc<Ctx>) -> Result<Options, Error> {
    let asked = Arc::clone(ctx);
    let found = db.read(move |r| crate::said::bodies(r, &asked)).await?;
    Ok(found.into_iter().map(|it| (it.id.to_string(), it.short_name)).collect())
}

/// All of them take part unless somebody is taken off.
pub(super) async fn show(Shared(db): Shared<Db>, axum::Extension(ctx): Visitor, screen: Screen) -> Reply {
    let (bodies, burden) = (bodies(&db, &ctx).await?, directive::burden(&db, &ctx, screen.lang(), DUTY_PLAN).await?);
    let mut values = Values::default();
    for (id, _) in &bodies {
        values.add("organisations", id);
    }
    page(&screen, &bodies, burden, &Typed { values, problems: Vec::new() })
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 8] {
    [
        ("title", w::name(lang)),
        ("goal", w::goal(lang)),
        ("from", w::from(lang)),
        ("to", w::to(lang)),
        ("stages", w::stages(lang)),
        ("milestones", w::milestones(lang)),
        ("topics", w::topics(lang)),
        ("organisations", w::organisations(lang)),
    ]
}

fn page(screen: &Screen, bodies: &Options, burden: Markup, typed: &Typed) -> Reply<Response> {
    let lang = screen.lang();
    let page = Sheet {
        title: w::announce(lang),
        about: "",
        crumbs: vec![Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::announce(lang))],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::announce_then(lang),
        labels: labels(lang).to_vec(),
    };
    Ok(page.show(screen, typed, burden, fields(lang, bodies, typed)))
}

fn fields(lang: Lang, bodies: &Options, typed: &Typed) -> Markup {
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let all = labels(lang);
    let spec = |n: usize, hint| FieldSpec::new(all[n].0, all[n].1).hint(hint);
    html! {
        (form::text(&spec(0, "").required(), values, problems, lang))
        (form::text_area(&spec(1, w::goal_hint(lang)), 2, values, problems, lang))
        (form::date(&spec(2, "").required(), values, problems, lang))
        (form::date(&spec(3, "").required(), values, problems, lang))
        (form::group(w::stages(lang)))
        (form::mistakes(&FieldSpec::new(all[4].0, all[4].1), problems, lang))
        @for (n, it) in (1..).zip(Stage::ALL) { (span(lang, &format!("stage_{n}"), stage::of(lang, it.word()), true, typed)) }
        (form::group(w::milestones(lang)))
        (form::mistakes(&FieldSpec::new(all[5].0, all[5].1), problems, lang))
        @for n in 1..=MILESTONES { (milestone(lang, n, typed)) }
        (form::group(w::topics(lang)))
        (form::text_area(&spec(6, w::topics_hint(lang)).required(), 6, values, problems, lang))
        (form::wide(form::choices(&spec(7, w::organisations_hint(lang)).required().quoted(), bodies, values, problems, lang)))
    }
}

fn span(lang: Lang, name: &str, label: &str, first: bool, typed: &Typed) -> Markup {
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let names = [format!("{name}_from"), format!("{name}_to"), format!("{name}_criteria")];
    let labels = [w::stage_from(lang, label), w::stage_to(lang, label), w::stage_criteria(lang, label)];
    html! {
        @if first { (form::date(&FieldSpec::new(&names[0], &labels[0]).required(), values, problems, lang)) }
        (form::date(&FieldSpec::new(&names[1], &labels[1]).required(), values, problems, lang))
        (form::text_area(&FieldSpec::new(&names[2], &labels[2]).hint(w::criteria_hint(lang)).required(), 3, values, problems, lang))
    }
}

fn milestone(lang: Lang, n: usize, typed: &Typed) -> Markup {
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let names = [format!("milestone_{n}"), format!("milestone_{n}_on"), format!("milestone_{n}_criteria")];
    let labels = [w::milestone_n(lang, n), w::milestone_on(lang, n), w::milestone_criteria(lang, n)];
    html! {
        (form::text(&FieldSpec::new(&names[0], &labels[0]).hint(w::milestone_hint(lang)), values, problems, lang))
        (form::date(&FieldSpec::new(&names[1], &labels[1]), values, problems, lang))
        (form::text_area(&FieldSpec::new(&names[2], &labels[2]).hint(w::criteria_hint(lang)), 2, values, problems, lang))
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

/// `专题｜学习宣传…｜县应急局`, one a line; the words of both languages.
fn topic(line: &str) -> TopicSaid {
    let mut cells = line.split(['|', '｜', '\t']).map(|it| it.trim().to_owned());
    let mut next = || cells.next().unwrap_or_default();
    let (sort, title, lead) = (next(), next(), next());
    let named = |it: &&TopicSort| [Lang::Zh, Lang::En].iter().any(|lang| topic_sort::of(*lang, it.word()) == sort);
    let sort = TopicSort::ALL.iter().find(named).map_or(sort.clone(), |it| it.word().to_owned());
    TopicSaid { sort, title, lead }
}

fn read(values: &Values) -> Announce {
    let text = |name: &str| values.get(name).to_owned();
    let stage = |n: usize| StageSaid {
        from: text(&format!("stage_{n}_from")),
        to: text(&format!("stage_{n}_to")),
        criteria: lines(values.get(&format!("stage_{n}_criteria"))),
    };
    let milestone = |n: usize| {
        let title = text(&format!("milestone_{n}"));
        let on = text(&format!("milestone_{n}_on"));
        let criteria = lines(values.get(&format!("milestone_{n}_criteria")));
        (!title.trim().is_empty() || !on.trim().is_empty()).then_some(MilestoneSaid { title, on, criteria })
    };
    Announce {
        title: text("title"),
        goal: text("goal"),
        from: text("from"),
        to: text("to"),
        stages: (1..=Stage::ALL.len()).map(stage).collect(),
        milestones: (1..=MILESTONES).filter_map(milestone).collect(),
        topics: lines(values.get("topics")).iter().map(|it| topic(it)).collect(),
        organisations: values.all("organisations").map(str::to_owned).collect(),
    }
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    values: Values,
) -> Reply {
    let cmd = read(&values);
    let made = db.write("campaign.announce", &ctx, move |tx, ctx| announce(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => {
            let burden = directive::burden(&db, &ctx, screen.lang(), DUTY_PLAN).await?;
            page(&screen, &bodies(&db, &ctx).await?, burden, &again)
        }
    }
}
