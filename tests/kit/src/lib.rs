//! What the black-box tests have in common: the guests, a sandbox to run them in, and the runner program.

mod exchange;
mod jwt;
mod node;
mod postbox;
mod program;
mod resolver;
mod run;
mod seed;
mod server;
mod site;
mod socket;
mod tls;
mod visitor;

pub use crate::exchange::Answered;
pub use crate::jwt::jwt;
pub use crate::node::Node;
pub use crate::postbox::{Letter, Postbox};
pub use crate::program::{Ran, Runner, files_with, submit_conversion};
pub use crate::resolver::Lies;
pub use crate::run::Bench;
pub use crate::server::{Server, wait_until};
pub use crate::site::{Certificates, Seen, Site, Told};
pub use crate::socket::Socket;
pub use crate::tls::ask_by_tls;
pub use crate::visitor::{Events, Frame, Visitor};
pub use runner_test_components::{guest, guest_names};
