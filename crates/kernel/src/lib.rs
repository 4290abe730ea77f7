//! Values that every crate shares: ids, places, instants, who acts and within which reach, errors, personal text.
//!
//! Nothing here reads a clock, a table, a socket or chance: time, salts and request keys arrive inside [`Ctx`].

mod access;
mod cell;
mod ctx;
mod error;
mod id;
mod personal;
mod place;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod text;
mod time;

pub use access::{Act, Grant, Membership, MembershipStatus, PolicyRow, Reach, Role, Scope, Sector};
pub use cell::{Cell, CellError, FromCell, ToCell};
pub use ctx::{Actor, Ctx, Lang, Minted, Origin, RequestKey, derive_salt};
pub use error::{Error, Problem, Problems};
pub use id::{Identity, OrganisationId, PersonId};
pub use personal::{Personal, Sealed, Vault, open, seal};
pub use place::{District, Division, DivisionLevel};
pub use text::Text;
pub use time::{Day, Instant, Span};
