//! What the engine tells: a place stands at a colour, or at none, by a rule or a fault.
//!
//! Pure in the middle: what is known and what is told give the step. The acknowledgement is owed by whoever watches the device,
//! else by whoever keeps it alive, else by the duty desk; of a site by whoever watches its devices, else by its organisation.

use kernel::{Actor, Ctx, Division, Error, Instant, Lang, OrganisationId, Origin, Personal, Scope};
use ledger::{Fact as _, Tx};
use obligation::{Check, Due, Open, Owed, Owner, Ref, owing};

use super::{Condition, ConditionId, Fact, Place, Raised, Reading, Sort, query, store};
use crate::Colour;
use crate::device;
use crate::rule::{self, SignalRuleId};
use crate::words::condition_sort;

/// The actor of every change.
pub(crate) const ENGINE: &str = "signal.engine";
/// The rule by which what was owed at a lesser colour is owed no more.
const WORSE: &str = "signal.worse";
const WORSE_SAID: &str = "监测异常升级，改按升级后的时限确认";
pub(super) const DUTY: &str = "condition.acknowledge";

/// What a place has come to, at the reading's own time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub place: Place,
    pub sort: Sort,
    /// The edition, where a rule says it or can't be evaluated.
    pub rule: Option<SignalRuleId>,
    pub at: Instant,
    /// None: it is over.
    pub colour: Option<Colour>,
    pub reading: Option<Reading>,
}

/// What became of a change that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Recorded {
    Raised(ConditionId),
    Changed(ConditionId),
    /// It was recorded before.
    Known(ConditionId),
    /// It is over, and nothing was.
    Nothing,
}

kernel::words! {
    /// The step that a change is.
    pub(crate) enum Step {
        Raised = "raised",
        Worsened = "worsened",
        Eased = "eased",
        Repeated = "repeated",
        Cleared = "cleared",
        Late = "late",
    }
}

/// `known` is the active condition of the mark, else the one within whose time the change lies.
pub(crate) fn decide(known: Option<&Condition>, at: Instant, colour: Option<Colour>) -> Option<Step> {
    Some(match (known, colour) {
        (None, None) => return None,
        (None, Some(_)) => Step::Raised,
        // At the very time of the last change it takes its place; what was cleared then begins anew.
        (Some(it), _) if at < it.last_at => Step::Late,
        (Some(it), Some(_)) if !it.is_active() => Step::Raised,
        (Some(it), None) if !it.is_active() => Step::Late,
        (Some(_), None) => Step::Cleared,
        (Some(it), Some(colour)) if colour > it.colour => Step::Worsened,
        (Some(it), Some(colour)) if colour < it.colour => Step::Eased,
        (Some(_), Some(_)) => Step::Repeated,
    })
}

/// The engine acts, at the reading's own time, within whoever's transaction it is.
fn engine(ctx: &Ctx, at: Instant) -> Ctx {
    Ctx {
        actor: Actor::Rule(ENGINE),
        scope: Scope::everything(ctx.district),
        effective_at: Some(at),
        origin: Origin::Rule,
        ..ctx.clone()
    }
}

/// What and where, as one text.
fn mark(change: &Change, rule_code: Option<&str>) -> String {
    let place = match &change.place {
        Place::Device(id) => format!("device:{id}"),
        Place::Site(id) => format!("site:{id}"),
        Place::Intake(name) => format!("intake:{name}"),
    };
    format!("{place} {} {}", change.sort, rule_code.unwrap_or("-"))
}

pub fn record(tx: &mut Tx<'_>, ctx: &Ctx, change: &Change) -> Result<Recorded, Error> {
    if change.at > ctx.now {
        return Err(Error::internal(format!("a condition of the future: {}", change.at.to_minute())));
    }
    let by_rule = matches!(change.sort, Sort::Rule | Sort::Unevaluable);
    if by_rule != change.rule.is_some() {
        return Err(Error::internal(format!("a condition {} with a rule that does not fit", change.sort)));
    }
    let by = engine(ctx, change.at);
    let rule_code = match change.rule {
        Some(id) => Some(rule::query::one(tx, &by, id)?.code),
        None => None,
    };
    let mark = mark(change, rule_code.as_deref());
    if let Some(known) = query::by_change(tx, &by, &mark, (change.at, change.colour))? {
        return Ok(Recorded::Known(known));
    }
    let known = query::around(tx, &by, &mark, change.at)?;
    let Some(step) = decide(known.as_ref(), change.at, change.colour) else { return Ok(Recorded::Nothing) };
    let step = match &known {
        // It may have begun anew already.
        Some(it) if step == Step::Raised && query::is_active(tx, &by, &it.mark)? => Step::Late,
        _ => step,
    };
    let it = match known {
        Some(it) if step != Step::Raised => it,
        _ => return raise(tx, (ctx, &by), (change, mark, rule_code)).map(Recorded::Raised),
    };
    let (reading, colour) = (change.reading, change.colour.unwrap_or(it.colour));
    let fact = match step {
        Step::Worsened => Fact::Worsened { colour, reading, owed: owe_again(tx, (ctx, &by), &it, colour)? },
        Step::Eased => Fact::Eased { colour, reading },
        Step::Cleared => Fact::Cleared { reading },
        Step::Late => Fact::Late { colour: change.colour, reading },
        Step::Raised | Step::Repeated => Fact::Repeated { reading },
    };
    store::record(tx, &by, &it, &fact)?;
    Ok(Recorded::Changed(it.id))
}

