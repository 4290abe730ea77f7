//! On the desk, besides what one owes oneself: how it stands in one's reach. Whoever looks after a place or a sector sees
//! what is late by who rectifies it; the office also its letters, listings and cases; an enterprise its own hazards alone.
//!
//! Every figure opens its list, and nothing here counts people.

use kernel::{Act, Ctx, Error, Lang, OrganisationId};
use ledger::Reader;
use maud::{Markup, html};
use page::{format, parts};
use signal::Colour;
use signal::condition::query::{self as conditions, Filter as ConditionFilter, View as ConditionView};

use crate::words::desk as w;

/// Organisations with something late that are named; the rest is one click away.
const NAMED: usize = 10;

/// By colour, and how many nobody acknowledged.
type Conditions = (Vec<(Colour, i64)>, i64);

#[derive(Debug, Clone, Default)]
pub struct Figures {
    figures: Vec<(Figure, i64)>,
    /// Who is late with how many; empty where nobody but oneself could be.
    late: Vec<(OrganisationId, String, i64)>,
    late_in_all: usize,
    /// Active conditions by colour, the worst first, and how many nobody acknowledged; `None` where one sees no conditions.
    conditions: Option<Conditions>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Open,
    Late,
    ToCheck,
    Major,
    Listings,
    Drafts,
    Cases,
}

impl Figure {
    fn href(self) -> &'static str {
        match self {
            Figure::Open => "/hazards?view=open",
            Figure::Late => "/hazards?view=late",
            Figure::ToCheck => "/hazards?view=to_check",
            Figure::Major => "/hazards?view=major",
            Figure::Listings => "/listings",
            Figure::Drafts => "/letters?view=drafts",
            Figure::Cases => "/accountability?state=candidate",
        }
    }

    fn label(self, lang: Lang) -> &'static str {
        match self {
            Figure::Open => w::open(lang),
            Figure::Late => w::late(lang),
            Figure::ToCheck => w::to_check(lang),
            Figure::Major => w::major(lang),
            Figure::Listings => w::listings(lang),
            Figure::Drafts => w::drafts(lang),
            Figure::Cases => w::cases(lang),
        }
    }

    /// The act without which its list can't be opened.
    fn act(self) -> Act {
        match self {
            Figure::Open | Figure::Late | Figure::Major => Act("hazard.list"),
            Figure::ToCheck => Act("hazard.verify"),
            Figure::Listings => Act("listing.propose"),
            Figure::Drafts => Act("follow_up.write"),
            Figure::Cases => Act("accountability.record"),
        }
    }

    fn count(self, r: &Reader<'_>, ctx: &Ctx) -> Result<i64, Error> {
        use hazard::query::{Filter, View, count};
        let hazards = |view| count(r, &within(ctx, Act("hazard.list")), &Filter { view, ..Filter::default() });
        match self {
            Figure::Open => hazards(View::Open),
            Figure::Late => hazards(View::Late),
            Figure::ToCheck => hazards(View::ToCheck),
            Figure::Major => hazards(View::Major),
            Figure::Listings => hazard::listing::query::count(
                r,
                &within(ctx, Act("listing.view")),
                &hazard::listing::query::Filter::default(),
            ),
            Figure::Drafts => {
                use obligation::follow_up::query::{Filter, View, count};
                count(r, &within(ctx, Act("follow_up.view")), &Filter { view: View::Drafts, organisation: None })
            }
            Figure::Cases => {
                use hazard::accountability::{State, query};
                let filter = query::Filter { state: Some(State::Candidate), ..query::Filter::default() };
                query::count(r, &within(ctx, Act("accountability.view")), &filter)
            }
        }
    }
}

const ALL: [Figure; 7] =
    [Figure::Open, Figure::Late, Figure::ToCheck, Figure::Major, Figure::Listings, Figure::Drafts, Figure::Cases];
/// Figures of equal rank that one card holds.
const MOST: usize = 6;

fn within(ctx: &Ctx, act: Act) -> Ctx {
    Ctx { scope: ctx.scope_of(act), ..ctx.clone() }
}

