//! Drafting, issuing by a second person, taking the place of an edition, withdrawing, publishing the results.

use kernel::{Ctx, Day, Error, PersonId, Personal, Text};
use ledger::{Reader, Tx};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::{Drafted, Fact, Item, Kind, Method, OversightSchemeId, Scheme, State, store};
use crate::bodies::{Bodies, CHOOSE, DAY};
use crate::examination;
use crate::marks::{Marks, Way, read_hundredths};
use registry::measure::{Measure, Unit};

const SERIES: &str = "oversight.scheme";
const DOCUMENTS: &str = "oversight.document";
const MOST_ITEMS: usize = 60;
/// The choice beside the measures.
pub(crate) const JUDGED: &str = "judged";
const NUMBER: &str = "write a number of at most two decimal places";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// `supervision`, `tour`, `assessment`
    pub kind: String,
    pub title: String,
    /// yyyy-MM-dd: the days that are examined.
    pub first: String,
    pub last: String,
    /// `townships`, `departments`: all of them.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Names of further organisations, one a line.
    #[serde(default)]
    pub organisations: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Revise {
    pub title: String,
    /// yyyy-MM-dd
    pub first: String,
    pub last: String,
    /// All names, one a line.
    pub organisations: String,
}

/// An item: judged by a person, or computed from a measure that the record knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetItem {
    pub text: String,
    /// The article that the criterion comes from.
    pub source: String,
    /// Full marks; of an assessment alone.
    #[serde(default)]
    pub weight: String,
    /// `judged`, or the name of a measure
    pub method: String,
    /// `linear`, `deduct`: from the value of a measure to marks
    #[serde(default)]
    pub way: String,
    /// The value with full marks, in cases or per cent.
    #[serde(default)]
    pub full_at: String,
    /// The value without marks.
    #[serde(default)]
    pub zero_at: String,
    /// Marks less for each case.
    #[serde(default)]
    pub each: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Drop {}

/// What is issued is the draft that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// The version that was read.
    pub version: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Succeed {
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {}

fn days(text: &mut Text, first: &str, last: &str) -> Option<(Day, Day)> {
    let first = text.read("first", first, DAY, |it| it.parse().ok());
    let end: Option<Day> = text.read("last", last, DAY, |it| it.parse().ok());
    let (first, end) = first.zip(end)?;
    if first > end {
        text.problem("last", "the last day lies before the first", last);
    }
    Some((first, end))
}

pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Draft) -> Result<OversightSchemeId, Error> {
    let id: OversightSchemeId = ctx.mint();
    let bodies = Bodies::fetch(tx, ctx)?;
    let mut text = Text::new();
    let kind = text.read("kind", &cmd.kind, CHOOSE, Kind::from_word);
    let title = text.required("title", &cmd.title, 4, 80);
    let days = days(&mut text, &cmd.first, &cmd.last);
    let organisations = bodies.examined(&mut text, &cmd.groups, &cmd.organisations);
    text.finish()?;
    let (first, last) = given(days)?;
    let year = ctx.now.day().year();
    let drafted = Drafted {
        number: format!("{year}-{:03}", tx.next_number(ctx, SERIES, year)?),
        edition: 1,
        sort: given(kind)?,
        title: Personal::text(title),
        first,
        last,
        organisations,
        items: Vec::new(),
        follows: None,
        reason: None,
    };
    begin(tx, ctx, id, drafted)?;
    Ok(id)
}

fn begin(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightSchemeId, drafted: Drafted) -> Result<(), Error> {
    let fact = Fact::Drafted(Box::new(drafted));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)
}

fn must_be_draft(it: &Scheme) -> Result<(), Error> {
    match it.state {
        State::Draft => Ok(()),
        _ => Err(Error::refused("this scheme was issued and stands as it is: draft a new edition")),
    }
}

