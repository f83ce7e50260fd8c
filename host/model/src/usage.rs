//! What an attempt used.

use serde::{Deserialize, Serialize};

use crate::units::{ByteSize, Fuel};

/// What an attempt used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Fuel burnt.
    pub fuel: Fuel,
    /// Whether `fuel` is exact. An attempt that was cut off from outside is known to one interval of its
    /// accounting (100 million); one that ended by itself is exact, and the same when it is run again.
    pub fuel_exact: bool,
    /// The most memory it held at once: linear memory, tables and host buffers.
    pub peak_memory_bytes: ByteSize,
    /// Wall-clock time in milliseconds, without frozen time.
    pub wall_ms: u64,
    /// Time frozen, in milliseconds.
    pub frozen_ms: u64,
    /// Bytes read from inputs.
    pub input_bytes: ByteSize,
    /// Bytes written to outputs.
    pub output_bytes: ByteSize,
    /// Bytes of the log, dropped lines included.
    pub log_bytes: ByteSize,
    /// HTTP requests made.
    pub http_requests: u64,
    /// Bytes of HTTP in both directions, headers included.
    #[serde(default)]
    pub http_bytes: ByteSize,
}
