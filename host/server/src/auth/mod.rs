//! Who may ask, and for what. A request is let in by its token, by the cookie of a browser that signed in with one, or by a
//! watch token, all looked up in memory; and then by what its route needs: each route says that where it is registered
//! (`routes.rs`).

mod caller;
mod file;
mod given;
mod guard;
mod jwt;
mod needs;
mod tokens;
mod watch;

pub(crate) use self::caller::Caller;
pub(crate) use self::file::{FILE_ID, hash_of, new_text};
pub use self::file::{Token, TokenError};
pub(crate) use self::given::{SUBPROTOCOL, Wire, set_cookie};
pub(crate) use self::guard::{Guard, guard, require};
pub use self::jwt::{JwtError, Jwts};
pub use self::needs::Needs;
pub(crate) use self::tokens::{Known, Tokens};
pub(crate) use self::watch::PREFIX as WATCH_PREFIX;