pub fn revise(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightSchemeId, cmd: &Revise) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_draft(&it)?;
    let bodies = Bodies::fetch(tx, ctx)?;
    let mut text = Text::new();
    let title = text.required("title", &cmd.title, 4, 80);
    let days = days(&mut text, &cmd.first, &cmd.last);
    let organisations = bodies.examined(&mut text, &[], &cmd.organisations);
    text.finish()?;
    let (first, last) = given(days)?;
    store::record(tx, ctx, &it, &Fact::Revised { title: Personal::text(title), first, last, organisations })
}

/// From the value of a measure to marks, as it was typed.
fn read_way(text: &mut Text, measure: &Measure, weight: Option<Marks>, cmd: &SetItem) -> Option<Way> {
    match cmd.way.trim() {
        "linear" => {
            let full = text.read("full_at", &cmd.full_at, NUMBER, read_hundredths);
            let zero = text.read("zero_at", &cmd.zero_at, NUMBER, read_hundredths);
            let (full_at, zero_at) = full.zip(zero)?;
            if full_at == zero_at {
                text.problem("zero_at", "full marks and none can't be for the same value", &cmd.zero_at);
            }
            Some(Way::Linear { full_at, zero_at })
        }
        "deduct" => {
            if measure.unit == Unit::Share {
                text.problem("way", "a share is not deducted by case: say two values", &cmd.way);
            }
            let each = text.read("each", &cmd.each, NUMBER, Marks::read)?;
            if each.0 == 0 || weight.is_some_and(|it| each > it) {
                text.problem("each", "more than nothing, and not more than the full marks", &cmd.each);
            }
            Some(Way::Deduct { each })
        }
        "" => {
            text.problem("way", "say how the value becomes marks", "");
            None
        }
        other => {
            text.problem("way", CHOOSE, other);
            None
        }
    }
}

/// Pure: what was typed becomes an item, or every problem with it.
pub(crate) fn read_item(kind: Kind, no: u32, cmd: &SetItem) -> Result<Item, Error> {
    let mut text = Text::new();
    let said = text.required("text", &cmd.text, 4, 300);
    let source = text.required("source", &cmd.source, 2, 100);
    let marked = kind == Kind::Assessment;
    let weight = match marked {
        true => text.read("weight", &cmd.weight, NUMBER, |it| Marks::read(it).filter(|it| it.0 > 0)),
        false => None,
    };
    let says_marks = [&cmd.weight, &cmd.way].iter().any(|it| !it.trim().is_empty());
    if says_marks && !marked {
        text.problem("weight", "only an assessment gives marks", &cmd.weight);
    }
    let method = match cmd.method.trim() {
        JUDGED => Some(Method::Judged),
        name => text.read("method", name, CHOOSE, Measure::find).map(|measure| {
            let way = if marked { read_way(&mut text, measure, weight, cmd) } else { None };
            Method::Computed { measure: measure.name.to_owned(), way }
        }),
    };
    text.finish()?;
    Ok(Item { no, text: Personal::text(said), source, weight, method: given(method)? })
}

/// A new item, where `no` is 0, or another text for one.
pub fn set_item(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightSchemeId, no: u32, cmd: &SetItem) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_draft(&it)?;
    let known = store::items(tx, ctx, id)?;
    if no != 0 && known.iter().all(|one| one.no != no) {
        return Err(Error::NotFound("OversightItem"));
    }
    if no == 0 && known.len() >= MOST_ITEMS {
        return Err(Error::refused("a scheme has at most sixty items"));
    }
    let no = if no == 0 { it.items + 1 } else { no };
    let item = read_item(it.kind, no, cmd)?;
    store::record(tx, ctx, &it, &Fact::ItemSet { item })
}

pub fn drop_item(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightSchemeId, no: u32) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_draft(&it)?;
    if store::items(tx, ctx, id)?.iter().all(|one| one.no != no) {
        return Err(Error::NotFound("OversightItem"));
    }
    store::record(tx, ctx, &it, &Fact::ItemDropped { no })
}

