//! Every write to `campaign` and the tables of its gates and topics, and the load that every command begins with.

use kernel::{Ctx, Error, Personal, Reach};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use crate::model::{Announced, Campaign, CampaignId, Criterion, Fact, Gate, PlanState, State, Topic};

pub(crate) const COLUMNS: &str = "t.id, t.version, t.number, t.title, t.goal, t.from_day, t.to_day, t.state, \
     t.announced_at, t.announced_by, t.closed_at, t.plan, t.plan_title, t.plan_text, t.drafted_at, t.drafted_by, \
     t.approved_at, t.approved_by, t.approval, t.plan_number, t.issued_at, t.issued_by";

pub(crate) fn text(row: &Row<'_>, column: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
}

/// How a visitor's reach stands in a query about rows that name an organisation and its division; `None` is all of them.
pub(crate) fn reach(clause: &mut Clause, ctx: &Ctx, alias: &str) -> Option<String> {
    if ctx.scope.covers(ctx.district.division(), &[], &[], None) {
        return None;
    }
    let mut ways = Vec::new();
    for grant in &ctx.scope.grants {
        let own = clause.bind(grant.organisation);
        ways.push(format!("{alias}.organisation = {own}"));
        if grant.reach == Reach::Division {
            let (first, last) = grant.division.range();
            let (first, last) = (clause.bind(first), clause.bind(last));
            ways.push(format!("{alias}.division BETWEEN {first} AND {last}"));
        }
    }
    if ways.is_empty() { Some("1 = 0".to_owned()) } else { Some(format!("({})", ways.join(" OR "))) }
}

pub(crate) fn read(row: &Row<'_>) -> Result<Campaign, Error> {
    Ok(Campaign {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        title: row.get(3)?,
        goal: text(row, 4)?,
        from: row.get(5)?,
        to: row.get(6)?,
        state: row.get(7)?,
        announced_at: row.get(8)?,
        announced_by: row.get(9)?,
        closed_at: row.get(10)?,
        plan: row.get(11)?,
        plan_title: text(row, 12)?,
        plan_text: text(row, 13)?,
        drafted_at: row.get(14)?,
        drafted_by: row.get(15)?,
        approved_at: row.get(16)?,
        approved_by: row.get(17)?,
        approval: text(row, 18)?,
        plan_number: row.get(19)?,
        issued_at: row.get(20)?,
        issued_by: row.get(21)?,
    })
}

/// A campaign is the whole district's: whoever may see campaigns sees each.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<Campaign, Error> {
    let sql = format!("SELECT {COLUMNS} FROM campaign t WHERE t.district = $1 AND t.id = $2");
    r.row(&sql, params![ctx.district, id], read)?.ok_or(Error::NotFound("CampaignId"))
}

/// Stages and milestones by their last day, with their criteria.
pub fn gates(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<Vec<Gate>, Error> {
    let mut gates = r.rows(
        "SELECT no, stage, title, from_day, to_day, obligation, passed_at, passed_by, note FROM campaign_gate
         WHERE district = $1 AND campaign = $2 ORDER BY no",
        params![ctx.district, id],
        |row| {
            Ok(Gate {
                no: row.get(0)?,
                stage: row.get(1)?,
                title: text(row, 2)?,
                from: row.get(3)?,
                to: row.get(4)?,
                obligation: row.get(5)?,
                passed_at: row.get(6)?,
                passed_by: row.get(7)?,
                note: text(row, 8)?,
                criteria: Vec::new(),
            })
        },
    )?;
    let criteria = r.rows(
        "SELECT gate, no, words, met, reason FROM campaign_criterion WHERE district = $1 AND campaign = $2
         ORDER BY gate, no",
        params![ctx.district, id],
        |row| {
            let met = row.get::<Option<i64>>(3)?.map(|it| it == 1);
            Ok((row.get::<i64>(0)?, Criterion { no: row.get(1)?, words: text(row, 2)?, met, reason: text(row, 4)? }))
        },
    )?;
    for (gate, criterion) in criteria {
        if let Some(gate) = gates.iter_mut().find(|it| it.no == gate) {
            gate.criteria.push(criterion);
        }
    }
    Ok(gates)
}

pub fn topics(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<Vec<Topic>, Error> {
    r.rows(
        "SELECT no, sort, title, led_by FROM campaign_topic WHERE district = $1 AND campaign = $2 ORDER BY no",
        params![ctx.district, id],
        |row| Ok(Topic { no: row.get(0)?, sort: row.get(1)?, title: text(row, 2)?, lead: row.get(3)? }),
    )
}

pub(crate) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Campaign, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: CampaignId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Announced(it) => insert(tx, at, id, it),
        Fact::PlanDrafted { title, text } => tx.execute(
            "UPDATE campaign SET version = $3, plan = $4, plan_title = $5, plan_text = $6, drafted_at = $7,
                        drafted_by = $8
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, PlanState::Draft, title, text, at.effective_at, at.person],
        ),
        Fact::PlanApproved { note } => tx.execute(
            "UPDATE campaign SET version = $3, plan = $4, approval = $5, approved_at = $6, approved_by = $7
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, PlanState::Approved, note, at.effective_at, at.person],
        ),
        Fact::PlanIssued { number } => tx.execute(
            "UPDATE campaign SET version = $3, plan = $4, plan_number = $5, issued_at = $6, issued_by = $7
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, PlanState::Issued, number, at.effective_at, at.person],
        ),
        Fact::GatePassed { .. } => pass(tx, at, id, fact),
        Fact::GateProlonged { .. } => prolong(tx, at, id, fact),
        Fact::TopicAdded { topic, .. } => {
            tx.execute(
                "INSERT INTO campaign_topic (district, campaign, no, sort, title, led_by)
                 SELECT $1, $2, COALESCE(MAX(no), 0) + 1, $3, $4, $5 FROM campaign_topic
                 WHERE district = $1 AND campaign = $2",
                params![at.district, id, topic.sort, topic.title, topic.lead],
            )?;
            touch(tx, at, id)
        }
        Fact::TopicLed { topic, lead, .. } => {
            tx.execute(
                "UPDATE campaign_topic SET led_by = $4 WHERE district = $1 AND campaign = $2 AND no = $3",
                params![at.district, id, topic, lead],
            )?;
            touch(tx, at, id)
        }
        Fact::Corrected { title, goal, .. } => tx.execute(
            "UPDATE campaign SET version = $3, title = $4, goal = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, title, goal],
        ),
    }
}

