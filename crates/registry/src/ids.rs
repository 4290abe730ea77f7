//! The identities of this crate. Organisations and people have theirs in `kernel`, because access needs them.

use kernel::{Division, Identity};

kernel::ids! {
    /// A division: its twelve digits, so that the official list is the same in every installation.
    DivisionId,
    /// A way to sign in.
    AccountId,
    /// One person's part in one organisation.
    MembershipId,
    /// A supervised subject: enterprise, site, venue, …
    SubjectId,
    /// One appointment: who answers for a subject, as which party, from when.
    ResponsibilityId,
    /// A post that is filled by turns.
    PostId,
    /// One turn of one person at one post.
    ShiftId,
}

impl DivisionId {
    pub fn of(code: Division) -> Self {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&code.code().to_be_bytes());
        Self::from_bytes(bytes)
    }

    /// The code it was made from; `None` for bytes that never were one.
    pub fn code(self) -> Option<Division> {
        let digits = <[u8; 8]>::try_from(&self.bytes()[8..]).ok()?;
        Division::new(i64::from_be_bytes(digits))
    }
}
