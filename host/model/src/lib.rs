//! What a job is: the words of runner as types.
//!
//! Pure: no I/O, no async, no clock. Whatever comes from outside becomes one of these types at the edge, and what
//! is inside needs no second check. Every floor of the house may use this one; it uses none.

#![warn(missing_docs)]

mod descriptor;
mod digest;
mod failure;
mod id;
mod limits;
mod log;
mod media_type;
mod name;
mod near;
mod progress;
mod units;
mod usage;

pub use crate::descriptor::{Descriptor, DescriptorError, Port, Want};
pub use crate::digest::{Digest, ParseDigestError};
pub use crate::failure::{Failure, FailureCode};
pub use crate::id::JobId;
pub use crate::limits::{Limit, Limits, ParseLimitError};
pub use crate::log::{Level, LogLine};
pub use crate::media_type::media_type_of;
pub use crate::name::{NameError, PortName, ProcessorName, nearest};
pub use crate::near::{NearLimit, near_limits};
pub use crate::progress::{Progress, Step};
pub use crate::units::{ByteSize, Fuel, ParseUnitError};
pub use crate::usage::Usage;