pub fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Figures, Error> {
    let mut all: Vec<Figure> = ALL.into_iter().filter(|it| ctx.may(it.act())).collect();
    // Whoever signs and decides verifies nothing themselves.
    if all.len() > MOST {
        all.retain(|it| *it != Figure::ToCheck);
    }
    let figures = all.into_iter().map(|it| Ok((it, it.count(r, ctx)?))).collect::<Result<Vec<_>, Error>>()?;
    if !ctx.may(Act("transfer.list")) {
        return Ok(Figures { figures, conditions: conditions_of(r, ctx)?, ..Figures::default() });
    }
    let mut late = hazard::late::by_owner(r, &within(ctx, Act("hazard.list")))?;
    late.sort_by_key(|(_, n)| -n);
    let late_in_all = late.len();
    late.truncate(NAMED);
    let ids: Vec<OrganisationId> = late.iter().map(|(id, _)| *id).collect();
    let mut names = registry::query::organisation_names(r, ctx, &ids)?;
    let late = late.into_iter().map(|(id, n)| (id, names.remove(&id).unwrap_or_default(), n)).collect();
    Ok(Figures { figures, late, late_in_all, conditions: conditions_of(r, ctx)? })
}

fn conditions_of(r: &Reader<'_>, ctx: &Ctx) -> Result<Option<Conditions>, Error> {
    let view = Act("condition.view");
    if !ctx.may(view) {
        return Ok(None);
    }
    let scoped = within(ctx, view);
    let count = |filter: &ConditionFilter| conditions::count(r, &scoped, filter);
    let of = |colour: &Colour| Ok((*colour, count(&active(*colour))?));
    let colours = Colour::ALL.iter().rev().map(of).collect::<Result<Vec<_>, Error>>()?;
    Ok(Some((colours, count(&unacknowledged())?)))
}

fn active(colour: Colour) -> ConditionFilter {
    ConditionFilter { view: Some(ConditionView::Active), colour: Some(colour), ..ConditionFilter::default() }
}

fn unacknowledged() -> ConditionFilter {
    ConditionFilter { view: Some(ConditionView::Unacknowledged), ..ConditionFilter::default() }
}

/// Each figure opens its list; nothing active is a zero, not a blank.
fn conditions_card(lang: Lang, (colours, unseen): &Conditions) -> Markup {
    let line = |word: Markup, n: i64, href: String| {
        html! { li { span { (word) } span.figure { a href=(href) { (format::count(n)) } } } }
    };
    let body = html! {
        ul.rows.is-even {
            @for (colour, n) in colours { (line(colour.mark(lang), *n, active(*colour).address())) }
            (line(html! { (w::unacknowledged(lang)) }, *unseen, unacknowledged().address()))
        }
    };
    parts::card(w::conditions(lang), None, None, body)
}

pub fn cards(lang: Lang, it: &Figures) -> Markup {
    let figure = |(it, n): &(Figure, i64)| parts::Tile {
        label: it.label(lang).to_owned(),
        figure: html! { span.figure { a href=(it.href()) { (format::count(*n)) } } },
        unit: String::new(),
        href: None,
    };
    let conditions = it.conditions.as_ref();
    let tiles: Vec<parts::Tile> = it.figures.iter().map(figure).collect();
    html! {
        @if !tiles.is_empty() { (parts::card(w::in_reach(lang), None, None, parts::tiles(&tiles))) }
        @if let Some(it) = conditions { (conditions_card(lang, it)) }
        @if !it.late.is_empty() {
            (parts::card_with(w::late_by_owner(lang), parts::count_mark(it.late_in_all as u64), html! { a href="/hazards?view=late" { (w::all(lang)) } }, html! {
                ul.rows.is-even {
                    @for (id, name, n) in &it.late {
                        li { span.cut { (name) } span.figure { a href=(format!("/hazards?view=late&owner={id}")) { (format::count(*n)) } } }
                    }
                }
            }))
        }
    }
}