fn touch(tx: &mut Tx<'_>, at: &Stamp, id: CampaignId) -> Result<(), Error> {
    tx.execute("UPDATE campaign SET version = $3 WHERE district = $1 AND id = $2", params![at.district, id, at.version])
}

fn prolong(tx: &mut Tx<'_>, at: &Stamp, id: CampaignId, fact: &Fact) -> Result<(), Error> {
    let Fact::GateProlonged { gate, to, next, next_from, whole, .. } = fact else { return Ok(()) };
    // A milestone is one day.
    tx.execute(
        "UPDATE campaign_gate SET to_day = $4, from_day = CASE WHEN stage IS NULL THEN $4 ELSE from_day END
         WHERE district = $1 AND campaign = $2 AND no = $3",
        params![at.district, id, gate, to],
    )?;
    if let Some((next, from)) = next.zip(*next_from) {
        tx.execute(
            "UPDATE campaign_gate SET from_day = $4 WHERE district = $1 AND campaign = $2 AND no = $3",
            params![at.district, id, next, from],
        )?;
    }
    if *whole {
        tx.execute("UPDATE campaign SET to_day = $3 WHERE district = $1 AND id = $2", params![at.district, id, to])?;
    }
    touch(tx, at, id)
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: CampaignId, it: &Announced) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO campaign (district, id, version, number, title, goal, from_day, to_day, state, announced_at,
                               announced_by, plan)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.title,
            it.goal,
            it.from,
            it.to,
            State::Open,
            at.effective_at,
            at.person,
            PlanState::Missing
        ],
    )?;
    for (no, gate) in (1_i64..).zip(&it.gates) {
        tx.execute(
            "INSERT INTO campaign_gate (district, campaign, no, stage, title, from_day, to_day, obligation)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![at.district, id, no, gate.stage, gate.title, gate.from, gate.to, gate.obligation],
        )?;
        for (n, words) in (1_i64..).zip(&gate.criteria) {
            tx.execute(
                "INSERT INTO campaign_criterion (district, campaign, gate, no, words) VALUES ($1, $2, $3, $4, $5)",
                params![at.district, id, no, n, words],
            )?;
        }
    }
    for (no, topic) in (1_i64..).zip(&it.topics) {
        tx.execute(
            "INSERT INTO campaign_topic (district, campaign, no, sort, title, led_by) VALUES ($1, $2, $3, $4, $5, $6)",
            params![at.district, id, no, topic.sort, topic.title, topic.lead],
        )?;
    }
    Ok(())
}

fn pass(tx: &mut Tx<'_>, at: &Stamp, id: CampaignId, fact: &Fact) -> Result<(), Error> {
    let Fact::GatePassed { gate, criteria, note, last } = fact else { return Ok(()) };
    tx.execute(
        "UPDATE campaign_gate SET passed_at = $4, passed_by = $5, note = $6
         WHERE district = $1 AND campaign = $2 AND no = $3",
        params![at.district, id, gate, at.effective_at, at.person, note],
    )?;
    for (no, it) in (1_i64..).zip(criteria) {
        tx.execute(
            "UPDATE campaign_criterion SET met = $5, reason = $6
             WHERE district = $1 AND campaign = $2 AND gate = $3 AND no = $4",
            params![at.district, id, gate, no, i64::from(it.met), it.reason],
        )?;
    }
    let (state, closed) = if *last { (State::Closed, Some(at.effective_at)) } else { (State::Open, None) };
    tx.execute(
        "UPDATE campaign SET version = $3, state = $4, closed_at = $5 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, closed],
    )
}
