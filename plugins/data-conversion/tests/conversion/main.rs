//! Conversions from end to end, over buffers in memory.

mod csv_input;
mod directions;
mod errors;
mod json_input;
mod progress;
mod properties;
mod resumed;
mod support;
mod types;
