//! Who may ask, and for what. A request is let in by its token, which is looked up in memory, and then by what its route
//! needs: each route says that where it is registered (`routes.rs`).

mod caller;
mod file;
mod guard;
mod needs;
mod tokens;

pub(crate) use self::caller::Caller;
pub use self::file::{Token, TokenError};
pub(crate) use self::file::{hash_of, new_text};
pub(crate) use self::guard::{Guard, guard, require};
pub use self::needs::Needs;
pub(crate) use self::tokens::{Known, Tokens};
