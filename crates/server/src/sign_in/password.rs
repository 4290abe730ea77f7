//! Passwords: Argon2id, a salt each, a few at a time so that a flood of sign-ins can't take the machine's memory.

use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Ctx, Error};
use ledger::{Reader, Tx, params};
use registry::AccountId;
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;

use crate::gate::drawn;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes computed at once.
static PLACES: Semaphore = Semaphore::const_new(2);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub salt: [u8; 16],
    pub hash: [u8; 32],
    pub must_change: bool,
}

impl Secret {
    pub fn of(password: &str, must_change: bool) -> Result<Secret, Error> {
        let salt = drawn()?;
        Ok(Secret { salt, hash: hash(password, &salt)?, must_change })
    }
}

fn hash(password: &str, salt: &[u8; 16]) -> Result<[u8; 32], Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(|e| Error::internal(e.to_string()))?;
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut out)
        .map_err(|e| Error::internal(e.to_string()))?;
    Ok(out)
}

/// Takes as long for an account that doesn't exist, so that the time doesn't tell.
pub async fn matches(secret: Option<Secret>, password: String) -> Result<bool, Error> {
    let _place = PLACES.acquire().await.map_err(Error::internal)?;
    let checked = tokio::task::spawn_blocking(move || {
        let nobody = Secret { salt: [0; 16], hash: [0; 32], must_change: false };
        let known = secret.is_some();
        let secret = secret.unwrap_or(nobody);
        let same = bool::from(hash(&password, &secret.salt)?.ct_eq(&secret.hash));
        Ok(same && known)
    });
    checked.await.map_err(Error::internal)?
}

pub fn find(r: &Reader<'_>, ctx: &Ctx, account: AccountId) -> Result<Option<Secret>, Error> {
    r.row(
        "SELECT salt, hash, must_change FROM secret WHERE district = $1 AND account = $2",
        params![ctx.district, account],
        |row| Ok(Secret { salt: row.get(0)?, hash: row.get(1)?, must_change: row.get(2)? }),
    )
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, account: AccountId, secret: &Secret) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO secret (district, account, salt, hash, must_change, set_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (district, account) DO UPDATE SET salt = $3, hash = $4, must_change = $5, set_at = $6",
        params![ctx.district, account, secret.salt, secret.hash, secret.must_change, ctx.now],
    )?;
    Ok(())
}

/// Twelve characters that are not mistaken for each other.
pub fn generate() -> Result<String, Error> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let bytes: [u8; 12] = drawn()?;
    Ok(bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_matches() {
        let secret = Secret::of("pass 安澜", true).unwrap();
        assert!(matches(Some(secret.clone()), "pass 安澜".into()).await.unwrap());
        assert!(!matches(Some(secret), "pass".into()).await.unwrap());
        assert!(!matches(None, String::new()).await.unwrap());
    }
}
