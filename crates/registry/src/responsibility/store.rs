//! The table `responsibility`.

use kernel::{Ctx, Day, Error, Identity, Instant, PersonId};
use ledger::{Clause, Reader, Stamp, Tx, params};

use super::Fact;
use crate::{Party, ResponsibilityId, Side, SubjectId, subject};

/// What a rule may know of an appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub version: i64,
    pub id: ResponsibilityId,
    pub subject: SubjectId,
    pub party: Party,
    pub person: PersonId,
    pub from: Day,
    pub to: Option<Day>,
    pub acting: bool,
    pub hands_over: Option<ResponsibilityId>,
    pub handed_at: Option<Instant>,
    pub taken_at: Option<Instant>,
}

/// An appointment belongs where its subject does.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: ResponsibilityId) -> Result<Known, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district).and_equals("x.id", id).within(&ctx.scope, &subject::store::SCOPE);
    many(r, &clause)?.pop().ok_or(Error::NotFound(ResponsibilityId::NAME))
}

/// As [`load`], for the two people of a hand-over, who may reach no further than themselves.
pub fn load_own(r: &Reader<'_>, ctx: &Ctx, id: ResponsibilityId) -> Result<(Known, Option<Known>), Error> {
    let missing = || Error::NotFound(ResponsibilityId::NAME);
    let it = find(r, ctx, id)?.ok_or_else(missing)?;
    let former = match it.hands_over {
        Some(former) => find(r, ctx, former)?,
        None => None,
    };
    let concerned = [Some(it.person), former.as_ref().map(|f| f.person)];
    if ctx.person().is_some_and(|p| concerned.contains(&Some(p))) {
        return Ok((it, former));
    }
    load(r, ctx, id).map(|it| (it, former))
}

fn find(r: &Reader<'_>, ctx: &Ctx, id: ResponsibilityId) -> Result<Option<Known>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district).and_equals("x.id", id);
    many(r, &clause).map(|mut found| found.pop())
}

/// Every appointment of one party of one subject, oldest first.
pub fn of_party(r: &Reader<'_>, ctx: &Ctx, subject: SubjectId, party: Party) -> Result<Vec<Known>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district).and_equals("x.subject", subject).and_equals("x.party", party);
    many(r, &clause)
}

fn many(r: &Reader<'_>, clause: &Clause) -> Result<Vec<Known>, Error> {
    let sql = format!(
        "SELECT x.version, x.id, x.subject, x.party, x.person, x.from_day, x.to_day, x.acting, x.hands_over,
                x.handed_at, x.taken_at
         FROM responsibility x JOIN subject s ON s.district = x.district AND s.id = x.subject
         WHERE {} ORDER BY x.from_day, x.id LIMIT 1000",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        Ok(Known {
            version: row.get(0)?,
            id: row.get(1)?,
            subject: row.get(2)?,
            party: row.get(3)?,
            person: row.get(4)?,
            from: row.get(5)?,
            to: row.get(6)?,
            acting: row.get(7)?,
            hands_over: row.get(8)?,
            handed_at: row.get(9)?,
            taken_at: row.get(10)?,
        })
    })
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: ResponsibilityId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Appointed { subject, party, person, organisation, from, to, document, acting, hands_over } => tx.execute(
            "INSERT INTO responsibility (district, id, version, subject, party, person, organisation, from_day, to_day,
                                         document, acting, hands_over)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            params![
                at.district,
                id,
                at.version,
                subject,
                party,
                person,
                organisation,
                from,
                to,
                document,
                acting,
                hands_over
            ],
        ),
        Fact::Ended { on, .. } => tx.execute(
            "UPDATE responsibility SET version = $3, to_day = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, on],
        ),
        Fact::HandOverSigned { side: Side::Outgoing, .. } => tx.execute(
            "UPDATE responsibility SET version = $3, handed_at = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at],
        ),
        Fact::HandOverSigned { side: Side::Incoming, .. } => tx.execute(
            "UPDATE responsibility SET version = $3, taken_at = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at],
        ),
    }?;
    Ok(())
}
