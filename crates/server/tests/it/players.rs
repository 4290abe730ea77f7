//! Who comes in at the door of [`crate::world::World`]: somebody of every role, who may and who may not any more.

use data_encoding::BASE64URL_NOPAD;
use kernel::{Ctx, Error, Instant, Membership, OrganisationId, PersonId, Role, Sector, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;
use registry::{account, membership, person};
use server::sign_in::session;

/// How somebody of a role stands to the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Standing {
    Active,
    Disabled,
    Invited,
    /// Acted for another until yesterday.
    Expired,
}

impl Standing {
    pub const ALL: [Standing; 4] = [Standing::Active, Standing::Disabled, Standing::Invited, Standing::Expired];
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Player {
    pub role: Role,
    pub standing: Standing,
    pub account: registry::AccountId,
    pub person: PersonId,
    pub token: [u8; 32],
}

impl Player {
    pub fn cookie(&self) -> String {
        format!("{}={}", session::COOKIE, BASE64URL_NOPAD.encode(&self.token))
    }
}

pub fn human(tx: &mut Tx<'_>, ctx: &Ctx, body: OrganisationId, name: &str) -> Result<PersonId, Error> {
    let cmd = person::Register { name: name.into(), organisation: body, position: "科员".into(), phone: None };
    person::register(tx, ctx, &cmd)
}

pub fn part(
    person: PersonId,
    organisation: OrganisationId,
    division: kernel::Division,
    role: Role,
    sectors: Vec<Sector>,
) -> membership::Grant {
    let from = Instant::from_micros(0);
    membership::Grant { person, organisation, division, role, sectors, from, to: None, deputy_for: None }
}

/// Somebody of every role and standing with an account; the active ones are those of the fixture.
pub fn players_of(t: &TestDb, f: &Fixture, wanted: Vec<(Role, Standing)>) -> Vec<Player> {
    let like: Vec<_> = wanted.into_iter().map(|(role, standing)| (role, standing, f.person(role))).collect();
    let asked = like.clone();
    let made = t.db.write_blocking("players", &t.rule(), move |tx, ctx| {
        asked
            .iter()
            .map(|(role, standing, like)| player(tx, ctx, *role, *standing, *like))
            .collect::<Result<Vec<_>, _>>()
    });
    let player = |((role, standing, _), (account, person)): ((Role, Standing, PersonId), _)| {
        let token = std::array::from_fn(|n| (n as u8).wrapping_add(16 * role as u8).wrapping_add(standing as u8));
        Player { role, standing, account, person, token }
    };
    like.into_iter().zip(made.unwrap()).map(player).collect()
}

/// The role's part as `like` has it, in the standing.
fn player(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    role: Role,
    standing: Standing,
    like: PersonId,
) -> Result<(registry::AccountId, PersonId), Error> {
    if standing == Standing::Active {
        let sql = "SELECT id FROM account WHERE district = $1 AND person = $2";
        return Ok((tx.value(sql, ledger::params![ctx.district, like])?, like));
    }
    let held: Membership = registry::query::memberships(tx, ctx.district, like)?.remove(0);
    let person = human(tx, ctx, held.organisation, "赵临时")?;
    let expired = standing == Standing::Expired;
    let grant = membership::Grant {
        to: expired.then(|| ctx.now + Span::hours(8)),
        deputy_for: expired.then_some(like),
        ..part(person, held.organisation, held.division, role, held.sectors.clone())
    };
    let id = membership::grant(tx, ctx, &grant)?;
    if standing != Standing::Invited {
        membership::activate(tx, ctx, id)?;
    }
    let login = format!("{role}-{standing:?}").to_lowercase();
    Ok((account::open(tx, ctx, &account::Open { login, person })?, person))
}

/// One who has no account yet, and one who left.
pub fn staff(t: &ledger::testing::TestDb, seed: &crate::world::Seed) -> (PersonId, registry::AccountId) {
    let (body, name, login) = (seed.organisation, seed.names.newcomer, format!("left-{}", seed.login));
    let made = t.db.write_blocking("staff", &t.rule(), move |tx, ctx| {
        let newcomer = human(tx, ctx, body, name)?;
        let person = human(tx, ctx, body, "钟离职")?;
        let left = registry::account::open(tx, ctx, &registry::account::Open { login: login.clone(), person })?;
        registry::account::disable(tx, ctx, left, "离职")?;
        Ok((newcomer, left))
    });
    made.unwrap()
}