/// Whose a place is.
struct Whose {
    division: Division,
    owner: OrganisationId,
    holder: Owner,
    name: String,
}

fn whose(tx: &Tx<'_>, ctx: &Ctx, place: &Place) -> Result<Whose, Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    let desk = Owner { organisation: office, person: None };
    Ok(match place {
        Place::Device(id) => {
            let it = device::query::one(tx, ctx, *id)?.said;
            let kept = registry::query::organisation(tx, ctx, it.owner)?.is_some_and(|it| it.dissolved_on.is_none());
            let holder = match it.watcher {
                Some(watcher) => Owner { organisation: watcher.organisation, person: Some(watcher.person) },
                None if kept => Owner { organisation: it.owner, person: None },
                None => desk,
            };
            Whose { division: it.division, owner: it.owner, holder, name: it.name }
        }
        Place::Site(id) => {
            let it = registry::query::subject(tx, ctx, *id)?.ok_or(Error::NotFound("SubjectId"))?;
            let holder = match device::query::watcher_at(tx, ctx, *id)? {
                Some(watcher) => Owner { organisation: watcher.organisation, person: Some(watcher.person) },
                None => it.organisation.map_or(desk, |organisation| Owner { organisation, person: None }),
            };
            Whose { division: it.division, owner: it.organisation.unwrap_or(office), holder, name: it.name }
        }
        Place::Intake(name) => {
            Whose { division: ctx.district.division(), owner: office, holder: desk, name: name.clone() }
        }
    })
}

/// `ctx` is the caller's own, which mints the ids; `by` is the engine at the reading's time.
fn raise(
    tx: &mut Tx<'_>,
    (ctx, by): (&Ctx, &Ctx),
    (change, mark, rule_code): (&Change, String, Option<String>),
) -> Result<ConditionId, Error> {
    let id: ConditionId = ctx.mint();
    let colour = change.colour.ok_or_else(|| Error::internal("a condition is raised with a colour"))?;
    let whose = whose(tx, by, &change.place)?;
    let year = ctx.now.day().year();
    let number = format!("{year}-{:05}", tx.next_number(ctx, Fact::STREAM, year)?);
    let owed = owe(tx, ctx, (id, &whose.name, change.sort, colour), (whose.division, whose.holder))?;
    let fact = Fact::Raised(Box::new(Raised {
        number,
        sort: change.sort,
        mark,
        place: change.place.clone(),
        rule: change.rule,
        rule_code,
        division: whose.division,
        owner: whose.owner,
        holder: whose.holder,
        colour,
        reading: change.reading,
        owed,
    }));
    let at = tx.record(by, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// The acknowledgement, by the deadline rule of the colour, counted from now: nobody could know of it before.
fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (id, name, sort, colour): (ConditionId, &str, Sort, Colour),
    (division, holder): (Division, Owner),
) -> Result<Owed, Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    let (sort, tint) = (condition_sort::of(Lang::Zh, sort.word()), colour.text(Lang::Zh));
    let open = Open {
        about: Ref::new(Fact::STREAM, id),
        duty: DUTY.to_owned(),
        title: Personal::text(format!("{name}：{sort}（{tint}）")),
        owner: holder,
        owed_to: Owner { organisation: office, person: None },
        checker: None,
        check: Check::None,
        due: Due::ByRule,
        source: None,
        division,
        sector: None,
        grade: Some(colour.word()),
    };
    let (obligation, due) = obligation::open_due(tx, ctx, open)?;
    Ok(Owed { obligation, due })
}

/// What was acknowledged at a lesser colour is owed anew; what was not is owed by the deadline of this colour.
fn owe_again(tx: &mut Tx<'_>, (ctx, by): (&Ctx, &Ctx), it: &Condition, colour: Colour) -> Result<Option<Owed>, Error> {
    if !it.is_acknowledged() {
        owing::let_off(tx, ctx, WORSE, (it.owed.obligation, &Personal::text(WORSE_SAID)))?;
    }
    let name = whose(tx, by, &it.place)?.name;
    owe(tx, ctx, (it.id, &name, it.sort, colour), (it.division, it.holder)).map(Some)
}