/// Everybody who wrote at the draft.
pub(crate) fn authors(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Vec<PersonId>, Error> {
    let wrote = |fact: &Fact| {
        matches!(fact, Fact::Drafted(_) | Fact::Revised { .. } | Fact::ItemSet { .. } | Fact::ItemDropped { .. })
    };
    let history = r.history::<Fact>(ctx.district, id)?;
    Ok(history.into_iter().filter(|it| wrote(&it.fact)).filter_map(|it| it.at.person).collect())
}

/// Pure: whether this person may issue what was read.
pub(crate) fn decide_issue(it: &Scheme, ctx: &Ctx, authors: &[PersonId], items: usize) -> Result<(), Error> {
    must_be_draft(it)?;
    if ctx.person().is_some_and(|it| authors.contains(&it)) {
        return Err(Error::Forbidden { action: "issue the scheme you drafted yourself" });
    }
    if items == 0 {
        return Err(Error::refused("this scheme has no items yet"));
    }
    Ok(())
}

/// By a second person: the scheme gets its number, each organisation its examination, and the edition before goes.
pub fn issue(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightSchemeId, cmd: &Issue) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let authors = authors(tx, ctx, id)?;
    decide_issue(&it, ctx, &authors, store::items(tx, ctx, id)?.len())?;
    if cmd.version.trim().parse() != Ok(it.version) {
        return Err(Error::refused("the draft was changed meanwhile: read it first"));
    }
    if let Some(before) = it.follows {
        replace(tx, ctx, before, &it)?;
    }
    let year = ctx.now.day().year();
    let number = tx.next_number(ctx, DOCUMENTS, year)?;
    store::record(tx, ctx, &it, &Fact::Issued { year, number })?;
    for organisation in store::organisations(tx, ctx, id)? {
        examination::act::open(tx, ctx, &it, organisation)?;
    }
    Ok(())
}

fn replace(tx: &mut Tx<'_>, ctx: &Ctx, before: OversightSchemeId, by: &Scheme) -> Result<(), Error> {
    let old = store::load(tx, &ctx.beyond_scope(), before)?;
    if old.state != State::Issued {
        return Err(Error::refused("the edition before does not stand any more"));
    }
    let reason = by.reason.clone().unwrap_or(Personal::Erased);
    examination::act::drop_all(tx, ctx, before, &reason)?;
    store::record(tx, ctx, &old, &Fact::Succeeded { by: by.id, reason })
}

/// A draft of the next edition, with all that the present one says.
pub fn succeed(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightSchemeId, cmd: &Succeed) -> Result<OversightSchemeId, Error> {
    let it = store::load(tx, ctx, id)?;
    if it.state != State::Issued {
        return Err(Error::refused("only a scheme that stands has a next edition"));
    }
    if store::next_edition(tx, ctx, id)?.is_some() {
        return Err(Error::refused("a new edition is drafted already"));
    }
    let reason = reasoned("reason", &cmd.reason)?;
    let next: OversightSchemeId = ctx.mint();
    let drafted = Drafted {
        number: it.number.clone(),
        edition: it.edition + 1,
        sort: it.kind,
        title: it.title.clone(),
        first: it.first,
        last: it.last,
        organisations: store::organisations(tx, ctx, id)?,
        items: store::items(tx, ctx, id)?,
        follows: Some(id),
        reason: Some(reason),
    };
    begin(tx, ctx, next, drafted)?;
    Ok(next)
}

pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightSchemeId, cmd: &Withdraw) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !matches!(it.state, State::Draft | State::Issued) {
        return Err(Error::refused("this scheme does not stand any more, or its results are published"));
    }
    let reason = reasoned("reason", &cmd.reason)?;
    examination::act::drop_all(tx, ctx, id, &reason)?;
    store::record(tx, ctx, &it, &Fact::Withdrawn { reason })
}

/// The results of all organisations, once the leader confirmed each.
pub fn publish(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if it.state != State::Issued {
        return Err(Error::refused("only the results of a scheme that stands are published"));
    }
    examination::act::publish_all(tx, ctx, id)?;
    let year = ctx.now.day().year();
    let number = tx.next_number(ctx, DOCUMENTS, year)?;
    store::record(tx, ctx, &it, &Fact::ResultPublished { year, number })
}
